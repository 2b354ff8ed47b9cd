"""Partial responses of the sandbox."""

from __future__ import annotations

import pytest
from maton_google_meet.sandbox import Sandbox
from support.sandboxes import GOOGLE, ask, get, planning, reason


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
    free: Sandbox, fields: str, expected: set[str] | None
) -> None:
    given = {"config": {"accessType": "OPEN", "moderation": "ON"}}
    name = ask(free, "POST", f"{GOOGLE}/spaces", given)[1]["name"]
    whole = get(free, name)[1]
    status, part = get(free, name, fields=fields)
    assert status == 200
    assert set(part) == (set(whole) if expected is None else expected)
    inner = {"config(accessType),name": {"accessType": "OPEN"}}
    if "config" in part:
        both = {"config/accessType,config.moderation": {"accessType": "OPEN", "moderation": "ON"}}
        assert part["config"] == {**inner, **both}.get(fields, whole["config"])


def test_fields_select_parts_of_a_list(free: Sandbox) -> None:
    path = f"{planning(free).name}/participants"
    fields = "participants(name,signedinUser/displayName),nextPageToken"
    status, page = get(free, path, fields=fields, pageSize=3)
    assert status == 200
    assert set(page) == {"participants", "nextPageToken"}
    assert page["participants"][2]["signedinUser"].keys() == {"displayName"}
    assert set(page["participants"][0]) == {"name"}
    assert get(free, path, fields="*/name")[1]["participants"][0].keys() == {"name"}
    assert set(get(free, path, fields="*")[1]) == {"participants", "totalSize"}
    assert get(free, path, fields="participants/*/displayName")[0] == 200


@pytest.mark.parametrize(
    "fields",
    ["colour", "config(colour)", "config/", "config(", "config(accessType", "config)", ",", "a b",
     "name,", "name name", "config(accessType))", "/".join(["config"] * 100), "()", "*/colour"],
)  # fmt: skip
def test_invalid_partial_responses_are_refused(free: Sandbox, fields: str) -> None:
    name = ask(free, "POST", f"{GOOGLE}/spaces", {})[1]["name"]
    assert reason(get(free, name, fields=fields)) == (400, "INVALID_ARGUMENT")
