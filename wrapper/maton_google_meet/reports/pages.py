"""Reports in pages of limited size, for agents: see `definitions`.

A page has the token of the next one. The token names the last item, so that a report continues
exactly after it, even if the conference is still running.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from maton_google_meet_api.runtime.schemas import NEXT_PAGE_TOKEN
from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..errors import BadRequestError, InvalidArgumentError
from .conferences import RECORDS, find_conference
from .definitions import CALL_FIELDS, DEFAULT_CHARACTERS, DEFAULT_PEOPLE, PERSON_FIELDS
from .drivers import report
from .entries import Entry, Speakers, make_entry, make_part, mark_turns, sort_parts
from .reading import (
    ENTRIES,
    PARTICIPANTS,
    TRANSCRIPTS,
    Page,
    Reader,
    get_conference,
    start_sessions,
)
from .stays import UNKNOWN, Period, Stay, get_order, list_stays, make_attendee, make_head
from .steps import Counter, Join, ProgressCallback, Steps
from .texts import format_utc
from .transcript import is_running

if TYPE_CHECKING:
    from maton_google_meet_api.models import (
        ConferenceRecord,
        Participant,
        ParticipantSession,
        TranscriptEntry,
    )

# Longer display names are cut.
NAME_CHARACTERS: Final = 100
# In the result of a tool, `&lt;` replaces those of these characters that could begin a tag.
TAG_STARTS: Final = "<\uff1c\ufe64"
TAG_GROWTH: Final = len("&lt;") - 1
THRESHOLD: Final = timedelta(minutes=5)
UNKNOWN_TIME: Final = "--:--:--"
PERSON_TOKEN: Final = re.compile(r"conferenceRecords/[^/\s]+/participants/[^/\s]+")
ENTRY_TOKEN: Final = re.compile(
    r"(conferenceRecords/[^/\s]+/transcripts/[^/\s]+/entries/[^/\s|]+)\|([0-9]{0,9})\|(.*)"
)


# --- attendance -----------------------------------------------------------------------------------


@report
def read_attendance(
    meet: Any,
    conference: str | None = None,
    *,
    limit: int = DEFAULT_PEOPLE,
    page_token: str | None = None,
    progress: ProgressCallback | None = None,
) -> Steps[dict[str, Any]]:
    """Return the attendance of some people, in the order of their first joins.

    Only the sessions of these people are read.

    Args:
        meet: The client, sync or async. With an async client, `await` the result.
        conference: As for `attendance`; None for the latest conference of the account.
        limit: The maximum number of people.
        page_token: The token of the previous page.
        progress: Receives the number of participants whose sessions have been read, and of all.

    Raises:
        InvalidArgumentError: The token is not valid, or belongs to another conference.
        MatonError: A request failed.
    """
    # A model may pass '' for an argument that it does not need.
    last = _match_token(PERSON_TOKEN, page_token)[0] if page_token else None
    reader = Reader(meet)
    record = yield from _find_record(reader, conference, last)
    participants = yield from reader.fetch_all(PARTICIPANTS, record.name)
    # The present time has no effect on the order, which has to be the same for all pages.
    people = _group_participants(participants, make_head(record, UNKNOWN, THRESHOLD).period)
    begin = 0
    if last is not None:
        begin = 1 + _find_index(any(each.name == last for each in group) for group in people)
    page = people[begin : begin + limit]
    sessions: dict[str, list[ParticipantSession]] = {}

    def add(participant: Participant, items: list[ParticipantSession]) -> None:
        sessions[participant.name] = items

    participants = [each for group in page for each in group]
    yield start_sessions(reader, participants, add, Counter(progress, "participants"))
    yield Join()
    head = make_head(record, reader.time or datetime.now(UTC), THRESHOLD)
    attendees = list[dict[str, Any]]()
    for group in page:
        stays = [
            stay
            for participant in group
            for stay in list_stays(participant, sessions[participant.name], head.period)
        ]
        data = make_attendee(stays, head.period, THRESHOLD).to_dict()
        data["display_name"] = shorten(data["display_name"], NAME_CHARACTERS)
        attendees.append({key: data[key] for key in PERSON_FIELDS})
    data = head.to_dict()
    result = {
        **{key: data[key] for key in CALL_FIELDS},
        "is_running": head.is_running,
        "people": len(people),
        "attendees": attendees,
    }
    if rest := len(people) - begin - len(page):
        result[NEXT_PAGE_TOKEN] = page[-1][0].name
        result["note"] = (
            f"Not yet returned: {rest} of {len(people)} people. Call attendance again with "
            f"{NEXT_PAGE_TOKEN} as page_token."
        )
    return result


def _group_participants(
    participants: Iterable[Participant], period: Period
) -> list[list[Participant]]:
    """Return the participants of each person, in the order of the first joins."""
    people: dict[str, list[Participant]] = {}
    stays: dict[str, list[Stay]] = {}
    # A join during the read shifts the pages, so a later page may repeat participants.
    for participant in {each.name: each for each in participants}.values():
        [stay] = list_stays(participant, (), period)
        people.setdefault(stay.person, []).append(participant)
        stays.setdefault(stay.person, []).append(stay)
    orders = {
        person: get_order(make_attendee(each, period, THRESHOLD)) for person, each in stays.items()
    }
    return [people[person] for person in sorted(people, key=lambda each: orders[each])]


# --- transcript -----------------------------------------------------------------------------------


class _Position(NamedTuple):
    """The end of a page of a transcript."""

    entry: str
    """The name of the last entry."""
    offset: int | None
    """The number of characters of its text that were returned; None for the whole text."""
    page_token: str | None
    """The token of the API's page with the entry; None for the first page."""

    @property
    def transcript(self) -> str:
        """The name of the transcript."""
        return self.entry.rpartition("/entries/")[0]

    def __str__(self) -> str:
        offset = "" if self.offset is None else self.offset
        return f"{self.entry}|{offset}|{self.page_token or ''}"


