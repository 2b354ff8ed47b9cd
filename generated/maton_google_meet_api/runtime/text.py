# Copied by scripts/regenerate.py from scripts/codegen/runtime/text.py; do not edit.
"""Make untrusted text safe to show in a terminal, a log or an error."""

import unicodedata
from collections.abc import Callable

# Invisible characters that `str.isprintable` accepts: fillers, empty patterns and variation
# selectors.
_INVISIBLE = frozenset(
    chr(code)
    for first, last in (
        *((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
        *((0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0)),
        *((0x13441, 0x13442), (0x16FE4, 0x16FE4), (0x1D159, 0x1D159), (0xE0100, 0xE01EF)),
    )
    for code in range(first, last + 1)
)
# Combining marks on one character. Every known script needs at most this many.
_MAX_STACKED_MARKS = 4


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def escape_for_terminal(text: str, escape: Callable[[str], str] = _escape) -> str:
    """Return `text` on one line, with every character escaped that a terminal may run or hide.

    Escape control characters, line breaks, bidirectional overrides, blank characters except the
    plain space, and combining marks without a base character or in excess.
    """
    if text.isascii() and text.isprintable():
        return text
    parts: list[str] = []
    marks = _MAX_STACKED_MARKS
    for character in text:
        marks = marks + 1 if _is_mark(character) else 0
        if character.isprintable() and character not in _INVISIBLE and marks <= _MAX_STACKED_MARKS:
            parts.append(character)
        else:
            parts.append(escape(character))
            marks = _MAX_STACKED_MARKS
    return "".join(parts)


def _is_mark(character: str) -> bool:
    """Return True if `character` combines with the previous one, as in accents and Hangul."""
    return (
        unicodedata.category(character)[0] == "M"
        or "\u1160" <= character <= "\u11ff"
        or "\ud7b0" <= character <= "\ud7ff"
    )


def shorten(text: str, length: int) -> str:
    """Return `text`, or its first `length` characters followed by `...`."""
    return text if len(text) <= length else f"{text[:length]}..."
