"""The guide to names, fields and masks: masks and people are as documented."""

from __future__ import annotations

from typing import Any

import pytest
from maton_google_meet import GoogleMeet
from maton_google_meet.models import SpaceConfig
from support.document_server import DocumentServer, Reply
from support.pages import PAGES, RunBlock, find_block

PAGE = "docs/guides/names.md"


def test_the_masks_are_as_documented(
    server: DocumentServer, run_on_document_server: RunBlock
) -> None:
    run_on_document_server(find_block(PAGE, "update_mask="))
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
    assert "`config=SpaceConfig()` sends the mask `config`" in " ".join(PAGES[PAGE].split())
    with GoogleMeet(server.key, base_url=server.url, confirm=lambda _: True) as meet:
        meet.spaces.update("a", config=SpaceConfig())
    assert server.seen[-1].target.endswith("?updateMask=config")


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
    run_on_document_server(find_block(PAGE, "person_of"))
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{expected} ")
