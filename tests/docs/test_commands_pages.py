"""The guides to the command line, testing and reports: what they show is what the code does."""

from __future__ import annotations

import inspect
import re
import threading
from pathlib import Path

import pytest
from maton_google_meet import cli, reports
from maton_google_meet.cli import program, sandbox_server
from maton_google_meet.cli.errors import CommandError
from maton_google_meet.sandbox import Fault, Sandbox
from maton_google_meet.testing import Contract

ROOT = Path(__file__).resolve().parent.parent.parent
STRICT = ("-W", "error", "--strict-markers")


def read(name: str) -> str:
    return (ROOT / f"docs/guides/{name}.md").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """Return the text below a heading, up to the next heading outside code."""
    rest = text.partition(f"\n{heading}\n")[2]
    assert rest, heading
    return re.split(r"\n##+ ", rest)[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def first_cells(text: str) -> list[str]:
    """Return the first cell of each row of the tables that contains code or a number."""
    return re.findall(r"^\| (`.+?`|\d+) \|", text, re.MULTILINE)


def codes(text: str) -> list[str]:
    return re.findall(r"`([\w.-]+)", text)


def test_the_tests_shown_are_tests(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, maton_contract: Contract
) -> None:
    # The plugin shown checks these requests.
    maton_contract.elsewhere.add("https://api.maton.ai")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    page = read("testing")
    with_sandbox = section(page, "## Test with the sandbox")
    pytester.makeconftest(blocks(with_sandbox, "python")[0])
    pytester.makepyfile(blocks(with_sandbox, "python")[1])
    pytester.runpytest_inprocess(*STRICT).assert_outcomes(passed=3)
    [mocked] = blocks(section(page, "## Use pytest-httpx"), "python")
    pytester.makepyfile(mocked)
    pytester.runpytest_inprocess(*STRICT, "-p", "pytest_httpx").assert_outcomes(passed=2)
    checked = section(page, "## Check against the API's document")
    [shown] = blocks(checked, "python")
    pytester.makepyfile(shown)
    pytester.runpytest_inprocess(*STRICT).assert_outcomes(passed=2)
    pytester.makepyfile(shown.replace('"spaces/abc"', "None"))
    result = pytester.runpytest_inprocess(*STRICT)
    result.assert_outcomes(failed=1, passed=1)
    [failure] = blocks(checked, "text")
    assert failure in result.stdout.str()


def test_the_arguments_of_the_sandbox_are_listed() -> None:
    page = read("testing")
    arguments = codes("\n".join(first_cells(section(page, "## Test with the sandbox"))))
    assert arguments == [*inspect.signature(Sandbox).parameters]
    names = codes("\n".join(first_cells(section(page, "## Simulate faults"))))
    arguments = [*inspect.signature(Sandbox.fail).parameters][2:]
    assert names == [*map(str, Fault), *arguments]


def test_the_methods_that_play_a_call_have_these_arguments() -> None:
    rows = first_cells(section(read("testing"), "## Play a call"))
    for row in rows:
        [(name, arguments)] = re.findall(r"`(\w+)\(([\w, ]+)\)`", row)
        parameters = inspect.signature(getattr(Sandbox, name)).parameters
        assert [*parameters][1:] == arguments.split(", ")
    assert len(rows) == 6


def test_the_sandbox_prints_what_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [shown] = blocks(section(read("testing"), "## Serve the sandbox"), "console")
    is_started = threading.Event()
    is_started.set()
    monkeypatch.setattr(sandbox_server, "FOREVER", is_started)
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION", raising=False)
    monkeypatch.setenv("COLUMNS", "96")
    assert cli.main(["sandbox", "--port", "0"]) == 0
    output = "".join(capsys.readouterr())
    assert shown.partition("\n")[2] == re.sub(r"(?<=127\.0\.0\.1:)\d+", "8765", output)


def test_each_exit_code_is_explained() -> None:
    rows = first_cells(section(read("command-line"), "### Exit codes"))
    values = {value for value in vars(program).values() if isinstance(value, int)}
    assert [int(row) for row in rows] == sorted(values)


def test_each_field_of_an_error_is_explained() -> None:
    rows = first_cells(section(read("command-line"), "### Errors as JSON"))
    assert codes("\n".join(rows)) == [*CommandError(1, "x", pending_id="y").to_dict()]


def test_each_format_and_command_is_listed() -> None:
    page = read("command-line")
    assert codes("\n".join(first_cells(section(page, "## Choose the output")))) == [
        *program.FORMATS
    ]
    assert {*program.OTHER_COMMANDS} <= {*re.findall(r"[`\s]([\w-]+)", page)}


def test_each_report_is_listed() -> None:
    table = read("reports").partition("\n## ")[0]
    functions = {name for name in codes(table) if hasattr(reports, name)}
    assert functions == {name for name in reports.__all__ if name.islower()}
    commands = {program.LATEST, program.ATTENDANCE, program.TRANSCRIPT, program.EXPORT}
    assert commands | {program.WAIT} <= {*codes(table)}
