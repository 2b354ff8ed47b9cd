"""Every fault of a network, for every kind of call, over real sockets.

A kind of operation is its method and its shape; the first one in the document represents it. Each
kind runs with the sync client and with the async client under asyncio and trio. A call has three
attempts, and the waits between them move a clock that takes no time.
"""

from __future__ import annotations

import inspect
import itertools
import socket
import ssl
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from email.utils import format_datetime
from http.client import responses
from types import SimpleNamespace
from typing import Any, Literal, NamedTuple, TypeAlias
from unittest import mock

import anyio
import httpx
from maton_google_meet import AsyncPager, DeadlineExceeded, Pager, Receipts, approve_all
from maton_google_meet.flow import retry

from support.calls import (
    NOW,
    OperationKind,
    approve,
    describe_held,
    make_instant_client,
    operation_kinds,
    read_pool,
)
from support.clients import MODES
from support.fault_server import (
    HANG_SECONDS,
    TLS_HOST,
    Behavior,
    Certificates,
    FaultServer,
    Peer,
    Request,
)

# The timeout of the client if the server stalls.
TIMEOUT_SECONDS = 0.15
CONCURRENT_CALLS = 8
BEFORE_REQUEST = "http11.send_request_headers.started"
"""The event of httpcore just before it sends a request."""


# --- faults ---------------------------------------------------------------------------------------


Evidence: TypeAlias = (
    Literal["never sent", "lost", "lost once", "unfit", "nothing", "success"] | int
)


class Fault(NamedTuple):
    """A fault that occurs each time that a request is sent."""

    label: str
    evidence: Evidence
    """The knowledge of the client: nothing was sent; no complete response came, or none to the
    first attempt; a response came that does not fit the document, or is empty; the call succeeded;
    or the status of the response."""
    answer: Callable[[Peer, bytes], bool] = lambda peer, success: _send(peer, _http(200, success))
    """Handle a request; the second argument is the body of a success."""
    accept: Callable[[Peer], bool] = lambda peer: True
    """Handle a new connection."""
    setting: Literal["", "refused", "unresolved", "idle, closed", "idle, closing"] = ""
    """A fault before that. The last two affect only the first attempt."""
    certificate: Literal["", "good", "expired", "wrong host", "unknown", "none"] = ""
    """The certificate of a TLS server; with "none", the server answers TLS in plain text."""
    late: Literal["", "connect", "read"] = ""
    """The timeout that ends the call."""


def _send(peer: Peer, content: bytes, *, stays: bool = True) -> bool:
    peer.send(content)
    return stays


def _http(status: int, body: bytes = b"", *headers: str, kind: str = "application/json") -> bytes:
    """Return a response; it has a Content-Length unless `headers` have one."""
    lines = [f"HTTP/1.1 {status} {responses.get(status, '')}", *headers]
    if body:
        lines.append(f"Content-Type: {kind}")
    sized = any(line.startswith(("Content-Length", "Transfer-Encoding")) for line in headers)
    if not (sized or status == 204):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _respond_to_all(
    label: str,
    status: int,
    body: bytes,
    *headers: str,
    evidence: Evidence | None = None,
    kind: str = "",
) -> Fault:
    """Return a fault that answers each request with the same response."""
    content = _http(status, body, *headers, kind=kind or "application/json")
    return Fault(label, evidence or status, lambda peer, _: _send(peer, content))


def _modify(
    label: str, evidence: Evidence, make: Callable[[bytes], bytes], *, stays: bool
) -> Fault:
    """Return a fault that modifies a successful response."""
    return Fault(label, evidence, lambda peer, success: _send(peer, make(success), stays=stays))


def _reset(peer: Peer, content: bytes = b"") -> bool:
    if content:
        peer.send(content)
    peer.reset()
    return False


def _stall(peer: Peer, content: bytes = b"") -> bool:
    peer.send(content)
    peer.stall()
    return False


