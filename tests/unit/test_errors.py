"""Every status, every shape of error body, every way to get no answer: one typed tree."""

from __future__ import annotations

import builtins
import copy
import inspect
import json
import pickle
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import httpx
import maton_google_meet
import pytest
from maton_google_meet import (
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    DeadlineExceeded,
    DeadlineOutcomeUnknown,
    GoogleMeet,
    MatonError,
    MissingConnection,
    NetworkError,
    NetworkOutcomeUnknown,
    NotFoundError,
    OutcomeUnknown,
    PermissionDeniedError,
    RateLimitError,
    ResponseError,
    ResponseOutcomeUnknown,
    ServerError,
    ServerOutcomeUnknown,
    approve_all,
    errors,
)
from maton_google_meet.flow.problems import retry_after
from maton_google_meet.testing import Contract
from pytest_httpx import HTTPXMock
from support.clients import ClientRunner
from support.document_server import DocumentServer, Reply
from support.examples import EXAMPLES, Example, operations

GOOGLE = {
    "error": {
        "code": 400,
        "message": "No conference is active.",
        "status": "FAILED_PRECONDITION",
        "details": [{"reason": "X"}],
    }
}
SHAPES: list[tuple[str, bytes, str, str | None, list[Any]]] = [
    ("google", json.dumps(GOOGLE).encode(), "No conference is active.", "FAILED_PRECONDITION",
     [{"reason": "X"}]),
    ("message", b'{"message": "Missing connection"}', "Missing connection", None, []),
    ("error.message", b'{"error": {"message": "Rate limited"}}', "Rate limited", None, []),
    ("error", b'{"error": "Invalid API key"}', "Invalid API key", None, []),
    ("detail", b'{"detail": "Not Found"}', "Not Found", None, []),
    ("detail list", b'{"detail": [{"loc": ["query", 0], "msg": "bad"}, {"msg": "worse"}, 3]}',
     "query.0: bad; worse", None, [{"loc": ["query", 0], "msg": "bad"}, {"msg": "worse"}, 3]),
    ("text", b"  upstream connect error ", "upstream connect error", None, []),
    ("html", b"<html><TITLE> 502 Bad Gateway </TITLE><p>nginx</html>", "502 Bad Gateway", None, []),
    ("html without title", b"<html>oops</html>", "<html>oops</html>", None, []),
    ("empty", b"", "", None, []),
    ("null", b"null", "null", None, []),
    ("list", b"[1]", "[1]", None, []),
    ("number as error", b'{"error": 5}', '{"error": 5}', None, []),
    ("empty error object", b'{"error": {}}', '{"error": {}}', None, []),
    ("empty error, a message", b'{"error": {}, "message": "M"}', "M", None, []),
    ("no message", b'{"error": {"message": ""}}', "", None, []),
    ("charset of no text", b"plain", "plain", None, []),
    ("oauth", b'{"error": "invalid_grant", "error_description": "Token has been revoked."}',
     "invalid_grant: Token has been revoked.", None, []),
    ("oauth, a page", b'{"error": "invalid_grant", "error_description": "D", "error_uri": "u"}',
     "invalid_grant: D: u", None, []),
    ("oauth inside", b'{"error": {"error": "invalid_grant", "error_description": "Gone"}}',
     "invalid_grant: Gone", None, []),
    ("oauth as detail", b'{"detail": {"error": "invalid_grant", "error_description": "Gone"}}',
     "invalid_grant: Gone", None, []),
    ("error and message", b'{"error": "Forbidden", "message": "Not today"}',
     "Forbidden: Not today", None, []),
    ("the same twice", b'{"error": "Forbidden", "message": "Forbidden"}', "Forbidden", None, []),
    ("nested messages", b'{"message": {"message": {"message": {"message": "deep"}}}}',
     '{"message": {"message": {"message": {"message": "deep"}}}}', None, []),
    ("odd types", b'{"error": {"message": 5, "status": 7, "details": "x"}}', "5", None, []),
    ("broken", b'{"error": {"mess', '{"error": {"mess', None, []),
    ("deep", b"[" * 100_000, "[" * 100_000, None, []),
    ("not utf-8", b"\xff\xfe\x00", "\ufffd\ufffd\x00", None, []),
]  # fmt: skip
# Shapes that neither Google nor the proxy uses.
FOREIGN = {
    *("text", "html", "html without title", "empty", "null", "list", "number as error"),
    *("empty error object", "charset of no text", "broken", "deep", "not utf-8", "nested messages"),
}
WRONG = pytest.mark.maton_contract(wrong_on_purpose="answers")
STATUSES: list[tuple[int, type[APIStatusError]]] = [
    (301, APIStatusError),
    (304, APIStatusError),
    (401, AuthenticationError),
    (402, APIStatusError),
    (403, PermissionDeniedError),
    (404, NotFoundError),
    (409, ConflictError),
    (418, APIStatusError),
    (429, RateLimitError),
    (500, ServerError),
    (501, ServerError),
    (502, ServerError),
    (503, ServerError),
    (504, ServerError),
    (520, ServerError),
    (522, ServerError),
    (529, ServerError),
    (599, ServerError),
    (999, ServerError),
]


