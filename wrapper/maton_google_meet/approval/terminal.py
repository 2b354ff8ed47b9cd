"""Hooks for `confirm=` that ship: one asks in the terminal, one asks nobody."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import sys
import textwrap
import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from maton_google_meet_api.runtime.text import escape_for_terminal

from ..flow.confirmation import audit, declined
from ..forking import renew_after_fork
from ..http.callbacks import abandoned

if TYPE_CHECKING:
    from ..flow.confirmation import PendingWrite

# Where the texts begin, in columns, and how long a line of our own words is.
INDENT: Final = 14
WORDS: Final = 76
# Lines of the question beside its texts, and how many of them one text may take when room is short.
FRAME: Final = 5
FEW: Final = 4
ENDLESS: Final = 1 << 62
# Seconds between two looks whether somebody still waits for what is typed.
LOOKS: Final = 0.1


def approve_all(pending: PendingWrite) -> bool:
    """Approve every write, unseen. For tests, and for programs whose user agreed beforehand."""
    return True


class _Terminal:
    """The terminal, in which one question is asked at a time."""

    def __init__(self) -> None:
        self.renew()
        renew_after_fork(self)

    def renew(self) -> None:
        """Release the terminal: after a fork, a thread of the parent may hold the lock."""
        self.lock = threading.Lock()


_terminal = _Terminal()


def approve_in_terminal(pending: PendingWrite) -> bool:
    """Show the write on stderr and ask for a `yes` on stdin.

    Everything that comes from elsewhere is shown with control characters escaped; the body is
    never shortened. Questions of several threads take turns.

    Raises:
        WriteDeclined: There is no terminal to ask in.
    """
    left = abandoned.get()
    with _terminal.lock:
        if left and left.is_set():  # While another question had the terminal.
            return False
        if not _has_terminal():
            audit.warning("no terminal to ask in: %s", pending)
            raise declined(pending, "because there is no terminal to ask in")
        with contextlib.suppress(ImportError, OSError, ValueError):
            import termios

            # What was typed before the question was no answer to it.
            termios.tcflush(sys.stdin, termios.TCIFLUSH)
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        sys.stderr.write(screen(pending, _size(), encoding))
        sys.stderr.flush()
        return _typed(left).strip().lower() == "yes"


def _has_terminal() -> bool:
    try:
        return all(stream and stream.isatty() for stream in (sys.stdin, sys.stderr))
    except ValueError:  # One of them is closed.
        return False


def _typed(left: threading.Event | None) -> str:
    """The next line that is typed; empty once `left` is set, since a thread that nobody waits for
    would take what is typed for the next question, and hold up the end of the program."""
    # Also where there is no `left`: an interrupt that comes just before a read does not end it.
    with contextlib.suppress(OSError, TypeError, ValueError):  # Windows waits for sockets only.
        while not select.select([sys.stdin], [], [], LOOKS)[0]:
            if left and left.is_set():
                return ""
    return sys.stdin.readline()


def _size() -> os.terminal_size:
    """What the terminal says, else the environment, else 80 by 24."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        size = os.get_terminal_size(sys.stderr.fileno())
        if size.columns and size.lines:
            return size
    return shutil.get_terminal_size()


def screen(
    pending: PendingWrite, size: os.terminal_size | None = None, encoding: str = "utf-8"
) -> str:
    """What the user sees before answering, on a terminal of that `size`; None: as large as needed.

    Where a line begins is not for the data to say: what is longer than a line goes on in the next,
    behind a `>`. What would push the rest off the screen comes first, whole, so that the account
    and the path stand beside the question.
    """
    room = max(size.columns - INDENT - 1, 2) if size else ENDLESS
    caution = ["This takes something away: it deletes or ends it."] * pending.destructive
    texts = {
        "Operation": [pending.operation or "unknown to this client"],
        "Request": [f"{pending.method} {pending.path}"],
        "Connection": [pending.account],
        "Body": _body(pending.body),
        "Outcome": textwrap.wrap(pending.outcome, min(WORDS, room)),
        "Caution": [row for line in caution for row in textwrap.wrap(line, min(WORDS, room))],
    }
    parts = {name: list(_rows(lines, room, encoding)) for name, lines in texts.items()}
    above = ""
    if size and sum(map(len, parts.values())) + FRAME > size.lines:
        long = {name: rows for name, rows in parts.items() if len(rows) > FEW and name != "Outcome"}
        above = "\nToo long for one screen, so here it is first:\n\n" if long else ""
        above += "".join(_labelled(name, rows) for name, rows in long.items())
        parts |= {name: [f"  ({len(rows)} lines, above)"] for name, rows in long.items()}
    shown = "".join(_labelled(name, rows) for name, rows in parts.items())
    return f"{above}\nA write waits for your approval:\n\n{shown}\nType yes to send it: "


def _body(body: bytes) -> list[str]:
    """The body, so that no two bodies look alike: JSON as it is or, where that changes nothing of
    what is sent, over several lines; anything else as Python would write it."""
    if not body:
        return ["(none)"]
    try:
        text = body.decode()
    except ValueError:
        return [f"(verbatim) {body!r}"]
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return [f"(verbatim) {text!r}"]
    # Not for a key that stands twice, say: what json.loads keeps is not what is sent.
    with contextlib.suppress(RecursionError):
        if json.dumps(value, ensure_ascii=False, separators=(",", ":")) == text:
            return json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    return [text]


def _rows(lines: Iterable[str], room: int, encoding: str) -> Iterator[str]:
    for line in lines:
        shown = escape_for_terminal(line).encode(encoding, "backslashreplace").decode(encoding)
        for index, row in enumerate(_folded(shown, room)):
            yield f"{'>' if index else ' '} {row}"


def _folded(text: str, room: int) -> Iterator[str]:
    """`text` in rows of `room` columns. Beyond ASCII a character counts as two, since terminals
    disagree; none is wider."""
    start = used = 0
    for at, character in enumerate(text):
        width = 1 if character.isascii() else 2
        used += width
        if used > room:
            yield text[start:at]
            start, used = at, width
    yield text[start:]


def _labelled(name: str, rows: Iterable[str]) -> str:
    return "".join(f"  {'' if index else name:<10}{row}\n" for index, row in enumerate(rows))
