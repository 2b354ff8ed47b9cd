"""The document as the generator reads it."""

from __future__ import annotations

from typing import Any

import pytest
from codegen.operations import Operation, read_operations
from codegen.view import View
from support.reading import spec


@pytest.fixture(scope="module")
def operations() -> dict[str, dict[str, Any]]:
    """Return the operations of the view by id."""
    items = View(spec()).build()["paths"].values()
    return {each["operationId"]: each for item in items for each in item.values()}


@pytest.mark.parametrize("operation", read_operations(spec()), ids=lambda each: each.id)
def test_each_success_counts(operation: Operation, operations: dict[str, dict[str, Any]]) -> None:
    assert list(operations[operation.id]["responses"]) == ["2XX"]
