"""Retries: their number and waits, step by step with a simulated clock, and in both drivers."""

from __future__ import annotations

import copy
import itertools
import logging
import pickle
import random
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

import httpx
import maton_google_meet
import maton_google_meet.flow.retry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet import (
    USE_PROXY_DEFAULT,
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    DeadlineExceeded,
    DeadlineOutcomeUnknown,
    MatonError,
    MissingConnection,
    NetworkError,
    NetworkOutcomeUnknown,
    NotFoundError,
    OutcomeUnknown,
    Pace,
    PermissionDeniedError,
    RateLimitError,
    Retry,
    ServerError,
    ServerOutcomeUnknown,
    approve_all,
)
from maton_google_meet.config import Address
from maton_google_meet.flow.call import call
from maton_google_meet.flow.connections import Selector
from maton_google_meet.flow.options import CallOptions, ClientState
from maton_google_meet.flow.pacing import Slot
from maton_google_meet.flow.retry import (
    BACKOFF_SECONDS,
    QUOTA_BACKOFF_SECONDS,
    QUOTA_WINDOW_SECONDS,
)
from maton_google_meet.flow.steps import Acquire, Ask, Reserve, Send, Wait
from support.clients import ADDRESS, LISTED, ClientRunner, Lock, build_request
from support.clocks import Clock
from support.scale import scale, set_max_examples

KEY = "s3cr3t-k"
NOW_SECONDS = 1_800_000_000.0
PATHS = {
    "GET": "/google-meet/v2/spaces/a",
    "POST": "/google-meet/v2/spaces",
    "PATCH": "/google-meet/v2/spaces/a?updateMask=config",
    "DELETE": "/google-meet/v2/spaces/a/members/b",
}
BODIES: dict[str, Any] = {"GET": None, "POST": {}, "PATCH": {}, "DELETE": None}
# Parsed once, because parsing takes longer than the call.
URLS = {method: httpx.URL(ADDRESS + path) for method, path in PATHS.items()}
PROXY_ADDRESS = Address(ADDRESS)
WRITE_METHODS = ("POST", "PATCH", "DELETE")
RETRIED, NOT_RETRIED = True, False
# Errors of float arithmetic, in seconds.
EPSILON = 1e-6


class Outcome(NamedTuple):
    """The outcome of an attempt, and its duration in seconds."""

    status_or_error: int | type[httpx.RequestError]
    body: Any = None
    retry_after: str | None = None
    seconds: float = 0.0
    date: str | None = None

    def of(self, request: httpx.Request) -> httpx.Response:
        """Return the response, or raise the error."""
        if not isinstance(self.status_or_error, int):
            raise self.status_or_error("it broke", request=request)
        given = {"Retry-After": self.retry_after, "Date": self.date}
        headers = {name: value for name, value in given.items() if value is not None}
        name = "spaces/a/members/b" if "members" in request.url.path else "spaces/a"
        body = {"name": name, "message": "No."} if self.body is None else self.body
        return httpx.Response(self.status_or_error, json=body, headers=headers, request=request)


SUCCESS = Outcome(200)
UNAVAILABLE = Outcome(503)
TOO_FAST = Outcome(429, {"message": "Too many requests"})
QUOTA = Outcome(
    429, {"error": {"code": 429, "message": "Quota exceeded", "status": "RESOURCE_EXHAUSTED"}}
)
GOOGLE = {"error": {"code": 400, "message": "No.", "status": "INVALID_ARGUMENT"}}


class CountedSlot(Slot):
    """A slot that counts its uses."""

    used = 0
    given_back = 0
    ended = 0

    def left(self) -> float:
        left = super().left()
        self.used += not left
        return left

    def give_back(self) -> None:
        self.given_back += 1

    def done(self) -> None:
        self.ended += 1


class Slots:
    """A pacer whose slots lie `ahead` seconds ahead in turn; later slots are due immediately."""

    def __init__(self, clock: Callable[[], float], ahead: Iterable[float] = ()) -> None:
        self.clock = clock
        self.ahead = itertools.chain(ahead, itertools.repeat(0.0))
        self.holds: list[float] = []
        self.slots: list[CountedSlot] = []

    def reserve(self, hold: float) -> Slot:
        self.holds.append(hold)
        self.slots.append(CountedSlot(self.clock() + hold + next(self.ahead), self.clock))
        return self.slots[-1]

    async def areserve(self, hold: float) -> Slot:
        return self.reserve(hold)

    def settled(self) -> bool:
        """Return True if each slot was used or given back, once."""
        return all(slot.used + slot.given_back == 1 for slot in self.slots)


class SteppedCall:
    """One call with its steps performed by the test: a wait only advances the clock."""

    def __init__(
        self,
        method: str = "GET",
        *,
        retry: Retry | None = None,
        pace: Any = None,
        key: Any = KEY,
        connection: Any = USE_PROXY_DEFAULT,
        confirm: Callable[[Any], bool] = approve_all,
        clock: Clock | None = None,
        delays: Iterable[float] = (),
    ) -> None:
        self.clock = clock or Clock()
        self.shared = ClientState(key, PROXY_ADDRESS, monotonic=self.clock, now=lambda: NOW_SECONDS)
        self.delays = itertools.chain(delays, itertools.repeat(0.0))
        self.steps: list[Any] = []
        self.sends: list[float] = []
        self.keys: list[str] = []
        self.response: httpx.Response | None = None
        self.error: Any = None
        retry = retry or Retry()
        policy = CallOptions(self.shared, Selector(connection, Lock), confirm, retry, pace)
        request = build_request(
            method, URLS[method], json={} if method in {"POST", "PATCH"} else None
        )
        self.flow = call(
            policy,
            request,
            lambda verb, url, **rest: build_request(verb, ADDRESS + url, **rest),
        )

    def run(self, outcomes: Iterable[Outcome]) -> SteppedCall:
        """Perform the call with attempts that end with `outcomes` in turn."""
        turn = iter(outcomes)
        try:
            step = next(self.flow)
            while True:
                self.steps.append(step)
                try:
                    result = self.perform(step, turn)
                except httpx.RequestError as error:
                    step = self.flow.throw(error)
                else:
                    step = self.flow.send(result)
        except StopIteration as done:
            self.response = done.value
        except MatonError as error:
            self.error = error
        return self

    def perform(self, step: Any, turn: Iterator[Outcome]) -> Any:
        if isinstance(step, Wait):
            self.clock.now += step.seconds + next(self.delays)
        elif isinstance(step, Reserve):
            return step.pace.reserve(step.hold)
        elif isinstance(step, Ask):
            return step.function(*step.arguments)
        elif isinstance(step, Acquire):
            step.lock.acquire()
        else:
            self.sends.append(self.clock.now)
            self.keys.append(step.request.headers["Authorization"])
            outcome = next(turn)
            self.clock.now += outcome.seconds
            return outcome.of(step.request)
        return None

    @property
    def waits(self) -> list[float]:
        return [step.seconds for step in self.steps if isinstance(step, Wait)]

    @property
    def kinds(self) -> list[type]:
        return [type(step) for step in self.steps]


