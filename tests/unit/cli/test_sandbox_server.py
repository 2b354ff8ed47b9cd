"""`sandbox`: the sandbox as a server."""

from __future__ import annotations

import pytest
from maton_google_meet.cli import sandbox_server
from support.command_line import Result, Run


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

    monkeypatch.setattr(sandbox_server.FOREVER, "wait", wait)
    assert run_offline("sandbox").code == 130
    assert results[0].code == 0
    assert results[0].lines


def test_a_served_sandbox_unsets_the_connection(
    run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox_server.FOREVER, "wait", lambda: None)
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    assert "unset" not in run_offline("sandbox").out
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "of another proxy")
    assert run_offline("sandbox").out.endswith("unset MATON_GOOGLE_MEET_CONNECTION\n")
