"""The confirmation hook: each write is sent only if the hook returns True."""

from __future__ import annotations

import logging
import threading
from typing import Any

import anyio
import pytest
from maton_google_meet import (
    USE_PROXY_DEFAULT,
    AsyncGoogleMeet,
    ConfigurationError,
    ConfirmationRequired,
    GoogleMeet,
    PendingWrite,
    WriteDeclined,
    approve_all,
)
from maton_google_meet.approval import terminal as hooks
from maton_google_meet.models import Connection, SpaceConfig
from support.clients import KEY, ClientRunner, create_space
from support.document_server import DocumentServer, Reply


def create(meet: Any) -> Any:
    return meet.spaces.create(config=SpaceConfig(access_type="OPEN"))


@pytest.mark.parametrize("answer", ["yes", 1, [True], object(), "True", b"\x01"])
def test_only_true_is_an_approval(
    answer: Any, runner: ClientRunner, server: DocumentServer
) -> None:
    with pytest.raises(TypeError, match="only True approves"):
        runner.call(
            create,
            base_url=server.url,
            connection=USE_PROXY_DEFAULT,
            confirm=runner.make_hook(lambda _: answer),
        )
    assert server.seen == []


@pytest.mark.parametrize("answer", [False, None, 0, "", []])
def test_any_other_result_declines(
    answer: Any, runner: ClientRunner, server: DocumentServer
) -> None:
    with pytest.raises(WriteDeclined, match=r"spaces\.create .* nothing was sent") as raised:
        runner.call(
            create, base_url=server.url, connection=USE_PROXY_DEFAULT, confirm=lambda _: answer
        )
    assert raised.value.pending.json == {"config": {"accessType": "OPEN"}}
    assert server.seen == []


def test_a_coroutine_is_not_an_approval_in_the_sync_client(server: DocumentServer) -> None:
    async def hook(_: PendingWrite) -> bool:
        return True

    with pytest.raises(TypeError, match="needs AsyncGoogleMeet"):
        ClientRunner("sync").call(
            create, base_url=server.url, connection=USE_PROXY_DEFAULT, confirm=hook
        )
    assert server.seen == []


@pytest.mark.parametrize("kind", [KeyError, TimeoutError, GeneratorExit, KeyboardInterrupt])
def test_an_exception_in_the_hook_stops_the_write_and_passes_unchanged(
    kind: type[BaseException], server: DocumentServer
) -> None:
    planted = kind("mine")

    def hook(_: PendingWrite) -> bool:
        raise planted

    with GoogleMeet(KEY, base_url=server.url, connection=USE_PROXY_DEFAULT, confirm=hook) as meet:
        with pytest.raises(kind) as raised:
            create(meet)
        assert raised.value is planted
        assert server.seen == []
        assert meet.with_options(confirm=approve_all).spaces.create().name


def test_a_stop_iteration_is_reported_as_an_error(
    runner: ClientRunner, server: DocumentServer
) -> None:
    """next() raises it in a hook if there is no item; a generator cannot pass it on."""
    with pytest.raises(ConfigurationError, match="raised StopIteration") as raised:
        runner.call(
            create,
            base_url=server.url,
            connection=USE_PROXY_DEFAULT,
            confirm=lambda _: next(iter([])),
        )
    assert isinstance(raised.value.__cause__, StopIteration)
    assert server.seen == []


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_exception_in_an_async_hook_stops_the_write_too(
    backend: str, server: DocumentServer
) -> None:
    def hook(_: PendingWrite) -> bool:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        ClientRunner(backend).call(
            create, base_url=server.url, connection=USE_PROXY_DEFAULT, confirm=hook
        )
    assert server.seen == []


def test_the_hook_is_called_between_discovery_and_key(
    runner: ClientRunner, server: DocumentServer
) -> None:
    order: list[str] = []

    def hook(asked: PendingWrite) -> bool:
        assert isinstance(asked.connection, Connection)
        order.append(f"hook {asked.connection.connection_id}")
        return True

    def key() -> str:
        order.append("key")
        return KEY

    runner.call(create, base_url=server.url, api_key=key, confirm=hook)
    [found] = server.requests("connections.list")
    assert found
    assert order == ["key", "hook 21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa", "key"]


def test_a_write_without_a_hook_sends_nothing(runner: ClientRunner, server: DocumentServer) -> None:
    def key() -> str:
        raise AssertionError("the key was read")

    words = r"^spaces\.create \(POST /google-meet/v2/spaces\) is a write"
    with pytest.raises(ConfirmationRequired, match=words) as raised:
        runner.call(create, base_url=server.url, api_key=key, connection="c-1")
    assert server.seen == []
    assert raised.value.pending.connection == Connection(connection_id="c-1")


