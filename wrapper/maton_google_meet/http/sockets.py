"""The connections of a client, and what httpcore leaves undone about them."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from typing import Any
from weakref import WeakSet

import httpx

from ..errors import ConfigurationError
from ..forking import renew_after_fork

# The events of httpcore that end with a new stream, without the part of httpcore that reports them.
OPENED = {"connect_tcp.complete", "connect_unix_socket.complete", "start_tls.complete"}
# The key of a request's `Trace` among its extensions, besides "trace": a transport of the caller's
# may put something else there.
TRACE = "maton_google_meet.trace"
# The key of the function that makes a response's errors, among its extensions, not pickled.
FAILURE = "maton_google_meet.failure"
# The longest time that closing one call's connections may take: trio sends close_notify to a TLS
# peer, which may have stopped reading.
CLOSE_SECONDS = 1.0
# The most requests that an async client sends concurrently: as many as leave in a second. httpx
# gets slower with each connection that is idle.
CONCURRENT_REQUESTS = 10


class Trace:
    """The `trace` extension of one request, which httpcore calls at each event.

    It passes the name of each event on to `trace`, and nothing more: the request could be changed
    there. `check_open` raises if the client is closed. It is called when the headers are about to
    be sent, the last moment to stop a call that has waited for a connection.
    """

    def __init__(
        self,
        streams: WeakSet[Any],
        check_open: Callable[[], None],
        trace: Callable[[str, dict[str, Any]], Any],
    ) -> None:
        self._streams, self._check_open, self._trace = streams, check_open, trace
        self.restart()

    def restart(self) -> None:
        """Forget an earlier attempt to send the request."""
        self.opened: list[Any] = []
        """The streams that this attempt has opened and that no connection closes by itself."""
        self.silent: bool = True
        """True as long as httpcore has reported nothing: the transport may not be httpcore's."""
        self._sent = False

    @property
    def unsent(self) -> bool:
        """True if nothing of the request has left; False also if the transport is silent."""
        return not (self.silent or self._sent)

    def __call__(self, event: str, info: dict[str, Any]) -> Any:
        """Take note of `event`, and pass its name on."""
        self.silent = False
        step = event.partition(".")[2]
        if step == "send_request_headers.started":
            self._check_open()
            self._sent = True  # Or a CONNECT to a proxy, which is sent before.
        elif step in OPENED:
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
        # httpx has no public access to its pools, and httpcore none to what a pool holds. A test
        # notices if a name here changes (`test_the_private_names_exist`).
        self._pools: list[Any] = [each._pool for each in transports if isinstance(each, kinds)]
        self._streams: WeakSet[Any] = WeakSet()
        self._inherited: list[Any] = []
        self._unlock()
        renew_after_fork(self)

    def _unlock(self) -> None:
        """Give each pool a new lock, which a signal handler may acquire that closes the client."""
        for pool in self._pools:
            pool._optional_thread_lock = threading.RLock()

    def trace(self, check_open: Callable[[], None], trace: Callable[..., Any]) -> dict[str, Any]:
        """Return the extensions by which a request is traced; see `Trace`."""
        tracing = Trace(self._streams, check_open, trace)
        return {"trace": tracing, TRACE: tracing}

    def reclaim(self, request: httpx.Request) -> list[Any]:
        """Free what a request that has ended by an exception still holds in the pools.

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
                held = {id(each.connection) for each in pool._requests}
                abandoned = [
                    each
                    for each in pool.connections
                    if not (id(each) in held or each.is_idle() or each.is_closed())
                ]
                pool._connections[:] = [each for each in pool._connections if each not in abandoned]
                closing += abandoned + pool._assign_requests_to_connections()
        return closing

    def release(self, request: httpx.Request) -> None:
        """Free and close what a request that has ended by an exception still holds."""
        self.close(self.reclaim(request))

    def close(self, closing: Iterable[Any]) -> None:
        """Close each of `closing`, also if another one fails."""
        with contextlib.suppress(Exception), contextlib.ExitStack() as stack:
            for each in closing:
                stack.callback(each.close)

    def shut_down(self) -> None:
        """End what other threads send and receive: closing a socket would not wake them."""
        for each in [*self._streams]:
            with contextlib.suppress(OSError):
                # Not the method of an `ssl.SSLSocket`: that takes TLS away first, so that what
                # another thread sends just then would go out in clear.
                raw = each.get_extra_info("socket")
                # asyncio hands out a wrapper.
                socket.socket.shutdown(getattr(raw, "_sock", raw), socket.SHUT_RDWR)

    def renew(self) -> None:
        """Discard all connections: after a fork, they belong to the parent process."""
        # Keep them referenced: the garbage collector would close them with a warning.
        self._inherited += [*self._streams, *self._pools]
        self._streams = WeakSet()
        for pool in self._pools:
            self._inherited += pool._connections
            pool._connections = []
            # A response that is being read removes its request in the end.
            pool._requests = [each for each in pool._requests if not each.is_queued()]
        self._unlock()


class AsyncSockets(Sockets):
    """The same for an async client, which belongs to one event loop.

    It also limits how many requests are sent concurrently.
    """

    def __init__(self, transports: Iterable[object]) -> None:
        super().__init__(transports)
        self._start()

    def _start(self) -> None:
        import anyio.lowlevel

        self.gate: anyio.Semaphore = anyio.Semaphore(CONCURRENT_REQUESTS, fast_acquire=True)
        self._current_loop = anyio.lowlevel.current_token
        self._loop: object = None
        self._library = _running_library()

    def enter_loop(self) -> None:
        """Bind the client to the event loop of its first call.

        Raises:
            ConfigurationError: The first call was made in another loop.
        """
        # The semaphore of a library that ran at the start is of no use to another one.
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

    async def arelease(self, request: httpx.Request) -> None:
        """Do what `release` does. A cancellation meanwhile is raised when all is closed."""
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


class ResponseBody(httpx.SyncByteStream):
    """The body of a response that the caller reads, whose errors are those of this package.

    `failure` makes them. `release` is called if reading or closing the body ends by an exception.
    """

    def __init__(
        self,
        body: Any,
        failure: Callable[[Exception], Exception],
        release: Callable[[], None],
    ) -> None:
        self._body, self._failure, self._release = body, failure, release

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._body
        except BaseException as error:
            if not isinstance(error, GeneratorExit):  # By which a caller stops reading.
                self._release()
            if isinstance(error, Exception):
                raise self._failure(error) from error
            raise

    def close(self) -> None:
        """Close the body."""
        try:
            self._body.close()
        except BaseException:
            self._release()
            raise


class AsyncResponseBody(httpx.AsyncByteStream):
    """The same for an async client."""

    def __init__(
        self,
        body: Any,
        failure: Callable[[Exception], Exception],
        release: Callable[[], Awaitable[None]],
    ) -> None:
        self._body, self._failure, self._release = body, failure, release

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._body:
                yield part
        except BaseException as error:
            if not isinstance(error, GeneratorExit):  # By which a caller stops reading.
                await self._release()
            if isinstance(error, Exception):
                raise self._failure(error) from error
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
        failure: Callable[[Exception], Exception],
    ) -> None:
        super().__init__(
            response.status_code,
            headers=response.headers,
            stream=body,
            request=response.request,
            extensions=response.extensions | {FAILURE: failure},
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
            raise self.extensions[FAILURE](error) from error

    async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Yield the decoded body."""
        try:
            async for part in super().aiter_bytes(chunk_size):
                yield part
        except httpx.DecodingError as error:
            raise self.extensions[FAILURE](error) from error
