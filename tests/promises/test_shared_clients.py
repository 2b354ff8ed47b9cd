"""Threads share one client, and a forked child uses nothing of its parent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from maton_google_meet import GoogleMeet, approve_all
from maton_google_meet.models import SpaceConfig
from support.clients import KEY
from support.document_server import DocumentServer
from support.fault_server import HANG_SECONDS, FaultServer
from support.space_server import SendParts, path_of


def test_eight_threads_share_one_client() -> None:
    threads, calls = 8, 100

    def work(meet: GoogleMeet, thread: int) -> list[str]:
        view, names = meet.with_options(timeout=HANG_SECONDS), []
        for call in range(calls):
            name = f"s-{thread}-{call}"
            if call % 4 == 3:
                found = meet.spaces.update(name, config=SpaceConfig(access_type="OPEN"))
            else:
                found = (view if call % 2 else meet).spaces.get(name)
            if found.name != f"spaces/{name}":
                names.append(found.name)
        return names

    with FaultServer(SendParts()) as fault_server, ThreadPoolExecutor(threads) as pool:
        with GoogleMeet(
            KEY, base_url=fault_server.url, connection="c", confirm=approve_all, pace=None
        ) as meet:
            results = list(pool.map(lambda thread: work(meet, thread), range(threads)))
            assert len(meet.http._transport._pool.connections) <= threads
    assert results == [[]] * threads
    asked = Counter(path_of(request).rpartition("/")[2] for request in fault_server.requests)
    assert asked == {f"s-{thread}-{call}": 1 for thread in range(threads) for call in range(calls)}


FORK = """
import os, sys
from maton_google_meet import GoogleMeet, Pace, approve_all
from maton_google_meet.models import SpaceConfig

pace = Pace(1000.0)
meet = GoogleMeet(
    "test-key", base_url=sys.argv[1], connection="c", confirm=approve_all, pace=pace
)
view = meet.with_options(timeout=5)
unused = meet.with_options(timeout=6)
meet.spaces.get("parent-1")
view.spaces.get("parent-2")
if not (child := os.fork()):
    meet.close()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
child = os.fork()
if not child:
    status = 1
    try:
        for client in (meet, view, unused, meet, view, unused):
            client.spaces.get("child-1")
            client.spaces.update("child-2", config=SpaceConfig(access_type="OPEN"))
        meet.close()
        status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)
assert os.waitpid(child, 0)[1] == 0
meet.spaces.get("parent-3")
view.spaces.get("parent-4")
meet.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_child_does_not_use_the_parents_connections() -> None:
    """The test forks in another process: later Pythons warn if one with threads forks."""
    path = [entry for entry in sys.path if entry]
    code = f"import sys\nsys.path[:] = {path!r}\n{FORK}"
    with FaultServer(SendParts()) as fault_server:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code, fault_server.url],
            capture_output=True,
            text=True,
            timeout=HANG_SECONDS,
            check=False,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    ports = {
        process: [each.client_port for each in fault_server.requests if process in each.target]
        for process in ("parent", "child")
    }
    assert len(ports["parent"]) == 4
    assert len(set(ports["parent"])) == 1
    assert len(ports["child"]) == 12
    assert ports["parent"][0] not in ports["child"]
    # The views share the client's connection, as they did before the fork.
    assert len(set(ports["child"])) == 1


