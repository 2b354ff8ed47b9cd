"""Every operation, schema and example of the document against the generated client.

These tests name no operation, schema or field: they read them from the document. The fixture
`maton_contract` checks all requests.
"""

from __future__ import annotations

import builtins
import datetime
import json
import re
from collections.abc import Callable
from typing import Any

import maton_google_meet.models
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet import AsyncPager, Pager, ResponseError
from maton_google_meet.testing import Contract, Judge
from support.clients import Answering, ClientRunner
from support.examples import FULLEST, Example, largest_page, leaves, operations, snake, success
from support.scale import set_max_examples
from support.schemas import (
    DOCUMENT,
    SCHEMAS,
    attributes,
    build_model,
    class_name,
    get_defaults,
    get_model_name,
    has_unnamed_object,
    is_same_value,
    list_misfits,
    list_models,
    list_undocumented,
    make_value,
    parse_timestamp,
    resolve,
    timestamps,
    values,
    write_as_model,
)

LISTS = [
    (id, example) for id, example in FULLEST.items() if id.endswith(".list") and largest_page(id)
]
# Enough examples for each field to be present, absent, right and wrong.
MANY = set_max_examples(40, 5)
UPDATES = [(id, example) for id, example in FULLEST.items() if "updateMask" in example.query]


# --- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("full", [False, True], ids=["smallest", "fullest"])
@pytest.mark.parametrize("id", FULLEST)
def test_each_field_of_a_response_is_read(id: str, full: bool, runner: ClientRunner) -> None:
    schema = success(id).get("schema", {})
    answer = make_value(schema, full) if schema else None
    if answer and "nextPageToken" in answer:
        answer["nextPageToken"] = ""

    def call(meet: Any) -> Any:
        result = FULLEST[id].on(meet)
        return result.pages() if isinstance(result, Pager | AsyncPager) else result

    result = Answering(answer).call(runner, call)
    if not resolve(schema).get("properties"):
        assert result is None
    else:
        [whole] = result if isinstance(result, list) else [result]
        assert list(list_misfits(schema, whole, answer)) == []


def list_cases_without_identity() -> list[tuple[str, Any]]:
    """Return each operation that takes `fields`, with a response without the identity."""
    found: list[tuple[str, Any]] = []
    for id, example in FULLEST.items():
        schema = resolve(success(id).get("schema", {}))
        lists = {key: each for key, each in schema.get("properties", {}).items() if "items" in each}
        inner = [key for key, each in lists.items() if resolve(each["items"]).get("required")]
        if "fields" in example.query and (schema.get("required") or inner):
            found.append((id, {} if schema.get("required") else {inner[0]: [{}]}))
    return found


@pytest.mark.maton_contract(wrong_on_purpose="answers")
@pytest.mark.parametrize(
    ("id", "answer"),
    list_cases_without_identity(),
    ids=[id for id, _ in list_cases_without_identity()],
)
def test_an_identity_that_fields_excludes_is_explained(
    id: str, answer: Any, runner: ClientRunner
) -> None:
    fields = ",".join(["nextPageToken", *(f"{key}/other" for key in answer)])
    call = FULLEST[id]._replace(keywords={**FULLEST[id].keywords, "fields": fields})
    with pytest.raises(ResponseError, match=f"fields='{fields}' leaves it out"):
        Answering(answer).call(runner, call.on)


@pytest.mark.parametrize(("id", "example"), LISTS, ids=[id for id, _ in LISTS])
def test_a_list_continues_to_its_last_page(id: str, example: Example, runner: ClientRunner) -> None:
    schema = success(id)["schema"]
    fields = resolve(schema)["properties"]
    [(key, array)] = [(key, each) for key, each in fields.items() if each.get("type") == "array"]
    item = make_value(array["items"], full=True)
    named = [{**item, "name": f"{item['name']} {number}"} for number in range(5)]
    pages = [
        {key: named[:2], "nextPageToken": "second page"},
        {key: [], "nextPageToken": "third/page+&"},
        {key: named[2:], "nextPageToken": ""},
    ]
    page = {"pageSize", "pageToken"}
    keywords = {k: v for k, v in example.keywords.items() if k not in map(snake, page)}
    answering = Answering(*pages, *pages)
    first = example._replace(keywords=keywords)
    found = answering.call(runner, first.on)
    assert [each.name for each in found] == [each["name"] for each in named]
    arguments = {key: value for key, value in example.query.items() if key not in page}
    sent = [answering.query(at) for at in range(3)]
    assert [query.pop("pageToken", None) for query in sent] == [None, "second page", "third/page+&"]
    expected = {"pageSize": str(largest_page(id)), **arguments}
    assert sent == [expected] * 3
    answering.call(runner, lambda meet: first.on(meet).pages())
    assert [answering.query(at).get("pageSize") for at in range(3, 6)] == [None] * 3


