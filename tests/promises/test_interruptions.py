"""What comes in the middle of a call: cancellations, interrupts, errors, deadlines, the end of the
client, a fork. No slot, lock or connection is lost by it, and the next call works."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
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
from maton_google_meet.models import SpaceConfig
from maton_google_meet.testing import Contract
from support.calls import read_pool
from support.clients import KEY, ClientRunner
from support.clocks import Clock
from support.document_server import DocumentServer, Reply
from support.fault_server import HANG_SECONDS, Behavior, Certificates, FaultServer, Peer, Request

LIST, GET = "connections.list", "spaces.get"
SPACE = "/google-meet/v2/spaces/abc"
LISTED = {"connections": [{"connection_id": "c", "status": "ACTIVE", "app": "google-meet"}]}
# More than what the sockets in between take.
LARGE = b"{}" + b" " * (16 << 20)


def read(meet: Any) -> Any:
    return meet.spaces.get("abc")


def create(meet: Any) -> Any:
    return meet.spaces.create()


def path_of(request: Request) -> str:
    return request.target.partition("?")[0]


def space(name: str, status: str = "200 OK") -> bytes:
    """An answer, byte for byte."""
    body = json.dumps({"name": f"spaces/{name}"})
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n{body}".encode()


# --- what the tests are made of -------------------------------------------------------------------


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
    """What was never closed or awaited is told of when it is collected, and fails the last test."""
    yield
    gc.collect()


class SendParts(Behavior):
    """Send a response in parts.

    `answer_parts` gets the number of a request, from 0 on, and yields bytes. By default a response
    is a space named after the last path segment. A `LARGE` body is never read.
    """

    def __init__(self, answer_parts: Callable[[int], Iterator[bytes]] | None = None) -> None:
        self._answer_parts = answer_parts
        self._numbers = itertools.count()

    def accept(self, peer: Peer) -> bool:
        if b"ontent-Length: %d\r\n" % len(LARGE) in peer.peek():
            peer.block()
        return True

    def answer(self, peer: Peer, request: Request) -> bool:
        parts = iter([space(path_of(request).rpartition("/")[2])])
        if self._answer_parts:
            parts = self._answer_parts(next(self._numbers))
        for part in parts:
            peer.send(part)
        return True


class Scene:
    """A client, and a call of it that stands somewhere until `release` is set.

    A place sets it up: `options` of the client, the `call`, what was called `before` it or is under
    way as `other`, and `ready`, which tells whether the call has got there.
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
        self.call: Callable[[Any], Any] = read
        self.before: list[Callable[[Any], Any]] = []
        self.other: Callable[[Any], Any] | None = None
        self.ready: Callable[[], bool] = self.reached.is_set
        self.fault_server: FaultServer | None = None
        self._abandoned: list[threading.Event] = []
        self._standing: list[Any] = []
        self._requests: list[httpx.Request] = []
        self._watch(monkeypatch)

    def _watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Keep count of the steps under way, and of the requests that were made."""
        made, standing = self._requests, self._standing
        init, perform, aperform = httpx.Request.__init__, Client.perform, AsyncClient.perform

        def noted(request: httpx.Request, *arguments: Any, **keywords: Any) -> None:
            init(request, *arguments, **keywords)
            made.append(request)

        @contextlib.contextmanager
        def under_way(step: Any) -> Iterator[None]:
            standing.append(step)
            try:
                yield
            finally:
                standing[:] = [each for each in standing if each is not step]

        def performed(client: Client, step: Any) -> Any:
            with under_way(step):
                return perform(client, step)

        async def awaited(client: AsyncClient, step: Any) -> Any:
            with under_way(step):
                return await aperform(client, step)

        monkeypatch.setattr(httpx.Request, "__init__", noted)
        monkeypatch.setattr(Client, "perform", performed)
        monkeypatch.setattr(AsyncClient, "perform", awaited)

    def stands(self, kind: type, count: int = 1) -> Callable[[], bool]:
        """Whether so many calls stand at a step of this kind."""
        return lambda: sum(isinstance(step, kind) for step in list(self._standing)) == count

    def sees(self, count: int) -> Callable[[], bool]:
        """Whether the server has got so many requests, and they stand at their sending."""
        at = self.stands(Send, count)
        return lambda: len(self.server.seen) == count and at()

    def stuck(self, result: Callable[..., Any], *, plain: bool = False) -> Callable[..., Any]:
        """A function for the client: its first call does not return before `release`, which an
        async one never sees. `plain`: one that blocks its thread, under asyncio and trio too."""
        calls = itertools.count()

        def block(*arguments: Any) -> Any:
            if not next(calls):
                done = threading.Event()
                self._abandoned.append(done)
                self.reached.set()
                try:
                    assert self.release.wait(HANG_SECONDS), "nobody went on without it"
                finally:
                    done.set()
            return result(*arguments)

        async def suspend(*arguments: Any) -> Any:
            if not next(calls):
                self.reached.set()
                await anyio.sleep_forever()
            return result(*arguments)

        return block if plain or self.sync else suspend

    def traced(self, event: str, method: str = "GET", **keywords: Any) -> Callable[[Any], Any]:
        """A call that sets `reached` where httpcore tells of this event."""

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

    def halve(self, status: str = "200 OK") -> None:
        """Have a server that stops in the middle of its first answer, until `release`."""

        def answer(number: int) -> Iterator[bytes]:
            whole = space("abc") if number else space("abc", status)
            yield whole[:-5]
            if not number:
                self.release.wait(HANG_SECONDS)
            yield whole[-5:]

        self.use_fault_server(SendParts(answer))

    @contextlib.contextmanager
    def set_up(self) -> Iterator[Any]:
        """The client, to be opened, and its server."""
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
        """Set the scene up and run `main` in it, which leaves no task behind. In the sync mode
        too there is an event loop, to wait for the threads that `perform` makes the calls in."""

        async def whole() -> None:
            with self.set_up() as client:
                if self.sync:
                    with client:
                        await main()
                else:
                    async with client:
                        await main()
            await self.until(lambda: all(done.is_set() for done in self._abandoned))
            if self.runner.mode != "trio":  # Which has no tasks that nobody waits for.
                assert asyncio.all_tasks() == {asyncio.current_task()}

        anyio.run(whole, backend="asyncio" if self.sync else self.runner.mode)

    async def perform(self, call: Callable[[Any], Any]) -> Any:
        """Make a call of the client, in a thread if it is the sync one."""
        with anyio.fail_after(HANG_SECONDS):
            if self.sync:
                return await anyio.to_thread.run_sync(call, self.meet, abandon_on_cancel=True)
            return await call(self.meet)

    async def close(self) -> None:
        if self.sync:
            self.meet.close()
        else:
            await self.meet.aclose()

    async def at_once(self, *calls: Callable[[Any], Any]) -> None:
        async with anyio.create_task_group() as group:
            for call in calls:
                group.start_soon(self.perform, call)

    @staticmethod
    async def until(condition: Callable[[], bool]) -> None:
        with anyio.fail_after(HANG_SECONDS):
            while not condition():  # noqa: ASYNC110 - it has no event
                await anyio.sleep(0.001)

    def assert_nothing_is_lost(self) -> None:
        """As a thread sees it that makes no calls."""
        assert self._standing == []
        self.assert_nothing_is_held()
        # The key is in none of them any more.
        assert not any("Authorization" in request.headers for request in self._requests)

    def assert_nothing_is_held(self) -> None:
        """No slot, lock or connection, whatever is under way."""
        assert self.pace._queue == []
        assert is_free(self.pace._lock)
        lock = self.meet.http.call_options.selector._lock
        assert is_free(lock) if self.sync else not lock.locked()
        assert read_pool(self.meet).held == []


@pytest.fixture
def scene_of(server: DocumentServer, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Scene]:
    """A scene in that mode."""
    return lambda kind: Scene(ClientRunner(kind), server, monkeypatch)


@pytest.fixture
def scene(runner: ClientRunner, scene_of: Callable[[str], Scene]) -> Scene:
    """A scene in each of the worlds."""
    return scene_of(runner.mode)


@pytest.fixture(params=["asyncio", "trio"])
def tasks(request: pytest.FixtureRequest, scene_of: Callable[[str], Scene]) -> Scene:
    """A scene in each of the async worlds."""
    return scene_of(request.param)


def is_free(lock: Any) -> bool:
    """Whether a thread that does not have it can have it."""
    if got := lock.acquire(blocking=False):
        lock.release()
    return bool(got)


def wait_for(condition: Callable[[], bool]) -> None:
    """As `Scene.until`, for threads."""
    pause = threading.Event()
    for _ in range(int(HANG_SECONDS / 0.001)):
        if condition():
            return
        pause.wait(0.001)
    pytest.fail("a call never got where it should stand")


@contextlib.contextmanager
def in_threads(*calls: Callable[[], Any]) -> Iterator[list[Any]]:
    """Make the calls in threads of their own while the block runs, and wait for them to end. What
    came of each, result or error, is in the list at the end."""
    came: list[Any] = [None] * len(calls)

    def make(index: int) -> None:
        try:
            came[index] = calls[index]()
        except BaseException as error:
            came[index] = error

    threads = [threading.Thread(target=make, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    try:
        yield came
    finally:
        for thread in threads:
            thread.join(HANG_SECONDS)
    assert not any(thread.is_alive() for thread in threads)


# --- where a call can stand -----------------------------------------------------------------------


def in_the_look_up(scene: Scene) -> None:
    scene.options["connection"] = None
    scene.server.answers[LIST] = [Reply(json=LISTED, after=scene.release)]
    scene.ready = scene.sees(1)


def waiting_for_the_look_up_of_another(scene: Scene) -> None:
    in_the_look_up(scene)
    scene.other = read
    scene.ready = scene.stands(Acquire)


def in_the_chooser(scene: Scene) -> None:
    scene.options["connection"] = scene.stuck(lambda active: active[0])


def in_a_chooser_that_blocks(scene: Scene) -> None:
    scene.options["connection"] = scene.stuck(lambda active: active[0], plain=True)


def in_the_hook(scene: Scene) -> None:
    scene.options["confirm"] = scene.stuck(approve_all)
    scene.call = create


def in_a_hook_that_blocks(scene: Scene) -> None:
    scene.options["confirm"] = scene.stuck(approve_all, plain=True)
    scene.call = create


def in_the_key_function(scene: Scene) -> None:
    scene.options["api_key"] = scene.stuck(lambda: KEY)


def in_a_key_function_that_blocks(scene: Scene) -> None:
    scene.options["api_key"] = scene.stuck(lambda: KEY, plain=True)


def waiting_for_a_slot(scene: Scene) -> None:
    scene.pace = Pace(1.1, clock=scene.clock)  # Two at once, once it goes on.
    scene.clock.step = 0.0
    scene.before = [read]
    scene.ready = scene.stands(Wait)


def waiting_after_a_429(scene: Scene) -> None:
    scene.clock.step = 0.0
    refused = Reply(429, json={"message": "slow"}, headers={"Retry-After": "50"})
    scene.server.answers[GET] = [refused]
    scene.ready = scene.stands(Wait)


def waiting_after_a_503(scene: Scene) -> None:
    refused = Reply(503, json={"message": "away"}, headers={"Retry-After": "50"})
    scene.server.answers[GET] = [refused]
    scene.ready = scene.stands(Wait)


def connecting(scene: Scene) -> None:
    connects = itertools.count()

    class Backend(SyncBackend):
        def connect_tcp(self, *arguments: Any, **keywords: Any) -> Any:
            if not next(connects):
                scene.reached.set()
                scene.release.wait(HANG_SECONDS)
            return super().connect_tcp(*arguments, **keywords)

    class AsyncBackend(AutoBackend):
        async def connect_tcp(self, *arguments: Any, **keywords: Any) -> Any:
            if not next(connects):
                scene.reached.set()
                await anyio.sleep_forever()
            return await super().connect_tcp(*arguments, **keywords)

    scene.backend = Backend() if scene.sync else AsyncBackend()


def waiting_for_a_connection(scene: Scene) -> None:
    scene.limits = httpx.Limits(max_connections=1)
    scene.server.answers[GET] = [replace(scene.server.example(GET), after=scene.release)]
    scene.other = read
    scene.ready = scene.stands(Send, 2)


def sending_the_body(scene: Scene) -> None:
    scene.use_fault_server(SendParts())
    event = "http11.send_request_body.started"
    json = {"Content-Type": "application/json"}
    scene.call = scene.traced(event, "PATCH", content=LARGE, headers=json)


def waiting_for_the_answer(scene: Scene) -> None:
    scene.server.answers[GET] = [replace(scene.server.example(GET), after=scene.release)]
    scene.ready = scene.sees(1)


def in_the_body_of_the_answer(scene: Scene) -> None:
    scene.halve()
    scene.call = scene.traced("http11.receive_response_body.started")


def in_the_body_of_a_refusal(scene: Scene) -> None:
    scene.halve("404 Not Found")
    scene.call = scene.traced("http11.receive_response_body.started")


def in_a_stream(scene: Scene) -> None:
    scene.halve()

    def stream(meet: Any) -> None:
        with meet.http.stream("GET", SPACE) as response:
            for _ in response.iter_bytes():
                scene.reached.set()

    async def astream(meet: Any) -> None:
        async with meet.http.stream("GET", SPACE) as response:
            async for _ in response.aiter_bytes():
                scene.reached.set()

    scene.call = stream if scene.sync else astream


def waiting_for_a_sign_in(scene: Scene) -> None:
    pending = {"connection_id": "new", "status": "PENDING", "url": "https://connect.maton.ai/?x=1"}
    scene.server.answers["connections.get"] = [Reply(json={"connection": pending})]
    scene.call = lambda meet: meet.authorize(on_url=lambda _: True)
    scene.ready = scene.stands(Wait)


def waiting_for_somebody_to_open_the_url(scene: Scene) -> None:
    waiting_for_a_sign_in(scene)
    scene.call = lambda meet: meet.authorize(on_url=scene.stuck(lambda _: True))
    scene.ready = scene.reached.is_set


# httpcore leaves the generator that it sends from to the collector, of which trio warns.
LEFT_TO_THE_COLLECTOR = pytest.mark.filterwarnings(
    "ignore:Async generator .*__aiter__:ResourceWarning"
)
# These block a thread, which in the sync mode is what the others do too.
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
    waiting_for_somebody_to_open_the_url,
]
Place = Callable[[Scene], None]


# --- cancellations --------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["asyncio", "task.cancel", "trio"])
@pytest.mark.parametrize("place", [*PLACES, *BLOCKING])
def test_a_cancelled_call_loses_nothing(
    place: Place, way: str, scene_of: Callable[[str], Scene]
) -> None:
    scene = scene_of("asyncio" if way == "task.cancel" else way)
    place(scene)

    async def cancel_in_a_scope() -> None:
        async def call() -> None:
            with scope:
                await scene.call(scene.meet)

        scope = anyio.CancelScope()
        async with anyio.create_task_group() as group:
            group.start_soon(call)
            await scene.until(scene.ready)
            scope.cancel()
        assert scope.cancelled_caught

    async def cancel_the_task() -> None:
        task = asyncio.ensure_future(scene.call(scene.meet))
        await scene.until(scene.ready)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def main() -> None:
        for call in scene.before:
            await scene.perform(call)
        async with anyio.create_task_group() as group:
            if scene.other:
                group.start_soon(scene.perform, scene.other)
                await scene.until(scene.sees(1))
            await (cancel_the_task() if way == "task.cancel" else cancel_in_a_scope())
            if scene.other:
                scene.release.set()  # The other call goes on, undisturbed.
        scene.assert_nothing_is_lost()
        scene.clock.step = 10_000.0
        await scene.at_once(read, create)
        scene.assert_nothing_is_lost()

    scene.run(main)


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_a_cancelled_block_closes_its_client(kind: str, server: DocumentServer) -> None:
    release, closed, runner = threading.Event(), [], ClientRunner(kind)
    options: dict[str, Any] = {"pace": None, "transport": runner.make_transport()}
    server.answers[GET] = [server.example(GET), Reply.drop(after=release)]

    async def main() -> None:
        with anyio.CancelScope() as scope:
            async with AsyncGoogleMeet(KEY, base_url=server.url, connection="c", **options) as meet:
                closed.append(meet)
                await read(meet)
                async with anyio.create_task_group() as group:
                    group.start_soon(read, meet)
                    await Scene.until(lambda: len(server.seen) == 2)
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
                await read(meet)
            assert scope.cancelled_caught
            assert pool.connections == pool._requests == []
            await read(meet)

    anyio.run(main, backend=backend)
    assert len(server.seen) == 1


# --- interrupts -----------------------------------------------------------------------------------


@contextlib.contextmanager
def interrupted_when(ready: Callable[[], bool]) -> Iterator[None]:
    """A real signal for the main thread, which runs the block, as Ctrl-C sends one; not before that
    thread is asleep. It is sent until it is noticed, once: one that comes just before the thread
    falls asleep does not wake it."""
    armed, main, pause = True, threading.get_ident(), threading.Event()

    def interrupt(*_: object) -> None:
        nonlocal armed
        if armed:
            armed = False
            raise KeyboardInterrupt

    def position() -> tuple[int, int]:
        frame = sys._current_frames()[main]
        return id(frame), frame.f_lasti

    def strike() -> None:
        wait_for(lambda: ready() or not armed)
        seen: list[tuple[int, int]] = []
        while armed:
            seen = [*seen[-4:], position()]
            if len(seen) == 5 and len(set(seen)) == 1:
                signal.pthread_kill(main, signal.SIGINT)
            pause.wait(0.001)

    handler = signal.signal(signal.SIGINT, interrupt)
    try:
        with in_threads(strike):
            try:
                yield
            finally:
                armed = False
    finally:
        signal.signal(signal.SIGINT, handler)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signal can be sent to a thread")
@pytest.mark.parametrize("place", PLACES)
def test_an_interrupted_call_loses_nothing(place: Place, scene_of: Callable[[str], Scene]) -> None:
    scene = scene_of("sync")
    place(scene)
    with scene.set_up() as client, client as meet:
        for call in scene.before:
            call(meet)
        with in_threads(lambda: scene.other and scene.other(meet)):
            if scene.other:
                wait_for(scene.sees(1))
            with interrupted_when(scene.ready), pytest.raises(KeyboardInterrupt):
                scene.call(meet)
            if scene.other:
                scene.release.set()
        scene.assert_nothing_is_lost()
        scene.clock.step = 10_000.0
        with in_threads(lambda: read(meet), lambda: create(meet)) as came:
            pass
        assert [each for each in came if isinstance(each, BaseException)] == []
        scene.assert_nothing_is_lost()


class Stop(BaseException):
    """As KeyboardInterrupt, which event loops treat specially."""


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_interrupt_at_every_step_loses_nothing(
    when: str, runner: ClientRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a step is performed, or after it was and before the flow is told what came of it."""
    driver: Any = Client if runner.mode == "sync" else AsyncClient
    perform = driver.perform
    steps: list[Any] = []

    def strike(meet: Any, now: str) -> None:
        if armed and len(steps) == at and now == when:
            raise Stop

    def interrupted(meet: Any, step: Any) -> Any:
        steps.append(step)
        strike(meet, "before")
        result = perform(meet, step)
        strike(meet, "after")
        return result

    async def interrupted_task(meet: Any, step: Any) -> Any:
        steps.append(step)
        strike(meet, "before")
        result = await perform(meet, step)
        strike(meet, "after")
        return result

    def call(meet: Any) -> Any:
        if runner.mode == "sync":
            with contextlib.suppress(Stop):
                return create(meet)
            return None

        async def main() -> Any:
            with contextlib.suppress(Stop):
                return await create(meet)

        return main()

    def look(meet: Any) -> Any:
        nonlocal armed
        armed, counted[:] = False, steps
        lock = meet.http.call_options.selector._lock
        free = is_free(lock) if runner.mode == "sync" else not lock.locked()
        lost.extend([*pace._queue, *([] if free else ["the lock"])])
        return read(meet)

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

        came = runner.call(
            call, look,
            api_key=lambda: KEY, connection=lambda active: active[0], confirm=approve_all,
            retry=Retry(max_wait=1e-4), pace=pace, transport=httpx.MockTransport(answer),
        )  # fmt: skip
        assert came.name == "spaces/abc"
        if at > len(counted):
            break
    assert lost == []
    assert at > 12


