"""The facade that is rendered."""

from __future__ import annotations

import inspect
import re
import shutil
from pathlib import Path
from typing import Any

import jinja2
import pytest
from codegen import GenerationError, render
from codegen.operations import Argument, Operation, name_class, read_operations
from maton_google_meet_api import resources
from regenerate import PACKAGE
from support.reading import spec


@pytest.mark.parametrize("operation", read_operations(spec()), ids=lambda each: each.id)
def test_both_facades_have_the_operation_with_the_same_signature(operation: Operation) -> None:
    name = name_class(operation.tag)
    one = vars(getattr(resources, name))[operation.verb]
    two = vars(getattr(resources, f"Async{name}"))[operation.verb]
    here, there = inspect.signature(one), inspect.signature(two)
    assert list(here.parameters.values()) == list(there.parameters.values())
    positional = ["self", *([operation.subject] if operation.subject else [])]
    keywords = [*operation.body_fields, *operation.query]
    assert list(here.parameters) == [*positional, *(argument.name for argument in keywords)]
    for argument in keywords:
        parameter = here.parameters[argument.name]
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
        assert (parameter.default is inspect.Parameter.empty) == argument.required
    assert not inspect.iscoroutinefunction(inspect.unwrap(one))
    assert inspect.iscoroutinefunction(inspect.unwrap(two)) == (operation.items is None)
    if operation.items:
        assert there.return_annotation == f"Async{here.return_annotation}"
    else:
        assert there.return_annotation == here.return_annotation
    assert one.__doc__.startswith(operation.raw["summary"])
    for scope in operation.raw.get("x-google-scopes", []):
        assert f"`{scope.rpartition('/')[2]}`" in one.__doc__
    assert "needs the user's approval" not in one.__doc__  # As the document for readers has it.


@pytest.mark.parametrize(
    ("schema", "bounds"),
    [
        ({"type": "integer", "format": "int32", "minimum": 0, "x-largest": 9}, (0, 2**31 - 1)),
        ({"type": "integer", "minimum": 1, "maximum": 9}, (1, 9)),
        ({"type": "integer"}, (-(2**63), 2**63 - 1)),
    ],
)
def test_only_bounds_that_a_server_enforces_are_checked(
    schema: dict[str, Any], bounds: tuple[int, int]
) -> None:
    size = Argument("size", schema, False, {}, "size", "size")
    assert render._format_bounds(size) == f", {bounds}"


def test_the_facade_is_plain_to_type_checkers() -> None:
    for module in (PACKAGE / "resources").glob("*.py"):
        visible, _, _ = module.read_text(encoding="utf-8").partition("\nelse:\n")
        assert "__getattr__" not in visible
        assert "setattr" not in visible
        if module.stem != "__init__":
            [names] = re.findall(
                r"^class (\w+):\n.*^class (\w+):\n", module.read_text(), re.M | re.S
            )
            root = (PACKAGE / "resources" / "__init__.py").read_text(encoding="utf-8")
            assert f"    from .{module.stem} import {', '.join(sorted(names))}\n" in root


def test_a_docstring_may_have_backslashes_and_quotes() -> None:
    text = 'A path such as C:\\new and """quotes""".'
    assert eval(f'"""{render.format_docstring(text, 4)}\n"""').strip() == text


@pytest.mark.parametrize(
    ("scopes", "sentence"),
    [
        ([], ""),
        (["https://a.example/auth/x.read"], "Needs the Google permission `x.read`."),
        (
            ["https://mail.example/", "https://a.example/auth/x.read"],
            "Needs one of the Google permissions `mail.example`, `x.read`.",
        ),
    ],
)
def test_a_docstring_names_the_permissions(scopes: list[str], sentence: str) -> None:
    assert render.describe_scopes(scopes) == sentence


def test_an_undefined_name_in_a_template_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "operations.py.jinja").write_text("{{ nowhere }}", encoding="utf-8")
    monkeypatch.setattr(render, "TEMPLATES", tmp_path)
    with pytest.raises(jinja2.UndefinedError, match="'nowhere' is undefined"):
        render.render_package(spec(), [], tmp_path)


def test_an_endpoint_without_an_argument_is_refused(tmp_path: Path) -> None:
    package = Path(shutil.copytree(PACKAGE, tmp_path / "package"))
    endpoint = package / "api" / "spaces" / "spaces_get.py"
    endpoint.write_text("def _get_kwargs(): ...\n", encoding="utf-8")
    with pytest.raises(GenerationError, match=r"spaces\.get has no argument .*'space_id'"):
        render.render_package(spec(), read_operations(spec()), package)
