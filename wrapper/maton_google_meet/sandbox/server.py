"""The sandbox as a WSGI application, and a server for it on the loopback interface."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from http.client import responses
from socketserver import TCPServer, ThreadingMixIn
from typing import IO, TYPE_CHECKING, Any, Self, cast
from urllib.parse import quote
from wsgiref.handlers import SimpleHandler
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from .faults import Fault

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from .inprocess import Handle

HOST = "127.0.0.1"
MAX_LENGTH_DIGITS = 8
"""The largest number of digits in Content-Length."""
TARGET_KEY = "REQUEST_URI"
"""The key for the path as it was sent. Servers that lack it have only PATH_INFO, decoded."""


class ConnectionBroken(ConnectionError):
    """Raised by the application to break the connection without a response."""


class Application:
    """A WSGI application; `wait(seconds)` delays a stalled response."""

    def __init__(self, handle: Handle, wait: Callable[[float], object]) -> None:
        self._handle = handle
        self._wait = wait

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        query = environ.get("QUERY_STRING", "")
        path = quote(environ.get("PATH_INFO", "").encode("latin-1"), safe="/:")
        target = environ.get(TARGET_KEY) or (f"{path}?{query}" if query else path)
        size = environ.get("CONTENT_LENGTH") or "0"
        body = environ["wsgi.input"].read(int(size)) if size.isdecimal() else b""
        if size.isdecimal() and len(body) < int(size):
            raise ConnectionBroken  # The client closed the connection within the body.
        headers = {
            key.removeprefix("HTTP_").replace("_", "-").lower(): value
            for key, value in environ.items()
            if key.startswith("HTTP_")
        }
        answer = self._handle(environ["REQUEST_METHOD"], target, headers, body)
        if answer.fault in (Fault.LOST_REQUEST, Fault.LOST_ANSWER):
            raise ConnectionBroken
        if answer.fault is Fault.STALLED:
            self._wait(answer.seconds)
        length = ("content-length", f"{len(answer.body)}")
        reason = responses.get(answer.status, "")
        start_response(f"{answer.status} {reason}", [*answer.headers, length])
        if answer.fault is Fault.TRUNCATED:
            return _send_half(answer.body)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]


def _send_half(body: bytes) -> Iterable[bytes]:
    yield body[: len(body) // 2]
    raise ConnectionBroken


class _Response(SimpleHandler):
    http_version = "1.1"
    wsgi_run_once = False

    def handle_error(self) -> None:
        cast("_Request", self.request_handler).close_connection = True
        if not isinstance(sys.exception(), ConnectionBroken):
            super().handle_error()

    request_handler: WSGIRequestHandler


class _Request(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        # WSGIRequestHandler closes the connection after one request.
        self.close_connection = True
        self.handle_one_request()
        while not self.close_connection:
            self.handle_one_request()

    def _serve(self) -> None:
        status = 411 if "Transfer-Encoding" in self.headers else None
        if len(self.headers.get("Content-Length", "")) > MAX_LENGTH_DIGITS:
            status = 413
        if status:
            self.send_error(status)
            self.close_connection = True
            return
        environ = self.get_environ()
        environ[TARGET_KEY] = self.requestline.split()[1]
        out = cast("IO[bytes]", self.wfile)
        response = _Response(self.rfile, out, self.get_stderr(), environ)
        response.request_handler = self
        response.run(cast("WSGIApplication", cast("Server", self.server).application))

    def __getattr__(self, name: str) -> Any:
        # Serve every HTTP method: the sandbox refuses unknown ones itself.
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Server(ThreadingMixIn, WSGIServer):
    """A server for an application on the loopback interface; `with` starts and stops it."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_port = False

    def __init__(self, application: Application, port: int, stop: threading.Event) -> None:
        self._stop = stop
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((HOST, port), _Request)
        self.set_app(application)
        self.url: str = f"http://{HOST}:{self.server_address[1]}"

    def server_bind(self) -> None:
        """Bind the socket."""
        # The method of HTTPServer looks up the host name, which can take seconds.
        TCPServer.server_bind(self)
        self.server_name: str = HOST
        self.server_port: int = self.server_address[1]
        self.setup_environ()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection."""
        with self._lock:
            self._sockets.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        with self._lock:
            self._sockets.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report an error, unless the client closed the connection."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self.shutdown()
        self._thread.join()
        self.server_close()
        with self._lock:
            connections = list(self._sockets)
        for each in connections:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
