"""Guard an httpx client: copy and check each request, and perform it only as a flow."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn, Self

import httpx
from maton_google_meet_api.runtime.text import escape_for_terminal

from ..config import check_limits
from ..errors import ConfigurationError, InvalidArgumentError
from ..flow.call import Call, call
from ..flow.options import CallOptions
from .headers import check_headers, check_method, check_query

# The errors of httpx, besides TypeError, for arguments that cannot become a request. httpx does not
# document them. Not reported upstream:
# https://github.com/encode/httpx/blob/0.28.1/httpx/_content.py#L186
BUILD_ERRORS = (httpx.InvalidURL, ValueError, RecursionError, AttributeError, LookupError)


class _ConsumedBody(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that has been read and cannot be read again."""

    def __iter__(self) -> Any:
        raise httpx.StreamConsumed

    def __aiter__(self) -> Any:
        raise httpx.StreamConsumed


@contextmanager
def open_body(request: object, kind: type[Any], other: str) -> Generator[Any]:
    """Yield the body of `request` for reading.

    Args:
        request: The argument of `send`.
        kind: The class of streams that this client can read.
        other: The client that can read other streams.

    Raises:
        InvalidArgumentError: The body was read before, or only the other client can read it.
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
            # httpx checks `files=` only when the body is read. Not reported upstream:
            # https://github.com/encode/httpx/blob/0.28.1/httpx/_multipart.py#L205
            raise _make_build_error(error) from error
        raise


class _Cookies(httpx.Cookies):
    """Cookies that responses do not change: they could be sent for another account.

    httpx has no option for that: https://github.com/encode/httpx/issues/2992.
    """

    def extract_cookies(self, response: httpx.Response) -> None:
        """Ignore the cookies of `response`."""


class GuardedClient:
    """The part that both drivers share: each request becomes a flow, and raises typed errors."""

    call_options: CallOptions
    """The options of the client or view that owns this driver."""

    def __init__(self: Any, **settings: Any) -> None:
        super().__init__(**settings)
        self._sockets = self._sockets_class([self._transport, *self._mounts.values()])
        self._cookie_jar = _Cookies()
        self._checked_timeout: httpx.Timeout | None = None

    def __copy__(self) -> Self:
        client = object.__new__(type(self))
        vars(client).update(vars(self))
        return client

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "A client cannot be pickled or copied deeply, because it has a key and sockets. Create "
            "a client in each process."
        )

    def change_headers(self: Any, changes: Mapping[str, str | None]) -> None:
        """Replace the shared headers by a copy with `changes`. A value of None removes a header."""
        headers: httpx.Headers = self.headers.copy()
        for name, value in changes.items():
            headers.pop(name, None)
            if value is not None:
                headers[name] = value
        self.headers = headers
        for name in self.headers.keys() - headers.keys():  # httpx adds its defaults.
            del self.headers[name]

    def _copy_request(
        self: Any,
        method: str,
        url: httpx.URL | str,
        headers: httpx.Headers,
        extensions: Any,
        **body: Any,
    ) -> httpx.Request:
        """Return a request that only this call can change, so that the approved request is sent.

        Two of the caller's `extensions` stay: `timeout`, and `trace`, which receives the names of
        the events but not the request.
        """
        check_method(method)
        checked_headers = check_headers(headers.raw)
        trace = extensions.get("trace", self._ignore_event)
        if not callable(trace):
            raise TypeError(f'extensions["trace"] must be a function, not {type(trace).__name__}.')
        checked = {
            "timeout": self._check_limits(extensions.get("timeout")),
            **self._sockets.trace(self.call_options.state.check_open, trace),
        }
        try:
            return httpx.Request(method, url, headers=checked_headers, extensions=checked, **body)
        except BUILD_ERRORS as error:
            raise _make_build_error(error) from error

    def _check_limits(self: Any, limits: Any) -> dict[str, float | None]:
        """Return the timeouts of one request, checked; else those of the client, checked once."""
        if limits:
            return check_limits(limits)
        if self.timeout is not self._checked_timeout:
            check_limits(self.timeout.as_dict())
            self._checked_timeout = self.timeout
        return self.timeout.as_dict()  # type: ignore[no-any-return] # of an httpx.Timeout

    def _build(self: Any, method: str, url: str, headers: Any = None, **more: Any) -> httpx.Request:
        """Build a request to `url`, a path below the address, as `build_request` would."""
        merged = self.headers
        if headers:
            merged = merged.copy()
            merged.update(headers)
        root = self.call_options.state.address.root
        request: httpx.Request = self._copy_request(method, f"{root}{url}", merged, {}, **more)
        return request

    def _start_call(self: Any, original: httpx.Request, parts: list[Any], stream: bool) -> Call:
        """Return the flow for `original`, whose body consists of `parts`."""
        try:
            body = b"".join(parts)
        except TypeError as error:
            raise TypeError(f"content= must yield bytes: {error}. Nothing was sent.") from error
        if not isinstance(original.stream, httpx.ByteStream):
            # An iterator can be read only once; the content of a file is kept.
            chunked = "transfer-encoding" in original.headers
            original.stream = _ConsumedBody() if chunked else httpx.ByteStream(body)
        headers, extensions = httpx.Headers(original.headers), dict(original.extensions)
        request = self._copy_request(
            original.method, original.url, headers, extensions, content=body
        )
        path = self.call_options.state.address.path(request.url)
        check_query(request.method, path, request.url.query)
        return call(self.call_options, request, self._build, stream)

    def _build_redirect_request(self, request: httpx.Request, response: httpx.Response) -> Any:
        """Build no request: httpx would raise for a bad location, though it is not followed.

        httpx has no option for that: https://github.com/encode/httpx/pull/3706. A test fails if the
        name of this method changes (`test_faults.py`).
        """
        return None

    @property
    def cookies(self) -> httpx.Cookies:
        """The cookies that are sent with raw requests. Responses do not add any."""
        return self._cookie_jar

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        self._cookie_jar = _Cookies(cookies)

    @property
    def event_hooks(self) -> dict[str, list[Callable[..., Any]]]:
        """No hooks: they would see the key, and could change a request after its approval."""
        return {"request": [], "response": []}

    @event_hooks.setter
    def event_hooks(self, event_hooks: object) -> None:
        raise ConfigurationError("event_hooks= would run after the approval: use the logs.")

    def build_request(self, *arguments: Any, **keywords: Any) -> httpx.Request:
        """Build a request like httpx's method.

        Raises:
            InvalidArgumentError: A part is too long, or cannot be encoded as UTF-8 or JSON.
        """
        try:
            return super().build_request(*arguments, **keywords)  # type: ignore[misc, no-any-return]
        except BUILD_ERRORS as error:
            raise _make_build_error(error) from error

    def __enter__(self) -> Self:
        self.call_options.state.check_open()
        return self

    def __exit__(self: Any, *_: object) -> None:
        self.close()


def _make_build_error(error: Exception) -> InvalidArgumentError:
    return InvalidArgumentError(
        f"The request cannot be sent: {escape_for_terminal(str(error)).rstrip('.')}."
    )
