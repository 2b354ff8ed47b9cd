"""Run a client for a long time, and check that memory and time per request stay the same.

    .venv/bin/python scripts/measure/soak.py                 at most twenty minutes
    .venv/bin/python scripts/measure/soak.py --minutes 60    on a slow machine
    .venv/bin/python scripts/measure/soak.py --scale 0.01    a hundredth of the requests

Each stage runs in its own process. In `mix`, a transport in the process answers, and waits move a
fake clock. Reads, writes, 429s, errors, lost responses, half-read lists, views, declined writes,
failing hooks, interrupts and cancelled calls occur at random; clients are opened and closed. `list`
reads one list of a million items. In `sockets`, a server process answers four threads or ten tasks;
some responses are errors, some connections close.

After each tenth of its requests, a stage counts the objects of the garbage collector, resident
memory, descriptors, threads and tasks. A stage is flat if no count grew beyond its limit from the
second tenth to the last, 1 % more requests leave at most `TRACED_BYTES` (tracemalloc), and the CPU
time per request grew by at most `SLOWDOWN`. A pager remembers the token of each page, 0.1 KiB,
to detect a cycle. The exit code is 1 if a stage is not flat or not finished.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import inspect
import itertools
import os
import random
import statistics
import sys
import threading
import time
import tracemalloc
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import anyio
import anyio.lowlevel
import httpx
from maton_google_meet import (
    AsyncGoogleMeet,
    GoogleMeet,
    MatonError,
    Pace,
    Pager,
    Retry,
    WriteDeclined,
    approve_all,
)
from maton_google_meet.sandbox.clock import Clock
from maton_google_meet.sandbox.inprocess import AsyncSandboxMeet, SandboxMeet, attach
from response_server import Response, encode_response, listen, process

THREADS, TASKS = 4, 10
PAGE_SIZE, PAGES = 20, 6
REQUESTS_PER_CLIENT = 5000
SPACE = b'{"name": "spaces/abc", "meetingCode": "abc-mnop-xyz"}'
TENTHS, BLOCKS_PER_TENTH = 10, 10
TRACED_BYTES = 64 << 10
SLOWDOWN = 1.3
HEADER = (
    f"{'':<14}{'requests':>10}{'s':>6}{'objects':>9}{'traced':>10}{'rss':>10}"
    f"{'files':>7}{'threads':>9}{'tasks':>7}{'us first':>10}{'us last':>9}  verdict"
)


class Counts(NamedTuple):
    """The counts at one time, or their growth."""

    objects: int
    rss: int
    files: int
    threads: int
    tasks: int


LIMITS = Counts(objects=300, rss=4 << 20, files=0, threads=0, tasks=0)
# Each concurrent call may have one connection, which opens and closes.
SOCKET_LIMITS = LIMITS._replace(objects=3000, files=TASKS)


class Result(NamedTuple):
    """The result of a stage: `traced` in bytes, `first` and `last` in CPU seconds per request."""

    requests: int
    expected: int
    seconds: float
    growth: Counts
    traced: int
    first: float
    last: float

    def find_faults(self, limits: Counts) -> list[str]:
        """Return the reasons why the stage is not flat."""
        pairs = zip(Counts._fields, self.growth, limits, strict=True)
        return [
            *(f"{name} grew" for name, growth, limit in pairs if growth > limit),
            *(["traced memory grew"] if self.traced > TRACED_BYTES else []),
            *(["it got slower"] if self.last > self.first * SLOWDOWN else []),
            *(["not finished"] if self.requests < self.expected else []),
        ]


def count_resources() -> Counts:
    """Collect garbage, and count the resources of this process."""
    gc.collect()
    rss = 0
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        rss = pages * os.sysconf("SC_PAGE_SIZE")
    files = len(os.listdir("/dev/fd")) if os.path.isdir("/dev/fd") else 0
    tasks = len(asyncio.all_tasks())
    return Counts(len(gc.get_objects()), rss, files, threading.active_count(), tasks)


Advance = Callable[[int], Awaitable[None]]
"""A function that sends requests until their number has reached the argument."""


async def run_stage(
    count: int, deadline: float, advance: Advance, count_requests: Callable[[], int]
) -> Result:
    """Send `count` requests in blocks, then 1 % more with tracemalloc."""
    started, requests = time.monotonic(), 0
    samples, blocks = list[Counts](), list[float]()
    for block in range(1, TENTHS * BLOCKS_PER_TENTH + 1):
        cpu = time.process_time()
        await advance(count * block // (TENTHS * BLOCKS_PER_TENTH))
        sent = count_requests() - requests
        blocks.append((time.process_time() - cpu) / max(1, sent))
        requests += sent
        if block % BLOCKS_PER_TENTH == 0:
            samples.append(count_resources())
        if time.monotonic() > deadline:
            break
    traced, more = list[int](), max(1, count // 100)
    tracemalloc.start()
    for turn in (1, 2):  # The first turn allocates what grows only once.
        await advance(requests + turn * more)
        gc.collect()
        traced.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    first, *_, last = [*samples[1:2], *samples[-1:]] or [Counts(0, 0, 0, 0, 0)] * 2
    growth = Counts(*(after - before for before, after in zip(first, last, strict=True)))
    early, late = blocks[:BLOCKS_PER_TENTH], blocks[-BLOCKS_PER_TENTH:]
    medians = statistics.median(early), statistics.median(late)
    seconds = time.monotonic() - started
    return Result(requests, count, seconds, growth, traced[1] - traced[0], *medians)


# --- in fake time ---------------------------------------------------------------------------------


class Interrupt(BaseException):
    """An exception that can occur at any time, like KeyboardInterrupt."""


class RandomTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that answers at random, but the same in each run. Without `faults`, every
    response is a success."""

    def __init__(self, *, items: int = PAGE_SIZE * PAGES, page: int = PAGE_SIZE, faults: bool):
        self.requests = 0
        self.faults, self.pages = faults, -(-items // page)
        self.records = b", ".join(b'{"name": "conferenceRecords/%d"}' % n for n in range(page))
        self._random = random.Random(1)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return a response, or raise a network error or an interrupt."""
        request.read()
        self.requests += 1
        number = self._random.random() if self.faults else 1.0
        if number < 0.005:
            raise httpx.ReadError("lost")
        if number < 0.01:
            raise httpx.ConnectError("refused")
        if number < 0.012:
            raise Interrupt
        if number < 0.04:
            return httpx.Response(429, headers={"Retry-After": "1"}, json={"error": "slow down"})
        if number < 0.06:
            error = {"code": 503, "message": "later", "status": "UNAVAILABLE"}
            return httpx.Response(503, json={"error": error})
        if number < 0.07:
            return httpx.Response(404, json={"error": {"code": 404, "message": "no"}})
        if number < 0.08:
            return httpx.Response(200, content=b"<html>")
        return httpx.Response(200, content=self._succeed(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return a response like `handle_request`, after a checkpoint that can be cancelled."""
        await request.aread()
        await anyio.lowlevel.checkpoint()
        return self.handle_request(request)

    def _succeed(self, request: httpx.Request) -> bytes:
        if request.url.path == "/connections":
            return b'{"connections": [{"connection_id": "c", "app": "google-meet"}]}'
        if not request.url.path.endswith("/conferenceRecords"):
            return SPACE
        number = int(request.url.params.get("pageToken", "0"))
        more = b', "nextPageToken": "%d"' % (number + 1) if number + 1 < self.pages else b""
        return b'{"conferenceRecords": [%s]%s}' % (self.records, more)


@asynccontextmanager
async def open_client(mode: str, transport: RandomTransport, clock: Clock) -> AsyncGenerator[Any]:
    """Open a client in fake time."""
    options: dict[str, Any] = {
        "api_key": "key",
        "base_url": "https://soak.invalid",
        "confirm": approve_all,
        "transport": transport,
        "pace": Pace(clock=clock.monotonic),
    }
    if mode == "sync":
        with SandboxMeet(**options) as meet:
            attach(meet, clock)
            yield meet
    else:
        async with AsyncSandboxMeet(**options) as async_meet:
            attach(async_meet, clock)
            yield async_meet


async def finish(result: Any) -> None:
    """Await the result of an async client."""
    if inspect.isawaitable(result):
        await result


async def read_items(pager: Any, count: int) -> None:
    """Read `count` items."""
    if isinstance(pager, Pager):
        for _ in itertools.islice(pager, count):
            pass
        return
    async for _ in pager:
        count -= 1
        if not count:
            break


def decline(_: object) -> bool:
    """Decline a write."""
    return False


def fail(_: object) -> bool:
    """Raise an error, like a hook with a bug."""
    raise LookupError("a bug in the hook")


STEPS = {
    "get": 60,
    "create": 12,
    "list": 6,
    "view": 10,
    "decline": 4,
    "fail": 2,
    "look-up": 2,
    "cancel": 4,
}
EXPECTED_ERRORS = (MatonError, LookupError, Interrupt)


async def take_step(meet: Any, step: str, source: random.Random) -> None:
    """Take one step; for a sync client, `cancel` is a read."""
    if step == "create":
        await finish(meet.spaces.create())
    elif step == "list":
        await read_items(meet.conference_records.list(page_size=PAGE_SIZE), PAGE_SIZE * PAGES // 2)
    elif step == "view":
        view = meet.with_options(timeout=source.random() + 1, retry=Retry(attempts=2))
        await finish(view.spaces.get("abc"))
    elif step == "decline":
        with suppress(WriteDeclined):
            await finish(meet.with_options(confirm=decline).spaces.create())
    elif step == "fail":
        await finish(meet.with_options(confirm=fail).spaces.create())
    elif step == "look-up":
        await finish(meet.with_options(connection=None).spaces.get("abc"))
    elif step == "cancel" and isinstance(meet, AsyncGoogleMeet):
        await cancel_calls(meet, source.randrange(60))
    else:
        await finish(meet.spaces.get("abc"))


async def cancel_calls(meet: AsyncGoogleMeet, checkpoints: int) -> None:
    """Start concurrent calls, and cancel them after some checkpoints."""

    async def call() -> None:
        with suppress(*EXPECTED_ERRORS):
            await meet.spaces.get("abc")

    async with anyio.create_task_group() as group:
        for _ in range(TASKS):
            group.start_soon(call)
        for _ in range(checkpoints):
            await anyio.lowlevel.checkpoint()
        group.cancel_scope.cancel()


async def run_mix(mode: str, count: int, deadline: float, _: str) -> Result:
    """Send the mix of requests, with a new client after `REQUESTS_PER_CLIENT`."""
    transport, source = RandomTransport(faults=True), random.Random(2)
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))

    async def advance(requests: int) -> None:
        while transport.requests < requests:
            end = min(requests, transport.requests + REQUESTS_PER_CLIENT)
            async with open_client(mode, transport, clock) as meet:
                while transport.requests < end:
                    [step] = source.choices([*STEPS], [*STEPS.values()])
                    with suppress(*EXPECTED_ERRORS):
                        await take_step(meet, step, source)

    return await run_stage(count, deadline, advance, lambda: transport.requests)


