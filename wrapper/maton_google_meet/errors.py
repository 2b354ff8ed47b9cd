"""Everything that can go wrong, as one tree.

    MatonError
    ├── ConfigurationError            the client was set up, or is used, in a way that cannot work
    ├── InvalidArgumentError          (a ValueError too) an argument cannot work; nothing was sent
    │   └── InvalidNameError          it is no name of the kind that is wanted
    ├── ConfirmationRequired          a write, and no hook to approve it; nothing was sent
    ├── WriteDeclined                 the hook said no; nothing was sent
    ├── NoActiveConnection            no Google account to act for; nothing was sent to Google
    ├── AmbiguousConnection           several, and none was chosen; nothing was sent to Google
    ├── AuthorizationFailed           a connection that `authorize` created is not ACTIVE
    │   └── AuthorizationDeadlineExceeded    (a DeadlineExceeded too) nobody signed in in time
    ├── NetworkError                  no answer came
    │   └── DeadlineExceeded          in time
    ├── ResponseError                 a 2xx that does not fit the document
    ├── APIStatusError                any other status
    │   ├── BadRequestError           400: the request is refused
    │   ├── MissingConnection         400 of the proxy: no such google-meet connection
    │   ├── AuthenticationError       401: the key, or the connection's Google sign-in
    │   ├── PermissionDeniedError     403
    │   ├── NotFoundError             404
    │   ├── ConflictError             409
    │   ├── RateLimitError            429
    │   └── ServerError               5xx
    └── OutcomeUnknown                a write that may have been done, or not
        ├── ServerOutcomeUnknown      (a ServerError too)
        ├── ResponseOutcomeUnknown    (a ResponseError too)
        └── NetworkOutcomeUnknown     (a NetworkError too)
            └── DeadlineOutcomeUnknown    (a DeadlineExceeded too)

Each says what happened, what it means and what to do next. The document has the texts that explain
a response, by who answered, by the reason and by the operation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from maton_google_meet_api.runtime.calls import FacadeErrors
from maton_google_meet_api.runtime.problems import explain, named, read_problem, redact_key
from maton_google_meet_api.runtime.text import escape_for_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maton_google_meet_api.models import Connection
    from maton_google_meet_api.runtime.table import Operation

    from .flow.confirmation import PendingWrite


class MatonError(Exception):
    """The root of all errors of this package."""


class ConfigurationError(MatonError):
    """The client was set up, or is used, in a way that cannot work."""


class InvalidArgumentError(MatonError, ValueError):
    """An argument has a value that cannot work. Nothing was sent."""


class InvalidNameError(InvalidArgumentError):
    """An argument is no name of the kind of resource it stands for. Nothing was sent."""


class ConfirmationRequired(MatonError):
    """A write was called on a client without a confirmation hook. Nothing was sent."""


class WriteDeclined(MatonError):
    """The confirmation hook did not approve. Nothing was sent. `pending` is what it was shown."""

    pending: PendingWrite


class NoActiveConnection(MatonError):
    """The Maton account has no ACTIVE google-meet connection. Nothing was sent to Google."""


class AmbiguousConnection(MatonError):
    """Several connections are ACTIVE and none was chosen. Nothing was sent to Google.

    `connections` are those to choose from.
    """

    connections: Sequence[Connection]


class AuthorizationFailed(MatonError):
    """`authorize` created a connection that did not become ACTIVE. `connection` is the last that
    was seen of it."""

    connection: Connection


class NetworkError(MatonError):
    """No answer came; `__cause__` is httpx's error."""


class DeadlineExceeded(NetworkError):
    """No answer came within `timeout`."""


class AuthorizationDeadlineExceeded(AuthorizationFailed, DeadlineExceeded):
    """Nobody finished signing in within the `timeout` of `authorize`."""


class ResponseError(MatonError):
    """A 2xx that does not fit the document. A write that gets one was done, unless the error is a
    `ResponseOutcomeUnknown` too.

    `response` is the answer; None where several are at fault together.
    """

    response: httpx.Response | None


class APIStatusError(MatonError):
    """An answer that is not a success."""

    status_code: int
    """Any integer, non-standard ones such as 522 included."""
    reason: str | None
    """Google's status string (`PERMISSION_DENIED`), where the body has one."""
    message: str
    """What the server said, as it said it."""
    details: list[Any]
    """The details of Google's envelope or of a `detail` list; empty where there are none."""
    answered_by: str
    """The author of the response: `google` (Google's envelope), `proxy` (another JSON object, and
    any below `/connections`) or `between` (anything else, such as the HTML page of a firewall)."""
    google: bool
    """True if Google answered."""
    request_id: str | None
    """`X-Request-Id`, which support asks for."""
    retry_after: float | None
    """Seconds that the server asks to wait; None where it names none that can be read."""
    operation: str | None
    """The operation's id; None for a raw request that the document does not know."""
    response: httpx.Response


class BadRequestError(APIStatusError):
    """400: the request itself is refused, by Google, by something between here and Google, or by
    Maton where the request is about connections."""


class MissingConnection(APIStatusError):
    """400 of the proxy: it has no google-meet connection to act through."""


