# Copied by scripts/regenerate.py from scripts/runtime/problems.py; do not edit.
"""What an error answer says, in each shape that has been seen behind the proxy; how to say so."""

from __future__ import annotations

import email.utils
import math
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

from .text import harmless, shortened

if TYPE_CHECKING:
    from .table import Operation, Table


class Problem(NamedTuple):
    """What an error answer says."""

    message: str
    reason: str | None = None
    details: list[Any] = []  # noqa: RUF012 - never written to
    google: bool = False
    """Whether the body is Google's envelope."""
    request_id: str | None = None
    retry_after: float | None = None
    """Seconds to wait, not below 0."""


def read_problem(response: httpx.Response, now: float, secret: str) -> Problem:
    """What `response` says, its body read; never raises. `now` is the time in seconds since the
    epoch, for a `Retry-After` that is a date; should the answer echo `secret`, the problem and the
    repr of `response` do not."""
    if secret in response.reason_phrase:
        response.extensions.pop("reason_phrase")
    problem = _read_body(response)._replace(
        request_id=response.headers.get("X-Request-Id"), retry_after=retry_after(response, now)
    )
    if secret not in repr(problem):
        return problem
    message = problem.message.replace(secret, "***")
    return problem._replace(message=message, reason=None, details=[], request_id=None)


def unsaid(error: BaseException, secret: str) -> str:
    """What `error` says without `secret`, which is taken out of it and of what led to it: that may
    quote an answer that could not be read."""
    said, chain = str(error), [error]
    while inner := chain[-1].__cause__ or chain[-1].__context__:
        chain.append(inner)
    for each in chain:
        if secret in str(each):
            each.args = (str(each).replace(secret, "***"),)
    return said.replace(secret, "***")


def explain(
    problem: Problem, response: httpx.Response, operation: Operation | None, table: Table
) -> tuple[str, str]:
    """What was answered, and what that means and what to do next, as `table` and `operation` have
    it."""
    status, google, request_id = response.status_code, problem.google, problem.request_id
    reason = f" {harmless(shortened(problem.reason, 100))}" if problem.reason else ""
    said = harmless(shortened(problem.message, 500)) or "(nothing said)"
    stop = "" if said.endswith((".", "!", "?")) else "."
    meaning = table.meaning(status, google=google)
    if response.has_redirect_location:
        meaning = "Redirects are not followed: the key goes to one host only."
    hint = operation.hints.get(status, "") if operation else ""
    if hint and operation and operation.google_method is None:
        meaning = ""  # The general one speaks of a Google account.
    wait = problem.retry_after
    advice = (
        meaning,
        hint,
        f"The server asks to wait {wait:g} s." if wait is not None else "",
        f"(request id {harmless(shortened(request_id, 200))})" if request_id else "",
    )
    answered = f"{named(response.request, operation)} answered {status}{reason}: {said}{stop}"
    return answered, " ".join(filter(None, advice))


def named(request: httpx.Request, operation: Operation | None = None) -> str:
    """`request` in an error or a log."""
    call = harmless(f"{request.method} {request.url.path}")
    return f"{operation.id} ({call})" if operation else call


def _read_body(response: httpx.Response) -> Problem:
    try:
        data: Any = response.json()
    except (ValueError, RecursionError):
        return Problem(_plain(response))
    if not isinstance(data, dict):
        return Problem(_plain(response))
    error: Any = data.get("error")
    detail: Any = data.get("detail")
    if isinstance(error, dict) and error:
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
    # Not response.text: it goes by a charset that the server chose, which may not even be text.
    text = response.content.decode("utf-8", "replace").strip()
    flags = re.ASCII | re.IGNORECASE
    if not (start := re.search("<title>", text, flags)):
        return text
    rest = text[start.end() :]
    end = re.search("</title>", rest, flags)
    return rest[: end.start()].strip() if end else text


def retry_after(response: httpx.Response, now: float) -> float | None:
    """The seconds that `Retry-After` asks to wait, not below 0; None where it has none that can be
    read. `now` is the time in seconds since the epoch, for the header's other form, a date, where
    the answer does not say when it was sent."""
    value = response.headers.get("Retry-After", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        # By the server's own clock, where it tells: ours may differ.
        moment, sent = _timestamp(value), _timestamp(response.headers.get("Date", ""))
        seconds = math.nan if moment is None else moment - (now if sent is None else sent)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _timestamp(value: str) -> float | None:
    """An HTTP date in seconds since the epoch; None if `value` is none."""
    try:
        date = email.utils.parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
