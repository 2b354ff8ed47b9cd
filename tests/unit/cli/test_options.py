"""The options of an operation, and their values."""

from __future__ import annotations

import datetime
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from maton_google_meet import MatonError, facade
from maton_google_meet.cli import options
from maton_google_meet.cli.names import iterate_operations
from maton_google_meet.cli.options import Option, list_options
from support.command_line import NODE, Run, Screen, make_method, make_verb
from support.document_server import DocumentServer
from support.examples import snake


@pytest.mark.parametrize("where", ["file", "stdin", "terminal"])
def test_json_is_read_from_a_file_or_stdin(
    where: str, run: Run, server: DocumentServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = [{"member": {"name": "spaces/a/members/b", "role": "CÔHOST"}}]
    text = json.dumps(requests, ensure_ascii=False)
    path = tmp_path / "requests.json"
    path.write_text(text, encoding="utf-8")
    pipe = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="cp1252")
    monkeypatch.setattr(sys, "stdin", Screen(text) if where == "terminal" else pipe)
    given = f"@{path}" if where == "file" else "@-"
    result = run("members", "batch-update", "a", "--requests", given, "--yes")
    assert result.code == 0
    assert server.seen[0].json == {"requests": requests}
    assert "--requests[0].member.role: CÔHOST is not a known value" in result.err
    assert "Did you mean COHOST?" in result.err


def test_a_name_documents_that_a_link_works() -> None:
    for *words, verb in iterate_operations():
        [*names] = [option for option in list_options(verb) if not option.flag]
        works = "{spaceId}" in verb.operation.path and words != ["spaces", "get"]
        for option in names:
            assert (
                option.text.endswith(" For a code or link, the command looks up the id.") is works
            )


def test_each_type_of_value_is_an_option_of_its_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facade, "document", lambda: {"components": {"schemas": {"Node": NODE}}})
    schemas: dict[str, Any] = {
        "plain": {"type": "string"},
        "isIt": {"type": "boolean"},
        "howMany": {"type": "integer"},
        "share": {"type": ["number", "null"]},
        "tree": {"$ref": "#/components/schemas/Node"},
        "free": {"type": "object", "additionalProperties": True},
        "several": {"type": "array", "items": {"type": "string"}},
        "mixed": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        "anything": {},
        "level": {
            "anyOf": [
                {"enum": ["LOW"], "type": "string", "x-enumDeprecated": {"LOW": "Use HIGH."}},
                {"type": "string"},
                {"type": "null"},
            ]
        },
    }
    names = dict.fromkeys(map(snake, schemas), "str")
    verb = make_verb(monkeypatch, make_method(names, {"plain": "this"}), **schemas)
    by_flag = {option.flag: option for option in options.list_options(verb)}
    assert {flag: option.kind for flag, option in by_flag.items()} == {
        "--plain": str,
        "--is-it": bool,
        "--how-many": int,
        "--share": float,
        "--tree.label": str,
        "--tree.next": dict,  # What holds itself is written as JSON.
        "--free": dict,
        "--several": list,
        "--mixed": object,
        "--anything": object,
        "--level": str,
    }
    assert by_flag["--level"].values == {"LOW": "Deprecated: Use HIGH."}
    assert by_flag["--tree.label"].text == "Deprecated: Trees have no label."
    assert by_flag["--tree.next"].text == options.JSON_HELP
    assert by_flag["--plain"].text.strip() == "The default is this."
    assert [flag for flag, option in by_flag.items() if option.required] == [
        "--is-it", "--how-many", "--share", "--free", "--several", "--mixed", "--anything",
        "--level",
    ]  # fmt: skip


def test_each_option_has_a_name_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    text = {"type": "string"}
    inner = {"type": "object", "properties": {"fooBar": text, "foo_bar": text, "class": text}}
    schemas = {"class": text, "fields": text, "fields again": text, "help": text, "inner": inner}
    names = ["class_", "fields_", "fields", "help", "inner"]
    verb = make_verb(monkeypatch, make_method(dict.fromkeys(names, "str")), **schemas)
    found = options.list_options(verb)
    assert [option.flag for option in found] == [
        *("--class", "--fields-", "--fields", "--help-"),
        *("--inner.foo-bar", "--inner.foo_bar", "--inner.class"),
    ]
    assert [option.path for option in found[-3:]] == [
        ("inner", "fooBar"), ("inner", "foo_bar"), ("inner", "class"),
    ]  # fmt: skip


def test_option_values_become_arguments_of_the_method(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {
        "when": "datetime.datetime | None",
        "day": "datetime.date",
        "tree": "SpaceConfig | Unset",
        "several": "builtins.list[UpdateMemberRequest]",
        "level": "AccessType | str | Unset",
        "needed": "SpaceConfig",
    }
    verb = make_verb(monkeypatch, make_method(kinds, dict.fromkeys(["when", "tree", "level"])))
    scalar = {name: Option((name,), f"--{name}", str, "") for name in kinds}
    given = [
        (scalar["when"], "2026-11-03T09:00:14Z"),
        (scalar["day"], "2026-11-03"),
        (Option(("tree", "accessType"), "--tree.access-type", str, ""), "OPEN"),
        (Option(("tree", "artifactConfig"), "--tree.artifact-config", dict, ""), "{}"),
        (scalar["several"]._replace(kind=list), '[{"member": {"name": "m"}}]'),
        (scalar["level"], "OPEN"),
    ]
    positional, keywords = options.build_arguments(verb, given)
    assert positional == []
    assert keywords["when"] == datetime.datetime(2026, 11, 3, 9, 0, 14, tzinfo=datetime.UTC)
    assert keywords["day"] == datetime.date(2026, 11, 3)
    assert keywords["tree"].to_dict() == {"accessType": "OPEN", "artifactConfig": {}}
    assert [each.to_dict() for each in keywords["several"]] == [{"member": {"name": "m"}}]
    assert keywords["level"] == "OPEN"
    assert keywords["needed"].to_dict() == {}  # None of its fields was given, and it is required.
    with pytest.raises(MatonError, match="--when: does not fit: Invalid isoformat"):
        options.build_arguments(verb, [(scalar["when"], "yesterday")])
