"""The timeline of a call: valid XML whatever the names are, and a picture in proportion."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maton_google_meet.reports.attendance import Attendance
from maton_google_meet.reports.chart import (
    MIN_BAR_WIDTH,
    PLOT_END,
    PLOT_WIDTH,
    PLOT_X,
    ROW_HEIGHT,
    STYLE,
    WIDTH,
)
from maton_google_meet.reports.stays import Period
from support.attendances import (
    HOSTILE_NAMES,
    HOUR,
    START,
    make_busy_call,
    make_call,
    make_person,
)

PERIOD = Period(START, START + HOUR, is_running=False)
RUNNING = Period(START, START + HOUR, is_running=True)
BERLIN = ZoneInfo("Europe/Berlin")
SVG = "{http://www.w3.org/2000/svg}"


class Picture:
    """A parsed chart."""

    def __init__(self, text: str) -> None:
        self.root = ET.fromstring(text)
        self.width, self.height = map(int, self.root.attrib["viewBox"].split()[2:])
        self.rows = self.root.findall(f"{SVG}g")
        self.bars = [find(row, "rect", "bar") for row in self.rows]
        self.texts = [str(text.text) for text in self.root.findall(f"{SVG}text")]

    @property
    def tops(self) -> list[float]:
        """The y positions of the rows."""
        return [float(re.findall(r"\d+", row.attrib["transform"])[1]) for row in self.rows]

    @property
    def labels(self) -> list[str]:
        """The texts on the last axis."""
        texts = [
            text for text in self.root.findall(f"{SVG}text") if "middle" in text.get("class", "")
        ]
        starts = [float(text.attrib["y"]) for text in texts if str(text.text)[2:3] == ":"]
        return [str(t.text) for t in texts if float(t.attrib["y"]) >= max(starts, default=1e9)]


def find(element: ET.Element, tag: str, style: str) -> list[ET.Element]:
    return [each for each in element.iter(f"{SVG}{tag}") if style in each.get("class", "").split()]


def span(bar: ET.Element) -> tuple[float, float]:
    return float(bar.attrib["x"]), float(bar.attrib["width"])


def title(element: ET.Element) -> str:
    return element.findtext(f"{SVG}title") or ""


def draw(attendance: Attendance, zone: timezone | ZoneInfo = UTC) -> Picture:
    return Picture(attendance.to_svg(zone))


# --- the plot -------------------------------------------------------------------------------------


def test_bars_are_in_proportion_to_the_time() -> None:
    person = make_person(PERIOD, (0, 900), (1800, 3600))
    [[first, second]] = draw(make_call(person)).bars
    assert span(first) == (PLOT_X, PLOT_WIDTH / 4)
    assert span(second) == (PLOT_X + PLOT_WIDTH / 2, PLOT_WIDTH / 2)
    assert title(first) == "09:58:12 to 10:13:12 (0:15:00)"


def test_rows_and_bars_stay_inside_and_do_not_overlap() -> None:
    picture = draw(make_busy_call([f"Person {number}" for number in range(300)]))
    assert len(picture.rows) == 300
    assert all(below - above >= ROW_HEIGHT for above, below in pairwise(picture.tops))
    assert picture.tops[-1] + ROW_HEIGHT < picture.height
    for bars in picture.bars:
        assert bars
        for (x, width), (after, _) in pairwise([*map(span, bars), (PLOT_END + 0.01, 0)]):
            assert x >= PLOT_X
            assert width >= MIN_BAR_WIDTH
            assert x + width <= after + MIN_BAR_WIDTH


@pytest.mark.parametrize("seconds", [(-90, -30), (3700, 9000), (-1e6, 1e6), (30, 30), (3600, 3600)])
def test_a_bar_is_visible_and_inside_the_plot(seconds: tuple[float, float]) -> None:
    """`make_attendee` clips the intervals, but a file may contain others."""
    start, end = (START + timedelta(seconds=each) for each in seconds)
    person = replace(make_person(PERIOD, (0, 10)), intervals=((start, end),))
    [[bar]] = draw(make_call(person)).bars
    x, width = span(bar)
    assert PLOT_X <= x <= x + width <= PLOT_END
    assert width >= MIN_BAR_WIDTH


def test_hundreds_of_intervals() -> None:
    person = make_person(PERIOD, *((10 * number, 10 * number + 5) for number in range(360)))
    [bars] = draw(make_call(person)).bars
    assert len(bars) == 360


def test_late_and_early_are_a_line_and_a_word() -> None:
    picture = draw(make_call(make_person(PERIOD, (900, 1800)), make_person(PERIOD, (0, 3600))))
    late, punctual = picture.rows
    lines = [(line.attrib["x1"], line.attrib["x2"]) for line in find(late, "line", "absent")]
    assert lines == [("304", "478.0"), ("652.0", "1000.0")]
    assert find(late, "text", "muted")[1].text == "late, left early"
    assert not find(punctual, "line", "absent")
    assert "1 late · 1 left early" in picture.texts[2]
    assert "more than 0:05:00" in picture.texts[3]


def test_the_kind_is_a_word_and_a_color() -> None:
    people = [make_person(PERIOD, (0, 60), kind=kind) for kind in ("phone", "phone", "anonymous")]
    odd = replace(people[0], kind='lobby_guest" onload="')  # type: ignore[arg-type]
    picture = draw(make_call(*people, odd))
    assert [bar.attrib["class"] for [bar] in picture.bars] == [
        *("bar phone", "bar phone", "bar anonymous", "bar"),
    ]
    kinds = [row.findall(f"{SVG}text")[0].text for row in picture.rows]
    assert kinds[:3] == ["phone", "phone", "anonymous"]
    assert kinds[3] == "lobby gue…"
    assert '2 phone, 1 anonymous, 1 lobby guest" onload="' in picture.texts[2]


def test_a_running_call_has_an_open_end() -> None:
    people = [make_person(RUNNING, (0, None)), make_person(RUNNING, (0, 60))]
    present, gone = (picture := draw(make_call(*people, is_running=True))).rows
    assert find(present, "path", "bar")
    assert not find(gone, "path", "bar")
    assert len(find(picture.root, "line", "running")) == 1
    assert "now 10:58:12" in picture.texts
    assert "2026-11-30 09:58:12 to 10:58:12 (still running)" in picture.texts[1]
    assert title(present).splitlines() == [
        *("Ana", "signed in, present", "total 1:00:00, joined 09:58:12", "users/7"),
    ]
    assert "left 09:59:12" in title(gone)


def test_times_may_be_unknown() -> None:
    unknown = replace(make_person(RUNNING, (0, None), kind="phone"), first_join=None, intervals=())
    known = make_person(PERIOD, (1800, 3600), name="Ben")
    picture = draw(make_call(known, unknown, start=None))
    assert "start unknown" in picture.texts
    assert len(find(picture.root, "line", "limit")) == 1
    # The axis begins with the first join.
    assert span(picture.bars[0][0]) == (PLOT_X, PLOT_WIDTH)
    assert picture.bars[1] == []
    assert title(picture.rows[1]) == "Ana\nphone, present\ntotal 1:00:00"
    assert draw(make_call(start=None)).texts[2] == "0 people"


@pytest.mark.parametrize("seconds", [0, 1, -7])
def test_a_call_without_people_or_duration(seconds: int) -> None:
    attendance = make_call(duration=timedelta(seconds=seconds))
    picture = draw(attendance)
    assert not picture.rows
    assert "no participants" in picture.texts
    assert picture.texts[1].startswith("2026-11-30 09:58:12 to 09:58:1")
    assert f"duration 0:00:0{max(seconds, 0)}" in picture.texts[1]
    person = make_person(attendance.period, (0, 0))
    [[bar]] = draw(make_call(person, duration=timedelta(seconds=seconds))).bars
    assert span(bar) == (PLOT_X, MIN_BAR_WIDTH)


# --- the axis -------------------------------------------------------------------------------------


def axis(start: datetime, duration: timedelta, zone: timezone | ZoneInfo = UTC) -> list[str]:
    person = make_person(PERIOD, (0, 60))
    return draw(make_call(person, start=start, duration=duration), zone).labels


def test_the_axis_has_round_times() -> None:
    assert axis(START, timedelta(minutes=2)) == ["09:59", "10:00"]
    assert axis(START, timedelta(minutes=45)) == [
        *("10:00", "10:05", "10:10", "10:15", "10:20", "10:25", "10:30", "10:35", "10:40"),
    ]
    assert axis(START, HOUR, timezone(timedelta(hours=5, minutes=45)))[0] == "15:50"


def test_midnight_and_a_change_of_the_clocks_are_visible() -> None:
    start = datetime(2026, 10, 24, 20, 3, 5, tzinfo=UTC)
    assert axis(start, 9 * HOUR, BERLIN) == [
        *("23:00", "24 Oct", "UTC+02:00", "00:00", "25 Oct", "01:00", "02:00", "02:00"),
        *("UTC+01:00", "03:00", "04:00", "05:00", "06:00"),
    ]
    start = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert axis(start, HOUR)[:5] == ["23:30", "31 Dec", "23:40", "23:50", "00:00"]
    person = make_person(PERIOD, (0, 60))
    assert "start 31 Dec 23:30:00" in draw(make_call(person, start=start)).texts


@settings(max_examples=50)
@given(st.datetimes(timezones=st.just(UTC)), st.timedeltas(timedelta(), timedelta(days=4_000_000)))
def test_any_call_has_an_axis(start: datetime, duration: timedelta) -> None:
    duration = min(duration, datetime.max.replace(tzinfo=UTC) - start)
    labels = [label for label in axis(start, duration, BERLIN) if label[2] == ":"]
    assert len(labels) <= 12
    assert labels or duration < timedelta(minutes=1)


def test_the_axis_is_repeated() -> None:
    counts = [
        draw(make_busy_call(["x"] * people)).texts.count("10:30") for people in (0, 1, 25, 26, 300)
    ]
    assert counts == [2, 2, 2, 3, 13]


# --- the texts ------------------------------------------------------------------------------------


def test_heading_and_summary() -> None:
    people = [make_person(PERIOD, (0, seconds)) for seconds in (3600, 3600, 60.5)]
    picture = draw(make_call(*people), BERLIN)
    heading = "Attendance of conferenceRecords/4f1c8a62-93d0-4b7e-8c25-1f60d9e3a7b4"
    assert picture.texts[:3] == [
        heading,
        "2026-11-30 10:58:12 to 11:58:12 · duration 1:00:00 · times in Europe/Berlin",
        "3 people (3 signed in) · longest 1:00:00 · median 1:00:00 · 1 left early",
    ]
    assert title(picture.root) == heading
    assert picture.root.findtext(f"{SVG}desc") == "\n".join(picture.texts[1:4])
    assert picture.root.attrib["role"] == "img"
    assert picture.rows[2].findall(f"{SVG}text")[1].text == "0:01:01"
    assert draw(make_call(people[0]), UTC).texts[1].endswith("times in UTC")
    assert draw(make_call(people[0])).texts[2].startswith("1 person (1 signed in)")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_are_text(name: str) -> None:
    text = make_call(make_person(PERIOD, (0, 3600), name=name)).to_svg()
    plain = draw(make_call(make_person(PERIOD, (0, 3600), name="Ana")))
    picture = Picture(text)
    assert [each.tag for each in picture.root.iter()] == [each.tag for each in plain.root.iter()]
    assert text.isascii()
    assert "\r" not in text
    assert len(title(picture.rows[0]).splitlines()) == 4
    [shown] = find(picture.rows[0], "text", "name")
    assert len(shown.text or "") <= 80


@settings(max_examples=50)
@given(st.lists(st.text(), max_size=3), st.text())
def test_any_text_is_valid(names: list[str], conference: str) -> None:
    attendance = replace(make_busy_call(names), conference=conference)
    assert len(draw(attendance).rows) == len(names)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Wolfeschlegelsteinhausenbergerdorff", "Wolfeschlegelsteinhausen…"),
        ("株式会社グローバルコミュニケーションズ", "株式会社グローバルコ…"),
        ("👨‍👩‍👧‍👦" * 20, "👨‍👩‍👧‍👦" * 10 + "…"),
        ("illicit, ill-fitting titillation: 1", "illicit, ill-fitting titillation: 1"),
        ("n\u0303" * 24, "n\u0303" * 24),
    ],
)
def test_long_names_are_shortened(name: str, shown: str) -> None:
    [row] = draw(make_call(make_person(PERIOD, (0, 3600), name=name))).rows
    assert [text.text for text in find(row, "text", "name")] == [shown]
    assert title(row).splitlines()[0] == name


def test_the_document_refers_to_no_other() -> None:
    text = make_busy_call(["Ana", "Ben"]).to_svg()
    assert re.findall(r"https?:[^\"]+", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"href|url\(|@import|<script", text)
    assert {f"{WIDTH}"} == set(re.findall(r'<svg [^>]*role="img"[^>]* width="(\d+)"', text))


# --- the colors -----------------------------------------------------------------------------------


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2."""
    digits = color if len(color) == 6 else "".join(2 * digit for digit in color)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", STYLE.split("@media"))
def test_colors_have_contrast(mode: str) -> None:
    """Texts have 4.5:1 and bars 3:1, as WCAG asks for."""
    colors = dict(re.findall(r"^\.?(\w+) \{ fill: #(\w+)", mode, re.MULTILINE))
    page = luminance(colors["page"])
    for name, contrast in {
        **dict.fromkeys(("text", "muted"), 4.5),
        **dict.fromkeys(("bar", "signed_in", "anonymous", "phone"), 3),
    }.items():
        low, high = sorted([page, luminance(colors[name])])
        assert (high + 0.05) / (low + 0.05) >= contrast, name
