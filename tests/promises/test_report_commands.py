"""The commands for reports as processes, against a served sandbox over real sockets."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from maton_google_meet.sandbox import Fault, Sandbox
from support.command_line import Result
from support.fault_server import HANG_SECONDS
from support.sandboxes import find_planning_call

CODE = "kfr-wduz-tqa"
HOSTILE_NAMES = [
    '=HYPERLINK("https://evil.example")',
    "+1", "-1", "@SUM(A1)", "a,b", 'a"b', "a|b", "\x1b[31mred\x1b[0m", "\u202eevil", "a\u2028b",
    "<script>alert(1)</script>", "](https://evil.example)", "# Heading", "00:00:01 --> 00:00:02",
    "WEBVTT", "a\nb", "a\r\n\r\n1\n", "../../etc/passwd", "CON", "渡辺 太郎", "عمر", " ",
]  # fmt: skip


class Commands:
    """Commands that reach a served sandbox."""

    def __init__(self, sandbox: Sandbox, environment: dict[str, str]) -> None:
        self.sandbox = sandbox
        self.call: str = find_planning_call(sandbox).name
        """The record of a call that has ended, with files of all kinds."""
        others = {key: value for key, value in os.environ.items() if "MATON" not in key}
        self.environment = {**others, **environment, "NO_COLOR": "1", "TZ": "UTC"}

    def start(self, *arguments: str, before: str = "") -> subprocess.Popen[bytes]:
        """Start a command in a process that runs the statement `before` first."""
        program = (
            f"import signal, sys\n{before}\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "from maton_google_meet.cli import main\n"
            "sys.argv[0] = 'maton-google-meet'\n"
            "sys.exit(main())"
        )
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str, before: str = "") -> Result:
        """Run a command to its end."""
        return finish(self.start(*arguments, before=before))


def finish(process: subprocess.Popen[bytes]) -> Result:
    """Wait for the end of a process, and return its result."""
    with process:
        try:
            out, err = process.communicate(timeout=HANG_SECONDS)
        finally:
            process.kill()
    return Result(process.returncode, (out or b"").decode(), err.decode())


@pytest.fixture(scope="module")
def commands() -> Iterator[Commands]:
    """Commands of a sandbox with all calls of the company."""
    sandbox = Sandbox(rate=None)
    with sandbox.serve() as server:
        yield Commands(sandbox, server.environment)


@pytest.fixture(scope="module")
def hostile(commands: Commands) -> str:
    """The record of a call in which all names and words are hostile."""
    sandbox = commands.sandbox
    with sandbox.client() as meet:
        busy = {each.space for each in meet.conference_records.list() if not each.end_time}
        space = next(
            each.space for each in meet.conference_records.list() if each.space not in busy
        )
    conference = sandbox.start_conference(str(space))
    for name in HOSTILE_NAMES:
        sandbox.say(sandbox.join(conference, name, "anonymous"), f"I am {name}")
    sandbox.end(conference)
    return conference


def list_controls(text: str) -> set[str]:
    """Return the characters of a text on which a terminal acts."""
    controls = {each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp")}
    return controls - {"\n"}


def test_each_command_answers_over_sockets(commands: Commands, tmp_path: Path) -> None:
    name = commands.call
    latest = json.loads(commands.run("latest", CODE).out)
    people = json.loads(commands.run("attendance", CODE).out)
    assert people["conference"] == latest["name"]
    spoken = json.loads(commands.run("transcript", name).out)
    assert all(each["speaker"] for each in spoken["entries"])
    assert len(commands.run("wait", name).lines) == 3
    result = commands.run("export", name, "--to", str(tmp_path / "a"))
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out)["complete"] is True


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        (("latest", "spaces/none"), 5, "NoConference"),
        (("attendance", "conferenceRecords/none"), 5, "NotFoundError"),
        (("transcript", "some room"), 2, "InvalidNameError"),
        (("wait", CODE, "recording", "--timeout", "0m"), 7, "FilesMissing"),
        (("export", "--to", __file__), 1, "ExportError"),
        (("attendance", "--since", "soon"), 2, "UsageError"),
    ],
)
def test_a_failure_has_its_exit_code_and_one_object(
    arguments: tuple[str, ...], code: int, kind: str, commands: Commands
) -> None:
    result = commands.run(*arguments, "--json")
    assert (result.code, result.out) == (code, "")
    error = json.loads(result.err)
    assert (error["class"], error["exit_code"]) == (kind, code)


@pytest.mark.parametrize("format", ["table", "csv", "json", "jsonl", "yaml", "md", "txt"])
def test_hostile_names_stay_names_in_the_attendance(
    format: str, hostile: str, commands: Commands
) -> None:
    result = commands.run("attendance", hostile, "--format", format)
    assert (result.code, result.err) == (0, "")
    out = result.out
    if format == "csv":
        rows = [*csv.DictReader(io.StringIO(out, newline=""))]
        assert len(rows) == len(HOSTILE_NAMES)
        assert all(row["conference"] == hostile for row in rows)
        cells = [cell for row in rows for cell in row.values()]
        assert not any(re.match(r"\s*[=+@-]", cell) for cell in cells)
        assert "\x1b" not in out
        return
    assert list_controls(out) == set()
    if format in ("json", "jsonl"):
        names = [each["display_name"] for each in json.loads(out)["attendees"]]
        assert len(names) == len(HOSTILE_NAMES)
        assert {*HOSTILE_NAMES} - {*names} == {" "}  # It would be invisible.
    elif format == "md":
        rows = [line for line in out.splitlines() if line.startswith("|")]
        assert len(rows) == len(HOSTILE_NAMES) + 2
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {8}
        assert not re.search(r"(?<!\\)<script", out)
    else:
        assert out.count("anonymous") >= len(HOSTILE_NAMES)


@pytest.mark.parametrize("format", ["txt", "md", "srt", "vtt", "json"])
def test_hostile_names_and_words_stay_texts_in_the_transcript(
    format: str, hostile: str, commands: Commands
) -> None:
    result = commands.run("transcript", hostile, "--format", format)
    assert (result.code, result.err) == (0, "")
    out = result.out
    assert "\x1b" not in out
    if format == "json":
        assert len(json.loads(out)["entries"]) == len(HOSTILE_NAMES)
        assert list_controls(out) == set()
    elif format == "md":
        assert not re.search(r"(?<!\\)<script", out)
        assert out.count("\n# ") == 0
    elif format == "txt":
        assert sum(line.startswith("# ") for line in out.splitlines()) == 0
    else:
        cues = re.findall(r"^\d\d:\d\d:\d\d[,.]\d{3} --> ", out, re.M)
        assert len(cues) >= len(HOSTILE_NAMES)
        blocks = [each for each in re.split(r"\n\n+", out.strip()) if "-->" in each]
        assert len(blocks) == len(cues)
        assert not re.search(r"(?<!\\)<script", out)


def test_hostile_names_stay_in_the_folder_of_an_export(
    hostile: str, commands: Commands, tmp_path: Path
) -> None:
    result = commands.run("export", hostile, "--to", str(tmp_path / "out"))
    assert (result.code, result.err) == (0, "")
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
    names = [path.name for path in (tmp_path / "out").rglob("*")]
    assert all(re.fullmatch(r"[\w.-]+", name, re.ASCII) for name in names)


@pytest.mark.parametrize(
    "arguments", [("attendance", "--format", "csv"), ("transcript",), ("latest",)]
)
def test_a_closed_pipe_ends_the_command(arguments: tuple[str, ...], commands: Commands) -> None:
    process = commands.start(*arguments)
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    result = finish(process)
    assert (result.code, result.err) == (141, "")


def test_without_rich_the_reports_are_complete(commands: Commands, tmp_path: Path) -> None:
    name = commands.call
    missing = "sys.modules['rich'] = None"
    for arguments in (
        ("attendance", name),
        ("attendance", name, "--format", "csv"),
        ("attendance", name, "--format", "txt", "--chart", str(tmp_path / "a.svg")),
        ("transcript", name, "--format", "txt"),
        ("latest",),
        ("wait", name),
        ("export", name, "--to", str(tmp_path / "a")),
    ):
        result = commands.run(*arguments, before=missing)
        assert (result.code, result.err) == (0, "")
        assert result.out
    result = commands.run("attendance", name, "--format", "table", before=missing)
    assert result.code == 2
    assert "A table needs the package rich." in result.err


def test_a_failed_command_does_not_change_its_file(commands: Commands, tmp_path: Path) -> None:
    name = commands.call
    path = tmp_path / "people.csv"
    path.write_text("before", encoding="utf-8")
    line = ("attendance", name, "--format", "csv", "-o", str(path))
    commands.sandbox.fail(Fault.EXPIRED, times=None, operation="participantSessions.list")
    try:
        assert commands.run(*line).code != 0
    finally:
        commands.sandbox.recover()
    assert path.read_text(encoding="utf-8") == "before"
    result = commands.run(*line)
    assert (result.code, result.out, result.err) == (0, "", "")
    assert path.read_text(encoding="utf-8").startswith("conference,conference_start,")
    assert [each.name for each in tmp_path.iterdir()] == ["people.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot send itself Ctrl-C there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_export_continues(number: int, commands: Commands, tmp_path: Path) -> None:
    sandbox, folder = commands.sandbox, tmp_path / "out"
    name = commands.call
    line = ("export", name, "--to", str(folder))

    def list_requests(begin: int) -> list[str]:
        return [each.operation for each in sandbox.requests[begin:]]

    begin = len(sandbox.requests)
    sandbox.fail(Fault.STALLED, operation="smartNotes.list", seconds=5)
    process = commands.start(*line)
    deadline = time.monotonic() + HANG_SECONDS
    others = ("participantSessions.list", "transcriptEntries.list", "smartNotes.list")
    while not {*others} <= {*list_requests(begin)} and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(number)
    result = finish(process)
    assert (result.code, result.out) == (130, "")
    message, hint = result.err.splitlines()
    assert message.endswith("Interrupted. The same command continues, and keeps finished files.")
    assert hint == f"maton-google-meet: Run: maton-google-meet {' '.join(line)}"
    assert not [path for path in folder.rglob("*") if path.suffix == ".part"]
    begin = len(sandbox.requests)
    result = commands.run(*line)
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out)["complete"] is True
    repeated = {*list_requests(begin)}
    assert "smartNotes.list" in repeated
    # The requests for the lists below these followed their responses, which are stored.
    assert not repeated & {"participants.list", "transcripts.list"}


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot send itself Ctrl-C there")
@pytest.mark.parametrize(
    ("arguments", "operation"),
    [
        (("wait", CODE), "recordings.list"),
        (("attendance", CODE, "-o", "out.csv"), "participantSessions.list"),
    ],
)
def test_an_interrupt_ends_a_command_immediately(
    arguments: tuple[str, ...], operation: str, commands: Commands, tmp_path: Path
) -> None:
    """The command may be waiting for a late response, or for files."""
    commands.sandbox.fail(Fault.STALLED, operation=operation, seconds=HANG_SECONDS)
    begin = len(commands.sandbox.requests)
    try:
        process = commands.start(*arguments, before=f"import os; os.chdir({str(tmp_path)!r})")
        deadline = time.monotonic() + HANG_SECONDS
        while time.monotonic() < deadline and operation not in [
            each.operation for each in commands.sandbox.requests[begin:]
        ]:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        sent = time.monotonic()
        result = finish(process)
    finally:
        commands.sandbox.recover()
    assert (result.code, result.out, result.err) == (130, "", "maton-google-meet: Interrupted.\n")
    assert time.monotonic() - sent < HANG_SECONDS / 2
    assert [*tmp_path.iterdir()] == []
