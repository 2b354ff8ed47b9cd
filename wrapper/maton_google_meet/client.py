"""`GoogleMeet` and `AsyncGoogleMeet`: the generated facade, with Maton around it."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar

import httpx
from maton_google_meet_api.resources import AsyncResources, Resources
from maton_google_meet_api.runtime.calls import AsyncCalls, Calls

from . import __version__
from .config import DEFAULT, KEEP, Address, Default, Key, Secret, checked_key, checked_timeout
from .errors import FACADE_ERRORS, ConfigurationError
from .flow.authorize import authorize, open_in_browser
from .flow.call import CallOptions, ClientState
from .flow.connections import Choice, Selector
from .flow.pacing import Pace, Pacer
from .flow.retry import Retry
from .http.drivers import AsyncClient, Client
from .http.environment import check_environment, explain

if TYPE_CHECKING:
    from maton_google_meet_api.models import Connection

    from .flow.confirmation import AsyncConfirm, Confirm

Hook = TypeVar("Hook", bound="Confirm | AsyncConfirm")
Transport = TypeVar("Transport", httpx.BaseTransport, httpx.AsyncBaseTransport)
Http = TypeVar("Http", bound="Client | AsyncClient")

USER_AGENT = f"maton-google-meet/{__version__} python-httpx/{httpx.__version__}"


def _policies(retry: Any, pace: Any) -> tuple[Any, Any]:
    """`retry=` and `pace=` with what stands for something else replaced."""
    retry = Retry() if retry is DEFAULT else Retry(attempts=1) if retry is None else retry
    return retry, Pace() if pace is DEFAULT else pace


def _kind(value: object) -> str:
    """Return the name of the class of `value`, or say that it is a class."""
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
    """What both clients are: settings, policy, and views of them."""

    _calls_class: Callable[..., Any]
    _http_class: Callable[..., Http]
    _transport_class: type[Any]
    _lock_class: Callable[[], Any]
    _event_class: Callable[[], Any]
    http: Http
    """The httpx client underneath, for requests that the document does not know, or for the
    generated endpoint functions: key, connection, confirmation and errors apply here too. Headers
    that are set on it go with all calls; those that could change an approved request are refused.
    It takes no event hooks. Closing it, or leaving its context manager, closes all views."""

    def __init__(
        self,
        api_key: Key | None = None,
        *,
        connection: Choice = None,
        confirm: Hook | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = 30.0,
        retry: Retry | Literal[Default.DEFAULT] | None = DEFAULT,
        pace: Pacer | Literal[Default.DEFAULT] | None = DEFAULT,
        transport: Transport | None = None,
    ) -> None:
        """Set up a client; nothing is sent until the first call.

        Args:
            api_key: The Maton key, or a function that returns it and is asked before every
                attempt; else `MATON_API_KEY` from the environment.
            connection: A connection id; a function that gets the ACTIVE connections and returns
                one; `USE_PROXY_DEFAULT`. Left out: `MATON_GOOGLE_MEET_CONNECTION` from the
                environment, else the only ACTIVE connection, looked up at the first call.
            confirm: The hook that approves writes. Without one the client only reads.
            base_url: Where the proxy is; else `MATON_API_BASE_URL`, else https://api.maton.ai.
            timeout: Seconds to wait for the network at each step of a request (connecting,
                sending, each part of the answer), or an `httpx.Timeout`; None waits for ever.
                Time in the hook does not count.
            retry: Bounds for repeating a call that was refused for now or, if it only reads,
                failed on its way; None sends each call once.
            pace: How fast calls leave, 10 a second where it is left out. The same `Pace` given to
                several clients is shared by them; a `Pacer` of your own will do; None for none.
            transport: An httpx transport in the place of the network, for tests; it switches
                proxies from the environment off.

        Raises:
            ConfigurationError: The key is missing or malformed, or an argument cannot work.
        """
        if isinstance(api_key, str):
            api_key = Secret(api_key)
        elif not (api_key is None or callable(api_key)):
            kind = _kind(api_key)
            api_key = None  # Tools that print local variables do not show it.
            raise ConfigurationError(f"api_key= takes a str or a function, not {kind}.")
        shared = ClientState(checked_key(api_key), Address(base_url), self._event_class)
        selector = Selector(connection, self._lock_class)
        policy = CallOptions(shared, selector, confirm, *_policies(retry, pace))
        timeout = checked_timeout(timeout)
        _refuse_httpx_aiohttp(transport)
        if transport is not None and not isinstance(transport, self._transport_class):
            raise ConfigurationError(
                f"transport= takes an httpx.{self._transport_class.__name__} for "
                f"{type(self).__name__}, not {_kind(transport)}."
            )
        # Plain http is for loopback only, where a proxy would be handed the key in clear.
        trust_env = shared.address.url.scheme == "https"
        if transport is None and trust_env:
            check_environment()
        try:
            http = self._http_class(
                base_url=shared.address.url,
                timeout=timeout,
                transport=transport,
                headers={"User-Agent": USER_AGENT},
                trust_env=trust_env,
            )
        except (httpx.InvalidURL, ValueError, ImportError, OSError) as error:
            raise explain(error) from error
        self._adopt(http, policy, owner=True)

    def _adopt(self, http: Http, policy: CallOptions, *, owner: bool) -> None:
        http.policy = policy
        self.http = http
        self._policy = policy
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
    ) -> Self:
        """A view with other options over the same sockets; what is left out stays as it is.

        It is cheap, and closing it does nothing: the client it came from owns the sockets.

        Raises:
            ConfigurationError: An option cannot work.
        """
        selector = KEEP if connection is KEEP else Selector(connection, self._lock_class)
        names = ("selector", "confirm", "retry", "pace")
        given = zip(names, (selector, confirm, *_policies(retry, pace)), strict=True)
        changed: dict[str, Any] = {name: value for name, value in given if value is not KEEP}
        policy = CallOptions(**{**vars(self._policy), **changed})
        http = copy.copy(self.http)
        if timeout is not KEEP:
            http.timeout = checked_timeout(timeout)
        view = copy.copy(self)
        view._adopt(http, policy, owner=False)
        return view

    def __repr__(self) -> str:
        policy = vars(self).get("_policy")
        if policy is None:  # An error of the constructor is being reported.
            return f"<{type(self).__name__}>"
        mode = "reads only" if policy.confirm is None else "writes with confirmation"
        mode += ", closed" * policy.shared.closing.is_set()
        return (
            f"<{type(self).__name__} {policy.shared.address.url} "
            f"connection={policy.selector!r}, {mode}>"
        )


class GoogleMeet(_Client["Confirm", httpx.BaseTransport, Client], Resources):
    """Google Meet through Maton. Threads may share one; use it as a context manager, or close it.

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

        It creates a connection, which the hook has to approve, hands over its url, at which
        somebody signs in to Google, and looks every two seconds whether that is done. This client
        goes on with the connection it had, if any: `with_options(connection=...)` takes the new
        one's `connection_id`.

        Args:
            on_url: Gets the url and sees to it that it is opened; `False` says that it could not.
                The url holds a session token: keep it out of logs. This library logs it nowhere,
                and blanks it in what it returns or raises.
            timeout: Seconds to wait after that; time in the hook and in `on_url` does not count.
                The last look may end later, by its own timeout and retries.

        Raises:
            AuthorizationFailed: The connection is FAILED, or no browser could be opened.
            AuthorizationDeadlineExceeded: Nobody finished signing in within `timeout`.
            MatonError: What the operations raise that it calls.
        """
        return self.http.run(authorize(self, self._policy.shared, on_url, timeout))

    def close(self) -> None:
        """Close the sockets. Calls after that raise; a second time does nothing."""
        if self._owner:
            self.http.close()

    def __enter__(self) -> Self:
        self._policy.shared.check_open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncGoogleMeet(
    _Client["AsyncConfirm", httpx.AsyncBaseTransport, AsyncClient], AsyncResources
):
    """Google Meet through Maton, for asyncio and trio. It belongs to the event loop of its first
    call, whose tasks may share it; use it as an async context manager, or close it with `aclose`.

    Each resource is an attribute (`spaces`, `conference_records`, ...), each operation a method to
    await, each list an async iterator. Errors are those of `maton_google_meet.errors`.
    """

    _calls_class = AsyncCalls
    _http_class = AsyncClient
    _transport_class = httpx.AsyncBaseTransport
    # anyio is imported when it is first needed.
    _lock_class = staticmethod(lambda: import_module("anyio").Lock())
    _event_class = staticmethod(lambda: import_module("anyio").Event())

    async def authorize(
        self, *, on_url: Callable[[str], object] = open_in_browser, timeout: float = 300.0
    ) -> Connection:
        """As `GoogleMeet.authorize`. `on_url` may be async; a plain one has a thread of its own."""
        return await self.http.run(authorize(self, self._policy.shared, on_url, timeout))

    async def aclose(self) -> None:
        """Close the sockets. Calls after that raise; a second time does nothing."""
        if self._owner:
            await self.http.aclose()

    async def __aenter__(self) -> Self:
        self._policy.shared.check_open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