@pytest.mark.parametrize(("id", "example"), LISTS, ids=[id for id, _ in LISTS])
def test_a_list_starts_at_its_token_and_ends_at_its_limit(
    id: str, example: Example, runner: ClientRunner
) -> None:
    page = make_value(success(id)["schema"], full=False)
    paged = example._replace(keywords={"page_size": 7, "page_token": "from here"})
    answering = Answering(page, page)
    answering.call(runner, paged.on)
    answering.call(runner, lambda meet: paged.on(meet).pages())
    assert [answering.query(at) for at in (0, 1)] == [
        {"pageSize": "7", "pageToken": "from here"}
    ] * 2


# --- bodies and masks -----------------------------------------------------------------------------


@pytest.mark.parametrize(("id", "example"), UPDATES, ids=[id for id, _ in UPDATES])
@pytest.mark.parametrize("kind", ["sync", "asyncio"])
@MANY
@given(data=st.data())
def test_a_mask_names_the_fields_of_the_body(
    id: str, example: Example, kind: str, data: st.DataObject
) -> None:
    [operation] = [each for _, _, each, _ in operations() if each["operationId"] == id]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    body = data.draw(values(get_model_name(schema), extra=False).filter(bool))
    answering = Answering(make_value(success(id)["schema"], full=False))
    model = build_model(get_model_name(schema) or "", body)
    names = attributes(resolve(schema)["properties"])
    fields = {snake(key): getattr(model, names[key]) for key in body}
    call = example._replace(keywords=fields)
    answering.call(ClientRunner(kind), call.on)
    sent = json.loads(answering.requests[0].content)
    assert sent == write_as_model(schema, body)
    assert answering.query(0) == {"updateMask": ",".join(leaves(sent))}


# --- schemas --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list_models())
@MANY
@given(data=st.data())
def test_a_model_preserves_a_response(name: str, data: st.DataObject) -> None:
    value = data.draw(values(name))
    before = json.dumps(value)
    model = getattr(maton_google_meet.models, class_name(name)).from_dict(value)
    assert list(list_misfits(SCHEMAS[name], model, value)) == []
    assert is_same_value(SCHEMAS[name], model.to_dict(), value)
    assert json.dumps(value) == before


@pytest.mark.parametrize(
    "name", [name for name in list_models() if not has_unnamed_object(SCHEMAS[name])]
)
@MANY
@given(data=st.data())
def test_a_model_sends_its_fields(name: str, data: st.DataObject) -> None:
    value = data.draw(values(name, extra=False))
    sent = {**get_defaults(SCHEMAS[name]), **value}
    assert is_same_value(SCHEMAS[name], build_model(name, value).to_dict(), sent)


@pytest.mark.parametrize("full", [False, True], ids=["smallest", "fullest"])
@pytest.mark.parametrize("name", list_models())
def test_the_smallest_and_the_fullest_value_of_each_schema(name: str, full: bool) -> None:
    value = make_value(SCHEMAS[name], full)
    model = getattr(maton_google_meet.models, class_name(name)).from_dict(value)
    assert list(list_misfits(SCHEMAS[name], model, value)) == []
    assert has_unnamed_object(SCHEMAS[name]) or is_same_value(
        SCHEMAS[name], build_model(name, value).to_dict(), value
    )


def test_every_object_schema_is_a_class() -> None:
    """Other schemas are enums, bodies of errors and empty responses."""
    left = {name for name in SCHEMAS if name not in list_models() and "enum" not in SCHEMAS[name]}
    answered = {get_model_name(media["schema"]) for id in FULLEST if (media := success(id))}
    assert not {name for name in left & answered if SCHEMAS[name].get("properties")}
    errors = json.dumps(DOCUMENT["components"]["responses"]) + json.dumps(SCHEMAS["ErrorBody"])
    for name in left - answered:
        assert f"#/components/schemas/{name}" in errors


