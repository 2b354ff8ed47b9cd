"""No way around the flow, and nothing raw out of it: what a review of the first draft found."""

from __future__ import annotations

import contextlib
import gzip
import logging
import sys
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from maton_google_meet import (
    DEFAULT,
    UNSET,
    AsyncGoogleMeet,
    ConfigurationError,
    GoogleMeet,
    InvalidArgumentError,
    MatonError,
    NetworkError,
    NetworkOutcomeUnknown,
    OutcomeUnknown,
    Pace,
    PendingWrite,
    PermissionDeniedError,
    RateLimitError,
    ResponseError,
    Retry,
    ServerError,
    approve_all,
    approve_in_terminal,
)
from maton_google_meet.approval import terminal as hooks
from maton_google_meet.models import Member, SpaceConfig, UpdateMemberRequest
from support.clients import KEY, ClientRunner
from support.document_server import DocumentServer, Reply

SPACE = "/google-meet/v2/spaces/abc"


def create(meet: Any) -> Any:
    return meet.spaces.create()


def read(meet: Any) -> Any:
    return meet.spaces.get("abc")


# --- what was approved is what is sent ------------------------------------------------------------


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


def test_a_request_changed_while_it_is_judged_is_sent_as_it_was(server: DocumentServer) -> None:
    with GoogleMeet(KEY, base_url=server.url, connection="c") as meet:
        request = meet.http.build_request("POST", "/google-meet/v2/spaces", json={})

        def hook(_: PendingWrite) -> bool:
            request.method = "DELETE"
            request.url = httpx.URL(f"{server.url}{SPACE}/members/m")
            request.headers["Maton-Connection"] = "other"
            return True

        response = meet.with_options(confirm=hook).http.send(request)
    [seen] = server.seen
    assert (seen.operation, seen.headers["maton-connection"]) == ("spaces.create", "c")
    assert response.request is not request
    assert "authorization" not in request.headers


def test_a_body_put_in_afterwards_is_what_is_shown(server: DocumentServer) -> None:
    shown: list[bytes] = []

    def hook(pending: PendingWrite) -> bool:
        shown.append(pending.body)
        return True

    with GoogleMeet(KEY, base_url=server.url, connection="c", confirm=hook) as meet:
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


def test_what_the_hook_does_to_nested_data_reaches_no_later_call(server: DocumentServer) -> None:
    found = {"connection_id": "c", "status": "ACTIVE", "metadata": {"email": "me@x"}}
    server.answers["connections.list"] = [Reply(json={"connections": [found]})]
    emails: list[str] = []

    def hook(pending: PendingWrite) -> bool:
        metadata: Any = pending.connection.metadata  # type: ignore[union-attr]
        emails.append(metadata["email"])
        metadata["email"] = "boss@x"
        return True

    ClientRunner("sync").call(create, create, base_url=server.url, confirm=hook)
    assert emails == ["me@x", "me@x"]


@pytest.mark.parametrize("header", ["X_HTTP_METHOD_OVERRIDE", "x-http_method"])
def test_a_method_override_in_another_spelling(header: str) -> None:
    with pytest.raises(ConfigurationError, match="overrides the method"):
        ClientRunner("sync").call(
            lambda meet: meet.http.get(SPACE, headers={header: "DELETE"}), connection="c"
        )


@pytest.mark.parametrize("path", ["/connections/%2e%2e/google-meet/v2/spaces", "/x/%2E", "/%2e./x"])
def test_dots_in_disguise_are_refused(path: str) -> None:
    with pytest.raises(ConfigurationError, match="was stopped"):
        ClientRunner("sync").call(lambda meet: meet.http.get(path), connection="c")


def test_a_client_closed_while_a_question_waits_sends_nothing(
    runner: ClientRunner, server: DocumentServer
) -> None:
    def through_a_view(meet: Any) -> Any:
        def hook(_: PendingWrite) -> bool:
            meet.http.call_options.state.closing.set()
            return True

        return create(meet.with_options(confirm=hook))

    with pytest.raises(ConfigurationError, match="client is closed"):
        runner.call(through_a_view, base_url=server.url, connection="c")
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
        return read(meet.with_options(timeout=5.0))

    with pytest.raises(ConfigurationError, match="client is closed"):
        runner.call(through_a_view, base_url=server.url, connection="c", api_key=key)
    assert server.seen == []


def test_closing_the_client_underneath_closes_all(server: DocumentServer) -> None:
    meet = GoogleMeet(KEY, base_url=server.url, connection="c")
    view = meet.with_options(confirm=approve_all)
    meet.http.close()
    for client in (meet, view):
        with pytest.raises(ConfigurationError, match="client is closed"):
            read(client)


