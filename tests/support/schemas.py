"""Values of the document's schemas: make them, build models of them, and compare both.

These functions read the schemas themselves, so that a test does not compare the package with its
own code.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import maton_google_meet.models
from codegen.operations import name_class as class_name
from codegen.operations import name_fields
from hypothesis import strategies as st
from maton_google_meet import UNSET
from maton_google_meet_api.runtime.schemas import document

# The package's copy is fast to read; tests/codegen/test_regenerate.py compares it with spec/.
DOCUMENT = document()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
# Half a surrogate pair cannot be encoded.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEYS = st.text("abcxyz_", min_size=1, max_size=5)
"""Keys of a map that can be part of a mask."""


def _make_json(scalars: st.SearchStrategy[Any], keys: st.SearchStrategy[str]) -> Any:
    return st.recursive(
        scalars | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=2),
        max_leaves=4,
    )


JSON = _make_json(st.none(), TEXT)
SENT_JSON = _make_json(st.nothing(), KEYS)
"""JSON that the facade sends: without null, which it refuses."""


def find_deprecations(node: Any) -> Iterator[str]:
    """Yield the reason for each deprecation in a part of the document."""
    if isinstance(node, dict):
        reasons = [node.get("x-deprecation"), *node.get("x-enumDeprecated", {}).values()]
        yield from (each for each in reasons if isinstance(each, str))
    if isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from find_deprecations(inner)


def list_models() -> list[str]:
    """Return the names of the schemas that are classes."""
    return [
        name
        for name, schema in SCHEMAS.items()
        if schema.get("type") == "object" and hasattr(maton_google_meet.models, class_name(name))
    ]


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    """Return `node`, or the target of its `$ref`."""
    while "$ref" in node:
        target: Any = DOCUMENT
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def attributes(fields: Iterable[str]) -> dict[str, str]:
    """Return the attribute of a model for each field of its schema."""
    return name_fields([*fields])


def list_alternatives(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the resolved `schema`, or each of its alternatives."""
    schema = merge_reference(schema)
    if "anyOf" in schema:
        return [each for inner in schema["anyOf"] for each in list_alternatives(inner)]
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return [{**schema, "type": kind} for kind in kinds]
    return [schema]


def merge_reference(schema: dict[str, Any]) -> dict[str, Any]:
    """Return `schema`, or the target of its `$ref` with the siblings laid over."""
    return {**resolve(schema), **{key: value for key, value in schema.items() if key != "$ref"}}


def get_item_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the items of a list; `{}` if `schema` is not a list."""
    return next((kind["items"] for kind in list_alternatives(schema) if "items" in kind), {})


def has_unnamed_object(schema: dict[str, Any]) -> bool:
    """Return True if `schema` contains an object without a name, as only errors do."""
    parts = [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    parts += [schema["items"]] if "items" in schema else []
    return any("properties" in each or has_unnamed_object(each) for each in parts)


def get_model_name(schema: dict[str, Any]) -> str | None:
    """Return the name of the model that a value of `schema` becomes; None without a model."""
    for each in (schema, *schema.get("anyOf", [])):
        name = each.get("$ref", "").rpartition("/")[2]
        if SCHEMAS.get(name, {}).get("type") == "object":
            return str(name)
    return None


def get_defaults(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the default values of the fields of an object."""
    fields = schema.get("properties", {})
    return {key: each["default"] for key, each in fields.items() if "default" in each}


def make_value(schema: dict[str, Any], full: bool, key: str = "") -> Any:
    """Return the smallest value that `schema` allows, or the fullest: every field, and one item in
    each list."""
    kinds = list_alternatives(schema)
    [kind, *_] = kinds
    if any("enum" in each for each in kinds):
        [values] = [each["enum"] for each in kinds if "enum" in each]
        return values[-1]
    if kind.get("type") == "object":
        fields = kind.get("properties", {})
        names = fields if full else kind.get("required", [])
        return {**get_defaults(kind), **{key: make_value(fields[key], full, key) for key in names}}
    if kind.get("type") == "array":
        return [make_value(kind["items"], full, key)] if full else []
    if kind.get("format") == "date-time":
        return "2026-11-03T09:00:14.207318Z"
    return {"integer": 7, "number": 0.5, "boolean": True}.get(kind.get("type", ""), f"the {key}")


@functools.cache  # Building a strategy takes longer than drawing from it.
def values(name: str, *, extra: bool = True) -> st.SearchStrategy[Any]:
    """Return a strategy for values of the schema `name`.

    With `extra`, objects also have unknown fields, and any field that may be absent may be null.
    """
    return _values(SCHEMAS[name], extra)


