"""Whether a client that lives long stays as it was: a million requests in fake time, a hundred
thousand over sockets, and a list of a million items; needs no key.

    .venv/bin/python scripts/measure/soak.py                 twenty minutes at the most
    .venv/bin/python scripts/measure/soak.py --minutes 60    on a slow machine
    .venv/bin/python scripts/measure/soak.py --scale 0.01    a hundredth of it

In fake time, a transport in the process answers, and waits put a clock forward. Reads, writes,
429s, errors, lost answers, pages of which half are read, views, declined writes, hooks that raise,
interrupts and cancelled calls come in a mix, and clients are opened and closed. Over sockets, a
server process answers four threads, or ten tasks; some answers are errors, some connections close.

Each line is a process of its own. What there is is counted after each tenth of its requests: the
objects that the garbage collector knows, resident memory, descriptors, threads and tasks. A line is
flat if from the second tenth to the last none of them grew by more than `LIMITS` allow; if 1 % more
requests leave no more than `TRACED` bytes (tracemalloc); and if the last tenth takes no more time a
request than the first, but for `SLOWER`. That is CPU time, whatever else the machine does.
A list remembers the token of each page, to notice a circle, which is 0.1 KiB a page. The exit code
is 1 if a line is not flat, or was not finished in time.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import os
import random
import statistics
import sys
import threading
import time
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, cast

import anyio
import anyio.lowlevel
import httpx
from maton_google_meet import (
    AsyncGoogleMeet,
    GoogleMeet,
    MatonError,
    Pace,
    Retry,
    WriteDeclined,
    approve_all,
)
from maton_google_meet.sandbox.clock import Clock
from maton_google_meet.sandbox.inprocess import AsyncSandboxMeet, SandboxMeet, attach
from pace import positive
from prebuilt import process

THREADS, TASKS = 4, 10
ADDRESS = "https://soak.invalid"
PAGE, PAGES = 20, 6
SPACE = b'{"name": "spaces/abc", "meetingCode": "abc-mnop-xyz"}'
TENTHS, BLOCKS = 10, 10
FLAT = "flat"
HEADER = (
    f"{'':<14}{'requests':>10}{'s':>6}{'objects':>9}{'traced':>10}{'rss':>10}"
    f"{'files':>7}{'threads':>9}{'tasks':>7}{'us first':>10}{'us last':>9}  verdict"
)


class Counts(NamedTuple):
    """What there is at one time."""

    objects: int
    rss: int
    files: int
    threads: int
    tasks: int


# What may be there more at the end: counts, and bytes of memory.
LIMITS = Counts(objects=300, rss=4 << 20, files=0, threads=0, tasks=0)
# Over sockets: as many connections as there are calls at once come and go.
SOCKETS = LIMITS._replace(objects=3000, files=TASKS)
TRACED = 64 << 10
# Of the time of the first tenth.
SLOWER = 1.3


class Line(NamedTuple):
    """What one process found: `grown` from the second tenth to the last, `traced` in bytes, `first`
    and `last` in CPU seconds a request."""

    requests: int
    wanted: int
    seconds: float
    grown: Counts
    traced: int
    first: float
    last: float

    def faults(self, limits: Counts) -> list[str]:
        """What is not flat."""
        over = zip(Counts._fields, self.grown, limits, strict=True)
        return [
            *(f"{name} grew" for name, grown, limit in over if grown > limit),
            *(["traced memory grew"] if self.traced > TRACED else []),
            *(["it got slower"] if self.last > self.first * SLOWER else []),
            *(["not finished"] if self.requests < self.wanted else []),
        ]


def rss() -> int:
    """Resident memory in bytes; 0 where the system does not tell it in a file."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def count() -> Counts:
    """What there is now, rubbish aside."""
    gc.collect()
    tasks = 0
    with suppress(RuntimeError):
        tasks = len(asyncio.all_tasks())
    files = len(os.listdir("/dev/fd")) if os.path.isdir("/dev/fd") else 0
    return Counts(len(gc.get_objects()), rss(), files, threading.active_count(), tasks)


