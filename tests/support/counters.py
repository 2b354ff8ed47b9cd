"""Ways to count the requests of a second, as a rate limiter does."""

from __future__ import annotations

import math
from collections import deque
from typing import Protocol


class Counter(Protocol):
    """A way to count requests; a refused request does not count."""

    def __init__(self, limit: float) -> None: ...

    def takes(self, now: float) -> bool:
        """Return True if a request at `now` is within the limit; `now` never decreases."""
        ...


class Sliding:
    """At most `limit` requests in any second."""

    def __init__(self, limit: float) -> None:
        self.taken: deque[float] = deque(maxlen=max(1, int(limit)))

    def takes(self, now: float) -> bool:
        if len(self.taken) == self.taken.maxlen and now - self.taken[0] < 1.0:
            return False
        self.taken.append(now)
        return True


class Calendar:
    """At most `limit` requests in each second of the clock."""

    def __init__(self, limit: float) -> None:
        self.limit, self.count, self.second = max(1, int(limit)), 0, 0

    def takes(self, now: float) -> bool:
        if math.floor(now) != self.second:
            self.count, self.second = 0, math.floor(now)
        if self.count == self.limit:
            return False
        self.count += 1
        return True


class Bucket:
    """A bucket of `limit` tokens, refilled with `limit` tokens a second; a request takes one."""

    def __init__(self, limit: float) -> None:
        self.rate, self.size = limit, max(1.0, limit)
        self.tokens, self.filled = self.size, 0.0

    def takes(self, now: float) -> bool:
        self.tokens = min(self.size, self.tokens + (now - self.filled) * self.rate)
        self.filled = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True


COUNTERS: dict[str, type[Counter]] = {"sliding": Sliding, "calendar": Calendar, "bucket": Bucket}
