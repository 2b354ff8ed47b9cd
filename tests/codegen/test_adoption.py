"""The edits that adopt Google's changes in the document."""

from __future__ import annotations

import copy
import difflib
import re
from typing import Any

import pytest
from check_upstream import SPEC
from codegen.adoption import adopt_discovery
from codegen.document import Document, InvalidDocument
from codegen.operations import read_operations
from codegen.rules import TODO, UNWRITTEN, check_outcomes, list_mistakes
from codegen.upstream import collect_descriptions, compare_documents
from support.discovery_changes import CHANGES, Change
from support.polls import add_polls
from support.reading import discovery, spec
from support.scale import scale

Node = dict[str, Any]


def apply_changes(*labels: str) -> Node:
    """Return the discovery document with some of the changes. Skip the test without one of them."""
    if {*labels} - {change.label for change in CHANGES}:
        pytest.skip("Google has made this change, or removed its place")
    changed = copy.deepcopy(discovery())
    for change in CHANGES:
        if change.label in labels:
            change.apply(changed)
    return changed


def adopt(changed: Node) -> Document:
    return Document(SPEC, adopt_discovery(spec().text, SPEC, changed))


def list_changed_lines(document: Document) -> list[str]:
    """Return the removed and the added lines."""
    pair = (spec().text.splitlines(), document.text.splitlines())
    lines = list(difflib.unified_diff(*pair, n=0, lineterm=""))[2:]
    return [f"{line[0]} {line[1:].strip()}" for line in lines if line[0] != "@"]


def group_changes() -> list[list[Change]]:
    """Return groups of changes that concern different parts.

    Each group reads and writes the document once, which takes a second.
    """
    groups: list[tuple[list[Change], set[str]]] = []
    for change in CHANGES:
        changed = copy.deepcopy(discovery())
        change.apply(changed)
        about = {
            each.place[1].removesuffix("Input")
            for each in compare_documents(spec(), changed).drifts
        }
        for group, others in groups:
            if not about & others:
                group.append(change)
                others.update(about)
                break
        else:
            groups.append(([change], about))
    return [group for group, _ in groups]


@pytest.mark.sized
def test_every_difference_can_be_adopted() -> None:
    groups = group_changes()
    assert len(groups) < 20
    for group in groups[: scale(20, 1)]:
        changed = apply_changes(*(change.label for change in group))
        document = adopt(changed)
        labels = [change.label for change in group]
        assert list(map(str, compare_documents(document, changed).drifts)) == [], labels
        mistakes = [message for _, message in list_mistakes(document)]
        assert [each for each in mistakes if UNWRITTEN not in each] == [], labels


def test_everything_can_be_replaced() -> None:
    changed = apply_changes("resource")
    for part, name in (("resources", "rooms"), ("schemas", "Room"), ("parameters", "")):
        changed[part] = {key: each for key, each in changed[part].items() if name and name in key}
    document = adopt(changed)
    assert compare_documents(document, changed).drifts == []
    operations = [each for each in read_operations(document) if "x-preview" not in each.raw]
    names = {each.id for each in operations if "x-google-method" in each.raw}
    assert names == {"rooms.list", "rooms.get"}
    changed["resources"] = {}
    assert compare_documents(adopt(changed), changed).drifts == []


# --- words and examples that stay -----------------------------------------------------------------


def test_an_unchanged_document_stays_the_same() -> None:
    assert adopt_discovery(spec().text, SPEC, discovery()) == spec().text


def test_a_renamed_field_keeps_its_words_and_its_examples() -> None:
    lines = list_changed_lines(adopt(apply_changes("field renamed")))
    assert {line for line in lines if line[0] == "-"} == {
        "- pin:", '- pin: "730518264"', '- pin: "4186027359113"'
    }  # fmt: skip
    assert {line.replace("accessPin", "pin")[1:] for line in lines if line[0] == "+"} == {
        line[1:] for line in lines if line[0] == "-"
    }


