"""`demo`: a tour of the client."""

from __future__ import annotations

import sys

import pytest
from support.command_line import Run, Screen


def test_demo_approves_its_writes_only_with_yes(run_offline: Run) -> None:
    result = run_offline("demo", "--yes")
    assert (result.code, result.err) == (0, "")
    assert ">>> space = meet.spaces.create(" in result.out
    assert "Type yes to send it: yes" in result.out
    assert "\x1b" not in result.out
    declined = run_offline("demo")
    assert declined.code == 0
    [line] = declined.err.splitlines()
    assert line.endswith("so it declines its writes. --yes approves them.")
    assert "Type yes" not in declined.out
    assert "Declined, so nothing was sent." in declined.out


def test_a_missing_rich_is_named(run_offline: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    result = run_offline("demo", "--yes")
    assert result.code == 2
    assert "The demo needs the package rich." in result.err


def test_demo_asks_on_a_terminal(run_offline: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = Screen()
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(sys, "stdin", Screen("no\n" * 50))
    result = run_offline("demo")
    assert result.code == 0
    assert "Type yes to send it: " in stderr.getvalue()
    assert "Declined, so nothing was sent." in result.out
