"""`version`: the version of the package."""

from __future__ import annotations

import pytest
from maton_google_meet import __version__
from support.command_line import Run


@pytest.mark.parametrize("line", ["version", "--version", "--json --version", "spaces --version"])
def test_the_version_is_printed(line: str, run: Run) -> None:
    assert run(*line.split()) == (0, f"{__version__}\n", "")


def test_version_takes_no_arguments(run: Run) -> None:
    assert run("version", "1").code == 2
