"""Prism, which validates the library's requests and the sandbox's responses."""

from __future__ import annotations

import contextlib
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from maton_google_meet import BadRequestError, GoogleMeet, Pager, approve_all
from maton_google_meet.models import Member, SpaceConfig, UpdateMemberRequest
from maton_google_meet.sandbox import Sandbox
from support.clients import KEY
from support.examples import EXAMPLES, FULLEST, Example, operations
from support.tools import find_node_tool

PRISM = find_node_tool("prism")
SECONDS_TO_START = 30
CONNECTION = "21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa"


@contextlib.contextmanager
def start_prism(log: Path, *command: str) -> Iterator[str]:
    """Run Prism on a free port, and yield its address. A violation is answered with an error."""
    options = ("--errors", "--host", "127.0.0.1", "--port", "0")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [PRISM, *command, *options], stdout=output, stderr=subprocess.STDOUT
        )
    try:
        end = time.monotonic() + SECONDS_TO_START
        while not (url := re.search(r"listening on (http://\S+)", log.read_text("utf-8"))):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < end, log.read_text("utf-8")
            time.sleep(0.05)
        yield url[1]
    finally:
        process.terminate()
        process.wait(10)


def find_violations(log: Path) -> list[str]:
    """Return the lines of the log that report a violation."""
    return re.findall(r"(?i).*violation.*", log.read_text("utf-8"))


@pytest.fixture(scope="module")
def address(document_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of Prism's mock server, which reports no violation."""
    log = tmp_path_factory.mktemp("prism") / "log"
    with start_prism(log, "mock", str(document_path)) as url:
        yield url
    assert find_violations(log) == []


def call(function: Callable[[GoogleMeet], Any], address: str, **options: Any) -> None:
    """Call `function` with a client of the server at `address`."""
    options = {"api_key": KEY, "retry": None, "pace": None, **options}
    with GoogleMeet(base_url=address, confirm=approve_all, **options) as meet:
        result = function(meet)
        if isinstance(result, Pager):
            next(result.pages())  # The mock server repeats its page.


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.label)
def test_each_operation_succeeds(example: Example, address: str) -> None:
    call(example.on, address, connection=CONNECTION)


@pytest.mark.parametrize(
    "id",
    [
        operation["operationId"]
        for _, _, operation, parameters in operations()
        if any("x-largest" in parameter["schema"] for parameter in parameters)
    ],
)
def test_a_larger_page_is_requested(id: str, address: str) -> None:
    example = FULLEST[id]
    larger = example._replace(keywords={**example.keywords, "page_size": 1000})
    call(larger.on, address, connection=CONNECTION)


def test_a_wrong_request_is_refused(document_path: Path, tmp_path: Path) -> None:
    log, headers = tmp_path / "log", {"Authorization": f"Bearer {KEY}"}
    with start_prism(log, "mock", str(document_path)) as url:
        wrong = {"config": {"accessType": 5}}
        response = httpx.post(f"{url}/google-meet/v2/spaces", json=wrong, headers=headers)
    assert response.status_code == 422
    assert find_violations(log)


def test_the_sandbox_answers_as_documented(repository: Path, tmp_path: Path) -> None:
    log, sandbox = tmp_path / "log", Sandbox(rate=None)
    command = ("proxy", str(repository / "spec" / "openapi.yaml"))
    with sandbox.serve() as served, start_prism(log, *command, served.url) as url:
        call(read_everything, url, api_key=served.key)
        call(write_everything, url, api_key=served.key)
    assert find_violations(log) == []


def read_everything(meet: GoogleMeet) -> None:
    """Read each resource of the sandbox by its name."""
    for connection in meet.connections.list():
        meet.connections.get(connection.connection_id)
    for record in meet.conference_records.list():
        meet.conference_records.get(record.name)
        for participant in meet.participants.list(record.name):
            meet.participants.get(participant.name)
            for session in meet.participant_sessions.list(participant.name):
                meet.participant_sessions.get(session.name)
        for recording in meet.recordings.list(record.name):
            meet.recordings.get(recording.name)
        for note in meet.smart_notes.list(record.name):
            meet.smart_notes.get(note.name)
        for transcript in meet.transcripts.list(record.name):
            meet.transcripts.get(transcript.name)
            for entry in meet.transcript_entries.list(transcript.name):
                meet.transcript_entries.get(entry.name)


def write_everything(meet: GoogleMeet) -> None:
    """Perform each write of Google Meet once."""
    space = meet.spaces.create(config=SpaceConfig(access_type="TRUSTED")).name
    meet.spaces.update(space, config=SpaceConfig(access_type="OPEN"))
    member = meet.members.create(space, email="one@lindenhof.example")
    change = UpdateMemberRequest(member=Member(name=member.name, role="COHOST"))
    meet.members.batch_update(space, requests=[change], update_mask="role")
    meet.members.update(member.name, update_mask="role")
    assert [each.name for each in meet.members.list(space)] == [member.name]
    meet.members.delete(member.name)
    with pytest.raises(BadRequestError):
        meet.spaces.end_active_conference(space)  # None is active.
    assert meet.spaces.get(space).name == space
