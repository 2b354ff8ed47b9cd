"""scripts/lock.py: the lock fits pyproject.toml, and one that does not is found."""

from __future__ import annotations

import subprocess
from pathlib import Path

import lock
import pytest

HASH = f" \\\n    --hash=sha256:{'0' * 64}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that needs httpx, which needs more."""
    (tmp_path / "pyproject.toml").write_text(
        "[build-system]\n"
        'requires = ["hatchling>=1.27"]\n'
        "[project]\n"
        'dependencies = ["httpx>=0.28", "tzdata; sys_platform == \'win32\'"]\n'
        "[project.optional-dependencies]\n"
        "dev = ['pytest-xdist>=3.8']\n"
    )
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    return tmp_path


def pins(repository: Path, *left_out: str) -> dict[str, str]:
    """The repository's own pins as lines, but for some."""
    read = lock.read((repository / lock.LOCK).read_text(encoding="utf-8"))
    return {
        pin.name: f"{pin.name}=={pin.version}{f' ; {pin.marker}' if pin.marker else ''}{HASH}"
        for pin in read
        if pin.name not in left_out
    }


def test_the_lock_is_up_to_date(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lock.main(["--check"]) == 0, capsys.readouterr().out
    # What stands in no lock is installed by whoever has the name.
    assert "://" not in (repository / lock.LOCK).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("httpx", "pyproject.toml needs httpx, which requirements-dev.txt lacks (linux, "),
        ("hatchling", "pyproject.toml needs hatchling, which requirements-dev.txt lacks (linux, "),
        ("httpcore", "httpx needs httpcore, which requirements-dev.txt lacks (darwin, "),
        ("execnet", "pytest-xdist needs execnet, which requirements-dev.txt lacks (win32, "),
        ("tzdata", "pyproject.toml needs tzdata, which requirements-dev.txt lacks (win32, "),
    ],
)
def test_a_lock_that_lacks_a_package(
    missing: str,
    said: str,
    project: Path,
    repository: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (project / lock.LOCK).write_text("".join(pins(repository).values()))
    assert lock.problems(project) == []
    (project / lock.LOCK).write_text("".join(pins(repository, missing).values()))
    found = lock.problems(project)
    assert any(each.startswith(said) for each in found), found
    if missing == "tzdata":
        assert not any("(linux" in each for each in found)
    assert lock.main(["--check"]) == 1
    assert capsys.readouterr().out.endswith(
        "requirements-dev.txt is out of date: run scripts/lock.py\n"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"httpx==0.27.0{HASH}", "pyproject.toml needs httpx>=0.28, and requirements-dev.txt has"),
        (f"httpx>=0.28{HASH}", "requirements-dev.txt: httpx>=0.28: not pinned to a version"),
        (f"httpx{HASH}", "requirements-dev.txt: httpx: not pinned to a version"),
        ("httpx==0.28.1\n", "requirements-dev.txt: httpx==0.28.1: no sha256, or a broken one"),
        (
            "httpx==0.28.1 --hash=sha256:00\n",
            "requirements-dev.txt: httpx==0.28.1: no sha256, or a broken one",
        ),
        (
            f"httpx @ file:///x.whl{HASH}",
            "requirements-dev.txt names an address: file:///x.whl",
        ),
    ],
)
def test_a_line_that_does_not_fit(line: str, said: str, project: Path, repository: Path) -> None:
    others = "".join(pins(repository, "httpx").values())
    (project / lock.LOCK).write_text(f"# a comment\n{line}{others}")
    found = lock.problems(project)
    assert any(each.startswith(said) for each in found), found


def test_no_lock(project: Path) -> None:
    assert lock.problems(project) == ["requirements-dev.txt is missing"]


def test_it_is_made_anew(
    project: Path,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        (project / lock.LOCK).write_text("".join(pins(repository).values()))
        return subprocess.CompletedProcess(command, len(commands) - 1)

    monkeypatch.setattr(subprocess, "run", run)
    assert lock.main([]) == 0
    assert "requirements-dev.txt: " in capsys.readouterr().out
    assert "--upgrade" not in commands[0]
    assert {"--universal", "--generate-hashes"} <= set(commands[0])
    assert lock.main(["--upgrade"]) == 1  # As uv ended.
    assert "--upgrade" in commands[1]
