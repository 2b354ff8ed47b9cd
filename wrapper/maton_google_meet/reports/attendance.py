"""The attendance of a conference: one row for each person, in several formats."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from maton_google_meet_api.runtime.text import escape_for_terminal

from .. import json_text
from ..cells import format_cell
from ..errors import InvalidArgumentError
from .conferences import find_conference
from .drivers import report
from .reading import Reader, read_people
from .stays import AttendanceHead, Attendee, get_order, list_stays, make_attendee, make_head
from .steps import ProgressCallback, Steps
from .texts import escape_markdown, format_moment, localize, name_offset

if TYPE_CHECKING:
    from maton_google_meet_api.models import Participant, ParticipantSession

    from .conferences import Where
    from .stays import Stay

    Person: TypeAlias = tuple[Participant, Sequence[ParticipantSession]]

DEFAULT_THRESHOLD: Final = timedelta(minutes=5)
CSV_HEAD: Final = ("conference", "conference_start", "conference_end")
CSV_FIELDS: Final = (
    *("display_name", "kind", "user", "participants", "sessions", "first_join", "last_leave"),
    *("is_present", "seconds", "minutes", "late", "left_early"),
)
BYTE_ORDER_MARK: Final = "\ufeff"
COLUMNS: Final = ("Joined", "Left", "Minutes", "Sessions", "Notes", "Kind", "Name")
NUMBERS: Final = ("Minutes", "Sessions")
COLUMN_GAP: Final = "  "
UNKNOWN_TIME: Final = "unknown"
STILL_PRESENT: Final = "present"


@dataclass(frozen=True, slots=True)
class Attendance(AttendanceHead):
    """The people in a call, sorted by first join and name; those with unknown times are last."""

    attendees: tuple[Attendee, ...]
    """The people, each with all their sessions."""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as JSON values. Times are ISO 8601 in UTC."""
        head = AttendanceHead.to_dict(self)
        return {**head, "attendees": [each.to_dict() for each in self.attendees]}

    def to_json(self) -> str:
        """Return `to_dict` as a JSON document."""
        return "".join(write_json(self, self.attendees))

    def to_csv(self, *, bom: bool = False) -> str:
        """Return a table for spreadsheets, with a heading. No cell can act as a formula.

        Args:
            bom: Begin with a byte order mark, which Excel needs to read UTF-8.
        """
        return "".join(write_csv(self, self.attendees, bom=bom))

    def to_markdown(self, zone: tzinfo = UTC) -> str:
        """Return a heading and a table in Markdown, with the times in `zone`."""
        return "".join(write_markdown(self, self.attendees, zone))

    def to_text(self, zone: tzinfo = UTC) -> str:
        """Return a heading and aligned columns, with the times in `zone`."""
        return "".join(write_text(self, self.attendees, zone))

    def to_svg(self, zone: tzinfo = UTC) -> str:
        """Return the timeline of the call as an SVG document, with the times in `zone`."""
        from .chart import draw_chart

        return draw_chart(self, self.attendees, zone)


@report
def attendance(
    meet: Any,
    conference: Where,
    *,
    threshold: timedelta = DEFAULT_THRESHOLD,
    progress: ProgressCallback | None = None,
) -> Steps[Attendance]:
    """Return the people in a conference, with the times of each.

    Participants of the same signed-in user are one person. Anonymous and phone users are not
    merged, because the API does not identify them. In a running call, times count until now.

    >>> for person in attendance(meet, "https://meet.google.com/kfr-wduz-tqa").attendees:
    ...     print(person.display_name, person.minutes)

    Args:
        meet: The client, sync or async. With an async client, `await` the result.
        conference: A conference record, by its name or object; or a space, a meeting code or a
            link, for its latest conference.
        threshold: The tolerance after which a join is late, and before which a leave is early.
        progress: A function that receives the number of participants read, and the number known
            so far.

    Raises:
        NoConference: The space has no conference.
        InvalidArgumentError: `conference` or `threshold` is not valid. Nothing was sent.
        MatonError: A request failed.
    """
    check_threshold(threshold)
    reader = Reader(meet)
    record = yield from find_conference(reader, conference)
    people: list[Person] = []
    yield from read_people(reader, record.name, lambda *person: people.append(person), progress)
    return make_attendance(make_head(record, reader.time or datetime.now(UTC), threshold), people)


def check_threshold(threshold: Any) -> None:
    """Raise `InvalidArgumentError` unless `threshold` is a timedelta of zero or more."""
    if isinstance(threshold, timedelta) and threshold >= timedelta():
        return
    given = threshold if isinstance(threshold, timedelta) else type(threshold).__name__
    raise InvalidArgumentError(
        f"threshold= takes a timedelta of zero or more, not {given}. Pass the tolerance for joins "
        "and leaves, such as timedelta(minutes=5). Nothing was sent."
    )


def make_attendance(head: AttendanceHead, people: Iterable[Person]) -> Attendance:
    """Return the attendance of a call from its participants and their sessions."""
    stays: defaultdict[str, list[Stay]] = defaultdict(list)
    for participant, sessions in people:
        for stay in list_stays(participant, sessions, head.period):
            stays[stay.person].append(stay)
    attendees = [make_attendee(each, head.period, head.threshold) for each in stays.values()]
    return Attendance(
        head.conference,
        head.space,
        head.start,
        head.end,
        head.as_of,
        head.threshold,
        tuple(sorted(attendees, key=get_order)),
    )


