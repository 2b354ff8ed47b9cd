"""What stands between an httpx client and its callers: each request is made anew, and nothing of
httpx's own gets past the flow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any, Self

import httpx
from maton_google_meet_api.text import harmless

from ..errors import ConfigurationError, InvalidArgumentError, network_error
from ..flow import READS, Call, Policy, call
from ..settings import checked_limits
from .headers import check_method, check_query, sendable
from .sockets import Sockets, fitted

# What httpx raises, besides a TypeError, for arguments that cannot become a request.
UNSENDABLE = (httpx.InvalidURL, ValueError, RecursionError, AttributeError, LookupError)
# How a request is sent that has all it needs.
PLAIN: Any = {"stream": True, "auth": None, "follow_redirects": False}


class _Spent(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that was read."""

    def __iter__(self) -> Any:
        raise httpx.StreamConsumed

    def __aiter__(self) -> Any:
        raise httpx.StreamConsumed


@contextmanager
def reading(request: object, kind: type[Any], other: str) -> Generator[Any]:
    """Yield the body of `request`, to be read.

    Raises:
        InvalidArgumentError: It was read before, or is for the `other` client.
    """
    if not isinstance(request, httpx.Request):
        raise TypeError(f"send() takes an httpx.Request, not {type(request).__name__}.")
    if not isinstance(request.stream, kind):
        raise InvalidArgumentError(f"This body needs {other}: nothing was sent.")
    try:
        yield request.stream
    except httpx.StreamError as error:
        raise InvalidArgumentError(
            "The body of this request was read by an earlier call, or is lost: nothing was sent. "
            "Build the request again."
        ) from error
    except AttributeError as error:
        if request.headers.get("Content-Type", "").startswith("multipart/"):
            raise _unsendable(error) from error  # httpx looks at `files=` as late as this.
        raise


class _Cookies(httpx.Cookies):
    """Cookies that no answer changes: one account's have no place in another's requests."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Not done."""


class Guarded:
    """Mixed into both: no way around the flow, and no raw error while a request is built."""

    policy: Policy
    _opened: Callable[[Any, Any], Any] = staticmethod(lambda _, told: told)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"transport": fitted(settings["transport"])})
        self._settings, self._sockets, self._kept = settings, Sockets(), _Cookies()

    def _own(
        self: Any,
        method: str,
        url: httpx.URL | str,
        headers: httpx.Headers,
        given: Any,
        **body: Any,
    ) -> httpx.Request:
        """A request that only this call knows: what is judged and shown is what is sent, whatever
        happens to the caller's. Of the extensions `given`, those stay that change nothing of it:
        `trace` is told what happens, and is not handed the request, which it could change."""
        if self._sockets.inherited():
            # Sockets that a fork copied are the other process's: they are kept, and not used.
            self._inherited, timeout = vars(self).copy(), self.timeout
            type(self).__init__(self, **self._settings)
            self.timeout = timeout
        check_method(method)
        kept = sendable(headers.raw)
        trace = given.get("trace", self._untraced)
        if not callable(trace):
            raise TypeError(f"The extension trace is a function, not {type(trace).__name__}.")
        more = {
            "timeout": checked_limits(given.get("timeout") or self.timeout.as_dict()),
            "trace": self._sockets.watch(self.policy.shared.check_open, trace, self._opened),
        }
        try:
            return httpx.Request(method, url, headers=kept, extensions=more, **body)
        except UNSENDABLE as error:
            raise _unsendable(error) from error

    def _build(self: Any, method: str, url: str, headers: Any = None, **more: Any) -> httpx.Request:
        """A request to `url`, a path below the address: what `build_request` would make, of which
        nobody else knows."""
        every = self.headers
        if headers:
            every = every.copy()
            every.update(headers)
        address = self.policy.shared.address.root
        own: httpx.Request = self._own(method, f"{address}{url}", every, {}, **more)
        return own

    def _flow(self: Any, given: httpx.Request, parts: list[Any], stream: bool) -> Call:
        try:
            body = b"".join(parts)
        except TypeError as error:
            raise TypeError(f"A body is made of bytes: {error}. Nothing was sent.") from error
        if not isinstance(given.stream, httpx.ByteStream):
            # What was read once is not there to be read again, except that of a file.
            chunked = "transfer-encoding" in given.headers
            given.stream = _Spent() if chunked else httpx.ByteStream(body)
        headers = httpx.Headers(given.headers)
        own = self._own(given.method, given.url, headers, dict(given.extensions), content=body)
        check_query(own.url.query)
        return call(self.policy, own, self._build, stream)

    @property
    def cookies(self) -> httpx.Cookies:
        """Sent with raw requests; none are taken from answers."""
        return self._kept

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        self._kept = _Cookies(cookies)

    @property
    def event_hooks(self) -> dict[str, list[Callable[..., Any]]]:
        """None: they would see the key, and change a request after it was approved."""
        return {"request": [], "response": []}

    @event_hooks.setter
    def event_hooks(self, event_hooks: object) -> None:
        raise ConfigurationError("event_hooks= would run after the approval: use the logs.")

    def build_request(self, *arguments: Any, **keywords: Any) -> httpx.Request:
        """As httpx's.

        Raises:
            InvalidArgumentError: It would be too long, or holds what UTF-8 or JSON cannot.
        """
        try:
            return super().build_request(*arguments, **keywords)  # type: ignore[misc, no-any-return]
        except UNSENDABLE as error:
            raise _unsendable(error) from error

    @contextmanager
    def translate_errors(self, response: httpx.Response) -> Generator[None]:
        """Raise what breaks off the body of `response` as an error of this library."""
        try:
            yield
        except httpx.RequestError as error:
            request, key = response.request, self.policy.shared.key
            if getattr(error, "_request", None) is not request:
                raise  # It is about another client's request.
            secret = key if isinstance(key, str) else "\0"
            write = request.method not in READS
            raise network_error(error, request, None, write, secret) from error

    def __enter__(self) -> Self:
        self.policy.shared.check_open()
        return self

    def __exit__(self: Any, *_: object) -> None:
        self.close()


