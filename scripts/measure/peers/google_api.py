"""google-api-python-client, with the discovery document that it ships."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build  # type: ignore[import-untyped]


class Service(NamedTuple):
    """The built service, and the connection."""

    meet: Any
    connection: str

    def execute(self, request: Any) -> Any:
        request.headers["Maton-Connection"] = self.connection
        return request.execute()


@contextmanager
def client(url: str, key: str, connection: str) -> Generator[Service]:
    with build(
        *("meet", "v2"),
        credentials=Credentials(token=key),  # type: ignore[no-untyped-call]
        client_options={"api_endpoint": f"{url}/google-meet/"},
        static_discovery=True,
    ) as meet:
        yield Service(meet, connection)


def get_space(client: Service) -> Any:
    return client.execute(client.meet.spaces().get(name="spaces/abc"))


def list_page(client: Service, record: str) -> list[Any]:
    service = client.meet.conferenceRecords().participants()
    request = service.list(parent=f"conferenceRecords/{record}", pageSize=250)
    people: list[Any] = client.execute(request)["participants"]
    return people


def list_people(client: Service, record: str) -> Iterator[Any]:
    service = client.meet.conferenceRecords().participants()
    request = service.list(parent=f"conferenceRecords/{record}", pageSize=250)
    while request:
        data = client.execute(request)
        yield from data["participants"]
        request = service.list_next(request, data)
