"""The command `export`, on the sandbox."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from maton_google_meet import UNSET
from maton_google_meet.reports import conferences
from maton_google_meet.sandbox import Fault, Sandbox
from support.command_line import Run
from support.sandboxes import find_planning_call

CODE = "kfr-wduz-tqa"
PERIOD = ("--since", "2026-11-01T00:00Z")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the export, which does not exist yet."""
    return tmp_path / "meetings"


def list_conferences(summary: Any) -> list[str]:
    return [each["name"] for each in summary["conferences"]]


def test_programs_get_a_summary_with_the_manifest(
    run_offline: Run, company: Sandbox, folder: Path
) -> None:
    name = find_planning_call(company).name
    result = run_offline("export", name, "--to", str(folder))
    assert (result.code, result.err) == (0, "")
    summary = json.loads(result.out)
    [conference] = summary["conferences"]
    assert (conference["name"], conference["state"], summary["failures"]) == (name, "complete", [])
    assert summary["complete"] is True
    assert (folder / conference["folder"] / "attendance.csv").is_file()
    assert json.loads(Path(summary["manifest"]).read_text())["complete"] is True
    before = len(company.requests)
    again = run_offline("export", name, "--to", str(folder))
    assert json.loads(again.out) == summary
    finished = len(company.requests) - before
    run_offline("export", name, "--to", str(folder), "--refresh")
    assert len(company.requests) - before - finished > finished


def test_people_get_a_table(run_on_terminal: Run, company: Sandbox, folder: Path) -> None:
    result = run_on_terminal("export", find_planning_call(company).name, "--to", str(folder))
    head, row = result.out.splitlines()
    assert head.split() == ["name", "state", "folder", "files", "failures"]
    assert row.split()[1] == "complete"
    assert result.err == f"maton-google-meet: The manifest is {folder / 'manifest.json'}.\n"


def test_the_arguments_select_the_conferences(
    run_offline: Run, company: Sandbox, tmp_path: Path
) -> None:
    def list_exported(*options: str) -> list[str]:
        result = run_offline("export", *options, "--to", str(tmp_path / str(len(company.requests))))
        return list_conferences(json.loads(result.out))

    latest = json.loads(run_offline("latest").out)
    planning = find_planning_call(company)
    assert list_exported() == list_exported(CODE) == [latest["name"]]
    assert {*list_exported(CODE, planning.name, CODE)} == {latest["name"], planning.name}
    every = list_exported(*PERIOD)
    assert {latest["name"], planning.name} < {*every}
    with company.client() as meet:
        space = next(
            each.space for each in conferences(meet) if each.space not in (UNSET, planning.space)
        )
    one, other = list_exported(CODE, *PERIOD), list_exported(space, *PERIOD)
    assert {*one} & {*other} == set()
    assert {*list_exported(CODE, space, *PERIOD)} == {*one, *other}


def test_a_running_conference_is_named(run_offline: Run, company: Sandbox, folder: Path) -> None:
    result = run_offline("export", "--to", str(folder))
    assert (result.code, json.loads(result.out)["complete"]) == (0, False)
    assert result.err == (
        "maton-google-meet: 1 of 1 conferences had not ended. Run the same command again after "
        "their end.\n"
    )


def test_a_failure_is_reported_and_the_same_command_retries(
    run_offline: Run, company: Sandbox, folder: Path
) -> None:
    line = ("export", find_planning_call(company).name, "--to", str(folder))
    company.fail(Fault.UNAVAILABLE, times=None, operation="recordings.list")
    result = run_offline(*line)
    assert result.code == 7
    summary = json.loads(result.out)
    [failure] = summary["failures"]
    assert (failure["resource"], summary["complete"]) == ("recordings", False)
    message, advice, hint = result.err.splitlines()
    assert message.startswith("maton-google-meet: A request failed, for conferenceRecords/")
    assert "The same command repeats only the requests that failed." in advice
    assert hint.endswith(f"Run: maton-google-meet {' '.join(line)}")
    assert "Retry(" not in message
    error = json.loads(run_offline(*line, "--json").err)
    assert (error["class"], error["exit_code"]) == ("ExportError", 7)
    assert error["hint"] == f"maton-google-meet {' '.join(line)} --json"
    company.recover()
    result = run_offline(*line)
    assert (result.code, result.err) == (0, "")


def test_failures_of_several_classes_have_the_general_exit_code(
    run_offline: Run, company: Sandbox, folder: Path
) -> None:
    company.fail(Fault.UNAVAILABLE, times=None, operation="recordings.list")
    company.fail(Fault.QUOTA_EXHAUSTED, times=None, operation="smartNotes.list")
    result = run_offline("export", find_planning_call(company).name, "--to", str(folder))
    assert result.code == 1
    assert "2 requests failed, the first one for conferenceRecords/" in result.err


def test_an_interrupt_leads_to_the_same_command(
    run_offline: Run, company: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("export", CODE, "--to", str(folder))

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("maton_google_meet.cli.progress.Progress.show_steps", interrupt)
        result = run_offline(*line)
    assert (result.code, result.out) == (130, "")
    message, hint = result.err.splitlines()
    assert message.endswith("Interrupted. The same command continues, and keeps finished files.")
    assert hint.endswith(f"Run: maton-google-meet {' '.join(line)}")
    assert run_offline(*line).code == 0


def test_a_failure_of_the_whole_export_leads_to_the_same_command(
    run_offline: Run, company: Sandbox, folder: Path
) -> None:
    company.fail(Fault.UNAVAILABLE, times=None)
    result = run_offline("export", "--to", str(folder))
    assert (result.code, result.out) == (7, "")
    assert result.err.endswith(f"Run: maton-google-meet export --to {folder}\n")


def test_a_folder_that_cannot_be_used_is_an_error(
    run_offline: Run, company: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    result = run_offline("export", "--to", str(tmp_path / "file"), "--json")
    assert result.code == 1
    assert json.loads(result.err)["class"] == "ExportError"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "Missing option: --to, the folder of the export."),
        (("--to", ""), "Missing option: --to, the folder of the export."),
        (("--to", "x", "conferenceRecords/a", *PERIOD), "conferenceRecords/a is not one."),
        (("--to", "x", "--until", "2026-11-03"), "--until needs --since"),
        (("--to", "x", "--threshold", "5"), "5 is not a number with s, m, h, d or w"),
    ],
)
def test_a_wrong_option_is_a_usage_error(
    options: tuple[str, ...], message: str, run_offline: Run, company: Sandbox
) -> None:
    result = run_offline("export", *options)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert company.requests == []
