"""The judge: the violations that it reports for requests and responses."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from maton_google_meet.testing.judge import Judge, Matched, Node
from support.small_document import END, GET, JSON, KEY, load_small_document


@pytest.fixture(scope="module")
def small() -> Node:
    return load_small_document()


@pytest.fixture(scope="module")
def judge(small: Node) -> Judge:
    return Judge(small)


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
def test_requests_match_their_operations(
    judge: Judge, method: str, path: str, operation: str | None, parameters: dict[str, str]
) -> None:
    violations = judge.match(method, path)
    if operation is None:
        assert violations is None
    else:
        assert violations == Matched(operation, judge.operations[operation], parameters)


@pytest.mark.parametrize(
    ("method", "target", "headers", "sent"),
    [
        ("GET", "/connections", KEY, b""),
        ("GET", "/v2/spaces", {**KEY, "Maton-Connection": "abc"}, b""),
        ("GET", "/v2/spaces?pageSize=2147483647&pageToken=&deep=true&status=NEW", KEY, b""),
        ("GET", "/v2/spaces?share=-0.5&levels=1&levels=-2", KEY, b""),
        ("GET", "/v2/spaces?share=1e3&levels=7", KEY, b""),
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
def test_valid_requests_pass(
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
    ("GET", "/v2/spaces?levels=1&levels=x", KEY, b"", "query parameter 'levels': \"x\" is not of"),
    ("GET", "/v2/spaces?levels=1,2", KEY, b"", "query parameter 'levels': \"1,2\" is not of"),
    ("GET", "/v2/spaces?share=half", KEY, b"", "query parameter 'share': \"half\" is not of"),
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
def test_planted_request_violations_are_reported(
    judge: Judge, method: str, target: str, headers: dict[str, str], sent: bytes, words: str
) -> None:
    violations = judge.request(method, target, headers, sent)
    assert len(violations) == 1
    assert words in violations[0]


def test_every_violation_of_a_request_is_reported(judge: Judge) -> None:
    violations = judge.request("POST", "/v2/spaces/..:end?x=1", {"Maton-Other": "y"}, b"{}")
    assert len(violations) == 5


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
def test_valid_responses_pass(
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
def test_planted_response_violations_are_reported(
    judge: Judge,
    call: tuple[str, str],
    status: int,
    headers: dict[str, str],
    sent: bytes,
    words: str,
) -> None:
    violations = judge.answer(*call, status, headers, sent)
    assert len(violations) == 1
    assert words in violations[0]


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
def test_unsupported_schemas_are_refused(schemas: Node, words: str) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
    operation = {"operationId": "a.b", "requestBody": {"content": content}, "responses": {}}
    judge = Judge({"paths": {"/a": {"post": operation}}, "components": {"schemas": schemas}})
    with pytest.raises(ValueError, match=re.escape(words)):
        judge.request("POST", "/a", JSON, b"{}")
