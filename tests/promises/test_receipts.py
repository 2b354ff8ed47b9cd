"""Each write has exactly one receipt, and it is true, whatever ends the call.

`test_writes` compares the receipts of many writes under random faults.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
import maton_google_meet
import pytest
from maton_google_meet import (
    GoogleMeet,
    MatonError,
    OutcomeUnknown,
    Receipts,
    WriteDeclined,
    approve_all,
)
from support.clients import KEY, LISTED, ClientRunner, create_space, read_space
from support.document_server import DocumentServer, Reply
from support.fault_server import HANG_SECONDS, Behavior, FaultServer, Peer, Request

PACKAGE = str(Path(maton_google_meet.__file__).parent)
RECEIPTS_MODULE = str(Path(PACKAGE, "observers", "receipts.py"))
CREATED = {"name": "spaces/abc"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "writes.jsonl"


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


LOOKED_UP = {"connection": LISTED["connections"][0] | {"connection_id": "c"}}


class DuringWrite(Behavior):
    """Call `action` as soon as the write has arrived, and never answer it."""

    def __init__(self, action: Callable[[], object]) -> None:
        self._action = action

    def answer(self, peer: Peer, request: Request) -> bool:
        if request.method == "GET":  # The look-up of the connection.
            body = json.dumps(LOOKED_UP)
            head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:"
            peer.send(f"{head} {len(body)}\r\n\r\n{body}".encode())
            return True
        self._action()
        peer.stall()
        return False


class Executing:
    """A transport that executes each request, and records its path."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json=LOOKED_UP)
        self.paths.append(request.url.path)
        return httpx.Response(200, json=CREATED)


# --- each end of a call ---------------------------------------------------------------------------


def decline(_: object) -> bool:
    return False


def fail(_: object) -> bool:
    raise LookupError("no")


@pytest.mark.parametrize(
    ("reply", "confirm", "expected"),
    [
        (Reply(json=CREATED), approve_all, ("approved", "done", None, 200, 1)),
        (
            Reply(404, json={"message": "no"}),
            approve_all,
            ("approved", "refused", "NotFoundError", 404, 1),
        ),
        (
            Reply(503, json={"message": "no"}),
            approve_all,
            ("approved", "unknown", "ServerOutcomeUnknown", 503, 1),
        ),
        (None, decline, ("declined", "declined", "WriteDeclined", None, 0)),
        (None, fail, ("declined", "declined", "LookupError", None, 0)),
        (None, None, ("declined", "declined", "ConfirmationRequired", None, 0)),
    ],
)
def test_each_end_of_a_write_has_its_receipt(
    reply: Reply | None,
    confirm: Any,
    expected: tuple[Any, ...],
    runner: ClientRunner,
    server: DocumentServer,
    path: Path,
) -> None:
    if reply:
        server.answers["spaces.create"] = [reply]
    hook = confirm and runner.make_hook(confirm)

    options = {
        "connection": "c",
        "base_url": server.url,
        "confirm": hook,
        "observe": Receipts(path),
    }
    with contextlib.suppress(MatonError, LookupError):
        runner.call(create_space, **options)
    [receipt] = read(path)
    keys = ("decision", "outcome", "error", "status", "attempts")
    assert tuple(receipt[key] for key in keys) == expected
    assert receipt["connection_id"] == "c"
    assert "spaces.create" in receipt["text"]
    assert (receipt["hook"] is None) == (confirm is None)


def test_a_write_without_a_connection_has_a_receipt_without_digest(
    runner: ClientRunner, server: DocumentServer, path: Path
) -> None:
    server.answers["connections.list"] = [Reply(json={"connections": []})]
    with pytest.raises(MatonError):
        runner.call(
            create_space,
            base_url=server.url,
            confirm=runner.make_hook(approve_all),
            observe=Receipts(path),
        )
    [receipt] = read(path)
    assert (receipt["outcome"], receipt["error"]) == ("refused", "NoActiveConnection")
    assert receipt["digest"] is receipt["decision"] is None
    assert receipt["operation"] == "spaces.create"


def test_a_read_has_no_receipt(runner: ClientRunner, server: DocumentServer, path: Path) -> None:
    runner.call(read_space, base_url=server.url, observe=Receipts(path, required=True))
    assert path.read_bytes() == b""


