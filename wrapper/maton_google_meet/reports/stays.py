"""The stays of people in a call, and the times computed from them. All arithmetic is in UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self, TypeAlias

from maton_google_meet_api.helpers import Kind, person_of

from .people import NAMELESS, is_visible, user_of
from .texts import format_utc, read_time

if TYPE_CHECKING:
    from maton_google_meet_api.models import ConferenceRecord, Participant, ParticipantSession

Interval: TypeAlias = tuple[datetime, datetime]
"""The start and the end of an interval, in UTC."""
# Sorts unknown times after the others.
UNKNOWN: Final = datetime.max.replace(tzinfo=UTC)


class Period(NamedTuple):
    """The time of a call, in UTC."""

    start: datetime | None
    """The start of the call; None if the record has none, or one after its end."""
    end: datetime
    """The end of the call, or the present time if the call is running."""
    is_running: bool
    """True if the call has not ended."""


def make_period(record: ConferenceRecord, now: datetime) -> Period:
    """Return the time of a conference, until `now` if it is still running."""
    start, end = read_time(record.start_time), read_time(record.end_time)
    if end is None:
        now = now.astimezone(UTC)
        return Period(start, max(now, start or now), is_running=True)
    return Period(start if start is None or start <= end else None, end, is_running=False)


class Stay(NamedTuple):
    """The time from joining to leaving of one participant on one device."""

    person: str
    """The key of the person: the account of a signed-in user, or else the participant's name."""
    participant: str
    """The name of the participant."""
    display_name: str | None
    """The display name; None if it has no visible character."""
    kind: Kind
    user: str | None
    """The account, such as `users/7`; None for other kinds, or if the API does not report it."""
    start: datetime | None
    """The time of joining; None if it is unknown."""
    end: datetime | None
    """The time of leaving; None if the participant is present or the time is unknown."""
    is_session: bool
    """False if the participant has no session: the times are then those of the participant."""


