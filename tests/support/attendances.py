"""Attendances of calls with any number of people, for charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from maton_google_meet.reports.attendance import Attendance
from maton_google_meet.reports.stays import Attendee, Period, Stay, get_order, make_attendee
from maton_google_meet_api.helpers import Kind

START = datetime(2026, 11, 30, 9, 58, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
THRESHOLD = timedelta(minutes=5)
KINDS: tuple[Kind, ...] = ("signed_in", "anonymous", "phone", "unknown")
HOSTILE_NAMES = [
    "</text><script>document.title='forged'</script>",
    "&lt;b&gt; \" ' ]]> <![CDATA[",
    "a\0b\x1f\ud800\ufffe\U0010ffff",
    "\u202egnp.exe\u2066 \u200e\u061c",
    "line\nbreak\u2028and\x85another\r",
    *("W" * 60, "@" * 10_000, "^" * 80, "株式会社" * 20, "ᄀ" * 40, "𒐫" * 20, "﷽" * 20),
    *("שלום כהן", "דנה (Sales) 3 " * 9, "محمد بن عبد الله الخوارزمي الفارسي البغدادي"),
    *("👨‍👩‍👧‍👦 Family " * 6, "e" + "\u0301" * 40, "नमस्ते श्रीमान विश्वनाथन कृष्णमूर्ति"),
    *("", " ", "-", "${name}", "%s", "url(#x)"),
]
Seconds = tuple[float, float | None]


def make_person(
    period: Period, *intervals: Seconds, name: str = "Ana", kind: Kind = "signed_in"
) -> Attendee:
    """Return a person with intervals in seconds after `START`. None: still present, or unknown."""
    user = "users/7" if kind == "signed_in" else None
    stays = []
    for first, last in intervals:
        start = START + timedelta(seconds=first)
        end = None if last is None else START + timedelta(seconds=last)
        stays.append(Stay("key", "name", None, kind, user, start, end, is_session=True))
    # `make_attendee` never returns an empty name, but a file may contain one.
    return replace(make_attendee(stays, period, THRESHOLD), display_name=name)


def make_call(
    *people: Attendee,
    duration: timedelta = HOUR,
    is_running: bool = False,
    start: datetime | None = START,
) -> Attendance:
    """Return the attendance of a call."""
    end = (start or START) + duration
    name, space = "conferenceRecords/4f1c8a62-93d0-4b7e-8c25-1f60d9e3a7b4", "spaces/jQCFfuBOdN5z"
    return Attendance(name, space, start, None if is_running else end, end, THRESHOLD, people)


def make_busy_call(names: Sequence[str], *, is_running: bool = False) -> Attendance:
    """Return a call of one hour in which people join and leave at random times."""
    random, seconds = Random(1), HOUR.total_seconds()
    period = Period(START, START + HOUR, is_running)
    people = []
    for name in names:
        times = sorted(random.uniform(0, seconds) for _ in range(random.choice([2, 2, 2, 4, 6])))
        times[0] *= random.choice([0.01, 1])
        intervals: list[Seconds] = [*zip(times[::2], times[1::2], strict=True)]
        if random.random() < 0.6:
            intervals[-1] = (intervals[-1][0], None)
        people.append(make_person(period, *intervals, name=name, kind=random.choice(KINDS)))
    return make_call(*sorted(people, key=get_order), is_running=is_running)
