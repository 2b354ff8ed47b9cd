"""The fields of reports as schemas, for programs that select or format them; the kinds of files.

`x-duration` and `x-untrusted` have the meaning that they have in the document of the API.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias, get_args

FileKind: TypeAlias = Literal["recording", "transcript", "smart_notes"]
FILE_KINDS: Final[tuple[FileKind, ...]] = get_args(FileKind)
TIME: Final[Mapping[str, Any]] = {"type": "string", "format": "date-time"}
TEXT: Final[Mapping[str, Any]] = {"type": "string"}
NUMBER: Final[Mapping[str, Any]] = {"type": "number"}
FLAG: Final[Mapping[str, Any]] = {"type": "boolean"}


def make_object(*required: str, **properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of an object. The fields `required` identify it."""
    return {"type": "object", "required": [*required], "properties": properties}


def make_list(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": item}


ATTENDEE: Final = make_object(
    "display_name",
    display_name={**TEXT, "x-untrusted": True},
    first_join={**TIME, "x-duration": "start"},
    last_leave={**TIME, "x-duration": "end"},
    seconds={**NUMBER, "x-duration": "seconds"},
    late=FLAG,
    left_early=FLAG,
    kind=TEXT,
    sessions=NUMBER,
    minutes=NUMBER,
    is_present=FLAG,
    user=TEXT,
    participants=make_list(TEXT),
    intervals=make_list(make_object("start", start=TIME, end=TIME)),
)
"""A person in `Attendance.to_dict`. The order is that of the columns of a table."""
ATTENDANCE: Final = make_object(
    "conference",
    conference=TEXT,
    space=TEXT,
    start=TIME,
    end=TIME,
    as_of=TIME,
    threshold_seconds=NUMBER,
    attendees=make_list(ATTENDEE),
)
"""The result of `Attendance.to_dict`."""
ATTENDANCE_ROW: Final = make_object(
    "display_name", "conference", conference=TEXT, **ATTENDEE["properties"]
)
"""A person, and the conference. The rows of several conferences can follow each other."""
PART: Final = make_object("name", name=TEXT, state=TEXT, start=TIME, end=TIME)
ENTRY: Final = make_object(
    "name",
    name=TEXT,
    transcript=TEXT,
    participant=TEXT,
    speaker={**TEXT, "x-untrusted": True},
    start=TIME,
    end=TIME,
    language=TEXT,
    text={**TEXT, "x-untrusted": True},
)
TRANSCRIPT: Final = make_object(
    "conference",
    conference=TEXT,
    is_running=FLAG,
    transcripts=make_list(PART),
    entries=make_list(ENTRY),
)
"""The result of `Transcript.to_dict`."""
EXPORT_ROW: Final = make_object(
    "name", name=TEXT, state=TEXT, folder=TEXT, files=NUMBER, failures=NUMBER
)
"""The summary of a conference in an export."""
EXPORT: Final = make_object(
    "folder",
    folder=TEXT,
    manifest=TEXT,
    complete=FLAG,
    conferences=make_list(EXPORT_ROW),
    failures=make_list({"type": "object"}),
)
"""The summary of an export."""
