"""Every write is approved, executed at most once, and its outcome is reported correctly.

The network fails at random: `RandomFaults` executes a request or not, and answers it or fails.
Each write has an identity in its path. The tests compare the executed requests with the approved
ones, with the results that the clients reported, and with the receipts. One write in ten is
declined; the hook raises for another one; a receipt of another one cannot be recorded; one
asynchronous write in ten is cancelled. With `--thorough`, the clients send 10,000 writes.
"""

from __future__ import annotations

import gc
import json
import random
import re
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import Any, NamedTuple

import anyio
import httpx
import pytest
from maton_google_meet import (
    MatonError,
    OutcomeUnknown,
    PendingWrite,
    RateLimitError,
    Receipts,
    ResponseError,
    WriteDeclined,
    approve_all,
)
from maton_google_meet.flow import call as flow
from maton_google_meet.observers import receipts
from support.calls import (
    ATTEMPTS,
    OperationKind,
    approve,
    describe_held,
    make_instant_client,
    operation_kinds,
    read_pool,
)
from support.clients import MODES
from support.fault_server import HANG_SECONDS, Behavior, Certificates, FaultServer, Peer, Request
from support.scale import scale

pytestmark = [
    pytest.mark.maton_contract(wrong_on_purpose="answers"),
    # httpcore leaves a cancelled handshake's socket and a response's generator to the collector.
    pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]

CONCURRENT_CALLS = 8
# On a busy machine a response may come later: the outcome is then unknown, which is correct.
TIMEOUT_SECONDS = 0.15
IDENTITY = re.compile(r"w-\d+")
CONNECTION_FAULT_RATE = 0.06
# The weight of each response to a request, and if the server executes the request: yes, no, or at
# random.
RESPONSES: dict[str, tuple[int, bool | None]] = {
    "answer": (40, True),
    "answer, then close": (5, True),
    "answer after a 100": (2, True),
    "answer with HTML": (4, True),
    "cut short": (4, True),
    "invalid gzip": (1, True),
    "status: 302": (1, False),
    "status: 400": (2, False),
    "status: 403": (2, False),
    "status: 404": (2, False),
    "status: 409": (2, False),
    "status: 429": (12, False),
    "status: 500": (3, None),
    "status: 502": (3, None),
    "status: 503": (3, None),
    "status: 504": (3, None),
    "status: 522": (3, None),
    "close": (4, None),
    "reset": (6, None),
    "reset within the answer": (3, None),
    "stall": (1, None),
}


def encode_response(status: int, body: bytes, *headers: bytes) -> bytes:
    length = b"Content-Length: %d" % len(body)
    head = (b"HTTP/1.1 %d X" % status, b"Content-Type: application/json", length, *headers)
    return b"\r\n".join((*head, b"", body))


LIMITED = ("17", "57")
"""Ends of identities: all attempts of such a call receive 429, which is rare by chance."""


class RandomFaults(Behavior):
    """Choose the response to each attempt at random; the choice depends only on the seed.

    `executed` holds the executed requests by identity. With `healthy`, no fault occurs.
    """

    def __init__(self, seed: int) -> None:
        self.healthy = False
        self.executed: dict[str, list[Request]] = {}
        self.attempts: Counter[str] = Counter()
        self.responses: Counter[str] = Counter()
        self._seed = seed
        self._connections = 0
        self._lock = threading.Lock()

    def accept(self, peer: Peer) -> bool:
        with self._lock:
            self._connections += 1
            number = random.Random(f"{self._seed} {self._connections}").random()
        if self.healthy or number > CONNECTION_FAULT_RATE:
            return True
        if number < CONNECTION_FAULT_RATE / 3:
            peer.peek()
        elif number < CONNECTION_FAULT_RATE * 2 / 3:
            peer.read_half()
        peer.reset()
        return False

    def answer(self, peer: Peer, request: Request) -> bool:
        identity = identify(request.target)
        with self._lock:
            self.attempts[identity] += 1
            source = random.Random(f"{self._seed} {identity} {self.attempts[identity]}")
            weights = [weight for weight, _ in RESPONSES.values()]
            [response] = source.choices([*RESPONSES], weights)
            if identity.endswith(LIMITED):
                response = "status: 429"
            response = "answer" if self.healthy else response
            executes = RESPONSES[response][1]
            if source.random() < 0.5 if executes is None else executes:
                self.executed.setdefault(identity, []).append(request)
            self.responses[response] += 1
        return self._respond(response, peer, identity.encode(), source)

    def _respond(self, response: str, peer: Peer, name: bytes, source: random.Random) -> bool:
        body = b'{"name": "spaces/%s", "connection_id": "%s"}' % (name, name)
        success = encode_response(200, body)
        _, _, status = response.partition(": ")
        if status:
            headers = (b"Location: /x", b"Retry-After: 0")[: source.randint(1, 2)]
            peer.send(encode_response(int(status), b'{"error": {"message": "No."}}', *headers))
        elif response == "answer after a 100":
            peer.send(b"HTTP/1.1 100 Continue\r\n\r\n" + success)
        elif response == "answer with HTML":
            peer.send(encode_response(200, b"<html>"))
        elif response == "invalid gzip":
            peer.send(encode_response(200, b"{}", b"Content-Encoding: gzip"))
        elif response == "stall":
            peer.stall()
        elif response in ("reset within the answer", "cut short"):
            peer.send(success[: source.randrange(len(success))])
        elif response.startswith("answer"):
            peer.send(success)
        if response.startswith("reset"):
            peer.reset()
        return bool(status) or (response.startswith("answer") and "close" not in response)


