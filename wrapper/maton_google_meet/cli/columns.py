"""The columns of a response: its fields by the document, and the columns that marks compute.

A path joins the names of nested fields by dots. Lists on the way apply the rest to each item.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from maton_google_meet_api.runtime.schemas import Node

from ..facade import list_kinds, normalize_name, resolve
from .errors import CommandError
from .program import USAGE

# The columns that are computed from marked fields.
PERSON, KIND, DURATION = "person", "kind", "duration"


class Marks(NamedTuple):
    """The fields of an item that the document marks."""

    start: str = ""
    end: str = ""
    people: Mapping[str, str] = {}
    """The kind of person that each field describes."""


class Column(NamedTuple):
    """A column of a response."""

    path: str
    schema: Node
    computed: bool = False
    known: bool = True
    """False for a field that the document does not describe."""


def find_item_schema(schema: Node) -> Node:
    """Return the schema of the items, for the schema of a response that lists them."""
    for kind in list_kinds(schema):
        for field in kind.get("properties", {}).values():
            for inner in list_kinds(field):
                if "items" in inner:
                    return resolve(inner["items"])
    return {}


def read_marks(schema: Node) -> Marks:
    """Return the marked fields of an item."""
    times, people = dict[str, str](), dict[str, str]()
    for name, field in _list_properties(schema).items():
        marks = resolve(field)
        if "x-duration" in marks:
            times[marks["x-duration"]] = name
        if "x-person" in marks:
            people[name] = marks["x-person"]
    return Marks(times.get("start", ""), times.get("end", ""), people)


def list_columns(schema: Node) -> dict[str, Column]:
    """Return the columns of all fields, at any depth. Lists and objects without fields are one."""
    return {path: Column(path, node) for path, node, leaf in _walk(schema, "", ()) if leaf}


def name_headings(paths: Iterable[str]) -> dict[str, str]:
    """Return the heading of each column: the name of the field, or its path if names repeat."""
    paths = list(paths)
    names = [path.rpartition(".")[2] for path in paths]
    return {
        path: name if names.count(name) == 1 else path
        for path, name in zip(paths, names, strict=True)
    }


def select_columns(names: Sequence[str], schema: Node, *, strict: bool = False) -> list[Column]:
    """Return the columns that `names` select, in that order; none of them twice.

    A name is a path in any spelling, a heading of a table, or a field that the document does not
    describe.

    Raises:
        CommandError: The document does not describe a field, and `strict` is true.
    """
    wanted = [name.strip() for each in names for name in each.split(",")]
    known = _list_names(schema)
    columns = dict[str, Column]()
    for name in wanted:
        if not name:
            raise CommandError(USAGE, "--select takes names, separated by commas.")
        column = known.get(name) or known.get(normalize_name(name)) or _find_below(name, known)
        if column is None and strict:
            raise refuse_name(name, schema)
        column = column or Column(name, {}, known=False)
        columns.setdefault(column.path, column)
    return list(columns.values())


def refuse_name(name: str, schema: Node) -> CommandError:
    """Return the error for a name that is not a field."""
    marks = read_marks(schema)
    names = [*list_columns(schema), *_list_computed(marks)]
    return CommandError(USAGE, f"--select: {name} is not a field.", f"Fields: {', '.join(names)}.")


def expand_columns(columns: Iterable[Column]) -> list[Column]:
    """Return `columns` with the fields of an object in place of the object."""
    expanded = list[Column]()
    for column in columns:
        inner = [] if column.computed else list(_walk(column.schema, column.path, ()))
        leaves = [Column(path, node) for path, node, leaf in inner if leaf]
        expanded += leaves or [column]
    return expanded


def find_value(item: Any, column: Column, marks: Marks) -> Any:
    """Return the value of a column; None if the item does not have it."""
    if not column.computed:
        return _follow(item, column.path.split("."))
    if column.path == DURATION:
        duration = find_duration(item, marks)
        return None if duration is None else _write_number(duration.total_seconds())
    return find_person(item, marks)[column.path == KIND]


def pick_fields(item: Any, columns: Iterable[Column], marks: Marks) -> dict[str, Any]:
    """Return a part of a response: the columns that it has, nested as in the response."""
    part = dict[str, Any]()
    for column in columns:
        if column.computed:
            value = find_value(item, column, marks)
            part |= {} if value is None else {column.path: value}
        else:
            _merge(part, _cut(item, column.path.split(".")))
    return part


def has_field(item: Any, path: str) -> bool:
    """Return True if the item has a field at `path`."""
    return _cut(item, path.split(".")) is not None


def find_person(item: Mapping[str, Any], marks: Marks) -> tuple[str | None, str | None]:
    """Return the display name and the kind of the person that the item describes."""
    for name, kind in marks.people.items():
        if isinstance(person := item.get(name), Mapping):
            # The only name that the document requires of each kind.
            shown = person.get("displayName")
            return shown if isinstance(shown, str) else None, kind
    return None, None


def find_duration(item: Mapping[str, Any], marks: Marks) -> timedelta | None:
    """Return the time from the start to the end."""
    start, end = parse_time(item.get(marks.start)), parse_time(item.get(marks.end))
    return end - start if start and end and end >= start else None


def parse_time(value: Any) -> datetime | None:
    """Return the moment of a timestamp; None if `value` is not a timestamp with a time zone."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


