"""The connections of a client: send on them, and free those that httpcore would keep or block.

It uses private names of httpcore; `test_the_private_names_exist` fails if one of them changes.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import Any
from weakref import WeakSet

import httpx

from ..errors import ConfigurationError
from ..flow.copies import ENCODING_HEADERS
from ..flow.steps import Progress, Send
from ..forking import renew_after_fork

# The arguments of httpx's `send` for a request that is complete.
SEND_ARGUMENTS: Any = {"stream": True, "auth": None, "follow_redirects": False}
# The events of httpcore that end with a new stream, without the part of httpcore that reports them.
OPEN_EVENTS = {"connect_tcp.complete", "connect_unix_socket.complete", "start_tls.complete"}
# The key of a request's `Trace` among its extensions, besides "trace": a custom transport may put
# something else there.
TRACE = "maton_google_meet.trace"
# The key of the function that makes a response's errors, among its extensions, which httpx does not
# pickle.
MAKE_ERROR = "maton_google_meet.make_error"
# The longest time for closing the connections of one call: trio sends close_notify to a TLS peer,
# which may have stopped reading. Not reported upstream:
# https://github.com/python-trio/trio/blob/v0.35.0/src/trio/_ssl.py#L791
CLOSE_SECONDS = 1.0
# The most requests that an async client sends concurrently: as many as leave in a second. httpcore
# goes through all connections for each request, also through those that are idle. Not reported
# upstream:
# https://github.com/encode/httpcore/blob/1.0.9/httpcore/_async/connection_pool.py#L281
CONCURRENT_REQUESTS = 10


class Trace:
    """The `trace` extension of one request, which httpcore calls at each event.

    It passes only the name of each event on to the function `trace`, which could otherwise change
    the request. `check_open` raises if the client is closed. It is called just before the headers
    are sent: the last moment to stop a call that has waited for a connection.
    """

    def __init__(
        self,
        streams: WeakSet[Any],
        check_open: Callable[[], None],
        trace: Callable[[str, dict[str, Any]], Any],
    ) -> None:
        self._streams, self._trace = streams, trace
        self.check_open: Callable[[], None] = check_open
        self.start(Progress())

    def start(self, progress: Progress) -> None:
        """Record the events of a new attempt to send the request in `progress`."""
        self._progress = progress
        self.opened: list[Any] = []
        """The streams that this attempt has opened and that no connection closes by itself."""

    def __call__(self, event: str, info: dict[str, Any]) -> Any:
        """Record `event`, and pass its name on."""
        self._progress.reported = True
        step = event.partition(".")[2]
        if step == "send_request_headers.started":
            self.check_open()
            self._progress.sent = True  # Or a CONNECT to a proxy, which is sent before.
        elif step in OPEN_EVENTS:
            stream = info["return_value"]
            self.opened.append(stream)
            self._streams.add(stream)
        elif step == "receive_response_headers.complete":
            self.opened = []
        return self._trace(event, {})


class Sockets:
    """The connections that one client and all its views share.

    Transports other than httpx's are ignored.
    """

    def __init__(self, transports: Iterable[object]) -> None:
        kinds = (httpx.HTTPTransport, httpx.AsyncHTTPTransport)
        # httpx has no public access to its pools, and httpcore none to their requests, connections
        # and lock. A test fails if a name changes (`test_the_private_names_exist`).
        self._pools: list[Any] = [each._pool for each in transports if isinstance(each, kinds)]
        self._streams: WeakSet[Any] = WeakSet()
        self._inherited: list[Any] = []
        self._unlock()
        renew_after_fork(self)

    def _unlock(self) -> None:
        """Give each pool a new, reentrant lock.

        A signal handler that closes the client, or the garbage collector, may acquire it again in
        the same thread: https://github.com/encode/httpcore/issues/996.
        """
        for pool in self._pools:
            pool._optional_thread_lock = threading.RLock()

    def trace(self, check_open: Callable[[], None], trace: Callable[..., Any]) -> dict[str, Any]:
        """Return the extensions that let a `Trace` record the events of a request."""
        recorder = Trace(self._streams, check_open, trace)
        return {"trace": recorder, TRACE: recorder}

    def send(self, step: Send, send: Callable[..., httpx.Response]) -> httpx.Response:
        """Perform `step` with httpx's `send`. If an exception ends it, free its connections."""
        request = step.request
        request.extensions[TRACE].start(step.progress)
        try:
            response = send(request, **SEND_ARGUMENTS)
            if step.stream and response.is_success:
                body = ResponseBody(response.stream, step.make_error, lambda: self.release(request))
                return StreamedResponse(response, body, step.make_error)
            try:
                response.read()
            except BaseException as error:  # noqa: BLE001 - `drop_body` raises it
                response.close()
                return drop_body(response, error)
            return response
        except BaseException:
            self.release(request)
            raise

    def reclaim(self, request: httpx.Request) -> list[Any]:
        """Free the places that a request which an exception has ended still holds in the pools.

        Return the streams and connections that are left to close. httpcore keeps a connection for
        ever, unusable, if an interrupt or asyncio's `Task.cancel` ends its first request at certain
        moments, or if TLS fails behind a proxy: https://github.com/encode/httpcore/issues/1093.
        """
        trace: Trace = request.extensions[TRACE]
        closing, trace.opened = trace.opened[::-1], []
        for pool in self._pools:
            with pool._optional_thread_lock:
                pool._requests[:] = [
                    each
                    for each in pool._requests
                    if each.request.extensions is not request.extensions
                ]
                used = {id(each.connection) for each in pool._requests}
                abandoned = [
                    each
                    for each in pool.connections
                    if not (id(each) in used or each.is_idle() or each.is_closed())
                ]
                pool._connections[:] = [each for each in pool._connections if each not in abandoned]
                closing += abandoned + pool._assign_requests_to_connections()
        return closing

    def release(self, request: httpx.Request) -> None:
        """Free and close the connections of a request that an exception has ended."""
        self.close(self.reclaim(request))

    def close(self, closing: Iterable[Any]) -> None:
        """Close each of `closing`, also if another one fails."""
        with contextlib.suppress(Exception), contextlib.ExitStack() as stack:
            for each in closing:
                stack.callback(each.close)

    def shut_down(self) -> None:
        """Wake the threads that send or receive, which closing a socket does not do."""
        for each in [*self._streams]:
            with contextlib.suppress(OSError):
                # Not the method of an `ssl.SSLSocket`: it removes TLS first, so that another thread
                # could send in clear: https://github.com/python/cpython/issues/124618.
                raw = each.get_extra_info("socket")
                # asyncio returns a wrapper without a public way to the socket:
                # https://github.com/python/cpython/blob/v3.14.0/Lib/asyncio/trsock.py#L4
                socket.socket.shutdown(getattr(raw, "_sock", raw), socket.SHUT_RDWR)

    def renew(self) -> None:
        """Discard all connections: after a fork, they belong to the parent process.

        httpcore has no method for that. Not reported upstream:
        https://github.com/encode/httpcore/blob/1.0.9/httpcore/_sync/connection_pool.py#L43
        """
        # Keep them referenced: the garbage collector would close them with a warning.
        self._inherited += [*self._streams, *self._pools]
        self._streams = WeakSet()
        for pool in self._pools:
            self._inherited += pool._connections
            pool._connections = []
            # A response that is being read removes its request itself.
            pool._requests = [each for each in pool._requests if not each.is_queued()]
        self._unlock()


