"""Measures one thing of one peer, in a process of its own, under the peer's own Python.

scripts/measure/benchmark.py starts it by `main`; it prints a JSON object. Nothing is imported
beforehand
that a bare Python has not imported, since what is measured may be an import. A peer is a module
beside this one. It has some of `client`, `async_client` (to be used in a `with`), `space`,
`async_space`, `page` (a list of participants) and `people` (all of them, through the pager);
`hurried_client` and `hurried_async_client` take the place of the first two where a client would
wait by itself.
"""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False  # Without `typing`, which takes time to import.
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Figures = dict[str, float | int | list[int]]

KEY, CONNECTION = "benchmark-key", "21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa"
THREADS, TASKS, CONCURRENT = 4, 10, 50
WARM = 20


def peak() -> int:
    """The most memory that this process has had resident, in bytes. The system's own figure
    (`ru_maxrss`) begins with what the parent process had."""
    try:
        with open("/proc/self/status") as status:
            found = [line for line in status if line.startswith("VmHWM:")]
        return int(found[0].split()[1]) << 10
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most << 10


def made(peer: Any, url: str, *, kind: str = "client", hurried: bool = True) -> Any:
    """A client of the peer's."""
    function = getattr(peer, f"hurried_{kind}" if hurried else kind, None) or getattr(peer, kind)
    return function(url, KEY, CONNECTION)


def fields_of_dict(person: Any) -> tuple[object, ...]:
    """Five fields of a participant that is as it came."""
    user = person.get("signedinUser")
    who = user or person.get("anonymousUser") or person.get("phoneUser")
    began, ended = person.get("earliestStartTime"), person.get("latestEndTime")
    return person["name"], who["displayName"], user and user["user"], began, ended


def fields_of_object(person: Any) -> tuple[object, ...]:
    """The same of one that has a class."""
    user = person.signedin_user
    who = user or person.anonymous_user or person.phone_user
    began, ended = person.earliest_start_time, person.latest_end_time
    return person.name, who.display_name, user and user.user, began, ended


def fields(people: list[Any]) -> list[tuple[object, ...]]:
    """Five fields of each."""
    read = fields_of_dict if isinstance(people[0], dict) else fields_of_object
    return [read(person) for person in people]


def cpu(function: Callable[[], object], times: int) -> float:
    """The CPU seconds of one of so many calls, after some that do not count."""
    for _ in range(min(times, WARM)):
        function()
    started = time.process_time()
    for _ in range(times):
        function()
    return (time.process_time() - started) / times


def imports(statement: str) -> Figures:
    """Wall and CPU seconds of an import, and what is there then."""
    wall, used = time.perf_counter(), time.process_time()
    exec(statement, {})
    used, wall = time.process_time() - used, time.perf_counter() - wall
    return {"wall": wall, "cpu": used, "modules": len(sys.modules), "memory": peak()}


def cold(name: str, url: str) -> Figures:
    """The time, by a clock that all processes share, of the first answer."""
    peer: Any = __import__(name)
    with made(peer, url, hurried=False) as client:
        peer.space(client)
        first = time.monotonic()
    return {"first": first}


def call(name: str, url: str, times: str) -> Figures:
    """CPU seconds a call, over a connection that is kept alive."""
    peer: Any = __import__(name)
    with made(peer, url) as client:
        return {"cpu": cpu(lambda: peer.space(client), int(times))}


def page(name: str, url: str, times: str) -> Figures:
    """CPU seconds a page, without and with a look at five fields of each participant."""
    peer: Any = __import__(name)
    with made(peer, url) as client:
        bare = cpu(lambda: peer.page(client, "one"), int(times))
        read = cpu(lambda: fields(peer.page(client, "one")), int(times))
    return {"page": bare, "fields": read}


def pager(name: str, url: str) -> Figures:
    """Wall and CPU seconds for 20 pages through the pager."""
    peer: Any = __import__(name)
    with made(peer, url) as client:
        peer.page(client, "one")
        wall, used = time.perf_counter(), time.process_time()
        count = sum(1 for _ in peer.people(client, "twenty"))
        used, wall = time.process_time() - used, time.perf_counter() - wall
    return {"wall": wall, "cpu": used, "people": count}


