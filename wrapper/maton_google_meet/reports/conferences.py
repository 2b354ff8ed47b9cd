"""Find conferences: by space, code or link, and by time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast, overload

from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..client import AsyncGoogleMeet, GoogleMeet
from ..errors import InvalidArgumentError, InvalidNameError
from ..facade import read_code_format
from .drivers import check_client, report
from .errors import NoConference
from .reading import Reader, get_conference
from .steps import Steps
from .texts import format_utc, read_time

if TYPE_CHECKING:
    from maton_google_meet_api.models import (
        ConferenceRecord,
        ListConferenceRecordsResponse,
        Space,
    )
    from maton_google_meet_api.runtime.pager import AsyncPager, Pager

    Records: TypeAlias = Pager[ConferenceRecord, ListConferenceRecordsResponse]
    AsyncRecords: TypeAlias = AsyncPager[ConferenceRecord, ListConferenceRecordsResponse]
    Place: TypeAlias = str | Space
    Where: TypeAlias = str | Space | ConferenceRecord

RESOURCE = "conference_records"
RECORDS = "conferenceRecords/"
SPACES = "spaces/"
SHOWN_CHARACTERS = 100
RECORD_TIMES = ("start_time", "end_time")
RUNNING = "end_time IS NULL"


@overload
def conferences(
    meet: GoogleMeet,
    where: Place | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Records: ...
@overload
def conferences(
    meet: AsyncGoogleMeet,
    where: Place | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> AsyncRecords: ...
def conferences(
    meet: GoogleMeet | AsyncGoogleMeet,
    where: Place | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Any:
    """List the conferences of a space or of the account, the newest first.

    >>> week = datetime.now(UTC) - timedelta(days=7)
    >>> for record in conferences(meet, "https://meet.google.com/kfr-wduz-tqa", since=week):
    ...     print(record.name)

    Args:
        meet: The client, sync or async.
        where: A space, by its name or object, its meeting code or its link. None lists the
            conferences of all spaces.
        since: Include only conferences that started at or after this time. It needs a time zone.
        until: Include only conferences that started before this time. It needs a time zone.

    Returns:
        The pager of `conference_records.list`. Google deletes a record 30 days after the end of
        the conference.

    Raises:
        InvalidArgumentError: `where` is not a space, a time has no zone, or `since` is after
            `until`. Nothing was sent.
    """
    check_client(meet, "conferences")
    conditions = _list_conditions(where)
    for argument, sign, time in (("since", ">=", since), ("until", "<", until)):
        if time is not None:
            conditions.append(f'start_time{sign}"{_format_time(argument, time)}"')
    if since and until and since > until:
        raise InvalidArgumentError("since= is after until=, so no conference matches. Swap them.")
    return _list_records(meet, conditions)


@overload
def running(meet: GoogleMeet, where: Place | None = None) -> Records: ...
@overload
def running(meet: AsyncGoogleMeet, where: Place | None = None) -> AsyncRecords: ...
def running(meet: GoogleMeet | AsyncGoogleMeet, where: Place | None = None) -> Any:
    """List the conferences that are running now, of a space or of the account.

    >>> for record in running(meet):
    ...     print(record.name)

    Args:
        meet: The client, sync or async.
        where: As for `conferences`.

    Raises:
        InvalidArgumentError: `where` is not a space. Nothing was sent.
    """
    check_client(meet, "running")
    return _list_records(meet, [*_list_conditions(where), RUNNING])


@report
def latest(meet: Any, where: Where | None = None) -> Steps[ConferenceRecord]:
    """Return the latest conference of a space or of the account, running or ended.

    >>> print(latest(meet, "https://meet.google.com/kfr-wduz-tqa").start_time)

    Args:
        meet: The client, sync or async. With an async client, `await` the result.
        where: A space, as for `conferences`; or a conference record, which is returned.

    Raises:
        NoConference: No conference was found.
        InvalidArgumentError: `where` is neither. Nothing was sent.
        MatonError: A request failed.
    """
    return (yield from find_conference(Reader(meet), where))


def find_conference(reader: Reader, where: Where | None) -> Steps[ConferenceRecord]:
    """Return a conference: the record itself, or the latest conference of a space.

    Args:
        reader: The reader of the report.
        where: A conference record or a resource below it, by its name or object; or a space, as for
            `conferences`. None returns the latest conference of the account.

    Raises:
        NoConference: No conference was found.
        InvalidArgumentError: `where` is neither. Nothing was sent.
    """
    name = getattr(where, "name", where)
    if not (isinstance(name, str) and name.startswith(RECORDS)):
        return (yield from _find_latest(reader, where))
    record: Any = where
    own_name = get_conference(name)
    # The record of an ended conference does not change. `fields=` may have left out its start.
    if name != own_name or not all(getattr(record, each, None) for each in RECORD_TIMES):
        record = (yield from reader.fetch(RESOURCE, own_name)).value
    return cast("ConferenceRecord", record)


def is_place(text: str) -> bool:
    """Return True if `text` has the form of a space's name, a meeting code or a link."""
    try:
        return bool(_list_conditions(text))
    except InvalidArgumentError:
        return False


