"""The names of commands."""

from __future__ import annotations

import pytest
from maton_google_meet.cli import names


def test_a_resource_may_have_the_name_of_another_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(names.OTHER_COMMANDS, "spaces", ("module:function", "Help."))
    resources = names.list_resources.__wrapped__()
    assert "spaces" not in resources
    assert resources["api-spaces"]["get"].operation.id == "spaces.get"
