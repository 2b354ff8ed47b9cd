"""The file of -o: it is replaced at the end, and not changed by a failed command."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Generator
from typing import BinaryIO, TextIO

from maton_google_meet_api.runtime.text import escape_for_terminal

from ..files import TEMPORARY_SUFFIX, replace_file
from .errors import CommandError, print_message
from .program import FAILED, STDOUT_PATH, USAGE

OUTPUT_FLAG = "-o"


def check_file(path: str, flag: str = OUTPUT_FLAG) -> None:
    """Raise `CommandError` if `path`, the value of `flag`, cannot be written. Write nothing."""
    shown = escape_for_terminal(path)
    try:
        folder = os.path.dirname(os.path.realpath(path))
        exists, is_replaced = os.path.exists(path), _is_replaced(path)
    except ValueError as error:  # A null character.
        raise CommandError(USAGE, f"{flag} {shown} is not a valid file name.") from error
    if not path or (path == STDOUT_PATH and flag != OUTPUT_FLAG):
        other = ", or - for standard output" if flag == OUTPUT_FLAG else ""
        raise CommandError(USAGE, f"{flag} takes the name of a file{other}.")
    if os.path.isdir(path) or path.endswith(("/", os.sep)):
        raise CommandError(USAGE, f"{flag} {shown} is a folder. Add the name of a file.")
    if is_replaced and not os.path.isdir(folder):
        folder = escape_for_terminal(folder)
        raise CommandError(USAGE, f"{flag} {shown}: the folder {folder} does not exist.")
    places = [*([path] if exists else []), *([folder] if is_replaced else [])]
    if not all(os.access(place, os.W_OK) for place in places):
        raise CommandError(USAGE, f"{flag} {shown} cannot be written: permission denied.")


@contextlib.contextmanager
def open_file(
    path: str, has_rows: Callable[[], bool], flag: str = OUTPUT_FLAG
) -> Generator[TextIO]:
    """Open the file `path`, whose content is replaced when the block ends without an exception.

    If an exception ends the block, the file keeps its content. The new content stays beside it if
    it `has_rows`, except after a failure to write.
    """
    check_file(path, flag)
    shown, target = escape_for_terminal(path), os.path.realpath(path)
    try:
        with _open_bytes(path, lambda new: has_rows() and _keep_rows(new, target)) as file:
            text = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="")
            try:
                yield text
            finally:
                text.flush()
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise CommandError(
            FAILED, f"{flag} {shown} cannot be written: {error.strerror}."
        ) from error


def _is_replaced(path: str) -> bool:
    """Return False for a device or a pipe, such as `/dev/stdout`, which is written directly.

    A file is replaced, which changes its folder.
    """
    return os.path.isfile(path) or not os.path.exists(path)


def _open_bytes(
    path: str, keep: Callable[[str], bool]
) -> contextlib.AbstractContextManager[BinaryIO]:
    if _is_replaced(path):
        return replace_file(os.path.realpath(path), keep=keep)
    return open(path, "wb")


def _keep_rows(new: str, target: str) -> bool:
    """Keep the items of an interrupted command, and print the name of their file."""
    partial = f"{target}{TEMPORARY_SUFFIX}"
    try:
        os.replace(new, partial)
    except OSError:
        partial = new
    print_message(f"The items that arrived are in {partial}; {target} is unchanged.")
    return True
