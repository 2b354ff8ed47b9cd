"""The two drivers, which perform the steps of a flow with httpx.

They differ only in the way they wait. A decision about a call belongs in `flow`; a new kind of step
needs a branch in both `perform` methods.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Self

import httpx

from ..flow.call import Flow, Result, call
from ..flow.steps import Acquire, Ask, Reserve, Step, Wait
from .callbacks import (
    find_coroutine_function,
    replace_stop_iteration,
    run_in_caller,
    run_in_task,
    run_in_thread,
)
from .requests import GuardedClient, open_body
from .sockets import AsyncSockets, Sockets

# The packages whose frames may hold the key, or headers with it.
LIBRARIES = sys.stdlib_module_names | {
    *("httpx", "httpcore", "h11", "anyio", "trio", "sniffio", "uvloop"),
    *("maton_google_meet", "maton_google_meet_api", "maton_ai"),
}

# The time between two checks of a thread that waits for a lock.
CHECK_SECONDS = 0.1


class Client(GuardedClient, httpx.Client):
    """An `httpx.Client` that adds key, connection and confirmation to every request."""

    _sockets_class = Sockets
    _sockets: Sockets
    _ignore_event = staticmethod(lambda *_: None)

    def send(self, request: httpx.Request, *, stream: bool = False, **_: Any) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        with open_body(request, httpx.SyncByteStream, "AsyncGoogleMeet") as body:
            parts = list(body)
        return self.run(self._start_call(request, parts, stream))

    def call(self, request: dict[str, Any], read: Callable[[httpx.Response], Result]) -> Result:
        """Perform the request with these keyword arguments, and return the result of `read`.

        `url` is a path below the address. `read` receives a 2xx response.
        """
        flow: Flow[Result] = call(self.call_options, self._build(**request), self._build, read=read)
        return self.run(flow)

    def run(self, flow: Flow[Result]) -> Result:
        """Perform `flow` and return its result."""
        handled, result = sys.exception(), list[Any]()
        try:
            step = next(flow)
            while True:
                try:
                    result = [self.perform(step)]
                except BaseException as error:  # noqa: BLE001 - the flow decides
                    step = flow.throw(replace_stop_iteration(error))
                else:
                    step = flow.send(result.pop())  # It may be the key: no frame keeps it.
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return] # the value of a flow is its result
        except BaseException as error:
            result.clear()
            clear_locals(error, handled)
            raise
        finally:
            flow.close()

    def perform(self, step: Step) -> Any:
        """Perform one step and return its result. A subclass may wait by another clock."""
        if isinstance(step, Wait):
            return self.call_options.state.closing.wait(step.seconds)
        if isinstance(step, Reserve):
            return step.pace.reserve(step.hold)
        if isinstance(step, Acquire):
            while not step.lock.acquire(timeout=CHECK_SECONDS):
                step.check()
            return None
        if isinstance(step, Ask):
            result = run_in_caller(
                step.function, step.arguments, self.call_options.state.closing.is_set
            )
            if isinstance(result, Coroutine):
                result.close()  # It is never awaited, and Python would warn.
            return result
        return self._sockets.send(step, super().send)

    def close(self) -> None:
        """Close the sockets of this client and its views, and wake calls that wait."""
        self.call_options.state.closing.set()
        self._sockets.shut_down()
        super().close()


class AsyncClient(GuardedClient, httpx.AsyncClient):
    """An `httpx.AsyncClient` that adds key, connection and confirmation to every request."""

    _sockets_class = AsyncSockets
    _sockets: AsyncSockets

    async def _ignore_event(self, *_: object) -> None:
        """Ignore an event of httpcore, which awaits its `trace` extension."""

    async def send(
        self, request: httpx.Request, *, stream: bool = False, **_: Any
    ) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        with open_body(request, httpx.AsyncByteStream, "GoogleMeet") as body:
            parts = [part async for part in body]
        return await self.run(self._start_call(request, parts, stream))

    async def call(
        self, request: dict[str, Any], read: Callable[[httpx.Response], Result]
    ) -> Result:
        """Perform the request with these keyword arguments, and return the result of `read`.

        `url` is a path below the address. `read` receives a 2xx response.
        """
        flow: Flow[Result] = call(self.call_options, self._build(**request), self._build, read=read)
        return await self.run(flow)

    async def run(self, flow: Flow[Result]) -> Result:
        """Perform `flow` and return its result."""
        self.call_options.state.check_open()
        self._sockets.enter_loop()
        handled, result = sys.exception(), list[Any]()
        try:
            step = next(flow)
            while True:
                try:
                    result = [await self.perform(step)]
                except BaseException as error:  # noqa: BLE001 - the flow decides
                    step = flow.throw(replace_stop_iteration(error))
                else:
                    step = flow.send(result.pop())  # It may be the key: no frame keeps it.
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return] # the value of a flow is its result
        except BaseException as error:
            result.clear()
            clear_locals(error, handled)
            raise
        finally:
            flow.close()

    async def perform(self, step: Step) -> Any:
        """Perform one step and return its result. A subclass may wait by another clock."""
        if isinstance(step, Wait):
            import anyio

            with anyio.move_on_after(step.seconds):
                await self.call_options.state.closing.wait()
            return None
        if isinstance(step, Reserve):
            return await step.pace.areserve(step.hold)
        if isinstance(step, Acquire):
            return await step.lock.acquire()
        if isinstance(step, Ask):
            state, arguments = self.call_options.state, step.arguments
            function = find_coroutine_function(step.function)
            if not function:
                result = await run_in_thread(step.function, arguments, state.closing.is_set)
                if not isinstance(result, Awaitable):
                    return result
                function, arguments = lambda: result, ()
            return await run_in_task(function, arguments, state.closing.is_set, state.wakers)
        return await self._sockets.asend(step, super().send)

    async def aclose(self) -> None:
        """Close the sockets of this client and its views, and wake calls that wait.

        In an event loop other than that of the calls, the sockets are only shut down.
        """
        own = self._sockets.in_own_loop()
        # Tasks of a loop that has ended may wait for the event.
        with contextlib.nullcontext() if own else contextlib.suppress(RuntimeError):
            self.call_options.state.closing.set()
        for wake in [*self.call_options.state.wakers]:
            with contextlib.suppress(RuntimeError):  # The event loop has ended.
                wake()
        if not own:
            self._sockets.shut_down()
            return
        try:
            await super().aclose()
        finally:
            await self._sockets.aclose()

    async def __aenter__(self) -> Self:
        self.call_options.state.check_open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def clear_locals(error: BaseException, handled: BaseException | None) -> None:
    """Clear the local variables in the tracebacks of `error`, except those of the caller's code.

    Those of httpx, httpcore and h11 hold the headers of the request, which include the key.
    `handled` is the exception that the caller was handling when the call began. It stays unchanged.
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
