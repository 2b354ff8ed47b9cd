"""Writes by the thousand to a server that does with each as chance has it; see `faults.py --storm`.

The server notes what it carries out, when it has read a request to its end and decides to do it;
the clients note what they were told. Each write has an identity of its own, in its path. What is
held against each other:

- nothing was carried out twice, nor without the approval of the same bytes;
- what returned, or is a `ResponseError`, was carried out; `OutcomeUnknown` was or was not; what is
  any other error was not;
- when all is over, no connection or place in the pool is lost, and the next call works.

One write in ten is declined. Of the async ones, one in ten is cancelled somewhere on its way.
"""

from __future__ import annotations

import gc
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, NamedTuple

import anyio
import httpx
from maton_google_meet import (
    MatonError,
    OutcomeUnknown,
    PendingWrite,
    ResponseError,
    WriteDeclined,
    approve_all,
)
from support.calls import Kind, approve, client_of, held, kinds, pool_of
from support.fault_server import HANGS, Certificates, Link, Manner, Request, Server

MODES = ("sync", "asyncio", "trio")
AT_ONCE = 8
# Seconds; whoever is late because the machine is busy finds an outcome unknown, which is no lie.
PATIENCE = 0.15
IDENTITY = re.compile(r"w-\d+")
# How a server may deal with a request, how often, and whether it carries the request out: yes, no,
# or as chance has it.
DEALS: dict[str, tuple[int, bool | None]] = {
    "answered": (40, True),
    "answered, then ended": (5, True),
    "answered after a 100": (2, True),
    "answered with HTML": (2, True),
    "cut short": (4, True),
    "gzip that is none": (1, True),
    "refused: 400": (2, False),
    "refused: 403": (2, False),
    "refused: 404": (2, False),
    "refused: 409": (2, False),
    "refused: 429": (8, False),
    "refused: 302": (1, False),
    "failed: 500": (3, None),
    "failed: 502": (3, None),
    "failed: 503": (3, None),
    "failed: 504": (3, None),
    "failed: 522": (3, None),
    "ended": (4, None),
    "reset": (6, None),
    "reset within the answer": (3, None),
    "stalls": (1, None),
}


class Weather(Manner):
    """Deals with connections and requests by chance, the same for the same seed and attempt.

    `carried` holds what was carried out, by its identity; with `calm`, all is well from then on.
    """

    def __init__(self, seed: int) -> None:
        self.calm = False
        self.carried: dict[str, list[Request]] = {}
        self.dealt: Counter[str] = Counter()
        self._seed = seed
        self._attempts: Counter[str] = Counter()
        self._connections = 0
        self._lock = threading.Lock()

    def greet(self, link: Link) -> bool:
        with self._lock:
            self._connections += 1
            chance = random.Random(f"{self._seed} {self._connections}").random()
        if self.calm or chance > 0.06:
            return True
        if chance < 0.02:
            link.wait()
        elif chance < 0.04:
            link.read_half()
        link.reset()
        return False

    def answer(self, link: Link, request: Request) -> bool:
        found = IDENTITY.search(request.target)
        identity = found[0] if found else request.target
        with self._lock:
            self._attempts[identity] += 1
            chance = random.Random(f"{self._seed} {identity} {self._attempts[identity]}")
            [deal] = chance.choices([*DEALS], [often for often, _ in DEALS.values()])
            deal = "answered" if self.calm else deal
            does = DEALS[deal][1]
            if chance.random() < 0.5 if does is None else does:
                self.carried.setdefault(identity, []).append(request)
            self.dealt[deal] += 1
        return self._deal(deal, link, identity.encode())

    def _deal(self, deal: str, link: Link, name: bytes) -> bool:
        success = http(200, b'{"name": "spaces/%s", "connection_id": "%s"}' % (name, name))
        what, _, status = deal.partition(": ")
        if status:
            link.send(http(int(status), b'{"error": {"message": "No."}}', b"Location: /x"))
        elif what == "answered after a 100":
            link.send(b"HTTP/1.1 100 Continue\r\n\r\n" + success)
        elif what == "answered with HTML":
            link.send(http(200, b"<html>"))
        elif what == "gzip that is none":
            link.send(http(200, b"{}", b"Content-Encoding: gzip"))
        elif what == "stalls":
            link.stall()
        elif what in ("reset within the answer", "cut short"):
            link.send(success[:-1])
        elif what.startswith("answered"):
            link.send(success)
        if what.startswith("reset"):
            link.reset()
        return what not in ("answered, then ended", "ended", "stalls", "cut short") and not (
            what.startswith("reset")
        )


def http(status: int, body: bytes, *headers: bytes) -> bytes:
    """An answer."""
    length = b"Content-Length: %d" % len(body)
    head = (b"HTTP/1.1 %d X" % status, b"Content-Type: application/json", length, *headers)
    return b"\r\n".join((*head, b"", body))


class Write(NamedTuple):
    """One write."""

    identity: str
    kind: Kind
    cancelled: float | None
    """After how many seconds; None for never."""

    def call(self, meet: Any) -> Any:
        """Make it."""
        parent, slash, _ = self.kind.subject.rpartition("/")
        return self.kind.perform(meet, f"{parent}{slash}{self.identity}")


