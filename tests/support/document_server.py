"""A server on the loopback interface that answers as the OpenAPI document says.

The server checks each request and each response, and records a misfit in `violations`. If the list
is empty after a test, its traffic fits the document.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Any, cast

from maton_google_meet.testing import Judge
from maton_google_meet_api.runtime.schemas import Node


@dataclass(frozen=True)
class Seen:
    """A received request.

    `target` is the undecoded path and query; `headers` have lower-case names, repeated headers are
    joined by a comma; `operation` is `None` for an undocumented request; `status` is `None` before
    the response, and if there is none.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    operation: str | None
    status: int | None = None

    @property
    def json(self) -> Any:
        """The body, parsed; `None` if it is empty. Raises `ValueError` if it is not JSON."""
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Reply:
    """A response: `json` if it is not `None`, else `body`.

    The content type is JSON unless `headers` contain another one. A `Content-Length` in `headers`
    is sent unchanged, and the connection is closed afterwards: this truncates a response. With
    `after`, the server waits for that event before it responds. Set `wrong_on_purpose` for a
    response that does not fit the document.
    """

    status: int = 200
    json: Any = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    after: threading.Event | None = None
    wrong_on_purpose: bool = False
    dropped: bool = False

    @classmethod
    def drop(cls, after: threading.Event | None = None) -> Reply:
        """Return a reply that closes the connection after the request, without a response."""
        return cls(after=after, dropped=True)

    def content(self) -> bytes:
        """Return the body as bytes."""
        return self.body if self.json is None else json.dumps(self.json).encode()

    def sent_headers(self) -> dict[str, str]:
        """Return the headers, with names in lower case."""
        content = self.content()
        defaults = {"content-type": "application/json; charset=UTF-8"} if content else {}
        explicit = {name.lower(): value for name, value in self.headers.items()}
        return {**defaults, "content-length": str(len(content)), **explicit}


Answer = Callable[[Seen], Reply | None] | list[Reply]


