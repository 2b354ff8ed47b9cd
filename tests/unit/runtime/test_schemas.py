"""The document at run time: its references and types."""

from __future__ import annotations

from typing import Any

import maton_google_meet.testing
import pytest
from maton_google_meet_api.runtime import schemas
from maton_google_meet_api.runtime.schemas import (
    describe_marks,
    document,
    find_json_key,
    find_marks,
    find_resource_name,
    find_value_marks,
    list_types,
    resolve_node,
)
from support.reading import spec


def test_the_package_contains_the_document_of_spec() -> None:
    packaged = dict(document())
    assert "regenerate.py" in packaged.pop("x-written-by")
    assert packaged == spec().build_publication()
    assert document() is document() is maton_google_meet.testing.document()


def test_references_are_followed_and_siblings_win() -> None:
    root = {"a~/b c": {"$ref": "#/d"}, "d": {"type": "string", "title": "d"}}
    assert resolve_node(root, {"$ref": "#/a~0~1b%20c", "title": "mine"}) == {
        "type": "string",
        "title": "mine",
    }
    with pytest.raises(ValueError, match="leads out of the document"):
        resolve_node(root, {"$ref": "other.yaml#/d"})
    with pytest.raises(KeyError):
        resolve_node(root, {"$ref": "#/e"})


OLD = {"x-deprecation": "Use it\n no more."}
BETA = {"x-preview": "v2beta"}


@pytest.mark.parametrize(
    ("node", "marks"),
    [
        ({"type": "string", **OLD, **BETA}, {**OLD, **BETA}),
        ({"$ref": "#/old"}, OLD),
        ({"$ref": "#/old", **BETA}, {**OLD, **BETA}),
        ({"in": "query", "schema": {"$ref": "#/old"}}, OLD),
        ({"in": "query", "schema": {"$ref": "#/old"}, **BETA}, BETA),
        ({"type": "array", "items": {"$ref": "#/old"}}, OLD),
        ({"anyOf": [{"$ref": "#/old"}, {"type": "string"}]}, OLD),
        ({"anyOf": [{"$ref": "#/old"}, {"$ref": "#/new"}]}, {}),
        ({"type": "object", "properties": {"old": {"$ref": "#/old"}}}, {}),
    ],
)
def test_a_value_has_the_marks_of_its_schema(node: dict[str, Any], marks: dict[str, Any]) -> None:
    root = {"old": {"type": "string", **OLD}, "new": {"type": "string"}}
    assert find_marks(root, node) == marks


def test_each_mark_has_a_line() -> None:
    assert describe_marks({}) == []
    assert describe_marks({**BETA, **OLD}) == [
        "Deprecated: Use it no more.",
        "Preview (v2beta): may change or be removed without notice.",
    ]


def test_values_of_an_enum_have_marks_of_their_own() -> None:
    assert find_value_marks({"enum": ["A"]}) == {}
    schema = {"x-enumDeprecated": {"A": "Use B."}, "x-enumPreview": {"A": "v2beta", "B": "v3beta"}}
    assert find_value_marks(schema) == {
        "A": {"x-deprecation": "Use B.", "x-preview": "v2beta"},
        "B": {"x-preview": "v3beta"},
    }


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "string"}, ["string"]),
        ({"type": ["string", "null"]}, ["string"]),
        ({"type": "null"}, []),
        ({}, [None]),
        ({"anyOf": [{"$ref": "#/d"}, {"type": "null"}, {"type": ["integer", "null"]}]},
         ["string", "integer"]),
    ],
)  # fmt: skip
def test_the_types_of_a_schema(schema: dict[str, Any], types: list[Any]) -> None:
    assert [kind["type"] for kind in list_types({"d": {"type": "string"}}, schema)] == types


def test_each_attribute_leads_to_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    class Thing:
        class_: str
        foo_bar: str
        foo_bar_: str
        field_9lives: str
        field_mask: str

    keys = ["class", "fooBar", "foo_bar", "9lives", "fieldMask"]
    root = {"components": {"schemas": {"Thing": {"properties": dict.fromkeys(keys)}}}}
    monkeypatch.setattr(schemas, "document", lambda: root)
    assert [find_json_key(Thing, attribute) for attribute in Thing.__annotations__] == keys


@pytest.mark.parametrize(
    ("path", "name"),
    [("/v2/a/b", "a/b"), ("/v2beta/a:do", "a:do"), ("/v2", None), ("/v3/a", None)],
)
def test_a_resource_name_follows_one_of_the_prefixes(path: str, name: str | None) -> None:
    assert find_resource_name({"x-resource-names": ["/v2/", "/v2beta/"]}, path) == name


def test_the_longest_prefix_applies() -> None:
    assert find_resource_name({"x-resource-names": ["/", "/v2/"]}, "/v2/a/b") == "a/b"
