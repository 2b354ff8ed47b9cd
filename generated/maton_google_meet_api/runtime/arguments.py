# Copied by scripts/regenerate.py from scripts/codegen/runtime/arguments.py; do not edit.
"""Check the arguments of an operation against their documented types, before anything is sent.

A documented type is the annotation that the generator wrote: `MemberRole | str | Unset`.
"""

from __future__ import annotations

import datetime
import functools
import math
import re
import reprlib
from collections.abc import Iterable
from enum import Enum
from typing import Any, NamedTuple, TypeVar

from .calls import FacadeErrors
from .text import escape_for_terminal, shorten
from .unset import UNSET, Unset

Value = TypeVar("Value")


class Misfit(NamedTuple):
    """A value that does not fit the document."""

    path: str
    """Its path below the argument."""
    value: object
    documented: str
    """Its documented type."""
    fault: str = ""
    """The reason why a value of that type cannot work."""


_SCALARS: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "int": int,
    "float": (float, int),
    "bool": bool,
    "datetime.datetime": datetime.datetime,
    "datetime.date": datetime.date,
}
_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = 100
# The attribute of a model that is an update mask.
_MASK = "update_mask"
_PACKAGE = __name__.partition(".")[0]


def replace_none(value: Value | None) -> Value | Unset:
    """Return a query argument as the generated functions take it: None means not sent."""
    return UNSET if value is None else value


