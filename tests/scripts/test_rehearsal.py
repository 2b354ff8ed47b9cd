"""A change of Google's API, adopted in a copy of the repository with its own commands.

Only spec/ and the changelog are edited by hand.
"""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from codegen.roundtrip import dump_tree, insert, load_tree
from support.checkouts import commit, git
from support.discovery_changes import properties, rename_parameter
from support.polls import PARENT, SCOPES, add_polls
from support.reading import ROOT, discovery
from support.skill import NAME, PATH

Node = dict[str, Any]
NOTHING = "0 differences from Google's discovery document."

SESSIONS = "meet.conferenceRecords.participants.participantSessions.list"
CONNECT = "meet.spaces.connectActiveConference"
BETA_PATH = "/google-meet/v2beta/spaces/{spaceId}:connectActiveConference"
BETA_SCHEMAS = {
    "ConnectActiveConferenceRequest": {"offer": {"type": "string"}},
    "ConnectActiveConferenceResponse": {
        "answer": {"type": "string"}, "traceId": {"type": "string"}
    },
}  # fmt: skip


def change_upstream(google: Node) -> None:
    """Make one change of each kind."""
    google["revision"] = "20991231"
    add_polls(google)
    properties(google, "ModerationRestrictions")["reactionRestriction"]["deprecated"] = True
    report = properties(google, "SpaceConfig")["attendanceReportGenerationType"]
    report["enum"].append("GENERATE_SUMMARY")
    report["enumDescriptions"].append("A summary is written.")
    rename_parameter(SESSIONS, "filter", "condition")(google)
    del properties(google, "PhoneAccess")["languageCode"]


def make_preview(google: Node) -> Node:
    """Return a discovery document of v2beta with a method that v2 does not have."""
    preview = copy.deepcopy(google) | {"version": "v2beta"}
    preview["resources"]["spaces"]["methods"]["connectActiveConference"] = {
        "id": CONNECT,
        "flatPath": "v2beta/spaces/{spacesId}:connectActiveConference",
        "httpMethod": "POST",
        "scopes": SCOPES,
        "parameters": {"name": PARENT},
        "request": {"$ref": "ConnectActiveConferenceRequest"},
        "response": {"$ref": "ConnectActiveConferenceResponse"},
    }
    for name, fields in BETA_SCHEMAS.items():
        preview["schemas"][name] = {"id": name, "type": "object", "properties": fields}
    return preview


def write_words(text: str) -> str:
    """Return the document with a sentence for each text that is left to write."""
    return re.sub(r"'TODO: (?:[^']|'')*'", "Some words for the rehearsal.", text)


def write_preview(text: str) -> str:
    """Return the document with the method of v2beta, as a maintainer writes it down."""
    tree = load_tree(text)
    tree["x-resource-names"].append("/google-meet/v2beta/")
    model = tree["paths"]["/google-meet/v2/spaces/{spaceId}:endActiveConference"]

    def make_content(schema: str, value: Node) -> Node:
        media = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
        return {"application/json": {**media, "examples": {"one": {"value": value}}}}

    responses = copy.deepcopy(model["post"]["responses"])
    answer = {"answer": "v=0", "traceId": "t1"}
    responses["200"]["content"] = make_content("ConnectActiveConferenceResponse", answer)
    body = make_content("ConnectActiveConferenceRequest", {"offer": "v=0"})
    operation = {
        "operationId": "spaces.connectActiveConference",
        "tags": ["spaces"],
        "summary": "Connect to the active conference in a space.",
        "description": "Returns the answer to an offer.",
        "x-google-method": CONNECT,
        "x-google-scopes": SCOPES,
        "x-preview": "v2beta",
        "x-write": {"outcome": "Connects to the conference in this space.", "destructive": False},
        "requestBody": {"required": True, "content": body},
        "responses": responses,
    }
    insert(tree["paths"], BETA_PATH, {"parameters": model["parameters"], "post": operation})
    for name, fields in BETA_SCHEMAS.items():
        described = {key: {"description": f"The {key}.", **each} for key, each in fields.items()}
        schema = {"type": "object", "description": "For a connection.", "x-preview": "v2beta"}
        insert(tree["components"]["schemas"], name, {**schema, "properties": described})
    return dump_tree(tree)


