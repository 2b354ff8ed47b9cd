"""The events of calls: which ones an observer receives, in which order, with which values."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import logging
from collections.abc import Callable
from typing import Any, ClassVar

import anyio
import httpx
import pytest
from maton_google_meet import (
    USE_PROXY_DEFAULT,
    AmbiguousConnection,
    ConfigurationError,
    ConfirmationRequired,
    GoogleMeet,
    MatonError,
    NetworkError,
    NotFoundError,
    OutcomeUnknown,
    Pace,
    PendingWrite,
    ResponseError,
    Retry,
    WriteDeclined,
    approve_all,
)
from maton_google_meet.config import Secret, Session, SessionToken
from maton_google_meet.events import AttemptEvent, CallEvent, DecisionEvent, Event, WaitEvent
from maton_google_meet.flow import observers
from maton_google_meet.flow.observation import Observation
from support.clients import KEY, LISTED, ClientRunner
from support.document_server import DocumentServer

SPACE = {"name": "spaces/abc"}
NO_WAIT = Retry(attempts=3, max_wait=0.0)
EXECUTED = httpx.Response(200, json=SPACE)
pytestmark = pytest.mark.maton_contract


class Recorder:
    """An observer that records the events."""

    def __init__(self) -> None:
        self.events: list[Any] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    @property
    def kinds(self) -> list[type[Any]]:
        return [type(event) for event in self.events]

    def select(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


def create(meet: Any) -> Any:
    return meet.spaces.create()


def read(meet: Any) -> Any:
    return meet.spaces.get("abc")


def respond(*answers: httpx.Response | Exception) -> httpx.MockTransport:
    """Return a transport that gives these responses in turn, and then repeats the last one."""
    rest = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        result = rest.pop(0) if len(rest) > 1 else rest[0]
        if isinstance(result, Exception):
            raise result
        return httpx.Response(
            result.status_code, headers=result.headers, content=result.content, request=request
        )

    return httpx.MockTransport(answer)


def observe(
    runner: ClientRunner, call: Callable[[Any], Any], transport: Any, **options: Any
) -> tuple[Recorder, BaseException | None]:
    """Make one call, and return its events and the error that it raised."""
    recorder, failure = Recorder(), None
    settings = {"connection": "c", "confirm": approve_all, "retry": NO_WAIT} | options
    try:
        runner.call(call, transport=transport, observe=recorder, **settings)
    except Exception as error:
        failure = error
    return recorder, failure


def test_a_read_has_two_events(runner: ClientRunner) -> None:
    answer = httpx.Response(200, json=SPACE, headers={"X-Request-Id": "r-1"})
    recorder, _ = observe(runner, read, respond(answer))
    attempt, call = recorder.events
    shared = {
        "call_id": attempt.call_id,
        "operation": "spaces.get",
        "method": "GET",
        "path": "/google-meet/v2/spaces/abc",
        "url_template": "/google-meet/v2/spaces/{spaceId}",
    }
    for event in (attempt, call):
        assert {name: getattr(event, name) for name in shared} == shared
        with pytest.raises(dataclasses.FrozenInstanceError):
            event.method = "PUT"
    assert isinstance(attempt, AttemptEvent)
    assert (attempt.attempt, attempt.status, attempt.error, attempt.request_id) == (
        *(1, 200, None, "r-1"),
    )
    assert (attempt.request_bytes, attempt.response_bytes) == (0, len(answer.content))
    assert attempt.seconds >= 0
    assert isinstance(call, CallEvent)
    assert (call.write, call.outcome, call.error, call.attempts) == (False, "done", None, 1)
    assert (call.status, call.request_id, call.pending) == (200, "r-1", None)
    assert call.events == (attempt,)
    assert call.response is not None
    assert call.response.json() == SPACE
    assert call.headers is not None
    assert call.headers["x-request-id"] == "r-1"
    assert call.seconds >= attempt.seconds


def test_each_call_has_its_own_number(runner: ClientRunner) -> None:
    recorder = Recorder()
    transport = respond(EXECUTED)
    runner.call(read, read, transport=transport, connection="c", observe=recorder)
    assert len({event.call_id for event in recorder.events}) == 2


def test_a_write_has_a_decision_and_a_retry_has_a_wait(runner: ClientRunner) -> None:
    refusal = httpx.Response(429, json={"message": "Too many"})
    recorder, _ = observe(runner, create, respond(refusal, EXECUTED))
    decision, first, wait, second, call = recorder.events
    assert isinstance(decision, DecisionEvent)
    assert decision.approved
    assert decision.hook == "maton_google_meet.approval.beforehand.approve_all"
    assert decision.error is None
    assert decision.pending.operation == "spaces.create"
    assert isinstance(wait, WaitEvent)
    assert (wait.reason, wait.cause, wait.attempt, wait.attempts) == ("retry", 429, 2, 3)
    assert [first.status, second.status] == [429, 200]
    assert [first.attempt, second.attempt] == [1, 2]
    assert (call.outcome, call.attempts, call.pending) == ("done", 2, decision.pending)
    assert call.pending.id == decision.pending.id


def test_the_wait_for_the_rate_limit_is_an_event() -> None:
    recorder = Recorder()
    with GoogleMeet(
        KEY, connection="c", transport=respond(EXECUTED), observe=recorder, pace=Pace(rate=1000.0)
    ) as meet:
        for _ in range(5):
            read(meet)
    waits = recorder.select(WaitEvent)
    assert {(wait.reason, wait.cause, wait.attempt) for wait in waits} == {("pace", None, 1)}
    assert all(0 < wait.seconds < 1 for wait in waits)


def test_a_look_up_is_an_attempt_of_the_call(runner: ClientRunner) -> None:
    recorder, _ = observe(
        runner,
        create,
        respond(httpx.Response(200, json=LISTED), EXECUTED),
        connection=None,
        confirm=None,
    )
    look_up, decision, call = recorder.events
    assert (look_up.operation, look_up.path) == (
        "connections.list",
        "/connections?app=google-meet&status=ACTIVE",
    )
    assert look_up.call_id == decision.call_id == call.call_id
    assert (call.operation, call.attempts, call.outcome) == ("spaces.create", 0, "declined")
    assert (decision.approved, decision.hook) == (False, None)
    assert call.error == "ConfirmationRequired"


def refuse(_: PendingWrite) -> bool:
    return False


def fail(_: PendingWrite) -> bool:
    raise LookupError


def misreport(*_: object) -> Any:
    """Raise an error that another client has raised."""
    raise OutcomeUnknown("another write")


LOST = httpx.ReadError("lost")
HTML = httpx.Response(200, html="<p>Sign in</p>")
ERROR = httpx.Response(404, json={"message": "No."})
BROKEN = httpx.Response(500, json={"message": "No."})


@pytest.mark.parametrize(
    ("call", "answer", "options", "outcome", "kind"),
    [
        (read, EXECUTED, {}, "done", None),
        (read, ERROR, {}, "refused", NotFoundError),
        (read, LOST, {}, "failed", NetworkError),
        (read, HTML, {}, "failed", ResponseError),
        (create, EXECUTED, {}, "done", None),
        (create, ERROR, {}, "refused", NotFoundError),
        (create, httpx.ConnectError("no"), {}, "refused", NetworkError),
        (create, LOST, {}, "unknown", OutcomeUnknown),
        (create, BROKEN, {}, "unknown", OutcomeUnknown),
        (create, HTML, {}, "unknown", OutcomeUnknown),
        (create, httpx.Response(200, json=SPACE | {"config": 5}), {}, "done", ResponseError),
        (create, EXECUTED, {"confirm": refuse}, "declined", WriteDeclined),
        (create, EXECUTED, {"confirm": fail}, "declined", LookupError),
        (create, EXECUTED, {"confirm": lambda _: "yes"}, "declined", TypeError),
        (create, EXECUTED, {"confirm": None}, "declined", ConfirmationRequired),
        (create, RuntimeError("mine"), {}, "unknown", OutcomeUnknown),
        (create, LookupError("mine"), {}, "unknown", LookupError),
        (create, EXECUTED, {"api_key": lambda: " "}, "refused", ConfigurationError),
        (create, EXECUTED, {"api_key": misreport}, "refused", OutcomeUnknown),
        (create, EXECUTED, {"confirm": misreport}, "declined", OutcomeUnknown),
        (create, httpx.Response(200, json=LISTED), {"connection": misreport}, "refused", None),
        (create, HTML, {"connection": None}, "refused", ResponseError),
        (
            create,
            httpx.Response(200, json={"connections": LISTED["connections"] * 2}),
            {"connection": None},
            "refused",
            AmbiguousConnection,
        ),
    ],
)
@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_the_outcome_is_that_of_the_call(
    call: Any,
    answer: Any,
    options: dict[str, Any],
    outcome: str,
    kind: Any,
    runner: ClientRunner,
    maton_contract: Any,
) -> None:
    maton_contract.violations["answers"].append("expected")  # Some answers violate the document.
    recorder, failure = observe(runner, call, respond(answer), **options)
    assert isinstance(failure, kind or OutcomeUnknown | None)
    [ended] = recorder.select(CallEvent)
    assert recorder.events[-1] is ended
    assert ended.outcome == outcome
    assert ended.error == (type(failure).__name__ if failure else None)
    assert ended.write == (call is create)


@pytest.mark.parametrize(
    ("answer", "stream", "outcome"),
    [
        (httpx.Response(200, json={}), False, "done"),
        (httpx.Response(200), False, "done"),
        (HTML, False, "unknown"),
        (httpx.Response(200, json=[]), False, "unknown"),
        (httpx.Response(200, json={}), True, "unknown"),
    ],
)
@pytest.mark.maton_contract(wrong_on_purpose=("answers", "requests"))
def test_the_outcome_of_a_raw_write_depends_on_its_body(
    answer: httpx.Response, stream: bool, outcome: str, maton_contract: Any
) -> None:
    for violations in maton_contract.violations.values():
        violations.append("expected")

    def send(meet: Any) -> None:
        if not stream:
            meet.http.post("/google-meet/v2/new")
            return
        with meet.http.stream("POST", "/google-meet/v2/new") as response:
            response.read()

    recorder, failure = observe(ClientRunner("sync"), send, respond(answer))
    assert failure is None
    [ended] = recorder.select(CallEvent)
    assert (ended.operation, ended.url_template, ended.outcome) == (None, None, outcome)
    assert (ended.response is None) == stream
    assert ended.status == 200


def test_a_cancelled_write_may_have_been_executed() -> None:
    recorder = Recorder()

    async def answer(_: httpx.Request) -> httpx.Response:
        await anyio.sleep_forever()
        raise AssertionError

    async def main() -> None:
        async with ClientRunner("asyncio").client_class(
            KEY,
            connection="c",
            confirm=approve_all,
            observe=recorder,
            transport=httpx.MockTransport(answer),
        ) as meet:
            with anyio.move_on_after(0.01):
                await create(meet)

    anyio.run(main)
    attempt, ended = recorder.events[-2:]
    assert (attempt.status, attempt.error) == (None, "CancelledError")
    assert (ended.outcome, ended.error) == ("unknown", "CancelledError")


def test_a_write_cancelled_before_it_is_sent_was_not_executed() -> None:
    recorder = Recorder()

    async def hook(_: PendingWrite) -> bool:
        await anyio.sleep_forever()
        return True

    async def main() -> None:
        async with ClientRunner("asyncio").client_class(
            KEY,
            connection=USE_PROXY_DEFAULT,
            confirm=hook,
            observe=recorder,
            transport=respond(EXECUTED),
        ) as meet:
            with anyio.move_on_after(0.01):
                await create(meet)

    anyio.run(main)
    assert [event.outcome for event in recorder.select(CallEvent)] == ["declined"]
    assert recorder.select(DecisionEvent)[0].error == "CancelledError"


def test_several_observers_receive_each_event(runner: ClientRunner) -> None:
    first, second = Recorder(), Recorder()
    runner.call(read, transport=respond(EXECUTED), connection="c", observe=iter([first, second]))
    assert first.events == second.events
    assert first.kinds == [AttemptEvent, CallEvent]


def test_a_view_replaces_the_observers() -> None:
    first, second = Recorder(), Recorder()
    with GoogleMeet(
        KEY, connection="c", transport=respond(EXECUTED), observe=first, pace=None
    ) as meet:
        read(meet.with_options(observe=second))
        read(meet.with_options(timeout=5))
        read(meet.with_options(observe=None))
    assert (len(first.select(CallEvent)), len(second.select(CallEvent))) == (1, 1)


def test_an_exception_of_an_observer_is_logged(
    runner: ClientRunner, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(event: Event) -> None:
        raise LookupError(type(event).__name__)

    recorder = Recorder()
    space = runner.call(
        create,
        transport=respond(EXECUTED),
        connection="c",
        confirm=approve_all,
        observe=[faulty, recorder],
    )
    assert space.name == "spaces/abc"
    assert recorder.kinds == [DecisionEvent, AttemptEvent, CallEvent]
    raised = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert len(raised) == 3
    assert "faulty raised" in raised[0].getMessage()
    assert KEY not in caplog.text


def test_an_observer_can_stop_an_approved_write(runner: ClientRunner) -> None:
    def stop(event: Event) -> None:
        if isinstance(event, DecisionEvent):
            raise WriteDeclined("not today")

    sent: list[httpx.Request] = []
    recorder = Recorder()
    with pytest.raises(WriteDeclined, match="not today"):
        runner.call(
            create,
            transport=httpx.MockTransport(lambda request: sent.append(request) or EXECUTED),
            connection="c",
            confirm=approve_all,
            observe=[stop, recorder],
        )
    assert sent == []
    assert recorder.kinds == [DecisionEvent, CallEvent]
    assert recorder.events[-1].outcome == "declined"


def test_an_observer_stops_no_call_in_another_way(
    runner: ClientRunner, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def misuse(event: Event) -> None:
        if not isinstance(event, DecisionEvent):
            raise WriteDeclined("too late")

    create_space = functools.partial(
        runner.call, create, transport=respond(EXECUTED), connection="c", confirm=approve_all
    )
    assert create_space(observe=misuse).name == "spaces/abc"
    assert "misuse raised" in caplog.text

    def fail_to_log(_: logging.LogRecord) -> bool:
        raise LookupError

    monkeypatch.setattr(logging.getLogger("maton_google_meet"), "filters", [fail_to_log])
    assert create_space(observe=misuse).name == "spaces/abc"


@pytest.mark.parametrize(("status", "outcome"), [(200, "done"), (404, "refused"), (503, "unknown")])
def test_an_interrupt_after_the_response_does_not_change_the_outcome(
    status: int, outcome: str
) -> None:
    def interrupt(event: Event) -> None:
        if isinstance(event, AttemptEvent):
            raise KeyboardInterrupt

    recorder = Recorder()
    answers = respond(httpx.Response(status, json=SPACE))
    with (
        GoogleMeet(
            KEY,
            connection="c",
            transport=answers,
            confirm=approve_all,
            observe=[recorder, interrupt],
        ) as meet,
        pytest.raises(KeyboardInterrupt),
    ):
        create(meet)
    assert recorder.events[-1].outcome == outcome


def test_an_interrupt_before_the_report_of_an_attempt_leaves_the_outcome_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Observation, "report_attempt", interrupt)
    recorder = Recorder()
    with (
        GoogleMeet(
            KEY, connection="c", transport=respond(EXECUTED), confirm=approve_all, observe=recorder
        ) as meet,
        pytest.raises(KeyboardInterrupt),
    ):
        create(meet)
    assert recorder.kinds == [DecisionEvent, CallEvent]
    assert (recorder.events[-1].outcome, recorder.events[-1].attempts) == ("unknown", 1)


def test_a_key_that_fails_before_a_retry_leaves_the_write_refused() -> None:
    keys = iter([KEY])

    def read_key() -> str:
        return next(keys, None) or misreport()

    recorder, failure = observe(
        ClientRunner("sync"),
        create,
        respond(httpx.ConnectError("no")),
        api_key=read_key,
        retry=NO_WAIT,
    )
    assert isinstance(failure, OutcomeUnknown)
    assert (recorder.events[-1].outcome, recorder.events[-1].attempts) == ("refused", 1)


def test_a_declined_write_has_no_response(runner: ClientRunner) -> None:
    recorder, _ = observe(
        runner,
        create,
        respond(httpx.Response(200, json=LISTED, headers={"X-Request-Id": "look-up"})),
        connection=None,
        confirm=refuse,
    )
    ended = recorder.events[-1]
    assert recorder.select(AttemptEvent)[0].request_id == "look-up"
    assert (ended.status, ended.request_id, ended.response) == (None, None, None)


def test_the_shown_connection_is_the_one_that_is_sent() -> None:
    """Another thread can forget the connection at any time, and discover another one."""
    listed = ["first"]
    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            sent.append(request.headers["Maton-Connection"])
            return httpx.Response(200, json=SPACE)
        connections = [{"connection_id": name, "status": "ACTIVE"} for name in listed]
        return httpx.Response(200, json={"connections": connections})

    class Hook:
        shown: ClassVar[list[str]] = []

        def __call__(self, pending: PendingWrite) -> bool:
            self.shown.append(pending.connection.connection_id)  # type: ignore[union-attr]
            return True

        @property
        def shows_account(self) -> bool:
            meet.http.call_options.selector.forget()
            listed[:] = ["second"]
            with contextlib.suppress(MatonError):
                meet.with_options(confirm=None).spaces.create()
            return True

    with GoogleMeet(KEY, transport=httpx.MockTransport(handle), confirm=Hook()) as meet:
        create(meet)
    assert Hook.shown == sent == ["first"]


def test_an_interrupt_of_an_observer_passes() -> None:
    def interrupt(_: Event) -> None:
        raise KeyboardInterrupt

    with (
        GoogleMeet(KEY, connection="c", transport=respond(EXECUTED), observe=interrupt) as meet,
        pytest.raises(KeyboardInterrupt),
    ):
        read(meet)


def test_an_observer_cannot_call_its_client(caplog: pytest.LogCaptureFixture) -> None:
    errors: list[MatonError] = []

    def recurse(_: Event) -> None:
        try:
            read(meet)
        except MatonError as error:
            errors.append(error)

    with GoogleMeet(KEY, connection="c", transport=respond(EXECUTED), observe=recurse) as meet:
        assert read(meet).name
    assert [type(error) for error in errors] == [ConfigurationError] * 2
    assert "observe=" in str(errors[0])


@pytest.mark.parametrize("value", [5, [5], Recorder, [Recorder], "x", object()])
def test_other_values_are_refused(value: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^observe= takes a function"):
        GoogleMeet(KEY, observe=value)


def test_a_coroutine_function_is_refused() -> None:
    async def observer(_: Event) -> None: ...

    class AsyncObserver:
        async def __call__(self, _: Event) -> None: ...

    for value in (observer, AsyncObserver()):
        with pytest.raises(ConfigurationError, match="takes a plain function"):
            GoogleMeet(KEY, observe=value)


def test_the_hook_cannot_change_the_write_of_the_events() -> None:
    def hook(pending: PendingWrite) -> bool:
        pending.connection.connection_id = "forged"  # type: ignore[union-attr]
        return True

    recorder, _ = observe(
        ClientRunner("sync"),
        create,
        respond(httpx.Response(200, json=LISTED), EXECUTED),
        connection=None,
        confirm=hook,
    )
    [decision] = recorder.select(DecisionEvent)
    assert decision.pending.connection.connection_id == "only"


def test_no_event_holds_the_key(runner: ClientRunner) -> None:
    """The server echoes the key in a header and in the body, and refuses the first attempt."""
    echo = {"X-Echo": f"Bearer {KEY}"}
    answers = respond(
        httpx.Response(429, json={"message": KEY}, headers=echo),
        httpx.Response(200, json=SPACE | {"meetingUri": KEY}, headers=echo),
    )
    held: list[Any] = []

    def keep(event: Event) -> None:
        held.append((event, [each.copy() for each in find_headers(event)]))

    runner.call(
        create,
        transport=answers,
        connection="c",
        confirm=approve_all,
        retry=NO_WAIT,
        observe=keep,
    )
    for event, then in held:
        assert KEY not in repr(event)
        for headers in [*find_headers(event), *then]:
            assert KEY not in str(headers.raw)
        response = getattr(event, "response", None)
        assert response is None or KEY not in response.text


def find_headers(event: Any) -> list[httpx.Headers]:
    found = [getattr(event, "headers", None)]
    for part in (getattr(event, "request", None), getattr(event, "response", None)):
        found.append(part.headers if part is not None else None)
    if getattr(event, "response", None) is not None:
        found.append(event.response.request.headers)
    return [headers for headers in found if headers is not None]


# --- The logs are an observer ---------------------------------------------------------------------


def test_attempts_and_retries_are_logged(
    runner: ClientRunner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "maton_google_meet")
    refusal = httpx.Response(429, json={"message": "Too many"})
    runner.call(
        lambda meet: meet.spaces.get("abc", fields="name"),
        transport=respond(refusal, LOST, EXECUTED),
        connection="c",
        retry=NO_WAIT,
    )
    texts = [each.getMessage() for each in caplog.records if each.name == "maton_google_meet"]
    at = "GET /google-meet/v2/spaces/abc"
    assert [text[: text.rindex(",")] for text in texts[::2]] == [
        f"{at}: 429, attempt 1",
        f"{at}: ReadError, attempt 2",
        f"{at}: 200, attempt 3",
    ]
    assert texts[1::2] == [
        f"{at}: 429, attempt 2 of 3 follows in 0.000 s",
        f"{at}: ReadError, attempt 3 of 3 follows in 0.000 s",
    ]


# --- The look-up of a pinned connection -----------------------------------------------------------


def keep_account(shown: list[str]) -> Callable[[PendingWrite], bool]:
    def hook(pending: PendingWrite) -> bool:
        shown.append(pending.account)
        return True

    return hook


def test_a_pinned_connection_is_looked_up_once(
    runner: ClientRunner, server: DocumentServer
) -> None:
    shown: list[str] = []

    def create_in_a_view(meet: Any) -> Any:
        return create(meet.with_options(connection="c-1"))

    runner.call(
        create,
        create,
        create_in_a_view,
        base_url=server.url,
        connection="c-1",
        confirm=keep_account(shown),
    )
    assert len(server.requests("connections.get")) == 1
    assert len(shown) == 3
    assert all(text.startswith("c-1 (google-meet, ACTIVE") for text in shown)


@pytest.mark.parametrize(
    "answer",
    [
        *(ERROR, BROKEN, HTML, httpx.Response(200, json={}), httpx.ConnectError("no")),
        *(LOST, AssertionError("not this path"), httpx.Response(429, json={})),
    ],
)
@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_a_failed_look_up_shows_only_the_id(
    answer: Any, runner: ClientRunner, maton_contract: Any
) -> None:
    maton_contract.violations["answers"].append("expected")
    shown: list[str] = []
    looked_up: list[str] = []
    transport = respond(answer)

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json=SPACE)
        looked_up.append(request.url.path)
        return transport.handler(request)  # type: ignore[return-value]

    runner.call(
        create,
        create,
        transport=httpx.MockTransport(handle),
        connection="c",
        confirm=keep_account(shown),
        retry=NO_WAIT,
    )
    assert shown == ["c", "c"]
    assert looked_up == ["/connections/c"]


def test_the_shown_id_is_the_pinned_one(runner: ClientRunner) -> None:
    """The answer cannot forge the id that the requests have."""
    shown: list[str] = []
    forged = {"connection": {"connection_id": "other", "metadata": {"email": "a@b.example"}}}
    runner.call(
        create,
        transport=respond(httpx.Response(200, json=forged), EXECUTED),
        connection="c",
        confirm=keep_account(shown),
    )
    assert shown == ['c ({"email": "a@b.example"})']


def test_reads_and_hooks_without_the_account_need_no_look_up(
    runner: ClientRunner, server: DocumentServer
) -> None:
    runner.call(read, create, base_url=server.url, connection="c-1", confirm=approve_all)
    runner.call(create, base_url=server.url, connection=USE_PROXY_DEFAULT, confirm=keep_account([]))
    assert server.requests("connections.get") == []


def test_a_connection_that_is_discarded_meanwhile_is_still_shown() -> None:
    """Another call may discard the discovered connection before this one asks."""
    shown: list[str] = []
    with GoogleMeet(
        KEY,
        confirm=keep_account(shown),
        transport=respond(httpx.Response(200, json=LISTED), EXECUTED),
    ) as meet:
        selector = meet.http.call_options.selector
        select = selector.select

        def select_and_forget(*arguments: Any) -> Any:
            connection = yield from select(*arguments)
            selector.forget()
            return connection

        selector.select = select_and_forget  # type: ignore[method-assign]
        create(meet)
    assert shown[0].startswith("only (")


def test_a_client_closed_during_the_look_up_calls_no_hook() -> None:
    shown: list[str] = []

    def handle(_: httpx.Request) -> httpx.Response:
        meet.close()
        return ERROR

    with GoogleMeet(
        KEY,
        connection="c",
        confirm=keep_account(shown),
        transport=httpx.MockTransport(handle),
    ) as meet:
        with pytest.raises(ConfigurationError, match="closed"):
            create(meet)
    assert shown == []


# --- The program's own words for the account ------------------------------------------------------


def test_the_label_of_the_account_is_shown() -> None:
    labels: list[str | None] = []

    def hook(pending: PendingWrite) -> bool:
        labels.append(pending.label)
        return False

    with GoogleMeet(KEY, connection="c", account="ana", confirm=hook) as meet:
        for view in (
            *(meet, meet.with_options(timeout=5), meet.with_options(account="ben")),
            meet.with_options(connection="c-2", account="cem"),
            # Neither the label of another connection, nor a removed label.
            *(meet.with_options(connection="c-2"), meet.with_options(account=None)),
        ):
            with pytest.raises(WriteDeclined):
                create(view.with_options(connection=USE_PROXY_DEFAULT, account=view_label(view)))
        with pytest.raises(WriteDeclined):
            meet.connections.create()
    assert labels == ["ana", "ana", "ben", "cem", None, None, None]


def view_label(meet: GoogleMeet) -> str | None:
    return meet.http.call_options.account


@pytest.mark.parametrize("value", [5, "", " ", ["ana"]])
def test_other_labels_are_refused(value: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^account= takes your own words"):
        GoogleMeet(KEY, account=value)


# --- without observers ----------------------------------------------------------------------------


class RenewedSession(Session):
    """A session whose first token is refused."""

    def __init__(self) -> None:
        self.tokens = [SessionToken("t-2"), SessionToken("t-1")]

    def get_token(self) -> SessionToken:
        return self.tokens[-1]

    def fetch_token(self) -> SessionToken:
        raise AssertionError

    def discard_token(self, token: Secret) -> bool:
        return self.tokens.pop() == token


def test_calls_without_observers_have_no_events(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge of the tests observes all clients: this test is without it."""
    monkeypatch.setattr(observers, "global_observers", {})
    monkeypatch.setattr("maton_google_meet.flow.observation.Observation", None)
    refusal = httpx.Response(401, json={"message": "Expired"})
    busy = httpx.Response(429, json={"message": "Too many"})
    transport = respond(refusal, busy, EXECUTED)
    with GoogleMeet(KEY, connection="c", retry=NO_WAIT, transport=transport) as meet:
        meet.http.call_options.state.key = RenewedSession()
        assert create(meet.with_options(confirm=approve_all)).name == "spaces/abc"
        with pytest.raises(ConfirmationRequired):
            create(meet)
        with pytest.raises(LookupError):
            create(meet.with_options(confirm=fail, connection=USE_PROXY_DEFAULT))


def test_the_logs_need_no_other_observer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(observers, "global_observers", {})
    caplog.set_level(logging.DEBUG, "maton_google_meet")
    with GoogleMeet(KEY, connection="c", transport=respond(EXECUTED)) as meet:
        read(meet)
    assert "GET /google-meet/v2/spaces/abc: 200, attempt 1" in caplog.text
