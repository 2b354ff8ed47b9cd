"""The command line: each operation a command, what it sends, shows and ends with."""

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
    playground,
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
from support.schemas import DOCUMENT, within

CONNECTION = "c-1"
READ = next(each for each in EXAMPLES if each.id == "spaces.get")
LIST = "conferenceRecords.list"
BY_ID = {operation.id: operation for operation in OPERATIONS}


class Done(NamedTuple):
    """What a command line ended with."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """What stands on stdout, as JSON a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


class NarrowScreen(io.TextIOWrapper):
    """A terminal that has an encoding."""

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
def run(
    server: DocumentServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs a command line against the server; nobody is there to be asked."""
    monkeypatch.setenv("MATON_API_KEY", server.key)
    monkeypatch.setenv("MATON_API_BASE_URL", server.url)
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", CONNECTION)

    def run(*arguments: str) -> Done:
        code = cli.main(arguments)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run


@pytest.fixture
def shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """As `run`, where somebody looks at the output."""

    def shown(*arguments: str) -> Done:
        screen = Screen()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", screen)
            done = run(*arguments)
        return done._replace(out=re.sub(r"\x1b\[[01]m", "", screen.getvalue()))

    return shown


def kebab(name: str) -> str:
    return snake(name).replace("_", "-")


def command(id: str) -> list[str]:
    """What is typed for an operation."""
    tag, _, verb = id.partition(".")
    return [kebab(tag), kebab(verb)]


def option(path: str, value: Any) -> list[str]:
    """A value as an option."""
    if isinstance(value, bool):
        return [f"--{path}" if value else refused(path)]
    return [f"--{path}", value if isinstance(value, str) else json.dumps(value)]


def refused(path: str) -> str:
    """The flag that says no to another."""
    above, dot, last = path.rpartition(".")
    return f"--{above}{dot}no-{last}"


def dotted(body: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """A body as options."""
    for key, value in body.items():
        path = f"{prefix}{kebab(key)}"
        if isinstance(value, dict) and value:
            yield from dotted(value, f"{path}.")
        elif value != {}:
            yield from option(path, value)


def typed(example: Example) -> list[str]:
    """The command line of an example."""
    given = {
        key: example.keywords[snake(key)] for key in example.query if snake(key) in example.keywords
    }
    query = [text for key, value in given.items() for text in option(kebab(key), value)]
    return [*command(example.id), *example.arguments, *dotted(example.body or {}), *query]


# Every operation is a command


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.label)
def test_every_operation_sends_what_the_facade_would(
    example: Example, run: Run, server: DocumentServer
) -> None:
    expected = example.query
    line = typed(example)
    if example.write:
        line.append("--yes")
    elif (
        BY_ID[example.id].path.count("/")
        and "limit" not in example.query
        and largest_page(example.id)
    ):
        line.append("--all")
        expected = {"pageSize": str(largest_page(example.id)), **expected}
    done = run(*line)
    assert (done.code, done.err) == (0, "")
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
        assert len(done.lines) == len(items)
    elif done.out != "{}\n":
        assert json.loads(done.out).keys() <= server.example(example.id).json.keys()


def flags(id: str) -> set[str]:
    """All that can be typed for an operation, by the document."""
    [(_, _, operation, parameters)] = [
        each for each in operations() if each[2]["operationId"] == id
    ]

    def told(schema: dict[str, Any], path: str) -> Iterator[str]:
        kinds = within(schema)
        fields = next((kind["properties"] for kind in kinds if kind.get("properties")), {})
        for key, inner in fields.items():
            yield from told(inner, f"{path}.{kebab(key)}" if path else kebab(key))
        if not fields and path:
            yield f"--{path}"
            if any(kind.get("type") == "boolean" for kind in kinds):
                yield refused(path)

    found: set[str] = set()
    for each in parameters:
        if each["in"] == "query":
            found |= {*told(each["schema"], kebab(each["name"]))}
    if "requestBody" in operation:
        found |= {*told(operation["requestBody"]["content"]["application/json"]["schema"], "")}
    return found


@pytest.mark.parametrize("id", BY_ID)
def test_every_operation_has_help_that_names_each_of_its_parameters(
    id: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    done = run(*command(id), "--help")
    assert (done.code, done.err) == (0, "")
    told = " ".join(done.out.replace("│", " ").split())
    operation = BY_ID[id]
    assert operation.summary in told
    assert f"`{operation.method} {operation.path}`" in told
    words = {word.strip(",") for word in told.split()}
    expected = flags(id) | {"--connection", "--sandbox", "--json", "--no-json"}
    expected |= {"--yes"} if operation.outcome else set()
    shows_url = id in ("connections.list", "connections.get", "connections.create")
    expected |= {"--show-url"} if shows_url else set()
    expected |= {"--limit", "--all"} if id.endswith(".list") else set()
    assert {word for word in words if word.startswith("--")} == expected
    if operation.outcome:
        assert operation.outcome in told
    [subject] = [
        each.upper()
        for each in inspect.signature(
            facade.resources()[command(id)[0]][command(id)[1]].method
        ).parameters
        if each in ("name", "parent", "connection_id")
    ] or [""]
    assert subject in words | {""}


def test_help_lists_the_values_of_enums_with_their_meaning(run: Run) -> None:
    told = " ".join(run("spaces", "create", "--help").out.replace("│", " ").split())
    schema = DOCUMENT["components"]["schemas"]["AccessType"]
    for value in schema["enum"]:
        assert f"{value}: {' '.join(schema['x-enumDescriptions'][value].split())}" in told
    assert "It is google-meet where it is left out." in run("connections", "create", "-h").out


def test_root_help_has_each_resource_in_a_sentence(run: Run) -> None:
    done = run("--help")
    told = " ".join(done.out.replace("│", " ").split())
    for tag in DOCUMENT["tags"]:
        sentence = " ".join(tag["description"].split()).partition(". ")[0]
        assert f"{kebab(tag['name'])} {sentence}" in told
    assert "--install-completion" in told
    assert run().out == done.out
    assert [done.out.index(f" {name} ") for name in facade.resources()] == sorted(
        done.out.index(f" {name} ") for name in facade.resources()
    )


@pytest.mark.parametrize("tag", DOCUMENT["tags"], ids=lambda tag: tag["name"])
def test_a_resource_tells_all_of_itself_and_its_commands(tag: dict[str, Any], run: Run) -> None:
    done = run(kebab(tag["name"]), "--help")
    told = " ".join(done.out.replace("│", " ").split())
    assert " ".join(tag["description"].split()) in told
    for operation in OPERATIONS:
        if operation.id.partition(".")[0] == tag["name"]:
            assert f"{command(operation.id)[1]} {operation.summary}" in told


def test_what_is_no_command_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = commands.nothing


# What it costs


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
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", check],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "0 []\n"
    assert done.stdout
    if arguments == ["--version"]:
        assert done.stdout == f"{__version__}\n"


def test_without_cyclopts_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "cyclopts", None)
    assert cli.main(["--help"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.endswith(f"{install_command('cli')}\n")


def test_another_module_that_is_missing_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name="rich")

    monkeypatch.setattr(cli, "import_module", missing)
    with pytest.raises(ModuleNotFoundError):
        cli.main(["--help"])


def test_it_takes_the_arguments_of_the_process(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["maton-google-meet", "--version"])
    assert cli.main() == 0
    assert capsys.readouterr().out == f"{__version__}\n"


# What was typed


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("spacs get x", 'Unknown command "spacs". Did you mean "spaces"?'),
        ("spaces gett x", "maton-google-meet: Try: maton-google-meet spaces --help"),
        ("spaces get", "parameter NAME requires an argument"),
        ("spaces get a b", "Unused Tokens: ['b']"),
        ("spaces get -x", "What starts with a dash and is no option goes after --"),
        ("spaces update a --config.acces-type OPEN", "Did you mean --config.access-type?"),
        ("spaces update a", "Nothing to update"),
        ("spaces get a/b", "this name does not have the right form"),
        ("members create a", "parameter --email requires an argument"),
        (f"{LIST} --page-size x", 'x is no whole number'),
        (f"{LIST} --limit 0", "--limit takes a number from 1 on, and not with --all"),
        (f"{LIST} --limit 1 --all", "--limit takes a number from 1 on, and not with --all"),
        (f"{LIST} --fields totalSize", "leaves out nextPageToken"),
        ("members batch-update a --requests {}", "--requests: takes a list"),
        ("members batch-update a --requests [{}]", "--requests: 'member' is missing"),
        ("members batch-update a --requests [1]", "--requests: does not fit"),
        ('members batch-update a --requests [{"member":{"name":null}}]', "does not fit: name is"),
        (
            'members batch-update a --requests [{"member":{"name":"m","new":{"a":null}}}]',
            "requests[0].member.new.a=None: expected JSON",
        ),
        ("members batch-update a --requests nope", "takes JSON text, and this is none"),
        ("members batch-update a --requests @/no/such/file", "/no/such/file cannot be read: No"),
        ("spaces get a --connection a\u00e4", "no header may hold"),
        ("auth --timeout 0", "timeout= takes a number of seconds above 0"),
        ("sandbox --port 99999", "Nothing can listen at port 99999"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_told_and_nothing_sent(
    line: str, words: str, run: Run, server: DocumentServer
) -> None:
    typed = line.replace(LIST, "conference-records list").split()
    done = run(*typed)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert all(line.startswith("maton-google-meet: ") for line in done.err.splitlines())
    assert server.seen == []


def test_what_was_mistyped_is_shown_harmless(run: Run) -> None:
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
def test_json_is_read_from_elsewhere(
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


def test_the_connection_is_the_one_named(run: Run, server: DocumentServer) -> None:
    run("spaces", "get", "a", "--connection", "c-2")
    run("spaces", "get", "a")
    assert [seen.headers["maton-connection"] for seen in server.seen] == ["c-2", CONNECTION]


# From the document to options


class Made(NamedTuple):
    """A verb that no document has."""

    operation: Operation
    resource: str
    name: str
    method: Callable[..., Any]
    lists: bool = False


def made(monkeypatch: pytest.MonkeyPatch, method: Callable[..., Any], **fields: Any) -> Any:
    """A verb with that method, whose arguments have these schemas."""
    monkeypatch.setattr(options, "schemas", lambda operation: fields.items())
    return Made(Operation("things.do", "POST", "/things", "Does."), "things", "do", method)


def annotated(kinds: Mapping[str, str], defaults: Mapping[str, Any] = {}) -> Callable[..., Any]:
    """A method that takes keyword arguments with these annotations."""

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


def test_each_kind_of_value_is_an_option_of_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
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
    verb = made(monkeypatch, annotated(names, {"plain": "this"}), **schemas)
    found = {option.flag: option for option in options.options(verb)}
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
    assert found["--tree.next"].text == options.AS_JSON
    assert found["--plain"].text.strip() == "It is this where it is left out."
    assert [flag for flag, option in found.items() if option.required] == [
        "--is-it", "--how-many", "--share", "--free", "--several", "--mixed", "--anything",
        "--level",
    ]  # fmt: skip


def test_what_was_typed_becomes_what_the_method_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {
        "when": "datetime.datetime | None",
        "day": "datetime.date",
        "tree": "SpaceConfig | Unset",
        "several": "builtins.list[UpdateMemberRequest]",
        "level": "AccessType | str | Unset",
        "needed": "SpaceConfig",
    }
    verb = made(monkeypatch, annotated(kinds, dict.fromkeys(["when", "tree", "level"])))
    scalar = {name: Option((name,), f"--{name}", str, "") for name in kinds}
    given = [
        (scalar["when"], "2026-11-03T09:00:14Z"),
        (scalar["day"], "2026-11-03"),
        (Option(("tree", "accessType"), "--tree.access-type", str, ""), "OPEN"),
        (Option(("tree", "artifactConfig"), "--tree.artifact-config", dict, ""), "{}"),
        (scalar["several"]._replace(kind=list), '[{"member": {"name": "m"}}]'),
        (scalar["level"], "OPEN"),
    ]
    positional, made_of = options.call_arguments(verb, given)
    assert positional == []
    assert made_of["when"] == datetime.datetime(2026, 11, 3, 9, 0, 14, tzinfo=datetime.UTC)
    assert made_of["day"] == datetime.date(2026, 11, 3)
    assert made_of["tree"].to_dict() == {"accessType": "OPEN", "artifactConfig": {}}
    assert [each.to_dict() for each in made_of["several"]] == [{"member": {"name": "m"}}]
    assert made_of["level"] == "OPEN"
    assert made_of["needed"].to_dict() == {}  # None of its fields was given, and it is required.
    with pytest.raises(MatonError, match="--when: does not fit: Invalid isoformat"):
        options.call_arguments(verb, [(scalar["when"], "yesterday")])


def test_the_options_of_an_operation_go_before_those_of_other_commands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds = dict.fromkeys(["yes", "json", "connection", "limit", "all"], "str | None")
    schemas: dict[str, Any] = {name: {"type": "string"} for name in kinds}
    schemas["limit"] = {"type": "integer"}
    verb = made(monkeypatch, annotated(kinds, dict.fromkeys(kinds)), **schemas)
    verb = verb._replace(lists=True, operation=verb.operation._replace(outcome="Does."))
    asked: list[Any] = []
    monkeypatch.setattr(commands, "response_schema", lambda operation: {})
    monkeypatch.setattr(
        commands, "_perform", lambda verb, given, **settings: asked.append((given, settings))
    )
    app = commands.App(name="x", result_action="return_value")
    app.default(commands._command(verb))
    app(["--yes", "a", "--json", "b", "--all", "c", "--limit", "7", "--cli-yes", "--cli-all"])
    [(given, settings)] = asked
    assert [(option.flag, value) for option, value in given] == [
        ("--yes", "a"), ("--json", "b"), ("--limit", 7), ("--all", "c"),
    ]  # fmt: skip
    assert settings == {
        "connection": None, "sandbox": False, "yes": True, "json": None, "limit": 7, "all": True,
        "secrets": [], "show": False,
    }  # fmt: skip


# What is shown

NASTY = "\x1b[31mred\x1b[0m \u202eevil \x9b5m \u200b \x7f Ana Marković 渡辺 \U0001f600 \U000e0001"
HARMLESS = (
    r"\u001b[31mred\u001b[0m \u202eevil \u009b5m \u200b \u007f Ana Marković 渡辺 😀 \udb40\udc01"
)


def nasty(server: DocumentServer) -> dict[str, Any]:
    """A participant with such a name, answered from now on."""
    found = {
        "name": "conferenceRecords/a/participants/b",
        "anonymousUser": {"displayName": NASTY},
        "earliestStartTime": "2026-11-03T09:00:14Z",
    }
    server.answers["participants.list"] = lambda _: Reply(json={"participants": [found]})
    server.answers["participants.get"] = lambda _: Reply(json=found)
    return found


def test_json_is_valid_and_harmless(run: Run, server: DocumentServer) -> None:
    found = nasty(server)
    for done in (run("participants", "list", "a"), run("participants", "get", found["name"])):
        assert HARMLESS in done.out
        assert done.out.replace("\n", "").isprintable()
        [shown] = done.lines if done.out.count("\n") == 1 else [json.loads(done.out)]
        assert shown == found
    assert run("participants", "get", found["name"]).out.startswith('{\n  "name": ')


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
def test_json_is_ascii_on_a_terminal_that_is_not_utf8(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", NarrowScreen(io.BytesIO(), encoding=encoding))
    assert output.as_json({"a": "ä😀"}) == r'{"a":"\u00e4\ud83d\ude00"}'
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert output.as_json({"a": "ä😀"}) == '{"a":"ä😀"}'


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("line", ["get --json", "get --no-json", "list --json", "list --no-json"])
def test_what_goes_into_a_pipe_is_utf8(
    line: str, encoding: str, run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    nasty(server)
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


def test_a_pipe_is_utf8_whatever_the_environment_says() -> None:
    command = [sys.executable, "-m", "maton_google_meet.cli", "participants", "list", "--sandbox"]
    record = "conferenceRecords/qrH717ukM2Z5"
    settings = {"PYTHONIOENCODING": "cp1252:strict", "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run(
        [*command, "--json", record], env=os.environ | settings, capture_output=True, check=True
    )
    people = [json.loads(line) for line in done.stdout.splitlines()]
    names = [each.get("signedinUser", {}).get("displayName", "") for each in people]
    assert not all(map(str.isascii, names))


@pytest.mark.parametrize("machine", [True, False])
def test_any_value_of_a_server_is_valid_json(
    machine: bool, run: Run, server: DocumentServer
) -> None:
    body = rb'{"name":"spaces/a","x":[1e999,{"y":NaN}],"z":-Infinity,"s":"\ud800","n":null}'
    server.answers["spaces.get"] = lambda _: Reply(200, body=body, wrong_on_purpose=True)
    done = run("spaces", "get", "a", "--json" if machine else "--no-json")
    assert (done.code, done.err) == (0, "")
    if machine:
        found = json.loads(done.out, parse_constant=pytest.fail)
        assert found["x"] == ["Infinity", {"y": "NaN"}]
        assert (found["z"], found["s"]) == ("-Infinity", "\ud800")
    else:
        rows = dict(line.split() for line in done.out.splitlines())
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
    done = run(*line.split(), format)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"maton-google-meet: {commands.TOO_DEEP}\n"


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
        done = run(*line.split(), flag)
        assert (done.code, done.err) == (0, "")
        assert shown_as in re.split(r'[\s",]+', done.out)


def test_a_value_that_is_not_a_timestamp_is_shown_as_it_is() -> None:
    space = Space(name="spaces/a", meeting_uri="2026-11-03T09:00:14+00:00")
    assert facade.present(space)["meetingUri"] == "2026-11-03T09:00:14+00:00"
    assert facade._format_timestamp("yesterday") == "yesterday"


def timestamps(schema: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of each timestamp in a schema of the document."""
    for kind in within(schema):
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
        shown = facade.present(model.from_dict(value))
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
        done = act(*line)
        assert done.code == 0
        assert "SECRET" not in done.out + done.err
        assert ("Use --show-url to show it." in done.err) is human
        done = act(*line, "--show-url")
        assert (done.code, done.err) == (0, "")
        assert "SECRET" in "".join(done.out.split())


def test_each_field_that_is_hidden_is_named(run: Run, server: DocumentServer) -> None:
    server.answers["connections.list"] = lambda _: Reply(json={"connections": [ELSEWHERE]})
    done = run("connections", "list", "--no-json")
    lines = [line.removeprefix("maton-google-meet: ") for line in done.err.splitlines()]
    names = ["all", "auth_url", "note", "session_token", "tokens"]
    assert lines == [
        f"{name} is hidden because it is secret. Use --show-url to show it." for name in names
    ]
    assert "open ***" in done.out


def test_only_an_answer_with_a_secret_in_the_document_is_searched() -> None:
    space = models.Space.from_dict({"name": "spaces/a", "streamUrl": TOKEN})
    assert facade.present(space)["streamUrl"] == TOKEN


def test_doctor_shows_no_session_token(run: Run, server: DocumentServer) -> None:
    listed = {"connections": [{**ELSEWHERE, "app": "google-meet", "status": "ACTIVE"}]}
    server.answers["connections.list"] = lambda _: Reply(json=listed)
    done = run("doctor")
    assert "Connection c (google-meet, ACTIVE" in done.out
    assert "SECRET" not in done.out + done.err


@pytest.mark.parametrize("url", [{}, {"url": ""}, {"url": None}], ids=str)
def test_a_url_that_is_not_there_is_not_said_to_be_hidden(
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
    nasty(server)
    monkeypatch.setenv("COLUMNS", "300")
    done = shown("participants", "list", "a")
    assert (done.code, done.err) == (0, "")
    head, row = (line.rstrip() for line in done.out.splitlines())
    assert head.split() == ["name", "anonymousUser.displayName", "earliestStartTime"]
    assert row.split("  ")[0] == "conferenceRecords/a/participants/b"
    assert r"\x1b[31mred\x1b[0m \u202eevil \x9b5m \u200b \x7f Ana Marković 渡辺 😀" in row
    assert "\x1b" not in done.out


def test_a_table_that_would_not_be_readable_is_one_for_each_item(
    shown: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    item = nasty(server)
    server.answers["participants.list"] = lambda _: Reply(
        json={"participants": [item, {"name": "conferenceRecords/a/participants/c"}]}
    )
    done = shown("participants", "list", "a")
    blocks = done.out.split("\n\n")
    assert [block.split()[:2] for block in blocks] == [
        ["name", item["name"]],
        ["name", "conferenceRecords/a/participants/c"],
    ]
    assert blocks[0].splitlines()[2].split() == ["earliestStartTime", "2026-11-03T09:00:14Z"]


def test_markup_is_no_markup(shown: Run, server: DocumentServer) -> None:
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
    said = re.sub(r"\x1b\[[01]m", "", screen.getvalue())
    assert [line.split() for line in said.splitlines()] == [
        ["b", "true"], ["n", "null"], ["i", "7"], ["o", "{}"], ["l", "[]"], ["k[0]", "1"],
        ["k[1].x", "y"], ["name", "a", "b"], ["n", "x"], ["1"], ["Nothing", "found."],
    ]  # fmt: skip


def test_a_table_into_a_pipe_is_as_wide_as_it_is(run: Run) -> None:
    done = run("conference-records", "list", "--no-json")
    assert len(done.out.splitlines()) == 3
    assert max(map(len, done.out.splitlines())) > 100


def test_nothing_to_say(run: Run, shown: Run) -> None:
    line = ("spaces", "end-active-conference", "a", "--yes")
    assert run(*line).out == "{}\n"
    assert shown(*line).out == "Done.\n"
    assert shown(*line, "--json").out == "{}\n"


# Lists


def pages(server: DocumentServer, *sizes: int) -> None:
    """Conference records on pages of these sizes."""
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
def test_a_list_is_as_long_as_asked_for(
    line: str,
    sizes: tuple[int, ...],
    count: int,
    queries: list[str],
    more: bool,
    run: Run,
    server: DocumentServer,
) -> None:
    pages(server, *sizes)
    done = run("conference-records", "list", *line.split())
    assert done.code == 0
    assert len(done.lines) == count
    assert [seen.target.partition("?")[2] for seen in server.seen] == queries
    assert ("--all shows all of it" in done.err) is more


def test_a_limit_of_the_operations_own_is_this_one_too(run: Run, server: DocumentServer) -> None:
    found = [{"connection_id": f"c-{number}"} for number in range(120)]
    server.answers["connections.list"] = lambda _: Reply(json={"connections": found})
    done = run("connections", "list", "--limit", "2")
    assert (len(done.lines), server.seen[0].target) == (2, "/connections?limit=2")
    assert "There is more than the 2 shown" in done.err
    assert len(run("connections", "list").lines) == 100
    assert len(run("connections", "list", "--all").lines) == 120
    assert server.seen[2].target == "/connections"


# How it ends


def test_nobody_to_ask_is_a_refusal(run: Run, server: DocumentServer, capsys: Any) -> None:
    logging.getLogger("maton_google_meet").handlers.clear()
    done = run("spaces", "create")
    assert done.code == 3
    assert "For scripts, --yes approves" in done.err
    assert all(line.startswith("maton-google-meet: ") for line in done.err.splitlines())
    assert server.seen == []


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("no", 3), ("", 3)])
def test_a_write_is_asked_for(
    answer: str, code: int, run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, stdin = Screen(), Screen(answer)
    monkeypatch.setattr(sys, "stderr", asked)
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("members", "create", "a", "--email", NASTY).code == code
    said = asked.getvalue()
    for part in (
        f"Connection  {CONNECTION}",
        "POST /google-meet/v2/spaces/a/members",
        r"\u202eevil",
    ):
        assert part in said
    assert " ".join((BY_ID["members.create"].outcome or "").split()) in " ".join(said.split())
    assert len(server.seen) == (code == 0)
    assert ("was not approved" in said) is bool(code)
    assert "--yes" not in said


ENDED = {
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
        (Reply(401, json=ENDED), "ACCESS_TOKEN_EXPIRED"),
        (Reply(500, json={"message": "Oops"}), "Oops"),
        (Reply(200, body=b"<html>", wrong_on_purpose=True), "its body is not JSON"),
    ],
    ids=["404", "401", "401 of Google", "500", "html"],
)  # fmt: skip
def test_an_error_of_the_api_in_the_librarys_words(
    reply: Reply, words: str, run: Run, server: DocumentServer
) -> None:
    server.answers["spaces.get"] = lambda _: reply
    done = run("spaces", "get", "a")
    assert (done.code, done.out) == (1, "")
    assert words in done.err
    with GoogleMeet(connection=CONNECTION) as meet, pytest.raises(MatonError) as raised:
        meet.spaces.get("a")
    assert done.err.splitlines()[0] == f"maton-google-meet: {raised.value}"
    advised = "authorize()" in str(raised.value)
    assert done.err.splitlines()[1:] == ["maton-google-meet: Run: maton-google-meet auth"] * advised


def test_an_error_within_a_list_comes_after_what_was_there(
    run: Run, server: DocumentServer
) -> None:
    server.answers[LIST] = [
        Reply(json={"conferenceRecords": [{"name": "conferenceRecords/a"}], "nextPageToken": "t"}),
        Reply(500, json={"message": "Oops"}),
    ]
    done = run("conference-records", "list", "--all")
    assert (done.code, len(done.lines)) == (1, 1)
    assert "Oops" in done.err


@pytest.mark.parametrize(
    ("error", "hint"),
    [(AmbiguousConnection, "Use --connection ID."), (NoActiveConnection, "meet auth")],
)  # fmt: skip
def test_what_is_another_thing_here_is_said(
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
    done = run("spaces", "get", "a")
    assert done.code == 1
    assert done.err.endswith(f"{hint}\n")


def test_without_a_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MATON_API_KEY")
    done = run("spaces", "get", "a")
    assert done.code == 2
    assert "No Maton API key" in done.err


def test_errors_are_wrapped_where_somebody_reads_them(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "60")
    run("spaces", "get", "a/b/c/d/e/f/g/h")
    assert screen.getvalue().count("\n") > 1
    assert max(map(len, screen.getvalue().splitlines())) <= 60


def test_a_bug_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise TypeError("a bug")

    monkeypatch.setattr(commands, "client", broken)
    with pytest.raises(TypeError, match="a bug"):
        run("spaces", "get", "a")


@pytest.mark.parametrize("terminal", [True, False])
def test_an_interrupt_ends_it(terminal: bool, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    screen = Screen() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(commands, "client", interrupted)
    assert run("spaces", "get", "a").code == 130
    assert screen.getvalue() == "\n" * terminal


def test_a_closed_pipe_ends_it(
    run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert cli.main(["spaces", "get", "a"]) == 141
    assert capsys.readouterr().err == ""


def test_a_stream_that_was_closed_is_nobody(
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
    """What the browser was asked to open; the connection is ACTIVE at the second look."""
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(authorization, "POLL", 0.001)
    look = {"connection_id": "c 9".replace(" ", "$"), "url": "https://x.example/?t=1\u202e"}
    server.answers["connections.create"] = [Reply(json={"connection_id": "c-9"})]
    server.answers["connections.get"] = [
        Reply(json={"connection": {**look, "status": status}}) for status in ("PENDING", "ACTIVE")
    ]
    return opened


def test_auth_connects_an_account(shown: Run, browser: list[str]) -> None:
    done = shown("auth", "--yes")
    assert done.code == 0
    assert done.out == "export MATON_GOOGLE_MEET_CONNECTION='c$9'\n"
    assert browser == ["https://x.example/?t=1\u202e"]
    assert r"sign in to Google there: https://x.example/?t=1\u202e" in done.err
    assert "No browser could be opened here." in done.err  # list.append says nothing.
    assert "Connected: c$9 (ACTIVE)" in done.err


def test_auth_without_a_browser_for_machines(run: Run, browser: list[str]) -> None:
    done = run("auth", "--yes", "--no-browser")
    assert json.loads(done.out) == {"connection_id": "c$9", "status": "ACTIVE"}
    assert browser == []
    assert "No browser" not in done.err


def test_auth_asks_first(run: Run, browser: list[str], server: DocumentServer) -> None:
    assert run("auth").code == 3
    assert server.seen == []


def test_auth_that_fails_is_an_error(run: Run, browser: list[str], server: DocumentServer) -> None:
    failed = {"connection": {"connection_id": "c-9", "status": "FAILED"}}
    server.answers["connections.get"] = [Reply(json=failed)]
    done = run("auth", "--yes")
    assert done.code == 1
    assert "The sign-in for connection c-9 failed" in done.err


# doctor


def marks(done: Done) -> list[str]:
    return [line[:2] for line in done.out.splitlines() if line[:2].strip()]


def test_doctor_finds_nothing_wrong(run: Run, server: DocumentServer, monkeypatch: Any) -> None:
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    done = run("doctor")
    assert (done.code, done.err) == (0, "")
    assert marks(done) == ["ok", "--", "ok", "ok", "ok", "ok"]
    assert f"MATON_API_KEY is set: {len(server.key)} characters." in done.out
    assert server.key not in done.out
    assert f"calls go to {server.url}, not to https://api.maton.ai" in done.out
    assert "it is the only ACTIVE one" in done.out
    [look_up, _, call] = server.seen
    assert look_up.target == "/connections?app=google-meet"
    assert call.target.endswith("?pageSize=1")
    assert f"A call was tried, {call.operation}: the first is " in done.out


@pytest.mark.parametrize(
    ("key", "code", "marked", "words"),
    [
        (None, 2, ["!!", "--"], "MATON_API_KEY is not set"),
        ("  ", 2, ["!!", "--"], "export MATON_API_KEY=..."),
        ("{key}\n", 0, ["ok", "ok", "ok", "ok", "ok"], "not counting blanks around"),
        ("'{key}'", 1, ["!!", "!!"], "10 characters, quotes among them"),
        ("Bearer {key}", 1, ["!!", "!!"], 'blanks and the word "Bearer" among them'),
        ("nonsense", 1, ["ok", "!!"], "The key could not be tried: connections.list"),
    ],
)
def test_doctor_looks_at_the_key(
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
    done = run("doctor")
    server.violations.clear()
    address = [line for line in done.out.splitlines() if "MATON_API_BASE_URL" in line]
    shown = done._replace(out="\n".join(x for x in done.out.splitlines() if x not in address))
    assert (done.code, marks(shown)) == (code, marked)
    assert words in done.out
    assert server.key not in done.out


def test_doctor_without_an_address_of_its_own(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_look", lambda *_: None)
    monkeypatch.delenv("MATON_API_BASE_URL")
    assert marks(run("doctor")) == ["ok"]
    monkeypatch.setenv("MATON_API_BASE_URL", "http://elsewhere.example")
    done = run("doctor")
    assert (done.code, marks(done)) == (1, ["ok", "--", "!!"])
    assert "MATON_API_BASE_URL=http://elsewhere.example must be https" in done.out
    monkeypatch.setenv("MATON_API_BASE_URL", "https://user:pw@elsewhere.example")
    done = run("doctor")
    assert (done.code, "pw" in done.out, "https://***@elsewhere.example" in done.out) == (
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
        ([ACTIVE, OTHER], "c-1", [], 0, "c-1 would be used: MATON_GOOGLE_MEET_CONNECTION says so"),
        ([ACTIVE, OTHER], "c-1", ["c-3"], 0, "c-3 would be used: --connection says so"),
        ([ACTIVE, PENDING], "c-2", [], 1, "but it is PENDING.\n    -> Choose one"),
        ([PENDING], "c-2", [], 1, "but it is PENDING.\n    -> To connect a Google account"),
        ([ACTIVE], "c-9", [], 1, "there is no such connection of this app"),
        ([ACTIVE, OTHER], "", [], 1, "2 are ACTIVE.\n    -> Choose one with --connection, or: "),
        ([PENDING], "", [], 1, "there is no ACTIVE one.\n    -> To connect a Google account: mat"),
    ],
)
def test_doctor_tells_which_connection_would_be_used(
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
    done = run("doctor", *(["--connection", *given] if given else []))
    assert done.code == code
    assert words in done.out
    assert ("No call was tried." in done.out) is bool(code)
    for each in found:
        mark = "ok" if each["status"] == "ACTIVE" else "--"
        assert f"{mark}  Connection {each['connection_id']} ({each['status']})" in done.out


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        (Reply(500, json={"message": "Oops \x1b"}), 1, r"A call was tried: conferenceRecords.list"),
        (Reply(401, json=ENDED), 1, "-> Run: maton-google-meet auth"),
        (Reply(json={}), 0, "conferenceRecords.list: nothing there yet."),
    ],
)
def test_doctor_tries_a_call_once(
    reply: Reply, code: int, words: str, run: Run, server: DocumentServer, monkeypatch: Any
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "c-1")
    server.answers["connections.list"] = lambda _: Reply(json={"connections": [ACTIVE]})
    server.answers[LIST] = lambda _: reply
    done = run("doctor")
    assert done.code == code
    assert words in done.out
    assert "\x1b" not in done.out
    assert "The key is accepted." in done.out
    assert "missing, invalid" not in done.out
    assert len(server.requests(LIST)) == 1


def test_doctor_is_wrapped_where_somebody_reads_it(
    run: Run, shown: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = shown("doctor")
    assert max(len(line) for line in done.out.splitlines()) <= 80
    assert max(len(line) for line in run("doctor").out.splitlines()) > 80


# The sandbox


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line where there is neither key nor network."""
    monkeypatch.setenv("MATON_API_BASE_URL", "http://nowhere.example")
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "nobody")

    def alone(*arguments: str) -> Done:
        code = cli.main(arguments)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return alone


def test_any_command_can_act_on_a_sandbox(alone: Run) -> None:
    done = alone("conference-records", "list", "--sandbox")
    assert (done.code, done.err) == (0, "")
    names = [each["name"] for each in done.lines]
    assert (
        alone("conference-records", "get", names[0], "--sandbox").code == 0
    )  # The same each time.
    assert alone("spaces", "create", "--sandbox").code == 3
    created = alone("spaces", "create", "--sandbox", "--yes", "--config.access-type", "OPEN")
    assert json.loads(created.out)["config"]["accessType"] == "OPEN"
    assert alone("spaces", "get", "x", "--sandbox", "--connection", "nobody").code == 1


def test_doctor_in_the_sandbox(alone: Run) -> None:
    done = alone("doctor", "--sandbox")
    assert (done.code, done.err) == (0, "")
    assert "needs no key" in done.out
    assert "it is the only ACTIVE one" in done.out


def test_auth_in_the_sandbox(alone: Run) -> None:
    done = alone("auth", "--sandbox", "--yes")
    assert json.loads(done.out)["status"] == "ACTIVE"
    assert "signed in by itself" in done.err


def test_the_sandbox_as_a_server(
    alone: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[Done] = []

    def wait() -> None:
        said = capsys.readouterr()
        for line in said.out.splitlines():
            name, _, value = line.removeprefix("export ").partition("=")
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
        told.append(alone("conference-records", "list"))
        raise KeyboardInterrupt

    monkeypatch.setattr(playground, "_wait", wait)
    assert alone("sandbox").code == 130
    assert told[0].code == 0
    assert told[0].lines


def test_the_sandbox_waits_until_it_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[None] = []
    monkeypatch.setattr("threading.Event.wait", lambda self: waited.append(None))
    playground._wait()
    assert waited == [None]


def test_demo_answers_itself_only_where_it_is_told_to(alone: Run) -> None:
    done = alone("demo", "--yes")
    assert (done.code, done.err) == (0, "")
    assert ">>> space = meet.spaces.create(" in done.out
    assert "Type yes to send it: yes" in done.out
    assert "\x1b" not in done.out
    alone_with_it = alone("demo")
    assert alone_with_it.code == 0
    [line] = alone_with_it.err.splitlines()
    assert line.endswith("its writes are declined; --yes answers them.")
    assert "Type yes" not in alone_with_it.out
    assert "Declined, so nothing was sent." in alone_with_it.out


def test_demo_asks_who_is_there(alone: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = Screen()
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(sys, "stdin", Screen("no\n" * 50))
    done = alone("demo")
    assert done.code == 0
    assert "Type yes to send it: " in stderr.getvalue()
    assert "Declined, so nothing was sent." in done.out


# Completion


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own: completion is installed into start-up files."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_completion_is_loaded_at_the_start_of_a_shell(home: Path, alone: Run) -> None:
    assert alone("--install-completion", "--shell", "bash").code == 0
    assert "maton-google-meet" in (home / ".bashrc").read_text()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_commands_options_and_values(shell: str, home: Path, alone: Run) -> None:
    path = home / "completion"
    done = alone("--install-completion", "--shell", shell, "--output", str(path))
    assert done.code == 0
    assert [each.name for each in home.iterdir()] == ["completion"]  # No start-up file.
    script = path.read_text()
    for word in ("end-active-conference", "config.access-type", "TRUSTED", "doctor"):
        assert word in script


def test_completion_that_cannot_be_written(home: Path, alone: Run) -> None:
    done = alone("--install-completion", "--shell", "fish", "--output", "/dev/null/x/y")
    assert done.code == 2
    assert done.err.startswith("maton-google-meet: It cannot be installed: ")


def test_it_is_a_module_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["x", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("maton_google_meet.cli", run_name="__main__")
    assert ended.value.code == 0
    assert runpy.run_module("maton_google_meet.cli.__main__")["main"] is cli.main
    assert capsys.readouterr().out == f"{__version__}\n"


# What a review found


@pytest.mark.parametrize(
    "typed", ["--limit=1.5", "--limit=1e1", "--page-size=2.5", "--limit=0", "--limit=9" + "9" * 30]
)
def test_a_number_is_whole_and_possible(typed: str, alone: Run) -> None:
    done = alone("conference-records", "list", "--sandbox", typed)
    assert (done.code, done.out) == (2, "")
    assert "is no whole number" in done.err or "--limit takes a number from 1 on" in done.err


def test_a_port_is_whole(alone: Run) -> None:
    done = alone("sandbox", "--port", "80.5")
    assert (done.code, done.out) == (2, "")
    assert "80.5 is no whole number" in done.err


def test_a_served_sandbox_has_connections_of_its_own(
    alone: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playground, "_wait", lambda: None)
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    assert "unset" not in alone("sandbox").out
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "of another proxy")
    assert alone("sandbox").out.endswith("unset MATON_GOOGLE_MEET_CONNECTION\n")


def test_an_id_is_shown_harmless_where_a_shell_reads_it(
    run: Run, shown: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authorization, "open_in_browser", lambda url: True)
    active = {"connection": {"connection_id": "c\u202e", "status": "ACTIVE", "app": "google-meet"}}
    server.answers["connections.create"] = lambda _: Reply(json={"connection_id": "c"})
    server.answers["connections.get"] = lambda _: Reply(json=active)
    done = shown("auth", "--yes")
    assert done.code == 0
    assert done.out == "export MATON_GOOGLE_MEET_CONNECTION='c\\u202e'\n"


def test_what_a_terminal_cannot_show_is_escaped(
    alone: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    narrow = NarrowScreen(raw, encoding="ascii")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", narrow)
        found = alone("conference-records", "list", "--sandbox", "--limit", "2", "--json")
        records = raw.getvalue().decode().splitlines()
        assert found.code == 0
        name = json.loads(records[1])["name"]
        assert alone("participants", "list", name, "--sandbox", "--no-json").code == 0
        assert alone("participants", "list", name, "--sandbox", "--json").code == 0
        assert alone("--help").code == 0
    assert "L\\xe9a Fournier" in raw.getvalue().decode("ascii")
    assert '"L\\u00e9a Fournier"' in raw.getvalue().decode("ascii")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device here")
def test_a_full_disk_is_told() -> None:
    command = [sys.executable, "-m", "maton_google_meet.cli", "connections", "list", "--sandbox"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert done.stderr == (
        "maton-google-meet: the output cannot be written: No space left on device\n"
    )


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, 1), (errno.EIO, None)])
def test_which_errors_of_the_output_are_told(
    number: int, code: int | None, alone: Run, monkeypatch: pytest.MonkeyPatch
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
            alone("--help")
    else:
        assert alone("--help").code == code
