"""The export of conferences into a folder. After an interruption, the next run continues.

Each response is stored before it is used (`store`), and a stored response is not requested again.
A run that resumes therefore executes the same code as the first one. The files of a conference are
written after its last response. Their contents are read from the store as streams.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..client import AsyncGoogleMeet
from ..errors import (
    AmbiguousConnection,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    InvalidArgumentError,
    MatonError,
    MissingConnection,
    NoActiveConnection,
    ResponseError,
    SessionExpired,
)
from . import contents
from .attendance import DEFAULT_THRESHOLD, check_threshold
from .attendance import write_csv as write_attendance_csv
from .attendance import write_json as write_attendance_json
from .attendance import write_markdown as write_attendance_markdown
from .conferences import RECORDS as NAMES
from .conferences import SHOWN_CHARACTERS, find_conference
from .drivers import report
from .entries import Entry, Speakers, identify_speaker, make_entry, make_part, sort_parts
from .errors import ExportError
from .folder import ExportFolder, FileEntry, PathLike, name_folder
from .manifest import FILE as MANIFEST
from .manifest import (
    ORIGIN,
    Export,
    ExportedConference,
    Failure,
    State,
    get_failure_order,
    make_failure,
    write_manifest,
)
from .reading import (
    ENTRIES,
    PARTICIPANTS,
    RECORDINGS,
    SESSIONS,
    SMART_NOTES,
    TRANSCRIPTS,
    Page,
    Reader,
    get_conference,
)
from .stays import AttendanceHead, Attendee, Stay, get_order, list_stays, make_attendee, make_head
from .steps import MAX_CALLS, Call, Join, ProgressCallback, Reply, Spawn, Step, Steps
from .store import Store
from .subtitles import write_srt, write_vtt
from .texts import read_time
from .transcript import TranscriptHead, is_running
from .transcript import write_json as write_transcript_json
from .transcript import write_markdown as write_transcript_markdown
from .transcript import write_text as write_transcript_text
from .waiting import GENERATED, LISTINGS

if TYPE_CHECKING:
    from maton_google_meet_api.models import ConferenceRecord
    from maton_google_meet_api.runtime.model import Model
    from maton_google_meet_api.runtime.pager import AsyncPager, Pager

    from .conferences import Where

    Conferences: TypeAlias = (
        Where | Iterable[Where] | Pager[ConferenceRecord, Any] | AsyncPager[ConferenceRecord, Any]
    )

RECORDS: Final = "conference_records"
MODELS: Final = {
    RECORDS: "ConferenceRecord",
    PARTICIPANTS: "Participant",
    SESSIONS: "ParticipantSession",
    RECORDINGS: "Recording",
    TRANSCRIPTS: "Transcript",
    ENTRIES: "TranscriptEntry",
    SMART_NOTES: "SmartNote",
}
"""The classes of the items, by resource."""
LISTS: Final = ((TRANSCRIPTS, ENTRIES), (PARTICIPANTS, SESSIONS), (RECORDINGS,), (SMART_NOTES,))
"""The lists of a conference, and the lists below their items. The pages of a transcript have to be
requested one after another, so transcripts are read first."""
DOCUMENTS: Final = tuple(LISTINGS.values())
"""The lists of files that Google generates some time after the end of a conference."""
LATE_FILES: Final = timedelta(days=1)
"""The time after the end of a conference in which the lists of its files may still grow."""
TRANSCRIPT_FILE: Final = re.compile(r"transcript-\d+\.(json|txt|md|srt|vtt)", re.ASCII)
FATAL: Final = (
    *(AmbiguousConnection, AuthenticationError, ConfigurationError, ExportError),
    *(MissingConnection, NoActiveConnection, SessionExpired),
)
"""The errors that every other request would raise too."""
MAX_FAILURES_IN_SUCCESSION: Final = 10
BATCH_ITEMS: Final = 500
STAYS: Final = "stay"
ATTENDEES: Final = "attendee"
ENTRY_TIMES: Final = "entry"
SPEAKERS: Final = "speaker"
Write: TypeAlias = Callable[[str, Iterable[str]], Steps[None]]
"""A function that writes a file of a conference."""


@report
def export(
    meet: Any,
    conferences: Conferences,
    folder: PathLike,
    *,
    threshold: timedelta = DEFAULT_THRESHOLD,
    refresh: bool = False,
    progress: ProgressCallback | None = None,
) -> Steps[Export]:
    """Export all data about conferences to a folder.

    >>> week = datetime.now(UTC) - timedelta(days=7)
    >>> result = export(meet, conferences(meet, since=week), "meetings")
    >>> print(result.complete, result.failures)

    Each conference has a subfolder with `index.md`, the people (participants, sessions,
    attendance), the recordings, transcripts and smart notes with their links, and the texts of the
    transcripts. `manifest.json` lists the files, the requests and the failures.

    The responses are stored in the folder (`.export.sqlite3`). After an interruption, the next run
    requests only what is missing. After a complete run, it requests only what may have changed:
    conferences that were running, requests that failed, and the lists of recordings, transcripts
    and smart notes in which a file was not generated yet or which were read within a day of the end
    of the conference. A conference that had not ended is always read from the start.

    A request that fails is recorded in the result and does not stop the others.

    Args:
        meet: The client, sync or async. With an async client, `await` the result.
        conferences: A conference, as for `attendance`; an iterable of them; or the pager of
            `conferences`.
        folder: The folder, which is created if it does not exist. Nothing is written outside of it.
        threshold: The threshold of `attendance`.
        refresh: Request everything again. After an interruption, leave it out to continue.
        progress: A function that receives the number of responses, and the number of requests known
            so far.

    Raises:
        ExportError: The folder cannot be used, or another export uses it.
        InvalidArgumentError: An argument is not valid.
        MatonError: No request can succeed, for example without a valid key; ten retryable requests
            failed in succession; or none of the conferences was found. Run the export again to
            continue.
    """
    check_threshold(threshold)
    check_pager(meet, conferences)
    place = ExportFolder(folder)
    place.refuse_foreign_file(MANIFEST, ORIGIN.encode())
    with Store(place.path, find_model) as store:
        place.delete_temporary_files("")
        reader = StoredReader(meet, store, refresh=refresh, progress=progress)
        return (yield from _Exporter(reader, store, place, threshold).run(conferences))


def check_pager(meet: Any, conferences: Any) -> None:
    """Raise `InvalidArgumentError` if `conferences` is a pager of the other kind of client."""
    is_async = isinstance(meet, AsyncGoogleMeet)
    if hasattr(conferences, "pages") and hasattr(conferences, "__aiter__") != is_async:
        raise InvalidArgumentError(
            f"conferences= is a {type(conferences).__name__}, which does not fit a "
            f"{type(meet).__name__}. Pass the pager of the same client: conferences(meet). "
            "Nothing was sent."
        )


def find_model(resource: str) -> type[Model]:
    """Return the class of the items of a resource."""
    from maton_google_meet_api import models

    model: type[Model] = getattr(models, MODELS[resource])
    return model


class StoredReader(Reader):
    """A reader that requests only what the store does not have.

    Args:
        meet: The client.
        store: The responses of this run and of earlier runs.
        refresh: Request the conferences again.
        progress: See `export`.
    """

    def __init__(
        self, meet: Any, store: Store, *, refresh: bool, progress: ProgressCallback | None
    ) -> None:
        super().__init__(meet)
        self.failures: dict[str, dict[tuple[str, str], Failure]] = {}
        """The failures by the name of the conference, and by the resource and the name of each."""
        self.first_error: MatonError | None = None
        self._store = store
        self._refresh = refresh
        self._progress = progress
        self._fetched_names: set[str] = set()
        self._begun_names: set[str] = set()
        self._failures_in_succession = 0
        self._responses = 0
        self._expected = 0
        self.written_count: int = 0
        """The number of conferences whose files are written."""

    def call(self, function: Callable[[], Any]) -> Steps[Reply]:
        """Make one call of the client."""
        reply = yield from super().call(function)
        self._failures_in_succession = 0
        return reply

    def fetch(self, resource: str, name: str) -> Steps[Reply]:
        """Return a conference record. Request it if it may have changed or is not in the store."""
        page = self._store.find_page(resource, name)
        if page and (name in self._fetched_names or not (self._refresh or may_change(page))):
            return Reply(page.items[0], page.request_id, page.time)
        reply = yield from super().fetch(resource, name)
        if reply.value.name != name:
            raise _make_name_error(resource, name, reply.value.name)
        self._replace(name, Page([reply.value], None, reply.request_id, reply.time, reply.path))
        return reply

    def _replace(self, name: str, record: Page) -> None:
        """Store a conference record, and forget what an earlier run has read about it."""
        self._fetched_names.add(name)
        self._store.forget_conference(name)
        self._store.add_page(RECORDS, name, None, record)

    def begin(self, record: ConferenceRecord) -> bool:
        """Prepare the store for a conference. Return False if this run contains it already.

        Raises:
            ResponseError: The record cannot be used.
        """
        name = record.name
        if name != get_conference(name) or not name.startswith(NAMES):
            raise _make_name_error(RECORDS, "the account", name)
        if name in self._begun_names:
            return False
        self._begun_names.add(name)
        self._expected += len(LISTS)
        page = self._store.find_page(RECORDS, name)
        is_current = page and (
            name in self._fetched_names or not (self._refresh or may_change(page))
        )
        if not is_current:
            time = self.time or datetime.now(UTC)
            self._replace(name, Page([record], None, None, time))
        self._store.forget_cycles(name)
        if self._store.is_settled(name):
            self._forget_unfinished(name, read_time(record.end_time))
            self._store.settle([name], settled=False)
        return True

    def _forget_unfinished(self, conference: str, end: datetime | None) -> None:
        """Forget the lists that may change, and the entries of transcripts that may."""
        for resource in DOCUMENTS:
            page = self._store.find_page(resource, conference)
            is_early = page and end and page.time - end < LATE_FILES
            items = [*self._store.read_items(resource, conference)]
            unfinished = [each for each in items if each.state != GENERATED]
            if unfinished or is_early:
                self._store.forget_list(resource, conference)
            for each in unfinished if resource == TRANSCRIPTS else ():
                self._store.forget_list(ENTRIES, each.name)

    def fetch_page(self, resource: str, name: str, token: str | None = None) -> Steps[Page]:
        """Return one page of a list. Request it if the store does not have it."""
        page = self._store.find_page(resource, name, token)
        if page is None:
            page = yield from super().fetch_page(resource, name, token)
            for each in page.items:
                if not each.name.startswith(f"{name}/"):
                    raise _make_name_error(resource, name, each.name)
            page = self._store.add_page(resource, name, token, page)
        elif resource != SESSIONS:
            # Without a call, this task would not give way to those that it has started.
            yield self.pause()
        return page

    def _read(
        self, resource: str, name: str, take: Callable[[Page], Iterable[Step] | None]
    ) -> Steps[None]:
        """Read all pages of a list. If the server refuses a page token, start again once."""
        try:
            yield from self.read(resource, name, take)
        except BadRequestError:
            if self._store.find_page(resource, name) is None:
                raise
            # The lists below the first items would be requested a second time.
            yield Join()
            self._store.forget_list(resource, name)
            yield from self.read(resource, name, take)

    def read_lists(self, resources: Sequence[str], name: str) -> Steps[None]:
        """Read a list, and concurrently the lists below its items. Record the failures."""
        resource, *below = resources

        def take(page: Page) -> Iterator[Step]:
            names = [each.name for each in page.items if below]
            self._count(1, len(names) + bool(page.token))
            yield Spawn([self.read_lists(below, each) for each in names])

        succeeded = yield from self.attempt(resource, name, self._read(resource, name, take), FATAL)
        if not succeeded:
            self._count(1)
        yield Join()

    def attempt(
        self, resource: str, name: str, steps: Steps[Any], fatal: tuple[type[MatonError], ...]
    ) -> Steps[bool]:
        """Perform `steps`. Record an error that is not `fatal`, and return False."""
        try:
            yield from steps
        except fatal:
            raise
        except MatonError as error:
            self._failures_in_succession += error.retryable
            if self._failures_in_succession >= MAX_FAILURES_IN_SUCCESSION:
                raise
            failure = make_failure(resource, name, error)
            self.failures.setdefault(get_conference(name), {})[resource, name] = failure
            self.first_error = self.first_error or error
            return False
        return True

    def pause(self) -> Step:
        """Return a step that lets the other tasks of the program run."""
        return Call(partial(self.meet.sleep, 0))

    def _count(self, responses: int, requests: int = 0) -> None:
        """Count responses, and requests that are known to follow."""
        self._responses += responses
        self._expected += requests
        if self._progress is not None:
            total = len(self._begun_names)
            what = f"conference {min(self.written_count + 1, total)} of {total}"
            self._progress(self._responses, self._expected, what)


def _make_name_error(resource: str, name: str, other: str) -> ResponseError:
    """Return the error for an item that belongs to something else than what was requested."""
    shown = escape_for_terminal(shorten(other, SHOWN_CHARACTERS))
    return ResponseError(
        f"The response about {resource} of {name} contains {shown!r}, which does not belong to it, "
        "so it was not used. Run the export again; if this persists, report it to the maintainers "
        "of this package."
    )


def may_change(record: Page) -> bool:
    """Return True if the conference was running at the time of the response."""
    return not record.items[0].end_time


class _Exporter:
    """One run of an export."""

    def __init__(
        self, reader: StoredReader, store: Store, place: ExportFolder, threshold: timedelta
    ) -> None:
        self._reader = reader
        self._store = store
        self._place = place
        self._threshold = threshold
        self._results = list[ExportedConference]()

    def run(self, conferences: Any) -> Steps[Export]:
        """Export the conferences, and write the manifest."""
        names = list[str]()
        yield from self._find(conferences, names)
        if self._reader.first_error and not names:
            raise self._reader.first_error
        queue = iter(names)
        # As many conferences as concurrent calls: each may wait for a single response.
        yield Spawn([self._export_next(queue) for _ in range(min(len(names), MAX_CALLS))])
        yield Join()
        others = [each for group in self._reader.failures.values() for each in group.values()]
        results = tuple(sorted(self._results, key=lambda each: each.folder))
        export = Export(self._place.path, results, tuple(others))
        summaries = (
            (each, self._store.read_requests(each["name"]))
            for each in self._store.read_conferences()
        )
        time = self._reader.time or datetime.now(UTC)
        pieces = write_manifest(export, self._threshold, time, summaries)
        yield from self._place.write("", MANIFEST, pieces, self._reader.pause)
        self._store.settle(names, settled=True)
        return export

    # Find the conferences

    def _find(self, conferences: Any, names: list[str]) -> Steps[None]:
        """Find the conferences, and add their names to `names` in the order of the caller."""
        if hasattr(conferences, "pages"):
            yield from self._read_pager(conferences, names)
            return
        is_iterable = isinstance(conferences, Iterable) and not isinstance(conferences, str)
        places = [*conferences] if is_iterable else [conferences]
        records = dict[int, Any]()
        yield Spawn([self._find_one(*each, records) for each in enumerate(places)])
        yield Join()
        for _, record in sorted(records.items()):
            yield from self._begin(record, names)

    def _find_one(self, position: int, where: Any, records: dict[int, Any]) -> Steps[None]:
        def find() -> Steps[None]:
            records[position] = yield from find_conference(self._reader, where)

        name = str(getattr(where, "name", where))
        yield from self._reader.attempt(RECORDS, name, find(), (*FATAL, InvalidArgumentError))

    def _read_pager(self, pager: Any, names: list[str]) -> Steps[None]:
        """Read the records of a pager in batches: each batch is one call of the scheduler."""
        is_async = hasattr(pager, "__aiter__")
        items = aiter(pager) if is_async else iter(pager)
        take = _take_async if is_async else _take
        while True:
            reply = yield from self._reader.call(partial(take, items))
            for each in reply.value:
                yield from self._begin(each, names)
            if len(reply.value) < BATCH_ITEMS:
                return

    def _begin(self, record: ConferenceRecord, names: list[str]) -> Steps[None]:
        def begin() -> Steps[None]:
            if self._reader.begin(record):
                names.append(record.name)
            yield from ()

        yield from self._reader.attempt(RECORDS, record.name, begin(), FATAL)

    # Write one conference

    def _export_next(self, queue: Iterator[str]) -> Steps[None]:
        for name in queue:
            yield Spawn([self._reader.read_lists(each, name) for each in LISTS])
            yield Join()
            # Write in a new task: the scheduler prefers all tasks to one that has started others.
            yield Spawn([self._write(name)])
            yield Join()

    def _write(self, name: str) -> Steps[None]:
        [record] = self._store.read_items(RECORDS, name)
        folder = name_folder(record)
        self._place.open_subfolder(folder)
        files = list[FileEntry]()

        def write(file: str, pieces: Iterable[str]) -> Steps[None]:
            files.append((yield from self._place.write(folder, file, pieces, self._reader.pause)))

        yield from write("conference.json", [contents.format_message(record), "\n"])
        yield from self._write_people(record, write)
        for each in DOCUMENTS:
            yield from self._write_messages(each, name, write)
        yield from self._write_transcripts(record, write)
        # The order of the calls depends on time.
        failed = self._reader.failures.pop(name, {}).values()
        failures = tuple(sorted(failed, key=get_failure_order))
        documents = [(each, self._store.read_items(each, name)) for each in DOCUMENTS]
        names = [each.path.rpartition("/")[2] for each in files]
        yield from write("index.md", contents.write_index(record, names, documents, failures))
        state: State = "partial" if failures else "complete" if record.end_time else "running"
        result = ExportedConference(name, state, folder, tuple(files), failures)
        self._results.append(result)
        self._store.add_conference(name, folder, result.to_dict())
        self._place.delete_others(folder, TRANSCRIPT_FILE, (each.path for each in files))
        self._reader.written_count += 1

    def _write_people(self, record: ConferenceRecord, write: Write) -> Steps[None]:
        """Write the participants, the sessions and the attendance."""
        name = record.name
        as_of = record.end_time or self._store.find_latest_time(name) or datetime.now(UTC)
        head = make_head(record, as_of, self._threshold)
        yield from self._add_drafts(name, STAYS, self._list_stays(head))
        yield from self._add_drafts(name, ATTENDEES, self._make_attendees(head))
        for file, make in (
            ("attendance.json", write_attendance_json),
            ("attendance.csv", write_attendance_csv),
            ("attendance.md", write_attendance_markdown),
        ):
            yield from write(file, make(head, self._read_attendees(name)))
        self._store.delete_drafts(name)
        yield from self._write_messages(PARTICIPANTS, name, write)
        rows = partial(self._store.read_tree, PARTICIPANTS, SESSIONS, name)
        messages = (session for _, session in rows())
        yield from write("sessions.json", contents.write_messages(messages))
        yield from write("sessions.csv", contents.write_table(contents.SESSION_COLUMNS, rows()))

    def _list_stays(self, head: AttendanceHead) -> Iterator[tuple[str, Any]]:
        """Yield the stays of all participants, each with the key of the person."""
        for participant in self._store.read_items(PARTICIPANTS, head.conference):
            # With only some of the sessions, the duration would be wrong.
            is_complete = self._store.is_complete(SESSIONS, participant.name)
            sessions = self._store.read_items(SESSIONS, participant.name)
            for stay in list_stays(participant, sessions if is_complete else (), head.period):
                yield stay.person, _dump_stay(stay)

    def _make_attendees(self, head: AttendanceHead) -> Iterator[tuple[str, Any]]:
        """Yield the attendees, each with the key that sorts them."""
        rows = self._store.read_drafts(head.conference, STAYS)
        for _, group in itertools.groupby(rows, key=lambda row: row[0]):
            stays = [_load_stay(value) for _, value in group]
            attendee = make_attendee(stays, head.period, self._threshold)
            join, name, participants = get_order(attendee)
            key = "\0".join([join.isoformat(timespec="microseconds"), name, *participants])
            yield key, attendee.to_dict()

    def _read_attendees(self, conference: str) -> Iterator[Attendee]:
        for _, value in self._store.read_drafts(conference, ATTENDEES):
            yield Attendee.from_dict(value)

    def _add_drafts(
        self, conference: str, kind: str, rows: Iterable[tuple[str, Any]]
    ) -> Steps[None]:
        """Store rows in batches, for other tasks."""
        numbered = enumerate(rows)
        self._store.delete_drafts(conference, kind)
        while batch := [*itertools.islice(numbered, BATCH_ITEMS)]:
            self._store.add_drafts(conference, kind, batch)
            if len(batch) == BATCH_ITEMS:
                yield self._reader.pause()

    def _write_messages(self, resource: str, name: str, write: Write) -> Steps[None]:
        """Write a list of messages as JSON and CSV."""
        read = partial(self._store.read_items, resource, name)
        yield from write(f"{resource}.json", contents.write_messages(read()))
        yield from write(f"{resource}.csv", contents.write_table(contents.TABLES[resource], read()))

    def _write_transcripts(self, record: ConferenceRecord, write: Write) -> Steps[None]:
        """Write the text of each transcript."""
        name = record.name
        messages = self._store.read_items(TRANSCRIPTS, name)
        parts = sort_parts(make_part(each) for each in messages)
        if not parts:
            return
        speakers = yield from self._name_speakers(name)
        for number, part in enumerate(parts, 1):
            head = TranscriptHead(name, (part,), is_running(record, [part]))
            languages = set[object]()
            latest, is_sorted = None, True
            for entry in self._store.read_items(ENTRIES, part.name):
                languages.add(entry.language_code or None)
                start = read_time(entry.start_time)
                is_sorted = is_sorted and not (start and latest and start < latest)
                latest = start or latest
            if not is_sorted:
                yield from self._add_drafts(name, ENTRY_TIMES, self._list_times(part.name))
            read = partial(self._read_entries, name, part.name, speakers, is_sorted=is_sorted)
            several = len(languages - {None}) > 1
            for extension, pieces in (
                ("json", write_transcript_json(head, read())),
                ("txt", write_transcript_text(head, read())),
                ("md", write_transcript_markdown(head, read())),
                ("srt", write_srt(read(), head.transcripts)),
                ("vtt", write_vtt(read(), head.transcripts, with_languages=several)),
            ):
                yield from write(f"transcript-{number}.{extension}", pieces)
            self._store.delete_drafts(name, ENTRY_TIMES)
        self._store.delete_drafts(name)

    def _name_speakers(self, name: str) -> Steps[Speakers]:
        """Return the names of the speakers, which the store keeps."""
        self._store.delete_drafts(name)
        people = self._store.read_items(PARTICIPANTS, name)
        yield from self._add_drafts(name, SPEAKERS, map(identify_speaker, people))
        speakers = Speakers(make_table=partial(self._store.make_table, name))
        rows = self._store.read_drafts(name, SPEAKERS)
        while batch := [*itertools.islice(rows, BATCH_ITEMS)]:
            with self._store.change():
                for _, identity in batch:
                    speakers.add(identity)
            if len(batch) == BATCH_ITEMS:
                yield self._reader.pause()
        return speakers

    def _list_times(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield the start and the name of each entry of a transcript that has a start."""
        for entry in self._store.read_items(ENTRIES, name):
            if start := read_time(entry.start_time):
                yield start.isoformat(timespec="microseconds"), entry.name

    def _read_entries(
        self, conference: str, name: str, speakers: Speakers, *, is_sorted: bool
    ) -> Iterator[Entry]:
        """Yield the entries of a transcript, sorted by start: see `sort_entries`."""
        times = self._store.read_drafts(conference, ENTRY_TIMES)
        for message in self._store.read_items(ENTRIES, name):
            entry = message
            if not is_sorted and read_time(message.start_time):
                entry = self._store.find_item(ENTRIES, name, next(times)[1])
            yield make_entry(entry, name, speakers)


def _dump_stay(stay: Stay) -> list[Any]:
    times = [time and time.isoformat() for time in (stay.start, stay.end)]
    return [*stay._replace(start=None, end=None), times]


def _load_stay(value: list[Any]) -> Stay:
    *fields, times = value
    start, end = (time and datetime.fromisoformat(time) for time in times)
    return Stay(*fields)._replace(start=start, end=end)


def _take(items: Iterator[Any]) -> list[Any]:
    return [*itertools.islice(items, BATCH_ITEMS)]


async def _take_async(items: Any) -> list[Any]:
    batch = list[Any]()
    async for each in items:
        batch.append(each)
        if len(batch) == BATCH_ITEMS:
            break
    return batch
