"""The progress of a command on stderr: the items or units so far, and waits before an attempt.

Nothing is shown without a terminal or in the first second. Stdout never contains the progress.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.status import Status

    from ..events import Event, WaitEvent

Item = TypeVar("Item")
DELAY_SECONDS = 1.0
# The concurrent calls of a report wait up to a second for the rate limit.
REPORT_DELAY_SECONDS = 3.0
BAR_COLUMNS = 30
RATE_LIMIT_STATUS = 429


class Progress:
    """A line on stderr while a command waits.

    Args:
        calm: Show only waits, because a question or rows of stdout may appear meanwhile.
        color: Use colors.
    """

    def __init__(self, *, calm: bool = False, color: bool = True) -> None:
        self.calm = calm
        self.color = color
        self.active = sys.stderr.isatty()
        self.lock: threading.Lock = threading.Lock()
        self.text: str = "Waiting for the response"
        self.shortest_wait: float = DELAY_SECONDS
        """The seconds of the shortest wait that is shown."""
        self.steps: tuple[int, int | None] = (0, None)
        """The finished units and all units of a report: see `show_steps`."""
        self.waits: bool = False
        self.status: Status | None = None
        self.timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        if self.active and not self.calm:
            self.timer = threading.Timer(DELAY_SECONDS, self._show)
            self.timer.daemon = True
            self.timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Remove the line. It does not appear again."""
        with self.lock:
            self.active = False
            timer, self.timer = self.timer, None
            if timer is not None:
                timer.cancel()
            self._hide()

    def observe(self, event: Event) -> None:
        """Show a wait, and hide it when it ends. Pass this method as `observe=` of a client."""
        from ..events import AttemptEvent, WaitEvent

        if not self.active:
            return
        if isinstance(event, WaitEvent) and event.seconds >= self.shortest_wait:
            self.waits = True
            self._show(describe_wait(event))
        elif self.waits and isinstance(event, AttemptEvent):
            self.waits = False
            with self.lock:
                if self.calm:
                    self._hide()
                else:
                    self._update()

    def count(self, items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
        """Yield the items, and show their number."""
        limit = f" of at most {total:,}" if total is not None else ""
        try:
            for number, item in enumerate(items, 1):
                self.text = f"{number:,}{limit} {'items' if limit or number > 1 else 'item'}"
                self._update()
                yield item
        finally:
            self.stop()

    def show_steps(self, done: int, total: int | None, what: str) -> None:
        """Show the progress of a report. Pass this method as its `progress=`."""
        self.shortest_wait = REPORT_DELAY_SECONDS
        self.steps = (done, total)
        self.text = f"{what}: {done:,}{'' if total is None else f' of {total:,}'}"
        self._update()

    def _update(self) -> None:
        if self.status is not None and not self.waits:
            self.status.update(self._draw())

    def _draw(self) -> RenderableType:
        """Return the text, after a bar if the number of all units is known."""
        done, total = self.steps
        if not total:
            return self.text
        from rich.progress_bar import ProgressBar
        from rich.table import Table

        line = Table.grid(padding=(0, 1))
        line.add_row(ProgressBar(total, done, width=BAR_COLUMNS), self.text)
        return line

    def _show(self, text: str | None = None) -> None:
        """Show a line; the timer calls this in its own thread."""
        with self.lock, contextlib.suppress(ModuleNotFoundError):  # Without rich, nothing is shown.
            if not self.active:
                return
            if self.status is not None:
                self.status.update(text or self._draw())
                return
            from rich.console import Console

            console = Console(
                file=sys.stderr, highlight=False, color_system="auto" if self.color else None
            )
            self.status = console.status(text or self._draw())
            self.status.start()

    def _hide(self) -> None:
        status, self.status = self.status, None
        if status is not None:
            status.stop()


def describe_wait(event: WaitEvent) -> str:
    """Return the text of a wait."""
    from .diagnostics import split_words

    if event.reason == "pace" or event.cause == RATE_LIMIT_STATUS:
        reason = "the rate limit"
    else:
        cause = split_words(str(event.cause))
        reason = f"attempt {event.attempt} of {event.attempts}, after {cause}"
    return f"Waiting {event.seconds:.0f} s for {reason}"
