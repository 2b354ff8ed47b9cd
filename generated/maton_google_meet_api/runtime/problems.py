# Copied by scripts/regenerate.py from scripts/codegen/runtime/problems.py; do not edit.
"""Error responses: read each shape that has been seen behind the proxy, and explain it."""

from __future__ import annotations

import contextlib
import email.utils
import json
import math
import re
from collections.abc import Iterator
from datetime import UTC
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import httpx

from .calls import ERROR_KEYS
from .text import escape_for_terminal, shorten

if TYPE_CHECKING:
    from .table import Operation, Table


_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b", re.ASCII)
_ERROR_INFO = "google.rpc.ErrorInfo"
_STATUS = re.compile(r"[A-Z][A-Z_]*")
# So many faulty fields are shown, and so many characters of a text in an error.
_FIELDS, _LONGEST = 5, 500
# The longest text that may be an envelope which a proxy has put into its own error.
_LONGEST_ENVELOPE = 100_000


class Problem(NamedTuple):
    """What an error answer says."""

    message: str
    reason: str | None = None
    details: list[Any] = []  # noqa: RUF012 - never written to
    answered_by: Literal["google", "proxy", "between"] = "between"
    """Google, by its envelope; the proxy, by another JSON object; else something between."""
    request_id: str | None = None
    retry_after: float | None = None
    """Seconds to wait, not below 0."""

    @property
    def google(self) -> bool:
        """True if the body is Google's error envelope."""
        return self.answered_by == "google"

    def reasons(self) -> list[str]:
        """Return each `ErrorInfo.reason`; of the proxy, the words that may be an OAuth code."""
        if not self.google:
            said = self.message[:_LONGEST] if self.answered_by == "proxy" else ""
            return _CODE.findall(said)
        return [
            each["reason"]
            for each in self.details
            if isinstance(each, dict)
            and str(each.get("@type")).endswith(_ERROR_INFO)
            and isinstance(each.get("reason"), str)
            and each["reason"]
        ]

    def violations(self) -> list[str]:
        """Return what is wrong with each field, once, but for what the message has already."""
        found, said = [], self.message[:_LONGEST]
        for violation in _violations(self.details):
            field, description = (
                value if isinstance(value := violation.get(key), str) else ""
                for key in ("field", "description")
            )
            shown = ": ".join(filter(None, (field, description)))
            if shown and not (field in said and description in said):
                found.append(shown)
        return list(dict.fromkeys(found))


def _violations(details: list[Any]) -> Iterator[dict[str, Any]]:
    for detail in details:
        violations = detail.get("fieldViolations") if isinstance(detail, dict) else None
        if isinstance(violations, list):
            yield from (each for each in violations if isinstance(each, dict))


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


def redact_key(error: BaseException, secret: str) -> str:
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
    problem: Problem,
    response: httpx.Response,
    operation: Operation | None,
    table: Table,
    *,
    reaches_google: bool = True,
) -> tuple[str, str]:
    """Return what was answered, and what that means and what to do next, as `table` has it."""
    status, request_id, reasons = response.status_code, problem.request_id, problem.reasons()
    words = [problem.reason, *(reasons if problem.google else ())]
    reason = ", ".join(escape_for_terminal(shorten(word, 100)) for word in words[:3] if word)
    said = escape_for_terminal(shorten(problem.message, _LONGEST))
    if faults := problem.violations():
        more = [f"and {len(faults) - _FIELDS} more"] if len(faults) > _FIELDS else []
        shown = "; ".join([*(shorten(fault, 200) for fault in faults[:_FIELDS]), *more])
        said = f"{said} ({escape_for_terminal(shown)})" if said else escape_for_terminal(shown)
    said = said or "(nothing said)"
    stop = "" if said.endswith((".", "!", "?")) else "."
    author: str = problem.answered_by
    if author == "proxy" and not reaches_google:
        author = "connections"
    advised = table.advise(status, author, reasons, problem.reason, operation)
    if response.has_redirect_location:
        advised = "Redirects are not followed: the key goes to one host only."
    wait = problem.retry_after
    advice = (
        advised,
        f"The server asks to wait {wait:g} s." if wait is not None else "",
        f"(request id {escape_for_terminal(shorten(request_id, 200))})" if request_id else "",
    )
    answered = f"{named(response.request, operation)} answered {f'{status} {reason}'.strip()}"
    answered = f"{answered}: {said}{stop}"
    return answered, " ".join(filter(None, advice))


def named(request: httpx.Request, operation: Operation | None = None) -> str:
    """`request` in an error or a log."""
    call = escape_for_terminal(f"{request.method} {request.url.path}")
    return f"{operation.id} ({call})" if operation else call


def _read_body(response: httpx.Response) -> Problem:
    try:
        data: Any = response.json()
    except (ValueError, RecursionError):
        return Problem(_plain(response))
    data = _envelope(data) or data
    if not isinstance(data, dict):
        return Problem(_plain(response))
    error: Any = data.get("error")
    detail: Any = data.get("detail")
    if isinstance(error, dict) and error:
        google, details, said = _is_google(error), error.get("details"), error.get("message")
        return Problem(
            str(said) if said and not isinstance(said, dict) else _said(error),
            error["status"] if google and isinstance(error.get("status"), str) else None,
            details if isinstance(details, list) else [],
            "google" if google else "proxy",
        )
    if isinstance(detail, list):
        faults = [
            f"{'.'.join(map(str, loc))}: {item.get('msg')}"
            if isinstance(loc := item.get("loc"), list)
            else str(item.get("msg"))
            for item in detail
            if isinstance(item, dict)
        ]
        return Problem("; ".join(faults), details=detail, answered_by="proxy")
    if said := _said(data):
        return Problem(said, answered_by="proxy")
    return Problem(_plain(response))


def _envelope(data: Any) -> Any:
    """Return Google's envelope if `data` is a list of one that holds it, or an error that a proxy
    has made of it; None where it is neither. It is looked for one level down only."""
    if isinstance(data, list) and len(data) == 1:
        [data] = data
    if not isinstance(data, dict):
        return None
    error = data.get("error")
    if isinstance(error, dict) and _is_google(error):
        return data
    places = (data, error) if isinstance(error, dict) else (data,)
    for value in (place.get(key) for place in places for key in ERROR_KEYS):
        inner: Any = value
        if isinstance(value, str) and len(value) <= _LONGEST_ENVELOPE:
            with contextlib.suppress(ValueError, RecursionError):
                inner = json.loads(value)
        if isinstance(inner, list) and len(inner) == 1:
            [inner] = inner
        error = inner.get("error") if isinstance(inner, dict) else None
        if isinstance(error, dict) and _is_google(error):
            return inner
    return None


def _is_google(error: dict[str, Any]) -> bool:
    """Return True if the object below `error` is Google's, by its status or its details."""
    status, details = error.get("status"), error.get("details")
    if isinstance(status, str) and _STATUS.fullmatch(status):
        return True
    details = details if isinstance(details, list) else []
    return any(isinstance(detail, dict) and "@type" in detail for detail in details)


def _said(data: dict[str, Any]) -> str:
    """Return the texts of a JSON object, each once."""
    return ": ".join(dict.fromkeys(_texts(data, 3)))


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, dict) and depth:
        for key in ERROR_KEYS:
            yield from _texts(value.get(key), depth - 1)


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
