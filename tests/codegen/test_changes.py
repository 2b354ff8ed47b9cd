"""scripts/changes.py: the report of what a new document changes."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from codegen.changes import describe_changes

OLD: dict[str, Any] = {
    "info": {"title": "Rooms"},
    "paths": {
        "/rooms/{id}": {
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "get": {
                "operationId": "rooms.get",
                "summary": "Gets a room.",
                "parameters": [{"name": "fields", "in": "query", "schema": {"type": "string"}}],
                "responses": {"200": {"$ref": "#/components/schemas/Room"}},
            },
        }
    },
    "components": {
        "parameters": {"id": {"name": "id", "in": "path", "schema": {"type": "string"}}},
        "schemas": {
            "Room": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "description": "Its name."},
                    "title": {"type": "string"},
                },
            },
            "Kind": {"type": "string", "enum": ["SMALL", "LARGE"]},
        },
    },
}
PATHS, SCHEMAS = ("paths", "/rooms/{id}"), ("components", "schemas")


@pytest.mark.parametrize(
    ("keys", "value", "line"),
    [
        ((*PATHS, "delete"), {"operationId": "rooms.delete"}, "added: operation rooms.delete"),
        ((*PATHS, "get"), None, "removed: operation rooms.get"),
        ((*PATHS, "get", "responses"), {}, "changed: operation rooms.get (responses)"),
        ((*PATHS, "get", "x-write"), {"outcome": "."}, "changed: operation rooms.get (x-write)"),
        ((*PATHS, "get", "parameters"), [], "removed: argument rooms.get.fields"),
        (
            ("components", "parameters", "id", "schema"),
            {"type": "integer"},
            "changed: argument rooms.get.id (schema)",
        ),
        ((*SCHEMAS, "Door"), {"properties": {"a": {}}}, "added: model Door"),
        ((*SCHEMAS, "Room"), None, "removed: model Room"),
        ((*SCHEMAS, "Room", "type"), "null", "changed: model Room (type)"),
        ((*SCHEMAS, "Room", "properties", "size"), {}, "added: field Room.size"),
        ((*SCHEMAS, "Room", "properties", "title"), None, "removed: field Room.title"),
        (
            (*SCHEMAS, "Room", "properties", "title", "format"),
            "date",
            "changed: field Room.title (format)",
        ),
        ((*SCHEMAS, "Room", "required"), [], "changed: field Room.name (required)"),
        ((*SCHEMAS, "Kind", "enum"), ["SMALL", "LARGE", "HUGE"], "added: value Kind.HUGE"),
        ((*SCHEMAS, "Kind", "enum"), ["SMALL"], "removed: value Kind.LARGE"),
        ((*PATHS, "get", "deprecated"), True, "deprecated: operation rooms.get"),
        (
            (*PATHS, "get", "parameters", 0, "deprecated"),
            True,
            "deprecated: argument rooms.get.fields",
        ),
        ((*SCHEMAS, "Room", "deprecated"), True, "deprecated: model Room"),
        (
            (*SCHEMAS, "Room", "properties", "title", "deprecated"),
            True,
            "deprecated: field Room.title",
        ),
        (
            (*SCHEMAS, "Kind", "x-enumDeprecated"),
            {"SMALL": "Use LARGE."},
            "deprecated: value Kind.SMALL",
        ),
        ((*PATHS, "get", "x-preview"), "v2beta", "changed: operation rooms.get (x-preview)"),
        (
            (*SCHEMAS, "Kind", "x-enumPreview"),
            {"LARGE": "v2beta"},
            "changed: value Kind.LARGE (x-preview)",
        ),
        (
            (*SCHEMAS, "Room", "properties", "name", "description"),
            "The name.",
            "changed: texts, or parts that are not listed",
        ),
    ],
)
def test_a_change_has_one_line(keys: tuple[str | int, ...], value: object, line: str) -> None:
    new = deepcopy(OLD)
    *above, last = keys
    node: Any = new
    for key in above:
        node = node[key]
    if value is None:
        del node[last]
    else:
        node[last] = value
    assert describe_changes(OLD, new) == [line]


def test_nothing_changed() -> None:
    assert describe_changes(OLD, deepcopy(OLD)) == []


def test_a_deprecation_is_reported_apart_from_other_changes() -> None:
    new = deepcopy(OLD)
    new["paths"]["/rooms/{id}"]["get"] |= {"deprecated": True, "responses": {}}
    changed = "changed: operation rooms.get (responses)"
    assert describe_changes(OLD, new) == ["deprecated: operation rooms.get", changed]
    lines = ["changed: operation rooms.get (deprecated, responses)"]
    assert describe_changes(new, OLD) == lines