def concurrent(name: str, url: str, times: str) -> Figures:
    """CPU seconds a request, where so many tasks call at once, one call after the other each."""
    import asyncio

    peer: Any = __import__(name)

    async def calls(client: Any, turns: Iterable[int]) -> None:
        for _ in turns:
            await peer.async_space(client)

    async def all_at_once(client: Any, each: int) -> None:
        await asyncio.gather(*(calls(client, range(each)) for _ in range(CONCURRENT)))

    async def measure() -> float:
        async with made(peer, url, kind="async_client") as client:
            await all_at_once(client, 2)
            started = time.process_time()
            await all_at_once(client, int(times))
            return (time.process_time() - started) / (CONCURRENT * int(times))

    return {"cpu": asyncio.run(measure())}


def limited(name: str, url: str, calls: str, mode: str) -> Figures:
    """Wall seconds from before there is a client to the last answer, and how many calls failed."""
    peer: Any = __import__(name)
    failed: list[int] = []
    turns = iter(range(int(calls)))

    def one(client: Any, turn: int) -> None:
        try:
            peer.space(client)
        except Exception:  # noqa: BLE001 - each peer has errors of its own
            failed.append(turn)

    started = time.monotonic()
    if mode == "async":
        import asyncio

        async def calling() -> None:
            async with made(peer, url, kind="async_client", hurried=False) as client:

                async def task() -> None:
                    for turn in turns:
                        try:
                            await peer.async_space(client)
                        except Exception:  # noqa: BLE001 - as above
                            failed.append(turn)

                await asyncio.gather(*(task() for _ in range(TASKS)))

        asyncio.run(calling())
    else:
        from concurrent.futures import ThreadPoolExecutor

        with (
            made(peer, url, hurried=False) as client,
            ThreadPoolExecutor(THREADS if mode == "threads" else 1) as pool,
        ):
            list(pool.map(lambda turn: one(client, turn), turns))
    return {"wall": time.monotonic() - started, "failed": len(failed)}


def memory(name: str, url: str, each: str, items: str) -> Figures:
    """Of each so many items of a list, the most that Python had allocated meanwhile, and what was
    left of it, in bytes, with the most that was resident. Rubbish is collected in between, since
    what waits to be would hide what stays."""
    import gc
    import tracemalloc

    peer: Any = __import__(name)
    peaks, left, resident = list[int](), list[int](), list[int]()
    with made(peer, url) as client:
        tracemalloc.start()
        for number, _ in enumerate(peer.people(client, "many"), 1):
            if number % int(each) == 0:
                peaks.append(tracemalloc.get_traced_memory()[1])
                gc.collect()
                left.append(tracemalloc.get_traced_memory()[0])
                resident.append(peak())
                tracemalloc.reset_peak()
                if number == int(items):
                    break
    tracemalloc.stop()
    return {"peaks": peaks, "left": left, "resident": resident}


def idle(name: str, url: str) -> Figures:
    """What there is of threads, tasks and timers while a client that has made a call idles. Each
    timer that the event loop is asked for is noted; those are counted that are still to come."""
    import asyncio
    import os
    import signal
    import threading

    def threads() -> int:
        known = threading.active_count()
        if os.path.isdir("/proc/self/task"):  # Those of C, too.
            known = max(known, len(os.listdir("/proc/self/task")))
        return known - 1

    timers: list[asyncio.TimerHandle] = []

    class Noting(asyncio.SelectorEventLoop):
        def call_at(self, *arguments: Any, **more: Any) -> asyncio.TimerHandle:  # type: ignore[override]
            timers.append(super().call_at(*arguments, **more))
            return timers[-1]

    async def asynchronous() -> Figures:
        async with made(peer, url, kind="async_client", hurried=False) as client:
            await peer.async_space(client)
            now = asyncio.get_running_loop().time()
            due = [each for each in timers if not each.cancelled() and each.when() > now]
            tasks = len(asyncio.all_tasks()) - 1
            return {"async threads": threads(), "tasks": tasks, "async timers": len(due)}

    peer: Any = __import__(name)
    with made(peer, url, hurried=False) as client:
        peer.space(client)
        alarm = hasattr(signal, "getitimer") and signal.getitimer(signal.ITIMER_REAL)[0] > 0
        found: Figures = {"threads": threads(), "timers": int(alarm)}
    if hasattr(peer, "async_client"):
        with asyncio.Runner(loop_factory=Noting) as runner:
            found.update(runner.run(asynchronous()))
    return found


MEASURES = (imports, cold, call, page, pager, concurrent, limited, memory, idle)


def main() -> None:
    """Measure what the command line names."""
    name, *arguments = sys.argv[1:]
    [measure] = [each for each in MEASURES if each.__name__ == name]
    found = measure(*arguments)
    import json

    print(json.dumps(found))