class AsyncSockets(Sockets):
    """The connections of an async client, which belongs to one event loop.

    At most `CONCURRENT_REQUESTS` requests are sent concurrently.
    """

    def __init__(self, transports: Iterable[object]) -> None:
        super().__init__(transports)
        self._start()

    def _start(self) -> None:
        import anyio.lowlevel

        self.semaphore: anyio.Semaphore = anyio.Semaphore(CONCURRENT_REQUESTS, fast_acquire=True)
        self._current_loop = anyio.lowlevel.current_token
        self._loop: object = None
        self._library = _running_library()

    def enter_loop(self) -> None:
        """Bind the client to the event loop of its first call.

        Raises:
            ConfigurationError: The first call was made in another loop.
        """
        # A semaphore that was made while a library ran does not work in another one:
        # https://github.com/agronholm/anyio/blob/4.16.0/src/anyio/_core/_synchronization.py#L400
        if self._loop is None and self._library in {None, _running_library()}:
            self._loop = self._current_loop()
        elif self._loop is None or not self.in_own_loop():
            raise ConfigurationError(
                "This client belongs to the event loop of its first call, and was called in "
                "another one: nothing was sent. Create a client in each loop."
            )

    def in_own_loop(self) -> bool:
        """Return False in another event loop than that of the first call."""
        return self._loop is None or self._loop == self._current_loop()

    async def asend(self, step: Send, send: Callable[..., Any]) -> httpx.Response:
        """Perform `step` like `send`, after waiting until fewer requests are being sent."""
        request = step.request
        trace: Trace = request.extensions[TRACE]
        async with self.semaphore:
            trace.check_open()
            trace.start(step.progress)
            try:
                response: httpx.Response = await send(request, **SEND_ARGUMENTS)
                if step.stream and response.is_success:
                    body = AsyncResponseBody(
                        response.stream, step.make_error, lambda: self.arelease(request)
                    )
                    return StreamedResponse(response, body, step.make_error)
                try:
                    await response.aread()
                except BaseException as error:  # noqa: BLE001 - `drop_body` raises it
                    await response.aclose()
                    return drop_body(response, error)
                return response
            except BaseException:
                await self.arelease(request)
                raise

    async def arelease(self, request: httpx.Request) -> None:
        """Free connections like `release`. A cancellation is raised after all are closed."""
        await self.aclose(self.reclaim(request))

    async def aclose(self, closing: Iterable[Any] | None = None) -> None:
        """Close each of `closing`, or every stream, also if another one fails."""
        import anyio

        with (
            contextlib.suppress(Exception),
            anyio.move_on_after(CLOSE_SECONDS, shield=True),
        ):
            async with contextlib.AsyncExitStack() as stack:
                for each in [*self._streams] if closing is None else closing:
                    stack.push_async_callback(each.aclose)

    def renew(self) -> None:
        """Discard all connections, the semaphore and the event loop."""
        super().renew()
        self._start()


