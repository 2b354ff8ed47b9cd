"""google-apps-meet, Google's typed client, over REST."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from google.apps import meet_v2
from google.oauth2.credentials import Credentials


class Clients(NamedTuple):
    """One client per service, each with its own sockets, and the connection as metadata."""

    spaces: meet_v2.SpacesServiceClient
    records: meet_v2.ConferenceRecordsServiceClient
    metadata: list[tuple[str, str]]


@contextmanager
def client(url: str, key: str, connection: str) -> Generator[Clients]:
    scheme, _, host = url.partition("://")
    options: dict[str, Any] = {
        "host": f"{host}/google-meet",
        "url_scheme": scheme,
        "credentials": Credentials(token=key),  # type: ignore[no-untyped-call]
    }
    kinds: list[Any] = [meet_v2.SpacesServiceClient, meet_v2.ConferenceRecordsServiceClient]
    spaces, records = (
        kind(transport=kind.get_transport_class("rest")(**options)) for kind in kinds
    )
    with spaces, records:
        yield Clients(spaces, records, [("maton-connection", connection)])


def get_space(client: Clients) -> Any:
    return client.spaces.get_space(name="spaces/abc", metadata=client.metadata)


def pager(client: Clients, record: str) -> Any:
    request = {"parent": f"conferenceRecords/{record}", "page_size": 250}
    return client.records.list_participants(request=request, metadata=client.metadata)


def list_page(client: Clients, record: str) -> list[Any]:
    return list(next(iter(pager(client, record).pages)).participants)


def list_people(client: Clients, record: str) -> Iterator[Any]:
    yield from pager(client, record)
