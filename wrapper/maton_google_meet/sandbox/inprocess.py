"""Clients that reach the sandbox without a socket, and whose waits put its clock forward."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Self

import httpx

from ..client import AsyncGoogleMeet, GoogleMeet
from ..config import KEEP
from ..flow.call import Flow, Result
from ..flow.connections import USE_PROXY_DEFAULT
from ..flow.steps import Acquire, Ask, Step, Wait
from ..http.drivers import AsyncClient, Client
from .clock import Clock
from .faults import Fault
from .proxy import Answer

Handle = Callable[[str, str, dict[str, str], bytes], Answer]


# With these steps, a call has something else to wait for than the sandbox.
IDLE = (Wait, Ask, Acquire)


class _Http(Client):
    clock: Clock

    def run(self, flow: Flow[Result]) -> Result:
        with self.clock.busy():
            return super().run(flow)

    def _perform(self, step: Step) -> Any:
        with self.clock.busy(-isinstance(step, IDLE)):
            if isinstance(step, Wait):
                return self.clock.wait(step.seconds)
            return super()._perform(step)


class _AsyncHttp(AsyncClient):
    clock: Clock

    async def run(self, flow: Flow[Result]) -> Result:
        with self.clock.busy():
            return await super().run(flow)

    async def _perform(self, step: Step) -> Any:
        with self.clock.busy(-isinstance(step, IDLE)):
            if not isinstance(step, Wait):
                return await super()._perform(step)
            import anyio.lowlevel

            with self.clock.waiting(step.seconds) as waking:
                await anyio.lowlevel.checkpoint()
                while not self.clock.due(waking):
                    await anyio.lowlevel.checkpoint()
            return None


class _Sandboxed:
    """Mixed into both: nothing is taken from the environment, in views neither."""

    def with_options(self, **options: Any) -> Self:
        anew = options.get("connection", KEEP) is None
        if anew:
            options["connection"] = USE_PROXY_DEFAULT
        view: Self = super().with_options(**options)  # type: ignore[misc]
        if anew:
            ignore_environment(view)
        return view


def ignore_environment(meet: Any) -> None:
    """Let a client look its connection up, whatever the environment says."""
    meet._policy.selector._choice = None


def attach(meet: Any, clock: Clock) -> None:
    """Let a sandbox's client go by its clock, and put it forward where it would wait."""
    meet.http.clock = clock
    shared = meet._policy.shared
    shared.monotonic, shared.now = clock.monotonic, clock.timestamp


class SandboxMeet(_Sandboxed, GoogleMeet):
    """A `GoogleMeet` of a sandbox."""

    _http_class = _Http


class AsyncSandboxMeet(_Sandboxed, AsyncGoogleMeet):
    """An `AsyncGoogleMeet` of a sandbox."""

    _http_class = _AsyncHttp


class _Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content
        raise httpx.RemoteProtocolError("The sandbox broke the connection within the answer.")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """An httpx transport in the place of the network, sync and async."""

    def __init__(self, handle: Handle, clock: Clock) -> None:
        self._handle = handle
        self._clock = clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """What the sandbox answers."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As `handle_request`."""
        return self._answer(request, await request.aread())

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        target = request.url.raw_path.decode("ascii")
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = self._handle(request.method, target, headers, body)
        if answer.fault in (Fault.LOST_REQUEST, Fault.LOST_ANSWER):
            raise httpx.ReadError("The sandbox broke the connection.", request=request)
        if answer.fault is Fault.STALLED:
            patience = request.extensions.get("timeout", {}).get("read")
            self._clock.skip(min(answer.seconds, patience or answer.seconds))
            if patience is not None and patience < answer.seconds:
                raise httpx.ReadTimeout("The sandbox stalled.", request=request)
        if answer.fault is Fault.TRUNCATED:
            stream = _Broken(answer.body[: len(answer.body) // 2])
            return httpx.Response(answer.status, headers=answer.headers, stream=stream)
        return httpx.Response(answer.status, headers=answer.headers, content=answer.body)
