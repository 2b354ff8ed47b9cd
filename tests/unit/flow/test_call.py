"""The flow of a call, step by step, without a driver: no clock, no network, no event loop."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Generator
from contextvars import copy_context
from typing import Any

import httpx
import pytest
from maton_google_meet import (
    USE_PROXY_DEFAULT,
    ConfigurationError,
    ConfirmationRequired,
    GoogleMeet,
    MatonError,
    NetworkOutcomeUnknown,
    Retry,
    WriteDeclined,
    approve_all,
)
from maton_google_meet.config import Address
from maton_google_meet.flow.call import call
from maton_google_meet.flow.connections import Selector
from maton_google_meet.flow.options import CallOptions, ClientState
from maton_google_meet.flow.steps import Acquire, Ask, Send
from support.clients import ADDRESS, KEY, LISTED, ClientRunner, Lock, build_request, read_space
from support.document_server import DocumentServer, Reply


class Call:
    """One call, and the steps that it asks of the driver."""

    def __init__(
        self,
        method: str = "POST",
        path: str = "/google-meet/v2/spaces",
        *,
        key: Any = "k-1",
        connection: Any = None,
        confirm: Any = approve_all,
        clock: Any = None,
    ) -> None:
        self.lock = Lock()
        self.shared = ClientState(key, Address(ADDRESS))
        if clock:
            self.shared.monotonic = clock
        policy = CallOptions(
            self.shared, Selector(connection, lambda: self.lock), confirm, Retry(attempts=1), None
        )
        self.request = build_request(
            method, f"{ADDRESS}{path}", json={} if method != "GET" else None
        )
        self.steps: Generator[Any, Any, httpx.Response] = call(
            policy,
            self.request,
            lambda verb, url, **rest: build_request(verb, ADDRESS + url, **rest),
        )

    def answer(self, value: Any) -> Any:
        return self.steps.send(value)


def response(step: Any, status: int = 200, body: Any = None) -> httpx.Response:
    return httpx.Response(status, json={} if body is None else body, request=step.request)


def test_the_steps_of_a_write_with_discovery() -> None:
    hook = lambda _: True  # noqa: E731
    key = lambda: "k-2"  # noqa: E731
    flow = Call(confirm=hook, key=key)

    step = next(flow.steps)
    assert isinstance(step, Acquire)
    assert step.lock is flow.lock
    flow.lock.acquire()
    assert flow.answer(None) == Ask(function=key)
    step = flow.answer("k-2")
    assert isinstance(step, Send)
    assert str(step.request.url) == f"{ADDRESS}/connections?app=google-meet&status=ACTIVE"
    assert step.request.headers["Authorization"] == "Bearer k-2"
    assert "Maton-Connection" not in step.request.headers

    step = flow.answer(response(step, body=LISTED))
    assert flow.lock.held == 0
    assert isinstance(step, Ask)
    assert step.function is hook
    [pending] = step.arguments
    assert pending.connection.connection_id == "only"
    assert "Authorization" not in flow.request.headers
    assert flow.answer(True) == Ask(function=key)
    step = flow.answer("k-3")
    assert isinstance(step, Send)
    assert (step.request, step.stream) == (flow.request, False)
    assert flow.request.headers["Authorization"] == "Bearer k-3"
    assert flow.request.headers["Maton-Connection"] == "only"

    with pytest.raises(StopIteration) as done:
        flow.answer(response(step, body={"name": "spaces/a"}))
    assert done.value.value.json() == {"name": "spaces/a"}
    assert "Authorization" not in flow.request.headers


def test_a_read_with_a_pinned_connection_is_one_step() -> None:
    flow = Call("GET", "/google-meet/v2/spaces/a", connection="c")
    step = next(flow.steps)
    assert isinstance(step, Send)
    with pytest.raises(StopIteration):
        flow.answer(response(step, body={"name": "spaces/a"}))


@pytest.mark.parametrize("path", ["/connections", "/connections/a"])
def test_connections_need_no_connection(path: str) -> None:
    flow = Call("GET", path)
    step = next(flow.steps)
    assert isinstance(step, Send)


def test_a_path_with_the_same_prefix_needs_a_connection() -> None:
    flow = Call("GET", "/connectionsfoo")
    assert isinstance(next(flow.steps), Acquire)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reads_need_no_hook(method: str) -> None:
    flow = Call(method, "/google-meet/v2/spaces/a", connection="c", confirm=None)
    assert isinstance(next(flow.steps), Send)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "X"])
def test_a_write_needs_a_hook(method: str) -> None:
    flow = Call(method, "/google-meet/v2/spaces/a", connection="c", confirm=None)
    with pytest.raises(ConfirmationRequired):
        next(flow.steps)


def test_a_declined_write_reads_no_key() -> None:
    flow = Call(key=lambda: "k", connection=USE_PROXY_DEFAULT, confirm=lambda _: False)
    assert isinstance(next(flow.steps), Ask)
    with pytest.raises(WriteDeclined):
        flow.answer(False)


@pytest.mark.parametrize("cause", [KeyboardInterrupt(), GeneratorExit(), httpx.ReadError("lost")])
def test_an_interrupted_discovery_releases_the_lock(cause: BaseException) -> None:
    flow = Call("GET", "/google-meet/v2/spaces/a")
    next(flow.steps)
    flow.lock.acquire()
    step = flow.answer(None)
    with pytest.raises((MatonError, KeyboardInterrupt, GeneratorExit)):
        flow.steps.throw(cause)
    assert flow.lock.held == 0
    assert "Authorization" not in step.request.headers


def test_a_lock_that_was_not_acquired_is_not_released() -> None:
    flow = Call("GET", "/google-meet/v2/spaces/a")
    next(flow.steps)
    with pytest.raises(KeyboardInterrupt):
        flow.steps.throw(KeyboardInterrupt())
    assert flow.lock.held == 0


def test_an_interrupted_send_removes_the_key() -> None:
    flow = Call(connection="c")
    next(flow.steps)
    flow.answer(True)
    with pytest.raises(KeyboardInterrupt):
        flow.steps.throw(KeyboardInterrupt())
    assert "Authorization" not in flow.request.headers


def test_a_lost_answer_to_a_write_is_never_sent_again() -> None:
    flow = Call(connection="c")
    next(flow.steps)
    flow.answer(True)
    with pytest.raises(NetworkOutcomeUnknown):
        flow.steps.throw(httpx.ReadTimeout("late"))


def test_a_second_call_uses_the_discovery_of_the_first() -> None:
    selector_of = Call("GET", "/google-meet/v2/spaces/a")
    first = selector_of.steps
    # As two threads have it: each call in a context of its own.
    one, other = copy_context(), copy_context()
    one.run(next, first)
    options = selector_of.steps.gi_frame.f_locals["options"]  # type: ignore[attr-defined]
    second = call(
        options,
        build_request("GET", f"{ADDRESS}/google-meet/v2/spaces/b"),
        lambda *_, **__: pytest.fail("a second look-up"),
    )
    assert isinstance(other.run(next, second), Acquire)
    step = one.run(first.send, None)
    step = one.run(first.send, httpx.Response(200, json=LISTED, request=step.request))
    assert step.request.headers["Maton-Connection"] == "only"
    step = other.run(second.send, None)
    assert isinstance(step, Send)
    assert step.request.headers["Maton-Connection"] == "only"


def test_durations_use_the_given_clock(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "maton_google_meet")
    now = [10.0]
    flow = Call("GET", "/connections", clock=lambda: now[0])
    step = next(flow.steps)
    now[0] += 2.5
    with pytest.raises(StopIteration):
        flow.answer(response(step))
    assert "GET /connections: 200, attempt 1, 2.500 s" in caplog.text


def test_the_sent_body_is_the_shown_body() -> None:
    flow = Call(connection="c")
    step = next(flow.steps)
    [pending] = step.arguments
    step = flow.answer(True)
    assert step.request.content == pending.body == json.dumps({}).encode()


def test_an_unknown_error_of_a_transport_that_reports_nothing_is_left_as_it_is() -> None:
    flow = Call("GET", "/google-meet/v2/spaces/a", connection="c")
    assert isinstance(next(flow.steps), Send)
    error = LookupError("mine")
    with pytest.raises(LookupError) as raised:
        flow.steps.throw(error)
    assert raised.value is error


def test_an_unknown_error_after_httpcore_has_reported_is_one_of_the_network() -> None:
    flow = Call("POST", "/google-meet/v2/spaces", connection="c")
    next(flow.steps)
    step = flow.answer(True)
    assert isinstance(step, Send)
    step.progress.reported = step.progress.sent = True
    with pytest.raises(NetworkOutcomeUnknown, match="LookupError: 'mine'"):
        flow.steps.throw(LookupError("'mine'"))


def test_each_attempt_is_logged_at_debug(
    runner: ClientRunner, server: DocumentServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "maton_google_meet")
    runner.call(read_space, base_url=server.url)
    [look_up, call] = [each for each in caplog.records if each.name == "maton_google_meet"]
    assert look_up.getMessage().startswith("GET /connections: 200, attempt 1, 0.")
    assert call.getMessage().startswith("GET /google-meet/v2/spaces/abc: 200, attempt 1, 0.")
    assert call.levelno == logging.DEBUG
    assert "session_token" not in caplog.text


def test_an_attempt_without_a_response_is_logged(
    server: DocumentServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "maton_google_meet")
    server.answers["spaces.get"] = [Reply.drop()]
    with pytest.raises(MatonError):
        ClientRunner("sync").call(read_space, base_url=server.url, connection="c")
    assert "GET /google-meet/v2/spaces/abc: RemoteProtocolError, attempt 1" in caplog.text


def test_no_handler_is_installed() -> None:
    for name in ("maton_google_meet", "maton_google_meet.audit"):
        assert logging.getLogger(name).handlers == []


def test_a_line_break_in_a_path_splits_no_log_line(
    server: DocumentServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "maton_google_meet")
    with contextlib.suppress(MatonError):
        ClientRunner("sync").call(
            lambda meet: meet.http.get("/x%0aforged"), base_url=server.url, connection="c"
        )
    server.violations.clear()
    assert "/x\\nforged" in caplog.text


@pytest.mark.parametrize("confirm", [True, "yes", 1])
def test_a_hook_is_a_function(confirm: Any) -> None:
    with pytest.raises(ConfigurationError, match="takes a function"):
        GoogleMeet(KEY, confirm=confirm)
    with GoogleMeet(KEY) as meet, pytest.raises(ConfigurationError):
        meet.with_options(confirm=confirm)
