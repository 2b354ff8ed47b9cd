"""What the flow of a call asks its driver to do."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import httpx


class Send(NamedTuple):
    """Send the request; the step's result is the response, its body read unless `stream`."""

    request: httpx.Request
    stream: bool


class Ask(NamedTuple):
    """Call a function that the user gave; the step's result is what it returned."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()


class Acquire(NamedTuple):
    """Wait for the lock, a `threading.Lock` or an `anyio.Lock`: to release them is alike."""

    lock: Any


Step: TypeAlias = Send | Ask | Acquire
