"""The options that all commands have."""

from __future__ import annotations

import json

import pytest
from maton_google_meet.cli.common import wants_json
from support.command_line import Run


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
        ("spaces get -- --json", "", False),
        ("spaces get --format -- json", "", False),
    ],
)
def test_the_command_line_decides_if_errors_are_json(
    line: str, variable: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_FORMAT", variable)
    assert wants_json(line.split()) is expected
