"""The command `latest`, on the sandbox."""

from __future__ import annotations

import csv
import io
import json

import pytest
from maton_google_meet.sandbox import Sandbox
from support.command_line import Run
from support.document_server import DocumentServer, Reply
from support.sandboxes import find_planning_call

CODE = "kfr-wduz-tqa"


@pytest.mark.usefixtures("company")
def test_the_latest_conference_of_a_meeting_and_of_the_account(run_offline: Run) -> None:
    found = json.loads(run_offline("latest").out)
    assert "endTime" not in found
    for place in (CODE, f"https://meet.google.com/{CODE}", found["space"]):
        assert json.loads(run_offline("latest", place).out) == found
    [row] = csv.DictReader(io.StringIO(run_offline("latest", "--format", "csv").out))
    assert row["name"] == found["name"]
    assert json.loads(run_offline("latest", "--select", "name").out) == {"name": found["name"]}


def test_a_record_is_itself_the_latest_conference(run_offline: Run, company: Sandbox) -> None:
    name = find_planning_call(company).name
    assert json.loads(run_offline("latest", name).out)["name"] == name


def test_running_conferences_are_a_list(run_offline: Run, company: Sandbox) -> None:
    [found] = run_offline("latest", "--running").lines
    assert found == json.loads(run_offline("latest").out)
    [row] = run_offline("latest", CODE, "--running", "--select", "name").lines
    assert row == {"name": found["name"]}
    company.end(found["name"])
    assert run_offline("latest", "--running").out == ""


def test_a_terminal_gets_a_record_or_a_table(run_on_terminal: Run, company: Sandbox) -> None:
    assert run_on_terminal("latest").out.splitlines()[0].split()[0] == "name"
    assert json.loads(run_on_terminal("latest", "--running", "--json").out)["name"]
    head, _ = run_on_terminal("latest", "--running").out.splitlines()
    assert head.split()[:2] == ["name", "start"]


@pytest.mark.parametrize(
    ("line", "code", "message", "hint"),
    [
        (
            "spaces/none",
            5,
            "No conference of spaces/none was found",
            "Run: maton-google-meet latest\n",
        ),
        ("some room", 2, "does not name a conference or space", "maton-google-meet latest --help"),
        (
            "conferenceRecords/a --running",
            2,
            "is a conference record, not a space",
            "latest --help",
        ),
        ("--select nmae", 2, "--select: nmae is not a field.", ""),
        ("a b", 2, "Unexpected argument: b.", "maton-google-meet latest --help"),
    ],
)
@pytest.mark.usefixtures("company")
def test_a_place_without_a_conference_is_an_error(
    line: str, code: int, message: str, hint: str, run_offline: Run
) -> None:
    words = ["some room"] if line == "some room" else line.split()
    result = run_offline("latest", *words)
    assert (result.code, result.out) == (code, "")
    assert message in result.err
    assert hint in result.err


def test_an_account_without_a_conference_leads_to_the_doctor(
    run: Run, server: DocumentServer
) -> None:
    server.answers["conferenceRecords.list"] = lambda _: Reply(json={})
    result = run("latest", "--json", "--connection", "c-2")
    assert result.code == 5
    error = json.loads(result.err)
    assert (error["class"], error["exit_code"]) == ("NoConference", 5)
    assert error["hint"] == "maton-google-meet doctor --connection c-2"
