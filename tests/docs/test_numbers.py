"""Numbers on the pages that follow from the API's document."""

from __future__ import annotations

import math
import re
from pathlib import Path

from support.examples import largest_page

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_time_of_a_large_attendance_report() -> None:
    """The requests are for the connection, the record, the participants, and their sessions."""
    size = largest_page("participants.list")
    assert size
    requests = 1 + 1 + math.ceil(1000 / size) + 1000
    page = (ROOT / "docs" / "guides" / "reports.md").read_text(encoding="utf-8")
    [stated] = re.findall(r"1,000 participants takes at least (\d+) min (\d+) s", page)
    assert [int(each) for each in stated] == [*divmod(round(requests / 10), 60)]
