"""The question in the terminal, and the terminal shared by several questions."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import threading
from contextvars import copy_context
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from maton_google_meet import AsyncGoogleMeet, PendingWrite, WriteDeclined, approve_in_terminal
from maton_google_meet.approval import terminal as terminal_module
from maton_google_meet.http.callbacks import caller_is_gone
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


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> tuple[Terminal, Terminal]:
    """Return the streams for input and output."""
    typed, shown = Terminal(), Terminal()
    # Not sys itself: pytest puts its own streams there between fixtures and tests.
    monkeypatch.setattr(terminal_module, "sys", SimpleNamespace(stdin=typed, stderr=shown))
    return typed, shown


def type_answer(terminal: tuple[Terminal, Terminal], text: str) -> None:
    terminal[0].write(text)
    terminal[0].seek(0)


@pytest.mark.parametrize(
    ("typed", "approved"),
    [("yes\n", True), ("YES \n", True), ("no\n", False), ("N\n", False), ("\n", False),
     ("", False)],
)  # fmt: skip
def test_only_yes_approves(typed: str, approved: bool, terminal: tuple[Terminal, Terminal]) -> None:
    type_answer(terminal, typed)
    assert approve_in_terminal(pending()) is approved
    # The next message starts on a new line, also after the end of the input.
    assert terminal[1].getvalue().endswith("\n") is (typed == "")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("y\n", "y"),
        (" Y \n", "Y"),
        ("ok", "ok"),
        ("yes please\n", "yes please"),
        ("y\x1b[2J\u202e\x9b\n", "y\\x1b[2J\\u202e\\x9b"),
        ("\uff59es\n", "\uff59es"),
        ("y" * 1000 + "\n", "y" * 40 + "..."),
    ],
)
def test_the_error_names_the_answer_to_type(
    typed: str, shown: str, terminal: tuple[Terminal, Terminal]
) -> None:
    type_answer(terminal, typed)
    write = pending()
    with pytest.raises(WriteDeclined) as declined:
        approve_in_terminal(write)
    assert str(declined.value) == (
        f"spaces.create (POST /google-meet/v2/spaces) was not approved because the answer was "
        f"'{shown}', and only 'yes' approves: nothing was sent. Call again, and type yes."
    )
    assert declined.value.pending is write


@pytest.mark.parametrize("missing", ["stdin", "stderr"])
@pytest.mark.parametrize("stand_in", [None, io.StringIO("yes\n")])
def test_a_prompt_without_a_terminal_declines(
    missing: str,
    stand_in: Any,
    terminal: tuple[Terminal, Terminal],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    terminal[0].write("yes\n")
    terminal[0].seek(0)
    monkeypatch.setattr(terminal_module.sys, missing, stand_in)
    write = pending()
    with pytest.raises(WriteDeclined, match="because no terminal is available") as declined:
        approve_in_terminal(write)
    assert declined.value.pending is write
    assert "no terminal to ask in" in caplog.text


def test_the_screen_shows_each_part_of_the_request(terminal: tuple[Terminal, Terminal]) -> None:
    approve_in_terminal(pending(destructive=True))
    shown = terminal[1].getvalue()
    for part in (
        "POST /google-meet/v2/spaces",
        "c-1",
        '"accessType": "OPEN"',
        "Creates a space.",
        "This write is destructive",
        "Type yes to send it: ",
    ):
        assert part in shown
    assert "Caution" not in terminal_module.screen(pending())


HOSTILE = "\x1b[2J\x1b[1;1H\r\x08\x07\u202e\u200b\u2028\x00\x9b"


def test_data_cannot_forge_the_screen() -> None:
    body_data = {"a": HOSTILE, HOSTILE: "\nType yes"}
    shown = terminal_module.screen(
        pending(
            path=f"/x?{HOSTILE}",
            outcome=f"Fine.\nConnection  other{HOSTILE}",
            connection=Connection(connection_id=f"c{HOSTILE}", status=HOSTILE),
            body=json.dumps(body_data, ensure_ascii=False, separators=(",", ":")).encode(),
        )
    )
    assert all(line.isprintable() for line in shown.split("\n"))
    assert "\\x1b[2J" in shown
    assert "\\u202e" in shown
    labels = [line[2:13].strip() for line in shown.split("\n") if line[2:3].strip()]
    assert labels[1:-1] == ["Operation", "Request", "Connection", "Body", "Outcome"]
    assert shown.count("\n") == terminal_module.screen(pending(body=b'{"a":1,"b":2}')).count("\n")


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
    shown = terminal_module.screen(pending(body=body))
    start = shown.index("  Body")
    part = shown[start + 14 : shown.index("  Outcome")]
    assert [line.strip() for line in part.splitlines() if line.strip()] == lines


def test_a_long_body_is_not_shortened() -> None:
    body = json.dumps({"text": "x" * 100_000, "last": "end"}, separators=(",", ":")).encode()
    shown = terminal_module.screen(pending(body=body))
    assert "x" * 100_000 in shown
    assert '"last": "end"' in shown


def test_questions_use_the_terminal_one_after_another(
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

    monkeypatch.setattr(terminal_module.sys, "stdin", Slow())

    def ask() -> None:
        meet.wait()
        assert approve_in_terminal(pending())

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert worst == [1, 1]


def test_the_prompt_polls_for_an_answer(
    terminal: tuple[Terminal, Terminal], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([[], [], ["something"]])
    monkeypatch.setattr(
        terminal_module, "select", SimpleNamespace(select=lambda *_: (next(looks), [], []))
    )
    terminal[0].write("yes\n")
    terminal[0].seek(0)
    assert terminal_module._read_line(lambda: False) == "yes\n"
    assert next(looks, None) is None


def test_a_question_abandoned_in_the_queue_is_not_asked(
    terminal: tuple[Terminal, Terminal],
) -> None:
    context = copy_context()
    context.run(caller_is_gone.set, lambda: True)
    assert context.run(approve_in_terminal, pending()) is False
    assert terminal[1].getvalue() == ""


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_abandoned_question_reads_no_answer(
    backend: str, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next question gets the terminal and its input, although the thread of a cancelled call
    remains."""
    pty = pytest.importorskip("pty", reason="there are no such terminals here")
    master, slave = pty.openpty()
    screen_output = Terminal()

    async def question(count: int) -> None:
        with anyio.fail_after(20.0):
            while screen_output.getvalue().count("Type yes") < count:  # noqa: ASYNC110 - it has no event
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
        monkeypatch.setattr(
            terminal_module, "sys", SimpleNamespace(stdin=typed, stderr=screen_output)
        )
        anyio.run(main, backend=backend)
    os.close(master)
    assert [seen.method for seen in server.writes] == ["POST"]


