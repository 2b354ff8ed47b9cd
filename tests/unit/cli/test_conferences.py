"""The arguments and the client that report commands share."""

from __future__ import annotations

import argparse
import io
import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from maton_google_meet import RateLimitError, ServerError
from maton_google_meet.cli import conferences
from maton_google_meet.cli.common import Settings
from maton_google_meet.cli.conferences import (
    has_period,
    make_command,
    open_reader,
    read_conferences,
)
from maton_google_meet.cli.errors import COMMAND, CommandError
from maton_google_meet.cli.progress import Progress
from maton_google_meet.cli.times import parse_moment
from maton_google_meet.reports import FilesMissing, NoConference
from maton_google_meet.sandbox import Sandbox
from support.command_line import Run, Screen

SINCE, UNTIL = parse_moment("2026-11-01T00:00Z"), parse_moment("2026-11-30T00:00Z")


def make_arguments(**values: Any) -> argparse.Namespace:
    """Return the values of a command line."""
    defaults = {"where": None, "since": None, "until": None, "settings": Settings()}
    return argparse.Namespace(**defaults | values)


@pytest.mark.parametrize("where", [None, [], "conferenceRecords/a"])
def test_without_since_there_is_no_period(where: Any) -> None:
    assert not has_period("export", make_arguments(where=where))


@pytest.mark.parametrize(
    "where", [None, [], "spaces/a", "abc-mnop-xyz", ["https://meet.google.com/abc-mnop-xyz"]]
)
def test_a_period_selects_conferences_of_meetings(where: Any) -> None:
    assert has_period("export", make_arguments(where=where, since=SINCE))
    assert has_period("export", make_arguments(where=where, since=SINCE, until=UNTIL))


@pytest.mark.parametrize(
    "where", ["", "a", "conferenceRecords/a", ["spaces/a", "spaces/a/members/b"]]
)
def test_a_period_of_something_else_is_refused(where: Any) -> None:
    with pytest.raises(CommandError, match="--since needs the space, code or link") as info:
        has_period("export", make_arguments(where=where, since=SINCE))
    assert (info.value.code, info.value.hint) == (2, "maton-google-meet export --help")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (None, "maton-google-meet latest"),
        ("spaces/a", "maton-google-meet latest spaces/a"),
        ("-a b", "maton-google-meet latest -- '-a b'"),
    ],
)
def test_a_command_has_its_place(where: str | None, expected: str) -> None:
    assert make_command("latest", where) == expected


@pytest.mark.parametrize(
    ("error", "where", "resumes", "code", "hint"),
    [
        (NoConference("none"), "spaces/a", False, 5, "maton-google-meet latest"),
        (NoConference("none"), None, True, 5, "maton-google-meet doctor"),
        (FilesMissing("late"), "spaces/a", False, 7, COMMAND),
        (ServerError("down"), None, False, 7, None),
        (ServerError("down"), None, True, 7, COMMAND),
        (RateLimitError("slow"), None, True, 6, COMMAND),
        (KeyboardInterrupt(), None, False, 130, None),
        (KeyboardInterrupt(), None, True, 130, COMMAND),
        (CommandError(2, "other"), None, True, 2, None),
    ],
)
@pytest.mark.usefixtures("company")
def test_an_error_leads_to_the_next_command(
    error: BaseException, where: str | None, resumes: bool, code: int, hint: str | None
) -> None:
    arguments = make_arguments(where=where)
    with (
        pytest.raises(CommandError) as info,
        open_reader("export", arguments, resumes=resumes),
    ):
        raise error
    assert (info.value.code, info.value.hint) == (code, hint)


@pytest.mark.parametrize("shares", [True, False])
def test_the_progress_ends_before_rows_appear_on_the_same_terminal(
    shares: bool, company: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", Screen() if shares else io.StringIO())
    progress = Progress()
    progress.active = True
    arguments = make_arguments(since=SINCE)
    with company.client() as meet:
        reports = read_conferences(meet, arguments, str, progress, streams=True)
        next(reports)
        assert progress.active is not shares
        reports.close()  # type: ignore[attr-defined]
    assert not progress.active


def test_calls_are_reported_in_place_of_the_progress(run_offline: Run, company: Sandbox) -> None:
    result = run_offline("latest", "--verbose")
    assert json.loads(result.out)["name"]
    assert "GET /google-meet/v2/conferenceRecords?" in result.err


def test_with_verbose_the_progress_is_not_shown(
    company: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Screen()
    monkeypatch.setattr("maton_google_meet.cli.progress.sys", SimpleNamespace(stderr=screen))
    for verbose in (True, False):
        arguments = make_arguments(settings=Settings(verbose=verbose))
        with open_reader("latest", arguments) as (_, progress):
            assert progress.active is not verbose
            assert (progress.timer is None) is verbose
    assert conferences.make_sandbox(True) is company
