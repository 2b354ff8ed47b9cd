"""SKILL.md: its front matter, and the commands in it."""

from __future__ import annotations

import re
import shlex
from copy import copy, deepcopy
from typing import Any

import check_prose
import pytest
import yaml
from codegen import GenerationError, skill
from codegen.document import Document
from codegen.operations import read_operations
from codegen.runtime.schemas import CODE_MARK
from support.reading import spec
from support.skill import NAME, PATH, list_blocks, list_commands

Node = dict[str, Any]
TEXT = PATH.read_text(encoding="utf-8")


def render(document: Document) -> str:
    return skill.render_skill(document, read_operations(document))


def change(**parts: Node) -> Document:
    """Return the document with these paths, schemas and tags too."""
    changed = copy(spec())
    changed.root = deepcopy(spec().root)
    changed.root["paths"] |= parts.get("paths", {})
    changed.root["components"]["schemas"] |= parts.get("schemas", {})
    changed.root["tags"] += [{"name": name, **tag} for name, tag in parts.get("tags", {}).items()]
    return changed


def test_the_file_is_the_rendered_text() -> None:
    assert render(spec()) == TEXT


# --- the front matter -----------------------------------------------------------------------------


def test_the_front_matter_is_that_of_agent_skills() -> None:
    """See https://agentskills.io/specification."""
    start, text, _ = TEXT.split("---\n", 2)
    front = yaml.safe_load(text)
    assert start == ""
    assert [*front] == ["name", "description", "license", "compatibility", "metadata"]
    assert front["name"] == PATH.parent.name == NAME
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", NAME)
    assert len(NAME) <= 64
    assert 0 < len(front["description"]) <= 1024
    assert " Use it when " in front["description"]
    assert not {"<", ">"} & {*front["description"]}
    assert 0 < len(front["compatibility"]) <= 500
    assert front["license"] == "MIT"
    assert front["metadata"]["version"] == spec().root["info"]["version"]
    assert front["metadata"]["openclaw"]["requires"]["bins"] == [NAME]


def test_simple_parsers_read_the_front_matter() -> None:
    """Some agents split each line at its colon, and others refuse flow style."""
    text = TEXT.split("---\n", 2)[1]
    front = yaml.safe_load(text)
    lines = dict(re.findall(r"^([a-z-]+): (.+)$", text, re.M))
    assert lines == {key: front[key] for key in lines}
    assert [*lines] == ["name", "description", "license", "compatibility"]
    assert not re.search(r": [\[{]", text)


def test_the_description_names_each_resource() -> None:
    polls = {"description": "A poll is a question."}
    lone = copy_operation("/connections", "get", "openPolls.list")
    text = render(change(tags={"openPolls": polls}, paths={"/polls": lone}))
    assert " and open polls. Use it when " in text
    assert "\n### open-polls\nA poll is a question.\n```sh\n" in text


def test_a_resource_may_have_the_name_of_another_command() -> None:
    lone = copy_operation("/connections", "get", "doctor.list")
    text = render(change(tags={"doctor": {"description": "Doctors."}}, paths={"/doctors": lone}))
    assert f"\n### api-doctor\nDoctors.\n```sh\n{NAME} api-doctor list  # " in text
    assert " and doctor. Use it when " in text


@pytest.mark.parametrize("key", ["description", "compatibility"])
def test_a_text_that_agents_refuse(key: str) -> None:
    limit = skill.MAX_LENGTHS[key]
    texts = {"description": "x", "compatibility": "x", key: "x" * limit}
    lines = "\n".join(f"{each}: {value}" for each, value in texts.items())
    skill.check_lengths(lines)
    with pytest.raises(GenerationError, match=f"the {key} in SKILL.md has {limit + 1} characters"):
        skill.check_lengths(lines.replace("x" * limit, "x" * (limit + 1)))


# --- the commands ---------------------------------------------------------------------------------


