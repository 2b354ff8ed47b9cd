"""httpx-aiohttp's transport as `transport=`: what it would do by itself, and does not here.

What each fault, interruption and end of a client comes to over it is tested where that is tested of
the others: test_faults.py, test_interruptions.py, test_retry_over_sockets.py, test_secrecy.py.
"""

from __future__ import annotations

import base64
import gzip
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import anyio
import httpx
import pytest
from httpx_aiohttp import AiohttpTransport
from maton_google_meet import (
    AsyncGoogleMeet,
    ConfigurationError,
    InvalidArgumentError,
    NetworkError,
    NetworkOutcomeUnknown,
    OutcomeUnknown,
    Pace,
    Retry,
    approve_all,
)
from maton_google_meet.parts import aiohttp as over_aiohttp
from maton_google_meet.testing import Contract
from support.examples import EXAMPLES
from support.loopback import Loopback, Reply
from support.wire import Certificates, Link, Manner, Request, Server
from support.worlds import AIOHTTP, KEY, TLS, World

GET, SPACE = "spaces.get", "/google-meet/v2/spaces/abc"
WORLD = World(AIOHTTP)
RETRY = Retry(attempts=3, max_wait=0.0)


def http(body: bytes = b'{"name": "spaces/abc"}', *headers: bytes) -> bytes:
    """A success, byte for byte."""
    length = b"Content-Length: %d" % len(body)
    head = (b"HTTP/1.1 200 OK", b"Content-Type: application/json", length, *headers)
    return b"\r\n".join((*head, b"", body))


class Answering(Manner):
    """Answers by the method; nothing means that the connection ends once the request is read."""

    def __init__(self, **answers: bytes) -> None:
        self.answers = answers

    def answer(self, link: Link, request: Request) -> bool:
        answer = self.answers.get(request.method, b"")
        link.send(answer)
        return bool(answer)


def over(url: str, *calls: Callable[[Any], Any], **options: Any) -> Any:
    """The last one's result, of calls of a client for `url` that knows its connection."""
    given = {"connection": "c", "confirm": approve_all, "retry": RETRY} | options
    return WORLD.call(*calls, base_url=url, **given)


def read(meet: Any) -> Any:
    return meet.spaces.get("abc")


# --- no write twice -------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["DELETE", "PUT", "POST", "PATCH"])
def test_a_write_that_was_read_is_not_sent_again(method: str, maton_contract: Contract) -> None:
    """aiohttp repeats what it calls idempotent, over a connection that had served before."""
    with Server(Answering(GET=http())) as server:
        maton_contract.elsewhere.add(server.url)
        with pytest.raises(NetworkOutcomeUnknown):
            over(server.url, read, lambda meet: meet.http.request(method, SPACE, json={}))
        assert [request.method for request in server.requests] == ["GET", method]
        assert server.connections == 1


def test_a_read_is_repeated_by_us_alone() -> None:
    with Server(Answering()) as server:
        with pytest.raises(NetworkError, match="Given up after 3 attempts"):
            over(server.url, read)
        assert (len(server.requests), server.connections) == (3, 3)


def test_a_change_of_protocol_that_nobody_asked_for_is_no_answer(maton_contract: Contract) -> None:
    answer = b"HTTP/1.1 101 Now\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"
    with Server(Answering(GET=answer)) as server:
        maton_contract.elsewhere.add(server.url)
        with pytest.raises(NetworkError, match="101, for which nobody asked"):
            over(server.url, read, retry=None)


def test_a_connection_that_has_ended_is_not_used_for_a_write() -> None:
    """Though the program did not let the event loop see it."""

    async def at_once(_: object) -> bool:
        return True

    async def main() -> None:
        options: dict[str, Any] = {"confirm": at_once, "pace": None, "connection": "c"}
        transport = WORLD.transport()
        async with AsyncGoogleMeet(
            KEY, base_url=server.url, transport=transport, **options
        ) as meet:
            await meet.spaces.get("abc")
            server.hang_up()
            assert server.settled(0)
            await meet.spaces.create()

    with Server(Answering(GET=http(), POST=http())) as server:
        anyio.run(main)
        assert [request.method for request in server.requests] == ["GET", "POST"]


