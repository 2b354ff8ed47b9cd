"""The Python code of all pages runs, and passes the type checkers."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from maton_google_meet.sandbox.demo import SECTIONS
from sitegen.names import MODULES
from support.pages import BLOCKS, PAGES, ROOT, Block, RunBlock, list_blocks, remove_blocks

CODE = list_blocks("python")
LANGUAGES = {"console", "html", "json", "python", "sh", "text", "toml", "yaml"}


@pytest.mark.parametrize("block", CODE, ids=lambda block: block.place)
def test_the_code_of_every_page_runs(block: Block, run_block: RunBlock) -> None:
    run_block(block)


def test_no_code_escapes_the_tests() -> None:
    assert sum(text.count("```python") for text in PAGES.values()) == len(CODE) > 30
    # Indented fences and those of tildes are fences, too.
    fences = sum(len(re.findall(r"^\s*(?:```|~~~)", text, re.M)) for text in PAGES.values())
    assert fences == 2 * len(BLOCKS)
    assert [block.place for block in BLOCKS if block.language not in LANGUAGES] == []
    assert [name for name, text in PAGES.items() if "<pre" in remove_blocks(text)] == []
    assert [place for page in PAGES for place in list_indented_code(page)] == []


def list_indented_code(page: str) -> Iterator[str]:
    """Yield the places of code that is indented, not fenced. A list or an option is not code."""
    blank, inside, item = True, False, False
    for number, line in enumerate(PAGES[page].splitlines(), 1):
        if line.startswith("```"):
            inside = not inside
        elif not inside and line.strip():
            if line[0] != " ":
                item = re.match(r"(?:[-*+]|\d+[.)]) |:::", line) is not None or (item and not blank)
            elif blank and not item and line.startswith("    "):
                yield f"{page}:{number}"
        blank = not line.strip()


RAW_LAYER = ("maton_google_meet_api", "maton_google_meet_api.api.spaces")


def test_pages_import_only_modules_of_the_reference() -> None:
    parts = [block.text for block in CODE]
    imported = {
        name
        for text in parts
        for name in re.findall(r"^\s*(?:from|import) (maton_google_meet[\w.]*)", text, re.MULTILINE)
    }
    # These names stand for the same classes.
    public = {*MODULES, "maton_google_meet.models", *RAW_LAYER}
    assert imported - public == set()


# The blocks that a session does not record: a test of each page compares them with the program.
COMPARED = {
    "docs/contributing/add-an-operation.md": 1,  # tests/scripts/test_rehearsal.py
    "docs/guides/agents.md": 1,
    "docs/guides/errors.md": 2,
    "docs/guides/migration.md": 4,
    "docs/guides/sign-in.md": 1,
    "docs/guides/testing.md": 1,
}


def test_the_output_on_pages_is_recorded_or_compared() -> None:
    texts = [block.page for block in list_blocks("text") if not block.is_recorded]
    assert Counter(texts) == COMPARED


def write_module(block: Block, folder: Path) -> Path:
    """Write a block as a module whose lines have the numbers that they have on the page."""
    text, preamble = block.text, ""
    try:
        compile(text, "block", "exec", dont_inherit=True)
    except SyntaxError:  # It awaits outside a function.
        preamble = "async def main() -> None:"
        text = textwrap.indent(text, "    ")
    else:
        if not re.search(r"\b(as|def) meet\b", text):
            preamble = "import maton_google_meet as package; meet = package.GoogleMeet()"
    name = re.sub(r"\W", "_", block.page)
    path = folder / f"{name}_{block.line}.py"
    padding = "\n" * (block.line - preamble.count("\n") - 2)
    path.write_text(f"{preamble}\n{padding}{text}", encoding="utf-8")
    return path


def write_demo(folder: Path) -> Path:
    """Write the demo's code as a module."""
    preamble = """\
# pyright: reportUnusedExpression=false
import asyncio
from maton_google_meet.models import SpaceConfig, duration_of, person_of
from maton_google_meet.sandbox import Fault, Sandbox
sandbox = Sandbox()
meet = sandbox.client()
"""
    codes = [code for section in SECTIONS for code in (section.code, section.fallback)]
    parts = [textwrap.dedent(code) for code in codes]
    path = folder / "demo.py"
    path.write_text("\n".join([preamble, *parts]), encoding="utf-8")
    return path


CHECKERS = {
    "mypy": ["mypy", "--strict"],
    "basedpyright": ["basedpyright", "--pythonpath", sys.executable],
}


@pytest.mark.thorough
@pytest.mark.parametrize("checker", CHECKERS)
def test_the_code_passes_the_type_checkers(checker: str, tmp_path: Path) -> None:
    modules = [*(write_module(block, tmp_path) for block in CODE), write_demo(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", *CHECKERS[checker], *map(str, modules)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