@pytest.fixture(params=["low", "high"])
def extreme_waits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make each random wait the shortest or the longest possible one."""
    fix_random_waits(monkeypatch, request.param)
    return str(request.param)


@pytest.fixture
def longest_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each random wait the longest possible one."""
    fix_random_waits(monkeypatch, "high")


def fix_random_waits(monkeypatch: pytest.MonkeyPatch, extreme_waits: str) -> None:
    fixed = SimpleNamespace(uniform=lambda low, high: low if extreme_waits == "low" else high)
    monkeypatch.setattr(maton_google_meet.flow.retry, "random", fixed)


# --- outcomes -------------------------------------------------------------------------------------


class Cause(NamedTuple):
    """The outcome of an attempt, and for a read and a write: its retry and its error."""

    label: str
    outcome: Outcome
    read: bool
    write: bool
    read_error: type[MatonError]
    write_error: type[MatonError]


CAUSES = [
    Cause("429 of the proxy", TOO_FAST, RETRIED, RETRIED, RateLimitError, RateLimitError),
    Cause("429 of Google", QUOTA, RETRIED, RETRIED, RateLimitError, RateLimitError),
    *(
        Cause(str(status), Outcome(status), RETRIED, NOT_RETRIED, ServerError, ServerOutcomeUnknown)
        for status in (502, 503, 504)
    ),
    *(
        Cause(
            str(status),
            Outcome(status),
            NOT_RETRIED,
            NOT_RETRIED,
            ServerError,
            ServerOutcomeUnknown,
        )
        for status in (500, 501, 505, *range(520, 530), 599)
    ),
    *(
        Cause(str(status), Outcome(status), NOT_RETRIED, NOT_RETRIED, kind, kind)
        for status, kind in (
            (301, APIStatusError),
            (400, MissingConnection),
            (401, AuthenticationError),
            (402, APIStatusError),
            (403, PermissionDeniedError),
            (404, NotFoundError),
            (408, APIStatusError),
            (409, ConflictError),
            (425, APIStatusError),
        )
    ),
    Cause(
        "400 of Google",
        Outcome(400, GOOGLE),
        NOT_RETRIED,
        NOT_RETRIED,
        BadRequestError,
        BadRequestError,
    ),
    *(
        Cause(cause.__name__, Outcome(cause), RETRIED, RETRIED, kind, kind)
        for cause, kind in (
            (httpx.ConnectError, NetworkError),
            (httpx.ConnectTimeout, DeadlineExceeded),
            (httpx.PoolTimeout, DeadlineExceeded),
            (httpx.ProxyError, NetworkError),
        )
    ),
    *(
        Cause(cause.__name__, Outcome(cause), RETRIED, NOT_RETRIED, read, write)
        for cause, read, write in (
            (httpx.ReadTimeout, DeadlineExceeded, DeadlineOutcomeUnknown),
            (httpx.WriteTimeout, DeadlineExceeded, DeadlineOutcomeUnknown),
            (httpx.ReadError, NetworkError, NetworkOutcomeUnknown),
            (httpx.WriteError, NetworkError, NetworkOutcomeUnknown),
            (httpx.CloseError, NetworkError, NetworkOutcomeUnknown),
            (httpx.RemoteProtocolError, NetworkError, NetworkOutcomeUnknown),
            (httpx.DecodingError, NetworkError, NetworkOutcomeUnknown),
        )
    ),
]
each_cause = pytest.mark.parametrize(
    "cause",
    [
        pytest.param(
            cause,
            # It is not documented, but it may occur.
            marks=pytest.mark.maton_contract(wrong_on_purpose="answers")
            if cause.outcome.status_or_error == 301
            else [],
            id=cause.label,
        )
        for cause in CAUSES
    ],
)
each_method = pytest.mark.parametrize("method", PATHS)


@each_cause
@each_method
def test_each_outcome_step_by_step(cause: Cause, method: str) -> None:
    again = cause.write if method in WRITE_METHODS else cause.read
    kind = cause.write_error if method in WRITE_METHODS else cause.read_error
    failing = SteppedCall(method, retry=Retry(attempts=3)).run(itertools.repeat(cause.outcome))
    assert type(failing.error) is kind
    assert len(failing.sends) == (3 if again else 1)
    assert len(failing.waits) == len(failing.sends) - 1

    recovering = SteppedCall(method).run([cause.outcome, SUCCESS])
    assert len(recovering.sends) == (2 if again else 1)
    assert (recovering.response is not None) == again


@each_cause
def test_each_outcome_through_the_drivers(cause: Cause, runner: ClientRunner) -> None:
    sent: list[tuple[str, bytes]] = []
    asked: list[str] = []
    errors: list[MatonError] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append((request.method, request.content))
        return cause.outcome.of(request)

    def hook(pending: Any) -> bool:
        asked.append(pending.method)
        return True

    def failing(method: str) -> Callable[[Any], Any]:
        def send(meet: Any) -> Any:
            return meet.http.request(method, PATHS[method], json=BODIES[method])

        async def awaited(meet: Any) -> None:
            try:
                await send(meet)
            except MatonError as error:
                errors.append(error)

        def performed(meet: Any) -> None:
            try:
                send(meet)
            except MatonError as error:
                errors.append(error)

        return performed if runner.mode == "sync" else awaited

    runner.call(
        *map(failing, PATHS),
        connection=USE_PROXY_DEFAULT,
        confirm=runner.make_hook(hook),
        retry=Retry(attempts=3, max_wait=0.0),
        transport=httpx.MockTransport(answer),
    )
    reads, writes = (3 if cause.read else 1), (3 if cause.write else 1)
    expected = [("GET", b"")] * reads
    expected += [
        (method, b"{}" if BODIES[method] is not None else b"")
        for method in WRITE_METHODS
        for _ in range(writes)
    ]
    assert sent == expected
    assert [type(error) for error in errors] == [cause.read_error] + [cause.write_error] * 3
    assert asked == list(WRITE_METHODS)


