"""How functions that the user gave are called: hooks, choosers, `api_key=`, `on_url=`."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Generator
from contextvars import ContextVar, copy_context
from types import FrameType
from typing import Any, NamedTuple

from ..errors import ConfigurationError
from ..flow.steps import Wait

abandoned: ContextVar[threading.Event | None] = ContextVar("abandoned", default=None)
"""In a thread of `in_thread`: what is set once nobody waits for it any more."""


# How long a thread takes at most from starting another to waiting for it.
JOIN_SECONDS = 0.002


class _Running(NamedTuple):
    """A function that is running, in which thread of which process."""

    key: tuple[object, str, object]
    thread: int
    process: int


# The functions that this call was made from, also through tasks and threads with their context.
_running: ContextVar[tuple[_Running, ...]] = ContextVar("running", default=())
_active: dict[int, _Running] = {}


@contextlib.contextmanager
def within(owner: object, argument: str, function: object = None) -> Generator[None]:
    """Note that a `function` of `owner`, given as `argument`, is running."""
    entry = _Running((owner, argument, function), threading.get_ident(), os.getpid())
    token = _running.set((*_running.get(), entry))
    _active[id(entry)] = entry
    try:
        yield
    finally:
        del _active[id(entry)]  # Not for what the function leaves running.
        _running.reset(token)


def refuse_recursion(owner: object, argument: str, function: object = None) -> None:
    """Raise if this task, or a task or thread that it comes from, runs that function.

    Raises:
        ConfigurationError: It does.
    """
    key, process = (owner, argument, function), os.getpid()
    for entry in _running.get():
        if entry.key == key and entry.process == process and id(entry) in _active:
            raise called_itself(argument)


def refuse_within(
    owner: object, argument: str, function: object = None
) -> Generator[Wait, Any, None]:
    """Raise if this call comes from within that function, which would be called without end.

    Raises:
        ConfigurationError: It does.
    """
    refuse_recursion(owner, argument, function)
    key, here, process = (owner, argument, function), threading.get_ident(), os.getpid()
    threads = {
        entry.thread
        for entry in [*_active.values()]
        if entry.key == key and entry.process == process  # After a fork, some are the parent's.
    } - {here}
    if threads:
        yield Wait(seconds=JOIN_SECONDS)
        if any(waits_for(thread, here) for thread in threads):
            raise called_itself(argument)


def called_itself(argument: str) -> ConfigurationError:
    """Return the error for a call from within the function given as `argument`."""
    return ConfigurationError(
        f"The function passed as {argument} called the client that is waiting for it. Nothing was "
        "sent. Use a separate client inside the function."
    )


def waits_for(thread: int, other: int) -> bool:
    """Return True if `thread` waits for the thread `other` to end, or for a future that `other`
    computes, itself or through other threads. Both are idents."""
    frames = sys._current_frames()
    left, seen = [thread], set[int]()
    while left:
        current = left.pop()
        if current in seen or current not in frames:
            continue
        seen.add(current)
        awaited = _awaited(frames[current])
        ids = set(map(id, awaited))
        found = {each.ident for each in awaited if isinstance(each, threading.Thread)}
        if len(found) < len(ids):
            found |= {ident for ident, frame in frames.items() if _computed(frame) & ids}
        if other in found:
            return True
        left += [ident for ident in found if ident is not None]
    return False


# By module, the functions that block, and their local variable for what they wait for.
_BLOCKING = {
    "threading": {"join": "self"},
    "concurrent.futures._base": {
        "result": "self",
        "exception": "self",
        "wait": "fs",
        "as_completed": "fs",
    },
}


def _awaited(frame: FrameType | None) -> list[Any]:
    """Return the threads and futures that a thread with this innermost frame is blocked for."""
    while frame is not None and (module := frame.f_globals.get("__name__")) in _BLOCKING:
        name = frame.f_code.co_name
        if name in _BLOCKING[module]:
            local = frame.f_locals.get(_BLOCKING[module][name])
            return [local] if name in {"join", "result", "exception"} else list(local or ())
        frame = frame.f_back
    return []


def _computed(frame: FrameType | None) -> set[int]:
    """Return the ids of the futures that a thread with this innermost frame computes."""
    computed: set[int] = set()
    while frame is not None:
        if frame.f_globals.get("__name__") == "concurrent.futures.thread":
            future = getattr(frame.f_locals.get("self"), "future", None)
            computed |= set() if future is None else {id(future)}
        frame = frame.f_back
    return computed


async def in_thread(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """What a plain function of the user's returns or raises, run in a thread of its own, so that
    one that waits for a person does not stop the event loop.

    Who is cancelled meanwhile leaves the thread behind, and so does the end of the program: anyio's
    own threads would hold that up until the person has answered, and there are only 40.
    """
    from concurrent.futures import Future

    import anyio.lowlevel
    import sniffio

    token: Any = anyio.lowlevel.current_token()
    loop = getattr(token, "native_token", token)  # Older versions of anyio hand it out bare.
    soon = getattr(loop, "call_soon_threadsafe", None) or loop.run_sync_soon
    left, done, came = threading.Event(), anyio.Event(), Future[Any]()

    def work() -> None:
        abandoned.set(left)
        sniffio.current_async_library_cvar.set(None)  # The function may run a loop of its own.
        try:
            came.set_result(function(*arguments))
        except BaseException as error:  # noqa: BLE001 - whoever waits for it gets it
            came.set_exception(error)
        with contextlib.suppress(RuntimeError):  # The loop has ended.
            soon(done.set)

    threading.Thread(target=copy_context().run, args=(work,), daemon=True).start()
    try:
        await done.wait()
    finally:
        left.set()
    return came.result()


def told(error: BaseException) -> BaseException:
    """What the flow is told of `error`. Generators and coroutines cannot carry the end of an
    iterator (PEP 479), and it would end a caller's loop."""
    cause = error.__cause__ if isinstance(error, RuntimeError) else error
    if not isinstance(cause, StopIteration | StopAsyncIteration):
        return error
    told = ConfigurationError(f"A function given to the client raised {cause!r}: an empty next()?")
    told.__cause__ = cause
    return told
