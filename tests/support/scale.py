"""How much a test tries: a share of it in the suite, all of it with `--thorough`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import settings

_Test = TypeVar("_Test", bound=Callable[..., object])
# Set before any test is imported, since decorators ask for it.
_whole = False


def set_full_size(whole: bool) -> None:
    """Whether this is a thorough run."""
    global _whole  # noqa: PLW0603 - one run of pytest is one process
    _whole = whole


def scale(full: int, share: int) -> int:
    """`full` in a thorough run, else `share`. The test that asks is marked `sized`."""
    return full if _whole else share


def set_max_examples(full: int, share: int) -> Callable[[_Test], _Test]:
    """So many examples of hypothesis, for a test with `@given`; it is marked `sized`."""

    def decorate(test: _Test) -> _Test:
        sized: _Test = pytest.mark.sized(settings(max_examples=scale(full, share))(test))
        return sized

    return decorate
