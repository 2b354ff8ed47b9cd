"""The connection of a call: discovery, choosers, and headers that name another one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import anyio
import pytest
from maton_google_meet import (
    USE_PROXY_DEFAULT,
    AmbiguousConnection,
    APIStatusError,
    AsyncGoogleMeet,
    AuthenticationError,
    ConfigurationError,
    GoogleMeet,
    NoActiveConnection,
    ResponseError,
    approve_all,
)
from maton_google_meet.flow.connections import Selector
from maton_google_meet.models import Connection
from support.clients import KEY, ClientRunner, read_space
from support.document_server import DocumentServer, Reply

LIST = "connections.list"


def make_list_reply(*ids: str, **changes: Any) -> Reply:
    return Reply(
        json={
            "connections": [
                {"connection_id": id, "status": "ACTIVE", "app": "google-meet", **changes}
                for id in ids
            ]
        }
    )


def list_connection_headers(server: DocumentServer) -> list[str | None]:
    return [seen.headers.get("maton-connection") for seen in server.requests("spaces.get")]


def test_a_single_connection_is_discovered_once(
    runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers[LIST] = [make_list_reply("only")]
    runner.call(
        read_space,
        read_space,
        lambda meet: read_space(meet.with_options(timeout=5)),
        base_url=server.url,
    )
    assert list_connection_headers(server) == ["only"] * 3
    [look_up] = server.requests(LIST)
    assert look_up.target == "/connections?app=google-meet&status=ACTIVE"
    assert "maton-connection" not in look_up.headers


def test_an_empty_list_advises_authorize(runner: ClientRunner, server: DocumentServer) -> None:
    server.answers[LIST] = [Reply(json={}), make_list_reply("later")]
    with pytest.raises(NoActiveConnection, match=r"authorize\(\) creates one"):
        runner.call(read_space, base_url=server.url)
    assert list_connection_headers(server) == []


def test_an_empty_list_is_not_cached(server: DocumentServer) -> None:
    server.answers[LIST] = [Reply(json={"connections": []}), make_list_reply("later")]
    with GoogleMeet(KEY, base_url=server.url) as meet:
        with pytest.raises(NoActiveConnection):
            read_space(meet)
        read_space(meet)
    assert list_connection_headers(server) == ["later"]


def test_several_connections_are_ambiguous(runner: ClientRunner, server: DocumentServer) -> None:
    server.answers[LIST] = [
        make_list_reply(
            "one", "two", creation_time="2026-03-12T00:00:00Z", metadata={"email": "a@b"}
        )
    ]
    with pytest.raises(AmbiguousConnection) as raised:
        runner.call(read_space, base_url=server.url)
    message = str(raised.value)
    assert 'one (google-meet, ACTIVE, created 2026-03-12, {"email": "a@b"})' in message
    assert "MATON_GOOGLE_MEET_CONNECTION" in message
    assert [each.connection_id for each in raised.value.connections] == ["one", "two"]
    assert list_connection_headers(server) == []


def test_only_active_connections_of_the_app_count(
    runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers[LIST] = [
        Reply(
            json={
                "connections": [
                    {"connection_id": "a", "status": "PENDING", "app": "google-meet"},
                    {"connection_id": "b", "status": "ACTIVE", "app": "slack"},
                    {"connection_id": "c"},
                ]
            }
        )
    ]
    runner.call(read_space, base_url=server.url)
    assert list_connection_headers(server) == ["c"]


def test_a_pinned_connection_needs_no_discovery(
    runner: ClientRunner, server: DocumentServer
) -> None:
    runner.call(read_space, base_url=server.url, connection=" mine\n")
    assert list_connection_headers(server) == ["mine"]
    assert server.requests(LIST) == []


def test_the_connection_comes_from_the_environment(
    runner: ClientRunner, server: DocumentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "from-env\n")
    runner.call(
        read_space,
        lambda meet: read_space(meet.with_options(connection="given")),
        lambda meet: read_space(meet.with_options(connection=None)),
        base_url=server.url,
    )
    assert list_connection_headers(server) == ["from-env", "given", "from-env"]
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", " ")
    server.answers[LIST] = [make_list_reply("found")]
    runner.call(read_space, base_url=server.url)
    assert list_connection_headers(server)[-1] == "found"


def test_the_proxy_default_sends_no_header(runner: ClientRunner, server: DocumentServer) -> None:
    runner.call(read_space, base_url=server.url, connection=USE_PROXY_DEFAULT)
    assert list_connection_headers(server) == [None]
    assert server.requests(LIST) == []


def test_a_chooser_is_called_once(runner: ClientRunner, server: DocumentServer) -> None:
    server.answers[LIST] = [make_list_reply("one", "two", url="https://x/?session_token=secret")]
    offered: list[Sequence[Connection]] = []

    def choose(active: Sequence[Connection]) -> Connection:
        offered.append(active)
        return active[1]

    runner.call(read_space, read_space, base_url=server.url, connection=runner.make_hook(choose))
    assert list_connection_headers(server) == ["two", "two"]
    assert [[each.connection_id for each in active] for active in offered] == [["one", "two"]]
    assert "secret" not in repr(offered)


@pytest.mark.parametrize("chosen", [None, "one", Connection(connection_id="one")])
def test_a_chooser_must_return_a_listed_connection(
    chosen: Any, runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers[LIST] = [make_list_reply("one")]
    with pytest.raises(ConfigurationError, match="one of the connections that it received"):
        runner.call(read_space, base_url=server.url, connection=lambda _: chosen)
    assert list_connection_headers(server) == []


def test_a_coroutine_is_not_a_choice_in_the_sync_client(server: DocumentServer) -> None:
    async def choose(active: Sequence[Connection]) -> Connection:
        return active[0]

    with pytest.raises(ConfigurationError, match="coroutine"):
        ClientRunner("sync").call(read_space, base_url=server.url, connection=choose)


@pytest.mark.parametrize(
    "connection", ["", " ", "a b", "a\r\nX: y", "ä", "a\x00", 5, Connection(connection_id="a")]
)
def test_an_invalid_connection_is_refused(connection: Any) -> None:
    with pytest.raises(ConfigurationError):
        GoogleMeet(KEY, connection=connection)
    with GoogleMeet(KEY) as meet, pytest.raises(ConfigurationError):
        meet.with_options(connection=connection)


def test_an_id_that_is_invalid_in_a_header_is_not_sent(
    runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers[LIST] = [make_list_reply("bad\r\nX-Evil: 1")]
    with pytest.raises(ConfigurationError, match="not allowed in a header"):
        runner.call(read_space, base_url=server.url)
    assert list_connection_headers(server) == []


SPACE = "/google-meet/v2/spaces/abc"
SPELLINGS = ["Maton-Connection", "maton-connection", "MATON_CONNECTION", "maton_Connection"]


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize(
    ("chosen", "used"),
    [("mine", "mine"), (None, "found"), (USE_PROXY_DEFAULT, "whichever the proxy chooses")],
)
@pytest.mark.parametrize(
    "call",
    [
        lambda meet, headers_to_send: meet.http.get(SPACE, headers=headers_to_send),
        lambda meet, headers_to_send: meet.http.post(
            "/google-meet/v2/spaces", headers=headers_to_send, json={}
        ),
        lambda meet, headers_to_send: meet.http.headers.update(headers_to_send) or read_space(meet),
        lambda meet, headers_to_send: (
            meet.http.headers.update(headers_to_send) or meet.spaces.create()
        ),
        lambda meet, headers_to_send: meet.http.get(
            SPACE, headers=[*headers_to_send.items(), ("X-Mine", "1")]
        ),
    ],
)
def test_a_header_for_another_connection_is_refused(
    call: Any, chosen: Any, used: str, name: str, runner: ClientRunner, server: DocumentServer
) -> None:
    asked: list[Any] = []
    server.answers[LIST] = [make_list_reply("found")]
    with pytest.raises(
        ConfigurationError, match=f"names 'other', but this client uses {used}: "
    ) as e:
        runner.call(
            lambda meet: call(meet, {name: "other"}),
            base_url=server.url,
            connection=chosen,
            confirm=lambda pending: not asked.append(pending),
        )
    assert "with_options(connection='other')" in str(e.value)
    assert asked == []
    assert [each.target.partition("?")[0] for each in server.seen] == ["/connections"] * (
        not chosen
    )
    assert all("maton-connection" not in each.headers for each in server.seen)


def test_a_header_for_two_connections_is_refused(
    runner: ClientRunner, server: DocumentServer
) -> None:
    headers_to_send = [("Maton-Connection", "mine"), ("maton_connection", "other")]
    with pytest.raises(ConfigurationError, match="names 'other'"):
        runner.call(
            lambda meet: meet.http.get(SPACE, headers=headers_to_send),
            base_url=server.url,
            connection="mine",
        )
    assert server.seen == []


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_header_for_the_connection_that_is_used_passes(
    name: str, runner: ClientRunner, server: DocumentServer
) -> None:
    def call(meet: Any) -> Any:
        meet.http.headers.update({name: "only"})
        return meet.http.get(SPACE, headers=[("Maton-Connection", "only")])

    server.answers[LIST] = [make_list_reply("only")]
    runner.call(call, read_space, base_url=server.url)
    assert list_connection_headers(server) == ["only", "only"]
    assert all("maton_connection" not in each.headers for each in server.seen)


@pytest.mark.parametrize("path", ["/connections", "/connections/abc"])
def test_operations_of_the_account_refuse_a_connection_header(
    path: str, runner: ClientRunner, server: DocumentServer
) -> None:
    headers_to_send = {"Maton-Connection": "other"}
    runner.call(
        lambda meet: meet.http.get(path, headers=headers_to_send),
        base_url=server.url,
        connection="mine",
    )
    [seen] = server.seen
    assert "maton-connection" not in seen.headers


@pytest.mark.parametrize("status", [400, 500])
def test_an_unusable_connection_is_discovered_again(
    status: int, runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers[LIST] = [make_list_reply("old"), make_list_reply("new")]
    server.answers["spaces.get"] = [Reply(status=status, json={"message": "gone"})]

    def refused(meet: Any) -> Any:
        if runner.mode == "sync":
            with pytest.raises(APIStatusError):
                read_space(meet)
            return None

        async def main() -> None:
            with pytest.raises(APIStatusError):
                await read_space(meet)

        return main()

    runner.call(refused, read_space, base_url=server.url)
    assert list_connection_headers(server) == ["old", "new"]


@pytest.mark.parametrize("status", [403, 404, 429, 503])
def test_other_errors_keep_the_connection(status: int, server: DocumentServer) -> None:
    server.answers["spaces.get"] = [Reply(status=status, json={"message": "no"})]
    with GoogleMeet(KEY, base_url=server.url, retry=None, pace=None) as meet:
        with pytest.raises(APIStatusError):
            read_space(meet)
        read_space(meet)
    assert len(server.requests(LIST)) == 1


def test_a_400_of_google_keeps_the_connection(server: DocumentServer) -> None:
    error = {"error": {"code": 400, "message": "bad filter", "status": "INVALID_ARGUMENT"}}
    server.answers["spaces.get"] = [Reply(status=400, json=error)]
    with GoogleMeet(KEY, base_url=server.url) as meet:
        with pytest.raises(APIStatusError):
            read_space(meet)
        read_space(meet)
    assert len(server.requests(LIST)) == 1


@pytest.mark.parametrize("status", [400, 500])
def test_an_error_of_the_connection_operations_keeps_the_connection(
    status: int, server: DocumentServer
) -> None:
    server.answers["connections.get"] = [Reply(status=status, json={"message": "no"})]
    with GoogleMeet(KEY, base_url=server.url) as meet:
        read_space(meet)
        with pytest.raises(APIStatusError):
            meet.connections.get("other")
        read_space(meet)
    assert len(server.requests(LIST)) == 1


def test_errors_of_discovery_are_typed(runner: ClientRunner, server: DocumentServer) -> None:
    server.answers[LIST] = [Reply(status=401, json={"error": "Invalid API key"})]
    with pytest.raises(AuthenticationError, match=r"connections\.list"):
        runner.call(read_space, base_url=server.url)
    server.answers[LIST] = [Reply(json={"connections": [{}]}, wrong_on_purpose=True)]
    with pytest.raises(ResponseError):
        runner.call(read_space, base_url=server.url)


def test_concurrent_threads_discover_once(server: DocumentServer) -> None:
    release = threading.Event()
    server.answers[LIST] = [Reply(json=make_list_reply("only").json, after=release)]
    with GoogleMeet(KEY, base_url=server.url, pace=None) as meet:
        threads = [threading.Thread(target=read_space, args=(meet,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        release.set()
        for thread in threads:
            thread.join()
    assert list_connection_headers(server) == ["only"] * 8
    assert len(server.requests(LIST)) == 1


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_concurrent_tasks_discover_once(backend: str, server: DocumentServer) -> None:
    async def main() -> None:
        async with AsyncGoogleMeet(KEY, base_url=server.url, pace=None) as meet:
            async with anyio.create_task_group() as group:
                for _ in range(8):
                    group.start_soon(read_space, meet)

    anyio.run(main, backend=backend)
    assert len(list_connection_headers(server)) == 8
    assert len(server.requests(LIST)) == 1


def test_a_failed_discovery_releases_the_lock(server: DocumentServer) -> None:
    server.answers[LIST] = [Reply(status=503), Reply.drop(), make_list_reply("only")]
    with GoogleMeet(KEY, base_url=server.url, retry=None) as meet:
        for _ in range(2):
            with pytest.raises(Exception, match=r"connections\.list"):
                read_space(meet)
        read_space(meet)
    assert list_connection_headers(server) == ["only"]


def test_a_reset_by_another_thread_does_not_affect_this_call() -> None:
    """Without its connection, the call would act on the account that the proxy chooses."""
    found = Connection(connection_id="c")

    class Forgotten(Selector):
        """A selector that another thread resets after each read: first None, then c, then None."""

        reads = iter([None, found])

        @property
        def _discovered(self) -> Connection | None:
            return next(self.reads, None)

        @_discovered.setter
        def _discovered(self, _: Connection | None) -> None:
            pass

    flow = Forgotten(None, threading.Lock).select(lambda: pytest.fail("a second look-up"))
    lock = next(flow).lock  # type: ignore[union-attr]
    lock.acquire()
    with pytest.raises(StopIteration) as stopped:
        flow.send(None)
    assert stopped.value.value is found


def test_views_with_another_choice_discover_again(server: DocumentServer) -> None:
    server.answers[LIST] = [make_list_reply("one", "two"), make_list_reply("one", "two")]
    with GoogleMeet(KEY, base_url=server.url, connection=lambda active: active[0]) as meet:
        read_space(meet)
        read_space(meet.with_options(connection=lambda active: active[1]))
        read_space(meet.with_options(confirm=approve_all))
    assert list_connection_headers(server) == ["one", "two", "one"]


@pytest.mark.parametrize("metadata", [[], "s", 5, ["a"], True])
def test_metadata_of_another_type_is_accepted(
    metadata: Any, runner: ClientRunner, server: DocumentServer
) -> None:
    found = {"connection_id": "one", "status": "ACTIVE", "app": "google-meet", "metadata": metadata}
    server.answers["connections.list"] = [
        Reply(json={"connections": [found]}, wrong_on_purpose=True)
    ]
    runner.call(read_space, base_url=server.url)
    assert list_connection_headers(server) == ["one"]


TOKEN = "https://c.example/?session_token=S3CRET"
HIDDEN: list[Any] = [
    {"url": TOKEN}, {"URL": "S3CRET"}, {"auth_url": "S3CRET"}, {"authUrls": ["S3CRET"]},
    {"redirect-uri": "S3CRET"}, {"session_token": "S3CRET"}, {"sessionToken": {"a": "S3CRET"}},
    {"client_secret": "S3CRET"}, {"Password": "S3CRET"}, {"a": [{"b": [{"url": "S3CRET"}]}]},
    {"note": TOKEN}, {"note": ["x", [TOKEN]]}, {"note": f"{TOKEN} and S3CRET"}, {TOKEN: 1},
    {"note": "next=https%3A%2F%2Fc%3Fsession_token%3DS3CRET"}, {"note": "token%253DS3CRET"},
    {"note": '{"session_token": "S3CRET"}'}, {"note": r'{\"session_token\":\"S3CRET\"}'},
    {"note": r"token\u003dS3CRET"}, {"note": "SESSION_TOKEN=S3CRET"},
    {"note": "session_token=\nS3CRET"},
]  # fmt: skip


@pytest.mark.parametrize("metadata", HIDDEN, ids=str)
def test_texts_about_connections_contain_no_session_token(
    metadata: Any, runner: ClientRunner, server: DocumentServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    offered: list[Any] = []
    known = {"metadata": {"email": "a@b", **metadata}, "later": metadata}
    server.answers[LIST] = lambda _: make_list_reply("one", "two", **known)
    with pytest.raises(AmbiguousConnection, match=r"a@b") as raised:
        runner.call(read_space, base_url=server.url)
    offered.append(raised.value.connections)

    def choose(active: Sequence[Connection]) -> Connection:
        offered.append(active)
        return active[0]

    def confirm(pending: Any) -> bool:
        offered.extend([pending, pending.account])
        return True

    runner.call(
        lambda meet: meet.spaces.create(), base_url=server.url, connection=choose, confirm=confirm
    )
    assert len(offered) == 4
    assert "a@b" in caplog.text
    assert "S3CRET" not in f"{raised.value} {offered} {caplog.text}"


def test_choosers_receive_the_complete_connection(
    runner: ClientRunner, server: DocumentServer
) -> None:
    answer = {"connection_id": "c", "session_token": "S", "metadata": {"url": TOKEN}}
    server.answers["connections.get"] = [Reply(json={"connection": answer})]
    found = runner.call(lambda meet: meet.connections.get("c"), base_url=server.url)
    assert found.connection.to_dict() == answer
