"""Pagers: the sync one, and the async one under asyncio and trio."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from maton_google_meet import ResponseError
from maton_google_meet_api.runtime.calls import FacadeErrors
from maton_google_meet_api.runtime.pager import AsyncPager, Pager
from maton_google_meet_api.runtime.unset import UNSET, Unset
from pytest_httpx import HTTPXMock
from support.clients import ClientRunner
from support.failures import get_error
from support.scale import set_max_examples

MODES = ("sync", "asyncio", "trio")


class Refused(Exception):
    """The InvalidArgumentError of the client."""


class Misfit(Exception):
    """The ResponseError of the client."""


class Broken(Exception):
    """An error of a fetch."""


FACADE_ERRORS = FacadeErrors(TypeError, Refused, Misfit)


@dataclass
class Page:
    items: Sequence[int] | Unset = UNSET
    token: str | Unset = UNSET


@dataclass
class Server:
    """A server with pages and errors by page token. It raises each error once."""

    pages: dict[str | None, Page]
    failures: dict[str | None, Exception] = field(default_factory=dict)
    asked: list[tuple[int | None, str | None]] = field(default_factory=list)

    def fetch(self, page_size: int | None, page_token: str | None) -> Page:
        self.asked.append((page_size, page_token))
        if page_token in self.failures:
            raise self.failures.pop(page_token)
        return self.pages[page_token]

    async def afetch(self, page_size: int | None, page_token: str | None) -> Page:
        await anyio.lowlevel.checkpoint()
        return self.fetch(page_size, page_token)


def three() -> Server:
    """Return a server with three pages, of which the second one is empty."""
    return Server({None: Page([1, 2], "b"), "b": Page([], "c"), "c": Page([3])})


class Listing:
    """A pager of one kind, with the same interface for all kinds."""

    def __init__(self, kind: str, server: Server, *, paged: bool = True, **options: Any) -> None:
        self.kind = kind
        if paged:
            options = {
                "following": lambda page: page.token,
                "token_field": "nextPageToken",
                "largest": 500,
                **options,
            }
        self.pager: Any = (
            Pager(server.fetch, lambda page: page.items, FACADE_ERRORS, **options)
            if kind == "sync"
            else AsyncPager(server.afetch, lambda page: page.items, FACADE_ERRORS, **options)
        )

    def run(self, function: Callable[[Callable[..., Any]], Any]) -> Any:
        """Run `await function(step)`; `await step(iterator)` returns the next item, or "end"."""

        async def main() -> Any:
            async def step(iterator: Any) -> Any:
                if isinstance(iterator, AsyncIterator):
                    return await anext(iterator, "end")
                return next(iterator, "end")

            return await function(step)

        return anyio.run(main, backend="trio" if self.kind == "trio" else "asyncio")

    def iterator(self, pages: bool = False) -> Any:
        if pages:
            return self.pager.pages()
        return iter(self.pager) if self.kind == "sync" else aiter(self.pager)

    def all(self, pages: bool = False) -> list[Any]:
        """Return all items or pages."""

        async def drain(step: Callable[..., Any]) -> list[Any]:
            iterator, results = self.iterator(pages), []
            while (value := await step(iterator)) != "end":
                results.append(value)
            assert await step(iterator) == "end"
            return results

        results: list[Any] = self.run(drain)
        return results


@pytest.fixture(params=MODES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_iterating_fetches_all_pages_in_the_largest_size(kind: str) -> None:
    server = three()
    assert Listing(kind, server).all() == [1, 2, 3]
    assert server.asked == [(500, None), (500, "b"), (500, "c")]


def test_a_given_page_size_is_sent(kind: str) -> None:
    server = three()
    assert Listing(kind, server, page_size=0, page_token="b").all() == [3]
    assert server.asked == [(0, "b"), (0, "c")]


def test_without_a_documented_maximum_the_page_size_is_not_sent(kind: str) -> None:
    server = three()
    assert Listing(kind, server, largest=None).all() == [1, 2, 3]
    assert {size for size, _ in server.asked} == {None}


@pytest.mark.parametrize("size", [None, 7])
def test_pages_are_the_responses_and_send_the_given_size(kind: str, size: int | None) -> None:
    server = three()
    assert Listing(kind, server, page_size=size).all(pages=True) == list(server.pages.values())
    assert server.asked == [(size, None), (size, "b"), (size, "c")]


@pytest.mark.parametrize("end", [UNSET, ""])
@pytest.mark.parametrize("items", [UNSET, []])
def test_absent_items_and_an_empty_token_end_the_list(
    kind: str, end: str | Unset, items: list[int] | Unset
) -> None:
    server = Server({None: Page(items, "b"), "b": Page(items, end)})
    assert Listing(kind, server).all() == []
    assert len(server.asked) == 2


def test_a_list_without_pages_is_one_fetch(kind: str) -> None:
    server = Server({None: Page([1, 2], "ignored")})
    listing = Listing(kind, server, paged=False, fields="whatever")
    assert listing.all() == [1, 2]
    assert listing.all(pages=True) == [Page([1, 2], "ignored")]
    assert server.asked == [(None, None), (None, None)]


@pytest.mark.parametrize("pages", [False, True])
@pytest.mark.parametrize(
    ("first", "tokens", "fetches"),
    [
        (None, {None: "a", "a": "a"}, 2),
        (None, {None: "a", "a": "b", "b": "c", "c": "a"}, 4),
        ("a", {"a": "a"}, 1),
        ("a", {"a": "b", "b": "a"}, 2),
    ],
    ids=["repeated", "cycle", "given", "cycle to the given"],
)
def test_a_repeated_token_is_an_error(
    kind: str, pages: bool, first: str | None, tokens: dict[str | None, str], fetches: int
) -> None:
    server = Server({at: Page([1], to) for at, to in tokens.items()})
    listing = Listing(kind, server, page_token=first)

    async def go(step: Callable[..., Any]) -> None:
        iterator = listing.iterator(pages)
        for _ in range(fetches):
            await step(iterator)
        for _ in range(2):  # Going on after the error finds the error again, not an end.
            message = f"'a' came a second time, after {fetches} pages"
            with pytest.raises(Misfit, match=message) as caught:
                await step(iterator)
            assert caught.value.args[1] is None

    listing.run(go)
    assert len(server.asked) == fetches


@pytest.mark.parametrize(
    "fields",
    ["members", "members(name)", "members(name,nextPageToken)", "members/nextPageToken"]
    + ["members(a(nextPageToken)),x", "nextPageTokens", "nextPageToken/x", "*/name", "*(name)"]
    + ["x),nextPageToken", "members(x,nextPageToken"],
)
def test_fields_without_the_next_token_are_refused_before_any_fetch(kind: str, fields: str) -> None:
    server = three()
    listing = Listing(kind, server, fields=fields)
    with pytest.raises(Refused, match="leaves out nextPageToken"):
        listing.iterator()
    assert server.asked == []
    assert len(listing.all(pages=True)) == 3


@pytest.mark.parametrize(
    "fields",
    ["nextPageToken", "next_page_token", "members(name),nextPageToken", "a(b(c),d) , nextPageToken"]
    + ["members/name,next_page_token", "nextPageToken,members(name(x))", "*", "members,*", ""],
)
def test_fields_with_the_next_token_are_sent(kind: str, fields: str) -> None:
    assert Listing(kind, three(), fields=fields).all() == [1, 2, 3]


@pytest.mark.parametrize("pages", [False, True])
@pytest.mark.parametrize("at", [None, "b", "c"])
def test_after_an_error_the_same_page_is_fetched_again(
    kind: str, pages: bool, at: str | None
) -> None:
    server = three()
    server.failures[at] = Broken()
    listing = Listing(kind, server, page_size=9)

    async def go(step: Callable[..., Any]) -> list[Any]:
        iterator, results = listing.iterator(pages), []
        while True:
            try:
                value = await step(iterator)
            except Broken:
                results.append("broken")
                continue
            if value == "end":
                return results
            results.append(value)

    results = listing.run(go)
    assert results.count("broken") == 1
    results.remove("broken")
    assert results == (list(server.pages.values()) if pages else [1, 2, 3])
    tokens = [token for _, token in server.asked]
    assert tokens == sorted([None, "b", "c", at], key=lambda token: token or "")


@pytest.mark.parametrize("pages", [False, True])
def test_each_iteration_starts_at_the_first_page(kind: str, pages: bool) -> None:
    listing = Listing(kind, three())
    assert listing.all(pages) == listing.all(pages) != []

    async def interleaved(step: Callable[..., Any]) -> None:
        one, two = listing.iterator(), listing.iterator()
        assert [await step(one), await step(one), await step(two)] == [1, 2, 1]
        assert [await step(one), await step(two), await step(two)] == [3, 2, 3]

    listing.run(interleaved)


def test_the_repr_of_a_pager_explains_its_use(kind: str) -> None:
    name = "Pager" if kind == "sync" else "AsyncPager"
    assert repr(Listing(kind, three()).pager).startswith(f"<{name}: iterate over it for items")


def test_nothing_is_fetched_before_it_is_needed(kind: str) -> None:
    server = three()
    listing = Listing(kind, server)

    async def go(step: Callable[..., Any]) -> None:
        iterator = listing.iterator()
        assert server.asked == []
        await step(iterator)
        await step(iterator)
        assert len(server.asked) == 1

    listing.run(go)


def test_a_break_leaves_nothing_to_close(kind: str, recwarn: pytest.WarningsRecorder) -> None:
    listing = Listing(kind, three())

    async def go(_: Callable[..., Any]) -> list[int]:
        results = []
        if kind == "sync":
            for item in itertools.chain(listing.pager, listing.pager.pages()):
                results.append(item)
                break
        else:
            async for item in listing.pager:
                results.append(item)
                break
            async for page in listing.pager.pages():
                results.append(page)
                break
        return results

    assert listing.run(go)[0] == 1
    assert not recwarn.list


@set_max_examples(100, 20)
@given(st.lists(st.lists(st.integers(), max_size=3) | st.just(UNSET), min_size=1, max_size=6))
def test_no_item_is_lost_or_doubled(shape: list[list[int] | Unset]) -> None:
    pages = {
        str(index) if index else None: Page(items, str(index + 1))
        for index, items in enumerate(shape)
    }
    pages[next(reversed(pages))].token = UNSET
    expected = [item for items in shape for item in items or []]
    assert Listing("sync", Server(pages)).all() == expected
    assert Listing("asyncio", Server(pages)).all() == expected


@pytest.mark.parametrize(
    ("limit", "size", "items", "asked"),
    [
        (1, None, [1], [(1, None)]),
        (2, None, [1, 2], [(2, None)]),
        (3, None, [1, 2, 3], [(3, None), (3, "b"), (3, "c")]),
        (999, None, [1, 2, 3], [(500, None), (500, "b"), (500, "c")]),
        (2, 1, [1, 2], [(1, None)]),
        (2, 9, [1, 2], [(2, None)]),
        (2, 0, [1, 2], [(0, None)]),
    ],
)
def test_a_limited_pager_requests_no_more_than_it_yields(
    kind: str, limit: int, size: int | None, items: list[int], asked: list[Any]
) -> None:
    server = three()
    listing = Listing(kind, server, page_size=size)
    unlimited, listing.pager = listing.pager, listing.pager.limited(limit)
    assert type(listing.pager) is type(unlimited)
    assert listing.all() == items
    assert server.asked == asked
    assert listing.all() == items  # Each iteration has the limit.
    assert len(listing.all(pages=True)) == 3
    listing.pager = unlimited
    assert listing.all() == [1, 2, 3]


def test_the_smaller_of_two_limits_applies(kind: str) -> None:
    listing = Listing(kind, three())
    for limits in ((1, 2), (2, 1)):
        limited = listing.pager.limited(limits[0]).limited(limits[1])
        other = Listing(kind, three())
        other.pager = limited
        assert other.all() == [1]


def test_the_largest_page_size_is_that_of_the_document(kind: str) -> None:
    assert Listing(kind, three()).pager.largest_page_size == 500
    assert Listing(kind, three(), largest=None).pager.largest_page_size is None


def test_a_limit_of_a_list_without_page_sizes(kind: str) -> None:
    for options in ({"paged": False}, {"largest": None}):
        server = three()
        listing = Listing(kind, server, **options)
        listing.pager = listing.pager.limited(1)
        assert listing.all() == [1]
        assert server.asked == [(None, None)]


def test_an_error_does_not_use_up_the_limit(kind: str) -> None:
    server = three()
    server.failures["b"] = Broken()
    listing = Listing(kind, server)
    listing.pager = listing.pager.limited(3)

    async def go(step: Callable[..., Any]) -> list[Any]:
        iterator = listing.iterator()
        results = [await step(iterator), await step(iterator)]
        with pytest.raises(Broken):
            await step(iterator)
        return [*results, await step(iterator), await step(iterator)]

    assert listing.run(go) == [1, 2, 3, "end"]


@pytest.mark.parametrize("limit", [0, -1, -(10**5000)], ids=["0", "-1", "huge"])
def test_a_limit_below_one_is_refused(kind: str, limit: int) -> None:
    with pytest.raises(Refused, match=r"n=.*: expected a positive int\. Nothing was sent\."):
        Listing(kind, three()).pager.limited(limit)


@pytest.mark.parametrize("limit", [None, UNSET, True, 1.0, "1"], ids=repr)
def test_a_limit_of_another_type_is_refused(kind: str, limit: Any) -> None:
    with pytest.raises(TypeError, match=r"n=.*: expected int, got .*\. Nothing was sent\."):
        Listing(kind, three()).pager.limited(limit)


@pytest.mark.parametrize(
    ("limit", "more"), [(1, True), (2, True), (3, False), (4, False), (None, False)]
)
def test_an_iteration_knows_if_the_list_continues(limit: int | None, more: bool) -> None:
    pager = Listing("sync", three()).pager
    items = iter(pager if limit is None else pager.limited(limit))
    assert list(items) == [1, 2, 3][:limit]
    assert items.has_more() is more


def test_a_repeated_page_token_raises_a_response_error(
    runner: ClientRunner, httpx_mock: HTTPXMock
) -> None:
    for _ in range(2):
        httpx_mock.add_response(json={"members": [], "nextPageToken": "again"})
    error = get_error(runner, lambda meet: meet.members.list("abc"))
    assert type(error) is ResponseError
    assert error.response is None
    assert "'again' came a second time" in str(error)


@pytest.mark.maton_contract(wrong_on_purpose="answers")
@pytest.mark.parametrize("token", [5, ["x"], {"a": 1}, True])
def test_a_page_token_of_another_type_is_an_error(token: Any, runner: ClientRunner) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"members": [], "nextPageToken": token})

    with pytest.raises(ResponseError, match="nextPageToken: expected a string"):
        runner.call(
            lambda meet: meet.members.list("a"),
            connection="c",
            transport=httpx.MockTransport(answer),
        )
