"""Fixtures that several promises share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.browsers import open_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Return a browser that playwright drives."""
    with open_browser() as browser:
        yield browser
