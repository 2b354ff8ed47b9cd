"""Parts of a Markdown text that a script writes, between two marks that say what it is."""

from __future__ import annotations

import re


def _between(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"(<!-- {name}: (?:begin|start) -->\n)(.*?)(<!-- {name}: end -->)", re.DOTALL
    )


def inside(text: str, name: str) -> str:
    """What stands between the marks; nothing where there are none."""
    found = _between(name).search(text)
    return found[2] if found else ""


def replaced(text: str, name: str, new: str) -> str:
    """`text` with `new` between the marks; as it was where there are none."""
    return _between(name).sub(lambda found: f"{found[1]}{new}{found[3]}", text)
