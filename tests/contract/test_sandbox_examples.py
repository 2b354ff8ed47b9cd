"""The examples of the document work in the sandbox, so that they can drive other tools."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx
import pytest
from maton_google_meet.sandbox import Sandbox
from maton_google_meet.testing import Contract
from support.examples import operations


class Call(NamedTuple):
    """A request composed of the examples in the document."""

    id: str
    is_destructive: bool
    needs_body: bool
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


def compose_calls() -> Iterator[Call]:
    """Yield a call for each operation and body, with the required parameters and with all."""
    for method, path, operation, parameters in operations():
        id, request = operation["operationId"], operation.get("requestBody", {})
        media = request.get("content", {}).get("application/json", {})
        bodies = [json.dumps(each["value"]) for each in media.get("examples", {}).values()]
        facts = (
            operation.get("x-write", {}).get("destructive", False),
            request.get("required", False),
        )
        for body in bodies or [""]:
            for is_full in (False, True):
                given = [each for each in parameters if is_full or each.get("required")]
                values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
                for each in given:
                    values[each["in"]][each["name"]] = each["example"]
                target = path.format(**values["path"])
                if values["query"]:
                    target += f"?{urlencode(values['query'], doseq=True)}"
                headers = {name.lower(): value for name, value in values["header"].items()}
                yield Call(id, *facts, method, target, headers, body.encode())


CALLS = list(compose_calls())


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.id)
def test_an_example_succeeds(call: Call) -> None:
    sandbox = Sandbox()
    key = {"authorization": f"Bearer {sandbox.key}"}
    answer = sandbox.handle(call.method, call.target, {**key, **call.headers}, call.body)
    assert answer.status == 200, answer.body


def test_the_examples_succeed_over_a_socket(maton_contract: Contract) -> None:
    sandbox = Sandbox(rate=None)
    full = {call.id: call for call in CALLS}
    calls = sorted(full.values(), key=lambda call: (call.is_destructive, call.method == "DELETE"))
    with sandbox.serve() as served, httpx.Client(base_url=served.url) as http:
        http.headers["Authorization"] = f"Bearer {served.key}"
        document = http.get("/openapi.json").json()
        assert [server["url"] for server in document["servers"]] == [served.url]
        for call in calls:
            headers = {**call.headers, "Content-Type": "application/json"}
            answer = http.request(call.method, call.target, content=call.body, headers=headers)
            assert answer.status_code == 200, (call, answer.text)
    assert len(sandbox.requests) == len(calls)


@pytest.mark.parametrize("call", [call for call in CALLS if call.needs_body], ids=lambda c: c.id)
def test_a_required_body_is_required(call: Call) -> None:
    sandbox = Sandbox()
    key = {"authorization": f"Bearer {sandbox.key}"}
    assert sandbox.handle(call.method, call.target, {**key, **call.headers}, b"").status == 400
