"""Reads of the API that several reports share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from ..errors import ResponseError
from .steps import Call, Counter, Join, ProgressCallback, Reply, Spawn, Step, Steps

if TYPE_CHECKING:
    from maton_google_meet_api.models import Participant, ParticipantSession

    AddPerson: TypeAlias = Callable[[Participant, list[ParticipantSession]], object]


# The lists, by the attribute of the client, which is also that of the response with the items.
PARTICIPANTS: Final = "participants"
SESSIONS: Final = "participant_sessions"
RECORDINGS: Final = "recordings"
TRANSCRIPTS: Final = "transcripts"
ENTRIES: Final = "transcript_entries"
SMART_NOTES: Final = "smart_notes"


class Page(NamedTuple):
    """One page of a list."""

    items: list[Any]
    token: str | None
    """The token of the next page; None if this is the last one."""
    request_id: str | None
    time: datetime
    """The time of the response: see `Reply`."""
    path: str | None = None
    """The path of the request: see `Reply`."""


class Reader:
    """The reads of a report with one client, sync or async."""

    def __init__(self, meet: Any) -> None:
        self.meet = meet
        self.time: datetime | None = None
        """The time of the latest response; None before the first one."""
        self.seconds: float = 0.0
        """The duration of all calls."""

    def fetch(self, resource: str, name: str) -> Steps[Reply]:
        """Get one resource by its name. `resource` is the attribute of the client."""
        return self.call(partial(getattr(self.meet, resource).get, name))

    def fetch_page(self, resource: str, name: str, token: str | None = None) -> Steps[Page]:
        """Request one page of a list below the resource `name`, in the largest size."""
        method = getattr(self.meet, resource).list
        pager = method(name, page_size=method(name).largest_page_size, page_token=token)
        reply = yield from self.call(partial(_fetch_first_page, pager))
        items = [*(getattr(reply.value, resource) or ())]
        token = reply.value.next_page_token or None
        return Page(items, token, reply.request_id, reply.time, reply.path)

    def call(self, function: Callable[[], Any]) -> Steps[Reply]:
        """Make one call of the client, which may send several requests."""
        reply: Reply = yield Call(function)
        self.time = max(self.time or reply.time, reply.time)
        self.seconds += reply.seconds
        return reply

    def read(
        self,
        resource: str,
        name: str,
        take: Callable[[Page], Iterable[Step] | None],
        token: str | None = None,
    ) -> Steps[None]:
        """Request the pages of a list, and pass each to `take`, which may yield steps.

        Args:
            resource: The resource of the items.
            name: The name of the resource above them.
            take: The function that receives the pages.
            token: The token of the first page to read; None for all pages.

        Raises:
            ResponseError: The API returned the same page token twice.
        """
        seen = {token}
        while True:
            page = yield from self.fetch_page(resource, name, token)
            yield from take(page) or ()
            token = page.token
            if token is None:
                return
            if token in seen:
                raise ResponseError(
                    f"The list of {resource} of {name} returned the same page token twice, "
                    "so it would not end. Run the report again."
                )
            seen.add(token)

    def fetch_all(self, resource: str, name: str) -> Steps[list[Any]]:
        """Return all items of a list."""
        items = list[Any]()
        yield from self.read(resource, name, lambda page: items.extend(page.items))
        return items


def get_conference(name: str) -> str:
    """Return the name of the conference record in the name of a resource."""
    return "/".join(name.split("/")[:2])


def _fetch_first_page(pager: Any) -> Any:
    """Request the first page of a pager: return it, or an awaitable of it."""
    pages = pager.pages()
    return anext(pages) if hasattr(pages, "__anext__") else next(pages)


def read_people(
    reader: Reader,
    conference: str,
    add: AddPerson,
    progress: ProgressCallback | None = None,
) -> Steps[None]:
    """Read the participants of a conference, and concurrently the sessions of each.

    Args:
        reader: The reader of the report.
        conference: The name of the conference record.
        add: Receives each participant with all sessions, as soon as they are complete.
        progress: Receives the number of participants read, and the number known so far.
    """
    counter = Counter(progress, "participants")
    # A join during the read shifts the pages, so a later page may repeat participants.
    seen = set[str]()

    def take(page: Page) -> Iterable[Step]:
        people = [each for each in page.items if each.name not in seen]
        seen.update(each.name for each in people)
        yield start_sessions(reader, people, add, counter)

    yield from reader.read(PARTICIPANTS, conference, take)
    yield Join()


def start_sessions(
    reader: Reader, participants: Sequence[Participant], add: AddPerson, counter: Counter
) -> Spawn:
    """Return the step that starts to read the sessions of participants, each in a task."""

    def read(participant: Participant) -> Steps[None]:
        sessions = yield from reader.fetch_all(SESSIONS, participant.name)
        add(participant, sessions)
        counter.advance()

    counter.expect(len(participants))
    return Spawn([read(each) for each in participants])
