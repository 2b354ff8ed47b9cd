"""The attendance of a conference: the report and its formats."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from maton_google_meet import InvalidArgumentError, NotFoundError
from maton_google_meet.models import ConferenceRecord, Participant, ParticipantSession
from maton_google_meet.reports import NoConference, running
from maton_google_meet.reports.attendance import (
    Attendance,
    attendance,
    make_attendance,
    write_csv,
    write_json,
    write_markdown,
)
from maton_google_meet.reports.chart import draw_chart
from maton_google_meet.reports.stays import Attendee, make_head
from maton_google_meet.sandbox import Sandbox
from maton_google_meet_api.runtime.text import escape_for_terminal
from support.clients import Answering, ClientRunner
from support.sandboxes import NOW, find_planning_call
from support.scale import set_max_examples

RECORD = "conferenceRecords/a"
START = datetime(2026, 11, 3, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
COMPANY = ["Ana Marković", "Jonas Weber", "Eve"]
"""Two people with an account in the sandbox, and one without."""
NAMES = st.text(st.characters(exclude_categories=[]), max_size=6) | st.sampled_from(
    ["=1+1", "a|b", "a\nb", "\u202eb", "`a", "<b>", "[a](https://b.example)", "渡辺", "", " ", "\\"]
)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def build(*names: str | None, end: float | None = 60, kind: str = "anonymousUser") -> Attendance:
    """Return the attendance of a call in which each person joined a minute after the previous."""
    record = ConferenceRecord(RECORD, START, space="spaces/b")
    if end is not None:
        record.end_time = at(end)
    people = []
    for number, name in enumerate(names):
        participant = Participant.from_dict(
            {"name": f"{RECORD}/participants/{number}", kind: {"displayName": name}}
        )
        session = ParticipantSession(f"{participant.name}/s/1", at(number), at(50.25))
        people.append((participant, [session]))
    return make_attendance(make_head(record, at(60), timedelta(minutes=5)), people)


# The report


def end_running_call(sandbox: Sandbox) -> Any:
    """End the running call at a full second, and return its record."""
    with sandbox.client(pace=None) as meet:
        record = next(iter(running(meet)))
        sandbox.end(record.name)
        return meet.conference_records.get(record.name)


class Diary:
    """A call in a sandbox, and the sessions that the test itself recorded."""

    def __init__(self) -> None:
        self.sandbox = Sandbox(now=NOW)
        self.conference: str = self.sandbox.start_conference(end_running_call(self.sandbox).space)
        self.start = self.sandbox.now
        self.end: datetime | None = None
        self.sessions: dict[str, list[list[datetime | None]]] = {}
        """The start and the end of each session, by participant."""
        self.people: dict[str, str] = {}
        """The person behind each participant. A guest is a new person with each participant."""

    def join(self, who: str, *, is_guest: bool) -> None:
        name = self.sandbox.join(self.conference, who, "anonymous" if is_guest else "signed in")
        self.people[name] = name if is_guest or who == COMPANY[2] else who
        self.sessions[name] = [[self.sandbox.now, None]]

    def toggle(self, name: str) -> None:
        """Let a participant leave the call, or return to it."""
        if self.sessions[name][-1][1] is None:
            self.sandbox.leave(name)
            self.sessions[name][-1][1] = self.sandbox.now
        else:
            self.sandbox.join(self.conference, name)
            self.sessions[name].append([self.sandbox.now, None])

    def finish(self) -> None:
        self.sandbox.end(self.conference)
        self.end = self.sandbox.now
        for sessions in self.sessions.values():
            sessions[-1][1] = sessions[-1][1] or self.end

    def count(self, person: str, as_of: datetime) -> dict[str, Any]:
        """Return the expected attributes of a person, counted second by second."""
        own = [
            session
            for name, sessions in self.sessions.items()
            for session in sessions
            if self.people[name] == person
        ]
        length = (as_of - self.start) // timedelta(seconds=1)
        times = [self.start + timedelta(seconds=second) for second in range(length)]
        seconds = sum(
            any(start <= time and (end is None or time < end) for start, end in own)  # type: ignore[operator]
            for time in times
        )
        is_present = any(end is None for _, end in own)
        return {
            "seconds": seconds,
            "sessions": len(own),
            "first_join": min(start for start, _ in own if start),
            "last_leave": None if is_present else max(end for _, end in own if end),
            "is_present": is_present,
            "participants": {name for name, who in self.people.items() if who == person},
        }


EVENTS = st.lists(
    st.tuples(st.sampled_from(["join", "guest", "toggle", "wait"]), st.integers(0, 9)), max_size=12
)


@set_max_examples(60, 8)
@example([("join", 0), ("wait", 9), ("join", 0), ("wait", 3), ("toggle", 0), ("wait", 2)], True)
@example([("join", 2), ("join", 2), ("guest", 0), ("guest", 0), ("wait", 1)], False)
@given(events=EVENTS, ends=st.booleans())
def test_the_report_is_what_happened_in_the_call(events: list[tuple[str, int]], ends: bool) -> None:
    diary = Diary()
    for event, number in events:
        if event in ("join", "guest"):
            diary.join(COMPANY[number % 3], is_guest=event == "guest")
        elif event == "wait":
            diary.sandbox.advance(number)
        elif diary.sessions:
            diary.toggle([*diary.sessions][number % len(diary.sessions)])
    if ends:
        diary.finish()
    diary.sandbox.advance(30)
    for mode in ("sync", "asyncio", "trio"):
        result: Attendance = ClientRunner(mode).call_sandbox(
            diary.sandbox, lambda meet: attendance(meet, diary.conference)
        )
        assert (result.start, result.end) == (diary.start, diary.end)
        assert diary.sandbox.now - result.as_of < timedelta(seconds=1)
        rows = {frozenset(each.participants): each for each in result.attendees}
        assert len(rows) == len(result.attendees) == len({*diary.people.values()})
        for person in {*diary.people.values()}:
            expected = diary.count(person, diary.end or result.as_of)
            row = rows[frozenset(expected.pop("participants"))]
            assert {name: getattr(row, name) for name in expected} == expected


def test_each_way_to_name_a_conference_gives_the_same_report(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    record = end_running_call(sandbox)
    with sandbox.client() as meet:
        code = meet.spaces.get(record.space).meeting_code
    ways = [record.name, record, record.space, code, f"https://meet.google.com/{code}"]
    reports = [
        runner.call_sandbox(sandbox, lambda meet, way=way: attendance(meet, way)) for way in ways
    ]
    assert {each.conference for each in reports} == {record.name}
    assert {each.attendees for each in reports} == {reports[0].attendees}


def test_the_attendance_of_the_planning_call(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    record = find_planning_call(sandbox)
    result = runner.call_sandbox(sandbox, lambda meet: attendance(meet, record))
    assert [
        (each.display_name, each.kind, each.sessions, each.seconds, each.late, each.left_early)
        for each in result.attendees
    ] == [
        ("Ana Marković", "signed_in", 1, 2443, False, False),
        ("Jonas Weber", "signed_in", 1, 2377, False, False),
        ("Léa Fournier", "signed_in", 2, 2233, False, False),
        ("Ravi (guest)", "anonymous", 1, 2173, False, False),
        ("+44 20 **** **42", "phone", 1, 463, True, True),
    ]


def test_progress_counts_the_participants(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    record = find_planning_call(sandbox).name
    seen = list[tuple[int, int | None, str]]()
    runner.call_sandbox(
        sandbox, lambda meet: attendance(meet, record, progress=lambda *step: seen.append(step))
    )
    assert seen == [(done, 5, "participants") for done in range(6)]


def test_an_error_of_a_call_is_raised(runner: ClientRunner) -> None:
    with pytest.raises(NotFoundError):
        runner.call_sandbox(Sandbox(now=NOW), lambda meet: attendance(meet, "conferenceRecords/x"))


def test_a_space_without_a_conference(runner: ClientRunner) -> None:
    answers = Answering({})
    with pytest.raises(NoConference):
        answers.call(runner, lambda meet: attendance(meet, "spaces/x"))


@pytest.mark.parametrize("threshold", [timedelta(seconds=-1), 5, 5.0, "5m", None])
def test_another_threshold_is_refused_before_a_call(threshold: Any, runner: ClientRunner) -> None:
    answers = Answering()
    shown = threshold if isinstance(threshold, timedelta) else type(threshold).__name__
    message = re.escape(f"not {shown}. Pass the tolerance")
    with pytest.raises(InvalidArgumentError, match=message):
        answers.call(runner, lambda meet: attendance(meet, RECORD, threshold=threshold))


def test_a_call_without_participants_and_times(runner: ClientRunner) -> None:
    answers = Answering({"name": RECORD}, {})
    result = answers.call(runner, lambda meet: attendance(meet, RECORD))
    assert (result.attendees, result.start, result.is_running) == ((), None, True)
    assert result.to_text().endswith("\n\nNo participants\n")


def test_attendees_are_sorted_by_first_join_and_name() -> None:
    people = [
        ("x", "Zoe", at(1)),
        ("y", "Ana", None),
        ("z", "Ana", at(1)),
        ("w", "Ana", at(1)),
        ("v", "Eve", at(0)),
    ]
    head = make_head(ConferenceRecord(RECORD, START, at(9)), at(9), timedelta())
    result = make_attendance(
        head,
        [
            (Participant.from_dict({"name": name, "phoneUser": {"displayName": shown}}), sessions)
            for name, shown, start in people
            for sessions in [[ParticipantSession("s", start)] if start else []]
        ],
    )
    assert [each.participants[0] for each in result.attendees] == [*"vwzxy"]


# The formats

TEXT = """\
Attendance of conferenceRecords/a
2026-11-03 09:00:00 UTC to 10:00:00, 60.00 minutes

