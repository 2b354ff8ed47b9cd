"""Error bodies of each shape: the message, the author and the advice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
from maton_google_meet import (
    AuthenticationError,
    BadRequestError,
    MatonError,
    MissingConnection,
    OutcomeUnknown,
    approve_all,
)
from maton_google_meet.flow.problems import retry_after
from maton_google_meet.testing import Contract
from pytest_httpx import HTTPXMock
from support.clients import KEY, ClientRunner, create_space, read_space
from support.document_server import DocumentServer, Reply
from support.examples import operations
from support.failures import (
    EXAMPLE_BY_ID,
    GOOGLE_ERROR,
    INFO_TYPE,
    MISFIT_RESPONSE,
    SCOPE_REASON,
    get_error,
    make_google_error,
)

SHAPES: list[tuple[str, bytes, str, str | None, list[Any]]] = [
    ("google", json.dumps(GOOGLE_ERROR).encode(), "No conference is active.", "FAILED_PRECONDITION",
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


@pytest.fixture
def accept_valid_responses(maton_contract: Contract) -> None:
    """Accept that some of the responses fit the document."""
    maton_contract.violations["answers"].append("one of several")


SOME_VALID = pytest.mark.usefixtures("accept_valid_responses")


@pytest.mark.parametrize(
    "shape",
    # Without a content type, as far as there is content: the body tells all.
    [
        pytest.param(shape, marks=MISFIT_RESPONSE if shape[1] else [], id=shape[0])
        for shape in SHAPES
    ],
)
@pytest.mark.parametrize("status", [400, 403, 500])
def test_each_shape_of_body_is_read(
    shape: tuple[str, bytes, str, str | None, list[Any]], status: int, httpx_mock: HTTPXMock
) -> None:
    label, body, message, reason, details = shape
    httpx_mock.add_response(status_code=status, content=body)
    error = get_error(ClientRunner("sync"))
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
        assert meaning.strip() in str(get_error(ClientRunner("sync")))


@pytest.mark.parametrize(
    ("operation", "key", "hint"),
    [
        (operation, key, hint.strip())
        for _, _, operation, _ in operations()
        for key, hint in operation.get("x-hints", {}).items()
    ],
    ids=lambda value: value["operationId"] if isinstance(value, dict) else value[:30],
)
def test_hints_apply_to_errors_of_the_operations_own_api(
    operation: dict[str, Any], key: str, hint: str, httpx_mock: HTTPXMock
) -> None:
    status, word = (int(key), "SOME_WORD") if key.isdigit() else (400, key)
    google = {"error": {"code": status, "message": "No.", "status": word}}
    maton = {"message": "No."}
    own, other = (google, maton) if "x-google-method" in operation else (maton, google)
    call = EXAMPLE_BY_ID[operation["operationId"]].on
    httpx_mock.add_response(status_code=status, json=own)
    assert hint in str(get_error(ClientRunner("sync"), call))
    httpx_mock.add_response(status_code=status, json=other)
    # What the proxy does not pass on to Google, it answers itself, whatever it looks like.
    assert (hint in str(get_error(ClientRunner("sync"), call))) == (other is google)
    httpx_mock.add_response(status_code=status, html="<title>Blocked</title>")
    assert hint not in str(get_error(ClientRunner("sync"), call))


# Google answers 403 to a meeting code in place of an id.
ID_ONLY = {"spaces.update", "spaces.endActiveConference"}


def test_hints_for_403_explain_meeting_codes() -> None:
    for _, _, operation, _ in operations():
        if operation["operationId"] in ID_ONLY or "members" in operation["tags"]:
            assert "by its meeting code" in operation["x-hints"]["403"], operation["operationId"]


@pytest.mark.parametrize("id", [operation["operationId"] for _, _, operation, _ in operations()])
@pytest.mark.parametrize("status", [400, 401, 403, 404, 407, 429, 500, 502, 503, 520])
def test_an_html_page_is_attributed_to_an_intermediary(
    id: str, status: int, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(status_code=status, html="<title>Sign in to the hotel</title>")
    error = get_error(ClientRunner("sync"), EXAMPLE_BY_ID[id].on)
    assert error.answered_by == "between"
    assert "between this client and Google" in str(error)
    for words in ("Google returns 403", "The Maton API key", "List the", "30 days", "sensitive"):
        assert words not in str(error)
    assert isinstance(error, OutcomeUnknown) == (status >= 500 and EXAMPLE_BY_ID[id].write)
    assert not isinstance(error, MissingConnection)


GOOGLE_OPERATIONS = [o["operationId"] for _, _, o, _ in operations() if "x-google-method" in o]
PROXY_OPERATIONS = [o["operationId"] for _, _, o, _ in operations() if "x-google-method" not in o]


def call_undocumented(meet: Any) -> Any:
    return meet.http.get("/connections/abc/refresh")


@pytest.mark.parametrize(
    "call",
    [
        *(pytest.param(EXAMPLE_BY_ID[id].on, id=id) for id in PROXY_OPERATIONS),
        pytest.param(
            call_undocumented,
            id="raw",
            marks=pytest.mark.maton_contract(wrong_on_purpose="requests"),
        ),
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429, 500, 502])
@pytest.mark.parametrize("word", ["UNAUTHENTICATED", "unauthorized", None])
def test_errors_below_connections_come_from_the_proxy(
    call: Any, status: int, word: str | None, httpx_mock: HTTPXMock
) -> None:
    details = [{"@type": INFO_TYPE, "reason": SCOPE_REASON}] if word == "UNAUTHENTICATED" else []
    httpx_mock.add_response(
        status_code=status, json=make_google_error(status, word, "No.", details)
    )
    error = get_error(ClientRunner("sync"), call)
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
    assert get_error(ClientRunner("sync"), call).answered_by == "between"


@pytest.mark.parametrize(
    ("error", "google"),
    [
        ({"status": "NOT_FOUND"}, True),
        ({"status": "UNAUTHENTICATED", "code": "no"}, True),
        ({"details": [{"@type": INFO_TYPE}]}, True),
        ({"details": [None, {"@type": INFO_TYPE}], "status": "no"}, True),
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
@SOME_VALID
@MISFIT_RESPONSE
def test_a_wrapped_envelope_of_google_is_recognized(
    error: dict[str, Any], google: bool, wrap: Any, httpx_mock: HTTPXMock
) -> None:
    body = {"error": {"message": "Sorry", **error}}
    httpx_mock.add_response(status_code=403, json=wrap(body))
    found = get_error(ClientRunner("sync"))
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
@SOME_VALID
@MISFIT_RESPONSE
def test_a_deeper_envelope_is_ignored(wrap: Any, httpx_mock: HTTPXMock) -> None:
    body = {"error": {"message": "Sorry", "status": "NOT_FOUND"}}
    httpx_mock.add_response(status_code=403, json=wrap(body))
    assert not get_error(ClientRunner("sync")).google


@pytest.mark.parametrize("id", GOOGLE_OPERATIONS)
@pytest.mark.parametrize(
    ("status", "word", "reason", "text"),
    [
        (401, "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED", "Google sign-in has ended"),
        (401, "UNAUTHENTICATED", "SOMETHING_NEW", "Google sign-in has ended"),
        (401, "UNAUTHENTICATED", None, "Google sign-in has ended"),
        (403, "PERMISSION_DENIED", SCOPE_REASON, "lacks a Google permission"),
        (403, "PERMISSION_DENIED", "SERVICE_DISABLED", "is disabled in"),
        (403, "PERMISSION_DENIED", "SOMETHING_NEW", "may not do this"),
    ],
)
def test_advice_depends_on_googles_reason(
    id: str, status: int, word: str, reason: str | None, text: str, httpx_mock: HTTPXMock
) -> None:
    details = [{"@type": INFO_TYPE, "reason": reason}] if reason else []
    httpx_mock.add_response(
        status_code=status, json=make_google_error(status, word, "No.", details)
    )
    error = get_error(ClientRunner("sync"), EXAMPLE_BY_ID[id].on)
    assert text in str(error)
    assert f"answered {status} {word}{f', {reason}' if reason else ''}: No." in str(error)
    assert error.reason == word
    for words in ("Google returns 403", "missing, invalid", "case sensitive", "30 days"):
        assert words not in str(error)
    if status == 401:
        assert isinstance(error, AuthenticationError)
        assert "the access to Maton is fine" in str(error)
        assert "authorize()" in str(error)


@pytest.mark.parametrize("id", GOOGLE_OPERATIONS)
def test_an_error_for_a_missing_scope_names_the_scopes(id: str, httpx_mock: HTTPXMock) -> None:
    [scopes] = [raw["x-google-scopes"] for _, _, raw, _ in operations() if raw["operationId"] == id]
    details = [{"@type": INFO_TYPE, "reason": SCOPE_REASON}]
    body = make_google_error(403, "PERMISSION_DENIED", "No.", details)
    httpx_mock.add_response(status_code=403, json=body)
    error = get_error(ClientRunner("sync"), EXAMPLE_BY_ID[id].on)
    assert f"permission that this operation needs ({' or '.join(scopes)}). Connect" in str(error)


@pytest.mark.parametrize(
    "details",
    [
        [{"@type": INFO_TYPE, "reason": SCOPE_REASON}],
        [{"@type": "google.rpc.Help", "links": []}, {"@type": INFO_TYPE, "reason": SCOPE_REASON}],
        [
            None,
            5,
            [],
            "x",
            {},
            {"reason": 5},
            {"@type": INFO_TYPE},
            {"@type": INFO_TYPE, "reason": SCOPE_REASON},
        ],
        [
            {"@type": INFO_TYPE, "reason": 5},
            {"@type": INFO_TYPE, "reason": ""},
            {"@type": INFO_TYPE, "reason": SCOPE_REASON, "metadata": None},
        ],
        [
            {"@type": INFO_TYPE, "reason": "SOMETHING_NEW"},
            {"@type": INFO_TYPE, "reason": SCOPE_REASON},
        ],
    ],
)
def test_an_error_info_is_read_at_any_position(details: Any, httpx_mock: HTTPXMock) -> None:
    body = make_google_error(403, "PERMISSION_DENIED", "No.", details)
    httpx_mock.add_response(status_code=403, json=body)
    assert "lacks a Google permission" in str(get_error(ClientRunner("sync")))


@pytest.mark.parametrize(
    "details",
    [
        None,
        {},
        "x",
        5,
        [None],
        [{"@type": 5, "reason": SCOPE_REASON}],
        [{"fieldViolations": {}}],
        [{"@type": INFO_TYPE, "reason": [SCOPE_REASON]}],
        [{"@type": "google.rpc.Help", "reason": SCOPE_REASON}],
        [{"fieldViolations": [None, 5, {}, {"field": 5, "description": None}]}],
    ],
)
def test_malformed_details_are_ignored(details: Any, httpx_mock: HTTPXMock) -> None:
    body = make_google_error(403, "PERMISSION_DENIED", "No.", details)
    httpx_mock.add_response(status_code=403, json=body)
    text = str(get_error(ClientRunner("sync")))
    assert "answered 403 PERMISSION_DENIED: No. Google returns 403 if the connected" in text


@pytest.mark.parametrize("status", [400, 403, 409, 429, 500])
def test_field_violations_are_shown(status: int, httpx_mock: HTTPXMock) -> None:
    description = "Invalid field mask path: accessType"
    violations = [{"field": "update_mask", "description": description}]
    details = [{"@type": "x/google.rpc.BadRequest", "fieldViolations": violations}]
    body = make_google_error(status, "INVALID_ARGUMENT", "Request is invalid.", details)
    httpx_mock.add_response(status_code=status, json=body)
    error = get_error(ClientRunner("sync"))
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
    body = make_google_error(400, "INVALID_ARGUMENT", message, details)
    httpx_mock.add_response(status_code=400, json=body)
    text = str(get_error(ClientRunner("sync")))
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
            {"detail": {"error": "invalid_grant", "error_description": "Bad Request"}},
            marks=MISFIT_RESPONSE,
        ),
    ],
)
def test_an_oauth_error_advises_a_new_sign_in(
    status: int, body: Any, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(status_code=status, json=body)
    text = str(get_error(ClientRunner("sync")))
    assert "invalid_grant" in text
    assert str(body.get("error_description", "")) in text
    assert "The connection's Google sign-in has ended. Connect the account again" in text


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
def test_retry_after_is_read_from_the_header(header: str, seconds: float | None) -> None:
    response = httpx.Response(429, headers={"Retry-After": header})
    assert retry_after(response, 1000.0) == seconds


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [("Thu, 01 Jan 1970 00:20:10 GMT", 20.0), ("Thu, 01 Jan 1970 01:00:00 GMT", 0.0), ("?", 230.0)],
)
def test_a_retry_after_date_uses_the_clock_of_the_server(sent: str, seconds: float) -> None:
    headers = {"Retry-After": "Thu, 01 Jan 1970 00:20:30 GMT", "Date": sent}
    assert retry_after(httpx.Response(429, headers=headers), 1000.0) == seconds


def test_a_server_that_asks_to_wait_is_quoted(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=429, headers={"Retry-After": "12"})
    error = get_error(ClientRunner("sync"))
    assert error.retry_after == 12.0
    assert "asks to wait 12 s" in str(error)


def test_texts_of_the_server_are_escaped(httpx_mock: HTTPXMock) -> None:
    HOSTILE = "\x1b]0;owned\x07 \u202e desrever \r\n\x00"
    httpx_mock.add_response(
        status_code=404,
        json={"error": {"message": HOSTILE, "status": HOSTILE}},
        headers={"X-Request-Id": "id\x1b[1m"},
    )
    error = get_error(ClientRunner("sync"))
    assert error.message == HOSTILE
    assert str(error).isprintable()


@pytest.mark.parametrize(
    "body",
    [
        {"message": f"Invalid API key {KEY}"},
        {"error": {"code": 401, "message": KEY, "status": KEY, "details": [{"key": KEY}]}},
    ],
)
def test_a_key_echoed_by_the_server_is_redacted(body: Any, runner: ClientRunner) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json=body, headers={"X-Request-Id": KEY})

    with pytest.raises(MatonError) as raised:
        runner.call(read_space, connection="c", transport=httpx.MockTransport(answer))
    error: Any = raised.value
    assert "***" in str(error)
    assert KEY not in f"{error} {error.message} {error.reason} {error.details} {error.request_id}"


@pytest.mark.parametrize("charset", ["hex", "undefined", "idna", "rot13", "zlib", "nonsense"])
def test_an_invalid_charset_keeps_the_error_text(charset: str, runner: ClientRunner) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(
            500, content=b"oops", headers={"Content-Type": f"text/html; charset={charset}"}
        )

    with pytest.raises(OutcomeUnknown, match="oops"):
        runner.call(
            create_space, connection="c", confirm=approve_all, transport=httpx.MockTransport(answer)
        )


def test_hints_of_the_proxy_replace_those_of_google(server: DocumentServer) -> None:
    for status, words in (
        (400, "check its arguments"),
        (403, "The Maton key does not allow"),
        (500, "Maton failed"),
    ):
        server.answers["connections.list"] = [Reply(status=status, json={"message": "no"})]
        with pytest.raises(MatonError, match=words) as raised:
            ClientRunner("sync").call(lambda meet: meet.connections.list(), base_url=server.url)
        assert "oogle account" not in str(raised.value)
        assert "authorization" not in str(raised.value)
