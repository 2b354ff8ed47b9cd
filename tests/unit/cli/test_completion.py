"""The completion of shells."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import argcomplete
import pytest
from maton_google_meet import cli
from maton_google_meet.cli import completion
from support.command_line import Run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use another home directory, because completion is installed into start-up files."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize(("shell", "file"), [("bash", ".bashrc"), ("zsh", ".zshrc")])
def test_completion_is_loaded_when_a_shell_starts(
    shell: str, file: str, home: Path, run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", f"/bin/{shell}")
    (home / file).write_text("export A=1")  # Without a newline at its end.
    for _ in range(2):
        result = run_offline("--install-completion")
        assert result.code == 0
        first, line = (home / file).read_text().splitlines()
        assert first == "export A=1"
        assert str(home / completion.SCRIPTS[shell]) in line
        assert f"The completion of {shell} is in " in result.out
    assert "maton-google-meet" in (home / completion.SCRIPTS[shell]).read_text()


def test_bash_reads_the_start_line(home: Path, run_offline: Run) -> None:
    home = home / "a 'b'"
    home.mkdir()
    path = home / "script"
    path.write_text("echo loaded")
    line = completion.START_LINES["bash"].format(shlex.quote(str(path)))
    for expected in ("loaded\n", ""):
        done = subprocess.run(["bash", "-ec", line], capture_output=True, text=True, check=True)
        assert done.stdout == expected
        path.unlink(missing_ok=True)


def test_fish_finds_the_script_by_its_place(
    home: Path, run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_offline("--install-completion", "--shell", "fish").code == 0
    assert [each.name for each in home.iterdir()] == [".config"]


@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize(("system", "program"), [("win32", "powershell"), ("linux", "pwsh")])
def test_powershell_adds_a_line_to_its_profile(
    system: str,
    program: str,
    code: int,
    home: Path,
    run_offline: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[tuple[list[str], str]] = []

    def run(command: list[str], *, env: dict[str, str], check: bool) -> Any:
        calls.append((command, env[completion.LINE_VARIABLE]))
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.delenv("SHELL", raising=False)
    monkeypatch.setenv("PSModulePath", "x")
    result = run_offline("--install-completion")
    [(command, line)] = calls
    assert command[0] == program
    assert line.startswith("if (Test-Path -LiteralPath '")
    assert result.code == (2 if code else 0)
    assert (f"add this line to your profile: {line}" in result.err) is bool(code)


@pytest.mark.parametrize(
    ("shell", "line", "words"),
    [
        ("tcsh", "", "Use --shell: bash, zsh, fish, powershell."),
        ("bash", "--shell sh", "--shell: sh is not one of bash, zsh, fish, powershell."),
        ("bash", "now", "Unexpected argument: now."),
    ],
)
def test_an_unknown_shell_is_a_usage_error(
    shell: str, line: str, words: str, home: Path, run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", f"/bin/{shell}")
    monkeypatch.delenv("PSModulePath", raising=False)
    result = run_offline("--install-completion", *line.split())
    assert result.code == 2
    assert words in result.err
    assert [*home.iterdir()] == []


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_the_output_option_changes_no_start_file(shell: str, home: Path, run_offline: Run) -> None:
    path = home / "completion"
    result = run_offline("--install-completion", "--shell", shell, "--output", str(path))
    assert result.code == 0
    assert [each.name for each in home.iterdir()] == ["completion"]
    assert "maton-google-meet" in path.read_text()


@pytest.mark.parametrize("path", ["/dev/null/x/y", ""])
def test_an_unwritable_completion_is_reported(path: str, home: Path, run_offline: Run) -> None:
    result = run_offline("--install-completion", "--shell", "fish", "--output", path)
    assert result.code == 2
    assert result.err.startswith("maton-google-meet: Completion cannot be installed: ")
    assert [*home.iterdir()] == []


def test_a_missing_argcomplete_is_named(
    home: Path, run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "argcomplete", None)
    result = run_offline("--install-completion", "--shell", "fish")
    assert result.code == 2
    assert "Install it: pip install 'argcomplete>=" in result.err


class Exited(BaseException):
    """The end of the process."""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("spa", {"spaces"}),
        ("--json connections ", {"create", "delete", "get", "list"}),
        ("--connec", {"--connection"}),
        ("spaces create --config.acc", {"--config.access-type"}),
        ("spaces create --config.access-type T", {"TRUSTED"}),
        ("spaces create --config.access-type=OP", {"--config.access-type=OPEN"}),
        ("spaces get x --verb", {"--verbose"}),
        ("auth --no-b", {"--no-browser"}),
        ("doc", {"doctor"}),
        ("attendance x --format t", {"table", "txt"}),
        ("transcript --sin", {"--since"}),
        ("spaces get x", set()),
    ],
)
def test_completion_knows_commands_options_and_values(
    line: str, expected: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(code: int) -> None:
        raise Exited

    line = f"maton-google-meet {line}"
    output = io.StringIO()
    for name, value in {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "fdopen", lambda *_: sys.stderr)  # argcomplete writes its log there.
    complete = partial(argcomplete.autocomplete, exit_method=leave, output_stream=output)
    monkeypatch.setattr(argcomplete, "autocomplete", complete)
    monkeypatch.setattr(sys, "argv", ["maton-google-meet"])
    with pytest.raises(Exited):
        cli.main()
    words = output.getvalue().splitlines()
    assert {each for each in words if each.startswith(line.split(" ")[-1])} == expected
