"""Update masks of the sandbox."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from maton_google_meet.sandbox import Sandbox
from support.sandboxes import GOOGLE, ask, get, reason


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
    free: Sandbox, mask: str | None, expected: dict[str, Any]
) -> None:
    given = {"config": {"accessType": "RESTRICTED", "moderation": "ON"}}
    name = ask(free, "POST", f"{GOOGLE}/spaces", given)[1]["name"]
    query = "" if mask is None else f"?updateMask={quote(mask)}"
    change = {"config": {"access_type": 1}}  # As Google's own clients may spell it.
    status, space = ask(free, "PATCH", f"{GOOGLE}/{name}{query}", change)
    assert (status, space["config"]) == (200, {**expected, "entryPointAccess": "ALL"})
    assert get(free, name)[1] == space


@pytest.mark.parametrize(
    "mask", ["config.colour", "colour", "name", "meetingUri", ",", "config..a"]
)
def test_a_mask_with_unknown_fields_is_refused(free: Sandbox, mask: str) -> None:
    name = ask(free, "POST", f"{GOOGLE}/spaces", {})[1]["name"]
    answer = ask(free, "PATCH", f"{GOOGLE}/{name}?updateMask={mask}", {"config": {}})
    assert reason(answer) == (400, "INVALID_ARGUMENT")
    assert "cannot be changed" in answer[1]["error"]["message"]


def test_clearing_an_absent_field_changes_nothing(free: Sandbox) -> None:
    name = ask(free, "POST", f"{GOOGLE}/spaces", {})[1]["name"]
    mask = "config.artifactConfig.recordingConfig"
    _, space = ask(free, "PATCH", f"{GOOGLE}/{name}?updateMask={mask}", {})
    assert set(space["config"]) == {"accessType", "entryPointAccess"}
