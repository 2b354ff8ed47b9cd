"""How a command ends: the library's words on stderr, and an exit code."""

from __future__ import annotations

import contextlib
import shutil
import sys
import textwrap
from collections.abc import Generator
from types import TracebackType

from maton_google_meet_api.runtime.text import escape_for_terminal

from . import FAILED, NOT_CONFIRMED, PROGRAM, USAGE


class Ended(Exception):
    """A command could not do what it was asked for."""

    def __init__(self, code: int, *lines: str) -> None:
        super().__init__(*lines)
        self.code = code
        self.lines = lines


def say(*lines: str) -> None:
    """Tell the user something on stderr, so that stdout holds what was asked for and no more."""
    width = shutil.get_terminal_size().columns if sys.stderr.isatty() else 0
    for line in lines:
        said = f"{PROGRAM}: {escape_for_terminal(line)}"
        if width:
            said = textwrap.fill(said, width, break_long_words=False, break_on_hyphens=False)
        sys.stderr.write(f"{said}\n")


def terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def auth_hint(error: Exception) -> tuple[str, ...]:
    """Return the command that does what `error` advises, if it advises to connect an account."""
    return (f"Run: {PROGRAM} auth",) if "authorize()" in str(error) else ()


@contextlib.contextmanager
def told() -> Generator[None]:
    """Turn what the library raises into the end of a command."""
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
        hint = () if terminal() else ("For scripts, --yes approves the write.",)
        raise Ended(NOT_CONFIRMED, str(error), *hint) from error
    except (ConfigurationError, InvalidArgumentError) as error:
        raise Ended(USAGE, str(error)) from error
    except AmbiguousConnection as error:
        raise Ended(FAILED, str(error), "Use --connection ID.") from error
    except MatonError as error:
        raise Ended(FAILED, str(error), *auth_hint(error)) from error
    except TypeError as error:
        if _raised_in(error.__traceback__) != "maton_google_meet_api.runtime.arguments":
            raise  # It is no argument's fault, but ours.
        raise Ended(USAGE, str(error)) from error


def _raised_in(trace: TracebackType | None) -> str:
    """The module that raised."""
    name = ""
    while trace is not None:
        name, trace = trace.tb_frame.f_globals["__name__"], trace.tb_next
    return name
