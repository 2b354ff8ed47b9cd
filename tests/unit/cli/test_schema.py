"""`schema`: the operations as text and as JSON."""

from __future__ import annotations

import inspect
import json
from typing import Any

import jsonschema_rs
import pytest
from maton_google_meet import tools
from maton_google_meet.cli import schema
from maton_google_meet.cli.names import iterate_operations
from maton_google_meet.cli.options import list_options
from maton_google_meet.facade import Verb
from support.command_line import NODE, Run
from support.document_server import DocumentServer
from support.schemas import DOCUMENT

OPERATIONS = [(f"{resource} {name}", verb) for resource, name, verb in iterate_operations()]
EACH = pytest.mark.parametrize(
    ("command", "verb"), OPERATIONS, ids=[command for command, _ in OPERATIONS]
)


def find_references(value: Any) -> list[str]:
    """Return the references within a JSON value."""
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [each for inner in value.values() for each in find_references(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in find_references(inner)]
    return []


@EACH
def test_the_json_of_an_operation_is_complete(command: str, verb: Verb, run_offline: Run) -> None:
    result = run_offline("schema", *command.split(), "--json")
    assert (result.code, result.err) == (0, "")
    shown = json.loads(result.out)
    operation = verb.operation
    assert (shown["operation"], shown["command"]) == (operation.id, command)
    assert (shown["method"], shown["path"]) == (operation.method, operation.path)
    assert (shown["outcome"], shown["destructive"]) == (operation.outcome, operation.destructive)
    assert shown["read_only"] is (operation.outcome is None)
    assert shown["scopes"] == list(operation.scopes)
    assert find_references(shown) == []
    parameters = inspect.signature(verb.method).parameters
    assert list(shown["arguments"]["properties"]) == list(parameters)
    assert shown["arguments"]["required"] == [
        name for name, each in parameters.items() if each.default is each.empty
    ]
    assert [each["option"] or "" for each in shown["options"]] == [
        option.flag for option in list_options(verb)
    ]
    for node in filter(None, (shown["arguments"], shown["body"], shown["answer"])):
        jsonschema_rs.meta.validate(
            {**node, "$schema": "https://json-schema.org/draft/2020-12/schema"}
        )
    raw = DOCUMENT["paths"][operation.path][operation.method.lower()]
    assert (shown["body"] is None) is ("requestBody" not in raw)
    statuses = [status for status in raw["responses"] if not status.startswith("2")]
    assert [each["status"] for each in shown["errors"]] == statuses
    assert shown["tool"] in {each["name"] for each in tools.definitions(reads=True, writes=True)}


def test_the_errors_have_their_classes_and_exit_codes(run_offline: Run) -> None:
    for command, unknown in (("spaces get", 7), ("spaces create", 8)):
        shown = json.loads(run_offline("schema", command, "--json").out)
        codes = {each["status"]: each["exit_code"] for each in shown["errors"]}
        assert (codes["401"], codes["403"], codes["404"], codes["429"]) == (4, 5, 5, 6)
        assert (codes["4XX"], codes["500"], codes["5XX"]) == (1, unknown, unknown)
        assert "authorize()" not in str(shown["errors"])


def test_the_answer_of_an_example_fits_its_schema(run_offline: Run, server: DocumentServer) -> None:
    for command, verb in OPERATIONS:
        shown = json.loads(run_offline("schema", command, "--json").out)
        if shown["answer"]:
            answer = server.example(verb.operation.id).json
            assert jsonschema_rs.is_valid(shown["answer"], answer), command


@EACH
def test_the_text_of_an_operation_is_complete(command: str, verb: Verb, run_offline: Run) -> None:
    result = run_offline("schema", verb.operation.id, "--no-json")
    assert result.code == 0
    text = " ".join(result.out.split())
    assert text.startswith(f"maton-google-meet {command}")
    for option in list_options(verb):
        assert f"{option.flag or option.path[0].upper()} (" in text
        for value in option.values:
            assert value in text
    for part in (verb.operation.summary, verb.operation.method, verb.operation.outcome or ""):
        assert part in text
    for path, _ in schema.list_fields(schema.get_response_schema(verb.operation)):
        assert f" {path} (" in text
    assert all(len(line) <= 100 or " " not in line.strip() for line in result.out.splitlines())


@pytest.mark.parametrize(
    "words",
    [
        ["conference-records", "list"],
        ["conference-records list"],
        ["conferenceRecords.list"],
        ["conference_records_list"],
        ["meet.conferenceRecords.list"],
        ["Conference-Records", "List"],
    ],
)
def test_an_operation_has_several_names(words: list[str], run_offline: Run) -> None:
    shown = json.loads(run_offline("schema", *words, "--json").out)
    assert shown["operation"] == "conferenceRecords.list"


def test_without_an_operation_all_are_listed(run_offline: Run) -> None:
    lines = run_offline("schema", "--no-json").out.splitlines()
    assert [" ".join(line.split()[:2]) for line in lines] == [each for each, _ in OPERATIONS]
    assert [line.endswith(" (write)") for line in lines] == [
        bool(verb.operation.outcome) for _, verb in OPERATIONS
    ]
    rows = run_offline("schema", "--json").lines
    assert [row["operation"] for row in rows] == [verb.operation.id for _, verb in OPERATIONS]


@pytest.mark.parametrize("name", ["transcript-entries", "transcriptEntries", "transcript_entries"])
def test_a_resource_lists_its_operations(name: str, run_offline: Run) -> None:
    rows = run_offline("schema", name, "--json").lines
    assert [row["command"] for row in rows] == ["transcript-entries list", "transcript-entries get"]


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["spaces", "gte"], "Unknown operation: spaces gte. Did you mean spaces get?",
         "maton-google-meet schema spaces get"),
        (["zzz"], "Unknown operation: zzz.", "maton-google-meet schema"),
        (["auth"], "auth is not an operation of the API.", "maton-google-meet auth --help"),
    ],
)  # fmt: skip
def test_a_typo_is_a_usage_error(
    words: list[str], message: str, hint: str, run_offline: Run
) -> None:
    result = run_offline("schema", *words, "--json")
    report = json.loads(result.err)
    assert (result.code, result.out, report["class"]) == (2, "", "UsageError")
    assert (report["message"], report["hint"]) == (message, hint)


def test_a_schema_that_contains_itself_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = {"components": {"schemas": {"Node": {"properties": {"child": NODE}, "type": "object"}}}}
    monkeypatch.setattr("maton_google_meet.facade.document", lambda: nodes)
    node = {"$ref": "#/components/schemas/Node"}
    nodes["components"]["schemas"]["Node"]["properties"]["child"] = node
    inlined = schema.inline_references(node)
    assert inlined["properties"]["child"] == {"type": "object", "description": "As above: Node."}
    assert [path for path, _ in schema.list_fields(node)] == ["child"]


def test_texts_of_other_people_and_secrets_are_marked() -> None:
    untrusted = {"type": "string", "x-untrusted": True, "x-source": "a page"}
    assert schema.describe_type(untrusted) == "string, chosen by other people"
    assert schema.describe_type({"type": "string", "x-secret": True}) == "string, secret"
    assert schema.inline_references(untrusted) == {"type": "string", "x-untrusted": True}
