"""The tables of all pages are complete, and their programs are those of the package."""

from __future__ import annotations

import re
from collections.abc import Iterator

import maton_google_meet
from maton_google_meet import errors
from maton_google_meet.cli.completion import LINE_VARIABLE
from maton_google_meet_api.operations import OPERATIONS
from support.examples import snake
from support.pages import PAGES, ROOT, list_first_cells


def list_errors(kind: type[Exception] = errors.MatonError) -> Iterator[str]:
    """Yield the names of an error and of its subclasses in this package."""
    yield kind.__name__
    for lower in kind.__subclasses__():
        if lower.__module__ == errors.__name__:
            yield from list_errors(lower)


def test_every_error_is_in_the_one_table() -> None:
    names = {*list_errors()}
    tables = {
        page: listed
        for page, text in PAGES.items()
        if len(listed := [name for name in list_first_cells(text) if name in names]) > 5
    }
    assert [*tables] == ["docs/guides/errors.md"]
    [listed] = tables.values()
    assert len(listed) == len({*listed})
    assert {*listed} == names
    assert names <= {*maton_google_meet.__all__}
    assert all(name in (errors.__doc__ or "") for name in names)


def test_every_environment_variable_is_listed() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "wrapper").rglob("*.py")]
    used = {name for text in sources for name in re.findall(r"\bMATON_[A-Z_]+[A-Z]\b", text)}
    assert len(used) > 5
    used.remove(LINE_VARIABLE)  # It is for the completion alone.
    assert used - {*list_first_cells(PAGES["docs/reference/environment.md"])} == set()


def test_every_logger_is_listed() -> None:
    listed = list_first_cells(PAGES["docs/guides/observing.md"])
    assert {"maton_google_meet", "maton_google_meet.audit"} <= {*listed}


def test_every_operation_is_listed() -> None:
    listed = list_first_cells(PAGES["docs/reference/operations.md"])
    assert listed == [snake(operation.id) for operation in OPERATIONS]
