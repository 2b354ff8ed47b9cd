"""Describe the outcome of each network fault for each kind of call, in a table.

    python scripts/measure/faults.py            write docs/contributing/network-faults.md
    python scripts/measure/faults.py --check    exit with 1 if that file is out of date

The faults and the server are in tests/support/network_faults.py. A row of the table shows the
outcome of all reads and all writes; a call with another outcome has its own row.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import multiprocessing
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Python adds only the script's own folder to the import path.
sys.path += [str(ROOT / each) for each in ("scripts", "tests")]

from support.calls import ATTEMPTS, operation_kinds
from support.network_faults import Cell, Outcome, list_faults, try_faults

TABLE = ROOT / "docs" / "contributing" / "network-faults.md"
PROCESSES = 2
FAULT_ORDER = {fault.label: number for number, fault in enumerate(list_faults(""))}
HEAD = """\
# Outcomes of network faults

The outcome of a call, for each fault of the network or the server and for each kind of operation.

<!-- Written by scripts/measure/faults.py; do not edit. -->

{introduction}

- *sent*: the number of complete requests that the server received, and the number of connections.
- *took*: the timeouts and the waits. A random wait has its longest duration.
- *problems*: the problems after the end of the fault. In a row without problems, the next call received its own
  response, a repetition of the first call returned, and no connection and no place in the pool was lost.

| fault | read | sent | took | write | sent | took | problems |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""
INTRODUCTION = """\
The script makes {cells:,} calls. It combines {faults} faults with {count} kinds of operation ({kinds}), and uses the
sync client and the async client under asyncio and trio. A fault lasts for all {attempts} attempts of a call, unless its
row states otherwise. The host that the redirects name received {redirected} connections.
"""


def try_part(number: int) -> tuple[list[Cell], int]:
    """Try every `PROCESSES`-th cell, starting with cell `number`."""
    numbers = itertools.count(number)
    return try_faults(lambda *_: next(numbers) % PROCESSES == 0)


def try_all() -> tuple[list[Cell], int]:
    """Try all cells, in several processes."""
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        parts = list(pool.map(try_part, range(PROCESSES)))
    return [cell for cells, _ in parts for cell in cells], sum(count for _, count in parts)


def format_table(cells: Sequence[Cell], redirected: int) -> str:
    """Return the table in Markdown."""
    by_fault: dict[str, list[Cell]] = {}
    # Restore the order of the faults: the cells come from several processes.
    for cell in sorted(cells, key=lambda cell: FAULT_ORDER[cell.fault]):
        by_fault.setdefault(cell.fault, []).append(cell)
    kinds = [kind.label for kind in operation_kinds()]
    introduction = INTRODUCTION.format(
        cells=len(cells),
        faults=len(by_fault),
        count=len(kinds),
        kinds=", ".join(kinds),
        attempts=ATTEMPTS,
        redirected=redirected,
    )
    rows = [row for fault, group in by_fault.items() for row in _format_rows(fault, group)]
    head = HEAD.format(introduction=textwrap.fill(" ".join(introduction.split()), 120))
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _format_rows(fault: str, cells: Sequence[Cell]) -> Iterator[list[str]]:
    """Yield the row of the most frequent outcomes, and one row for each other outcome."""
    sides = [_group([cell for cell in cells if cell.write == write]) for write in (False, True)]
    yield [fault, *_format_outcomes([next(iter(side), None) for side in sides])]
    for index, side in enumerate(sides):
        all_cells = [cell for group in side.values() for cell in group]
        for outcome in list(side)[1:]:
            outcomes: list[Outcome | None] = [None, None]
            outcomes[index] = outcome
            yield [f"… {_describe(side[outcome], all_cells)}", *_format_outcomes(outcomes)]


def _group(cells: Sequence[Cell]) -> dict[Outcome, list[Cell]]:
    """Group cells by outcome, the largest group first."""
    groups: dict[Outcome, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.outcome, []).append(cell)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def _describe(cells: Sequence[Cell], all_cells: Sequence[Cell]) -> str:
    """Return the kinds of `cells`, and their modes if other modes had another outcome."""
    kinds, modes = ({getattr(cell, name): 0 for cell in cells} for name in ("kind", "mode"))
    complete = len(kinds) > 1 and kinds.keys() == {cell.kind for cell in all_cells}
    text = "all" if complete else ", ".join(kinds)
    some_modes = modes.keys() != {cell.mode for cell in all_cells}
    return f"{text} ({', '.join(modes)})" if some_modes else text


def _format_outcomes(outcomes: Sequence[Outcome | None]) -> Iterator[str]:
    problems = list[str]()
    for outcome, side in zip(outcomes, ("read", "write"), strict=True):
        if outcome is None:
            yield from ("", "", "")
            continue
        yield outcome.result if outcome.result == "returned" else f"`{outcome.result}`"
        yield f"{outcome.requests} on {outcome.connections}"
        yield outcome.took
        if outcome.problems:
            problems.append(f"{side}: {outcome.problems}")
    yield "; ".join(problems)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the table, or compare it with the file. Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare the table, write nothing")
    options = parser.parse_args(arguments)
    before = TABLE.read_text(encoding="utf-8").splitlines() if options.check else []
    now = before
    # A late second response can reach the next call: a difference counts if it appears twice.
    for _ in range(2):
        started = time.monotonic()
        cells, redirected = try_all()
        text = format_table(cells, redirected)
        print(f"{len(cells):,} calls in {time.monotonic() - started:.1f} s")
        if not options.check:
            TABLE.write_text(text, encoding="utf-8")
            return 0
        now = text.splitlines()
        if now == before:
            break
    print("\n".join(difflib.unified_diff(before, now, TABLE.name, "now")) or "up to date")
    return int(before != now)


if __name__ == "__main__":
    sys.exit(main())
