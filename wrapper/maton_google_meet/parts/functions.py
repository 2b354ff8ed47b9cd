"""How functions that the user gave are called: hooks, choosers, `api_key=`, `on_url=`."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from typing import Any

from ..errors import ConfigurationError

left_behind: ContextVar[threading.Event | None] = ContextVar("left_behind", default=None)
"""In a thread of `in_thread`: what is set once nobody waits for it any more."""


async def in_thread(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """What a plain function of the user's returns or raises, run in a thread of its own, so that
    one that waits for a person does not stop the event loop.

    Who is cancelled meanwhile leaves the thread behind, and so does the end of the program: anyio's
    own threads would hold that up until the person has answered, and there are only 40.
    """
    from concurrent.futures import Future

    import anyio.lowlevel
    import sniffio

    token: Any = anyio.lowlevel.current_token()
    loop = getattr(token, "native_token", token)  # Older versions of anyio hand it out bare.
    soon = getattr(loop, "call_soon_threadsafe", None) or loop.run_sync_soon
    left, done, came = threading.Event(), anyio.Event(), Future[Any]()

    def work() -> None:
        left_behind.set(left)
        sniffio.current_async_library_cvar.set(None)  # The function may run a loop of its own.
        try:
            came.set_result(function(*arguments))
        except BaseException as error:  # noqa: BLE001 - whoever waits for it gets it
            came.set_exception(error)
        with contextlib.suppress(RuntimeError):  # The loop has ended.
            soon(done.set)

    threading.Thread(target=copy_context().run, args=(work,), daemon=True).start()
    try:
        await done.wait()
    finally:
        left.set()
    return came.result()


def told(error: BaseException) -> BaseException:
    """What the flow is told of `error`. Generators and coroutines cannot carry the end of an
    iterator (PEP 479), and it would end a caller's loop."""
    cause = error.__cause__ if isinstance(error, RuntimeError) else error
    if not isinstance(cause, StopIteration | StopAsyncIteration):
        return error
    told = ConfigurationError(f"A function given to the client raised {cause!r}: an empty next()?")
    told.__cause__ = cause
    return told
