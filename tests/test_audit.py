"""scripts/audit.py: what it finds, and when it is skipped."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import audit
import pytest
from lock import read

PINS = read(f"Some.Thing==1.5 --hash=sha256:{'0' * 64}\nother==2.0 --hash=sha256:{'0' * 64}\n")


def advisory(*events: dict[str, str], name: str = "some-thing", **more: Any) -> dict[str, Any]:
    bounds = {"type": "ECOSYSTEM", "events": list(events)}
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": [bounds]}
    return {"id": "X-1", "affected": [affected], **more}


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (advisory({"introduced": "0"}, {"fixed": "1.6"}), True),
        (advisory({"introduced": "0"}, {"fixed": "1.5"}), False),
        (advisory({"introduced": "1.5"}), True),
        (advisory({"introduced": "1.6"}), False),
        (advisory({"introduced": "0"}, {"last_affected": "1.5"}), True),
        (advisory({"introduced": "0"}, {"last_affected": "1.4"}), False),
        (advisory({"introduced": "0"}, {"fixed": "1.1"}, {"introduced": "1.4"}), True),
        (advisory({"introduced": "0"}, {"fixed": "no version"}), True),
        (advisory({"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"), False),
        (advisory({"introduced": "0"}, name="some-other-thing"), False),
    ],
)
def test_bounds(known: dict[str, Any], found: bool) -> None:
    assert audit.compare(PINS, [known]) == (["some-thing 1.5: X-1"] if found else [])


def test_versions_one_by_one_and_other_ecosystems() -> None:
    package = {"ecosystem": "PyPI", "name": "Other"}
    known = {"id": "X-2", "affected": [{"package": package, "versions": ["2.0"]}]}
    assert audit.compare(PINS, [known]) == ["other 2.0: X-2"]
    package["ecosystem"] = "npm"
    assert audit.compare(PINS, [known]) == []


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_or_a_zip(
    packed: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str], repository: Path
) -> None:
    text = json.dumps(advisory({"introduced": "0"}, name="httpx"))
    path = tmp_path / "known"
    if packed:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("X-1.json", text)
            archive.writestr("README", "")
    else:
        path.mkdir()
        (path / "X-1.json").write_text(text)
    assert audit.main(["--advisories", str(path)]) == 1
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("httpx ")
    assert last.endswith(" packages, 1 known vulnerabilities")
    assert audit.main(["--advisories", str(tmp_path / "missing")]) == 1
    assert "audit.py: " in capsys.readouterr().err


def answering(monkeypatch: pytest.MonkeyPatch, out: str, err: str = "") -> None:
    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, out, err)

    monkeypatch.setattr(subprocess, "run", run)


def test_what_the_service_knows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    vulns = [{"id": "X-3", "fix_versions": ["3"]}, {"id": "X-4", "fix_versions": []}]
    told = [{"name": "a", "version": "1", "vulns": vulns}, {"name": "b", "skip_reason": "why"}]
    answering(monkeypatch, json.dumps({"dependencies": told}))
    assert audit.main([]) == 1
    assert capsys.readouterr().out.splitlines()[:2] == [
        "a 1: X-3, fixed in 3",
        "a 1: X-4, fixed in no version",
    ]
    answering(monkeypatch, json.dumps({"dependencies": []}))
    assert audit.main([]) == 0
    assert capsys.readouterr().out.endswith(" packages, 0 known vulnerabilities\n")


def test_a_service_that_cannot_be_reached(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, "", "Traceback\nrequests.exceptions.ConnectionError: no such host")
    assert audit.main([]) == 0
    assert capsys.readouterr().out.startswith("skipped: the service cannot be reached (")
    assert audit.main(["--required"]) == 1
    monkeypatch.setattr(audit, "LONGEST", 0)

    def run(command: list[str], **_: object) -> None:
        raise subprocess.TimeoutExpired(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    assert audit.main([]) == 0
    assert "skipped: no answer within 0 s\n" in capsys.readouterr().out


@pytest.mark.parametrize("said", ["a broken lock", ""])
def test_another_failure_is_one(
    said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, "", said)
    assert audit.main([]) == 1
    assert capsys.readouterr().err == f"audit.py: pip-audit failed: {said or 'it said nothing'}\n"
