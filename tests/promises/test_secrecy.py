"""The key, or the token of a session, appears only in `Authorization` of requests to the proxy.

Each scenario uses a distinctive key, or the tokens of a session. Afterwards, all texts are
searched for these secrets: clients, errors, logs, tracebacks, pickles, output and the sockets of
other people. The search finds a secret as it is, quoted, in hex, and in base64 at each alignment.
One text is excepted: `response` has the bytes of the server, with an echoed key.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import copy
import gc
import io
import itertools
import json
import logging
import os
import pickle
import signal
import subprocess
import sys
import traceback
import types
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import quote

import anyio
import httpx
import pytest
from maton_google_meet import (
    USE_PROXY_DEFAULT,
    AsyncGoogleMeet,
    ConfigurationError,
    DeadlineExceeded,
    GoogleMeet,
    MatonError,
    OpenTelemetry,
    Pace,
    PendingWrite,
    Receipts,
    approve_all,
    cli,
)
from maton_google_meet import errors as errors_module
from maton_google_meet.config import Secret
from maton_google_meet.testing import Contract
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from support.clients import ClientRunner
from support.document_server import DocumentServer, Reply
from support.fault_server import Behavior, FaultServer, Peer
from support.issuer import ACCOUNT, Issuer, IssuerRequest, make_profile, visit, write_store
from support.keyrings import use_keyring

KEY = "kQ9/x~Zt=7+m|Secrecy"
ACCESS = "aT4/y~Rs=2+n|Session"
REFRESH = "rT6/w~Qp=5+k|Renewal"
SPACE = "/google-meet/v2/spaces/abc"
SPACES = "/google-meet/v2/spaces"
TESTS = frozenset({__file__, sys.modules[ClientRunner.__module__].__file__})
pytestmark = pytest.mark.filterwarnings("error")


def forms(key: str) -> Iterator[str]:
    """Yield the encodings of `key`."""
    raw = key.encode()
    yield from (key, quote(key, safe=""), quote(key), raw.hex(), repr(key)[1:-1])
    for shift in range(3):
        # The first and the last characters depend on what stands around.
        code = base64.b64encode(b"\0" * shift + raw).decode()[shift + 1 : -4]
        yield from (code, code.translate({43: 45, 47: 95}))


FORMS = tuple(dict.fromkeys(form for key in (KEY, ACCESS, REFRESH) for form in forms(key)))


class Search:
    """The searched texts, and the places where the key was."""

    def __init__(self) -> None:
        self.count = 0
        self.found: list[str] = []

    def text(self, where: str, text: object) -> None:
        output = text.decode("latin-1") if isinstance(text, bytes | bytearray) else str(text)
        self.count += 1
        if any(form in output for form in FORMS):
            self.found.append(where)

    def thing(self, where: str, thing: object, most: int = 2000) -> None:
        """Search the repr of an object and of its public attributes."""
        seen: dict[int, object] = {}
        waiting = deque[tuple[str, Any]]([(where, thing)])
        while waiting and len(seen) < most:
            at, each = waiting.popleft()
            if id(each) in seen:
                continue
            seen[id(each)] = each
            self.text(f"repr {at}", repr(each))
            if isinstance(each, Secret):
                continue  # The one that is meant to be it; its repr is not.
            self.text(f"str {at}", each)
            waiting += [(f"{at}{name}", inner) for name, inner in published(each)]

    def error(self, where: str, error: BaseException, *, echoed: bool = False) -> None:
        """Search an error with its chain, its traceback with locals, and its pickle."""
        self.text(f"vars {where}", vars(error))
        packed = pickle.dumps(error)
        unpacked = pickle.loads(packed)
        assert (type(unpacked), str(unpacked)) == (type(error), str(error))
        assert vars(unpacked).keys() == vars(error).keys()
        if not echoed:
            self.text(f"pickle {where}", packed)
        self.text(f"pickled {where}", repr(vars(unpacked)))
        self.text(f"traceback {where}", "".join(traceback.format_exception(error)))
        one: BaseException | None = error
        while one:
            for frame, _ in traceback.walk_tb(one.__traceback__):
                file = frame.f_code.co_filename
                # A server's own words, quoted, are in the frames that could not read them.
                if file not in TESTS and ("maton_google_meet" in file or not echoed):
                    for name, value in frame.f_locals.items():
                        self.text(f"local {name} of {frame.f_code.co_name} {where}", shown(value))
            self.thing(f"{where} {type(one).__name__}", one, 50)
            one = one.__cause__ or one.__context__


def shown(value: object) -> str:
    """Return the repr of a local variable, as tools that print tracebacks show it."""
    try:
        return repr(value)
    except Exception:
        return ""  # It was not made to its end.


WRITTEN = {"headers", "content", "text", "cookies", "links", "stream"}


def published(thing: Any) -> Iterator[tuple[str, Any]]:
    """Yield the objects that public names reach from `thing`."""
    if isinstance(thing, types.ModuleType | type | types.FunctionType | str | bytes | int | float):
        return
    if isinstance(thing, Mapping):
        yield from ((f"[{key!r}]", value) for key, value in [*thing.items()][:50])
        return
    if isinstance(thing, list | tuple | set | frozenset):
        yield from ((f"[{index}]", value) for index, value in enumerate([*thing][:50]))
        return
    if not type(thing).__module__.startswith(("maton_google_meet", "httpx")):
        return
    # What the server wrote is its own.
    skipped = WRITTEN if isinstance(thing, httpx.Response) else set[str]()
    for name in dir(thing):
        if not name.startswith("_") and name not in skipped:
            with contextlib.suppress(Exception):
                yield f".{name}", getattr(thing, name)


class Logs(logging.Handler):
    """Record the messages of every logger at every level."""

    def __init__(self) -> None:
        super().__init__(1)
        self.records: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append((record.name, f"{self.format(record)} {vars(record)!r}"))

    def __enter__(self) -> Logs:
        self.level_before = logging.root.level
        logging.root.addHandler(self)
        logging.root.setLevel(1)
        return self

    def __exit__(self, *_: object) -> None:
        logging.root.removeHandler(self)
        logging.root.setLevel(self.level_before)

    def search(self, search: Search, *, theirs: bool = True) -> None:
        for name, output in self.records:
            if theirs or not name.startswith("http"):
                search.text(f"log of {name}", output)


@pytest.fixture
def search() -> Iterator[Search]:
    search = Search()
    yield search
    assert search.found == []
    assert search.count


def caught(call: Callable[[], object]) -> BaseException | None:
    try:
        call()
    except Exception as error:
        return error
    return None


def part(runner: ClientRunner, things: Iterable[Any], most: int) -> list[Any]:
    """Return a part of `things`, another one for each client, to save time."""
    found = [*things]
    step = len(found) // (most if runner.mode == "sync" else max(1, most // 4)) or 1
    return found[("sync", "asyncio", "trio").index(runner.mode) :: step]


def play(runner: ClientRunner, call: Callable[[Any], Any], **options: Any) -> BaseException | None:
    """Return the result or the error of `call`, made with the key."""
    options = {"connection": "c", "confirm": approve_all, "api_key": KEY, **options}
    return caught(lambda: runner.call(call, **options))


CALLS: Mapping[str, Callable[[Any], Any]] = {
    "read": lambda meet: meet.spaces.get("abc"),
    "write": lambda meet: meet.spaces.create(),
    "list": lambda meet: meet.members.list("abc"),
    "raw": lambda meet: meet.http.delete(f"{SPACE}/members/m"),
    "look-up": lambda meet: meet.with_options(connection=None).spaces.get("abc"),
}


# --- every status, with the key echoed wherever an answer has room for it -------------------------

STATUSES = (200, 300, 302, 307, 400, 401, 403, 404, 409, 418, 429, 500, 502, 503, 504, 522)


class Echo(NamedTuple):
    """Return a response that contains the key."""

    headers: dict[str, str] = {}  # noqa: RUF012 - never written to
    json: Any = None
    body: bytes = b""
    reason: str = "As it is"


ENVELOPE = {"code": 400, "message": KEY, "status": KEY, "details": [{"key": [KEY]}]}
ECHOES = {
    "nowhere": Echo(json={"message": "no"}),
    "message": Echo(json={"message": f"Bearer {KEY} is wrong"}),
    "envelope": Echo(json={"error": ENVELOPE}),
    "detail": Echo(json={"detail": [{"loc": [KEY], "msg": KEY}]}),
    "text": Echo(body=f"GET / HTTP/1.1\r\nAuthorization: Bearer {KEY}".encode()),
    "page": Echo(body=f"<title>{KEY}</title>".encode()),
    "reason": Echo(reason=KEY),
    "request id": Echo(headers={"X-Request-Id": KEY, "Retry-After": KEY, "Set-Cookie": f"a={KEY}"}),
    "location": Echo(headers={"Location": f"https://evil.example/?key={quote(KEY)}"}),
    "broken location": Echo(headers={"Location": f"https://[{KEY}/"}),
}


@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_every_status_with_the_key_echoed(runner: ClientRunner, search: Search) -> None:
    with Logs() as logs:
        for status, (place, echo) in part(runner, itertools.product(STATUSES, ECHOES.items()), 53):
            if status == 200 and place in ("text", "page", "nowhere"):
                continue  # What a success says is what the caller asked for.

            def answer(_: httpx.Request, status: int = status, echo: Echo = echo) -> Any:
                return httpx.Response(
                        status, headers=echo.headers, json=echo.json, content=echo.body or None,
                        extensions={"reason_phrase": echo.reason.encode()},
                    )  # fmt: skip

            for label in ("read", "write"):
                transport = httpx.MockTransport(answer)
                error = play(runner, CALLS[label], transport=transport)
                assert isinstance(error, MatonError)
                if status != 200:
                    where = f"{status} {place} {label}"
                    search.error(where, error, echoed=place != "nowhere")
    # httpx logs the reason that the server gave.
    logs.search(search, theirs=False)


@pytest.mark.maton_contract(wrong_on_purpose="answers")
def test_receipts_and_telemetry_with_the_key_echoed(runner: ClientRunner, search: Search) -> None:
    receipts, exporter, tracers = list[Any](), InMemorySpanExporter(), TracerProvider()
    tracers.add_span_processor(SimpleSpanProcessor(exporter))
    observers = [Receipts(receipts.append), OpenTelemetry(tracers)]
    attempts = [*itertools.product((200, 403, 429, 503), ECHOES.values())]
    for status, echo in attempts:
        response = httpx.Response(
            status, headers=echo.headers, json=echo.json, content=echo.body or None
        )
        transport = httpx.MockTransport(lambda _, response=response: response)
        play(runner, CALLS["raw"], transport=transport, observe=observers)
    assert len(receipts) == len(exporter.get_finished_spans()) == len(attempts)
    search.text("receipts", receipts)
    for span in exporter.get_finished_spans():
        search.text("span", span.to_json())
    tracers.shutdown()


def every_error(kind: type[Exception] = httpx.RequestError) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from every_error(each)


def test_every_fault_of_the_network(runner: ClientRunner, search: Search) -> None:
    faults = sorted({*every_error(), httpx.InvalidURL}, key=lambda each: each.__name__)
    with Logs() as logs:
        for fault in part(runner, faults, 17):
            for message in ("as it is", f"illegal status line: bytearray(b'HTTP/9 {KEY}')"):

                def fail(_: httpx.Request, fault: Any = fault, message: str = message) -> Any:
                    try:
                        raise ValueError(message)
                    except ValueError as cause:
                        raise fault(message) from cause

                for label, key in (("read", KEY), ("write", lambda: KEY)):
                    transport = httpx.MockTransport(fail)
                    error = play(runner, CALLS[label], api_key=key, transport=transport)
                    assert isinstance(error, MatonError), label
                    search.error(f"{fault.__name__} {label}", error, echoed=KEY in message)
    assert len(faults) > 12
    logs.search(search)


# --- over sockets, with every logger on, and each part of an exchange gone wrong ------------------


class SendBytes(Behavior):
    """Receive once, send `contents` and close the connection; `received` holds all bytes."""

    def __init__(self, *contents: bytes) -> None:
        self.contents = contents
        self.received: list[bytes] = []

    def accept(self, peer: Peer) -> bool:
        self.received.append(peer.receive())
        for content in self.contents:
            peer.send(content)
        return False


class ReadNothing(Behavior):
    """Accept connections and read nothing."""

    def accept(self, peer: Peer) -> bool:
        peer.block()
        return False


ECHOED = KEY.encode()
BROKEN = {
    "nothing": b"",
    "status line": b"HTTP/9 " + ECHOED + b"\r\n\r\n",
    "header line": b"HTTP/1.1 200 OK\r\n" + ECHOED + b"\r\n\r\n",
    "cut": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{",
    "chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + ECHOED + b"\r\n",
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: " + ECHOED + b"\r\n\r\n",
    "refused": b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n",
    "body": b"HTTP/1.1 401 No\r\nContent-Length: " + b"%d\r\n\r\n" % len(ECHOED) + ECHOED,
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_responses_over_sockets(
    kind: str, runner: ClientRunner, search: Search, maton_contract: Contract
) -> None:
    echoed = ECHOED in BROKEN[kind]
    behavior = SendBytes(BROKEN[kind])
    with Logs() as logs, FaultServer(behavior) as server:
        maton_contract.elsewhere.add(server.url)
        for label in ("read", "write", "raw"):
            error = play(runner, CALLS[label], base_url=server.url)
            assert isinstance(error, MatonError)
            search.error(f"{kind} {label}", error, echoed=echoed)
    assert all(KEY.encode() in request for request in behavior.received)
    # What the server wrote, httpcore logs.
    logs.search(search, theirs=not echoed)
    loggers = {"maton_google_meet", "maton_google_meet.audit", "httpcore.http11"}
    assert loggers <= {name for name, _ in logs.records}


# More than the sockets in between take: sending the headers does not end.
LARGE = {"X-Large": "x" * (8 << 20)}


def search_tracebacks(search: Search, error: BaseException | None) -> None:
    """Search the local variables of all frames in the tracebacks of `error` and its causes."""
    while error:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename not in TESTS:
                for name, value in frame.f_locals.items():
                    search.text(f"local {name} of {frame.f_code.co_qualname}", shown(value))
        error = error.__cause__ or error.__context__


def test_a_timeout_while_the_headers_are_sent(runner: ClientRunner, search: Search) -> None:
    """httpcore holds the headers in local variables, as bytes."""
    timeout = httpx.Timeout(5.0, write=0.05)
    with FaultServer(ReadNothing()) as server:
        for raw in (
            lambda meet: meet.http.get(SPACE, headers=LARGE),
            lambda meet: meet.http.post(SPACES, json={}, headers=LARGE),
        ):
            error = play(runner, raw, base_url=server.url, timeout=timeout)
            assert isinstance(error, DeadlineExceeded)
            search_tracebacks(search, error)


class Interrupt(BaseException):
    """An exception that a signal handler raises."""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no timer that interrupts")
def test_an_interrupt_while_the_headers_are_sent(search: Search) -> None:
    def interrupt(*_: object) -> None:
        raise Interrupt

    class StartTimer(ReadNothing):
        """Start the timer after the client has connected. Before, httpx would lose the socket."""

        def accept(self, peer: Peer) -> bool:
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            return super().accept(peer)

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        server = FaultServer(StartTimer())
        with server, GoogleMeet(KEY, base_url=server.url, connection="c") as meet:
            with pytest.raises(Interrupt) as raised:
                meet.http.get(SPACE, headers=LARGE)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    search_tracebacks(search, raised.value)


@pytest.mark.parametrize("way", ["task.cancel", "asyncio", "trio"])
def test_a_cancellation_while_the_headers_are_sent(way: str, search: Search) -> None:
    errors: list[BaseException] = []

    async def call(meet: AsyncGoogleMeet) -> None:
        try:
            await meet.http.get(SPACE, headers=LARGE)
        except BaseException as error:
            errors.append(error)
            raise

    async def main() -> None:
        with FaultServer(ReadNothing()) as server:
            async with AsyncGoogleMeet(KEY, base_url=server.url, connection="c") as meet:
                if way == "task.cancel":
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(call(meet), 0.05)
                else:
                    with anyio.move_on_after(0.05):
                        await call(meet)

    anyio.run(main, backend="trio" if way == "trio" else "asyncio")
    assert len(errors) == 1
    assert not isinstance(errors[0], Exception)
    search_tracebacks(search, errors[0])


@pytest.mark.filterwarnings("ignore:Exception ignored in")
@pytest.mark.parametrize("key", [KEY, lambda: KEY], ids=["a str", "a function"])
def test_an_interrupt_as_any_function_is_called(key: Any, search: Search) -> None:
    """The calls include those that write or remove the header."""
    calls, stop_at, interrupted = 0, 1, 0

    def interrupt(frame: types.FrameType, *_: object) -> None:
        nonlocal calls
        path = frame.f_code.co_filename
        # What is raised while an object is collected goes nowhere.
        collected = "_weakrefset" in path or frame.f_code.co_name == "__del__"
        if path in TESTS or "/testing/" in path or collected:
            return
        calls += 1
        if calls == stop_at:
            sys.settrace(None)
            raise Interrupt

    answer = httpx.MockTransport(lambda _: httpx.Response(200, json={"name": "spaces/abc"}))
    meet = GoogleMeet(key, connection="c", transport=answer, pace=None)
    meet.spaces.get("abc")
    while calls >= stop_at or not calls:
        stop_at += 11
        calls, before = 0, sys.gettrace()
        gc.disable()  # An interrupt of a finalizer would be ignored.
        try:
            sys.settrace(interrupt)
            meet.spaces.get("abc")
        except Interrupt as error:
            interrupted += 1
            search_tracebacks(search, error)
        finally:
            sys.settrace(before)
            gc.enable()
    assert interrupted > 30


@pytest.mark.parametrize("wrong", [KEY.encode(), [KEY], {"key": KEY}])
def test_a_key_of_another_type(wrong: Any, runner: ClientRunner, search: Search) -> None:
    for given in (wrong, lambda: wrong):
        try:
            error = None
            runner.call(CALLS["read"], api_key=given, connection="c")
        except ConfigurationError as raised:
            error = raised
        assert error
        search.text("message", error)
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename not in TESTS:
                for name, value in frame.f_locals.items():
                    search.text(f"local {name}", repr(value))


ECHOED_SUCCESSES: list[tuple[str, Any]] = [
    ("read", {"name": "spaces/abc", "config": KEY}),
    ("read", {"name": "spaces/abc", "activeConference": {"conferenceRecord": [KEY]}}),
    ("write", {"name": "spaces/abc", "config": KEY}),
    ("list", {"members": [KEY]}),
    ("list", {"members": [{"name": "m"}], "nextPageToken": KEY}),
    ("look-up", {"connections": [{"connection_id": id, "metadata": {"a": KEY}} for id in "ab"]}),
    ("look-up", {"connections": [{"connection_id": KEY, "creation_time": KEY}]}),
]


@pytest.mark.maton_contract(wrong_on_purpose="answers")
@pytest.mark.parametrize(("label", "body"), ECHOED_SUCCESSES)
def test_a_success_that_echoes_the_key(
    label: str, body: Any, runner: ClientRunner, search: Search
) -> None:
    for escaped in (json.dumps(body), json.dumps(body).replace("/", "\\/")):
        transport = httpx.MockTransport(lambda _, text=escaped: httpx.Response(200, text=text))
        error = play(runner, CALLS[label], transport=transport)
        assert isinstance(error, MatonError)
        search.error(label, error)


def test_the_logs_of_successful_calls(
    runner: ClientRunner, server: DocumentServer, search: Search
) -> None:
    server.key = KEY
    with Logs() as logs:
        for label, call in CALLS.items():
            error = play(runner, call, base_url=server.url, retry=None)
            assert error is None, label
    assert len(logs.records) > 50
    logs.search(search)
    search.thing("seen", [seen.target for seen in server.seen])


# --- every class of errors, every object ----------------------------------------------------------


def kinds(kind: type[BaseException] = MatonError) -> Iterator[type[BaseException]]:
    yield kind
    for each in kind.__subclasses__():
        yield from kinds(each)


PENDING = {"connection": {"connection_id": "new", "status": "PENDING", "app": "google-meet"}}
FAILED = {"connection": {"connection_id": "new", "status": "FAILED", "app": "google-meet"}}
ACTIVE = [{"connection_id": id, "status": "ACTIVE", "app": "google-meet"} for id in ("one", "two")]


def connecting(then: Any) -> dict[str, Any]:
    return {"connections.create": [Reply(json=PENDING)], "connections.get": [Reply(json=then)]}


# What is answered, what is called, with which options; and which error that is.
ENDS: Mapping[str, tuple[dict[str, Any], Callable[[Any], Any], dict[str, Any]]] = {
    "ConfirmationRequired": ({}, CALLS["write"], {"confirm": None}),
    "WriteDeclined": ({}, CALLS["write"], {"confirm": lambda _: False}),
    "InvalidNameError": ({}, lambda meet: meet.spaces.get("a/b"), {}),
    "InvalidArgumentError": ({}, lambda meet: meet.spaces.update("a"), {}),
    "ConfigurationError": ({}, lambda meet: meet.http.get("https://evil.example/"), {}),
    "NoActiveConnection": (
        {"connections.list": [Reply(json={"connections": []})]},
        CALLS["read"],
        {"connection": None},
    ),
    "AmbiguousConnection": (
        {"connections.list": [Reply(json={"connections": ACTIVE})]},
        CALLS["read"],
        {"connection": None},
    ),
    "AuthorizationFailed": (connecting(FAILED), lambda meet: meet.authorize(on_url=str), {}),
    "AuthorizationDeadlineExceeded": (
        connecting(PENDING),
        lambda meet: meet.authorize(on_url=str, timeout=1e-6),
        {},
    ),
}


@pytest.mark.parametrize("kind", ENDS)
def test_errors_of_hooks_and_other_functions(
    kind: str, runner: ClientRunner, server: DocumentServer, search: Search
) -> None:
    server.key = KEY
    answers, call, options = ENDS[kind]
    server.answers.update({id: [*replies] for id, replies in answers.items()})
    with Logs() as logs:
        error = play(runner, call, base_url=server.url, **options)
    assert type(error) is getattr(errors_module, kind)
    search.error(kind, error)
    logs.search(search)


def test_every_class_of_errors_survives_a_pickle() -> None:
    for kind in kinds():
        if kind.__module__ != errors_module.__name__:
            continue  # Somebody's own, of another test.
        error = kind("what it says")
        error.note = "kept"  # type: ignore[attr-defined]
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again), vars(again)) == (kind, "what it says", {"note": "kept"})


def test_public_objects_do_not_show_the_key(runner: ClientRunner, search: Search) -> None:
    pages: list[Any] = []

    def look(meet: Any) -> None:
        view = meet.with_options(timeout=3.0, connection=lambda found: found[0])
        options = meet.http.call_options
        shared = options.state
        request = meet.http.build_request("GET", SPACE)
        pages.append(meet.members.list("abc"))
        things = [
            *(meet, view, meet.http, view.http, options, shared, options.selector),
            *(options.pace, options.retry, meet.spaces, request, *pages),
        ]
        for thing in things:
            search.thing(f"object {type(thing).__name__}", thing)
            search.text(f"vars {type(thing).__name__}", getattr(thing, "__dict__", ""))
            if thing in (shared, options):
                continue  # They are nobody's to pickle.
            for way in (pickle.dumps, copy.deepcopy):
                try:
                    search.text(f"{way.__name__} {type(thing).__name__}", shown(way(thing)))
                except (TypeError, AttributeError) as refused:
                    search.text("refusal", refused)
        assert isinstance(shared.key, Secret)

    play(runner, look, pace=Pace())
    # What this looks at is not empty: it finds the key where it is.
    seen = Search()
    seen.thing("the key itself", {"key": str(Secret(KEY)), "quoted": [quote(KEY, safe="")]})
    seen.text("in base64", base64.b64encode(b"Bearer " + KEY.encode()))
    assert len(seen.found) == 9


def test_a_client_is_not_pickled(runner: ClientRunner) -> None:
    def look(meet: Any) -> None:
        for thing in (meet, meet.http, meet.spaces, meet.with_options(timeout=1.0)):
            with pytest.raises((TypeError, AttributeError), match=r"cannot be pickled"):
                pickle.dumps(thing)

    assert play(runner, look) is None


def test_a_pending_write_does_not_hold_the_key(
    runner: ClientRunner, server: DocumentServer, search: Search
) -> None:
    server.key = KEY
    found: list[PendingWrite] = []

    def hook(pending: PendingWrite) -> bool:
        found.append(pending)
        search.thing("pending", pending)
        search.text("pickle", pickle.dumps(pending))
        search.thing("copy", copy.deepcopy(pending))
        return True

    for connection in ("c", USE_PROXY_DEFAULT):
        play(runner, CALLS["write"], base_url=server.url, connection=connection, confirm=hook)
    assert len(found) == 2


# --- a key that cannot be one ---------------------------------------------------------------------

ODD = (
    "\r",
    "\n",
    "\r\n",
    "\r\nX: y",
    "\0",
    "\t",
    " ",
    "é",
    "\u202e",
    "\ud800",
    "\x7f",
    "\x85",
    "🙂",
)
BAD = tuple(f"{KEY}{odd}{KEY}" for odd in ODD)


@pytest.mark.parametrize("entry", ["argument", "environment", "function"])
def test_a_key_that_cannot_be_a_header(
    entry: str, runner: ClientRunner, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_: httpx.Request) -> httpx.Response:
        raise AssertionError("it was sent")

    for value in ("", "  ", "\r\n", *BAD):
        options: dict[str, Any] = {"api_key": value}
        if entry == "function":
            options = {"api_key": lambda value=value: value}
        if entry == "environment":
            if "\0" in value or "\ud800" in value:
                continue  # No environment holds it.
            monkeypatch.setenv("MATON_API_KEY", value)
            options = {"api_key": None}
        error = play(runner, CALLS["write"], transport=httpx.MockTransport(never), **options)
        assert isinstance(error, ConfigurationError)
        search.error(f"{entry} {value!a}", error)


# --- headers --------------------------------------------------------------------------------------


def sent(runner: ClientRunner, call: Callable[[Any], Any], **options: Any) -> tuple[Any, list[Any]]:
    """Return the error of a call, and the headers of the sent requests."""
    requests: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append([(k.lower().decode(), v.decode("latin-1")) for k, v in request.headers.raw])
        return httpx.Response(404, json={"message": "no"})

    return play(runner, call, transport=httpx.MockTransport(answer), **options), requests


IDS = (
    "",
    " ",
    "c\rX: y",
    "c\nX: y",
    "c\r\nX: y",
    "c\r\n\r\nGET /",
    "c\0",
    "c d",
    "é",
    "c\u2028d",
    "\ud800",
)


@pytest.mark.parametrize("id", IDS, ids=ascii)
@pytest.mark.parametrize("entry", ["argument", "environment", "view", "look-up", "chooser"])
def test_a_connection_id_that_cannot_be_a_header(
    id: str, entry: str, runner: ClientRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = CALLS["write"]
    options: dict[str, Any] = {"connection": id}
    asked: list[int] = []
    if entry == "environment":
        if "\0" in id or "\ud800" in id or not id.strip():
            return  # No environment holds it, or it is as if it were not set.
        monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", id)
        options = {"connection": None}
    if entry == "view":
        options = {"connection": "fine"}
        call = lambda meet: meet.with_options(connection=id).spaces.create()  # noqa: E731
    if entry in ("look-up", "chooser"):
        if id == "\ud800":
            return  # Whoever judges the answer cannot read it.
        options = {"connection": None if entry == "look-up" else lambda found: found[0]}

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(1)
            assert request.url.path == "/connections"
            found = {"connection_id": id, "status": "ACTIVE", "app": "google-meet"}
            headers = {"Content-Type": "application/json"}  # A lone surrogate travels as \\ud800.
            return httpx.Response(200, text=json.dumps({"connections": [found]}), headers=headers)

        error = play(runner, call, transport=httpx.MockTransport(answer), **options)
        assert asked == [1]
    else:
        error, requests = sent(runner, call, **options)
        assert requests == []
    assert isinstance(error, MatonError)


OURS = {"authorization": f"Bearer {KEY}", "maton-connection": "c", "host": "api.maton.ai"}


@pytest.mark.parametrize(
    "given",
    [
        {"Authorization": "Bearer other", "Maton-Connection": "c", "Host": "evil.example"},
        {"AUTHORIZATION": "x", "maton-CONNECTION": "c", "hOST": "x", "Content-Length": "0"},
        {"Maton_Connection": "c", "Transfer_Encoding": "chunked", "Content_Length": "0"},
        [("Authorization", "one"), ("authorization", "two"), ("Maton-Connection", "c")],
        [("maton-connection", "c"), ("Maton-Connection", "c"), ("MATON_CONNECTION", "c")],
        {b"Authorization": b"Basic x", b"Host": b"evil.example:1"},
    ],
    ids=str,
)
def test_the_clients_headers_override_given_ones(given: Any, runner: ClientRunner) -> None:
    def default(meet: Any) -> Any:
        meet.http.headers.update(given)
        return meet.http.get(SPACE)

    for call in (lambda meet: meet.http.get(SPACE, headers=given), default):
        _, [headers] = sent(runner, call)
        for name, value in OURS.items():
            assert [v for k, v in headers if k.replace("_", "-") == name] == [value]
        assert not any(k.startswith(("content_", "transfer")) for k, _ in headers)


# --- on the wire: nobody but the proxy ------------------------------------------------------------

ELSEWHERE: tuple[str, ...] = (
    *("{0}/", "{0}/google-meet/v2/spaces/abc", "//{1}/x", "http://{1}/", "http://user:pw@{1}/"),
    *("{2}@{1}/", "{2}.evil.example/", "http://evil.example\\@{3}/", "/..//{1}/", "ftp://{1}/"),
    *("{2}/../../x", "{2}/%2e%2e/x", "http:/{1}/", "http:{1}/", "http://[::1]/", "http://0/"),
)


def test_the_key_is_sent_to_no_other_host(
    runner: ClientRunner, server: DocumentServer, search: Search
) -> None:
    server.key = KEY
    base, ended = server.url, 0
    other_host = SendBytes(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    with FaultServer(other_host) as elsewhere:
        place = elsewhere.url.removeprefix("http://")
        urls = [
            form.format(elsewhere.url, place, base, base.removeprefix("http://"))
            for form in ELSEWHERE
        ]

        def by_hand(meet: Any, url: str) -> Any:
            return meet.http.send(httpx.Request("GET", url))

        def moved(meet: Any, url: str) -> Any:
            meet.http.base_url = url
            return meet.http.get("x")

        for url in part(runner, urls, 16):
            for way in (lambda meet, url: meet.http.get(url), by_hand, moved):
                error = play(runner, lambda meet, url=url, way=way: way(meet, url), base_url=base)
                if error is not None:
                    search.text(f"error of {url}", error)
                    ended += 1
        for location in part(runner, urls, 8):
            for status in (302, 307):
                reply = Reply(status, headers={"Location": location}, wrong_on_purpose=True)
                server.answers["spaces.get"] = [reply, reply]
                follow = lambda meet: meet.http.get(SPACE, follow_redirects=True)  # noqa: E731
                for call in (CALLS["read"], follow):
                    error = play(runner, call, base_url=base)
                    assert isinstance(error, MatonError)
                    search.error(f"{status} to {location}", error)
        page = Reply(json={"members": [], "nextPageToken": f"{elsewhere.url}/?a=b"})
        server.answers["members.list"] = [page]
        assert play(runner, CALLS["list"], base_url=base) is None
        assert other_host.received == []
        assert ended > 5
    server.violations.clear()  # A path that is none of the document's is still the proxy's.
    assert {seen.headers["host"] for seen in server.seen} == {base.removeprefix("http://")}


@pytest.mark.parametrize(
    ("kind", "variable"),
    [("sync", name) for name in ("HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY")]
    + [("asyncio", "HTTPS_PROXY"), ("trio", "HTTPS_PROXY")],
)
def test_the_key_is_not_sent_to_a_proxy(
    kind: str,
    variable: str,
    server: DocumentServer,
    search: Search,
    monkeypatch: pytest.MonkeyPatch,
    maton_contract: Contract,
) -> None:
    server.key, runner = KEY, ClientRunner(kind)
    maton_contract.elsewhere.add("https://api.maton.ai")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    tunnel = SendBytes(b"HTTP/1.1 200 Connection established\r\n\r\n", b"no TLS")
    refusing = SendBytes(b"HTTP/1.1 407 No\r\n\r\n")
    for behavior in (tunnel, refusing):
        with FaultServer(behavior) as proxy:
            monkeypatch.setenv(variable, proxy.url.replace("//", "//me:pw@"))
            options: dict[str, Any] = {"transport": None}
            for call in [CALLS["read" if behavior is tunnel else "write"]]:
                if variable != "HTTP_PROXY":
                    error = play(runner, call, **options)
                    assert isinstance(error, MatonError)
                    search.error(f"through {variable}", error)
                # Plain http, which is to loopback only, goes past it.
                assert play(runner, call, base_url=server.url, **options) is None
            for received in behavior.received:
                assert received.startswith((b"CONNECT api.maton.ai:443", b"\x16"))
                search.text("sent to a proxy", received)
            assert bool(behavior.received) == (variable != "HTTP_PROXY")
    assert len(server.seen) == 2
    search.text("seen", [seen.target for seen in server.seen])


# --- the command line, and the plugin -------------------------------------------------------------

COMMANDS: tuple[tuple[str, ...], ...] = (
    *(("--help",), ("--version",), ("doctor",), ("doctor", "--help"), ("auth",), ("nonsense",)),
    *(("spaces", "get", "abc"), ("spaces", "get", "abc", "--json"), ("spaces", "get", "a/b")),
    *(("spaces", "create"), ("spaces", "create", "--yes"), ("spaces", "create", "--help")),
    *(("spaces", "get", "abc", "--connection", "a b"), ("spaces", "get"), ("spaces", "--help")),
    *(("conference-records", "list", "--all"), ("connections", "list"), ("spaces", "get", "--x")),
)


@pytest.mark.parametrize("answers", ["right", "echoed", "refused"])
def test_the_command_line_does_not_print_the_key(
    answers: str,
    server: DocumentServer,
    search: Search,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.key = KEY if answers != "refused" else "another"
    echo: dict[str, Any] = {"json": {"error": ENVELOPE}, "headers": {"X-Request-Id": KEY}}
    if answers == "echoed":
        for id in ("spaces.get", "spaces.create", "conferenceRecords.list", "connections.list"):
            server.answers[id] = lambda _: Reply(403, wrong_on_purpose=True, **echo)
    monkeypatch.setenv("MATON_API_KEY", KEY)
    monkeypatch.setenv("MATON_API_BASE_URL", server.url)
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "c")
    for variable in ("right", "unset"):
        if variable == "unset":
            monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
        # Most of them say the same, whatever is answered.
        for arguments in COMMANDS if answers == variable == "right" else COMMANDS[2:9:3]:
            cli.main([*arguments])
            output = capsys.readouterr()
            search.text(f"stdout of {arguments}", output.out)
            search.text(f"stderr of {arguments}", output.err)
    server.violations.clear()  # That a key is refused.


def test_an_invalid_key_is_not_printed(
    search: Search, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in (f"{KEY} {KEY}", f"'{KEY}'", f"Bearer {KEY}", f"{KEY}é"):
        monkeypatch.setenv("MATON_API_KEY", key)
        monkeypatch.setenv("MATON_API_BASE_URL", "http://127.0.0.1:9")
        for arguments in (("doctor",), ("auth",)):
            cli.main([*arguments])
            output = capsys.readouterr()
            search.text(f"{key} {arguments}", output.out + output.err)


def test_the_key_is_not_an_option(capsys: pytest.CaptureFixture[str], search: Search) -> None:
    for resource in ([], ["spaces"], ["spaces", "get"], ["auth"], ["doctor"], ["sandbox"]):
        cli.main([*resource, "--help"])
        output = capsys.readouterr().out
        search.text("help", output)
        assert not any(word in output.lower() for word in ("--key", "--api-key", "--token"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
def test_the_list_of_processes_does_not_show_the_key(
    server: DocumentServer, search: Search
) -> None:
    server.key = KEY
    listing: list[bytes] = []

    def look(_: object) -> None:
        listing.append(Path(f"/proc/{process.pid}/cmdline").read_bytes())

    server.answers["spaces.get"] = look
    run = [sys.executable, "-X", "dev", "-W", "error", "-m", "maton_google_meet.cli"]
    process = subprocess.Popen(
        [*run, "spaces", "get", "a"],
        env={
            **{name: value for name, value in os.environ.items() if "MATON" not in name},
            "MATON_API_KEY": KEY,
            "MATON_API_BASE_URL": server.url,
            "MATON_GOOGLE_MEET_CONNECTION": "c",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    out, _ = process.communicate(timeout=60)
    search.text("output", out)
    search.text("command line", listing[0])
    assert process.returncode == 0
    assert b"spaces" in listing[0]


TESTED = """
import httpx, pytest
from maton_google_meet import GoogleMeet