def _plain(peer: Peer) -> bool:
    peer.peek()
    return _send(peer, _http(400), stays=False)


def _reset_unread(peer: Peer) -> bool:
    peer.peek()
    return _reset(peer)


def _reset_half_read(peer: Peer) -> bool:
    peer.read_half()
    return _reset(peer)


def _leave_tls(peer: Peer, success: bytes, missing: int) -> bool:
    if missing:
        peer.send(_http(200, success)[:-missing])
    peer.send_in_plain(_http(200, success))
    return False


def _drip(peer: Peer, success: bytes) -> bool:
    content = _http(200, success)
    peer.send(content[:-20])
    peer.drip(content[-20:], 0.005)
    return True


def _set_length(success: bytes, by: int) -> bytes:
    return _http(200, success, f"Content-Length: {len(success) + by}")


def _cut_half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _chunked(success: bytes) -> bytes:
    return _http(200, b"%x\r\n%s\r\n" % (len(success), success), "Transfer-Encoding: chunked")


def _redirects(other: str) -> Iterator[Fault]:
    locations = {"the same host": "/v2", "another host": f"{other}/v2", "nowhere": "http://a:b"}
    for label, location in locations.items():
        for status in (301, 302, 303, 307, 308):
            yield _respond_to_all(
                f"a redirect to {label}: {status}", status, b"", f"Location: {location}"
            )


def _refusals() -> Iterator[Fault]:
    def google(status: int, reason: str) -> bytes:
        return b'{"error": {"code": %d, "message": "No.", "status": "%s"}}' % (
            status,
            reason.encode(),
        )

    proxy = b'{"error": {"message": "No."}}'
    yield _respond_to_all("400 from Google", 400, google(400, "INVALID_ARGUMENT"))
    yield _respond_to_all("400 from the proxy", 400, proxy)
    for status in (401, 403, 404, 409):
        yield _respond_to_all(str(status), status, proxy)
    moments = {
        "a date in 7 s": format_datetime(NOW + timedelta(seconds=7), usegmt=True),
        "a past date": format_datetime(NOW - timedelta(days=7), usegmt=True),
        "7": "7",
        "a thousand years": "31557600000",
        "soon": "soon",
    }
    for name, value in moments.items():
        label = f"429 from the proxy, Retry-After: {name}"
        yield _respond_to_all(label, 429, proxy, f"Retry-After: {value}")
    yield _respond_to_all("429 from the proxy, no Retry-After", 429, proxy)
    quota = google(429, "RESOURCE_EXHAUSTED")
    yield _respond_to_all("429 from Google, Retry-After: 7", 429, quota, "Retry-After: 7")
    yield _respond_to_all("429 from Google, no Retry-After", 429, quota)
    page = b"<html><title>Bad gateway</title></html>"
    yield _respond_to_all("500", 500, proxy)
    yield _respond_to_all("502, a page of HTML", 502, page, kind="text/html")
    yield _respond_to_all("503", 503, proxy)
    yield _respond_to_all("503, Retry-After: 7", 503, proxy, "Retry-After: 7")
    yield _respond_to_all("504", 504, proxy)
    for status in range(520, 530):
        yield _respond_to_all(f"nonstandard 5xx: {status}", status, page, kind="text/html")


