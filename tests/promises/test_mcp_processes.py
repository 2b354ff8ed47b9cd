"""The command `mcp` as a process, used by the SDK's client and by clients that break."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, NamedTuple

import anyio
import httpx
import httpx2
import pytest
from maton_google_meet import tools
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitResult
from support.agents import COMMAND, MODES, User, call, connect, read_line, run, start_server

both_modes = pytest.mark.parametrize("mode", MODES)
TOKEN = "a-token-of-the-user"
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {"elicitation": {}},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def send(process: subprocess.Popen[str], *messages: Any) -> None:
    """Send lines to stdin: text unchanged, other values as JSON."""
    assert process.stdin
    for each in messages:
        process.stdin.write((each if isinstance(each, str) else json.dumps(each)) + "\n")
    process.stdin.flush()


def receive(process: subprocess.Popen[str]) -> Any:
    """Return the next message of stdout."""
    assert process.stdout
    return json.loads(process.stdout.readline())


def start_call(process: subprocess.Popen[str]) -> Any:
    """Initialize, call a write, and return the question."""
    params = {"name": "spaces_create", "arguments": {}}
    send(
        process,
        INITIALIZE,
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": params},
    )
    assert receive(process)["id"] == 1
    question = receive(process)
    assert question["method"] == "elicitation/create"
    return question


# --- stdio ----------------------------------------------------------------------------------------


@both_modes
def test_the_sdk_uses_the_command_over_stdio(mode: str) -> None:
    user = User()
    parameters = StdioServerParameters(
        command=COMMAND[0], args=[*COMMAND[1:], "--sandbox", "--writes"], env={**os.environ}
    )

    async def main() -> None:
        async with connect(parameters, mode, user) as client:
            assert len((await client.list_tools()).tools) == len(tools.definitions(writes=True))
            assert (await call(client, "spaces_create"))["name"]
            user.action = "decline"
            assert (await call(client, "spaces_create"))["error"]["class"] == "WriteDeclined"

    run(main)
    assert len(user.questions) == 2


def test_malformed_messages_do_not_end_the_server() -> None:
    with start_server("--sandbox") as process:
        deep = "[" * 100_000
        send(process, "{", "", "5", "null", "[]", "\x00\ud7ff", deep, '{"jsonrpc": "2.0"}')
        send(process, {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"name": 1}})
        send(process, {**INITIALIZE, "params": {}}, INITIALIZE)
        send(process, {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": [1]})
        send(process, {"jsonrpc": "2.0", "id": 4, "method": "tools/list", "params": {}})
        answers = list[Any]()
        while not answers or answers[-1].get("id") != 4:
            answers.append(receive(process))
        assert answers[-1]["result"]["tools"]
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0
        assert process.stdout
        assert process.stdout.read() == ""


def test_the_server_ends_with_stdin() -> None:
    with start_server("--sandbox") as process:
        output, errors = process.communicate(timeout=10)
        assert (process.returncode, output, errors) == (0, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_in_mid_question(number: signal.Signals) -> None:
    with start_server("--sandbox", "--writes") as process:
        start_call(process)
        process.send_signal(number)  # Stdin stays open.
        assert process.wait(10) == 0
        assert process.stderr
        assert process.stderr.read() == ""


def test_a_killed_client_ends_the_server() -> None:
    """The client ends while a question is open: both of its pipes close."""
    with start_server("--sandbox", "--writes") as process:
        start_call(process)
        assert process.stdin
        assert process.stdout
        process.stdout.close()
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_closed_stdout_ends_the_server() -> None:
    with start_server("--sandbox") as process:
        assert process.stdout
        process.stdout.close()
        send(process, INITIALIZE)
        assert process.wait(10) == 0
        assert process.stderr
        assert "Traceback" not in process.stderr.read()


# --- HTTP -----------------------------------------------------------------------------------------


class Served(NamedTuple):
    """A server over HTTP."""

    process: subprocess.Popen[str]
    url: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a client with the token."""
        return {
            "Authorization": f"Bearer {TOKEN}",
            "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": "2025-11-25",
        }

    @asynccontextmanager
    async def connect(self, mode: str, user: User | None = None) -> AsyncIterator[Client]:
        """Connect the SDK's client."""
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as http:
            transport = streamable_http_client(self.url, http_client=http)
            async with connect(transport, mode, user) as client:
                yield client


@contextmanager
def serve(*arguments: str) -> Iterator[Served]:
    """Start a server over HTTP."""
    environment = {"MATON_GOOGLE_MEET_MCP_TOKEN": TOKEN}
    with start_server("--http", "0", "--sandbox", *arguments, env=environment) as process:
        yield Served(process, read_line(process.stderr, "The server listens at"))


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """A server over HTTP, which serves writes."""
    with serve("--writes") as server:
        yield server


