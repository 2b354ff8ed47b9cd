"""The completion of shells."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command_line import Run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use another home directory, because completion is installed into start-up files."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_completion_is_loaded_when_a_shell_starts(home: Path, run_offline: Run) -> None:
    assert run_offline("--install-completion", "--shell", "bash").code == 0
    assert "maton-google-meet" in (home / ".bashrc").read_text()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_commands_options_and_values(
    shell: str, home: Path, run_offline: Run
) -> None:
    path = home / "completion"
    result = run_offline("--install-completion", "--shell", shell, "--output", str(path))
    assert result.code == 0
    assert [each.name for each in home.iterdir()] == ["completion"]  # No start-up file.
    script = path.read_text()
    for word in ("end-active-conference", "config.access-type", "TRUSTED", "doctor"):
        assert word in script


def test_an_unwritable_completion_is_reported(home: Path, run_offline: Run) -> None:
    result = run_offline("--install-completion", "--shell", "fish", "--output", "/dev/null/x/y")
    assert result.code == 2
    assert result.err.startswith("maton-google-meet: Completion cannot be installed: ")
