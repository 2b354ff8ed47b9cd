"""The steps of a report, and the scheduler that orders its calls. This module does no I/O.

A report is a generator that yields steps. One text serves both clients, because a driver
(`drivers`) performs the calls.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import datetime
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

T = TypeVar("T")

# An async client sends at most this many requests concurrently. At 10 requests a second, they
# reach the rate limit as long as the responses take less than a second.
MAX_CALLS: Final = 10

ProgressCallback: TypeAlias = Callable[[int, int | None, str], object]
"""The type of `progress=`: it receives the number of finished units, the total as far as it is
known, and a description of the units."""


class Call(NamedTuple):
    """Call the function, which makes one call of the client. The result is a `Reply`.

    With an async client, the function returns an awaitable.
    """

    function: Callable[[], Any]


class Reply(NamedTuple):
    """The result of a call."""

    value: Any
    request_id: str | None
    """`X-Request-Id` of the response, for requests to support."""
    time: datetime
    """The time of the response in UTC: that of the server, or else that of the client."""
    seconds: float = 0.0
    """The duration of the call."""
    path: str | None = None
    """The path of the request with its query; None if nothing was sent."""


class Spawn(NamedTuple):
    """Start tasks, which run concurrently with this one."""

    tasks: Iterable[Steps[None]]


class Join(NamedTuple):
    """Wait until all tasks that this task started have ended."""


Outcome: TypeAlias = Reply | BaseException
Step: TypeAlias = Call | Spawn | Join
Steps: TypeAlias = Generator[Step, Any, T]


class Task:
    """A generator of steps, and its place in the tree of tasks."""

    __slots__ = ("function", "is_joining", "is_parent", "open_tasks", "parent", "steps")

    def __init__(self, steps: Steps[Any], parent: Task | None) -> None:
        self.steps: Steps[Any] = steps
        self.parent: Task | None = parent
        self.function: Callable[[], Any]
        """The function of the call that the task waits for."""
        self.is_parent: bool = False
        self.open_tasks: int = 0
        """The tasks that this one started and that have not ended."""
        self.is_joining: bool = False


class Schedule(Generic[T]):
    """The tasks of a report, and the order of their calls.

    A task that starts others, such as one that reads a long list, continues only while few tasks
    wait to begin. This bounds the memory of a report. Tasks of different parents begin in turn, so
    that a single long list does not have to wait for a hundred short ones.
    """

    result: T

    def __init__(self, steps: Steps[T]) -> None:
        self._new: deque[deque[Task]] = deque([deque([Task(steps, None)])])
        self._waiting = 1
        self._calls: deque[Task] = deque()
        self._parents: deque[Task] = deque()
        self._open: set[Task] = set()
        self.active: int = 0
        """The number of calls that a driver performs now."""

    @property
    def is_done(self) -> bool:
        """True if all tasks have ended. `result` is then the result of the report."""
        return not (self._new or self._open)

    def take(self) -> Iterator[Task]:
        """Yield the tasks whose calls the driver must start now."""
        while self.active < MAX_CALLS:
            task = self._choose()
            if task is None:
                return
            self.active += 1
            yield task

    def _choose(self) -> Task | None:
        while True:
            if self._calls:
                return self._calls.popleft()
            if self._parents and self._waiting < MAX_CALLS:
                return self._parents.popleft()
            if not self._new:
                return None
            tasks = self._new.popleft()
            task = tasks.popleft()
            if tasks:
                self._new.append(tasks)
            self._waiting -= 1
            self._open.add(task)
            self._advance(task, None)

    def resume(self, task: Task, outcome: Outcome) -> None:
        """Continue a task with the outcome of its call.

        Raises:
            BaseException: The task raised it, which ends the report.
        """
        self.active -= 1
        self._advance(task, outcome)

    def _advance(self, task: Task, outcome: Outcome | None) -> None:
        """Run a task until its next call, or until it waits or ends."""
        while True:
            try:
                if isinstance(outcome, BaseException):
                    step = task.steps.throw(outcome)
                else:
                    step = task.steps.send(outcome)
            except StopIteration as end:
                self._end(task, end.value)
                return
            outcome = None
            if isinstance(step, Call):
                task.function = step.function
                (self._parents if task.is_parent else self._calls).append(task)
                return
            if isinstance(step, Spawn):
                if tasks := deque(Task(steps, task) for steps in step.tasks):
                    self._new.append(tasks)
                    self._waiting += len(tasks)
                    task.is_parent = True
                    task.open_tasks += len(tasks)
            elif task.open_tasks:
                task.is_joining = True
                return

    def _end(self, task: Task, value: Any) -> None:
        self._open.discard(task)
        if task.parent is None:
            self.result = value
            return
        parent = task.parent
        parent.open_tasks -= 1
        if parent.is_joining and not parent.open_tasks:
            parent.is_joining = False
            self._advance(parent, None)

    def close(self) -> None:
        """End all tasks, the innermost ones first."""
        for task in sorted(self._open, key=_count_parents, reverse=True):
            task.steps.close()
        for task in itertools.chain.from_iterable(self._new):
            task.steps.close()


def _count_parents(task: Task) -> int:
    return 0 if task.parent is None else 1 + _count_parents(task.parent)


class Counter:
    """The number of finished units of a report, passed to the `progress=` of a caller."""

    def __init__(self, callback: ProgressCallback | None, what: str) -> None:
        self._callback = callback
        self.what = what
        """The description of the units."""
        self.done: int = 0
        self.total: int = 0

    def expect(self, count: int) -> None:
        """Add units to the total."""
        self.total += count
        self._report()

    def advance(self) -> None:
        """Count a finished unit."""
        self.done += 1
        self._report()

    def _report(self) -> None:
        if self._callback is not None:
            self._callback(self.done, self.total, self.what)
