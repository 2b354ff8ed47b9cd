"""A thousand writes on a network that fails: none is done twice, and each ends as it is told."""

from __future__ import annotations

import json
import random
import re
import socket
import socketserver
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import pytest
from maton_google_meet import (
    AsyncGoogleMeet,
    GoogleMeet,
    MatonError,
    OutcomeUnknown,
    PendingWrite,
    RateLimitError,
    Retry,
)
from support.clients import KEY, ClientRunner

ATTEMPTS = 4
TARGET = re.compile(rb"POST /google-meet/v2/spaces/w(\d+)/members ")
# What becomes of a request, how often of ten, and whether the write is done then: never, always,
# or as the dice fall.
FATES = {
    "200": (2, True),
    "429": (3, False),
    "500": (1, None),
    "503": (1, None),
    "reset before it is read": (1, False),
    "reset after it is read": (1, None),
    "the answer breaks off": (1, None),
}


class Server(socketserver.ThreadingTCPServer):
    """Does writes or not, says so or not, and remembers the truth."""

    request_queue_size = 128
    daemon_threads = False

    def __init__(self, seed: str) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.seed = seed
        self.seen: Counter[int] = Counter()
        self.done: Counter[int] = Counter()
        self.fates: Counter[str] = Counter()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def fate(self, write: int) -> tuple[str, random.Random]:
        """What becomes of this request: the same in each run, whoever comes first."""
        with self.lock:
            self.seen[write] += 1
            dice = random.Random(f"{self.seed} {write} {self.seen[write]}")
            weights = [weight for weight, _ in FATES.values()]
            [fate] = dice.choices(list(FATES), weights)
            self.fates[fate] += 1
        return fate, dice

    def handle_error(self, request: Any, client_address: Any) -> None:
        raise  # noqa: PLE0704 - what the handler raised: pytest fails the test for it


class Connection(socketserver.BaseRequestHandler):
    server: Server
    request: socket.socket

    def setup(self) -> None:
        self.request.settimeout(20.0)

    def handle(self) -> None:
        while self.serve():
            pass

    def serve(self) -> bool:
        """One request; whether the connection is of use after it."""
        line = b""
        while b"\r\n" not in line:
            # Not taken out of the socket: what is closed unread is reset.
            line = self.request.recv(4096, socket.MSG_PEEK)
            if not line:
                return False
        matched = TARGET.match(line)
        assert matched, line
        write = int(matched[1])
        fate, dice = self.server.fate(write)
        if fate == "reset before it is read":
            return self.reset()
        assert self.read() == {"email": f"w{write}@example.com"}
        done = FATES[fate][1]
        said = fate
        if fate == "the answer breaks off":
            said = dice.choice(["200", "429", "500"])
            done = {"200": True, "429": False}.get(said)
        if dice.random() < 0.5 if done is None else done:
            with self.server.lock:
                self.server.done[write] += 1
        if fate == "reset after it is read":
            return self.reset()
        answer = self.answer(write, int(said), dice)
        if fate != "the answer breaks off":
            self.request.sendall(answer)
            return True
        self.request.sendall(answer[: dice.randrange(len(answer))])
        return self.reset() if dice.random() < 0.5 else False

    def read(self) -> Any:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.request.recv(4096)
        head, _, body = received.partition(b"\r\n\r\n")
        [size] = re.findall(rb"(?i)content-length: (\d+)", head)
        while len(body) < int(size):
            body += self.request.recv(4096)
        return json.loads(body)

    def answer(self, write: int, status: int, dice: random.Random) -> bytes:
        body = json.dumps(
            {"name": f"spaces/w{write}/members/m"}
            if status == 200
            else {"error": {"message": "It is not to be today."}}
        ).encode()
        lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}"]
        lines.append("Content-Type: application/json")
        if status == 429 and dice.random() < 0.5:
            lines.append("Retry-After: 0")
        return "\r\n".join([*lines, "", ""]).encode() + body

    def reset(self) -> bool:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.request.close()
        return False


@pytest.fixture
def flaky(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server whose faults are the same in each run of a test."""
    with Server(request.node.name) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class Told:
    """What the client said of each write."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.errors: dict[int, MatonError | None] = {}
        self.lock = threading.Lock()

    def options(self, server: Server) -> dict[str, Any]:
        return {
            "base_url": server.url,
            "connection": "c",
            "pace": None,
            "retry": Retry(attempts=ATTEMPTS, max_wait=0.0),
        }

    def hook(self, pending: PendingWrite) -> bool:
        with self.lock:
            self.asked[pending.path] += 1
        return True

    async def async_hook(self, pending: PendingWrite) -> bool:
        return self.hook(pending)

    def check(self, server: Server, writes: range) -> None:
        assert self.asked == {f"/google-meet/v2/spaces/w{write}/members": 1 for write in writes}
        assert self.errors.keys() == set(writes)
        assert max(server.done.values()) == 1
        assert max(server.seen.values()) == ATTEMPTS
        ends: Counter[tuple[str, int]] = Counter()
        for write, error in self.errors.items():
            done = server.done[write]
            if error is None:
                assert done == 1, write
                ends["returned", done] += 1
            elif isinstance(error, OutcomeUnknown):
                assert done <= 1, write
                ends["unknown", done] += 1
            else:
                assert done == 0, (write, error)
                assert type(error) is RateLimitError
                ends["refused", done] += 1
        # Each way was tried, and what is unknown may be either.
        assert server.fates.keys() == FATES.keys()
        assert ends.keys() == {("returned", 1), ("unknown", 0), ("unknown", 1), ("refused", 0)}


def test_five_hundred_from_threads(flaky: Server) -> None:
    told, writes = Told(), range(500)
    with GoogleMeet(KEY, confirm=told.hook, **told.options(flaky)) as meet:

        def work(write: int) -> None:
            try:
                member = meet.members.create(f"w{write}", email=f"w{write}@example.com")
            except MatonError as error:
                told.errors[write] = error
            else:
                assert member.name == f"spaces/w{write}/members/m"
                told.errors[write] = None

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, writes))
    told.check(flaky, writes)


# httpx leaves the generator of a body that could not be sent to the garbage collector, of which
# trio warns.
@pytest.mark.filterwarnings("ignore:Async generator 'httpx:ResourceWarning")
@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_five_hundred_from_tasks(kind: str, flaky: Server) -> None:
    """Half of them in each kind of event loop."""
    told, writes, runner = Told(), range(250), ClientRunner(kind)
    options = told.options(flaky) | {"transport": runner.make_transport()}

    async def main() -> None:
        at_once = anyio.CapacityLimiter(16)
        async with (
            AsyncGoogleMeet(KEY, confirm=told.async_hook, **options) as meet,
            anyio.create_task_group() as group,
        ):

            async def work(write: int) -> None:
                async with at_once:
                    try:
                        member = await meet.members.create(
                            f"w{write}", email=f"w{write}@example.com"
                        )
                    except MatonError as error:
                        told.errors[write] = error
                    else:
                        assert member.name == f"spaces/w{write}/members/m"
                        told.errors[write] = None

            for write in writes:
                group.start_soon(work, write)

    anyio.run(main, backend=runner.mode)
    told.check(flaky, writes)