EXAMPLE = {each.id: each for each in reversed(EXAMPLES)}


@pytest.fixture
def some_fit(maton_contract: Contract) -> None:
    """Some of the responses are ones that the document allows."""
    maton_contract.violations["answers"].append("one of several")


SOME_FIT = pytest.mark.usefixtures("some_fit")


def read(meet: Any) -> Any:
    return meet.spaces.get("abc")


def write(meet: Any) -> Any:
    return meet.spaces.create()


def fail(runner: ClientRunner, call: Any = read) -> Any:
    with pytest.raises(MatonError) as raised:
        runner.call(call, connection="c-1", confirm=approve_all)
    return raised.value


@pytest.mark.parametrize(
    ("status", "kind"),
    # Statuses that nobody documents, and that come all the same.
    [pytest.param(*each, marks=WRONG if each[0] in {301, 304, 999} else []) for each in STATUSES],
)
@pytest.mark.parametrize("call", [read, write])
def test_each_status_has_its_class(
    status: int, kind: type[APIStatusError], call: Any, runner: ClientRunner, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(status_code=status, json=GOOGLE, headers={"X-Request-Id": "req-7"})
    error = fail(runner, call)
    unknown = call is write and kind is ServerError
    assert type(error) is (ServerOutcomeUnknown if unknown else kind)
    assert isinstance(error, kind)
    assert isinstance(error, OutcomeUnknown) == unknown
    assert ("may or may not have been executed" in str(error)) == unknown
    assert error.status_code == status == error.response.status_code
    assert error.reason == "FAILED_PRECONDITION"
    assert error.message == "No conference is active."
    assert error.details == [{"reason": "X"}]
    assert error.request_id == "req-7"
    assert error.operation == ("spaces.get" if call is read else "spaces.create")
    assert f"answered {status} FAILED_PRECONDITION: No conference is active." in str(error)
    assert "(request id req-7)" in str(error)


@pytest.mark.parametrize(
    "shape",
    # Without a content type, as far as there is content: the body tells all.
    [pytest.param(shape, marks=WRONG if shape[1] else [], id=shape[0]) for shape in SHAPES],
)
@pytest.mark.parametrize("status", [400, 403, 500])
def test_each_shape_of_body_is_read(
    shape: tuple[str, bytes, str, str | None, list[Any]], status: int, httpx_mock: HTTPXMock
) -> None:
    label, body, message, reason, details = shape
    httpx_mock.add_response(status_code=status, content=body)
    error = fail(ClientRunner("sync"))
    assert (error.message, error.reason, error.details) == (message, reason, details)
    assert error.request_id is error.retry_after is None
    assert len(str(error)) < 1500
    author = "google" if label == "google" else "between" if label in FOREIGN else "proxy"
    assert (error.answered_by, error.google) == (author, author == "google")
    if status == 400:
        # Only the proxy knows about connections.
        assert type(error) is (MissingConnection if author == "proxy" else BadRequestError)
    if not message:
        assert "(no message)" in str(error)


def test_the_meaning_of_a_status_comes_from_the_document(
    document: dict[str, Any], httpx_mock: HTTPXMock
) -> None:
    responses = document["components"]["responses"]
    quota = {"error": {"code": 429, "message": "Quota", "status": "RESOURCE_EXHAUSTED"}}
    for status, body, meaning in [
        (401, {"error": "Invalid API key"}, responses["Unauthorized"]["x-meaning"]["proxy"]),
        (401, {"message": "Your session has expired"}, "missing, invalid or expired"),
        (429, {"message": "slow"}, responses["RateLimited"]["x-meaning"]["proxy"]),
        (429, quota, responses["RateLimited"]["x-meaning"]["google"]),
        (400, {"message": "none"}, responses["BadRequest"]["x-meaning"]["proxy"]),
        (403, {"message": "Forbidden"}, responses["ClientError"]["x-meaning"]["proxy"]),
        (500, {"message": "no"}, responses["InternalError"]["x-meaning"]["proxy"]),
        (522, {"message": "no"}, responses["ServerError"]["x-meaning"]["proxy"]),
    ]:
        httpx_mock.add_response(status_code=status, json=body)
        assert meaning.strip() in str(fail(ClientRunner("sync")))


@pytest.mark.parametrize(
    ("operation", "key", "hint"),
    [
        (operation, key, hint.strip())
        for _, _, operation, _ in operations()
        for key, hint in operation.get("x-hints", {}).items()
    ],
    ids=lambda value: value["operationId"] if isinstance(value, dict) else value[:30],
)
def test_hints_are_for_the_answers_of_the_operations_own_api(
    operation: dict[str, Any], key: str, hint: str, httpx_mock: HTTPXMock
) -> None:
    status, word = (int(key), "SOME_WORD") if key.isdigit() else (400, key)
    google = {"error": {"code": status, "message": "No.", "status": word}}
    maton = {"message": "No."}
    own, other = (google, maton) if "x-google-method" in operation else (maton, google)
    call = EXAMPLE[operation["operationId"]].on
    httpx_mock.add_response(status_code=status, json=own)
    assert hint in str(fail(ClientRunner("sync"), call))
    httpx_mock.add_response(status_code=status, json=other)
    # What the proxy does not pass on to Google, it answers itself, whatever it looks like.
    assert (hint in str(fail(ClientRunner("sync"), call))) == (other is google)
    httpx_mock.add_response(status_code=status, html="<title>Blocked</title>")
    assert hint not in str(fail(ClientRunner("sync"), call))


# Seen live: Google answers 403 for a meeting code in the place of the id.
ID_ONLY = {"spaces.update", "spaces.endActiveConference"}


def test_the_hint_for_403_explains_a_meeting_code_where_only_an_id_is_taken() -> None:
    for _, _, operation, _ in operations():
        if operation["operationId"] in ID_ONLY or "members" in operation["tags"]:
            assert "by its meeting code" in operation["x-hints"]["403"], operation["operationId"]


@pytest.mark.parametrize("id", [operation["operationId"] for _, _, operation, _ in operations()])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 407, 429, 500, 502, 503, 520])
def test_a_page_of_html_is_from_something_between(
    id: str, status: int, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(status_code=status, html="<title>Sign in to the hotel</title>")
    error = fail(ClientRunner("sync"), EXAMPLE[id].on)
    assert error.answered_by == "between"
    assert "between this client and Google" in str(error)
    for words in ("Google returns 403", "The Maton API key", "List the", "30 days", "sensitive"):
        assert words not in str(error)
    assert isinstance(error, OutcomeUnknown) == (status >= 500 and EXAMPLE[id].write)
    assert not isinstance(error, MissingConnection)


def google_error(
    status: int, word: str | None, message: str = "No.", details: Any = ()
) -> dict[str, Any]:
    return {"error": {"code": status, "message": message, "status": word, "details": details}}


INFO = "type.googleapis.com/google.rpc.ErrorInfo"
SCOPE = "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


OF_GOOGLE = [o["operationId"] for _, _, o, _ in operations() if "x-google-method" in o]
OF_PROXY = [o["operationId"] for _, _, o, _ in operations() if "x-google-method" not in o]


def raw(meet: Any) -> Any:
    return meet.http.get("/connections/abc/refresh")


@pytest.mark.parametrize(
    "call",
    [
        *(pytest.param(EXAMPLE[id].on, id=id) for id in OF_PROXY),
        pytest.param(raw, id="raw", marks=pytest.mark.maton_contract(wrong_on_purpose="requests")),
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429, 500, 502])
@pytest.mark.parametrize("word", ["UNAUTHENTICATED", "unauthorized", None])
def test_below_connections_it_is_never_google_who_answers(
    call: Any, status: int, word: str | None, httpx_mock: HTTPXMock
) -> None:
    details = [{"@type": INFO, "reason": SCOPE}] if word == "UNAUTHENTICATED" else []
    httpx_mock.add_response(status_code=status, json=google_error(status, word, "No.", details))
    error = fail(ClientRunner("sync"), call)
    assert (error.answered_by, error.google) == ("proxy", False)
    assert not isinstance(error, MissingConnection)
    for words in (
        *("the key is fine", "Google refused", "Google answers", "Google's sign-in has ended"),
        *("/google-meet/", "no google-meet connection", "Google authorization", "Google account"),
        *("Google did not answer", "Google permission", "quota"),
    ):
        assert words not in str(error)
    assert str(error).partition("No. ")[2]
    httpx_mock.add_response(status_code=status, html="<title>Blocked</title>")
    assert fail(ClientRunner("sync"), call).answered_by == "between"


@pytest.mark.parametrize(
    ("error", "google"),
    [
        ({"status": "NOT_FOUND"}, True),
        ({"status": "UNAUTHENTICATED", "code": "no"}, True),
        ({"details": [{"@type": INFO}]}, True),
        ({"details": [None, {"@type": INFO}], "status": "no"}, True),
        ({"code": 403}, False),
        ({"code": 403, "status": "unauthorized"}, False),
        ({"code": 403, "status": "Not Found"}, False),
        ({"status": "401"}, False),
        ({"status": 403}, False),
        ({"status": ""}, False),
        ({"details": []}, False),
        ({"details": "@type"}, False),
        ({"details": [{"field": "a"}, "@type"]}, False),
    ],
)
@pytest.mark.parametrize(
    "wrap",
    [
        lambda body: body,
        lambda body: [body],
        lambda body: {"message": json.dumps(body)},
        lambda body: {"detail": json.dumps([body])},
        lambda body: {"error": json.dumps(body), "message": "Bad gateway"},
        lambda body: {"error": {"message": json.dumps(body), "code": 502}},
        lambda body: {"detail": body},
        lambda body: [{"message": f" {json.dumps(body)}\n"}],
    ],
)
@SOME_FIT
@WRONG
def test_googles_envelope_is_known_wherever_a_proxy_puts_it(
    error: dict[str, Any], google: bool, wrap: Any, httpx_mock: HTTPXMock
) -> None:
    body = {"error": {"message": "Sorry", **error}}
    httpx_mock.add_response(status_code=403, json=wrap(body))
    found = fail(ClientRunner("sync"))
    assert found.google == google
    if google:
        assert found.message == "Sorry"
        assert found.reason == error.get("status")
    else:
        assert found.reason is None
        assert "Sorry" in str(found)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda body: [[body]],
        lambda body: [body, body],
        lambda body: {"message": json.dumps({"message": json.dumps(body)})},
        lambda body: {"message": {"message": json.dumps(body)}},
        lambda body: {"message": json.dumps(body) + " " * 100_000},
        lambda body: {"message": "Google said: " + json.dumps(body)},
        lambda body: {"message": "[" * 50_000},
        lambda body: {"message": json.dumps([body, body])},
        lambda body: {"detail": {"error": "a"}, "error": 5},
    ],
)
@SOME_FIT
@WRONG
def test_an_envelope_is_looked_for_one_level_down(wrap: Any, httpx_mock: HTTPXMock) -> None:
    body = {"error": {"message": "Sorry", "status": "NOT_FOUND"}}
    httpx_mock.add_response(status_code=403, json=wrap(body))
    assert not fail(ClientRunner("sync")).google


