"""The approval queue: entries, answers, ends of a wait, and consumers."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, get_type_hints

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
from maton_google_meet.approval import queue as queue_module
from maton_google_meet.http.callbacks import caller_is_gone, closing_wakers
from support.clients import MODES
from support.clocks import Clock

SECONDS = 30  # No test waits as long as this.
WRITE = PendingWrite(
    operation="spaces.create",
    method="POST",
    path="/google-meet/v2/spaces",
    connection=None,
    body=b"{}",
    outcome="Creates a space.",
    destructive=False,
)
BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])


class Calls:
    """Calls that wait in a queue: each in a thread, or in an event loop in a thread."""

    def __init__(self, mode: str) -> None:
        self._mode = mode
        self._pool = ThreadPoolExecutor(20)

    def start(self, queue: ApprovalQueue, write: PendingWrite = WRITE) -> Future[bool]:
        if self._mode == "sync":
            return self._pool.submit(queue, write)
        return self._pool.submit(anyio.run, queue.acall, write, backend=self._mode)

    def start_next(self, queue: ApprovalQueue) -> Future[QueueEntry | None]:
        if self._mode == "sync":
            return self._pool.submit(queue.wait_next, SECONDS)
        return self._pool.submit(anyio.run, queue.await_next, backend=self._mode)

    def close(self) -> None:
        self._pool.shutdown()


@pytest.fixture(params=MODES)
def calls(request: pytest.FixtureRequest) -> Iterator[Calls]:
    calls = Calls(request.param)
    yield calls
    calls.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(clock: Clock) -> Iterator[ApprovalQueue]:
    with ApprovalQueue(timeout=300.0, monotonic=clock) as queue:
        yield queue
        assert queue.pending() == []
        assert not queue._unseen
        assert not queue._consumers


def next_entry(queue: ApprovalQueue) -> QueueEntry:
    entry = queue.wait_next(SECONDS)
    assert entry is not None
    return entry


def read_refusal(call: Future[bool]) -> str:
    """Return the message of the error with which the call was declined."""
    with pytest.raises(WriteDeclined) as raised:
        call.result(SECONDS)
    assert raised.value.pending is WRITE
    start = "spaces.create (POST /google-meet/v2/spaces) was not approved "
    assert str(raised.value).startswith(start)
    return str(raised.value).removeprefix(start)


def assert_gone(queue: ApprovalQueue, entry: QueueEntry) -> None:
    assert entry not in queue.pending()
    with pytest.raises(InvalidArgumentError, match="No write waits under this id"):
        queue.approve(entry.id)
    with pytest.raises(InvalidArgumentError, match="No write waits under this id"):
        queue.decline(entry.id)


async def wait_until_waiting(queue: ApprovalQueue, count: int = 1) -> list[QueueEntry]:
    while len(entries := queue.pending()) < count:
        await anyio.lowlevel.checkpoint()
    return entries


# --- answers --------------------------------------------------------------------------------------


def test_an_approved_write_is_sent(queue: ApprovalQueue, calls: Calls) -> None:
    call = calls.start(queue)
    entry = next_entry(queue)
    assert queue.pending() == [entry]
    queue.approve(entry.id)
    assert_gone(queue, entry)
    assert call.result(SECONDS) is True


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (None, ""),
        ("", ' Reason: ""'),
        ("Not today.", ' Reason: "Not today."'),
        ("a\x1b[2J\nb\u202e", ' Reason: "a\\x1b[2J\\nb\\u202e"'),
        ("x" * 5000, f' Reason: "{"x" * 200}..."'),
    ],
)
def test_the_reason_ends_in_the_error(
    reason: str | None, expected: str, queue: ApprovalQueue, calls: Calls
) -> None:
    call = calls.start(queue)
    entry = next_entry(queue)
    queue.decline(entry.id, reason)
    assert_gone(queue, entry)
    assert read_refusal(call) == f"because it was declined: nothing was sent.{expected}"


def test_the_id_of_a_write_is_not_that_of_its_entry(queue: ApprovalQueue, calls: Calls) -> None:
    call = calls.start(queue)
    entry = next_entry(queue)
    with pytest.raises(InvalidArgumentError, match="pass the id of the entry"):
        queue.approve(entry.write.id)
    assert queue.pending() == [entry]
    queue.approve(entry.id)
    assert call.result(SECONDS) is True


def test_two_identical_writes_are_two_entries(queue: ApprovalQueue, calls: Calls) -> None:
    first_call = calls.start(queue)
    first = next_entry(queue)
    second_call = calls.start(queue)
    second = next_entry(queue)
    assert queue.pending() == [first, second]
    assert first.write == second.write == WRITE
    assert len({first.id, second.id}) == 2
    assert {len(entry.id) for entry in (first, second)} == {32}
    assert hash(first) != hash(second)
    queue.approve(second.id)
    assert queue.pending() == [first]
    queue.decline(first.id)
    assert second_call.result(SECONDS) is True
    assert read_refusal(first_call)


def test_an_entry_has_its_times(queue: ApprovalQueue, calls: Calls) -> None:
    before = time.time()
    call = calls.start(queue)
    entry = next_entry(queue)
    assert before <= entry.time <= time.time()
    assert entry.deadline == entry.time + queue.timeout
    with pytest.raises(AttributeError):
        entry.deadline = 0.0  # type: ignore[misc]
    queue.approve(entry.id)
    call.result(SECONDS)


def test_the_types_of_an_entry_can_be_read() -> None:
    assert get_type_hints(QueueEntry)["write"] is PendingWrite
    assert get_type_hints(ApprovalQueue.acall)["pending"] is PendingWrite


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan"), True, "5", None])
def test_a_timeout_is_a_number_of_seconds(timeout: Any) -> None:
    with pytest.raises(ConfigurationError, match="ApprovalQueue: timeout takes a number of sec"):
        ApprovalQueue(timeout)


def test_arguments_of_other_types_are_refused(queue: ApprovalQueue) -> None:
    entry: Any = QueueEntry("a", WRITE, 0.0, 1.0)
    with pytest.raises(TypeError, match="not QueueEntry: pass its id"):
        queue.approve(entry)
    with pytest.raises(TypeError, match=r"a str, not NoneType\."):
        queue.decline(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="reason= takes a str, not int"):
        queue.decline("a", 5)  # type: ignore[arg-type]


# --- ends of a wait -------------------------------------------------------------------------------


@pytest.mark.parametrize("look", ["pending", "approve"])
def test_a_write_times_out(look: str, queue: ApprovalQueue, calls: Calls, clock: Clock) -> None:
    """It cannot be approved from the deadline on, even before its call wakes up."""
    call = calls.start(queue)
    entry = next_entry(queue)
    clock.now += 299.9
    assert queue.pending() == [entry]
    clock.now += 0.1
    if look == "pending":
        assert queue.pending() == []
    assert_gone(queue, entry)
    assert read_refusal(call) == "within 300 s: nothing was sent."


def test_a_call_ends_its_wait_by_itself(calls: Calls) -> None:
    assert read_refusal(calls.start(ApprovalQueue(0.01))) == "within 0.01 s: nothing was sent."


def test_a_closed_queue_declines_waiting_and_later_writes(calls: Calls) -> None:
    with ApprovalQueue() as queue:
        waiting = [calls.start(queue) for _ in range(3)]
        entries = [next_entry(queue) for _ in waiting]
        assert repr(queue) == "<ApprovalQueue timeout=300, 3 waiting>"
    assert repr(queue) == "<ApprovalQueue timeout=300, closed>"
    queue.close()
    for call in [*waiting, calls.start(queue)]:
        assert read_refusal(call) == "because the approval queue was closed: nothing was sent."
    for entry in entries:
        assert_gone(queue, entry)
    assert queue.wait_next() is None
    assert anyio.run(queue.await_next) is None


def test_a_cancelled_caller_in_a_thread_is_declined(queue: ApprovalQueue) -> None:
    is_gone = threading.Event()

    def ask() -> bool:
        caller_is_gone.set(is_gone.is_set)
        return queue(WRITE)

    with ThreadPoolExecutor() as pool:
        seen, unseen = pool.submit(ask), pool.submit(ask)
        entry = next_entry(queue)
        while len(queue.pending()) < 2:
            time.sleep(0.001)
        is_gone.set()
        assert_gone(queue, entry)  # Also before the thread notices.
        assert queue.wait_next(0) is None
        for call in (seen, unseen):
            assert "its caller was cancelled or the client was closed" in read_refusal(call)


def test_an_interrupt_removes_the_entry(clock: Clock) -> None:
    class Interrupt(Clock):
        """A clock at whose third reading the thread already waits."""

        def __call__(self) -> float:
            if super().__call__() > 2:
                waiting.extend(queue._calls)
                raise KeyboardInterrupt
            return self.now

    waiting: list[str] = []
    queue = ApprovalQueue(monotonic=Interrupt(0.0, step=1.0))
    with pytest.raises(KeyboardInterrupt):
        queue(WRITE)
    assert len(waiting) == 1
    assert not queue._calls


@BACKENDS
@pytest.mark.parametrize("way", ["scope", "timeout", "close"])
def test_a_cancelled_task_removes_its_entry(way: str, backend: str, queue: ApprovalQueue) -> None:
    async def main() -> None:
        is_closed, wakers = threading.Event(), set[Any]()
        caller_is_gone.set(is_closed.is_set)
        closing_wakers.set(wakers)
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(ask)
                [entry] = await wait_until_waiting(queue)
                assert len(wakers) == 1
                if way == "scope":
                    scope.cancel()
                elif way == "timeout":
                    group.cancel_scope.deadline = anyio.current_time()
                else:
                    is_closed.set()
                    for wake in wakers:
                        wake()
        assert_gone(queue, entry)
        assert not wakers
        assert refusals == (["because its caller"] if way == "close" else [])

    async def ask() -> None:
        with contextlib.suppress(WriteDeclined):
            try:
                await queue.acall(WRITE)
            except WriteDeclined as error:
                refusals.append(str(error).partition("approved ")[2][:18])
                raise

    refusals: list[str] = []
    anyio.run(main, backend=backend)


@BACKENDS
@pytest.mark.parametrize("steps", [("approve", "cancel"), ("cancel", "approve")])
def test_an_approval_just_before_a_cancellation_counts(
    steps: tuple[str, ...], backend: str, queue: ApprovalQueue
) -> None:
    """`approve` has returned, so the hook approves; the next step of the call is cancelled."""

    async def ask() -> None:
        try:
            answers.append(await queue.acall(WRITE))
            await anyio.lowlevel.checkpoint()
            answers.append("not cancelled")
        except anyio.get_cancelled_exc_class():
            answers.append("cancelled")
            raise

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(ask)
            [entry] = await wait_until_waiting(queue)
            for step in steps:
                group.cancel_scope.cancel() if step == "cancel" else queue.approve(entry.id)

    answers: list[Any] = []
    anyio.run(main, backend=backend)
    assert answers == [True, "cancelled"]


@pytest.mark.parametrize("end", ["cancel", "timeout", "decline"])
def test_asyncio_keeps_a_cancellation_that_comes_after_the_answer(
    end: str, queue: ApprovalQueue
) -> None:
    async def ask() -> Any:
        async with asyncio.timeout(SECONDS) as limit:
            limits.append(limit)
            approved.append(await queue.acall(WRITE))
            await asyncio.sleep(0)
            approved.append("went on")

    async def main() -> None:
        task = asyncio.create_task(ask())
        [entry] = await wait_until_waiting(queue)
        if end == "decline":
            queue.decline(entry.id)
            task.cancel("mine")
        elif end == "cancel":
            queue.approve(entry.id)
            task.cancel("mine")
        else:
            limits[0].reschedule(asyncio.get_running_loop().time() - 1)
            await asyncio.sleep(0)
            queue.approve(entry.id)
        with pytest.raises(TimeoutError if end == "timeout" else asyncio.CancelledError) as raised:
            await task
        assert end == "timeout" or raised.value.args == ("mine",)
        assert task.cancelling() == (end != "timeout")

    limits: list[asyncio.Timeout] = []
    approved: list[Any] = []
    asyncio.run(main())
    assert approved == ([] if end == "decline" else [True])


def test_a_write_of_an_ended_event_loop_cannot_be_approved(
    queue: ApprovalQueue, caplog: pytest.LogCaptureFixture
) -> None:
    loop = asyncio.new_event_loop()
    call, consumer = (loop.create_task(each) for each in (queue.acall(WRITE), queue.await_next()))
    loop.run_until_complete(asyncio.sleep(0.001))
    assert consumer.done()
    consumer = loop.create_task(queue.await_next())
    loop.run_until_complete(asyncio.sleep(0.001))
    loop.close()
    [entry] = queue.pending()
    with pytest.raises(InvalidArgumentError):
        queue.approve(entry.id)
    assert_gone(queue, entry)
    with ThreadPoolExecutor() as pool:  # The consumer of the ended loop does no harm.
        other = pool.submit(queue, WRITE)
        queue.approve(next_entry(queue).id)
        assert other.result(SECONDS) is True
    del call, consumer
    with caplog.at_level(logging.CRITICAL, "asyncio"):  # "Task was destroyed but it is pending"
        gc.collect()


def test_a_fork_leaves_the_entries_to_the_parent(queue: ApprovalQueue, calls: Calls) -> None:
    call = calls.start(queue)
    entry = next_entry(queue)
    wakers = [each.wake for each in queue._calls.values()]
    queue.renew()
    assert_gone(queue, entry)
    wakers[0]()  # In the child, only a call whose own thread has forked exists.
    assert read_refusal(call) == "because the process was forked: nothing was sent."


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="Windows has no such signal")
def test_a_signal_handler_may_answer_the_thread_that_it_interrupts(queue: ApprovalQueue) -> None:
    def answer() -> None:
        while not queue.pending():
            time.sleep(0.001)
        os.kill(os.getpid(), signal.SIGUSR1)

    before = signal.signal(
        signal.SIGUSR1, lambda *_: [queue.approve(entry.id) for entry in queue.pending()]
    )
    try:
        thread = threading.Thread(target=answer)
        thread.start()
        assert queue(WRITE) is True
        thread.join()
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_a_queue_that_is_closed_while_a_write_is_added_declines_it(clock: Clock) -> None:
    """A signal handler may close it."""

    class Closing(ApprovalQueue):
        def _wake_consumers(self) -> None:
            if not closed:
                closed.append(True)
                self.close()

    closed: list[bool] = []
    with pytest.raises(WriteDeclined, match="queue was closed"):
        Closing(monotonic=clock)(WRITE)


def test_the_end_of_the_program_declines_all_writes(
    calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`tests/promises/test_approval_queue.py` ends a program."""
    queue = ApprovalQueue()
    monkeypatch.setattr(queue_module, "_queues", [queue])
    call = calls.start(queue)
    entry = next_entry(queue)
    queue_module._decline_at_exit()
    assert_gone(queue, entry)
    queue.close()
    for each in (call, calls.start(queue)):
        assert read_refusal(each) == "because the program is ending: nothing was sent."
    assert queue.wait_next() is None


