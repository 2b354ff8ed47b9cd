"""The rule of the proxy: every write needs the user's explicit approval, who must have seen the
exact connection, the full endpoint path, the request body and the expected outcome.

Source: google-meet-skill.txt and the public gateway guide.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from maton_google_meet_api.runtime.text import escape_for_terminal

from ..errors import ConfirmationRequired, WriteDeclined
from .connections import ProxyDefault, describe
from .steps import Ask, Step

if TYPE_CHECKING:
    from maton_google_meet_api.models import Connection

audit: logging.Logger = logging.getLogger("maton_google_meet.audit")


@dataclass(frozen=True, slots=True)
class PendingWrite:
    """A write as it will be sent, for a confirmation hook to judge."""

    operation: str | None
    """The operation's id; None for a raw request that the document does not know."""
    method: str
    path: str
    """The full path, percent-encoded, with its query."""
    connection: Connection | ProxyDefault | None
    """Whose Google account it acts on, with what is known of it. `USE_PROXY_DEFAULT`: the proxy
    will choose. None: no account's, it is about the Maton account itself."""
    body: bytes
    """The body, byte for byte."""
    outcome: str
    """What it will do, and to whom, in plain English."""
    destructive: bool
    """Whether it takes something away: deletes it, or ends it."""

    @property
    def json(self) -> Any:
        """The body, parsed anew at each access; None where there is none or it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def account(self) -> str:
        """What is known of the connection, on one line."""
        if self.connection is None:
            return "the Maton account itself"
        if isinstance(self.connection, ProxyDefault):
            return str(self.connection)
        return describe(self.connection)

    def __str__(self) -> str:
        request = escape_for_terminal(f"{self.method} {self.path}")
        return f"{self.operation or 'unknown operation'}, {request}, {self.account}"


Confirm: TypeAlias = Callable[[PendingWrite], bool]
"""A confirmation hook: called once a write, before anything is sent; `True` approves."""
AsyncConfirm: TypeAlias = Callable[[PendingWrite], bool | Awaitable[bool]]
"""A hook of an async client: plain ones run in a thread of their own, async ones are awaited."""


def required(pending: PendingWrite) -> ConfirmationRequired:
    """The error for a write on a client that has nobody to ask."""
    audit.info("refused, no hook: %s", pending)
    request = escape_for_terminal(f"{pending.method} {pending.path}")
    return ConfirmationRequired(
        f"{pending.operation or 'This request'} ({request}) is a write, and this client has "
        "no confirmation hook: nothing was sent. The user has to approve each write. Pass "
        "confirm=approve_in_terminal to be asked in the terminal, or a function of your own that "
        "returns True; with_options(confirm=...) does so for one call."
    )


def ask(confirm: AsyncConfirm, pending: PendingWrite) -> Generator[Step, Any, None]:
    """Return if `confirm` approves of `pending`; else raise. What it raises passes unchanged."""
    shown = str(pending)  # Before the hook has it: the log tells of what is sent.
    try:
        answer = yield Ask(function=confirm, arguments=(pending,))
    except WriteDeclined:
        audit.info("declined: %s", shown)
        raise
    except BaseException as error:
        audit.info("stopped by %s in the hook: %s", type(error).__name__, shown)
        raise
    audit.info("%s: %s", "approved" if answer is True else "declined", shown)
    if answer is True:
        return
    if answer:
        hint = " A coroutine function needs AsyncGoogleMeet." if hasattr(answer, "send") else ""
        raise TypeError(
            f"The confirmation hook returned {type(answer).__name__}, and only True approves: "
            f"nothing was sent.{hint}"
        )
    raise declined(pending, "by the confirmation hook")


def declined(pending: PendingWrite, why: str) -> WriteDeclined:
    """Return the error for a write that was not approved; a hook may raise one of its own."""
    request = escape_for_terminal(f"{pending.method} {pending.path}")
    error = WriteDeclined(
        f"{pending.operation or 'The request'} ({request}) "
        f"was not approved {why}: nothing was sent."
    )
    error.pending = pending
    return error
