"""The questions: each answer is short, and the recipe for cattrs structures each model."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from support.pages import PAGES, find_block
from support.schemas import SCHEMAS, build_model, list_models, make_value

PAGE = "docs/guides/faq.md"


def test_each_answer_is_short_and_has_an_example() -> None:
    for section in PAGES[PAGE].split("\n## ")[1:]:
        answer, _, example = section.partition("```python\n")
        assert 1 <= len(answer.strip().splitlines()[1:]) <= 7, section
        assert example, section


@pytest.mark.parametrize("full", [False, True], ids=["smallest", "fullest"])
@pytest.mark.parametrize("name", list_models())
def test_cattrs_structures_each_model_with_the_recipe(name: str, full: bool) -> None:
    block = find_block(PAGE, "import cattrs")
    names: dict[str, Any] = {}
    exec(block.text, names)
    converter = names["converter"]
    message = build_model(name, make_value(SCHEMAS[name], full))
    data = converter.unstructure(message)
    assert json.loads(json.dumps(data)) == data == message.to_dict()
    assert converter.structure(data, type(message)) == message
    # The fields of a class of the caller.
    meeting = attrs.make_class(
        "Meeting",
        {
            "one": attrs.field(type=type(message)),
            "several": attrs.field(type=list[type(message)]),  # type: ignore[misc]
            "none": attrs.field(type=type(message) | None, default=None),
        },
    )(message, [message, message])
    assert converter.structure(converter.unstructure(meeting), type(meeting)) == meeting
