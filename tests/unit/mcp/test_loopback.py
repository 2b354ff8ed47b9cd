"""Web servers on the loopback interface, and the end of a server by a signal."""

from __future__ import annotations

import signal
import threading

import anyio
import httpx
import pytest
from maton_google_meet.mcp.loopback import bind, end_on_signals, serve
from starlette.responses import PlainTextResponse


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


def test_a_socket_belongs_to_one_server() -> None:
    with bind(0) as listener:
        with pytest.raises(OSError, match="in use"):
            bind(listener.getsockname()[1])
    with pytest.raises(OverflowError):
        bind(65536)


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