# --- consumers ------------------------------------------------------------------------------------


def test_each_entry_is_returned_once(queue: ApprovalQueue, calls: Calls) -> None:
    """Several consumers wait. Together they receive each entry once."""
    consumers = [calls.start_next(queue) for _ in range(5)]
    writes = [calls.start(queue) for _ in range(5)]
    entries = [consumer.result(SECONDS) for consumer in consumers]
    assert {entry.id for entry in entries if entry} == {entry.id for entry in queue.pending()}
    assert queue.wait_next(0) is None
    for entry in queue.pending():
        queue.approve(entry.id)
    assert [call.result(SECONDS) for call in writes] == [True] * 5


def test_consumers_of_a_closed_queue_end(calls: Calls) -> None:
    with ApprovalQueue() as queue:
        consumers = [calls.start_next(queue) for _ in range(3)]
        while len(queue._consumers) < 3:
            time.sleep(0.001)
    assert [consumer.result(SECONDS) for consumer in consumers] == [None] * 3


def test_an_entry_that_no_longer_waits_is_not_returned(
    queue: ApprovalQueue, calls: Calls, clock: Clock
) -> None:
    answered = calls.start(queue)
    while not queue.pending():
        time.sleep(0.001)
    queue.decline(queue.pending()[0].id)
    late = calls.start(queue)
    while not queue.pending():
        time.sleep(0.001)
    clock.now += 300
    assert queue.wait_next(0) is None
    assert read_refusal(answered)
    assert read_refusal(late)


