"""The operations of the document, and the names that the generator gives to what it names."""

from __future__ import annotations

import ast
import inspect
import json
from copy import copy
from importlib import import_module
from pathlib import Path

import pytest
from codegen.document import Document
from codegen.operations import (
    CLIENT_ATTRIBUTES,
    RESERVED_CLASSES,
    Operation,
    name_attribute,
    name_attributes,
    name_class,
    name_fields,
    name_module,
    name_values,
    read_durations,
    read_operations,
    read_people,
    to_snake_case,
)
from codegen.rules import load_document
from maton_google_meet import AsyncGoogleMeet, GoogleMeet
from maton_google_meet_api.resources import AsyncResources, Resources
from regenerate import PACKAGE
from support.reading import spec

API = "maton_google_meet_api"
SCHEMAS = spec().get_components("schemas")


@pytest.mark.parametrize("schema", [name for name, node in SCHEMAS.items() if "type" in node])
def test_a_schema_has_the_names_of_the_generator(schema: str) -> None:
    module = import_module(f"{API}.models.{name_module(schema)}")
    model = vars(module)[name_class(schema)]
    attributes = name_fields(SCHEMAS[schema].get("properties", {}))
    assert {*attributes.values()} <= inspect.get_annotations(model).keys()


@pytest.mark.parametrize("operation", read_operations(spec()), ids=lambda each: each.id)
def test_an_operation_has_the_names_of_the_generator(operation: Operation) -> None:
    package = f"{API}.api.{name_module(operation.tag)}"
    request = import_module(f"{package}.{name_module(operation.id)}")._get_kwargs
    arguments = [*operation.path_variables, *(each.generated_name for each in operation.query)]
    body = ["body"] if operation.body else []
    assert {*inspect.signature(request).parameters} == {*arguments, *body}


@pytest.mark.parametrize(
    ("name", "attribute", "snake_case", "class_name"),
    [
        ("getURL", "get_url", "get_url", "GetURL"),
        ("HTTPServer2Error", "http_server_2_error", "http_server_2_error", "HTTPServer2Error"),
        ("list.all-of them", "list_all_of_them", "list_all_of_them", "ListAllOfThem"),
        ("$filter", "filter_", "filter", "Filter"),
        ("type", "type_", "type", "Type"),
        ("id", "id", "id", "Id"),
        ("self", "self_", "self", "Self"),
        ("true", "true_", "true", "True_"),
        ("9lives", "field_9lives", "9lives", "9lives"),
        ("_links", "field_links", "links", "Links"),
    ],
)
def test_names_follow_the_generator(
    name: str, attribute: str, snake_case: str, class_name: str
) -> None:
    assert (name_attribute(name), to_snake_case(name), name_class(name)) == (
        attribute, snake_case, class_name,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "attributes"),
    [
        (["fooBar", "foo_bar", "foo-bar"], ["foo_bar", "foo_bar_", "foo_bar__"]),
        (["connection_id", "connection_Id"], ["connection_id", "connection_Id"]),
        (["class_", "class"], ["class_", "class__"]),
        (["options", "optionsItem", "itemData"], ["options", "options_item_", "item_data"]),
        (["kindType0", "kind", "jsonKind"], ["kind_type_0_", "kind", "json_kind_"]),
        (["d", "d_"], ["d_", "d__"]),
    ],
)
def test_each_key_has_an_attribute_of_its_own(keys: list[str], attributes: list[str]) -> None:
    assert name_attributes(keys, {"d"}) == attributes


def test_each_value_has_a_member_of_its_own() -> None:
    values = ["open", "OPEN", "Open", "A-B", "A_B", "2D", "+", "-"]
    names = ["OPEN", "OPEN_2", "OPEN_3", "A_B", "A_B_2", "VALUE_2D", "VALUE_6", "VALUE_7"]
    assert name_values(values) == names


