"""Times, durations and time zones on the command line."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from maton_google_meet.cli import times
from maton_google_meet.cli.times import LOCAL, parse_duration, parse_moment, parse_zone

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


class FixedClock(datetime):
    """A calendar in which it is always `NOW`."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        assert tz is UTC
        return NOW


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoneInfo]:
    """Let the computer be in Berlin."""
    if not hasattr(time, "tzset"):
        pytest.skip("a process cannot change its time zone on Windows")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield ZoneInfo("Europe/Berlin")
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0m", timedelta()),
        ("90s", timedelta(seconds=90)),
        ("90m", timedelta(minutes=90)),
        ("12h", timedelta(hours=12)),
        ("7d", timedelta(days=7)),
        ("007d", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_a_duration_has_a_number_and_a_unit(
    text: str, expected: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert parse_duration(text) == expected
    monkeypatch.setattr(times, "datetime", FixedClock)
    assert parse_moment(text) == NOW - expected


@pytest.mark.parametrize(
    "text", ["", "7", "d", "7 d", "-7d", "1.5h", "7D", "5y", "7dd", "٧d", "7d\n"]
)
def test_another_text_is_not_a_duration(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is not a number with s, m, h, d or w"):
        parse_duration(text)
    with pytest.raises(argparse.ArgumentTypeError, match="is neither an ISO date or datetime"):
        parse_moment(text)


@pytest.mark.parametrize("text", [f"{'9' * 20}w", f"{'9' * 5000}m"])
def test_a_duration_fits_into_the_calendar(text: str) -> None:
    for parse in (parse_duration, parse_moment):
        with pytest.raises(argparse.ArgumentTypeError, match="is too long"):
            parse(text)
    with pytest.raises(argparse.ArgumentTypeError, match="before the start of the calendar"):
        parse_moment("9999999w")


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-03", "2026-11-02T23:00:00+00:00"),
        ("2026-07-03", "2026-07-02T22:00:00+00:00"),  # In summer.
        ("2026-11-03T09:00", "2026-11-03T08:00:00+00:00"),
        ("2026-11-03T09:00Z", "2026-11-03T09:00:00+00:00"),
        ("2026-11-03T09:00-05:00", "2026-11-03T14:00:00+00:00"),
    ],
)
def test_a_date_is_local_unless_it_has_a_zone(text: str, expected: str) -> None:
    assert parse_moment(text).isoformat() == expected


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31T23:59-12:00"])
def test_a_date_at_the_end_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is outside of the calendar"):
        parse_moment(text)


def test_a_zone_has_an_iana_name() -> None:
    assert parse_zone("Europe/Berlin") == ZoneInfo("Europe/Berlin")
    assert parse_zone("UTC") is parse_zone("utc") is UTC


@pytest.mark.parametrize(
    "text", ["", "Nowhere", "Europe", "../UTC", "/etc/passwd", "a\0", "x" * 300]
)
def test_another_text_is_not_a_zone(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is not a time zone of this computer"):
        parse_zone(text)


@pytest.mark.parametrize("start", ["2026-03-28T22:00Z", "2026-10-24T22:00Z"])
def test_the_local_zone_is_that_of_the_computer(start: str, berlin: ZoneInfo) -> None:
    """The times include the nights in which the clocks change."""
    for minutes in range(0, 8 * 60, 15):
        moment = datetime.fromisoformat(start) + timedelta(minutes=minutes)
        local, expected = moment.astimezone(LOCAL), moment.astimezone(berlin)
        assert local.isoformat() == expected.isoformat()
        assert (local.fold, local.tzname()) == (expected.fold, expected.tzname())
        assert local.astimezone(UTC) == moment
        assert local.dst() is None


def test_the_local_zone_has_no_offset_without_a_time() -> None:
    assert LOCAL.utcoffset(None) is LOCAL.tzname(None) is None
    assert str(LOCAL) == "local time"
