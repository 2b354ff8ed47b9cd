"""A server on the loopback interface for network faults, on raw sockets.

The server knows only enough HTTP to read a request, so that it can fail at any byte. `FaultServer`
counts connections and requests, and passes each one to a `Behavior`.
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

# The time limit of a test that hangs. A test that works takes much less.
HANG_SECONDS = 20.0
# A host name in the certificates, besides the loopback address. The host does not exist.
TLS_HOST = "meet.invalid"
# With this value of SO_LINGER, closing a socket sends a reset.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Request(NamedTuple):
    """A complete request."""

    method: str
    target: str
    headers: dict[str, str]
    """The names are in lower case."""
    body: bytes
    client_port: int


class Peer:
    """One connection, as the server sees it."""

    def __init__(self, connection: socket.socket, client_port: int) -> None:
        self.stalls = False
        self._connection = connection
        self._client_port = client_port
        self._disconnected = threading.Event()
        self._buffer = b""

    def receive(self) -> bytes:
        """Receive the next bytes; return b"" if the client has closed the connection."""
        with suppress(OSError):
            part = self._connection.recv(65536)
            self._buffer += part
            return part
        return b""

    def _receive_until(self, size: Callable[[], int]) -> bool:
        while len(self._buffer) < size():
            if not self.receive():
                return False
        return True

    def _head_size(self) -> int:
        """Return the size of the complete head, or more than the buffer holds."""
        end = self._buffer.find(b"\r\n\r\n")
        return len(self._buffer) + 1 if end < 0 else end + 4

    def read(self) -> Request | None:
        """Read the next request; return None if the client closes the connection before its end."""
        if not self._receive_until(self._head_size):
            return None
        head = self._head_size()
        first, *lines = self._buffer[:head].decode("ascii").strip().split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
        }
        size = head + int(headers.get("content-length", 0))
        if not self._receive_until(lambda: size):
            return None
        method, target, _ = first.split(" ")
        request = Request(method, target, headers, self._buffer[head:size], self._client_port)
        self._buffer = self._buffer[size:]
        return request

    def read_half(self) -> None:
        """Read to the middle of the request's body, or of its headers if it has no body."""
        self._receive_until(lambda: 16)
        if not self._buffer.startswith((b"GET ", b"DELETE ")):
            self._receive_until(lambda: self._head_size() + 1)

    def peek(self) -> bytes:
        """Wait for the next bytes and return them unread."""
        with suppress(OSError):
            return self._connection.recv(65536, socket.MSG_PEEK)
        return b""

    def send(self, content: bytes) -> None:
        """Send `content`, unless the client has closed the connection."""
        with suppress(OSError):
            self._connection.sendall(content)

    def send_in_plain(self, content: bytes) -> None:
        """Send `content` below TLS."""
        with suppress(OSError):
            socket.socket.sendall(self._connection, content)

    def drip(self, content: bytes, gap: float) -> None:
        """Send `content` byte by byte, with a pause of `gap` seconds after each byte."""
        for byte in content:
            self.send(bytes([byte]))
            time.sleep(gap)

    def stall(self) -> None:
        """Read until the client closes the connection, and answer nothing."""
        self.stalls = True
        while self.receive():
            pass

    def block(self) -> None:
        """Read nothing until the server disconnects."""
        self._disconnected.wait()

    def reset(self) -> None:
        """Close the connection with a reset."""
        with suppress(OSError):
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            self._connection.close()

    def disconnect(self) -> None:
        """Shut the connection down from another thread than its own."""
        self._disconnected.set()
        with suppress(OSError):
            # SSLSocket.shutdown would remove the TLS object that the connection's thread uses.
            socket.socket.shutdown(self._connection, socket.SHUT_RDWR)


class Behavior:
    """The behavior of a server. Each method returns True if the connection stays open."""

    def accept(self, peer: Peer) -> bool:
        """Handle a new connection."""
        return True

    def answer(self, peer: Peer, request: Request) -> bool:
        """Handle a request."""
        raise NotImplementedError


