"""The two drivers: they perform the flow of a call, and differ in how they wait."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import AsyncGenerator, Awaitable, Coroutine, Generator
from typing import Any

import httpx

from .flow import Flow, Result, call
from .parts.functions import in_thread, told
from .parts.guard import PLAIN, AsyncGuarded, Guarded, reading
from .steps import Acquire, Ask, Reserve, Step, Wait

# Between two checks of a thread that waits for a lock.
CHECK_SECONDS = 0.1


class Client(Guarded, httpx.Client):
    """An `httpx.Client` whose every request has key, connection and confirmation."""

    _untraced = staticmethod(lambda *_: None)

    def send(self, request: httpx.Request, *, stream: bool = False, **_: Any) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        with reading(request, httpx.SyncByteStream, "AsyncGoogleMeet") as body:
            parts = list(body)
        return self.run(self._flow(request, parts, stream))

    @contextlib.contextmanager
    def stream(self, *arguments: Any, **keywords: Any) -> Generator[httpx.Response]:
        """Perform a request, and yield its response, of which nothing has been read yet."""
        with super().stream(*arguments, **keywords) as response, self.translate_errors(response):
            yield response

    def call(self, request: dict[str, Any]) -> httpx.Response:
        """Perform what the keyword arguments `request` describe: its url is below the address."""
        return self.run(call(self.policy, self._build(**request), self._build))

    def run(self, flow: Flow[Result]) -> Result:
        """Perform `flow` and return what it returns."""
        try:
            step = next(flow)
            while True:
                try:
                    result = [self._perform(step)]
                except BaseException as error:  # noqa: BLE001 - the flow decides
                    step = flow.throw(told(error))
                else:
                    step = flow.send(result.pop())  # It may be the key: no frame keeps it.
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return] # a flow's value is its result
        finally:
            flow.close()

    def _perform(self, step: Step) -> Any:
        if isinstance(step, Wait):
            return self.policy.shared.closing.wait(step.seconds)
        if isinstance(step, Reserve):
            return step.pace.reserve(step.hold)
        if isinstance(step, Acquire):
            while not step.lock.acquire(timeout=CHECK_SECONDS):
                step.check()
            return None
        if isinstance(step, Ask):
            result = step.function(*step.arguments)
            if isinstance(result, Coroutine):
                result.close()  # Nobody will await it, and Python would warn.
            return result
        response = super().send(step.request, **PLAIN)
        try:
            if not (step.stream and response.is_success):
                response.read()
        except BaseException as error:  # noqa: BLE001 - the next line raises it
            response.close()
            return _bodiless(response, error)
        return response

    def close(self) -> None:
        """Close the sockets, of all views too; who waits for an answer is woken."""
        self.policy.shared.closing.set()
        self._sockets.shut_down()
        super().close()


class AsyncClient(AsyncGuarded, httpx.AsyncClient):
    """An `httpx.AsyncClient` whose every request has key, connection and confirmation."""

    async def _untraced(self, *_: object) -> None:
        """What httpcore awaits where nobody traces."""

    async def send(
        self, request: httpx.Request, *, stream: bool = False, **_: Any
    ) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        with reading(request, httpx.AsyncByteStream, "GoogleMeet") as body:
            parts = [part async for part in body]
        return await self.run(self._flow(request, parts, stream))

    @contextlib.asynccontextmanager
    async def stream(self, *arguments: Any, **keywords: Any) -> AsyncGenerator[httpx.Response]:
        """Perform a request, and yield its response, of which nothing has been read yet."""
        async with super().stream(*arguments, **keywords) as response:
            with self.translate_errors(response):
                yield response

    async def call(self, request: dict[str, Any]) -> httpx.Response:
        """Perform what the keyword arguments `request` describe: its url is below the address."""
        return await self.run(call(self.policy, self._build(**request), self._build))

    async def run(self, flow: Flow[Result]) -> Result:
        """Perform `flow` and return what it returns."""
        self._enter_loop()
        try:
            step = next(flow)
            while True:
                try:
                    result = [await self._perform(step)]
                except BaseException as error:  # noqa: BLE001 - the flow decides
                    step = flow.throw(told(error))
                else:
                    step = flow.send(result.pop())  # It may be the key: no frame keeps it.
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return] # a flow's value is its result
        finally:
            flow.close()

    async def _perform(self, step: Step) -> Any:
        if isinstance(step, Wait):
            import anyio

            with anyio.move_on_after(step.seconds):
                await self.policy.shared.closing.wait()
            return None
        if isinstance(step, Reserve):
            return await step.pace.areserve(step.hold)
        if isinstance(step, Acquire):
            return await step.lock.acquire()
        if isinstance(step, Ask):
            if inspect.iscoroutinefunction(step.function):
                return await step.function(*step.arguments)
            result = await in_thread(step.function, step.arguments)
            return await result if isinstance(result, Awaitable) else result
        async with self.gate:
            self.policy.shared.check_open()
            response = await super().send(step.request, **PLAIN)
            try:
                if not (step.stream and response.is_success):
                    await response.aread()
            except BaseException as error:  # noqa: BLE001 - the next line raises it
                await response.aclose()
                return _bodiless(response, error)
            return response

    async def aclose(self) -> None:
        """Close the sockets, of all views too. In another event loop than that of the calls, the
        sockets are shut down, and the client is closed."""
        if self.in_own_loop():
            self.policy.shared.closing.set()
            await super().aclose()
            return
        with contextlib.suppress(RuntimeError):  # Tasks of a loop that has ended wait for it.
            self.policy.shared.closing.set()
        self._sockets.shut_down()


def _bodiless(response: httpx.Response, error: BaseException) -> httpx.Response:
    """An error answer without its body, which broke off: its status tells all the same. What
    breaks off a success is raised."""
    if response.is_success or not isinstance(error, httpx.RequestError):
        raise error
    encoded = ("content-encoding", "content-length", "transfer-encoding")
    headers = [item for item in response.headers.multi_items() if item[0] not in encoded]
    return httpx.Response(response.status_code, headers=headers, request=response.request)
