# Copied by scripts/regenerate.py from scripts/runtime/masks.py; do not edit.
"""Update masks: the paths of the fields that a request body holds."""

from collections.abc import Iterator, Mapping
from typing import Any

from .calls import Raises


def _paths(body: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in body.items():
        if isinstance(value, Mapping) and value:
            yield from _paths(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def update_mask(body: Mapping[str, Any], arguments: str, raises: Raises) -> str:
    """The mask of what `body` (JSON keys) holds: leaf paths, comma-joined, in its order.

    A list is a leaf; an object with nothing set in it is its own path. A body that holds nothing
    raises what `raises.invalid_argument` makes, naming `arguments`: with no mask, today's
    reference updates what was given and an older one replaced the whole resource.
    """
    if not body:
        raise raises.invalid_argument(
            f"Nothing to update: give {arguments}, or update_mask= with the paths to clear."
        )
    return ",".join(_paths(body))
