"""Update masks, derived from a body or given by the caller."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet import approve_all
from maton_google_meet.models import SpaceConfig
from maton_google_meet_api.models import AccessType
from maton_google_meet_api.runtime.calls import FacadeErrors
from maton_google_meet_api.runtime.masks import build_mask, check_mask
from maton_google_meet_api.runtime.unset import UNSET
from support.clients import ClientRunner
from support.document_server import DocumentServer
from support.scale import set_max_examples


class Refused(Exception):
    """The InvalidArgumentError of the client."""


FACADE_ERRORS = FacadeErrors(TypeError, Refused, lambda message, _: ValueError(message))


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
    assert build_mask(None, body, "config=", FACADE_ERRORS) == mask
    assert build_mask(UNSET, body, "config=", FACADE_ERRORS) == mask


@pytest.mark.parametrize("key", ["a.b", "a,b", "*", "", " ", "a b"])
def test_a_key_that_is_not_one_step_is_refused(key: str) -> None:
    for body in ({key: 1}, {"config": {key: 1}}, {"config": {key: {"a": 1}}}):
        with pytest.raises(Refused, match=r"cannot be part of a mask path.* Pass update_mask="):
            build_mask(None, body, "config=", FACADE_ERRORS)
        assert build_mask("a", body, "config=", FACADE_ERRORS) == "a"


@pytest.mark.parametrize(
    ("given", "sent"), [("a,b", "a,b"), (["a", "b"], "a,b"), (("a",), "a"), (UNSET, UNSET)]
)
def test_a_mask_in_a_body(given: Any, sent: Any) -> None:
    assert check_mask(given, FACADE_ERRORS) == sent


@pytest.mark.parametrize("given", ["", " ,", [], ["a", ""]])
def test_a_mask_in_a_body_that_names_no_field_is_refused(given: Any) -> None:
    with pytest.raises(
        Refused, match=r"does not name a field\. Pass update_mask= with the paths to change."
    ):
        check_mask(given, FACADE_ERRORS)


def test_an_empty_body_is_refused_naming_the_arguments() -> None:
    with pytest.raises(
        Refused, match=r"no field was given\. Pass email= or role=, or update_mask="
    ):
        build_mask(None, {}, "email= or role=", FACADE_ERRORS)


keys = st.sampled_from(["a", "b", "config", "accessType", "role"])
values = st.recursive(
    st.none() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(keys, inner, max_size=3),
)


@set_max_examples(100, 20)
@given(st.dictionaries(keys, values, min_size=1, max_size=4))
def test_each_path_leads_to_a_leaf_and_all_leaves_are_named(body: dict[str, Any]) -> None:
    paths = build_mask(None, body, "", FACADE_ERRORS).split(",")
    assert len(set(paths)) == len(paths)

    def leaves(node: dict[str, Any]) -> int:
        return sum(leaves(v) if isinstance(v, dict) and v else 1 for v in node.values())

    assert len(paths) == leaves(body)
    for path in paths:
        node: Any = body
        for key in path.split("."):
            node = node[key]
        assert not (isinstance(node, dict) and node)


@pytest.mark.parametrize("given", ["a", "a,b", "*", "config.accessType, config.moderation"])
def test_a_mask_that_is_a_str_is_sent_unchanged(given: str) -> None:
    assert build_mask(given, {"other": 1}, "", FACADE_ERRORS) == given


@pytest.mark.parametrize("given", [["a", "b.c"], ("a", "b.c"), ["a,b.c"]])
def test_a_list_or_tuple_of_paths_is_joined(given: Any) -> None:
    assert build_mask(given, {"other": 1}, "", FACADE_ERRORS) == ",".join(given)


@pytest.mark.parametrize("given", ["", " ", ",", " ,\t", [], (), [""], ["a", " "], ["a", ","]])
def test_a_mask_that_names_no_field_is_refused(given: Any) -> None:
    with pytest.raises(
        Refused, match=r"Nothing to update: .*Pass role=, or update_mask="
    ) as caught:
        build_mask(given, {"role": "COHOST"}, "role=", FACADE_ERRORS)
    assert f"update_mask={given!r}" in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [{"a"}, {"a": 1}, iter("a"), 5, True, b"a", ["a", 5], ("a", None), [["a"]]]
    + [AccessType.OPEN, [AccessType.OPEN]],
)
def test_a_mask_of_another_type_is_refused(given: Any) -> None:
    with pytest.raises(TypeError, match=r"update_mask.*=.*: expected str"):
        build_mask(given, {"role": "COHOST"}, "role=", FACADE_ERRORS)


def test_an_unset_mask_is_derived(runner: ClientRunner, server: DocumentServer) -> None:
    config = SpaceConfig(access_type="OPEN")
    runner.call(
        lambda meet: meet.spaces.update("abc", config=config, update_mask=UNSET),
        lambda meet: meet.members.list("abc", page_size=UNSET),
        base_url=server.url,
        connection="c",
        confirm=approve_all,
    )
    assert [seen.target.partition("?")[2] for seen in server.seen] == [
        "updateMask=config.accessType",
        "pageSize=500",
    ]