class Course:
    """Takes note while `wanted` requests are made; `due` in between tells how many are wanted by
    when."""

    def __init__(self, wanted: int, until: float) -> None:
        self.wanted, self.until = wanted, until
        self.samples: list[Counts] = []
        self.blocks: list[float] = []
        self.started = time.monotonic()
        self._begun, self._before = 0.0, 0

    def marks(self) -> Iterator[int]:
        """The number of requests to come to, block by block; nothing more once time is up."""
        self._begun = time.process_time()
        for block in range(1, TENTHS * BLOCKS + 1):
            yield self.wanted * block // (TENTHS * BLOCKS)
            if time.monotonic() > self.until:
                return

    def passed(self, requests: int) -> None:
        """A block is done."""
        made = max(1, requests - self._before)
        self.blocks.append((time.process_time() - self._begun) / made)
        if len(self.blocks) % BLOCKS == 0:
            self.samples.append(count())
        self._begun, self._before = time.process_time(), requests

    def line(self, requests: int, traced: int) -> Line:
        """What came of it."""
        first, *_, last = [*self.samples[1:2], *self.samples[-1:]] or [Counts(0, 0, 0, 0, 0)] * 2
        grown = Counts(*(after - before for before, after in zip(first, last, strict=True)))
        early, late = self.blocks[:BLOCKS], self.blocks[-BLOCKS:]
        seconds = time.monotonic() - self.started
        median = statistics.median
        return Line(requests, self.wanted, seconds, grown, traced, median(early), median(late))


class Interrupted(BaseException):
    """Stands for a KeyboardInterrupt, which comes at any time."""


