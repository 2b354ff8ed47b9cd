"""The timeline of a call as an SVG image: one row for each person, one bar for each stay."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from statistics import median
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from maton_google_meet_api.runtime.text import escape_for_terminal

if TYPE_CHECKING:
    from .attendance import Attendance, Attendee

# Pixels from the left: names, kinds, the plot, the right edge of the durations, and the notes.
WIDTH: Final = 1200
NAME_X, NAME_WIDTH = 16, 196
KIND_X, KIND_WIDTH = 218, 78
PLOT_X, PLOT_WIDTH, PLOT_END = 304, 696, 1000
TOTAL_X: Final = 1080
NOTE_X: Final = 1092

ROW_HEIGHT, BAR_HEIGHT, LINE_HEIGHT = 22, 12, 15
MIN_BAR_WIDTH: Final = 2
ROWS_PER_AXIS: Final = 25

MAX_TICKS: Final = 12
TICK_SECONDS: Final = (
    *(60 * minutes for minutes in (1, 2, 5, 10, 15, 30)),
    *(3600 * hours for hours in (1, 2, 3, 6, 12)),
    *(86400 << power for power in range(20)),
)
CLOCK_CHANGE: Final = timedelta(hours=3)
"""The longest time by which clocks are set back."""
MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# The first and last time that exist in every zone, with room for a change of the clocks.
MIN_TIME: Final = datetime.min.replace(tzinfo=UTC) + timedelta(days=3)
MAX_TIME: Final = datetime.max.replace(tzinfo=UTC) - timedelta(days=3)

PRESENT: Final = "present"
KINDS: Final = ("signed_in", "anonymous", "phone")
JOINED: Final = ("Cf", "Me", "Mn")
"""The categories of the characters without a width of their own."""
STYLE: Final = """
svg { background: #fff; color-scheme: light dark; font: 12px system-ui, sans-serif }
text { fill: #1f2328; direction: ltr; unicode-bidi: isolate }
.name { font-size: 13px; unicode-bidi: plaintext }
.heading { font-size: 18px; font-weight: 600 }
.muted { fill: #59636e }
.middle { text-anchor: middle }
.end { text-anchor: end; font-variant-numeric: tabular-nums }
.page { fill: #fff }
.row { fill: #57606a; fill-opacity: 0 }
.odd { fill-opacity: .07 }
g:hover > .row { fill-opacity: .16 }
.guide { stroke: #d1d9e0 }
.limit { stroke: #59636e }
.running { stroke-dasharray: 2 3 }
.absent { stroke: #59636e; stroke-dasharray: 1 4 }
.bar { fill: #6e7781 }
.signed_in { fill: #0969da }
.anonymous { fill: #bc4c00 }
.phone { fill: #1a7f37 }
@media screen and (prefers-color-scheme: dark) {
svg { background: #0d1117 }
text { fill: #e6edf3 }
.muted { fill: #9198a1 }
.page { fill: #0d1117 }
.row { fill: #b1bac4 }
.guide { stroke: #2f3742 }
.limit, .absent { stroke: #9198a1 }
.bar { fill: #9198a1 }
.signed_in { fill: #4493f8 }
.anonymous { fill: #f0883e }
.phone { fill: #3fb950 }
}"""


def draw_chart(attendance: Attendance, zone: tzinfo = UTC) -> str:
    """Return the timeline of a call as the text of an SVG file, in ASCII.

    The file needs no other file. Its colors follow the light or dark mode of the viewer.
    """
    return _Chart(attendance, zone).draw()


class _Chart:
    def __init__(self, attendance: Attendance, zone: tzinfo) -> None:
        self._attendance, self._zone = attendance, zone
        self._start = _clamp(attendance.start, MIN_TIME, MAX_TIME)
        self._end = _clamp(attendance.end or attendance.as_of, self._start, MAX_TIME)
        self._is_running = attendance.end is None
        # A call without a duration has an axis too.
        self._span = max(self._end - self._start, timedelta(minutes=1))
        limits = self._localize(self._start), self._localize(self._end)
        self._has_days = limits[0].date() != limits[1].date()
        self._has_zones = limits[0].tzname() != limits[1].tzname()
        self._ticks = self._list_ticks()
        self._svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})

    def draw(self) -> str:
        """Return the text of the file."""
        people = self._attendance.attendees
        heading, *lines = f"Attendance of {self._attendance.conference}", *self._summarize()
        _add(self._svg, "title", heading)
        _add(self._svg, "desc", *lines)
        _add(self._svg, "style", *STYLE.splitlines())
        _add(self._svg, "rect", style="page", width="100%", height="100%")
        _write(self._svg, heading, NAME_X, 32, "heading", WIDTH - 2 * NAME_X, 18)
        for number, line in enumerate(lines):
            _write(self._svg, line, NAME_X, 54 + 18 * number, "muted", WIDTH - 2 * NAME_X)
        y = 68 + 18 * len(lines)
        _write(self._svg, f"start {self._format(self._start)}", PLOT_X, y)
        end = f"{'now' if self._is_running else 'end'} {self._format(self._end)}"
        _write(self._svg, end, PLOT_END, y, "end")
        _write(self._svg, "total", TOTAL_X, y, "end")
        for first in range(0, len(people) or 1, ROWS_PER_AXIS):
            y = self._draw_rows(people[first : first + ROWS_PER_AXIS], self._draw_axis(y))
        height = self._draw_axis(y)
        size = {"viewBox": f"0 0 {WIDTH} {height}", "width": str(WIDTH), "height": str(height)}
        self._svg.attrib |= size
        ET.indent(self._svg, "")
        return ET.tostring(self._svg, "us-ascii").decode("ascii") + "\n"

    def _summarize(self) -> Iterator[str]:
        report, people = self._attendance, self._attendance.attendees
        start, end = (str(self._localize(time))[:19] for time in (self._start, self._end))
        zone = getattr(self._zone, "key", None) or self._localize(self._start).tzname()
        yield (
            f"{start} to {end if self._has_days else end[11:]}{' (still running)' * self._is_running}"
            f" \u00b7 duration {_format_duration(self._end - self._start)} \u00b7 times in {zone}"
        )
        facts = [f"{len(people)} {'person' if len(people) == 1 else 'people'}"]
        if people:
            kinds = Counter(_name_kind(person) for person in people).most_common()
            facts[0] += f" ({', '.join(f'{count} {kind}' for kind, count in kinds)})"
            durations = [person.duration for person in people]
            facts.append(f"longest {_format_duration(max(durations))}")
            facts.append(f"median {_format_duration(median(durations))}")
        notes = Counter(note for person in people for note in _list_notes(person))
        yield " \u00b7 ".join(
            [*facts, *(f"{count} {note}" for note, count in sorted(notes.items()))]
        )
        legend = (
            f"dotted line: late or left early, by more than {_format_duration(report.threshold)}"
        )
        lines = [legend] if notes.keys() - {PRESENT} else []
        yield " \u00b7 ".join([*lines, "arrow: still present"] if PRESENT in notes else lines)

    def _list_ticks(self) -> dict[datetime, list[str]]:
        """Return the times on the axis with the lines of their labels."""
        times: list[datetime] = []
        for seconds in TICK_SECONDS:
            step = timedelta(seconds=seconds)
            if self._span < step * MAX_TICKS:
                times = sorted(self._find_times(step))
                if len(times) <= MAX_TICKS:
                    break
        ticks, day, name = {}, "", ""
        for time in times:
            local = self._localize(time)
            ticks[time] = [f"{local:%H:%M}"]
            if self._has_days:
                ticks[time].append("" if day == (day := _format_day(local)) else day)
            if self._has_zones:
                ticks[time].append("" if name == (name := str(local.tzname())) else name)
        return ticks

    def _find_times(self, step: timedelta) -> Iterator[datetime]:
        """Yield the times at which the clocks of the zone show a multiple of `step`."""
        end = self._start + self._span
        wall = self._localize(self._start - CLOCK_CHANGE).replace(tzinfo=None)
        wall -= (wall - datetime.min) % step
        while wall <= self._localize(end + CLOCK_CHANGE).replace(tzinfo=None):
            # The clocks show a time twice when they are set back, and skip it when set forward.
            for time in {wall.replace(tzinfo=self._zone, fold=n).astimezone(UTC) for n in (0, 1)}:
                if self._localize(time).replace(tzinfo=None) == wall and self._start <= time <= end:
                    yield time
            wall += step

    def _draw_axis(self, y: int) -> int:
        """Draw the labels of the ticks. Return the y position below."""
        for time, labels in self._ticks.items():
            for number, label in enumerate(filter(None, labels), 1):
                style = "muted middle" if number > 1 else "middle"
                _write(self._svg, label, self._find_x(time), y + LINE_HEIGHT * number + 3, style)
        return y + LINE_HEIGHT * (1 + self._has_days + self._has_zones) + 10

    def _draw_rows(self, people: Sequence[Attendee], top: int) -> int:
        """Draw the rows and the lines behind them. Return the y position below."""
        bottom = top + ROW_HEIGHT * max(len(people), 1)
        for time in self._ticks:
            _draw_line(self._svg, "guide", self._find_x(time), top, y2=bottom)
        running = " running" * self._is_running
        _draw_line(self._svg, "limit", PLOT_X, top, y2=bottom)
        _draw_line(self._svg, f"limit{running}", self._find_x(self._end), top, y2=bottom)
        for number, person in enumerate(people):
            self._draw_row(person, top + ROW_HEIGHT * number, "row odd" if number % 2 else "row")
        if not people:
            _write(self._svg, "no participants", PLOT_X + PLOT_WIDTH / 2, top + 15, "middle")
        return bottom

    def _draw_row(self, person: Attendee, y: int, style: str) -> None:
        row = _add(self._svg, "g", transform=f"translate(0 {y})")
        kind, notes = _name_kind(person), ", ".join(_list_notes(person))
        total = _format_duration(person.duration)
        facts = f"{kind}, present for {total} in {person.sessions} sessions{notes and ', '}{notes}"
        _add(row, "title", person.display_name, facts, person.user or "")
        _add(row, "rect", style=style, width=WIDTH, height=ROW_HEIGHT)
        # A nested element hides the parts of a name that are wider or higher than expected.
        box = _add(row, "svg", x=NAME_X, width=NAME_WIDTH, height=ROW_HEIGHT)
        _write(box, person.display_name, 0, 15, "name", NAME_WIDTH, 13)
        _write(row, kind, KIND_X, 15, "muted", KIND_WIDTH)
        _write(row, total, TOTAL_X, 15, "end")
        _write(row, notes, NOTE_X, 15, "muted")
        middle = ROW_HEIGHT / 2
        if person.late and person.first_join:
            _draw_line(row, "absent", PLOT_X, middle, x2=self._find_x(person.first_join))
        if person.left_early and person.last_leave:
            x = self._find_x(person.last_leave)
            _draw_line(row, "absent", x, middle, x2=self._find_x(self._end))
        style = f"bar {person.kind}" if person.kind in KINDS else "bar"
        y = (ROW_HEIGHT - BAR_HEIGHT) // 2
        for start, end in person.intervals:
            x = min(self._find_x(start), PLOT_END - MIN_BAR_WIDTH)
            width = max(self._find_x(end) - x, MIN_BAR_WIDTH)
            bar = _add(row, "rect", style=style, x=x, y=y, width=width, height=BAR_HEIGHT)
            times = f"{self._format(start)} to {self._format(end)}"
            _add(bar, "title", f"{times} ({_format_duration(end - start)})")
        if person.is_present:
            x = self._find_x(self._end)
            _add(
                row, "path", style=style, d=f"M{x:.2f} {y}l7 {BAR_HEIGHT / 2}l-7 {BAR_HEIGHT / 2}z"
            )

    def _find_x(self, time: datetime) -> float:
        ratio = (time - self._start) / self._span
        return PLOT_X + PLOT_WIDTH * min(max(ratio, 0), 1)

    def _localize(self, time: datetime) -> datetime:
        return _clamp(time, MIN_TIME, MAX_TIME).astimezone(self._zone)

    def _format(self, time: datetime) -> str:
        local = self._localize(time)
        return f"{_format_day(local)} {local:%H:%M:%S}" if self._has_days else f"{local:%H:%M:%S}"


def _clamp(time: datetime, first: datetime, last: datetime) -> datetime:
    return min(max(time, first), last)


def _format_day(time: datetime) -> str:
    return f"{time.day} {MONTHS[time.month - 1]}"


def _format_duration(duration: timedelta) -> str:
    minutes, seconds = divmod(int(duration.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _name_kind(person: Attendee) -> str:
    return person.kind.replace("_", " ")


def _list_notes(person: Attendee) -> list[str]:
    notes = {"late": person.late, "left early": person.left_early, PRESENT: person.is_present}
    return [note for note, applies in notes.items() if applies]


def _add(
    parent: ET.Element, tag: str, *lines: str, style: str = "", **values: object
) -> ET.Element:
    """Add an element. Its lines and values may come from other people."""
    texts = {"class": style} if style else {}
    for name, value in values.items():
        texts[name] = str(round(value, 2) if isinstance(value, float) else value)
    child = ET.SubElement(parent, tag, texts)
    child.text = "\n".join(escape_for_terminal(line) for line in lines if line)
    return child


def _draw_line(parent: ET.Element, style: str, x: float, y: float, **end: float) -> None:
    _add(parent, "line", style=style, **{"x1": x, "y1": y, "x2": x, "y2": y, **end})


def _write(
    parent: ET.Element,
    text: str,
    x: float,
    y: float,
    style: str = "",
    width: float = WIDTH,
    size: int = 12,
) -> None:
    """Write `text` in at most `width` pixels, by the usual widths of characters of this `size`."""
    _add(parent, "text", _shorten(escape_for_terminal(text), width / size), style=style, x=x, y=y)


def _shorten(text: str, width: float) -> str:
    """Return `text`, or its start and an ellipsis if it is wider than `width` (in em)."""
    used, cut = 0.0, 0
    for at, character in enumerate(text):
        # A joiner, and the character behind it, belong to the previous one.
        if unicodedata.category(character) in JOINED or text[at - 1 : at] == "\u200d":
            continue
        if used <= width - 1:
            cut = at
        used += _measure(character)
        if used > width:
            return f"{text[:cut]}\u2026"
    return text


def _measure(character: str) -> float:
    """Return about the largest width of a character in the usual fonts, in em."""
    if character > "\U0001f000" or unicodedata.east_asian_width(character) in "FW":
        return 1.3
    if character in "mwMW@%":
        return 1
    return 0.36 if character in " ijlt.,:;'|()" else 0.74 if character.isupper() else 0.6
