"""scripts/run.py: what it refuses, before it installs anything; and what it installs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import run


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, ("Install the development environment", "")),
        (["tset"], 2, ("Install the development environment", "")),
        (["--help"], 0, ("Install the development environment", "")),
        (["check", "x"], 2, ("", "run.py: check takes no arguments")),
        (["--newest"], 2, ("Install the development environment", "")),
        (["--newest", "check", "x"], 2, ("", "run.py: check takes no arguments")),
        (["test", "--newest"], 2, ("", "run.py: write --newest before the job")),
    ],
)
def test_what_is_no_job_installs_nothing(
    arguments: list[str],
    code: int,
    words: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def prepare(*, newest: bool) -> None:
        raise AssertionError

    monkeypatch.setattr(run, "prepare", prepare)
    monkeypatch.setattr(sys, "argv", ["run.py", *arguments])
    with pytest.raises(SystemExit) as ended:
        run.main()
    assert ended.value.code == code
    output = capsys.readouterr()
    assert output.out.startswith(words[0])
    assert output.err.startswith(words[1])


def pinned_names(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+)(?:\[.*\])?==", lock, re.MULTILINE))


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record the commands, in a project that has no environment yet."""
    recorded: list[list[str]] = []
    (tmp_path / run.TOOLS).mkdir(parents=True)
    tools = [f"{run.TOOLS}/{name}" for name in run.NODE_FILES]
    for name in ("pyproject.toml", run.LOCK, run.TOOLS_LOCK, *tools):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "VENV", tmp_path / "venv")
    monkeypatch.setattr(run, "PYTHON", tmp_path / "venv" / "python")
    monkeypatch.setattr(run, "run", recorded.append)

    def create(folder: Path, *, symlinks: bool) -> None:
        folder.mkdir()
        (folder / "python").touch()

    monkeypatch.setattr(run.venv, "create", create)
    return recorded


def test_what_is_pinned_is_installed_and_nothing_else(commands: list[list[str]]) -> None:
    run.prepare(newest=False)
    pinned, project = commands
    assert pinned[-4:] == ["--no-deps", "--require-hashes", "--requirement", run.LOCK]
    assert project[-4:] == ["--no-deps", "--no-build-isolation", "--editable", "."]
    run.prepare(newest=False)
    assert len(commands) == 2
    for name in ("pyproject.toml", run.LOCK):
        (run.ROOT / name).write_text("changed")
        run.prepare(newest=False)
    assert len(commands) == 6


@pytest.mark.parametrize(
    ("system", "libc", "complete"),
    [("linux", "glibc", True), ("linux", "", False), ("darwin", "", True), ("win32", "", True)],
)
def test_programs_are_left_out_where_they_have_no_wheel(
    system: str,
    libc: str,
    complete: bool,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lock = (Path(__file__).parent.parent.parent / run.LOCK).read_text(encoding="utf-8")
    (run.ROOT / run.LOCK).write_text(lock, encoding="utf-8")
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(run.platform, "libc_ver", lambda: (libc, ""))
    run.prepare(newest=False)
    [*_, path] = commands[0]
    before = pinned_names(lock)
    installed = pinned_names((run.ROOT / path).read_text(encoding="utf-8"))
    assert before >= {*run.GLIBC_PACKAGES}
    assert before - installed == (set() if complete else {*run.GLIBC_PACKAGES})


@pytest.mark.parametrize("name", [run.LOCK, run.TOOLS_LOCK])
def test_the_lock_has_hashes_and_names_no_host(name: str, repository: Path) -> None:
    lock = (repository / name).read_text(encoding="utf-8")
    assert "://" not in lock
    assert pinned_names(lock)
    assert re.findall(r"^[^ #\n]+==.*[^\\]$", lock, re.MULTILINE) == []  # A hash follows.


def test_the_lock_of_npm_has_hashes_and_names_no_host(repository: Path) -> None:
    folder = repository / run.TOOLS
    package, lock = (json.loads((folder / name).read_bytes()) for name in run.NODE_FILES[:2])
    top = lock["packages"].pop("")
    assert top["dependencies"] == package["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", each) for each in top["dependencies"].values())
    assert lock["packages"]
    for name, entry in lock["packages"].items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name


