"""What can go wrong, for `Sandbox.fail`."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import NamedTuple


class Refused(NamedTuple):
    """The document's example of the answer."""

    status: int
    response: str
    example: str
    media: str = "application/json"


class Fault(enum.Enum):
    """A thing that can go wrong with a call.

    Those that are answers are the document's examples of them. Of the others, `done` tells whether
    what was asked for is done all the same.
    """

    RATE_LIMITED = Refused(429, "RateLimited", "maton")
    """The proxy's limit, with `Retry-After`."""
    QUOTA_EXHAUSTED = Refused(429, "RateLimited", "google")
    """One of Google's quotas, without `Retry-After`."""
    EXPIRED = Refused(500, "InternalError", "expired")
    """The connection's Google authorization has expired."""
    UNAVAILABLE = Refused(503, "ServerError", "google")
    """Google is not available."""
    HTML = Refused(502, "ServerError", "gateway", "text/html")
    """A load balancer's page."""
    LOST_REQUEST = "the connection breaks before anything is done"
    LOST_ANSWER = "it is done, and the connection breaks before the answer"
    TRUNCATED = "it is done, and the connection breaks within the answer"
    STALLED = "it is done, and the answer takes its time"

    @property
    def done(self) -> bool:
        """Whether what was asked for is done."""
        return self in {Fault.LOST_ANSWER, Fault.TRUNCATED, Fault.STALLED}


@dataclass
class Planned:
    """A fault, and the calls that it waits for."""

    fault: Fault
    times: float
    operation: str | None
    connection: str | None
    seconds: float

    def due(self, operation: str | None, connection: str | None) -> bool:
        """Whether it strikes this call, which it then has done once more."""
        wanted = (
            self.times > 0
            and self.operation in (None, operation)
            and self.connection in (None, connection)
        )
        self.times -= wanted
        return wanted
