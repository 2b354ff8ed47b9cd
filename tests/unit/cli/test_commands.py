"""The commands of operations."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

import pytest
from maton_google_meet.cli import commands, names
from maton_google_meet.cli.common import Settings, read_settings
from maton_google_meet.cli.names import list_commands
from maton_google_meet.cli.parser import Parser
from maton_google_meet_api.resources import Spaces
from support.command_line import (
    BY_ID,
    CONNECTION,
    LIST,
    UNSAFE,
    Run,
    Screen,
    command,
    kebab,
    make_method,
    make_verb,
    option,
)
from support.document_server import DocumentServer, Reply
from support.examples import EXAMPLES, Example, largest_page, operations, read_query, snake
from support.schemas import list_alternatives


def list_body_options(
    schema: dict[str, Any], body: Mapping[str, Any], prefix: str = ""
) -> Iterator[str]:
    """Return a body of `schema` as options. An object without documented fields is one option."""
    fields = next((k["properties"] for k in list_alternatives(schema) if "properties" in k), {})
    for key, value in body.items():
        path = f"{prefix}{kebab(key)}"
        kinds = list_alternatives(fields.get(key, {}))
        if isinstance(value, dict) and any("properties" in kind for kind in kinds):
            yield from list_body_options(fields[key], value, f"{path}.")
        else:
            yield from option(path, value)


def get_body_schema(id: str) -> dict[str, Any]:
    """Return the schema of an operation's body; {} without one."""
    [operation] = [each for _, _, each, _ in operations() if each["operationId"] == id]
    content = operation.get("requestBody", {}).get("content", {})
    schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return schema


def build_command_line(example: Example) -> list[str]:
    """Return the command line of an example."""
    given = {
        key: example.keywords[snake(key)] for key in example.query if snake(key) in example.keywords
    }
    query = [text for key, value in given.items() for text in option(kebab(key), value)]
    return [
        *command(example.id),
        *example.arguments,
        *list_body_options(get_body_schema(example.id), example.body or {}),
        *query,
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.label)
def test_every_operation_sends_the_request_of_the_facade(
    example: Example, run: Run, server: DocumentServer
) -> None:
    expected = example.query
    line = build_command_line(example)
    if example.write:
        line.append("--yes")
    elif (
        BY_ID[example.id].path.count("/")
        and "limit" not in example.query
        and largest_page(example.id)
    ):
        line.append("--all")
        expected = {"pageSize": str(largest_page(example.id)), **expected}
    result = run(*line)
    messages = [text for text in result.err.splitlines() if " is deprecated: " not in text]
    assert (result.code, messages) == (0, [])
    [seen, *_] = server.seen
    path, _, query = seen.target.partition("?")
    assert (seen.method, path, read_query(query)) == (example.method, example.path, expected)
    assert (seen.json or None) == (example.body or None)
    if not example.path.startswith("/connections"):
        assert seen.headers["maton-connection"] == CONNECTION
    if example.id.endswith(".list"):
        [items] = [
            each for each in server.example(example.id).json.values() if isinstance(each, list)
        ]
        assert len(result.lines) == len(items)
    elif result.out != "{}\n":
        assert json.loads(result.out).keys() <= server.example(example.id).json.keys()


@pytest.mark.parametrize("name", ["-abc", "--all", "spaces/-abc"])
def test_a_name_may_start_with_a_dash(name: str, run: Run, server: DocumentServer) -> None:
    assert run("spaces", "get", "--", name).code == 0
    assert server.seen[0].target == f"/google-meet/v2/spaces/{name.removeprefix('spaces/')}"


def test_a_value_may_start_with_a_dash(run: Run, server: DocumentServer) -> None:
    assert run("conference-records", "list", "--filter=-x").code == 0
    assert server.seen[0].target.startswith("/google-meet/v2/conferenceRecords?filter=-x")


def test_enums_are_open(run: Run, server: DocumentServer) -> None:
    result = run("spaces", "create", "--config.access-type", "trusted", "--yes")
    assert result.code == 0
    assert server.seen[0].json == {"config": {"accessType": "trusted"}}
    assert result.err == (
        "maton-google-meet: --config.access-type: trusted is not a known value, and the API may "
        "refuse it. Known values: ACCESS_TYPE_UNSPECIFIED, OPEN, TRUSTED, RESTRICTED. Did you mean "
        "TRUSTED?\n"
    )
    assert run("spaces", "create", "--config.access-type", "TRUSTED", "--yes").err == ""


def test_an_unknown_value_is_reported_before_the_question(run: Run, server: DocumentServer) -> None:
    result = run("spaces", "create", "--config.access-type", "\x1b[31m")
    assert result.code == 3
    first, *_, last = result.err.splitlines()
    assert r"--config.access-type: \x1b[31m is not a known value" in first
    assert last.endswith(" --dry-run")
    assert server.writes == []


