"""What stands between an httpx client and its callers: each request is made anew, and nothing of
httpx's own gets past the flow."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Self

import httpx
from maton_google_meet_api.runtime.text import escape_for_terminal

from ..config import checked_limits
from ..errors import ConfigurationError, InvalidArgumentError
from ..flow.call import Call, CallOptions, call
from .headers import check_method, check_query, sendable

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
        raise InvalidArgumentError(f"The body of this request requires {other}. Nothing was sent.")
    try:
        yield request.stream
    except httpx.StreamError as error:
        raise InvalidArgumentError(
            "The request body is no longer available: an earlier call consumed it. Nothing was "
            "sent. Build a new request."
        ) from error
    except AttributeError as error:
        if request.headers.get("Content-Type", "").startswith("multipart/"):
            raise _unsendable(error) from error  # httpx looks at `files=` as late as this.
        raise


class _Cookies(httpx.Cookies):
    """Cookies that no answer changes: one account's have no place in another's requests."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Not done."""


class GuardedClient:
    """Mix-in of both clients: every request passes the flow, and only typed errors leave it."""

    policy: CallOptions

    def __init__(self: Any, **settings: Any) -> None:
        super().__init__(**settings)
        self._sockets = self._sockets_class([self._transport, *self._mounts.values()])
        self._kept = _Cookies()
        self._checked_timeout: httpx.Timeout | None = None

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
        check_method(method)
        kept = sendable(headers.raw)
        trace = given.get("trace", self._untraced)
        if not callable(trace):
            raise TypeError(f'extensions["trace"] must be a function, not {type(trace).__name__}.')
        more = {
            "timeout": self._limits(given.get("timeout")),
            **self._sockets.trace(self.policy.shared.check_open, trace),
        }
        try:
            return httpx.Request(method, url, headers=kept, extensions=more, **body)
        except UNSENDABLE as error:
            raise _unsendable(error) from error

    def _limits(self: Any, given: Any) -> dict[str, float | None]:
        """Return the limits of one request, checked; those of the client only if they are new."""
        if given:
            return checked_limits(given)
        if self.timeout is not self._checked_timeout:
            checked_limits(self.timeout.as_dict())
            self._checked_timeout = self.timeout
        limits: dict[str, float | None] = self.timeout.as_dict()
        return limits

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
            raise TypeError(f"content= must yield bytes: {error}. Nothing was sent.") from error
        if not isinstance(given.stream, httpx.ByteStream):
            # An iterator can be read only once; the content of a file is kept.
            chunked = "transfer-encoding" in given.headers
            given.stream = _Spent() if chunked else httpx.ByteStream(body)
        headers = httpx.Headers(given.headers)
        own = self._own(given.method, given.url, headers, dict(given.extensions), content=body)
        check_query(own.method, self.policy.shared.address.path(own.url), own.url.query)
        return call(self.policy, own, self._build, stream)

    def _build_redirect_request(self, request: httpx.Request, response: httpx.Response) -> Any:
        """Build nothing: httpx would read a location that is not followed, and refuse a bad one.

        It has no public way not to (`test_faults.py` reports a change):
        https://github.com/encode/httpx/blob/0.28.1/httpx/_client.py#L491
        """
        return None

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

    def __enter__(self) -> Self:
        self.policy.shared.check_open()
        return self

    def __exit__(self: Any, *_: object) -> None:
        self.close()


def _unsendable(error: Exception) -> InvalidArgumentError:
    return InvalidArgumentError(
        f"This cannot be sent: {escape_for_terminal(str(error)).rstrip('.')}."
    )
