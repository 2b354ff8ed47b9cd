"""The transport over stdin and stdout, in this process."""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys

import anyio
import pytest
from maton_google_meet.mcp import stdio
from maton_google_meet.mcp.stdio import Lines, serve_stdio
from mcp.server.lowlevel.server import Server
from support.agents import wait_for

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


def serve(monkeypatch: pytest.MonkeyPatch, stdout: io.TextIOWrapper) -> None:
    """Serve a ping, and the end of stdin."""
    reader, writer = os.pipe()
    os.write(writer, json.dumps(PING).encode() + b"\n")
    monkeypatch.setattr(stdio, "STDIN", reader)
    monkeypatch.setattr(sys, "stdout", stdout)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(serve_stdio, Server("test"))
            await wait_for(output.getvalue)
            os.close(writer)

    output = stdout.buffer
    assert isinstance(output, io.BytesIO)
    anyio.run(main)
    os.close(reader)


def test_a_server_answers_until_stdin_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.BytesIO()
    serve(monkeypatch, io.TextIOWrapper(output))
    assert json.loads(output.getvalue()) == {"jsonrpc": "2.0", "id": 1, "result": {}}


class ClosedPipe(io.BytesIO):
    """A pipe whose reader has ended."""

    tried = b""

    def getvalue(self) -> bytes:
        return self.tried

    def write(self, data: object) -> int:
        self.tried = b"tried"
        raise BrokenPipeError


def test_a_closed_stdout_ends_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, io.TextIOWrapper(ClosedPipe()))
