"""`auth`: connecting an account."""

from __future__ import annotations

import json

import pytest
from maton_google_meet.flow import authorize as authorization
from support.command_line import Run
from support.document_server import DocumentServer, Reply

# auth


@pytest.fixture
def browser(server: DocumentServer, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the URLs opened in a browser; the connection is ACTIVE at the second poll."""
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.001)
    look = {"connection_id": "c 9".replace(" ", "$"), "url": "https://x.example/?t=1\u202e"}
    server.answers["connections.create"] = [Reply(json={"connection_id": "c-9"})]
    server.answers["connections.get"] = [
        Reply(json={"connection": {**look, "status": status}}) for status in ("PENDING", "ACTIVE")
    ]
    return opened


def test_auth_connects_an_account(run_on_terminal: Run, browser: list[str]) -> None:
    result = run_on_terminal("auth", "--yes")
    assert result.code == 0
    assert result.out == "export MATON_GOOGLE_MEET_CONNECTION='c$9'\n"
    assert browser == ["https://x.example/?t=1\u202e"]
    assert r"sign in to Google there: https://x.example/?t=1\u202e" in result.err
    assert "No browser could be opened." in result.err  # list.append says nothing.
    assert "Connected: c$9 (ACTIVE)" in result.err


def test_auth_without_a_browser_prints_json(run: Run, browser: list[str]) -> None:
    result = run("auth", "--yes", "--no-browser")
    assert json.loads(result.out) == {"connection_id": "c$9", "status": "ACTIVE"}
    assert browser == []
    assert "No browser" not in result.err


def test_auth_asks_before_it_sends(run: Run, browser: list[str], server: DocumentServer) -> None:
    assert run("auth").code == 3
    assert server.seen == []


def test_a_failed_sign_in_is_an_error(run: Run, browser: list[str], server: DocumentServer) -> None:
    failed = {"connection": {"connection_id": "c-9", "status": "FAILED"}}
    server.answers["connections.get"] = [Reply(json=failed)]
    result = run("auth", "--yes")
    assert result.code == 4
    assert "The sign-in for connection c-9 failed" in result.err


def test_a_sign_in_that_takes_too_long_leads_to_its_connection(
    run: Run, browser: list[str], server: DocumentServer
) -> None:
    pending = {"connection": {"connection_id": "c-9", "status": "PENDING"}}
    server.answers["connections.get"] = lambda _: Reply(json=pending)
    report = json.loads(run("auth", "--yes", "--timeout", "0.01", "--json").err.splitlines()[-1])
    assert "`maton-google-meet connections get c-9` shows its status" in report["message"]
    assert report["hint"] == "maton-google-meet connections get c-9"


def test_auth_in_the_sandbox(run_offline: Run) -> None:
    result = run_offline("auth", "--sandbox", "--yes")
    assert json.loads(result.out)["status"] == "ACTIVE"
    assert "signed in automatically" in result.err


def test_an_id_for_a_shell_is_escaped(
    run: Run, run_on_terminal: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maton_google_meet.client.open_in_browser", lambda url: True)
    active = {"connection": {"connection_id": "c\u202e", "status": "ACTIVE", "app": "google-meet"}}
    server.answers["connections.create"] = lambda _: Reply(json={"connection_id": "c"})
    server.answers["connections.get"] = lambda _: Reply(json=active)
    result = run_on_terminal("auth", "--yes")
    assert result.code == 0
    assert result.out == "export MATON_GOOGLE_MEET_CONNECTION='c\\u202e'\n"
