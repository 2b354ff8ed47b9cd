"""The timeline of a call in a browser: no text covers another text or a bar, however many people.

The fonts are those of the system. They may be wider than those that the chart expects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from maton_google_meet.reports.attendance import Attendance
from maton_google_meet.reports.chart import WIDTH
from support.attendances import HOSTILE_NAMES, make_busy_call, make_call

FIRST_NAMES = ("Ana", "Benedikt", "Chloé", "Dmitri", "Hiroshi", "Maximiliane", "Ngọc", "WILLIAM")
LAST_NAMES = (
    "Silva",
    "Fernández-Villaverde",
    "O'Brien",
    "Wolfeschlegelsteinhausenbergerdorff",
    "Ma",
)
NAMES = [f"{FIRST_NAMES[n % 8]} {LAST_NAMES[n % 5]} {n}" for n in range(300)]

# Return the visible boxes of the texts and the bars. An inner `svg` hides everything around it.
READ_BOXES = """() => [...document.querySelectorAll('text, .bar')].flatMap(element => {
    let {left, top, right, bottom} = element.getBoundingClientRect()
    const frame = element.ownerSVGElement
    if (frame.ownerSVGElement && getComputedStyle(frame).overflow == 'hidden') {
        const {e: x, f: y} = frame.getScreenCTM()
        left = Math.max(left, x)
        top = Math.max(top, y)
        right = Math.min(right, x + frame.width.baseVal.value)
        bottom = Math.min(bottom, y + frame.height.baseVal.value)
    }
    const text = element.tagName == 'text' ? element.textContent : ''
    return right > left && bottom > top ? [[left, top, right, bottom, text]] : []
})"""


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a chart in the browser and returns the page."""
    pages = []

    def show(attendance: Attendance, mode: str = "light") -> Any:
        path = tmp_path / "chart.svg"
        path.write_text(attendance.to_svg(ZoneInfo("Europe/Berlin")), encoding="ascii")
        page = browser.new_page(viewport={"width": 1200, "height": 800}, color_scheme=mode)
        pages.append(page)
        page.goto(path.as_uri())
        return page

    yield show
    for page in pages:
        page.close()


def find_overlaps(boxes: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield the texts of each two boxes that overlap, if at least one box belongs to a text."""
    boxes = sorted(boxes, key=lambda box: box[1])
    for index, (left, _, right, bottom, text) in enumerate(boxes):
        for other_left, other_top, other_right, *_, other in boxes[index + 1 :]:
            if other_top >= bottom - 0.5:
                break
            if (text or other) and min(right, other_right) - max(left, other_left) > 0.5:
                yield text, other


@pytest.mark.parametrize("is_running", [False, True])
@pytest.mark.parametrize("names", [NAMES[:3], NAMES, HOSTILE_NAMES], ids=["3", "300", "hostile"])
def test_no_text_covers_anything(
    show: Callable[..., Any], names: list[str], is_running: bool
) -> None:
    page = show(make_busy_call(names, is_running=is_running))
    boxes = page.evaluate(READ_BOXES)
    assert len(boxes) > 4 * len(names)
    assert not [*find_overlaps(boxes)]
    height = page.evaluate("() => document.documentElement.viewBox.baseVal.height")
    for left, top, right, bottom, text in boxes:
        assert 0 <= left < right <= WIDTH, text
        assert 0 <= top < bottom <= height, text


@pytest.mark.parametrize("minutes", [0, 2, 11.9, 59, 119, 9 * 60, 23 * 60, 60 * 60, 11.9 * 1440])
def test_no_label_of_the_axis_covers_another(show: Callable[..., Any], minutes: float) -> None:
    """The calls begin shortly before midnight, on the day on which the clocks are set back."""
    start = datetime(2026, 10, 24, 21, 58, 30, tzinfo=UTC)
    page = show(make_call(start=start, duration=timedelta(minutes=minutes)))
    assert not [*find_overlaps(page.evaluate(READ_BOXES))]


def test_overlaps_are_found() -> None:
    first, second, bar = [0, 0, 9, 9, "a"], [8, 8, 20, 20, "b"], [19, 0, 30, 30, ""]
    assert [*find_overlaps([first, second, bar])] == [("a", "b"), ("", "b")]


def test_right_to_left_names_begin_in_their_column(show: Callable[..., Any]) -> None:
    page = show(make_busy_call(["שלום כהן", "دنيا", "דנה (Sales) 3"]))
    boxes = page.evaluate(
        "() => [...document.querySelectorAll('.name')].map(e => e.getBoundingClientRect().left)"
    )
    assert [round(left) for left in boxes] == [16, 16, 16]


def test_hostile_names_run_nothing(show: Callable[..., Any]) -> None:
    page = show(make_busy_call(HOSTILE_NAMES))
    assert page.title().startswith("Attendance of conferenceRecords/")
    assert page.locator("script, foreignObject, image, a, parsererror").count() == 0
    assert page.locator(".name").count() == len(HOSTILE_NAMES)


def test_colors_follow_the_mode(show: Callable[..., Any]) -> None:
    colors = {
        mode: show(make_busy_call(NAMES[:3]), mode).evaluate(
            "() => ['text', '.page', '.bar'].map("
            "name => getComputedStyle(document.querySelector(name)).fill)"
        )
        for mode in ("light", "dark")
    }
    assert all(light != dark for light, dark in zip(*colors.values(), strict=True))
