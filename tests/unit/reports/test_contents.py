"""The files of an export with the messages of the API."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from markdown_it import MarkdownIt
from maton_google_meet.models import (
    ConferenceRecord,
    Participant,
    ParticipantSession,
    Recording,
    SmartNote,
    Transcript,
)
from maton_google_meet.reports.contents import (
    SESSION_COLUMNS,
    TABLES,
    write_index,
    write_messages,
    write_table,
)
from maton_google_meet.reports.manifest import Failure

RECORD = ConferenceRecord("conferenceRecords/a")


def read_table(resource: str, *messages: Any) -> list[dict[str, Any]]:
    return [*csv.DictReader("".join(write_table(TABLES[resource], messages)).splitlines())]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_messages_keep_the_form_of_the_api(count: int) -> None:
    data = {
        "name": "a",
        "startTime": "2026-11-03T09:00:00.5Z",
        "driveDestination": {"file": "f"},
        "newTime": 5,
        "newField": "2026-11-03T09:00:00+00:00\u202e",
    }
    text = "".join(write_messages([Recording.from_dict(data)] * count))
    assert json.loads(text) == [data | {"startTime": "2026-11-03T09:00:00.500Z"}] * count
    assert len(text.splitlines()) == (count + 2 if count else 1)
    assert "\u202e" not in text


def test_tables_have_a_row_for_each_message() -> None:
    person = Participant.from_dict(
        {
            "name": "p",
            "signedinUser": {"user": "users/7", "displayName": "=A\n"},
            "earliestStartTime": "2026-11-03T10:00:00+01:00",
        }
    )
    lines = "".join(write_table(TABLES["participants"], [person]))
    assert lines == (
        "name,display_name,kind,user,earliest_start_time,latest_end_time\n"
        'p,"\'=A\n",signed_in,users/7,2026-11-03T09:00:00Z,\n'
    )
    rows = [(person, ParticipantSession("s"))]
    assert "".join(write_table(SESSION_COLUMNS, rows)).endswith('s,p,"\'=A\n",,\n')


def test_tables_have_the_links_of_files() -> None:
    recording = {"name": "r", "state": "NEW", "driveDestination": {"file": "f", "exportUri": "u"}}
    [row] = read_table("recordings", Recording.from_dict(recording))
    assert (row["state"], row["document"], row["link"]) == ("NEW", "f", "u")
    note = {"name": "n", "docsDestination": {"document": "d", "exportUri": "v"}}
    [row] = read_table("smart_notes", SmartNote.from_dict(note))
    assert (row["state"], row["document"], row["link"]) == ("", "d", "v")
    assert read_table("transcripts", Transcript("t"))[0]["link"] == ""


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "https://a.example/)](b", "https://a.example/ <b>", "[a](b)",
        "\u202e", "http://plain.example", "https://a.example/>\n# Heading",
    ],
)  # fmt: skip
def test_a_link_in_the_index_cannot_become_markup(link: str) -> None:
    recording = Recording.from_dict({"name": "r", "driveDestination": {"exportUri": link}})
    text = "".join(write_index(RECORD, [], [("recordings", [recording])]))
    html = MarkdownIt("commonmark").render(text)
    assert "<a " not in html
    assert html.count("<h") == 3
    assert "\u202e" not in text


def test_the_index_links_files_and_documents() -> None:
    link = "https://drive.google.com/file/d/abc_1-2/view?usp=drive"
    recording = Recording.from_dict({"name": "r", "driveDestination": {"exportUri": link}})
    files = ["conference.json", "attendance.json", "attendance.csv", "transcript-2.txt"]
    documents = [
        ("recordings", [recording]),
        ("smart_notes", []),
        ("transcripts", [Transcript("t")]),
    ]
    text = "".join(write_index(RECORD, files, documents))
    assert (
        "- The people in the call, with the times of each: [json](attendance.json), [csv]" in text
    )
    assert "- Transcript 2: [txt](transcript-2.txt)" in text
    assert f"- unknown start, unknown state: <{link}>\n" in text
    assert "## Smart notes\n\nNone\n" in text
    assert "- unknown start, unknown state: no link\n" in text
    assert "- Start: unknown\n- End: still running\n" in text


def test_the_index_shows_what_failed() -> None:
    """A list that could not be read is not an empty one."""
    failures = [
        Failure("recordings", "conferenceRecords/a", "ServerError", "No.", 500, None, True),
        Failure("participant_sessions", "p/<b>", "NetworkError", "No.", None, None, True),
    ]
    text = "".join(write_index(RECORD, [], [("recordings", []), ("smart_notes", [])], failures))
    assert "## Recordings\n\nUnknown: a request failed\n" in text
    assert "## Smart notes\n\nNone\n" in text
    assert text.endswith(
        "## Failed requests\n\nTheir data are missing in the files.\n\n"
        "- recordings of conferenceRecords/a: ServerError\n"
        "- participant sessions of p/\\<b\\>: NetworkError\n"
    )