def test_the_connection_of_the_option_is_used(run: Run, server: DocumentServer) -> None:
    run("spaces", "get", "a", "--connection", "c-2")
    run("spaces", "get", "a")
    assert [seen.headers["maton-connection"] for seen in server.seen] == ["c-2", CONNECTION]


def test_options_of_an_operation_take_precedence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds = dict.fromkeys(["yes", "json", "connection", "limit", "all"], "str | None")
    schemas: dict[str, Any] = {name: {"type": "string"} for name in kinds}
    schemas["limit"] = {"type": "integer"}
    verb = make_verb(monkeypatch, make_method(kinds, dict.fromkeys(kinds)), **schemas)
    verb = verb._replace(lists=True, operation=verb.operation._replace(outcome="Does."))
    calls: list[Any] = []
    monkeypatch.setattr(commands, "get_response_schema", lambda operation: {})
    monkeypatch.setattr(
        commands, "_perform", lambda verb, *given, **others: calls.append((*given, others))
    )
    parser = Parser("x")
    operation = commands.Command(verb, parser)
    line = "--yes a --json b --all c --limit 7 --cli-yes --cli-all -o file"
    arguments = parser.parse(line.split())
    operation.run(arguments, read_settings(arguments))
    [(given, settings, watch, others)] = calls
    assert watch.is_write
    assert [(option.flag, value) for option, value in given] == [
        ("--yes", "a"), ("--json", "b"), ("--limit", 7), ("--all", "c"),
    ]  # fmt: skip
    assert settings == Settings(yes=True, limit=7, all=True, output="file", color=False)
    assert others == {"secrets": [], "show": False}


@pytest.mark.parametrize("format", ["--json", "--no-json"])
@pytest.mark.parametrize("line", ["conference-records get a", "conference-records list"])
def test_a_response_that_is_too_deep_to_show_is_an_error(
    line: str, format: str, run: Run, server: DocumentServer
) -> None:
    # Only until 3.11, the parser counts towards the recursion limit.
    depth = 700 if sys.version_info < (3, 12) else 1200
    record = b'{"name":"conferenceRecords/a","x":' + b"[" * depth + b"]" * depth + b"}"
    page = b'{"conferenceRecords":[' + record + b"]}"
    server.answers["conferenceRecords.get"] = lambda _: Reply(body=record, wrong_on_purpose=True)
    server.answers[LIST] = lambda _: Reply(body=page, wrong_on_purpose=True)
    result = run(*line.split(), format)
    assert (result.code, result.out) == (1, "")
    assert commands.TOO_DEEP in result.err


def serve_pages(server: DocumentServer, *sizes: int) -> None:
    """Let the server return conference records on pages of these sizes."""
    records = [{"name": f"conferenceRecords/{number}"} for number in range(sum(sizes))]

    def answer(seen: Any) -> Reply:
        query = dict(parse_qsl(seen.target.partition("?")[2]))
        page = int(query.get("pageToken", 0))
        start = sum(sizes[:page])
        token = {"nextPageToken": str(page + 1)} if page + 1 < len(sizes) else {}
        return Reply(json={"conferenceRecords": records[start : start + sizes[page]], **token})

    server.answers[LIST] = answer


@pytest.mark.parametrize(
    ("line", "sizes", "count", "queries", "more"),
    [
        ("", (100, 7), 100, ["pageSize=100"], True),
        ("", (100,), 100, ["pageSize=100"], False),
        ("--all", (100, 7), 107, ["pageSize=100", "pageSize=100&pageToken=1"], False),
        ("--limit 3", (3, 3), 3, ["pageSize=3"], True),
        ("--limit 3", (5,), 3, ["pageSize=3"], True),  # Google may answer with more.
        ("--limit 3", (2,), 2, ["pageSize=3"], False),
        ("--limit 102", (100, 7), 102, ["pageSize=100", "pageSize=100&pageToken=1"], True),
        ("--limit 3 --page-size 2", (2, 2), 3, ["pageSize=2", "pageSize=2&pageToken=1"], True),
        ("--page-token 1", (2, 2), 2, ["pageSize=100&pageToken=1"], False),
    ],
)
def test_a_list_is_cut_at_its_limit(
    line: str,
    sizes: tuple[int, ...],
    count: int,
    queries: list[str],
    more: bool,
    run: Run,
    server: DocumentServer,
) -> None:
    serve_pages(server, *sizes)
    result = run("conference-records", "list", *line.split())
    assert result.code == 0
    assert len(result.lines) == count
    assert [seen.target.partition("?")[2] for seen in server.seen] == queries
    assert ("--all to show all items" in result.err) is more


def test_the_operations_own_limit_also_limits_the_output(run: Run, server: DocumentServer) -> None:
    connections = [{"connection_id": f"c-{number}"} for number in range(120)]
    server.answers["connections.list"] = lambda _: Reply(json={"connections": connections})
    result = run("connections", "list", "--limit", "2")
    assert (len(result.lines), server.seen[0].target) == (2, "/connections?limit=2")
    assert "The list continues after these 2 items" in result.err
    [message] = run("connections", "list", "--limit", "1").err.splitlines()
    assert "The list continues after this item." in message
    assert len(run("connections", "list").lines) == 100
    assert len(run("connections", "list", "--all").lines) == 120
    assert server.seen[3].target == "/connections"