class AuthenticationError(APIStatusError):
    """401: of Google, the connection's Google sign-in has ended; of the proxy, the Maton API key is
    missing, invalid or expired."""


class PermissionDeniedError(APIStatusError):
    """403: of Google, the connected account may not do this, the resource does not exist, or the
    connection lacks a permission; else something between here and Google refused it."""


class NotFoundError(APIStatusError):
    """404."""


class ConflictError(APIStatusError):
    """409."""


class RateLimitError(APIStatusError):
    """429: too fast for the proxy, or a quota of Google's is used up."""


class ServerError(APIStatusError):
    """5xx. A 500 often means that the connection's Google authorization has expired."""


class OutcomeUnknown(MatonError):
    """A write was sent and its answer does not tell whether it was done. It is never sent again:
    find out first, by reading what it was to change."""


class ServerOutcomeUnknown(OutcomeUnknown, ServerError):
    """A write that was answered with a 5xx."""


class ResponseOutcomeUnknown(OutcomeUnknown, ResponseError):
    """A write that was answered with a 2xx that does not look like the API's, such as a page of
    HTML: something between here and the API may have sent it."""


class NetworkOutcomeUnknown(OutcomeUnknown, NetworkError):
    """A write whose answer was lost."""


class DeadlineOutcomeUnknown(NetworkOutcomeUnknown, DeadlineExceeded):
    """A write whose answer did not come within `timeout`."""


_UNKNOWN = (
    "The write may or may not have been done, and was not retried: read what it was to change "
    "before you repeat it."
)
_KINDS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
}


def status_error(
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

    status, problem = response.status_code, read_problem(response, now, secret)
    kind = _KINDS.get(status, ServerError if status >= 500 else APIStatusError)
    reaches_google = OPERATIONS.reaches_google(path)
    if problem.google and not reaches_google:
        problem = problem._replace(answered_by="proxy")
    if status == 400 and problem.answered_by == "proxy" and reaches_google:
        kind = MissingConnection
    answered, advice = explain(
        problem, response, operation, OPERATIONS, reaches_google=reaches_google
    )
    if write and kind is ServerError:
        kind, advice = ServerOutcomeUnknown, f"{_UNKNOWN} {advice}"
    error = kind(f"{answered} {advice}".strip())
    vars(error).update(problem._asdict(), google=problem.google)
    vars(error).update(status_code=status, response=response)
    error.operation = operation.id if operation else None
    return error


def is_connection_lost(error: APIStatusError) -> bool:
    """Return True if `error` says that the connection is missing or its sign-in has ended."""
    status = 401 if error.google else 500
    return isinstance(error, MissingConnection) or error.status_code == status


# What fails before anything has left this machine; a proxy's refusal of the tunnel included.
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def network_error(
    cause: Exception,
    request: httpx.Request,
    operation: Operation | None,
    write: bool,
    secret: str,
    *,
    unsent: bool,
) -> MatonError:
    """Return the error for a request that got no response.

    `unsent` is True if it is known that nothing of the request has left. If `cause` quotes a
    response that holds `secret`, the secret is removed from it.
    """
    late = isinstance(cause, httpx.TimeoutException)
    sent = not (unsent or isinstance(cause, _NEVER_SENT))
    kind: type[NetworkError] = DeadlineExceeded if late else NetworkError
    advice = "It only reads: it is safe to call again."
    if not sent:
        advice = "Nothing was sent. Check the network and the address, then call again."
    elif write:
        kind, advice = DeadlineOutcomeUnknown if late else NetworkOutcomeUnknown, _UNKNOWN
    happened = f"{'got no answer' if sent else 'could not reach the proxy'}{' in time' * late}"
    why = f"{type(cause).__name__}: {escape_for_terminal(redact_key(cause, secret))}".removesuffix(
        ": "
    )
    return kind(f"{named(request, operation)} {happened} ({why}). {advice}")


def response_error(message: str, response: httpx.Response | None) -> ResponseError:
    """Return the error for a 2xx of the API that does not fit the document."""
    if response is not None:
        done = "" if response.request.method == "GET" else " The API carried the write out."
        message = f"{_answered(response)}, but {message}.{done}"
    error = ResponseError(escape_for_terminal(message))
    error.response = response
    return error


def foreign_response(message: str, response: httpx.Response) -> ResponseError:
    """Return the error for a 2xx that does not look like the API's."""
    if response.request.method == "GET":
        return response_error(message, response)
    return outcome_unknown(f"{_answered(response)}, but {message}. {_UNKNOWN}", response)


def outcome_unknown(message: str, response: httpx.Response | None) -> ResponseOutcomeUnknown:
    """Return the error for a write whose 2xx does not show whether it was done."""
    error = ResponseOutcomeUnknown(escape_for_terminal(message))
    error.response = response
    return error


def _answered(response: httpx.Response) -> str:
    return f"{named(response.request)} was answered {response.status_code}"


FACADE_ERRORS = FacadeErrors(
    InvalidNameError, InvalidArgumentError, response_error, foreign_response
)
"""What the facade raises."""
