"""The operations of the document, and the names that the generator gives to what it names."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

import pytest
from codegen.operations import (
    Operation,
    name_attribute,
    name_class,
    name_module,
    read_operations,
    to_snake_case,
)
from codegen.rules import load_document
from support.reading import spec

API = "maton_google_meet_api"
SCHEMAS = spec().get_components("schemas")


@pytest.mark.parametrize("schema", [name for name, node in SCHEMAS.items() if "type" in node])
def test_a_schema_has_the_names_of_the_generator(schema: str) -> None:
    module = import_module(f"{API}.models.{name_module(schema)}")
    model = vars(module)[name_class(schema)]
    attributes = {name_attribute(key) for key in SCHEMAS[schema].get("properties", {})}
    assert attributes <= inspect.get_annotations(model).keys()


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
