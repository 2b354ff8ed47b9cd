"""A program ends immediately while calls are in progress, and sends no request twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest
from support.fault_server import HANG_SECONDS, Behavior, FaultServer, Peer, Request

CALLS = 3
COMMON = """
import os, signal, sys, threading, time
from maton_google_meet import AsyncGoogleMeet, GoogleMeet, MatonError, Pace, approve_all

def hook(pending):
    asked.append(pending)
    forever.wait()

signal.signal(signal.SIGINT, signal.default_int_handler)  # The parent process may ignore it.
late = threading.Timer(20, os._exit, (9,))  # End a program that hangs.
late.daemon = True
late.start()
url, place, way = sys.argv[1:]
forever, asked, pace = threading.Event(), [], Pace(0.001)
hook.shows_account = False
options = dict(
    base_url=url,
    connection="c",
    timeout=600,
    confirm=hook if place == "in the hook" else approve_all,
    pace=pace if place == "waiting for a slot" else None,
)
stands = {
    "waiting for a slot": lambda: len(pace._queue) == CALLS,
    "in the hook": lambda: len(asked) == CALLS,
}.get(place, lambda: True)

def end():
    if way == "an error":
        raise ValueError("the program's own")
    if way == "sys.exit":
        sys.exit(3)
"""
THREADS = """
meet = GoogleMeet("test-key", **options)
if place == "waiting for a slot":
    meet.spaces.get("first")
for _ in range(CALLS):
    threading.Thread(target=meet.spaces.create, daemon=True).start()
while not stands():
    time.sleep(0.001)
print("ready", flush=True)
sys.stdin.readline()
end()
"""
CLOSED = """
def call():
    try:
        meet.spaces.create()
    except MatonError as error:
        names.append(type(error).__name__)

names = []
threads = [threading.Thread(target=call) for _ in range(CALLS)]
with GoogleMeet("test-key", **options) as meet:
    if place == "waiting for a slot":
        meet.spaces.get("first")
    for thread in threads:
        thread.start()
    while len(meet.http.call_options.state.closing._cond._waiters) < CALLS:
        time.sleep(0.001)
    print("ready", flush=True)
    sys.stdin.readline()
    end()
for thread in threads:
    thread.join()
print(*names)
"""
MAIN_THREAD = """
meet = GoogleMeet("test-key", **options)
if place == "waiting for a slot":
    meet.spaces.get("first")
print("ready", flush=True)
meet.spaces.create()
"""
TASKS = """
import asyncio

async def main():
    gone = asyncio.Event()
    asyncio.get_running_loop().add_reader(0, gone.set)
    meet = AsyncGoogleMeet("test-key", **options)
    if place == "waiting for a slot":
        await meet.spaces.get("first")
    tasks = [asyncio.create_task(meet.spaces.create()) for _ in range(CALLS)]
    while not stands():
        await asyncio.sleep(0.001)
    print("ready", flush=True)
    await gone.wait()
    end()

asyncio.run(main())
"""
GROUP = """
import anyio

async def main():
    async with AsyncGoogleMeet("test-key", **options) as meet:
        if place == "waiting for a slot":
            await meet.spaces.get("first")
        async with anyio.create_task_group() as group:
            for _ in range(CALLS):
                group.start_soon(meet.spaces.create)
            while not stands():
                await anyio.sleep(0.001)
            print("ready", flush=True)
            await anyio.wait_readable(sys.stdin)
            group.cancel_scope.cancel()
            end()

