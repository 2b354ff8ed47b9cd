"""`GoogleMeet` and `AsyncGoogleMeet`: the generated facade, with Maton around it."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from dataclasses import replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Generic, Literal, Self, TypeVar

import httpx
from maton_google_meet_api.calls import AsyncCalls, Calls
from maton_google_meet_api.resources import AsyncResources, Resources

from .confirmation import AsyncConfirm, Confirm
from .connections import Choice, Selector
from .drivers import AsyncClient, Client
from .errors import RAISES, ConfigurationError
from .flow import Policy, Shared
from .pacing import Pace
from .retry import Retry
from .settings import DEFAULT, KEEP, VERSION, Address, Default, Key, checked_timeout
from .settings import api_key as checked_key

Hook = TypeVar("Hook", bound="Confirm | AsyncConfirm")
Transport = TypeVar("Transport", httpx.BaseTransport, httpx.AsyncBaseTransport)
Http = TypeVar("Http", bound="Client | AsyncClient")

USER_AGENT = f"maton-google-meet/{VERSION} python-httpx/{httpx.__version__}"


class _Client(Generic[Hook, Transport, Http]):
    """What both clients are: settings, policy, and views of them."""

    _calls_class: Callable[..., Any]
    _http_class: Callable[..., Http]
    _lock_class: Callable[[], Any]
    http: Http
    """The httpx client underneath, for requests that the document does not know, or for the
    generated endpoint functions: key, connection, confirmation and errors apply here too. It takes
    no event hooks, and closing it closes all views."""

    def __init__(
        self,
        api_key: Key | None = None,
        *,
        connection: Choice = None,
        confirm: Hook | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = 30.0,
        retry: Retry | Literal[Default.DEFAULT] | None = DEFAULT,
        pace: Pace | Literal[Default.DEFAULT] | None = DEFAULT,
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
            retry: Bounds for repeating a call; None never repeats. In this version a call is
                sent once, whatever is given.
            pace: A limit to keep, None for none. In this version calls leave as they are made.
            transport: An httpx transport in the place of the network, for tests; it switches
                proxies from the environment off.

        Raises:
            ConfigurationError: The key is missing or malformed, or an argument cannot work.
        """
        shared = Shared(checked_key(api_key), Address(base_url))
        policy = Policy(
            shared,
            Selector(connection, self._lock_class()),
            confirm,
            Retry() if retry is DEFAULT else retry,
            Pace() if pace is DEFAULT else pace,
        )
        timeout = checked_timeout(timeout)
        try:
            http = self._http_class(
                base_url=shared.address.url,
                timeout=timeout,
                transport=transport,
                # One account's cookies have no place in another's requests.
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                headers={"User-Agent": USER_AGENT},
                # Plain http is for loopback only, where a proxy would be handed the key in clear.
                trust_env=shared.address.url.scheme == "https",
            )
        except (ValueError, ImportError, OSError) as error:
            raise ConfigurationError(f"No connection can be set up: {error}") from error
        self._adopt(http, policy, owner=True)

    def _adopt(self, http: Http, policy: Policy, *, owner: bool) -> None:
        http.policy = policy
        self.http = http
        self._policy = policy
        self._owner = owner
        self._calls = self._calls_class(lambda request: self.http.request(**request), RAISES)

    def with_options(
        self,
        *,
        connection: Choice | Literal[Default.KEEP] = KEEP,
        confirm: Hook | Literal[Default.KEEP] | None = KEEP,
        timeout: float | httpx.Timeout | Literal[Default.KEEP] | None = KEEP,
        retry: Retry | Default | None = KEEP,
        pace: Pace | Default | None = KEEP,
    ) -> Self:
        """A view with other options over the same sockets; what is left out stays as it is.

        It is cheap, and closing it does nothing: the client it came from owns the sockets.

        Raises:
            ConfigurationError: An option cannot work.
        """
        selector = KEEP if connection is KEEP else Selector(connection, self._lock_class())
        given = {
            "selector": selector,
            "confirm": confirm,
            "retry": Retry() if retry is DEFAULT else retry,
            "pace": Pace() if pace is DEFAULT else pace,
        }
        changed: dict[str, Any] = {key: value for key, value in given.items() if value is not KEEP}
        policy = replace(self._policy, **changed)
        http = copy.copy(self.http)
        if timeout is not KEEP:
            http.timeout = checked_timeout(timeout)
        view = copy.copy(self)
        view._adopt(http, policy, owner=False)
        return view

    def __repr__(self) -> str:
        policy = self._policy
        mode = "reads only" if policy.confirm is None else "writes with confirmation"
        return (
            f"<{type(self).__name__} {policy.shared.address.url} "
            f"connection={policy.selector!r}, {mode}{', closed' if policy.shared.closed else ''}>"
        )


class GoogleMeet(_Client[Confirm, httpx.BaseTransport, Client], Resources):
    """Google Meet through Maton. Threads may share one; use it as a context manager, or close it.

    Each resource is an attribute (`spaces`, `conference_records`, ...), each operation a method.
    Errors are those of `maton_google_meet.errors`.
    """

    _calls_class = Calls
    _http_class = Client
    _lock_class = threading.Lock

    def close(self) -> None:
        """Close the sockets. Calls after that raise; a second time does nothing."""
        if self._owner:
            self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _async_lock() -> Any:
    import anyio

    return anyio.Lock()


class AsyncGoogleMeet(_Client[AsyncConfirm, httpx.AsyncBaseTransport, AsyncClient], AsyncResources):
    """Google Meet through Maton, for asyncio and trio. Tasks of one loop may share one; use it as
    an async context manager, or close it with `aclose`.

    Each resource is an attribute (`spaces`, `conference_records`, ...), each operation a method to
    await, each list an async iterator. Errors are those of `maton_google_meet.errors`.
    """

    _calls_class = AsyncCalls
    _http_class = AsyncClient
    _lock_class = staticmethod(_async_lock)

    async def aclose(self) -> None:
        """Close the sockets. Calls after that raise; a second time does nothing."""
        if self._owner:
            await self.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
