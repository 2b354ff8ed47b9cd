"""The edits by which spec/openapi.yaml would say what Google's discovery document says.

What is suggested keeps the rules of scripts/codegen/document.py, so that it can be pasted as it
is. Its
texts are true and say little: Google's sentences are not copied, a maintainer's are to come.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from codegen.upstream import (
    FORMATS,
    PREFIX,
    Drift,
    Edit,
    Fact,
    Node,
    Ours,
    descriptions,
    methods,
    of_google,
)

REFERENCE = "https://developers.google.com/workspace/meet/api/reference/rest/v2"
VERBS = {"patch": "update"}
IDENTITY = "name"
UNMARKED = "Google marks nothing as required in an answer; the name is the identity."
WRITES = {"POST", "PUT", "PATCH", "DELETE"}


def quoted(value: Any) -> Any:
    """`value`, with quotes around the words that YAML 1.1 takes for truth values."""
    if isinstance(value, dict):
        return {quoted(key): quoted(each) for key, each in value.items()}
    if isinstance(value, CommentedSeq):
        return flow([quoted(each) for each in value])
    if isinstance(value, list):
        return [quoted(each) for each in value]
    truth = isinstance(value, str) and value.lower() in {"on", "off", "yes", "no", "y", "n"}
    return DoubleQuotedScalarString(value) if truth else value


def block(value: Any, indent: int) -> str:
    """`value` as YAML in the document's style, each line indented; a list's items by two more."""
    yaml = YAML()
    yaml.width = 100 - indent
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(quoted(value), stream)
    text = textwrap.indent(stream.getvalue(), " " * indent)
    return re.sub(r" +$", "", text, flags=re.MULTILINE)


def flow(values: list[str]) -> CommentedSeq:
    """A list that is written in one line."""
    found = CommentedSeq(values)
    found.fa.set_flow_style()
    return found


def schema_ref(name: str) -> Node:
    """A reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def capital(name: str) -> str:
    """`name` as classes are written."""
    return name[:1].upper() + name[1:]


