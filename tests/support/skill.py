"""The skill of the package: its front matter, its shell blocks and its commands."""

from __future__ import annotations

import re
import shlex
from typing import NamedTuple

from regenerate import PACKAGE

NAME = "maton-google-meet"
PATH = PACKAGE / "skill" / NAME / "SKILL.md"


class Block(NamedTuple):
    """A shell block: the heading above it, and its text."""

    heading: str
    text: str


def list_blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a Markdown text; each must be for a shell."""
    found = re.findall(r"^#+ ([^\n]+)$|^```(\w*)\n(.*?)^```$", text, re.M | re.S)
    blocks, heading = [], ""
    for title, language, inside in found:
        heading = title or heading
        if not title:
            assert language == "sh", f"a block below {heading} is not for a shell"
            blocks.append(Block(heading, inside))
    return blocks


def list_commands(blocks: list[Block]) -> list[list[str]]:
    """Return the arguments of each `maton-google-meet` command in the blocks."""
    lines = [line for block in blocks for line in block.text.splitlines()]
    words = [shlex.split(line, comments=True) for line in lines]
    return [each[1:] for each in words if each[:1] == [NAME] and "||" not in each]
