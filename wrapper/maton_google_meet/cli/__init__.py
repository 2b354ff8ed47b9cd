"""`maton-google-meet`: the client as a command line.

Its commands are made when they are asked for: one for each operation of the facade, with the
arguments of its method and the texts of the document. Nothing here knows an operation.

| module | what |
| --- | --- |
| `app` | the command itself: what there is, and how an error ends |
| `commands` | a command for each operation |
| `facade` | what operations there are, and what the facade says of them |
| `options` | from the document to options, and from what was typed to arguments |
| `shared` | the options that commands have in common, and the client they use |
| `output` | tables for people, JSON for machines |
| `outcome` | from the library's errors to exit codes |
| `account`, `doctor`, `playground`, `completion` | the commands that no operation stands behind |
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

PROGRAM = "maton-google-meet"
# As in the extra `cli` of pyproject.toml; the package itself may not be on any index.
REQUIREMENT = "cyclopts>=5.5,<6"
DONE, FAILED, USAGE, NOT_CONFIRMED, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 130, 141


def _set_encoding(stream: io.TextIOWrapper) -> None:
    """Make files and pipes UTF-8 whatever the locale; on a terminal, escape what it cannot show.

    A character that cannot be encoded must not raise: by then, a write has been carried out.
    """
    if stream.isatty():
        stream.reconfigure(errors="backslashreplace")
    else:
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line `arguments`, else that of the process, and return the exit code."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # It was closed, as by `>&-`.
            setattr(sys, name, open(os.devnull, "r+"))  # noqa: SIM115 - until the process ends
        elif isinstance(stream := getattr(sys, name), io.TextIOWrapper) and name != "stdin":
            _set_encoding(stream)
    try:
        import_module("cyclopts")
    except ModuleNotFoundError as missing:
        if missing.name != "cyclopts":
            raise
        sys.stderr.write(
            f"{PROGRAM}: the command line needs cyclopts: pip install '{REQUIREMENT}'\n"
        )
        return USAGE
    try:
        from .app import run

        code = run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            sys.stderr.write("\n")  # What was being typed or shown is left behind.
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read has seen enough. Python flushes once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write(f"{PROGRAM}: the output cannot be written: {error.strerror}\n")
        return FAILED
