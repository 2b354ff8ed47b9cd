"""Fixtures that run command lines."""

from __future__ import annotations

import re
import sys

import pytest
from maton_google_meet import cli
from maton_google_meet.cli import conferences
from maton_google_meet.sandbox import Sandbox
from support.command_line import CONNECTION, Result, Run, Screen
from support.document_server import DocumentServer
from support.sandboxes import NOW


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture(autouse=True)
def _process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the process unchanged, even if a test runs the command line of the process."""
    monkeypatch.setattr(cli, "_prepare_process", lambda: None)


@pytest.fixture
def run_command(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line and return its result."""

    def run(*arguments: str) -> Result:
        return Result(cli.main(arguments), *capsys.readouterr())

    return run


@pytest.fixture
def run(server: DocumentServer, monkeypatch: pytest.MonkeyPatch, run_command: Run) -> Run:
    """Run a command line against the server, without a terminal."""
    monkeypatch.setenv("MATON_API_KEY", server.key)
    monkeypatch.setenv("MATON_API_BASE_URL", server.url)
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", CONNECTION)
    return run_command


@pytest.fixture
def run_on_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line with stdout as a terminal."""

    def run_on_terminal(*arguments: str) -> Result:
        screen = Screen()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", screen)
            result = run(*arguments)
        return result._replace(out=re.sub(r"\x1b\[[01]m", "", screen.getvalue()))

    return run_on_terminal


@pytest.fixture
def run_offline(monkeypatch: pytest.MonkeyPatch, run_command: Run) -> Run:
    """Run a command line without key and network."""
    monkeypatch.setenv("MATON_API_BASE_URL", "http://nowhere.example")
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "nobody")
    return run_command


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The sandbox that all report commands of a test use, at the time `NOW`."""
    sandbox = Sandbox(now=NOW)
    monkeypatch.setattr(conferences, "make_sandbox", lambda _: sandbox)
    return sandbox
