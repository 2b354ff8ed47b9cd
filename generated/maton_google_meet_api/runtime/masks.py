# Copied by scripts/regenerate.py from scripts/codegen/runtime/masks.py; do not edit.
"""Update masks: the paths of the fields that a request body holds."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from .arguments import build_type_error, is_empty_selection
from .calls import FacadeErrors
from .text import escape_for_terminal, shorten
from .unset import UNSET, Unset

_STEP = re.compile(r"[^,.*\s]+")


def _paths(body: Mapping[str, Any], errors: FacadeErrors, prefix: str = "") -> Iterator[str]:
    for key, value in body.items():
        if not _STEP.fullmatch(key):
            raise errors.invalid_argument(
                escape_for_terminal(
                    f"{shorten(repr(key), 100)} cannot be a step of a path in a mask. "
                )
                + "Nothing was sent. Pass update_mask= with the paths to change."
            )
        if isinstance(value, Mapping) and value:
            yield from _paths(value, errors, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def build_mask(given: object, body: Mapping[str, Any], arguments: str, errors: FacadeErrors) -> str:
    """Return the mask to send: `given`, or the paths of what `body` (JSON keys) holds.

    A str is sent as it is; the paths of a list or tuple are joined by commas. None and `UNSET`
    stand for the leaf paths of `body`, in its order: a list is a leaf, and an object with nothing
    set in it is its own path.

    A mask that names nothing raises what `errors.invalid_argument` makes, naming `arguments`: with
    no mask, today's reference updates what was given and an older one replaced the whole resource.

    Raises:
        TypeError: `given` is of another type, or one of its paths is not a str.
    """
    advice = f"give {arguments}, or update_mask= with the paths to clear"
    if given is None or given is UNSET:
        given = list(_paths(body, errors))
        if not given:
            raise errors.invalid_argument(f"Nothing to update: {advice}.")
    return _joined(given, advice, errors)


def check_mask(
    given: str | list[str] | tuple[str, ...] | Unset, errors: FacadeErrors
) -> str | Unset:
    """Return the field `updateMask` of a body: `given`, where a list or tuple of paths is joined.

    Raises as `update_mask` does.
    """
    return (
        given if isinstance(given, Unset) else _joined(given, "name the fields to change", errors)
    )


def _joined(given: object, advice: str, errors: FacadeErrors) -> str:
    paths = [given] if isinstance(given, str) else given
    if not isinstance(paths, list | tuple) or isinstance(given, Enum):
        raise build_type_error("update_mask", given, "str | list[str] | tuple[str, ...]")
    for index, path in enumerate(paths):
        if not isinstance(path, str) or isinstance(path, Enum):
            raise build_type_error(f"update_mask[{index}]", path, "str")
    if not paths or any(map(is_empty_selection, paths)):
        what = f"update_mask={shorten(repr(given), 100)} names no field"
        raise errors.invalid_argument(escape_for_terminal(f"Nothing to update: {what}; {advice}."))
    return ",".join(paths)
