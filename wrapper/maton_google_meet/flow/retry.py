"""How often and how long a call is repeated.

| what happened | reads | writes |
| --- | --- | --- |
| 429 | wait, again | wait, again: it was refused, not done |
| the connection could not be opened | again | again: nothing has left this machine |
| 502, 503, 504 | again | never again: `OutcomeUnknown` |
| the answer was lost | again | never again: `OutcomeUnknown` |
| a 2xx that is not the API's | the error | never again: `OutcomeUnknown` |
| anything else | the error | the error |
"""

from __future__ import annotations

import random

from ..config import number
from ..errors import (
    APIStatusError,
    ConfigurationError,
    NetworkError,
    OutcomeUnknown,
    RateLimitError,
)

REPEATED = frozenset({429, 502, 503, 504})
# Seconds, the longest wait before the second attempt; it doubles with each one after that.
BASE = 0.5
QUOTA_BASE = 4.0
# Google counts by the minute (its usage limits). One second more, since clocks differ.
MINUTE = 61.0


def repeatable(error: Exception) -> bool:
    """Whether a call that ended with `error` may be sent again: the table above."""
    status = error.status_code if isinstance(error, APIStatusError) else 0
    known = status in REPEATED or isinstance(error, NetworkError)
    return known and not isinstance(error, OutcomeUnknown)


class Retry:
    """Bounds for repeating a call that was refused or, if it only reads, failed on its way.

    The wait is what `Retry-After` says, else a random part of a limit that doubles with each
    attempt. Google's quotas are a minute's, and its 429 often names no time: what is missing to a
    minute is waited before the last attempt. The defaults outlast that.

    Raises:
        ConfigurationError: a bound is out of its range.
    """

    __slots__ = ("attempts", "max_wait", "total")
    attempts: int
    """How often a call is sent at the most, the first time included; at least 1."""
    max_wait: float
    """The longest single wait, in seconds. What `Retry-After` asks beyond it raises at once."""
    total: float
    """The longest time from the first attempt to the start of the last, in seconds, whatever it
    is spent on."""

    # Not a dataclass: to make a frozen one takes longer than to load all the rest of this module.
    def __init__(self, attempts: int = 6, max_wait: float = 60.0, total: float = 120.0) -> None:
        given: object = attempts
        if not (isinstance(given, int) and given >= 1):
            raise ConfigurationError("Retry: attempts must be at least 1.")
        number(max_wait, "Retry: max_wait", "a number of seconds", zero=True)
        number(total, "Retry: total", "a number of seconds", zero=True)
        for name, value in zip(self.__slots__, (attempts, max_wait, total), strict=True):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name} cannot be set: clients share a Retry. Make another.")

    def __repr__(self) -> str:
        return "Retry(attempts={!r}, max_wait={!r}, total={!r})".format(*self.__reduce__()[1])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Retry) and self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash(self.__reduce__())

    def __reduce__(self) -> tuple[type[Retry], tuple[int, float, float]]:
        return Retry, (self.attempts, self.max_wait, self.total)

    def pause(self, error: Exception, attempt: int, elapsed: float) -> float | None:
        """The seconds to wait after `error` ended the `attempt`-th attempt, `elapsed` seconds after
        the first began; None if there is to be no other."""
        left = self.total - elapsed
        if attempt >= self.attempts or left < 0:
            return None
        if asked := isinstance(error, APIStatusError) and error.retry_after:
            return asked if asked <= min(self.max_wait, left) else None
        quota = isinstance(error, RateLimitError) and error.google
        base = QUOTA_BASE if quota else BASE
        wait = random.uniform(0.0, min(base * 2 ** min(attempt - 1, 16), self.max_wait, left))
        rest = min(self.max_wait, MINUTE - elapsed)
        return max(wait, rest) if quota and attempt == self.attempts - 1 and rest <= left else wait
