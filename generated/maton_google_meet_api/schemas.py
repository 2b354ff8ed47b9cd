# Copied by scripts/regenerate.py from scripts/runtime/schemas.py; do not edit.
"""The OpenAPI document that this package was made from, for those who need more of it than the
operations table has; and how to read its schemas."""

import functools
import json
from typing import Any, cast
from urllib.parse import unquote

Node = dict[str, Any]


@functools.cache
def document() -> Node:
    """The document. It is one object for all: leave it as it is."""
    from importlib.resources import files  # It brings more than all the rest of this package.

    text = files(__package__ or "").joinpath("document.json").read_text(encoding="utf-8")
    return cast("Node", json.loads(text))


def resolved(document: Node, node: Node) -> Node:
    """`node`, or what its `$ref` names within `document`, with the siblings laid over.

    Raises `ValueError` for a reference that leaves the document, `KeyError` for one to nothing.
    """
    while "$ref" in node:
        beside = {key: value for key, value in node.items() if key != "$ref"}
        node = {**target(document, node["$ref"]), **beside}
    return node


def target(document: Node, reference: str) -> Node:
    """What `reference` names within `document`; raises as `resolved` does."""
    first, *keys = reference.split("/")
    if first != "#":
        raise ValueError(f"{reference} leads out of the document")
    found = document
    for key in keys:
        found = found[unquote(key).replace("~1", "/").replace("~0", "~")]
    return found


def kinds(document: Node, schema: Node) -> list[Node]:
    """What a value of `schema` may be, resolved and each of one type; null is left out."""
    schema = resolved(document, schema)
    if "anyOf" in schema:
        return [kind for each in schema["anyOf"] for kind in kinds(document, each)]
    types = schema.get("type")
    listed = types if isinstance(types, list) else [types]
    return [{**schema, "type": kind} for kind in listed if kind != "null"]
