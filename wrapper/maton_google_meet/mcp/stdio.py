"""The transport over stdin and stdout, which carry only messages of the protocol."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Generator
from typing import Any, Final, Self

from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server

STDIN: Final = 0


class Lines:
    """The lines of a file descriptor, for `async for`.

    A daemon thread reads them. The threads of `anyio.to_thread`, which the SDK uses otherwise,
    would delay the end of the program until stdin ends
    (https://github.com/agronholm/anyio/blob/4.16.0/src/anyio/_backends/_asyncio.py#L2751).
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._lines = asyncio.Queue[str | None](1)
        self.thread: Final = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        # OSError: the descriptor is closed. RuntimeError: the event loop has ended.
        with (
            contextlib.suppress(OSError, RuntimeError),
            open(self._descriptor, "rb", closefd=False) as file,
        ):
            for line in file:
                self._put(line.decode("utf-8", "replace"))
        with contextlib.suppress(RuntimeError):
            self._put(None)

    def _put(self, line: str | None) -> None:
        waiting = self._lines.put(line)
        try:
            asyncio.run_coroutine_threadsafe(waiting, self._loop).result()
        except RuntimeError:
            waiting.close()
            raise

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        line = await self._lines.get()
        if line is None:
            raise StopAsyncIteration
        return line


async def serve_stdio(server: Server[Any]) -> None:
    """Serve one client over stdin and stdout, until stdin ends.

    Meanwhile, `print` writes to stderr.
    """
    lines: Any = Lines(STDIN)
    with _accept_closed_pipe():
        async with stdio_server(stdin=lines) as (reader, writer):
            await server.run(reader, writer, server.create_initialization_options())


@contextlib.contextmanager
def _accept_closed_pipe() -> Generator[None]:
    """End the block without an error if the client has closed stdout."""
    try:
        yield
    except* BrokenPipeError:
        pass
