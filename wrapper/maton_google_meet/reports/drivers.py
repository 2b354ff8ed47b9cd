"""The two drivers, which perform the calls of a report. They differ only in how they wait."""

from __future__ import annotations

import contextlib
import contextvars
import functools
import queue
import threading
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar, overload

from ..client import AsyncGoogleMeet, GoogleMeet
from .steps import Outcome, Reply, Schedule, Steps, Task

if TYPE_CHECKING:
    from ..events import CallEvent

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Report(Protocol[P, T_co]):
    """A function that takes either client first, and returns its result or a coroutine."""

    @overload
    def __call__(self, meet: GoogleMeet, /, *args: P.args, **kwargs: P.kwargs) -> T_co: ...
    @overload
    def __call__(
        self, meet: AsyncGoogleMeet, /, *args: P.args, **kwargs: P.kwargs
    ) -> Coroutine[Any, Any, T_co]: ...


def report(function: Callable[Concatenate[Any, P], Steps[T_co]]) -> Report[P, T_co]:
    """Return a report as a function for both clients.

    With a `GoogleMeet`, the function returns the result. With an `AsyncGoogleMeet`, it returns a
    coroutine.
    """
    hints: dict[str, str] = function.__annotations__
    # `help` shows the result of the steps.
    hints["return"] = hints["return"].removeprefix("Steps[").removesuffix("]")

    @functools.wraps(function)
    def run(meet: Any, /, *args: P.args, **kwargs: P.kwargs) -> Any:
        check_client(meet, function.__name__)
        steps = function(meet, *args, **kwargs)
        if isinstance(meet, GoogleMeet):
            return run_steps(meet, steps)
        coroutine: Any = arun_steps(meet, steps)
        # Python warns about a coroutine that is never awaited, by this name.
        coroutine.__qualname__ = function.__qualname__
        return coroutine

    return run


def check_client(meet: Any, name: str) -> None:
    """Raise `TypeError` if the first argument of the report `name` is not a client."""
    if not isinstance(meet, GoogleMeet | AsyncGoogleMeet):
        raise TypeError(
            f"{name}() takes a GoogleMeet or an AsyncGoogleMeet first, not {type(meet).__name__}."
        )


def run_steps(meet: GoogleMeet, steps: Steps[T]) -> T:
    """Perform a report and return its result.

    Each call has its own thread. After an interrupt, no further call starts; calls that are already
    running end in the background.
    """
    schedule, outcomes = Schedule(steps), queue.SimpleQueue[tuple[Task, Outcome]]()
    running = 0
    try:
        while True:
            for task in schedule.take():
                context = contextvars.copy_context()
                arguments = (_perform, meet, task, outcomes)
                threading.Thread(target=context.run, args=arguments, daemon=True).start()
                running += 1
            if schedule.is_done:
                return schedule.result
            task, outcome = outcomes.get()
            running -= 1
            schedule.resume(task, outcome)
    except Exception:
        for _ in range(running):
            outcomes.get()
        raise
    finally:
        schedule.close()


def _perform(
    meet: GoogleMeet, task: Task, outcomes: queue.SimpleQueue[tuple[Task, Outcome]]
) -> None:
    outcome: Outcome
    with meet.capture() as events:
        try:
            outcome = _make_reply(task.function(), events)
        except BaseException as error:  # noqa: BLE001 - the thread of the report raises it
            outcome = error
    outcomes.put((task, outcome))


async def arun_steps(meet: AsyncGoogleMeet, steps: Steps[T]) -> T:
    """Perform a report with an async client and return its result. Each call has its own task."""
    import anyio

    schedule, failure = Schedule(steps), None
    send, receive = anyio.create_memory_object_stream[tuple[Task, Outcome]](float("inf"))
    try:
        async with send, receive, anyio.create_task_group() as group:
            try:
                while True:
                    for task in schedule.take():
                        group.start_soon(_aperform, meet, task, send)
                    if schedule.is_done:
                        break
                    schedule.resume(*await receive.receive())
            except anyio.get_cancelled_exc_class():
                raise
            except BaseException as error:  # noqa: BLE001 - the group would wrap it
                failure = error
                group.cancel_scope.cancel()
    finally:
        schedule.close()
    if failure is not None:
        raise failure
    return schedule.result


async def _aperform(meet: AsyncGoogleMeet, task: Task, send: Any) -> None:
    outcome: Outcome
    with meet.capture() as events:
        try:
            outcome = _make_reply(await task.function(), events)
        except Exception as error:  # noqa: BLE001 - the report decides
            outcome = error
    send.send_nowait((task, outcome))


def _make_reply(value: Any, events: Sequence[CallEvent]) -> Reply:
    if not events:  # The function did not send a request.
        return Reply(value, None, datetime.now(UTC))
    event = events[-1]
    time = datetime.fromtimestamp(event.time, UTC)
    date = event.headers.get("date") if event.headers else None
    with contextlib.suppress(ValueError, OverflowError):
        time = parsedate_to_datetime(date or "").astimezone(UTC)
    seconds = sum(each.seconds for each in events)
    return Reply(value, event.request_id, time, seconds, event.path)
