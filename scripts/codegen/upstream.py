"""Google's discovery document and ours as facts by place, and how they differ."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from codegen.document import Document

PREFIX = "/google-meet/"
FORMATS = {"google-datetime": "date-time"}
THERE = "there"

Fact = tuple[str, ...]
Facts = dict[Fact, Any]
"""What is so, by place: `("method", id, "verb"): "GET"`; what a place lies within is a fact too."""
Node = dict[str, Any]


@dataclass
class Edit:
    """Delete so many lines from `line` on (1 is the first), and put `insert` in their place."""

    line: int
    delete: int
    insert: str


@dataclass
class Drift:
    """One difference: `kind` is new, gone, changed or stale (a deviation that is none any more)."""

    kind: str
    place: Fact
    google: Any
    ours: Any
    line: int
    google_says: str = ""
    edits: list[Edit] = field(default_factory=list)

    def __str__(self) -> str:
        what = " ".join(self.place)
        if self.kind == "changed":
            return f"changed: {what}: {self.ours!r} is now {self.google!r}"
        return f"{self.kind}: {what}"


@dataclass
class Deviation:
    """A difference that is meant: all facts within `place` that end in `aspect`."""

    place: Fact
    aspect: str
    keys: tuple[Any, ...]
    used: bool = False

    @property
    def whole(self) -> Fact:
        """The place of what differs."""
        return (*self.place, self.aspect) if self.aspect else self.place


# --- both documents as facts ----------------------------------------------------------------------


def methods(node: Node) -> Iterator[Node]:
    """Each method of a discovery document."""
    yield from node.get("methods", {}).values()
    for resource in node.get("resources", {}).values():
        yield from methods(resource)


def kind_of(node: Node) -> tuple[str, str | None, list[str]]:
    """Type, format and enum values of a field or parameter of a discovery document."""
    if "$ref" in node:
        return node["$ref"], None, []
    for word, key in (("list", "items"), ("map", "additionalProperties")):
        if key in node:
            kind, form, values = kind_of(node[key])
            return f"{word} of {kind}", form, values
    form = node.get("format")
    return node.get("type", "any"), form and FORMATS.get(form, form), node.get("enum", [])


def marks(node: Node, *names: str) -> Iterator[tuple[Fact, Any]]:
    """The marks that are set."""
    yield from (((name,), True) for name in names if node.get(name))


def of_google(node: Node, parameter: bool) -> Iterator[tuple[Fact, Any]]:
    """The facts of one field or parameter of a discovery document, by place within it."""
    yield (), THERE
    kind, form, values = kind_of(node)
    yield ("type",), kind
    if form:
        yield ("format",), form
    gone = dict(zip(values, node.get("enumDeprecated", []), strict=False))
    for value in values:
        yield ("value", value), THERE
        if gone.get(value):
            yield ("value", value, "deprecated"), True
    yield from marks(node, "readOnly", "deprecated", "required", "repeated")
    if parameter:
        words = node.get("description", "")
        for bound, pattern in (
            ("maximum", r"maximum value is (\d+)"),
            ("default", r"(?:unspecified|omitted|not set)\b[^.]*? at most (\d+)"),
        ):
            said = re.search(pattern, words)
            told = node.get(bound, said[1] if said else None)
            if told is not None:
                yield (bound,), str(told)
        if "minimum" in node:
            yield ("minimum",), str(node["minimum"])


def within(place: Fact, facts: Iterator[tuple[Fact, Any]]) -> Iterator[tuple[Fact, Any]]:
    """`facts`, which lie within `place`."""
    yield from (((*place, *inner), value) for inner, value in facts)


def google_facts(discovery: Node, names: dict[str, list[str]]) -> Facts:
    """What the discovery document says; `names` are ours for a schema, where they are not its."""
    facts: Facts = {}
    shared = discovery.get("parameters", {})
    for name in shared:
        facts["global", name] = THERE
    for method in methods(discovery):
        place: Fact = ("method", method["id"])
        facts[place] = THERE
        facts[*place, "verb"] = method["httpMethod"]
        facts[*place, "path"] = re.sub(r"\{\w+\}", "{}", method["flatPath"])
        for key in ("request", "response"):
            if key in method:
                facts[*place, key] = method[key]["$ref"]
        facts.update(within(place, marks(method, "deprecated")))
        for name, parameter in method.get("parameters", {}).items():
            if parameter.get("location") == "query":
                facts.update(within((*place, "parameter", name), of_google(parameter, True)))
    for google, schema in discovery["schemas"].items():
        for name in names.get(google, [google]):
            facts["schema", name] = THERE
            facts.update(within(("schema", name), marks(schema, "deprecated")))
            for key, each in schema.get("properties", {}).items():
                facts.update(within(("schema", name, "field", key), of_google(each, False)))
    return facts


class Ours:
    """Our document as facts, with where each stands and what is meant to differ."""

    def __init__(self, document: Document, discovery: Node) -> None:
        self.document = document
        self.schemas: Node = document.plain["components"]["schemas"]
        self.facts: Facts = {}
        self.keys: dict[Fact, tuple[Any, ...]] = {}
        self.deviations: list[Deviation] = []
        self.names: dict[str, list[str]] = {}
        for name in self.schemas:
            google = self.google_name(name)
            if google in discovery["schemas"] or "x-google-schema" in self.schemas[name]:
                self.names.setdefault(google, []).append(name)
        everywhere = [
            {query.key for query in each.query} for each in document.operations if self.id(each.raw)
        ]
        self.shared = (set.intersection(*everywhere) if everywhere else set()) & discovery.get(
            "parameters", {}
        ).keys()
        for name in self.shared:
            self._note(("global", name), THERE, ("components", "parameters", name))
        self._omits(("global",), document.plain.get("x-omits", {}), ("x-omits",))
        for operation in document.operations:
            if self.id(operation.raw):
                self._operation(operation.method, operation.path, operation.raw)
        # A schema that Google has under no name of ours is Maton's, or gone.
        used = self._used()
        for name, schema in self.schemas.items():
            google = self.google_name(name)
            if google in self.names or (name in used and not self._is_enum(name)):
                self._schema(name, schema)

    @staticmethod
    def id(raw: Node) -> str:
        """Google's id of an operation; empty for one that is not Google's."""
        return str(raw.get("x-google-method", ""))

    def google_name(self, name: str) -> str:
        """Google's name of a schema."""
        return str(self.schemas.get(name, {}).get("x-google-schema", name))

    def _is_enum(self, name: str) -> bool:
        return "enum" in self.schemas[name]

    def _used(self) -> set[str]:
        """The schemas that Google's operations lead to, through their fields too; not errors."""
        found: set[str] = set()

        def follow(node: Any) -> None:
            if isinstance(node, list):
                for each in node:
                    follow(each)
            elif isinstance(node, dict):
                name = str(node.get("$ref", "")).removeprefix("#/components/schemas/")
                if name in self.schemas and name not in found:
                    found.add(name)
                    follow(self.schemas[name])
                for key, each in node.items():
                    if key not in {"example", "examples"}:
                        follow(each)

        for operation in self.document.operations:
            if self.id(operation.raw):
                answers = operation.raw["responses"]
                follow([each for status, each in answers.items() if str(status)[0] == "2"])
                follow(operation.raw.get("requestBody", {}))
        return found

    def _note(self, place: Fact, value: Any, keys: tuple[Any, ...]) -> None:
        self.facts[place] = value
        self.keys[place] = keys

    def _omits(self, place: Fact, omitted: Node, keys: tuple[Any, ...]) -> None:
        for name in omitted:
            self.deviations.append(Deviation((*place, name), "", (*keys, name)))

    def _deviates(self, place: Fact, node: Node, keys: tuple[Any, ...]) -> None:
        for aspect in node.get("x-deviation", {}):
            self.deviations.append(Deviation(place, aspect, (*keys, "x-deviation", aspect)))

    def _operation(self, method: str, path: str, raw: Node) -> None:
        place: Fact = ("method", self.id(raw))
        keys: tuple[Any, ...] = ("paths", path, method)
        self._note(place, THERE, keys)
        self._note((*place, "verb"), method.upper(), keys)
        plain = re.sub(r"\{\w+\}", "{}", path).removeprefix(PREFIX)
        self._note((*place, "path"), plain, keys)
        if "requestBody" in raw:
            schema = raw["requestBody"]["content"]["application/json"]["schema"]
            at = (*keys, "requestBody", "content", "application/json", "schema", "$ref")
            self._note((*place, "request"), self._reference(schema), at)
        [status] = [status for status in raw["responses"] if str(status)[0] == "2"]
        answer = raw["responses"][status]["content"]["application/json"]["schema"]
        at = (*keys, "responses", status, "content", "application/json", "schema", "$ref")
        self._note((*place, "response"), self._reference(answer), at)
        for fact, value in within(place, marks(raw, "deprecated")):
            self._note(fact, value, (*keys, "deprecated"))
        self._deviates(place, raw, keys)
        item = self.document.plain["paths"][path]
        for above, parameters in (
            (keys[:-1], item.get("parameters", [])),
            (keys, raw.get("parameters", [])),
        ):
            for index, parameter in enumerate(parameters):
                self._parameter(
                    place, self.document.resolve(parameter), (*above, "parameters", index)
                )

    def _parameter(self, method: Fact, parameter: Node, keys: tuple[Any, ...]) -> None:
        if parameter["in"] != "query" or parameter["name"] in self.shared:
            return
        place = (*method, "parameter", parameter["name"])
        schema = self.document.resolve(parameter["schema"])
        self._kind(place, {**schema, "required": parameter.get("required")}, keys)
        for name, key in (
            ("maximum", "maximum"),
            ("minimum", "minimum"),
            ("default", "x-server-default"),
        ):
            if key in schema:
                self._note((*place, name), str(schema[key]), keys)
        self._deviates(place, schema, keys)

    def _schema(self, name: str, schema: Node) -> None:
        place, keys = ("schema", name), ("components", "schemas", name)
        self._note(place, THERE, keys)
        for fact, value in within(place, marks(schema, "deprecated")):
            self._note(fact, value, keys)
        self._omits((*place, "field"), schema.get("x-omits", {}), (*keys, "x-omits"))
        self._deviates(place, schema, keys)
        for key, each in schema.get("properties", {}).items():
            inner, at = (*place, "field", key), (*keys, "properties", key)
            required = key in schema.get("required", [])
            self._kind(inner, {**each, "required": required}, at)
            if "maxItems" in each:
                self._note((*inner, "maxItems"), each["maxItems"], at)
            self._deviates(inner, each, at)

    def _kind(self, place: Fact, node: Node, keys: tuple[Any, ...]) -> None:
        """Note the facts of one field or parameter."""
        self._note(place, THERE, keys)
        kind, form, enum = self._kind_of(node)
        self._note((*place, "type"), kind, keys)
        if form:
            self._note((*place, "format"), form, keys)
        for value in self.schemas[enum]["enum"] if enum else []:
            at = ("components", "schemas", enum, "enum")
            self._note((*place, "value", value), THERE, at)
            if value in self.schemas[enum].get("x-enumDeprecated", []):
                self._note((*place, "value", value, "deprecated"), True, at)
        names = ("readOnly", "deprecated", "required")
        for fact, value in within(place, marks(node, *names)):
            self._note(fact, value, keys)

    def enum_of(self, node: Node) -> str:
        """The schema of the enum whose values a field takes; empty where there is none."""
        names = [str(each.get("$ref", "")).rpartition("/")[2] for each in node.get("anyOf", [])]
        return next((name for name in names if name in self.schemas and self._is_enum(name)), "")

    def _kind_of(self, node: Node) -> tuple[str, str | None, str]:
        """Type, format and the schema of the enum."""
        if enum := self.enum_of(node):
            return "string", None, enum
        if "$ref" in node:
            return self._reference(node), None, ""
        for word, key in (("list", "items"), ("map", "additionalProperties")):
            if isinstance(node.get(key), dict):
                kind, form, enum = self._kind_of(node[key])
                return f"{word} of {kind}", form, enum
        return str(node.get("type", "any")), node.get("format"), ""

    def _reference(self, schema: Node) -> str:
        return self.google_name(str(schema["$ref"]).rpartition("/")[2])


