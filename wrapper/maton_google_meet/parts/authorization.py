"""To connect a Google account: create a connection, have somebody sign in, wait until it is ACTIVE.

It stands on the operations that Maton has for that; asking for approval, pace and retry are theirs.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from maton_google_meet_api.text import harmless, shortened
from maton_google_meet_api.unset import UNSET

from ..connections import ACTIVE
from ..errors import (
    AuthorizationDeadlineExceeded,
    AuthorizationFailed,
    ConfigurationError,
    response_error,
)
from ..settings import number
from ..steps import Ask, Wait

if TYPE_CHECKING:
    from maton_google_meet_api.models import Connection

    from ..flow import Flow, Shared

FAILED = "FAILED"
POLL = 2.0  # Seconds between two looks; an account has ten requests a second for all it does.
# Where the id of a new connection has been seen (PyPI maton-ai 0.3.1); Maton does not document it.
IDS = ("connection_id", "connection_Id", "id")


class Client(Protocol):
    """What is needed of a client, sync or async."""

    @property
    def connections(self) -> Any:
        """Maton's operations."""
        ...


def open_in_browser(url: str) -> bool:
    """Open `url` with `webbrowser.open`."""
    import webbrowser

    return webbrowser.open(url)


def authorize(
    meet: Client, shared: Shared, on_url: Callable[[str], object], timeout: float
) -> Flow[Connection]:
    """Create a connection, hand its url to `on_url`, and return it once it is ACTIVE."""
    number(timeout, "timeout=", "seconds")
    if not callable(on_url):
        raise ConfigurationError("on_url= takes a function that gets the url, such as print.")
    created = yield Ask(meet.connections.create)
    places = [place for place in (created.connection, created) if place]
    ids = [value for place in places for name in IDS if (value := getattr(place, name))]
    if not ids:
        raise response_error(
            "A connection was created, and the answer holds no id of it. It is PENDING: find it "
            "with connections.list(), and its url with connections.get().",
            None,
        )
    deadline, handed = shared.monotonic() + timeout, False
    while True:
        connection = (yield Ask(meet.connections.get, (str(ids[0]),))).connection
        # It holds a session token, and whoever gets the connection may print it.
        url, connection.url = connection.url, UNSET
        if connection.status == ACTIVE:
            return connection  # type: ignore[no-any-return] # the operation's answer
        if connection.status == FAILED:
            said = json.dumps(connection.to_dict(), ensure_ascii=False)
            raise _failed(AuthorizationFailed, connection, f"failed: {shortened(said, 500)}")
        if url and not handed:
            if (yield Ask(on_url, (url,))) is False:
                raise _failed(
                    AuthorizationFailed,
                    connection,
                    "could not begin, for want of a browser: pass on_url= a function that shows "
                    "the url to whoever signs in",
                )
            deadline, handed = shared.monotonic() + timeout, True
        left = deadline - shared.monotonic()
        if left <= 0:
            why = "was not finished" if handed else "could not begin, for want of a url,"
            within = f"{why} within {timeout:g} s. It is {connection.status} and may yet be ACTIVE"
            raise _failed(AuthorizationDeadlineExceeded, connection, within)
        yield Wait(min(POLL, left))


def _failed(
    kind: type[AuthorizationFailed], connection: Connection, what: str
) -> AuthorizationFailed:
    identifier = connection.connection_id
    error = kind(
        harmless(
            f"The sign-in for connection {identifier} {what}. authorize() makes another one; "
            f"connections.delete({identifier!r}) removes this one."
        )
    )
    error.connection = connection
    return error
