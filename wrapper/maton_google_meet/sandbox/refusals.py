"""Answers that refuse, in the words of the proxy or in Google's envelope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Google's status strings go with these codes (google.rpc.Code).
STATUSES = {
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ALREADY_EXISTS": 409,
}


class Refusal(Exception):
    """An answer other than a success: its status, and its body as JSON."""

    def __init__(self, status: int, body: Any, headers: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers: list[tuple[str, str]] = list(headers)


class Invalid(Exception):
    """A value that does not fit its schema; `where` is the way to it, as field names and
    positions."""

    def __init__(self, message: str, where: Sequence[str | int] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.where: list[str | int] = list(where)

    @property
    def path(self) -> str:
        """`where` in Google's spelling: `requests[0].member.role`."""
        return "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.where
        ).removeprefix(".")


def google(status: str, message: str) -> Refusal:
    """A refusal of Google's, `status` being its status string."""
    code = STATUSES[status]
    return Refusal(code, {"error": {"code": code, "message": message, "status": status}})


def invalid(error: Invalid) -> Refusal:
    """Google's refusal of a value that does not fit."""
    at = f" at '{error.path}'" if error.where else ""
    refusal = google("INVALID_ARGUMENT", f"Invalid value{at}: {error.message}")
    violation = {"field": error.path, "description": error.message}
    refusal.body["error"]["details"] = [
        {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    ]
    return refusal
