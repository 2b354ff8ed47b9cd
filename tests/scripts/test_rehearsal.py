"""A maintainer's day, as CONTRIBUTING.md walks it: upstream changes, the document follows, and
nothing outside spec/ is edited but the changelog. Performed in a copy, with its commands.
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
from check_upstream import discovered, installed
from codegen.upstream import Edit, apply
from support.checkouts import commit, git

NEW = "20991231"
# What upstream does: a method with a schema of its own, an enum value, and a field that goes away.
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


def news(google: dict[str, Any]) -> None:
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
    """A copy of what the repository holds, committed."""
    if not (repository / ".git").exists():
        pytest.skip("what belongs to the repository is known in a git checkout only")
    root = tmp_path / "checkout"
    listed = git(repository, "ls-files", "--cached", "--others", "--exclude-standard")
    for name in listed.splitlines():
        if (repository / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes((repository / name).read_bytes())
    commit(root)
    return root


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(checkout: Path, tmp_path: Path) -> Run:
    """Runs a command in the copy, with the google-api-python-client of the day after."""
    google = discovered(installed())
    news(google)
    folder = tmp_path / "newer" / "googleapiclient" / "discovery_cache" / "documents"
    folder.mkdir(parents=True)
    # All else in it is the installed one's.
    both = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
    (tmp_path / "newer" / "googleapiclient" / "__init__.py").write_text(both)
    (folder / "meet.v2.json").write_text(json.dumps(google), encoding="utf-8")
    paths = [tmp_path / "newer", checkout / "wrapper", checkout / "generated"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment = {**kept, "PYTHONPATH": os.pathsep.join(map(str, paths))}

    def run(*command: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=checkout, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return run


# Of what knows no operation but by way of a call or two that stay as they are.
ELSEWHERE = (
    *(
        "audit",
        "authorization",
        "benchmark",
        "check_wheel",
        "cli_terminal",
        "exit",
        "faults",
        "fleet",
        "flow",
    ),
    *("interruptions", "lock", "loopback", "pace_script", "pacing", "promises"),
    *("prompt", "rehearsal", "retry", "retry_over_sockets", "run", "sandbox_server", "soak"),
    *("versions",),
)


@pytest.mark.thorough
def test_a_maintainers_day(checkout: Path, run: Run) -> None:
    spec = checkout / "spec" / "openapi.yaml"

    # 1. News from upstream.
    code, said = run("scripts/check_upstream.py", "--json")
    assert code == 1, said
    found = json.loads(said)
    assert [(each["kind"], " ".join(each["place"])) for each in found["drifts"]] == [
        ("new", "method meet.spaces.seal"),
        ("new", "schema SpaceConfig field attendanceReportGenerationType value GENERATE_SUMMARY"),
        ("new", "schema SealSpaceRequest"),
        ("gone", "schema PhoneAccess field languageCode"),
    ]

    # 2. What is suggested is pasted, the revision and the digests are noted.
    edits = [Edit(**edit) for each in found["drifts"] for edit in each["edits"]]
    text = apply(spec.read_text(encoding="utf-8"), edits)
    old = f'x-google-revision: "{found["revision"]["ours"]}"'
    assert text.count(old) == 1
    spec.write_text(text.replace(old, f'x-google-revision: "{NEW}"'), encoding="utf-8")
    assert run("scripts/check_upstream.py", "--accept") == (0, "")
    assert run("scripts/check_upstream.py") == (
        0,
        "0 differences from Google's discovery document.\n",
    )

    # 3. The client is rebuilt, which says what it means for callers; check_breaking says the same.
    code, rebuilt = run("scripts/regenerate.py")
    assert code == 0, rebuilt
    code, said = run("scripts/check_breaking.py", "HEAD", "spec/openapi.yaml")
    assert code == 1, said
    assert said.splitlines()[:2] == [
        "breaks callers",
        "  PhoneAccess.languageCode (PhoneAccess.language_code): gone; was str",
    ]
    for words in (
        "  spaces.seal (meet.spaces.seal): new, ",
        "  AttendanceReportGenerationType GENERATE_SUMMARY "
        "(AttendanceReportGenerationType.GENERATE_SUMMARY): new\n",
        "  SealSpaceRequest (models.SealSpaceRequest): new, ",
    ):
        assert words in said
    least = re.search(r" must rise to (\d+\.\d+\.0) at least \(before 1\.0 ", said)
    assert least, said
    assert said in rebuilt

    # 4. The changelog, and all tests that a new operation could break.
    changelog = checkout / "CHANGELOG.md"
    history = changelog.read_text(encoding="utf-8")
    mark = "## [Unreleased]\n"
    assert history.count(mark) == 1
    noted = f"{mark}\n### Added\n\n- `spaces.seal`.\n"
    changelog.write_text(history.replace(mark, noted), encoding="utf-8")
    code, said = run(
        *("-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "-rA"),
        *(f"--ignore=tests/test_{name}.py" for name in ELSEWHERE),
    )
    assert code == 0, re.findall(r"^(?:FAILED|ERROR) tests/.*", said, re.MULTILINE) or said[-5000:]
    tried = set(re.findall(r"^PASSED (\S+)::\w+\[.*spaces\.seal", said, re.MULTILINE))
    assert {"tests/test_contract.py", "tests/test_calls_over_sockets.py"} <= tried

    changed = git(checkout, "status", "--short").splitlines()
    touched = {line.split()[-1].partition("/")[0] for line in changed}
    assert touched == {"spec", "generated", "README.md", "CHANGELOG.md"}
