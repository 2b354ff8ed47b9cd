# Copied by scripts/regenerate.py from scripts/runtime/problems.py; do not edit.
"""What an error answer says, in each shape that has been seen behind the proxy."""

from typing import Any, NamedTuple

import httpx


class Problem(NamedTuple):
    """What an error body says."""

    message: str
    reason: str | None = None
    details: list[Any] = []  # noqa: RUF012 - never written to
    google: bool = False


def read_problem(response: httpx.Response) -> Problem:
    """What the body of `response` says, in each shape seen behind the proxy; never raises."""
    try:
        data: Any = response.json()
    except (ValueError, RecursionError):
        return Problem(_plain(response))
    if not isinstance(data, dict):
        return Problem(_plain(response))
    error: Any = data.get("error")
    detail: Any = data.get("detail")
    if isinstance(error, dict):
        reason, details = error.get("status"), error.get("details")
        return Problem(
            str(error.get("message") or ""),
            reason if isinstance(reason, str) else None,
            details if isinstance(details, list) else [],
            google=isinstance(reason, str) or isinstance(error.get("code"), int),
        )
    if isinstance(detail, list):
        faults = [
            f"{'.'.join(map(str, loc))}: {item.get('msg')}"
            if isinstance(loc := item.get("loc"), list)
            else str(item.get("msg"))
            for item in detail
            if isinstance(item, dict)
        ]
        return Problem("; ".join(faults), details=detail)
    for said in (data.get("message"), error, detail):
        if isinstance(said, str) and said:
            return Problem(said)
    return Problem(_plain(response))


def _plain(response: httpx.Response) -> str:
    """A body that is no error object, as text: of a page of HTML, its title."""
    text = response.text.strip()
    lower = text.lower()
    start, end = lower.find("<title>"), lower.find("</title>")
    return text[start + 7 : end].strip() if 0 <= start < end else text
