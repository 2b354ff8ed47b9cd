"""The README: its code runs against a server, and its tables match the code."""

from __future__ import annotations

import ast
import asyncio
import dataclasses
import inspect
import itertools
import json
import math
import re
import shlex
import subprocess
import sys
import textwrap
import tomllib
import webbrowser
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import attrs
import maton_google_meet
import pytest
import record
import run
from maton_google_meet import GoogleMeet, approve_in_terminal, cli, errors
from maton_google_meet import config as settings
from maton_google_meet.flow import authorize as authorization
from maton_google_meet.models import SpaceConfig
from maton_google_meet.sandbox import Sandbox
from maton_google_meet.sandbox.demo import SECTIONS
from maton_google_meet.testing import Contract
from record import Terminal
from support.document_server import DocumentServer, Reply
from support.examples import largest_page
from support.issuer import ACCOUNT, write_store
from support.schemas import SCHEMAS, build_model, list_models, make_value

ROOT = Path(__file__).resolve().parent.parent.parent
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


class Block(NamedTuple):
    """A fenced block: its language, the heading above it, its first line's number, its text."""

    language: str
    heading: str
    line: int
    text: str


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a Markdown text."""
    heading, language, start, inside = "", "", 0, list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            if language:
                yield Block(language, heading, start, "\n".join(inside) + "\n")
            language, start, inside = line[3:], number + 1, []
        elif language:
            inside.append(line)
        elif line.startswith("#"):
            heading = line.lstrip("# ")


def section(heading: str) -> str:
    """Return the text of the section below a heading."""
    return TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def first_cells(text: str) -> list[str]:
    """The first cell of each row of the tables in `text`, where it is code."""
    return re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)


CODE = [block for block in blocks(TEXT) if block.language == "python"]
SHELL = [
    (name, shlex.split(line, comments=True))
    for name in ("README.md", "CONTRIBUTING.md")
    for block in blocks((ROOT / name).read_text(encoding="utf-8"))
    if block.language == "sh"
    for line in block.text.splitlines()
    if shlex.split(line, comments=True)
]


@pytest.fixture
def terminal() -> Terminal:
    """A terminal whose user says yes to everything."""
    return Terminal("yes " * 99)


Run = Callable[[Block], dict[str, Any]]


@pytest.fixture
def run_block(
    server: DocumentServer, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Runs a block as a user would, with a key, a session and `meet`; returns its names. `server`
    fails the test if a request was not as the document has it."""
    monkeypatch.chdir(tmp_path)  # For blocks that write a file.
    monkeypatch.setenv("MATON_CONFIG_DIR", str(tmp_path))
    session = {"email": ACCOUNT, "access_token": server.key, "oauth_resource": server.url}
    write_store(tmp_path, {**session, "oauth_expires_at": "2099-01-01T00:00:00Z"})
    monkeypatch.setenv("MATON_API_KEY", server.key)
    monkeypatch.setenv("MATON_API_BASE_URL", server.url)
    monkeypatch.setenv("COLUMNS", "96")  # The terminal of the README's recorded sessions.
    monkeypatch.setenv("REDIS_URL", "unix:///nowhere")  # Calls go on without it.

    def run_block(block: Block) -> dict[str, Any]:
        # Blank lines above it, so that a traceback names the README's own lines.
        code = compile(
            "\n" * (block.line - 1) + block.text,
            str(README),
            "exec",
            flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
            dont_inherit=True,
        )
        with monkeypatch.context() as patch, GoogleMeet(confirm=approve_in_terminal) as meet:
            # Here and not in a fixture: pytest puts its own back when the test's phase begins.
            patch.setattr(sys, "stdin", terminal)
            patch.setattr(sys, "stderr", terminal)
            names: dict[str, Any] = {"__name__": "readme", "meet": meet}
            result = eval(code, names)  # None, or the coroutine of a block that awaits
            if inspect.iscoroutine(result):
                asyncio.run(result)
        return names

    return run_block


def only(heading: str, part: str = "") -> Block:
    """The one block of code below `heading` that has `part` in it."""
    [block] = [block for block in CODE if block.heading == heading and part in block.text]
    return block


def screen(heading: str) -> str:
    """Return the screen that the README shows below `heading`."""
    [block] = [each for each in blocks(TEXT) if (each.language, each.heading) == ("text", heading)]
    return block.text


def test_the_recorded_sessions() -> None:
    commands = [shlex.split(found["command"])[1] for found in record.SESSION.finditer(TEXT)]
    assert commands == ["demo", "spaces", "doctor"]


@pytest.mark.parametrize("block", CODE, ids=lambda block: f"{block.heading}, line {block.line}")
def test_the_code_runs(block: Block, run_block: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda url: True)
    run_block(block)