@pytest.mark.parametrize("kind", ["sync", "asyncio"])
def test_a_body_of_the_other_kind(kind: str) -> None:
    async def parts() -> Any:
        yield b"{}"

    body = parts() if kind == "sync" else iter([b"{}"])
    with pytest.raises(InvalidArgumentError, match="Nothing was sent"):
        ClientRunner(kind).call(lambda meet: meet.http.post("/x", content=body), connection="c")


# --- where the key goes ---------------------------------------------------------------------------


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_plain_http_to_loopback_goes_past_proxies(
    variable: str, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with GoogleMeet(KEY, base_url=server.url, connection="c") as meet:
        assert read(meet).name


def test_https_goes_through_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with GoogleMeet(KEY, connection="c", timeout=5, retry=None) as meet:
        with pytest.raises(NetworkError, match="Nothing was sent"):
            read(meet)


@pytest.mark.parametrize(
    "body",
    [
        {"message": f"Invalid API key {KEY}"},
        {"error": {"code": 401, "message": KEY, "status": KEY, "details": [{"key": KEY}]}},
    ],
)
def test_a_key_that_the_server_echoes_is_not_told(body: Any, runner: ClientRunner) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json=body, headers={"X-Request-Id": KEY})

    with pytest.raises(MatonError) as raised:
        runner.call(read, connection="c", transport=httpx.MockTransport(answer))
    error: Any = raised.value
    assert "***" in str(error)
    assert KEY not in f"{error} {error.message} {error.reason} {error.details} {error.request_id}"


