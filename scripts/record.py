"""Record the terminal sessions of README.md, of the other pages of the root, and of docs/.

    python scripts/record.py            write them into the pages
    python scripts/record.py --check    show the differences; exit code 1 if there are any

A session is a fenced block between two comments. The first comment has the command and, after a
`<`, the input:

    <!-- recorded: maton-google-meet spaces get kfr-wduz-tqa --sandbox < yes -->
    <!-- recorded: end -->

With `<!-- recorded as NAME.svg: COMMAND -->`, the session is a picture, which the page shows
between the two comments.

Commands of this package run in this process, in a sandbox with a fixed time. `python` stands for
the Python program above the session, whose `GoogleMeet` is a client of such a sandbox. Other
commands run in bash. All sessions of a page share a folder, which begins empty. Each image in this
folder that the page shows is recorded beside the page.
"""

from __future__ import annotations

import contextlib
import difflib
import html
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
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
COLUMNS = 96
SESSION = re.compile(
    r"^(<!-- recorded(?: as (?P<picture>\S+))?: (?P<command>[^<\n]+?)(?: < (?P<input>.*?))? -->\n)"
    r".*?(?P<end>^<!-- recorded: end -->)",
    re.DOTALL | re.MULTILINE,
)
PAGES = [
    page
    for page in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
    if SESSION.search(page.read_text(encoding="utf-8"))
]
PROGRAM = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
IMAGE = re.compile(r"!\[[^\]]*\]\(([\w./-]+)\)")
FONT_PIXELS = 14
LINE_PIXELS = 20
COLUMN_PIXELS = 8.4
MARGIN_PIXELS = 20
# An SVG within a page cannot load a font, so the font depends on the machine. Each line has a fixed
# length, which aligns the columns in every font.
PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" \
height="{height}" role="img" aria-labelledby="title">
<title id="title">A terminal that runs {command}</title>
<style>
text {{
  font: {font}px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  fill: #c9d1d9;
  white-space: pre;
}}
.typed {{ fill: #ffffff; font-weight: bold; }}
</style>
<rect x="0.5" y="0.5" width="{inner_width}" height="{inner_height}" rx="8" fill="#161b22" \
stroke="#6e7681"/>
{lines}
</svg>
"""
TEXT = '<text x="{x}" y="{y}" textLength="{length:.1f}" class="{kind}">{text}</text>'
# A command, or a question with its answer.
TYPED = re.compile(r"\$ .*|.*: (?:yes|no)")


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


def draw_screen(screen: str, command: str) -> str:
    """Return a picture of a screen as SVG."""
    lines = screen.splitlines()
    drawn = [
        TEXT.format(
            x=MARGIN_PIXELS,
            y=MARGIN_PIXELS + LINE_PIXELS * number + FONT_PIXELS,
            length=len(line) * COLUMN_PIXELS,
            kind="typed" if TYPED.fullmatch(line) else "printed",
            text=html.escape(line, quote=False),
        )
        for number, line in enumerate(lines)
        if line
    ]
    width = round(max(map(len, lines)) * COLUMN_PIXELS) + 2 * MARGIN_PIXELS
    height = len(lines) * LINE_PIXELS + 2 * MARGIN_PIXELS
    return PICTURE.format(
        width=width,
        height=height,
        inner_width=width - 1,
        inner_height=height - 1,
        font=FONT_PIXELS,
        command=html.escape(command),
        lines="\n".join(drawn),
    )


def record_page(page: Path) -> dict[Path, str]:
    """Return the texts of a page and of its images, recorded again, by their paths."""
    text = page.read_text(encoding="utf-8")

    def record(match: re.Match[str]) -> str:
        programs = PROGRAM.findall(text, 0, match.start())
        screen = record_session(match["command"], match["input"] or "", (programs or [""])[-1])
        if name := match["picture"]:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(draw_screen(screen, match["command"]), encoding="utf-8")
            return match[0]
        return f"{match[1]}```text\n{screen}\n```\n{match['end']}"

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
            path.parent.mkdir(exist_ok=True)
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
