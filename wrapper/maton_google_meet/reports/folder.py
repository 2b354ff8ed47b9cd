"""The folder of an export: safe names, and files that are replaced in one step."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from ..files import TEMPORARY_PREFIX, TEMPORARY_SUFFIX, replace_file
from .conferences import RECORDS
from .errors import ExportError
from .steps import Step, Steps
from .texts import read_time

if TYPE_CHECKING:
    from maton_google_meet_api.models import ConferenceRecord

PathLike: TypeAlias = str | os.PathLike[str]
# Windows limits a path to 260 characters by default.
MAX_ID_CHARACTERS: Final = 48
HASH_DIGITS: Final = 12
PIECE_BYTES: Final = 1 << 16
TEMPORARY_FILE: Final = re.compile(f"{re.escape(TEMPORARY_PREFIX)}.*{re.escape(TEMPORARY_SUFFIX)}")


class FileEntry(NamedTuple):
    """A file of an export."""

    path: str
    """The path below the folder of the export, with `/` between the parts."""
    size: int
    """The length in bytes."""
    sha256: str
    """The SHA-256 of the content, in hexadecimal digits."""


def name_folder(record: ConferenceRecord) -> str:
    """Return the name of the subfolder of a conference.

    It consists of the start of the call in UTC and the id of the record, in lower-case ASCII
    letters, digits, `-` and `_`. Different ids get different names, also on file systems that
    ignore case: an id with other characters ends with `_` and a hash.
    """
    identifier = record.name.removeprefix(RECORDS)
    safe = re.sub("[^a-z0-9-]+", "-", identifier.lower())[:MAX_ID_CHARACTERS]
    if safe != identifier or not safe:
        encoded = record.name.encode("utf-8", "surrogatepass")
        safe = f"{safe}_{hashlib.sha256(encoded).hexdigest()[:HASH_DIGITS]}"
    start = read_time(record.start_time)
    return f"{start:%Y-%m-%d-%H%M}-{safe}" if start else f"undated-{safe}"


class ExportFolder:
    """The folder of an export, which is created if it does not exist.

    Args:
        folder: The path of the folder.

    Raises:
        ExportError: The folder cannot be used. All methods raise this error.
    """

    def __init__(self, folder: PathLike) -> None:
        try:
            with convert_errors(folder):
                Path(folder).mkdir(parents=True, exist_ok=True)
                self.path: Path = Path(os.path.realpath(folder))
                if not os.access(self.path, os.W_OK | os.X_OK):
                    raise PermissionError("Permission denied")
        except ValueError as error:  # A null character.
            raise ExportError(
                f"folder={os.fspath(folder)!r} is not a valid path: {error}. Pass another path."
            ) from error

    def refuse_foreign_file(self, name: str, origin: bytes) -> None:
        """Raise `ExportError` if the file `name` exists and does not begin with `origin`."""
        path = self.path / name
        with convert_errors(path):
            if not os.path.lexists(path):
                return
            with open(path, "rb") as file:
                if file.read(len(origin)) == origin:
                    return
        raise ExportError(
            f"{path} was not written by an export, so it was not replaced. Move it away, or choose "
            "another folder."
        )

    def open_subfolder(self, name: str) -> None:
        """Create a subfolder if it does not exist, and delete the temporary files in it.

        Raises:
            ExportError: The subfolder is a link to another folder.
        """
        path = self.path / name
        with convert_errors(path):
            path.mkdir(exist_ok=True)
            is_link = Path(os.path.realpath(path)) != path
        if is_link:
            raise ExportError(
                f"{path} is a link to another folder, and an export writes only inside its own. "
                "Delete the link, or choose another folder."
            )
        self.delete_temporary_files(name)

    def delete_temporary_files(self, subfolder: str) -> None:
        """Delete the files that a killed process did not rename."""
        self.delete_others(subfolder, TEMPORARY_FILE, ())

    def delete_others(self, subfolder: str, pattern: re.Pattern[str], kept: Iterable[str]) -> None:
        """Delete the files whose whole names match `pattern`, except those with the paths `kept`.

        Other files in the folder belong to the user.
        """
        folder, names = self.path / subfolder, {each.rpartition("/")[2] for each in kept}
        with convert_errors(folder):
            for path in folder.iterdir():
                is_match = path.name not in names and pattern.fullmatch(path.name)
                if is_match and (path.is_file() or path.is_symlink()):
                    path.unlink()

    def write(
        self, subfolder: str, name: str, pieces: Iterable[str], pause: Callable[[], Step]
    ) -> Steps[FileEntry]:
        """Replace a file with the text of `pieces`; `pause` after each 64 kB, for other tasks."""
        path = self.path / subfolder / name
        digest, size = hashlib.sha256(), 0
        with convert_errors(path), replace_file(path) as file:
            for content in _encode(pieces):
                digest.update(content)
                size += len(content)
                file.write(content)
                if len(content) >= PIECE_BYTES:
                    yield pause()
        return FileEntry(f"{subfolder}/{name}" if subfolder else name, size, digest.hexdigest())


def _encode(pieces: Iterable[str]) -> Generator[bytes]:
    """Yield the text as UTF-8, in pieces of at least 64 kB except for the last one.

    A lone surrogate becomes its escape in JSON.
    """
    buffer = bytearray()
    for piece in pieces:
        buffer += piece.encode("utf-8", "backslashreplace")
        if len(buffer) >= PIECE_BYTES:
            yield bytes(buffer)
            buffer.clear()
    if buffer:
        yield bytes(buffer)


@contextlib.contextmanager
def convert_errors(path: Any) -> Generator[None]:
    """Convert an error of the file system to `ExportError`."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(
            f"{path} cannot be used: {reason}. Check the path, its permissions and the space on "
            "the disk, and run the export again: it resumes."
        ) from error
