"""What callers of the Python client see of a document: a table of operations with their arguments,
models with their fields, enums with their values. `check_breaking` compares two of them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from codegen import operations as naming
from codegen.document import METHODS
from codegen.operations import NEXT_PAGE_TOKEN, PAGE_TOKEN, SAFE_METHODS

REQUEST, RESPONSE = "request", "response"
SCHEMAS = "#/components/schemas/"
PYTHON = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
FORMATS = {
    "date-time": "datetime.datetime",
    "date": "datetime.date",
    "uuid": "UUID",
    "binary": "File",
}
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
EXACT = ("multipleOf", "pattern", "uniqueItems")
# The same names come again and again, and the generator takes its time over each.
class_name, module_name, snake_case = map(
    cache, (naming.name_class, naming.name_module, naming.to_snake_case)
)
# Beside a `$ref`, any of these makes a schema of its own of it.
STRUCTURE = {"additionalProperties", "allOf", "anyOf", "enum", "oneOf", "properties", "type"}


class CannotCompare(Exception):
    """There are no two documents to compare; the text says why and what to do."""


# --- types -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """One of the types that a value may have: Python's name of it, and what bounds it."""

    name: str
    base: str = field(default="", compare=False)
    """Of an enum, the type that its members are."""
    bounds: frozenset[tuple[str, Any]] = frozenset()
    items: Type | None = None

    def __str__(self) -> str:
        name = f"{self.name}[{shown(self.items)}]" if self.items is not None else self.name
        bounds = ", ".join(f"{bound} {value}" for bound, value in sorted(self.bounds))
        return f"{name} ({bounds})" if bounds else name

    def takes(self, other: Kind) -> bool:
        """Whether each value of `other` is one of this."""
        if self.name == "Any":
            return True
        same = self.name in {other.name, other.base}
        if not same and (self.name, other.name) != ("float", "int"):
            return False
        if self.items is not None and (other.items is None or not takes(self.items, other.items)):
            return False
        others = dict(other.bounds)
        return all(
            bound in others
            and (
                (bound in UPPER and others[bound] <= value)
                or (bound in LOWER and others[bound] >= value)
                or others[bound] == value
            )
            for bound, value in self.bounds
        )


Type = frozenset[Kind]


def takes(wide: Type, narrow: Type) -> bool:
    """Whether each value of `narrow` is one of `wide`."""
    return all(any(kind.takes(other) for kind in wide) for other in narrow)


def shown(value: Any) -> str:
    """A fact as people read it; a type as an annotation, `None` last."""
    if isinstance(value, frozenset):
        return " | ".join(sorted(map(str, value), key=lambda kind: (kind == "None", kind)))
    return str(value)


# --- the table of what callers see -------------------------------------------------------------

Key = tuple[str, ...]


@dataclass
class Item:
    """A row: something that callers can name, and what they can know of it."""

    where: str
    """Its name in the document."""
    python: str
    """Its name in Python."""
    owner: Key
    """The operation or schema of the document that it comes from."""
    facts: dict[str, Any] = field(default_factory=dict)
    directions: frozenset[str] = frozenset({REQUEST})


