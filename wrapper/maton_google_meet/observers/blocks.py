"""Observe calls inside a `with` block: those of one client, or of all clients."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import TYPE_CHECKING

from ..events import CallEvent, Event, Observer
from ..flow.observers import global_observers, local_observers

if TYPE_CHECKING:
    from ..flow.options import ClientState


@contextlib.contextmanager
def observe_all(observer: Observer) -> Generator[None]:
    """Inside the `with` block, pass the events of all clients of this process to `observer`.

    Threads may call it concurrently.
    """
    block = object()
    global_observers[block] = observer
    try:
        yield
    finally:
        del global_observers[block]


@contextlib.contextmanager
def capture_calls(state: ClientState) -> Generator[list[CallEvent]]:
    """Yield a list of the calls that this thread or task makes with one client in the block."""
    calls: list[CallEvent] = []
    is_open = True

    def append(event: Event) -> None:
        if isinstance(event, CallEvent) and is_open:
            calls.append(event)

    block = (state, append)
    local_observers.set((*local_observers.get(), block))
    try:
        yield calls
    finally:
        is_open = False  # Tasks that began inside may continue.
        # Do not reset a token: the block may end in another context, as in a pytest fixture.
        local_observers.set(tuple(each for each in local_observers.get() if each is not block))
