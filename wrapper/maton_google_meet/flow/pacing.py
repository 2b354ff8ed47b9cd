"""The rate limit of one process: the time at which each request leaves.

The proxy accepts 10 requests a second (google-meet-skill.txt) and answers the eleventh with 429.
Requests leave evenly spaced, so that no counter sees an eleventh: it may count calendar seconds, a
sliding second, or the tokens of a bucket.
"""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Final, NamedTuple, Protocol

import httpx

from ..config import check_number
from ..forking import renew_after_fork

# 98 % of the limit: the gap between two requests, as a multiple of 1 / rate.
GAP_RATIO: Final = 1.02
# Zero 429s: of one more request than the limit allows a second, the last leaves this long after the
# first was sent, even if some were late. The network may delay a request by 13 ms.
WINDOW_SECONDS: Final = 1.013
# 98 % of the limit: requests behind a late one catch up at this part of the gap.
CATCH_UP_GAP_RATIO: Final = 0.75


class Spacing(NamedTuple):
    """The distances in time, in seconds, that keep requests within a limit."""

    gap: float
    """Between two requests on the even grid."""
    catch_up_gap: float
    """Between two requests behind a late one."""
    limit: int
    """The most requests that leave within `window`."""
    window: float


def space_requests(rate: float, pace: str) -> Spacing:
    """Return the spacing for `rate` requests a second; an error names the class `pace`."""
    argument, unit = f"{pace}: rate", "a number of requests a second"
    gap = check_number(GAP_RATIO / check_number(rate, argument, unit), argument, unit)
    limit = math.ceil(rate)
    return Spacing(gap, gap * CATCH_UP_GAP_RATIO, limit, limit / rate * WINDOW_SECONDS)


class Slot:
    """The time at which one request leaves.

    Args:
        due: The time, in seconds of `clock`.
        clock: A function that returns the current time in seconds.
    """

    def __init__(self, due: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.due = due
        self.clock = clock

    def left(self) -> float:
        """Return the seconds still to wait.

        The client calls it until it returns 0. Then the request leaves, and the slot is used up.
        """
        return max(0.0, self.due - self.clock())

    def give_back(self) -> None:
        """Release a slot that will not be used, for example because the call was cancelled."""

    def body(self, content: bytes) -> httpx.ByteStream:
        """Return the body of the request. A subclass can record here when the request is sent."""
        return httpx.ByteStream(content)

    def done(self) -> None:
        """End the use of the slot: the response has arrived, or the request has failed."""


class Pacer(Protocol):
    """The type of `pace=`: any object with these two methods.

    `GoogleMeet` calls `reserve`, and `AsyncGoogleMeet` calls `areserve`. If one of them raises, the
    exception reaches the caller, and the request is not sent.
    """

    def reserve(self, hold: float) -> Slot:
        """Return the next slot. Threads may call this method concurrently.

        Args:
            hold: The seconds for which no request should leave, after a 429 of the proxy; else 0.
        """
        ...

    async def areserve(self, hold: float) -> Slot:
        """Return the next slot like `reserve`, without blocking the event loop."""
        ...


class Pace:
    """A rate limit for the threads and tasks of one or several clients in one process.

        pace = Pace()
        with GoogleMeet(pace=pace) as first, GoogleMeet(pace=pace) as second:
            print(first.spaces.get("kfr-wduz-tqa").name, second.spaces.get("kfr-wduz-tqa").name)

    Requests are sent in the order of their calls. An idle pace has no thread, task or timer.

    Args:
        rate: The largest number of requests a second.
        clock: A function that returns the current time in seconds.

    Raises:
        ConfigurationError: `rate` is not a positive number.
    """

    def __init__(self, rate: float = 10.0, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._spacing = space_requests(rate, "Pace")
        self.rate = rate
        self._clock = clock
        self.renew()
        renew_after_fork(self)

    def renew(self) -> None:
        """Discard the queue.

        The library calls this method after a fork, because the queue belongs to the parent process.
        """
        # Reentrant: the garbage collector may release a slot while its thread has the lock.
        self._lock = threading.RLock()
        self._queue: list[int] = []
        self._next = self._last = -math.inf
        self._sent: deque[_Place] = deque()

    def __repr__(self) -> str:
        return f"Pace(rate={self.rate!r})"

    def reserve(self, hold: float = 0.0) -> Slot:
        """Return the next slot. If `hold` is above 0, hold all requests back for these seconds."""
        with self._lock:
            now = self._clock()
            if hold > 0:
                self._next = max(self._next, now + hold)
            return _Place(self, now)

    async def areserve(self, hold: float = 0.0) -> Slot:
        """Return the next slot like `reserve`, which does not block an event loop."""
        return self.reserve(hold)

    def _left(self, place: _Place) -> float:
        with self._lock:
            now, (gap, catch_up_gap, limit, window) = self._clock(), self._spacing
            opens = max(self._next, self._last + catch_up_gap)
            while self._sent and self._sent[0].sent(now) <= now - window:
                self._sent.popleft().counted = False
            if len(self._sent) >= limit:
                sent = sorted((each.sent(now) for each in self._sent), reverse=True)
                opens = max(opens, sent[limit - 1] + window)
            wait = opens + self._queue.index(id(place)) * gap - now
            if wait > 0:
                return wait
            self._queue.remove(id(place))
            self._next = max(self._next, place.reserved_at) + gap
            place.left_at = place.sent_at = self._last = now
            self._count(place)
            return 0.0

    def _count(self, place: _Place) -> None:
        if not place.counted:
            place.counted = True
            self._sent.append(place)

    def _note(self, place: _Place) -> None:
        with self._lock:
            if place.sent_at is None:
                place.sent_at = self._clock()
                self._count(place)

    def _give_back(self, place: _Place) -> None:
        with self._lock, contextlib.suppress(ValueError):
            self._queue.remove(id(place))


class _Place(Slot):
    """A place in the queue of a `Pace`. The places behind it move up when it is given back."""

    left_at: float
    sent_at: float | None
    counted = False

    def __init__(self, pace: Pace, reserved_at: float) -> None:
        self._pace = pace
        self.reserved_at = reserved_at
        pace._queue.append(id(self))

    def sent(self, now: float) -> float:
        """Return the time at which the request was sent.

        A request that has left and waits for a connection may be sent at any moment. Until it is
        sent or has ended, return `now`.
        """
        return now if self.sent_at is None else self.sent_at

    def left(self) -> float:
        return self._pace._left(self)

    def body(self, content: bytes) -> httpx.ByteStream:
        self.sent_at = None  # `note` sets it.
        return Body(content, self.note)

    def note(self) -> None:
        """Note that the headers have been sent."""
        self._pace._note(self)

    def done(self) -> None:
        if self.sent_at is None:
            self.sent_at = self.left_at  # The transport did not read the body.

    def give_back(self) -> None:
        self._pace._give_back(self)

    __del__ = give_back  # An interrupt may end a call before it can give its slot back.


class Body(httpx.ByteStream):
    """A body that calls `note` when it is read: the headers have been sent then."""

    def __init__(self, content: bytes, note: Callable[[], None]) -> None:
        super().__init__(content)
        self._content, self._note = content, note

    def __iter__(self) -> Iterator[bytes]:
        self._note()
        yield self._content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._note()
        yield self._content
