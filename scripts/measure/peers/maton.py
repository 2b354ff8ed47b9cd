"""maton-ai, which knows Google Meet as a path. Its telemetry is off: nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from maton_ai import Maton


@contextmanager
def client(url: str, key: str, connection: str) -> Generator[Maton]:
    maton = Maton(key, base_url=url, connection=connection, telemetry=False)
    with maton._client._client:  # `close` leaves the sockets open.
        yield maton
        maton.close()


def space(client: Maton) -> Any:
    return client.api.get("/google-meet/v2/spaces/abc")


def listed(client: Maton, record: str, token: str | None = None) -> Any:
    path = f"/google-meet/v2/conferenceRecords/{record}/participants"
    return client.api.get(path, params={"pageSize": 250, "pageToken": token})


def page(client: Maton, record: str) -> list[Any]:
    people: list[Any] = listed(client, record)["participants"]
    return people


def people(client: Maton, record: str) -> Iterator[Any]:
    token = None
    while True:
        data = listed(client, record, token)
        yield from data["participants"]
        token = data.get("nextPageToken")
        if not token:
            return
