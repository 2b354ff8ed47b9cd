"""Clients of the MCP server, and the users in front of them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from dataclasses import dataclass, field
from typing import IO, Any, Literal

import anyio
import anyio.lowlevel
from maton_google_meet.mcp.server import make_server
from maton_google_meet.sandbox import Sandbox
from mcp import Client
from mcp.server.lowlevel.server import Server
from mcp_types import ElicitResult, ErrorData, Implementation

from support.sandboxes import NOW

MODES = ("auto", "legacy")
COMMAND = [sys.executable, "-m", "maton_google_meet.cli", "mcp"]
SECONDS = 20


@dataclass
class User:
    """A user who answers each question in the same way."""

    action: Literal["accept", "decline", "cancel"] = "accept"
    questions: list[str] = field(default_factory=list)
    """The questions that were shown."""

    async def answer(self, context: Any, params: Any) -> ElicitResult | ErrorData:
        """Answer a question, as a callback of the SDK's client."""
        self.questions.append(params.message)
        return ElicitResult(action=self.action)


@contextlib.asynccontextmanager
async def open_server(
    sandbox: Sandbox | None = None, *, writes: bool = True, **options: Any
) -> AsyncGenerator[Server[Any]]:
    """Open a server with the tools of a sandbox."""
    async with (sandbox or Sandbox(now=NOW)).async_client() as meet:
        yield make_server(meet, writes=writes, **options)


def connect(
    server: Any, mode: str = "auto", user: User | None = None, name: str = "agent", **options: Any
) -> Client:
    """Return a client of the SDK, which can show questions if it has a user."""
    callback = user.answer if user else None
    info = Implementation(name=name, version="1")
    return Client(server, mode=mode, elicitation_callback=callback, client_info=info, **options)


async def call(client: Client, name: str, /, **arguments: Any) -> Any:
    """Call a tool and return its structured result, which equals its text."""
    result = await client.call_tool(name, arguments)
    assert json.loads(result.content[0].text) == result.structured_content  # type: ignore[union-attr]
    assert result.is_error is ("error" in result.structured_content)
    return result.structured_content


def list_writes(sandbox: Sandbox) -> list[str]:
    """Return the writes that the sandbox received, as method and path."""
    return [f"{each.method} {each.target}" for each in sandbox.requests if each.method != "GET"]


def run(function: Callable[..., Coroutine[Any, Any, None]], *arguments: Any) -> None:
    """Run a coroutine function, which must end within some seconds."""

    async def limited() -> None:
        with anyio.fail_after(SECONDS):
            await function(*arguments)

    anyio.run(limited)


@contextlib.contextmanager
def start_server(*arguments: str, **options: Any) -> Generator[subprocess.Popen[str]]:
    """Start the command with pipes, and end its process."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **options.pop("env", {})}
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8", env=environment, **options,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def read_line(stream: IO[str] | None, beginning: str) -> str:
    """Return the last word of the next line that contains `beginning`."""
    assert stream
    line = next(line for line in stream if beginning in line)
    return line.split()[-1]


async def wait_for(condition: Callable[[], object]) -> None:
    """Let other tasks run until `condition` returns a true value."""
    while not condition():
        await anyio.lowlevel.checkpoint()
