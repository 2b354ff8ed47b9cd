"""Cancellations, interrupts, errors, deadlines and a closed client in the middle of a call.

No slot, lock or connection is lost, and the next call works.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import signal
import ssl
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest
from httpcore._backends.auto import AutoBackend
from httpcore._backends.sync import SyncBackend
from maton_google_meet import (
    AsyncGoogleMeet,
    ConfigurationError,
    DeadlineExceeded,
    DeadlineOutcomeUnknown,
    GoogleMeet,
    MatonError,
    NetworkError,
    OutcomeUnknown,
    Pace,
    Retry,
    Slot,
    approve_all,
    forking,
)
from maton_google_meet.flow import call as flow
from maton_google_meet.flow.steps import Acquire, Ask, Send, Wait
from maton_google_meet.http import drivers
from maton_google_meet.http.drivers import AsyncClient, Client
from maton_google_meet.testing import Contract
from support.calls import read_pool
from support.clients import KEY, ClientRunner, create_space, read_space
from support.clocks import Clock
from support.document_server import DocumentServer, Reply
from support.fault_server import HANG_SECONDS, Behavior, Certificates, FaultServer, Peer, Request
from support.space_server import LARGE, SendParts, encode_space

LIST, GET = "connections.list", "spaces.get"
SPACE = "/google-meet/v2/spaces/abc"
LISTED = {"connections": [{"connection_id": "c", "status": "ACTIVE", "app": "google-meet"}]}


# --- fixtures -------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        # Trio keeps idle ones for ten seconds, for whichever run comes next.
        if not thread.name.startswith("Trio thread"):
            thread.join(HANG_SECONDS)
            assert not thread.is_alive(), thread


@pytest.fixture(autouse=True, scope="module")
def _nothing_is_left() -> Iterator[None]:
    """Collect garbage: objects that were never closed or awaited fail the last test."""
    yield
    gc.collect()


class BlockedCall:
    """A client with a call that is blocked at a place until `release` is set.

    A place sets the `options` of the client, the `call`, the calls `before` it, the concurrent
    `other` call, and `ready`, which returns True once the call is blocked.
    """

    def __init__(
        self, runner: ClientRunner, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.runner, self.server = runner, server
        self.sync = runner.mode == "sync"
        self.clock = Clock(step=10_000.0)  # Slots are never waited for, unless it stands still.
        self.pace = Pace(clock=self.clock)
        self.release = threading.Event()
        self.reached = threading.Event()
        self.options: dict[str, Any] = {
            "base_url": server.url,
            "connection": "c",
            "confirm": approve_all,
            "retry": Retry(),
        }
        self.limits = httpx.Limits()
        self.backend: Any = None
        self.wrap: Callable[[Any], Any] = lambda transport: transport
        self.call: Callable[[Any], Any] = read_space
        self.before: list[Callable[[Any], Any]] = []
        self.other: Callable[[Any], Any] | None = None
        self.ready: Callable[[], bool] = self.reached.is_set
        self.fault_server: FaultServer | None = None
        self._abandoned: list[threading.Event] = []
        self._standing: list[Any] = []
        self._requests: list[httpx.Request] = []
        self._watch(monkeypatch)

    def _watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Record the steps in progress, and all requests."""
        made, standing = self._requests, self._standing
        init, perform, aperform = httpx.Request.__init__, Client.perform, AsyncClient.perform

        def record_request(request: httpx.Request, *arguments: Any, **keywords: Any) -> None:
            init(request, *arguments, **keywords)
            made.append(request)

        @contextlib.contextmanager
        def record_step(step: Any) -> Iterator[None]:
            standing.append(step)
            try:
                yield
            finally:
                standing[:] = [each for each in standing if each is not step]

        def perform_recorded(client: Client, step: Any) -> Any:
            with record_step(step):
                return perform(client, step)

        async def perform_async_recorded(client: AsyncClient, step: Any) -> Any:
            with record_step(step):
                return await aperform(client, step)

        monkeypatch.setattr(httpx.Request, "__init__", record_request)
        monkeypatch.setattr(Client, "perform", perform_recorded)
        monkeypatch.setattr(AsyncClient, "perform", perform_async_recorded)

    def is_at(self, kind: type, count: int = 1) -> Callable[[], bool]:
        """Return a function: True if `count` calls are at a step of this type."""
        return lambda: sum(isinstance(step, kind) for step in list(self._standing)) == count

    def has_sent(self, count: int) -> Callable[[], bool]:
        """Return a function: True if `count` requests were received and none has ended."""
        at = self.is_at(Send, count)
        return lambda: len(self.server.seen) == count and at()

    def make_blocking(
        self, result: Callable[..., Any], *, plain: bool = False
    ) -> Callable[..., Any]:
        """Return a function for the client; its first call blocks until `release`, or until it is
        cancelled. With `plain`, the function blocks its thread also under asyncio and trio."""
        calls = itertools.count()

        def block(*arguments: Any) -> Any:
            if not next(calls):
                done = threading.Event()
                self._abandoned.append(done)
                self.reached.set()
                try:
                    assert self.release.wait(HANG_SECONDS), "the test did not continue"
                finally:
                    done.set()
            return result(*arguments)

        async def suspend(*arguments: Any) -> Any:
            if not next(calls):
                self.reached.set()
                await anyio.sleep_forever()
            return result(*arguments)

        return block if plain or self.sync else suspend

    def trace_call(self, event: str, method: str = "GET", **keywords: Any) -> Callable[[Any], Any]:
        """Return a call that sets `reached` at this event of httpcore."""

        def trace(name: str, _: Any) -> None:
            if name == event:
                self.reached.set()

        async def atrace(name: str, info: Any) -> None:
            trace(name, info)

        extensions = {"trace": trace if self.sync else atrace}
        return lambda meet: meet.http.request(method, SPACE, extensions=extensions, **keywords)

    def use_fault_server(self, behavior: Behavior) -> None:
        """Replace the document's server."""
        # A small buffer: sending to a connection that is not read blocks early.
        self.fault_server = FaultServer(behavior, receive_buffer=4096)
        self.options["base_url"] = self.fault_server.url

    def pause_response(self, status: str = "200 OK") -> None:
        """Use a server that pauses within its first response until `release`."""

        def answer(number: int) -> Iterator[bytes]:
            whole = encode_space("abc") if number else encode_space("abc", status)
            yield whole[:-5]
            if not number:
                self.release.wait(HANG_SECONDS)
            yield whole[-5:]

        self.use_fault_server(SendParts(answer))

    @contextlib.contextmanager
    def set_up(self) -> Iterator[Any]:
        """Yield the client, which is not open yet, with its server running."""
        transport = self.runner.make_transport(limits=self.limits)
        if self.backend:
            transport._pool._network_backend = self.backend
        given = {"api_key": KEY, "pace": self.pace, "transport": self.wrap(transport)}
        with self.fault_server or contextlib.nullcontext():
            try:
                self.meet = self.runner.client_class(**given | self.options)
                yield self.meet
            finally:
                self.release.set()

    def run(self, main: Callable[[], Awaitable[None]]) -> None:
        """Open the client and run `main`; check that no task is left. In the sync mode, an event
        loop waits for the threads in which `perform` makes the calls."""

        async def whole() -> None:
            with self.set_up() as client:
                if self.sync:
                    with client:
                        await main()
                else:
                    async with client:
                        await main()
            await self.wait_until(lambda: all(done.is_set() for done in self._abandoned))
            if self.runner.mode != "trio":  # Which has no tasks that nobody waits for.
                assert asyncio.all_tasks() == {asyncio.current_task()}

        anyio.run(whole, backend="asyncio" if self.sync else self.runner.mode)

    async def perform(self, call: Callable[[Any], Any]) -> Any:
        """Make a call; a sync call runs in a thread."""
        with anyio.fail_after(HANG_SECONDS):
            if self.sync:
                return await anyio.to_thread.run_sync(call, self.meet, abandon_on_cancel=True)
            return await call(self.meet)

    async def close(self) -> None:
        if self.sync:
            self.meet.close()
        else:
            await self.meet.aclose()

    async def call_concurrently(self, *calls: Callable[[Any], Any]) -> None:
        async with anyio.create_task_group() as group:
            for call in calls:
                group.start_soon(self.perform, call)

    @staticmethod
    async def wait_until(condition: Callable[[], bool]) -> None:
        with anyio.fail_after(HANG_SECONDS):
            while not condition():  # noqa: ASYNC110 - it has no event
                await anyio.sleep(0.001)

    def assert_nothing_is_lost(self) -> None:
        """Check the state of the client while no call is in progress."""
        assert self._standing == []
        self.assert_nothing_is_held()
        # The key is in none of them any more.
        assert not any("Authorization" in request.headers for request in self._requests)

    def assert_nothing_is_held(self) -> None:
        """Check that no slot, lock or connection is held."""
        assert self.pace._queue == []
        assert is_free(self.pace._lock)
        lock = self.meet.http.call_options.selector._lock
        assert is_free(lock) if self.sync else not lock.locked()
        assert read_pool(self.meet).held == []


