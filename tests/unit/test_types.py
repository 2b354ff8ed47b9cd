"""The values that hooks receive, and `USE_PROXY_DEFAULT`."""

from __future__ import annotations

import copy
import dataclasses
import functools
import json
import pickle
import re
from typing import Any

import pytest
from maton_google_meet import USE_PROXY_DEFAULT, PendingWrite
from maton_google_meet.models import Connection

# Too deep for a copy, and for JSON.
NESTED: Any = functools.reduce(lambda inner, _: [inner], range(100_000), "")
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


CONNECTION = Connection(connection_id="c-1", status="ACTIVE")
# Each differs from PENDING in something that is approved.
OTHER_WRITES = [
    dataclasses.replace(PENDING, operation="spaces.update"),
    dataclasses.replace(PENDING, operation=None),
    dataclasses.replace(PENDING, method="PUT"),
    dataclasses.replace(PENDING, path=f"{PENDING.path}&b=c"),
    dataclasses.replace(PENDING, connection=Connection(connection_id="c-2")),
    dataclasses.replace(PENDING, connection=Connection(connection_id="use-proxy-default")),
    dataclasses.replace(PENDING, connection=USE_PROXY_DEFAULT),
    dataclasses.replace(PENDING, connection=None),
    dataclasses.replace(PENDING, body=b'{"a":1}'),
    dataclasses.replace(PENDING, body=b""),
    dataclasses.replace(PENDING, body=b"\xff\x00"),
    dataclasses.replace(PENDING, outcome="Creates two spaces."),
    dataclasses.replace(PENDING, destructive=True),
]


def test_the_same_write_has_the_same_id() -> None:
    """Maton's description of the connection, and the program's, may change in the meantime."""
    same = dataclasses.replace(PENDING, connection=CONNECTION, label="ana@example.com")
    assert same == PENDING
    assert same.id == PENDING.id
    assert len({same, PENDING}) == 1
    assert re.fullmatch("[0-9a-f]{64}", PENDING.id)
    assert PENDING.id != PENDING


def test_other_writes_have_other_ids() -> None:
    assert len({write.id for write in [PENDING, *OTHER_WRITES]}) == len(OTHER_WRITES) + 1
    assert len({PENDING, *OTHER_WRITES}) == len(OTHER_WRITES) + 1


@pytest.mark.parametrize("write", [PENDING, *OTHER_WRITES])
def test_a_write_survives_json(write: PendingWrite) -> None:
    write = dataclasses.replace(write, label='"Ana" \ud800 <ana@example.com>')
    read = PendingWrite.from_dict(json.loads(json.dumps(write.to_dict())))
    assert [getattr(read, field.name) for field in dataclasses.fields(read)] == [
        getattr(write, field.name) for field in dataclasses.fields(write)
    ]


@pytest.mark.parametrize(
    "change",
    [
        *({"version": 2}, {"version": None}, {"body_encoding": "utf-16"}, {"body": "{"}),
        *({"method": "PUT"}, {"id": "0"}, {"connection": "any"}, {"connection": {}}),
        *({"connection": []}, {"body_encoding": "base64"}, {"body": None}, {"destructive": 1}),
    ],
)
def test_a_write_that_was_changed_is_not_read(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="PendingWrite"):
        PendingWrite.from_dict(PENDING.to_dict() | change)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("operation", 5), ("method", None), ("path", ["/"]), ("outcome", 5), ("destructive", 1)),
        *(("label", ["ana"]), ("connection", {"connection_id": "c-1", "more": NESTED})),
        ("label", NESTED),
    ],
)
def test_a_value_of_another_type_is_not_read(field: str, value: Any) -> None:
    data = PENDING.to_dict() | {field: value}
    if field not in {"label", "connection"}:  # The id covers the others.
        changes: dict[str, Any] = {field: value}
        data["id"] = dataclasses.replace(PENDING, **changes).id
    with pytest.raises(ValueError, match="not a complete PendingWrite"):
        PendingWrite.from_dict(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "PendingWrite.from_dict takes a dict, not NoneType."),
        ([], "PendingWrite.from_dict takes a dict, not list."),
        ("{}", "PendingWrite.from_dict takes a dict, not str: call json.loads first."),
        ({}, "This PendingWrite has no version, and this package reads version 1"),
        ({"version": 9}, "This PendingWrite has the version 9, and this package reads version 1"),
        ({"version": 1}, "This is not a complete PendingWrite"),
    ],
)
def test_other_data_is_not_read_as_a_write(data: Any, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        PendingWrite.from_dict(data)


def test_the_label_is_shown_as_the_words_of_the_program() -> None:
    forged = 'ana"\n  Connection  c-2'
    text = dataclasses.replace(PENDING, label=forged).text()
    assert '  Account     "ana\\"\\n  Connection  c-2", in the program\'s own words\n' in text
    assert "Account" not in PENDING.text()
    assert "  Connection  c-1 (ACTIVE)\n" in text


@pytest.mark.parametrize("width", [1, 20, 40, 80, 200])
def test_no_line_of_the_text_is_longer_than_its_width(width: int) -> None:
    write = dataclasses.replace(PENDING, body=json.dumps("x" * 300).encode(), destructive=True)
    lines = write.text(width).splitlines()
    assert max(map(len, lines)) <= max(width, 17)
    assert "".join(line[14:].strip() for line in lines if "x" in line[14:]).count("x") >= 300