def _parse_position(token: str | None) -> _Position | None:
    if not token:
        return None
    match = _match_token(ENTRY_TOKEN, token)
    return _Position(match[1], int(match[2]) if match[2] else None, match[3] or None)


class _FullError(Exception):
    """The page of a transcript is full."""


class _Lines:
    """The lines of a page of a transcript: one for each turn of a speaker."""

    def __init__(self, max_characters: int) -> None:
        self._room = max_characters
        self._pending = deque[Entry]()
        self._turns = mark_turns(iter(self._pending.popleft, None))
        self.lines = list[str]()
        self.entries: int = 0

    def add(self, entry: Entry) -> int | None:
        """Add an entry. Return None, or the number of characters of its text that fit.

        The first entry of a page is cut if it is larger than the page. Other entries are added only
        if they fit.
        """
        self._pending.append(entry)
        _, begins = next(self._turns)
        text, beginning, count = escape_for_terminal(entry.text), " ", None
        if begins:
            speaker = shorten(escape_for_terminal(entry.speaker), NAME_CHARACTERS)
            beginning = f"{format_utc(entry.start, 'seconds') or UNKNOWN_TIME} {speaker}: "
        size = _measure(beginning + text) + 1  # The last character is the end of the line.
        if size > self._room:
            if self.lines:
                return 0
            count = _count_fitting(entry.text, self._room - _measure(beginning) - 1)
            text = escape_for_terminal(entry.text[:count])
        self._room -= size
        self.entries += 1
        if begins:
            self.lines.append(f"{beginning}{text}")
        else:
            self.lines[-1] += f"{beginning}{text}"
        return count


def _count_fitting(text: str, room: int) -> int:
    """Return the number of characters of `text` that need at most `room` once they are escaped."""
    sizes = accumulate(_measure(escape_for_terminal(character)) for character in text)
    return next((at for at, size in enumerate(sizes) if size > room), len(text))


def _measure(text: str) -> int:
    """Return the number of characters that `text` has at most in the result of a tool."""
    return len(text) + TAG_GROWTH * sum(map(text.count, TAG_STARTS))


@report
def read_transcript(
    meet: Any,
    conference: str | None = None,
    *,
    max_characters: int = DEFAULT_CHARACTERS,
    page_token: str | None = None,
    progress: ProgressCallback | None = None,
) -> Steps[dict[str, Any]]:
    """Return a part of the transcripts of a conference, as text.

    Args:
        meet: The client, sync or async. With an async client, `await` the result.
        conference: As for `transcript`; None for the latest conference of the account.
        max_characters: The maximum length of the text.
        page_token: The token of the previous page.
        progress: Receives the number of entries.

    Raises:
        InvalidArgumentError: The token is not valid, or belongs to another conference.
        MatonError: A request failed.
    """
    position = _parse_position(page_token)
    reader = Reader(meet)
    record = yield from _find_record(reader, conference, position and position.entry)
    if conference and "/transcripts/" in conference:
        parts = [make_part((yield from reader.fetch("transcripts", conference)).value)]
    else:
        messages = yield from reader.fetch_all(TRANSCRIPTS, record.name)
        parts = sort_parts(map(make_part, messages))
    names = [each.name for each in parts]
    if position is not None:
        names = names[_find_index(each == position.transcript for each in names) :]
    lines = _Lines(max_characters)
    collector = _Collector(reader, record.name, lines, position, progress)
    is_full = yield from collector.collect(names)
    position = collector.position
    result: dict[str, Any] = {
        "conference": record.name,
        "is_running": is_running(record, parts),
        "transcripts": len(parts),
        "entries": lines.entries,
        "text": "\n".join(lines.lines),
    }
    if is_full:
        result[NEXT_PAGE_TOKEN] = str(position)
        result["note"] = (
            f"The transcript continues. Call transcript again with {NEXT_PAGE_TOKEN} as page_token."
        )
    elif result["is_running"]:
        later = f"page_token='{position}'" if position else "the same arguments"
        result["note"] = (
            f"The conference is running. To read new entries, call transcript later with {later}."
        )
    elif not parts:
        result["note"] = "The conference has no transcript."
    return result


