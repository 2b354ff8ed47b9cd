"""What a schema of the document says, as values: made up, built as models, compared with them."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import maton_google_meet.models
from codegen.operations import name_class as class_name
from codegen.operations import name_module as module_name
from hypothesis import strategies as st
from maton_google_meet import UNSET
from maton_google_meet_api.runtime.schemas import document

# As the package has it, which is read in no time; tests/test_regenerate.py compares the two.
DOCUMENT = document()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
# Half a surrogate pair is no text that could travel.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)


def models() -> list[str]:
    """The schemas that are classes."""
    return [
        name
        for name, schema in SCHEMAS.items()
        if schema.get("type") == "object" and hasattr(maton_google_meet.models, class_name(name))
    ]


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    """`node`, or what its `$ref` names."""
    while "$ref" in node:
        target: Any = DOCUMENT
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def attributes(fields: Iterable[str]) -> dict[str, str]:
    """The attribute of a model for each field of its schema: snake case, or the field's own
    spelling where another has that one already."""
    found = dict[str, str]()
    for key in fields:
        name = module_name(key)
        found[key] = key if name in found.values() else name
    return found


def within(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """`schema`, resolved, or each of what it may be instead."""
    schema = merged(schema)
    if "anyOf" in schema:
        return [each for inner in schema["anyOf"] for each in within(inner)]
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return [{**schema, "type": kind} for kind in kinds]
    return [schema]


def merged(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema`, or what its `$ref` names with the siblings laid over."""
    return {**resolve(schema), **{key: value for key, value in schema.items() if key != "$ref"}}


