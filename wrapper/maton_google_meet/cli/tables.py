"""Tables and records for people, drawn by rich.

A table shows times in the local time zone to the minute, the last part of resource names, and the
columns that fit. `--wide` shows all values as the API sends them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from maton_google_meet_api.runtime.schemas import Node
from maton_google_meet_api.runtime.text import escape_for_terminal

from ..facade import list_kinds
from .columns import (
    DURATION,
    KIND,
    PERSON,
    Column,
    expand_columns,
    find_duration,
    find_identity,
    find_person,
    find_value,
    list_columns,
    list_details,
    list_leaves,
    list_required,
    name_headings,
    parse_time,
)
from .errors import require
from .formats import Writer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

ONGOING = "ongoing"
# Values up to this width stay on one line.
MAX_LABEL_WIDTH = 32
# The least width of a longer text.
MIN_TEXT_WIDTH = 20
COLUMN_GAP = 2
# A resource name: kinds and ids in turn.
NAME = re.compile(r"[a-z][A-Za-z]*/[^/\s]+(?:/[a-z][A-Za-z]*/[^/\s]+)*")
# A joiner before a letter, or before the sign that removes its vowel.
LETTER_JOINER = re.compile(r"\u200d(?=[^\W\d_]|\u09cd)")
UNLIMITED_WIDTH = 100_000  # Without a terminal, lines are not wrapped.
# The ranks of columns: if a table is too wide, the highest rank is dropped first.
NEVER, LATE, MIDDLE, EARLY, FIRST = range(5)


def make_console(stream: TextIO | None = None, *, color: bool = True) -> Console:
    """Return a console for `stream`, by default stdout.

    Raises:
        CommandError: rich is not installed.
    """
    import sys

    require("rich", "A table")
    from rich.console import Console

    class PipeConsole(Console):
        def on_broken_pipe(self) -> None:
            """Raise the error, in place of the exit code 1 of rich."""
            raise  # noqa: PLE0704 - rich calls this method while it handles the error

    output = stream or sys.stdout
    return PipeConsole(
        file=output,
        highlight=False,
        color_system="auto" if color else None,
        width=None if output.isatty() else UNLIMITED_WIDTH,
    )


class _Shown(NamedTuple):
    """A column of a table: its heading, its cells and its importance."""

    heading: str
    cells: list[str]
    rank: int
    whole: bool
    """True if its cells stay on one line."""
    offsets: frozenset[timedelta] = frozenset()
    """The offsets from UTC of its local times."""


class TableWriter(Writer):
    """A table of a list, or a line for each field of an object."""

    def __init__(
        self,
        stream: TextIO,
        schema: Node,
        columns: Sequence[Column],
        *,
        wide: bool = False,
        color: bool = True,
        partial: bool = False,
        zone: tzinfo | None = None,
    ) -> None:
        super().__init__(stream, schema, columns)
        self.console: Console = make_console(stream, color=color)
        self.wide = wide
        self.partial = partial
        """True if an item without an end may have ended: the caller requested only some fields."""
        self.zone = zone
        """The time zone; None for that of the computer."""
        self.items: list[Mapping[str, Any]] = []
        self.identity: str = find_identity(schema)
        self.required: list[str] = list_required(schema)

    def write_object(self, value: Mapping[str, Any] | None) -> None:
        """Write one response; None is a response without a body."""
        if value is None:
            self.stream.write("Done.\n")
        else:
            self.console.print(_make_record(self._pick(value)), soft_wrap=True)

    def add(self, item: Mapping[str, Any]) -> None:
        """Keep an item for the table."""
        self.items.append(item)

    def end(self, *, complete: bool) -> None:
        """Print the table: the width of a column depends on all rows."""
        if not self.items:
            self.stream.write("Nothing found.\n" if complete else "")
            return
        width = self.console.width if self.stream.isatty() else None
        shown = fit_columns(add_zone(self._list_shown()), width)
        if shown is not None:
            widths = [columns for _, columns in shown]
            self._print_row([column.heading for column, _ in shown], widths, "bold")
            for row in zip(*(column.cells for column, _ in shown), strict=True):
                self._print_row(row, widths)
            return
        for index, item in enumerate(self.items):
            if index:
                self.console.print()
            self.console.print(_make_record(self._pick(item)), soft_wrap=True)

    def _print_row(self, cells: Sequence[str], widths: Sequence[int], style: str = "") -> None:
        """Print a row, with a long cell on several lines.

        The tables of rich would give joined letters another width than terminals do.
        """
        from rich.text import Text

        parts = [
            [text] if measure_text(text.plain) <= width else text.wrap(self.console, width)
            for text, width in zip(map(_make_text, cells), widths, strict=True)
        ]
        for index in range(max(map(len, parts), default=1)):
            line = Text(style=style)
            for part, width in zip(parts, widths, strict=True):
                text = part[index] if index < len(part) else Text()
                line.append_text(text)
                line.append(" " * (width - measure_text(text.plain) + COLUMN_GAP))
            line.rstrip()
            self.console.print(line, soft_wrap=True)

    def _list_shown(self) -> list[_Shown]:
        """Return the columns of the table in order, without the empty ones."""
        columns = expand_columns(self.columns) if self.columns else self._list_default()
        headings = {} if self.wide else name_headings(list_columns(self.schema))
        if not self.wide:
            headings |= {self.marks.start: "start", self.marks.end: "end"}
        names = {each.path for each in columns}
        shown = list[_Shown]()
        for column in columns:
            heading = headings.get(column.path, column.path)
            offsets = set[timedelta]()
            cells = self._make_cells(column, names, offsets)
            rank = NEVER if self.columns or self.wide else self._rank(column)
            whole = _is_time(column.schema) or column.path in (self.identity, KIND, DURATION)
            if self.columns or any(cells):
                shown.append(_Shown(heading, cells, rank, whole, frozenset(offsets)))
        return shown

    def _list_default(self) -> list[Column]:
        """Return the identity, the person, the times, and the other fields of the document and of
        the items."""
        marks = self.marks
        computed = [PERSON, KIND] if marks.people else []
        duration = [DURATION] if marks.start and marks.end else []
        fields = {
            path: column
            for path, column in list_columns(self.schema).items()
            if not any(isinstance(find_value(item, column, marks), Mapping) for item in self.items)
        }
        for item in self.items:
            for path, value in list_leaves(item):
                if path not in ("", *computed, *duration) and not isinstance(value, list | Mapping):
                    fields.setdefault(path, Column(path, {}))
        first = [self.identity, *computed, marks.start, marks.end, *duration]
        skipped = {marks.seconds, *(path for _, path in marks.people.values())}
        order = [*first, *(path for path in fields if path not in {*first, *skipped})]
        columns = [
            fields.get(path) or Column(path, {}, computed=True)
            for path in order
            if path in fields or path in (*computed, *duration)
        ]
        return [each for each in columns if self.wide or not _is_list(each.schema)]

    def _rank(self, column: Column) -> int:
        marks = self.marks
        if column.path in (*self.required, PERSON):
            return NEVER
        if column.path in (marks.start, DURATION, KIND):
            return LATE
        if column.path == marks.end:
            return LATE if marks.seconds else EARLY
        is_own = "." not in column.path and column.schema
        return MIDDLE if is_own and not _is_time(column.schema) else FIRST

    def _make_cells(self, column: Column, names: set[str], offsets: set[timedelta]) -> list[str]:
        """Return the cells of a column, and add the offsets of its times to `offsets`.

        `names` are the paths of all columns.
        """
        values: Sequence[Any] = [find_value(item, column, self.marks) for item in self.items]
        if self.wide and not column.computed:
            format = _format_utc if _is_time(column.schema) else _format_value
            return [format(value) for value in values]
        if column.computed:
            return [self._format_computed(item, column.path) for item in self.items]
        if _is_time(column.schema):
            cells = [_format_local(value, offsets, self.zone) for value in values]
            # The cell of the duration shows that an item is open, unless the duration is a field.
            if column.path == self.marks.end and (self.marks.seconds or DURATION not in names):
                return [
                    cell or self._describe_open(item)
                    for cell, item in zip(cells, self.items, strict=True)
                ]
            return cells
        if column.path == self.identity or not column.schema.get("x-untrusted"):
            values = shorten_names(values)
        return [_format_value(value) for value in values]

    def _format_computed(self, item: Mapping[str, Any], name: str) -> str:
        if name == DURATION:
            duration = find_duration(item, self.marks)
            return self._describe_open(item) if duration is None else format_duration(duration)
        person, kind = find_person(item, self.marks)
        return (person if name == PERSON else kind and kind.replace("_", " ")) or ""

    def _describe_open(self, item: Mapping[str, Any]) -> str:
        """Return the word for an item that has begun and has not ended."""
        is_open = item.get(self.marks.start) and not item.get(self.marks.end)
        return ONGOING if is_open and not self.partial else ""


def add_zone(columns: Sequence[_Shown]) -> list[_Shown]:
    """Return the columns with the time zone in the heading of the first column of times."""
    zone = _name_zone([*{offset for column in columns for offset in column.offsets}])
    first = next((at for at, column in enumerate(columns) if column.offsets), None)
    return [
        column._replace(heading=f"{column.heading} {zone}") if at == first else column
        for at, column in enumerate(columns)
    ]


def fit_columns(columns: Sequence[_Shown], width: int | None) -> list[tuple[_Shown, int]] | None:
    """Return the columns that fit, each with its width; None if they cannot fit.

    Columns are dropped by their rank, the last one of a rank first. Long texts share the rest.
    """
    left = [(column, *_measure(column)) for column in columns]
    if width is None:
        return [(column, natural) for column, _, natural in left]
    while (room := width - _add_widths([least for _, least, _ in left])) < 0:
        rank = max(column.rank for column, _, _ in left)
        if rank == NEVER or len(left) == 2:  # A single column is not a useful table.
            return None
        del left[max(at for at, (column, _, _) in enumerate(left) if column.rank == rank)]
    fitted = list[tuple[_Shown, int]]()
    texts = sum(least < natural for _, least, natural in left)
    for column, least, natural in left:
        more = min(natural - least, room // max(texts, 1))
        texts -= least < natural
        room -= more
        fitted.append((column, least + more))
    return fitted


def _add_widths(widths: Sequence[int]) -> int:
    return sum(widths) + COLUMN_GAP * (len(widths) - 1)


def _measure(column: _Shown) -> tuple[int, int]:
    """Return the least and the natural width of a column."""
    texts = map(escape_for_terminal, (column.heading, *column.cells))
    heading, *cells = map(measure_text, texts)
    natural = max(heading, *cells)
    if column.whole or natural <= MAX_LABEL_WIDTH or column.rank >= EARLY:
        return natural, natural
    return max(MIN_TEXT_WIDTH, heading), natural


def measure_text(text: str) -> int:
    """Return the number of columns that a terminal gives to `text`.

    `cell_len` skips the letter after a joiner, as in an emoji.
    https://github.com/Textualize/rich/blob/v15.0.0/rich/cells.py
    """
    from rich.cells import cell_len

    return sum(map(cell_len, LETTER_JOINER.split(text)))


def shorten_names(values: Sequence[Any]) -> Sequence[Any]:
    """Return the last part of each value, if all values are resource names.

    Return them unchanged if two different names have the same last part.
    """
    names = [value for value in values if value not in (None, "")]
    if not all(isinstance(name, str) and NAME.fullmatch(name) for name in names):
        return values
    short = {name: name.rpartition("/")[2] for name in names}
    if len(set(short.values())) < len(short):
        return values
    return [short[value] if value else value for value in values]


def format_duration(duration: timedelta) -> str:
    """Return a duration for people: in seconds, or from one minute on in hours and minutes."""
    seconds = round(duration.total_seconds())
    hours, minutes = divmod((seconds + 30) // 60, 60)
    if seconds < 60:
        return f"{seconds} s"
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def _name_zone(offsets: Sequence[timedelta]) -> str:
    """Return the offset of the local times, or both if the clocks changed between them."""
    names = list[str]()
    for offset in sorted(offsets):
        minutes = abs(int(offset.total_seconds())) // 60
        names.append(f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}")
    return "UTC" if names == ["+00:00"] else f"UTC{'/'.join(names)}"


def _format_local(value: Any, offsets: set[timedelta], zone: tzinfo | None) -> str:
    """Return a time in the zone to the minute, and add its offset to `offsets`."""
    moment = parse_time(value)
    try:
        local = moment and moment.astimezone(zone)
    except (OverflowError, OSError, ValueError):  # At the ends of the calendar.
        local = None
    if local is None:
        return _format_value(value)
    offsets.add(local.utcoffset() or timedelta())
    return local.replace(tzinfo=None).isoformat(" ", "minutes")


def _format_utc(value: Any) -> str:
    moment = parse_time(value)
    try:
        utc = moment and moment.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        utc = None
    return f"{utc.isoformat(timespec='seconds')}Z" if utc else _format_value(value)


def _format_value(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_time(schema: Node) -> bool:
    return "date-time" in [kind.get("format") for kind in list_kinds(schema)] if schema else False


def _is_list(schema: Node) -> bool:
    return any("items" in kind for kind in list_kinds(schema)) if schema else False


def _make_text(value: Any) -> Text:
    from rich.text import Text

    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Text(escape_for_terminal(text), overflow="fold")


def _make_record(value: Mapping[str, Any]) -> Text:
    """Return a line for each field. Paths longer than the column shift their values."""
    from rich.text import Text

    rows = [(escape_for_terminal(path), _make_text(each)) for path, each in list_details(value)]
    width = max((len(path) for path, _ in rows if len(path) <= MAX_LABEL_WIDTH), default=0)
    return Text("\n").join(
        Text.assemble((path, "bold"), " " * (max(width - len(path), 0) + COLUMN_GAP), cell)
        for path, cell in rows
    )
