"""The document as a tree that can be edited."""

from __future__ import annotations

import pytest
from codegen.roundtrip import append, dump_tree, insert, load_tree, put, remove, rename
from support.reading import spec

TEXT = """\
# The head.
paths:
  # The first.

  a:
    x: 1

  # The others.

  b:
    text: >-
      Folded words
      in lines.

  c: {y: null} # why
tags:
  - name: one

  - name: two
"""


def test_the_document_is_written_as_it_was_read() -> None:
    assert dump_tree(load_tree(spec().text)) == spec().text
    assert dump_tree(load_tree(TEXT)) == TEXT


@pytest.mark.parametrize(
    ("removed", "left"),
    [
        ("b", TEXT.replace("  b:\n    text: >-\n      Folded words\n      in lines.\n\n", "")),
        ("c", TEXT.replace("\n  c: {y: null} # why\n", "")),
    ],
)
def test_a_block_is_removed_with_its_blank_line_and_without_headings(
    removed: str, left: str
) -> None:
    tree = load_tree(TEXT)
    remove(tree["paths"], removed)
    assert dump_tree(tree) == left


def test_a_heading_is_removed_with_the_last_block_below_it() -> None:
    tree = load_tree(TEXT.replace("  c: {y", "  # The last.\n\n  c: {y"))
    remove(tree["paths"], "b")
    assert "# The others." not in dump_tree(tree)
    assert "  # The last.\n\n  c:" in dump_tree(tree)


def test_a_heading_of_the_document_moves_with_its_indentation() -> None:
    tree = load_tree(spec().text)
    remove(tree["paths"], "/google-meet/v2/spaces")
    heading = (
        "\n\n  # Spaces: Google's native paths start here.\n\n  /google-meet/v2/spaces/{spaceId}:\n"
    )
    assert heading in dump_tree(tree)


def test_a_block_is_inserted_with_a_blank_line() -> None:
    tree = load_tree(TEXT)
    insert(tree["paths"], "d", {"required": ["x", "z"], "enum": ["ON"], "z": [1]}, after="b")
    append(tree["tags"], {"name": "three"})
    new = '  d:\n    required: [x, z]\n    enum: ["ON"]\n    z:\n      - 1\n\n'
    expected = TEXT.replace("  c: {y", f"{new}  c: {{y") + "\n  - name: three\n"
    assert dump_tree(tree) == expected


def test_a_key_is_renamed_in_its_place() -> None:
    tree = load_tree(TEXT)
    rename(tree["paths"], "b", "renamed")
    assert dump_tree(tree) == TEXT.replace("  b:", "  renamed:")


def test_an_equal_value_keeps_its_style() -> None:
    tree = load_tree(TEXT)
    put(tree["paths"]["b"], "text", "Folded words in lines.")
    put(tree["paths"]["a"], "x", 2)
    put(tree["paths"]["a"], "absent", None)
    assert dump_tree(tree) == TEXT.replace("x: 1", "x: 2")
