"""The reports for agents: their names, descriptions and schemas.

The module `pages` reads them. It takes longer to import, so it loads when a report is first read.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from maton_google_meet_api.runtime.schemas import NEXT_PAGE_TOKEN, Node

from .rows import ATTENDANCE, ATTENDEE, COUNT, FLAG, TEXT, UNTRUSTED, make_list, make_object

TOKEN_NAME: Final = "page_token"
"""The argument that continues a report."""
DEFAULT_PEOPLE: Final = 50
MAX_PEOPLE: Final = 1000
DEFAULT_CHARACTERS: Final = 20_000
MIN_CHARACTERS: Final = 1000
MAX_CHARACTERS: Final = 100_000
CALL_FIELDS: Final = ("conference", "space", "start", "end", "as_of")
PERSON_FIELDS: Final = (
    *("display_name", "kind", "user", "sessions", "first_join", "last_leave"),
    *("is_present", "minutes", "late", "left_early"),
)
NEXT: Final[dict[str, Node]] = {NEXT_PAGE_TOKEN: TEXT, "note": TEXT}


class PageReport(NamedTuple):
    """A report in pages, as a tool for agents."""

    name: str
    description: str
    arguments: dict[str, Node]
    """The schemas of the arguments, without that of the page token."""
    output_schema: Node
    """The schema of a page. `x-untrusted` marks a text that other people choose."""


def _select(schema: Node, names: tuple[str, ...]) -> dict[str, Node]:
    return {name: schema["properties"][name] for name in names}


def _describe_place(places: str) -> Node:
    description = f"{places}, space, code or link. Default: the latest call."
    return {"type": "string", "description": description}


def _describe_limit(minimum: int, maximum: int, default: int) -> Node:
    return {"type": "integer", "minimum": minimum, "maximum": maximum, "default": default}


REPORTS: Final = (
    PageReport(
        "attendance",
        "Report who attended a call, and for how long. Sends one request per person: 300 people "
        "take 30 s.",
        {
            "conference": _describe_place("Conference record"),
            "limit": _describe_limit(1, MAX_PEOPLE, DEFAULT_PEOPLE),
        },
        make_object(
            **_select(ATTENDANCE, CALL_FIELDS),
            is_running=FLAG,
            people=COUNT,
            attendees=make_list(make_object(**_select(ATTENDEE, PERSON_FIELDS))),
            **NEXT,
        ),
    ),
    PageReport(
        "transcript",
        "Return the transcript of a call, with speakers, and times in UTC.",
        {
            "conference": _describe_place("Transcript, conference record"),
            "max_characters": _describe_limit(MIN_CHARACTERS, MAX_CHARACTERS, DEFAULT_CHARACTERS),
        },
        make_object(
            conference=TEXT,
            is_running=FLAG,
            transcripts=COUNT,
            entries=COUNT,
            text=UNTRUSTED,
            **NEXT,
        ),
    ),
)
"""The reports for agents."""