def test_a_renamed_field_stays_omitted_with_its_reason() -> None:
    lines = list_changed_lines(adopt(apply_changes("omitted field renamed")))
    reason = "A state whose fields are all read-only."
    assert {f"- activeConference: {reason}", f"+ current: {reason}"} <= {*lines}
    assert {
        line.replace("current:", "activeConference:")[1:] for line in lines if line[0] == "+"
    } == {line[1:] for line in lines if line[0] == "-"}


def test_a_renamed_parameter_keeps_its_words() -> None:
    lines = list_changed_lines(adopt(apply_changes("parameter renamed")))
    assert lines == ["- name: filter", "+ name: query"]


def test_a_moved_method_keeps_its_words() -> None:
    document = adopt(apply_changes("verb"))
    lines = list_changed_lines(document)
    assert not [line for line in lines if TODO in line]
    operation = next(each for each in read_operations(document) if each.id == "spaces.update")
    old = next(each for each in read_operations(spec()) if each.id == "spaces.update")
    assert (operation.method, operation.raw) == ("put", old.raw)


def test_a_renamed_schema_keeps_its_class() -> None:
    lines = list_changed_lines(adopt(apply_changes("schema renamed")))
    assert lines == ["+ x-google-schema: DialIn"]


def test_a_removed_field_is_removed_from_the_examples() -> None:
    text = adopt(apply_changes("field gone", "first field gone")).text
    assert "sipAccessCode" not in text
    assert "phoneNumber" not in text


# --- parameters and enums that are shared ---------------------------------------------------------


def test_a_shared_parameter_is_copied_if_one_method_changes() -> None:
    document = adopt(apply_changes("maximum in prose"))
    sizes = {
        each.id: query.schema["x-largest"]
        for each in read_operations(document)
        for query in each.query
        if query.key == "pageSize"
    }
    assert sizes["recordings.list"] == 300
    assert sizes["transcripts.list"] == 100


def test_a_shared_parameter_is_changed_if_all_methods_change() -> None:
    changed = copy.deepcopy(discovery())
    records = changed["resources"]["conferenceRecords"]["resources"]
    entries = records["transcripts"]["resources"]["entries"]
    for resource in (
        *(records[name] for name in ("recordings", "transcripts", "smartNotes")),
        entries,
    ):
        size = resource["methods"]["list"]["parameters"]["pageSize"]
        assert "value is 100" in size["description"]
        size["description"] = size["description"].replace("value is 100", "value is 300")
    assert list_changed_lines(adopt(changed)) == ["- x-largest: 100", "+ x-largest: 300"]


def test_an_enum_with_the_values_of_another_keeps_its_name() -> None:
    changed = copy.deepcopy(discovery())
    fields = changed["schemas"]["SpaceConfig"]["properties"]
    fields["entryPointAccess"]["enum"] = fields["accessType"]["enum"]
    config = adopt(changed).get_components("schemas")["SpaceConfig"]["properties"]
    names = [config[key]["anyOf"][0]["$ref"] for key in ("accessType", "entryPointAccess")]
    assert [name.rpartition("/")[2] for name in names] == ["AccessType", "EntryPointAccess"]


def test_examples_stay_if_they_fit_the_changed_schema() -> None:
    changed = copy.deepcopy(discovery())
    access = changed["schemas"]["PhoneAccess"]["properties"]
    access["pin"]["pattern"], access["regionCode"]["pattern"] = "^[0-9]+$", "^[a-z]{3}$"
    lines = list_changed_lines(adopt(changed))
    assert not [line for line in lines if "pin:" in line]
    assert {line for line in lines if line[0] == "+"} == {
        "+ pattern: ^[0-9]+$", "+ pattern: ^[a-z]{3}$", "+ regionCode: aaa"
    }  # fmt: skip


