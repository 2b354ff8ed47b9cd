"""Compare Google's discovery document with spec/openapi.yaml: read both as facts by place, and
compare the facts. The edits that remove a difference are in `suggestions`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from codegen.document import Document, Keys, Node
from codegen.operations import Operation, read_operations

PREFIX = "/google-meet/"
FORMATS = {"google-datetime": "date-time"}
PRESENT = "there"

Fact = tuple[str, ...]
Facts = dict[Fact, Any]
"""Values by place, such as `("method", id, "verb"): "GET"`. Each enclosing place has a fact too."""


@dataclass
class Edit:
    """Replace `delete` lines from `line` on (1 is the first) by `insert`."""

    line: int
    delete: int
    insert: str


@dataclass
class Drift:
    """One difference: `kind` is new, gone, changed or stale (a deviation that has ended)."""

    kind: str
    place: Fact
    google: Any
    ours: Any
    line: int
    google_says: str = ""
    edits: list[Edit] = field(default_factory=list)

    def __str__(self) -> str:
        text = f"{self.kind}: {' '.join(self.place)}"
        return f"{text}: {self.ours!r} is now {self.google!r}" if self.kind == "changed" else text


@dataclass
class Deviation:
    """An intended difference: all facts within `place` that end in `aspect`."""

    place: Fact
    aspect: str
    keys: Keys
    used: bool = False

    @property
    def whole(self) -> Fact:
        """The place of the difference."""
        return (*self.place, self.aspect) if self.aspect else self.place


# --- both documents as facts ----------------------------------------------------------------------


def list_methods(node: Node) -> Iterator[Node]:
    """Yield each method of a discovery document."""
    yield from node.get("methods", {}).values()
    for resource in node.get("resources", {}).values():
        yield from list_methods(resource)


def read_type(node: Node) -> tuple[str, str | None, list[str]]:
    """Return type, format and enum values of a field or parameter of a discovery document."""
    if "$ref" in node:
        return node["$ref"], None, []
    for word, key in (("list", "items"), ("map", "additionalProperties")):
        if key in node:
            kind, form, values = read_type(node[key])
            return f"{word} of {kind}", form, values
    form = node.get("format")
    return node.get("type", "any"), form and FORMATS.get(form, form), node.get("enum", [])


def read_marks(node: Node, *names: str) -> Iterator[tuple[Fact, Any]]:
    """Yield a fact for each mark that is set."""
    yield from (((name,), True) for name in names if node.get(name))


def read_field(node: Node, parameter: bool) -> Iterator[tuple[Fact, Any]]:
    """Yield the facts of a field or parameter of a discovery document, by place within it."""
    yield (), PRESENT
    kind, form, values = read_type(node)
    yield ("type",), kind
    if form:
        yield ("format",), form
    deprecated = dict(zip(values, node.get("enumDeprecated", []), strict=False))
    for value in values:
        yield ("value", value), PRESENT
        if deprecated.get(value):
            yield ("value", value, "deprecated"), True
    yield from read_marks(node, "readOnly", "deprecated", "required", "repeated")
    if parameter:
        for bound, pattern in (
            ("maximum", r"maximum value is (\d+)"),
            ("default", r"(?:unspecified|omitted|not set)\b[^.]*? at most (\d+)"),
        ):
            in_prose = re.search(pattern, node.get("description", ""))
            limit = node.get(bound, in_prose[1] if in_prose else None)
            if limit is not None:
                yield (bound,), str(limit)
        if "minimum" in node:
            yield ("minimum",), str(node["minimum"])


def prefix_facts(place: Fact, facts: Iterator[tuple[Fact, Any]]) -> Iterator[tuple[Fact, Any]]:
    """Yield `facts` with `place` before their own places."""
    yield from (((*place, *inner), value) for inner, value in facts)


def read_google_facts(discovery: Node, names: dict[str, list[str]]) -> Facts:
    """Return the facts of the discovery document. `names` maps Google's schemas to ours."""
    facts: Facts = {}
    shared = discovery.get("parameters", {})
    for name in shared:
        facts["global", name] = PRESENT
    for method in list_methods(discovery):
        place: Fact = ("method", method["id"])
        facts[place] = PRESENT
        facts[*place, "verb"] = method["httpMethod"]
        facts[*place, "path"] = re.sub(r"\{\w+\}", "{}", method["flatPath"])
        for key in ("request", "response"):
            if key in method:
                facts[*place, key] = method[key]["$ref"]
        facts.update(prefix_facts(place, read_marks(method, "deprecated")))
        for name, parameter in method.get("parameters", {}).items():
            if parameter.get("location") == "query":
                facts.update(prefix_facts((*place, "parameter", name), read_field(parameter, True)))
    for google, schema in discovery["schemas"].items():
        for name in names.get(google, [google]):
            facts["schema", name] = PRESENT
            facts.update(prefix_facts(("schema", name), read_marks(schema, "deprecated")))
            for key, each in schema.get("properties", {}).items():
                facts.update(prefix_facts(("schema", name, "field", key), read_field(each, False)))
    return facts


