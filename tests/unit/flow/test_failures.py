"""Each status and each exception of httpx becomes an error of this library."""

from __future__ import annotations

import json
from typing import Any

import httpx
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
    NetworkError,
    NetworkOutcomeUnknown,
    NotFoundError,
    OutcomeUnknown,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    ServerOutcomeUnknown,
)
from pytest_httpx import HTTPXMock
from support.clients import ClientRunner, create_space, read_space
from support.document_server import DocumentServer, Reply
from support.failures import GOOGLE_ERROR, MISFIT_RESPONSE, get_error, make_google_error

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


@pytest.mark.parametrize(
    ("status", "kind"),
    # Statuses that nobody documents, and that come all the same.
    [
        pytest.param(*each, marks=MISFIT_RESPONSE if each[0] in {301, 304, 999} else [])
        for each in STATUSES
    ],
)
@pytest.mark.parametrize("call", [read_space, create_space])
def test_each_status_has_its_class(
    status: int, kind: type[APIStatusError], call: Any, runner: ClientRunner, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(
        status_code=status, json=GOOGLE_ERROR, headers={"X-Request-Id": "req-7"}
    )
    error = get_error(runner, call)
    unknown = call is create_space and kind is ServerError
    assert type(error) is (ServerOutcomeUnknown if unknown else kind)
    assert isinstance(error, kind)
    assert isinstance(error, OutcomeUnknown) == unknown
    assert ("may or may not have been executed" in str(error)) == unknown
    assert error.status_code == status == error.response.status_code
    assert error.reason == "FAILED_PRECONDITION"
    assert error.message == "No conference is active."
    assert error.details == [{"reason": "X"}]
    assert error.request_id == "req-7"
    assert error.operation == ("spaces.get" if call is read_space else "spaces.create")
    assert f"answered {status} FAILED_PRECONDITION: No conference is active." in str(error)
    assert "(request id req-7)" in str(error)


@pytest.mark.parametrize(
    ("body", "status", "is_lost"),
    [
        (make_google_error(401, "UNAUTHENTICATED"), 401, True),
        ({"message": json.dumps(make_google_error(403, "PERMISSION_DENIED"))}, 500, False),
        (make_google_error(403, "PERMISSION_DENIED"), 403, False),
        (make_google_error(400, "INVALID_ARGUMENT"), 400, False),
        (make_google_error(500, "INTERNAL"), 500, False),
        ({"message": "none"}, 400, True),
        ({"message": "none"}, 401, False),
        ({"message": "expired"}, 500, True),
        ("<title>Blocked</title>", 400, False),
        ("<title>Blocked</title>", 401, False),
        ("<title>Blocked</title>", 403, False),
    ],
)
def test_a_lost_connection_is_discovered_again(
    body: Any, status: int, is_lost: bool, server: DocumentServer
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
    assert sum(seen.target.startswith("/connections") for seen in server.seen) == 1 + is_lost


def test_a_400_of_the_connection_list_is_a_bad_request(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=400, json={"detail": [{"loc": ["limit"], "msg": "bad"}]})
    error = get_error(ClientRunner("sync"), lambda meet: meet.connections.list())
    assert type(error) is BadRequestError


@MISFIT_RESPONSE
def test_redirects_are_not_followed(runner: ClientRunner, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=302, headers={"Location": "https://elsewhere.example/"})
    assert "not followed" in str(get_error(runner))
    assert len(httpx_mock.get_requests()) == 1


NEVER_SENT: list[type[httpx.TransportError]] = [
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError,
]  # fmt: skip
LOST: list[type[httpx.RequestError]] = [
    httpx.ReadTimeout, httpx.WriteTimeout, httpx.ReadError, httpx.WriteError, httpx.CloseError,
    httpx.RemoteProtocolError, httpx.LocalProtocolError, httpx.DecodingError,
]  # fmt: skip


@pytest.mark.parametrize("cause", [*NEVER_SENT, *LOST])
@pytest.mark.parametrize("call", [read_space, create_space])
def test_each_exception_of_httpx_has_its_error(
    cause: type[httpx.RequestError], call: Any, runner: ClientRunner, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_exception(cause("connection\x1b[2J reset"))
    error = get_error(runner, call)
    is_timeout = issubclass(cause, httpx.TimeoutException)
    if call is create_space and cause in LOST:
        assert type(error) is (DeadlineOutcomeUnknown if is_timeout else NetworkOutcomeUnknown)
        assert "not retried" in str(error)
    else:
        assert type(error) is (DeadlineExceeded if is_timeout else NetworkError)
        assert ("Nothing was sent" in str(error)) == (cause in NEVER_SENT)
    assert isinstance(error.__cause__, cause)
    assert cause.__name__ in str(error)
    assert "\x1b" not in str(error)


def test_an_exception_without_a_message_is_named(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_exception(httpx.ReadError(""))
    assert "(ReadError)" in str(get_error(ClientRunner("sync")))


def test_a_304_is_not_reported_as_a_redirect(server: DocumentServer) -> None:
    server.answers["spaces.get"] = [Reply(status=304, wrong_on_purpose=True)]
    with pytest.raises(MatonError) as raised:
        ClientRunner("sync").call(read_space, base_url=server.url, connection="c")
    assert "Redirects" not in str(raised.value)
