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
from examples import operations
from maton_google_meet import (
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    DeadlineExceeded,
    DeadlineOutcomeUnknown,
    MatonError,
    MissingConnection,
    NetworkError,
    NetworkOutcomeUnknown,
    NotFoundError,
    OutcomeUnknown,
    PermissionDeniedError,
    RateLimitError,
    ResponseError,
    ServerError,
    ServerOutcomeUnknown,
    approve_all,
    errors,
)
from maton_google_meet_api.problems import retry_after
from pytest_httpx import HTTPXMock
from worlds import World

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
    ("odd types", b'{"error": {"message": 5, "status": 7, "details": "x"}}', "5", None, []),
    ("broken", b'{"error": {"mess', '{"error": {"mess', None, []),
    ("deep", b"[" * 100_000, "[" * 100_000, None, []),
    ("not utf-8", b"\xff\xfe\x00", "\ufffd\ufffd\x00", None, []),
]  # fmt: skip
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


def read(meet: Any) -> Any:
    return meet.spaces.get("abc")


def write(meet: Any) -> Any:
    return meet.spaces.create()


def fail(world: World, call: Any = read) -> Any:
    with pytest.raises(MatonError) as raised:
        world.call(call, connection="c-1", confirm=approve_all)
    return raised.value


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("status", "kind"),
    # Statuses that nobody documents, and that come all the same.
    [pytest.param(*each, marks=WRONG if each[0] in {301, 304, 999} else []) for each in STATUSES],
)
@pytest.mark.parametrize("call", [read, write])
def test_each_status_has_its_class(
    status: int, kind: type[APIStatusError], call: Any, world: World, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(status_code=status, json=GOOGLE, headers={"X-Request-Id": "req-7"})
    error = fail(world, call)
    unknown = call is write and kind is ServerError
    assert type(error) is (ServerOutcomeUnknown if unknown else kind)
    assert isinstance(error, kind)
    assert isinstance(error, OutcomeUnknown) == unknown
    assert ("not known" in str(error)) == unknown
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
    error = fail(World("sync"))
    assert (error.message, error.reason, error.details) == (message, reason, details)
    assert error.request_id is error.retry_after is None
    assert len(str(error)) < 1500
    if status == 400:
        assert type(error) is (BadRequestError if label == "google" else MissingConnection)
    if not message:
        assert "(nothing said)" in str(error)


def test_the_meaning_of_a_status_comes_from_the_document(
    document: dict[str, Any], httpx_mock: HTTPXMock
) -> None:
    responses = document["components"]["responses"]
    quota = {"error": {"code": 429, "message": "Quota", "status": "RESOURCE_EXHAUSTED"}}
    for status, body, meaning in [
        (401, {"error": "Invalid API key"}, responses["Unauthorized"]["x-meaning"]),
        (429, {"message": "slow"}, responses["RateLimited"]["x-meaning"]["proxy"]),
        (429, quota, responses["RateLimited"]["x-meaning"]["google"]),
        (400, {"message": "none"}, responses["BadRequest"]["x-meaning"]["proxy"]),
        (500, {"message": "no"}, responses["InternalError"]["x-meaning"]),
        (522, {"message": "no"}, responses["ServerError"]["x-meaning"]["proxy"]),
    ]:
        httpx_mock.add_response(status_code=status, json=body)
        assert meaning.strip() in str(fail(World("sync")))


@pytest.mark.parametrize(
    ("operation", "status", "hint"),
    [
        (operation["operationId"], int(status), hint.strip())
        for _, _, operation, _ in operations()
        for status, hint in operation.get("x-hints", {}).items()
    ],
    ids=lambda value: str(value)[:30],
)
def test_hints_of_one_operation_are_shown(
    operation: str, status: int, hint: str, httpx_mock: HTTPXMock
) -> None:
    from examples import EXAMPLES

    [example] = [each for each in EXAMPLES if each.id == operation][:1]
    httpx_mock.add_response(status_code=status)
    assert hint in str(fail(World("sync"), example.on))


@WRONG
def test_redirects_are_not_followed(world: World, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=302, headers={"Location": "https://elsewhere.example/"})
    assert "not followed" in str(fail(world))
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
    error = fail(World("sync"))
    assert error.retry_after == 12.0
    assert "asks to wait 12 s" in str(error)


NEVER_SENT: list[type[httpx.TransportError]] = [
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError,
]  # fmt: skip
LOST: list[type[httpx.RequestError]] = [
    httpx.ReadTimeout, httpx.WriteTimeout, httpx.ReadError, httpx.WriteError, httpx.CloseError,
    httpx.RemoteProtocolError, httpx.LocalProtocolError, httpx.DecodingError,
]  # fmt: skip


@pytest.mark.unmeasured
@pytest.mark.parametrize("cause", [*NEVER_SENT, *LOST])
@pytest.mark.parametrize("call", [read, write])
def test_each_way_to_get_no_answer(
    cause: type[httpx.RequestError], call: Any, world: World, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_exception(cause("connection\x1b[2J reset"))
    error = fail(world, call)
    late = issubclass(cause, httpx.TimeoutException)
    if call is write and cause in LOST:
        assert type(error) is (DeadlineOutcomeUnknown if late else NetworkOutcomeUnknown)
        assert "not sent again" in str(error)
    else:
        assert type(error) is (DeadlineExceeded if late else NetworkError)
        assert ("Nothing was sent" in str(error)) == (cause in NEVER_SENT)
    assert isinstance(error.__cause__, cause)
    assert cause.__name__ in str(error)
    assert "\x1b" not in str(error)


def test_an_error_without_words_names_its_class(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadError(""))
    assert "(ReadError)" in str(fail(World("sync")))


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
    answer: dict[str, Any], words: str, world: World, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(**answer)
    error = fail(world)
    assert type(error) is ResponseError
    assert words in str(error)
    assert error.response.status_code == answer.get("status_code", 200)
    assert error.__cause__ is not None
    assert "was done" not in str(error)


def test_an_empty_identity_is_none(world: World, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(json={"name": ""})
    assert "'name' is missing" in str(fail(world))


@WRONG
def test_a_write_that_succeeds_in_another_shape_was_done(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(text="ok")
    assert "What it asked for was done." in str(fail(World("sync"), write))


@pytest.mark.parametrize(
    "status", [200, pytest.param(201, marks=WRONG), pytest.param(202, marks=WRONG)]
)
def test_any_known_success_that_fits_is_one(status: int, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=status, json={"name": "spaces/new"})
    assert World("sync").call(write, connection="c", confirm=approve_all).name == "spaces/new"


@WRONG
def test_an_identity_left_out_by_fields_says_so(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(json={"meetingUri": "https://meet.google.com/x"})
    error = fail(World("sync"), lambda meet: meet.spaces.get("abc", fields="meetingUri"))
    assert "fields='meetingUri' leaves it out, so name it there too" in str(error)
    assert "API has changed" not in str(error)


def test_a_page_token_that_comes_again_stops_the_list(world: World, httpx_mock: HTTPXMock) -> None:
    for _ in range(2):
        httpx_mock.add_response(json={"members": [], "nextPageToken": "again"})
    error = fail(world, lambda meet: meet.members.list("abc"))
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
    error = fail(World("sync"))
    assert error.message == nasty
    assert str(error).isprintable()


@pytest.mark.parametrize("call", [read, write])
def test_errors_can_be_pickled_and_copied(call: Any, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=503, json=GOOGLE)
    error = fail(World("sync"), call)
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
    for kind in (ServerOutcomeUnknown, NetworkOutcomeUnknown, DeadlineOutcomeUnknown):
        assert issubclass(kind, OutcomeUnknown)