def check_query(
    argument: str,
    value: Value,
    documented: str,
    errors: FacadeErrors,
    between: tuple[int, int] | None = None,
) -> Value:
    """Return the query argument `value` after a check of its type and its range.

    `UNSET` means not sent, as in a body. A subclass of str or int comes back as a plain str or int,
    because httpx sends `str(value)`.

    Raises:
        TypeError: The type is not `documented`.
    """
    if value is UNSET:
        return value
    if misfit := _misfit(value, documented):
        raise build_type_error(f"{argument}{misfit.path}", misfit.value, misfit.documented)
    plain: Any = value
    if isinstance(value, str):
        plain = str.__str__(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        plain = int.__int__(value)
        if between and not between[0] <= plain <= between[1]:
            shown = plain if abs(plain) < 10**20 else "..."
            raise errors.invalid_argument(
                f"{argument}={shown}: expected an int from {between[0]} to {between[1]}. "
                "Nothing was sent."
            )
    return plain  # type: ignore[no-any-return] # the type is unchanged


def check_fields(value: str, errors: FacadeErrors) -> str:
    """Return `fields=` after a check. A partial response of no fields is not documented."""
    plain: Any = check_query("fields", value, "str", errors)
    if plain is not UNSET and is_empty_selection(plain):
        raise errors.invalid_argument(
            f"fields={shorten(repr(plain), 100)} names no field. "
            "To get the whole response, leave it out."
        )
    return plain  # type: ignore[no-any-return] # the type is unchanged


def is_empty_selection(paths: str) -> bool:
    """Return True if a mask or partial response names no field."""
    return not re.sub(r"[\s,]+", "", paths)


def check_field(
    argument: str, value: Value, documented: str, errors: FacadeErrors, *, masked: bool = False
) -> Value:
    """Return the body field `value` after a check of its type, and of all models within it.

    `masked` is True if the operation has an argument `update_mask`, which can clear a field.

    Raises:
        TypeError: The type is not `documented`, here or in a field of a model.
    """
    try:
        misfit = _misfit(value, documented)
    except RecursionError as error:
        raise errors.invalid_argument(
            f"{argument}= is nested too deeply. Nothing was sent."
        ) from error
    if misfit is None:
        return value
    path, wrong, expected, fault = misfit
    if fault:
        shown = _shown(f"{argument}{path}", wrong)
        raise errors.invalid_argument(f"{shown}: {escape_for_terminal(fault)}. Nothing was sent.")
    raise build_type_error(f"{argument}{path}", wrong, expected, masked=masked)


def _shown(path: str, value: object) -> str:
    try:
        shown = _REPR.repr(value)
    except ValueError:  # An int of thousands of digits has no repr.
        shown = "..."
    return escape_for_terminal(f"{shorten(path, 200)}={shown}")


def build_type_error(
    path: str, value: object, documented: str, *, masked: bool = False
) -> TypeError:
    """Return the error for a value that is not of its documented type; `masked` as above."""
    members = _members(documented)
    names = " | ".join(name for name in members if name != "Unset")
    shown = _shown(path, value)
    if value is None and "Unset" in members:
        clear = "; to clear it, name it in update_mask= and leave it out" * masked
        return TypeError(
            f"{shown}: expected {names}. To not send a field, leave it out{clear}. "
            "Nothing was sent."
        )
    what = f"{shown}: expected {names}, got {type(value).__name__}. Nothing was sent."
    if isinstance(value, dict) and re.fullmatch(r"[A-Z]\w+", names):
        what += f" {names}.from_dict() makes one of a dict."
    return TypeError(what)


def _misfit(value: object, documented: str) -> Misfit | None:
    """Return the first value, `value` or one within it, that is not of its documented type."""
    members = _members(documented)
    for member in members:
        if member == "Unset":
            if value is UNSET:
                return None
        elif member in _SCALARS:
            if _is_scalar(value, member):
                return None
        elif member.startswith("list["):
            if isinstance(value, list):
                inner = member[len("list[") : -1]
                return _first((f"[{at}]", each, inner) for at, each in enumerate(value))
        elif member.startswith("dict[") or member == "Any":
            if isinstance(value, dict) or member == "Any":
                return _not_json(value)
        elif model := _class_of(value, member):
            return None if issubclass(model, Enum) else _in_model(value, model)
    return Misfit("", value, documented)


def _is_scalar(value: object, member: str) -> bool:
    if isinstance(value, bool) and member != "bool":
        return False
    if isinstance(value, Enum):
        return False  # A member of a documented enum is matched by its class.
    return isinstance(value, _SCALARS[member])


@functools.cache
def _members(documented: str) -> tuple[str, ...]:
    """Return the members of a union; those within brackets stay together."""
    found = re.findall(r"(?:[^|\[\]]|\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\])+", documented)
    return tuple(each.strip().removeprefix("builtins.") for each in found)


def _class_of(value: object, name: str) -> type | None:
    """Return the class of this package called `name` that `value` is an instance of."""
    for base in type(value).__mro__:
        if base.__name__ == name and base.__module__.startswith(_PACKAGE):
            return base
    return None


def _in_model(value: object, model: type) -> Misfit | None:
    """Return the first misfit among the attributes of a model, its path in the API's spelling."""
    for attribute, documented in model.__annotations__.items():
        given = getattr(value, attribute)
        found = _misfit(given, documented)
        if attribute == "additional_properties":
            if misfit := found or (_documented_key(given, model) if given else None):
                return misfit
            continue
        if attribute == _MASK and isinstance(given, str) and is_empty_selection(given):
            found = Misfit("", given, documented, "this mask names no field")
        if found:
            from .schemas import find_json_key  # Only an error needs the document.

            return found._replace(path=f".{find_json_key(model.__name__, attribute)}{found.path}")
    return None


def _documented_key(additional: dict[str, object], model: type) -> Misfit | None:
    """Return the first key of `additional_properties` that is a documented field."""
    fields = (name for name in model.__annotations__ if name != "additional_properties")
    attributes = {name.replace("_", "").casefold(): name for name in fields}
    for key, value in additional.items():
        if attribute := attributes.get(key.replace("_", "").casefold()):
            fault = (
                f"{model.__name__} has a field of this name. Pass it as {attribute}= and not in "
                "additional_properties"
            )
            return Misfit(f".{key}", value, "Any", fault)
    return None


def _not_json(value: object) -> Misfit | None:
    """Return the first value, `value` or one within it, that JSON cannot hold as it is."""
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                return Misfit(" (a key)", key, "str")
        return _first((f".{key}", each, "Any") for key, each in value.items())
    if isinstance(value, list | tuple):
        return _first((f"[{at}]", each, "Any") for at, each in enumerate(value))
    if isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return None
    return Misfit("", value, "JSON")


def _first(values: Iterable[tuple[str, object, str]]) -> Misfit | None:
    for path, value, documented in values:
        if found := _misfit(value, documented):
            return found._replace(path=f"{path}{found.path}")
    return None
