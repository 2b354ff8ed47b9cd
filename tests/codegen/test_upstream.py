"""The comparison with Google's discovery document."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from check_upstream import SPEC
from codegen.document import Document
from codegen.rules import list_mistakes
from codegen.upstream import compare_documents
from support.discovery_changes import CHANGES, Change, properties
from support.reading import discovery, spec

Node = dict[str, Any]


def list_drifts(text: str, google: Node, about: str = "") -> list[str]:
    drifts = map(str, compare_documents(Document(SPEC, text), google).drifts)
    return [drift for drift in drifts if about in drift]


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.label)
def test_a_difference_is_reported_alone(change: Change) -> None:
    changed = copy.deepcopy(discovery())
    change.apply(changed)
    drifts = compare_documents(spec(), changed).drifts
    assert sorted(map(str, drifts)) == sorted(change.drifts)
    lines = len(spec().text.splitlines())
    assert all(1 <= drift.line <= lines for drift in drifts)


# --- deviations -----------------------------------------------------------------------------------


def replace_once(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


PHONE = "    PhoneAccess:\n      type: object\n"


@pytest.mark.parametrize(
    ("planted", "words"),
    [
        ("      x-deviation:\n        required: Why.\n", "stale: schema PhoneAccess required"),
        (
            "      x-omits:\n        country: Why.\n",
            "gone: schema PhoneAccess omitted field country",
        ),
    ],
)
def test_a_deviation_that_no_longer_differs_is_reported(planted: str, words: str) -> None:
    text = replace_once(spec().text, PHONE, PHONE + planted)
    assert list_drifts(text, discovery()) == [words]


def test_a_removed_deviation_is_reported_as_a_difference() -> None:
    mark = (
        "      x-deviation:\n"
        "        required: Google states only in prose that `member` is required.\n"
    )
    assert list_drifts(replace_once(spec().text, mark, ""), discovery()) == [
        "gone: schema UpdateMemberRequest field member required"
    ]


def test_an_unknown_fact_in_a_deviation_is_a_mistake() -> None:
    planted = "      x-deviation:\n        colour: Why.\n"
    document = Document(SPEC, replace_once(spec().text, PHONE, PHONE + planted))
    [(line, message)] = list_mistakes(document)
    assert document.text.splitlines()[line - 1] == "        colour: Why."
    assert message.startswith("x-deviation: 'colour' is not compared; known are default, ")


# --- previews -------------------------------------------------------------------------------------

PHONE_ACCESS = "schema PhoneAccess"
FIELD = """\
        user:
          type: string
          x-preview: v2beta
          description: The user.
"""


def add_preview() -> str:
    """Return the document with a field of a preview in `PhoneAccess`."""
    first = "        phoneNumber:\n"
    return replace_once(spec().text, first, FIELD + first)


def make_preview(**fields: Node) -> Node:
    """Return the discovery document of the preview."""
    preview = copy.deepcopy(discovery()) | {"version": "v2beta", "revision": "20991231"}
    properties(preview, "PhoneAccess").update(fields)
    return preview


def test_a_preview_is_compared_with_its_own_version_only() -> None:
    text = add_preview()
    assert list_drifts(text, discovery()) == []
    same = make_preview(user={"type": "string"}, other={"type": "string"})
    assert list_drifts(text, same, PHONE_ACCESS) == []
    assert list_drifts(text, make_preview(user={"type": "integer"}), PHONE_ACCESS) == [
        "changed: schema PhoneAccess field user type: 'string' is now 'integer'"
    ]
    assert list_drifts(text, make_preview(), PHONE_ACCESS) == [
        "gone: schema PhoneAccess field user"
    ]


def test_a_preview_that_became_available_is_reported() -> None:
    changed = copy.deepcopy(discovery())
    properties(changed, "PhoneAccess")["user"] = {"type": "string"}
    assert list_drifts(add_preview(), changed) == ["gone: schema PhoneAccess field user preview"]
