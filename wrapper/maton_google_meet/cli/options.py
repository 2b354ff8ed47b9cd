"""From the document to the options of a command, and from what was typed to arguments."""

from __future__ import annotations

import datetime
import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from maton_google_meet_api.runtime.schemas import Node
from maton_google_meet_api.runtime.text import escape_for_terminal

from .facade import Verb, alike, flowing, kebab, kinds, resolved, schemas

if TYPE_CHECKING:
    from ..errors import InvalidArgumentError

TYPES: Mapping[str, type] = {"boolean": bool, "integer": int, "number": float, "string": str}
STRUCTURES: Mapping[str, tuple[type, str]] = {
    "array": (list, "a list: [...]"),
    "object": (dict, "an object: {...}"),
}
AS_JSON = "As JSON text; @PATH reads it from there, @- from standard input."


class Option(NamedTuple):
    """One option of a command, or one of its arguments."""

    path: tuple[str, ...]
    """Where its value goes: an argument of the method, and the fields of the API below it."""
    flag: str
    """What is typed for it; empty for what is known by its position."""
    kind: type
    """What its value is: a scalar; a list or dict, written as JSON."""
    text: str
    """What it means."""
    values: Mapping[str, str] = {}
    """The values known today, with what each means: the API adds others without notice."""
    required: bool = False


def options(verb: Verb) -> list[Option]:
    """The arguments and options of an operation, in the order of its method's."""
    texts = arguments_text(verb)
    known = {alike(key): schema for key, schema in schemas(verb.operation)}
    found = list[Option]()
    for argument in inspect.signature(verb.method).parameters.values():
        required = argument.default is argument.empty
        text = texts.get(argument.name, "")
        if isinstance(argument.default, str):
            text += f" It is {argument.default} where it is left out."
        if argument.kind is not argument.KEYWORD_ONLY:
            found.append(Option((argument.name,), "", str, text, required=required))
            continue
        schema = known[alike(argument.name)]
        found += _options((argument.name,), schema, text, required, ())
    return found


def arguments_text(verb: Verb) -> dict[str, str]:
    """What the method says of each of its arguments."""
    text = (inspect.getdoc(verb.method) or "").partition("\n\nArgs:\n")[2]
    found = re.findall(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", text.partition("\n\nReturns:\n")[0], re.M)
    return {name: flowing(text) for name, text in found}


def _options(
    path: tuple[str, ...], schema: Node, text: str, required: bool, above: tuple[str, ...]
) -> Iterator[Option]:
    """The options for a value of `schema`: one, or one for each field of an object. `above` names
    the schemas around it: what holds itself is written as JSON."""
    flag = f"--{'.'.join(map(kebab, path))}"
    several = kinds(schema)
    reference = schema.get("$ref", flag)
    fields = next((kind["properties"] for kind in several if kind.get("properties")), None)
    if fields and reference not in above:
        needed = next(kind.get("required", ()) for kind in several if kind.get("properties"))
        for key, inner in fields.items():
            said = flowing(resolved(inner).get("description", ""))
            yield from _options(
                (*path, key), inner, said, required and key in needed, (*above, reference)
            )
        return
    [name, *others] = sorted({str(kind.get("type")) for kind in several})
    if not others and name in TYPES:
        values: dict[str, str] = {}
        for kind in several:
            meanings = kind.get("x-enumDescriptions", {})
            values |= {each: meanings.get(each, "") for each in kind.get("enum", ())}
        yield Option(path, flag, TYPES[name], text, values, required)
    else:
        structure = STRUCTURES[name][0] if name in STRUCTURES and not others else object
        yield Option(path, flag, structure, f"{text} {AS_JSON}".strip(), required=required)


def call_arguments(
    verb: Verb, given: Sequence[tuple[Option, Any]]
) -> tuple[list[str], dict[str, Any]]:
    """The arguments of the method for the options given with their values.

    Raises:
        InvalidArgumentError: A value does not fit.
    """
    positional, tree = list[str](), dict[str, Any]()
    for option, value in given:
        if not option.flag:
            positional.append(value)
            continue
        node = tree
        for key in option.path[:-1]:
            node = node.setdefault(key, {})
        node[option.path[-1]] = value if option.kind in TYPES.values() else _json(option, value)
    parameters = inspect.signature(verb.method).parameters
    for argument in parameters.values():
        if argument.kind is argument.KEYWORD_ONLY and argument.default is argument.empty:
            tree.setdefault(argument.name, {})  # An object of which no field was given.
    return positional, {
        name: _made(str(parameters[name].annotation), value, f"--{kebab(name)}")
        for name, value in tree.items()
    }


def _json(option: Option, text: str) -> Any:
    """What the JSON text of an option holds, or that of the file it names."""
    try:
        if text == "@-":
            text = _read_stdin()
        elif text.startswith("@"):
            text = Path(text[1:]).read_text(encoding="utf-8")
        value = json.loads(text)
    except OSError as error:
        raise _refused(option.flag, f"{text[1:]} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise _refused(option.flag, f"takes JSON text, and this is none: {error}") from error
    if not isinstance(value, option.kind):
        expected = next(said for kind, said in STRUCTURES.values() if kind is option.kind)
        raise _refused(option.flag, f"takes {expected}")
    return value


def _read_stdin() -> str:
    """Return all of stdin, which is UTF-8 like the output of the command, unless it is typed."""
    buffer = None if sys.stdin.isatty() else getattr(sys.stdin, "buffer", None)
    return sys.stdin.read() if buffer is None else buffer.read().decode("utf-8")


def _made(annotation: str, value: Any, flag: str) -> Any:
    """`value`, in the spelling of the API, as the method takes it by its annotation."""
    from maton_google_meet_api import models

    names = set(re.findall(r"[\w.]+", annotation))
    try:
        for name in names & {*models.__all__}:
            make = getattr(getattr(models, name), "from_dict", None)
            if make is not None:
                return [make(each) for each in value] if isinstance(value, list) else make(value)
        for kind in (datetime.datetime, datetime.date):
            if f"datetime.{kind.__name__}" in names:
                return kind.fromisoformat(value)
    except KeyError as error:
        raise _refused(flag, f"{error} is missing") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise _refused(flag, f"does not fit: {error}") from error
    return value


def _refused(flag: str, why: str) -> InvalidArgumentError:
    from ..errors import InvalidArgumentError

    return InvalidArgumentError(escape_for_terminal(f"{flag}: {why}."))
