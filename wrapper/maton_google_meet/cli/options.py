"""From the document to the options of a command, and from their values to arguments."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from maton_google_meet_api.runtime.commands import name_fields, name_flag
from maton_google_meet_api.runtime.schemas import Node, describe_marks, find_value_marks
from maton_google_meet_api.runtime.text import escape_for_terminal

from ..facade import (
    Verb,
    convert_argument,
    describe_field,
    find_lookup,
    list_kinds,
    list_schemas,
    read_argument_texts,
)

if TYPE_CHECKING:
    from ..errors import InvalidArgumentError

TYPES: Mapping[str, type] = {"boolean": bool, "integer": int, "number": float, "string": str}
STRUCTURES: Mapping[str, tuple[type, str]] = {
    "array": (list, "a list: [...]"),
    "object": (dict, "an object: {...}"),
}
JSON_HELP = "JSON text; @PATH reads it from a file, @- from standard input."


class Option(NamedTuple):
    """An option or argument of a command."""

    path: tuple[str, ...]
    """The destination of its value: an argument of the method, and API fields below it."""
    flag: str
    """The name of the option; empty for a positional argument."""
    kind: type
    """The type of its value: a scalar, or a list or dict written as JSON."""
    text: str
    """Its help text."""
    values: Mapping[str, str] = {}
    """The known values and their meanings. The API adds others without notice."""
    required: bool = False
    schema: Mapping[str, Any] = {}


def list_options(verb: Verb) -> list[Option]:
    """Return the arguments and options of an operation, in the order of its method."""
    texts = read_argument_texts(verb)
    schemas = iter([schema for _, schema in list_schemas(verb.operation)])
    options = list[Option]()
    for argument in inspect.signature(verb.method).parameters.values():
        required = argument.default is argument.empty
        text = texts.get(argument.name, "")
        if isinstance(argument.default, str):
            text += f" The default is {argument.default}."
        if argument.kind is not argument.KEYWORD_ONLY:
            if find_lookup(verb):
                text += " For a code or link, the command looks up the id."
            options.append(Option((argument.name,), "", str, text, required=required))
            continue
        flag = _name_flag(argument.name, verb)
        options += _iterate_options((argument.name,), flag, next(schemas), text, required, ())
    return options


def _name_flag(argument: str, verb: Verb) -> str:
    """Return the option of a keyword argument."""
    parameters = inspect.signature(verb.method).parameters.values()
    return name_flag(argument, [each.name for each in parameters if each.kind is each.KEYWORD_ONLY])


def _iterate_options(
    path: tuple[str, ...],
    flag: str,
    schema: Node,
    text: str,
    required: bool,
    above: tuple[str, ...],
) -> Iterator[Option]:
    """Yield the options for a value of `schema`: one, or one for each field of an object.

    `above` names the enclosing schemas. A schema that contains itself is written as JSON.
    """
    several = list_kinds(schema)
    reference = schema.get("$ref", flag)
    fields = next((kind["properties"] for kind in several if kind.get("properties")), None)
    if fields and reference not in above:
        needed = next(kind.get("required", ()) for kind in several if kind.get("properties"))
        names = name_fields(fields)
        for key, inner in fields.items():
            yield from _iterate_options(
                (*path, key),
                f"{flag}.{names[key]}",
                inner,
                describe_field(inner),
                required and key in needed,
                (*above, reference),
            )
        return
    [name, *others] = sorted({str(kind.get("type")) for kind in several})
    if not others and name in TYPES:
        values: dict[str, str] = {}
        for kind in several:
            meanings, marks = kind.get("x-enumDescriptions", {}), find_value_marks(kind)
            for each in kind.get("enum", ()):
                lines = [meanings.get(each, ""), *describe_marks(marks.get(each, {}))]
                values[each] = " ".join(filter(None, lines))
        yield Option(path, flag, TYPES[name], text, values, required, schema)
    else:
        structure = STRUCTURES[name][0] if name in STRUCTURES and not others else object
        text = f"{text} {JSON_HELP}".strip()
        yield Option(path, flag, structure, text, {}, required, schema)


class UnknownValue(NamedTuple):
    """A value of an enum that the document does not list."""

    path: str
    """The option, and the place in its JSON."""
    value: str
    known: list[str]


def _find_unknown_values(schema: Node, value: Any, path: str) -> Iterator[UnknownValue]:
    several = list_kinds(schema)
    if isinstance(value, str):
        known = [each for kind in several for each in kind.get("enum", ())]
        if known and value not in known:
            yield UnknownValue(path, value, known)
    elif isinstance(value, list):
        items: Node = next((kind["items"] for kind in several if "items" in kind), {})
        for index, each in enumerate(value):
            yield from _find_unknown_values(items, each, f"{path}[{index}]")
    elif isinstance(value, dict):
        properties = (kind["properties"] for kind in several if "properties" in kind)
        fields: Node = next(properties, {})
        for name in fields.keys() & value.keys():
            yield from _find_unknown_values(fields[name], value[name], f"{path}.{name}")


def build_arguments(
    verb: Verb,
    values: Sequence[tuple[Option, Any]],
    unknown_values: list[UnknownValue] | None = None,
) -> tuple[list[str], dict[str, Any]]:
    """Return the arguments of the method for options and their values.

    Args:
        verb: The method.
        values: The options and their values.
        unknown_values: Receives the values of enums that the document does not list.

    Raises:
        InvalidArgumentError: A value does not fit its schema.
    """
    positional, tree = list[str](), dict[str, Any]()
    for option, value in values:
        if not option.flag:
            positional.append(value)
            continue
        node = tree
        for key in option.path[:-1]:
            node = node.setdefault(key, {})
        scalar = option.kind in TYPES.values()
        node[option.path[-1]] = parsed = value if scalar else _read_json(option, value)
        if unknown_values is not None:
            unknown_values += _find_unknown_values(dict(option.schema), parsed, option.flag)
    parameters = inspect.signature(verb.method).parameters
    for argument in parameters.values():
        if argument.kind is argument.KEYWORD_ONLY and argument.default is argument.empty:
            tree.setdefault(argument.name, {})  # A required object without any field.
    keywords = dict[str, Any]()
    for name, value in tree.items():
        try:
            keywords[name] = convert_argument(verb, name, value)
        except ValueError as error:
            raise _make_error(_name_flag(name, verb), str(error)) from error
    return positional, keywords


def _read_json(option: Option, text: str) -> Any:
    """Return the value of an option written as JSON, or as the name of a JSON file."""
    try:
        if text == "@-":
            text = _read_stdin()
        elif text.startswith("@"):
            text = Path(text[1:]).read_text(encoding="utf-8")
        value = json.loads(text)
    except OSError as error:
        raise _make_error(option.flag, f"{text[1:]} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise _make_error(
            option.flag, f"takes JSON text, and this is not valid JSON: {error}"
        ) from error
    if not isinstance(value, option.kind):
        expected = next(text for kind, text in STRUCTURES.values() if kind is option.kind)
        raise _make_error(option.flag, f"takes {expected}")
    return value


def _read_stdin() -> str:
    """Return all of stdin. A pipe is UTF-8, like the output of the command."""
    buffer = None if sys.stdin.isatty() else getattr(sys.stdin, "buffer", None)
    return sys.stdin.read() if buffer is None else buffer.read().decode("utf-8")


def _make_error(flag: str, problem: str) -> InvalidArgumentError:
    from ..errors import InvalidArgumentError

    return InvalidArgumentError(escape_for_terminal(f"{flag}: {problem}."))
