"""The exceptions of this package, as one tree.

    MatonError
    ├── ConfigurationError            a setting or a use of the client cannot work
    │   └── CredentialError           no key or stored session can be used; nothing was sent
    ├── InvalidArgumentError          (a ValueError too) an argument cannot work; nothing was sent
    │   └── InvalidNameError          a name is not one of the required kind of resource
    ├── ConfirmationRequired          a write without a hook; the write was not sent
    ├── WriteDeclined                 the hook declined the write, which was not sent
    ├── NoActiveConnection            no ACTIVE connection exists; nothing was sent to Google
    ├── AmbiguousConnection           several are ACTIVE, none is chosen; nothing was sent to Google
    ├── AuthorizationFailed           a connection that `authorize` created is not ACTIVE
    │   └── AuthorizationDeadlineExceeded    (a DeadlineExceeded too) no sign-in within the timeout
    ├── SessionExpired                a stored session cannot be renewed; nothing was sent
    ├── NetworkError                  no response arrived
    │   └── DeadlineExceeded          within the timeout
    ├── ResponseError                 a 2xx that does not fit the document
    ├── APIStatusError                any other status
    │   ├── BadRequestError           400: the request is refused
    │   ├── MissingConnection         400 of the proxy: it has no such google-meet connection
    │   ├── AuthenticationError       401: the key, or the connection's Google sign-in
    │   ├── PermissionDeniedError     403
    │   ├── NotFoundError             404
    │   ├── ConflictError             409
    │   ├── RateLimitError            429
    │   └── ServerError               5xx
    └── OutcomeUnknown                a write that may or may not have happened
        ├── ServerOutcomeUnknown      (a ServerError too)
        ├── ResponseOutcomeUnknown    (a ResponseError too)
        └── NetworkOutcomeUnknown     (a NetworkError too)
            └── DeadlineOutcomeUnknown    (a DeadlineExceeded too)

Each message states the event, its meaning and the next step. This module contains only classes:
`flow.failures` creates the exceptions for responses and for errors of the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx
    from maton_google_meet_api.models import Connection

    from .types import PendingWrite


class MatonError(Exception):
    """The root of all errors of this package."""

    retryable: bool = False
    """True if the same call may succeed later and repeating it is safe.

    It is True for rate limits, server errors and network errors, and False for every
    `OutcomeUnknown`: that write may have been executed. The client has made its own retries before
    it raises.
    """


class ConfigurationError(MatonError):
    """A setting or a use of the client cannot work."""


class CredentialError(ConfigurationError):
    """The API key or the stored session is missing, or cannot be used. Nothing was sent."""


class InvalidArgumentError(MatonError, ValueError):
    """An argument has a value that cannot work. Nothing was sent."""


class InvalidNameError(InvalidArgumentError):
    """An argument is not a name of the required kind of resource. Nothing was sent."""


class ConfirmationRequired(MatonError):
    """A write was called on a client without a confirmation hook. The write was not sent."""

    pending: PendingWrite
    """The write, which `approve_only` can approve for a later call."""


class WriteDeclined(MatonError):
    """The confirmation hook did not approve the write. Nothing was sent."""

    pending: PendingWrite
    """The write that the hook received."""


class NoActiveConnection(MatonError):
    """The Maton account has no ACTIVE google-meet connection. Nothing was sent to Google."""


class AmbiguousConnection(MatonError):
    """Several connections are ACTIVE and none was chosen. Nothing was sent to Google."""

    connections: Sequence[Connection]
    """The ACTIVE connections."""


class AuthorizationFailed(MatonError):
    """A connection that `authorize` created did not become ACTIVE."""

    retryable = False  # Also of the subclass that is a `NetworkError`: it creates a connection.
    connection: Connection
    """The connection as the proxy last returned it."""


class SessionExpired(MatonError):
    """The stored session has ended and cannot be renewed: sign in again. Nothing was sent."""


class NetworkError(MatonError):
    """No response arrived, or a session could not be renewed. `__cause__` is httpx's error, or None
    for a session."""

    retryable = True


class DeadlineExceeded(NetworkError):
    """No response arrived within `timeout`."""


class AuthorizationDeadlineExceeded(AuthorizationFailed, DeadlineExceeded):
    """The Google sign-in was not finished within the `timeout` of `authorize`."""


class ResponseError(MatonError):
    """A 2xx that does not fit the document.

    A write that raises this error was executed, unless the error is also a
    `ResponseOutcomeUnknown`.
    """

    response: httpx.Response | None
    """The response; None if several responses together are wrong."""


class APIStatusError(MatonError):
    """A response with a status other than 2xx."""

    status_code: int
    """Any integer, non-standard ones such as 522 included."""
    reason: str | None
    """Google's status string (`PERMISSION_DENIED`), if the body has one."""
    message: str
    """The unchanged text of the server."""
    details: list[Any]
    """The details of Google's envelope or of a `detail` list; empty if there are none."""
    answered_by: str
    """The author of the response: `google` (Google's envelope), `proxy` (another JSON object, and
    any below `/connections`) or `between` (anything else, such as the HTML page of a firewall)."""
    google: bool
    """True if Google answered."""
    request_id: str | None
    """`X-Request-Id`, which support asks for."""
    retry_after: float | None
    """The seconds that `Retry-After` asks to wait; None without a readable value."""
    operation: str | None
    """The operation's id; None for a raw request that the document does not describe."""
    advice: str
    """The meaning and the next step: the part of the message that the server did not write."""
    response: httpx.Response


class BadRequestError(APIStatusError):
    """400: the request itself is refused, by Google, by a server between here and Google, or by
    Maton if the request is about connections."""


class MissingConnection(APIStatusError):
    """400 of the proxy: it has no google-meet connection to act through."""


class AuthenticationError(APIStatusError):
    """401: of Google, the connection's Google sign-in has ended; of the proxy, the Maton API key is
    missing, invalid or expired, or the session has ended."""


class PermissionDeniedError(APIStatusError):
    """403: of Google, the connected account may not do this, the resource does not exist, or the
    connection lacks a permission; else a server between here and Google refused the request."""


class NotFoundError(APIStatusError):
    """404."""


class ConflictError(APIStatusError):
    """409."""


class RateLimitError(APIStatusError):
    """429: too many requests for the proxy, or a quota of Google is used up."""

    retryable = True


class ServerError(APIStatusError):
    """5xx. A 500 often means that the connection's Google authorization has expired."""

    retryable = True


class OutcomeUnknown(MatonError):
    """A write was sent, and its response does not show if the write was executed.

    The client never retries it. Read the resource that the write was to change before you repeat
    the write.
    """

    retryable = False


class ServerOutcomeUnknown(OutcomeUnknown, ServerError):
    """A write that was answered with a 5xx."""


class ResponseOutcomeUnknown(OutcomeUnknown, ResponseError):
    """A write that was answered with a 2xx that does not look like the API's, such as a page of
    HTML: a server between here and the API may have sent it."""


class NetworkOutcomeUnknown(OutcomeUnknown, NetworkError):
    """A write whose response was lost."""


class DeadlineOutcomeUnknown(NetworkOutcomeUnknown, DeadlineExceeded):
    """A write whose response did not arrive within `timeout`."""
