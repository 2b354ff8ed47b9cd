"""The scheduler of reports, driven without a client."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from maton_google_meet.reports.steps import (
    MAX_CALLS,
    Call,
    Counter,
    Join,
    Reply,
    Schedule,
    Spawn,
    Steps,
    Task,
)

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def drive(schedule: Schedule[Any], seed: int = 0) -> int:
    """Perform the calls in a random order. Return the largest number of concurrent calls."""
    generator, active, most = random.Random(seed), list[Task](), 0
    while True:
        active += schedule.take()
        most = max(most, len(active))
        if schedule.is_done:
            return most
        task = active.pop(generator.randrange(len(active)))
        try:
            outcome: Any = Reply(task.function(), None, NOW)
        except Exception as error:
            outcome = error
        schedule.resume(task, outcome)


def read(value: Any) -> Steps[Any]:
    return (yield Call(lambda: value)).value


@pytest.mark.parametrize("seed", range(5))
def test_a_long_list_is_read_only_a_little_ahead(seed: int) -> None:
    """The tasks that exist at a time are those of one page and a few more."""
    existing, most, finished = 0, 0, list[str]()

    def child(name: str) -> Steps[None]:
        nonlocal existing
        finished.append((yield from read(name)))
        existing -= 1

    def main() -> Steps[str]:
        nonlocal existing, most
        for page in range(20):
            names = yield from read([f"{page}-{index}" for index in range(50)])
            existing += len(names)
            most = max(most, existing)
            yield Spawn([child(name) for name in names])
        yield Join()
        return f"{len(finished)} of {existing + 1000}"

    schedule = Schedule(main())
    assert drive(schedule, seed) == MAX_CALLS
    assert schedule.result == "1000 of 1000"
    assert sorted(finished) == sorted(
        f"{page}-{index}" for page in range(20) for index in range(50)
    )
    assert most <= 50 + 2 * MAX_CALLS


def test_tasks_of_different_parents_begin_in_turn() -> None:
    """The only task of the second parent does not wait for the hundred of the first."""
    order = list[str]()

    def child(name: str) -> Steps[None]:
        order.append(name)
        yield from read(name)

    def parent(names: list[str]) -> Steps[None]:
        yield from read(None)
        yield Spawn([child(name) for name in names])
        yield Join()

    def main() -> Steps[None]:
        yield Spawn([parent([f"a{at}" for at in range(100)]), parent(["b"])])
        yield Join()

    for seed in range(5):
        order.clear()
        drive(Schedule(main()), seed)
        assert order.index("b") < 50


def test_a_join_waits_for_the_tasks_of_its_own_task() -> None:
    order = list[str]()

    def leaf(name: str) -> Steps[None]:
        order.append((yield from read(name)))

    def branch(name: str) -> Steps[None]:
        yield Spawn([leaf(f"{name}1"), leaf(f"{name}2")])
        yield Join()
        yield Join()
        order.append(name)

    def main() -> Steps[int]:
        yield Join()
        yield Spawn([branch("a"), branch("b")])
        yield Join()
        order.append("main")
        return len(order)

    schedule = Schedule(main())
    drive(schedule)
    assert schedule.result == 7
    assert order[-1] == "main"
    for name in "ab":
        assert {order.index(f"{name}1"), order.index(f"{name}2")} < {*range(order.index(name))} | {
            7
        }


def test_tasks_without_calls_and_without_a_join_end_too() -> None:
    ended = list[int]()

    def child(number: int) -> Steps[None]:
        ended.append(number)
        yield from ()

    def main() -> Steps[str]:
        yield Spawn([child(1), child(2)])
        return "result"

    schedule = Schedule(main())
    assert drive(schedule) == 0
    assert (schedule.result, ended) == ("result", [1, 2])


def test_a_task_may_handle_the_error_of_its_call() -> None:
    def fail() -> None:
        raise LookupError("gone")

    def main() -> Steps[str]:
        try:
            yield Call(fail)
        except LookupError as error:
            return f"handled {error}"
        return ""

    schedule = Schedule(main())
    drive(schedule)
    assert schedule.result == "handled gone"


def test_the_error_of_a_task_ends_the_report_and_all_tasks() -> None:
    closed = list[str]()

    def child(name: str, error: Exception | None) -> Steps[None]:
        try:
            yield Call(lambda: None)
            if error:
                raise error
            yield Call(lambda: None)
        finally:
            closed.append(name)

    def branch(tasks: Iterable[Steps[None]]) -> Steps[None]:
        try:
            yield Spawn(tasks)
            yield Join()
        finally:
            closed.append("branch")

    def main() -> Steps[None]:
        try:
            yield Spawn([branch([child("a", None), child("b", LookupError("gone"))])])
            yield Join()
        finally:
            closed.append("main")

    schedule = Schedule(main())
    [first, second] = schedule.take()
    schedule.resume(first, Reply(None, None, NOW))
    with pytest.raises(LookupError, match="gone"):
        schedule.resume(second, Reply(None, None, NOW))
    assert closed == ["b"]
    schedule.close()
    assert closed == ["b", "a", "branch", "main"]


def test_tasks_that_have_not_begun_are_closed_without_running() -> None:
    def main() -> Steps[None]:
        raise AssertionError("it ran")
        yield

    Schedule(main()).close()


def test_a_counter_reports_each_change() -> None:
    reports = list[tuple[int, int | None, str]]()
    counter = Counter(lambda *report: reports.append(report), "participants")
    counter.expect(2)
    counter.advance()
    assert reports == [(0, 2, "participants"), (1, 2, "participants")]
    Counter(None, "participants").advance()
