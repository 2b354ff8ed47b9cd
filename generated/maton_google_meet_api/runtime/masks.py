# Copied by scripts/regenerate.py from scripts/codegen/runtime/masks.py; do not edit.
"""Update masks: the paths of the fields that a request body holds."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from .arguments import is_blank, wrong_type
from .calls import FacadeErrors
from .text import escape_for_terminal, shorten
from .unset import UNSET, Unset

_STEP = re.compile(r"[^,.*\s]+")


def _paths(body: Mapping[str, Any], raises: FacadeErrors, prefix: str = "") -> Iterator[str]:
    for key, value in body.items():
        if not _STEP.fullmatch(key):
            raise raises.invalid_argument(
                escape_for_terminal(
                    f"{shorten(repr(key), 100)} cannot be a step of a path in a mask. "
                )
                + "Nothing was sent. Pass update_mask= with the paths to change."
            )
        if isinstance(value, Mapping) and value:
            yield from _paths(value, raises, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def update_mask(
    given: object, body: Mapping[str, Any], arguments: str, raises: FacadeErrors
) -> str:
    """Return the mask to send: `given`, or the paths of what `body` (JSON keys) holds.

    A str is sent as it is; the paths of a list or tuple are joined by commas. None and `UNSET`
    stand for the leaf paths of `body`, in its order: a list is a leaf, and an object with nothing
    set in it is its own path.

    A mask that names nothing raises what `raises.invalid_argument` makes, naming `arguments`: with
    no mask, today's reference updates what was given and an older one replaced the whole resource.

    Raises:
        TypeError: `given` is of another type, or one of its paths is not a str.
    """
    advice = f"give {arguments}, or update_mask= with the paths to clear"
    if given is None or given is UNSET:
        given = list(_paths(body, raises))
        if not given:
            raise raises.invalid_argument(f"Nothing to update: {advice}.")
    return _joined(given, advice, raises)


def check_mask(
    given: str | list[str] | tuple[str, ...] | Unset, raises: FacadeErrors
) -> str | Unset:
    """Return the field `updateMask` of a body: `given`, where a list or tuple of paths is joined.

    Raises as `update_mask` does.
    """
    return (
        given if isinstance(given, Unset) else _joined(given, "name the fields to change", raises)
    )


def _joined(given: object, advice: str, raises: FacadeErrors) -> str:
    paths = [given] if isinstance(given, str) else given
    if not isinstance(paths, list | tuple) or isinstance(given, Enum):
        raise wrong_type("update_mask", given, "str | list[str] | tuple[str, ...]")
    for index, path in enumerate(paths):
        if not isinstance(path, str) or isinstance(path, Enum):
            raise wrong_type(f"update_mask[{index}]", path, "str")
    if not paths or any(map(is_blank, paths)):
        what = f"update_mask={shorten(repr(given), 100)} names no field"
        raise raises.invalid_argument(escape_for_terminal(f"Nothing to update: {what}; {advice}."))
    return ",".join(paths)
