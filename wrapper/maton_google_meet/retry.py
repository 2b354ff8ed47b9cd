"""How often and how long a call is repeated."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Retry:
    """Bounds for repeating a call that was refused or, if it only reads, failed on its way.

    Raises:
        ConfigurationError: a bound is out of its range.
    """

    attempts: int = 6
    """How often a call is sent at the most, the first time included; at least 1."""
    max_wait: float = 60.0
    """The longest single wait, in seconds."""
    total: float = 120.0
    """The longest time from the first attempt to the start of the last, in seconds."""

    def __post_init__(self) -> None:
        attempts: object = self.attempts
        if not (isinstance(attempts, int) and attempts >= 1):
            raise ConfigurationError("Retry: attempts must be at least 1.")
        for name in ("max_wait", "total"):
            seconds = getattr(self, name)
            if not (isinstance(seconds, int | float) and 0 <= seconds < math.inf):
                raise ConfigurationError(f"Retry: {name} must be a number of seconds, 0 or more.")
