"""The guide to the command line: its tables have all formats, exit codes and commands."""

from __future__ import annotations

import re

from maton_google_meet.cli import program
from maton_google_meet.cli.errors import CommandError
from support.pages import PAGES, list_first_cells, read_section

PAGE = "docs/guides/command-line.md"


def test_each_exit_code_is_explained() -> None:
    rows = re.findall(r"^\| (\d+) \|", read_section(PAGE, "Exit codes"), re.MULTILINE)
    values = {value for value in vars(program).values() if isinstance(value, int)}
    assert [int(row) for row in rows] == sorted(values)


def test_each_field_of_an_error_is_explained() -> None:
    fields = list_first_cells(read_section(PAGE, "Errors as JSON"))
    assert fields == [*CommandError(1, "x", pending_id="y").to_dict()]


def test_each_format_and_command_is_listed() -> None:
    assert list_first_cells(read_section(PAGE, "Choose the output")) == [*program.FORMATS]
    assert {*program.OTHER_COMMANDS} <= {*re.findall(r"[`\s]([\w-]+)", PAGES[PAGE])}
