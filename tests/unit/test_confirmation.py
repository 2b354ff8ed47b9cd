"""Every write is approved, by a user who saw what will be sent, or is not sent."""

from __future__ import annotations

import io
import json
import logging
import os
import threading
from contextvars import copy_context
from types import SimpleNamespace
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
    approve_in_terminal,
)
from maton_google_meet.approval import terminal as hooks
from maton_google_meet.http.callbacks import abandoned
from maton_google_meet.models import Connection, SpaceConfig
from support.clients import KEY, ClientRunner
from support.document_server import DocumentServer


def create(meet: Any) -> Any:
    return meet.spaces.create(config=SpaceConfig(access_type="OPEN"))


def pending(**changes: Any) -> PendingWrite:
    values: dict[str, Any] = {
        "operation": "spaces.create",
        "method": "POST",
        "path": "/google-meet/v2/spaces",
        "connection": Connection(connection_id="c-1"),
        "body": b'{"config":{"accessType":"OPEN"}}',
        "outcome": "Creates a space.",
        "destructive": False,
    }
    return PendingWrite(**{**values, **changes})


@pytest.mark.parametrize("answer", ["yes", 1, [True], object(), "True", b"\x01"])
def test_only_true_approves(answer: Any, runner: ClientRunner, server: DocumentServer) -> None:
    with pytest.raises(TypeError, match="only True approves"):
        runner.call(
            create,
            base_url=server.url,
            connection="c-1",
            confirm=runner.make_hook(lambda _: answer),
        )
    assert server.seen == []


@pytest.mark.parametrize("answer", [False, None, 0, "", []])
def test_everything_false_declines(
    answer: Any, runner: ClientRunner, server: DocumentServer
) -> None:
    with pytest.raises(WriteDeclined, match=r"spaces\.create .* nothing was sent") as raised:
        runner.call(create, base_url=server.url, connection="c-1", confirm=lambda _: answer)
    assert raised.value.pending.json == {"config": {"accessType": "OPEN"}}
    assert server.seen == []


def test_a_coroutine_approves_nothing_in_the_sync_client(server: DocumentServer) -> None:
    async def hook(_: PendingWrite) -> bool:
        return True

    with pytest.raises(TypeError, match="needs AsyncGoogleMeet"):
        ClientRunner("sync").call(create, base_url=server.url, connection="c-1", confirm=hook)
    assert server.seen == []


@pytest.mark.parametrize("kind", [KeyError, TimeoutError, GeneratorExit, KeyboardInterrupt])
def test_an_exception_in_the_hook_stops_the_write_and_passes_unchanged(
    kind: type[BaseException], server: DocumentServer
) -> None:
    planted = kind("mine")

    def hook(_: PendingWrite) -> bool:
        raise planted

    with GoogleMeet(KEY, base_url=server.url, connection="c-1", confirm=hook) as meet:
        with pytest.raises(kind) as raised:
            create(meet)
        assert raised.value is planted
        assert server.seen == []
        assert meet.with_options(confirm=approve_all).spaces.create().name


def test_a_stop_iteration_is_reported_as_an_error(
    runner: ClientRunner, server: DocumentServer
) -> None:
    """next() in a hook that finds nothing: a generator cannot carry its exception."""
    with pytest.raises(ConfigurationError, match="raised StopIteration") as raised:
        runner.call(create, base_url=server.url, connection="c-1", confirm=lambda _: next(iter([])))
    assert isinstance(raised.value.__cause__, StopIteration)
    assert server.seen == []


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_exception_in_an_async_hook_stops_the_write_too(
    backend: str, server: DocumentServer
) -> None:
    def hook(_: PendingWrite) -> bool:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        ClientRunner(backend).call(create, base_url=server.url, connection="c-1", confirm=hook)
    assert server.seen == []


