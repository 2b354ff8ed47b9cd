"""The confirmation hook `ApprovalQueue`, for web apps and chats.

A write waits in the queue until another thread or task approves or declines it.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import secrets
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Final, Literal, NoReturn, Self
from weakref import WeakSet

from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..config import check_number
from ..errors import InvalidArgumentError
from ..flow.confirmation import decline
from ..forking import renew_after_fork
from ..http.callbacks import caller_is_gone, closing_wakers, get_call_soon, repeat_cancellation
from ..types import PendingWrite

# The longest time between two checks of a waiting thread. No event reports to the thread that its
# caller was cancelled, and on Windows an interrupt does not end a wait.
CHECK_SECONDS: Final = 0.1
# The longest reason that an error message repeats.
REASON_CHARACTERS: Final = 200

# The ends of the sentence "The request was not approved".
GONE: Final = "because its caller was cancelled or the client was closed: nothing was sent."
CLOSED: Final = "because the approval queue was closed: nothing was sent."
EXIT: Final = "because the program is ending: nothing was sent."
FORKED: Final = "because the process was forked: nothing was sent."


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A write that waits in an `ApprovalQueue`."""

    id: str
    """The id of this entry, which cannot be guessed. Identical writes have different ids."""
    write: PendingWrite
    """The write to approve or decline."""
    time: float
    """The Unix time at which the write began to wait."""
    deadline: float
    """The Unix time at which the write is declined."""


class _Call:
    """A call that waits, with its entry.

    The lock of the queue guards `answer`: None as long as the call waits, then True, or the reason
    for declining.
    """

    def __init__(self, entry: QueueEntry, limit: float, wake: Callable[[], object]) -> None:
        self.entry, self.id = entry, entry.id
        self.limit = limit
        """The end of the wait, by the clock of the queue."""
        self.wake = wake
        """A function that wakes the call. It raises `RuntimeError` if the event loop has ended."""
        self.is_gone = caller_is_gone.get()
        self.answer: Literal[True] | str | None = None


