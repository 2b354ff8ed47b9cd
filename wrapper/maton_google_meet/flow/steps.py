"""What the flow of a call asks its driver to do."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import httpx

    from .pacing import Pacer


class Send(SimpleNamespace):
    """Send the request; the step's result is the response, its body read unless `stream`.

    `failure` makes the error of this package from one that ends a body which the caller reads.
    """

    request: httpx.Request
    stream: bool
    failure: Callable[[Exception], Exception]


class Ask(SimpleNamespace):
    """Call a function that the user gave; the step's result is what it returned."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


class Acquire(SimpleNamespace):
    """Wait for the lock, a `threading.RLock` or an `anyio.Lock`: only its owner can release it.
    While a thread waits, `check` is called from time to time, and raises to end the wait."""

    lock: Any
    check: Callable[[], None]


class Reserve(SimpleNamespace):
    """Have a slot reserved, all held back for `hold` seconds; the step's result is the `Slot`."""

    pace: Pacer
    hold: float


class Wait(SimpleNamespace):
    """Wait so many seconds, more than 0, or until the client is closed."""

    seconds: float


Step: TypeAlias = Send | Ask | Acquire | Reserve | Wait
