"""What every fault of a network does to every kind of call, told by a server that has them all.

    python scripts/measure/faults.py                  write docs/contributing/network-faults.md
    python scripts/measure/faults.py --check          exit code 1 if it is out of date
    python scripts/measure/faults.py --storm 10000    so many writes, faults at random

A kind of operation is its method and its shape, and the first of each in the document stands for
it. Each goes through the sync client and through the async one, under asyncio and under trio, over
real sockets (tests/support/fault_server.py). Three attempts are allowed; the waits between them
pass at once, on a clock of their own. A row is what all reads and all writes have in common; what
differs has a row of its own.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import multiprocessing
import re
import socket
import ssl
import sys
import textwrap
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from email.utils import format_datetime
from http.client import responses
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, NamedTuple, TypeAlias
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent.parent
# A script that is run by its path finds only its siblings.
sys.path += [str(ROOT / each) for each in ("scripts", "scripts/release", "tests")]

import anyio
import httpx
import storm
from maton_google_meet import AsyncPager, DeadlineExceeded, Pager, approve_all
from maton_google_meet.flow import retry
from support.calls import (
    ATTEMPTS,
    NOW,
    Kind,
    approve,
    client_of,
    held,
    kinds,
    pool_of,
)
from support.fault_server import HANGS, HOST, Certificates, Link, Manner, Request, Server

TABLE = ROOT / "docs" / "contributing" / "network-faults.md"
Mode: TypeAlias = Literal["sync", "asyncio", "trio"]
MODES: tuple[Mode, ...] = ("sync", "asyncio", "trio")
# Seconds after which the client gives up where the server stalls. All else may take HANGS.
PATIENCE = 0.15
PARTS, WORKERS = 2, 8
# Of httpcore's events, the one just before.
WRITTEN = "http11.send_request_headers.started"


# --- faults ---------------------------------------------------------------------------------------


Means: TypeAlias = Literal["never sent", "lost", "lost once", "unfit", "nothing", "success"] | int


class Fault(NamedTuple):
    """Something that goes wrong, each time that a request is sent."""

    label: str
    means: Means
    """What the client can know: nothing has left this machine; there is no whole answer, or none
    to the first attempt; there is one, which does not fit the document, or says nothing; all is
    well; or the status that was answered."""
    answer: Callable[[Link, bytes], bool] = lambda link, success: _send(link, _http(200, success))
    """Deals with a request; is told what a success would be."""
    greet: Callable[[Link], bool] = lambda link: True
    """Deals with a connection."""
    setting: Literal["", "refused", "unresolved", "idle, ended", "idle, ending"] = ""
    """What is the matter before that. The last two pass with the first attempt."""
    certificate: Literal["", "good", "expired", "wrong host", "unknown", "none"] = ""
    """Of a server with TLS; where there is none, it speaks in plain to who would have TLS."""
    late: Literal["", "connect", "read"] = ""
    """Which timeout ends it."""


def _send(link: Link, content: bytes, *, stays: bool = True) -> bool:
    link.send(content)
    return stays


def _http(status: int, body: bytes = b"", *headers: str, kind: str = "application/json") -> bytes:
    """An answer; its length is told unless `headers` tell it."""
    lines = [f"HTTP/1.1 {status} {responses.get(status, '')}", *headers]
    if body:
        lines.append(f"Content-Type: {kind}")
    told = any(line.startswith(("Content-Length", "Transfer-Encoding")) for line in headers)
    if not (told or status == 204):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _answered(
    label: str, status: int, body: bytes, *headers: str, means: Means | None = None, kind: str = ""
) -> Fault:
    """The same answer to all."""
    content = _http(status, body, *headers, kind=kind or "application/json")
    return Fault(label, means or status, lambda link, _: _send(link, content))


def _broken(label: str, means: Means, make: Callable[[bytes], bytes], *, stays: bool) -> Fault:
    """An answer that is made of a success, after which the server ends the connection or not."""
    return Fault(label, means, lambda link, success: _send(link, make(success), stays=stays))


def _reset(link: Link, content: bytes = b"") -> bool:
    if content:
        link.send(content)
    link.reset()
    return False


def _stall(link: Link, content: bytes = b"") -> bool:
    link.send(content)
    link.stall()
    return False


def _plain(link: Link) -> bool:
    link.wait()
    return _send(link, _http(400), stays=False)


def _reset_unread(link: Link) -> bool:
    link.wait()
    return _reset(link)


def _reset_half_read(link: Link) -> bool:
    link.read_half()
    return _reset(link)


def _leave_tls(link: Link, success: bytes, missing: int) -> bool:
    if missing:
        link.send(_http(200, success)[:-missing])
    link.send_in_plain(_http(200, success))
    return False


def _drip(link: Link, success: bytes) -> bool:
    content = _http(200, success)
    link.send(content[:-20])
    link.drip(content[-20:], 0.005)
    return True


def _lengthened(success: bytes, by: int) -> bytes:
    return _http(200, success, f"Content-Length: {len(success) + by}")


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _chunked(success: bytes) -> bytes:
    return _http(200, b"%x\r\n%s\r\n" % (len(success), success), "Transfer-Encoding: chunked")


def _redirects(other: str) -> Iterator[Fault]:
    where = {"the same host": "/v2", "another host": f"{other}/v2", "nowhere": "http://a:b"}
    for label, location in where.items():
        for status in (301, 302, 303, 307, 308):
            yield _answered(
                f"a redirect to {label}: {status}", status, b"", f"Location: {location}"
            )


def _refusals() -> Iterator[Fault]:
    def google(status: int, reason: str) -> bytes:
        return b'{"error": {"code": %d, "message": "No.", "status": "%s"}}' % (
            status,
            reason.encode(),
        )

    proxy = b'{"error": {"message": "No."}}'
    yield _answered("400 in Google's words", 400, google(400, "INVALID_ARGUMENT"))
    yield _answered("400 in the proxy's words", 400, proxy)
    for status in (401, 403, 404, 409):
        yield _answered(str(status), status, proxy)
    moments = {
        "a date 7 s from now": format_datetime(NOW + timedelta(seconds=7), usegmt=True),
        "a date gone by": format_datetime(NOW - timedelta(days=7), usegmt=True),
        "7": "7",
        "a thousand years": "31557600000",
        "soon": "soon",
    }
    for said, value in moments.items():
        label = f"429 of the proxy, Retry-After: {said}"
        yield _answered(label, 429, proxy, f"Retry-After: {value}")
    yield _answered("429 of the proxy, no Retry-After", 429, proxy)
    quota = google(429, "RESOURCE_EXHAUSTED")
    yield _answered("429 of Google, Retry-After: 7", 429, quota, "Retry-After: 7")
    yield _answered("429 of Google, no Retry-After", 429, quota)
    page = b"<html><title>Bad gateway</title></html>"
    yield _answered("500", 500, proxy)
    yield _answered("502, a page of HTML", 502, page, kind="text/html")
    yield _answered("503", 503, proxy)
    yield _answered("503, Retry-After: 7", 503, proxy, "Retry-After: 7")
    yield _answered("504", 504, proxy)
    for status in range(520, 530):
        yield _answered(f"5xx that no standard has: {status}", status, page, kind="text/html")


def faults(other: str) -> list[Fault]:
    """All of them; `other` is the address of a host that nobody is to ask for anything."""
    early = b"HTTP/1.1 %s\r\nLink: </x>\r\n\r\n"
    gzip = "Content-Encoding: gzip"
    redact_key = "Connection: close\r\nContent-Type: application/json\r\n\r\n"
    return [
        Fault("the connection is refused", "never sent", setting="refused"),
        Fault("the name has no address", "never sent", setting="unresolved", certificate="good"),
        Fault("TLS: a certificate for another host", "never sent", certificate="wrong host"),
        Fault("TLS: a certificate that has expired", "never sent", certificate="expired"),
        Fault("TLS: a certificate of nobody known", "never sent", certificate="unknown"),
        Fault("TLS: it is spoken to in plain", "never sent", greet=_plain, certificate="none"),
        Fault("TLS: reset in the handshake", "never sent", greet=_reset_unread, certificate="good"),
        Fault("TLS: stalls in the handshake", "never sent",
              greet=_stall, certificate="good", late="connect"),
        Fault("TLS: plain bytes after the request", "lost",
              lambda link, success: _leave_tls(link, success, 0), certificate="good"),
        Fault("TLS: plain bytes within the answer", "lost",
              lambda link, success: _leave_tls(link, success, 9), certificate="good"),
        Fault("reset before the request is read", "lost", greet=_reset_unread),
        Fault("reset in the middle of the request", "lost", greet=_reset_half_read),
        Fault("reset after the request", "lost", lambda link, _: _reset(link)),
        Fault("reset within the headers of the answer", "lost",
              lambda link, _: _reset(link, _half(_http(200)))),
        Fault("reset within the body of the answer", "lost",
              lambda link, success: _reset(link, _http(200, success)[:-1])),
        Fault("ended after the request", "lost", lambda link, _: False),
        Fault("stalls before the request is read", "lost", greet=_stall, late="read"),
        Fault("stalls before the answer", "lost", lambda link, _: _stall(link), late="read"),
        Fault("stalls within the headers", "lost",
              lambda link, _: _stall(link, _half(_http(200))), late="read"),
        Fault("stalls within the body", "lost",
              lambda link, success: _stall(link, _http(200, success)[:-1]), late="read"),
        Fault("a kept connection was ended before", "success", setting="idle, ended"),
        Fault("a kept connection ends meanwhile", "lost once", setting="idle, ending"),
        _broken("a body that is cut short", "lost", lambda x: _lengthened(x, 9), stays=False),
        _broken("chunks that are cut short", "lost", _chunked, stays=False),
        _broken("a body that is too long", "unfit", lambda x: _lengthened(x, -1), stays=True),
        _broken("an answer too many", "success", lambda x: _http(200, x) * 2, stays=True),
        _broken("no length and cut short", "unfit",
                lambda x: b"HTTP/1.1 200 OK\r\n" + redact_key.encode() + x[:-1], stays=False),
        _broken("a length that is no number", "lost",
                lambda x: _http(200, x, "Content-Length: many"), stays=True),
        _broken("gzip that is none", "lost", lambda x: _http(200, x, gzip), stays=True),
        _broken("no HTTP at all", "lost", lambda _: b"SSH-2.0-OpenSSH_9.6\r\n\r\n", stays=True),
        _answered("200, a page of HTML", 200, b"<html>", means="unfit", kind="text/html"),
        _answered("200, JSON of another type", 200, b"[]", means="unfit"),
        _answered("200, null", 200, b"null", means="unfit"),
        _answered("200, nothing", 200, b"", means="nothing"),
        _answered("204", 204, b"", means="nothing"),
        _broken("200, called text/html", "success",
                lambda x: _http(200, x, kind="text/html"), stays=True),
        _broken("100 before the answer", "success",
                lambda x: early % b"100 Continue" + _http(200, x), stays=True),
        _broken("103 before the answer", "success",
                lambda x: early % b"103 Early Hints" + _http(200, x), stays=True),
        _answered("101, for which nobody asked", 101, b"", "Upgrade: websocket", means="lost"),
        Fault("an answer that ends byte by byte", "success", _drip),
        *_redirects(other),
        *_refusals(),
    ]  # fmt: skip


HEALTHY = Fault("none", "success")
REFUSING = _answered("refused", 409, b'{"error": {"message": "No."}}')


class Faulty(Manner):
    """Has one fault, which can be changed."""

    def __init__(self, fault: Fault, success: bytes) -> None:
        self.fault = fault
        self._success = success

    def greet(self, link: Link) -> bool:
        return self.fault.greet(link)

    def answer(self, link: Link, request: Request) -> bool:
        return self.fault.answer(link, self._success)


# --- the client -----------------------------------------------------------------------------------


class _Traced(httpx.HTTPTransport):
    """Lets `before` run just before a request is written."""

    before: Callable[[], object] | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        def trace(name: str, _: object) -> None:
            if name == WRITTEN and self.before:
                self.before()

        if self.before:
            request.extensions = {**request.extensions, "trace": trace}
        return super().handle_request(request)


class _AsyncTraced(httpx.AsyncHTTPTransport):
    before: Callable[[], object] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async def trace(name: str, _: object) -> None:
            if name == WRITTEN and self.before:
                self.before()

        if self.before:
            request.extensions = {**request.extensions, "trace": trace}
        return await super().handle_async_request(request)


def transport_of(mode: Mode, trust: ssl.SSLContext) -> Any:
    """A transport of httpx's own."""
    return _Traced(verify=trust) if mode == "sync" else _AsyncTraced(verify=trust)


