"""The retry policy: which errors are retried, how often, and after which wait.

| what happened | reads | writes |
| --- | --- | --- |
| 429 | wait, retry | wait, retry: the write was refused, not executed |
| the connection could not be opened | retry | retry: nothing was sent |
| 502, 503, 504 | retry | never: `OutcomeUnknown` |
| the response was lost | retry | never: `OutcomeUnknown` |
| a 2xx that is not the API's | the error | never: `OutcomeUnknown` |
| any other 5xx | the error | never: `OutcomeUnknown` |
| anything else | the error | the error |
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from ..config import check_number
from ..errors import (
    APIStatusError,
    ConfigurationError,
    MatonError,
    RateLimitError,
)

RETRIED_STATUSES = frozenset({429, 502, 503, 504})
# The longest wait before the second attempt. It doubles with each further attempt.
BACKOFF_SECONDS = 0.5
QUOTA_BACKOFF_SECONDS = 4.0
# Google counts its quotas by the minute. One second more, since clocks differ.
QUOTA_WINDOW_SECONDS = 61.0


def is_retryable(error: Exception) -> bool:
    """Return True if the client itself retries a call that ended with `error`: the table above."""
    if isinstance(error, APIStatusError) and error.status_code not in RETRIED_STATUSES:
        return False
    return isinstance(error, MatonError) and error.retryable


# With slots, setting an unknown attribute raises TypeError up to Python 3.13:
# https://github.com/python/cpython/issues/105936.
@dataclass(frozen=True)
class Retry:
    """The bounds for the retries of a call.

    The client retries a call that was refused temporarily. A read is also retried if it failed.

        with GoogleMeet(retry=Retry(attempts=3, total=20.0)) as meet:
            print(meet.spaces.get("kfr-wduz-tqa").name)

    The wait before a retry is the value of `Retry-After`. Without one, it is a random part of a
    limit that doubles with each attempt. Google counts its quotas by the minute, and its 429 often
    has no `Retry-After`. In this case, the last attempt is made a minute after the first one, if
    the bounds allow it, as the default bounds do.

    Raises:
        ConfigurationError: A bound is out of range.
    """

    attempts: int = 6
    """The largest number of attempts for one call, the first one included; at least 1."""
    max_wait: float = 60.0
    """The longest single wait, in seconds. If `Retry-After` asks for more, the call raises
    immediately."""
    total: float = 120.0
    """The longest time from the start of the first attempt to the start of the last one, in
    seconds. It includes neither the wait for the first slot nor the time in the hook."""

    def __post_init__(self) -> None:
        attempts: object = self.attempts
        if not (isinstance(attempts, int) and attempts >= 1):
            raise ConfigurationError("Retry: attempts must be at least 1.")
        check_number(self.max_wait, "Retry: max_wait", "a number of seconds", zero=True)
        check_number(self.total, "Retry: total", "a number of seconds", zero=True)

    def pause(self, error: Exception, attempt: int, elapsed: float) -> float | None:
        """Return the seconds to wait before the next attempt, or None to make no further attempt.

        Args:
            error: The error that ended the last attempt.
            attempt: The number of that attempt, from 1 on.
            elapsed: The seconds since the first attempt began.
        """
        left = self.total - elapsed
        if attempt >= self.attempts or left < 0:
            return None
        if delay := isinstance(error, APIStatusError) and error.retry_after:
            return delay if delay <= min(self.max_wait, left) else None
        quota = isinstance(error, RateLimitError) and error.google
        base = QUOTA_BACKOFF_SECONDS if quota else BACKOFF_SECONDS
        wait = random.uniform(0.0, min(base * 2 ** min(attempt - 1, 16), self.max_wait, left))
        rest = min(self.max_wait, QUOTA_WINDOW_SECONDS - elapsed)
        return max(wait, rest) if quota and attempt == self.attempts - 1 and rest <= left else wait
