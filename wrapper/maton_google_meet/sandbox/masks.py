"""Update masks (https://google.aip.dev/161): which fields of a thing an update changes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from maton_google_meet_api.runtime.schemas import Node

from .api import Api
from .messages import camel
from .refusals import Invalid


def updated(api: Api, schema: Node, current: Node, given: Node, mask: str) -> Node:
    """`current` as the fields of `given` that `mask` names make it, by the input `schema`.

    No mask means the fields that were given (today's edition of Google's reference), `*` all that
    `schema` has. What a mask names and `given` lacks is cleared.

    Raises:
        Invalid: `mask` names a field that cannot be changed.
    """
    paths: list[tuple[str, ...]]
    if mask == "*":
        paths = [(name,) for name in api.kind(schema).get("properties", {})]
    elif mask:
        paths = [_checked(api, schema, path.strip()) for path in mask.split(",")]
    else:
        paths = list(_leaves(given))
    result = copy.deepcopy(current)
    for path in paths:
        _set(result, path, _at(given, path))
    return result


def _checked(api: Api, schema: Node, path: str) -> tuple[str, ...]:
    parts = tuple(camel(part) for part in path.split("."))
    kind = api.kind(schema)
    for part in parts:
        fields = kind.get("properties", {})
        if part not in fields or fields[part].get("readOnly"):
            raise Invalid(f'there is no field "{path}" that can be changed', ("updateMask",))
        kind = api.kind(fields[part])
    return parts


def _leaves(given: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in given.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key)


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _set(target: Node, path: tuple[str, ...], value: Any) -> None:
    *parents, last = path
    for part in parents:
        if value is None and part not in target:
            return
        target = target.setdefault(part, {})
    if value is None:
        target.pop(last, None)
    else:
        target[last] = copy.deepcopy(value)
