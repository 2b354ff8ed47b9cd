"""The types of the arguments that users pass, and of the values that their hooks receive.

Any module may import this one. It must not import the flow or httpx.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, ForwardRef, Literal, TypeAlias

from maton_google_meet_api.runtime.text import escape_for_terminal

from .redaction import describe_connection

if TYPE_CHECKING:
    from maton_google_meet_api.models import Connection
else:  # Importing the models takes long.
    Connection = ForwardRef("Connection", module="maton_google_meet_api.models")


class ProxyDefault(enum.Enum):
    """The type of `USE_PROXY_DEFAULT`."""

    USE_PROXY_DEFAULT = "use-proxy-default"

    def __str__(self) -> str:
        return "whichever the proxy chooses"


USE_PROXY_DEFAULT: Final = ProxyDefault.USE_PROXY_DEFAULT
"""Send no connection and leave the choice to the proxy. With several connections, a write may
land in the wrong account (google-meet-skill.txt)."""


@dataclass(frozen=True, slots=True)
class PendingWrite:
    """A write as it will be sent, for a confirmation hook to approve or decline."""

    operation: str | None
    """The operation's id; None for a raw request that the document does not describe."""
    method: str
    path: str
    """The full path, percent-encoded, with its query."""
    connection: Connection | ProxyDefault | None
    """The connection whose Google account the write acts on, as far as the client knows it.

    `USE_PROXY_DEFAULT` if the proxy will choose. None if the write is about the Maton account
    itself."""
    body: bytes
    """The body, byte for byte."""
    outcome: str
    """The effect of the write in plain English."""
    destructive: bool
    """True if the write deletes or ends something."""

    @property
    def json(self) -> Any:
        """The parsed body, a new object at each access; None if the body is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def account(self) -> str:
        """The description of the connection, on one line."""
        if self.connection is None:
            return "the Maton account itself"
        if isinstance(self.connection, ProxyDefault):
            return str(self.connection)
        return describe_connection(self.connection)

    def __str__(self) -> str:
        request = escape_for_terminal(f"{self.method} {self.path}")
        return f"{self.operation or 'unknown operation'}, {request}, {self.account}"


Confirm: TypeAlias = Callable[[PendingWrite], bool]
"""A confirmation hook. It is called once for each write, before the write is sent; `True` approves.
"""
AsyncConfirm: TypeAlias = Callable[[PendingWrite], bool | Awaitable[bool]]
"""A confirmation hook of an async client. A coroutine function is awaited; a plain function runs
in its own thread."""

Choose: TypeAlias = Callable[[Sequence[Connection]], Connection | Awaitable[Connection]]
"""A function that receives the ACTIVE connections and returns one of them. A coroutine function
requires an async client."""
Choice: TypeAlias = str | Choose | Literal[ProxyDefault.USE_PROXY_DEFAULT] | None
"""The values of `connection=`."""