@pytest.mark.parametrize("id", OF_GOOGLE)
@pytest.mark.parametrize(
    ("status", "word", "reason", "text"),
    [
        (401, "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED", "Google sign-in has ended"),
        (401, "UNAUTHENTICATED", "SOMETHING_NEW", "Google sign-in has ended"),
        (401, "UNAUTHENTICATED", None, "Google sign-in has ended"),
        (403, "PERMISSION_DENIED", SCOPE, "lacks a Google permission"),
        (403, "PERMISSION_DENIED", "SERVICE_DISABLED", "is disabled in"),
        (403, "PERMISSION_DENIED", "SOMETHING_NEW", "may not do this"),
    ],
)
def test_advice_is_by_the_reason_of_google(
    id: str, status: int, word: str, reason: str | None, text: str, httpx_mock: HTTPXMock
) -> None:
    details = [{"@type": INFO, "reason": reason}] if reason else []
    httpx_mock.add_response(status_code=status, json=google_error(status, word, "No.", details))
    error = fail(ClientRunner("sync"), EXAMPLE[id].on)
    assert text in str(error)
    assert f"answered {status} {word}{f', {reason}' if reason else ''}: No." in str(error)
    assert error.reason == word
    for words in ("Google returns 403", "missing, invalid", "case sensitive", "30 days"):
        assert words not in str(error)
    if status == 401:
        assert isinstance(error, AuthenticationError)
        assert "the Maton API key is fine" in str(error)
        assert "authorize()" in str(error)