def test_the_hook_is_asked_after_the_connection_is_known_and_before_the_key(
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


def test_without_a_hook_nothing_is_looked_up(runner: ClientRunner, server: DocumentServer) -> None:
    def key() -> str:
        raise AssertionError("the key was read")

    words = r"^spaces\.create \(POST /google-meet/v2/spaces\) is a write"
    with pytest.raises(ConfirmationRequired, match=words):
        runner.call(create, base_url=server.url, api_key=key)
    assert server.seen == []


def test_what_the_hook_does_to_what_it_was_given_changes_nothing(
    runner: ClientRunner, server: DocumentServer
) -> None:
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


def test_neither_key_nor_session_token_is_shown(server: DocumentServer) -> None:
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
def test_the_hook_is_told_whose_account_it_is(
    connection: Any, shown: str, runner: ClientRunner, server: DocumentServer
) -> None:
    asked: list[PendingWrite] = []

    def hook(given: PendingWrite) -> bool:
        asked.append(given)
        return True

    runner.call(create, base_url=server.url, connection=connection, confirm=hook)
    assert shown in hooks.screen(asked[0])


def test_a_connection_itself_is_no_accounts(server: DocumentServer) -> None:
    asked: list[PendingWrite] = []

    def hook(given: PendingWrite) -> bool:
        asked.append(given)
        return True

    ClientRunner("sync").call(lambda meet: meet.connections.delete("c-1"), base_url=server.url,
                       confirm=hook)  # fmt: skip
    assert asked[0].connection is None
    assert "the Maton account itself" in hooks.screen(asked[0])
    assert asked[0].destructive


def test_a_hook_that_waits_does_not_stop_the_loop(server: DocumentServer) -> None:
    """The plain hook runs in a thread: it waits for a task that the loop has to run."""
    went_on = threading.Event()

    def hook(_: PendingWrite) -> bool:
        return went_on.wait(10)

    async def main() -> None:
        async with (
            AsyncGoogleMeet(KEY, base_url=server.url, connection="c-1", confirm=hook) as meet,
            anyio.create_task_group() as group,
        ):
            group.start_soon(create, meet)
            await anyio.lowlevel.checkpoint()
            went_on.set()

    for backend in ("asyncio", "trio"):
        went_on.clear()
        anyio.run(main, backend=backend)
    assert len(server.requests("spaces.create")) == 2


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


@pytest.mark.parametrize("confirm", [True, "yes", 1])
def test_a_hook_is_a_function(confirm: Any) -> None:
    with pytest.raises(ConfigurationError, match="takes a function"):
        GoogleMeet(KEY, confirm=confirm)
    with GoogleMeet(KEY) as meet, pytest.raises(ConfigurationError):
        meet.with_options(confirm=confirm)


# --- the terminal -------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> tuple[Terminal, Terminal]:
    """(what is typed, what is shown)."""
    typed, shown = Terminal(), Terminal()
    # Not sys itself: pytest puts its own streams there between fixtures and tests.
    monkeypatch.setattr(hooks, "sys", SimpleNamespace(stdin=typed, stderr=shown))
    return typed, shown


@pytest.mark.parametrize(
    ("typed", "approved"),
    [("yes\n", True), ("YES \n", True), ("y\n", False), ("no\n", False), ("\n", False),
     ("", False), ("yes please\n", False)],
)  # fmt: skip
def test_the_terminal_wants_a_yes(
    typed: str, approved: bool, terminal: tuple[Terminal, Terminal]
) -> None:
    terminal[0].write(typed)
    terminal[0].seek(0)
    assert approve_in_terminal(pending()) is approved


@pytest.mark.parametrize("missing", ["stdin", "stderr"])
@pytest.mark.parametrize("stand_in", [None, io.StringIO("yes\n")])
def test_without_a_terminal_it_declines(
    missing: str,
    stand_in: Any,
    terminal: tuple[Terminal, Terminal],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    terminal[0].write("yes\n")
    terminal[0].seek(0)
    monkeypatch.setattr(hooks.sys, missing, stand_in)
    write = pending()
    with pytest.raises(WriteDeclined, match="because no terminal is available") as declined:
        approve_in_terminal(write)
    assert declined.value.pending is write
    assert "no terminal to ask in" in caplog.text


def test_the_screen_shows_the_four_things(terminal: tuple[Terminal, Terminal]) -> None:
    approve_in_terminal(pending(destructive=True))
    shown = terminal[1].getvalue()
    for part in (
        "POST /google-meet/v2/spaces",
        "c-1",
        '"accessType": "OPEN"',
        "Creates a space.",
        "This takes something away",
        "Type yes to send it: ",
    ):
        assert part in shown
    assert "Caution" not in hooks.screen(pending())


NASTY = "\x1b[2J\x1b[1;1H\r\x08\x07\u202e\u200b\u2028\x00\x9b"


def test_the_screen_cannot_be_forged_by_data() -> None:
    nasty = {"a": NASTY, NASTY: "\nType yes"}
    shown = hooks.screen(
        pending(
            path=f"/x?{NASTY}",
            outcome=f"Fine.\nConnection  other{NASTY}",
            connection=Connection(connection_id=f"c{NASTY}", status=NASTY),
            body=json.dumps(nasty, ensure_ascii=False, separators=(",", ":")).encode(),
        )
    )
    assert all(line.isprintable() for line in shown.split("\n"))
    assert "\\x1b[2J" in shown
    assert "\\u202e" in shown
    labels = [line[2:13].strip() for line in shown.split("\n") if line[2:3].strip()]
    assert labels[1:-1] == ["Operation", "Request", "Connection", "Body", "Outcome"]
    assert shown.count("\n") == hooks.screen(pending(body=b'{"a":1,"b":2}')).count("\n")


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b"", ["(none)"]),
        (b"(none)", ["(verbatim) '(none)'"]),
        (b"plain \x1b text\\x1b", ["(verbatim) 'plain \\x1b text\\\\x1b'"]),
        (b"plain \xff\x1b text", ["(verbatim) b'plain \\xff\\x1b text'"]),
        (b'{"a":1,"a":2}', ['{"a":1,"a":2}']),
        (b'{ "a": 1 }', ['{ "a": 1 }']),
        (b'{"a":[1]}', ["{", '"a": [', "1", "]", "}"]),
    ],
)
def test_the_body_is_shown_as_it_is_sent(body: bytes, lines: list[str]) -> None:
    shown = hooks.screen(pending(body=body))
    start = shown.index("  Body")
    part = shown[start + 14 : shown.index("  Outcome")]
    assert [line.strip() for line in part.splitlines() if line.strip()] == lines


