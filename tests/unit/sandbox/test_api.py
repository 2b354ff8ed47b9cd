"""Resources of the document that the sandbox does not implement."""

from __future__ import annotations

from typing import Any

import pytest
from maton_google_meet.sandbox import Sandbox
from support.sandboxes import (
    MEET_PATH,
    NOW,
    find_planning_call,
    get_resource,
    read_status,
    send_request,
)

Node = dict[str, Any]
METHODS = {"get", "post", "patch", "delete"}
TIME = {"type": "string", "format": "date-time"}
POLL: Node = {"type": "object", "properties": {
    "name": {"type": "string"},
    "question": {"type": "string"},
    "state": {"readOnly": True, "anyOf": [{"type": "string", "enum": ["NEW"]}, {"type": "string"}]},
    "options": {"type": "array", "items": {"type": "object", "properties": {
        "title": {"type": "string"}}}},
    "views": {"type": "array", "readOnly": True, "items": TIME}, "any": {},
    "settings": {"type": "object", "properties": {"limit": {"type": "integer", "format": "int64"},
                                                  "language": {"type": "string"}}},
    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    "open": {"type": "boolean"}, "share": {"type": "number"},
    "createTime": {**TIME, "readOnly": True},
}}  # fmt: skip
INPUT = {**POLL, "properties": {
    key: each for key, each in POLL["properties"].items()
    if key != "name" and not each.get("readOnly")
}}  # fmt: skip
EXAMPLE = {
    "name": "spaces/a/polls/first",
    "question": "Tea?",
    "state": "NEW",
    "options": [{"title": "Yes"}],
    "views": ["2026-11-03T09:12:40Z"],
    "createTime": "2026-11-03T09:12:40.031977Z",
}
VOTE: Node = {"type": "object", "properties": {"weight": {"type": "integer"}, "note": TIME}}
TREE: Node = {"type": "object", "properties": {
    "name": {"type": "string"}, "share": {"type": "number"}, "any": {},
    "inner": {"$ref": "#/components/schemas/Tree"},
}}  # fmt: skip


