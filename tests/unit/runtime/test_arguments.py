"""Arguments of another type than documented are refused before a request is sent."""

from __future__ import annotations

import datetime
import enum
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import maton_google_meet.models
import pytest
from maton_google_meet import UNSET, InvalidArgumentError, InvalidNameError, approve_all
from maton_google_meet.models import (
    AccessType,
    ConnectionMetadata,
    Member,
    SpaceConfig,
    UpdateMemberRequest,
)
from maton_google_meet_api.runtime.arguments import (
    check_field,
    check_fields,
    check_query,
    replace_none,
)
from maton_google_meet_api.runtime.calls import FacadeErrors
from maton_google_meet_api.runtime.schemas import list_types
from support.clients import ClientRunner
from support.examples import EXAMPLES, Example, operations, snake
from support.schemas import (
    DOCUMENT,
    SCHEMAS,
    attributes,
    build_model,
    class_name,
    get_item_schema,
    get_model_name,
    make_value,
    resolve,
)

FULLEST = {each.id: each for each in EXAMPLES if "fullest" in each.label or each.body is None}


class Refused(Exception):
    """The InvalidArgumentError of the client."""


FACADE_ERRORS = FacadeErrors(TypeError, Refused, lambda message, _: ValueError(message))


class OddStr(str):
    """A str whose `str()` differs."""

    def __str__(self) -> str:
        return "other"


class OddInt(int):
    """An int whose `str()` differs."""

    def __str__(self) -> str:
        return "other"


class OtherEnum(str, enum.Enum):  # noqa: UP042 - the str() of a StrEnum is its value
    OPEN = "OPEN"


# --- over the document ----------------------------------------------------------------------------

VALUES_OF_ALL_TYPES: list[Any] = [
    object(),
    b"x",
    1.5,
    {"a": 1},
    {"a"},
    ["a"],
    ("a",),
    lambda: None,
    True,
    5,
]


def list_wrong_values(schema: dict[str, Any]) -> list[Any]:
    """Return values that `schema` does not allow."""
    several = list_types(DOCUMENT, schema)
    types = {str(kind["type"]) for kind in several}
    right: dict[str, Any] = {"string": str, "integer": int, "boolean": bool, "array": list}
    fitting = tuple(right[each] for each in types if each in right)
    fitting += (float, int) if "number" in types else ()
    if any(kind.get("format") == "date-time" for kind in several):
        fitting = (datetime.datetime,)
    if name := get_model_name(schema):
        fitting += (getattr(maton_google_meet.models, class_name(name)),)
    misfits = [
        each
        for each in VALUES_OF_ALL_TYPES
        if not isinstance(each, fitting)
        or (isinstance(each, bool) and types <= {"integer", "number"})
        or isinstance(each, enum.Enum)
    ]
    if types == {"array"}:
        inner = next(kind["items"] for kind in several)
        misfits += [[each] for each in list_wrong_values(inner)] + [[build_value(inner), None]]
    return misfits


def build_value(schema: dict[str, Any]) -> Any:
    """Return a value of `schema`, as a caller creates it."""
    name = get_model_name(schema)
    value = make_value(schema, full=True)
    if name:
        return build_model(name, value)
    return [build_value(get_item_schema(schema))] if isinstance(value, list) else value


