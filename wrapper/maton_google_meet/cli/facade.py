"""The facade as the command line sees it: its resources, and the document behind them."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.resources import Resources
from maton_google_meet_api.schemas import Node, document
from maton_google_meet_api.schemas import kinds as kinds_of
from maton_google_meet_api.schemas import resolved as meant
from maton_google_meet_api.table import Operation


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


def schemas(operation: Operation) -> Iterator[tuple[str, Node]]:
    """Each field of the body and each parameter of `operation`, with its schema."""
    item = document()["paths"][operation.path]
    raw = item[operation.method.lower()]
    if "requestBody" in raw:
        content = resolved(raw["requestBody"])["content"]["application/json"]
        yield from resolved(content["schema"]).get("properties", {}).items()
    for parameter in map(resolved, [*item.get("parameters", []), *raw.get("parameters", [])]):
        yield parameter["name"], parameter["schema"]