def describe_operation(
    id: str, schema: Node | None, *examples: Any, body: Node | None = None, **query: Node
) -> Node:
    media = {"schema": schema, "examples": {str(n): {"value": v} for n, v in enumerate(examples)}}
    success = {"description": "It."} | ({"content": {"application/json": media}} if schema else {})
    operation: Node = {"operationId": id, "tags": ["polls"], "responses": {"200": success}}
    operation["parameters"] = [
        {"name": name, "in": "query", "schema": each} for name, each in query.items()
    ]
    if body:
        operation["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return operation


def describe_page(key: str, item: Node) -> Node:
    fields = {key: {"type": "array", "items": item}, "nextPageToken": {"type": "string"}}
    return {"type": "object", "properties": fields}


TEXT: Node = {"type": "string"}
EMPTY: Node = {"type": "object"}
ROOM: Node = {"type": "object", "properties": {"title": TEXT}}
POLLS = f"{MEET_PATH}/spaces/{{spaceId}}/polls"
PATHS: Node = {
    POLLS: {
        "get": describe_operation(
            "polls.list", describe_page("polls", POLL), {"polls": [EXAMPLE], "nextPageToken": "x"},
            pageSize={"type": "integer", "x-largest": 3}, pageToken=TEXT, filter=TEXT, orderBy=TEXT,
            states={"type": "array", "items": TEXT}, deep={"type": "boolean"},
            share={"type": "number"},
        ),
        "post": describe_operation("polls.create", POLL, body=INPUT, pollId=TEXT),
    },
    f"{POLLS}/{{pollId}}": {
        "parameters": [{"name": "pollId", "in": "path", "schema": TEXT, "example": "first"}],
        "get": describe_operation("polls.get", POLL, EXAMPLE),
        "patch": describe_operation("polls.update", POLL, body=INPUT, updateMask=TEXT),
        "put": describe_operation("polls.replace", POLL, body=INPUT),
        "delete": describe_operation("polls.delete", EMPTY),
        "post": describe_operation("polls.touch", None),
    },
    f"{POLLS}/{{pollId}}:close": {"post": describe_operation("polls.close", None)},
    f"{POLLS}/{{pollId}}:read": {"get": describe_operation("polls.read", POLL, EXAMPLE)},
    f"{POLLS}/{{pollId}}:count": {"get": describe_operation("polls.count", TREE, {"share": 2.0})},
    f"{POLLS}:batchGet": {"get": describe_operation(
        "polls.batchGet", describe_page("polls", POLL), names={"type": "array", "items": TEXT},
    )},
    f"{POLLS}/{{pollId}}/votes": {
        "get": describe_operation("votes.list", describe_page("votes", VOTE)),
        "post": describe_operation("votes.create", EMPTY, body=VOTE),
    },
    f"{MEET_PATH}/spaces/{{spaceId}}/trees": {
        "get": describe_operation("trees.list", describe_page("trees", TREE)),
        "post": describe_operation("trees.plant", {"type": "object", "properties": {"id": TEXT}},
                                   {"id": "7"}),
    },
    f"{MEET_PATH}/spaces/{{spaceId}}/settings": {
        "get": describe_operation("settings.get", POLL, EXAMPLE),
        "patch": describe_operation("settings.update", POLL, body=INPUT, updateMask=TEXT),
    },
    f"{MEET_PATH}/rooms": {"post": describe_operation("rooms.create", ROOM, body=ROOM)},
    f"{MEET_PATH}/rooms/{{roomId}}": {"delete": describe_operation("rooms.delete", ROOM)},
    "/connections/{connection_id}:test": {"get": describe_operation("connections.test", TREE)},
}  # fmt: skip


@pytest.fixture
def sandbox(document: Node) -> Sandbox:
    """Return a sandbox whose document has polls, votes, trees, settings and rooms."""
    components = document["components"]
    schemas = {**components["schemas"], "Tree": TREE}
    known = ("connections", "spaces", "members", "conferenceRecords", "transcripts")
    paths = {
        path: item
        for path, item in document["paths"].items()
        if any(each in known for method in METHODS & item.keys() for each in item[method]["tags"])
    }
    changed = {"paths": paths | PATHS, "components": {**components, "schemas": schemas}}
    return Sandbox(now=NOW, rate=None, document={**document, **changed})


@pytest.fixture
def space(sandbox: Sandbox) -> str:
    """Return the name of a new space."""
    return str(send_request(sandbox, "POST", f"{MEET_PATH}/spaces", {})[1]["name"])


def send(sandbox: Sandbox, method: str, name: str, body: Any = None) -> Any:
    """Send a request that succeeds, and return its response."""
    status, answer = send_request(sandbox, method, f"{MEET_PATH}/{name}", body)
    assert status == 200, answer
    return answer


def test_a_created_resource_can_be_read_changed_and_deleted(sandbox: Sandbox, space: str) -> None:
    given: Node = {"question": "Coffee?", "labels": {"ab": "1"}, "settings": {"limit": 2**40}}
    given["any"] = [1]
    poll = send(sandbox, "POST", f"{space}/polls", given)
    name = poll["name"]
    now = "2026-11-25T09:30:00Z"
    assigned = {"state": "NEW", "views": [now], "createTime": now}
    assert poll == {"name": name, **given, **assigned}
    assert name.startswith(f"{space}/polls/")
    assert send(sandbox, "GET", name) == poll
    assert send(sandbox, "GET", f"{name}?fields=labels/ab") == {"labels": {"ab": "1"}}
    assert send(sandbox, "GET", f"{space}/polls") == {"polls": [poll]}
    change = {"open": True, "labels": {"c_d": "2"}, "settings": {"limit": "5"}}
    masked = send(sandbox, "PATCH", f"{name}?updateMask=open,labels.c_d,settings", change)
    labels = {"ab": "1", "c_d": "2"}
    assert masked == {**poll, "open": True, "labels": labels, "settings": {"limit": 5}}
    assert send(sandbox, "GET", name) == masked
    assert send(sandbox, "PUT", name, {"question": "Tea?"}) == {
        "name": name, "question": "Tea?", **assigned,
    }  # fmt: skip
    assert send(sandbox, "POST", f"{name}:close") is None
    assert send(sandbox, "POST", name) is None
    assert send(sandbox, "GET", f"{name}:read")["question"] == "Tea?"
    assert send(sandbox, "GET", f"{name}:count") == {"share": 2.0}
    assert send(sandbox, "DELETE", name) == {}
    for method, path in (("GET", name), ("DELETE", name), ("POST", f"{name}:close")):
        answer = send_request(sandbox, method, f"{MEET_PATH}/{path}")
        assert read_status(answer) == (404, "NOT_FOUND")
    assert send(sandbox, "GET", f"{space}/polls") == {}


def test_a_caller_can_choose_an_id(sandbox: Sandbox, space: str) -> None:
    path = f"{space}/polls?pollId=lunch"
    assert send(sandbox, "POST", path, {})["name"] == f"{space}/polls/lunch"
    answer = send_request(sandbox, "POST", f"{MEET_PATH}/{path}", {})
    assert read_status(answer) == (409, "ALREADY_EXISTS")
    names = f"names={space}/polls/lunch"
    [poll] = send(sandbox, "GET", f"{space}/polls:batchGet?{names}")["polls"]
    assert poll["name"] == f"{space}/polls/lunch"
    assert send(sandbox, "GET", f"{space}/polls:batchGet") == {"polls": []}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "ABC DE"),
        ({"orderBy": "question desc"}, "EDC BA"), ({"orderBy": "open, question desc"}, "ECA DB"),
        ({"orderBy": "open desc,create_time"}, "BDA CE"), ({"orderBy": "settings.limit"}, "ABC DE"),
        ({"orderBy": "votes"}, "ABC DE"), ({"orderBy": "open upwards"}, "ABC DE"),
        ({"orderBy": "settings.language desc, question"}, "ABC DE"),
        ({"filter": 'question = "B" OR question = "D"'}, "BD"),
        ({"filter": 'state != "NEW"'}, ""), ({"filter": 'settings.language = "fr"'}, ""),
        ({"filter": "create_time IS NULL"}, ""), ({"filter": 'createTime > "2026-11-25T09:29:59Z"'},
                                                  "ABC DE"),
        ({"filter": "votes > 3"}, "ABC DE"), ({"states": ["NEW", "OLD"], "deep": "true"}, "ABC DE"),
        ({"share": "0.5", "deep": "false"}, "ABC DE"),
    ],
)  # fmt: skip
def test_a_list_has_pages_an_order_and_a_filter(
    sandbox: Sandbox, space: str, query: Node, expected: str
) -> None:
    for number, question in enumerate("ABCDE"):
        body = {"question": question, "open": bool(number % 2)}
        send(sandbox, "POST", f"{space}/polls", body)
    pages, token = [], ""
    while True:
        parameters = [f"{key}={each}" for key, value in query.items()
                      for each in (value if isinstance(value, list) else [value])]  # fmt: skip
        text = "&".join([*parameters, f"pageToken={token}"]).replace(" ", "%20")
        page = send(sandbox, "GET", f"{space}/polls?{text}")
        pages.append("".join(each["question"] for each in page.get("polls", [])))
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert " ".join(pages) == expected


