"""Reports on conferences, combined from several resources of the API.

    from maton_google_meet import GoogleMeet
    from maton_google_meet.reports import transcript

    with GoogleMeet() as meet:
        print(transcript(meet, "conferenceRecords/4f1c8a62-93d0-4b7e-8c25-1f60d9e3a7b4").to_text())

This package uses only the public methods of the client.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from .conferences import conferences, latest, running
from .errors import ExportError, FilesMissing, NoConference
from .transcript import Line, Transcript, atranscript, transcript
from .waiting import Files, wait_for

if TYPE_CHECKING:
    from ..client import AsyncGoogleMeet

__all__ = [
    "TEXT_REPORTS",
    "ExportError",
    "Files",
    "FilesMissing",
    "Line",
    "NoConference",
    "TextReport",
    "Transcript",
    "atranscript",
    "conferences",
    "latest",
    "running",
    "transcript",
    "wait_for",
]


class TextReport(NamedTuple):
    """A report that is a text, with its description for agents."""

    description: str
    read: "Callable[[AsyncGoogleMeet, str], Awaitable[str]]"
    """Return the report about the resource with this name. Its text comes from other people."""


async def _read_transcript(meet: "AsyncGoogleMeet", name: str) -> str:
    return (await atranscript(meet, name)).to_text()


TEXT_REPORTS: Final[Mapping[str, TextReport]] = {
    "transcript": TextReport(
        "The transcript of a call as text, with the names of the speakers and the times in UTC. "
        "The name is that of a conference record or of one of its transcripts.",
        _read_transcript,
    )
}
"""The reports by their names."""
