"""Concurrent requests, streams, and response bodies that break off."""

from __future__ import annotations

import gzip
import threading
from dataclasses import replace
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from maton_google_meet import (
    AsyncGoogleMeet,
    GoogleMeet,
    MatonError,
    NetworkError,
    NetworkOutcomeUnknown,
    OutcomeUnknown,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    approve_all,
)
from support.clients import KEY, ClientRunner, create_space, read_space
from support.document_server import DocumentServer, Reply


@pytest.mark.parametrize("end", ["answered", "cancelled", "closed"])
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_async_client_sends_ten_requests_concurrently(
    backend: str, end: str, server: DocumentServer
) -> None:
    """httpx gets slower with each connection, so that further calls wait in this client."""
    release = threading.Event()
    reply = replace(server.example("spaces.get"), after=release)
    server.answers["spaces.get"] = lambda _: reply
    results: list[str] = []

    async def main() -> None:
        async with AsyncGoogleMeet(KEY, base_url=server.url, connection="c", pace=None) as meet:
            pool = meet.http._transport._pool  # type: ignore[attr-defined]
            gate = meet.http._sockets.semaphore

            async def call() -> None:
                try:
                    results.append((await read_space(meet)).name)
                except MatonError as error:
                    results.append(type(error).__name__)

            async def calls(tasks: Any, count: int) -> None:
                for _ in range(count):
                    tasks.start_soon(call)

            async with anyio.create_task_group() as group:
                await calls(group, 10)
                with anyio.fail_after(20):
                    while len(server.seen) < 10:  # noqa: ASYNC110 - it has no event
                        await anyio.sleep(0.001)
                async with anyio.create_task_group() as last:
                    await calls(last, 3)
                    await anyio.wait_all_tasks_blocked()
                    assert len(pool._requests) == len(pool.connections) == 10
                    assert gate.statistics().tasks_waiting == 3
                    if end == "closed":
                        await meet.aclose()
                    elif end == "cancelled":
                        last.cancel_scope.cancel()
                    else:
                        release.set()
                release.set()
            assert gate.statistics().tasks_waiting == 0
            assert pool._requests == []

    anyio.run(main, backend=backend)
    assert len(server.seen) == {"answered": 13, "cancelled": 10, "closed": 10}[end]
    assert len(results) == {"answered": 13, "cancelled": 10, "closed": 13}[end]
    assert set(results) == {"ConfigurationError" if end == "closed" else reply.json["name"]}


def test_a_stream_is_read_on_demand(server: DocumentServer) -> None:
    with GoogleMeet(KEY, base_url=server.url, connection="c") as meet:
        with meet.http.stream("GET", "/google-meet/v2/spaces/abc") as response:
            assert not response.is_stream_consumed
            assert b"spaces/" in response.read()
        server.answers["spaces.get"] = [Reply(status=404, json={"message": "gone"})]
        with pytest.raises(MatonError, match="gone"):
            with meet.http.stream("GET", "/google-meet/v2/spaces/abc"):
                pass


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_async_stream_is_read_on_demand(backend: str, server: DocumentServer) -> None:
    async def main() -> None:
        async with AsyncGoogleMeet(KEY, base_url=server.url, connection="c") as meet:
            async with meet.http.stream("GET", "/google-meet/v2/spaces/abc") as response:
                assert b"spaces/" in await response.aread()
            server.answers["spaces.get"] = [Reply(status=404, json={"message": "gone"})]
            with pytest.raises(MatonError, match="gone"):
                async with meet.http.stream("GET", "/google-meet/v2/spaces/abc"):
                    pass

    anyio.run(main, backend=backend)


@pytest.mark.parametrize(
    ("status", "kind"), [(403, PermissionDeniedError), (429, RateLimitError), (503, ServerError)]
)
@pytest.mark.parametrize("fault", ["cut", "gzip"])
def test_a_truncated_error_body_keeps_the_status_error(
    status: int, kind: type[MatonError], fault: str, runner: ClientRunner, server: DocumentServer
) -> None:
    headers = {"Content-Length": "99", "Retry-After": "7"}
    if fault == "gzip":
        headers = {"Content-Encoding": "gzip", "Retry-After": "7"}
    for call in (read_space, create_space):
        for operation in ("spaces.get", "spaces.create"):
            server.answers[operation] = [
                Reply(status=status, body=b"{", headers=headers, wrong_on_purpose=True)
            ]
        with pytest.raises(kind) as raised:
            runner.call(call, base_url=server.url, connection="c", confirm=approve_all)
        error: Any = raised.value
        assert (error.status_code, error.retry_after, error.message) == (status, 7.0, "")
        assert isinstance(error, OutcomeUnknown) == (call is create_space and status == 503)


def test_a_truncated_success_is_a_network_error(
    runner: ClientRunner, server: DocumentServer
) -> None:
    cut = Reply(body=b'{"name"', headers={"Content-Length": "99"}, wrong_on_purpose=True)
    server.answers["spaces.get"], server.answers["spaces.create"] = [cut], [cut]
    with pytest.raises(NetworkError) as raised:
        runner.call(read_space, base_url=server.url, connection="c")
    assert not isinstance(raised.value, OutcomeUnknown)
    with pytest.raises(NetworkOutcomeUnknown):
        runner.call(create_space, base_url=server.url, connection="c", confirm=approve_all)


def test_a_compressed_success_is_read(runner: ClientRunner, server: DocumentServer) -> None:
    packed = gzip.compress(b'{"name": "spaces/zip"}')
    headers = {"Content-Encoding": "gzip"}
    server.answers["spaces.get"] = [Reply(body=packed, headers=headers, wrong_on_purpose=True)]
    assert runner.call(read_space, base_url=server.url, connection="c").name == "spaces/zip"
