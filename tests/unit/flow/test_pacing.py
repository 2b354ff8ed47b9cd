"""The pace: the times at which calls leave, by simulated clocks."""

from __future__ import annotations

import gc
import heapq
import itertools
import math
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import anyio
import anyio.lowlevel
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet import (
    AsyncGoogleMeet,
    ConfigurationError,
    GoogleMeet,
    Pace,
    RateLimitError,
    Retry,
    Slot,
    approve_all,
)
from support.clients import KEY, ClientRunner, read_space
from support.clocks import Clock
from support.counters import COUNTERS
from support.document_server import DocumentServer, Reply
from support.scale import set_max_examples

GAP_SECONDS = 1.02  # Seconds from one to the next at a limit of 1 a second.
NO_REFUSALS = dict.fromkeys(COUNTERS, 0)


@pytest.fixture
def clock() -> Clock:
    return Clock(86_400.25)


def count_refusals(
    arrivals: Iterable[float], limit: float = 10.0, phase: float = 0.0
) -> dict[str, int]:
    """Return the number of `arrivals` that each counter refuses; its seconds begin at `phase`."""
    times = sorted(arrivals)
    counters = {name: counter(limit) for name, counter in COUNTERS.items()}
    return {
        name: sum(not counter.takes(each + phase) for each in times)
        for name, counter in counters.items()
    }


def list_gaps(times: Iterable[float]) -> list[float]:
    return [later - earlier for earlier, later in itertools.pairwise(sorted(times))]


class Caller(NamedTuple):
    """A caller that arrives `after` seconds after the previous one and waits for its slot.

    After `patience` seconds it gives its slot back or, if it is `careless`, drops it. Among callers
    that wake at the same time, the one with the lowest `turn` comes first.
    """

    after: float = 0.0
    patience: float = math.inf
    careless: bool = False
    turn: int = 0


class Simulation:
    """Callers of one pace.

    Each wait ends late by the next of `lates`. `jumps` are times and seconds by which the clock
    jumps, `holds` are times and seconds of a hold. A call is sent after the next of `connecting`.
    """

    def __init__(
        self,
        callers: Sequence[Caller],
        rate: float = 10.0,
        *,
        lates: Sequence[float] = (),
        jumps: Sequence[tuple[float, float]] = (),
        holds: Sequence[tuple[float, float]] = (),
        connecting: Sequence[float] = (),
    ) -> None:
        self.clock = Clock(86_400.25)
        self.pace = Pace(rate, clock=self.clock)
        self.gap = GAP_SECONDS / rate
        self.arrivals: list[int] = []
        self.left: dict[int, float] = {}
        """The time at which each caller left, by its number, in the order of leaving."""
        self.lost = sum(caller.after for caller in callers)
        """The seconds that the pace could not use: without a caller, late, suspended, held back."""
        self.sent: list[float] = []
        self._connecting = itertools.cycle(connecting) if connecting else None
        self._lates = itertools.cycle(lates or [0.0])
        self._slots: dict[int, Slot] = {}
        self._events: list[tuple[float, int, int, Callable[[], None]]] = []
        self._serial = itertools.count()
        self._began = self.clock.now
        arrivals = itertools.accumulate(caller.after for caller in callers)
        for number, (caller, when) in enumerate(zip(callers, arrivals, strict=True)):
            self._after(when, caller.turn, lambda who=(number, caller): self._come(*who))
        for when, seconds in jumps:
            self._after(when, 0, lambda seconds=seconds: self._jump(seconds))
        for when, seconds in holds:
            self._after(when, 0, lambda seconds=seconds: self._hold(seconds))
        self._run()
        self.took = max(self.left.values(), default=self._began) - self._began

    @property
    def departures(self) -> list[float]:
        return list(self.left.values())

    def lost_slots(self) -> int:
        """Return the number of slots that the pace still reserves when each call has ended."""
        self.clock.now += 10.0 + self.gap
        first, second = self.pace.reserve(), self.pace.reserve()
        assert first.left() == 0.0
        return round(second.left() / self.gap) - 1

    def _after(self, seconds: float, turn: int, action: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.clock.now + seconds, turn, next(self._serial), action))

    def _run(self) -> None:
        for _ in range(10_000):
            if not self._events:
                return
            when, *_, action = heapq.heappop(self._events)
            self.clock.now = max(self.clock.now, when)
            action()
        raise AssertionError("somebody waits for ever")

    def _come(self, number: int, caller: Caller) -> None:
        self.arrivals.append(number)
        self._slots[number] = self.pace.reserve()
        if caller.patience < math.inf:
            self._after(caller.patience, caller.turn, lambda: self._give_up(number, caller))
        self._ask(number, caller)

    def _ask(self, number: int, caller: Caller) -> None:
        if number not in self._slots:
            return
        if seconds := self._slots[number].left():
            late = next(self._lates)
            self.lost += late
            self._after(seconds + late, caller.turn, lambda: self._ask(number, caller))
        else:
            self.left[number] = self.clock.now
            slot = self._slots.pop(number)
            if self._connecting:
                body = slot.body(b"")
                self._after(next(self._connecting), 0, lambda: self._send(body))

    def _send(self, body: httpx.ByteStream) -> None:
        self.sent.append(self.clock.now)
        assert list(body) == [b""]

    def _give_up(self, number: int, caller: Caller) -> None:
        slot = self._slots.pop(number, None)
        if slot and not caller.careless:
            slot.give_back()

    def _jump(self, seconds: float) -> None:
        self.lost += seconds
        self.clock.now += seconds
        self._events = [(max(self.clock.now, when), *rest) for when, *rest in self._events]
        heapq.heapify(self._events)

    def _hold(self, seconds: float) -> None:
        self.lost += seconds
        self.pace.reserve(seconds).give_back()


