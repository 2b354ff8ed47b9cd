"""Messages on stderr."""

from __future__ import annotations

import sys

import pytest
from maton_google_meet.cli.messages import print_message
from support.command_line import Run, Screen


def test_errors_are_wrapped_on_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "60")
    run("spaces", "get", "a/b/c/d/e/f/g/h")
    assert screen.getvalue().count("\n") > 1
    assert max(map(len, screen.getvalue().splitlines())) <= 60


def test_a_hint_is_one_line_on_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command with a line break in it cannot be copied."""
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "60")
    run("participants", "list", "https://meet.google.com/kfr-wduz-tqa")
    assert screen.getvalue().splitlines()[-1] == (
        "maton-google-meet: Try: maton-google-meet conference-records list --filter "
        "'space.meeting_code = \"kfr-wduz-tqa\"'"
    )


def test_a_message_is_one_line_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_message("\x1b[5m" + "word " * 100, "b")
    [first, second] = capsys.readouterr().err.splitlines()
    assert first.startswith("maton-google-meet: \\x1b[5mword word")
    assert second == "maton-google-meet: b"
