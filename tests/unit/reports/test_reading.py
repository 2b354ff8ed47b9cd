"""Reads of lists that several reports share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from maton_google_meet import ResponseError
from maton_google_meet.models import ListParticipantsResponse
from maton_google_meet.reports.drivers import report
from maton_google_meet.reports.reading import (
    PARTICIPANTS,
    SESSIONS,
    Reader,
    make_page,
    read_people,
)
from maton_google_meet.reports.steps import Reply, Steps
from support.clients import ClientRunner

RECORD = "conferenceRecords/a"


@report
def list_participants(meet: Any) -> Steps[list[Any]]:
    """List the names of the participants."""
    return [each.name for each in (yield from Reader(meet).fetch_all(PARTICIPANTS, RECORD))]


@report
def list_people(meet: Any, progress: Any = None) -> Steps[Any]:
    """List the participants with their sessions, and return the time of the last response."""
    reader, people = Reader(meet), dict[str, list[str]]()

    def add(participant: Any, sessions: list[Any]) -> None:
        assert participant.name not in people
        people[participant.name] = [each.name for each in sessions]

    yield from read_people(reader, RECORD, add, progress)
    return people, reader.time


class Lists:
    """A server of lists in pages, by the path of the list and the page token."""

    def __init__(self, pages: dict[tuple[str, str], dict[str, Any]]) -> None:
        self.pages = pages
        self.requests: list[httpx.URL] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/google-meet/v2/")
        page = self.pages[path, request.url.params.get("pageToken", "")]
        self.requests.append(request.url)
        date = {"Date": f"Wed, 25 Nov 2026 09:30:{len(self.requests):02} GMT"}
        return httpx.Response(200, json=page, headers=date)

    def call(self, runner: ClientRunner, function: Any) -> Any:
        transport = httpx.MockTransport(self.answer)
        return runner.call(function, transport=transport, connection="c-1")


def make_participants(numbers: range, token: str = "") -> dict[str, Any]:
    items = [{"name": f"{RECORD}/participants/{number}"} for number in numbers]
    return {"participants": items, "nextPageToken": token}


def test_a_list_is_read_in_the_largest_pages(runner: ClientRunner) -> None:
    path = f"{RECORD}/participants"
    pages = {
        (path, ""): make_participants(range(2), "t"),
        (path, "t"): make_participants(range(2, 3)),
    }
    lists = Lists(pages)
    names = lists.call(runner, list_participants)
    assert names == [f"{path}/{number}" for number in range(3)]
    assert [url.params["pageSize"] for url in lists.requests] == ["250", "250"]


def test_a_list_that_would_not_end_is_an_error(runner: ClientRunner) -> None:
    path = f"{RECORD}/participants"
    pages = {
        (path, ""): make_participants(range(2), "t"),
        (path, "t"): make_participants(range(2), "t"),
    }
    with pytest.raises(ResponseError, match="same page token twice"):
        Lists(pages).call(runner, list_participants)


def test_a_participant_on_two_pages_counts_once(runner: ClientRunner) -> None:
    """A join during the read shifts the pages."""
    path = f"{RECORD}/participants"
    pages = {
        (path, ""): make_participants(range(3), "t"),
        (path, "t"): make_participants(range(2, 5)),
    }
    for number in range(5):
        name = f"{path}/{number}/participantSessions"
        pages[name, ""] = {"participantSessions": [{"name": f"{name}/1"}], "nextPageToken": "u"}
        pages[name, "u"] = {"participantSessions": [{"name": f"{name}/2"}]}
    lists, reports = Lists(pages), list[Any]()
    people, time = lists.call(
        runner, lambda meet: list_people(meet, lambda *values: reports.append(values))
    )
    assert people == {
        f"{path}/{number}": [f"{path}/{number}/participantSessions/{at}" for at in (1, 2)]
        for number in range(5)
    }
    assert len(lists.requests) == 2 + 5 * 2
    assert time == datetime(2026, 11, 25, 9, 30, 12, tzinfo=UTC)
    assert reports[-1] == (5, 5, "participants")
    assert [done for done, _, _ in reports] == sorted(done for done, _, _ in reports)


def test_a_page_may_lack_its_items() -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    page = make_page(PARTICIPANTS, Reply(ListParticipantsResponse(), "r-1", now))
    assert page == ([], None, "r-1", now, None)
    assert SESSIONS.resource == "participant_sessions"
