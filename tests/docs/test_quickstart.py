"""README.md and the quick start: the first programs do what they show."""

from __future__ import annotations

import json
import re
from pathlib import Path

import maton_google_meet
import pytest
from maton_google_meet.sandbox import Sandbox
from record import NOW, Terminal
from support.document_server import DocumentServer
from support.pages import PAGES, Block, RunBlock, list_blocks

FIRST_PROGRAMS = list_blocks("python", "approve_in_terminal", "meeting_uri")
WRITES = {"spaces.create", "spaces.update"}


@pytest.mark.parametrize(
    "block",
    list_blocks("python", "approve_in_terminal", "meeting_uri"),
    ids=lambda each: each.place,
)
def test_a_first_program_asks_before_each_write(
    block: Block,
    server: DocumentServer,
    run_on_document_server: RunBlock,
    terminal: Terminal,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_on_document_server(block)
    writes = [seen.operation for seen in server.seen if seen.operation in WRITES]
    assert writes
    assert terminal.getvalue().count("Type yes to send it: yes\n") == len(writes)
    assert server.example("spaces.create").json["meetingUri"] in capsys.readouterr().out


def test_the_report_program_is_five_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    [block, *_] = list_blocks("python", "attendance(", "transcript(", "export(", page="README.md")
    assert len([line for line in block.text.splitlines() if line]) == 5
    monkeypatch.setattr(maton_google_meet, "GoogleMeet", Sandbox(now=NOW).client)
    monkeypatch.chdir(tmp_path)
    exec(block.text, {})
    screen = capsys.readouterr().out
    assert "Attendance of conferenceRecords/" in screen
    assert "Transcript of conferenceRecords/" in screen
    assert "Priya Raman" in screen
    assert json.loads((tmp_path / "calls" / "manifest.json").read_text())


def test_the_version_is_the_current_one() -> None:
    stated = re.findall(r"\*\*Status: ([\d.]+\d)", PAGES["README.md"])
    assert {*stated} <= {maton_google_meet.__version__}
