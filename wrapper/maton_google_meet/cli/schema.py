"""`schema`: describe the operations, for people and, as JSON, for programs."""

from __future__ import annotations

import argparse
import difflib
import inspect
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from maton_google_meet_api.operations import OPERATIONS
from maton_google_meet_api.runtime.schemas import Node
from maton_google_meet_api.runtime.text import escape_for_terminal

from ..facade import (
    Verb,
    describe_field,
    get_response_schema,
    list_kinds,
    list_schemas,
    normalize_name,
    read_argument_texts,
    read_operation,
    resolve,
)
from .common import add_options
from .errors import EXIT_CODES, CommandError
from .formats import format_json
from .names import iterate_operations
from .options import Option, list_options
from .output import TABLE, choose_format
from .parser import Parser
from .program import OTHER_COMMANDS, PROGRAM, USAGE
from .words import translate

# The extensions of the document that concern callers. JSON Schema allows unknown keywords.
SHOWN_EXTENSIONS = frozenset(
    {
        *("x-enumDescriptions", "x-enumDeprecated", "x-enumPreview", "x-deprecation", "x-preview"),
        *("x-secret", "x-untrusted", "x-largest", "x-server-default"),
    }
)
FILE_COLUMNS = 100


def add_arguments(parser: Parser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "operation",
        nargs="*",
        help="The command of the operation (without the program), its id or its tool. For a "
        "resource, its operations are listed; by default, all operations.",
    )
    add_options(parser, "json")


def run(arguments: argparse.Namespace) -> None:
    """Print the operation, or a list of operations."""
    show_schema(arguments.operation, as_json=choose_format(None, arguments.settings.json) != TABLE)


def show_schema(words: Sequence[str], *, as_json: bool) -> None:
    """Print the operation that `words` name, or a list of operations."""
    name = normalize(" ".join(words))
    verbs = {
        command: verb for command, verb in _list_commands() if name in _list_names(verb, command)
    }
    listed = {
        command: verb
        for command, verb in _list_commands()
        if name in ("", normalize(command.partition(" ")[0]), normalize(verb.resource))
    }
    if not verbs and not listed:
        raise _make_unknown_error(" ".join(words))
    if verbs:
        [(command, verb), *_] = verbs.items()
        if as_json:
            print(format_json(describe_operation(verb, command), indent=2))
        else:
            print("\n".join(_iterate_lines(verb, command)))
    elif as_json:
        for command, verb in listed.items():
            print(format_json(_describe_briefly(verb, command)))
    else:
        width = max(map(len, listed))
        for command, verb in listed.items():
            mark = " (write)" if verb.operation.outcome else ""
            print(f"{command:<{width}}  {escape_for_terminal(verb.operation.summary)}{mark}")


def normalize(text: str) -> str:
    """Return the common form of a command, an id and a tool."""
    return normalize_name(text.replace(" ", "").replace(".", ""))


def _list_commands() -> Iterator[tuple[str, Verb]]:
    """Yield each operation with its command."""
    for resource, name, verb in iterate_operations():
        yield f"{resource} {name}", verb


def _list_names(verb: Verb, command: str) -> list[str]:
    """Return the names of an operation, in their common form."""
    names = [command, verb.operation.id, verb.tool, verb.operation.google_method or command]
    return [normalize(name) for name in names]


def _make_unknown_error(text: str) -> CommandError:
    """Return the error for an operation that does not exist, with a suggestion."""
    if text in OTHER_COMMANDS:
        return CommandError(
            USAGE, f"{text} is not an operation of the API.", hint=f"{PROGRAM} {text} --help"
        )
    commands = {normalize(command): command for command, _ in _list_commands()}
    close = difflib.get_close_matches(normalize(text), commands, 1)
    best = commands[close[0]] if close else ""
    question = f" Did you mean {best}?" if best else ""
    hint = f"{PROGRAM} schema {best}".strip()
    return CommandError(USAGE, f"Unknown operation: {text}.{question}", hint=hint)


def _describe_briefly(verb: Verb, command: str) -> dict[str, Any]:
    operation = verb.operation
    return {
        "operation": operation.id,
        "command": command,
        "tool": verb.tool,
        "summary": operation.summary,
        "read_only": operation.outcome is None,
        "destructive": operation.destructive,
    }


def describe_operation(verb: Verb, command: str) -> dict[str, Any]:
    """Return an operation as JSON. Its schemas have no references."""
    operation = verb.operation
    response = get_response_schema(operation)
    return {
        **_describe_briefly(verb, command),
        "description": verb.text,
        "outcome": operation.outcome,
        "method": operation.method,
        "path": operation.path,
        "google_method": operation.google_method,
        "scopes": list(operation.scopes),
        "deprecated": operation.deprecated or None,
        "preview": operation.preview or None,
        "arguments": _describe_arguments(verb),
        "options": [_describe_option(option) for option in list_options(verb)],
        "body": _find_body(verb),
        "answer": inline_references(response) if response else None,
        "lists": verb.lists,
        "errors": list(_iterate_errors(verb)),
    }


def _describe_arguments(verb: Verb) -> Node:
    """Return the arguments of the method as a JSON Schema."""
    texts = read_argument_texts(verb)
    schemas = iter([schema for _, schema in list_schemas(verb.operation)])
    properties, required = dict[str, Node](), list[str]()
    for argument in inspect.signature(verb.method).parameters.values():
        keyword = argument.kind is argument.KEYWORD_ONLY
        schema = inline_references(next(schemas)) if keyword else {"type": "string"}
        properties[argument.name] = {**schema, "description": texts.get(argument.name, "")}
        if argument.default is argument.empty:
            required.append(argument.name)
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _describe_option(option: Option) -> dict[str, Any]:
    return {
        "option": option.flag or None,
        "argument": ".".join(option.path),
        "required": option.required,
    }


