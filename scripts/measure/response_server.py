"""A fast server of prepared responses, in its own process."""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import ssl
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, cast

sys.path.append(str(Path(__file__).resolve().parent.parent.parent / "tests"))

from support.counters import COUNTERS, Counter

__all__ = ["COUNTERS", "Response", "encode_response", "listen", "process", "serve"]
CONTENT_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class Response(NamedTuple):
    """A response in bytes, sent after `delay` seconds; `closes` ends the connection."""

    content: bytes
    delay: float = 0.0
    closes: bool = False


Respond = Callable[[bytes], Response]
"""A function that returns the response to a request, given its head."""


def encode_response(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """Return an HTTP response with a JSON body as bytes."""
    kind = ["Content-Type: application/json; charset=UTF-8"] if body else []
    lines = [f"HTTP/1.1 {status}", *kind, *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


class Server(asyncio.Protocol):
    """One connection."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while (end := self.unread.find(b"\r\n\r\n")) >= 0:
            head = self.unread[:end]
            length = CONTENT_LENGTH.search(head)
            size = end + 4 + (int(length[1]) if length else 0)
            if len(self.unread) < size:
                return
            self.unread = self.unread[size:]
            response = self.respond(head)
            if response.delay:
                asyncio.get_running_loop().call_later(response.delay, self._send, response)
            else:
                self._send(response)

    def _send(self, response: Response) -> None:
        self.transport.write(response.content)
        if response.closes:
            self.transport.close()


async def listen(respond: Respond, context: ssl.SSLContext | None = None) -> int:
    """Start to serve on the loopback interface; return the port."""
    server = await asyncio.get_running_loop().create_server(
        lambda: Server(respond), "127.0.0.1", 0, ssl=context
    )
    port: int = server.sockets[0].getsockname()[1]
    return port


class StrictLimit:
    """Respond with 429 if `counter` refuses a request, else with a space after `latency`."""

    SPACE = encode_response(b'{"name": "spaces/abc"}')
    REFUSAL = encode_response(b"", "429 Too Many Requests", "Retry-After: 1")

    def __init__(self, counter: Counter, latency: float) -> None:
        self.counter, self.latency = counter, latency
        self.requests = self.refused = 0

    def __call__(self, head: bytes) -> Response:
        self.requests += 1
        if self.counter.takes(time.monotonic()):
            return Response(self.SPACE, self.latency)
        self.refused += 1
        return Response(self.REFUSAL)


def serve(pipe: Connection, counter: str, limit: float, latency: float) -> None:
    """Send the port; after any message, send the number of requests and of 429s."""

    async def run_server() -> None:
        strict = StrictLimit(COUNTERS[counter](limit), latency)
        pipe.send(await listen(strict))
        await asyncio.to_thread(pipe.recv)
        pipe.send((strict.requests, strict.refused))

    with suppress(EOFError, KeyboardInterrupt):  # The other process has ended.
        asyncio.run(run_server())


@contextmanager
def process(target: Callable[..., None], *arguments: object) -> Generator[Any]:
    """Run `target` in a new process and yield a pipe to it. A server ends when the pipe closes."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    running = context.Process(target=target, args=(theirs, *arguments), daemon=True)
    running.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        running.join()