@pytest.fixture
def block_in(
    server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], BlockedCall]:
    """A function that returns a blocked call in a mode."""
    return lambda kind: BlockedCall(ClientRunner(kind), server, monkeypatch)


@pytest.fixture
def blocked(runner: ClientRunner, block_in: Callable[[str], BlockedCall]) -> BlockedCall:
    """A blocked call in each mode."""
    return block_in(runner.mode)


@pytest.fixture(params=["asyncio", "trio"])
def tasks(request: pytest.FixtureRequest, block_in: Callable[[str], BlockedCall]) -> BlockedCall:
    """A blocked call under asyncio and under trio."""
    return block_in(request.param)


def is_free(lock: Any) -> bool:
    """Return True if another thread can acquire the lock."""
    if got := lock.acquire(blocking=False):
        lock.release()
    return bool(got)


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait in a thread until `condition` holds."""
    pause = threading.Event()
    for _ in range(int(HANG_SECONDS / 0.001)):
        if condition():
            return
        pause.wait(0.001)
    pytest.fail("a call did not reach its place")


@contextlib.contextmanager
def run_threads(*calls: Callable[[], Any]) -> Iterator[list[Any]]:
    """Make the calls in threads while the block runs, and join the threads. At the end, the list
    holds the result or the error of each call."""
    results: list[Any] = [None] * len(calls)

    def make(index: int) -> None:
        try:
            results[index] = calls[index]()
        except BaseException as error:
            results[index] = error

    threads = [threading.Thread(target=make, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    try:
        yield results
    finally:
        for thread in threads:
            thread.join(HANG_SECONDS)
    assert not any(thread.is_alive() for thread in threads)


# --- places of a blocked call ---------------------------------------------------------------------


def in_the_look_up(blocked: BlockedCall) -> None:
    blocked.options["connection"] = None
    blocked.server.answers[LIST] = [Reply(json=LISTED, after=blocked.release)]
    blocked.ready = blocked.has_sent(1)


def waiting_for_the_look_up_of_another(blocked: BlockedCall) -> None:
    in_the_look_up(blocked)
    blocked.other = read_space
    blocked.ready = blocked.is_at(Acquire)


def in_the_chooser(blocked: BlockedCall) -> None:
    blocked.options["connection"] = blocked.make_blocking(lambda active: active[0])


def in_a_chooser_that_blocks(blocked: BlockedCall) -> None:
    blocked.options["connection"] = blocked.make_blocking(lambda active: active[0], plain=True)


def in_the_hook(blocked: BlockedCall) -> None:
    blocked.options["confirm"] = blocked.make_blocking(approve_all)
    blocked.call = create_space


def in_a_hook_that_blocks(blocked: BlockedCall) -> None:
    blocked.options["confirm"] = blocked.make_blocking(approve_all, plain=True)
    blocked.call = create_space


def in_the_key_function(blocked: BlockedCall) -> None:
    blocked.options["api_key"] = blocked.make_blocking(lambda: KEY)


def in_a_key_function_that_blocks(blocked: BlockedCall) -> None:
    blocked.options["api_key"] = blocked.make_blocking(lambda: KEY, plain=True)


def waiting_for_a_slot(blocked: BlockedCall) -> None:
    blocked.pace = Pace(1.1, clock=blocked.clock)  # Two at once, once it goes on.
    blocked.clock.step = 0.0
    blocked.before = [read_space]
    blocked.ready = blocked.is_at(Wait)


def waiting_after_a_429(blocked: BlockedCall) -> None:
    blocked.clock.step = 0.0
    refused = Reply(429, json={"message": "slow"}, headers={"Retry-After": "50"})
    blocked.server.answers[GET] = [refused]
    blocked.ready = blocked.is_at(Wait)


def waiting_after_a_503(blocked: BlockedCall) -> None:
    refused = Reply(503, json={"message": "away"}, headers={"Retry-After": "50"})
    blocked.server.answers[GET] = [refused]
    blocked.ready = blocked.is_at(Wait)


def connecting(blocked: BlockedCall) -> None:
    connects = itertools.count()

    class Backend(SyncBackend):
        def connect_tcp(self, *arguments: Any, **keywords: Any) -> Any:
            if not next(connects):
                blocked.reached.set()
                blocked.release.wait(HANG_SECONDS)
            return super().connect_tcp(*arguments, **keywords)

    class AsyncBackend(AutoBackend):
        async def connect_tcp(self, *arguments: Any, **keywords: Any) -> Any:
            if not next(connects):
                blocked.reached.set()
                await anyio.sleep_forever()
            return await super().connect_tcp(*arguments, **keywords)

    blocked.backend = Backend() if blocked.sync else AsyncBackend()


def waiting_for_a_connection(blocked: BlockedCall) -> None:
    blocked.limits = httpx.Limits(max_connections=1)
    blocked.server.answers[GET] = [replace(blocked.server.example(GET), after=blocked.release)]
    blocked.other = read_space
    blocked.ready = blocked.is_at(Send, 2)


def sending_the_body(blocked: BlockedCall) -> None:
    blocked.use_fault_server(SendParts())
    event = "http11.send_request_body.started"
    json = {"Content-Type": "application/json"}
    blocked.call = blocked.trace_call(event, "PATCH", content=LARGE, headers=json)


def waiting_for_the_answer(blocked: BlockedCall) -> None:
    blocked.server.answers[GET] = [replace(blocked.server.example(GET), after=blocked.release)]
    blocked.ready = blocked.has_sent(1)


def in_the_body_of_the_answer(blocked: BlockedCall) -> None:
    blocked.pause_response()
    blocked.call = blocked.trace_call("http11.receive_response_body.started")


def in_the_body_of_a_refusal(blocked: BlockedCall) -> None:
    blocked.pause_response("404 Not Found")
    blocked.call = blocked.trace_call("http11.receive_response_body.started")


def in_a_stream(blocked: BlockedCall) -> None:
    blocked.pause_response()

    def stream(meet: Any) -> None:
        with meet.http.stream("GET", SPACE) as response:
            for _ in response.iter_bytes():
                blocked.reached.set()

    async def astream(meet: Any) -> None:
        async with meet.http.stream("GET", SPACE) as response:
            async for _ in response.aiter_bytes():
                blocked.reached.set()

    blocked.call = stream if blocked.sync else astream


def waiting_for_a_sign_in(blocked: BlockedCall) -> None:
    pending = {"connection_id": "new", "status": "PENDING", "url": "https://connect.maton.ai/?x=1"}
    blocked.server.answers["connections.get"] = [Reply(json={"connection": pending})]
    blocked.call = lambda meet: meet.authorize(on_url=lambda _: True)
    blocked.ready = blocked.is_at(Wait)


def waiting_for_the_url_to_be_opened(blocked: BlockedCall) -> None:
    waiting_for_a_sign_in(blocked)
    blocked.call = lambda meet: meet.authorize(on_url=blocked.make_blocking(lambda _: True))
    blocked.ready = blocked.reached.is_set


# httpcore leaves the generator of a request body to the collector; trio warns about that.
LEFT_TO_THE_COLLECTOR = pytest.mark.filterwarnings(
    "ignore:Async generator .*__aiter__:ResourceWarning"
)
# These block a thread; in the sync mode, all places do.
BLOCKING = [in_a_chooser_that_blocks, in_a_hook_that_blocks, in_a_key_function_that_blocks]
PLACES = [
    waiting_for_the_look_up_of_another,
    in_the_look_up,
    in_the_chooser,
    in_the_hook,
    waiting_for_a_slot,
    waiting_after_a_429,
    waiting_after_a_503,
    in_the_key_function,
    connecting,
    waiting_for_a_connection,
    pytest.param(sending_the_body, marks=LEFT_TO_THE_COLLECTOR),
    waiting_for_the_answer,
    in_the_body_of_the_answer,
    in_the_body_of_a_refusal,
    in_a_stream,
    waiting_for_a_sign_in,
    waiting_for_the_url_to_be_opened,
]
Place = Callable[[BlockedCall], None]


# --- cancellations --------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["asyncio", "task.cancel", "trio"])
@pytest.mark.parametrize("place", [*PLACES, *BLOCKING])
def test_a_cancelled_call_loses_nothing(
    place: Place, way: str, block_in: Callable[[str], BlockedCall]
) -> None:
    blocked = block_in("asyncio" if way == "task.cancel" else way)
    place(blocked)

    async def cancel_in_a_scope() -> None:
        async def call() -> None:
            with scope:
                await blocked.call(blocked.meet)

        scope = anyio.CancelScope()
        async with anyio.create_task_group() as group:
            group.start_soon(call)
            await blocked.wait_until(blocked.ready)
            scope.cancel()
        assert scope.cancelled_caught

    async def cancel_the_task() -> None:
        task = asyncio.ensure_future(blocked.call(blocked.meet))
        await blocked.wait_until(blocked.ready)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def main() -> None:
        for call in blocked.before:
            await blocked.perform(call)
        async with anyio.create_task_group() as group:
            if blocked.other:
                group.start_soon(blocked.perform, blocked.other)
                await blocked.wait_until(blocked.has_sent(1))
            await (cancel_the_task() if way == "task.cancel" else cancel_in_a_scope())
            if blocked.other:
                blocked.release.set()  # The other call goes on, undisturbed.
        blocked.assert_nothing_is_lost()
        blocked.clock.step = 10_000.0
        await blocked.call_concurrently(read_space, create_space)
        blocked.assert_nothing_is_lost()

    blocked.run(main)


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_a_cancelled_block_closes_its_client(kind: str, server: DocumentServer) -> None:
    release, closed, runner = threading.Event(), [], ClientRunner(kind)
    options: dict[str, Any] = {"pace": None, "transport": runner.make_transport()}
    server.answers[GET] = [server.example(GET), Reply.drop(after=release)]

    async def main() -> None:
        with anyio.CancelScope() as scope:
            async with AsyncGoogleMeet(KEY, base_url=server.url, connection="c", **options) as meet:
                closed.append(meet)
                await read_space(meet)
                async with anyio.create_task_group() as group:
                    group.start_soon(read_space, meet)
                    await BlockedCall.wait_until(lambda: len(server.seen) == 2)
                    scope.cancel()
        release.set()
        assert scope.cancelled_caught
        assert "closed" in repr(closed[0])
        assert read_pool(closed[0]).connections == []

    anyio.run(main, backend=runner.mode)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_call_cancelled_as_its_connection_opens_leaves_none_behind(
    backend: str, server: DocumentServer
) -> None:
    scopes: list[anyio.CancelScope] = []

    class Backend(AutoBackend):
        async def connect_tcp(self, *arguments: Any, **keywords: Any) -> Any:
            stream = await super().connect_tcp(*arguments, **keywords)
            if scopes:
                scopes.pop().cancel()
            return stream

    async def main() -> None:
        async with AsyncGoogleMeet(KEY, base_url=server.url, connection="c", pace=None) as meet:
            pool = meet.http._transport._pool  # type: ignore[attr-defined]
            pool._network_backend = Backend()
            with anyio.CancelScope() as scope:
                scopes.append(scope)
                await read_space(meet)
            assert scope.cancelled_caught
            assert pool.connections == pool._requests == []
            await read_space(meet)

    anyio.run(main, backend=backend)
    assert len(server.seen) == 1


# --- interrupts -----------------------------------------------------------------------------------


@contextlib.contextmanager
def interrupted_when(ready: Callable[[], bool]) -> Iterator[None]:
    """Send a signal to the main thread, as Ctrl-C does, once the thread sleeps in the block. A
    signal just before that does not wake the thread: it is repeated until it is handled."""
    armed, main, pause = True, threading.get_ident(), threading.Event()

    def interrupt(*_: object) -> None:
        nonlocal armed
        if armed:
            armed = False
            raise KeyboardInterrupt

    def position() -> tuple[int, int]:
        frame = sys._current_frames()[main]
        return id(frame), frame.f_lasti

    def interrupt_main() -> None:
        wait_for(lambda: ready() or not armed)
        seen: list[tuple[int, int]] = []
        while armed:
            seen = [*seen[-4:], position()]
            if len(seen) == 5 and len(set(seen)) == 1:
                signal.pthread_kill(main, signal.SIGINT)
            pause.wait(0.001)

    handler = signal.signal(signal.SIGINT, interrupt)
    try:
        with run_threads(interrupt_main):
            try:
                yield
            finally:
                armed = False
    finally:
        signal.signal(signal.SIGINT, handler)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signal can be sent to a thread")
@pytest.mark.parametrize("place", PLACES)
def test_an_interrupted_call_loses_nothing(
    place: Place, block_in: Callable[[str], BlockedCall]
) -> None:
    blocked = block_in("sync")
    place(blocked)
    with blocked.set_up() as client, client as meet:
        for call in blocked.before:
            call(meet)
        with run_threads(lambda: blocked.other and blocked.other(meet)):
            if blocked.other:
                wait_for(blocked.has_sent(1))
            with interrupted_when(blocked.ready), pytest.raises(KeyboardInterrupt):
                blocked.call(meet)
            if blocked.other:
                blocked.release.set()
        blocked.assert_nothing_is_lost()
        blocked.clock.step = 10_000.0
        with run_threads(lambda: read_space(meet), lambda: create_space(meet)) as results:
            pass
        assert [each for each in results if isinstance(each, BaseException)] == []
        blocked.assert_nothing_is_lost()


class Stop(BaseException):
    """An exception like KeyboardInterrupt, which event loops treat specially."""


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_interrupt_at_every_step_loses_nothing(
    when: str, runner: ClientRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interrupt comes before a step, or after it and before the flow gets its result."""
    driver: Any = Client if runner.mode == "sync" else AsyncClient
    perform = driver.perform
    steps: list[Any] = []

    def interrupt_main(meet: Any, now: str) -> None:
        if armed and len(steps) == at and now == when:
            raise Stop

    def interrupted(meet: Any, step: Any) -> Any:
        steps.append(step)
        interrupt_main(meet, "before")
        result = perform(meet, step)
        interrupt_main(meet, "after")
        return result

    async def interrupted_task(meet: Any, step: Any) -> Any:
        steps.append(step)
        interrupt_main(meet, "before")
        result = await perform(meet, step)
        interrupt_main(meet, "after")
        return result

    def call(meet: Any) -> Any:
        if runner.mode == "sync":
            with contextlib.suppress(Stop):
                return create_space(meet)
            return None

        async def main() -> Any:
            with contextlib.suppress(Stop):
                return await create_space(meet)

        return main()

    def look(meet: Any) -> Any:
        nonlocal armed
        armed, counted[:] = False, steps
        lock = meet.http.call_options.selector._lock
        free = is_free(lock) if runner.mode == "sync" else not lock.locked()
        lost.extend([*pace._queue, *([] if free else ["the lock"])])
        return read_space(meet)

    monkeypatch.setattr(
        driver, "perform", interrupted if runner.mode == "sync" else interrupted_task
    )
    lost: list[Any] = []
    counted: list[Any] = []
    for at in itertools.count():
        steps.clear()
        armed = True
        pace = Pace(1e6)
        answers = itertools.chain([429], itertools.repeat(200))

        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/connections":
                return httpx.Response(200, json=LISTED)
            body = {"name": "spaces/abc", "message": "Too many requests"}
            return httpx.Response(next(answers), json=body)  # noqa: B023

        results = runner.call(
            call, look,
            api_key=lambda: KEY, connection=lambda active: active[0], confirm=approve_all,
            retry=Retry(max_wait=1e-4), pace=pace, transport=httpx.MockTransport(answer),
        )  # fmt: skip
        assert results.name == "spaces/abc"
        if at > len(counted):
            break
    assert lost == []
    assert at > 12