RATES = st.sampled_from([10.0, 10.0, 100.0, 3.0, 1.0, 0.5])
STEPS = st.sampled_from([0.0, 0.0, 0.0, 0.05, 0.103]) | st.floats(0, 2.5)
TURNS = st.integers(-3, 3)
PATIENT = st.builds(Caller, STEPS, st.just(math.inf), st.just(False), TURNS)
IMPATIENT = st.builds(Caller, STEPS, st.floats(0, 3), st.booleans(), TURNS)
CALLERS = st.builds(
    lambda crowd, others: [Caller(turn=each % 7 - 3) for each in range(crowd)] + others,
    st.integers(0, 50),
    st.lists(PATIENT | IMPATIENT, min_size=1, max_size=25),
)
LATES = st.lists(st.floats(0, 0.03) | st.floats(0, 2), max_size=5)
MOMENTS = st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), max_size=3)
many_examples = set_max_examples(300, 30)


@many_examples
@given(CALLERS, RATES, LATES, MOMENTS, MOMENTS, st.floats(0, 1))
def test_no_counter_refuses_a_call_and_each_call_leaves(
    callers: list[Caller],
    rate: float,
    lates: list[float],
    jumps: list[tuple[float, float]],
    holds: list[tuple[float, float]],
    phase: float,
) -> None:
    simulation = Simulation(callers, rate, lates=lates, jumps=jumps, holds=holds)
    assert count_refusals(simulation.departures, rate, phase) == NO_REFUSALS
    patient = {number for number, caller in enumerate(callers) if caller.patience == math.inf}
    assert patient <= simulation.left.keys()
    second = simulation.gap * max(1.0, rate)
    assert simulation.took <= simulation.lost + len(callers) * simulation.gap + second
    assert simulation.lost_slots() == 0


@many_examples
@given(st.lists(PATIENT, max_size=60), RATES, MOMENTS)
def test_calls_leave_in_the_order_of_arrival(
    callers: list[Caller], rate: float, holds: list[tuple[float, float]]
) -> None:
    simulation = Simulation(callers, rate, holds=holds)
    assert list(simulation.left) == simulation.arrivals


def test_a_thousand_that_wait_leave_at_97_percent_of_the_limit() -> None:
    took = Simulation([Caller()] * 1000).took
    assert 999 / took >= 9.7
    assert took == pytest.approx(999 * 0.102)
    assert 999 / Simulation([Caller()] * 1000, lates=[0.005]).took >= 9.7


def test_the_pace_catches_up_after_a_late_call() -> None:
    callers = [Caller()] * 40
    undisturbed = Simulation(callers).took
    one_late = Simulation(callers, lates=[*[0.0] * 10, 0.3, *[0.0] * 1000])
    assert one_late.took <= undisturbed + 0.1
    all_asleep = Simulation(callers, jumps=[(1.0, 0.3)])
    assert all_asleep.took <= undisturbed + 0.25


