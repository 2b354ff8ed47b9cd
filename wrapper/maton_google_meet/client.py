"""The clients `GoogleMeet` and `AsyncGoogleMeet`: the generated facade on top of the drivers."""

from __future__ import annotations

import contextlib
import copy
import threading
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar

import httpx
from maton_google_meet_api.resources import AsyncResources, Resources
from maton_google_meet_api.runtime.calls import AsyncCalls, Calls
from maton_google_meet_api.runtime.text import escape_for_terminal

from ._version import __version__
from .config import (
    DEFAULT,
    KEEP,
    Address,
    Credential,
    Default,
    Key,
    Secret,
    check_connection,
    check_environment,
    check_key,
    check_timeout,
    make_setup_error,
)
from .errors import ConfigurationError
from .flow.authorize import authorize
from .flow.failures import FACADE_ERRORS
from .flow.options import CallOptions, ClientState
from .flow.pacing import Pace, Pacer
from .flow.retry import Retry
from .flow.steps import wait
from .http.drivers import AsyncClient, Client
from .http.headers import check_custom_headers
from .types import AsyncConfirm, Choice, Confirm

if TYPE_CHECKING:
    from maton_google_meet_api.models import Connection

    from .events import CallEvent, Observer

Hook = TypeVar("Hook", bound=Confirm | AsyncConfirm)
Transport = TypeVar("Transport", httpx.BaseTransport, httpx.AsyncBaseTransport)
Http = TypeVar("Http", bound=Client | AsyncClient)

USER_AGENT = f"maton-google-meet/{__version__} python-httpx/{httpx.__version__}"


def open_in_browser(url: str) -> bool:
    """Open `url` with `webbrowser.open`; return False without a browser or a web address."""
    import webbrowser

    return url.startswith(("https://", "http://")) and webbrowser.open(url)


def _resolve_defaults(retry: Any, pace: Any) -> tuple[Any, Any]:
    """Return `retry=` and `pace=` with `DEFAULT`, and a `retry` of None, replaced."""
    retry = Retry() if retry is DEFAULT else Retry(attempts=1) if retry is None else retry
    return retry, Pace() if pace is DEFAULT else pace


def _describe_type(value: object) -> str:
    """Return the name of the class of `value`, or the name of `value` if it is a class."""
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _refuse_httpx_aiohttp(transport: object) -> None:
    """Raise `ConfigurationError` for a transport of httpx-aiohttp.

    aiohttp resends a PUT or DELETE whose response was lost on a kept connection, and httpx-aiohttp
    reports a lost response as a connection that was never made, after which a write is repeated:
    https://github.com/aio-libs/aiohttp/blob/v3.13.0/aiohttp/client.py (`IDEMPOTENT_METHODS`) and
    https://github.com/karpetrosyan/httpx-aiohttp (`AIOHTTP_EXC_MAP`).
    """
    packages = {each.__module__.partition(".")[0] for each in type(transport).__mro__}
    if "httpx_aiohttp" in packages:
        raise ConfigurationError(
            "transport= does not accept a transport of httpx-aiohttp: it may send a write twice "
            "when a response is lost. Leave out transport=, or pass a transport of httpx."
        )