def test_a_flow_that_is_left_in_the_middle_is_closed(
    runner: ClientRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, and not when its frames are collected: somebody may keep the error."""

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
        runner.call(create, connection="c", confirm=hook, transport=httpx.MockTransport(print))
    assert closed == [True]
    assert kept.value


# --- errors ---------------------------------------------------------------------------------------


class Failing(Pace):
    """A pace that raises instead of reserving its `nth` slot; `late`, where that is waited for."""

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
    """The body of an answer that breaks off."""

    def __init__(self, stream: Any, error: BaseException) -> None:
        self._error = error
        self.close, self.aclose = (getattr(stream, name, None) for name in ("close", "aclose"))

    def __iter__(self) -> Iterator[bytes]:
        raise self._error

    def __aiter__(self) -> Any:
        raise self._error


class Breaking(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Raises at its second request, which follows the look-up, or while that one's answer is read;
    else it does what `real` does."""

    def __init__(self, real: Any, error: BaseException, *, body: bool) -> None:
        self._real, self._error, self._body = real, error, body
        self._requests = itertools.count()
        self._pool = real._pool

    def _next(self) -> Callable[[httpx.Response], httpx.Response]:
        """What becomes of the answer to this request."""
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
    """From one that the client is given; in the async worlds an async one, or a `plain` one."""

    def place(scene: Scene, error: BaseException) -> None:
        calls = itertools.count()

        def function(*arguments: Any) -> Any:
            if not next(calls):
                raise error
            return returned(*arguments)

        scene.options[option] = function if plain else scene.runner.make_hook(function)

    return place


def from_the_pace(nth: int, *, late: bool = False) -> Any:
    def place(scene: Scene, error: BaseException) -> None:
        scene.pace = Failing(error, nth, late=late)

    return place


def from_the_transport(*, body: bool) -> Any:
    def place(scene: Scene, error: BaseException) -> None:
        scene.wrap = lambda real: Breaking(real, error, body=body)

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
    place: str, kind: type[BaseException], scene: Scene
) -> None:
    error = kind("planted")
    scene.options["connection"] = None
    ERRORS[place](scene, error)

    async def main() -> None:
        with pytest.raises((kind, NetworkError)) as raised:
            await scene.perform(create)
        # Reading a body is the network's part: a transport's own error is left as it is.
        wrapped = place == "body" and kind is ValueError
        assert (raised.value.__cause__ if wrapped else raised.value) is error
        assert isinstance(raised.value, OutcomeUnknown) == wrapped
        scene.assert_nothing_is_lost()
        await scene.at_once(read, create)
        scene.assert_nothing_is_lost()

    scene.run(main)


