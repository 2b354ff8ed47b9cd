"""The size of a test: a share in the suite, the full size with `--thorough`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import settings

_Test = TypeVar("_Test", bound=Callable[..., object])
# Set before tests are imported: decorators read it.
_full_size = False


def set_full_size(full_size: bool) -> None:
    """Use the full size in this run."""
    global _full_size  # noqa: PLW0603 - one run of pytest is one process
    _full_size = full_size


def scale(full: int, share: int) -> int:
    """Return `full` in a thorough run, else `share`; mark such a test `sized`."""
    return full if _full_size else share


def set_max_examples(full: int, share: int) -> Callable[[_Test], _Test]:
    """Set the number of hypothesis examples of a test, and mark the test `sized`."""

    def decorate(test: _Test) -> _Test:
        sized: _Test = pytest.mark.sized(settings(max_examples=scale(full, share))(test))
        return sized

    return decorate
