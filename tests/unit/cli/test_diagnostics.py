"""`-v` and `--debug`, and the writes that a command remembers."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from maton_google_meet.cli import diagnostics
from maton_google_meet.cli.diagnostics import find_read_command, split_words
from maton_google_meet_api.operations import OPERATIONS
from support.command_line import LIST, Run
from support.document_server import DocumentServer, Reply


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maton_google_meet.flow.retry.BACKOFF_SECONDS", 0.0)


def test_verbose_prints_attempts_waits_and_request_ids(run: Run, server: DocumentServer) -> None:
    server.answers["spaces.get"] = [
        Reply(503, json={"message": "\x1b[5m"}, headers={"X-Request-Id": "r-1"}),
        server.example("spaces.get"),
    ]
    result = run("-v", "spaces", "get", "a", "--fields", "name")
    assert result.code == 0
    first, wait, *_, last = result.err.splitlines()
    request = "maton-google-meet: GET /google-meet/v2/spaces/a?fields=name: "
    assert first.startswith(f"{request}503 in 0.")
    assert first.endswith(" s (request id r-1)")
    assert wait == f"{request}waiting 0.000 s after 503, then attempt 2 of at most 6"
    assert last.startswith(f"{request}attempt 2, 200 in 0.")


def test_verbose_prints_the_wait_for_the_rate_limit(run: Run, server: DocumentServer) -> None:
    server.answers[LIST] = [
        Reply(json={"conferenceRecords": [], "nextPageToken": "t"}),
        Reply(json={"conferenceRecords": []}),
    ]
    result = run("conference-records", "list", "-v")
    assert " s for the rate limit\n" in result.err


def test_verbose_prints_the_decision(run: Run, server: DocumentServer) -> None:
    shown = json.loads(run("spaces", "create", "--dry-run").out)
    declined, approved = run("spaces", "create", "-v"), run("spaces", "create", "-v", "--yes")
    request = f"POST {shown['path']}"
    assert f"{request}: not approved (write {shown['id']})\n" in declined.err
    assert f"{request}: approved (write {shown['id']})\n" in approved.err
    assert f"{request}: 200 in" in approved.err


def test_the_network_is_reported_without_names_of_classes(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATON_API_BASE_URL", "http://127.0.0.1:9")
    result = run("spaces", "get", "a", "--debug")
    assert result.code == 7
    lines = result.err.splitlines()
    assert "httpcore.connection: connect_tcp.started host='127.0.0.1' port=9" in lines[0]
    assert "httpcore.connection: connect_tcp.failed connect error" in lines[1]
    assert "GET /google-meet/v2/spaces/a: connect error in 0." in lines[2]
    assert " s after connect error, then attempt 2 of at most 6" in lines[3]
    assert "Error" not in result.err


def test_debug_prints_no_headers_and_no_text_of_the_server(
    run: Run, server: DocumentServer
) -> None:
    space = server.example("spaces.get").json
    server.answers["spaces.get"] = lambda _: Reply(json=space, headers={"X-Secret": "s3cr3t"})
    result = run("--debug", "spaces", "get", "a")
    assert "httpcore.http11: receive_response_headers.complete\n" in result.err
    assert "GET /google-meet/v2/spaces/a: 200 in" in result.err
    for text in ("s3cr3t", server.key, "Bearer", "HTTP/1.1"):
        assert text not in result.err
    logger = logging.getLogger(diagnostics.HTTP_LOGGER)
    assert (logger.handlers, logger.level) == ([], logging.NOTSET)


def test_without_the_options_a_read_has_no_observer(
    run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(diagnostics, "Watch", fail)
    result = run("spaces", "get", "a")
    assert (result.code, result.err) == (0, "")


def list_writes() -> Iterator[tuple[str, str, str | None]]:
    yield ("spaces.update", "/google-meet/v2/spaces/a?updateMask=x", "spaces get a")
    yield ("spaces.update", "/google-meet/v2/spaces/-a", "spaces get -- -a")
    yield ("spaces.create", "/google-meet/v2/spaces", None)
    yield ("spaces.endActiveConference", "/v/google-meet/v2/spaces/a%24:endX", "spaces get 'a$'")
    yield ("members.create", "/google-meet/v2/spaces/a/members", "members list a")
    yield (
        "members.update",
        "/google-meet/v2/spaces/a/members/b",
        "members get spaces/a/members/b",
    )
    yield ("members.batchUpdate", "/google-meet/v2/spaces/a/members:batchUpdate", "members list a")
    yield ("connections.create", "/connections", "connections list")
    yield ("connections.delete", "/connections/c", "connections get c")


@pytest.mark.parametrize(("operation", "path", "expected"), [*list_writes()])
def test_the_command_that_reads_what_a_write_affects(
    operation: str, path: str, expected: str | None
) -> None:
    command = f"maton-google-meet {expected}" if expected else None
    assert find_read_command(operation, path) == command


def test_every_write_has_a_read_or_none() -> None:
    for operation in OPERATIONS:
        if operation.outcome:
            path = operation.path.replace("{", "").replace("}", "")
            command = find_read_command(operation.id, path)
            assert command is None or command.startswith("maton-google-meet ")


def test_a_watch_without_a_write_has_no_read() -> None:
    assert diagnostics.Watch(write=True, verbose=False).find_read_command() is None


def test_the_name_of_an_exception_as_words() -> None:
    assert split_words("ConnectError") == "connect error"
    assert split_words("SSLError") == "sslerror"


def test_verbose_replaces_the_progress(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("maton_google_meet.cli.commands.make_progress", fail)
    for option in ("-v", "--debug"):
        assert run("spaces", "get", "a", option).code == 0
