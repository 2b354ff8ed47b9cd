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


PAGE = """\
# Whether it works

Set `told` first. Of a client, nothing is left.

```python
print("nobody is told")
```

What the table shows is complete. Of course this line is fine.
"""


def test_the_code_of_a_page_does_not_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.md"
    path.write_text(PAGE, encoding="utf-8")
    assert check_prose.main([str(path)]) == 1
    lines = [line.rpartition("/")[2] for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        "page.md:1: # Whether it works",
        "page.md:3: Set `` first. Of a client, nothing is left.",
        "2 unclear phrases",
    ]


@pytest.mark.parametrize(
    "phrase",
    ["Nobody waits.", "goes past the hook", "a thread who waits", "ten at once", "What they send"],
)
def test_people_and_metaphors_count(phrase: str) -> None:
    assert check_prose.DENIED.search(phrase)


def test_every_page_is_checked() -> None:
    paths = {path for glob in check_prose.SOURCES for path in check_prose.ROOT.glob(glob)}
    pages = {*check_prose.ROOT.glob("*.md"), *(check_prose.ROOT / "docs").rglob("*.md")}
    assert pages <= paths
