"""Nothing but a `MatonError`, a `TypeError` or `ValueError` of an argument, what a function of the
user's raised, and cancellation leaves a call, a constructor or a context manager."""

from __future__ import annotations

import asyncio
import gc
import inspect
import io
import os
import pickle
import re
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent import futures
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import anyio
import httpx
import pytest
import trio
from maton_google_meet import (
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
    approve_all,
)
from maton_google_meet.cli import main
from maton_google_meet.flow import recursion as functions
from maton_google_meet.http.headers import PARAMETERS, REFUSED, USUAL_HEADERS, check_query
from maton_google_meet.models import SpaceConfig
from maton_google_meet.testing import Contract
from maton_google_meet_api import AuthenticatedClient
from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.runtime.schemas import document, resolve_node
from support.clients import KEY, ClientRunner
from support.document_server import DocumentServer, Reply

SPACES = "/google-meet/v2/spaces"
SPACE = f"{SPACES}/abc"
TYPED = (MatonError, TypeError, ValueError)
CONNECTIONS = [
    {"connection_id": name, "app": "google-meet", "status": "ACTIVE"} for name in ("a", "b")
]


class Proxy:
    """A transport that counts requests, and a hook that counts questions."""

    def __init__(self) -> None:
        self.sent: list[httpx.Request] = []
        self.asked: list[PendingWrite] = []
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if request.url.path == "/connections":
            return httpx.Response(200, json={"connections": CONNECTIONS})
        return httpx.Response(200, json={"name": "spaces/abc"})

    def confirm(self, pending: PendingWrite) -> bool:
        self.asked.append(pending)
        return True

    def options(self, **more: Any) -> dict[str, Any]:
        given: dict[str, Any] = {"connection": "c", "confirm": self.confirm}
        return {**given, "transport": self.transport, **more}

    def call(self, runner: ClientRunner, *calls: Callable[[Any], Any], **options: Any) -> Any:
        return runner.call(*calls, **self.options(**options))


@pytest.fixture
def proxy(maton_contract: Contract) -> Proxy:
    """Accept requests that the document does not know."""
    maton_contract.elsewhere.add("https://api.maton.ai")
    return Proxy()


@pytest.fixture(params=[GoogleMeet, AsyncGoogleMeet])
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param


def read(meet: Any) -> Any:
    return meet.spaces.get("abc")


def create(meet: Any) -> Any:
    return meet.spaces.create()


# --- the constructor and the environment ----------------------------------------------------------

PROXIES = [
    "http://[::1", "http://x:port", "http://x:99999", "http://x:0", "http://x:-1", "ftp://x",
    "socks4://x", "socks5://x:1", "http://", "https://", "://", ":8080", "/path", "http://xn--a",
    "http://a..b", f"http://{'a' * 64}.example", "http://\udcff", "http://x/\udcff", "http://x y\n",
]  # fmt: skip
FAULTS = [
    *(("HTTPS_PROXY", value) for value in PROXIES),
    *((name, "http://[::1") for name in ("https_proxy", "Http_Proxy", "all_proxy", "ALL_PROXY")),
    *(
        (name, value)
        for name in ("NO_PROXY", "no_proxy", "No_Proxy")
        for value in ("localhost,127.0.0.1,[::1]", "http://x:port", "::1/128", "x,é")
    ),
    ("SSL_CERT_FILE", "/nonexistent.pem"),
    ("SSL_CERT_FILE", os.path.dirname(__file__)),
    ("SSL_CERT_FILE", __file__),
    ("SSL_CERT_DIR", "/nonexistent"),
    ("SSL_CERT_DIR", f"/nonexistent{os.pathsep}{__file__}"),
    ("SSLKEYLOGFILE", "/nonexistent/keys"),
    ("MATON_API_KEY", " "),
    ("MATON_API_KEY", "a b"),
    ("MATON_API_KEY", "\udcff"),
    ("MATON_API_BASE_URL", "http://elsewhere.example"),
    ("MATON_API_BASE_URL", "https://[::1"),
    ("MATON_API_BASE_URL", "https://h:99999"),
    ("MATON_API_BASE_URL", "https://h?x"),
    ("MATON_API_BASE_URL", "nonsense"),
    ("MATON_API_BASE_URL", "https://h/\udcff"),
    ("MATON_GOOGLE_MEET_CONNECTION", "a b"),
    ("MATON_GOOGLE_MEET_CONNECTION", "\udcff"),
]
SECRETS = {"MATON_API_KEY", "MATON_GOOGLE_MEET_CONNECTION"}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("SSL"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("MATON_API_KEY", KEY)

    def set_variable(name: str, value: str) -> None:
        monkeypatch.setenv(name, value)
        if name == "SSLKEYLOGFILE":  # What conftest.py shares does not read it.
            monkeypatch.setattr(
                "httpx._transports.default.create_ssl_context", httpx.create_ssl_context
            )

    return set_variable


@pytest.mark.parametrize(("name", "value"), FAULTS)
def test_an_error_names_the_variable_and_its_value(
    name: str, value: str, kind: Any, environment: Callable[[str, str], None]
) -> None:
    environment(name, value)
    with pytest.raises(ConfigurationError) as raised:
        kind()
    shown = value.encode("ascii", "backslashreplace").decode().strip().replace("\\xe9", "é")
    assert (name if name in SECRETS else f"{name}={shown}") in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS_PROXY", "http://user:s3cr3t@x:port"),
        ("HTTPS_PROXY", "user:s3cr3t@x:port"),
        ("HTTPS_PROXY", "http://user:s3cr3t/@:1"),
        ("HTTPS_PROXY", "foo://user:s3cr3t@x"),
        ("NO_PROXY", "a,http://user:s3cr3t@x:port"),
        ("MATON_API_BASE_URL", "https://user:s3cr3t@h"),
        ("MATON_API_BASE_URL", "https://user:s3cr3t@h:port"),
    ],
)
def test_no_error_shows_credentials(
    name: str, value: str, kind: Any, environment: Callable[[str, str], None]
) -> None:
    environment(name, value)
    with pytest.raises(ConfigurationError, match=f"{name}=") as raised:
        kind()
    assert "***" in str(raised.value)
    assert "s3cr3t" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize(
    ("name", "value", "options"),
    [
        ("HTTPS_PROXY", "http://[::1", {"base_url": "http://localhost:1"}),
        ("SSL_CERT_DIR", "/nonexistent", {"base_url": "http://localhost:1"}),
        ("HTTPS_PROXY", "http://[::1", {"transport": httpx.MockTransport(lambda _: None)}),  # type: ignore[arg-type, return-value]
        ("SSL_CERT_DIR", os.path.dirname(__file__), {}),
        ("SSL_CERT_DIR", f"/nonexistent{os.pathsep}{os.path.dirname(__file__)}", {}),
        ("SSL_CERT_DIR", "", {}),
        ("HTTPS_PROXY", "127.0.0.1:9", {}),
        ("HTTPS_PROXY", "", {}),
        ("NO_PROXY", "localhost,127.0.0.1,::1", {}),
    ],
)
def test_a_valid_or_unused_variable_is_accepted(
    name: str, value: str, options: Any, kind: Any, environment: Callable[[str, str], None]
) -> None:
    environment(name, value)
    kind(**options)


