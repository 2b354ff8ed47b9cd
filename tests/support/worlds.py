"""One way to call the sync client and the async one, so that each test is written once."""

from __future__ import annotations

import inspect
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any
from weakref import WeakSet

import anyio
import httpx
import pytest
from maton_google_meet import AsyncGoogleMeet, AsyncPager, GoogleMeet, Pager, approve_all
from maton_google_meet.http.sockets import TRACE, Trace
from maton_google_meet.sandbox import Sandbox

KINDS = ("sync", "asyncio", "trio")
KEY = "test-key"
# Made once: it takes longer than all else that a test does.
TLS = ssl.create_default_context()


class World:
    """A kind of client, and how to await what it returns."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def transport(self, **options: Any) -> Any:
        """One for sockets."""
        kind: Any = httpx.HTTPTransport if self.kind == "sync" else httpx.AsyncHTTPTransport
        return kind(**{"verify": TLS} | options)

    @property
    def client(self) -> type[Any]:
        return GoogleMeet if self.kind == "sync" else AsyncGoogleMeet

    def hook(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function` as a hook that this world's client awaits, where it can."""
        if self.kind == "sync":
            return function

        async def hook(*arguments: Any) -> Any:
            await anyio.lowlevel.checkpoint()
            return function(*arguments)

        return hook

    def call(self, *calls: Callable[[Any], Any], **options: Any) -> Any:
        """Open a client with `options`, perform `calls` with it in turn, close it; the last
        one's result, with pagers and iterators drained to lists. Left out, nothing is repeated
        and nothing waits for its turn."""
        for name, value in {"api_key": KEY, "retry": None, "pace": None}.items():
            options.setdefault(name, value)
        if "transport" not in options:
            options["transport"] = self.transport()
        return self._perform(lambda: self.client(**options), calls)

    def play(self, sandbox: Sandbox, *calls: Callable[[Any], Any], **options: Any) -> Any:
        """As `call`, with a client of `sandbox` that writes unasked."""
        make = sandbox.client if self.kind == "sync" else sandbox.async_client
        return self._perform(lambda: make(confirm=approve_all, **options), calls)

    def _perform(self, make: Callable[[], Any], calls: Sequence[Callable[[Any], Any]]) -> Any:
        if self.kind == "sync":
            with make() as meet:
                return [self._drained(call(meet)) for call in calls][-1]

        async def main() -> Any:
            async with make() as meet:
                return [await self._awaited(call(meet)) for call in calls][-1]

        return anyio.run(main, backend=self.kind)

    def _drained(self, result: Any) -> Any:
        return list(result) if isinstance(result, Pager | Iterator) else result

    async def _awaited(self, result: Any) -> Any:
        if isinstance(result, AsyncPager | AsyncIterator):
            return [item async for item in result]
        return await result if inspect.isawaitable(result) else result


def build_request(method: str, url: str, **options: Any) -> httpx.Request:
    """Build a request as a client hands it to the flow, for a transport that reports nothing."""
    trace = Trace(WeakSet(), lambda: None, lambda *_: None)
    return httpx.Request(method, url, extensions={TRACE: trace}, **options)


OVER_SOCKETS = pytest.mark.parametrize(
    "world", [World(kind) for kind in KINDS], ids=lambda world: world.kind
)
"""For a test that goes over sockets, in each world."""