@pytest.mark.maton_contract(wrong_on_purpose="requests")  # The document knows GET only.
@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_head_and_options_are_retried_like_get(method: str, runner: ClientRunner) -> None:
    answers = iter([UNAVAILABLE, Outcome(httpx.ReadError), SUCCESS])
    transport = httpx.MockTransport(lambda request: next(answers).of(request))
    response = runner.call(
        lambda meet: meet.http.request(method, PATHS["GET"]),
        connection="c", retry=Retry(attempts=3, max_wait=0.0), transport=transport,
    )  # fmt: skip
    assert response.status_code == 200


class TruncatedBody(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"{"
        raise httpx.ReadError("reset")

    async def __aiter__(self) -> Any:
        yield b"{"
        raise httpx.ReadError("reset")


# httpx leaves its generators to the garbage collector then, which trio warns of.
@pytest.mark.filterwarnings("ignore:Async generator 'httpx:ResourceWarning")
@pytest.mark.parametrize("body", ["torn", "no gzip"])
@pytest.mark.parametrize(
    ("status", "method", "again"),
    [(200, "GET", RETRIED), (200, "POST", NOT_RETRIED), (429, "GET", RETRIED),
     (429, "POST", RETRIED), (503, "GET", RETRIED), (503, "POST", NOT_RETRIED),
     (404, "GET", NOT_RETRIED), (403, "POST", NOT_RETRIED)],
)  # fmt: skip
def test_an_unreadable_body_is_retried_like_its_status(
    body: str, status: int, method: str, again: bool, runner: ClientRunner
) -> None:
    """A success is lost with its body; an error keeps its status."""
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        if body == "torn":
            return httpx.Response(status, stream=TruncatedBody())
        coded = {"Content-Encoding": "gzip"}
        return httpx.Response(status, headers=coded, stream=httpx.ByteStream(b"no gzip"))

    with pytest.raises(MatonError) as raised:
        runner.call(
            lambda meet: meet.http.request(method, PATHS[method], json=BODIES[method]),
            connection=USE_PROXY_DEFAULT,
            confirm=runner.make_hook(lambda _: True),
            retry=Retry(attempts=3, max_wait=0.0),
            transport=httpx.MockTransport(answer),
        )
    assert len(sent) == (3 if again else 1)
    assert isinstance(raised.value, OutcomeUnknown) == (method == "POST" and status in {200, 503})
    assert getattr(raised.value, "status_code", 200) == status


# --- the order ------------------------------------------------------------------------------------


def test_the_steps_of_each_attempt(longest_waits: None) -> None:
    """The hook is called once; each attempt needs a slot, the key and the request."""
    clock = Clock()
    pace = Slots(clock, [0.2, 0.3, 0.4, 0.5])
    keys = (f"k-{number}" for number in itertools.count(1))
    key_asked: list[float] = []
    asked: list[float] = []

    def key() -> str:
        key_asked.append(clock.now)
        return next(keys)

    def hook(_: Any) -> bool:
        asked.append(clock.now)
        return True

    call = SteppedCall("POST", pace=pace, key=key, confirm=hook, clock=clock)
    call.run([TOO_FAST, QUOTA, Outcome(httpx.ConnectError), SUCCESS])
    assert call.steps[0].function is hook
    assert call.kinds[1:] == [
        *(Reserve, Wait, Ask, Send),  # The first slot is 0.2 s away.
        *(Reserve, Wait, Ask, Send),  # The proxy's limit is waited for in the queue.
        *(Wait, Reserve, Wait, Ask, Send),  # Google's is not, and then there is a slot to wait for.
        *(Wait, Reserve, Wait, Ask, Send),
    ]
    assert [step.function for step in call.steps if isinstance(step, Ask)] == [hook] + [key] * 4
    assert call.keys == ["Bearer k-1", "Bearer k-2", "Bearer k-3", "Bearer k-4"]
    assert key_asked == call.sends
    assert asked == [1000.0]
    assert pace.holds == [0.0, 0.5, 0.0, 0.0]
    assert call.waits == pytest.approx([0.2, 0.5 + 0.3, 8.0, 0.4, 2.0, 0.5])
    assert pace.settled()


def test_a_free_slot_needs_no_wait() -> None:
    clock = Clock()
    call = SteppedCall("GET", pace=Slots(clock), clock=clock).run([SUCCESS])
    assert call.kinds == [Reserve, Send]


def test_discovery_is_retried_before_the_hook_is_called(longest_waits: None) -> None:
    asked: list[Any] = []

    def hook(pending: Any) -> bool:
        asked.append(pending.connection.connection_id)
        return True

    call = SteppedCall("POST", connection=None, confirm=hook)
    call.run([UNAVAILABLE, Outcome(httpx.ReadError), Outcome(200, LISTED), TOO_FAST, SUCCESS])
    assert call.kinds == [Acquire, Send, Wait, Send, Wait, Send, Ask, Send, Wait, Send]
    assert asked == ["only"]
    # The second call of the proxy has its bounds to itself.
    assert call.waits == [0.5, 1.0, 0.5]


# --- Retry-After ----------------------------------------------------------------------------------


def date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(NOW_SECONDS + seconds, UTC), usegmt=True)


WAITED_HEADERS = [
    ("7", 7.0), ("0.25", 0.25), ("1e1", 10.0), (" 7 ", 7.0), ("60", 60.0),
    (date(30), 30.0), (date(30).replace("GMT", "-0000"), 30.0), (date(60), 60.0),
]  # fmt: skip
INVALID_HEADERS = [
    "0", "0.0", "-5", "-inf", "nan", "inf", "9" * 400, "", "soon", "7 seconds", "7, 8",
    date(0), date(-30), "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 99 Foo 2026 00:00:00 GMT",
]  # fmt: skip
LONG_HEADERS = [
    ("90", "90"), ("60.001", "60.001"), ("1e9", "1e+09"), ("1e308", "1e+308"), (date(90), "90"),
    ("Fri, 31 Dec 9999 23:59:59 GMT", "2.51602e+11"),
]  # fmt: skip
RETRY_AFTER_CASES = [
    pytest.param("GET", TOO_FAST, id="read-429"),
    pytest.param("POST", TOO_FAST, id="write-429"),
    pytest.param("POST", QUOTA, id="write-429-of-Google"),
    pytest.param("GET", UNAVAILABLE, id="read-503"),
]
with_retry_after = pytest.mark.parametrize(("method", "outcome"), RETRY_AFTER_CASES)