def list_faults(other: str) -> list[Fault]:
    """Return all faults; `other` is the URL of a host that must get no request."""
    early = b"HTTP/1.1 %s\r\nLink: </x>\r\n\r\n"
    gzip = "Content-Encoding: gzip"
    headers = "Connection: close\r\nContent-Type: application/json\r\n\r\n"
    return [
        Fault("the connection is refused", "never sent", setting="refused"),
        Fault("the name has no address", "never sent", setting="unresolved", certificate="good"),
        Fault("TLS: a certificate for another host", "never sent", certificate="wrong host"),
        Fault("TLS: a certificate that has expired", "never sent", certificate="expired"),
        Fault("TLS: a certificate of an unknown CA", "never sent", certificate="unknown"),
        Fault("TLS: the server answers in plain text", "never sent",
              accept=_plain, certificate="none"),
        Fault("TLS: reset in the handshake", "never sent",
              accept=_reset_unread, certificate="good"),
        Fault("TLS: stalls in the handshake", "never sent",
              accept=_stall, certificate="good", late="connect"),
        Fault("TLS: plain bytes after the request", "lost",
              lambda peer, success: _leave_tls(peer, success, 0), certificate="good"),
        Fault("TLS: plain bytes within the response", "lost",
              lambda peer, success: _leave_tls(peer, success, 9), certificate="good"),
        Fault("reset before the request is read", "lost", accept=_reset_unread),
        Fault("reset in the middle of the request", "lost", accept=_reset_half_read),
        Fault("reset after the request", "lost", lambda peer, _: _reset(peer)),
        Fault("reset within the headers of the response", "lost",
              lambda peer, _: _reset(peer, _cut_half(_http(200)))),
        Fault("reset within the body of the response", "lost",
              lambda peer, success: _reset(peer, _http(200, success)[:-1])),
        Fault("closed after the request", "lost", lambda peer, _: False),
        Fault("stalls before the request is read", "lost", accept=_stall, late="read"),
        Fault("stalls before the response", "lost", lambda peer, _: _stall(peer), late="read"),
        Fault("stalls within the headers", "lost",
              lambda peer, _: _stall(peer, _cut_half(_http(200))), late="read"),
        Fault("stalls within the body", "lost",
              lambda peer, success: _stall(peer, _http(200, success)[:-1]), late="read"),
        Fault("an idle connection was closed before", "success", setting="idle, closed"),
        Fault("an idle connection closes during the call", "lost once", setting="idle, closing"),
        _modify("a body that is cut short", "lost", lambda x: _set_length(x, 9), stays=False),
        _modify("chunks that are cut short", "lost", _chunked, stays=False),
        _modify("a body that is too long", "unfit", lambda x: _set_length(x, -1), stays=True),
        _modify("a second response", "success", lambda x: _http(200, x) * 2, stays=True),
        _modify("no length and cut short", "unfit",
                lambda x: b"HTTP/1.1 200 OK\r\n" + headers.encode() + x[:-1], stays=False),
        _modify("a length that is not a number", "lost",
                lambda x: _http(200, x, "Content-Length: many"), stays=True),
        _modify("invalid gzip", "lost", lambda x: _http(200, x, gzip), stays=True),
        _modify("not HTTP", "lost", lambda _: b"SSH-2.0-OpenSSH_9.6\r\n\r\n", stays=True),
        _respond_to_all("200, a page of HTML", 200, b"<html>", evidence="unfit", kind="text/html"),
        _respond_to_all("200, JSON of another type", 200, b"[]", evidence="unfit"),
        _respond_to_all("200, null", 200, b"null", evidence="unfit"),
        _respond_to_all("200, nothing", 200, b"", evidence="nothing"),
        _respond_to_all("204", 204, b"", evidence="nothing"),
        _modify("200, called text/html", "success",
                lambda x: _http(200, x, kind="text/html"), stays=True),
        _modify("100 before the response", "success",
                lambda x: early % b"100 Continue" + _http(200, x), stays=True),
        _modify("103 before the response", "success",
                lambda x: early % b"103 Early Hints" + _http(200, x), stays=True),
        _respond_to_all("101, unrequested", 101, b"", "Upgrade: websocket", evidence="lost"),
        Fault("a response that arrives byte by byte", "success", _drip),
        *_redirects(other),
        *_refusals(),
    ]  # fmt: skip


NO_FAULT = Fault("none", "success")
REFUSAL = _respond_to_all("refused", 409, b'{"error": {"message": "No."}}')


