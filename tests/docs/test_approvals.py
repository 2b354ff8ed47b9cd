"""The guide to approvals: the web app, the attributes of a write, and the receipts."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

from maton_google_meet import PendingWrite
from support.pages import (
    PAGES,
    ROOT,
    RunBlock,
    find_block,
    list_first_cells,
    read_section,
)

PAGE = "docs/guides/approvals.md"


def test_the_receipts_are_as_documented(run_block: RunBlock, tmp_path: Path) -> None:
    block = find_block(PAGE, "Receipts(")
    run_block(block)
    [file] = tmp_path.glob("*.jsonl")
    [line] = file.read_text(encoding="utf-8").splitlines()
    receipt = json.loads(line)
    assert (receipt["outcome"], receipt["hook"].split(".")[-1]) == ("done", "approve_in_terminal")
    below = PAGES[PAGE].partition(block.text)[2].partition("\n## ")[0]
    assert {*list_first_cells(below)} == {*receipt}


def test_the_web_app_is_the_example() -> None:
    app = (ROOT / "docs" / "examples" / "approvals.py").read_text(encoding="utf-8")
    assert f"```python\n{app}```" in PAGES[PAGE]


def test_the_table_of_a_hook_has_the_whole_write() -> None:
    cells = list_first_cells(read_section(PAGE, "Your own hook"))
    fields = {field.name for field in dataclasses.fields(PendingWrite)}
    assert {"account", "id", "json", "text()"} | fields <= {*cells}


def test_the_rows_of_a_question_are_listed() -> None:
    table = read_section(PAGE, "Contents of the question")
    write = PendingWrite(None, "DELETE", "/x", None, b"", "Deletes x.", True, "ana")
    rows = re.findall(r"^  (\w+)", write.text(), re.MULTILINE)
    assert re.findall(r"^\| ([A-Z]\w+) \|", table, re.MULTILINE) == rows
