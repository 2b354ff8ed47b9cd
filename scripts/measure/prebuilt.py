"""A server of prebuilt answers, quick enough to measure clients by, in a process of its own; and
ways to count the requests of a second."""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import ssl
import time
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, Protocol, cast

Answer = Callable[[bytes], tuple[float, bytes]]
"""Gets the head of a request; the seconds until the answer, and the answer as it travels."""


class Counter(Protocol):
    """A way to count requests; what is refused is not counted."""

    def __init__(self, limit: float) -> None: ...

    def takes(self, now: float) -> bool:
        """Whether a request that arrives `now` is within the limit; `now` never goes back."""
        ...


class Sliding:
    """So many in any second, whenever it begins."""

    def __init__(self, limit: float) -> None:
        self.taken: deque[float] = deque(maxlen=max(1, int(limit)))

    def takes(self, now: float) -> bool:
        if len(self.taken) == self.taken.maxlen and now - self.taken[0] < 1.0:
            return False
        self.taken.append(now)
        return True


class Calendar:
    """So many in each second of the clock."""

    def __init__(self, limit: float) -> None:
        self.limit, self.count, self.second = max(1, int(limit)), 0, 0

    def takes(self, now: float) -> bool:
        if math.floor(now) != self.second:
            self.count, self.second = 0, math.floor(now)
        if self.count == self.limit:
            return False
        self.count += 1
        return True


class Bucket:
    """A bucket of so many tokens, refilled at as many a second; a request takes one."""

    def __init__(self, limit: float) -> None:
        self.rate, self.size = limit, max(1.0, limit)
        self.tokens, self.filled = self.size, 0.0

    def takes(self, now: float) -> bool:
        self.tokens = min(self.size, self.tokens + (now - self.filled) * self.rate)
        self.filled = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True


COUNTERS: dict[str, type[Counter]] = {"sliding": Sliding, "calendar": Calendar, "bucket": Bucket}


def answer(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """An answer of JSON, or of nothing, as it travels."""
    kind = ["Content-Type: application/json; charset=UTF-8"] if body else []
    lines = [f"HTTP/1.1 {status}", *kind, *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


class Server(asyncio.Protocol):
    """One connection. Nothing is read of a request but its head: it has no body."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        *requests, self.unread = (self.unread + data).split(b"\r\n\r\n")
        for request in requests:
            delay, answer = self.answer(request)
            if delay:
                asyncio.get_running_loop().call_later(delay, self.transport.write, answer)
            else:
                self.transport.write(answer)


async def listen(answer: Answer, context: ssl.SSLContext | None = None) -> int:
    """Serve from now on; the port on the loopback interface."""
    server = await asyncio.get_running_loop().create_server(
        lambda: Server(answer), "127.0.0.1", 0, ssl=context
    )
    port: int = server.sockets[0].getsockname()[1]
    return port


class Strict:
    """429 at once where `counter` says so, else a space after `latency` seconds."""

    SPACE = answer(b'{"name": "spaces/abc"}')
    REFUSED = answer(b"", "429 Too Many Requests", "Retry-After: 1")

    def __init__(self, counter: Counter, latency: float) -> None:
        self.counter, self.latency = counter, latency
        self.requests = self.refused = 0

    def __call__(self, request: bytes) -> tuple[float, bytes]:
        self.requests += 1
        if self.counter.takes(time.monotonic()):
            return self.latency, self.SPACE
        self.refused += 1
        return 0.0, self.REFUSED


def serve(pipe: Connection, counter: str, limit: float, latency: float) -> None:
    """Send the port; once something is received, the number of requests and of 429s."""

    async def serving() -> None:
        strict = Strict(COUNTERS[counter](limit), latency)
        pipe.send(await listen(strict))
        await asyncio.to_thread(pipe.recv)
        pipe.send((strict.requests, strict.refused))

    with suppress(EOFError, KeyboardInterrupt):  # The other process has ended.
        asyncio.run(serving())


@contextmanager
def process(target: Callable[..., None], *arguments: object) -> Generator[Any]:
    """A fresh process that runs `target`, and the pipe to it; closing that ends a server."""
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
