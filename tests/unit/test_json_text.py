"""JSON that a terminal can show."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet.json_text import format_json, write_object
from maton_google_meet_api.runtime.text import escape_for_terminal
from support.scale import set_max_examples

TEXTS = st.text(st.characters(exclude_categories=[]), max_size=8)
ITEMS = st.recursive(
    st.none() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)


@set_max_examples(200, 40)
@given(items=st.lists(ITEMS, max_size=3), text=TEXTS)
def test_a_written_object_is_the_indented_json_of_the_whole(items: list[Any], text: str) -> None:
    whole = {"first": text, "deep": [], "items": items}
    written = "".join(write_object({"first": text, "deep": []}, "items", iter(items)))
    assert written == f"{format_json(whole, indent=2)}\n"
    assert json.loads(written) == whole
    assert written.encode()
    assert all(line == escape_for_terminal(line) for line in written.split("\n"))


def test_each_item_is_written_when_it_arrives() -> None:
    pieces = write_object({"a": 1}, "items", (1 // each for each in [1, 0]))
    assert "".join([next(pieces), next(pieces)]) == '{\n  "a": 1,\n  "items": [\n    1'
    with pytest.raises(ZeroDivisionError):
        next(pieces)


def test_json_can_be_ascii_and_compact() -> None:
    assert format_json({"é": ["漢", 1]}, ascii_only=True) == '{"\\u00e9":["\\u6f22",1]}'
