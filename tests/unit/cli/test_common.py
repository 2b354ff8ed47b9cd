"""The options that commands share, and the client."""

from __future__ import annotations

import json
from typing import Any

import pytest
from maton_google_meet import GoogleMeet
from maton_google_meet.cli import common
from maton_google_meet.cli.common import OPTIONS, Settings, add_options, read_settings, wants_json
from maton_google_meet.cli.parser import Parser
from support.command_line import Run
from support.document_server import DocumentServer


def test_any_command_can_use_a_sandbox(run_offline: Run) -> None:
    result = run_offline("conference-records", "list", "--sandbox")
    assert (result.code, result.err) == (0, "")
    names = [each["name"] for each in result.lines]
    assert (
        run_offline("conference-records", "get", names[0], "--sandbox").code == 0
    )  # The same each time.
    assert run_offline("spaces", "create", "--sandbox").code == 3
    created = run_offline("spaces", "create", "--sandbox", "--yes", "--config.access-type", "OPEN")
    assert json.loads(created.out)["config"]["accessType"] == "OPEN"
    assert run_offline("spaces", "get", "x", "--sandbox", "--connection", "nobody").code == 4


@pytest.mark.parametrize(
    "line",
    [
        "--json --connection c-2 spaces get abc",
        "--json spaces --connection=c-2 get abc",
        "--json spaces get --connection c-2 abc",
        "spaces --connection c-2 --json get -- abc",
        "spaces get abc --json --connection c-2",
        "--json --connection c-2 -- spaces get abc",
        "--no-json --json --timeout 5 -v spaces --wide get abc --no-color --connection c-2",
    ],
)
def test_options_precede_or_follow_the_command(
    line: str, run_on_terminal: Run, server: DocumentServer
) -> None:
    result = run_on_terminal(*line.split())
    assert (result.code, bool(result.err)) == (0, " -v " in line)
    assert json.loads(result.out)["name"]
    [seen] = server.seen
    assert seen.target == "/google-meet/v2/spaces/abc"
    assert seen.headers["maton-connection"] == "c-2"


def test_the_last_value_counts(run: Run, server: DocumentServer) -> None:
    assert run("--connection", "c-2", "spaces", "get", "a", "--connection", "c-3").code == 0
    assert server.seen[0].headers["maton-connection"] == "c-3"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", Settings()),
        ("--connection c --account a --profile p", Settings("c", "a", "p")),
        ("--sandbox --yes --dry-run", Settings(sandbox=True, yes=True, dry_run=True)),
        ("--json", Settings(json=True)),
        ("--no-json --format csv -o f", Settings(json=False, format="csv", output="f")),
        ("--select name,startTime", Settings(select=("name", "startTime"))),
        ("--select name,,x, --wide", Settings(select=("name", "x"), wide=True)),
        ("--limit 3 --all", Settings(limit=3, all=True)),
        ("--timeout 2.5 --no-color", Settings(timeout=2.5, color=False)),
        ("-v --debug", Settings(verbose=True, debug=True)),
    ],
)
def test_settings_are_the_values_of_the_options(
    line: str, expected: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR")
    parser = Parser("x")
    add_options(parser, *OPTIONS)
    assert read_settings(parser.parse(line.split())) == expected
    monkeypatch.setenv("NO_COLOR", "1")
    assert read_settings(parser.parse(line.split())) == expected._replace(color=False)


def test_each_setting_has_an_option() -> None:
    assert {*OPTIONS} == {*Settings._fields}


def test_the_client_gets_the_timeout_and_asks_only_before_writes(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients: list[dict[str, Any]] = []

    def make(**options: Any) -> GoogleMeet:
        clients.append(options)
        return GoogleMeet(**options)

    monkeypatch.setattr("maton_google_meet.GoogleMeet", make)
    run("spaces", "get", "a", "--timeout", "2")
    run("spaces", "create")
    run("spaces", "create", "--yes")
    reading, asking, approving = clients
    assert (reading["timeout"], reading["confirm"]) == (2.0, None)
    assert "timeout" not in asking
    assert asking["confirm"].__name__ == "approve_in_terminal"
    assert approving["confirm"].__name__ == "approve_all"


@pytest.mark.parametrize("line", ["auth --timeout 9 --browser", "--timeout 9 auth --browser"])
def test_an_option_of_a_command_takes_precedence(
    line: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Any] = []
    monkeypatch.setattr("maton_google_meet.cli.auth.run", found.append)
    assert run(*line.split()).code == 0
    [arguments] = found
    assert (arguments.timeout, arguments.browser) == (9.0, True)
    assert arguments.settings.timeout is None


def test_a_shared_option_finds_a_free_name() -> None:
    parser = Parser("x")
    parser.add_argument("--wide", "--cli-wide", action="store_true", dest="own")
    add_options(parser, "wide")
    assert not parser.parse(["--wide"]).settings_wide
    assert parser.parse(["--cli-cli-wide"]).settings_wide


def test_the_log_of_the_library_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    import logging

    with common.silence_log():
        logging.getLogger("maton_google_meet.audit").warning("Hidden.")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("line", "variable", "expected"),
    [
        ("spaces get a", "", False),
        ("spaces get a", "json", True),
        ("spaces get a", "yaml", False),
        ("--json spaces get a", "", True),
        ("spaces get a --json --no-json", "", False),
        ("spaces get a --no-json", "jsonl", False),
        ("spaces get a --format jsonl", "", True),
        ("spaces get a --format=json", "", True),
        ("spaces get a --format csv", "json", False),
        ("spaces get a --format", "", False),
        ("spaces get a --json --format", "", True),
        ("spaces get a --json --format csv", "", True),
        ("spaces get a --no-json --format json", "", False),
        ("spaces get -- --json", "", False),
        ("spaces get --format -- json", "", False),
    ],
)
def test_the_command_line_decides_if_errors_are_json(
    line: str, variable: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_FORMAT", variable)
    assert wants_json(line.split()) is expected
