"""Run a function of the user, such as a hook, in the thread or task of the call or in its own."""

from __future__ import annotations

import contextlib
import inspect
import threading
from collections.abc import Awaitable, Callable
from contextvars import ContextVar, copy_context
from typing import Any

from ..errors import ConfigurationError

caller_is_gone: ContextVar[Callable[[], bool]] = ContextVar("caller_is_gone", default=lambda: False)
"""A function for code of the user, such as a hook.

It returns True once the caller was cancelled or the client was closed. Nothing then uses the result
of the code."""

closing_wakers: ContextVar[set[Callable[[], object]]] = ContextVar("closing_wakers")
"""The functions to call as soon as the client is closed.

A coroutine function of the user adds a function that wakes it. Any thread may call the latter."""


def run_in_caller(
    function: Callable[..., Any], arguments: tuple[Any, ...], is_closed: Callable[[], bool]
) -> Any:
    """Call `function` in this thread. `is_closed` returns True once the client is closed."""
    token = caller_is_gone.set(is_closed)
    try:
        return function(*arguments)
    finally:
        caller_is_gone.reset(token)


def find_coroutine_function(function: Callable[..., Any]) -> Callable[..., Any] | None:
    """Return the coroutine function to await instead of calling `function`, or None.

    It is `function` itself, or the method `acall` beside `__call__` in the class of `function`.
    """
    if inspect.iscoroutinefunction(function):
        return function
    if inspect.iscoroutinefunction(getattr(type(function), "acall", None)):
        return function.acall  # type: ignore[attr-defined,no-any-return]
    return None


async def run_in_task(
    function: Callable[..., Awaitable[Any]],
    arguments: tuple[Any, ...],
    is_closed: Callable[[], bool],
    wakers: set[Callable[[], object]],
) -> Any:
    """Await the coroutine function `function` in this task.

    `is_closed` returns True once the client is closed. The client then calls `wakers`.
    """
    tokens = caller_is_gone.set(is_closed), closing_wakers.set(wakers)
    try:
        return await function(*arguments)
    finally:
        # A coroutine that is never finished ends in another context.
        with contextlib.suppress(ValueError):
            caller_is_gone.reset(tokens[0])
            closing_wakers.reset(tokens[1])


def get_call_soon() -> Callable[[Callable[[], object]], object]:
    """Return the function that lets the current event loop call a function, from any thread.

    It raises `RuntimeError` if the event loop has ended.
    """
    import anyio.lowlevel

    token: Any = anyio.lowlevel.current_token()
    # Older versions of anyio return the loop itself:
    # https://github.com/agronholm/anyio/blob/4.5.0/src/anyio/lowlevel.py
    loop = getattr(token, "native_token", token)
    call_soon = getattr(loop, "call_soon_threadsafe", None) or loop.run_sync_soon
    return call_soon  # type: ignore[no-any-return]


def repeat_cancellation(error: BaseException) -> None:
    """Cancel the current task at its next step, instead of now by `error`, which it has caught.

    Only asyncio forgets a cancellation that a task has caught; trio repeats it.
    """
    import sniffio

    if sniffio.current_async_library() == "asyncio":
        import asyncio

        task: Any = asyncio.current_task()
        task.uncancel()  # The count that timeouts and task groups compare stays the same.
        task.cancel(*error.args)


async def run_in_thread(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    is_closed: Callable[[], bool] = lambda: False,
) -> Any:
    """Call `function` in its own thread, so that it does not block the event loop.

    `is_closed` returns True once the client is closed.

    A cancelled caller abandons the thread, and so does the end of the program. The threads of
    `anyio.to_thread` do not fit: there are 40, and the event loop waits for them when it ends
    (https://github.com/agronholm/anyio/blob/4.16.0/src/anyio/_backends/_asyncio.py#L2751).
    """
    from concurrent.futures import Future

    import anyio
    import sniffio

    call_soon = get_call_soon()
    is_abandoned, is_done, outcome = threading.Event(), anyio.Event(), Future[Any]()

    def work() -> None:
        caller_is_gone.set(lambda: is_abandoned.is_set() or is_closed())
        sniffio.current_async_library_cvar.set(None)  # The function may run its own loop.
        try:
            outcome.set_result(function(*arguments))
        except BaseException as error:  # noqa: BLE001 - the awaiting task raises it
            outcome.set_exception(error)
        with contextlib.suppress(RuntimeError):  # The loop has ended.
            call_soon(is_done.set)

    threading.Thread(target=copy_context().run, args=(work,), daemon=True).start()
    try:
        await is_done.wait()
    finally:
        is_abandoned.set()
    return outcome.result()


def replace_stop_iteration(error: BaseException) -> BaseException:
    """Return `error`, or the error to raise instead of the end of an iterator.

    Python turns only `StopIteration` into a `RuntimeError` where it leaves a generator or coroutine
    (PEP 479). `StopAsyncIteration` would silently end the caller's `async for`.
    """
    cause = error.__cause__ if isinstance(error, RuntimeError) else error
    if not isinstance(cause, StopIteration | StopAsyncIteration):
        return error
    replacement = ConfigurationError(
        f"A function given to the client raised {cause!r}: an empty next()?"
    )
    replacement.__cause__ = cause
    return replacement
