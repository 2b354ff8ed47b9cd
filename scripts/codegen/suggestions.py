"""Suggest edits that bring spec/openapi.yaml in line with Google's discovery document.

The edits satisfy the rules in `rules`, so that a maintainer can paste them unchanged. Their texts
are placeholders to rewrite: Google's sentences are not copied.
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

from codegen.document import Keys, Node
from codegen.operations import read_operations
from codegen.upstream import (
    FORMATS,
    PREFIX,
    DocumentFacts,
    Drift,
    Edit,
    Fact,
    collect_descriptions,
    get_google_id,
    list_methods,
    read_field,
)

REFERENCE = "https://developers.google.com/workspace/meet/api/reference/rest/v2"
VERBS = {"patch": "update"}
IDENTITY = "name"
UNMARKED = "Google does not mark required fields of a response; the name is the identity."
WRITES = {"POST", "PUT", "PATCH", "DELETE"}


def quote_truth_values(value: Any) -> Any:
    """Quote the words in `value` that YAML 1.1 reads as truth values."""
    if isinstance(value, dict):
        return {quote_truth_values(key): quote_truth_values(each) for key, each in value.items()}
    if isinstance(value, CommentedSeq):
        return make_flow([quote_truth_values(each) for each in value])
    if isinstance(value, list):
        return [quote_truth_values(each) for each in value]
    truth = isinstance(value, str) and value.lower() in {"on", "off", "yes", "no", "y", "n"}
    return DoubleQuotedScalarString(value) if truth else value


def dump_block(value: Any, indent: int) -> str:
    """Return `value` as YAML in the document's style, with each line indented."""
    yaml = YAML()
    yaml.width = 100 - indent
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(quote_truth_values(value), stream)
    text = textwrap.indent(stream.getvalue(), " " * indent)
    return re.sub(r" +$", "", text, flags=re.MULTILINE)


def make_flow(values: list[str]) -> CommentedSeq:
    """Return a list that is written in one line."""
    result = CommentedSeq(values)
    result.fa.set_flow_style()
    return result


def make_reference(name: str) -> Node:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def capitalize(name: str) -> str:
    """Return `name` with a capital letter."""
    return name[:1].upper() + name[1:]


