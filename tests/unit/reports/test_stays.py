"""Stays, and the times computed from them, compared with a count second by second."""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet.models import ConferenceRecord, Participant, ParticipantSession
from maton_google_meet.reports.stays import (
    Attendee,
    Period,
    list_stays,
    make_attendee,
    make_head,
    make_period,
    merge_intervals,
)
from support.scale import set_max_examples
from support.schemas import values

NAME = "conferenceRecords/a/participants/b"
BERLIN = ZoneInfo("Europe/Berlin")
CALL_SECONDS = 60
NO_THRESHOLD = timedelta()
# A day, midnight, and both changes of the clocks in Berlin (01:00 UTC).
STARTS = [
    datetime(2026, 11, 3, 9, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 59, 30, tzinfo=UTC),
]
START = STARTS[0]


class Span(NamedTuple):
    """A session, in seconds since the start of the call; None if the timestamp is missing."""

    start: int | None
    end: int | None


class Moments:
    """Timestamps in seconds since the start of a call, written in a time zone."""

    def __init__(self, start: datetime = START, zone: tzinfo = UTC) -> None:
        self.start = start
        self.zone = zone

    def at(self, seconds: int | None) -> Any:
        """Return the timestamp; None for None."""
        if seconds is None:
            return None
        return (self.start + timedelta(seconds=seconds)).astimezone(self.zone)

    def make_sessions(self, spans: Sequence[Span], name: str = NAME) -> list[ParticipantSession]:
        """Return the sessions of the participant `name`."""
        return [
            ParticipantSession(f"{name}/participantSessions/{number}", self.at(start), self.at(end))
            for number, (start, end) in enumerate(spans)
        ]

    def read(self, time: datetime | None) -> int | None:
        """Return the seconds since the start of the call."""
        return None if time is None else (time - self.start) // timedelta(seconds=1)

    def read_all(self, attendee: Attendee) -> tuple[int | None, int | None, list[tuple[Any, Any]]]:
        """Return the first join, the last leave and the intervals of an attendee."""
        intervals = [(self.read(start), self.read(end)) for start, end in attendee.intervals]
        return self.read(attendee.first_join), self.read(attendee.last_leave), intervals


def make_participant(user: str | None = None, name: str = NAME, **fields: Any) -> Participant:
    person = {"signedinUser": {"user": user, "displayName": "Ana"}} if user else {}
    return Participant.from_dict({"name": name, **person, **fields})


def attend(
    spans: Sequence[Span],
    *,
    is_running: bool = False,
    threshold: timedelta = NO_THRESHOLD,
    earliest: int | None = None,
    latest: int | None = None,
) -> Attendee:
    """Return the attendee with these sessions, in a call of `CALL_SECONDS`."""
    moments = Moments()
    period = Period(START, moments.at(CALL_SECONDS), is_running)
    participant = make_participant()
    participant.earliest_start_time = moments.at(earliest)
    participant.latest_end_time = moments.at(latest)
    stays = list_stays(participant, moments.make_sessions(spans), period)
    return make_attendee(stays, period, threshold)


def count_seconds(spans: Sequence[Span]) -> set[int]:
    """Return each second of the call in which a session was open."""
    return {
        second
        for second in range(CALL_SECONDS)
        for start, end in spans
        if start is not None and start <= second and (end is None or second < end)
    }


def clip(seconds: int) -> int:
    """Return the closest second of the call."""
    return min(max(seconds, 0), CALL_SECONDS)


SECONDS = st.none() | st.integers(-20, CALL_SECONDS + 20)
SPANS = st.lists(st.builds(Span, SECONDS, SECONDS), max_size=5)
MOMENTS = st.builds(Moments, st.sampled_from(STARTS), st.sampled_from([UTC, BERLIN]))


