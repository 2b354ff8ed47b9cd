"""The judge finds every kind of planted fault, and `DocumentServer` answers by the document."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from codegen.document import load_yaml
from maton_google_meet.testing.judge import Judge, Matched, Node
from support.document_server import DocumentServer, Reply, Seen
from support.schemas import DOCUMENT

SMALL = """
openapi: 3.1.0
info: {title: Small, version: "1"}
security: [{bearer: []}]
paths:
  /connections:
    get:
      operationId: connections.list
      responses:
        '200':
          description: Fine.
          content:
            application/json:
              schema:
                type: object
                required: [connections]
                properties: {connections: {type: array, items: {type: object}}}
              examples: {none: {value: {connections: []}}}
        '5XX': {$ref: '#/components/responses/Error'}
  /v2/spaces:
    parameters: [{$ref: '#/components/parameters/Connection'}]
    get:
      operationId: spaces.list
      parameters:
        - {$ref: '#/components/parameters/PageSize'}
        - {name: pageToken, in: query, schema: {type: string}}
        - {name: deep, in: query, schema: {type: boolean}}
        - name: status
          in: query
          schema: {anyOf: [{$ref: '#/components/schemas/Access'}, {type: string}]}
      responses: {'200': {$ref: '#/components/responses/Space'}}
    post:
      operationId: spaces.create
      parameters: [{name: app, in: query, required: true, schema: {type: string, minLength: 1}}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/SpaceInput'}}}
      responses: {'200': {$ref: '#/components/responses/Space'}}
  /v2/spaces/{spaceId}:
    parameters:
      - {$ref: '#/components/parameters/SpaceId'}
      - {$ref: '#/components/parameters/Connection'}
    get:
      operationId: spaces.get
      responses:
        '200': {$ref: '#/components/responses/Space'}
        '404': {$ref: '#/components/responses/Error'}
        '5XX': {$ref: '#/components/responses/Error'}
  /v2/spaces/{spaceId}:end:
    parameters:
      - {$ref: '#/components/parameters/SpaceId'}
      - {$ref: '#/components/parameters/Connection'}
    post:
      operationId: spaces.end
      responses:
        '200':
          description: Ended.
          content: {application/json: {schema: {$ref: '#/components/schemas/Empty'}}}
        '204': {description: Nothing to say.}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  parameters:
    Connection: {name: Maton-Connection, in: header, schema: {type: string, minLength: 3}}
    SpaceId: {name: spaceId, in: path, required: true, schema: {type: string, maxLength: 40}}
    PageSize:
      name: pageSize
      in: query
      schema: {type: integer, format: int32, minimum: 0, maximum: 100}
  responses:
    Space:
      description: The space.
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Space'}
          examples:
            first: {$ref: '#/components/examples/First'}
            second: {value: {name: spaces/b}}
    Error:
      description: Not so.
      content: {application/json: {schema: {type: object, required: [error]}}}
  examples:
    First: {value: {name: spaces/a, startTime: '2026-01-02T03:04:05.123456789Z', new: 1}}
  schemas:
    Empty: {type: object}
    Access: {type: string, enum: [OPEN, TRUSTED]}
    Config:
      type: object
      properties:
        access: {anyOf: [{$ref: '#/components/schemas/Access'}, {type: string}]}
        level: {type: integer, format: int32}
        state: {type: string, readOnly: true}
        until: {type: string, format: date-time}
        labels: {type: object, additionalProperties: {type: string}}
        free: {type: object, properties: {a: {type: string}}, additionalProperties: true}
    SpaceInput:
      type: object
      required: [title, name]
      properties:
        title: {type: string}
        name: {type: string, readOnly: true}
        config: {$ref: '#/components/schemas/Config', description: How it is set up.}
        members: {type: array, items: {$ref: '#/components/schemas/Member'}}
    Member:
      allOf:
        - {type: object, required: [email], properties: {email: {type: string}}}
        - {type: object, properties: {role: {type: string}}}
    Space:
      type: object
      required: [name]
      properties:
        name: {type: string}
        startTime: {type: string, format: date-time, readOnly: true}
        config: {$ref: '#/components/schemas/Config'}
"""

KEY = {"Authorization": "Bearer test-key"}
JSON = {**KEY, "Content-Type": "application/json; charset=utf-8"}


@pytest.fixture(scope="module")
def small() -> Node:
    return dict(load_yaml(SMALL))


@pytest.fixture(scope="module")
def judge(small: Node) -> Judge:
    return Judge(small)


@pytest.fixture
def server(small: Node) -> Iterator[DocumentServer]:
    before = set(threading.enumerate())
    with DocumentServer(small) as running:
        yield running
    assert set(threading.enumerate()) <= before


@pytest.fixture
def client(server: DocumentServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, headers=KEY, trust_env=False, timeout=5.0) as made:
        yield made


def body(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


@pytest.mark.parametrize(
    ("method", "path", "operation", "parameters"),
    [
        ("GET", "/v2/spaces/a%3Ab", "spaces.get", {"spaceId": "a:b"}),
        ("GET", "/v2/spaces/a?fields=x", "spaces.get", {"spaceId": "a"}),
        ("POST", "/v2/spaces/a:end", "spaces.end", {"spaceId": "a"}),
        ("POST", "/v2/spaces/a%3Aend", None, {}),
        ("GET", "/v2/spaces/a:b", None, {}),
        ("GET", "/v2/spaces/", None, {}),
        ("GET", "/v2/spaces/a/b", None, {}),
        ("GET", "//v2/spaces", None, {}),
        ("PUT", "/v2/spaces", None, {}),
    ],
)
def test_match(
    judge: Judge, method: str, path: str, operation: str | None, parameters: dict[str, str]
) -> None:
    found = judge.match(method, path)
    if operation is None:
        assert found is None
    else:
        assert found == Matched(operation, judge.operations[operation], parameters)


@pytest.mark.parametrize(
    ("method", "target", "headers", "sent"),
    [
        ("GET", "/connections", KEY, b""),
        ("GET", "/v2/spaces", {**KEY, "Maton-Connection": "abc"}, b""),
        ("GET", "/v2/spaces?pageSize=2147483647&pageToken=&deep=true&status=NEW", KEY, b""),
        ("GET", "/v2/spaces/a%3Ab", {"AUTHORIZATION": "Bearer k", "Accept": "*/*"}, b""),
        ("POST", "/v2/spaces/a:end", KEY, b""),
        ("POST", "/v2/spaces?app=x", JSON, body(title="")),
        (
            "POST",
            "/v2/spaces?app=x",
            JSON,
            body(
                title="t",
                config={"access": "NEW", "level": -1, "labels": {"any": "thing"}, "free": {"b": 1}},
                members=[{"email": "e", "role": "r"}],
            ),
        ),
    ],
)
def test_good_requests_pass(
    judge: Judge, method: str, target: str, headers: dict[str, str], sent: bytes
) -> None:
    assert judge.request(method, target, headers, sent) == []


LONG = "x" * 41
PLANTED_REQUESTS = [
    # what identifies a resource
    ("GET", "/v2/rooms", KEY, b"", "path '/v2/rooms' is not documented"),
    ("GET", "/v2/spaces/", KEY, b"", "path '/v2/spaces/' is not documented"),
    ("PATCH", "/v2/spaces", KEY, b"", "method PATCH is not documented for /v2/spaces; GET, POST"),
    ("GET", "/v2/spaces/.", KEY, b"", "path parameter 'spaceId' is not an identifier: '.'"),
    ("GET", "/v2/spaces/%2E.", KEY, b"", "path parameter 'spaceId' is not an identifier: '..'"),
    ("GET", "/v2/spaces/%20", KEY, b"", "path parameter 'spaceId' is not an identifier: ' '"),
    ("GET", "/v2/spaces/a%2Fb", KEY, b"", "path parameter 'spaceId' is not an identifier: 'a/b'"),
    (
        "POST",
        "/v2/spaces/a%0a:end",
        KEY,
        b"",
        "path parameter 'spaceId' is not an identifier: 'a\\n'",
    ),
    ("GET", "/v2/spaces/%FF", KEY, b"", "path parameter 'spaceId' is not an identifier"),
    ("GET", f"/v2/spaces/{LONG}", KEY, b"", "path parameter 'spaceId': "),
    # the query
    (
        "GET",
        "/v2/spaces?pagesize=1",
        KEY,
        b"",
        "query parameter 'pagesize' is not documented; did you mean 'pageSize'?",
    ),
    ("GET", "/connections?q=1", KEY, b"", "query parameter 'q' is not documented"),
    ("GET", "/v2/spaces?pageSize=1&pageSize=1", KEY, b"", "'pageSize' is given more than once"),
    ("GET", "/v2/spaces?pageSize=ten", KEY, b"", "query parameter 'pageSize': \"ten\" is not of"),
    ("GET", "/v2/spaces?pageSize=1.0", KEY, b"", "query parameter 'pageSize': \"1.0\" is not of"),
    ("GET", "/v2/spaces?pageSize=", KEY, b"", "query parameter 'pageSize': \"\" is not of"),
    ("GET", "/v2/spaces?pageSize=-1", KEY, b"", "query parameter 'pageSize': -1 is less than"),
    ("GET", "/v2/spaces?pageSize=2147483648", KEY, b"", "2147483648 is greater than"),
    ("GET", "/v2/spaces?deep=True", KEY, b"", "query parameter 'deep': \"True\" is not of type"),
    ("POST", "/v2/spaces", JSON, body(title=""), "query parameter 'app' is missing"),
    ("POST", "/v2/spaces?app=", JSON, body(title=""), "query parameter 'app': "),
    # headers
    ("GET", "/v2/spaces", {}, b"", "header 'Authorization' holds no bearer key"),
    ("GET", "/v2/spaces", {"Authorization": "Bearer "}, b"", "'Authorization' holds no bearer"),
    ("GET", "/v2/spaces", {"Authorization": "Basic eA=="}, b"", "'Authorization' holds no bearer"),
    (
        "GET",
        "/connections",
        {**KEY, "maton-connection": "abc"},
        b"",
        "header 'Maton-Connection' does not belong here",
    ),
    (
        "GET",
        "/v2/spaces",
        {**KEY, "Maton-Conection": "abc"},
        b"",
        "header 'Maton-Conection' does not belong here; did you mean 'Maton-Connection'?",
    ),
    ("GET", "/v2/spaces", {**KEY, "Maton-Connection": ""}, b"", "parameter 'Maton-Connection': "),
    ("GET", "/v2/spaces", {**KEY, "Maton-Connection": "abc, abc"}, b"", "more than once"),
    # the body
    ("GET", "/v2/spaces", JSON, b"{}", "body is given where none belongs"),
    ("POST", "/v2/spaces/a:end", JSON, b"{}", "body is given where none belongs"),
    ("POST", "/v2/spaces?app=x", JSON, b"", "body is missing"),
    ("POST", "/v2/spaces?app=x", KEY, body(title=""), "body has content type none"),
    (
        "POST",
        "/v2/spaces?app=x",
        {**KEY, "Content-Type": "application/x-www-form-urlencoded"},
        b"title=",
        "body has content type application/x-www-form-urlencoded; application/json is documented",
    ),
    ("POST", "/v2/spaces?app=x", JSON, b"{", "body is not readable as application/json"),
    ("POST", "/v2/spaces?app=x", JSON, b'{"title": "\xff"}', "body is not readable"),
    ("POST", "/v2/spaces?app=x", JSON, b'{"title": "\\ud800"}', "body is not readable"),
    ("POST", "/v2/spaces?app=x", JSON, b'{"title": NaN}', "NaN is not valid JSON"),
    ("POST", "/v2/spaces?app=x", JSON, b'{"title": "", "title": ""}', "title given twice"),
    ("POST", "/v2/spaces?app=x", JSON, b"[]", 'body [] is not of type "object"'),
    ("POST", "/v2/spaces?app=x", JSON, b"{}", "body field 'title' is missing"),
    ("POST", "/v2/spaces?app=x", JSON, body(title=1), "body field 'title': 1 is not of type"),
    ("POST", "/v2/spaces?app=x", JSON, body(title=None), "body field 'title': null is not of"),
    (
        "POST",
        "/v2/spaces?app=x",
        JSON,
        body(title="", titel=""),
        "body field 'titel' is not documented; did you mean 'title'?",
    ),
    (
        "POST",
        "/v2/spaces?app=x",
        JSON,
        body(title="", config={"Access": "OPEN"}),
        "body field 'config.Access' is not documented; did you mean 'access'?",
    ),
    (
        "POST",
        "/v2/spaces?app=x",
        JSON,
        body(title="", members=[{"email": ""}, {"email": "", "rolle": ""}]),
        "body field 'members[1].rolle' is not documented; did you mean 'role'?",
    ),
    ("POST", "/v2/spaces?app=x", JSON, body(title="", members=[{}]), "'members[0].email' is miss"),
    ("POST", "/v2/spaces?app=x", JSON, body(title="", name="x"), "body field 'name' is read-only"),
    (
        "POST",
        "/v2/spaces?app=x",
        JSON,
        body(title="", config={"state": "x"}),
        "body field 'config.state' is read-only",
    ),
    (
        "POST",
        "/v2/spaces?app=x",
        JSON,
        body(title="", config={"access": 4}),
        "body field 'config.access': 4 is not",
    ),
    ("POST", "/v2/spaces?app=x", JSON, body(title="", config={"level": 2**31}), "is greater than"),
    (
        "POST",
        "/v2/spaces?app=x",
        JSON,
        body(title="", config={"until": "tomorrow"}),
        'body field \'config.until\': "tomorrow" is not a "date-time"',
    ),
    ("POST", "/v2/spaces?app=x", JSON, body(title="", config={"labels": {"a": 1}}), "labels.a'"),
]


@pytest.mark.parametrize(("method", "target", "headers", "sent", "words"), PLANTED_REQUESTS)
def test_planted_requests_are_found(
    judge: Judge, method: str, target: str, headers: dict[str, str], sent: bytes, words: str
) -> None:
    found = judge.request(method, target, headers, sent)
    assert len(found) == 1
    assert words in found[0]


def test_every_violation_of_a_request_is_told(judge: Judge) -> None:
    found = judge.request("POST", "/v2/spaces/..:end?x=1", {"Maton-Other": "y"}, b"{}")
    assert len(found) == 5


GET, END = ("GET", "/v2/spaces/a"), ("POST", "/v2/spaces/a:end")


@pytest.mark.parametrize(
    ("call", "status", "headers", "sent"),
    [
        (GET, 200, JSON, body(name="spaces/a", new={"is": "fine"}, config={"new": 1})),
        (GET, 200, JSON, body(name="spaces/a", startTime="2026-01-02T03:04:05.123456789Z")),
        (GET, 200, JSON, body(name="spaces/a", config={"access": "NEW", "state": "kept"})),
        (GET, 404, {}, b""),
        (GET, 404, JSON, body(error={})),
        (GET, 522, JSON, body(error={})),
        (END, 200, {}, b""),
        (END, 200, JSON, b"{}"),
        (END, 204, {}, b""),
    ],
)
def test_good_answers_pass(
    judge: Judge, call: tuple[str, str], status: int, headers: dict[str, str], sent: bytes
) -> None:
    assert judge.answer(*call, status, headers, sent) == []


PLANTED_ANSWERS = [
    (("GET", "/nowhere"), 200, JSON, b"{}", "GET /nowhere is not documented"),
    (GET, 201, JSON, body(name="a"), "status 201 is not documented for spaces.get; 200, 404, 5XX"),
    (END, 500, JSON, body(error={}), "status 500 is not documented for spaces.end"),
    (GET, 200, JSON, b"", "answer 200 to spaces.get has no body"),
    (GET, 200, JSON, b"{}", "answer 200 to spaces.get: field 'name' is missing"),
    (GET, 200, JSON, body(name=None), "field 'name': null is not of type"),
    (GET, 200, JSON, body(name="a", config={"level": "1"}), "field 'config.level': \"1\" is not"),
    (GET, 200, JSON, body(name="a", startTime="2026-01-02"), 'is not a "date-time"'),
    (GET, 200, {}, body(name="a"), "has content type none; application/json is documented"),
    (GET, 502, {"Content-Type": "text/html"}, b"<p>", "has content type text/html"),
    (GET, 502, JSON, b"<p>", "is not readable as application/json"),
    (GET, 502, JSON, b"[" * 100_000, "is not readable as application/json"),
    (GET, 404, JSON, b"{}", "answer 404 to spaces.get: field 'error' is missing"),
    (END, 204, JSON, b"{}", "answer 204 to spaces.end has a body where none belongs"),
]


@pytest.mark.parametrize(("call", "status", "headers", "sent", "words"), PLANTED_ANSWERS)
def test_planted_answers_are_found(
    judge: Judge,
    call: tuple[str, str],
    status: int,
    headers: dict[str, str],
    sent: bytes,
    words: str,
) -> None:
    found = judge.answer(*call, status, headers, sent)
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize(
    ("schemas", "words"),
    [
        (
            {"A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/A"}}}},
            "#/components/schemas/A contains itself",
        ),
        (
            {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}},
            "contains itself",
        ),
        ({"A": {"$ref": "other.yaml#/A"}}, "other.yaml#/A leads out of the document"),
        (
            {"A": {"$ref": "#/components/schemas/B", "type": "null"}, "B": {"type": "object"}},
            "type beside $ref #/components/schemas/B would be lost",
        ),
    ],
)
def test_schemas_that_cannot_be_held_are_refused(schemas: Node, words: str) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
    operation = {"operationId": "a.b", "requestBody": {"content": content}, "responses": {}}
    judge = Judge({"paths": {"/a": {"post": operation}}, "components": {"schemas": schemas}})
    with pytest.raises(ValueError, match=re.escape(words)):
        judge.request("POST", "/a", JSON, b"{}")


def test_the_first_example_is_answered(server: DocumentServer, client: httpx.Client) -> None:
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


def test_what_is_wrong_is_refused_and_recorded(
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


def test_answers_in_turn_then_the_example(server: DocumentServer, client: httpx.Client) -> None:
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


def test_answers_by_a_callable(small: Node) -> None:
    def answer(seen: Seen) -> Reply | None:
        return Reply(json={"name": seen.json["title"]}) if seen.json["title"] else None

    with DocumentServer(small, key="k", answers={"spaces.create": answer}) as server:
        url, headers = f"{server.url}/v2/spaces?app=x", {"Authorization": "Bearer k"}
        for title, name in (("t", "t"), ("", "spaces/a")):
            got = httpx.post(url, headers=headers, json={"title": title}, trust_env=False)
            assert got.json()["name"] == name
        assert server.requests("spaces.create")[0].json == {"title": "t"}
        assert server.violations == []


def test_answers_are_judged_too(server: DocumentServer, client: httpx.Client) -> None:
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
    """Method, target and headers of a request with all that is required and nothing else."""
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
def test_examples_of_the_document_fit_it(judge: Judge, operation_id: str) -> None:
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
def test_the_document_answers_for_itself(judge: Judge, operation_id: str) -> None:
    reply = DocumentServer(judge.document).example(operation_id)
    method, target, _ = call(judge, operation_id)
    found = judge.answer(method, target, reply.status, reply.sent_headers(), reply.content())
    assert found == []
