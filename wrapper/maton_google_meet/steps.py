"""What the flow of a call asks its driver to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import httpx

if TYPE_CHECKING:
    from .parts.pacing import Pacer


class Send(NamedTuple):
    """Send the request; the step's result is the response, its body read unless `stream`."""

    request: httpx.Request
    stream: bool


class Ask(NamedTuple):
    """Call a function that the user gave; the step's result is what it returned."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


class Acquire(NamedTuple):
    """Wait for the lock, a `threading.RLock` or an `anyio.Lock`: only who has it can release it."""

    lock: Any


class Reserve(NamedTuple):
    """Have a slot reserved, all held back for `hold` seconds; the step's result is the `Slot`."""

    pace: Pacer
    hold: float


class Wait(NamedTuple):
    """Wait so many seconds, more than 0, or until the client is closed."""

    seconds: float


Step: TypeAlias = Send | Ask | Acquire | Reserve | Wait
