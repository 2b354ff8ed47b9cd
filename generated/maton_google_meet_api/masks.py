# Copied by scripts/regenerate.py from scripts/runtime/masks.py; do not edit.
"""Update masks: the paths of the fields that a request body holds."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .arguments import wrong_type
from .calls import Raises
from .text import harmless, shortened
from .unset import UNSET

_BLANK = re.compile(r"[\s,]+")


def _paths(body: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in body.items():
        if isinstance(value, Mapping) and value:
            yield from _paths(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def update_mask(given: object, body: Mapping[str, Any], arguments: str, raises: Raises) -> str:
    """Return the mask to send: `given`, or the paths of what `body` (JSON keys) holds.

    A str is sent as it is; the paths of a list or tuple are joined by commas. None and `UNSET`
    stand for the leaf paths of `body`, in its order: a list is a leaf, and an object with nothing
    set in it is its own path.

    A mask that names nothing raises what `raises.invalid_argument` makes, naming `arguments`: with
    no mask, today's reference updates what was given and an older one replaced the whole resource.

    Raises:
        TypeError: `given` is of another type, or one of its paths is not a str.
    """
    derived = given is None or given is UNSET
    paths = list(_paths(body)) if derived else given
    if isinstance(paths, str):
        paths = [paths]
    if not isinstance(paths, list | tuple):
        raise wrong_type("update_mask", paths, "str | list[str] | tuple[str, ...]")
    for index, path in enumerate(paths):
        if not isinstance(path, str):
            raise wrong_type(f"update_mask[{index}]", path, "str")
    if not (paths and all(_BLANK.sub("", path) for path in paths)):
        why = "" if derived else f" update_mask={shortened(repr(given), 100)} names no field;"
        raise raises.invalid_argument(
            harmless(f"Nothing to update:{why} give {arguments}, ")
            + "or update_mask= with the paths to clear."
        )
    return ",".join(paths)
