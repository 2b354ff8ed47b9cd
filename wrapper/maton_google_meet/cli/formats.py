"""The formats for programs: JSON, lines of JSON, YAML and CSV.

Names and texts come from other people. Escape every character that a terminal would act on.
"""

from __future__ import annotations

import abc
import codecs
import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, TextIO

from maton_google_meet_api.runtime.schemas import Node
from maton_google_meet_api.runtime.text import escape_for_terminal

from .. import json_text
from ..cells import format_cell, guard_formula
from .columns import (
    Column,
    Marks,
    expand_columns,
    find_value,
    list_columns,
    list_leaves,
    pick_fields,
    read_marks,
)
from .errors import require


def is_unicode(stream: TextIO) -> bool:
    """Return True if `stream` can represent every character."""
    return codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name == "utf-8"


def format_json(value: Any, *, indent: int | None = None, stream: TextIO | None = None) -> str:
    """Return `value` as valid UTF-8 JSON, with every character escaped that a terminal acts on.

    Other alphabets stay readable. If the encoding of `stream`, by default stdout, is not UTF-8, the
    JSON is ASCII.
    """
    import sys

    ascii_only = not is_unicode(sys.stdout if stream is None else stream)
    return json_text.format_json(value, indent=indent, ascii_only=ascii_only)


class Writer(abc.ABC):
    """The base of the writers: it writes an object, or the items of a list one by one."""

    def __init__(self, stream: TextIO, schema: Node, columns: Sequence[Column]) -> None:
        self.stream = stream
        self.schema = schema
        """The schema of the object, or of an item of the list."""
        self.columns = columns
        """The selected columns; empty if all fields are written."""
        self.marks: Marks = read_marks(schema)
        self.count = 0
        """The number of items."""

    @abc.abstractmethod
    def write_object(self, value: Mapping[str, Any] | None) -> None:
        """Write one response; None is a response without a body."""

    @abc.abstractmethod
    def add(self, item: Mapping[str, Any]) -> None:
        """Write an item of a list as soon as it arrives."""

    def end(self, *, complete: bool) -> None:  # noqa: B027 - lines have no end
        """Write the end of a list. Not all items arrived unless it is `complete`."""

    def _pick(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        return pick_fields(value, self.columns, self.marks) if self.columns else value


class JsonWriter(Writer):
    """One JSON document: an object, or an array, which is valid even after an interruption."""

    def write_object(self, value: Mapping[str, Any] | None) -> None:
        """Write one response; None is a response without a body."""
        text = format_json(self._pick(value or {}), indent=2, stream=self.stream)
        self.stream.write(f"{text}\n")

    def add(self, item: Mapping[str, Any]) -> None:
        """Write an item of a list as soon as it arrives."""
        text = format_json(self._pick(item), indent=2, stream=self.stream).replace("\n", "\n  ")
        self.stream.write(f"{',' if self.count else '['}\n  {text}")
        self.count += 1

    def end(self, *, complete: bool) -> None:
        """Write the end of a list."""
        if self.count or complete:
            self.stream.write("\n]\n" if self.count else "[]\n")


class LinesWriter(Writer):
    """A line of JSON for each object."""

    def write_object(self, value: Mapping[str, Any] | None) -> None:
        """Write one response; None is a response without a body."""
        self.add(value or {})

    def add(self, item: Mapping[str, Any]) -> None:
        """Write an item of a list as soon as it arrives."""
        self.stream.write(f"{format_json(self._pick(item), stream=self.stream)}\n")
        self.count += 1


class YamlWriter(Writer):
    """One YAML document: a mapping, or a sequence."""

    def __init__(self, stream: TextIO, schema: Node, columns: Sequence[Column]) -> None:
        super().__init__(stream, schema, columns)
        self.dump: Callable[[Any], str] = make_yaml_dumper(is_unicode(stream))

    def write_object(self, value: Mapping[str, Any] | None) -> None:
        """Write one response; None is a response without a body."""
        self.stream.write(self.dump(self._pick(value or {})))

    def add(self, item: Mapping[str, Any]) -> None:
        """Write an item of a list as soon as it arrives."""
        self.stream.write(self.dump([self._pick(item)]))
        self.count += 1

    def end(self, *, complete: bool) -> None:
        """Write the end of a list."""
        if complete and not self.count:
            self.stream.write("[]\n")


def make_yaml_dumper(allow_unicode: bool) -> Callable[[Any], str]:
    """Return the function that writes a value as YAML.

    Raises:
        CommandError: PyYAML is not installed.
    """
    require("yaml", "--format yaml")
    yaml: Any = import_module("yaml")

    def represent_text(dumper: Any, text: str) -> Any:
        # Only quoted text can contain escapes. PyYAML does not quote 1e3 and 0o7,
        # which are numbers in YAML 1.2: https://github.com/yaml/pyyaml/issues/860
        style = None if escape_for_terminal(text) == text and not _is_number(text) else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)

    dumper: Any = type("Dumper", (yaml.SafeDumper,), {"ignore_aliases": lambda *_: True})
    dumper.add_representer(str, represent_text)

    def dump(value: Any) -> str:
        text: str = yaml.dump(
            value,
            Dumper=dumper,
            allow_unicode=allow_unicode,
            default_flow_style=False,
            sort_keys=False,
            width=float("inf"),
        )
        return "\n".join(escape_for_terminal(line, _escape_yaml) for line in text.split("\n"))

    return dump


def _is_number(text: str) -> bool:
    """Return True if a reader of YAML 1.2 could read plain `text` as a number."""
    return re.fullmatch(r"0o[0-7]+|[-+]?[\d.]+([eE][-+]?\d+)?", text) is not None


def _escape_yaml(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


class CsvWriter(Writer):
    """A table for spreadsheets: a header, and a row for each object.

    The header contains all fields of the document, so it depends on no row. Texts that a
    spreadsheet would run as a formula begin with an apostrophe.
    """

    def __init__(self, stream: TextIO, schema: Node, columns: Sequence[Column]) -> None:
        import csv

        super().__init__(stream, schema, columns)
        self.fields: list[Column] = expand_columns(columns) or [*list_columns(schema).values()]
        self.writer: Any = csv.writer(stream, lineterminator="\n")
        self.on_terminal: bool = stream.isatty()

    def write_object(self, value: Mapping[str, Any] | None) -> None:
        """Write one response; None is a response without a body."""
        if not self.columns:
            paths = [path for path, _ in list_leaves(value or {}) if path]
            known = tuple(field.path for field in self.fields)
            self.fields += [
                Column(path, {})
                for path in paths
                if not any(path == each or path.startswith(f"{each}.") for each in known)
            ]
        if value is not None:
            self.add(value)

    def add(self, item: Mapping[str, Any]) -> None:
        """Write an item of a list as soon as it arrives."""
        self._write_header()
        values = [find_value(item, field, self.marks) for field in self.fields]
        self.writer.writerow([self._format_cell(value) for value in values])
        self.count += 1

    def end(self, *, complete: bool) -> None:
        """Write the end of a list."""
        if complete:
            self._write_header()

    def _write_header(self) -> None:
        if not self.count and self.fields:
            self.writer.writerow([self._format_cell(field.path) for field in self.fields])

    def _format_cell(self, value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            return format_json(value, stream=self.stream)
        if self.on_terminal:
            return escape_for_terminal(guard_formula(value))
        return format_cell(value)


WRITERS: Mapping[str, type[Writer]] = {
    "json": JsonWriter,
    "jsonl": LinesWriter,
    "yaml": YamlWriter,
    "csv": CsvWriter,
}
