"""The command `wait`, on the sandbox."""

from __future__ import annotations

import json
import shlex

import pytest
from maton_google_meet.reports.rows import FILE_KINDS
from maton_google_meet.sandbox import Sandbox
from support.command_line import Run
from support.sandboxes import NOW, find_planning_call

CODE = "kfr-wduz-tqa"


def test_the_files_of_an_ended_conference_are_listed(run_offline: Run, company: Sandbox) -> None:
    name = find_planning_call(company).name
    lines = run_offline("wait", name).lines
    assert [each["kind"] for each in lines] == [*FILE_KINDS]
    assert all(each["name"].startswith(f"{name}/") for each in lines)
    assert all("exportUri" in json.dumps(each) for each in lines)
    [line] = run_offline("wait", name, "smart-notes").lines
    assert line == lines[-1]
    rows = run_offline("wait", name, "recording", "--select", "kind,state").lines
    assert rows == [{"kind": "recording", "state": "FILE_GENERATED"}]


def test_a_terminal_gets_a_table(run_on_terminal: Run, company: Sandbox) -> None:
    head, *rows = run_on_terminal("wait", find_planning_call(company).name).out.splitlines()
    assert head.split()[0] == "name"
    assert "kind" in head
    assert len(rows) == len(FILE_KINDS)


def test_the_command_waits_until_the_files_exist(run_offline: Run, company: Sandbox) -> None:
    running = json.loads(run_offline("latest").out)["name"]
    company.end(running)
    assert len(run_offline("wait", CODE).lines) == 3
    assert company.now > NOW


@pytest.mark.usefixtures("company")
def test_missing_files_have_an_exit_code_of_their_own(run_offline: Run) -> None:
    line = ["wait", CODE, "recording", "transcript", "--timeout", "2h"]
    result = run_offline(*line)
    assert (result.code, result.out) == (7, "")
    message, hint = result.err.splitlines()
    assert "After 7200 s, files of conferenceRecords/" in message
    assert "are missing: recording (STARTED), transcript (STARTED)" in message
    assert message.endswith("Wait again with a longer --timeout.")
    assert hint == f"maton-google-meet: Run: maton-google-meet {shlex.join(line)}"
    error = json.loads(run_offline(*line, "--json").err)
    assert (error["class"], error["exit_code"], error["retryable"]) == ("FilesMissing", 7, True)


def test_the_help_names_the_kinds_of_files(run_offline: Run) -> None:
    out = run_offline("wait", "--help").out
    assert "wait WHERE [KIND...] [OPTIONS]" in out
    assert all(kind in " ".join(out.split()) for kind in FILE_KINDS)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("wait", "Missing argument: WHERE."),
        ("wait recording", "'recording' does not name a conference or space."),
        ("wait CTZ4mQ7rWb2n", "spaces/CTZ4mQ7rWb2n or conferenceRecords/CTZ4mQ7rWb2n."),
        (
            "wait a video",
            "video is not a kind of file. The kinds are recording, transcript, smart_",
        ),
        ("wait a recordings", "Did you mean recording?"),
        ("wait a --timeout 600", "600 is not a number with s, m, h, d or w"),
    ],
)
def test_a_wrong_argument_is_a_usage_error(
    line: str, message: str, run_offline: Run, company: Sandbox
) -> None:
    result = run_offline(*line.split())
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert company.requests == []
