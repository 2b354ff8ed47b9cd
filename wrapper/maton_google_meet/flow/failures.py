"""Create the errors of this package for responses and for exceptions of the network.

`problems` reads a response; this module selects the class and composes the message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from maton_google_meet_api.runtime.calls import FacadeErrors
from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..config import SessionToken
from ..errors import (
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    DeadlineExceeded,
    DeadlineOutcomeUnknown,
    InvalidArgumentError,
    InvalidNameError,
    MatonError,
    MissingConnection,
    NetworkError,
    NetworkOutcomeUnknown,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ResponseError,
    ResponseOutcomeUnknown,
    ServerError,
    ServerOutcomeUnknown,
)

if TYPE_CHECKING:
    from maton_google_meet_api.runtime.table import Operation

UNKNOWN_OUTCOME = (
    "The write may or may not have been executed, and was not retried: read the affected resource "
    "before you repeat the write."
)
STATUS_ERRORS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
}


def make_status_error(
    response: httpx.Response,
    operation: Operation | None,
    path: str,
    *,
    write: bool,
    now: float,
    secret: str,
) -> APIStatusError:
    """Return the error for `response`, which is not a success and whose body has been read.

    `path` is that of the request, from the root of the proxy. If the body echoes `secret`, the
    error does not.
    """
    from maton_google_meet_api.operations import OPERATIONS

    from .problems import explain, read_problem  # A program without errors need not load it.

    status, problem = response.status_code, read_problem(response, now, secret)
    kind = STATUS_ERRORS.get(status, ServerError if status >= 500 else APIStatusError)
    reaches_google = OPERATIONS.reaches_google(path)
    if problem.google and not reaches_google:
        problem = problem._replace(answered_by="proxy")
    if status == 400 and problem.answered_by == "proxy" and reaches_google:
        kind = MissingConnection
    summary, advice = explain(
        problem,
        response,
        operation,
        OPERATIONS,
        reaches_google=reaches_google,
        session=isinstance(secret, SessionToken),
    )
    summary = f"{describe_request(response.request, operation)} answered {summary}"
    if write and kind is ServerError:
        kind, advice = ServerOutcomeUnknown, f"{UNKNOWN_OUTCOME} {advice}".strip()
    number = escape_for_terminal(shorten(problem.request_id or "", 200))
    parts = (summary, advice, f"(request id {number})" if number else "")
    error = kind(" ".join(filter(None, parts)))
    vars(error).update(problem._asdict(), google=problem.google)
    vars(error).update(status_code=status, response=response, advice=advice)
    error.operation = operation.id if operation else None
    return error


def is_connection_lost(error: APIStatusError) -> bool:
    """Return True if `error` means that the connection is missing or its sign-in has ended."""
    status = 401 if error.google else 500
    return isinstance(error, MissingConnection) or error.status_code == status


# Errors before any part of the request was sent, among them a proxy's refusal of the tunnel.
NOT_SENT_ERRORS = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def make_network_error(
    cause: Exception,
    request: httpx.Request,
    operation: Operation | None,
    write: bool,
    secret: str,
    *,
    unsent: bool,
) -> MatonError:
    """Return the error for a request that got no response.

    `unsent` is True if no part of the request was sent, according to the transport. If `cause`
    quotes a response with `secret`, the secret is removed from it.
    """
    from .problems import redact_key

    late = isinstance(cause, httpx.TimeoutException)
    was_sent = not (unsent or isinstance(cause, NOT_SENT_ERRORS))
    kind: type[NetworkError] = DeadlineExceeded if late else NetworkError
    advice = "It only reads: it is safe to call again."
    if not was_sent:
        advice = "Nothing was sent. Check the network and the address, then call again."
    elif write:
        kind, advice = DeadlineOutcomeUnknown if late else NetworkOutcomeUnknown, UNKNOWN_OUTCOME
    event = f"{'got no answer' if was_sent else 'could not reach the proxy'}{' in time' * late}"
    text = escape_for_terminal(redact_key(cause, secret))
    reason = f"{type(cause).__name__}: {text}".removesuffix(": ")
    return kind(f"{describe_request(request, operation)} {event} ({reason}). {advice}")


def make_response_error(message: str, response: httpx.Response | None) -> ResponseError:
    """Return the error for a 2xx of the API that does not fit the document."""
    if response is not None:
        result = "" if response.request.method == "GET" else " The API executed the write."
        message = f"{_describe_response(response)}, but {message}.{result}"
    error = ResponseError(escape_for_terminal(message))
    error.response = response
    return error


def make_foreign_response_error(message: str, response: httpx.Response) -> ResponseError:
    """Return the error for a 2xx that does not look like the API's."""
    if response.request.method == "GET":
        return make_response_error(message, response)
    return make_outcome_unknown(
        f"{_describe_response(response)}, but {message}. {UNKNOWN_OUTCOME}", response
    )


def make_outcome_unknown(message: str, response: httpx.Response | None) -> ResponseOutcomeUnknown:
    """Return the error for a write whose 2xx does not show if the write was executed."""
    error = ResponseOutcomeUnknown(escape_for_terminal(message))
    error.response = response
    return error


def describe_request(request: httpx.Request, operation: Operation | None = None) -> str:
    """Return the operation's id, the method and the path of `request`, for an error or a log."""
    call = escape_for_terminal(f"{request.method} {request.url.path}")
    return f"{operation.id} ({call})" if operation else call


def _describe_response(response: httpx.Response) -> str:
    return f"{describe_request(response.request)} was answered {response.status_code}"


FACADE_ERRORS = FacadeErrors(
    InvalidNameError, InvalidArgumentError, make_response_error, make_foreign_response_error
)
"""The errors that the generated facade raises."""