# --- one cell of the matrix -----------------------------------------------------------------------


class Outcome(NamedTuple):
    """What came of a call, in words."""

    came: str
    """"returned", or the class of the error."""
    requests: int
    """How many the server has read to their end."""
    connections: int
    """How many were made to the server."""
    took: str
    """What it took, other than the network's own time."""
    then: str
    """What is wrong once the fault has passed; empty if nothing is."""


class Cell(NamedTuple):
    """A cell of the matrix, as it was found."""

    fault: str
    means: Means
    kind: str
    write: bool
    empty: bool
    """Whether a success has nothing to say."""
    mode: Mode
    outcome: Outcome
    seconds: float
    """How long it took by the wall, all of it."""


class Came(NamedTuple):
    """What a call has come to."""

    name: str
    error: BaseException | None


class Until(NamedTuple):
    """Something to wait for, `HANGS` seconds at the most; it is for the script to look again."""

    condition: Callable[[], bool]


Script: TypeAlias = Generator[Callable[[Any], Any] | Until, Any, None]


def play(mode: Mode, make: Callable[[], Any], script: Callable[[Any], Script]) -> None:
    """Open a client and make each call that `script` yields; what it `Came` to is sent back."""

    def sync() -> None:
        with make() as meet:
            steps, came = script(meet), None
            while step := _next(steps, came):
                came = None
                if isinstance(step, Until):
                    for _ in polls(step):
                        time.sleep(0.0005)
                    continue
                try:
                    result = step(meet)
                    list(result if isinstance(result, Pager) else [])
                    came = Came("returned", None)
                except Exception as error:  # noqa: BLE001 - whatever comes is told
                    came = Came(type(error).__name__, error)

    async def concurrent() -> None:
        async with make() as meet:
            steps, came = script(meet), None
            while step := _next(steps, came):
                came = None
                if isinstance(step, Until):
                    for _ in polls(step):
                        await anyio.sleep(0.0005)
                    continue
                try:
                    result = step(meet)
                    if isinstance(result, AsyncPager):
                        [each async for each in result]
                    else:
                        await result
                    came = Came("returned", None)
                except Exception as error:  # noqa: BLE001 - whatever comes is told
                    came = Came(type(error).__name__, error)

    if mode == "sync":
        sync()
    else:
        anyio.run(concurrent, backend=mode)


