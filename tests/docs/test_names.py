"""The guides of names and lists: masks, pages and people are as documented."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest
from maton_google_meet import GoogleMeet
from maton_google_meet.models import SpaceConfig
from support.document_server import DocumentServer, Reply
from support.pages import PAGES, RunBlock, find_block

NAMES = "docs/guides/names.md"


def test_the_masks_are_as_documented(
    server: DocumentServer, run_on_document_server: RunBlock
) -> None:
    run_on_document_server(find_block(NAMES, "update_mask="))
    sent = [(seen.target.partition("?")[2], seen.json) for seen in server.requests("spaces.update")]
    assert sent == [
        ("updateMask=config.accessType", {"config": {"accessType": "TRUSTED"}}),
        (
            "updateMask=config.artifactConfig.recordingConfig%2Cconfig.moderation",
            {"config": {"artifactConfig": {"recordingConfig": {"autoRecordingGeneration": "ON"}}}},
        ),
        ("updateMask=config.accessType", {}),
    ]


def test_an_empty_model_is_named_as_a_whole(server: DocumentServer) -> None:
    assert "`config=SpaceConfig()` sends the mask `config`" in " ".join(PAGES[NAMES].split())
    with GoogleMeet(server.key, base_url=server.url, confirm=lambda _: True) as meet:
        meet.spaces.update("a", config=SpaceConfig())
    assert server.seen[-1].target.endswith("?updateMask=config")


def test_the_lists_are_as_documented(
    server: DocumentServer, run_on_document_server: RunBlock
) -> None:
    names = run_on_document_server(find_block("docs/guides/lists.md", "page_size="))
    parameters = map(
        server.judge.resolve, server.judge.operations["participants.list"]["parameters"]
    )
    [size] = [item["schema"] for item in parameters if item["name"] == "pageSize"]
    largest = str(server.judge.resolve(size)["x-largest"])
    assert [
        dict(parse_qsl(seen.target.partition("?")[2]))
        for seen in server.requests("participants.list")
    ] == [
        {"pageSize": largest},
        {"pageSize": "40"},
        {"fields": "totalSize"},
        {"fields": "participants(name),nextPageToken", "pageSize": largest},
    ]
    assert names["pages"] == [names["everyone"]]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"signedinUser": {"displayName": "Ana"}}, "Ana"),
        ({"anonymousUser": {"displayName": "Ravi"}}, "Ravi"),
        ({"phoneUser": {"displayName": "+44"}}, "+44"),
        ({"phoneUser": {}}, "(no name)"),
        ({"anonymousUser": {"displayName": ""}}, "(no name)"),
        ({}, "(no name)"),
    ],
)
def test_each_participant_has_a_name_to_show(
    fields: dict[str, Any],
    expected: str,
    server: DocumentServer,
    run_on_document_server: RunBlock,
    capsys: pytest.CaptureFixture[str],
) -> None:
    person = {"name": "conferenceRecords/a/participants/b", **fields}
    server.answers["participants.list"] = [Reply(json={"participants": [person]})]
    run_on_document_server(find_block(NAMES, "person_of"))
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{expected} ")
    names: dict[str, Any] = {}
    exec(find_block("docs/guides/testing.md", "def latecomers").text, names)
    start_time, arrival = "2026-11-03T09:00:00Z", "2026-11-03T09:10:00Z"
    pages = [{"participants": [{**person, "earliestStartTime": arrival}, person]}]
    for start, found in ([{"startTime": start_time}, [expected]], [{}, []]):
        record = {"name": "conferenceRecords/a", **start}
        server.answers["conferenceRecords.get"] = [Reply(json=record)]
        server.answers["participants.list"] = [Reply(json=page) for page in pages]
        with GoogleMeet(server.key, base_url=server.url, connection="c") as meet:
            assert names["latecomers"](meet, "conferenceRecords/a") == found
