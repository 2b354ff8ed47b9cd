"""The walk makes the requests that it promises, and tells of each."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest
import walk
from loopback import Loopback, Reply, Seen
from maton_google_meet import AsyncGoogleMeet, GoogleMeet

# The skill's own walk, in its order: what is written, what is read.
SYNC = (
    "spaces.create",
    "spaces.get",
    "spaces.update",
    "conferenceRecords.list",
    "conferenceRecords.get",
    "participants.list",
    "participants.get",
    "participantSessions.list",
    "recordings.list",
    "recordings.get",
    "transcripts.list",
    "transcripts.get",
    "transcriptEntries.list",
    "spaces.endActiveConference",
    "connections.list",
    "connections.create",
    "connections.get",
    "connections.delete",
)
ASYNC = ("spaces.create", "conferenceRecords.list", "spaces.endActiveConference")


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> list[Loopback]:
    """The servers that the walk starts; it waits for nothing here."""
    started: list[Loopback] = []

    class Kept(Loopback):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(walk, "Loopback", Kept)
    monkeypatch.setattr(walk, "SECONDS", "0.001")
    monkeypatch.setattr(walk, "GoogleMeet", partial(GoogleMeet, pace=None))
    monkeypatch.setattr(walk, "AsyncGoogleMeet", partial(AsyncGoogleMeet, pace=None))
    return started


def test_every_step_is_made_and_told(
    servers: list[Loopback], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Neither a proxy nor a connection of the user's own gets in the way.
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "another")
    assert walk.main() == 0
    told = capsys.readouterr().out
    [server] = servers
    assert server.violations == []
    assert Counter(seen.status for seen in server.seen if seen.status != 200) == {429: 1}

    made = [seen.operation for seen in server.seen]
    assert set(SYNC) <= set(made)
    # The first call of each client looks its connection up.
    assert made[: len(SYNC) - 3] == ["connections.list", *SYNC[:-4]]
    assert made[-len(ASYNC) - 1 :] == ["connections.list", *ASYNC]
    for seen in server.seen:
        assert f"  {seen.status} {seen.operation}: {seen.method} " in told
    assert f"{len(server.seen)} requests, 0 against the document." in told


def test_each_write_is_shown_before_it_is_approved(
    servers: list[Loopback], capsys: pytest.CaptureFixture[str]
) -> None:
    assert walk.main() == 0
    told = " ".join(capsys.readouterr().out.split())
    [server] = servers
    writes = Counter(seen.operation for seen in server.seen if seen.method != "GET")
    assert writes.total() == told.count("Approved.")
    for operation, times in writes.items():
        assert operation
        outcome = server.judge.operations[operation]["x-write"]["outcome"]
        assert told.count(f"May I? {operation}: {outcome} Approved.") == times


def test_two_accounts_are_told_apart(
    servers: list[Loopback], capsys: pytest.CaptureFixture[str]
) -> None:
    assert walk.main() == 0
    told = capsys.readouterr().out
    [server] = servers
    active = server.example("connections.list").json["connections"][0]["connection_id"]
    created = server.example("connections.create").json["connection_id"]
    assert "AmbiguousConnection" in told
    assert active in told.partition("AmbiguousConnection")[2]
    used = [seen.headers["maton-connection"] for seen in server.requests("spaces.get")]
    assert used == [active, *[created] * 4]


def test_a_request_that_does_not_fit_fails_the_walk(
    servers: list[Loopback], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Loopback.take

    def take(self: Loopback, *arguments: Any) -> Reply:
        if not self.violations:
            self.blame("planted")
        return real(self, *arguments)

    monkeypatch.setattr(Loopback, "take", take)
    assert walk.main() == 1
    told = capsys.readouterr().out
    assert "1 against the document.\nplanted" in told
    assert all(isinstance(seen, Seen) for seen in servers[0].seen)
