"""The columns of a response: the documented fields, and those computed from marked fields.

A path joins the names of nested fields by dots. In a list, the rest of the path applies to each
item.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from maton_google_meet_api.runtime.schemas import Node

from ..facade import find_properties, list_kinds, normalize_name, resolve, select_fields
from .errors import CommandError
from .program import USAGE

# The columns that are computed from marked fields.
PERSON, KIND, DURATION = "person", "kind", "duration"


class Marks(NamedTuple):
    """The fields of an item that the document marks."""

    start: str = ""
    end: str = ""
    people: Mapping[str, tuple[str, str]] = {}
    """The kind of person that each field describes, and the path of the name."""
    seconds: str = ""
    """The duration, if it is not the time from the start to the end."""


class Column(NamedTuple):
    """A column of a response."""

    path: str
    schema: Node
    computed: bool = False
    known: bool = True
    """False for a field that the document does not describe."""


def read_marks(schema: Node) -> Marks:
    """Return the marked fields of an item."""
    times, people = dict[str, str](), dict[str, tuple[str, str]]()
    for name, field in find_properties(schema).items():
        marks = resolve(field)
        if "x-duration" in marks:
            times[marks["x-duration"]] = name
        if "x-person" in marks:
            inner = find_properties(field).items()
            names = [key for key, each in inner if resolve(each).get("x-untrusted")]
            people[name] = (marks["x-person"], f"{name}.{names[0]}" if names else name)
    start, end, seconds = (times.get(name, "") for name in ("start", "end", "seconds"))
    return Marks(start, end, people, seconds)


def find_identity(schema: Node) -> str:
    """Return the field that identifies an item: the first one that the document requires."""
    return next(iter(list_required(schema)), "")


def list_required(schema: Node) -> list[str]:
    """Return the fields that the document requires."""
    return [name for kind in list_kinds(schema) for name in kind.get("required", ())]


def list_columns(schema: Node) -> dict[str, Column]:
    """Return the columns of all fields, at any depth. A list or an object without fields is one."""
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
    """Return the columns that `names` select, in that order and without duplicates.

    A name is a path in any spelling, a heading of a table, or a field that the document does not
    describe.

    Raises:
        CommandError: The document does not describe a field, and `strict` is true.
    """
    known = _list_names(schema) if names else {}
    columns = dict[str, Column]()
    for name in names:
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
    columns = list(columns)
    part: dict[str, Any] = select_fields(item, [each.path for each in columns if not each.computed])
    for column in columns:
        if column.computed and (value := find_value(item, column, marks)) is not None:
            part[column.path] = value
    return part


def has_field(item: Any, path: str) -> bool:
    """Return True if the item, or one of a list on the way, has a value at `path`."""
    value = _follow(item, path.split("."))
    return any(each is not None for each in (value if isinstance(value, list) else [value]))


def find_person(item: Mapping[str, Any], marks: Marks) -> tuple[str | None, str | None]:
    """Return the display name and the kind of the person that the item describes."""
    for field, (kind, path) in marks.people.items():
        if isinstance(item.get(field), Mapping):
            name = _follow(item, path.split("."))
            return name if isinstance(name, str) else None, kind
    return None, None


def find_duration(item: Mapping[str, Any], marks: Marks) -> timedelta | None:
    """Return the duration of the item, or the time from its start to its end."""
    if marks.seconds:
        seconds = item.get(marks.seconds)
        return None if seconds is None else timedelta(seconds=seconds)
    start, end = parse_time(item.get(marks.start)), parse_time(item.get(marks.end))
    return end - start if start and end and end >= start else None


def parse_time(value: Any) -> datetime | None:
    """Return the moment of a timestamp; None if `value` is not a timestamp with a time zone."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


def convert_times(value: Any, schema: Node, zone: tzinfo) -> Any:
    """Return a JSON value with its timestamps in a time zone, in ISO 8601 with the offset."""
    if isinstance(value, Mapping):
        fields = find_properties(schema)
        return {key: convert_times(each, fields.get(key, {}), zone) for key, each in value.items()}
    kinds = list_kinds(schema)
    if isinstance(value, list):
        item: Node = next((kind["items"] for kind in kinds if "items" in kind), {})
        return [convert_times(each, item, zone) for each in value]
    moment = parse_time(value) if "date-time" in [kind.get("format") for kind in kinds] else None
    try:
        return value if moment is None else moment.astimezone(zone).isoformat()
    except (OverflowError, OSError, ValueError):  # At the ends of the calendar.
        return value


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


def _walk(
    schema: Node, path: str, above: tuple[str, ...], *, leaves: bool = True
) -> Iterator[tuple[str, Node, bool]]:
    """Yield the path and schema of each field, and True if it is a column of its own.

    Args:
        schema: The schema of an object.
        path: The path of the object.
        above: The names of the enclosing schemas: a schema may contain itself.
        leaves: False in a list, which is one column.
    """
    references = [schema.get("$ref"), *(each.get("$ref") for each in schema.get("anyOf", ()))]
    names = tuple(each for each in references if each)
    properties = {} if set(names) & set(above) else find_properties(schema)
    lists = any("items" in kind for kind in list_kinds(schema))
    if path:
        yield path, resolve(schema), leaves and (lists or not properties)
    for name, field in properties.items():
        below = f"{path}.{name}" if path else name
        yield from _walk(field, below, (*above, *names), leaves=leaves and not lists)


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
            if is_open and not find_properties(above.schema):
                return Column(".".join([above.path, *parts[count:]]), {})
    return None


def _follow(value: Any, keys: Sequence[str]) -> Any:
    if isinstance(value, list):
        return [_follow(each, keys) for each in value] if keys else value
    if not keys:
        return value
    return _follow(value.get(keys[0]), keys[1:]) if isinstance(value, Mapping) else None


def _write_number(seconds: float) -> float | int:
    return int(seconds) if seconds.is_integer() else seconds
