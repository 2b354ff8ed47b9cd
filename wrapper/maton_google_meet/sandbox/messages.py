"""JSON as Google reads and writes it (the JSON mapping of protocol buffers), by the document's
schemas: names in camel or snake case, enums by name or number, read-only fields ignored in a
request, and whatever else is unknown refused."""

from __future__ import annotations

import re
from typing import Any

from maton_google_meet_api.runtime.schemas import Node

from .api import Api
from .refusals import Invalid

SURROGATE = re.compile("[\\ud800-\\udfff]")


def camel(name: str) -> str:
    """A field's name in the spelling of JSON."""
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


class Reader:
    """Reads values by the schemas of one document."""

    def __init__(self, api: Api, *, strict: bool = True) -> None:
        self._api = api
        self._strict = strict

    def read(self, schema: Node, value: Any, where: tuple[str | int, ...] = ()) -> Any:
        """`value` in the document's own spelling, without what a request cannot set.

        Raises:
            Invalid: It does not fit `schema`.
        """
        kind = self._api.kind(schema)
        if "enum" in kind:
            return self._enum(kind["enum"], value, where)
        match kind.get("type"):
            case "object":
                return self._object(kind, value, where)
            case "array":
                if not isinstance(value, list):
                    raise Invalid("a list belongs here", where)
                if len(value) > kind.get("maxItems", len(value)):
                    raise Invalid(f"it holds more than {kind['maxItems']} entries", where)
                return [
                    self.read(kind["items"], each, (*where, at)) for at, each in enumerate(value)
                ]
            case "integer":
                return self._integer(value, where)
            case "number" if isinstance(value, int | float) and not isinstance(value, bool):
                return value
            case "boolean" if isinstance(value, bool):
                return value
            case "string" if isinstance(value, str):
                if not value.isascii() and SURROGATE.search(value):
                    raise Invalid("half a surrogate pair is no text", where)
                return value
            case None:
                return value
            case other:
                raise Invalid(f"a {other} belongs here", where)

    def _object(self, kind: Node, value: Any, where: tuple[str | int, ...]) -> Node:
        if not isinstance(value, dict):
            raise Invalid("an object belongs here", where)
        fields = kind.get("properties", {})
        read: Node = {}
        for key, each in value.items():
            name = key if key in fields else camel(key)
            schema = fields.get(name)
            if schema is None:
                if kind.get("additionalProperties"):
                    read[key] = each
                elif self._strict and name not in kind.get("x-omits", {}):
                    raise Invalid(f'there is no field "{key}" here', where)
            elif each is not None and not schema.get("readOnly"):
                read[name] = self.read(schema, each, (*where, name))
        for name in kind.get("required", ()):
            if read.get(name) in (None, ""):
                raise Invalid(f'the field "{name}" is required', where)
        return read

    def _enum(self, values: list[str], value: Any, where: tuple[str | int, ...]) -> str:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(values):
            return values[value]
        if value in values:
            return str(value)
        raise Invalid(f"it is none of {', '.join(values)}", where)

    def _integer(self, value: Any, where: tuple[str | int, ...]) -> int:
        text = value if isinstance(value, str) else str(value)
        if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d{1,10}", text, re.ASCII):
            raise Invalid("an integer belongs here", where)
        if not -(2**31) <= int(text) < 2**31:
            raise Invalid("the integer is too large", where)
        return int(text)

    def numbered(self, schema: Node, value: Any) -> Any:
        """`value` with its enums as numbers, which Google's own clients ask for."""
        kind = self._api.kind(schema)
        if isinstance(value, dict):
            fields = kind.get("properties", {})
            return {key: self.numbered(fields.get(key, {}), each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.numbered(kind.get("items", {}), each) for each in value]
        return kind["enum"].index(value) if value in kind.get("enum", ()) else value
