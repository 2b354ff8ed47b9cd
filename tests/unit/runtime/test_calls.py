"""Parse 2xx responses, or describe their faults."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from maton_google_meet_api.models import (
    DetailError,
    ErrorString,
    GoogleError,
    ListMembersResponse,
    MessageError,
    Space,
)
from maton_google_meet_api.runtime.calls import (
    FacadeErrors,
    check_empty_response,
    parse_response,
    require_copyable,
)


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
