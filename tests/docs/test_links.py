"""The links of all pages lead to files and headings that exist."""

from __future__ import annotations

import re

import pytest
from support.pages import PAGES, ROOT, list_anchors, remove_blocks

LINK = re.compile(
    r"""\]\(<?([^)\s>]+)|^ *\[[^\]]+\]: *(\S+)|\b(?:href|src)=["']([^"']+)""", re.MULTILINE
)


@pytest.mark.parametrize("page", PAGES)
def test_the_links_of_every_page_lead_somewhere(page: str) -> None:
    for match in LINK.finditer(remove_blocks(PAGES[page])):
        target = match[1] or match[2] or match[3]
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        path = ((ROOT / page).parent / name).resolve() if name else ROOT / page
        assert path.exists(), target
        assert path.is_relative_to(ROOT), target
        if anchor:
            assert anchor in list_anchors(path.read_text(encoding="utf-8")), target


def test_the_readme_has_no_reference_without_an_address() -> None:
    """README.md is not on the site, whose build finds such references in the other pages."""
    prose = remove_blocks(PAGES["README.md"])
    labels = {*re.findall(r"\]\[([^\]]+)\]", prose)}
    assert labels <= {*re.findall(r"^ *\[([^\]]+)\]: ", prose, re.MULTILINE)}
