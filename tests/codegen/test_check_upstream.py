"""The comparison with Google's discovery document."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import check_upstream
import pytest
from check_upstream import SPEC, find_installed, make_report, read_discovery
from codegen.document import Document
from codegen.operations import read_operations
from codegen.rules import load_document
from codegen.suggestions import dump_block, make_flow
from codegen.upstream import Drift, Edit, apply_edits, digest_descriptions
from support.reading import spec
from support.scale import scale

Node = dict[str, Any]


@pytest.fixture(scope="module")
def google() -> Node:
    return read_discovery(find_installed())


@pytest.fixture(scope="module")
def ours() -> Document:
    return spec()


@pytest.fixture(autouse=True)
def _load_once(monkeypatch: pytest.MonkeyPatch, ours: Document) -> None:
    """Let the command use the document that is loaded already."""
    real = check_upstream.load_document
    monkeypatch.setattr(
        check_upstream, "load_document", lambda path: ours if path == SPEC else real(path)
    )


@pytest.fixture(scope="module")
def text() -> str:
    return SPEC.read_text(encoding="utf-8")


def method(node: Node, id: str) -> Node:
    """Return a method of the discovery document, by its id."""
    *resources, name = id.split(".")[1:]
    for resource in resources:
        node = node["resources"][resource]
    result: Node = node["methods"][name]
    return result


def properties(node: Node, schema: str) -> Node:
    result: Node = node["schemas"][schema]["properties"]
    return result


# --- today ----------------------------------------------------------------------------------------


def test_nothing_differs_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_upstream.main([]) == 0
    output = capsys.readouterr()
    assert output.out == "0 differences from Google's discovery document.\n"
    assert output.err == ""


def test_the_document_was_checked_against_this_revision(google: Node, document: Node) -> None:
    assert document["x-google-revision"] == google["revision"]
    known = json.loads(check_upstream.ACCEPTED.read_text(encoding="utf-8"))
    assert known == {"revision": google["revision"], "descriptions": digest_descriptions(google)}


# --- differences ----------------------------------------------------------------------------------


class Change(NamedTuple):
    """A change to Google's document, and the differences that it causes: kind and place."""

    label: str
    apply: Callable[[Node], Any]
    drifts: list[str]


ARCHIVE = {
    "id": "meet.spaces.archive",
    "description": "Archives a space.",
    "flatPath": "v2/spaces/{spacesId}:archive",
    "httpMethod": "POST",
    "parameters": {
        "name": {"location": "path", "type": "string", "required": True},
        "reason": {"location": "query", "type": "string", "enum": ["SPARE", "OLD"]},
        "limit": {"location": "query", "type": "integer", "format": "int32", "required": True},
    },
    "request": {"$ref": "ArchiveSpaceRequest"},
    "response": {"$ref": "ArchivedSpace"},
}
ARCHIVED = {
    "id": "ArchivedSpace",
    "type": "object",
    "description": "An archived space.",
    "properties": {
        "name": {"type": "string", "description": "Its name."},
        "archiveTime": {"type": "string", "format": "google-datetime", "readOnly": True},
        "reason": {"type": "string", "enum": ["WHY_UNSPECIFIED", "SPARE"]},
        "members": {"type": "array", "items": {"$ref": "Member"}},
        "settings": {"$ref": "SpaceConfig"},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "parts": {"type": "array", "items": {"type": "string"}},
    },
}
REQUEST = {"id": "ArchiveSpaceRequest", "type": "object", "properties": {
    "space": {"$ref": "Space"}, "archived": {"$ref": "ArchivedSpace"},
    "validateOnly": {"type": "boolean"},
}}  # fmt: skip
ROOMS = {
    "methods": {
        "list": {
            "id": "meet.rooms.list",
            "flatPath": "v2/rooms",
            "httpMethod": "GET",
            "parameters": {
                "pageSize": {
                    "location": "query", "type": "integer", "format": "int32",
                    "description": "If unspecified, at most 5 rooms. The maximum value is 7.",
                },
                "pageToken": {"location": "query", "type": "string"},
            },
            "response": {"$ref": "ListRoomsResponse"},
        },
        "get": {
            "id": "meet.rooms.get",
            "flatPath": "v2/rooms/{roomsId}",
            "httpMethod": "GET",
            "parameters": {"name": {"location": "path", "type": "string"}},
            "response": {"$ref": "Room"},
        },
    }
}  # fmt: skip
ROOM_SCHEMAS = {
    "Room": {"id": "Room", "type": "object", "properties": {"name": {"type": "string"}}},
    "ListRoomsResponse": {
        "id": "ListRoomsResponse",
        "type": "object",
        "properties": {
            "rooms": {"type": "array", "items": {"$ref": "Room"}},
            "nextPageToken": {"type": "string"},
        },
    },
}