class Storm:
    """`count` writes in one mode, over TLS or not."""

    def __init__(self, mode: str, count: int, seed: int, certificates: Certificates | None) -> None:
        self.mode, self.seed, self.certificates = mode, seed, certificates
        self.told: dict[str, BaseException | str] = {}
        self.approved: dict[str, tuple[str, str, bytes]] = {}
        self.wrong: list[str] = []
        self.weather = Weather(seed)
        chance = random.Random(seed)
        some = [kind for kind in kinds() if kind.write and kind.subject]
        self.writes = [
            Write(
                f"w-{number}",
                some[number % len(some)],
                chance.random() * 0.02 if mode != "sync" and number % 10 == 5 else None,
            )
            for number in range(count)
        ]

    def confirm(self, pending: PendingWrite) -> bool:
        """Decline one in ten, and note what the others are."""
        found = IDENTITY.search(pending.path)
        identity = found[0] if found else pending.path
        if identity.endswith("0"):
            return False
        self.approved[identity] = pending.method, pending.path, pending.body
        return True

    async def aconfirm(self, pending: PendingWrite) -> bool:
        """As `confirm`, without a thread."""
        return await approve(pending) and self.confirm(pending)

    def run(self) -> None:
        """Raise it, and find out what is wrong."""
        tls = self.certificates.server["good"] if self.certificates else None
        verify: Any = self.certificates.trust if self.certificates else False
        sync = self.mode == "sync"
        kind: Any = httpx.HTTPTransport if sync else httpx.AsyncHTTPTransport
        with Server(self.weather, tls) as server:

            def make() -> Any:
                return client_of(
                    self.mode,
                    confirm=self.confirm if sync else self.aconfirm,
                    base_url=server.url,
                    timeout=httpx.Timeout(PATIENCE, pool=None),
                    transport=kind(verify=verify),
                )

            if sync:
                self._threads(make, server)
            else:
                anyio.run(self._tasks, make, server, backend=self.mode)
            if not server.settled(0):
                self.wrong.append("a closed client has sockets")
        self.wrong += self._lies()

    def _threads(self, make: Callable[[], Any], server: Server) -> None:
        def call(write: Write) -> None:
            try:
                write.call(meet)
                self.told[write.identity] = "returned"
            except MatonError as error:
                self.told[write.identity] = error

        with make() as meet:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                # Each call has a time of its own.
                list(pool.map(lambda write: copy_context().run(call, write), self.writes))
            self.weather.calm = True
            meet.with_options(confirm=approve_all, timeout=20).spaces.get("x")
            server.settled(len(pool_of(meet).connections))
            self._whole(meet, server)

    async def _tasks(self, make: Callable[[], Any], server: Server) -> None:
        async def call(write: Write) -> None:
            async with free:
                self.told[write.identity] = "cancelled"
                with anyio.move_on_after(write.cancelled):
                    try:
                        await write.call(meet)
                        self.told[write.identity] = "returned"
                    except MatonError as error:
                        self.told[write.identity] = error

        free = anyio.Semaphore(AT_ONCE)
        async with make() as meet:
            async with anyio.create_task_group() as group:
                for write in self.writes:
                    group.start_soon(call, write)
            self.weather.calm = True
            await meet.with_options(timeout=20).spaces.get("x")
            gc.collect()  # A handshake that is cancelled, httpcore leaves to the collector.
            for _ in range(int(HANGS / 0.001)):
                if server.open <= len(pool_of(meet).connections):
                    break
                await anyio.sleep(0.001)
            self._whole(meet, server)

    def _whole(self, meet: Any, server: Server) -> None:
        if lost := held(meet):
            self.wrong.append(f"the pool still holds {lost}")
        if server.open > len(pool_of(meet).connections):
            self.wrong.append("a socket is in no pool")

    def _lies(self) -> Iterator[str]:
        """What was carried out and what was told, where the two differ."""
        for identity, requests in self.weather.carried.items():
            for request in requests:
                sent = request.method, request.target, request.body
                if IDENTITY.match(identity) and self.approved.get(identity) != sent:
                    yield f"{identity} was carried out, and not approved as it was sent"
            if len(requests) > 1 and IDENTITY.match(identity):
                yield f"{identity} was carried out {len(requests)} times"
        for identity, told in self.told.items():
            done = bool(self.weather.carried.get(identity))
            if told == "cancelled" or isinstance(told, OutcomeUnknown):
                lie = False
            elif told == "returned" or isinstance(told, ResponseError):
                lie = not done
            else:
                lie = done
            if lie:
                yield f"{identity} was{'' if done else ' not'} carried out; told was {told!r}"
            if identity.endswith("0") and not isinstance(told, WriteDeclined):
                yield f"{identity} was declined; told was {told!r}"

    def counts(self) -> Counter[str]:
        """How often each thing was told."""
        return Counter(
            told if isinstance(told, str) else type(told).__name__ for told in self.told.values()
        )


def storms(count: int, seed: int) -> Iterator[Storm]:
    """`count` writes altogether, in each mode, over TLS and not; each storm once it is over."""
    certificates = Certificates()
    for number, (mode, given) in enumerate((w, c) for w in MODES for c in (None, certificates)):
        storm = Storm(mode, (count + number) // (2 * len(MODES)), seed + number, given)
        storm.run()
        yield storm


def main(count: int, seed: int) -> int:
    """Raise the storms and tell of them; the exit code is 1 if something is wrong."""
    started = time.monotonic()
    told: Counter[str] = Counter()
    carried, wrong = 0, list[str]()
    for storm in storms(count, seed):
        told += storm.counts()
        carried += len(storm.weather.carried)
        wrong += storm.wrong
        over = "https" if storm.certificates else "http"
        print(f"{storm.mode:<8} {over:<6} {len(storm.writes):>6} writes, {len(storm.wrong)} wrong")
    print(f"{sum(told.values()):,} writes in {time.monotonic() - started:.1f} s, seed {seed}:")
    print(*(f"  {name:<24} {number:>6,}" for name, number in told.most_common()), sep="\n")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(
        f"{sum(told.values()):,} writes, {carried:,} carried out: "
        f"{len(wrong)} twice, unapproved or told wrong"
    )
    return int(bool(wrong))
