"""`sandbox` and `demo`."""

from __future__ import annotations

import sys

import pytest
from maton_google_meet.cli import sandbox_commands
from support.command_line import Result, Run, Screen


def test_the_sandbox_command_serves_requests(
    run_offline: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results: list[Result] = []

    def wait() -> None:
        captured = capsys.readouterr()
        for line in captured.out.splitlines():
            name, _, value = line.removeprefix("export ").partition("=")
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
        results.append(run_offline("conference-records", "list"))
        raise KeyboardInterrupt

    monkeypatch.setattr(sandbox_commands.FOREVER, "wait", wait)
    assert run_offline("sandbox").code == 130
    assert results[0].code == 0
    assert results[0].lines


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


def test_demo_asks_on_a_terminal(run_offline: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = Screen()
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(sys, "stdin", Screen("no\n" * 50))
    result = run_offline("demo")
    assert result.code == 0
    assert "Type yes to send it: " in stderr.getvalue()
    assert "Declined, so nothing was sent." in result.out


def test_a_served_sandbox_unsets_the_connection(
    run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox_commands.FOREVER, "wait", lambda: None)
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    assert "unset" not in run_offline("sandbox").out
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "of another proxy")
    assert run_offline("sandbox").out.endswith("unset MATON_GOOGLE_MEET_CONNECTION\n")
