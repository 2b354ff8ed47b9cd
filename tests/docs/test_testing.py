"""The guide to testing: its tests pass and fail as shown, and its tables have all arguments."""

from __future__ import annotations

import inspect
import re
import threading
from typing import Any

import pytest
from maton_google_meet import GoogleMeet, cli
from maton_google_meet.cli import sandbox_server
from maton_google_meet.sandbox import Fault, Sandbox
from maton_google_meet.testing import Contract
from support.document_server import DocumentServer, Reply
from support.pages import find_block, list_blocks, list_first_cells, read_section

PAGE = "docs/guides/testing.md"
ARGUMENTS = ("-W", "error", "--strict-markers", "-p", "pytest_httpx")


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


def test_the_first_example_accepts_missing_values(server: DocumentServer) -> None:
    names: dict[str, Any] = {}
    exec(find_block(PAGE, "def latecomers").text, names)
    record, person = {"name": "conferenceRecords/a"}, {"name": "conferenceRecords/a/participants/b"}
    late = {**person, "earliestStartTime": "2026-11-03T09:10:00Z"}
    for start, expected in [({"startTime": "2026-11-03T09:00:00Z"}, ["(no name)"]), ({}, [])]:
        server.answers["conferenceRecords.get"] = [Reply(json=record | start)]
        server.answers["participants.list"] = [Reply(json={"participants": [late, person]})]
        with GoogleMeet(server.key, base_url=server.url, connection="c") as meet:
            assert names["latecomers"](meet, "conferenceRecords/a") == expected


def test_a_violation_is_reported_as_shown(pytester: pytest.Pytester) -> None:
    shown = find_block(PAGE, "@pytest.mark.maton_contract").text
    pytester.makepyfile(shown.replace('"spaces/abc"', "None"))
    result = pytester.runpytest_inprocess(*ARGUMENTS)
    result.assert_outcomes(failed=1, passed=shown.count("def test_") - 1)
    assert find_block(PAGE, "Against the document", language="text").text in result.stdout.str()


def test_the_arguments_of_the_sandbox_are_listed() -> None:
    arguments = list_first_cells(read_section(PAGE, "Test with the sandbox"))
    assert [each.rstrip("=") for each in arguments] == [*inspect.signature(Sandbox).parameters]
    names = list_first_cells(read_section(PAGE, "Simulate faults"))
    arguments = [*inspect.signature(Sandbox.fail).parameters][2:]
    assert [each.rstrip("=") for each in names] == [*map(str, Fault), *arguments]


def test_the_methods_that_play_a_call_have_these_arguments() -> None:
    methods = list_first_cells(read_section(PAGE, "Simulate a conference"))
    assert methods
    for method in methods:
        name, _, arguments = method.rstrip(")").partition("(")
        parameters = inspect.signature(getattr(Sandbox, name)).parameters
        assert [*parameters][1:] == arguments.split(", ")


def test_the_sandbox_prints_what_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = find_block(PAGE, "--port", language="console").text
    is_started = threading.Event()
    is_started.set()
    monkeypatch.setattr(sandbox_server, "FOREVER", is_started)
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION", raising=False)
    monkeypatch.setenv("COLUMNS", "96")
    assert cli.main(["sandbox", "--port", "0"]) == 0
    output = "".join(capsys.readouterr())
    assert shown.partition("\n")[2] == re.sub(r"(?<=127\.0\.0\.1:)\d+", "8765", output)