def _next(steps: Script, came: Came | None) -> Callable[[Any], Any] | Until | None:
    """The next step; None after the last."""
    try:
        return steps.send(came)
    except StopIteration:
        return None


def polls(until: Until) -> Iterator[None]:
    """One item each time that the condition does not hold."""
    late = time.monotonic() + HANGS
    while not until.condition() and time.monotonic() < late:
        yield


def try_out(fault: Fault, kind: Kind, mode: Mode, certificates: Certificates) -> Cell:
    """Let the fault befall one call, of a new client to a new server."""
    started = time.monotonic()
    manner = Faulty(fault, kind.success)
    tls = certificates.server[fault.certificate]
    with Server(manner, tls, listening=fault.setting != "refused") as server:
        host = HOST if fault.setting == "unresolved" else "127.0.0.1"
        scheme = "https" if fault.certificate else "http"
        found = list[Outcome]()
        transport = transport_of(mode, certificates.trust)

        def make() -> Any:
            return client_of(
                mode,
                confirm=approve_all if mode == "sync" else approve,
                base_url=f"{scheme}://{host}:{server.port}",
                timeout=httpx.Timeout(HANGS, **{fault.late: PATIENCE} if fault.late else {}),
                transport=transport,
            )

        def script(meet: Any) -> Script:
            if fault.setting.startswith("idle"):
                yield kind.call
                server.reset_counts()
            if fault.setting == "idle, ended":
                server.hang_up()
            elif fault.setting == "idle, ending":
                hang_ups = iter([server.hang_up])
                transport.before = lambda: next(hang_ups, int)()  # noqa: PLW0108 - anew each time
            elif fault.setting == "unresolved":
                UNRESOLVED.add(server.port)
            came = yield kind.call
            waits = meet.http.clock.waits
            requests, connections = len(server.requests), server.connections
            targets = {request.target for request in server.requests}
            took = _took(came.error, connections, waits)
            UNRESOLVED.discard(server.port)
            if fault.setting == "refused":
                server.listen()
            if fault.certificate:
                server.tls = certificates.server["good"]
            manner.fault = (
                REFUSING  # First of all, lest another call's answer passes for this one's.
            )
            refused = yield kind.call
            manner.fault = HEALTHY
            following = yield kind.call
            yield Until(lambda: server.open <= len(pool_of(meet).connections))
            then = {
                following.name: following.name != "returned",
                f"the next call, refused, came to {refused.name}": refused.name != "ConflictError",
                f"LOST: {held(meet)}": bool(held(meet)),
                "LOST: sockets": server.open > len(pool_of(meet).connections),
                "another path was asked for": len(targets) > 1,
            }
            told = ", ".join(text for text, so in then.items() if so)
            found.append(Outcome(came.name, requests, connections, took, told))

        play(mode, make, script)
        outcome = found[0] if server.settled(0) else found[0]._replace(then="LOST: all sockets")
    seconds = time.monotonic() - started
    what = (fault.label, fault.means, kind.label, kind.write, kind.empty)
    return Cell(*what, mode, outcome, seconds)


