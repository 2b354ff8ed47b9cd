"""Every response of the sandbox is valid against the document."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from maton_google_meet.sandbox import Sandbox
from maton_google_meet.sandbox.api import get_pattern
from maton_google_meet.testing import Judge
from maton_google_meet_api.runtime.schemas import find_resource_name
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from support.examples import EXAMPLES, operations
from support.scale import scale
from support.schemas import DOCUMENT

CHECKS = [
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
IDS = [operation["operationId"] for _, _, operation, _ in operations()]
MOSTLY = st.sampled_from([True, True, True, False])
# Random text is hardly ever valid here, and is refused before anything else happens.
LANGUAGES = ("fields", "filter", "pageToken", "updateMask")

# The suite tries each operation in one of the two modes, alternately.
CASES = [
    pytest.param(
        id,
        mode,
        id=f"{id}-{mode.value}",
        marks=[pytest.mark.thorough] * ((place + (mode is GenerationMode.NEGATIVE)) % 2),
    )
    for place, id in enumerate(IDS)
    for mode in GenerationMode
]


@functools.cache
def schema() -> Any:
    """Return the document as the sandbox serves it."""
    return schemathesis.openapi.from_wsgi("/openapi.json", Sandbox().wsgi)


@functools.cache
def judge() -> Judge:
    return Judge(schema().raw_schema)


NAMES = {path: find_resource_name(DOCUMENT, path) or "" for _, path, _, _ in operations()}
"""The names of resources by path; '' for a path of the proxy."""
LISTS = [
    path
    for _, path, operation, _ in operations()
    if NAMES[path] and operation["operationId"].endswith(".list")
]
KINDS = {get_pattern(name) for name in NAMES.values() if name.endswith("}")}


@functools.cache
def real_names() -> list[str]:
    """Return names of existing resources. They are the same for each sandbox.

    Follow each list of at most three parents of a kind, and the names in the responses.
    """
    sandbox, names = Sandbox(rate=None), [""]
    parents = Counter[str]()
    for parent in names:
        parents[get_pattern(parent)] += 1
        for path in LISTS:
            above, _, collection = NAMES[path].rpartition("/")
            if get_pattern(above) != get_pattern(parent) or parents[get_pattern(parent)] > 3:
                continue
            name = "/".join(filter(None, [parent, collection]))
            target = path.removesuffix(NAMES[path]) + name
            answer = sandbox.handle("GET", target, {"authorization": f"Bearer {sandbox.key}"}, b"")
            new = re.findall(r'"(\w+/[^" ]+)"', answer.body.decode())
            # `names` grows while it is read.
            names += [each for each in dict.fromkeys(new) if get_pattern(each) in KINDS - {*names}]
    return list(dict.fromkeys(names))[1:]


@functools.cache
def real_paths(path: str) -> list[tuple[str, ...]]:
    """Return the segments that fill the variables of `path` with existing resources."""
    if path.startswith("/connections"):
        return [(each["connection_id"],) for each in Sandbox().connections]
    thing = NAMES[path].rpartition("}")[0]
    pattern = re.sub(r"\{\w+", "([^/:]+)", thing.replace("}", ""))
    matches = {each.groups() for name in real_names() if (each := re.match(pattern, name))}
    return sorted(matches)


def request_examples(operation_id: str) -> list[Any]:
    return [each.body for each in EXAMPLES if each.id == operation_id and each.body is not None]


def fill_names(body: Any, path: str) -> Any:
    """Return `body` with the names of real resources below `path` in place of the examples."""
    parent = (find_resource_name(DOCUMENT, path) or path).partition(":")[0]
    names: dict[str, list[str]] = {}
    for name in real_names():
        if name.startswith(f"{parent}/"):
            names.setdefault(get_pattern(name), []).append(name)

    def fill(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: fill(each) for key, each in value.items()}
        if isinstance(value, list):
            return [fill(each) for each in value]
        known = names.get(get_pattern(value), []) if isinstance(value, str) else []
        return known.pop(0) if known else value

    return fill(body)


@pytest.mark.sized
@pytest.mark.parametrize(("operation_id", "mode"), CASES)
def test_responses_fit_the_document(operation_id: str, mode: GenerationMode) -> None:
    sandbox = Sandbox(rate=None)
    operation = schema().find_operation_by_id(operation_id)
    operation.app = sandbox.wsgi
    variables = re.findall(r"\{(\w+)\}", operation.path)
    paths = real_paths(operation.path) if variables else []
    bodies = request_examples(operation_id)
    statuses = set()

    @settings(max_examples=scale(15, 3), suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode), st.data())
    def run(case: schemathesis.Case, data: st.DataObject) -> None:
        for (space,) in paths if operation_id == "spaces.endActiveConference" else ():
            with suppress(ValueError):  # A call is already running.
                sandbox.start_conference(f"spaces/{space}")
        if paths and data.draw(MOSTLY):
            case.path_parameters = dict(
                zip(variables, data.draw(st.sampled_from(paths)), strict=True)
            )
        if data.draw(MOSTLY):
            case.headers.pop("Maton-Connection", None)
            for name in LANGUAGES:
                case.query.pop(name, None)
            if bodies and mode is GenerationMode.POSITIVE:
                path = case.path.format(**case.path_parameters)
                case.body = fill_names(data.draw(st.sampled_from(bodies)), path)
        answer = case.call(headers={"Authorization": f"Bearer {sandbox.key}"})
        case.validate_response(answer, checks=CHECKS)
        recorded = sandbox.requests[-1]
        statuses.add(recorded.status)
        headers = {name: values[0] for name, values in answer.headers.items()}
        matches = judge().answer(
            recorded.method, recorded.target, recorded.status, headers, answer.content
        )
        assert matches == []

    run()
    assert statuses <= {200, 400, 401, 403, 404, 409}


@pytest.mark.parametrize("operation_id", IDS)
def test_each_operation_succeeds_where_it_can(operation_id: str) -> None:
    """Show that the test above covers more than errors."""
    sandbox = Sandbox(rate=None)
    operation = schema().find_operation_by_id(operation_id)
    method, statuses = operation.method.upper(), set()
    key = {"authorization": f"Bearer {sandbox.key}"}
    variables = re.findall(r"\{(\w+)\}", operation.path)
    for values in real_paths(operation.path)[:3] if variables else [()]:
        segments = dict(zip(variables, values, strict=True))
        target = operation.path.format(**segments)
        for example in request_examples(operation_id) or [None]:
            body = b"" if example is None else json.dumps(fill_names(example, target)).encode()
            answer = sandbox.handle(method, target, key, body)
            statuses.add(answer.status)
            matches = judge().answer(
                method, target, answer.status, dict(answer.headers), answer.body
            )
            assert matches == []
    assert 200 in statuses
