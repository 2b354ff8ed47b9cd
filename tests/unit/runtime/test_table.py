"""The operations table: the operation of each request and the advice for each error."""

from __future__ import annotations

import re
from typing import Any

import pytest
from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.runtime.table import Operation, Table


def test_the_table_lists_the_documents_operations_in_order(document: dict[str, Any]) -> None:
    rows = [
        (
            raw["operationId"],
            method.upper(),
            path,
            raw["summary"],
            raw.get("x-google-method"),
            raw.get("x-write", {}).get("outcome"),
            raw.get("x-write", {}).get("destructive", False),
            {
                int(key) if key.isdigit() else key: text
                for key, text in raw.get("x-hints", {}).items()
            },
            tuple(raw.get("x-google-scopes", ())),
            raw.get("x-deprecation", ""),
            raw.get("x-preview", ""),
        )
        for path, item in document["paths"].items()
        for method, raw in item.items()
        if method != "parameters"
    ]
    assert [tuple(operation) for operation in OPERATIONS] == rows


@pytest.mark.parametrize("operation", list(OPERATIONS), ids=lambda operation: operation.id)
@pytest.mark.parametrize("value", ["x", "a%3Ab", "x%2Fy", "spaces", "%C3%A9"])
def test_each_operation_is_matched_by_its_request(operation: Operation, value: str) -> None:
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
def test_unknown_requests_have_no_operation(method: str, path: str) -> None:
    assert OPERATIONS.find(method, path) is None


@pytest.mark.parametrize("step", [1, -1], ids=["as written", "reversed"])
def test_a_concrete_path_is_matched_before_a_template(step: int) -> None:
    paths = ["/a/{x}", "/a/b", "/{x}/b", "/a/{x}:do", "/c/{x}", "/{x}/d", "/a/{x}/d", "/a/b/{x}"]
    table = Table((Operation(path, "GET", path, "") for path in paths[::step]), {})
    assert [operation.id for operation in table] == paths[::step]
    asked = ["/a/b", "/a/z", "/z/b", "/a/z:do", "/c/b", "/a/d", "/z/d", "/a/z/d", "/a/b/d"]
    assert [getattr(table.find("GET", path), "id", None) for path in asked] == [
        *("/a/b", "/a/{x}", "/{x}/b", "/a/{x}:do", "/c/{x}", "/a/{x}", "/{x}/d"),
        *("/a/{x}/d", "/a/b/{x}"),
    ]


TEXTS = Table(
    (
        Operation(
            "a.b", "GET", "/a", "", "google.a.b", hints={403: "hint", "WORD": "hint of word"}
        ),
        Operation("c.d", "GET", "/c", "", hints={403: "hint of Maton"}),
    ),
    {
        "400": {"connections": "connections"},
        "403": {"google": "google", "proxy": "proxy"},
        "4XX": {"proxy": "other proxy", "between": "between"},
    },
    {"REASON": "reason", "invalid_grant": "grant"},
)
OF_GOOGLE, OF_MATON = TEXTS


def test_a_path_of_the_proxy_does_not_reach_google() -> None:
    for operation in OPERATIONS:
        assert OPERATIONS.reaches_google(operation.path) == (operation.google_method is not None)
    for path in ("/connections", "/connections/", "/connections/a/refresh"):
        assert not OPERATIONS.reaches_google(path)
    for path in ("/", "/connectionsa", "//connections", "/google-meet/v3/x", "/other", ""):
        assert OPERATIONS.reaches_google(path)
    mixed = Table((Operation("a.b", "GET", "/a/b", "", "g"), Operation("a.c", "GET", "/a", "")), {})
    assert mixed.reaches_google("/a/c")


@pytest.mark.parametrize(
    ("status", "answered_by", "reasons", "word", "operation", "text"),
    [
        # By status, then by range, then none.
        (403, "google", (), None, None, "google"),
        (403, "proxy", (), None, None, "proxy"),
        (403, "between", (), None, None, "between"),
        (404, "google", (), None, None, ""),
        (404, "proxy", (), None, None, "other proxy"),
        (500, "google", (), None, None, ""),
        # A hint is for responses of the API that the operation belongs to.
        (403, "google", (), None, OF_GOOGLE, "hint"),
        (403, "proxy", (), None, OF_GOOGLE, "proxy"),
        (403, "between", (), None, OF_GOOGLE, "between"),
        (403, "google", (), None, OF_MATON, "google"),
        (403, "proxy", (), None, OF_MATON, "hint of Maton"),
        (403, "connections", (), None, OF_MATON, "hint of Maton"),
        (403, "connections", (), None, None, "proxy"),
        (404, "connections", (), None, None, "other proxy"),
        (400, "connections", (), None, None, "connections"),
        (403, "between", (), None, OF_MATON, "between"),
        # A reason goes before a status, and the first that has a text before the others.
        (403, "google", ("REASON",), "WORD", OF_GOOGLE, "reason"),
        (403, "google", ("OTHER", "REASON"), "PERMISSION_DENIED", OF_GOOGLE, "reason"),
        (403, "google", (), "WORD", OF_GOOGLE, "hint of word"),
        (403, "google", ("OTHER",), "WORD", OF_GOOGLE, "hint of word"),
        (403, "google", (), "PERMISSION_DENIED", OF_GOOGLE, "hint"),
        (403, "proxy", ("some_word",), None, OF_MATON, "hint of Maton"),
        (403, "proxy", ("some_word", "invalid_grant"), None, OF_MATON, "grant"),
        # An unexplained reason makes the hint for the status doubtful.
        (403, "google", ("OTHER",), "PERMISSION_DENIED", OF_GOOGLE, "google"),
    ],
)
def test_the_most_specific_advice_wins(
    status: int,
    answered_by: str,
    reasons: tuple[str, ...],
    word: str | None,
    operation: Operation | None,
    text: str,
) -> None:
    assert TEXTS.advise(status, answered_by, reasons, word, operation) == text


@pytest.mark.parametrize(
    ("scopes", "text"),
    [(("a",), "Needs (a)."), (("a", "b", "c"), "Needs (a or b or c)."), ((), "Needs.")],
)
def test_a_text_for_a_reason_names_the_scopes(scopes: tuple[str, ...], text: str) -> None:
    operation = Operation("a.b", "GET", "/a", "", "google.a.b", scopes=scopes)
    table = Table((operation,), {}, {"REASON": "Needs{scopes}."})
    assert table.advise(403, "google", ("REASON",), None, operation) == text
    assert table.advise(403, "google", ("REASON",)) == "Needs."


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
    assert explained.keys() >= {"400", "401", "403", "404", "409", "429", "4XX", "500", "5XX"}
    for status, meaning in explained.items():
        number = int(status.replace("XX", "99"))
        for author in ("google", "proxy", "connections", "between"):
            text = meaning if isinstance(meaning, str) else meaning.get(author)
            if text:
                assert OPERATIONS.advise(number, author) == text
            elif author != "google":
                assert OPERATIONS.advise(number, author)
    for reason, text in document["x-reasons"].items():
        assert OPERATIONS.advise(500, "google", (reason,)) == text.replace("{scopes}", "")
    assert OPERATIONS.advise(302, "google") == ""


@pytest.mark.parametrize("operation", list(OPERATIONS), ids=lambda operation: operation.id)
def test_deleting_and_ending_is_destructive(operation: Operation) -> None:
    """Check the mark, because the warning of the hook depends on this one word of the document.

    Operations with another summary may be marked too.
    """
    takes = operation.method == "DELETE" or operation.summary.split()[0] in {"End", "Remove"}
    assert operation.destructive or not takes
