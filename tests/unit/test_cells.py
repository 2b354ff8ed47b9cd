"""Cells of CSV files."""

from __future__ import annotations

import csv
import io

import pytest
from maton_google_meet.cells import FORMULA_STARTS, format_cell, guard_formula

FORMULAS = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\r=1", " =1", "＝1", "\u3000=1"),
    *('=HYPERLINK("https://a.example","b")', "=cmd|' /C calc'!A0", "-", "\tname", "\rname"),
]


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_a_text_is_not_a_formula(text: str) -> None:
    assert guard_formula(text) == f"'{text}"
    assert format_cell(text) == f"'{text}".replace("\r", r"\r")


@pytest.mark.parametrize("separator", [";", "\t"], ids=["semicolon", "tab"])
@pytest.mark.parametrize(
    "text",
    ["a;=1", "a\t=1", "a\n=1", "\n=1", "\t=1", "a; =1", "a;;＝1", 'a;"=1;"', 'a;""=1', "a\n\n@1"],
    ids=ascii,
)
def test_another_separator_makes_no_formula(text: str, separator: str) -> None:
    file = io.StringIO()
    csv.writer(file).writerow(["name", format_cell(text), "end"])
    for row in csv.reader(io.StringIO(file.getvalue()), delimiter=separator):
        assert not any(cell.strip().startswith(FORMULA_STARTS) for cell in row)


@pytest.mark.parametrize(
    "text", ["a,b", 'a"b', "a\nb", "a\tb", "é漢😀", "\xa0", "a;b", "", " a ", "'=1", "\u202eb"]
)
def test_other_texts_are_exact(text: str) -> None:
    file = io.StringIO()
    csv.writer(file).writerow([format_cell(text), "end"])
    assert next(csv.reader(io.StringIO(file.getvalue()))) == [text, "end"]


def test_a_cell_contains_no_control_character_that_a_terminal_runs() -> None:
    assert format_cell("a\x1b[2J\x9b2J\x07\r\x00b") == r"a\x1b[2J\x9b2J\x07\r\x00b"


def test_a_cell_is_valid_utf8() -> None:
    assert format_cell("\ud83d!").encode() == rb"\ud83d!"
