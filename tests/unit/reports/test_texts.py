"""Times and texts of other people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from maton_google_meet import UNSET
from maton_google_meet.reports.texts import (
    escape_markdown,
    format_moment,
    format_utc,
    localize,
    read_time,
)
from maton_google_meet_api.runtime.text import escape_for_terminal
from support.scale import set_max_examples

BERLIN = ZoneInfo("Europe/Berlin")
EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2026, 7, 1, 12, tzinfo=BERLIN), datetime(2026, 7, 1, 10, tzinfo=UTC)),
        (FIRST.replace(tzinfo=EAST), None),
        (LAST.replace(tzinfo=WEST), None),
        (LAST, LAST),
        (UNSET, None),
        (None, None),
        ("2026-11-03T09:00:14Z", None),
    ],
)
def test_a_time_is_in_utc_or_missing(value: Any, expected: datetime | None) -> None:
    time = read_time(value)
    assert time == expected
    assert time is None or time.tzinfo is UTC


def test_a_time_in_a_file_is_exact_and_in_utc() -> None:
    time = datetime(2026, 7, 1, 12, 0, 0, 250000, BERLIN)
    assert format_utc(time) == "2026-07-01T10:00:00.250000Z"
    assert format_utc(time, "seconds") == "2026-07-01T10:00:00Z"
    assert format_utc(None) is None


@pytest.mark.parametrize(
    ("time", "zone"), [(FIRST, WEST), (LAST, EAST), (FIRST, ZoneInfo("Asia/Tokyo"))]
)
def test_a_time_at_the_end_of_the_calendar_can_be_shown(time: datetime, zone: Any) -> None:
    assert localize(time, zone) == time
    assert format_moment(time, localize(time, zone))


def test_a_moment_has_the_date_and_the_offset_only_if_they_differ() -> None:
    """At the end of daylight saving time, 02:30 exists twice."""
    start = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # 01:30 in Berlin.
    reference = localize(start, BERLIN)
    shown = [format_moment(start + timedelta(hours=hours), reference) for hours in (0, 1, 2, -2)]
    assert shown == ["01:30:00", "02:30:00", "02:30:00 UTC+01:00", "2026-10-24 23:30:00"]
    assert format_moment(datetime(7, 1, 1, tzinfo=UTC), start) == "0007-01-01 00:00:00"


SIGNS = st.sampled_from(
    [
        *"\\`*_[]()<>|~&$^=:!@#+-.\"' \n\t\r1a",
        "\u202e",
        "&amp;",
        "https://",
        "www.a.example",
        "<b>",
        "![a](b)",
    ]
)
HOSTILE = st.lists(
    SIGNS | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=8
).map("".join)


@set_max_examples(500, 100)
@example("1. a").via("a numbered list")
@example("- a").via("a list")
@example("# a").via("a heading")
@example("    a").via("code")
@example("| a | b |").via("a table")
@example("https://a.example www.a.example a@a.example").via("links")
@example("<script>&lt;").via("HTML")
@example("`a` **b** [c](d) ~~e~~ ![f](g)").via("markup")
@example("a\\").via("an escape before the end of the cell")
@given(HOSTILE)
def test_a_text_in_markdown_is_only_text(text: str) -> None:
    """Control characters are escaped, as on a terminal."""
    expected = escape_for_terminal(text).strip()
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    line = reader.parse(escape_markdown(text))
    table = reader.parse(f"| a | b |\n| --- | --- |\n| {escape_markdown(text)} | end |\n")
    cells = [each for each in table if each.type == "inline"]
    assert len(cells) == 4
    assert cells[3].content == "end"
    paragraphs = [each for each in line if each.type == "inline"]
    assert [each.type for each in line] == (
        ["paragraph_open", "inline", "paragraph_close"] if expected else []
    )
    for inline in [*paragraphs, cells[2]]:
        assert {each.type for each in inline.children or ()} <= {"text"}
        assert "".join(each.content for each in inline.children or ()) == expected
