"""Compare spec/openapi.yaml with Google's discovery document.

`discovery` writes Google's document in the form of spec/openapi.yaml. `Facts` then reads both
documents as facts by place. `adoption` makes the edits that remove a difference.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codegen.discovery import (
    PREFIX,
    convert_discovery,
    find_enum,
    get_google_id,
    list_methods,
    list_reached,
    name_inline_objects,
)
from codegen.document import Document, Keys, Node
from codegen.operations import Operation, read_operations

PRESENT = "there"
OMITTED = "TODO: state the reason for the omission."
# The facts of a field or a parameter, each with the keys of its node that state it.
SHAPE = ("type", "format", "anyOf", "$ref", "items", "additionalProperties")
FIELD_ASPECTS: dict[str, tuple[str, ...]] = {
    "type": SHAPE, "format": SHAPE, "pattern": ("pattern",),
    "default": ("x-server-default",), "maximum": ("x-largest", "maximum"),
    "minimum": ("minimum",), "maxItems": ("maxItems",), "readOnly": ("readOnly",),
    "deprecated": ("deprecated", "x-deprecation"), "preview": ("x-preview",),
    "required": ("required",),
}  # fmt: skip
METHOD_ASPECTS = ("verb", "path", "request", "response", "scopes", "deprecated", "preview")
ASPECTS = {*FIELD_ASPECTS, *METHOD_ASPECTS, "order", "name"}
"""The facts that `x-deviation` can name."""

Place = tuple[str, ...]


@dataclass
class Drift:
    """One difference: `kind` is new, gone, changed, renamed or stale (an ended deviation)."""

    kind: str
    place: Place
    google: Any
    ours: Any
    line: int
    google_texts: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        text = f"{self.kind}: {' '.join(self.place)}"
        if self.kind == "renamed":
            return f"{text}: probably {self.ours!r} is now {self.google!r}"
        return f"{text}: {self.ours!r} is now {self.google!r}" if self.kind == "changed" else text


@dataclass
class Deviation:
    """An intended difference: all facts within `place` that end in `aspect`."""

    place: Place
    aspect: str
    keys: Keys
    used: bool = False

    def covers(self, place: Place) -> bool:
        """Return True if the difference at `place` is intended."""
        return place[: len(self.place)] == self.place and place[-1] == self.aspect


class Facts:
    """The facts of an OpenAPI document by place, such as `("method", id, "verb"): "GET"`, with the
    keys of their nodes. Each enclosing place has a fact too. `names` maps schemas to Google's;
    `shared` are the parameters of all methods."""

    def __init__(self, document: Document, names: dict[str, str], shared: set[str]) -> None:
        self.document = document
        self.names = names
        self.shared = shared
        self.operations = [each for each in read_operations(document) if get_google_id(each.raw)]
        self.values: dict[Place, Any] = {}
        self.keys: dict[Place, Keys] = {
            ("method",): ("paths",), ("schema",): ("components", "schemas"),
        }  # fmt: skip
        self.deviations: list[Deviation] = []
        for name, key in (("baseUrl", "x-google-base-url"), ("revision", "x-google-revision")):
            self._add(("document", name), document.root.get(key), (key,))
        for name in (*shared, *document.root.get("x-omits", {})):
            self._add(("global", name), PRESENT, ("x-omits", name))
        for operation in self.operations:
            self._read_operation(operation)
        for name in names:
            self._read_schema(name, document.get_components("schemas")[name])

    def list_inside(self, place: Place) -> dict[Place, Any]:
        """Return the facts within a place, by the rest of their places."""
        size = len(place)
        return {at[size:]: value for at, value in self.values.items() if at[:size] == place}

    def find_preview(self, place: Place) -> Place | None:
        """Return the innermost place, `place` or one around it, that `x-preview` marks."""
        around = (place[:size] for size in range(len(place), 1, -1))
        return next((each for each in around if (*each, "preview") in self.values), None)

    def find_line(self, place: Place) -> int:
        """Return the line of a place, or of the nearest place around it."""
        while place and place not in self.keys:
            place = place[:-1]
        return self.document.find_line(*self.keys[place]) if place else 1

    def _add(self, place: Place, value: Any, keys: Keys) -> None:
        if value:
            self.values[place] = value
            self.keys[place] = keys

    def _add_deviations(self, place: Place, node: Node, keys: Keys) -> None:
        for aspect in node.get("x-deviation", {}):
            self.deviations.append(Deviation(place, aspect, (*keys, "x-deviation", aspect)))

    def _read_operation(self, operation: Operation) -> None:
        raw, path = operation.raw, operation.path
        place, keys = ("method", get_google_id(raw)), ("paths", path, operation.method)
        body = operation.body_content.get("application/json", {}).get("schema", {})
        success = operation.success.get("schema", {})
        facts = {
            "verb": operation.method.upper(),
            "path": re.sub(r"\{\w+\}", "{}", path).removeprefix(PREFIX),
            "request": body and self._name_type(body),
            "response": success and self._name_type(success),
            "scopes": ", ".join(sorted(raw.get("x-google-scopes", []))),
            "deprecated": raw.get("deprecated"),
            "preview": raw.get("x-preview"),
        }
        self._add(place, PRESENT, keys)
        for aspect, value in facts.items():
            self._add((*place, aspect), value, keys)
        self._add_deviations(place, raw, keys)
        item = self.document.root["paths"][path]
        for above, parameters in ((keys[:-1], item), (keys, raw)):
            for index, each in enumerate(parameters.get("parameters", [])):
                parameter = self.document.resolve(each)
                if parameter["in"] != "header" and parameter["name"] not in self.shared:
                    # Inside `path`, so that a changed path is one difference.
                    kind = "path" if parameter["in"] == "path" else "parameter"
                    inner = (*place, kind, parameter["name"])
                    self._read_parameter(inner, parameter, (*above, "parameters", index))

    def _read_parameter(self, place: Place, parameter: Node, keys: Keys) -> None:
        schema = self.document.resolve(parameter["schema"])
        marks = {key: parameter.get(key) for key in ("deprecated", "x-preview")}
        required = parameter["in"] == "query" and parameter.get("required", False)
        # The document chooses the names of path variables.
        self._read_field(place, {**schema, **marks}, keys, required=required)
        self._add_deviations(place, schema, keys)

    def _read_schema(self, name: str, schema: Node) -> None:
        place, keys = ("schema", name), ("components", "schemas", name)
        self._add(place, PRESENT, keys)
        self._add((*place, "name"), schema.get("x-google-schema", name), keys)
        self._add((*place, "deprecated"), schema.get("deprecated"), keys)
        self._add((*place, "preview"), schema.get("x-preview"), keys)
        if "additionalProperties" in schema:
            self._add((*place, "type"), self._name_type({**schema, "properties": {}}), keys)
        for key in schema.get("x-omits", {}):
            self._add((*place, "omitted field", key), PRESENT, (*keys, "x-omits", key))
        self._add_deviations(place, schema, keys)
        for key, each in schema.get("properties", {}).items():
            inner, at = (*place, "field", key), (*keys, "properties", key)
            self._read_field(inner, each, at, required=key in schema.get("required", []))
            self._add_deviations(inner, each, at)

    def _read_field(self, place: Place, node: Node, keys: Keys, *, required: bool) -> None:
        self._add(place, PRESENT, keys)
        enum = find_enum(self.document.root, node)
        self._add((*place, "type"), self._name_type(node), keys)
        self._add((*place, "required"), required, keys)
        self._add((*place, "format"), find_format(node), keys)
        for aspect in FIELD_ASPECTS.keys() - {"type", "format", "required"}:
            values = [node[key] for key in FIELD_ASPECTS[aspect] if node.get(key) is not None]
            if values and values[0] is not False:
                self._add((*place, aspect), str(values[0]), keys)
        if enum:
            schema = self.document.get_components("schemas")[enum]
            at = ("components", "schemas", enum, "enum")
            self._add((*place, "order"), ", ".join(schema["enum"]), at)
            for value in schema["enum"]:
                self._add((*place, "value", value), PRESENT, at)
                for mark in ("deprecated", "preview"):
                    texts = schema.get(f"x-enum{mark.capitalize()}", {})
                    fact = texts.get(value) if mark == "preview" else value in texts
                    self._add((*place, "value", value, mark), fact, at)

    def _name_type(self, node: Node) -> str:
        """Return the type of a value."""
        if find_enum(self.document.root, {"anyOf": node.get("anyOf", [])}):
            return "string"
        if "$ref" in node:
            return str(node["$ref"]).rpartition("/")[2]
        for word, key in (("list", "items"), ("map", "additionalProperties")):
            if inner := node.get(key, key == "items" and node.get("type") == "array"):
                return f"{word} of {self._name_type(inner if isinstance(inner, dict) else {})}"
        return str(node.get("type", "any"))


def find_format(node: Node) -> str | None:
    """Return the format of a value, or of the values in a list or a map."""
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            return find_format(node[key])
    return node.get("format")


# --- the schemas of both documents ----------------------------------------------------------------


def map_schemas(document: Document, discovery: Node) -> dict[str, str]:
    """Return Google's name of each schema of the document that is Google's.

    These are the schemas that Google's operations use, and those with a name of Google's that the
    proxy's operations do not use. One that Google does not have was removed, or renamed if a new
    schema has the same fields.
    """
    schemas = document.get_components("schemas")
    google = name_inline_objects(discovery["schemas"])
    operations = read_operations(document)
    proxy = [each.raw for each in operations if not get_google_id(each.raw)]
    others = list_reached([proxy, document.get_components("responses")], schemas)
    used = list_reached([each.raw for each in operations if get_google_id(each.raw)], schemas)
    used |= google.keys() - others
    names = {
        name: str(schema.get("x-google-schema", name))
        for name, schema in schemas.items()
        if "x-google-schema" in schema or (name in used and "enum" not in schema)
    }
    gone = [name for name, each in names.items() if each not in google and each == name]
    for new in google.keys() - names.values():
        fields = google[new]["properties"].keys()
        for name in gone:
            if fields and fields == schemas[name].get("properties", {}).keys():
                names |= {each: new for each, old in names.items() if old == name}
    return names


# --- the comparison -------------------------------------------------------------------------------


@dataclass
class Comparison:
    """Both documents as facts, Google's in the form of ours, and their unintended differences."""

    ours: Facts
    google: Facts
    drifts: list[Drift]


