"""Errors of the library as the command line reports them: text, JSON and exit codes."""

from __future__ import annotations

import inspect
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from maton_google_meet import (
    AmbiguousConnection,
    AuthenticationError,
    GoogleMeet,
    MatonError,
    NoActiveConnection,
    PendingWrite,
    ResponseError,
    WriteDeclined,
    errors,
)
from maton_google_meet.cli.diagnostics import Watch
from maton_google_meet.cli.errors import (
    COMMAND,
    EXIT_CODES,
    CommandError,
    complete_hint,
    convert_errors,
    find_exit_code,
    find_hint,
)
from maton_google_meet.cli.program import REQUIREMENTS
from maton_google_meet.cli.words import translate_error
from maton_google_meet.reports import errors as report_errors
from support.command_line import CONNECTION, EXPIRED_TOKEN, LIST, Run
from support.document_server import DocumentServer, Reply

CODES = {
    1: "MatonError ResponseError APIStatusError BadRequestError ConflictError ExportError",
    2: "ConfigurationError InvalidArgumentError InvalidNameError",
    3: "ConfirmationRequired WriteDeclined",
    4: """
        CredentialError SessionExpired AuthenticationError NoActiveConnection AmbiguousConnection
        MissingConnection AuthorizationFailed AuthorizationDeadlineExceeded
    """,
    5: "PermissionDeniedError NotFoundError NoConference",
    6: "RateLimitError",
    7: "ServerError NetworkError DeadlineExceeded FilesMissing",
    8: """
        OutcomeUnknown ServerOutcomeUnknown ResponseOutcomeUnknown NetworkOutcomeUnknown
        DeadlineOutcomeUnknown
    """,
}
EXPECTED_CODES = {name: code for code, names in CODES.items() for name in names.split()}
CLASSES = [
    each
    for each in (vars(errors) | vars(report_errors)).values()
    if inspect.isclass(each) and issubclass(each, MatonError)
]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_class_of_error_has_its_exit_code(kind: type[MatonError]) -> None:
    assert EXIT_CODES[kind.__name__] == EXPECTED_CODES[kind.__name__]
    assert find_exit_code(kind("")) == EXPECTED_CODES[kind.__name__]
    assert find_exit_code(type("Other", (kind,), {})("")) == EXPECTED_CODES[kind.__name__]


def test_no_other_class_has_an_exit_code() -> None:
    assert EXIT_CODES.keys() == {kind.__name__ for kind in CLASSES}


GOOGLE_404 = {"error": {"code": 404, "message": "\x1b[5m\u202eNo.", "status": "NOT_FOUND"}}
REPLIES: list[Any] = [
    (Reply(404, json=GOOGLE_404), 5, r"\x1b[5m\u202eNo."),
    (Reply(403, json={"error": {"code": 403, "message": "No.", "status": "X"}}), 5, "No."),
    (Reply(401, json={"message": "Invalid API key"}), 4, "Invalid API key"),
    (Reply(401, json=EXPIRED_TOKEN), 4, "ACCESS_TOKEN_EXPIRED"),
    (Reply(400, json={"message": "Missing connection"}), 4, "Missing connection"),
    (Reply(400, json={"error": {"code": 400, "message": "Bad", "status": "X"}}), 1, "Bad"),
    (Reply(409, json={"error": {"code": 409, "message": "Bad", "status": "X"}}), 1, "Bad"),
    (Reply(418, json={"message": "Tea"}), 1, "Tea"),
    (Reply(429, json={"message": "Slow"}, headers={"Retry-After": "999"}), 6, "Slow"),
    (Reply(500, json={"message": "Oops"}), 7, "Oops"),
    (Reply(200, body=b"<html>", wrong_on_purpose=True), 1, "its body is not JSON"),
]


