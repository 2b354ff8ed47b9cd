"""A simulation of processes that share a `RedisPace`, with a time of its own."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import redis
from maton_google_meet import RedisPace
from maton_google_meet.redis_pace import SCRIPT

from support.counters import COUNTERS

TIMED_SCRIPT = SCRIPT.replace("redis.call('TIME')", "{0, table.remove(ARGV)}")
"""The script with the time, in microseconds, as its last argument."""


class SimulatedPace(RedisPace):
    """A `RedisPace` whose thread is a series of events, and whose clock is `skew` seconds ahead."""

    def __init__(self, processes: SimulatedProcesses, skew: float) -> None:
        self._simulation, self._asking = processes, False
        super().__init__(
            processes.client,
            name=processes.name,
            rate=processes.rate,
            clock=lambda: processes.now + skew,
        )

    def _wake_thread(self) -> None:
        self._simulation.after(0.0, self._work)

    def _work(self) -> None:
        if self._asking or (seconds := self._plan(self._clock())) == float("inf"):
            return
        if seconds > 0:
            self._simulation.after(seconds, self._work)
        else:
            self._asking = True
            self._simulation.perform(self._send_question(self._ask(self._clock())))

    def _send_question(self, question: list[str | int]) -> Iterator[float]:
        yield self._simulation.trip()
        reply = self._simulation.reply(self, question)
        yield self._simulation.trip()
        if reply is None:
            self._lose("ConnectionError")
        else:
            self._take(reply)
        self._asking = False
        self._work()


class SimulatedProcesses:
    """The calls of several processes with one key.

    Each process has `threads` that call one after the other, `calls` in all. Pairs of the least and
    the most, in seconds, bound random delays: `late` of a thread that wakes, `latency` of a
    response, `trips` of one way to Redis. A new connection takes up to `cold`. Each of `outages` is
    the second at which Redis stops, the second at which it is back, and True if its state is lost.
    The clocks of the processes are `skews` ahead.
    """

    def __init__(
        self,
        client: redis.Redis,
        processes: int,
        *,
        calls: int,
        threads: int = 4,
        rate: float = 10.0,
        counter: str = "sliding",
        latency: tuple[float, float] = (0.2, 0.4),
        late: tuple[float, float] = (0.0, 0.003),
        cold: float = 0.06,
        trips: tuple[float, float] = (0.0001, 0.001),
        outages: Sequence[tuple[float, float, bool]] = (),
        skews: Sequence[float] = (0.0,),
        seed: int = 1,
    ) -> None:
        self.client, self.rate = client, rate
        self.name = f"simulated {random.randbytes(8).hex()}"
        self._script: Callable[..., Any] = client.register_script(TIMED_SCRIPT)
        self._random, self._trips = random.Random(seed), trips
        self._outages, self._counter = list(outages), COUNTERS[counter](rate)
        self._latency, self._late, self._cold = latency, late, cold
        self.now = self._began = 1_000_000.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._serial = itertools.count()
        self.questions = 0
        """The number of questions to Redis."""
        self.waits: list[float] = []
        """The seconds for which each call waited for its slot."""
        self.sent: list[tuple[float, int]] = []
        """The seconds from the beginning until each request was sent, and its process."""
        self.refused: list[float] = []
        """The seconds from the beginning until each 429."""
        cycle = itertools.cycle(skews)
        self.paces = [SimulatedPace(self, next(cycle)) for _ in range(processes)]
        self._turns = [iter(range(calls)) for _ in self.paces]
        for number in range(processes):
            for _ in range(threads):
                self.perform(self._caller(number))
        while self._events:
            self.now, _, action = heapq.heappop(self._events)
            action()
        client.delete(self.paces[0]._key)

    @property
    def seconds(self) -> float:
        """The seconds from the first request to the last."""
        return self.sent[-1][0] - self.sent[0][0]

    def shares(self) -> list[int]:
        """Return the number of requests of each process in the first nine tenths of the time."""
        counts = Counter(number for at, number in self.sent if at <= self.seconds * 0.9)
        return [counts[number] for number in range(len(self.paces))]

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Perform `action` after so many seconds."""
        heapq.heappush(self._events, (self.now + seconds, next(self._serial), action))

    def perform(self, steps: Iterator[float]) -> None:
        """Take the next step, and each one after it when the seconds it yields are over."""
        for seconds in steps:
            self.after(seconds, lambda: self.perform(steps))
            return

    def trip(self) -> float:
        """Return the seconds of one way to Redis."""
        return self._random.uniform(*self._trips)

    def reply(self, pace: RedisPace, question: list[str | int]) -> Any:
        """Return the reply of Redis, None if it is away."""
        passed = self.now - self._began
        for begin, end, loses_state in list(self._outages):
            if passed >= end:
                self._outages.remove((begin, end, loses_state))
                if loses_state:
                    self.client.delete(pace._key)
            elif passed >= begin:
                return None
        self.questions += 1
        return self._script(keys=[pace._key], args=[*question, round((self.now + 1e9) * 1e6)])

    def _caller(self, number: int) -> Iterator[float]:
        pace, cold, hold = self.paces[number], self._cold, 0.0
        for _ in self._turns[number]:
            began, accepted = self.now, False
            while not accepted:
                slot = pace.reserve(hold)
                while (seconds := slot.left()) > 0:
                    yield seconds + self._random.uniform(*self._late)
                body = slot.body(b"")
                self.waits += [] if hold else [self.now - began]
                yield self._random.uniform(cold / 2, cold) + self._random.uniform(*self._late)
                at, cold = self.now - self._began, 0.0
                assert list(body) == [b""]
                accepted = self._counter.takes(self.now)
                self.sent.append((at, number))
                self.refused += [] if accepted else [at]
                yield self._random.uniform(*self._latency) if accepted else 0.001
                slot.done()
                hold = 0.0 if accepted else 1.0
