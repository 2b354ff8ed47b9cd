"""The sandbox as the proxy: key, connections, accounts and rate limit."""

from __future__ import annotations

import json

import httpx
import pytest
from maton_google_meet import (
    AmbiguousConnection,
    MissingConnection,
    NoActiveConnection,
    NotFoundError,
    PermissionDeniedError,
    approve_all,
)
from maton_google_meet.sandbox import Sandbox
from maton_google_meet.sandbox.api import load_packaged_api
from support.sandboxes import MEET_PATH, NOW, read_status, send_request


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "Basic sandbox-key"])
def test_a_wrong_key_is_refused(sandbox: Sandbox, given: str) -> None:
    for path in ("/connections", f"{MEET_PATH}/conferenceRecords", "/nowhere"):
        answer = send_request(sandbox, "GET", path, authorization=given)
        assert answer == (401, {"error": "Invalid API key"})


def test_the_states_of_a_connection(sandbox: Sandbox) -> None:
    states = [each["status"] for each in sandbox.connections]
    assert states == ["ACTIVE", "PENDING", "FAILED"]
    with sandbox.client(confirm=approve_all) as meet:
        created = meet.connections.create()
        assert created.status == "PENDING"
        assert created.url
        identifier = created.connection_id or ""
        through = meet.with_options(connection=identifier)
        with pytest.raises(MissingConnection):
            list(through.conference_records.list())
        sandbox.open(created.url)
        assert meet.connections.get(identifier).connection.status == "ACTIVE"
        assert list(through.conference_records.list())
        again = meet.connections.create()
        sandbox.open(again.connection_id or "", succeed=False)
        assert meet.connections.get(again.connection_id or "").connection.status == "FAILED"
        meet.connections.delete(identifier)
        with pytest.raises(NotFoundError, match="Connection not found"):
            meet.connections.get(identifier)
        with pytest.raises(MissingConnection):
            list(through.conference_records.list())
        gmail = meet.connections.create(app="google-mail")
        sandbox.open(gmail.connection_id or "")
        assert len(list(meet.connections.list(app="google-meet", status="ACTIVE"))) == 1


def test_connections_are_listed_by_filter(sandbox: Sandbox) -> None:
    def ids(query: str) -> int:
        status, body = send_request(sandbox, "GET", f"/connections{query}")
        assert status == 200
        return len(body["connections"])

    assert ids("") == 3
    assert ids("?status=ACTIVE") == ids("?limit=1") == 1
    assert ids("?status=NEW") == ids("?app=slack") == ids("?method=JWT") == ids("?limit=0") == 0
    assert ids("?app=google-meet&colour=red&limit=30") == 3
    for bad in ("two", "-1"):
        status, body = send_request(sandbox, "GET", f"/connections?limit={bad}")
        assert status == 400
        assert body["detail"][0]["loc"] == ["query", "limit"]


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"app": 3}', b'{"app": "\\ud800"}', b"[" * 100_000]
)
def test_a_connection_is_created_for_an_app(sandbox: Sandbox, body: bytes) -> None:
    status, error = send_request(sandbox, "POST", "/connections", body)
    assert status == 400
    assert error["detail"][0]["loc"][0] == "body"
    assert (
        send_request(sandbox, "POST", "/connections", {"colour": "red"})[1]["app"] == "google-meet"
    )
    status, error = send_request(sandbox, "POST", "/connections", b" ")
    assert (status, error["detail"]) == (400, [{"loc": ["body"], "msg": "a body is required"}])


def test_each_account_has_its_own_spaces() -> None:
    sandbox = Sandbox(now=NOW, accounts=2)
    ana, jonas = [each["connection_id"] for each in sandbox.connections][:2]
    with sandbox.client() as meet:
        with pytest.raises(AmbiguousConnection):
            list(meet.conference_records.list())
        hers, his = (
            {each.space for each in meet.with_options(connection=c).conference_records.list()}
            for c in (ana, jonas)
        )
        assert len(hers) == 2
        assert len(his) == 1
        assert not hers & his
        with pytest.raises(PermissionDeniedError):
            meet.with_options(connection=jonas).spaces.get(hers.pop() or "")
    with_header = {"maton-connection": jonas}
    _, default = send_request(sandbox, "GET", f"{MEET_PATH}/conferenceRecords")
    _, named = send_request(sandbox, "GET", f"{MEET_PATH}/conferenceRecords", **with_header)
    assert len(default["conferenceRecords"]) == 3  # The proxy takes the oldest.
    assert len(named["conferenceRecords"]) == 1


