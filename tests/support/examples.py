"""A call of the facade for every operation and every example in the document."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from codegen.operations import name_argument, name_method, name_resource
from maton_google_meet_api.runtime.schemas import find_resource_name

from support.schemas import (
    DOCUMENT,
    attributes,
    build_model,
    build_value,
    make_value,
    resolve,
    write_as_model,
)

Query = dict[str, str | list[str]]
"""Query parameters by name; a list for a parameter that is sent more than once."""


class Example(NamedTuple):
    """One call, and the request that it must send."""

    id: str
    label: str
    arguments: list[str]
    keywords: dict[str, Any]
    method: str
    path: str
    query: Query
    body: Any
    write: bool

    def on(self, client: Any) -> Any:
        """Perform the call."""
        tag, _, verb = self.id.partition(".")
        method = getattr(getattr(client, name_resource(tag)), name_method(verb))
        return method(*self.arguments, **self.keywords)


def largest_page(id: str) -> int | None:
    """Return the largest page size that the operation documents; None without pages."""
    for _, _, operation, parameters in operations():
        if operation["operationId"] == id:
            limits = [p["schema"].get("x-largest") for p in parameters if p["name"] == "pageSize"]
            return limits[0] if limits else None
    raise KeyError(id)


def read_query(query: str) -> Query:
    """Return the parameters of a query as sent."""
    parameters = parse_qs(query, keep_blank_values=True)
    return {name: values if len(values) > 1 else values[0] for name, values in parameters.items()}


def write_query(schema: dict[str, Any], value: Any) -> str | list[str]:
    """Return a JSON value as the client sends it in a query."""
    if isinstance(value, list):
        texts = [str(each) for each in value]
        return texts if len(texts) > 1 else texts[0]
    return str(value).lower() if isinstance(value, bool) else str(write_as_model(schema, value))


def snake(name: str) -> str:
    """Return the argument of the facade for a field or a parameter."""
    return name_argument(name)


def operations() -> Iterator[tuple[str, str, dict[str, Any], list[dict[str, Any]]]]:
    """Yield (method, path, operation, parameters) of each operation."""
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
                yield method.upper(), path, operation, [resolve(each) for each in parameters]


def _bodies(operation: dict[str, Any]) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Yield (label, JSON, keyword arguments) of each example of a request body, and of the smallest
    and the fullest body that its schema allows."""
    if "requestBody" not in operation:
        yield "", None, {}
        return
    media = operation["requestBody"]["content"]["application/json"]
    bodies = {label: example["value"] for label, example in media["examples"].items()}
    bodies |= {
        word: make_value(media["schema"], word == "fullest") for word in ("smallest", "fullest")
    }
    name = media["schema"]["$ref"].rpartition("/")[2]
    fields = attributes(resolve(media["schema"]).get("properties", {}))
    for label, body in bodies.items():
        model = build_model(name, body)
        sent = write_as_model(media["schema"], body)
        yield label, sent, {snake(key): getattr(model, fields[key]) for key in body}


def leaves(body: Any, prefix: str = "") -> Iterator[str]:
    """Yield the paths of the leaves of a JSON object; lists and empty objects are leaves."""
    for key, value in body.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def examples() -> Iterator[Example]:
    """Yield two calls for each operation and example body: without and with query arguments."""
    for method, path, operation, parameters in operations():
        variables = {p["name"]: str(p["example"]) for p in parameters if p["in"] == "path"}
        query = {p["name"]: p["example"] for p in parameters if p["in"] == "query"}
        schemas = {p["name"]: p["schema"] for p in parameters}
        needed = {p["name"] for p in parameters if p["in"] == "query" and p.get("required")}
        full_path = path
        for name, value in variables.items():
            full_path = full_path.replace(f"{{{name}}}", value)
        subject = re.sub(r":\w+$", "", find_resource_name(DOCUMENT, full_path) or "")
        if find_resource_name(DOCUMENT, path) is None:
            subject = full_path.rpartition("/")[2]
        elif not re.sub(r":\w+$", "", path).endswith("}"):
            subject = subject.rpartition("/")[0]
        for (label, body, fields), full in itertools.product(_bodies(operation), (False, True)):
            if full and not query:
                continue
            arguments = {key: value for key, value in query.items() if full or key in needed}
            if not body and "updateMask" in query:
                # The mask clears the fields that it names.
                arguments = {"updateMask": query["updateMask"], **arguments}
            if full and "fields" in arguments:
                arguments["fields"] = "*"  # The models need the identities.
            sent = {key: write_query(schemas[key], value) for key, value in arguments.items()}
            if "updateMask" in query:
                sent.setdefault("updateMask", ",".join(leaves(body)))
            yield Example(
                id=operation["operationId"],
                label=f"{operation['operationId']}-{label}{'-full' if full else ''}",
                arguments=[subject] if variables else [],
                keywords={
                    **fields,
                    **{
                        snake(key): build_value(schemas[key], value)
                        for key, value in arguments.items()
                    },
                },
                method=method,
                path=full_path,
                query=sent,
                body=body,
                write=method != "GET",
            )


EXAMPLES = list(examples())
WRITES = [example for example in EXAMPLES if example.write]
FULLEST = {example.id: example for example in EXAMPLES if "smallest" not in example.label}
"""Each operation once, with its fullest body and all of its query."""


def success(id: str) -> dict[str, Any]:
    """Return the media type object of an operation's success; `{}` if the success is empty."""
    [operation] = [each for _, _, each, _ in operations() if each["operationId"] == id]
    [answer] = [each for status, each in operation["responses"].items() if status[0] == "2"]
    media: dict[str, Any] = resolve(answer).get("content", {}).get("application/json", {})
    return media
