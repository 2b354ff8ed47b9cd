"""The options of a client, its views, its end, and its use by several threads or tasks."""

from __future__ import annotations

import functools
import inspect
import logging
import threading
import time
import traceback
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import maton_google_meet
import pytest
from maton_google_meet import (
    DEFAULT,
    USE_PROXY_DEFAULT,
    ApprovalQueue,
    AsyncGoogleMeet,
    ConfigurationError,
    GoogleMeet,
    MatonError,
    NetworkError,
    Pace,
    Retry,
    approve_all,
)
from maton_google_meet.models import Connection
from maton_google_meet.sandbox import Sandbox
from maton_google_meet.testing import Contract
from support.clients import KEY, ClientRunner, read_space
from support.counting_proxy import Proxy
from support.document_server import DocumentServer, Reply
from support.sandboxes import NOW

# --- the key --------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["argument", "environment", "function", "async function"])
def test_the_key_is_trimmed_and_sent(
    way: str, runner: ClientRunner, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = f" {KEY}\n"
    key: Any = None
    if way == "argument":
        key = raw
    elif way == "environment":
        monkeypatch.setenv("MATON_API_KEY", raw)
    elif way == "function" or runner.mode == "sync":
        key = lambda: raw  # noqa: E731
    else:
        key = runner.make_hook(lambda: raw)
    runner.call(read_space, base_url=server.url, connection="c", api_key=key)
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_key_function_is_called_for_each_request(
    runner: ClientRunner, server: DocumentServer
) -> None:
    keys = iter(["wrong", KEY])
    statuses: list[int] = []

    def read_refused(meet: Any) -> Any:
        try:
            result = read_space(meet)
        except MatonError:
            return None
        if not inspect.isawaitable(result):
            return result

        async def main() -> None:
            try:
                await result
            except MatonError:
                statuses.append(401)

        return main()

    runner.call(
        read_refused, read_space, base_url=server.url, connection="c", api_key=lambda: next(keys)
    )
    assert [seen.headers["authorization"] for seen in server.seen] == [
        "Bearer wrong",
        f"Bearer {KEY}",
    ]
    assert len(server.violations) == 1
    server.violations.clear()


SECRET = "s3cr3t"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        (f"{SECRET}\r\nX-Evil: 1", "not allowed in a header"),
        (f"{SECRET} {SECRET}", "not allowed in a header"),
        (f"{SECRET}\x00", "not allowed in a header"),
        (f"{SECRET}é", "not allowed in a header"),
        (f"\u201c{SECRET}\u201d", "not allowed in a header"),
        (b"s3cr3t", "a str.*, not bytes"),
        (5, "a str.*, not int"),
    ],
)
@pytest.mark.parametrize("way", ["argument", "function"])
def test_an_unusable_key_is_refused_without_showing_it(
    key: Any, words: str, way: str, runner: ClientRunner
) -> None:
    given = key if way == "argument" else lambda: key
    with pytest.raises(ConfigurationError, match=words) as raised:
        runner.call(read_space, api_key=given, connection="c", base_url="http://127.0.0.1:9")
    assert SECRET not in "".join(traceback.format_exception(raised.value))


def test_a_missing_key_is_an_error(runner: ClientRunner) -> None:
    with pytest.raises(ConfigurationError, match=r"set the environment variable MATON_API_KEY"):
        runner.client_class()


def test_a_coroutine_is_not_a_key_in_the_sync_client(server: DocumentServer) -> None:
    async def key() -> str:
        return KEY

    with pytest.raises(ConfigurationError, match="not coroutine"):
        ClientRunner("sync").call(read_space, base_url=server.url, connection="c", api_key=key)