def archive(node: Node) -> None:
    node["resources"]["spaces"]["methods"]["archive"] = copy.deepcopy(ARCHIVE)
    node["schemas"] |= {
        "ArchivedSpace": copy.deepcopy(ARCHIVED),
        "ArchiveSpaceRequest": copy.deepcopy(REQUEST),
    }


def rooms(node: Node) -> None:
    node["resources"]["rooms"] = copy.deepcopy(ROOMS)
    node["schemas"] |= copy.deepcopy(ROOM_SCHEMAS)


def put(path: str, value: Any) -> Callable[[Node], None]:
    """Return a function that sets a value in the schemas: `Space.properties.name.type`."""

    def change(node: Node) -> None:
        *above, last = path.split(".")
        for key in above:
            node = node[key]
        node[last] = value

    return lambda node: change(node["schemas"])


def in_method(id: str, path: str, value: Any = None) -> Callable[[Node], None]:
    """Return a function that sets a value in a method, or removes it if it is None."""

    def change(node: Node) -> None:
        node = method(node, id)
        *above, last = path.split("/")
        for key in above:
            node = node[key]
        if value is None:
            del node[last]
        else:
            node[last] = value

    return change


def renamed(node: Node) -> None:
    node["resources"]["spaces"]["methods"]["patch"]["id"] = "meet.spaces.change"
    node["resources"]["spaces"]["methods"]["change"] = node["resources"]["spaces"]["methods"].pop(
        "patch"
    )


LISTING = "meet.conferenceRecords.recordings.list"
PARTICIPANTS = "meet.conferenceRecords.participants.list"
SIZE = "parameters/pageSize/description"
STRING = {"location": "query", "type": "string"}

