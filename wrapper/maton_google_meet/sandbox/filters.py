"""Filters of lists, such as `start_time >= "2026-11-01T00:00:00Z" AND end_time IS NULL`.

OR binds more tightly than AND (https://google.aip.dev/160). A comparison with a field that has no
value is false.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from .refusals import InvalidValue

Condition = Callable[[Any], bool]
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|(<=|>=|!=|[=<>()])|([A-Za-z_][\w.]*)|(\S))')
_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
MAX_DEPTH = 50


class Field(NamedTuple):
    """A field to filter by."""

    value: Callable[[Any], str | None]
    """Return its value in an item of the list."""
    time: bool = False
    """True for a timestamp, which has an order and can be compared with NULL."""


def parse_timestamp(text: str) -> datetime:
    """Return the RFC 3339 timestamp `text`.

    Raises:
        ValueError: `text` is not a timestamp.
    """
    if not _RFC_3339.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text.upper())


class Filter:
    """A parsed expression; `condition` returns True for an item that matches it."""

    def __init__(self, expression: str, fields: Mapping[str, Field]) -> None:
        self._fields = fields
        matches = _TOKEN.finditer(expression)
        self._tokens = [next(filter(None, match.groups()), "") for match in matches]
        self._position = 0
        self.condition: Condition = self._parse_and(0)
        if self._position < len(self._tokens):
            raise self._make_error(f"{self._peek()!r} is unexpected")

    def _make_error(self, problem: str) -> InvalidValue:
        names = ", ".join(self._fields)
        return InvalidValue(f"{problem}; fields to filter by: {names}", ("filter",))

    def _peek(self) -> str:
        """Return the next token, or '' at the end."""
        return self._tokens[self._position] if self._position < len(self._tokens) else ""

    def _take(self, *words: str) -> bool:
        matches = self._peek().upper() in words
        self._position += matches
        return matches

    def _parse_and(self, depth: int) -> Condition:
        parts = [self._parse_or(depth)]
        while self._take("AND"):
            parts.append(self._parse_or(depth))
        return lambda item: all(part(item) for part in parts)

    def _parse_or(self, depth: int) -> Condition:
        parts = [self._parse_term(depth)]
        while self._take("OR"):
            parts.append(self._parse_term(depth))
        return lambda item: any(part(item) for part in parts)

    def _parse_term(self, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise self._make_error("it is nested too deeply")
        if self._take("NOT"):
            inner = self._parse_term(depth + 1)
            return lambda item: not inner(item)
        if self._take("("):
            inner = self._parse_and(depth + 1)
            if not self._take(")"):
                raise self._make_error("a ) is missing")
            return inner
        return self._parse_comparison()

    def _parse_comparison(self) -> Condition:
        name = self._peek()
        field = self._fields.get(name)
        if field is None:
            raise self._make_error(f"{name!r} is unknown" if name else "it ends too early")
        self._position += 1
        if self._take("IS"):
            absent = not self._take("NOT")
            if not (field.time and self._take("NULL")):
                raise self._make_error(f"IS takes a timestamp and NULL, not {name}")
            return lambda item: (field.value(item) is None) == absent
        symbol = self._peek()
        if symbol not in (COMPARISONS if field.time else ("=", "!=")):
            raise self._make_error(f"{name} cannot be compared by {symbol!r}")
        self._position += 1
        compare, operand = COMPARISONS[symbol], self._parse_value(field)
        self._position += 1

        def condition(item: Any) -> bool:
            value = field.value(item)
            if value is None:
                return False
            return compare(parse_timestamp(value) if field.time else value, operand)

        return condition

    def _parse_value(self, field: Field) -> Any:
        quoted = self._peek()
        try:
            if not quoted.startswith('"'):
                raise ValueError(quoted)
            text = json.loads(quoted)
            return parse_timestamp(text) if field.time else text
        except ValueError as error:
            kind = "a timestamp (RFC 3339)" if field.time else "a value"
            problem = f"expected {kind} in double quotes, got {quoted!r}"
            raise self._make_error(problem) from error