class Surface:
    """The rows of a document, by key: what it is, what it belongs to, its name in Python."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.items: dict[Key, Item] = {}
        self.schemas: dict[str, str] = {}
        """Classes of the document's schemas, each with the schema's name."""
        self.bodies: dict[str, str] = {}
        """What the body of an operation is."""
        self._mentions: dict[str, set[str]] = {}
        self._used: dict[str, set[str]] = {REQUEST: set(), RESPONSE: set()}
        self._open: set[str] = set()
        self._errors = set[str]()
        """Error answers that were read: operations share them."""
        for name, schema in self.components().items():
            if self._is_class(self.resolve(schema)):
                self.schemas[class_name(name)] = name
                self._type({"$ref": SCHEMAS + name}, name, ("model", name))
        for path, method, item, raw in operations(document):
            self._operation(path, method, item, raw)
        self._direct()

    def components(self) -> dict[str, Any]:
        """The document's schemas."""
        found: dict[str, Any] = self.document.get("components", {}).get("schemas", {})
        return found

    def resolve(self, node: Any, above: frozenset[str] = frozenset()) -> dict[str, Any]:
        """`node`, or what its `$ref` names with the siblings laid over; `allOf` put together.
        `above` are the references that led here."""
        if not isinstance(node, dict):
            return {}  # `true`, a schema that says nothing
        while "$ref" in node:
            reference = str(node["$ref"])
            if reference in above:
                raise CannotCompare(f"{reference} leads back to itself: correct the document")
            above |= {reference}
            target: Any = self.document
            for step in reference.removeprefix("#/").split("/"):
                key = step.replace("~1", "/").replace("~0", "~")
                if not isinstance(target, dict) or key not in target:
                    raise CannotCompare(f"{reference} leads nowhere: correct the document")
                target = target[key]
            siblings = {name: value for name, value in node.items() if name != "$ref"}
            node = dict(target) | siblings
        found: dict[str, Any] = node
        if "allOf" not in found:
            return found
        merged: dict[str, Any] = {"properties": {}, "required": []}
        own = {key: value for key, value in found.items() if key != "allOf"}
        for each in [*found["allOf"], own]:
            part = self.resolve(each, above)
            properties = {**merged["properties"], **part.get("properties", {})}
            required = [*merged["required"], *part.get("required", [])]
            merged = {**merged, **part, "properties": properties, "required": required}
        return merged

    def _is_class(self, schema: dict[str, Any]) -> bool:
        return bool("enum" in schema or schema.get("properties") or "object" in types(schema))

    # --- schemas ---

    def _type(self, node: Any, name: str, owner: Key) -> Type:
        """What a value of this schema is in Python; `name` is what the generator calls a class
        that it has to make."""
        schema = self.resolve(node)
        keys = set(node) if isinstance(node, dict) else set[str]()
        if STRUCTURE & keys == {"allOf"} and len(node["allOf"]) == 1:
            return self._type(node["allOf"][0], name, owner)
        reference = str(node["$ref"]) if "$ref" in keys and not STRUCTURE & keys else ""
        if reference.startswith(SCHEMAS):
            name = reference.removeprefix(SCHEMAS)
            owner = ("model", name)
            if not self._is_class(schema):
                if name in self._open:
                    return frozenset({Kind("Any")})  # A list or a choice of itself.
                self._open.add(name)
                found = self._inline(schema, name, owner)
                self._open.discard(name)
                return found
        return self._inline(schema, name, owner)

    def _inline(self, schema: dict[str, Any], name: str, owner: Key) -> Type:
        if "enum" in schema:
            return self._enum(schema, class_name(name), owner)
        if "const" in schema:
            value = schema["const"]
            return frozenset({Kind(f"Literal[{value!r}]", type(value).__name__)})
        if choices := [*schema.get("anyOf", []), *schema.get("oneOf", [])]:
            return frozenset[Kind]().union(
                *(
                    self._type(choice, f"{name}_type_{index}", owner)
                    for index, choice in enumerate(choices)
                )
            )
        kinds = set()
        for kind in types(schema) or (["object"] if schema.get("properties") else ["any"]):
            bounds = frozenset(
                (bound, schema[bound])
                for bound in (*UPPER, *LOWER, *EXACT)
                if bound in schema and _bounds(bound, kind)
            )
            if kind == "object":
                kinds.add(self._model(schema, class_name(name), owner))
            elif kind == "array":
                items = self._type(schema.get("items", {}), f"{name}_item", owner)
                kinds.add(Kind("list", bounds=bounds, items=items))
            elif kind == "string" and schema.get("format") in FORMATS:
                kinds.add(Kind(FORMATS[schema["format"]]))
            else:
                kinds.add(Kind(PYTHON.get(kind, "Any"), bounds=bounds))
        return frozenset(kinds)

    def _enum(self, schema: dict[str, Any], name: str, owner: Key) -> Type:
        values = [value for value in schema["enum"] if value is not None]
        base = type(values[0]).__name__ if values else "str"
        self._class(name, owner, f"enum of {base}")
        for value in map(str, values):
            python = f"{name}.{snake_case(value).upper()}"
            self.items["value", name, value] = Item(f"{owner[1]} {value}", python, owner)
        null = {Kind("None")} if None in schema["enum"] else set[Kind]()
        return frozenset({Kind(name, base), *null})

    def _model(self, schema: dict[str, Any], name: str, owner: Key) -> Kind:
        if name in self._mentions:
            return Kind(name)
        self._class(name, owner, "model")
        rest = schema.get("additionalProperties", True)
        if rest is not False:
            kinds = self._type(rest, f"{name}_additional_property", owner)
            self._mentions[name] |= classes(kinds)
            python = f"{name}.additional_properties"
            row = Item(f"{name} additionalProperties", python, owner, {"type": kinds})
            self.items["rest", name, ""] = row
        properties = schema.get("properties", {})
        attributes = Counter(map(module_name, properties))
        for key, value in properties.items():
            facts = self._facts(value, f"{name}_{key}", owner)
            facts |= {"required": key in schema.get("required", []), "spelling": key}
            self._mentions[name] |= classes(facts["type"])
            attribute = module_name(key)
            if attributes[attribute] > 1:  # Then each keeps the spelling that it has.
                attribute = key
            row = Item(f"{name}.{key}", f"{name}.{attribute}", owner, facts)
            self.items["field", name, attribute] = row
        return Kind(name)

    def _class(self, name: str, owner: Key, is_a: str) -> None:
        """The row of a model or an enum; one that was made inline has Python's name only."""
        self._mentions.setdefault(name, set())
        where = owner[1] if class_name(owner[1]) == name else name
        self.items["model", name] = Item(where, f"models.{name}", owner, {"is_a": is_a})

    def _facts(self, node: Any, name: str, owner: Key) -> dict[str, Any]:
        schema = self.resolve(node)
        return {
            "type": self._type(node, name, owner),
            "default": json.dumps(schema["default"]) if "default" in schema else "none",
            "read_only": bool(schema.get("readOnly")),
            "write_only": bool(schema.get("writeOnly")),
            "deprecated": bool(schema.get("deprecated")),
        }

    # --- operations ---

    def _operation(self, path: str, method: str, item: dict[str, Any], raw: dict[str, Any]) -> None:
        name = identifier(path, method, raw)
        owner = ("operation", name)
        tag = (raw.get("tags") or ["default"])[0]
        write = self.resolve(raw.get("x-write"))
        variables = re.findall(r"\{(\w+)\}", path)
        subject, template = self._subject(path, variables)
        row = Item(
            name,
            method_name(name),
            owner,
            {
                "module": f"api.{module_name(tag)}.{module_name(name)}",
                "write": method not in SAFE_METHODS,
                "destructive": bool(write.get("destructive")),
                "subject": subject,
                "template": template,
                "returns": "None",
                "pages": False,
                "deprecated": bool(raw.get("deprecated")),
                "request": f"{method.upper()} {_unnamed(path)}",
            },
        )
        self.items[owner] = row
        for (place, key), parameter in self.parameters(item, raw).items():
            if place not in {"path", "query"}:
                continue  # Headers are the wrapper's.
            facts = self._facts(parameter.get("schema", {}), f"{name}_{key}", owner)
            facts["deprecated"] |= bool(parameter.get("deprecated"))
            facts["required"] = place == "path" or bool(parameter.get("required"))
            facts["spelling"] = key
            if place == "path":
                facts["position"] = variables.index(key) if key in variables else -1
                argument = module_name(key)
                python = f"{argument}= of the generated function"
            else:
                argument = snake_case(key)
                python = f"{argument}="
            self._used[REQUEST] |= classes(facts["type"])
            self.items["argument", name, place, argument] = Item(
                f"{name} {key}", python, owner, facts
            )
        self._body(name, raw)
        self._answers(name, raw, row)

    def _subject(self, path: str, variables: list[str]) -> tuple[str, str]:
        """The positional argument of the method, and the form of the name that it takes."""
        root = self.document.get("x-resource-names", "/")
        if not variables:
            return "no name", ""
        if not path.startswith(root):
            return module_name(variables[0]), "{}"
        parts = path.removeprefix(root).split("/")
        parts[-1] = re.sub(r":\w+$", "", parts[-1])
        of_itself = parts[-1].endswith("}")
        form = "/".join(parts if of_itself else parts[:-1])
        return "name" if of_itself else "parent", _unnamed(form)

    def parameters(
        self, item: Mapping[str, Any], raw: Mapping[str, Any]
    ) -> dict[tuple[str, str], dict[str, Any]]:
        """Parameters by place and name; an operation's own replace those of its path."""
        declared = map(self.resolve, [*item.get("parameters", []), *raw.get("parameters", [])])
        return {(parameter["in"], parameter["name"]): parameter for parameter in declared}

    def _body(self, name: str, raw: dict[str, Any]) -> None:
        """The body as the generated function takes it, and its fields as the facade does."""
        if "requestBody" not in raw:
            return
        owner = ("operation", name)
        body = self.resolve(raw["requestBody"])
        content: dict[str, Any] = body.get("content", {})
        media = next(iter(content.values()), dict[str, Any]())
        facts = self._facts(media.get("schema", {}), f"{name}_body", owner)
        facts |= {"required": bool(body.get("required")), "media": ", ".join(content)}
        self._used[REQUEST] |= classes(facts["type"])
        self.items["argument", name, "body", "body"] = Item(
            f"{name} requestBody", "body= of the generated function", owner, facts
        )
        self.bodies[name] = shown(facts["type"])
        for key, row in list(self.items.items()):
            if key[:2] == ("field", self.bodies[name]):
                spelling = row.facts["spelling"]
                argument = snake_case(spelling)
                row.python += f"; {argument}= of {self.items[owner].python}"
                self.items["argument", name, "of the body", argument] = Item(
                    f"{name} {spelling}", f"{argument}=", owner, row.facts
                )

    def _answers(self, name: str, raw: dict[str, Any], row: Item) -> None:
        answered = False
        for status, response in sorted(raw.get("responses", {}).items()):
            error = not status.startswith("2")
            if error and response.get("$ref") in self._errors:
                continue
            self._errors |= {response["$ref"]} if error and "$ref" in response else set()
            media = self.resolve(response).get("content", {}).get("application/json", {})
            if "schema" not in media:
                continue
            kinds = self._type(media["schema"], f"{name}_response_{status}", row.owner)
            self._used[RESPONSE] |= classes(kinds)
            schema = self.resolve(media["schema"])
            # An object without fields is the same to callers as no answer.
            silent = "object" in types(schema) and not schema.get("properties")
            if error or answered or silent:
                continue
            answered = True
            row.facts["returns"] = shown(kinds)
            if name.endswith(".list"):
                properties = schema.get("properties", {})
                lists = [
                    shown(self._type(value.get("items", {}), f"{name}_item", row.owner))
                    for value in map(self.resolve, properties.values())
                    if "array" in types(value)
                ]
                row.facts["returns"] = f"Pager[{' or '.join(sorted(lists))}, {shown(kinds)}]"
                token = ("argument", name, "query", snake_case(PAGE_TOKEN))
                row.facts["pages"] = token in self.items and NEXT_PAGE_TOKEN in properties

    # --- directions ---

    def _direct(self) -> None:
        """Note on each row of a model which way its values travel."""
        ways: dict[str, set[str]] = {name: set() for name in self._mentions}
        for way, used in self._used.items():
            left = [name for name in used if name in ways]
            while left:
                name = left.pop()
                if way not in ways[name]:
                    ways[name].add(way)
                    left += self._mentions[name] & ways.keys()
        for key, row in self.items.items():
            if key[0] not in {"operation", "argument"}:
                row.directions = frozenset(ways[key[1]] or {REQUEST, RESPONSE})

    def members(self, key: Key) -> list[str]:
        """What stands in a model, in Python's names."""
        found = [row for row in self.items if row[0] in {"field", "value"} and row[1] == key[1]]
        return sorted(row[2] for row in found)

    def signature(self, key: Key) -> str:
        """An operation as it is called."""
        row = self.items[key]
        arguments = sorted(
            (not found.facts["required"], other[3])
            for other, found in self.items.items()
            if other[:2] == ("argument", key[1]) and other[2] in {"of the body", "query"}
        )
        words = [f"{name}=" if optional else name for optional, name in arguments]
        positional = [] if row.facts["subject"] == "no name" else [row.facts["subject"]]
        listed = ", ".join([*positional, *(["*", *words] if words else [])])
        return f"{row.python}({listed}) -> {row.facts['returns']}"