class _Client(Generic[Hook, Transport, Http]):
    """The part that both clients share: the constructor, and views with other options."""

    _calls_class: Callable[..., Any]
    _http_class: Callable[..., Http]
    _transport_class: type[Any]
    _lock_class: Callable[[], Any]
    _event_class: Callable[[], Any]
    http: Http
    """The httpx client that sends the requests of this client.

    Use it for requests that the OpenAPI document does not describe, and for the generated endpoint
    functions. Its requests use the same key, connection, confirmation hook and errors.

    Headers that are set on it are sent with every call; those that could change an approved request
    are refused. It does not accept event hooks. Closing it, or leaving its context manager, closes
    the client and its views."""

    def __init__(
        self,
        api_key: Key | None = None,
        *,
        profile: str | None = None,
        connection: Choice = None,
        confirm: Hook | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = 30.0,
        retry: Retry | Literal[Default.DEFAULT] | None = DEFAULT,
        pace: Pacer | Literal[Default.DEFAULT] | None = DEFAULT,
        transport: Transport | None = None,
        account: str | None = None,
        observe: Observer | Iterable[Observer] | None = None,
    ) -> None:
        """Create a client. Nothing is sent before the first call.

        Args:
            api_key: The Maton key, or a function that returns the key and is called before every
                attempt. The default is `MATON_API_KEY` from the environment, unless `profile` is
                given.
            profile: The name of a stored session, such as `"ana@example.com"` (extra `login`).
                Without a key, the default is `MATON_PROFILE` from the environment, or else the
                active session.
            connection: The id of a connection, a function that receives the ACTIVE connections and
                returns one, or `USE_PROXY_DEFAULT`. The default is `MATON_GOOGLE_MEET_CONNECTION`
                from the environment, or else the only ACTIVE connection, which the first call looks
                up.
            confirm: The hook that approves writes. A client without a hook can only read.
            base_url: The URL of the proxy. The default is `MATON_API_BASE_URL` from the
                environment, or else https://api.maton.ai.
            timeout: Seconds to wait for the network at each step of a request (connecting,
                sending, each part of the response), or an `httpx.Timeout`; None waits forever.
                Time in the hook does not count.
            retry: The bounds for retries. A call is retried if a server refused it temporarily,
                and a read also after another failure. None sends each call once.
            pace: The rate limit; by default, 10 requests a second. Several clients can share one
                `Pace`, and any object with the methods of `Pacer` is accepted. None sets no limit.
            transport: An httpx transport, for example one with a proxy, or one that replaces the
                network in tests. The client then ignores the proxies from the environment.
            account: Your own words for the Google account, such as its address. Hooks show them
                with Maton's description of the connection.
            observe: One or several functions that receive the events of each call, the classes of
                `maton_google_meet.events`.

        Raises:
            ConfigurationError: There is neither a key nor a session, or an argument is not
                valid.
        """
        if isinstance(api_key, str):
            api_key = Secret(api_key)
        elif not (api_key is None or callable(api_key)):
            kind = _describe_type(api_key)
            api_key = None  # Tools that print local variables do not show it.
            raise ConfigurationError(f"api_key= takes a str or a function, not {kind}.")
        credential: Credential | None = check_key(api_key, profile)
        address = Address(base_url)
        if credential is None:
            from .sessions import open_session

            credential = open_session(profile, address)
        state = ClientState(credential, address, self._event_class, self._lock_class)
        selector = state.get_selector(check_connection(connection))
        bounds = _resolve_defaults(retry, pace)
        options = CallOptions(state, selector, confirm, *bounds, account, observe)
        timeout = check_timeout(timeout)
        _refuse_httpx_aiohttp(transport)
        if transport is not None and not isinstance(transport, self._transport_class):
            raise ConfigurationError(
                f"transport= takes an httpx.{self._transport_class.__name__} for "
                f"{type(self).__name__}, not {_describe_type(transport)}."
            )
        # Plain http is for loopback only; a proxy would receive the key in clear.
        trust_env = state.address.url.scheme == "https"
        if transport is None and trust_env:
            check_environment()
        try:
            http = self._http_class(
                base_url=state.address.url,
                timeout=timeout,
                transport=transport,
                headers={"User-Agent": USER_AGENT},
                trust_env=trust_env,
            )
        except (httpx.InvalidURL, ValueError, ImportError, OSError) as error:
            raise make_setup_error(error) from error
        self._attach(http, options, owner=True)

    def _attach(self, http: Http, options: CallOptions, *, owner: bool) -> None:
        http.call_options = options
        self.http = http
        self._owner = owner
        self._calls = self._calls_class(http.call, FACADE_ERRORS)

    def with_options(
        self,
        *,
        connection: Choice | Literal[Default.KEEP] = KEEP,
        confirm: Hook | Literal[Default.KEEP] | None = KEEP,
        timeout: float | httpx.Timeout | Literal[Default.KEEP] | None = KEEP,
        retry: Retry | Default | None = KEEP,
        pace: Pacer | Default | None = KEEP,
        account: str | Literal[Default.KEEP] | None = KEEP,
        observe: Observer | Iterable[Observer] | Literal[Default.KEEP] | None = KEEP,
        headers: Mapping[str, str | None] | Literal[Default.KEEP] = KEEP,
    ) -> Self:
        """Return a view with other options on the same sockets. Omitted options stay unchanged.

        A view is cheap: make one for a single call. Closing it does nothing, because the original
        client owns the sockets.

            meet.with_options(timeout=5.0, headers={"X-Team": "sales"}).spaces.get("kfr-wduz-tqa")

        Args:
            connection: As in the constructor; None selects the connection as its default does.
            confirm: The hook that approves writes; with None, each write raises.
            timeout: Seconds for each step of a request, or an `httpx.Timeout`; None waits forever.
            retry: The bounds for retries; `DEFAULT` for the usual ones; None sends each call once.
            pace: The rate limit; `DEFAULT` for a new one of 10 requests a second; None sets none.
            account: Your own words for the Google account. If only `connection` changes, the view
                has none.
            observe: One or several functions that receive the events of each call. They replace
                the observers of the client.
            headers: Headers for each call of the view, in addition to those of this client. A value
                of None removes a header. The proxy forwards custom headers to Google.

        Raises:
            ConfigurationError: An option is not valid.
        """
        retry, pace = _resolve_defaults(retry, pace)
        changes: dict[str, Any] = {
            name: value
            for name, value in (
                ("confirm", confirm),
                ("retry", retry),
                ("pace", pace),
                ("account", account),
                ("observers", observe),
            )
            if value is not KEEP
        }
        if connection is not KEEP:
            choice = check_connection(connection)
            changes["selector"] = self.http.call_options.state.get_selector(choice)
            changes.setdefault("account", None)
        options = self.http.call_options.replace(**changes)
        http = copy.copy(self.http)
        if headers is not KEEP:
            http.change_headers(check_custom_headers(headers))
        if timeout is not KEEP:
            http.timeout = check_timeout(timeout)
        view = copy.copy(self)
        view._attach(http, options, owner=False)
        return view

    def capture(self) -> contextlib.AbstractContextManager[list[CallEvent]]:
        """Inside the `with` block, collect the calls of this client and its views in a list.

        The list has a `CallEvent` for each call, in the order in which they end, also for calls
        that raise: status, request id, headers and the response. Calls of other threads and tasks
        are left out, except those of tasks that the block starts.

            with meet.capture() as calls:
                space = meet.spaces.get("kfr-wduz-tqa")
            print(calls[-1].status, calls[-1].request_id, calls[-1].response)
        """
        from .observers.blocks import capture_calls

        return capture_calls(self.http.call_options.state)

    def __repr__(self) -> str:
        http = vars(self).get("http")
        if http is None:  # An error of the constructor is being reported.
            return f"<{type(self).__name__}>"
        options = http.call_options
        mode = "reads only" if options.confirm is None else "writes with confirmation"
        mode += ", closed" * options.state.closing.is_set()
        label = options.account and f"account: {escape_for_terminal(options.account)}, "
        return (
            f"<{type(self).__name__} {options.state.address.url}, {label or ''}"
            f"connection: {options.selector!r}, {mode}>"
        )


