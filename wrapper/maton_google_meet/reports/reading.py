"""Reads of the API that several reports share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..errors import ResponseError
from .steps import Call, Counter, Join, ProgressCallback, Reply, Spawn, Step, Steps

if TYPE_CHECKING:
    from maton_google_meet_api.models import Participant, ParticipantSession


class Listing(NamedTuple):
    """A list method, by its names in Python."""

    resource: str
    """The attribute of the client."""
    field: str
    """The attribute of the response that has the items."""


PARTICIPANTS: Final = Listing("participants", "participants")
SESSIONS: Final = Listing("participant_sessions", "participant_sessions")
RECORDINGS: Final = Listing("recordings", "recordings")
TRANSCRIPTS: Final = Listing("transcripts", "transcripts")
ENTRIES: Final = Listing("transcript_entries", "transcript_entries")
SMART_NOTES: Final = Listing("smart_notes", "smart_notes")


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

    def fetch_page(self, listing: Listing, name: str, token: str | None = None) -> Steps[Page]:
        """Request one page of a list below the resource `name`, in the largest size."""
        method = getattr(self.meet, listing.resource).list
        pager = method(name, page_size=method(name).largest_page_size, page_token=token)
        reply = yield from self.call(partial(_fetch_first_page, pager))
        return make_page(listing, reply)

    def call(self, function: Callable[[], Any]) -> Steps[Reply]:
        """Make one call of the client, which may send several requests."""
        reply: Reply = yield Call(function)
        self.time = max(self.time or reply.time, reply.time)
        self.seconds += reply.seconds
        return reply

    def read(
        self, listing: Listing, name: str, take: Callable[[Page], Iterable[Step] | None]
    ) -> Steps[None]:
        """Request all pages of a list, and pass each to `take`, which may yield steps.

        Raises:
            ResponseError: The API returned the same page token twice.
        """
        yield from self.read_from(listing, name, take, None)

    def read_from(
        self,
        listing: Listing,
        name: str,
        take: Callable[[Page], Iterable[Step] | None],
        token: str | None,
    ) -> Steps[None]:
        """Read a list as `read` does, starting at the page with this token."""
        seen = {token}
        while True:
            page = yield from self.fetch_page(listing, name, token)
            yield from take(page) or ()
            token = page.token
            if token is None:
                return
            if token in seen:
                raise ResponseError(
                    f"The list of {listing.resource} of {name} returned the same page token twice, "
                    "so it would not end. Run the report again."
                )
            seen.add(token)

    def fetch_all(self, listing: Listing, name: str) -> Steps[list[Any]]:
        """Return all items of a list."""
        items = list[Any]()
        yield from self.read(listing, name, lambda page: items.extend(page.items))
        return items


def make_page(listing: Listing, reply: Reply) -> Page:
    """Return the page in the response to a list method."""
    items = [*(getattr(reply.value, listing.field) or ())]
    token = reply.value.next_page_token or None
    return Page(items, token, reply.request_id, reply.time, reply.path)


def _fetch_first_page(pager: Any) -> Any:
    """Request the first page of a pager: return it, or an awaitable of it."""
    pages = pager.pages()
    return anext(pages) if hasattr(pages, "__anext__") else next(pages)


def read_people(
    reader: Reader,
    conference: str,
    add: Callable[[Participant, list[ParticipantSession]], object],
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

    def read_sessions(participant: Participant) -> Steps[None]:
        sessions = yield from reader.fetch_all(SESSIONS, participant.name)
        add(participant, sessions)
        counter.advance()

    def take(page: Page) -> Iterable[Step]:
        people = [each for each in page.items if each.name not in seen]
        seen.update(each.name for each in people)
        counter.expect(len(people))
        yield Spawn([read_sessions(each) for each in people])

    yield from reader.read(PARTICIPANTS, conference, take)
    yield Join()
