"""The transport over stdin and stdout, in this process."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select

import anyio
import anyio.to_thread
import pytest
from maton_google_meet.mcp import stdio
from maton_google_meet.mcp.stdio import Lines, Output, serve_stdio
from mcp.server.lowlevel.server import Server
from support.agents import run

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


async def read_all(lines: Lines) -> list[str]:
    """Return all lines."""
    return [line async for line in lines]


def test_lines_are_read_until_the_end() -> None:
    reader, writer = os.pipe()

    async def main() -> list[str]:
        lines = Lines(reader)
        os.write(writer, b"one\ntw\xff\r\n" + b"x" * 10_000 + b"\nlast")
        os.close(writer)
        return await read_all(lines)

    assert anyio.run(main) == ["one\n", "tw\ufffd\r\n", "x" * 10_000 + "\n", "last"]
    os.close(reader)


def test_a_closed_descriptor_has_no_lines() -> None:
    reader, writer = os.pipe()
    os.close(reader)

    async def main() -> list[str]:
        return await read_all(Lines(reader))

    assert anyio.run(main) == []
    os.close(writer)


def test_the_thread_ends_after_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()

    async def main() -> Lines:
        return Lines(reader)

    lines = asyncio.run(main())
    os.write(writer, b"one\n")
    os.close(writer)
    lines.thread.join(10)
    assert not lines.thread.is_alive()
    os.close(reader)


def serve(monkeypatch: pytest.MonkeyPatch) -> tuple[int, int, int]:
    """Return the client's ends of stdin and stdout, and stdout of the server."""
    stdin, client_stdin = os.pipe()
    client_stdout, stdout = os.pipe()
    monkeypatch.setattr(stdio, "STDIN", stdin)
    monkeypatch.setattr(stdio, "STDOUT", stdout)
    return client_stdin, client_stdout, stdout


def test_a_server_answers_until_stdin_ends(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Only messages reach stdout."""
    client_stdin, client_stdout, stdout = serve(monkeypatch)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(serve_stdio, Server("test"))
            await anyio.sleep(0.1)
            os.write(stdout, b"a print")
            os.write(client_stdin, json.dumps(PING).encode() + b"\n")
            await anyio.to_thread.run_sync(wait_until_readable, client_stdout)
            os.close(client_stdin)

    run(main)
    os.write(stdout, b"later\n")
    os.close(stdout)
    with open(client_stdout) as file:
        answer, later = file.read().splitlines()
    assert json.loads(answer) == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert later == "later"
    assert capfd.readouterr().err == "a print"


def wait_until_readable(descriptor: int) -> None:
    """Wait until a descriptor has data."""
    select.select([descriptor], [], [], 10)


def test_a_closed_stdout_ends_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    client_stdin, client_stdout, stdout = serve(monkeypatch)
    os.close(client_stdout)
    os.write(client_stdin, json.dumps(PING).encode() + b"\n")
    run(serve_stdio, Server("test"))
    os.close(client_stdin)
    os.close(stdout)


@pytest.mark.parametrize("end", ["eof", "cancellation"])
def test_a_client_that_does_not_read_does_not_delay_the_end(
    monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    client_stdin, client_stdout, stdout = serve(monkeypatch)
    monkeypatch.setattr(stdio, "LAST_MESSAGE_SECONDS", 0.1)
    os.set_blocking(stdout, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(stdout, b"x" * 4096)
    os.set_blocking(stdout, True)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(serve_stdio, Server("test"))
            os.write(client_stdin, json.dumps(PING).encode() + b"\n")
            await anyio.sleep(0.2)
            if end == "eof":
                os.close(client_stdin)
            else:
                group.cancel_scope.cancel()

    run(main)
    os.close(client_stdout)
    os.close(stdout)
    if end != "eof":
        os.close(client_stdin)


def test_a_cancelled_write_leaves_its_text_to_the_thread() -> None:
    reader, writer = os.pipe()

    async def main() -> None:
        output = Output(writer)
        with anyio.CancelScope() as scope:
            scope.cancel()
            await output.write("one\n")
        await output.write("two\n")
        output.close()

    anyio.run(main)
    with open(reader) as file:
        assert file.read() == "one\ntwo\n"
