"""docs/llms.txt: its form, its links, and the pages that it must name.

See https://llmstxt.org.
"""

from __future__ import annotations

import re
from pathlib import Path

import check_prose
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PATH = ROOT / "docs" / "llms.txt"
TEXT = PATH.read_text(encoding="utf-8")
ITEM = re.compile(r"- \[([^\]]+)\]\(([^)]+)\): (.+)")
LINKS = [match[2] for match in map(ITEM.fullmatch, TEXT.splitlines()) if match]


def list_anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_form() -> None:
    """A title, a summary, details without headings, and lists of links below headings."""
    head, *sections = re.split(r"^## ", TEXT, flags=re.M)
    title, summary, *_ = head.split("\n\n")
    assert title == "# maton-google-meet"
    assert re.fullmatch("> .+", summary)
    assert len(sections) > 2
    for section in sections:
        heading, blank, *items = section.rstrip("\n").split("\n")
        assert heading
        assert blank == ""
        assert all(map(ITEM.fullmatch, items)), items
    assert TEXT.count("\n- ") == len(LINKS) == len({*LINKS})


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_to_a_page(link: str) -> None:
    name, _, anchor = link.partition("#")
    page = (PATH.parent / name).resolve()
    assert page.is_file()
    assert page.is_relative_to(ROOT)
    assert not anchor or anchor in list_anchors(page)


def test_no_page_is_missing() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "docs").rglob("*.py")]
    linked = {(PATH.parent / link.partition("#")[0]).resolve() for link in LINKS}
    assert {page.relative_to(ROOT) for page in pages if page not in linked} == set()


def test_the_words_follow_the_rules_of_the_prose() -> None:
    assert check_prose.DENIED.search(TEXT) is None