def _running_library() -> str | None:
    """Return the name of the async library that runs, if one does."""
    import sniffio

    with contextlib.suppress(sniffio.AsyncLibraryNotFoundError):
        return sniffio.current_async_library()
    return None


def drop_body(response: httpx.Response, error: BaseException) -> httpx.Response:
    """Return an error response without its body, whose transfer ended with `error`.

    The status is enough to report the error. Raise `error` if the response is a success.
    """
    if response.is_success or not isinstance(error, httpx.RequestError):
        raise error
    headers = [item for item in response.headers.multi_items() if item[0] not in ENCODING_HEADERS]
    return httpx.Response(response.status_code, headers=headers, request=response.request)


class ResponseBody(httpx.SyncByteStream):
    """The body of a response that the caller reads. It raises the errors of this package.

    `make_error` makes them. `release` is called if an exception ends reading or closing the body.
    """

    def __init__(
        self,
        body: Any,
        make_error: Callable[[Exception], Exception],
        release: Callable[[], None],
    ) -> None:
        self._body, self._make_error, self._release = body, make_error, release

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._body
        except BaseException as error:
            if not isinstance(error, GeneratorExit):  # The caller has stopped reading.
                self._release()
            if isinstance(error, Exception):
                raise self._make_error(error) from error
            raise

    def close(self) -> None:
        """Close the body."""
        try:
            self._body.close()
        except BaseException:
            self._release()
            raise


class AsyncResponseBody(httpx.AsyncByteStream):
    """The body of a response of an async client."""

    def __init__(
        self,
        body: Any,
        make_error: Callable[[Exception], Exception],
        release: Callable[[], Awaitable[None]],
    ) -> None:
        self._body, self._make_error, self._release = body, make_error, release

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._body:
                yield part
        except BaseException as error:
            if not isinstance(error, GeneratorExit):  # The caller has stopped reading.
                await self._release()
            if isinstance(error, Exception):
                raise self._make_error(error) from error
            raise

    async def aclose(self) -> None:
        """Close the body."""
        try:
            await self._body.aclose()
        except BaseException:
            await self._release()
            raise


class StreamedResponse(httpx.Response):
    """A response that the caller reads: decoding errors are raised as errors of this package."""

    def __init__(
        self,
        response: httpx.Response,
        body: ResponseBody | AsyncResponseBody,
        make_error: Callable[[Exception], Exception],
    ) -> None:
        super().__init__(
            response.status_code,
            headers=response.headers,
            stream=body,
            request=response.request,
            extensions=response.extensions | {MAKE_ERROR: make_error},
        )
        self._received = response

    def close(self) -> None:
        """Close the body."""
        super().close()
        self.elapsed = self._received.elapsed

    async def aclose(self) -> None:
        """Close the body."""
        await super().aclose()
        self.elapsed = self._received.elapsed

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the decoded body."""
        try:
            yield from super().iter_bytes(chunk_size)
        except httpx.DecodingError as error:
            raise self.extensions[MAKE_ERROR](error) from error

    async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Yield the decoded body."""
        try:
            async for part in super().aiter_bytes(chunk_size):
                yield part
        except httpx.DecodingError as error:
            raise self.extensions[MAKE_ERROR](error) from error
