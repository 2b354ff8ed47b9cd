"""Partial responses of the sandbox."""

from __future__ import annotations

import pytest
from maton_google_meet.sandbox import Sandbox
from support.sandboxes import MEET_PATH, find_planning_call, get_resource, read_status, send_request


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("name", {"name"}), ("name,meetingUri", {"name", "meetingUri"}), ("*", None),
        ("meeting_uri", {"meetingUri"}), ("config(accessType),name", {"name", "config"}),
        ("config/accessType,config.moderation", {"config"}), ("gatewaySipAccess", set()),
        ("config,config/accessType", {"config"}), ("config/accessType , config", {"config"}),
    ],
)  # fmt: skip
def test_fields_select_parts_of_a_response(
    unlimited_sandbox: Sandbox, fields: str, expected: set[str] | None
) -> None:
    given = {"config": {"accessType": "OPEN", "moderation": "ON"}}
    name = send_request(unlimited_sandbox, "POST", f"{MEET_PATH}/spaces", given)[1]["name"]
    whole = get_resource(unlimited_sandbox, name)[1]
    status, part = get_resource(unlimited_sandbox, name, fields=fields)
    assert status == 200
    assert set(part) == (set(whole) if expected is None else expected)
    inner = {"config(accessType),name": {"accessType": "OPEN"}}
    if "config" in part:
        both = {"config/accessType,config.moderation": {"accessType": "OPEN", "moderation": "ON"}}
        assert part["config"] == {**inner, **both}.get(fields, whole["config"])


def test_fields_select_parts_of_a_list(unlimited_sandbox: Sandbox) -> None:
    path = f"{find_planning_call(unlimited_sandbox).name}/participants"
    fields = "participants(name,signedinUser/displayName),nextPageToken"
    status, page = get_resource(unlimited_sandbox, path, fields=fields, pageSize=3)
    assert status == 200
    assert set(page) == {"participants", "nextPageToken"}
    assert page["participants"][2]["signedinUser"].keys() == {"displayName"}
    assert set(page["participants"][0]) == {"name"}
    assert get_resource(unlimited_sandbox, path, fields="*/name")[1]["participants"][0].keys() == {
        "name"
    }
    assert set(get_resource(unlimited_sandbox, path, fields="*")[1]) == {
        "participants",
        "totalSize",
    }
    assert get_resource(unlimited_sandbox, path, fields="participants/*/displayName")[0] == 200


@pytest.mark.parametrize(
    "fields",
    ["colour", "config(colour)", "config/", "config(", "config(accessType", "config)", ",", "a b",
     "name,", "name name", "config(accessType))", "/".join(["config"] * 100), "()", "*/colour"],
)  # fmt: skip
def test_invalid_partial_responses_are_refused(unlimited_sandbox: Sandbox, fields: str) -> None:
    name = send_request(unlimited_sandbox, "POST", f"{MEET_PATH}/spaces", {})[1]["name"]
    assert read_status(get_resource(unlimited_sandbox, name, fields=fields)) == (
        400,
        "INVALID_ARGUMENT",
    )
