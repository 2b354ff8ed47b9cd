"""The values that hooks receive, and `USE_PROXY_DEFAULT`."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest
from maton_google_meet import USE_PROXY_DEFAULT, PendingWrite
from maton_google_meet.models import Connection

PENDING = PendingWrite(
    operation="spaces.create",
    method="POST",
    path="/google-meet/v2/spaces\x1b?a=b",
    connection=Connection(connection_id="c-1", status="ACTIVE", url="https://x/?session_token=t"),
    body=b'{"a": 1}',
    outcome="Creates a space.",
    destructive=False,
)


def test_a_pending_write_is_a_frozen_value() -> None:
    for same in (copy.copy(PENDING), copy.deepcopy(PENDING), pickle.loads(pickle.dumps(PENDING))):
        assert same == PENDING
    with pytest.raises(dataclasses.FrozenInstanceError):
        PENDING.method = "GET"  # type: ignore[misc]


def test_the_text_is_one_line_without_secrets() -> None:
    text = str(PENDING)
    assert text == "spaces.create, POST /google-meet/v2/spaces\\x1b?a=b, c-1 (ACTIVE)"
    raw = dataclasses.replace(PENDING, operation=None, connection=None)
    assert str(raw).startswith("unknown operation, POST ")
    assert raw.account == "the Maton account itself"
    chosen = dataclasses.replace(PENDING, connection=USE_PROXY_DEFAULT)
    assert chosen.account == "whichever the proxy chooses"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_body_that_is_not_json_parses_to_none(body: bytes) -> None:
    assert dataclasses.replace(PENDING, body=body).json is None


def test_the_json_of_a_body_is_new_at_each_access() -> None:
    value: Any = PENDING.json
    value["a"] = 2
    assert PENDING.json == {"a": 1}
