"""The wait for the files of a conference."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from maton_google_meet import InvalidArgumentError, approve_all
from maton_google_meet.models import ArtifactConfig, RecordingConfig, SpaceConfig
from maton_google_meet.reports import FilesMissing, wait_for
from maton_google_meet.reports.rows import FILE_KINDS, FileKind
from maton_google_meet.reports.waiting import LISTINGS
from maton_google_meet.sandbox import Sandbox
from support.clients import ClientRunner
from support.sandboxes import NOW, find_planning_call

CODE = "kfr-wduz-tqa"


def find_running(sandbox: Sandbox) -> str:
    with sandbox.client() as meet:
        return next(each.name for each in meet.conference_records.list() if not each.end_time)


def list_polls(sandbox: Sandbox, kind: FileKind) -> int:
    operation = LISTINGS[kind].replace("smart_notes", "smartNotes") + ".list"
    return [each.operation for each in sandbox.requests].count(operation)


def test_the_files_of_a_conference_that_has_just_ended(runner: ClientRunner) -> None:
    """They are generated half a minute later; the wait advances the clock of the sandbox."""
    sandbox = Sandbox(now=NOW)
    name = find_running(sandbox)
    sandbox.end(name)
    reports = list[Any]()
    files = runner.call_sandbox(
        sandbox, lambda meet: wait_for(meet, CODE, progress=lambda *each: reports.append(each))
    )
    assert files.conference == name
    for items in (files.recordings, files.transcripts, files.smart_notes):
        assert [each.state for each in items] == ["FILE_GENERATED"]
    assert timedelta(seconds=30) <= sandbox.now - NOW < timedelta(seconds=60)
    assert reports[0] == (0, 3, "kinds of files")
    assert reports[-1] == (3, 3, "kinds of files")


def test_only_the_requested_kinds_are_read(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    record = find_planning_call(sandbox)
    before = len(sandbox.requests)
    files = runner.call_sandbox(sandbox, lambda meet: wait_for(meet, record, {"recording"}))
    assert [len(files.recordings), len(files.transcripts), len(files.smart_notes)] == [1, 0, 0]
    operations = [each.operation for each in sandbox.requests[before:]]
    assert operations == ["connections.list", "recordings.list"]
    assert runner.call_sandbox(
        sandbox, lambda meet: wait_for(meet, record, "transcript")
    ).transcripts


def test_the_deadline_names_the_missing_files(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    name = find_running(sandbox)
    kinds: Collection[FileKind] = ("smart_notes", "recording")
    with pytest.raises(FilesMissing) as caught:
        runner.call_sandbox(sandbox, lambda meet: wait_for(meet, name, kinds, timeout=600))
    text = str(caught.value)
    assert text.startswith(
        f"After 600 s, files of {name} are missing: recording (STARTED), smart_n"
    )
    assert caught.value.retryable
    assert caught.value.missing == ["recording", "smart_notes"]
    assert [each.state for each in caught.value.files["recording"]] == ["STARTED"]
    assert timedelta(seconds=600) <= sandbox.now - NOW < timedelta(seconds=605)
    # 5 s, 7.5 s, ..., then once a minute.
    assert list_polls(sandbox, "recording") == 16


def test_files_that_do_not_exist(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    with sandbox.client() as meet:
        bare = [*meet.conference_records.list()][-1]
    with pytest.raises(FilesMissing, match=r"recording \(does not exist\), transcript"):
        runner.call_sandbox(sandbox, lambda meet: wait_for(meet, bare, timeout=0))
    assert [list_polls(sandbox, kind) for kind in FILE_KINDS] == [1, 1, 1]


def test_a_complete_kind_is_not_read_again(runner: ClientRunner) -> None:
    """The space has recordings, but no transcripts."""
    sandbox = Sandbox(now=NOW)
    config = SpaceConfig(
        artifact_config=ArtifactConfig(
            recording_config=RecordingConfig(auto_recording_generation="ON")
        )
    )
    with sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create(config=config)
    name = sandbox.start_conference(space.name)
    sandbox.join(name, "Ana Marković")
    sandbox.end(name)
    sandbox.advance(30)
    with pytest.raises(FilesMissing, match=r"missing: transcript \(does not exist\)\."):
        runner.call_sandbox(
            sandbox, lambda meet: wait_for(meet, name, {"recording", "transcript"}, timeout=20)
        )
    assert (list_polls(sandbox, "recording"), list_polls(sandbox, "transcript")) == (1, 4)


@pytest.mark.parametrize(
    ("files", "timeout", "message"),
    [
        ((), 1, "files= is empty. Pass some of recording, transcript, smart_notes"),
        ({"recordings"}, 1, "files= has 'recordings', which is unknown"),
        (None, 1, "files= has None, which is unknown"),
        ([["recording"]], 1, r"files= has \['recording'\], which is unknown"),
        ("video", 1, "files= has 'video', which is unknown"),
        ({"recording"}, -1, "timeout=-1 is not a number of seconds"),
        ({"recording"}, math.nan, "timeout=nan is not a number of seconds"),
        ({"recording"}, "60", "timeout='60' is not a number of seconds"),
        ({"recording"}, True, "timeout=True is not a number of seconds"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_sent(
    files: Any, timeout: Any, message: str, runner: ClientRunner
) -> None:
    sandbox = Sandbox(now=NOW)
    with pytest.raises(InvalidArgumentError, match=message):
        runner.call_sandbox(sandbox, lambda meet: wait_for(meet, CODE, files, timeout=timeout))
    assert sandbox.requests == []


def test_all_files_have_their_kinds(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    record = find_planning_call(sandbox)
    files = runner.call_sandbox(sandbox, lambda meet: wait_for(meet, record))
    kinds, all_files = zip(*files.list_all(), strict=True)
    assert kinds == FILE_KINDS
    assert all_files == (*files.recordings, *files.transcripts, *files.smart_notes)
