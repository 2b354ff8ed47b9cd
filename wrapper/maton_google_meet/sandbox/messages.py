"""Google's JSON (the JSON mapping of protocol buffers), by the schemas of the document.

Field names may be in camel or snake case, and enum values names or numbers. Read-only fields in a
request are ignored. Unknown fields are refused.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from maton_google_meet_api.runtime.schemas import Node

from .api import Api
from .refusals import InvalidValue

SURROGATE = re.compile("[\\ud800-\\udfff]")


def to_camel_case(name: str) -> str:
    """Return the name of a field as JSON spells it."""
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def to_snake_case(name: str) -> str:
    """Return the name of a field as filters and masks may spell it."""
    return re.sub(r"[A-Z]", lambda match: f"_{match[0].lower()}", name)


class Reader:
    """A reader of values by the schemas of one document."""

    def __init__(self, api: Api, *, strict: bool = True) -> None:
        self._api = api
        self._strict = strict

    def read(self, schema: Node, value: Any, location: tuple[str | int, ...] = ()) -> Any:
        """Return `value` in the document's spelling, without read-only fields.

        Raises:
            InvalidValue: `value` does not fit `schema`.
        """
        kind = self._api.resolve_kind(schema)
        if "enum" in kind:
            return self._read_enum(kind["enum"], value, location)
        match kind.get("type"):
            case "object":
                return self._read_object(kind, value, location)
            case "array":
                if not isinstance(value, list):
                    raise InvalidValue("expected a list", location)
                if len(value) > kind.get("maxItems", len(value)):
                    raise InvalidValue(f"it holds more than {kind['maxItems']} entries", location)
                return [
                    self.read(kind["items"], each, (*location, at)) for at, each in enumerate(value)
                ]
            case "integer":
                bits = 63 if kind.get("format") == "int64" else 31
                return self._read_integer(value, bits, location)
            case "number" if isinstance(value, int | float) and not isinstance(value, bool):
                return value
            case "boolean" if isinstance(value, bool):
                return value
            case "string" if isinstance(value, str):
                if not value.isascii() and SURROGATE.search(value):
                    raise InvalidValue("half of a surrogate pair is not text", location)
                return value
            case None:
                return value
            case other:
                raise InvalidValue(f"expected a {other}", location)

    def read_text(self, schema: Node, text: str, location: tuple[str | int, ...]) -> Any:
        """Return the value of `schema` that a query writes as `text`.

        Raises:
            InvalidValue: `text` does not fit `schema`.
        """
        value: Any = text
        kind = self._api.resolve_kind(schema).get("type")
        if kind == "boolean":
            value = {"true": True, "false": False}.get(text.lower(), text)
        elif kind == "number":
            with suppress(ValueError):
                value = float(text)
        return self.read(schema, value, location)

    def _read_object(self, kind: Node, value: Any, location: tuple[str | int, ...]) -> Node:
        if not isinstance(value, dict):
            raise InvalidValue("expected an object", location)
        fields = kind.get("properties", {})
        result: Node = {}
        for key, each in value.items():
            name = key if key in fields else to_camel_case(key)
            schema = fields.get(name)
            if schema is None:
                if kind.get("additionalProperties"):
                    result[key] = each
                elif self._strict and name not in kind.get("x-omits", {}):
                    raise InvalidValue(f'unknown field "{key}"', location)
            elif each is not None and not schema.get("readOnly"):
                result[name] = self.read(schema, each, (*location, name))
        for name in kind.get("required", ()):
            if result.get(name) in (None, ""):
                raise InvalidValue(f'the field "{name}" is required', location)
        return result

    def _read_enum(self, values: list[str], value: Any, location: tuple[str | int, ...]) -> str:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(values):
            return values[value]
        if value in values:
            return str(value)
        raise InvalidValue(f"expected one of {', '.join(values)}", location)

    def _read_integer(self, value: Any, bits: int, location: tuple[str | int, ...]) -> int:
        text = value if isinstance(value, str) else str(value)
        if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d{1,19}", text, re.ASCII):
            raise InvalidValue("expected an integer", location)
        if not -(2**bits) <= int(text) < 2**bits:
            raise InvalidValue("the integer is too large", location)
        return int(text)

    def number_enums(self, schema: Node, value: Any) -> Any:
        """Return `value` with its enums as numbers, which Google's own clients request."""
        kind = self._api.resolve_kind(schema)
        if isinstance(value, dict):
            fields = kind.get("properties", {})
            pairs = value.items()
            return {key: self.number_enums(fields.get(key, {}), each) for key, each in pairs}
        if isinstance(value, list):
            return [self.number_enums(kind.get("items", {}), each) for each in value]
        return kind["enum"].index(value) if value in kind.get("enum", ()) else value
