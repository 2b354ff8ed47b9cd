"""The document at run time: its references and types."""

from __future__ import annotations

from typing import Any

import maton_google_meet.testing
import pytest
from maton_google_meet_api.runtime.schemas import document, list_types, resolve_node
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
