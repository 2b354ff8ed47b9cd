"""The command `attendance`, on the sandbox."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from maton_google_meet.reports import attendance
from maton_google_meet.reports.attendance import CSV_FIELDS, CSV_HEAD, Attendance
from maton_google_meet.sandbox import Sandbox
from support.command_line import Run
from support.sandboxes import find_planning_call

CODE = "kfr-wduz-tqa"
PERIOD = ("--since", "2026-11-01T00:00Z")


@pytest.fixture
def call(company: Sandbox) -> Attendance:
    """The attendance of a call that has ended."""
    with company.client() as meet:
        return attendance(meet, find_planning_call(company))


def test_programs_read_the_report_as_json(run_offline: Run, call: Attendance) -> None:
    result = run_offline("attendance", call.conference)
    assert (result.code, result.err) == (0, "")
    found = json.loads(result.out)
    assert found | {"as_of": ""} == call.to_dict() | {"as_of": ""}
    [line] = run_offline("attendance", call.conference, "--format", "jsonl").lines
    assert line | {"as_of": ""} == found | {"as_of": ""}


def test_without_a_place_it_is_the_latest_conference(run_offline: Run, company: Sandbox) -> None:
    found = json.loads(run_offline("attendance").out)
    assert found["end"] is None
    assert [each["is_present"] for each in found["attendees"]] == [True, True, True, False]
    for place in (CODE, f"https://meet.google.com/{CODE}", found["space"]):
        same = json.loads(run_offline("attendance", place).out)
        assert same["conference"] == found["conference"]


@pytest.mark.parametrize(
    ("format", "convert"),
    [("csv", "to_csv"), ("txt", "to_text"), ("md", "to_markdown")],
)
def test_texts_are_those_of_the_library(
    format: str, convert: str, run_offline: Run, call: Attendance
) -> None:
    zone = () if format == "csv" else ("--zone", "UTC")
    result = run_offline("attendance", call.conference, "--format", format, *zone)
    assert result.out == getattr(call, convert)()


def test_a_table_is_for_people(run_on_terminal: Run, call: Attendance) -> None:
    result = run_on_terminal("attendance", call.conference, "--zone", "Asia/Tokyo")
    head, *rows = result.out.splitlines()
    assert head.split()[:6] == ["display_name", "start", "UTC+09:00", "end", "duration", "late"]
    assert len(rows) == len(call.attendees)
    assert "conferenceRecords" not in result.out
    first = call.attendees[0].first_join
    assert first is not None
    assert f"{(first.hour + 9) % 24:02}:{first.minute:02}" in rows[0]


@pytest.mark.usefixtures("company")
def test_a_period_has_all_its_conferences(run_offline: Run) -> None:
    lines = run_offline("attendance", *PERIOD).lines
    calls = [each["conference"] for each in lines]
    assert len(calls) == len({*calls}) > 2
    same = run_offline("attendance", *PERIOD, "--format", "json").lines
    assert [each["conference"] for each in same] == calls
    people = [
        (each["conference"], one["display_name"]) for each in lines for one in each["attendees"]
    ]
    table = io.StringIO(run_offline("attendance", *PERIOD, "--format", "csv").out)
    rows = [*csv.DictReader(table)]
    assert [*rows[0]] == [*CSV_HEAD, *CSV_FIELDS]
    assert [row["conference"] for row in rows] == [conference for conference, _ in people]
    text = run_offline("attendance", *PERIOD, "--format", "txt").out
    assert [
        line.split()[-1] for line in text.splitlines() if line.startswith("Attendance")
    ] == calls
    assert text.count("\n\nAttendance of ") == len(calls) - 1
    some = run_offline("attendance", CODE, *PERIOD).lines
    assert 0 < len(some) < len(lines)
    assert len({each["space"] for each in some}) == 1


@pytest.mark.usefixtures("company")
def test_a_narrow_table_shows_the_conference_of_each_row(
    run_on_terminal: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of two simultaneous conferences would otherwise look like one conference."""
    monkeypatch.setenv("COLUMNS", "80")
    head, *rows = run_on_terminal("attendance", CODE, *PERIOD).out.splitlines()
    assert max(map(len, rows)) <= 80
    assert "conference" in head.split()
    assert {"gAIJaokbdsXI", "CTZ4mQ7rWb2n"} <= {word for row in rows for word in row.split()}


@pytest.mark.usefixtures("company")
def test_a_period_without_a_conference_is_empty(run_offline: Run) -> None:
    period = ("--since", "2020-01-01", "--until", "2020-01-02")
    for format, out in (("jsonl", ""), ("txt", ""), ("table", "Nothing found.\n"), ("json", "")):
        result = run_offline("attendance", *period, "--format", format)
        assert (result.code, result.out) == (0, out)
        assert result.err == "maton-google-meet: No conference started in this period.\n"
    heading = ",".join([*CSV_HEAD, *CSV_FIELDS])
    assert run_offline("attendance", *period, "--format", "csv").out == f"{heading}\n"