BUSY_FORK = """
import os, signal, sys, threading, time, warnings
from maton_google_meet import GoogleMeet, Pace
from maton_google_meet.approval.terminal import _terminal

warnings.simplefilter("ignore", DeprecationWarning)  # Of a fork with threads, which this is about.

url, *cases = sys.argv[1:]


def play(case):
    release = threading.Event()


    def choose(active):
        release.wait(10)
        return active[0]


    pace = Pace(4.0 if case == "pace" else 1000.0)
    meet = GoogleMeet(
        "test-key", base_url=url, connection=choose if case == "look-up" else "c", pace=pace
    )
    view = meet.with_options(timeout=5.0)
    meet.http.headers["X-Mine"] = "kept"
    meet.http.cookies.set("mine", "kept")
    threads = []
    if case == "look-up":
        threads = [threading.Thread(target=meet.spaces.get, args=("parent",))]
    elif case == "pace":
        threads = [threading.Thread(target=meet.spaces.get, args=("parent",)) for _ in range(40)]
    elif case == "terminal":
        threads = [threading.Thread(target=lambda: _terminal.lock.acquire() and release.wait(10))]
    elif case == "close":
        lock = meet.http.call_options.state.closing._cond
        threads = [threading.Thread(target=lambda: lock.acquire() and release.wait(10))]
    elif case == "pool":
        lock = meet.http._transport._pool._optional_thread_lock
        threads = [threading.Thread(target=lambda: lock.acquire() and release.wait(10))]
    for thread in threads:
        thread.daemon = True
        thread.start()
    time.sleep(0.3)
    child = os.fork()
    if not child:
        status = 1
        try:
            signal.alarm(10)
            release.set()
            before = time.monotonic()
            for client in (meet, view, meet):
                client.spaces.get("child")
            client.http.get("/google-meet/v2/spaces/raw")
            waited = time.monotonic() - before
            assert waited < 5, (case, waited)
            assert _terminal.lock.acquire(timeout=1)
            meet.close()
            status = 0
        finally:
            sys.stderr.flush()
            os._exit(status)
    _, status = os.waitpid(child, 0)
    release.set()
    assert status == 0, (case, status)


for case in cases:
    play(case)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_client_works_in_a_forked_child_whatever_locks_are_held(server: DocumentServer) -> None:
    """The parent's other threads hold locks, or wait, during the fork."""
    cases = ("nothing", "look-up", "pace", "terminal", "close", "pool")
    path = [entry for entry in sys.path if entry]
    code = f"import sys\nsys.path[:] = {path!r}\n{BUSY_FORK}"
    done = subprocess.run(
        [sys.executable, "-c", code, server.url, *cases],
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    child = [seen.headers for seen in server.seen if seen.target.endswith("/child")]
    assert [headers.get("x-mine") for headers in child] == ["kept"] * 3 * len(cases)
    raw = [seen.headers for seen in server.seen if seen.target.endswith("/raw")]
    assert [(each["x-mine"], each["cookie"]) for each in raw] == [("kept", "mine=kept")] * len(
        cases
    )


SANDBOX_FORK = """
import os, signal, threading
from maton_google_meet import approve_all
from maton_google_meet.sandbox import Sandbox

sandbox = Sandbox(1)
meet = sandbox.client(confirm=approve_all)
meet.spaces.create()
held = threading.Event()


def hold(lock):
    with lock:
        held.set()
        threading.Event().wait(20)


for lock in (sandbox._lock, sandbox._clock._lock):
    held.clear()
    threading.Thread(target=hold, args=(lock,), daemon=True).start()
    held.wait()
child = os.fork()
if not child:
    signal.alarm(10)
    meet.spaces.create()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
os._exit(0)
"""
STREAM_FORK = """
import os, sys
from maton_google_meet import GoogleMeet

meet = GoogleMeet("test-key", base_url=sys.argv[1], connection="c")
with meet.http.stream("GET", "/google-meet/v2/spaces/parent") as response:
    child = os.fork()
    if not child:
        response.close()
        meet.spaces.get("child")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    response.read()
meet.spaces.get("parent-2")
meet.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.parametrize("code", [SANDBOX_FORK, STREAM_FORK], ids=["sandbox", "stream"])
def test_a_forked_child_does_not_use_the_parents_locks_and_streams(
    code: str, server: DocumentServer
) -> None:
    path = [entry for entry in sys.path if entry]
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore",
            "-c",
            f"import sys\nsys.path[:] = {path!r}\n{code}",
            server.url,
        ],
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
