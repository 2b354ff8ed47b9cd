"""Connect a Google account: create a connection, hand over its URL, wait until it is ACTIVE.

The flow calls Maton's operations on connections, which bring approval, pace and retry.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol

from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..config import Secret, check_number
from ..errors import (
    AuthorizationDeadlineExceeded,
    AuthorizationFailed,
    ConfigurationError,
    InvalidArgumentError,
)
from ..redaction import redact_connection
from .connections import ACTIVE
from .failures import make_outcome_unknown
from .steps import Ask, Wait

if TYPE_CHECKING:
    from maton_google_meet_api.models import Connection

    from .call import Flow
    from .options import ClientState

FAILED = "FAILED"
POLL_SECONDS = 2.0
# The fields in which a new connection had its id (PyPI maton-ai 0.3.1); Maton documents none.
ID_FIELDS = ("connection_id", "connection_Id", "id")
NO_ID = (
    "The response contains no connection id, so it is unknown if a connection was created. Look "
    "for one with connections.list(status='PENDING'), then open the url that connections.get() "
    "shows, or remove the connection with connections.delete()."
)
NO_BROWSER = (
    "could not begin: on_url= returned False, as webbrowser.open does without a browser. Pass a "
    "function that shows the url to the user who signs in."
)
NO_LOOP = "could not begin: on_url= is a coroutine function, which needs AsyncGoogleMeet."


class Client(Protocol):
    """A client, sync or async."""

    @property
    def connections(self) -> Any:
        """Maton's operations on connections."""
        ...


def authorize(
    meet: Client, state: ClientState, on_url: Callable[[str], object], timeout: float
) -> Flow[Connection]:
    """Create a connection, hand its url to `on_url`, and return it once it is ACTIVE."""
    check_number(timeout, "timeout=", "a number of seconds")
    if not callable(on_url):
        raise ConfigurationError("on_url= takes a function that receives the url, such as print.")
    created = yield Ask(function=meet.connections.create)
    objects = [each for each in (created.connection, created) if each]
    ids = [value for each in objects for name in ID_FIELDS if (value := getattr(each, name, None))]
    deadline, has_begun = state.monotonic() + timeout, False
    while True:
        try:
            connection = (
                yield Ask(function=meet.connections.get, arguments=(str(ids[0]),))
            ).connection
        except (IndexError, InvalidArgumentError) as error:
            raise make_outcome_unknown(NO_ID, None) from error
        url, connection = Secret(connection.url or ""), redact_connection(connection)
        if connection.status == ACTIVE:
            return connection
        if connection.status == FAILED:
            text = json.dumps(connection.to_dict(), ensure_ascii=False)
            text = text.replace(url, "***") if url else text
            reason = f"failed, and Maton returned: {shorten(text, 500)}."
            raise _make_error(AuthorizationFailed, connection, reason)
        if url and not has_begun:
            opened = yield Ask(function=on_url, arguments=(url,))
            if opened is False or isinstance(opened, Coroutine):
                raise _make_error(
                    AuthorizationFailed, connection, NO_BROWSER if opened is False else NO_LOOP
                )
            deadline, has_begun = state.monotonic() + timeout, True
        left = deadline - state.monotonic()
        if left <= 0:
            event = "was not finished" if has_begun else "could not begin: Maton returned no url"
            status = connection.status or "PENDING"
            reason = (
                f"{event} within {timeout:g} s. The connection is {status} and may still become "
                f"ACTIVE: connections.get({connection.connection_id!r}) shows its status."
            )
            raise _make_error(AuthorizationDeadlineExceeded, connection, reason)
        yield Wait(seconds=min(POLL_SECONDS, left))


def _make_error(
    kind: type[AuthorizationFailed], connection: Connection, reason: str
) -> AuthorizationFailed:
    connection_id = connection.connection_id
    error = kind(
        escape_for_terminal(
            f"The sign-in for connection {connection_id} {reason} authorize() creates a new "
            f"connection; connections.delete({connection_id!r}) removes this one."
        )
    )
    error.connection = connection
    return error
