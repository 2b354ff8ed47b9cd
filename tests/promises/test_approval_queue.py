"""A write that waits is sent if and only if `approve` has returned, in each client."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
from maton_google_meet import (
    ApprovalQueue,
    ConfigurationError,
    InvalidArgumentError,
    PendingWrite,
    QueueEntry,
    WriteDeclined,
)
from maton_google_meet.sandbox import Sandbox
from support.clocks import Clock

SECONDS = 30
CALLS = 200
WRITE = PendingWrite("spaces.create", "POST", "/spaces", None, b"{}", "Creates a space.", False)
BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])


def next_entry(queue: ApprovalQueue) -> QueueEntry:
    entry = queue.wait_next(SECONDS)
    assert entry is not None
    return entry


def count_writes(sandbox: Sandbox) -> int:
    return sum(seen.method != "GET" for seen in sandbox.requests)


# --- clients --------------------------------------------------------------------------------------


def test_one_queue_serves_several_clients_of_both_kinds() -> None:
    sandbox, queue = Sandbox(), ApprovalQueue()
    names: list[str] = []

    def call() -> None:
        with sandbox.client(confirm=queue) as meet:
            names.append(meet.spaces.create().name)

    async def acall() -> None:
        async with sandbox.async_client(confirm=queue) as meet:
            names.append((await meet.spaces.create()).name)

    with ThreadPoolExecutor() as pool:
        calls = [
            pool.submit(call),
            *(pool.submit(anyio.run, acall, backend=each) for each in ("asyncio", "trio")),
        ]
        for _ in calls:
            queue.approve(next_entry(queue).id)
        for each in calls:
            each.result(SECONDS)
    assert len(set(names)) == 3 == count_writes(sandbox)


@BACKENDS
def test_a_waiting_call_of_an_async_client_has_no_thread(backend: str) -> None:
    sandbox, queue = Sandbox(rate=None), ApprovalQueue()

    async def main() -> None:
        async with sandbox.async_client(confirm=queue, pace=None) as meet:
            before = {*threading.enumerate()}
            async with anyio.create_task_group() as group:
                for _ in range(CALLS):
                    group.start_soon(meet.spaces.create)
                for _ in range(CALLS):
                    assert await queue.await_next()
                assert {*threading.enumerate()} <= before
                for entry in queue.pending():
                    queue.approve(entry.id)

    anyio.run(main, backend=backend)
    assert count_writes(sandbox) == CALLS


def test_closing_a_client_declines_its_writes() -> None:
    """The writes of the other client still wait."""
    sandbox, queue = Sandbox(), ApprovalQueue()
    with sandbox.client(confirm=queue) as other, ThreadPoolExecutor() as pool:
        meet = sandbox.client(confirm=queue)
        closed = pool.submit(meet.with_options(retry=None).spaces.create)
        entry = next_entry(queue)
        kept = pool.submit(other.spaces.create)
        other_entry = next_entry(queue)
        meet.close()
        with pytest.raises(InvalidArgumentError):  # Also before its thread notices.
            queue.approve(entry.id)
        assert queue.pending() == [other_entry]
        with pytest.raises(WriteDeclined, match="the client was closed"):
            closed.result(SECONDS)
        queue.approve(other_entry.id)
        kept.result(SECONDS)
    assert count_writes(sandbox) == 1


@BACKENDS
@pytest.mark.parametrize("kind", ["queue", "async function", "function", "async object"])
def test_closing_an_async_client_declines_its_writes(kind: str, backend: str) -> None:
    sandbox, queue = Sandbox(), ApprovalQueue()
    errors: list[WriteDeclined] = []

    async def ask(pending: Any) -> bool:
        return await queue.acall(pending)

    def pass_on(pending: Any) -> Any:
        return queue.acall(pending)

    class Hook:
        async def __call__(self, pending: Any) -> bool:
            return await queue.acall(pending)

    hooks: dict[str, Any] = {
        "queue": queue,
        "async function": ask,
        "function": pass_on,
        "async object": Hook(),
    }

    async def call(meet: Any) -> None:
        try:
            await meet.spaces.create()
        except WriteDeclined as error:
            errors.append(error)

    async def main() -> None:
        async with (
            sandbox.async_client(confirm=hooks[kind]) as meet,
            sandbox.async_client() as other,
        ):
            async with anyio.create_task_group() as group:
                group.start_soon(call, meet.with_options(retry=None))
                entry = await queue.await_next()
                await other.aclose()
                assert queue.pending() == [entry]
                await meet.aclose()
                assert queue.pending() == []
            with pytest.raises(ConfigurationError, match="closed"):
                await meet.spaces.create()

    anyio.run(main, backend=backend)
    assert [str(error).rpartition("because ")[2] for error in errors] == [
        "its caller was cancelled or the client was closed: nothing was sent."
    ]
    assert count_writes(sandbox) == 0


@BACKENDS
def test_closing_a_client_in_another_loop_declines_its_writes(backend: str) -> None:
    sandbox, queue = Sandbox(), ApprovalQueue()
    meet = sandbox.async_client(confirm=queue)
    with ThreadPoolExecutor() as pool:
        call = pool.submit(anyio.run, meet.spaces.create, backend=backend)
        entry = next_entry(queue)
        anyio.run(meet.aclose, backend=backend)
        with pytest.raises(WriteDeclined, match="the client was closed"):
            call.result(SECONDS)
    with pytest.raises(InvalidArgumentError):
        queue.approve(entry.id)
    assert count_writes(sandbox) == 0


def test_a_client_of_an_ended_loop_can_be_closed(caplog: pytest.LogCaptureFixture) -> None:
    sandbox, queue = Sandbox(), ApprovalQueue()
    meet, loop = sandbox.async_client(confirm=queue), asyncio.new_event_loop()
    task = loop.create_task(meet.spaces.create())
    entry = loop.run_until_complete(queue.await_next())
    assert entry
    loop.close()
    asyncio.run(meet.aclose())
    assert queue.pending() == []
    del task
    with caplog.at_level(logging.CRITICAL, "asyncio"):  # "Task was destroyed but it is pending"
        gc.collect()
    assert count_writes(sandbox) == 0


@BACKENDS
def test_cancelling_a_call_removes_its_entry(backend: str) -> None:
    """Also if the hook is a plain function, which runs in a thread."""
    sandbox, queue = Sandbox(), ApprovalQueue()

    async def main(hook: Any) -> None:
        async with sandbox.async_client(confirm=hook) as meet:
            async with anyio.create_task_group() as group:
                group.start_soon(meet.spaces.create)
                entry = await queue.await_next()
                group.cancel_scope.cancel()
            assert entry
            with pytest.raises(InvalidArgumentError):
                queue.approve(entry.id)
            assert queue.pending() == []

    def ask(pending: PendingWrite) -> bool:
        return queue(pending)

    for hook in (queue, ask):
        anyio.run(main, hook, backend=backend)
    assert count_writes(sandbox) == 0


# --- races ----------------------------------------------------------------------------------------


def answer_at_random(
    queue: ApprovalQueue, clock: Clock, approved: list[str], seed: int
) -> Callable[[], None]:
    """Return a function that gives each entry some answers, wrong ones too, until it is closed."""
    source = random.Random(seed)

    def answer(entry: QueueEntry) -> None:
        try:
            match source.randrange(4):
                case 0:
                    queue.decline(entry.id, "by chance")
                case 1:
                    clock.now += 0.05
                case _:
                    queue.approve(entry.id)
                    approved.append(entry.id)
        except InvalidArgumentError:
            pass

    def work() -> None:
        while entry := queue.wait_next():
            answer(entry)
            for other in queue.pending():
                if source.random() < 0.05:
                    answer(other)

    return work


def start_answering(queue: ApprovalQueue, clock: Clock, approved: list[str]) -> Any:
    threads = [
        threading.Thread(target=answer_at_random(queue, clock, approved, seed)) for seed in range(4)
    ]
    for thread in threads:
        thread.start()
    return threads


def test_each_call_of_many_threads_ends_once() -> None:
    """Threads approve, decline and let time out at random, also the same entry concurrently."""
    sandbox, clock, approved = Sandbox(rate=None), Clock(), list[str]()
    queue = ApprovalQueue(timeout=1.0, monotonic=clock)
    before = {*threading.enumerate()}
    outcomes = Counter[str]()

    def call() -> None:
        try:
            meet.spaces.create()
            outcomes["sent"] += 1
        except WriteDeclined as error:
            outcomes[str(error).rpartition("approved ")[2]] += 1

    with sandbox.client(confirm=queue, pace=None) as meet:
        answering = start_answering(queue, clock, approved)
        calling = [threading.Thread(target=call) for _ in range(CALLS)]
        for thread in calling:
            thread.start()
        while any(thread.is_alive() for thread in calling):
            clock.now += 0.01  # Those that no thread answers time out.
            time.sleep(0.001)
        queue.close()
        for thread in [*calling, *answering]:
            thread.join(SECONDS)
    assert outcomes.total() == CALLS
    assert outcomes["sent"] == len(approved) == len(set(approved)) == count_writes(sandbox)
    assert {*outcomes} >= {"sent"}
    assert len(outcomes) == 3, outcomes
    assert queue.pending() == []
    assert not queue._unseen
    assert {*threading.enumerate()} <= before


@BACKENDS
def test_each_call_of_many_tasks_ends_once(backend: str) -> None:
    """Other threads answer, while the tasks are cancelled at random."""
    clock, approved = Clock(), list[str]()
    queue = ApprovalQueue(timeout=1.0, monotonic=clock)
    source, answers = random.Random(0), Counter[object]()

    async def call() -> None:
        answer: object = "cancelled"
        try:
            answer = await queue.acall(WRITE)
        except WriteDeclined:
            answer = "declined"
        finally:
            answers[answer] += 1

    async def cancel_later() -> None:
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(call)
                for _ in range(source.randrange(60)):
                    await anyio.lowlevel.checkpoint()
                scope.cancel()

    async def main() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(CALLS):
                group.start_soon(cancel_later)

    answering = start_answering(queue, clock, approved)
    anyio.run(main, backend=backend)
    assert queue.pending() == []
    queue.close()
    for thread in answering:
        thread.join(SECONDS)
    assert answers.total() == CALLS
    assert answers[True] == len(approved) == len(set(approved))
    # On a busy machine, all calls may end before a thread has approved one.
    assert answers.keys() <= {True, "declined", "cancelled"}


# --- processes ------------------------------------------------------------------------------------

PROGRAM = """
import asyncio, os, sys, threading
from concurrent.futures import ThreadPoolExecutor
import trio
from maton_google_meet import ApprovalQueue, WriteDeclined
from maton_google_meet.sandbox import Sandbox

