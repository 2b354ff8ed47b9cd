"""Cancellation at any moment, however it is done, takes nothing from what a client can do later."""

from __future__ import annotations

import asyncio
import gc
import random
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from types import FrameType
from typing import Any

import httpx
import pytest
import trio
from maton_google_meet import AsyncGoogleMeet, GoogleMeet, MatonError, Retry, approve_all
from maton_google_meet.http.sockets import AsyncResponseBody, ResponseBody
from support.clients import KEY
from support.fault_server import Behavior, Certificates, FaultServer, Peer, Request

BODY = b'{"name": "spaces/a"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
SPACE = "/google-meet/v2/spaces/a"
# The event loop rounds after which a call is cancelled: a whole call takes fewer than these.
ROUNDS = range(61)
# A test ends with the server's event loop, and the garbage collector closes what that has just
# accepted. It also closes a socket that httpcore has not yet handed on when a signal comes. The
# server counts what the client leaves open.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Exception ignored in"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
]
EVENT_LOOPS: dict[str, Callable[[Coroutine[Any, Any, Any]], Any]] = {"asyncio": asyncio.run}
with suppress(ImportError):
    import uvloop

    EVENT_LOOPS["uvloop"] = uvloop.run


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates()


class LoopServer:
    """An asyncio server in the event loop of the test: a round of the loop is the same in each run.

    It answers every request with a space, and a CONNECT by a tunnel to itself.
    """

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self.tls = tls
        self.open_count = self.requests = 0

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        secure = await asyncio.start_server(self._accept_tls, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.secure_port = secure.sockets[0].getsockname()[1]
        try:
            yield f"https://127.0.0.1:{self.secure_port}" if self.tls else self.url
        finally:
            server.close()
            secure.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with self._connected(writer):
            await self._answer(reader, writer)

    async def _accept_tls(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert self.tls
        with self._connected(writer):
            await writer.start_tls(self.tls)
            await self._answer(reader, writer)

    @contextmanager
    def _connected(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        self.open_count += 1
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                yield
        finally:
            self.open_count -= 1
            writer.transport.abort()  # To close TLS in turn would outlast the event loop.

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            if head.startswith(b"CONNECT "):
                await self._tunnel(reader, writer)
                return
            if b"ontent-Length: 2" in head:
                await reader.readexactly(2)
            self.requests += 1
            writer.write(HEAD % len(BODY) + BODY[:10])
            await writer.drain()
            writer.write(BODY[10:])

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", self.secure_port)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")

        async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            with suppress(OSError):
                while part := await source.read(65536):
                    target.write(part)
            target.transport.abort()

        await asyncio.gather(copy(reader, to_writer), copy(to_reader, writer))

    async def wait_until_closed(self) -> int:
        """Return how many connections are open, once those that are closing have closed."""
        for _ in range(200):
            if not self.open_count:
                break
            await asyncio.sleep(0.005)
        return self.open_count


class SendSpace(Behavior):
    """Answer each request with a space, in two parts."""

    def answer(self, peer: Peer, request: Request) -> bool:
        peer.send(HEAD % len(BODY) + BODY[:10])
        peer.send(BODY[10:])
        return True


def describe_held(meet: AsyncGoogleMeet) -> list[str]:
    """Return what calls that have ended still hold."""
    http: Any = meet.http
    pools = [each._pool for each in [http._transport, *http._mounts.values()] if each]
    left = [str(request) for pool in pools for request in pool._requests]
    left += [repr(each) for pool in pools for each in pool.connections if not each.is_idle()]
    if http._sockets.semaphore.statistics().tasks_waiting or http._sockets.semaphore.value != 10:
        left.append("the gate")
    return left


async def read(meet: AsyncGoogleMeet) -> Any:
    return await meet.spaces.get("a")


async def stream(meet: AsyncGoogleMeet) -> Any:
    async with meet.http.stream("GET", SPACE) as response:
        return [part async for part in response.aiter_bytes()]


async def cancel_after(
    call: Callable[[AsyncGoogleMeet], Awaitable[Any]],
    meet: AsyncGoogleMeet,
    rounds: int,
    times: int = 1,
) -> Any:
    """Cancel `call` after `rounds` of the event loop, in `times` rounds in succession."""
    task = asyncio.ensure_future(call(meet))
    for _ in range(rounds):
        await asyncio.sleep(0)
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
    [outcome] = await asyncio.gather(task, return_exceptions=True)
    return outcome


def client(url: str, certificates: Certificates, **options: Any) -> AsyncGoogleMeet:
    options = {"connection": "c", "confirm": approve_all, "pace": None, "retry": None} | options
    options.setdefault("transport", httpx.AsyncHTTPTransport(verify=certificates.trust))
    return AsyncGoogleMeet(KEY, base_url=url, **options)


@pytest.mark.parametrize("event_loop", EVENT_LOOPS)
@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("call", [read, stream])
def test_a_task_cancelled_in_any_round_leaves_nothing_behind(
    call: Any, times: int, tls: bool, event_loop: str, certificates: Certificates
) -> None:
    async def main() -> None:
        server = LoopServer(certificates.server["good"] if tls else None)
        async with server.serve() as url:
            outcomes = set()
            for rounds in ROUNDS:
                meet = client(url, certificates)
                outcomes.add(type(await cancel_after(call, meet, rounds, times)).__name__)
                assert describe_held(meet) == [], rounds
                await meet.aclose()
            assert outcomes >= {"CancelledError"}
            gc.collect()
            assert await server.wait_until_closed() == 0

    EVENT_LOOPS[event_loop](main())


@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
def test_a_task_cancelled_on_an_idle_connection_leaves_nothing_behind(
    tls: bool, certificates: Certificates
) -> None:
    async def main() -> None:
        server = LoopServer(certificates.server["good"] if tls else None)
        async with server.serve() as url:
            async with client(url, certificates) as meet:
                for rounds in ROUNDS:
                    await read(meet)
                    await cancel_after(read, meet, rounds, 1 + rounds % 3)
                    assert describe_held(meet) == [], rounds
            assert await server.wait_until_closed() == 0

    asyncio.run(main())


def test_a_task_cancelled_behind_a_proxy_leaves_nothing_behind(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client finds the proxy in the environment, and reaches the server by a tunnel."""

    async def main() -> None:
        server = LoopServer(certificates.server["good"])
        async with server.serve() as url:
            monkeypatch.setenv("HTTPS_PROXY", server.url)
            for rounds in range(120):
                meet = client(url, certificates, transport=None)
                await cancel_after(read, meet, rounds, 1 + rounds % 3)
                assert describe_held(meet) == [], rounds
                assert (await read(meet)).name == "spaces/a"
                await meet.aclose()
            gc.collect()
            assert await server.wait_until_closed() == 0

    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: certificates.trust)
    monkeypatch.setattr(
        httpx._transports.default, "create_ssl_context", lambda **_: certificates.trust
    )
    asyncio.run(main())


def test_tls_that_fails_behind_a_proxy_leaves_nothing_behind(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No cancellation at all; httpcore would keep the tunnel for ever."""

    async def main() -> None:
        server = LoopServer(certificates.server["good"])
        async with server.serve() as url:
            monkeypatch.setenv("HTTPS_PROXY", server.url)
            async with client(url, certificates, transport=None) as meet:
                with pytest.raises(MatonError, match="CERTIFICATE_VERIFY_FAILED"):
                    await read(meet)
                assert describe_held(meet) == []
            assert await server.wait_until_closed() == 0

    asyncio.run(main())


@pytest.mark.parametrize("event_loop", EVENT_LOOPS)
@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
def test_timeouts_and_task_groups_at_random_leave_nothing_behind(
    tls: bool, event_loop: str, certificates: Certificates
) -> None:
    """Thousands of calls of one client; more are made concurrently than it sends."""
    chance = random.Random(7)

    async def hurry(meet: AsyncGoogleMeet) -> None:
        call = chance.choice([read, read, stream])
        with suppress(TimeoutError):
            async with asyncio.timeout(chance.uniform(0, 0.004)):
                await call(meet)

    async def fail_in(rounds: int) -> None:
        for _ in range(rounds):
            await asyncio.sleep(0)
        raise ZeroDivisionError

    async def fail(meet: AsyncGoogleMeet) -> None:
        with suppress(ExceptionGroup):
            async with asyncio.TaskGroup() as tasks:
                for _ in range(15):
                    tasks.create_task(read(meet))
                tasks.create_task(fail_in(chance.randrange(60)))

    async def main() -> None:
        server = LoopServer(certificates.server["good"] if tls else None)
        async with server.serve() as url:
            async with client(url, certificates) as meet:
                for _ in range(40):
                    await asyncio.gather(*(hurry(meet) for _ in range(15)), fail(meet))
                    # Each call that is cancelled frees what any earlier one has left.
                    await cancel_after(read, meet, 3)
                    assert describe_held(meet) == []
                assert (await read(meet)).name == "spaces/a"
            assert await server.wait_until_closed() == 0

    EVENT_LOOPS[event_loop](main())


@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
@pytest.mark.parametrize("call", [read, stream])
def test_a_trio_scope_cancelled_in_any_round_leaves_nothing_behind(
    call: Any, tls: bool, certificates: Certificates
) -> None:
    server = FaultServer(SendSpace(), certificates.server["good"] if tls else None)

    async def main(url: str) -> None:
        for rounds in ROUNDS:
            meet = client(url, certificates)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(call, meet)
                for _ in range(rounds):
                    await trio.lowlevel.checkpoint()
                nursery.cancel_scope.cancel()
            assert describe_held(meet) == [], rounds
            await meet.aclose()

    with server:
        trio.run(main, server.url)
        assert server.wait_until_open(0)


@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
def test_a_close_cancelled_in_any_round_closes_everything(
    tls: bool, certificates: Certificates
) -> None:
    async def main() -> None:
        server = LoopServer(certificates.server["good"] if tls else None)
        async with server.serve() as url:
            for rounds in range(1, 12):
                meet = client(url, certificates)
                await asyncio.gather(*(read(meet) for _ in range(5)))
                await cancel_after(AsyncGoogleMeet.aclose, meet, rounds, 2)
                gc.collect()
                assert await server.wait_until_closed() == 0

    asyncio.run(main())


class Interrupt(BaseException):
    """An exception that a signal handler raises, as KeyboardInterrupt is one."""


@pytest.mark.parametrize("tls", [False, True], ids=["tcp", "tls"])
@pytest.mark.parametrize("action", ["raise", "close"])
def test_a_signal_as_any_function_is_called_leaves_nothing_behind(
    action: str, tls: bool, certificates: Certificates
) -> None:
    """Python runs signal handlers as functions are called: here, those of httpx and httpcore."""
    server = FaultServer(SendSpace(), certificates.server["good"] if tls else None)
    calls, stop_at = 0, 1
    outcomes = set[str]()

    def handle(frame: FrameType, *_: object) -> None:
        nonlocal calls
        path = frame.f_code.co_filename
        if "/httpcore/" not in path and "/httpx/" not in path:
            return
        calls += 1
        if calls == stop_at:
            sys.settrace(None)
            if action == "raise":
                raise Interrupt
            meet.close()

    with server:
        while True:
            calls, before = 0, sys.gettrace()
            with GoogleMeet(
                KEY,
                base_url=server.url,
                connection="c",
                confirm=approve_all,
                pace=None,
                retry=Retry(max_wait=0.0),
                transport=httpx.HTTPTransport(verify=certificates.trust),
            ) as meet:
                try:
                    sys.settrace(handle)
                    if stop_at % 2:
                        meet.spaces.create()
                    else:
                        meet.spaces.get("a")
                    outcomes.add("returned")
                except (Interrupt, MatonError) as error:
                    outcomes.add(type(error).__name__)
                finally:
                    sys.settrace(before)
                pool: Any = meet.http._transport._pool  # type: ignore[attr-defined]
                left = [*pool._requests, *(each for each in pool.connections if not each.is_idle())]
                assert left == [], stop_at
            if calls < stop_at:
                break
            stop_at += 1
        assert server.wait_until_open(0)
    assert stop_at > 100
    assert outcomes - {"returned"} == (
        {"Interrupt"} if action == "raise" else {"ConfigurationError", "NetworkOutcomeUnknown"}
    )


class Interrupted(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body whose closing is interrupted."""

    def close(self) -> None:
        raise Interrupt

    async def aclose(self) -> None:
        raise Interrupt


def test_an_interrupted_close_of_a_streamed_response_frees_its_place() -> None:
    released: list[str] = []

    async def release() -> None:
        released.append("async")

    body = ResponseBody(Interrupted(), ValueError, lambda: released.append("sync"))
    with pytest.raises(Interrupt):
        body.close()
    with pytest.raises(Interrupt):
        asyncio.run(AsyncResponseBody(Interrupted(), ValueError, release).aclose())
    assert released == ["sync", "async"]


def test_a_caller_that_stops_reading_a_stream_leaves_nothing_behind(
    certificates: Certificates,
) -> None:
    async def main() -> None:
        server = LoopServer(certificates.server["good"])
        async with server.serve() as url, client(url, certificates) as meet:
            async with meet.http.stream("GET", SPACE) as response:
                parts = response.aiter_raw()
                assert await anext(parts)
                await parts.aclose()  # type: ignore[attr-defined] # it is a generator
            assert describe_held(meet) == []
            assert response.elapsed

    asyncio.run(main())


def test_the_private_names_exist() -> None:
    """httpx and httpcore have no public way to free a place in a pool: see `Sockets`."""
    for transport in (httpx.HTTPTransport(), httpx.AsyncHTTPTransport()):
        pool: Any = transport._pool
        assert pool._connections == pool._requests == pool._assign_requests_to_connections() == []
        with pool._optional_thread_lock:
            pass
