"""Responses that do not fit the document: null is absent, anything else names field and item."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import maton_google_meet.models
import pytest
from maton_google_meet import UNSET, AsyncPager, Pager, ResponseError
from maton_google_meet.testing import Contract
from maton_google_meet_api.models import (
    Connection,
    GoogleError,
    ListParticipantsResponse,
    Space,
    SpaceConfig,
)
from maton_google_meet_api.runtime.calls import FacadeErrors, parse_response, require_copyable
from maton_google_meet_api.runtime.schemas import find_json_key, find_misfit, list_types
from support.clients import Answering, ClientRunner
from support.examples import FULLEST, success
from support.schemas import (
    DOCUMENT,
    SCHEMAS,
    attributes,
    class_name,
    list_models,
    make_value,
    merge_reference,
)

pytestmark = pytest.mark.maton_contract(wrong_on_purpose="answers")


@pytest.fixture(autouse=True)
def _some_fit(maton_contract: Contract) -> None:
    """Accept responses with null for a field that allows it, and tests without a response."""
    maton_contract.violations["answers"].append("misfit")


class Misfit(Exception):
    """The ResponseError of the client."""


def answer(content: object) -> httpx.Response:
    return httpx.Response(200, content=json.dumps(content).encode())


FACADE_ERRORS = FacadeErrors(TypeError, TypeError, Misfit)
ANSWERING = [
    id for id in FULLEST if merge_reference(success(id).get("schema", {})).get("properties")
]
WRONG_VALUES = {
    "string": [5, 0.5, True, [], {}, ["a"], {"a": 1}],
    "date-time": [5, True, [], {}, "", "yesterday", "2026-13-01T00:00:00Z", "2026-11-03T09:00:14"],
    "integer": ["5", 0.5, True, [], {}],
    "number": ["5", True, [], {}],
    "boolean": ["true", 1, [], {}],
    "object": [5, "", "a", True, [], ["a"]],
    "array": [5, "", "a", True, {}, {"a": 1}, [None], [5]],
}
NUMERIC = {"integer", "number"}
Place = tuple[str, Any, Any, dict[str, Any], bool]


def list_places(schema: dict[str, Any], value: Any, path: str = "") -> Iterator[Place]:
    """Yield (path, holder, key, schema, required) for each part of `value` with a known schema."""
    kind = next(
        each for each in list_types(DOCUMENT, schema) if each["type"] in {"object", "array"}
    )
    children: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in children:
        inner = kind["items"] if isinstance(value, list) else kind["properties"][key]
        where = f"{path}[{key}]" if isinstance(value, list) else f"{path}.{key}".lstrip(".")
        if "'null'" in str(inner):
            continue
        yield where, value, key, inner, key in kind.get("required", ())
        if isinstance(each, dict | list):
            yield from list_places(inner, each, where)


def repeat_items(value: Any) -> Any:
    """Return `value` with three items in each list."""
    if isinstance(value, dict):
        return {key: repeat_items(each) for key, each in value.items()}
    return [repeat_items(value[0]) for _ in range(3)] if isinstance(value, list) else value


def list_misfits(id: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield (path, wrong value, response) for each part of an operation's response."""
    schema = success(id)["schema"]
    whole = repeat_items(make_value(schema, full=True))
    if "nextPageToken" in whole:
        whole["nextPageToken"] = ""
    for path, holder, key, inner, _ in list_places(schema, whole):
        kind = list_types(DOCUMENT, inner)[-1]
        right = holder[key]
        for value in WRONG_VALUES[
            "date-time" if kind.get("format") == "date-time" else kind["type"]
        ]:
            if value == [5] and list_types(DOCUMENT, kind["items"])[0]["type"] in NUMERIC:
                continue
            holder[key] = value
            yield path, value, copy.deepcopy(whole)
        holder[key] = right


def make_call(id: str) -> Any:
    """Return the call of an operation; the pages of a list."""

    def call(meet: Any) -> Any:
        result = FULLEST[id].on(meet)
        return result.pages() if isinstance(result, Pager | AsyncPager) else result

    return call


def perform(id: str, meet: Any) -> None:
    result = make_call(id)(meet)
    if isinstance(result, Iterator):
        list(result)


@pytest.mark.parametrize("id", ANSWERING)
def test_a_misfit_names_the_field_and_the_item(id: str) -> None:
    cases = list(list_misfits(id))
    answering = Answering(*(response for _, _, response in cases))

    def call(meet: Any) -> None:
        for path, value, _ in cases:
            inner = "[0]" if isinstance(value, list) and value in ([None], [5]) else ""
            with pytest.raises(ResponseError) as caught:
                perform(id, meet)
            assert re.search(
                rf", but {re.escape(path)}({re.escape(inner)})?: expected an? ", str(caught.value)
            ), (path, value)

    answering.call(ClientRunner("sync"), call)


