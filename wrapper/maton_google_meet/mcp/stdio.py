"""The transport over stdin and stdout, which carry only messages of the protocol."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Generator
from queue import SimpleQueue
from typing import Any, Final, Self

import anyio
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server

STDIN: Final = 0
STDOUT: Final = 1
STDERR: Final = 2
# The time for the last message after the end of stdin.
LAST_MESSAGE_SECONDS: Final = 5.0


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


class Output:
    """A file descriptor for text.

    A daemon thread writes, like that of `Lines`: a client that does not read would delay the end
    of the program.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor: Final = descriptor
        self._loop = asyncio.get_running_loop()
        self._texts = SimpleQueue[tuple[bytes, asyncio.Future[None]] | None]()
        threading.Thread(target=self._write, daemon=True).start()

    def _write(self) -> None:
        with contextlib.suppress(RuntimeError):  # The event loop has ended.
            while item := self._texts.get():
                data, done = item
                error: OSError | None = None
                try:
                    while data:
                        data = data[os.write(self.descriptor, data) :]
                except OSError as caught:
                    error = caught
                self._loop.call_soon_threadsafe(_finish, done, error)
        os.close(self.descriptor)

    async def write(self, text: str) -> None:
        """Write a text. A cancelled call leaves it to the thread."""
        done = self._loop.create_future()
        self._texts.put((text.encode("utf-8"), done))
        await done

    async def flush(self) -> None:
        """Return, because no text is buffered."""

    def close(self) -> None:
        """Let the thread close the descriptor once it has written the texts."""
        self._texts.put(None)


def _finish(done: asyncio.Future[None], error: OSError | None) -> None:
    if done.done():
        return
    if error:
        done.set_exception(error)
    else:
        done.set_result(None)


async def serve_stdio(server: Server[Any]) -> None:
    """Serve one client over stdin and stdout, until stdin ends.

    Meanwhile, `print` writes to stderr.
    """
    with _accept_closed_pipe(), _divert_stdout() as output, anyio.CancelScope() as scope:
        lines: Any = Lines(STDIN)
        stdout: Any = output
        async with stdio_server(stdin=lines, stdout=stdout) as (reader, writer):
            await server.run(reader, writer, server.create_initialization_options())
            scope.deadline = anyio.current_time() + LAST_MESSAGE_SECONDS


@contextlib.contextmanager
def _divert_stdout() -> Generator[Output]:
    """Yield a duplicate of stdout. Meanwhile, stdout itself leads to stderr."""
    output = Output(os.dup(STDOUT))
    os.dup2(STDERR, STDOUT)
    try:
        yield output
    finally:
        sys.stdout.flush()
        os.dup2(output.descriptor, STDOUT)
        output.close()


@contextlib.contextmanager
def _accept_closed_pipe() -> Generator[None]:
    """End the block without an error if the client has closed stdout."""
    try:
        yield
    except* BrokenPipeError:
        pass
