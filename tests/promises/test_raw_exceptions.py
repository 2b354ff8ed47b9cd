"""Nothing but a `MatonError`, a `TypeError` or `ValueError` of an argument, what a function of the
user's raised, and cancellation leaves a call, a constructor or a context manager."""

from __future__ import annotations

import asyncio
import gc
import inspect
import io
import pickle
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from dataclasses import replace
from typing import Any

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
from maton_google_meet.flow import recursion as functions
from maton_google_meet.models import SpaceConfig
from maton_google_meet.testing import Contract
from maton_google_meet_api import AuthenticatedClient
from support.clients import KEY, ClientRunner, create_space, read_space
from support.counting_proxy import Proxy
from support.document_server import DocumentServer, Reply

SPACES = "/google-meet/v2/spaces"
SPACE = f"{SPACES}/abc"
TYPED = (MatonError, TypeError, ValueError)


@pytest.fixture
def proxy(maton_contract: Contract) -> Proxy:
    """Accept requests that the document does not know."""
    maton_contract.elsewhere.add("https://api.maton.ai")
    return Proxy()


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
            await awaited(read_space(meet))
        await awaited(entered(runner, made))
        for client in (meet, view):
            for call in (read_space, create_space, lambda meet: meet.http.get(SPACE)):
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
    assert run_in(one, read_space, view).name
    for call in (read_space, create_space, lambda meet: meet.http.get(SPACE)):
        for client in (meet, view):
            with pytest.raises(ConfigurationError, match="Create a client in each loop"):
                run_in(other, call, client)
    assert (len(server.seen), asked) == (1, [])
    run_in(other, AsyncGoogleMeet.aclose, meet)
    run_in(other, AsyncGoogleMeet.aclose, meet)
    with pytest.raises(ConfigurationError, match="This client is closed"):
        run_in(other, read_space, meet)
    del meet, view, client
    gc.collect()


def test_a_client_may_be_made_in_another_loop_than_that_of_its_calls(proxy: Proxy) -> None:
    async def make() -> AsyncGoogleMeet:
        return AsyncGoogleMeet(KEY, connection="c", transport=proxy.transport)

    made = asyncio.run(make())
    assert asyncio.run(read_space(made)).name
    assert trio.run(read_space, trio.run(make)).name


def test_a_client_made_under_one_library_is_refused_under_another(proxy: Proxy) -> None:
    async def make() -> AsyncGoogleMeet:
        return AsyncGoogleMeet(KEY, connection="c", transport=proxy.transport)

    with pytest.raises(ConfigurationError, match="Create a client in each loop"):
        asyncio.run(read_space(trio.run(make)))
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
            run_in(library, read_space, meet)
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
    loop.run_until_complete(read_space(meet))
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
        return create_space(meet)

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
            read_space(meet)
        except BaseException as error:
            raised.append(error)

    def choose(active: Any) -> Any:
        wait(call)
        return active[1]

    meet = GoogleMeet(KEY, connection=choose, transport=proxy.transport)
    assert read_space(meet).name
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
        names = [each.name for each in pool.map(read_space, [meet] * 10)]
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


@pytest.mark.parametrize("call", [read_space, create_space])
def test_a_key_function_that_calls_its_own_client(
    call: Callable[[Any], Any], runner: ClientRunner, proxy: Proxy
) -> None:
    clients: list[Any] = []

    def key() -> Any:
        return read_space(clients[0].with_options(timeout=5.0))

    def opened(meet: Any) -> Any:
        clients.append(meet)
        return call(meet)

    with pytest.raises(ConfigurationError, match="passed as api_key= called the client"):
        proxy.call(runner, opened, api_key=key)
    assert proxy.sent == []


def test_a_hook_that_writes_through_its_own_client(runner: ClientRunner, proxy: Proxy) -> None:
    clients: list[Any] = []

    def hook(_: PendingWrite) -> Any:
        return create_space(clients[0].with_options(timeout=5.0))

    def opened(meet: Any) -> Any:
        clients.append(meet)
        return create_space(meet)

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
            return bool(
                read_space(meet).name and create_space(meet.with_options(confirm=approve_all)).name
            )

        async def main() -> bool:
            await create_space(meet.with_options(confirm=approve_all))
            return bool((await read_space(meet)).name)

        return main()

    def opened(meet: Any) -> Any:
        clients.append(meet)
        return create_space(meet)

    assert proxy.call(runner, opened, create_space, confirm=hook).name
    assert sorted(each.method for each in proxy.sent) == ["GET"] * 2 + ["POST"] * 4


@pytest.mark.parametrize("argument", ["api_key", "confirm"])
@pytest.mark.parametrize("wait", [joined, computed, joined_by_another])
def test_a_function_that_waits_for_a_thread_with_its_own_client(
    wait: Callable[[Callable[[], None]], None], argument: str, proxy: Proxy
) -> None:
    raised: list[BaseException] = []

    def call() -> None:
        try:
            create_space(meet)
        except BaseException as error:
            raised.append(error)

    def function(*_: Any) -> Any:
        wait(call)
        return KEY if argument == "api_key" else True

    given = {"api_key": KEY, **proxy.options(pace=None), argument: function}
    meet = GoogleMeet(**given)
    assert create_space(meet).name
    assert isinstance(raised[0], ConfigurationError)
    # The key is first read for the look-up of the connection, in which the other call waits too.
    assert re.search(rf"passed as ({argument}|connection)= called the client", str(raised[0]))
    assert len(raised) < 5


def test_hooks_of_several_threads_do_not_wait_for_each_other(proxy: Proxy) -> None:
    """All threads are in the hook at the same time."""
    together = threading.Barrier(10)

    def hook(_: PendingWrite) -> bool:
        return together.wait(20) >= 0

    meet = GoogleMeet(KEY, **proxy.options(confirm=hook, pace=None))
    with futures.ThreadPoolExecutor(10) as pool:
        assert [each.name for each in pool.map(create_space, [meet] * 10)] == ["spaces/abc"] * 10


def test_a_thread_started_by_a_hook_may_write_later(proxy: Proxy) -> None:
    """The thread outlives the hook."""
    left: list[Any] = []

    async def main() -> None:
        async with AsyncGoogleMeet(KEY, **proxy.options(confirm=hook, pace=None)) as meet:
            clients.append(meet)
            async with anyio.create_task_group() as group:
                groups.append(group)
                await create_space(meet)

    async def later() -> None:
        await done.wait()
        left.append((await create_space(clients[0])).name)

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


class Absent(Pace):
    def reserve(self, hold: float = 0.0) -> Any:
        return None


def test_a_pace_that_does_not_return_a_slot_is_an_error(runner: ClientRunner, proxy: Proxy) -> None:
    with pytest.raises(ConfigurationError, match="pace= returned NoneType, not a Slot"):
        proxy.call(runner, lambda meet: meet.spaces.get("abc"), pace=Absent())
    with pytest.raises(ConfigurationError, match="pace= takes a Pace"):
        proxy.call(runner, lambda meet: meet.spaces.get("abc"), pace=Pace)
    assert proxy.sent == []
