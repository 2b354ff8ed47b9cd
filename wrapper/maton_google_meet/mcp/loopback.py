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

if TYPE_CHECKING:
    from starlette.types import ASGIApp

HOST: Final = "127.0.0.1"
MAX_PORT: Final = 65535
SHUTDOWN_SECONDS: Final = 1


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals to `end_on_signals`."""
        yield


def bind(port: int) -> socket.socket:
    """Return a socket that listens on the loopback interface; port 0 selects a free port.

    Raises:
        OSError: The port is in use.
        OverflowError: It is not a port.
    """
    if not 0 <= port <= MAX_PORT:  # The socket would stay open: `create_server` expects an OSError.
        raise OverflowError(f"a port is a number from 0 to {MAX_PORT}")
    return socket.create_server((HOST, port))


@contextlib.asynccontextmanager
async def serve(app: ASGIApp, listener: socket.socket) -> AsyncGenerator[None]:
    """Serve `app` during the block. At its end, give the requests a second to end.

    The SDK may need 5 s more, to cancel a question whose client has disappeared
    (`_ABANDON_WRITE_TIMEOUT` in mcp/shared/jsonrpc_dispatcher.py).
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield  # The socket listens already, and keeps the first requests.
    finally:
        server.should_exit = True
        with anyio.CancelScope(shield=True):
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
