"""Write Google's discovery document in the form of spec/openapi.yaml, to compare and to copy.

The result has the names of spec/openapi.yaml. Its texts begin with `TODO:`, because Google's
sentences are not copied.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Set
from typing import Any

from codegen.document import Document, Node
from codegen.operations import SAFE_METHODS, read_operations
from codegen.runtime.schemas import PAGE_SIZE, normalize_name

PREFIX = "/google-meet/"
FORMATS = {"google-datetime": "date-time"}
VERBS = {"patch": "update"}
IDENTITY = "name"
# The largest and the default page size, which Google states only in prose.
PROSE = {
    "x-largest": r"maximum value is (\d+)",
    "x-server-default": r"(?:unspecified|omitted|not set)\b[^.]*? at most (\d+)",
}
BOUNDS = {
    "default": "x-server-default", "maximum": "maximum", "minimum": "minimum", "pattern": "pattern",
}  # fmt: skip
EXAMPLES = {
    "byte": "YQ==", "date": "2026-11-03", "date-time": "2026-11-03T09:00:14.207318Z",
    "google-duration": "3.5s", "google-fieldmask": IDENTITY, "int64": "1", "uint64": "1",
    "integer": 1, "number": 1.5, "boolean": True,
}  # fmt: skip


def list_methods(node: Node) -> Iterator[Node]:
    """Yield each method of a discovery document."""
    yield from node.get("methods", {}).values()
    for resource in node.get("resources", {}).values():
        yield from list_methods(resource)


def name_inline_objects(schemas: Node) -> Node:
    """Return the schemas, with each object inside a field as a schema such as `Poll.settings`."""
    result: Node = {}

    def add(name: str, schema: Node) -> None:
        properties = schema.get("properties", {})
        result[name] = {**schema, "properties": {}}
        for key, each in properties.items():
            result[name]["properties"][key] = extract(each, f"{name}.{key}")

    def extract(node: Node, name: str) -> Node:
        for key in ("items", "additionalProperties"):
            if key in node:
                return {**node, key: extract(node[key], name)}
        if "properties" not in node:
            return node
        add(name, {key: node[key] for key in ("description", "properties") if key in node})
        return {key: each for key, each in node.items() if key != "properties"} | {"$ref": name}

    for name, schema in schemas.items():
        add(name, schema)
    return result


def capitalize(name: str) -> str:
    """Return one of Google's names as the name of a schema."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"\W", name))


def make_reference(name: str) -> Node:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def get_google_id(raw: Node) -> str:
    """Return Google's id of an operation; '' for an operation that is not Google's."""
    return str(raw.get("x-google-method", ""))


def convert_discovery(discovery: Node, ours: Document, names: dict[str, str]) -> Node:
    """Return the discovery document as an OpenAPI document with the names of `ours`. `names` maps
    schemas of `ours` to Google's."""
    return _Conversion(discovery, ours, names).root


