"""The replacement of a file in one step."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from maton_google_meet.files import replace_file


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "data.json"
    path.write_bytes(b"old")
    return path


def list_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_file_is_replaced_at_the_end(target: Path) -> None:
    with replace_file(target) as file:
        file.write(b"new")
        file.flush()
        assert list_files(target.parent)[target.name] == b"old"
    assert list_files(target.parent) == {target.name: b"new"}


def test_a_file_is_created(tmp_path: Path) -> None:
    with replace_file(str(tmp_path / "new")) as file:
        file.write(b"x")
    assert list_files(tmp_path) == {"new": b"x"}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, GeneratorExit, OSError])
def test_an_exception_leaves_the_file_unchanged(target: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), replace_file(target) as file:
        file.write(b"new")
        raise error
    assert list_files(target.parent) == {target.name: b"old"}


@pytest.mark.parametrize("kept", [True, False])
def test_the_new_file_is_kept_if_the_caller_wants_it(target: Path, kept: bool) -> None:
    def keep(new: str) -> bool:
        os.replace(new, target.parent / "kept")
        return kept

    with pytest.raises(KeyboardInterrupt), replace_file(target, keep=keep) as file:
        file.write(b"new")
        raise KeyboardInterrupt
    assert list_files(target.parent) == {target.name: b"old", "kept": b"new"}


def test_a_failure_to_write_keeps_nothing(target: Path) -> None:
    with pytest.raises(OSError), replace_file(target, keep=lambda _: True):  # noqa: PT011 - any
        raise OSError
    assert list_files(target.parent) == {target.name: b"old"}


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_the_permissions_of_the_file_are_kept(target: Path) -> None:
    target.chmod(0o640)
    with replace_file(target) as file:
        file.write(b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_is_replaced_and_not_followed(target: Path) -> None:
    link = target.parent / "link"
    link.symlink_to(target)
    with replace_file(link) as file:
        file.write(b"new")
    assert not link.is_symlink()
    assert list_files(target.parent) == {target.name: b"old", "link": b"new"}


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replace_file(tmp_path / "none" / "file"):
        pytest.fail("the file was opened")
