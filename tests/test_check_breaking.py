"""scripts/check_breaking.py: planted changes, each with what it is called in both directions.

What is said of each, line for line, stands in planted_changes.txt.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import check_breaking
import maton_google_meet_api.models
import pytest
from check_breaking import Section, compare
from codegen.document import class_name, module_name
from codegen.loading import parse
from maton_google_meet_api import resources
from support.checkouts import commit, git
from support.reading import spec
from support.scale import scale
from surface import CannotCompare, Surface, identifier, operations

Doc = dict[str, Any]
Edit = Callable[[Doc], None]
V2 = "/google-meet/v2"
BREAKS, ADDS, TEXTS = Section.BREAKS, Section.ADDS, Section.TEXTS
HEADINGS = {"breaks callers": BREAKS, "only adds": ADDS, "texts": TEXTS}
PLANTED: dict[str, tuple[Edit, Section, Section]] = {}


def planted(forth: Section, back: Section) -> Callable[[Edit], Edit]:
    """A change of the document, with what it is at its gravest, made and taken back."""

    def add(change: Edit) -> Edit:
        PLANTED[change.__name__.replace("_", " ")] = change, forth, back
        return change

    return add


def schema(d: Doc, name: str) -> Doc:
    found: Doc = d["components"]["schemas"][name]
    return found


def prop(d: Doc, name: str, key: str) -> Doc:
    found: Doc = schema(d, name)["properties"][key]
    return found


def parameter(d: Doc, name: str) -> Doc:
    found: Doc = d["components"]["parameters"][name]
    return found


def op(d: Doc, wanted: str) -> Doc:
    found: Doc = next(
        operation
        for item in d["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and operation.get("operationId") == wanted
    )
    return found


def success(d: Doc, wanted: str) -> Doc:
    found: Doc = op(d, wanted)["responses"]["200"]
    return found


def rename(node: Doc, was: str, now: str) -> None:
    items = [(now if key == was else key, value) for key, value in node.items()]
    node.clear()
    node.update(items)


def rename_schema(d: Doc, was: str, now: str) -> None:
    rename(d["components"]["schemas"], was, now)
    text = json.dumps(d).replace(f'"#/components/schemas/{was}"', f'"#/components/schemas/{now}"')
    d.clear()
    d.update(json.loads(text))


# --- planted: operations ---
@planted(BREAKS, ADDS)
def operation_gone(d: Doc) -> None:
    d["paths"][f"{V2}/spaces/{{spaceId}}/members/{{memberId}}"].pop("delete")


@planted(BREAKS, BREAKS)
def operation_renamed(d: Doc) -> None:
    op(d, "spaces.endActiveConference")["operationId"] = "spaces.endCall"


@planted(BREAKS, BREAKS)
def operation_in_another_tag(d: Doc) -> None:
    op(d, "members.get").update(operationId="spaces.member", tags=["spaces"])


@planted(BREAKS, BREAKS)
def tag_without_the_id(d: Doc) -> None:
    op(d, "members.get").update(tags=["spaces"])


@planted(TEXTS, TEXTS)
def path_alone(d: Doc) -> None:
    rename(
        d["paths"], f"{V2}/spaces/{{spaceId}}:endActiveConference", f"{V2}/spaces/{{spaceId}}:end"
    )


@planted(TEXTS, TEXTS)
def verb_alone(d: Doc) -> None:
    rename(d["paths"][f"{V2}/spaces/{{spaceId}}/members/{{memberId}}"], "patch", "put")


@planted(BREAKS, BREAKS)
def name_takes_another_form(d: Doc) -> None:
    rename(
        d["paths"],
        f"{V2}/conferenceRecords/{{conferenceRecordId}}",
        f"{V2}/records/{{conferenceRecordId}}",
    )


@planted(BREAKS, BREAKS)
def name_gets_a_segment_more(d: Doc) -> None:
    rename(
        d["paths"],
        f"{V2}/conferenceRecords/{{conferenceRecordId}}",
        f"{V2}/spaces/{{spaceId}}/conferenceRecords/{{conferenceRecordId}}",
    )
    d["paths"][f"{V2}/spaces/{{spaceId}}/conferenceRecords/{{conferenceRecordId}}"][
        "parameters"
    ].insert(0, {"$ref": "#/components/parameters/spaceId"})


@planted(BREAKS, BREAKS)
def parent_appears(d: Doc) -> None:
    rename(d["paths"], f"{V2}/conferenceRecords", f"{V2}/spaces/{{spaceId}}/conferenceRecords")
    d["paths"][f"{V2}/spaces/{{spaceId}}/conferenceRecords"]["parameters"].insert(
        0, {"$ref": "#/components/parameters/spaceId"}
    )


@planted(BREAKS, BREAKS)
def name_becomes_parent(d: Doc) -> None:
    rename(
        d["paths"], f"{V2}/spaces/{{spaceId}}:endActiveConference", f"{V2}/spaces/{{spaceId}}/end"
    )


@planted(BREAKS, BREAKS)
def path_variable_renamed(d: Doc) -> None:
    rename(
        d["paths"],
        f"{V2}/spaces/{{spaceId}}:endActiveConference",
        f"{V2}/spaces/{{roomId}}:endActiveConference",
    )
    d["paths"][f"{V2}/spaces/{{roomId}}:endActiveConference"]["parameters"][0] = {
        **parameter(d, "spaceId"),
        "name": "roomId",
    }


@planted(BREAKS, BREAKS)
def plain_path_variable_renamed(d: Doc) -> None:
    parameter(d, "connectionId")["name"] = "id"
    rename(d["paths"], "/connections/{connection_id}", "/connections/{id}")


@planted(BREAKS, ADDS)
def read_becomes_a_write(d: Doc) -> None:
    rename(
        d["paths"][f"{V2}/conferenceRecords/{{conferenceRecordId}}/recordings/{{recordingId}}"],
        "get",
        "post",
    )
    op(d, "recordings.get")["x-write"] = {"outcome": "Opens it.", "destructive": False}


@planted(BREAKS, ADDS)
def newly_destructive(d: Doc) -> None:
    op(d, "members.create")["x-write"]["destructive"] = True


@planted(BREAKS, BREAKS)
def answer_gone(d: Doc) -> None:
    success(d, "members.update").pop("content")


@planted(BREAKS, BREAKS)
def answer_of_another_class(d: Doc) -> None:
    success(d, "connections.get")["content"]["application/json"]["schema"]["$ref"] = (
        "#/components/schemas/Connection"
    )


@planted(BREAKS, BREAKS)
def list_loses_its_pages(d: Doc) -> None:
    o = op(d, "recordings.list")
    o["parameters"] = [
        p for p in o["parameters"] if "pageToken" not in p["$ref"] and "pageSize" not in p["$ref"]
    ]
    schema(d, "ListRecordingsResponse")["properties"].pop("nextPageToken")


@planted(BREAKS, BREAKS)
def items_of_another_class(d: Doc) -> None:
    prop(d, "ListMembersResponse", "members")["items"]["$ref"] = "#/components/schemas/MemberInput"


@planted(BREAKS, BREAKS)
def items_field_renamed(d: Doc) -> None:
    rename(schema(d, "ListMembersResponse")["properties"], "members", "people")


@planted(ADDS, ADDS)
def operation_deprecated(d: Doc) -> None:
    op(d, "spaces.get")["deprecated"] = True


@planted(BREAKS, BREAKS)
def body_of_another_class(d: Doc) -> None:
    op(d, "members.create")["requestBody"]["content"]["application/json"]["schema"]["$ref"] = (
        "#/components/schemas/MemberInput"
    )


@planted(BREAKS, BREAKS)
def body_gone(d: Doc) -> None:
    op(d, "members.update").pop("requestBody")


@planted(BREAKS, ADDS)
def body_newly_required(d: Doc) -> None:
    op(d, "spaces.endActiveConference")["requestBody"]["required"] = True


@planted(BREAKS, BREAKS)
def body_sent_as_a_form(d: Doc) -> None:
    rename(
        op(d, "members.create")["requestBody"]["content"], "application/json", "multipart/form-data"
    )


# --- planted: arguments ---
@planted(BREAKS, ADDS)
def argument_gone(d: Doc) -> None:
    op(d, "participants.list")["parameters"].pop(0)


@planted(BREAKS, BREAKS)
def argument_renamed(d: Doc) -> None:
    parameter(d, "connectionLimit")["name"] = "max"


@planted(TEXTS, TEXTS)
def argument_respelt(d: Doc) -> None:
    parameter(d, "connectionLimit")["name"] = "Limit"


@planted(BREAKS, ADDS)
def argument_newly_required(d: Doc) -> None:
    parameter(d, "connectionApp")["required"] = True


@planted(BREAKS, BREAKS)
def new_required_argument(d: Doc) -> None:
    op(d, "spaces.get").setdefault("parameters", []).append(
        {"name": "view", "in": "query", "required": True, "schema": {"type": "string"}}
    )


@planted(ADDS, BREAKS)
def new_optional_argument(d: Doc) -> None:
    op(d, "spaces.get").setdefault("parameters", []).append(
        {"name": "view", "in": "query", "schema": {"type": "string"}}
    )


@planted(TEXTS, TEXTS)
def new_header(d: Doc) -> None:
    op(d, "spaces.get").setdefault("parameters", []).append(
        {"name": "X-View", "in": "header", "schema": {"type": "string"}}
    )


@planted(BREAKS, ADDS)
def fields_no_longer_accepted(d: Doc) -> None:
    d["paths"][f"{V2}/spaces"]["parameters"].pop(0)


@planted(BREAKS, BREAKS)
def argument_of_another_type(d: Doc) -> None:
    parameter(d, "connectionLimit")["schema"]["type"] = "string"


@planted(ADDS, BREAKS)
def argument_may_be_a_fraction(d: Doc) -> None:
    parameter(d, "connectionLimit")["schema"]["type"] = "number"


@planted(BREAKS, ADDS)
def argument_takes_only_the_enum(d: Doc) -> None:
    s = parameter(d, "connectionStatus")["schema"]
    s["anyOf"].pop()


@planted(ADDS, ADDS)
def argument_takes_only_strings(d: Doc) -> None:
    s = parameter(d, "connectionStatus")["schema"]
    s.pop("anyOf")
    s["type"] = "string"


@planted(BREAKS, ADDS)
def maximum_lowered(d: Doc) -> None:
    parameter(d, "pageSize25Max100")["schema"]["maximum"] = 50


@planted(BREAKS, ADDS)
def minimum_raised(d: Doc) -> None:
    parameter(d, "pageSize25Max100")["schema"]["minimum"] = 1


@planted(BREAKS, ADDS)
def pattern_added(d: Doc) -> None:
    parameter(d, "connectionApp")["schema"]["pattern"] = "^[a-z-]+$"


@planted(BREAKS, BREAKS)
def pattern_changed(d: Doc) -> None:
    parameter(d, "memberId")["schema"]["pattern"] = "^[^/:]+$"


@planted(ADDS, ADDS)
def argument_deprecated(d: Doc) -> None:
    parameter(d, "connectionApp")["deprecated"] = True


# --- planted: bodies ---
@planted(BREAKS, ADDS)
def body_field_gone(d: Doc) -> None:
    schema(d, "NewMember")["properties"].pop("role")


@planted(BREAKS, BREAKS)
def body_field_renamed(d: Doc) -> None:
    rename(schema(d, "NewMember")["properties"], "email", "address")
    schema(d, "NewMember")["required"] = ["address"]


@planted(BREAKS, ADDS)
def body_field_newly_required(d: Doc) -> None:
    schema(d, "MemberInput")["required"] = ["role"]


@planted(BREAKS, BREAKS)
def new_required_body_field(d: Doc) -> None:
    schema(d, "NewMember")["properties"]["note"] = {"type": "string"}
    schema(d, "NewMember")["required"].append("note")


@planted(ADDS, BREAKS)
def new_optional_body_field(d: Doc) -> None:
    schema(d, "NewMember")["properties"]["note"] = {"type": "string"}


@planted(BREAKS, ADDS)
def max_items_lowered(d: Doc) -> None:
    prop(d, "BatchUpdateMembersRequest", "requests")["maxItems"] = 100


@planted(BREAKS, ADDS)
def body_field_read_only(d: Doc) -> None:
    prop(d, "MemberInput", "email")["readOnly"] = True


@planted(BREAKS, ADDS)
def body_field_narrowed(d: Doc) -> None:
    prop(d, "NewMember", "email")["maxLength"] = 254


@planted(BREAKS, BREAKS)
def body_default_changed(d: Doc) -> None:
    prop(d, "NewConnection", "app")["default"] = "google-drive"


@planted(BREAKS, ADDS)
def field_within_a_body_and_an_answer_gone(d: Doc) -> None:
    schema(d, "SpaceConfig")["properties"].pop("moderation")


@planted(BREAKS, BREAKS)
def field_within_a_body_and_an_answer_may_be_null(d: Doc) -> None:
    prop(d, "RecordingConfig", "autoRecordingGeneration")["anyOf"].append({"type": "null"})


# --- planted: answers ---
@planted(BREAKS, ADDS)
def answer_field_gone(d: Doc) -> None:
    schema(d, "Recording")["properties"].pop("endTime")


@planted(BREAKS, BREAKS)
def answer_field_renamed(d: Doc) -> None:
    rename(schema(d, "Space")["properties"], "meetingCode", "code")


@planted(BREAKS, BREAKS)
def two_answer_fields_renamed(d: Doc) -> None:
    rename(schema(d, "SmartNote")["properties"], "startTime", "begin")
    rename(schema(d, "SmartNote")["properties"], "endTime", "end")


@planted(BREAKS, BREAKS)
def answer_field_respelt(d: Doc) -> None:
    rename(schema(d, "Connection")["properties"], "creation_time", "creationTime")


@planted(ADDS, BREAKS)
def new_answer_field(d: Doc) -> None:
    schema(d, "Space")["properties"]["label"] = {"type": "string"}


@planted(BREAKS, BREAKS)
def new_identity(d: Doc) -> None:
    schema(d, "PhoneUser")["properties"]["id"] = {"type": "string"}
    schema(d, "PhoneUser")["required"] = ["id"]


@planted(BREAKS, BREAKS)
def identity_no_longer_required(d: Doc) -> None:
    schema(d, "Recording").pop("required")


@planted(BREAKS, ADDS)
def answer_field_may_be_null(d: Doc) -> None:
    prop(d, "Recording", "startTime")["type"] = ["string", "null"]


@planted(BREAKS, ADDS)
def answer_field_of_one_more_type(d: Doc) -> None:
    p = prop(d, "Connection", "app")
    p.pop("type")
    p["anyOf"] = [{"type": "string"}, {"type": "integer"}]


@planted(BREAKS, BREAKS)
def timestamp_becomes_a_string(d: Doc) -> None:
    prop(d, "ConferenceRecord", "expireTime").pop("format")


@planted(ADDS, BREAKS)
def answer_bound_raised(d: Doc) -> None:
    prop(d, "Space", "meetingCode")["maxLength"] = 128


@planted(TEXTS, TEXTS)
def answer_field_read_only(d: Doc) -> None:
    prop(d, "Space", "meetingCode").pop("readOnly")


@planted(ADDS, ADDS)
def answer_field_deprecated(d: Doc) -> None:
    prop(d, "Space", "meetingCode")["deprecated"] = True


@planted(BREAKS, ADDS)
def answer_field_write_only(d: Doc) -> None:
    prop(d, "Space", "meetingCode")["writeOnly"] = True


@planted(BREAKS, BREAKS)
def list_becomes_one(d: Doc) -> None:
    prop(d, "Space", "phoneAccess")["items"] = {"type": "string"}


@planted(TEXTS, TEXTS)
def format_without_a_type_of_its_own(d: Doc) -> None:
    parameter(d, "spaceUpdateMask")["schema"].pop("format")


@planted(BREAKS, ADDS)
def field_within_an_inline_object_gone(d: Doc) -> None:
    prop(d, "GoogleError", "error")["properties"].pop("details")


@planted(BREAKS, ADDS)
def closed_object(d: Doc) -> None:
    schema(d, "PhoneAccess")["additionalProperties"] = False


# --- planted: models ---
@planted(BREAKS, ADDS)
def enum_value_gone(d: Doc) -> None:
    schema(d, "AccessType")["enum"].remove("TRUSTED")


@planted(BREAKS, BREAKS)
def enum_value_renamed(d: Doc) -> None:
    schema(d, "MemberRole")["enum"][1] = "CO_HOST"


@planted(ADDS, BREAKS)
def enum_value_added(d: Doc) -> None:
    schema(d, "RecordingState")["enum"].append("DELETED")
    schema(d, "RecordingState")["x-enumDescriptions"]["DELETED"] = "It is gone."


@planted(BREAKS, BREAKS)
def enum_renamed(d: Doc) -> None:
    rename_schema(d, "MemberRole", "Role")


@planted(BREAKS, BREAKS)
def model_renamed(d: Doc) -> None:
    rename_schema(d, "Space", "Room")


@planted(BREAKS, BREAKS)
def models_renamed_one_in_the_other(d: Doc) -> None:
    rename_schema(d, "PhoneAccess", "Dialling")
    rename_schema(d, "Space", "Room")


@planted(BREAKS, ADDS)
def model_gone(d: Doc) -> None:
    schema(d, "Space")["properties"].pop("gatewaySipAccess")
    d["components"]["schemas"].pop("GatewaySipAccess")


@planted(ADDS, BREAKS)
def new_model(d: Doc) -> None:
    d["components"]["schemas"]["Poll"] = {
        "type": "object",
        "properties": {"question": {"type": "string"}},
    }


@planted(BREAKS, BREAKS)
def model_becomes_an_enum(d: Doc) -> None:
    d["components"]["schemas"]["ConnectionMetadata"] = {"type": "string", "enum": ["FULL"]}


# --- planted: texts ---
@planted(TEXTS, TEXTS)
def description_of_an_operation(d: Doc) -> None:
    op(d, "spaces.get")["description"] = "Another."


@planted(TEXTS, TEXTS)
def hint(d: Doc) -> None:
    op(d, "spaces.update")["x-hints"]["403"] = "Another."


@planted(TEXTS, TEXTS)
def outcome(d: Doc) -> None:
    op(d, "members.delete")["x-write"]["outcome"] = "Another."


@planted(TEXTS, TEXTS)
def shared_meaning(d: Doc) -> None:
    d["components"]["responses"]["Conflict"]["x-meaning"] = "Another."


@planted(TEXTS, TEXTS)
def description_of_a_field(d: Doc) -> None:
    prop(d, "Space", "name")["description"] = "Another."


@planted(TEXTS, TEXTS)
def example(d: Doc) -> None:
    parameter(d, "connectionLimit")["example"] = 31


@planted(TEXTS, TEXTS)
def source_and_deviation(d: Doc) -> None:
    schema(d, "Member")["x-source"] = "somewhere"
    schema(d, "Space").pop("x-deviation")


@planted(TEXTS, TEXTS)
def server_default(d: Doc) -> None:
    parameter(d, "pageSize25Max100")["schema"]["x-server-default"] = 20


@planted(TEXTS, TEXTS)
def order_of_values(d: Doc) -> None:
    schema(d, "Moderation")["enum"].reverse()


@planted(TEXTS, TEXTS)
def title_of_the_document(d: Doc) -> None:
    d["info"]["title"] = "Another"


@planted(TEXTS, TEXTS)
def something_unused(d: Doc) -> None:
    d["components"]["headers"]["Unused"] = {"schema": {"type": "string"}}


@planted(TEXTS, TEXTS)
def one_more_error(d: Doc) -> None:
    op(d, "spaces.get")["responses"]["418"] = {"description": "Tea."}


@planted(BREAKS, BREAKS)
def a_break_an_addition_and_a_text(d: Doc) -> None:
    schema(d, "NewMember")["properties"].pop("role")
    schema(d, "NewMember")["description"] = "Another."
    schema(d, "Space")["properties"]["label"] = {"type": "string"}


@planted(BREAKS, ADDS)
def answer_field_loses_its_enum(d: Doc) -> None:
    p = prop(d, "Recording", "state")
    p.pop("anyOf")
    p["type"] = "string"


@planted(ADDS, ADDS)
def body_field_loses_its_enum(d: Doc) -> None:
    p = prop(d, "NewMember", "role")
    p.pop("anyOf")
    p["type"] = "string"


@planted(BREAKS, BREAKS)
def timestamp_in_a_query(d: Doc) -> None:
    parameter(d, "connectionLimit")["schema"] = {"type": "string", "format": "date-time"}


@planted(ADDS, BREAKS)
def answer_field_with_fewer_bounds(d: Doc) -> None:
    prop(d, "BatchUpdateMembersResponse", "members")["minItems"] = 1


@planted(BREAKS, ADDS)
def error_field_may_be_null(d: Doc) -> None:
    prop(d, "ErrorString", "error")["type"] = ["string", "null"]


@planted(TEXTS, TEXTS)
def default_in_an_answer(d: Doc) -> None:
    prop(d, "Space", "meetingCode")["default"] = "none"


@planted(ADDS, BREAKS)
def property_called_description(d: Doc) -> None:
    schema(d, "Space")["properties"]["description"] = {"type": "string"}


@planted(BREAKS, BREAKS)
def empty_answer_gets_a_field(d: Doc) -> None:
    d["components"]["schemas"]["Empty"]["properties"] = {"done": {"type": "boolean"}}


@planted(BREAKS, BREAKS)
def answer_field_spelt_in_two_ways(d: Doc) -> None:
    schema(d, "Recording")["properties"]["start_time"] = {"type": "string"}


@planted(BREAKS, BREAKS)
def argument_that_the_client_fills_in(d: Doc) -> None:
    parameter(d, "connectionApp")["schema"]["default"] = "google-meet"


@planted(BREAKS, BREAKS)
def body_of_another_class_with_a_read_only_field(d: Doc) -> None:
    body_of_another_class(d)
    prop(d, "MemberInput", "role")["readOnly"] = True
    prop(d, "NewMember", "email")["writeOnly"] = True


@planted(ADDS, BREAKS)
def what_else_a_model_holds_is_of_one_type(d: Doc) -> None:
    schema(d, "ConnectionMetadata")["additionalProperties"] = {"type": "string"}


@planted(BREAKS, BREAKS)
def what_was_read_is_sent_too(d: Doc) -> None:
    body = op(d, "spaces.update")["requestBody"]["content"]["application/json"]
    body["schema"]["$ref"] = "#/components/schemas/Space"
    prop(d, "Space", "meetingCode")["maxLength"] = 128


@planted(ADDS, ADDS)
def outcome_beside_something_else(d: Doc) -> None:
    outcome(d)
    op(d, "members.delete")["deprecated"] = True


@planted(BREAKS, BREAKS)
def operation_with_the_id_of_one_that_is_gone(d: Doc) -> None:
    operation_gone(d)
    op(d, "members.update")["operationId"] = "members.delete"


# --- planted: what is said of them ---


def expected() -> dict[str, tuple[str, str]]:
    """What planted_changes.txt says, by name: of the change, and of taking it back."""
    text = (Path(__file__).parent / "planted_changes.txt").read_text(encoding="utf-8")
    found = {}
    for block in re.split(r"^# ", text, flags=re.MULTILINE)[1:]:
        name, _, said = block.partition("\n")
        forth, _, back = said.partition("\n\nback:\n")
        found[name] = forth.strip(), back.strip()
    return found


EXPECTED = expected()


def test_each_planted_change_has_its_lines() -> None:
    assert list(EXPECTED) == list(PLANTED)
    assert len(PLANTED) >= 45


@pytest.mark.sized
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.thorough] * (place % 2))
        for place, name in enumerate(PLANTED)
    ],
)
def test_a_planted_change_is_told_and_so_is_taking_it_back(name: str, document: Doc) -> None:
    change, *gravest = PLANTED[name]
    changed = copy.deepcopy(document)
    change(changed)
    assert changed != document
    ids = sorted(identifier(path, verb, raw) for path, verb, _, raw in operations(document))
    every = f"{len(ids)} operations: {', '.join(ids)}"
    least = {BREAKS: ("0.3.0", "2.0.0"), ADDS: ("0.2.1", "1.5.0"), TEXTS: ("0.2.1", "1.4.3")}
    ways = zip((document, changed), (changed, document), gravest, EXPECTED[name], strict=True)
    for old, new, section, said in [*ways][: scale(2, 1)]:
        report = compare(old, new)
        assert "\n".join(report.lines()) == said.replace("(every operation)", every)
        assert report.worst is section
        assert HEADINGS[said.partition("\n")[0]] is section
        assert (report.least("0.2.0"), report.least("1.4.2")) == least[section]
        lines = [line for line in report.lines() if line.startswith(" ")]
        assert len(lines) == len(set(lines))


def test_what_is_the_same_is_not_told(document: Doc) -> None:
    report = compare(document, document)
    assert report.lines() == []
    assert report.worst is None
    assert report.verdict("0.2.0") == "0.2.0 may stay: nothing changed"
    assert report.data("0.2.0") == {
        "breaks": [],
        "adds": [],
        "texts": [],
        "version": "0.2.0",
        "part": None,
        "least": "0.2.0",
        "verdict": "0.2.0 may stay: nothing changed",
    }


def turned(node: Any) -> Any:
    """`node` with all keys in the opposite order."""
    if isinstance(node, dict):
        return {key: turned(node[key]) for key in reversed(node)}
    return [turned(item) for item in node] if isinstance(node, list) else node


def test_the_order_of_keys_changes_nothing(document: Doc) -> None:
    other = turned(document)
    assert list(other) != list(document)
    assert compare(document, other).lines() == compare(other, document).lines() == []
    for name in ("list loses its pages", "models renamed one in the other", "outcome"):
        changed = copy.deepcopy(document)
        PLANTED[name][0](changed)
        assert "\n".join(compare(document, turned(changed)).lines()) == EXPECTED[name][0]
        assert "\n".join(compare(turned(changed), document).lines()) == EXPECTED[name][1]


@pytest.mark.parametrize("kind", check_breaking.RULES)
def test_each_rule_has_a_change_that_shows_it(kind: str) -> None:
    said = "\n".join("\n".join(both) for both in EXPECTED.values())
    for _, words in check_breaking.RULES[kind].values():
        for each in [words] if isinstance(words, str) else words:
            pattern = re.escape(each).replace(r"\{now\}", ".+").replace(r"\{was\}", ".+")
            assert re.search(rf": {pattern}$", said, re.MULTILINE), each


# --- the table -----------------------------------------------------------------------------------


def test_the_table_is_what_was_generated(document: Doc) -> None:
    rows = Surface(document).items
    assert {key[1] for key in rows if key[0] == "model"} == set(
        maton_google_meet_api.models.__all__
    )
    for kind, name in (key for key in rows if key[0] == "model"):
        one = getattr(maton_google_meet_api.models, name)
        if rows[kind, name].facts["is_a"] == "model":
            found = {key[2]: row.facts for key, row in rows.items() if key[:2] == ("field", name)}
            fields = {field.name: field for field in attrs.fields(one)}
            assert {*found, "additional_properties"} == set(fields)
            for attribute, facts in found.items():
                required = fields[attribute].default is attrs.NOTHING
                assert facts["required"] == required
        else:
            values = {row.python for key, row in rows.items() if key[:2] == ("value", name)}
            assert values == {f"{name}.{member.name}" for member in one}


def test_the_table_has_the_methods_as_they_are(document: Doc, repository: Path) -> None:
    rows = Surface(document).items
    for operation in spec().operations:
        row = rows["operation", operation.id]
        method = vars(getattr(resources, class_name(operation.tag)))[operation.verb]
        assert row.python == f"meet.{module_name(operation.tag)}.{operation.verb}"
        assert row.facts["returns"] == method.__annotations__["return"]
        assert row.facts["write"] == operation.write
        assert row.facts["template"] == re.sub(r"\{\w+\}", "{}", operation.template or "")
        names = [name for name in method.__annotations__ if name != "return"]
        if operation.subject:
            assert names.pop(0) == row.facts["subject"]
        arguments = {
            key[3]
            for key in rows
            if key[:2] == ("argument", operation.id) and key[2] in {"query", "of the body"}
        }
        assert arguments == set(names)
        package = "maton_google_meet_api." + row.facts["module"]
        assert (repository / "generated" / Path(*package.split(".")).with_suffix(".py")).exists()


def small(**schemas: Any) -> Doc:
    """A document with these schemas and nothing else."""
    return {"openapi": "3.1.0", "components": {"schemas": schemas}}


def told(old: Doc, new: Doc) -> list[str]:
    return [line.strip() for line in compare(old, new).lines()]


def test_a_model_may_hold_itself() -> None:
    def tree(**more: Any) -> Doc:
        child = {"$ref": "#/components/schemas/Tree"}
        fields = {"child": child, "children": {"type": "array", "items": child}, **more}
        return small(Tree={"type": "object", "properties": fields})

    assert told(tree(), tree()) == []
    leaf = {"type": "string"}
    assert told(tree(), tree(leaf=leaf)) == [
        "only adds",
        "Tree.leaf (Tree.leaf): new and optional; is str",
    ]


def test_a_schema_that_is_no_class_may_hold_itself() -> None:
    def value(*more: Any) -> Doc:
        again = {"$ref": "#/components/schemas/Value"}
        choices = [{"type": "string"}, {"type": "array", "items": again}, *more]
        return small(
            Value={"anyOf": choices},
            Holder={"type": "object", "properties": {"value": again}},
        )

    assert told(value(), value()) == []
    assert told(value(), value({"type": "integer"})) == [
        "breaks callers",
        "Holder.value (Holder.value): is int | list[Any] | str; was list[Any] | str",
    ]


def test_a_reference_takes_what_stands_beside_it() -> None:
    def holder(**beside: Any) -> Doc:
        fields = {"text": {"$ref": "#/components/schemas/Text", **beside}}
        return small(
            Text={"type": "string", "maxLength": 9},
            Holder={"type": "object", "properties": fields},
        )

    assert told(holder(), holder(maxLength=5)) == [
        "breaks callers",
        "Holder.text (Holder.text): is str (maxLength 5); was str (maxLength 9)",
    ]
    assert told(holder(), holder(deprecated=True))[0] == "only adds"
    assert told(holder(), holder(type="integer"))[1].endswith(": is int; was str (maxLength 9)")


def test_a_reference_with_more_beside_it_is_a_model_of_its_own() -> None:
    def holder(**beside: Any) -> Doc:
        fields = {"one": {"$ref": "#/components/schemas/One", **beside}}
        return small(One={"type": "object"}, Holder={"type": "object", "properties": fields})

    assert told(holder(), holder(properties={"a": {"type": "string"}})) == [
        "breaks callers",
        "Holder.one (Holder.one): is HolderOne; was One",
        "only adds",
        "HolderOne (models.HolderOne): new, with a",
    ]


def test_what_all_of_holds_is_put_together() -> None:
    base = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    parts = [{"$ref": "#/components/schemas/Base"}, {"properties": {"b": {"type": "string"}}}]
    plain = {**base, "properties": {**base["properties"], "b": {"type": "string"}}}
    lines = told(small(Base=base, Both={"allOf": parts}), small(Base=base, Both=plain))
    assert lines == ["texts", "1 model: Both"]
    holder = {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/Base"}}}
    wrapped = {"type": "object", "properties": {"x": {"allOf": [parts[0]]}}}
    assert told(small(Base=base, H=holder), small(Base=base, H=wrapped)) == [
        "texts",
        "1 model: H",
    ]


@pytest.mark.parametrize(
    ("target", "words"),
    [("Nowhere", "leads nowhere"), ("Loop", "leads back to itself")],
)
def test_a_reference_that_leads_nowhere_is_told(target: str, words: str) -> None:
    reference = {"$ref": f"#/components/schemas/{target}"}
    document = small(Loop={"allOf": [{"$ref": "#/components/schemas/Loop"}]}, X=reference)
    if target == "Nowhere":
        del document["components"]["schemas"]["Loop"]
    with pytest.raises(CannotCompare, match=f"{words}: correct the document"):
        compare(document, document)


@pytest.mark.parametrize(
    ("bound", "tight", "loose"),
    [
        ("maximum", 5, 6),
        ("exclusiveMaximum", 5, 6),
        ("minimum", 6, 5),
        ("exclusiveMinimum", 6, 5),
        ("multipleOf", 2, None),
    ],
)
@pytest.mark.parametrize("place", ["query", "answer"])
def test_bounds_may_loosen_in_what_is_sent_and_tighten_in_what_is_read(
    place: str, bound: str, tight: int, loose: int | None
) -> None:
    def bounded(value: int | None) -> Doc:
        number = {"type": "integer"} if value is None else {"type": "integer", bound: value}
        answer = {"type": "object", "properties": {"n": number}}
        media = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
        operation: Doc = {"operationId": "a.get", "responses": {"200": {"content": media}}}
        if place == "query":
            operation = {"operationId": "a.get"}
            operation["parameters"] = [{"name": "n", "in": "query", "schema": number}]
        paths = {"/a": {"get": operation}}
        return {"paths": paths, **(small(A=answer) if place == "answer" else {})}

    tightened = compare(bounded(loose), bounded(tight)).worst
    loosened = compare(bounded(tight), bounded(loose)).worst
    wanted = (BREAKS, ADDS) if place == "query" else (ADDS, BREAKS)
    assert (tightened, loosened) == wanted


def test_two_models_alike_are_not_taken_for_one_renamed() -> None:
    one = {"type": "object", "properties": {"a": {"type": "string"}}}
    assert told(small(A=one, B=one), small(C=one)) == [
        "breaks callers",
        "A (models.A): gone",
        "B (models.B): gone",
        "only adds",
        "C (models.C): new, with a",
    ]


def test_all_of_a_document_is_new_to_none(document: Doc) -> None:
    report = compare({}, document)
    assert report.worst is ADDS
    kinds = [change.kind for change in report.changes if change.section is ADDS]
    assert kinds.count("operation") == len(list(operations(document)))
    assert set(kinds) == {"operation", "model"}


# --- versions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "section", "part", "least"),
    [
        ("0.2.0", BREAKS, "minor", "0.3.0"),
        ("0.2.7", ADDS, "patch", "0.2.8"),
        ("0.2.7", TEXTS, "patch", "0.2.8"),
        ("1.4.2", BREAKS, "major", "2.0.0"),
        ("1.4.2", ADDS, "minor", "1.5.0"),
        ("1.4.2", TEXTS, "patch", "1.4.3"),
        ("1.4.2rc1", BREAKS, "major", "2.0.0"),
    ],
)
def test_the_part_that_has_to_rise(old: str, section: Section, part: str, least: str) -> None:
    report = check_breaking.Report((check_breaking.Change(section, "model", "A", "A", "new"),))
    assert (report.part(old), report.least(old)) == (part, least)
    assert report.verdict(old).startswith(f"{old} must rise to {least} at least (")


def test_a_version_of_another_form_is_told() -> None:
    report = check_breaking.Report((check_breaking.Change(BREAKS, "model", "A", "A", "gone"),))
    with pytest.raises(CannotCompare, match="the version 'next' is not of the form"):
        report.least("next")


# --- the command ---------------------------------------------------------------------------------

TINY = """\
openapi: 3.1.0
info: {title: Tiny, version: "1"}
paths:
  /things:
    get:
      operationId: things.list
      responses: {'200': {description: Done.}}
