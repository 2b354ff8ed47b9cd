"""The progress of a command on stderr."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from maton_google_meet.cli import output, progress
from maton_google_meet.events import AttemptEvent, WaitEvent
from rich.console import Console
from support.command_line import Screen

FIELDS: dict[str, Any] = {
    "call_id": 1, "time": 0.0, "operation": None, "method": "GET", "path": "/",
    "url_template": None,
}  # fmt: skip


def wait(seconds: float = 12.0, cause: Any = 429, reason: Any = "retry") -> WaitEvent:
    return WaitEvent(
        **FIELDS, attempt=2, reason=reason, cause=cause, seconds=seconds, attempts=6
    )  # fmt: skip


def attempt() -> AttemptEvent:
    return AttemptEvent(
        **FIELDS, attempt=2, status=200, error=None, request_id=None, seconds=0.1,
        request_bytes=0, response_bytes=0, headers=None, request=None, response=None,  # type: ignore[arg-type]
    )  # fmt: skip


class FakeTimer:
    """A timer that expires when a test calls it."""

    def __init__(self, seconds: float, act: Callable[[], None]) -> None:
        assert seconds == progress.DELAY_SECONDS
        self.act = act
        self.events = list[str]()
        self.daemon = False
        timers.append(self)

    def start(self) -> None:
        assert self.daemon  # It must not delay the end of the process.
        self.events.append("start")

    def cancel(self) -> None:
        self.events.append("cancel")


timers = list[FakeTimer]()


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """A terminal as stderr, and timers without a clock."""
    screen = Screen()
    for module in (output, progress):
        monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=screen, stdout=screen))
    monkeypatch.setattr(threading, "Timer", FakeTimer)
    monkeypatch.setenv("TERM", "xterm")
    timers.clear()
    return screen


def read_text(status: Any) -> str:
    return str(status.status)


def test_a_fast_command_shows_nothing(screen: Screen) -> None:
    with progress.Progress() as shown:
        shown.observe(wait(0.1, reason="pace"))
        shown.observe(attempt())
        assert [*shown.count(range(3))] == [0, 1, 2]
        [timer] = timers
        assert timer.events == ["start", "cancel"]
        timer.act()  # It had begun when it was cancelled.
    assert screen.getvalue() == ""


def test_a_slow_list_shows_the_number_of_its_items(screen: Screen) -> None:
    with progress.Progress() as shown:
        timers[0].act()
        assert read_text(shown.status) == "Waiting for the response"
        items = shown.count(iter(range(1500)), 2000)
        for _ in range(1200):
            next(items)
        assert read_text(shown.status) == "1,200 of at most 2,000 items"
        assert "\x1b[?25l" in screen.getvalue()
        assert len([*items]) == 300
        assert shown.status is None
    assert screen.getvalue().rpartition("\x1b[?25h")[1]  # The cursor is visible again.


def test_without_a_limit_the_number_is_shown_alone(screen: Screen) -> None:
    with progress.Progress() as shown:
        timers[0].act()
        next(items := shown.count(range(2)))
        assert read_text(shown.status) == "1 item"
        items.close()  # type: ignore[attr-defined]
        assert shown.status is None


def test_a_wait_is_shown_until_the_next_attempt_ends(screen: Screen) -> None:
    with progress.Progress() as shown:
        shown.observe(wait())
        status = shown.status
        assert read_text(status) == "Waiting 12 s for the rate limit"
        shown.observe(wait(3, cause=503))
        assert read_text(status) == "Waiting 3 s for attempt 2 of 6, after 503"
        next(shown.count(range(2)))
        assert read_text(status) == "Waiting 3 s for attempt 2 of 6, after 503"
    with progress.Progress() as shown:
        shown.observe(wait())
        shown.observe(attempt())
        assert read_text(shown.status) == "Waiting for the response"


def test_a_calm_display_shows_only_waits(screen: Screen) -> None:
    """A question or rows on stdout may follow."""
    with progress.Progress(calm=True, color=False) as shown:
        assert timers == []
        shown.observe(attempt())
        shown.observe(wait(cause="ConnectError"))
        assert read_text(shown.status).endswith("attempt 2 of 6, after connect error")
        shown.observe(attempt())
        assert shown.status is None
    assert "\x1b[3" not in screen.getvalue()


def test_a_stopped_display_shows_nothing(screen: Screen) -> None:
    shown = progress.Progress()
    shown.stop()
    shown.observe(wait())
    assert shown.status is None
    assert screen.getvalue() == ""


def test_an_attempt_without_a_visible_wait_changes_nothing(screen: Screen) -> None:
    shown = progress.Progress()
    shown.waits = True
    shown.observe(attempt())
    assert shown.status is None
    shown.stop()


def test_without_a_terminal_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    for module in (output, progress):
        monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=stream))
    assert output.make_progress("table", None, color=True, writes=False) is None
    with progress.Progress() as shown:
        shown.observe(wait())
        assert shown.timer is None
    assert stream.getvalue() == ""


def test_without_rich_nothing_is_shown(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with progress.Progress() as shown:
        timers[0].act()
        shown.observe(wait())
    assert screen.getvalue() == ""


@pytest.mark.parametrize(
    ("format", "path", "writes", "calm"),
    [
        ("table", None, False, False),
        ("table", None, True, True),
        ("jsonl", None, False, True),
        ("jsonl", "-", False, True),
        ("jsonl", "file", False, False),
    ],
)
def test_a_display_is_calm_if_it_shares_the_terminal(
    format: str,
    path: str | None,
    writes: bool,
    calm: bool,
    screen: Screen,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = output.make_progress(format, path, color=True, writes=writes)
    assert shown is not None
    assert shown.calm == calm
    monkeypatch.setattr(output.sys, "stdout", io.StringIO())
    shown = output.make_progress(format, path, color=True, writes=writes)
    assert shown is not None
    assert shown.calm == writes


def test_the_progress_of_a_report_has_a_bar_if_the_total_is_known(screen: Screen) -> None:
    with progress.Progress() as shown:
        shown.show_steps(15, 30, "participants")
        timers[0].act()
        assert "participants: 15 of 30" in draw(shown.status)
        assert draw(shown.status).count("━") == progress.BAR_COLUMNS // 2
        shown.show_steps(1200, None, "responses")
        assert draw(shown.status).strip() == "responses: 1,200"
        shown.show_steps(0, 0, "participants")
        assert draw(shown.status).strip() == "participants: 0 of 0"
        shown.observe(wait(1.2, reason="pace"))  # Usual with concurrent calls.
        assert draw(shown.status).strip() == "participants: 0 of 0"
        shown.observe(wait())
        shown.show_steps(2, 30, "participants")
        assert draw(shown.status).strip() == "Waiting 12 s for the rate limit"
        shown.observe(attempt())
        assert "participants: 2 of 30" in draw(shown.status)


def draw(status: Any) -> str:
    """Return the line without its first column, which turns."""
    console = Console(file=io.StringIO(), width=100, color_system=None)
    console.print(status.renderable)
    return str(console.file.getvalue())[1:]  # type: ignore[attr-defined]
