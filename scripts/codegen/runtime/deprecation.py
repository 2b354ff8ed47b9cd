"""Warn the callers of facade methods of deprecated arguments, fields and enum values."""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from .unset import UNSET

_mark_coroutine_function: Any = getattr(inspect, "markcoroutinefunction", None)  # Python 3.12
Method = TypeVar("Method", bound=Callable[..., Any])


def deprecate_arguments(reasons: Mapping[str, str]) -> Callable[[Method], Method]:
    """Return a decorator that warns at most once per call for each deprecated argument.

    The warning points to the line of the call, even if the method is async and its coroutine runs
    in another task.

    Args:
        reasons: The reason for each deprecated argument (`filter`), field of an argument
            (`config.state` or `requests[].role`) or enum value (`config.state=OLD`).
    """
    rows = list[tuple[list[str], str, str]]()
    for place, reason in reasons.items():
        path, _, enum_value = place.partition("=")
        steps = path.replace("[]", "").split(".")
        rows.append((steps, enum_value, f"{place} is deprecated: {reason}"))

    def decorate(method: Method) -> Method:
        @functools.wraps(method)
        def warn_and_call(*arguments: Any, **keywords: Any) -> Any:
            for (name, *steps), enum_value, message in rows:
                values = _find_values(keywords.get(name, UNSET), steps)
                if any(_contains(value, enum_value) if enum_value else True for value in values):
                    warnings.warn(message, DeprecationWarning, stacklevel=2)
            return method(*arguments, **keywords)

        is_async = _mark_coroutine_function and inspect.iscoroutinefunction(method)
        wrapper = _mark_coroutine_function(warn_and_call) if is_async else warn_and_call
        return cast("Method", wrapper)

    return decorate


def _find_values(value: Any, steps: Sequence[str]) -> Iterator[Any]:
    """Yield the values at a path of attributes below `value`, except None and `UNSET`."""
    if value is UNSET or value is None:
        return
    if not steps:
        yield value
        return
    for each in value if isinstance(value, list) else [value]:
        yield from _find_values(getattr(each, steps[0], UNSET), steps[1:])


def _contains(value: Any, enum_value: str) -> bool:
    """Return True if `value` is the value of an enum, or a list that contains it."""
    values = value if isinstance(value, list) else [value]
    return any(isinstance(each, str) and each == enum_value for each in values)