@pytest.mark.parametrize(
    "details",
    [
        [{"@type": INFO, "reason": SCOPE}],
        [{"@type": "google.rpc.Help", "links": []}, {"@type": INFO, "reason": SCOPE}],
        [None, 5, [], "x", {}, {"reason": 5}, {"@type": INFO}, {"@type": INFO, "reason": SCOPE}],
        [{"@type": INFO, "reason": 5}, {"@type": INFO, "reason": ""},
         {"@type": INFO, "reason": SCOPE, "metadata": None}],
        [{"@type": INFO, "reason": "SOMETHING_NEW"}, {"@type": INFO, "reason": SCOPE}],
    ],
)  # fmt: skip
def test_a_reason_is_found_wherever_it_stands(details: Any, httpx_mock: HTTPXMock) -> None:
    body = google_error(403, "PERMISSION_DENIED", "No.", details)
    httpx_mock.add_response(status_code=403, json=body)
    assert "lacks a Google permission" in str(fail(ClientRunner("sync")))


@pytest.mark.parametrize(
    "details",
    [None, {}, "x", 5, [None], [{"@type": 5, "reason": SCOPE}], [{"fieldViolations": {}}],
     [{"@type": INFO, "reason": [SCOPE]}], [{"@type": "google.rpc.Help", "reason": SCOPE}],
     [{"fieldViolations": [None, 5, {}, {"field": 5, "description": None}]}]],
)  # fmt: skip
def test_details_that_are_malformed_change_nothing(details: Any, httpx_mock: HTTPXMock) -> None:
    body = google_error(403, "PERMISSION_DENIED", "No.", details)
    httpx_mock.add_response(status_code=403, json=body)
    text = str(fail(ClientRunner("sync")))
    assert "answered 403 PERMISSION_DENIED: No. Google returns 403 if the connected" in text