# --- what goes out, byte for byte -----------------------------------------------------------------


def test_every_operation(server: Loopback) -> None:
    for example in EXAMPLES:
        over(server.url, example.on)
    assert {seen.operation for seen in server.seen} == {example.id for example in EXAMPLES}
    assert {seen.status for seen in server.seen} == {200}


@pytest.mark.parametrize(
    "target",
    [
        *("a%3Aend", "a%3aend", "a%2Fb", "a%2fb", "%61", "a+b", "a%20b", "a,b", "a%2Cb", "~a"),
        *("%7Ea", "a//b", "a;b=c", "a?", "a?b=%3A%2F,%2C", "a?b=+%20%2B&b=%26", "a?%3D=='()*!"),
        *("a?b=c?d", "a@b", "a$b", "a%25b", "%C3%A9", "a%00b", "%23", "a?%23", "a?b&c=", "a'b"),
    ],
)  # fmt: skip
def test_an_address_goes_out_as_it_was_judged(target: str, maton_contract: Contract) -> None:
    """yarl, which aiohttp reads addresses with, spells them in its own way."""
    path = f"/google-meet/v2/spaces/{target}"
    with Server(Answering(GET=http())) as server:
        maton_contract.elsewhere.add(server.url)
        over(server.url, lambda meet: meet.http.get(path))
        [request] = server.requests
        assert request.target == httpx.URL(f"{server.url}{path}").raw_path.decode()


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_is_sent_is_what_httpcore_would_send(method: str, maton_contract: Contract) -> None:
    got: list[set[bytes]] = []

    class Noting(Manner):
        def greet(self, link: Link) -> bool:
            link._until(lambda: link._head() + len(content))
            head, _, body = link._buffer.partition(b"\r\n\r\n")
            got.append({line.lower() for line in head.splitlines()} | {body})
            link.send(http())
            return False

    twice = [("X-Twice", "a"), ("X-Twice", "b")]
    content = b"{}" * (method == "POST")
    with Server(Noting()) as server:
        maton_contract.elsewhere.add(server.url)
        request = httpx.Request(method, f"{server.url}{SPACE}", headers=twice, content=content)
        for world in (World("asyncio"), WORLD):
            world.call(
                lambda meet: meet.http.send(request),
                base_url=server.url, connection="c", confirm=approve_all,
            )  # fmt: skip
    assert {b"x-twice: a", b"x-twice: b", content} < got[0]
    # The length of what a deletion does not have, aiohttp says.
    assert got[1] - got[0] == ({b"content-length: 0"} if method == "DELETE" else set())
    assert got[0] <= got[1]


def test_a_header_that_cannot_be_sent_is_an_error_of_ours() -> None:
    with Server(Answering(GET=http())) as server:
        with pytest.raises(InvalidArgumentError, match="The header X-Mine cannot be sent"):
            over(server.url, lambda meet: meet.http.get(SPACE, headers={"X-Mine": "a\nb"}))
        assert server.requests == []


def test_what_aiohttp_would_send_elsewhere_is_not_sent(maton_contract: Contract) -> None:
    with Server(Answering(CONNECT=http())) as server:
        maton_contract.elsewhere.add(server.url)
        with pytest.raises(ConfigurationError, match="nothing was sent"):
            over(server.url, lambda meet: meet.http.request("CONNECT", SPACE))
        assert server.requests == []


# --- nothing of what the user's session was set to ------------------------------------------------


def test_a_session_of_the_users_lends_its_connections_only(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No cookies, headers, credentials, hooks or proxies of its own; its answers are not judged."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password pw")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    told: list[Any] = []

    async def note(*arguments: Any) -> Any:
        told.append(arguments)

    def session() -> aiohttp.ClientSession:
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(note)
        return aiohttp.ClientSession(
            trust_env=True,
            headers={"X-Theirs": "1"},
            cookies={"theirs": "1"},
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            raise_for_status=True,
            middlewares=[note],  # type: ignore[list-item]
            trace_configs=[trace],
        )

    refused = Reply(429, json={"message": "slow"}, headers={"Set-Cookie": "kept=1"})
    server.answers[GET] = [refused, refused]
    over(server.url, read, transport=AiohttpTransport(verify=TLS, client=session))
    assert [seen.status for seen in server.seen] == [429, 429, 200]
    for seen in server.seen:
        assert not {"cookie", "x-theirs", "proxy-authorization"} & {*seen.headers}
        assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert told == []