@pytest.mark.parametrize("place", ["transport", "body"])
def test_a_connection_that_fails_is_replaced(place: str, scene: Scene) -> None:
    scene.options |= {"connection": None, "retry": Retry(max_wait=0.0)}
    ERRORS[place](scene, httpx.ReadError("planted"))

    async def main() -> None:
        assert (await scene.perform(read)).name
        scene.assert_nothing_is_lost()

    scene.run(main)


# --- deadlines ------------------------------------------------------------------------------------


def connecting_in_vain(scene: Scene) -> None:
    scene.wrap = lambda real: Breaking(real, httpx.ConnectTimeout("planted"), body=False)
    scene.before = [read]


# Where a deadline is reached, and which one. The first is only told: what takes no connections on
# the loopback interface, a full backlog, cannot be relied on.
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
    place: Place, which: str, method: str, scene: Scene, maton_contract: Contract
) -> None:
    place(scene)
    if (which, method) == ("write", "GET"):
        maton_contract.wrong_on_purpose("requests")  # Only a body takes time to be sent.
    scene.options |= {"retry": None, "timeout": HANG_SECONDS}
    answers = scene.server.answers
    answers["spaces.create"] = list(answers.get(GET, []))  # type: ignore[arg-type]
    path = SPACE if method == "GET" else "/google-meet/v2/spaces"
    body = LARGE if which == "write" else b"{}" if method == "POST" else b""

    def late(meet: Any) -> Any:
        view = meet.with_options(timeout=httpx.Timeout(HANG_SECONDS, **{which: 0.05}))
        return view.http.request(
            method, path, content=body, headers={"Content-Type": "application/json"}
        )

    async def main() -> None:
        for call in scene.before:
            await scene.perform(call)
        async with anyio.create_task_group() as group:
            if scene.other:
                group.start_soon(scene.perform, scene.other)
                await scene.until(scene.sees(1))
            with pytest.raises(DeadlineExceeded) as raised:
                await scene.perform(late)
            scene.release.set()
        sent = which in {"read", "write"}
        assert isinstance(raised.value, DeadlineOutcomeUnknown) == (sent and method == "POST")
        assert ("Nothing was sent" in str(raised.value)) != sent
        scene.assert_nothing_is_lost()
        answers.clear()
        await scene.at_once(read, create)
        scene.assert_nothing_is_lost()

    scene.run(main)


