"""The requests of a retried call, as the server sees them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from maton_google_meet import (
    APIStatusError,
    DeadlineOutcomeUnknown,
    MatonError,
    NetworkError,
    NetworkOutcomeUnknown,
    OutcomeUnknown,
    PendingWrite,
    RateLimitError,
    Retry,
    ServerError,
    ServerOutcomeUnknown,
    approve_all,
)
from support import document_server
from support.clients import KEY, ClientRunner, create_space, read_space
from support.document_server import DocumentServer, Reply
from support.examples import WRITES, Example

RETRY = Retry(attempts=3, max_wait=0.0)
PROXY = {"error": {"message": "Rate limit exceeded"}}
GOOGLE = {"error": {"code": 429, "message": "Quota exceeded.", "status": "RESOURCE_EXHAUSTED"}}
REFUSALS = [
    pytest.param(Reply(429, json=PROXY), id="proxy"),
    pytest.param(Reply(429, json=PROXY, headers={"Retry-After": "0"}), id="at once"),
    pytest.param(Reply(429, json=GOOGLE), id="Google"),
    pytest.param(Reply(429, body=b"slow down", headers={"Content-Type": "text/plain"}), id="text"),
]


CALLS: dict[str, Callable[[Any], Any]] = {"spaces.get": read_space, "spaces.create": create_space}
TABLE: list[tuple[str, Callable[[], Reply], dict[str, tuple[int, type[MatonError]]]]] = [
    (
        "429",
        lambda: Reply(429, json=PROXY),
        {"spaces.get": (3, RateLimitError), "spaces.create": (3, RateLimitError)},
    ),
    (
        "503",
        lambda: Reply(503, json=PROXY),
        {"spaces.get": (3, ServerError), "spaces.create": (1, ServerOutcomeUnknown)},
    ),
    (
        "500",
        lambda: Reply(500, json=PROXY),
        {"spaces.get": (1, ServerError), "spaces.create": (1, ServerOutcomeUnknown)},
    ),
    (
        "dropped",
        Reply.drop,
        {"spaces.get": (3, NetworkError), "spaces.create": (1, NetworkOutcomeUnknown)},
    ),
    (
        "cut short",
        lambda: Reply(
            200, body=b'{"name": "spaces/a', headers={"Content-Length": "99"}, wrong_on_purpose=True
        ),
        {"spaces.get": (3, NetworkError), "spaces.create": (1, NetworkOutcomeUnknown)},
    ),
]


@pytest.fixture
def accepted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The address of each accepted connection."""
    addresses: list[Any] = []
    plain = document_server._Server.process_request

    def process_request(self: Any, request: Any, client_address: Any) -> None:
        addresses.append(client_address)
        plain(self, request, client_address)

    monkeypatch.setattr(document_server._Server, "process_request", process_request)
    return addresses


