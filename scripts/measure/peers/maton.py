"""maton-ai, which calls Google Meet by path, without telemetry."""

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


def get_space(client: Maton) -> Any:
    return client.api.get("/google-meet/v2/spaces/abc")


def fetch_page(client: Maton, record: str, token: str | None = None) -> Any:
    path = f"/google-meet/v2/conferenceRecords/{record}/participants"
    return client.api.get(path, params={"pageSize": 250, "pageToken": token})


def list_page(client: Maton, record: str) -> list[Any]:
    people: list[Any] = fetch_page(client, record)["participants"]
    return people


def list_people(client: Maton, record: str) -> Iterator[Any]:
    token = None
    while True:
        data = fetch_page(client, record, token)
        yield from data["participants"]
        token = data.get("nextPageToken")
        if not token:
            return