def test_a_deadline_in_a_stream_loses_nothing(scene: Scene) -> None:
    in_a_stream(scene)

    async def main() -> None:
        timeout = httpx.Timeout(HANG_SECONDS, read=0.05)
        with pytest.raises(DeadlineExceeded):
            await scene.perform(lambda meet: scene.call(meet.with_options(timeout=timeout)))
        scene.assert_nothing_is_lost()
        await scene.at_once(read, create)
        scene.assert_nothing_is_lost()

    scene.run(main)


# --- a hook that never returns --------------------------------------------------------------------


@pytest.mark.parametrize("plain", [False, True])
def test_a_hook_that_never_returns_holds_up_its_own_call_only(plain: bool, scene: Scene) -> None:
    blocks = plain or scene.sync
    scene.options["connection"] = None
    scene.options["confirm"] = scene.stuck(approve_all, plain=plain)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(scene.perform, create)
            await scene.until(scene.reached.is_set)
            scene.assert_nothing_is_held()
            await scene.at_once(
                read,
                create,
                lambda meet: meet.connections.get("c"),
                lambda meet: read(meet.with_options(timeout=5)),
                lambda meet: create(meet.with_options(confirm=approve_all)),
                # One that has to look up for itself.
                lambda meet: read(meet.with_options(connection=lambda active: active[0])),
            )
            assert scene.stands(Ask)()
            if blocks:
                scene.release.set()
            else:
                group.cancel_scope.cancel()
        scene.assert_nothing_is_lost()

    scene.run(main)
    assert len(scene.server.requests("spaces.create")) == 2 + blocks
    assert len(scene.server.requests(LIST)) == 2


