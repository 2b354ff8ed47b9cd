"""The export of conferences into a folder."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from maton_google_meet import (
    AuthenticationError,
    BadRequestError,
    InvalidArgumentError,
    MatonError,
    MissingConnection,
    NetworkError,
    NotFoundError,
    ServerError,
)
from maton_google_meet.models import ConferenceRecord
from maton_google_meet.reports import (
    Export,
    ExportError,
    attendance,
    conferences,
    export,
    running,
    transcript,
)
from maton_google_meet.reports.export import MAX_FAILURES_IN_SUCCESSION, check_pager, find_model
from maton_google_meet.reports.store import Store
from maton_google_meet.sandbox import Sandbox
from support.clients import ClientRunner
from support.exports import RECORD, TIMES, FakeServer, find_large_call, read_export
from support.sandboxes import NOW, find_planning_call

# The package has the function of the same name as its attribute.
MODULE = sys.modules["maton_google_meet.reports.export"]
PEOPLE, NOTES = f"{RECORD}/participants", f"{RECORD}/smartNotes"
RECORDINGS, TRANSCRIPTS = f"{RECORD}/recordings", f"{RECORD}/transcripts"
ENTRIES = f"{TRANSCRIPTS}/t/entries"
PERSON = {
    "name": f"{PEOPLE}/1",
    "anonymousUser": {"displayName": "Ana"},
    "earliestStartTime": "2026-11-03T09:10:00Z",
    "latestEndTime": "2026-11-03T09:40:00Z",
}
SESSIONS = f"{PERSON['name']}/participantSessions"
SESSION = {
    "name": f"{SESSIONS}/1",
    "startTime": "2026-11-03T09:10:00Z",
    "endTime": "2026-11-03T09:20:00Z",
}
ALL = sorted([RECORD, PEOPLE, SESSIONS, RECORDINGS, TRANSCRIPTS, NOTES])


def list_answers() -> dict[str, Any]:
    """Return the answers for a conference with one participant."""
    return {PEOPLE: {"participants": [PERSON]}, SESSIONS: {"participantSessions": [SESSION]}}


def read_manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def read_files(result: Export) -> dict[str, str]:
    """Return the texts of the files of one conference, by their names."""
    return {path.name: path.read_text(encoding="utf-8") for path in result.files}


# --- the files ------------------------------------------------------------------------------------


def test_the_files_are_those_of_the_other_reports(runner: ClientRunner, tmp_path: Path) -> None:
    sandbox = Sandbox(now=NOW)
    record = find_planning_call(sandbox)
    result = runner.call_sandbox(sandbox, lambda meet: export(meet, record, tmp_path))
    files = read_files(result)
    with sandbox.client() as meet:
        people, text = attendance(meet, record), transcript(meet, record)
    for name, expected in {
        "attendance.csv": people.to_csv(),
        "attendance.md": people.to_markdown(),
        "transcript-1.txt": text.to_text(),
        "transcript-1.md": text.to_markdown(),
        "transcript-1.srt": text.to_srt(),
        "transcript-1.vtt": text.to_vtt(),
        "transcript-1.json": text.to_json(),
    }.items():
        assert files.pop(name) == expected, name
    assert json.loads(files.pop("attendance.json")) == people.to_dict() | {
        "as_of": people.to_dict()["end"]
    }
    assert sorted(files) == [
        *("conference.json", "index.md", "participants.csv", "participants.json"),
        *("recordings.csv", "recordings.json", "sessions.csv", "sessions.json"),
        *("smart_notes.csv", "smart_notes.json", "transcripts.csv", "transcripts.json"),
    ]
    assert json.loads(files["conference.json"])["name"] == record.name
    assert (
        len(json.loads(files["sessions.json"])) == people.to_csv().count(record.name) // 2 + 1 or 1
    )
    [row] = csv.DictReader(files["recordings.csv"].splitlines())
    assert row["link"] in files["index.md"]
    for name in files:
        assert name == "index.md" or f"({name})" in files["index.md"]


def test_a_running_call_is_exported_until_now(runner: ClientRunner, tmp_path: Path) -> None:
    sandbox = Sandbox(now=NOW, rate=None)
    with sandbox.client(pace=None) as meet:
        [record] = running(meet)
        people = attendance(meet, record)
    result = runner.call_sandbox(
        sandbox, lambda meet: export(meet, running(meet), tmp_path), pace=None
    )
    assert not result
    assert [each.state for each in result.conferences] == ["running"]
    assert read_files(result)["attendance.json"] == people.to_json()


def test_the_manifest_describes_files_and_requests(tmp_path: Path, runner: ClientRunner) -> None:
    server = FakeServer(list_answers())
    result = server.export(runner, tmp_path)
    manifest = read_manifest(tmp_path)
    [conference] = manifest["conferences"]
    assert manifest["complete"] is True
    assert conference["state"] == "complete"
    assert [tmp_path / each["path"] for each in conference["files"]] == [*result.files]
    for each in conference["files"]:
        assert (tmp_path / each["path"]).stat().st_size == each["size"]
    paths = [each["path"].partition("?")[0] for each in conference["requests"]]
    assert sorted(paths) == [f"/google-meet/v2/{path}" for path in server.take_requests()]


@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_hostile_names_stay_inside_the_cells_of_files(tmp_path: Path, runner: ClientRunner) -> None:
    name = "=1+1/../../x\n|<b>\ud800"
    person = PERSON | {"anonymousUser": {"displayName": name}}
    result = FakeServer(list_answers() | {PEOPLE: {"participants": [person]}}).export(
        runner, tmp_path
    )
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["2026-11-03-0900-a"]
    files = read_files(result)
    assert json.loads(files["participants.json"])[0]["anonymousUser"]["displayName"] == name
    for file in ("participants.csv", "sessions.csv", "attendance.csv"):
        [row] = csv.DictReader(files[file].splitlines(keepends=True))
        assert row["display_name"].startswith("'=1+1")


def test_entries_out_of_order_are_sorted_and_two_transcripts_have_two_files(
    tmp_path: Path, runner: ClientRunner
) -> None:
    entries = [
        {"name": f"{ENTRIES}/{at}", "participant": PERSON["name"], "text": f"Text {at}."}
        | ({"startTime": f"2026-11-03T09:{at}:00Z", "languageCode": language} if at else {})
        for at, language in ((30, "en"), (0, ""), (10, "de"), (20, "en"))
    ]
    server = FakeServer(
        list_answers()
        | {
            TRANSCRIPTS: {
                "transcripts": [
                    {"name": f"{TRANSCRIPTS}/{each}", "state": "FILE_GENERATED"} for each in "tu"
                ]
            },
            ENTRIES: {"transcriptEntries": entries},
        }
    )
    files = read_files(server.export(runner, tmp_path))
    server.answers[f"{TRANSCRIPTS}/t"] = {"name": f"{TRANSCRIPTS}/t", "state": "FILE_GENERATED"}
    for method, name in (("to_json", "json"), ("to_text", "txt"), ("to_vtt", "vtt")):
        report = runner.call(
            lambda meet: transcript(meet, f"{TRANSCRIPTS}/t"),
            connection="c-1",
            transport=server.transport,
        )
        assert files[f"transcript-1.{name}"] == getattr(report, method)(), name
    assert "Text 30." not in files["transcript-2.txt"]
    # A transcript that no longer exists leaves no file.
    server.answers[TRANSCRIPTS] = {}
    result = server.export(runner, tmp_path, refresh=True)
    assert not [*result.folder.glob("*/transcript-*")]


def test_many_people_are_computed_in_batches(
    tmp_path: Path, runner: ClientRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MODULE, "BATCH_ITEMS", 2)
    people = [PERSON | {"name": f"{PEOPLE}/{at}"} for at in range(5)]
    result = FakeServer({PEOPLE: {"participants": people}}).export(runner, tmp_path)
    assert len(read_files(result)["attendance.csv"].splitlines()) == 6


# --- the next run ---------------------------------------------------------------------------------


def test_a_complete_export_requests_nothing_unless_refreshed(
    tmp_path: Path, runner: ClientRunner
) -> None:
    server = FakeServer(list_answers())
    server.export(runner, tmp_path)
    before = read_export(tmp_path)
    assert server.take_requests() == ALL
    assert server.export(runner, tmp_path)
    assert server.take_requests() == []
    assert server.export(runner, tmp_path, refresh=True)
    assert server.take_requests() == ALL
    assert read_export(tmp_path) == before


def test_a_record_is_enough_for_the_next_run(tmp_path: Path, runner: ClientRunner) -> None:
    server = FakeServer(list_answers())
    record = ConferenceRecord.from_dict(server.answers[RECORD])
    server.export(runner, tmp_path, record)
    assert server.take_requests() == [path for path in ALL if path != RECORD]
    server.export(runner, tmp_path, [record, RECORD])
    assert server.take_requests() == []
    server.export(runner, tmp_path, record, refresh=True)
    assert server.take_requests() == [path for path in ALL if path != RECORD]


def test_a_conference_that_was_running_is_read_again(tmp_path: Path, runner: ClientRunner) -> None:
    ended = {"name": RECORD, **TIMES}
    server = FakeServer(
        list_answers() | {RECORD: {key: ended[key] for key in ("name", "startTime")}}
    )
    assert not server.export(runner, tmp_path)
    server.take_requests()
    server.answers[RECORD] = ended
    assert server.export(runner, tmp_path)
    assert server.take_requests() == ALL


def test_files_that_were_not_generated_are_requested_again(
    tmp_path: Path, runner: ClientRunner
) -> None:
    def make(path: str, state: str) -> dict[str, Any]:
        return {path.rpartition("/")[2]: [{"name": f"{path}/t", "state": state}]}

    server = FakeServer(
        {
            **{path: make(path, "ENDED") for path in (RECORDINGS, TRANSCRIPTS)},
            NOTES: make(NOTES, "FILE_GENERATED"),
            ENTRIES: {},
        }
    )
    assert server.export(runner, tmp_path)
    server.take_requests()
    server.answers[RECORDINGS] = make(RECORDINGS, "FILE_GENERATED")
    assert server.export(runner, tmp_path)
    assert server.take_requests() == [RECORDINGS, TRANSCRIPTS, ENTRIES]
    assert server.export(runner, tmp_path)
    assert server.take_requests() == [TRANSCRIPTS, ENTRIES]


# --- failures -------------------------------------------------------------------------------------


def test_a_call_that_fails_is_recorded_and_repeated_by_the_next_run(
    tmp_path: Path, runner: ClientRunner
) -> None:
    server = FakeServer(list_answers() | {NOTES: 403, SESSIONS: 500})
    result = server.export(runner, tmp_path)
    assert not result
    assert [each.state for each in result.conferences] == ["partial"]
    sessions, notes = sorted(result.failures, key=lambda each: each.resource)
    assert (sessions.name, sessions.status, sessions.retryable) == (PERSON["name"], 500, True)
    assert (notes.error, notes.status, notes.request_id) == (
        *("PermissionDeniedError", 403),
        "req_failed",
    )
    [conference] = read_manifest(tmp_path)["conferences"]
    assert [each["message"] for each in conference["failures"]] == [
        each.message for each in result.failures
    ]
    # The times of the participant replace those of the session.
    [row] = csv.DictReader(read_files(result)["attendance.csv"].splitlines())
    assert (row["minutes"], row["sessions"]) == ("30.00", "0")
    server.take_requests()
    server.answers |= list_answers() | {NOTES: {}}
    result = server.export(runner, tmp_path)
    assert server.take_requests() == [SESSIONS, NOTES]
    assert result.complete
    [row] = csv.DictReader(read_files(result)["attendance.csv"].splitlines())
    assert (row["minutes"], row["sessions"]) == ("10.00", "1")


def test_a_part_of_the_sessions_does_not_count(tmp_path: Path, runner: ClientRunner) -> None:
    page = {"participantSessions": [SESSION], "nextPageToken": "2"}
    server = FakeServer(list_answers() | {SESSIONS: page, f"{SESSIONS}#2": 503})
    [row] = csv.DictReader(
        read_files(server.export(runner, tmp_path))["attendance.csv"].splitlines()
    )
    assert row["minutes"] == "30.00"
    server.take_requests()
    server.answers[f"{SESSIONS}#2"] = {}
    server.export(runner, tmp_path)
    assert server.take_requests() == [f"{SESSIONS}#2"]


@pytest.mark.parametrize(("status", "kind"), [(401, AuthenticationError), (400, MissingConnection)])
def test_an_error_that_concerns_every_call_is_raised(
    status: int, kind: type[MatonError], tmp_path: Path, runner: ClientRunner
) -> None:
    server = FakeServer({PEOPLE: status})

    def answer(request: httpx.Request) -> httpx.Response:
        if status == 400 and request.url.path.endswith("participants"):
            return httpx.Response(400, json={"error": "Missing google-meet connection"})
        return server.answer(request)

    server.transport = httpx.MockTransport(answer)
    with pytest.raises(kind):
        server.export(runner, tmp_path)
    assert not (tmp_path / "manifest.json").exists()


@pytest.mark.parametrize("answer", [503, httpx.ConnectError("no route")])
def test_failures_in_succession_end_the_export(
    answer: Any, tmp_path: Path, runner: ClientRunner
) -> None:
    people = [PERSON | {"name": f"{PEOPLE}/{at}"} for at in range(100)]
    paths = [f"{each['name']}/participantSessions" for each in people]
    server = FakeServer({PEOPLE: {"participants": people}, **dict.fromkeys(paths, answer)})
    with pytest.raises((ServerError, NetworkError)):
        server.export(runner, tmp_path)
    failed = [path for path in server.take_requests() if path in paths]
    assert MAX_FAILURES_IN_SUCCESSION <= len(failed) < 2 * MAX_FAILURES_IN_SUCCESSION
    server.answers |= {path: {} for path in paths}
    assert server.export(runner, tmp_path)
    assert server.take_requests() == sorted(paths)


def test_failures_between_successes_do_not_end_the_export(
    tmp_path: Path, runner: ClientRunner
) -> None:
    people = [PERSON | {"name": f"{PEOPLE}/{at}"} for at in range(40)]
    paths = [f"{each['name']}/participantSessions" for each in people]
    server = FakeServer({PEOPLE: {"participants": people}, **dict.fromkeys(paths[::4], 500)})
    assert len(server.export(runner, tmp_path).failures) == 10


def test_a_list_starts_again_if_its_page_token_is_refused(
    tmp_path: Path, runner: ClientRunner
) -> None:
    first = {"participants": [PERSON], "nextPageToken": "2"}
    server = FakeServer(list_answers() | {PEOPLE: first, f"{PEOPLE}#2": 503})
    server.export(runner, tmp_path)
    server.take_requests()
    other = PERSON | {"name": f"{PEOPLE}/2"}
    server.answers |= {
        f"{PEOPLE}#2": 400,
        f"{PEOPLE}#3": {"participants": [other]},
        PEOPLE: {"participants": [PERSON], "nextPageToken": "3"},
    }
    result = server.export(runner, tmp_path)
    assert result.complete
    assert server.take_requests() == [
        *(PEOPLE, f"{PEOPLE}#2", f"{PEOPLE}#3"),
        f"{other['name']}/participantSessions",
    ]
    assert len(json.loads(read_files(result)["participants.json"])) == 2


@pytest.mark.parametrize("token", ["", "#2"])
def test_a_list_that_is_always_refused_is_a_failure(
    token: str, tmp_path: Path, runner: ClientRunner
) -> None:
    first = {"participants": [PERSON], "nextPageToken": "2"}
    server = FakeServer({PEOPLE: first} | {f"{PEOPLE}{token}": 400})
    [failure] = server.export(runner, tmp_path).failures
    assert failure.error == BadRequestError.__name__


def test_a_page_token_that_returns_is_a_failure(tmp_path: Path, runner: ClientRunner) -> None:
    page = {"participants": [], "nextPageToken": "2"}
    server = FakeServer({PEOPLE: page, f"{PEOPLE}#2": page})
    [failure] = server.export(runner, tmp_path).failures
    assert failure.error == "ResponseError"
    server.answers[f"{PEOPLE}#2"] = {}
    assert server.export(runner, tmp_path)


@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_a_message_that_is_not_valid_json_is_a_failure(
    tmp_path: Path, runner: ClientRunner
) -> None:
    server = FakeServer()
    original = server.answer

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("recordings"):
            text = f'{{"recordings": [{{"name": "{RECORDINGS}/1", "size": NaN}}]}}'
            return httpx.Response(200, text=text, headers={"content-type": "application/json"})
        return original(request)

    server.transport = httpx.MockTransport(answer)
    [failure] = server.export(runner, tmp_path).failures
    assert "cannot be stored" in failure.message


# --- the conferences ------------------------------------------------------------------------------


def test_a_conference_that_is_not_found_does_not_stop_the_others(
    tmp_path: Path, runner: ClientRunner
) -> None:
    server = FakeServer({"conferenceRecords/b": 404})
    result = server.export(runner, tmp_path, ["conferenceRecords/b", RECORD])
    assert not result
    assert [each.name for each in result.conferences] == [RECORD]
    assert [each.name for each in result.failures] == ["conferenceRecords/b"]
    assert read_manifest(tmp_path)["failures"][0]["status"] == 404
    with pytest.raises(NotFoundError):
        server.export(runner, tmp_path, "conferenceRecords/b")


def test_the_folder_keeps_the_conferences_of_earlier_runs(
    tmp_path: Path, runner: ClientRunner
) -> None:
    server = FakeServer({"conferenceRecords/B": {"name": "conferenceRecords/B"}})
    server.export(runner, tmp_path)
    result = server.export(runner, tmp_path, "conferenceRecords/B")
    assert [each.name for each in result.conferences] == ["conferenceRecords/B"]
    names = [each["name"] for each in read_manifest(tmp_path)["conferences"]]
    assert names == [RECORD, "conferenceRecords/B"]


def test_a_pager_is_read_by_pages(
    tmp_path: Path, runner: ClientRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MODULE, "BATCH_ITEMS", 2)
    records = [{"name": f"conferenceRecords/{name}", **TIMES} for name in "abcde"]
    server = FakeServer(
        {
            "conferenceRecords": {"conferenceRecords": records[:3], "nextPageToken": "2"},
            "conferenceRecords#2": {"conferenceRecords": records[3:]},
        }
    )

    def call(limit: int) -> Export:
        result: Export = runner.call(
            lambda meet: export(meet, conferences(meet).limited(limit), tmp_path),
            connection="c-1",
            transport=server.transport,
        )
        return result

    assert [each.name[-1] for each in call(5).conferences] == [*"abcde"]
    assert server.take_requests().count("conferenceRecords") == 1
    assert len(call(2).conferences) == 2
    assert server.take_requests() == ["conferenceRecords"]


def test_an_iterable_may_be_empty_or_a_generator_with_duplicates(
    tmp_path: Path, runner: ClientRunner
) -> None:
    server = FakeServer()

    def generate() -> Iterator[str]:
        yield RECORD
        yield f"{RECORD}/participants/1"

    assert len(server.export(runner, tmp_path, generate()).conferences) == 1
    result = server.export(runner, tmp_path, [])
    assert result.complete
    assert repr(result) == f"<Export {str(tmp_path)!r}, conferences: none, failures: 0>"


@pytest.mark.parametrize("value", [5, "not a code!", b"abc", ["spaces/a b"]])
def test_a_wrong_conference_is_refused(value: Any, tmp_path: Path, runner: ClientRunner) -> None:
    server = FakeServer()
    with pytest.raises(InvalidArgumentError):
        server.export(runner, tmp_path, value)
    assert server.requests == []


def test_a_pager_of_the_other_kind_of_client_is_refused(tmp_path: Path) -> None:
    sandbox = Sandbox(now=NOW)
    with sandbox.client() as meet:
        async_pager: Any = sandbox.async_client().conference_records.list()
        with pytest.raises(InvalidArgumentError, match="AsyncPager"):
            export(meet, async_pager, tmp_path)
        with pytest.raises(InvalidArgumentError, match="Pager"):
            check_pager(sandbox.async_client(), meet.conference_records.list())
    assert [*tmp_path.iterdir()] == []


# --- progress and pace ----------------------------------------------------------------------------


def test_the_progress_ends_with_all_requests(tmp_path: Path, runner: ClientRunner) -> None:
    server = FakeServer(list_answers() | {NOTES: 404})
    calls = list[tuple[int, int | None, str]]()
    server.export(runner, tmp_path, progress=lambda *call: calls.append(call))
    assert [done for done, _, _ in calls] == [1, 2, 3, 4, 5]
    assert calls[-1] == (5, 5, "conference 1 of 1")


def test_the_rate_limit_is_used_fully(runner: ClientRunner, tmp_path: Path) -> None:
    """The clients advance the sandbox's clock when they wait for the pace."""
    sandbox = Sandbox(now=NOW)
    conference = find_large_call(sandbox)
    sandbox.advance(60)
    start, requests = sandbox.now, len(sandbox.requests)
    runner.call_sandbox(sandbox, lambda meet: export(meet, conference, tmp_path))
    count = len(sandbox.requests) - requests
    assert count >= 305
    assert (sandbox.now - start).total_seconds() <= count / 10 * 1.06


