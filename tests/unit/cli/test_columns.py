"""The columns of a response, and their selection."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from maton_google_meet.cli import columns
from maton_google_meet.cli.errors import CommandError
from maton_google_meet.facade import find_items, get_response_schema, list_verbs

SCHEMAS = {verb.operation.id: get_response_schema(verb.operation) for verb in list_verbs()}
PARTICIPANT = find_items(SCHEMAS["participants.list"])[1]
SPACE = SCHEMAS["spaces.get"]
CONNECTION = find_items(SCHEMAS["connections.list"])[1]
NODE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "a_b": {"type": "string"},
        "aB": {"type": "string"},
        "deep": {"type": "object", "properties": {"x": {}, "person": {}, "id": {}}},
        "open": {"type": "object"},
        "rows": {
            "type": "array",
            "items": {"type": "object", "properties": {"pin": {}, "code": {}}},
        },
        "began": {"type": "string", "format": "date-time", "x-duration": "start"},
    },
}
GUEST = {
    "name": "conferenceRecords/a/participants/b",
    "anonymousUser": {"displayName": "Ana"},
    "earliestStartTime": "2026-11-03T09:00:14Z",
    "latestEndTime": "2026-11-03T09:00:15.5Z",
}


def select(*names: str, schema: Any = NODE, strict: bool = True) -> list[str]:
    return [each.path for each in columns.select_columns(names, schema, strict=strict)]


@pytest.mark.parametrize("id", [id for id in SCHEMAS if id.endswith(".list")])
def test_each_list_of_the_document_has_columns(id: str) -> None:
    item = find_items(SCHEMAS[id])[1]
    assert columns.find_identity(item) in columns.list_columns(item)


def test_columns_are_the_fields_at_any_depth() -> None:
    assert [*columns.list_columns(NODE)] == [
        *("id", "a_b", "aB", "deep.x", "deep.person", "deep.id", "open", "rows", "began")
    ]
    assert find_items({"type": "string"})[1] == {}
    assert columns.find_identity(NODE) == ""
    assert columns.list_columns({}) == {}


def test_a_schema_that_contains_itself_has_finitely_many_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree = {"type": "object", "properties": {"label": {}, "next": {"$ref": "#/tree"}}}
    from maton_google_meet import facade

    monkeypatch.setattr(facade, "document", lambda: {"tree": tree})
    assert [*columns.list_columns({"$ref": "#/tree"})] == ["label", "next"]


def test_headings_are_names_unless_names_repeat() -> None:
    assert columns.name_headings(["id", "deep.x", "deep.id"]) == {
        "id": "id", "deep.x": "x", "deep.id": "deep.id",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("names", "paths"),
    [
        (["name", "earliestStartTime"], ["name", "earliestStartTime"]),
        (["earliest_start_time", "name"], ["earliestStartTime", "name"]),
        (["earliest-start-time", "start", "name", "name"], ["earliestStartTime", "name"]),
        (["signedinUser.displayName"], ["signedinUser.displayName"]),
        (["signedin_user.display_name"], ["signedinUser.displayName"]),
        (["user"], ["signedinUser.user"]),
        (["phoneUser"], ["phoneUser"]),
        (["person", "kind", "duration", "end"], ["person", "kind", "duration", "latestEndTime"]),
    ],
)
def test_names_are_accepted_in_any_spelling(names: list[str], paths: list[str]) -> None:
    assert select(*names, schema=PARTICIPANT) == paths


def test_an_exact_name_takes_precedence() -> None:
    assert select("aB", "a_b") == ["aB", "a_b"]
    assert select("rows.pin", "x", "person", "start") == [
        "rows.pin", "deep.x", "deep.person", "began",
    ]  # fmt: skip


def test_fields_of_an_open_object_are_accepted() -> None:
    assert select("open.a.bC", "OPEN.x") == ["open.a.bC", "open.x"]
    assert select("metadata.email", schema=CONNECTION) == ["metadata.email"]


@pytest.mark.parametrize("name", ["nmae", "id.x", "deep.y", "deep.x.y.z", "duration", "deep.", "."])
def test_an_unknown_name_lists_the_known_ones(name: str) -> None:
    with pytest.raises(CommandError) as raised:
        select(name)
    assert raised.value.code == 2
    assert raised.value.lines[0] == f"--select: {name} is not a field."
    assert raised.value.lines[1].startswith("Fields: id, a_b, aB, deep.x, ")
    [column] = columns.select_columns([name], NODE)
    assert (column.path, column.known) == (name, False)


def test_the_error_lists_computed_columns() -> None:
    [_, names] = columns.refuse_name("x", PARTICIPANT).lines
    assert names.endswith(", person, kind, duration.")


def test_an_object_expands_to_its_fields() -> None:
    chosen = columns.select_columns(["deep", "person", "rows", "open"], NODE)
    assert [each.path for each in columns.expand_columns(chosen)] == [
        *("deep.x", "deep.person", "deep.id", "deep.person", "rows", "open")
    ]


def test_values_follow_paths_through_lists() -> None:
    item = {"rows": [{"pin": 1}, {"code": 2}], "deep": {"x": None}, "id": "a"}
    values = {
        each.path: columns.find_value(item, each, columns.Marks())
        for each in columns.select_columns(["rows.pin", "deep.x", "id", "rows", "open.x"], NODE)
    }
    assert values == {
        "rows.pin": [1, None], "deep.x": None, "id": "a", "rows": item["rows"], "open.x": None,
    }  # fmt: skip
    assert columns.has_field(item, "rows.code")
    assert not columns.has_field(item, "rows.none")
    assert not columns.has_field(item, "id.x")


def test_a_selection_is_nested_as_the_response() -> None:
    marks = columns.read_marks(PARTICIPANT)
    chosen = columns.select_columns(
        ["anonymousUser.displayName", "name", "person", "kind", "duration", "user"], PARTICIPANT
    )
    assert columns.pick_fields(GUEST, chosen, marks) == {
        "name": GUEST["name"],
        "anonymousUser": {"displayName": "Ana"},
        "person": "Ana",
        "kind": "anonymous",
        "duration": 1.5,
    }
    assert columns.pick_fields({"name": "n"}, chosen, marks) == {"name": "n"}


@pytest.mark.parametrize(
    ("user", "person"),
    [
        ({}, (None, None)),
        ({"phoneUser": {"displayName": "1"}}, ("1", "phone")),
        ({"phoneUser": {}}, (None, "phone")),
        ({"phoneUser": None, "signedinUser": {"displayName": 7}}, (None, "signed_in")),
    ],
)
def test_a_person_may_lack_a_name(user: dict[str, Any], person: tuple[Any, Any]) -> None:
    assert columns.find_person(user, columns.read_marks(PARTICIPANT)) == person


def test_a_person_without_a_marked_name_has_none() -> None:
    schema = {"properties": {"host": {"x-person": "host", "properties": {"id": {}}}}}
    marks = columns.read_marks(schema)
    assert columns.find_person({"host": {"id": "a"}}, marks) == (None, "host")


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("2026-11-03T09:00:00Z", "2026-11-03T09:00:02Z", 2),
        ("2026-11-03T09:00:00Z", "2026-11-03T10:00:00+01:00", 0),
        ("2026-11-03T09:00:02Z", "2026-11-03T09:00:00Z", None),
        ("2026-11-03T09:00:02", "2026-11-03T09:00:03Z", None),
        ("yesterday", "2026-11-03T09:00:00Z", None),
        (None, 7, None),
    ],
)
def test_a_duration_needs_a_start_before_an_end(start: Any, end: Any, seconds: Any) -> None:
    item = {"earliestStartTime": start, "latestEndTime": end}
    duration = columns.find_duration(item, columns.read_marks(PARTICIPANT))
    assert (duration and duration.total_seconds()) == (seconds or duration)
    assert (duration is None) == (seconds is None)


def test_a_duration_may_be_a_field() -> None:
    """The time from a first join to a last leave is not the time of presence."""
    schema = {
        "properties": {
            "join": {"type": "string", "format": "date-time", "x-duration": "start"},
            "leave": {"type": "string", "format": "date-time", "x-duration": "end"},
            "present": {"type": "number", "x-duration": "seconds"},
        }
    }
    marks = columns.read_marks(schema)
    times = {"join": "2026-11-03T09:00:00Z", "leave": "2026-11-03T10:00:00Z"}
    assert columns.find_duration({**times, "present": 90}, marks) == timedelta(seconds=90)
    assert columns.find_duration(times, marks) is None


def test_timestamps_are_converted_at_any_depth() -> None:
    time = {"type": "string", "format": "date-time"}
    schema = {
        "properties": {
            "start": time,
            "text": {"type": "string"},
            "parts": {"type": "array", "items": {"properties": {"end": time}}},
            "times": {"type": "array", "items": time},
            "texts": {"type": "array"},
        }
    }
    moment, first, last = "2026-11-03T09:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"
    value = {
        "start": moment,
        "text": moment,
        "parts": [{"end": moment, "other": moment}, {"end": None}],
        "times": [moment, first, last, "soon"],
        "texts": [moment],
    }
    tokyo = "2026-11-03T18:00:00+09:00"
    assert columns.convert_times(value, schema, ZoneInfo("Asia/Tokyo")) == {
        "start": tokyo,
        "text": moment,
        "parts": [{"end": tokyo, "other": moment}, {"end": None}],
        "times": [tokyo, "0001-01-01T09:18:59+09:18:59", last, "soon"],
        "texts": [moment],
    }
