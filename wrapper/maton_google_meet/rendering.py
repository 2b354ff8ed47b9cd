"""Render a write for the person who approves it, so that no part of it can imitate another.

The terminal, `PendingWrite.text` and the receipts show the same rows.
"""

from __future__ import annotations

import contextlib
import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, Final

from maton_google_meet_api.runtime.text import escape_for_terminal

# The column at which the values begin, and the longest line of the outcome and the caution.
INDENT_COLUMNS: Final = 14
TEXT_COLUMNS: Final = 76
UNLIMITED_COLUMNS: Final = 1 << 62


def render_write(write: Any, width: int) -> str:
    """Return `write`, a `PendingWrite`, as labelled lines of at most `width` columns.

    The values have at least two columns, even if `width` is smaller.
    """
    rows = format_values(write, max(width - INDENT_COLUMNS, 2), "utf-8")
    return "".join(add_label(name, lines) for name, lines in rows.items())


def format_values(write: Any, room: int, encoding: str) -> dict[str, list[str]]:
    """Return the rows of each value of `write`, a `PendingWrite`, by its label.

    A row has at most `room` columns besides its marker: `>` continues a long line, so that a value
    cannot imitate a new line. A character that `encoding` does not have is escaped.
    """
    width = min(TEXT_COLUMNS, room)
    caution = ["This write is destructive: it deletes or ends something."] * write.destructive
    texts = {
        "Operation": [write.operation or "unknown to this client"],
        "Request": [f"{write.method} {write.path}"],
        "Connection": [write.account],
        "Account": [f"{json.dumps(write.label, ensure_ascii=False)}, in the program's own words"],
        "Body": _format_body(write.body),
        "Outcome": textwrap.wrap(write.outcome, width),
        "Caution": [row for line in caution for row in textwrap.wrap(line, width)],
    }
    if write.label is None:
        del texts["Account"]
    return {name: list(_format_rows(lines, room, encoding)) for name, lines in texts.items()}


def _format_body(body: bytes) -> list[str]:
    """Return the lines of the body. Different bodies give different lines.

    JSON is indented if that does not hide any of its characters, else shown unchanged. Any other
    body is shown as a Python literal.
    """
    if not body:
        return ["(none)"]
    try:
        text = body.decode()
    except ValueError:
        return [f"(verbatim) {body!r}"]
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return [f"(verbatim) {text!r}"]
    # Not for a repeated key, for example: json.loads keeps only its last value.
    with contextlib.suppress(RecursionError):
        if json.dumps(value, ensure_ascii=False, separators=(",", ":")) == text:
            return json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    return [text]


def _format_rows(lines: Iterable[str], room: int, encoding: str) -> Iterator[str]:
    for line in lines:
        # Not every terminal shows the effect of a joiner, and two writes must never look the same.
        shown = escape_for_terminal(line, joiners=False)
        text = shown.encode(encoding, "backslashreplace").decode(encoding)
        for index, row in enumerate(_split_rows(text, room)):
            yield f"{'>' if index else ' '} {row}"


def _split_rows(text: str, room: int) -> Iterator[str]:
    """Split `text` into rows of `room` columns, after a space if one is in the second half.

    A character beyond ASCII counts as two columns, the widest that a terminal gives it.
    """
    start = used = 0
    for at, character in enumerate(text):
        width = 1 if character.isascii() else 2
        used += width
        if used > room:
            end = text.rfind(" ", (start + at) // 2, at) + 1 or at
            yield text[start:end]
            start, used = end, sum(1 if each.isascii() else 2 for each in text[end : at + 1])
    yield text[start:]


def add_label(name: str, rows: Iterable[str]) -> str:
    """Return `rows` as lines, the first of which begins with the label `name`."""
    return "".join(f"  {'' if index else name:<10}{row}\n" for index, row in enumerate(rows))
