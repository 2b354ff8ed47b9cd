"""Times, and texts of other people, in the form that people read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timezone, tzinfo
from typing import Final

from maton_google_meet_api.runtime.text import escape_for_terminal

# Punctuation that has a meaning inside a line of Markdown or in the GitHub and LaTeX dialects.
# A dot and a colon are part of addresses, which become links.
MARKUP: Final = re.compile(r"[\\`*_\[\]<>|~&$^=:!@]|\.(?=\S)")
# The sign of a heading or of an item of a list, at the start of a line.
LINE_MARKUP: Final = re.compile(r"[#+-]|\d+(?=[.)])")


def read_time(value: object) -> datetime | None:
    """Return a timestamp of a message in UTC; None if it is missing or not in the calendar.

    The difference of two times with the same `ZoneInfo` ignores daylight saving time, so reports
    compute in UTC only.
    """
    try:
        return value.astimezone(UTC) if isinstance(value, datetime) else None
    except OverflowError:
        return None


def format_utc(time: datetime | None, timespec: str = "auto") -> str | None:
    """Return a time in ISO 8601 and in UTC; None for None."""
    if time is None:
        return None
    return time.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")


def localize(time: datetime, zone: tzinfo) -> datetime:
    """Return `time` in a time zone, or unchanged if the calendar of the zone does not have it."""
    try:
        return time.astimezone(zone)
    except (OverflowError, OSError, ValueError):  # At the ends of the calendar.
        return time


def name_offset(time: datetime) -> str:
    """Return the offset of a time from UTC, such as `UTC+02:00`."""
    offset = time.utcoffset()
    return str(timezone(offset)) if offset else "UTC"


def format_moment(time: datetime, reference: datetime) -> str:
    """Return `time` in the zone of `reference`, to the second.

    It has the date and the offset from UTC where they differ from those of `reference`.
    """
    local = localize(time, reference.tzinfo or UTC)
    plain = local.replace(tzinfo=None)
    text = plain.isoformat(" ", "seconds")
    if plain.date() == reference.date():
        text = text.partition(" ")[2]
    same = local.utcoffset() == reference.utcoffset()
    return text if same else f"{text} {name_offset(local)}"


def escape_markdown(text: str) -> str:
    """Return `text` for one line or table cell of Markdown, in which it is only text."""
    shown = escape_for_terminal(text).strip()
    escaped = MARKUP.sub(r"\\\g<0>", shown)
    if found := LINE_MARKUP.match(escaped):
        at = found.end() if found[0].isdigit() else 0
        return f"{escaped[:at]}\\{escaped[at:]}"
    return escaped
