"""The command `transcript`, on the sandbox."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from maton_google_meet.cli.transcript import TRANSCRIPT_FORMATS
from maton_google_meet.reports import transcript
from maton_google_meet.reports.transcript import Transcript
from maton_google_meet.sandbox import Sandbox
from support.command_line import Run
from support.sandboxes import find_planning_call

PERIOD = ("--since", "2026-11-01T00:00Z")


@pytest.fixture
def call(company: Sandbox) -> Transcript:
    """The transcript of a call that has ended."""
    with company.client() as meet:
        return transcript(meet, find_planning_call(company))


@pytest.mark.parametrize(
    ("format", "convert"),
    [("txt", "to_text"), ("md", "to_markdown"), ("srt", "to_srt"), ("vtt", "to_vtt")],
)
def test_texts_are_those_of_the_library(
    format: str, convert: str, run_offline: Run, call: Transcript
) -> None:
    zone = () if format in ("srt", "vtt") else ("--zone", "UTC")
    result = run_offline("transcript", call.conference, "--format", format, *zone)
    assert (result.code, result.err) == (0, "")
    assert result.out == getattr(call, convert)()


def test_programs_get_json_and_people_get_text(
    run_offline: Run, run_on_terminal: Run, call: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert json.loads(run_offline("transcript", call.conference).out) == call.to_dict()
    for options in ((), ("--no-json",)):
        text = run_on_terminal("transcript", call.conference, "--zone", "UTC", *options).out
        assert text == call.to_text()
    monkeypatch.setenv("MATON_GOOGLE_MEET_FORMAT", "table")
    assert run_offline("transcript", call.conference, "--zone", "UTC").out == call.to_text()
    monkeypatch.setenv("MATON_GOOGLE_MEET_FORMAT", "csv")  # The command has no such format.
    assert json.loads(run_offline("transcript", call.conference).out) == call.to_dict()


def test_one_transcript_has_a_name(run_offline: Run, call: Transcript) -> None:
    [part] = call.transcripts
    assert json.loads(run_offline("transcript", part.name).out) == call.to_dict()


def test_subtitles_align_with_the_recording(
    run_offline: Run, company: Sandbox, call: Transcript
) -> None:
    with company.client() as meet:
        [recording] = meet.recordings.list(call.conference)
    start = recording.start_time
    for format, expected in (("srt", call.to_srt(start)), ("vtt", call.to_vtt(start))):
        line = ("transcript", call.conference, "--format", format)
        assert run_offline(*line, "--align", "recording").out == expected


def test_subtitles_cannot_align_without_a_recording(run_offline: Run, company: Sandbox) -> None:
    latest = json.loads(run_offline("latest").out)
    company.end(latest["name"])
    conference = company.start_conference(latest["space"])
    with company.client() as meet:
        assert list(meet.recordings.list(conference)) == []
    company.say(company.join(conference, "Eve", "anonymous"), "Hello.")
    result = run_offline("transcript", conference, "--format", "srt", "--align", "recording")
    assert (result.code, result.out) == (5, "")
    assert f"{conference} has no recording to align with." in result.err
    assert f"Run: maton-google-meet transcript --format srt {conference}\n" in result.err


@pytest.mark.usefixtures("company")
def test_a_period_has_all_its_conferences(run_offline: Run) -> None:
    lines = run_offline("transcript", *PERIOD).lines
    assert len(lines) > 2
    text = run_offline("transcript", *PERIOD, "--format", "txt").out
    assert text.count("\nTranscript of ") == len(lines) - 1
    [first, *_] = run_offline("transcript", *PERIOD, "--zone", "Asia/Tokyo", "--json").lines
    assert first["transcripts"][0]["start"].endswith("+09:00")


def test_an_empty_transcript_names_the_command_that_waits(
    run_offline: Run, company: Sandbox
) -> None:
    conference = json.loads(run_offline("latest").out)["name"]
    result = run_offline("transcript")
    assert (result.code, json.loads(result.out)["entries"]) == (0, [])
    assert result.err == (
        f"maton-google-meet: The transcript of {conference} is empty.\n"
        f"maton-google-meet: To wait for it: maton-google-meet wait {conference} transcript\n"
    )


@pytest.mark.parametrize("options", [("--connection=c-1", "--sandbox"), ("--profile=ana",)])
def test_the_command_that_waits_has_the_same_account(
    options: tuple[str, ...],
    run_offline: Run,
    company: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    latest = json.loads(run_offline("latest").out)
    company.end(latest["name"])
    conference = company.start_conference(latest["space"])
    monkeypatch.setattr(
        "maton_google_meet.cli.conferences.open_client", lambda *_, **__: company.client()
    )
    result = run_offline("transcript", conference, *options)
    command = " ".join(["maton-google-meet wait", conference, "transcript", *options])
    assert result.err == (
        f"maton-google-meet: The transcript of {conference} is empty.\n"
        f"maton-google-meet: To wait for it: {command}\n"
    )


def test_the_output_goes_to_a_file(run_offline: Run, call: Transcript, tmp_path: Path) -> None:
    path = tmp_path / "call.srt"
    assert run_offline("transcript", call.conference, "--format", "srt", "-o", str(path)).out == ""
    assert path.read_text(encoding="utf-8") == call.to_srt()
    assert [each.name for each in tmp_path.iterdir()] == ["call.srt"]


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_subtitles_are_those_of_one_conference(
    format: str, run_offline: Run, company: Sandbox
) -> None:
    result = run_offline("transcript", *PERIOD, "--format", format)
    assert result.code == 2
    assert f"--format {format} takes one conference, and --since selects several." in result.err
    assert f"Try: maton-google-meet transcript --format {format}\n" in result.err
    assert company.requests == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--align", "recording"), "--align applies to subtitles. Add --format srt or vtt."),
        (("--align", "start", "--format", "srt"), "start is not one of recording"),
        (("--format", "csv"), f"csv is not one of {', '.join(TRANSCRIPT_FORMATS)}"),
        (("conferenceRecords/a", *PERIOD), "conferenceRecords/a is not one."),
        (("-o", "/no/such/a.txt"), "the folder /no/such does not exist"),
    ],
)
def test_a_wrong_option_is_a_usage_error(
    options: tuple[str, ...], message: str, run_offline: Run, company: Sandbox
) -> None:
    result = run_offline("transcript", *options)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert company.requests == []


def test_a_terminal_without_rich_gets_text(
    run_on_terminal: Run, call: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    assert run_on_terminal("transcript", call.conference, "--zone", "UTC").out == call.to_text()
