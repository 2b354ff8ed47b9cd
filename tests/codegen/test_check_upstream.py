"""The command that compares the document with Google's, and adopts what changed."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import check_upstream
import pytest
from check_upstream import SPEC
from codegen.document import Document
from codegen.upstream import collect_descriptions, compare_documents, digest
from support.discovery_changes import CHANGES, method, properties
from support.polls import add_polls
from support.reading import discovery, spec

Node = dict[str, Any]


@pytest.fixture(autouse=True)
def _load_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command use the document that is loaded already."""
    real = check_upstream.load_document
    monkeypatch.setattr(
        check_upstream,
        "load_document",
        lambda path, **options: spec() if path == SPEC else real(path, **options),
    )


def test_nothing_differs_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_upstream.main([]) == 0
    output = capsys.readouterr()
    assert output.out == "0 differences from Google's discovery document.\n"
    assert output.err == ""


def test_the_accepted_descriptions_are_those_of_the_pinned_package() -> None:
    known = json.loads(check_upstream.ACCEPTED.read_text(encoding="utf-8"))
    digests = {place: digest(text) for place, text in collect_descriptions(discovery()).items()}
    assert known == {"descriptions": digests}


@pytest.fixture
def changed_path(tmp_path: Path) -> Path:
    changed = copy.deepcopy(discovery())
    for change in CHANGES:
        if change.label in {"method", "enum value", "field gone", "global that is omitted gone"}:
            change.apply(changed)
    properties(changed, "Space")["name"]["description"] = "A name."
    path = tmp_path / "meet.json"
    path.write_text(json.dumps(changed), encoding="utf-8")
    return path


