"""A call of each kind of operation, and clients whose waits take no time.

A kind is a method and a shape; the first operation of the kind in the document represents it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import anyio
import anyio.lowlevel
import maton_google_meet.models
from codegen.operations import name_argument, name_fields, name_method, name_resource
from maton_google_meet import AsyncGoogleMeet, GoogleMeet, Retry
from maton_google_meet.flow.steps import Step, Wait
from maton_google_meet.http.drivers import AsyncClient, Client
from maton_google_meet_api.runtime.schemas import (
    Node,
    document,
    find_resource_name,
    resolve_node,
)

from support.clocks import WaitClock
from support.document_server import DocumentServer

ATTEMPTS = 3
# The time of the clients' clock.
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


class OperationKind(NamedTuple):
    """A kind of operation, represented by one operation."""

    label: str
    operation: str
    write: bool
    subject: str
    """The first argument of a call: a full name or an id; empty if there is none."""
    perform: Callable[[Any, str], Any]
    """Make the call with a sync or async client and a subject."""
    success: bytes
    """The document's example of a response."""
    empty: bool
    """True if a success has no content."""

    def call(self, client: Any) -> Any:
        """Make the call."""
        return self.perform(client, self.subject)


def operation_kinds() -> list[OperationKind]:
    """Return the first operation of each kind in the document."""
    kinds: dict[str, OperationKind] = {}
    answers = DocumentServer(document())
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            if method != "parameters" and (label := _label(method, path, operation)) not in kinds:
                reply = answers.example(operation["operationId"])
                kinds[label] = OperationKind(
                    label,
                    operation["operationId"],
                    "x-write" in operation,
                    _subject(path, item, operation),
                    functools.partial(_call, operation),
                    reply.content(),
                    not reply.json,
                )
    return list(kinds.values())


def _label(method: str, path: str, operation: Node) -> str:
    # A PUT differs from a PATCH only for the server, and a custom GET from another GET.
    label = {"put": "PATCH"}.get(method, method.upper())
    if find_resource_name(document(), path) is None:
        label = f"Maton's {label}"
    if ":" in path and label != "GET":
        body = _schema(operation) if "requestBody" in operation else {}
        fields = resolve_node(document(), body).get("properties", {}).values()
        many = any(resolve_node(document(), field).get("type") == "array" for field in fields)
        return f"{label} of a {'batch' if many else 'verb'}"
    return f"{label} of a list" if operation["operationId"].endswith(".list") else label


def _schema(operation: Node) -> Node:
    schema: Node = operation["requestBody"]["content"]["application/json"]["schema"]
    return schema


def _subject(path: str, item: Node, operation: Node) -> str:
    """Return the first argument of the method: a full name or an id, or ''."""
    parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
    for parameter in (resolve_node(document(), each) for each in parameters):
        path = path.replace(f"{{{parameter['name']}}}", str(parameter.get("example")))
    name = find_resource_name(document(), path)
    parts = re.sub(r":\w+$", "", path if name is None else name).split("/")
    return "".join(parts[2:]) if name is None else "/".join(parts[: len(parts) // 2 * 2])


def _call(operation: Node, client: Any, subject: str) -> Any:
    """Call the operation's method with the first example of a body."""
    tag, _, verb = operation["operationId"].partition(".")
    method = getattr(getattr(client, name_resource(tag)), name_method(verb))
    fields: dict[str, Any] = {}
    if "requestBody" in operation:
        examples = operation["requestBody"]["content"]["application/json"]["examples"]
        body = next(iter(examples.values()))["value"]
        name = _schema(operation)["$ref"].rpartition("/")[2]
        model = getattr(maton_google_meet.models, name).from_dict(body)
        schema = resolve_node(document(), _schema(operation))
        names = name_fields(schema.get("properties", {}))
        fields = {name_argument(key): getattr(model, names[key]) for key in body}
    return method(*filter(None, [subject]), **fields)


class _Http(Client):
    clock: WaitClock

    def perform(self, step: Step) -> Any:
        return self.clock.wait(step.seconds) if isinstance(step, Wait) else super().perform(step)


class _AsyncHttp(AsyncClient):
    clock: WaitClock

    async def perform(self, step: Step) -> Any:
        if not isinstance(step, Wait):
            return await super().perform(step)
        await anyio.lowlevel.checkpoint()
        return self.clock.wait(step.seconds)


class Meet(GoogleMeet):
    """A client whose waits take no time."""

    _http_class = _Http


class AsyncMeet(AsyncGoogleMeet):
    """An async client whose waits take no time."""

    _http_class = _AsyncHttp


async def approve(_: object) -> bool:
    """Approve all writes, without a thread."""
    await anyio.lowlevel.checkpoint()
    return True


approve.shows_account = False  # type: ignore[attr-defined]


def make_instant_client(mode: str, *, confirm: Any, **options: Any) -> Any:
    """Return a client whose waits take no time; its clock is `http.clock`.

    It makes at most `ATTEMPTS` attempts, and its connection is pinned.
    """
    kind: Any = Meet if mode == "sync" else AsyncMeet
    settings = {"connection": "c", "retry": Retry(attempts=ATTEMPTS), "pace": None} | options
    client = kind("key", confirm=confirm, **settings)
    client.http.clock = client.http.call_options.state.monotonic = WaitClock()
    client.http.call_options.state.now = NOW.timestamp
    return client


class Pool(NamedTuple):
    """The connections of a client's pool."""

    connections: list[Any]
    """All connections."""
    held: list[Any]
    """The busy connections, and the requests that wait for a connection."""


def read_pool(meet: Any) -> Pool:
    """Return the state of httpcore's pool."""
    pool = meet.http._transport._pool
    busy = [each for each in pool.connections if not (each.is_idle() or each.is_closed())]
    return Pool(pool.connections, [*pool._requests, *busy])


def describe_held(meet: Any) -> str:
    """Return the connections and requests that an idle client still holds, or ''."""
    return ", ".join(map(repr, read_pool(meet).held))
