"""Read and explain error responses, in each form that was seen behind the proxy.

The advice for a status or a reason is in the document. Only new forms of a body belong here.
"""

from __future__ import annotations

import contextlib
import email.utils
import json
import math
import re
from collections.abc import Iterator
from datetime import UTC
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from maton_google_meet_api.runtime.calls import ERROR_KEYS
from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..config import LOGIN

if TYPE_CHECKING:
    import httpx
    from maton_google_meet_api.runtime.table import Operation, Table


# An OAuth code such as `invalid_grant`, and a status of Google such as `PERMISSION_DENIED`.
OAUTH_CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b", re.ASCII)
GOOGLE_STATUS = re.compile(r"[A-Z][A-Z_]*")
ERROR_INFO_TYPE = "google.rpc.ErrorInfo"
# The most faulty fields, and the most characters of a text, that an error shows.
SHOWN_FIELDS, SHOWN_CHARACTERS = 5, 500
# The longest text that is searched for an envelope which a proxy has put into its own error.
ENVELOPE_CHARACTERS = 100_000
# The advice on a 401, by the author of the response, if a session is used instead of a key.
SIGN_IN_AGAIN = f"Sign in again with `{LOGIN}`, then repeat the call."
SESSION_ENDED = f"The Maton session has ended or was revoked. {SIGN_IN_AGAIN}"
SESSION_ADVICE = {
    "proxy": SESSION_ENDED,
    "connections": SESSION_ENDED,
    "between": (
        "A gateway between this client and Google refused the request, for example a company's "
        f"proxy that requires a sign-in. If it was Maton, the session has ended. {SIGN_IN_AGAIN}"
    ),
}


class Problem(NamedTuple):
    """The content of an error response."""

    message: str
    reason: str | None = None
    details: list[Any] = []  # noqa: RUF012 - it is not modified
    answered_by: Literal["google", "proxy", "between"] = "between"
    """`google` for its envelope, `proxy` for another JSON object, else `between`."""
    request_id: str | None = None
    retry_after: float | None = None
    """The seconds to wait, not below 0."""

    @property
    def google(self) -> bool:
        """True if the body is Google's error envelope."""
        return self.answered_by == "google"

    def reasons(self) -> list[str]:
        """Return each `ErrorInfo.reason`; for the proxy, the words that may be an OAuth code."""
        if not self.google:
            is_proxy = self.answered_by == "proxy"
            return OAUTH_CODE.findall(self.message[:SHOWN_CHARACTERS]) if is_proxy else []
        return [
            each["reason"]
            for each in self.details
            if isinstance(each, dict)
            and str(each.get("@type")).endswith(ERROR_INFO_TYPE)
            and isinstance(each.get("reason"), str)
            and each["reason"]
        ]

    def violations(self) -> list[str]:
        """Return each violation of a field once, without those that the message contains."""
        texts, message = [], self.message[:SHOWN_CHARACTERS]
        for violation in _iterate_violations(self.details):
            field, description = (
                value if isinstance(value := violation.get(key), str) else ""
                for key in ("field", "description")
            )
            text = ": ".join(filter(None, (field, description)))
            if text and not (field in message and description in message):
                texts.append(text)
        return list(dict.fromkeys(texts))


def _iterate_violations(details: list[Any]) -> Iterator[dict[str, Any]]:
    for detail in details:
        violations = detail.get("fieldViolations") if isinstance(detail, dict) else None
        if isinstance(violations, list):
            yield from (each for each in violations if isinstance(each, dict))


def read_problem(response: httpx.Response, now: float, secret: str) -> Problem:
    """Return the content of `response`, whose body has been read. This function does not raise.

    Args:
        response: The error response. If it echoes `secret`, its repr no longer does.
        now: The time in seconds since the epoch, for a `Retry-After` that is a date.
        secret: The key, which is removed from the result.
    """
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
    """Return the message of `error` without `secret`.

    The secret is also removed from `error` and its causes, which may quote an unreadable response.
    """
    message, chain = str(error), [error]
    while inner := chain[-1].__cause__ or chain[-1].__context__:
        chain.append(inner)
    for each in chain:
        if secret in str(each):
            each.args = (str(each).replace(secret, "***"),)
    return message.replace(secret, "***")