def _unnamed(path: str) -> str:
    """A path whose variables are only places: their names are told as arguments."""
    return re.sub(r"\{\w+\}", "{}", path)


def types(schema: Mapping[str, Any]) -> list[str]:
    """The types that a schema names."""
    found = schema.get("type", [])
    return [found] if isinstance(found, str) else list(found)


def classes(kinds: Type) -> set[str]:
    """The names in a type, those within lists included."""
    return {kind.name for kind in kinds}.union(
        *(classes(kind.items or frozenset()) for kind in kinds)
    )


def _bounds(bound: str, kind: str) -> bool:
    """Whether a bound says anything of values of this type."""
    if bound.endswith("Items"):
        return kind == "array"
    if bound.endswith("Length") or bound == "pattern":
        return kind == "string"
    return kind in {"integer", "number"}


def operations(
    document: Mapping[str, Any],
) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Each operation: its path, its verb, the path's object, its own object."""
    for path, item in document.get("paths", {}).items():
        for method in sorted(METHODS & item.keys()):
            yield path, method, item, item[method]


def identifier(path: str, method: str, raw: Mapping[str, Any]) -> str:
    """An operation's id, or its request where it has none."""
    return str(raw.get("operationId") or f"{method.upper()} {path}")


def method_name(operation: str) -> str:
    """What callers write for an operation; one with an odd id has its generated function only."""
    tag, dot, verb = operation.partition(".")
    return f"meet.{module_name(tag)}.{snake_case(verb)}" if dot else module_name(operation)
