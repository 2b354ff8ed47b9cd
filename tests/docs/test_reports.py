"""The guide of the reports: its numbers."""

from __future__ import annotations

import math
import re

from support.examples import largest_page
from support.pages import PAGES

DURATION = re.compile(r"1,000 participants[^.]*? (\d+) min (\d+) s")


def test_the_duration_of_an_attendance_report() -> None:
    """The requests are for the connection, the record, the participants, and their sessions."""
    size = largest_page("participants.list")
    assert size
    requests = 1 + 1 + math.ceil(1000 / size) + 1000
    expected = divmod(round(requests / 10), 60)
    texts = [" ".join(text.split()) for text in PAGES.values()]
    stated = [(int(each[0]), int(each[1])) for text in texts for each in DURATION.findall(text)]
    assert {*stated} == {expected}