def compare_documents(document: Document, discovery: Node) -> Comparison:
    """Return the unintended differences, in the order of Google's document. A new, removed or
    renamed node is one difference; differences inside it are ignored.

    A discovery document of another version than the first of `x-resource-names` is compared with
    the nodes that `x-preview` marks with this version. Otherwise, marked nodes are ignored.
    """
    names = map_schemas(document, discovery)
    queries = [
        {query.key for query in each.query}
        for each in read_operations(document)
        if get_google_id(each.raw)
    ]
    shared = (
        set.intersection(*queries) & discovery.get("parameters", {}).keys() if queries else set()
    )
    root = convert_discovery(discovery, document, names)
    root["x-omits"] = dict.fromkeys(
        sorted(discovery.get("parameters", {}).keys() - shared), OMITTED
    )
    theirs = Document(Path("discovery"), json.dumps(root))
    converted = {
        name: str(each.get("x-google-schema", name))
        for name, each in theirs.get_components("schemas").items()
        if "enum" not in each
    }
    ours, google = Facts(document, names, shared), Facts(theirs, converted, shared)
    version = discovery.get("version", document.version)
    drifts = _find_drifts(ours, google, "" if version == document.version else version)
    for drift in drifts:
        drift.google_texts = find_descriptions(drift, {**converted, **names}, discovery)
    return Comparison(ours, google, drifts)