class ApprovalQueue:
    """A confirmation hook in which writes wait until a person approves or declines them elsewhere.

    Pass the queue as `confirm=` to one or several clients, sync or async. Each write then waits in
    the queue. Another thread or task shows the waiting writes, and calls `approve` or `decline`:

        queue = ApprovalQueue(timeout=300)
        meet = GoogleMeet(confirm=queue)

    Any thread or task of the process may call the methods. Only `approve` approves. A write is
    declined, and leaves the queue, if it has waited for `timeout` seconds, if its caller is
    cancelled, if its client or the queue is closed, or if the main thread ends. The call then
    raises `WriteDeclined`, unless it was cancelled.

    A queue belongs to one process: after a fork, the child has an empty queue. A call of a sync
    client blocks its thread: do not make it in the event loop that runs your web app or chat.

    Args:
        timeout: The seconds that a write may wait.
        monotonic: The clock of the timeout, for tests.

    Raises:
        ConfigurationError: `timeout` is not a number of seconds above 0.
    """

    def __init__(
        self, timeout: float = 300.0, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.timeout: float = check_number(timeout, "ApprovalQueue: timeout", "a number of seconds")
        self._monotonic = monotonic
        self._end: str | None = None
        """The reason for declining all writes, once the queue is closed or the program ends."""
        self._calls: dict[str, _Call] = {}
        self.renew()
        renew_after_fork(self)
        _queues.add(self)

    def renew(self) -> None:
        """Discard all entries.

        The library calls this method after a fork, because they belong to the parent process."""
        for call in self._calls.values():
            call.answer = call.answer or FORKED  # A signal handler of its thread may fork.
        # Reentrant: a signal handler may close the queue while its thread holds the lock.
        self._lock = threading.RLock()
        self._calls = {}
        # The entries that `wait_next` has not returned, and the functions that wake its callers.
        self._unseen: dict[str, _Call] = {}
        self._consumers: set[Callable[[], object]] = set()

    def pending(self) -> list[QueueEntry]:
        """Return the entries that wait, the oldest first."""
        with self._lock:
            for call in [*self._calls.values()]:
                self._check(call)
            return [call.entry for call in self._calls.values()]

    def approve(self, id: str) -> None:
        """Approve the write that waits under `id`, so that it is sent.

        The call can still fail or be cancelled, like any call.

        Raises:
            InvalidArgumentError: The write does not wait. Nothing was approved.
        """
        self._answer(id, True)

    def decline(self, id: str, reason: str | None = None) -> None:
        """Decline the write that waits under `id`. Its call raises `WriteDeclined`.

        Args:
            id: The id of the entry.
            reason: A text for the message of the error. Control characters are escaped, and the
                message contains at most 200 characters of it.

        Raises:
            InvalidArgumentError: The write does not wait.
        """
        ending = "because it was declined: nothing was sent."
        if reason is not None:
            if not isinstance(reason, str):
                raise TypeError(f"reason= takes a str, not {type(reason).__name__}.")
            ending += f' Reason: "{shorten(escape_for_terminal(reason), REASON_CHARACTERS)}"'
        self._answer(id, ending)

    def wait_next(self, timeout: float | None = None) -> QueueEntry | None:
        """Wait for a write, and return its entry. Each entry is returned once.

        It suits a thread that posts the writes to a chat, for example. Several threads and tasks
        may wait: each entry goes to one of them. The entry stays in `pending()`.

        Args:
            timeout: The seconds to wait; None sets no limit.

        Returns:
            The oldest entry that was not returned before. None after `timeout`, and as soon as the
            queue is closed or the program ends: `while entry := queue.wait_next():` ends then.
        """
        signal = SimpleQueue[None]()
        end = None if timeout is None else self._monotonic() + timeout
        with self._consume(lambda: signal.put(None)):
            while self._end is None:
                if entry := self._take_unseen():
                    return entry
                seconds = CHECK_SECONDS if end is None else end - self._monotonic()
                if seconds <= 0:
                    break
                with contextlib.suppress(Empty):
                    signal.get(timeout=min(seconds, CHECK_SECONDS))
        return None

    async def await_next(self) -> QueueEntry | None:
        """Wait like `wait_next`, in a task of asyncio or trio.

        A cancelled task takes no entry. For a timeout, use that of the event loop.
        """
        import anyio.lowlevel

        call_soon = get_call_soon()
        while True:
            signal = anyio.Event()
            with self._consume(partial(call_soon, signal.set)):
                await anyio.lowlevel.checkpoint()
                if self._end is not None:
                    return None
                if entry := self._take_unseen():  # The task cannot be cancelled before it has it.
                    return entry
                await signal.wait()

    def close(self) -> None:
        """Decline all writes that wait, and all later ones. Closing again does nothing."""
        self._decline_all(CLOSED)

    def _decline_all(self, reason: str) -> None:
        with self._lock:
            self._end = self._end or reason
            for call in [*self._calls.values()]:
                self._settle(call, self._end)
            self._wake_consumers()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __call__(self, pending: PendingWrite) -> bool:
        """Wait for the answer to `pending`; the sync client calls it.

        Raises:
            WriteDeclined: The write was not approved.
        """
        signal = SimpleQueue[None]()
        call = self._make_call(pending, lambda: signal.put(None))
        try:
            self._add(call)
            while call.answer is None:
                seconds = call.limit - self._monotonic()
                with contextlib.suppress(Empty):
                    signal.get(timeout=min(max(seconds, 0.0), CHECK_SECONDS))
                self._check(call)
        finally:
            self._settle(call, GONE)
        return _read_answer(call)

    async def acall(self, pending: PendingWrite) -> bool:
        """Wait for the answer to `pending`; the async client calls it, which needs no thread.

        Raises:
            WriteDeclined: The write was not approved.
        """
        import anyio

        done, call_soon = anyio.Event(), get_call_soon()
        call = self._make_call(pending, lambda: call_soon(done.set))
        wakers = closing_wakers.get(set())
        try:
            wakers.add(call.wake)
            self._add(call)
            while call.answer is None:
                with anyio.move_on_after(max(call.limit - self._monotonic(), 0.0)):
                    await done.wait()
                self._check(call)
        except anyio.get_cancelled_exc_class() as error:
            if self._settle(call, GONE) or call.answer is not True:
                raise
            # `approve` has already returned: cancel the next step of the call instead.
            repeat_cancellation(error)
        finally:
            self._settle(call, GONE)
            wakers.discard(call.wake)
        return _read_answer(call)

    def _make_call(self, pending: PendingWrite, wake: Callable[[], object]) -> _Call:
        now = time.time()
        entry = QueueEntry(secrets.token_hex(16), pending, now, now + self.timeout)
        return _Call(entry, self._monotonic() + self.timeout, wake)

    def _add(self, call: _Call) -> None:
        with self._lock:
            self._calls[call.id] = self._unseen[call.id] = call
            # Check this after adding: a signal handler may close the queue at any moment.
            if self._end is not None:
                self._settle(call, self._end)
            self._wake_consumers()

    def _settle(self, call: _Call, answer: Literal[True] | str) -> bool:
        """Answer `call`. Return False if it was answered before, or if its event loop has ended."""
        with self._lock:
            self._calls.pop(call.id, None)
            self._unseen.pop(call.id, None)
            if call.answer is not None:
                return False
            # Wake the call first: if its event loop has ended, the write cannot be approved. The
            # call reads the answer under the lock.
            try:
                call.wake()
            except RuntimeError:
                call.answer = GONE
                return False
            call.answer = answer
            return True

    def _check(self, call: _Call) -> None:
        """Decline `call` if it can no longer be approved."""
        with self._lock:
            if call.is_gone():
                self._settle(call, GONE)
            elif self._monotonic() >= call.limit:
                self._settle(call, f"within {self.timeout:g} s: nothing was sent.")

    def _answer(self, entry_id: str, answer: Literal[True] | str) -> None:
        if not isinstance(entry_id, str):
            _refuse_type(entry_id)
        with self._lock:
            call = self._calls.get(entry_id)
            if call:
                self._check(call)
            if call is None or not self._settle(call, answer):
                if any(each.entry.write.id == entry_id for each in self._calls.values()):
                    raise InvalidArgumentError(
                        "This is the id of a write, and several entries may have the same write: "
                        "pass the id of the entry, which pending() lists."
                    )
                raise InvalidArgumentError(
                    "No write waits under this id: it was answered before, it has timed out, or "
                    "its caller was cancelled. pending() lists the writes that wait in this "
                    "process."
                )

    def _take_unseen(self) -> QueueEntry | None:
        with self._lock:
            while self._unseen:
                call = self._unseen.pop(next(iter(self._unseen)))
                self._check(call)
                if call.answer is None:
                    return call.entry
        return None

    @contextmanager
    def _consume(self, wake: Callable[[], object]) -> Generator[None]:
        """Call `wake` for each entry that is added during the `with` block."""
        try:  # `add` is inside, because an interrupt may follow it.
            self._consumers.add(wake)
            yield
        finally:
            self._consumers.discard(wake)

    def _wake_consumers(self) -> None:
        for wake in [*self._consumers]:
            try:
                wake()
            except RuntimeError:  # The event loop of the task has ended.
                self._consumers.discard(wake)

    def __repr__(self) -> str:
        state = "closed" if self._end else f"{len(self.pending())} waiting"
        return f"<ApprovalQueue timeout={self.timeout:g}, {state}>"


def _read_answer(call: _Call) -> bool:
    if isinstance(call.answer, str):
        raise decline(call.entry.write, call.answer)
    return call.answer is True


def _refuse_type(value: object) -> NoReturn:
    hint = ": pass its id" if isinstance(value, QueueEntry) else ""
    raise TypeError(f"The id of an entry is a str, not {type(value).__name__}{hint}.")


_queues: WeakSet[ApprovalQueue] = WeakSet()


def _decline_at_exit() -> None:
    """Decline all writes at the end of the program, so that Python does not wait for their threads.

    `atexit` is too late: its functions run after Python has waited. concurrent.futures uses the
    same private function of `threading`, and waits for its threads there:
    https://github.com/python/cpython/blob/v3.11.7/Lib/concurrent/futures/thread.py#L37
    """
    for queue in [*_queues]:
        queue._decline_all(EXIT)


# Python calls the function that was registered last first.
importlib.import_module("concurrent.futures.thread")
getattr(threading, "_register_atexit", atexit.register)(_decline_at_exit)
