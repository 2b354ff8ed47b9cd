"""How fast calls leave."""

from __future__ import annotations

import math

from .errors import ConfigurationError


class Pace:
    """A limit of `rate` requests a second, to be shared by the clients that are given it.

    Raises:
        ConfigurationError: `rate` is not a positive number.
    """

    def __init__(self, rate: float = 10.0) -> None:
        given: object = rate
        if not (isinstance(given, int | float) and 0 < given < math.inf):
            raise ConfigurationError("Pace: rate must be a positive number of requests a second.")
        self.rate = rate

    def __repr__(self) -> str:
        return f"Pace(rate={self.rate!r})"
