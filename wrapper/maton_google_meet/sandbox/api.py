"""What the OpenAPI document says: routes, parameters, schemas, examples."""

from __future__ import annotations

import copy
import functools
from typing import Any, NamedTuple

from maton_google_meet_api.runtime.schemas import Node, document, kinds, resolved
from maton_google_meet_api.runtime.table import Operation, Table

_METHODS = ("get", "post", "put", "patch", "delete")


class Route(NamedTuple):
    """One operation of the document."""

    id: str
    method: str
    path: str
    """The path template."""
    query: dict[str, Node]
    """The schema of each query parameter, by its name."""
    body: Node | None
    """The schema of the request's body."""
    body_required: bool
    answer: Node
    """The schema of a success."""
    examples: list[Any]
    """The document's examples of a success."""


class Api:
    """One document, indexed. It is read only; threads may share it."""

    def __init__(self, document: Node) -> None:
        self.document = document
        self.prefix: str = document["x-resource-names"]
        # `fields` is a parameter of Google's too, and stands at each operation.
        self.everywhere: frozenset[str] = frozenset(document["x-omits"])
        self.routes: dict[str, Route] = {}
        for path, item in document["paths"].items():
            for method in (name for name in _METHODS if name in item):
                route = self._route(path, method.upper(), item, item[method])
                self.routes[route.id] = route
        rows = [Operation(each.id, each.method, each.path, "") for each in self.routes.values()]
        self._table = Table(rows, {})

    def _route(self, path: str, method: str, item: Node, operation: Node) -> Route:
        parameters = [
            self.resolve(each)
            for each in (*item.get("parameters", ()), *operation.get("parameters", ()))
        ]
        body = self.resolve(operation.get("requestBody", {}))
        success = self.resolve(next(v for k, v in operation["responses"].items() if k[0] == "2"))
        media = success.get("content", {}).get("application/json", {})
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
        )

    def resolve(self, node: Node) -> Node:
        """`node`, or what its `$ref` names with the siblings laid over."""
        return resolved(self.document, node)

    def find_route(self, method: str, path: str) -> Route | None:
        """Return the operation that a request performs, or None if no operation matches.

        `path` is percent-encoded and has no query.
        """
        operation = self._table.find(method, path)
        # Google treats an escaped slash as a separator.
        return self.routes[operation.id] if operation and "%2f" not in path.lower() else None

    def kind(self, schema: Node) -> Node:
        """What a value of `schema` is, where it is one thing: an enum that is open to other
        strings is an enum."""
        several = kinds(self.document, schema)
        return next((each for each in several if "enum" in each), several[0])

    def example(self, response: str, example: str, media: str = "application/json") -> Any:
        """The body that the document gives as an example of an error answer."""
        content = self.document["components"]["responses"][response]["content"][media]
        return copy.deepcopy(content["examples"][example]["value"])

    def sample(self, schema: Node, key: str = "") -> Any:
        """A value that fits `schema`, made up: each field, one of each list."""
        kind = self.kind(schema)
        if "enum" in kind:
            return kind["enum"][-1]
        if kind.get("type") == "object":
            fields = kind.get("properties", {})
            return {name: self.sample(each, name) for name, each in fields.items()}
        if kind.get("type") == "array":
            return [self.sample(kind["items"], key)]
        if kind.get("format") == "date-time":
            return "2026-11-03T09:00:14.207318Z"
        return {"integer": 1, "number": 1.5, "boolean": True}.get(kind.get("type", ""), key)


@functools.cache
def packaged() -> Api:
    """The document that this package was made from."""
    return Api(document())
