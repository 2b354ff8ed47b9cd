"""The reference pages: their Markdown, and the parts of the package that they show."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import pytest
from codegen import GenerationError, pages
from codegen.operations import read_operations
from codegen.rules import DOCUMENT_RULES, OPERATION_RULES, SHAPE_RULES
from maton_google_meet import tools
from maton_google_meet.cli.program import OTHER_COMMANDS
from regenerate import PACKAGE
from support.reading import ROOT, spec

WRAPPER = ROOT / "wrapper"


@pytest.fixture(scope="module")
def description() -> pages.Node:
    return pages.read_description(PACKAGE, WRAPPER)


@pytest.fixture(scope="module")
def texts(description: pages.Node) -> dict[str, str]:
    return {Path(page).stem: text for page, text in pages.fill_templates(description).items()}


def list_headings(text: str, level: int) -> list[str]:
    return re.findall(rf"(?m)^{'#' * level} (.+)$", text)


def test_each_operation_command_tool_and_rule_has_a_place(texts: dict[str, str]) -> None:
    operations = read_operations(spec())
    names = [f"{each.resource}.{each.verb}" for each in operations]
    # A page shows the operations of a resource together; the document may have them apart.
    assert sorted(list_headings(texts["operations"], 3)) == sorted(names)
    shown = re.findall(r"(?m)^      heading: meet\.(\w+\.\w+)$", texts["resources"])
    assert sorted(shown) == sorted(names)
    for each in operations:
        assert f"- Request: `{each.method.upper()} {each.path}`\n" in texts["operations"]
        for hint in each.raw.get("x-hints", {}).values():
            assert hint.split()[0] in texts["operations"]
    rows = re.findall(r"(?m)^\| \[`([\w.]+)`\]", texts["operations"])
    assert sorted(rows) == sorted(names)
    kinds = list_headings(texts["commands"], 3)
    assert kinds[: len(OTHER_COMMANDS)] == [*OTHER_COMMANDS]
    assert len(kinds) == len(OTHER_COMMANDS) + len(operations)
    definitions = tools.definitions(writes=True)
    assert sorted(list_headings(texts["tools"], 3)) == sorted(each["name"] for each in definitions)
    rules = re.findall(r"(?m)^- `(\w+)`: ", texts["rules"])
    assert rules == [each.__name__ for each in (*SHAPE_RULES, *DOCUMENT_RULES, *OPERATION_RULES)]


def test_a_page_has_a_purpose_an_origin_and_unique_anchors(texts: dict[str, str]) -> None:
    for page, text in texts.items():
        title, _, purpose, _, origin, *_ = text.split("\n")
        assert title.startswith("# "), page
        assert purpose.endswith("."), page
        assert origin.startswith("<!-- Written by scripts/regenerate.py "), page
        assert "\n\n\n" not in text, page
        assert not re.search(r"(?m)[ \t]$", text), page
        headings = [*list_headings(text, 2), *list_headings(text, 3)]
        assert len({*map(pages.make_anchor, headings)}) == len(headings), page


def test_deprecations_and_previews_are_shown(description: pages.Node) -> None:
    changed = copy.deepcopy(description)
    first = changed["operations"][0]
    first |= {"deprecated": "Use `spaces.get`, or <this>.", "preview": "v2beta"}
    text = pages.fill_templates(changed)["docs/reference/operations.md"]
    assert f"{first['summary']} **Deprecated.** **Preview (v2beta).** |\n" in text
    section = text.partition(f"### {first['name']}\n\n")[2].partition("\n\n")[0]
    assert section == (
        f"{first['summary']} **Deprecated:** Use `spaces.get`, or &lt;this&gt;. "
        "**Preview (v2beta):** this operation may change."
    )


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a < b & {c} | d", "a &lt; b &amp; &#123;c&#125; &#124; d"),
        ("`a < {b} | c`", "`a < {b} | c`"),
        ("a * b, snake_case, _a_, $x, ~/a", "a &#42; b, snake_case, &#95;a&#95;, &#36;x, &#126;/a"),
        ("[required] [a](b)", "[required] [a&#93;(b)"),
        ("See https://a.example/b?c=d.", "See <https://a.example/b?c=d>."),
        ("Pass --dry-run, -o, MATON_API_KEY.", "Pass `--dry-run`, `-o`, `MATON_API_KEY`."),
        ("In $SHELL, not in well-known or a/--b.", "In `$SHELL`, not in well-known or a/--b."),
    ],
)  # fmt: skip
def test_texts_are_shown_as_they_are(text: str, markdown: str) -> None:
    assert pages.escape_markdown(text) == markdown


def test_a_code_span_in_a_table_may_contain_a_bar() -> None:
    text = pages.escape_markdown("`a | <b>`, `c`", in_table=True)
    assert text == "<code>a &#124; &lt;b&gt;</code>, `c`"


def test_texts_are_wrapped_without_new_lists() -> None:
    word = "x" * 119
    assert pages.format_text(f"{word} - more") == f"{word} -\nmore"
    assert pages.format_text(f"{word} 1. more") == f"{word} 1.\nmore"
    assert pages.format_text(f"{word} more - less") == f"{word}\nmore - less"
    assert pages.format_text("One\ntwo:\n- three\n- four\n\nfive", 4) == (
        "One two:\n\n    - three\n\n    - four\n\n    five"
    )
    assert pages.format_item("--one", "", 4) == "    - `--one`"
    options = [("--one VALUE", "Two.\nTHREE: Four.\nFIVE")]
    assert pages.format_options(options) == (
        "- `--one VALUE`: Two.\n    - `THREE`: Four.\n    - `FIVE`"
    )


def test_a_wrapper_that_cannot_be_imported_is_reported(tmp_path: Path) -> None:
    (tmp_path / "maton_google_meet").mkdir()
    (tmp_path / "maton_google_meet" / "__init__.py").write_text("1 / 0\n", encoding="utf-8")
    with pytest.raises(GenerationError, match="ZeroDivisionError"):
        pages.read_description(PACKAGE, tmp_path)
