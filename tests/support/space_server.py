"""A server behavior that answers each request with a space."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator

from support.fault_server import Behavior, Peer, Request

# More than the buffers of a connection hold.
LARGE = b"{}" + b" " * (16 << 20)


def path_of(request: Request) -> str:
    """Return the path of a request, without its query."""
    return request.target.partition("?")[0]


def encode_space(name: str, status: str = "200 OK") -> bytes:
    """Return a response with a space."""
    body = json.dumps({"name": f"spaces/{name}"})
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n{body}".encode()


class SendParts(Behavior):
    """Send a response in parts.

    `answer_parts` gets the number of a request, from 0 on, and yields bytes. By default a response
    is a space named after the last path segment. A `LARGE` body is never read.
    """

    def __init__(self, answer_parts: Callable[[int], Iterator[bytes]] | None = None) -> None:
        self._answer_parts = answer_parts
        self._numbers = itertools.count()

    def accept(self, peer: Peer) -> bool:
        if b"ontent-Length: %d\r\n" % len(LARGE) in peer.peek():
            peer.block()
        return True

    def answer(self, peer: Peer, request: Request) -> bool:
        parts = iter([encode_space(path_of(request).rpartition("/")[2])])
        if self._answer_parts:
            parts = self._answer_parts(next(self._numbers))
        for part in parts:
            peer.send(part)
        return True
