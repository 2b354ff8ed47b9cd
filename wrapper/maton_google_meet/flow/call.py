"""What happens to one call, without I/O.

`call` is a generator: it yields what it wants done (`steps`), is sent what came of it, and returns
the response or raises. The drivers perform it, one sync and one async, and differ in nothing else.

The order: no hook for a write, raise; find the connection; ask; then, for each attempt, take a
slot, read the key, send.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import httpx
from maton_google_meet_api.runtime.problems import named
from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..config import Address, Key, header_value
from ..errors import (
    APIStatusError,
    ConfigurationError,
    MatonError,
    RateLimitError,
    is_connection_lost,
    network_error,
    status_error,
)
from ..forking import renew_after_fork
from ..http.callbacks import refuse_within, within
from ..http.sockets import TRACE, Trace
from .connections import ACTIVE, APP, HEADER, ProxyDefault, Selector, copied, identifier
from .pacing import Pacer, Slot
from .retry import Retry, repeatable
from .steps import Ask, Reserve, Send, Step, Wait

if TYPE_CHECKING:
    from maton_google_meet_api.runtime.table import Operation, Table

    from .confirmation import AsyncConfirm, Confirm, PendingWrite

logger: logging.Logger = logging.getLogger("maton_google_meet")
Result = TypeVar("Result")
Flow = Generator[Step, Any, Result]
Call: TypeAlias = Flow[httpx.Response]
Build: TypeAlias = Callable[..., httpx.Request]

# The libraries below have no common class of errors: anyio lets `ssl.SSLError` pass, an `OSError`,
# and httpx raises `RuntimeError` if its client is closed meanwhile.
TRANSPORT_ERRORS = (httpx.HTTPError, httpx.InvalidURL, OSError, RuntimeError, UnicodeError)
# The headers that describe how a body was transferred.
ENCODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})
READS = frozenset({"GET", "HEAD", "OPTIONS"})
CONNECTIONS = "/connections"
RAW_OUTCOME = "Unknown to this client, whatever the proxy does with it. It may delete something."


class ClientState:
    """What a client and all its views have in common; the clocks count in seconds."""

    def __init__(
        self,
        key: Key,
        address: Address,
        event_class: Callable[[], Any] = threading.Event,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.key: Key = key
        self.address: Address = address
        self._event_class = event_class
        # Set once the client is closed, a `threading.Event` or an `anyio.Event`: to ask is alike.
        self.closing: Any = event_class()
        self.monotonic: Callable[[], float] = monotonic
        self.now: Callable[[], float] = now
        renew_after_fork(self)

    def renew(self) -> None:
        """Replace the event, as after a fork: a thread of the parent may have held its lock."""
        closed, self.closing = self.closing.is_set(), self._event_class()
        if closed:
            self.closing.set()

    def check_open(self) -> None:
        """Raise if the client was closed."""
        if self.closing.is_set():
            raise ConfigurationError("This client is closed. Create a new one.")


class CallOptions:
    """What one client or view does with a call."""

    def __init__(
        self,
        shared: ClientState,
        selector: Selector,
        confirm: Confirm | AsyncConfirm | None,
        retry: Retry,
        pace: Pacer | None,
    ) -> None:
        if confirm is not None and not callable(confirm):
            raise ConfigurationError("confirm= takes a function, such as approve_in_terminal.")
        if not isinstance(retry, Retry):
            raise ConfigurationError("retry= takes a Retry, or None.")
        methods = hasattr(pace, "reserve") and hasattr(pace, "areserve")
        if pace is not None and (isinstance(pace, type) or not methods):
            raise ConfigurationError("pace= takes a Pace, or what has its two methods, or None.")
        self.shared: ClientState = shared
        self.selector: Selector = selector
        self.confirm: Confirm | AsyncConfirm | None = confirm
        self.retry: Retry = retry
        self.pace: Pacer | None = pace


def call(policy: CallOptions, request: httpx.Request, build: Build, stream: bool = False) -> Call:
    """Perform `request`, whose body has been read; `build` makes requests to the same proxy.

    Returns a response with a status of 2xx; any other raises, as does everything else that goes
    wrong: see `errors`.
    """
    from maton_google_meet_api.operations import OPERATIONS

    shared, selector = policy.shared, policy.selector
    if callable(shared.key):
        yield from refuse_within(shared, "api_key=")
    path = shared.address.path(request.url)
    operation = OPERATIONS.find(request.method, path)
    write = request.method not in READS
    shared.check_open()
    asked_for = _asked_for(request)
    account = OPERATIONS.reaches_google(path)
    if write and policy.confirm is None:
        from .confirmation import required  # Who only reads need not load it.

        raise required(_pending(request, operation, selector.known() if account else None))
    connection = None
    if account:
        connection = yield from selector.select(lambda: _listing(policy, build, OPERATIONS))
        used = "" if isinstance(connection, ProxyDefault) else identifier(connection)
        if asked_for and (other := sorted(asked_for - {used})):
            asked = escape_for_terminal(shorten(other[0], 100))
            raise ConfigurationError(
                f"The header {HEADER} names {asked!r}, but this client uses {used or connection}: "
                f"the request was not sent. Call with_options(connection={asked!r}) instead."
            )
        if used:
            request.headers[HEADER] = used
    if write and policy.confirm is not None:
        from .confirmation import ask

        yield from refuse_within(shared, "confirm=", policy.confirm)
        with within(shared, "confirm=", policy.confirm):
            yield from ask(policy.confirm, _pending(request, operation, connection))
    try:
        return (yield from _exchange(policy, request, operation, stream))
    except APIStatusError as error:
        if account and is_connection_lost(error):
            selector.forget()
        raise


def _asked_for(request: httpx.Request) -> set[str]:
    """Remove the header `Maton-Connection` from `request`, and return its values."""
    if HEADER not in request.headers:
        return set()
    values = set(request.headers.get_list(HEADER))
    del request.headers[HEADER]
    return values


def _pending(request: httpx.Request, operation: Operation | None, connection: Any) -> PendingWrite:
    from .confirmation import PendingWrite

    return PendingWrite(
        operation=operation.id if operation else None,
        method=request.method,
        path=request.url.raw_path.decode("ascii"),
        connection=copied(connection),
        body=request.content,
        outcome=(operation and operation.outcome) or RAW_OUTCOME,
        destructive=operation.destructive if operation else True,
    )


def _listing(policy: CallOptions, build: Build, operations: Table) -> Call:
    request = build("GET", CONNECTIONS, params={"app": APP, "status": ACTIVE})
    _asked_for(request)
    return _exchange(policy, request, operations.find("GET", CONNECTIONS), stream=False)


def _exchange(
    policy: CallOptions, request: httpx.Request, operation: Operation | None, stream: bool
) -> Call:
    """Send `request`, and again as far as `policy.retry` goes."""
    shared, retry, pace = policy.shared, policy.retry, policy.pace
    failure: MatonError | None = None
    attempt, wait, hold = 0, 0.0, 0.0
    started = latest = math.inf
    while True:
        slot = Slot(shared.monotonic() + wait, shared.monotonic)
        ready = not wait or (yield from _until(slot, latest, shared))
        if ready and pace is not None:
            slot = yield from _reserve(pace, hold)
            ready = yield from _until(slot, latest, shared)
        if failure and not ready:
            raise _given_up(failure, retry, attempt, shared.monotonic() - started)
        attempt += 1
        started = min(started, shared.monotonic())
        latest = started + retry.total
        request.stream = slot.body(request.content)
        try:
            return (yield from _attempt(policy, request, operation, stream, attempt))
        except MatonError as error:
            if not repeatable(error):
                raise
            failure = error
        finally:
            slot.done()
        elapsed = shared.monotonic() - started
        pause = retry.pause(failure, attempt, elapsed)
        # The proxy's limit is everybody's, a quota of Google's is one method's.
        limited = isinstance(failure, RateLimitError) and not failure.google
        if pause is None:
            asked = getattr(failure, "retry_after", None) or 1.0
            if limited and pace is not None and asked <= retry.max_wait:
                (yield from _reserve(pace, asked)).give_back()
            raise _given_up(failure, retry, attempt, elapsed)
        why = getattr(failure, "status_code", None) or type(failure.__cause__).__name__
        again = f"attempt {attempt + 1} of {retry.attempts} follows in {pause:.3f} s"
        logger.info("%s: %s, %s", named(request), why, again)
        wait, hold = (0.0, pause) if limited and pace is not None else (pause, 0.0)


def _reserve(pace: Pacer, hold: float) -> Flow[Slot]:
    slot: object = yield Reserve(pace=pace, hold=hold)
    if not isinstance(slot, Slot):
        raise ConfigurationError(
            f"pace= returned {type(slot).__name__}, not a Slot: nothing was sent."
        )
    return slot


def _given_up(error: MatonError, retry: Retry, attempts: int, seconds: float) -> MatonError:
    if retry.attempts > 1:
        sent = f"{attempts} attempt{'' if attempts == 1 else 's'} in {seconds:.1f} s"
        error.args = (f"{error} Given up after {sent}: {retry!r} allows no more.",)
    return error


def _until(slot: Slot, latest: float, shared: ClientState) -> Flow[bool]:
    """Wait for `slot`; False if that would be after `latest`. It is used, or given back."""
    try:
        while (seconds := slot.left()) > 0:
            if shared.monotonic() + seconds > latest:
                slot.give_back()
                return False
            # Timers have limits; the slot is asked again anyway.
            yield Wait(seconds=min(seconds, 3600.0))
            shared.check_open()
    except BaseException:
        slot.give_back()
        raise
    return shared.monotonic() <= latest


def _attempt(
    policy: CallOptions,
    request: httpx.Request,
    operation: Operation | None,
    stream: bool,
    attempt: int,
) -> Call:
    """Send `request` once, with the key, which stands in it only while it is on its way."""
    shared = policy.shared
    write = request.method not in READS
    key = shared.key
    if callable(key):
        with within(shared, "api_key="):
            key = header_value((yield Ask(function=key)), "The value returned by api_key=")
    shared.check_open()
    started, said = shared.monotonic(), "no answer"

    trace: Trace = request.extensions[TRACE]

    def failure(error: Exception) -> MatonError:
        return network_error(error, request, operation, write, key, unsent=trace.unsent)

    request.headers["Authorization"] = f"Bearer {key}"
    try:
        response: httpx.Response = yield Send(request=request, stream=stream, failure=failure)
        said = str(response.status_code)
    except MatonError:
        raise  # The client was closed meanwhile.
    except Exception as error:
        said = type(error).__name__
        # Other errors of a custom transport must reach its author.
        known = isinstance(error, TRANSPORT_ERRORS) or shared.closing.is_set()
        if trace.silent and not known:
            raise
        raise failure(error) from error
    finally:
        request.headers.pop("Authorization", None)
        if logger.isEnabledFor(logging.DEBUG):
            seconds = shared.monotonic() - started
            logger.debug("%s: %s, attempt %d, %.3f s", named(request), said, attempt, seconds)
    if response.is_success:
        return response if stream else _redacted(response, key)
    path = shared.address.path(request.url)
    raise status_error(response, operation, path, write=write, now=shared.now(), secret=key)


def _redacted(response: httpx.Response, secret: str) -> httpx.Response:
    """Return `response`, whose body has been read, without `secret` in the body.

    What a success says ends in models, errors and logs.
    """
    escaped = secret.replace("\\", "\\\\").replace('"', r"\"")
    echoes = {text.encode() for text in (secret, escaped, escaped.replace("/", r"\/"))}
    content = response.content
    if not any(echo in content for echo in echoes):
        return response
    for echo in echoes:
        content = content.replace(echo, b"***")
    return httpx.Response(
        response.status_code,
        headers=[item for item in response.headers.multi_items() if item[0] not in ENCODED],
        content=content,
        request=response.request,
        extensions=response.extensions,
    )
