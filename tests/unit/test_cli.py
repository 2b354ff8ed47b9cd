"""The command line: its commands, requests, output and exit codes."""

from __future__ import annotations

import datetime
import errno
import inspect
import io
import json
import logging
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import pytest
from maton_google_meet import (
    AmbiguousConnection,
    GoogleMeet,
    MatonError,
    NoActiveConnection,
    __version__,
    cli,
)
from maton_google_meet.cli import (
    commands,
    doctor,
    facade,
    options,
    output,
    sandbox_commands,
)
from maton_google_meet.cli.options import Option
from maton_google_meet.flow import authorize as authorization
from maton_google_meet.models import Space
from maton_google_meet_api import models
from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.runtime.table import Operation
from support.document_server import DocumentServer, Reply
from support.examples import EXAMPLES, Example, largest_page, operations, snake
from support.reading import install_command
from support.schemas import DOCUMENT, list_alternatives

CONNECTION = "c-1"
READ = next(each for each in EXAMPLES if each.id == "spaces.get")
LIST = "conferenceRecords.list"
BY_ID = {operation.id: operation for operation in OPERATIONS}


class Result(NamedTuple):
    """The result of a command line."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The lines of stdout, parsed as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


class NarrowScreen(io.TextIOWrapper):
    """A terminal with an encoding."""

    def isatty(self) -> bool:
        return True


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def run_command(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line and return its result."""

    def run(*arguments: str) -> Result:
        return Result(cli.main(arguments), *capsys.readouterr())

    return run


@pytest.fixture
def run(server: DocumentServer, monkeypatch: pytest.MonkeyPatch, run_command: Run) -> Run:
    """Run a command line against the server, without a terminal."""
    monkeypatch.setenv("MATON_API_KEY", server.key)
    monkeypatch.setenv("MATON_API_BASE_URL", server.url)
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", CONNECTION)
    return run_command


@pytest.fixture
def shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line with stdout as a terminal."""

    def shown(*arguments: str) -> Result:
        screen = Screen()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", screen)
            result = run(*arguments)
        return result._replace(out=re.sub(r"\x1b\[[01]m", "", screen.getvalue()))

    return shown


def kebab(name: str) -> str:
    return snake(name).replace("_", "-")


def command(id: str) -> list[str]:
    """Return the command of an operation."""
    tag, _, verb = id.partition(".")
    return [kebab(tag), kebab(verb)]


def option(path: str, value: Any) -> list[str]:
    """Return a value as an option."""
    if isinstance(value, bool):
        return [f"--{path}" if value else negate(path)]
    return [f"--{path}", value if isinstance(value, str) else json.dumps(value)]


def negate(path: str) -> str:
    """Return the negative form of a flag."""
    above, dot, last = path.rpartition(".")
    return f"--{above}{dot}no-{last}"


def list_body_options(body: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Return a body as options."""
    for key, value in body.items():
        path = f"{prefix}{kebab(key)}"
        if isinstance(value, dict) and value:
            yield from list_body_options(value, f"{path}.")
        elif value != {}:
            yield from option(path, value)


def build_command_line(example: Example) -> list[str]:
    """Return the command line of an example."""
    given = {
        key: example.keywords[snake(key)] for key in example.query if snake(key) in example.keywords
    }
    query = [text for key, value in given.items() for text in option(kebab(key), value)]
    return [
        *command(example.id),
        *example.arguments,
        *list_body_options(example.body or {}),
        *query,
    ]


# Commands of operations


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
    assert (result.code, result.err) == (0, "")
    [seen, *_] = server.seen
    path, _, query = seen.target.partition("?")
    assert (seen.method, path, dict(parse_qsl(query))) == (example.method, example.path, expected)
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


def flags(id: str) -> set[str]:
    """Return the options of an operation by the document."""
    [(_, _, operation, parameters)] = [
        each for each in operations() if each[2]["operationId"] == id
    ]

    def list_flags(schema: dict[str, Any], path: str) -> Iterator[str]:
        kinds = list_alternatives(schema)
        fields = next((kind["properties"] for kind in kinds if kind.get("properties")), {})
        for key, inner in fields.items():
            yield from list_flags(inner, f"{path}.{kebab(key)}" if path else kebab(key))
        if not fields and path:
            yield f"--{path}"
            if any(kind.get("type") == "boolean" for kind in kinds):
                yield negate(path)

    found: set[str] = set()
    for each in parameters:
        if each["in"] == "query":
            found |= {*list_flags(each["schema"], kebab(each["name"]))}
    if "requestBody" in operation:
        found |= {
            *list_flags(operation["requestBody"]["content"]["application/json"]["schema"], "")
        }
    return found


