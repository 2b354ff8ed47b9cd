# Copied by scripts/regenerate.py from scripts/codegen/runtime/masks.py; do not edit.
"""Update masks: derive them from a request body, or check the mask that the caller passed."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from .arguments import build_type_error, is_empty_selection
from .calls import FacadeErrors
from .text import escape_for_terminal, shorten
from .unset import UNSET, Unset

_SEGMENT = re.compile(r"[^,.*\s]+")


def _list_paths(body: Mapping[str, Any], errors: FacadeErrors, prefix: str = "") -> Iterator[str]:
    """Yield the leaf paths of `body` in its order."""
    for key, value in body.items():
        if not _SEGMENT.fullmatch(key):
            raise errors.invalid_argument(
                escape_for_terminal(
                    f"The key {shorten(repr(key), 100)} cannot be part of a mask path. "
                )
                + "Nothing was sent. Pass update_mask= with the paths to change."
            )
        if isinstance(value, Mapping) and value:
            yield from _list_paths(value, errors, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def build_mask(mask: object, body: Mapping[str, Any], arguments: str, errors: FacadeErrors) -> str:
    """Return the update mask to send.

    Send a str unchanged and join the paths of a list or tuple with commas. Derive the mask from
    `body` if `mask` is None or `UNSET`: it has the leaf paths in the order of `body`. A list is a
    leaf, and so is an object without fields.

    Never send an empty mask: with it, Google's current reference updates the fields in the body,
    and an older edition replaced the whole resource.

    Args:
        mask: The argument `update_mask` of the caller.
        body: The request body with its JSON names.
        arguments: The arguments that an error offers, such as `email= or role=`.
        errors: The functions that create the errors.

    Raises:
        TypeError: `mask` is of another type, or one of its paths is not a str.
        Exception: `errors.invalid_argument`, if the mask does not name a field.
    """
    advice = f"Pass {arguments}, or update_mask= with the paths to clear."
    if mask is None or mask is UNSET:
        mask = list(_list_paths(body, errors))
        if not mask:
            raise errors.invalid_argument(f"Nothing to update: no field was given. {advice}")
    return _join_paths(mask, advice, errors)


def check_mask(
    mask: str | list[str] | tuple[str, ...] | Unset, errors: FacadeErrors
) -> str | Unset:
    """Return the field `updateMask` of a body. Join the paths of a list or tuple with commas.

    Raises:
        TypeError: `mask` is of another type, or one of its paths is not a str.
        Exception: `errors.invalid_argument`, if the mask does not name a field.
    """
    if isinstance(mask, Unset):
        return mask
    return _join_paths(mask, "Pass update_mask= with the paths to change.", errors)


def _join_paths(mask: object, advice: str, errors: FacadeErrors) -> str:
    paths = [mask] if isinstance(mask, str) else mask
    if not isinstance(paths, list | tuple) or isinstance(mask, Enum):
        raise build_type_error("update_mask", mask, "str | list[str] | tuple[str, ...]")
    for index, path in enumerate(paths):
        if not isinstance(path, str) or isinstance(path, Enum):
            raise build_type_error(f"update_mask[{index}]", path, "str")
    if not paths or any(map(is_empty_selection, paths)):
        fault = f"update_mask={shorten(repr(mask), 100)} does not name a field"
        raise errors.invalid_argument(escape_for_terminal(f"Nothing to update: {fault}. {advice}"))
    return ",".join(paths)