CHANGES = [
    Change("method", archive, [
        "new: method meet.spaces.archive",
        "new: schema ArchivedSpace", "new: schema ArchiveSpaceRequest",
    ]),
    Change("resource", rooms, [
        "new: method meet.rooms.list", "new: method meet.rooms.get",
        "new: schema Room", "new: schema ListRoomsResponse",
    ]),
    Change("method gone", lambda n: n["resources"]["spaces"]["methods"].pop("endActiveConference"),
            ["gone: method meet.spaces.endActiveConference"]),
    Change("method renamed", renamed,
            ["gone: method meet.spaces.patch", "new: method meet.spaces.change"]),
    Change("method deprecated", in_method("meet.spaces.get", "deprecated", True),
            ["new: method meet.spaces.get deprecated"]),
    Change("verb", in_method("meet.spaces.patch", "httpMethod", "PUT"),
            ["changed: method meet.spaces.patch verb: 'PATCH' is now 'PUT'"]),
    Change("path", in_method("meet.spaces.get", "flatPath", "v2/rooms/{roomsId}"),
            ["changed: method meet.spaces.get path: 'v2/spaces/{}' is now 'v2/rooms/{}'"]),
    Change("request", in_method("meet.spaces.members.create", "request", {"$ref": "SpaceConfig"}),
            ["changed: method meet.spaces.members.create request: 'Member' is now 'SpaceConfig'"]),
    Change("request new",
            in_method("meet.spaces.members.delete", "request", {"$ref": "Empty"}),
            ["new: method meet.spaces.members.delete request"]),
    Change("request gone", in_method("meet.spaces.endActiveConference", "request"),
            ["gone: method meet.spaces.endActiveConference request"]),
    Change("response", in_method("meet.spaces.get", "response", {"$ref": "SpaceConfig"}),
            ["changed: method meet.spaces.get response: 'Space' is now 'SpaceConfig'"]),
    Change("parameter", in_method(LISTING, "parameters/orderBy", STRING),
            [f"new: method {LISTING} parameter orderBy"]),
    Change("parameter of a method without",
            in_method("meet.spaces.get", "parameters/view", STRING),
            ["new: method meet.spaces.get parameter view"]),
    Change("parameter as another's", in_method(LISTING, "parameters/filter", STRING),
            [f"new: method {LISTING} parameter filter"]),
    Change("parameter gone", in_method(PARTICIPANTS, "parameters/filter"),
            [f"gone: method {PARTICIPANTS} parameter filter"]),
    Change("parameter of a type", in_method(PARTICIPANTS, "parameters/filter/type", "integer"),
            [f"changed: method {PARTICIPANTS} parameter filter type: 'string' is now 'integer'"]),
    Change("parameter of a format", in_method(PARTICIPANTS, "parameters/filter/format", "byte"),
            [f"new: method {PARTICIPANTS} parameter filter format"]),
    Change("parameter required", in_method(PARTICIPANTS, "parameters/filter/required", True),
            [f"new: method {PARTICIPANTS} parameter filter required"]),
    Change("parameter deprecated", in_method(PARTICIPANTS, "parameters/filter/deprecated", True),
            [f"new: method {PARTICIPANTS} parameter filter deprecated"]),
    Change("maximum in prose",
            in_method(LISTING, SIZE, "If unspecified, at most 10 are. The maximum value is 300."),
            [f"changed: method {LISTING} parameter pageSize maximum: '100' is now '300'"]),
    Change("maximum no longer", in_method(LISTING, SIZE, "If unspecified, at most 10 are."),
            [f"gone: method {LISTING} parameter pageSize maximum"]),
    Change("default in prose",
            in_method(LISTING, SIZE, "If unspecified, at most 30 are. The maximum value is 100."),
            [f"changed: method {LISTING} parameter pageSize default: '10' is now '30'"]),
    Change("default as a key", in_method(PARTICIPANTS, "parameters/filter/default", "all"),
            [f"new: method {PARTICIPANTS} parameter filter default"]),
    Change("global", lambda n: n["parameters"].update(trace=STRING), ["new: global trace"]),
    Change("global that is omitted gone", lambda n: n["parameters"].pop("callback"),
            ["stale: global callback"]),
    Change("schema gone", lambda n: (n["schemas"].pop("PhoneUser"),
                                      properties(n, "Participant").pop("phoneUser")),
            ["gone: schema Participant field phoneUser", "gone: schema PhoneUser"]),
    Change("schema deprecated", put("PhoneUser.deprecated", True),
            ["new: schema PhoneUser deprecated"]),
    Change("field", put("PhoneUser.properties.country", {"type": "string", "readOnly": True}),
            ["new: schema PhoneUser field country"]),
    Change("field of an empty schema",
            put("EndActiveConferenceRequest.properties", {"force": {"type": "boolean"}}),
            ["new: schema EndActiveConferenceRequest field force"]),
    Change("read-only field of a body too", put("Space.properties.owner",
                                                 {"type": "string", "readOnly": True}),
            ["new: schema Space field owner", "new: schema SpaceInput field owner"]),
    Change("field of a body too", put("Member.properties.note", {"type": "string"}),
            ["new: schema Member field note", "new: schema NewMember field note",
             "new: schema MemberInput field note"]),
    Change("field gone", lambda n: properties(n, "GatewaySipAccess").pop("sipAccessCode"),
            ["gone: schema GatewaySipAccess field sipAccessCode"]),
    Change("first field gone", lambda n: properties(n, "PhoneAccess").pop("phoneNumber"),
            ["gone: schema PhoneAccess field phoneNumber"]),
    Change("only field gone", lambda n: properties(n, "ActiveConference").pop("conferenceRecord"),
            ["gone: schema ActiveConference field conferenceRecord"]),
    Change("omitted field gone", lambda n: properties(n, "Space").pop("meetingCode"),
            ["gone: schema Space field meetingCode", "stale: schema SpaceInput field meetingCode"]),
    Change("type", put("PhoneAccess.properties.pin.type", "integer"),
            ["changed: schema PhoneAccess field pin type: 'string' is now 'integer'"]),
    Change("format", put("TranscriptEntry.properties.text.format", "byte"),
            ["new: schema TranscriptEntry field text format"]),
    Change("format no longer", lambda n: properties(n, "Recording")["endTime"].pop("format"),
            ["gone: schema Recording field endTime format"]),
    Change("reference", put("Recording.properties.driveDestination.$ref", "DocsDestination"),
            ["changed: schema Recording field driveDestination type: 'DriveDestination' is now "
             "'DocsDestination'"]),
    Change("items", put("ListMembersResponse.properties.members.items.$ref", "Participant"),
            ["changed: schema ListMembersResponse field members type: 'list of Member' is now "
             "'list of Participant'"]),
    Change("read-only", put("PhoneAccess.properties.pin.readOnly", True),
            ["new: schema PhoneAccess field pin readOnly"]),
    Change("read-only no longer", lambda n: properties(n, "Space")["meetingUri"].pop("readOnly"),
            ["gone: schema Space field meetingUri readOnly"]),
    Change("field deprecated", put("PhoneAccess.properties.pin.deprecated", True),
            ["new: schema PhoneAccess field pin deprecated"]),
    Change("enum value",
            lambda n: properties(n, "SpaceConfig")["accessType"]["enum"].append("INVITED"),
            ["new: schema SpaceConfig field accessType value INVITED"]),
    Change("enum value gone",
            lambda n: properties(n, "SpaceConfig")["entryPointAccess"]["enum"].remove("ALL"),
            ["gone: schema SpaceConfig field entryPointAccess value ALL"]),
    Change("enum value deprecated",
            put("SpaceConfig.properties.moderation.enumDeprecated", [False, True, False]),
            ["new: schema SpaceConfig field moderation value OFF deprecated"]),
    Change("enum where there was none", put("PhoneAccess.properties.pin.enum", ["ONE", "TWO"]),
            ["new: schema PhoneAccess field pin value ONE",
             "new: schema PhoneAccess field pin value TWO"]),
    Change("enum no longer", lambda n: properties(n, "RecordingConfig")[
                "autoRecordingGeneration"].pop("enum"),
            ["gone: schema RecordingConfig field autoRecordingGeneration value "
             "AUTO_GENERATION_TYPE_UNSPECIFIED",
             "gone: schema RecordingConfig field autoRecordingGeneration value OFF",
             "gone: schema RecordingConfig field autoRecordingGeneration value ON"]),
    Change("empty deviation", put("ListMembersResponse.properties.nextPageToken.required",
                                          True),
            ["new: schema ListMembersResponse field nextPageToken required"]),
]  # fmt: skip
# No edit can be suggested: Google now marks a field that only its prose required before.
BY_HAND = {"empty deviation"}


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.label)
def test_a_difference_is_reported_alone(
    change: Change, google: Node, ours: Document, text: str
) -> None:
    changed = copy.deepcopy(google)
    change.apply(changed)
    drifts = make_report(ours, changed, {})["drifts"]
    assert sorted(map(str, drifts)) == sorted(change.drifts)
    lines = text.splitlines()
    for drift in drifts:
        assert 1 < drift.line <= len(lines) + 1
        assert drift.edits or change.label in BY_HAND


