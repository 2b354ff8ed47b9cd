"""Command lines of operations, and their results."""

from __future__ import annotations

import datetime
import inspect
import io
import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest
from maton_google_meet.cli import options
from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.runtime.table import Operation

from support.document_server import DocumentServer, Reply
from support.examples import snake

CONNECTION = "c-1"
LIST = "conferenceRecords.list"
BY_ID = {operation.id: operation for operation in OPERATIONS}


class Result(NamedTuple):
    """The result of a command line."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The lines of stdout, parsed as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


class NarrowScreen(io.TextIOWrapper):
    """A terminal with an encoding."""

    def isatty(self) -> bool:
        return True


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def kebab(name: str) -> str:
    """Return `name` as the command line writes it."""
    return snake(name).replace("_", "-").rstrip("-")


def command(id: str) -> list[str]:
    """Return the command of an operation."""
    tag, _, verb = id.partition(".")
    return [kebab(tag), kebab(verb)]


def option(path: str, value: Any) -> list[str]:
    """Return a value as an option."""
    if isinstance(value, bool):
        return [f"--{path}" if value else negate(path)]
    if isinstance(value, datetime.datetime):
        value = value.isoformat()
    return [f"--{path}", value if isinstance(value, str) else json.dumps(value)]


def negate(path: str) -> str:
    """Return the negative form of a flag."""
    above, dot, last = path.rpartition(".")
    return f"--{above}{dot}no-{last}"


class FakeVerb(NamedTuple):
    """A verb without an operation in the document."""

    operation: Operation
    resource: str
    name: str
    method: Callable[..., Any]
    lists: bool = False


def make_verb(monkeypatch: pytest.MonkeyPatch, method: Callable[..., Any], **fields: Any) -> Any:
    """Return a verb with that method, whose arguments have these schemas."""
    monkeypatch.setattr(options, "list_schemas", lambda operation: fields.items())
    return FakeVerb(Operation("things.do", "POST", "/things", "Does."), "things", "do", method)


def make_method(kinds: Mapping[str, str], defaults: Mapping[str, Any] = {}) -> Callable[..., Any]:
    """Return a method that takes keyword arguments with these annotations."""

    def method() -> None:
        """Do it."""

    keyword, empty = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty
    vars(method)["__signature__"] = inspect.Signature(
        [
            inspect.Parameter(name, keyword, annotation=kind, default=defaults.get(name, empty))
            for name, kind in kinds.items()
        ]
    )
    return method


NODE = {
    "type": "object",
    "properties": {
        "label": {"type": "string", "x-deprecation": "Trees have no label."},
        "next": {"$ref": "#/components/schemas/Node"},
    },
}
UNSAFE = "\x1b[31mred\x1b[0m \u202eevil \x9b5m \u200b \x7f Ana Marković 渡辺 \U0001f600 \U000e0001"


def serve_unsafe_participant(server: DocumentServer) -> dict[str, Any]:
    """Let the server return a participant with such a name, and return the participant."""
    found = {
        "name": "conferenceRecords/a/participants/b",
        "anonymousUser": {"displayName": UNSAFE},
        "earliestStartTime": "2026-11-03T09:00:14Z",
    }
    server.answers["participants.list"] = lambda _: Reply(json={"participants": [found]})
    server.answers["participants.get"] = lambda _: Reply(json=found)
    return found


TOKEN = "https://connect.example/?session_token=SECRET"
ELSEWHERE = {
    "connection_id": "c",
    "session_token": "SECRET",
    "metadata": {"auth_url": TOKEN, "note": f"open {TOKEN}", "all": [TOKEN], "tokens": ["SECRET"]},
}
EXPIRED_TOKEN = {
    "error": {
        "code": 401,
        "message": "Request had invalid authentication credentials.",
        "status": "UNAUTHENTICATED",
        "details": [
            {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_EXPIRED"}
        ],
    }
}
