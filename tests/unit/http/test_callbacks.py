"""Functions of the user, called in other threads."""

from __future__ import annotations

import threading
import time
import types
from collections.abc import Generator
from contextvars import ContextVar, copy_context
from typing import Any
from unittest.mock import AsyncMock, Mock

import anyio
import pytest
from maton_google_meet import AsyncGoogleMeet, ConfigurationError, PendingWrite
from maton_google_meet.http.callbacks import (
    caller_is_gone,
    closing_wakers,
    find_coroutine_function,
    get_call_soon,
    repeat_cancellation,
    replace_stop_iteration,
    run_in_caller,
    run_in_task,
    run_in_thread,
)
from maton_google_meet.models import SpaceConfig
from support.clients import KEY, ClientRunner
from support.document_server import DocumentServer

BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])
VARIABLE: ContextVar[int] = ContextVar("variable")


@BACKENDS
def test_a_function_runs_in_another_thread_with_the_context(backend: str) -> None:
    async def main() -> Any:
        VARIABLE.set(5)
        return await run_in_thread(lambda a: (a, VARIABLE.get(), threading.get_ident()), (1,))

    first, second, thread = anyio.run(main, backend=backend)
    assert (first, second) == (1, 5)
    assert thread != threading.get_ident()


@BACKENDS
def test_an_exception_passes_unchanged(backend: str) -> None:
    error = LookupError("mine")

    def fail() -> None:
        raise error

    with pytest.raises(LookupError) as raised:
        anyio.run(run_in_thread, fail, (), backend=backend)
    assert raised.value is error


@BACKENDS
def test_a_cancelled_caller_abandons_the_function(backend: str) -> None:
    ended = threading.Event()

    def work() -> None:
        is_gone = caller_is_gone.get()
        started.set()
        while not is_gone():
            time.sleep(0.001)
        ended.set()

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(run_in_thread, work, ())
            while not started.is_set():  # noqa: ASYNC110 - it is the event of a thread
                await anyio.sleep(0.001)
            group.cancel_scope.cancel()

    started = threading.Event()
    anyio.run(main, backend=backend)
    assert ended.wait(20)
    assert not caller_is_gone.get()()


@BACKENDS
def test_a_function_in_a_thread_sees_that_the_client_is_closed(backend: str) -> None:
    is_closed = threading.Event()

    def work() -> tuple[bool, bool]:
        is_gone = caller_is_gone.get()
        before = is_gone()
        is_closed.set()
        return before, is_gone()

    assert anyio.run(run_in_thread, work, (), is_closed.is_set, backend=backend) == (False, True)


def test_a_function_of_a_sync_client_sees_that_the_client_is_closed() -> None:
    seen = run_in_caller(lambda a: (a, caller_is_gone.get()()), (1,), lambda: True)
    assert seen == (1, True)
    assert not caller_is_gone.get()()


class Both:
    """A hook for both clients."""

    def __call__(self) -> str:
        return "called"

    async def acall(self) -> str:
        return "awaited"


def test_a_coroutine_function_is_found() -> None:
    async def function() -> None: ...

    both, mock = Both(), AsyncMock()
    assert find_coroutine_function(both) == both.acall
    # A mock has every attribute, but its class does not.
    assert find_coroutine_function(function) is function
    assert find_coroutine_function(mock) is mock
    for other in (Both, Both().__call__, lambda: None, Mock()):
        assert find_coroutine_function(other) is None


@BACKENDS
def test_a_coroutine_function_runs_in_the_task_of_its_caller(backend: str) -> None:
    wakers, seen = set[Any](), list[Any]()

    async def hook(argument: int) -> int:
        seen.extend((caller_is_gone.get()(), closing_wakers.get() is wakers))
        return argument

    async def main() -> None:
        assert await run_in_task(hook, (1,), lambda: True, wakers) == 1
        assert not caller_is_gone.get()()
        assert closing_wakers.get(None) is None

    anyio.run(main, backend=backend)
    assert seen == [True, True]


def test_a_coroutine_that_is_never_finished_ends_in_another_context() -> None:
    @types.coroutine
    def pause() -> Generator[None]:
        yield

    async def hook() -> None:
        await pause()

    running: Any = run_in_task(hook, (), lambda: False, set())
    copy_context().run(running.send, None)
    running.close()  # As the garbage collector does. It raises nothing.


@BACKENDS
def test_a_function_is_called_soon_until_the_loop_has_ended(backend: str) -> None:
    async def main() -> Any:
        call_soon, is_called = get_call_soon(), anyio.Event()
        thread = threading.Thread(target=call_soon, args=(is_called.set,))
        thread.start()
        await is_called.wait()
        return call_soon

    call_soon = anyio.run(main, backend=backend)
    with pytest.raises(RuntimeError):
        call_soon(print)


@BACKENDS
def test_a_caught_cancellation_is_repeated(backend: str) -> None:
    async def main() -> None:
        with anyio.CancelScope() as scope:
            scope.cancel()
            try:
                await anyio.sleep_forever()
            except anyio.get_cancelled_exc_class() as error:
                repeat_cancellation(error)
            steps.append("went on")
            await anyio.lowlevel.checkpoint()
            steps.append("not cancelled")
        assert scope.cancelled_caught
        await anyio.lowlevel.checkpoint()

    steps: list[str] = []
    anyio.run(main, backend=backend)
    assert steps == ["went on"]


@pytest.mark.parametrize("kind", [StopIteration, StopAsyncIteration])
def test_the_end_of_an_iterator_is_replaced(kind: type[Exception]) -> None:
    error = kind()
    assert isinstance(replace_stop_iteration(error), ConfigurationError)
    assert replace_stop_iteration(error).__cause__ is error
    wrapped = RuntimeError("generator raised StopIteration")
    assert replace_stop_iteration(wrapped) is wrapped
    wrapped.__cause__ = error
    assert isinstance(replace_stop_iteration(wrapped), ConfigurationError)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_stop_async_iteration_of_a_function_is_an_error(
    backend: str, server: DocumentServer
) -> None:
    def key() -> str:
        raise StopAsyncIteration

    with pytest.raises(ConfigurationError, match="raised StopAsyncIteration"):
        ClientRunner(backend).call(
            lambda meet: meet.conference_records.list(),
            api_key=key,
            base_url=server.url,
            connection="c",
        )


def create(meet: Any) -> Any:
    return meet.spaces.create(config=SpaceConfig(access_type="OPEN"))


def test_a_hook_that_waits_does_not_stop_the_loop(server: DocumentServer) -> None:
    """A sync hook runs in a thread: it waits for a task of the loop."""
    went_on = threading.Event()

    def hook(_: PendingWrite) -> bool:
        return went_on.wait(10)

    async def main() -> None:
        async with (
            AsyncGoogleMeet(KEY, base_url=server.url, connection="c-1", confirm=hook) as meet,
            anyio.create_task_group() as group,
        ):
            group.start_soon(create, meet)
            await anyio.lowlevel.checkpoint()
            went_on.set()

    for backend in ("asyncio", "trio"):
        went_on.clear()
        anyio.run(main, backend=backend)
    assert len(server.requests("spaces.create")) == 2
