# Copied by scripts/regenerate.py from scripts/codegen/runtime/commands.py; do not edit.
"""The names of commands and options, derived from the names of the document and of the facade.

The command line and the skill share these rules. The module imports no other module.
"""

import re
from collections.abc import Container, Iterable

# Options of every command.
_BUILTIN_FLAGS = frozenset({"--help", "--version"})


def to_kebab_case(name: str) -> str:
    """Return a name in camel or snake case as a command or option name.

    An underscore at the end of a Python name is dropped.
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).replace("_", "-").lower().rstrip("-")


def name_resource(resource: str, other_commands: Container[str]) -> str:
    """Return the command of a resource: with the prefix `api-` if another command has its name."""
    command = to_kebab_case(resource)
    return f"api-{command}" if command in other_commands else command


def name_flag(argument: str, arguments: Iterable[str]) -> str:
    """Return the option for one of the keyword arguments of a method.

    The option ends in a dash if a shorter argument or a builtin option already uses the name.
    """
    name = argument.rstrip("_")
    same = [each for each in arguments if each.rstrip("_") == name and len(each) < len(argument)]
    flag = f"--{to_kebab_case(name)}"
    return flag + "-" * (len(same) + (flag in _BUILTIN_FLAGS))


def negate_flag(flag: str) -> str:
    """Return the option that sets a flag to false: `--config.no-x` for `--config.x`."""
    above, dot, last = flag.removeprefix("--").rpartition(".")
    return f"--{above}{dot}no-{last}"


def name_fields(keys: Iterable[str]) -> dict[str, str]:
    """Return the part of an option's name for each field of an object.

    If two fields have the same name in kebab case, the second keeps the spelling of the API.
    """
    names = dict[str, str]()
    for key in keys:
        names[key] = key if (name := to_kebab_case(key)) in names.values() else name
    return names
