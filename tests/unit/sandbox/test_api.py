"""Operations of the document that the sandbox does not implement."""

from __future__ import annotations

from typing import Any

from maton_google_meet.sandbox import Sandbox
from support.sandboxes import MEET_PATH, NOW, find_planning_call, get_resource, send_request


def test_unknown_operations_are_answered_from_the_document(
    document: dict[str, Any],
) -> None:
    def operation(id: str, schema: dict[str, Any], *examples: Any) -> dict[str, Any]:
        media = {
            "schema": schema,
            "examples": {str(n): {"value": v} for n, v in enumerate(examples)},
        }
        success = {"description": "It.", "content": {"application/json": media}}
        return {"operationId": id, "tags": ["polls"], "responses": {"200": success}}

    poll = {"type": "object", "properties": {
        "name": {"type": "string"}, "votes": {"type": "integer"}, "open": {"type": "boolean"},
        "share": {"type": "number"}, "asked": {"type": "string", "format": "date-time"},
        "kind": {"anyOf": [{"type": "string", "enum": ["YES_NO"]}, {"type": "string"}]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "note": {"type": ["string", "null"]}, "any": {},
        "free": {"type": "object", "additionalProperties": True},
    }}  # fmt: skip
    polls = {"type": "object", "properties": {"polls": {"type": "array", "items": poll}}}
    page = {"polls": [{"name": "spaces/a/polls/1"}], "nextPageToken": "more"}
    body = {"content": {"application/json": {"schema": poll}}}
    paths = {
        "/google-meet/v2/spaces/{spaceId}/polls": {
            "get": operation("polls.list", polls, page),
            "post": operation("polls.create", poll) | {"requestBody": body},
        },
        "/google-meet/v2/spaces/{spaceId}/polls/{pollId}": {
            "get": operation("polls.get", poll, {"name": "spaces/a/polls/1", "votes": 3}),
        },
        "/google-meet/v2/spaces/{spaceId}:count": {"get": operation("spaces.count", poll)},
        "/google-meet/v2/conferenceRecords/{id}/smartNotes": {"get": operation("all", {
            "type": "object", "properties": {"smartNotes": {"type": "array", "items": poll}}})},
        "/connections/{connection_id}:test": {"get": operation("connections.test", poll)},
    }  # fmt: skip
    known = document["paths"].items()
    other_paths = {path: item for path, item in known if not path.endswith("/smartNotes")}
    sandbox = Sandbox(now=NOW, rate=None, document={**document, "paths": {**other_paths, **paths}})
    made_up = {
        "name": "name", "votes": 1, "open": True, "share": 1.5, "kind": "YES_NO", "tags": ["tags"],
        "note": "note", "any": "any", "free": {},
        "asked": "2026-11-03T09:00:14.207318Z",
    }  # fmt: skip
    assert get_resource(sandbox, "spaces/b/polls") == (
        200,
        {"polls": [{"name": "spaces/a/polls/1"}]},
    )
    assert get_resource(sandbox, "spaces/b/polls/7")[1] == {"name": "spaces/b/polls/7", "votes": 3}
    given = {"votes": 5, "share": 2.5, "open": False, "any": [1], "free": {"a": 2}, "note": "x"}
    _, created = send_request(sandbox, "POST", f"{MEET_PATH}/spaces/b/polls", given)
    assert created == {**made_up, **given}
    for body, message in (
        ({"open": "yes"}, "expected a boolean"), ({"share": True}, "expected a number"),
        ({"tags": "x"}, "expected a list"), ({"tags": ["x", 3]}, "'tags[1]': expected a string"),
    ):  # fmt: skip
        answer = send_request(sandbox, "POST", f"{MEET_PATH}/spaces/b/polls", body)
        assert message in answer[1]["error"]["message"]
    assert get_resource(sandbox, "spaces/b:count") == (200, made_up)
    assert get_resource(sandbox, "spaces/b:count", fields="votes,free/a") == (
        200,
        {"votes": 1, "free": {}},
    )
    assert send_request(sandbox, "GET", "/connections/a:test") == (200, made_up)
    # A list without pages is answered whole.
    notes = get_resource(sandbox, f"{find_planning_call(sandbox).name}/smartNotes")[1]["smartNotes"]
    assert len(notes) == 1
