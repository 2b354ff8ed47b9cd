"""scripts/versions.py: which versions it tries, under what, and what it tells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import versions


def test_what_is_tried_is_what_runs(repository: Path) -> None:
    tried = versions.wanted(repository)
    assert {"anyio", "attrs", "cyclopts", "httpx", "redis", "sniffio"} <= set(tried)
    for each in tried.values():
        # Without one, nothing is the lowest version.
        assert any(bound.operator in {">=", "=="} for bound in each.specifier), each
    assert {f"test_{name}.py" for name in versions.TESTS} <= {
        path.name for path in repository.rglob("tests/**/test_*.py")
    }


class Machine:
    """What uv and pytest would do."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.broken = ""
        self.ended = 0

    def run(self, command: list[Any], **_: object) -> subprocess.CompletedProcess[str]:
        words = list(map(str, command))
        self.commands.append(words)
        if "-I" in words:
            return subprocess.CompletedProcess(words, 0, "3.11.7\n", "")
        if "pytest" in words:
            told = "FAILED tests/test_x.py::test_y - why\n" if self.ended else ""
            return subprocess.CompletedProcess(
                words, self.ended, f"{told}=== 3 passed in 1.00s ===\n", ""
            )
        if self.broken and self.broken in words:
            return subprocess.CompletedProcess(words, 1, "", "error: none fits\n")
        out = {
            "compile": "httpx==0.28.0\nh11==0.14.0\n",
            "list": '[{"name": "httpx", "version": "0.28.0"}, {"name": "h11", "version": "1"}]',
        }
        return subprocess.CompletedProcess(words, 0, out.get(words[4], ""), "")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(subprocess, "run", machine.run)
    return machine


def test_the_table(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    assert versions.main(["--python", "python3.11", "--", "-k", "retry"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "3.11.7   lowest   3 passed, 0 s: httpx 0.28.0",
        "3.11.7   highest  3 passed, 0 s: httpx 0.28.0",
        "figure: 3.11.7 lowest: 3 passed; 3.11.7 highest: 3 passed",
    ]
    compiled = [words for words in machine.commands if "compile" in words]
    assert [words[words.index("--resolution") + 1] for words in compiled] == [
        "lowest-direct",
        "highest",
    ]
    installed = [words for words in machine.commands if "httpx==0.28.0" in words]
    assert len(installed) == 2
    assert not any("h11==0.14.0" in words for words in installed)
    tested = [words for words in machine.commands if "pytest" in words]
    assert all(words[-2:] == ["-k", "retry"] for words in tested)


@pytest.mark.parametrize("command", ["venv", "compile", "install"])
def test_what_cannot_be_set_up(
    command: str, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.broken = command
    assert versions.main(["--python", "python3.11", "--bounds", "lowest"]) == 1
    assert capsys.readouterr().out.split(maxsplit=2) == [
        "3.11.7",
        "lowest",
        "cannot be set up: error: none fits\n",
    ]


def test_tests_that_fail(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.ended = 1
    assert versions.main(["--python", "python3.11", "--bounds", "highest"]) == 1
    assert capsys.readouterr().out.startswith(
        "    FAILED tests/test_x.py::test_y - why\n3.11.7   highest  "
    )


def test_the_pythons_that_are_missing_are_told(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(versions, "found", lambda: ["python3.11"])
    assert versions.main(["--bounds", "lowest"]) == 0
    assert "3.14     not tried: there is none on this machine\n" in capsys.readouterr().out
    monkeypatch.setattr(versions, "found", list)
    assert versions.main([]) == 1


def test_the_pythons_on_this_machine() -> None:
    assert versions.version_of(sys.executable) == ".".join(map(str, sys.version_info[:3]))
    for python in versions.found():
        assert versions.version_of(python).startswith("3.1")
