"""The two drivers: they perform the flow of a call, and differ in how they wait."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine
from typing import Any

import httpx

from .errors import ConfigurationError, InvalidArgumentError
from .flow import Policy, call
from .steps import Acquire, Ask, Step
from .text import harmless


class _Builder:
    """Mixed into both: what cannot become a request is the caller's mistake, told as such."""

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


class Client(_Builder, httpx.Client):
    """An `httpx.Client` whose every request has key, connection and confirmation."""

    policy: Policy

    def send(self, request: httpx.Request, *, stream: bool = False, **_: Any) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        request.read()
        flow = call(self.policy, request, self.build_request, stream=stream)
        result: Any = None
        error: BaseException | None = None
        try:
            while True:
                step = flow.throw(error) if error else flow.send(result)
                result = error = None
                try:
                    result = self._perform(step)
                except BaseException as raised:  # noqa: BLE001 - the flow decides
                    error = _carried(raised)
        except StopIteration as done:
            response: httpx.Response = done.value
            return response
        finally:
            del error  # Its traceback holds this frame.

    def _perform(self, step: Step) -> Any:
        if isinstance(step, Acquire):
            return step.lock.acquire()
        if isinstance(step, Ask):
            return _plain(step.function(*step.arguments))
        response = super().send(step.request, stream=step.stream, auth=None, follow_redirects=False)
        if not response.is_success:
            response.read()
        return response


class AsyncClient(_Builder, httpx.AsyncClient):
    """An `httpx.AsyncClient` whose every request has key, connection and confirmation."""

    policy: Policy

    async def send(
        self, request: httpx.Request, *, stream: bool = False, **_: Any
    ) -> httpx.Response:
        """Perform `request`. The key is the only authentication, and redirects are not followed."""
        await request.aread()
        flow = call(self.policy, request, self.build_request, stream=stream)
        result: Any = None
        error: BaseException | None = None
        try:
            while True:
                step = flow.throw(error) if error else flow.send(result)
                result = error = None
                try:
                    result = await self._perform(step)
                except BaseException as raised:  # noqa: BLE001 - the flow decides
                    error = _carried(raised)
        except StopIteration as done:
            response: httpx.Response = done.value
            return response
        finally:
            del error  # Its traceback holds this frame.

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
        response = await super().send(
            step.request, stream=step.stream, auth=None, follow_redirects=False
        )
        if not response.is_success:
            await response.aread()
        return response


def _carried(error: BaseException) -> BaseException:
    """`error`, or where it is the one that no generator or coroutine can carry (PEP 479), another
    that tells of it."""
    cause = error.__cause__ if isinstance(error, RuntimeError) else error
    if not isinstance(cause, StopIteration):
        return error
    told = ConfigurationError(
        "A function that the client was given (a hook, a chooser, a key) raised StopIteration, as "
        "next() does when nothing is found. Nothing was sent."
    )
    told.__cause__ = cause
    return told


def _plain(result: Any) -> Any:
    """`result`; a coroutine that nobody will await is closed, so that Python does not warn."""
    if isinstance(result, Coroutine):
        result.close()
    return result