def test_a_write_without_a_hook_names_the_discovered_connection(
    runner: ClientRunner, server: DocumentServer
) -> None:
    """The person who approves it for a later call has to see the account."""
    with pytest.raises(ConfirmationRequired) as raised:
        runner.call(create, base_url=server.url)
    pending = raised.value.pending
    assert isinstance(pending.connection, Connection)
    assert pending.connection.connection_id == "21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa"
    assert [seen.method for seen in server.seen] == ["GET"]


def test_a_hook_changes_only_its_copy(runner: ClientRunner, server: DocumentServer) -> None:
    def hook(asked: PendingWrite) -> bool:
        assert isinstance(asked.connection, Connection)
        asked.connection.connection_id = "another"
        asked.json["config"]["accessType"] = "RESTRICTED"
        with pytest.raises(AttributeError):
            asked.path = "/elsewhere"  # type: ignore[misc]
        return True

    runner.call(create, create, base_url=server.url, confirm=hook)
    for seen in server.requests("spaces.create"):
        assert seen.headers["maton-connection"] == "21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa"
        assert seen.json == {"config": {"accessType": "OPEN"}}


def test_the_hook_receives_neither_key_nor_session_token(server: DocumentServer) -> None:
    asked: list[PendingWrite] = []

    def hook(shown: PendingWrite) -> bool:
        asked.append(shown)
        return True

    ClientRunner("sync").call(create, base_url=server.url, confirm=hook)
    assert "session_token" not in repr(asked)
    assert KEY not in repr(asked)


@pytest.mark.parametrize(
    ("connection", "shown"),
    [
        ("c-1", "c-1"),
        (USE_PROXY_DEFAULT, "whichever the proxy chooses"),
        (None, "21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa (google-meet, ACTIVE, created 2026-03-12)"),
    ],
)
def test_the_hook_receives_the_account(
    connection: Any, shown: str, runner: ClientRunner, server: DocumentServer
) -> None:
    asked: list[PendingWrite] = []

    def hook(given: PendingWrite) -> bool:
        asked.append(given)
        return True

    runner.call(create, base_url=server.url, connection=connection, confirm=hook)
    assert shown in hooks.screen(asked[0])


def test_writes_to_connections_belong_to_the_maton_account(server: DocumentServer) -> None:
    asked: list[PendingWrite] = []

    def hook(given: PendingWrite) -> bool:
        asked.append(given)
        return True

    ClientRunner("sync").call(lambda meet: meet.connections.delete("c-1"), base_url=server.url,
                       confirm=hook)  # fmt: skip
    assert asked[0].connection is None
    assert "the Maton account itself" in hooks.screen(asked[0])
    assert asked[0].destructive


def test_a_cancelled_question_sends_nothing_and_the_next_call_works(server: DocumentServer) -> None:
    asked, never = threading.Event(), threading.Event()

    def hook(_: PendingWrite) -> bool:
        asked.set()
        return never.wait(10)

    async def main() -> None:
        async with AsyncGoogleMeet(KEY, base_url=server.url, confirm=hook) as meet:
            async with anyio.create_task_group() as group:
                group.start_soon(create, meet)
                await anyio.to_thread.run_sync(asked.wait)
                group.cancel_scope.cancel()
            never.set()
            assert server.requests("spaces.create") == []
            assert (await meet.with_options(confirm=approve_all).spaces.create()).name

    anyio.run(main)
    assert len(server.requests("connections.list")) == 1


@pytest.mark.parametrize(
    ("confirm", "words"),
    [
        (approve_all, "approved: spaces.create, POST /google-meet/v2/spaces, whichever"),
        (lambda _: False, "declined: spaces.create"),
        (lambda _: "yes", "declined: spaces.create"),
        (lambda _: 1 / 0, "stopped by ZeroDivisionError in the hook: spaces.create"),
        (None, "refused, no hook: spaces.create, POST /google-meet/v2/spaces, whichever"),
    ],
)
def test_each_decision_is_logged(
    confirm: Any,
    words: str,
    runner: ClientRunner,
    server: DocumentServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "maton_google_meet.audit")
    try:
        runner.call(create, base_url=server.url, connection=USE_PROXY_DEFAULT, confirm=confirm)
    except Exception as error:
        assert confirm is not approve_all, error
    records = [each for each in caplog.records if each.name == "maton_google_meet.audit"]
    assert [words in record.getMessage() for record in records] == [True]
    assert records[0].levelno == logging.INFO
    assert KEY not in caplog.text


def test_changes_by_a_hook_do_not_reach_later_calls(server: DocumentServer) -> None:
    found = {"connection_id": "c", "status": "ACTIVE", "metadata": {"email": "me@x"}}
    server.answers["connections.list"] = [Reply(json={"connections": [found]})]
    emails: list[str] = []

    def hook(pending: PendingWrite) -> bool:
        metadata: Any = pending.connection.metadata  # type: ignore[union-attr]
        emails.append(metadata["email"])
        metadata["email"] = "boss@x"
        return True

    ClientRunner("sync").call(create_space, create_space, base_url=server.url, confirm=hook)
    assert emails == ["me@x", "me@x"]