def test_no_key_in_the_request_that_a_redirect_would_make(
    runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers["spaces.get"] = [
        Reply(status=307, headers={"Location": "/other"}, wrong_on_purpose=True)
    ]
    with pytest.raises(MatonError, match="Redirects are not followed") as raised:
        runner.call(read, base_url=server.url, connection="c")
    assert raised.value.response.next_request is None  # type: ignore[attr-defined]


def test_a_304_is_no_redirect(server: DocumentServer) -> None:
    server.answers["spaces.get"] = [Reply(status=304, wrong_on_purpose=True)]
    with pytest.raises(MatonError) as raised:
        ClientRunner("sync").call(read, base_url=server.url, connection="c")
    assert "Redirects" not in str(raised.value)


def test_cookies_are_not_kept(server: DocumentServer) -> None:
    reply = Reply(json={"name": "spaces/a"}, headers={"Set-Cookie": "account=one; Path=/"})
    server.answers["spaces.get"] = [reply]
    with GoogleMeet(KEY, base_url=server.url, connection="one") as meet:
        read(meet)
        other = meet.with_options(connection="two")
        read(other)
        other.http.get("/google-meet/v2/spaces/abc")  # Cookies go with raw requests only.
    assert ["cookie" in seen.headers for seen in server.seen] == [False, False, False]


def test_a_line_break_in_a_path_splits_no_log_line(
    server: DocumentServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "maton_google_meet")
    with contextlib.suppress(MatonError):
        ClientRunner("sync").call(
            lambda meet: meet.http.get("/x%0aforged"), base_url=server.url, connection="c"
        )
    server.violations.clear()
    assert "/x\\nforged" in caplog.text


# --- what an answer tells -------------------------------------------------------------------------


@pytest.mark.parametrize("charset", ["hex", "undefined", "idna", "rot13", "zlib", "nonsense"])
def test_an_error_in_a_charset_that_is_none(charset: str, runner: ClientRunner) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(
            500, content=b"oops", headers={"Content-Type": f"text/html; charset={charset}"}
        )

    with pytest.raises(OutcomeUnknown, match="oops"):
        runner.call(
            create, connection="c", confirm=approve_all, transport=httpx.MockTransport(answer)
        )


@pytest.mark.parametrize(
    ("status", "kind"), [(403, PermissionDeniedError), (429, RateLimitError), (503, ServerError)]
)
@pytest.mark.parametrize("fault", ["cut", "gzip"])
def test_an_error_whose_body_breaks_off_is_still_that_error(
    status: int, kind: type[MatonError], fault: str, runner: ClientRunner, server: DocumentServer
) -> None:
    headers = {"Content-Length": "99", "Retry-After": "7"}
    if fault == "gzip":
        headers = {"Content-Encoding": "gzip", "Retry-After": "7"}
    for call in (read, create):
        for operation in ("spaces.get", "spaces.create"):
            server.answers[operation] = [
                Reply(status=status, body=b"{", headers=headers, wrong_on_purpose=True)
            ]
        with pytest.raises(kind) as raised:
            runner.call(call, base_url=server.url, connection="c", confirm=approve_all)
        error: Any = raised.value
        assert (error.status_code, error.retry_after, error.message) == (status, 7.0, "")
        assert isinstance(error, OutcomeUnknown) == (call is create and status == 503)


def test_a_success_that_breaks_off_is_lost(runner: ClientRunner, server: DocumentServer) -> None:
    cut = Reply(body=b'{"name"', headers={"Content-Length": "99"}, wrong_on_purpose=True)
    server.answers["spaces.get"], server.answers["spaces.create"] = [cut], [cut]
    with pytest.raises(NetworkError) as raised:
        runner.call(read, base_url=server.url, connection="c")
    assert not isinstance(raised.value, OutcomeUnknown)
    with pytest.raises(NetworkOutcomeUnknown):
        runner.call(create, base_url=server.url, connection="c", confirm=approve_all)


def test_a_compressed_success_is_read(runner: ClientRunner, server: DocumentServer) -> None:
    packed = gzip.compress(b'{"name": "spaces/zip"}')
    headers = {"Content-Encoding": "gzip"}
    server.answers["spaces.get"] = [Reply(body=packed, headers=headers, wrong_on_purpose=True)]
    assert runner.call(read, base_url=server.url, connection="c").name == "spaces/zip"


@pytest.mark.parametrize(
    "call",
    [
        lambda meet: meet.connections.delete("c"),
        lambda meet: meet.members.delete("spaces/a/members/b"),
        lambda meet: meet.spaces.end_active_conference("a"),
    ],
)
@pytest.mark.parametrize(
    ("body", "fits"),
    [
        (b"", True),
        (b"{}", True),
        (b'{"x": 1}', True),
        *(
            pytest.param(*each, marks=pytest.mark.maton_contract(wrong_on_purpose="answers"))
            for each in [(b" \n", True), (b"<html>", False), (b"[]", False), (b"null", False)]
        ),
    ],
)
def test_an_answer_that_says_nothing_says_it_in_json(
    call: Any, body: bytes, fits: bool, runner: ClientRunner
) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        return httpx.Response(200, content=body, headers=headers)

    expected = contextlib.nullcontext() if fits else pytest.raises(ResponseError, match="executed")
    with expected:
        assert (
            runner.call(
                call, connection="c", confirm=approve_all, transport=httpx.MockTransport(answer)
            )
            is None
        )


def test_hints_replace_what_speaks_of_google(server: DocumentServer) -> None:
    for status, words in (
        (400, "check its arguments"),
        (403, "The Maton key does not allow"),
        (500, "Maton failed"),
    ):
        server.answers["connections.list"] = [Reply(status=status, json={"message": "no"})]
        with pytest.raises(MatonError, match=words) as raised:
            ClientRunner("sync").call(lambda meet: meet.connections.list(), base_url=server.url)
        assert "oogle account" not in str(raised.value)
        assert "authorization" not in str(raised.value)


@pytest.mark.maton_contract(wrong_on_purpose="answers")
@pytest.mark.parametrize("token", [5, ["x"], {"a": 1}, True])
def test_a_page_token_that_is_none(token: Any, runner: ClientRunner) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"members": [], "nextPageToken": token})

    with pytest.raises(ResponseError, match="nextPageToken: expected a string"):
        runner.call(
            lambda meet: meet.members.list("a"),
            connection="c",
            transport=httpx.MockTransport(answer),
        )


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_stop_async_iteration_ends_no_list(backend: str, server: DocumentServer) -> None:
    def key() -> str:
        raise StopAsyncIteration

    with pytest.raises(ConfigurationError, match="raised StopAsyncIteration"):
        ClientRunner(backend).call(
            lambda meet: meet.conference_records.list(),
            api_key=key,
            base_url=server.url,
            connection="c",
        )


# --- arguments ------------------------------------------------------------------------------------


