"""The warnings about deprecated arguments."""

from __future__ import annotations

import asyncio
import inspect
import sys
import warnings
from typing import Any

import pytest
from maton_google_meet.models import AccessType, SpaceConfig
from maton_google_meet_api.runtime.deprecation import deprecate_arguments
from maton_google_meet_api.runtime.unset import UNSET

REASONS = {
    "query": "Use `other`.",
    "query=OLD": "Use NEW.",
    "config.access_type": "Use `moderation`.",
    "configs[].moderation=OFF": "Leave it out.",
}


class Resource:
    @deprecate_arguments(REASONS)
    def call(self, name: str, *, query: Any = None, **more: Any) -> tuple[Any, ...]:
        """Do it."""
        return name, query, more

    @deprecate_arguments({"query=OLD": "Use NEW."})
    def choose(self, *, query: Any = None) -> Any:
        return query

    @deprecate_arguments(REASONS)
    async def call_async(self, *, query: Any = None) -> Any:
        return query


def test_a_call_without_a_deprecated_argument_does_not_warn() -> None:
    others = {
        "config": SpaceConfig(moderation="OFF"),
        "configs": [SpaceConfig(moderation="ON"), 5],
    }
    assert Resource().call("a", query=None, **others) == ("a", None, others)
    Resource().call("a", query=UNSET, config=UNSET, configs=[])
    Resource().choose(query=["NEW", 5])


@pytest.mark.parametrize(
    ("keywords", "messages"),
    [
        ({"query": "x"}, ["query is deprecated: Use `other`."]),
        ({"query": ""}, ["query is deprecated: Use `other`."]),
        ({"query": []}, ["query is deprecated: Use `other`."]),
        (
            {"query": "OLD"},
            ["query is deprecated: Use `other`.", "query=OLD is deprecated: Use NEW."],
        ),
        (
            {"config": SpaceConfig(access_type=AccessType.OPEN)},
            ["config.access_type is deprecated: Use `moderation`."],
        ),
        (
            {"configs": [SpaceConfig(), *[SpaceConfig(moderation="OFF")] * 2]},
            ["configs[].moderation=OFF is deprecated: Leave it out."],
        ),
    ],
)
def test_each_deprecated_part_warns_once_with_the_line_of_the_call(
    keywords: dict[str, Any], messages: list[str]
) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        line = inspect.currentframe().f_lineno + 1  # type: ignore[union-attr]
        Resource().call("a", **keywords)
    assert [str(each.message) for each in caught] == messages
    assert {(each.category, each.filename, each.lineno) for each in caught} == {
        (DeprecationWarning, __file__, line)
    }


@pytest.mark.parametrize("value", ["OLD", ["NEW", "OLD"]])
def test_a_deprecated_value_may_be_in_a_list(value: Any) -> None:
    with pytest.warns(DeprecationWarning, match="^query=OLD is deprecated: Use NEW.$"):
        assert Resource().choose(query=value) == value


def test_an_async_call_warns_when_it_is_called() -> None:
    async def main() -> Any:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            line = inspect.currentframe().f_lineno + 1  # type: ignore[union-attr]
            task = asyncio.create_task(Resource().call_async(query="x"))
        assert [(each.filename, each.lineno) for each in caught] == [(__file__, line)]
        assert str(caught[0].message) == "query is deprecated: Use `other`."
        return await task

    assert asyncio.run(main()) == "x"
    if sys.version_info >= (3, 12):
        assert inspect.iscoroutinefunction(Resource().call_async)
    assert not inspect.iscoroutinefunction(Resource().call)


def test_a_decorated_method_keeps_its_signature_and_docstring() -> None:
    assert list(inspect.signature(Resource().call).parameters) == ["name", "query", "more"]
    assert inspect.getdoc(Resource.call) == "Do it."
