"""Record each write as one line of JSON: `GoogleMeet(observe=Receipts("writes.jsonl"))`.

A line is appended when the write is approved, before it is sent, with the outcome `unknown`. At the
end of the call, the last part of this line is rewritten in place. If the process ends in between,
the line remains, and is true.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from maton_google_meet_api.runtime.text import escape_for_terminal, shorten

from ..errors import ConfigurationError
from ..events import CallEvent, DecisionEvent, Event
from ..flow.confirmation import decline
from ..forking import renew_after_fork
from ..types import PendingWrite

Receipt: TypeAlias = dict[str, Any]
"""A receipt as a JSON object, with the keys that `Receipts` documents."""

FILE_MODE: Final = 0o600
# The part of a line that the end of the call rewrites. `_describe_end` never needs more.
END_BYTES: Final = 512
TEXT_LENGTH: Final = 80
UNKNOWN_END: Final[Mapping[str, Any]] = {
    "outcome": "unknown",
    "error": None,
    "status": None,
    "request_id": None,
    "attempts": None,
}


class Receipts:
    """An observer that records exactly one receipt for each write, and none for a read.

    A receipt is a JSON object:

    - `receipt`: the id of the receipt.
    - `when`: the time of the approval, else of the end of the call (RFC 3339, UTC).
    - `decision`: `approved`, `declined`, or null if the call failed before the decision; `hook`:
      the name of the confirmation hook.
    - `digest` and `text`: `PendingWrite.id` and `PendingWrite.text()`; null if the call failed
      before a `PendingWrite` existed.
    - `operation`, `method`, `path`, `connection_id`.
    - `outcome`: `done`, `refused`, `declined` or `unknown`, as in `CallEvent`; `error`: the class
      of the exception.
    - `status` and `request_id` of the last response to the write, and `attempts`. `attempts` is
      null if the process ended during the call.

    Args:
        target: The path of a regular file on a local disk, or a function that receives each receipt
            as a dict. The file is created with mode 0600. Threads and processes may share it; on
            Windows each process needs its own. If the file is renamed during a call, the receipt
            stays in the renamed file. A program that follows the file reads a line before its end
            is rewritten: pass a function to forward receipts.
        required: Send no write whose receipt could not be recorded beforehand, and raise
            `WriteDeclined` instead. A function is called twice for each approved write, with the
            same `receipt`: before the write is sent, with the outcome `unknown`, and at its end.
            Without `required`, a function is called once, and an error is logged.
        fsync: Wait until the disk has stored the line, before the write is sent and at its end. In
            an async client, the event loop waits.

    Raises:
        ConfigurationError: `target` cannot be used.
    """

    def __init__(
        self,
        target: str | os.PathLike[str] | Callable[[Receipt], object],
        *,
        required: bool = False,
        fsync: bool = False,
    ) -> None:
        self._required = required
        self._writer: _Function | _File
        if callable(target):
            self._writer = _Function(target, twice=required)
        else:
            self._writer = _File(target, fsync=fsync)
        # The lines of calls that have not ended yet.
        self._lines: dict[int, _Line] = {}
        renew_after_fork(self)

    def renew(self) -> None:
        """Discard the open calls.

        The library calls this method after a fork, because their receipts belong to the parent
        process."""
        for line in self._lines.values():
            if line.file:
                line.file.close()
        self._lines.clear()
        self._writer.renew()

    def __call__(self, event: Event) -> None:
        """Record `event` if it is the approval of a write, or the end of one.

        Raises:
            WriteDeclined: The approval could not be recorded, and receipts are required.
        """
        if isinstance(event, DecisionEvent) and event.approved:
            try:
                line = _Line(_describe_write(event, event, event.pending))
                self._lines[event.call_id] = line  # Before an interrupt can follow the append.
                self._writer.begin(line)
            except Exception as error:
                if not self._required:
                    raise
                reason = type(error).__name__
                if isinstance(error, OSError) and isinstance(error.errno, int):
                    reason = os.strerror(error.errno)  # `error` may contain any text.
                raise decline(
                    event.pending,
                    f"because its receipt could not be recorded ({reason}), and "
                    "Receipts(required=True) requires it: nothing was sent. Correct the error in "
                    "__cause__, and call again.",
                ) from error
        elif isinstance(event, CallEvent) and event.write:
            if event.call_id in self._lines:
                line = self._lines.pop(event.call_id)
            else:
                decisions = [each for each in event.events if isinstance(each, DecisionEvent)]
                decision = decisions[-1] if decisions else None
                line = _Line(_describe_write(event, decision, event.pending))
            self._writer.finish(line, _describe_end(event))


def _describe_write(
    event: Event, decision: DecisionEvent | None, pending: PendingWrite | None
) -> Receipt:
    """Return the part of a receipt that is known before the write is sent."""
    when = datetime.fromtimestamp(event.time, UTC)
    return {
        "receipt": secrets.token_hex(16),
        "when": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "decision": decision and ("approved" if decision.approved else "declined"),
        "hook": decision and decision.hook,
        "digest": pending and pending.id,
        "operation": event.operation,
        "method": event.method,
        "path": event.path,
        "connection_id": getattr(pending and pending.connection, "connection_id", None),
        "text": pending and pending.text(),
    }


def _describe_end(event: CallEvent) -> Receipt:
    """Return the part of a receipt that is known at the end of the call."""
    return {
        "outcome": event.outcome,
        "error": _limit(event.error),
        "status": event.status,
        "request_id": _limit(event.request_id),
        "attempts": event.attempts,
    }


def _limit(text: str | None) -> str | None:
    """Return `text` as printable ASCII of a limited length."""
    if text is None:
        return None
    escaped = escape_for_terminal(text).encode("ascii", "backslashreplace").decode("ascii")
    return shorten(escaped, TEXT_LENGTH)


@dataclass(slots=True, eq=False)
class _Line:
    """A receipt whose end may change."""

    head: Receipt
    content: bytes = b""
    """The line in the file."""
    offset: int = 0
    file: _OpenFile | None = None


class _Function:
    """A target that is a function."""

    def __init__(self, function: Callable[[Receipt], object], *, twice: bool) -> None:
        self._function = function
        self._twice = twice

    def renew(self) -> None:
        """Do nothing after a fork: a function has no state."""

    def begin(self, line: _Line) -> None:
        """Pass the receipt before the write is sent, if receipts are required."""
        if self._twice:
            self._pass(line, UNKNOWN_END)

    def finish(self, line: _Line, end: Receipt) -> None:
        """Pass the receipt at the end of the call."""
        self._pass(line, end)

    def _pass(self, line: _Line, end: Mapping[str, Any]) -> None:
        result = self._function({**line.head, **end})
        if hasattr(result, "__await__"):
            getattr(result, "close", lambda: None)()
            raise TypeError(
                f"The function of Receipts returned {type(result).__name__}, which nothing awaits: "
                "the receipt is not recorded. Pass a plain function."
            )


class _OpenFile:
    """A file that is open twice: to append to it, and to rewrite the end of its lines.

    A descriptor that appends ignores the position of a write.
    """

    def __init__(self, path: str) -> None:
        if os.path.exists(path) and not os.path.isfile(path):
            # Opening a FIFO would block, and its lines could not be rewritten.
            raise OSError(errno.EINVAL, "not a regular file", path)
        self.users = 0
        with contextlib.ExitStack() as files:
            self._rewriter = files.enter_context(open(path, "r+b", 0, opener=_create))
            self._appender = files.enter_context(open(path, "ab", 0, opener=_create))
            if not os.path.sameopenfile(self._rewriter.fileno(), self._appender.fileno()):
                raise OSError(errno.EAGAIN, "replaced by another file at this moment", path)
            self._files = files.pop_all()

    def close(self) -> None:
        """Close both descriptors."""
        self._files.close()

    def is_at(self, path: str) -> bool:
        """Return False if the file was renamed or deleted."""
        with contextlib.suppress(OSError):
            return os.path.samestat(os.stat(path), os.fstat(self._appender.fileno()))
        return False

    def append(self, line: _Line) -> None:
        """Append the line with one write.

        Raises:
            OSError: The line was not written completely. Its part in the file is now a blank line.
        """
        size = len(line.content)
        written = 0
        try:
            written = self._appender.write(line.content)
        finally:
            # Also after an interrupt: `rewrite_end` expects the line at this offset.
            line.offset = self._appender.tell() - size
        if written < size:
            if written:
                self._rewriter.seek(line.offset + size - written)
                self._rewriter.write(b" " * (written - 1) + b"\n")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def rewrite_end(self, line: _Line, end: bytes) -> bool:
        """Rewrite the end of `line`. Return False if the file does not contain the line."""
        self._rewriter.seek(max(line.offset, 0))
        if self._rewriter.read(len(line.content)) != line.content:
            return False
        self._rewriter.seek(line.offset + len(line.content) - len(end))
        if self._rewriter.write(end) < len(end):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return True

    def end_last_line(self) -> None:
        """Append a line break if the last line, of a process that was killed, has none."""
        if self._rewriter.seek(0, os.SEEK_END):
            self._rewriter.seek(-1, os.SEEK_END)
            if self._rewriter.read(1) != b"\n":
                self._appender.write(b"\n")

    def sync(self) -> None:
        """Wait until the disk has stored the lines."""
        os.fsync(self._appender.fileno())


class _File:
    """A target that is a file. It is open only while the end of a line may change."""

    def __init__(self, path: str | os.PathLike[str], *, fsync: bool) -> None:
        self._fsync = fsync
        self.renew()
        try:
            self._path = os.path.abspath(os.fsdecode(path))
            file = self._acquire()
            try:
                file.end_last_line()
            finally:
                self._release(file)
        except (TypeError, ValueError, OSError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ConfigurationError(
                f"Receipts cannot write to {path!r}: {reason}. Pass the path of a regular file in "
                "an existing folder, or a function."
            ) from error

    def renew(self) -> None:
        """Replace the lock, which a thread of the parent process may have held at a fork."""
        # Reentrant: a signal handler or the garbage collector may end another call meanwhile.
        self._lock = threading.RLock()
        self._current: _OpenFile | None = None

    def begin(self, line: _Line) -> None:
        """Append `line` without its end."""
        line.content = _encode(line.head, UNKNOWN_END)
        with self._lock:
            line.file = self._acquire()
            line.file.append(line)
            if self._fsync:
                line.file.sync()

    def finish(self, line: _Line, end: Receipt) -> None:
        """Rewrite the end of `line`, or append the line if the file does not contain it."""
        content = _encode(line.head, end)
        with self._lock:
            file = line.file or self._acquire()
            try:
                if not (line.file and file.rewrite_end(line, content[-END_BYTES:])):
                    line.content = content
                    file.append(line)
                if self._fsync:
                    file.sync()
            finally:
                self._release(file)

    def _acquire(self) -> _OpenFile:
        """Return the file at the path, which may have been renamed since the last line."""
        file = self._current
        if file is None or not file.is_at(self._path):
            file = self._current = _OpenFile(self._path)
        file.users += 1
        return file

    def _release(self, file: _OpenFile) -> None:
        file.users -= 1
        if not file.users:
            file.close()
            if self._current is file:
                self._current = None


def _create(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT, FILE_MODE)


def _encode(head: Receipt, end: Mapping[str, Any]) -> bytes:
    """Return a receipt as a line, the last `END_BYTES` bytes of which are its end."""
    start = json.dumps(head)[:-1].encode("ascii") + b", "
    return start + json.dumps(end)[1:].encode("ascii").ljust(END_BYTES - 1) + b"\n"
