"""What happens to one call, without I/O.

`call` is a generator: it yields what it wants done (`steps`), is sent what came of it, and returns
the response or raises. The drivers perform it, one sync and one async, and differ in nothing else.

The order: no hook for a write, raise; find the connection; ask; read the key; send.
"""

from __future__ import annotations

import copy
import logging
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
from maton_google_meet_api.operations import OPERATIONS

from .confirmation import AsyncConfirm, Confirm, PendingWrite, ask, required
from .connections import ACTIVE, APP, HEADER, Selector
from .errors import (
    APIStatusError,
    ConfigurationError,
    MissingConnection,
    network_error,
    status_error,
)
from .retry import Retry
from .settings import Address, Key, header_value
from .steps import Ask, Send, Step
from .text import harmless

if TYPE_CHECKING:
    from maton_google_meet_api.table import Operation

    from .pacing import Pace

logger = logging.getLogger("maton_google_meet")
Result = TypeVar("Result")
Flow = Generator[Step, Any, Result]

READS = frozenset({"GET", "HEAD", "OPTIONS"})
CONNECTIONS = "/connections"
# Headers by which a server takes one method for another: a GET that deletes would not be asked for.
OVERRIDES = {"x-http-method-override", "x-http-method", "x-method-override"}
RAW_OUTCOME = (
    "Unknown to this client: whatever the proxy does with this request. It may delete something."
)


@dataclass
class Shared:
    """What a client and all its views have in common; the clocks count in seconds."""

    key: Key
    address: Address
    closed: bool = False
    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time

    def check_open(self) -> None:
        """Raise if the client was closed."""
        if self.closed:
            raise ConfigurationError("This client is closed: nothing was sent. Create a new one.")


@dataclass
class Policy:
    """What one client or view does with a call."""

    shared: Shared
    selector: Selector
    confirm: Confirm | AsyncConfirm | None
    retry: Retry | None
    pace: Pace | None

    def __post_init__(self) -> None:
        if self.confirm is not None and not callable(self.confirm):
            raise ConfigurationError("confirm= takes a function, such as approve_in_terminal.")
        if self.retry is not None and not isinstance(self.retry, Retry):
            raise ConfigurationError("retry= takes a Retry, or None.")


def call(
    policy: Policy,
    request: httpx.Request,
    build: Callable[..., httpx.Request],
    *,
    stream: bool = False,
) -> Flow[httpx.Response]:
    """Perform `request`, whose body has been read; `build` makes requests to the same proxy.

    Returns a response with a status of 2xx; any other raises, as does everything else that goes
    wrong: see `errors`.
    """
    shared, selector = policy.shared, policy.selector
    path = shared.address.path(request.url)
    operation = OPERATIONS.find(request.method, path)
    write = request.method not in READS
    shared.check_open()
    if any(name.lower().replace("_", "-") in OVERRIDES for name in request.headers):
        raise ConfigurationError("A header that overrides the method was refused.")
    request.headers.pop(HEADER, None)
    account = path != CONNECTIONS and not path.startswith(f"{CONNECTIONS}/")
    if write and policy.confirm is None:
        raise required(_pending(request, operation, selector.known() if account else None))
    connection = None
    if account:
        connection = yield from selector.select(lambda: _list_connections(policy, build))
        if identifier := getattr(connection, "connection_id", None):
            request.headers[HEADER] = header_value(identifier, "The connection's id")
    if write and policy.confirm is not None:
        yield from ask(policy.confirm, _pending(request, operation, connection))
    try:
        return (yield from _exchange(policy, request, operation, stream))
    except APIStatusError as error:
        if account and (isinstance(error, MissingConnection) or error.status_code == 500):
            selector.forget()
        raise


def _pending(request: httpx.Request, operation: Operation | None, connection: Any) -> PendingWrite:
    return PendingWrite(
        operation=operation.id if operation else None,
        method=request.method,
        path=request.url.raw_path.decode("ascii"),
        connection=copy.deepcopy(connection),  # What a hook does to it must not reach later calls.
        body=request.content,
        outcome=(operation and operation.outcome) or RAW_OUTCOME,
        destructive=operation.destructive if operation else True,
    )


def _list_connections(policy: Policy, build: Callable[..., httpx.Request]) -> Flow[httpx.Response]:
    request = build("GET", CONNECTIONS, params={"app": APP, "status": ACTIVE})
    operation = OPERATIONS.find(request.method, CONNECTIONS)
    return (yield from _exchange(policy, request, operation, stream=False))


def _exchange(
    policy: Policy, request: httpx.Request, operation: Operation | None, stream: bool
) -> Flow[httpx.Response]:
    """Send `request` with the key, which stands in it only while it is on its way."""
    shared = policy.shared
    write = request.method not in READS
    shared.check_open()
    key = shared.key
    if callable(key):
        key = header_value((yield Ask(key)), "What the function given as api_key= returned")
    started = shared.monotonic()
    said: object = "no answer"
    request.headers["Authorization"] = f"Bearer {key}"
    try:
        response: httpx.Response = yield Send(request, stream)
        response.next_request = None  # It would be a copy with the key in it.
        said = response.status_code
    except (httpx.RequestError, httpx.InvalidURL) as error:
        said = type(error).__name__
        raise network_error(error, request, operation, write=write) from error
    finally:
        request.headers.pop("Authorization", None)
        logger.debug(
            "%s %s: %s, attempt %d, %.3f s",
            request.method,
            harmless(request.url.path),
            said,
            1,
            shared.monotonic() - started,
        )
    if response.is_success:
        return response
    raise status_error(response, operation, write=write, now=shared.now(), secret=key)
