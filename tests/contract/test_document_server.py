"""The server of the tests: it answers with the document's examples, and checks them."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from maton_google_meet.testing.judge import Judge, Node
from support.document_server import DocumentServer, Reply, Seen
from support.schemas import DOCUMENT
from support.small_document import JSON, KEY, load_small_document


@pytest.fixture(scope="module")
def small() -> Node:
    return load_small_document()


@pytest.fixture
def server(small: Node) -> Iterator[DocumentServer]:
    before = set(threading.enumerate())
    with DocumentServer(small) as running:
        yield running
    assert set(threading.enumerate()) <= before


@pytest.fixture
def client(server: DocumentServer) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=server.url, headers=KEY, trust_env=False, timeout=5.0
    ) as http_client:
        yield http_client


def test_the_response_is_the_first_example(server: DocumentServer, client: httpx.Client) -> None:
    answer = client.get("/v2/spaces/a%3Ab")
    assert answer.json()["name"] == "spaces/a"
    assert client.post("/v2/spaces/a:end").json() == {}
    assert client.get("/connections").json() == {"connections": []}
    assert [seen.operation for seen in server.seen] == [
        "spaces.get",
        "spaces.end",
        "connections.list",
    ]
    seen = server.requests("spaces.get")[0]
    assert (seen.method, seen.target, seen.body, seen.status) == (
        "GET",
        "/v2/spaces/a%3Ab",
        b"",
        200,
    )
    assert seen.headers["authorization"] == "Bearer test-key"
    assert seen.json is None
    assert server.violations == []


def test_an_invalid_request_is_refused_and_recorded(
    server: DocumentServer, client: httpx.Client
) -> None:
    wrong = client.get("/v2/spaces", params={"pagesize": 1})
    assert wrong.status_code == 400
    assert wrong.json()["error"]["code"] == 400
    assert wrong.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert "'pagesize' is not documented" in wrong.json()["error"]["message"]
    unknown = client.get("/v2/rooms")
    assert (unknown.status_code, unknown.json()["error"]["status"]) == (404, "NOT_FOUND")
    assert client.put("/v2/spaces").status_code == 404
    for key in ("Bearer other", ""):
        refused = client.get("/v2/spaces", headers={"Authorization": key})
        assert (refused.status_code, refused.json()) == (401, {"message": "Invalid API key"})
    twice = [("Maton-Connection", "abc"), ("Maton-Connection", "abc")]
    assert client.get("/v2/spaces", headers=twice).status_code == 400
    assert len(server.violations) == len(server.seen) == 6
    assert server.violations[0].startswith("GET /v2/spaces?pagesize=1: query parameter")
    assert [seen.status for seen in server.seen] == [400, 404, 404, 401, 401, 400]


def test_answers_are_used_in_turn_before_the_example(
    server: DocumentServer, client: httpx.Client
) -> None:
    error = {"error": {"code": 404}}
    server.answers["spaces.get"] = [
        Reply(404, json=error, headers={"X-Note": "first"}),
        Reply(body=b'{"name": "spaces/z"}'),
    ]
    first = client.get("/v2/spaces/a")
    assert (first.status_code, first.json(), first.headers["x-note"]) == (404, error, "first")
    assert client.get("/v2/spaces/a").json() == {"name": "spaces/z"}
    assert client.get("/v2/spaces/a").json()["name"] == "spaces/a"
    assert server.violations == []


def test_a_callable_computes_the_response(small: Node) -> None:
    def answer(seen: Seen) -> Reply | None:
        return Reply(json={"name": seen.json["title"]}) if seen.json["title"] else None

    with DocumentServer(small, key="k", answers={"spaces.create": answer}) as server:
        url, headers = f"{server.url}/v2/spaces?app=x", {"Authorization": "Bearer k"}
        for title, name in (("t", "t"), ("", "spaces/a")):
            got = httpx.post(url, headers=headers, json={"title": title}, trust_env=False)
            assert got.json()["name"] == name
        assert server.requests("spaces.create")[0].json == {"title": "t"}
        assert server.violations == []


def test_responses_are_checked_too(server: DocumentServer, client: httpx.Client) -> None:
    server.answers["spaces.get"] = [
        Reply(json={}),
        Reply(418, json={}),
        Reply(json={}, wrong_on_purpose=True),
        Reply(522, body=b"<p>", headers={"Content-Type": "text/html"}, wrong_on_purpose=True),
    ]
    for status in (200, 418, 200, 522):
        assert client.get("/v2/spaces/a").status_code == status
    assert [words.partition(": ")[2] for words in server.violations] == [
        "answer 200 to spaces.get: field 'name' is missing",
        "status 418 is not documented for spaces.get; 200, 404, 5XX is",
    ]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET /connections HTTP/1.1 x\r\n\r\n", b"400"),
        (b"TEAPOT /connections HTTP/1.1\r\n\r\n", b"501"),
        (b"POST /v2/spaces HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
    ],
)
def test_unreadable_requests_are_recorded(
    server: DocumentServer, raw: bytes, status: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2]))) as sent:
        sent.sendall(raw)
        assert status in sent.recv(4096).partition(b"\r\n")[0]
    assert len(server.violations) == 1
    assert server.seen == []


def real_operations() -> list[Any]:
    judge = Judge(DOCUMENT)
    return [pytest.param(judge, name, id=name) for name in judge.operations]


def sample(parameter: Node) -> str:
    schema = parameter.get("schema", {})
    named = [example["value"] for example in parameter.get("examples", {}).values()]
    return str([*named, parameter.get("example", "1"), *schema.get("examples", [])][-1])


def call(judge: Judge, operation_id: str) -> tuple[str, str, dict[str, str]]:
    """Return method, target and headers of a request with the required parameters only."""
    for template, item in judge.document["paths"].items():
        for method, operation in item.items():
            if not isinstance(operation, dict) or operation.get("operationId") != operation_id:
                continue
            shared = [*item.get("parameters", []), *operation.get("parameters", [])]
            values: dict[str, dict[str, str]] = {"path": {}, "query": {}, "header": {}}
            for parameter in map(judge.resolve, shared):
                if parameter.get("required"):
                    values[parameter["in"]][parameter["name"]] = sample(parameter)
            path = template.format(**{n: quote(v, safe="") for n, v in values["path"].items()})
            query = f"?{urlencode(values['query'])}" if values["query"] else ""
            return method.upper(), path + query, {**JSON, **values["header"]}
    raise KeyError(operation_id)


def examples(judge: Judge, holder: Node) -> Iterator[tuple[str, Any]]:
    for media, content in judge.resolve(holder).get("content", {}).items():
        for example in content.get("examples", {}).values():
            yield media, judge.resolve(example)["value"]


@pytest.mark.parametrize(("judge", "operation_id"), real_operations())
def test_each_example_fits_the_document(judge: Judge, operation_id: str) -> None:
    method, target, headers = call(judge, operation_id)
    operation = judge.operations[operation_id]
    for key, response in operation["responses"].items():
        status = int(key.replace("X", "0")) if key != "default" else 500
        for media, value in examples(judge, response):
            content = {"content-type": media}
            assert judge.answer(method, target, status, content, json.dumps(value).encode()) == []
    if "requestBody" not in operation:
        assert judge.request(method, target, headers, b"") == []
        return
    requests = list(examples(judge, operation["requestBody"]))
    assert requests, "a request body without an example"
    for media, value in requests:
        sent = {**headers, "Content-Type": media}
        assert judge.request(method, target, sent, json.dumps(value).encode()) == []


@pytest.mark.parametrize(("judge", "operation_id"), real_operations())
def test_each_response_of_the_document_server_fits_the_document(
    judge: Judge, operation_id: str
) -> None:
    reply = DocumentServer(judge.document).example(operation_id)
    method, target, _ = call(judge, operation_id)
    violations = judge.answer(method, target, reply.status, reply.sent_headers(), reply.content())
    assert violations == []