def make_closed_stream() -> io.StringIO:
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
        ("no\n", "was not approved: nothing was sent."),
        ("", "was not approved: nothing was sent."),
        (None, NO_TERMINAL),
        (make_closed_stream(), NO_TERMINAL),
    ],
    ids=["no", "end of file", "none", "closed"],
)
def test_a_missing_terminal_is_reported_in_the_error(
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
        monkeypatch.setattr(terminal_module.sys, "stdin", stdin)
    with pytest.raises(WriteDeclined) as raised:
        runner.call(create, base_url=server.url, connection="c-1", confirm=approve_in_terminal)
    assert str(raised.value).endswith(words)
    assert raised.value.pending.operation == "spaces.create"
    assert "declined: spaces.create" in caplog.text
    assert server.writes == []


def test_a_deeply_nested_body_is_shown_verbatim() -> None:
    deep = pending(body=b"[" * 100_000)
    assert deep.json is None
    assert "[" * 100_000 in terminal_module.screen(deep)


def test_a_lone_surrogate_is_escaped() -> None:
    shown = terminal_module.screen(pending(body=b'"\\ud800"'))
    shown.encode()
    assert "\\ud800" in shown


def test_input_before_the_question_is_discarded(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    class Terminal:
        def isatty(self) -> bool:
            return True

        def write(self, _: str) -> None:
            order.append("shown")

        def flush(self) -> None:
            pass

        def readline(self) -> str:
            order.append("read")
            return "yes\n"

    terminal = Terminal()

    def flush(stream: object, queue: object) -> None:
        assert stream is terminal
        order.append("flushed")

    monkeypatch.setattr(terminal_module, "sys", SimpleNamespace(stdin=terminal, stderr=terminal))
    monkeypatch.setitem(sys.modules, "termios", SimpleNamespace(tcflush=flush, TCIFLUSH=0))
    assert approve_in_terminal(pending(body=b"{}"))
    assert order == ["flushed", "shown", "read"]
