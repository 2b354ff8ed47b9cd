"""The names of commands and options."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from ..facade import Verb, list_verbs
from .program import OTHER_COMMANDS


def to_kebab_case(name: str) -> str:
    """Return a name in camel or snake case as a command or option name.

    An underscore at the end of a Python name is dropped.
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).replace("_", "-").lower().rstrip("-")


@functools.cache
def list_resources() -> Mapping[str, Mapping[str, Verb]]:
    """Return the resources and their verbs by command name, in the order of the document.

    If another command has the name of a resource, the resource gets the prefix `api-`.
    """
    resources: dict[str, dict[str, Verb]] = {}
    for verb in list_verbs():
        command = to_kebab_case(verb.resource)
        resource = f"api-{command}" if command in OTHER_COMMANDS else command
        resources.setdefault(resource, {})[to_kebab_case(verb.name)] = verb
    return resources
