"""Parse 2xx responses, or describe their faults."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
from maton_google_meet import OutcomeUnknown, ResponseError, ResponseOutcomeUnknown, approve_all
from maton_google_meet_api.models import (
    DetailError,
    ErrorString,
    GoogleError,
    ListMembersResponse,
    MessageError,
    Space,
)
from maton_google_meet_api.resources import AsyncResources, Resources
from maton_google_meet_api.runtime.calls import (
    AsyncCalls,
    Calls,
    FacadeErrors,
    check_empty_response,
    parse_response,
    require_copyable,
)
from pytest_httpx import HTTPXMock
from support.clients import ClientRunner, create_space, read_space
from support.examples import Example, success
from support.failures import EXAMPLE_BY_ID, GOOGLE_ERROR, MISFIT_RESPONSE, get_error
from support.schemas import merge_reference


class Misfit(Exception):
    """The ResponseError of the client."""


FACADE_ERRORS = FacadeErrors(TypeError, TypeError, Misfit)


def build_response(content: object, status: int = 200) -> httpx.Response:
    return httpx.Response(status, content=json.dumps(content).encode())


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, ()),
        ({"name": "a"}, ("name",)),
        ({"name": "a", "id": "b"}, ("name", "id")),
        ({"a": {"b": {"c": "d"}}}, ("a.b.c",)),
        ({"list": [{"name": "a"}, {"name": "b"}]}, ("list[].name",)),
        ({"list": [{"in": {"name": "a"}}]}, ("list[].in.name",)),
        ({"list": [{"inner": [{"name": "a"}]}, {}]}, ("list[].inner[].name",)),
        ({"list": []}, ("list[].name",)),
        ({"list": None}, ("list[].name",)),
        ({}, ("list[].name",)),
    ],
)
@pytest.mark.parametrize("status", [200, 201, 206])
def test_a_body_with_its_identities_is_parsed(
    body: dict[str, Any], paths: tuple[str, ...], status: int
) -> None:
    assert parse_response(build_response(body, status), dict, paths, FACADE_ERRORS) == body


WITHOUT_IDENTITY: list[tuple[object, str]] = [
    ({}, "name"),
    ({"name": None}, "name"),
    ({"name": ""}, "name"),
    ({"name": 7}, "name"),
    ({"name": ["a"]}, "name"),
    ({}, "a.b.c"),
    ({"a": None}, "a.b.c"),
    ({"a": "b"}, "a.b.c"),
    ({"a": {"b": []}}, "a.b.c"),
    ({"a": {"b": {"c": ""}}}, "a.b.c"),
    ({"list": [{}]}, "list[].name"),
    ({"list": [{"name": "a"}, {"name": ""}]}, "list[].name"),
    ({"list": [None]}, "list[].name"),
    ({"list": ["a"]}, "list[].name"),
    ({"list": [{"inner": [{"name": "a"}, {}]}]}, "list[].inner[].name"),
]


@pytest.mark.parametrize(("body", "path"), WITHOUT_IDENTITY)
def test_a_missing_identity_is_named(body: object, path: str) -> None:
    response = build_response(body)
    with pytest.raises(Misfit) as caught:
        parse_response(response, dict, (path,), FACADE_ERRORS)
    assert caught.value.args[0].startswith(f"{path!r} is missing")
    assert "fields" not in caught.value.args[0]
    assert caught.value.args[1] is response
    assert isinstance(caught.value.__cause__, KeyError)


@pytest.mark.parametrize(
    ("body", "path", "fields"),
    [
        ({}, "name", "space"),
        ({"space": "a"}, "name", "space,other"),
        ({"a": "b"}, "name", "*/name"),
        ({"a": {"b": {}}}, "a.b.c", "a(b(d))"),
        ({"list": [{}]}, "list[].name", "list/other,nextPageToken"),
        ({"list": [{"inner": [{"a": 1}]}]}, "list[].inner[].name", "list(inner(a),name)"),
    ],
)
def test_fields_explain_a_missing_identity(body: object, path: str, fields: str) -> None:
    with pytest.raises(Misfit) as caught:
        parse_response(build_response(body), dict, (path,), FACADE_ERRORS, fields)
    assert caught.value.args[0].startswith(f"{path!r} is missing")
    assert f"because fields={fields!r} leaves it out. Pass fields=" in caught.value.args[0]


@pytest.mark.parametrize(
    ("body", "path", "fields"),
    [
        *((body, path, "*") for body, path in WITHOUT_IDENTITY),
        *(
            (body, path, path.replace("[]", "").replace(".", "/"))
            for body, path in WITHOUT_IDENTITY
        ),
        ({"space": "a"}, "name", "space,name"),
        ({"other": "a"}, "name", "space"),
        ({"space": "a", "other": 1}, "name", "space"),
        ({"list": [{}]}, "list[].name", "list(other,name)"),
        ({"list": [{}]}, "list[].name", "list"),
        ({"aList": [{}]}, "aList[].aName", "a_list( a_name )"),
        ({"list": [{}]}, "list[].name", "*(name)"),
        ({"list": [{"inner": [{"a": 1}]}]}, "list[].inner[].name", "list(inner/*)"),
    ],
)
def test_fields_do_not_explain_a_selected_identity(body: object, path: str, fields: str) -> None:
    with pytest.raises(Misfit) as caught:
        parse_response(build_response(body), dict, (path,), FACADE_ERRORS, fields)
    assert "leaves it out" not in caught.value.args[0]
    assert "Something between this client and the API answered" in caught.value.args[0]


ERRORS: list[dict[str, Any]] = [
    {"error": "a"},
    {"error": {"code": 403}, "name": "spaces/a"},
    {"error": {}},
    {"message": "Forbidden"},
    {"detail": "Not Found"},
    {"detail": [{"loc": ["a"], "msg": "b"}], "message": None},
    {"error_description": "a", "error_uri": "b"},
]


@pytest.mark.parametrize("body", ERRORS)
@pytest.mark.parametrize(
    "parse", [dict, Space.from_dict, require_copyable(ListMembersResponse.from_dict)]
)
def test_an_error_is_not_a_success(body: dict[str, Any], parse: Any) -> None:
    errors = FacadeErrors(TypeError, TypeError, ValueError, Misfit)
    with pytest.raises(
        Misfit, match=r"has the shape of an error \(\w+(, \w+)*\)\. Something between"
    ):
        parse_response(build_response(body), parse, (), errors, "message")
    if parse is dict:
        with pytest.raises(Misfit, match="has the shape of an error"):
            check_empty_response(build_response(body), errors)


@pytest.mark.parametrize(
    "body", [{}, {"error": None}, {"message": None}, {"a": 1, "message": "b"}, {"messages": ["a"]}]
)
def test_other_objects_are_a_success(body: dict[str, Any]) -> None:
    check_empty_response(build_response(body), FACADE_ERRORS)
    assert parse_response(build_response(body), dict, (), FACADE_ERRORS) == body


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (MessageError, {"message": "a"}),
        (ErrorString, {"error": "a", "error_description": "b"}),
        (DetailError, {"detail": "a"}),
        (GoogleError, {"error": {"code": 5, "message": "a", "status": "NO"}}),
    ],
)
def test_a_documented_field_is_not_an_error(model: Any, body: dict[str, Any]) -> None:
    assert parse_response(
        build_response(body), model.from_dict, (), FACADE_ERRORS
    ) == model.from_dict(body)


@pytest.mark.parametrize("value", [{}, {"a": 1}, "", "ab", 7, True])
def test_a_value_in_place_of_a_list_is_reported(value: object) -> None:
    with pytest.raises(Misfit, match="list is not a list but"):
        parse_response(
            build_response({"list": value}), dict, ("list[].name",), FACADE_ERRORS, "fields"
        )


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"\xff", b"{", b"[1]", b'"text"', b"null", b"7", b"9" * 5000]
    + [b"[" * 100_000, b'{"a":' * 100_000],
    ids=lambda content: repr(content[:10]),
)
def test_a_body_that_is_not_an_object_is_reported(content: bytes) -> None:
    response = httpx.Response(200, content=content)
    with pytest.raises(Misfit, match="its body is not") as caught:
        parse_response(response, dict, (), FACADE_ERRORS)
    assert caught.value.args[1] is response
    assert caught.value.__cause__ is not None


def test_an_unknown_status_is_reported() -> None:
    with pytest.raises(Misfit, match="299 is not a valid HTTPStatus"):
        parse_response(build_response({}, 299), dict, (), FACADE_ERRORS)


@pytest.mark.parametrize(
    ("model", "body"),
    [
        (Space, {"name": "spaces/a", "config": "x"}),
        (Space, {"name": "spaces/a", "phoneAccess": [None]}),
        (ListMembersResponse, {"members": [{}]}),
        (ListMembersResponse, {"members": 7}),
    ],
)
def test_a_body_that_the_model_cannot_parse_is_reported(model: Any, body: object) -> None:
    with pytest.raises(Misfit):
        parse_response(build_response(body), model.from_dict, (), FACADE_ERRORS)


def test_an_interrupt_passes_unchanged() -> None:
    def parse(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parse_response(build_response({}), parse, (), FACADE_ERRORS)


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
@MISFIT_RESPONSE
def test_a_misfit_response_is_an_error(
    answer: dict[str, Any], words: str, runner: ClientRunner, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(**answer)
    error = get_error(runner)
    assert type(error) is ResponseError
    assert words in str(error)
    assert error.response.status_code == answer.get("status_code", 200)
    assert error.__cause__ is not None
    assert "carried" not in str(error)
    assert not isinstance(error, OutcomeUnknown)


def test_an_empty_identity_is_missing(runner: ClientRunner, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(json={"name": ""})
    assert "'name' is missing" in str(get_error(runner))


SUCCESSES = {id: merge_reference(success(id).get("schema", {})) for id in EXAMPLE_BY_ID}
NOTHING_REQUIRED = {
    id
    for id, schema in SUCCESSES.items()
    if not schema.get("required") and "name" not in schema.get("properties", {})
}
EMPTY = {id for id, schema in SUCCESSES.items() if not schema.get("properties")}
OBJECTS = [b"{}", b'{"message": "Forbidden"}', b'{"name": 5}']
FOREIGN_BODIES = [
    *(b"<html>Sign in</html>", b"ok", b"[]", b"null", b"5", b'"x"', b"{", b"\xff", b""),
    *OBJECTS,
]


@pytest.mark.parametrize(
    ("example", "body"),
    [
        pytest.param(each, body, id=f"{each.id}-{body!r}")
        for each in EXAMPLE_BY_ID.values()
        for body in FOREIGN_BODIES
        if each.write
        if not (each.id in EMPTY and body == b"")
        if not (each.id in NOTHING_REQUIRED and body in OBJECTS and b"message" not in body)
        # Maton does not document its answer, which may be a text.
        if not (each.id in EMPTY and each.path.startswith("/connections") and b"message" in body)
    ],
)
@MISFIT_RESPONSE
def test_a_foreign_response_to_a_write_is_an_unknown_outcome(
    example: Example, body: bytes, runner: ClientRunner, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(content=body)
    error = get_error(runner, example.on)
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
@MISFIT_RESPONSE
def test_a_misfit_response_of_a_write_reports_success(
    body: Any, keywords: Any, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(json=body)
    error = get_error(ClientRunner("sync"), lambda meet: meet.spaces.create(**keywords))
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
@MISFIT_RESPONSE
def test_a_field_that_fields_selects_is_not_explained(
    body: Any, fields: str, httpx_mock: HTTPXMock
) -> None:
    httpx_mock.add_response(json=body)
    error = get_error(ClientRunner("sync"), lambda meet: meet.spaces.create(fields=fields))
    assert type(error) is ResponseOutcomeUnknown
    assert "leaves it out" not in str(error)
    assert "carried" not in str(error)


def test_an_error_in_a_success_is_not_a_list(httpx_mock: HTTPXMock) -> None:
    for _ in range(2):
        httpx_mock.add_response(json=GOOGLE_ERROR)
    assert (
        type(get_error(ClientRunner("sync"), lambda meet: meet.conference_records.list()))
        is ResponseError
    )
    with pytest.raises(ResponseError, match="has the shape of an error"):
        ClientRunner("sync").call(read_space)


@pytest.mark.parametrize(
    "status",
    [200, pytest.param(201, marks=MISFIT_RESPONSE), pytest.param(202, marks=MISFIT_RESPONSE)],
)
def test_each_success_status_is_accepted(status: int, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(status_code=status, json={"name": "spaces/new"})
    assert (
        ClientRunner("sync").call(create_space, connection="c", confirm=approve_all).name
        == "spaces/new"
    )


@MISFIT_RESPONSE
def test_an_identity_excluded_by_fields_is_explained(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(json={"meetingUri": "https://meet.google.com/x"})
    error = get_error(
        ClientRunner("sync"), lambda meet: meet.spaces.get("abc", fields="meetingUri")
    )
    assert "fields='meetingUri' leaves it out. Pass fields='meetingUri,name'." in str(error)
    assert "API has changed" not in str(error)


@pytest.mark.parametrize(
    "call",
    [
        lambda meet: meet.connections.delete("c"),
        lambda meet: meet.members.delete("spaces/a/members/b"),
        lambda meet: meet.spaces.end_active_conference("a"),
    ],
)
@pytest.mark.parametrize(
    ("body", "fits"),
    [
        (b"", True),
        (b"{}", True),
        (b'{"x": 1}', True),
        *(
            pytest.param(*each, marks=pytest.mark.maton_contract(wrong_on_purpose="answers"))
            for each in [(b" \n", True), (b"<html>", False), (b"[]", False), (b"null", False)]
        ),
    ],
)
def test_a_response_without_content_is_none(
    call: Any, body: bytes, fits: bool, runner: ClientRunner
) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        return httpx.Response(200, content=body, headers=headers)

    expected = (
        contextlib.nullcontext() if fits else pytest.raises(ResponseError, match="been executed")
    )
    with expected:
        assert (
            runner.call(
                call, connection="c", confirm=approve_all, transport=httpx.MockTransport(answer)
            )
            is None
        )


def test_the_facade_works_without_the_wrapper() -> None:
    """The owner of the resources passes a function that sends requests, and errors to raise."""
    raises = FacadeErrors(ValueError, ValueError, lambda message, _: ValueError(message))

    def send(request: dict[str, Any], read: Callable[[httpx.Response], Any]) -> Any:
        return read(httpx.Response(200, json={"name": request["url"]}))

    async def send_async(request: dict[str, Any], read: Callable[[httpx.Response], Any]) -> Any:
        return send(request, read)

    owned = Resources(Calls(send, raises))
    assert owned.spaces.get("abc").name == "/google-meet/v2/spaces/abc"

    async def main() -> str:
        return (await AsyncResources(AsyncCalls(send_async, raises)).spaces.get("abc")).name

    assert anyio.run(main) == "/google-meet/v2/spaces/abc"