@set_max_examples(100, 20)
@given(text=timestamps())
def test_the_test_parses_timestamps_like_python(text: str) -> None:
    """Any version of `fromisoformat` reads up to six digits; further digits are cut off."""
    cut = re.sub(r"(\.\d{6})\d+", r"\1", text)
    padded = re.sub(r"\.(\d+)", lambda digits: f".{digits[1]:0<6}", cut)
    assert parse_timestamp(text) == datetime.datetime.fromisoformat(padded)


@pytest.mark.parametrize(
    ("name", "known"), [(n, value) for n, s in SCHEMAS.items() for value in s.get("enum", [])]
)
def test_each_enum_value_is_a_member(name: str, known: str) -> None:
    enum = getattr(maton_google_meet.models, class_name(name))
    assert enum(known).value == known == str(enum(known))
    assert enum[known] is enum(known)
    assert len(enum) == len(SCHEMAS[name]["enum"])


# --- examples -------------------------------------------------------------------------------------


def examples() -> list[Any]:
    """Return (schema, example) for each example of a JSON body, errors included."""
    found: dict[int, Any] = {}  # Answers that operations share are tried once.
    for _, _, operation, _ in operations():
        content = [("body", operation.get("requestBody", {}))]
        content += list(operation["responses"].items())
        for where, node in content:
            media = resolve(node).get("content", {}).get("application/json", {})
            for label, example in media.get("examples", {}).items():
                name = f"{operation['operationId']}-{where}-{label}"
                param = pytest.param(media["schema"], example["value"], id=name)
                found.setdefault(builtins.id(example), param)
    return list(found.values())


@pytest.mark.parametrize(("schema", "value"), examples())
def test_each_example_passes_through_the_models(
    schema: dict[str, Any], value: Any, find_violations: Callable[[dict[str, Any], Any], list[str]]
) -> None:
    assert find_violations(schema, value) == []
    assert list(list_undocumented(schema, value)) == []
    name = get_model_name(schema)
    if name and SCHEMAS[name].get("properties") and name in list_models():
        model = getattr(maton_google_meet.models, class_name(name)).from_dict(value)
        assert list(list_misfits(schema, model, value)) == []
        assert is_same_value(schema, model.to_dict(), value)


@pytest.fixture(scope="module")
def find_violations() -> Callable[[dict[str, Any], Any], list[str]]:
    """Check a value against a schema of the document, as the judge checks a body."""

    def judge(schema: dict[str, Any], value: Any) -> list[str]:
        answer = {"200": {"content": {"application/json": {"schema": schema}}}}
        paths = {"/it": {"get": {"operationId": "it.get", "responses": answer}}}
        headers = {"content-type": "application/json"}
        body = json.dumps(value).encode()
        return Judge({**DOCUMENT, "paths": paths}).answer("GET", "/it", 200, headers, body)

    return judge


# --- the checks of the contract -------------------------------------------------------------------


@pytest.mark.parametrize("id", FULLEST)
def test_the_contract_reports_undocumented_requests(id: str, maton_contract: Contract) -> None:
    """Send an list_undocumented parameter, body and field to each operation."""
    example = FULLEST[id]
    maton_contract.wrong_on_purpose("requests")
    body = {"planted": 1} if example.body is None else {**example.body, "planted": 1}
    with_body = example.write or example.body is not None

    def call(meet: Any) -> Any:
        return meet.http.request(
            example.method,
            example.path,
            params={**example.query, "planted": "1"},
            json=body if with_body else None,
        )

    answer = make_value(success(id)["schema"], full=False) if success(id) else None
    Answering(answer).call(ClientRunner("sync"), call)
    paged = [each.partition(": ")[2] for each in maton_contract.violations["requests"]]
    expected = ["query parameter 'planted' is not documented"]
    if with_body and example.body is None:
        expected.append("body is given where none belongs")
    elif with_body:
        expected.append("body field 'planted' is not documented")
    assert paged == expected
