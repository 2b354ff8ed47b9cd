"""Update masks (https://google.aip.dev/161): the fields that an update changes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from maton_google_meet_api.runtime.schemas import Node

from .api import Api
from .messages import to_camel_case
from .refusals import InvalidValue


def apply_mask(api: Api, schema: Node, current: Node, update: Node, mask: str) -> Node:
    """Return a copy of `current` with the fields that `mask` names taken from `update`.

    Without a mask, the fields in `update` are changed (Google's reference says so today). The mask
    `*` names all fields of `schema`, the input schema. A field that `update` lacks is cleared.

    Raises:
        InvalidValue: `mask` names a field that cannot be changed.
    """
    paths: list[tuple[str, ...]]
    if mask == "*":
        paths = [(name,) for name in api.resolve_kind(schema).get("properties", {})]
    elif mask:
        paths = [_check_path(api, schema, path.strip()) for path in mask.split(",")]
    else:
        paths = list(_list_leaf_paths(update))
    result = copy.deepcopy(current)
    for path in paths:
        _set_value(result, path, _get_value(update, path))
    return result


def _check_path(api: Api, schema: Node, path: str) -> tuple[str, ...]:
    parts: list[str] = []
    kind: Node = api.resolve_kind(schema)
    for name in path.split("."):
        fields: Node = kind.get("properties", {})
        part = to_camel_case(name)
        if part in fields and not fields[part].get("readOnly"):
            parts.append(part)
            kind = api.resolve_kind(fields[part])
        elif kind.get("additionalProperties"):
            parts.append(name)  # A key of a map.
            kind = {"additionalProperties": True}
        else:
            raise InvalidValue(
                f'the field "{path}" is unknown or cannot be changed', ("updateMask",)
            )
    return tuple(parts)


def _list_leaf_paths(update: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in update.items():
        if isinstance(value, dict):
            yield from _list_leaf_paths(value, (*path, key))
        else:
            yield (*path, key)


def _get_value(value: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _set_value(target: Node, path: tuple[str, ...], value: Any) -> None:
    *parents, last = path
    for part in parents:
        if value is None and part not in target:
            return
        target = target.setdefault(part, {})
    if value is None:
        target.pop(last, None)
    else:
        target[last] = copy.deepcopy(value)
