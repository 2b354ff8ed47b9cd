"""The server as a program."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import anyio
import httpx
import httpx2
import pytest
from maton_google_meet import PendingWrite
from maton_google_meet.mcp import run as program
from maton_google_meet.mcp.loopback import bind
from maton_google_meet.mcp.run import Settings, run_server
from maton_google_meet.sandbox import Sandbox
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server.lowlevel.server import Server
from mcp_types import ElicitResult
from support.agents import MODES, User, call, connect, list_writes, wait_for
from support.agents import run as run_async
from support.sandboxes import NOW

Use = Callable[[list[str]], Coroutine[Any, Any, None]]


def serve(sandbox: Sandbox, settings: Settings, use: Use) -> list[str]:
    """Run a server, use it, end it, and return the lines that it reported."""
    reports = list[str]()

    async def main() -> None:
        async with sandbox.async_client() as meet, anyio.create_task_group() as group:
            group.start_soon(run_server, meet, settings, reports.append)
            await wait_for(lambda: any("listens" in each for each in reports))
            await anyio.lowlevel.checkpoint()
            await use(reports)
            group.cancel_scope.cancel()

    run_async(main)
    return reports


@asynccontextmanager
async def open_client(reports: list[str], token: str, mode: str) -> AsyncIterator[Client]:
    """Open a client of the server over HTTP."""
    [url] = [each.split()[-1] for each in reports if "listens" in each]
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http:
        async with connect(streamable_http_client(url, http_client=http), mode) as client:
            yield client


async def create_space(reports: list[str], token: str, mode: str) -> Any:
    """Call a write over HTTP, and return its result."""
    async with open_client(reports, token, mode) as client:
        return await call(client, "spaces_create")


def find_buttons(page: str) -> list[str]:
    """Return the values of the buttons that approve."""
    return re.findall('name="approve" value="(.*?)"', page)


@pytest.mark.parametrize("mode", MODES)
def test_the_page_approves(mode: str) -> None:
    sandbox = Sandbox(now=NOW)

    async def approve(page: str) -> None:
        async with httpx.AsyncClient() as browser:
            while not (ids := find_buttons((await browser.get(page)).text)):
                pass
            headers = {"Origin": page.rpartition("/")[0]}
            await browser.post(page, data={"approve": ids[0]}, headers=headers)

    async def use(reports: list[str]) -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(approve, reports[0].split()[-1])
            assert (await create_space(reports, "own", mode))["name"]

    settings = Settings(writes=True, approve="page", listener=bind(0), token="own")
    reports = serve(sandbox, settings, use)
    assert list_writes(sandbox) == ["POST /google-meet/v2/spaces"]
    assert [each.partition(" at ")[0] for each in reports] == [
        "Approve the writes",
        "The server listens",
    ]


@pytest.mark.parametrize(
    ("approve", "mode"), [("elicit", "legacy"), ("page", "legacy"), ("page", "auto")]
)
def test_the_end_of_the_server_declines_the_writes_that_wait(approve: Any, mode: str) -> None:
    """A client reads the outcome, and the server does not wait for it."""
    sandbox, errors = Sandbox(now=NOW), list[str]()

    async def main() -> None:
        reports, shown = list[str](), anyio.Event()

        class Reader(User):
            async def answer(self, context: Any, params: Any) -> ElicitResult:
                shown.set()
                await anyio.sleep_forever()
                raise AssertionError

        async def note(count: float, total: float | None, text: str | None) -> None:
            shown.set()

        async def use() -> None:
            [url] = [each.split()[-1] for each in reports if "listens" in each]
            async with httpx2.AsyncClient(headers={"Authorization": "Bearer own"}) as http:
                transport = streamable_http_client(url, http_client=http)
                async with connect(transport, mode, Reader()) as client:
                    result = await client.call_tool("spaces_create", {}, progress_callback=note)
                    errors.append(result.content[0].text)  # type: ignore[union-attr]

        settings = Settings(writes=True, approve=approve, listener=bind(0), token="own")
        async with sandbox.async_client() as meet, anyio.create_task_group() as group:
            server = anyio.CancelScope()

            async def serve_until_the_end() -> None:
                with server:
                    await run_server(meet, settings, reports.append)

            group.start_soon(serve_until_the_end)
            await wait_for(lambda: any("listens" in each for each in reports))
            group.start_soon(use)
            await shown.wait()
            server.cancel()

    started = time.monotonic()
    run_async(main)
    assert time.monotonic() - started < 5
    [error] = errors
    assert ("the server is ending" if approve == "elicit" else "queue was closed") in error
    assert "nothing was sent" in error
    assert list_writes(sandbox) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_cancelled_call_leaves_the_page(mode: str) -> None:
    sandbox = Sandbox(now=NOW)

    async def use(reports: list[str]) -> None:
        page = reports[0].split()[-1]
        async with httpx.AsyncClient() as browser, open_client(reports, "own", mode) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(call, client, "spaces_create")
                while not find_buttons((await browser.get(page)).text):
                    pass
                group.cancel_scope.cancel()
            while find_buttons((await browser.get(page)).text):
                pass

    serve(sandbox, Settings(writes=True, approve="page", listener=bind(0), token="own"), use)
    assert list_writes(sandbox) == []


def test_a_server_that_only_reads_needs_no_page() -> None:
    async def use(reports: list[str]) -> None:
        assert len(reports) == 1

    serve(Sandbox(now=NOW), Settings(approve="page", listener=bind(0), token="own"), use)


@pytest.mark.parametrize("mode", MODES)
def test_the_terminal_approves(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Sandbox(now=NOW)
    shown = list[PendingWrite]()

    def approve(pending: PendingWrite) -> bool:
        shown.append(pending)
        return True

    monkeypatch.setattr(program, "approve_in_terminal", approve)

    async def use(reports: list[str]) -> None:
        assert (await create_space(reports, reports[-1].split()[-1], mode))["name"]

    settings = Settings(writes=True, approve="terminal", listener=bind(0))
    reports = serve(sandbox, settings, use)
    assert [each.operation for each in shown] == ["spaces.create"]
    assert re.fullmatch(r"Clients must send the header Authorization: Bearer \S{43}", reports[1])


def test_stdin_and_stdout_are_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    names = list[str]()

    async def serve_stdio(server: Server[Any]) -> None:
        names.append(server.name)

    monkeypatch.setattr(program, "serve_stdio", serve_stdio)

    async def main() -> None:
        async with Sandbox(now=NOW).async_client() as meet:
            await run_server(meet, Settings(), print)

    run_async(main)
    assert names == ["maton-google-meet"]
