# Copied by scripts/regenerate.py from scripts/codegen/runtime/schemas.py; do not edit.
"""The OpenAPI document that this package was made from, for those who need more of it than the
operations table has; and how to read its schemas."""

import datetime
import functools
import json
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import unquote

from .text import shorten

Node = dict[str, Any]


@functools.cache
def document() -> Node:
    """The document. It is one object for all: leave it as it is."""
    from importlib.resources import files  # It brings more than all the rest of this package.

    text = files(__name__.partition(".")[0]).joinpath("document.json").read_text(encoding="utf-8")
    return cast("Node", json.loads(text))


def resolve_node(document: Node, node: Node) -> Node:
    """`node`, or what its `$ref` names within `document`, with the siblings laid over.

    Raises `ValueError` for a reference that leaves the document, `KeyError` for one to nothing.
    """
    while "$ref" in node:
        beside = {key: value for key, value in node.items() if key != "$ref"}
        node = {**follow_reference(document, node["$ref"]), **beside}
    return node


def follow_reference(document: Node, reference: str) -> Node:
    """What `reference` names within `document`; raises as `resolved` does."""
    first, *keys = reference.split("/")
    if first != "#":
        raise ValueError(f"{reference} leads out of the document")
    found = document
    for key in keys:
        found = found[unquote(key).replace("~1", "/").replace("~0", "~")]
    return found


def list_types(document: Node, schema: Node) -> list[Node]:
    """What a value of `schema` may be, resolved and each of one type; null is left out."""
    schema = resolve_node(document, schema)
    if "anyOf" in schema:
        return [kind for each in schema["anyOf"] for kind in list_types(document, each)]
    types = schema.get("type")
    listed = types if isinstance(types, list) else [types]
    return [{**schema, "type": kind} for kind in listed if kind != "null"]


_TYPES: dict[str, tuple[type | tuple[type, ...], str]] = {
    "string": (str, "a string"),
    "integer": (int, "an integer"),
    "number": ((int, float), "a number"),
    "boolean": (bool, "a boolean"),
    "array": (list, "a list"),
    "object": (dict, "an object"),
}


def find_json_key(model: str, attribute: str) -> str:
    """Return the API's spelling of a model's attribute, or the attribute where it has none."""
    try:
        fields = _schema_of(model).get("properties", {})
    except LookupError:
        return attribute
    return next((key for key in fields if _plain(key) == _plain(attribute)), attribute)


def find_misfit(model: str, data: Node) -> tuple[str, bool] | None:
    """Return the first place where `data` is not what the schema of `model` documents, and whether
    a required field is missing there; None where everything fits.

    Raises `LookupError` if the document has no such schema.
    """
    return next(_misfits(_schema_of(model), data, ""), None)


def _schema_of(model: str) -> Node:
    schemas: Node = document()["components"]["schemas"]
    for name, schema in schemas.items():
        if _plain(name) == _plain(model):
            return cast("Node", schema)
    raise LookupError(model)


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


def _misfits(schema: Node, value: Any, path: str) -> Iterator[tuple[str, bool]]:
    if _allows_null(schema):
        return  # Its shape is uncertain, and the models take it as it is.
    several = list_types(document(), schema)
    kind = next((each for each in several if _fits(each, value)), None)
    if kind is None:
        expected = " or ".join(dict.fromkeys(map(_expected, several)))
        yield f"{path}: expected {expected}, got {_shown(value)}", False
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _misfits(kind.get("items", {}), item, f"{path}[{at}]")
    elif isinstance(value, dict):
        for key, inner in kind.get("properties", {}).items():
            below = f"{path}.{key}" if path else key
            field, required = value.get(key), key in kind.get("required", ())
            if field is not None:  # Null is absent.
                yield from _misfits(inner, field, below)
            if required and (field is None or field == ""):  # An identity is never empty.
                yield f"{below!r} is missing", True


def _allows_null(schema: Node) -> bool:
    return {"type": "null"} in schema.get("anyOf", ()) or "null" in (schema.get("type") or ())


def _fits(kind: Node, value: Any) -> bool:
    if not isinstance(value, _TYPES[kind["type"]][0]):
        return False
    if isinstance(value, bool):
        return bool(kind["type"] == "boolean")
    if kind.get("format") == "date-time" and isinstance(value, str):
        try:
            return datetime.datetime.fromisoformat(value).tzinfo is not None
        except ValueError:
            return False
    return True


def _expected(kind: Node) -> str:
    dated = kind.get("format") == "date-time"
    return "a timestamp with a time zone" if dated else _TYPES[kind["type"]][1]


def _shown(value: Any) -> str:
    """Return a JSON value for an error: a structure in a word, a scalar cut short."""
    if isinstance(value, dict | list):
        return _TYPES["array" if isinstance(value, list) else "object"][1]
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return shorten(repr(value), 80)