@set_max_examples(600, 120)
@given(spans=SPANS, moments=MOMENTS, is_running=st.booleans(), threshold=st.integers(0, 30))
def test_times_are_those_of_a_count_second_by_second(
    spans: list[Span], moments: Moments, is_running: bool, threshold: int
) -> None:
    """Sessions overlap, lack timestamps, end before they start, and lie outside of the call."""
    period = Period(moments.start, moments.at(CALL_SECONDS).astimezone(UTC), is_running)
    stays = list_stays(make_participant(), moments.make_sessions(spans), period)
    attendee = make_attendee(stays, period, timedelta(seconds=threshold))
    seconds = count_seconds(spans)
    assert attendee.seconds == len(seconds)
    assert attendee.duration == timedelta(seconds=len(seconds))
    assert attendee.minutes == round(len(seconds) / 60, 2)
    first, last, intervals = moments.read_all(attendee)
    assert {each for start, end in intervals for each in range(start, end)} == seconds
    assert all(start <= end for start, end in intervals)
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(intervals))
    joins = [clip(start) for start, _ in spans if start is not None]
    assert first == min(joins, default=None)
    is_open = any(end is None for _, end in spans or [Span(None, None)])
    assert attendee.is_present == (is_running and is_open)
    ends = [CALL_SECONDS for start, end in spans if start is not None and end is None]
    ends += [max(end, end if start is None else start) for start, end in spans if end is not None]
    assert last == (None if attendee.is_present else max(map(clip, ends), default=None))
    assert attendee.late == (first is not None and first > threshold)
    assert attendee.left_early == (last is not None and last < CALL_SECONDS - threshold)
    assert attendee.sessions == len(spans)


