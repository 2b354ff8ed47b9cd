"""The help of the command line, and usage errors."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from maton_google_meet import __version__
from maton_google_meet.cli import names
from maton_google_meet.cli.program import OTHER_COMMANDS
from maton_google_meet_api.operations import OPERATIONS
from support.command_line import BY_ID, LIST, Run, command, kebab, negate
from support.document_server import DocumentServer
from support.examples import operations
from support.schemas import DOCUMENT, list_alternatives


def list_expected_flags(id: str) -> set[str]:
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

    names: set[str] = set()
    for each in parameters:
        if each["in"] == "query":
            names |= {*list_flags(each["schema"], kebab(each["name"]))}
    if "requestBody" in operation:
        names |= {
            *list_flags(operation["requestBody"]["content"]["application/json"]["schema"], "")
        }
    return names


@pytest.mark.parametrize("id", BY_ID)
def test_every_operation_has_help_that_names_each_of_its_parameters(
    id: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    result = run(*command(id), "--help")
    assert (result.code, result.err) == (0, "")
    text = " ".join(result.out.split())
    operation = BY_ID[id]
    assert operation.summary in text
    assert f"`{operation.method} {operation.path}`" in text
    words = {word.strip(",") for word in text.split()}
    expected = list_expected_flags(id) | {"--connection", "--account", "--profile"}
    expected |= {"--sandbox", "--json", "--no-json", "--format", "--select", "--output", "--wide"}
    expected |= {"--timeout", "--no-color", "--verbose", "--debug", "--help"}
    expected |= {"--yes", "--dry-run"} if operation.outcome else set()
    shows_url = id in ("connections.list", "connections.get", "connections.create")
    expected |= {"--show-url"} if shows_url else set()
    expected |= {"--limit", "--all"} if id.endswith(".list") else set()
    assert {word for word in words if word.startswith("--")} == expected
    if operation.outcome:
        assert operation.outcome in text
    [subject] = [
        each.upper()
        for each in inspect.signature(
            names.list_commands(names.list_resources()[command(id)[0]])[command(id)[1]].method
        ).parameters
        if each in ("name", "parent", "connection_id")
    ] or [""]
    assert subject in words | {""}


def test_help_lists_the_values_of_enums_with_their_meaning(run: Run) -> None:
    text = " ".join(run("spaces", "create", "--help").out.split())
    schema = DOCUMENT["components"]["schemas"]["AccessType"]
    for value in schema["enum"]:
        assert f"{value}: {' '.join(schema['x-enumDescriptions'][value].split())}" in text
    assert "The default is google-meet." in run("connections", "create", "-h").out


def test_root_help_has_each_resource_in_a_sentence(run: Run) -> None:
    result = run("--help")
    text = " ".join(result.out.split())
    for tag in DOCUMENT["tags"]:
        sentence = " ".join(tag["description"].split()).partition(". ")[0]
        assert f"{kebab(tag['name'])} {sentence}" in text
    for word in (
        "--install-completion",
        "-h, --help",
        "--version",
        "-o, --output FILE",
        "help Show the help",
        "130 interrupted",
        "8 outcome",
    ):
        assert word in text
    assert run().out == result.out
    positions = [result.out.index(f"\n  {name} ") for name in names.list_resources()]
    assert positions == sorted(positions)


@pytest.mark.parametrize("tag", DOCUMENT["tags"], ids=lambda tag: tag["name"])
def test_help_of_a_resource_has_its_text_and_commands(tag: dict[str, Any], run: Run) -> None:
    result = run(kebab(tag["name"]), "--help")
    text = " ".join(result.out.split())
    assert " ".join(tag["description"].split()) in text
    for operation in OPERATIONS:
        if operation.id.partition(".")[0] == tag["name"]:
            assert f"{command(operation.id)[1]} {operation.summary}" in text


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["version"], ["spaces", "--help"], ["spaces", "update", "--help"]],
)
def test_help_loads_neither_httpx_nor_models(arguments: list[str]) -> None:
    unused = ("maton_google_meet_api.resources.",) if len(arguments) == 1 else ()
    unused += ("argparse",) if arguments in (["--version"], ["version"]) else ()
    check = (
        "import sys\n"
        "from maton_google_meet.cli import main\n"
        f"code = main({arguments!r})\n"
        "heavy = ('httpx', 'maton_google_meet_api.models', 'maton_google_meet_api.api', 'rich')\n"
        f"heavy += {unused!r}\n"
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
    if arguments in (["--version"], ["version"]):
        assert result.stdout == f"{__version__}\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("spacs get x", 'Unknown command "spacs". Did you mean "spaces"?'),
        ("spaces gett x", "maton-google-meet: Try: maton-google-meet spaces --help"),
        ("spaces get", "Missing argument: NAME."),
        ("spaces get a b", "Unexpected argument: b."),
        ("spaces get -x", "Write an argument that starts with a dash after --"),
        ("spaces update a --config.acces-type OPEN", "Did you mean --config.access-type?"),
        ("spaces get a --conn c", "Unknown option: --conn. Did you mean --connection?"),
        ("spaces get --filter x", "Unknown option: --filter."),
        ("spaces get a --yes", "maton-google-meet: spaces get does not take --yes."),
        ("--limit 5 spaces get a", "maton-google-meet: spaces get does not take --limit."),
        ("--jsn spaces get a", "Unknown option: --jsn. Did you mean --json?"),
        ("spaces --jsn get a", "maton-google-meet: Try: maton-google-meet spaces --help"),
        ("-x spaces get a", "Write an argument that starts with a dash after --"),
        ("spaces get a --sandbox=1", "--sandbox does not take a value."),
        ("spaces get a --no-json=1", "--no-json does not take a value."),
        ("spaces get a --connection", "--connection needs a value."),
        ("spaces get a -o", "maton-google-meet: -o needs a value."),
        (f"{LIST} --filter -x", "--filter needs a value."),
        (f"{LIST} --filter -x", "Write an argument that starts with a dash after --"),
        ("spaces get a --format xml", "--format: xml is not one of table, json,"),
        ("spaces get a --timeout 0", "--timeout: 0 is not a number of seconds above 0"),
        ("spaces get a --timeout inf", "--timeout: inf is not a number of seconds above 0"),
        ("spaces get a --timeout 1e300", "--timeout: 1e300 is not a number of seconds above 0"),
        ("spaces get a --timeout nan", "--timeout: nan is not a number of seconds above 0"),
        ("spaces get a --timeout soon", "--timeout: soon is not a number"),
        ("login now", "Unexpected argument: now."),
        ("spaces update a", "Nothing to update"),
        ("spaces get a/b", "this name does not have the right form"),
        ("members create a", "Missing option: --email."),
        (f"{LIST} --page-size x", "--page-size: x is not a whole number."),
        (f"{LIST} --page-size=2.5", "2.5 is not a whole number"),
        (f"{LIST} --limit=1.5", "1.5 is not a whole number"),
        (f"{LIST} --limit=1e1", "1e1 is not a whole number"),
        (f"{LIST} --limit=9{'9' * 30}", "--limit takes a number of at least 1"),
        ("sandbox --port 80.5", "80.5 is not a whole number"),
        (f"{LIST} --limit 0", "--limit takes a number of at least 1, and cannot be combined"),
        (f"{LIST} --limit 1 --all", "1, and cannot be combined with --all"),
        (f"{LIST} --fields totalSize", "leaves out nextPageToken"),
        ("members batch-update a --requests {}", "--requests: takes a list"),
        ("members batch-update a --requests [{}]", "item 0, 'member' is missing"),
        ("members batch-update a --requests [1]", "--requests: does not fit"),
        (
            'members batch-update a --requests [{"member":{"name":null}}]',
            "item 0, 'member.name' is missing",
        ),
        (
            'members batch-update a --requests [{"member":{"name":"m","new":{"a":null}}}]',
            "--requests[0].member.new.a null: expected JSON",
        ),
        ("members batch-update a --requests nope", "takes JSON text, and this is not valid JSON"),
        ("members batch-update a --requests @/no/such/file", "/no/such/file cannot be read: No"),
        ("spaces get a --connection a\u00e4", "not allowed in a header"),
        ("auth --timeout 0", "--timeout takes a number of seconds above 0"),
        ("sandbox --port 99999", "--port 99999 cannot be used: port must be 0-65535. Choose"),
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


def test_the_help_of_an_operation_names_the_report(run: Run) -> None:
    """The entries have the ids of their speakers only."""
    text = " ".join(run("transcript-entries", "list", "--help").out.split())
    purpose = OTHER_COMMANDS["transcript"][1].partition("\n")[0]
    assert f"See also `maton-google-meet transcript`: {purpose}" in text
    assert "See also" not in run("spaces", "get", "--help").out


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("https://meet.google.com/abc-mnop-xyz", "latest https://meet.google.com/abc-mnop-xyz"),
        ("abc-mnop-xyz", "latest abc-mnop-xyz"),
        ("spaces/a", "latest spaces/a"),
        ("a", "conference-records list --help"),
    ],
)
def test_a_list_of_conferences_leads_to_those_of_a_meeting(word: str, hint: str, run: Run) -> None:
    result = run(*command(LIST), word)
    assert result.code == 2
    assert result.err == (
        f"maton-google-meet: Unexpected argument: {word}.\n"
        f"maton-google-meet: Try: maton-google-meet {hint}\n"
    )
    assert "--help" in run("spaces", "create", word).err


@pytest.mark.parametrize("name", ["attendance", "transcript", "export", "latest", "wait"])
def test_help_of_a_report_command_loads_no_report(name: str) -> None:
    check = (
        "import sys\n"
        "from maton_google_meet.cli import main\n"
        f"code = main([{name!r}, '--help'])\n"
        "heavy = ('httpx', 'maton_google_meet.reports', 'maton_google_meet_api.models', 'rich')\n"
        "light = ('maton_google_meet.reports', 'maton_google_meet.reports.rows')\n"
        "loaded = [x for x in sys.modules if x.startswith(heavy) and x not in light]\n"
        "print(code, loaded, file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", check], capture_output=True, text=True, check=True
    )
    assert result.stderr == "0 []\n"
    assert "local time" in result.stdout or name in ("latest", "wait")