def test_a_write_whose_required_receipt_fails_is_not_sent(
    runner: ClientRunner, server: DocumentServer, path: Path
) -> None:
    def forward(receipt: dict[str, Any]) -> None:
        raise OSError(receipt["outcome"])

    observers = [Receipts(path), Receipts(forward, required=True)]
    with pytest.raises(WriteDeclined, match="its receipt could not be recorded"):
        runner.call(
            create_space,
            connection="c",
            base_url=server.url,
            confirm=runner.make_hook(approve_all),
            observe=observers,
        )
    assert "spaces.create" not in [seen.operation for seen in server.seen]
    [receipt] = read(path)
    assert (receipt["outcome"], receipt["error"]) == ("declined", "WriteDeclined")


def test_a_receipt_that_fails_is_logged_and_does_not_stop_the_write(
    runner: ClientRunner, server: DocumentServer, caplog: pytest.LogCaptureFixture
) -> None:
    def forward(_: object) -> None:
        raise OSError("no space left")

    runner.call(
        create_space,
        connection="c",
        base_url=server.url,
        confirm=runner.make_hook(approve_all),
        observe=Receipts(forward),
    )
    assert [seen.operation for seen in server.seen][-1] == "spaces.create"
    assert any(
        "OSError" in str(record.exc_info or record.getMessage()) for record in caplog.records
    )


# --- interrupts -----------------------------------------------------------------------------------


class Interrupt(BaseException):
    """An exception that a signal handler raises, as KeyboardInterrupt is one."""


@pytest.mark.parametrize(
    ("place", "step"), [(PACKAGE, 3), (RECEIPTS_MODULE, 1), (str(Path(httpx.__file__).parent), 3)]
)
@pytest.mark.filterwarnings("ignore:Exception ignored in")
def test_an_interrupt_as_any_function_is_called_leaves_a_true_receipt(
    place: str, step: int, path: Path
) -> None:
    calls, stop_at, outcomes = 0, 1, set[str]()

    def interrupt(frame: FrameType, *_: object) -> None:
        nonlocal calls
        if not frame.f_code.co_filename.startswith(place):
            return
        calls += 1
        if calls == stop_at:
            sys.settrace(None)
            raise Interrupt

    receipts, executing = Receipts(path), Executing()
    meet = GoogleMeet(
        KEY,
        connection="c",
        confirm=approve_all,
        observe=receipts,
        pace=None,
        transport=executing.transport,
    )
    meet.spaces.create()
    while calls >= stop_at or not calls:
        path.write_bytes(b"")
        executing.paths.clear()
        stop_at += step
        calls, before = 0, sys.gettrace()
        gc.disable()  # An interrupt of a finalizer would be ignored.
        try:
            sys.settrace(interrupt)
            meet.spaces.create()
        except Interrupt:
            pass
        finally:
            sys.settrace(before)
            gc.enable()
        found = read(path)
        # An interrupt before the call begins, or while the end of an unsent write is recorded.
        assert len(found) == 1 or not (found or executing.paths), stop_at
        outcomes |= {receipt["outcome"] for receipt in found}
        expected = {"done", "unknown"} if executing.paths else {"refused", "declined", "unknown"}
        assert {receipt["outcome"] for receipt in found} <= expected, stop_at
    assert {"done", "unknown"} <= outcomes


def test_a_client_that_is_closed_during_a_write_leaves_a_true_receipt(path: Path) -> None:
    with FaultServer(DuringWrite(lambda: meet.close())) as server:  # noqa: PLW0108 - it comes later
        meet = GoogleMeet(
            KEY,
            base_url=server.url,
            connection="c",
            confirm=approve_all,
            observe=Receipts(path),
            timeout=HANG_SECONDS,
        )
        with pytest.raises(OutcomeUnknown):
            meet.spaces.create()
    assert [receipt["outcome"] for receipt in read(path)] == ["unknown"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_process_killed_during_a_write_leaves_a_true_receipt(path: Path) -> None:
    code = (
        "import sys\n"
        "from maton_google_meet import GoogleMeet, Receipts, approve_all\n"
        "observe, url = Receipts(sys.argv[1], required=True), sys.argv[2]\n"
        "with GoogleMeet('k', base_url=url, connection='c', confirm=approve_all,\n"
        "                observe=observe) as meet:\n"
        "    sys.stdin.read()\n"  # Until the test knows this process.
        "    meet.spaces.create()\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with FaultServer(DuringWrite(lambda: process.kill())) as server:  # noqa: PLW0108 - it comes later
        process = subprocess.Popen(
            [sys.executable, "-c", code, path, server.url], env=environment, stdin=subprocess.PIPE
        )
        process.communicate(timeout=HANG_SECONDS)
        assert server.requests[-1].method == "POST"
    [receipt] = read(path)
    assert (receipt["outcome"], receipt["attempts"]) == ("unknown", None)
    assert receipt["decision"] == "approved"
