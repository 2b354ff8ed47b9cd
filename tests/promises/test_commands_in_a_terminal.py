"""The command line in a real terminal, in its own process."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import maton_google_meet
import maton_google_meet_api
import pytest
from support.document_server import DocumentServer, Reply, Seen

pty = pytest.importorskip("pty", reason="there are no such terminals here")

PACKAGES = [
    Path(str(each.__file__)).parent.parent for each in (maton_google_meet, maton_google_meet_api)
]
COMMAND = [sys.executable, "-W", "error", "-m", "maton_google_meet.cli"]
QUESTION = "Type yes to send it: "
TIMEOUT_SECONDS = 60.0  # Far more than a command takes.
CREATE = ["members", "create", "a", "--email", "\x1b[31mana\x9b@\u202eb"]


@pytest.fixture
def environment(server: DocumentServer) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(map(str, PACKAGES)),
        "TERM": "xterm",
        "COLUMNS": "90",
        "LINES": "50",
        "PYTHONUTF8": "1",
        "MATON_API_KEY": server.key,
        "MATON_API_BASE_URL": server.url,
        "MATON_GOOGLE_MEET_CONNECTION": "c-1",
    }


class Terminal:
    """A terminal with the command line, or another command, running in it."""

    def __init__(
        self,
        environment: dict[str, str],
        arguments: list[str],
        command: list[str] = COMMAND,
        **streams: Any,
    ) -> None:
        self.master, slave = pty.openpty()
        standard_streams: dict[str, Any] = {
            "stdin": slave,
            "stdout": slave,
            "stderr": slave,
            **streams,
        }
        # A shell starts background jobs with interrupts ignored, and a child would inherit that.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            self.process = subprocess.Popen(
                [*command, *arguments], env=environment, start_new_session=True, **standard_streams
            )
        finally:
            signal.signal(signal.SIGINT, before)
        os.close(slave)
        self.deadline = time.monotonic() + TIMEOUT_SECONDS
        self.text = b""

    def read(self, until: str = "") -> str:
        """Return the output up to `until` or the end."""
        while not (until and self.text.endswith(until.encode())):
            left = self.deadline - time.monotonic()
            if not select.select([self.master], [], [], max(left, 0))[0]:
                self.process.kill()
                self.process.wait()
                pytest.fail(f"no more output: {self.text.decode()}")
            try:
                part = os.read(self.master, 65536)
            except OSError:  # On Linux: the other side of the terminal is closed.
                part = b""
            if not part:
                break
            self.text += part
        return self.text.decode().replace("\r\n", "\n")

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def end(self) -> int:
        """Read the rest, and return the exit code."""
        self.read()
        os.close(self.master)
        return self.process.wait(TIMEOUT_SECONDS)


def test_an_approved_write_is_sent(environment: dict[str, str], server: DocumentServer) -> None:
    terminal = Terminal(environment, CREATE)
    question = terminal.read(until=QUESTION)
    assert server.writes == []
    assert "POST /google-meet/v2/spaces/a/members\n" in question
    assert "Connection  c-1 (" in question
    assert r'"email": "\u001b[31mana\x9b@\u202eb"' in question
    assert (
        "Outcome     Adds the person with this email address to this space as a member" in question
    )
    assert "\x1b" not in question
    terminal.type("yes\n")
    shown = terminal.read()
    assert terminal.end() == 0
    [seen] = server.writes
    assert seen.json == {"email": CREATE[-1]}
    for value in server.example("members.create").json.values():
        assert str(value) in shown.partition(QUESTION)[2]


def test_the_question_shows_the_account_in_the_users_words(
    environment: dict[str, str], server: DocumentServer
) -> None:
    terminal = Terminal(environment, [*CREATE, "--account", "ana@example.com\n  Body  {}"])
    question = terminal.read(until=QUESTION)
    assert 'Account     "ana@example.com\\n  Body  {}", in the program\'s own words\n' in question
    terminal.type("no\n")
    terminal.read()
    assert terminal.end() == 3


def test_a_declined_write_is_not_sent(environment: dict[str, str], server: DocumentServer) -> None:
    terminal = Terminal(environment, CREATE)
    terminal.read(until=QUESTION)
    terminal.type("y\n")
    output = terminal.read().partition(QUESTION)[2]
    assert terminal.end() == 3
    assert "maton-google-meet: members.create" in output
    assert (
        "was not approved because the answer was 'y', and only 'yes' approves: nothing was sent. "
        "Run the command again, and type yes."
    ) in " ".join(output.split())
    assert "--yes" not in output
    assert server.writes == []


def test_ipython_in_a_terminal_asks_in_the_terminal(
    environment: dict[str, str], server: DocumentServer, tmp_path: Path
) -> None:
    """Unlike a notebook, it has no kernel."""
    terminal = Terminal(
        {**environment, "HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path)},
        ["--simple-prompt", "--no-banner", "--no-confirm-exit", "--colors=NoColor"],
        command=[sys.executable, "-m", "IPython"],
    )
    terminal.read(until="In [1]: ")
    terminal.type("from maton_google_meet import *\n")
    terminal.read(until="In [2]: ")
    terminal.type("GoogleMeet(confirm=approve_in_terminal).spaces.create().name\n")
    terminal.read(until=QUESTION)
    assert server.requests("spaces.create") == []
    terminal.type("yes\n")
    shown = terminal.read(until="In [3]: ")
    terminal.type("exit\n")
    terminal.end()
    assert server.example("spaces.create").json["name"] in shown.partition(QUESTION)[2]
    assert len(server.requests("spaces.create")) == 1


def test_yes_approves_without_a_question(
    environment: dict[str, str], server: DocumentServer
) -> None:
    terminal = Terminal(environment, [*CREATE, "--yes"])
    assert QUESTION not in terminal.read()
    assert terminal.end() == 0
    assert len(server.seen) == 1


def test_the_question_is_asked_on_the_terminal_if_stdout_is_a_file(
    environment: dict[str, str], server: DocumentServer, tmp_path: Path
) -> None:
    with (tmp_path / "out").open("wb") as out:
        terminal = Terminal(environment, CREATE, stdout=out)
        terminal.read(until=QUESTION)
        terminal.type("yes\n")
        assert terminal.end() == 0
    shown = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    assert shown == server.example("members.create").json


def test_an_interrupt_at_the_question_sends_nothing(
    environment: dict[str, str], server: DocumentServer
) -> None:
    terminal = Terminal(environment, CREATE)
    terminal.read(until=QUESTION)
    terminal.process.send_signal(signal.SIGINT)
    said = terminal.read().partition(QUESTION)[2]
    assert said == "\nmaton-google-meet: Interrupted: nothing was sent.\n"
    assert terminal.end() == 130
    assert server.writes == []


READ = ["spaces", "get", "a"]
INTERRUPTED = {
    "a read": (READ, "spaces.get", "Interrupted."),
    "a look-up before a write": (
        [*CREATE, "--yes"],
        "connections.list",
        "Interrupted: nothing was sent.",
    ),
    "a write": (
        [*CREATE, "--yes"],
        "members.create",
        "Interrupted: the outcome of the write is unknown. It may have been executed: read the "
        "affected resource before you repeat the write. "
        "maton-google-meet: Run: maton-google-meet members list a",
    ),
}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("call", INTERRUPTED)
def test_an_interrupt_reports_what_became_of_the_call(
    call: str, number: signal.Signals, environment: dict[str, str], server: DocumentServer
) -> None:
    arguments, operation, words = INTERRUPTED[call]
    arrived, release = threading.Event(), threading.Event()

    def hang(_: object) -> Reply:
        arrived.set()
        return Reply.drop(release)

    server.answers[operation] = hang
    if operation == "connections.list":
        del environment["MATON_GOOGLE_MEET_CONNECTION"]
    terminal = Terminal(environment, arguments)
    assert arrived.wait(TIMEOUT_SECONDS)
    terminal.process.send_signal(number)
    said = " ".join(terminal.read().split())
    assert terminal.end() == 130
    release.set()
    assert said == f"maton-google-meet: {words}"


def test_an_interrupt_after_a_refusal_reports_that_nothing_was_executed(
    environment: dict[str, str], server: DocumentServer
) -> None:
    wait = {"Retry-After": "30"}
    server.answers["members.create"] = lambda _: Reply(429, json={"message": "No."}, headers=wait)
    terminal = Terminal(environment, [*CREATE, "--yes", "-v"])
    terminal.read(until="at most 6\r\n")
    terminal.process.send_signal(signal.SIGINT)
    said = terminal.read().splitlines()[-1]
    assert terminal.end() == 130
    assert said == "maton-google-meet: Interrupted: the write was refused, so it was not executed."


def test_an_interrupt_with_json_is_one_object_on_stderr(
    environment: dict[str, str], server: DocumentServer, tmp_path: Path
) -> None:
    arrived, release = threading.Event(), threading.Event()

    def hang(_: object) -> Reply:
        arrived.set()
        return Reply.drop(release)

    server.answers["members.create"] = hang
    with (tmp_path / "err").open("wb") as errors:
        terminal = Terminal(environment, [*CREATE, "--yes", "--json"], stderr=errors)
        assert arrived.wait(TIMEOUT_SECONDS)
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.read() == ""
        assert terminal.end() == 130
    release.set()
    report = json.loads((tmp_path / "err").read_text(encoding="utf-8"))
    assert (report["class"], report["exit_code"]) == ("OutcomeUnknown", 130)
    assert report["hint"] == "maton-google-meet members list a"
    assert len(report["pending_id"]) == 64


def test_a_terminal_shows_a_table(environment: dict[str, str], server: DocumentServer) -> None:
    terminal = Terminal({**environment, "COLUMNS": "200"}, ["conference-records", "list"])
    head, *rows = terminal.read().splitlines()
    assert terminal.end() == 0
    records = server.example("conferenceRecords.list").json["conferenceRecords"]
    assert "\x1b[1m" in head
    assert [row.split()[0] for row in rows] == [
        record["name"].rpartition("/")[2] for record in records
    ]


class SlowSecondPage:
    """The replies to a list. The second one waits until it is released."""

    def __init__(self, server: DocumentServer) -> None:
        self.records = server.example("conferenceRecords.list").json["conferenceRecords"]
        self.requested, self.released = threading.Event(), threading.Event()
        server.answers["conferenceRecords.list"] = self.reply

    def reply(self, request: Seen) -> Reply:
        if "pageToken" not in request.target:
            return Reply(json={"conferenceRecords": self.records, "nextPageToken": "next"})
        self.requested.set()
        return Reply(json={"conferenceRecords": self.records}, after=self.released)


@pytest.mark.parametrize("format", ["table", "json", "jsonl", "yaml", "csv"])
def test_an_interrupt_keeps_the_items_that_arrived(
    format: str, environment: dict[str, str], server: DocumentServer
) -> None:
    page = SlowSecondPage(server)
    terminal = Terminal(environment, ["conference-records", "list", "--format", format])
    assert page.requested.wait(TIMEOUT_SECONDS)
    terminal.process.send_signal(signal.SIGINT)
    shown = terminal.read()
    page.released.set()
    assert terminal.end() == 130
    for record in page.records:
        assert shown.count(record["name"].rpartition("/")[2]) == 1


def test_an_interrupt_leaves_the_file(
    environment: dict[str, str], server: DocumentServer, tmp_path: Path
) -> None:
    path = tmp_path / "out"
    path.write_text("old", encoding="utf-8")
    page = SlowSecondPage(server)
    terminal = Terminal(environment, ["conference-records", "list", "-o", str(path)])
    assert page.requested.wait(TIMEOUT_SECONDS)
    terminal.process.send_signal(signal.SIGINT)
    shown = terminal.read()
    page.released.set()
    assert terminal.end() == 130
    assert f"{path}.part" in "".join(shown.split())
    assert path.read_text(encoding="utf-8") == "old"
    kept = (tmp_path / "out.part").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in kept] == page.records


def test_the_progress_is_on_stderr_and_goes(
    environment: dict[str, str], server: DocumentServer, tmp_path: Path
) -> None:
    page = SlowSecondPage(server)
    count = len(page.records)
    with (tmp_path / "out").open("wb") as out:
        terminal = Terminal(environment, ["conference-records", "list"], stdout=out)
        terminal.read(until=f"{count} of at most 100 items")
        page.released.set()
        shown = terminal.read()
        assert terminal.end() == 0
    assert shown.endswith("\x1b[?25h\r\x1b[1A\x1b[2K"), ascii(shown[-40:])
    lines = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == page.records * 2


@pytest.mark.parametrize("options", [["--no-color"], []])
def test_no_escape_sequence_without_color(
    options: list[str], environment: dict[str, str], server: DocumentServer
) -> None:
    plain = {} if options else {"NO_COLOR": "1"}
    line = ["conference-records", "list", *options]
    for more in (plain, {"TERM": "dumb"}):
        terminal = Terminal({**environment, **more}, line)
        assert "\x1b" not in terminal.read()
        assert terminal.end() == 0


Pipe = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def pipe(environment: dict[str, str]) -> Pipe:
    """Run a command line without a terminal."""

    def pipe(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )

    return pipe


def test_a_pipe_has_no_colours(pipe: Pipe) -> None:
    result = pipe("spaces", "get", "a", "--no-json")
    assert result.returncode == 0
    assert "\x1b" not in result.stdout
    assert "\x1b" not in pipe("--help").stdout


def test_a_closed_pipe_is_exit_code_141(
    environment: dict[str, str], server: DocumentServer
) -> None:
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [*COMMAND, "conference-records", "list"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writing)
    os.close(reading)
    _, output = process.communicate(timeout=TIMEOUT_SECONDS)
    assert output == ""
    assert process.returncode == 141
