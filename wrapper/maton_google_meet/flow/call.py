"""The flow of one call, without I/O.

`call` is a generator. It yields the steps to perform (`steps`), receives their results, and returns
the response or raises. The two drivers (`http.drivers`) perform the steps and differ only in how
they wait.

The order: raise for a write without a hook; find the connection; ask; then, for each attempt, take
a slot, read the key, send.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import httpx
from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..config import Address, Credential, Secret, Session, check_header_value
from ..errors import (
    APIStatusError,
    AuthenticationError,
    ConfigurationError,
    MatonError,
    RateLimitError,
)
from ..forking import renew_after_fork
from ..types import AsyncConfirm, Confirm, PendingWrite, ProxyDefault
from .confirmation import ask, refuse_without_hook
from .connections import ACTIVE, APP, HEADER, Selector, copy_connection, get_connection_id
from .failures import (
    describe_request,
    is_connection_lost,
    make_network_error,
    make_status_error,
)
from .pacing import Pacer, Slot
from .recursion import refuse_nested_call, track_callback
from .retry import Retry, is_retryable
from .steps import Ask, Progress, Reserve, Send, Step, Wait

if TYPE_CHECKING:
    from maton_google_meet_api.runtime.table import Operation, Table

logger: logging.Logger = logging.getLogger("maton_google_meet")
Result = TypeVar("Result")
Flow = Generator[Step, Any, Result]
Call: TypeAlias = Flow[httpx.Response]
Build: TypeAlias = Callable[..., httpx.Request]

# The errors that the libraries below raise for a failed request. They have no common class: anyio
# lets `ssl.SSLError`, an `OSError`, pass (https://github.com/encode/httpx/issues/3350), and httpx
# raises `RuntimeError` if its client is closed (https://github.com/encode/httpx/issues/1614).
TRANSPORT_ERRORS = (httpx.HTTPError, httpx.InvalidURL, OSError, RuntimeError, UnicodeError)
# The headers that describe the transfer of a body.
ENCODING_HEADERS = frozenset({"content-encoding", "content-length", "transfer-encoding"})
READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONNECTIONS_PATH = "/connections"
RAW_OUTCOME = "Unknown request: its effect is not documented and may be destructive."
# The longest wait for a slot in one step, because timers have limits. The flow then asks the slot
# again.
WAIT_SECONDS = 3600.0


class ClientState:
    """The state that a client and all its views share. The clocks count in seconds."""

    def __init__(
        self,
        key: Credential,
        address: Address,
        event_class: Callable[[], Any] = threading.Event,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.key: Credential = key
        self.address: Address = address
        self._event_class = event_class
        # Set once the client is closed: a `threading.Event` or an `anyio.Event`.
        self.closing: Any = event_class()
        self.monotonic: Callable[[], float] = monotonic
        self.now: Callable[[], float] = now
        renew_after_fork(self)

    def renew(self) -> None:
        """Replace the event after a fork: a thread of the parent may have held its lock.

        Python does not renew such locks: https://github.com/python/cpython/issues/50970.
        """
        closed, self.closing = self.closing.is_set(), self._event_class()
        if closed:
            self.closing.set()

    def check_open(self) -> None:
        """Raise `ConfigurationError` if the client was closed."""
        if self.closing.is_set():
            raise ConfigurationError("This client is closed. Create a new one.")


class CallOptions:
    """The options of a client or a view that apply to each call. They are not modified."""

    def __init__(
        self,
        state: ClientState,
        selector: Selector,
        confirm: Confirm | AsyncConfirm | None,
        retry: Retry,
        pace: Pacer | None,
    ) -> None:
        if confirm is not None and not callable(confirm):
            raise ConfigurationError("confirm= takes a function, such as approve_in_terminal.")
        if not isinstance(retry, Retry):
            raise ConfigurationError("retry= takes a Retry, or None.")
        has_methods = hasattr(pace, "reserve") and hasattr(pace, "areserve")
        if pace is not None and (isinstance(pace, type) or not has_methods):
            raise ConfigurationError(
                "pace= takes a Pace, an object with the methods reserve and areserve, or None."
            )
        self.state: ClientState = state
        self.selector: Selector = selector
        self.confirm: Confirm | AsyncConfirm | None = confirm
        self.retry: Retry = retry
        self.pace: Pacer | None = pace

    def replace(self, **changes: Any) -> CallOptions:
        """Return a copy with other values for the options in `changes`."""
        return CallOptions(**{**vars(self), **changes})


def call(options: CallOptions, request: httpx.Request, build: Build, stream: bool = False) -> Call:
    """Perform `request`, whose body has been read, and return a response with a status of 2xx.

    Any other status raises, as does every other failure: see `errors`. `build` makes requests to
    the same proxy.
    """
    from maton_google_meet_api.operations import OPERATIONS

    state, selector = options.state, options.selector
    if callable(state.key):
        yield from refuse_nested_call(state, "api_key=")
    path = state.address.path(request.url)
    operation = OPERATIONS.find(request.method, path)
    write = request.method not in READ_METHODS
    state.check_open()
    header_values = _remove_connection_header(request)
    reaches_google = OPERATIONS.reaches_google(path)
    if write and options.confirm is None:
        selected = selector.peek_connection() if reaches_google else None
        raise refuse_without_hook(_make_pending_write(request, operation, selected))
    connection = None
    if reaches_google:
        connection = yield from selector.select(
            lambda: _list_connections(options, build, OPERATIONS)
        )
        own_id = "" if isinstance(connection, ProxyDefault) else get_connection_id(connection)
        if header_values and (others := sorted(header_values - {own_id})):
            other = escape_for_terminal(shorten(others[0], 100))
            raise ConfigurationError(
                f"The header {HEADER} names {other!r}, but this client uses "
                f"{own_id or connection}: the request was not sent. "
                f"Call with_options(connection={other!r}) instead."
            )
        if own_id:
            request.headers[HEADER] = own_id
    if write and options.confirm is not None:
        yield from refuse_nested_call(state, "confirm=", options.confirm)
        with track_callback(state, "confirm=", options.confirm):
            pending = _make_pending_write(request, operation, connection)
            yield from ask(options.confirm, pending)
    try:
        return (yield from _send_with_retries(options, request, operation, stream))
    except APIStatusError as error:
        if reaches_google and is_connection_lost(error):
            selector.forget()
        raise


def _remove_connection_header(request: httpx.Request) -> set[str]:
    """Remove the header `Maton-Connection` from `request`, and return its values."""
    if HEADER not in request.headers:
        return set()
    values = set(request.headers.get_list(HEADER))
    del request.headers[HEADER]
    return values


def _make_pending_write(
    request: httpx.Request, operation: Operation | None, connection: Any
) -> PendingWrite:
    return PendingWrite(
        operation=operation.id if operation else None,
        method=request.method,
        path=request.url.raw_path.decode("ascii"),
        connection=copy_connection(connection),
        body=request.content,
        outcome=(operation and operation.outcome) or RAW_OUTCOME,
        destructive=operation.destructive if operation else True,
    )


def _list_connections(options: CallOptions, build: Build, operations: Table) -> Call:
    request = build("GET", CONNECTIONS_PATH, params={"app": APP, "status": ACTIVE})
    _remove_connection_header(request)
    operation = operations.find("GET", CONNECTIONS_PATH)
    return _send_with_retries(options, request, operation, stream=False)


def _send_with_retries(
    options: CallOptions, request: httpx.Request, operation: Operation | None, stream: bool
) -> Call:
    """Send `request`, and retry it as far as `options.retry` allows."""
    state, retry, pace = options.state, options.retry, options.pace
    failure: MatonError | None = None
    attempt, wait, hold, discarded = 0, 0.0, 0.0, False
    started = latest = math.inf
    while True:
        slot = Slot(state.monotonic() + wait, state.monotonic)
        in_time = not wait or (yield from _wait_for_slot(slot, latest, state))
        if in_time and pace is not None:
            slot = yield from _reserve(pace, hold)
            in_time = yield from _wait_for_slot(slot, latest, state)
        if failure and not in_time:
            raise _add_attempts(failure, retry, attempt, state.monotonic() - started)
        attempt += 1
        started = min(started, state.monotonic())
        latest = started + retry.total
        request.stream = slot.body(request.content)
        key: str = Secret()
        try:
            key = yield from _read_key(state)
            return (yield from _send_once(options, request, operation, stream, attempt, key))
        except MatonError as error:
            failure = error
            if not discarded and attempt < retry.attempts and _discard_token(state, key, error):
                logger.info("%s: the token was refused, another follows", describe_request(request))
                discarded, wait, hold = True, 0.0, 0.0
                continue
            if not is_retryable(error):
                raise
        finally:
            slot.done()
        elapsed = state.monotonic() - started
        pause = retry.pause(failure, attempt, elapsed)
        # The limit of the proxy counts all requests; a quota of Google counts those of one method.
        limited = isinstance(failure, RateLimitError) and not failure.google
        if pause is None:
            delay = getattr(failure, "retry_after", None) or 1.0
            if limited and pace is not None and delay <= retry.max_wait:
                (yield from _reserve(pace, delay)).give_back()
            raise _add_attempts(failure, retry, attempt, elapsed)
        reason = (
            getattr(failure, "status_code", None) or type(failure.__cause__ or failure).__name__
        )
        logger.info(
            "%s: %s, attempt %d of %d follows in %.3f s",
            *(describe_request(request), reason, attempt + 1, retry.attempts, pause),
        )
        wait, hold = (0.0, pause) if limited and pace is not None else (pause, 0.0)


def _reserve(pace: Pacer, hold: float) -> Flow[Slot]:
    slot: object = yield Reserve(pace=pace, hold=hold)
    if not isinstance(slot, Slot):
        raise ConfigurationError(
            f"pace= returned {type(slot).__name__}, not a Slot: nothing was sent."
        )
    return slot


def _add_attempts(error: MatonError, retry: Retry, attempts: int, seconds: float) -> MatonError:
    """Add the number of attempts to the message of `error`, the last error."""
    if retry.attempts > 1:
        count = f"{attempts} attempt{'' if attempts == 1 else 's'} in {seconds:.1f} s"
        error.args = (f"{error} Given up after {count}: {retry!r} allows no more.",)
    return error


def _wait_for_slot(slot: Slot, latest: float, state: ClientState) -> Flow[bool]:
    """Wait for `slot`. Return False, and give the slot back, if it comes after `latest`."""
    try:
        while (seconds := slot.left()) > 0:
            if state.monotonic() + seconds > latest:
                slot.give_back()
                return False
            yield Wait(seconds=min(seconds, WAIT_SECONDS))
            state.check_open()
    except BaseException:
        slot.give_back()
        raise
    return state.monotonic() <= latest


def _read_key(state: ClientState) -> Flow[str]:
    """Return the key, or the token of the session."""
    key = state.key
    if isinstance(key, str):
        return key
    if isinstance(key, Session):
        return key.get_token() or (yield Ask(function=key.fetch_token))
    with track_callback(state, "api_key="):
        return check_header_value((yield Ask(function=key)), "The value returned by api_key=")


def _discard_token(state: ClientState, key: str, error: MatonError) -> bool:
    """Discard the token `key` if the proxy has refused it. Return True to send with another one."""
    return (
        isinstance(state.key, Session)
        and isinstance(error, AuthenticationError)
        and error.answered_by == "proxy"
        and state.key.discard_token(Secret(key))
    )


def _send_once(
    options: CallOptions,
    request: httpx.Request,
    operation: Operation | None,
    stream: bool,
    attempt: int,
    key: str,
) -> Call:
    """Send `request` once. It holds the key only while it is sent."""
    state = options.state
    write = request.method not in READ_METHODS
    state.check_open()
    started, outcome, progress = state.monotonic(), "no answer", Progress()

    def make_error(error: Exception) -> MatonError:
        return make_network_error(error, request, operation, write, key, unsent=progress.unsent)

    request.headers["Authorization"] = f"Bearer {key}"
    try:
        response: httpx.Response = yield Send(request, stream, make_error, progress)
        outcome = str(response.status_code)
    except MatonError:
        raise  # The client was closed in the meantime.
    except Exception as error:
        outcome = type(error).__name__
        # Other errors of a custom transport must reach its author.
        expected = isinstance(error, TRANSPORT_ERRORS) or state.closing.is_set()
        if not (expected or progress.reported):
            raise
        raise make_error(error) from error
    finally:
        request.headers.pop("Authorization", None)
        if logger.isEnabledFor(logging.DEBUG):
            seconds = state.monotonic() - started
            logger.debug(
                "%s: %s, attempt %d, %.3f s",
                *(describe_request(request), outcome, attempt, seconds),
            )
    if response.is_success:
        return response if stream else _redact_response(response, key)
    path = state.address.path(request.url)
    raise make_status_error(response, operation, path, write=write, now=state.now(), secret=key)


def _redact_response(response: httpx.Response, secret: str) -> httpx.Response:
    """Return `response`, whose body has been read, without `secret` in the body.

    The content of a success ends in models, errors and logs.
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
        headers=[
            item for item in response.headers.multi_items() if item[0] not in ENCODING_HEADERS
        ],
        content=content,
        request=response.request,
        extensions=response.extensions,
    )
