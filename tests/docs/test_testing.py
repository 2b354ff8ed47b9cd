"""The guide of testing: the tests that it shows are tests, and fail as it shows."""

from __future__ import annotations

import pytest
from maton_google_meet.testing import Contract
from support.pages import find_block, list_blocks

PAGE = "docs/guides/testing.md"
ARGUMENTS = ("-W", "error", "--strict-markers")


@pytest.fixture(autouse=True)
def _pytest(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, maton_contract: Contract
) -> None:
    """Prepare a project with the plugin, which judges in place of the one of this test."""
    maton_contract.elsewhere.add("https://api.maton.ai")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    [plugin, *others] = list_blocks("python", "pytest_plugins", page=PAGE)
    assert {block.text for block in others} <= {plugin.text}
    pytester.makeconftest(plugin.text)


def test_the_tests_pass(pytester: pytest.Pytester) -> None:
    blocks = list_blocks("python", "def test_", page=PAGE)
    assert blocks
    for block in blocks:
        pytester.makepyfile(block.text)
        result = pytester.runpytest_inprocess(*ARGUMENTS)
        result.assert_outcomes(passed=block.text.count("def test_"))


def test_a_violation_is_reported_as_shown(pytester: pytest.Pytester) -> None:
    shown = find_block(PAGE, "@pytest.mark.maton_contract").text
    pytester.makepyfile(shown.replace('"spaces/abc"', "None"))
    result = pytester.runpytest_inprocess(*ARGUMENTS)
    result.assert_outcomes(failed=1, passed=shown.count("def test_") - 1)
    assert find_block(PAGE, "Against the document", language="text").text in result.stdout.str()
