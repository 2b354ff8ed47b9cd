"""How close calls come to the limit, and whether a strict server ever refuses one; needs no key.

    .venv/bin/python scripts/measure/pace.py                    sync and async, half a minute each
    .venv/bin/python scripts/measure/pace.py --counters all     against each way to count a second
    .venv/bin/python scripts/measure/pace.py --help             the other options

Each line has a server process and a client process of its own, so that imports, the TLS context and
the connections are as cold as in a program that has just started. No client can beat the bound:
what the limit takes at once, the rest at its rate, and the last answer. The exit code is 1 if a
line took longer than its share of that, if the server answered 429, or if a call failed.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Literal

from maton_google_meet import DEFAULT, AsyncGoogleMeet, GoogleMeet, Pace
from maton_google_meet.config import Default
from response_server import COUNTERS, process, serve

DEFAULT_RATE = 10.0
THREADS, TASKS = 4, 10
HEADER = "mode     counter    calls  wall s  bound s  ratio  429s  requests"


def sync_calls(pipe: Connection, url: str, rate: float, calls: int) -> None:
    """Send the seconds from before there is a client to the last answer, with threads."""
    started = time.monotonic()
    with GoogleMeet("key", base_url=url, connection="c", pace=pace_of(rate)) as meet:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda _: meet.spaces.get("abc"), range(calls)))
        pipe.send(time.monotonic() - started)


def async_calls(pipe: Connection, url: str, rate: float, calls: int) -> None:
    """The same with tasks."""

    async def calling() -> None:
        started = time.monotonic()
        turns = iter(range(calls))
        pace = pace_of(rate)
        async with AsyncGoogleMeet("key", base_url=url, connection="c", pace=pace) as meet:

            async def task() -> None:
                for _ in turns:
                    await meet.spaces.get("abc")

            async with asyncio.TaskGroup() as group:
                for _ in range(TASKS):
                    group.create_task(task())
            pipe.send(time.monotonic() - started)

    asyncio.run(calling())


def pace_of(rate: float) -> Pace | Literal[Default.DEFAULT]:
    """What people get who pass nothing, unless another rate is wanted."""
    return DEFAULT if rate == DEFAULT_RATE else Pace(rate)


MODES = {"sync": sync_calls, "async": async_calls}


def bound_of(calls: int, limit: float, latency: float) -> float:
    """The seconds that no client can beat."""
    return max(0.0, calls - limit) / limit + latency


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
    bound = bound_of(calls, limit, options.latency)
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