def _find_body(verb: Verb) -> Node | None:
    """Return the schema of the request body; None without one."""
    raw = read_operation(verb.operation)
    if "requestBody" not in raw:
        return None
    return inline_references(resolve(raw["requestBody"])["content"]["application/json"]["schema"])


def _iterate_errors(verb: Verb) -> Iterator[dict[str, Any]]:
    """Yield each documented error: its status, class, exit code and meaning."""
    from ..flow.failures import STATUS_ERRORS

    operation = verb.operation
    for status in read_operation(operation)["responses"]:
        if status.startswith("2"):
            continue
        number = int(status.replace("X", "0"))
        if number >= 500:
            name = "ServerOutcomeUnknown" if operation.outcome else "ServerError"
        else:
            kind = STATUS_ERRORS.get(number) if status.isdigit() else None
            name = kind.__name__ if kind else "APIStatusError"
        author = "google" if operation.google_method else "connections"
        meaning = OPERATIONS.advise(number, author, operation=operation)
        yield {
            "status": status,
            "class": name,
            "exit_code": EXIT_CODES[name],
            "meaning": translate(meaning),
        }


def inline_references(schema: Node, above: tuple[str, ...] = ()) -> Node:
    """Return a copy of `schema` with the target of each reference in place of the reference.

    A schema that contains itself is an object without further details at the second level.
    `above` names the enclosing schemas.
    """
    reference = schema.get("$ref", "")
    if reference in above:
        return {"type": "object", "description": f"As above: {reference.rpartition('/')[2]}."}
    above = (*above, reference) if reference else above
    return {
        key: _inline_value(value, above, names=key in ("properties", "x-enumDescriptions"))
        for key, value in resolve(schema).items()
        if not key.startswith("x-") or key in SHOWN_EXTENSIONS
    }


def _inline_value(value: Any, above: tuple[str, ...], *, names: bool) -> Any:
    """Return a value within a schema; with `names`, the keys of the value are not keywords."""
    if isinstance(value, list):
        return [_inline_value(each, above, names=False) for each in value]
    if not isinstance(value, Mapping):
        return value
    if names:
        return {key: _inline_value(each, above, names=False) for key, each in value.items()}
    return inline_references(dict(value), above)


def _iterate_lines(verb: Verb, command: str) -> Iterator[str]:
    """Yield the lines of the text for people."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else FILE_COLUMNS

    def wrap(text: str, indent: int) -> list[str]:
        space = " " * indent
        return textwrap.wrap(
            escape_for_terminal(text),
            max(width, indent + 20),
            initial_indent=space,
            subsequent_indent=space,
            break_long_words=False,
            break_on_hyphens=False,
        )

    options = list_options(verb)
    names = [option.path[0].upper() for option in options if not option.flag]
    yield " ".join([PROGRAM, command, *names])
    for paragraph in verb.text.split("\n\n"):
        yield ""
        yield from wrap(paragraph, 0)
    yield ""
    yield f"Operation {verb.operation.id}, tool {verb.tool}"
    for option in options:
        if option is options[0]:
            yield from ("", "Arguments")
        yield f"  {_label_option(option)}"
        yield from wrap(translate(option.text), 6)
        for value, meaning in option.values.items():
            yield from wrap(f"{value}: {meaning}" if meaning else value, 8)
    yield from ("", "Response, one for each page of the list" if verb.lists else "Response")
    fields = [*list_fields(get_response_schema(verb.operation))]
    if not fields:
        yield "  (no content)"
    for path, field in fields:
        yield f"  {path} ({describe_type(field)})"
        yield from wrap(describe_field(field), 6)
        values = [value for kind in list_kinds(field) for value in kind.get("enum", ())]
        yield from wrap(f"Known values: {', '.join(values)}." if values else "", 6)
    yield from ("", "Errors")
    for error in _iterate_errors(verb):
        yield from wrap(f"{error['status']}, exit code {error['exit_code']}: {error['meaning']}", 2)


def _label_option(option: Option) -> str:
    label = option.flag or option.path[0].upper()
    kind = {str: "text", int: "whole number", float: "number", bool: "yes or no"}.get(option.kind)
    facts = [kind or "JSON", *(["required"] if option.required else [])]
    return f"{label} ({', '.join(facts)})"


def list_fields(
    schema: Node, path: str = "", above: tuple[str, ...] = ()
) -> Iterator[tuple[str, Node]]:
    """Yield the path and the schema of each field of an object, at any depth."""
    reference = schema.get("$ref", "")
    if reference in above:
        return
    above = (*above, reference) if reference else above
    for kind in list_kinds(schema):
        if "items" in kind:
            yield from list_fields(kind["items"], f"{path}[]", above)
        for name, field in kind.get("properties", {}).items():
            below = f"{path}.{name}" if path else name
            yield below, field
            yield from list_fields(field, below, above)


def describe_type(schema: Node) -> str:
    """Return the type of a field, with the format of a text."""
    names = list[str]()
    for kind in list_kinds(schema):
        name = str(kind.get("format") or kind.get("type") or "any")
        names.append(f"list of {describe_type(kind['items'])}" if "items" in kind else name)
    marks = [
        text
        for mark, text in (
            ("x-untrusted", "chosen by other people"),
            ("x-secret", "secret"),
        )
        if resolve(schema).get(mark)
    ]
    return ", ".join([" or ".join(dict.fromkeys(names)), *marks])
