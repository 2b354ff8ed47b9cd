"""The faults that `Sandbox.fail` can plan."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import NamedTuple


class ErrorExample(NamedTuple):
    """An error response, as an example of the OpenAPI document."""

    status: int
    response: str
    example: str
    media: str = "application/json"


class Fault(enum.Enum):
    """A fault to simulate in a call, for `Sandbox.fail`.

    The error responses are examples of the OpenAPI document. The other faults break or delay the
    connection.
    """

    RATE_LIMITED = ErrorExample(429, "RateLimited", "maton")
    """The proxy's limit, with `Retry-After`."""
    QUOTA_EXHAUSTED = ErrorExample(429, "RateLimited", "google")
    """One of Google's quotas, without `Retry-After`."""
    EXPIRED = ErrorExample(500, "InternalError", "expired")
    """The connection's Google authorization has expired."""
    UNAVAILABLE = ErrorExample(503, "ServerError", "google")
    """Google is unavailable."""
    HTML = ErrorExample(502, "ServerError", "gateway", "text/html")
    """A load balancer's page."""
    LOST_REQUEST = "the connection breaks before the operation"
    """The connection breaks before the operation is performed."""
    LOST_ANSWER = "the connection breaks after the operation, before the response"
    """The operation is performed, but the response is lost."""
    TRUNCATED = "the connection breaks after the operation, within the response"
    """The operation is performed, but the connection breaks within the response."""
    STALLED = "the response is delayed after the operation"
    """The operation is performed, but the response is delayed."""

    @property
    def done(self) -> bool:
        """True if the sandbox performs the operation despite the fault."""
        return self in {Fault.LOST_ANSWER, Fault.TRUNCATED, Fault.STALLED}


@dataclass
class PlannedFault:
    """A fault, and the calls that it applies to."""

    fault: Fault
    times: float
    operation: str | None
    connection: str | None
    seconds: float

    def use_for(self, operation: str | None, connection: str | None) -> bool:
        """Return True if this fault applies to the call, and count the use."""
        applies = (
            self.times > 0
            and self.operation in (None, operation)
            and self.connection in (None, connection)
        )
        self.times -= applies
        return applies
