"""What openapi-python-client makes of the document, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# It is made when it is measured.
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


def space(client: AuthenticatedClient) -> Any:
    return spaces_get.sync("abc", client=client)


async def async_space(client: AuthenticatedClient) -> Any:
    return await spaces_get.asyncio("abc", client=client)


def listed(client: AuthenticatedClient, record: str, **more: str) -> Any:
    from plain_meet.api.participants import participants_list  # type: ignore[import-not-found]

    return participants_list.sync(record, client=client, page_size=250, **more)


def page(client: AuthenticatedClient, record: str) -> list[Any]:
    people: list[Any] = listed(client, record).participants
    return people


def people(client: AuthenticatedClient, record: str) -> Iterator[Any]:
    answer = listed(client, record)
    yield from answer.participants
    while answer.next_page_token:
        answer = listed(client, record, page_token=answer.next_page_token)
        yield from answer.participants
