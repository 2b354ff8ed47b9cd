"""The result of an export, and its manifest."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from maton_google_meet import NetworkError
from maton_google_meet.reports import Export, ExportedConference, Failure
from maton_google_meet.reports.folder import FileEntry
from maton_google_meet.reports.manifest import ORIGIN, State, make_failure, write_manifest
from maton_google_meet.reports.store import Request

TIME = datetime(2026, 11, 3, 9, tzinfo=UTC)
FAILURE = Failure(
    "recordings", "conferenceRecords/a\u202e", "NetworkError", "No.\n", None, None, True
)
FILE = FileEntry("a/index.md", 3, "00ff")


def make_conference(state: State = "complete", *failures: Failure) -> ExportedConference:
    return ExportedConference("conferenceRecords/a", state, "a", (FILE,), failures)


@pytest.mark.parametrize(
    ("export", "is_complete", "text"),
    [
        (Export(Path("x"), ()), True, "conferences: none, failures: 0"),
        (Export(Path("x"), (make_conference(),)), True, "conferences: 1 complete, failures: 0"),
        (
            Export(Path("x"), (make_conference(), make_conference("running"))),
            False,
            "conferences: 1 complete, 1 running, failures: 0",
        ),
        (
            Export(Path("x"), (make_conference("partial", FAILURE),), (FAILURE,)),
            False,
            "conferences: 1 partial, failures: 2",
        ),
        (Export(Path("x"), (), (FAILURE,)), False, "conferences: none, failures: 1"),
    ],
)
def test_an_export_is_true_if_it_is_complete(export: Export, is_complete: bool, text: str) -> None:
    assert bool(export) == export.complete == is_complete
    assert repr(export) == f"<Export 'x', {text}>"
    assert export.files == tuple(Path("x/a/index.md") for _ in export.conferences)


def test_the_manifest_is_a_json_object_with_lines() -> None:
    conferences = [make_conference(), make_conference("partial", FAILURE)]
    export = Export(Path("x"), tuple(conferences), (FAILURE,))
    requests = [Request("/a?b=c", "req_1", TIME), Request("/d", None, TIME)]
    rows = [(conferences[0].to_dict(), requests), (conferences[1].to_dict(), [])]
    text = "".join(write_manifest(export, timedelta(minutes=5), TIME, rows))
    assert text.startswith(ORIGIN)
    assert "\u202e" not in text
    manifest = json.loads(text)
    assert manifest.pop("library_version")
    assert manifest == {
        "format": "maton-google-meet export",
        "format_version": 1,
        "time": "2026-11-03T09:00:00Z",
        "threshold_seconds": 300,
        "complete": False,
        "failures": [FAILURE.to_dict()],
        "conferences": [
            {
                "name": "conferenceRecords/a",
                "state": "complete",
                "folder": "a",
                "files": [{"path": "a/index.md", "size": 3, "sha256": "00ff"}],
                "failures": [],
                "requests": [
                    {
                        "method": "GET",
                        "path": "/a?b=c",
                        "request_id": "req_1",
                        "time": "2026-11-03T09:00:00Z",
                    },
                    {
                        "method": "GET",
                        "path": "/d",
                        "request_id": None,
                        "time": "2026-11-03T09:00:00Z",
                    },
                ],
            },
            {
                "name": "conferenceRecords/a",
                "state": "partial",
                "folder": "a",
                "files": [{"path": "a/index.md", "size": 3, "sha256": "00ff"}],
                "failures": [FAILURE.to_dict()],
                "requests": [],
            },
        ],
    }


def test_a_manifest_without_conferences() -> None:
    text = "".join(write_manifest(Export(Path("x"), ()), timedelta(), TIME, []))
    assert json.loads(text)["conferences"] == []


def test_a_failure_describes_its_error() -> None:
    failure = make_failure("recordings", "x", NetworkError("No route."))
    assert failure == Failure("recordings", "x", "NetworkError", "No route.", None, None, True)