anyio.run(main, backend=BACKEND)
"""
PLACES = ["waiting for the answer", "waiting after a 429", "waiting for a slot", "in the hook"]
CODES = {"its end": 0, "sys.exit": 3, "an error": 1, "SIGINT": -2, "SIGTERM": -15}


class Slow(Behavior):
    """Answer a write with a 429 that asks for a minute, or not at all."""

    def __init__(self, place: str) -> None:
        self._never = place == "waiting for the answer"

    def answer(self, peer: Peer, request: Request) -> bool:
        if request.method == "GET":
            body = b'{"name": "spaces/first"}'
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        elif self._never:
            peer.stall()
        else:
            peer.send(b"HTTP/1.1 429 X\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n")
        return True


class Program:
    """A program that has ended, and the requests that it sent."""

    def __init__(self, program: str, place: str, way: str, calls: int = CALLS) -> None:
        path = [entry for entry in sys.path if entry]
        code = f"import sys\nsys.path[:] = {path!r}\nCALLS = {calls}\n{program}"
        self.server = FaultServer(Slow(place))
        with self.server as server:
            arguments = [sys.executable, "-c", code, server.url, place, way]
            pipe = subprocess.PIPE
            with subprocess.Popen(
                arguments, stdin=pipe, stdout=pipe, stderr=pipe, text=True
            ) as running:
                try:
                    assert running.stdout is not None
                    assert running.stdout.readline() == "ready\n", running.communicate()
                    self._wait(place, calls)
                    if way.startswith("SIG"):
                        # Python does not see a signal that arrives just before a blocking call
                        # until that call returns: https://docs.python.org/3/library/signal.html.
                        threading.Event().wait(0.1)
                        running.send_signal(getattr(signal, way))
                    self.out, self.err = running.communicate(
                        "" if way.startswith("SIG") else "\n", timeout=HANG_SECONDS
                    )
                finally:
                    running.kill()
            self.code = running.returncode
        self.writes = [each for each in self.server.requests if each.method != "GET"]

    def _wait(self, place: str, calls: int) -> None:
        """Wait until the server has received the expected requests."""
        count = {"waiting for a slot": 1, "in the hook": 0}.get(place, calls)
        pause = threading.Event()
        for _ in range(int(HANG_SECONDS / 0.001)):
            if len(self.server.requests) == count:
                return
            pause.wait(0.001)
        pytest.fail("a call never got where it should stand")

    def check(self, place: str, way: str, calls: int = CALLS) -> None:
        assert self.code == CODES[way], self.err
        expected = 0 if place in ("waiting for a slot", "in the hook") else calls
        assert len(self.writes) == expected
        own = {"an error": "ValueError: the program's own\n", "SIGINT": "KeyboardInterrupt\n"}
        assert self.err.endswith(own.get(way, "")), self.err
        # No traceback but the one that is the program's.
        assert self.err.count("Traceback") == (way in own), self.err
        for noise in ("Exception in thread", "never retrieved", "Fatal", "ignored", "Warning"):
            assert noise not in self.err


# One place for each way to end: the two are independent.
ENDS = [
    pytest.param(place, way, id=f"{way}, {place}")
    for index, way in enumerate(CODES)
    for place in (PLACES[index % len(PLACES)],)
]


@pytest.mark.parametrize(("place", "way"), ENDS)
def test_a_program_ends_while_its_threads_call(place: str, way: str) -> None:
    """The threads are daemons: Python does not wait for them."""
    Program(COMMON + THREADS, place, way).check(place, way)


@pytest.mark.parametrize("place", ["waiting after a 429", "waiting for a slot"])
def test_closing_a_client_ends_its_threads(place: str) -> None:
    """The threads are not daemons: Python waits for them."""
    ended = Program(COMMON + CLOSED, place, "its end")
    ended.check(place, "its end")
    assert ended.out.split() == ["ConfigurationError"] * CALLS


@pytest.mark.parametrize(("place", "way"), [(PLACES[0], "SIGINT"), (PLACES[1], "SIGTERM")])
def test_a_signal_ends_a_call_of_the_main_thread(place: str, way: str) -> None:
    Program(COMMON + MAIN_THREAD, place, way, calls=1).check(place, way, calls=1)


@pytest.mark.parametrize(("place", "way"), [end for end in ENDS if "in the hook" not in end.values])
def test_a_loop_ends_while_its_tasks_call(place: str, way: str) -> None:
    """The tasks are not awaited and the client is not closed."""
    Program(COMMON + TASKS, place, way).check(place, way)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("place", PLACES[:2])
def test_a_group_of_tasks_ends_with_its_client(place: str, backend: str) -> None:
    program = COMMON + GROUP.replace("BACKEND", repr(backend))
    Program(program, place, "its end").check(place, "its end")


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_waiting_hook_does_not_delay_the_end(backend: str) -> None:
    """A sync hook runs in its own thread."""
    program = COMMON + GROUP.replace("BACKEND", repr(backend))
    Program(program, "in the hook", "its end").check("in the hook", "its end")