class _Conversion:
    def __init__(self, discovery: Node, ours: Document, names: dict[str, str]) -> None:
        self.ours = ours
        self.google: Node = name_inline_objects(discovery["schemas"])
        self.methods = list(list_methods(discovery))
        self.operations = {get_google_id(each.raw): each for each in read_operations(ours)}
        self.names: dict[str, list[str]] = {}
        for name, google in names.items():
            self.names.setdefault(google, []).append(name)
        self.responses, requests = (
            list_reached([each.get(side, {}) for each in self.methods], self.google)
            for side in ("response", "request")
        )
        self.bodies = requests - self.responses
        self.taken = {normalize_name(each) for each in ours.get_components("schemas")}
        # An object inside a field comes last, since Google gives it no name.
        ordered = sorted(self.google, key=lambda google: google not in discovery["schemas"])
        self.plain = {google: self._choose_name(google) for google in ordered}
        self.inputs: dict[str, str] = {}
        self.enums = self._assign_enums()
        self.schemas: Node = {}
        self.root: Node = {
            "x-google-base-url": f"{discovery.get('rootUrl')}{discovery.get('servicePath')}",
            "x-google-revision": discovery["revision"],
            "paths": {},
            "components": {"schemas": self.schemas},
        }
        for google in self.google:
            for name in self.names.get(google, [self.plain[google]]):
                self._add_schema(name, google, is_body=name != self.plain[google])
        for method in self.methods:
            self._add_operation(method)

    # --- names ---

    def _choose_name(self, google: str) -> str:
        """Return the schema of a response for Google's schema `google`."""
        names, plain = self.names.get(google, []), capitalize(google)
        return plain if plain in names else names[0] if names else self._make_name(plain)

    def _make_name(self, name: str) -> str:
        """Return a name for a new schema: `name`, unless another schema has it."""
        while normalize_name(name) in self.taken:
            name += "Type"
        self.taken.add(normalize_name(name))
        return name

    def _name_body(self, google: str, ours: str) -> str:
        """Return the schema of a body for Google's schema `google`. The document uses `ours`."""
        plain, names = self.plain[google], self.names.get(google, [])
        if ours in names and (ours != plain or not self._has_read_only(google)):
            return ours
        if google not in self.responses or not self._has_read_only(google, {IDENTITY}):
            return plain
        if google not in self.inputs:
            others = [each for each in names if each != plain]
            self.inputs[google] = others[0] if others else self._make_name(f"{plain}Input")
            if not others:
                self._add_schema(self.inputs[google], google, is_body=True)
        return self.inputs[google]

    def _has_read_only(self, google: str, also: Set[str] = frozenset(), *above: str) -> bool:
        """Return True if a field in the schema is read-only, or has a name in `also`."""
        if google in above:
            return False
        return any(
            key in also
            or explain_omission(each)
            or any(
                self._has_read_only(name, also, *above, google) for name in list_references(each)
            )
            for key, each in self.google[google]["properties"].items()
        )

    def _assign_enums(self) -> dict[tuple[str, ...], list[str]]:
        """Return the names of enums by their values. An enum of `ours` gets the values that most of
        its fields have."""
        values: dict[str, Counter[tuple[str, ...]]] = {}

        def count(ours: Node, google: Node) -> None:
            name, node = find_enum(self.ours.root, ours), find_enum_node(google)
            if name and node:
                values.setdefault(name, Counter())[tuple(node["enum"])] += 1

        for google, schema in self.google.items():
            for name in self.names.get(google, []):
                fields = self.ours.get_components("schemas")[name].get("properties", {})
                for key, node in schema["properties"].items():
                    count(fields.get(key, {}), node)
        for method in self.methods:
            if operation := self.operations.get(method["id"]):
                for query in operation.query:
                    count(query.schema, method.get("parameters", {}).get(query.key, {}))
        result: dict[tuple[str, ...], list[str]] = {}
        for name, counts in values.items():
            result.setdefault(counts.most_common(1)[0][0], []).append(name)
        return result

    # --- schemas ---

    def _add_schema(self, name: str, google: str, *, is_body: bool) -> None:
        schema = self.google[google]
        ours = self.ours.get_components("schemas").get(name, {})
        result: Node = {"type": "object", "description": f"TODO: describe a `{name}`."}
        self.schemas[name] = result
        if google != name:
            result["x-google-schema"] = google
        result |= convert_marks(schema)
        omitted, properties = dict[str, str](), dict[str, Node]()
        is_input = is_body or google in self.bodies
        old_keys = self._find_old_keys(google)
        for key, each in schema["properties"].items():
            reason = ours.get("x-omits", {}).get(old_keys.get(key, key))
            if is_body and not ours and key == IDENTITY:
                reason = "Assigned by Google."
            if is_input:
                reason = reason or explain_omission(each)
            if reason:
                omitted[key] = reason
            else:
                words = f"TODO: describe `{key}` of a `{name}`."
                present = ours.get("properties", {}).get(key, {})
                converted = self._convert_value(each, f"{google}.{key}", present, is_body=is_input)
                properties[key] = {"description": words, **converted, **convert_marks(each)}
                if each.get("readOnly"):
                    properties[key]["readOnly"] = True
        if omitted:
            result["x-omits"] = omitted
        if required := [key for key in properties if schema["properties"][key].get("required")]:
            result["required"] = required
        if properties:
            result["properties"] = properties
        if "additionalProperties" in schema:
            values = {"additionalProperties": schema["additionalProperties"]}
            result |= self._convert_value(values, google, ours, is_body=is_input)

    def _find_old_keys(self, google: str) -> dict[str, str]:
        """Return the old key of the field that was renamed, if only one can have been."""
        ours = self.ours.get_components("schemas").get(self.plain[google], {})
        fields, present = self.google[google]["properties"], ours.get("properties", {})
        new, gone = [*(fields.keys() - present.keys())], [*(present.keys() - fields.keys())]
        return {new[0]: gone[0]} if len(new) == len(gone) == 1 else {}

    def _convert_value(self, node: Node, place: str, ours: Node, *, is_body: bool) -> Node:
        """Return the schema of a field or a parameter. `ours` is the schema in the document."""
        result: Node = {}
        if node.get("repeated"):
            node = {key: each for key, each in node.items() if key != "repeated"}
            node = {"type": "array", "items": node}
        if "enum" in node:
            name = self._add_enum(node, place, find_enum(self.ours.root, ours))
            result["anyOf"] = [make_reference(name), {"type": "string"}]
        elif "$ref" in node:
            google, name = node["$ref"], str(ours.get("$ref", "")).rpartition("/")[2]
            result |= make_reference(
                self._name_body(google, name) if is_body else self.plain[google]
            )
        elif "items" in node:
            items = self._convert_value(
                node["items"], place, ours.get("items", {}), is_body=is_body
            )
            result |= {"type": "array", "items": items}
        elif "additionalProperties" in node:
            inner = ours.get("additionalProperties")
            present = inner if isinstance(inner, dict) else {}
            values = self._convert_value(
                node["additionalProperties"], place, present, is_body=is_body
            )
            result |= {"type": "object", "additionalProperties": values or True}
        elif node.get("type", "any") != "any":
            result["type"] = node["type"]
            if form := node.get("format"):
                result["format"] = FORMATS.get(form, form)
        for google, key in BOUNDS.items():
            if google in node:
                result[key] = convert_number(node[google], node.get("type", ""))
        return result

    def _add_enum(self, node: Node, place: str, ours: str) -> str:
        """Return the enum with the values of `node`; `ours` if it has them."""
        values = tuple(node["enum"])
        if values not in self.enums:
            self.enums[values] = [self._make_name(capitalize(place))]
        name = ours if ours in self.enums[values] else self.enums[values][0]
        self.schemas[name] = {
            "type": "string",
            "description": f"TODO: describe a `{name}`.",
            "enum": [*values],
            "x-enumDescriptions": {each: f"TODO: describe `{each}`." for each in values},
        }
        deprecated = zip(values, node.get("enumDeprecated", []), strict=False)
        if old := [value for value, is_deprecated in deprecated if is_deprecated]:
            reasons = {value: f"TODO: state the replacement of `{value}`." for value in old}
            self.schemas[name]["x-enumDeprecated"] = reasons
        return name

    # --- operations ---

    def _add_operation(self, method: Node) -> None:
        name, verb = method["id"], method["httpMethod"].lower()
        *above, last = name.split(".")
        siblings = [
            each for google, each in self.operations.items() if google.split(".")[:-1] == above
        ]
        tag = siblings[0].tag if siblings else above[-1]
        path, parameters = self._convert_path(method)
        raw: Node = {
            "operationId": f"{tag}.{VERBS.get(last, last)}",
            "tags": [tag],
            "summary": f"TODO: summarize `{name}` in a sentence.",
            "description": f"TODO: describe `{name}`.",
            "x-google-method": name,
            "x-google-scopes": list(method.get("scopes", [])),
            **convert_marks(method),
        }
        if verb not in SAFE_METHODS:
            outcome = f"TODO: describe the changes by `{name}`, and correct `destructive`."
            raw["x-write"] = {"outcome": outcome, "destructive": True}
        for key, node in method.get("parameters", {}).items():
            if node.get("location") == "query":
                parameters.append(self._convert_query(name, key, node))
        raw["parameters"] = parameters
        examples = {f"{{{each['name']}}}": str(each["example"]) for each in parameters}
        parts = re.sub(r":\w+$", "", path).split("/")[3:]
        resource = "/".join(examples.get(part, part) for part in parts)
        resource += "" if parts[-1] in examples else "/a1"
        if "request" in method:
            operation = self.operations.get(name)
            present = str(operation.body) if operation else ""
            schema = self._name_body(method["request"]["$ref"], present)
            raw["requestBody"] = {"required": True, **self._make_content(schema, resource)}
            for each in parameters:
                if each["schema"].get("format") == "google-fieldmask":
                    each["example"] = next(iter(self.schemas[schema].get("properties", {})), "*")
        raw["responses"] = {"200": {"description": "TODO: describe the response."}}
        if "response" in method:
            schema = self.plain[method["response"]["$ref"]]
            raw["responses"]["200"] |= self._make_content(schema, resource)
        self.root["paths"].setdefault(path, {})[verb] = raw

    def _convert_path(self, method: Node) -> tuple[str, list[Node]]:
        """Return Google's path with the document's names of its variables, and those variables."""
        text = " ".join(self.ours.root["paths"])
        known = dict(re.findall(r"(\w+)/\{(\w+)\}", text))
        patterns = [
            pattern
            for each in method.get("parameters", {}).values()
            if each.get("location") == "path"
            for pattern in re.split(r"/(?![^[]*\])", each.get("pattern", "^$")[1:-1])
            if re.search(r"[^\w-]", pattern)
        ]
        path, variables = PREFIX.rstrip("/"), list[Node]()
        for part in method["flatPath"].split("/"):
            match = re.fullmatch(r"\{\w+\}(.*)", part)
            if match:
                collection = path.rpartition("/")[2]
                name = known.get(collection, f"{re.sub('s$', '', collection)}Id")
                pattern = f"^{patterns.pop(0)}$" if patterns else "^[^/]+$"
                variables.append(self._make_variable(name, collection, pattern))
                part = f"{{{name}}}{match[1]}"  # noqa: PLW2901
            path += f"/{part}"
        return path, variables

    def _make_variable(self, name: str, collection: str, pattern: str) -> Node:
        ours = self.ours.get_components("parameters").get(name, {})
        words = f"TODO: describe the id after `{collection}/`."
        schema = {"type": "string", "pattern": pattern, "description": words}
        example = fit_example(ours.get("example", "a1"), schema)
        return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}

    def _convert_query(self, method: str, key: str, node: Node) -> Node:
        operation = self.operations.get(method)
        queries = operation.query if operation else []
        present = next((each.schema for each in queries if each.key == key), {})
        place = f"{method.removeprefix('meet.')}.{key}"
        schema = {
            "description": f"TODO: describe `{key}` of `{method}`.",
            **self._convert_value(node, place, present, is_body=True),
        }
        for name, pattern in PROSE.items() if key == PAGE_SIZE else ():
            if prose := re.search(pattern, node.get("description", "")):
                schema.setdefault(name, int(prose[1]))
        example = schema.get("x-largest", make_example(self.schemas, schema, key, ""))
        result = {"name": key, "in": "query", "schema": schema, "example": example}
        return result | ({"required": True} if node.get("required") else {}) | convert_marks(node)

    # --- examples ---

    def _make_content(self, name: str, resource: str) -> Node:
        """Return the content of a body or a response, with examples."""
        value = make_example(self.schemas, make_reference(name), name, resource)
        examples = {"example": {"summary": "An example", "value": value}}
        if isinstance(value, dict) and "nextPageToken" in value:
            last = {key: each for key, each in value.items() if key != "nextPageToken"}
            examples = {
                "lastPage": {"summary": "The last page", "value": last},
                "firstPage": {"summary": "The first of several pages", "value": value},
            }
        return {
            "content": {"application/json": {"schema": make_reference(name), "examples": examples}}
        }


