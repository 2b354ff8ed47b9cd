"""The output of commands on the sandbox: formats, selections, files and tables."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from maton_google_meet import cli
from support.command_line import Screen

RECORDS = ("conference-records", "list", "--sandbox")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command without a terminal, and return its stdout."""

    def run(*arguments: str) -> str:
        code = cli.main(arguments)
        out, err = capsys.readouterr()
        assert (code, err) == (0, "")
        return str(out)

    return run


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command in a terminal, and return the lines."""
    monkeypatch.setenv("NO_COLOR", "1")

    def show(*arguments: str, width: int = 80) -> list[str]:
        screen = Screen()
        with monkeypatch.context() as patch:
            patch.setenv("COLUMNS", str(width))
            patch.setattr(sys, "stdout", screen)
            assert cli.main(arguments) == 0
        return screen.getvalue().splitlines()

    return show


def find_call(run: Any) -> str:
    """Return the name of a call that has ended."""
    records = map(json.loads, run(*RECORDS).splitlines())
    return str(next(each["name"] for each in records if "endTime" in each))


def test_programs_read_each_format(run: Any) -> None:
    lines = list(map(json.loads, run(*RECORDS, "--format", "jsonl").splitlines()))
    names = [line["name"] for line in lines]
    assert names
    documents = [
        json.loads(run(*RECORDS, "--format", "json")),
        yaml.safe_load(run(*RECORDS, "--format", "yaml")),
        [*csv.DictReader(io.StringIO(run(*RECORDS, "--format", "csv")))],
        [json.loads(line) for line in run(*RECORDS, "--json").splitlines()],
    ]
    for document in documents:
        assert [each["name"] for each in document] == names


def test_selected_columns_go_to_a_file(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    call = find_call(run)
    line = ("participants", "list", call, "--sandbox", "--all", "--format", "csv")
    assert run(*line, "--select", "person,kind,duration", "-o", str(path)) == ""
    rows = [*csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))]
    assert {row["kind"] for row in rows} == {"signed_in", "anonymous", "phone"}
    assert all(row["person"] and float(row["duration"]) > 0 for row in rows)


def test_people_read_tables_in_80_columns(run: Any, show: Any) -> None:
    head, *rows = show(*RECORDS)
    assert head.split()[:2] == ["name", "start"]
    assert any("ongoing" in row for row in rows)
    assert any(" min" in row for row in rows)
    call = find_call(run)
    head, *people = show("participants", "list", call, "--sandbox")
    assert head.split()[:3] == ["name", "person", "kind"]
    assert all(len(line) <= 80 for line in (*rows, *people))
    assert len(people) == len({line.split()[0] for line in people})
    assert "conferenceRecords/" not in "".join((*rows, *people))
    wide = show("participants", "list", call, "--sandbox", "--wide", width=250)
    assert f"{call}/participants/" in wide[1]