def copy_operation(path: str, method: str, id: str, **parts: Any) -> Node:
    """Return a path with a copy of one operation, under another id."""
    raw = deepcopy(spec().root["paths"][path][method])
    raw |= {"operationId": id, "tags": [id.partition(".")[0]], **parts}
    return {method: raw}


def read_example(document: Document, id: str) -> list[str]:
    """Return the words of the first command of an operation, after resource and verb."""
    blocks = list_blocks(render(document))
    name = [skill.to_kebab_case(part) for part in id.split(".")]
    return next(words[2:] for words in list_commands(blocks) if words[:2] == name)


def test_an_added_operation_becomes_a_command() -> None:
    write = {"outcome": "Ends the poll.", "destructive": True}
    path = "/google-meet/v2/spaces/{spaceId}/polls/{memberId}:close"
    item = copy_operation(
        "/google-meet/v2/spaces/{spaceId}:endActiveConference", "post", "spaces.closePoll",
        summary="End\n a poll.", **{"x-write": write},
    )  # fmt: skip
    members = spec().root["paths"]["/google-meet/v2/spaces/{spaceId}/members/{memberId}"]
    added = {path: {"parameters": members["parameters"], **item}}
    before, after = render(spec()).splitlines(), render(change(paths=added)).splitlines()
    [line] = [line for line in after if line not in before]
    assert line == (
        f"{NAME} spaces close-poll spaces/Hq3vTz8LmWcX/polls/103562847190264857311 --dry-run"
        "  # Write, destructive: End a poll."
    )
    assert len(after) == len(before) + 1


VALUES = {
    "type": "object",
    "properties": {
        "plain": {"type": "string"},
        "count": {"type": "integer"},
        "yes": {"type": "boolean"},
        "no": {"type": "boolean"},
        "fooBar": {"type": "string"},
        "foo_bar": {"type": "string"},
        "help": {"type": "string"},
        "words": {"type": "array", "items": {"type": "string"}},
        "free": {"type": "object", "additionalProperties": True},
        "tree": {"$ref": "#/components/schemas/Tree"},
        "kind": {"anyOf": [{"$ref": "#/components/schemas/Kind"}, {"type": "string"}]},
        "empty": {"$ref": "#/components/schemas/Tree"},
    },
}
TREE = {
    "type": "object",
    "properties": {
        "label": {"type": "string"},
        "isOpen": {"type": "boolean"},
        "next": {"$ref": "#/components/schemas/Tree"},
    },
}
KIND = {
    "type": "string",
    "enum": ["OLD", "GOOD", "NEW", "BARE"],
    "x-enumDescriptions": {"OLD": "Was good.", "GOOD": "Is good.", "NEW": "Will be good."},
    "x-enumDeprecated": {"OLD": "Use GOOD."},
    "x-enumPreview": {"NEW": "v2beta"},
}


def change_body(value: Node) -> Document:
    """Return a document with an operation whose first example of a body is `value`."""
    content = {
        "schema": {"$ref": "#/components/schemas/Values"},
        "examples": {"one": {"value": value}, "two": {"value": {"plain": "other"}}},
    }
    body = {"content": {"application/json": content}}
    item = copy_operation("/google-meet/v2/spaces", "post", "spaces.put", requestBody=body)
    schemas = {"Values": VALUES, "Tree": TREE, "Kind": KIND}
    return change(paths={"/google-meet/v2/things": item}, schemas=schemas)


