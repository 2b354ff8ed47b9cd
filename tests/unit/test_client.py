"""What a client is configured with, and its life: key, address, views, closing, sharing, logs."""

from __future__ import annotations

import copy
import inspect
import logging
import pickle
import threading
import traceback
from dataclasses import replace
from typing import Any

import anyio
import anyio.lowlevel
import httpx
import maton_google_meet
import pytest
from maton_google_meet import (
    AsyncGoogleMeet,
    ConfigurationError,
    GoogleMeet,
    InvalidArgumentError,
    MatonError,
    Pace,
    Retry,
    approve_all,
)
from maton_google_meet.config import DEFAULT, KEEP
from support.clients import KEY, ClientRunner
from support.document_server import DocumentServer, Reply


def read(meet: Any) -> Any:
    return meet.spaces.get("abc")


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
    runner.call(read, base_url=server.url, connection="c", api_key=key)
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"


def test_the_key_may_rotate(runner: ClientRunner, server: DocumentServer) -> None:
    keys = iter(["wrong", KEY])
    statuses: list[int] = []

    def refused(meet: Any) -> Any:
        try:
            result = read(meet)
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

    runner.call(refused, read, base_url=server.url, connection="c", api_key=lambda: next(keys))
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
def test_a_key_that_cannot_be(key: Any, words: str, way: str, runner: ClientRunner) -> None:
    given = key if way == "argument" else lambda: key
    with pytest.raises(ConfigurationError, match=words) as raised:
        runner.call(read, api_key=given, connection="c", base_url="http://127.0.0.1:9")
    assert SECRET not in "".join(traceback.format_exception(raised.value))


def test_without_a_key(runner: ClientRunner) -> None:
    with pytest.raises(ConfigurationError, match=r"set the environment variable MATON_API_KEY"):
        runner.client_class()


def test_a_coroutine_is_no_key_in_the_sync_client(server: DocumentServer) -> None:
    async def key() -> str:
        return KEY

    with pytest.raises(ConfigurationError, match="not coroutine"):
        ClientRunner("sync").call(read, base_url=server.url, connection="c", api_key=key)


def test_the_key_stays_in_no_request_error_or_repr(
    runner: ClientRunner, server: DocumentServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answers["spaces.get"] = [Reply(status=404, json={"message": "no"})]
    with pytest.raises(MatonError) as raised:
        runner.call(read, base_url=server.url, connection="c", api_key=KEY)
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


def test_the_client_says_what_it_is(runner: ClientRunner, server: DocumentServer) -> None:
    runner.call(read, base_url=server.url, connection="c")
    expected = f"maton-google-meet/{maton_google_meet.__version__} python-httpx/{httpx.__version__}"
    assert server.seen[0].headers["user-agent"] == expected


# --- the address ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://api.maton.ai", "https://proxy.example/maton/", "http://localhost:8080",
        "http://127.8.9.1", "http://[::1]:8080", " https://api.maton.ai\n",
    ],
)  # fmt: skip
def test_addresses_that_are_fine(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert address.strip().rstrip("/") in repr(GoogleMeet(KEY, base_url=address))
    monkeypatch.setenv("MATON_API_BASE_URL", address)
    assert address.strip().rstrip("/") in repr(GoogleMeet(KEY))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://api.maton.ai", "others could read the key"),
        ("http://localhost.evil.example", "others could read the key"),
        ("http://10.0.0.1", "others could read the key"),
        ("http://[::2]", "others could read the key"),
        ("ftp://api.maton.ai", "of the form https://host"),
        ("api.maton.ai", "of the form https://host"),
        ("", "of the form https://host"),
        ("https://", "of the form https://host"),
        ("https://user:pw@api.maton.ai", "a user, query or fragment"),
        ("https://api.maton.ai?x=1", "a user, query or fragment"),
        ("https://api.maton.ai#x", "a user, query or fragment"),
        ("https://api.maton.ai:port", "is not a URL"),
        (5, "takes a str"),
    ],
)
def test_addresses_that_are_not(address: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as raised:
        GoogleMeet(KEY, base_url=address)
    assert "pw" not in str(raised.value)


def test_an_empty_variable_is_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATON_API_BASE_URL", "")
    assert "https://api.maton.ai" in repr(GoogleMeet(KEY))


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
def test_the_key_goes_nowhere_else(url: str, server: DocumentServer) -> None:
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


def test_an_address_with_a_path_knows_its_operations() -> None:
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
        read(meet)
    assert seen[0].url == "https://proxy.example/maton/google-meet/v2/spaces/abc"


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "x-method-override", "X-HTTP-Method"])
def test_a_read_cannot_be_made_a_write(header: str, server: DocumentServer) -> None:
    with GoogleMeet(KEY, base_url=server.url, connection="c") as meet:
        with pytest.raises(ConfigurationError, match="overrides the method"):
            meet.http.get("/google-meet/v2/spaces/a", headers={header: "DELETE"})
    assert server.seen == []