class FaultServer:
    """A server that runs inside a `with` block and serves each connection in a thread.

    `behavior` and `tls` may be changed at any time. With `listening=False`, connections are refused
    until `listen` is called. `connections` is the number of accepted connections and `requests` the
    complete requests; `reset_counts` clears both. `receive_buffer` is the size of SO_RCVBUF.
    """

    def __init__(
        self,
        behavior: Behavior,
        tls: ssl.SSLContext | None = None,
        *,
        listening: bool = True,
        receive_buffer: int | None = None,
    ) -> None:
        self.behavior, self.tls = behavior, tls
        self.connections = 0
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._peers: set[Peer] = set()
        self._threads: list[threading.Thread] = []
        self._socket = socket.socket()
        if receive_buffer:  # The accepted sockets inherit it.
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._listening = listening

    def __enter__(self) -> Self:
        if self._listening:
            self.listen()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.disconnect()
        for thread in self._threads:
            thread.join(HANG_SECONDS)
            if thread.is_alive():
                raise RuntimeError("a connection is still being served")

    @property
    def url(self) -> str:
        """The base URL, with https if the server has a TLS context."""
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    @property
    def open_count(self) -> int:
        """The number of open connections."""
        with self._lock:
            return len(self._peers)

    @property
    def stalled_count(self) -> int:
        """The number of open connections that stall."""
        with self._lock:
            return sum(peer.stalls for peer in self._peers)

    def listen(self) -> None:
        """Accept connections from now on."""
        self._socket.listen(128)
        self._spawn(self._accept)

    def disconnect(self) -> None:
        """Shut all connections down."""
        with self._lock:
            peers = list(self._peers)
        for peer in peers:
            peer.disconnect()

    def reset_counts(self) -> None:
        """Clear the number of connections and the requests."""
        self.connections, self.requests = 0, []

    def wait_until_open(self, count: int) -> bool:
        """Wait until at most `count` connections are open; return False after HANG_SECONDS."""
        deadline = time.monotonic() + HANG_SECONDS
        # Read the count once: a connection that the client has closed may be accepted later.
        while self.open_count > count:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.0005)
        return True

    def _spawn(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        with self._lock:
            self._threads = [each for each in self._threads if each.is_alive()]
            self._threads.append(thread)
            thread.start()

    def _accept(self) -> None:
        while not self.closing.is_set():
            try:
                connection, (_, port) = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            peer = Peer(connection, port)
            with self._lock:
                self._peers.add(peer)
            self._spawn(self._serve, peer, connection)

    def _serve(self, peer: Peer, connection: socket.socket) -> None:
        try:
            if self.closing.is_set():  # The peer may be newer than the last `disconnect`.
                return
            if self.behavior.accept(peer):
                if self.tls:
                    # The peer knows the TLS socket before the handshake, to be able to close it.
                    connection = peer._connection = self.tls.wrap_socket(
                        connection, server_side=True, do_handshake_on_connect=False
                    )
                    connection.do_handshake()
                self._answer(peer)
        except OSError:
            pass  # The client has closed the connection, as many tests intend.
        finally:
            with suppress(OSError):
                connection.close()
            with self._lock:
                self._peers.discard(peer)

    def _answer(self, peer: Peer) -> None:
        while request := peer.read():
            self.requests.append(request)
            if not self.behavior.answer(peer, request):
                return


class Certificates:
    """Server certificates, valid and invalid, and a client context that trusts one of the CAs."""

    def __init__(self) -> None:
        trusted, untrusted = trustme.CA(), trustme.CA()
        past = datetime(2020, 1, 1, tzinfo=UTC)
        certificates = {
            "good": trusted.issue_cert("127.0.0.1", TLS_HOST),
            "expired": trusted.issue_cert("127.0.0.1", not_before=past, not_after=past),
            "wrong host": trusted.issue_cert("other.example"),
            "unknown": untrusted.issue_cert("127.0.0.1"),
        }
        self.trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusted.configure_trust(self.trust)
        self.server: dict[str, ssl.SSLContext | None] = {"": None, "none": None}
        for name, certificate in certificates.items():
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(context)
            self.server[name] = context