@with_retry_after
@pytest.mark.parametrize(("header", "seconds"), WAITED_HEADERS)
def test_retry_after_is_waited(header: str, seconds: float, method: str, outcome: Outcome) -> None:
    call = SteppedCall(method).run([outcome._replace(retry_after=header)] * 2 + [SUCCESS])
    assert call.waits == [seconds] * 2
    assert call.response


@with_retry_after
@pytest.mark.parametrize("ahead", [-4000.0, -10.0, 10.0, 4000.0])
def test_a_date_uses_the_clock_of_the_server(ahead: float, method: str, outcome: Outcome) -> None:
    """The client's clock may differ from the `Date` of the response."""
    dated = outcome._replace(retry_after=date(ahead + 30), date=date(ahead))
    assert SteppedCall(method).run([dated, SUCCESS]).waits == [30.0]


@with_retry_after
@pytest.mark.parametrize("header", INVALID_HEADERS)
def test_an_invalid_retry_after_is_ignored(
    header: str, method: str, outcome: Outcome, longest_waits: None
) -> None:
    base = QUOTA_BACKOFF_SECONDS if outcome is QUOTA else BACKOFF_SECONDS
    call = SteppedCall(method).run([outcome._replace(retry_after=header)] * 2 + [SUCCESS])
    assert call.waits == [base, 2 * base]


@with_retry_after
@pytest.mark.parametrize(("header", "figure"), LONG_HEADERS)
def test_a_retry_after_beyond_the_bounds_is_raised_immediately(
    header: str, figure: str, method: str, outcome: Outcome
) -> None:
    call = SteppedCall(method).run([outcome._replace(retry_after=header)])
    assert len(call.sends) == 1
    assert call.waits == []
    assert type(call.error) is (ServerError if outcome is UNAVAILABLE else RateLimitError)
    assert f"The server asks to wait {figure} s." in str(call.error)
    assert "Given up after 1 attempt in 0.0 s: Retry(attempts=6, max_wait=60.0" in str(call.error)


@pytest.mark.parametrize("seconds", [7200.0, 1e6])
def test_a_long_retry_after_is_waited_within_the_bounds(seconds: float) -> None:
    retry = Retry(max_wait=seconds, total=2 * seconds)
    call = SteppedCall("POST", retry=retry).run(
        [TOO_FAST._replace(retry_after=str(seconds)), SUCCESS]
    )
    assert call.response
    # In one piece or several: timers have limits of their own.
    assert sum(call.waits) == seconds
    assert call.sends == [1000.0, 1000.0 + seconds]


@pytest.mark.parametrize(
    ("draw_retries", "seconds"),
    [
        ({"max_wait": 6.9}, 0.0),
        ({"max_wait": 0.0}, 0.0),
        ({"total": 6.9}, 0.0),
        ({"total": 106.9}, 100.0),
        ({"total": 7.0}, 0.5),
    ],
)
def test_the_bounds_limit_retry_after(draw_retries: dict[str, Any], seconds: float) -> None:
    call = SteppedCall(retry=Retry(**draw_retries)).run(
        [UNAVAILABLE._replace(retry_after="7", seconds=seconds)]
    )
    assert call.waits == []
    assert f"in {seconds:.1f} s: {Retry(**draw_retries)!r} allows no more." in str(call.error)


def test_a_write_with_unknown_outcome_ignores_retry_after() -> None:
    call = SteppedCall("POST").run([UNAVAILABLE._replace(retry_after="1")])
    assert isinstance(call.error, ServerOutcomeUnknown)
    assert call.waits == []
    assert "Given up" not in str(call.error)


# --- random waits ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "times", "retry", "limits"),
    [
        (UNAVAILABLE, 5, Retry(), [0.5, 1.0, 2.0, 4.0, 8.0]),
        (Outcome(httpx.ConnectError), 5, Retry(), [0.5, 1.0, 2.0, 4.0, 8.0]),
        (TOO_FAST, 4, Retry(), [0.5, 1.0, 2.0, 4.0]),
        (QUOTA, 4, Retry(), [4.0, 8.0, 16.0, 32.0]),
        (UNAVAILABLE, 5, Retry(max_wait=3.0), [0.5, 1.0, 2.0, 3.0, 3.0]),
        (QUOTA, 4, Retry(max_wait=3.0), [3.0, 3.0, 3.0, 3.0]),
        (UNAVAILABLE, 4, Retry(total=4.25), [0.5, 1.0, 2.0, 0.75]),
        (QUOTA, 3, Retry(total=15.0), [4.0, 8.0, 3.0]),
        (
            UNAVAILABLE,
            8,
            Retry(attempts=9, max_wait=30.0),
            [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0],
        ),
        (UNAVAILABLE, 1, Retry(attempts=2), [0.5]),
    ],
)
def test_the_wait_is_a_random_part_of_a_limit_that_doubles(
    outcome: Outcome, times: int, retry: Retry, limits: list[float], extreme_waits: str
) -> None:
    call = SteppedCall("GET", retry=retry).run([outcome] * times + [SUCCESS])
    assert call.response
    # Nobody waits for no time at all.
    assert call.waits == (limits if extreme_waits == "high" else [])


def test_many_attempts_do_not_overflow(extreme_waits: str) -> None:
    call = SteppedCall("GET", retry=Retry(attempts=2000, total=1e8)).run(
        [UNAVAILABLE] * 1999 + [SUCCESS]
    )
    assert call.response
    assert max(call.waits, default=0.0) == (60.0 if extreme_waits == "high" else 0.0)


def draw_retries() -> st.SearchStrategy[Retry]:
    quarters = st.integers(0, 600).map(lambda quarters: quarters / 4)
    return st.builds(Retry, attempts=st.integers(1, 8), max_wait=quarters, total=quarters)


@set_max_examples(100, 20)
@given(
    retry=draw_retries(),
    outcome=st.sampled_from([UNAVAILABLE, TOO_FAST, QUOTA, Outcome(httpx.ReadError)]),
    attempt=st.integers(1, 8),
    share=st.floats(0.0, 1.0),
)
def test_a_wait_fits_its_bounds(retry: Retry, outcome: Outcome, attempt: int, share: float) -> None:
    error = SteppedCall("GET", retry=Retry(attempts=1)).run([outcome]).error
    elapsed = retry.total * share
    pause = retry.pause(error, attempt, elapsed)
    if attempt >= retry.attempts:
        assert pause is None
        return
    limit = (QUOTA_BACKOFF_SECONDS if outcome is QUOTA else BACKOFF_SECONDS) * 2 ** (attempt - 1)
    if isinstance(error, RateLimitError) and attempt == retry.attempts - 1:
        limit = max(limit, QUOTA_WINDOW_SECONDS - elapsed)
    assert pause is not None
    assert 0.0 <= pause <= min(limit, retry.max_wait, retry.total - elapsed)