def list_stays(
    participant: Participant, sessions: Iterable[ParticipantSession], period: Period
) -> list[Stay]:
    """Return one stay for each session of a participant; at least one.

    A single session without a start takes that of the participant. In a call that has ended, a
    session without an end lasts until the participant's last leave, or else until the end of the
    call. For a running call, the result does not depend on the present time.
    """
    name, user = participant.name, user_of(participant)
    person = person_of(participant)
    shown = person.display_name
    shown = shown if shown and is_visible(shown) else None
    earliest = read_time(participant.earliest_start_time)
    latest = read_time(participant.latest_end_time)
    # A list that changes while it is read can contain a session twice.
    distinct = {each.name: each for each in sessions}.values()
    times = [(read_time(each.start_time), read_time(each.end_time)) for each in distinct]
    stays = list[Stay]()
    for first, last in times or [(earliest, latest)]:
        start = earliest if first is None and len(times) < 2 else first
        end = last
        if end is None and not period.is_running:
            is_usable = latest is not None and (start is None or start <= latest)
            end = latest if is_usable else start and period.end
        stays.append(Stay(user or name, name, shown, person.kind, user, start, end, bool(times)))
    return stays


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person in a call, with all participants of the same signed-in user."""

    display_name: str
    """The name to show; never empty. People choose their names: do not trust it."""
    kind: Kind
    """The kind of person: `signed_in`, `anonymous`, `phone` or `unknown`."""
    user: str | None
    """The account, such as `users/7`; None for other kinds, or if the API does not report it."""
    participants: tuple[str, ...]
    """The names of the participants, in the order of joining."""
    sessions: int
    """The number of sessions: each join on a device starts one."""
    first_join: datetime | None
    """The time of the first join, in UTC; None if it is unknown."""
    last_leave: datetime | None
    """The time of the last leave, in UTC; None if the person is present or the time is unknown."""
    is_present: bool
    """True if the call is running and the person is in it."""
    duration: timedelta
    """The time in the call. Overlapping sessions count once."""
    late: bool
    """True if the first join is more than the threshold after the start of the call."""
    left_early: bool
    """True if the last leave is more than the threshold before the end of the call, or before the
    present time if the call is running."""
    intervals: tuple[Interval, ...]
    """The times in the call, in UTC, in order and without overlap."""

    @property
    def seconds(self) -> int:
        """The time in the call in whole seconds, rounded."""
        return (self.duration + timedelta(milliseconds=500)) // timedelta(seconds=1)

    @property
    def minutes(self) -> float:
        """The time in the call in minutes, rounded to two decimals."""
        return round(self.duration / timedelta(minutes=1), 2)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as JSON values. Times are ISO 8601 in UTC."""
        return {
            "display_name": self.display_name,
            "kind": self.kind,
            "user": self.user,
            "participants": [*self.participants],
            "sessions": self.sessions,
            "first_join": format_utc(self.first_join),
            "last_leave": format_utc(self.last_leave),
            "is_present": self.is_present,
            "seconds": self.seconds,
            "minutes": self.minutes,
            "late": self.late,
            "left_early": self.left_early,
            "intervals": [
                {"start": format_utc(start), "end": format_utc(end)}
                for start, end in self.intervals
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the attendee with the fields of `to_dict`. The duration is that of the intervals.

        Raises:
            KeyError: A field is missing.
            TypeError: A value has the wrong type.
            ValueError: A time is not ISO 8601.
        """
        intervals = tuple(
            (_parse(each["start"]), _parse(each["end"])) for each in data["intervals"]
        )
        return cls(
            display_name=data["display_name"],
            kind=data["kind"],
            user=data["user"],
            participants=tuple(data["participants"]),
            sessions=data["sessions"],
            first_join=data["first_join"] and _parse(data["first_join"]),
            last_leave=data["last_leave"] and _parse(data["last_leave"]),
            is_present=data["is_present"],
            duration=add_durations(intervals),
            late=data["late"],
            left_early=data["left_early"],
            intervals=intervals,
        )


def _parse(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def make_attendee(stays: Iterable[Stay], period: Period, threshold: timedelta) -> Attendee:
    """Return the attendee with these stays of one person. At least one stay is required.

    Times before the start or after the end of the call count as the start or the end.
    """
    ordered = sorted(stays, key=_get_stay_order)
    spans, leaves = list[Interval](), list[datetime]()
    for stay in ordered:
        start, end = stay.start, stay.end
        if end is not None:
            leaves.append(_clip(max(start or end, end), period))
        if start is not None:
            spans.append((_clip(start, period), _clip(max(start, end or period.end), period)))
    is_present = period.is_running and any(stay.end is None for stay in ordered)
    intervals = merge_intervals(spans)
    first_join = intervals[0][0] if intervals else None
    last_leave = None if is_present else max(leaves, default=None)
    names = [stay.display_name for stay in ordered if stay.display_name]
    kind = ordered[0].kind
    return Attendee(
        display_name=names[0] if names else NAMELESS[kind],
        kind=kind,
        user=ordered[0].user,
        participants=tuple(dict.fromkeys(stay.participant for stay in ordered)),
        sessions=sum(stay.is_session for stay in ordered),
        first_join=first_join,
        last_leave=last_leave,
        is_present=is_present,
        duration=add_durations(intervals),
        late=bool(first_join and period.start and first_join - period.start > threshold),
        left_early=bool(last_leave and period.end - last_leave > threshold),
        intervals=intervals,
    )


def _get_stay_order(stay: Stay) -> tuple[datetime, datetime, str]:
    """Return the key that sorts stays by time, so that the order of reading has no effect."""
    return (stay.start or UNKNOWN, stay.end or UNKNOWN, stay.participant)


def _clip(time: datetime, period: Period) -> datetime:
    return min(max(time, period.start or time), period.end)


def merge_intervals(spans: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the union of `spans` as intervals in order, without overlap or contact."""
    merged = list[Interval]()
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def add_durations(intervals: Sequence[Interval]) -> timedelta:
    """Return the sum of the durations of `intervals`, whose times are in UTC."""
    return sum((end - start for start, end in intervals), timedelta())


def get_order(attendee: Attendee) -> tuple[datetime, str, tuple[str, ...]]:
    """Return the key that sorts attendees by first join and name, the unknown joins last."""
    return (attendee.first_join or UNKNOWN, attendee.display_name, attendee.participants)


@dataclass(frozen=True, slots=True)
class AttendanceHead:
    """The conference of a list of attendees."""

    conference: str
    """The name of the conference record."""
    space: str | None
    """The name of the space; None if the API does not report it."""
    start: datetime | None
    """The start of the call, in UTC; None if it is unknown."""
    end: datetime | None
    """The end of the call, in UTC; None if the call is running."""
    as_of: datetime
    """The time of the server at the last response, in UTC; in an export, the end of an ended
    call."""
    threshold: timedelta
    """The tolerance after which a join is late, and before which a leave is early."""

    @property
    def threshold_seconds(self) -> float:
        """The threshold in seconds; an int if they are whole."""
        seconds = self.threshold.total_seconds()
        return int(seconds) if seconds.is_integer() else seconds

    @property
    def is_running(self) -> bool:
        """True if the call has not ended at `as_of`."""
        return self.end is None

    @property
    def period(self) -> Period:
        """The time of the call, until `as_of` if it is running."""
        return Period(self.start, self.end or self.as_of, self.is_running)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as JSON values. Times are ISO 8601 in UTC."""
        return {
            "conference": self.conference,
            "space": self.space,
            "start": format_utc(self.start),
            "end": format_utc(self.end),
            "as_of": format_utc(self.as_of),
            "threshold_seconds": self.threshold_seconds,
        }


def make_head(record: ConferenceRecord, as_of: datetime, threshold: timedelta) -> AttendanceHead:
    """Return the head of an attendance list. If the call is running, it lasts until `as_of`."""
    period = make_period(record, as_of)
    end = None if period.is_running else period.end
    as_of = period.end if period.is_running else as_of
    return AttendanceHead(record.name, record.space or None, period.start, end, as_of, threshold)
