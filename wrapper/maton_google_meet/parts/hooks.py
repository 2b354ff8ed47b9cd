"""Hooks for `confirm=` that ship: one asks in the terminal, one asks nobody."""

from __future__ import annotations

import contextlib
import json
import math
import select
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from maton_google_meet_api.text import harmless

from ..confirmation import audit
from ..errors import ConfigurationError

if TYPE_CHECKING:
    from ..confirmation import PendingWrite

# Seconds between two looks whether somebody still waits for what is typed.
LOOKS: Final = 0.1


def approve_all(pending: PendingWrite) -> bool:
    """Approve every write, unseen. For tests, and for programs whose user agreed beforehand."""
    return True


async def in_thread(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """What a plain function of the user's returns, run in a worker thread, so that one that waits
    for a person does not stop the event loop. A cancelled call leaves the thread behind."""
    import anyio.to_thread

    left = threading.Event()

    def run() -> Iterator[Any]:
        _left.set(left)
        # What it returns may have to be awaited, and trio refuses to carry a coroutine; it may be
        # the key, and asyncio, in debug mode, logs what is carried: hence an iterator.
        return iter([function(*arguments)])

    try:
        [result] = await anyio.to_thread.run_sync(
            run,
            abandon_on_cancel=True,
            # Threads that are left behind take none of the application's own, which are 40.
            limiter=anyio.CapacityLimiter(math.inf),
        )
    finally:
        left.set()
    return result


def told(error: BaseException) -> BaseException:
    """What the flow is told of `error`. Generators and coroutines cannot carry the end of an
    iterator (PEP 479), and it would end a caller's loop."""
    cause = error.__cause__ if isinstance(error, RuntimeError) else error
    if not isinstance(cause, StopIteration | StopAsyncIteration):
        return error
    told = ConfigurationError(f"A function given to the client raised {cause!r}: an empty next()?")
    told.__cause__ = cause
    return told


_terminal = threading.Lock()
_left: ContextVar[threading.Event | None] = ContextVar("left", default=None)


def approve_in_terminal(pending: PendingWrite) -> bool:
    """Show the write on stderr and ask for a `yes` on stdin. Without a terminal it declines.

    Everything that comes from elsewhere is shown with control characters escaped; the body is
    never shortened. Questions of several threads take turns.
    """
    with _terminal:
        if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
            audit.warning("no terminal to ask in: %s", pending)
            return False
        with contextlib.suppress(ImportError, OSError, ValueError):
            import termios

            # What was typed before the question was no answer to it.
            termios.tcflush(sys.stdin, termios.TCIFLUSH)
        sys.stderr.write(screen(pending))
        sys.stderr.flush()
        return _typed(_left.get()).strip().lower() == "yes"


def _typed(left: threading.Event | None) -> str:
    """The next line that is typed; empty once `left` is set, since a thread that nobody waits for
    would take what is typed for the next question, and hold up the end of the program."""
    # Also where there is no `left`: an interrupt that comes just before a read does not end it.
    with contextlib.suppress(OSError, ValueError):  # Windows can wait for sockets only.
        while not select.select([sys.stdin], [], [], LOOKS)[0]:
            if left and left.is_set():
                return ""
    return sys.stdin.readline()


def screen(pending: PendingWrite) -> str:
    """What the user sees before answering, control characters escaped."""
    body = pending.json
    lines = [pending.body.decode("utf-8", "backslashreplace") or "(none)"]
    # Not for a key that stands twice, say: what json.loads keeps is not what is sent.
    if body is not None and json.dumps(body, ensure_ascii=False, separators=(",", ":")) == lines[0]:
        lines = json.dumps(body, ensure_ascii=False, indent=2).split("\n")
    parts = [
        ("Operation", [pending.operation or "unknown to this client"]),
        ("Request", [f"{pending.method} {pending.path}"]),
        ("Connection", [pending.account]),
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
