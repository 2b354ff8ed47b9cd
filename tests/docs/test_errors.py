"""The guide to errors: its table, its lists and its example are complete."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import maton_google_meet
import pytest
from codegen.operations import name_method, name_resource
from maton_google_meet import PermissionDeniedError, errors, reports
from maton_google_meet.flow.problems import Problem
from maton_google_meet.sandbox import Fault, Sandbox
from support.pages import PAGES, RunBlock, find_block, list_first_cells, read_section

PAGE = "docs/guides/errors.md"


def list_errors(kind: type[Exception] = errors.MatonError) -> Iterator[str]:
    """Yield the names of an error and of its subclasses in this package."""
    yield kind.__name__
    for lower in kind.__subclasses__():
        if lower.__module__ == errors.__name__:
            yield from list_errors(lower)


def test_every_error_is_in_the_one_table() -> None:
    names = {*list_errors()}
    cells = {page: list_first_cells(text) for page, text in PAGES.items()}
    assert [page for page in cells if "MatonError" in cells[page]] == [PAGE]
    listed = [name for name in cells[PAGE] if name in names]
    assert len(listed) == len({*listed})
    assert {*listed} == names
    assert names <= {*maton_google_meet.__all__}
    assert all(name in (errors.__doc__ or "") for name in names)


@pytest.mark.parametrize(
    ("fault", "sent"), [(None, 1), (Fault.LOST_ANSWER, 1), (Fault.LOST_REQUEST, 2)]
)
def test_a_program_continues_after_an_unknown_outcome(
    fault: Fault | None, sent: int, sandbox: Sandbox, run_block: RunBlock
) -> None:
    if fault:
        sandbox.fail(fault, operation="members.create")
    names = run_block(find_block(PAGE, "members.create"))
    with sandbox.client() as meet:
        members = [each.email for each in meet.members.list(names["space"].name)]
    assert members.count(names["email"]) == 1
    assert [each.operation for each in sandbox.requests].count("members.create") == sent


def test_the_message_shown_is_the_real_one(sandbox: Sandbox) -> None:
    with sandbox.client() as meet, pytest.raises(PermissionDeniedError) as caught:
        meet.spaces.get("nope")
    shown = find_block(PAGE, "spaces/nope", language="text").text
    assert " ".join(shown.split()) == str(caught.value)


def test_the_tree_is_that_of_the_classes() -> None:
    pattern = r"^ *(?:[│├└─]+ *)*"
    shown = find_block(PAGE, "├── ConfigurationError", language="text").text.splitlines()
    documented = re.findall(r"^    ([│├└─ ]*[A-Z]\w+)", errors.__doc__ or "", re.MULTILINE)
    assert [line.partition(" (")[0] for line in shown] == documented
    for line in shown:
        name, _, base = re.sub(pattern, "", line).rstrip(")").partition(" (")
        bases = [each.__name__ for each in getattr(errors, name).__bases__[1:]]
        assert bases == ([base] if base else [])


def test_the_attributes_of_a_response_are_complete() -> None:
    section = read_section(PAGE, "Attributes of a response")
    attributes = list_first_cells(section)
    assert set(attributes) == set(errors.APIStatusError.__annotations__)


def test_the_reasons_and_authors_are_those_of_the_document(document: dict[str, Any]) -> None:
    assert list_first_cells(read_section(PAGE, "Reasons")) == [*document["x-reasons"]]
    authors = re.findall(r"[\"'](\w+)[\"']", str(Problem.__annotations__["answered_by"]))
    rows = list_first_cells(read_section(PAGE, "Source of the response"))[1:]
    assert rows == [each for each in authors if each != "Literal"]


def test_the_errors_of_reports_are_listed() -> None:
    listed = list_first_cells(read_section(PAGE, "Errors of reports"))
    kinds = [getattr(reports, name) for name in reports.__all__]
    expected = {
        kind.__name__
        for kind in kinds
        if isinstance(kind, type) and issubclass(kind, errors.MatonError)
    }
    assert {"NoConference", "FilesMissing", "ExportError"} <= expected
    assert {name for name in listed if name[0].isupper()} == expected


def test_retryable_classes_are_listed() -> None:
    section = read_section(PAGE, "Retry after an error")
    listed = re.search(r"It is true for (.*?), and false", " ".join(section.split()))
    assert listed
    names = re.findall(r"`(\w+)`", listed[1])
    classes = [*vars(errors).values(), *vars(reports.errors).values()]
    retryable = {
        kind.__name__
        for kind in classes
        if inspect.isclass(kind) and getattr(kind, "retryable", False)
    }
    assert set(names) == retryable


def test_the_unknown_outcomes_of_writes_are_explained(document: dict[str, Any]) -> None:
    writes = {
        f"{name_resource(tag)}.{name_method(verb)}"
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "x-write" in operation
        for tag, _, verb in [operation["operationId"].partition(".")]
    }
    listed = list_first_cells(read_section(PAGE, "A write with an unknown outcome"))
    # The table is written by hand: a new write may not be in it yet.
    assert "authorize" in listed
    assert {*listed} <= writes | {"authorize"}
