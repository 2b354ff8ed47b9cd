# Copied by scripts/regenerate.py from scripts/codegen/runtime/text.py; do not edit.
"""Other people's text, made fit for a terminal, a log or an error."""

import unicodedata
from collections.abc import Callable

# Blank, though `str.isprintable` has it among what can be seen: fillers, empty patterns, and what
# chooses a variant of the character before it.
_BLANK = frozenset(
    chr(code)
    for first, last in (
        *((0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
        *((0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0)),
        *((0x13441, 0x13442), (0x16FE4, 0x16FE4), (0x1D159, 0x1D159), (0xE0100, 0xE01EF)),
    )
    for code in range(first, last + 1)
)
# Accents and the like, one on the other; no alphabet needs more.
_STACKED = 4


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def escape_for_terminal(text: str, escape: Callable[[str], str] = _escape) -> str:
    """`text` on one line, with everything that a terminal might act on or hide as its escape:
    control characters, line breaks, bidirectional overrides, whatever is blank but for the plain
    space, and accents that stand on nothing or are piled up."""
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    marks = _STACKED
    for character in text:
        marks = marks + 1 if _is_mark(character) else 0
        if character.isprintable() and character not in _BLANK and marks <= _STACKED:
            shown.append(character)
        else:
            shown.append(escape(character))
            marks = _STACKED
    return "".join(shown)


def _is_mark(character: str) -> bool:
    """Whether it is drawn onto the character before it: an accent, or part of a Korean syllable."""
    return (
        unicodedata.category(character)[0] == "M"
        or "\u1160" <= character <= "\u11ff"
        or "\ud7b0" <= character <= "\ud7ff"
    )


def shorten(text: str, length: int) -> str:
    """`text`, cut to `length` characters with a mark where it was cut."""
    return text if len(text) <= length else f"{text[:length]}..."