def test_hooks_that_never_return_leave_the_applications_threads_alone(tasks: Scene) -> None:
    """Of which anyio has 40."""
    asked = itertools.count(1)

    def ask(_: Any) -> bool:
        next(asked)
        return scene.release.wait(HANG_SECONDS)

    scene = tasks
    scene.options["confirm"] = ask
    scene.pace = Pace(1e6, clock=scene.clock)  # Not five seconds for fifty.

    async def main() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(50):
                group.start_soon(scene.perform, create)
            await scene.until(lambda: next(asked) > 50)
            with anyio.fail_after(HANG_SECONDS):
                assert await anyio.to_thread.run_sync(lambda: "at once") == "at once"
            scene.release.set()
        scene.assert_nothing_is_lost()

    scene.run(main)


# --- the end of the client ------------------------------------------------------------------------


async def told(scene: Scene, call: Callable[[Any], Any], errors: list[Any]) -> None:
    """Make a call that ends with an error."""
    with pytest.raises(MatonError) as raised:
        await scene.perform(call)
    errors.append(raised.value)


def assert_closed(errors: list[Any], count: int) -> None:
    assert [type(error) for error in errors] == [ConfigurationError] * count
    assert all("client is closed" in str(error) for error in errors)


@pytest.mark.parametrize(
    "place",
    [waiting_for_a_slot, waiting_after_a_429, waiting_after_a_503, waiting_for_a_sign_in],
)
def test_who_waits_is_told_that_the_client_is_closed(place: Place, scene: Scene) -> None:
    """Their slots go back to a pace that other clients go on with."""
    place(scene)
    server, errors = scene.server, []
    for name in server.answers:
        server.answers[name] *= 3  # type: ignore[operator]

    async def main() -> None:
        for call in scene.before:
            await scene.perform(call)
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(told, scene, scene.call, errors)
            await scene.until(scene.stands(Wait, 3))
            sent = len(server.seen)
            await scene.close()
        assert_closed(errors, 3)
        assert len(server.seen) == sent
        scene.assert_nothing_is_lost()
        scene.clock.step = 10_000.0
        with GoogleMeet(KEY, base_url=server.url, connection="c", pace=scene.pace) as other:
            await anyio.to_thread.run_sync(read, other)

    scene.run(main)


