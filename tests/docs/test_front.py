"""The front pages: the README, the home page of the site, and the questions."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from maton_google_meet.testing import Contract

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)")


def read_section(heading: str) -> str:
    """Return the text below a heading of the README."""
    return README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 200


def test_the_first_commands_are_the_demo_and_the_tests() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    first = [shlex.split(line, comments=True) for line in blocks[0].splitlines()]
    assert first[:2] == [["python3", "scripts/run.py", job] for job in ("demo", "test")]


def test_the_examples_of_the_quick_start_are_short() -> None:
    blocks = re.findall(r"^```\w+\n(.*?)^```$", read_section("Quick start"), re.M | re.S)
    assert len(blocks) == 4
    assert all(len([line for line in block.splitlines() if line]) <= 5 for block in blocks)


def test_the_errors_have_six_rows() -> None:
    rows = [line for line in read_section("Errors").splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 6


def test_the_test_shown_is_a_test(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, maton_contract: Contract
) -> None:
    maton_contract.elsewhere.add("https://api.maton.ai")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    block = re.search(r"^```python\n(.*?)^```$", read_section("Testing"), re.M | re.S)
    assert block
    pytester.makepyfile(block[1])
    pytester.runpytest_inprocess("-W", "error").assert_outcomes(passed=1)


def slug(heading: str) -> str:
    """Return the anchor of a heading on GitHub."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_each_question_is_two_clicks_from_the_home_page() -> None:
    """The first click leads from the home page to the answer."""
    page = (DOCS / "guides" / "faq.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*\?)$", page, re.MULTILINE)
    home = (DOCS / "index.md").read_text(encoding="utf-8")
    linked = [match[2] for match in LINK.finditer(home) if match[1] == "guides/faq.md" and match[2]]
    assert len(linked) == 10
    assert linked == [f"#{slug(heading)}" for heading in headings[:10]]


def test_each_answer_is_short_and_has_an_example() -> None:
    page = (DOCS / "guides" / "faq.md").read_text(encoding="utf-8")
    for section in page.split("\n## ")[1:]:
        prose = section.partition("```python\n")
        assert 1 <= len(prose[0].strip().splitlines()[1:]) <= 7, section
        assert prose[2], section


def test_each_page_is_at_most_three_clicks_from_the_home_page() -> None:
    reached, paths = {DOCS / "index.md"}, [DOCS / "index.md"]
    for _ in range(3):
        targets = {
            (path.parent / match[1]).resolve()
            for path in paths
            for match in LINK.finditer(path.read_text(encoding="utf-8"))
            if match[1].endswith(".md")
        }
        paths = [path for path in sorted(targets - reached) if path.is_file()]
        reached |= {*paths}
    pages = {path for path in DOCS.rglob("*.md") if "examples" not in path.parts}
    assert pages - reached == set()
