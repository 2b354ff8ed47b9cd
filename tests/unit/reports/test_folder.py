"""The folder of an export."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet.models import ConferenceRecord
from maton_google_meet.reports import ExportError
from maton_google_meet.reports.folder import (
    MAX_ID_CHARACTERS,
    ExportFolder,
    FileEntry,
    name_folder,
)
from maton_google_meet.reports.steps import Step

START = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)
UUID = "4f1c8a62-93d0-4b7e-8c25-1f60d9e3a7b4"


def write(place: ExportFolder, folder: str, name: str, pieces: Any) -> tuple[FileEntry, int]:
    """Write a file. Return its entry, and the number of pauses."""
    pause: Callable[[], Step] = object  # type: ignore[assignment] # the driver would perform it
    steps, pauses = place.write(folder, name, pieces, pause), 0
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value, pauses
        pauses += 1


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("a/../a", "2026-11-03-0905-a-a_"),
        (UUID, f"2026-11-03-0905-{UUID}"),
        ("AbC", "2026-11-03-0905-abc_"),
        ("..", "2026-11-03-0905--_"),
        ("a" * 60, f"2026-11-03-0905-{'a' * MAX_ID_CHARACTERS}_"),
        ("", "2026-11-03-0905-_"),
    ],
)
def test_the_name_of_a_subfolder(identifier: str, expected: str) -> None:
    name = name_folder(ConferenceRecord(f"conferenceRecords/{identifier}", START))
    assert name.startswith(expected)
    assert len(name) == len(expected) + 12 * expected.endswith("_")


def test_a_call_without_a_start_has_a_name() -> None:
    assert name_folder(ConferenceRecord("conferenceRecords/con")) == "undated-con"


@given(st.sets(st.text(max_size=80) | st.sampled_from(["a", "A", "a.", "a/../a", "CON", "nul"])))
def test_names_are_safe_and_different(identifiers: set[str]) -> None:
    records = [ConferenceRecord(f"conferenceRecords/{each}", START) for each in identifiers]
    names = {name_folder(each).casefold() for each in records}
    assert len(names) == len(identifiers)
    for name in names:
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
        assert len(name) <= 80


# --- the folder -----------------------------------------------------------------------------------


def test_folders_are_created(tmp_path: Path) -> None:
    place = ExportFolder(str(tmp_path / "a" / "b"))
    assert place.path == (tmp_path / "a" / "b").resolve()
    place.open_subfolder("c")
    assert (tmp_path / "a" / "b" / "c").is_dir()


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_file_in_place_of_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="cannot be used: "):
        ExportFolder(tmp_path / name)


def test_a_name_that_is_not_valid_is_refused() -> None:
    with pytest.raises(ExportError, match="is not a valid path"):
        ExportFolder("a\0b")


def test_a_folder_without_permission_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The superuser may write anything, so the test replaces the check of permissions."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ExportError, match="Permission denied"):
        ExportFolder(tmp_path)


def test_a_file_of_another_program_is_refused(tmp_path: Path) -> None:
    place = ExportFolder(tmp_path)
    place.refuse_foreign_file("manifest.json", b"{1")
    (tmp_path / "manifest.json").write_bytes(b"{1}")
    place.refuse_foreign_file("manifest.json", b"{1")
    with pytest.raises(ExportError, match="was not written by an export"):
        place.refuse_foreign_file("manifest.json", b"{2")


def test_a_link_in_place_of_a_subfolder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    place = ExportFolder(tmp_path / "inside")
    (place.path / "a").symlink_to(tmp_path / "outside", target_is_directory=True)
    with pytest.raises(ExportError, match="is a link to another folder"):
        place.open_subfolder("a")
    (place.path / "b").touch()
    with pytest.raises(ExportError, match="cannot be used: "):
        place.open_subfolder("b")


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "target", target_is_directory=True)
    place = ExportFolder(tmp_path / "link")
    place.open_subfolder("a")
    assert (tmp_path / "target" / "a").is_dir()


def test_files_that_were_left_are_deleted(tmp_path: Path) -> None:
    place = ExportFolder(tmp_path)
    for path in (".maton-google-meet-1.part", "other.part", "a/.maton-google-meet-2.part"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / "a" / ".maton-google-meet-3.part").mkdir()
    place.delete_temporary_files("")
    place.open_subfolder("a")
    names = {path.name for path in tmp_path.rglob("*")}
    assert names == {"other.part", "a", ".maton-google-meet-3.part"}


def test_other_files_are_deleted(tmp_path: Path) -> None:
    for name in ("x-1", "x-2", "y"):
        (tmp_path / name).touch()
    ExportFolder(tmp_path).delete_others("", "x-*", ["a/x-1"])
    assert {path.name for path in tmp_path.iterdir()} == {"x-1", "y"}


# --- files ----------------------------------------------------------------------------------------


def test_a_file_is_written_in_pieces(tmp_path: Path) -> None:
    place = ExportFolder(tmp_path)
    place.open_subfolder("a")
    text = "0123456789" * 20_000
    entry, pauses = write(place, "a", "x.txt", (text[at : at + 7] for at in range(0, 200_000, 7)))
    assert pauses == 3
    assert entry == FileEntry("a/x.txt", 200_000, hashlib.sha256(text.encode()).hexdigest())
    assert (tmp_path / "a" / "x.txt").read_text(encoding="utf-8") == text
    assert write(place, "", "empty", [])[0].path == "empty"


def test_a_lone_surrogate_is_escaped(tmp_path: Path) -> None:
    write(ExportFolder(tmp_path), "", "x", ['"\ud800é"'])
    assert (tmp_path / "x").read_text(encoding="utf-8") == '"\\ud800é"'


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    place = ExportFolder(tmp_path)
    write(place, "", "x", ["old"])

    def fail() -> Iterator[str]:
        yield "new" * 100_000
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(place, "", "x", fail())
    steps = place.write("", "x", ["new" * 100_000], object)  # type: ignore[arg-type] # as above
    next(steps)
    steps.close()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"x": "old"}


def test_a_failure_to_write_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"cannot be used: .*it resumes") as raised:
        write(ExportFolder(tmp_path), "none", "x", ["text"])
    assert isinstance(raised.value.__cause__, OSError)
