"""Clocks for tests."""

from __future__ import annotations

from contextvars import ContextVar


class Clock:
    """A clock that the test moves; each reading moves it by `step`."""

    def __init__(self, now: float = 1000.0, *, step: float = 0.0) -> None:
        self.now, self.step = now, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


class WaitClock:
    """A clock that only waits move. Each thread and each task has its own time."""

    def __init__(self) -> None:
        self._waits: ContextVar[tuple[float, ...]] = ContextVar("waits", default=())

    def __call__(self) -> float:
        return sum(self.waits)

    @property
    def waits(self) -> tuple[float, ...]:
        """The waits so far, in seconds."""
        return self._waits.get()

    def wait(self, seconds: float) -> None:
        """Move the clock by `seconds`."""
        self._waits.set((*self.waits, seconds))
