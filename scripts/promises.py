"""What the library promises, and the figures that bear it out.

    python scripts/promises.py                  measure all, which takes an hour
    python scripts/promises.py -k key           those whose promise or command holds the text
    python scripts/promises.py --write          and write the figures into README.md and SECURITY.md
    python scripts/promises.py --check          measure nothing; are both tables up to date?

A command prints its figures on lines that begin with `figure:`; a test tells them to the fixture
`figure`. One that begins with a number is added to those with the same words. The exit code is 1 if
a command failed, or if a table is out of date.
"""

from __future__ import annotations

import argparse
import datetime
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from marked import inside, replaced

ROOT = Path(__file__).resolve().parent.parent
TABLES = ("README.md", "SECURITY.md")
BLOCK = "promises"
HEAD = "| promise | measured | on | command |\n| --- | --- | --- | --- |\n"
NOTHING = "not measured yet"


class Promise(NamedTuple):
    """What is promised, and what is run to see whether it is kept."""

    text: str
    command: str


PROMISES = (
    Promise(
        "No write without approval, none twice, and what is told of each is true, whatever fails.",
        "scripts/measure/faults.py --storm 10000",
    ),
    Promise(
        "Each fault of a network ends in its own error, and costs no connection.",
        "scripts/measure/faults.py --check",
    ),
    Promise(
        "What comes in the middle of a call, its client's end included, leaves nothing behind.",
        "pytest tests/promises/test_interruptions.py",
    ),
    Promise("A program ends while calls are under way.", "pytest tests/unit/test_exit.py"),
    Promise(
        "What was approved goes out, byte for byte, and nothing else.",
        "pytest --thorough tests/unit/test_approved_bytes.py",
    ),
    Promise("Data cannot forge the question.", "pytest --thorough tests/unit/test_terminal.py"),
    Promise(
        "The key is nowhere but on its way to the proxy.", "pytest tests/promises/test_secrecy.py"
    ),
    Promise(
        "No name or argument leads elsewhere.",
        "pytest --thorough tests/promises/test_hostile_names.py",
    ),
    Promise(
        "What a server sends is a value or an error of ours, in linear time.",
        "pytest --thorough tests/promises/test_hostile_answers.py",
    ),
    Promise("Several processes keep one limit, evenly.", "scripts/measure/fleet.py"),
    Promise(
        "They keep it while Redis goes and comes back empty.", "scripts/measure/fleet.py --kill"
    ),
    Promise("They keep it with clocks that differ.", "scripts/measure/fleet.py --skew"),
    Promise("A client that lives long stays as it is.", "scripts/measure/soak.py"),
    Promise("It runs with all versions that it allows.", "scripts/versions.py"),
    Promise("A release is what git tracks, and builds alike.", "scripts/release/check_wheel.py"),
)


class Measured(NamedTuple):
    """What came of one command: its figures in words, and the day."""

    figures: str
    day: str


def run(command: str) -> tuple[int, str]:
    """Run `command` of the repository's with this Python: its exit code, and its figures."""
    program, *rest = command.split()
    python = [sys.executable, *(["-m"] if program == "pytest" else []), program, *rest]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        if program == "pytest":
            python += ["-q", "-p", "no:cacheprovider", "-o", "junit_family=xunit1"]
            python.append(f"--junitxml={report}")
        done = subprocess.run(python, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        found = re.findall(r"^figure: (.+)$", done.stdout, re.MULTILINE)
        if report.exists():
            tree = ElementTree.parse(report)
            figures = [each for each in tree.iter("property") if each.get("name") == "figure"]
            found += [each.get("value", "") for each in figures]
            found += [] if found else ["1 tests"] * len(list(tree.iter("testcase")))
    if done.returncode:
        print(done.stdout)
    return done.returncode, summed(found)


def summed(figures: Iterable[str]) -> str:
    """`figures` in one line: what is counted in the same words is added up."""
    counts: dict[str, int | None] = {}
    for figure in figures:
        number, _, words = figure.partition(" ")
        if (digits := number.replace(",", "")).isdigit():
            counts[words] = (counts.get(words) or 0) + int(digits)
        else:
            counts[figure] = None
    return "; ".join(
        words if count is None else f"{count:,} {words}" for words, count in counts.items()
    )


def known(text: str) -> dict[str, Measured]:
    """What a table in `text` says of each promise."""
    rows = [line.strip("| ").split(" | ") for line in inside(text, BLOCK).splitlines()[2:]]
    return {row[0]: Measured(row[1], row[2]) for row in rows if len(row) == 4}


def with_table(text: str, measured: Mapping[str, Measured]) -> str:
    """`text` with its table anew: of each promise what was measured, else what it said before."""
    before = known(text)
    rows = "".join(
        f"| {promise.text} | {found.figures} | {found.day} | `{promise.command}` |\n"
        for promise in PROMISES
        for found in [measured.get(promise.text, before.get(promise.text, Measured(NOTHING, "")))]
    )
    return replaced(text, BLOCK, HEAD + rows)


def check() -> int:
    """Print what is out of date; how many tables that are."""
    stale = 0
    for name in TABLES:
        text = (ROOT / name).read_text(encoding="utf-8")
        missing = [promise.text for promise in PROMISES if promise.text not in known(text)]
        if missing or text != with_table(text, {}) or NOTHING in text:
            stale += 1
            print(f"{name}: its table of promises is out of date. {' '.join(missing)}".rstrip())
    if not stale:
        print(f"{len(PROMISES)} promises stand in {' and '.join(TABLES)}.")
    return stale


def main(
    arguments: Sequence[str] | None = None, measure: Callable[[str], tuple[int, str]] = run
) -> int:
    """Measure, or check."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("-k", default="", metavar="TEXT", help="only what holds this text")
    parser.add_argument("--write", action="store_true", help="into the tables")
    parser.add_argument("--check", action="store_true", help="the tables, and measure nothing")
    options = parser.parse_args(arguments)
    if options.check:
        return 1 if check() else 0
    measured: dict[str, Measured] = {}
    failed = 0
    for promise in PROMISES:
        if options.k in promise.text or options.k in promise.command:
            print(f"{promise.text}\n    {promise.command}", flush=True)
            code, figures = measure(promise.command)
            good = code == 0 and figures
            print(f"    {figures if good else f'FAILED with {code}'}", flush=True)
            failed += not good
            if good:
                measured[promise.text] = Measured(figures, str(datetime.date.today()))
    if options.write:
        for name in TABLES:
            path = ROOT / name
            path.write_text(with_table(path.read_text(encoding="utf-8"), measured), "utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