def client(status, **answer):
    transport = httpx.MockTransport(lambda request: httpx.Response(status, **answer))
    return GoogleMeet(connection="c", retry=None, pace=None, transport=transport)

@pytest.mark.maton_contract
def test_request():
    client(200, json={"name": "spaces/a"}).http.get("/google-meet/v2/none?x=1", headers={"X": "y"})

@pytest.mark.maton_contract
def test_answer():
    client(200, json={"name": 5}).spaces.get("a")

@pytest.mark.maton_contract
def test_error():
    client(404, json={"message": "no"}).spaces.get("a")

def test_sandbox(maton_sandbox):
    with maton_sandbox.client() as meet:
        meet.spaces.get("a")
    assert False, maton_sandbox.requests
"""


def test_a_failing_test_does_not_print_the_key(
    pytester: pytest.Pytester,
    search: Search,
    monkeypatch: pytest.MonkeyPatch,
    maton_contract: Contract,
) -> None:
    maton_contract.elsewhere.add("https://api.maton.ai")  # The plugin within judges, not this one.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # Each run would load them anew.
    monkeypatch.setenv("MATON_API_KEY", KEY)
    pytester.makeconftest('pytest_plugins = ["maton_google_meet.testing"]')
    pytester.makepyfile(TESTED)
    result = pytester.runpytest_inprocess(
        "-p", "no:cacheprovider", "--showlocals", "--tb=long", "-vv", "--log-level=DEBUG"
    )
    result.assert_outcomes(failed=4)
    for line in [*result.outlines, *result.errlines]:
        search.text("line of pytest", line)
    result.stdout.fnmatch_lines(["*Against the document of the API:*"])


def test_asyncio_in_debug_mode_does_not_log_the_key(server: DocumentServer, search: Search) -> None:
    server.key = KEY
    over: dict[str, Any] = {
        "connection": "c",
        "transport": ClientRunner("asyncio").make_transport(),
    }

    async def main() -> None:
        asyncio.get_running_loop().slow_callback_duration = 0.0  # It tells of each step then.
        async with AsyncGoogleMeet(lambda: KEY, base_url=server.url, **over) as meet:
            task = asyncio.create_task(cast("Any", meet.spaces.get("abc")))
            await asyncio.sleep(0)
            search.text("task", f"{task!r} {task.get_coro()!r} {task.get_stack()!r}")
            task.print_stack(file=(stack := io.StringIO()))
            search.text("stack", stack.getvalue())
            await task

    with Logs() as logs, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(main(), debug=True)
    assert any("took" in output for _, output in logs.records)
    logs.search(search)
    for warning in caught:
        search.text("warning", warning.message)


# --- the tokens of a session ----------------------------------------------------------------------


@pytest.fixture
def session(issuer: Issuer, tmp_path: Path) -> Issuer:
    """The issuer of a stored session that is valid."""
    count = itertools.count()
    issuer.make_token = lambda kind: f"{ACCESS if kind == 'access' else REFRESH}{next(count)}"
    write_store(tmp_path, make_profile(issuer))
    return issuer


def play_session(runner: ClientRunner, call: Callable[[Any], Any], **options: Any) -> Any:
    """Return the error of `call`, made with the session."""
    return play(runner, call, api_key=None, **options)


def test_a_session_in_calls_objects_and_logs(
    runner: ClientRunner, session: Issuer, search: Search
) -> None:
    def look(meet: Any) -> None:
        state = meet.http.call_options.state
        assert isinstance(state.key.get_token(), Secret)
        for thing in (meet, meet.http, meet.with_options(timeout=1.0), state, state.key):
            search.thing(f"object {type(thing).__name__}", thing)
            search.text(f"vars {type(thing).__name__}", vars(thing))
            for way in (pickle.dumps, copy.deepcopy):
                with pytest.raises((TypeError, AttributeError)):
                    way(thing)

    with Logs() as logs:
        for name in ("read", "write", "raw"):
            assert play_session(runner, CALLS[name]) is None
        play_session(runner, lambda meet: runner.call(lambda _: None) or CALLS["read"](meet))
        assert caught(lambda: runner.call(CALLS["read"], look, api_key=None)) is None
    logs.search(search)
    assert all(each.token.startswith(ACCESS) for each in session.seen)


@pytest.mark.parametrize("place", ECHOES)
def test_an_echoed_token(
    place: str, runner: ClientRunner, issuer: Issuer, tmp_path: Path, search: Search
) -> None:
    issuer.make_token = lambda kind: KEY if kind == "access" else REFRESH
    write_store(tmp_path, make_profile(issuer))
    echo = ECHOES[place]
    for status in part(runner, STATUSES[1:], 5):
        answer = httpx.Response(
            status, headers=echo.headers, json=echo.json, content=echo.body or None,
            extensions={"reason_phrase": echo.reason.encode()},
        )  # fmt: skip
        transport = httpx.MockTransport(lambda _, answer=answer: answer)
        error = play_session(runner, CALLS["read"], transport=transport)
        assert isinstance(error, MatonError)
        search.error(f"{status} {place}", error, echoed=place != "nowhere")


def echo_form(status: int, name: str) -> Callable[[IssuerRequest], tuple[int, object]]:
    """Return a reply of the issuer that repeats the refresh token and the request."""
    return lambda received: (
        status,
        {name: received.form["refresh_token"], "error_description": json.dumps(received.form)},
    )


REFUSED_RENEWALS: dict[str, Callable[[IssuerRequest], tuple[int, object]]] = {
    "invalid_grant": lambda received: (
        400,
        {"error": "invalid_grant", "error_description": received.form},
    ),
    "code": echo_form(400, "error"),
    "description": echo_form(400, "hint"),
    "status": echo_form(500, "error"),
    "page": lambda received: (503, f"<title>{received.form}</title>"),
    "token of another type": echo_form(200, "refresh_token"),
    "text": lambda received: (200, f"{ACCESS} {received.form}"),
    "list": lambda received: (200, [ACCESS, received.form]),
    "header": lambda received: (200, {"access_token": f"{ACCESS}\r\nX: {REFRESH}"}),
}


@pytest.mark.parametrize("case", REFUSED_RENEWALS)
@pytest.mark.parametrize("stored", ["file", "keyring"])
def test_a_refused_renewal(
    case: str, stored: str, runner: ClientRunner, session: Issuer, tmp_path: Path, search: Search
) -> None:
    session.replies["/token"] = REFUSED_RENEWALS[case]
    profile = make_profile(session, seconds=0)
    with use_keyring() as memory, Logs() as logs:
        if stored == "keyring":
            for kind in ("access", "refresh"):
                token = str(profile.pop(f"{kind}_token"))
                memory.set_password("maton-py-sdk", f"{ACCOUNT}#oauth-{kind}", token)
        write_store(tmp_path, profile)
        for name in ("read", "write"):
            error = play_session(runner, CALLS[name])
            assert isinstance(error, MatonError)
            search.error(f"{case} {name}", error)
            search_tracebacks(search, error)
    logs.search(search)


class AnswerForm(SendBytes):
    """Receive the headers and the form, which urllib sends one after the other."""

    def accept(self, peer: Peer) -> bool:
        while b"grant_type" not in b"".join(self.received[-2:]):
            self.received.append(peer.receive())
        for content in self.contents:
            peer.send(content)
        return False


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_response_of_the_issuer(
    kind: str, runner: ClientRunner, session: Issuer, tmp_path: Path, search: Search
) -> None:
    write_store(tmp_path, make_profile(session, seconds=0))
    behavior = AnswerForm(BROKEN[kind].replace(ECHOED, REFRESH.encode()))
    with FaultServer(behavior) as server, Logs() as logs:
        metadata = dict.fromkeys(("authorization_endpoint", "token_endpoint"), f"{server.url}/")
        session.replies["/.well-known/oauth-authorization-server"] = lambda _: (
            200,
            {"issuer": session.url, **metadata},
        )
        error = play_session(runner, CALLS["read"])
        assert isinstance(error, MatonError)
        search.error(kind, error)
        search_tracebacks(search, error)
    assert quote(REFRESH, safe="").encode() in b"".join(behavior.received)
    logs.search(search)


STORES: dict[str, Callable[[str], str]] = {
    "cut": lambda text: text[:-1],
    "doubled": lambda text: text * 2,
    "several": lambda text: text.replace("active_profile", "none").replace(
        '"profiles": {', '"profiles": {"other": {},'
    ),
    "elsewhere": lambda text: text.replace("http://127", "https://127"),
    "token": lambda text: text.replace(ACCESS, f"{ACCESS} {REFRESH}"),
    "no refresh": lambda text: text.replace("oauth_expires_at", "n").replace("refresh_token", "n"),
}


@pytest.mark.parametrize("case", STORES)
def test_a_store_that_cannot_be_used(
    case: str, runner: ClientRunner, session: Issuer, tmp_path: Path, search: Search
) -> None:
    path = tmp_path / "credentials.json"
    path.write_text(STORES[case](path.read_text(encoding="utf-8")), encoding="utf-8")
    error = play_session(runner, CALLS["read"])
    assert isinstance(error, MatonError)
    search.error(case, error)
    search_tracebacks(search, error)


INTERRUPTED = ("maton_ai", "maton_google_meet")


@pytest.mark.filterwarnings("ignore:Exception ignored in", "ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize("stored", ["valid", "expired"])
def test_an_interrupt_of_a_session(
    stored: str,
    session: Issuer,
    tmp_path: Path,
    search: Search,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The interrupted code reads the store, and renews an expired session."""
    # An interrupt may leave the lock.
    monkeypatch.setattr("maton_ai._config._LOCK_WAIT_SECONDS", 0.0)
    calls, stop_at, interrupted = 0, 1, 0

    def interrupt(frame: types.FrameType, *_: object) -> None:
        nonlocal calls
        # An interrupt within `http.client` would leave a request for the issuer to execute later.
        path = frame.f_code.co_filename
        if "/testing/" in path or not any(f"/{each}/" in path for each in INTERRUPTED):
            return
        calls += 1
        if calls == stop_at:
            sys.settrace(None)
            raise Interrupt

    answer = httpx.MockTransport(lambda _: httpx.Response(200, json={"name": "spaces/abc"}))
    finished = False
    write_store(tmp_path, make_profile(session, seconds=0))
    with GoogleMeet(connection="c", transport=answer) as meet:
        meet.spaces.get("abc")  # It imports what a renewal needs.
    while not finished:
        calls, before = 0, sys.gettrace()
        write_store(tmp_path, make_profile(session, seconds=3600 if stored == "valid" else 0))
        gc.disable()
        try:
            sys.settrace(interrupt)
            with GoogleMeet(connection="c", transport=answer, pace=None) as meet:
                meet.spaces.get("abc")
            finished = True
        except Interrupt as error:
            interrupted += 1
            search_tracebacks(search, error)
        finally:
            sys.settrace(before)
            gc.enable()
        stop_at += 3
    assert interrupted > 10
    with warnings.catch_warnings():  # An interrupted renewal leaves its socket to the collector.
        warnings.simplefilter("ignore")
        gc.collect()


