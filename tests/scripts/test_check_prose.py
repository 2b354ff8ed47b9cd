"""scripts/check_prose.py: where it looks, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import check_prose
import pytest

SOURCE = '''"""Whether all is well."""

told = 1  # anew


def check(who: str) -> str:
    """Return a text, as long as it is no longer than what it may be. What it is counts."""
    return f"{who} is no name"  # whom
'''


def test_comments_docstrings_and_messages_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, document = tmp_path / "a.py", tmp_path / "a.yaml"
    path.write_text(SOURCE, encoding="utf-8")
    document.write_text("told: yes\nfine: yes\n", encoding="utf-8")
    assert check_prose.main([str(path), str(document)]) == 1
    found = [line.rpartition("/")[2] for line in capsys.readouterr().out.splitlines()]
    assert sorted(found[:-1]) == [
        "a.py:1: a docstring that begins with Whether",
        "a.py:3: # anew",
        "a.py:7: Return a text, as long as it is no longer than what it may be. What it is counts.",
        "a.py:8: is no name",
        "a.yaml:1: told: yes",
    ]
    assert found[-1].startswith("5 ")
    document.write_text("fine: yes\n", encoding="utf-8")
    assert check_prose.main([str(document)]) == 0