@pytest.mark.parametrize(
    ("reply", "code", "words"), REPLIES, ids=[f"{each.status} {code}" for each, code, _ in REPLIES]
)
def test_errors_of_the_api_have_the_librarys_text(
    reply: Reply, code: int, words: str, run: Run, server: DocumentServer
) -> None:
    server.answers["spaces.get"] = lambda _: reply
    result = run("spaces", "get", "a")
    assert (result.code, result.out) == (code, "")
    assert words in result.err
    with GoogleMeet(connection=CONNECTION) as meet, pytest.raises(MatonError) as raised:
        meet.spaces.get("a")
    first, *others = result.err.splitlines()
    # The number of the request id, and the time of the attempts, are different ones.
    expected = f"maton-google-meet: {translate_error(raised.value)}"
    assert first.partition(" (request id")[0] == expected.partition(" (request id")[0]
    hint = find_hint(raised.value)
    assert others == ([f"maton-google-meet: Run: {hint}"] if hint else [])


@pytest.mark.parametrize("option", [["--json"], ["--format", "json"], ["--format=jsonl"]])
@pytest.mark.parametrize(
    ("reply", "code", "words"), REPLIES, ids=[f"{each.status} {code}" for each, code, _ in REPLIES]
)
def test_with_json_an_error_is_one_object_on_one_line_of_stderr(
    reply: Reply, code: int, words: str, option: list[str], run: Run, server: DocumentServer
) -> None:
    server.answers["spaces.get"] = lambda _: reply
    result = run("spaces", "get", "a", *option)
    assert (result.code, result.out) == (code, "")
    assert result.err.count("\n") == 1
    assert "\x1b" not in result.err
    assert "\u202e" not in result.err
    report = json.loads(result.err)
    with GoogleMeet(connection=CONNECTION) as meet, pytest.raises(MatonError) as raised:
        meet.spaces.get("a")
    error: Any = raised.value
    assert list(report) == [
        *("class", "message", "status", "reason", "request_id", "retryable", "hint", "exit_code"),
    ]
    assert report["class"] == type(error).__name__
    assert report["status"] == getattr(error, "status_code", None)
    assert report["reason"] == getattr(error, "reason", None)
    assert (report["request_id"] is None) == (getattr(error, "request_id", None) is None)
    assert report["retryable"] is error.retryable
    assert report["exit_code"] == code
    assert words in report["message"]


