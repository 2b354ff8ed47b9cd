"""`--dry-run`: a write is shown as the question shows it, and is not sent."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from maton_google_meet import PendingWrite
from maton_google_meet.cli.names import iterate_operations
from support.command_line import CONNECTION, Run, Screen
from support.document_server import DocumentServer, Reply
from support.examples import EXAMPLES, Example

from .test_commands import build_command_line

WRITES = [each for each in EXAMPLES if each.write]


@pytest.mark.parametrize("example", WRITES, ids=lambda each: each.label)
def test_every_write_is_shown_and_not_sent(
    example: Example, run: Run, server: DocumentServer
) -> None:
    line = build_command_line(example)
    result = run(*line, "--dry-run", "--json")
    assert result.code == 0
    assert result.err.splitlines()[-1] == "maton-google-meet: Dry run: the write was not sent."
    assert server.writes == []
    shown = json.loads(result.out)
    write = PendingWrite.from_dict(shown)
    text = run(*line, "--dry-run", "--no-json")
    assert (text.code, text.out) == (0, write.text())
    sent = run(*line, "--yes")
    assert sent.code == 0
    [seen] = server.writes
    assert (seen.method, seen.target) == (write.method, write.path)
    assert seen.body == write.body


def test_every_write_has_the_option_and_no_read(run: Run, server: DocumentServer) -> None:
    for resource, name, verb in iterate_operations():
        result = run(resource, name, "--help")
        assert ("--dry-run" in result.out) is bool(verb.operation.outcome)
    result = run("spaces", "get", "a", "--dry-run")
    assert result.code == 2
    assert "spaces get does not take --dry-run" in result.err
    assert server.seen == []


def test_a_dry_run_takes_precedence_over_an_approval(run: Run, server: DocumentServer) -> None:
    assert run("spaces", "create", "--yes", "--dry-run").code == 0
    assert run("--dry-run", "spaces", "create", "--yes").code == 0
    assert server.writes == []


def test_the_connection_is_found_and_shown(
    run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    [connection, *_] = server.example("connections.list").json["connections"]
    shown = json.loads(run("spaces", "create", "--dry-run").out)
    assert shown["connection"]["connection_id"] == connection["connection_id"]
    pinned = json.loads(run("spaces", "create", "--dry-run", "--connection", CONNECTION).out)
    assert pinned["connection"]["connection_id"] == CONNECTION


def test_several_connections_are_an_error(
    run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    connections = [{"connection_id": f"c-{number}"} for number in range(2)]
    server.answers["connections.list"] = lambda _: Reply(json={"connections": connections})
    result = run("spaces", "create", "--dry-run", "--json")
    assert (result.code, result.out) == (4, "")
    report = json.loads(result.err)
    assert report["class"] == "AmbiguousConnection"
    assert report["hint"] == ("maton-google-meet spaces create --dry-run --json --connection=ID")


def test_a_dry_run_in_the_sandbox(run_offline: Run) -> None:
    result = run_offline("spaces", "create", "--sandbox", "--dry-run", "--no-json")
    assert result.code == 0
    assert "  Request     POST /google-meet/v2/spaces\n" in result.out


def test_the_text_fits_the_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "50")
    assert run("spaces", "create", "--dry-run").code == 0
    assert max(map(len, screen.getvalue().splitlines())) <= 50


def test_auth_shows_the_connection_that_it_would_create(run: Run, server: DocumentServer) -> None:
    result = run("auth", "--dry-run")
    assert result.code == 0
    assert json.loads(result.out)["operation"] == "connections.create"
    assert server.seen == []


def test_an_error_before_the_write_is_an_error(run: Run, server: DocumentServer) -> None:
    assert run("spaces", "update", "a", "--dry-run").code == 2
    assert server.seen == []


def test_the_write_has_the_format_of_the_option(run: Run) -> None:
    [line] = run("spaces", "create", "--dry-run", "--format", "jsonl").lines
    assert line["operation"] == "spaces.create"
    shown = run("spaces", "create", "--dry-run", "--format", "yaml")
    assert "operation: spaces.create\n" in shown.out


def test_a_dry_run_leaves_the_file_of_the_output_unchanged(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "space.json"
    path.write_text("before", encoding="utf-8")
    assert json.loads(run("spaces", "create", "--dry-run", "-o", str(path)).out)
    assert path.read_text(encoding="utf-8") == "before"
