"""JSON for programs, and tables for people."""

from __future__ import annotations

import io
import json
import re
import sys
from typing import Any

import pytest
from maton_google_meet.cli import output
from support.command_line import (
    ELSEWHERE,
    LIST,
    TOKEN,
    NarrowScreen,
    Run,
    Screen,
    serve_unsafe_participant,
)
from support.document_server import DocumentServer, Reply

PENDING_ONE = {"connection_id": "c", "status": "PENDING", "url": TOKEN}
DEEP = {**PENDING_ONE, "metadata": {"a": [{"url": TOKEN, "URL": TOKEN}]}, "later": {"url": TOKEN}}


ESCAPED = (
    r"\u001b[31mred\u001b[0m \u202eevil \u009b5m \u200b \u007f Ana Marković 渡辺 😀 \udb40\udc01"
)


def test_json_is_valid_and_escaped(run: Run, server: DocumentServer) -> None:
    item = serve_unsafe_participant(server)
    for result in (run("participants", "list", "a"), run("participants", "get", item["name"])):
        assert ESCAPED in result.out
        assert result.out.replace("\n", "").isprintable()
        [parsed] = result.lines if result.out.count("\n") == 1 else [json.loads(result.out)]
        assert parsed == item
    assert run("participants", "get", item["name"]).out.startswith('{\n  "name": ')


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
def test_json_is_ascii_on_a_terminal_that_is_not_utf8(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", NarrowScreen(io.BytesIO(), encoding=encoding))
    assert output.format_json({"a": "ä😀"}) == r'{"a":"\u00e4\ud83d\ude00"}'
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert output.format_json({"a": "ä😀"}) == '{"a":"ä😀"}'


@pytest.mark.parametrize("machine", [True, False])
def test_any_value_of_a_server_is_valid_json(
    machine: bool, run: Run, server: DocumentServer
) -> None:
    body = rb'{"name":"spaces/a","x":[1e999,{"y":NaN}],"z":-Infinity,"s":"\ud800","n":null,"i":7}'
    server.answers["spaces.get"] = lambda _: Reply(200, body=body, wrong_on_purpose=True)
    result = run("spaces", "get", "a", "--json" if machine else "--no-json")
    assert (result.code, result.err) == (0, "")
    if machine:
        item = json.loads(result.out, parse_constant=pytest.fail)
        assert item["x"] == ["Infinity", {"y": "NaN"}]
        assert (item["z"], item["s"], item["i"]) == ("-Infinity", "\ud800", 7)
    else:
        rows = dict(line.split() for line in result.out.splitlines())
        assert rows["x[0]"] == "Infinity"
        assert rows["s"] == r"\ud800"


def test_a_list_is_shown_as_a_table(
    run_on_terminal: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve_unsafe_participant(server)
    monkeypatch.setenv("COLUMNS", "300")
    result = run_on_terminal("participants", "list", "a")
    assert (result.code, result.err) == (0, "")
    head, row = (line.rstrip() for line in result.out.splitlines())
    assert head.split() == ["name", "anonymousUser.displayName", "earliestStartTime"]
    assert row.split("  ")[0] == "conferenceRecords/a/participants/b"
    assert r"\x1b[31mred\x1b[0m \u202eevil \x9b5m \u200b \x7f Ana Marković 渡辺 😀" in row
    assert "\x1b" not in result.out


def test_a_table_that_is_too_wide_becomes_records(
    run_on_terminal: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    item = serve_unsafe_participant(server)
    server.answers["participants.list"] = lambda _: Reply(
        json={"participants": [item, {"name": "conferenceRecords/a/participants/c"}]}
    )
    result = run_on_terminal("participants", "list", "a")
    blocks = result.out.split("\n\n")
    assert [block.split()[:2] for block in blocks] == [
        ["name", item["name"]],
        ["name", "conferenceRecords/a/participants/c"],
    ]
    assert blocks[0].splitlines()[2].split() == ["earliestStartTime", "2026-11-03T09:00:14Z"]


def test_markup_is_printed_literally(run_on_terminal: Run, server: DocumentServer) -> None:
    server.answers["spaces.get"] = lambda _: Reply(json={"name": "spaces/[bold]a[/bold]:smile:"})
    assert run_on_terminal("spaces", "get", "a").out.split() == [
        "name",
        "spaces/[bold]a[/bold]:smile:",
    ]


def test_an_object_is_shown_as_rows(run_on_terminal: Run, server: DocumentServer) -> None:
    rows = dict(
        line.split(maxsplit=1) for line in run_on_terminal("spaces", "get", "a").out.splitlines()
    )
    example = server.example("spaces.get").json
    assert rows["name"].strip() == example["name"]
    assert rows["config.accessType"].strip() == example["config"]["accessType"]
    assert rows["phoneAccess[1].pin"].strip() == example["phoneAccess"][1]["pin"]


def test_values_of_all_types_are_shown_in_a_table(run_on_terminal: Run) -> None:
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


def test_an_empty_response_is_shown(run: Run, run_on_terminal: Run) -> None:
    line = ("spaces", "end-active-conference", "a", "--yes")
    assert run(*line).out == "{}\n"
    assert run_on_terminal(*line).out == "Done.\n"
    assert run_on_terminal(*line, "--json").out == "{}\n"


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
def test_timestamps_end_in_z(
    flag: str, sent: str, shown_as: str, run: Run, server: DocumentServer
) -> None:
    record = {"name": "conferenceRecords/a", "endTime": sent}
    server.answers["conferenceRecords.get"] = lambda _: Reply(json=record, wrong_on_purpose=True)
    server.answers[LIST] = lambda _: Reply(
        json={"conferenceRecords": [record]}, wrong_on_purpose=True
    )
    response = {"connection_id": "c", "creation_time": sent}
    server.answers["connections.get"] = lambda _: Reply(
        json={"connection": response}, wrong_on_purpose=True
    )
    for line in ("conference-records get a", "conference-records list", "connections get c"):
        result = run(*line.split(), flag)
        assert (result.code, result.err) == (0, "")
        assert shown_as in re.split(r'[\s",]+', result.out)


@pytest.mark.parametrize(
    "answer", [PENDING_ONE, DEEP, ELSEWHERE], ids=["plain", "deep", "elsewhere"]
)
@pytest.mark.parametrize("format", ["--json", "--no-json", ""])
@pytest.mark.parametrize("verb", ["list", "get c", "create --yes"])
def test_a_connections_url_is_hidden_unless_asked_for(
    verb: str,
    format: str,
    answer: dict[str, Any],
    run: Run,
    run_on_terminal: Run,
    server: DocumentServer,
) -> None:
    wrapped = {"connection": answer}
    server.answers["connections.list"] = lambda _: Reply(json={"connections": [answer]})
    server.answers["connections.get"] = lambda _: Reply(json=wrapped)
    server.answers["connections.create"] = lambda _: Reply(json={**answer, **wrapped})
    for act, human in ((run, format == "--no-json"), (run_on_terminal, format != "--json")):
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


@pytest.mark.parametrize("url", [{}, {"url": ""}, {"url": None}], ids=str)
def test_an_absent_url_is_not_reported_as_hidden(
    url: dict[str, Any], run: Run, server: DocumentServer
) -> None:
    response = {"connections": [{"connection_id": "c", **url}]}
    server.answers["connections.list"] = lambda _: Reply(json=response)
    assert run("connections", "list", "--no-json").err == ""
