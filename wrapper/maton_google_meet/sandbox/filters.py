"""Filters of lists: conditions such as `start_time >= "2026-11-01T00:00:00Z" AND end_time IS NULL`.

As in https://google.aip.dev/160, OR binds more tightly than AND. A comparison with a field that has
no value is false.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from .refusals import Invalid

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
DEEPEST = 50


class Field(NamedTuple):
    """A field to filter by."""

    value: Callable[[Any], str | None]
    """Its value in a thing of the list."""
    time: bool = False
    """Whether it is a timestamp, which can be compared by order and with NULL."""


def moment(text: str) -> datetime:
    """The timestamp `text`, RFC 3339.

    Raises:
        ValueError: It is none.
    """
    if not _RFC_3339.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text.upper())


class Filter:
    """Reads one expression; `condition` tells whether a thing fits it."""

    def __init__(self, expression: str, fields: Mapping[str, Field]) -> None:
        self._fields = fields
        self._tokens = [found.groups() for found in _TOKEN.finditer(expression)]
        self._at = 0
        self.condition: Condition = self._all(0)
        if self._at < len(self._tokens):
            raise self._fault(f"{self._word()!r} was not expected")

    def _fault(self, what: str) -> Invalid:
        return Invalid(f"{what}; fields to filter by: {', '.join(self._fields)}", ("filter",))

    def _word(self) -> str:
        """The next token, as it stands; empty at the end."""
        found = self._tokens[self._at] if self._at < len(self._tokens) else ()
        return next((each for each in found if each), "")

    def _take(self, *words: str) -> bool:
        found = self._word().upper() in words
        self._at += found
        return found

    def _all(self, depth: int) -> Condition:
        parts = [self._any(depth)]
        while self._take("AND"):
            parts.append(self._any(depth))
        return lambda thing: all(part(thing) for part in parts)

    def _any(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self._take("OR"):
            parts.append(self._one(depth))
        return lambda thing: any(part(thing) for part in parts)

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise self._fault("it is nested too deeply")
        if self._take("NOT"):
            inner = self._one(depth + 1)
            return lambda thing: not inner(thing)
        if self._take("("):
            inner = self._all(depth + 1)
            if not self._take(")"):
                raise self._fault("a ) is missing")
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        name = self._word()
        field = self._fields.get(name)
        if field is None:
            raise self._fault(f"{name!r} is no such field" if name else "it ends too early")
        self._at += 1
        if self._take("IS"):
            absent = not self._take("NOT")
            if not (field.time and self._take("NULL")):
                raise self._fault(f"{name} IS takes NULL, and a time")
            return lambda thing: (field.value(thing) is None) == absent
        symbol = self._word()
        if symbol not in (COMPARISONS if field.time else ("=", "!=")):
            raise self._fault(f"{name} cannot be compared by {symbol!r}")
        self._at += 1
        compare, wanted = COMPARISONS[symbol], self._value(field)
        self._at += 1

        def condition(thing: Any) -> bool:
            found = field.value(thing)
            if found is None:
                return False
            return compare(moment(found) if field.time else found, wanted)

        return condition

    def _value(self, field: Field) -> Any:
        quoted = self._word()
        try:
            if not quoted.startswith('"'):
                raise ValueError(quoted)
            text = json.loads(quoted)
            return moment(text) if field.time else text
        except ValueError as error:
            kind = "a timestamp (RFC 3339)" if field.time else "a value"
            raise self._fault(f"{kind} in double quotes belongs where {quoted!r} is") from error