@pytest.fixture
def checkout(repository: Path, tmp_path: Path) -> Path:
    """Return a copy of the repository's files, committed."""
    if not (repository / ".git").exists():
        pytest.skip("the files of the repository are known only in a git checkout")
    root = tmp_path / "checkout"
    names = git(repository, "ls-files", "--cached", "--others", "--exclude-standard")
    for name in names.splitlines():
        if (repository / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes((repository / name).read_bytes())
    commit(root)
    return root


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(checkout: Path, tmp_path: Path) -> Run:
    """Return a function that runs a command in the copy, with a newer google-api-python-client."""
    google = copy.deepcopy(discovery())
    change_upstream(google)
    (tmp_path / "meet.v2beta.json").write_text(json.dumps(make_preview(google)), encoding="utf-8")
    folder = tmp_path / "newer" / "googleapiclient" / "discovery_cache" / "documents"
    folder.mkdir(parents=True)
    # Its other modules are the installed ones.
    both = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
    (tmp_path / "newer" / "googleapiclient" / "__init__.py").write_text(both)
    (folder / "meet.v2.json").write_text(json.dumps(google), encoding="utf-8")
    paths = [tmp_path / "newer", checkout / "wrapper", checkout / "generated"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment["PYTHONPATH"] = os.pathsep.join(map(str, paths))

    def run(*command: str) -> tuple[int, str]:
        result = subprocess.run(
            [sys.executable, *command],
            cwd=checkout, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return result.returncode, result.stdout + result.stderr

    return run


@pytest.mark.thorough
def test_changes_of_every_kind_are_adopted(checkout: Path, run: Run, tmp_path: Path) -> None:
    spec = checkout / "spec" / "openapi.yaml"
    preview = str(tmp_path / "meet.v2beta.json")

    # 1. Compare with upstream, and adopt the differences.
    code, output = run("scripts/check_upstream.py", "--write")
    assert code == 0, output
    assert "renamed: method" in output
    code, output = run("scripts/regenerate.py")
    assert code == 2, output
    assert "is left to write" in output

    # 2. Write the words and the method of v2beta, and accept the descriptions.
    text = write_preview(write_words(spec.read_text(encoding="utf-8")))
    spec.write_text(text, encoding="utf-8")
    code, output = run("scripts/check_upstream.py", preview)
    assert (code, output.splitlines()[0]) == (0, NOTHING), output
    assert run("scripts/check_upstream.py", "--accept") == (0, "")
    assert run("scripts/check_upstream.py") == (0, f"{NOTHING}\n")

    # 3. The client is rebuilt, which reports what changed; check_api.py compares the Python API.
    code, rebuilt = run("scripts/regenerate.py")
    assert code == 0, rebuilt
    assert {
        "removed: field PhoneAccess.languageCode",
        "added: operation polls.create",
        "added: operation spaces.connectActiveConference",
        "added: value AttendanceReportGenerationType.GENERATE_SUMMARY",
        "added: model PollSettings",
    } <= set(rebuilt.splitlines())
    skill = (checkout / PATH.relative_to(ROOT)).read_text(encoding="utf-8")
    for command in ("polls create", "polls close", "spaces connect-active-conference"):
        assert f"\n{NAME} {command} spaces/" in skill
    code, output = run("scripts/check_api.py", "HEAD")
    assert code == 1, output
    assert "breaks: maton_google_meet_api.models.PhoneAccess.language_code: removed\n" in output
    assert "adds: maton_google_meet_api.resources.Polls: added\n" in output
    assert ": the minor version must rise, to " in output

    # 4. Add to the changelog, and run the whole suite.
    changelog = checkout / "CHANGELOG.md"
    history = changelog.read_text(encoding="utf-8")
    mark = "## [Unreleased]\n"
    assert history.count(mark) == 1
    noted = f"{mark}\n### Added\n\n- `polls`.\n"
    changelog.write_text(history.replace(mark, noted), encoding="utf-8")
    # -rA would list the tests too, but takes four minutes for 13,000.
    options = ("-v", "-n", "3", "--dist", "worksteal", "-p", "no:cacheprovider")
    code, output = run("-m", "pytest", *options)
    failed = re.findall(r"^(?:FAILED|ERROR) (tests/.+?)(?: - .*)?$", output, re.MULTILINE)
    # Beside the other thorough tests, a test that depends on time can fail: try a few alone.
    if code == 1 and 0 < len(failed) < 4:
        code, last = run("-m", "pytest", "-q", "-p", "no:cacheprovider", *failed)
        output += last
    assert code == 0, (failed, output[-5000:])
    for operation in ("polls.create", "spaces.connectActiveConference"):
        tried = set(re.findall(rf"PASSED (\S+)::\w+\[.*{operation}", output, re.MULTILINE))
        assert {
            "tests/contract/test_contract.py", "tests/promises/test_calls_over_sockets.py"
        } <= tried  # fmt: skip
    assert re.search(r"PASSED \S+test_skill\.py::test_a_block_runs_as_written\[polls\]", output)

    changed = git(checkout, "status", "--short").splitlines()
    paths = {line.split()[-1] for line in changed}
    pages = {path for path in paths if path.startswith("docs/")}
    names = ("operations", "commands", "tools", "python/resources")
    assert pages == {f"docs/reference/{name}.md" for name in names}
    assert {path.partition("/")[0] for path in paths - pages} == {
        "spec", "generated", "CHANGELOG.md"
    }  # fmt: skip
