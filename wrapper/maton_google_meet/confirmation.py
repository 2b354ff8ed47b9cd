"""The rule of the proxy: every write needs the user's explicit approval, who must have seen the
exact connection, the full endpoint path, the request body and the expected outcome.

Source: google-meet-skill.txt and the public gateway guide.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import textwrap
import threading
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from .connections import ProxyDefault, describe
from .errors import ConfirmationRequired, WriteDeclined
from .steps import Ask, Step
from .text import harmless

if TYPE_CHECKING:
    from maton_google_meet_api.models import Connection

audit = logging.getLogger("maton_google_meet.audit")


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


Confirm: TypeAlias = Callable[[PendingWrite], bool]
"""A confirmation hook: called once a write, before anything is sent; `True` approves."""
AsyncConfirm: TypeAlias = Callable[[PendingWrite], bool | Awaitable[bool]]
"""A hook of an async client: plain ones run in a worker thread, async ones are awaited."""


def required(pending: PendingWrite) -> ConfirmationRequired:
    """The error for a write on a client that has nobody to ask."""
    audit.info("refused, no hook: %s", _line(pending))
    return ConfirmationRequired(
        f"{pending.operation or 'This request'} ({pending.method} {harmless(pending.path)}) is a "
        "write, and this client has no confirmation hook: nothing was sent. The user has to "
        "approve each write. Pass confirm=approve_in_terminal to be asked in the terminal, or a "
        "function of your own that returns True; with_options(confirm=...) does so for one call."
    )


def ask(confirm: AsyncConfirm, pending: PendingWrite) -> Generator[Step, Any, None]:
    """Return if `confirm` approves of `pending`; else raise. What it raises passes unchanged."""
    try:
        answer = yield Ask(confirm, (pending,))
    except BaseException as error:
        audit.info("stopped by %s in the hook: %s", type(error).__name__, _line(pending))
        raise
    if answer is True:
        audit.info("approved: %s", _line(pending))
        return
    audit.info("declined: %s", _line(pending))
    if answer:
        raise TypeError(
            f"The confirmation hook returned {type(answer).__name__}, and only True approves: "
            "nothing was sent."
            + (" A coroutine function needs AsyncGoogleMeet." if hasattr(answer, "send") else "")
        )
    declined = WriteDeclined(
        f"{pending.operation or 'The request'} ({pending.method} {harmless(pending.path)}) was not "
        "approved by the confirmation hook: nothing was sent."
        + (
            " (It also declines where there is no terminal.)"
            if confirm is approve_in_terminal
            else ""
        )
    )
    declined.pending = pending
    raise declined


def _line(pending: PendingWrite) -> str:
    return (
        f"{pending.operation or 'unknown operation'}, {pending.method} {harmless(pending.path)}, "
        f"{_account(pending)}"
    )


def _account(pending: PendingWrite) -> str:
    connection = pending.connection
    if connection is None:
        return "the Maton account itself"
    return str(connection) if isinstance(connection, ProxyDefault) else describe(connection)


def approve_all(pending: PendingWrite) -> bool:
    """Approve every write, unseen. For tests, and for programs whose user agreed beforehand."""
    return True


_terminal = threading.Lock()


def approve_in_terminal(pending: PendingWrite) -> bool:
    """Show the write on stderr and ask for a `yes` on stdin. Without a terminal it declines.

    Everything that comes from elsewhere is shown with control characters escaped; the body is
    never shortened. Questions of several threads take turns.
    """
    with _terminal:
        if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
            audit.warning("no terminal to ask in: %s", _line(pending))
            return False
        with contextlib.suppress(ImportError, OSError, ValueError):
            import termios

            # What was typed before the question was no answer to it.
            termios.tcflush(sys.stdin, termios.TCIFLUSH)
        sys.stderr.write(_screen(pending))
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() == "yes"


def _screen(pending: PendingWrite) -> str:
    """What the user sees before answering."""
    body = pending.json
    lines = [pending.body.decode("utf-8", "backslashreplace") or "(none)"]
    # Not for a key that stands twice, say: what json.loads keeps is not what is sent.
    if body is not None and json.dumps(body, ensure_ascii=False, separators=(",", ":")) == lines[0]:
        lines = json.dumps(body, ensure_ascii=False, indent=2).split("\n")
    parts = [
        ("Operation", [pending.operation or "unknown to this client"]),
        ("Request", [f"{pending.method} {pending.path}"]),
        ("Connection", [_account(pending)]),
        ("Body", lines),
        ("Outcome", textwrap.wrap(pending.outcome, 76)),
        (
            "Caution",
            ["This takes something away: it deletes or ends it."] if pending.destructive else [],
        ),
    ]
    shown = "".join(
        f"  {'' if index else name:<11} {harmless(line)}\n"
        for name, lines in parts
        for index, line in enumerate(lines)
    )
    return f"\nA write waits for your approval:\n\n{shown}\nType yes to send it: "
