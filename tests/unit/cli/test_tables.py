"""Tables and records for people."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
import wcwidth
from maton_google_meet.cli import tables
from maton_google_meet.cli.columns import select_columns
from maton_google_meet.cli.errors import CommandError
from maton_google_meet.facade import find_items, get_response_schema, list_verbs
from maton_google_meet_api.runtime.text import escape_for_terminal
from support.command_line import Screen

SCHEMAS = {
    verb.operation.id: find_items(get_response_schema(verb.operation))[1] for verb in list_verbs()
}
RECORDS = [
    {"name": "conferenceRecords/aaaaaaaaaaaa", "startTime": "2026-11-29T21:33:28.732191Z",
     "space": "spaces/Hq3vTz8LmWcX"},
    {"name": "conferenceRecords/bbbbbbbbbbbb", "startTime": "2026-11-26T20:45:28Z",
     "endTime": "2026-11-26T21:26:24Z", "expireTime": "2026-12-26T21:26:24Z",
     "space": "spaces/Hq3vTz8LmWcX"},
]  # fmt: skip
PEOPLE = [
    {"name": "conferenceRecords/a/participants/184299966597",
     "phoneUser": {"displayName": "+44 20 **** **42"},
     "earliestStartTime": "2026-11-26T21:13:36Z", "latestEndTime": "2026-11-26T21:21:19Z"},
    {"name": "conferenceRecords/a/participants/151717498262",
     "anonymousUser": {"displayName": "Ravi (guest)"},
     "earliestStartTime": "2026-11-26T21:06:06Z"},
    {"name": "conferenceRecords/a/participants/160447712644",
     "signedinUser": {"user": "users/159654535211664078988", "displayName": "Léa Fournier"},
     "earliestStartTime": "2026-11-26T21:02:00Z", "latestEndTime": "2026-11-26T23:42:00Z"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def set_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of the process cannot be changed here")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        time.tzset()
        yield
    time.tzset()


def show(
    id: str,
    items: Sequence[Mapping[str, Any]],
    width: int = 80,
    *select: str,
    complete: bool = True,
    **options: Any,
) -> list[str]:
    """Return the lines of a table on a terminal of that width."""
    stream = Screen()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setenv("TERM", "xterm")
        columns = select_columns(select, SCHEMAS[id])
        writer = tables.TableWriter(stream, SCHEMAS[id], columns, color=False, **options)
        for item in items:
            writer.add(item)
        writer.end(complete=complete)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def test_records_fit_80_columns() -> None:
    assert show("conferenceRecords.list", RECORDS) == [
        "name          start UTC+01:00   end               duration  space",
        "aaaaaaaaaaaa  2026-11-29 22:33                    ongoing   Hq3vTz8LmWcX",
        "bbbbbbbbbbbb  2026-11-26 21:45  2026-11-26 22:26  41 min    Hq3vTz8LmWcX",
    ]


def test_people_fit_80_columns() -> None:
    assert show("participants.list", PEOPLE) == [
        "name          person            kind       start UTC+01:00   duration",
        "184299966597  +44 20 **** **42  phone      2026-11-26 22:13  8 min",
        "151717498262  Ravi (guest)      anonymous  2026-11-26 22:06  ongoing",
        "160447712644  Léa Fournier      signed in  2026-11-26 22:02  2 h 40 min",
    ]


@pytest.mark.parametrize("width", [100, 120, 200])
def test_a_wider_terminal_shows_more_columns(width: int) -> None:
    head, *rows = show("participants.list", PEOPLE, width)
    assert (" end " in head) == (width >= 100)
    assert head.endswith("  user") == (width >= 120)
    assert all(len(line) <= width for line in (head, *rows))


def test_wide_shows_full_names_and_times_in_utc() -> None:
    head, first, *_ = show("participants.list", PEOPLE, 200, wide=True)
    assert head.split() == [
        *("name", "person", "kind", "earliestStartTime", "latestEndTime", "duration"),
        "signedinUser.user",
    ]
    assert first.split() == [
        *("conferenceRecords/a/participants/184299966597", "+44", "20", "****", "**42", "phone"),
        *("2026-11-26T21:13:36Z", "2026-11-26T21:21:19Z", "8", "min"),
    ]
    [_, *rows] = show("conferenceRecords.list", RECORDS, 200, wide=True)
    assert "2026-11-29T21:33:28Z" in rows[0]
    assert rows[1].split()[-2:] == ["2026-12-26T21:26:24Z", "spaces/Hq3vTz8LmWcX"]


def test_a_terminal_that_is_too_narrow_shows_records() -> None:
    assert show("conferenceRecords.list", RECORDS, 40)[0].split() == [
        *("name", "start", "UTC+01:00", "duration"),
    ]
    assert show("conferenceRecords.list", RECORDS, 29)[0].split() == ["name", RECORDS[0]["name"]]
    lines = show("participants.list", PEOPLE, 25)
    assert lines[0] == f"name                   {PEOPLE[0]['name']}"
    assert lines.count("") == 2
    lines = show(
        "participants.list",
        PEOPLE,
        80,
        *["name", "user", "start", "end", "person", "kind"],
        wide=True,
    )
    assert lines[0].split() == ["name", PEOPLE[0]["name"]]


def test_long_texts_share_the_rest() -> None:
    entries = [
        {"name": f"conferenceRecords/a/transcripts/b/entries/{at}", "text": "word " * 40,
         "participant": "conferenceRecords/a/participants/c", "startTime": "2026-11-26T21:14:01Z",
         "endTime": "2026-11-26T21:14:05Z", "languageCode": "en"}
        for at in range(2)
    ]  # fmt: skip
    lines = show("transcriptEntries.list", entries)
    assert lines[0].split() == [
        *("name", "start", "UTC+01:00", "duration", "participant", "text"),
    ]
    assert max(map(len, lines)) <= 80
    assert sum(line.count("word") for line in lines) == 80
    assert lines[1].startswith("0     2026-11-26 22:14  4 s       c            word word")


def test_a_selection_is_never_left_out() -> None:
    assert show("conferenceRecords.list", RECORDS, 80, "expire_time", "end", "name", "space") == [
        "expireTime UTC+01:00  end               name          space",
        "                      ongoing           aaaaaaaaaaaa  Hq3vTz8LmWcX",
        "2026-12-26 22:26      2026-11-26 22:26  bbbbbbbbbbbb  Hq3vTz8LmWcX",
    ]
    assert show("participants.list", PEOPLE[:1], 80, "signedinUser", "phoneUser") == [
        "user  signedinUser.displayName  phoneUser.displayName",
        "                                +44 20 **** **42",
    ]
    assert show(
        "conferenceRecords.list", RECORDS, 40, "name", "startTime", "endTime", "expireTime"
    )[0].split() == ["name", RECORDS[0]["name"]]


def test_a_part_of_an_item_is_not_ongoing() -> None:
    items = [{"name": "conferenceRecords/a", "startTime": "2026-11-29T21:33:28Z"}]
    assert show("conferenceRecords.list", items, partial=True) == [
        "name  start UTC+01:00",
        "a     2026-11-29 22:33",
    ]
    assert show("conferenceRecords.list", [{"name": "conferenceRecords/a"}]) == ["name", "a"]


def test_an_interrupted_list_shows_its_rows() -> None:
    assert len(show("conferenceRecords.list", RECORDS, complete=False)) == 3
    assert show("conferenceRecords.list", [], complete=False) == []
    assert show("conferenceRecords.list", []) == ["Nothing found."]
    assert show("conferenceRecords.list", [{}]) == [""]


@pytest.mark.parametrize(
    ("times", "zone"),
    [
        (["2026-07-01T00:00:00Z"], "UTC+02:00"),
        (["2026-07-01T00:00:00Z", "2026-12-01T00:00:00Z"], "UTC+01:00/+02:00"),
        (["0001-01-01T00:00:00+02:00", "2026-12-01T00:00:00Z"], "UTC+01:00"),
        (["soon", "2026-12-01T00:00:00"], ""),
    ],
)
def test_the_zone_is_in_the_heading_once(times: list[str], zone: str) -> None:
    items = [{"name": f"spaces/{at}", "startTime": text} for at, text in enumerate(times)]
    head, *rows = show("conferenceRecords.list", items, 80, "name", "startTime")
    assert head == f"name  start {zone}".rstrip()
    for row, text in zip(rows, times, strict=True):
        assert (text in row) == ("+" not in zone or text.startswith("0001"))


@pytest.mark.parametrize(
    ("zone", "name"), [("UTC0", "UTC"), ("NST3:30", "UTC-03:30"), ("IST-5:30", "UTC+05:30")]
)
def test_other_zones(zone: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    assert show("conferenceRecords.list", RECORDS)[0].startswith(f"name          start {name}")


def test_wide_times_outside_the_calendar_are_unchanged() -> None:
    items = [{"name": "spaces/a", "startTime": "0001-01-01T00:00:00+01:00"}]
    assert show("conferenceRecords.list", items, wide=True)[1].split()[1] == items[0]["startTime"]


@pytest.mark.parametrize(
    ("values", "short"),
    [
        (["spaces/a", "spaces/b", "spaces/a"], ["a", "b", "a"]),
        (["conferenceRecords/a/participants/b", None, ""], ["b", None, ""]),
        (["spaces/a", "rooms/a"], ["spaces/a", "rooms/a"]),
        (["spaces/a", "text/with/three"], ["spaces/a", "text/with/three"]),
        (["spaces/a", "and / or"], ["spaces/a", "and / or"]),
        (["spaces/a", {"b": 1}], ["spaces/a", {"b": 1}]),
        (["https://a.example/b"], ["https://a.example/b"]),
        ([], []),
    ],
)
def test_only_resource_names_are_shortened(values: list[Any], short: list[Any]) -> None:
    assert tables.shorten_names(values) == short


def test_the_name_of_a_person_is_not_shortened() -> None:
    items = [{"name": "spaces/a", "anonymousUser": {"displayName": "spaces/b"}}]
    assert show("participants.list", items) == [
        "name  person    kind",
        "a     spaces/b  anonymous",
    ]
    selected = show("participants.list", items, 80, "anonymousUser.displayName")
    assert selected == ["anonymousUser.displayName", "spaces/b"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"), (0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min"), (60, "1 min"), (89, "1 min"),
        (90, "2 min"), (3569, "59 min"), (3570, "1 h 00 min"), (3900, "1 h 05 min"),
        (90_000, "25 h 00 min"),
    ],
)  # fmt: skip
def test_durations_are_rounded(seconds: float, text: str) -> None:
    assert tables.format_duration(timedelta(seconds=seconds)) == text


def test_other_fields_are_columns_too() -> None:
    items = [{"name": "spaces/a", "later": {"x": True, "y": {}}, "list": [1], "n": None}]
    assert show("conferenceRecords.list", items) == ["name  later.x", "a     true"]
    connections = [{"connection_id": "c", "metadata": {"email": "a@b"}}, {"connection_id": "d"}]
    assert show("connections.list", connections) == [
        "connection_id  metadata.email", "c              a@b", "d",
    ]  # fmt: skip
    items = [{"connection_id": "c" * 36, "status": "x" * 30, "app": "google-meet"}]
    assert show("connections.list", items, 81)[0].split() == ["connection_id", "status", "app"]
    assert show("connections.list", items, 80)[0].split() == ["connection_id", "status"]


def test_a_later_field_does_not_replace_a_computed_column() -> None:
    items = [{**PEOPLE[1], "person": "Ana", "kind": "signed in", "duration": "1 s"}]
    assert show("participants.list", items)[1].split("  ")[1:3] == ["Ravi (guest)", "anonymous"]


def test_lists_are_columns_in_the_wide_form() -> None:
    schema = {"properties": {"rows": {"type": "array", "items": {"type": "string"}}}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SCHEMAS, "things", schema)
        items = [{"rows": ["a"], "id": 1}]
        assert show("things", items, wide=True) == ["rows   id", '["a"]  1']
        assert show("things", items) == ["id", "1"]
        assert show("things", items, 80, "rows") == ["rows", '["a"]']


@pytest.mark.parametrize(
    "name",
    [
        *(
            "👩\u200d👩\u200d👧",
            "❤\ufe0f Ana",
            "می\u200cخواهم",
            "🏳\ufe0f\u200d🌈",
            "渡辺",
            "🇩🇪",
            "e\u0301",
        ),
        *("क्\u200dष", "ශ්\u200dරී", "র\u200d্য", "ক্ষ", "김철수", "a\u200db"),
    ],
    ids=ascii,
)
def test_columns_stay_aligned(name: str) -> None:
    """This holds if a terminal gives names the widths that Unicode defines."""
    items = [{**PEOPLE[1], "anonymousUser": {"displayName": each}} for each in (name, "Ravi")]
    head, *rows = show("participants.list", items)
    column = head.index("kind")
    for row in rows:
        assert wcwidth.wcswidth(row[: row.index("anonymous")]) == column
    assert escape_for_terminal(name) in rows[0]


def test_hostile_names_are_escaped() -> None:
    name = "\x1b[2J\n\u202eb\u200b [bold]x[/bold] :smile: a\u200db"
    items = [{**PEOPLE[1], "anonymousUser": {"displayName": name, "\x1b": "\n"}}]
    [_, *rows] = show("participants.list", items, 200)
    assert r"\x1b[2J\n\u202eb\u200b [bold]x[/bold] :smile: a\u200db" in rows[0]
    assert all(row.isprintable() for row in rows)


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_bold_text_needs_color(color: bool, term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    stream = Screen()
    writer = tables.TableWriter(stream, SCHEMAS["conferenceRecords.list"], [], color=color)
    writer.add(RECORDS[0])
    writer.end(complete=True)
    writer.write_object(RECORDS[0])
    assert ("\x1b" in stream.getvalue()) == (color and term == "xterm")


def test_a_pipe_gets_each_column_on_one_line() -> None:
    stream = io.StringIO()
    writer = tables.TableWriter(stream, SCHEMAS["participants.list"], [])
    for item in [{**PEOPLE[0], "x": "word " * 200}, *PEOPLE[1:]]:
        writer.add(item)
    writer.end(complete=True)
    assert len(stream.getvalue().splitlines()) == 4


def test_without_rich_a_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    with pytest.raises(CommandError, match="A table needs the package rich"):
        tables.make_console()


def test_a_closed_pipe_is_reported() -> None:
    class ClosedPipe(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    writer = tables.TableWriter(ClosedPipe(), SCHEMAS["conferenceRecords.list"], [])
    with pytest.raises(BrokenPipeError):
        writer.write_object(RECORDS[0])
    writer.add(RECORDS[0])
    with pytest.raises(BrokenPipeError):
        writer.end(complete=True)
