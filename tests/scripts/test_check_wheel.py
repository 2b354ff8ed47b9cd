"""The comparison of the distributions with the tree."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import check_wheel
import pytest
from support.checkouts import commit, git

FILES = {
    "pyproject.toml": "[tool.hatch.build.targets.sdist]\nonly-include = ['wrapper', 'generated']\n",
    ".gitignore": "__pycache__/\n",
    "README.md": "not listed\n",
    "wrapper/maton_google_meet/__init__.py": "1\n",
    "generated/maton_google_meet_api/__init__.py": "2\n",
}
SDIST = {name: text for name, text in FILES.items() if name != "README.md"} | {"PKG-INFO": ""}
WHEEL = {
    "maton_google_meet/__init__.py": "1\n",
    "maton_google_meet_api/__init__.py": "2\n",
    **{f"x-1.dist-info/{name}": "" for name in sorted(check_wheel.WHEEL_METADATA)},
}


@pytest.fixture(params=["git", "sdist"])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a project, as a checkout and as an unpacked sdist."""
    root = tmp_path / "tree"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "wrapper/__pycache__").mkdir()
    (root / "wrapper/__pycache__/x.pyc").write_text("")
    if request.param == "git":
        commit(root)
    return root


def write_sdist(folder: Path, files: dict[str, str]) -> Path:
    path = folder / "x-1.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"x-1/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return path


def write_wheel(folder: Path, files: dict[str, str]) -> Path:
    path = folder / "x-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_a_distribution_that_fits(tree: Path, tmp_path: Path) -> None:
    assert check_wheel.compare_sdist(write_sdist(tmp_path, SDIST), tree) == len(SDIST)
    assert check_wheel.compare_wheel(write_wheel(tmp_path, WHEEL), tree) == len(WHEEL)


@pytest.mark.parametrize("name", ["wrapper/.env", ".git/config", "id_rsa", "x/__pycache__/y.pyc"])
def test_a_stray_file(name: str, tree: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=f"the sdist should not contain: {name}$"):
        check_wheel.compare_sdist(write_sdist(tmp_path, {**SDIST, name: ""}), tree)
    with pytest.raises(SystemExit, match=f"the wheel should not contain: {name}$"):
        check_wheel.compare_wheel(write_wheel(tmp_path, {**WHEEL, name: ""}), tree)


@pytest.mark.parametrize("tree", ["git"], indirect=True)  # An unpacked sdist is all tree.
def test_a_stray_file_in_the_tree(tree: Path, tmp_path: Path) -> None:
    (tree / "wrapper/maton_google_meet/notes.txt").write_text("")
    stray = {**WHEEL, "maton_google_meet/notes.txt": ""}
    with pytest.raises(SystemExit, match=r"should not contain: maton_google_meet/notes\.txt$"):
        check_wheel.compare_wheel(write_wheel(tmp_path, stray), tree)
    git(tree, "add", "--all")
    assert check_wheel.compare_wheel(write_wheel(tmp_path, stray), tree) == len(stray)


@pytest.mark.parametrize("name", list(SDIST))
def test_a_file_missing_in_the_sdist(name: str, tree: Path, tmp_path: Path) -> None:
    files = {other: text for other, text in SDIST.items() if other != name}
    with pytest.raises(SystemExit, match=f"the sdist lacks: {name}$"):
        check_wheel.compare_sdist(write_sdist(tmp_path, files), tree)


@pytest.mark.parametrize("name", list(WHEEL))
def test_a_file_missing_in_the_wheel(name: str, tree: Path, tmp_path: Path) -> None:
    files = {other: text for other, text in WHEEL.items() if other != name}
    with pytest.raises(SystemExit, match=f"the wheel lacks: {name}$"):
        check_wheel.compare_wheel(write_wheel(tmp_path, files), tree)


def test_different_bytes(tree: Path, tmp_path: Path) -> None:
    name = "wrapper/maton_google_meet/__init__.py"
    with pytest.raises(SystemExit, match=f"{name} in the sdist differs from the tree"):
        check_wheel.compare_sdist(write_sdist(tmp_path, {**SDIST, name: "3\n"}), tree)
    name = "maton_google_meet/__init__.py"
    with pytest.raises(SystemExit, match=f"{name} in the wheel differs from the tree"):
        check_wheel.compare_wheel(write_wheel(tmp_path, {**WHEEL, name: "3\n"}), tree)


def test_a_copy_has_the_same_bytes_and_other_dates(tree: Path, tmp_path: Path) -> None:
    check_wheel.copy_files(tree, tmp_path / "copy")
    copies = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert {str(path.relative_to(tmp_path / "copy")) for path in copies} == {*SDIST} - {"PKG-INFO"}
    for path in copies:
        original = tree / path.relative_to(tmp_path / "copy")
        assert path.read_bytes() == original.read_bytes()
        assert path.stat().st_mtime != original.stat().st_mtime


def test_a_second_build_with_other_bytes(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contents = iter("ab")

    def build(root: Path, dist: Path, *_: object, **__: object) -> tuple[Path, Path]:
        dist.mkdir()
        first = write_sdist(dist, {**SDIST, "PKG-INFO": next(contents)})
        return first, write_wheel(dist, WHEEL)

    monkeypatch.setattr(check_wheel, "ROOT", tree)
    monkeypatch.setattr(check_wheel, "build_distributions", build)
    with pytest.raises(SystemExit, match=r"a second build gives a different x-1\.tar\.gz"):
        check_wheel.main()
    assert capsys.readouterr().out == ""
