"""Receipts: one truthful line for each write, whatever ends the call or fails on the disk."""

from __future__ import annotations

import errno
import gc
import json
import multiprocessing
import os
import re
import stat
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from maton_google_meet import ConfigurationError, WriteDeclined
from maton_google_meet.observers import receipts as module
from maton_google_meet.observers.receipts import END_BYTES, Receipts
from maton_google_meet.types import USE_PROXY_DEFAULT
from support.call_events import CallEvents, make_pending

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "writes.jsonl"


def read(path: Path) -> list[dict[str, Any]]:
    """Return the receipts in a file. Each line is one of them."""
    content = path.read_bytes()
    assert content == b"" or content.endswith(b"\n")
    return [json.loads(line) for line in content.splitlines()]


def record(receipts: Receipts, outcome: str = "done", **changes: Any) -> None:
    """Pass the events of an approved write."""
    events = CallEvents()
    receipts(events.decide())
    receipts(events.end(outcome, **changes))


# --- the receipt ----------------------------------------------------------------------------------


def test_a_write_leaves_one_line_with_all_facts(path: Path) -> None:
    receipts, events = Receipts(path), CallEvents()
    receipts(events.decide())
    receipts(events.wait())
    receipts(events.attempt())
    receipts(events.end(attempts=2))
    [receipt] = read(path)
    assert re.fullmatch(r"[0-9a-f]{32}", receipt.pop("receipt"))
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", receipt.pop("when"))
    assert receipt == {
        "decision": "approved",
        "hook": "ask",
        "digest": events.pending.id,
        "operation": "spaces.create",
        "method": "POST",
        "path": "/google-meet/v2/spaces",
        "connection_id": "c-1",
        "text": events.pending.text(),
        "outcome": "done",
        "error": None,
        "status": 200,
        "request_id": "r-1",
        "attempts": 2,
    }


def test_a_line_is_true_before_its_call_ends(path: Path) -> None:
    receipts, events = Receipts(path), CallEvents()
    receipts(events.decide())
    [before] = read(path)
    assert before["outcome"] == "unknown"
    assert before["attempts"] is before["status"] is before["error"] is None
    receipts(events.end("refused", error="NotFoundError", status=404))
    [after] = read(path)
    assert after == before | {
        "outcome": "refused",
        "error": "NotFoundError",
        "status": 404,
        "request_id": "r-1",
        "attempts": 1,
    }


def test_a_read_leaves_no_line(path: Path) -> None:
    receipts, events = Receipts(path), CallEvents("spaces.get", "GET")
    receipts(events.wait())
    receipts(events.attempt())
    receipts(events.end(write=False, pending=None))
    assert read(path) == []


def test_a_declined_write_leaves_one_line(path: Path) -> None:
    receipts, events = Receipts(path), CallEvents()
    receipts(events.decide(approved=False, hook="ask_in_chat", error="ValueError"))
    assert read(path) == []
    nothing: dict[str, Any] = {"attempts": 0, "status": None, "request_id": None}
    receipts(events.end("declined", error="WriteDeclined", **nothing))
    [receipt] = read(path)
    assert (receipt["decision"], receipt["hook"]) == ("declined", "ask_in_chat")
    assert (receipt["outcome"], receipt["error"]) == ("declined", "WriteDeclined")
    assert (receipt["digest"], receipt["attempts"]) == (events.pending.id, 0)


def test_a_write_that_another_observer_stopped_has_one_line(path: Path) -> None:
    record(receipts := Receipts(path), "declined", error="WriteDeclined", attempts=0)
    [receipt] = read(path)
    assert (receipt["decision"], receipt["outcome"]) == ("approved", "declined")
    assert not receipts._lines


def test_a_write_without_a_pending_write_has_no_digest(path: Path) -> None:
    Receipts(path)(CallEvents().end("refused", pending=None, error="NoActiveConnection"))
    [receipt] = read(path)
    assert receipt["digest"] is receipt["text"] is receipt["decision"] is receipt["hook"] is None
    assert receipt["connection_id"] is None
    assert receipt["operation"] == "spaces.create"
    assert (receipt["outcome"], receipt["error"]) == ("refused", "NoActiveConnection")