Joined    Left      Minutes  Sessions  Notes       Kind       Name
09:00:00  09:50:15    50.25         1  left early  anonymous  Ana
09:01:00  09:50:15    49.25         1  left early  anonymous  渡辺
09:02:00  09:50:15    48.25         1  left early  anonymous  a|\\u202eb\\n

3 people
"""
MARKDOWN = """\
# Attendance of conferenceRecords/a

2026-11-03 10:00:00 UTC+01:00 to 11:00:00, 60.00 minutes

| Name | Joined | Left | Minutes | Sessions | Notes | Kind |
| --- | --- | --- | ---: | ---: | --- | --- |
| \\[Ana\\] \\| Ben | 10:00:00 | 10:50:15 | 50.25 | 1 | left early | anonymous |

1 person
"""
CSV = """\
conference,conference_start,conference_end,display_name,kind,user,participants,sessions,\
first_join,last_leave,is_present,seconds,minutes,late,left_early
conferenceRecords/a,2026-11-03T09:00:00Z,2026-11-03T10:00:00Z,'=1+1,signed_in,,conferenceRecords/a/participants/0,1,2026-11-03T09:00:00Z,\
2026-11-03T09:50:15Z,false,3015,50.25,false,true
"""


def test_text_has_aligned_columns() -> None:
    assert build("Ana", "渡辺", "a|\u202eb\n").to_text() == TEXT


def test_markdown_is_a_heading_and_a_table() -> None:
    assert build("[Ana] | Ben").to_markdown(BERLIN) == MARKDOWN


def test_csv_has_a_heading_and_exact_seconds() -> None:
    result = build("=1+1", kind="signedinUser")
    assert result.to_csv() == CSV
    assert result.to_csv(bom=True) == f"\ufeff{CSV}"


def test_the_rows_of_several_calls_fit_into_one_file() -> None:
    result = build("Ana")
    lines = [
        *write_csv(result, result.attendees),
        *write_csv(result, result.attendees, heading=False),
    ]
    assert lines[1:] == [lines[1], lines[1]]


def test_a_running_call_and_unknown_times() -> None:
    record = ConferenceRecord(RECORD, at(-1))
    head = make_head(record, datetime(2026, 11, 4, 0, 0, 30, tzinfo=UTC), timedelta(minutes=5))
    names = {"x": ParticipantSession("s", at(5)), "y": ParticipantSession("s", None, None)}  # type: ignore[arg-type]
    result = make_attendance(
        head, [(Participant(name), [session]) for name, session in names.items()]
    )
    assert result.to_text() == (
        "Attendance of conferenceRecords/a\n"
        "2026-11-03 08:59:00 UTC to 2026-11-04 00:00:30, 901.50 minutes, still running\n\n"
        "Joined    Left     Minutes  Sessions  Notes  Kind     Name\n"
        "09:05:00  present   895.50         1  late   unknown  Unknown participant\n"
        "unknown   present     0.00         1         unknown  Unknown participant\n\n"
        "2 people\n"
    )
    [first, second] = csv.DictReader(io.StringIO(result.to_csv()))
    assert (first["last_leave"], first["is_present"], second["first_join"]) == ("", "true", "")
    assert result.to_dict()["end"] is None


@pytest.mark.parametrize(("end", "words"), [(at(2), "Until"), (None, "Running at")])
def test_a_record_without_a_start(end: Any, words: str) -> None:
    head = make_head(ConferenceRecord(RECORD, end_time=end), at(2), timedelta())
    [_, line, *_] = make_attendance(head, []).to_text(BERLIN).split("\n")
    assert line == f"{words} 2026-11-03 10:02:00 UTC+01:00"


def test_the_timeline_is_the_chart_of_the_attendees() -> None:
    result = build("Ana", "Ben")
    assert result.to_svg(BERLIN) == draw_chart(result, result.attendees, BERLIN)
    assert result.to_svg() == draw_chart(result, result.attendees, UTC)


def test_json_is_the_dictionary() -> None:
    result = build("Ana", "Ben\u202e")
    assert json.loads(result.to_json()) == result.to_dict()
    assert "\\u202e" in result.to_json()
    restored = tuple(map(Attendee.from_dict, result.to_dict()["attendees"]))
    assert restored == result.attendees


def test_attendees_are_written_as_they_arrive() -> None:
    result = build("Ana")

    def list_attendees() -> Iterator[Attendee]:
        yield result.attendees[0]
        raise KeyboardInterrupt

    for write in (write_csv, write_json, write_markdown):
        written = ""
        with pytest.raises(KeyboardInterrupt):
            for piece in write(result, list_attendees()):
                written += piece
        assert "Ana" in written


@set_max_examples(200, 40)
@given(names=st.lists(NAMES, max_size=3))
def test_no_name_changes_the_form_of_a_report(names: list[str]) -> None:
    result = build(*names)
    shown = [each.display_name for each in result.attendees]
    assert len(shown) == len(names)
    # Text: a line for each person.
    lines = result.to_text().split("\n")
    assert lines == [escape_for_terminal(line) for line in lines]
    assert len(lines) == 5 + (len(names) and len(names) + 2)
    # Markdown: a table whose cells are only text.
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(result.to_markdown())
    assert [each.tag for each in tokens if each.nesting == 1 and each.tag != "th"] == (
        ["h1", "p", "table", "thead", "tr", *(["tbody"] if names else [])]
        + ["tr", *["td"] * 7] * len(names)
        + ["p"]
    )
    cells = [each.children or [] for each in tokens if each.type == "inline"][9:-1]
    assert {piece.type for cell in cells for piece in cell} <= {"text"}
    assert ["".join(piece.content for piece in cell) for cell in cells[::7]] == [
        escape_for_terminal(name).strip() for name in shown
    ]
    # CSV: a row for each person, without a formula.
    rows = [*csv.reader(io.StringIO(result.to_csv()))]
    assert {len(row) for row in rows} == {15}
    assert len(rows) == len(names) + 1
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in [*"=+-@"]]
    for text in (result.to_text(), result.to_markdown(), result.to_csv(), result.to_json()):
        assert text.encode()


def test_a_table_for_spreadsheets_has_the_times_of_a_zone() -> None:
    report = build("Ana")
    [row] = csv.DictReader(io.StringIO("".join(write_csv(report, report.attendees, zone=BERLIN))))
    assert row["first_join"] == "2026-11-03T10:00:00+01:00"
    assert row["last_leave"] == "2026-11-03T10:50:15+01:00"
