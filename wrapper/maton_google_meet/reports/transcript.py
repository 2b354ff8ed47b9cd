"""The transcript of a conference, with the names of the speakers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any, Final, cast

from .. import json_text
from .conferences import find_conference
from .drivers import report
from .entries import (
    Entry,
    Part,
    Speakers,
    Turn,
    escape_line,
    group_turns,
    make_entry,
    make_part,
    mark_turns,
    sort_entries,
    sort_parts,
)
from .reading import ENTRIES, PARTICIPANTS, RECORDINGS, TRANSCRIPTS, Page, Reader
from .steps import Join, ProgressCallback, Spawn, Steps
from .subtitles import write_srt, write_vtt
from .texts import escape_markdown, localize, name_offset

if TYPE_CHECKING:
    from maton_google_meet_api.models import ConferenceRecord
    from maton_google_meet_api.models import Transcript as TranscriptModel
    from maton_google_meet_api.runtime.unset import Unset

    from .conferences import Where

UNITS: Final = "entries"
STARTED: Final = "STARTED"
UNKNOWN_TIME: Final = "--:--:--"
RUNNING: Final = "The call is still running: more entries may follow."
NO_ENTRIES: Final = "It has no entries."
NO_TEXT: Final = "(no text)"


@dataclass(frozen=True, slots=True)
class TranscriptHead:
    """A description of the transcripts of a conference."""

    conference: str
    """The name of the conference record."""
    transcripts: tuple[Part, ...]
    """The transcripts, in order."""
    is_running: bool
    """True if the conference or one of the transcripts was running: entries may be missing."""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as JSON values. Times are ISO 8601 in UTC; missing values are None."""
        return {
            "conference": self.conference,
            "is_running": self.is_running,
            "transcripts": [each.to_dict() for each in self.transcripts],
        }