@both_modes
def test_two_clients_use_the_command_over_http(mode: str, served: Served) -> None:
    users = [User(), User("decline")]

    async def main() -> None:
        async def use(user: User) -> None:
            async with served.connect(mode, user) as client:
                await call(client, "spaces_create")
                people = await call(client, "conference_records_list")
                assert people["conferenceRecords"]

        async with anyio.create_task_group() as group:
            for user in users:
                group.start_soon(use, user)

    run(main)
    assert [len(user.questions) for user in users] == [1, 1]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200),
        ({"Authorization": f"bearer {TOKEN}"}, 200),
        ({"Authorization": ""}, 401),
        ({"Authorization": f"Bearer {TOKEN}x"}, 401),
        ({"Authorization": f"Basic {TOKEN}"}, 401),
        ({"Authorization": "Bearer \xff"}, 401),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 421),
    ],
)
def test_other_pages_and_programs_are_refused(
    changes: dict[str, str], status: int, served: Served
) -> None:
    headers = {
        name: value.encode("latin-1") for name, value in {**served.headers, **changes}.items()
    }
    answer = httpx.post(served.url, headers=headers, json=INITIALIZE)
    assert answer.status_code == status
    assert TOKEN not in answer.text


def test_malformed_requests_over_http(served: Served) -> None:
    for content in (b"{", b"", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"jsonrpc": "2.0"}'):
        headers = {**served.headers, "Content-Type": "application/json"}
        for version in ("2025-11-25", "2026-07-28", "1999-01-01"):
            headers["MCP-Protocol-Version"] = version
            answer = httpx.post(served.url, headers=headers, content=content)
            assert 400 <= answer.status_code < 500
    assert httpx.get(served.url.replace("/mcp", "/x"), headers=served.headers).status_code == 404

    async def main() -> None:
        async with served.connect("auto") as client:
            assert await call(client, "connections_list")

    run(main)


@both_modes
def test_a_killed_client_does_not_hang_the_server(mode: str, served: Served) -> None:
    """The client disappears while its user reads the question, and another client goes on."""

    async def main() -> None:
        class Killed(User):
            async def answer(self, context: Any, params: Any) -> ElicitResult:
                scope.cancel()
                await anyio.sleep_forever()
                raise AssertionError

        with anyio.CancelScope() as scope:
            async with served.connect(mode, Killed()) as client:
                await call(client, "spaces_create")
        async with served.connect(mode, User()) as client:
            assert (await call(client, "spaces_create"))["name"]

    run(main)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_signal_ends_the_http_server() -> None:
    with serve() as server:
        with httpx.stream("POST", server.url, headers=server.headers, json=INITIALIZE) as answer:
            session = {"Mcp-Session-Id": answer.headers["Mcp-Session-Id"]}
            answer.read()
        with httpx.stream("GET", server.url, headers={**server.headers, **session}):
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(10) == 0
        assert server.process.stdout
        assert server.process.stdout.read() == ""


def test_a_random_token_is_printed() -> None:
    with start_server("--http", "0", "--sandbox") as process:
        url = read_line(process.stderr, "The server listens at")
        token = read_line(process.stderr, "Authorization: Bearer")
        assert len(token) > 40
        headers = {"Accept": "application/json, text/event-stream"}
        assert httpx.post(url, headers=headers, json=INITIALIZE).status_code == 401
        headers["Authorization"] = f"Bearer {token}"
        assert httpx.post(url, headers=headers, json=INITIALIZE).status_code == 200


# --- the page -------------------------------------------------------------------------------------


@both_modes
def test_the_page_approves_and_declines(mode: str) -> None:
    """The client cannot ask: the page does, and its address reaches the client."""
    texts = list[str]()

    async def main() -> None:
        with serve("--writes", "--approve", "page") as server:
            pages = httpx.AsyncClient()

            async def note(count: float, total: float | None, text: str | None) -> None:
                texts.append(str(text))
                url = str(text).split()[-1]
                page = (await pages.get(url)).text
                assert "spaces.create" in page
                name = "approve" if len(texts) == 1 else "decline"
                [id] = re.findall(f'name="{name}" value="(.*?)"', page)
                origin = {"Origin": url.rpartition("/")[0]}
                await pages.post(url, data={name: id}, headers=origin)

            async with pages, server.connect(mode) as client:
                results = [
                    await client.call_tool("spaces_create", {}, progress_callback=note)
                    for _ in range(2)
                ]
            assert [each.is_error for each in results] == [False, True]
            assert "it was declined" in results[1].structured_content["error"]["message"]

    run(main)
    assert all("waits for the approval of the user at http://127.0.0.1:" in each for each in texts)
