"""Which connection a call goes through: whose Google account it acts on."""

from __future__ import annotations

import contextlib
import copy
import enum
import json
import os
import re
import threading
from collections.abc import Awaitable, Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from maton_google_meet_api.runtime.calls import parse_response, require_copyable
from maton_google_meet_api.runtime.text import escape_for_terminal

from ..config import header_value
from ..errors import FACADE_ERRORS, AmbiguousConnection, ConfigurationError, NoActiveConnection
from ..forking import renew_after_fork
from ..http.callbacks import called_itself, refuse_recursion, waits_for, within
from .steps import Acquire, Ask, Step

if TYPE_CHECKING:
    import httpx
    from maton_google_meet_api.models import Connection

HEADER: Final = "Maton-Connection"
VARIABLE: Final = "MATON_GOOGLE_MEET_CONNECTION"
# The proxy's name for this app, by which it files connections.
APP: Final = "google-meet"
ACTIVE: Final = "ACTIVE"
IDENTITIES: Final = ("connections[].connection_id",)


class ProxyDefault(enum.Enum):
    """The type of `USE_PROXY_DEFAULT`."""

    USE_PROXY_DEFAULT = "use-proxy-default"

    def __str__(self) -> str:
        return "whichever the proxy chooses"


USE_PROXY_DEFAULT: Final = ProxyDefault.USE_PROXY_DEFAULT
"""Send no connection and leave the choice to the proxy. With several connections, a write may
land in the wrong account (google-meet-skill.txt)."""

Choose: TypeAlias = "Callable[[Sequence[Connection]], Connection | Awaitable[Connection]]"
"""Gets the ACTIVE connections and returns one of them; an async one needs an async client."""
Choice: TypeAlias = "str | Choose | Literal[ProxyDefault.USE_PROXY_DEFAULT] | None"
Found: TypeAlias = "Connection | str | ProxyDefault"
"""A connection that was looked up, or the id of one that was pinned, of which no more is known."""


# Fields that may hold a secret, by their names in lower case, reduced to letters and digits; and
# texts that hold one, such as `?session_token=...`, also where they are percent-encoded or JSON.
SECRET_NAME: Final = re.compile(r"token|secret|password|ur[li]s?$")
SECRET_TEXT: Final = re.compile(
    r"(token|secret|password)(=|%(25)*3d|\\+u003d|\\*[\"']\s*:)", re.IGNORECASE
)


def without_secrets(value: Any, hidden: set[str] | None = None) -> Any:
    """Return a copy of the JSON `value` without what may hold a session token, at any depth.

    Fields are left out by their names. A text is cut before the word that holds a secret.

    Args:
        value: An object, a list or a scalar.
        hidden: Receives the names of the fields that were left out or cut.
    """
    copied = [value]
    todo: list[tuple[str, Any]] = [("", copied)]  # No recursion: a response may be nested deeply.
    while todo:
        above, holder = todo.pop()
        named = isinstance(holder, dict)
        for at, each in list(holder.items() if named else enumerate(holder)):
            name = str(at) if named else above
            secret = named and SECRET_NAME.search(re.sub("[^a-z0-9]", "", name.lower()))
            found = isinstance(each, str) and SECRET_TEXT.search(each)
            if secret:
                del holder[at]
            elif found:
                holder[at] = "".join(each[: found.start()].rpartition(" ")[:2]) + "***"
            elif isinstance(each, dict | list):
                holder[at] = each.copy()
                todo.append((name, holder[at]))
            if hidden is not None and (found or (secret and each)):
                hidden.add(name)
    return copied[0]


def blanked(connection: Connection) -> Connection:
    """Return a copy of `connection` for those who may print it."""
    return type(connection).from_dict(without_secrets(connection.to_dict()))


def describe(connection: Connection) -> str:
    """What is known of a connection, on one line."""
    # The models let through what is of another type.
    data = without_secrets(connection.to_dict())
    known = [data.get("app"), data.get("status")]
    known += [f"created {str(made)[:10]}"] if (made := data.get("creation_time")) else []
    known += [json.dumps(more, ensure_ascii=False)] if (more := data.get("metadata")) else []
    said = ", ".join(str(item) for item in known if item)
    return escape_for_terminal(
        f"{connection.connection_id} ({said})" if said else connection.connection_id
    )


