"""The command: its exit codes, streams and encodings."""

from __future__ import annotations

import atexit
import errno
import gc
import io
import json
import os
import runpy
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from maton_google_meet import __version__, cli
from maton_google_meet.cli import commands
from support.command_line import NarrowScreen, Run, Screen, serve_unsafe_participant
from support.document_server import DocumentServer

PREPARE_PROCESS = cli._prepare_process


def test_the_default_is_the_command_line_of_the_process(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["maton-google-meet", "--version"])
    assert cli.main() == 0
    assert capsys.readouterr().out == f"{__version__}\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("line", ["get --json", "get --no-json", "list --json", "list --no-json"])
def test_output_to_a_pipe_is_utf8(
    line: str, encoding: str, run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve_unsafe_participant(server)
    out, err = io.BytesIO(), io.BytesIO()
    streams = [io.TextIOWrapper(raw, encoding=encoding, newline="\r\n") for raw in (out, err)]
    name = "conferenceRecords/a/participants/b" if line.startswith("get") else "a"
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", streams[0])
        patch.setattr(sys, "stderr", streams[1])
        assert run("participants", *line.split(), name).code == 0
        assert run("participants", *line.split(), "Léa/Léa/Léa").code == 2
    for stream in streams:
        stream.flush()
    assert b"\r" not in out.getvalue() + err.getvalue()
    assert "Léa/Léa/Léa" in err.getvalue().decode()
    assert "Ana Marković 渡辺 😀" in out.getvalue().decode()


def test_a_pipe_is_utf8_in_every_environment(document: dict[str, Any]) -> None:
    command = [sys.executable, "-m", "maton_google_meet.cli", "participants", "list", "--sandbox"]
    identifier = document["components"]["parameters"]["conferenceRecordId"]["example"]
    record = f"conferenceRecords/{identifier}"
    settings = {"PYTHONIOENCODING": "cp1252:strict", "PYTHONUTF8": "0", "LC_ALL": "C"}
    result = subprocess.run(
        [*command, "--json", record], env=os.environ | settings, capture_output=True, check=True
    )
    people = [json.loads(line) for line in result.stdout.splitlines()]
    names = [each.get("signedinUser", {}).get("displayName", "") for each in people]
    assert not all(map(str.isascii, names))


def test_the_process_of_a_command_does_not_import_the_command_line_of_httpx() -> None:
    check = (
        "import sys\n"
        "import maton_google_meet.cli as cli\n"
        "sys.argv = 'x conference-records list --sandbox --json'.split()\n"
        "assert cli.main() == 0\n"
        "print([x for x in ('click', 'pygments', 'rich') if x in sys.modules], file=sys.stderr)"
    )
    command = [sys.executable, "-W", "error", "-c", check]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stderr == "[]\n"


def test_the_process_of_a_command_is_set_up(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[Any] = []
    monkeypatch.setattr(cli, "_prepare_process", PREPARE_PROCESS)
    monkeypatch.setattr(atexit, "register", steps.append)
    monkeypatch.setattr(gc, "set_threshold", steps.append)
    handlers = {signal.SIGTERM: signal.SIG_DFL}
    monkeypatch.setattr(signal, "getsignal", handlers.__getitem__)
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    assert run("spaces", "get", "a").code == 0
    assert steps == []
    monkeypatch.setattr(sys, "argv", ["maton-google-meet", "version"])
    assert cli.main() == 0
    assert steps == [cli.GC_THRESHOLD, gc.freeze]
    assert handlers == {signal.SIGTERM: signal.default_int_handler}
    handlers[signal.SIGTERM] = signal.SIG_IGN
    assert cli.main() == 0
    assert handlers == {signal.SIGTERM: signal.SIG_IGN}


def test_a_command_line_within_another_process_leaves_httpx_alone() -> None:
    check = (
        "import sys\n"
        "from maton_google_meet.cli import main\n"
        "assert main(['conference-records', 'list', '--sandbox', '--json']) == 0\n"
        "print('click' in sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-W", "error", "-c", check]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stderr == "True\n"


def test_a_bug_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise TypeError("a bug")

    monkeypatch.setattr(commands, "open_client", broken)
    with pytest.raises(TypeError, match="a bug"):
        run("spaces", "get", "a")


@pytest.mark.parametrize("terminal", [True, False])
def test_an_interrupt_is_exit_code_130(
    terminal: bool, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    screen = Screen() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(commands, "open_client", interrupted)
    assert run("spaces", "get", "a").code == 130
    assert screen.getvalue() == "\n" * terminal + "maton-google-meet: Interrupted.\n"


def test_an_interrupt_during_an_import_is_exit_code_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("maton_google_meet.cli.app.run", interrupted)
    assert cli.main(["spaces", "get", "a"]) == 130
    assert capsys.readouterr().err == "maton-google-meet: Interrupted.\n"


def test_a_closed_pipe_is_exit_code_141(
    run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert cli.main(["spaces", "get", "a"]) == 141
    assert capsys.readouterr().err == ""


def test_closed_streams_are_not_terminals(
    run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run("spaces", "create").code == 3
    sys.stdin.close()
    monkeypatch.setattr(sys, "stdout", None)
    assert run("spaces", "get", "a") == (0, "", "")
    sys.stdout.close()


def test_the_command_is_a_module(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["x", "--version"])
    for module in ("maton_google_meet.cli", "maton_google_meet"):
        monkeypatch.delitem(sys.modules, f"{module}.__main__", raising=False)
        with pytest.raises(SystemExit) as ended:
            runpy.run_module(module, run_name="__main__")
        assert ended.value.code == 0
        assert runpy.run_module(f"{module}.__main__")["main"] is cli.main
        assert capsys.readouterr().out == f"{__version__}\n"


def test_characters_outside_the_terminals_encoding_are_escaped(
    run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    narrow = NarrowScreen(raw, encoding="ascii")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", narrow)
        result = run_offline("conference-records", "list", "--sandbox", "--limit", "2", "--json")
        records = raw.getvalue().decode().splitlines()
        assert result.code == 0
        name = json.loads(records[1])["name"]
        assert run_offline("participants", "list", name, "--sandbox", "--no-json").code == 0
        assert run_offline("participants", "list", name, "--sandbox", "--json").code == 0
        assert run_offline("--help").code == 0
    assert "L\\xe9a Fournier" in raw.getvalue().decode("ascii")
    assert '"L\\u00e9a Fournier"' in raw.getvalue().decode("ascii")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system lacks /dev/full")
@pytest.mark.parametrize(
    ("path", "mode", "reason"),
    [("/dev/full", "w", "No space left on device"), (os.devnull, "r", "Bad file descriptor")],
)
@pytest.mark.parametrize("executed", [True, False])
def test_output_that_cannot_be_written_is_reported(
    path: str, mode: str, reason: str, executed: bool
) -> None:
    words = ["spaces", "create", "--yes"] if executed else ["connections", "list"]
    command = [sys.executable, "-m", "maton_google_meet.cli", *words, "--sandbox", "--json"]
    with open(path, mode) as stdout:
        result = subprocess.run(
            command, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert result.returncode == 1
    [line] = result.stderr.splitlines()
    report = json.loads(line)
    end = " The write was executed." if executed else ""
    assert report["message"] == f"The output cannot be written: {reason}.{end}"
    assert ("pending_id" in report) is executed


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, 1), (errno.EIO, 1), (errno.ENOENT, None)]
)
def test_other_errors_of_the_system_are_bugs(
    number: int, code: int | None, run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OSError(number, "planted")

    monkeypatch.setattr("maton_google_meet.cli.app.run", broken)
    screen = Screen()
    screen.fileno = lambda: 1  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    if code is None:
        with pytest.raises(OSError, match="planted"):
            run_offline("--help")
    else:
        result = run_offline("--help")
        assert result.code == code
        assert result.err == "maton-google-meet: The output cannot be written: planted.\n"