def get_google_id(raw: Node) -> str:
    """Return Google's id of an operation; '' for an operation that is not Google's."""
    return str(raw.get("x-google-method", ""))


class DocumentFacts:
    """The facts of spec/openapi.yaml, the keys of their nodes, and the intended differences."""

    def __init__(self, document: Document, discovery: Node) -> None:
        self.document = document
        self.operations = [each for each in read_operations(document) if get_google_id(each.raw)]
        self.schemas: Node = document.root["components"]["schemas"]
        self.facts: Facts = {}
        self.keys: dict[Fact, Keys] = {}
        self.deviations: list[Deviation] = []
        self.schema_names: dict[str, list[str]] = {}
        for name in self.schemas:
            google = self.to_google_name(name)
            if google in discovery["schemas"] or "x-google-schema" in self.schemas[name]:
                self.schema_names.setdefault(google, []).append(name)
        queries = [{query.key for query in each.query} for each in self.operations]
        everywhere = set.intersection(*queries) if queries else set[str]()
        self.shared_parameters = everywhere & discovery.get("parameters", {}).keys()
        for name in self.shared_parameters:
            self._add_fact(("global", name), PRESENT, ("components", "parameters", name))
        self._add_omissions(("global",), document.root.get("x-omits", {}), ("x-omits",))
        for operation in self.operations:
            self._add_operation(operation)
        # A schema that Google does not have belongs to Maton, or was removed by Google.
        used = self._find_used_schemas()
        for name, schema in self.schemas.items():
            google = self.to_google_name(name)
            if google in self.schema_names or (name in used and not self._is_enum(name)):
                self._add_schema(name, schema)

    def to_google_name(self, name: str) -> str:
        """Return Google's name of a schema."""
        return str(self.schemas.get(name, {}).get("x-google-schema", name))

    def _is_enum(self, name: str) -> bool:
        return "enum" in self.schemas[name]

    def _find_used_schemas(self) -> set[str]:
        """Return the schemas that Google's operations use, directly or in fields, except errors."""
        used: set[str] = set()

        def follow(node: Any) -> None:
            if isinstance(node, list):
                for each in node:
                    follow(each)
            elif isinstance(node, dict):
                name = str(node.get("$ref", "")).removeprefix("#/components/schemas/")
                if name in self.schemas and name not in used:
                    used.add(name)
                    follow(self.schemas[name])
                for key, each in node.items():
                    if key not in {"example", "examples"}:
                        follow(each)

        for operation in self.operations:
            responses = operation.raw["responses"]
            follow([each for status, each in responses.items() if status[0] == "2"])
            follow(operation.raw.get("requestBody", {}))
        return used

    def _add_fact(self, place: Fact, value: Any, keys: Keys) -> None:
        self.facts[place] = value
        self.keys[place] = keys

    def _add_omissions(self, place: Fact, omitted: Node, keys: Keys) -> None:
        for name in omitted:
            self.deviations.append(Deviation((*place, name), "", (*keys, name)))

    def _add_deviations(self, place: Fact, node: Node, keys: Keys) -> None:
        for aspect in node.get("x-deviation", {}):
            self.deviations.append(Deviation(place, aspect, (*keys, "x-deviation", aspect)))

    def _add_operation(self, operation: Operation) -> None:
        method, path, raw = operation.method, operation.path, operation.raw
        place: Fact = ("method", get_google_id(raw))
        keys: Keys = ("paths", path, method)
        self._add_fact(place, PRESENT, keys)
        self._add_fact((*place, "verb"), method.upper(), keys)
        plain = re.sub(r"\{\w+\}", "{}", path).removeprefix(PREFIX)
        self._add_fact((*place, "path"), plain, keys)
        if "requestBody" in raw:
            schema = raw["requestBody"]["content"]["application/json"]["schema"]
            at = (*keys, "requestBody", "content", "application/json", "schema", "$ref")
            self._add_fact((*place, "request"), self._name_reference(schema), at)
        status = operation.success_status
        at = (*keys, "responses", status, "content", "application/json", "schema", "$ref")
        self._add_fact((*place, "response"), self._name_reference(operation.success["schema"]), at)
        for fact, value in prefix_facts(place, read_marks(raw, "deprecated")):
            self._add_fact(fact, value, (*keys, "deprecated"))
        self._add_deviations(place, raw, keys)
        item = self.document.root["paths"][path]
        for above, parameters in (
            (keys[:-1], item.get("parameters", [])),
            (keys, raw.get("parameters", [])),
        ):
            for index, parameter in enumerate(parameters):
                self._add_parameter(
                    place, self.document.resolve(parameter), (*above, "parameters", index)
                )

    def _add_parameter(self, method: Fact, parameter: Node, keys: Keys) -> None:
        if parameter["in"] != "query" or parameter["name"] in self.shared_parameters:
            return
        place = (*method, "parameter", parameter["name"])
        schema = self.document.resolve(parameter["schema"])
        self._add_field(place, {**schema, "required": parameter.get("required")}, keys)
        for name, key in (
            ("maximum", "x-largest"),
            ("minimum", "minimum"),
            ("default", "x-server-default"),
        ):
            if key in schema:
                self._add_fact((*place, name), str(schema[key]), keys)
        self._add_deviations(place, schema, keys)

    def _add_schema(self, name: str, schema: Node) -> None:
        place, keys = ("schema", name), ("components", "schemas", name)
        self._add_fact(place, PRESENT, keys)
        for fact, value in prefix_facts(place, read_marks(schema, "deprecated")):
            self._add_fact(fact, value, keys)
        self._add_omissions((*place, "field"), schema.get("x-omits", {}), (*keys, "x-omits"))
        self._add_deviations(place, schema, keys)
        for key, each in schema.get("properties", {}).items():
            inner, at = (*place, "field", key), (*keys, "properties", key)
            required = key in schema.get("required", [])
            self._add_field(inner, {**each, "required": required}, at)
            if "maxItems" in each:
                self._add_fact((*inner, "maxItems"), each["maxItems"], at)
            self._add_deviations(inner, each, at)

    def _add_field(self, place: Fact, node: Node, keys: Keys) -> None:
        """Add the facts of one field or parameter."""
        self._add_fact(place, PRESENT, keys)
        kind, form, enum = self._read_type(node)
        self._add_fact((*place, "type"), kind, keys)
        if form:
            self._add_fact((*place, "format"), form, keys)
        for value in self.schemas[enum]["enum"] if enum else []:
            at = ("components", "schemas", enum, "enum")
            self._add_fact((*place, "value", value), PRESENT, at)
            if value in self.schemas[enum].get("x-enumDeprecated", []):
                self._add_fact((*place, "value", value, "deprecated"), True, at)
        names = ("readOnly", "deprecated", "required")
        for fact, value in prefix_facts(place, read_marks(node, *names)):
            self._add_fact(fact, value, keys)

    def find_enum(self, node: Node) -> str:
        """Return the schema of the enum whose values a field takes; '' without one."""
        names = [str(each.get("$ref", "")).rpartition("/")[2] for each in node.get("anyOf", [])]
        return next((name for name in names if name in self.schemas and self._is_enum(name)), "")

    def _read_type(self, node: Node) -> tuple[str, str | None, str]:
        """Return type, format and the schema of the enum."""
        if enum := self.find_enum(node):
            return "string", None, enum
        if "$ref" in node:
            return self._name_reference(node), None, ""
        for word, key in (("list", "items"), ("map", "additionalProperties")):
            if isinstance(node.get(key), dict):
                kind, form, enum = self._read_type(node[key])
                return f"{word} of {kind}", form, enum
        return str(node.get("type", "any")), node.get("format"), ""

    def _name_reference(self, schema: Node) -> str:
        return self.to_google_name(str(schema["$ref"]).rpartition("/")[2])