@pytest.mark.parametrize("place", [in_a_chooser_that_blocks, in_a_hook_that_blocks])
def test_who_is_asked_meanwhile_sends_nothing_any_more(place: Place, scene: Scene) -> None:
    place(scene)
    errors: list[Any] = []
    # They wait for the look-up of the first, and are told as soon as that one has ended.
    others = 2 if place is in_a_chooser_that_blocks else 0

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(told, scene, scene.call, errors)
            await scene.until(scene.reached.is_set)
            for _ in range(others):
                group.start_soon(told, scene, read, errors)
            await scene.until(scene.stands(Acquire, others))
            sent = len(scene.server.seen)
            await scene.close()
            scene.release.set()
        assert_closed(errors, 1 + others)
        assert len(scene.server.seen) == sent
        scene.assert_nothing_is_lost()

    scene.run(main)


@pytest.mark.parametrize("retry", [None, Retry()])
@pytest.mark.parametrize(
    "place", [in_the_look_up, waiting_for_the_answer, in_the_body_of_the_answer]
)
def test_what_is_under_way_ends_with_its_client(
    place: Place, retry: Retry | None, scene: Scene
) -> None:
    place(scene)
    scene.options["retry"] = retry
    errors: list[Any] = []
    others = 2 if place is in_the_look_up else 0

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(told, scene, scene.call, errors)
            await scene.until(scene.ready)
            for _ in range(others):
                group.start_soon(told, scene, read, errors)
            await scene.until(scene.stands(Acquire, others))
            await scene.close()
        # What may be sent again finds the client closed.
        assert type(errors[0]) is (ConfigurationError if retry else NetworkError)
        assert_closed(errors[1:], others)
        scene.assert_nothing_is_lost()

    scene.run(main)


def test_a_write_under_way_may_have_been_done_when_its_client_is_closed(scene: Scene) -> None:
    scene.server.answers["spaces.create"] = [Reply.drop(after=scene.release)]
    errors: list[Any] = []

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(told, scene, create, errors)
            await scene.until(scene.sees(1))
            await scene.close()
        assert isinstance(errors[0], OutcomeUnknown)
        scene.assert_nothing_is_lost()

    scene.run(main)


def test_a_stream_ends_with_its_client(scene: Scene) -> None:
    in_a_stream(scene)

    async def stream() -> None:
        with pytest.raises(NetworkError):
            await scene.perform(scene.call)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(stream)
            await scene.until(scene.ready)
            await scene.close()
        scene.assert_nothing_is_lost()

    scene.run(main)


