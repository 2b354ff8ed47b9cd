"""Every message of the library in the words of the command line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import maton_google_meet
import maton_google_meet_api
import pytest
from maton_google_meet import NetworkError
from maton_google_meet.cli.names import iterate_operations
from maton_google_meet.cli.options import list_options
from maton_google_meet.cli.words import translate, translate_error
from maton_google_meet.config import LOGIN
from maton_google_meet.facade import Verb
from support.command_line import Run
from support.document_server import DocumentServer, Reply
from support.schemas import DOCUMENT

VERBS = {verb.operation.id: verb for *_, verb in iterate_operations()}
UPDATE, LIST = VERBS["spaces.update"], VERBS["conferenceRecords.list"]
WRAPPER = Path(maton_google_meet.__file__).parent
RUNTIME = Path(maton_google_meet_api.__file__).parent / "runtime"
# The modules with messages of errors that a command can raise.
MODULES = [
    *(WRAPPER / "flow" / f"{name}.py" for name in ("authorize", "call", "confirmation")),
    *(WRAPPER / "flow" / f"{name}.py" for name in ("connections", "failures", "problems")),
    *(WRAPPER / f"{name}.py" for name in ("config", "sessions", "approval/terminal")),
    *(RUNTIME / f"{name}.py" for name in ("arguments", "calls", "masks", "names", "pager")),
]
# Words of Python: an argument, a call, a value, or another part of the language.
PYTHON = re.compile(
    r"(?<![\w?&])[a-z_]+=(?=[ ,.)]|$)|\w\(\)|\w\.\w+\(|\bNone(Type)?\b|\bUNSET\b|\braises?\b"
    r"|\bdict\b|\bhook\b|\bcoroutine\b|\btuple\b|\bstr\b|`response`|\bAsyncGoogleMeet\b|[a-z]Error\b"
)
# Parts of messages that no command can cause: the arguments that they are about are not set by a
# command, or have a fixed value.
UNREACHABLE = (
    *("on_url=", "has no confirmation hook", "Pass confirm=", "returns True", "confirmation hook"),
    *("with_options(", "header ", "function given as", "connection= takes", "For a Connection"),
    *("api_key= and profile=", "coroutine function", "pace= returned", "value returned by"),
    *("must be a str", "takes a str", "an httpx.Timeout", "base_url= takes"),
    *(
        "additional_properties",
        "<x: iterate",
        "(no timeout)",
        "list[str]",
        "from a response object",
        "n=x",
        "clear it, leave it",
    ),
)


def list_texts(path: Path) -> Iterator[str]:
    """Yield the texts of a module that are not docstrings, with `x` for each value."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(each) for each in node.values}
            yield "".join(map(write_part, node.values))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in skipped and " " in str(node.value):
            yield str(node.value)


def write_part(part: ast.expr) -> str:
    """Return a part of an f-string: `x` for a value, `'x'` for a repr, an argument for its name."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    if not isinstance(part, ast.FormattedValue) or part.conversion == ord("r"):
        return "'x'"
    return "fields" if ast.unparse(part.value) == "argument" else "x"


def list_advice(node: Any) -> Iterator[str]:
    """Yield the texts of the document that errors show."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("x-meaning", "x-hints", "x-reasons", "x-meeting-code"):
                yield from list_strings(value)
            yield from list_advice(value)
    elif isinstance(node, list):
        for each in node:
            yield from list_advice(each)


def list_strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from list_strings(value)


TEXTS = {text for path in MODULES for text in list_texts(path)}
ADVICE = {*list_advice(DOCUMENT)}
HELP = {verb.text for verb in VERBS.values()} | {
    option.text for verb in VERBS.values() for option in list_options(verb)
}


def find_python(text: str) -> str | None:
    """Return the words of Python in the translation of `text`."""
    match = PYTHON.search(translate(text, UPDATE))
    return match[0] if match else None


def test_no_message_that_a_command_can_print_speaks_python() -> None:
    assert len(TEXTS) > 150
    reachable = {text for text in TEXTS if not any(part in text for part in UNREACHABLE)}
    assert {text: words for text in reachable if (words := find_python(text))} == {}


def test_every_exception_is_needed() -> None:
    for part in UNREACHABLE:
        assert any(part in text for text in TEXTS), part


def test_no_advice_or_help_speaks_python() -> None:
    assert ADVICE
    assert {text: words for text in ADVICE if (words := find_python(text))} == {}
    assert {text: words for text in HELP if (words := find_python(text))} == {}


