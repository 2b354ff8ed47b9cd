"""`help`: the help of a command."""

from __future__ import annotations

import pytest
from support.command_line import Run


@pytest.mark.parametrize("line", ["", "spaces", "spaces get", "auth", "help"])
def test_help_is_that_of_the_option(line: str, run: Run) -> None:
    result = run("help", *line.split())
    assert (result.code, result.err) == (0, "")
    assert result == run(*line.split(), "--help") == run("-h", *line.split())
    assert result.out.startswith(f"Usage: maton-google-meet {line}".rstrip())


def test_help_of_an_unknown_command_is_a_usage_error(run: Run) -> None:
    assert 'Unknown command "spacs".' in run("help", "spacs").err
    assert run("help", "spaces", "gett").code == 2
