"""Refuse a function of the user that calls the client while the client waits for the function.

The call would wait for itself, or call the function endlessly. The detection uses context variables
and, for threads that were started without a copy of the context, the stack of the waiting thread.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
from collections.abc import Generator
from contextvars import ContextVar
from types import FrameType
from typing import Any, NamedTuple

from ..errors import ConfigurationError
from ..forking import renew_after_fork
from .steps import Wait

# The longest time between the start of a thread and the moment at which its starter waits for it.
JOIN_SECONDS = 0.002


class _Running(NamedTuple):
    """A function of the user that is running, with its thread and process."""

    key: tuple[object, str, object]
    thread: int
    process: int


# The user's functions among the callers of the current code. Tasks, and threads with a copied
# context, inherit them.
_running: ContextVar[tuple[_Running, ...]] = ContextVar("running", default=())
# All functions that are running, by the id of their entries.
_active: dict[int, _Running] = {}


@contextlib.contextmanager
def track_callback(owner: object, argument: str, function: object = None) -> Generator[None]:
    """Record, inside the `with` block, that `owner` runs the function given as `argument`."""
    entry = _Running((owner, argument, function), threading.get_ident(), os.getpid())
    token = _running.set((*_running.get(), entry))
    try:
        # In here: an interrupt must not leave the entry behind, which would refuse later calls.
        _active[id(entry)] = entry
        yield
    finally:
        # Threads and tasks that outlive the function may call the client.
        _active.pop(id(entry), None)
        _running.reset(token)


def refuse_recursion(owner: object, argument: str, function: object = None) -> None:
    """Refuse a call from inside that function, in its task or in a task that it started.

    Raises:
        ConfigurationError: The call comes from inside the function.
    """
    key, process = (owner, argument, function), os.getpid()
    for entry in _running.get():
        if entry.key == key and entry.process == process and id(entry) in _active:
            raise make_recursion_error(argument)


def refuse_nested_call(
    owner: object, argument: str, function: object = None
) -> Generator[Wait, Any, None]:
    """Refuse a call from inside that function, or from a thread that the function waits for.

    Raises:
        ConfigurationError: The call comes from inside the function.
    """
    refuse_recursion(owner, argument, function)
    key, here, process = (owner, argument, function), threading.get_ident(), os.getpid()
    threads = {
        entry.thread
        for entry in [*_active.values()]
        if entry.key == key and entry.process == process  # A fork copies those of the parent.
    } - {here}
    if threads:
        yield Wait(seconds=JOIN_SECONDS)
        if any(waits_for(thread, here) for thread in threads):
            raise make_recursion_error(argument)


def make_recursion_error(argument: str) -> ConfigurationError:
    """Return the error for a call from inside the function given as `argument`."""
    return ConfigurationError(
        f"The function passed as {argument} called the client that is waiting for it. Nothing was "
        "sent. Use a separate client inside the function."
    )


class _FrameReader:
    """A reader of the frames of all threads, which turns the garbage collector off.

    A collection during the read can block the process: CPython 3.11, before 3.11.9, holds a lock
    that other threads need. https://github.com/python/cpython/issues/106883
    """

    def __init__(self) -> None:
        self.renew()
        renew_after_fork(self)

    def renew(self) -> None:
        """Replace the lock, which another thread may have held at a fork."""
        # Without a lock, concurrent reads could leave the collector off. The lock is reentrant,
        # because a signal handler may make a call.
        self._lock = threading.RLock()

    def read(self) -> dict[int, FrameType]:
        """Return the innermost frame of each thread, by the id of the thread."""
        with self._lock:
            enabled = gc.isenabled()
            try:
                gc.disable()
                return sys._current_frames()
            finally:
                if enabled:
                    gc.enable()


_frame_reader = _FrameReader()


def waits_for(thread: int, other: int) -> bool:
    """Return True if `thread` waits for the thread `other` to end or to compute a future.

    It may do so through other threads. Both arguments are idents.
    """
    frames = _frame_reader.read()
    todo, seen = [thread], set[int]()
    while todo:
        current = todo.pop()
        if current in seen or current not in frames:
            continue
        seen.add(current)
        awaited = _find_awaited(frames[current])
        ids = set(map(id, awaited))
        threads = {each.ident for each in awaited if isinstance(each, threading.Thread)}
        if len(threads) < len(ids):
            threads |= {ident for ident, frame in frames.items() if _find_computed(frame) & ids}
        if other in threads:
            return True
        todo += [ident for ident in threads if ident is not None]
    return False


# The functions that block, by module, and the name of their variable with the awaited objects:
# https://github.com/python/cpython/blob/v3.14.0/Lib/concurrent/futures/_base.py#L428. CPython has
# no public way to see the object that a thread waits for. Tests fail if a name changes.
BLOCKING_FUNCTIONS = {
    "threading": {"join": "self"},
    "concurrent.futures._base": {
        "result": "self",
        "exception": "self",
        "wait": "fs",
        "as_completed": "fs",
    },
}


def _find_awaited(frame: FrameType | None) -> list[Any]:
    """Return the threads and futures that a thread with this innermost frame waits for."""
    while frame is not None and (module := frame.f_globals.get("__name__")) in BLOCKING_FUNCTIONS:
        name = frame.f_code.co_name
        if name in BLOCKING_FUNCTIONS[module]:
            local = frame.f_locals.get(BLOCKING_FUNCTIONS[module][name])
            return [local] if name in {"join", "result", "exception"} else list(local or ())
        frame = frame.f_back
    return []


def _find_computed(frame: FrameType | None) -> set[int]:
    """Return the ids of the futures that a thread with this innermost frame computes."""
    computed: set[int] = set()
    while frame is not None:
        if frame.f_globals.get("__name__") == "concurrent.futures.thread":
            future = getattr(frame.f_locals.get("self"), "future", None)
            computed |= set() if future is None else {id(future)}
        frame = frame.f_back
    return computed
