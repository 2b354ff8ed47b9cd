"""The confirmation hook `approve_in_terminal`, which asks in a terminal or a notebook."""

from __future__ import annotations

import contextlib
import logging
import os
import select
import shutil
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..flow.confirmation import decline
from ..forking import renew_after_fork
from ..http.callbacks import caller_is_gone
from ..rendering import INDENT_COLUMNS, UNLIMITED_COLUMNS, add_label, format_values
from .notebook import PAGE_COLUMNS, Page, find_kernel

if TYPE_CHECKING:
    from ..types import PendingWrite

audit: logging.Logger = logging.getLogger("maton_google_meet.audit")

# The lines of the question besides the values, and the most lines that one value may have before it
# moves above the question on a small terminal.
FRAME_LINES: Final = 5
VALUE_LINES: Final = 4
# The time between two checks if the caller has abandoned the question.
POLL_SECONDS: Final = 0.1
PROMPT: Final = "Type yes to send it: "
UNLIMITED_LINES: Final = 1 << 62
# The answers that decline without an error message about the answer.
NEGATIVE_ANSWERS: Final = ("", "n", "no")
# The longest part of an answer that an error message repeats.
ANSWER_CHARACTERS: Final = 40


class _Terminal:
    """The terminal or the page of the notebook, which shows one question at a time."""

    def __init__(self) -> None:
        self.page = Page()
        self.renew()
        renew_after_fork(self)

    def renew(self) -> None:
        """Replace the lock: after a fork, a thread of the parent may hold it."""
        self.lock = threading.Lock()


_terminal = _Terminal()


def approve_in_terminal(pending: PendingWrite) -> bool:
    """Show the write on stderr and ask for a `yes` on stdin, or in the cell of a notebook.

    Control characters are escaped, and the body is never shortened. Questions of several threads
    take turns. Without a terminal or a notebook, the write is declined.

    Raises:
        WriteDeclined: It is not possible to ask, or the answer is neither `yes` nor `no`.
    """
    is_gone = caller_is_gone.get()
    with _terminal.lock:
        # The caller may have been cancelled while another question occupied the terminal.
        if is_gone():
            return False
        approval = "yes"
        if kernel := find_kernel():
            approval = _terminal.page.approval
            size = os.terminal_size((PAGE_COLUMNS, UNLIMITED_LINES))
            question = screen(pending, size).removesuffix(PROMPT)
            answer = _terminal.page.ask(kernel, pending, question, is_gone)
        else:
            answer = _ask(pending, is_gone)
    answer = answer.strip()
    if answer.lower() == approval:
        return True
    if answer.lower() in NEGATIVE_ANSWERS:
        return False
    shown = escape_for_terminal(shorten(answer, ANSWER_CHARACTERS))
    raise decline(
        pending,
        f"because the answer was '{shown}', and only '{approval}' approves: nothing was sent. Call "
        f"again, and type {approval}.",
    )


def _ask(pending: PendingWrite, is_gone: Callable[[], bool]) -> str:
    """Show the question in the terminal, and return the answer."""
    if not _has_terminal():
        audit.warning("no terminal to ask in: %s", pending)
        raise decline(
            pending,
            "because no terminal is available: nothing was sent. In a program without a "
            "terminal, pass your own function as confirm=.",
        )
    with contextlib.suppress(ImportError, OSError, ValueError):
        import termios

        # Text that was typed before the question does not answer it.
        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    sys.stderr.write(screen(pending, _get_terminal_size(), encoding))
    sys.stderr.flush()
    line = _read_line(is_gone)
    if not line:  # The next message starts on a new line.
        sys.stderr.write("\n")
    return line


def _has_terminal() -> bool:
    try:
        return all(stream and stream.isatty() for stream in (sys.stdin, sys.stderr))
    except ValueError:  # One of them is closed.
        return False


def _read_line(is_gone: Callable[[], bool]) -> str:
    """Read one line from stdin. Return '' as soon as `is_gone` returns True.

    Otherwise an abandoned question would swallow the answer to the next one, and delay the end of
    the program.
    """
    # Poll even if the caller waits: Python handles an interrupt that arrives just before a read
    # only after the read (https://docs.python.org/3/library/signal.html, "Execution of Python
    # signal handlers"; not reported upstream).
    with contextlib.suppress(OSError, TypeError, ValueError):  # Windows waits for sockets only.
        while not select.select([sys.stdin], [], [], POLL_SECONDS)[0]:
            if is_gone():
                return ""
    return sys.stdin.readline()


def _get_terminal_size() -> os.terminal_size:
    """Return the size of the terminal, else that in the environment, else 80 by 24."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        size = os.get_terminal_size(sys.stderr.fileno())
        if size.columns and size.lines:
            return size
    return shutil.get_terminal_size()


def screen(
    pending: PendingWrite, size: os.terminal_size | None = None, encoding: str = "utf-8"
) -> str:
    """Return the question for a terminal of that `size`; None sets no limit.

    A value that would push the others off the screen moves above them, complete, so that the
    account and the path stay beside the question.
    """
    room = max(size.columns - INDENT_COLUMNS - 1, 2) if size else UNLIMITED_COLUMNS
    values = format_values(pending, room, encoding)
    above = ""
    if size and sum(map(len, values.values())) + FRAME_LINES > size.lines:
        long = {
            name: rows
            for name, rows in values.items()
            if len(rows) > VALUE_LINES and name != "Outcome"
        }
        above = "\nToo long for one screen, so here it is first:\n\n" if long else ""
        above += "".join(add_label(name, rows) for name, rows in long.items())
        values |= {name: [f"  ({len(rows)} lines, above)"] for name, rows in long.items()}
    below = "".join(add_label(name, rows) for name, rows in values.items())
    return f"{above}\nA write waits for your approval:\n\n{below}\n{PROMPT}"
