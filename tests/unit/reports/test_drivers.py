"""The drivers of reports: the same report with both clients."""

from __future__ import annotations

import contextlib
import threading
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx
import pytest
from maton_google_meet import GoogleMeet, PermissionDeniedError
from maton_google_meet.reports.drivers import report
from maton_google_meet.reports.steps import MAX_CALLS, Call, Join, Reply, Spawn, Steps
from maton_google_meet.sandbox import Sandbox
from support.clients import KEY, ClientRunner
from support.sandboxes import NOW


@report
def read_spaces(meet: Any, names: list[str], finish: Any = lambda _: None) -> Steps[list[Reply]]:
    """Get the spaces of these names concurrently."""
    replies = list[Reply]()

    def read(name: str) -> Steps[None]:
        replies.append((yield Call(lambda: meet.spaces.get(name))))
        finish(replies)

    try:
        yield Spawn([read(name) for name in names])
        yield Join()
    finally:
        replies.append(Reply("closed", None, NOW))
    return replies


def read_many(runner: ClientRunner, *arguments: Any, **options: Any) -> Any:
    return runner.call_sandbox(
        Sandbox(now=NOW), lambda meet: read_spaces(meet, *arguments), **options
    )


def test_a_report_returns_its_result(runner: ClientRunner) -> None:
    replies = read_many(runner, ["kfr-wduz-tqa"] * 25)
    assert [each.value.meeting_code for each in replies[:-1]] == ["kfr-wduz-tqa"] * 25
    assert len({each.request_id for each in replies[:-1]}) == 25
    # The Date header of the sandbox, whose clock the pace of the client has advanced.
    assert (
        {NOW}
        < {each.time for each in replies[:-1]}
        < {datetime(2026, 11, 25, 9, 30, second, tzinfo=UTC) for second in range(5)}
    )
    assert all(each.seconds >= 0 for each in replies)


def test_a_forgotten_await_names_the_report() -> None:
    async def forget() -> None:
        async with Sandbox(now=NOW).async_client() as meet:
            coroutine = read_spaces(meet, [])
            assert coroutine.__qualname__ == "read_spaces"
            coroutine.close()

    anyio.run(forget)


def test_calls_are_concurrent(runner: ClientRunner) -> None:
    """Each call waits until the largest number of calls is running."""
    barrier, count = threading.Barrier(MAX_CALLS), 0
    event = None

    def answer(request: httpx.Request) -> httpx.Response:
        barrier.wait(timeout=10)
        return httpx.Response(200, json={"name": "spaces/abc"})

    async def aanswer(request: httpx.Request) -> httpx.Response:
        nonlocal count, event
        event = event or anyio.Event()
        count += 1
        if count == MAX_CALLS:
            event.set()
        with anyio.fail_after(10):
            await event.wait()
        return httpx.Response(200, json={"name": "spaces/abc"})

    transport = httpx.MockTransport(answer if runner.mode == "sync" else aanswer)
    replies = runner.call(
        lambda meet: read_spaces(meet, ["spaces/abc"] * MAX_CALLS),
        transport=transport,
        connection="c-1",
    )
    assert len(replies) == MAX_CALLS + 1


def test_without_a_date_the_time_is_that_of_the_client(runner: ClientRunner) -> None:
    for headers in ({}, {"Date": "yesterday"}, {"Date": "Wed, 25 Nov 99999 09:30:00 GMT"}):
        transport = httpx.MockTransport(
            lambda _, headers=headers: httpx.Response(
                200, json={"name": "spaces/a"}, headers=headers
            )
        )
        before = datetime.now(UTC)
        reply = runner.call(
            lambda meet: read_spaces(meet, ["spaces/a"]), transport=transport, connection="c-1"
        )[0]
        assert before <= reply.time <= datetime.now(UTC)


def test_an_error_is_raised_as_it_is(runner: ClientRunner) -> None:
    """The error is not in an exception group."""
    names = ["kfr-wduz-tqa"] * 5 + ["spaces/none"] + ["kfr-wduz-tqa"] * 20
    with pytest.raises(PermissionDeniedError) as caught:
        read_many(runner, names)
    assert caught.value.operation == "spaces.get"


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_exception_of_the_report_ends_it(
    runner: ClientRunner, kind: type[BaseException]
) -> None:
    sandbox = Sandbox(now=NOW, rate=None)

    def finish(replies: list[Reply]) -> None:
        if len(replies) == 3:
            raise kind("stop")

    with pytest.raises(kind, match="stop"):
        runner.call_sandbox(
            sandbox, lambda meet: read_spaces(meet, ["kfr-wduz-tqa"] * 100, finish), pace=None
        )
    assert len(sandbox.requests) <= 1 + 3 + MAX_CALLS


def test_an_interrupt_in_a_call_reaches_the_caller() -> None:
    def interrupt(request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    transport = httpx.MockTransport(interrupt)
    with (
        GoogleMeet(KEY, transport=transport, connection="c-1") as meet,
        pytest.raises(KeyboardInterrupt),
    ):
        read_spaces(meet, ["spaces/a"])


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_report_is_closed(backend: str) -> None:
    replies = list[Any]()

    async def main() -> None:
        async with Sandbox(now=NOW).async_client() as meet:
            with anyio.CancelScope() as scope:

                def finish(each: list[Reply]) -> None:
                    replies[:] = [each]
                    scope.cancel()

                await read_spaces(meet, ["kfr-wduz-tqa"] * 50, finish)
            assert scope.cancelled_caught

    anyio.run(main, backend=backend)
    assert replies[0][-1].value == "closed"


def test_the_calls_run_in_the_context_of_the_caller() -> None:
    """A `capture` of the caller has the calls of a report."""
    with Sandbox(now=NOW).client() as meet, meet.capture() as calls:
        read_spaces(meet, ["kfr-wduz-tqa"] * 3)
    assert [each.operation for each in calls] == ["spaces.get"] * 3


def test_a_call_may_send_nothing(runner: ClientRunner) -> None:
    @report
    def wait(meet: Any) -> Steps[Reply]:
        return (yield Call(lambda: meet.sleep(0.001)))

    sandbox = Sandbox(now=NOW)
    reply = runner.call_sandbox(sandbox, wait)
    assert (reply.value, reply.request_id, sandbox.requests) == (None, None, [])


def test_the_first_argument_must_be_a_client() -> None:
    with pytest.raises(TypeError, match="GoogleMeet or an AsyncGoogleMeet first, not str"):
        read_spaces("kfr-wduz-tqa", [])  # type: ignore[arg-type]


def test_no_thread_remains() -> None:
    before = threading.active_count()
    with contextlib.suppress(PermissionDeniedError):
        read_many(ClientRunner("sync"), ["spaces/none"] * 5)
    for thread in threading.enumerate()[before:]:
        thread.join(5)
    assert threading.active_count() <= before
