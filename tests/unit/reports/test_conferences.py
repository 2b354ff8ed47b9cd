"""Conferences by space, code or link, and by time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from maton_google_meet import InvalidArgumentError, InvalidNameError, NotFoundError
from maton_google_meet.models import ConferenceRecord, Recording, Space
from maton_google_meet.reports import NoConference, conferences, latest, running
from maton_google_meet.reports.conferences import find_conference, is_place
from maton_google_meet.reports.drivers import report
from maton_google_meet.reports.reading import Reader
from maton_google_meet.reports.steps import Steps
from maton_google_meet.sandbox import Sandbox
from support.clients import ClientRunner
from support.sandboxes import NOW

CODE = "kfr-wduz-tqa"


@report
def find(meet: Any, where: Any = None) -> Steps[ConferenceRecord]:
    """Find a conference."""
    return (yield from find_conference(Reader(meet), where))


def read_filter(sandbox: Sandbox) -> str:
    """Return the filter of the last request."""
    return parse_qs(urlsplit(sandbox.requests[-1].target).query).get("filter", [""])[0]


@pytest.mark.parametrize(
    ("where", "condition"),
    [
        (None, ""),
        (CODE, f'space.meeting_code = "{CODE}"'),
        ("KFR-WDUZ-TQA", f'space.meeting_code = "{CODE}"'),
        ("kfrwduztqa", f'space.meeting_code = "{CODE}"'),
        (f"https://meet.google.com/{CODE}?authuser=1", f'space.meeting_code = "{CODE}"'),
        (f"meet.google.com/{CODE}/", f'space.meeting_code = "{CODE}"'),
        (f"spaces/{CODE}", f'space.meeting_code = "{CODE}"'),
        ("spaces/Hq3vTz8LmWcX", 'space.name = "spaces/Hq3vTz8LmWcX"'),
        (Space(name="spaces/Hq3vTz8LmWcX"), 'space.name = "spaces/Hq3vTz8LmWcX"'),
    ],
)
def test_each_form_of_a_space_becomes_a_filter(
    where: Any, condition: str, runner: ClientRunner
) -> None:
    sandbox = Sandbox(now=NOW)
    records = runner.call_sandbox(sandbox, lambda meet: conferences(meet, where))
    assert read_filter(sandbox) == condition
    assert len(records) == (2 if condition else 3)
    runner.call_sandbox(sandbox, lambda meet: running(meet, where))
    assert read_filter(sandbox) == " AND ".join(filter(None, [condition, "end_time IS NULL"]))
    assert runner.call_sandbox(sandbox, lambda meet: latest(meet, where)) == records[0]
    assert runner.call_sandbox(sandbox, lambda meet: find(meet, where)) == records[0]


@pytest.mark.parametrize(
    "where",
    ["", "Hq3vTz8LmWcX", 'spaces/a" OR "', "spaces/", "spaces/a/members/b", "a b", "spaces/é",
     "https://zoom.us/j/1", 5, "users/1"],
)  # fmt: skip
def test_another_value_is_refused_before_anything_is_sent(where: Any, runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    for function in (conferences, running, latest, find):
        with pytest.raises(InvalidArgumentError, match=r"Nothing was sent"):
            runner.call_sandbox(sandbox, lambda meet, function=function: function(meet, where))
    assert sandbox.requests == []


def test_times_have_any_zone(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    since = datetime(2026, 11, 24, 7, tzinfo=timezone(timedelta(hours=2)))
    records = runner.call_sandbox(
        sandbox, lambda meet: conferences(meet, CODE, since=since, until=NOW)
    )
    assert read_filter(sandbox) == (
        f'space.meeting_code = "{CODE}" AND start_time>="2026-11-24T05:00:00Z"'
        ' AND start_time<"2026-11-25T09:30:00Z"'
    )
    assert [record.end_time for record in records] == [None] or len(records) == 1


@pytest.mark.parametrize(
    ("times", "message"),
    [
        ({"since": datetime(2026, 11, 24)}, "since= takes a datetime with a time zone"),
        ({"until": "2026-11-24"}, "until= takes a datetime with a time zone"),
        ({"since": timedelta(days=7)}, "since= takes a datetime with a time zone"),
        ({"since": NOW, "until": NOW - timedelta(seconds=1)}, "since= is after until="),
        (
            {"since": datetime.min.replace(tzinfo=timezone(timedelta(hours=2)))},
            "has no equivalent in UTC",
        ),
    ],
)
def test_wrong_times_are_refused(times: Any, message: str) -> None:
    with Sandbox(now=NOW).client() as meet, pytest.raises(InvalidArgumentError, match=message):
        conferences(meet, **times)


def test_a_conference_by_its_record(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    ended, running_record = None, None
    with sandbox.client() as meet:
        for record in meet.conference_records.list():
            ended, running_record = (record, running_record) if record.end_time else (ended, record)
    assert ended is not None
    assert running_record is not None
    for where in (ended.name, f"{ended.name}/transcripts/b/entries/1"):
        assert runner.call_sandbox(sandbox, lambda meet, where=where: find(meet, where)) == ended
    count = len(sandbox.requests)
    assert runner.call_sandbox(sandbox, lambda meet: find(meet, ended)) is ended
    assert len(sandbox.requests) == count
    # A recording also has an end, and `fields=` may have left out the start of a conference.
    recording = Recording(f"{ended.name}/recordings/r", start_time=NOW, end_time=NOW)
    for where in (recording, ConferenceRecord(ended.name, end_time=ended.end_time)):
        assert runner.call_sandbox(sandbox, lambda meet, where=where: find(meet, where)) == ended
    # A conference that was running may have ended.
    sandbox.end(running_record.name)
    found = runner.call_sandbox(sandbox, lambda meet: find(meet, running_record))
    assert found.end_time


def test_the_errors_name_the_next_step(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    with pytest.raises(
        NoConference, match=r"No conference of abc-mnop-xyz .*conference_records\.list\(\)"
    ):
        runner.call_sandbox(sandbox, lambda meet: latest(meet, "abc-mnop-xyz"))
    with pytest.raises(NotFoundError):
        runner.call_sandbox(sandbox, lambda meet: find(meet, "conferenceRecords/none"))
    with pytest.raises(InvalidNameError):
        runner.call_sandbox(sandbox, lambda meet: find(meet, "conferenceRecords/"))
    with pytest.raises(TypeError, match="not Sandbox"):
        conferences(sandbox)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="not Sandbox"):
        running(sandbox)  # type: ignore[call-overload]


def test_an_account_without_conferences() -> None:
    sandbox = Sandbox(now=NOW, accounts=3)
    with sandbox.client(connection=sandbox.connections[2]["connection_id"]) as meet:
        with pytest.raises(NoConference, match=r"No conference was found.*Check the account"):
            latest(meet)
        assert [*running(meet)] == []


def test_a_time_is_sent_to_the_microsecond() -> None:
    sandbox = Sandbox(now=NOW)
    with sandbox.client() as meet:
        [*conferences(meet, since=datetime(2026, 11, 24, 7, 0, 0, 1, tzinfo=UTC))]
    assert read_filter(sandbox) == 'start_time>="2026-11-24T07:00:00.000001Z"'


def test_a_record_is_itself_the_latest_conference(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    with sandbox.client() as meet:
        *_, oldest = conferences(meet)
    found = runner.call_sandbox(sandbox, lambda meet: latest(meet, oldest.name))
    assert found == oldest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("spaces/a", True),
        (CODE, True),
        (f"https://meet.google.com/{CODE}", True),
        ("", False),
        ("a", False),
        ("conferenceRecords/a", False),
        ("spaces/a/members/b", False),
    ],
)
def test_a_place_has_the_form_of_a_space_or_a_code(text: str, expected: bool) -> None:
    assert is_place(text) is expected
