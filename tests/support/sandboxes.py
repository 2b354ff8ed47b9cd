"""Requests to a sandbox, without this library's client."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from maton_google_meet.sandbox import Fault, Sandbox

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
MEET_PATH = "/google-meet/v2"


def send_request(
    sandbox: Sandbox, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    """Send one request without our client and the judge, and return status and body."""
    given = {"authorization": f"Bearer {sandbox.key}", **headers}
    content = (
        body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    )
    answer = sandbox.handle(method, path, given, content)
    return answer.status, json.loads(answer.body) if answer.body else None


def get_resource(sandbox: Sandbox, path: str, **query: Any) -> tuple[int, Any]:
    """Return the status and the body of a GET."""
    return send_request(sandbox, "GET", f"{MEET_PATH}/{path}?{urlencode(query)}")


def read_status(answer: tuple[int, Any]) -> tuple[int, str]:
    """Return the HTTP status and the status of Google's error."""
    return answer[0], answer[1]["error"]["status"]


def find_planning_call(sandbox: Sandbox) -> Any:
    """Return the record of the call with artifacts of all kinds."""
    with sandbox.client() as meet:
        return next(
            record
            for record in meet.conference_records.list()
            if list(meet.transcripts.list(record.name)) and record.end_time
        )


PERFORMED_FAULTS = {Fault.LOST_ANSWER, Fault.TRUNCATED, Fault.STALLED}
