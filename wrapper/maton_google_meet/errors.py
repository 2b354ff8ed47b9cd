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
    ├── ResponseError                 a 2xx that does not match the OpenAPI document
    ├── APIStatusError                a status other than 2xx
    │   ├── BadRequestError           400: the request is refused
    │   ├── MissingConnection         400 of the proxy: it does not have the connection
    │   ├── AuthenticationError       401: the key, or the connection's Google sign-in
    │   ├── PermissionDeniedError     403: the account may not do this
    │   ├── NotFoundError             404: the resource does not exist
    │   ├── ConflictError             409: the request conflicts with the current state
    │   ├── RateLimitError            429: too many requests
    │   └── ServerError               5xx: a server failed
    └── OutcomeUnknown                a write that may or may not have happened
        ├── ServerOutcomeUnknown      (a ServerError too)
        ├── ResponseOutcomeUnknown    (a ResponseError too)
        └── NetworkOutcomeUnknown     (a NetworkError too)
            └── DeadlineOutcomeUnknown    (a DeadlineExceeded too)

Catch `OutcomeUnknown` first, because its subclasses are also errors of another kind:

    try:
        space = meet.spaces.create()
    except OutcomeUnknown as error:
        print("perhaps created:", error)
    except APIStatusError as error:
        print(error.status_code, error.reason, error.request_id)

Each message states the event, its meaning and the next step.
"""

# This module contains only classes. `flow.failures` creates the exceptions for responses and for
# errors of the network.

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

    It is True for `RateLimitError`, `ServerError`, `NetworkError`, `DeadlineExceeded` and
    `reports.FilesMissing`, and False for all other classes. It is False for every `OutcomeUnknown`,
    because the write may have been executed. Before an error is raised, the client has made the
    retries that `retry=` allows.
    """


class ConfigurationError(MatonError):
    """A setting or a use of the client cannot work."""


class CredentialError(ConfigurationError):
    """The API key or the stored session is missing, or cannot be used. Nothing was sent."""


class InvalidArgumentError(MatonError, ValueError):
    """An argument has a value that cannot work. Nothing was sent.

    A value of the wrong type raises TypeError instead.
    """


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
    """No response arrived, or a session could not be renewed.

    `__cause__` is the error of httpx, or None for a session.
    """

    retryable = True


class DeadlineExceeded(NetworkError):
    """No response arrived within `timeout`."""


class AuthorizationDeadlineExceeded(AuthorizationFailed, DeadlineExceeded):
    """The Google sign-in was not finished within the `timeout` of `authorize`."""


class ResponseError(MatonError):
    """A 2xx response that does not match the OpenAPI document.

    A write that raises this error was executed, unless the error is a `ResponseOutcomeUnknown`.
    """

    response: httpx.Response | None
    """The response; None if the fault is in several responses, such as a repeated page token."""


class APIStatusError(MatonError):
    """A response with a status other than 2xx.

    A status without a class of its own, such as that of a redirect, raises this class.
    """

    status_code: int
    """The status of the response, which may be a non-standard one such as 522."""
    reason: str | None
    """Google's status, such as `PERMISSION_DENIED`; None if the body does not have one."""
    message: str
    """The unchanged text of the server."""
    details: list[Any]
    """The `details` of Google's error, or the items of a `detail` list; empty without either."""
    answered_by: str
    """The author of the response, according to its body.

    `google` for Google's error object. `proxy` for another JSON object, and for any JSON object in
    the response to a request below `/connections`. `between` for anything else, such as the HTML
    page of a firewall."""
    google: bool
    """True if `answered_by` is `google`."""
    request_id: str | None
    """The value of `X-Request-Id`, which Maton's support asks for; None without this header."""
    retry_after: float | None
    """The seconds that `Retry-After` asks to wait; None without a readable value."""
    operation: str | None
    """The operation's id; None for a raw request outside the OpenAPI document."""
    advice: str
    """The meaning and the next step: the part of the message that the server did not write."""
    response: httpx.Response
    """The response, whose body has been read."""


class BadRequestError(APIStatusError):
    """400: Google, or a server between the client and Google, refused the request.

    Maton's 400 raises this class only for operations on connections; see `MissingConnection`.
    """


class MissingConnection(APIStatusError):
    """400 of the proxy: it does not have a google-meet connection, or not the requested one."""


class AuthenticationError(APIStatusError):
    """401: a credential is missing, invalid or expired.

    A 401 of the proxy concerns the Maton key or the session. A 401 of Google means that the Google
    sign-in of the connection has ended.
    """


class PermissionDeniedError(APIStatusError):
    """403: the request is not allowed.

    A 403 of Google means that the connected account may not do this, that the resource does not
    exist, or that the connection lacks a Google permission. Otherwise Maton, or a server between
    the client and Google, refused the request.
    """


class NotFoundError(APIStatusError):
    """404: the connected account does not have this resource, or the path does not exist."""


class ConflictError(APIStatusError):
    """409: the request conflicts with the current state or with another change."""


class RateLimitError(APIStatusError):
    """429: there were too many requests for the proxy, or a quota of Google is used up."""

    retryable = True


class ServerError(APIStatusError):
    """5xx. A 500 often means that the connection's Google authorization has expired."""

    retryable = True


class OutcomeUnknown(MatonError):
    """A write was sent, and its response does not show whether it was executed.

    The client never retries such a write. Before you repeat it, read the resource that it changes.
    """

    retryable = False


class ServerOutcomeUnknown(OutcomeUnknown, ServerError):
    """A write that was answered with a 5xx."""


class ResponseOutcomeUnknown(OutcomeUnknown, ResponseError):
    """A write that was answered with a 2xx that does not come from the API, such as an HTML page.

    A server between the client and the API may have sent that response.
    """


class NetworkOutcomeUnknown(OutcomeUnknown, NetworkError):
    """A write whose response was lost."""


class DeadlineOutcomeUnknown(NetworkOutcomeUnknown, DeadlineExceeded):
    """A write whose response did not arrive within `timeout`."""