def test_no_code_escapes_the_tests() -> None:
    assert TEXT.count("```python") == len(CODE) > 10
    assert {block.language for block in blocks(TEXT)} == {"json", "python", "sh", "text"}


def test_the_configuration_of_an_agent_starts_the_server() -> None:
    [block] = [block for block in blocks(TEXT) if block.language == "json"]
    [server] = json.loads(block.text)["mcpServers"].values()
    assert server["command"] == "maton-google-meet"
    command = [sys.executable, "-m", "maton_google_meet", *server["args"], "--sandbox"]
    result = subprocess.run(command, input="", capture_output=True, text=True, check=True)
    assert (result.stdout, result.stderr) == ("", "")


def write_module(block: Block, folder: Path) -> Path:
    """Write a block as a module whose lines have the numbers that they have in the README."""
    text, preamble = block.text, ""
    try:
        compile(text, "block", "exec", dont_inherit=True)
    except SyntaxError:  # It awaits outside a function.
        preamble = "async def main() -> None:"
        text = textwrap.indent(text, "    ")
    else:
        if not re.search(r"\b(as|def) meet\b", text):
            preamble = "import maton_google_meet as package; meet = package.GoogleMeet()"
    path = folder / f"readme_{block.line}.py"
    padding = "\n" * (block.line - preamble.count("\n") - 2)
    path.write_text(f"{preamble}\n{padding}{text}", encoding="utf-8")
    return path


def write_demo(folder: Path) -> Path:
    """Write the demo's code as a module."""
    preamble = """\
# pyright: reportUnusedExpression=false
import asyncio
from maton_google_meet.models import SpaceConfig, duration_of, person_of
from maton_google_meet.sandbox import Fault, Sandbox
sandbox = Sandbox()
meet = sandbox.client()
"""
    codes = [code for section in SECTIONS for code in (section.code, section.fallback)]
    parts = [textwrap.dedent(code) for code in codes]
    path = folder / "demo.py"
    path.write_text("\n".join([preamble, *parts]), encoding="utf-8")
    return path


CHECKERS = {
    "mypy": ["mypy", "--strict"],
    "basedpyright": ["basedpyright", "--pythonpath", sys.executable],
}


