"""The root command: find the command of a command line, parse its options and run it."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from .common import COMMAND_OPTIONS, OPTIONS, add_options, read_settings, wants_json
from .errors import CommandError
from .parser import COMMON_GROUP, HELP_FLAGS, Parser, split_flag, suggest
from .program import DONE, INTERRUPTED, OTHER_COMMANDS, PROGRAM, USAGE
from .reports import report_error

if TYPE_CHECKING:
    import argparse

    from ..facade import Verb

HELP = (
    "Google Meet through the Maton proxy.\n\n"
    "Sign in with the command login, or set MATON_API_KEY to the key from maton.ai/settings. A "
    "command uses the connection in --connection or MATON_GOOGLE_MEET_CONNECTION, or else the only "
    "ACTIVE one. It shows every write and asks for approval before it sends the write."
)
EXIT_CODES = {
    "0": "done",
    "1": "another error",
    "2": "usage error",
    "3": "not approved, so nothing was sent",
    "4": "authentication or connection",
    "5": "not found, or no permission",
    "6": "rate limit",
    "7": "network or server failure, or files that do not exist yet: retry later",
    "8": "outcome unknown: the write may have been executed",
    "130": "interrupted",
}
VERSION_FLAG = "--version"
VERSION_HELP = OTHER_COMMANDS["version"][1]
ROOT_GROUP = "Options, before or after a command"
QUOTE = '"'


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        return _run(arguments)
    except CommandError as error:
        failure = error
    except KeyboardInterrupt:
        failure = CommandError(INTERRUPTED, "Interrupted.")
    return report_error(failure, arguments, as_json=wants_json(arguments))


def _run(arguments: Sequence[str]) -> int:
    tokens = [*arguments]
    end = tokens.index("--") if "--" in tokens else len(tokens)
    if VERSION_FLAG in tokens[:end]:
        tokens = ["version"]
    wants_help = any(each in HELP_FLAGS for each in tokens[:end])
    tokens = [each for at, each in enumerate(tokens) if at >= end or each not in HELP_FLAGS]
    name, tokens = take_command(tokens, PROGRAM, OTHER_COMMANDS)
    if name is None:
        print(format_root_help(), end="")
        return DONE
    if name in OTHER_COMMANDS:
        return _run_other(name, tokens, wants_help)
    return _run_operation(name, tokens, wants_help)


def take_command(
    tokens: Sequence[str], command: str, names: Collection[str] = ()
) -> tuple[str | None, list[str]]:
    """Return the first word that is not an option or its value, and the other tokens.

    Args:
        tokens: The tokens of a command line.
        command: The command that they follow.
        names: Commands that begin like options.
    """
    flags = list_global_flags()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token == "--":
            following = tokens[at + 1 :]
            return (following[0], [*tokens[: at + 1], *following[1:]]) if following else (None, [])
        if not token.startswith("-") or token == "-" or token in names:
            return token, [*tokens[:at], *tokens[at + 1 :]]
        flag = split_flag(token)
        if flag not in flags:
            parser = Parser(command)
            add_options(parser, *OPTIONS)
            parser.fail_option(token)
        at += 1 + (flags[flag] and token == flag)
    return None, [*tokens]


@functools.cache
def list_global_flags() -> Mapping[str, bool]:
    """Return the options that commands share; True if one takes a value."""
    parser = Parser(PROGRAM)
    add_options(parser, *OPTIONS)
    return parser.flags


def _run_other(name: str, tokens: Sequence[str], wants_help: bool) -> int:
    """Run a command without an operation."""
    module_name, text = OTHER_COMMANDS[name]
    module = import_module(f".{module_name}", __package__)
    parser = Parser(f"{PROGRAM} {name}", text)
    module.add_arguments(parser)
    arguments = _parse(parser, tokens, wants_help)
    if arguments is None:
        return DONE
    code = module.run(arguments)
    return code if isinstance(code, int) else DONE


def _run_operation(name: str, tokens: Sequence[str], wants_help: bool) -> int:
    """Run the command of an operation."""
    from .names import list_commands, list_resources

    resources = list_resources()
    if name not in resources:
        _fail_command(PROGRAM, name, [*resources, *OTHER_COMMANDS])
    command = f"{PROGRAM} {name}"
    verbs = list_commands(resources[name])
    verb_name, tokens = take_command(tokens, command)
    if verb_name is None:
        print(_format_resource_help(resources[name], command), end="")
        return DONE
    if verb_name not in verbs:
        _fail_command(command, verb_name, verbs)
    from .commands import Command

    verb = verbs[verb_name]
    parser = Parser(f"{command} {verb_name}", _describe(verb) if wants_help else "")
    operation = Command(verb, parser)
    arguments = _parse(parser, tokens, wants_help)
    if arguments is not None:
        operation.run(arguments, arguments.settings)
    return DONE


def _describe(verb: Verb) -> str:
    """Return the text of an operation, and the command that makes a report of its resources."""
    from .names import find_report_command

    name = find_report_command(verb)
    if name is None:
        return verb.text
    purpose = OTHER_COMMANDS[name][1].partition("\n")[0]
    return f"{verb.text}\n\nSee also `{PROGRAM} {name}`: {purpose}"


def _parse(parser: Parser, tokens: Sequence[str], wants_help: bool) -> argparse.Namespace | None:
    """Return the values of a command's options and arguments; None after printing its help."""
    add_options(parser, *COMMAND_OPTIONS)
    _add_help_option(parser)
    if wants_help:
        print(parser.format_help(), end="")
        return None
    arguments = parser.parse(tokens, list_global_flags())
    arguments.settings = read_settings(arguments)
    return arguments


def _add_help_option(parser: Parser) -> None:
    text = "Show the help of the command."
    parser.add_argument(*HELP_FLAGS, action="store_true", group=COMMON_GROUP, help=text)


def _fail_command(command: str, name: str, names: Collection[str]) -> NoReturn:
    """Raise the error of an unknown command."""
    text = f'Unknown command "{name}".{suggest(name, names, QUOTE)}'
    raise CommandError(USAGE, text, hint=f"{command} --help")


def format_root_help() -> str:
    """Return the help of the program. It imports no resource."""
    from ..facade import summarize_resource
    from .names import list_resources

    parser = Parser(PROGRAM, HELP, usage="COMMAND [OPTIONS]")
    resources = {name: summarize_resource(resource) for name, resource in list_resources().items()}
    commands = {name: text.partition("\n")[0] for name, (_, text) in OTHER_COMMANDS.items()}
    parser.add_list("Resources", resources)
    parser.add_list("Commands", commands)
    add_options(parser, *OPTIONS)
    _add_help_option(parser)
    parser.add_argument(VERSION_FLAG, action="store_true", group=COMMON_GROUP, help=VERSION_HELP)
    parser.sections[ROOT_GROUP] = parser.sections.pop(COMMON_GROUP)
    parser.add_list("Exit codes", EXIT_CODES)
    return parser.format_help()


def _format_resource_help(resource: str, command: str) -> str:
    """Return the help of a resource: its text and its commands."""
    from ..facade import describe_resource
    from .names import list_commands

    entries = dict[str, str]()
    for name, verb in list_commands(resource).items():
        operation = verb.operation
        marks = ["Deprecated."] * bool(operation.deprecated)
        marks += [f"Preview ({operation.preview})."] * bool(operation.preview)
        entries[name] = " ".join([operation.summary, *marks])
    parser = Parser(command, describe_resource(resource), usage="COMMAND [OPTIONS]")
    parser.add_list("Commands", entries)
    return parser.format_help()
