"""Select the connection of a call, and thereby the Google account of the call.

A `Selector` knows the argument `connection=` and the discovered connection, but not the
environment: `config` reads that.
"""

from __future__ import annotations

import contextlib
import copy
import threading
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from maton_google_meet_api.runtime.calls import parse_response, require_copyable
from maton_google_meet_api.runtime.text import escape_for_terminal

from ..config import CONNECTION_VARIABLE, check_header_value
from ..errors import AmbiguousConnection, ConfigurationError, NoActiveConnection
from ..forking import renew_after_fork
from ..redaction import describe_connection, redact_connection
from ..types import Choice, ProxyDefault
from .failures import FACADE_ERRORS
from .recursion import make_recursion_error, refuse_recursion, track_callback, waits_for
from .steps import Acquire, Ask, Step

if TYPE_CHECKING:
    import httpx
    from maton_google_meet_api.models import Connection
else:
    from ..types import Connection

HEADER: Final = "Maton-Connection"
# The proxy's name for Google Meet. It files connections under this name.
APP: Final = "google-meet"
ACTIVE: Final = "ACTIVE"
IDENTITIES: Final = ("connections[].connection_id",)

Selected: TypeAlias = Connection | str | ProxyDefault
"""A discovered connection, the id of a pinned one, or `USE_PROXY_DEFAULT`."""


def get_connection_id(selected: Connection | str) -> str:
    """Return the id of a connection, checked for use in a header."""
    if isinstance(selected, str):
        return selected
    return check_header_value(selected.connection_id, "The connection's id")


def copy_connection(selected: Selected | None) -> Connection | ProxyDefault | None:
    """Return a copy of `selected` for a hook: changes by the hook must not reach later calls."""
    return _make_connection(selected) if isinstance(selected, str) else copy.deepcopy(selected)


def _make_connection(connection_id: str) -> Connection:
    """Return a connection of which only the id is known."""
    from maton_google_meet_api.models import Connection

    return Connection(connection_id=connection_id)


class Selector:
    """The value of one `connection=`, and the connection that was discovered for it.

    Views of a client that keep the value share the discovery.
    """

    def __init__(self, choice: Choice, lock_class: Callable[[], Any]) -> None:
        self._choice = choice
        self._lock_class = lock_class
        self.renew()
        renew_after_fork(self)

    def renew(self) -> None:
        """Discard the lock and the discovered connection, as after a fork."""
        self._lock = self._lock_class()
        self._owner = 0  # The thread that discovers the connection.
        self._discovered: Connection | None = None

    def __repr__(self) -> str:
        selected = self.peek_connection()
        if isinstance(selected, str | ProxyDefault):
            return str(selected)
        if selected is not None:
            return describe_connection(selected)
        if self._choice is None:
            return "the only ACTIVE connection (not looked up yet)"
        # The repr of a function could show a secret that is bound to it.
        name = getattr(self._choice, "__name__", type(self._choice).__name__)
        return f"chosen by {escape_for_terminal(str(name))} (not looked up yet)"

    def forget(self) -> None:
        """Discard what is known of the connection, which the proxy no longer accepts."""
        self._discovered = None

    def peek_connection(self) -> Selected | None:
        """Return the connection if it needs no request to the proxy, else None."""
        return self._choice if isinstance(self._choice, str | ProxyDefault) else self._discovered

    def select(
        self, list_connections: Callable[[], Generator[Step, Any, httpx.Response]]
    ) -> Generator[Step, Any, Selected]:
        """Return the connection to use. Concurrent calls share one discovery.

        `list_connections` sends the request for the discovery.
        """
        if selected := self.peek_connection():
            return selected

        def discover() -> Generator[Step, Any, Connection]:
            # Read it once: another thread may discard it at any time.
            connection = self._discovered
            if connection is None:
                active = self._read_active((yield from list_connections()))
                connection = self._discovered = yield from self._choose(active)
            return connection

        return (yield from self._run_alone(discover))

    def look_up(
        self,
        pinned: str,
        get_connection: Callable[[], Generator[Step, Any, httpx.Response]],
    ) -> Generator[Step, Any, Connection]:
        """Return the connection with the id `pinned` as Maton describes it.

        `get_connection` reads it once. If that fails, the result has only the id.
        """

        def read() -> Generator[Step, Any, Connection]:
            connection = self._discovered
            if connection is None:
                try:
                    connection = _read_connection((yield from get_connection()), pinned)
                # Also errors of a custom transport: the call is valid without the look-up.
                except Exception:  # noqa: BLE001
                    connection = _make_connection(pinned)
                self._discovered = connection
            return connection

        return self._discovered or (yield from self._run_alone(read))

    def _run_alone(
        self, flow: Callable[[], Generator[Step, Any, Connection]]
    ) -> Generator[Step, Any, Connection]:
        """Perform `flow` while no other call of this selector performs one."""
        refuse_recursion(self, "connection=")
        with track_callback(self, "connection="):
            try:
                yield Acquire(lock=self._lock, check=self._refuse_deadlock)
                self._owner = threading.get_ident()
                return (yield from flow())
            finally:
                if self._owner == threading.get_ident():
                    self._owner = 0
                # If the wait for the lock was interrupted, this thread or task does not own it.
                with contextlib.suppress(RuntimeError):
                    self._lock.release()

    def _refuse_deadlock(self) -> None:
        """Raise if the discovery waits for this thread, which waits for the discovery."""
        if waits_for(self._owner, threading.get_ident()):
            raise make_recursion_error("connection=")

    def _read_active(self, response: httpx.Response) -> list[Connection]:
        from maton_google_meet_api.models import ListConnectionsResponse

        # Each hook gets a copy: a response that is too deep for a copy is refused here.
        page = parse_response(
            response, require_copyable(ListConnectionsResponse.from_dict), IDENTITIES, FACADE_ERRORS
        )
        return [
            redact_connection(connection)
            for connection in page.connections or ()
            if (connection.app or APP) == APP and (connection.status or ACTIVE) == ACTIVE
        ]

    def _choose(self, active: list[Connection]) -> Generator[Step, Any, Connection]:
        if not active:
            raise NoActiveConnection(
                "This Maton account has no ACTIVE google-meet connection, so no Google account is "
                "available. authorize() creates one and waits until you have signed in to Google; "
                "then call again."
            )
        if callable(self._choice):
            chosen = yield Ask(function=self._choice, arguments=(tuple(active),))
            if not any(chosen is connection for connection in active):
                raise ConfigurationError(
                    "The function given as connection= must return one of the connections that it "
                    f"received, not {type(chosen).__name__}."
                )
            return chosen  # type: ignore[no-any-return] # it is one of them
        if len(active) > 1:
            ids = "; ".join(map(describe_connection, active))
            error = AmbiguousConnection(
                f"This Maton account has {len(active)} ACTIVE google-meet connections, and the "
                "client does not guess which Google account to use. Pass connection= (or set "
                f"{CONNECTION_VARIABLE}) with one of these ids: {ids}."
            )
            error.connections = tuple(active)
            raise error
        return active[0]


def _read_connection(response: httpx.Response, connection_id: str) -> Connection:
    """Return the connection in `response`, with the id that the requests will have."""
    from maton_google_meet_api.models import GetConnectionResponse

    parse = require_copyable(GetConnectionResponse.from_dict)
    connection = parse_response(response, parse, (), FACADE_ERRORS).connection
    connection.connection_id = connection_id
    return redact_connection(connection)