class FaultBehavior(Behavior):
    """Behave according to `fault`."""

    def __init__(self, fault: Fault, success: bytes) -> None:
        self.fault = fault
        self._success = success

    def accept(self, peer: Peer) -> bool:
        return self.fault.accept(peer)

    def answer(self, peer: Peer, request: Request) -> bool:
        return self.fault.answer(peer, self._success)


# --- the client -----------------------------------------------------------------------------------


class TracingTransport(httpx.HTTPTransport):
    """A transport that calls `before_request` just before it sends a request."""

    before_request: Callable[[], object] | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        def trace(name: str, _: object) -> None:
            if name == BEFORE_REQUEST and self.before_request:
                self.before_request()

        if self.before_request:
            request.extensions = {**request.extensions, "trace": trace}
        return super().handle_request(request)


class AsyncTracingTransport(httpx.AsyncHTTPTransport):
    """The async `TracingTransport`."""

    before_request: Callable[[], object] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async def trace(name: str, _: object) -> None:
            if name == BEFORE_REQUEST and self.before_request:
                self.before_request()

        if self.before_request:
            request.extensions = {**request.extensions, "trace": trace}
        return await super().handle_async_request(request)


def make_transport(mode: str, trust: ssl.SSLContext) -> Any:
    """Return a transport for the client of that mode."""
    return (TracingTransport if mode == "sync" else AsyncTracingTransport)(verify=trust)


async def call_client(call: Callable[[Any], Any], meet: Any) -> BaseException | None:
    """Make a call of a sync or an async client, drain a pager, and return the error."""
    try:
        result = call(meet)
        if isinstance(result, Pager):
            list(result)
        elif isinstance(result, AsyncPager):
            [each async for each in result]
        elif inspect.isawaitable(result):
            await result
    except Exception as error:
        return error
    return None


# --- one call under one fault ---------------------------------------------------------------------


class Outcome(NamedTuple):
    """The outcome of a call, in words."""

    result: str
    """"returned", or the class of the error."""
    requests: int
    """The number of complete requests that the server received."""
    connections: int
    took: str
    """"no wait", or the timeouts and the waits."""
    problems: str
    """The problems after the fault has passed; empty without any."""


class Cell(NamedTuple):
    """A call under a fault, with its outcome."""

    fault: str
    evidence: Evidence
    kind: str
    write: bool
    empty: bool
    """True if a success has no content."""
    mode: str
    outcome: Outcome
    seconds: float
    receipts: Sequence[dict[str, Any]] = ()
    """The receipts of the call."""


