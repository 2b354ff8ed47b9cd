"""Notifications about the parts and waits of a call."""

from __future__ import annotations

from typing import Any

import anyio
from maton_google_meet.events import AttemptEvent, Event, WaitEvent
from maton_google_meet.mcp.progress import Progress

CALL: dict[str, Any] = {
    "call_id": 1, "time": 0.0, "operation": "things.list", "method": "GET", "path": "/things",
    "url_template": "/things",
}  # fmt: skip


class Session:
    """A session that records notifications."""

    def __init__(self) -> None:
        self.session = self
        self.notifications = list[tuple[float, str | None]]()

    async def report_progress(
        self, progress: float, total: float | None = None, message: str | None = None
    ) -> None:
        self.notifications.append((progress, message))


def observe(*events: Event) -> list[tuple[float, str | None]]:
    """Return the notifications of events."""
    session: Any = Session()

    async def main() -> None:
        progress = Progress(session)
        async with progress.run():
            for event in events:
                progress.observe(event)

    anyio.run(main)
    return session.notifications  # type: ignore[no-any-return]


def wait(**changes: Any) -> WaitEvent:
    """Return the start of a wait."""
    values = {"attempt": 1, "reason": "pace", "cause": None, "seconds": 0.2, "attempts": 6}
    return WaitEvent(**CALL, **{**values, **changes})


def test_the_progress_is_reported() -> None:
    session: Any = Session()

    async def main() -> None:
        progress = Progress(session)
        async with progress.run():
            progress.count(250, None, "items")
            progress.count(12, 300, "participants")

    anyio.run(main)
    assert session.notifications == [
        (1, "Read 250 items."),
        (2, "Read 12 of 300 participants."),
    ]


def test_long_waits_and_retries_are_reported() -> None:
    retry = wait(reason="retry", attempt=2, cause="ReadTimeout", seconds=1.25)
    attempt: Any = object.__new__(AttemptEvent)
    assert observe(wait(), wait(seconds=3.0), retry, attempt) == [
        (1, "The rate limit delays the request by 3.0 s."),
        (
            2,
            "The previous attempt ended with ReadTimeout. Attempt 2 of 6 follows in 1.2 s.",
        ),
    ]
