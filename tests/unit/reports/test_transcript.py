"""The transcript of a conference, from the API to each format."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from maton_google_meet import InvalidArgumentError, InvalidNameError, NotFoundError, ServerError
from maton_google_meet.reports import Entry, NoConference, Part, Transcript, Turn, transcript
from maton_google_meet.reports.transcript import (
    TranscriptHead,
    find_recording_start,
    write_markdown,
    write_text,
)
from maton_google_meet.sandbox import Fault, Sandbox
from support.clients import Answering, ClientRunner
from support.sandboxes import NOW, find_planning_call

RECORD = "conferenceRecords/a"
START = datetime(2026, 11, 22, 8, tzinfo=UTC)
TEXT = """\
Transcript of {name}

2026-11-22 (UTC)

08:42:57 Ana Marković
  Good morning. Shall we start with the delivery dates?

08:43:45 Jonas Weber
  Yes. The boards arrive on Thursday, the housings a week later.

08:44:35 Léa Fournier
  Then the test rig has to wait until the week after.

08:47:24 Jonas Weber
  Ich frage beim Lieferanten nach, ob es früher geht.

08:48:13 Ana Marković
  Gut. Bitte schreib es danach in das Protokoll.

08:49:01 Ravi (guest)
  I can lend you a rig until then, we have one in our lab.

08:49:51 Ana Marković
  That would help a great deal. Thank you, everyone.
