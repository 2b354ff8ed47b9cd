"""The observer of requests and responses: the traffic that it sees, and when."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from maton_google_meet import GoogleMeet, NotFoundError
from maton_google_meet.http import drivers, observe
from support.clients import KEY, ClientRunner

PATH = "/google-meet/v2/spaces/a"


class Recorder:
    """An observer that records what it receives."""

    def __init__(self) -> None:
        self.events: list[tuple[Any, ...]] = []

    def on_request(self, request: httpx.Request, path: str) -> None:
        self.events.append((request.method, path, request.headers["Authorization"]))

    def on_response(self, response: httpx.Response, path: str) -> None:
        self.events.append((response.status_code, path, response.is_closed))


def client_of(runner: ClientRunner, status: int = 200) -> dict[str, Any]:
    response = {"name": "spaces/a"}
    transport = httpx.MockTransport(lambda _: httpx.Response(status, json=response))
    return {"transport": transport, "connection": "c", "base_url": "https://proxy.example/base"}


def test_an_observer_sees_each_request_and_response(runner: ClientRunner) -> None:
    recorder = Recorder()
    with observe(recorder):
        runner.call(lambda meet: meet.spaces.get("a", fields="name"), **client_of(runner))
    path = f"{PATH}?fields=name"
    assert recorder.events == [("GET", path, f"Bearer {KEY}"), (200, path, True)]


@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_an_observer_sees_responses_that_raise(runner: ClientRunner) -> None:
    recorder = Recorder()
    with observe(recorder), pytest.raises(NotFoundError):
        runner.call(lambda meet: meet.spaces.get("a"), **client_of(runner, 404))
    assert [event[0] for event in recorder.events] == ["GET", 404]


def test_a_streamed_response_is_observed_before_it_is_read() -> None:
    recorder = Recorder()
    with observe(recorder), GoogleMeet(KEY, **client_of(ClientRunner("sync"))) as meet:
        with meet.http.stream("GET", PATH) as response:
            response.read()
    assert recorder.events[-1] == (200, PATH, False)


def test_each_observer_sees_the_traffic_until_its_block_ends(runner: ClientRunner) -> None:
    first, second = Recorder(), Recorder()
    with observe(first):
        with observe(second):
            runner.call(lambda meet: meet.spaces.get("a"), **client_of(runner))
        runner.call(lambda meet: meet.spaces.get("a"), **client_of(runner))
    runner.call(lambda meet: meet.spaces.get("a"), **client_of(runner))
    assert (len(first.events), len(second.events)) == (4, 2)


def test_an_exception_of_an_observer_ends_the_call(runner: ClientRunner) -> None:
    class Faulty(Recorder):
        def on_request(self, request: httpx.Request, path: str) -> None:
            raise LookupError("mine")

    faulty = Faulty()
    with observe(faulty), pytest.raises(LookupError, match="mine"):
        runner.call(lambda meet: meet.spaces.get("a"), **client_of(runner))
    assert faulty.events == []


def test_a_call_needs_no_observer(runner: ClientRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drivers, "observers", [])  # Without the contract of the tests.
    assert runner.call(lambda meet: meet.spaces.get("a"), **client_of(runner)).name == "spaces/a"


def test_the_block_of_one_observer_does_not_end_that_of_an_equal_one() -> None:
    class Equal(Recorder):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]

    outer, inner = Equal(), Equal()
    with observe(outer), GoogleMeet(KEY, **client_of(ClientRunner("sync"))) as meet:
        with observe(inner):
            pass
        meet.spaces.get("a")
    assert (len(outer.events), len(inner.events)) == (2, 0)


def test_an_exception_of_an_observer_closes_a_streamed_response(runner: ClientRunner) -> None:
    class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
        closed = False

        def close(self) -> None:
            self.closed = True

        async def aclose(self) -> None:
            self.closed = True

    class Faulty(Recorder):
        def on_response(self, response: httpx.Response, path: str) -> None:
            raise LookupError("mine")

    body = Body()
    options = client_of(runner) | {
        "transport": httpx.MockTransport(lambda _: httpx.Response(200, stream=body))
    }
    with observe(Faulty()), pytest.raises(LookupError, match="mine"):
        runner.call(
            lambda meet: meet.http.send(meet.http.build_request("GET", PATH), stream=True),
            **options,
        )
    assert body.closed