class Suggestions:
    """Makes the edits for what differs between `ours` and `discovery`."""

    def __init__(self, ours: Ours, discovery: Node) -> None:
        self.ours = ours
        self.document = ours.document
        self.plain = ours.document.plain
        self.schemas = ours.schemas
        self.discovery = discovery
        self.lines = ours.document.path.read_text(encoding="utf-8").splitlines(keepends=True)
        self.methods = {method["id"]: method for method in methods(discovery)}
        self.says = descriptions(discovery)
        self.made: dict[str, list[Edit]] = {}  # Components that are new, each told once.

    def add_to(self, drifts: list[Drift]) -> None:
        """Give each of `drifts` its edits, and the words that Google has for it."""
        for drift in drifts:
            drift.edits = list(self._edits(drift))
            if drift.line == 1 and drift.edits:
                drift.line = drift.edits[-1].line  # Where it will stand.
            drift.google_says = self._words(drift.place)

    def _words(self, place: Fact) -> str:
        if place[0] == "method":
            at = " ".join((place[1], *place[3:4])) if place[2:3] == ("parameter",) else place[1]
        else:
            at = " ".join((self.ours.google_name(place[1]), *place[3:4], *place[5:6]))
        return self.says.get(at, "")

    def _edits(self, drift: Drift) -> Iterator[Edit]:
        place, kind = drift.place, drift.kind
        if kind == "stale":
            yield from self._without_deviation(drift)
            return
        match place:
            case ("method", name):
                if kind == "gone":
                    yield from self._without_operation(name)
                else:
                    yield from self._operation(name)
            case ("method", name, "verb" | "path"):
                yield from self._without_operation(name)
                yield from self._operation(name)
            case ("method", name, "request" | "response" as side):
                yield from self._side(name, side, kind)
            case ("method", name, "deprecated"):
                yield self._deprecated(self.ours.keys["method", name], kind)
            case ("method", name, "parameter", key, *inner):
                yield from self._query(name, key, gone=kind == "gone" and not inner)
            case ("schema", name):
                if kind == "gone":
                    yield self._delete(("components", "schemas", name))
                else:
                    yield from self._schema(name)
            case ("schema", name, "deprecated"):
                yield self._deprecated(("components", "schemas", name), kind)
            case ("schema", name, "field", key, "value", value, *inner):
                yield from self._value(name, key, value, kind, deprecated=bool(inner))
            case ("schema", name, "field", key, *inner):
                if kind == "gone" and not inner:
                    yield from self._without_field(name, key)
                else:
                    yield from self._field(name, key, new=not inner)
            case ("global", name) if kind == "new":
                line = self.document.line("x-omits")
                yield Edit(line + 1, 0, block({name: "Not needed so far."}, 2))
            case _:
                return

    # --- places in the text ---

    def _end(self, line: int, column: int | None = None) -> int:
        """The line after the block that begins at `line`; what follows of blank lines and comments
        is not its own."""
        if column is None:
            column = self._column(line)
        last = line
        for number in range(line + 1, len(self.lines) + 1):
            stripped = self.lines[number - 1].strip()
            if stripped and not stripped.startswith("#"):
                if self._column(number) <= column:
                    break
                last = number
        return last + 1

    def _column(self, line: int) -> int:
        text = self.lines[line - 1]
        return len(text) - len(text.lstrip())

    def _delete(self, keys: tuple[Any, ...]) -> Edit:
        """Without the block at `keys`, and without the blank line behind it."""
        line = self.document.line(*keys)
        end = self._end(line)
        if end <= len(self.lines) and not self.lines[end - 1].strip():
            end += 1
        return Edit(line, end - line, "")

    def _behind(self, *keys: Any) -> int:
        return self._end(self.document.line(*keys))

    def _component(self, kind: str, name: str, value: Node) -> Iterator[Edit]:
        """A new component, behind the last of its kind."""
        if name not in self.made:
            text = "\n" + block({name: value}, 4)
            self.made[name] = [Edit(self._behind("components", kind), 0, text)]
        yield from self.made[name]

    # --- methods ---

    def _operation(self, name: str) -> Iterator[Edit]:
        method = self.methods[name]
        *above, verb = name.split(".")
        siblings = [
            each
            for each in self.document.operations
            if self.ours.id(each.raw).split(".")[:-1] == above
        ]
        tag = siblings[0].tag if siblings else above[-1]
        if tag not in [each["name"] for each in self.plain["tags"]]:
            words = f"Google's `{above[-1]}`; see {REFERENCE}"
            yield Edit(
                self._behind("tags"), 0, "\n" + block([{"name": tag, "description": words}], 0)
            )
        path, variables = self._path(method["flatPath"])
        for variable in variables:
            if variable not in self.plain["components"]["parameters"]:
                yield from self._component("parameters", variable, self._variable(variable))
        raw: Node = {
            "operationId": f"{tag}.{VERBS.get(verb, verb)}",
            "tags": flow([tag]),
            "summary": f"Google's method `{name}`.",
            "description": f"See {REFERENCE}/{'.'.join(above[1:])}/{verb}",
            "x-google-method": name,
        }
        if method.get("deprecated"):
            raw["deprecated"] = True
        if method["httpMethod"] in WRITES:
            raw["x-write"] = {
                "outcome": f"Does whatever Google's method `{name}` does; it may delete something.",
                "destructive": True,
            }
        queries = []
        for key in method.get("parameters", {}):
            if method["parameters"][key].get("location") == "query":
                reference, edits = self._parameter(name, key)
                queries.append({"$ref": reference})
                yield from edits
        if queries:
            raw["parameters"] = queries
        if "request" in method:
            schema, edits = self._sent(method["request"]["$ref"])
            yield from edits
            raw["requestBody"] = self._request_body(schema)
        raw["responses"] = self._responses(method["response"]["$ref"])
        verb = method["httpMethod"].lower()
        if path in self.plain["paths"]:
            yield Edit(self._behind("paths", path), 0, "\n" + block({verb: raw}, 4))
            return
        names = [*variables, "fields", "matonConnection"]
        parameters = [{"$ref": f"#/components/parameters/{each}"} for each in names]
        last = (siblings or self.document.operations)[-1].path
        text = block({path: {"parameters": parameters, verb: raw}}, 2)
        yield Edit(self._behind("paths", last), 0, "\n" + text)

    def _path(self, flat: str) -> tuple[str, list[str]]:
        """A path of Google's with our names for its variables, and those names."""
        parts, variables = flat.split("/"), list[str]()
        known = {
            re.sub(r"\{\w+\}", "{}", path[: found.start()]): found[1]
            for path in self.plain["paths"]
            for found in re.finditer(r"\{(\w+)\}", path)
        }
        path = PREFIX.rstrip("/")
        for part in parts:
            found = re.fullmatch(r"\{\w+\}(.*)", part)
            if found:
                collection = path.rpartition("/")[2]
                made = f"{re.sub('s$', '', collection)}Id"
                variables.append(known.get(re.sub(r"\{\w+\}", "{}", path) + "/", made))
                part = f"{{{variables[-1]}}}{found[1]}"  # noqa: PLW2901
            path += f"/{part}"
        return path, variables

    @staticmethod
    def _variable(name: str) -> Node:
        words = f"Id of the {name.removesuffix('Id')}, the part of its name that varies."
        schema = {"type": "string", "pattern": "^[^/]+$", "description": words}
        return {"name": name, "in": "path", "required": True, "schema": schema, "example": "a1"}

    def _request_body(self, schema: str) -> Node:
        example = self._example(self._google_schema(schema), self._omitted(schema))
        examples = {"example": {"summary": "An example", "value": example}}
        media = {"schema": schema_ref(schema), "examples": examples}
        return {"required": True, "content": {"application/json": media}}

    def _responses(self, google: str) -> Node:
        [first, *_] = [each.raw for each in self.document.operations if self.ours.id(each.raw)]
        errors = {s: each for s, each in first["responses"].items() if str(s)[0] != "2"}
        headers = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
        name = self._answered(google)
        example = {"summary": "An example", "value": self._example(google, set())}
        media = {"schema": schema_ref(name), "examples": {"example": example}}
        content = {"application/json": media}
        success = {"description": "The answer.", "headers": headers, "content": content}
        return {"200": success, **errors}

    def _answered(self, google: str) -> str:
        """Our schema for an answer that Google calls `google`."""
        names = self.ours.names.get(google, [google])
        return google if google in names else names[0]

    def _without_operation(self, name: str) -> Iterator[Edit]:
        keys = self.ours.keys["method", name]
        item = self.plain["paths"][keys[1]]
        alone = sum(isinstance(each, dict) for each in item.values()) == 1
        yield self._delete(keys[:2] if alone else keys)

    def _side(self, name: str, side: str, kind: str) -> Iterator[Edit]:
        keys = self.ours.keys["method", name]
        method = self.methods[name]
        if kind == "gone":
            yield self._delete((*keys, "requestBody"))
            return
        if side == "response":
            schema = self._answered(method["response"]["$ref"])
        else:
            schema, edits = self._sent(method["request"]["$ref"])
            yield from edits
        if kind == "new":
            line = self.document.line(*keys, "responses")
            yield Edit(line, 0, block({"requestBody": self._request_body(schema)}, 6))
            return
        # The examples were those of another schema.
        media = self.ours.keys["method", name, side][:-2]
        line = self.document.line(*media)
        google = method[side]["$ref"]
        omitted = self._omitted(schema) if side == "request" else set[str]()
        example = {"summary": "An example", "value": self._example(google, omitted)}
        content = {"schema": schema_ref(schema), "examples": {"example": example}}
        text = block({"application/json": content}, self._column(line))
        yield Edit(line, self._end(line) - line, text)

    def _deprecated(self, keys: tuple[Any, ...], kind: str) -> Edit:
        if kind == "gone":
            return self._delete((*keys, "deprecated"))
        line = self.document.line(*keys)
        return Edit(line + 1, 0, block({"deprecated": True}, self._column(line) + 2))

    # --- query parameters ---

    def _query(self, name: str, key: str, *, gone: bool) -> Iterator[Edit]:
        place: Fact = ("method", name, "parameter", key)
        keys = self.ours.keys.get(place)
        if gone and keys:
            line = self.document.line(*keys)
            if len(self._at(keys[:-1])) == 1:
                line = self.document.line(*keys[:-1])
            yield Edit(line, self._end(line) - line, "")
            return
        reference, edits = self._parameter(name, key)
        yield from edits
        text = block([{"$ref": reference}], 6)
        above = self.ours.keys["method", name]
        if keys:
            line = self.document.line(*keys)
            yield Edit(line, self._end(line) - line, text)
        elif "parameters" in self._at(above):
            yield Edit(self._behind(*above, "parameters"), 0, text)
        else:
            line = self.document.line(*above, "responses")
            yield Edit(line, 0, f"      parameters:\n{text}")

    def _at(self, keys: tuple[Any, ...]) -> Any:
        node: Any = self.plain
        for key in keys:
            node = node[key]
        return node

    def _parameter(self, name: str, key: str) -> tuple[str, list[Edit]]:
        """The reference to a component for a query parameter of Google's, made if there is none."""
        google = self.methods[name]["parameters"][key]
        wanted = dict(of_google(google, True))
        for place, keys in self.ours.keys.items():
            if place[0] == "method" and place[2:] == ("parameter", key):
                inner = {
                    each[4:]: value for each, value in self.ours.facts.items() if each[:4] == place
                }
                inner.pop(("minimum",), None)
                node = self._at(keys)
                if inner == wanted and "$ref" in node:
                    return node["$ref"], []
        bounds = [str(wanted[(each,)]) for each in ("default", "maximum") if (each,) in wanted]
        made = f"{key}{'Max'.join(bounds)}" if bounds else f"{key}Of{capital(name.split('.')[-2])}"
        while made in self.plain["components"]["parameters"]:
            made += "2"
        words = f"`{key}` of Google's method `{name}`."
        schema, edits = self._kind(google, words, name.split(".")[-2] + capital(key), sent=True)
        for word, ours in (("maximum", "maximum"), ("default", "x-server-default")):
            if (word,) in wanted:
                value = wanted[(word,)]
                schema[ours] = int(value) if schema.get("type") == "integer" else value
        example = {"integer": 10, "boolean": True}.get(google.get("type", ""), "x")
        parameter: Node = {"name": key, "in": "query", "schema": schema, "example": example}
        if google.get("required"):
            parameter["required"] = True
        if google.get("deprecated"):
            parameter["deprecated"] = schema["deprecated"] = True
        edits += self._component("parameters", made, parameter)
        return f"#/components/parameters/{made}", edits

    # --- schemas ---

    def _google_schema(self, name: str) -> str:
        found = name.removesuffix("Input")
        return (
            self.ours.google_name(name)
            if name in self.schemas
            else (name if name in self.discovery["schemas"] else found)
        )

    def _omitted(self, name: str) -> set[str]:
        """Google's fields that our schema for a body leaves out."""
        if name in self.schemas:
            return set(self.schemas[name].get("x-omits", {}))
        if name in self.discovery["schemas"]:
            return set()
        return set(self._left_out(self._google_schema(name)))

    def _left_out(self, google: str) -> dict[str, str]:
        """What a body leaves out of a schema that is answered too."""
        fields = self.discovery["schemas"][google].get("properties", {})
        found = {key: "Read-only." for key, each in fields.items() if each.get("readOnly")}
        if IDENTITY in fields:
            found[IDENTITY] = "Given by Google."
        return found

    def _reached(self, side: str) -> set[str]:
        """The schemas that answers (or requests) lead to."""
        found: set[str] = set()

        def follow(node: Any) -> None:
            if isinstance(node, dict):
                name = node.get("$ref")
                if isinstance(name, str) and name not in found:
                    found.add(name)
                    follow(self.discovery["schemas"].get(name))
                for each in node.values():
                    follow(each)

        for method in self.methods.values():
            follow(method.get(side))
        return found

    def _sent(self, google: str) -> tuple[str, list[Edit]]:
        """Our schema for a body that Google calls `google`, made if there is none."""
        bodies = {each.body for each in self.document.operations}
        names = self.ours.names.get(google, [])
        known = [name for name in names if name in bodies or name != google]
        if known:
            return known[0], []
        fields = self.discovery["schemas"][google].get("properties", {})
        answered = google in self._reached("response") and IDENTITY in fields
        if not answered and not any(each.get("readOnly") for each in fields.values()):
            return google, []
        made = f"{google}Input"
        omitted = self._left_out(google)
        value: Node = {
            "type": "object",
            "description": f"What can be given of Google's `{google}`.",
            "x-google-schema": google,
            "x-omits": omitted,
        }
        edits: list[Edit] = []
        value["properties"] = self._properties(google, omitted, edits, sent=True)
        return made, [*edits, *self._component("schemas", made, value)]

    def _properties(
        self, google: str, omitted: dict[str, str], edits: list[Edit], *, sent: bool
    ) -> Node:
        found: Node = {}
        for key, each in self.discovery["schemas"][google].get("properties", {}).items():
            if key not in omitted:
                words = f"`{key}` of Google's `{google}`."
                found[key], more = self._kind(each, words, f"{google}{capital(key)}", sent=sent)
                edits += more
        return found

    def _schema(self, google: str) -> Iterator[Edit]:
        schema = self.discovery["schemas"][google]
        edits: list[Edit] = []
        sent = google not in self._reached("response")
        value: Node = {"type": "object", "description": f"Google's `{google}`."}
        if IDENTITY in schema.get("properties", {}) and not sent:
            value["required"] = flow([IDENTITY])
            value["x-deviation"] = {"required": UNMARKED}
        if schema.get("deprecated"):
            value["deprecated"] = True
        properties = self._properties(google, {}, edits, sent=sent)
        if properties:
            value["properties"] = properties
        yield from edits
        yield from self._component("schemas", google, value)

    def _kind(self, node: Node, words: str, enum: str, *, sent: bool) -> tuple[Node, list[Edit]]:
        """A field or the schema of a parameter, as our document writes it."""
        found: Node = {}
        edits: list[Edit] = []
        if "enum" in node:
            name, edits = self._enum(node, capital(enum))
            found["anyOf"] = [schema_ref(name), {"type": "string"}]
        elif "$ref" in node:
            name = node["$ref"]
            if sent:
                name, edits = self._sent(name)
            found |= schema_ref(name if sent else self._answered(name))
        else:
            found["type"] = node.get("type", "string")
            if form := node.get("format"):
                found["format"] = FORMATS.get(form, form)
            for key in ("items", "additionalProperties"):
                if key in node:
                    inner, edits = self._kind(node[key], "", enum, sent=sent)
                    found[key] = {k: v for k, v in inner.items() if k != "description"}
        for mark in ("readOnly", "deprecated"):
            if node.get(mark):
                found[mark] = True
        return {"description": words, **found}, edits

    def _enum(self, node: Node, name: str) -> tuple[str, list[Edit]]:
        """The schema of an enum of the same values, made if there is none."""
        values = node["enum"]
        for known, schema in self.schemas.items():
            if schema.get("enum") == values:
                return known, []
        while name in self.schemas:
            name += "Type"
        value = {
            "type": "string",
            "description": f"Values of `{name}`.",
            "enum": flow(values),
            "x-enumDescriptions": {each: f"Google's `{each}`." for each in values},
        }
        return name, list(self._component("schemas", name, value))

    # --- fields and values ---

    def _field(self, name: str, key: str, *, new: bool) -> Iterator[Edit]:
        google = self.ours.google_name(name)
        node = self.discovery["schemas"][google]["properties"][key]
        above = ("components", "schemas", name)
        sent = "x-omits" in self.schemas[name]
        if new and sent and node.get("readOnly"):
            yield Edit(self._behind(*above, "x-omits"), 0, block({key: "Read-only."}, 8))
            return
        words = self.schemas[name].get("properties", {}).get(key, {}).get("description")
        made, edits = self._kind(
            node, words or f"`{key}` of Google's `{google}`.", f"{google}{capital(key)}", sent=sent
        )
        yield from edits
        text = block({key: made}, 8)
        if not new:
            line = self.document.line(*above, "properties", key)
            yield Edit(line, self._end(line) - line, text)
        elif "properties" in self.schemas[name]:
            yield Edit(self._behind(*above, "properties"), 0, text)
        else:
            yield Edit(self._behind(*above), 0, f"      properties:\n{text}")

    def _without_field(self, name: str, key: str) -> Iterator[Edit]:
        keys = ("components", "schemas", name, "properties", key)
        yield self._delete(keys[:-1] if len(self._at(keys[:-1])) == 1 else keys)
        for keys in self._occurrences(name, key):
            yield self._without_key(keys)

    def _occurrences(self, name: str, key: str) -> Iterator[tuple[Any, ...]]:
        """Where the examples hold the field `key` of the schema `name`."""

        def search(schema: Node, value: Any, keys: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
            parts = [schema, *schema.get("anyOf", [])]
            for part in parts:
                reference = str(part.get("$ref", "")).rpartition("/")[2]
                resolved = self.document.resolve(part)
                if isinstance(value, dict):
                    if reference == name and key in value:
                        yield (*keys, key)
                    for inner, each in resolved.get("properties", {}).items():
                        if inner in value:
                            yield from search(each, value[inner], (*keys, inner))
                elif isinstance(value, list) and "items" in resolved:
                    for index, each in enumerate(value):
                        yield from search(resolved["items"], each, (*keys, index))

        for operation in self.document.operations:
            above = ("paths", operation.path, operation.method)
            nodes = [("requestBody",), *(("responses", s) for s in operation.raw["responses"])]
            for inner in nodes:
                if inner == ("requestBody",) and "requestBody" not in operation.raw:
                    continue
                node = self._at((*above, *inner))
                media = node.get("content", {}).get("application/json", {})
                for label in media.get("examples", {}):
                    place = (
                        *above,
                        *inner,
                        "content",
                        "application/json",
                        "examples",
                        label,
                        "value",
                    )
                    yield from search(media["schema"], self._at(place), place)

    def _without_key(self, keys: tuple[Any, ...]) -> Edit:
        """Without one key of an example; the dash of a list's item goes to the next key."""
        line = self.document.line(*keys)
        text = self.lines[line - 1]
        dashed = text.lstrip().startswith("- ")
        column = self._column(line) + 2 * dashed
        end = self._end(line, column)
        if len(self._at(keys[:-1])) == 1:
            if dashed:
                return Edit(line, end - line, f"{' ' * (column - 2)}- {{}}\n")
            above = self.document.line(*keys[:-1])
            return Edit(above, end - above, self.lines[above - 1].rstrip() + " {}\n")
        if dashed:
            following = self.lines[end - 1]
            moved = f"{' ' * (column - 2)}- {following.lstrip()}"
            return Edit(line, end - line + 1, moved)
        return Edit(line, end - line, "")

    def _value(
        self, name: str, key: str, value: str, kind: str, *, deprecated: bool
    ) -> Iterator[Edit]:
        google = self.discovery["schemas"][self.ours.google_name(name)]["properties"][key]
        enum = self.ours.enum_of(self.schemas[name]["properties"][key])
        if not enum or "enum" not in google:
            yield from self._field(name, key, new=False)
            return
        above = ("components", "schemas", enum)
        if deprecated:
            gone = google.get("enumDeprecated", [])
            values = [each for each, old in zip(google["enum"], gone, strict=False) if old]
            text = block({"x-enumDeprecated": flow(values)}, 6)
            if "x-enumDeprecated" in self.schemas[enum]:
                line = self.document.line(*above, "x-enumDeprecated")
                yield Edit(line, self._end(line) - line, text if values else "")
            else:
                yield Edit(self._behind(*above, "enum"), 0, text)
            return
        line = self.document.line(*above, "enum")
        yield Edit(line, self._end(line) - line, block({"enum": flow(google["enum"])}, 6))
        if kind == "new":
            text = block({value: f"Google's `{value}`."}, 8)
            yield Edit(self._behind(*above, "x-enumDescriptions"), 0, text)
        else:
            yield self._delete((*above, "x-enumDescriptions", value))

    def _without_deviation(self, drift: Drift) -> Iterator[Edit]:
        for each in self.ours.deviations:
            if each.whole == drift.place and not each.used:
                alone = len(self._at(each.keys[:-1])) == 1
                yield self._delete(each.keys[:-1] if alone else each.keys)

    # --- examples ---

    def _example(self, google: str, omitted: set[str], depth: int = 0) -> Any:
        """A value of Google's schema, made of the names of its fields."""
        fields = self.discovery["schemas"].get(google, {}).get("properties", {})
        return {
            key: self._made(each, key, depth)
            for key, each in fields.items()
            if key not in omitted and not (depth > 2 and "$ref" in each)
        }

    def _made(self, node: Node, key: str, depth: int) -> Any:
        if "$ref" in node:
            return self._example(node["$ref"], set(), depth + 1)
        if "items" in node:
            return [self._made(node["items"], key, depth + 1)]
        if "additionalProperties" in node:
            return {}
        if "enum" in node:
            return node["enum"][-1]
        if node.get("format") == "google-datetime":
            return "2026-11-03T09:00:14.207318Z"
        return {"integer": 1, "number": 1.5, "boolean": True}.get(node.get("type", ""), f"a {key}")