def identify(path: str) -> str:
    """Return the identity in `path`, or `path` if it has none."""
    match = IDENTITY.search(path)
    return match[0] if match else path


class HookError(Exception):
    """An error of the program's own confirmation hook."""


class Write(NamedTuple):
    """One write."""

    identity: str
    kind: OperationKind
    cancel_after: float | None
    """The seconds until the call is cancelled; None for a call that is not cancelled."""

    @property
    def declined(self) -> bool:
        """True if the hook declines this write."""
        return self.identity.endswith("0")

    @property
    def expected_error(self) -> type[Exception] | None:
        """The error that ends this write before it is sent; None if it can be sent."""
        errors = {"0": WriteDeclined, "3": HookError, "8": WriteDeclined}
        return errors.get(self.identity[-1])

    def call(self, meet: Any) -> Any:
        parent, slash, _ = self.kind.subject.rpartition("/")
        return self.kind.perform(meet, f"{parent}{slash}{self.identity}")


class Experiment:
    """`count` writes in one mode. `results` holds the result or the error of each write."""

    def __init__(self, mode: str, count: int, tls: bool = False, seed: int = 7) -> None:
        self.mode = mode
        self.certificates = Certificates() if tls else None
        self.results: dict[str, BaseException | str] = {}
        self.receipts: dict[str, list[dict[str, Any]]] = {}
        self.asked: Counter[str] = Counter()
        self.approved: dict[str, tuple[str, str, bytes]] = {}
        self.digests: dict[str, str] = {}
        self.faults = RandomFaults(seed)
        self.violations: list[str] = []
        source = random.Random(seed)
        kinds = [kind for kind in operation_kinds() if kind.write and kind.subject]
        self.writes = {
            f"w-{number}": Write(
                f"w-{number}",
                kinds[number % len(kinds)],
                source.random() * 0.02 if mode != "sync" and number % 10 == 5 else None,
            )
            for number in range(count)
        }

    def confirm(self, pending: PendingWrite) -> bool:
        identity = identify(pending.path)
        self.asked[identity] += 1
        if self.writes[identity].declined:
            return False
        if self.writes[identity].expected_error is HookError:
            raise HookError
        self.approved[identity] = pending.method, pending.path, pending.body
        self.digests[identity] = pending.id
        return True

    async def confirm_async(self, pending: PendingWrite) -> bool:
        return await approve(pending) and self.confirm(pending)

    for _hook in (confirm, confirm_async):
        _hook.shows_account = False  # type: ignore[attr-defined] # Each request is a write.

    def refuse_receipt(self, receipt: dict[str, Any]) -> None:
        """Record no receipt of one write in ten."""
        if identify(receipt["path"]).endswith("8"):
            raise OSError("no space left")

    def run(self) -> None:
        """Send the writes, and collect the violations."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "receipts.jsonl")
            self._send([Receipts(path), Receipts(self.refuse_receipt, required=True)])
            for line in path.read_text().splitlines():
                receipt = json.loads(line)
                self.receipts.setdefault(identify(receipt["path"]), []).append(receipt)
        self.violations += self._compare()
        for write in self.writes.values():
            self.violations += self._compare_receipts(write)

    def _send(self, observers: list[Receipts]) -> None:
        sync = self.mode == "sync"
        tls = self.certificates.server["good"] if self.certificates else None
        verify: Any = self.certificates.trust if self.certificates else False
        transport: Any = httpx.HTTPTransport if sync else httpx.AsyncHTTPTransport
        with FaultServer(self.faults, tls) as server:

            def make_client() -> Any:
                return make_instant_client(
                    self.mode,
                    confirm=self.confirm if sync else self.confirm_async,
                    observe=observers,
                    base_url=server.url,
                    timeout=httpx.Timeout(TIMEOUT_SECONDS, pool=None),
                    transport=transport(verify=verify),
                )

            if sync:
                self._run_threads(make_client, server)
            else:
                anyio.run(self._run_tasks, make_client, server, backend=self.mode)
            if not server.wait_until_open(0):
                self.violations.append("a closed client has open sockets")

    def _run_threads(self, make_client: Callable[[], Any], server: FaultServer) -> None:
        def call(write: Write) -> None:
            try:
                self._record(write, write.call(meet))
            except (MatonError, HookError) as error:
                self.results[write.identity] = error

        with make_client() as meet:
            with ThreadPoolExecutor(CONCURRENT_CALLS) as pool:
                # Each call has its own time: see WaitClock.
                list(pool.map(lambda write: copy_context().run(call, write), self.writes.values()))
            self.faults.healthy = True
            meet.with_options(confirm=approve_all, timeout=HANG_SECONDS).spaces.get("x")
            server.wait_until_open(len(read_pool(meet).connections))
            self._check_pool(meet, server)

    async def _run_tasks(self, make_client: Callable[[], Any], server: FaultServer) -> None:
        async def call(write: Write) -> None:
            async with free:
                self.results[write.identity] = "cancelled"
                with anyio.move_on_after(write.cancel_after):
                    try:
                        self._record(write, await write.call(meet))
                    except (MatonError, HookError) as error:
                        self.results[write.identity] = error

        free = anyio.Semaphore(CONCURRENT_CALLS)
        async with make_client() as meet:
            async with anyio.create_task_group() as group:
                for write in self.writes.values():
                    group.start_soon(call, write)
            self.faults.healthy = True
            await meet.with_options(timeout=HANG_SECONDS).spaces.get("x")
            gc.collect()  # httpcore leaves a cancelled handshake to the collector.
            with anyio.move_on_after(HANG_SECONDS):
                while server.open_count > len(read_pool(meet).connections):  # noqa: ASYNC110 - it has no event
                    await anyio.sleep(0.001)
            self._check_pool(meet, server)

    def _record(self, write: Write, result: Any) -> None:
        self.results[write.identity] = "returned"
        name = getattr(result, "name", None)
        if isinstance(name, str) and name != f"spaces/{write.identity}":
            self.violations.append(f"{write.identity} returned the response of {name}")

    def _check_pool(self, meet: Any, server: FaultServer) -> None:
        if held := describe_held(meet):
            self.violations.append(f"the pool still holds {held}")
        if server.open_count > len(read_pool(meet).connections):
            self.violations.append("a socket is in no pool")

    def _compare(self) -> Iterator[str]:
        """Yield each difference between the approved, the executed and the reported writes."""
        for identity in self.writes:
            requests = self.faults.executed.get(identity, [])
            if len(requests) > 1:
                yield f"{identity} was executed {len(requests)} times"
            for request in requests:
                sent = request.method, request.target, request.body
                if self.approved.get(identity) != sent:
                    yield f"{identity} was executed, but these bytes were not approved"
            if self.asked[identity] > 1:
                yield f"the hook was called {self.asked[identity]} times for {identity}"
            if self.faults.attempts[identity] > ATTEMPTS:
                yield f"{identity} was sent {self.faults.attempts[identity]} times"
            result = self.results[identity]
            if result == "cancelled" or isinstance(result, OutcomeUnknown):
                possible = {True, False}
            else:
                possible = {result == "returned" or isinstance(result, ResponseError)}
            if bool(requests) not in possible:
                executed = "executed" if requests else "not executed"
                yield f"{identity} was {executed}; the client reported {result!r}"
            expected = self.writes[identity].expected_error
            if expected and result != "cancelled" and not isinstance(result, expected):
                yield f"{identity} was declined; the client reported {result!r}"

    def _compare_receipts(self, write: Write) -> Iterator[str]:
        """Yield each difference between the receipts of a write and what happened."""
        identity, result = write.identity, self.results[write.identity]
        found = self.receipts.get(identity, [])
        if len(found) != 1:
            yield f"{identity} has {len(found)} receipts"
            return
        [receipt] = found
        outcome, executed = receipt["outcome"], identity in self.faults.executed
        if outcome not in ("unknown", "done" if executed else "refused", "declined"):
            yield f"{identity} has the receipt {outcome}; executed: {executed}"
        if executed and outcome == "declined":
            yield f"{identity} was executed, and its receipt is {outcome}"
        if result != "cancelled" and outcome != expect_outcome(result):
            yield f"{identity} has the receipt {outcome}; the client reported {result!r}"
        if receipt["attempts"] < self.faults.attempts[identity]:
            yield f"{identity} has a receipt of {receipt['attempts']} attempts"
        if (identity in self.approved) != (receipt["decision"] == "approved"):
            yield f"{identity} has a receipt with the decision {receipt['decision']}"
        if identity in self.approved and receipt["digest"] != self.digests[identity]:
            yield f"{identity} has a receipt of another write"


def expect_outcome(result: BaseException | str) -> str:
    """Return the outcome on the receipt of a write that ended with `result`."""
    if isinstance(result, OutcomeUnknown):
        return "unknown"
    if isinstance(result, WriteDeclined | HookError):
        return "declined"
    return "done" if result == "returned" or isinstance(result, ResponseError) else "refused"


@pytest.mark.sized
@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
@pytest.mark.parametrize("mode", MODES)
def test_writes_under_random_faults(mode: str, tls: bool) -> None:
    experiment = Experiment(mode, scale(10_000, 1_200) // 6 + 1, tls)
    experiment.run()
    gc.collect()
    assert experiment.violations == []
    assert experiment.results.keys() == experiment.writes.keys()
    assert len(experiment.faults.responses) > len(RESPONSES) * 0.7
    assert max(experiment.faults.attempts[identity] for identity in experiment.writes) == ATTEMPTS
    executed = experiment.faults.executed
    # An unknown outcome can be either.
    assert {True, False} == {
        identity in executed
        for identity, result in experiment.results.items()
        if isinstance(result, OutcomeUnknown)
    }
    types = {type(result) for result in experiment.results.values()}
    assert types >= {str, RateLimitError, WriteDeclined, HookError}
    assert experiment.receipts.keys() == experiment.writes.keys()
    outcomes = {receipt["outcome"] for [receipt] in experiment.receipts.values()}
    assert outcomes == {"done", "refused", "declined", "unknown"}


def retry_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "is_retryable", lambda _: True)


def skip_confirmation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "ask", lambda *_: iter(()))


def report_all_as_unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    real = flow.make_network_error

    def network_error(
        cause: Any, request: Any, operation: Any, write: bool, secret: str, *, unsent: bool
    ) -> Any:
        return real(cause, request, operation, False, secret, unsent=unsent)

    monkeypatch.setattr(flow, "make_network_error", network_error)


def append_each_receipt_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts._OpenFile, "rewrite_end", lambda *_: False)


def record_all_as_done(monkeypatch: pytest.MonkeyPatch) -> None:
    real = receipts._describe_end
    monkeypatch.setattr(receipts, "_describe_end", lambda event: real(event) | {"outcome": "done"})


@pytest.mark.parametrize(
    ("plant_fault", "violation"),
    [
        (append_each_receipt_twice, "has 2 receipts"),
        (record_all_as_done, "has the receipt done; executed: False"),
        (record_all_as_done, "has the receipt done; the client reported WriteDeclined"),
        (retry_writes, r"was executed \d times"),
        (skip_confirmation, "these bytes were not approved"),
        (skip_confirmation, "was declined; the client reported"),
        (report_all_as_unsent, "was executed; the client reported NetworkError"),
    ],
)
def test_the_experiment_detects_a_faulty_client(
    plant_fault: Callable[[pytest.MonkeyPatch], None],
    violation: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant_fault(monkeypatch)
    experiment = Experiment("sync", 360)
    experiment.run()
    assert any(re.search(violation, each) for each in experiment.violations), experiment.violations
