"""httpx without a client library: the lower bound of all clients that use httpx."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx


def build_options(url: str, key: str, connection: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key}", "Maton-Connection": connection}
    return {"base_url": url, "headers": headers, "timeout": 30.0}


def client(url: str, key: str, connection: str) -> httpx.Client:
    return httpx.Client(**build_options(url, key, connection))


def get_space(client: httpx.Client) -> Any:
    response = client.get("/google-meet/v2/spaces/abc")
    response.raise_for_status()
    return response.json()


def fetch_page(client: httpx.Client, record: str, token: str | None = None) -> Any:
    params: dict[str, Any] = {"pageSize": 250}
    if token:
        params["pageToken"] = token
    response = client.get(f"/google-meet/v2/conferenceRecords/{record}/participants", params=params)
    response.raise_for_status()
    return response.json()


def list_page(client: httpx.Client, record: str) -> list[Any]:
    people: list[Any] = fetch_page(client, record)["participants"]
    return people


def list_people(client: httpx.Client, record: str) -> Iterator[Any]:
    token = None
    while True:
        data = fetch_page(client, record, token)
        yield from data["participants"]
        token = data.get("nextPageToken")
        if not token:
            return


def async_client(url: str, key: str, connection: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(**build_options(url, key, connection))


async def get_space_async(client: httpx.AsyncClient) -> Any:
    response = await client.get("/google-meet/v2/spaces/abc")
    response.raise_for_status()
    return response.json()