def test_a_bypassed_proxy_is_accepted(kind: Any, environment: Callable[[str, str], None]) -> None:
    environment("HTTPS_PROXY", "http://[::1")
    environment("NO_PROXY", "a, *")
    kind()


def test_a_certificate_file_hides_a_directory(
    kind: Any, environment: Callable[[str, str], None]
) -> None:
    environment("SSL_CERT_DIR", "/nonexistent")
    environment("SSL_CERT_FILE", "/nonexistent.pem")
    with pytest.raises(ConfigurationError, match=r"SSL_CERT_FILE=/nonexistent\.pem"):
        kind()


def test_a_proxy_of_the_system_is_named(
    kind: Any, environment: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maton_google_meet.config.getproxies", lambda: {"https": "http://[::1"})
    with pytest.raises(ConfigurationError, match="The system's https proxy=http"):
        kind()


def test_an_error_of_httpx_without_a_variable_names_none(
    kind: Any, environment: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError("no certificates")

    monkeypatch.setattr(kind, "_http_class", fail)
    with pytest.raises(ConfigurationError, match="could not be created: no certificates"):
        kind()


@pytest.mark.parametrize("command", [["doctor"], ["connections", "list"]])
@pytest.mark.parametrize(
    ("name", "value"),
    [("NO_PROXY", "[::1]"), ("HTTPS_PROXY", "http://[::1"), ("SSL_CERT_DIR", "/-")],
)
def test_the_command_line_reports_the_variable(
    command: list[str],
    name: str,
    value: str,
    environment: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    environment(name, value)
    assert main(command) in {1, 2}
    said = capsys.readouterr()
    assert f"{name}={value}" in said.out + said.err
    assert "Traceback" not in said.out + said.err


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


def test_limits_of_a_timeout_may_be_none_or_no_wait_for_the_pool(kind: Any) -> None:
    timeout = httpx.Timeout(None, connect=1, pool=0)
    assert kind(KEY, timeout=timeout).http.timeout == timeout


# --- context managers -----------------------------------------------------------------------------


def entered(runner: ClientRunner, client: Any) -> Any:
    """Enter and exit a sync or an async client."""
    if runner.mode == "sync":
        with client:
            return None

    async def main() -> None:
        async with client:
            pass

    return main()


def generated(runner: ClientRunner, http: Any) -> AuthenticatedClient:
    client = AuthenticatedClient(base_url="https://api.maton.ai", token="")
    if runner.mode == "sync":
        return client.set_httpx_client(http)
    return client.set_async_httpx_client(http)


CONTEXTS: dict[str, Callable[[ClientRunner, Any], Any]] = {
    "http": lambda _, meet: meet.http,
    "view": lambda _, meet: meet.with_options(timeout=5.0).http,
    "generated": lambda runner, meet: generated(runner, meet.http),
    "client": lambda _, meet: meet,
}


@pytest.mark.parametrize("first", [False, True], ids=["at once", "after a call"])
@pytest.mark.parametrize("context", CONTEXTS)
def test_leaving_a_context_manager_closes_the_client(
    context: str, first: bool, runner: ClientRunner, proxy: Proxy
) -> None:
    meet = runner.client_class(**{"api_key": KEY, **proxy.options(retry=None, pace=None)})
    view = meet.with_options(confirm=proxy.confirm)
    made = CONTEXTS[context](runner, meet)

    async def awaited(result: Any) -> None:
        if inspect.isawaitable(result):
            await result

    async def main() -> None:
        if first:
            await awaited(read(meet))
        await awaited(entered(runner, made))
        for client in (meet, view):
            for call in (read, create, lambda meet: meet.http.get(SPACE)):
                with pytest.raises(ConfigurationError, match="This client is closed"):
                    await awaited(call(client))
        for again in (made, meet, meet.http, view.http, view, generated(runner, view.http)):
            with pytest.raises(ConfigurationError, match="This client is closed"):
                await awaited(entered(runner, again))
        for client in (meet, meet.http, view):
            await awaited(client.close() if runner.mode == "sync" else client.aclose())

    anyio.run(main, backend="asyncio" if runner.mode == "sync" else runner.mode)
    assert (len(proxy.sent), proxy.asked) == (int(first), [])


def test_context_managers_nest(runner: ClientRunner, proxy: Proxy) -> None:
    def nested(meet: Any) -> Any:
        if runner.mode == "sync":
            with meet.http as http, http:
                return http.get(SPACE).status_code

        async def main() -> Any:
            async with meet.http as http, http:
                return (await http.get(SPACE)).status_code

        return main()

    assert proxy.call(runner, nested) == 200


# --- event loops ----------------------------------------------------------------------------------


def run_in(library: str, call: Callable[..., Any], *arguments: Any) -> Any:
    async def main() -> Any:
        return await call(*arguments)

    return anyio.run(main, backend=library)


LOOPS = [("asyncio", "asyncio"), ("asyncio", "trio"), ("trio", "asyncio"), ("trio", "trio")]


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize(("one", "other"), LOOPS)
def test_a_client_belongs_to_the_loop_of_its_first_call(
    one: str, other: str, server: DocumentServer
) -> None:
    asked: list[PendingWrite] = []
    meet = AsyncGoogleMeet(
        KEY, base_url=server.url, connection="c", confirm=lambda each: not asked.append(each)
    )
    view = meet.with_options(connection="d")
    assert run_in(one, read, view).name
    for call in (read, create, lambda meet: meet.http.get(SPACE)):
        for client in (meet, view):
            with pytest.raises(ConfigurationError, match="Create a client in each loop"):
                run_in(other, call, client)
    assert (len(server.seen), asked) == (1, [])
    run_in(other, AsyncGoogleMeet.aclose, meet)
    run_in(other, AsyncGoogleMeet.aclose, meet)
    with pytest.raises(ConfigurationError, match="This client is closed"):
        run_in(other, read, meet)
    del meet, view, client
    gc.collect()


def test_a_client_may_be_made_in_another_loop_than_that_of_its_calls(proxy: Proxy) -> None:
    async def make() -> AsyncGoogleMeet:
        return AsyncGoogleMeet(KEY, connection="c", transport=proxy.transport)

    made = asyncio.run(make())
    assert asyncio.run(read(made)).name
    assert trio.run(read, trio.run(make)).name


def test_a_client_made_under_one_library_is_refused_under_another(proxy: Proxy) -> None:
    async def make() -> AsyncGoogleMeet:
        return AsyncGoogleMeet(KEY, connection="c", transport=proxy.transport)

    with pytest.raises(ConfigurationError, match="Create a client in each loop"):
        asyncio.run(read(trio.run(make)))
    assert proxy.sent == []


@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_closing_in_another_loop_wakes_waiting_calls(library: str, server: DocumentServer) -> None:
    """The other loop runs in another thread."""
    release = threading.Event()
    held = replace(server.example("spaces.get"), after=release)
    server.answers["spaces.get"] = lambda _: held
    meet = AsyncGoogleMeet(KEY, base_url=server.url, connection="c", retry=None)
    raised: list[BaseException] = []

    def call() -> None:
        try:
            run_in(library, read, meet)
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    while not server.seen:
        time.sleep(0.01)
    asyncio.run(meet.aclose())
    thread.join(10)
    release.set()
    [error] = raised
    assert isinstance(error, MatonError)


def test_tasks_of_an_ended_loop_do_not_keep_a_client_open(proxy: Proxy) -> None:
    """asyncio raises an error when such a task is woken."""
    meet = AsyncGoogleMeet(KEY, connection="c", transport=proxy.transport)
    closing = meet.http.call_options.state.closing

    async def wait() -> None:
        await closing.wait()

    loop = asyncio.new_event_loop()
    loop.run_until_complete(read(meet))
    task = loop.create_task(wait())
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    asyncio.run(meet.aclose())
    assert closing.is_set()
    task._log_destroy_pending = False  # type: ignore[attr-defined]
    del task, loop
    gc.collect()


# --- requests -------------------------------------------------------------------------------------


def deep(depth: int = 5000) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"a": value}
    return value


def circular() -> dict[str, Any]:
    value: dict[str, Any] = {}
    value["a"] = value
    return value


def config(value: Any) -> SpaceConfig:
    made = SpaceConfig()
    made["x"] = value
    return made


def closed() -> io.BytesIO:
    file = io.BytesIO(b"{}")
    file.close()
    return file


def parts(runner: ClientRunner, *items: Any) -> Any:
    """Return a sync or an async generator of `items`."""
    if runner.mode == "sync":
        return (item for item in items)

    async def generate() -> Any:
        for item in items:
            yield item

    return generate()


REQUESTS: dict[str, Callable[[ClientRunner], dict[str, Any]]] = {
    "nested too deeply": lambda _: {"json": deep()},
    "circular": lambda _: {"json": circular()},
    "no JSON": lambda _: {"json": object()},
    "NaN": lambda _: {"json": float("nan")},
    "a body of str": lambda runner: {"content": parts(runner, "{}")},
    "a body of None": lambda runner: {"content": parts(runner, b"", None)},
    "a body that is no body": lambda _: {"content": 5},
    "a lone surrogate": lambda _: {"content": "\ud800"},
    "a lone surrogate in JSON": lambda _: {"json": "\ud800"},
    "files": lambda _: {"files": 5},
    "a file without name": lambda _: {"files": {"f": ("a",)}},
    "a header of a file": lambda _: {"files": {"f": ("a", b"x", "text/plain", {"a": 5})}},
    "params": lambda _: {"params": 5},
    "a parameter": lambda _: {"params": {"a": "\ud800"}},
    "headers": lambda _: {"headers": 5},
    "a header": lambda _: {"headers": {"X-Mine": 5}},
    "half a header": lambda _: {"headers": [("X-Mine",)]},
    "a line break in a header": lambda _: {"headers": {"X-Mine": "a\r\nX-Evil: 1"}},
    "a folded header": lambda _: {"headers": {"X-Mine": "a\r\n b"}},
    "a NUL in a header": lambda _: {"headers": {"X-Mine": "a\0b"}},
    "a header with blanks around it": lambda _: {"headers": {"X-Mine": " a "}},
    "a header beyond ASCII": lambda _: {"headers": {"X-Mine": "é"}},
    "a lone surrogate in a header": lambda _: {"headers": {"X-Mine": "\ud800"}},
    "a blank in a name": lambda _: {"headers": {"X Mine": "a"}},
    "a pseudo header": lambda _: {"headers": {":path": "/x"}},
    "an empty name": lambda _: {"headers": {"": "a"}},
    "a timeout of letters": lambda _: {"timeout": "x"},
    "a timeout below zero": lambda _: {"timeout": -1},
    "no time": lambda _: {"timeout": 0},
    "half a timeout": lambda _: {"timeout": (1,)},
    "an endless timeout": lambda _: {"timeout": float("inf")},
    "extensions": lambda _: {"extensions": 5},
    "a timeout as an extension": lambda _: {"extensions": {"timeout": 5}},
    "a wrong timeout as an extension": lambda _: {"extensions": {"timeout": {"read": "x"}}},
    "a trace": lambda _: {"extensions": {"trace": 5}},
    "a method with a blank": lambda _: {"method": "GET "},
    "an empty method": lambda _: {"method": ""},
    "a method on two lines": lambda _: {"method": "GET / HTTP/1.1\r\nX"},
    "a method beyond ASCII": lambda _: {"method": "GÉT"},
    "no method": lambda _: {"method": None},
    "a method of bytes": lambda _: {"method": b"GET"},
    "no url": lambda _: {"url": None},
    "a url of bytes": lambda _: {"url": SPACE.encode()},
    "a line break in a url": lambda _: {"url": f"{SPACE}\n"},
    "a NUL in a url": lambda _: {"url": f"{SPACE}\0"},
    "a lone surrogate in a url": lambda _: {"url": "/\ud800"},
    "a long url": lambda _: {"url": "/" + "x" * 70_000},
    "a port": lambda _: {"url": "https://api.maton.ai:99999/x"},
    "half an address": lambda _: {"url": "https://[::1/x"},
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_an_unsendable_request_is_refused(
    request_: str, runner: ClientRunner, proxy: Proxy
) -> None:
    given = {"method": "POST", "url": SPACES, **REQUESTS[request_](runner)}
    with pytest.raises(TYPED) as raised:
        proxy.call(runner, lambda meet: meet.http.request(**given))
    assert type(raised.value) in {ConfigurationError, InvalidArgumentError, TypeError}
    assert (proxy.sent, proxy.asked) == ([], [])


@pytest.mark.parametrize("files", [{"f": 5}, {"f": None}])
def test_an_invalid_file_is_refused(files: Any, proxy: Proxy) -> None:
    with pytest.raises(InvalidArgumentError, match="The request cannot be sent"):
        proxy.call(ClientRunner("sync"), lambda meet: meet.http.post(SPACES, files=files))
    assert (proxy.sent, proxy.asked) == ([], [])


def test_a_closed_file_is_refused(proxy: Proxy) -> None:
    with pytest.raises(InvalidArgumentError, match="closed file"):
        proxy.call(ClientRunner("sync"), lambda meet: meet.http.post(SPACES, content=closed()))
    assert (proxy.sent, proxy.asked) == ([], [])


@pytest.mark.parametrize("error", [KeyError, AttributeError, OSError])
def test_an_error_of_a_body_reaches_the_caller(
    error: type[Exception], runner: ClientRunner, proxy: Proxy
) -> None:
    def body(meet: Any) -> Any:
        def generate() -> Iterator[bytes]:
            yield b""
            raise error("mine")

        async def agenerate() -> Any:
            yield b""
            raise error("mine")

        return meet.http.post(SPACES, content=generate() if runner.mode == "sync" else agenerate())

    with pytest.raises(error, match="mine"):
        proxy.call(runner, body)
    assert proxy.sent == []


@pytest.mark.parametrize("value", [deep(), circular()], ids=["deep", "circular"])
@pytest.mark.parametrize(
    "call",
    [
        lambda meet, value: meet.spaces.create(config=config(value)),
        lambda meet, value: meet.spaces.update("abc", config=config([value])),
        lambda meet, value: meet.spaces.update("abc", config=config(value), update_mask="config"),
        lambda meet, value: meet.http.build_request("POST", SPACES, json=value),
    ],
)
def test_a_model_nested_too_deeply_is_refused(
    call: Any, value: Any, runner: ClientRunner, proxy: Proxy
) -> None:
    with pytest.raises(
        InvalidArgumentError, match=r"The request cannot be sent|is nested too deeply"
    ):
        proxy.call(runner, lambda meet: call(meet, value))
    assert (proxy.sent, proxy.asked) == ([], [])


def build(meet: Any, **body: Any) -> httpx.Request:
    request: httpx.Request = meet.http.build_request("POST", SPACES, **body)
    return request


def twice(runner: ClientRunner, request: Callable[[Any], httpx.Request]) -> Callable[[Any], Any]:
    """Return a call that sends one request twice."""

    def call(meet: Any) -> Any:
        made = request(meet)
        if runner.mode == "sync":
            return [meet.http.send(made) for _ in range(2)]

        async def main() -> Any:
            return [await meet.http.send(made) for _ in range(2)]

        return main()

    return call


def test_a_generator_is_sent_once(runner: ClientRunner, proxy: Proxy) -> None:
    with pytest.raises(InvalidArgumentError, match="Build a new request"):
        proxy.call(
            runner,
            twice(
                runner,
                lambda meet: meet.http.build_request("POST", SPACES, content=parts(runner, b"{}")),
            ),
        )
    assert [each.content for each in proxy.sent] == [each.body for each in proxy.asked] == [b"{}"]


def test_an_iterator_is_sent_once(proxy: Proxy) -> None:
    """httpx would resend the request without a body."""
    runner = ClientRunner("sync")
    with pytest.raises(InvalidArgumentError, match="Build a new request"):
        proxy.call(
            runner,
            twice(
                runner, lambda meet: meet.http.build_request("POST", SPACES, content=iter([b"{}"]))
            ),
        )
    assert [each.content for each in proxy.sent] == [b"{}"]


@pytest.mark.parametrize("way", ["content", "files", "json"])
def test_a_file_is_sent_as_often_as_its_request(way: str, proxy: Proxy) -> None:
    runner = ClientRunner("sync")
    body: dict[str, Any] = {
        "content": {"content": io.BytesIO(b"{}")},
        "files": {"files": {"f": io.BytesIO(b"{}")}},
        "json": {"json": {}},
    }[way]
    proxy.call(runner, twice(runner, lambda meet: build(meet, **body)))
    one, two = proxy.sent
    assert one.content == two.content != b""
    assert [each.body for each in proxy.asked] == [one.content, two.content]


def test_a_request_without_its_body_is_refused(proxy: Proxy) -> None:
    def call(meet: Any) -> Any:
        request = meet.http.build_request("POST", SPACES, content=iter([b"{}"]))
        return meet.http.send(pickle.loads(pickle.dumps(request)))

    with pytest.raises(InvalidArgumentError, match="no longer available"):
        proxy.call(ClientRunner("sync"), call)


@pytest.mark.parametrize("name", ["method", "url", "headers", "extensions", "stream"])
@pytest.mark.parametrize("value", [None, 5, "x", ()])
def test_a_request_changed_by_hand(
    name: str, value: Any, runner: ClientRunner, proxy: Proxy
) -> None:
    def call(meet: Any) -> Any:
        request = meet.http.build_request("POST", SPACES, json={})
        setattr(request, name, value)
        return meet.http.send(request)

    try:
        proxy.call(runner, call)
    except TYPED:
        assert (proxy.sent, proxy.asked) == ([], [])


def test_send_takes_a_request(runner: ClientRunner, proxy: Proxy) -> None:
    with pytest.raises(TypeError, match=r"takes an httpx\.Request, not str"):
        proxy.call(runner, lambda meet: meet.http.send(SPACE))


@pytest.mark.parametrize("timeout", [-1, "x", (1, 2, 3, float("nan"))])
def test_a_timeout_set_on_the_client(timeout: Any, runner: ClientRunner, proxy: Proxy) -> None:
    def call(meet: Any) -> Any:
        meet.http.timeout = timeout
        return create(meet)

    with pytest.raises(ConfigurationError, match="timeout="):
        proxy.call(runner, call)
    assert (proxy.sent, proxy.asked) == ([], [])


# --- answers that are read while they come --------------------------------------------------------


def streamed(runner: ClientRunner, method: str, inside: Callable[[], Any] = lambda: None) -> Any:
    body: dict[str, Any] = {} if method == "GET" else {"json": {}}
    path = SPACE if method == "GET" else SPACES

    def call(meet: Any) -> Any:
        if runner.mode == "sync":
            with meet.http.stream(method, path, **body) as response:
                inside()
                return response.read()

        async def main() -> Any:
            async with meet.http.stream(method, path, **body) as response:
                inside()
                return await response.aread()

        return main()

    return call


# httpx leaves its generators where an answer cannot be unpacked, which trio reports.
@pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")
@pytest.mark.parametrize("key", [KEY, lambda: KEY])
@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"{", headers={"Content-Length": "99"}, wrong_on_purpose=True),
        Reply(body=b"not packed", headers={"Content-Encoding": "gzip"}, wrong_on_purpose=True),
    ],
)
def test_a_response_truncated_while_it_is_read_is_an_error(
    reply: Reply, key: Any, runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers["spaces.get"] = [reply]
    with pytest.raises(NetworkError) as raised:
        runner.call(streamed(runner, "GET"), base_url=server.url, connection="c", api_key=key)
    assert not isinstance(raised.value, OutcomeUnknown)
    server.answers["spaces.create"] = [reply]
    with pytest.raises(NetworkOutcomeUnknown):
        runner.call(
            streamed(runner, "POST"), base_url=server.url, connection="c", confirm=approve_all
        )


def test_an_error_of_another_client_in_a_stream_is_unchanged(
    runner: ClientRunner, server: DocumentServer
) -> None:
    def inside() -> None:
        raise httpx.ReadError("mine")

    with pytest.raises(httpx.ReadError, match="mine"):
        runner.call(streamed(runner, "GET", inside), base_url=server.url, connection="c")


# --- headers, parameters and methods that a gateway acts on ---------------------------------------

HEADERS = [
    "Connection: keep-alive, Maton-Connection", "connection: X-Mine",
    "CONNECTION: close,authorization", "Connection: close ,\tMaton-Connection",
    "Proxy-Connection: keep-alive", "Upgrade: h2c",
    "HTTP2-Settings: x", "TE: trailers", "Trailer: Maton-Connection", "Keep-Alive: timeout=5",
    "Expect: 100-continue", "Max-Forwards: 0", "Proxy-Authorization: Basic x", "Proxy: x",
    "X-HTTP-Method-Override: DELETE", "x-http-method: DELETE", "X_Method_Override: DELETE",
    "XHTTPMethodOverride: DELETE", "X-HTTP_method-OVERRIDE: DELETE", "X-Method: DELETE",
    "_method: DELETE", "X-HTTP-Verb: DELETE", "Access-Control-Request-Method: DELETE",
    "X-Original-URL: /x", "X-Original-Uri: /x", "X-Rewrite-URL: /x", "X_Rewrite_Url: /x",
    "X-Forwarded-Host: x", "X-Forwarded-Prefix: /x", "X-Forwarded-Uri: /x", "X-Forwarded-Path: /x",
    "X-Forwarded-For: 127.0.0.1", "Forwarded: host=x", "X-Original-Host: x", "X-Host: x",
    "X-HTTP-Host-Override: x", "X-Real-Host: x", "Base-Url: /x", "X-Script-Name: /x",
    "Destination: /x", "Request-Uri: /x", "X-Envoy-Original-Path: /x", "X-Envoy-Retry-On: 5xx",
    "Maton-Account: x", "X-Maton-Connection: x", "MatonConnection: x", "Maton-Connection-Id: x",
    "X-Authorization: x", "X-Api-Key: x", "X-Goog-Iam-Authorization-Token: x", "X-Auth-Token: x",
    "X-Goog-AuthUser: 1", "Content-Encoding: gzip", "Content-Range: bytes 0-1/2",
    "Content-Transfer-Encoding: base64",
    "X-Forward-Host: x", "Url: /x", "Uri: /x", "X-Orig-Url: /x", "X-Origin-Url: /x",
    "X-Dest-Url: /x", "X-Uri-Path: /x", "X-Url-Path: /x", "X-Redirect-Url: /x",
    "X-Internal-Url: /x", "Request-Target: /x", "Path-Info: /x", "X-Path-Info: /x",
    "X-Server-Name: x", "X-Host-Name: x", "X-Url-Scheme: http", "X-Path-Prefix: /x", "Path: /x",
    "Query-String: a=1", "Path-Translated: /x",
    "Verb: DELETE", "X-Verb: DELETE", "X-Access-Key: x", "X-Token: x", "Key: x",
    "X-Connection-Id: c", "Content-Type: application/json; charset=utf-16",
    "Content_Type: application/json; charset=utf-16", "Content-Type: text/x; charset*=utf-16''x",
    "Content-Type: text/x; charset*0=utf-; charset*1=16", "Content-Type: text/x; charset=utf-80",
    'Content-Type: text/x; charset="utf-8', "Content-Type: text/x; charset = \"utf-16\"",
    "Content-Type: text/x; charset=utf-8; CharSet=utf-16", "Content-Type: text/x, charset=utf-16",
    'Content-Type: text/x; a="; charset=utf-8; charset"=utf-16', "Content-Type: charset=latin1",
]  # fmt: skip
HARMLESS = [
    "X-Mine: 1", "traceparent: 00-0af7-b7ad-01", "baggage: a=b", "X-Goog-FieldMask: name",
    "X-Goog-Request-Params: name=spaces/a", "X-Goog-User-Project: p", "Accept-Language: de",
    "X-Request-Id: 1", "Idempotency-Key: 1", "Cookie: a=b", "User-Agent: me", "If-Match: *",
    "Connection: close", "Connection: Keep-Alive", "X-Mine: ", "X-Server-Timeout: 5",
    "Cache-Control: no-cache", "tracestate: a=b", "sentry-trace: 1-1", "X-Correlation-Id: 1",
    "Referer: https://x/url", "HTTP-Referer: x", "Origin: https://x", "X-Client-Version: 1",
    "X-Cloud-Trace-Context: 1/1", "DNT: 1", "X-Security-Context: x", "X-Verbose: 1",
    "Content-Type: application/json; charset=UTF-8", 'Content-Type: text/x; charset="utf-8"',
    "Content-Type: text/x; charset= utf-8", "Content-Type: text/x;charset =\t\"US-ASCII\" ; a=b",
    "Content_Type: text/x; charset=utf8",
]  # fmt: skip
WAYS: dict[str, Callable[[Any, str, str], Any]] = {
    "on the client": lambda meet, name, value: (
        meet.http.headers.update({name: value}) or create(meet)
    ),
    "per request": lambda meet, name, value: meet.http.post(
        SPACES, content=b"{}", headers={name: value}
    ),
    "on a read": lambda meet, name, value: meet.http.get(SPACE, headers={name: value}),
    "by hand": lambda meet, name, value: meet.http.send(
        httpx.Request(
            "POST",
            f"https://api.maton.ai{SPACES}",
            headers=[(name, value), ("Accept", "*/*"), (name, value)],
        )
    ),
}


def in_each_way(headers: list[str]) -> list[tuple[str, str]]:
    """The facade sets the type of its bodies itself."""
    pairs = [(way, header) for way in WAYS for header in headers]
    return [
        (way, header)
        for way, header in pairs
        if way != "on the client" or not header.startswith(("Content-Type", "Content_Type"))
    ]


@pytest.mark.parametrize(("way", "header"), in_each_way(HEADERS))
def test_a_header_that_changes_the_request_is_refused(header: str, way: str, proxy: Proxy) -> None:
    name, _, value = header.partition(": ")
    with pytest.raises(ConfigurationError, match=f"(?i)The header {name} was refused, and nothing"):
        proxy.call(ClientRunner("sync"), lambda meet: WAYS[way](meet, name, value))
    assert (proxy.sent, proxy.asked) == ([], [])


@pytest.mark.parametrize("way", WAYS)
def test_a_header_is_refused_in_each_client(way: str, runner: ClientRunner, proxy: Proxy) -> None:
    with pytest.raises(ConfigurationError, match="gateways drop the header maton-connection"):
        proxy.call(
            runner, lambda meet: WAYS[way](meet, "Connection", "keep-alive, Maton-Connection")
        )
    assert (proxy.sent, proxy.asked) == ([], [])


@pytest.mark.parametrize(("way", "header"), in_each_way(HARMLESS))
def test_a_harmless_header_is_sent(header: str, way: str, proxy: Proxy) -> None:
    name, _, value = header.partition(": ")
    proxy.call(ClientRunner("sync"), lambda meet: WAYS[way](meet, name, value))
    assert proxy.sent[0].headers.get_list(name) == [value] * (2 if way == "by hand" else 1)


def test_the_examples_cover_each_kind_of_header_and_parameter() -> None:
    for reason, names in REFUSED.items():
        plain = ["".join(filter(str.isalnum, each.partition(": ")[0].lower())) for each in HEADERS]
        assert any(re.search(names, each) for each in plain), reason
    for reason, names in PARAMETERS.items():
        plain = [unquote(each.rpartition("=")[0].lower()) for each in QUERIES]
        assert any(re.search(names, each) for each in plain), reason


def test_a_usual_header_matches_no_pattern() -> None:
    for name in USUAL_HEADERS:
        letters = "".join(filter(str.isalpha, name))
        assert not any(re.search(names, letters) for names in REFUSED.values()), name


QUERIES = [
    "_method=DELETE", "a=1&_METHOD=DELETE", "%24httpMethod=DELETE", "$httpMethod=DELETE",
    "httpmethod=DELETE", "X-HTTP-Method-Override=DELETE", "x_http_method=DELETE",
    "a;_method=DELETE", "%5Fmethod=DELETE", "method_override=DELETE", "access_token=x",
    "oauth_token=x", "$ct=text/plain", "api_key=x", "token=x",
    "$httpHeaders=X-HTTP-Method-Override:DELETE", "%24HTTPHEADERS=x", "$.http-headers=x",
    "$http=x", "$httpX=x", "$req={}", "$req[]={}", "$key=x", "key=x", "key[]=x", "_method[]=DELETE",
    "_method[a]=DELETE", "__method=DELETE", "_verb=DELETE", "http_verb=DELETE", "verb=DELETE",
    "X-Original-URL=/x", "url=/x", "authorization=x", "authuser=1", "x-goog-authuser=1",
    "maton_connection=d", "Maton-Connection=d", "connection_id=d", "connection=d", "Host=x",
    "content-encoding=gzip", "Content-Type=text/plain", "method=DELETE", "Method=DELETE",
]  # fmt: skip


def documented() -> Iterator[tuple[str, str]]:
    """Yield the path of each read with the name of each query parameter."""
    for operation in OPERATIONS:
        item = document()["paths"][operation.path]
        listed = [
            *item.get("parameters", []),
            *item[operation.method.lower()].get("parameters", []),
        ]
        for each in (resolve_node(document(), parameter) for parameter in listed):
            if operation.method == "GET" and each["in"] == "query":
                yield re.sub("{.*?}", "a", operation.path), each["name"]


DOCUMENTED = list(documented())


def test_documented_parameters_are_not_refused() -> None:
    """One is refused elsewhere."""
    names = {
        parameter["name"]
        for item in document()["paths"].values()
        for value in item.values()
        for raw in (value if isinstance(value, list) else value.get("parameters", []))
        if (parameter := resolve_node(document(), raw))["in"] == "query"
    }
    refused = set()
    for name in names:
        try:
            check_query("POST", "/x", name.encode())
        except ConfigurationError:
            refused.add(name)
    assert len(names) >= 8
    assert refused == {"method"}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_parameter_that_changes_the_request_is_refused(
    query: str, method: str, runner: ClientRunner, proxy: Proxy
) -> None:
    with pytest.raises(ConfigurationError, match=r"The query parameter .* was refused"):
        proxy.call(runner, lambda meet: meet.http.request(method, f"{SPACE}?{query}"))
    assert (proxy.sent, proxy.asked) == ([], [])


@pytest.mark.parametrize(
    "url",
    [
        *(f"{SPACE}?fields=_method", f"{SPACE}?$.xgafv=2&direct=1", f"{SPACE}?$alt=json&alt=json"),
        *(f"{SPACE}?prettyPrint=0&X-Mine=1&te=1&expect=1", f"{SPACE}?pageSize=1&filter=a&x"),
        *(f"{path}?{name}=1" for path, name in DOCUMENTED),
    ],
)
def test_a_harmless_parameter_is_sent(url: str, runner: ClientRunner, proxy: Proxy) -> None:
    assert proxy.call(runner, lambda meet: meet.http.get(url)).status_code == 200


@pytest.mark.parametrize(
    ("method", "asked"),
    [
        ("get", 0), ("Get", 0), ("head", 0), ("options", 0), ("QUERY", 1), ("TRACE", 1),
        ("delete", 1), ("GETX", 1), ("poſt", 1),
    ],
)  # fmt: skip
def test_a_method_is_a_write_unless_it_is_known_to_read(
    method: str, asked: int, runner: ClientRunner, proxy: Proxy
) -> None:
    proxy.call(runner, lambda meet: meet.http.request(method, SPACE))
    assert len(proxy.asked) == asked
    assert [each.method for each in proxy.sent] == [method.upper()]


# --- functions that call their own client ---------------------------------------------------------


def joined(call: Callable[[], None]) -> None:
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join()


def joined_in_turns(call: Callable[[], None]) -> None:
    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(60)


def computed(call: Callable[[], None]) -> None:
    with futures.ThreadPoolExecutor() as pool:
        pool.submit(call).result()


def computed_at_the_end(call: Callable[[], None]) -> None:
    with futures.ThreadPoolExecutor() as pool:
        pool.submit(call)


def waited_for(call: Callable[[], None]) -> None:
    with futures.ThreadPoolExecutor() as pool:
        futures.wait([pool.submit(call)])


def computed_in_any_order(call: Callable[[], None]) -> None:
    with futures.ThreadPoolExecutor() as pool:
        list(futures.as_completed([pool.submit(call)]))


def joined_by_another(call: Callable[[], None]) -> None:
    joined(lambda: computed(call))


@pytest.mark.parametrize(
    "wait",
    [
        joined, joined_in_turns, computed, computed_at_the_end, waited_for, computed_in_any_order,
        joined_by_another,
    ],
)  # fmt: skip
def test_a_chooser_waiting_for_a_thread_that_uses_its_client_is_an_error(
    wait: Callable[[Callable[[], None]], None], proxy: Proxy
) -> None:
    raised: list[BaseException] = []

    def call() -> None:
        try:
            read(meet)
        except BaseException as error:
            raised.append(error)

    def choose(active: Any) -> Any:
        wait(call)
        return active[1]

    meet = GoogleMeet(KEY, connection=choose, transport=proxy.transport)
    assert read(meet).name
    [error] = raised
    assert isinstance(error, ConfigurationError)
    assert "passed as connection= called the client" in str(error)
    assert [each.headers.get("Maton-Connection") for each in proxy.sent] == [None, "b"]


def test_threads_wait_for_a_slow_chooser(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test includes threads that the waiting thread has started, and one that sets an event."""
    monkeypatch.setattr("maton_google_meet.http.drivers.CHECK_SECONDS", 0.01)
    release, names, checks = threading.Event(), list[str](), list[bool]()

    def check(*threads: int) -> bool:
        checks.append(functions.waits_for(*threads))
        if len(checks) == 40:
            release.set()
        return checks[-1]

    def choose(active: Any) -> Any:
        assert release.wait(20)
        return active[0]

    monkeypatch.setattr("maton_google_meet.flow.connections.waits_for", check)
    meet = GoogleMeet(KEY, connection=choose, pace=None, transport=proxy.transport)
    with futures.ThreadPoolExecutor(10) as pool:
        names = [each.name for each in pool.map(read, [meet] * 10)]
    assert names == ["spaces/abc"] * 10
    assert not any(checks)


def test_a_thread_that_has_ended_waits_for_nothing() -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    assert thread.ident
    assert not functions.waits_for(thread.ident, threading.get_ident())


def test_a_deadlock_of_other_threads_is_ignored() -> None:
    """This thread is not part of the deadlock."""
    threads: list[threading.Thread] = []
    started = threading.Barrier(3)

    def join(index: int) -> None:
        started.wait()
        threads[index].join(0.5)

    threads += [threading.Thread(target=join, args=(1 - index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    started.wait()
    one, two = (thread.ident or 0 for thread in threads)
    while not (functions.waits_for(one, two) and functions.waits_for(two, one)):
        pass
    assert not functions.waits_for(one, threading.get_ident())
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("call", [read, create])
def test_a_key_function_that_calls_its_own_client(
    call: Callable[[Any], Any], runner: ClientRunner, proxy: Proxy
) -> None:
    clients: list[Any] = []

    def key() -> Any:
        return read(clients[0].with_options(timeout=5.0))

    def opened(meet: Any) -> Any:
        clients.append(meet)
        return call(meet)

    with pytest.raises(ConfigurationError, match="passed as api_key= called the client"):
        proxy.call(runner, opened, api_key=key)
    assert proxy.sent == []


def test_a_hook_that_writes_through_its_own_client(runner: ClientRunner, proxy: Proxy) -> None:
    clients: list[Any] = []

    def hook(_: PendingWrite) -> Any:
        return create(clients[0].with_options(timeout=5.0))

    def opened(meet: Any) -> Any:
        clients.append(meet)
        return create(meet)

    with pytest.raises(ConfigurationError, match="passed as confirm= called the client"):
        proxy.call(runner, opened, confirm=hook)
    assert proxy.sent == []


def test_a_hook_may_read_and_write_as_another_hook_approves(
    runner: ClientRunner, proxy: Proxy
) -> None:
    clients: list[Any] = []

    def hook(_: PendingWrite) -> Any:
        meet = clients[0]
        if runner.mode == "sync":
            return bool(read(meet).name and create(meet.with_options(confirm=approve_all)).name)

        async def main() -> bool:
            await create(meet.with_options(confirm=approve_all))
            return bool((await read(meet)).name)

        return main()

    def opened(meet: Any) -> Any:
        clients.append(meet)
        return create(meet)

    assert proxy.call(runner, opened, create, confirm=hook).name
    assert sorted(each.method for each in proxy.sent) == ["GET"] * 2 + ["POST"] * 4


@pytest.mark.parametrize("argument", ["api_key", "confirm"])
@pytest.mark.parametrize("wait", [joined, computed, joined_by_another])
def test_a_function_that_waits_for_a_thread_with_its_own_client(
    wait: Callable[[Callable[[], None]], None], argument: str, proxy: Proxy
) -> None:
    raised: list[BaseException] = []

    def call() -> None:
        try:
            create(meet)
        except BaseException as error:
            raised.append(error)

    def function(*_: Any) -> Any:
        wait(call)
        return KEY if argument == "api_key" else True

    given = {"api_key": KEY, **proxy.options(pace=None), argument: function}
    meet = GoogleMeet(**given)
    assert create(meet).name
    assert isinstance(raised[0], ConfigurationError)
    assert f"passed as {argument}= called the client" in str(raised[0])
    assert len(raised) < 5


def test_hooks_of_several_threads_do_not_wait_for_each_other(proxy: Proxy) -> None:
    """All threads are in the hook at the same time."""
    together = threading.Barrier(10)

    def hook(_: PendingWrite) -> bool:
        return together.wait(20) >= 0

    meet = GoogleMeet(KEY, **proxy.options(confirm=hook, pace=None))
    with futures.ThreadPoolExecutor(10) as pool:
        assert [each.name for each in pool.map(create, [meet] * 10)] == ["spaces/abc"] * 10


def test_a_thread_started_by_a_hook_may_write_later(proxy: Proxy) -> None:
    """The thread outlives the hook."""
    left: list[Any] = []

    async def main() -> None:
        async with AsyncGoogleMeet(KEY, **proxy.options(confirm=hook, pace=None)) as meet:
            clients.append(meet)
            async with anyio.create_task_group() as group:
                groups.append(group)
                await create(meet)

    async def later() -> None:
        await done.wait()
        left.append((await create(clients[0])).name)

    async def hook(_: PendingWrite) -> bool:
        if not proxy.sent:
            groups[0].start_soon(later)
        else:
            return True
        asyncio.get_running_loop().call_later(0.05, done.set)
        return True

    clients, groups, done = list[Any](), list[Any](), asyncio.Event()
    asyncio.run(main())
    assert left == ["spaces/abc"]


def test_a_task_started_by_an_async_chooser_may_call_later(proxy: Proxy) -> None:
    """The function has returned: another look-up does not wait for it."""

    async def main(backend: str) -> None:
        go, tasks = anyio.Event(), list[Any]()
        answers: list[Any] = []

        async def work() -> None:
            await go.wait()
            meet.http.call_options.selector.forget()
            answers.append((await meet.spaces.get("abc")).name)

        async def choose(active: Any) -> Any:
            if not tasks:
                tasks.append(group.start_soon(work) or work)
            return active[0]

        async with (
            anyio.create_task_group() as group,
            AsyncGoogleMeet(
                KEY, connection=choose, pace=None, transport=httpx.MockTransport(proxy.answer)
            ) as meet,
        ):
            await meet.spaces.get("abc")
            go.set()
            while not answers:
                await anyio.lowlevel.checkpoint()

    for backend in ("asyncio", "trio"):
        anyio.run(main, backend, backend=backend)


def test_a_client_with_a_failed_constructor_has_a_repr() -> None:
    for kind in (GoogleMeet, AsyncGoogleMeet):
        with pytest.raises(ConfigurationError) as raised:
            kind(b"wrong")  # type: ignore[arg-type]
        report = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
        assert kind.__name__ in "".join(report.format())


class Absent(Pace):
    def reserve(self, hold: float = 0.0) -> Any:
        return None


def test_a_pace_that_does_not_return_a_slot_is_an_error(runner: ClientRunner, proxy: Proxy) -> None:
    with pytest.raises(ConfigurationError, match="pace= returned NoneType, not a Slot"):
        proxy.call(runner, lambda meet: meet.spaces.get("abc"), pace=Absent())
    with pytest.raises(ConfigurationError, match="pace= takes a Pace"):
        proxy.call(runner, lambda meet: meet.spaces.get("abc"), pace=Pace)
    assert proxy.sent == []
