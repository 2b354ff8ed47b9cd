"""Update masks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet_api.calls import Raises
from maton_google_meet_api.masks import update_mask
from sizes import tries


class Refused(Exception):
    """Stands for the owner's InvalidArgumentError."""


RAISES = Raises(TypeError, Refused, lambda message, _: ValueError(message))


@pytest.mark.parametrize(
    ("body", "mask"),
    [
        ({"role": "COHOST"}, "role"),
        ({"b": 1, "a": 2}, "b,a"),
        ({"a": None, "b": False, "c": ""}, "a,b,c"),
        ({"config": {"accessType": "OPEN"}}, "config.accessType"),
        ({"config": {"a": {"b": {"c": 1}}, "d": 2}, "e": 3}, "config.a.b.c,config.d,e"),
        ({"list": [{"a": 1}, {"b": 2}], "none": []}, "list,none"),
        ({"config": {}}, "config"),
        ({"config": {"artifactConfig": {}, "moderation": "ON"}},)
        + ("config.artifactConfig,config.moderation",),
    ],
)
def test_the_mask_names_each_leaf_in_order(body: dict[str, Any], mask: str) -> None:
    assert update_mask(body, "config=", RAISES) == mask


def test_an_empty_body_is_refused_naming_the_arguments() -> None:
    with pytest.raises(Refused, match="Nothing to update: give email= or role=, or update_mask="):
        update_mask({}, "email= or role=", RAISES)


keys = st.sampled_from(["a", "b", "config", "accessType", "role"])
values = st.recursive(
    st.none() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(keys, inner, max_size=3),
)


@tries(100, 20)
@given(st.dictionaries(keys, values, min_size=1, max_size=4))
def test_each_path_leads_to_a_leaf_and_all_leaves_are_named(body: dict[str, Any]) -> None:
    paths = update_mask(body, "", RAISES).split(",")
    assert len(set(paths)) == len(paths)

    def leaves(node: dict[str, Any]) -> int:
        return sum(leaves(v) if isinstance(v, dict) and v else 1 for v in node.values())

    assert len(paths) == leaves(body)
    for path in paths:
        node: Any = body
        for key in path.split("."):
            node = node[key]
        assert not (isinstance(node, dict) and node)
