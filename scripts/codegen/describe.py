"""Print the documentation that the package contains about itself, as JSON: its operations, the
commands of its command line, and its tools for agents.

`pages` runs this module in a separate process, because the package that it describes has just been
built: this process may have imported the committed one.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from maton_google_meet.cli import app
from maton_google_meet.cli.commands import Command
from maton_google_meet.cli.common import OPTIONS, add_options
from maton_google_meet.cli.names import iterate_operations
from maton_google_meet.cli.parser import COMMON_GROUP, Parser
from maton_google_meet.cli.program import OTHER_COMMANDS, PROGRAM
from maton_google_meet.cli.schema import describe_operation
from maton_google_meet.facade import (
    Verb,
    describe_resource,
    list_resource_names,
    read_argument_texts,
    read_operation,
)
from maton_google_meet.tools import INSTRUCTIONS, definitions, find_tool

Node = dict[str, Any]
FACTS = (
    *("summary", "destructive", "outcome", "method", "path", "google_method", "scopes"),
    *("deprecated", "preview", "tool", "command"),
)
"""The parts of `schema --json` that the page of the operations shows."""


def describe_package() -> Node:
    """Return the whole description."""
    operations = [*iterate_operations()]
    return {
        "operations": [_describe_operation(f"{resource} {name}", verb)
                       for resource, name, verb in operations],
        "resources": {name: describe_resource(name) for name in list_resource_names()},
        "program": {
            "name": PROGRAM,
            "text": app.HELP,
            "options": _list_shared_options(),
            "exit_codes": app.EXIT_CODES,
        },
        "commands": [*_describe_commands()],
        "tools": [
            _describe_tool(each) for each in definitions(reads=True, writes=True)
        ],
        "instructions": INSTRUCTIONS,
    }  # fmt: skip


def _describe_operation(command: str, verb: Verb) -> Node:
    described = describe_operation(verb, command)
    raw = read_operation(verb.operation)
    signature = inspect.signature(verb.method)
    texts = read_argument_texts(verb)
    classes = {error["status"]: error["class"] for error in described["errors"]}
    return {
        **{fact: described[fact] for fact in FACTS},
        "name": f"{verb.resource}.{verb.name}",
        "resource": verb.resource,
        "function": verb.method.__qualname__,
        "description": raw.get("description", ""),
        "arguments": [
            {
                "name": each.name,
                "is_keyword": each.kind is each.KEYWORD_ONLY,
                "annotation": _write_annotation(each.annotation),
                "default": None if each.default is each.empty else repr(each.default),
                "text": texts.get(each.name, ""),
            }
            for each in signature.parameters.values()
        ],
        "response": _write_annotation(signature.return_annotation),
        "hints": [
            {"status": status, "class": classes.get(status), "text": text}
            for status, text in raw.get("x-hints", {}).items()
        ],
    }


def _write_annotation(annotation: Any) -> str:
    return str(annotation).replace("builtins.", "")


def _describe_tool(definition: Node) -> Node:
    tool = find_tool(definition["name"])
    # The last name of an operation's tool is that of its method.
    operation = tool.names[-1] if len(tool.names) > 1 else ""
    section = tool.group if operation else "Reports"
    return {**definition, "section": section, "operation": operation}


def _list_shared_options() -> list[tuple[str, str]]:
    parser = Parser(PROGRAM)
    add_options(parser, *OPTIONS)
    return parser.sections[COMMON_GROUP]


def _describe_commands() -> Iterator[Node]:
    """Yield the commands: those of the operations, then the others."""
    for resource, name, verb in iterate_operations():
        parser = Parser(f"{PROGRAM} {resource} {name}", verb.operation.summary)
        Command(verb, parser)
        yield _describe_command(parser, resource, f"{verb.resource}.{verb.name}")
    for name, (module, text) in OTHER_COMMANDS.items():
        parser = Parser(f"{PROGRAM} {name}", text)
        import_module(f"maton_google_meet.cli.{module}").add_arguments(parser)
        yield _describe_command(parser)


def _describe_command(parser: Parser, group: str = "", operation: str = "") -> Node:
    sections = dict(parser.sections)
    return {
        "name": parser.prog.removeprefix(f"{PROGRAM} "),
        "group": group,
        "operation": operation,
        "text": parser.text,
        "usage": parser.format_usage().removeprefix("Usage: "),
        "shared": [label for label, _ in sections.pop(COMMON_GROUP, [])],
        "sections": sections,
    }


if __name__ == "__main__":
    print(json.dumps(describe_package()))