@pytest.mark.parametrize("query", ["deep=maybe", "share=half", "states=a&states=%FF&pageSize=-1"])
def test_a_wrong_query_value_is_refused(sandbox: Sandbox, space: str, query: str) -> None:
    answer = send_request(sandbox, "GET", f"{MEET_PATH}/{space}/polls?{query}")
    assert read_status(answer) == (400, "INVALID_ARGUMENT")


def test_a_collection_starts_with_the_example(sandbox: Sandbox) -> None:
    space = get_resource(sandbox, find_planning_call(sandbox).name)[1]["space"]
    example = {**EXAMPLE, "name": f"{space}/polls/first"}
    assert send(sandbox, "GET", f"{space}/polls") == {"polls": [example]}
    assert send(sandbox, "GET", f"{space}/polls/first") == example
    # The kinds of these have no example and no name.
    weight = {"weight": 1, "note": "2026-11-03T09:00:14.207318Z"}
    assert send(sandbox, "GET", f"{space}/polls/first/votes") == {"votes": [weight]}
    assert send(sandbox, "POST", f"{space}/polls/first/votes", {"weight": 3}) == {}
    votes = send(sandbox, "GET", f"{space}/polls/first/votes")["votes"]
    assert [each["weight"] for each in votes] == [1, 3]
    [tree] = send(sandbox, "GET", f"{space}/trees")["trees"]
    assert tree["inner"]["inner"]["share"] == 1.5  # It contains itself, to a depth.
    assert send(sandbox, "POST", f"{space}/trees") == {"id": "7"}
    assert send(sandbox, "DELETE", "rooms/1") == {"title": "title"}
    send(sandbox, "DELETE", f"{space}/polls/first")
    answer = send_request(sandbox, "GET", f"{MEET_PATH}/{space}/polls/first/votes")
    assert read_status(answer) == (404, "NOT_FOUND")


def test_each_parent_has_its_singleton(sandbox: Sandbox, space: str) -> None:
    settings = {**EXAMPLE, "name": f"{space}/settings"}
    assert send(sandbox, "GET", f"{space}/settings") == settings
    changed = send(sandbox, "PATCH", f"{space}/settings", {"question": "Juice?"})
    assert changed == {**settings, "question": "Juice?"}
    assert send(sandbox, "GET", f"{space}/settings") == changed
    answer = send_request(sandbox, "GET", f"{MEET_PATH}/spaces/nothing/settings")
    assert read_status(answer) == (403, "PERMISSION_DENIED")


def test_values_are_checked(sandbox: Sandbox, space: str) -> None:
    for body, message in (
        ({"open": "yes"}, "expected a boolean"), ({"share": True}, "expected a number"),
        ({"options": "x"}, "expected a list"), ({"settings": {"limit": 2**63}}, "too large"),
        ({"options": [{"title": 3}]}, "'options[0].title': expected a string"),
    ):  # fmt: skip
        answer = send_request(sandbox, "POST", f"{MEET_PATH}/{space}/polls", body)
        assert message in answer[1]["error"]["message"]
    mask = f"{MEET_PATH}/{space}/settings?updateMask=settings.limit.more"
    assert read_status(send_request(sandbox, "PATCH", mask, {})) == (400, "INVALID_ARGUMENT")


def test_an_unknown_operation_of_the_proxy_is_answered(sandbox: Sandbox) -> None:
    status, answer = send_request(sandbox, "GET", "/connections/a:test")
    assert (status, answer["name"], answer["any"]) == (200, "name", "any")
