"""Blocks that observe calls: those of one client in a thread or task, or those of all clients."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import anyio
import httpx
import pytest
from maton_google_meet import AsyncGoogleMeet, GoogleMeet, NotFoundError, approve_all
from maton_google_meet.events import Event
from maton_google_meet.observers import observe_all
from support.clients import KEY

SPACE = {"name": "spaces/abc"}


def answer(request: httpx.Request) -> httpx.Response:
    if request.url.path.endswith("missing"):
        return httpx.Response(404, json={"message": "No."})
    if request.url.path.endswith("/connections"):
        return httpx.Response(200, json={"connections": [{"connection_id": "c"}]})
    return httpx.Response(200, json=SPACE, headers={"X-Request-Id": request.url.path[-3:]})


def make_client(**options: Any) -> GoogleMeet:
    settings = {"confirm": approve_all, "pace": None} | options
    return GoogleMeet(KEY, transport=httpx.MockTransport(answer), **settings)


def test_the_calls_of_a_client_and_its_views_are_captured() -> None:
    with make_client() as meet, make_client(connection="d") as other:
        meet.spaces.get("aaa")
        with meet.capture() as calls:
            assert calls == []
            meet.spaces.get("abc")
            other.spaces.get("abc")
            meet.with_options(timeout=5).spaces.create()
            with pytest.raises(NotFoundError):
                meet.spaces.get("missing")
        meet.spaces.get("aaa")
    assert [call.operation for call in calls] == ["spaces.get", "spaces.create", "spaces.get"]
    assert [call.request_id for call in calls] == ["abc", "ces", None]
    assert [call.status for call in calls] == [200, 200, 404]
    assert calls[0].response is not None
    assert calls[0].response.json() == SPACE
    assert calls[-1].outcome == "refused"


def test_the_discovery_is_not_a_separate_call() -> None:
    with make_client() as meet, meet.capture() as calls:
        meet.spaces.get("abc")
    assert len(calls) == 1


def test_blocks_nest() -> None:
    with make_client() as meet, meet.capture() as outer:
        with meet.capture() as inner:
            meet.spaces.get("abc")
        meet.spaces.get("abc")
    assert (len(outer), len(inner)) == (2, 1)


def test_blocks_may_end_in_any_order() -> None:
    with make_client() as meet, contextlib.ExitStack() as first:
        outer = first.enter_context(meet.capture())
        with meet.capture() as inner:
            first.close()
            meet.spaces.get("abc")
    assert (len(outer), len(inner)) == (0, 1)


def test_other_threads_are_left_out() -> None:
    with make_client() as meet, meet.capture() as calls:
        thread = threading.Thread(target=meet.spaces.get, args=("abc",))
        thread.start()
        thread.join()
        assert calls == []


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_each_task_captures_its_own_calls(backend: str) -> None:
    counts: dict[int, int] = {}
    late: list[Any] = []

    async def main() -> None:
        async with AsyncGoogleMeet(
            KEY, transport=httpx.MockTransport(answer), connection="c", pace=None
        ) as meet:

            async def work(number: int) -> None:
                with meet.capture() as calls:
                    for _ in range(number):
                        await meet.spaces.get("abc")
                        await anyio.lowlevel.checkpoint()
                counts[number] = len(calls)

            async with anyio.create_task_group() as group:
                for number in range(5):
                    group.start_soon(work, number)

            async with anyio.create_task_group() as group:
                with meet.capture() as calls:
                    # A task of the block counts as long as the block lasts.
                    await run_in_task(group, meet)
                    release = anyio.Event()
                    group.start_soon(wait_and_read, release, meet)
                assert len(calls) == 1
                release.set()
            late.extend(calls)

    async def run_in_task(group: Any, meet: AsyncGoogleMeet) -> None:
        done = anyio.Event()

        async def work() -> None:
            await meet.spaces.get("abc")
            done.set()

        group.start_soon(work)
        await done.wait()

    async def wait_and_read(release: anyio.Event, meet: AsyncGoogleMeet) -> None:
        await release.wait()
        await meet.spaces.get("abc")

    anyio.run(main, backend=backend)
    assert counts == {number: number for number in range(5)}
    assert len(late) == 1


def test_all_clients_are_observed_inside_the_block() -> None:
    events: list[Event] = []
    with make_client() as meet, make_client(connection="d") as other:
        with observe_all(events.append):
            meet.spaces.get("abc")
            other.spaces.get("abc")
        meet.spaces.get("abc")
    assert [type(event).__name__ for event in events] == [
        *("AttemptEvent", "AttemptEvent", "CallEvent"),
        *("AttemptEvent", "CallEvent"),
    ]