class AsyncGuarded(Guarded):
    """Besides, no more calls are on their way than leave in a second: while answers take no longer,
    no call waits for that. httpx gets slower with each connection that is idle; and of the calls
    that wait in its own queue, one that is cancelled can take a connection along for good."""

    def __init__(self, **settings: Any) -> None:
        import anyio.lowlevel

        super().__init__(**settings)
        self.gate = anyio.Semaphore(10, fast_acquire=True)
        self._current_loop = anyio.lowlevel.current_token
        self._library = _library()

    def _enter_loop(self) -> None:
        """Bind the client to the event loop of its first call.

        Raises:
            ConfigurationError: The first call was made in another loop.
        """
        shared = self.policy.shared
        # What waits for a library that was there at the start waits for no other.
        made = shared.loop is not None or self._library in {None, _library()}
        if not (made and self.in_own_loop()):
            shared.check_open()
            raise ConfigurationError(
                "This client belongs to the event loop of its first call, and was called in "
                "another one: nothing was sent. Create a client in each loop."
            )

        if shared.loop is None:
            shared.loop = self._current_loop()

    def in_own_loop(self) -> bool:
        """Return False in another event loop than that of the first call."""
        loop = self.policy.shared.loop
        return loop is None or loop == self._current_loop()

    async def __aenter__(self) -> Self:
        self.policy.shared.check_open()
        return self

    async def __aexit__(self: Any, *_: object) -> None:
        await self.aclose()

    @staticmethod
    async def _opened(stream: Any, told: Awaitable[Any]) -> None:
        """Be cancelled here, if at all, where httpcore knows that the connection is not to be used:
        a moment later, it would keep it for good, open and unused."""
        import anyio.lowlevel

        await told
        try:
            await anyio.lowlevel.checkpoint_if_cancelled()
        except BaseException:
            with anyio.CancelScope(shield=True) as scope:
                scope.cancel()  # No goodbye of TLS's, for which it could wait.
                await stream.aclose()
            raise


def _library() -> str | None:
    """Return the name of the async library that runs, if one does."""
    import sniffio

    with suppress(sniffio.AsyncLibraryNotFoundError):
        return sniffio.current_async_library()
    return None


def _unsendable(error: Exception) -> InvalidArgumentError:
    return InvalidArgumentError(f"This cannot be sent: {harmless(str(error)).rstrip('.')}.")
