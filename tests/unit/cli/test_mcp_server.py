"""`mcp`: its options, and the errors before the server starts."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

import pytest
from maton_google_meet import AsyncGoogleMeet
from maton_google_meet.mcp import run as program
from maton_google_meet.mcp.loopback import bind
from maton_google_meet.mcp.run import Settings
from maton_google_meet.sandbox.inprocess import AsyncSandboxMeet
from support.command_line import Run, Screen

Started = list[tuple[AsyncGoogleMeet, Settings]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """The clients and settings of the servers that a command starts."""
    servers: Started = []

    async def run_server(
        meet: AsyncGoogleMeet, settings: Settings, report: Callable[[str], object]
    ) -> None:
        servers.append((meet, settings))
        if settings.listener:
            settings.listener.close()

    monkeypatch.setattr(program, "run_server", run_server)
    return servers


def test_the_default_reads_over_stdio(run: Run, started: Started) -> None:
    result = run("mcp")
    assert (result.code, result.out, result.err) == (0, "", "")
    [(meet, settings)] = started
    assert settings == Settings()
    assert "connection: c-1, reads only" in repr(meet)


def test_the_options_reach_the_server(
    run_offline: Run, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_MCP_TOKEN", "t-1")
    result = run_offline(
        *("mcp", "--sandbox", "--writes", "--only", "spaces_*", "--only", "members.list"),
        *("--approve", "terminal", "--http", "0", "--account", "mine", "--timeout", "5"),
    )
    assert (result.code, result.err) == (0, "")
    [(meet, settings)] = started
    assert isinstance(meet, AsyncSandboxMeet)
    assert "account: mine" in repr(meet)
    assert meet.http.timeout.read == 5
    assert settings.listener
    expected = Settings(
        writes=True,
        only=("spaces_*", "members.list"),
        approve="terminal",
        listener=settings.listener,
        token="t-1",
    )
    assert settings == expected


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--approve", "terminal"], "--approve=terminal needs --http"),
        (["--approve", "always"], "--approve: always is not one of elicit, page, terminal."),
        (["--http", "65536"], "--http 65536 cannot be used: a port is a number from 0 to 65535."),
        (["--http", "x"], "x is not a whole number"),
        (["--sandbox", "--profile", "a"], "--profile cannot be combined with --sandbox"),
        (["--sandbox", "--only", "nothing"], "The tool 'nothing' is unknown; known: "),
        (
            ["--sandbox", "--only", "spaces_create"],
            "--only 'spaces_create' is a write: add --writes.",
        ),
        ([], "MATON_API_BASE_URL=http://nowhere.example must be https"),
    ],
)
def test_a_wrong_option_is_a_usage_error(
    arguments: list[str], problem: str, run_offline: Run
) -> None:
    result = run_offline("mcp", *arguments)
    assert (result.code, result.out) == (2, "")
    assert problem in " ".join(result.err.split())


def test_a_port_in_use_is_a_usage_error(run_offline: Run) -> None:
    with bind(0) as listener:
        port = listener.getsockname()[1]
        result = run_offline("mcp", "--http", str(port))
    assert result.code == 2
    assert f"--http {port} cannot be used: " in result.err
    assert "Errno" not in result.err
    assert "Choose another port." in " ".join(result.err.split())


@pytest.mark.parametrize("token", ["with space", "é", "a\nb"])
def test_a_token_fits_into_a_header(
    token: str, run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_MCP_TOKEN", token)
    result = run_offline("mcp", "--http", "0")
    assert result.code == 2
    assert "must consist of visible ASCII characters" in " ".join(result.err.split())
    assert token not in result.err


def test_a_person_at_a_terminal_learns_the_use(
    run_offline: Run, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(sys, "stdin", Screen())
    assert run_offline("mcp", "--sandbox").code == 0
    assert "start it from an MCP client" in " ".join(screen.getvalue().split())


def test_the_missing_sdk_is_named(run_offline: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    result = run_offline("mcp")
    assert result.code == 2
    assert "pip install 'mcp>=2.3,<3'" in " ".join(result.err.split())


def test_requests_are_reported_with_debug(
    run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def list_connections(meet: AsyncGoogleMeet, *_: object) -> None:
        logging.getLogger("httpcore.connection").debug("connect_tcp.started host='localhost'")
        assert [each async for each in meet.connections.list()]

    monkeypatch.setattr(program, "run_server", list_connections)
    assert run_offline("mcp", "--sandbox").err == ""
    verbose = run_offline("mcp", "--sandbox", "--verbose").err
    assert "GET /connections: 200 in" in verbose
    assert "connect_tcp" not in verbose
    assert "connect_tcp.started host='localhost'" in run_offline("mcp", "--sandbox", "--debug").err