def _took(error: BaseException | None, connections: int, waits: Sequence[float]) -> str:
    parts = list[str]()
    if isinstance(error, DeadlineExceeded):  # Each attempt had a connection of its own.
        parts.append(f"{connections} timeout{'s' * (connections > 1)}")
    if waits:
        parts.append(" + ".join(f"{wait:g}" for wait in waits) + " s")
    return ", ".join(parts) or "at once"


# --- the matrix -----------------------------------------------------------------------------------


@contextmanager
def circumstances() -> Generator[None]:
    """What chance and the network decide elsewhere is settled here: each wait that is random is as
    long as it can be, and `HOST` is this machine, or is not found."""
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *arguments: Any, **keywords: Any) -> Any:
        if host in (HOST, HOST.encode()):
            if port in UNRESOLVED:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            host = "127.0.0.1"
        return real(host, port, *arguments, **keywords)

    longest = SimpleNamespace(uniform=lambda _, high: high)
    with (
        mock.patch.object(socket, "getaddrinfo", resolve),
        mock.patch.object(retry, "random", longest),
    ):
        yield


UNRESOLVED: set[int] = set()
"""The ports for which nobody knows an address of `HOST`."""


def matrix(
    choose: Callable[[Fault, Kind, Mode], bool] = lambda *_: True,
) -> tuple[list[Cell], int]:
    """The cells that `choose` takes, and how many connections the other host has had."""
    certificates = Certificates()
    with circumstances(), Server(Faulty(HEALTHY, b"")) as elsewhere:
        every = itertools.product(faults(elsewhere.url), kinds(), MODES)
        cells = [cell for cell in every if choose(*cell)]
        with ThreadPoolExecutor(WORKERS) as pool:
            done = pool.map(lambda cell: try_out(cell[0], cell[1], cell[2], certificates), cells)
            return list(done), elsewhere.connections


