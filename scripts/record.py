"""Record the terminal sessions in README.md and docs/reports.md.

    python scripts/record.py            write them into the pages
    python scripts/record.py --check    show the differences; exit code 1 if there are any

A session is a fenced block between two comments. The first comment has the command and, after a
`<`, the input:

    <!-- recorded: maton-google-meet spaces get kfr-wduz-tqa --sandbox < yes -->
    <!-- recorded: end -->

Commands of this package run in this process, in a sandbox with a fixed time. `python` stands for
the Python program above the session, whose `GoogleMeet` is a client of such a sandbox. Other
commands run in bash. All sessions of a page share a folder, which begins empty. If the page shows
an image that a session has written, the image is recorded beside the page.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import maton_google_meet
from maton_google_meet import cli, sandbox

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", ROOT / "docs" / "reports.md")
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
COLUMNS = 96
SESSION = re.compile(
    r"(<!-- recorded: (?P<command>[^<\n]+?)(?: < (?P<input>.*?))? -->\n).*?"
    r"(<!-- recorded: end -->)",
    re.DOTALL,
)
PROGRAM = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
IMAGE = re.compile(r"!\[[^\]]*\]\(([\w.-]+)\)")


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


@contextlib.contextmanager
def use_environment(environment: dict[str, str]) -> Generator[None]:
    """Replace the environment variables, and use the time zone of `TZ`."""
    try:
        with mock.patch.dict(os.environ, environment, clear=True):
            time.tzset()
            yield
    finally:
        time.tzset()


def record_session(command: str, text: str = "", program: str = "") -> str:
    """Return the screen of a terminal that runs `command` with `text` as input.

    Args:
        command: The command.
        text: The words of the input.
        program: The program that the command `python` runs.
    """
    terminal = Terminal(text)
    environment = {
        "COLUMNS": str(COLUMNS),
        "NO_COLOR": "1",
        "TERM": "dumb",
        "TZ": "UTC",
        "PATH": os.environ["PATH"],
    }
    name, *arguments = shlex.split(command)
    code = 0
    with (
        use_environment(environment),
        mock.patch.object(sandbox, "Sandbox", FixedTimeSandbox),
        mock.patch.object(maton_google_meet, "GoogleMeet", FixedTimeSandbox().client),
        mock.patch.object(sys, "stdin", terminal),
        redirect_stdout(terminal),
        redirect_stderr(terminal),
    ):
        if name == "python":
            exec(compile(program, "<program>", "exec"), {})
        else:
            terminal.write(f"$ {command}\n")
            if name == "maton-google-meet":
                code = cli.main(arguments)
            else:
                result = subprocess.run(
                    ["bash", "-c", command], stdout=subprocess.PIPE, text=True, check=False
                )
                terminal.write(result.stdout)
                code = result.returncode
    if code:
        terminal.write(f"$ echo $?\n{code}\n")
    lines = [line.rstrip() for line in terminal.getvalue().splitlines()]
    return "\n".join(lines).strip("\n")


def record_page(page: Path) -> dict[Path, str]:
    """Return the texts of a page and of its images, recorded again, by their paths."""
    text = page.read_text(encoding="utf-8")

    def record(match: re.Match[str]) -> str:
        programs = PROGRAM.findall(text, 0, match.start())
        screen = record_session(match["command"], match["input"] or "", (programs or [""])[-1])
        return f"{match[1]}```text\n{screen}\n```\n{match[4]}"

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        texts = {page: SESSION.sub(record, text)}
        for name in IMAGE.findall(text):
            if Path(name).exists():
                texts[page.parent / name] = Path(name).read_text(encoding="utf-8")
    return texts


def main() -> int:
    """Record, or check. Return the exit code."""
    check, stale = sys.argv[1:] == ["--check"], False
    for path, after in [each for page in PAGES for each in record_page(page).items()]:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if not check:
            path.write_text(after, encoding="utf-8")
        elif before != after:
            stale = True
            difference = difflib.unified_diff(
                before.splitlines(), after.splitlines(), path.name, "today", lineterm=""
            )
            print("\n".join(difference))
    if check and not stale:
        print("The recorded sessions are up to date.")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
