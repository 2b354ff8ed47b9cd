"""How close calls come to the limit, and whether a strict server ever refuses one; needs no key.

    .venv/bin/python scripts/pace.py                    sync, async and aiohttp, half a minute each
    .venv/bin/python scripts/pace.py --counters all     against each way to count a second
    .venv/bin/python scripts/pace.py --help             the other options

Each line has a server process and a client process of its own, so that imports, the TLS context and
the connections are as cold as in a program that has just started. No client can beat the bound:
what the limit takes at once, the rest at its rate, and the last answer. The exit code is 1 if a
line took longer than its share of that, if the server answered 429, or if a call failed.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import multiprocessing
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, Literal, Protocol, cast

from maton_google_meet import DEFAULT, AsyncGoogleMeet, GoogleMeet, Pace
from maton_google_meet.settings import Default

DEFAULT_RATE = 10.0
THREADS, TASKS = 4, 10
ANSWERS = {
    True: b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n"
    b'{"name": "spaces/abc"}',
    False: b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
}
HEADER = "mode     counter    calls  wall s  bound s  ratio  429s  requests"


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


class Server(asyncio.Protocol):
    """One connection: 429 at once where `counter` says so, else a space after `latency` seconds.

    Nothing is read of a request but where it ends: it has no body.
    """

    def __init__(self, counter: Counter, latency: float, taken: list[bool]) -> None:
        self.counter, self.latency, self.taken = counter, latency, taken
        self.unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        *requests, self.unread = (self.unread + data).split(b"\r\n\r\n")
        for _ in requests:
            taken = self.counter.takes(now)
            self.taken.append(taken)
            delay = self.latency if taken else 0.0
            asyncio.get_running_loop().call_later(delay, self.transport.write, ANSWERS[taken])


def serve(pipe: Connection, counter: str, limit: float, latency: float) -> None:
    """Send the port; once something is received, the number of requests and of 429s."""

    async def serving() -> None:
        taken: list[bool] = []
        counts = COUNTERS[counter](limit)
        server = await asyncio.get_running_loop().create_server(
            lambda: Server(counts, latency, taken), "127.0.0.1", 0
        )
        pipe.send(server.sockets[0].getsockname()[1])
        await asyncio.to_thread(pipe.recv)
        pipe.send((len(taken), taken.count(False)))

    with suppress(EOFError, KeyboardInterrupt):  # The other process has ended.
        asyncio.run(serving())


def sync_calls(pipe: Connection, url: str, rate: float, calls: int) -> None:
    """Send the seconds from before there is a client to the last answer, with threads."""
    started = time.monotonic()
    with GoogleMeet("key", base_url=url, connection="c", pace=pace_of(rate)) as meet:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda _: meet.spaces.get("abc"), range(calls)))
        pipe.send(time.monotonic() - started)


def async_calls(
    pipe: Connection, url: str, rate: float, calls: int, transport: Any = lambda: None
) -> None:
    """The same with tasks."""

    async def calling() -> None:
        started = time.monotonic()
        turns = iter(range(calls))
        options: dict[str, Any] = {"pace": pace_of(rate), "transport": transport()}
        async with AsyncGoogleMeet("key", base_url=url, connection="c", **options) as meet:

            async def task() -> None:
                for _ in turns:
                    await meet.spaces.get("abc")

            async with asyncio.TaskGroup() as group:
                for _ in range(TASKS):
                    group.create_task(task())
            pipe.send(time.monotonic() - started)

    asyncio.run(calling())


def aiohttp_calls(pipe: Connection, url: str, rate: float, calls: int) -> None:
    """The same over aiohttp."""
    from httpx_aiohttp import AiohttpTransport

    async_calls(pipe, url, rate, calls, AiohttpTransport)


def pace_of(rate: float) -> Pace | Literal[Default.DEFAULT]:
    """What people get who pass nothing, unless another rate is wanted."""
    return DEFAULT if rate == DEFAULT_RATE else Pace(rate)


MODES = {"sync": sync_calls, "async": async_calls, "aiohttp": aiohttp_calls}


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


def measure(mode: str, counter: str, options: argparse.Namespace) -> list[str]:
    """Print one line of the table; what is wrong with it."""
    calls, rate, limit = options.calls, options.rate, options.limit or options.rate
    with process(serve, counter, limit, options.latency) as server:
        url = f"http://127.0.0.1:{server.recv()}"
        wall = math.inf
        with process(MODES[mode], url, rate, calls) as client, suppress(EOFError):
            wall = client.recv()  # A client that failed has told why, and closes the pipe.
        server.send("done")
        requests, refused = server.recv()
    bound = max(0.0, calls - limit) / limit + options.latency
    ratio = wall / bound
    figures = f"{wall:>6.2f}  {bound:>7.2f}  {ratio:>5.3f}  {refused:>4}  {requests:>8}"
    print(f"{mode:<7}  {counter:<8}  {calls:>6}  {figures}", flush=True)
    wrong = {
        "a call failed": wall == math.inf,
        f"the ratio is above {options.ratio}": options.ratio < ratio < math.inf,
        "the server answered 429": refused > 0,
    }
    return [f"{mode}, {counter}: {what}" for what, so in wrong.items() if so]


def positive(text: str) -> float:
    """A number above 0, from the command line."""
    value = float(text)
    if not 0 < value < math.inf:
        raise ValueError
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; the exit code is 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=300, metavar="N")
    parser.add_argument("--rate", type=positive, default=DEFAULT_RATE, help="of the client's pace")
    parser.add_argument("--limit", type=positive, help="of the server; else the same as --rate")
    parser.add_argument("--latency", type=positive, default=0.3, help="from request to answer")
    parser.add_argument("--counters", choices=[*COUNTERS, "all"], default="sliding")
    parser.add_argument("--ratio", type=positive, default=1.06, help="of wall to bound, at most")
    options = parser.parse_args(arguments)
    counters = list(COUNTERS) if options.counters == "all" else [options.counters]
    print(
        f"{THREADS} threads or {TASKS} tasks, {options.latency} s from request to answer\n{HEADER}"
    )
    wrong = [line for each in counters for mode in MODES for line in measure(mode, each, options)]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
