"""The steps of a call: the requests of the flow to its driver.

Each step is a value. A new kind of step needs a branch in both drivers (`http.drivers`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import httpx

    from .pacing import Pacer


class Progress:
    """The progress of one attempt to send a request, which the driver keeps up to date."""

    __slots__ = ("reported", "sent")

    def __init__(self) -> None:
        self.reported: bool = False
        """True if the transport has reported an event. A custom transport may report nothing."""
        self.sent: bool = False
        """True if the transport has begun to send the headers."""

    @property
    def unsent(self) -> bool:
        """True if no part of the request was sent; False if the transport reports nothing."""
        return self.reported and not self.sent


class Send(NamedTuple):
    """Send the request. The result is the response, with its body read unless `stream` is true."""

    request: httpx.Request
    stream: bool
    make_error: Callable[[Exception], Exception]
    """Makes the error to raise if the caller reads the body and an exception ends it."""
    progress: Progress


class Ask(NamedTuple):
    """Call a function of the user. The result is its return value, awaited if it is awaitable."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


class Acquire(NamedTuple):
    """Wait for the lock, a `threading.RLock` or an `anyio.Lock`: only its owner can release it."""

    lock: Any
    check: Callable[[], None]
    """Called from time to time while a thread waits; it raises to end the wait."""


class Reserve(NamedTuple):
    """Reserve a slot. The result is the `Slot`."""

    pace: Pacer
    hold: float
    """The seconds for which the pace holds all requests back."""


class Wait(NamedTuple):
    """Wait for `seconds`, more than 0, or until the client is closed."""

    seconds: float


Step: TypeAlias = Send | Ask | Acquire | Reserve | Wait


def wait(seconds: float) -> Generator[Step, Any, None]:
    """Wait for `seconds`, as a flow of its own."""
    if seconds > 0:
        yield Wait(seconds)