# --- the comparison -------------------------------------------------------------------------------


def compare(ours: Ours, google: Facts) -> list[Drift]:
    """Where they differ and are not meant to, in the order of Google's document; of what is new or
    gone as a whole, nothing that lies within."""
    found: dict[Fact, Drift] = {}
    for place in [*google, *(place for place in ours.facts if place not in google)]:
        one, other = ours.facts.get(place), google.get(place)
        if one == other or any(place[:n] in found for n in range(2, len(place))):
            continue
        meant = [each for each in ours.deviations if _covers(each, place)]
        for each in meant:
            each.used = True
        if not meant:
            kind = "new" if one is None else "gone" if other is None else "changed"
            found[place] = Drift(kind, place, other, one, _line(ours, place))
    for each in ours.deviations:
        whole = any(each.place[:n] in found for n in range(2, len(each.place) + 1))
        if not each.used and not whole:
            line = ours.document.line(*each.keys)
            google_has = google.get(each.whole)
            found["stale", *each.whole] = Drift("stale", each.whole, google_has, None, line)
    return list(found.values())


def _covers(deviation: Deviation, place: Fact) -> bool:
    inside = place[: len(deviation.place)] == deviation.place
    return inside and (place[-1] == deviation.aspect if deviation.aspect else True)


def _line(ours: Ours, place: Fact) -> int:
    """Where it stands, or the nearest place that it would lie within."""
    while place and place not in ours.keys:
        place = place[:-1]
    return ours.document.line(*ours.keys[place]) if place else 1


