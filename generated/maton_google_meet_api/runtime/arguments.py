# Copied by scripts/regenerate.py from scripts/codegen/runtime/arguments.py; do not edit.
"""Check the arguments of an operation against their documented types before sending a request.

A documented type is the annotation in the generated code, such as `MemberRole | str | Unset`.
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
    """A value that does not match the document."""

    path: str
    """The path of the value below the argument."""
    value: object
    documented: str
    """The documented type of the value."""
    fault: str = ""
    """The reason why the value cannot work although its type is right; '' for a wrong type."""


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
_MASK_ATTRIBUTE = "update_mask"
_PACKAGE = __name__.partition(".")[0]


def replace_none(value: Value | None) -> Value | Unset:
    """Return the query argument for a generated function: `UNSET` (not sent) in place of None."""
    return UNSET if value is None else value


def check_query(
    argument: str,
    value: Value,
    documented: str,
    errors: FacadeErrors,
    bounds: tuple[int, int] | None = None,
) -> Value:
    """Return the query argument `value` after a check of its type and range.

    `UNSET` means not sent, as in a body. Convert a subclass of str or int to a plain str or int,
    also in a list, because httpx sends `str(value)`.

    Args:
        argument: The name of the argument on the facade.
        value: The value that the caller passed.
        documented: The documented type.
        errors: The functions that create the errors.
        bounds: The smallest and the largest int that the API accepts.

    Raises:
        TypeError: `value` is not of its documented type.
        Exception: `errors.invalid_argument`, if an int is out of `bounds`.
    """
    if value is UNSET:
        return value
    if misfit := _find_misfit(value, documented):
        raise build_type_error(f"{argument}{misfit.path}", misfit.value, misfit.documented)
    plain = _make_plain(value)
    if bounds and not bounds[0] <= plain <= bounds[1]:
        text = plain if abs(plain) < 10**20 else "..."
        raise errors.invalid_argument(
            f"{argument}={text}: expected an int from {bounds[0]} to {bounds[1]}. Nothing was sent."
        )
    return plain  # type: ignore[no-any-return] # the type is unchanged


def _make_plain(value: object) -> Any:
    """Return `value` with a plain str or int in place of a subclass."""
    if isinstance(value, list):
        return [_make_plain(each) for each in value]
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return int.__int__(value)
    return value


def check_fields(value: str, errors: FacadeErrors) -> str:
    """Return the query argument `fields` after a check that it names a field.

    Google does not document a partial response without fields.

    Raises:
        TypeError: `value` is not a str.
        Exception: `errors.invalid_argument`, if `value` does not name a field.
    """
    plain: Any = check_query("fields", value, "str", errors)
    if plain is not UNSET and is_empty_selection(plain):
        raise errors.invalid_argument(
            f"fields={shorten(repr(plain), 100)} does not name a field. Nothing was sent. "
            "Leave out fields= to get the whole response."
        )
    return plain  # type: ignore[no-any-return] # the type is unchanged


def is_empty_selection(paths: str) -> bool:
    """Return True if the paths of a mask or a partial response do not name a field."""
    return not re.sub(r"[\s,]+", "", paths)


def check_field(
    argument: str, value: Value, documented: str, errors: FacadeErrors, *, masked: bool = False
) -> Value:
    """Return the body field `value` after a check of its type and of all models within it.

    Args:
        argument: The name of the argument on the facade.
        value: The value that the caller passed.
        documented: The documented type.
        errors: The functions that create the errors.
        masked: True if the operation has an argument `update_mask`, which can clear a field.

    Raises:
        TypeError: `value`, or a field of a model within it, is not of its documented type.
        Exception: `errors.invalid_argument`, if a value of the right type cannot work.
    """
    try:
        misfit = _find_misfit(value, documented)
    except RecursionError as error:
        raise errors.invalid_argument(
            f"{argument}= is nested too deeply to be sent as JSON. Nothing was sent."
        ) from error
    if misfit is None:
        return value
    path, faulty_value, expected, fault = misfit
    if fault:
        assignment = _format_assignment(f"{argument}{path}", faulty_value)
        text = f"{assignment}: {escape_for_terminal(fault)}. Nothing was sent."
        raise errors.invalid_argument(text)
    raise build_type_error(f"{argument}{path}", faulty_value, expected, masked=masked)


def _format_assignment(path: str, value: object) -> str:
    """Return `path=value` for an error, shortened and safe for a terminal."""
    try:
        text = _REPR.repr(value)
    except ValueError:  # An int of thousands of digits has no repr.
        text = "..."
    return escape_for_terminal(f"{shorten(path, 200)}={text}")


def build_type_error(
    path: str, value: object, documented: str, *, masked: bool = False
) -> TypeError:
    """Return the error for a `value` that is not of its documented type.

    Args:
        path: The argument, followed by the path of the value within it.
        value: The value that the caller passed.
        documented: The documented type.
        masked: True if an update mask can clear the field.
    """
    members = _split_union(documented)
    names = " | ".join(name for name in members if name != "Unset")
    assignment = _format_assignment(path, value)
    message = f"{assignment}: expected {names}, got {type(value).__name__}. Nothing was sent."
    if value is None and "Unset" in members:
        message += " To omit the field, leave it out"
        message += "; to clear it, leave it out and name it in update_mask=." if masked else "."
    elif isinstance(value, dict) and re.fullmatch(r"[A-Z]\w*", names):
        message += f" Convert the dict with {names}.from_dict()."
    return TypeError(message)


def _find_misfit(value: object, documented: str) -> Misfit | None:
    """Return the first misfit, which is `value` or a value within it; None if there is none."""
    members = _split_union(documented)
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
                return _find_first((f"[{at}]", each, inner) for at, each in enumerate(value))
        elif member.startswith("dict[") or member == "Any":
            if isinstance(value, dict) or member == "Any":
                return _find_non_json(value)
        elif model := _find_class(value, member):
            return None if issubclass(model, Enum) else _find_model_misfit(value, model)
    return Misfit("", value, documented)


def _is_scalar(value: object, member: str) -> bool:
    if isinstance(value, bool) and member != "bool":
        return False
    if isinstance(value, Enum):
        return False  # A member of a documented enum is matched by its class.
    return isinstance(value, _SCALARS[member])


@functools.cache
def _split_union(documented: str) -> tuple[str, ...]:
    """Return the members of a union. A union in brackets is part of one member."""
    members = re.findall(r"(?:[^|\[\]]|\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\])+", documented)
    return tuple(each.strip().removeprefix("builtins.") for each in members)


def _find_class(value: object, name: str) -> type | None:
    """Return the class of `value` that this package defines under `name`; None otherwise."""
    for base in type(value).__mro__:
        if base.__name__ == name and base.__module__.startswith(_PACKAGE):
            return base
    return None


def _find_model_misfit(value: object, model: type) -> Misfit | None:
    """Return the first misfit among the attributes of a model. Its path has the JSON names."""
    for attribute, documented in model.__annotations__.items():
        field = getattr(value, attribute)
        field_misfit = _find_misfit(field, documented)
        if attribute == "additional_properties":
            if misfit := field_misfit or (_find_documented_key(field, model) if field else None):
                return misfit
            continue
        if attribute == _MASK_ATTRIBUTE and isinstance(field, str) and is_empty_selection(field):
            field_misfit = Misfit("", field, documented, "this mask does not name a field")
        if field_misfit:
            from .schemas import find_json_key  # Only errors need the document.

            key = find_json_key(model, attribute)
            return field_misfit._replace(path=f".{key}{field_misfit.path}")
    return None


def _find_documented_key(additional: dict[str, object], model: type) -> Misfit | None:
    """Return the first key of `additional_properties` that is a documented field of `model`."""
    fields = (name for name in model.__annotations__ if name != "additional_properties")
    attributes = {name.replace("_", "").casefold(): name for name in fields}
    for key, value in additional.items():
        if attribute := attributes.get(key.replace("_", "").casefold()):
            fault = (
                f"{model.__name__} has a field of this name. Pass it as {attribute}= instead of in "
                "additional_properties"
            )
            return Misfit(f".{key}", value, "Any", fault)
    return None


def _find_non_json(value: object) -> Misfit | None:
    """Return the first misfit for JSON, which is `value` or a value within it."""
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                return Misfit(" (a key)", key, "str")
        return _find_first((f".{key}", each, "Any") for key, each in value.items())
    if isinstance(value, list | tuple):
        return _find_first((f"[{at}]", each, "Any") for at, each in enumerate(value))
    if isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return None
    return Misfit("", value, "JSON")


def _find_first(values: Iterable[tuple[str, object, str]]) -> Misfit | None:
    """Return the first misfit among (path, value, documented type); None if there is none."""
    for path, value, documented in values:
        if misfit := _find_misfit(value, documented):
            return misfit._replace(path=f"{path}{misfit.path}")
    return None
