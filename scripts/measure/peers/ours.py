"""This client, with all of it on: key, connection, pace, retry; nobody listens to its logs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from maton_google_meet import AsyncGoogleMeet, GoogleMeet, Pace


def client(url: str, key: str, connection: str) -> GoogleMeet:
    return GoogleMeet(key, base_url=url, connection=connection)


def async_client(url: str, key: str, connection: str) -> AsyncGoogleMeet:
    return AsyncGoogleMeet(key, base_url=url, connection=connection)


def below_its_limit() -> Pace:
    """A pace at which no call has to wait. By its clock a tenth of a second passes between one look
    and the next, so that it has no more calls of the last second to remember than usual."""
    from itertools import count

    return Pace(1000.0, clock=count(0.0, 0.1).__next__)


def hurried_client(url: str, key: str, connection: str) -> GoogleMeet:
    return GoogleMeet(key, base_url=url, connection=connection, pace=below_its_limit())


def hurried_async_client(url: str, key: str, connection: str) -> AsyncGoogleMeet:
    return AsyncGoogleMeet(key, base_url=url, connection=connection, pace=below_its_limit())


def space(client: GoogleMeet) -> Any:
    return client.spaces.get("abc")


async def async_space(client: AsyncGoogleMeet) -> Any:
    return await client.spaces.get("abc")


def page(client: GoogleMeet, record: str) -> list[Any]:
    return next(client.participants.list(record, page_size=250).pages()).participants or []


def people(client: GoogleMeet, record: str) -> Iterable[Any]:
    return client.participants.list(record)