async def run_list(mode: str, count: int, deadline: float, _: str) -> Result:
    """Read one list; `count` is a number of items."""
    transport = RandomTransport(items=2 * count, page=100, faults=False)
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    async with open_client(mode, transport, clock) as meet:
        pager = meet.conference_records.list()
        items: Any = iter(pager) if mode == "sync" else aiter(pager)
        position = 0

        async def advance(mark: int) -> None:
            nonlocal position
            while position < mark:
                if mode == "sync":
                    next(items)
                else:
                    await anext(items)
                position += 1

        return await run_stage(count, deadline, advance, lambda: position)


# --- over sockets ---------------------------------------------------------------------------------


def serve(pipe: Connection) -> None:
    """Send the port; serve until the pipe is closed. Some responses are errors, some connections
    close."""
    numbers = itertools.count(1)

    def respond(_: bytes) -> Response:
        number = next(numbers)
        if number % 97 == 0:
            return Response(b"", closes=True)
        status = 404 if number % 101 == 0 else 429 if number % 103 == 0 else 200
        return Response(encode_response(SPACE, f"{status} X"), closes=number % 1009 == 0)

    async def run_server() -> None:
        pipe.send(await listen(respond))
        await asyncio.to_thread(pipe.recv)

    with suppress(EOFError, KeyboardInterrupt):
        asyncio.run(run_server())


