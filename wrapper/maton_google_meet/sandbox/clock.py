"""The sandbox's clock: that of the machine, which waits advance instead of sleeping."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from ..forking import renew_after_fork

POLL_SECONDS = 0.01
"""The seconds after which a waiting thread checks the clock again without a notification."""


def format_timestamp(time: datetime) -> str:
    """Return `time` in UTC as the API writes it (RFC 3339)."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Waiter:
    """A wait, and its end by `Clock.monotonic`."""

    def __init__(self, at: float) -> None:
        self.at = at


class Clock:
    """A clock that runs with that of the machine. With a `start`, it stands still until advanced.

    Threads may share one.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._skipped = 0.0
        self.renew()
        renew_after_fork(self)
        if start is not None and start.tzinfo is None:
            raise ValueError("now= takes a datetime with a time zone")
        self._stopped = start is not None
        self._started = time.monotonic()
        self._start = start.astimezone(UTC) if start else datetime.now(UTC)

    def renew(self) -> None:
        """Forget the waiting threads: after a fork, they exist only in the parent."""
        self._lock = threading.Condition()
        self._waiters: list[Waiter] = []
        self._busy = 0

    def monotonic(self) -> float:
        """Return the seconds since the clock was created."""
        with self._lock:
            return self._read()

    def _read(self) -> float:
        return self._skipped + (0.0 if self._stopped else time.monotonic() - self._started)

    def now(self) -> datetime:
        """Return the time of day in UTC."""
        return self._start + timedelta(seconds=self.monotonic())

    def timestamp(self) -> float:
        """Return the time of day in seconds since the epoch."""
        return self.now().timestamp()

    def skip(self, seconds: float) -> None:
        """Advance the clock."""
        with self._lock:
            self._skipped += seconds

    @contextmanager
    def busy(self, calls: int = 1) -> Generator[None]:
        """Keep waits from advancing the clock while `calls` calls are running.

        With -1, one of the running calls waits.
        """
        with self._lock:
            self._busy += calls
        try:
            yield
        finally:
            with self._lock:
                self._busy -= calls

    @contextmanager
    def waiting(self, seconds: float) -> Generator[Waiter]:
        """Register a wait of that many seconds, to be left when `due` returns True.

        Concurrent waits overlap: the clock advances only to the end of the first wait, and only
        when every call that is running waits.
        """
        with self._lock:
            waiter = Waiter(self._read() + seconds)
            self._waiters.append(waiter)
        try:
            yield waiter
        finally:
            with self._lock:
                self._waiters = [each for each in self._waiters if each is not waiter]
                self._lock.notify_all()

    def due(self, waiter: Waiter) -> bool:
        """Return True if the wait is over; advance the clock for the wait that ends first."""
        with self._lock:
            if not self._busy and waiter.at <= min(each.at for each in self._waiters):
                self._skipped += max(0.0, waiter.at - self._read())
            return self._read() >= waiter.at

    def wait(self, seconds: float) -> None:
        """Block until the clock has advanced that many seconds."""
        with self.waiting(seconds) as waiter:
            while not self.due(waiter):
                with self._lock:
                    self._lock.wait(POLL_SECONDS)

    def run(self) -> None:
        """Start the clock if it stands still."""
        with self._lock:
            if self._stopped:
                self._started = time.monotonic()
                self._stopped = False
