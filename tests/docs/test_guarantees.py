"""docs/guarantees.md: each test that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

from support.pages import PAGES

TESTS = Path(__file__).resolve().parent.parent


def test_each_named_test_exists() -> None:
    sources = [path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")]
    defined = {name for source in sources for name in re.findall(r"def (test_\w+)\(", source)}
    heads = ("| guarantee |", "| --- |")
    text = PAGES["docs/guarantees.md"]
    rows = [line for line in text.splitlines() if line[:1] == "|" and not line.startswith(heads)]
    named = [re.findall(r"`(test_\w+)`", row) for row in rows]
    assert rows
    assert all(named)
    assert {name for names in named for name in names} <= defined