def test_selected_columns_are_those_of_the_people(
    run_offline: Run, run_on_terminal: Run, call: Attendance
) -> None:
    line = ("attendance", call.conference, "--select", "displayName,duration")
    expected = [(each.display_name, each.seconds) for each in call.attendees]
    found = json.loads(run_offline(*line).out)
    assert found["conference"] == call.conference
    assert [
        (each.pop("display_name"), each.pop("duration")) for each in found["attendees"]
    ] == expected
    assert not any(found["attendees"])
    rows = [*csv.DictReader(io.StringIO(run_offline(*line, "--format", "csv").out))]
    assert [int(row["duration"]) for row in rows] == [seconds for _, seconds in expected]
    assert [*rows[0]] == ["display_name", "duration"]
    head, *_ = run_on_terminal(*line).out.splitlines()
    assert head.split() == ["display_name", "duration"]


def test_times_are_in_the_zone(run_offline: Run, call: Attendance) -> None:
    line = ("attendance", call.conference, "--zone", "Asia/Tokyo")
    found = json.loads(run_offline(*line).out)
    first = found["attendees"][0]
    assert found["start"].endswith("+09:00")
    assert first["first_join"].endswith("+09:00")
    assert first["intervals"][0]["end"].endswith("+09:00")
    rows = [*csv.DictReader(io.StringIO(run_offline(*line, "--format", "csv").out))]
    assert [*rows[0]] == [*CSV_HEAD, *CSV_FIELDS]
    join = datetime.fromisoformat(first["first_join"])
    assert rows[0]["first_join"] == join.isoformat(timespec="seconds")
    assert rows[0]["participants"] == " ".join(first["participants"])
    some = run_offline(*line, "--format", "csv", "--select", "first_join").out.splitlines()
    assert some[1] == first["first_join"]
    assert "UTC+09:00" in run_offline(*line, "--format", "txt").out


def test_a_byte_order_mark_begins_a_csv_file(
    run_offline: Run, run_on_terminal: Run, call: Attendance, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    line = ("attendance", call.conference, "--format", "csv", "--bom")
    assert run_offline(*line, "-o", str(path)).out == ""
    assert path.read_bytes().decode("utf-8-sig") == call.to_csv()
    assert path.read_bytes().startswith(b"\xef\xbb\xbfconference,")
    assert run_offline(*line).out == call.to_csv(bom=True)
    assert run_on_terminal(*line).out.startswith("conference,")


def test_a_chart_is_drawn_beside_the_output(
    run_offline: Run, call: Attendance, tmp_path: Path
) -> None:
    path = tmp_path / "chart.svg"
    line = ("attendance", call.conference, "--format", "txt", "--zone", "UTC")
    result = run_offline(*line, "--chart", str(path))
    assert result.out == run_offline(*line).out
    assert path.read_text(encoding="utf-8") == call.to_svg(UTC)
    assert [each.name for each in tmp_path.iterdir()] == ["chart.svg"]


def test_the_threshold_decides_who_is_late(run_offline: Run, call: Attendance) -> None:
    def count_late(*options: str) -> int:
        found = json.loads(run_offline("attendance", call.conference, *options).out)
        return sum(each["late"] for each in found["attendees"])

    assert count_late("--threshold", "0m") > count_late() >= count_late("--threshold", "2h") == 0


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (
            (*PERIOD, "--chart", "a.svg"),
            "--chart a.svg takes one conference",
            f"attendance --chart a.svg {CODE}",
        ),
        (("--chart", ""), "--chart takes the name of a file.", None),
        (("--chart", "-"), "--chart takes the name of a file.", None),
        (("--chart", "a.svg", "-o", "./a.svg"), "--chart and -o have the same file.", None),
        (("--chart", "/no/such/a.svg"), "--chart /no/such/a.svg: the folder /no/such", None),
        (("-o", "/no/such/a.csv", "--format", "md"), "-o /no/such/a.csv: the folder", None),
        (("--bom",), "--bom applies to csv. Add --format csv.", None),
        (("--select", "minutes", "--format", "md"), "--select does not apply to md.", None),
        (("--select", "nmae"), "--select: nmae is not a field.", None),
        (("--until", "2026-11-03"), "--until needs --since", f"attendance {CODE}"),
        (("--since", "1d", "--until", "2d"), "the period is empty.", None),
        (("--format", "xml"), "xml is not one of table, json, jsonl, yaml, csv, md, txt", None),
        (("--zone", "Nowhere"), "Nowhere is not a time zone", None),
        (("--threshold", "soon"), "soon is not a number with s, m, h, d or w", None),
    ],
)
def test_a_wrong_option_is_a_usage_error(
    options: tuple[str, ...],
    message: str,
    hint: str | None,
    run_offline: Run,
    company: Sandbox,
) -> None:
    result = run_offline("attendance", CODE, *options)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert hint is None or f"Try: maton-google-meet {hint}" in result.err
    assert company.requests == []


@pytest.mark.usefixtures("company")
def test_a_failed_chart_leaves_no_file(
    run_offline: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Attendance, "to_svg", fail)
    path = tmp_path / "chart.svg"
    path.write_text("before")
    assert run_offline("attendance", "--chart", str(path)).code == 130
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["chart.svg"]


def test_a_terminal_without_rich_gets_json(
    run_on_terminal: Run, call: Attendance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    result = run_on_terminal("attendance", call.conference)
    assert json.loads(result.out)["conference"] == call.conference
