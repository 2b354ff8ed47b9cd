"""An invented resource for Google's discovery document, `spaces.polls`, with one example of each
part that a new resource can have."""

from __future__ import annotations

import json
from typing import Any

Node = dict[str, Any]

SCOPES = [
    "https://www.googleapis.com/auth/meetings.space.created",
    "https://www.googleapis.com/auth/meetings.space.settings",
]
NAME = {"location": "path", "type": "string", "required": True}
NAME["pattern"], PARENT = "^spaces/[^/]+/polls/[^/]+$", {**NAME, "pattern": "^spaces/[^/]+$"}
COLLECTION, ITEM = "v2/spaces/{spacesId}/polls", "v2/spaces/{spacesId}/polls/{pollsId}"
STATES = {
    "type": "string",
    "enum": ["POLL_STATE_UNSPECIFIED", "DRAFT", "RUNNING", "FINISHED"],
    "enumDescriptions": ["Unknown.", "Not shown yet.", "Takes votes.", "Takes no more votes."],
}


def make_method(verb: str, http_method: str, flat: str, **more: Any) -> Node:
    return {
        "id": f"meet.spaces.polls.{verb}",
        "description": f"Google's words about {verb}.",
        "flatPath": flat,
        "path": f"v2/{{+{'name' if flat == ITEM or ':' in flat else 'parent'}}}",
        "httpMethod": http_method,
        "scopes": SCOPES,
        **more,
    }


METHODS = {
    "list": make_method(
        "list",
        "GET",
        COLLECTION,
        parameters={
            "parent": PARENT,
            "pageSize": {
                "location": "query", "type": "integer", "format": "int32",
                "description": "If unspecified, at most 25 polls. The maximum value is 50.",
            },
            "pageToken": {"location": "query", "type": "string"},
            "filter": {"location": "query", "type": "string", "description": "Selects polls."},
            "orderBy": {"location": "query", "type": "string", "description": "The order."},
            "states": {
                "location": "query", "repeated": True, **STATES,
                "description": "Only polls in these states.",
            },
        },
        response={"$ref": "ListPollsResponse"},
    ),
    "get": make_method(
        "get", "GET", ITEM, parameters={"name": NAME}, response={"$ref": "Poll"}
    ),
    "create": make_method(
        "create", "POST", COLLECTION, parameters={"parent": PARENT},
        request={"$ref": "Poll"}, response={"$ref": "Poll"},
    ),
    "patch": make_method(
        "patch",
        "PATCH",
        ITEM,
        parameters={
            "name": NAME,
            "updateMask": {"location": "query", "type": "string", "format": "google-fieldmask"},
        },
        request={"$ref": "Poll"},
        response={"$ref": "Poll"},
    ),
    "delete": make_method(
        "delete", "DELETE", ITEM, parameters={"name": NAME}, response={"$ref": "Empty"}
    ),
    "close": make_method("close", "POST", f"{ITEM}:close", parameters={"name": NAME}),
}  # fmt: skip
SCHEMAS = {
    "Poll": {
        "id": "Poll",
        "type": "object",
        "description": "Google's words about a poll.",
        "properties": {
            "name": {"type": "string", "description": "Identifier."},
            "question": {"type": "string", "description": "Required. The question."},
            "options": {"type": "array", "items": {"$ref": "PollOption"}},
            "state": {**STATES, "readOnly": True, "description": "Output only. The state."},
            "creator": {"$ref": "PollCreator", "readOnly": True},
            "settings": {
                "type": "object",
                "description": "How votes are taken.",
                "properties": {
                    "anonymous": {"type": "boolean", "description": "Hides who voted."},
                    "maxChoices": {"type": "integer", "format": "int32", "description": "Largest."},
                },
            },
            "createTime": {"type": "string", "format": "google-datetime", "readOnly": True},
            "error": {"$ref": "Status", "readOnly": True},
        },
    },
    "PollOption": {
        "id": "PollOption",
        "type": "object",
        "description": "One answer.",
        "properties": {
            "title": {"type": "string", "description": "The answer's words."},
            "votes": {"type": "integer", "format": "int32", "readOnly": True},
        },
    },
    "PollCreator": {
        "id": "PollCreator",
        "type": "object",
        "description": "Who made it.",
        "properties": {"participant": {"type": "string"}, "signedinUser": {"$ref": "SignedinUser"}},
    },
    "ListPollsResponse": {
        "id": "ListPollsResponse",
        "type": "object",
        "description": "A page.",
        "properties": {
            "polls": {"type": "array", "items": {"$ref": "Poll"}},
            "nextPageToken": {"type": "string"},
        },
    },
    "Status": {
        "id": "Status",
        "type": "object",
        "description": "An error, as google.rpc.Status.",
        "properties": {
            "code": {"type": "integer", "format": "int32"},
            "message": {"type": "string"},
            "details": {
                "type": "array",
                "items": {"type": "object", "additionalProperties": {"type": "any"}},
            },
        },
    },
}  # fmt: skip


def add_polls(discovery: Node, name: str = "poll") -> None:
    """Add the resource to Google's discovery document, with another name if it has polls."""
    text = json.dumps([METHODS, SCHEMAS]).replace("POLL", name.upper())
    text = text.replace("Poll", name.capitalize()).replace("poll", name)
    methods, schemas = json.loads(text)
    discovery["resources"]["spaces"]["resources"][f"{name}s"] = {"methods": methods}
    discovery["schemas"] |= schemas