def test_a_wait_for_the_next_entry_ends_by_its_timeout() -> None:
    clock = Clock(step=1.0)
    queue = ApprovalQueue(monotonic=clock)
    assert queue.wait_next(2.5) is None
    assert clock.now == 1004.0
    assert ApprovalQueue().wait_next(0.001) is None


@BACKENDS
@pytest.mark.parametrize("moment", ["before the write", "after the write"])
def test_a_cancelled_consumer_loses_no_entry(
    moment: str, backend: str, queue: ApprovalQueue
) -> None:
    async def consume() -> None:
        entries.append(await queue.await_next())

    async def main() -> None:
        async with anyio.create_task_group() as writers:
            async with anyio.create_task_group() as consumers:
                consumers.start_soon(consume)
                while not queue._consumers:
                    await anyio.lowlevel.checkpoint()
                if moment == "after the write":
                    writers.start_soon(queue.acall, WRITE)
                    while not queue._calls:
                        await anyio.lowlevel.checkpoint()
                consumers.cancel_scope.cancel()
            if moment == "before the write":
                writers.start_soon(queue.acall, WRITE)
            with anyio.fail_after(SECONDS):
                await wait_until_waiting(queue)
                if not entries:
                    await consume()
            [entry] = entries
            queue.approve(entry.id)

    entries: list[Any] = []
    anyio.run(main, backend=backend)
    assert len(entries) == 1


@BACKENDS
def test_a_cancelled_task_does_not_take_a_waiting_entry(backend: str, queue: ApprovalQueue) -> None:
    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(queue.acall, WRITE)
            await wait_until_waiting(queue)
            with anyio.CancelScope() as scope:
                scope.cancel()
                await queue.await_next()
            entry = await queue.await_next()
            assert entry
            queue.approve(entry.id)

    anyio.run(main, backend=backend)