def part(number: int) -> tuple[list[Cell], int]:
    """Every `PARTS`-th cell, from this one on."""
    numbers = itertools.count(number)
    return matrix(lambda *_: next(numbers) % PARTS == 0)


def whole() -> tuple[list[Cell], int]:
    """As `matrix`, all of it, in processes of its own: a single one has a single core."""
    with ProcessPoolExecutor(PARTS, multiprocessing.get_context("spawn")) as pool:
        parts = list(pool.map(part, range(PARTS)))
    return [cell for cells, _ in parts for cell in cells], sum(count for _, count in parts)


# --- the table ------------------------------------------------------------------------------------


HEAD = """\
# What each fault of a network comes to

{told}

- *sent*: how often the server read the request to its end, and how many connections it saw.
- *took*: at once, or how many timeouts and which waits. What is random is as long as it can be.
- *then*: what is wrong once the fault has passed. Where nothing stands, the same call returned, the
  next one was refused as the server refused it, and no connection or place in the pool was lost.

| fault | a read | sent | took | a write | sent | took | then |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""
TOLD = """\
Written by `scripts/measure/faults.py`, which tells how; do not edit. {cells:,} calls: {faults}
faults, for each of {kinds} kinds of operation ({names}), sync and async, under asyncio and trio.
A fault lasts for all of a call's {attempts} attempts, unless it says otherwise. The host
that redirects led to was asked {elsewhere} times.
"""
NUMBERED = re.compile(r"(.+: )(\d{3})")


def table(cells: Sequence[Cell], elsewhere: int) -> str:
    """The matrix as Markdown."""
    by_fault: dict[str, list[Cell]] = {fault.label: [] for fault in faults("")}
    for cell in cells:
        by_fault[cell.fault].append(cell)
    rows = [row for label, found in by_fault.items() for row in _rows(label, found)]
    names = [kind.label for kind in kinds()]
    told = TOLD.format(
        cells=len(cells),
        faults=len(by_fault),
        kinds=len(names),
        names=", ".join(names),
        attempts=ATTEMPTS,
        elsewhere=elsewhere,
    )
    head = HEAD.format(told=textwrap.fill(" ".join(told.split()), 100))
    return head + "".join(f"| {' | '.join(row)} |\n" for row in _merged(rows))


def _rows(label: str, cells: Sequence[Cell]) -> Iterator[list[str]]:
    """One row, and one for each group of calls that came to something else than most."""
    reads, writes = ([cell for cell in cells if cell.write == write] for write in (False, True))
    usual = [_groups(side) for side in (reads, writes)]
    yield [label, *_columns([side[0][0] if side else None for side in usual])]
    for index, side in enumerate(usual):
        for outcome, found in side[1:]:
            both: list[Outcome | None] = [None, None]
            both[index] = outcome
            yield [f"… {_who(found, side)}", *_columns(both)]


def _groups(cells: Sequence[Cell]) -> list[tuple[Outcome, list[Cell]]]:
    """The cells by what they came to, the largest group first."""
    groups: dict[Outcome, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell.outcome, []).append(cell)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def _who(cells: Sequence[Cell], side: Sequence[tuple[Outcome, list[Cell]]]) -> str:
    """The kinds of `cells`, and their modes where the others have come to something else."""
    kinds = dict.fromkeys(cell.kind for cell in cells)
    all_kinds = {cell.kind for _, found in side for cell in found}
    named = "all" if len(kinds) > 1 and set(kinds) == all_kinds else ", ".join(kinds)
    modes = dict.fromkeys(cell.mode for cell in cells)
    all_modes = {cell.mode for _, found in side for cell in found}
    said = f" ({', '.join(modes)})" if set(modes) != all_modes else ""
    return named + said


def _columns(outcomes: Sequence[Outcome | None]) -> Iterator[str]:
    then = list[str]()
    for outcome, side in zip(outcomes, ("a read", "a write"), strict=True):
        if outcome is None:
            yield from ("", "", "")
            continue
        came = outcome.came if outcome.came == "returned" else f"`{outcome.came}`"
        yield from (came, f"{outcome.requests} on {outcome.connections}", outcome.took)
        if outcome.then:
            then.append(f"{side}: {outcome.then}")
    yield "; ".join(then)


def _merged(rows: Sequence[list[str]]) -> list[list[str]]:
    """Rows that differ in a number at their end only, as one, with those that go on from them."""
    groups: list[list[list[str]]] = []
    for row in rows:
        if row[0].startswith("…"):
            groups[-1].append(row)
        else:
            groups.append([list(row)])
    merged: list[list[list[str]]] = []
    for group in groups:
        (label, *columns), *others = group
        found = NUMBERED.fullmatch(label)
        if found and merged:
            (before, *its_columns), *its_others = merged[-1]
            same = before.startswith(found[1]) and its_columns == columns
            if same and its_others == others:
                merged[-1][0][0] += f", {found[2]}"
                continue
        merged.append(group)
    return [row for group in merged for row in group]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the table, compare it, or raise the storm."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare the table, write nothing")
    parser.add_argument("--storm", type=int, metavar="N", help="so many writes, faults at random")
    parser.add_argument("--seed", type=int, default=1, help="of the storm")
    options = parser.parse_args(arguments)
    if options.storm:
        return storm.main(options.storm, options.seed)
    started = time.monotonic()
    cells, elsewhere = whole()
    text = table(cells, elsewhere)
    slowest = max(cells, key=lambda cell: cell.seconds)
    print(
        f"{len(cells):,} calls in {time.monotonic() - started:.1f} s; the slowest took "
        f"{slowest.seconds:.2f} s: {slowest.fault}, {slowest.kind}, {slowest.mode}."
    )
    if not options.check:
        TABLE.write_text(text, encoding="utf-8")
        return 0
    before, now = TABLE.read_text(encoding="utf-8").splitlines(), text.splitlines()
    print("\n".join(difflib.unified_diff(before, now, TABLE.name, "now")) or "As written.")
    if before == now:
        print(f"{len(cells):,} calls, each of which came to what {TABLE.name} says")
    return int(before != now)


if __name__ == "__main__":
    sys.exit(main())