@set_max_examples(100, 20)
@given(st.integers(1, 5), st.randoms(use_true_random=False))
def test_waits_are_random(attempt: int, dice: random.Random) -> None:
    """Clients that were refused together do not retry together."""
    error = SteppedCall("GET", retry=Retry(attempts=1)).run([UNAVAILABLE]).error
    waits = {Retry().pause(error, attempt, 0.0) for _ in range(20)}
    assert len(waits) == 20


# --- Google's quotas ------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0.0, 0.5, 5.0])
@pytest.mark.parametrize("retry", [Retry(), Retry(attempts=2), Retry(attempts=3)])
def test_the_last_attempt_follows_the_quota_window(
    retry: Retry, seconds: float, extreme_waits: str
) -> None:
    outcome = QUOTA._replace(seconds=seconds)
    call = SteppedCall("POST", retry=retry).run([outcome] * retry.attempts)
    assert len(call.sends) == retry.attempts
    taken = call.sends[-1] - call.sends[0]
    # One wait alone is never longer than its bound.
    enough = min(QUOTA_WINDOW_SECONDS, retry.max_wait + seconds * (retry.attempts - 1))
    assert enough <= taken <= retry.total
    if extreme_waits == "low":
        assert taken == enough


@pytest.mark.parametrize(
    ("retry", "waits"),
    [
        # There is no time for a minute: what was drawn is waited.
        (Retry(attempts=2, total=59.0), [4.0]),
        (Retry(attempts=3, total=59.0), [4.0, 8.0]),
        (Retry(attempts=2, max_wait=10.0), [10.0]),
        (Retry(attempts=2, max_wait=0.0), []),
        (Retry(attempts=2, total=0.0), []),
    ],
)
def test_bounds_below_a_minute_take_precedence(
    retry: Retry, waits: list[float], longest_waits: None
) -> None:
    call = SteppedCall("POST", retry=retry).run([QUOTA] * retry.attempts)
    assert call.waits == waits
    assert len(call.sends) == retry.attempts