def test_an_unset_mask_is_derived(runner: ClientRunner, server: DocumentServer) -> None:
    config = SpaceConfig(access_type="OPEN")
    runner.call(
        lambda meet: meet.spaces.update("abc", config=config, update_mask=UNSET),
        lambda meet: meet.members.list("abc", page_size=UNSET),
        base_url=server.url,
        connection="c",
        confirm=approve_all,
    )
    assert [seen.target.partition("?")[2] for seen in server.seen] == [
        "updateMask=config.accessType",
        "pageSize=500",
    ]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda meet: meet.spaces.create(config="TRUSTED"), "config='TRUSTED': expected Space"),
        (
            lambda meet: meet.spaces.create(config=SpaceConfig(artifact_config={})),
            r"config\.artifactConfig=\{\}: expected ArtifactConfig, got dict",
        ),
        (
            lambda meet: meet.spaces.update("a", config=SpaceConfig(access_type=None)),
            r"config\.accessType=None: expected AccessType \| str",
        ),
        (
            lambda meet: meet.spaces.update(
                "a", config=SpaceConfig(access_type=None), update_mask="config.accessType"
            ),
            r"config\.accessType=None: expected AccessType \| str",
        ),
        (lambda meet: meet.members.batch_update("a", requests=[None]), r"requests\[0\]=None: expe"),
        (
            lambda meet: meet.members.batch_update(
                "a", requests=[UpdateMemberRequest(Member("spaces/a/members/b", role=None))]
            ),
            r"requests\[0\]\.member\.role=None: expected",
        ),
    ],
)
def test_what_no_model_can_hold_is_a_type_error(
    call: Any, words: str, runner: ClientRunner
) -> None:
    with pytest.raises(TypeError, match=words):
        runner.call(call, connection="c", confirm=approve_all)


@pytest.mark.parametrize(
    "timeout", ["30", {}, 0, -1, float("nan"), float("inf"), 1e30, b"1"], ids=repr
)
def test_timeouts_that_are_none(timeout: Any) -> None:
    with pytest.raises(
        ConfigurationError,
        match=r"timeout= .*, or a number of seconds above 0",
    ):
        GoogleMeet(KEY, timeout=timeout)
    with GoogleMeet(KEY) as meet, pytest.raises(ConfigurationError, match=r"timeout="):
        meet.with_options(timeout=timeout)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HTTPS_PROXY", "ftp://x"),
        ("ALL_PROXY", "socks5://127.0.0.1:9"),
        ("SSL_CERT_FILE", "/nonexistent"),
    ],
)
def test_an_environment_that_cannot_be(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError, match=f"{variable}={value} cannot be used"):
        GoogleMeet(KEY)


@pytest.mark.parametrize("address", ["https://a..b", "https://xn--", f"https://{'a' * 64}.example"])
def test_hosts_that_cannot_be(address: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url="):
        GoogleMeet(KEY, base_url=address)


@pytest.mark.parametrize(
    "pace", [10, "fast", object(), Retry()], ids=lambda pace: type(pace).__name__
)
def test_a_pace_is_a_pace(pace: Any) -> None:
    with pytest.raises(ConfigurationError, match="pace= takes a Pace"):
        GoogleMeet(KEY, pace=pace)


def test_a_retry_is_a_retry() -> None:
    with pytest.raises(ConfigurationError, match="retry= takes a Retry"):
        GoogleMeet(KEY, retry=5)  # type: ignore[arg-type]


def test_default_makes_a_policy_of_its_own_in_a_view_too() -> None:
    meet = AsyncGoogleMeet(KEY, retry=None, pace=None)
    view = meet.with_options(retry=DEFAULT, pace=DEFAULT)
    assert view.http.call_options.retry == Retry()
    assert isinstance(view.http.call_options.pace, Pace)


# --- the terminal ---------------------------------------------------------------------------------


def pending(body: bytes) -> PendingWrite:
    return PendingWrite("spaces.create", "POST", "/x", None, body, "Creates.", False)


def test_a_body_too_deep_to_parse_is_shown_as_it_is() -> None:
    deep = pending(b"[" * 100_000)
    assert deep.json is None
    assert "[" * 100_000 in hooks.screen(deep)


def test_a_lone_surrogate_is_shown_harmlessly() -> None:
    shown = hooks.screen(pending(b'"\\ud800"'))
    shown.encode()
    assert "\\ud800" in shown


def test_what_was_typed_before_the_question_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    class Terminal:
        def isatty(self) -> bool:
            return True

        def write(self, _: str) -> None:
            order.append("shown")

        def flush(self) -> None:
            pass

        def readline(self) -> str:
            order.append("read")
            return "yes\n"

    terminal = Terminal()

    def flush(stream: object, queue: object) -> None:
        assert stream is terminal
        order.append("flushed")

    monkeypatch.setattr(hooks, "sys", SimpleNamespace(stdin=terminal, stderr=terminal))
    monkeypatch.setitem(sys.modules, "termios", SimpleNamespace(tcflush=flush, TCIFLUSH=0))
    assert approve_in_terminal(pending(b"{}"))
    assert order == ["flushed", "shown", "read"]