def make_example(schemas: Node, node: Node, key: str, resource: str, *above: str) -> Any:
    """Return an example of the field `key`. `resource` is the name of the resource that has it."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name in above:
            return {}
        properties = schemas[name].get("properties", {})
        return {
            inner: make_example(schemas, each, inner, resource, *above, name)
            for inner, each in properties.items()
        }
    if "anyOf" in node:
        return schemas[node["anyOf"][0]["$ref"].rpartition("/")[2]]["enum"][-1]
    if "items" in node:
        return [make_example(schemas, node["items"], key, resource, *above)]
    if node.get("type", "object") == "object":
        return {}
    if key == IDENTITY and resource:
        return fit_example(resource, node)
    text = f"{'an' if key[0] in 'aeio' else 'a'} {key}"
    value = EXAMPLES.get(node.get("format", ""), EXAMPLES.get(node["type"], text))
    return fit_example(value, node)


@functools.cache  # It takes half a second.
def find_simplest(pattern: str) -> str:
    """Return the simplest text that matches `pattern`."""
    from hypothesis import find, settings, strategies  # The import is slow.

    texts = strategies.from_regex(pattern, fullmatch=True)
    return find(texts, lambda _: True, settings=settings(derandomize=True, database=None))


def fit_example(value: Any, node: Node) -> Any:
    """Return `value`, or the nearest or simplest value that `node` allows."""
    if isinstance(value, str) and not re.search(node.get("pattern", ""), value):
        return find_simplest(node["pattern"])
    if isinstance(value, int | float):
        value = min(max(value, node.get("minimum", value)), node.get("maximum", value))
    return value


# --- both documents -------------------------------------------------------------------------------


def convert_marks(node: Node) -> Node:
    """Return the keys that mark a deprecated node."""
    if not node.get("deprecated"):
        return {}
    return {"deprecated": True, "x-deprecation": "TODO: state the reason, and the replacement."}


def explain_omission(node: Node) -> str:
    """Return the reason why a request does not have this field; '' if it has it."""
    if node.get("readOnly"):
        return "Read-only."
    while "items" in node:
        node = node["items"]
    has_type = node.get("type", "any") != "any" or node.keys() & {"$ref", "enum"}
    return "" if has_type else "An argument cannot take a value of any type."


def convert_number(value: Any, kind: str) -> Any:
    """Return a bound or a default in its own type; Google writes it as a string."""
    if kind == "integer":
        return int(value)
    if kind == "boolean":
        return str(value).lower() == "true"
    return float(value) if kind == "number" else value


def list_references(node: Any) -> list[str]:
    """Return the schemas that `node` refers to, in Google's form or in that of OpenAPI."""
    if isinstance(node, list):
        return [name for each in node for name in list_references(each)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"].rpartition("/")[2]] if isinstance(node.get("$ref"), str) else []
    return own + [name for each in node.values() for name in list_references(each)]


def list_reached(node: Any, nodes: Node) -> set[str]:
    """Return the targets of the references in `node`, and of those in the targets among `nodes`."""
    result, names = set[str](), list_references(node)
    while names:
        name = names.pop()
        if name not in result:
            result.add(name)
            names += list_references(nodes.get(name, {}))
    return result


def find_enum_node(node: Node) -> Node:
    """Return the part of one of Google's fields that lists enum values; {} without one."""
    for key in ("items", "additionalProperties"):
        node = node.get(key, node)
    return node if "enum" in node else {}


def find_enum(root: Node, node: Node) -> str:
    """Return the schema of the enum whose values a field takes; '' without one."""
    for key in ("items", "additionalProperties"):
        inner = node.get(key)
        node = inner if isinstance(inner, dict) else node
    for each in node.get("anyOf", []):
        name = str(each.get("$ref", "")).rpartition("/")[2]
        if "enum" in root["components"]["schemas"].get(name, {}):
            return name
    return ""