def _find_drifts(ours: Facts, google: Facts, preview: str) -> list[Drift]:
    drifts: dict[Place, Drift] = {}
    for place in [*google.values, *(place for place in ours.values if place not in google.values)]:
        our_value, google_value = ours.values.get(place), google.values.get(place)
        is_inside_drift = any(place[:size] in drifts for size in range(2, len(place)))
        if (
            our_value == google_value
            or is_inside_drift
            or not _concerns(ours, google, place, preview)
        ):
            continue
        if place[-1] == "order" and sorted(our_value or "") != sorted(google_value or ""):
            continue  # The values differ, which is a difference of its own.
        intended = [each for each in ours.deviations if each.covers(place)]
        for each in intended:
            each.used = True
        if not intended:
            kind = "new" if our_value is None else "gone" if google_value is None else "changed"
            drifts[place] = Drift(kind, place, google_value, our_value, ours.find_line(place))
    _pair_renames(drifts, ours, google)
    for each in ours.deviations:
        place = (*each.place, each.aspect)
        is_inside_drift = any(each.place[:size] in drifts for size in range(2, len(place)))
        if not (each.used or is_inside_drift) and _concerns(ours, google, place, preview):
            line = ours.document.find_line(*each.keys)
            drifts["stale", *place] = Drift("stale", place, google.values.get(place), None, line)
    return list(drifts.values())