@pytest.fixture
def closed_port() -> Iterator[str]:
    """The URL of a reserved port that refuses connections."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize(
    ("make", "ends"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_number_of_attempts(
    make: Callable[[], Reply],
    ends: dict[str, tuple[int, type[MatonError]]],
    operation: str,
    runner: ClientRunner,
    server: DocumentServer,
) -> None:
    times, kind = ends[operation]
    asked: list[PendingWrite] = []

    def hook(pending: PendingWrite) -> bool:
        asked.append(pending)
        return True

    server.answers[operation] = lambda _: make()
    with pytest.raises(MatonError) as raised:
        runner.call(
            CALLS[operation],
            base_url=server.url, connection="c", confirm=runner.make_hook(hook), retry=RETRY,
        )  # fmt: skip
    assert type(raised.value) is kind
    assert [seen.operation for seen in server.seen] == [operation] * times
    assert len(asked) == (operation == "spaces.create")


@pytest.mark.parametrize(
    ("make", "operation"),
    [
        pytest.param(make, operation, id=f"{label}-{operation}")
        for label, make, ends in TABLE
        for operation, (times, _) in ends.items()
        if times > 1
    ],
)
def test_a_temporary_fault_is_retried(
    make: Callable[[], Reply], operation: str, runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers[operation] = [make(), make()]
    result = runner.call(
        CALLS[operation], base_url=server.url, connection="c", confirm=approve_all, retry=RETRY
    )
    assert result.name == server.example(operation).json["name"]
    assert len(server.seen) == 3


@pytest.mark.parametrize("operation", CALLS)
def test_a_refused_connection_is_retried(
    operation: str, closed_port: str, runner: ClientRunner
) -> None:
    """Nothing was sent."""
    keys: list[str] = []

    def key() -> str:
        keys.append(KEY)
        return KEY

    with pytest.raises(
        NetworkError, match=r"Nothing was sent.*Given up after 3 attempts"
    ) as raised:
        runner.call(
            CALLS[operation],
            base_url=closed_port, connection="c", confirm=approve_all, retry=RETRY, api_key=key,
        )  # fmt: skip
    assert len(keys) == 3
    assert not isinstance(raised.value, OutcomeUnknown)


def test_retry_none_does_not_retry(runner: ClientRunner, server: DocumentServer) -> None:
    server.answers["spaces.get"] = [Reply(429, json=PROXY)]
    with pytest.raises(RateLimitError):
        runner.call(read_space, base_url=server.url, connection="c", retry=None)
    assert len(server.seen) == 1


def test_the_look_up_is_retried(runner: ClientRunner, server: DocumentServer) -> None:
    server.answers["connections.list"] = [Reply(503, json=PROXY), Reply.drop()]
    server.answers["spaces.create"] = [Reply(429, json=GOOGLE)]
    asked: list[PendingWrite] = []

    def hook(pending: PendingWrite) -> bool:
        asked.append(pending)
        return True

    runner.call(create_space, base_url=server.url, confirm=runner.make_hook(hook), retry=RETRY)
    assert [seen.operation for seen in server.seen] == [
        *["connections.list"] * 3,
        *["spaces.create"] * 2,
    ]
    assert len(asked) == 1


def test_only_the_failed_page_is_retried(runner: ClientRunner, server: DocumentServer) -> None:
    first = {"conferenceRecords": [{"name": "conferenceRecords/a"}], "nextPageToken": "next"}
    second = {"conferenceRecords": [{"name": "conferenceRecords/b"}]}
    failed = Reply(503, json=PROXY)
    server.answers["conferenceRecords.list"] = [
        Reply(json=first), failed, Reply.drop(), Reply(json=second),
    ]  # fmt: skip
    records = runner.call(
        lambda meet: meet.conference_records.list(),
        base_url=server.url, connection="c", retry=RETRY,
    )  # fmt: skip
    assert [record.name for record in records] == ["conferenceRecords/a", "conferenceRecords/b"]
    assert ["pageToken=next" in seen.target for seen in server.seen] == [False, True, True, True]


@pytest.mark.parametrize("example", WRITES, ids=lambda example: example.label)
def test_each_attempt_sends_the_same_bytes(
    example: Example, runner: ClientRunner, server: DocumentServer
) -> None:
    asked: list[PendingWrite] = []

    def hook(pending: PendingWrite) -> bool:
        asked.append(pending)
        return True

    server.answers[example.id] = [Reply(429, json=PROXY), Reply(429, json=GOOGLE)]
    runner.call(
        example.on,
        base_url=server.url, connection="c", confirm=runner.make_hook(hook), retry=RETRY,
    )  # fmt: skip
    assert [seen.status for seen in server.seen] == [429, 429, 200]
    first, *others = [(seen.method, seen.target, seen.headers, seen.body) for seen in server.seen]
    assert others == [first, first]
    [pending] = asked
    assert first[3] == pending.body
    assert server.seen[0].json == example.body


def test_a_streamed_body_is_sent_completely_in_each_attempt(
    runner: ClientRunner, server: DocumentServer
) -> None:
    async def parts() -> Any:
        for part in (b'{"email": ', b'"a@example.com"}'):
            yield part

    def content() -> Any:
        return iter([b'{"email": ', b'"a@example.com"}']) if runner.mode == "sync" else parts()

    server.answers["members.create"] = [Reply(429, json=PROXY)] * 2
    runner.call(
        lambda meet: meet.http.post(
            "/google-meet/v2/spaces/abc/members",
            content=content(), headers={"Content-Type": "application/json"},
        ),
        base_url=server.url, connection="c", confirm=approve_all, retry=RETRY,
    )  # fmt: skip
    assert [seen.body for seen in server.seen] == [b'{"email": "a@example.com"}'] * 3


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("operation", CALLS)
def test_the_attempts_share_a_connection(
    refusal: Reply,
    operation: str,
    runner: ClientRunner,
    server: DocumentServer,
    accepted: list[Any],
) -> None:
    server.answers[operation] = [refusal] * 4
    runner.call(
        CALLS[operation],
        base_url=server.url, connection="c", confirm=approve_all,
        retry=Retry(attempts=5, max_wait=0.0),
    )  # fmt: skip
    assert len(server.seen) == 5
    assert len(accepted) == 1


def test_a_stream_shares_the_connection(
    runner: ClientRunner, server: DocumentServer, accepted: list[Any]
) -> None:
    """The caller still has to read the success."""
    server.answers["spaces.get"] = [Reply(503, json=PROXY), Reply(429, json=PROXY)]

    def streamed(meet: Any) -> Any:
        stream = meet.http.stream("GET", "/google-meet/v2/spaces/abc")
        if runner.mode == "sync":
            with stream as response:
                return response.read()

        async def main() -> bytes:
            async with stream as response:
                return await response.aread()

        return main()

    assert b"spaces/" in runner.call(streamed, base_url=server.url, connection="c", retry=RETRY)
    assert len(server.seen) == 3
    assert len(accepted) == 1


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("content", [b"", b'{"error": {"mess'])
def test_a_truncated_refusal_is_a_refusal(
    content: bytes,
    operation: str,
    runner: ClientRunner,
    server: DocumentServer,
    accepted: list[Any],
) -> None:
    broken = Reply(
        429, body=content, wrong_on_purpose=True,
        headers={"Content-Length": "99", "Content-Type": "application/json"},
    )  # fmt: skip
    server.answers[operation] = [broken, broken]
    runner.call(
        CALLS[operation], base_url=server.url, connection="c", confirm=approve_all, retry=RETRY
    )
    assert [seen.status for seen in server.seen] == [429, 429, 200]
    assert len(accepted) == 3


@pytest.mark.parametrize("status", [500, 503])
def test_a_truncated_failure_leaves_the_outcome_unknown(
    status: int, runner: ClientRunner, server: DocumentServer
) -> None:
    server.answers["spaces.create"] = [
        Reply(status, body=b"{", headers={"Content-Length": "99"}, wrong_on_purpose=True)
    ]
    with pytest.raises(ServerOutcomeUnknown) as raised:
        runner.call(
            create_space, base_url=server.url, connection="c", confirm=approve_all, retry=RETRY
        )
    assert isinstance(raised.value, APIStatusError)
    assert raised.value.status_code == status
    assert len(server.seen) == 1


def test_a_late_response_leaves_the_outcome_unknown(
    runner: ClientRunner, server: DocumentServer
) -> None:
    never = threading.Event()
    server.answers["spaces.create"] = lambda _: Reply.drop(after=never)
    with pytest.raises(DeadlineOutcomeUnknown):
        runner.call(
            create_space,
            base_url=server.url, connection="c", confirm=approve_all, retry=RETRY, timeout=0.1,
        )  # fmt: skip
    assert len(server.seen) == 1


def test_the_key_is_read_for_each_attempt(runner: ClientRunner, server: DocumentServer) -> None:
    keys = iter([f" {KEY}", KEY, f"{KEY}\n"])
    asked: list[int] = []

    def key() -> str:
        asked.append(len(server.seen))
        return next(keys)

    server.answers["spaces.create"] = [Reply(429, json=PROXY)] * 2
    runner.call(
        create_space,
        base_url=server.url, connection="c", confirm=approve_all, retry=RETRY,
        api_key=runner.make_hook(key),
    )  # fmt: skip
    assert asked == [0, 1, 2]
    assert list(keys) == []