class DocumentServer:
    """A server for one document, running inside a `with` block.

    `document` is the parsed document, `key` the accepted bearer key. `answers` maps operation ids
    to replies that replace the document's first example: a callable, which runs in the connection's
    thread and may return `None` for the example, or a list, used from the front. It may be changed
    at any time. Invalid requests are refused: 401 without the key, 404 for an unknown method and
    path, else 400. `seen` holds all requests in order, `violations` a sentence for each violation.
    """

    def __init__(
        self,
        document: Node,
        *,
        key: str = "test-key",
        answers: Mapping[str, Answer] | None = None,
    ) -> None:
        self.judge = Judge(document)
        self.key = key
        self.answers: dict[str, Answer] = dict(answers or {})
        self.seen: list[Seen] = []
        self.violations: list[str] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server: _Server | None = None

    def __enter__(self) -> DocumentServer:
        if self._server is not None or self._closing.is_set():
            raise RuntimeError("a document server runs once; make another")
        self._server = _Server(self)
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        if self._server is not None:
            self._server.stop()
            self._server = None

    @property
    def closing(self) -> bool:
        """True if the `with` block has ended."""
        return self._closing.is_set()

    @property
    def url(self) -> str:
        """`http://127.0.0.1:port`; raises `RuntimeError` outside the `with` block."""
        if self._server is None:
            raise RuntimeError("the document server is not running")
        return f"http://127.0.0.1:{self._server.server_port}"

    def requests(self, operation_id: str) -> list[Seen]:
        """Return the received requests of an operation, in order."""
        with self._lock:
            return [seen for seen in self.seen if seen.operation == operation_id]

    @property
    def writes(self) -> list[Seen]:
        """The received requests other than reads, in order."""
        with self._lock:
            return [seen for seen in self.seen if seen.method not in {"GET", "HEAD", "OPTIONS"}]

    def example(self, operation_id: str) -> Reply:
        """Return the first example of the operation's success response, or `{}`."""
        answers = self.judge.operations[operation_id]["responses"]
        key = next(key for key in answers if key.startswith("2"))
        status = int(key.replace("X", "0"))
        content = self.judge.resolve(answers[key]).get("content", {}).get("application/json")
        if content is None:
            return Reply(status)
        first: Node = next(iter(content.get("examples", {}).values()), {"value": {}})
        return Reply(status, json=self.judge.resolve(first)["value"])

    def blame(self, sentence: str) -> None:
        """Add a violation."""
        with self._lock:
            self.violations.append(sentence)

    def take(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Check and record a request, and return its reply; do not wait for `after`."""
        matched = self.judge.match(method, target)
        seen = Seen(method, target, headers, body, matched.id if matched else None)
        problems = self.judge.request(method, target, headers, body)
        authorization = headers.get("authorization", "")
        if authorization != f"Bearer {self.key}":
            # The judge reports a missing key itself if it knows the path.
            if authorization or matched is None:
                problems.append("the bearer key is not the one expected")
            reply = Reply(401, json={"message": "Invalid API key"})
        elif matched is None:
            reply = _refusal(404, "NOT_FOUND", problems)
        elif problems:
            reply = _refusal(400, "INVALID_ARGUMENT", problems)
        else:
            reply = self._planned(seen, matched.id)
            if not (reply.wrong_on_purpose or reply.dropped):
                problems = self.judge.answer(
                    method, target, reply.status, reply.sent_headers(), reply.content()
                )
        for problem in problems:
            self.blame(f"{method} {target}: {problem}")
        with self._lock:
            self.seen.append(replace(seen, status=None if reply.dropped else reply.status))
        return reply

    def wait(self, event: threading.Event) -> bool:
        """Wait for `event`; return False if the server closes first."""
        while not event.wait(0.01):
            if self._closing.is_set():
                return False
        return True

    def _planned(self, seen: Seen, operation_id: str) -> Reply:
        plan = self.answers.get(operation_id)
        if callable(plan):
            reply = plan(seen)
        else:
            with self._lock:
                reply = plan.pop(0) if plan else None
        return self.example(operation_id) if reply is None else reply


def _refusal(code: int, status: str, problems: list[str]) -> Reply:
    error = {"code": code, "message": "; ".join(problems), "status": status}
    return Reply(code, json={"error": error})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def _loopback(self) -> DocumentServer:
        return cast("_Server", self.server).loopback

    def _serve(self) -> None:
        if "Transfer-Encoding" in self.headers:
            self.send_error(411, "the body has no Content-Length")
            return
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size)
        if len(body) < size:
            self.close_connection = True
            return
        # `self.path` has leading slashes folded; the judge gets the sent target.
        target = self.requestline.split()[1]
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            previous = headers.get(name.lower())
            headers[name.lower()] = value if previous is None else f"{previous}, {value}"
        reply = self._loopback.take(self.command, target, headers, body)
        ready = reply.after is None or self._loopback.wait(reply.after)
        if reply.dropped or not ready:
            self.close_connection = True
            return
        content, sent = reply.content(), reply.sent_headers()
        if sent["content-length"] != str(len(content)):
            self.close_connection = True
        lines = [f"HTTP/1.1 {reply.status} {responses.get(reply.status, '')}"]
        lines += [f"{name}: {value}" for name, value in sent.items()]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        self.wfile.write(head if self.command == "HEAD" else head + content)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self._loopback.blame(f"not a readable request ({code}): {message or responses[code]}")
        self.close_connection = True
        super().send_error(code, message, explain)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    request_queue_size = 128

    def __init__(self, loopback: DocumentServer) -> None:
        self.loopback = loopback
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._workers: list[threading.Thread] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        # HTTPServer.server_bind resolves the host name, which can take seconds.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.socket.getsockname()[1]

    def start(self) -> None:
        self._spawn(self._accept)

    def _accept(self) -> None:
        # `serve_forever` would poll for its end.
        while True:
            request, address = self.get_request()
            if self.loopback.closing:
                request.close()
                return
            self.process_request(request, address)

    def stop(self) -> None:
        socket.create_connection(
            (self.server_name, self.server_port)
        ).close()  # This wakes `_accept`.
        self._workers[0].join()
        self.server_close()
        with self._lock:
            sockets, threads = list(self._sockets), list(self._workers)
        for connection in sockets:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(5.0)
            if thread.is_alive():
                raise RuntimeError("a response is still in progress five seconds after the end")

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._sockets.add(request)
        self._spawn(self.process_request_thread, request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._sockets.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        # Some tests close the connection.
        if not isinstance(error, ConnectionError):
            self.loopback.blame(f"the answer could not be made: {error!r}")

    def _spawn(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        with self._lock:
            self._workers = [other for other in self._workers if other.is_alive()]
            self._workers.append(thread)
            thread.start()


def run_python(
    server: DocumentServer, path: Sequence[str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run Python with the modules in `path`, a key of `server`, and lines of 120 columns."""
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path),
            "COLUMNS": "120",
            "MATON_API_KEY": server.key,
            "MATON_API_BASE_URL": server.url,
            "MATON_GOOGLE_MEET_CONNECTION": "c-1",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