def test_cookies_are_not_kept(server: Loopback) -> None:
    cookie = server.example(GET)
    server.answers[GET] = lambda _: Reply(json=cookie.json, headers={"Set-Cookie": "a=1; Path=/"})
    over(server.url.replace("127.0.0.1", "localhost"), read, read)
    assert [seen.headers.get("cookie") for seen in server.seen] == [None, None]


def test_a_session_is_made_once_and_closed_with_the_client(server: Loopback) -> None:
    made: list[aiohttp.ClientSession] = []

    def session() -> aiohttp.ClientSession:
        made.append(aiohttp.ClientSession())
        return made[-1]

    async def main() -> None:
        transport = AiohttpTransport(verify=TLS, client=session)
        options: dict[str, Any] = {"base_url": server.url, "transport": transport, "pace": None}
        async with AsyncGoogleMeet(KEY, **options) as meet:
            async with anyio.create_task_group() as group:
                for _ in range(5):
                    group.start_soon(meet.spaces.get, "abc")
        [theirs] = made
        assert theirs.closed
        async with AsyncGoogleMeet(KEY, **options) as meet:
            with pytest.raises(ConfigurationError, match="session that is closed"):
                await meet.spaces.get("abc")

    anyio.run(main)
    assert sorted(str(seen.operation) for seen in server.seen) == ["connections.list"] + [GET] * 5


def test_one_that_was_never_used_is_closed_too() -> None:
    async def main() -> None:
        async with AsyncGoogleMeet(KEY, transport=WORLD.transport()):
            pass

    anyio.run(main, backend="trio")


def test_trio_is_refused_in_words() -> None:
    async def main() -> None:
        async with AsyncGoogleMeet(KEY, connection="c", transport=WORLD.transport()) as meet:
            with pytest.raises(ConfigurationError, match="asyncio only"):
                await meet.spaces.get("abc")

    anyio.run(main, backend="trio")


def test_a_connector_that_others_closed_is_told_of(server: Loopback) -> None:
    async def main() -> None:
        session = aiohttp.ClientSession()
        options: dict[str, Any] = {
            "transport": AiohttpTransport(verify=TLS, client=session),
            "retry": None,
        }
        async with AsyncGoogleMeet(KEY, base_url=server.url, connection="c", **options) as meet:
            await meet.spaces.get("abc")
            await session.close()
            with pytest.raises(NetworkError, match="Nothing was sent"):
                await meet.spaces.get("abc")

    anyio.run(main)


# --- a proxy --------------------------------------------------------------------------------------


