"""Record the terminal sessions in README.md.

    python scripts/record.py            write them into README.md
    python scripts/record.py --check    show the differences; exit code 1 if there are any

A session is a fenced block between two comments. The first comment has the command and, after a
`<`, the input:

    <!-- recorded: maton-google-meet spaces get kfr-wduz-tqa --sandbox < yes -->
    <!-- recorded: end -->

Commands run in this process, in a sandbox with a fixed time.
"""

from __future__ import annotations

import difflib
import io
import os
import re
import shlex
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from maton_google_meet import cli, sandbox

README = Path(__file__).resolve().parent.parent / "README.md"
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
COLUMNS = 96
SESSION = re.compile(
    r"(<!-- recorded: (?P<command>[^<\n]+?)(?: < (?P<input>.*?))? -->\n).*?"
    r"(<!-- recorded: end -->)",
    re.DOTALL,
)


class Terminal(io.StringIO):
    """A screen and a keyboard, which echoes its input."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._input = iter(text.split())

    def isatty(self) -> bool:
        """Return True: a terminal confirms writes."""
        return True

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override] # as StringIO
        """Read the next word of the input."""
        line = f"{next(self._input, '')}\n"
        self.write(line)
        return line


class FixedTimeSandbox(sandbox.Sandbox):
    """A sandbox in which no time passes."""

    def __init__(self) -> None:
        super().__init__(now=NOW)


def record_session(command: str, text: str) -> str:
    """Return the screen of a terminal that runs `command` with `text` as input."""
    terminal = Terminal(text)
    terminal.write(f"$ {command}\n")
    environment = {
        "COLUMNS": str(COLUMNS),
        "NO_COLOR": "1",
        "TERM": "dumb",
        "PATH": os.environ["PATH"],
    }
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(sandbox, "Sandbox", FixedTimeSandbox),
        mock.patch.object(sys, "stdin", terminal),
        redirect_stdout(terminal),
        redirect_stderr(terminal),
    ):
        code = cli.main(shlex.split(command)[1:])
    if code:
        terminal.write(f"$ echo $?\n{code}\n")
    lines = [line.rstrip() for line in terminal.getvalue().splitlines()]
    return "\n".join(lines).strip("\n")


def record_sessions(text: str) -> str:
    """Return `text` with each of its sessions recorded again."""

    def record(match: re.Match[str]) -> str:
        screen = record_session(match["command"], match["input"] or "")
        return f"{match[1]}```text\n{screen}\n```\n{match[4]}"

    return SESSION.sub(record, text)


def main() -> int:
    """Record, or check. Return the exit code."""
    before = README.read_text(encoding="utf-8")
    after = record_sessions(before)
    if sys.argv[1:] == ["--check"]:
        difference = difflib.unified_diff(
            before.splitlines(), after.splitlines(), "README.md", "today"
        )
        print("\n".join(difference) or "The recorded sessions are up to date.")
        return int(before != after)
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