@set_max_examples(300, 60)
@given(
    spans=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=8), data=st.data()
)
def test_merged_intervals_are_their_union(
    spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    """A sweep over all limits finds the same union, in any order of the intervals."""
    moments = Moments()
    intervals = [(moments.at(start), moments.at(start + length)) for start, length in spans]
    merged = merge_intervals(data.draw(st.permutations(intervals)))
    limits = sorted([(start, -1) for start, _ in intervals] + [(end, 1) for _, end in intervals])
    swept, depth = [], 0
    for time, change in limits:
        if not depth:
            swept.append([time, time])
        depth -= change
        swept[-1][1] = time
    assert [[*each] for each in merged] == swept


USERS = st.sampled_from([None, "users/1", "users/2"])


@set_max_examples(200, 40)
@given(people=st.lists(st.tuples(USERS, SPANS), max_size=5), data=st.data())
def test_the_order_of_reading_has_no_effect(
    people: list[tuple[str | None, list[Span]]], data: st.DataObject
) -> None:
    moments = Moments()
    period = Period(START, moments.at(CALL_SECONDS), is_running=False)
    stays = [
        stay
        for number, (user, spans) in enumerate(people)
        for stay in list_stays(
            make_participant(user, f"{NAME}{number}"),
            moments.make_sessions(spans, f"{NAME}{number}"),
            period,
        )
    ]
    for key in {stay.person for stay in stays}:
        own = [stay for stay in stays if stay.person == key]
        attendee = make_attendee(own, period, NO_THRESHOLD)
        assert make_attendee(data.draw(st.permutations(own)), period, NO_THRESHOLD) == attendee
        spans = [
            span
            for number, (user, each) in enumerate(people)
            for span in each
            if key in (user, f"{NAME}{number}")
        ]
        assert attendee.seconds == len(count_seconds(spans))
        assert attendee.sessions == len(spans)


def test_participants_of_a_signed_in_user_are_one_person() -> None:
    moments = Moments()
    period = Period(START, moments.at(CALL_SECONDS), is_running=False)
    stays = [
        stay
        for name, span in {"x": Span(20, 40), "y": Span(10, 30)}.items()
        for stay in list_stays(
            make_participant("users/1", name), moments.make_sessions([span], name), period
        )
    ]
    assert {stay.person for stay in stays} == {"users/1"}
    attendee = make_attendee(stays, period, NO_THRESHOLD)
    assert attendee.participants == ("y", "x")  # In the order of joining.
    assert (attendee.seconds, attendee.sessions) == (30, 2)


@pytest.mark.parametrize(
    "fields",
    [
        {"signedinUser": {"displayName": "Ana"}},
        {"anonymousUser": {"displayName": "Ana"}},
        {"phoneUser": {"displayName": "Ana"}},
        {},
    ],
)
def test_people_without_an_account_stay_apart(fields: dict[str, Any]) -> None:
    period = Period(START, START, is_running=False)
    keys = {
        stay.person
        for name in ("x", "y")
        for stay in list_stays(make_participant(name=name, **fields), [], period)
    }
    assert keys == {"x", "y"}


def test_the_first_visible_name_of_a_person_counts() -> None:
    period = Period(START, START, is_running=False)
    stays = [
        stay
        for number, name in enumerate(["\u200b", "Ana", "Ben"])
        for stay in list_stays(
            make_participant(
                name=f"{number}", signedinUser={"user": "users/1", "displayName": name}
            ),
            [],
            period,
        )
    ]
    assert make_attendee(stays, period, NO_THRESHOLD).display_name == "Ana"
    assert make_attendee(stays[:1], period, NO_THRESHOLD).display_name == "Signed-in user"


@pytest.mark.parametrize(
    ("spans", "earliest", "latest", "is_running", "expected"),
    [
        # No session: the times of the participant.
        ([], 10, 50, False, (10, 50, [(10, 50)])),
        ([], 10, None, False, (10, 60, [(10, 60)])),
        ([], 10, None, True, (10, None, [(10, 60)])),
        ([], 50, 10, False, (50, 50, [(50, 50)])),
        ([], None, 50, False, (None, 50, [])),
        ([], None, None, False, (None, None, [])),
        ([], None, None, True, (None, None, [])),
        # Only a single session takes its missing start from the participant.
        ([Span(None, 50)], 10, 55, False, (10, 50, [(10, 50)])),
        ([Span(None, 50), Span(20, 30)], 10, 55, False, (20, 50, [(20, 30)])),
        # In an ended call, a session without an end lasted until the participant's last leave.
        ([Span(10, None)], 10, 50, False, (10, 50, [(10, 50)])),
        ([Span(10, None)], 10, None, False, (10, 60, [(10, 60)])),
        # A person who returned while the lists were read.
        ([Span(10, 20), Span(30, None)], 10, 20, False, (10, 60, [(10, 20), (30, 60)])),
        ([Span(10, 20), Span(30, None)], 10, 20, True, (10, None, [(10, 20), (30, 60)])),
        # Adjacent intervals are merged, and a session without a duration is an interval.
        ([Span(10, 20), Span(20, 30)], None, None, False, (10, 30, [(10, 30)])),
        ([Span(20, 20)], None, None, False, (20, 20, [(20, 20)])),
        ([Span(30, 20)], None, None, False, (30, 30, [(30, 30)])),
        # Outside of the call.
        ([Span(-20, -10)], None, None, False, (0, 0, [(0, 0)])),
        ([Span(70, 80)], None, None, False, (60, 60, [(60, 60)])),
    ],
)  # fmt: skip
def test_missing_and_impossible_times(
    spans: list[Span], earliest: int | None, latest: int | None, is_running: bool, expected: Any
) -> None:
    attendee = attend(spans, earliest=earliest, latest=latest, is_running=is_running)
    assert Moments().read_all(attendee) == expected
    assert attendee.is_present == (is_running and expected[1] is None)


def test_a_session_that_is_listed_twice_counts_once() -> None:
    period = Period(START, Moments().at(CALL_SECONDS), is_running=False)
    sessions = Moments().make_sessions([Span(10, 20)])
    assert len(list_stays(make_participant(), [*sessions, *sessions], period)) == 1


@pytest.mark.parametrize(
    ("span", "late", "left_early"),
    [
        (Span(5, 55), False, False),
        (Span(6, 54), True, True),
        (Span(0, 0), False, True),
        (Span(None, 55), False, False),
    ],
)
def test_the_threshold_itself_is_still_in_time(span: Span, late: bool, left_early: bool) -> None:
    attendee = attend([span], threshold=timedelta(seconds=5))
    assert (attendee.late, attendee.left_early) == (late, left_early)


def test_a_threshold_can_be_longer_than_the_calendar() -> None:
    attendee = attend([Span(10, 20)], threshold=timedelta.max)
    assert not attendee.late
    assert not attendee.left_early


def test_without_the_start_of_the_call_no_join_is_late() -> None:
    period = Period(None, Moments().at(CALL_SECONDS), is_running=False)
    stays = list_stays(make_participant(), Moments().make_sessions([Span(-99, 50)]), period)
    attendee = make_attendee(stays, period, NO_THRESHOLD)
    assert attendee.seconds == 149
    assert not attendee.late
    assert attendee.left_early


def test_a_night_with_a_change_of_the_clocks_is_one_hour_longer() -> None:
    """The difference of two times in the same `ZoneInfo` would be eight hours."""
    record = ConferenceRecord(
        "conferenceRecords/a",
        datetime(2026, 10, 24, 23, tzinfo=BERLIN),
        datetime(2026, 10, 25, 7, tzinfo=BERLIN),
    )
    period = make_period(record, START)
    session = ParticipantSession("s", record.start_time, record.end_time)
    attendee = make_attendee(
        list_stays(make_participant(), [session], period), period, NO_THRESHOLD
    )
    assert attendee.duration == timedelta(hours=9)
    assert period.end - (period.start or START) == timedelta(hours=9)


@pytest.mark.parametrize(
    ("start", "end", "now", "expected"),
    [
        (0, 60, 99, (0, 60, False)),
        (None, 60, 99, (None, 60, False)),
        (70, 60, 99, (None, 60, False)),  # A start after the end cannot be right.
        (0, None, 99, (0, 99, True)),
        (None, None, 99, (None, 99, True)),
        (0, None, -5, (0, 0, True)),  # The server's clock jumped.
    ],
)
def test_the_period_of_a_record(
    start: int | None, end: int | None, now: int, expected: tuple[int | None, int, bool]
) -> None:
    moments = Moments()
    record = ConferenceRecord("conferenceRecords/a", moments.at(start), moments.at(end))
    period = make_period(record, moments.at(now).astimezone(BERLIN))
    assert period.end.tzinfo is UTC
    assert (moments.read(period.start), moments.read(period.end), period.is_running) == expected
    head = make_head(record, moments.at(now), NO_THRESHOLD)
    assert head.period == period
    assert head.is_running == period.is_running
    assert head.as_of >= moments.at(now)
    assert head.space is None


@pytest.mark.parametrize(("threshold", "shown"), [(300, "300"), (0.5, "0.5")])
def test_a_head_is_json(threshold: float, shown: str) -> None:
    record = ConferenceRecord("conferenceRecords/a", START, space="spaces/b")
    head = make_head(record, START, timedelta(seconds=threshold))
    assert json.dumps(head.to_dict()) == (
        '{"conference": "conferenceRecords/a", "space": "spaces/b", '
        '"start": "2026-11-03T09:00:00Z", "end": null, "as_of": "2026-11-03T09:00:00Z", '
        f'"threshold_seconds": {shown}}}'
    )


@given(
    participant=values("Participant", extra=True),
    sessions=st.lists(values("ParticipantSession"), max_size=3),
    record=values("ConferenceRecord"),
)
def test_any_messages_give_an_attendee_that_survives_json(
    participant: Any, sessions: Any, record: Any
) -> None:
    period = make_period(ConferenceRecord.from_dict(record), START)
    stays = list_stays(
        Participant.from_dict(participant), map(ParticipantSession.from_dict, sessions), period
    )
    attendee = make_attendee(stays, period, NO_THRESHOLD)
    assert Attendee.from_dict(json.loads(json.dumps(attendee.to_dict()))) == attendee
    assert attendee.duration >= timedelta()
    assert attendee.to_dict().keys() >= {
        each.name for each in dataclasses.fields(Attendee) if each.name != "duration"
    }


def test_durations_are_rounded_to_the_second() -> None:
    stays = list_stays(
        make_participant(),
        [ParticipantSession("s", START, START + timedelta(seconds=90.5))],
        period := Period(START, START + timedelta(hours=1), is_running=False),
    )
    attendee = make_attendee(stays, period, NO_THRESHOLD)
    assert (attendee.seconds, attendee.minutes) == (91, 1.51)
