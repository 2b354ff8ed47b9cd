"""This client, with key, connection, pace and retry, and without a log handler."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from maton_google_meet import AsyncGoogleMeet, GoogleMeet, Pace


def client(url: str, key: str, connection: str) -> GoogleMeet:
    return GoogleMeet(key, base_url=url, connection=connection)


def async_client(url: str, key: str, connection: str) -> AsyncGoogleMeet:
    return AsyncGoogleMeet(key, base_url=url, connection=connection)


def make_pace_without_waits() -> Pace:
    """Return a pace at which no call waits.

    Each reading moves its clock by a tenth of a second: the pace remembers as many calls as usual.
    """
    from itertools import count

    return Pace(1000.0, clock=count(0.0, 0.1).__next__)


def unpaced_client(url: str, key: str, connection: str) -> GoogleMeet:
    return GoogleMeet(key, base_url=url, connection=connection, pace=make_pace_without_waits())


def unpaced_async_client(url: str, key: str, connection: str) -> AsyncGoogleMeet:
    return AsyncGoogleMeet(key, base_url=url, connection=connection, pace=make_pace_without_waits())


def get_space(client: GoogleMeet) -> Any:
    return client.spaces.get("abc")


async def get_space_async(client: AsyncGoogleMeet) -> Any:
    return await client.spaces.get("abc")


def list_page(client: GoogleMeet, record: str) -> list[Any]:
    return next(client.participants.list(record, page_size=250).pages()).participants or []


def list_people(client: GoogleMeet, record: str) -> Iterable[Any]:
    return client.participants.list(record)


def export(client: Any, conference: str, folder: str) -> Any:
    """Export a conference with a client of any kind."""
    from maton_google_meet.reports import export

    return export(client, conference, folder)
