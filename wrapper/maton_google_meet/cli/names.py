"""The names of commands and options."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from maton_google_meet_api.runtime.commands import name_resource, to_kebab_case

from ..facade import Verb, list_resource_names, list_verbs
from .program import OTHER_COMMANDS


@functools.cache
def list_resources() -> Mapping[str, str]:
    """Return the resources by command name, in the order of the document."""
    return {name_resource(each, OTHER_COMMANDS): each for each in list_resource_names()}


@functools.cache
def list_commands(resource: str) -> Mapping[str, Verb]:
    """Return the verbs of a resource by command name. Its module is imported for this."""
    return {to_kebab_case(verb.name): verb for verb in list_verbs(resource)}


def get_command(verb: Verb) -> str:
    """Return the command of an operation, such as `spaces get`."""
    commands = {resource: command for command, resource in list_resources().items()}
    return f"{commands[verb.resource]} {to_kebab_case(verb.name)}"


def iterate_operations() -> Iterator[tuple[str, str, Verb]]:
    """Yield each operation with the two words of its command, in the order of the document."""
    for command, resource in list_resources().items():
        for name, verb in list_commands(resource).items():
            yield command, name, verb


def find_report_command(verb: Verb) -> str | None:
    """Return the report command for the resources of an operation; None without one.

    Its name is the singular of a collection in the operation's path.
    """
    segments = verb.operation.path.split("/")
    return next((name for name in OTHER_COMMANDS if f"{name}s" in segments), None)
