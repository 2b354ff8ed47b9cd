"""Errors of the library as the command line reports them."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import pytest
from maton_google_meet import AmbiguousConnection, GoogleMeet, MatonError, NoActiveConnection
from maton_google_meet.cli.program import REQUIREMENTS
from support.command_line import CONNECTION, EXPIRED_TOKEN, LIST, Run, Screen
from support.document_server import DocumentServer, Reply


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(404, json={"error": {"code": 404, "message": "\x1b[5m"}}), r"\x1b[5m"),
        (Reply(401, json={"message": "Invalid API key"}), "Invalid API key"),
        (Reply(401, json=EXPIRED_TOKEN), "ACCESS_TOKEN_EXPIRED"),
        (Reply(500, json={"message": "Oops"}), "Oops"),
        (Reply(200, body=b"<html>", wrong_on_purpose=True), "its body is not JSON"),
    ],
    ids=["404", "401", "401 of Google", "500", "html"],
)  # fmt: skip
def test_errors_of_the_api_have_the_librarys_text(
    reply: Reply, words: str, run: Run, server: DocumentServer
) -> None:
    server.answers["spaces.get"] = lambda _: reply
    result = run("spaces", "get", "a")
    assert (result.code, result.out) == (1, "")
    assert words in result.err
    with GoogleMeet(connection=CONNECTION) as meet, pytest.raises(MatonError) as raised:
        meet.spaces.get("a")
    assert result.err.splitlines()[0] == f"maton-google-meet: {raised.value}"
    advised = "authorize()" in str(raised.value)
    assert (
        result.err.splitlines()[1:] == ["maton-google-meet: Run: maton-google-meet auth"] * advised
    )


def test_an_error_within_a_list_follows_the_first_items(run: Run, server: DocumentServer) -> None:
    server.answers[LIST] = [
        Reply(json={"conferenceRecords": [{"name": "conferenceRecords/a"}], "nextPageToken": "t"}),
        Reply(500, json={"message": "Oops"}),
    ]
    result = run("conference-records", "list", "--all")
    assert (result.code, len(result.lines)) == (1, 1)
    assert "Oops" in result.err


@pytest.mark.parametrize(
    ("error", "hint"),
    [(AmbiguousConnection, "Use --connection ID."), (NoActiveConnection, "meet auth")],
)  # fmt: skip
def test_errors_about_connections_name_the_option_or_command(
    error: type[MatonError],
    hint: str,
    run: Run,
    server: DocumentServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    connections = [{"connection_id": f"c-{number}"} for number in range(2)]
    connections = connections if error is AmbiguousConnection else []
    server.answers["connections.list"] = lambda _: Reply(json={"connections": connections})
    result = run("spaces", "get", "a")
    assert result.code == 1
    assert result.err.endswith(f"{hint}\n")


def test_a_missing_key_is_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MATON_API_KEY")
    result = run("spaces", "get", "a")
    assert result.code == 2
    assert "No Maton credential" in result.err


@pytest.mark.parametrize("line", ["--no-json", "--format table", "--format=table --sandbox"])
def test_a_table_without_rich_is_an_error(
    line: str, run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    result = run("spaces", "create", "--yes", *line.split())
    assert result.code == 2
    assert "A table needs the package rich." in result.err
    assert "Install it: pip install 'rich>=" in result.err
    assert server.seen == []


def test_without_rich_a_terminal_gets_json(
    run_on_terminal: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not run_on_terminal("spaces", "get", "a").out.startswith("{")
    monkeypatch.setitem(sys.modules, "rich", None)
    assert json.loads(run_on_terminal("spaces", "get", "a").out)["name"]


def test_the_extra_has_the_supported_versions(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["optional-dependencies"]["cli"] == sorted(REQUIREMENTS.values())
    assert {*REQUIREMENTS.values()} <= {*project["optional-dependencies"]["dev"]}


def test_errors_are_wrapped_on_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "60")
    run("spaces", "get", "a/b/c/d/e/f/g/h")
    assert screen.getvalue().count("\n") > 1
    assert max(map(len, screen.getvalue().splitlines())) <= 60