class Answers(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that answers by chance, the same in each run, and forgets."""

    def __init__(
        self, *, items: int = PAGE * PAGES, page: int = PAGE, smooth: bool = False
    ) -> None:
        self.requests = 0
        self.smooth, self.pages = smooth, -(-items // page)
        self.records = b", ".join(b'{"name": "conferenceRecords/%d"}' % n for n in range(page))
        self._chance = random.Random(1)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """An answer, an error of the network, or an interrupt."""
        request.read()
        self.requests += 1
        drawn = 1.0 if self.smooth else self._chance.random()
        if drawn < 0.005:
            raise httpx.ReadError("lost")
        if drawn < 0.01:
            raise httpx.ConnectError("refused")
        if drawn < 0.012:
            raise Interrupted
        if drawn < 0.04:
            return httpx.Response(429, headers={"Retry-After": "1"}, json={"error": "slow down"})
        if drawn < 0.06:
            error = {"code": 503, "message": "later", "status": "UNAVAILABLE"}
            return httpx.Response(503, json={"error": error})
        if drawn < 0.07:
            return httpx.Response(404, json={"error": {"code": 404, "message": "no"}})
        if drawn < 0.08:
            return httpx.Response(200, content=b"<html>")
        return httpx.Response(200, content=self._found(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The same, where a call can be cancelled."""
        await request.aread()
        await anyio.lowlevel.checkpoint()
        return self.handle_request(request)

    def _found(self, request: httpx.Request) -> bytes:
        if request.url.path == "/connections":
            return b'{"connections": [{"connection_id": "c", "app": "google-meet"}]}'
        if not request.url.path.endswith("/conferenceRecords"):
            return SPACE
        turn = int(request.url.params.get("pageToken", "0"))
        more = b', "nextPageToken": "%d"' % (turn + 1) if turn + 1 < self.pages else b""
        return b'{"conferenceRecords": [%s]%s}' % (self.records, more)


def options(answers: Answers, clock: Clock) -> dict[str, Any]:
    """What both clients of a transport are made with."""
    return {
        "api_key": "key",
        "base_url": ADDRESS,
        "confirm": approve_all,
        "transport": answers,
        "pace": Pace(clock=clock.monotonic),
    }


def decline(_: object) -> bool:
    """A hook that says no."""
    return False


def stumble(_: object) -> bool:
    """A hook with a mistake in it."""
    raise LookupError("a mistake in the hook")


STEPS = ("get", "create", "list", "view", "decline", "stumble", "account", "cancel")
WEIGHTS = (60, 12, 6, 10, 4, 2, 2, 4)
EXPECTED = (MatonError, LookupError, Interrupted)


def sync_step(meet: GoogleMeet, step: str, chance: random.Random) -> None:
    """One step of the mix; `cancel` needs async, and is an ordinary read here."""
    if step == "create":
        meet.spaces.create()
    elif step == "list":
        for _ in itertools.islice(meet.conference_records.list(page_size=PAGE), PAGE * PAGES // 2):
            pass
    elif step == "view":
        meet.with_options(timeout=chance.random() + 1, retry=Retry(attempts=2)).spaces.get("abc")
    elif step == "decline":
        with suppress(WriteDeclined):
            meet.with_options(confirm=decline).spaces.create()
    elif step == "stumble":
        meet.with_options(confirm=stumble).spaces.create()
    elif step == "account":
        meet.with_options(connection=None).spaces.get("abc")
    else:
        meet.spaces.get("abc")


async def async_step(meet: AsyncGoogleMeet, step: str, chance: random.Random) -> None:
    """The same, and `cancel`: one of several calls ends the wait of the others."""
    if step == "create":
        await meet.spaces.create()
    elif step == "list":
        left = PAGE * PAGES // 2
        async for _ in meet.conference_records.list(page_size=PAGE):
            left -= 1
            if not left:
                break
    elif step == "view":
        view = meet.with_options(timeout=chance.random() + 1, retry=Retry(attempts=2))
        await view.spaces.get("abc")
    elif step == "decline":
        with suppress(WriteDeclined):
            await meet.with_options(confirm=decline).spaces.create()
    elif step == "stumble":
        await meet.with_options(confirm=stumble).spaces.create()
    elif step == "account":
        await meet.with_options(connection=None).spaces.get("abc")
    elif step == "cancel":

        async def call() -> None:
            with suppress(*EXPECTED):
                await meet.spaces.get("abc")

        async with anyio.create_task_group() as group:
            for _ in range(TASKS):
                group.start_soon(call)
            for _ in range(chance.randrange(60)):
                await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()
    else:
        await meet.spaces.get("abc")


class Fake:
    """The mix in fake time. A client makes `LIFE` requests, and is followed by another."""

    LIFE = 5000

    def __init__(self) -> None:
        self.answers = Answers()
        self.chance = random.Random(2)
        self.clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))

    def sync(self, requests: int) -> None:
        """Until so many requests have been made since there is a transport."""
        while self.answers.requests < requests:
            until = min(requests, self.answers.requests + self.LIFE)
            with SandboxMeet(**options(self.answers, self.clock)) as meet:
                attach(meet, self.clock)
                while self.answers.requests < until:
                    [step] = self.chance.choices(STEPS, WEIGHTS)
                    with suppress(*EXPECTED):
                        sync_step(meet, step, self.chance)

    async def asynchronous(self, requests: int) -> None:
        """The same."""
        while self.answers.requests < requests:
            until = min(requests, self.answers.requests + self.LIFE)
            async with AsyncSandboxMeet(**options(self.answers, self.clock)) as meet:
                attach(meet, self.clock)
                while self.answers.requests < until:
                    [step] = self.chance.choices(STEPS, WEIGHTS)
                    with suppress(*EXPECTED):
                        await async_step(meet, step, self.chance)