def test_a_shared_enum_is_split_if_one_field_changes() -> None:
    schemas = adopt(apply_changes("values of one of three fields")).get_components("schemas")
    fields = schemas["ModerationRestrictions"]["properties"]
    names = [fields[key]["anyOf"][0]["$ref"].rpartition("/")[2] for key in list(fields)[:3]]
    assert names == ["ModerationRestrictionsChatRestriction", "RestrictionType", "RestrictionType"]
    assert "COHOSTS_ONLY" in schemas[names[0]]["enum"]
    assert "COHOSTS_ONLY" not in schemas[names[1]]["enum"]


# --- a new resource -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ballots() -> Document:
    changed = copy.deepcopy(discovery())
    add_polls(changed, "ballot")
    return adopt(changed)


def test_a_new_resource_becomes_operations(ballots: Document) -> None:
    added = {each.id: each for each in read_operations(ballots) if each.tag == "ballots"}
    assert {name: (each.method, each.path) for name, each in added.items()} == {
        "ballots.list": ("get", "/google-meet/v2/spaces/{spaceId}/ballots"),
        "ballots.create": ("post", "/google-meet/v2/spaces/{spaceId}/ballots"),
        "ballots.get": ("get", "/google-meet/v2/spaces/{spaceId}/ballots/{ballotId}"),
        "ballots.update": ("patch", "/google-meet/v2/spaces/{spaceId}/ballots/{ballotId}"),
        "ballots.delete": ("delete", "/google-meet/v2/spaces/{spaceId}/ballots/{ballotId}"),
        "ballots.close": ("post", "/google-meet/v2/spaces/{spaceId}/ballots/{ballotId}:close"),
    }
    assert added["ballots.list"].items == ("ballots", "Ballot")
    assert added["ballots.close"].result is None
    assert [each.key for each in added["ballots.create"].body_fields] == [
        "question", "options", "settings",
    ]  # fmt: skip
    assert all(each.raw["x-write"]["destructive"] for each in added.values() if each.is_write)


def test_only_parts_with_the_same_meaning_are_shared(ballots: Document) -> None:
    references = str(ballots.root["paths"]["/google-meet/v2/spaces/{spaceId}/ballots"])
    assert "parameters/pageToken" in references
    assert "parameters/spaceId" in references
    assert "Filter" not in references


def test_examples_fit_a_caller(ballots: Document) -> None:
    item = ballots.root["paths"]["/google-meet/v2/spaces/{spaceId}/ballots"]
    body = item["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert "votes" not in str(body)
    pages = item["get"]["responses"]["200"]["content"]["application/json"]["examples"].values()
    assert [bool(page["value"].get("nextPageToken")) for page in pages] == [False, True]
    [ballot] = next(iter(pages))["value"]["ballots"]
    assert ballot["name"].startswith("spaces/Hq3vTz8LmWcX/ballots/")


def test_words_are_left_to_write(ballots: Document) -> None:
    changed = copy.deepcopy(discovery())
    add_polls(changed, "ballot")
    new = {
        text
        for place, text in collect_descriptions(changed).items()
        if place not in collect_descriptions(discovery()) and text
    }
    assert not [text for text in new if text in ballots.text]
    messages = [message for _, message in list_mistakes(ballots)]
    assert all(UNWRITTEN in message for message in messages)
    assert len(messages) == ballots.text.count(TODO)


def test_a_draft_needs_the_texts_that_a_user_approves(ballots: Document) -> None:
    with pytest.raises(InvalidDocument) as refused:
        check_outcomes(ballots)
    lines = str(refused.value).splitlines()
    assert len(lines) == 2 * 4
    assert lines[0].endswith(
        "POST /google-meet/v2/spaces/{spaceId}/ballots: summary is left to write. A user reads "
        "it to approve the write, so a draft needs it too."
    )
    text = re.sub(r"'TODO: [^']*'", "It does.", ballots.text)
    assert check_outcomes(Document(SPEC, text)) is None
