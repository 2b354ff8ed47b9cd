"""The methods of the facade, and their responses: timestamps in UTC, and no secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from maton_google_meet import facade
from maton_google_meet.models import Space
from maton_google_meet_api import models
from support.command_line import NODE, TOKEN
from support.schemas import DOCUMENT, list_alternatives


def test_a_value_that_is_not_a_timestamp_is_shown_as_it_is() -> None:
    space = Space(name="spaces/a", meeting_uri="2026-11-03T09:00:14+00:00")
    assert facade.prepare_response(space)["meetingUri"] == "2026-11-03T09:00:14+00:00"
    assert facade.format_timestamp("yesterday") == "yesterday"


def timestamps(schema: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of each timestamp in a schema of the document."""
    for kind in list_alternatives(schema):
        if kind.get("format") == "date-time":
            yield path
        yield from timestamps(kind["items"], (*path, "[]")) if "items" in kind else ()
        for key, field in kind.get("properties", {}).items():
            yield from timestamps(field, (*path, key))


RESPONSES = [each for each in DOCUMENT["components"]["schemas"] if f"{each}" in {*models.__all__}]


@pytest.mark.parametrize("name", [each for each in RESPONSES if "Input" not in each])
def test_each_timestamp_of_each_response_ends_in_z(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    model = getattr(models, name)
    for path in {*timestamps(schema)}:
        value: Any = "2026-11-03T09:00:14.5+00:00"
        for key in reversed(path):
            value = [value] if key == "[]" else {"name": "n", "connection_id": "c", key: value}
        prepared = facade.prepare_response(model.from_dict(value))
        for key in path:
            prepared = prepared[0 if key == "[]" else key]
        assert prepared == "2026-11-03T09:00:14.500Z", path


def test_only_responses_with_a_documented_secret_are_searched() -> None:
    space = models.Space.from_dict({"name": "spaces/a", "streamUrl": TOKEN})
    assert facade.prepare_response(space)["streamUrl"] == TOKEN


@pytest.mark.parametrize("name", ["Connection", "CreateConnectionResponse", "CreatedConnection"])
def test_a_secret_is_in_no_repr(name: str) -> None:
    model = getattr(models, name).from_dict({"connection_id": "c", "url": TOKEN})
    assert model.url == TOKEN
    assert "SECRET" not in f"{model!r} {model} {[model]}"


def test_secrets_of_a_recursive_schema_are_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    node = {
        **NODE,
        "properties": {**NODE["properties"], "pin": {"type": "string", "x-secret": True}},
    }
    monkeypatch.setattr(facade, "document", lambda: {"components": {"schemas": {"Node": node}}})
    assert facade.find_secrets({"$ref": "#/components/schemas/Node"}) == {"pin": ""}
    assert facade.find_secrets({"type": "array", "items": node}) == {"pin": ""}


def test_a_resource_is_not_a_private_attribute() -> None:
    class Owner:
        _calls = "private"
        calls_ = "public"

    assert facade._find_attribute(Owner(), "calls") == "calls_"


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ([1], "item 0, expected an object, got 1"),
        ([{"member": {"name": "m"}}, {"member": 3}], "item 1, member: expected an object, got 3"),
        ([{}], "item 0, 'member' is missing"),
        ([{"member": {"name": "m", "role": 3}}], "item 0, member.role: expected a string, got 3"),
    ],
)
def test_a_value_that_does_not_fit_is_described_as_json(value: Any, fault: str) -> None:
    verb = next(each for each in facade.list_verbs() if each.operation.id == "members.batchUpdate")
    with pytest.raises(ValueError, match=re.escape(f"does not fit: {fault}")):
        facade.convert_argument(verb, "requests", value)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ('space.meeting_code = "https://meet.google.com/KFR-wduz-tqa?hs=1"', "kfr-wduz-tqa"),
        ('space.meeting_code = "meet.google.com/kfr-wduz-tqa" AND x = "y"', "kfr-wduz-tqa"),
        ('space.meeting_code = "https://evil.example/kfr-wduz-tqa"', None),
        ('space.meeting_code = "https://meet.google.com.evil.example/kfr-wduz-tqa"', None),
        ("space.meeting_code = https://meet.google.com/kfr-wduz-tqa", None),
        ('start_time > "2026-11-01T00:00:00Z"', None),
    ],
)
def test_a_link_in_a_condition_becomes_the_code(text: str, sent: str | None) -> None:
    verbs = {verb.operation.id: verb for verb in facade.list_verbs()}
    converted = facade.convert_argument(verbs["conferenceRecords.list"], "filter", text)
    if sent is None:
        assert converted == text
    else:
        assert f'= "{sent}"' in converted
        assert "http" not in converted
        assert converted.endswith(text.rpartition("AND")[2] if "AND" in text else f'"{sent}"')


def test_a_link_in_a_write_stays_unchanged() -> None:
    verbs = {verb.operation.id: verb for verb in facade.list_verbs()}
    text = '"https://meet.google.com/kfr-wduz-tqa"'
    assert facade.convert_argument(verbs["members.create"], "email", text) == text


def test_fields_are_selected_in_lists_and_not_in_scalars() -> None:
    value = {"a": [{"b": 1, "c": 2}, 3], "d": 4}
    assert facade.select_fields(value, ["a.b", "D.e"]) == {"a": [{"b": 1}, 3], "d": 4}
    assert facade.find_items({"type": "object", "properties": {"a": {"type": "string"}}}) == (
        "",
        {},
    )