def apply(text: str, edits: Sequence[Edit]) -> str:
    """`text` with all `edits`, whose lines are those of `text`; the same edit twice is one."""
    lines = text.splitlines(keepends=True)
    order = list({(each.line, each.delete, each.insert): each for each in edits}.values())
    for _, edit in sorted(enumerate(order), key=lambda each: (each[1].line, each[0]), reverse=True):
        lines[edit.line - 1 : edit.line - 1 + edit.delete] = edit.insert.splitlines(keepends=True)
    return "".join(lines)


# --- descriptions ---------------------------------------------------------------------------------


def descriptions(discovery: Node) -> dict[str, str]:
    """Google's descriptions by place."""
    found: dict[str, str] = {}

    def note(place: str, node: Node) -> None:
        found[place] = node.get("description", "")
        told = node.get("enumDescriptions", [])
        for value, words in zip(node.get("enum", []), told, strict=False):
            found[f"{place} {value}"] = words

    for method in methods(discovery):
        note(method["id"], method)
        for name, parameter in method.get("parameters", {}).items():
            note(f"{method['id']} {name}", parameter)
    for name, schema in discovery["schemas"].items():
        note(name, schema)
        for key, each in schema.get("properties", {}).items():
            note(f"{name} {key}", each)
    return found


def digests(discovery: Node) -> dict[str, str]:
    """Of each description, as much as tells that it changed: the words are Google's."""
    return {
        place: hashlib.sha256(words.encode()).hexdigest()[:12]
        for place, words in descriptions(discovery).items()
    }
