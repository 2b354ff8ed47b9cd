"""How fast calls leave.

The proxy takes 10 requests a second (google-meet-skill.txt) and answers the eleventh with 429.
Requests leave evenly spaced, so that no kind of counter on the other side sees an eleventh: not one
of calendar seconds, not one of a sliding second, not a token bucket.
"""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Final, Protocol

import httpx

from ..config import check_number
from ..forking import renew_after_fork

# The gap between requests, in even shares of a second: 98 % of the limit.
SPACING: Final = 1.02
# However late some leave, of as many as the limit has the next leaves no sooner than this after the
# first was sent, in seconds of a limit of one second. What is left, 13 ms, is for the network.
WINDOW: Final = 1.013
# Those behind a late one catch up, at this part of the gap.
TIGHT: Final = 0.75


class Slot:
    """A point in time for one request to leave: `due`, in seconds of `clock`."""

    def __init__(self, due: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.due = due
        self.clock = clock

    def left(self) -> float:
        """The seconds still to wait. Called until it says 0: then the request leaves, and the slot
        is used up."""
        return max(0.0, self.due - self.clock())

    def give_back(self) -> None:
        """Called instead, where the slot will not be used: the call was cancelled, say."""

    def body(self, content: bytes) -> httpx.ByteStream:
        """The body of the request, for a slot that wants to know when it is sent."""
        return httpx.ByteStream(content)

    def done(self) -> None:
        """Called once there is an answer, or none will come."""


class Pacer(Protocol):
    """What `pace=` takes: anything with these two methods, the one for `GoogleMeet`, the other for
    `AsyncGoogleMeet`. What they raise reaches the caller; nothing is sent then."""

    def reserve(self, hold: float) -> Slot:
        """The next slot. With `hold`, the proxy has just answered 429: nobody's request should
        leave for so many seconds. Threads may call it at once."""
        ...

    async def areserve(self, hold: float) -> Slot:
        """As `reserve`, without blocking the event loop."""
        ...


class Pace:
    """A limit of `rate` requests a second, for one client or, given to several, for all of them:
    for all their threads and tasks together, first come, first served.

    An idle one costs nothing: there is no thread, task or timer. `clock` counts seconds.

    Raises:
        ConfigurationError: `rate` is not a positive number.
    """

    def __init__(self, rate: float = 10.0, *, clock: Callable[[], float] = time.monotonic) -> None:
        said = ("Pace: rate", "a number of requests a second")
        self.rate = check_number(rate, *said)
        self._clock = clock
        self._gap = check_number(SPACING / rate, *said)
        self._limit = math.ceil(rate)
        self._window = self._limit * self._gap * WINDOW / SPACING
        self.renew()
        renew_after_fork(self)

    def renew(self) -> None:
        """Start with an empty queue, as after a fork: the requests in it are the parent's."""
        self._lock = threading.RLock()  # A slot may be collected, and given back, in here.
        self._queue: list[int] = []
        self._next = self._last = -math.inf
        self._sent: deque[_Place] = deque()

    def __repr__(self) -> str:
        return f"Pace(rate={self.rate!r})"

    def reserve(self, hold: float = 0.0) -> Slot:
        """The next slot, after holding all back for `hold` seconds."""
        with self._lock:
            now = self._clock()
            if hold > 0:
                self._next = max(self._next, now + hold)
            return _Place(self, now)

    async def areserve(self, hold: float = 0.0) -> Slot:
        """As `reserve`, which blocks no event loop."""
        return self.reserve(hold)

    def _left(self, place: _Place) -> float:
        with self._lock:
            now = self._clock()
            opens = max(self._next, self._last + self._gap * TIGHT)
            while self._sent and self._sent[0].sent(now) <= now - self._window:
                self._sent.popleft().counted = False
            if len(self._sent) >= self._limit:
                sent = sorted((each.sent(now) for each in self._sent), reverse=True)
                opens = max(opens, sent[self._limit - 1] + self._window)
            wait = opens + self._queue.index(id(place)) * self._gap - now
            if wait > 0:
                return wait
            self._queue.remove(id(place))
            self._next = max(self._next, place.came) + self._gap
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
    """A place in the queue of a `Pace`: those behind it move up when it is given back."""

    left_at: float
    sent_at: float | None
    counted = False

    def __init__(self, pace: Pace, came: float) -> None:
        self._pace = pace
        self.came = came
        pace._queue.append(id(self))

    def sent(self, now: float) -> float:
        """When the request was sent. One that has left and waits for a connection may be sent at
        any time: until then, or until it has ended, that is now."""
        return now if self.sent_at is None else self.sent_at

    def left(self) -> float:
        return self._pace._left(self)

    def body(self, content: bytes) -> httpx.ByteStream:
        self.sent_at = None  # It will tell.
        return Body(content, self)

    def note(self) -> None:
        """The headers have been sent."""
        self._pace._note(self)

    def done(self) -> None:
        if self.sent_at is None:
            self.sent_at = self.left_at  # The transport has no use for a body.

    def give_back(self) -> None:
        self._pace._give_back(self)

    __del__ = give_back  # An interrupt may come before anyone else could.


class Noted(Protocol):
    """A place that wants to know when its request is sent."""

    def note(self) -> None:
        """The headers have been sent."""
        ...


class Body(httpx.ByteStream):
    """A body that notes when it is asked for: the headers have been sent then."""

    def __init__(self, content: bytes, place: Noted) -> None:
        super().__init__(content)
        self._content, self._place = content, place

    def __iter__(self) -> Iterator[bytes]:
        self._place.note()
        yield self._content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._place.note()
        yield self._content