class GoogleMeet(_Client[Confirm, httpx.BaseTransport, Client], Resources):
    """A client for Google Meet through Maton, which threads may share.

    Use it as a context manager, or close it with `close`.

    Each resource is an attribute (`spaces`, `conference_records`, ...), each operation a method.
    Errors are those of `maton_google_meet.errors`.
    """

    _calls_class = Calls
    _http_class = Client
    _transport_class = httpx.BaseTransport
    _lock_class = staticmethod(threading.RLock)
    _event_class = threading.Event

    def authorize(
        self, *, on_url: Callable[[str], object] = open_in_browser, timeout: float = 300.0
    ) -> Connection:
        """Connect a Google account, and return the connection once it is ACTIVE.

        The method creates a connection, which the hook must approve, and passes the connection's
        url to `on_url`. The user signs in to Google at this url. The method then reads the
        connection every two seconds until the sign-in is finished. This client keeps its own
        connection, if any: pass the new `connection_id` to `with_options(connection=...)`.

        Args:
            on_url: A function that opens the url, and returns `False` if it could not. The url
                contains a session token: keep it out of logs. This library does not log the url,
                and removes it from results and errors.
            timeout: Seconds to wait for the sign-in; time in the hook and in `on_url` does not
                count. The last request may end later, after its own timeout and retries.

        Raises:
            AuthorizationFailed: The connection is FAILED, or no browser could be opened.
            AuthorizationDeadlineExceeded: The sign-in was not finished within `timeout`.
            MatonError: A request of this method failed.
        """
        return self.http.run(authorize(self, self.http.call_options.state, on_url, timeout))

    def sleep(self, seconds: float) -> None:
        """Wait for `seconds`, or until the client is closed.

        A client of a sandbox advances the sandbox's clock instead.
        """
        self.http.run(wait(seconds))

    def close(self) -> None:
        """Close the sockets. Later calls raise; closing again does nothing."""
        if self._owner:
            self.http.close()

    def __enter__(self) -> Self:
        self.http.call_options.state.check_open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncGoogleMeet(_Client[AsyncConfirm, httpx.AsyncBaseTransport, AsyncClient], AsyncResources):
    """A client for Google Meet through Maton, for asyncio and trio.

    It belongs to the event loop of its first call, whose tasks may share it. Use it as an async
    context manager, or close it with `aclose`.

    Each resource is an attribute (`spaces`, `conference_records`, ...), each operation a coroutine
    method, each list an async iterator. Errors are those of `maton_google_meet.errors`.
    """

    _calls_class = AsyncCalls
    _http_class = AsyncClient
    _transport_class = httpx.AsyncBaseTransport
    # Importing anyio takes long, and the sync client does not need it.
    _lock_class = staticmethod(lambda: import_module("anyio").Lock())
    _event_class = staticmethod(lambda: import_module("anyio").Event())

    async def authorize(
        self, *, on_url: Callable[[str], object] = open_in_browser, timeout: float = 300.0
    ) -> Connection:
        """Connect a Google account like `GoogleMeet.authorize`.

        `on_url` may be a coroutine function. A plain function runs in its own thread.
        """
        return await self.http.run(authorize(self, self.http.call_options.state, on_url, timeout))

    async def sleep(self, seconds: float) -> None:
        """Wait like `GoogleMeet.sleep`."""
        await self.http.run(wait(seconds))

    async def aclose(self) -> None:
        """Close the sockets. Later calls raise; closing again does nothing."""
        if self._owner:
            await self.http.aclose()

    async def __aenter__(self) -> Self:
        self.http.call_options.state.check_open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