late = threading.Timer(20, os._exit, (9,))  # End a program that hangs.
late.daemon = True
late.start()
sandbox, queue = Sandbox(), ApprovalQueue()
meet = sandbox.client(confirm=queue)

def report(text):
    sys.stdout.write(f"{text}\\n")  # In one piece: several threads report.
    sys.stdout.flush()

def call():
    try:
        meet.spaces.create()
    except WriteDeclined as error:
        report(str(error).rpartition("approved ")[2])

async def acall():
    async with sandbox.async_client(confirm=queue) as meet:
        try:
            await meet.spaces.create()
        except WriteDeclined as error:
            report(str(error).rpartition("approved ")[2])

def consume():
    while queue.wait_next():
        pass
    report("no more")

pool = ThreadPoolExecutor()
pool.submit(call)
pool.submit(consume)
for target, *arguments in [(call,), (consume,), (asyncio.run, acall()), (trio.run, acall)]:
    threading.Thread(target=target, args=arguments).start()
while len(queue.pending()) < 4:
    pass
"""
ENDS = {
    "": 0,
    "sys.exit(3)": 3,
    "raise KeyboardInterrupt": -2,
    "raise ValueError('mine')": 1,
    "import signal; signal.signal(signal.SIGTERM, lambda *_: sys.exit(5)); "
    "signal.raise_signal(signal.SIGTERM)": 5,
}


def run_program(code: str) -> subprocess.CompletedProcess[str]:
    path = [entry for entry in sys.path if entry]
    return subprocess.run(
        [sys.executable, "-c", f"import sys\nsys.path[:] = {path!r}\n{code}"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize("end", ENDS)
def test_a_program_ends_while_writes_wait(end: str) -> None:
    """Threads that are not daemons, a pool of threads, and event loops in threads wait."""
    ended = run_program(PROGRAM + end)
    assert ended.returncode == ENDS[end], ended.stderr
    refusal = "because the program is ending: nothing was sent."
    assert Counter(ended.stdout.splitlines()) == {refusal: 4, "no more": 2}
    assert ("Traceback" in ended.stderr) == end.startswith("raise"), ended.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_child_has_a_queue_of_its_own() -> None:
    ended = run_program("""
import os, threading
from maton_google_meet import ApprovalQueue, InvalidArgumentError, PendingWrite
from maton_google_meet.sandbox import Sandbox

queue = ApprovalQueue()
meet = Sandbox().client(confirm=queue)

def call():
    meet.spaces.create()
    print("sent", flush=True)

thread = threading.Thread(target=call)
thread.start()
entry = queue.wait_next()
with queue._lock:  # As another thread may, at that moment.
    child = os.fork()
if not child:
    assert queue.pending() == []
    try:
        queue.approve(entry.id)
    except InvalidArgumentError:
        print("gone", flush=True)
    own = threading.Thread(target=call)
    own.start()
    queue.approve(queue.wait_next().id)
    own.join()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert queue.pending() == [entry]
queue.approve(entry.id)
thread.join()
""")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["gone", "sent", "sent"]
