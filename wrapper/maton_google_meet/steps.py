"""What the flow of a call asks its driver to do."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeAlias

import httpx


class Lock(Protocol):
    """`threading.Lock` or `anyio.Lock`: to acquire is the driver's, to release is alike."""

    def acquire(self) -> Any:
        """Wait for it; of an `anyio.Lock`, to be awaited."""

    def release(self) -> None:
        """Let the next one have it."""


class Send(NamedTuple):
    """Send the request; the step's result is the response, its body read unless `stream`."""

    request: httpx.Request
    stream: bool


class Ask(NamedTuple):
    """Call a function that the user gave; the step's result is what it returned."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


class Acquire(NamedTuple):
    """Wait for the lock."""

    lock: Lock


Step: TypeAlias = Send | Ask | Acquire
