"""The guides to the command line, testing and reports: what they show is what the code does."""

from __future__ import annotations

import inspect
import re
import threading

import pytest
from maton_google_meet import cli, reports
from maton_google_meet.cli import program, sandbox_server
from maton_google_meet.cli.errors import CommandError
from maton_google_meet.sandbox import Fault, Sandbox
from support.pages import PAGES, find_block


def read(name: str) -> str:
    return PAGES[f"docs/guides/{name}.md"]


def section(text: str, heading: str) -> str:
    """Return the text below a heading, up to the next heading outside code."""
    rest = text.partition(f"\n{heading}\n")[2]
    assert rest, heading
    return re.split(r"\n##+ ", rest)[0]


def first_cells(text: str) -> list[str]:
    """Return the first cell of each row of the tables that contains code or a number."""
    return re.findall(r"^\| (`.+?`|\d+) \|", text, re.MULTILINE)


def codes(text: str) -> list[str]:
    return re.findall(r"`([\w.-]+)", text)


def test_the_arguments_of_the_sandbox_are_listed() -> None:
    page = read("testing")
    arguments = codes("\n".join(first_cells(section(page, "## Test with the sandbox"))))
    assert arguments == [*inspect.signature(Sandbox).parameters]
    names = codes("\n".join(first_cells(section(page, "## Simulate faults"))))
    arguments = [*inspect.signature(Sandbox.fail).parameters][2:]
    assert names == [*map(str, Fault), *arguments]


def test_the_methods_that_play_a_call_have_these_arguments() -> None:
    rows = first_cells(section(read("testing"), "## Simulate a conference"))
    for row in rows:
        [(name, arguments)] = re.findall(r"`(\w+)\(([\w, ]+)\)`", row)
        parameters = inspect.signature(getattr(Sandbox, name)).parameters
        assert [*parameters][1:] == arguments.split(", ")
    assert len(rows) == 6


def test_the_sandbox_prints_what_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = find_block("docs/guides/testing.md", "--port", language="console").text
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
