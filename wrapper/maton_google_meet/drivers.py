"""The two drivers: they perform the flow of a call, and differ in how they wait."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import httpx

from .errors import ConfigurationError, InvalidArgumentError
from .flow import Flow, Policy, call
from .steps import Acquire, Ask, Step
from .text import harmless


class Run:
    """A flow on its way: the step that it waits for, None once it has its response."""

    step: Step | None
    response: httpx.Response

    def __init__(self, flow: Flow[httpx.Response]) -> None:
        self._flow = flow
        self.tell(None)

    def _go_on(self, move: Callable[[Any], Step], value: Any) -> None:
        try:
            self.step = move(value)
        except StopIteration as done:
            self.step, self.response = None, done.value

    def tell(self, result: Any) -> None:
        """Go on with what came of the step."""
        self._go_on(self._flow.send, result)

    def fail(self, error: BaseException) -> None:
        """Go on with what the step raised."""
        cause = error.__cause__ if isinstance(error, RuntimeError) else error
        if isinstance(cause, StopIteration | StopAsyncIteration):
            # Generators and coroutines cannot carry these (PEP 479): they would end a loop.
            error = ConfigurationError(
                "A function that the client was given (a hook, a chooser, a key) raised "
                f"{type(cause).__name__}, as next() does when nothing is found. Nothing was sent."
            )
            error.__cause__ = cause
        self._go_on(self._flow.throw, error)


class _Guarded:
    """Mixed into both: no way around the flow, and no raw error while a request is built."""

    policy: Policy

    @property
    def event_hooks(self) -> dict[str, list[Callable[..., Any]]]:
        """None: they would see the key, and change a request after it was approved."""
        return {"request": [], "response": []}

    @event_hooks.setter
    def event_hooks(self, event_hooks: object) -> None:
        raise ConfigurationError(
            "event_hooks= would run after a write was approved: use the logs, or transport=."
        )

    def build_request(self, *arguments: Any, **keywords: Any) -> httpx.Request:
        """As httpx's.

        Raises:
            InvalidArgumentError: It would be too long, or holds what UTF-8 or JSON cannot.
        """
        try:
            built: httpx.Request = super().build_request(*arguments, **keywords)  # type: ignore[misc]
        except (httpx.InvalidURL, ValueError) as error:
            raise InvalidArgumentError(f"This cannot be sent: {harmless(str(error))}.") from error
        return built


class Client(_Guarded, httpx.Client):
    """An `httpx.Client` whose every request has key, connection and confirmation."""

    def send(self, request: httpx.Request, *, stream: bool = False, **_: Any) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        if not isinstance(request.stream, httpx.SyncByteStream):
            raise InvalidArgumentError("An async body needs AsyncGoogleMeet: nothing was sent.")
        own = _own(request, b"".join(request.stream))
        run = Run(call(self.policy, own, self.build_request, stream=stream))
        while run.step:
            try:
                result = self._perform(run.step)
            except BaseException as error:  # noqa: BLE001 - the flow decides
                run.fail(error)
            else:
                run.tell(result)
        return run.response

    def _perform(self, step: Step) -> Any:
        if isinstance(step, Acquire):
            return step.lock.acquire()
        if isinstance(step, Ask):
            return _plain(step.function(*step.arguments))
        response = super().send(step.request, stream=True, auth=None, follow_redirects=False)
        try:
            if not (step.stream and response.is_success):
                response.read()
        except BaseException as error:  # noqa: BLE001 - the next line raises it
            response.close()
            return _bodiless(response, error)
        return response

    def close(self) -> None:
        """Close the sockets, of all views too."""
        self.policy.shared.closed = True
        super().close()


class AsyncClient(_Guarded, httpx.AsyncClient):
    """An `httpx.AsyncClient` whose every request has key, connection and confirmation."""

    async def send(
        self, request: httpx.Request, *, stream: bool = False, **_: Any
    ) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        if not isinstance(request.stream, httpx.AsyncByteStream):
            raise InvalidArgumentError("A sync body needs GoogleMeet: nothing was sent.")
        own = _own(request, b"".join([part async for part in request.stream]))
        run = Run(call(self.policy, own, self.build_request, stream=stream))
        while run.step:
            try:
                result = await self._perform(run.step)
            except BaseException as error:  # noqa: BLE001 - the flow decides
                run.fail(error)
            else:
                run.tell(result)
        return run.response

    async def _perform(self, step: Step) -> Any:
        if isinstance(step, Acquire):
            return await step.lock.acquire()
        if isinstance(step, Ask):
            import anyio.to_thread

            # In a thread, so that a function that waits for a person does not stop the loop. An
            # async one only makes its coroutine there, in a list since trio refuses to carry one.
            # A cancelled call leaves the thread behind.
            [result] = await anyio.to_thread.run_sync(
                lambda: [step.function(*step.arguments)], abandon_on_cancel=True
            )
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
        self.policy.shared.closed = True
        await super().aclose()


def _own(request: httpx.Request, body: bytes) -> httpx.Request:
    """A request that only this call knows: what is judged and shown is what is sent, whatever
    happens to the caller's. Of the extensions, those stay that change nothing of it."""
    framing = ("content-length", "transfer-encoding")  # httpx makes it anew, for this body.
    headers = [item for item in request.headers.multi_items() if item[0] not in framing]
    kept = {key: value for key, value in request.extensions.items() if key in ("timeout", "trace")}
    return httpx.Request(
        request.method, request.url, headers=headers, content=body, extensions=kept
    )


def _bodiless(response: httpx.Response, error: BaseException) -> httpx.Response:
    """An error answer without its body, which broke off: its status tells all the same. What
    breaks off a success is raised."""
    if response.is_success or not isinstance(error, httpx.RequestError):
        raise error
    encoded = ("content-encoding", "content-length", "transfer-encoding")
    headers = [item for item in response.headers.multi_items() if item[0] not in encoded]
    return httpx.Response(response.status_code, headers=headers, request=response.request)


def _plain(result: Any) -> Any:
    """`result`; a coroutine that nobody will await is closed, so that Python does not warn."""
    if isinstance(result, Coroutine):
        result.close()
    return result
