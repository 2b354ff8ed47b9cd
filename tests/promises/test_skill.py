"""The skill: agents can follow it word by word.

The blocks run in bash against a served sandbox. The tasks are those of the skill that this project
replaces.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from maton_google_meet import cli
from maton_google_meet.sandbox import Sandbox, Served
from maton_google_meet.sandbox.proxy import Answer
from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.runtime.table import Operation
from support.skill import PATH, Block, list_blocks, list_commands

BLOCKS = list_blocks(PATH.read_text(encoding="utf-8"))
COMMANDS = list_commands(BLOCKS)
BY_ID = {operation.id: operation for operation in OPERATIONS}


class SignedInSandbox(Sandbox):
    """A sandbox whose user signs in at the address of each new connection."""

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request, and sign in before the answer arrives."""
        answer = super().handle(method, target, headers, body)
        if method == "POST" and target == "/connections":
            self.open(json.loads(answer.body)["connection_id"])
        return answer


@pytest.fixture
def sandbox() -> Sandbox:
    return SignedInSandbox(rate=None)


@pytest.fixture
def served(sandbox: Sandbox) -> Iterator[Served]:
    with sandbox.serve() as address:
        yield address


@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="bash is not here")
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.heading)
def test_a_block_runs_as_written(block: Block, served: Served, tmp_path: Path) -> None:
    folder = Path(sys.executable).parent  # The console script is there.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment |= served.environment
    environment |= {
        "HOME": str(tmp_path),
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INDEX": "1",  # Everything is installed.
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.text],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    expected = re.findall(r"# .*exit code (\d+)$", block.text, re.M)
    assert re.findall(r"^exit code (\d+)$", done.stdout, re.M) == expected


def name_command(id: str) -> list[str]:
    """Return the command of an operation."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", id).lower().split(".")


@pytest.mark.parametrize("operation", [*OPERATIONS], ids=lambda each: each.id)
def test_each_operation_has_a_command(operation: Operation) -> None:
    """The command for a write only shows the write."""
    block = next(each for each in BLOCKS if each.heading == name_command(operation.id)[0])
    [words, *_] = [
        each for each in list_commands([block]) if each[:2] == name_command(operation.id)
    ]
    assert ("--dry-run" in words) is bool(operation.outcome)


def test_a_write_is_approved_only_behind_the_question() -> None:
    approved = [
        (block.heading, line)
        for block in BLOCKS
        for line in block.text.splitlines()
        if "--yes" in line
    ]
    assert [heading for heading, _ in approved] == [
        "Approval: the rule for every write", "Google accounts",
    ]  # fmt: skip
    assert all(line.endswith(": only after the user has approved it") for _, line in approved)


MEET = "/google-meet/v2"
RECORD, PERSON = (
    f"{MEET}/conferenceRecords/{{}}",
    f"{MEET}/conferenceRecords/{{}}/participants/{{}}",
)
TASKS = {
    "spaces create": f"POST {MEET}/spaces",
    "spaces get": f"GET {MEET}/spaces/{{}}",
    "spaces update": f"PATCH {MEET}/spaces/{{}}",
    "spaces end-active-conference": f"POST {MEET}/spaces/{{}}:endActiveConference",
    "conference-records list": f"GET {MEET}/conferenceRecords",
    "conference-records list --filter": f"GET {MEET}/conferenceRecords",
    "conference-records get": f"GET {RECORD}",
    "participants list": f"GET {RECORD}/participants",
    "participants get": f"GET {PERSON}",
    "participant-sessions list": f"GET {PERSON}/participantSessions",
    "recordings list": f"GET {RECORD}/recordings",
    "recordings get": f"GET {RECORD}/recordings/{{}}",
    "transcripts list": f"GET {RECORD}/transcripts",
    "transcripts get": f"GET {RECORD}/transcripts/{{}}",
    "transcript-entries list": f"GET {RECORD}/transcripts/{{}}/entries",
    "connections list": "GET /connections",
    "connections create": "POST /connections",
    "connections get": "GET /connections/{}",
    "connections delete": "DELETE /connections/{}",
}
"""The requests of the original skill, and the commands for them."""
BODIES = {
    "spaces create": {},
    "spaces update": {"config": {"accessType": "TRUSTED"}},
    "spaces end-active-conference": {},
    "connections create": {"app": "google-meet"},
}


@pytest.mark.parametrize("task", TASKS)
def test_each_task_of_the_original_skill_has_a_command(
    task: str, sandbox: Sandbox, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource, verb, *option = task.split()
    matching = [
        words for words in COMMANDS if words[:2] == [resource, verb] and {*option} <= {*words}
    ]
    words = ["--yes" if word == "--dry-run" else word for word in matching[-1 if option else 0]]
    for name, value in served.environment.items():
        monkeypatch.setenv(name, value)
    assert cli.main(words) == 0
    seen = sandbox.requests[-1]
    operation = BY_ID[seen.operation or ""]
    sent = f"{operation.method} {re.sub(r'{[^}]+}', '{}', operation.path)}"
    assert (sent, seen.status) == (TASKS[task], 200)
    assert json.loads(seen.body or b"null") == BODIES.get(task)
    assert ("filter=space.name" in seen.target) is bool(option)


def test_several_accounts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox = Sandbox(rate=None, accounts=2)
    [words] = [words for words in COMMANDS if "--connection" in words]
    at = words.index("--connection")
    with sandbox.serve() as served:
        for name, value in served.environment.items():
            monkeypatch.setenv(name, value)
        assert cli.main(words[:at] + words[at + 2 :]) == 4
        ambiguous = capsys.readouterr()
        assert words[at + 1] in ambiguous.err
        assert cli.main(words) == 0
        assert sandbox.requests[-1].connection == words[at + 1]


def test_the_skill_is_short() -> None:
    assert len(PATH.read_text(encoding="utf-8").splitlines()) <= 200
