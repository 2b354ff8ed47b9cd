"""Record the terminal sessions that the README shows.

    python scripts/record.py            write them into README.md
    python scripts/record.py --check    say which are out of date; exit code 1 if one is

A session stands in a fenced block between two comments; the first names the command that is run
and, after a `<`, what is typed:

    <!-- recorded: maton-google-meet spaces get kfr-wduz-tqa --sandbox < yes -->
    <!-- recorded: end -->

Commands run in this process, in a sandbox whose time stands still.
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
    r"(<!-- recorded: (?P<command>[^<\n]+?)(?: < (?P<typed>.*?))? -->\n).*?"
    r"(<!-- recorded: end -->)",
    re.DOTALL,
)


class Terminal(io.StringIO):
    """A screen and a keyboard: what is typed shows up where it is read."""

    def __init__(self, typed: str) -> None:
        super().__init__()
        self._typed = iter(typed.split())

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override] # as StringIO
        line = f"{next(self._typed, '')}\n"
        self.write(line)
        return line


class Standing(sandbox.Sandbox):
    """A sandbox whose time stands still."""

    def __init__(self) -> None:
        super().__init__(now=NOW)


def session(command: str, typed: str) -> str:
    """What a terminal shows of `command`."""
    terminal = Terminal(typed)
    terminal.write(f"$ {command}\n")
    settings = {
        "COLUMNS": str(COLUMNS),
        "NO_COLOR": "1",
        "TERM": "dumb",
        "PATH": os.environ["PATH"],
    }
    with (
        mock.patch.dict(os.environ, settings, clear=True),
        mock.patch.object(sandbox, "Sandbox", Standing),
        mock.patch.object(sys, "stdin", terminal),
        redirect_stdout(terminal),
        redirect_stderr(terminal),
    ):
        code = cli.main(shlex.split(command)[1:])
    if code:
        terminal.write(f"$ echo $?\n{code}\n")
    lines = [line.rstrip() for line in terminal.getvalue().splitlines()]
    return "\n".join(lines).strip("\n")


def recorded(text: str) -> str:
    """`text` with each of its sessions as it is today."""

    def anew(found: re.Match[str]) -> str:
        shown = session(found["command"], found["typed"] or "")
        return f"{found[1]}```text\n{shown}\n```\n{found[4]}"

    return SESSION.sub(anew, text)


def main() -> int:
    """Record, or check."""
    before = README.read_text(encoding="utf-8")
    after = recorded(before)
    if sys.argv[1:] == ["--check"]:
        difference = difflib.unified_diff(before.splitlines(), after.splitlines(), "README", "now")
        print("\n".join(difference) or "The recorded sessions are up to date.")
        return int(before != after)
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
