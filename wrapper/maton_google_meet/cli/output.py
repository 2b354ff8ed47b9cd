"""Printed responses: a format, a selection of fields, and a file or stdout."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from maton_google_meet_api.runtime.schemas import Node
from maton_google_meet_api.runtime.text import escape_for_terminal

from ..facade import find_items
from .columns import Column, has_field, refuse_name, select_columns
from .errors import CommandError, is_installed
from .formats import WRITERS, Writer
from .program import FORMAT_VARIABLE, FORMATS, STDOUT_PATH, USAGE

if TYPE_CHECKING:
    from datetime import tzinfo

    from .progress import Progress

TABLE, JSON, LINES, CSV = "table", "json", "jsonl", "csv"
MARKDOWN, TEXT = "md", "txt"  # Reports have formats of their own.
BYTE_ORDER_MARK = "\ufeff"


def choose_format(
    format: str | None,
    json: bool | None,
    *,
    lists: bool = False,
    path: str | None = None,
    formats: Collection[str] = FORMATS,
    text: str = TABLE,
) -> str:
    """Return the format of a response.

    The first of these decides: --format, --json or --no-json, `MATON_GOOGLE_MEET_FORMAT`, a
    terminal for which rich can draw tables. `--json` means lines for a list.

    Args:
        format: The value of --format.
        json: The value of --json or --no-json.
        lists: True for a list.
        path: The value of -o.
        formats: The formats of the command. The variable has no effect if it names another one.
        text: The format for people.
    """
    machine = LINES if lists else JSON
    if format is not None:
        if json is not None and json is (format not in (JSON, LINES)):
            flag = "--json" if json else "--no-json"
            raise CommandError(USAGE, f"{flag} cannot be combined with --format {format}.")
        return format
    if json is not None:
        return machine if json else text
    if variable := os.environ.get(FORMAT_VARIABLE):
        if variable not in FORMATS:
            names = ", ".join(FORMATS)
            raise CommandError(USAGE, f"{FORMAT_VARIABLE}={variable} is not one of {names}.")
        if variable == TABLE or variable in formats:
            return text if variable == TABLE else variable
    on_terminal = path in (None, STDOUT_PATH) and sys.stdout.isatty()
    return text if on_terminal and (text != TABLE or is_installed("rich")) else machine


class Printer:
    """The output of one command.

    Args:
        format: The format.
        select: The fields to print; all of them if it is empty.
        path: The file to write; stdout if it is None or `-`.
        wide: Show each value of a table in full.
        color: Use colors and bold text.
        progress: The display of the progress of lists.
        zone: The time zone of tables; None for that of the computer.
        bom: Begin a file or a pipe with a byte order mark.
    """

    def __init__(
        self,
        format: str,
        select: Sequence[str] = (),
        path: str | None = None,
        wide: bool = False,
        color: bool = True,
        progress: Progress | None = None,
        zone: tzinfo | None = None,
        bom: bool = False,
    ) -> None:
        self.format = format
        self.select = select
        self.path: str | None = None if path == STDOUT_PATH else path
        self.wide = wide
        self.color = color
        self.progress = progress
        self.zone = zone
        self.bom = bom

    def check(self, schema: Node, *, lists: bool = False, strict: bool = False) -> None:
        """Raise `CommandError` if a response cannot be printed, before anything is sent.

        Args:
            schema: The schema of the response.
            lists: True for a list.
            strict: Accept only fields of the document.
        """
        schema = find_items(schema)[1] if lists else schema
        columns = select_columns(self.select, schema, strict=strict)
        self._make_writer(sys.stdout, schema, columns, partial=False)
        self.check_path()

    def check_path(self) -> None:
        """Raise `CommandError` if the file cannot be written."""
        if self.path is not None:
            from .files import check_file

            check_file(self.path)

    def print_object(self, value: Mapping[str, Any] | None, schema: Node) -> None:
        """Print one response; None is a response without a body.

        Args:
            value: The response.
            schema: Its schema.
        """
        columns = select_columns(self.select, schema)
        _check_fields(value or {}, columns, schema)
        with self._open(lambda: False) as stream:
            self._make_writer(stream, schema, columns, partial=False).write_object(value)

    def print_list(
        self,
        items: Iterable[Mapping[str, Any]],
        schema: Node,
        total: int | None = None,
        *,
        partial: bool = False,
    ) -> None:
        """Print the items of a list, if possible as soon as they arrive.

        After an exception or interrupt, the output contains the items before it.

        Args:
            items: The items.
            schema: The schema of the response that contains them.
            total: The most items.
            partial: True if the caller requested only a part of each item.
        """
        schema = find_items(schema)[1]
        columns = select_columns(self.select, schema)
        count = 0
        if self.progress is not None:
            items = self.progress.count(items, total)
        with self._open(lambda: count > 0) as stream:
            writer = self._make_writer(stream, schema, columns, partial=partial)
            try:
                for item in items:
                    if not count:
                        _check_fields(item, columns, schema)
                    writer.add(item)
                    stream.flush()
                    count += 1
            except BaseException:
                if self.progress is not None:
                    self.progress.stop()
                writer.end(complete=False)
                raise
            if not count:
                _check_fields({}, columns, schema)
            writer.end(complete=True)

    def print_text(self, texts: Iterable[str]) -> None:
        """Print texts that are already formatted, each as soon as it arrives.

        On a terminal, escape every character that the terminal would act on.
        """
        count = 0
        with self._open(lambda: count > 0) as stream:
            on_terminal = stream.isatty()
            for text in texts:
                stream.write(escape_lines(text) if on_terminal else text)
                stream.flush()
                count += 1

    @contextlib.contextmanager
    def _open(self, has_rows: Any) -> Generator[TextIO]:
        if self.path is None:
            self._begin(sys.stdout)
            yield sys.stdout
            sys.stdout.flush()
            return
        from .files import open_file

        with open_file(self.path, has_rows) as file:
            self._begin(file)
            yield file

    def _begin(self, stream: TextIO) -> None:
        if self.bom and not stream.isatty():
            stream.write(BYTE_ORDER_MARK)

    def _make_writer(
        self, stream: TextIO, schema: Node, columns: Sequence[Column], *, partial: bool
    ) -> Writer:
        if self.format in WRITERS:
            return WRITERS[self.format](stream, schema, columns)
        from .tables import TableWriter

        return TableWriter(
            stream,
            schema,
            columns,
            wide=self.wide,
            color=self.color,
            partial=partial,
            zone=self.zone,
        )


def wrap_items(schema: Node) -> Node:
    """Return the schema of a response that lists items of this schema."""
    return {"type": "object", "properties": {"items": {"type": "array", "items": schema}}}


def make_progress(format: str, path: str | None, *, color: bool, writes: bool) -> Progress | None:
    """Return the display of the progress on stderr; None without a terminal.

    Args:
        format: The format of the output.
        path: The value of -o.
        color: Use colors.
        writes: True if the command may ask before a write.
    """
    if not sys.stderr.isatty():
        return None
    from .progress import Progress

    streams = format != TABLE and path in (None, STDOUT_PATH) and sys.stdout.isatty()
    return Progress(calm=writes or streams, color=color)


def escape_lines(text: str) -> str:
    """Return `text` with its line breaks, and with other characters escaped for a terminal."""
    return "\n".join(map(escape_for_terminal, text.split("\n")))


def _check_fields(item: Mapping[str, Any], columns: Iterable[Column], schema: Node) -> None:
    """Raise `CommandError` for a column that neither the document nor the item has."""
    for column in columns:
        if not column.known and not has_field(item, column.path):
            raise refuse_name(column.path, schema)