# A refused call is retried immediately.
SOCKET_OPTIONS: dict[str, Any] = {
    "api_key": "key",
    "retry": Retry(attempts=3, max_wait=0.0),
    "connection": "c",
    "confirm": approve_all,
}


async def run_sockets(mode: str, count: int, deadline: float, url: str) -> Result:
    """Send requests from threads or tasks that share a client."""
    position = 0

    async def call(meet: Any, number: int) -> None:
        with suppress(MatonError):
            await finish(meet.spaces.get("abc") if number % 10 else meet.spaces.create())

    def call_sync(meet: GoogleMeet, number: int) -> None:
        with suppress(MatonError):
            _ = meet.spaces.get("abc") if number % 10 else meet.spaces.create()

    if mode == "sync":
        with (
            GoogleMeet(base_url=url, pace=Pace(1e6), **SOCKET_OPTIONS) as meet,
            ThreadPoolExecutor(THREADS) as pool,
        ):

            async def advance_threads(mark: int) -> None:
                nonlocal position
                list(pool.map(lambda number: call_sync(meet, number), range(position, mark)))
                position = max(position, mark)

            return await run_stage(count, deadline, advance_threads, lambda: position)
    async with AsyncGoogleMeet(base_url=url, pace=Pace(1e6), **SOCKET_OPTIONS) as async_meet:

        async def advance_tasks(mark: int) -> None:
            nonlocal position
            numbers = iter(range(position, mark))

            async def run_task() -> None:
                for number in numbers:
                    await call(async_meet, number)

            async with asyncio.TaskGroup() as group:
                for _ in range(TASKS):
                    group.create_task(run_task())
            position = max(position, mark)

        return await run_stage(count, deadline, advance_tasks, lambda: position)


