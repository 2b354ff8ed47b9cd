"""The pages of the documentation, and the parts of a page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from check_prose import read_prose

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
}
"""The text of each page, by the path in the repository."""
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


class Block(NamedTuple):
    """A fenced block of a page.

    `line` is the number of its first line. `is_recorded` is True within a recorded session.
    """

    page: str
    language: str
    heading: str
    line: int
    text: str
    is_recorded: bool

    @property
    def place(self) -> str:
        """The page and the line, as an editor opens them."""
        return f"{self.page}:{self.line}"


RunBlock = Callable[[Block], dict[str, Any]]
"""Runs a block, and returns the names that it defines."""


def read_blocks(page: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    heading, language, start, inside, recorded = "", "", 0, list[str](), False
    for number, line in enumerate(PAGES[page].splitlines(), 1):
        if line.startswith("```"):
            if language:
                yield Block(page, language, heading, start, "\n".join(inside) + "\n", recorded)
                language = ""
            else:
                language, start, inside = line[3:] or "(none)", number + 1, []
        elif language:
            inside.append(line)
        elif line.startswith("<!-- recorded"):
            recorded = not line.startswith("<!-- recorded: end")
        elif line.startswith("#"):
            heading = line.lstrip("# ")


BLOCKS = [block for page in PAGES for block in read_blocks(page)]


def list_blocks(language: str, *parts: str, page: str = "") -> list[Block]:
    """Return the blocks of a language that contain all `parts`, on one page or on all."""
    return [
        block
        for block in BLOCKS
        if block.language == language
        and page in ("", block.page)
        and all(part in block.text for part in parts)
    ]


def find_block(page: str, *parts: str, language: str = "python") -> Block:
    """Return the one block of a page that contains all `parts`."""
    [block] = list_blocks(language, *parts, page=page)
    return block


def remove_blocks(text: str) -> str:
    """Return the text without fenced blocks and without code in backticks."""
    return "\n".join(line for _, line in read_prose(text))


def read_section(page: str, heading: str) -> str:
    """Return the text below a heading of a page, up to the next heading."""
    [section] = re.findall(
        rf"^##+ {re.escape(heading)}\n(.*?)(?=^##+ |\Z)", PAGES[page], re.M | re.S
    )
    return str(section)


def list_first_cells(text: str) -> list[str]:
    """Return the code at the start of the first cell of each row of the tables in `text`.

    A cell may have several names, separated by commas, and may be a link.
    """
    rows = re.findall(r"^\| (\[?`[^|]+) \|", text, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