def identifier(found: Connection | str) -> str:
    """The id, fit for a header."""
    return (
        found
        if isinstance(found, str)
        else header_value(found.connection_id, "The connection's id")
    )


def copied(found: Found | None) -> Connection | ProxyDefault | None:
    """`found` for a hook: what that does to it must not reach later calls."""
    if isinstance(found, str):
        from maton_google_meet_api.models import Connection

        return Connection(connection_id=found)
    return copy.deepcopy(found)


class Selector:
    """One `connection=`, and what was looked up for it. Views that keep it share the look-up."""

    def __init__(self, choice: Choice, lock_class: Callable[[], Any]) -> None:
        what = "connection="
        if choice is None and (variable := os.environ.get(VARIABLE, "").strip()):
            choice, what = variable, VARIABLE
        if isinstance(choice, str):
            choice = str(header_value(choice, what))
        elif not (choice is None or isinstance(choice, ProxyDefault) or callable(choice)):
            raise ConfigurationError(
                "connection= takes a connection id, a function that chooses one, or "
                f"USE_PROXY_DEFAULT; not {type(choice).__name__}. Of a connection, pass its id."
            )
        self._choice = choice
        self._lock_class = lock_class
        self.renew()
        renew_after_fork(self)

    def renew(self) -> None:
        """Discard the lock and the connection that was looked up, as after a fork."""
        self._lock = self._lock_class()
        self._owner = 0  # The thread that looks up.
        self._found: Connection | None = None

    def __repr__(self) -> str:
        return repr(self._choice)

    def forget(self) -> None:
        """Look up again at the next call: the proxy no longer takes what was found."""
        self._found = None

    def known(self) -> Found | None:
        """The connection as far as it is known without asking the proxy; None where it is not."""
        return self._choice if isinstance(self._choice, str | ProxyDefault) else self._found

    def select(
        self, look_up: Callable[[], Generator[Step, Any, httpx.Response]]
    ) -> Generator[Step, Any, Found]:
        """The connection to use; `look_up` lists the connections, if that is needed. Concurrent
        calls wait for one look-up."""
        if known := self.known():
            return known
        refuse_recursion(self, "connection=")
        with within(self, "connection="):
            try:
                yield Acquire(lock=self._lock, check=self._check)
                self._owner = threading.get_ident()
                found = self._found  # Read once: another thread may forget it at any time.
                if found is None:
                    active = self._active((yield from look_up()))
                    found = self._found = yield from self._pick(active)
                return found
            finally:
                if self._owner == threading.get_ident():
                    self._owner = 0
                # It was never ours if the wait for it was interrupted.
                with contextlib.suppress(RuntimeError):
                    self._lock.release()

    def _check(self) -> None:
        """Raise if the look-up that this thread waits for waits for this thread."""
        if waits_for(self._owner, threading.get_ident()):
            raise called_itself("connection=")

    def _active(self, response: httpx.Response) -> list[Connection]:
        from maton_google_meet_api.models import ListConnectionsResponse

        # Each hook gets a copy: what is too deep for that is refused here.
        page = parse_response(
            response, require_copyable(ListConnectionsResponse.from_dict), IDENTITIES, FACADE_ERRORS
        )
        return [
            blanked(connection)
            for connection in page.connections or ()
            if (connection.app or APP) == APP and (connection.status or ACTIVE) == ACTIVE
        ]

    def _pick(self, active: list[Connection]) -> Generator[Step, Any, Connection]:
        if not active:
            raise NoActiveConnection(
                "This Maton account has no ACTIVE google-meet connection, so there is no Google "
                "account to act for. authorize() creates one and waits until you have signed in to "
                "Google; then call again."
            )
        if callable(self._choice):
            chosen = yield Ask(function=self._choice, arguments=(tuple(active),))
            if not any(chosen is connection for connection in active):
                raise ConfigurationError(
                    "The function given as connection= must return one of the connections that it "
                    f"was given, not {type(chosen).__name__}."
                )
            return chosen  # type: ignore[no-any-return] # it is one of them
        if len(active) > 1:
            error = AmbiguousConnection(
                f"This Maton account has {len(active)} ACTIVE google-meet connections, and a call "
                f"must say which Google account it is for. Pass connection= (or set {VARIABLE}) "
                f"with one of these ids: {'; '.join(map(describe, active))}."
            )
            error.connections = tuple(active)
            raise error
        return active[0]
