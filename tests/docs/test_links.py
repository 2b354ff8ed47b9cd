"""The links of all pages lead to files and headings that exist in the repository.

scripts/build_docs.py checks the same pages on the site, where README.md does not exist.
"""

from __future__ import annotations

import re

import pytest
from check_prose import read_prose
from codegen.pages import make_anchor
from sitegen.stage import list_prose_lines
from support.pages import PAGES, ROOT, remove_blocks

LINK = re.compile(r"""\]\(<?([^)\s>]+)|^ *\[[^\]]+\]: *(\S+)|\b(?:href|src)=["']([^"']+)""")


def list_anchors(text: str) -> set[str]:
    """Return the anchors of the headings of a page."""
    lines = text.split("\n")
    headings = [lines[number] for number in list_prose_lines(lines) if lines[number][:1] == "#"]
    return {make_anchor(heading.lstrip("# ")) for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_the_links_of_every_page_lead_somewhere(page: str) -> None:
    links = [(n, link) for n, line in read_prose(PAGES[page]) for link in LINK.finditer(line)]
    for number, match in links:
        target = match[match.lastindex or 0]
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        path = ((ROOT / page).parent / name).resolve() if name else ROOT / page
        place = f"{page}:{number}: {target}"
        assert path.exists(), place
        assert path.is_relative_to(ROOT), place
        if anchor:
            assert anchor in list_anchors(path.read_text(encoding="utf-8")), place


def test_the_readme_has_no_reference_without_an_address() -> None:
    """README.md is not on the site, whose build finds such references in the other pages."""
    prose = remove_blocks(PAGES["README.md"])
    labels = {*re.findall(r"\]\[([^\]]+)\]", prose)}
    assert labels <= {*re.findall(r"^ *\[([^\]]+)\]: ", prose, re.MULTILINE)}
