"""The methods and arguments of `Sandbox`."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import anyio
import pytest
from maton_google_meet import approve_all
from maton_google_meet.sandbox import Fault, Sandbox
from support.sandboxes import NOW


def test_time_runs_unless_now_is_given() -> None:
    running, standing = Sandbox(), Sandbox(now=NOW)
    assert abs(running.now - datetime.now(UTC)) < timedelta(minutes=1)
    assert running.now != running.now
    assert standing.now == standing.now == NOW
    standing.advance(90)
    assert standing.now == NOW + timedelta(seconds=90)


def test_requests_are_recorded(sandbox: Sandbox) -> None:
    with sandbox.client(confirm=approve_all) as meet:
        meet.spaces.create()
    requests = [(each.operation, each.method, each.status) for each in sandbox.requests]
    assert requests == [("connections.list", "GET", 200), ("spaces.create", "POST", 200)]
    assert sandbox.requests[1].connection == sandbox.connections[0]["connection_id"]
    assert sandbox.requests[1].body == b"{}"


def test_clients_take_the_usual_options(sandbox: Sandbox) -> None:
    pinned = sandbox.connections[0]["connection_id"]

    async def main() -> int:
        async with sandbox.async_client(connection=pinned, pace=None, timeout=5.0) as meet:
            view = meet.with_options(confirm=approve_all)
            await view.spaces.create()
            return len([record async for record in view.conference_records.list()])

    assert anyio.run(main) == 3
    assert sandbox.requests[0].operation == "spaces.create"
    with sandbox.client(connection=lambda active: active[0]) as meet:
        assert list(meet.conference_records.list())


def test_threads_may_share_a_sandbox() -> None:
    sandbox = Sandbox()
    names = set[str]()

    def work() -> None:
        with sandbox.client(confirm=approve_all) as meet:
            names.update(meet.spaces.create().name for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 40


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 1e15])
def test_time_only_advances(sandbox: Sandbox, seconds: float) -> None:
    with pytest.raises(ValueError, match="seconds takes a number from 0"):
        sandbox.advance(seconds)
    with pytest.raises(ValueError, match="seconds takes a number from 0"):
        sandbox.fail(Fault.STALLED, seconds=seconds)
    assert sandbox.now == NOW


def test_invalid_arguments_are_refused_immediately(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="times takes a number from 1 on"):
        sandbox.fail(Fault.HTML, times=0)
    with pytest.raises(ValueError, match="not a connection of this sandbox"):
        sandbox.fail(Fault.HTML, connection="another")
    with pytest.raises(ValueError, match="rate= takes a number from 1 on"):
        Sandbox(rate=0)
    with pytest.raises(ValueError, match="now= takes a datetime with a time zone"):
        Sandbox(now=datetime(2026, 11, 25))


def test_connections_are_copies(sandbox: Sandbox) -> None:
    sandbox.connections[0]["metadata"]["mine"] = True
    assert sandbox.connections[0]["metadata"] == {}