class Suggestions:
    """The edits for the differences between the document and `discovery`."""

    def __init__(self, facts: DocumentFacts, discovery: Node) -> None:
        self.facts = facts
        self.document = facts.document
        self.schemas = facts.schemas
        self.operations = read_operations(facts.document)
        self.discovery = discovery
        self.lines = facts.document.path.read_text(encoding="utf-8").splitlines(keepends=True)
        self.methods = {method["id"]: method for method in list_methods(discovery)}
        self.descriptions = collect_descriptions(discovery)
        self.new_components: dict[str, list[Edit]] = {}  # Each is added once.

    def add_edits(self, drifts: list[Drift]) -> None:
        """Set the edits and Google's description of each of `drifts`."""
        for drift in drifts:
            drift.edits = list(self._make_edits(drift))
            if drift.line == 1 and drift.edits:
                drift.line = drift.edits[-1].line  # The place of the new node.
            drift.google_says = self._find_description(drift.place)

    def _find_description(self, place: Fact) -> str:
        if place[0] == "method":
            at = " ".join((place[1], *place[3:4])) if place[2:3] == ("parameter",) else place[1]
        else:
            at = " ".join((self.facts.to_google_name(place[1]), *place[3:4], *place[5:6]))
        return self.descriptions.get(at, "")

    def _make_edits(self, drift: Drift) -> Iterator[Edit]:
        place, kind = drift.place, drift.kind
        match place:
            case _ if kind == "stale":
                yield from self._remove_deviation(drift)
            case ("method", name) if kind == "gone":
                yield from self._remove_operation(name)
            case ("method", name):
                yield from self._add_operation(name)
            case ("method", name, "verb" | "path"):
                yield from self._remove_operation(name)
                yield from self._add_operation(name)
            case ("method", name, "request" | "response" as side):
                yield from self._replace_side(name, side, kind)
            case ("method", name, "deprecated"):
                yield self._mark_deprecated(self.facts.keys["method", name], kind)
            case ("method", name, "parameter", key, *inner):
                yield from self._edit_query(name, key, is_removed=kind == "gone" and not inner)
            case ("schema", name, *inner):
                yield from self._edit_schema(name, inner, kind)
            case ("global", name) if kind == "new":
                line = self.document.find_line("x-omits")
                yield Edit(line + 1, 0, dump_block({name: "Not needed so far."}, 2))
            case _:
                return

    def _edit_schema(self, name: str, inner: list[str], kind: str) -> Iterator[Edit]:
        match inner:
            case [] if kind == "gone":
                yield self._delete_block(("components", "schemas", name))
            case []:
                yield from self._add_schema(name)
            case ["deprecated"]:
                yield self._mark_deprecated(("components", "schemas", name), kind)
            case ["field", key, "value", value, *deprecated]:
                yield from self._edit_value(name, key, value, kind, deprecated=bool(deprecated))
            case ["field", key] if kind == "gone":
                yield from self._remove_field(name, key)
            case ["field", key, *aspect]:
                yield from self._edit_field(name, key, new=not aspect)
            case _:
                return

    # --- places in the text ---

    def _find_end(self, line: int, column: int | None = None) -> int:
        """Return the line after the block that begins at `line`, without blank lines and comments
        after it."""
        if column is None:
            column = self._get_column(line)
        last = line
        for number in range(line + 1, len(self.lines) + 1):
            stripped = self.lines[number - 1].strip()
            if stripped and not stripped.startswith("#"):
                if self._get_column(number) <= column:
                    break
                last = number
        return last + 1

    def _get_column(self, line: int) -> int:
        text = self.lines[line - 1]
        return len(text) - len(text.lstrip())

    def _delete_block(self, keys: Keys) -> Edit:
        """Delete the block at `keys` and the blank line after it."""
        line = self.document.find_line(*keys)
        end = self._find_end(line)
        if end <= len(self.lines) and not self.lines[end - 1].strip():
            end += 1
        return Edit(line, end - line, "")

    def _find_end_of(self, *keys: Any) -> int:
        return self._find_end(self.document.find_line(*keys))

    def _add_component(self, kind: str, name: str, value: Node) -> Iterator[Edit]:
        """Add a component after the last of its kind."""
        if name not in self.new_components:
            text = "\n" + dump_block({name: value}, 4)
            self.new_components[name] = [Edit(self._find_end_of("components", kind), 0, text)]
        yield from self.new_components[name]

    # --- methods ---

    def _add_operation(self, name: str) -> Iterator[Edit]:
        method = self.methods[name]
        *above, verb = name.split(".")
        siblings = [
            each for each in self.operations if get_google_id(each.raw).split(".")[:-1] == above
        ]
        tag = siblings[0].tag if siblings else above[-1]
        if tag not in [each["name"] for each in self.document.root["tags"]]:
            words = f"Google's `{above[-1]}`; see {REFERENCE}"
            yield Edit(
                self._find_end_of("tags"),
                0,
                "\n" + dump_block([{"name": tag, "description": words}], 0),
            )
        path, variables = self._convert_path(method["flatPath"])
        for variable in variables:
            if variable not in self.document.root["components"]["parameters"]:
                yield from self._add_component(
                    "parameters", variable, self._make_variable(variable)
                )
        raw: Node = {
            "operationId": f"{tag}.{VERBS.get(verb, verb)}",
            "tags": make_flow([tag]),
            "summary": f"Google's method `{name}`.",
            "description": f"See {REFERENCE}/{'.'.join(above[1:])}/{verb}",
            "x-google-method": name,
        }
        if method.get("deprecated"):
            raw["deprecated"] = True
        if method["httpMethod"] in WRITES:
            raw["x-write"] = {
                "outcome": f"Calls Google's method `{name}`, which may delete something.",
                "destructive": True,
            }
        queries = []
        for key in method.get("parameters", {}):
            if method["parameters"][key].get("location") == "query":
                reference, edits = self._get_parameter(name, key)
                queries.append({"$ref": reference})
                yield from edits
        if queries:
            raw["parameters"] = queries
        if "request" in method:
            schema, edits = self._get_body_schema(method["request"]["$ref"])
            yield from edits
            raw["requestBody"] = self._make_request_body(schema)
        raw["responses"] = self._make_responses(method["response"]["$ref"])
        verb = method["httpMethod"].lower()
        if path in self.document.root["paths"]:
            yield Edit(self._find_end_of("paths", path), 0, "\n" + dump_block({verb: raw}, 4))
            return
        names = [*variables, "fields", "matonConnection"]
        parameters = [{"$ref": f"#/components/parameters/{each}"} for each in names]
        last = (siblings or self.operations)[-1].path
        text = dump_block({path: {"parameters": parameters, verb: raw}}, 2)
        yield Edit(self._find_end_of("paths", last), 0, "\n" + text)

    def _convert_path(self, flat: str) -> tuple[str, list[str]]:
        """Return Google's path with the document's names of its variables, and those names."""
        parts, variables = flat.split("/"), list[str]()
        names = {
            re.sub(r"\{\w+\}", "{}", path[: match.start()]): match[1]
            for path in self.document.root["paths"]
            for match in re.finditer(r"\{(\w+)\}", path)
        }
        path = PREFIX.rstrip("/")
        for part in parts:
            match = re.fullmatch(r"\{\w+\}(.*)", part)
            if match:
                collection = path.rpartition("/")[2]
                name = f"{re.sub('s$', '', collection)}Id"
                variables.append(names.get(re.sub(r"\{\w+\}", "{}", path) + "/", name))
                part = f"{{{variables[-1]}}}{match[1]}"  # noqa: PLW2901
            path += f"/{part}"
        return path, variables

    @staticmethod
    def _make_variable(name: str) -> Node:
        words = f"Id of the {name.removesuffix('Id')}, the part of its name that varies."
        schema = {"type": "string", "pattern": "^[^/]+$", "description": words}
        return {"name": name, "in": "path", "required": True, "schema": schema, "example": "a1"}

    def _make_request_body(self, schema: str) -> Node:
        example = self._make_example(self._name_google_schema(schema), self._list_omitted(schema))
        examples = {"example": {"summary": "An example", "value": example}}
        media = {"schema": make_reference(schema), "examples": examples}
        return {"required": True, "content": {"application/json": media}}

    def _make_responses(self, google: str) -> Node:
        [first, *_] = [each.raw for each in self.operations if get_google_id(each.raw)]
        errors = {s: each for s, each in first["responses"].items() if str(s)[0] != "2"}
        headers = {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}}
        name = self._name_answer(google)
        example = {"summary": "An example", "value": self._make_example(google, set())}
        media = {"schema": make_reference(name), "examples": {"example": example}}
        content = {"application/json": media}
        success = {"description": "The response.", "headers": headers, "content": content}
        return {"200": success, **errors}

    def _name_answer(self, google: str) -> str:
        """Return the document's schema for a response of Google's schema `google`."""
        names = self.facts.schema_names.get(google, [google])
        return google if google in names else names[0]

    def _remove_operation(self, name: str) -> Iterator[Edit]:
        keys = self.facts.keys["method", name]
        item = self.document.root["paths"][keys[1]]
        alone = sum(isinstance(each, dict) for each in item.values()) == 1
        yield self._delete_block(keys[:2] if alone else keys)

    def _replace_side(self, name: str, side: str, kind: str) -> Iterator[Edit]:
        keys = self.facts.keys["method", name]
        method = self.methods[name]
        if kind == "gone":
            yield self._delete_block((*keys, "requestBody"))
            return
        if side == "response":
            schema = self._name_answer(method["response"]["$ref"])
        else:
            schema, edits = self._get_body_schema(method["request"]["$ref"])
            yield from edits
        if kind == "new":
            line = self.document.find_line(*keys, "responses")
            yield Edit(line, 0, dump_block({"requestBody": self._make_request_body(schema)}, 6))
            return
        # The examples fit another schema.
        media = self.facts.keys["method", name, side][:-2]
        line = self.document.find_line(*media)
        google = method[side]["$ref"]
        omitted = self._list_omitted(schema) if side == "request" else set[str]()
        example = {"summary": "An example", "value": self._make_example(google, omitted)}
        content = {"schema": make_reference(schema), "examples": {"example": example}}
        text = dump_block({"application/json": content}, self._get_column(line))
        yield Edit(line, self._find_end(line) - line, text)

    def _mark_deprecated(self, keys: Keys, kind: str) -> Edit:
        if kind == "gone":
            return self._delete_block((*keys, "deprecated"))
        line = self.document.find_line(*keys)
        return Edit(line + 1, 0, dump_block({"deprecated": True}, self._get_column(line) + 2))

    # --- query parameters ---

    def _edit_query(self, name: str, key: str, *, is_removed: bool) -> Iterator[Edit]:
        place: Fact = ("method", name, "parameter", key)
        keys = self.facts.keys.get(place)
        if is_removed and keys:
            line = self.document.find_line(*keys)
            if len(self._get_node(keys[:-1])) == 1:
                line = self.document.find_line(*keys[:-1])
            yield Edit(line, self._find_end(line) - line, "")
            return
        reference, edits = self._get_parameter(name, key)
        yield from edits
        text = dump_block([{"$ref": reference}], 6)
        above = self.facts.keys["method", name]
        if keys:
            line = self.document.find_line(*keys)
            yield Edit(line, self._find_end(line) - line, text)
        elif "parameters" in self._get_node(above):
            yield Edit(self._find_end_of(*above, "parameters"), 0, text)
        else:
            line = self.document.find_line(*above, "responses")
            yield Edit(line, 0, f"      parameters:\n{text}")

    def _get_node(self, keys: Keys) -> Any:
        node: Any = self.document.root
        for key in keys:
            node = node[key]
        return node

    def _get_parameter(self, name: str, key: str) -> tuple[str, list[Edit]]:
        """Return the reference to a component for a query parameter of Google's, and the edits that
        add the component."""
        google = self.methods[name]["parameters"][key]
        facts = dict(read_field(google, True))
        for place, keys in self.facts.keys.items():
            if place[0] == "method" and place[2:] == ("parameter", key):
                inner = {
                    each[4:]: value for each, value in self.facts.facts.items() if each[:4] == place
                }
                inner.pop(("minimum",), None)
                node = self._get_node(keys)
                if inner == facts and "$ref" in node:
                    return node["$ref"], []
        bounds = [str(facts[(each,)]) for each in ("default", "maximum") if (each,) in facts]
        component = (
            f"{key}{'Max'.join(bounds)}" if bounds else f"{key}Of{capitalize(name.split('.')[-2])}"
        )
        while component in self.document.root["components"]["parameters"]:
            component += "2"
        words = f"`{key}` of Google's method `{name}`."
        schema, edits = self._make_schema(
            google, words, name.split(".")[-2] + capitalize(key), is_request=True
        )
        for word, own in (("maximum", "x-largest"), ("default", "x-server-default")):
            if (word,) in facts:
                value = facts[(word,)]
                schema[own] = int(value) if schema.get("type") == "integer" else value
        example = {"integer": 10, "boolean": True}.get(google.get("type", ""), "x")
        parameter: Node = {"name": key, "in": "query", "schema": schema, "example": example}
        if google.get("required"):
            parameter["required"] = True
        if google.get("deprecated"):
            parameter["deprecated"] = schema["deprecated"] = True
        edits += self._add_component("parameters", component, parameter)
        return f"#/components/parameters/{component}", edits

    # --- schemas ---

    def _name_google_schema(self, name: str) -> str:
        if name in self.schemas:
            return self.facts.to_google_name(name)
        return name if name in self.discovery["schemas"] else name.removesuffix("Input")

    def _list_omitted(self, name: str) -> set[str]:
        """Return the fields of Google's that the document's schema for a body omits."""
        if name in self.schemas:
            return set(self.schemas[name].get("x-omits", {}))
        if name in self.discovery["schemas"]:
            return set()
        return set(self._explain_omitted(self._name_google_schema(name)))

    def _explain_omitted(self, google: str) -> dict[str, str]:
        """Return the fields that a body omits from a schema of responses, each with the reason."""
        fields = self.discovery["schemas"][google].get("properties", {})
        result = {key: "Read-only." for key, each in fields.items() if each.get("readOnly")}
        if IDENTITY in fields:
            result[IDENTITY] = "Assigned by Google."
        return result

    def _list_reached(self, side: str) -> set[str]:
        """Return the schemas that responses (or requests) use."""
        result: set[str] = set()

        def follow(node: Any) -> None:
            if isinstance(node, dict):
                name = node.get("$ref")
                if isinstance(name, str) and name not in result:
                    result.add(name)
                    follow(self.discovery["schemas"].get(name))
                for each in node.values():
                    follow(each)

        for method in self.methods.values():
            follow(method.get(side))
        return result

    def _get_body_schema(self, google: str) -> tuple[str, list[Edit]]:
        """Return the document's schema for a body of Google's schema `google`, and the edits that
        add it."""
        bodies = {each.body for each in self.operations}
        names = self.facts.schema_names.get(google, [])
        candidates = [name for name in names if name in bodies or name != google]
        if candidates:
            return candidates[0], []
        fields = self.discovery["schemas"][google].get("properties", {})
        answered = google in self._list_reached("response") and IDENTITY in fields
        if not answered and not any(each.get("readOnly") for each in fields.values()):
            return google, []
        name = f"{google}Input"
        omitted = self._explain_omitted(google)
        value: Node = {
            "type": "object",
            "description": f"The fields of Google's `{google}` that a caller can set.",
            "x-google-schema": google,
            "x-omits": omitted,
        }
        edits: list[Edit] = []
        value["properties"] = self._make_properties(google, omitted, edits, is_request=True)
        return name, [*edits, *self._add_component("schemas", name, value)]

    def _make_properties(
        self, google: str, omitted: dict[str, str], edits: list[Edit], *, is_request: bool
    ) -> Node:
        result: Node = {}
        for key, each in self.discovery["schemas"][google].get("properties", {}).items():
            if key not in omitted:
                words = f"`{key}` of Google's `{google}`."
                result[key], more = self._make_schema(
                    each, words, f"{google}{capitalize(key)}", is_request=is_request
                )
                edits += more
        return result

    def _add_schema(self, google: str) -> Iterator[Edit]:
        schema = self.discovery["schemas"][google]
        edits: list[Edit] = []
        is_request = google not in self._list_reached("response")
        value: Node = {"type": "object", "description": f"Google's `{google}`."}
        if IDENTITY in schema.get("properties", {}) and not is_request:
            value["required"] = make_flow([IDENTITY])
            value["x-deviation"] = {"required": UNMARKED}
        if schema.get("deprecated"):
            value["deprecated"] = True
        properties = self._make_properties(google, {}, edits, is_request=is_request)
        if properties:
            value["properties"] = properties
        yield from edits
        yield from self._add_component("schemas", google, value)

    def _make_schema(
        self, node: Node, words: str, enum: str, *, is_request: bool
    ) -> tuple[Node, list[Edit]]:
        """Return a field or a parameter's schema in the document's form, and the edits for it."""
        result: Node = {}
        edits: list[Edit] = []
        if "enum" in node:
            name, edits = self._get_enum(node, capitalize(enum))
            result["anyOf"] = [make_reference(name), {"type": "string"}]
        elif "$ref" in node:
            name = node["$ref"]
            if is_request:
                name, edits = self._get_body_schema(name)
            result |= make_reference(name if is_request else self._name_answer(name))
        else:
            result["type"] = node.get("type", "string")
            if form := node.get("format"):
                result["format"] = FORMATS.get(form, form)
            for key in ("items", "additionalProperties"):
                if key in node:
                    inner, edits = self._make_schema(node[key], "", enum, is_request=is_request)
                    result[key] = {k: v for k, v in inner.items() if k != "description"}
        for mark in ("readOnly", "deprecated"):
            if node.get(mark):
                result[mark] = True
        return {"description": words, **result}, edits

    def _get_enum(self, node: Node, name: str) -> tuple[str, list[Edit]]:
        """Return the schema of an enum of these values, and the edits that add it."""
        values = node["enum"]
        for existing, schema in self.schemas.items():
            if schema.get("enum") == values:
                return existing, []
        while name in self.schemas:
            name += "Type"
        value = {
            "type": "string",
            "description": f"Values of `{name}`.",
            "enum": make_flow(values),
            "x-enumDescriptions": {each: f"Google's `{each}`." for each in values},
        }
        return name, list(self._add_component("schemas", name, value))

    # --- fields and values ---

    def _edit_field(self, name: str, key: str, *, new: bool) -> Iterator[Edit]:
        google = self.facts.to_google_name(name)
        node = self.discovery["schemas"][google]["properties"][key]
        above = ("components", "schemas", name)
        is_request = "x-omits" in self.schemas[name]
        if new and is_request and node.get("readOnly"):
            yield Edit(self._find_end_of(*above, "x-omits"), 0, dump_block({key: "Read-only."}, 8))
            return
        words = self.schemas[name].get("properties", {}).get(key, {}).get("description")
        field, edits = self._make_schema(
            node,
            words or f"`{key}` of Google's `{google}`.",
            f"{google}{capitalize(key)}",
            is_request=is_request,
        )
        yield from edits
        text = dump_block({key: field}, 8)
        if not new:
            line = self.document.find_line(*above, "properties", key)
            yield Edit(line, self._find_end(line) - line, text)
        elif "properties" in self.schemas[name]:
            yield Edit(self._find_end_of(*above, "properties"), 0, text)
        else:
            yield Edit(self._find_end_of(*above), 0, f"      properties:\n{text}")

    def _remove_field(self, name: str, key: str) -> Iterator[Edit]:
        keys = ("components", "schemas", name, "properties", key)
        yield self._delete_block(keys[:-1] if len(self._get_node(keys[:-1])) == 1 else keys)
        for keys in self._find_occurrences(name, key):
            yield self._remove_key(keys)

    def _find_occurrences(self, name: str, key: str) -> Iterator[Keys]:
        """Yield the keys of the field `key` of the schema `name` in the examples."""

        def search(schema: Node, value: Any, keys: Keys) -> Iterator[Keys]:
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

        for schema, keys in self._list_examples():
            yield from search(schema, self._get_node(keys), keys)

    def _list_examples(self) -> Iterator[tuple[Node, Keys]]:
        """Yield the schema and the keys of each example of a body or a response."""
        for operation in self.operations:
            raw = operation.raw
            nodes: list[Keys] = [("requestBody",)] if "requestBody" in raw else []
            nodes += [("responses", status) for status in raw["responses"]]
            for inner in nodes:
                keys: Keys = ("paths", operation.path, operation.method, *inner)
                media = self._get_node(keys).get("content", {}).get("application/json", {})
                keys = (*keys, "content", "application/json", "examples")
                for label in media.get("examples", {}):
                    yield media["schema"], (*keys, label, "value")

    def _remove_key(self, keys: Keys) -> Edit:
        """Delete one key of an example. The dash of a list's item moves to the next key."""
        line = self.document.find_line(*keys)
        text = self.lines[line - 1]
        dashed = text.lstrip().startswith("- ")
        column = self._get_column(line) + 2 * dashed
        end = self._find_end(line, column)
        if len(self._get_node(keys[:-1])) == 1:
            if dashed:
                return Edit(line, end - line, f"{' ' * (column - 2)}- {{}}\n")
            above = self.document.find_line(*keys[:-1])
            return Edit(above, end - above, self.lines[above - 1].rstrip() + " {}\n")
        if dashed:
            following = self.lines[end - 1]
            moved = f"{' ' * (column - 2)}- {following.lstrip()}"
            return Edit(line, end - line + 1, moved)
        return Edit(line, end - line, "")

    def _edit_value(
        self, name: str, key: str, value: str, kind: str, *, deprecated: bool
    ) -> Iterator[Edit]:
        google = self.discovery["schemas"][self.facts.to_google_name(name)]["properties"][key]
        enum = self.facts.find_enum(self.schemas[name]["properties"][key])
        if not enum or "enum" not in google:
            yield from self._edit_field(name, key, new=False)
            return
        above = ("components", "schemas", enum)
        if deprecated:
            deprecations = google.get("enumDeprecated", [])
            values = [each for each, old in zip(google["enum"], deprecations, strict=False) if old]
            text = dump_block({"x-enumDeprecated": make_flow(values)}, 6)
            if "x-enumDeprecated" in self.schemas[enum]:
                line = self.document.find_line(*above, "x-enumDeprecated")
                yield Edit(line, self._find_end(line) - line, text if values else "")
            else:
                yield Edit(self._find_end_of(*above, "enum"), 0, text)
            return
        line = self.document.find_line(*above, "enum")
        yield Edit(
            line,
            self._find_end(line) - line,
            dump_block({"enum": make_flow(google["enum"])}, 6),
        )
        if kind == "new":
            text = dump_block({value: f"Google's `{value}`."}, 8)
            yield Edit(self._find_end_of(*above, "x-enumDescriptions"), 0, text)
        else:
            yield self._delete_block((*above, "x-enumDescriptions", value))

    def _remove_deviation(self, drift: Drift) -> Iterator[Edit]:
        for each in self.facts.deviations:
            if each.whole == drift.place and not each.used:
                alone = len(self._get_node(each.keys[:-1])) == 1
                yield self._delete_block(each.keys[:-1] if alone else each.keys)

    # --- examples ---

    def _make_example(self, google: str, omitted: set[str], depth: int = 0) -> Any:
        """Return a value of Google's schema, composed of the names of its fields."""
        fields = self.discovery["schemas"].get(google, {}).get("properties", {})
        return {
            key: self._make_value(each, key, depth)
            for key, each in fields.items()
            if key not in omitted and not (depth > 2 and "$ref" in each)
        }

    def _make_value(self, node: Node, key: str, depth: int) -> Any:
        if "$ref" in node:
            return self._make_example(node["$ref"], set(), depth + 1)
        if "items" in node:
            return [self._make_value(node["items"], key, depth + 1)]
        if "additionalProperties" in node:
            return {}
        if "enum" in node:
            return node["enum"][-1]
        if node.get("format") == "google-datetime":
            return "2026-11-03T09:00:14.207318Z"
        return {"integer": 1, "number": 1.5, "boolean": True}.get(node.get("type", ""), f"a {key}")
