"""Iterate over the items or the pages of a list method."""

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
    """The parameters of one list call, without I/O: the base of both pagers.

    `following` and `token_field` are None for a method without pages.

    Args:
        fetch: Performs the request for (page size, page token) and returns the page.
        items: Returns the items of a page.
        errors: The functions that create the errors.
        following: Returns the token of the next page.
        token_field: The JSON name of that token.
        page_size: The page size that the caller passed.
        page_token: The token of the first page to fetch.
        largest: The largest page size that the method documents.
        fields: The partial response that the caller asked for.
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
        """Return a pager that yields at most `n` items, from pages of at most `n` items.

        The limit counts items; `.pages()` still yields every page.

            for record in meet.conference_records.list().limited(3):
                print(record.name)

        Args:
            n: The largest number of items, at least 1.

        Raises:
            TypeError: `n` is not an int.
            InvalidArgumentError: `n` is below 1.
        """
        check_field("n", n, "int", self._errors)
        if n < 1:
            text = n if n > -(10**20) else "..."
            raise self._errors.invalid_argument(
                f"n={text}: expected a positive int. Nothing was sent."
            )
        pager = copy.copy(self)
        pager._limit = n if self._limit is None else min(n, self._limit)
        return pager

    @property
    def largest_page_size(self) -> int | None:
        """The largest page size that the API documents; None for a method without pages."""
        return self._largest

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: iterate over it for items, or over .pages() for responses>"

    def _item_size(self) -> int | None:
        """Return the page size for iterating over items: the largest, to save requests."""
        if (
            self._token_field
            and self._fields
            and not selects_field(self._fields, self._token_field)
        ):
            raise self._errors.invalid_argument(
                f"fields={self._fields!r} leaves out {self._token_field}, so iterating would stop "
                f"after one page and miss the other items. Nothing was sent. Add "
                f"{self._token_field} to fields=, or iterate over .pages()."
            )
        size = self._page_size if isinstance(self._page_size, int) else self._largest
        return size if size is None or self._limit is None else min(size, self._limit)


class _Position(Generic[Page]):
    """The position of one iteration over the pages, without I/O."""

    def __init__(self, listing: _Listing[Any, Page, Any], size: int | None) -> None:
        self._listing = listing
        self._size = size
        self._token = listing._page_token
        self._seen: set[str | None] = set()
        self.ended = False

    def next_request(self) -> tuple[int | None, str | None]:
        """Return (page size, page token) of the next page; after an error, of the same page.

        Raises:
            Exception: `errors.bad_response`, if the server returned a page token before.
        """
        if self._token in self._seen:
            raise self._listing._errors.bad_response(
                f"The page token {shorten(repr(self._token), 100)} came a second time, after "
                f"{len(self._seen)} pages. The list would never end, so iterating stopped. List "
                "again from the start.",
                None,
            )
        return self._size, self._token

    def advance(self, page: Page) -> Page:
        """Move behind `page` and return it."""
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


class _ItemsBase(Generic[Item, Page]):
    """The items of the current page, cut at the limit when the page arrives."""

    def __init__(
        self,
        pages: Any,
        items: Callable[[Page], Sequence[Item] | Unset],
        limit: int | None,
    ) -> None:
        self._pages = pages
        self._items = items
        self._left = limit
        self._cut = False
        self._page: Iterator[Item] = iter(())

    def _open(self, page: Page) -> None:
        items = self._items(page) or ()
        if self._left is not None:
            self._cut = len(items) > self._left
            items = items[: self._left]
            self._left -= len(items)
        self._page = iter(items)


class _Items(_ItemsBase[Item, Page], Iterator[Item]):
    # A class instead of a generator: an error ends a generator, so continuing after the error
    # would look like the end of the list.
    def __next__(self) -> Item:
        while True:
            for item in self._page:
                return item
            if self._left == 0:
                raise StopIteration
            self._open(next(self._pages))

    def has_more(self) -> bool:
        """Return True if the fetched pages show that the list continues after the limit.

        Call it after the last item, because it consumes the next one.
        """
        more = self._cut or next(self._page, None) is not None
        return more or not self._pages._position.ended


class _AsyncItems(_ItemsBase[Item, Page], AsyncIterator[Item]):
    # A class instead of an async generator: a `break` leaves an async generator suspended, the
    # event loop has to close it, and trio warns about that.
    # https://trio.readthedocs.io/en/stable/reference-core.html#finalization
    async def __anext__(self) -> Item:
        while True:
            for item in self._page:
                return item
            if self._left == 0:
                raise StopAsyncIteration
            self._open(await self._pages.__anext__())


class Pager(_Listing[Item, Page, Callable[[int | None, str | None], Page]]):
    """The items of a list.

    Iterating requests each page when it is needed, in the largest documented size unless
    `page_size` is given. Each new iteration starts at the first page. If a request raises, the
    iterator can continue: its next step requests the same page.

        for record in meet.conference_records.list():
            print(record.name)
    """

    def __iter__(self) -> _Items[Item, Page]:
        return _Items(_Pages(self, self._item_size()), self._items, self._limit)

    def pages(self) -> Iterator[Page]:
        """Iterate over the responses.

            for page in meet.conference_records.list(page_size=10).pages():
                print(page.conference_records, page.next_page_token)

        Requests have only the arguments that the caller passed, and the token of the page.
        """
        return _Pages(self, self._page_size)


class AsyncPager(_Listing[Item, Page, Callable[[int | None, str | None], Awaitable[Page]]]):
    """The items of a list, for `async for`.

    Iterating requests each page when it is needed, in the largest documented size unless
    `page_size` is given. Each new iteration starts at the first page. If a request raises, the
    iterator can continue: its next step requests the same page.

        async for record in meet.conference_records.list():
            print(record.name)
    """

    def __aiter__(self) -> AsyncIterator[Item]:
        return _AsyncItems(_AsyncPages(self, self._item_size()), self._items, self._limit)

    def pages(self) -> AsyncIterator[Page]:
        """Iterate over the responses.

            async for page in meet.conference_records.list(page_size=10).pages():
                print(page.conference_records, page.next_page_token)

        Requests have only the arguments that the caller passed, and the token of the page.
        """
        return _AsyncPages(self, self._page_size)
