"""The end of a command after an error: messages on stderr, and an exit code."""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
import textwrap
import traceback
from collections.abc import Generator
from importlib import import_module

from maton_google_meet_api.runtime.text import escape_for_terminal

from .program import FAILED, NOT_CONFIRMED, PROGRAM, REQUIREMENTS, USAGE


class CommandError(Exception):
    """The failure of a command: its exit code and its messages."""

    def __init__(self, code: int, *lines: str) -> None:
        super().__init__(*lines)
        self.code = code
        self.lines = lines


def print_message(*lines: str) -> None:
    """Print messages to stderr. Stdout contains only the result."""
    width = shutil.get_terminal_size().columns if sys.stderr.isatty() else 0
    for line in lines:
        text = f"{PROGRAM}: {escape_for_terminal(line)}"
        if width:
            text = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
        sys.stderr.write(f"{text}\n")


def has_terminal() -> bool:
    """Return True if a terminal can ask the user."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def advise_auth(error: Exception) -> tuple[str, ...]:
    """Return the command to run if `error` advises `authorize()`."""
    return (f"Run: {PROGRAM} auth",) if "authorize()" in str(error) else ()


def name_options(error: Exception) -> str:
    """Return the message of `error` with the options in place of the client's arguments."""
    return re.sub(r"(?<!\S)(account|connection|profile)=(?=[ ,])", r"--\1", str(error))


def is_installed(module: str) -> bool:
    """Return True if a package of the extra `cli` is installed."""
    try:
        import_module(module)
    except ModuleNotFoundError:
        return False
    return True


def require(module: str, purpose: str) -> None:
    """Raise an error that names the package for `purpose`, if it is not installed."""
    if not is_installed(module):
        advice = f"Install it: pip install '{REQUIREMENTS[module]}'"
        raise CommandError(USAGE, f"{purpose} needs the package {module}.", advice)


@contextlib.contextmanager
def convert_errors() -> Generator[None]:
    """Convert the library's errors to `CommandError`."""
    from ..errors import (
        AmbiguousConnection,
        ConfigurationError,
        ConfirmationRequired,
        InvalidArgumentError,
        MatonError,
        WriteDeclined,
    )

    try:
        yield
    except (ConfirmationRequired, WriteDeclined) as error:
        hint = () if has_terminal() else ("For scripts, --yes approves the write.",)
        raise CommandError(NOT_CONFIRMED, str(error), *hint) from error
    except (ConfigurationError, InvalidArgumentError) as error:
        raise CommandError(USAGE, name_options(error)) from error
    except AmbiguousConnection as error:
        raise CommandError(FAILED, str(error), "Use --connection ID.") from error
    except MatonError as error:
        raise CommandError(FAILED, str(error), *advise_auth(error)) from error
    except TypeError as error:
        if _find_raising_module(error) != "maton_google_meet_api.runtime.arguments":
            raise  # It is a bug of this program, not a wrong argument.
        raise CommandError(USAGE, str(error)) from error


def _find_raising_module(error: TypeError) -> str:
    """Return the name of the module that raised the error."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return str(frames[-1].f_globals["__name__"])