def list_model_misfits(schema: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Yield (path, model with a wrong value at that path) for each field of a model or list."""
    items = get_item_schema(schema)
    if items:
        yield from ((where, [model]) for where, model in list_model_misfits(items, f"{path}[0]"))
    if not (name := get_model_name(schema)):
        return
    fields = resolve(SCHEMAS[name]).get("properties", {})
    for key, attribute in attributes(fields).items():
        for value in [*list_wrong_values(fields[key]), None]:
            model = build_model(name, make_value(SCHEMAS[name], full=True))
            setattr(model, attribute, value)
            yield f"{path}.{key}", model
        for where, value in list_model_misfits(fields[key], f"{path}.{key}"):
            model = build_model(name, make_value(SCHEMAS[name], full=True))
            setattr(model, attribute, value)
            yield where, model
    model = build_model(name, make_value(SCHEMAS[name], full=True))
    model["more"] = {"a": [object()]}
    yield f"{path}.more.a[0]", model


def list_misfit_cases() -> Iterator[Any]:
    """Yield a case for each argument: (operation, [(argument, path of the misfit, value)])."""
    for _, _, operation, parameters in operations():
        id = operation["operationId"]
        for parameter in parameters:
            if parameter["in"] == "query":
                name, schema = snake(parameter["name"]), parameter["schema"]
                values = list_wrong_values(schema)
                if parameter["name"] == "updateMask":
                    values = [each for each in values if each not in (["a"], ("a",))]
                    values += [["a", 5], ("a", None), [b"a"]]
                yield pytest.param(id, [(name, name, each) for each in values])
        body = operation.get("requestBody")
        if body is None:
            continue
        fields = resolve(body["content"]["application/json"]["schema"]).get("properties", {})
        for key, schema in fields.items():
            name = snake(key)
            values = [*list_wrong_values(schema), None]
            if key == "updateMask":
                values = [each for each in values if each not in (["a"], ("a",))] + [["a", 5]]
            misfits = [(name, name, each) for each in values]
            misfits += [(name, where, value) for where, value in list_model_misfits(schema, name)]
            yield pytest.param(id, misfits)


class CountingTransport:
    """A transport that counts requests."""

    def __init__(self) -> None:
        self.requests = 0
        self.content = b""
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        self.content = request.content
        return httpx.Response(200, json={})

    def call(self, runner: ClientRunner, example: Example) -> Any:
        options = {"connection": "c-1", "confirm": approve_all, "transport": self.transport}
        return runner.call(example.on, **options)


CASES = list(list_misfit_cases())


@pytest.mark.parametrize(
    ("id", "misfits"), CASES, ids=[f"{c.values[0]}-{c.values[1][0][0]}" for c in CASES]
)
def test_a_value_of_another_type_is_refused_before_it_is_sent(
    id: str, misfits: list[tuple[str, str, Any]], runner: ClientRunner
) -> None:
    counting = CountingTransport()
    for argument, path, value in misfits:
        example = FULLEST[id]._replace(keywords={**FULLEST[id].keywords, argument: value})
        with pytest.raises(TypeError, match=rf"^{re.escape(path)}[^=]*=.*: expected"):
            counting.call(runner, example)
    assert counting.requests == 0
    assert misfits


NAMED = [(id, example) for id, example in FULLEST.items() if example.arguments]


@pytest.mark.parametrize(("id", "example"), NAMED, ids=[id for id, _ in NAMED])
def test_a_name_of_another_type_is_refused_before_it_is_sent(
    id: str, example: Example, runner: ClientRunner
) -> None:
    counting = CountingTransport()
    for value in [None, UNSET, 5, b"a", ["a"], ("a",), object(), OtherEnum.OPEN]:
        with pytest.raises(InvalidNameError, match="a name must be a str"):
            counting.call(runner, example._replace(arguments=[value]))
    assert counting.requests == 0


def list_unusable_cases() -> Iterator[tuple[str, str, Any]]:
    """Yield (operation, argument, value of the right type that cannot work)."""
    for _, _, operation, parameters in operations():
        for parameter in parameters:
            at = operation["operationId"], snake(parameter["name"])
            if parameter["in"] == "query" and parameter["schema"].get("type") == "integer":
                low = parameter["schema"].get("minimum", -(2**63))
                yield from ((*at, each) for each in (low - 1, -(2**64), 2**64, 10**5000))
            if parameter["name"] in {"fields", "updateMask"}:
                yield from ((*at, each) for each in ("", " ", ", ,"))
            if parameter["name"] == "updateMask":
                yield from ((*at, each) for each in ([], (), ["a", ""]))
        if body := operation.get("requestBody"):
            fields = resolve(body["content"]["application/json"]["schema"]).get("properties", {})
            if "updateMask" in fields:
                blank = ("", "\n", ", ,", [], (), ["a", ""])
                yield from ((operation["operationId"], "update_mask", each) for each in blank)
            for key, schema in fields.items():
                values = list_unusable_models(schema)
                yield from ((operation["operationId"], snake(key), each) for each in values)


def list_unusable_models(schema: dict[str, Any]) -> Iterator[Any]:
    """Yield models of `schema`, or lists of them, with a duplicate field or an empty mask."""
    if items := get_item_schema(schema):
        yield from ([model] for model in list_unusable_models(items))
    if not (name := get_model_name(schema)):
        return
    fields = resolve(SCHEMAS[name]).get("properties", {})
    for key, attribute in attributes(fields).items():
        for spelling in {key, snake(key), attribute}:
            model = build_model(name, make_value(SCHEMAS[name], full=False))
            model[spelling] = "x"
            yield model
        for inner in [
            *list_unusable_models(fields[key]),
            *(["", " ,"] if key == "updateMask" else []),
        ]:
            model = build_model(name, make_value(SCHEMAS[name], full=True))
            setattr(model, attribute, inner)
            yield model


@pytest.mark.parametrize("id", sorted({id for id, _, _ in list_unusable_cases()}))
def test_a_value_that_cannot_work_is_refused_before_it_is_sent(
    id: str, runner: ClientRunner
) -> None:
    counting = CountingTransport()
    for _, argument, value in filter(lambda case: case[0] == id, list_unusable_cases()):
        example = FULLEST[id]._replace(keywords={**FULLEST[id].keywords, argument: value})
        with pytest.raises(InvalidArgumentError, match=rf"{argument}[^ ]*="):
            counting.call(runner, example)
    assert counting.requests == 0


@pytest.mark.parametrize("given", [["role", "name"], ("role", "name"), "role,name"])
def test_a_mask_in_a_body_is_joined(given: Any, runner: ClientRunner) -> None:
    counting = CountingTransport()
    example = FULLEST["members.batchUpdate"]
    keywords = {**example.keywords, "update_mask": given}
    counting.call(runner, example._replace(keywords=keywords))
    assert json.loads(counting.content)["updateMask"] == "role,name"


@pytest.mark.parametrize(
    ("key", "complaint"),
    [
        ("accessType", "config.accessType='x': SpaceConfig has a field of this name."),
        ("access_type", "Pass it as access_type= instead of in additional_properties."),
    ],
)
def test_a_documented_field_is_an_argument(key: str, complaint: str) -> None:
    model = SpaceConfig()
    model[key] = "x"
    with pytest.raises(Refused, match=re.escape(complaint)):
        check_field("config", model, "SpaceConfig | Unset", FACADE_ERRORS)
    free = ConnectionMetadata()
    free["additional_properties"] = free["new"] = "x"
    assert check_field("it", free, "ConnectionMetadata", FACADE_ERRORS) is free


@pytest.mark.parametrize("id", [id for id, each in FULLEST.items() if each.body])
def test_only_an_operation_with_a_mask_explains_how_to_clear_a_field(id: str) -> None:
    [(operation, parameters)] = [
        (each, parameters) for _, _, each, parameters in operations() if each["operationId"] == id
    ]
    schema = resolve(operation["requestBody"]["content"]["application/json"]["schema"])
    names = {*schema["properties"], *(parameter["name"] for parameter in parameters)}
    counting = CountingTransport()
    for key in schema["properties"].keys() - {"updateMask"}:
        example = FULLEST[id]._replace(keywords={**FULLEST[id].keywords, snake(key): None})
        with pytest.raises(TypeError, match=f"^{snake(key)}=None: expected") as caught:
            counting.call(ClientRunner("sync"), example)
        optional = key not in schema.get("required", ())
        assert ("leave it out" in str(caught.value)) == optional
        assert ("in update_mask=" in str(caught.value)) == (optional and "updateMask" in names)


LISTS = [each for each in FULLEST.values() if {"fields", "page_size"} <= each.keywords.keys()]


@pytest.mark.parametrize("example", LISTS, ids=lambda example: example.id)
@pytest.mark.parametrize("form", ["{0}(name)", "{0}", "{0}/name", "{0}(name,nextPageToken)", "*/x"])
def test_iterating_without_the_next_token_is_refused_before_it_is_sent(
    example: Example, form: str, runner: ClientRunner
) -> None:
    [operation] = [each for _, _, each, _ in operations() if each["operationId"] == example.id]
    page = resolve(operation["responses"]["200"]["content"]["application/json"]["schema"])
    [items] = [key for key, each in page["properties"].items() if each.get("type") == "array"]
    counting = CountingTransport()
    with pytest.raises(InvalidArgumentError, match="leaves out nextPageToken"):
        counting.call(runner, example._replace(keywords={"fields": form.format(items)}))
    assert counting.requests == 0


# --- the checks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0, "", False, "x"])
def test_a_query_argument_is_sent_unless_it_is_none(value: object) -> None:
    assert replace_none(value) is value
    assert replace_none(None) is UNSET


@pytest.mark.parametrize(
    ("documented", "value", "sent"),
    [
        ("str", OddStr("mine"), "mine"),
        ("AccessType | str", AccessType.OPEN, "OPEN"),
        ("AccessType | str", "NEW", "NEW"),
        ("int", OddInt(5), 5),
        ("bool", True, True),
        ("float", 5, 5),
        ("float", 0.5, 0.5),
        ("datetime.datetime", datetime.datetime(2026, 1, 1), datetime.datetime(2026, 1, 1)),
        ("list[str]", ["a"], ["a"]),
        ("list[AccessType | str]", [AccessType.OPEN, OddStr("mine")], ["OPEN", "mine"]),
        ("list[int]", [OddInt(5)], [5]),
    ],
)
def test_a_query_argument_is_sent_by_value(documented: str, value: Any, sent: Any) -> None:
    misfits = check_query("it", value, documented, FACADE_ERRORS)
    assert misfits == sent
    assert type(misfits) is type(sent)
    assert str(misfits) == str(sent)


@pytest.mark.parametrize(
    ("documented", "value"),
    [
        ("AccessType | str", OtherEnum.OPEN),
        ("str", OtherEnum.OPEN),
        ("str", AccessType.OPEN),
        ("list[str]", [AccessType.OPEN]),
        ("int", enum.IntEnum("Size", "SMALL")(1)),
        ("int", True),
        ("int", 100.0),
        ("float", True),
        ("list[str]", ["a", 5]),
        ("list[str]", "ab"),
        ("datetime.datetime", "2026-01-01T00:00:00Z"),
    ],
)
def test_a_query_argument_is_not_converted(documented: str, value: Any) -> None:
    with pytest.raises(TypeError, match=r"^it.*: expected"):
        check_query("it", value, documented, FACADE_ERRORS)


def test_the_range_of_a_number_is_checked() -> None:
    for value in (0, 7, 10):
        assert check_query("size", value, "int", FACADE_ERRORS, (0, 10)) == value
    for value, shown in ((-1, "-1"), (11, "11"), (10**5000, r"\.\.\.")):
        with pytest.raises(Refused, match=f"size={shown}: expected an int from 0 to 10"):
            check_query("size", value, "int", FACADE_ERRORS, (0, 10))


def test_fields_must_name_a_field() -> None:
    assert check_fields(OddStr("a,b"), FACADE_ERRORS) == "a,b"
    unset: Any = UNSET
    assert check_fields(unset, FACADE_ERRORS) is UNSET
    with pytest.raises(Refused, match="fields=' , ' does not name a field"):
        check_fields(" , ", FACADE_ERRORS)
    with pytest.raises(Refused, match="does not name a field"):
        check_fields("\t,\n", FACADE_ERRORS)


@pytest.mark.parametrize(
    ("documented", "value"),
    [
        ("str | Unset", UNSET),
        ("SpaceConfig | Unset", SpaceConfig(access_type=AccessType.OPEN)),
        ("builtins.list[Member]", [Member("a")]),
        ("dict[str, Any]", {"a": [1, "b", 0.5, {"c": True}, ("d",)]}),
        ("dict[str, list[int | str]]", {}),
        ("Any", {"a": 1}),
    ],
)
def test_a_body_field_is_passed_on(documented: str, value: object) -> None:
    assert check_field("it", value, documented, FACADE_ERRORS) is value


@pytest.mark.parametrize(
    ("documented", "value", "complaint"),
    [
        (
            "SpaceConfig | Unset",
            {"a": 1},
            r"it=\{'a': 1\}: .* Convert the dict with SpaceConfig\.from_dict\(\)\.$",
        ),
        ("SpaceConfig", UNSET, "it=UNSET: expected SpaceConfig, got Unset"),
        ("SpaceConfig", None, "it=None: expected SpaceConfig, got NoneType. Nothing was sent"),
        (
            "SpaceConfig | Unset",
            None,
            r"it=None: expected SpaceConfig, got NoneType\. Nothing was sent\. "
            r"To omit the field, leave it out\.$",
        ),
        ("dict[str, Any]", {"a": {"b": {1}}}, r"it\.a\.b=\{1\}: expected JSON, got set"),
        ("dict[str, Any]", {"a": float("nan")}, r"it\.a=nan: expected JSON, got float"),
        ("dict[str, Any]", {"a": {5: 1}}, r"it\.a \(a key\)=5: expected str, got int"),
        ("dict[str, Any]", {"a": None}, r"it\.a=None: expected JSON"),
        ("dict[str, Any]", 5, r"it=5: expected dict\[str, Any\], got int"),
        pytest.param("str", 10**5000, r"it=\.\.\.: expected str, got int", id="digits"),
        ("str", b"\x1b" * 999, r"it=b'.{1,100}: expected str, got bytes"),
        ("str", ["\x1b"], r"it=\['\\x1b'\]: expected str, got list"),
    ],
)
def test_a_misfit_in_a_body_field_is_described(
    documented: str, value: object, complaint: str
) -> None:
    with pytest.raises(TypeError, match=f"^{complaint}"):
        check_field("it", value, documented, FACADE_ERRORS)


def test_deeply_nested_values_are_refused() -> None:
    deep: Any = {}
    for _ in range(5000):
        deep = {"a": deep}
    endless: dict[str, Any] = {}
    endless["a"] = endless
    for value in (deep, endless):
        config = SpaceConfig()
        config["more"] = value
        with pytest.raises(Refused, match="config= is nested too deeply"):
            check_field("config", config, "SpaceConfig", FACADE_ERRORS)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda meet: meet.spaces.create(config="TRUSTED"), "config='TRUSTED': expected Space"),
        (
            lambda meet: meet.spaces.create(config=SpaceConfig(artifact_config={})),
            r"config\.artifactConfig=\{\}: expected ArtifactConfig, got dict",
        ),
        (
            lambda meet: meet.spaces.update("a", config=SpaceConfig(access_type=None)),
            r"config\.accessType=None: expected AccessType \| str",
        ),
        (
            lambda meet: meet.spaces.update(
                "a", config=SpaceConfig(access_type=None), update_mask="config.accessType"
            ),
            r"config\.accessType=None: expected AccessType \| str",
        ),
        (lambda meet: meet.members.batch_update("a", requests=[None]), r"requests\[0\]=None: expe"),
        (
            lambda meet: meet.members.batch_update(
                "a", requests=[UpdateMemberRequest(Member("spaces/a/members/b", role=None))]
            ),
            r"requests\[0\]\.member\.role=None: expected",
        ),
    ],
)
def test_a_value_that_does_not_fit_a_model_is_a_type_error(
    call: Any, words: str, runner: ClientRunner
) -> None:
    with pytest.raises(TypeError, match=words):
        runner.call(call, connection="c", confirm=approve_all)
