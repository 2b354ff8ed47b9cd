"""Events of calls that no client has made, for tests of observers."""

from __future__ import annotations

import itertools
from typing import Any

import httpx
from maton_google_meet.events import AttemptEvent, CallEvent, DecisionEvent, Event, WaitEvent
from maton_google_meet.types import PendingWrite
from maton_google_meet_api.models import Connection

ADDRESS = "https://api.maton.ai"
STARTED = 1_790_000_000.25
_ids = itertools.count(1)


def make_pending(**changes: Any) -> PendingWrite:
    """Return a write that creates a space."""
    fields: dict[str, Any] = {
        "operation": "spaces.create",
        "method": "POST",
        "path": "/google-meet/v2/spaces",
        "connection": Connection(connection_id="c-1"),
        "body": b'{"config":{}}',
        "outcome": "Creates a space.",
        "destructive": False,
    }
    return PendingWrite(**fields | changes)


class CallEvents:
    """The events of one call; each method returns the next one, with `changes` to its fields."""

    def __init__(
        self,
        operation: str | None = "spaces.create",
        method: str = "POST",
        path: str = "/google-meet/v2/spaces",
        template: str | None = "/google-meet/v2/spaces",
    ) -> None:
        self.events: list[Event] = []
        self.pending = make_pending(operation=operation, method=method, path=path)
        self.call_id = next(_ids)
        self._common: dict[str, Any] = {
            "call_id": self.call_id,
            "time": STARTED,
            "operation": operation,
            "method": method,
            "path": path,
            "url_template": template,
        }

    def decide(self, **changes: Any) -> DecisionEvent:
        """Return an approval."""
        fields: dict[str, Any] = {
            "pending": self.pending,
            "approved": True,
            "hook": "ask",
            "error": None,
        }
        event = DecisionEvent(**self._common | fields | changes)
        self.events.append(event)
        return event

    def wait(self, **changes: Any) -> WaitEvent:
        """Return a wait of two seconds after a 429."""
        fields: dict[str, Any] = {
            "attempt": 2,
            "reason": "retry",
            "cause": 429,
            "seconds": 2.0,
            "attempts": 6,
        }
        event = WaitEvent(**self._common | fields | changes)
        self.events.append(event)
        return event

    def attempt(self, status: int | None = 200, **changes: Any) -> AttemptEvent:
        """Return an attempt that received `status`."""
        method, path = self._common["method"], self._common["path"]
        request = httpx.Request(method, ADDRESS + path)
        fields: dict[str, Any] = {
            "attempt": 1,
            "status": status,
            "error": None if status else "ConnectError",
            "request_id": "r-1" if status else None,
            "seconds": 0.125,
            "request_bytes": 2,
            "response_bytes": 2 if status else None,
            "headers": httpx.Headers() if status else None,
            "request": request,
            "response": httpx.Response(status, request=request) if status else None,
        }
        event = AttemptEvent(**self._common | fields | changes)
        self.events.append(event)
        return event

    def end(self, outcome: str = "done", **changes: Any) -> CallEvent:
        """Return the end of the call."""
        fields: dict[str, Any] = {
            "write": True,
            "outcome": outcome,
            "error": None,
            "attempts": 1,
            "started": STARTED,
            "seconds": 0.5,
            "status": 200,
            "request_id": "r-1",
            "headers": httpx.Headers(),
            "response": None,
            "pending": self.pending,
            "events": tuple(self.events),
        }
        return CallEvent(**self._common | fields | changes)