def test_an_error_within_a_list_follows_the_first_items(run: Run, server: DocumentServer) -> None:
    server.answers[LIST] = [
        Reply(json={"conferenceRecords": [{"name": "conferenceRecords/a"}], "nextPageToken": "t"}),
        Reply(500, json={"message": "Oops"}),
    ]
    result = run("conference-records", "list", "--all")
    assert (result.code, len(result.lines)) == (7, 1)
    assert "Oops" in result.err


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (AmbiguousConnection, "Run: maton-google-meet spaces get --connection=ID -- -a"),
        (NoActiveConnection, "Run: maton-google-meet auth"),
    ],
)
def test_errors_about_connections_name_the_option_or_command(
    error: type[MatonError],
    hint: str,
    run: Run,
    server: DocumentServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    connections = [{"connection_id": f"c-{number}"} for number in range(2)]
    connections = connections if error is AmbiguousConnection else []
    server.answers["connections.list"] = lambda _: Reply(json={"connections": connections})
    result = run("spaces", "get", "--", "-a")
    assert result.code == 4
    assert result.err.endswith(f"{hint}\n")


def test_a_missing_key_is_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MATON_API_KEY")
    result = run("spaces", "get", "a", "--json")
    report = json.loads(result.err)
    assert (result.code, report["class"]) == (4, "CredentialError")
    assert report["message"].startswith("No Maton credential")
    assert report["hint"] == "maton-google-meet login"


@pytest.mark.parametrize("line", ["--no-json", "--format table", "--format=table --sandbox"])
def test_a_table_without_rich_is_an_error(
    line: str, run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    result = run("spaces", "create", "--yes", *line.split())
    assert result.code == 2
    assert "A table needs the package rich." in result.err
    assert "Install it: pip install 'rich>=" in result.err
    assert server.seen == []


def test_without_rich_a_terminal_gets_json(
    run_on_terminal: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not run_on_terminal("spaces", "get", "a").out.startswith("{")
    monkeypatch.setitem(sys.modules, "rich", None)
    assert json.loads(run_on_terminal("spaces", "get", "a").out)["name"]


def test_the_extras_have_the_supported_versions(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    assert sorted([*extras["cli"], *extras["mcp"]]) == sorted(REQUIREMENTS.values())
    assert {*REQUIREMENTS.values()} <= {*extras["dev"]}


def test_a_wrong_key_leads_to_the_doctor(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATON_API_KEY", "two words")
    report = json.loads(run("spaces", "get", "a", "--json").err)
    assert (report["exit_code"], report["hint"]) == (4, "maton-google-meet doctor")


def test_a_usage_error_with_json(run: Run) -> None:
    result = run("spaces", "get", "a", "b", "--json")
    report = json.loads(result.err)
    assert (result.code, report["class"]) == (2, "UsageError")
    assert report["message"] == "Unexpected argument: b."
    assert report["hint"] == "maton-google-meet spaces get --help"


def make_write(operation: str = "spaces.update", path: str = "/google-meet/v2/spaces/a") -> Any:
    return PendingWrite(
        operation=operation,
        method="PATCH",
        path=path,
        connection=None,
        body=b"{}",
        outcome="It changes.",
        destructive=False,
    )


def make_watch(outcome: str, *, is_answered: bool = False, write: bool = True) -> Watch:
    watch = Watch(write=write, verbose=False)
    watch.pending, watch.outcome, watch.is_answered = make_write(), outcome, is_answered
    return watch


@pytest.mark.parametrize(
    ("watch", "kind", "words"),
    [
        (None, "Interrupted", "Interrupted."),
        (make_watch("failed", write=False), "Interrupted", "Interrupted."),
        (Watch(write=True, verbose=False), "Interrupted", "Interrupted: nothing was sent."),
        (make_watch("declined"), "Interrupted", "Interrupted: nothing was sent."),
        (make_watch("refused"), "Interrupted", "Interrupted: nothing was sent."),
        (make_watch("refused", is_answered=True), "Interrupted", "so it was not executed."),
        (make_watch("done"), "Interrupted", "Interrupted after the write was executed."),
        (make_watch("unknown"), "OutcomeUnknown", "the outcome of the write is unknown."),
    ],
)
def test_an_interrupt_reports_what_became_of_the_write(
    watch: Watch | None, kind: str, words: str
) -> None:
    with pytest.raises(CommandError) as raised, convert_errors(watch):
        raise KeyboardInterrupt
    report = raised.value.to_dict()
    assert (report["exit_code"], report["class"]) == (130, kind)
    assert words in report["message"]
    assert report["hint"] == ("maton-google-meet spaces get a" if kind != "Interrupted" else None)
    assert report.get("pending_id") == (
        watch.pending.id if watch and watch.pending and watch.is_write else None
    )


@pytest.mark.parametrize("outcome", ["done", "refused"])
def test_a_later_error_reports_that_the_write_was_executed(outcome: str) -> None:
    watch = make_watch(outcome)
    with pytest.raises(CommandError) as raised, convert_errors(watch):
        raise CommandError(1, "The file cannot be written.")
    end = ["The write was executed."] if outcome == "done" else []
    assert [*raised.value.lines] == ["The file cannot be written.", *end]
    assert raised.value.pending_id == (watch.pending.id if end and watch.pending else None)


def test_a_declined_write_has_its_id_and_the_dry_run(run: Run) -> None:
    shown = run("spaces", "create", "--dry-run", "--json")
    report = json.loads(run("spaces", "create", "--json").err)
    assert report["pending_id"] == json.loads(shown.out)["id"]
    assert report["hint"] == "maton-google-meet spaces create --json --dry-run"


def test_an_unknown_outcome_leads_to_the_command_that_reads(
    run: Run, server: DocumentServer
) -> None:
    server.answers["members.delete"] = lambda _: Reply(502, json={"message": "No."})
    result = run("members", "delete", "spaces/a b/members/m".replace(" ", "$"), "--yes", "--json")
    report = json.loads(result.err)
    assert (result.code, report["class"]) == (8, "ServerOutcomeUnknown")
    assert report["retryable"] is False
    assert report["hint"] == "maton-google-meet members get 'spaces/a$b/members/m'"
    assert len(report["pending_id"]) == 64


def test_a_terminal_that_has_asked_gets_no_advice_about_yes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("maton_google_meet.cli.errors.has_terminal", lambda: True)
    error = WriteDeclined("spaces.create was not approved: nothing was sent.")
    error.pending = make_write()
    with pytest.raises(CommandError) as raised, convert_errors():
        raise error
    assert raised.value.lines == (str(error),)
    assert raised.value.hint is None


def test_other_errors_have_no_hint() -> None:
    assert find_hint(ResponseError("")) is None
    assert find_hint(errors.OutcomeUnknown("authorize()")) is None
    assert find_hint(AuthenticationError("")) == "maton-google-meet doctor"


@pytest.mark.parametrize(
    ("hint", "line", "expected"),
    [
        (f"{COMMAND}--x", ["spaces", "get", "a b"], "spaces get 'a b' --x"),
        (f"{COMMAND}--x", ["spaces", "get", "--", "-a"], "spaces get --x -- -a"),
        ("{} auth", ["-v", "--profile=p", "--connection", "c", "spaces"], "auth --profile=p"),
        ("{} login", ["--profile", "p"], "login"),
        ("{} connections list", ["--connection", "c", "--sandbox"], "connections list --sandbox"),
        ("{} schema spaces get", ["--sandbox"], "schema spaces get"),
        ("{} spaces get --help", ["--sandbox"], "spaces get --help"),
        (
            "{} members get -- -a",
            ["--sandbox", "x", "--profile", "p", "--connection=c", "--", "--sandbox"],
            "members get --sandbox --profile p --connection=c -- -a",
        ),
    ],
)
def test_a_hint_acts_for_the_same_account(hint: str, line: list[str], expected: str) -> None:
    program = "maton-google-meet"
    assert complete_hint(hint.replace("{}", program), line) == f"{program} {expected}"


def test_a_type_error_of_this_program_is_a_bug() -> None:
    with pytest.raises(TypeError, match="a bug"), convert_errors():
        raise TypeError("a bug")


def test_a_wrong_argument_leads_to_the_help(run: Run) -> None:
    report = json.loads(run("spaces", "get", "a/b", "--json").err)
    assert report["hint"] == "maton-google-meet spaces get --help"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        (
            "kfr-wduz-tqa",
            "conference-records list --filter 'space.meeting_code = \"kfr-wduz-tqa\"'",
        ),
        ("call `maton-google-meet auth`.", "participants list --help"),
        ("a/b", "participants list --help"),
    ],
)
def test_a_code_in_place_of_a_record_leads_to_the_records(name: str, hint: str, run: Run) -> None:
    report = json.loads(run("participants", "list", name, "--json").err)
    assert (report["class"], report["hint"]) == ("InvalidNameError", f"maton-google-meet {hint}")


def test_a_sign_in_without_its_package_is_not_the_next_command() -> None:
    missing = errors.CredentialError("Sign in: pip install 'x', then maton-google-meet login.")
    assert find_hint(missing) is None


def test_an_argument_that_is_not_utf_8_is_escaped(run: Run) -> None:
    assert r"\udcff" in run("spaces", "get", "\udcff").err
    assert json.loads(run("spaces", "get", "\udcff", "b\udcff", "--json").err)["exit_code"] == 2


def test_a_hint_may_repeat_the_command() -> None:
    line = ["export", "a", "--to", "x y", "--", "-b"]
    assert complete_hint(COMMAND, line) == "maton-google-meet export a --to 'x y' -- -b"
    assert complete_hint(f"{COMMAND}--yes", line).endswith("'x y' --yes -- -b")  # type: ignore[union-attr]