def test_the_key_is_not_in_requests_errors_and_reprs(
    runner: ClientRunner, server: DocumentServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers["spaces.get"] = [Reply(status=404, json={"message": "no"})]
    with pytest.raises(MatonError) as raised:
        runner.call(read_space, base_url=server.url, connection="c", api_key=KEY)
    error: Any = raised.value
    assert "authorization" not in error.response.request.headers
    assert KEY not in "".join(traceback.format_exception(error))
    assert KEY not in repr(vars(error))
    assert KEY not in caplog.text
    assert KEY not in repr(runner.client_class(KEY))
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    ours = [frame for frame in frames if "maton_google_meet" in frame.f_code.co_filename]
    assert len(ours) > 2
    assert KEY not in repr([frame.f_locals for frame in ours])


def test_the_user_agent_names_the_client(runner: ClientRunner, server: DocumentServer) -> None:
    runner.call(read_space, base_url=server.url, connection="c")
    expected = f"maton-google-meet/{maton_google_meet.__version__} python-httpx/{httpx.__version__}"
    assert server.seen[0].headers["user-agent"] == expected


def test_operations_are_matched_below_a_base_path() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(403, json={"message": "no"})

    with (
        GoogleMeet(
            KEY,
            base_url="https://proxy.example/maton",
            connection="c",
            transport=httpx.MockTransport(answer),
        ) as meet,
        pytest.raises(MatonError, match=r"^spaces\.get \(GET /maton/google-meet/v2/spaces"),
    ):
        read_space(meet)
    assert seen[0].url == "https://proxy.example/maton/google-meet/v2/spaces/abc"


# --- options and views ----------------------------------------------------------------------------


def test_a_view_keeps_the_other_options(server: DocumentServer) -> None:
    retry, pace = Retry(attempts=2), Pace(5)
    with GoogleMeet(
        KEY, base_url=server.url, connection="c", confirm=approve_all, timeout=7.0,
        retry=retry, pace=pace,
    ) as meet:  # fmt: skip
        same = meet.with_options()
        assert vars(same.http.call_options) == vars(meet.http.call_options)
        assert same.http.timeout == httpx.Timeout(7.0)
        other = meet.with_options(confirm=None, retry=None, pace=None, timeout=None)
        assert (other.http.call_options.confirm, other.http.call_options.pace) == (None, None)
        assert other.http.call_options.retry.attempts == 1
        assert other.http.timeout == httpx.Timeout(None)
        assert other.http.call_options.selector is meet.http.call_options.selector
        assert meet.http.timeout == httpx.Timeout(7.0)
        assert (meet.http.call_options.retry, meet.http.call_options.pace) == (retry, pace)
        assert other.with_options(timeout=httpx.Timeout(1, connect=2)).http.timeout.connect == 2


def test_clients_do_not_share_retry_and_pace() -> None:
    one, two = GoogleMeet(KEY), GoogleMeet(KEY)
    assert one.http.call_options.retry == Retry()
    assert one.http.call_options.pace is not two.http.call_options.pace
    off = GoogleMeet(KEY, retry=None, pace=None)
    assert (off.http.call_options.retry.attempts, off.http.call_options.pace) == (1, None)


def test_closing_a_view_keeps_the_client_open(runner: ClientRunner, server: DocumentServer) -> None:
    def through_a_view(meet: Any) -> Any:
        view = meet.with_options(connection="view")
        if runner.mode == "sync":
            with view:
                read_space(view)
            return read_space(meet)

        async def main() -> Any:
            async with view:
                await read_space(view)
            return await read_space(meet)

        return main()

    assert runner.call(through_a_view, base_url=server.url, connection="own").name
    assert [seen.headers["maton-connection"] for seen in server.seen] == ["view", "own"]


def test_views_reuse_the_connection(server: DocumentServer) -> None:
    opened: list[str] = []

    def trace(name: str, _: Any) -> None:
        if name.endswith("connect_tcp.complete"):
            opened.append(name)

    with GoogleMeet(KEY, base_url=server.url, connection="c") as meet:
        path = "/google-meet/v2/spaces/abc"
        for client in (meet, meet.with_options(confirm=approve_all), meet):
            client.http.get(path, extensions={"trace": trace})
    assert len(opened) == 1


def test_calls_of_a_closed_client_are_refused(runner: ClientRunner, server: DocumentServer) -> None:
    views: list[Any] = []

    def keep(meet: Any) -> None:
        views.extend([meet, meet.with_options(confirm=approve_all)])

    runner.call(keep, base_url=server.url, connection="c")
    for client in views:
        assert ("closed" in repr(client)) is True
        with pytest.raises(ConfigurationError, match="This client is closed"):
            if runner.mode == "sync":
                read_space(client)
            else:
                anyio.run(lambda client=client: read_space(client), backend=runner.mode)
    if runner.mode == "sync":
        views[0].close()
    else:
        anyio.run(views[0].aclose, backend=runner.mode)
    assert server.seen == []


def oldest(connections: Sequence[Connection]) -> Connection:
    return min(connections, key=lambda each: str(each.creation_time))


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("c-1", "c-1"),
        (None, "the only ACTIVE connection (not looked up yet)"),
        (oldest, "chosen by oldest (not looked up yet)"),
        (
            functools.partial(oldest, [Connection("secret")]),
            "chosen by partial (not looked up yet)",
        ),
        (USE_PROXY_DEFAULT, "whichever the proxy chooses"),
    ],
)
def test_the_repr_names_the_account(choice: Any, words: str) -> None:
    reading = GoogleMeet(KEY, connection=choice)
    assert repr(reading) == f"<GoogleMeet https://api.maton.ai, connection: {words}, reads only>"
    writing = AsyncGoogleMeet(KEY, connection=choice, confirm=approve_all)
    assert repr(writing).endswith(f"connection: {words}, writes with confirmation>")