@pytest.mark.parametrize("status", [400, 403, 409, 429, 500])
def test_what_is_wrong_with_a_field_is_shown(status: int, httpx_mock: HTTPXMock) -> None:
    description = "Invalid field mask path: accessType"
    violations = [{"field": "update_mask", "description": description}]
    details = [{"@type": "x/google.rpc.BadRequest", "fieldViolations": violations}]
    body = google_error(status, "INVALID_ARGUMENT", "Request is invalid.", details)
    httpx_mock.add_response(status_code=status, json=body)
    error = fail(ClientRunner("sync"))
    assert f"Request is invalid. (update_mask: {description})." in str(error)
    assert error.message == "Request is invalid."


@pytest.mark.parametrize(
    ("message", "violations", "shown"),
    [
        ("M", [{"description": "Only this"}], "M (Only this)."),
        ("M", [{"field": "a.b"}], "M (a.b)."),
        ("", [{"field": "a", "description": "b"}], "INVALID_ARGUMENT: a: b."),
        ("M", [{"field": "a", "description": "b"}, {}, {"field": "c", "description": "d"}],
         "M (a: b; c: d)."),
        # The message has it already.
        ("Invalid value at 'a': b", [{"field": "a", "description": "b"}],
         "Invalid value at 'a': b. Google refused"),
        ("M", [{"field": "a\x1b[2J", "description": "\u202eb\n"}], "M (a\\x1b[2J: \\u202eb\\n)."),
        ("M", [{"field": f"f{n}", "description": "d"} for n in range(7)],
         "M (f0: d; f1: d; f2: d; f3: d; f4: d; and 2 more)."),
        ("M", [{"field": "a", "description": "b"}, {"field": "c"}] * 9, "M (a: b; c)."),
        ("M", [{"field": "f", "description": "d" * 10_000}], f"M (f: {'d' * 197}...)."),
    ],
)  # fmt: skip
def test_faulty_fields_are_escaped_and_bounded(
    message: str, violations: Any, shown: str, httpx_mock: HTTPXMock
) -> None:
    details = [{"@type": "x/google.rpc.BadRequest", "fieldViolations": violations}]
    body = google_error(400, "INVALID_ARGUMENT", message, details)
    httpx_mock.add_response(status_code=400, json=body)
    text = str(fail(ClientRunner("sync")))
    assert shown in text
    assert text.isprintable()
    assert len(text) < 1500