def test_no_other_authentication_and_no_redirect_gets_past(server: DocumentServer) -> None:
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
def test_what_cannot_become_a_request(call: Any, runner: ClientRunner) -> None:
    with pytest.raises(InvalidArgumentError, match="This cannot be sent") as raised:
        runner.call(call, connection="c", confirm=approve_all)
    assert len(str(raised.value)) < 300


# --- options and views ----------------------------------------------------------------------------


def test_a_view_keeps_what_it_is_not_given(server: DocumentServer) -> None:
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


def test_a_client_has_policies_of_its_own() -> None:
    one, two = GoogleMeet(KEY), GoogleMeet(KEY)
    assert one.http.call_options.retry == Retry()
    assert one.http.call_options.pace is not two.http.call_options.pace
    off = GoogleMeet(KEY, retry=None, pace=None)
    assert (off.http.call_options.retry.attempts, off.http.call_options.pace) == (1, None)


def test_views_share_sockets_and_closing_one_does_nothing(
    runner: ClientRunner, server: DocumentServer
) -> None:
    def through_a_view(meet: Any) -> Any:
        view = meet.with_options(connection="view")
        if runner.mode == "sync":
            with view:
                read(view)
            return read(meet)

        async def main() -> Any:
            async with view:
                await read(view)
            return await read(meet)

        return main()

    assert runner.call(through_a_view, base_url=server.url, connection="own").name
    assert [seen.headers["maton-connection"] for seen in server.seen] == ["view", "own"]


@pytest.mark.parametrize("end", ["answered", "cancelled", "closed"])
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_no_more_calls_are_on_their_way_than_leave_in_a_second(
    backend: str, end: str, server: DocumentServer
) -> None:
    """httpx gets slower with each connection; those who wait are in nobody else's queue."""
    release = threading.Event()
    held = replace(server.example("spaces.get"), after=release)
    server.answers["spaces.get"] = lambda _: held
    told: list[str] = []

    async def main() -> None:
        async with AsyncGoogleMeet(KEY, base_url=server.url, connection="c", pace=None) as meet:
            pool = meet.http._transport._pool  # type: ignore[attr-defined]
            gate = meet.http._sockets.semaphore

            async def call() -> None:
                try:
                    told.append((await read(meet)).name)
                except MatonError as error:
                    told.append(type(error).__name__)

            async def calls(tasks: Any, count: int) -> None:
                for _ in range(count):
                    tasks.start_soon(call)

            async with anyio.create_task_group() as group:
                await calls(group, 10)
                with anyio.fail_after(20):
                    while len(server.seen) < 10:  # noqa: ASYNC110 - it has no event
                        await anyio.sleep(0.001)
                async with anyio.create_task_group() as last:
                    await calls(last, 3)
                    await anyio.wait_all_tasks_blocked()
                    assert len(pool._requests) == len(pool.connections) == 10
                    assert gate.statistics().tasks_waiting == 3
                    if end == "closed":
                        await meet.aclose()
                    elif end == "cancelled":
                        last.cancel_scope.cancel()
                    else:
                        release.set()
                release.set()
            assert gate.statistics().tasks_waiting == 0
            assert pool._requests == []

    anyio.run(main, backend=backend)
    assert len(server.seen) == {"answered": 13, "cancelled": 10, "closed": 10}[end]
    assert len(told) == {"answered": 13, "cancelled": 10, "closed": 13}[end]
    assert set(told) == {"ConfigurationError" if end == "closed" else held.json["name"]}