"""
MORE = TINY.replace("things.list", "things.all")
WORDED = TINY.replace("Done.", "Well done.")


def version(root: Path, number: str) -> None:
    text = f'[project]\nname = "tiny"\nversion = "{number}"\n'
    (root / "pyproject.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in a folder of a git repository: tags empty, v1, v2, then a version alone."""
    root = tmp_path / "repository" / "inner"
    (root / "spec").mkdir(parents=True)
    version(root, "1.0.0")
    for tag, text in (("empty", None), ("v1", TINY), ("v2", MORE)):
        if text:
            (root / "spec" / "openapi.yaml").write_text(text, encoding="utf-8")
        commit(root.parent, tag)
        git(root, "tag", tag)
    version(root, "3.0.0")
    monkeypatch.setattr(check_breaking, "ROOT", root)
    monkeypatch.chdir(tmp_path)
    return root


RENAMED = "things.list (meet.things.list): renamed things.all (meet.things.all)"


def test_revisions_are_compared(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_breaking.main(["v1", "HEAD"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "breaks callers",
        f"  {RENAMED}",
        "1.0.0 must rise to 2.0.0 at least (before 1.0 a breaking change raises the minor "
        "version; after, the major)",
    ]
    assert check_breaking.main(["v2", git(root, "rev-parse", "HEAD")]) == 0
    assert capsys.readouterr().out == "1.0.0 may stay: nothing changed\n"


def test_files_are_compared_and_may_be_json(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.yaml").write_text(TINY, encoding="utf-8")
    (tmp_path / "new.json").write_text(json.dumps(parse(WORDED)), encoding="utf-8")
    assert check_breaking.main(["old.yaml", "new.json"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "texts",
        "  1 operation: things.list",
        "3.0.0 must rise to 3.0.1 at least (texts alone raise the patch version)",
    ]
    assert check_breaking.main(["v2", str(tmp_path / "old.yaml")]) == 1
    assert "renamed things.list" in capsys.readouterr().out
    (tmp_path / "v2").write_text(TINY, encoding="utf-8")  # A file counts before a revision.
    assert check_breaking.main(["v2", "old.yaml"]) == 0


def test_json_says_the_same(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_breaking.main(["v1", "v2", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "breaks": [
            {
                "kind": "operation",
                "where": "things.list",
                "python": "meet.things.list",
                "what": "renamed things.all (meet.things.all)",
                "was": "things.list",
                "now": "things.all",
            }
        ],
        "adds": [],
        "texts": [],
        "version": "1.0.0",
        "part": "major",
        "least": "2.0.0",
        "verdict": "1.0.0 must rise to 2.0.0 at least (before 1.0 a breaking change raises the "
        "minor version; after, the major)",
    }


@pytest.mark.parametrize(
    ("old", "text", "words"),
    [
        ("nowhere", None, "nowhere is neither a file nor a revision of"),
        ("--help-me", None, "--help-me is neither a file nor a revision of"),
        ("empty", None, "empty has no spec/openapi.yaml: name a revision that has one"),
        ("bad.yaml", "paths: [", "bad.yaml cannot be read, correct it: while parsing"),
        ("bad.json", "{", "bad.json cannot be read, correct it: Expecting property name"),
        ("bad.yaml", "a: 1\na: 2\n", "bad.yaml cannot be read, correct it: while constructing"),
        ("bad.yaml", "at: 2026-11-16\n", "bad.yaml cannot be read, correct it: Object of type"),
        ("bad.yaml", b"\xff", "bad.yaml cannot be read, correct it: 'utf-8' codec"),
        ("bad.yaml", "- 1\n", "bad.yaml is not OpenAPI 3.1, correct it: at its root: [1] is not"),
        ("bad.yaml", TINY + "tags: 1\n", "bad.yaml is not OpenAPI 3.1, correct it: at tags: 1 is"),
    ],
)
def test_what_cannot_be_compared_is_told(
    old: str,
    text: str | bytes | None,
    words: str,
    root: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if text is not None:
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / old).write_bytes(content)
    assert check_breaking.main(["--", old, "v2"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_reference_to_nothing_and_a_version_of_nothing_are_told_by_the_command(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = TINY.replace("{description: Done.}", "{$ref: '#/components/responses/Gone'}")
    (tmp_path / "bad.yaml").write_text(bad, encoding="utf-8")
    assert check_breaking.main(["v1", "bad.yaml"]) == 2
    assert capsys.readouterr().err == (
        "#/components/responses/Gone leads nowhere: correct the document\n"
    )
    (tmp_path / "old.yaml").write_text(TINY, encoding="utf-8")
    (root / "pyproject.toml").unlink()
    assert check_breaking.main(["old.yaml", "old.yaml"]) == 2
    assert "pyproject.toml has no version to start from" in capsys.readouterr().err


def test_without_git_there_are_files_only(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert check_breaking.main(["v1", "v2"]) == 2
    assert "v1 is neither a file nor a revision of" in capsys.readouterr().err