def _find_latest(reader: Reader, where: Any) -> Steps[ConferenceRecord]:
    pager = _list_records(reader.meet, _list_conditions(where)).limited(1)
    reply = yield from reader.call(partial(_fetch_first_item, pager))
    if reply.value is None:
        shown = "" if where is None else f" of {_show(getattr(where, 'name', where))}"
        advice = (
            "Check the account, which connection= selects."
            if where is None
            else "conference_records.list() lists the conferences of the account."
        )
        raise NoConference(
            f"No conference{shown} was found. Google deletes a record 30 days after the end of the "
            f"conference, and shows it only to accounts that have permission. {advice}"
        )
    return cast("ConferenceRecord", reply.value)


def _fetch_first_item(pager: Any) -> Any:
    """Request the first item of a pager: return it or None, or an awaitable of it."""
    if hasattr(pager, "__aiter__"):
        return anext(aiter(pager), None)
    return next(iter(pager), None)


def _list_records(meet: Any, conditions: Sequence[str]) -> Any:
    return meet.conference_records.list(filter=" AND ".join(conditions) or None)


def _list_conditions(where: Any) -> list[str]:
    """Return the conditions of the filter for a space; an empty list for None.

    Raises:
        InvalidArgumentError: `where` is not a space.
    """
    if where is None:
        return []
    name = getattr(where, "name", where)
    if not isinstance(name, str):
        raise InvalidArgumentError(
            f"An object of the class {type(where).__name__} does not name a conference or space. "
            "Pass a name, a meeting code, a link, or an object of the API. Nothing was sent."
        )
    format = read_code_format()
    if name.startswith(RECORDS):
        raise InvalidNameError(
            f"{_show(name)} is a conference record, not a space. Pass a space, a meeting code or a "
            "link. Nothing was sent."
        )
    rest = name.removeprefix(SPACES)
    code = format.find_in_link(name) or format.find_in_id(rest, alone=rest == name)
    if code:
        return [f'space.meeting_code = "{code}"']
    is_id = bool(re.fullmatch(r"[\w-]+", rest, re.ASCII))
    if rest == name or not is_id:
        # Tables show ids without the kind of the resource.
        record, space = (rest, rest) if is_id else ("{record}", "{space}")
        raise InvalidNameError(
            f"{_show(repr(name))} does not name a conference or space. Pass a meeting code or "
            f"link, {SPACES}{_show(space)} or {RECORDS}{_show(record)}. Nothing was sent."
        )
    return [f'space.name = "{name}"']


def _format_time(argument: str, time: Any) -> str:
    if not isinstance(time, datetime) or time.tzinfo is None:
        raise InvalidArgumentError(
            f"{argument}= takes a datetime with a time zone, such as datetime.now(UTC) - "
            "timedelta(days=7). Nothing was sent."
        )
    text = format_utc(read_time(time))
    if text is None:
        raise InvalidArgumentError(
            f"{argument}={time} has no equivalent in UTC. Pass a time within the last 30 days: "
            "Google keeps no older records. Nothing was sent."
        )
    return text


def _show(text: str) -> str:
    return escape_for_terminal(shorten(text, SHOWN_CHARACTERS))
