"""The entries of transcripts, the names of their speakers, and the turns of speakers."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

from maton_google_meet_api.runtime.text import escape_for_terminal

from .people import name_of, user_of
from .texts import format_utc, read_time

if TYPE_CHECKING:
    from maton_google_meet_api.models import Participant, TranscriptEntry
    from maton_google_meet_api.models import Transcript as TranscriptModel

UNKNOWN_SPEAKER: Final = "Unknown speaker"
MAX_PAUSE: Final = timedelta(seconds=30)
"""The longest pause within a turn. A speaker who continues later begins a new turn."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An uninterrupted piece of one participant's speech."""

    name: str
    """The name of the resource."""
    transcript: str
    """The name of its transcript."""
    participant: str | None
    """The name of the participant; None if the API does not report it."""
    speaker: str
    """The display name, which the participant may have chosen. Each speaker has a different one."""
    start: datetime | None
    """The time when the speech started; None if the API does not report it."""
    end: datetime | None
    """The time when the speech ended; None if the API does not report it."""
    language: str | None
    """The language as a BCP 47 code; None if the API does not report it."""
    text: str
    """The words of the participant; empty if the API does not report them."""

    def to_dict(self) -> dict[str, str | None]:
        """Return the fields as JSON values. Times are ISO 8601 in UTC."""
        return {
            "name": self.name,
            "transcript": self.transcript,
            "participant": self.participant,
            "speaker": self.speaker,
            "start": format_utc(self.start),
            "end": format_utc(self.end),
            "language": self.language,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Part:
    """One transcript of a conference. Each transcribed part of a call has its own."""

    name: str
    """The name of the resource."""
    state: str | None
    """The state, such as `ENDED`; None if the API does not report it."""
    start: datetime | None
    """The time when the transcription started; None if the API does not report it."""
    end: datetime | None
    """The time when the transcription ended; None if it is running or not reported."""

    def to_dict(self) -> dict[str, str | None]:
        """Return the fields as JSON values. Times are ISO 8601 in UTC."""
        return {
            "name": self.name,
            "state": self.state,
            "start": format_utc(self.start),
            "end": format_utc(self.end),
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """Consecutive entries of one speaker, with pauses of at most 30 seconds."""

    speaker: str
    """The speaker of all entries."""
    start: datetime | None
    """The start of the first entry that has one."""
    end: datetime | None
    """The latest end of the entries."""
    entries: tuple[Entry, ...]
    """The entries, in order."""


class Table(Protocol):
    """The part of a dict that `Speakers` need, which may be stored on disk."""

    def get(self, key: str, /) -> Any:
        """Return the value of a key; None without one."""

    def __setitem__(self, key: str, value: Any, /) -> None: ...


class Speakers:
    """The names of the speakers of a conference. Different people get different names.

    The second of several people with the same display name becomes `Ana (2)`. Participants that
    belong to the same signed-in user share a name.

    Args:
        participants: The participants of the conference, in any order.
        make_table: Returns an empty table with a name.
    """

    def __init__(
        self,
        participants: Iterable[Participant] = (),
        make_table: Callable[[str], Table] = lambda _: dict[str, Any](),
    ) -> None:
        self._names = make_table("names")
        self._people = make_table("people")
        self._counts = make_table("counts")
        self._used = make_table("used")
        self._used[_make_key(UNKNOWN_SPEAKER)] = True
        # Not the messages: they need more memory, and a conference may have thousands.
        for _, identity in sorted(identify_speaker(each) for each in participants):
            self.add(identity)

    def find_name(self, participant: str | None) -> str:
        """Return the name of the speaker, even if the participant is not listed."""
        if not participant:
            return UNKNOWN_SPEAKER
        name: str | None = self._names.get(participant)
        return name or self.add((participant, participant, name_of(None)))

    def add(self, identity: Sequence[str]) -> str:
        """Add a speaker in the order of `identify_speaker`, and return the name."""
        participant, person, name = identity
        found: str | None = self._people.get(person)
        if found is None:
            self._people[person] = found = self._number(name)
        self._names[participant] = found
        return found

    def _number(self, name: str) -> str:
        """Return the name, with a number if another person has it."""
        key, numbered = _make_key(name), name
        while self._used.get(_make_key(numbered)):
            count = (self._counts.get(key) or 1) + 1
            self._counts[key] = count
            numbered = f"{name} ({count})"
        self._used[_make_key(numbered)] = True
        return numbered


def identify_speaker(participant: Participant) -> tuple[str, tuple[str, str, str]]:
    """Return the key that orders speakers, and the participant, the person and the display name."""
    start = read_time(participant.earliest_start_time)
    # Participants without a time come last.
    time = start.isoformat(timespec="microseconds") if start else "~"
    name = participant.name
    return f"{time}\0{name}", (name, user_of(participant) or name, name_of(participant))


def _make_key(name: str) -> str:
    """Return the same key for names that look the same."""
    return unicodedata.normalize("NFKC", escape_line(name)).casefold()


def make_part(message: TranscriptModel) -> Part:
    """Return the `Part` for a transcript of the API."""
    state = str(message.state) if message.state else None
    return Part(message.name, state, read_time(message.start_time), read_time(message.end_time))


def make_entry(message: TranscriptEntry, transcript: str, speakers: Speakers) -> Entry:
    """Return the `Entry` for a message of the API."""
    return Entry(
        message.name,
        transcript,
        message.participant or None,
        speakers.find_name(message.participant or None),
        read_time(message.start_time),
        read_time(message.end_time),
        message.language_code or None,
        message.text or "",
    )


def sort_parts(parts: Iterable[Part]) -> list[Part]:
    """Return the transcripts, sorted by start. Those without a start keep their place."""
    return _sort_by_start(list(parts))


def sort_entries(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries of one transcript, sorted as by `sort_parts`."""
    return _sort_by_start(list(entries))


def _sort_by_start(items: list[Any]) -> list[Any]:
    timed = iter(sorted((each for each in items if each.start), key=lambda each: each.start))
    return [next(timed) if each.start else each for each in items]


def mark_turns(entries: Iterable[Entry]) -> Iterator[tuple[Entry, bool]]:
    """Yield each entry, and True if it begins a turn."""
    previous: Entry | None = None
    end: datetime | None = None
    for entry in entries:
        begins = (
            previous is None
            or (entry.speaker, entry.transcript) != (previous.speaker, previous.transcript)
            or (entry.start is not None and end is not None and entry.start - end > MAX_PAUSE)
        )
        end = find_latest(None if begins else end, entry.end or entry.start)
        yield entry, begins
        previous = entry


def group_turns(entries: Iterable[Entry]) -> Iterator[Turn]:
    """Yield the turns of the speakers."""
    group: list[Entry] = []
    for entry, begins in mark_turns(entries):
        if begins and group:
            yield _make_turn(group)
            group = []
        group.append(entry)
    if group:
        yield _make_turn(group)


def _make_turn(group: Sequence[Entry]) -> Turn:
    start = next((each.start for each in group if each.start), None)
    end: datetime | None = None
    for each in group:
        end = find_latest(end, each.end)
    return Turn(group[0].speaker, start, end, tuple(group))


def find_latest(first: datetime | None, second: datetime | None) -> datetime | None:
    """Return the later of two times that may be unknown."""
    return second if first is None or (second is not None and second > first) else first


def escape_line(text: str) -> str:
    """Return `text` on one line, with blanks folded to one space and hidden characters escaped."""
    return escape_for_terminal(" ".join(text.split()))