def test_a_write_without_a_terminal_is_refused(
    run: Run, server: DocumentServer, capsys: Any
) -> None:
    logging.getLogger("maton_google_meet").handlers.clear()
    result = run("spaces", "create")
    assert result.code == 3
    assert "with their approval, --yes sends it." in result.err
    assert all(line.startswith("maton-google-meet: ") for line in result.err.splitlines())
    assert server.writes == []


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("no", 3), ("", 3)])
def test_a_write_asks_for_approval(
    answer: str, code: int, run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stderr, stdin = Screen(), Screen(answer)
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("members", "create", "a", "--email", UNSAFE).code == code
    captured = stderr.getvalue()
    for part in (
        f"Connection  {CONNECTION}",
        "POST /google-meet/v2/spaces/a/members",
        r"\u202eevil",
    ):
        assert part in captured
    assert " ".join((BY_ID["members.create"].outcome or "").split()) in " ".join(captured.split())
    assert len(server.writes) == (code == 0)
    assert ("was not approved" in captured) is bool(code)
    assert "--yes" not in captured


def test_a_deprecation_is_one_line_on_stderr(
    run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    verb, get = list_commands("spaces")["get"], Spaces.get

    def get_and_warn(*arguments: Any, **keywords: Any) -> Any:
        for text in ("Use it.", "fields is deprecated: Use less."):
            warnings.warn(text, DeprecationWarning, stacklevel=2)
        warnings.warn("Not of the library.", UserWarning, stacklevel=1)
        return get(*arguments, **keywords)

    get_and_warn.__doc__ = get.__doc__
    vars(get_and_warn)["__wrapped__"] = get
    verb = verb._replace(operation=verb.operation._replace(deprecated="Use it."))
    monkeypatch.setattr(names, "list_commands", lambda resource: {"get": verb})
    monkeypatch.setattr(Spaces, "get", get_and_warn)
    with pytest.warns(UserWarning, match="Not of the library") as others:
        result = run("spaces", "get", "a")
    assert [str(each.message) for each in others] == ["Not of the library."]
    assert result.code == 0
    assert result.err.splitlines() == [
        "maton-google-meet: spaces get is deprecated: Use it.",
        "maton-google-meet: fields is deprecated: Use less.",
    ]
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", {}),
        ("--anonymous", {"--anonymous": True}),
        ("--no-anonymous", {"--anonymous": False}),
        ("--settings.anonymous", {"--settings.anonymous": True}),
        ("--settings.no-anonymous", {"--settings.anonymous": False}),
        # This negative form is the name of another option.
        ("--json --no-json", {"--json": True, "--no-json": True}),
        ("--cli-json", {}),
    ],
)
def test_a_boolean_has_a_negative_form(
    line: str, expected: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    boolean = {"type": "boolean"}
    schemas: dict[str, Any] = dict.fromkeys(("anonymous", "json", "no_json"), boolean)
    schemas["settings"] = {"type": "object", "properties": {"anonymous": boolean}}
    method = make_method(dict.fromkeys(schemas, "bool | None"), dict.fromkeys(schemas))
    verb = make_verb(monkeypatch, method, **schemas)
    calls: list[Any] = []
    monkeypatch.setattr(commands, "get_response_schema", lambda operation: {})
    monkeypatch.setattr(commands, "_perform", lambda verb, given, *_, **__: calls.append(given))
    parser = Parser("x")
    command = commands.Command(verb, parser)
    arguments = parser.parse(line.split())
    command.run(arguments, read_settings(arguments))
    [given] = calls
    assert {option.flag: value for option, value in given} == expected
    assert "--settings.anonymous, --settings.no-anonymous\n" in parser.format_help()


@pytest.mark.parametrize("form", ["{}", "https://meet.google.com/{}?hs=1", "spaces/{}"])
def test_a_code_or_link_takes_the_place_of_the_id(
    form: str, run: Run, server: DocumentServer
) -> None:
    """One read finds the id, which the question before a write shows."""
    name = form.format("abc-mnop-xyz")
    server.answers["spaces.get"] = lambda _: Reply(json={"name": "spaces/jQCFfuBOdN5z"})
    result = run("spaces", "end-active-conference", name, "--yes")
    assert result.code == 0
    assert [each.target for each in server.seen][-2:] == [
        "/google-meet/v2/spaces/abc-mnop-xyz",
        "/google-meet/v2/spaces/jQCFfuBOdN5z:endActiveConference",
    ]
    assert run("members", "list", name).code == 0
    assert server.seen[-1].target == "/google-meet/v2/spaces/jQCFfuBOdN5z/members?pageSize=100"
