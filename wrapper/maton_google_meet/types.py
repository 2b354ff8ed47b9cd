"""The types of the arguments that users pass, and of the values that their hooks receive.

Any module may import this one. It must not import the flow or httpx.
"""

from __future__ import annotations

import base64
import enum
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, ForwardRef, Literal, Self, TypeAlias

from maton_google_meet_api.runtime.calls import require_copyable
from maton_google_meet_api.runtime.text import escape_for_terminal

from .redaction import describe_connection
from .rendering import render_write

if TYPE_CHECKING:
    from maton_google_meet_api.models import Connection
else:  # Importing the models takes long.
    Connection = ForwardRef("Connection", module="maton_google_meet_api.models")

# The version of the format of `PendingWrite.to_dict`, which other versions of this package read.
FORMAT_VERSION: Final = 1


class ProxyDefault(enum.Enum):
    """The type of `USE_PROXY_DEFAULT`."""

    USE_PROXY_DEFAULT = "use-proxy-default"
    """The proxy chooses the connection."""

    def __str__(self) -> str:
        return "whichever the proxy chooses"


USE_PROXY_DEFAULT: Final = ProxyDefault.USE_PROXY_DEFAULT
"""The value of `connection=` that leaves the choice of the connection to the proxy.

With several connections, a write may then reach the wrong account. Source: Maton's skill for Google
Meet (google-meet-skill.txt)."""


@dataclass(frozen=True, slots=True, eq=False)
class PendingWrite:
    """A write as it will be sent, for a confirmation hook to approve or decline.

    Two `PendingWrite`s are equal if their `id` is the same.

        def confirm(pending: PendingWrite) -> bool:
            print(pending.text())
            return input("Send it? ") == "yes"
    """

    operation: str | None
    """The operation's id; None for a raw request outside the OpenAPI document."""
    method: str
    """The HTTP method, such as `POST`."""
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
    label: str | None = None
    """The program's own description of the account (`account=`), which is not verified."""

    @property
    def id(self) -> str:
        """The SHA-256 of everything to approve, as 64 hexadecimal digits.

        It covers all fields except the `label` and Maton's description of the connection, which may
        change between two calls. The id of the connection is included.
        """
        connection = self.connection
        kind = type(connection).__name__
        fields = (
            *(FORMAT_VERSION, self.operation, self.method, self.path, kind),
            getattr(connection, "connection_id", None),
            *(self.outcome, self.destructive, self.body.hex()),
        )
        return hashlib.sha256(json.dumps(fields).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return self.id == other.id if isinstance(other, PendingWrite) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.id)

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

    def text(self, width: int = 80) -> str:
        """Return the write as text for a chat, a page or a log. Nothing is shortened.

        A value cannot imitate another value or a line of the text: control characters are escaped,
        and `>` marks a line that continues a value. HTML and Markdown are not escaped: a page must
        escape the text.

        Args:
            width: The largest number of columns in a line.
        """
        return render_write(self, width)

    def to_dict(self) -> dict[str, Any]:
        """Return the write as a dict of JSON values, which `from_dict` reads in any process."""
        try:
            body, encoding = self.body.decode(), "utf-8"
        except ValueError:
            body, encoding = base64.b64encode(self.body).decode("ascii"), "base64"
        connection: Any = self.connection
        if isinstance(connection, ProxyDefault):
            connection = connection.value
        elif connection is not None:
            connection = connection.to_dict()
        return {
            "version": FORMAT_VERSION,
            "id": self.id,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "connection": connection,
            "body": body,
            "body_encoding": encoding,
            "outcome": self.outcome,
            "destructive": self.destructive,
            "label": self.label,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the write from the result of `to_dict`.

        Args:
            data: The dict. From JSON text, call `json.loads` first.

        Raises:
            ValueError: `data` is incomplete, was changed, or has an unsupported version.
        """
        value: object = data
        if not isinstance(value, Mapping):
            hint = ": call json.loads first" if isinstance(value, str | bytes) else ""
            kind = type(value).__name__
            raise ValueError(f"PendingWrite.from_dict takes a dict, not {kind}{hint}.")
        version = data.get("version")
        if version != FORMAT_VERSION:
            state = "has no version" if version is None else f"has the version {version!r}"
            raise ValueError(
                f"This PendingWrite {state}, and this package reads version {FORMAT_VERSION}: pass "
                "a dict that PendingWrite.to_dict() of this version of the package returned."
            )
        try:
            for name, kind in _FIELD_TYPES.items():
                if not isinstance(data[name], kind):
                    raise TypeError(f"{name} is of type {type(data[name]).__name__}")
            write = cls(
                operation=data["operation"],
                method=data["method"],
                path=data["path"],
                connection=_parse_connection(data["connection"]),
                body=_BODY_DECODERS[data["body_encoding"]](data["body"]),
                outcome=data["outcome"],
                destructive=data["destructive"],
                label=data["label"],
            )
            is_same = data["id"] == write.id
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise ValueError(f"This is not a complete PendingWrite: {error!r}.") from error
        if not is_same:
            raise ValueError(
                "This PendingWrite was changed after to_dict(): its id does not match. Ask for the "
                "approval of the write again."
            )
        return write

    def __str__(self) -> str:
        request = escape_for_terminal(f"{self.method} {self.path}")
        return f"{self.operation or 'unknown operation'}, {request}, {self.account}"


def _parse_connection(value: object) -> Connection | ProxyDefault | None:
    if value is None:
        return None
    if isinstance(value, str):
        return ProxyDefault(value)
    from maton_google_meet_api.models import Connection

    parse = require_copyable(Connection.from_dict)
    return parse(value)  # type: ignore[arg-type] # any other type raises


# JSON allows any type. The other fields fail by themselves.
_FIELD_TYPES: Final[Mapping[str, Any]] = {
    "operation": str | None,
    "method": str,
    "path": str,
    "outcome": str,
    "destructive": bool,
    "label": str | None,
}
_BODY_DECODERS: Final[Mapping[str, Callable[[str], bytes]]] = {
    "utf-8": str.encode,
    "base64": lambda text: base64.b64decode(text, validate=True),
}

Confirm: TypeAlias = Callable[[PendingWrite], bool]
"""A confirmation hook. It is called once for each write, before the write is sent; `True` approves.
"""
AsyncConfirm: TypeAlias = Callable[[PendingWrite], bool | Awaitable[bool]]
"""A confirmation hook of an async client. A coroutine function is awaited; a plain function runs
in its own thread. An object with a coroutine method `acall` beside `__call__`, such as an
`ApprovalQueue`, suits both clients: `acall` is awaited."""

Choose: TypeAlias = Callable[[Sequence[Connection]], Connection | Awaitable[Connection]]
"""A function that receives the ACTIVE connections and returns one of them. A coroutine function
requires an async client."""
Choice: TypeAlias = str | Choose | Literal[ProxyDefault.USE_PROXY_DEFAULT] | None
"""The values of `connection=`."""