SESSION_COMMANDS: tuple[tuple[str, ...], ...] = (
    *(("login",), ("login", "--no-browser", "--timeout", "0.01"), ("doctor",), ("logout",)),
    *(("spaces", "get", "abc"), ("spaces", "create", "--yes"), ("doctor", "--profile", ACCOUNT)),
    *(("auth", "--no-browser"), ("connections", "list"), ("logout", "--profile", "x")),
    *(("doctor", "-v"), ("doctor", "--debug"), ("spaces", "get", "abc", "--debug", "--json")),
    *(("spaces", "create", "--yes", "--debug"), ("connections", "list", "--debug", "--json")),
    *(("spaces", "create", "--dry-run", "-v"), ("auth", "--yes", "--no-browser", "--debug")),
)


@pytest.mark.parametrize("answers", ["right", "refused", "echoed"])
def test_the_command_line_does_not_print_a_token(
    answers: str,
    session: Issuer,
    tmp_path: Path,
    search: Search,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("webbrowser.open", visit)
    for arguments in SESSION_COMMANDS:
        write_store(tmp_path, make_profile(session, seconds=3600 if answers == "right" else 0))
        if answers == "refused":
            session.replies["/token"] = (
                echo_form(400, "error")
                if arguments != ("login",)
                else (lambda _: (200, {"access_token": f"{ACCESS}\n", "refresh_token": REFRESH}))
            )
        if answers == "echoed":
            session.replies["/connections"] = lambda received: (403, {"error": received.token})
            session.replies["/user"] = lambda received: (200, {"email": received.token[::-1]})
        cli.main([*arguments])
        output = capsys.readouterr()
        search.text(f"stdout of {arguments}", output.out)
        search.text(f"stderr of {arguments}", output.err)
