"""The two drivers: they perform the flow of a call, and differ in how they wait."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import httpx
from maton_google_meet_api.text import harmless

from .errors import ConfigurationError, InvalidArgumentError
from .flow import Call, Flow, Policy, Result, call
from .parts.functions import in_thread, told
from .parts.sockets import Sockets, fitted
from .steps import Acquire, Ask, Reserve, Step, Wait


class _Guarded:
    """Mixed into both: no way around the flow, and no raw error while a request is built."""

    policy: Policy

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"transport": fitted(settings["transport"])})
        self._settings, self._sockets = settings, Sockets()

    def _own(self: Any, given: httpx.Request, body: bytes = b"") -> httpx.Request:
        """A request that only this call knows: what is judged and shown is what is sent, whatever
        happens to the caller's. Of the extensions, those stay that change nothing of it: `trace`
        is told what happens, and is not handed the request, which it could change after all."""
        if self._sockets.inherited():
            # Sockets that a fork copied are the other process's: they are kept, and not used.
            self._inherited, timeout = vars(self).copy(), self.timeout
            type(self).__init__(self, **self._settings)
            self.timeout = timeout
        # Made anew, for this body and this address; to some servers, `_` is `-` in a name.
        ours = {"authorization", "content-length", "host", "maton-connection", "transfer-encoding"}
        kept = [(k, v) for k, v in given.headers.multi_items() if k.replace("_", "-") not in ours]
        more = {k: v for k, v in given.extensions.items() if k == "timeout"}
        trace = given.extensions.get("trace", self._untraced)
        more["trace"] = self._sockets.watch(self.policy.shared.check_open, trace)
        return httpx.Request(given.method, given.url, headers=kept, content=body, extensions=more)

    def _flow(self: Any, request: httpx.Request, body: bytes, stream: bool) -> Call:
        own = self._own(request, body)
        return call(
            self.policy, own, lambda *a, **k: self._own(self.build_request(*a, **k)), stream
        )

    @property
    def event_hooks(self) -> dict[str, list[Callable[..., Any]]]:
        """None: they would see the key, and change a request after it was approved."""
        return {"request": [], "response": []}

    @event_hooks.setter
    def event_hooks(self, event_hooks: object) -> None:
        raise ConfigurationError("event_hooks= would run after the approval: use the logs.")

    def build_request(self, *arguments: Any, **keywords: Any) -> httpx.Request:
        """As httpx's.

        Raises:
            InvalidArgumentError: It would be too long, or holds what UTF-8 or JSON cannot.
        """
        try:
            return super().build_request(*arguments, **keywords)  # type: ignore[misc, no-any-return]
        except (httpx.InvalidURL, ValueError) as error:
            raise InvalidArgumentError(f"This cannot be sent: {harmless(str(error))}.") from error


class Client(_Guarded, httpx.Client):
    """An `httpx.Client` whose every request has key, connection and confirmation."""

    _untraced = staticmethod(lambda *_: None)

    def send(self, request: httpx.Request, *, stream: bool = False, **_: Any) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        if not isinstance(request.stream, httpx.SyncByteStream):
            raise InvalidArgumentError("An async body needs AsyncGoogleMeet: nothing was sent.")
        return self.run(self._flow(request, b"".join(request.stream), stream))

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
            return step.lock.acquire()
        if isinstance(step, Ask):
            result = step.function(*step.arguments)
            if isinstance(result, Coroutine):
                result.close()  # Nobody will await it, and Python would warn.
            return result
        response = super().send(step.request, stream=True, auth=None, follow_redirects=False)
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


class AsyncClient(_Guarded, httpx.AsyncClient):
    """An `httpx.AsyncClient` whose every request has key, connection and confirmation."""

    async def _untraced(self, *_: object) -> None:
        """What httpcore awaits where nobody traces."""

    async def send(
        self, request: httpx.Request, *, stream: bool = False, **_: Any
    ) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        if not isinstance(request.stream, httpx.AsyncByteStream):
            raise InvalidArgumentError("A sync body needs GoogleMeet: nothing was sent.")
        body = b"".join([part async for part in request.stream])
        return await self.run(self._flow(request, body, stream))

    async def run(self, flow: Flow[Result]) -> Result:
        """Perform `flow` and return what it returns."""
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
        response = await super().send(step.request, stream=True, auth=None, follow_redirects=False)
        try:
            if not (step.stream and response.is_success):
                await response.aread()
        except BaseException as error:  # noqa: BLE001 - the next line raises it
            await response.aclose()
            return _bodiless(response, error)
        return response

    async def aclose(self) -> None:
        """Close the sockets, of all views too."""
        self.policy.shared.closing.set()
        await super().aclose()


def _bodiless(response: httpx.Response, error: BaseException) -> httpx.Response:
    """An error answer without its body, which broke off: its status tells all the same. What
    breaks off a success is raised."""
    if response.is_success or not isinstance(error, httpx.RequestError):
        raise error
    encoded = ("content-encoding", "content-length", "transfer-encoding")
    headers = [item for item in response.headers.multi_items() if item[0] not in encoded]
    return httpx.Response(response.status_code, headers=headers, request=response.request)
