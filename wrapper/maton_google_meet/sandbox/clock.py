"""The sandbox's time: the machine's, put forward by whoever would have to wait."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Runs with the machine's clock; where it is given a `start`, it stands there until it is put
    forward. Threads may share one."""

    def __init__(self, start: datetime | None = None) -> None:
        self._lock = threading.Lock()
        self._skipped = 0.0
        self._stands = start is not None
        self._begun = time.monotonic()
        self._start = start.astimezone(UTC) if start else datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since it was made."""
        with self._lock:
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

    def run(self) -> None:
        """Let it run from here, if it stands."""
        with self._lock:
            if self._stands:
                self._begun = time.monotonic()
                self._stands = False