def edits(drifts: list[Drift]) -> list[Edit]:
    return [edit for drift in drifts for edit in drift.edits]


def group_changes(google: Node, ours: Document) -> list[list[Change]]:
    """Return the changes in independent groups: each group needs a document, which takes a second
    to load."""
    groups: list[tuple[list[Change], set[str], set[int]]] = []
    for change in CHANGES:
        changed = copy.deepcopy(google)
        change.apply(changed)
        drifts = make_report(ours, changed, {})["drifts"]
        about = {each.place[1] for each in drifts}
        lines = {
            line for edit in edits(drifts) for line in range(edit.line, edit.line + edit.delete)
        }
        for group, others, taken in groups:
            if not about & others and not lines & taken:
                group.append(change)
                others.update(about)
                taken.update(lines)
                break
        else:
            groups.append(([change], about, lines))
    return [group for group, _, _ in groups]


@pytest.mark.sized
def test_all_suggestions_can_be_applied(
    google: Node, ours: Document, text: str, tmp_path: Path
) -> None:
    groups = group_changes(google, ours)
    assert len(groups) < 12
    for group in groups[: scale(12, 1)]:
        changed = copy.deepcopy(google)
        for change in group:
            if change.label not in BY_HAND:
                change.apply(changed)
        taken = tmp_path / "openapi.yaml"
        taken.write_text(
            apply_edits(text, edits(make_report(ours, changed, {})["drifts"])), encoding="utf-8"
        )
        left = make_report(load_document(taken), changed, {})["drifts"]
        assert list(map(str, left)) == [], [change.label for change in group]


