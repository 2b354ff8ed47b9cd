"""The names of commands."""

from __future__ import annotations

import pytest
from maton_google_meet.cli import names


def test_a_resource_may_have_the_name_of_another_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(names.OTHER_COMMANDS, "spaces", ("module", "Help."))
    resources = names.list_resources.__wrapped__()
    assert "spaces" not in resources
    assert resources["api-spaces"] == "spaces"


def test_commands_are_the_verbs_of_one_resource() -> None:
    commands = names.list_commands("spaces")
    assert commands["end-active-conference"].operation.id == "spaces.endActiveConference"
    assert {each.resource for each in commands.values()} == {"spaces"}


def test_an_operation_may_have_a_command_for_a_report() -> None:
    found = {
        verb.operation.id: command
        for *_, verb in names.iterate_operations()
        if (command := names.find_report_command(verb))
    }
    assert found["transcriptEntries.list"] == found["transcripts.get"] == "transcript"
    assert "spaces.get" not in found
    assert {*found.values()} <= {*names.OTHER_COMMANDS}
