"""The OpenAPI document, indexed: routes, parameters, schemas and examples."""

from __future__ import annotations

import copy
import functools
import re
from typing import Any, NamedTuple

from maton_google_meet_api.runtime.schemas import (
    Node,
    document,
    find_resource_name,
    list_types,
    resolve_node,
)
from maton_google_meet_api.runtime.table import Operation, Table

_METHODS = ("get", "post", "put", "patch", "delete")
MAX_SAMPLE_DEPTH = 6


def get_pattern(name: str) -> str:
    """Return the name of a resource or collection, or its template, with `*` for each id."""
    return "/".join("*" if at % 2 else part for at, part in enumerate(name.split("/")))


class Kind(NamedTuple):
    """A kind of resource that the document describes."""

    schema: Node
    example: Node
    identifier: str
    """The last part of the name of the example."""
    is_singleton: bool
    """True if each parent has exactly one; its name then ends in a word."""


class Route(NamedTuple):
    """One operation of the document."""

    id: str
    method: str
    path: str
    """The path template."""
    query: dict[str, Node]
    """The schemas of the query parameters by name."""
    body: Node | None
    """The schema of the request body."""
    body_required: bool
    response: Node
    """The schema of a success."""
    examples: list[Any]
    """The examples of a success."""
    item_field: str | None
    """The field of a page that holds the items; None if the operation is not a list."""
    identifier: str
    """The example of the last id in the path."""

    @property
    def has_content(self) -> bool:
        """True if a success has a body."""
        return bool(self.response)


def _is_list(route: Route) -> bool:
    return route.item_field is not None


def _is_create(route: Route) -> bool:
    return route.method == "POST" and not re.search(r"[}:]", route.path.rpartition("/")[2])


def _is_get(route: Route) -> bool:
    last = route.path.rpartition("/")[2]
    return route.method == "GET" and not _is_list(route) and ":" not in last


