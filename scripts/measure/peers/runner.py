"""Measure one part of one peer, in its own process, under the peer's Python.

scripts/measure/benchmark.py runs `main`, which prints a JSON object. This module imports only
modules that a bare Python has imported, because a part may measure an import. A peer is a module
beside this one. It has some of `client`, `async_client` (context managers), `get_space`,
`get_space_async`, `list_page` (a list of participants) and `list_people` (an iterator over all
pages). `unpaced_client` and `unpaced_async_client` replace the first two if a client would wait.
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
    """Return the peak resident memory of this process in bytes; `ru_maxrss` would include the
    parent process."""
    try:
        with open("/proc/self/status") as status:
            lines = [line for line in status if line.startswith("VmHWM:")]
        return int(lines[0].split()[1]) << 10
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most << 10


def open_client(peer: Any, url: str, *, kind: str = "client", unpaced: bool = True) -> Any:
    """Open a client of the peer."""
    function = getattr(peer, f"unpaced_{kind}" if unpaced else kind, None) or getattr(peer, kind)
    return function(url, KEY, CONNECTION)


def read_dict(person: Any) -> tuple[object, ...]:
    """Read five fields of a participant that is a dict."""
    user = person.get("signedinUser")
    profile = user or person.get("anonymousUser") or person.get("phoneUser")
    began, ended = person.get("earliestStartTime"), person.get("latestEndTime")
    return person["name"], profile["displayName"], user and user["user"], began, ended


def read_object(person: Any) -> tuple[object, ...]:
    """Read five fields of a participant that is an object."""
    user = person.signedin_user
    profile = user or person.anonymous_user or person.phone_user
    began, ended = person.earliest_start_time, person.latest_end_time
    return person.name, profile.display_name, user and user.user, began, ended


def read_fields(people: list[Any]) -> list[tuple[object, ...]]:
    """Read five fields of each participant."""
    read = read_dict if isinstance(people[0], dict) else read_object
    return [read(person) for person in people]


def measure_cpu(function: Callable[[], object], times: int) -> float:
    """Return the CPU seconds per call, after some calls that do not count."""
    for _ in range(min(times, WARM)):
        function()
    started = time.process_time()
    for _ in range(times):
        function()
    return (time.process_time() - started) / times


def imports(statement: str) -> Figures:
    """Measure the wall and CPU seconds of an import, the modules and the memory."""
    wall, used = time.perf_counter(), time.process_time()
    exec(statement, {})
    used, wall = time.process_time() - used, time.perf_counter() - wall
    return {"wall": wall, "cpu": used, "modules": len(sys.modules), "memory": peak()}


def cold(name: str, url: str) -> Figures:
    """Return the time of the first response, by the clock that all processes share."""
    peer: Any = __import__(name)
    with open_client(peer, url, unpaced=False) as client:
        peer.get_space(client)
        first = time.monotonic()
    return {"first": first}


def call(name: str, url: str, times: str) -> Figures:
    """Measure the CPU seconds per call on a kept connection."""
    peer: Any = __import__(name)
    with open_client(peer, url) as client:
        return {"cpu": measure_cpu(lambda: peer.get_space(client), int(times))}


def page(name: str, url: str, times: str) -> Figures:
    """Measure the CPU seconds per page, without and with reading five fields of each item."""
    peer: Any = __import__(name)
    with open_client(peer, url) as client:
        bare = measure_cpu(lambda: peer.list_page(client, "one"), int(times))
        read = measure_cpu(lambda: read_fields(peer.list_page(client, "one")), int(times))
    return {"page": bare, "fields": read}


def pager(name: str, url: str) -> Figures:
    """Measure the wall and CPU seconds of 20 pages through the pager."""
    peer: Any = __import__(name)
    with open_client(peer, url) as client:
        peer.list_page(client, "one")
        wall, used = time.perf_counter(), time.process_time()
        count = sum(1 for _ in peer.list_people(client, "twenty"))
        used, wall = time.process_time() - used, time.perf_counter() - wall
    return {"wall": wall, "cpu": used, "people": count}


def concurrent(name: str, url: str, times: str) -> Figures:
    """Measure the CPU seconds per request of `CONCURRENT` tasks."""
    import asyncio

    peer: Any = __import__(name)

    async def calls(client: Any, turns: Iterable[int]) -> None:
        for _ in turns:
            await peer.get_space_async(client)

    async def all_at_once(client: Any, each: int) -> None:
        await asyncio.gather(*(calls(client, range(each)) for _ in range(CONCURRENT)))

    async def measure() -> float:
        async with open_client(peer, url, kind="async_client") as client:
            await all_at_once(client, 2)
            started = time.process_time()
            await all_at_once(client, int(times))
            return (time.process_time() - started) / (CONCURRENT * int(times))

    return {"cpu": asyncio.run(measure())}


def limited(name: str, url: str, calls: str, mode: str) -> Figures:
    """Measure the wall seconds from before the client to the last response, and the failures."""
    peer: Any = __import__(name)
    failed: list[int] = []
    turns = iter(range(int(calls)))

    def call_once(client: Any, turn: int) -> None:
        try:
            peer.get_space(client)
        except Exception:  # noqa: BLE001 - each peer has errors of its own
            failed.append(turn)

    started = time.monotonic()
    if mode == "async":
        import asyncio

        async def calling() -> None:
            async with open_client(peer, url, kind="async_client", unpaced=False) as client:

                async def task() -> None:
                    for turn in turns:
                        try:
                            await peer.get_space_async(client)
                        except Exception:  # noqa: BLE001 - as above
                            failed.append(turn)

                await asyncio.gather(*(task() for _ in range(TASKS)))

        asyncio.run(calling())
    else:
        from concurrent.futures import ThreadPoolExecutor

        with (
            open_client(peer, url, unpaced=False) as client,
            ThreadPoolExecutor(THREADS if mode == "threads" else 1) as pool,
        ):
            list(pool.map(lambda turn: call_once(client, turn), turns))
    return {"wall": time.monotonic() - started, "failed": len(failed)}


def memory(name: str, url: str, each: str, items: str) -> Figures:
    """Return the peak resident memory after each `each` items of a list, in bytes."""
    peer: Any = __import__(name)
    resident = list[int]()
    with open_client(peer, url) as client:
        for number, _ in enumerate(peer.list_people(client, "many"), 1):
            if number % int(each) == 0:
                resident.append(peak())
                if number == int(items):
                    break
    return {"resident": resident}


def exported(name: str, url: str, conference: str, mode: str) -> Figures:
    """Measure an export: the wall seconds from before the client, and the memory. The `mode` is
    `sync`, `async` or `unpaced`."""
    import tempfile

    peer: Any = __import__(name)
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        if mode == "async":
            import asyncio

            async def run() -> None:
                async with peer.async_client(url, KEY, CONNECTION) as client:
                    await peer.export(client, conference, folder)

            asyncio.run(run())
        else:
            make = peer.client if mode == "sync" else peer.unpaced_client
            with make(url, KEY, CONNECTION) as client:
                peer.export(client, conference, folder)
        return {"wall": time.monotonic() - started, "memory": peak()}


def idle(name: str, url: str) -> Figures:
    """Count the threads, tasks and timers of an idle client after a call.

    The event loop records each timer; the timers in the future count.
    """
    import asyncio
    import os
    import signal
    import threading

    def threads() -> int:
        count = threading.active_count()
        if os.path.isdir("/proc/self/task"):  # This includes threads of C.
            count = max(count, len(os.listdir("/proc/self/task")))
        return count - 1

    timers: list[asyncio.TimerHandle] = []

    class RecordingLoop(asyncio.SelectorEventLoop):
        def call_at(self, *arguments: Any, **more: Any) -> asyncio.TimerHandle:  # type: ignore[override]
            timers.append(super().call_at(*arguments, **more))
            return timers[-1]

    async def asynchronous() -> Figures:
        async with open_client(peer, url, kind="async_client", unpaced=False) as client:
            await peer.get_space_async(client)
            now = asyncio.get_running_loop().time()
            due = [each for each in timers if not each.cancelled() and each.when() > now]
            tasks = len(asyncio.all_tasks()) - 1
            return {"async threads": threads(), "tasks": tasks, "async timers": len(due)}

    peer: Any = __import__(name)
    with open_client(peer, url, unpaced=False) as client:
        peer.get_space(client)
        alarm = hasattr(signal, "getitimer") and signal.getitimer(signal.ITIMER_REAL)[0] > 0
        figures: Figures = {"threads": threads(), "timers": int(alarm)}
    if hasattr(peer, "async_client"):
        with asyncio.Runner(loop_factory=RecordingLoop) as runner:
            figures.update(runner.run(asynchronous()))
    return figures


MEASURES = (imports, cold, call, page, pager, concurrent, limited, memory, exported, idle)


def main() -> None:
    """Measure the part that the command line names."""
    name, *arguments = sys.argv[1:]
    [measure] = [each for each in MEASURES if each.__name__ == name]
    figures = measure(*arguments)
    import json

    print(json.dumps(figures))
