"""The drivers: each step is performed by both, and they differ only in how they wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from typing import Any

import anyio
import httpx
import pytest
from maton_google_meet import Pace
from maton_google_meet.flow.steps import Acquire, Ask, Progress, Reserve, Send, Step, Wait
from support.clients import KEY, ClientRunner


def run(runner: ClientRunner, *steps: Any) -> Any:
    """Perform a flow of `steps`, each a step or a function of the client; return the results."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"name": "spaces/a"}))

    def flow(meet: Any) -> Generator[Step, Any, list[Any]]:
        results = []
        for step in steps:
            results.append((yield step(meet) if callable(step) else step))
        return results

    return runner.call(lambda meet: meet.http.run(flow(meet)), transport=transport, connection="c")


def send(progress: Progress) -> Any:
    """Return a function that makes the step for a request of a client."""

    def make(meet: Any) -> Send:
        request = meet.http._build("GET", "/google-meet/v2/spaces/a")
        request.headers["Authorization"] = f"Bearer {KEY}"
        return Send(request, stream=False, make_error=str, progress=progress)  # type: ignore[arg-type]

    return make


def test_a_wait_lasts_its_seconds(runner: ClientRunner) -> None:
    started = time.monotonic()
    run(runner, Wait(0.05))
    assert 0.04 < time.monotonic() - started < 5


def test_a_function_is_called_and_its_result_returned(runner: ClientRunner) -> None:
    assert run(runner, Ask(max, (1, 3)), Ask(dict)) == [3, {}]


def test_a_coroutine_function_is_awaited_by_the_async_driver_only(runner: ClientRunner) -> None:
    async def function(value: int) -> int:
        await anyio.lowlevel.checkpoint()
        return value

    [result] = run(runner, Ask(function, (3,)))
    assert (result == 3) == (runner.mode != "sync")


def test_a_slot_is_reserved(runner: ClientRunner) -> None:
    [slot] = run(runner, Reserve(Pace(), 0.0))
    assert slot.left() == 0.0


def test_a_lock_is_acquired(runner: ClientRunner) -> None:
    def acquire(meet: Any) -> Acquire:
        return Acquire(meet._lock_class(), lambda: None)

    assert len(run(runner, acquire)) == 1


def test_a_thread_that_waits_for_a_lock_is_checked() -> None:
    lock, released = threading.RLock(), threading.Event()

    def hold() -> None:
        with lock:
            acquired.set()
            released.wait(20)

    acquired = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    acquired.wait(20)
    run(ClientRunner("sync"), Acquire(lock, released.set))
    thread.join()


def test_a_request_is_sent_and_its_body_read(runner: ClientRunner) -> None:
    progress = Progress()
    [response] = run(runner, send(progress))
    assert response.json() == {"name": "spaces/a"}
    assert not progress.reported  # A transport for tests reports no events.


def test_a_request_is_unsent_only_if_the_transport_reports() -> None:
    progress = Progress()
    assert not progress.unsent  # Unknown: nothing has been reported.
    progress.reported = True
    assert progress.unsent
    progress.sent = True
    assert not progress.unsent


def test_an_exception_of_a_step_reaches_the_flow(runner: ClientRunner) -> None:
    def fail() -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        run(runner, Ask(fail))
