"""The transcript of a conference as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from maton_google_meet import NotFoundError
from maton_google_meet.reports import Line, Transcript, atranscript, transcript
from maton_google_meet.sandbox import Sandbox
from support.clients import Answering, ClientRunner
from support.sandboxes import NOW, find_planning_call

TEXT = """\
Transcript of {name}

2026-11-22 (UTC)

08:42:57 Ana Marković: Good morning. Shall we start with the delivery dates?
08:43:45 Jonas Weber: Yes. The boards arrive on Thursday, the housings a week later.
08:44:35 Léa Fournier: Then the test rig has to wait until the week after.
08:47:24 Jonas Weber: Ich frage beim Lieferanten nach, ob es früher geht.
08:48:13 Ana Marković: Gut. Bitte schreib es danach in das Protokoll.
08:49:01 Ravi (guest): I can lend you a rig until then, we have one in our lab.
08:49:51 Ana Marković: That would help a great deal. Thank you, everyone.
"""


def read(runner: ClientRunner, sandbox: Sandbox, name: str) -> Transcript:
    """Read a transcript with the client of the runner."""
    function = transcript if runner.mode == "sync" else atranscript
    return runner.call_sandbox(sandbox, lambda meet: function(meet, name))  # type: ignore[no-any-return]


def test_a_conference_and_its_transcript_have_the_same_lines(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    record = find_planning_call(sandbox).name
    with sandbox.client() as meet:
        [only] = meet.transcripts.list(record)
    for name in (record, only.name):
        assert read(runner, sandbox, name).to_text() == TEXT.format(name=name)


def test_a_conference_without_entries(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    with sandbox.client() as meet:
        running = next(each.name for each in meet.conference_records.list() if not each.end_time)
    text = read(runner, sandbox, running).to_text()
    assert text == f"Transcript of {running}\n\nIt has no entries.\n"


def test_an_error_of_a_call_is_raised(runner: ClientRunner) -> None:
    with pytest.raises(NotFoundError):
        read(runner, Sandbox(now=NOW), "conferenceRecords/none")


def test_missing_parts_have_replacements(runner: ClientRunner) -> None:
    """The participant, the text and the time of an entry may be missing, as may a name."""
    name = "conferenceRecords/a/transcripts/b"
    people = [f"conferenceRecords/a/participants/{each}" for each in "cde"]
    entries = [
        {"name": f"{name}/entries/1", "text": "Who am I?"},
        {"name": f"{name}/entries/2", "participant": people[0]},
        {"name": f"{name}/entries/3", "participant": people[1], "text": "Hello."},
        {"name": f"{name}/entries/4", "participant": people[2], "text": "A phone."},
    ]
    participants = [
        {"name": people[0], "anonymousUser": {}},
        {"name": people[1]},
        {"name": people[2], "phoneUser": {"displayName": "+44 20"}},
    ]
    answers = Answering({"transcriptEntries": entries}, {"participants": participants})
    function = transcript if runner.mode == "sync" else atranscript
    result = answers.call(runner, lambda meet: function(meet, name))
    assert result.to_text() == (
        f"Transcript of {name}\n"
        "--:--:-- Unknown speaker: Who am I?\n"
        "--:--:-- Unknown speaker: \n"
        "--:--:-- Unknown speaker: Hello.\n"
        "--:--:-- +44 20: A phone.\n"
    )


def test_each_day_has_a_heading_and_no_part_imitates_a_line() -> None:
    late = datetime(2026, 3, 1, 0, 59, 59, tzinfo=timezone(timedelta(hours=1)))
    lines = (
        Line(late, "Ana", "One.\n00:00:00 Ben: Two."),
        Line(late + timedelta(seconds=2), "Ben\n2026-03-05 (UTC)", "\u202eThree"),
        Line(datetime(2026, 3, 1, 9, tzinfo=UTC), "Ana", "Four."),
    )
    assert Transcript("a\nb", lines).to_text() == (
        "Transcript of a\\nb\n"
        "\n2026-02-28 (UTC)\n\n"
        "23:59:59 Ana: One.\\n00:00:00 Ben: Two.\n"
        "\n2026-03-01 (UTC)\n\n"
        "00:00:01 Ben\\n2026-03-05 (UTC): \\u202eThree\n"
        "09:00:00 Ana: Four.\n"
    )
