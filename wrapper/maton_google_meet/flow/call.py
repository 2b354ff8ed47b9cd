"""The flow of one call, without I/O.

`call` is a generator. It yields the steps to perform (`steps`), receives their results, and returns
the response or raises. The two drivers (`http.drivers`) perform the steps and differ only in how
they wait.

The order: find the connection; raise for a write without a hook, else ask; then, for each attempt,
take a slot, read the key, send; then read the response.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from urllib.parse import quote

import httpx
from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..config import Secret, Session, check_header_value
from ..errors import (
    APIStatusError,
    AuthenticationError,
    ConfigurationError,
    CredentialError,
    MatonError,
    RateLimitError,
)
from ..types import PendingWrite, ProxyDefault
from .confirmation import ask, refuse_without_hook, shows_account
from .connections import (
    ACTIVE,
    APP,
    HEADER,
    Selected,
    copy_connection,
    get_connection_id,
)
from .copies import redact_response
from .failures import (
    is_connection_lost,
    make_network_error,
    make_status_error,
)
from .observers import observe_call
from .options import CallOptions, ClientState
from .pacing import Pacer, Slot
from .recursion import refuse_nested_call, track_callback
from .retry import Retry, is_retryable
from .steps import Ask, Progress, Reserve, Send, Step, Wait

if TYPE_CHECKING:
    from maton_google_meet_api.runtime.table import Operation

    from .observation import Observation

Result = TypeVar("Result")
Flow = Generator[Step, Any, Result]
Call: TypeAlias = Flow[httpx.Response]
Build: TypeAlias = Callable[..., httpx.Request]

# The errors that the libraries below raise for a failed request. They have no common class: anyio
# lets `ssl.SSLError`, an `OSError`, pass (https://github.com/encode/httpx/issues/3350), and httpx
# raises `RuntimeError` if its client is closed (https://github.com/encode/httpx/issues/1614).
TRANSPORT_ERRORS = (httpx.HTTPError, httpx.InvalidURL, OSError, RuntimeError, UnicodeError)
READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONNECTIONS_PATH = "/connections"
RAW_OUTCOME = "Unknown request: its effect is not documented and may be destructive."
# The longest wait for a slot in one step, because timers have limits. The flow then asks the slot
# again.
WAIT_SECONDS = 3600.0


def call(
    options: CallOptions,
    request: httpx.Request,
    build: Build,
    stream: bool = False,
    read: Callable[[httpx.Response], Result] | None = None,
) -> Flow[Any]:
    """Perform `request`, whose body has been read, and return the result of `read`.

    `read` receives a response with a status of 2xx. Without `read`, the result is the response. Any
    other status raises, as does every other failure: see `errors`. `build` makes other requests to
    the same proxy.
    """
    from maton_google_meet_api.operations import OPERATIONS

    state = options.state
    if callable(state.key):
        yield from refuse_nested_call(state, "api_key=")
    path = state.address.path(request.url)
    operation = OPERATIONS.find(request.method, path)
    write = request.method not in READ_METHODS
    state.check_open()
    reaches_google = OPERATIONS.reaches_google(path)
    observation = observe_call(options, request, operation, write=write)
    perform = _perform(options, request, build, operation, observation, reaches_google, stream)
    if observation is None:
        response = yield from perform
        return read(response) if read else response
    result: Any = None
    failure: BaseException | None = None
    try:
        result = yield from perform
        if read:
            result = read(result)
        return result
    except BaseException as error:
        failure = error
        raise
    finally:
        observation.report_end(failure, result, parsed=read is not None)
        failure = None  # Otherwise the frame and the error's traceback would refer to each other.


def _perform(
    options: CallOptions,
    request: httpx.Request,
    build: Build,
    operation: Operation | None,
    observation: Observation | None,
    reaches_google: bool,
    stream: bool,
) -> Call:
    """Find the connection, ask for the approval of a write, and send `request`."""
    state, selector, confirm = options.state, options.selector, options.confirm
    write = request.method not in READ_METHODS
    header_values = _remove_connection_header(request)
    connection: Selected | None = None
    if reaches_google:
        connection = yield from selector.select(
            lambda: _look_up(options, build, observation, params={"app": APP, "status": ACTIVE})
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
    if write:
        if isinstance(connection, str) and shows_account(confirm):
            once, escaped = options.replace(retry=Retry(attempts=1)), quote(connection, safe="")
            connection = yield from selector.look_up(
                connection, lambda: _look_up(once, build, observation, escaped)
            )
            state.check_open()
        label = options.account if reaches_google else None
        pending = _make_pending_write(request, operation, connection, label)
        if observation:
            observation.pending = _make_pending_write(request, operation, connection, label)
        if confirm is None:
            if observation:
                observation.report_decision(False, None)
            raise refuse_without_hook(pending)
        yield from refuse_nested_call(state, "confirm=", confirm)
        with track_callback(state, "confirm=", confirm):
            yield from ask(confirm, pending, observation)
    try:
        return (
            yield from _send_with_retries(options, request, operation, observation, stream=stream)
        )
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
    request: httpx.Request,
    operation: Operation | None,
    connection: Selected | None,
    label: str | None,
) -> PendingWrite:
    return PendingWrite(
        operation=operation.id if operation else None,
        method=request.method,
        path=request.url.raw_path.decode("ascii"),
        connection=copy_connection(connection),
        body=request.content,
        outcome=(operation and operation.outcome) or RAW_OUTCOME,
        destructive=operation.destructive if operation else True,
        label=label,
    )


def _look_up(
    options: CallOptions,
    build: Build,
    observation: Observation | None,
    connection_id: str = "",
    **more: Any,
) -> Call:
    """Read the connections, or the one with this id, percent-encoded."""
    from maton_google_meet_api.operations import OPERATIONS

    path = f"{CONNECTIONS_PATH}/{connection_id}".rstrip("/")
    request = build("GET", path, **more)
    _remove_connection_header(request)
    operation = OPERATIONS.find("GET", path)
    return _send_with_retries(options, request, operation, observation, stream=False)


def _send_with_retries(
    options: CallOptions,
    request: httpx.Request,
    operation: Operation | None,
    observation: Observation | None,
    *,
    stream: bool,
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
            report = None
            if observation and not hold:  # Otherwise the wait for a retry was reported.
                report = partial(observation.report_wait, request, operation, attempt + 1, None)
            in_time = yield from _wait_for_slot(slot, latest, state, report)
        if failure and not in_time:
            raise _add_attempts(failure, retry, attempt, state.monotonic() - started)
        attempt += 1
        started = min(started, state.monotonic())
        latest = started + retry.total
        request.stream = slot.body(request.content)
        key: str = Secret()
        try:
            key = yield from _read_key(state)
            return (
                yield from _send_once(
                    options, request, operation, observation, attempt, key, stream=stream
                )
            )
        except MatonError as error:
            failure = error
            if not discarded and attempt < retry.attempts and _discard_token(state, key, error):
                discarded, wait, hold = True, 0.0, 0.0
                if observation:
                    observation.report_wait(request, operation, attempt + 1, 401, wait)
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
        if observation:
            cause = getattr(failure, "status_code", None)
            cause = cause or type(failure.__cause__ or failure).__name__
            observation.report_wait(request, operation, attempt + 1, cause, pause)
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


def _wait_for_slot(
    slot: Slot, latest: float, state: ClientState, report: Callable[[float], None] | None = None
) -> Flow[bool]:
    """Wait for `slot`. Return False, and give the slot back, if it comes after `latest`.

    `report` receives the seconds of the wait that begins.
    """
    try:
        while (seconds := slot.left()) > 0:
            if state.monotonic() + seconds > latest:
                slot.give_back()
                return False
            if report:
                report(seconds)
                report = None
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
        value = yield Ask(function=key)
        return check_header_value(value, "The value returned by api_key=", CredentialError)


def _discard_token(state: ClientState, key: str, error: MatonError) -> bool:
    """Discard the token `key` if the proxy has refused it. Return True to use another."""
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
    observation: Observation | None,
    attempt: int,
    key: str,
    *,
    stream: bool,
) -> Call:
    """Send `request` once. It holds the key only while it is sent."""
    state = options.state
    write = request.method not in READ_METHODS
    state.check_open()
    progress = Progress()
    started = state.monotonic() if observation else 0.0
    result: httpx.Response | BaseException | None = None

    def make_error(error: Exception) -> MatonError:
        return make_network_error(error, request, operation, write, key, unsent=progress.unsent)

    request.headers["Authorization"] = f"Bearer {key}"
    try:
        if observation:
            observation.begin_attempt(request, progress)
        response: httpx.Response = yield Send(request, stream, make_error, progress)
        result = response
    except BaseException as error:
        result = error
        # A `MatonError` means that the client was closed in the meantime.
        if isinstance(error, MatonError) or not isinstance(error, Exception):
            raise
        # Other errors of a custom transport must reach its author.
        expected = isinstance(error, TRANSPORT_ERRORS) or state.closing.is_set()
        if not (expected or progress.reported):
            raise
        raise make_error(error) from error
    finally:
        request.headers.pop("Authorization", None)
        if observation and result is not None:
            observation.report_attempt(
                *(request, operation, attempt, result, state.monotonic() - started),
                stream=stream,
                key=key,
            )
        del result
    if response.is_success:
        return response if stream else redact_response(response, key)
    path = state.address.path(request.url)
    raise make_status_error(response, operation, path, write=write, now=state.now(), secret=key)
