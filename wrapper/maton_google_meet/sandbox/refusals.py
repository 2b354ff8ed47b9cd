"""Error responses of the proxy and of Google."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Refusal(Exception):
    """An error response: its status, its body as JSON and its headers."""

    def __init__(self, status: int, body: Any, headers: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers: list[tuple[str, str]] = list(headers)


class InvalidValue(Exception):
    """A value that does not fit its schema.

    `location` is the path to the value: field names and positions.
    """

    def __init__(self, message: str, location: Sequence[str | int] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.location: list[str | int] = list(location)

    @property
    def path(self) -> str:
        """`location` in Google's spelling: `requests[0].member.role`."""
        return "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.location
        ).removeprefix(".")


def refuse(code: int, status: str, message: str) -> Refusal:
    """Return an error response of Google, with its status string."""
    return Refusal(code, {"error": {"code": code, "message": message, "status": status}})


def refuse_value(error: InvalidValue) -> Refusal:
    """Return Google's error response for a value that does not fit its schema."""
    at = f" at '{error.path}'" if error.location else ""
    refusal = refuse(400, "INVALID_ARGUMENT", f"Invalid value{at}: {error.message}")
    violation = {"field": error.path, "description": error.message}
    refusal.body["error"]["details"] = [
        {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    ]
    return refusal