def test_calls_leave_evenly_after_a_standstill() -> None:
    departures = Simulation([Caller()] * 90, jumps=[(1.0, 30.0)]).departures
    assert list_gaps(departures[-20:]) == pytest.approx([0.102] * 19)


def test_returning_callers_leave_evenly_after_a_standstill(
    clock: Clock,
) -> None:
    pace, times = Pace(clock=clock), list[float]()
    slots = [pace.reserve() for _ in range(4)]
    for number in range(1200):
        clock.now += 3.0 if number == 30 else 0.0
        slot = slots.pop(0)
        while seconds := slot.left():
            clock.now += seconds
        times.append(clock.now)
        slots.append(pace.reserve())
    assert list_gaps(times[:30]) == pytest.approx([0.102] * 29)
    assert list_gaps(times[1000:]) == pytest.approx([0.102] * 199)
    assert times[-1] - times[0] >= 1199 * 0.102 + 3.0 - 0.6
    assert count_refusals(times) == NO_REFUSALS


@many_examples
@given(
    CALLERS, RATES, LATES, st.lists(st.floats(0, 0.1) | st.floats(0, 20), min_size=1, max_size=7)
)
def test_a_request_counts_from_when_it_is_sent(
    callers: list[Caller], rate: float, lates: list[float], connecting: list[float]
) -> None:
    simulation = Simulation(callers, rate, lates=lates, connecting=connecting)
    assert count_refusals(simulation.sent, rate) == NO_REFUSALS


def test_cold_connections_delay_a_burst_once() -> None:
    cold = [0.06] * 4 + [0.002] * 1000
    burst = Simulation([Caller()] * 100, connecting=cold)
    assert burst.took == pytest.approx(99 * 0.102, abs=0.061)
    assert burst.sent[10] - burst.sent[0] == pytest.approx(1.015, abs=0.002)


def test_a_request_that_waits_for_a_connection_takes_its_part_of_the_limit(clock: Clock) -> None:
    pace = Pace(2, clock=clock)
    first = pace.reserve()
    assert first.left() == 0.0
    body = first.body(b"x")
    clock.now += 5.0  # All connections are taken, say: it may be sent at any time.
    second, waiting = pace.reserve(), pace.reserve()
    assert second.left() == 0.0
    clock.now += 0.9
    assert waiting.left() == pytest.approx(1.013 - 0.9)
    clock.now += 0.2
    assert waiting.left() == 0.0
    assert list(body) == list(body) == [b"x"]
    assert pace.reserve().left() == pytest.approx(1.013)


@pytest.mark.parametrize("ended", [True, False])
def test_a_request_that_hangs_delays_the_others(ended: bool, clock: Clock) -> None:
    pace = Pace(1, clock=clock)
    first, waiting = pace.reserve(), pace.reserve()
    assert first.left() == 0.0
    first.body(b"")
    assert waiting.left() == pytest.approx(1.02)
    for _ in range(3):
        clock.now += 10.0
        assert waiting.left() == pytest.approx(1.013)
    if ended:
        first.done()
        assert waiting.left() == 0.0


def test_a_request_whose_body_is_not_read_counts_from_its_slot(clock: Clock) -> None:
    pace = Pace(1, clock=clock)
    first = pace.reserve()
    assert first.left() == 0.0
    first.body(b"")
    clock.now += 0.9
    first.done()
    waiting = pace.reserve()
    assert waiting.left() == pytest.approx(1.02 - 0.9)


