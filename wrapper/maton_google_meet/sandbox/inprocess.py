"""Clients that reach the sandbox without a socket. Their waits advance its clock."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Self

import httpx

from ..client import AsyncGoogleMeet, GoogleMeet
from ..config import DISCOVER, KEEP
from ..flow.call import Flow, Result
from ..flow.steps import Acquire, Ask, Step, Wait
from ..http.drivers import AsyncClient, Client
from .clock import Clock
from .faults import Fault
from .proxy import Answer

Handle = Callable[[str, str, dict[str, str], bytes], Answer]

# During these steps, a call waits for something other than the sandbox.
IDLE_STEPS = (Wait, Ask, Acquire)


class _Http(Client):
    clock: Clock

    def run(self, flow: Flow[Result]) -> Result:
        with self.clock.busy():
            return super().run(flow)

    def perform(self, step: Step) -> Any:
        with self.clock.busy(-isinstance(step, IDLE_STEPS)):
            if isinstance(step, Wait):
                return self.clock.wait(step.seconds)
            return super().perform(step)


class _AsyncHttp(AsyncClient):
    clock: Clock

    async def run(self, flow: Flow[Result]) -> Result:
        with self.clock.busy():
            return await super().run(flow)

    async def perform(self, step: Step) -> Any:
        with self.clock.busy(-isinstance(step, IDLE_STEPS)):
            if not isinstance(step, Wait):
                return await super().perform(step)
            import anyio.lowlevel

            with self.clock.waiting(step.seconds) as waking:
                await anyio.lowlevel.checkpoint()
                while not self.clock.due(waking):
                    await anyio.lowlevel.checkpoint()
            return None


class _Sandboxed:
    """A mix-in for both clients: their views ignore the environment, as the clients do."""

    def with_options(self, **options: Any) -> Self:
        if options.get("connection", KEEP) is None:
            options["connection"] = DISCOVER
        view: Self = super().with_options(**options)  # type: ignore[misc]
        return view


# `help` and `inspect.signature` show the options.
functools.update_wrapper(_Sandboxed.with_options, GoogleMeet.with_options)


def attach(meet: Any, clock: Clock) -> None:
    """Let the client of a sandbox use its `clock`, and advance it instead of waiting."""
    meet.http.clock = clock
    state = meet.http.call_options.state
    state.monotonic, state.now = clock.monotonic, clock.timestamp


class SandboxMeet(_Sandboxed, GoogleMeet):
    """A `GoogleMeet` of a sandbox."""

    _http_class = _Http


class AsyncSandboxMeet(_Sandboxed, AsyncGoogleMeet):
    """An `AsyncGoogleMeet` of a sandbox."""

    _http_class = _AsyncHttp


class _BrokenBody(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body whose transfer ends with an error."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content
        raise httpx.RemoteProtocolError("The sandbox broke the connection within the answer.")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """An httpx transport, sync and async, that passes requests to the sandbox."""

    def __init__(self, handle: Handle, clock: Clock) -> None:
        self._handle = handle
        self._clock = clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response of the sandbox."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response of the sandbox."""
        return self._answer(request, await request.aread())

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        target = request.url.raw_path.decode("ascii")
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = self._handle(request.method, target, headers, body)
        if answer.fault in (Fault.LOST_REQUEST, Fault.LOST_ANSWER):
            raise httpx.ReadError("The sandbox broke the connection.", request=request)
        if answer.fault is Fault.STALLED:
            timeout = request.extensions.get("timeout", {}).get("read")
            self._clock.skip(min(answer.seconds, timeout or answer.seconds))
            if timeout is not None and timeout < answer.seconds:
                raise httpx.ReadTimeout("The sandbox stalled.", request=request)
        if answer.fault is Fault.TRUNCATED:
            stream = _BrokenBody(answer.body[: len(answer.body) // 2])
            return httpx.Response(answer.status, headers=answer.headers, stream=stream)
        return httpx.Response(answer.status, headers=answer.headers, content=answer.body)