"""


def make(text: str, start: float | None = None, **fields: Any) -> Entry:
    """Return an entry with a start in seconds."""
    values: dict[str, Any] = {
        "name": "e",
        "transcript": "t",
        "participant": "p",
        "speaker": "Ana",
        "start": None if start is None else START + timedelta(seconds=start),
        "end": None,
        "language": None,
        "text": text,
    }
    return Entry(**values | fields)


def make_transcript(*entries: Entry, is_running: bool = False, parts: str = "t") -> Transcript:
    transcripts = tuple(Part(name, "ENDED", START, None) for name in parts)
    return Transcript(RECORD, transcripts, is_running, entries)


class Server:
    """A server of one conference. It counts the requests by their last segment."""

    def __init__(
        self, entries: dict[str, list[dict[str, Any]]], people: list[dict[str, Any]], **parts: Any
    ) -> None:
        self.resources: dict[str, Any] = {
            RECORD: {"name": RECORD, "endTime": "2026-11-22T09:00:00Z"},
            f"{RECORD}/participants": {
                "participants": [{**each, "name": f"{RECORD}/{each['name']}"} for each in people]
            },
            f"{RECORD}/transcripts": {"transcripts": []},
        }
        for at, items in entries.items():
            name = f"{RECORD}/transcripts/{at}"
            part = {"name": name, **parts.get(at, {})}
            self.resources[f"{RECORD}/transcripts"]["transcripts"].append(part)
            self.resources[name] = part
            self.resources[f"{name}/entries"] = {
                "transcriptEntries": [
                    {"name": f"{name}/entries/{number}", **each}
                    for number, each in enumerate(items)
                ]
            }
        self.counts = Counter[str]()

    def call(self, runner: ClientRunner, name: str = RECORD, **options: Any) -> Transcript:
        def answer(request: httpx.Request) -> httpx.Response:
            path = request.url.path.removeprefix("/google-meet/v2/")
            self.counts[path.rpartition("/")[2]] += 1
            return httpx.Response(200, json=self.resources[path])

        transport = httpx.MockTransport(answer)
        return runner.call(  # type: ignore[no-any-return]
            lambda meet: transcript(meet, name, **options), transport=transport, connection="c-1"
        )


# --- the report -----------------------------------------------------------------------------------


def test_each_name_of_a_conference_leads_to_its_transcript(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    record = find_planning_call(sandbox)
    with sandbox.client() as meet:
        [only] = meet.transcripts.list(record.name)
    for name in (record, record.name, only, only.name):
        result = runner.call_sandbox(sandbox, lambda meet, name=name: transcript(meet, name))
        assert result.to_text() == TEXT.format(name=record.name)


def test_a_space_code_or_link_leads_to_the_latest_conference(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    for where in ("kfr-wduz-tqa", "https://meet.google.com/kfr-wduz-tqa", "spaces/Hq3vTz8LmWcX"):
        result = runner.call_sandbox(sandbox, lambda meet, where=where: transcript(meet, where))
        assert result.is_running
        assert result.to_text().splitlines()[1] == (
            "The call is still running: more entries may follow."
        )


def test_the_participants_are_listed_once(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW, rate=None)
    with sandbox.client() as meet:
        space = next(each.space for each in meet.conference_records.list() if each.end_time)
        running = [each for each in meet.conference_records.list() if not each.end_time]
    sandbox.end(running[0].name)
    record = sandbox.start_conference(space)
    people = [sandbox.join(record, name) for name in ("Ana", "Ben", "Ana")]
    for number in range(30):
        sandbox.say(people[number % 3], f"Sentence {number}.")
    before = len(sandbox.requests)
    result = runner.call_sandbox(sandbox, lambda meet: transcript(meet, record))
    targets = [each.target.partition("?")[0] for each in sandbox.requests[before:]]
    counts = Counter(each.rpartition("/")[2] for each in targets if RECORD[:8] in each)
    assert counts == {record.rpartition("/")[2]: 1, "transcripts": 1, "participants": 1,
                      "entries": 1}  # fmt: skip
    assert [each.text for each in result.entries] == [f"Sentence {at}." for at in range(30)]
    assert {each.speaker for each in result.entries} == {"Ana", "Ben", "Ana (2)"}
    assert result.is_running
    assert len(result.turns) == 30


def test_a_conference_without_transcripts_lists_no_participants(runner: ClientRunner) -> None:
    server, reports = Server({}, []), list[Any]()
    result = server.call(runner, progress=lambda *values: reports.append(values))
    assert reports == [(0, 0, "entries")]
    assert result.to_text() == f"Transcript of {RECORD}\n\nIt has no entries.\n"
    assert server.counts == {"a": 1, "transcripts": 1}


def test_several_transcripts_are_in_the_order_of_their_start(runner: ClientRunner) -> None:
    server = Server(
        {
            "late": [{"text": "Three.", "startTime": "2026-11-22T08:30:00Z"}],
            "early": [
                {"text": "Two.", "startTime": "2026-11-22T08:10:00Z", "participant": f"{RECORD}/p"},
                {"text": "One.", "startTime": "2026-11-22T08:00:00Z"},
            ],
            "empty": [],
        },
        [{"name": "p", "phoneUser": {"displayName": "+44 20"}}],
        late={"startTime": "2026-11-22T08:29:00Z", "state": "FILE_GENERATED"},
        early={"startTime": "2026-11-22T07:59:00Z", "state": "SOMETHING_NEW"},
    )
    reports = list[Any]()
    result = server.call(runner, progress=lambda *values: reports.append(values))
    assert [each.text for each in result.entries] == ["One.", "Two.", "Three."]
    states = [(each.name.rpartition("/")[2], each.state) for each in result.transcripts]
    assert states == [("early", "SOMETHING_NEW"), ("late", "FILE_GENERATED"), ("empty", None)]
    assert not result.is_running
    assert reports[-2:] == [(3, None, "entries"), (3, 3, "entries")]
    assert [done for done, _, _ in reports] == sorted(done for done, _, _ in reports)
    assert result.to_text() == (
        f"Transcript of {RECORD}\n"
        "\nTranscript 1 of 3\n\n2026-11-22 (UTC)\n"
        "\n08:00:00 Unknown speaker\n  One.\n"
        "\n08:10:00 +44 20\n  Two.\n"
        "\nTranscript 2 of 3\n\n2026-11-22 (UTC)\n"
        "\n08:30:00 Unknown speaker\n  Three.\n"
    )
    assert result.to_vtt().splitlines()[2] == "00:01:00.000 --> 00:01:01.000"
    [only] = server.call(runner, f"{RECORD}/transcripts/late").entries
    assert only.text == "Three."


def test_a_running_transcript_is_marked_as_running(runner: ClientRunner) -> None:
    server = Server({"t": []}, [], t={"state": "STARTED"})
    for name in (RECORD, f"{RECORD}/transcripts/t"):
        result = server.call(runner, name)
        assert result.is_running
        for text in (result.to_text(), result.to_markdown()):
            assert "The call is still running: more entries may follow." in text
            assert text.endswith("\n\nIt has no entries.\n")


def test_missing_parts_have_replacements(runner: ClientRunner) -> None:
    people = [f"{RECORD}/{each}" for each in "cde"]
    entries = [
        {"text": "Who am I?"},
        {"participant": people[0]},
        {"participant": people[1], "text": "Hello."},
        {"participant": people[2], "text": "A phone."},
        {"participant": f"{RECORD}/gone", "text": "Not listed."},
    ]
    participants = [
        {"name": "c", "anonymousUser": {}},
        {"name": "d"},
        {"name": "e", "phoneUser": {"displayName": "+44 20"}},
    ]
    result = Server({"t": entries}, participants).call(runner)
    unknown = result.entries[2].speaker
    assert result.to_text() == (
        f"Transcript of {RECORD}\n"
        "\n--:--:-- Unknown speaker\n  Who am I?\n"
        "\n--:--:-- Anonymous user\n  (no text)\n"
        f"\n--:--:-- {unknown}\n  Hello.\n"
        "\n--:--:-- +44 20\n  A phone.\n"
        f"\n--:--:-- {unknown} (2)\n  Not listed.\n"
    )


def test_an_item_that_two_pages_repeat_counts_once(runner: ClientRunner) -> None:
    entry = {"text": "One.", "name": f"{RECORD}/transcripts/t/entries/1"}
    server = Server({"t": [entry, entry]}, [])
    assert len(server.call(runner).entries) == 1


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("conferenceRecords/none", NotFoundError),
        ("conferenceRecords/none/transcripts/none", NotFoundError),
        ("abc-defg-hij", NoConference),
        ("conferenceRecords/a/transcripts/b/entries/c", InvalidNameError),
        ("nonsense", InvalidArgumentError),
        (5, InvalidArgumentError),
    ],
)
def test_a_name_that_leads_nowhere_is_an_error(
    runner: ClientRunner, name: Any, error: type[Exception]
) -> None:
    sandbox = Sandbox(now=NOW)
    with pytest.raises(error):
        runner.call_sandbox(sandbox, lambda meet: transcript(meet, name))


@pytest.mark.parametrize(
    "operation", ["conferenceRecords.get", "transcripts.list", "participants.list",
                  "transcriptEntries.list"]
)  # fmt: skip
def test_a_failed_call_is_raised_and_a_retried_one_is_not(
    runner: ClientRunner, operation: str
) -> None:
    sandbox = Sandbox(now=NOW, rate=None)
    record = find_planning_call(sandbox).name
    sandbox.fail(Fault.UNAVAILABLE, operation=operation)
    result = runner.call_sandbox(sandbox, lambda meet: transcript(meet, record))
    assert result.to_text() == TEXT.format(name=record)
    sandbox.fail(Fault.UNAVAILABLE, operation=operation)
    with pytest.raises(ServerError):
        runner.call_sandbox(sandbox, lambda meet: transcript(meet, record), retry=None)


# --- text -----------------------------------------------------------------------------------------


def test_each_day_has_a_heading_in_the_zone_of_the_reader() -> None:
    entries = [make("One.", 15.9 * 3600), make("Two.", 16.1 * 3600), make("Three.")]
    assert make_transcript(*entries).to_text() == (
        f"Transcript of {RECORD}\n"
        "\n2026-11-22 (UTC)\n\n23:54:00 Ana\n  One.\n"
        "\n2026-11-23 (UTC)\n\n00:06:00 Ana\n  Two.\n  Three.\n"
    )
    text = make_transcript(*entries[:2]).to_text(ZoneInfo("Asia/Tokyo"))
    assert "\n2026-11-23 (UTC+09:00)\n\n08:54:00 Ana\n  One.\n\n09:06:00 Ana\n  Two.\n" in text


def test_no_part_of_a_text_imitates_another() -> None:
    entries = [
        make("One.\n\n00:00:00 Ben\n  Two.", 1, speaker="Eve\n2026-03-05 (UTC)"),
        make("\u202eThree\x1b[2J\ud800", 2, speaker="\u202eevE"),
    ]
    lines = make_transcript(*entries).to_text().splitlines()
    assert lines[4:] == [
        "08:00:01 Eve 2026-03-05 (UTC)",
        "  One. 00:00:00 Ben Two.",
        "",
        "08:00:02 \\u202eevE",
        "  \\u202eThree\\x1b[2J\\ud800",
    ]


def test_right_to_left_text_has_lines_of_its_own() -> None:
    """The order of the time and the name does not depend on the text."""
    text = make_transcript(make("می\u200cخواهم 12:30", 1, speaker="דנה")).to_text()
    assert text.splitlines()[-2:] == ["08:00:01 דנה", "  می\u200cخواهم 12:30"]


def test_a_time_at_the_end_of_the_calendar() -> None:
    late = datetime.max.replace(tzinfo=UTC)
    result = make_transcript(replace(make("One."), start=late, end=late))
    tokyo = ZoneInfo("Asia/Tokyo")
    for text in (result.to_text(tokyo), result.to_markdown(tokyo)):
        assert "23:59:59 Ana" in text
    assert result.to_srt().startswith("1\n")


# --- Markdown -------------------------------------------------------------------------------------

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKUP = st.sampled_from(
    ["# ", "\n", "\n\n", "---", "===", "- ", "1. ", "2) ", "> ", "`", "```", "~~~", "*", "**", "_",
     "[a](http://b.c)", "![a](b)", "[a]: b", "<b>", "<!--", "&amp;", "&#35;", "\\", "|", "|-|", "~",
     "http://a.b", "www.a.b", "a@b.c", "    x", "\t", "+", "=", "<http://a.b>", "[^1]", "$x$",
     ":a:"]
)  # fmt: skip
WORDS = st.lists(MARKUP | st.text("ab 1.)\u05d0é!", max_size=4), min_size=1, max_size=8)
TEXTS = WORDS.map("".join).filter(str.strip)


def render(text: str) -> list[tuple[str, str]]:
    """Return the blocks of a Markdown document with their text. No other markup is allowed."""
    blocks, tokens = list[tuple[str, str]](), MARKDOWN.parse(text)
    for before, token in pairwise(tokens):
        assert token.type in {"heading_open", "heading_close", "paragraph_open", "inline",
                              "paragraph_close"}  # fmt: skip
        if token.type == "inline":
            children = token.children or []
            assert {each.type for each in children} <= {"text", "strong_open", "strong_close"}
            blocks.append((before.tag, "".join(each.content for each in children)))
    return blocks


@given(TEXTS, TEXTS)
def test_no_name_or_text_is_markup(speaker: str, text: str) -> None:
    result = make_transcript(make(text, 1, speaker=speaker), make("Two.", 2, speaker="Ben"))
    assert render(result.to_markdown()) == [
        ("h1", f"Transcript of {RECORD}"),
        ("h2", "2026-11-22 (UTC)"),
        ("p", f"08:00:01 {' '.join(speaker.split())}"),
        ("p", " ".join(text.split())),
        ("p", "08:00:02 Ben"),
        ("p", "Two."),
    ]


def test_markdown_has_the_same_headings_as_text() -> None:
    entries = [make("One.", 1), make("Two.", transcript="u"), make(" ", 3, transcript="u")]
    blocks = render(make_transcript(*entries, is_running=True, parts="tu").to_markdown())
    assert blocks == [
        ("h1", f"Transcript of {RECORD}"),
        ("p", "The call is still running: more entries may follow."),
        ("h2", "Transcript 1 of 2"),
        ("h2", "2026-11-22 (UTC)"),
        ("p", "08:00:01 Ana"),
        ("p", "One."),
        ("h2", "Transcript 2 of 2"),
        ("p", "Ana"),
        ("p", "Two."),
        ("h2", "2026-11-22 (UTC)"),
        ("p", "08:00:03 Ana"),
        ("p", "(no text)"),
    ]


# --- subtitles and JSON ---------------------------------------------------------------------------


def test_languages_are_marked_if_there_are_several() -> None:
    one = [make("One.", 1, language="en-US"), make("Two.", 2)]
    assert "<lang" not in make_transcript(*one).to_vtt()
    assert "<lang en-US>One." in make_transcript(*one, make("Drei.", 3, language="de")).to_vtt()


def test_subtitles_begin_where_the_recording_does() -> None:
    result = make_transcript(make("One.", 10, end=START + timedelta(seconds=12)))
    recording = START + timedelta(seconds=4)
    assert "\n00:00:06.000 --> 00:00:08.000\n" in result.to_vtt(start=recording)
    assert result.to_srt(start=recording) == "1\n00:00:06,000 --> 00:00:08,000\nAna: One.\n"
    assert result.to_srt() == "1\n00:00:10,000 --> 00:00:12,000\nAna: One.\n"


@given(
    st.lists(
        st.builds(make, st.text(), st.none() | st.floats(0, 9e5), speaker=st.text(min_size=1))
    ),
    st.booleans(),
)
def test_json_has_the_exact_values(entries: list[Entry], is_running: bool) -> None:
    result = make_transcript(*entries, is_running=is_running, parts="tu")
    text = result.to_json()
    text.encode()
    data = json.loads(text)
    assert data == result.to_dict()
    assert [*data] == ["conference", "is_running", "transcripts", "entries"]
    assert [*data["transcripts"][0]] == ["name", "state", "start", "end"]
    assert data["is_running"] is is_running
    for entry, item in zip(entries, data["entries"], strict=True):
        start = item.pop("start")
        assert (start and datetime.fromisoformat(start)) == entry.start
        assert start is None or start.endswith("Z")
        assert item == {
            field: getattr(entry, field)
            for field in ("name", "transcript", "participant", "speaker", "end", "language", "text")
        }


def test_the_turns_have_all_entries() -> None:
    entries = [make("One.", 1), make("Two.", 2), make("Three.", 3, speaker="Ben")]
    turns = make_transcript(*entries).turns
    assert turns[0] == Turn("Ana", START + timedelta(seconds=1), None, tuple(entries[:2]))
    assert [turn.speaker for turn in turns] == ["Ana", "Ben"]


# --- size -----------------------------------------------------------------------------------------


def test_text_is_written_while_entries_arrive() -> None:
    count = 0

    def speak() -> Iterator[Entry]:
        nonlocal count
        for count in range(1, 101):
            yield make("Hello.", count)

    head = TranscriptHead(RECORD, (), is_running=False)
    for write in (write_text, write_markdown):
        pieces = write(head, speak())
        for _ in range(10):
            next(pieces)
        assert count < 10


def test_the_time_grows_with_the_number_of_entries() -> None:
    """Writing 20 times the entries takes about 20 times as long."""
    texts = ["We could move the delivery to Thursday, if the boards are early.", "Früher geht es."]

    def write_all(count: int) -> float:
        entries = [make(texts[at % 2], at, speaker=f"Speaker {at % 7}") for at in range(count)]
        result = make_transcript(*entries)
        start = time.process_time()
        for write in (result.to_text, result.to_markdown, result.to_srt, result.to_vtt):
            assert write().count("Speaker") == count
        result.to_json()
        return time.process_time() - start

    short = min(write_all(250) for _ in range(3))
    assert write_all(5000) < 20 * short * 4


def test_the_start_of_the_first_recording(runner: ClientRunner) -> None:
    """A recording without a start does not count."""
    name = "conferenceRecords/a"
    times = ["2026-11-03T09:10:00Z", None, "2026-11-03T09:05:00Z"]
    recordings = [
        {"name": f"{name}/recordings/{at}", **({"startTime": time} if time else {})}
        for at, time in enumerate(times)
    ]
    for items, start in ((recordings, datetime(2026, 11, 3, 9, 5, tzinfo=UTC)), ([], None)):
        answers = Answering({"recordings": items})
        assert answers.call(runner, lambda meet: find_recording_start(meet, name)) == start
