"""The tables of all pages are complete, and their programs are those of the package."""

from __future__ import annotations

import re
from collections.abc import Iterator

import maton_google_meet
from maton_google_meet import errors
from maton_google_meet.cli import completion
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
    cells = {page: list_first_cells(text) for page, text in PAGES.items()}
    assert [page for page in cells if "MatonError" in cells[page]] == ["docs/guides/errors.md"]
    listed = [name for name in cells["docs/guides/errors.md"] if name in names]
    assert len(listed) == len({*listed})
    assert {*listed} == names
    assert names <= {*maton_google_meet.__all__}
    assert all(name in (errors.__doc__ or "") for name in names)


def test_every_logger_is_listed() -> None:
    listed = list_first_cells(PAGES["docs/guides/observing.md"])
    assert {"maton_google_meet", "maton_google_meet.audit"} <= {*listed}


def test_every_variable_of_this_package_is_listed() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "wrapper").rglob("*.py")]
    read = {name for text in sources for name in re.findall(r"\"(MATON_[A-Z_]+)\"", text)}
    listed = list_first_cells(PAGES["docs/reference/environment.md"])
    assert len(listed) == len({*listed})
    own = {name for name in listed if name.startswith("MATON_")}
    assert own == read - {completion.LINE_VARIABLE}  # The command sets it for PowerShell.


def test_every_operation_is_listed() -> None:
    listed = re.findall(r"(?m)^\| \[`([\w.]+)`\]", PAGES["docs/reference/operations.md"])
    names = [name.replace(".", "_") for name in listed]
    assert sorted(names) == sorted(snake(each.id) for each in OPERATIONS)
