"""httpx by hand: what people write who take no client, and the floor of all others that use it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx


def settings(url: str, key: str, connection: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key}", "Maton-Connection": connection}
    return {"base_url": url, "headers": headers, "timeout": 30.0}


def client(url: str, key: str, connection: str) -> httpx.Client:
    return httpx.Client(**settings(url, key, connection))


def space(client: httpx.Client) -> Any:
    answer = client.get("/google-meet/v2/spaces/abc")
    answer.raise_for_status()
    return answer.json()


def listed(client: httpx.Client, record: str, token: str | None = None) -> Any:
    params: dict[str, Any] = {"pageSize": 250}
    if token:
        params["pageToken"] = token
    answer = client.get(f"/google-meet/v2/conferenceRecords/{record}/participants", params=params)
    answer.raise_for_status()
    return answer.json()


def page(client: httpx.Client, record: str) -> list[Any]:
    people: list[Any] = listed(client, record)["participants"]
    return people


def people(client: httpx.Client, record: str) -> Iterator[Any]:
    token = None
    while True:
        data = listed(client, record, token)
        yield from data["participants"]
        token = data.get("nextPageToken")
        if not token:
            return


def async_client(url: str, key: str, connection: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(**settings(url, key, connection))


async def async_space(client: httpx.AsyncClient) -> Any:
    answer = await client.get("/google-meet/v2/spaces/abc")
    answer.raise_for_status()
    return answer.json()
