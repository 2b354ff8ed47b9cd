"""The timeline of a call as an SVG image: one row for each person, one bar for each stay."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from statistics import median
from typing import Final
from xml.etree import ElementTree as ET

from maton_google_meet_api.runtime.text import escape_for_terminal

from .stays import AttendanceHead, Attendee
from .texts import format_moment, localize, name_offset

# All positions and sizes are in pixels. The columns are names, kinds, the plot, totals and notes.
WIDTH: Final = 1200
NAME_X, NAME_WIDTH = 16, 196
KIND_X, KIND_WIDTH = 218, 78
PLOT_X, PLOT_WIDTH, PLOT_END = 304, 696, 1000
TOTAL_END, NOTE_X = 1080, 1092
ROW_HEIGHT, BAR_HEIGHT, LINE_HEIGHT = 22, 12, 15
BASELINE: Final = 15
MIN_BAR_WIDTH: Final = 2
ROWS_PER_AXIS: Final = 25

MAX_TICKS: Final = 12
# From one minute to twelve hours, and then powers of two of a day.
TICK_MINUTES: Final = (
    *(1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720),
    *(1440 << power for power in range(20)),
)
MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)

SEPARATOR: Final = " \N{MIDDLE DOT} "
PRESENT: Final = "present"
KINDS: Final = ("signed_in", "anonymous", "phone")
NO_WIDTH: Final = ("Cf", "Me", "Mn")
"""The categories of the characters without a width of their own."""
JOINER, FIRST_EMOJI = "\u200d", "\U0001f000"
STYLE: Final = """
svg { background: #fff; color-scheme: light dark; font: 12px system-ui, sans-serif }
text { fill: #1f2328; direction: ltr; unicode-bidi: isolate }
.name { font-size: 13px; unicode-bidi: plaintext }
.heading { font-size: 18px; font-weight: 600 }
.middle { text-anchor: middle }
.end { text-anchor: end; font-variant-numeric: tabular-nums }
.muted { fill: #59636e }
.page { fill: #fff }
.row { fill: #57606a; fill-opacity: 0 }
.odd { fill-opacity: .07 }
g:hover > .row { fill-opacity: .16 }
.guide { stroke: #d1d9e0 }
.limit, .absent { stroke: #59636e }
.running { stroke-dasharray: 2 3 }
.absent { stroke-dasharray: 1 3 }
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


def draw_chart(head: AttendanceHead, attendees: Iterable[Attendee], zone: tzinfo = UTC) -> str:
    """Return the timeline of a call as an SVG document in ASCII, with the times in `zone`.

    The document refers to no other file. Its colors follow the light or dark mode of the viewer.
    """
    return _Chart(head, [*attendees], zone).draw()


class _Chart:
    def __init__(self, head: AttendanceHead, people: Sequence[Attendee], zone: tzinfo) -> None:
        start, end, self._is_running = head.period
        self._head, self._people, self._zone = head, people, zone
        joins = [person.first_join for person in people if person.first_join]
        self._start = start or min([*joins, end])
        self._end = max(self._start, end)
        # A call without a duration has an axis too.
        self._span = max(self._end - self._start, timedelta(minutes=1))
        first, last = (localize(time, zone) for time in (self._start, self._end))
        self._has_days = first.date() != last.date()
        self._has_offsets = first.utcoffset() != last.utcoffset()
        self._ticks = [*self._list_ticks(first)]
        self._svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})

    def draw(self) -> str:
        """Return the text of the document."""
        heading, lines = f"Attendance of {self._head.conference}", [*self._summarize()]
        _add(self._svg, "title", heading)
        _add(self._svg, "desc", *lines)
        _add(self._svg, "style", *STYLE.splitlines())
        _add(self._svg, "rect", style="page", width="100%", height="100%")
        _write(self._svg, heading, NAME_X, 32, "heading", WIDTH - 2 * NAME_X, 18)
        for number, line in enumerate(lines, 3):
            _write(self._svg, line, NAME_X, 18 * number, "muted", WIDTH - 2 * NAME_X)
        y = 18 * len(lines) + 68
        start = self._format(self._start) if self._head.start else "unknown"
        _write(self._svg, f"start {start}", PLOT_X, y)
        end = f"{'now' if self._is_running else 'end'} {self._format(self._end)}"
        _write(self._svg, end, PLOT_END, y, "end")
        _write(self._svg, "total", TOTAL_END, y, "end")
        for first in range(0, len(self._people) or 1, ROWS_PER_AXIS):
            people = self._people[first : first + ROWS_PER_AXIS]
            y = self._draw_rows(people, self._draw_axis(y))
        height = self._draw_axis(y)
        self._svg.set("viewBox", f"0 0 {WIDTH} {height}")
        self._svg.set("width", str(WIDTH))
        self._svg.set("height", str(height))
        ET.indent(self._svg, "")
        text: bytes = ET.tostring(self._svg, "us-ascii")
        return f"{text.decode()}\n"

    def _summarize(self) -> Iterator[str]:
        """Yield the lines below the heading."""
        start = localize(self._start, self._zone)
        yield SEPARATOR.join(
            (
                f"{str(start)[:19]} to {format_moment(self._end, start)}"
                f"{' (still running)' * self._is_running}",
                f"duration {_format_duration(self._end - self._start)}",
                f"times in {getattr(self._zone, 'key', None) or name_offset(start)}",
            )
        )
        counts = Counter(_name_kind(person) for person in self._people).most_common()
        kinds = ", ".join(f"{count} {kind}" for kind, count in counts)
        seconds = [person.seconds for person in self._people]
        notes = Counter(note for person in self._people for note in _list_notes(person))
        facts = ["1 person" if len(seconds) == 1 else f"{len(seconds)} people"]
        if seconds:
            facts[0] += f" ({kinds})"
            facts.append(f"longest {_format_duration(timedelta(seconds=max(seconds)))}")
            facts.append(f"median {_format_duration(timedelta(seconds=median(seconds)))}")
        yield SEPARATOR.join([*facts, *(f"{notes[note]} {note}" for note in sorted(notes))])
        if notes:
            threshold = _format_duration(self._head.threshold)
            arrow = f"{SEPARATOR}arrow: still present" * (PRESENT in notes)
            yield f"dotted line: late or left early, by more than {threshold}{arrow}"

    def _list_ticks(self, start: datetime) -> Iterator[tuple[float, list[str]]]:
        """Yield the x position and the lines of the label of each tick.

        The ticks have equal distances. The first one is a multiple of the distance, counted from
        midnight in the time zone.
        """
        steps = (timedelta(minutes=minutes) for minutes in TICK_MINUTES)
        step = next(step for step in steps if self._span < step * MAX_TICKS)
        day = offset = ""
        after = (datetime.min - start.replace(tzinfo=None)) % step
        while after <= self._end - self._start:
            local = localize(self._start + after, self._zone)
            lines = [f"{local:%H:%M}"]
            if self._has_days and day != (day := _format_day(local)):
                lines.append(day)
            if self._has_offsets and offset != (offset := name_offset(local)):
                lines.append(offset)
            yield self._find_x(self._start + after), lines
            after += step

    def _draw_axis(self, y: int) -> int:
        """Draw the labels of the ticks. Return the y position below."""
        for x, lines in self._ticks:
            for number, line in enumerate(lines, 1):
                style = "middle" if number == 1 else "middle muted"
                _write(self._svg, line, x, y + LINE_HEIGHT * number + 3, style)
        return y + LINE_HEIGHT * (1 + self._has_days + self._has_offsets) + 10

    def _draw_rows(self, people: Sequence[Attendee], y: int) -> int:
        """Draw rows, and the lines behind them. Return the y position below."""
        bottom = y + ROW_HEIGHT * max(len(people), 1)
        for x, _ in self._ticks:
            _draw_line(self._svg, "guide", x, y, y2=bottom)
        if self._head.start:
            _draw_line(self._svg, "limit", PLOT_X, y, y2=bottom)
        style = "limit running" if self._is_running else "limit"
        _draw_line(self._svg, style, self._find_x(self._end), y, y2=bottom)
        for number, person in enumerate(people):
            row = _add(self._svg, "g", transform=f"translate(0 {y + ROW_HEIGHT * number})")
            _add(row, "title", *self._describe(person))
            style = "row odd" if number % 2 else "row"
            _add(row, "rect", style=style, width=WIDTH, height=ROW_HEIGHT)
            self._draw_texts(row, person)
            self._draw_bars(row, person)
        if not people:
            x = PLOT_X + PLOT_WIDTH / 2
            _write(self._svg, "no participants", x, y + BASELINE, "middle")
        return bottom

    def _describe(self, person: Attendee) -> Iterator[str]:
        """Yield the lines of the tooltip of a row."""
        yield person.display_name
        yield ", ".join([_name_kind(person), *_list_notes(person)])
        times = [f"total {_format_duration(person.duration)}"]
        if person.first_join:
            times.append(f"joined {self._format(person.first_join)}")
        if person.last_leave:
            times.append(f"left {self._format(person.last_leave)}")
        yield ", ".join(times)
        if person.user:
            yield person.user

    def _draw_texts(self, row: ET.Element, person: Attendee) -> None:
        # A nested element hides the parts of a name that are wider or higher than expected.
        box = _add(row, "svg", x=NAME_X, width=NAME_WIDTH, height=ROW_HEIGHT)
        _write(box, person.display_name, 0, BASELINE, "name", NAME_WIDTH, 13)
        _write(row, _name_kind(person), KIND_X, BASELINE, "muted", KIND_WIDTH)
        _write(row, _format_duration(person.duration), TOTAL_END, BASELINE, "end")
        _write(row, ", ".join(_list_notes(person)), NOTE_X, BASELINE, "muted")

    def _draw_bars(self, row: ET.Element, person: Attendee) -> None:
        middle, end = ROW_HEIGHT / 2, self._find_x(self._end)
        if person.late and person.first_join:
            _draw_line(row, "absent", PLOT_X, middle, x2=self._find_x(person.first_join))
        if person.left_early and person.last_leave:
            _draw_line(row, "absent", self._find_x(person.last_leave), middle, x2=end)
        style = f"bar {person.kind}" if person.kind in KINDS else "bar"
        y = (ROW_HEIGHT - BAR_HEIGHT) // 2
        for first, last in person.intervals:
            x = min(self._find_x(first), PLOT_END - MIN_BAR_WIDTH)
            width = max(self._find_x(last) - x, MIN_BAR_WIDTH)
            bar = _add(row, "rect", style=style, x=x, y=y, width=width, height=BAR_HEIGHT)
            times = f"{self._format(first)} to {self._format(last)}"
            _add(bar, "title", f"{times} ({_format_duration(last - first)})")
        if person.is_present:
            half = BAR_HEIGHT // 2
            _add(row, "path", style=style, d=f"M{end:.2f} {y}l7 {half}l-7 {half}z")

    def _find_x(self, time: datetime) -> float:
        ratio = (time - self._start) / self._span
        return PLOT_X + PLOT_WIDTH * min(max(ratio, 0), 1)

    def _format(self, time: datetime) -> str:
        local = localize(time, self._zone)
        return f"{_format_day(local)} {local:%H:%M:%S}" if self._has_days else f"{local:%H:%M:%S}"


def _format_day(time: datetime) -> str:
    return f"{time.day} {MONTHS[time.month - 1]}"


def _format_duration(duration: timedelta) -> str:
    """Return hours, minutes and seconds, rounded."""
    seconds = (duration + timedelta(milliseconds=500)) // timedelta(seconds=1)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _name_kind(person: Attendee) -> str:
    return person.kind.replace("_", " ")


def _list_notes(person: Attendee) -> list[str]:
    notes = {"late": person.late, "left early": person.left_early, PRESENT: person.is_present}
    return [note for note, applies in notes.items() if applies]


def _add(
    parent: ET.Element, tag: str, *lines: str, style: str = "", **values: object
) -> ET.Element:
    """Add an element with lines of text, which may come from other people."""
    child = ET.SubElement(parent, tag, {"class": style} if style else {})
    for name, value in values.items():
        child.set(name, str(round(value, 2) if isinstance(value, float) else value))
    child.text = "\n".join(map(escape_for_terminal, lines)) or None
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
    """Write `text` in at most `width` pixels, in a font of this `size`."""
    _add(parent, "text", _shorten(escape_for_terminal(text), width / size), style=style, x=x, y=y)


def _shorten(text: str, width: float) -> str:
    """Return `text`, or its start and an ellipsis if it is wider than `width` in em."""
    used, cut = 0.0, 0
    for at, character in enumerate(text):
        # A character after a joiner belongs to the previous one.
        if unicodedata.category(character) in NO_WIDTH or text[at - 1 : at] == JOINER:
            continue
        if used <= width - 1:
            cut = at
        used += _measure(character)
        if used > width:
            return f"{text[:cut]}\N{HORIZONTAL ELLIPSIS}"
    return text


def _measure(character: str) -> float:
    """Return the width of a character in em, about the largest in common fonts."""
    if character > FIRST_EMOJI or unicodedata.east_asian_width(character) in "FW":
        return 1.3
    if character in "mwMW@%":
        return 1
    return 0.36 if character in " ijlt.,:;'|()" else 0.74 if character.isupper() else 0.6
