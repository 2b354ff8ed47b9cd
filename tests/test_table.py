"""The operations table: every request of the document finds its operation, and no other does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.table import Operation, Table


def test_the_table_holds_the_documents_operations_in_order(document: dict[str, Any]) -> None:
    rows = [
        (
            raw["operationId"],
            method.upper(),
            path,
            raw["summary"],
            raw.get("x-google-method"),
            raw.get("x-write", {}).get("outcome"),
            raw.get("x-write", {}).get("destructive", False),
            {int(status): text for status, text in raw.get("x-hints", {}).items()},
        )
        for path, item in document["paths"].items()
        for method, raw in item.items()
        if method != "parameters"
    ]
    assert [tuple(operation) for operation in OPERATIONS] == rows


@pytest.mark.unmeasured
@pytest.mark.parametrize("operation", list(OPERATIONS), ids=lambda operation: operation.id)
@pytest.mark.parametrize("value", ["x", "a%3Ab", "x%2Fy", "spaces", "%C3%A9"])
def test_each_operation_is_found_by_its_request(operation: Operation, value: str) -> None:
    path = re.sub(r"\{\w+\}", value, operation.path)
    assert OPERATIONS.find(operation.method, path) is operation


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/google-meet/v2/spaces/x"),
        ("get", "/google-meet/v2/spaces/x"),
        ("GET", "/google-meet/v2/spaces"),
        ("GET", "/google-meet/v2/spaces/"),
        ("GET", "/google-meet/v2/spaces/x/"),
        ("GET", "/google-meet/v2/spaces/x:y"),
        ("GET", "/google-meet/v2/spaces/x:endActiveConference"),
        ("POST", "/google-meet/v2/spaces/:endActiveConference"),
        ("POST", "/google-meet/v2/spaces/x%3AendActiveConference"),
        ("POST", "/google-meet/v2/spaces/x:y:endActiveConference"),
        ("POST", "/google-meet/v2/spaces/x/members:batchDelete"),
        ("GET", "/google-meet/v3/spaces/x"),
        ("GET", "google-meet/v2/spaces/x"),
        ("GET", ""),
    ],
)
def test_other_requests_are_found_as_none(method: str, path: str) -> None:
    assert OPERATIONS.find(method, path) is None


@pytest.mark.parametrize("step", [1, -1], ids=["as written", "reversed"])
def test_a_path_spelt_out_goes_before_one_with_a_variable(step: int) -> None:
    paths = ["/a/{x}", "/a/b", "/{x}/b", "/a/{x}:do", "/c/{x}", "/{x}/d", "/a/{x}/d", "/a/b/{x}"]
    table = Table((Operation(path, "GET", path, "") for path in paths[::step]), {})
    assert [operation.id for operation in table] == paths[::step]
    asked = ["/a/b", "/a/z", "/z/b", "/a/z:do", "/c/b", "/a/d", "/z/d", "/a/z/d", "/a/b/d"]
    assert [getattr(table.find("GET", path), "id", None) for path in asked] == [
        *("/a/b", "/a/{x}", "/{x}/b", "/a/{x}:do", "/c/{x}", "/a/{x}", "/{x}/d"),
        *("/a/{x}/d", "/a/b/{x}"),
    ]


def test_meanings_are_by_status_then_by_range_then_empty() -> None:
    table = Table((), {"404": ("google", "proxy"), "4XX": ("other google", "other proxy")})
    assert table.meaning(404, google=True) == "google"
    assert table.meaning(404, google=False) == "proxy"
    assert table.meaning(418, google=True) == "other google"
    assert table.meaning(499, google=False) == "other proxy"
    assert table.meaning(500, google=True) == ""


def test_each_status_that_the_document_explains_has_its_meaning(document: dict[str, Any]) -> None:
    answers = document["components"]["responses"]
    explained = {
        status: answers[answer["$ref"].rpartition("/")[2]]["x-meaning"]
        for item in document["paths"].values()
        for method, raw in item.items()
        if method != "parameters"
        for status, answer in raw["responses"].items()
        if "x-meaning" in answers.get(answer.get("$ref", "").rpartition("/")[2], ())
    }
    assert explained.keys() >= {"400", "401", "403", "404", "409", "429", "500", "5XX"}
    for status, meaning in explained.items():
        number = int(status.replace("XX", "99"))
        both = {"google": meaning, "proxy": meaning} if isinstance(meaning, str) else meaning
        assert OPERATIONS.meaning(number, google=True) == both["google"]
        assert OPERATIONS.meaning(number, google=False) == both["proxy"]
    assert OPERATIONS.meaning(302, google=True) == ""


@pytest.mark.parametrize("operation", list(OPERATIONS), ids=lambda operation: operation.id)
def test_what_deletes_or_ends_something_is_destructive(operation: Operation) -> None:
    """The hook warns of it: to leave the warning out is a mistake of one word in the document. What
    nobody knows yet may be marked too."""
    takes = operation.method == "DELETE" or operation.summary.split()[0] in {"Ends", "Removes"}
    assert operation.destructive or not takes
