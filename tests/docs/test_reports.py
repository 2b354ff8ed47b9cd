"""The guide to reports: its table has all functions and commands, and its time is correct."""

from __future__ import annotations

import math
import re

from maton_google_meet import reports
from maton_google_meet.cli import program
from support.examples import largest_page
from support.pages import PAGES

PAGE = "docs/guides/reports.md"


def test_each_report_is_listed() -> None:
    table = PAGES[PAGE].partition("\n## ")[0]
    names = {*re.findall(r"`([\w.-]+)", table)}
    assert {name for name in reports.__all__ if name.islower()} <= names
    commands = {program.LATEST, program.ATTENDANCE, program.TRANSCRIPT, program.EXPORT}
    assert commands | {program.WAIT} <= names


def test_the_time_of_a_large_attendance_report() -> None:
    """The requests are for the connection, the record, the participants, and their sessions."""
    size = largest_page("participants.list")
    assert size
    requests = 1 + 1 + math.ceil(1000 / size) + 1000
    [stated] = re.findall(r"1,000 participants takes at least (\d+) min (\d+) s", PAGES[PAGE])
    assert [int(each) for each in stated] == [*divmod(round(requests / 10), 60)]
