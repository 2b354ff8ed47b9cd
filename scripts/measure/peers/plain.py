"""The output of openapi-python-client for the document, unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# The benchmark generates the package.
# pyright: reportMissingImports=false
from plain_meet import AuthenticatedClient  # type: ignore[import-not-found]
from plain_meet.api.spaces import spaces_get  # type: ignore[import-not-found]


def client(url: str, key: str, connection: str) -> AuthenticatedClient:
    return AuthenticatedClient(
        base_url=url,
        token=key,
        headers={"Maton-Connection": connection},
        raise_on_unexpected_status=True,
    )


async_client = client


def get_space(client: AuthenticatedClient) -> Any:
    return spaces_get.sync("abc", client=client)


async def get_space_async(client: AuthenticatedClient) -> Any:
    return await spaces_get.asyncio("abc", client=client)


def fetch_page(client: AuthenticatedClient, record: str, **more: str) -> Any:
    from plain_meet.api.participants import participants_list  # type: ignore[import-not-found]

    return participants_list.sync(record, client=client, page_size=250, **more)


def list_page(client: AuthenticatedClient, record: str) -> list[Any]:
    people: list[Any] = fetch_page(client, record).participants
    return people


def list_people(client: AuthenticatedClient, record: str) -> Iterator[Any]:
    response = fetch_page(client, record)
    yield from response.participants
    while response.next_page_token:
        response = fetch_page(client, record, page_token=response.next_page_token)
        yield from response.participants
