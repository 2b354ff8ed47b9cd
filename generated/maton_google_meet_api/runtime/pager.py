# Copied by scripts/regenerate.py from scripts/codegen/runtime/pager.py; do not edit.
"""Lists that come in pages, as iterators of items or of pages."""

import copy
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any, Generic, Self, TypeVar

from .arguments import check_field
from .calls import FacadeErrors, selects_field
from .text import shorten
from .unset import Unset

Item = TypeVar("Item")
Page = TypeVar("Page")
Fetch = TypeVar("Fetch", bound=Callable[..., Any])


class _Listing(Generic[Item, Page, Fetch]):
    """What both pagers know of one list call; without I/O.

    `fetch(page_size, page_token)` performs one request; `items` and `following` read the items
    and the next page's token from a page, `token_field` is that token's name in JSON (both None
    for a list that has no pages); `largest` is the largest page size that the method documents.
    """

    def __init__(
        self,
        fetch: Fetch,
        items: Callable[[Page], Sequence[Item] | Unset],
        errors: FacadeErrors,
        *,
        following: Callable[[Page], str | Unset] | None = None,
        token_field: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
        largest: int | None = None,
        fields: str | None = None,
    ) -> None:
        self._fetch = fetch
        self._items = items
        self._errors = errors
        self._following = following
        self._token_field = token_field
        self._page_size = page_size
        self._page_token = page_token
        self._largest = largest
        self._fields = fields
        self._limit: int | None = None

    def limited(self, n: int) -> Self:
        """Return a pager that yields at most `n` items and requests pages of at most `n` items.

        The limit is about items: `.pages()` still yields every page.

        >>> for record in meet.conference_records.list().limited(3):
        ...     print(record.name)
        """
        check_field("n", n, "int", self._errors)
        if n < 1:
            shown = n if n > -(10**20) else "..."
            raise self._errors.invalid_argument(
                f"n={shown}: expected an int from 1 on. Nothing was sent."
            )
        pager = copy.copy(self)
        pager._limit = n if self._limit is None else min(n, self._limit)
        return pager

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: iterate it for the items, or its .pages()>"

    def _item_size(self) -> int | None:
        """The page size for iterating items: requests are what is scarce."""
        if (
            self._token_field
            and self._fields
            and not selects_field(self._fields, self._token_field)
        ):
            raise self._errors.invalid_argument(
                f"fields={self._fields!r} leaves out {self._token_field}, so that iterating would "
                f"end after one page as if that were all. Add {self._token_field} to fields, or "
                "use .pages()."
            )
        size = self._page_size if isinstance(self._page_size, int) else self._largest
        return size if size is None or self._limit is None else min(size, self._limit)


class _Position(Generic[Page]):
    """Where in a list an iteration stands; without I/O."""

    def __init__(self, listing: _Listing[Any, Page, Any], size: int | None) -> None:
        self._listing = listing
        self._size = size
        self._token = listing._page_token
        self._seen: set[str | None] = set()
        self.ended = False

    def next_request(self) -> tuple[int | None, str | None]:
        """(page size, page token) to fetch next; after an error, the same page again."""
        if self._token in self._seen:
            raise self._listing._errors.bad_response(
                f"the page token {shorten(repr(self._token), 100)} came a second time, after "
                f"{len(self._seen)} pages: following it would never end",
                None,
            )
        return self._size, self._token

    def advance(self, page: Page) -> Page:
        """Take note of `page` and hand it on."""
        self._seen.add(self._token)
        following = self._listing._following
        self._token = (following(page) or None) if following else None
        self.ended = self._token is None
        return page


class _Pages(Iterator[Page]):
    def __init__(self, listing: "Pager[Any, Page]", size: int | None) -> None:
        self._fetch = listing._fetch
        self._position = _Position(listing, size)

    def __next__(self) -> Page:
        if self._position.ended:
            raise StopIteration
        return self._position.advance(self._fetch(*self._position.next_request()))


class _AsyncPages(AsyncIterator[Page]):
    def __init__(self, listing: "AsyncPager[Any, Page]", size: int | None) -> None:
        self._fetch = listing._fetch
        self._position = _Position(listing, size)

    async def __anext__(self) -> Page:
        if self._position.ended:
            raise StopAsyncIteration
        return self._position.advance(await self._fetch(*self._position.next_request()))


class _Items(Iterator[Item], Generic[Item, Page]):
    # A class and not a generator: one that an error went through is at its end, so that going on
    # after the error would look as if that were all.
    def __init__(
        self,
        pages: _Pages[Page],
        items: Callable[[Page], Sequence[Item] | Unset],
        limit: int | None,
    ) -> None:
        self._pages = pages
        self._items = items
        self._left = float("inf") if limit is None else limit
        self._page: Iterator[Item] = iter(())

    def __next__(self) -> Item:
        while self._left:
            for item in self._page:
                self._left -= 1
                return item
            self._page = iter(self._items(next(self._pages)) or ())
        raise StopIteration

    def has_more(self) -> bool:
        """Return True if the pages fetched so far show that the list goes on after the limit.

        Call it after the last item: it consumes the item that follows.
        """
        return next(self._page, None) is not None or not self._pages._position.ended


class _AsyncItems(AsyncIterator[Item]):
    # A class and not an async generator: one that a `break` leaves suspended would have to be
    # closed by the event loop, and trio warns of it.
    def __init__(
        self,
        pages: _AsyncPages[Page],
        items: Callable[[Page], Sequence[Item] | Unset],
        limit: int | None,
    ) -> None:
        self._pages = pages
        self._items = items
        self._left = float("inf") if limit is None else limit
        self._page: Iterator[Item] = iter(())

    async def __anext__(self) -> Item:
        while self._left:
            for item in self._page:
                self._left -= 1
                return item
            self._page = iter(self._items(await self._pages.__anext__()) or ())
        raise StopAsyncIteration


class Pager(_Listing[Item, Page, Callable[[int | None, str | None], Page]]):
    """The items of a list. Iterating fetches pages as they are needed, of the largest size that
    the method documents unless `page_size` was given; each new iteration starts at the front."""

    def __iter__(self) -> _Items[Item, Page]:
        return _Items(_Pages(self, self._item_size()), self._items, self._limit)

    def pages(self) -> Iterator[Page]:
        """The pages themselves, as the server answers them: sends what was given and no more."""
        return _Pages(self, self._page_size)


class AsyncPager(_Listing[Item, Page, Callable[[int | None, str | None], Awaitable[Page]]]):
    """The items of a list, for `async for`. Iterating fetches pages as they are needed, of the
    largest size that the method documents unless `page_size` was given; each new iteration
    starts at the front."""

    def __aiter__(self) -> AsyncIterator[Item]:
        return _AsyncItems(_AsyncPages(self, self._item_size()), self._items, self._limit)

    def pages(self) -> AsyncIterator[Page]:
        """The pages themselves, as the server answers them: sends what was given and no more."""
        return _AsyncPages(self, self._page_size)
