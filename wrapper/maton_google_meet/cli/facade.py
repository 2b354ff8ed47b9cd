"""The facade as the command line sees it: its resources, and the document behind them."""

from __future__ import annotations

import functools
import inspect
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.resources import Resources
from maton_google_meet_api.runtime.schemas import Node, document
from maton_google_meet_api.runtime.schemas import kinds as kinds_of
from maton_google_meet_api.runtime.schemas import resolved as meant
from maton_google_meet_api.runtime.table import Operation


class Verb(NamedTuple):
    """An operation, and where its method is: an attribute of a client, a method of that."""

    operation: Operation
    resource: str
    name: str

    @property
    def command(self) -> str:
        """What is typed for it, after the resource."""
        return kebab(self.name)

    @property
    def lists(self) -> bool:
        """Whether it answers with the items of a list."""
        return str(inspect.signature(self.method).return_annotation).startswith("Pager[")

    @property
    def text(self) -> str:
        """What the method says of the operation, as paragraphs."""
        return flowing(re.split(r"\n\n(?:Args|Returns):\n", inspect.getdoc(self.method) or "")[0])

    @property
    def method(self) -> Callable[..., Any]:
        """The method of the facade, bound to nothing that could send."""
        return cast("Callable[..., Any]", getattr(_resource(self.resource), self.name))


def kebab(name: str) -> str:
    """A name in camel or snake case as it is typed."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).replace("_", "-").lower()


def flowing(text: str) -> str:
    """`text` with each paragraph and list item on one line, to be wrapped where it is shown."""
    blocks = re.split(r"\n\s*\n|\n(?=\s*[-*] )", text.strip())
    return "\n\n".join(" ".join(block.split()) for block in blocks)


def alike(name: str) -> str:
    """What names in camel, snake and kebab case have in common."""
    return re.sub("[-_]", "", name).lower()


def _resource(name: str) -> object:
    return getattr(Resources(cast("Any", None)), name)


@functools.cache
def resources() -> Mapping[str, Mapping[str, Verb]]:
    """Each resource with its verbs, as they are typed, in the document's order."""
    found: dict[str, dict[str, Verb]] = {}
    for operation in OPERATIONS:
        tag, _, verb = operation.id.partition(".")
        resource = next(name for name in dir(Resources) if alike(name) == alike(tag))
        name = next(name for name in dir(_resource(resource)) if alike(name) == alike(verb))
        each = Verb(operation, resource, name)
        found.setdefault(kebab(resource), {})[each.command] = each
    return found


def description(resource: str) -> str:
    """What a resource is: in a sentence, and below it in full."""
    verb = next(iter(resources()[resource].values()))
    headline = getattr(Resources, verb.resource).__doc__ or ""
    # The last paragraph is about Python.
    text = (inspect.getdoc(type(_resource(verb.resource))) or "").rpartition("\n\n")[0]
    return f"{headline}\n\n{flowing(text).removeprefix(headline).strip()}".strip()


def resolved(node: Node) -> Node:
    """`node`, or what its `$ref` names."""
    return meant(document(), node)


def kinds(schema: Node) -> list[Node]:
    """What a value of `schema` may be, null left out."""
    return kinds_of(document(), schema)


def find_secrets(schema: Node, above: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the fields that the document marks as secret, at any depth, with their descriptions.

    `above` names the schemas around this one, which may hold itself.
    """
    reference = schema.get("$ref", "")
    if reference in above:
        return {}
    above = (*above, reference) if reference else above
    found = dict[str, str]()
    for kind in kinds(schema):
        found |= find_secrets(kind.get("items", {}), above) if "items" in kind else {}
        for name, field in kind.get("properties", {}).items():
            found |= find_secrets(field, above)
            if resolved(field).get("x-secret"):
                found[name] = flowing(resolved(field).get("description", ""))
    return found


def response_schema(operation: Operation) -> Node:
    """Return the schema of the operation's 2xx response; an empty one if it has none."""
    responses = document()["paths"][operation.path][operation.method.lower()]["responses"]
    success = next(value for status, value in responses.items() if status.startswith("2"))
    content = resolved(success).get("content", {})
    return cast("Node", content["application/json"]["schema"] if content else {})


def present(model: Any, *, show: bool = False, hidden: set[str] | None = None) -> Any:
    """Return a response as it is shown: timestamps in UTC, and without secrets.

    A response can hold secrets if the document marks a field of it as one.

    Args:
        model: The response, or a part of it.
        show: Keep its secrets.
        hidden: Receives the names of the fields that hold secrets.
    """
    from ..redaction import redact_secrets

    known = document()["components"]["schemas"]
    schema = next(known[name] for name in known if alike(name) == alike(type(model).__name__))
    data = model.to_dict()
    if find_secrets(schema) and not show:
        data = redact_secrets(data, hidden)
    return _present(data, schema)


def _present(value: Any, schema: Node) -> Any:
    if isinstance(value, Mapping):
        properties = dict[str, Node]()
        for kind in kinds(schema):
            properties |= kind.get("properties", {})
        return {key: _present(each, properties.get(key, {})) for key, each in value.items()}
    if isinstance(value, list):
        items: Node = next((kind["items"] for kind in kinds(schema) if "items" in kind), {})
        return [_present(each, items) for each in value]
    if isinstance(value, str) and any(kind.get("format") == "date-time" for kind in kinds(schema)):
        return _format_timestamp(value)
    if isinstance(value, float) and not math.isfinite(value):
        return json.dumps(value)  # JSON has no such number; Google writes these words as strings.
    return value


def _format_timestamp(text: str) -> str:
    """Return an ISO 8601 timestamp as Google writes it: in UTC, with 0, 3 or 6 fractional digits.

    Return `text` itself if it cannot be expressed in UTC.
    """
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return text
    micro = moment.microsecond
    unit = "microseconds" if micro % 1000 else "milliseconds" if micro else "seconds"
    return f"{moment.isoformat(timespec=unit)}Z"


def schemas(operation: Operation) -> Iterator[tuple[str, Node]]:
    """Each field of the body and each parameter of `operation`, with its schema."""
    item = document()["paths"][operation.path]
    raw = item[operation.method.lower()]
    if "requestBody" in raw:
        content = resolved(raw["requestBody"])["content"]["application/json"]
        yield from resolved(content["schema"]).get("properties", {}).items()
    for parameter in map(resolved, [*item.get("parameters", []), *raw.get("parameters", [])]):
        yield parameter["name"], parameter["schema"]