TOGETHER = {"method", "resource", "field", "enum value", "field gone", "maximum in prose"}


def test_a_new_method_becomes_an_operation(
    google: Node, ours: Document, text: str, tmp_path: Path
) -> None:
    changed = copy.deepcopy(google)
    for change in CHANGES:
        if change.label in TOGETHER:
            change.apply(changed)
    drifts = make_report(ours, changed, {})["drifts"]
    assert len(drifts) == 11
    taken = tmp_path / "openapi.yaml"
    taken.write_text(apply_edits(text, edits(drifts)), encoding="utf-8")
    read = load_document(taken)
    assert make_report(read, changed, {})["drifts"] == []
    added = {operation.id: operation for operation in read_operations(read)}
    archived = added["spaces.archive"]
    assert archived.path == "/google-meet/v2/spaces/{spaceId}:archive"
    assert archived.is_write
    assert archived.raw["x-write"]["destructive"] is True
    assert [argument.name for argument in archived.body_fields] == [
        "space", "archived", "validate_only",
    ]  # fmt: skip
    assert added["rooms.list"].items == ("rooms", "Room")
    assert "sipAccessCode" not in taken.read_text(encoding="utf-8")


def test_no_text_of_google_is_suggested(google: Node, ours: Document) -> None:
    changed = copy.deepcopy(google)
    archive(changed)
    [drift, *_] = make_report(ours, changed, {})["drifts"]
    assert drift.google_says == "Archives a space."
    assert all("Archives a space." not in edit.insert for edit in drift.edits)


def test_truth_values_of_yaml_1_1_are_quoted() -> None:
    text = dump_block({"enum": make_flow(["ON", "FULL"]), "ON": [{"a": "OFF"}]}, 2)
    assert text == '  enum: ["ON", FULL]\n  "ON":\n    - a: "OFF"\n'


@pytest.mark.parametrize(
    ("place", "planted", "words"),
    [
        pytest.param("PhoneAccess:", "      x-deviation:\n        required: Why.\n",
                     "stale: schema PhoneAccess required", marks=pytest.mark.thorough),
        pytest.param("PhoneAccess:", "      x-omits:\n        country: Why.\n",
                     "stale: schema PhoneAccess field country", marks=pytest.mark.thorough),
        ("PhoneAccess:", "      x-omits:\n        country: Why.\n        pin: Why.\n",
         "stale: schema PhoneAccess field country"),
    ],
)  # fmt: skip
def test_a_deviation_that_no_longer_differs_is_reported(
    place: str, planted: str, words: str, google: Node, text: str, tmp_path: Path
) -> None:
    old = f"    {place}\n      type: object\n"
    assert text.count(old) == 1
    changed = text.replace(old, old + planted)
    path = tmp_path / "openapi.yaml"
    path.write_text(changed, encoding="utf-8")
    drifts = make_report(load_document(path), google, {})["drifts"]
    assert words in map(str, drifts)
    [drift] = [drift for drift in drifts if str(drift) == words]
    path.write_text(apply_edits(changed, drift.edits), encoding="utf-8")
    assert words not in map(str, make_report(load_document(path), google, {})["drifts"])


def test_a_removed_deviation_is_reported_as_a_difference(
    google: Node, text: str, tmp_path: Path
) -> None:
    mark = (
        "      x-deviation:\n"
        "        required: Google states only in prose that `member` is required.\n"
    )
    assert text.count(mark) == 1
    path = tmp_path / "openapi.yaml"
    path.write_text(text.replace(mark, ""), encoding="utf-8")
    [drift] = make_report(load_document(path), google, {})["drifts"]
    assert str(drift) == "gone: schema UpdateMemberRequest field member required"


# --- descriptions ---------------------------------------------------------------------------------


