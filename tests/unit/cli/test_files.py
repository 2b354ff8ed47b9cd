"""The file of -o."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from maton_google_meet.cli import files
from maton_google_meet.cli.errors import CommandError


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "out.json"
    path.write_text("old", encoding="utf-8")
    return path


def list_files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def write(path: Path, text: str = "new", error: BaseException | None = None) -> None:
    with files.open_file(str(path), lambda: bool(text)) as file:
        file.write(text)
        assert path.name not in list_files(path.parent) or path.read_text() == "old"
        if error is not None:
            raise error


def test_the_file_is_replaced_at_the_end(target: Path) -> None:
    write(target)
    assert list_files(target.parent) == {target.name: "new"}


def test_a_new_file_has_the_mode_of_the_umask(tmp_path: Path) -> None:
    write(tmp_path / "new")
    (tmp_path / "other").touch()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_the_mode_of_a_file_is_kept(mode: int, target: Path) -> None:
    target.chmod(mode)
    with files.open_file(str(target), lambda: True):
        [temporary] = [path for path in target.parent.iterdir() if path != target]
        assert stat.S_IMODE(temporary.stat().st_mode) == mode  # Before any text is in it.
    assert stat.S_IMODE(target.stat().st_mode) == mode


def test_a_link_is_followed(target: Path) -> None:
    link = target.parent / "folder" / "link"
    link.parent.mkdir()
    link.symlink_to(target)
    with files.open_file(str(link), lambda: True) as file:
        file.write("new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError(), CommandError(1, "x")])
def test_the_rows_of_a_failed_command_are_kept_beside_the_file(
    error: BaseException, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(type(error)):
        write(target, "rows", error)
    assert list_files(target.parent) == {target.name: "old", f"{target.name}.part": "rows"}
    [line] = capsys.readouterr().err.splitlines()
    assert line == (
        f"maton-google-meet: The items that arrived are in {target}.part; {target} is unchanged."
    )
    with pytest.raises(type(error)):
        write(target, "", error)
    assert list_files(target.parent) == {target.name: "old", f"{target.name}.part": "rows"}


def test_rows_are_kept_under_another_name_if_the_name_is_taken(
    target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (target.parent / f"{target.name}.part" / "x").mkdir(parents=True)
    with (
        pytest.raises(KeyboardInterrupt),
        files.open_file(str(target), lambda: True) as file,
    ):
        file.write("rows")
        raise KeyboardInterrupt
    [kept] = [path for path in target.parent.iterdir() if path.is_file() and path != target]
    assert kept.read_text(encoding="utf-8") == "rows"
    assert str(kept) in capsys.readouterr().err


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Limit the size of files to 64 kB."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**16, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.usefixtures("small_disk")
@pytest.mark.parametrize("size", [2**18, 2**16 + 1])
def test_a_full_disk_leaves_the_file_unchanged(size: int, target: Path) -> None:
    with pytest.raises(CommandError) as raised:
        write(target, "x" * size)
    assert raised.value.code == 1
    [line] = raised.value.lines
    assert line.startswith(f"-o {target} cannot be written: ")
    assert list_files(target.parent) == {target.name: "old"}


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "-o takes the name of a file, or - for standard output."),
        (".", "is a folder"),
        ("new/", "is a folder"),
        ("none/new", "the folder {folder}/none does not exist"),
        ("old/new", "the folder {folder}/old does not exist"),
        ("a\0b", "is not a valid file name"),
    ],
)
def test_a_path_without_a_file_is_a_usage_error(
    name: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old").touch()
    with pytest.raises(CommandError) as raised:
        files.check_file(name)
    assert raised.value.code == 2
    assert problem.format(folder=tmp_path) in raised.value.lines[0]
    assert raised.value.lines[0].isprintable()


@pytest.mark.parametrize("name", ["old", "new"])
def test_a_path_without_permission_is_a_usage_error(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The superuser may write anything, so a function stands for the file system."""
    (tmp_path / "old").touch()
    checked = list[str]()
    monkeypatch.setattr(os, "access", lambda path, mode: checked.append(str(path)))
    with pytest.raises(CommandError, match="permission denied"):
        files.check_file(str(tmp_path / name))
    assert checked == [str(tmp_path / name if name == "old" else tmp_path)]


def test_a_file_in_a_folder_without_permission_is_a_usage_error(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that cannot be replaced is reported before the write is sent."""
    monkeypatch.setattr(os, "access", lambda path, mode: path == str(target))
    with pytest.raises(CommandError, match="permission denied"):
        files.check_file(str(target))


def test_a_name_that_is_too_long_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: "):
        write(tmp_path / ("x" * 300))
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(sys.platform != "linux", reason="devices of Linux")
def test_a_device_is_written_directly() -> None:
    with files.open_file("/dev/null", lambda: True) as file:
        file.write("x")
    with (
        pytest.raises(CommandError, match="-o /dev/full cannot be written: No space left"),
        files.open_file("/dev/full", lambda: True) as file,
    ):
        file.write("x")


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors of Linux")
def test_a_descriptor_is_written_directly() -> None:
    """As in `-o /dev/stdout | jq` and `-o >(jq)`."""
    reading, writing = os.pipe()
    with files.open_file(f"/dev/fd/{writing}", lambda: True) as file:
        file.write("text")
    os.close(writing)
    with open(reading) as pipe:
        assert pipe.read() == "text"


def test_a_closed_pipe_is_not_an_error_of_the_file(target: Path) -> None:
    with pytest.raises(BrokenPipeError):
        write(target, "rows", BrokenPipeError())
    assert list_files(target.parent) == {target.name: "old"}