def _concerns(ours: Facts, google: Facts, place: Place, preview: str) -> bool:
    """Return True if the place belongs to the version that the discovery document describes."""
    marked = ours.find_preview(place)
    if preview:
        is_marked = marked is not None and ours.values[*marked, "preview"] == preview
        return is_marked and place[-1] != "preview"
    if place == ("document", "revision"):
        return bool(ours.values[place] < google.values[place])
    # A node of a preview counts only after Google has added it to this version.
    return marked is None or marked in google.values


def _pair_renames(drifts: dict[Place, Drift], ours: Facts, google: Facts) -> None:
    """Combine a removed node and a new node beside it with the same facts into one difference."""

    def list_facts(place: Place) -> dict[Place, Any]:
        return {
            inner: value
            for inner, value in ours.list_inside(place).items()
            if not any(each.covers((*place, *inner)) for each in ours.deviations)
        }

    for new in [each for each in drifts.values() if each.kind == "new"]:
        facts = google.list_inside(new.place)
        gone = {
            each.place[-1]: each
            for each in drifts.values()
            if (each.kind, each.place[:-1]) == ("gone", new.place[:-1])
            and new.place[-2] in {"method", "parameter", "field", "omitted field"}
            and list_facts(each.place) == facts
        }
        for name in difflib.get_close_matches(new.place[-1], gone, 1, 0):
            old = drifts[gone[name].place]
            old.kind, old.google, old.ours = "renamed", new.place[-1], name
            del drifts[new.place]
            for each in ours.deviations:
                each.used |= any(
                    each.covers((*old.place, *at)) for at in ours.list_inside(old.place)
                )


# --- descriptions ---------------------------------------------------------------------------------


def collect_descriptions(discovery: Node) -> dict[str, str]:
    """Return Google's descriptions by place."""
    result: dict[str, str] = {}

    def add(place: str, node: Node) -> None:
        result[place] = node.get("description", "")
        values = zip(node.get("enum", []), node.get("enumDescriptions", []), strict=False)
        result.update((f"{place} {value}", text) for value, text in values)

    for method in list_methods(discovery):
        add(method["id"], method)
        for name, parameter in method.get("parameters", {}).items():
            add(f"{method['id']} {name}", parameter)
    for name, schema in name_inline_objects(discovery["schemas"]).items():
        add(name, schema)
        for key, each in schema["properties"].items():
            add(f"{name} {key}", each)
    return result


def find_descriptions(drift: Drift, names: dict[str, str], discovery: Node) -> dict[str, str]:
    """Return Google's descriptions of a difference; for a new node, also of everything inside."""
    _, name, *inner = drift.place
    if len(inner) == 1:  # A fact of a method, a schema or the document.
        return {}
    words = [names.get(name, name), *inner[1::2]]
    if drift.kind == "renamed":
        words[-1] = drift.google
    at = " ".join(words)
    return {
        place: text
        for place, text in collect_descriptions(discovery).items()
        if text and (place == at or (drift.kind == "new" and place.startswith(f"{at} ")))
    }


def digest(text: str) -> str:
    """Return a short digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
