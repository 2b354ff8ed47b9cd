"""What came back: tables for people, JSON for machines.

Names and texts come from other people: nothing of them reaches a terminal that it would act on.
"""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from maton_google_meet_api.runtime.text import escape_for_terminal

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

IDENTITY = "name"
# What is no longer than this stands on one line: a timestamp, say.
SHORT = 32
GAP = 2


def for_machines(json_given: bool | None) -> bool:
    """Whether JSON is wanted: as the user says, else where nobody looks."""
    return not sys.stdout.isatty() if json_given is None else json_given


def as_json(value: Any, *, indent: int | None = None) -> str:
    """Return `value` as JSON that is valid UTF-8, with everything a terminal might act on escaped.

    Other alphabets stay readable, unless stdout has another encoding: then the JSON is ASCII.
    """
    separators = (",", ":") if indent is None else None
    ascii_only = codecs.lookup(sys.stdout.encoding or "utf-8").name != "utf-8"
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=separators)
    return "\n".join(escape_for_terminal(line, _escaped) for line in text.split("\n"))


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value within `value` that holds no other, with its path; lists whole."""
    if isinstance(value, Mapping) and value:
        for key, each in value.items():
            yield from leaves(each, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def details(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """As `leaves`, and what stands in lists by its number."""
    for at, each in leaves(value, path):
        if isinstance(each, list) and each:
            for index, inner in enumerate(each):
                yield from details(inner, f"{at}[{index}]")
        else:
            yield at, each


def show_object(value: Mapping[str, Any] | None, *, machine: bool) -> None:
    """Print one answer; None is one that has nothing to say."""
    if machine:
        print(as_json(value or {}, indent=2))
    elif value is None:
        print("Done.")
    else:
        console().print(_record(value), soft_wrap=True)


def show_list(items: Iterable[Mapping[str, Any]], *, machine: bool) -> None:
    """Print the items of a list: for machines one a line, each as soon as it is there."""
    if machine:
        for item in items:
            print(as_json(item))
        return
    found = list(items)
    if not found:
        print("Nothing found.")
        return
    screen = console()
    table = _table(found, screen.width if screen.is_terminal else None)
    if table is not None:
        screen.print(table)
        return
    for index, item in enumerate(found):
        if index:
            screen.print()
        screen.print(_record(item), soft_wrap=True)


def console() -> Console:
    """Where tables and the like are shown."""
    from rich.console import Console

    # What is no terminal has no width; lines are then as long as they are.
    return Console(highlight=False, width=None if sys.stdout.isatty() else 100_000)


def _cell(value: Any) -> Text:
    from rich.text import Text

    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Text(escape_for_terminal(said), overflow="fold")


def _record(value: Mapping[str, Any]) -> Text:
    """A line for each field and what it holds; those with a long path go beyond the column."""
    from rich.text import Text

    rows = [(escape_for_terminal(path), _cell(each)) for path, each in details(value)]
    width = max((len(path) for path, _ in rows if len(path) <= SHORT), default=0)
    return Text("\n").join(
        Text.assemble((path, "bold"), " " * (max(width - len(path), 0) + GAP), held)
        for path, held in rows
    )


def _table(found: Sequence[Mapping[str, Any]], width: int | None) -> Table | None:
    """A row for each item, a column for each field that holds a single value; None where that
    would not be readable in `width`."""
    from rich.table import Table

    rows = [dict(leaves(item)) for item in found]
    named = dict.fromkeys(
        path for row in rows for path, value in row.items() if not isinstance(value, list | Mapping)
    )
    columns = sorted(named, key=lambda path: path != IDENTITY)
    cells = [[_cell(row[path]) if path in row else _cell("") for path in columns] for row in rows]
    widths = [
        max(column.cell_len for column in (_cell(path), *(row[index] for row in cells)))
        for index, path in enumerate(columns)
    ]
    whole = [
        each if path == IDENTITY else min(each, SHORT)
        for path, each in zip(columns, widths, strict=True)
    ]
    if width is not None and sum(whole) + GAP * len(whole) > width:
        return None
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for path, least in zip(columns, whole, strict=True):
        table.add_column(_cell(path), overflow="fold", min_width=least)
    for row in cells:
        table.add_row(*row)
    return table