class _Collector:
    """The reads of entries that fill a page.

    Args:
        reader: The reader of the report.
        conference: The name of the conference record.
        lines: Receives the entries.
        last: The end of the previous page; None for the first page.
        progress: Receives the number of entries.
    """

    def __init__(
        self,
        reader: Reader,
        conference: str,
        lines: _Lines,
        last: _Position | None,
        progress: ProgressCallback | None,
    ) -> None:
        self._reader = reader
        self._conference = conference
        self._lines = lines
        self._last = last
        self._progress = progress
        self._page_token = last and last.page_token
        self._speakers: Speakers | None = None
        self._seen = set[str]()
        self.position: _Position | None = last
        """The end of the page."""

    def collect(self, transcripts: Sequence[str]) -> Steps[bool]:
        """Add the entries of transcripts until one does not fit. Return True if the page is full.

        The end of the previous page is in the first transcript.
        """
        for transcript in transcripts:
            try:
                yield from self._read(transcript)
            except _FullError:
                return True
            if self._last is not None:
                raise _make_token_error()
        return False

    def _read(self, transcript: str) -> Steps[None]:
        take = partial(self._take, transcript)
        try:
            yield from self._reader.read(ENTRIES, transcript, take, self._page_token)
        except BadRequestError:
            if self._last is None or self._page_token is None:
                raise
            # The token of the API has expired: search for the end of the previous page.
            self._page_token = None
            yield from self._reader.read(ENTRIES, transcript, take)

    def _take(self, transcript: str, page: Page) -> Steps[None]:
        rest = _list_rest(page.items, self._last)
        if rest is not None:
            self._last = None
        for message, begin in rest or ():
            if message.name not in self._seen:  # An item that a page repeats counts once.
                self._seen.add(message.name)
                yield from self._add(transcript, message, begin)
        self._page_token = page.token
        if self._progress is not None:
            self._progress(self._lines.entries, None, "entries")

    def _add(self, transcript: str, message: TranscriptEntry, begin: int) -> Steps[None]:
        if self._speakers is None:
            people = yield from self._reader.fetch_all(PARTICIPANTS, self._conference)
            self._speakers = Speakers(people)
        entry = make_entry(message, transcript, self._speakers)
        count = self._lines.add(replace(entry, text=entry.text[begin:]))
        if count != 0:
            end = None if count is None else begin + count
            self.position = _Position(entry.name, end, self._page_token)
        if count is not None:
            raise _FullError


def _list_rest(
    entries: Sequence[TranscriptEntry], last: _Position | None
) -> list[tuple[TranscriptEntry, int]] | None:
    """Return the entries after a position, each with the number of characters to skip.

    Return None if the entry of the position is not among them.
    """
    if last is None:
        return [(each, 0) for each in entries]
    at = next((at for at, each in enumerate(entries) if each.name == last.entry), None)
    if at is None:
        return None
    beginning = [] if last.offset is None else [(entries[at], last.offset)]
    return [*beginning, *((each, 0) for each in entries[at + 1 :])]


# --- both reports ---------------------------------------------------------------------------------


def _match_token(pattern: re.Pattern[str], token: str) -> re.Match[str]:
    match = pattern.fullmatch(token)
    if match is None:
        raise _make_token_error()
    return match


def _find_index(matches: Iterable[bool]) -> int:
    """Return the index of the item that a token names."""
    index = next((at for at, is_match in enumerate(matches) if is_match), None)
    if index is None:
        raise _make_token_error()
    return index


def _make_token_error() -> InvalidArgumentError:
    return InvalidArgumentError(
        "page_token does not continue this report. Pass the nextPageToken of the previous page "
        "unchanged, with the same conference, or leave it out to start again."
    )


def _find_record(reader: Reader, where: str | None, last: str | None) -> Steps[ConferenceRecord]:
    """Return the conference of a page; `last` is the name of the last item of the previous page."""
    if last is None:
        return (yield from find_conference(reader, where))
    first = get_conference(last)
    if where and where.startswith(RECORDS):
        if not f"{where}/".startswith(f"{first}/"):
            raise _make_token_error()
        where = None
    record = yield from find_conference(reader, first)
    # The space may have a newer conference than for the previous page.
    if where is not None and (yield from find_conference(reader, where)).space != record.space:
        raise _make_token_error()
    return record


READERS: Final[Mapping[str, Callable[..., Any]]] = {
    "attendance": read_attendance,
    "transcript": read_transcript,
}
"""The functions that return a page, by the name of the report."""