def test_the_repr_has_the_own_words_for_the_account() -> None:
    meet = GoogleMeet(KEY, connection="c-1", account="ana@example.com\n")
    assert "maton.ai, account: ana@example.com\\n, connection: c-1, reads only>" in repr(meet)
    assert "account" not in repr(meet.with_options(connection="c-2"))
    assert "account: Ravi, connection: c-2" in repr(
        meet.with_options(connection="c-2", account="Ravi")
    )


@pytest.mark.parametrize("choice", [None, lambda active: active[0]])
def test_the_repr_names_a_discovered_connection_without_its_secrets(
    choice: Any, server: DocumentServer
) -> None:
    listed = {
        "connection_id": "c-1",
        "status": "ACTIVE",
        "url": "https://connect.maton.ai/?session_token=s3cr3t",
        "metadata": {"email": "ana@example.com", "token": "s3cr3t", "note": "\x1b[2J"},
    }
    server.answers["connections.list"] = [Reply(json={"connections": [listed]})]
    with GoogleMeet(KEY, base_url=server.url, connection=choice) as meet:
        read_space(meet)
        text = repr(meet)
        assert repr(meet.with_options(confirm=approve_all)).startswith(text.rpartition(",")[0])
        assert "not looked up yet" in repr(meet.with_options(connection=choice))
    assert "connection: c-1 (ACTIVE" in text
    assert "ana@example.com" in text
    assert "s3cr3t" not in text
    assert "\x1b" not in text


# --- headers of a view ----------------------------------------------------------------------------


def test_the_headers_of_a_view_go_with_its_calls(
    runner: ClientRunner, server: DocumentServer
) -> None:
    def call(meet: Any, step: int) -> Any:
        meet.http.headers["X-Team"] = "all"
        meet.http.headers["X-Trace"] = "1"
        view = meet.with_options(headers={"x-team": "sales", "X-Trace": None, "User-Agent": "me/1"})
        return read_space([meet, view, view.with_options(headers={"X-More": "2"})][step])

    for step in range(3):
        runner.call(functools.partial(call, step=step), base_url=server.url)
    sent = [
        [seen.headers.get(name) for name in ("x-team", "x-trace", "x-more")] for seen in server.seen
    ]
    assert sent[::2] == sent[1::2]  # The discovery of the connection is a call too.
    assert sent[::2] == [["all", "1", None], ["sales", None, None], ["sales", None, "2"]]
    assert server.seen[0].headers["user-agent"] != "me/1"
    assert {seen.headers["user-agent"] for seen in server.seen[2:]} == {"me/1"}
    assert {seen.headers["authorization"] for seen in server.seen} == {f"Bearer {server.key}"}


