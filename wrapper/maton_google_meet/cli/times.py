"""Times, durations and time zones on the command line."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime, timedelta, tzinfo

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DURATION = re.compile(rf"(\d+)([{''.join(UNITS)}])", re.ASCII)
DURATION_FORM = (
    "a number with s, m, h, d or w for seconds, minutes, hours, days or weeks, such as 90m"
)


def parse_duration(text: str) -> timedelta:
    """Return a duration, such as `5m`: the `type` of an option."""
    if not (found := DURATION.fullmatch(text)):
        raise argparse.ArgumentTypeError(f"{text} is not {DURATION_FORM}")
    try:
        return timedelta(**{UNITS[found[2]]: int(found[1])})
    except (OverflowError, ValueError):  # A ValueError for thousands of digits.
        raise argparse.ArgumentTypeError(f"{text} is too long") from None


def parse_moment(text: str) -> datetime:
    """Return a moment: a duration before now, an ISO date or an ISO datetime.

    A date is its first moment. A date or datetime without a zone is in the local time zone.
    """
    try:
        if DURATION.fullmatch(text):
            return datetime.now(UTC) - parse_duration(text)
        moment = datetime.fromisoformat(text)
    except OverflowError:
        raise argparse.ArgumentTypeError(f"{text} is before the start of the calendar") from None
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text} is neither an ISO date or datetime, such as 2026-11-03 or 2026-11-03T09:00, "
            f"nor {DURATION_FORM}"
        ) from None
    try:
        # A local time has an offset of its own: that of the computer at this moment.
        return moment.astimezone(UTC)
    except (OverflowError, OSError, ValueError):
        raise argparse.ArgumentTypeError(f"{text} is outside of the calendar") from None


def parse_zone(text: str) -> tzinfo:
    """Return a time zone by its IANA name: the `type` of an option."""
    from zoneinfo import ZoneInfo

    if text.upper() == "UTC":
        return UTC  # Windows has no list of the zones.
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise argparse.ArgumentTypeError(
            f"{text} is not a time zone of this computer, such as UTC or Europe/Berlin"
        ) from None


class LocalZone(tzinfo):
    """The time zone of the computer, with its daylight saving time.

    `datetime.astimezone()` returns the offset of one moment only.
    """

    def __str__(self) -> str:
        return "local time"

    def utcoffset(self, moment: datetime | None, /) -> timedelta | None:
        """Return the offset from UTC at a local time."""
        local = _localize(moment)
        return None if local is None else local.utcoffset()

    def dst(self, moment: datetime | None, /) -> timedelta | None:
        """Return None: the part of the offset that is daylight saving time is not needed."""
        return None

    def tzname(self, moment: datetime | None, /) -> str | None:
        """Return the abbreviation of the zone at a local time."""
        local = _localize(moment)
        return None if local is None else local.tzname()

    def fromutc(self, moment: datetime, /) -> datetime:
        """Return the local time of a moment whose fields are in UTC."""
        local = moment.replace(tzinfo=UTC).astimezone()
        plain = local.replace(tzinfo=None)
        # Of two equal local times, the later one has the fold.
        fold = plain.astimezone().utcoffset() != local.utcoffset()
        return plain.replace(tzinfo=self, fold=fold)


def _localize(moment: datetime | None) -> datetime | None:
    """Return a local time with its offset at that moment."""
    return None if moment is None else moment.replace(tzinfo=None).astimezone()


LOCAL = LocalZone()