def test_each_class_of_the_generated_modules_is_reserved() -> None:
    """A model of the same name would hide a class that its module, or one of the facade, needs."""
    names = set[str]()
    for module in (
        path
        for folder in ("api", "models", "resources")
        for path in (PACKAGE / folder).rglob("[!_]*.py")
    ):
        for node in ast.parse(module.read_text(encoding="utf-8")).body:
            for each in node.body if isinstance(node, ast.If) else [node]:
                if isinstance(each, ast.ImportFrom) and "models" not in (each.module or ""):
                    names |= {alias.asname or alias.name for alias in each.names}
    assert {"Client", "Mapping", "Pager"} <= names
    # A class cannot have the name of TYPE_CHECKING: its words are joined.
    assert {each for each in names if each[0].isupper()} - {"TYPE_CHECKING"} <= RESERVED_CLASSES


def test_helpers_follow_from_the_marks_of_fields(tmp_path: Path) -> None:
    start, end = {"x-duration": "start"}, {"x-duration": "end"}
    schemas = {
        "Stay": {"properties": {"endTime": end, "class": start, "name": {}}},
        "Open": {"properties": {"startTime": start}},
        "guest": {"properties": {"byRoom": {"x-person": "room"}, "id": {}}},
        "State": {"enum": ["A"]},
    }
    path = tmp_path / "openapi.yaml"
    path.write_text(json.dumps({"components": {"schemas": schemas}}), encoding="utf-8")
    document = Document(path)
    assert read_durations(document) == {"Stay": ("class_", "end_time")}
    assert read_people(document) == {"Guest": {"by_room": "room"}}
    assert read_people(spec()).keys() == {"Participant"}


def test_the_reserved_attributes_are_those_of_clients_besides_their_resources() -> None:
    def list_public(*classes: type) -> set[str]:
        return {
            name
            for leaf in classes
            for base in leaf.__mro__
            for name in (*vars(base), *inspect.get_annotations(base))
            if not name.startswith("_")
        }

    own = list_public(GoogleMeet, AsyncGoogleMeet) - list_public(Resources, AsyncResources)
    # `authorize` is promised, and reserved before it comes.
    assert own | {"authorize"} == CLIENT_ATTRIBUTES


@pytest.mark.parametrize(
    ("path", "subject", "template"),
    [
        ("/google-meet/v2/spaces/{spaceId}", "name", "spaces/{spaceId}"),
        ("/google-meet/v2beta/spaces/{spaceId}:connect", "name", "spaces/{spaceId}"),
        ("/google-meet/v2beta/spaces/{spaceId}/polls", "parent", "spaces/{spaceId}"),
        ("/google-meet/v2beta/spaces", None, None),
        ("/google-meet/v3/spaces/{spaceId}", "space_id", "{spaceId}"),
    ],
)
def test_a_resource_name_follows_any_prefix(
    path: str, subject: str | None, template: str | None
) -> None:
    document = copy(spec())
    prefixes = ["/google-meet/v2/", "/google-meet/v2beta/"]
    document.root = {
        "x-resource-names": prefixes,
        "paths": {path: {"get": {"operationId": "spaces.get", "responses": {}}}},
    }
    [operation] = read_operations(document)
    assert (operation.subject, operation.template) == (subject, template)


def test_a_schema_may_contain_itself(repository: Path, tmp_path: Path) -> None:
    text = (repository / "spec" / "openapi.yaml").read_text(encoding="utf-8")
    for name in ("Member", "MemberInput"):
        head, start, rest = text.partition(f"    {name}:\n      type:")
        inner = (
            "      properties:\n        inner:\n          type: array\n"
            "          description: More.\n"
            f"          items:\n            $ref: '#/components/schemas/{name}'\n"
        )
        assert start
        text = head + start + rest.replace("      properties:\n", inner, 1)
    path = tmp_path / "recursive.yaml"
    path.write_text(text, encoding="utf-8")
    operations = {each.id: each for each in read_operations(load_document(path))}
    assert operations["members.list"].identities == ["members[].name"]


@pytest.mark.parametrize("operation", read_operations(spec()), ids=lambda each: each.id)
def test_each_operation_has_its_texts_and_an_example(operation: Operation) -> None:
    assert ("x-write" in operation.raw) == (operation.method != "get")
    assert operation.raw["description"]
    examples = operation.success.get("examples", {})
    assert examples or operation.result is None
    assert all("value" in example for example in examples.values())