def test_changed_descriptions_are_listed_separately(google: Node, ours: Document) -> None:
    changed = copy.deepcopy(google)
    method(changed, "meet.spaces.get")["description"] = "Gets it."
    properties(changed, "Space")["name"]["description"] = "A name."
    properties(changed, "SpaceConfig")["accessType"]["enumDescriptions"][1] = "All."
    changed["revision"] = "a later one"
    known = {"descriptions": digest_descriptions(google)}
    report = make_report(ours, changed, known)
    assert report["drifts"] == []
    assert report["descriptions"] == [
        "meet.spaces.get",
        "Space name",
        "SpaceConfig accessType OPEN",
    ]
    output = "\n".join(check_upstream.format_report(report, SPEC))
    assert "Google's revision is a later one; x-google-revision is " in output
    assert "  Space name\n" in output


def test_descriptions_are_stored_as_digests() -> None:
    known = json.loads(check_upstream.ACCEPTED.read_text(encoding="utf-8"))
    assert all(len(digest) == 12 for digest in known["descriptions"].values())


# --- edits ----------------------------------------------------------------------------------------


def test_edits_refer_to_the_original_lines() -> None:
    text = "a\nb\nc\nd\n"
    assert apply_edits(text, [Edit(2, 1, "B\n"), Edit(4, 0, "x\n"), Edit(4, 0, "y\n")]) == (
        "a\nB\nc\nx\ny\nd\n"
    )
    assert apply_edits(text, [Edit(2, 1, ""), Edit(2, 1, "")]) == "a\nc\nd\n"
    assert apply_edits(text, [Edit(5, 0, "e\n")]) == "a\nb\nc\nd\ne\n"
    assert apply_edits(text, []) == text


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def drifted(google: Node, tmp_path: Path) -> Path:
    changed = copy.deepcopy(google)
    for change in CHANGES:
        if change.label in {"method", "enum value", "field gone", "global that is omitted gone"}:
            change.apply(changed)
    properties(changed, "Space")["name"]["description"] = "A name."
    path = tmp_path / "meet.json"
    path.write_text(json.dumps(changed), encoding="utf-8")
    return path


def test_the_report_has_places_and_edits(
    drifted: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_upstream.main([str(drifted)]) == 1
    output = capsys.readouterr().out
    line = (
        text.splitlines().index("      enum: [ACCESS_TYPE_UNSPECIFIED, OPEN, TRUSTED, RESTRICTED]")
        + 1
    )
    assert f"openapi.yaml:{line - 3}" in output or "accessType value INVITED" in output
    assert f"  delete line {line}\n  add before line {line + 1}:\n      enum: [" in output
    assert "  /google-meet/v2/spaces/{spaceId}:archive:\n" in output
    assert "  Google says: Archives a space.\n" in output
    assert "    operationId: spaces.archive" in output
    assert output.endswith("  Space name\n\n6 differences from Google's discovery document.\n")


def test_json_has_the_same_report(drifted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_upstream.main([str(drifted), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [(each["kind"], " ".join(each["place"])) for each in report["drifts"]] == [
        ("new", "method meet.spaces.archive"),
        ("new", "schema SpaceConfig field accessType value INVITED"),
        ("new", "schema ArchivedSpace"),
        ("new", "schema ArchiveSpaceRequest"),
        ("gone", "schema GatewaySipAccess field sipAccessCode"),
        ("stale", "global callback"),
    ]
    assert report["descriptions"] == ["Space name"]
    assert all(
        edit.keys() == {"line", "delete", "insert"}
        for each in report["drifts"]
        for edit in each["edits"]
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "meet.json cannot be read as JSON: "),
        ("{", "meet.json cannot be read as JSON: "),
        ("[]", "meet.json is not a discovery document"),
        ('{"schemas": {}}', "meet.json is not a discovery document"),
        (
            '{"schemas": {}, "revision": "1", "resources": {"a": {"methods": {"b": {}}}}}',
            "The discovery document does not have the expected form: KeyError('id')",
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


def test_accept_writes_the_digests(
    drifted: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(check_upstream, "ACCEPTED", tmp_path / "upstream.json")
    assert check_upstream.main([str(drifted), "--accept"]) == 0
    check_upstream.main([str(drifted), "--json"])
    assert json.loads(capsys.readouterr().out)["descriptions"] == []