def test_a_long_body_is_never_shortened() -> None:
    body = json.dumps({"text": "x" * 100_000, "last": "end"}, separators=(",", ":")).encode()
    shown = hooks.screen(pending(body=body))
    assert "x" * 100_000 in shown
    assert '"last": "end"' in shown


def test_two_questions_never_share_the_terminal(
    monkeypatch: pytest.MonkeyPatch, terminal: tuple[Terminal, Terminal]
) -> None:
    inside: list[int] = []
    worst: list[int] = []
    meet = threading.Barrier(2)

    class Slow(Terminal):
        def readline(self, *_: Any) -> str:
            inside.append(1)
            worst.append(len(inside))
            threading.Event().wait(0.01)
            inside.pop()
            return "yes\n"

    monkeypatch.setattr(hooks.sys, "stdin", Slow())

    def ask() -> None:
        meet.wait()
        assert approve_in_terminal(pending())

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert worst == [1, 1]


def test_an_answer_may_take_its_time(
    terminal: tuple[Terminal, Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([[], [], ["something"]])
    monkeypatch.setattr(hooks, "select", SimpleNamespace(select=lambda *_: (next(looks), [], [])))
    terminal[0].write("yes\n")
    terminal[0].seek(0)
    assert hooks._read_line(threading.Event()) == "yes\n"
    assert next(looks, None) is None


def test_a_question_that_nobody_waits_for_when_its_turn_comes_is_not_asked(
    terminal: tuple[Terminal, Terminal],
) -> None:
    left = threading.Event()
    left.set()
    context = copy_context()
    context.run(abandoned.set, left)
    assert context.run(approve_in_terminal, pending()) is False
    assert terminal[1].getvalue() == ""


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_question_that_nobody_waits_for_takes_no_answer(
    backend: str, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cancelled call leaves its thread behind: the next question gets the terminal, and what is
    typed."""
    pty = pytest.importorskip("pty", reason="there are no such terminals here")
    master, slave = pty.openpty()
    asked = Terminal()

    async def question(count: int) -> None:
        with anyio.fail_after(20.0):
            while asked.getvalue().count("Type yes") < count:  # noqa: ASYNC110 - it has no event
                await anyio.sleep(0.001)

    async def main() -> None:
        async with AsyncGoogleMeet(
            KEY, base_url=server.url, connection="c-1", confirm=approve_in_terminal, pace=None
        ) as meet:
            async with anyio.create_task_group() as group:
                group.start_soon(create, meet)
                await question(1)
                group.cancel_scope.cancel()
            async with anyio.create_task_group() as group:
                group.start_soon(create, meet)
                await question(2)
                os.write(master, b"yes\n")

    with open(slave, encoding="utf-8") as typed:
        monkeypatch.setattr(hooks, "sys", SimpleNamespace(stdin=typed, stderr=asked))
        anyio.run(main, backend=backend)
    os.close(master)
    assert [seen.method for seen in server.seen] == ["POST"]


def closed() -> io.StringIO:
    stream = io.StringIO()
    stream.close()
    return stream


NO_TERMINAL = (
    "was not approved because no terminal is available: nothing was sent. In a program without a "
    "terminal, pass your own function as confirm=."
)


@pytest.mark.parametrize(
    ("stdin", "words"),
    [
        ("no\n", "was not approved by the confirmation hook: nothing was sent."),
        ("", "was not approved by the confirmation hook: nothing was sent."),
        (None, NO_TERMINAL),
        (closed(), NO_TERMINAL),
    ],
    ids=["no", "end of file", "none", "closed"],
)
def test_only_where_there_is_no_terminal_a_decline_says_so(
    stdin: Any,
    words: str,
    runner: ClientRunner,
    server: DocumentServer,
    terminal: tuple[Terminal, Terminal],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "maton_google_meet.audit")
    if isinstance(stdin, str):
        terminal[0].write(stdin)
        terminal[0].seek(0)
    else:
        monkeypatch.setattr(hooks.sys, "stdin", stdin)
    with pytest.raises(WriteDeclined) as raised:
        runner.call(create, base_url=server.url, connection="c-1", confirm=approve_in_terminal)
    assert str(raised.value).endswith(words)
    assert raised.value.pending.operation == "spaces.create"
    assert "declined: spaces.create" in caplog.text
    assert server.seen == []


# --- the audit log ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confirm", "words"),
    [
        (approve_all, "approved: spaces.create, POST /google-meet/v2/spaces, c-1"),
        (lambda _: False, "declined: spaces.create"),
        (lambda _: "yes", "declined: spaces.create"),
        (lambda _: 1 / 0, "stopped by ZeroDivisionError in the hook: spaces.create"),
        (None, "refused, no hook: spaces.create, POST /google-meet/v2/spaces, c-1"),
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
        runner.call(create, base_url=server.url, connection="c-1", confirm=confirm)
    except Exception as error:
        assert confirm is not approve_all, error
    records = [each for each in caplog.records if each.name == "maton_google_meet.audit"]
    assert [words in record.getMessage() for record in records] == [True]
    assert records[0].levelno == logging.INFO
    assert KEY not in caplog.text
