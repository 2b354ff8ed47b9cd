"""`Model`: the base of the models, which converts them to JSON text and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, Self


class Model:
    """A message of the API, with the fields that its class documents."""

    __slots__ = ()

    if TYPE_CHECKING:
        additional_properties: dict[str, Any]
        """The fields that the class does not document, by their JSON names."""

        @property
        def additional_keys(self) -> list[str]:
            """The names in `additional_properties`."""
            ...

        def to_dict(self) -> dict[str, Any]:
            """Return a dict of JSON values with the fields that are set, by their JSON names."""
            ...

        @classmethod
        def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
            """Return the message with the fields in `src_dict`.

            null is absent, an unknown value of an enum is a str, and unknown fields are among the
            `additional_properties`. Data that does not fit the class raises the error of the first
            invalid value, such as KeyError; `from_json` raises a ValueError that names the field.

            Args:
                src_dict: The fields, by their JSON names.
            """
            ...

    def to_json(self) -> str:
        """Return the JSON text of `to_dict`. It is ASCII, and `from_json` restores the message.

            assert Space.from_json(space.to_json()) == space

        Raises:
            TypeError: A value among the `additional_properties` has no form in JSON.
            ValueError: A number is not finite, or values are nested too deeply.
        """
        try:
            return json.dumps(self.to_dict(), allow_nan=False)
        except RecursionError as error:
            raise ValueError(f"This {type(self).__name__} is nested too deeply.") from error

    @classmethod
    def from_json(cls, text: str | bytes | bytearray) -> Self:
        """Return the message with the fields of a JSON object.

        The fields are read as in `from_dict`.

        Args:
            text: The JSON text; bytes are in UTF-8, UTF-16 or UTF-32.

        Raises:
            TypeError: `text` is not a str or bytes.
            ValueError: `text` is not JSON, or does not fit the class. The message names the field.
        """
        if not isinstance(text, str | bytes | bytearray):
            raise TypeError(f"from_json() takes a str or bytes, not {type(text).__name__}.")
        try:
            data = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"The text is not valid JSON: {error}.") from error
        try:
            if not isinstance(data, dict):
                raise TypeError(f"expected a JSON object, got a {type(data).__name__}")
            return cls.from_dict(data)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            from .calls import describe_fault

            fault, _ = describe_fault(error, data, cls.from_dict)
            raise ValueError(f"The JSON text is not a {cls.__name__}: {fault}.") from error


def _refuse_constant(name: str) -> NoReturn:
    """Raise for `NaN`, `Infinity` and `-Infinity`, which Python reads and JSON does not have."""
    raise ValueError(f"{name} is not a JSON value")
