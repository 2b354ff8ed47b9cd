"""The report of an error: messages on stderr, or one line of JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from .errors import CommandError, complete_hint
from .messages import print_message, write_to_stderr
from .program import INTERRUPTED, USAGE


def report_error(
    error: CommandError, arguments: Sequence[str] = (), *, as_json: bool = False
) -> int:
    """Print the error of the command line `arguments` to stderr, and return its exit code."""
    if error.code == INTERRUPTED and sys.stderr.isatty():
        write_to_stderr("\n")  # End the line that was interrupted.
    if as_json:
        from .formats import format_json

        write_to_stderr(f"{format_json(error.to_dict(arguments), stream=sys.stderr)}\n")
        return error.code
    hint = complete_hint(error.hint, arguments)
    verb = "Try" if error.code == USAGE else "Run"
    print_message(*error.lines, hint=f"{verb}: {hint}" if hint else None)
    return error.code
