"""JSON for programs, and tables for people."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from maton_google_meet.cli import formats, output
from maton_google_meet.cli.errors import CommandError
from maton_google_meet.cli.program import FORMATS
from maton_google_meet.facade import get_response_schema, list_verbs
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
    assert formats.format_json({"a": "ä😀"}) == r'{"a":"\u00e4\ud83d\ude00"}'
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert formats.format_json({"a": "ä😀"}) == '{"a":"ä😀"}'


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
    assert head.split()[:4] == ["name", "person", "kind", "start"]
    assert row.split("  ")[0] == "b"
    assert r"\x1b[31mred\x1b[0m \u202eevil \x9b5m \u200b \x7f Ana Marković 渡辺 😀" in row
    assert "\x1b" not in result.out


def test_a_table_that_is_too_wide_becomes_records(
    run_on_terminal: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
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
        printer = output.Printer("table")
        printer.print_object(value, {})
        printer.print_list([{"l": [1], "name": "n", "a": "x"}, {"b": 1}], {})
        printer.print_list([], {})
    captured = re.sub(r"\x1b\[[01]m", "", screen.getvalue())
    assert [line.split() for line in captured.splitlines()] == [
        ["b", "true"], ["n", "null"], ["i", "7"], ["o", "{}"], ["l", "[]"], ["k[0]", "1"],
        ["k[1].x", "y"], ["name", "a", "b"], ["n", "x"], ["1"], ["Nothing", "found."],
    ]  # fmt: skip


def test_a_table_in_a_pipe_is_not_wrapped(run: Run) -> None:
    result = run("conference-records", "list", "--no-json")
    assert len(result.out.splitlines()) == 3
    assert len(run("conference-records", "list", "--no-json", "--wide").out.splitlines()) == 3


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
    lists = ["conference-records list"] if flag == "--json" else []
    for line in ("conference-records get a", "connections get c", *lists):
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


# --- formats, selections and files ----------------------------------------------------------------

SCHEMAS = {verb.operation.id: get_response_schema(verb.operation) for verb in list_verbs()}
RECORDS = SCHEMAS[LIST]


class Interrupted:
    """Items before an error."""

    def __init__(self, error: BaseException, count: int = 2) -> None:
        self.error = error
        self.count = count

    def __iter__(self) -> Iterator[dict[str, Any]]:
        yield from ({"name": f"conferenceRecords/{at}"} for at in range(self.count))
        raise self.error


@pytest.mark.parametrize(
    ("format", "json_given", "variable", "path", "on_terminal", "chosen"),
    [
        (None, None, "", None, True, "table"),
        (None, None, "", "-", True, "table"),
        (None, None, "", None, False, "machine"),
        (None, None, "", "file", True, "machine"),
        (None, True, "csv", None, True, "machine"),
        (None, False, "csv", None, False, "table"),
        (None, None, "csv", None, True, "csv"),
        ("yaml", None, "csv", None, True, "yaml"),
        ("json", True, "csv", None, True, "json"),
        ("jsonl", True, "", None, True, "jsonl"),
        ("csv", False, "", None, True, "csv"),
    ],
)
@pytest.mark.parametrize("lists", [True, False])
def test_the_first_setting_decides_on_the_format(
    format: str | None,
    json_given: bool | None,
    variable: str,
    path: str | None,
    on_terminal: bool,
    chosen: str,
    lists: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(output.FORMAT_VARIABLE, variable)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Screen() if on_terminal else io.StringIO())
        found = output.choose_format(format, json_given, lists=lists, path=path)
    assert found == (("jsonl" if lists else "json") if chosen == "machine" else chosen)


@pytest.mark.parametrize(
    ("format", "json_given", "flag"), [("csv", True, "--json"), ("json", False, "--no-json")]
)
def test_contradictory_formats_are_refused(format: str, json_given: bool, flag: str) -> None:
    with pytest.raises(CommandError, match=f"{flag} cannot be combined with --format {format}"):
        output.choose_format(format, json_given)


def test_each_format_has_a_writer() -> None:
    assert ("table", *formats.WRITERS) == FORMATS


def test_an_unknown_format_in_the_environment_is_named(
    run: Run, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(output.FORMAT_VARIABLE, "xml")
    result = run("conference-records", "list")
    assert result.code == 2
    assert "MATON_GOOGLE_MEET_FORMAT=xml is not one of table, json, jsonl, yaml, csv" in result.err
    assert server.seen == []


def test_each_format_shows_each_list(run: Run, server: DocumentServer) -> None:
    records = server.example(LIST).json["conferenceRecords"]
    line = ("conference-records", "list")
    assert json.loads(run(*line, "--format", "json").out) == run(*line, "--json").lines
    assert yaml.safe_load(run(*line, "--format", "yaml").out) == run(*line, "--json").lines
    rows = [*csv.DictReader(io.StringIO(run(*line, "--format", "csv").out))]
    assert [row["name"] for row in rows] == [each["name"] for each in records]
    assert run(*line, "--format=jsonl").lines == run(*line, "--json").lines
    assert len(run(*line, "--format", "table").out.splitlines()) == len(records) + 1


@pytest.mark.parametrize("format", ["json", "jsonl", "yaml", "csv"])
def test_an_empty_list_is_valid_in_each_format(
    format: str, run: Run, server: DocumentServer
) -> None:
    server.answers[LIST] = lambda _: Reply(json={})
    result = run("conference-records", "list", "--format", format)
    assert (result.code, result.err) == (0, "")
    heading = "name,startTime,endTime,expireTime,space\n"
    assert result.out == {"jsonl": "", "csv": heading}.get(format, "[]\n")


def test_columns_are_selected_in_each_format(run: Run) -> None:
    line = ("conference-records", "list", "--select", "space,start_time")
    for item in run(*line).lines:
        assert set(item) == {"startTime", "space"}
    assert run(*line, "--format", "csv").out.startswith("space,startTime\n")
    assert run(*line, "--no-json").out.split()[:2] == ["space", "start"]
    [shown] = run("spaces", "get", "a", "--select", "config.accessType", "--format=jsonl").lines
    assert [*shown] == ["config"]
    assert [*shown["config"]] == ["accessType"]


@pytest.mark.parametrize("names", ["nmae", "name,nmae", "name.x"])
def test_an_unknown_field_is_a_usage_error(names: str, run: Run, server: DocumentServer) -> None:
    for line in (("conference-records", "list"), ("conference-records", "get", "a")):
        for format in ("table", "json", "jsonl", "yaml", "csv"):
            result = run(*line, "--select", names, "--format", format)
            assert (result.code, result.out) == (2, "")
            assert f"--select: {names.rsplit(',', maxsplit=1)[-1]} is not a field." in result.err
            assert "Fields: name, startTime, endTime, expireTime, space, duration." in result.err
    server.answers[LIST] = lambda _: Reply(json={})
    assert run("conference-records", "list", "--select", names).code == 2


def test_an_additional_field_of_a_response_is_selected(run: Run, server: DocumentServer) -> None:
    record = {"name": "conferenceRecords/a", "later": {"x": 1}}
    server.answers[LIST] = lambda _: Reply(
        json={"conferenceRecords": [record]}, wrong_on_purpose=True
    )
    assert run("conference-records", "list", "--select", "later.x").lines == [{"later": {"x": 1}}]
    result = run("conference-records", "list", "--select", "later.x", "--format", "csv")
    assert result.out == "later.x\n1\n"


def test_a_write_is_not_sent_if_its_response_cannot_be_printed(
    run: Run, server: DocumentServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for options in (
        ["--select", "later"],
        ["--select", ","],
        ["--select", ""],
        ["-o", str(tmp_path)],
        ["-o", str(tmp_path / "none" / "file")],
    ):
        assert run("spaces", "create", "--yes", *options).code == 2
    monkeypatch.setitem(sys.modules, "yaml", None)
    assert run("spaces", "create", "--yes", "--format", "yaml").code == 2
    monkeypatch.setitem(sys.modules, "rich", None)
    result = run("spaces", "create", "--yes", "--format", "table")
    assert (result.code, server.seen) == (2, [])
    assert "pip install 'rich" in result.err
    assert run("spaces", "get", "a", "--json").code == 0


def test_a_terminal_without_rich_gets_json(
    run_on_terminal: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    assert run_on_terminal("conference-records", "list").lines
    monkeypatch.setenv(output.FORMAT_VARIABLE, "csv")
    assert run_on_terminal("conference-records", "list").out.startswith("name,")


def test_the_output_goes_to_a_file(run: Run, run_on_terminal: Run, tmp_path: Path) -> None:
    path = tmp_path / "out"
    line = ("conference-records", "list")
    expected = run(*line).out
    for act in (run, run_on_terminal):
        result = act(*line, "-o", str(path))
        assert result == (0, "", "")
        assert path.read_text(encoding="utf-8") == expected
    assert run(*line, "-o", "-").out == expected
    assert run(*line, "--output", str(path), "--format", "table").code == 0
    assert path.read_text(encoding="utf-8") == run(*line, "--format", "table").out
    assert run("spaces", "get", "a", "-o", str(path)).out == ""
    assert path.read_text(encoding="utf-8") == run("spaces", "get", "a").out
    assert [*tmp_path.iterdir()] == [path]


def test_a_failed_command_leaves_the_file(run: Run, server: DocumentServer, tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("old", encoding="utf-8")
    server.answers[LIST] = lambda _: Reply(404, json={"error": {"code": 404, "message": "No."}})
    assert run("conference-records", "list", "-o", str(path)).code != 0
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("out", "old")]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), CommandError(7, "x")])
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("to_file", [True, False])
def test_an_interruption_keeps_the_items_before_it(
    format: str,
    error: BaseException,
    to_file: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "out"
    path.write_text("old", encoding="utf-8")
    printer = output.Printer(format, path=str(path) if to_file else None)
    with pytest.raises(type(error)):
        printer.print_list(Interrupted(error), RECORDS)
    out, err = capsys.readouterr()
    if to_file:
        assert path.read_text(encoding="utf-8") == "old"
        assert f"The items that arrived are in {path}.part" in err
        out = (tmp_path / "out.part").read_text(encoding="utf-8")
    assert len(re.findall(r"\b(?:conferenceRecords/)?[01]\b", out)) == 2
    if format == "json":
        assert len(json.loads(out)) == 2
    with pytest.raises(type(error)):
        output.Printer(format).print_list(Interrupted(error, 0), RECORDS)
    assert capsys.readouterr().out == ""


def test_each_item_is_printed_when_it_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="utf-8"))

        def items() -> Iterator[dict[str, Any]]:
            for at in range(3):
                assert raw.getvalue().count(b"\n") == at
                yield {"name": f"conferenceRecords/{at}"}

        output.Printer("jsonl").print_list(items(), RECORDS)


def test_the_progress_ends_before_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = list[str]()

    class Recorder:
        def count(self, items: Any, total: int | None) -> Any:
            calls.append(f"count {total}")
            return items

        def stop(self) -> None:
            calls.append("stop")

    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.StringIO())
        printer = output.Printer("table", progress=Recorder())  # type: ignore[arg-type]
        with pytest.raises(KeyboardInterrupt):
            printer.print_list(Interrupted(KeyboardInterrupt()), RECORDS, 7)
    assert calls == ["count 7", "stop"]


def test_a_field_that_was_not_requested_is_not_ongoing(run: Run, server: DocumentServer) -> None:
    record = {"name": "conferenceRecords/a", "startTime": "2026-11-03T09:00:14Z"}
    server.answers[LIST] = lambda _: Reply(json={"conferenceRecords": [record]})
    line = ("conference-records", "list", "--no-json")
    assert "ongoing" in run(*line).out
    fields = "nextPageToken,conferenceRecords(name,startTime)"
    assert "ongoing" not in run(*line, "--fields", fields).out


def test_texts_are_escaped_for_a_terminal_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, path = ["a\x1b[2J\n", "\u202eb\n"], tmp_path / "a.txt"
    output.Printer("txt", path=str(path)).print_text(texts)
    assert path.read_text(encoding="utf-8") == "".join(texts)
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    output.Printer("txt", bom=True).print_text(texts)
    assert screen.getvalue() == "a\\x1b[2J\n\\u202eb\n"


def test_an_interrupted_text_keeps_what_arrived(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"

    def write(*texts: str) -> Iterator[str]:
        yield from texts
        raise KeyboardInterrupt

    for texts, names in (((), []), (("a\n",), ["a.txt.part"])):
        with pytest.raises(KeyboardInterrupt):
            output.Printer("txt", path=str(path)).print_text(write(*texts))
        assert [each.name for each in tmp_path.iterdir()] == names
    assert "The items that arrived are in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variable", "expected"), [("table", "txt"), ("json", "json"), ("csv", "jsonl")]
)
def test_a_command_may_have_formats_of_its_own(
    variable: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_FORMAT", variable)
    formats = ("txt", "json")
    assert output.choose_format(None, None, lists=True, formats=formats, text="txt") == expected