def test_each_attempt_reports_its_time_to_the_pace(
    runner: ClientRunner, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[bool] = []
    note = Pace._note

    def noted(pace: Pace, place: Any) -> None:
        sent.append(place.sent_at is None)
        note(pace, place)

    monkeypatch.setattr(Pace, "_note", noted)
    server.answers["spaces.create"] = [Reply(429, json={"message": "Too many requests"})]
    options = {"base_url": server.url, "connection": "c", "confirm": approve_all}
    retry = Retry(max_wait=0.0)
    created = runner.call(lambda meet: meet.spaces.create(), pace=Pace(1e6), retry=retry, **options)
    assert created.name
    assert sent == [True, True]


@pytest.mark.parametrize("step", [0.103, 0.11, 0.5, 1.2])
def test_calls_below_the_rate_do_not_wait(step: float, clock: Clock) -> None:
    pace = Pace(clock=clock)
    for _ in range(5000):
        assert pace.reserve().left() == 0.0
        clock.now += step


@pytest.mark.parametrize("careless", [False, True])
def test_cancelled_slots_are_not_lost(careless: bool, clock: Clock) -> None:
    pace = Pace(clock=clock)
    assert pace.reserve().left() == 0.0
    slots = [pace.reserve() for _ in range(50)]
    assert slots[-1].left() == pytest.approx(50 * 0.102)
    last = slots.pop()
    if not careless:
        for slot in slots:
            slot.give_back()
    slots.clear()
    assert last.left() == pytest.approx(0.102)
    clock.now += 0.102
    assert last.left() == 0.0


def test_a_slot_collected_during_a_reservation_is_returned() -> None:
    def look() -> float:
        if not cycles:
            gc.collect()
        return 0.0

    cycles: list[Any] = [[]]
    pace = Pace(clock=look)
    assert pace.reserve().left() == 0.0
    cycles[0] += [pace.reserve(), cycles[0]]
    last = pace.reserve()
    cycles.clear()
    assert last.left() == pytest.approx(0.102)


def test_returning_a_slot_twice_or_after_use_is_ignored(clock: Clock) -> None:
    pace = Pace(clock=clock)
    used, given, waiting = pace.reserve(), pace.reserve(), pace.reserve()
    assert used.left() == 0.0
    for _ in range(3):
        used.give_back()
        given.give_back()
        assert waiting.left() == pytest.approx(0.102)


def test_a_hold_keeps_all_back_in_their_order(clock: Clock) -> None:
    pace = Pace(clock=clock)
    slots = [pace.reserve() for _ in range(3)]
    assert slots.pop(0).left() == 0.0
    slots += [pace.reserve(2.0), pace.reserve()]
    expected = [2.0 + place * 0.102 for place in range(4)]
    assert [slot.left() for slot in slots] == pytest.approx(expected)
    slots += [pace.reserve(0.5), pace.reserve(0.0), pace.reserve(-1.0)]
    expected = [2.0 + place * 0.102 for place in range(7)]
    assert [slot.left() for slot in slots] == pytest.approx(expected)
    clock.now += 1.0
    slots += [pace.reserve(3.0)]
    expected = [3.0 + place * 0.102 for place in range(8)]
    assert [slot.left() for slot in slots] == pytest.approx(expected)
    for slot in slots:
        clock.now += slot.left()
        assert slot.left() == 0.0


@pytest.mark.parametrize("rate", [0, -1, math.nan, math.inf, "10", None, 1e-320], ids=repr)
def test_a_rate_is_a_positive_number(rate: Any) -> None:
    with pytest.raises(ConfigurationError, match="a number of requests a second above 0"):
        Pace(rate)


def test_the_repr_of_a_pace_shows_its_rate() -> None:
    assert repr(Pace(2.5)) == "Pace(rate=2.5)"
    assert Pace().rate == 10.0


def test_an_idle_pace_has_no_thread() -> None:
    before = threading.active_count()
    pace = Pace()
    assert [pace.reserve().left() > 0 for _ in range(3)] == [False, True, True]
    pace.reserve(1.0).give_back()
    assert threading.active_count() == before


def test_reserving_in_async_code_is_the_same(clock: Clock) -> None:
    pace = Pace(clock=clock)
    first, second = anyio.run(pace.areserve, 2.0), anyio.run(pace.areserve)
    assert first.left() == 2.0
    assert second.left() == pytest.approx(2.102)


def test_a_slot_is_a_point_in_time(clock: Clock) -> None:
    slot = Slot(clock.now + 2.0, clock)
    assert slot.left() == 2.0
    clock.now += 2.5
    assert slot.left() == 0.0
    slot.give_back()
    assert Slot(math.inf).left() == math.inf
    assert Slot(time.monotonic() - 1.0).left() == 0.0


class RecordingPacer:
    """A pacer that records the times at which the slots of `pace` are used."""

    def __init__(self, rate: float, clock: Callable[[], float]) -> None:
        self._clock, self._said = clock, threading.local()
        self.pace = Pace(rate, clock=self._read)
        self.times: list[float] = []

    def _read(self) -> float:
        self._said.last = self._clock()
        return self._said.last

    def reserve(self, hold: float = 0.0) -> Slot:
        return _RecordedSlot(self.pace.reserve(hold), self)

    async def areserve(self, hold: float = 0.0) -> Slot:
        return _RecordedSlot(await self.pace.areserve(hold), self)

    def note(self) -> None:
        # By what the pace itself was told in this thread: another may have been told more since.
        self.times.append(self._said.last)


class _RecordedSlot(Slot):
    def __init__(self, slot: Slot, departures: RecordingPacer) -> None:
        self.slot, self.departures = slot, departures

    def left(self) -> float:
        left = self.slot.left()
        if not left:
            self.departures.note()
        return left

    def give_back(self) -> None:
        self.slot.give_back()


@pytest.fixture
def frequent_thread_switches() -> Iterator[None]:
    """Let threads interrupt each other as often as possible."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("frequent_thread_switches")
def test_threads_do_not_lose_slots() -> None:
    ticks = itertools.count()
    departures = RecordingPacer(10.0, lambda: next(ticks) * 0.007)  # Each look moves the clock.
    together = threading.Barrier(8)

    def leave(number: int) -> None:
        together.wait(5.0)
        for each in range(400):
            slot = departures.reserve()
            if (each + number) % 5 == 0:
                slot.give_back()
            elif (each + number) % 5 > 1:
                while slot.left() > 0:
                    pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(leave, range(8)))
    assert len(departures.times) == 8 * 400 * 3 // 5
    assert count_refusals(departures.times) == NO_REFUSALS
    assert min(list_gaps(departures.times)) > 0.7 * 0.102
    # Nobody is in the queue any more: the next two are one gap apart, less one look at the clock.
    first, second = (slot.left() for slot in [departures.reserve(), departures.reserve()])
    assert second - first == pytest.approx(0.102 - 0.007)


def test_one_pace_for_several_clients_threads_and_tasks() -> None:
    departures = RecordingPacer(200.0, time.monotonic)
    sent: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(time.monotonic())
        return httpx.Response(200, json={"name": "spaces/abc"})

    options: dict[str, Any] = {"connection": "c", "pace": departures}

    async def tasks() -> None:
        transport = httpx.MockTransport(answer)
        async with AsyncGoogleMeet(KEY, transport=transport, **options) as meet:
            async with anyio.create_task_group() as group:
                for _ in range(10):
                    group.start_soon(meet.spaces.get, "abc")

    with GoogleMeet(KEY, transport=httpx.MockTransport(answer), **options) as meet:
        view = meet.with_options(connection="d")
        with ThreadPoolExecutor(8) as pool:
            jobs: list[Callable[[], Any]] = [
                lambda: anyio.run(tasks, backend="asyncio"),
                lambda: anyio.run(tasks, backend="trio"),
                *[lambda: meet.spaces.get("abc")] * 10,
                *[lambda: view.spaces.get("abc")] * 10,
            ]
            for job in [pool.submit(job) for job in jobs]:
                job.result()
    assert len(sent) == len(departures.times) == 40
    assert min(list_gaps(departures.times)) > 0.7 * 0.0051
    assert all(left <= there for left, there in zip(departures.times, sorted(sent), strict=True))


class CustomPacer:
    """The pacer of an application, for one kind of client; each slot is due at `due`."""

    def __init__(self, runner: ClientRunner) -> None:
        self.runner = runner
        self.holds: list[float] = []
        self.given_back = 0
        self.due = 0.0

    def reserve(self, hold: float) -> Slot:
        assert self.runner.mode == "sync"
        return self.slot(hold)

    async def areserve(self, hold: float) -> Slot:
        assert self.runner.mode != "sync"
        await anyio.lowlevel.checkpoint()
        return self.slot(hold)

    def slot(self, hold: float) -> Slot:
        self.holds.append(hold)
        own = self

        class Counted(Slot):
            def give_back(self) -> None:
                own.given_back += 1

        return Counted(self.due)


class Proxy:
    """A transport that returns `answers` in turn, and records the times in `sent`."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.answers = list(answers)
        self.sent: list[float] = []
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(time.monotonic())
        return self.answers.pop(0)


def make_success() -> httpx.Response:
    return httpx.Response(200, json={"name": "spaces/abc"})


def make_rate_limit(**error: Any) -> httpx.Response:
    body = {"error": error} if error else {"detail": "Rate limit exceeded"}
    return httpx.Response(429, json=body, headers={"Retry-After": "30"} if not error else {})


def test_a_custom_pacer_determines_the_departure_of_a_call(runner: ClientRunner) -> None:
    proxy, pace = Proxy(make_success(), make_success()), CustomPacer(runner)
    pace.due = time.monotonic() + 0.02
    options = {"connection": "c", "pace": pace, "transport": proxy.transport}
    assert runner.call(read_space, read_space, **options).name == "spaces/abc"
    assert pace.holds == [0.0, 0.0]
    assert pace.given_back == 0
    assert min(proxy.sent) >= pace.due


def test_a_falsy_pacer_is_used(runner: ClientRunner) -> None:
    class Sized(CustomPacer):
        def __len__(self) -> int:
            return 0

    proxy, pace = Proxy(make_success()), Sized(runner)
    runner.call(read_space, connection="c", pace=pace, transport=proxy.transport)
    assert pace.holds == [0.0]


def test_a_429_of_the_proxy_holds_the_pace_and_one_of_google_does_not(runner: ClientRunner) -> None:
    proxy, pace = Proxy(make_rate_limit(), make_success()), CustomPacer(runner)
    options = {"connection": "c", "retry": Retry(), "pace": pace}
    runner.call(read_space, transport=proxy.transport, **options)
    assert pace.holds == [0.0, 30.0]

    quota = make_rate_limit(code=429, status="RESOURCE_EXHAUSTED", message="Quota exceeded")
    proxy, pace = Proxy(quota, make_success()), CustomPacer(runner)
    options = {"connection": "c", "retry": Retry(max_wait=0.001), "pace": pace}
    runner.call(read_space, transport=proxy.transport, **options)
    assert pace.holds == [0.0, 0.0]


def test_a_429_without_a_retry_also_holds_the_pace(runner: ClientRunner) -> None:
    proxy, pace = Proxy(make_rate_limit()), CustomPacer(runner)
    with pytest.raises(RateLimitError):
        runner.call(read_space, connection="c", pace=pace, transport=proxy.transport)
    assert pace.holds == [0.0, 30.0]
    assert pace.given_back == 1


def test_a_closed_client_gives_its_slot_back(runner: ClientRunner) -> None:
    proxy = Proxy()

    class Closing(CustomPacer):
        """A pacer that closes the client while it waits for this slot."""

        def reserve(self, hold: float) -> Slot:
            self.meet.close()
            return super().reserve(hold)

        async def areserve(self, hold: float) -> Slot:
            await self.meet.aclose()
            return await super().areserve(hold)

    pace = Closing(runner)
    pace.due = math.inf

    def call(meet: Any) -> Any:
        pace.meet = meet
        return read_space(meet)

    with pytest.raises(ConfigurationError, match="closed"):
        runner.call(call, connection="c", pace=pace, transport=proxy.transport)
    assert pace.given_back == 1
    assert proxy.sent == []


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_a_cancelled_call_gives_its_slot_back(kind: str) -> None:
    runner = ClientRunner(kind)
    proxy = Proxy()

    class Cancelling(CustomPacer):
        """A pacer that cancels the call before it waits for this slot."""

        def slot(self, hold: float) -> Slot:
            self.scope.cancel()
            return super().slot(hold)

    pace = Cancelling(runner)
    pace.due = math.inf

    async def call(meet: Any) -> None:
        with anyio.CancelScope() as pace.scope:
            await read_space(meet)

    runner.call(call, connection="c", pace=pace, transport=proxy.transport)
    assert pace.scope.cancelled_caught
    assert pace.given_back == 1
    assert proxy.sent == []


def test_an_interrupted_call_gives_its_slot_back() -> None:
    proxy, pace = Proxy(), CustomPacer(ClientRunner("sync"))

    class Interrupted(Slot):
        def left(self) -> float:
            raise KeyboardInterrupt

        def give_back(self) -> None:
            pace.given_back += 1

    pace.slot = lambda _: Interrupted(0.0)  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        pace.runner.call(read_space, connection="c", pace=pace, transport=proxy.transport)
    assert pace.given_back == 1
    assert proxy.sent == []


def test_an_exception_of_a_pacer_reaches_the_caller(runner: ClientRunner) -> None:
    proxy, pace = Proxy(), CustomPacer(runner)
    error = ConnectionRefusedError("Redis is away")

    def slot(hold: float) -> Slot:
        raise error

    pace.slot = slot  # type: ignore[method-assign]
    with pytest.raises(ConnectionRefusedError) as raised:
        runner.call(read_space, connection="c", pace=pace, transport=proxy.transport)
    assert raised.value is error
    assert proxy.sent == []
