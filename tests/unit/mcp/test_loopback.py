"""Web servers on the loopback interface, and the end of a server by a signal."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Iterator
from typing import Any

import anyio
import httpx
import pytest
from maton_google_meet.mcp.loopback import bind, end_on_signals, serve
from starlette.responses import PlainTextResponse
from support.agents import run


def test_a_server_answers_until_its_block_ends() -> None:
    listener = bind(0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    async def main() -> None:
        async with serve(PlainTextResponse("here"), listener), httpx.AsyncClient() as client:
            response = await client.get(url)
            assert (response.text, response.headers.get("server")) == ("here", None)

    anyio.run(main)
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_the_end_of_a_server_ends_its_requests(caplog: pytest.LogCaptureFixture) -> None:
    """Their clients get complete responses, and uvicorn logs no traceback."""
    listener = bind(0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    received = list[tuple[int, str]]()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/started":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"a part", "more_body": True})
        await (receive() if scope["type"] == "lifespan" else anyio.sleep_forever())

    async def request(client: httpx.AsyncClient, path: str) -> None:
        response = await client.get(url + path)
        received.append((response.status_code, response.text))

    async def main() -> None:
        async with httpx.AsyncClient() as client, anyio.create_task_group() as group:
            async with serve(app, listener):
                group.start_soon(request, client, "/started")
                group.start_soon(request, client, "/waiting")
                await anyio.sleep(0.2)

    run(main)
    assert sorted(received) == [(200, "a part"), (503, "The server has ended.")]
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


def test_a_socket_belongs_to_one_server() -> None:
    with bind(0) as listener:
        with pytest.raises(OSError, match="in use"):
            bind(listener.getsockname()[1])
    with pytest.raises(OverflowError):
        bind(65536)


def test_a_response_in_several_parts_is_sent_immediately() -> None:
    with bind(0) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.fixture
def default_handlers() -> Iterator[None]:
    """Set the default handlers: a shell ignores Ctrl-C for a program in the background."""
    defaults = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
    handlers = {number: signal.signal(number, handler) for number, handler in defaults.items()}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("default_handlers")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_block(number: signal.Signals) -> None:
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]

    async def main() -> None:
        with end_on_signals():
            signal.raise_signal(number)
            await anyio.sleep_forever()

    anyio.run(main)
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)] == before


def test_an_ignored_signal_stays_ignored() -> None:
    """A shell ignores Ctrl-C for a program in the background."""
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)

    async def main() -> None:
        with end_on_signals():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)
            await anyio.sleep_forever()

    try:
        anyio.run(main)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, handler)


def test_another_thread_only_runs_the_block() -> None:
    done = list[bool]()

    async def main() -> None:
        with end_on_signals():
            done.append(True)

    thread = threading.Thread(target=anyio.run, args=(main,))
    thread.start()
    thread.join()
    assert done == [True]
