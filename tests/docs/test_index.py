"""The home page: it leads to each question and to each page."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from codegen.pages import make_anchor
from sitegen.stage import LINK
from support.pages import PAGES

PAGE = "docs/index.md"
FAQ = "docs/guides/faq.md"
CLICKS = 3


def list_targets(page: str) -> list[str]:
    """Return the links of a page, as paths in the repository with their anchors."""
    return [normpath(join(dirname(page), link)) for link in LINK.findall(PAGES[page])]


def test_each_question_is_two_clicks_away() -> None:
    """The first click leads to the answer."""
    questions = re.findall(r"^## (.*\?)$", PAGES[FAQ], re.MULTILINE)
    linked = [target for target in list_targets(PAGE) if target.startswith(f"{FAQ}#")]
    assert len(linked) == 10
    assert linked == [f"{FAQ}#{make_anchor(each)}" for each in questions[:10]]


def test_each_page_is_at_most_three_clicks_away() -> None:
    reached = {PAGE}
    for _ in range(CLICKS):
        targets = [target.partition("#")[0] for page in reached for target in list_targets(page)]
        reached |= {*targets} & {*PAGES}
    assert {page for page in PAGES if page.startswith("docs/")} - reached == set()