@pytest.mark.parametrize("id", BY_ID)
def test_every_operation_has_help_that_names_each_of_its_parameters(
    id: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    result = run(*command(id), "--help")
    assert (result.code, result.err) == (0, "")
    text = " ".join(result.out.replace("│", " ").split())
    operation = BY_ID[id]
    assert operation.summary in text
    assert f"`{operation.method} {operation.path}`" in text
    words = {word.strip(",") for word in text.split()}
    expected = flags(id) | {"--connection", "--sandbox", "--json", "--no-json"}
    expected |= {"--yes"} if operation.outcome else set()
    shows_url = id in ("connections.list", "connections.get", "connections.create")
    expected |= {"--show-url"} if shows_url else set()
    expected |= {"--limit", "--all"} if id.endswith(".list") else set()
    assert {word for word in words if word.startswith("--")} == expected
    if operation.outcome:
        assert operation.outcome in text
    [subject] = [
        each.upper()
        for each in inspect.signature(
            facade.list_resources()[command(id)[0]][command(id)[1]].method
        ).parameters
        if each in ("name", "parent", "connection_id")
    ] or [""]
    assert subject in words | {""}


def test_help_lists_the_values_of_enums_with_their_meaning(run: Run) -> None:
    text = " ".join(run("spaces", "create", "--help").out.replace("│", " ").split())
    schema = DOCUMENT["components"]["schemas"]["AccessType"]
    for value in schema["enum"]:
        assert f"{value}: {' '.join(schema['x-enumDescriptions'][value].split())}" in text
    assert "The default is google-meet." in run("connections", "create", "-h").out


def test_root_help_has_each_resource_in_a_sentence(run: Run) -> None:
    result = run("--help")
    text = " ".join(result.out.replace("│", " ").split())
    for tag in DOCUMENT["tags"]:
        sentence = " ".join(tag["description"].split()).partition(". ")[0]
        assert f"{kebab(tag['name'])} {sentence}" in text
    assert "--install-completion" in text
    assert run().out == result.out
    assert [result.out.index(f" {name} ") for name in facade.list_resources()] == sorted(
        result.out.index(f" {name} ") for name in facade.list_resources()
    )


@pytest.mark.parametrize("tag", DOCUMENT["tags"], ids=lambda tag: tag["name"])
def test_help_of_a_resource_has_its_text_and_commands(tag: dict[str, Any], run: Run) -> None:
    result = run(kebab(tag["name"]), "--help")
    text = " ".join(result.out.replace("│", " ").split())
    assert " ".join(tag["description"].split()) in text
    for operation in OPERATIONS:
        if operation.id.partition(".")[0] == tag["name"]:
            assert f"{command(operation.id)[1]} {operation.summary}" in text


def test_an_unknown_command_is_not_an_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = commands.nothing


# Imports


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["spaces", "--help"], ["spaces", "update", "--help"]]
)
def test_help_loads_neither_httpx_nor_models(arguments: list[str]) -> None:
    check = (
        "import sys\n"
        "from maton_google_meet.cli import main\n"
        f"code = main({arguments!r})\n"
        "heavy = ('httpx', 'maton_google_meet_api.models', 'maton_google_meet_api.api')\n"
        "print(code, [x for x in sys.modules if x.startswith(heavy)], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", check],
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stderr == "0 []\n"
    assert result.stdout
    if arguments == ["--version"]:
        assert result.stdout == f"{__version__}\n"


def test_without_cyclopts_a_message_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "cyclopts", None)
    assert cli.main(["--help"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.endswith(f"{install_command('cli')}\n")


def test_another_missing_module_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name="rich")

    monkeypatch.setattr(cli, "import_module", missing)
    with pytest.raises(ModuleNotFoundError):
        cli.main(["--help"])


def test_the_default_is_the_command_line_of_the_process(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["maton-google-meet", "--version"])
    assert cli.main() == 0
    assert capsys.readouterr().out == f"{__version__}\n"


# Arguments


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("spacs get x", 'Unknown command "spacs". Did you mean "spaces"?'),
        ("spaces gett x", "maton-google-meet: Try: maton-google-meet spaces --help"),
        ("spaces get", "parameter NAME requires an argument"),
        ("spaces get a b", "Unused Tokens: ['b']"),
        ("spaces get -x", "Write an argument that starts with a dash after --"),
        ("spaces update a --config.acces-type OPEN", "Did you mean --config.access-type?"),
        ("spaces update a", "Nothing to update"),
        ("spaces get a/b", "this name does not have the right form"),
        ("members create a", "parameter --email requires an argument"),
        (f"{LIST} --page-size x", 'x is not a whole number'),
        (f"{LIST} --page-size=2.5", "2.5 is not a whole number"),
        (f"{LIST} --limit=1.5", "1.5 is not a whole number"),
        (f"{LIST} --limit=1e1", "1e1 is not a whole number"),
        (f"{LIST} --limit=9{'9' * 30}", "--limit takes a number from 1 on"),
        ("sandbox --port 80.5", "80.5 is not a whole number"),
        (f"{LIST} --limit 0", "--limit takes a number from 1 on, and does not go with --all"),
        (f"{LIST} --limit 1 --all", "--limit takes a number from 1 on, and does not go with --all"),
        (f"{LIST} --fields totalSize", "leaves out nextPageToken"),
        ("members batch-update a --requests {}", "--requests: takes a list"),
        ("members batch-update a --requests [{}]", "--requests: 'member' is missing"),
        ("members batch-update a --requests [1]", "--requests: does not fit"),
        ('members batch-update a --requests [{"member":{"name":null}}]', "does not fit: name is"),
        (
            'members batch-update a --requests [{"member":{"name":"m","new":{"a":null}}}]',
            "requests[0].member.new.a=None: expected JSON",
        ),
        ("members batch-update a --requests nope", "takes JSON text, and this is not valid JSON"),
        ("members batch-update a --requests @/no/such/file", "/no/such/file cannot be read: No"),
        ("spaces get a --connection a\u00e4", "not allowed in a header"),
        ("auth --timeout 0", "timeout= takes a number of seconds above 0"),
        ("sandbox --port 99999", "--port 99999 cannot be used"),
    ],
)  # fmt: skip
def test_usage_errors_are_reported_and_nothing_is_sent(
    line: str, words: str, run: Run, server: DocumentServer
) -> None:
    typed = line.replace(LIST, "conference-records list").split()
    result = run(*typed)
    assert (result.code, result.out) == (2, "")
    assert words in result.err
    assert all(line.startswith("maton-google-meet: ") for line in result.err.splitlines())
    assert server.seen == []


def test_usage_errors_are_escaped(run: Run) -> None:
    assert r"\x1b[31m" in run("spaces", "\x1b[31m").err
    assert r"\x1b[31m" in run("spaces", "get", "\x1b[31m").err


@pytest.mark.parametrize("name", ["-abc", "--all", "spaces/-abc"])
def test_a_name_that_starts_with_a_dash(name: str, run: Run, server: DocumentServer) -> None:
    assert run("spaces", "get", "--", name).code == 0
    assert server.seen[0].target == f"/google-meet/v2/spaces/{name.removeprefix('spaces/')}"


def test_a_value_that_starts_with_a_dash(run: Run, server: DocumentServer) -> None:
    assert run("conference-records", "list", "--filter=-x").code == 0
    assert server.seen[0].target.startswith("/google-meet/v2/conferenceRecords?filter=-x")


def test_enums_are_open(run: Run, server: DocumentServer) -> None:
    assert run("spaces", "create", "--config.access-type", "trusted", "--yes").code == 0
    assert server.seen[0].json == {"config": {"accessType": "trusted"}}


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
    assert run("members", "batch-update", "a", "--requests", given, "--yes").code == 0
    assert server.seen[0].json == {"requests": requests}


