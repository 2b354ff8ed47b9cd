"""Edit the tree of spec/openapi.yaml to remove its differences from Google's document.

A changed node keeps its words and examples. The texts of a new node begin with `TODO:`, and its
examples are made from its schema.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from codegen.discovery import (
    IDENTITY,
    PREFIX,
    find_enum,
    fit_example,
    list_reached,
    list_references,
    make_example,
)
from codegen.document import METHODS, Document, Keys, Node
from codegen.roundtrip import append, dump_tree, insert, load_tree, put, remove, rename, style
from codegen.runtime.schemas import PAGE_SIZE, PAGE_TOKEN
from codegen.upstream import FIELD_ASPECTS, Comparison, Drift, compare_documents

UNMARKED = "Google does not mark fields of responses as required; the name is the identity."
UNBOUNDED = "Google does not state a minimum; a negative size is not meaningful."


def adopt_discovery(text: str, path: Path, discovery: Node) -> str:
    """Return the text of the document at `path` with Google's changes."""
    for _ in range(6):  # An edit can reveal further differences.
        comparison = compare_documents(Document(path, text), discovery)
        if not comparison.drifts:
            break
        text = _Adoption(text, comparison).adopt(comparison.drifts)
    return text


class _Adoption:
    def __init__(self, text: str, comparison: Comparison) -> None:
        self.tree = load_tree(text)
        self.ours, self.google = comparison.ours, comparison.google
        self.schemas: Any = self.tree["components"]["schemas"]
        self.parameters: Any = self.tree["components"]["parameters"]
        self.converted: Node = self.google.document.get_components("schemas")
        models = [raw for _, _, raw in self._list_operations()]
        model = next((each for each in models if "x-google-method" in each), models[0])
        self.model = copy.deepcopy(model["responses"])

    def adopt(self, drifts: list[Drift]) -> str:
        """Remove these differences, and components without a use. Return the text."""
        referenced = {*list_references(self.tree), *(each.place[1] for each in drifts)}
        self._move_operations(drifts)
        for drift in drifts:
            match drift.place:
                case _ if drift.kind == "stale":
                    self._remove_deviation(drift)
                case ("document", *_):
                    [key] = self.google.keys[drift.place]
                    self.tree[key] = self.google.document.root[key]
                case ("global", name):
                    omitted = self.google.document.root["x-omits"]
                    _put_inside(self.tree, "x-omits", name, omitted.get(name))
                case ("method", name, *inner):
                    self._adopt_method(drift, name, inner)
                case _:
                    _, name, *inner = drift.place
                    self._adopt_schema(drift, name, inner)
        tags = {tag for _, _, raw in self._list_operations() for tag in raw["tags"]}
        for index, tag in reversed(list(enumerate(self.tree["tags"]))):
            if tag["name"] not in tags:
                remove(self.tree["tags"], index)
        nodes = {**self.schemas, **self.parameters}
        roots = [self.tree["paths"], self.tree["components"]["responses"]]
        unused = referenced - list_reached(roots, nodes) - self.converted.keys()
        for components in (self.schemas, self.parameters):
            for name in unused & components.keys():
                remove(components, name)
        return dump_tree(self.tree)

    def _remove_deviation(self, drift: Drift) -> None:
        for each in self.ours.deviations:
            if (*each.place, each.aspect) == drift.place:
                *above, name, aspect = each.keys
                node = self._get_node(tuple(above))
                node = node.get("schema", node)
                remove(node[name], aspect)
                if not node[name]:
                    remove(node, name)

    def _get_node(self, keys: Keys) -> Any:
        node: Any = self.tree
        for key in keys:
            node = self._resolve(node[key])
        return node

    def _resolve(self, node: Any) -> Any:
        """Return the component that `node` refers to, or `node`."""
        if not isinstance(node, dict) or "$ref" not in node:
            return node
        _, _, kind, name = node["$ref"].split("/")
        return self.tree["components"][kind][name]

    def _copy_aspect(self, node: Any, google: Node, aspect: str) -> None:
        """Copy a fact of a field or a parameter, with the schemas that it refers to."""
        for key in FIELD_ASPECTS[aspect]:
            put(node, key, google.get(key), after="description")
        self._add_references(google)

    def _add_references(self, node: Any) -> None:
        for name in list_references(node):
            if name in self.converted:
                self._add_schema(name)

    # --- methods ---

    def _list_operations(self) -> Iterator[tuple[str, str, Any]]:
        for path, item in self.tree["paths"].items():
            for verb in [each for each in item if each in METHODS]:
                yield path, verb, item[verb]

    def _find_operation(self, name: str) -> tuple[str, str, Any]:
        operations = self._list_operations()
        return next(each for each in operations if each[2].get("x-google-method") == name)

    def _get_google(self, name: str) -> Node:
        _, path, verb = self.google.keys["method", name]
        raw: Node = self.google.document.root["paths"][path][verb]
        return raw

    def _adopt_method(self, drift: Drift, name: str, inner: list[str]) -> None:
        match inner:
            case [] if drift.kind == "new":
                self._add_operation(name)
            case [] if drift.kind == "renamed":
                self._find_operation(name)[2]["x-google-method"] = drift.google
            case [] | ["verb" | "path"]:
                pass  # See `_move_operations`.
            case ["request"]:
                body = self._get_google(name).get("requestBody")
                raw = self._find_operation(name)[2]
                put(raw, "requestBody", body, after="parameters")
                self._add_references(body)
            case ["response"]:
                responses = self._find_operation(name)[2]["responses"]
                [status] = [each for each in responses if each[0] == "2"]
                content = self._get_google(name)["responses"]["200"].get("content")
                put(responses[status], "content", content)
                self._add_references(content)
            case ["path" | "parameter", key, *aspect]:
                self._adopt_parameter(drift, name, key, aspect)
            case _:
                raw, google = self._find_operation(name)[2], self._get_google(name)
                for key in {"scopes": ("x-google-scopes",), **FIELD_ASPECTS}[inner[0]]:
                    put(raw, key, google.get(key), after="x-google-method")

    def _move_operations(self, drifts: list[Drift]) -> None:
        """Remove the operations that are gone, and place those whose verb or path changed. Several
        can exchange their places."""
        paths, moved = self.tree["paths"], dict[str, tuple[str, Any]]()
        for drift in drifts:
            match drift.place:
                case ("method", name, *inner) if (drift.kind, inner) == ("gone", []) or (
                    inner in (["verb"], ["path"]) and name not in moved
                ):
                    path, verb, raw = self._find_operation(name)
                    remove(paths[path], verb)
                    moved |= {name: (path, raw)} if inner else {}
                case _:
                    pass
        for name, (path, raw) in moved.items():
            google = self._get_google(name)
            if ("x-write" in raw) != ("x-write" in google):
                put(raw, "x-write", google.get("x-write"), after="x-google-scopes")
            self._place_operation(name, raw, path)
        for path in [each for each, item in paths.items() if not METHODS & item.keys()]:
            remove(paths, path)

    def _place_operation(self, name: str, raw: Any, beside: str = "") -> None:
        _, path, verb = self.google.keys["method", name]
        paths, prefixes = self.tree["paths"], self.tree["x-resource-names"]
        prefix = f"{PREFIX}{path.split('/')[2]}/"
        if prefix not in prefixes:
            prefixes.append(prefix)
        for each in self._get_google(name)["parameters"]:
            if each["in"] == "path" and each["name"] not in self.parameters:
                insert(self.parameters, each["name"], each)
        if path not in paths:
            names = [*re.findall(r"\{(\w+)\}", path), *self.ours.shared, "matonConnection"]
            references = [{"$ref": f"#/components/parameters/{each}"} for each in names]
            root = re.split(r"[/:]\w+$|/\{\w+\}$", path)[0]
            *_, last = [each for each in paths if each.startswith(root)] or paths
            insert(paths, path, {"parameters": references}, after=beside or last)
        insert(paths[path], verb, raw, gap=True)

    def _add_operation(self, name: str) -> None:
        google = copy.deepcopy(self._get_google(name))
        [tag] = google["tags"]
        if tag not in [each["name"] for each in self.tree["tags"]]:
            append(self.tree["tags"], {"name": tag, "description": f"TODO: describe `{tag}`."})
        parameters = google.pop("parameters")
        queries = [self._reuse_parameter(each) for each in parameters if each["in"] == "query"]
        body, success = google.pop("requestBody", None), google.pop("responses")["200"]
        if queries:
            google["parameters"] = queries
        if body:
            google["requestBody"] = body
        responses = copy.deepcopy(self.model)
        [status] = [each for each in responses if each[0] == "2"]
        headers = responses[status]["headers"]
        responses[status] = style(
            {"description": success.pop("description"), "headers": headers, **success}
        )
        google["responses"] = responses
        self._place_operation(name, google)
        self._add_references([body, success])

    # --- parameters ---

    def _adopt_parameter(self, drift: Drift, name: str, key: str, aspect: list[str]) -> None:
        path, _, raw = self._find_operation(name)
        new_key = drift.google if drift.kind == "renamed" else key
        converted = self._get_google(name)["parameters"]
        google = next((each for each in converted if each["name"] == new_key), None)
        places = [
            (node["parameters"], index)
            for node in (raw, self.tree["paths"][path])
            for index, each in enumerate(node.get("parameters", []))
            if self._resolve(each)["name"] == key
        ]
        if google is None:
            for parameters, index in places:
                remove(parameters, index)
            if raw.get("parameters") == []:
                remove(raw, "parameters")
        elif not places:
            self._append_parameter(raw, self._reuse_parameter(google))
        else:
            parameter = self._choose_parameter(name, raw, places[0], google)
            parameter["name"] = new_key
            match aspect:
                case ["value", *_] | ["order"]:
                    self._adopt_values(parameter["schema"], google["schema"])
                case ["required" | "deprecated" | "preview" as mark]:
                    self._copy_aspect(parameter, google, mark)
                case [fact]:
                    schema = google["schema"]
                    self._copy_aspect(parameter["schema"], schema, fact)
                    put(parameter, "example", self._fit(parameter["example"], fact, google))
                case _:
                    pass  # Only its name is new.

    def _choose_parameter(self, name: str, raw: Any, place: tuple[Any, int], google: Node) -> Any:
        """Return the parameter to change: the shared one if it changes alike in all its methods, or
        else a copy in this method."""
        parameters, index = place
        shared = self._resolve(parameters[index])
        methods = {
            each["x-google-method"]
            for path, _, each in self._list_operations()
            for node in (each, self.tree["paths"][path])
            if parameters[index] in node.get("parameters", []) and "x-google-method" in each
        }
        kind = "path" if google["in"] == "path" else "parameter"
        facts = [
            self.google.list_inside(("method", each, kind, google["name"]))
            for each in (name, *methods)
        ]
        if facts.count(facts[0]) == len(facts):
            return shared
        if parameters is raw.get("parameters"):
            parameters[index] = copy.deepcopy(shared)
        else:  # The path's parameter stays for its other methods.
            self._append_parameter(raw, copy.deepcopy(shared))
            parameters, index = raw["parameters"], -1
        return parameters[index]

    @staticmethod
    def _append_parameter(raw: Any, parameter: Node) -> None:
        if "parameters" not in raw:
            *_, last = [each for each in raw if each not in {"requestBody", "responses"}]
            insert(raw, "parameters", [], after=last)
        raw["parameters"].append(style(parameter))

    def _reuse_parameter(self, google: Node) -> Node:
        """Return a query parameter, or a reference to an equal size or token of a page. Other
        parameters with equal names can have different meanings."""
        schema = google["schema"]
        self._add_references(schema)
        if google["name"] not in {PAGE_SIZE, PAGE_TOKEN}:
            return google
        keys = {key for keys in FIELD_ASPECTS.values() for key in keys} - {"minimum"}
        for name, each in self.parameters.items():
            if each["name"] == google["name"] and all(
                each["schema"].get(key) == schema.get(key) for key in keys
            ):
                return {"$ref": f"#/components/parameters/{name}"}
        if google["name"] == PAGE_SIZE:
            schema |= {"minimum": 0, "x-deviation": {"minimum": UNBOUNDED}}
        return google

    # --- schemas ---

    def _add_schema(self, name: str) -> None:
        if name in self.schemas:
            return
        schema = copy.deepcopy(self.converted[name])
        if IDENTITY in schema.get("properties", {}) and "x-google-schema" not in schema:
            head = {key: schema[key] for key in ("type", "description")}
            marks = {"required": [IDENTITY], "x-deviation": {"required": UNMARKED}}
            schema = {**head, **marks, **schema}
        *_, last = [each for each in self.schemas if each in self.converted] or self.schemas
        insert(self.schemas, name, schema, after=last)
        self._add_references(schema)

    def _adopt_schema(self, drift: Drift, name: str, inner: list[str]) -> None:
        google = self.converted.get(name, {})
        match inner:
            case [] if drift.kind == "new":
                self._add_schema(name)
            case []:
                pass  # It is removed as soon as nothing refers to it.
            case ["name"]:
                put(self.schemas[name], "x-google-schema", drift.google, after="description")
            case ["omitted field", key] if drift.kind == "renamed":
                rename(self.schemas[name]["x-omits"], key, drift.google)
            case ["omitted field", key]:
                _put_inside(self.schemas[name], "x-omits", key, google.get("x-omits", {}).get(key))
            case ["field", key]:
                self._adopt_field(drift, name, key)
            case ["field", key, *aspect]:
                self._change_field(name, key, google["properties"][key], aspect)
            case _:
                self._copy_aspect(self.schemas[name], google, inner[0])

    def _adopt_field(self, drift: Drift, name: str, key: str) -> None:
        fields = self.converted[name].get("properties", {})
        required = self.schemas[name].get("required", [])
        if drift.kind == "renamed":
            rename(self.schemas[name]["properties"], key, drift.google)
            self._edit_examples(name, key, lambda value: rename(value, key, drift.google))
            if key in required:
                required[required.index(key)] = drift.google
            return
        if drift.kind == "gone":
            _put_inside(self.schemas[name], "properties", key, None)
            self._edit_examples(name, key, lambda value: remove(value, key))
            if key in required:
                self._require(name, key, is_required=False)
            return
        before = [each for each in list(fields)[: list(fields).index(key)] if each in fields]
        _put_inside(self.schemas[name], "properties", key, copy.deepcopy(fields[key]), *before[-1:])
        self._add_references(fields[key])

    def _change_field(self, name: str, key: str, google: Node, aspect: list[str]) -> None:
        field = self.schemas[name]["properties"][key]
        match aspect:
            case ["value", *_] | ["order"]:
                self._adopt_values(field, google)
            case ["required"]:
                self._require(
                    name, key, is_required=key in self.converted[name].get("required", [])
                )
            case _:
                self._copy_aspect(field, google, aspect[0])
                value = make_example(self.converted, google, key, "")
                known = {"schema": google, "example": value}
                self._edit_examples(
                    name, key, lambda each: put(each, key, self._fit(each[key], aspect[0], known))
                )

    def _require(self, name: str, key: str, *, is_required: bool) -> None:
        required = [each for each in self.schemas[name].get("required", []) if each != key]
        required += [key] * is_required
        put(self.schemas[name], "required", required or None, after="description")

    def _adopt_values(self, field: Any, google: Node) -> None:
        """Copy Google's values into the enum of the field, or give the field an enum of its own."""
        name = find_enum(self.tree, field)
        if not name or name != find_enum(self.google.document.root, google):
            self._copy_aspect(field, google, "type")
            return
        ours, enum = self.schemas[name], self.converted[name]
        previews = [each for each in ours.get("x-enumPreview", {}) if each not in enum["enum"]]
        put(ours, "enum", [*enum["enum"], *previews])
        for key in ("x-enumDescriptions", "x-enumDeprecated", "x-enumPreview"):
            own, new = ours.get(key, {}), enum.get(key, {})
            for value in {**new, **own}:
                text = own.get(value, new.get(value)) if value in (*new, *previews) else None
                _put_inside(self.schemas[name], key, value, text)

    # --- examples ---

    @staticmethod
    def _fit(value: Any, aspect: str, google: Node) -> Any:
        """Return an example after its schema changed: the present one if it can be kept."""
        is_other = aspect in {"type", "format"}
        return google["example"] if is_other else fit_example(value, google["schema"])

    def _edit_examples(self, name: str, key: str, edit: Callable[[Any], None]) -> None:
        """Edit each value of the schema `name` that has the field `key` in the examples."""

        def search(schema: Any, value: Any) -> None:
            if isinstance(value, list):
                for each in value:
                    search(schema.get("items", {}), each)
            if not isinstance(value, dict):
                return
            if str(schema.get("$ref", "")).endswith(f"/{name}") and key in value:
                edit(value)
            for inner, each in self._resolve(schema).get("properties", {}).items():
                search(each, value.get(inner))

        for _, _, raw in self._list_operations():
            bodies = [raw.get("requestBody", {}), *raw["responses"].values()]
            for body in bodies:
                media = body.get("content", {}).get("application/json", {})
                for example in media.get("examples", {}).values():
                    search(media["schema"], example["value"])


def _put_inside(node: Any, part: str, key: str, value: Any, after: str = "") -> None:
    """Set or remove a key in a part of a node, and add or remove the part accordingly."""
    if part not in node:
        insert(node, part, {}, after="description" if part == "x-omits" else None)
    put(node[part], key, value, after=after)
    if not node[part]:
        remove(node, part)