def test_calls_need_a_connection() -> None:
    sandbox = Sandbox(now=NOW, accounts=0)
    assert send_request(sandbox, "GET", f"{MEET_PATH}/conferenceRecords")[0] == 400
    with sandbox.client(confirm=approve_all) as meet:
        with pytest.raises(NoActiveConnection):
            list(meet.conference_records.list())
        connection = meet.authorize(on_url=sandbox.open)
        assert connection.status == "ACTIVE"
        assert len(list(meet.conference_records.list())) == 3
    other = sandbox.connect("jonas.weber@lindenhof.example")
    with sandbox.client(connection=other) as meet:
        assert len(list(meet.conference_records.list())) == 1
    assert sandbox.emails[1] == "jonas.weber@lindenhof.example"
    with pytest.raises(ValueError, match="has no account here"):
        sandbox.connect("nobody@lindenhof.example")
    with pytest.raises(ValueError, match="that id or url"):
        sandbox.open("https://sandbox.invalid/connect?session_token=wrong")
    with pytest.raises(ValueError, match="accounts= takes 0 to 7"):
        Sandbox(accounts=8)


def test_the_limit_is_ten_requests_in_a_sliding_second(sandbox: Sandbox) -> None:
    for _ in range(10):
        assert send_request(sandbox, "GET", "/connections")[0] == 200
        sandbox.advance(0.05)
    key = {"authorization": f"Bearer {sandbox.key}"}
    refused = sandbox.handle("GET", "/connections", key, b"")
    assert refused.status == 429
    assert dict(refused.headers)["retry-after"] == "1"
    assert send_request(sandbox, "GET", "/connections", authorization="")[0] == 401
    sandbox.advance(0.51)
    assert send_request(sandbox, "GET", "/connections")[0] == 200
    assert send_request(sandbox, "GET", "/connections")[0] == 429


def test_unknown_paths_are_not_found(sandbox: Sandbox) -> None:
    assert send_request(sandbox, "GET", "/meet/v2/spaces/a") == (404, {"detail": "Not Found"})
    assert read_status(send_request(sandbox, "GET", f"{MEET_PATH}/nothing")) == (404, "NOT_FOUND")
    assert read_status(send_request(sandbox, "GET", f"{MEET_PATH}/spaces/a%2Fmembers%2Fb")) == (
        404,
        "NOT_FOUND",
    )
    assert read_status(send_request(sandbox, "PUT", f"{MEET_PATH}/spaces/a")) == (404, "NOT_FOUND")
    assert send_request(sandbox, "PUT", "/connections")[0] == 404
    assert send_request(sandbox, "GET", "[::1")[0] == 404
    assert (
        send_request(sandbox, "GET", "/connections", authorization="bearer sandbox-key")[0] == 200
    )


def test_the_document_is_served_without_a_key(sandbox: Sandbox) -> None:
    answer = sandbox.handle("GET", "/openapi.json", {}, b"")
    assert (
        json.loads(answer.body)["x-google-revision"]
        == load_packaged_api().document["x-google-revision"]
    )


@pytest.mark.maton_contract(wrong_on_purpose="requests")
def test_head_requests_are_not_found(sandbox: Sandbox) -> None:
    with sandbox.client() as meet:
        with pytest.raises(NotFoundError):
            meet.http.head(f"{MEET_PATH}/conferenceRecords")
        assert isinstance(meet.http, httpx.Client)


def test_a_connection_keeps_its_account(sandbox: Sandbox) -> None:
    first, pending, _ = [each["connection_id"] for each in sandbox.connections]
    sandbox.open(first)
    with sandbox.client(connection=first) as meet:
        assert len(list(meet.conference_records.list())) == 3
    for _ in range(2):
        sandbox.open(pending)
        with sandbox.client(connection=pending) as meet:
            assert len(list(meet.conference_records.list())) == 1
    sandbox.open(pending, email=sandbox.emails[2])
    with sandbox.client(connection=pending) as meet:
        assert list(meet.conference_records.list()) == []


def test_each_response_has_the_date_of_the_sandbox(sandbox: Sandbox) -> None:
    with sandbox.client() as meet, meet.capture() as calls:
        meet.spaces.get("kfr-wduz-tqa")
        sandbox.advance(3600)
        meet.spaces.get("kfr-wduz-tqa")
    dates = [each.headers["date"] for each in calls if each.headers]
    assert dates == ["Wed, 25 Nov 2026 09:30:00 GMT", "Wed, 25 Nov 2026 10:30:00 GMT"]