# --- the comparison -------------------------------------------------------------------------------


def compare_facts(ours: DocumentFacts, google: Facts) -> list[Drift]:
    """Return the unintended differences, in the order of Google's document. A new or removed
    node is one difference; differences inside it are left out."""
    drifts: dict[Fact, Drift] = {}
    for place in [*google, *(place for place in ours.facts if place not in google)]:
        our_value, google_value = ours.facts.get(place), google.get(place)
        is_inside_drift = any(place[:n] in drifts for n in range(2, len(place)))
        if our_value == google_value or is_inside_drift:
            continue
        intended = [each for each in ours.deviations if _covers(each, place)]
        for each in intended:
            each.used = True
        if not intended:
            kind = "new" if our_value is None else "gone" if google_value is None else "changed"
            line = _find_line(ours, place)
            drifts[place] = Drift(kind, place, google_value, our_value, line)
    for each in ours.deviations:
        whole = any(each.place[:n] in drifts for n in range(2, len(each.place) + 1))
        if not each.used and not whole:
            line = ours.document.find_line(*each.keys)
            google_has = google.get(each.whole)
            drifts["stale", *each.whole] = Drift("stale", each.whole, google_has, None, line)
    return list(drifts.values())


def _covers(deviation: Deviation, place: Fact) -> bool:
    inside = place[: len(deviation.place)] == deviation.place
    return inside and (place[-1] == deviation.aspect if deviation.aspect else True)


def _find_line(ours: DocumentFacts, place: Fact) -> int:
    """Return the line of a place, or of the nearest place around it."""
    while place and place not in ours.keys:
        place = place[:-1]
    return ours.document.find_line(*ours.keys[place]) if place else 1


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return `text` with all `edits`, whose lines are those of `text`. Apply each edit once."""
    lines = text.splitlines(keepends=True)
    unique = list({(each.line, each.delete, each.insert): each for each in edits}.values())
    for _, edit in sorted(
        enumerate(unique), key=lambda each: (each[1].line, each[0]), reverse=True
    ):
        lines[edit.line - 1 : edit.line - 1 + edit.delete] = edit.insert.splitlines(keepends=True)
    return "".join(lines)


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
    for name, schema in discovery["schemas"].items():
        add(name, schema)
        for key, each in schema.get("properties", {}).items():
            add(f"{name} {key}", each)
    return result


def digest_descriptions(discovery: Node) -> dict[str, str]:
    """Return a digest of each description, to notice changes without a copy of Google's words."""
    return {
        place: hashlib.sha256(text.encode()).hexdigest()[:12]
        for place, text in collect_descriptions(discovery).items()
    }
