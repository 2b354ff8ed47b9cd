"""A server on the loopback interface that behaves byte for byte as it is told, however badly.

It has no notion of HTTP beyond reading a request, so that it can break off anywhere: `Server`
counts what comes in and lets a `Manner` deal with each connection and each request.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple, Self

import trustme

# Seconds after which a test that hangs is given up; none that works comes near.
HANGS = 20.0
# A name that certificates are made out to, besides this machine's address; there is no such host.
HOST = "meet.invalid"
# With this, closing a socket sends a reset in the place of an end.
ABORT = struct.pack("ii", 1, 0)


class Request(NamedTuple):
    """A request that was read to its end."""

    method: str
    target: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes


class Link:
    """One connection, as the server sees it."""

    def __init__(self, connection: socket.socket) -> None:
        self.stalls = False
        self._connection = connection
        self._buffer = b""

    def _more(self) -> bool:
        """Read on; false if the other side has ended."""
        with suppress(OSError):
            if part := self._connection.recv(65536):
                self._buffer += part
                return True
        return False

    def _until(self, size: Callable[[], int]) -> bool:
        while len(self._buffer) < size():
            if not self._more():
                return False
        return True

    def _head(self) -> int:
        """The length of the headers with the blank line; more than is there while they go on."""
        found = self._buffer.find(b"\r\n\r\n")
        return len(self._buffer) + 1 if found < 0 else found + 4

    def read(self) -> Request | None:
        """The next request; None if the other side ends before it is whole."""
        if not self._until(self._head):
            return None
        head = self._head()
        first, *lines = self._buffer[:head].decode("ascii").strip().split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
        }
        whole = head + int(headers.get("content-length", 0))
        if not self._until(lambda: whole):
            return None
        method, target, _ = first.split(" ")
        request = Request(method, target, headers, self._buffer[head:whole])
        self._buffer = self._buffer[whole:]
        return request

    def read_half(self) -> None:
        """Read some of a request: to the middle of its body or, where it has none, its headers."""
        self._until(lambda: 16)
        if not self._buffer.startswith((b"GET ", b"DELETE ")):
            self._until(lambda: self._head() + 1)

    def wait(self) -> None:
        """Wait for the first byte of what comes next, and leave it unread."""
        with suppress(OSError):
            self._connection.recv(1, socket.MSG_PEEK)

    def send(self, content: bytes) -> None:
        """Send it, unless the other side has gone."""
        with suppress(OSError):
            self._connection.sendall(content)

    def send_in_plain(self, content: bytes) -> None:
        """Send it as it is, although TLS was spoken until now."""
        with suppress(OSError):
            socket.socket.sendall(self._connection, content)

    def drip(self, content: bytes, gap: float) -> None:
        """Send it byte by byte, with `gap` seconds between."""
        for byte in content:
            self.send(bytes([byte]))
            time.sleep(gap)

    def stall(self) -> None:
        """Wait until the other side has had enough."""
        self.stalls = True
        while self._more():
            pass

    def reset(self) -> None:
        """End the connection with a reset."""
        with suppress(OSError):
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
            self._connection.close()

    def hang_up(self) -> None:
        """End the connection, from another thread than its own."""
        with suppress(OSError):
            # An SSLSocket's own would take away what its thread is at work with.
            socket.socket.shutdown(self._connection, socket.SHUT_RDWR)


class Manner:
    """How a server behaves. Both return whether the connection goes on."""

    def greet(self, link: Link) -> bool:
        """Deal with a connection that was just made."""
        return True

    def answer(self, link: Link, request: Request) -> bool:
        """Deal with a request."""
        raise NotImplementedError


class Server:
    """A server running inside a `with` block, each connection in a thread of its own.

    `manner` and `tls` may be changed at any time. Left out, `listening` is true; else connections
    are refused until `listen` is called. `connections` counts those that were made, `requests`
    holds what was read whole, and `reset_counts` empties both.
    """

    def __init__(
        self, manner: Manner, tls: ssl.SSLContext | None = None, *, listening: bool = True
    ) -> None:
        self.manner, self.tls = manner, tls
        self.connections = 0
        self.requests: list[Request] = []
        self._lock = threading.Lock()
        self._links: set[Link] = set()
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._listening = listening

    def __enter__(self) -> Self:
        if self._listening:
            self.listen()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.hang_up()
        for thread in self._threads:
            thread.join(HANGS)
            if thread.is_alive():
                raise RuntimeError("a connection is still being served")

    @property
    def url(self) -> str:
        """Its address, with https where it was given a context."""
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    @property
    def open(self) -> int:
        """How many connections are open."""
        with self._lock:
            return len(self._links)

    @property
    def stalled(self) -> int:
        """How many of them stall."""
        with self._lock:
            return sum(link.stalls for link in self._links)

    def listen(self) -> None:
        """Take connections from now on."""
        self._socket.listen(128)
        self._spawn(self._accept)

    def hang_up(self) -> None:
        """End all connections; who waits for it finds them closed, the other side too."""
        with self._lock:
            links = list(self._links)
        for link in links:
            link.hang_up()

    def reset_counts(self) -> None:
        """Count anew."""
        self.connections, self.requests = 0, []

    def settled(self, count: int) -> bool:
        """Whether no more than `count` connections are open, now or soon."""
        until = time.monotonic() + HANGS
        while self.open > count and time.monotonic() < until:
            time.sleep(0.0005)
        return self.open <= count

    def _spawn(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        with self._lock:
            self._threads = [each for each in self._threads if each.is_alive()]
            self._threads.append(thread)
            thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            link = Link(connection)
            with self._lock:
                self._links.add(link)
            self._spawn(self._serve, link, connection)

    def _serve(self, link: Link, connection: socket.socket) -> None:
        try:
            if self._closing.is_set():  # It may have come after those were hung up.
                return
            if self.manner.greet(link):
                if self.tls:
                    # Known to the link before the handshake, which may have to be hung up, too.
                    connection = link._connection = self.tls.wrap_socket(
                        connection, server_side=True, do_handshake_on_connect=False
                    )
                    connection.do_handshake()
                self._answer(link)
        except OSError:
            pass  # The other side has gone, which is what many a test is about.
        finally:
            with suppress(OSError):
                connection.close()
            with self._lock:
                self._links.discard(link)

    def _answer(self, link: Link) -> None:
        while request := link.read():
            self.requests.append(request)
            if not self.manner.answer(link, request):
                return


class Certificates:
    """Certificates of all sorts, and what a client trusts that trusts one of their makers."""

    def __init__(self) -> None:
        known, unknown = trustme.CA(), trustme.CA()
        past = datetime(2020, 1, 1, tzinfo=UTC)
        made = {
            "good": known.issue_cert("127.0.0.1", HOST),
            "expired": known.issue_cert("127.0.0.1", not_before=past, not_after=past),
            "wrong host": known.issue_cert("other.example"),
            "unknown": unknown.issue_cert("127.0.0.1"),
        }
        self.trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        known.configure_trust(self.trust)
        self.server: dict[str, ssl.SSLContext | None] = {"": None, "none": None}
        for name, certificate in made.items():
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(context)
            self.server[name] = context