def test_the_connection_of_the_option_is_used(run: Run, server: DocumentServer) -> None:
    run("spaces", "get", "a", "--connection", "c-2")
    run("spaces", "get", "a")
    assert [seen.headers["maton-connection"] for seen in server.seen] == ["c-2", CONNECTION]


# From the document to options


class FakeVerb(NamedTuple):
    """A verb without an operation in the document."""

    operation: Operation
    resource: str
    name: str
    method: Callable[..., Any]
    lists: bool = False


def make_verb(monkeypatch: pytest.MonkeyPatch, method: Callable[..., Any], **fields: Any) -> Any:
    """Return a verb with that method, whose arguments have these schemas."""
    monkeypatch.setattr(options, "list_schemas", lambda operation: fields.items())
    return FakeVerb(Operation("things.do", "POST", "/things", "Does."), "things", "do", method)


def make_method(kinds: Mapping[str, str], defaults: Mapping[str, Any] = {}) -> Callable[..., Any]:
    """Return a method that takes keyword arguments with these annotations."""

    def method() -> None:
        """Does it."""

    keyword, empty = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty
    vars(method)["__signature__"] = inspect.Signature(
        [
            inspect.Parameter(name, keyword, annotation=kind, default=defaults.get(name, empty))
            for name, kind in kinds.items()
        ]
    )
    return method


