"""The guides to names, lists, retries and errors state the facts of the code."""

from __future__ import annotations

import dataclasses
import inspect
import re
from typing import Any

import pytest
from codegen.operations import name_method, name_resource
from maton_google_meet import AsyncGoogleMeet, GoogleMeet, PermissionDeniedError, Retry, errors
from maton_google_meet.flow import retry
from maton_google_meet.flow.problems import Problem
from maton_google_meet.sandbox import Fault, Sandbox
from support.pages import PAGES, RunBlock, find_block, list_first_cells

ERRORS = "docs/guides/errors.md"
LISTS = "docs/guides/lists.md"
RETRY = "docs/guides/retry.md"


def read_section(page: str, heading: str) -> str:
    """Return the text below a heading, up to the next heading."""
    [section] = re.findall(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", PAGES[page], re.M | re.S)
    return str(section)


@pytest.mark.parametrize(
    ("fault", "sent"), [(None, 1), (Fault.LOST_ANSWER, 1), (Fault.LOST_REQUEST, 2)]
)
def test_a_program_continues_after_an_unknown_outcome(
    fault: Fault | None, sent: int, sandbox: Sandbox, run_block: RunBlock
) -> None:
    if fault:
        sandbox.fail(fault, operation="members.create")
    names = run_block(find_block(ERRORS, "members.create"))
    with sandbox.client() as meet:
        members = [each.email for each in meet.members.list(names["space"].name)]
    assert members.count(names["email"]) == 1
    assert [each.operation for each in sandbox.requests].count("members.create") == sent


def test_the_message_shown_is_the_real_one(sandbox: Sandbox) -> None:
    with sandbox.client() as meet, pytest.raises(PermissionDeniedError) as caught:
        meet.spaces.get("nope")
    shown = find_block(ERRORS, "spaces/nope", language="text").text
    assert " ".join(shown.split()) == str(caught.value)


def test_the_tree_is_that_of_the_classes() -> None:
    pattern = r"^ *(?:[│├└─]+ *)*"
    shown = find_block(ERRORS, "├── ConfigurationError", language="text").text.splitlines()
    documented = re.findall(r"^    ([│├└─ ]*[A-Z]\w+)", errors.__doc__ or "", re.MULTILINE)
    assert [line.partition(" (")[0] for line in shown] == documented
    for line in shown:
        name, _, base = re.sub(pattern, "", line).rstrip(")").partition(" (")
        bases = [each.__name__ for each in getattr(errors, name).__bases__[1:]]
        assert bases == ([base] if base else [])


def test_the_attributes_of_a_response_are_complete() -> None:
    section = read_section(ERRORS, "Attributes of a response")
    attributes = list_first_cells(section)
    assert set(attributes) == set(errors.APIStatusError.__annotations__)


def test_the_reasons_and_authors_are_those_of_the_document(document: dict[str, Any]) -> None:
    assert list_first_cells(read_section(ERRORS, "Reasons")) == [*document["x-reasons"]]
    authors = re.findall(r"[\"'](\w+)[\"']", str(Problem.__annotations__["answered_by"]))
    rows = list_first_cells(read_section(ERRORS, "Source of the response"))[1:]
    assert rows == [each for each in authors if each != "Literal"]


def test_retryable_classes_are_listed() -> None:
    section = read_section(ERRORS, "Retry after an error")
    listed = re.search(r"It is true for (.*?), and false", " ".join(section.split()))
    assert listed
    names = re.findall(r"`(\w+)`", listed[1])
    classes = [kind for kind in vars(errors).values() if inspect.isclass(kind)]
    retryable = {kind.__name__ for kind in classes if getattr(kind, "retryable", False)}
    assert set(names) == retryable


def test_the_unknown_outcomes_of_all_writes_are_explained(document: dict[str, Any]) -> None:
    writes = {
        f"{name_resource(tag)}.{name_method(verb)}"
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "x-write" in operation
        for tag, _, verb in [operation["operationId"].partition(".")]
    }
    listed = list_first_cells(read_section(ERRORS, "A write with an unknown outcome"))
    assert {*listed} == writes | {"authorize"}


def test_the_filters_are_those_of_the_document(document: dict[str, Any]) -> None:
    parameters = document["components"]["parameters"]
    for row in re.findall(r"^\| `.*$", read_section(LISTS, "Filters"), re.MULTILINE):
        method, fields, examples = row.strip("| ").split(" | ")
        [tag] = re.findall(r"`(\w+)s\.list`", method)
        name = re.sub("_(.)", lambda match: match[1].upper(), tag)
        description = " ".join(parameters[f"{name}Filter"]["schema"]["description"].split())
        text = description.partition(", with values")[0]
        assert re.findall(r"`([^`]+)`", fields) == re.findall(r"`([^`]+)`", text)
        assert all(f"`{each}`" in description for each in re.findall(r"`([^`]+)`", examples))


def test_the_default_bounds_are_those_of_the_code() -> None:
    section = read_section(RETRY, "Retry options")
    assert f"`{Retry()!r}`" in section
    assert list_first_cells(section) == [field.name for field in dataclasses.fields(Retry)]
    seconds = inspect.signature(GoogleMeet).parameters["timeout"].default
    assert inspect.signature(AsyncGoogleMeet).parameters["timeout"].default == seconds
    assert f"| {seconds:g} seconds |" in read_section(RETRY, "Timeout and total")


def test_the_waits_are_those_of_the_code() -> None:
    text = " ".join(read_section(RETRY, "Waits between attempts").split())
    limits = [retry.BACKOFF_SECONDS * 2**at for at in range(Retry().attempts - 1)]
    assert f"{', '.join(f'{each:g}' for each in limits[:-1])} and {limits[-1]:g} seconds" in text
    quota = [retry.QUOTA_BACKOFF_SECONDS * 2**at for at in range(Retry().attempts - 2)]
    assert f"{', '.join(f'{each:g}' for each in quota[:-1])} and {quota[-1]:g} seconds" in text