class Tunnel(Manner):
    """A proxy that lets nobody through, or only to its own end."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def answer(self, link: Link, request: Request) -> bool:
        link.send(self._answer)
        return False


def test_the_proxy_of_the_transport_is_used_and_sees_no_key() -> None:
    refusal = b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"
    with Server(Tunnel(refusal)) as server:
        proxy = httpx.Proxy(server.url.replace("//", "//me:pw@"), headers={"X-Mine": "1"})
        with pytest.raises(NetworkError, match="Nothing was sent") as raised:
            over("https://meet.invalid", lambda meet: meet.spaces.create(),
                 transport=AiohttpTransport(verify=TLS, proxy=proxy))  # fmt: skip
        assert isinstance(raised.value.__cause__, httpx.ProxyError)
        assert not isinstance(raised.value, OutcomeUnknown)
        assert len(server.requests) == 3
        [first, *_] = server.requests
    assert (first.method, first.target) == ("CONNECT", "meet.invalid:443")
    assert first.headers["x-mine"] == "1"
    who = base64.b64encode(b"me:pw").decode()
    assert first.headers["proxy-authorization"] == f"Basic {who}"
    assert KEY not in str(server.requests)


def test_a_proxy_that_is_not_there() -> None:
    proxy = httpx.Proxy("http://127.0.0.1:9")
    with pytest.raises(NetworkError, match="Nothing was sent") as raised:
        over("https://meet.invalid", read, transport=AiohttpTransport(verify=TLS, proxy=proxy))
    assert isinstance(raised.value.__cause__, httpx.ProxyError)


# --- answers, timeouts, the pace ------------------------------------------------------------------


def test_gzip_is_undone_once() -> None:
    body = gzip.compress(json.dumps({"name": "spaces/abc"}).encode())
    with Server(Answering(GET=http(body, b"Content-Encoding: gzip"))) as server:
        assert over(server.url, read).name == "spaces/abc"


def test_a_head_may_be_as_long_as_httpcore_takes_it() -> None:
    with Server(
        Answering(GET=http(b'{"name": "spaces/abc"}', b"X-Long: " + b"a" * 60_000))
    ) as server:
        answer = over(server.url, lambda meet: meet.http.get(SPACE))
    assert len(answer.headers["x-long"]) == 60_000
    assert (answer.reason_phrase, answer.http_version) == ("OK", "HTTP/1.1")


@pytest.mark.parametrize("timeout", [None, httpx.Timeout(20.0, read=None), httpx.Timeout(None)])
def test_no_timeout(timeout: Any, server: Loopback) -> None:
    assert over(server.url, read, lambda meet: meet.spaces.create(), timeout=timeout).name


def test_the_pace_counts_from_when_a_request_is_sent() -> None:
    """And not from before its connection was made."""
    now, pace = [100.0], Pace(clock=lambda: now[0])

    class Slow(aiohttp.TCPConnector):
        async def _create_connection(self, *arguments: Any, **keywords: Any) -> Any:
            now[0] += 0.5
            return await super()._create_connection(*arguments, **keywords)

    transport = AiohttpTransport(verify=TLS, client=lambda: aiohttp.ClientSession(connector=Slow()))
    with Server(Answering(GET=http(), POST=http())) as server:
        over(server.url, read, lambda meet: meet.spaces.create(), transport=transport, pace=pace)
    assert [each.sent(now[0]) - each.left_at for each in pace._sent] == [0.5, 0.0]


def test_tls_is_that_of_the_transport() -> None:
    certificates = Certificates()
    with Server(Answering(GET=http()), certificates.server["good"]) as server:
        with pytest.raises(NetworkError, match="CERTIFICATE_VERIFY_FAILED"):
            over(server.url, read)
        transport = AiohttpTransport(verify=certificates.trust)
        assert over(server.url, read, transport=transport).name == "spaces/abc"


def test_an_answer_has_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the body is sent, which has a timeout of its own."""
    limits: list[Any] = []
    begin = over_aiohttp._Sending.begin

    async def noted(sending: Any) -> None:
        await begin(sending)
        limits.append(sending.limit)
        assert sending.limit.when() is not None

    class Late(Manner):
        def answer(self, link: Link, request: Request) -> bool:
            pause = threading.Event()
            while limits[0].when() is not None and not limits[0].expired():
                pause.wait(0.001)
            link.send(http())
            return True

    monkeypatch.setattr(over_aiohttp._Sending, "begin", noted)
    with Server(Late()) as server:
        timeout = httpx.Timeout(20.0, write=1.0)
        assert over(server.url, lambda meet: meet.spaces.create(), timeout=timeout).name


def test_what_ends_too_late_is_left_alone() -> None:
    """A body may be sent to its end when the answer has been there for long."""

    async def main() -> None:
        request = httpx.Request("GET", "http://a", extensions={"timeout": {"write": 1.0}})
        async with aiohttp.ClientSession() as session:
            sending = over_aiohttp._Sending(request, session)
            async with sending.limit:
                sending.within("write")
                assert sending.limit.when() is not None
            sending.within(None)

    anyio.run(main)
