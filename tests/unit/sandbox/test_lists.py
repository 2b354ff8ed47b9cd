"""The order of lists, and page tokens."""

from __future__ import annotations

from typing import Any

import pytest
from maton_google_meet.sandbox.lists import (
    Order,
    Row,
    make_page_token,
    make_row,
    read_page_token,
    sort_rows,
)
from maton_google_meet.sandbox.refusals import InvalidValue

VALUES: tuple[Any, ...] = (
    *("b", None, "a", 2, True, "2026-11-25T09:30:00Z", "2026-11-25T10:29:59+01:00", "c", "b"),
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([], "012345678"),
        # Absent values first, then numbers, timestamps and texts; the same ones by age.
        ([Order(("key",))], "143652087"),
        ([Order(("key",), True)], "780256341"),
        ([Order(("other",)), Order(("key",), True)], "780256341"),
    ],
)
@pytest.mark.parametrize("deleted", [False, True])
def test_pages_continue_behind_their_last_item(
    order: list[Order], expected: str, deleted: bool
) -> None:
    rows = [make_row({"key": value}, serial, order) for serial, value in enumerate(VALUES)]
    listed = sort_rows(rows, order, None)
    assert "".join(str(row.serial) for row in listed) == expected
    last = read_page_token("a list", make_page_token("a list", listed[3]))
    assert last is not None
    rest = sort_rows([row for row in rows if not deleted or row != listed[3]], order, last)
    assert rest == listed[4:]


def test_a_token_belongs_to_its_list() -> None:
    token = make_page_token("a list", Row([], 1))
    assert read_page_token("a list", "") is None
    with pytest.raises(InvalidValue, match="not from the same list"):
        read_page_token("another list", token)