def run(course: Course, go: Callable[[int], None], made: Callable[[], int]) -> Line:
    """Let `go` make requests up to each mark, and 1 % more with tracemalloc; `made` counts."""
    for mark in course.marks():
        go(mark)
        course.passed(made())
    requests, more = made(), max(1, course.wanted // 100)
    tracemalloc.start()
    go(requests + more)  # What grows only once, grows here.
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    go(requests + 2 * more)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return course.line(requests, after - before)


async def arun(
    course: Course, go: Callable[[int], Awaitable[None]], made: Callable[[], int]
) -> Line:
    """As `run`."""
    for mark in course.marks():
        await go(mark)
        course.passed(made())
    requests, more = made(), max(1, course.wanted // 100)
    tracemalloc.start()
    await go(requests + more)
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    await go(requests + 2 * more)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return course.line(requests, after - before)


def fake_sync(course: Course, _: str) -> Line:
    """The mix, sync."""
    fake = Fake()
    return run(course, fake.sync, lambda: fake.answers.requests)


def fake_async(course: Course, _: str) -> Line:
    """The mix, async."""
    fake = Fake()
    return asyncio.run(arun(course, fake.asynchronous, lambda: fake.answers.requests))


def pager_sync(course: Course, _: str) -> Line:
    """One list, page after page; `wanted` are its items."""
    answers = Answers(items=2 * course.wanted, page=100, smooth=True)
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    with SandboxMeet(**options(answers, clock)) as meet:
        attach(meet, clock)
        items = iter(meet.conference_records.list())
        seen = itertools.count()

        def go(mark: int) -> None:
            for _ in items:
                if next(seen) + 1 >= mark:
                    return

        return run(course, go, lambda: answers.requests * 100)


def pager_async(course: Course, _: str) -> Line:
    """The same, async."""

    async def main() -> Line:
        answers = Answers(items=2 * course.wanted, page=100, smooth=True)
        clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
        async with AsyncSandboxMeet(**options(answers, clock)) as meet:
            attach(meet, clock)
            items: AsyncIterator[Any] = aiter(meet.conference_records.list())
            seen = itertools.count()

            async def go(mark: int) -> None:
                async for _ in items:
                    if next(seen) + 1 >= mark:
                        return

            return await arun(course, go, lambda: answers.requests * 100)

    return asyncio.run(main())


class Server(asyncio.Protocol):
    """One connection to the server; now and then an error, or an end."""

    turns = itertools.count(1)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.unread = b""

    def data_received(self, data: bytes) -> None:
        self.unread += data
        while b"\r\n\r\n" in self.unread:
            head, _, rest = self.unread.partition(b"\r\n\r\n")
            length = 0
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            if len(rest) < length:
                return
            self.unread = rest[length:]
            self._answer(next(self.turns))

    def _answer(self, turn: int) -> None:
        if turn % 97 == 0:
            self.transport.close()
            return
        status = 404 if turn % 101 == 0 else 429 if turn % 103 == 0 else 200
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
        self.transport.write(f"{head}Content-Length: {len(SPACE)}\r\n\r\n".encode() + SPACE)
        if turn % 1009 == 0:
            self.transport.close()


def serve(pipe: Connection) -> None:
    """Send the port; end once the pipe is closed."""

    async def serving() -> None:
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await asyncio.to_thread(pipe.recv)

    with suppress(EOFError, KeyboardInterrupt):
        asyncio.run(serving())


# Nothing is waited for here: a refused call is repeated at once.
IMPATIENT: dict[str, Any] = {
    "retry": Retry(attempts=3, max_wait=0.0),
    "connection": "c",
    "confirm": approve_all,
}


def socket_sync(course: Course, url: str) -> Line:
    """Threads that share a client."""
    made = 0
    with (
        GoogleMeet("key", base_url=url, pace=Pace(1e6), **IMPATIENT) as meet,
        ThreadPoolExecutor(THREADS) as pool,
    ):

        def call(turn: int) -> None:
            with suppress(MatonError):
                if turn % 10:
                    meet.spaces.get("abc")
                else:
                    meet.spaces.create()

        def go(mark: int) -> None:
            nonlocal made
            list(pool.map(call, range(made, mark)))
            made = max(made, mark)

        return run(course, go, lambda: made)


def socket_async(course: Course, url: str) -> Line:
    """Tasks that share a client."""

    async def main() -> Line:
        made = 0
        async with AsyncGoogleMeet("key", base_url=url, pace=Pace(1e6), **IMPATIENT) as meet:

            async def go(mark: int) -> None:
                nonlocal made
                turns = iter(range(made, mark))

                async def task() -> None:
                    for turn in turns:
                        with suppress(MatonError):
                            await (meet.spaces.get("abc") if turn % 10 else meet.spaces.create())

                async with asyncio.TaskGroup() as group:
                    for _ in range(TASKS):
                        group.create_task(task())
                made = max(made, mark)

            return await arun(course, go, lambda: made)

    return asyncio.run(main())


class Stage(NamedTuple):
    """One line of the table: how many requests (of a list: items), and what may grow."""

    perform: Callable[[Course, str], Line]
    wanted: int
    limits: Counts


# Those of a pair run side by side.
STAGES = {
    "fake sync": Stage(fake_sync, 500_000, LIMITS),
    "fake async": Stage(fake_async, 500_000, LIMITS),
    "list sync": Stage(pager_sync, 1_000_000, LIMITS),
    "list async": Stage(pager_async, 1_000_000, LIMITS),
    "socket sync": Stage(socket_sync, 50_000, SOCKETS),
    "socket async": Stage(socket_async, 50_000, SOCKETS),
}

# By when each pair has to end, as a part of all the time.
SHARES = (0.75, 0.85, 1.0)


def perform(pipe: Connection, name: str, scale: float, seconds: float, url: str) -> None:
    """Send the line of one stage."""
    stage = STAGES[name]
    wanted = max(TENTHS * BLOCKS, round(stage.wanted * scale))
    pipe.send(stage.perform(Course(wanted, time.monotonic() + seconds), url))


def row(name: str, line: Line, faults: Sequence[str]) -> str:
    """One line of the table."""
    grown = line.grown
    return (
        f"{name:<14}{line.requests:>10,}{line.seconds:>6.0f}{grown.objects:>+9,}"
        f"{line.traced / 1024:>+6.1f} KiB{grown.rss / 2**20:>+6.2f} MiB"
        f"{grown.files:>+7}{grown.threads:>+9}{grown.tasks:>+7}"
        f"{line.first * 1e6:>10.0f}{line.last * 1e6:>9.0f}  {', '.join(faults) or FLAT}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all stages, print the table; the exit code is 1 if something is not flat."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--minutes", type=positive, default=20.0, help="at the most")
    parser.add_argument("--scale", type=positive, default=1.0, help="so much of the requests")
    chosen = parser.parse_args(arguments)
    started = time.monotonic()
    print(HEADER, flush=True)
    flat = True
    lines: dict[str, Line] = {}
    with process(serve) as server:
        url = f"http://127.0.0.1:{server.recv()}"
        for pair, share in zip(zip(*[iter(STAGES)] * 2, strict=True), SHARES, strict=True):
            left = max(1.0, started + 60 * chosen.minutes * share - time.monotonic())
            with ExitStack() as running:
                pipes = {
                    name: running.enter_context(process(perform, name, chosen.scale, left, url))
                    for name in pair
                }
                for name, pipe in pipes.items():
                    line = None
                    with suppress(EOFError):
                        line = pipe.recv()  # One that failed has told why, and closes the pipe.
                    faults = line.faults(STAGES[name].limits) if line else ["it failed"]
                    print(row(name, line, faults) if line else f"{name:<14}{faults[0]}", flush=True)
                    flat = flat and not faults
                    lines |= {name: line} if line else {}
    if flat:
        grown = [line.grown for line in lines.values()]
        most = Counts(*(max(each) for each in zip(*grown, strict=True)))
        print(
            f"{sum(line.requests for line in lines.values()):,} requests and items; the "
            f"most that a stage grew: {most.rss / 2**20:.2f} MiB, {most.objects} objects, "
            f"{most.files} descriptors; {most.threads} threads and {most.tasks} tasks more"
        )
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
