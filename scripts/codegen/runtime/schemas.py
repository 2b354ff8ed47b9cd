"""The OpenAPI document of this package, and functions that read its schemas."""

import datetime
import functools
import json
import os
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import unquote

from .text import shorten

Node = dict[str, Any]

# The parameters and the field of a list that has pages: https://google.aip.dev/158
PAGE_SIZE, PAGE_TOKEN, NEXT_PAGE_TOKEN = "pageSize", "pageToken", "nextPageToken"
# The mark of an operation that accepts a code, and at the top of the document the code's format.
CODE_MARK = "x-meeting-code"


@functools.cache
def document() -> Node:
    """Return the document. All callers share one object, so do not change it."""
    # `importlib.resources` takes longer to import than the document to parse. The loader also reads
    # from a zip file.
    loader: Any = __spec__.loader
    folder = os.path.dirname(os.path.dirname(__file__))
    return cast("Node", json.loads(loader.get_data(os.path.join(folder, "document.json"))))


def resolve_node(document: Node, node: Node) -> Node:
    """Return `node`, or the target of its `$ref` updated with the siblings of the `$ref`.

    Raises:
        ValueError: A reference leads out of the document.
        KeyError: The target of a reference does not exist.
    """
    while "$ref" in node:
        siblings = {key: value for key, value in node.items() if key != "$ref"}
        node = {**follow_reference(document, node["$ref"]), **siblings}
    return node


def follow_reference(document: Node, reference: str) -> Node:
    """Return the target of `reference` in `document`.

    Raises:
        ValueError: `reference` leads out of the document.
        KeyError: The target does not exist.
    """
    first, *keys = reference.split("/")
    if first != "#":
        raise ValueError(f"{reference} leads out of the document")
    node = document
    for key in keys:
        node = node[unquote(key).replace("~1", "/").replace("~0", "~")]
    return node


def find_resource_name(document: Node, path: str) -> str | None:
    """Return the part of `path` that is a resource name, with its custom verb.

    Return None if `path` is not below one of the prefixes of resource names.
    """
    prefixes = [each for each in document.get("x-resource-names", ()) if path.startswith(str(each))]
    return path.removeprefix(max(prefixes, key=len)) if prefixes else None


def list_types(document: Node, schema: Node) -> list[Node]:
    """Return a resolved schema for each type that `schema` allows, except null."""
    schema = resolve_node(document, schema)
    if "anyOf" in schema:
        return [kind for each in schema["anyOf"] for kind in list_types(document, each)]
    types = schema.get("type")
    listed = types if isinstance(types, list) else [types]
    return [{**schema, "type": kind} for kind in listed if kind != "null"]


def find_marks(document: Node, node: Node) -> Node:
    """Return the marks of a parameter or schema: `x-deprecation` and `x-preview`, if it has them.

    Without marks of its own, a parameter has those of its schema, a list those of its items, and an
    open enum those of its enum.
    """
    node = resolve_node(document, node)
    marks: Node = {key: node[key] for key in ("x-deprecation", "x-preview") if key in node}
    if marks:
        return marks
    inner = [node[key] for key in ("schema", "items") if key in node]
    inner += [each for each in node.get("anyOf", ()) if "$ref" in each]
    return find_marks(document, inner[0]) if len(inner) == 1 else {}


def find_value_marks(schema: Node) -> dict[str, Node]:
    """Return the marks of each marked value of an enum."""
    marks = dict[str, Node]()
    for mark, texts in (
        ("x-deprecation", schema.get("x-enumDeprecated", {})),
        ("x-preview", schema.get("x-enumPreview", {})),
    ):
        for value, text in texts.items():
            marks.setdefault(value, {})[mark] = text
    return marks


def describe_marks(marks: Node) -> list[str]:
    """Return a line for the deprecation, and one for the preview, of an operation or schema."""
    lines = []
    if reason := marks.get("x-deprecation"):
        lines.append(f"Deprecated: {' '.join(reason.split())}")
    if version := marks.get("x-preview"):
        lines.append(f"Preview ({version}): may change or be removed without notice.")
    return lines


_TYPES: dict[str, tuple[type | tuple[type, ...], str]] = {
    "string": (str, "a string"),
    "integer": (int, "an integer"),
    "number": ((int, float), "a number"),
    "boolean": (bool, "a boolean"),
    "array": (list, "a list"),
    "object": (dict, "an object"),
}


def find_json_key(model: type, attribute: str) -> str:
    """Return the JSON name of a model's attribute; `attribute` itself if it is not documented."""
    try:
        fields: Node = _find_schema(model.__name__).get("properties", {})
    except LookupError:
        return attribute
    name = normalize_name(attribute)
    # An attribute that would begin with a digit begins with `field_` instead.
    names = {name, name.removeprefix("field")} if attribute.startswith("field_") else {name}
    keys = [key for key in fields if normalize_name(key) in names]
    # Fields whose names differ only in their spelling have attributes in the same order.
    attributes = [each for each in model.__annotations__ if normalize_name(each) in names]
    return dict(zip(attributes, keys, strict=False)).get(attribute, attribute)


def find_misfit(model: str, data: Node) -> tuple[str, bool] | None:
    """Return the first misfit between `data` and the schema of `model`; None if `data` fits.

    Returns:
        A description with the path of the misfit, and True if a required field is missing.

    Raises:
        LookupError: The document does not have such a schema.
    """
    return next(find_misfits(_find_schema(model), data), None)


def _find_schema(model: str) -> Node:
    """Return the schema of a model class; raise `LookupError` if there is none."""
    schemas: Node = document()["components"]["schemas"]
    for name, schema in schemas.items():
        if normalize_name(name) == normalize_name(model):
            return cast("Node", schema)
    raise LookupError(model)


def normalize_name(name: str) -> str:
    """Return the form of `name` that a schema and its class share."""
    return name.replace("_", "").casefold()


def find_misfits(schema: Node, value: Any, path: str = "") -> Iterator[tuple[str, bool]]:
    """Yield each misfit between `value` and `schema` as `find_misfit` returns it."""
    if _allows_null(schema):
        return  # Its shape is uncertain, so the models accept any value.
    several = list_types(document(), schema)
    kind = next((each for each in several if _fits(each, value)), None)
    if kind is None:
        expected = " or ".join(dict.fromkeys(map(_describe_type, several)))
        yield f"{path}: expected {expected}, got {_describe_value(value)}", False
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from find_misfits(kind.get("items", {}), item, f"{path}[{at}]")
    elif isinstance(value, dict):
        for key, inner in kind.get("properties", {}).items():
            below = f"{path}.{key}" if path else key
            field, required = value.get(key), key in kind.get("required", ())
            if field is not None:  # Null means absent.
                yield from find_misfits(inner, field, below)
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


def _describe_type(kind: Node) -> str:
    is_timestamp = kind.get("format") == "date-time"
    return "a timestamp with a time zone" if is_timestamp else _TYPES[kind["type"]][1]


def _describe_value(value: Any) -> str:
    """Return a JSON value for an error: the type of a list or object, or a shortened scalar."""
    if isinstance(value, dict | list):
        return _TYPES["array" if isinstance(value, list) else "object"][1]
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return shorten(repr(value), 80)