@dataclass(frozen=True, slots=True)
class Transcript(TranscriptHead):
    """The entries of one or all transcripts of a conference, in order."""

    entries: tuple[Entry, ...]
    """The entries. Those of each transcript are in the order of their start."""

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The consecutive entries of each speaker. A pause of more than 30 seconds ends a turn."""
        return tuple(group_turns(self.entries))

    def to_text(self, zone: tzinfo = UTC) -> str:
        """Return a heading, the days, and the time, speaker and words of each turn.

        The words are indented lines below the speaker. Control characters are escaped, so that no
        part can imitate a heading.
        """
        return "".join(write_text(self, self.entries, zone))

    def to_markdown(self, zone: tzinfo = UTC) -> str:
        """Return the transcript as Markdown. No name or text can become markup."""
        return "".join(write_markdown(self, self.entries, zone))

    def to_srt(self, start: datetime | Unset | None = None) -> str:
        """Return subtitles in the format SRT.

        Args:
            start: The time at which the subtitles begin, such as `recording.start_time`. By
                default, the start of the first transcript, or else of the first entry.
        """
        return "".join(write_srt(self.entries, self.transcripts, start))

    def to_vtt(self, start: datetime | Unset | None = None) -> str:
        """Return subtitles in the format WebVTT. Languages are marked if there are several.

        Args:
            start: As for `to_srt`.
        """
        several = len({each.language for each in self.entries if each.language}) > 1
        return "".join(write_vtt(self.entries, self.transcripts, start, with_languages=several))

    def to_dict(self) -> dict[str, Any]:
        """Return the transcript as JSON values. Times are ISO 8601 in UTC; missing values are None.

        The keys are `conference`, `is_running`, `transcripts` and `entries`. Those of a transcript
        and of an entry are the attributes of `Part` and `Entry`.
        """
        head = TranscriptHead.to_dict(self)
        return {**head, "entries": [each.to_dict() for each in self.entries]}

    def to_json(self) -> str:
        """Return the object of `to_dict` as JSON."""
        return "".join(write_json(self, self.entries))


@report
def transcript(
    meet: Any,
    conference: Where | TranscriptModel,
    *,
    progress: ProgressCallback | None = None,
) -> Steps[Transcript]:
    """Return one transcript, or all transcripts of a conference.

    >>> print(transcript(meet, "https://meet.google.com/kfr-wduz-tqa").to_text())

    Args:
        meet: The client, sync or async. With an async client, `await` the result.
        conference: A transcript or conference record, by its name or object; or a space, by its
            name, object, meeting code or link, for its latest conference.
        progress: A function that receives the number of entries read, and their total, which is
            None until the end.

    Raises:
        NoConference: The space has no conference.
        InvalidArgumentError: `conference` is not valid. Nothing was sent.
        MatonError: A request failed.
    """
    reader, where = Reader(meet), cast("Any", conference)
    name = getattr(where, "name", where)
    if "/transcripts/" in str(name):
        messages = [(yield from reader.fetch("transcripts", name)).value]
        record = yield from find_conference(reader, messages[0].name)
    else:
        record = yield from find_conference(reader, where)
        messages = yield from reader.fetch_all(TRANSCRIPTS, record.name)
    # A page may repeat an item of the previous one.
    parts = sort_parts({each.name: make_part(each) for each in messages}.values())
    messages_of: dict[str, dict[str, Any]] = {each.name: {} for each in parts}
    people: dict[str, Any] = {}
    count = 0

    def take_people(page: Page) -> None:
        people.update((each.name, each) for each in page.items)

    def read_entries(name: str, messages: dict[str, Any]) -> Steps[None]:
        def take(page: Page) -> None:
            nonlocal count
            known = len(messages)
            messages.update((each.name, each) for each in page.items)
            count += len(messages) - known
            if progress is not None:
                progress(count, None, UNITS)

        return reader.read(ENTRIES, name, take)

    if parts:
        # A list of all participants needs fewer requests than a look-up of each speaker.
        read_people = reader.read(PARTICIPANTS, record.name, take_people)
        yield Spawn([read_people, *(read_entries(*each) for each in messages_of.items())])
        yield Join()
    if progress is not None:
        progress(count, count, UNITS)
    speakers = Speakers(people.values())
    entries = [
        entry
        for name, items in messages_of.items()
        for entry in sort_entries(make_entry(each, name, speakers) for each in items.values())
    ]
    return Transcript(record.name, tuple(parts), is_running(record, parts), tuple(entries))


@report
def find_recording_start(meet: Any, conference: str) -> Steps[datetime | None]:
    """Return the start of the first recording of a conference, for `to_srt` and `to_vtt`.

    Return None if the conference was not recorded.

    Args:
        meet: The client, sync or async. With an async client, `await` the result.
        conference: The name of the conference record.

    Raises:
        MatonError: A request failed.
    """
    recordings = yield from Reader(meet).fetch_all(RECORDINGS, conference)
    return min((each.start_time for each in recordings if each.start_time), default=None)


def is_running(record: ConferenceRecord, parts: Iterable[Part]) -> bool:
    """Return True if a conference or one of its transcripts is running."""
    return not record.end_time or any(each.state == STARTED for each in parts)


def write_text(head: TranscriptHead, entries: Iterable[Entry], zone: tzinfo = UTC) -> Iterator[str]:
    """Yield the transcript as text, with the times in `zone`."""
    yield f"Transcript of {escape_line(head.conference)}\n"
    if head.is_running:
        yield f"{RUNNING}\n"
    is_empty = True
    for entry, begins, heading in _mark_headings(head, entries, zone):
        is_empty = False
        for line in heading:
            yield f"\n{line}\n"
        if begins:
            time = _format_clock(entry, zone) or UNKNOWN_TIME
            yield f"\n{time} {escape_line(entry.speaker)}\n"
        yield f"  {escape_line(entry.text) or NO_TEXT}\n"
    if is_empty:
        yield f"\n{NO_ENTRIES}\n"


def write_markdown(
    head: TranscriptHead, entries: Iterable[Entry], zone: tzinfo = UTC
) -> Iterator[str]:
    """Yield the transcript as Markdown, with the times in `zone`."""
    yield f"# Transcript of {escape_markdown(head.conference)}\n"
    if head.is_running:
        yield f"\n{RUNNING}\n"
    is_empty = True
    for entry, begins, heading in _mark_headings(head, entries, zone):
        is_empty = False
        for line in heading:
            yield f"\n## {escape_markdown(line)}\n"
        if begins:
            time = _format_clock(entry, zone)
            yield f"\n**{time + ' ' if time else ''}{_escape_text(entry.speaker)}**\n"
        yield f"\n{_escape_text(entry.text) or NO_TEXT}\n"
    if is_empty:
        yield f"\n{NO_ENTRIES}\n"


def _escape_text(text: str) -> str:
    return escape_markdown(" ".join(text.split()))


def _mark_headings(
    head: TranscriptHead, entries: Iterable[Entry], zone: tzinfo
) -> Iterator[tuple[Entry, bool, list[str]]]:
    """Yield each entry, True if it begins a turn, and the headings before it.

    The headings are the number of the transcript if there are several, and the day. A new day
    begins a turn, as does a change of the clock.
    """
    numbers = {each.name: at for at, each in enumerate(head.transcripts, 1)}
    part = day = None
    for entry, begins in mark_turns(entries):
        headings = []
        if len(numbers) > 1 and entry.transcript != part:
            headings.append(f"Transcript {numbers.get(entry.transcript, '?')} of {len(numbers)}")
            day = None
        part = entry.transcript
        if entry.start:
            local = localize(entry.start, zone)
            if (heading := f"{local.date()} ({name_offset(local)})") != day:
                headings.append(heading)
            day = heading
        yield entry, begins or bool(headings), headings


def _format_clock(entry: Entry, zone: tzinfo) -> str:
    return f"{localize(entry.start, zone):%H:%M:%S}" if entry.start else ""


def write_json(head: TranscriptHead, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the transcript as JSON: see `Transcript.to_dict`."""
    items = (each.to_dict() for each in entries)
    return json_text.write_object(TranscriptHead.to_dict(head), "entries", items)