def explain(
    problem: Problem,
    response: httpx.Response,
    operation: Operation | None,
    table: Table,
    *,
    reaches_google: bool = True,
    session: bool = False,
) -> tuple[str, str]:
    """Return the status and the text of the response, and the advice of `table` on its meaning.

    With `session`, the request had the token of a session: a 401 without a reason then advises to
    sign in.
    """
    status, reasons = response.status_code, problem.reasons()
    words = [problem.reason, *(reasons if problem.google else ())]
    reason = ", ".join(escape_for_terminal(shorten(word, 100)) for word in words[:3] if word)
    text = escape_for_terminal(shorten(problem.message, SHOWN_CHARACTERS))
    if faults := problem.violations():
        more = [f"and {len(faults) - SHOWN_FIELDS} more"] if len(faults) > SHOWN_FIELDS else []
        listing = "; ".join([*(shorten(fault, 200) for fault in faults[:SHOWN_FIELDS]), *more])
        text = f"{text} ({escape_for_terminal(listing)})" if text else escape_for_terminal(listing)
    text = text or "(no message)"
    stop = "" if text.endswith((".", "!", "?")) else "."
    author: str = problem.answered_by
    if author == "proxy" and not reaches_google:
        author = "connections"
    next_step = table.advise(status, author, reasons, problem.reason, operation)
    if session and status == 401 and next_step == table.advise(status, author):
        next_step = SESSION_ADVICE.get(author, next_step)
    if response.has_redirect_location:
        next_step = "Redirects are not followed: the key goes to one host only."
    wait = problem.retry_after
    pause = f"The server asks to wait {wait:g} s." if wait is not None else ""
    return f"{f'{status} {reason}'.strip()}: {text}{stop}", f"{next_step} {pause}".strip()


def _read_body(response: httpx.Response) -> Problem:
    try:
        data: Any = response.json()
    except (ValueError, RecursionError):
        return Problem(_extract_text(response))
    data = _find_envelope(data) or data
    if not isinstance(data, dict):
        return Problem(_extract_text(response))
    error: Any = data.get("error")
    detail: Any = data.get("detail")
    if isinstance(error, dict) and error:
        google, details, text = _is_google(error), error.get("details"), error.get("message")
        return Problem(
            str(text) if text and not isinstance(text, dict) else _join_texts(error),
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
    if text := _join_texts(data):
        return Problem(text, answered_by="proxy")
    return Problem(_extract_text(response))


def _find_envelope(data: Any) -> Any:
    """Return Google's envelope in `data`; None if there is none.

    `data` is the envelope, a list of one that holds it, or an error of the proxy that quotes the
    envelope one level down.
    """
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
        if isinstance(value, str) and len(value) <= ENVELOPE_CHARACTERS:
            with contextlib.suppress(ValueError, RecursionError):
                inner = json.loads(value)
        if isinstance(inner, list) and len(inner) == 1:
            [inner] = inner
        error = inner.get("error") if isinstance(inner, dict) else None
        if isinstance(error, dict) and _is_google(error):
            return inner
    return None


def _is_google(error: dict[str, Any]) -> bool:
    """Return True if the object below `error` comes from Google, by its status or its details."""
    status, details = error.get("status"), error.get("details")
    if isinstance(status, str) and GOOGLE_STATUS.fullmatch(status):
        return True
    details = details if isinstance(details, list) else []
    return any(isinstance(detail, dict) and "@type" in detail for detail in details)


def _join_texts(data: dict[str, Any]) -> str:
    """Return the texts of a JSON object, each once."""
    return ": ".join(dict.fromkeys(_iterate_texts(data, 3)))


def _iterate_texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, dict) and depth:
        for key in ERROR_KEYS:
            yield from _iterate_texts(value.get(key), depth - 1)


def _extract_text(response: httpx.Response) -> str:
    """Return the title of a page of HTML, or any other body as text."""
    # `response.text` uses the server's charset, which may name a codec that does not return text.
    text = response.content.decode("utf-8", "replace").strip()
    flags = re.ASCII | re.IGNORECASE
    if not (start := re.search("<title>", text, flags)):
        return text
    rest = text[start.end() :]
    end = re.search("</title>", rest, flags)
    return rest[: end.start()].strip() if end else text


def retry_after(response: httpx.Response, now: float) -> float | None:
    """Return the seconds that `Retry-After` asks to wait, not below 0; None if it is unreadable.

    `now` is the time in seconds since the epoch. It is used if the header is a date and the
    response has no `Date`.
    """
    value = response.headers.get("Retry-After", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        # Use the server's own clock if the response has a date: ours may differ.
        moment, sent = _parse_date(value), _parse_date(response.headers.get("Date", ""))
        seconds = math.nan if moment is None else moment - (now if sent is None else sent)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _parse_date(value: str) -> float | None:
    """Return the HTTP date `value` in seconds since the epoch; None if it is not a date."""
    try:
        date = email.utils.parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
