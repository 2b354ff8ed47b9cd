"""Observe requests and responses, for tests and tools such as `maton_google_meet.testing`."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import httpx

    from ..config import Address


class Observer(Protocol):
    """An object that sees all traffic of this process. Threads may call it concurrently.

    `path` is the path below the client's base URL, with its query. An exception of the observer
    ends the call like an exception of the transport.
    """

    def on_request(self, request: httpx.Request, path: str) -> None:
        """Observe `request` before it is sent. Its headers contain the key."""
        ...

    def on_response(self, response: httpx.Response, path: str) -> None:
        """Observe `response`. Its body has been read unless the caller streams it."""
        ...


observers: dict[object, Observer] = {}
"""The observers of this process by `with` block. The drivers skip all reports while it is empty."""


@contextlib.contextmanager
def observe(observer: Observer) -> Generator[None]:
    """Inside the `with` block, pass the requests and responses of all clients to `observer`."""
    block = object()
    observers[block] = observer
    try:
        yield
    finally:
        del observers[block]


def report_request(request: httpx.Request, address: Address) -> None:
    """Pass `request` to the observers."""
    for observer in [*observers.values()]:
        observer.on_request(request, _find_path(request, address))


def report_response(response: httpx.Response, address: Address) -> None:
    """Pass `response` to the observers."""
    for observer in [*observers.values()]:
        observer.on_response(response, _find_path(response.request, address))


def _find_path(request: httpx.Request, address: Address) -> str:
    query = request.url.query.decode("ascii")
    return f"{address.path(request.url)}?{query}" if query else address.path(request.url)