def items_of(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of what a list of `schema` holds; `{}` where it is no list."""
    return next((kind["items"] for kind in within(schema) if "items" in kind), {})


def inline(schema: dict[str, Any]) -> bool:
    """Whether it holds an object that has no name: only errors do, and nobody makes those."""
    parts = [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    parts += [schema["items"]] if "items" in schema else []
    return any("properties" in each or inline(each) for each in parts)


def name_of(schema: dict[str, Any]) -> str | None:
    """The model that a value of `schema` becomes."""
    for each in (schema, *schema.get("anyOf", [])):
        name = each.get("$ref", "").rpartition("/")[2]
        if SCHEMAS.get(name, {}).get("type") == "object":
            return str(name)
    return None


def defaults(schema: dict[str, Any]) -> dict[str, Any]:
    """The fields of an object that are sent also where they are left out."""
    fields = schema.get("properties", {})
    return {key: each["default"] for key, each in fields.items() if "default" in each}


def filled(schema: dict[str, Any], full: bool, key: str = "") -> Any:
    """The smallest value that `schema` allows, or the fullest: every field, one of each list."""
    kinds = within(schema)
    [kind, *_] = kinds
    if any("enum" in each for each in kinds):
        [values] = [each["enum"] for each in kinds if "enum" in each]
        return values[-1]
    if kind.get("type") == "object":
        fields = kind.get("properties", {})
        wanted = fields if full else kind.get("required", [])
        return {**defaults(kind), **{key: filled(fields[key], full, key) for key in wanted}}
    if kind.get("type") == "array":
        return [filled(kind["items"], full, key)] if full else []
    if kind.get("format") == "date-time":
        return "2026-11-03T09:00:14.207318Z"
    return {"integer": 7, "boolean": True}.get(kind.get("type", ""), f"the {key}")


@functools.cache  # Making a strategy takes longer than drawing from it.
def values(name: str, *, extra: bool = True) -> st.SearchStrategy[Any]:
    """Values that the schema `name` allows; with `extra`, ones also that it will allow once
    somebody adds a field, as objects are open, and with null for any field that may be absent."""
    return _values(SCHEMAS[name], extra)


def _values(schema: dict[str, Any], extra: bool) -> st.SearchStrategy[Any]:
    if name := schema.get("$ref", "").rpartition("/")[2]:
        return values(name, extra=extra)
    kinds = within(schema)
    if len(kinds) > 1:
        return st.one_of([_values(each, extra) for each in schema.get("anyOf", kinds)])
    [schema] = kinds
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        named = schema.get("properties", {})
        fields = {key: _values(each, extra) for key, each in named.items()}
        required = {key: fields.pop(key) for key in schema.get("required", [])}
        if extra:
            fields = {key: each | st.none() for key, each in fields.items()}
        known = st.fixed_dictionaries(required, optional=fields)
        if not (extra or schema.get("additionalProperties")):
            return known
        unknown = TEXT.filter(lambda key: key not in named)
        more = st.dictionaries(unknown, JSON, max_size=2)
        return st.builds(lambda one, other: {**one, **other}, known, more)
    if kind == "array":
        return st.lists(_values(schema["items"], extra), max_size=2)
    if schema.get("format") == "date-time":
        return timestamps()
    simple: dict[Any, st.SearchStrategy[Any]] = {
        "string": TEXT,
        "integer": st.integers(-(2**31), 2**31 - 1),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return simple[kind]


@st.composite
def timestamps(draw: st.DrawFn) -> str:
    """RFC 3339 with 0 to 9 fractional digits, in UTC or with an offset."""
    moment = draw(st.datetimes(datetime.datetime(1970, 1, 1), datetime.datetime(2100, 1, 1)))
    digits = draw(st.text("0123456789", max_size=9))
    zone = draw(st.sampled_from(["Z", "Z", "+00:00", "-03:30", "+05:45"]))
    return f"{moment:%Y-%m-%dT%H:%M:%S}{'.' if digits else ''}{digits}{zone}"


def moment(text: str) -> datetime.datetime:
    """The timestamp, exact to the microsecond; read by other means than the models'."""
    found = re.fullmatch(r"(.{10})T(.{8})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)", text)
    assert found, text
    zone = "+0000" if found[4] == "Z" else found[4].replace(":", "")
    whole = datetime.datetime.strptime(f"{found[1]} {found[2]} {zone}", "%Y-%m-%d %H:%M:%S %z")
    return whole + datetime.timedelta(microseconds=int(f"{found[3] or '':0<6.6}"))


def built(name: str, value: Any) -> Any:
    """The model `name` made of a JSON value as a caller would make it, by its attributes."""
    fields = SCHEMAS[name].get("properties", {})
    value = present(SCHEMAS[name], value)
    names = attributes(fields)
    arguments = {
        names[key]: _built(fields[key], each) for key, each in value.items() if key in fields
    }
    model = getattr(maton_google_meet.models, class_name(name))(**arguments)
    more = {key: each for key, each in value.items() if key not in fields}
    model.additional_properties.update(more)
    return model


def _built(schema: dict[str, Any], value: Any) -> Any:
    if isinstance(value, dict):
        name = name_of(schema)
        assert name, schema
        return built(name, value)
    if isinstance(value, list):
        return [_built(items_of(schema), each) for each in value]
    if isinstance(value, str) and any(each.get("format") == "date-time" for each in within(schema)):
        return moment(value)
    return value


def present(schema: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that a JSON object holds, by `schema`. Null is absent, except where the
    object is free in form."""
    if not merged(schema).get("properties"):
        return value
    return {key: each for key, each in value.items() if each is not None}


def misfits(schema: dict[str, Any], model: Any, value: Any, at: str = "") -> Iterator[str]:
    """Where `model` holds something else than the JSON `value` says, by `schema`."""
    fields = merged(schema).get("properties", {})
    value = present(schema, value)
    for key, attribute in attributes(fields).items():
        found = getattr(model, attribute)
        if key not in value:
            if found is not UNSET:
                yield f"{at}{key} was made up: {found!r}"
        else:
            yield from _misfits(fields[key], found, value[key], f"{at}{key}")
    unknown = {key: each for key, each in value.items() if key not in fields}
    if model.additional_properties != unknown:
        yield f"{at}additional_properties: {model.additional_properties!r}"


def _misfits(schema: dict[str, Any], found: Any, value: Any, at: str) -> Iterator[str]:
    kinds = within(schema)
    objects = [kind for kind in kinds if kind.get("type") == "object"]
    if isinstance(value, dict) and objects:
        name = name_of(schema)
        if name and type(found).__name__ != class_name(name):
            yield f"{at}: {found!r} is no {name}"
        else:
            yield from misfits(objects[0], found, value, f"{at}.")
    elif isinstance(value, list):
        items = items_of(schema)
        if not isinstance(found, list) or len(found) != len(value):
            yield f"{at}: {found!r}"
        else:
            for index, (one, other) in enumerate(zip(found, value, strict=True)):
                yield from _misfits(items, one, other, f"{at}[{index}]")
    else:
        expected: Any = value
        if isinstance(value, str) and any(kind.get("format") == "date-time" for kind in kinds):
            expected = moment(value)
        enums = [kind for kind in kinds if value in kind.get("enum", [])]
        kind = type(expected)
        if found != expected or not isinstance(found, kind) or (enums and type(found) is str):
            yield f"{at}: {found!r} and not {expected!r}"


def written(schema: dict[str, Any], value: Any) -> Any:
    """A JSON value as the models write it: timestamps with an offset in the place of a `Z`."""
    if isinstance(value, dict):
        fields: dict[str, Any] = next(
            (k["properties"] for k in within(schema) if "properties" in k), {}
        )
        return {key: written(fields.get(key, {}), each) for key, each in value.items()}
    if isinstance(value, list):
        return [written(items_of(schema), each) for each in value]
    timed = isinstance(value, str) and any(k.get("format") == "date-time" for k in within(schema))
    return moment(value).isoformat() if timed else value


def same(schema: dict[str, Any], back: Any, sent: Any) -> bool:
    """Whether a value that went through the models is what went in; a timestamp may be written
    otherwise, and has six digits at the most."""
    if isinstance(sent, dict) and isinstance(back, dict):
        fields: dict[str, Any] = next(
            (k["properties"] for k in within(schema) if "properties" in k), {}
        )
        sent = present({"properties": fields}, sent)
        return back.keys() == sent.keys() and all(
            same(fields.get(key, {}), back[key], sent[key]) for key in sent
        )
    if isinstance(sent, list) and isinstance(back, list) and len(back) == len(sent):
        items = items_of(schema)
        return all(same(items, *pair) for pair in zip(back, sent, strict=True))
    if isinstance(sent, str) and any(k.get("format") == "date-time" for k in within(schema)):
        return isinstance(back, str) and moment(back) == moment(sent)
    return type(back) is type(sent) and bool(back == sent)


def undocumented(schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """The fields of `value` that `schema` does not name; where it may be several things, those of
    the nearest."""
    if isinstance(value, list):
        return [what for each in value for what in undocumented(items_of(schema), each, f"{at}[]")]
    kinds = [kind for kind in within(schema) if kind.get("type") == "object"]
    if not isinstance(value, dict) or any(kind.get("additionalProperties") for kind in kinds):
        return []

    def by(kind: dict[str, Any]) -> list[str]:
        fields = kind.get("properties", {})
        return [
            what
            for key, each in value.items()
            for what in (
                undocumented(fields[key], each, f"{at}.{key}") if key in fields else [f"{at}.{key}"]
            )
        ]

    return min(map(by, kinds), key=len, default=list(value))