@pytest.mark.parametrize("status", [400, 401, 403, 500])
@pytest.mark.parametrize(
    "body",
    [
        {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
        {"error": "invalid_grant"},
        {"message": "invalid_grant: Bad Request"},
        {"error": {"message": "Refresh failed (invalid_grant)"}},
        pytest.param(
            {"detail": {"error": "invalid_grant", "error_description": "Bad Request"}}, marks=WRONG
        ),
    ],
)
def test_an_ended_sign_in_in_the_words_of_oauth(
    status: int, body: Any, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(status_code=status, json=body)
    text = str(fail(ClientRunner("sync")))
    assert "invalid_grant" in text
    assert str(body.get("error_description", "")) in text
    assert "The connection's Google sign-in has ended. Connect the account again" in text


@pytest.mark.parametrize(
    ("body", "status", "lost"),
    [
        (google_error(401, "UNAUTHENTICATED"), 401, True),
        ({"message": json.dumps(google_error(403, "PERMISSION_DENIED"))}, 500, False),
        (google_error(403, "PERMISSION_DENIED"), 403, False),
        (google_error(400, "INVALID_ARGUMENT"), 400, False),
        (google_error(500, "INTERNAL"), 500, False),
        ({"message": "none"}, 400, True),
        ({"message": "none"}, 401, False),
        ({"message": "expired"}, 500, True),
        ("<title>Blocked</title>", 400, False),
        ("<title>Blocked</title>", 401, False),
        ("<title>Blocked</title>", 403, False),
    ],
)
def test_a_connection_is_looked_up_again_when_it_is_lost(
    body: Any, status: int, lost: bool, server: DocumentServer
) -> None:
    headers = {"Content-Type": "text/html"}
    reply = Reply(status, body, wrong_on_purpose=True)
    if isinstance(body, str):
        reply = Reply(status, None, body.encode(), headers)
    server.answers["spaces.get"] = [reply, Reply(json={"name": "spaces/abc"})]
    with GoogleMeet(server.key, base_url=server.url, retry=None) as meet:
        with pytest.raises(MatonError):
            meet.spaces.get("abc")
        meet.spaces.get("abc")
    assert sum(seen.target.startswith("/connections") for seen in server.seen) == 1 + lost


def test_a_400_about_connections_is_no_missing_connection(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=400, json={"detail": [{"loc": ["limit"], "msg": "bad"}]})
    error = fail(ClientRunner("sync"), lambda meet: meet.connections.list())
    assert type(error) is BadRequestError


@WRONG
def test_redirects_are_not_followed(runner: ClientRunner, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=302, headers={"Location": "https://elsewhere.example/"})
    assert "not followed" in str(fail(runner))
    assert len(httpx_mock.get_requests()) == 1


LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        ("1.5", 1.5),
        ("-4", 0.0),
        (" 7 ", 7.0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("1e400", None),
        (format_datetime(LATER, usegmt=True), LATER.timestamp() - 1000.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 01 Jan 1970 00:20:00 -0000", 200.0),
        ("Thu Jan  1 00:20:00 1970", 200.0),
        ("Thu, 99 Foo 2026 00:00:00 GMT", None),
    ],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    response = httpx.Response(429, headers={"Retry-After": header})
    assert retry_after(response, 1000.0) == seconds


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [("Thu, 01 Jan 1970 00:20:10 GMT", 20.0), ("Thu, 01 Jan 1970 01:00:00 GMT", 0.0), ("?", 230.0)],
)
def test_a_date_to_wait_for_is_by_the_clock_of_the_server(sent: str, seconds: float) -> None:
    headers = {"Retry-After": "Thu, 01 Jan 1970 00:20:30 GMT", "Date": sent}
    assert retry_after(httpx.Response(429, headers=headers), 1000.0) == seconds


def test_a_server_that_asks_to_wait_is_quoted(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=429, headers={"Retry-After": "12"})
    error = fail(ClientRunner("sync"))
    assert error.retry_after == 12.0
    assert "asks to wait 12 s" in str(error)


NEVER_SENT: list[type[httpx.TransportError]] = [
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError,
]  # fmt: skip
LOST: list[type[httpx.RequestError]] = [
    httpx.ReadTimeout, httpx.WriteTimeout, httpx.ReadError, httpx.WriteError, httpx.CloseError,
    httpx.RemoteProtocolError, httpx.LocalProtocolError, httpx.DecodingError,
]  # fmt: skip


@pytest.mark.parametrize("cause", [*NEVER_SENT, *LOST])
@pytest.mark.parametrize("call", [read, write])
def test_each_way_to_get_no_answer(
    cause: type[httpx.RequestError], call: Any, runner: ClientRunner, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_exception(cause("connection\x1b[2J reset"))
    error = fail(runner, call)
    late = issubclass(cause, httpx.TimeoutException)
    if call is write and cause in LOST:
        assert type(error) is (DeadlineOutcomeUnknown if late else NetworkOutcomeUnknown)
        assert "not retried" in str(error)
    else:
        assert type(error) is (DeadlineExceeded if late else NetworkError)
        assert ("Nothing was sent" in str(error)) == (cause in NEVER_SENT)
    assert isinstance(error.__cause__, cause)
    assert cause.__name__ in str(error)
    assert "\x1b" not in str(error)


def test_an_error_without_words_names_its_class(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadError(""))
    assert "(ReadError)" in str(fail(ClientRunner("sync")))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"html": "<html>sign in</html>"}, "its body is not JSON (Expecting value"),
        ({"content": b""}, "its body is not JSON (Expecting value"),
        ({"status_code": 204}, "its body is not JSON (Expecting value"),
        ({"json": []}, "not a JSON object but a list"),
        ({"content": b"null"}, "not a JSON object but a NoneType"),
        ({"json": {}}, "'name' is missing"),
        ({"json": {"name": None}}, "'name' is missing"),
        ({"json": {"name": 5}}, "name: expected a string, got 5"),
        (
            {"json": {"name": "spaces/a", "config": "OPEN"}},
            "config: expected an object, got 'OPEN'",
        ),
        ({"json": {"name": "spaces/a", "phoneAccess": [1]}}, "phoneAccess[0]: expected an object"),
        ({"status_code": 299, "json": {"name": "spaces/a"}}, "299"),
        ({"content": b"[" * 100_000}, "its body is not JSON"),
        ({"content": b'{"name": "\xff"}'}, "its body is not JSON"),
    ],
)
@WRONG
def test_a_success_that_does_not_fit(
    answer: dict[str, Any], words: str, runner: ClientRunner, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(**answer)
    error = fail(runner)
    assert type(error) is ResponseError
    assert words in str(error)
    assert error.response.status_code == answer.get("status_code", 200)
    assert error.__cause__ is not None
    assert "carried" not in str(error)
    assert not isinstance(error, OutcomeUnknown)


def test_an_empty_identity_is_none(runner: ClientRunner, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(json={"name": ""})
    assert "'name' is missing" in str(fail(runner))


NOTHING_REQUIRED = {"connections.create", "members.batchUpdate"}
EMPTY = {"connections.delete", "members.delete", "spaces.endActiveConference"}
OBJECTS = [b"{}", b'{"message": "Forbidden"}', b'{"name": 5}']
FOREIGN_BODIES = [
    *(b"<html>Sign in</html>", b"ok", b"[]", b"null", b"5", b'"x"', b"{", b"\xff", b""),
    *OBJECTS,
]


@pytest.mark.parametrize(
    ("example", "body"),
    [
        pytest.param(each, body, id=f"{each.id}-{body!r}")
        for each in EXAMPLE.values()
        for body in FOREIGN_BODIES
        if each.write
        if not (each.id in EMPTY and body == b"")
        if not (each.id in EMPTY | NOTHING_REQUIRED and body in OBJECTS and b"message" not in body)
        # Maton does not document its answer, which may be a text.
        if not (each.id == "connections.delete" and b"message" in body)
    ],
)
@WRONG
def test_a_success_that_is_not_the_apis_leaves_a_write_unknown(
    example: Example, body: bytes, runner: ClientRunner, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(content=body)
    error = fail(runner, example.on)
    assert type(error) is ResponseOutcomeUnknown
    assert isinstance(error, ResponseError)
    assert "The write may or may not have been executed" in str(error)
    assert error.response.content == body
    assert len(httpx_mock.get_requests()) == 1


@pytest.mark.parametrize(
    ("body", "keywords"),
    [
        ({"name": "spaces/a", "config": "OPEN"}, {}),
        ({"meetingUri": "x"}, {"fields": "meetingUri"}),
        ({}, {"fields": "config(accessType)"}),
    ],
)
@WRONG
def test_a_success_of_the_api_that_does_not_fit_was_done(
    body: Any, keywords: Any, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(json=body)
    error = fail(ClientRunner("sync"), lambda meet: meet.spaces.create(**keywords))
    assert type(error) is ResponseError
    assert "The API executed the write." in str(error)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"message": "Forbidden"}, "name,meetingUri"),
        ({"message": "Forbidden"}, "meetingUri"),
        ({"message": "Forbidden"}, "message"),
        ({"meetingUri": "x"}, "name,meetingUri"),
        ({"meetingUri": "x"}, "*"),
        ({"status": "blocked"}, "meetingUri"),
    ],
)
@WRONG
def test_fields_is_not_blamed_for_what_it_selects(
    body: Any, fields: str, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(json=body)
    error = fail(ClientRunner("sync"), lambda meet: meet.spaces.create(fields=fields))
    assert type(error) is ResponseOutcomeUnknown
    assert "leaves it out" not in str(error)
    assert "carried" not in str(error)


def test_an_error_in_a_success_is_no_list(httpx_mock: HTTPXMock) -> None:
    for _ in range(2):
        httpx_mock.add_response(json=GOOGLE)
    assert (
        type(fail(ClientRunner("sync"), lambda meet: meet.conference_records.list()))
        is ResponseError
    )
    with pytest.raises(ResponseError, match="has the shape of an error"):
        ClientRunner("sync").call(read)


@pytest.mark.parametrize(
    "status", [200, pytest.param(201, marks=WRONG), pytest.param(202, marks=WRONG)]
)
def test_any_known_success_that_fits_is_one(status: int, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=status, json={"name": "spaces/new"})
    assert (
        ClientRunner("sync").call(write, connection="c", confirm=approve_all).name == "spaces/new"
    )


@WRONG
def test_an_identity_left_out_by_fields_says_so(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(json={"meetingUri": "https://meet.google.com/x"})
    error = fail(ClientRunner("sync"), lambda meet: meet.spaces.get("abc", fields="meetingUri"))
    assert "fields='meetingUri' leaves it out. Pass fields='meetingUri,name'." in str(error)
    assert "API has changed" not in str(error)


def test_a_page_token_that_comes_again_stops_the_list(
    runner: ClientRunner, httpx_mock: HTTPXMock
) -> None:
    for _ in range(2):
        httpx_mock.add_response(json={"members": [], "nextPageToken": "again"})
    error = fail(runner, lambda meet: meet.members.list("abc"))
    assert type(error) is ResponseError
    assert error.response is None
    assert "'again' came a second time" in str(error)


def test_nothing_that_a_server_says_reaches_a_terminal_raw(httpx_mock: HTTPXMock) -> None:
    nasty = "\x1b]0;owned\x07 \u202e desrever \r\n\x00"
    httpx_mock.add_response(
        status_code=404,
        json={"error": {"message": nasty, "status": nasty}},
        headers={"X-Request-Id": "id\x1b[1m"},
    )
    error = fail(ClientRunner("sync"))
    assert error.message == nasty
    assert str(error).isprintable()


@pytest.mark.parametrize("call", [read, write])
def test_errors_can_be_pickled_and_copied(call: Any, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=503, json=GOOGLE)
    error = fail(ClientRunner("sync"), call)
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert again.status_code == 503
        assert again.response.json() == GOOGLE


def public_errors() -> list[type[MatonError]]:
    return [
        value
        for value in vars(errors).values()
        if inspect.isclass(value) and issubclass(value, MatonError)
    ]


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn: dict[str, str | None] = {}
    path: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"^(    [│├└─ ]*)([A-Z]\w+)(?: |$)", line):
            depth, name = len(match[1]), match[2]
            while path and path[-1][0] >= depth:
                path.pop()
            drawn[name] = path[-1][1] if path else None
            path.append((depth, name))
    actual = {
        kind.__name__: kind.__bases__[0].__name__ if kind is not MatonError else None
        for kind in public_errors()
    }
    assert drawn == actual


def test_every_error_is_exported_and_shadows_no_builtin() -> None:
    for kind in public_errors():
        assert getattr(maton_google_meet, kind.__name__) is kind
        assert kind.__name__ in maton_google_meet.__all__
        assert not hasattr(builtins, kind.__name__)
        assert kind.__doc__


def test_unknown_outcomes_are_also_what_else_they_are() -> None:
    assert issubclass(ServerOutcomeUnknown, ServerError)
    assert issubclass(NetworkOutcomeUnknown, NetworkError)
    assert issubclass(DeadlineOutcomeUnknown, DeadlineExceeded)
    assert issubclass(ResponseOutcomeUnknown, ResponseError)
    for kind in (
        ResponseOutcomeUnknown,
        ServerOutcomeUnknown,
        NetworkOutcomeUnknown,
        DeadlineOutcomeUnknown,
    ):
        assert issubclass(kind, OutcomeUnknown)