NODE = {
    "type": "object",
    "properties": {"label": {"type": "string"}, "next": {"$ref": "#/components/schemas/Node"}},
}


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
            "anyOf": [{"enum": ["LOW"], "type": "string"}, {"type": "string"}, {"type": "null"}]
        },
    }
    names = dict.fromkeys(map(snake, schemas), "str")
    verb = make_verb(monkeypatch, make_method(names, {"plain": "this"}), **schemas)
    found = {option.flag: option for option in options.list_options(verb)}
    assert {flag: option.kind for flag, option in found.items()} == {
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
    assert found["--level"].values == {"LOW": ""}
    assert found["--tree.next"].text == options.JSON_HELP
    assert found["--plain"].text.strip() == "The default is this."
    assert [flag for flag, option in found.items() if option.required] == [
        "--is-it", "--how-many", "--share", "--free", "--several", "--mixed", "--anything",
        "--level",
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
        commands, "_perform", lambda verb, given, **settings: calls.append((given, settings))
    )
    app = commands.App(name="x", result_action="return_value")
    app.default(commands._build_command(verb))
    app(["--yes", "a", "--json", "b", "--all", "c", "--limit", "7", "--cli-yes", "--cli-all"])
    [(given, settings)] = calls
    assert [(option.flag, value) for option, value in given] == [
        ("--yes", "a"), ("--json", "b"), ("--limit", 7), ("--all", "c"),
    ]  # fmt: skip
    assert settings == {
        "connection": None, "sandbox": False, "yes": True, "json": None, "limit": 7, "all": True,
        "secrets": [], "show": False,
    }  # fmt: skip


# Output

UNSAFE = "\x1b[31mred\x1b[0m \u202eevil \x9b5m \u200b \x7f Ana Marković 渡辺 \U0001f600 \U000e0001"
ESCAPED = (
    r"\u001b[31mred\u001b[0m \u202eevil \u009b5m \u200b \u007f Ana Marković 渡辺 😀 \udb40\udc01"
)


def serve_unsafe_participant(server: DocumentServer) -> dict[str, Any]:
    """Let the server return a participant with such a name, and return the participant."""
    found = {
        "name": "conferenceRecords/a/participants/b",
        "anonymousUser": {"displayName": UNSAFE},
        "earliestStartTime": "2026-11-03T09:00:14Z",
    }
    server.answers["participants.list"] = lambda _: Reply(json={"participants": [found]})
    server.answers["participants.get"] = lambda _: Reply(json=found)
    return found


def test_json_is_valid_and_escaped(run: Run, server: DocumentServer) -> None:
    found = serve_unsafe_participant(server)
    for result in (run("participants", "list", "a"), run("participants", "get", found["name"])):
        assert ESCAPED in result.out
        assert result.out.replace("\n", "").isprintable()
        [shown] = result.lines if result.out.count("\n") == 1 else [json.loads(result.out)]
        assert shown == found
    assert run("participants", "get", found["name"]).out.startswith('{\n  "name": ')


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
def test_json_is_ascii_on_a_terminal_that_is_not_utf8(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", NarrowScreen(io.BytesIO(), encoding=encoding))
    assert output.format_json({"a": "ä😀"}) == r'{"a":"\u00e4\ud83d\ude00"}'
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert output.format_json({"a": "ä😀"}) == '{"a":"ä😀"}'


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("line", ["get --json", "get --no-json", "list --json", "list --no-json"])
def test_output_to_a_pipe_is_utf8(
    line: str, encoding: str, run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve_unsafe_participant(server)
    out, err = io.BytesIO(), io.BytesIO()
    streams = [io.TextIOWrapper(raw, encoding=encoding, newline="\r\n") for raw in (out, err)]
    name = "conferenceRecords/a/participants/b" if line.startswith("get") else "a"
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", streams[0])
        patch.setattr(sys, "stderr", streams[1])
        assert run("participants", *line.split(), name).code == 0
        assert run("participants", *line.split(), "Léa/Léa/Léa").code == 2
    for stream in streams:
        stream.flush()
    assert b"\r" not in out.getvalue() + err.getvalue()
    assert "Léa/Léa/Léa" in err.getvalue().decode()
    assert "Ana Marković 渡辺 😀" in out.getvalue().decode()


def test_a_pipe_is_utf8_in_every_environment() -> None:
    command = [sys.executable, "-m", "maton_google_meet.cli", "participants", "list", "--sandbox"]
    record = "conferenceRecords/qrH717ukM2Z5"
    settings = {"PYTHONIOENCODING": "cp1252:strict", "PYTHONUTF8": "0", "LC_ALL": "C"}
    result = subprocess.run(
        [*command, "--json", record], env=os.environ | settings, capture_output=True, check=True
    )
    people = [json.loads(line) for line in result.stdout.splitlines()]
    names = [each.get("signedinUser", {}).get("displayName", "") for each in people]
    assert not all(map(str.isascii, names))


@pytest.mark.parametrize("machine", [True, False])
def test_any_value_of_a_server_is_valid_json(
    machine: bool, run: Run, server: DocumentServer
) -> None:
    body = rb'{"name":"spaces/a","x":[1e999,{"y":NaN}],"z":-Infinity,"s":"\ud800","n":null,"i":7}'
    server.answers["spaces.get"] = lambda _: Reply(200, body=body, wrong_on_purpose=True)
    result = run("spaces", "get", "a", "--json" if machine else "--no-json")
    assert (result.code, result.err) == (0, "")
    if machine:
        found = json.loads(result.out, parse_constant=pytest.fail)
        assert found["x"] == ["Infinity", {"y": "NaN"}]
        assert (found["z"], found["s"], found["i"]) == ("-Infinity", "\ud800", 7)
    else:
        rows = dict(line.split() for line in result.out.splitlines())
        assert rows["x[0]"] == "Infinity"
        assert rows["s"] == r"\ud800"


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
    assert result.err == f"maton-google-meet: {commands.TOO_DEEP}\n"


@pytest.mark.parametrize(
    ("sent", "shown_as"),
    [
        ("2026-11-03T09:00:14Z", "2026-11-03T09:00:14Z"),
        ("2026-11-03T09:00:14.120Z", "2026-11-03T09:00:14.120Z"),
        ("2026-11-03T09:00:14.123456Z", "2026-11-03T09:00:14.123456Z"),
        ("2026-11-03T09:00:14.000001Z", "2026-11-03T09:00:14.000001Z"),
        ("2026-11-03T10:00:14+01:00", "2026-11-03T09:00:14Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+01:00"),
    ],
)
@pytest.mark.parametrize("flag", ["--json", "--no-json"])
def test_timestamps_end_in_z_as_google_writes_them(
    flag: str, sent: str, shown_as: str, run: Run, server: DocumentServer
) -> None:
    record = {"name": "conferenceRecords/a", "endTime": sent}
    server.answers["conferenceRecords.get"] = lambda _: Reply(json=record, wrong_on_purpose=True)
    server.answers[LIST] = lambda _: Reply(
        json={"conferenceRecords": [record]}, wrong_on_purpose=True
    )
    found = {"connection_id": "c", "creation_time": sent}
    server.answers["connections.get"] = lambda _: Reply(
        json={"connection": found}, wrong_on_purpose=True
    )
    for line in ("conference-records get a", "conference-records list", "connections get c"):
        result = run(*line.split(), flag)
        assert (result.code, result.err) == (0, "")
        assert shown_as in re.split(r'[\s",]+', result.out)


def test_a_value_that_is_not_a_timestamp_is_shown_as_it_is() -> None:
    space = Space(name="spaces/a", meeting_uri="2026-11-03T09:00:14+00:00")
    assert facade.prepare_response(space)["meetingUri"] == "2026-11-03T09:00:14+00:00"
    assert facade._format_timestamp("yesterday") == "yesterday"


def timestamps(schema: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of each timestamp in a schema of the document."""
    for kind in list_alternatives(schema):
        if kind.get("format") == "date-time":
            yield path
        yield from timestamps(kind["items"], (*path, "[]")) if "items" in kind else ()
        for key, field in kind.get("properties", {}).items():
            yield from timestamps(field, (*path, key))


RESPONSES = [each for each in DOCUMENT["components"]["schemas"] if f"{each}" in {*models.__all__}]


@pytest.mark.parametrize("name", [each for each in RESPONSES if "Input" not in each])
def test_each_timestamp_of_each_response_ends_in_z(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    model = getattr(models, name)
    for path in {*timestamps(schema)}:
        value: Any = "2026-11-03T09:00:14.5+00:00"
        for key in reversed(path):
            value = [value] if key == "[]" else {"name": "n", "connection_id": "c", key: value}
        shown = facade.prepare_response(model.from_dict(value))
        for key in path:
            shown = shown[0 if key == "[]" else key]
        assert shown == "2026-11-03T09:00:14.500Z", path


# Secrets

TOKEN = "https://connect.example/?session_token=SECRET"
PENDING_ONE = {"connection_id": "c", "status": "PENDING", "url": TOKEN}
DEEP = {**PENDING_ONE, "metadata": {"a": [{"url": TOKEN, "URL": TOKEN}]}, "later": {"url": TOKEN}}
ELSEWHERE = {
    "connection_id": "c",
    "session_token": "SECRET",
    "metadata": {"auth_url": TOKEN, "note": f"open {TOKEN}", "all": [TOKEN], "tokens": ["SECRET"]},
}


@pytest.mark.parametrize(
    "answer", [PENDING_ONE, DEEP, ELSEWHERE], ids=["plain", "deep", "elsewhere"]
)
@pytest.mark.parametrize("format", ["--json", "--no-json", ""])
@pytest.mark.parametrize("verb", ["list", "get c", "create --yes"])
def test_a_connections_url_is_hidden_unless_asked_for(
    verb: str, format: str, answer: dict[str, Any], run: Run, shown: Run, server: DocumentServer
) -> None:
    wrapped = {"connection": answer}
    server.answers["connections.list"] = lambda _: Reply(json={"connections": [answer]})
    server.answers["connections.get"] = lambda _: Reply(json=wrapped)
    server.answers["connections.create"] = lambda _: Reply(json={**answer, **wrapped})
    for act, human in ((run, format == "--no-json"), (shown, format != "--json")):
        line = ["connections", *verb.split(), *([format] if format else [])]
        result = act(*line)
        assert result.code == 0
        assert "SECRET" not in result.out + result.err
        assert ("Use --show-url to show it." in result.err) is human
        result = act(*line, "--show-url")
        assert (result.code, result.err) == (0, "")
        assert "SECRET" in "".join(result.out.split())


def test_each_field_that_is_hidden_is_named(run: Run, server: DocumentServer) -> None:
    server.answers["connections.list"] = lambda _: Reply(json={"connections": [ELSEWHERE]})
    result = run("connections", "list", "--no-json")
    lines = [line.removeprefix("maton-google-meet: ") for line in result.err.splitlines()]
    names = ["all", "auth_url", "note", "session_token", "tokens"]
    assert lines == [
        f"{name} is hidden because it is secret. Use --show-url to show it." for name in names
    ]
    assert "open ***" in result.out


def test_only_responses_with_a_documented_secret_are_searched() -> None:
    space = models.Space.from_dict({"name": "spaces/a", "streamUrl": TOKEN})
    assert facade.prepare_response(space)["streamUrl"] == TOKEN


def test_doctor_shows_no_session_token(run: Run, server: DocumentServer) -> None:
    listed = {"connections": [{**ELSEWHERE, "app": "google-meet", "status": "ACTIVE"}]}
    server.answers["connections.list"] = lambda _: Reply(json=listed)
    result = run("doctor")
    assert "Connection c (google-meet, ACTIVE" in result.out
    assert "SECRET" not in result.out + result.err


@pytest.mark.parametrize("url", [{}, {"url": ""}, {"url": None}], ids=str)
def test_an_absent_url_is_not_reported_as_hidden(
    url: dict[str, Any], run: Run, server: DocumentServer
) -> None:
    found = {"connections": [{"connection_id": "c", **url}]}
    server.answers["connections.list"] = lambda _: Reply(json=found)
    assert run("connections", "list", "--no-json").err == ""


@pytest.mark.parametrize("name", ["Connection", "CreateConnectionResponse", "CreatedConnection"])
def test_a_secret_is_in_no_repr(name: str) -> None:
    model = getattr(models, name).from_dict({"connection_id": "c", "url": TOKEN})
    assert model.url == TOKEN
    assert "SECRET" not in f"{model!r} {model} {[model]}"


def test_secrets_of_a_schema_that_holds_itself_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    node = {
        **NODE,
        "properties": {**NODE["properties"], "pin": {"type": "string", "x-secret": True}},
    }
    monkeypatch.setattr(facade, "document", lambda: {"components": {"schemas": {"Node": node}}})
    assert facade.find_secrets({"$ref": "#/components/schemas/Node"}) == {"pin": ""}
    assert facade.find_secrets({"type": "array", "items": node}) == {"pin": ""}


def test_a_table_for_people(
    shown: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve_unsafe_participant(server)
    monkeypatch.setenv("COLUMNS", "300")
    result = shown("participants", "list", "a")
    assert (result.code, result.err) == (0, "")
    head, row = (line.rstrip() for line in result.out.splitlines())
    assert head.split() == ["name", "anonymousUser.displayName", "earliestStartTime"]
    assert row.split("  ")[0] == "conferenceRecords/a/participants/b"
    assert r"\x1b[31mred\x1b[0m \u202eevil \x9b5m \u200b \x7f Ana Marković 渡辺 😀" in row
    assert "\x1b" not in result.out


def test_a_table_that_is_too_wide_becomes_records(
    shown: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    item = serve_unsafe_participant(server)
    server.answers["participants.list"] = lambda _: Reply(
        json={"participants": [item, {"name": "conferenceRecords/a/participants/c"}]}
    )
    result = shown("participants", "list", "a")
    blocks = result.out.split("\n\n")
    assert [block.split()[:2] for block in blocks] == [
        ["name", item["name"]],
        ["name", "conferenceRecords/a/participants/c"],
    ]
    assert blocks[0].splitlines()[2].split() == ["earliestStartTime", "2026-11-03T09:00:14Z"]


def test_markup_is_printed_literally(shown: Run, server: DocumentServer) -> None:
    server.answers["spaces.get"] = lambda _: Reply(json={"name": "spaces/[bold]a[/bold]:smile:"})
    assert shown("spaces", "get", "a").out.split() == ["name", "spaces/[bold]a[/bold]:smile:"]


def test_one_object_for_people(shown: Run, server: DocumentServer) -> None:
    rows = dict(line.split(maxsplit=1) for line in shown("spaces", "get", "a").out.splitlines())
    example = server.example("spaces.get").json
    assert rows["name"].strip() == example["name"]
    assert rows["config.accessType"].strip() == example["config"]["accessType"]
    assert rows["phoneAccess[1].pin"].strip() == example["phoneAccess"][1]["pin"]


def test_values_of_all_kinds_for_people(shown: Run) -> None:
    screen = Screen()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", screen)
        value = {"b": True, "n": None, "i": 7, "o": {}, "l": [], "k": [1, {"x": "y"}]}
        output.show_object(value, machine=False)
        output.show_list([{"l": [1], "a": "x", "name": "n"}, {"b": 1}], machine=False)
        output.show_list([], machine=False)
    captured = re.sub(r"\x1b\[[01]m", "", screen.getvalue())
    assert [line.split() for line in captured.splitlines()] == [
        ["b", "true"], ["n", "null"], ["i", "7"], ["o", "{}"], ["l", "[]"], ["k[0]", "1"],
        ["k[1].x", "y"], ["name", "a", "b"], ["n", "x"], ["1"], ["Nothing", "found."],
    ]  # fmt: skip


def test_a_table_in_a_pipe_is_not_wrapped(run: Run) -> None:
    result = run("conference-records", "list", "--no-json")
    assert len(result.out.splitlines()) == 3
    assert max(map(len, result.out.splitlines())) > 100


def test_empty_responses(run: Run, shown: Run) -> None:
    line = ("spaces", "end-active-conference", "a", "--yes")
    assert run(*line).out == "{}\n"
    assert shown(*line).out == "Done.\n"
    assert shown(*line, "--json").out == "{}\n"


# Lists


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
def test_limits_of_lists(
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
    found = [{"connection_id": f"c-{number}"} for number in range(120)]
    server.answers["connections.list"] = lambda _: Reply(json={"connections": found})
    result = run("connections", "list", "--limit", "2")
    assert (len(result.lines), server.seen[0].target) == (2, "/connections?limit=2")
    assert "The list continues after these 2 items" in result.err
    assert len(run("connections", "list").lines) == 100
    assert len(run("connections", "list", "--all").lines) == 120
    assert server.seen[2].target == "/connections"


# Errors and exit codes


def test_a_write_without_a_terminal_is_refused(
    run: Run, server: DocumentServer, capsys: Any
) -> None:
    logging.getLogger("maton_google_meet").handlers.clear()
    result = run("spaces", "create")
    assert result.code == 3
    assert "For scripts, --yes approves" in result.err
    assert all(line.startswith("maton-google-meet: ") for line in result.err.splitlines())
    assert server.seen == []


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
    assert len(server.seen) == (code == 0)
    assert ("was not approved" in captured) is bool(code)
    assert "--yes" not in captured


EXPIRED_TOKEN = {
    "error": {
        "code": 401,
        "message": "Request had invalid authentication credentials.",
        "status": "UNAUTHENTICATED",
        "details": [
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_EXPIRED"}
        ],
    }
}


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(404, json={"error": {"code": 404, "message": "\x1b[5m"}}), r"\x1b[5m"),
        (Reply(401, json={"message": "Invalid API key"}), "Invalid API key"),
        (Reply(401, json=EXPIRED_TOKEN), "ACCESS_TOKEN_EXPIRED"),
        (Reply(500, json={"message": "Oops"}), "Oops"),
        (Reply(200, body=b"<html>", wrong_on_purpose=True), "its body is not JSON"),
    ],
    ids=["404", "401", "401 of Google", "500", "html"],
)  # fmt: skip
def test_errors_of_the_api_have_the_librarys_text(
    reply: Reply, words: str, run: Run, server: DocumentServer
) -> None:
    server.answers["spaces.get"] = lambda _: reply
    result = run("spaces", "get", "a")
    assert (result.code, result.out) == (1, "")
    assert words in result.err
    with GoogleMeet(connection=CONNECTION) as meet, pytest.raises(MatonError) as raised:
        meet.spaces.get("a")
    assert result.err.splitlines()[0] == f"maton-google-meet: {raised.value}"
    advised = "authorize()" in str(raised.value)
    assert (
        result.err.splitlines()[1:] == ["maton-google-meet: Run: maton-google-meet auth"] * advised
    )


def test_an_error_within_a_list_follows_the_first_items(run: Run, server: DocumentServer) -> None:
    server.answers[LIST] = [
        Reply(json={"conferenceRecords": [{"name": "conferenceRecords/a"}], "nextPageToken": "t"}),
        Reply(500, json={"message": "Oops"}),
    ]
    result = run("conference-records", "list", "--all")
    assert (result.code, len(result.lines)) == (1, 1)
    assert "Oops" in result.err


@pytest.mark.parametrize(
    ("error", "hint"),
    [(AmbiguousConnection, "Use --connection ID."), (NoActiveConnection, "meet auth")],
)  # fmt: skip
def test_errors_about_connections_name_the_option_or_command(
    error: type[MatonError],
    hint: str,
    run: Run,
    server: DocumentServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    found = [{"connection_id": f"c-{number}"} for number in range(2)]
    found = found if error is AmbiguousConnection else []
    server.answers["connections.list"] = lambda _: Reply(json={"connections": found})
    result = run("spaces", "get", "a")
    assert result.code == 1
    assert result.err.endswith(f"{hint}\n")


def test_without_a_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MATON_API_KEY")
    result = run("spaces", "get", "a")
    assert result.code == 2
    assert "No Maton API key" in result.err


def test_errors_are_wrapped_on_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "60")
    run("spaces", "get", "a/b/c/d/e/f/g/h")
    assert screen.getvalue().count("\n") > 1
    assert max(map(len, screen.getvalue().splitlines())) <= 60


def test_a_bug_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise TypeError("a bug")

    monkeypatch.setattr(commands, "open_client", broken)
    with pytest.raises(TypeError, match="a bug"):
        run("spaces", "get", "a")


@pytest.mark.parametrize("terminal", [True, False])
def test_an_interrupt_is_exit_code_130(
    terminal: bool, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    screen = Screen() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(commands, "open_client", interrupted)
    assert run("spaces", "get", "a").code == 130
    assert screen.getvalue() == "\n" * terminal


def test_a_closed_pipe_is_exit_code_141(
    run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert cli.main(["spaces", "get", "a"]) == 141
    assert capsys.readouterr().err == ""


def test_closed_streams_are_not_terminals(
    run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run("spaces", "create").code == 3
    sys.stdin.close()
    monkeypatch.setattr(sys, "stdout", None)
    assert run("spaces", "get", "a") == (0, "", "")
    sys.stdout.close()


# auth


@pytest.fixture
def browser(server: DocumentServer, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the URLs opened in a browser; the connection is ACTIVE at the second poll."""
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.001)
    look = {"connection_id": "c 9".replace(" ", "$"), "url": "https://x.example/?t=1\u202e"}
    server.answers["connections.create"] = [Reply(json={"connection_id": "c-9"})]
    server.answers["connections.get"] = [
        Reply(json={"connection": {**look, "status": status}}) for status in ("PENDING", "ACTIVE")
    ]
    return opened


def test_auth_connects_an_account(shown: Run, browser: list[str]) -> None:
    result = shown("auth", "--yes")
    assert result.code == 0
    assert result.out == "export MATON_GOOGLE_MEET_CONNECTION='c$9'\n"
    assert browser == ["https://x.example/?t=1\u202e"]
    assert r"sign in to Google there: https://x.example/?t=1\u202e" in result.err
    assert "No browser could be opened." in result.err  # list.append says nothing.
    assert "Connected: c$9 (ACTIVE)" in result.err


def test_auth_without_a_browser_for_machines(run: Run, browser: list[str]) -> None:
    result = run("auth", "--yes", "--no-browser")
    assert json.loads(result.out) == {"connection_id": "c$9", "status": "ACTIVE"}
    assert browser == []
    assert "No browser" not in result.err


def test_auth_asks_before_it_sends(run: Run, browser: list[str], server: DocumentServer) -> None:
    assert run("auth").code == 3
    assert server.seen == []


def test_a_failed_sign_in_is_an_error(run: Run, browser: list[str], server: DocumentServer) -> None:
    failed = {"connection": {"connection_id": "c-9", "status": "FAILED"}}
    server.answers["connections.get"] = [Reply(json=failed)]
    result = run("auth", "--yes")
    assert result.code == 1
    assert "The sign-in for connection c-9 failed" in result.err


# doctor


def marks(result: Result) -> list[str]:
    return [line[:2] for line in result.out.splitlines() if line[:2].strip()]


def test_doctor_finds_nothing_wrong(run: Run, server: DocumentServer, monkeypatch: Any) -> None:
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    result = run("doctor")
    assert (result.code, result.err) == (0, "")
    assert marks(result) == ["ok", "--", "ok", "ok", "ok", "ok"]
    assert f"MATON_API_KEY is set: {len(server.key)} characters." in result.out
    assert server.key not in result.out
    assert f"calls go to {server.url}, not to https://api.maton.ai" in result.out
    assert "it is the only ACTIVE connection" in result.out
    [look_up, _, call] = server.seen
    assert look_up.target == "/connections?app=google-meet"
    assert call.target.endswith("?pageSize=1")
    assert f"A call was tried, {call.operation}: the first item is " in result.out


@pytest.mark.parametrize(
    ("key", "code", "marked", "words"),
    [
        (None, 2, ["!!", "--"], "MATON_API_KEY is not set"),
        ("  ", 2, ["!!", "--"], "export MATON_API_KEY=..."),
        ("{key}\n", 0, ["ok", "ok", "ok", "ok", "ok"], "not counting blanks around"),
        ("'{key}'", 1, ["!!", "!!"], "10 characters, quotes among them"),
        ("Bearer {key}", 1, ["!!", "!!"], 'blanks and the word "Bearer" among them'),
        ("nonsense", 1, ["ok", "!!"], "The key could not be checked: connections.list"),
    ],
)
def test_doctor_checks_the_key(
    key: str | None,
    code: int,
    marked: list[str],
    words: str,
    run: Run,
    server: DocumentServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    if key is None:
        monkeypatch.delenv("MATON_API_KEY")
    else:
        monkeypatch.setenv("MATON_API_KEY", key.format(key=server.key))
    result = run("doctor")
    server.violations.clear()
    address = [line for line in result.out.splitlines() if "MATON_API_BASE_URL" in line]
    shown = result._replace(out="\n".join(x for x in result.out.splitlines() if x not in address))
    assert (result.code, marks(shown)) == (code, marked)
    assert words in result.out
    assert server.key not in result.out


def test_doctor_without_an_address_of_its_own(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_check_proxy", lambda *_: None)
    monkeypatch.delenv("MATON_API_BASE_URL")
    assert marks(run("doctor")) == ["ok"]
    monkeypatch.setenv("MATON_API_BASE_URL", "http://elsewhere.example")
    result = run("doctor")
    assert (result.code, marks(result)) == (1, ["ok", "--", "!!"])
    assert "MATON_API_BASE_URL=http://elsewhere.example must be https" in result.out
    monkeypatch.setenv("MATON_API_BASE_URL", "https://user:pw@elsewhere.example")
    result = run("doctor")
    assert (result.code, "pw" in result.out, "https://***@elsewhere.example" in result.out) == (
        1,
        False,
        True,
    )


ACTIVE = {"connection_id": "c-1", "status": "ACTIVE"}
PENDING = {"connection_id": "c-2", "status": "PENDING"}
OTHER = {"connection_id": "c-3", "status": "ACTIVE"}


@pytest.mark.parametrize(
    ("found", "environment", "given", "code", "words"),
    [
        ([ACTIVE, OTHER], "c-1", [], 0, "Calls use c-1, from MATON_GOOGLE_MEET_CONNECTION."),
        ([ACTIVE, OTHER], "c-1", ["c-3"], 0, "Calls use c-3, from --connection."),
        ([ACTIVE, PENDING], "c-2", [], 1, "is PENDING.\n    -> Choose one"),
        ([PENDING], "c-2", [], 1, "is PENDING.\n    -> To connect a Google account"),
        ([ACTIVE], "c-9", [], 1, "c-9, from MATON_GOOGLE_MEET_CONNECTION, does not exist"),
        ([ACTIVE, OTHER], "", [], 1, "2 are ACTIVE.\n    -> Choose one with --connection, or: "),
        ([PENDING], "", [], 1, "none is ACTIVE.\n    -> To connect a Google account: mat"),
    ],
)
def test_doctor_reports_the_connection_of_calls(
    found: list[Any],
    environment: str,
    given: list[str],
    code: int,
    words: str,
    run: Run,
    server: DocumentServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", environment)
    server.answers["connections.list"] = lambda _: Reply(json={"connections": found})
    result = run("doctor", *(["--connection", *given] if given else []))
    assert result.code == code
    assert words in result.out
    assert ("No call was tried." in result.out) is bool(code)
    for each in found:
        mark = "ok" if each["status"] == "ACTIVE" else "--"
        assert f"{mark}  Connection {each['connection_id']} ({each['status']})" in result.out


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        (Reply(500, json={"message": "Oops \x1b"}), 1, r"A call was tried: conferenceRecords.list"),
        (Reply(401, json=EXPIRED_TOKEN), 1, "-> Run: maton-google-meet auth"),
        (Reply(json={}), 0, "conferenceRecords.list: the list is empty."),
    ],
)
def test_doctor_tries_a_call_once(
    reply: Reply, code: int, words: str, run: Run, server: DocumentServer, monkeypatch: Any
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "c-1")
    server.answers["connections.list"] = lambda _: Reply(json={"connections": [ACTIVE]})
    server.answers[LIST] = lambda _: reply
    result = run("doctor")
    assert result.code == code
    assert words in result.out
    assert "\x1b" not in result.out
    assert "The key is accepted." in result.out
    assert "missing, invalid" not in result.out
    assert len(server.requests(LIST)) == 1


def test_doctor_is_wrapped_on_a_terminal(
    run: Run, shown: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = shown("doctor")
    assert max(len(line) for line in result.out.splitlines()) <= 80
    assert max(len(line) for line in run("doctor").out.splitlines()) > 80


# The sandbox


@pytest.fixture
def run_offline(monkeypatch: pytest.MonkeyPatch, run_command: Run) -> Run:
    """Run a command line without key and network."""
    monkeypatch.setenv("MATON_API_BASE_URL", "http://nowhere.example")
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "nobody")
    return run_command


def test_any_command_can_use_a_sandbox(run_offline: Run) -> None:
    result = run_offline("conference-records", "list", "--sandbox")
    assert (result.code, result.err) == (0, "")
    names = [each["name"] for each in result.lines]
    assert (
        run_offline("conference-records", "get", names[0], "--sandbox").code == 0
    )  # The same each time.
    assert run_offline("spaces", "create", "--sandbox").code == 3
    created = run_offline("spaces", "create", "--sandbox", "--yes", "--config.access-type", "OPEN")
    assert json.loads(created.out)["config"]["accessType"] == "OPEN"
    assert run_offline("spaces", "get", "x", "--sandbox", "--connection", "nobody").code == 1


def test_doctor_in_the_sandbox(run_offline: Run) -> None:
    result = run_offline("doctor", "--sandbox")
    assert (result.code, result.err) == (0, "")
    assert "needs no key" in result.out
    assert "it is the only ACTIVE connection" in result.out


def test_auth_in_the_sandbox(run_offline: Run) -> None:
    result = run_offline("auth", "--sandbox", "--yes")
    assert json.loads(result.out)["status"] == "ACTIVE"
    assert "signed in automatically" in result.err


def test_the_sandbox_as_a_server(
    run_offline: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results: list[Result] = []

    def wait() -> None:
        captured = capsys.readouterr()
        for line in captured.out.splitlines():
            name, _, value = line.removeprefix("export ").partition("=")
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
        results.append(run_offline("conference-records", "list"))
        raise KeyboardInterrupt

    monkeypatch.setattr(sandbox_commands.FOREVER, "wait", wait)
    assert run_offline("sandbox").code == 130
    assert results[0].code == 0
    assert results[0].lines


def test_demo_approves_its_writes_only_with_yes(run_offline: Run) -> None:
    result = run_offline("demo", "--yes")
    assert (result.code, result.err) == (0, "")
    assert ">>> space = meet.spaces.create(" in result.out
    assert "Type yes to send it: yes" in result.out
    assert "\x1b" not in result.out
    declined = run_offline("demo")
    assert declined.code == 0
    [line] = declined.err.splitlines()
    assert line.endswith("so it declines its writes. --yes approves them.")
    assert "Type yes" not in declined.out
    assert "Declined, so nothing was sent." in declined.out


def test_demo_asks_on_a_terminal(run_offline: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = Screen()
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(sys, "stdin", Screen("no\n" * 50))
    result = run_offline("demo")
    assert result.code == 0
    assert "Type yes to send it: " in stderr.getvalue()
    assert "Declined, so nothing was sent." in result.out


# Completion


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use another home directory, because completion is installed into start-up files."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_completion_is_loaded_when_a_shell_starts(home: Path, run_offline: Run) -> None:
    assert run_offline("--install-completion", "--shell", "bash").code == 0
    assert "maton-google-meet" in (home / ".bashrc").read_text()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_commands_options_and_values(
    shell: str, home: Path, run_offline: Run
) -> None:
    path = home / "completion"
    result = run_offline("--install-completion", "--shell", shell, "--output", str(path))
    assert result.code == 0
    assert [each.name for each in home.iterdir()] == ["completion"]  # No start-up file.
    script = path.read_text()
    for word in ("end-active-conference", "config.access-type", "TRUSTED", "doctor"):
        assert word in script


def test_completion_that_cannot_be_written(home: Path, run_offline: Run) -> None:
    result = run_offline("--install-completion", "--shell", "fish", "--output", "/dev/null/x/y")
    assert result.code == 2
    assert result.err.startswith("maton-google-meet: Completion cannot be installed: ")


def test_the_command_is_a_module(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["x", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("maton_google_meet.cli", run_name="__main__")
    assert ended.value.code == 0
    assert runpy.run_module("maton_google_meet.cli.__main__")["main"] is cli.main
    assert capsys.readouterr().out == f"{__version__}\n"


# Encodings and full disks


def test_a_served_sandbox_unsets_the_connection(
    run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox_commands.FOREVER, "wait", lambda: None)
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    assert "unset" not in run_offline("sandbox").out
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "of another proxy")
    assert run_offline("sandbox").out.endswith("unset MATON_GOOGLE_MEET_CONNECTION\n")


def test_an_id_for_a_shell_is_escaped(
    run: Run, shown: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maton_google_meet.client.open_in_browser", lambda url: True)
    active = {"connection": {"connection_id": "c\u202e", "status": "ACTIVE", "app": "google-meet"}}
    server.answers["connections.create"] = lambda _: Reply(json={"connection_id": "c"})
    server.answers["connections.get"] = lambda _: Reply(json=active)
    result = shown("auth", "--yes")
    assert result.code == 0
    assert result.out == "export MATON_GOOGLE_MEET_CONNECTION='c\\u202e'\n"


def test_characters_outside_the_terminals_encoding_are_escaped(
    run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    narrow = NarrowScreen(raw, encoding="ascii")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", narrow)
        found = run_offline("conference-records", "list", "--sandbox", "--limit", "2", "--json")
        records = raw.getvalue().decode().splitlines()
        assert found.code == 0
        name = json.loads(records[1])["name"]
        assert run_offline("participants", "list", name, "--sandbox", "--no-json").code == 0
        assert run_offline("participants", "list", name, "--sandbox", "--json").code == 0
        assert run_offline("--help").code == 0
    assert "L\\xe9a Fournier" in raw.getvalue().decode("ascii")
    assert '"L\\u00e9a Fournier"' in raw.getvalue().decode("ascii")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system lacks /dev/full")
def test_a_full_disk_is_reported() -> None:
    command = [sys.executable, "-m", "maton_google_meet.cli", "connections", "list", "--sandbox"]
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert result.returncode == 1
    assert result.stderr == (
        "maton-google-meet: the output cannot be written: No space left on device\n"
    )


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, 1), (errno.EIO, None)])
def test_only_a_full_disk_is_reported(
    number: int, code: int | None, run_offline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OSError(number, "planted")

    monkeypatch.setattr("maton_google_meet.cli.app.run", broken)
    screen = Screen()
    screen.fileno = lambda: 1  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    if code is None:
        with pytest.raises(OSError, match="planted"):
            run_offline("--help")
    else:
        assert run_offline("--help").code == code