def try_fault(fault: Fault, kind: OperationKind, mode: str, certificates: Certificates) -> Cell:
    """Apply the fault to one call of a new client to a new server."""
    started = time.monotonic()
    behavior = FaultBehavior(fault, kind.success)
    tls = certificates.server[fault.certificate]
    transport = make_transport(mode, certificates.trust)
    all_receipts = list[dict[str, Any]]()
    receipts = list[dict[str, Any]]()

    def call_after_fault(meet: Any) -> Any:
        return kind.call(meet.with_options(timeout=HANG_SECONDS))

    async def observe(meet: Any) -> Outcome:
        if fault.setting.startswith("idle"):
            assert await call_client(kind.call, meet) is None
            server.reset_counts()
            all_receipts.clear()
        if fault.setting == "idle, closed":
            server.disconnect()
        elif fault.setting == "idle, closing":
            disconnects = iter([server.disconnect])
            transport.before_request = lambda: [disconnect() for disconnect in disconnects]
        elif fault.setting == "unresolved":
            UNRESOLVED_PORTS.add(server.port)
        error = await call_client(kind.call, meet)
        UNRESOLVED_PORTS.discard(server.port)
        receipts.extend(all_receipts)
        requests, connections = len(server.requests), server.connections
        targets = {request.target for request in server.requests}
        took = _describe_waits(error, connections, meet.http.clock.waits)
        if fault.setting == "refused":
            server.listen()
        if fault.certificate:
            server.tls = certificates.server["good"]
        # Refuse the next call: another call's response cannot be mistaken for this refusal.
        behavior.fault = REFUSAL
        refused = _name(await call_client(call_after_fault, meet))
        behavior.fault = NO_FAULT
        following = _name(await call_client(call_after_fault, meet))
        with anyio.move_on_after(HANG_SECONDS):
            while server.open_count > len(read_pool(meet).connections):  # noqa: ASYNC110 - no event
                await anyio.sleep(0.0005)
        problems = {
            following: following != "returned",
            f"the next call, a refused one: {refused}": refused != "ConflictError",
            f"LOST: {describe_held(meet)}": bool(describe_held(meet)),
            "LOST: sockets": server.open_count > len(read_pool(meet).connections),
            "another path was requested": len(targets) > 1,
        }
        text = ", ".join(problem for problem, occurred in problems.items() if occurred)
        return Outcome(_name(error), requests, connections, took, text)

    async def main() -> Outcome:
        host = TLS_HOST if fault.setting == "unresolved" else "127.0.0.1"
        meet = make_instant_client(
            mode,
            confirm=approve_all if mode == "sync" else approve,
            observe=Receipts(all_receipts.append),
            base_url=f"http{'s' if fault.certificate else ''}://{host}:{server.port}",
            timeout=httpx.Timeout(
                HANG_SECONDS, **{fault.late: TIMEOUT_SECONDS} if fault.late else {}
            ),
            transport=transport,
        )
        if mode == "sync":
            with meet:
                return await observe(meet)
        async with meet:
            return await observe(meet)

    with FaultServer(behavior, tls, listening=fault.setting != "refused") as server:
        outcome = anyio.run(main, backend="asyncio" if mode == "sync" else mode)
        if not server.wait_until_open(0):
            outcome = outcome._replace(problems="LOST: all sockets")
    seconds = time.monotonic() - started
    description = (fault.label, fault.evidence, kind.label, kind.write, kind.empty)
    return Cell(*description, mode, outcome, seconds, receipts)


def _name(error: BaseException | None) -> str:
    return type(error).__name__ if error else "returned"


def _describe_waits(error: BaseException | None, connections: int, waits: Sequence[float]) -> str:
    parts = list[str]()
    if isinstance(error, DeadlineExceeded):  # Each attempt had its own connection.
        parts.append(f"{connections} timeout{'s' * (connections > 1)}")
    if waits:
        parts.append(" + ".join(f"{wait:g}" for wait in waits) + " s")
    return ", ".join(parts) or "no wait"


# --- all calls under all faults -------------------------------------------------------------------

UNRESOLVED_PORTS: set[int] = set()
"""The ports for which `TLS_HOST` has no address."""


@contextmanager
def fixed_conditions() -> Generator[None]:
    """Make each random wait as long as possible, and resolve `TLS_HOST` to this machine."""
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *arguments: Any, **keywords: Any) -> Any:
        if host in (TLS_HOST, TLS_HOST.encode()):
            if port in UNRESOLVED_PORTS:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            host = "127.0.0.1"
        return real(host, port, *arguments, **keywords)

    longest = SimpleNamespace(uniform=lambda _, high: high)
    with (
        mock.patch.object(socket, "getaddrinfo", resolve),
        mock.patch.object(retry, "random", longest),
    ):
        yield


def try_faults(
    choose: Callable[[Fault, OperationKind, str], bool] = lambda *_: True,
) -> tuple[list[Cell], int]:
    """Try the chosen cells; return them and the number of connections to the other host."""
    certificates = Certificates()
    with fixed_conditions(), FaultServer(FaultBehavior(NO_FAULT, b"")) as other:
        cells = itertools.product(list_faults(other.url), operation_kinds(), MODES)
        chosen = [cell for cell in cells if choose(*cell)]
        with ThreadPoolExecutor(CONCURRENT_CALLS) as pool:
            attempts = [(*cell, certificates) for cell in chosen]
            done = list(pool.map(lambda arguments: try_fault(*arguments), attempts))
        return done, other.connections