@pytest.mark.thorough
@pytest.mark.parametrize("checker", CHECKERS)
def test_the_code_passes_the_type_checkers(checker: str, tmp_path: Path) -> None:
    modules = [*(write_module(block, tmp_path) for block in CODE), write_demo(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", *CHECKERS[checker], *map(str, modules)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_tests_shown_are_tests(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, maton_contract: Contract
) -> None:
    maton_contract.elsewhere.add("https://api.maton.ai")  # The plugin shown judges.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    sandbox = "Test your own code with the sandbox"
    pytester.makeconftest(only(sandbox, "pytest_plugins").text)
    pytester.makepyfile(only(sandbox, "def test_").text)
    pytester.runpytest_inprocess("-W", "error", "--strict-markers").assert_outcomes(passed=3)
    heading = "Held against the API's document"
    shown = only(heading, "def test_").text
    pytester.makeconftest(only(heading, "pytest_plugins").text)
    pytester.makepyfile(shown)
    pytester.runpytest_inprocess("-W", "error", "--strict-markers").assert_outcomes(passed=2)
    pytester.makepyfile(shown.replace('"spaces/abc"', "None"))
    result = pytester.runpytest_inprocess("-W", "error", "--strict-markers")
    result.assert_outcomes(failed=1, passed=1)
    assert screen(heading) in result.stdout.str()


def test_the_receipts_shown_are_written(run_block: Run, tmp_path: Path) -> None:
    run_block(only("Receipts"))
    [line] = (tmp_path / "writes.jsonl").read_text(encoding="utf-8").splitlines()
    receipt = json.loads(line)
    assert (receipt["outcome"], receipt["hook"].split(".")[-1]) == ("done", "approve_in_terminal")
    table = TEXT.partition("\n### Receipts\n")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    assert {*re.findall(r"`(\w+)`", " ".join(rows))} == {*receipt}


def test_quick_start_does_what_it_shows(
    server: DocumentServer, run_block: Run, terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    run_block(only("Quick start", "approve_in_terminal"))
    space, records = server.example("spaces.create"), server.example("conferenceRecords.list")
    assert [seen.operation for seen in server.seen] == [
        "connections.list",
        "spaces.create",
        "spaces.update",
        "conferenceRecords.list",
        *["participants.list"] * len(records.json["conferenceRecords"]),
    ]
    assert terminal.getvalue().count("Type yes to send it: yes\n") == 2
    assert capsys.readouterr().out.startswith(space.json["meetingUri"])


def test_the_screen_is_the_real_one(run_block: Run, terminal: Terminal) -> None:
    run_block(only("Confirmation", "meet.spaces.update"))
    shown = screen("Confirmation")
    assert terminal.getvalue().strip() == shown.strip()


def test_masks_are_as_told(server: DocumentServer, run_block: Run) -> None:
    run_block(only("Names, fields and masks"))
    sent = [(seen.target.partition("?")[2], seen.json) for seen in server.requests("spaces.update")]
    assert sent == [
        ("updateMask=config.accessType", {"config": {"accessType": "TRUSTED"}}),
        (
            "updateMask=config.artifactConfig.recordingConfig%2Cconfig.moderation",
            {"config": {"artifactConfig": {"recordingConfig": {"autoRecordingGeneration": "ON"}}}},
        ),
        ("updateMask=config.accessType", {}),
    ]


def test_an_empty_model_is_named_as_a_whole(server: DocumentServer) -> None:
    assert "`config=SpaceConfig()` sends the mask `config`" in " ".join(TEXT.split())
    with GoogleMeet(server.key, base_url=server.url, confirm=lambda _: True) as meet:
        meet.spaces.update("a", config=SpaceConfig())
    assert server.seen[-1].target.endswith("?updateMask=config")


def test_lists_are_as_told(server: DocumentServer, run_block: Run) -> None:
    names = run_block(only("Lists and partial responses"))
    parameters = map(
        server.judge.resolve, server.judge.operations["participants.list"]["parameters"]
    )
    [size] = [item["schema"] for item in parameters if item["name"] == "pageSize"]
    largest = str(server.judge.resolve(size)["x-largest"])
    assert [
        dict(parse_qsl(seen.target.partition("?")[2]))
        for seen in server.requests("participants.list")
    ] == [
        {"pageSize": largest},
        {"pageSize": "40"},
        {"fields": "totalSize"},
        {"fields": "participants(name),nextPageToken", "pageSize": largest},
    ]
    assert names["pages"] == [names["everyone"]]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"signedinUser": {"displayName": "Ana"}}, "Ana"),
        ({"anonymousUser": {"displayName": "Ravi"}}, "Ravi"),
        ({"phoneUser": {"displayName": "+44"}}, "+44"),
        ({"phoneUser": {}}, "(no name)"),
        ({"anonymousUser": {"displayName": ""}}, "(no name)"),
        ({}, "(no name)"),
    ],
)
def test_everybody_has_a_name_to_show(
    fields: dict[str, Any],
    expected: str,
    server: DocumentServer,
    run_block: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = {"name": "conferenceRecords/a/participants/b", **fields}
    server.answers["participants.list"] = [Reply(json={"participants": [person]})]
    run_block(only("`UNSET`", "person_of"))
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{expected} ")
    names: dict[str, Any] = {}
    exec(only("Test your own code with the sandbox", "def latecomers").text, names)
    start_time, arrival = "2026-11-03T09:00:00Z", "2026-11-03T09:10:00Z"
    pages = [{"participants": [{**person, "earliestStartTime": arrival}, person]}]
    for start, found in ([{"startTime": start_time}, [expected]], [{}, []]):
        record = {"name": "conferenceRecords/a", **start}
        server.answers["conferenceRecords.get"] = [Reply(json=record)]
        server.answers["participants.list"] = [Reply(json=page) for page in pages]
        with GoogleMeet(server.key, base_url=server.url, connection="c") as meet:
            assert names["latecomers"](meet, "conferenceRecords/a") == found


@pytest.mark.parametrize("full", [False, True], ids=["smallest", "fullest"])
@pytest.mark.parametrize("name", list_models())
def test_cattrs_structures_each_model_with_the_recipe(name: str, full: bool) -> None:
    names: dict[str, Any] = {}
    exec(only("Recipes", "cattrs").text, names)
    converter = names["converter"]
    message = build_model(name, make_value(SCHEMAS[name], full))
    data = converter.unstructure(message)
    assert json.loads(json.dumps(data)) == data == message.to_dict()
    assert converter.structure(data, type(message)) == message
    # The fields of a class of the caller.
    meeting = attrs.make_class(
        "Meeting",
        {
            "one": attrs.field(type=type(message)),
            "several": attrs.field(type=list[type(message)]),  # type: ignore[misc]
            "none": attrs.field(type=type(message) | None, default=None),
        },
    )(message, [message, message])
    assert converter.structure(converter.unstructure(meeting), type(meeting)) == meeting


def test_the_report_program_is_five_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    block = only("Attendance, transcripts and export")
    assert len([line for line in block.text.splitlines() if line]) == 5
    sandbox = Sandbox(now=datetime(2026, 11, 25, 9, 30, tzinfo=UTC))
    monkeypatch.setattr(maton_google_meet, "GoogleMeet", sandbox.client)
    monkeypatch.chdir(tmp_path)
    exec(block.text, {})
    screen = capsys.readouterr().out
    assert "Attendance of conferenceRecords/" in screen
    assert "Transcript of conferenceRecords/" in screen
    assert "Priya Raman" in screen
    assert json.loads((tmp_path / "calls" / "manifest.json").read_text())


def test_the_duration_of_an_attendance_report() -> None:
    """The requests are for the connection, the record, the participants, and their sessions."""
    size = largest_page("participants.list")
    assert size
    requests = 1 + 1 + math.ceil(1000 / size) + 1000
    minutes, seconds = divmod(round(requests / 10), 60)
    text = " ".join(section("Attendance, transcripts and export").split())
    assert f"1,000 participants take at least {minutes} min {seconds} s" in text


def test_connecting_an_account_waits_until_it_is_active(
    server: DocumentServer, run_block: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(authorization, "POLL_SECONDS", 0.001)
    answers = server.judge.operations["connections.get"]["responses"]["200"]["content"]
    pending = answers["application/json"]["examples"]["pending"]["value"]
    server.answers["connections.get"] = [Reply(json=pending), Reply(json=pending)]
    names = run_block(only("Connections", "authorize"))
    assert names["connection"].status == "ACTIVE"
    assert len(server.requests("connections.get")) == 3
    assert opened == [pending["connection"]["url"]]


def test_every_error_is_in_the_table() -> None:
    def tree(kind: type[Exception]) -> Iterator[str]:
        yield kind.__name__
        for lower in kind.__subclasses__():
            if lower.__module__ == errors.__name__:
                yield from tree(lower)

    listed = first_cells(section("Errors"))
    assert len(listed) == len(set(listed))
    assert set(listed) == set(tree(errors.MatonError))
    assert set(listed) <= set(maton_google_meet.__all__)
    for name in listed:
        assert name in (errors.__doc__ or "")


def test_the_other_tables_are_complete() -> None:
    environment = set(first_cells(section("Logging and environment")))
    assert {
        "maton_google_meet",
        "maton_google_meet.audit",
        settings.KEY_VARIABLE,
        settings.ADDRESS_VARIABLE,
        settings.CONNECTION_VARIABLE,
        settings.PROFILE_VARIABLE,
    } <= environment
    pending = maton_google_meet.PendingWrite
    text = re.search(r"a `PendingWrite` \(([^)]*)\)", " ".join(TEXT.split()))
    assert text
    fields = {field.name for field in dataclasses.fields(pending)} | {"account", "json"}
    assert set(re.findall(r"`(\w+)`", text[1])) == fields


def test_the_numbers_are_right(server: DocumentServer) -> None:
    assert f"**Status: {maton_google_meet.__version__}.**" in TEXT
    table = TEXT.partition("<!-- operations: start -->")[2].partition("<!-- operations: end -->")
    assert len(first_cells(table[0])) == len(server.judge.operations)


def test_shell_commands_exist(capsys: pytest.CaptureFixture[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert SHELL
    for where, words in SHELL:
        if words[:2] == ["pip", "install"]:
            extra = re.fullmatch(r"\.(?:\[(\w+)\])?", words[2])
            assert extra, (where, words)  # The package is not on an index.
            assert extra[1] is None or extra[1] in project["optional-dependencies"], (where, words)
            continue
        if words[0] in project["scripts"]:
            command = itertools.takewhile(re.compile(r"[a-z-]+$").match, words[1:3])
            assert cli.main([*command, "--help"]) == 0
            text = capsys.readouterr().out
            assert all(word in text for word in words if word.startswith("--")), words
            continue
        if words[0] in {".venv/bin/pytest", ".venv/bin/pip"}:
            assert all((ROOT / each).is_file() for each in words if each.startswith("tests/"))
            continue
        script = words[1] if "python" in words[0] else words[0]
        assert (ROOT / script).is_file(), (where, words)
        if script == "scripts/run.py":
            assert words[2] in run.JOBS, (where, words)
    # The first command shows the library at work, the second tests all of it.
    assert [words[1:] for _, words in SHELL[:2]] == [
        ["scripts/run.py", "demo"],
        ["scripts/run.py", "test"],
    ]


def test_nothing_says_to_install_the_package_from_an_index() -> None:
    texts = [*ROOT.glob("*.md"), *(ROOT / "wrapper").rglob("*.py"), *(ROOT / "scripts").glob("*")]
    for path in texts:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"pip install [^\n#]*maton[-_]google[-_]meet", text), path


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", prose):
        assert target.startswith("https://") or (ROOT / target).exists(), target
