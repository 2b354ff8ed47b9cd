"""Update masks of the sandbox."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from maton_google_meet.sandbox import Sandbox
from support.sandboxes import MEET_PATH, get_resource, read_status, send_request


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        (None, {"accessType": "OPEN", "moderation": "ON"}),
        ("", {"accessType": "OPEN", "moderation": "ON"}),
        ("config.accessType", {"accessType": "OPEN", "moderation": "ON"}),
        ("config.access_type", {"accessType": "OPEN", "moderation": "ON"}),
        ("config.moderation", {"accessType": "RESTRICTED"}),
        ("config.moderation , config.accessType", {"accessType": "OPEN"}),
        ("config", {"accessType": "OPEN"}),
        ("*", {"accessType": "OPEN"}),
    ],
)
def test_update_masks_select_the_changed_fields(
    unlimited_sandbox: Sandbox, mask: str | None, expected: dict[str, Any]
) -> None:
    given = {"config": {"accessType": "RESTRICTED", "moderation": "ON"}}
    name = send_request(unlimited_sandbox, "POST", f"{MEET_PATH}/spaces", given)[1]["name"]
    query = "" if mask is None else f"?updateMask={quote(mask)}"
    change = {"config": {"access_type": 1}}  # As Google's own clients may spell it.
    status, space = send_request(unlimited_sandbox, "PATCH", f"{MEET_PATH}/{name}{query}", change)
    assert (status, space["config"]) == (200, {**expected, "entryPointAccess": "ALL"})
    assert get_resource(unlimited_sandbox, name)[1] == space


@pytest.mark.parametrize(
    "mask", ["config.colour", "colour", "name", "meetingUri", ",", "config..a"]
)
def test_a_mask_with_unknown_fields_is_refused(unlimited_sandbox: Sandbox, mask: str) -> None:
    name = send_request(unlimited_sandbox, "POST", f"{MEET_PATH}/spaces", {})[1]["name"]
    answer = send_request(
        unlimited_sandbox, "PATCH", f"{MEET_PATH}/{name}?updateMask={mask}", {"config": {}}
    )
    assert read_status(answer) == (400, "INVALID_ARGUMENT")
    assert "cannot be changed" in answer[1]["error"]["message"]


def test_clearing_an_absent_field_changes_nothing(unlimited_sandbox: Sandbox) -> None:
    name = send_request(unlimited_sandbox, "POST", f"{MEET_PATH}/spaces", {})[1]["name"]
    mask = "config.artifactConfig.recordingConfig"
    _, space = send_request(unlimited_sandbox, "PATCH", f"{MEET_PATH}/{name}?updateMask={mask}", {})
    assert set(space["config"]) == {"accessType", "entryPointAccess"}
