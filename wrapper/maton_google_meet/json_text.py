"""JSON that a terminal can show: every character that a terminal acts on is escaped."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from maton_google_meet_api.runtime.text import escape_for_terminal

INDENT_COLUMNS: Final = 2


def format_json(value: Any, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """Return `value` as valid UTF-8 JSON. Other alphabets stay readable unless `ascii_only`."""
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=separators)
    return "\n".join(escape_for_terminal(line, _escape) for line in text.split("\n"))


def write_object(head: Mapping[str, Any], key: str, items: Iterable[Any]) -> Iterator[str]:
    """Yield the text of a JSON object with the fields of `head`, and then the list `key`.

    Each item is written as soon as it arrives. `head` is not empty.
    """
    margin = " " * INDENT_COLUMNS
    yield f"{format_json(head, indent=INDENT_COLUMNS)[:-2]},\n{margin}{format_json(key)}: ["
    separator = ""
    for item in items:
        text = format_json(item, indent=INDENT_COLUMNS).replace("\n", f"\n{margin * 2}")
        yield f"{separator}\n{margin * 2}{text}"
        separator = ","
    yield f"\n{margin}]\n}}\n" if separator else "]\n}\n"


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