def test_the_report_has_places_and_texts(
    changed_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_upstream.main([str(changed_path)]) == 1
    output = capsys.readouterr().out
    lines = spec().text.splitlines()
    line = lines.index("        accessType:") + 1
    assert f"openapi.yaml:{line}: new: schema SpaceConfig field accessType value MADE_UP" in output
    line = lines.index("paths:") + 1
    assert f"openapi.yaml:{line}: new: method meet.spaces.archive\n" in output
    assert "    meet.spaces.archive: Archives a space.\n" in output
    assert "    ArchivedSpace name: Its name.\n" in output
    old = properties(discovery(), "Space")["name"]["description"]
    assert f"  Space name\n    old: {old[:40]}" in output
    assert output.endswith("    new: A name.\n\n7 differences from Google's discovery document.\n")


def test_the_report_has_each_text_and_value_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = copy.deepcopy(discovery())
    add_polls(changed, "ballot")
    properties(changed, "TranscriptEntry")["text"] |= {"format": "byte", "pattern": "^a$"}
    path = tmp_path / "meet.json"
    path.write_text(json.dumps(changed), encoding="utf-8")
    assert check_upstream.main([str(path)]) == 1
    output = capsys.readouterr().out
    assert "field text format\n    value: byte\n    TranscriptEntry text: Output only." in output
    assert "field text pattern\n    value: ^a$\n" in output
    assert output.count("    TranscriptEntry text: ") == 1
    assert "    Ballot.settings anonymous: Hides who voted.\n" in output
    assert output.count("    Ballot question: ") == 1


def test_json_has_the_same_report(changed_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_upstream.main([str(changed_path), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [(each["kind"], " ".join(each["place"])) for each in report["drifts"]] == [
        ("new", "method meet.spaces.archive"),
        ("new", "schema SpaceConfig field accessType value MADE_UP"),
        ("new", "schema ArchivedSpace"),
        ("new", "schema ArchiveSpaceRequest"),
        ("new", "schema ArchivedSpaceInput"),
        ("gone", "global callback"),
        ("gone", "schema GatewaySipAccess field sipAccessCode"),
    ]
    old = properties(discovery(), "Space")["name"]["description"]
    assert report["descriptions"] == {"Space name": [old, "A name."]}


def test_write_edits_the_document(
    changed_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "openapi.yaml"
    shutil.copyfile(SPEC, path)
    monkeypatch.setattr(check_upstream, "SPEC", path)
    assert check_upstream.main([str(changed_path), "--write"]) == 0
    output = capsys.readouterr().out
    text = path.read_text(encoding="utf-8")
    count = text.count("TODO:")
    assert count > 10
    assert f"\nopenapi.yaml is edited: review its diff. Texts to write (TODO:): {count}\n" in output
    changed = json.loads(changed_path.read_text(encoding="utf-8"))
    assert compare_documents(Document(path), changed).drifts == []
    assert "Archives a space." not in text
    # Nothing is left to edit, and the document can be compared before its texts are written.
    assert check_upstream.main([str(changed_path), "--write"]) == 0
    assert f"\nopenapi.yaml is unchanged. Texts to write (TODO:): {count}\n" in (
        capsys.readouterr().out
    )
    assert path.read_text(encoding="utf-8") == text


# --- descriptions ---------------------------------------------------------------------------------


def test_reworded_descriptions_are_shown_with_their_old_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = copy.deepcopy(discovery())
    method(changed, "meet.spaces.get")["description"] = "Gets it."
    properties(changed, "SpaceConfig")["accessType"]["enumDescriptions"][1] = "All."
    path = tmp_path / "meet.json"
    path.write_text(json.dumps(changed), encoding="utf-8")
    assert check_upstream.main([str(path)]) == 0
    output = capsys.readouterr().out
    old = method(discovery(), "meet.spaces.get")["description"]
    assert f"  meet.spaces.get\n    old: {old[:40]}" in output
    assert "\n    new: Gets it.\n" in output
    assert "  SpaceConfig accessType OPEN\n" in output
    assert output.endswith("0 differences from Google's discovery document.\n")


@pytest.mark.parametrize("can_download", [True, False])
def test_the_old_text_of_a_newer_installation_is_in_the_pinned_package(
    can_download: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    newer = copy.deepcopy(discovery())
    method(newer, "meet.spaces.get")["description"] = "Gets it."
    monkeypatch.setattr(check_upstream, "read_installed", lambda: newer)
    commands: list[list[str]] = []

    def download(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        wheel = Path(command[command.index("--dest") + 1]) / "google.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(check_upstream.DISCOVERY, json.dumps(discovery()))
        return subprocess.CompletedProcess(command, 0 if can_download else 1)

    monkeypatch.setattr(check_upstream.subprocess, "run", download)
    assert check_upstream.main([]) == 0
    output = capsys.readouterr().out
    [command] = commands
    assert command[-1].startswith("google-api-python-client==")
    old = method(discovery(), "meet.spaces.get")["description"]
    assert ("old: not available" in output) is not can_download
    assert (f"old: {old[:40]}" in output) is can_download


# --- documents that cannot be compared ------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "meet.json cannot be read as JSON: "),
        ("{", "meet.json cannot be read as JSON: "),
        ("[]", "meet.json is not a discovery document"),
        ('{"schemas": {}}', "meet.json is not a discovery document"),
        (
            '{"schemas": {}, "revision": "1", "resources": {"a": {"methods": {"b": {}}}}}',
            'at resources.a.methods.b, "id" is a required property.',
        ),
        (
            '{"schemas": {"A": {"properties": {"b": 5}}}, "revision": "1", "resources": {}}',
            'at schemas.A.properties.b, 5 is not of type "object".',
        ),
        (
            '{"schemas": {"A": {"properties": {"b": {"type": "integer", "default": "x"}}}},'
            ' "revision": "1", "resources": {}}',
            "at schemas.A.properties.b.default, ",
        ),
        (
            '{"schemas": {"A": {"items": {"$ref": "B"}}}, "revision": "1", "resources": {}}',
            "meet.json refers to schemas that it does not have: ['B'].",
        ),
        ('"\\ud800"', "meet.json cannot be read as JSON: "),
        ("[" * 100_000, "meet.json cannot be read as JSON: "),
        (
            '{"schemas": {}, "revision": "1", "resources": {}, "name": "drive"}',
            "meet.json describes the API 'drive'; expected 'meet'.",
        ),
    ],
)
def test_an_unreadable_discovery_document_is_refused(
    content: str | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "meet.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert check_upstream.main([str(path)]) == 2
    output = capsys.readouterr()
    assert words in output.err
    assert output.out == ""


def test_a_document_that_breaks_rules_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text("openapi: 3.1.0\n", encoding="utf-8")
    monkeypatch.setattr(check_upstream, "SPEC", path)
    assert check_upstream.main([]) == 2
    assert "openapi.yaml:1: not OpenAPI 3.1" in capsys.readouterr().err


def test_a_missing_google_client_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check_upstream.importlib.util, "find_spec", lambda _: None)
    assert check_upstream.main([]) == 2
    assert "is not installed. Run pip install -e" in capsys.readouterr().err


def test_a_file_needs_no_google_client(
    changed_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check_upstream.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(check_upstream, "read_pinned", lambda: {"schemas": {}})
    assert check_upstream.main([str(changed_path)]) == 1
    assert "  Space name\n    old: not available" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("version", "v3beta", "with x-preview: v3beta were compared"),
        ("revision", "20200101", "has revision 20200101, which is older than "),
    ],
)
def test_the_limits_of_a_comparison_are_reported(
    key: str, value: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "meet.json"
    path.write_text(json.dumps(discovery() | {key: value}), encoding="utf-8")
    assert check_upstream.main([str(path)]) == 0
    assert words in capsys.readouterr().err


def test_accept_writes_the_digests(
    changed_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(check_upstream, "ACCEPTED", tmp_path / "upstream.json")
    assert check_upstream.main([str(changed_path), "--accept"]) == 0
    check_upstream.main([str(changed_path), "--json"])
    assert json.loads(capsys.readouterr().out)["descriptions"] == {}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": "v2beta"}, "upstream.json records the descriptions of v2 only"),
        ({"resources": 1}, "is not a discovery document: at resources, "),
    ],
)
def test_accept_refuses_other_documents(
    changes: Node,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(check_upstream, "ACCEPTED", tmp_path / "upstream.json")
    path = tmp_path / "meet.json"
    path.write_text(json.dumps(discovery() | changes), encoding="utf-8")
    assert check_upstream.main([str(path), "--accept"]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "upstream.json").exists()