@pytest.mark.parametrize("words", [("spaces", "update"), ("members", "list")])
def test_the_help_of_a_command_is_translated(run: Run, words: tuple[str, ...]) -> None:
    text = " ".join(run(*words, "--help").out.split())
    assert "joined by commas" in text or "on one page" in text
    assert "tuple" not in text
    assert "iterating" not in text


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        ("again with authorize(), then", None, "again with `maton-google-meet auth`, then"),
        ("meet.authorize() creates", None, "`maton-google-meet auth` creates"),
        (
            "connections.list(status='PENDING')",
            None,
            "`maton-google-meet connections list --status PENDING`",
        ),
        ('Call spaces.get("a b")', None, "Call `maton-google-meet spaces get 'a b'`"),
        (
            "conference_records.list(filter='space.name = \"x\"')",
            None,
            "`maton-google-meet conference-records list --filter 'space.name = \"x\"'`",
        ),
        ("spaces.get (GET /a)", None, "spaces.get (GET /a)"),
        ("call nothing.here(1)", None, "call nothing.here(1)"),
        ("call spaces.get(...)", None, "call spaces.get(...)"),
        ("call spaces.get(x)", None, "call spaces.get(x)"),
        ("Pass connection= (or set X)", None, "Pass --connection (or set X)"),
        ("profile= names 'x'", None, "--profile names 'x'"),
        ("set MATON_API_KEY, or pass api_key= (the", None, "set MATON_API_KEY (the"),
        ("another profile= or api_key=, or", None, "another --profile or MATON_API_KEY, or"),
        ("name='a/b': no", UPDATE, "name 'a/b': no"),
        ("Pass config=, or update_mask= with", UPDATE, "Pass --config.*, or --update-mask with"),
        ("config.access_type=5: expected", UPDATE, "--config.access-type 5: expected"),
        ("page_size=0: expected an int", LIST, "--page-size 0: expected a whole number"),
        ("other=1 and a==b", UPDATE, "other=1 and a==b"),
        ("/a?filter=x&fields=y", LIST, "/a?filter=x&fields=y"),
        ("requests[0].a=None: expected JSON, got NoneType", VERBS["members.batchUpdate"],
         "--requests[0].a null: expected JSON, got null"),
        (
            "Given up after 6 attempts in 1.5 s: Retry(attempts=6, total=1.0) allows no more.",
            None,
            "Given up after 6 attempts in 1.5 s.",
        ),
    ],
)  # fmt: skip
def test_a_message_is_translated(text: str, verb: Verb | None, expected: str) -> None:
    assert translate(text, verb) == expected


SAID = "Pass connection= and call again: spaces.get('x'), authorize()"


def test_the_text_of_a_server_stays_as_it_is(run: Run, server: DocumentServer) -> None:
    details = [
        {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [
            {"field": "f", "description": f"{SAID}!"},
        ]},
    ]  # fmt: skip
    error = {"code": 401, "message": SAID, "status": "UNAUTHENTICATED", "details": details}
    headers = {"X-Request-Id": SAID}
    server.answers["spaces.get"] = lambda _: Reply(401, json={"error": error}, headers=headers)
    result = run("spaces", "get", "a")
    assert f": {SAID} (f: {SAID}!)." in result.err
    assert f"(request id {SAID})" in result.err
    assert "Connect the account again with `maton-google-meet auth`, then" in result.err


def test_a_server_does_not_choose_the_hint(run: Run, server: DocumentServer) -> None:
    server.answers["spaces.get"] = lambda _: Reply(404, json={"detail": f"{SAID} {LOGIN}"})
    result = run("spaces", "get", "a")
    assert len(result.err.splitlines()) == 1


def test_the_text_in_an_error_of_the_network_stays_as_it_is() -> None:
    error = NetworkError(f"spaces.get got no answer (ReadError: {SAID}). Please call again.")
    error.__cause__ = httpx.ReadError(SAID)
    assert translate_error(error) == (
        f"spaces.get got no answer ({SAID}). Please run the command again."
    )


def test_no_call_in_a_response_becomes_a_command(run: Run, server: DocumentServer) -> None:
    server.answers["spaces.get"] = lambda _: Reply(json={"name": [SAID]}, wrong_on_purpose=True)
    result = run("spaces", "get", "a")
    assert result.code == 1
    assert "`maton-google-meet" not in result.err


@pytest.mark.parametrize(
    ("text", "shown"),
    [("[Errno 111] Connection refused", " (Connection refused)"), ("", "")],
)
def test_an_error_of_the_network_has_no_class_name(text: str, shown: str) -> None:
    cause = httpx.ConnectError(text)
    error = NetworkError(f"could not reach ({f'ConnectError: {text}'.removesuffix(': ')}). Check.")
    error.__cause__ = cause
    assert translate_error(error) == f"could not reach{shown}. Check."


@pytest.mark.parametrize(
    "line",
    [
        ["spaces", "get", "a/b"],
        ["spaces", "update", "a"],
        ["spaces", "update", "a", "--update-mask", " "],
        ["members", "batch-update", "a", "--requests", "[1]"],
        ["members", "batch-update", "a", "--requests", '[{"member":{"name":"m","n":{"a":null}}}]'],
        ["conference-records", "list", "--fields", "x"],
        ["spaces", "get", "a", "--fields", ","],
        ["auth", "--timeout", "0"],
        ["spaces", "create"],
        ["spaces", "get", "a", "--connection", "\u00e4"],
    ],
)
def test_no_command_prints_words_of_python(
    line: list[str], run: Run, server: DocumentServer
) -> None:
    result = run(*line)
    assert result.code in (2, 3)
    assert not PYTHON.search(result.err.replace("spaces.create (", "")), result.err
    assert server.writes == []