# --- stages ---------------------------------------------------------------------------------------


class Stage(NamedTuple):
    """A stage, which runs concurrently in the sync and in the async mode: its number of `requests`
    (items of a list), and the part of the time limit at which it must end."""

    run: Callable[[str, int, float, str], Awaitable[Result]]
    requests: int
    limits: Counts
    end: float


STAGES = {
    "mix": Stage(run_mix, 500_000, LIMITS, 0.75),
    "list": Stage(run_list, 1_000_000, LIMITS, 0.85),
    "sockets": Stage(run_sockets, 50_000, SOCKET_LIMITS, 1.0),
}


def send_result(
    pipe: Connection, name: str, mode: str, scale: float, seconds: float, url: str
) -> None:
    """Run a stage and send its result."""
    stage = STAGES[name]
    count = max(TENTHS * BLOCKS_PER_TENTH, round(stage.requests * scale))

    async def main() -> Result:
        return await stage.run(mode, count, time.monotonic() + seconds, url)

    pipe.send(asyncio.run(main()))


def format_row(name: str, result: Result, faults: Sequence[str]) -> str:
    """Return a row of the table."""
    growth = result.growth
    return (
        f"{name:<14}{result.requests:>10,}{result.seconds:>6.0f}{growth.objects:>+9,}"
        f"{result.traced / 1024:>+6.1f} KiB{growth.rss / 2**20:>+6.2f} MiB"
        f"{growth.files:>+7}{growth.threads:>+9}{growth.tasks:>+7}"
        f"{result.first * 1e6:>10.0f}{result.last * 1e6:>9.0f}  {', '.join(faults) or 'flat'}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all stages and print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--minutes", type=float, default=20.0, help="time limit")
    parser.add_argument("--scale", type=float, default=1.0, help="part of the requests")
    options = parser.parse_args(arguments)
    started, flat = time.monotonic(), True
    print(HEADER, flush=True)
    with process(serve) as server:
        url = f"http://127.0.0.1:{server.recv()}"
        for name, stage in STAGES.items():
            seconds = max(1.0, started + 60 * options.minutes * stage.end - time.monotonic())
            with ExitStack() as stack:
                pipes = {
                    f"{name} {mode}": stack.enter_context(
                        process(send_result, name, mode, options.scale, seconds, url)
                    )
                    for mode in ("sync", "async")
                }
                for label, pipe in pipes.items():
                    try:
                        result: Result = pipe.recv()
                    except EOFError:  # The process has printed its traceback.
                        print(f"{label:<14}failed", flush=True)
                        flat = False
                        continue
                    faults = result.find_faults(stage.limits)
                    print(format_row(label, result, faults), flush=True)
                    flat = flat and not faults
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
