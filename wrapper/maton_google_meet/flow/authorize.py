"""To connect a Google account: create a connection, have somebody sign in, wait until it is ACTIVE.

It stands on the operations that Maton has for that; asking for approval, pace and retry are theirs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol

from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..config import Secret, number
from ..errors import (
    AuthorizationDeadlineExceeded,
    AuthorizationFailed,
    ConfigurationError,
    InvalidArgumentError,
    outcome_unknown,
)
from .connections import ACTIVE, blanked
from .steps import Ask, Wait

if TYPE_CHECKING:
    from maton_google_meet_api.models import Connection

    from .call import ClientState, Flow

FAILED = "FAILED"
POLL = 2.0  # Seconds between two looks; an account has ten requests a second for all it does.
# Where the id of a new connection has been seen (PyPI maton-ai 0.3.1); Maton does not document it.
IDS = ("connection_id", "connection_Id", "id")
NO_ID = (
    "Whether a connection was created is not known: the answer holds no id for it. Look for one "
    "with connections.list(status='PENDING'), then open the url that connections.get() shows, or "
    "remove it with connections.delete()."
)
NO_BROWSER = (
    "could not begin: on_url= returned False, as webbrowser.open does where it finds no browser. "
    "Pass a function that shows the url to whoever signs in."
)
NO_LOOP = "could not begin: on_url= is a coroutine function, which needs AsyncGoogleMeet."


class Client(Protocol):
    """What is needed of a client, sync or async."""

    @property
    def connections(self) -> Any:
        """Maton's operations."""
        ...


def open_in_browser(url: str) -> bool:
    """Open `url` with `webbrowser.open`; False where there is no browser or no web address."""
    import webbrowser

    return url.startswith(("https://", "http://")) and webbrowser.open(url)


def authorize(
    meet: Client, shared: ClientState, on_url: Callable[[str], object], timeout: float
) -> Flow[Connection]:
    """Create a connection, hand its url to `on_url`, and return it once it is ACTIVE."""
    number(timeout, "timeout=", "a number of seconds")
    if not callable(on_url):
        raise ConfigurationError("on_url= takes a function that gets the url, such as print.")
    created = yield Ask(function=meet.connections.create)
    places = [place for place in (created.connection, created) if place]
    ids = [value for place in places for name in IDS if (value := getattr(place, name, None))]
    deadline, handed = shared.monotonic() + timeout, False
    while True:
        try:
            connection = (
                yield Ask(function=meet.connections.get, arguments=(str(ids[0]),))
            ).connection
        except (IndexError, InvalidArgumentError) as error:
            raise outcome_unknown(NO_ID, None) from error
        url, connection = Secret(connection.url or ""), blanked(connection)
        if connection.status == ACTIVE:
            return connection
        if connection.status == FAILED:
            said = json.dumps(connection.to_dict(), ensure_ascii=False)
            said = said.replace(url, "***") if url else said
            what = f"failed, and Maton says of it: {shorten(said, 500)}."
            raise _failed(AuthorizationFailed, connection, what)
        if url and not handed:
            opened = yield Ask(function=on_url, arguments=(url,))
            if opened is False or isinstance(opened, Coroutine):
                raise _failed(
                    AuthorizationFailed, connection, NO_BROWSER if opened is False else NO_LOOP
                )
            deadline, handed = shared.monotonic() + timeout, True
        left = deadline - shared.monotonic()
        if left <= 0:
            why = "was not finished" if handed else "could not begin: Maton gave no url for it"
            status = connection.status or "PENDING"
            what = (
                f"{why} within {timeout:g} s. The connection is {status} and may still become "
                "ACTIVE: connections.get() shows its status."
            )
            raise _failed(AuthorizationDeadlineExceeded, connection, what)
        yield Wait(seconds=min(POLL, left))


def _failed(
    kind: type[AuthorizationFailed], connection: Connection, what: str
) -> AuthorizationFailed:
    identifier = connection.connection_id
    error = kind(
        escape_for_terminal(
            f"The sign-in for connection {identifier} {what} authorize() creates a new connection; "
            f"connections.delete({identifier!r}) removes this one."
        )
    )
    error.connection = connection
    return error
