"""The names of commands and options."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from ..facade import Verb, list_resource_names, list_verbs
from .program import OTHER_COMMANDS


def to_kebab_case(name: str) -> str:
    """Return a name in camel or snake case as a command or option name.

    An underscore at the end of a Python name is dropped.
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).replace("_", "-").lower().rstrip("-")


@functools.cache
def list_resources() -> Mapping[str, str]:
    """Return the resources by command name, in the order of the document.

    If another command has the name of a resource, the resource gets the prefix `api-`.
    """
    resources: dict[str, str] = {}
    for resource in list_resource_names():
        command = to_kebab_case(resource)
        resources[f"api-{command}" if command in OTHER_COMMANDS else command] = resource
    return resources


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