def _values(schema: dict[str, Any], extra: bool) -> st.SearchStrategy[Any]:
    if name := schema.get("$ref", "").rpartition("/")[2]:
        return values(name, extra=extra)
    kinds = list_alternatives(schema)
    if len(kinds) > 1:
        return st.one_of([_values(each, extra) for each in schema.get("anyOf", kinds)])
    [schema] = kinds
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        fields_by_name = schema.get("properties", {})
        fields = {key: _values(each, extra) for key, each in fields_by_name.items()}
        required = {key: fields.pop(key) for key in schema.get("required", [])}
        if extra:
            fields = {key: each | st.none() for key, each in fields.items()}
        documented = st.fixed_dictionaries(required, optional=fields)
        if not (extra or schema.get("additionalProperties")):
            return documented
        unknown = (TEXT if extra else KEYS).filter(lambda key: key not in fields_by_name)
        others = schema.get("additionalProperties")
        free = JSON if extra else SENT_JSON
        inner = _values(others, extra) if isinstance(others, dict) else free
        more = st.dictionaries(unknown, inner, max_size=2)
        return st.builds(lambda a, b: {**a, **b}, documented, more)
    if kind == "array":
        return st.lists(_values(schema["items"], extra), max_size=2)
    if schema.get("format") == "date-time":
        return timestamps()
    simple: dict[Any, st.SearchStrategy[Any]] = {
        "string": TEXT,
        "integer": st.integers(-(2**31), 2**31 - 1),
        "number": st.floats(allow_nan=False, allow_infinity=False),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return simple[kind]


@st.composite
def timestamps(draw: st.DrawFn) -> str:
    """Draw an RFC 3339 timestamp with 0 to 9 fractional digits, in UTC or with an offset."""
    time = draw(st.datetimes(datetime.datetime(1970, 1, 1), datetime.datetime(2100, 1, 1)))
    digits = draw(st.text("0123456789", max_size=9))
    zone = draw(st.sampled_from(["Z", "Z", "+00:00", "-03:30", "+05:45"]))
    return f"{time:%Y-%m-%dT%H:%M:%S}{'.' if digits else ''}{digits}{zone}"


def parse_timestamp(text: str) -> datetime.datetime:
    """Return a timestamp, exact to the microsecond, without the parser of the models."""
    match = re.fullmatch(r"(.{10})T(.{8})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)", text)
    assert match, text
    zone = "+0000" if match[4] == "Z" else match[4].replace(":", "")
    whole = datetime.datetime.strptime(f"{match[1]} {match[2]} {zone}", "%Y-%m-%d %H:%M:%S %z")
    return whole + datetime.timedelta(microseconds=int(f"{match[3] or '':0<6.6}"))


def build_model(name: str, value: Any, schema: dict[str, Any] | None = None) -> Any:
    """Build the model `name` from a JSON value like a caller: with its attributes.

    `schema` is the schema of a model that has none under its name.
    """
    kind: dict[str, Any] = SCHEMAS[name] if schema is None else schema
    fields = kind.get("properties", {})
    value = drop_nulls(kind, value)
    names = attributes(fields)
    arguments = {
        names[key]: build_value(fields[key], each, f"{name}_{key}")
        for key, each in value.items()
        if key in fields
    }
    model = getattr(maton_google_meet.models, class_name(name))(**arguments)
    more = {key: each for key, each in value.items() if key not in fields}
    model.additional_properties.update(more)
    return model


def build_value(schema: dict[str, Any], value: Any, place: str = "") -> Any:
    """Return a JSON value as a caller passes it: objects are models, timestamps are datetimes.

    The model of an object without a name is named after its `place`.
    """
    if isinstance(value, dict):
        name = get_model_name(schema)
        return build_model(name, value) if name else build_model(place, value, schema)
    if isinstance(value, list):
        return [build_value(get_item_schema(schema), each, f"{place}_item") for each in value]
    if isinstance(value, str) and any(
        each.get("format") == "date-time" for each in list_alternatives(schema)
    ):
        return parse_timestamp(value)
    return value


def drop_nulls(schema: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a JSON object. Null means absent, except in an object of free form."""
    if not merge_reference(schema).get("properties"):
        return value
    return {key: each for key, each in value.items() if each is not None}


def list_misfits(schema: dict[str, Any], model: Any, value: Any, at: str = "") -> Iterator[str]:
    """Yield the places at which `model` differs from the JSON `value`, by `schema`."""
    fields = merge_reference(schema).get("properties", {})
    value = drop_nulls(schema, value)
    for key, attribute in attributes(fields).items():
        actual = getattr(model, attribute)
        if key not in value:
            if actual is not UNSET:
                yield f"{at}{key} is absent in the JSON: {actual!r}"
        else:
            yield from _list_misfits(fields[key], actual, value[key], f"{at}{key}")
    unknown = {key: each for key, each in value.items() if key not in fields}
    if model.additional_properties != unknown:
        yield f"{at}additional_properties: {model.additional_properties!r}"


def _list_misfits(schema: dict[str, Any], actual: Any, value: Any, at: str) -> Iterator[str]:
    kinds = list_alternatives(schema)
    objects = [kind for kind in kinds if kind.get("type") == "object"]
    if isinstance(value, dict) and objects:
        name = get_model_name(schema)
        if name and type(actual).__name__ != class_name(name):
            yield f"{at}: {actual!r} is not a {name}"
        else:
            yield from list_misfits(objects[0], actual, value, f"{at}.")
    elif isinstance(value, list):
        items = get_item_schema(schema)
        if not isinstance(actual, list) or len(actual) != len(value):
            yield f"{at}: {actual!r}"
        else:
            for index, (item, expected_item) in enumerate(zip(actual, value, strict=True)):
                yield from _list_misfits(items, item, expected_item, f"{at}[{index}]")
    else:
        expected: Any = value
        if isinstance(value, str) and any(kind.get("format") == "date-time" for kind in kinds):
            expected = parse_timestamp(value)
        enums = [kind for kind in kinds if value in kind.get("enum", [])]
        kind = type(expected)
        if actual != expected or not isinstance(actual, kind) or (enums and type(actual) is str):
            yield f"{at}: {actual!r} and not {expected!r}"


def write_as_model(schema: dict[str, Any], value: Any) -> Any:
    """Return a JSON value as the models write it: timestamps have an offset instead of a `Z`."""
    if isinstance(value, dict):
        fields: dict[str, Any] = next(
            (k["properties"] for k in list_alternatives(schema) if "properties" in k), {}
        )
        return {key: write_as_model(fields.get(key, {}), each) for key, each in value.items()}
    if isinstance(value, list):
        return [write_as_model(get_item_schema(schema), each) for each in value]
    timed = isinstance(value, str) and any(
        k.get("format") == "date-time" for k in list_alternatives(schema)
    )
    return parse_timestamp(value).isoformat() if timed else value


def is_same_value(schema: dict[str, Any], back: Any, sent: Any) -> bool:
    """Return True if the value `back`, which the models returned, equals the value `sent`.

    A timestamp may have another spelling, and at most six fractional digits.
    """
    if isinstance(sent, dict) and isinstance(back, dict):
        fields: dict[str, Any] = next(
            (k["properties"] for k in list_alternatives(schema) if "properties" in k), {}
        )
        sent = drop_nulls({"properties": fields}, sent)
        return back.keys() == sent.keys() and all(
            is_same_value(fields.get(key, {}), back[key], sent[key]) for key in sent
        )
    if isinstance(sent, list) and isinstance(back, list) and len(back) == len(sent):
        items = get_item_schema(schema)
        return all(is_same_value(items, *pair) for pair in zip(back, sent, strict=True))
    if isinstance(sent, str) and any(
        k.get("format") == "date-time" for k in list_alternatives(schema)
    ):
        return isinstance(back, str) and parse_timestamp(back) == parse_timestamp(sent)
    return type(back) is type(sent) and bool(back == sent)


def list_undocumented(schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """Return the fields of `value` that `schema` does not name. If `schema` has alternatives, use
    the one with the fewest such fields."""
    if isinstance(value, list):
        items = get_item_schema(schema)
        return [path for each in value for path in list_undocumented(items, each, f"{at}[]")]
    kinds = [kind for kind in list_alternatives(schema) if kind.get("type") == "object"]
    if not isinstance(value, dict) or any(kind.get("additionalProperties") for kind in kinds):
        return []

    def list_for(kind: dict[str, Any]) -> list[str]:
        fields = kind.get("properties", {})
        return [
            path
            for key, each in value.items()
            for path in (
                list_undocumented(fields[key], each, f"{at}.{key}")
                if key in fields
                else [f"{at}.{key}"]
            )
        ]

    return min(map(list_for, kinds), key=len, default=list(value))
