"""The client sends the request that was approved, with the key, to the proxy only."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from typing import Any

import httpx
import pytest
from maton_google_meet import (
    UNSET,
    USE_PROXY_DEFAULT,
    AsyncGoogleMeet,
    ConfigurationError,
    GoogleMeet,
    InvalidArgumentError,
    MatonError,
    PendingWrite,
    Retry,
    approve_all,
)
from maton_google_meet.models import person_of
from maton_google_meet.sandbox import Sandbox
from support.clients import KEY, ClientRunner, create_space, read_space
from support.document_server import DocumentServer, Reply

SPACE = "/google-meet/v2/spaces/abc"


def test_an_extension_cannot_change_the_target(
    runner: ClientRunner, server: DocumentServer
) -> None:
    target = {"target": b"/google-meet/v2/spaces/abc:endActiveConference"}
    runner.call(
        lambda meet: meet.http.post("/google-meet/v2/spaces", json={}, extensions=target),
        base_url=server.url,
        connection="c",
        confirm=approve_all,
    )
    assert [seen.operation for seen in server.seen] == ["spaces.create"]


def test_a_trace_cannot_change_the_request(runner: ClientRunner, server: DocumentServer) -> None:
    events: list[str] = []

    def trace(event: str, info: dict[str, Any]) -> None:
        events.append(event)
        if request := info.get("request"):
            request.method = b"DELETE"
            request.url.target = f"{SPACE}/members/m".encode()

    async def atrace(event: str, info: dict[str, Any]) -> None:
        trace(event, info)

    extensions = {"trace": trace if runner.mode == "sync" else atrace}
    runner.call(
        lambda meet: meet.http.get(SPACE, extensions=extensions),
        base_url=server.url,
        connection="c",
    )
    assert [seen.operation for seen in server.seen] == ["spaces.get"]
    assert "http11.send_request_headers.started" in events


def test_a_request_changed_by_the_hook_is_sent_as_approved(server: DocumentServer) -> None:
    with GoogleMeet(KEY, base_url=server.url) as meet:
        request = meet.http.build_request("POST", "/google-meet/v2/spaces", json={})

        def hook(_: PendingWrite) -> bool:
            request.method = "DELETE"
            request.url = httpx.URL(f"{server.url}{SPACE}/members/m")
            request.headers["Maton-Connection"] = "other"
            return True

        response = meet.with_options(confirm=hook).http.send(request)
    [seen] = server.requests("spaces.create")
    assert seen.headers["maton-connection"] == "21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa"
    assert server.requests("members.delete") == []
    assert response.request is not request
    assert "authorization" not in request.headers


def test_the_hook_sees_a_body_that_was_replaced(server: DocumentServer) -> None:
    shown: list[bytes] = []

    def hook(pending: PendingWrite) -> bool:
        shown.append(pending.body)
        return True

    with GoogleMeet(KEY, base_url=server.url, connection=USE_PROXY_DEFAULT, confirm=hook) as meet:
        request = meet.http.build_request("PATCH", SPACE, json={"config": {}})
        request.stream = httpx.ByteStream(b'{"config":1}')
        with pytest.raises(MatonError):
            meet.http.send(request)
    assert len(server.violations) == 1
    server.violations.clear()
    assert [seen.body for seen in server.seen] == shown == [b'{"config":1}']


def test_event_hooks_are_refused(runner: ClientRunner) -> None:
    client = runner.client_class(KEY)
    with pytest.raises(ConfigurationError, match="would run after the approval"):
        client.http.event_hooks = {"request": [print]}
    client.http.event_hooks["request"].append(print)
    assert client.http.event_hooks == {"request": [], "response": []}


@pytest.mark.parametrize("path", ["/connections/%2e%2e/google-meet/v2/spaces", "/x/%2E", "/%2e./x"])
def test_escaped_dot_segments_are_refused(path: str) -> None:
    with pytest.raises(ConfigurationError, match="was stopped"):
        ClientRunner("sync").call(lambda meet: meet.http.get(path), connection="c")


def test_a_client_closed_while_a_question_waits_sends_nothing(
    runner: ClientRunner, server: DocumentServer
) -> None:
    def through_a_view(meet: Any) -> Any:
        def hook(_: PendingWrite) -> bool:
            meet.http.call_options.state.closing.set()
            return True

        return create_space(meet.with_options(confirm=hook))

    with pytest.raises(ConfigurationError, match="client is closed"):
        runner.call(through_a_view, base_url=server.url, connection=USE_PROXY_DEFAULT)
    assert server.seen == []


def test_a_client_closed_while_its_key_is_asked_for_sends_nothing(
    runner: ClientRunner, server: DocumentServer
) -> None:
    opened: list[Any] = []

    def key() -> str:
        opened[0].http.call_options.state.closing.set()
        return KEY

    def through_a_view(meet: Any) -> Any:
        opened.append(meet)
        return read_space(meet.with_options(timeout=5.0))

    with pytest.raises(ConfigurationError, match="client is closed"):
        runner.call(through_a_view, base_url=server.url, connection="c", api_key=key)
    assert server.seen == []


@pytest.mark.parametrize("kind", ["sync", "asyncio"])
def test_a_body_of_the_other_client_is_refused(kind: str) -> None:
    async def parts() -> Any:
        yield b"{}"

    body = parts() if kind == "sync" else iter([b"{}"])
    with pytest.raises(InvalidArgumentError, match="Nothing was sent"):
        ClientRunner(kind).call(lambda meet: meet.http.post("/x", content=body), connection="c")


def test_no_key_in_the_request_that_a_redirect_would_make(
    runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers["spaces.get"] = [
        Reply(status=307, headers={"Location": "/other"}, wrong_on_purpose=True)
    ]
    with pytest.raises(MatonError, match="Redirects are not followed") as raised:
        runner.call(read_space, base_url=server.url, connection="c")
    assert raised.value.response.next_request is None  # type: ignore[attr-defined]


def test_cookies_of_responses_are_discarded(server: DocumentServer) -> None:
    reply = Reply(json={"name": "spaces/a"}, headers={"Set-Cookie": "account=one; Path=/"})
    server.answers["spaces.get"] = [reply]
    with GoogleMeet(KEY, base_url=server.url, connection="one") as meet:
        read_space(meet)
        other = meet.with_options(connection="two")
        read_space(other)
        other.http.get("/google-meet/v2/spaces/abc")  # Cookies go with raw requests only.
    assert ["cookie" in seen.headers for seen in server.seen] == [False, False, False]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/google-meet/v2/spaces/a",
        "http://127.0.0.1:9/connections",
        "https://{host}/connections",
        "http://user:pw@{host}/connections",
        "http://{host}@evil.example/connections",
    ],
)
def test_the_key_is_sent_to_the_proxy_only(url: str, server: DocumentServer) -> None:
    host = server.url.removeprefix("http://")
    with GoogleMeet(KEY, base_url=server.url, connection="c") as meet:
        with pytest.raises(ConfigurationError, match="the key goes to"):
            meet.http.get(url.replace("{host}", host))
    assert server.seen == []


@pytest.mark.parametrize("path", ["../connections", "{server}/connections", "{server}/belowelse/x"])
def test_the_key_stays_below_the_address(path: str, server: DocumentServer) -> None:
    with GoogleMeet(KEY, base_url=f"{server.url}/below/", connection="c") as meet:
        with pytest.raises(ConfigurationError, match="the key goes to"):
            meet.http.get(path.replace("{server}", server.url))
    assert server.seen == []


def test_other_authentication_and_redirects_are_ignored(server: DocumentServer) -> None:
    server.answers["spaces.get"] = [
        Reply(status=307, headers={"Location": "/connections"}, wrong_on_purpose=True)
    ]
    with GoogleMeet(KEY, base_url=server.url, connection="c") as meet:
        with pytest.raises(MatonError, match="not followed"):
            meet.http.get(
                "/google-meet/v2/spaces/abc", auth=("user", "other"), follow_redirects=True
            )
    assert [seen.headers["authorization"] for seen in server.seen] == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    "call",
    [
        lambda meet: meet.conference_records.list(filter="x" * 70_000),
        lambda meet: meet.conference_records.list(filter="\ud800"),
        lambda meet: meet.members.create("abc", email="\ud800"),
        lambda meet: meet.http.post("/connections", json={"x": float("nan")}),
        lambda meet: meet.http.get("https://api.maton.ai:port/"),
    ],
)
def test_unsendable_arguments_are_refused(call: Any, runner: ClientRunner) -> None:
    with pytest.raises(InvalidArgumentError, match="The request cannot be sent") as raised:
        runner.call(call, connection="c", confirm=approve_all)
    assert len(str(raised.value)) < 300


def test_headers_of_the_client_are_sent_with_each_call(
    runner: ClientRunner, server: DocumentServer
) -> None:
    def call(meet: Any) -> Any:
        meet.http.headers.update({"X-Own": "1", "Authorization": "other", "Host": "elsewhere"})
        meet.http.headers.update({"maton_connection": "c", "Content-Length": "7"})
        return meet.spaces.create()

    runner.call(call, base_url=server.url, connection="c", confirm=approve_all)
    [seen] = server.seen
    assert seen.headers["x-own"] == "1"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["host"] == server.url.removeprefix("http://")
    assert seen.headers["maton-connection"] == "c"
    assert seen.headers["content-length"] == str(len(seen.body))
    assert "maton_connection" not in seen.headers


def test_cookies_are_only_sent_with_raw_requests(
    runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers["spaces.get"] = lambda _: replace(
        server.example("spaces.get"), headers={"Set-Cookie": "theirs=1; Path=/"}
    )

    def raw(meet: Any) -> Any:
        meet.http.cookies = {"ours": "1"}
        return meet.http.get("/google-meet/v2/spaces/abc")

    runner.call(read_space, read_space, raw, read_space, base_url=server.url, connection="c")
    assert [seen.headers.get("cookie") for seen in server.seen] == [None, None, "ours=1", None]


def test_pickling_a_client_is_refused() -> None:
    for meet in (GoogleMeet(KEY), AsyncGoogleMeet(KEY)):
        for copy_deeply in (pickle.dumps, copy.deepcopy):
            for each in (meet, meet.http, meet.spaces.get, meet.with_options(timeout=1.0)):
                with pytest.raises(TypeError, match="Create a client in each process"):
                    copy_deeply(each)


def test_a_shallow_copy_of_a_client_is_the_same_client(server: DocumentServer) -> None:
    with GoogleMeet(KEY, base_url=server.url, connection="c") as meet:
        assert copy.copy(meet).http is meet.http
        assert vars(copy.copy(meet.http)) == vars(meet.http)
        assert read_space(copy.copy(meet))


def test_values_survive_pickling() -> None:
    with Sandbox().client(retry=Retry(attempts=2)) as meet:
        record = next(iter(meet.conference_records.list()))
        values: list[Any] = [record, person_of(None), UNSET, Retry(attempts=2)]
        errors: list[MatonError] = []
        for call in (lambda: meet.spaces.get("nobody"), meet.spaces.create):
            with pytest.raises(MatonError) as raised:
                call()
            errors.append(raised.value)
    for value in values:
        assert pickle.loads(pickle.dumps(value)) == value
    for error in errors:
        restored = pickle.loads(pickle.dumps(error))
        assert (type(restored), str(restored)) == (type(error), str(error))
