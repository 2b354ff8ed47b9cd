"""README.md: its length, its examples and its version. test_comparison.py has its comparison."""

from __future__ import annotations

import re
import shlex

import maton_google_meet
import pytest
from maton_google_meet.testing import Contract
from support.pages import BLOCKS, PAGES, find_block, list_blocks, read_section

PAGE = "README.md"


def test_it_is_short() -> None:
    assert len(PAGES[PAGE].splitlines()) <= 200


def test_the_first_commands_are_the_demo_and_the_tests() -> None:
    block = list_blocks("sh", page=PAGE)[0]
    first = [shlex.split(line, comments=True) for line in block.text.splitlines()]
    assert first[:2] == [["python3", "scripts/run.py", job] for job in ("demo", "test")]


def test_the_examples_of_the_quick_start_are_short() -> None:
    blocks = [each for each in BLOCKS if (each.page, each.heading) == (PAGE, "Quick start")]
    assert len(blocks) == 4
    assert all(len([*filter(None, block.text.splitlines())]) <= 5 for block in blocks)


def test_the_errors_have_six_rows() -> None:
    rows = [line for line in read_section(PAGE, "Errors").splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 6


def test_the_test_shown_is_a_test(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, maton_contract: Contract
) -> None:
    maton_contract.elsewhere.add("https://api.maton.ai")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(find_block(PAGE, "def test_").text)
    pytester.runpytest_inprocess("-W", "error").assert_outcomes(passed=1)


def test_the_version_is_the_current_one() -> None:
    stated = re.findall(r"\*\*Status: ([\d.]+\d)", PAGES[PAGE])
    assert stated == [maton_google_meet.__version__]