def test_a_connection_keeps_its_tls_to_the_end() -> None:
    """Else what another thread sends just then would go out in clear, with the key."""

    class Well(Behavior):
        def answer(self, peer: Peer, request: Request) -> bool:
            peer.send(space("abc"))
            return True

    certificates = Certificates()
    transport = httpx.HTTPTransport(verify=certificates.trust)
    with FaultServer(Well(), certificates.server["good"]) as server:
        with GoogleMeet(KEY, base_url=server.url, connection="c", transport=transport) as meet:
            read(meet)
            [stream] = [
                each for each in meet.http._sockets._streams if each.get_extra_info("ssl_object")
            ]
            meet.http._sockets.shut_down()
            assert stream.get_extra_info("ssl_object").version()
            with pytest.raises((BrokenPipeError, ssl.SSLError)):
                stream.get_extra_info("socket").send(b"x")


def test_who_waits_for_a_connection_sends_nothing_after_the_end(scene: Scene) -> None:
    waiting_for_a_connection(scene)
    scene.options["retry"] = None
    errors: list[Any] = []

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(told, scene, read, errors)
            await scene.until(scene.sees(1))
            group.start_soon(told, scene, create, errors)
            await scene.until(scene.ready)
            await scene.close()
        kinds = {type(error): error for error in errors}
        assert kinds.keys() == {NetworkError, ConfigurationError}
        assert_closed([kinds[ConfigurationError]], 1)
        assert len(scene.server.seen) == 1
        assert all(each.is_closed() for each in read_pool(scene.meet).connections)

    scene.run(main)


# --- many at once, and forks ----------------------------------------------------------------------


def test_eight_threads_share_one_client() -> None:
    threads, calls = 8, 100

    def work(meet: GoogleMeet, thread: int) -> list[str]:
        view, names = meet.with_options(timeout=HANG_SECONDS), []
        for call in range(calls):
            name = f"s-{thread}-{call}"
            if call % 4 == 3:
                found = meet.spaces.update(name, config=SpaceConfig(access_type="OPEN"))
            else:
                found = (view if call % 2 else meet).spaces.get(name)
            if found.name != f"spaces/{name}":
                names.append(found.name)
        return names

    with FaultServer(SendParts()) as fault_server, ThreadPoolExecutor(threads) as pool:
        with GoogleMeet(
            KEY, base_url=fault_server.url, connection="c", confirm=approve_all, pace=None
        ) as meet:
            came = list(pool.map(lambda thread: work(meet, thread), range(threads)))
            assert len(meet.http._transport._pool.connections) <= threads
    assert came == [[]] * threads
    asked = Counter(path_of(request).rpartition("/")[2] for request in fault_server.requests)
    assert asked == {f"s-{thread}-{call}": 1 for thread in range(threads) for call in range(calls)}


FORK = """
import os, sys
from maton_google_meet import GoogleMeet, Pace, approve_all
from maton_google_meet.models import SpaceConfig

pace = Pace(1000.0)
meet = GoogleMeet(
    "test-key", base_url=sys.argv[1], connection="c", confirm=approve_all, pace=pace
)
view = meet.with_options(timeout=5)
unused = meet.with_options(timeout=6)
meet.spaces.get("parent-1")
view.spaces.get("parent-2")
if not (child := os.fork()):
    meet.close()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
child = os.fork()
if not child:
    status = 1
    try:
        for client in (meet, view, unused, meet, view, unused):
            client.spaces.get("child-1")
            client.spaces.update("child-2", config=SpaceConfig(access_type="OPEN"))
        meet.close()
        status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)
assert os.waitpid(child, 0)[1] == 0
meet.spaces.get("parent-3")
view.spaces.get("parent-4")
meet.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_fork_leaves_the_connections_to_its_parent() -> None:
    """In a process of its own, since one with threads, such as a server's, had better not fork:
    later Pythons warn of it."""
    path = [entry for entry in sys.path if entry]
    code = f"import sys\nsys.path[:] = {path!r}\n{FORK}"
    with FaultServer(SendParts()) as fault_server:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code, fault_server.url],
            capture_output=True,
            text=True,
            timeout=HANG_SECONDS,
            check=False,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    ports = {
        process: [each.client_port for each in fault_server.requests if process in each.target]
        for process in ("parent", "child")
    }
    assert len(ports["parent"]) == 4
    assert len(set(ports["parent"])) == 1
    assert len(ports["child"]) == 12
    assert ports["parent"][0] not in ports["child"]
    # The views share the client's connection, as they did before the fork.
    assert len(set(ports["child"])) == 1


BUSY_FORK = """
import os, signal, sys, threading, time, warnings
from maton_google_meet import GoogleMeet, Pace
from maton_google_meet.approval.terminal import _terminal

warnings.simplefilter("ignore", DeprecationWarning)  # Of a fork with threads, which this is about.

url, *cases = sys.argv[1:]


