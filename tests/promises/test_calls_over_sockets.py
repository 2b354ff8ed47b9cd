"""Every operation through every client over real sockets; the server judges each
request by the document and answers with the document's examples."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx
import pytest
from codegen.operations import name_module
from maton_google_meet import (
    AsyncGoogleMeet,
    ConfirmationRequired,
    GoogleMeet,
    PendingWrite,
    approve_all,
)
from maton_google_meet.models import AccessType, SpaceConfig
from maton_google_meet_api import Client, models
from maton_google_meet_api.runtime.schemas import find_resource_name
from support.clients import KEY, ClientRunner
from support.document_server import DocumentServer
from support.examples import (
    EXAMPLES,
    WRITES,
    Example,
    largest_page,
    operations,
    read_query,
)
from support.schemas import DOCUMENT


def by_label(example: Example) -> str:
    return example.label


def test_the_examples_cover_every_operation() -> None:
    ids = {operation["operationId"] for _, _, operation, _ in operations()}
    assert ids == {example.id for example in EXAMPLES}


@pytest.mark.parametrize("example", EXAMPLES, ids=by_label)
def test_each_operation_sends_the_documented_request(
    example: Example, runner: ClientRunner, server: DocumentServer
) -> None:
    result = runner.call(example.on, base_url=server.url, confirm=approve_all, connection="c-1")
    [seen] = server.seen
    target = urlsplit(seen.target)
    expected = dict(example.query)
    if isinstance(result, list) and (largest := largest_page(example.id)):
        expected.setdefault("pageSize", str(largest))
    assert (seen.operation, seen.status) == (example.id, 200)
    assert (seen.method, target.path) == (example.method, example.path)
    assert read_query(target.query) == expected
    assert seen.json == example.body
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    google = example.path.startswith("/google-meet/")
    assert seen.headers.get("maton-connection") == ("c-1" if google else None)
    assert_complete(result, server, example.id)


def assert_complete(result: Any, server: DocumentServer, id: str) -> None:
    """Check that the result, converted to JSON, is the response of the server."""
    sent = server.example(id).json
    if isinstance(result, list):
        [items] = [value for value in sent.values() if isinstance(value, list)]
        assert_equal([item.to_dict() for item in result], items)
    elif result is None:
        assert not sent
    else:
        assert_equal(result.to_dict(), sent)


def assert_equal(back: Any, sent: Any) -> None:
    """Compare two values; a model writes the time zone `Z` as `+00:00`."""
    if isinstance(sent, dict):
        assert back.keys() == sent.keys()
        for key, value in sent.items():
            assert_equal(back[key], value)
    elif isinstance(sent, list):
        assert len(back) == len(sent)
        for one, other in zip(back, sent, strict=True):
            assert_equal(one, other)
    else:
        assert back == sent or back == str(sent).replace("Z", "+00:00")


@pytest.mark.parametrize("example", WRITES, ids=by_label)
def test_no_write_leaves_without_a_hook(
    example: Example, runner: ClientRunner, server: DocumentServer
) -> None:
    with pytest.raises(ConfirmationRequired, match="the write was not sent") as raised:
        runner.call(example.on, base_url=server.url)
    assert example.id in str(raised.value)
    assert server.writes == []


@pytest.mark.parametrize("example", WRITES, ids=by_label)
def test_the_hook_sees_the_sent_request(
    example: Example, runner: ClientRunner, server: DocumentServer
) -> None:
    asked: list[PendingWrite] = []

    def hook(pending: PendingWrite) -> bool:
        assert server.writes == []
        asked.append(pending)
        return True

    runner.call(example.on, base_url=server.url, confirm=runner.make_hook(hook), connection="c-1")
    [seen], [pending] = server.seen, asked
    assert (pending.method, pending.path, pending.body) == (seen.method, seen.target, seen.body)
    assert pending.json == example.body == seen.json
    assert pending.operation == example.id
    [write] = [op["x-write"] for _, _, op, _ in operations() if op["operationId"] == example.id]
    assert pending.outcome == write["outcome"].strip()
    assert pending.destructive == write["destructive"]
    header = seen.headers.get("maton-connection")
    assert getattr(pending.connection, "connection_id", None) == header


def test_the_example_of_the_readme(server: DocumentServer) -> None:
    with GoogleMeet(KEY, base_url=server.url, confirm=approve_all) as meet:
        space = meet.spaces.create(config=SpaceConfig(access_type=AccessType.TRUSTED))
        meet.spaces.update(space.name, config=SpaceConfig(access_type="OPEN"))
        walked = [
            (record.name, participant.name)
            for record in meet.conference_records.list(filter='space.name = "spaces/abc"')
            for participant in meet.participants.list(record.name, page_size=250)
        ]
    assert walked
    assert server.requests("spaces.update")[0].target.endswith("?updateMask=config.accessType")
    assert server.requests("spaces.update")[0].json == {"config": {"accessType": "OPEN"}}
    assert len(server.requests("connections.list")) == 1


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_async_example_of_the_readme(backend: str, server: DocumentServer) -> None:
    async def main() -> list[Any]:
        async with AsyncGoogleMeet(KEY, base_url=server.url, connection="21fd90f9") as meet:
            return [
                entry
                async for entry in meet.transcript_entries.list("conferenceRecords/a/transcripts/b")
            ]

    assert [entry.text for entry in anyio.run(main, backend=backend)]
    assert server.seen[0].headers["maton-connection"] == "21fd90f9"


def raw_writes() -> list[tuple[Example, dict[str, Any]]]:
    """Yield each write once, with its operation."""
    first = {example.id: example for example in reversed(WRITES)}
    return [
        (first[operation["operationId"]], operation)
        for _, _, operation, _ in operations()
        if operation["operationId"] in first
    ]


@pytest.mark.parametrize(
    ("example", "operation"), raw_writes(), ids=[example.id for example, _ in raw_writes()]
)
def test_generated_endpoint_functions_cannot_bypass_the_confirmation(
    example: Example, operation: dict[str, Any], runner: ClientRunner, server: DocumentServer
) -> None:
    package = f"maton_google_meet_api.api.{name_module(operation['tags'][0])}"
    module = import_module(f"{package}.{name_module(example.id)}")
    name = find_resource_name(DOCUMENT, example.path) or example.path.removeprefix("/")
    variables = re.sub(r":\w+$", "", name).split("/")[1::2]
    body = {}
    if example.body is not None:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        model = getattr(models, schema.rpartition("/")[2])
        body = {"body": model.from_dict(example.body)}

    def call(meet: Any) -> Any:
        client = Client(base_url="")
        if runner.mode == "sync":
            client.set_httpx_client(meet.http)
            return module.sync_detailed(*variables, client=client, **body)
        client.set_async_httpx_client(meet.http)
        return module.asyncio_detailed(*variables, client=client, **body)

    with pytest.raises(ConfirmationRequired):
        runner.call(call, base_url=server.url)
    assert server.writes == []
    response = runner.call(call, base_url=server.url, confirm=approve_all, connection="c-1")
    assert response.status_code == 200
    assert [seen.operation for seen in server.writes] == [example.id]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PURGE"])
@pytest.mark.parametrize("way", ["request", "stream", "send"])
def test_the_underlying_httpx_client_asks_for_confirmation(
    method: str, way: str, server: DocumentServer
) -> None:
    asked: list[PendingWrite] = []

    def hook(pending: PendingWrite) -> bool:
        asked.append(pending)
        return False

    with GoogleMeet(KEY, base_url=server.url, confirm=hook, connection="c-1") as meet:

        def call(http: httpx.Client) -> None:
            if way == "stream":
                with http.stream(method, "/google-meet/v3/new?x=1", content=iter([b"a", b"b"])):
                    pass
            elif way == "send":
                http.send(http.build_request(method, "/google-meet/v3/new?x=1", content=b"ab"))
            else:
                http.request(method, "/google-meet/v3/new?x=1", content=b"ab")

        with pytest.raises(ConfirmationRequired, match="This request"):
            call(meet.with_options(confirm=None).http)
        with pytest.raises(Exception, match="not approved"):
            call(meet.http)
    [pending] = asked
    assert pending.operation is None
    assert pending.destructive
    assert (pending.path, pending.body) == ("/google-meet/v3/new?x=1", b"ab")
    assert server.writes == []