@pytest.mark.parametrize(
    ("value", "options"),
    [
        ({}, []),
        ({"plain": "two words"}, ["--plain", "two words"]),
        ({"plain": "-x"}, ["--plain=-x"]),
        ({"plain": "it's \"$HOME\" #1"}, ["--plain", "it's \"$HOME\" #1"]),
        ({"count": 3}, ["--count", "3"]),
        ({"count": -3}, ["--count=-3"]),
        ({"yes": True, "no": False}, ["--yes", "--no-no"]),
        ({"fooBar": "a", "foo_bar": "b"}, ["--foo-bar", "a", "--foo-bar-", "b"]),
        ({"help": "a"}, ["--help-", "a"]),
        ({"words": ["a", "é"]}, ["--words", '["a", "é"]']),
        ({"free": {"a": 1}}, ["--free", '{"a": 1}']),
        (
            {"tree": {"label": "a", "isOpen": False, "next": {"label": "b"}}},
            ["--tree.label", "a", "--tree.no-is-open", "--tree.next", '{"label": "b"}'],
        ),
        ({"kind": "GOOD"}, ["--kind", "GOOD"]),
        ({"empty": {}}, []),
    ],
)  # fmt: skip
def test_a_body_becomes_options(value: Node, options: list[str]) -> None:
    words = read_example(change_body(value), "spaces.put")
    assert words == [*options, "--dry-run"]


def test_the_values_of_an_enum_are_explained() -> None:
    text = render(change_body({"kind": "GOOD"}))
    assert (
        "\n`--kind` takes `GOOD` (Is good), `NEW` (Will be good. Preview (v2beta): may change or "
        "be removed without notice), `BARE`.\n"
    ) in text


def test_required_and_selecting_arguments() -> None:
    parameters = [
        {"name": "old", "in": "query", "example": "a", "x-deprecation": "No.",
         "schema": {"type": "string"}},
        {"name": "part", "in": "query", "example": "-1", "required": True,
         "schema": {"type": "string"}},
        {"name": "orderBy", "in": "query", "example": "name desc",
         "schema": {"type": "string", "description": "The\n order."}},
    ]  # fmt: skip
    item = copy_operation(
        "/google-meet/v2/conferenceRecords", "get", "conferenceRecords.list",
        parameters=[*spec().root["paths"]["/google-meet/v2/conferenceRecords"]["get"]["parameters"],
                    *parameters],
    )  # fmt: skip
    del item["get"]["parameters"][0]  # The filter.
    document = change(paths={"/google-meet/v2/conferenceRecords": item})
    lines = [line for line in render(document).splitlines() if "conference-records list" in line]
    listed, selected = lines[-2:]
    assert listed.startswith(f"{NAME} conference-records list --part=-1  # List ")
    assert selected.endswith("list --part=-1 --order-by 'name desc'  # The order.")


def test_deprecated_and_preview_operations_are_marked() -> None:
    marks = {"x-deprecation": "Use\n another.", "x-preview": "v2beta"}
    item = copy_operation("/google-meet/v2/spaces", "post", "spaces.put", **marks)
    text = render(change(paths={"/google-meet/v2/things": item}))
    [line] = [line for line in text.splitlines() if line.startswith(f"{NAME} spaces put ")]
    assert "Deprecated: Use another. Preview (v2beta)" in line


def test_a_document_without_the_parts_that_the_examples_need() -> None:
    """A document without meeting codes, writes and lists of Google gets a shorter skill."""
    document = change()
    document.root["paths"] = {
        path: item for path, item in document.root["paths"].items() if "/connections" in path
    }
    del document.root[CODE_MARK]
    text = render(document)
    assert "conference-records" not in text
    assert [block.heading for block in list_blocks(text)] == [
        "Install and sign in", "Google accounts", "connections",
    ]  # fmt: skip


# --- the words ------------------------------------------------------------------------------------


def test_the_words_follow_the_rules_of_the_prose() -> None:
    found = [line for line in TEXT.splitlines() if check_prose.DENIED.search(line)]
    assert found == []


def test_the_untrusted_fields_are_those_of_the_document() -> None:
    marked = {
        keys[-1]
        for keys, node in spec().walk()
        if isinstance(node, dict) and node.get("x-untrusted")
    }
    [line] = [line for line in TEXT.splitlines() if "contain text of other people" in line]
    assert {*re.findall(r"`(\w+)`", line)} == marked
    assert marked


def test_each_line_is_a_line_of_a_shell() -> None:
    for block in list_blocks(TEXT):
        for line in block.text.splitlines():
            assert shlex.split(line, comments=True), line
