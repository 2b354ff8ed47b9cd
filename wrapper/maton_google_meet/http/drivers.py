"""The two drivers: they perform the flow of a call, and differ in how they wait."""

from __future__ import annotations

import contextlib
import inspect
import sys
from collections.abc import Awaitable, Coroutine
from typing import Any, Self

import httpx

from ..flow.call import ENCODED, Flow, Result, call
from ..flow.steps import Acquire, Ask, Reserve, Send, Step, Wait
from .callbacks import in_thread, told
from .requests import PLAIN, GuardedClient, reading
from .sockets import (
    TRACE,
    AsyncResponseBody,
    AsyncSockets,
    ResponseBody,
    Sockets,
    StreamedResponse,
)

# The packages whose frames may hold the key, or headers with it.
LIBRARIES = sys.stdlib_module_names | {
    *("httpx", "httpcore", "h11", "anyio", "trio", "sniffio", "uvloop"),
    *("maton_google_meet", "maton_google_meet_api"),
}

# Between two checks of a thread that waits for a lock.
CHECK_SECONDS = 0.1


class Client(GuardedClient, httpx.Client):
    """An `httpx.Client` whose every request has key, connection and confirmation."""

    _sockets_class = Sockets
    _sockets: Sockets
    _untraced = staticmethod(lambda *_: None)

    def send(self, request: httpx.Request, *, stream: bool = False, **_: Any) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        with reading(request, httpx.SyncByteStream, "AsyncGoogleMeet") as body:
            parts = list(body)
        return self.run(self._flow(request, parts, stream))

    def call(self, request: dict[str, Any]) -> httpx.Response:
        """Perform what the keyword arguments `request` describe: its url is below the address."""
        return self.run(call(self.policy, self._build(**request), self._build))

    def run(self, flow: Flow[Result]) -> Result:
        """Perform `flow` and return what it returns."""
        handled, result = sys.exception(), list[Any]()
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
        except BaseException as error:
            result.clear()
            clear_locals(error, handled)
            raise
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
        return self._send(step)

    def _send(self, step: Send) -> httpx.Response:
        request, release = step.request, self._sockets.release
        request.extensions[TRACE].restart()
        try:
            response = super().send(request, **PLAIN)
            if step.stream and response.is_success:
                body = ResponseBody(response.stream, step.failure, lambda: release(request))
                return StreamedResponse(response, body, step.failure)
            try:
                response.read()
            except BaseException as error:  # noqa: BLE001 - the next line but one raises it
                response.close()
                return _bodiless(response, error)
            return response
        except BaseException:
            release(request)
            raise

    def close(self) -> None:
        """Close the sockets, of all views too; who waits for an answer is woken."""
        self.policy.shared.closing.set()
        self._sockets.shut_down()
        super().close()


class AsyncClient(GuardedClient, httpx.AsyncClient):
    """An `httpx.AsyncClient` whose every request has key, connection and confirmation."""

    _sockets_class = AsyncSockets
    _sockets: AsyncSockets

    async def _untraced(self, *_: object) -> None:
        """What httpcore awaits where nobody traces."""

    async def send(
        self, request: httpx.Request, *, stream: bool = False, **_: Any
    ) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        with reading(request, httpx.AsyncByteStream, "GoogleMeet") as body:
            parts = [part async for part in body]
        return await self.run(self._flow(request, parts, stream))

    async def call(self, request: dict[str, Any]) -> httpx.Response:
        """Perform what the keyword arguments `request` describe: its url is below the address."""
        return await self.run(call(self.policy, self._build(**request), self._build))

    async def run(self, flow: Flow[Result]) -> Result:
        """Perform `flow` and return what it returns."""
        self.policy.shared.check_open()
        self._sockets.enter_loop()
        handled, result = sys.exception(), list[Any]()
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
        except BaseException as error:
            result.clear()
            clear_locals(error, handled)
            raise
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
        async with self._sockets.gate:
            self.policy.shared.check_open()
            return await self._send(step)

    async def _send(self, step: Send) -> httpx.Response:
        request, release = step.request, self._sockets.arelease
        request.extensions[TRACE].restart()
        try:
            response = await super().send(request, **PLAIN)
            if step.stream and response.is_success:
                body = AsyncResponseBody(response.stream, step.failure, lambda: release(request))
                return StreamedResponse(response, body, step.failure)
            try:
                await response.aread()
            except BaseException as error:  # noqa: BLE001 - the next line but one raises it
                await response.aclose()
                return _bodiless(response, error)
            return response
        except BaseException:
            await release(request)
            raise

    async def aclose(self) -> None:
        """Close the sockets, of all views too.

        In another event loop than that of the calls, the client is closed, and its sockets are only
        shut down.
        """
        own = self._sockets.in_own_loop()
        # Tasks of a loop that has ended may wait for the event.
        with contextlib.nullcontext() if own else contextlib.suppress(RuntimeError):
            self.policy.shared.closing.set()
        if not own:
            self._sockets.shut_down()
            return
        try:
            await super().aclose()
        finally:
            await self._sockets.aclose()

    async def __aenter__(self) -> Self:
        self.policy.shared.check_open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _bodiless(response: httpx.Response, error: BaseException) -> httpx.Response:
    """An error answer without its body, which broke off: its status tells all the same. What
    breaks off a success is raised."""
    if response.is_success or not isinstance(error, httpx.RequestError):
        raise error
    headers = [item for item in response.headers.multi_items() if item[0] not in ENCODED]
    return httpx.Response(response.status_code, headers=headers, request=response.request)


def clear_locals(error: BaseException, handled: BaseException | None) -> None:
    """Clear the local variables in the tracebacks of `error`, except those of the caller's code.

    Those of httpx, httpcore and h11 hold the headers that were being sent, and so the key.
    `handled` is the exception that the caller was handling when the call began: it is left alone.
    """
    chain: list[BaseException | None] = [error]
    seen = {id(None), id(handled)}
    while chain:
        link = chain.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        chain += [link.__cause__, link.__context__]
        traceback = link.__traceback__
        while traceback:
            package = str(traceback.tb_frame.f_globals.get("__name__")).partition(".")[0]
            if package in LIBRARIES:
                with contextlib.suppress(RuntimeError):  # It is still running.
                    traceback.tb_frame.clear()
            traceback = traceback.tb_next
