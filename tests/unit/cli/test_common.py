"""The options that all commands have."""

from __future__ import annotations

import json

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
    assert run_offline("spaces", "get", "x", "--sandbox", "--connection", "nobody").code == 1
