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
from collections.abc import Callable
from typing import Final, Protocol

from ..settings import number

# The gap between requests, in even shares of a second: 98 % of the limit.
SPACING: Final = 1.02
# However late some leave, of as many as the limit has the next leaves no sooner than this after the
# first, in seconds of a limit of one second: what is left are 17 ms for those late on their way.
WINDOW: Final = 1.017
# Those behind a late one catch up, at this part of the gap, but for no more than so many seconds.
TIGHT: Final = 0.75
CATCH_UP: Final = 0.5
# Over a cold connection a request arrives later than those after it, by a round trip or two.
COLD: Final = 0.1


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
        said = ("Pace: rate", "requests a second")
        self.rate = number(rate, *said)
        self._clock = clock
        self._gap = number(SPACING / rate, *said)
        self._lock = threading.RLock()  # A slot may be collected, and given back, in here.
        self._queue: list[int] = []
        self._next = -math.inf
        self._gone = deque([-math.inf], maxlen=math.ceil(rate))
        self._cold: float = 0.0

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

    def _left(self, place: int, came: float) -> float:
        gap, gone, limit = self._gap, self._gone, self._gone.maxlen or 0
        with self._lock:
            now = self._clock()
            full = gone[0] + limit * gap * WINDOW / SPACING if len(gone) == limit else -math.inf
            opens = max(self._next, gone[-1] + gap * TIGHT, full)
            wait = opens + self._queue.index(place) * gap - now
            if wait > 0:
                return wait
            self._queue.remove(place)
            gone.append(now)
            if came > self._next + 1.0:  # Nothing was under way: connections may have gone cold.
                self._cold = limit
            self._cold -= 1
            if self._cold <= 0 and came <= self._next:
                self._next += COLD
                self._cold = math.inf
            self._next = max(self._next, came, now - CATCH_UP) + gap
            return 0.0

    def _give_back(self, place: int) -> None:
        with self._lock, contextlib.suppress(ValueError):
            self._queue.remove(place)


class _Place(Slot):
    """A place in the queue of a `Pace`: those behind it move up when it is given back."""

    def __init__(self, pace: Pace, came: float) -> None:
        self._pace = pace
        self._came = came
        pace._queue.append(id(self))

    def left(self) -> float:
        return self._pace._left(id(self), self._came)

    def give_back(self) -> None:
        self._pace._give_back(id(self))

    __del__ = give_back  # An interrupt may come before anyone else could.
