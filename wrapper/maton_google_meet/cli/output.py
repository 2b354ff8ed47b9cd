"""Printed responses: tables for people, JSON for machines.

Names and texts come from other people. Escape every character that a terminal would act on.
"""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from maton_google_meet_api.runtime.text import escape_for_terminal

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

IDENTITY = "name"
# Values up to this width, such as timestamps, stay on one line.
MAX_LABEL_WIDTH = 32
COLUMN_GAP = 2


def use_json(json_given: bool | None) -> bool:
    """Return True to print JSON: by --json or --no-json, else unless stdout is a terminal."""
    return not sys.stdout.isatty() if json_given is None else json_given


def format_json(value: Any, *, indent: int | None = None, stream: TextIO | None = None) -> str:
    """Return `value` as valid UTF-8 JSON, with every character escaped that a terminal acts on.

    Other alphabets stay readable. If the encoding of `stream`, by default stdout, is not UTF-8, the
    JSON is ASCII.
    """
    separators = (",", ":") if indent is None else None
    ascii_only = codecs.lookup((stream or sys.stdout).encoding or "utf-8").name != "utf-8"
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=separators)
    return "\n".join(escape_for_terminal(line, _escape) for line in text.split("\n"))


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def list_leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and value of each field, at any depth. A list is one value."""
    if isinstance(value, Mapping) and value:
        for key, each in value.items():
            yield from list_leaves(each, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def list_details(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and value of each field and each list item, at any depth."""
    for at, each in list_leaves(value, path):
        if isinstance(each, list) and each:
            for index, inner in enumerate(each):
                yield from list_details(inner, f"{at}[{index}]")
        else:
            yield at, each


def show_object(value: Mapping[str, Any] | None, *, machine: bool) -> None:
    """Print one response; None is a response without a body."""
    if machine:
        print(format_json(value or {}, indent=2))
    elif value is None:
        print("Done.")
    else:
        make_console().print(_make_record(value), soft_wrap=True)


def show_list(items: Iterable[Mapping[str, Any]], *, machine: bool) -> None:
    """Print the items of a list. JSON has one line per item, printed as soon as it arrives."""
    if machine:
        for item in items:
            print(format_json(item))
        return
    rows = list(items)
    if not rows:
        print("Nothing found.")
        return
    screen = make_console()
    table = _make_table(rows, screen.width if screen.is_terminal else None)
    if table is not None:
        screen.print(table)
        return
    for index, item in enumerate(rows):
        if index:
            screen.print()
        screen.print(_make_record(item), soft_wrap=True)


def make_console() -> Console:
    """Return a console for stdout."""
    from rich.console import Console

    # Without a terminal, lines are not wrapped.
    return Console(highlight=False, width=None if sys.stdout.isatty() else 100_000)


def _make_cell(value: Any) -> Text:
    from rich.text import Text

    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Text(escape_for_terminal(text), overflow="fold")


def _make_record(value: Mapping[str, Any]) -> Text:
    """Return a line for each field. Paths longer than the column shift their values."""
    from rich.text import Text

    rows = [(escape_for_terminal(path), _make_cell(each)) for path, each in list_details(value)]
    width = max((len(path) for path, _ in rows if len(path) <= MAX_LABEL_WIDTH), default=0)
    return Text("\n").join(
        Text.assemble((path, "bold"), " " * (max(width - len(path), 0) + COLUMN_GAP), cell)
        for path, cell in rows
    )


def _make_table(items: Sequence[Mapping[str, Any]], width: int | None) -> Table | None:
    """Return a table with a column for each scalar field, or None if `width` is too narrow."""
    from rich.table import Table

    rows = [dict(list_leaves(item)) for item in items]
    paths = dict.fromkeys(
        path for row in rows for path, value in row.items() if not isinstance(value, list | Mapping)
    )
    columns = sorted(paths, key=lambda path: path != IDENTITY)
    cells = [[_make_cell(row.get(path, "")) for path in columns] for row in rows]
    widths = [
        max(column.cell_len for column in (_make_cell(path), *(row[index] for row in cells)))
        for index, path in enumerate(columns)
    ]
    min_widths = [
        each if path == IDENTITY else min(each, MAX_LABEL_WIDTH)
        for path, each in zip(columns, widths, strict=True)
    ]
    if width is not None and sum(min_widths) + COLUMN_GAP * len(min_widths) > width:
        return None
    table = Table(box=None, pad_edge=False, padding=(0, COLUMN_GAP, 0, 0), header_style="bold")
    for path, min_width in zip(columns, min_widths, strict=True):
        table.add_column(_make_cell(path), overflow="fold", min_width=min_width)
    for row in cells:
        table.add_row(*row)
    return table