@pytest.mark.parametrize("connection", [None, USE_PROXY_DEFAULT])
def test_a_write_without_a_known_connection(connection: Any, path: Path) -> None:
    events = CallEvents(None, "PURGE", "/x?y=%20", None)
    events.pending = make_pending(operation=None, connection=connection)
    Receipts(path)(events.end())
    [receipt] = read(path)
    assert receipt["operation"] is receipt["connection_id"] is None
    assert (receipt["method"], receipt["path"]) == ("PURGE", "/x?y=%20")


HOSTILE = ['"}\n{"outcome": "done"', "\u2028\x1b[2J\x00", "🂡" * 999, "\ud800", "\\" * 999, ""]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_breaks_no_line(text: str, path: Path) -> None:
    receipts = Receipts(path)
    record(receipts)
    events = CallEvents()
    body = json.dumps({"name": text}).encode()
    receipts(events.decide(hook=text, pending=make_pending(body=body, label=text)))
    receipts(events.end("unknown", error=text, request_id=text, attempts=10**9))
    record(receipts)
    first, hostile, last = read(path)
    assert first["outcome"] == last["outcome"] == "done"
    assert (hostile["outcome"], hostile["hook"]) == ("unknown", text)
    assert hostile["request_id"].isascii()
    assert hostile["request_id"].isprintable()
    assert path.read_bytes().isascii()


def test_concurrent_calls_keep_their_lines(path: Path) -> None:
    receipts, calls = Receipts(path), [CallEvents() for _ in range(9)]
    for call in calls:
        receipts(call.decide())
    for number, call in reversed([*enumerate(calls)]):
        receipts(call.end(attempts=number))
    assert [each["attempts"] for each in read(path)] == [*range(9)]
    assert not receipts._lines


# --- the file -------------------------------------------------------------------------------------


