"""The atomic replacement of a file: a reader sees the old or the new content."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Generator
from typing import BinaryIO

TEMPORARY_PREFIX = ".maton-google-meet-"
TEMPORARY_SUFFIX = ".part"


@contextlib.contextmanager
def replace_file(
    path: str | os.PathLike[str], *, keep: Callable[[str], bool] | None = None
) -> Generator[BinaryIO]:
    """Open a new file beside `path`, and rename it to `path` at the end of the block.

    If an exception ends the block, the file at `path` keeps its content, and the new file is
    deleted. A file that is replaced keeps its permissions.

    Args:
        path: The file to replace or create. A symbolic link is replaced, not followed.
        keep: Receives the path of the new file after an exception other than `OSError`. Returns
            True if it has moved the file, or if the file must not be deleted.

    Raises:
        OSError: The file cannot be written.
    """
    path = os.fspath(path)
    name = f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}{TEMPORARY_SUFFIX}"
    temporary = os.path.join(os.path.dirname(path), name)
    file = open(temporary, "xb")  # noqa: SIM115 - closed below
    is_kept = False
    try:
        with contextlib.suppress(FileNotFoundError):
            shutil.copymode(path, temporary)
        try:
            yield file
        except OSError:
            raise
        except BaseException:
            # Windows cannot rename an open file.
            file.close()
            is_kept = keep is not None and keep(temporary)
            raise
        file.flush()
        os.fsync(file.fileno())
        file.close()
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            file.close()
        if not is_kept:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