def list_leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and value of each field, at any depth. A list is one value."""
    if isinstance(value, Mapping) and value:
        for key, each in value.items():
            yield from list_leaves(each, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def list_details(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and value of each field and each list item, at any depth."""
    for at, each in list_leaves(value, path):
        if isinstance(each, list) and each:
            for index, inner in enumerate(each):
                yield from list_details(inner, f"{at}[{index}]")
        else:
            yield at, each


def _list_properties(schema: Node) -> dict[str, Node]:
    properties = dict[str, Node]()
    for kind in list_kinds(schema):
        properties |= kind.get("properties", {})
    return properties


def _walk(schema: Node, path: str, above: tuple[str, ...]) -> Iterator[tuple[str, Node, bool]]:
    """Yield the path and schema of each field, and True if it has no fields itself.

    `above` names the enclosing schemas: a schema may contain itself.
    """
    references = [schema.get("$ref"), *(each.get("$ref") for each in schema.get("anyOf", ()))]
    names = tuple(each for each in references if each)
    properties = {} if set(names) & set(above) else _list_properties(schema)
    if path:
        yield path, resolve(schema), not properties
    for name, field in properties.items():
        yield from _walk(field, f"{path}.{name}" if path else name, (*above, *names))


def _list_names(schema: Node) -> dict[str, Column]:
    """Return the columns by each of their names. Of equal names, the first column wins."""
    paths = {path: Column(path, node) for path, node, _ in _walk(schema, "", ())}
    marks = read_marks(schema)
    names = dict(paths)
    for path, column in paths.items():
        names.setdefault(normalize_name(path), column)
    for path, heading in name_headings(list_columns(schema)).items():
        names.setdefault(normalize_name(heading), paths[path])
    for heading, path in (("start", marks.start), ("end", marks.end)):
        if path:
            names.setdefault(heading, paths[path])
    for computed in _list_computed(marks):
        names.setdefault(computed, Column(computed, {}, computed=True))
    return names


def _list_computed(marks: Marks) -> list[str]:
    people = [PERSON, KIND] if marks.people else []
    return [*people, DURATION] if marks.start and marks.end else people


def _find_below(name: str, known: Mapping[str, Column]) -> Column | None:
    """Return the column of a field below an object whose fields the document does not list."""
    parts = name.split(".")
    for count in range(len(parts) - 1, 0, -1):
        above = known.get(normalize_name(".".join(parts[:count])))
        if above and not above.computed:
            is_open = "object" in [kind.get("type") for kind in list_kinds(above.schema)]
            if is_open and not _list_properties(above.schema):
                return Column(".".join([above.path, *parts[count:]]), {})
    return None


def _follow(value: Any, keys: Sequence[str]) -> Any:
    if isinstance(value, list):
        return [_follow(each, keys) for each in value] if keys else value
    if not keys:
        return value
    return _follow(value.get(keys[0]), keys[1:]) if isinstance(value, Mapping) else None


def _cut(value: Any, keys: Sequence[str]) -> Any:
    """Return the part of `value` at the end of the path; None if it does not have it."""
    if not keys:
        return value
    if isinstance(value, list):
        return [_cut(each, keys) or {} for each in value]
    if not isinstance(value, Mapping) or keys[0] not in value:
        return None
    inner = _cut(value[keys[0]], keys[1:])
    return None if inner is None and len(keys) > 1 else {keys[0]: inner}


def _merge(part: dict[str, Any], more: Any) -> None:
    """Add the fields of `more`, which has the same shape, to `part`."""
    for key, value in (more or {}).items():
        old = part.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            part[key] = old = dict(old)
            _merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            merged = [dict(each) for each in old]
            for each, other in zip(merged, value, strict=True):
                _merge(each, other)
            part[key] = merged
        else:
            part[key] = value


def _write_number(seconds: float) -> float | int:
    return int(seconds) if seconds.is_integer() else seconds