def test_the_headers_of_a_view_change_no_other_client(server: DocumentServer) -> None:
    with GoogleMeet(KEY, base_url=server.url, confirm=approve_all) as meet:
        before = dict(meet.http.headers)
        view = meet.with_options(headers={"X-Team": "sales", "Accept": None})
        assert "accept" not in view.http.headers
        assert view.with_options(timeout=3.0).http.headers["X-Team"] == "sales"
        assert view.with_options(headers={}).http.headers == view.http.headers
        meet.http.headers["X-Late"] = "1"
        assert "X-Late" not in view.http.headers
        assert dict(meet.http.headers) == {**before, "x-late": "1"}
        view.spaces.create()
        view.http.get("/google-meet/v2/spaces/abc")
    assert {seen.headers.get("x-team") for seen in server.seen} == {"sales"}
    assert server.requests("spaces.create")[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize("name", ["confirm", "connection", "retry", "pace", "timeout", "base_url"])
def test_options_are_keywords(name: str) -> None:
    parameter = inspect.signature(GoogleMeet).parameters[name]
    assert parameter.kind is inspect.Parameter.KEYWORD_ONLY


# --- sharing --------------------------------------------------------------------------------------


def test_several_threads_share_a_client(server: DocumentServer) -> None:
    failures: list[BaseException] = []
    with GoogleMeet(
        KEY, base_url=server.url, connection="c", confirm=approve_all, pace=None
    ) as meet:

        def work() -> None:
            try:
                for _ in range(20):
                    read_space(meet)
                    meet.spaces.create()
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert len(server.seen) == 8 * 40


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_many_tasks_share_a_client(backend: str, server: DocumentServer) -> None:
    async def main() -> None:
        async with AsyncGoogleMeet(KEY, base_url=server.url, connection="c", pace=None) as meet:
            async with anyio.create_task_group() as group:
                for _ in range(50):
                    group.start_soon(read_space, meet)

    anyio.run(main, backend=backend)
    assert len(server.seen) == 50


def test_closing_the_http_client_closes_all_views(server: DocumentServer) -> None:
    meet = GoogleMeet(KEY, base_url=server.url, connection="c")
    view = meet.with_options(confirm=approve_all)
    meet.http.close()
    for client in (meet, view):
        with pytest.raises(ConfigurationError, match="client is closed"):
            read_space(client)


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_http_to_loopback_bypasses_proxies(
    variable: str, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with GoogleMeet(KEY, base_url=server.url, connection="c") as meet:
        assert read_space(meet).name


def test_https_uses_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with GoogleMeet(KEY, connection="c", timeout=5, retry=None) as meet:
        with pytest.raises(NetworkError, match="Nothing was sent"):
            read_space(meet)


@pytest.mark.parametrize(
    "pace", [10, "fast", object(), Retry()], ids=lambda pace: type(pace).__name__
)
def test_a_pace_is_a_pace(pace: Any) -> None:
    with pytest.raises(ConfigurationError, match="pace= takes a Pace"):
        GoogleMeet(KEY, pace=pace)


@pytest.mark.parametrize("confirm", [True, "yes", bool, ApprovalQueue])
def test_a_hook_is_a_function(confirm: Any) -> None:
    with pytest.raises(ConfigurationError, match="confirm= takes a function"):
        GoogleMeet(KEY, confirm=confirm)


def test_a_retry_is_a_retry() -> None:
    with pytest.raises(ConfigurationError, match="retry= takes a Retry"):
        GoogleMeet(KEY, retry=5)  # type: ignore[arg-type]


def test_default_creates_retry_and_pace_in_a_view() -> None:
    meet = AsyncGoogleMeet(KEY, retry=None, pace=None)
    view = meet.with_options(retry=DEFAULT, pace=DEFAULT)
    assert view.http.call_options.retry == Retry()
    assert isinstance(view.http.call_options.pace, Pace)


@pytest.fixture
def proxy(maton_contract: Contract) -> Proxy:
    """Accept requests that the document does not know."""
    maton_contract.elsewhere.add("https://api.maton.ai")
    return Proxy()


@pytest.fixture(params=[GoogleMeet, AsyncGoogleMeet])
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param


JUNK: list[Any] = [
    5, -1, 0, True, b"x", "", "\n", "x y", "\udcff", "é", (), (1, 2), {}, [], object(), object,
    print, float("nan"), float("inf"), 10**400, httpx.Timeout(-1), httpx.Timeout("x"),  # type: ignore[arg-type]
    httpx.Timeout(0), httpx.HTTPTransport, httpx.URL("https://[::1]"), "https://h:0", "http://h",
]  # fmt: skip
OPTIONS = ["api_key", "connection", "confirm", "base_url", "timeout", "retry", "pace", "transport"]


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("value", JUNK, ids=range(len(JUNK)))
def test_a_constructor_takes_a_value_or_names_the_argument(
    option: str, value: Any, kind: Any, proxy: Proxy
) -> None:
    options = {"api_key": KEY, "transport": proxy.transport, option: value}
    try:
        kind(**options)
    except MatonError as error:
        assert f"{option}=" in str(error)


@pytest.mark.parametrize("option", ["connection", "confirm", "timeout", "retry", "pace"])
@pytest.mark.parametrize("value", JUNK, ids=range(len(JUNK)))
def test_a_view_takes_a_value_or_names_the_argument(
    option: str, value: Any, kind: Any, proxy: Proxy
) -> None:
    meet = kind(KEY, transport=proxy.transport)
    try:
        meet.with_options(**{option: value})
    except MatonError as error:
        assert f"{option}=" in str(error)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("timeout", httpx.Timeout(-1)), ("timeout", httpx.Timeout("x")), ("timeout", "x"),  # type: ignore[arg-type]
        ("timeout", True), ("timeout", httpx.Timeout(5, read=0)), ("transport", 42),
        ("transport", httpx.HTTPTransport), ("base_url", b"https://h"), ("base_url", "https://h#"),
        ("base_url", "https://h:65536"), ("base_url", httpx.URL("https://h")), ("api_key", b"x"),
        ("pace", type("Half", (), {"areserve": None})()), ("pace", Pace),
        ("pace", type("OtherHalf", (), {"reserve": None})()),
    ],
)  # fmt: skip
def test_a_value_that_would_fail_in_a_call_is_refused(option: str, value: Any, kind: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"{option}="):
        kind(**{"api_key": KEY, option: value})