def write_json(head: AttendanceHead, attendees: Iterable[Attendee]) -> Iterator[str]:
    """Yield the text of the JSON document. Attendees are written as they arrive."""
    items = (each.to_dict() for each in attendees)
    return json_text.write_object(AttendanceHead.to_dict(head), "attendees", items)


def write_csv(
    head: AttendanceHead,
    attendees: Iterable[Attendee],
    *,
    bom: bool = False,
    heading: bool = True,
    zone: tzinfo = UTC,
) -> Iterator[str]:
    """Yield the rows of a CSV table, each of which begins with the conference.

    Times have whole seconds. Several names in one cell are separated by a space.

    Args:
        head: The call.
        attendees: The attendees in order.
        bom: Begin with a byte order mark.
        heading: Begin with the names of the columns. Without it, the rows can follow those of
            another call.
        zone: The time zone of the times.
    """
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    if bom:
        yield BYTE_ORDER_MARK
    if heading:
        writer.writerow([*CSV_HEAD, *CSV_FIELDS])
        yield line.getvalue()
    for each in attendees:
        line.seek(0)
        line.truncate()
        values = (getattr(each, field) for field in CSV_FIELDS)
        cells = (head.conference, head.start, head.end, *values)
        writer.writerow([format_cell(_format_value(value, zone)) for value in cells])
        yield line.getvalue()


def _format_value(value: Any, zone: tzinfo) -> str:
    """Return the text of a field in a table for programs."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.2f}"
        case datetime():
            return localize(value, zone).isoformat(timespec="seconds").replace("+00:00", "Z")
        case tuple():
            return " ".join(value)
        case _:
            return str(value)


def write_markdown(
    head: AttendanceHead, attendees: Iterable[Attendee], zone: tzinfo = UTC
) -> Iterator[str]:
    """Yield a heading and a table in Markdown. No display name can change the table."""
    names = (COLUMNS[-1], *COLUMNS[:-1])
    yield f"# Attendance of {escape_markdown(head.conference)}\n\n"
    yield f"{_describe_period(head, zone)}\n\n"
    yield _join_cells(names)
    yield _join_cells(["---:" if name in NUMBERS else "---" for name in names])
    count, format_row = 0, _make_row_format(head, zone)
    for each in attendees:
        *cells, name = format_row(each)
        yield _join_cells([escape_markdown(name), *cells])
        count += 1
    yield f"\n{_describe_count(count)}\n"


def _join_cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def write_text(
    head: AttendanceHead, attendees: Iterable[Attendee], zone: tzinfo = UTC
) -> Iterator[str]:
    """Yield a heading and the lines of a table.

    The names are the last column: terminals differ in the width and the direction of other
    alphabets, which would shift the columns after them.
    """
    yield f"Attendance of {escape_for_terminal(head.conference)}\n"
    yield f"{_describe_period(head, zone)}\n\n"
    format_row = _make_row_format(head, zone)
    rows = [format_row(each) for each in attendees]
    widths = [
        max(map(len, cells))
        for cells in zip(COLUMNS[:-1], *(row[:-1] for row in rows), strict=True)
    ]
    for row in [COLUMNS, *rows] if rows else []:
        cells = [
            cell.rjust(width) if name in NUMBERS else cell.ljust(width)
            for name, cell, width in zip(COLUMNS[:-1], row[:-1], widths, strict=True)
        ]
        yield f"{COLUMN_GAP.join([*cells, escape_for_terminal(row[-1])])}\n"
    yield f"{chr(10) if rows else ''}{_describe_count(len(rows))}\n"


def _describe_count(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people" if count else "No participants"


def _describe_period(head: AttendanceHead, zone: tzinfo) -> str:
    """Return the start, the end and the duration of the call."""
    start, end, is_running = head.period
    first = localize(start or end, zone)
    begin = f"{first.replace(tzinfo=None).isoformat(' ', 'seconds')} {name_offset(first)}"
    if start is None:
        return f"{'Running at' if is_running else 'Until'} {begin}"
    minutes = f"{(end - start) / timedelta(minutes=1):.2f} minutes"
    close = format_moment(end, first)
    return f"{begin} to {close}, {minutes}{', still running' if is_running else ''}"


def _make_row_format(head: AttendanceHead, zone: tzinfo) -> Callable[[Attendee], tuple[str, ...]]:
    """Return a function that returns the cells of an attendee's row, in the order of `COLUMNS`."""
    start, end, _ = head.period
    reference = localize(start or end, zone)

    def format_time(time: datetime | None) -> str:
        return format_moment(time, reference) if time else UNKNOWN_TIME

    def format_row(attendee: Attendee) -> tuple[str, ...]:
        notes = ["late"] * attendee.late + ["left early"] * attendee.left_early
        return (
            format_time(attendee.first_join),
            STILL_PRESENT if attendee.is_present else format_time(attendee.last_leave),
            f"{attendee.minutes:.2f}",
            str(attendee.sessions),
            ", ".join(notes),
            attendee.kind.replace("_", " "),
            attendee.display_name,
        )

    return format_row