@pytest.mark.parametrize("runner", ["asyncio", "trio"], indirect=True)  # The order is fixed.
def test_the_pages_of_a_transcript_are_requested_during_the_sessions(
    tmp_path: Path, runner: ClientRunner
) -> None:
    """A page follows the previous one, so requests at the end of the export would take long.

    trio runs tasks in a random order, so that the participants often arrive before the transcripts.
    """
    people = [PERSON | {"name": f"{PEOPLE}/{at}"} for at in range(100)]
    tokens = ["", "#1", "#2", "#3", "#4"]
    pages = {f"{ENTRIES}{tokens[at]}": {"nextPageToken": f"{at + 1}"} for at in range(4)}
    listed = {"transcripts": [{"name": f"{TRANSCRIPTS}/t"}]}
    server = FakeServer({PEOPLE: {"participants": people}, TRANSCRIPTS: listed, **pages})
    server.export(runner, tmp_path)
    assert server.requests.index(f"{ENTRIES}#4") < 90


def test_two_exports_do_not_share_a_folder(tmp_path: Path, runner: ClientRunner) -> None:
    with (
        Store(tmp_path, find_model),
        pytest.raises(ExportError, match="Another export uses the folder"),
    ):
        FakeServer().export(runner, tmp_path)
    assert FakeServer().export(runner, tmp_path)