def test_the_file_is_private_and_closed_between_calls(path: Path) -> None:
    receipts = Receipts(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 or os.name == "nt"
    before = len(os.listdir("/proc/self/fd")) if os.path.exists("/proc/self/fd") else 0
    record(receipts)
    after = len(os.listdir("/proc/self/fd")) if os.path.exists("/proc/self/fd") else 0
    assert before == after


def test_an_existing_file_keeps_its_lines_and_its_mode(path: Path) -> None:
    path.write_bytes(b'{"old": 1}\n')
    path.chmod(0o640)
    record(Receipts(path))
    old, new = read(path)
    assert old == {"old": 1}
    assert new["outcome"] == "done"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640 or os.name == "nt"


def test_an_incomplete_line_does_not_damage_the_next_one(path: Path) -> None:
    """A process that is killed, or a machine without power, can leave a part of a line."""
    path.write_bytes(b'{"receipt": "12')
    record(Receipts(path))
    part, line, rest = path.read_bytes().split(b"\n")
    assert (part, rest) == (b'{"receipt": "12', b"")
    assert json.loads(line)["outcome"] == "done"


def test_a_relative_path_belongs_to_the_folder_of_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    receipts = Receipts("writes.jsonl")
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    record(receipts)
    assert len(read(tmp_path / "writes.jsonl")) == 1


def test_a_target_that_cannot_work_is_refused(tmp_path: Path) -> None:
    values: list[Any] = [tmp_path, tmp_path / "no" / "folder", os.devnull, 5, None, "a\0b"]
    for value in values:
        with pytest.raises(ConfigurationError, match="Pass the path of a regular file"):
            Receipts(value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFO")
def test_a_fifo_without_a_reader_does_not_block(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(ConfigurationError, match=r"not a regular file\. Pass the path"):
        Receipts(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows does not rename open files")
def test_a_renamed_file_keeps_the_lines_that_it_has(path: Path) -> None:
    receipts, during, later = Receipts(path), CallEvents(), CallEvents()
    receipts(during.decide())
    path.rename(old := path.with_suffix(".1"))
    receipts(later.decide())
    receipts(later.end())
    receipts(during.end("refused"))
    assert [each["outcome"] for each in read(old)] == ["refused"]
    assert [each["outcome"] for each in read(path)] == ["done"]
    record(receipts)
    assert len(read(path)) == 2


def test_a_truncated_file_is_not_damaged(path: Path) -> None:
    """Some programs rotate a file by copying and truncating it."""
    receipts, during = Receipts(path), CallEvents()
    record(receipts)
    receipts(during.decide())
    os.truncate(path, 0)
    record(receipts, attempts=2)
    receipts(during.end(attempts=3))
    assert [each["attempts"] for each in read(path)] == [2, 3]


def test_a_file_that_is_replaced_while_it_opens_is_an_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts = Receipts(path, required=True)
    monkeypatch.setattr(os.path, "sameopenfile", lambda *_: False)
    with pytest.raises(WriteDeclined) as raised:
        receipts(CallEvents().decide())
    assert "replaced by another file" in str(raised.value.__cause__)


def test_fsync_is_called_before_the_write_and_at_its_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = list[str]()
    monkeypatch.setattr(os, "fsync", lambda _: outcomes.append(read(path)[-1]["outcome"]))
    record(Receipts(path))
    assert outcomes == []
    record(Receipts(path, fsync=True))
    assert outcomes == ["unknown", "done"]


# --- threads and processes ------------------------------------------------------------------------


def record_many(path: str, name: str) -> None:
    receipts = Receipts(path)

    def record_one(number: int) -> None:
        record(receipts, request_id=f"{name}-{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record_one, range(50)))


def test_threads_and_processes_share_a_file(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=record_many, args=(str(path), name)) for name in "ab"]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    found = Counter(each["request_id"] for each in read(path))
    assert found == Counter(f"{name}-{number}" for name in "ab" for number in range(50))


@needs_fork
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_the_child_of_a_fork_leaves_the_lines_of_the_parent(path: Path) -> None:
    receipts, events = Receipts(path), CallEvents()
    receipts(events.decide())
    holder = threading.Thread(target=receipts._writer._lock.acquire)  # type: ignore[union-attr]
    holder.start()
    holder.join()
    child = os.fork()
    if not child:
        try:
            record(receipts, attempts=7)
            os._exit(bool(receipts._lines))
        except BaseException:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    receipts._writer._lock = threading.RLock()  # type: ignore[union-attr]
    receipts(events.end(attempts=1))
    assert [each["attempts"] for each in read(path)] == [1, 7]


def test_a_renewed_observer_has_no_open_file(path: Path) -> None:
    """In this process, since coverage does not measure the child of a fork."""
    receipts, events, unrecorded = Receipts(path), CallEvents(), CallEvents()
    receipts(events.decide())
    file: Any = receipts._lines[events.call_id].file
    receipts._lines[unrecorded.call_id] = module._Line({})
    receipts.renew()
    assert not receipts._lines
    with pytest.raises(ValueError, match="closed file"):
        file.sync()
    (functions := Receipts(print)).renew()
    assert not functions._lines


@needs_fork
def test_a_killed_process_leaves_the_outcome_unknown(path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from maton_google_meet import Receipts\n"
        "from support.call_events import CallEvents\n"
        "receipts = Receipts(sys.argv[1])\n"
        "receipts(CallEvents().decide())\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code, path], env=environment, check=False)
    record(Receipts(path))
    assert [each["outcome"] for each in read(path)] == ["unknown", "done"]


@pytest.mark.parametrize("step", ["append", "sync", "rewrite_end"])
def test_an_interrupt_leaves_one_true_line(
    step: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(module._OpenFile, step)

    def interrupt(*arguments: Any) -> None:
        monkeypatch.setattr(module._OpenFile, step, real)
        real(*arguments)
        raise KeyboardInterrupt

    receipts, events = Receipts(path, fsync=True), CallEvents()
    monkeypatch.setattr(module._OpenFile, step, interrupt)
    if step == "rewrite_end":
        receipts(events.decide())
        with pytest.raises(KeyboardInterrupt):
            receipts(events.end())
        expected = "done"
    else:
        with pytest.raises(KeyboardInterrupt):
            receipts(events.decide())
        receipts(events.end(expected := "refused", error="KeyboardInterrupt"))
    assert [each["outcome"] for each in read(path)] == [expected]
    assert not receipts._lines
    assert receipts._writer._current is None  # type: ignore[union-attr]


def test_an_interrupt_right_after_the_append(path: Path) -> None:
    receipts, opener, events = Receipts(path), CallEvents(), CallEvents()
    receipts(opener.decide())
    file: Any = receipts._lines[opener.call_id].file
    write, tell = file._appender.write, file._appender.tell

    class Appender:
        fileno = file._appender.fileno

        def write(self, content: bytes) -> int:
            write(content)
            raise KeyboardInterrupt

        def tell(self) -> int:
            position: int = tell()
            return position

    file._appender = Appender()
    with pytest.raises(KeyboardInterrupt):
        receipts(events.decide())
    receipts(events.end("refused"))
    receipts(opener.end())
    assert [each["outcome"] for each in read(path)] == ["done", "refused"]


def test_a_call_that_ends_while_another_line_is_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal handler, or the garbage collector, can end a call at any moment."""
    receipts, other, events = Receipts(path), CallEvents(), CallEvents()
    receipts(other.decide())
    real = module._OpenFile.append

    def append(self: Any, line: Any) -> None:
        monkeypatch.setattr(module._OpenFile, "append", real)
        receipts(other.end(attempts=1))
        real(self, line)

    monkeypatch.setattr(module._OpenFile, "append", append)
    receipts(events.decide())
    receipts(events.end(attempts=2))
    assert [each["attempts"] for each in read(path)] == [1, 2]


# --- required receipts ----------------------------------------------------------------------------


class FullDisk:
    """A disk that takes `room` more bytes. If `room` is negative, a write raises."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
        self.room = room
        real = module._OpenFile.__init__
        disk = self

        class Appender:
            def __init__(self, file: Any) -> None:
                self.tell, self.fileno, self._write = file.tell, file.fileno, file.write

            def write(self, content: bytes) -> int:
                if disk.room < 0:
                    raise OSError(errno.ENOSPC, "No space left on device")
                part = content[: disk.room]
                disk.room -= len(part)
                written: int = self._write(part)
                return written

        def open_file(file: Any, path: str) -> None:
            real(file, path)
            file._appender = Appender(file._appender)

        monkeypatch.setattr(module._OpenFile, "__init__", open_file)


@pytest.mark.parametrize("room", [-1, 0, 1, 300])
def test_a_full_disk_stops_the_write_if_receipts_are_required(
    room: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts, events = Receipts(path, required=True), CallEvents()
    disk = FullDisk(monkeypatch, room)
    with pytest.raises(WriteDeclined, match=r"recorded \(No space.*\).*nothing") as raised:
        receipts(events.decide())
    assert raised.value.pending is events.pending
    assert isinstance(raised.value.__cause__, OSError)
    assert path.read_bytes().strip() == b""
    disk.room = 10**6
    receipts(events.end("declined", error="WriteDeclined", attempts=0))
    *blank, line = path.read_bytes().splitlines()
    assert [len(each) + 1 for each in blank if each.isspace() or not each] == [room] * (room > 0)
    assert json.loads(line)["outcome"] == "declined"


def test_a_full_disk_does_not_stop_other_writes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts, events = Receipts(path), CallEvents()
    FullDisk(monkeypatch, 5)
    for event in (events.decide(), events.end()):
        with pytest.raises(OSError, match="No space"):  # The flow logs it.
            receipts(event)
    assert path.read_bytes() == b"    \n"
    assert not receipts._lines
    assert receipts._writer._current is None  # type: ignore[union-attr]


def test_a_line_whose_end_cannot_be_rewritten_is_an_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts, events = Receipts(path), CallEvents()
    receipts(events.decide())
    file: Any = receipts._lines[events.call_id].file

    class Rewriter:
        seek, read = file._rewriter.seek, file._rewriter.read

        def write(self, _: bytes) -> int:
            return 0

    file._rewriter = Rewriter()
    with pytest.raises(OSError, match="No space"):
        receipts(events.end())
    assert [each["outcome"] for each in read(path)] == ["unknown"]


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is one of Linux")
def test_a_limit_of_the_system_stops_the_write(path: Path) -> None:
    """The kernel itself writes a part of a line."""
    code = (
        "import resource, sys\n"
        "from maton_google_meet import Receipts, WriteDeclined\n"
        "from support.call_events import CallEvents\n"
        "receipts = Receipts(sys.argv[1], required=True)\n"
        "first, second = CallEvents(), CallEvents()\n"
        "receipts(first.decide())\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))\n"
        "try: receipts(second.decide())\n"
        "except WriteDeclined: print('declined')\n"
        "receipts(first.end())"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, path], env=environment, check=True, capture_output=True
    )
    assert done.stdout.strip() == b"declined"
    line, blank = path.read_bytes().splitlines(keepends=True)
    assert json.loads(line)["outcome"] == "done"
    assert blank.strip() == b""
    assert blank.endswith(b"\n")


# --- functions ------------------------------------------------------------------------------------


def test_a_function_receives_the_final_receipt() -> None:
    found = list[dict[str, Any]]()
    record(receipts := Receipts(found.append))
    [receipt] = found
    assert (receipt["outcome"], receipt["attempts"]) == ("done", 1)
    assert json.loads(json.dumps(receipt)) == receipt
    assert not receipts._lines


def test_a_required_function_receives_the_receipt_beforehand_too() -> None:
    found = list[dict[str, Any]]()
    record(Receipts(found.append, required=True))
    before, after = found
    assert before["receipt"] == after["receipt"]
    assert (before["outcome"], after["outcome"]) == ("unknown", "done")
    found.clear()
    Receipts(found.append, required=True)(CallEvents().end("declined"))
    assert [each["outcome"] for each in found] == ["declined"]


def test_the_error_does_not_repeat_the_text_of_an_exception() -> None:
    def fail(receipt: dict[str, Any]) -> None:
        raise OSError("a secret")

    with pytest.raises(WriteDeclined, match=r"recorded \(OSError\)") as raised:
        Receipts(fail, required=True)(CallEvents().decide())
    assert "secret" not in str(raised.value)


def test_a_required_function_that_raises_stops_the_write() -> None:
    def fail(receipt: dict[str, Any]) -> None:
        raise LookupError(receipt["receipt"])

    receipts, events = Receipts(fail, required=True), CallEvents()
    with pytest.raises(WriteDeclined, match="LookupError") as raised:
        receipts(events.decide())
    with pytest.raises(LookupError) as final:
        receipts(events.end("declined"))
    assert str(final.value) == str(raised.value.__cause__)
    assert not receipts._lines


def test_a_coroutine_function_does_not_count_as_recorded() -> None:
    async def record_later(_: dict[str, Any]) -> None: ...

    with pytest.raises(WriteDeclined, match="TypeError"):
        Receipts(record_later, required=True)(CallEvents().decide())
    with pytest.raises(TypeError, match="coroutine, which nothing awaits"):
        Receipts(record_later)(CallEvents().end())
    gc.collect()


@needs_fork
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_forgets_the_receipts_of_a_function() -> None:
    receipts = Receipts(lambda _: None)
    receipts(CallEvents().decide())
    child = os.fork()
    if not child:
        os._exit(len(receipts._lines))
    assert os.waitpid(child, 0)[1] == 0
    assert len(receipts._lines) == 1


def test_the_end_of_a_line_always_has_room() -> None:
    worst = module._describe_end(
        CallEvents().end(
            "declined", error="\\" * 999, request_id='"' * 999, status=999, attempts=10**12
        )
    )
    assert len(json.dumps(worst)) < END_BYTES
