"""The names of commands and options."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from maton_google_meet_api.runtime.commands import to_kebab_case

from ..facade import Verb, list_verbs
from .program import OTHER_COMMANDS

__all__ = ["list_resources", "to_kebab_case"]


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
