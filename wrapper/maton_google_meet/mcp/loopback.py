"""Web servers on the loopback interface, and the end of a server by a signal."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import AsyncGenerator, Generator
from typing import TYPE_CHECKING, Any, Final

import anyio
import uvicorn
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST: Final = "127.0.0.1"
MAX_PORT: Final = 65535
SHUTDOWN_SECONDS: Final = 1


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals to `end_on_signals`."""
        yield


class _Requests:
    """An ASGI application that can end its requests.

    Uvicorn would log each request that it cancels with a traceback.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._scopes = set[anyio.CancelScope]()

    def end(self) -> None:
        """Cancel the requests. Their responses end, or have the status 503."""
        for scope in self._scopes:
            scope.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        is_started, is_complete = False, False

        async def observe(message: Message) -> None:
            nonlocal is_started, is_complete
            is_complete = is_started and not message.get("more_body", False)
            is_started = True
            await send(message)

        with anyio.CancelScope() as cancellation:
            self._scopes.add(cancellation)
            try:
                await self._app(scope, receive, observe)
            finally:
                self._scopes.discard(cancellation)
        if not is_started:
            await PlainTextResponse("The server has ended.", 503)(scope, receive, send)
        elif not is_complete:
            await send({"type": "http.response.body"})


def bind(port: int) -> socket.socket:
    """Return a socket that listens on the loopback interface; port 0 selects a free port.

    Raises:
        OSError: The port is in use.
        OverflowError: It is not a port.
    """
    if not 0 <= port <= MAX_PORT:  # The socket would stay open: `create_server` expects an OSError.
        raise OverflowError(f"a port is a number from 0 to {MAX_PORT}")
    listener = socket.create_server((HOST, port))
    # A response in several parts would wait 40 ms for the acknowledgement of the first. asyncio
    # sets the option only for sockets with an explicit protocol:
    # https://github.com/python/cpython/blob/v3.11.7/Lib/asyncio/base_events.py#L191
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@contextlib.asynccontextmanager
async def serve(app: ASGIApp, listener: socket.socket) -> AsyncGenerator[None]:
    """Serve `app` during the block. At its end, give the requests a second to end.

    The SDK may need 5 s more, to cancel a question whose client has disappeared
    (`_ABANDON_WRITE_TIMEOUT` in mcp/shared/jsonrpc_dispatcher.py).
    """
    requests = _Requests(app)
    config = uvicorn.Config(
        requests,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=2 * SHUTDOWN_SECONDS,  # For a client that does not read.
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield  # The socket listens already, and keeps the first requests.
    finally:
        server.should_exit = True
        with anyio.CancelScope(shield=True):
            await asyncio.wait([task], timeout=SHUTDOWN_SECONDS)
            requests.end()
            await task
        listener.close()  # Not every version of uvicorn closes it.


@contextlib.contextmanager
def end_on_signals() -> Generator[None]:
    """Cancel the block at Ctrl-C or SIGTERM, without an exception. A second signal acts as usual.

    Only the main thread can receive signals. In another thread, the block simply runs.
    """
    loop = asyncio.get_running_loop()
    handlers = dict[int, Any]()

    def restore() -> None:
        while handlers:
            signal.signal(*handlers.popitem())

    def stop(*_: object) -> None:
        restore()
        loop.call_soon_threadsafe(scope.cancel)

    with anyio.CancelScope() as scope:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                if signal.getsignal(number) is not signal.SIG_IGN:
                    handlers[number] = signal.signal(number, stop)
        try:
            yield
        finally:
            restore()
