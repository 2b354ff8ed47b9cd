"""The fields of reports as schemas, for programs that select or format them; the kinds of files.

`x-duration` and `x-untrusted` have the meaning that they have in the document of the API.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

from maton_google_meet_api.runtime.schemas import Node

FileKind: TypeAlias = Literal["recording", "transcript", "smart_notes"]
FILE_KINDS: Final[tuple[FileKind, ...]] = get_args(FileKind)
TIME: Final[Node] = {"type": ["string", "null"], "format": "date-time"}
TEXT: Final[Node] = {"type": "string"}
OPTIONAL_TEXT: Final[Node] = {"type": ["string", "null"]}
UNTRUSTED: Final[Node] = {"type": "string", "x-untrusted": True}
COUNT: Final[Node] = {"type": "integer"}
NUMBER: Final[Node] = {"type": "number"}
FLAG: Final[Node] = {"type": "boolean"}


def make_object(**properties: Node) -> Node:
    """Return the schema of an object. The first field identifies it."""
    return {"type": "object", "required": [next(iter(properties))], "properties": properties}


def make_list(item: Node) -> Node:
    """Return the schema of a list."""
    return {"type": "array", "items": item}


ATTENDEE: Final = make_object(
    display_name=UNTRUSTED,
    first_join={**TIME, "x-duration": "start"},
    last_leave={**TIME, "x-duration": "end"},
    seconds={**COUNT, "x-duration": "seconds"},
    late=FLAG,
    left_early=FLAG,
    kind=TEXT,
    sessions=COUNT,
    minutes=NUMBER,
    is_present=FLAG,
    user=OPTIONAL_TEXT,
    participants=make_list(TEXT),
    intervals=make_list(make_object(start=TIME, end=TIME)),
)
"""A person in `Attendance.to_dict`. The order is that of the columns of a table."""
ATTENDANCE: Final = make_object(
    conference=TEXT,
    space=OPTIONAL_TEXT,
    start=TIME,
    end=TIME,
    as_of=TIME,
    threshold_seconds=NUMBER,
    attendees=make_list(ATTENDEE),
)
"""The result of `Attendance.to_dict`."""
ATTENDANCE_ROW: Final[Node] = {
    **ATTENDEE,
    "required": ["display_name", "conference"],
    "properties": {"conference": TEXT, **ATTENDEE["properties"]},
}
"""A person, and the conference. The rows of several conferences can follow each other."""
PART: Final = make_object(name=TEXT, state=OPTIONAL_TEXT, start=TIME, end=TIME)
ENTRY: Final = make_object(
    name=TEXT,
    transcript=TEXT,
    participant=OPTIONAL_TEXT,
    speaker=UNTRUSTED,
    start=TIME,
    end=TIME,
    language=OPTIONAL_TEXT,
    text=UNTRUSTED,
)
TRANSCRIPT: Final = make_object(
    conference=TEXT,
    is_running=FLAG,
    transcripts=make_list(PART),
    entries=make_list(ENTRY),
)
"""The result of `Transcript.to_dict`."""
EXPORT_ROW: Final = make_object(name=TEXT, state=TEXT, folder=TEXT, files=COUNT, failures=COUNT)
"""The summary of a conference in an export."""
EXPORT: Final = make_object(
    folder=TEXT,
    manifest=TEXT,
    complete=FLAG,
    conferences=make_list(EXPORT_ROW),
    failures=make_list({"type": "object"}),
)
"""The summary of an export."""
