# Copied by scripts/regenerate.py from scripts/runtime/arguments.py; do not edit.
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
from typing import Any, TypeVar

from .calls import Raises
from .text import harmless, shortened
from .unset import UNSET, Unset

Value = TypeVar("Value")
# The path below an argument, the value there, and its documented type.
Misfit = tuple[str, object, str]

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
_PACKAGE = __name__.rpartition(".")[0]


def optional(value: Value | None) -> Value | Unset:
    """Return a query argument as the generated functions take it: None means not sent."""
    return UNSET if value is None else value


def check_query(
    argument: str,
    value: Value,
    documented: str,
    raises: Raises,
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
    _check(argument, value, documented)
    plain: Any = value
    if isinstance(value, str):
        plain = str.__str__(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        plain = int.__int__(value)
        if between and not between[0] <= plain <= between[1]:
            shown = plain if abs(plain) < 10**20 else "..."
            raise raises.invalid_argument(
                f"{argument}={shown}: expected an int from {between[0]} to {between[1]}. "
                "Nothing was sent."
            )
    return plain  # type: ignore[no-any-return] # the type is unchanged


def check_fields(value: str, raises: Raises) -> str:
    """Return `fields=` after a check. A partial response of no fields is not documented."""
    plain: Any = check_query("fields", value, "str", raises)
    if plain is not UNSET and not plain.strip(" ,"):
        raise raises.invalid_argument(
            f"fields={shortened(repr(plain), 100)} names no field. "
            "To get the whole response, leave it out."
        )
    return plain  # type: ignore[no-any-return] # the type is unchanged


def check_field(argument: str, value: Value, documented: str, raises: Raises) -> Value:
    """Return the body field `value` after a check of its type, and of all models within it.

    Raises:
        TypeError: The type is not `documented`, here or in a field of a model.
    """
    try:
        _check(argument, value, documented)
    except RecursionError as error:
        raise raises.invalid_argument(
            f"{argument}= is nested too deeply. Nothing was sent."
        ) from error
    return value


def wrong_type(path: str, value: object, documented: str) -> TypeError:
    """Return the error for a value that is not of its documented type."""
    names = " | ".join(name for name in _members(documented) if name != "Unset")
    try:
        shown = _REPR.repr(value)
    except ValueError:  # An int of thousands of digits has no repr.
        shown = "..."
    shown = harmless(f"{shortened(path, 200)}={shown}")
    if value is None:
        return TypeError(
            f"{shown}: expected {names}. To not send a field, leave it out; to clear it, name it "
            "in update_mask= and leave it out."
        )
    what = f"{shown}: expected {names}, got {type(value).__name__}. Nothing was sent."
    if isinstance(value, dict) and re.fullmatch(r"[A-Z]\w+", names):
        what += f" {names}.from_dict() makes one of a dict."
    return TypeError(what)


def _check(argument: str, value: object, documented: str) -> None:
    if misfit := _misfit(value, documented):
        path, wrong, expected = misfit
        raise wrong_type(f"{argument}{path}", wrong, expected)


def _misfit(value: object, documented: str) -> Misfit | None:
    """Return the first value, `value` or one within it, that is not of its documented type."""
    members = _members(documented)
    for member in members:
        if member == "Unset":
            if value is UNSET:
                return None
        elif member in _SCALARS:
            if _is_scalar(value, member, alone=len(members) == 1):
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
    return "", value, documented


def _is_scalar(value: object, member: str, *, alone: bool) -> bool:
    if isinstance(value, bool) and member != "bool":
        return False
    if isinstance(value, Enum) and not alone:
        return False  # Documented is an enum, and this is a member of another one.
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
        found = _misfit(getattr(value, attribute), documented)
        if found and attribute == "additional_properties":
            return found
        if found:
            from .schemas import key_of  # Only an error needs the document.

            path, wrong, expected = found
            return f".{key_of(model.__name__, attribute)}{path}", wrong, expected
    return None


def _not_json(value: object) -> Misfit | None:
    """Return the first value, `value` or one within it, that JSON cannot hold as it is."""
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                return " (a key)", key, "str"
        return _first((f".{key}", each, "Any") for key, each in value.items())
    if isinstance(value, list | tuple):
        return _first((f"[{at}]", each, "Any") for at, each in enumerate(value))
    if isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return None
    return "", value, "JSON"


def _first(values: Iterable[Misfit]) -> Misfit | None:
    for path, value, documented in values:
        if found := _misfit(value, documented):
            return f"{path}{found[0]}", found[1], found[2]
    return None
