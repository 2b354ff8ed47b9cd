"""`skill`."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from maton_google_meet import files
from maton_google_meet.cli import program
from maton_google_meet.cli.names import list_resources
from support.command_line import Run
from support.skill import NAME, PATH

TEXT = PATH.read_text(encoding="utf-8")


def list_files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_skill_is_printed(run_offline: Run) -> None:
    assert run_offline("skill") == (0, TEXT, "")


@pytest.mark.parametrize("before", [None, TEXT, TEXT.replace("Google", "Older")])
def test_the_skill_is_installed(before: str | None, run_offline: Run, tmp_path: Path) -> None:
    path = tmp_path / "agent" / "skills" / NAME / "SKILL.md"
    if before is not None:
        path.parent.mkdir(parents=True)
        path.write_text(before, encoding="utf-8")
    result = run_offline("skill", "--install", str(tmp_path / "agent" / "skills"))
    assert (result.code, result.out) == (0, f"{path}\n")
    assert "Restart the agent" in result.err
    assert result.err.endswith(f"{NAME} doctor\n")
    assert path.read_bytes() == PATH.read_bytes()
    assert list_files(tmp_path) == [f"agent/skills/{NAME}/SKILL.md"]


def test_a_tilde_is_the_home(
    run_offline: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert run_offline("skill", "--install=~/skills").code == 0
    assert list_files(tmp_path) == [f"skills/{NAME}/SKILL.md"]


@pytest.mark.parametrize("content", [b"", b"---\nname: mine\n---\n", b"\xff\xfe"])
def test_a_foreign_file_is_not_replaced(content: bytes, run_offline: Run, tmp_path: Path) -> None:
    path = tmp_path / NAME / "SKILL.md"
    path.parent.mkdir()
    path.write_bytes(content)
    result = run_offline("skill", "--install", str(tmp_path))
    assert (result.code, result.out) == (2, "")
    assert f"{path} was not written by {NAME}, so it was not replaced." in result.err
    assert path.read_bytes() == content
    assert list_files(tmp_path) == [f"{NAME}/SKILL.md"]


def test_an_empty_name_is_not_the_current_folder(
    run_offline: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unset shell variable passes an empty value."""
    monkeypatch.chdir(tmp_path)
    result = run_offline("skill", "--install", "")
    assert (result.code, result.out) == (2, "")
    assert result.err == f"{NAME}: --install takes the name of a folder.\n"
    assert list_files(tmp_path) == []


def test_a_name_that_is_not_valid(run_offline: Run) -> None:
    result = run_offline("skill", "--install", "a\0b")
    assert (result.code, result.out) == (2, "")
    assert "The skill cannot be installed: " in result.err


@pytest.mark.parametrize("place", ["", NAME, f"{NAME}/SKILL.md/"])
def test_a_place_that_cannot_be_written(place: str, run_offline: Run, tmp_path: Path) -> None:
    folder = tmp_path / "skills"
    if place.endswith("/"):
        (folder / place).mkdir(parents=True)
    else:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text("a file")
    result = run_offline("skill", "--install", str(folder))
    assert (result.code, result.out) == (2, "")
    assert "The skill cannot be installed: " in result.err
    assert "Errno" not in result.err


@pytest.mark.skipif(os.name == "nt", reason="Windows takes the folder beside the own home")
def test_a_home_that_is_not_known(run_offline: Run) -> None:
    result = run_offline("skill", "--install", "~no-such-user-of-this-machine/skills")
    assert (result.code, result.out) == (2, "")
    assert "The skill cannot be installed: " in result.err


@pytest.mark.parametrize("step", ["write", "replace"])
def test_an_installation_that_fails_leaves_the_old_file(
    step: str, run_offline: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / NAME / "SKILL.md"
    path.parent.mkdir()
    old = TEXT.replace("Google", "Older")
    path.write_text(old, encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    if step == "replace":
        monkeypatch.setattr(files.os, "replace", fail)
    else:
        monkeypatch.setattr(files.secrets, "token_hex", lambda _: "no/such/folder")
    result = run_offline("skill", "--install", str(tmp_path))
    assert (result.code, result.out) == (2, "")
    assert "The skill cannot be installed: " in result.err
    assert path.read_text(encoding="utf-8") == old
    assert list_files(tmp_path) == [f"{NAME}/SKILL.md"]


# --- the text -------------------------------------------------------------------------------------


def test_the_exit_codes_are_those_of_the_program() -> None:
    written = {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.M)}
    codes = {each for name, each in vars(program).items() if name.isupper() and type(each) is int}
    assert written == codes - {program.PIPE_CLOSED}


def test_the_commands_in_the_text_exist() -> None:
    written = {*re.findall(rf"{NAME} ([a-z-]+)", TEXT)}
    assert written <= {*list_resources(), *program.OTHER_COMMANDS}
    assert {"doctor", "auth", "login", "mcp", "schema"} <= written


def test_the_options_in_the_text_exist(run_offline: Run) -> None:
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.M | re.S)
    written = {*re.findall(r"--[a-z][a-z-]*", " ".join(re.findall(r"`([^`]+)`", prose)))}
    commands = [("spaces", "create"), ("conference-records", "list"), ("connections", "get")]
    commands += [("members", "create"), ("attendance",), ("auth",), ("skill",)]
    helps = " ".join(run_offline(*command, "--help").out for command in commands)
    assert written <= {*re.findall(r"--[a-z][a-z-]*", helps)}
    assert {"--dry-run", "--yes", "--select", "--json"} <= written
