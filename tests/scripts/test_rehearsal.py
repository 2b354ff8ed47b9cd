"""A change of Google's API, adopted in a copy of the repository with its own commands.

Only spec/ and the changelog are edited by hand.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from check_upstream import find_installed, read_discovery
from codegen.upstream import Edit, apply_edits
from support.checkouts import commit, git

NEW = "20991231"
# The change: a method with its own schema, an enum value, and a removed field.
SEAL = {
    "id": "meet.spaces.seal",
    "description": "Seals a space.",
    "flatPath": "v2/spaces/{spacesId}:seal",
    "httpMethod": "POST",
    "parameters": {"name": {"location": "path", "type": "string", "required": True}},
    "request": {"$ref": "SealSpaceRequest"},
    "response": {"$ref": "Space"},
}
SEAL_REQUEST = {
    "id": "SealSpaceRequest",
    "type": "object",
    "properties": {
        "grounds": {"type": "string", "description": "Why."},
        "sealedUntil": {"type": "string", "format": "google-datetime"},
        "strength": {"type": "string", "enum": ["STRENGTH_UNSPECIFIED", "FULL"]},
        "keepMembers": {"type": "boolean"},
    },
}


def change_upstream(google: dict[str, Any]) -> None:
    google["revision"] = NEW
    google["resources"]["spaces"]["methods"]["seal"] = SEAL
    schemas = google["schemas"]
    schemas["SealSpaceRequest"] = SEAL_REQUEST
    report = schemas["SpaceConfig"]["properties"]["attendanceReportGenerationType"]
    report["enum"].append("GENERATE_SUMMARY")
    report["enumDescriptions"].append("A summary is written.")
    del schemas["PhoneAccess"]["properties"]["languageCode"]


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
    google = read_discovery(find_installed())
    change_upstream(google)
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


# Tests that call no operation, or only operations that stay as they are.
INDEPENDENT = {
    "authorization", "benchmark", "changes", "check_api", "check_prose", "check_wheel",
    "cli_terminal", "exit", "faults", "flow", "guarantees", "interruptions", "loopback",
    "pace_script", "pacing", "patch", "prompt", "redis_pace", "rehearsal", "retry",
    "retry_over_sockets", "run", "sandbox_server", "soak",
}  # fmt: skip


@pytest.mark.thorough
def test_a_new_operation_is_adopted(checkout: Path, run: Run) -> None:
    spec = checkout / "spec" / "openapi.yaml"

    # 1. Compare with upstream.
    code, output = run("scripts/check_upstream.py", "--json")
    assert code == 1, output
    report = json.loads(output)
    assert [(each["kind"], " ".join(each["place"])) for each in report["drifts"]] == [
        ("new", "method meet.spaces.seal"),
        ("new", "schema SpaceConfig field attendanceReportGenerationType value GENERATE_SUMMARY"),
        ("new", "schema SealSpaceRequest"),
        ("gone", "schema PhoneAccess field languageCode"),
    ]

    # 2. Apply the suggested edits, and accept the revision and the descriptions.
    edits = [Edit(**edit) for each in report["drifts"] for edit in each["edits"]]
    text = apply_edits(spec.read_text(encoding="utf-8"), edits)
    old = f'x-google-revision: "{report["revision"]["ours"]}"'
    assert text.count(old) == 1
    spec.write_text(text.replace(old, f'x-google-revision: "{NEW}"'), encoding="utf-8")
    assert run("scripts/check_upstream.py", "--accept") == (0, "")
    assert run("scripts/check_upstream.py") == (
        0,
        "0 differences from Google's discovery document.\n",
    )

    # 3. The client is rebuilt, which reports what changed; check_api.py compares the Python API.
    code, rebuilt = run("scripts/regenerate.py")
    assert code == 0, rebuilt
    assert {
        "removed: field PhoneAccess.languageCode",
        "added: operation spaces.seal",
        "added: value AttendanceReportGenerationType.GENERATE_SUMMARY",
        "added: model SealSpaceRequest",
    } <= set(rebuilt.splitlines())
    code, output = run("scripts/check_api.py", "HEAD")
    assert code == 1, output
    assert "breaks: maton_google_meet_api.models.PhoneAccess.language_code: removed\n" in output
    assert "adds: maton_google_meet_api.resources.Spaces.seal: added\n" in output
    assert ": the minor version must rise, to " in output

    # 4. Add to the changelog, and run the tests that a new operation can break.
    changelog = checkout / "CHANGELOG.md"
    history = changelog.read_text(encoding="utf-8")
    mark = "## [Unreleased]\n"
    assert history.count(mark) == 1
    noted = f"{mark}\n### Added\n\n- `spaces.seal`.\n"
    changelog.write_text(history.replace(mark, noted), encoding="utf-8")
    code, output = run(
        *("-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "-rA"),
        *(
            f"--ignore={path}"
            for path in (checkout / "tests").rglob("test_*.py")
            if path.stem.removeprefix("test_") in INDEPENDENT
        ),
    )
    assert code == 0, (
        re.findall(r"^(?:FAILED|ERROR) tests/.*", output, re.MULTILINE) or output[-5000:]
    )
    tried = set(re.findall(r"^PASSED (\S+)::\w+\[.*spaces\.seal", output, re.MULTILINE))
    assert {"tests/contract/test_contract.py", "tests/promises/test_calls_over_sockets.py"} <= tried

    changed = git(checkout, "status", "--short").splitlines()
    touched = {line.split()[-1].partition("/")[0] for line in changed}
    assert touched == {"spec", "generated", "README.md", "CHANGELOG.md"}