def play(case):
    release = threading.Event()


    def choose(active):
        release.wait(10)
        return active[0]


    pace = Pace(4.0 if case == "pace" else 1000.0)
    meet = GoogleMeet(
        "test-key", base_url=url, connection=choose if case == "look-up" else "c", pace=pace
    )
    view = meet.with_options(timeout=5.0)
    meet.http.headers["X-Mine"] = "kept"
    meet.http.cookies.set("mine", "kept")
    threads = []
    if case == "look-up":
        threads = [threading.Thread(target=meet.spaces.get, args=("parent",))]
    elif case == "pace":
        threads = [threading.Thread(target=meet.spaces.get, args=("parent",)) for _ in range(40)]
    elif case == "terminal":
        threads = [threading.Thread(target=lambda: _terminal.lock.acquire() and release.wait(10))]
    elif case == "close":
        lock = meet.http.call_options.state.closing._cond
        threads = [threading.Thread(target=lambda: lock.acquire() and release.wait(10))]
    elif case == "pool":
        lock = meet.http._transport._pool._optional_thread_lock
        threads = [threading.Thread(target=lambda: lock.acquire() and release.wait(10))]
    for thread in threads:
        thread.daemon = True
        thread.start()
    time.sleep(0.3)
    child = os.fork()
    if not child:
        status = 1
        try:
            signal.alarm(10)
            release.set()
            before = time.monotonic()
            for client in (meet, view, meet):
                client.spaces.get("child")
            client.http.get("/google-meet/v2/spaces/raw")
            waited = time.monotonic() - before
            assert waited < 5, (case, waited)
            assert _terminal.lock.acquire(timeout=1)
            meet.close()
            status = 0
        finally:
            sys.stderr.flush()
            os._exit(status)
    _, status = os.waitpid(child, 0)
    release.set()
    assert status == 0, (case, status)


for case in cases:
    play(case)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_after_a_fork_a_client_is_as_a_new_one(server: DocumentServer) -> None:
    """Whatever the parent's other threads hold or wait for just then."""
    cases = ("nothing", "look-up", "pace", "terminal", "close", "pool")
    path = [entry for entry in sys.path if entry]
    code = f"import sys\nsys.path[:] = {path!r}\n{BUSY_FORK}"
    done = subprocess.run(
        [sys.executable, "-c", code, server.url, *cases],
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    child = [seen.headers for seen in server.seen if seen.target.endswith("/child")]
    assert [headers.get("x-mine") for headers in child] == ["kept"] * 3 * len(cases)
    raw = [seen.headers for seen in server.seen if seen.target.endswith("/raw")]
    assert [(each["x-mine"], each["cookie"]) for each in raw] == [("kept", "mine=kept")] * len(
        cases
    )


SANDBOX_FORK = """
import os, signal, threading
from maton_google_meet import approve_all
from maton_google_meet.sandbox import Sandbox

sandbox = Sandbox(1)
meet = sandbox.client(confirm=approve_all)
meet.spaces.create()
held = threading.Event()


def hold(lock):
    with lock:
        held.set()
        threading.Event().wait(20)


for lock in (sandbox._lock, sandbox._clock._lock):
    held.clear()
    threading.Thread(target=hold, args=(lock,), daemon=True).start()
    held.wait()
child = os.fork()
if not child:
    signal.alarm(10)
    meet.spaces.create()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
os._exit(0)
"""
STREAM_FORK = """
import os, sys
from maton_google_meet import GoogleMeet

meet = GoogleMeet("test-key", base_url=sys.argv[1], connection="c")
with meet.http.stream("GET", "/google-meet/v2/spaces/parent") as response:
    child = os.fork()
    if not child:
        response.close()
        meet.spaces.get("child")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    response.read()
meet.spaces.get("parent-2")
meet.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.parametrize("code", [SANDBOX_FORK, STREAM_FORK], ids=["sandbox", "stream"])
def test_a_fork_leaves_the_parents_to_the_parent(code: str, server: DocumentServer) -> None:
    path = [entry for entry in sys.path if entry]
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore",
            "-c",
            f"import sys\nsys.path[:] = {path!r}\n{code}",
            server.url,
        ],
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("closed", [False, True])
def test_what_a_fork_renews(closed: bool, scene: Scene) -> None:
    """In this process, where it is measured: what the child does before anything else."""
    scene.options["connection"] = None

    async def main() -> None:
        await scene.perform(read)
        meet = scene.meet
        view = meet.with_options(timeout=5.0)
        before = [*meet.http._sockets._streams]
        waiting = meet.http.call_options.pace.reserve()
        if closed:
            await scene.close()
        forking._renew_all()
        for stream in before:  # Here they are not another process's.
            if scene.sync:
                stream.close()
            else:
                await stream.aclose()
        assert meet.http.call_options.selector.get_known() is None
        if closed:
            with pytest.raises(ConfigurationError, match="closed"):
                await scene.perform(read)
            return
        await scene.perform(read)
        await scene.perform(lambda _: read(view))
        after = [*meet.http._sockets._streams]
        assert len(after) == 1
        assert not {*map(id, before)} & {*map(id, after)}
        del waiting

    scene.run(main)
    assert len([seen for seen in scene.server.seen if seen.operation == LIST]) == 2 - closed


# --- a chooser that calls its own client ----------------------------------------------------------


def test_a_chooser_that_calls_its_own_client_is_an_error(scene: Scene) -> None:
    """Also from a task that it starts, which would wait for it for ever."""
    calls = itertools.count(1)

    def choose(active: Any) -> Any:
        if next(calls) == 1:
            scene.meet.spaces.get("abc")
        return active[0]

    async def achoose(active: Any) -> Any:
        if next(calls) == 1:
            error: Any = None

            async def nested() -> None:
                nonlocal error
                try:
                    await scene.meet.spaces.get("abc")
                except MatonError as raised:
                    error = raised

            async with anyio.create_task_group() as group:
                group.start_soon(nested)
            raise error
        return active[0]

    scene.options["connection"] = choose if scene.sync else achoose

    async def main() -> None:
        with pytest.raises(ConfigurationError, match="called the client that is waiting"):
            await scene.perform(read)
        assert next(calls) == 2
        scene.assert_nothing_is_lost()
        await scene.at_once(read, create)
        scene.assert_nothing_is_lost()

    scene.run(main)