def test_headers_that_are_set_on_the_client_go_with_each_call(
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


def test_a_header_set_on_the_client_that_overrides_the_method_is_refused(
    runner: ClientRunner, server: DocumentServer
) -> None:
    def call(meet: Any) -> Any:
        meet.http.headers["x_http-METHOD-override"] = "DELETE"
        return read(meet)

    with pytest.raises(ConfigurationError, match="overrides the method"):
        runner.call(call, base_url=server.url, connection="c")
    assert server.seen == []


def test_cookies_are_sent_with_raw_requests_and_taken_from_no_answer(
    runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers["spaces.get"] = lambda _: replace(
        server.example("spaces.get"), headers={"Set-Cookie": "theirs=1; Path=/"}
    )

    def raw(meet: Any) -> Any:
        meet.http.cookies = {"ours": "1"}
        return meet.http.get("/google-meet/v2/spaces/abc")

    runner.call(read, read, raw, read, base_url=server.url, connection="c")
    assert [seen.headers.get("cookie") for seen in server.seen] == [None, None, "ours=1", None]


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


def test_a_closed_client_says_so(runner: ClientRunner, server: DocumentServer) -> None:
    views: list[Any] = []

    def keep(meet: Any) -> None:
        views.extend([meet, meet.with_options(confirm=approve_all)])

    runner.call(keep, base_url=server.url, connection="c")
    for client in views:
        assert ("closed" in repr(client)) is True
        with pytest.raises(ConfigurationError, match="This client is closed"):
            if runner.mode == "sync":
                read(client)
            else:
                anyio.run(lambda client=client: read(client), backend=runner.mode)
    if runner.mode == "sync":
        views[0].close()
    else:
        anyio.run(views[0].aclose, backend=runner.mode)
    assert server.seen == []


def test_the_repr_tells_what_matters() -> None:
    meet = GoogleMeet(KEY, connection="c-1")
    assert repr(meet) == "<GoogleMeet https://api.maton.ai connection='c-1', reads only>"
    writing = AsyncGoogleMeet(KEY, confirm=approve_all)
    assert repr(writing).endswith("connection=None, writes with confirmation>")


def test_stand_ins_print_as_their_names() -> None:
    assert (repr(DEFAULT), repr(KEEP)) == ("DEFAULT", "KEEP")


@pytest.mark.parametrize(
    "changes",
    [
        {"attempts": 0}, {"attempts": 2.5}, {"attempts": "x"}, {"max_wait": -1},
        {"max_wait": float("nan")}, {"total": float("inf")}, {"total": "x"},
    ],
)  # fmt: skip
def test_retry_refuses_bounds_that_cannot_be(changes: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(changes))):
        Retry(**changes)


def test_retry_is_a_value() -> None:
    retry = Retry(attempts=3, max_wait=1.0)
    same = [copy.copy(retry), copy.deepcopy(retry), pickle.loads(pickle.dumps(retry))]
    assert {retry, *same, Retry(3, 1.0)} == {retry}
    assert retry not in (Retry(attempts=3), (3, 1.0, 120.0))
    assert repr(retry) == "Retry(attempts=3, max_wait=1.0, total=120.0)"
    for name in ("attempts", "max_attempts"):
        with pytest.raises(AttributeError, match=f"cannot assign to field '{name}'"):
            setattr(retry, name, 4)


@pytest.mark.parametrize("rate", [0, -1, float("inf"), float("nan"), "x"])
def test_pace_refuses_rates_that_cannot_be(rate: Any) -> None:
    with pytest.raises(ConfigurationError, match="rate"):
        Pace(rate)


def test_pace_prints_its_rate() -> None:
    assert repr(Pace()) == "Pace(rate=10.0)"


@pytest.mark.parametrize("name", ["confirm", "connection", "retry", "pace", "timeout", "base_url"])
def test_options_are_keywords(name: str) -> None:
    parameter = inspect.signature(GoogleMeet).parameters[name]
    assert parameter.kind is inspect.Parameter.KEYWORD_ONLY


# --- sharing --------------------------------------------------------------------------------------


def test_threads_share_a_client(server: DocumentServer) -> None:
    failures: list[BaseException] = []
    with GoogleMeet(
        KEY, base_url=server.url, connection="c", confirm=approve_all, pace=None
    ) as meet:

        def work() -> None:
            try:
                for _ in range(20):
                    read(meet)
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
def test_tasks_share_a_client(backend: str, server: DocumentServer) -> None:
    async def main() -> None:
        async with AsyncGoogleMeet(KEY, base_url=server.url, connection="c", pace=None) as meet:
            async with anyio.create_task_group() as group:
                for _ in range(50):
                    group.start_soon(read, meet)

    anyio.run(main, backend=backend)
    assert len(server.seen) == 50


def test_a_stream_reads_as_it_comes(server: DocumentServer) -> None:
    with GoogleMeet(KEY, base_url=server.url, connection="c") as meet:
        with meet.http.stream("GET", "/google-meet/v2/spaces/abc") as response:
            assert not response.is_stream_consumed
            assert b"spaces/" in response.read()
        server.answers["spaces.get"] = [Reply(status=404, json={"message": "gone"})]
        with pytest.raises(MatonError, match="gone"):
            with meet.http.stream("GET", "/google-meet/v2/spaces/abc"):
                pass


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_async_stream_reads_as_it_comes(backend: str, server: DocumentServer) -> None:
    async def main() -> None:
        async with AsyncGoogleMeet(KEY, base_url=server.url, connection="c") as meet:
            async with meet.http.stream("GET", "/google-meet/v2/spaces/abc") as response:
                assert b"spaces/" in await response.aread()
            server.answers["spaces.get"] = [Reply(status=404, json={"message": "gone"})]
            with pytest.raises(MatonError, match="gone"):
                async with meet.http.stream("GET", "/google-meet/v2/spaces/abc"):
                    pass

    anyio.run(main, backend=backend)


# --- logs -----------------------------------------------------------------------------------------


def test_each_attempt_is_logged_at_debug(
    runner: ClientRunner, server: DocumentServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "maton_google_meet")
    runner.call(read, base_url=server.url)
    [look_up, call] = [each for each in caplog.records if each.name == "maton_google_meet"]
    assert look_up.getMessage().startswith("GET /connections: 200, attempt 1, 0.")
    assert call.getMessage().startswith("GET /google-meet/v2/spaces/abc: 200, attempt 1, 0.")
    assert call.levelno == logging.DEBUG
    assert "session_token" not in caplog.text


def test_what_got_no_answer_is_logged_too(
    server: DocumentServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "maton_google_meet")
    server.answers["spaces.get"] = [Reply.drop()]
    with pytest.raises(MatonError):
        ClientRunner("sync").call(read, base_url=server.url, connection="c")
    assert "GET /google-meet/v2/spaces/abc: RemoteProtocolError, attempt 1" in caplog.text


def test_no_handler_is_installed() -> None:
    for name in ("maton_google_meet", "maton_google_meet.audit"):
        assert logging.getLogger(name).handlers == []
