"""Text that other people wrote, made safe for text files and Markdown."""

from __future__ import annotations

import re

from maton_google_meet_api.runtime.text import escape_for_terminal

# Punctuation that Markdown gives a meaning anywhere in a paragraph, and the parts of bare links,
# mentions and emoji codes, which many viewers recognize without any markup.
_MARKUP = re.compile(r"[\\`*_\[\]{}~|$#@^]|[.:](?=\S)")
# The start of a list, an underline or a rule, up to the character to escape.
_BLOCK = re.compile(r"\d{1,9}(?=[.)])|(?=[-+=])")
_ENTITIES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
# Characters that never need an escape, a fast path: the letters and punctuation of Latin, Greek,
# Cyrillic, Hebrew, Arabic, Japanese, Chinese and Korean, without combining marks.
_PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0386-\u038a\u03a3-\u03ff\u0400-\u0482\u048a-\u052f"
    "\u05d0-\u05ea\u0620-\u064a\u0660-\u066d\u2010-\u2027\u20a0-\u20bf\u3001-\u3029"
    "\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9d]*"
)


def escape_line(text: str) -> str:
    """Return `text` on one line, with blanks folded to one space and hidden characters escaped."""
    line = " ".join(text.split())
    return line if _PLAIN.fullmatch(line) else escape_for_terminal(line)


def remove_hidden(text: str) -> str:
    """Return `text` on one line, with blanks folded to one space, without hidden characters."""
    line = " ".join(text.split())
    if _PLAIN.fullmatch(line):
        return line
    return " ".join(escape_for_terminal(line, _remove).split())


def _remove(character: str) -> str:
    # UTF-8 cannot represent half of a surrogate pair.
    return "\ufffd" if "\ud800" <= character <= "\udfff" else ""


def escape_markdown(text: str) -> str:
    """Return `text` as Markdown that shows it literally, as a part of a paragraph or a heading.

    No part of it becomes a block, emphasis, a link, an image, HTML or a table.
    """
    line = _MARKUP.sub(r"\\\g<0>", escape_line(text)).translate(_ENTITIES)
    start = _BLOCK.match(line)
    return line if start is None else f"{start[0]}\\{line[start.end() :]}"