class Api:
    """One document, indexed. It is read-only, so threads may share it."""

    def __init__(self, document: Node) -> None:
        self.document = document
        # Google's parameter `fields` is not among them: each operation documents it.
        self.system_parameters: frozenset[str] = frozenset(document["x-omits"])
        self.routes: dict[str, Route] = {}
        self.example_ids: dict[str, list[str]] = {}
        """The ids in the examples of requests, by collection (`spaces/abc/members`)."""
        self.example_arguments: dict[str, Any] = {}
        """The examples of parameters by name."""
        for path, item in document["paths"].items():
            for method in (name for name in _METHODS if name in item):
                route = self._build_route(path, method.upper(), item, item[method])
                self.routes[route.id] = route
        rows = [Operation(each.id, each.method, each.path, "") for each in self.routes.values()]
        self._table = Table(rows, {})
        self.kinds: dict[str, Kind] = {}
        """The kinds of resources, by the pattern of their names."""
        for is_source in (_is_create, _is_list, _is_get):  # The last one has precedence.
            self.kinds |= {
                self._find_pattern(route): self._read_kind(route)
                for route in self.routes.values()
                if is_source(route) and self.find_resource_name(route.path) is not None
            }

    def _build_route(self, path: str, method: str, item: Node, operation: Node) -> Route:
        parameters = [
            self.resolve(each)
            for each in (*item.get("parameters", ()), *operation.get("parameters", ()))
        ]
        body = self.resolve(operation.get("requestBody", {}))
        self._add_example_ids(path, parameters, body)
        success = self.resolve(next(v for k, v in operation["responses"].items() if k[0] == "2"))
        media = success.get("content", {}).get("application/json", {})
        fields = self.resolve_kind(media.get("schema", {})).get("properties", {})
        arrays = [key for key, each in fields.items() if "items" in self.resolve_kind(each)]
        variables = [str(each.get("example", "1")) for each in parameters if each["in"] == "path"]
        examples = [self.resolve(each)["value"] for each in media.get("examples", {}).values()]
        return Route(
            operation["operationId"],
            method,
            path,
            {each["name"]: each["schema"] for each in parameters if each["in"] == "query"},
            body.get("content", {}).get("application/json", {}).get("schema"),
            bool(body.get("required")),
            media.get("schema", {}),
            examples,
            arrays[0] if arrays and operation["operationId"].endswith(".list") else None,
            variables[-1] if variables else "1",
        )

    def _find_pattern(self, route: Route) -> str:
        """Return the pattern of the names of the resources that `route` reads or creates."""
        pattern = get_pattern(self.find_resource_name(route.path) or "")
        return pattern if _is_get(route) else f"{pattern}/*"

    def _read_kind(self, route: Route) -> Kind:
        schema, examples = route.response, route.examples
        if route.item_field:
            page = self.resolve_kind(schema)["properties"][route.item_field]
            schema = self.resolve_kind(page)["items"]
            examples = [each for page in examples for each in page.get(route.item_field, ())]
        is_singleton = _is_get(route) and not route.path.endswith("}")
        example: Node = (examples or [self.build_sample(schema)])[0]
        identifier = str(example.get("name", route.identifier)).rpartition("/")[2]
        if is_singleton:
            identifier = route.path.rpartition("/")[2]
        elif _is_get(route):
            identifier = route.identifier
        return Kind(self.resolve(schema), example, identifier, is_singleton)

    def find_kind(self, name: str) -> Kind | None:
        """Return the kind of the resource of that name; None if the document has none."""
        return self.kinds.get(get_pattern(name))

    def resolve(self, node: Node) -> Node:
        """Return `node`, or the target of its `$ref` with the siblings laid over."""
        return resolve_node(self.document, node)

    def find_route(self, method: str, path: str) -> Route | None:
        """Return the operation that a request performs, or None if no operation matches.

        `path` is percent-encoded and has no query.
        """
        operation = self._table.find(method, path)
        # Google treats an escaped slash as a separator.
        return self.routes[operation.id] if operation and "%2f" not in path.lower() else None

    def find_resource_name(self, path: str) -> str | None:
        """Return the part of `path` that is a resource name; None for a path of the proxy."""
        return find_resource_name(self.document, path)

    def resolve_kind(self, schema: Node) -> Node:
        """Return the one type of a value of `schema`; for an open enum, the enum."""
        types = list_types(self.document, schema)
        return next((each for each in types if "enum" in each), types[0])

    def _add_example_ids(self, path: str, parameters: list[Node], body: Node) -> None:
        names = _find_names(body.get("content", {}).get("application/json", {}))
        values = {each["name"]: each["example"] for each in parameters if "example" in each}
        self.example_arguments |= values
        if path.endswith("}") and {*re.findall(r"\{(\w+)\}", path)} <= values.keys():
            names.insert(0, path.format(**values))
        for name in names:
            resource = self.find_resource_name(name) or name
            collection, _, identifier = resource.rpartition("/")
            ids = self.example_ids.setdefault(collection, [])
            if identifier not in ids:
                ids.append(identifier)

    def get_example(self, response: str, example: str, media: str = "application/json") -> Any:
        """Return the body of an example of an error response."""
        content = self.document["components"]["responses"][response]["content"][media]
        return copy.deepcopy(content["examples"][example]["value"])

    def build_sample(self, schema: Node, key: str = "", depth: int = 0) -> Any:
        """Return an invented value of `schema`: every field, one item in each list.

        Objects below more than `MAX_SAMPLE_DEPTH` others are empty: a schema may contain itself.
        """
        kind = self.resolve_kind(schema)
        if "enum" in kind:
            return kind["enum"][-1]
        if kind.get("type") == "object":
            fields = kind.get("properties", {}) if depth <= MAX_SAMPLE_DEPTH else {}
            return {name: self.build_sample(each, name, depth + 1) for name, each in fields.items()}
        if kind.get("type") == "array":
            return [self.build_sample(kind["items"], key, depth + 1)]
        if kind.get("format") == "date-time":
            return "2026-11-03T09:00:14.207318Z"
        return {"integer": 1, "number": 1.5, "boolean": True}.get(kind.get("type", ""), key)


def _find_names(examples: Any) -> list[str]:
    """Return the names of resources in the examples of a body."""
    if isinstance(examples, list):
        return [name for each in examples for name in _find_names(each)]
    if not isinstance(examples, dict):
        return []
    name = examples.get("name")
    own = [name] if isinstance(name, str) and "/" in name else []
    return own + _find_names(list(examples.values()))


@functools.cache
def load_packaged_api() -> Api:
    """Return the index of the document that this package was generated from."""
    return Api(document())