def test_an_abandoned_flow_is_closed_immediately(
    runner: ClientRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error may keep the frames of the flow alive."""

    def stop(_: BaseException) -> BaseException:
        raise Stop

    def hook(_: Any) -> bool:
        raise ValueError

    closed: list[bool] = []
    original = flow.call

    def call(*arguments: Any, **options: Any) -> Any:
        try:
            return (yield from original(*arguments, **options))
        finally:
            closed.append(True)

    monkeypatch.setattr(drivers, "call", call)
    monkeypatch.setattr(drivers, "replace_stop_iteration", stop)
    with pytest.raises(Stop) as kept:
        runner.call(
            create_space, connection="c", confirm=hook, transport=httpx.MockTransport(print)
        )
    assert closed == [True]
    assert kept.value


# --- errors ---------------------------------------------------------------------------------------


class Failing(Pace):
    """A pace that raises when its `nth` slot is reserved or, with `late`, waited for."""

    def __init__(self, error: BaseException, nth: int, *, late: bool = False) -> None:
        super().__init__(clock=Clock(step=10_000.0))
        self._calls, self._error, self._nth, self._late = itertools.count(), error, nth, late

    def reserve(self, hold: float = 0.0) -> Slot:
        if next(self._calls) != self._nth:
            return super().reserve(hold)
        if not self._late:
            self._raise()
        slot = super().reserve(hold)
        slot.left = self._raise  # type: ignore[method-assign]
        return slot

    def _raise(self) -> float:
        raise self._error


class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a truncated response."""

    def __init__(self, stream: Any, error: BaseException) -> None:
        self._error = error
        self.close, self.aclose = (getattr(stream, name, None) for name in ("close", "aclose"))

    def __iter__(self) -> Iterator[bytes]:
        raise self._error

    def __aiter__(self) -> Any:
        raise self._error


class Breaking(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that fails at its second request, after the look-up, or in the body of that
    response; other requests go to `real`."""

    def __init__(self, real: Any, error: BaseException, *, body: bool) -> None:
        self._real, self._error, self._body = real, error, body
        self._requests = itertools.count()
        self._pool = real._pool

    def _next(self) -> Callable[[httpx.Response], httpx.Response]:
        """Return a function that converts the response to this request."""
        if next(self._requests) != 1:
            return lambda response: response
        if not self._body:
            raise self._error

        def break_off(response: httpx.Response) -> httpx.Response:
            response.stream = Broken(response.stream, self._error)
            return response

        return break_off

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._next()(self._real.handle_request(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        finish = self._next()
        return finish(await self._real.handle_async_request(request))

    def close(self) -> None:
        self._real.close()

    async def aclose(self) -> None:
        await self._real.aclose()


def from_a_function(option: str, returned: Any, *, plain: bool = False) -> Any:
    """Raise from a function that the client calls: an async one, or with `plain` a sync one."""

    def place(blocked: BlockedCall, error: BaseException) -> None:
        calls = itertools.count()

        def function(*arguments: Any) -> Any:
            if not next(calls):
                raise error
            return returned(*arguments)

        blocked.options[option] = function if plain else blocked.runner.make_hook(function)

    return place


def from_the_pace(nth: int, *, late: bool = False) -> Any:
    def place(blocked: BlockedCall, error: BaseException) -> None:
        blocked.pace = Failing(error, nth, late=late)

    return place


def from_the_transport(*, body: bool) -> Any:
    def place(blocked: BlockedCall, error: BaseException) -> None:
        blocked.wrap = lambda real: Breaking(real, error, body=body)

    return place


ERRORS = {
    "chooser": from_a_function("connection", lambda active: active[0]),
    "plain chooser": from_a_function("connection", lambda active: active[0], plain=True),
    "hook": from_a_function("confirm", approve_all),
    "plain hook": from_a_function("confirm", approve_all, plain=True),
    "key": from_a_function("api_key", lambda: KEY),
    "plain key": from_a_function("api_key", lambda: KEY, plain=True),
    "pace, look-up": from_the_pace(0),
    "pace, call": from_the_pace(1),
    "slot, look-up": from_the_pace(0, late=True),
    "slot, call": from_the_pace(1, late=True),
    "transport": from_the_transport(body=False),
    "body": from_the_transport(body=True),
}


@pytest.mark.parametrize("kind", [ValueError, Stop])
@pytest.mark.parametrize("place", ERRORS)
def test_an_error_in_the_middle_loses_nothing(
    place: str, kind: type[BaseException], blocked: BlockedCall
) -> None:
    error = kind("planted")
    blocked.options["connection"] = None
    ERRORS[place](blocked, error)

    async def main() -> None:
        with pytest.raises((kind, NetworkError)) as raised:
            await blocked.perform(create_space)
        # Reading a body is the network's part: a transport's own error is left as it is.
        wrapped = place == "body" and kind is ValueError
        assert (raised.value.__cause__ if wrapped else raised.value) is error
        assert isinstance(raised.value, OutcomeUnknown) == wrapped
        blocked.assert_nothing_is_lost()
        await blocked.call_concurrently(read_space, create_space)
        blocked.assert_nothing_is_lost()

    blocked.run(main)


@pytest.mark.parametrize("place", ["transport", "body"])
def test_a_connection_that_fails_is_replaced(place: str, blocked: BlockedCall) -> None:
    blocked.options |= {"connection": None, "retry": Retry(max_wait=0.0)}
    ERRORS[place](blocked, httpx.ReadError("planted"))

    async def main() -> None:
        assert (await blocked.perform(read_space)).name
        blocked.assert_nothing_is_lost()

    blocked.run(main)


# --- deadlines ------------------------------------------------------------------------------------


def connecting_in_vain(blocked: BlockedCall) -> None:
    blocked.wrap = lambda real: Breaking(real, httpx.ConnectTimeout("planted"), body=False)
    blocked.before = [read_space]


# The place of a deadline, and which one. The first is simulated: a full backlog, which accepts no
# connections on the loopback interface, is not reliable.
DEADLINES: list[Any] = [
    pytest.param(connecting_in_vain, "connect"),
    pytest.param(waiting_for_a_connection, "pool"),
    pytest.param(sending_the_body, "write", marks=LEFT_TO_THE_COLLECTOR),
    pytest.param(waiting_for_the_answer, "read"),
    pytest.param(in_the_body_of_the_answer, "read"),
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("place", "which"), DEADLINES)
def test_a_deadline_loses_nothing(
    place: Place, which: str, method: str, blocked: BlockedCall, maton_contract: Contract
) -> None:
    place(blocked)
    if (which, method) == ("write", "GET"):
        maton_contract.wrong_on_purpose("requests")  # Only a body takes time to be sent.
    blocked.options |= {"retry": None, "timeout": HANG_SECONDS}
    answers = blocked.server.answers
    answers["spaces.create"] = list(answers.get(GET, []))  # type: ignore[arg-type]
    path = SPACE if method == "GET" else "/google-meet/v2/spaces"
    body = LARGE if which == "write" else b"{}" if method == "POST" else b""

    def late(meet: Any) -> Any:
        view = meet.with_options(timeout=httpx.Timeout(HANG_SECONDS, **{which: 0.05}))
        return view.http.request(
            method, path, content=body, headers={"Content-Type": "application/json"}
        )

    async def main() -> None:
        for call in blocked.before:
            await blocked.perform(call)
        async with anyio.create_task_group() as group:
            if blocked.other:
                group.start_soon(blocked.perform, blocked.other)
                await blocked.wait_until(blocked.has_sent(1))
            with pytest.raises(DeadlineExceeded) as raised:
                await blocked.perform(late)
            blocked.release.set()
        sent = which in {"read", "write"}
        assert isinstance(raised.value, DeadlineOutcomeUnknown) == (sent and method == "POST")
        assert ("Nothing was sent" in str(raised.value)) != sent
        blocked.assert_nothing_is_lost()
        answers.clear()
        await blocked.call_concurrently(read_space, create_space)
        blocked.assert_nothing_is_lost()

    blocked.run(main)


def test_a_deadline_in_a_stream_loses_nothing(blocked: BlockedCall) -> None:
    in_a_stream(blocked)

    async def main() -> None:
        timeout = httpx.Timeout(HANG_SECONDS, read=0.05)
        with pytest.raises(DeadlineExceeded):
            await blocked.perform(lambda meet: blocked.call(meet.with_options(timeout=timeout)))
        blocked.assert_nothing_is_lost()
        await blocked.call_concurrently(read_space, create_space)
        blocked.assert_nothing_is_lost()

    blocked.run(main)


# --- a hook that never returns --------------------------------------------------------------------


@pytest.mark.parametrize("plain", [False, True])
def test_a_hook_that_never_returns_blocks_only_its_own_call(
    plain: bool, blocked: BlockedCall
) -> None:
    blocks = plain or blocked.sync
    blocked.options["connection"] = None
    blocked.options["confirm"] = blocked.make_blocking(approve_all, plain=plain)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(blocked.perform, create_space)
            await blocked.wait_until(blocked.reached.is_set)
            blocked.assert_nothing_is_held()
            await blocked.call_concurrently(
                read_space,
                create_space,
                lambda meet: meet.connections.get("c"),
                lambda meet: read_space(meet.with_options(timeout=5)),
                lambda meet: create_space(meet.with_options(confirm=approve_all)),
                # One that has to look up for itself.
                lambda meet: read_space(meet.with_options(connection=lambda active: active[0])),
            )
            assert blocked.is_at(Ask)()
            if blocks:
                blocked.release.set()
            else:
                group.cancel_scope.cancel()
        blocked.assert_nothing_is_lost()

    blocked.run(main)
    assert len(blocked.server.requests("spaces.create")) == 2 + blocks
    assert len(blocked.server.requests(LIST)) == 2


def test_hooks_that_never_return_do_not_use_the_applications_threads(tasks: BlockedCall) -> None:
    """anyio has 40 of them."""
    asked = itertools.count(1)

    def ask(_: Any) -> bool:
        next(asked)
        return blocked.release.wait(HANG_SECONDS)

    blocked = tasks
    blocked.options["confirm"] = ask
    blocked.pace = Pace(1e6, clock=blocked.clock)  # Not five seconds for fifty.

    async def main() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(blocked.perform, create_space)
            await blocked.wait_until(lambda: next(asked) > 50)
            with anyio.fail_after(HANG_SECONDS):
                assert await anyio.to_thread.run_sync(lambda: "at once") == "at once"
            blocked.release.set()
        blocked.assert_nothing_is_lost()

    blocked.run(main)


# --- the end of the client ------------------------------------------------------------------------


async def expect_error(blocked: BlockedCall, call: Callable[[Any], Any], errors: list[Any]) -> None:
    """Make a call that must fail, and record its error."""
    with pytest.raises(MatonError) as raised:
        await blocked.perform(call)
    errors.append(raised.value)


def assert_closed(errors: list[Any], count: int) -> None:
    assert [type(error) for error in errors] == [ConfigurationError] * count
    assert all("client is closed" in str(error) for error in errors)


@pytest.mark.parametrize(
    "place",
    [waiting_for_a_slot, waiting_after_a_429, waiting_after_a_503, waiting_for_a_sign_in],
)
def test_a_waiting_call_ends_when_the_client_is_closed(place: Place, blocked: BlockedCall) -> None:
    """Their slots go back to a pace that other clients share."""
    place(blocked)
    server, errors = blocked.server, []
    for name in server.answers:
        server.answers[name] *= 3  # type: ignore[operator]

    async def main() -> None:
        for call in blocked.before:
            await blocked.perform(call)
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(expect_error, blocked, blocked.call, errors)
            await blocked.wait_until(blocked.is_at(Wait, 3))
            sent = len(server.seen)
            await blocked.close()
        assert_closed(errors, 3)
        assert len(server.seen) == sent
        blocked.assert_nothing_is_lost()
        blocked.clock.step = 10_000.0
        with GoogleMeet(KEY, base_url=server.url, connection="c", pace=blocked.pace) as other:
            await anyio.to_thread.run_sync(read_space, other)

    blocked.run(main)


@pytest.mark.parametrize("place", [in_a_chooser_that_blocks, in_a_hook_that_blocks])
def test_a_write_approved_after_the_close_is_not_sent(place: Place, blocked: BlockedCall) -> None:
    place(blocked)
    errors: list[Any] = []
    # They wait for the look-up of the first call, and end with it.
    others = 2 if place is in_a_chooser_that_blocks else 0

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(expect_error, blocked, blocked.call, errors)
            await blocked.wait_until(blocked.reached.is_set)
            for _ in range(others):
                group.start_soon(expect_error, blocked, read_space, errors)
            await blocked.wait_until(blocked.is_at(Acquire, others))
            sent = len(blocked.server.seen)
            await blocked.close()
            blocked.release.set()
        assert_closed(errors, 1 + others)
        assert len(blocked.server.seen) == sent
        blocked.assert_nothing_is_lost()

    blocked.run(main)


@pytest.mark.parametrize("retry", [None, Retry()])
@pytest.mark.parametrize(
    "place", [in_the_look_up, waiting_for_the_answer, in_the_body_of_the_answer]
)
def test_a_call_in_progress_ends_when_the_client_is_closed(
    place: Place, retry: Retry | None, blocked: BlockedCall
) -> None:
    place(blocked)
    blocked.options["retry"] = retry
    errors: list[Any] = []
    others = 2 if place is in_the_look_up else 0

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(expect_error, blocked, blocked.call, errors)
            await blocked.wait_until(blocked.ready)
            for _ in range(others):
                group.start_soon(expect_error, blocked, read_space, errors)
            await blocked.wait_until(blocked.is_at(Acquire, others))
            await blocked.close()
        # What may be sent again finds the client closed.
        assert type(errors[0]) is (ConfigurationError if retry else NetworkError)
        assert_closed(errors[1:], others)
        blocked.assert_nothing_is_lost()

    blocked.run(main)


def test_the_outcome_of_a_write_in_progress_is_unknown_after_the_close(
    blocked: BlockedCall,
) -> None:
    blocked.server.answers["spaces.create"] = [Reply.drop(after=blocked.release)]
    errors: list[Any] = []

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(expect_error, blocked, create_space, errors)
            await blocked.wait_until(blocked.has_sent(1))
            await blocked.close()
        assert isinstance(errors[0], OutcomeUnknown)
        blocked.assert_nothing_is_lost()

    blocked.run(main)


def test_a_stream_ends_when_the_client_is_closed(blocked: BlockedCall) -> None:
    in_a_stream(blocked)

    async def stream() -> None:
        with pytest.raises(NetworkError):
            await blocked.perform(blocked.call)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(stream)
            await blocked.wait_until(blocked.ready)
            await blocked.close()
        blocked.assert_nothing_is_lost()

    blocked.run(main)


def test_a_connection_keeps_its_tls_to_the_end() -> None:
    """Otherwise another thread could send the key in plain text."""

    class Well(Behavior):
        def answer(self, peer: Peer, request: Request) -> bool:
            peer.send(encode_space("abc"))
            return True

    certificates = Certificates()
    transport = httpx.HTTPTransport(verify=certificates.trust)
    with FaultServer(Well(), certificates.server["good"]) as server:
        with GoogleMeet(KEY, base_url=server.url, connection="c", transport=transport) as meet:
            read_space(meet)
            [stream] = [
                each for each in meet.http._sockets._streams if each.get_extra_info("ssl_object")
            ]
            meet.http._sockets.shut_down()
            assert stream.get_extra_info("ssl_object").version()
            with pytest.raises((BrokenPipeError, ssl.SSLError)):
                stream.get_extra_info("socket").send(b"x")


def test_a_call_waiting_for_a_connection_sends_nothing_after_the_close(
    blocked: BlockedCall,
) -> None:
    waiting_for_a_connection(blocked)
    blocked.options["retry"] = None
    errors: list[Any] = []

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(expect_error, blocked, read_space, errors)
            await blocked.wait_until(blocked.has_sent(1))
            group.start_soon(expect_error, blocked, create_space, errors)
            await blocked.wait_until(blocked.ready)
            await blocked.close()
        kinds = {type(error): error for error in errors}
        assert kinds.keys() == {NetworkError, ConfigurationError}
        assert_closed([kinds[ConfigurationError]], 1)
        assert len(blocked.server.seen) == 1
        assert all(each.is_closed() for each in read_pool(blocked.meet).connections)

    blocked.run(main)


# --- forks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", [False, True])
def test_a_fork_renews_connections_and_the_look_up(closed: bool, blocked: BlockedCall) -> None:
    """Run in this process the code that a child runs first."""
    blocked.options["connection"] = None

    async def main() -> None:
        await blocked.perform(read_space)
        meet = blocked.meet
        view = meet.with_options(timeout=5.0)
        before = [*meet.http._sockets._streams]
        waiting = meet.http.call_options.pace.reserve()
        if closed:
            await blocked.close()
        forking._renew_all()
        for stream in before:  # Here they are not another process's.
            if blocked.sync:
                stream.close()
            else:
                await stream.aclose()
        assert meet.http.call_options.selector.peek_connection() is None
        if closed:
            with pytest.raises(ConfigurationError, match="closed"):
                await blocked.perform(read_space)
            return
        await blocked.perform(read_space)
        await blocked.perform(lambda _: read_space(view))
        after = [*meet.http._sockets._streams]
        assert len(after) == 1
        assert not {*map(id, before)} & {*map(id, after)}
        del waiting

    blocked.run(main)
    assert len([seen for seen in blocked.server.seen if seen.operation == LIST]) == 2 - closed


# --- a chooser that calls its own client ----------------------------------------------------------


def test_a_chooser_that_calls_its_own_client_is_an_error(blocked: BlockedCall) -> None:
    """This includes a task that the chooser starts: that task would wait forever."""
    calls = itertools.count(1)

    def choose(active: Any) -> Any:
        if next(calls) == 1:
            blocked.meet.spaces.get("abc")
        return active[0]

    async def achoose(active: Any) -> Any:
        if next(calls) == 1:
            error: Any = None

            async def nested() -> None:
                nonlocal error
                try:
                    await blocked.meet.spaces.get("abc")
                except MatonError as raised:
                    error = raised

            async with anyio.create_task_group() as group:
                group.start_soon(nested)
            raise error
        return active[0]

    blocked.options["connection"] = choose if blocked.sync else achoose

    async def main() -> None:
        with pytest.raises(ConfigurationError, match="called the client that is waiting"):
            await blocked.perform(read_space)
        assert next(calls) == 2
        blocked.assert_nothing_is_lost()
        await blocked.call_concurrently(read_space, create_space)
        blocked.assert_nothing_is_lost()

    blocked.run(main)
