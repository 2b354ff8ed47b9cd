"""The transcript of a conference, with the names of the speakers."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from maton_google_meet_api.helpers import person_of
from maton_google_meet_api.runtime.text import escape_for_terminal

if TYPE_CHECKING:
    from ..client import AsyncGoogleMeet, GoogleMeet

UNKNOWN_SPEAKER: Final = "Unknown speaker"
UNKNOWN_TIME: Final = "--:--:--"


@dataclass(frozen=True, slots=True)
class Line:
    """An uninterrupted piece of one participant's speech."""

    start: datetime | None
    """The time when the speech started; None if the API does not report it."""
    speaker: str
    """The display name, which the participant may have chosen."""
    text: str
    """The words of the participant; empty if the API does not report them."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The lines of one or several transcripts of a conference, in order."""

    name: str
    """The name of the conference record or transcript that the caller passed."""
    lines: tuple[Line, ...]

    def to_text(self) -> str:
        """Return a heading, the days, and one line of text for each `Line`. Times are in UTC.

        Control characters are escaped, so that no part can imitate a line.
        """
        return "".join(f"{line}\n" for line in self._format())

    def _format(self) -> Iterator[str]:
        yield f"Transcript of {escape_for_terminal(self.name)}"
        day = ""
        for line in self.lines:
            start = line.start and line.start.astimezone(UTC)
            if start and day != (day := f"{start:%Y-%m-%d}"):
                yield f"\n{day} (UTC)\n"
            time = f"{start:%H:%M:%S}" if start else UNKNOWN_TIME
            yield escape_for_terminal(f"{time} {line.speaker}: {line.text}")
        if not self.lines:
            yield "\nIt has no entries."


def transcript(meet: GoogleMeet, name: str) -> Transcript:
    """Return one transcript, or all transcripts of a conference.

    Args:
        meet: The client.
        name: The name of the transcript, or of the conference record.

    Raises:
        MatonError: A call failed.
    """
    reading, items = _read(meet, name), None
    while True:
        try:
            pager = reading.send(items)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        items = [each for each in pager]  # noqa: C416 - as below


async def atranscript(meet: AsyncGoogleMeet, name: str) -> Transcript:
    """Return the transcript with an async client: see `transcript`.

    Raises:
        MatonError: A call failed.
    """
    reading, items = _read(meet, name), None
    while True:
        try:
            pager = reading.send(items)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        items = [each async for each in pager]


def _read(meet: Any, name: str) -> Generator[Any, Any, Transcript]:
    """Yield each list to read, and receive its items. Return the transcript."""
    conference, _, is_one = name.partition("/transcripts/")
    transcripts = [name]
    if not is_one:
        transcripts = [each.name for each in (yield meet.transcripts.list(name))]
    entries = list[Any]()
    for each in transcripts:
        entries += yield meet.transcript_entries.list(each)
    speakers = dict[str, str]()
    if entries:
        # A list of all participants needs fewer requests than a look-up of each speaker.
        participants = yield meet.participants.list(conference)
        speakers = {
            each.name: person_of(each).display_name or UNKNOWN_SPEAKER for each in participants
        }
    lines = [
        Line(
            each.start_time or None,
            speakers.get(each.participant, UNKNOWN_SPEAKER),
            each.text or "",
        )
        for each in entries
    ]
    return Transcript(name, tuple(lines))