@pytest.mark.parametrize("id", ANSWERING)
def test_null_is_absent_in_each_field(id: str, runner: ClientRunner) -> None:
    schema = success(id)["schema"]
    required = merge_reference(schema).get("required", [])
    response = dict.fromkeys(merge_reference(schema)["properties"]) | {"unknown": None}
    for key in required:
        response[key] = make_value(merge_reference(schema)["properties"][key], full=False)
    result = Answering(response).call(runner, make_call(id))
    [model] = result if isinstance(result, list) else [result]
    for key, attribute in attributes(merge_reference(schema)["properties"]).items():
        assert key in required or getattr(model, attribute) is UNSET
    assert model.additional_properties == {}


def list_missing_identities() -> Iterator[tuple[str, str, Any]]:
    """Yield (operation, path, response) for each identity that is null, empty or absent."""
    for id in ANSWERING:
        schema = success(id)["schema"]
        whole = repeat_items(make_value(schema, full=True))
        for path, holder, key, inner, required in list(list_places(schema, whole)):
            if required and list_types(DOCUMENT, inner)[0]["type"] == "string":
                right = holder[key]
                for wrong in (None, ""):
                    holder[key] = wrong
                    yield id, path, copy.deepcopy(whole)
                del holder[key]
                yield id, path, copy.deepcopy(whole)
                holder[key] = right


def test_an_identity_that_is_missing_names_the_item() -> None:
    cases = list(list_missing_identities())
    answering = Answering(*(response for _, _, response in cases))

    def call(meet: Any) -> None:
        for id, path, _ in cases:
            with pytest.raises(ResponseError, match=re.escape(f"but {path!r} is missing")):
                perform(id, meet)

    answering.call(ClientRunner("sync"), call)
    assert any("[2]." in path for _, path, _ in cases)


# --- one at a time --------------------------------------------------------------------------------


def test_a_participant_of_many_is_named() -> None:
    people: list[Any] = [{"name": f"p/{at}", "latestEndTime": None} for at in range(30)]
    body = {"participants": people, "nextPageToken": None}
    page: Any = parse_response(answer(body), ListParticipantsResponse.from_dict, (), FACADE_ERRORS)
    assert {person.latest_end_time for person in page.participants} == {UNSET}
    people[17]["latestEndTime"] = "\x1b" + "x" * 999
    with pytest.raises(Misfit) as caught:
        parse_response(answer(body), ListParticipantsResponse.from_dict, (), FACADE_ERRORS)
    assert re.match(
        r"participants\[17\]\.latestEndTime: expected a timestamp with a time zone, "
        r"got '\\x1bx{1,80}\.\.\.\. The API may have changed",
        caught.value.args[0],
    )


@pytest.mark.parametrize("name", list_models())
def test_null_is_absent_in_the_raw_layer(name: str) -> None:
    schema = SCHEMAS[name]
    model = getattr(maton_google_meet.models, class_name(name))
    value = make_value(schema, full=False)
    nulls = {key: None for key in schema.get("properties", {}) if key not in value}
    model_with_nulls = model.from_dict({**value, **nulls, "unknown": None})
    free = not schema.get("properties")  # What is free in form keeps its nulls: they are data.
    assert model_with_nulls == model.from_dict({**value, "unknown": None} if free else value)
    assert ("unknown" in model_with_nulls) == free


def test_nulls_of_data_stay() -> None:
    metadata = {"a": None, "b": {"c": [None]}}
    connection = Connection.from_dict(
        {"connection_id": "c", "metadata": metadata, "new": {"a": None}}
    )
    assert connection.metadata
    assert connection.metadata.to_dict() == metadata
    assert connection["new"] == {"a": None}


def test_a_copy_is_explained_too() -> None:
    with pytest.raises(Misfit, match=r"\('meetingUri: expected a string, got 5\."):
        parse_response(
            answer({"name": "a", "meetingUri": 5}),
            require_copyable(Space.from_dict),
            (),
            FACADE_ERRORS,
        )
    assert (
        parse_response(
            answer({"name": "a"}), require_copyable(Space.from_dict), (), FACADE_ERRORS
        ).name
        == "a"
    )


def test_a_field_of_uncertain_shape_is_taken_as_it_is() -> None:
    """Maton does not document its connections completely: a number does not fail a response."""
    assert Connection.from_dict({"connection_id": "c", "url": 5}).url == 5  # type: ignore[comparison-overlap]
    assert find_misfit("Connection", {"connection_id": "c", "url": 5}) is None


def test_an_unexplained_value_is_quoted() -> None:
    def parse(_: object) -> None:
        raise ValueError("x" * 999)

    with pytest.raises(Misfit, match=r"\('x{500}\.\.\.\. The API"):
        parse_response(answer({}), parse, (), FACADE_ERRORS)
    with pytest.raises(LookupError):
        find_misfit("Nothing", {})
    assert find_json_key(type("Nothing", (), {}), "access_type") == "access_type"
    assert find_json_key(SpaceConfig, "access_type") == "accessType"
    assert find_json_key(SpaceConfig, "other") == "other"
    assert find_misfit("Space", {"name": "a", "config": {"accessType": "NEW"}}) is None
    with pytest.raises(Misfit, match=r"\(.error\.details: expected a list"):
        body = {"error": {"code": 5, "message": "no", "status": "NO", "details": "none"}}
        parse_response(answer(body), GoogleError.from_dict, (), FACADE_ERRORS)
