"""The clients of a sandbox: their waits advance its clock."""

from __future__ import annotations

import inspect
import threading
from datetime import timedelta

import anyio
import pytest
from maton_google_meet import GoogleMeet
from maton_google_meet.sandbox import Fault, Sandbox
from support.clients import ClientRunner
from support.sandboxes import NOW, find_planning_call


def test_waits_advance_the_clock(runner: ClientRunner) -> None:
    """The pace and `Retry-After` advance the sandbox's clock."""
    sandbox = Sandbox(now=NOW)
    sandbox.fail(Fault.RATE_LIMITED, operation="spaces.get", seconds=20, times=2)
    calls = [lambda meet: meet.spaces.create()] + 40 * [lambda meet: meet.connections.list()]
    name = runner.call_sandbox(sandbox, *calls, lambda meet: meet.spaces.create()).name
    sandbox.advance(1)  # Another client keeps a pace of its own.
    assert sandbox.now - NOW > timedelta(seconds=4)
    runner.call_sandbox(sandbox, lambda meet: meet.spaces.get(name))
    assert timedelta(seconds=44) < sandbox.now - NOW < timedelta(seconds=60)
    assert [each.status for each in sandbox.requests].count(429) == 2


def test_clients_ignore_the_environment(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "of another account")
    monkeypatch.setenv("MATON_API_KEY", "a real one")
    monkeypatch.setenv("MATON_API_BASE_URL", "https://api.maton.example")
    with sandbox.client() as meet:
        assert list(meet.conference_records.list())
        assert list(meet.with_options(connection=None).conference_records.list())
        assert list(meet.with_options(timeout=5).conference_records.list())


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_waits_of_tasks_overlap(kind: str) -> None:
    sandbox = Sandbox(now=NOW)
    name = find_planning_call(sandbox).name
    before = sandbox.now
    sandbox.fail(Fault.RATE_LIMITED, operation="conferenceRecords.get")

    async def main() -> None:
        async with sandbox.async_client() as meet, anyio.create_task_group() as tasks:
            for _ in range(100):
                tasks.start_soon(meet.conference_records.get, name)

    sandbox.advance(1)
    anyio.run(main, backend=kind)
    assert timedelta(seconds=10) < sandbox.now - before < timedelta(seconds=14)


def test_waits_of_threads_overlap() -> None:
    sandbox = Sandbox(now=NOW)
    name = find_planning_call(sandbox).name
    sandbox.advance(1)
    before, failed = sandbox.now, list[BaseException]()
    with sandbox.client(retry=None) as meet:

        def work() -> None:
            try:
                for _ in range(10):
                    meet.conference_records.get(name)
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
    assert timedelta(seconds=7.9) < sandbox.now - before < timedelta(seconds=20)


def test_views_show_the_options_of_the_clients(sandbox: Sandbox) -> None:
    with sandbox.client() as meet:
        assert inspect.signature(meet.with_options) == inspect.signature(
            GoogleMeet("k").with_options
        )
