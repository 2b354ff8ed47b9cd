"""scripts/check_api.py: changes planted in copies of the packages, and revisions in git."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import check_api
import pytest
from support.checkouts import commit, git

ROOT = Path(__file__).resolve().parent.parent.parent
API = "maton_google_meet_api"

# A text that one file has, another text for it, and the lines that report the change.
PLANTED = {
    "an argument renamed": (
        ("attempts: int = 6", "tries: int = 6"),
        "breaks: maton_google_meet.Retry.__init__: attempts: Parameter was removed",
        "adds: maton_google_meet.Retry.__init__: tries: argument added",
    ),
    "a default changed": (
        ("max_wait: float = 60.0", "max_wait: float = 30.0"),
        "breaks: maton_google_meet.Retry.__init__: max_wait: Parameter default was changed",
    ),
    "an optional argument added": (
        ("total: float = 120.0", "total: float = 120.0\n    jitter: float = 1.0"),
        "adds: maton_google_meet.Retry.__init__: jitter: argument added",
    ),
    "an argument made keyword-only": (
        ("rate: float = 10.0, *, clock", "*, rate: float = 10.0, clock"),
        "breaks: maton_google_meet.Pace.__init__: rate: Parameter kind was changed",
    ),
    "a required argument added": (
        ("def __init__(self, due: float,", "def __init__(self, due: float, limit: int,"),
        "breaks: maton_google_meet.Slot.__init__: limit: Parameter was added as required",
    ),
    "a result changed": (
        (
            "approve_all(pending: PendingWrite) -> bool:",
            "approve_all(pending: PendingWrite) -> int:",
        ),
        "breaks: maton_google_meet.approve_all: returns bool -> int",
    ),
    "a field removed": (
        ("    meeting_uri: str | Unset = UNSET\n    meeting_code:", "    meeting_code:"),
        f"breaks: {API}.models.Space.meeting_uri: removed",
    ),
    "a field of another type": (
        ("    meeting_code: str | Unset = UNSET\n", "    meeting_code: int | Unset = UNSET\n"),
        f"breaks: {API}.models.Space.meeting_code: type str | Unset -> int | Unset",
    ),
    "a required field added": (
        ("    email: str\n    role:", "    email: str\n    badge: str\n    role:"),
        f"breaks: {API}.models.NewMember.badge: added, and required",
    ),
    "a value of an enum removed": (
        ('    RESTRICTED = "RESTRICTED"\n', ""),
        f"breaks: {API}.models.AccessType.RESTRICTED: removed",
    ),
    "a value of an enum changed": (
        ('    COHOST = "COHOST"\n', '    COHOST = "CO_HOST"\n'),
        f"breaks: {API}.models.MemberRole.COHOST: value 'COHOST' -> 'CO_HOST'",
    ),
    "an exception removed": (
        ("class ConflictError(APIStatusError):", "class _ConflictError(APIStatusError):"),
        "breaks: maton_google_meet.ConflictError: removed",
    ),
    "a base of an exception changed": (
        ("class MissingConnection(APIStatusError):", "class MissingConnection(MatonError):"),
        "breaks: maton_google_meet.MissingConnection: is not a APIStatusError",
    ),
    "a method of the facade removed": (
        ("    async def end_active_conference(", "    async def end_conference("),
        "breaks: maton_google_meet_api.resources.AsyncSpaces.end_active_conference: removed",
    ),
    "a name removed": (
        ('    "Pacer",\n', ""),
        "breaks: maton_google_meet.Pacer: removed",
    ),
}


def copy_packages(target: Path) -> Path:
    for part in check_api.FOLDERS:
        shutil.copytree(ROOT / part, target / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", target / "pyproject.toml")
    return target


def find_source(root: Path, text: str) -> Path:
    found = [path for path in root.rglob("*.py") if text in path.read_text(encoding="utf-8")]
    [path] = found or [root]
    return path


def describe(old: Path, new: Path) -> list[str]:
    changes = check_api.compare(check_api.read_api(old), check_api.read_api(new))
    return [f"{section}: {line}" for section, lines in changes.items() for line in lines]


@pytest.fixture(scope="module")
def planted_lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    root = copy_packages(tmp_path_factory.mktemp("planted"))
    for (old, new), *_ in PLANTED.values():
        path = find_source(root, old)
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return describe(ROOT, root)


@pytest.mark.parametrize("what", PLANTED)
def test_a_change_is_reported(what: str, planted_lines: list[str]) -> None:
    for line in PLANTED[what][1:]:
        assert line in planted_lines


def test_nothing_else_is_reported(planted_lines: list[str]) -> None:
    names = [
        line.split(": ")[1].rpartition(".") for _, *lines in PLANTED.values() for line in lines
    ]
    other = [line for line in planted_lines if not any(name[0] in line for name in names)]
    assert other == []


def test_a_definition_may_move(tmp_path: Path) -> None:
    root = copy_packages(tmp_path)
    for text in ("class Retry:", "class Slot:"):
        path = find_source(root, text)
        names = re.findall(r"^class (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        path.rename(path.with_stem(f"{path.stem}_moved"))
        path.write_text(f"from .{path.stem}_moved import {', '.join(names)}\n", encoding="utf-8")
    assert describe(ROOT, root) == []


def test_a_revision_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_packages(tmp_path)
    monkeypatch.setattr(check_api, "ROOT", root)
    commit(root)
    git(root, "tag", "v0.2.0")
    assert check_api.main("v0.2.0") == 0
    assert "the patch version must rise" in capsys.readouterr().out
    (old, new), line = PLANTED["a value of an enum removed"]
    path = find_source(root, old)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert check_api.main("v0.2.0") == 1
    assert capsys.readouterr().out.splitlines()[0] == line
    with pytest.raises(SystemExit) as ended:
        check_api.main("v0.1.0")
    assert ended.value.code == 2
    assert "git fetch --tags" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("version", "breaks", "adds", "least"),
    [
        ("0.2.5", True, True, "minor version must rise, to 0.3.0"),
        ("0.2.5", False, True, "patch version must rise, to 0.2.6"),
        ("0.2.5", False, False, "patch version must rise, to 0.2.6"),
        ("1.2.5", True, False, "major version must rise, to 2.0.0"),
        ("1.2.5", False, True, "minor version must rise, to 1.3.0"),
        ("1.2.5", False, False, "patch version must rise, to 1.2.6"),
    ],
)
def test_a_part_of_the_version_must_rise(
    version: str, breaks: bool, adds: bool, least: str
) -> None:
    changes = {"breaks": ["x"] * breaks, "adds": ["x"] * adds}
    assert least in check_api.describe_rise(version, changes)
