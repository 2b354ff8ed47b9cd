"""Lists: the order of their items, the fields to filter by, and page tokens."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from maton_google_meet_api.runtime.schemas import Node

from .api import Api
from .filters import Field, parse_timestamp
from .messages import to_camel_case, to_snake_case
from .refusals import InvalidValue

Path = tuple[str, ...]
MAX_FIELD_DEPTH = 4


class Order(NamedTuple):
    """A field that orders a list."""

    path: Path
    descending: bool = False


class Row(NamedTuple):
    """An item of a list. Its keys and its serial number determine its position."""

    keys: list[Any]
    serial: int
    value: Any = None


def derive_filter_fields(api: Api, schema: Node) -> dict[str, Field]:
    """Return the texts and timestamps of `schema` as fields to filter by, in either spelling.

    A field reads an item of the form (account, resource).
    """
    fields: dict[str, Field] = {}
    for path, kind in _list_scalars(api, schema):
        if kind.get("type") == "string":
            field = Field(_make_reader(path), kind.get("format") == "date-time")
            fields |= {".".join(path): field, ".".join(map(to_snake_case, path)): field}
    return fields


def read_order(api: Api, schema: Node, expression: str) -> list[Order]:
    """Return the order that `orderBy` requests; [] if it is not a list of fields of `schema`."""
    order: list[Order] = []
    paths = {path for path, _ in _list_scalars(api, schema)}
    for part in expression.split(","):
        name, _, direction = part.strip().partition(" ")
        path = tuple(map(to_camel_case, name.split(".")))
        if path not in paths or direction.strip().lower() not in ("", "asc", "desc"):
            return []
        order.append(Order(path, direction.strip().lower() == "desc"))
    return order


def _list_scalars(api: Api, schema: Node, above: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield the path and the type of each field that is neither a list nor an object."""
    for name, each in api.resolve_kind(schema).get("properties", {}).items():
        kind = api.resolve_kind(each)
        if kind.get("type") == "object" and len(above) < MAX_FIELD_DEPTH:
            yield from _list_scalars(api, each, (*above, name))
        elif kind.get("type") not in ("object", "array"):
            yield (*above, name), kind


def _make_reader(path: Path) -> Callable[[Any], Any]:
    return lambda item: _get_value(item[1], path)


def _get_value(value: Any, path: Path) -> Any:
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def make_row(value: Node, serial: int, order: list[Order]) -> Row:
    """Return the row of a resource."""
    return Row([_make_key(_get_value(value, each.path)) for each in order], serial, value)


def _make_key(value: Any) -> list[Any]:
    """Return a key that can be compared with that of any other value, and written as JSON."""
    if value is None:
        return [0, 0, ""]
    if not isinstance(value, str):
        return [1, value, ""]
    try:
        return [1, parse_timestamp(value).timestamp(), ""]
    except ValueError:
        return [2, 0, value]


def _make_key_reader(at: int) -> Callable[[Row], Any]:
    return lambda row: row.keys[at]


def sort_rows(rows: list[Row], order: list[Order], after: Row | None) -> list[Row]:
    """Return the rows in order; with `after`, only those behind it. `after` may no longer exist."""
    rows = [each for each in rows if after is None or each.serial != after.serial]
    rows += [after] if after else []
    rows.sort(key=lambda row: row.serial, reverse=bool(order) and order[-1].descending)
    for at, each in reversed([*enumerate(order)]):
        rows.sort(key=_make_key_reader(at), reverse=each.descending)
    return rows[rows.index(after) + 1 :] if after else rows


def make_page_token(scope: str, last: Row) -> str:
    """Return the token of the page behind the row `last`. It is valid only for `scope`."""
    text = json.dumps([last.keys, last.serial]).encode()
    digest = hashlib.blake2b(scope.encode() + text, digest_size=8).digest()
    return base64.urlsafe_b64encode(digest + text).decode().rstrip("=")


def read_page_token(scope: str, token: str) -> Row | None:
    """Return the row behind which the page starts; None for the first page.

    Raises:
        InvalidValue: The token was not issued for `scope`.
    """
    if not token:
        return None
    try:
        keys, serial = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[8:])
        row = Row(keys, serial)
        if make_page_token(scope, row) == token:
            return row
    except (ValueError, TypeError, RecursionError):
        pass
    raise InvalidValue("this page token is not from the same list and arguments", ("pageToken",))
