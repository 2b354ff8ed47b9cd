"""The sandbox's time: the machine's, put forward by whoever would have to wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from ..forking import renew_after_fork

AGAIN = 0.01
"""Seconds after which a thread that waits for others looks again, should nobody wake it."""


def stamp(moment: datetime) -> str:
    """`moment` as the API writes it (RFC 3339), in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Waking:
    """When somebody wakes who waits, by `Clock.monotonic`."""

    def __init__(self, at: float) -> None:
        self.at = at


class Clock:
    """Runs with the machine's clock; where it is given a `start`, it stands there until it is put
    forward. Threads may share one."""

    def __init__(self, start: datetime | None = None) -> None:
        self._skipped = 0.0
        self.renew()
        renew_after_fork(self)
        if start is not None and start.tzinfo is None:
            raise ValueError("now= takes a datetime with a time zone")
        self._stands = start is not None
        self._begun = time.monotonic()
        self._start = start.astimezone(UTC) if start else datetime.now(UTC)

    def renew(self) -> None:
        """Forget the threads that wait: after a fork, they are the parent's."""
        self._lock = threading.Condition()
        self._waking: list[Waking] = []
        self._busy = 0

    def monotonic(self) -> float:
        """Seconds since it was made."""
        with self._lock:
            return self._read()

    def _read(self) -> float:
        return self._skipped + (0.0 if self._stands else time.monotonic() - self._begun)

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return self._start + timedelta(seconds=self.monotonic())

    def timestamp(self) -> float:
        """`now` in seconds since the epoch."""
        return self.now().timestamp()

    def skip(self, seconds: float) -> None:
        """Put it forward."""
        with self._lock:
            self._skipped += seconds

    @contextmanager
    def busy(self, calls: int = 1) -> Generator[None]:
        """While so many calls are under way, time is not put forward; with -1, one of them has
        something to wait for."""
        with self._lock:
            self._busy += calls
        try:
            yield
        finally:
            with self._lock:
                self._busy -= calls

    @contextmanager
    def waiting(self, seconds: float) -> Generator[Waking]:
        """While somebody waits so many seconds; to be left when `due` says so.

        Those who wait at once wait side by side: time is put forward to the moment at which the
        first of them wakes, and no further, and not before all that are awake wait too.
        """
        with self._lock:
            waking = Waking(self._read() + seconds)
            self._waking.append(waking)
        try:
            yield waking
        finally:
            with self._lock:
                self._waking = [each for each in self._waking if each is not waking]
                self._lock.notify_all()

    def due(self, waking: Waking) -> bool:
        """Whether it is time, which it is made for the first to wake."""
        with self._lock:
            if not self._busy and waking.at <= min(each.at for each in self._waking):
                self._skipped += max(0.0, waking.at - self._read())
            return self._read() >= waking.at

    def wait(self, seconds: float) -> None:
        """Wait for one's turn, with what other threads wait for meanwhile."""
        with self.waiting(seconds) as waking:
            while not self.due(waking):
                with self._lock:
                    self._lock.wait(AGAIN)

    def run(self) -> None:
        """Let it run from here, if it stands."""
        with self._lock:
            if self._stands:
                self._begun = time.monotonic()
                self._stands = False
