"""The guide to reports: its table has all functions and commands."""

from __future__ import annotations

import re

from maton_google_meet import reports
from maton_google_meet.cli import program
from support.pages import PAGES


def test_each_report_is_listed() -> None:
    table = PAGES["docs/guides/reports.md"].partition("\n## ")[0]
    names = {*re.findall(r"`([\w.-]+)", table)}
    assert {name for name in reports.__all__ if name.islower()} <= names
    commands = {program.LATEST, program.ATTENDANCE, program.TRANSCRIPT, program.EXPORT}
    assert commands | {program.WAIT} <= names