@pytest.mark.parametrize("name", [run.LOCK, run.TOOLS_LOCK])
def test_a_lock_that_does_not_fit_is_written_again(
    name: str, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = run.ROOT / name
    run.check_lock([])
    assert [each[1:3] for each in commands] == [["-m", "uv"]] * 2
    path.write_text("x==1 \\\n    --hash=a\n", encoding="utf-8")
    monkeypatch.setattr(run, "run", lambda _: path.write_text("x==1 \\\n    --hash=b\n"))
    run.check_lock([])
    assert path.read_text(encoding="utf-8").endswith("--hash=a\n")
    monkeypatch.setattr(run, "run", lambda _: path.write_text("x==2 \\\n    --hash=b\n"))
    with pytest.raises(SystemExit, match=r"has been rewritten\. Commit it"):
        run.check_lock([])


def test_the_tools_are_installed_once(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATON_TOOLS", "")  # Put back afterwards.
    monkeypatch.setattr(run.shutil, "which", lambda name: name)
    folder = run.VENV / "tools"
    folder.mkdir(parents=True)
    run.tools(["-k", "prism"])
    environment, python, node, tests = commands
    assert environment[-1] == str(folder / "python")
    assert "--require-hashes" in python
    assert node == ["npm", "ci", "--silent", "--prefix", str(folder)]
    assert tests[1:] == ["-m", "pytest", run.TOOLS, "-k", "prism"]
    assert os.environ["MATON_TOOLS"] == str(folder)
    assert {*run.NODE_FILES} <= {each.name for each in folder.iterdir()}
    run.tools([])
    assert len(commands) == 5
    (run.ROOT / run.TOOLS_LOCK).write_text("changed")
    run.tools([])
    assert len(commands) == 9


def test_without_npm_the_other_tools_are_used(
    commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATON_TOOLS", "")  # Put back afterwards.
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(run.shutil, "which", lambda _: None)
    (run.VENV / "tools").mkdir(parents=True)
    run.tools([])
    *installs, tests = commands
    assert tests[1:] == ["-m", "pytest", run.TOOLS]
    assert [each for each in installs if "npm" in each] == []
    printed = capsys.readouterr().err
    assert "skipped: axe-core, openapi-typescript, Prism, Redoc and" in printed
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SystemExit, match=r"need npm \(Node\.js\), which is not installed"):
        run.tools([])


def test_the_document_is_linted_by_the_pinned_redocly(repository: Path) -> None:
    pins = json.loads((repository / run.TOOLS / "package-lock.json").read_bytes())["packages"]
    assert run.read_redocly_version() == pins["node_modules/@redocly/cli"]["version"]


@pytest.mark.parametrize(
    ("code", "out", "err", "fails"),
    [
        (0, "", "No known vulnerabilities found", False),
        (1, "Name Version ID\nx 1 PYSEC-1", "Found 1 known vulnerability", True),
        (1, "", "Traceback\nConnectionError: unreachable", False),
    ],
)
def test_an_audit_fails_for_findings_only(
    code: int,
    out: str,
    err: str,
    fails: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    done = subprocess.CompletedProcess([], code, out, err)
    monkeypatch.setattr(run.subprocess, "run", lambda *_, **__: done)
    if fails:
        with pytest.raises(SystemExit, match="PYSEC-1"):
            run.audit([])
    else:
        run.audit([])
        printed = capsys.readouterr().out
        assert printed == ("skipped: ConnectionError: unreachable\n" if code else "")


def test_the_newest_of_everything_is_another_environment(commands: list[list[str]]) -> None:
    run.prepare(newest=True)
    assert {"--upgrade", "--editable", ".[dev]"} <= set(commands[0])
    assert "--require-hashes" not in commands[0]
    (run.ROOT / run.LOCK).write_text("changed")
    run.prepare(newest=True)
    assert len(commands) == 1
    run.prepare(newest=False)
    assert len(commands) == 3


@pytest.mark.parametrize("newest", [True, False])
def test_a_job_says_which(newest: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []

    def prepare(*, newest: bool) -> None:
        calls.append(newest)

    monkeypatch.setattr(run, "prepare", prepare)
    monkeypatch.setitem(run.JOBS, "demo", calls.append)
    monkeypatch.setattr(sys, "argv", ["run.py", *(["--newest"] if newest else []), "demo", "--yes"])
    for name in (*run.QUIET, "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"):
        monkeypatch.setenv(name, "1")  # Put back afterwards.
    run.main()
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
    assert calls == [newest, ["--yes"]]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, ""),
        (["--help"], 0, ""),
        (["tests"], 2, "run.py: unknown job 'tests'\n"),
        (["--newest", "-k"], 2, "run.py: unknown job '-k'\n"),
    ],
)
def test_without_a_known_job_the_help_is_printed(
    arguments: list[str],
    code: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["run.py", *arguments])
    with pytest.raises(SystemExit) as ended:
        run.main()
    assert ended.value.code == code
    printed = capsys.readouterr()
    assert "python3 scripts/run.py test" in printed.out
    assert printed.err == message