class QuotaCounter:
    """A quota of ten requests a minute, for the ways to count that `kind` names."""

    def __init__(self, kind: str, phase: float) -> None:
        self.kind = kind
        self.phase = phase
        self.counted: list[float] = []
        self.refused = 0

    def take(self, now: float) -> bool:
        if self.kind == "by the clock":
            minute = (now - self.phase) // 60.0
            known = sum((other - self.phase) // 60.0 == minute for other in self.counted)
        else:
            known = sum(other > now - 60.0 for other in self.counted)
        fits = known < 10
        self.refused += not fits
        if fits or self.kind == "refused ones too":
            self.counted.append(now)
        return fits


@pytest.mark.sized
@pytest.mark.parametrize(
    ("kind", "seeds"), [("by the clock", 200), ("sliding", 200), ("refused ones too", 50)]
)
def test_the_defaults_succeed_within_googles_quota(
    kind: str, seeds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Create 25 spaces in a row at ten a minute, without an error."""

    def answers(clock: Clock, counter: QuotaCounter, dice: random.Random) -> Iterator[Outcome]:
        while True:
            fits = counter.take(clock.now)
            yield (SUCCESS if fits else QUOTA)._replace(seconds=dice.uniform(0.02, 1.0))

    def delays(dice: random.Random) -> Iterator[float]:
        while True:
            yield dice.uniform(0.0, 0.02)

    refused, seeds = 0, scale(seeds, seeds // 10)
    for seed in range(seeds):
        dice = random.Random(seed)
        monkeypatch.setattr(maton_google_meet.flow.retry, "random", dice)
        clock = Clock()
        pace = Pace(clock=clock)
        counter = QuotaCounter(kind, phase=dice.uniform(0.0, 60.0))
        outcomes = answers(clock, counter, dice)
        for _ in range(25):
            call = SteppedCall(
                "POST", pace=pace, clock=clock, delays=delays(dice), connection=USE_PROXY_DEFAULT
            )
            assert call.run(outcomes).response, (seed, call.error)
        refused += counter.refused
    assert refused >= 2 * seeds


# --- bounds count real time -----------------------------------------------------------------------


def test_time_spent_in_slow_requests_counts() -> None:
    call = SteppedCall("GET").run(itertools.repeat(UNAVAILABLE._replace(seconds=50.0)))
    assert len(call.sends) == 3
    assert call.sends[-1] - call.sends[0] < 120.0
    assert re.search(r"Given up after 3 attempts in 15\d\.\d s", str(call.error))


def test_time_spent_in_slow_requests_leaves_less_to_wait(longest_waits: None) -> None:
    slow = UNAVAILABLE._replace(seconds=59.75)
    call = SteppedCall("GET", retry=Retry(max_wait=1.0)).run([slow] * 3)
    assert call.sends == [1000.0, 1060.25, 1120.0]
    assert call.waits == [0.5]
    call = SteppedCall("GET", retry=Retry(total=60.0)).run([slow, SUCCESS])
    assert call.waits == [0.25]


def test_time_spent_waiting_for_a_slot_counts(longest_waits: None) -> None:
    """Time before the first attempt does not count."""
    clock = Clock()
    pace = Slots(clock, [500.0, 55.0, 55.0, 55.0])
    call = SteppedCall("GET", pace=pace, clock=clock).run([UNAVAILABLE] * 3)
    assert call.sends == [1500.0, 1555.5, 1611.5]
    assert call.waits == [500.0, 0.5, 55.0, 1.0, 55.0, 2.0]
    assert "Given up after 3 attempts in 113.5 s" in str(call.error)
    assert isinstance(call.error, ServerError)
    assert [slot.given_back for slot in pace.slots] == [0, 0, 0, 1]
    assert pace.settled()


@pytest.mark.parametrize(
    ("outcome", "where"), [(UNAVAILABLE, "before"), (UNAVAILABLE, "turn"), (TOO_FAST, "turn")]
)
def test_a_clock_jump_during_a_wait_ends_the_call(
    outcome: Outcome, where: str, longest_waits: None
) -> None:
    """The machine may have slept: do not send a request that is no longer expected."""
    clock = Clock()
    pace = Slots(clock, [0.0, 5.0])
    waiting = 1 if where == "before" or outcome is TOO_FAST else 2
    delays = [1000.0 if number == waiting else 0.0 for number in range(1, 4)]
    call = SteppedCall("GET", pace=pace, clock=clock, delays=delays).run([outcome])
    assert len(call.sends) == 1
    assert len(call.waits) == waiting
    assert type(call.error) is (RateLimitError if outcome is TOO_FAST else ServerError)
    assert re.search(r"Given up after 1 attempt in 100\d\.\d s", str(call.error))
    assert pace.settled()


def test_a_clock_jump_before_the_first_attempt_is_ignored() -> None:
    clock = Clock()
    call = SteppedCall("GET", pace=Slots(clock, [1.0]), clock=clock, delays=[1000.0]).run(
        [UNAVAILABLE, SUCCESS]
    )
    assert call.response


def test_a_wait_that_ends_early_continues() -> None:
    clock = Clock()
    pace = Slots(clock, [4.0])
    call = SteppedCall("GET", pace=pace, clock=clock, delays=[-3.0, -0.5]).run([SUCCESS])
    assert call.waits == [4.0, 3.0, 0.5]
    assert call.sends == [1004.0]
    assert pace.settled()


def test_time_in_the_hook_does_not_count() -> None:
    clock = Clock()

    def hook(_: Any) -> bool:
        clock.now += 5000.0
        return True

    refused = TOO_FAST._replace(retry_after="60")
    call = SteppedCall("POST", confirm=hook, clock=clock).run([refused] * 3)
    assert call.sends == [6000.0, 6060.0, 6120.0]
    assert "Given up after 3 attempts in 120.0 s" in str(call.error)


# --- invariants -----------------------------------------------------------------------------------


SECONDS = st.integers(0, 200).map(lambda quarters: quarters / 4)
OUTCOMES = st.builds(
    lambda cause, header, seconds: cause._replace(retry_after=header, seconds=seconds),
    st.sampled_from([SUCCESS, *(cause.outcome for cause in CAUSES)]),
    st.sampled_from([None, None, "0", "3", "30", "90"]),
    SECONDS,
)


@set_max_examples(100, 20)
@given(
    method=st.sampled_from(list(PATHS)),
    # Most are repeatable, so that most sequences are long.
    outcomes=st.lists(
        st.one_of(OUTCOMES, st.builds(TOO_FAST._replace, seconds=SECONDS)), min_size=8, max_size=8
    ),
    retry=draw_retries(),
    paced=st.booleans(),
    ahead=st.lists(SECONDS, max_size=8),
    delays=st.lists(SECONDS, max_size=8),
)
def test_each_call_keeps_the_invariants(
    method: str,
    outcomes: list[Outcome],
    retry: Retry,
    paced: bool,
    ahead: list[float],
    delays: list[float],
) -> None:
    clock = Clock()
    pace = Slots(clock, ahead) if paced else None
    call = SteppedCall(method, retry=retry, pace=pace, clock=clock, delays=delays).run(outcomes)

    # It ends, in one way, and somebody was asked once.
    assert (call.response is None) == isinstance(call.error, MatonError)
    assert call.kinds.count(Ask) == (method in WRITE_METHODS)
    # Never more often than allowed, and only what may be sent again.
    sends = [place for place, kind in enumerate(call.kinds) if kind is Send]
    assert 1 <= len(sends) <= retry.attempts
    causes = {cause.outcome.status_or_error: cause for cause in CAUSES}
    for outcome in outcomes[: len(sends) - 1]:
        assert outcome is not SUCCESS
        assert (
            causes[outcome.status_or_error].write
            if method in WRITE_METHODS
            else causes[outcome.status_or_error].read
        )
    # Never later, and never longer.
    assert call.sends[-1] - call.sends[0] <= retry.total + EPSILON
    waits = [step.seconds for step in call.steps[sends[0] :] if isinstance(step, Wait)]
    assert all(seconds > 0 for seconds in call.waits)
    assert sum(waits) <= retry.total + EPSILON
    for before, step in itertools.pairwise(call.steps):
        if isinstance(before, Send) and not isinstance(step, Send):
            wait = step.hold if isinstance(step, Reserve) else step.seconds
            assert wait <= retry.max_wait
    # Each slot is used, or given back.
    if pace:
        assert pace.settled()
        assert sum(slot.used for slot in pace.slots) >= len(sends)
        assert sum(slot.ended for slot in pace.slots) == len(sends)
        assert all(slot.used >= slot.ended for slot in pace.slots)


# --- slots ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [KeyboardInterrupt(), GeneratorExit(), MatonError("cancelled")])
def test_an_interrupted_wait_gives_the_slot_back(error: BaseException) -> None:
    clock = Clock()
    pace = Slots(clock, [3.0])
    flow = SteppedCall("GET", pace=pace, clock=clock).flow
    assert next(flow) == Reserve(pace=pace, hold=0.0)
    assert flow.send(pace.reserve(0.0)) == Wait(seconds=3.0)
    with pytest.raises(type(error)):
        flow.throw(error)
    [slot] = pace.slots
    assert (slot.used, slot.given_back) == (0, 1)


@pytest.mark.parametrize("outcome", [None, UNAVAILABLE, TOO_FAST])
def test_a_client_closed_during_a_wait_sends_nothing_more(outcome: Outcome | None) -> None:
    clock = Clock()
    pace = Slots(clock, [0.0, 3.0] if outcome else [3.0])
    call = SteppedCall("GET", pace=pace, clock=clock)

    def delays() -> Iterator[float]:
        if outcome is UNAVAILABLE:
            yield 0.0
        call.shared.closing.set()
        yield 0.0

    call.delays = delays()
    call.run([outcome] if outcome else [])
    assert isinstance(call.error, ConfigurationError)
    assert len(call.sends) == (1 if outcome else 0)
    assert [slot.given_back for slot in pace.slots][-1] == 1
    assert pace.settled()


def test_an_error_of_a_custom_pacer_is_raised() -> None:
    class Refusing(Slots):
        def reserve(self, hold: float) -> Slot:
            raise MatonError("no slots today")

    clock = Clock()
    call = SteppedCall("GET", pace=Refusing(clock), clock=clock).run([])
    assert str(call.error) == "no slots today"


# --- holds for all calls --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "holds"),
    [
        (TOO_FAST, [0.0, 0.5, 1.0]),
        (TOO_FAST._replace(retry_after="7"), [0.0, 7.0, 7.0]),
        (TOO_FAST._replace(retry_after=date(9)), [0.0, 9.0, 9.0]),
        (TOO_FAST._replace(body={"error": {"message": "Rate limit exceeded"}}), [0.0, 0.5, 1.0]),
        (QUOTA, [0.0, 0.0, 0.0]),
        (QUOTA._replace(retry_after="7"), [0.0, 0.0, 0.0]),
        (UNAVAILABLE._replace(retry_after="7"), [0.0, 0.0, 0.0]),
        (Outcome(httpx.ConnectError), [0.0, 0.0, 0.0]),
    ],
)
def test_a_429_of_the_proxy_holds_back_all_calls(
    outcome: Outcome, holds: list[float], longest_waits: None
) -> None:
    clock = Clock()
    pace = Slots(clock)
    call = SteppedCall("GET", pace=pace, clock=clock).run([outcome] * 2 + [SUCCESS])
    assert call.response
    assert pace.holds == holds
    assert sum(call.waits) == clock.now - 1000.0 > 0
    assert pace.settled()


@pytest.mark.parametrize(
    ("outcome", "retry", "hold"),
    [
        (TOO_FAST._replace(retry_after="3"), Retry(attempts=1), 3.0),
        (TOO_FAST._replace(retry_after="60"), Retry(attempts=1), 60.0),
        (TOO_FAST._replace(retry_after="61"), Retry(attempts=1), None),
        (TOO_FAST._replace(retry_after="61"), Retry(), None),
        (TOO_FAST._replace(retry_after="3"), Retry(max_wait=2.0), None),
        (TOO_FAST._replace(retry_after="3"), Retry(total=2.0), 3.0),
        (TOO_FAST, Retry(attempts=1), 1.0),
        (TOO_FAST._replace(retry_after="0"), Retry(attempts=1), 1.0),
        (QUOTA, Retry(attempts=1), None),
        (QUOTA._replace(retry_after="3"), Retry(attempts=1), None),
        (UNAVAILABLE._replace(retry_after="3"), Retry(attempts=1), None),
        (Outcome(httpx.ConnectError), Retry(attempts=1), None),
    ],
)
def test_a_429_without_another_attempt_holds_back_all_calls(
    outcome: Outcome, retry: Retry, hold: float | None
) -> None:
    """A `Retry-After` beyond the bounds holds back no call: the proxy refuses each call itself."""
    clock = Clock()
    pace = Slots(clock)
    call = SteppedCall("GET", retry=retry, pace=pace, clock=clock).run([outcome])
    assert call.error
    assert len(call.sends) == 1
    assert call.waits == []
    assert pace.holds == ([0.0] if hold is None else [0.0, hold])
    assert pace.settled()


def test_a_429_without_remaining_time_holds_back_all_calls() -> None:
    clock = Clock()
    pace = Slots(clock)
    too_fast = TOO_FAST._replace(seconds=15.0)
    SteppedCall("GET", retry=Retry(total=10.0), pace=pace, clock=clock).run([too_fast])
    assert pace.holds == [0.0, 1.0]


@pytest.mark.usefixtures("extreme_waits")
def test_no_attempt_begins_after_the_total_time() -> None:
    down = UNAVAILABLE._replace(seconds=15.0)
    assert len(SteppedCall("GET", retry=Retry(total=10.0)).run([down] * 9).sends) == 1


@pytest.mark.usefixtures("longest_waits")
def test_a_429_of_the_proxy_does_not_wait_for_the_quota_window() -> None:
    clock = Clock()
    pace = Slots(clock)
    SteppedCall("GET", retry=Retry(attempts=2), pace=pace, clock=clock).run([TOO_FAST, SUCCESS])
    assert pace.holds == [0.0, BACKOFF_SECONDS]


def test_a_hold_keeps_the_order_of_calls() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    with_five = TOO_FAST._replace(retry_after="5")
    first = SteppedCall("GET", retry=Retry(attempts=1), pace=pace, clock=clock).run([with_five])
    assert first.error
    second, third = (SteppedCall("GET", pace=pace, clock=clock).run([SUCCESS]) for _ in range(2))
    assert second.sends == [pytest.approx(1005.0)]
    assert third.sends[0] - second.sends[0] < 0.3


def test_a_quota_of_google_does_not_hold_back_other_calls() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    refused = QUOTA._replace(retry_after="5")
    first = SteppedCall("GET", retry=Retry(attempts=1), pace=pace, clock=clock).run([refused])
    assert first.error
    second = SteppedCall("GET", pace=pace, clock=clock).run([SUCCESS])
    assert second.sends[0] - 1000.0 < 0.3


@pytest.mark.parametrize("retry", [None, Retry(attempts=3)])
def test_the_drivers_pass_the_hold_to_the_pacer(retry: Retry | None, runner: ClientRunner) -> None:
    pace = Slots(lambda: 1e9)  # Its slots are never due, if its clock is asked.
    pace.reserve = lambda hold: [pace.holds.append(hold), CountedSlot(0.0, lambda: 1.0)][1]  # type: ignore[method-assign,func-returns-value]
    answer = TOO_FAST._replace(retry_after="0.001")
    with pytest.raises(RateLimitError):
        runner.call(
            lambda meet: meet.spaces.get("abc"),
            connection="c", retry=retry, pace=pace, transport=httpx.MockTransport(answer.of),
        )  # fmt: skip
    assert pace.holds == [0.0] + [0.001] * (1 if retry is None else 3)


# --- the error at the end -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("retry", "outcome", "sends", "seconds"),
    [
        (Retry(attempts=3), TOO_FAST._replace(retry_after="7"), 3, "14.0"),
        (Retry(attempts=3), QUOTA._replace(retry_after="7", seconds=0.25), 3, "14.8"),
        (Retry(attempts=1), TOO_FAST, 1, None),
        (Retry(total=20.0), TOO_FAST._replace(retry_after="7"), 3, "14.0"),
        (Retry(total=20.0), QUOTA._replace(retry_after="7", seconds=6.0), 2, "19.0"),
        (Retry(max_wait=5.0), TOO_FAST._replace(retry_after="7"), 1, "0.0"),
        (Retry(), QUOTA._replace(retry_after="90", seconds=2.0), 1, "2.0"),
    ],
)
@pytest.mark.parametrize("paced", [True, False])
def test_the_error_names_the_bound_that_ended_the_call(
    retry: Retry, outcome: Outcome, sends: int, seconds: str | None, paced: bool
) -> None:
    clock = Clock()
    pace = Slots(clock) if paced else None
    call = SteppedCall("POST", retry=retry, pace=pace, clock=clock).run([outcome] * sends)
    assert type(call.error) is RateLimitError
    assert len(call.sends) == sends
    assert call.error.response.json() == outcome.body
    assert call.error.operation == "spaces.create"
    plural = "s" if sends > 1 else ""
    extreme_waits = (
        f" Given up after {sends} attempt{plural} in {seconds} s: {retry!r} allows no more."
    )
    assert str(call.error).endswith(extreme_waits) == (seconds is not None)
    assert ("Given up" in str(call.error)) == (seconds is not None)
    # What the error says of itself stays.
    assert str(call.error).startswith("spaces.create (POST /google-meet/v2/spaces) answered 429")


@pytest.mark.parametrize("cause", [httpx.ConnectError, httpx.PoolTimeout, httpx.ReadTimeout])
def test_the_error_has_the_last_cause(cause: type[httpx.RequestError]) -> None:
    call = SteppedCall("GET", retry=Retry(attempts=3)).run([UNAVAILABLE, TOO_FAST, Outcome(cause)])
    assert isinstance(call.error, NetworkError)
    assert type(call.error.__cause__) is cause
    assert "Given up after 3 attempts in " in str(call.error)


def test_the_last_error_is_raised() -> None:
    """The first error and a generic one are not raised."""
    call = SteppedCall("GET", retry=Retry(attempts=3)).run(
        [Outcome(httpx.ReadError), TOO_FAST, UNAVAILABLE]
    )
    assert type(call.error) is ServerError
    assert call.error.__cause__ is None


@pytest.mark.parametrize("outcome", [TOO_FAST, QUOTA, UNAVAILABLE, Outcome(httpx.ConnectError)])
@pytest.mark.parametrize(("retry", "sends"), [(None, 1), (Retry(attempts=2, max_wait=0.0), 2)])
def test_only_a_repeated_call_reports_its_attempts(
    outcome: Outcome, retry: Retry | None, sends: int, runner: ClientRunner
) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return outcome.of(request)

    with pytest.raises(MatonError) as raised:
        runner.call(
            lambda meet: meet.spaces.get("abc"),
            connection="c", retry=retry, transport=httpx.MockTransport(answer),
        )  # fmt: skip
    assert len(sent) == sends
    assert ("Given up after 2 attempts in 0." in str(raised.value)) == (sends == 2)
    assert ("Given up" in str(raised.value)) == (sends == 2)
    assert isinstance(raised.value.__cause__, httpx.ConnectError) == (
        outcome.body is None and outcome is not UNAVAILABLE
    )


# --- logs -----------------------------------------------------------------------------------------


def test_each_attempt_and_each_repeat_is_logged(
    caplog: pytest.LogCaptureFixture, longest_waits: None
) -> None:
    caplog.set_level(logging.DEBUG, "maton_google_meet")
    clock = Clock()
    outcomes = [
        TOO_FAST._replace(seconds=0.25),
        UNAVAILABLE._replace(retry_after="7"),
        Outcome(httpx.ReadTimeout, seconds=30.0),
        Outcome(404, TOO_FAST.body),
    ]
    call = SteppedCall("GET", pace=Slots(clock), clock=clock, retry=Retry(attempts=5)).run(outcomes)
    assert call.error
    named = "GET /google-meet/v2/spaces/a"
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("DEBUG", f"{named}: 429, attempt 1, 0.250 s"),
        ("INFO", f"{named}: 429, attempt 2 of 5 follows in 0.500 s"),
        ("DEBUG", f"{named}: 503, attempt 2, 0.000 s"),
        ("INFO", f"{named}: 503, attempt 3 of 5 follows in 7.000 s"),
        ("DEBUG", f"{named}: ReadTimeout, attempt 3, 30.000 s"),
        ("INFO", f"{named}: ReadTimeout, attempt 4 of 5 follows in 2.000 s"),
        ("DEBUG", f"{named}: 404, attempt 4, 0.000 s"),
    ]
    assert {record.name for record in caplog.records} == {"maton_google_meet"}
    assert KEY not in caplog.text
    assert KEY not in str(call.error)


@pytest.mark.parametrize("outcome", [TOO_FAST, Outcome(httpx.ConnectError)])
def test_the_last_attempt_is_not_logged_as_a_repeat(
    outcome: Outcome, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "maton_google_meet")
    SteppedCall("GET", retry=Retry(attempts=3)).run([outcome] * 3)
    assert [record.getMessage().partition(" of ")[0][-9:] for record in caplog.records] == [
        "attempt 2",
        "attempt 3",
    ]


def test_the_key_is_removed_between_attempts() -> None:
    call = SteppedCall("POST")
    seen: list[bool] = []
    flow = call.flow
    step: Any = next(flow)
    step = flow.send(True)
    request = step.request
    for _ in range(3):
        seen.append("Authorization" in request.headers)
        step = flow.send(TOO_FAST._replace(retry_after="1").of(request))
        seen.append("Authorization" in request.headers)
        call.clock.now += step.seconds
        step = flow.send(None)
    flow.close()
    assert seen == [True, False] * 3
    assert "Authorization" not in request.headers


@pytest.mark.parametrize(
    "changes",
    [
        {"attempts": 0}, {"attempts": 2.5}, {"attempts": "x"}, {"max_wait": -1},
        {"max_wait": float("nan")}, {"total": float("inf")}, {"total": "x"},
    ],
)  # fmt: skip
def test_retry_refuses_invalid_bounds(changes: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(changes))):
        Retry(**changes)


def test_retry_is_a_value() -> None:
    retry = Retry(attempts=3, max_wait=1.0)
    same = [copy.copy(retry), copy.deepcopy(retry), pickle.loads(pickle.dumps(retry))]
    assert {retry, *same, Retry(3, 1.0)} == {retry}
    assert retry not in (Retry(attempts=3), (3, 1.0, 120.0))
    assert repr(retry) == "Retry(attempts=3, max_wait=1.0, total=120.0)"
    for name in ("attempts", "max_attempts"):
        with pytest.raises(AttributeError, match=f"cannot assign to field '{name}'"):
            setattr(retry, name, 4)
