"""The times of the recordings of a conference."""

from __future__ import annotations

from maton_google_meet.reports.recordings import find_recording_start
from maton_google_meet.sandbox import Sandbox
from support.clients import Answering, ClientRunner
from support.sandboxes import NOW, find_planning_call


def test_the_start_is_that_of_the_recording(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    name = find_planning_call(sandbox).name
    with sandbox.client() as meet:
        [recording] = meet.recordings.list(name)
    start = runner.call_sandbox(sandbox, lambda meet: find_recording_start(meet, name))
    assert start == recording.start_time


def test_a_recording_may_have_no_start(runner: ClientRunner) -> None:
    name = "conferenceRecords/a"
    for recordings in ([], [{"name": f"{name}/recordings/b"}]):
        answering = Answering({"recordings": recordings})
        assert answering.call(runner, lambda meet: find_recording_start(meet, name)) is None