def test_a_transport_of_the_other_client_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"transport= takes an httpx\.BaseTransport"):
        GoogleMeet(KEY, transport=httpx.AsyncHTTPTransport())  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match=r"httpx.AsyncBaseTransport .* not HTTPTransport"):
        AsyncGoogleMeet(KEY, transport=httpx.HTTPTransport())  # type: ignore[arg-type]


# A transport of httpx-aiohttp, as far as the client sees it.
HttpxAiohttp = type("T", (httpx.AsyncBaseTransport,), {"__module__": "httpx_aiohttp.transport"})


@pytest.mark.parametrize("client", [GoogleMeet, AsyncGoogleMeet])
@pytest.mark.parametrize("transport", [HttpxAiohttp, type("Subclass", (HttpxAiohttp,), {})])
def test_a_transport_that_resends_writes_is_refused(client: Any, transport: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"send a write twice.*Leave out transport=, or"):
        client(KEY, transport=transport())


def test_a_client_with_a_failed_constructor_has_a_repr() -> None:
    for kind in (GoogleMeet, AsyncGoogleMeet):
        with pytest.raises(ConfigurationError) as raised:
            kind(b"wrong")  # type: ignore[arg-type]
        report = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
        assert kind.__name__ in "".join(report.format())


def test_sleep_waits_by_the_clock_of_the_client(runner: ClientRunner) -> None:
    """A client of a sandbox advances the clock; closing a client ends a wait."""
    sandbox = Sandbox(now=NOW)
    for seconds in (0, -1, 90.5):
        runner.call_sandbox(sandbox, lambda meet, seconds=seconds: meet.sleep(seconds))
    assert sandbox.now - NOW == timedelta(seconds=90.5)
    started = time.monotonic()
    runner.call(lambda meet: meet.sleep(0.01))
    assert time.monotonic() - started >= 0.01
