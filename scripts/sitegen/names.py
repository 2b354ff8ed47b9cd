"""The public names of the packages, which the reference must describe."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import griffe

from .stage import Problem

REFERENCE = "docs/reference/python/"
FOLDERS = ("wrapper", "generated")
RESOURCES = "maton_google_meet_api.resources"
# The public modules. `maton_google_meet_api.api`, the raw layer, has a guide instead.
MODULES = (
    "maton_google_meet",
    "maton_google_meet.eager",
    "maton_google_meet.errors",
    "maton_google_meet.events",
    "maton_google_meet_api.models",
    "maton_google_meet.observers",
    "maton_google_meet.reports",
    "maton_google_meet.sandbox",
    "maton_google_meet.testing",
    "maton_google_meet.tools",
    RESOURCES,
)


def read_inventory(path: Path) -> set[str]:
    """Return the names that the built site describes, from its `objects.inv`."""
    lines = zlib.decompress(path.read_bytes().split(b"\n", 4)[4]).decode().splitlines()
    return {line.split(" ", 1)[0] for line in lines}


def check_names(
    root: Path, described: set[str], modules: tuple[str, ...] = MODULES
) -> list[Problem]:
    """Return a problem for each public name that the site does not describe."""
    loader = griffe.GriffeLoader(search_paths=[root / folder for folder in FOLDERS])
    for package in sorted({name.partition(".")[0] for name in modules}, reverse=True):
        loader.load(package)
    loader.resolve_aliases()
    problems = dict[str, Problem]()
    for module in map(loader.modules_collection.__getitem__, modules):
        for name in {*map(str, module.exports or ())} - {*module.all_members}:
            path = Path(module.filepath).relative_to(root).as_posix()
            text = f"{module.path}.{name} is in __all__, but does not exist; remove the name"
            problems[f"{module.path}.{name}"] = Problem(path, 1, text)
    objects = [each for name in modules for each in _list_public(loader.modules_collection[name])]
    classes = {target.canonical_path for _, target in objects if target.is_class}
    for outer in objects:
        for name, target in (outer, *_list_members(*outer, classes)):
            path = target.canonical_path
            if not _has_text(target):
                text = "has no docstring; write one"
            elif path not in described and target.has_docstring:
                text = f"is not in the reference; add it to {REFERENCE}"
            else:
                continue
            file = Path(target.filepath).relative_to(root).as_posix()
            problems[path] = Problem(file, target.lineno or 1, f"{name} is public, but {text}")
    return sorted(problems.values())


def _list_public(module: Any) -> Iterator[tuple[str, Any]]:
    """Yield the public names of a module, each with its object."""
    for name, member in module.all_members.items():
        try:
            target = member.final_target if member.is_alias else member
        except griffe.AliasResolutionError:
            continue  # It belongs to another package.
        if name.startswith("_") or not _is_exported(module, name, target):
            continue
        if target.is_module:  # It hides the function of its name, as in `reports`.
            target = target.members[name]
        yield f"{module.path}.{name}", target


def _list_members(name: str, target: Any, classes: set[str]) -> Iterator[tuple[str, Any]]:
    """Yield the public members of a class. Leave out those of the base classes in `classes`, which
    the reference describes there, and the resources of the clients."""
    for key, each in target.all_members.items() if target.is_class else ():
        member = each.final_target if each.is_alias else each
        base = member.parent.canonical_path
        inherited = member.parent is not target and (base in classes or base.startswith(RESOURCES))
        if not inherited and not key.startswith("_"):
            yield f"{name}.{key}", member


def _is_exported(module: Any, name: str, target: Any) -> bool:
    if module.path == RESOURCES:  # Without `__all__`. The async classes have the same text.
        inside = target.parent is not None and target.parent.path.startswith(f"{RESOURCES}.")
        return inside and not name.startswith("Async")
    if module.exports is not None:
        return name in module.exports
    return not target.is_module and target.parent is module


def _has_text(target: Any) -> bool:
    """Return True if an object or the member of a base class that it replaces has a docstring."""
    if target.has_docstring or _is_field(target):
        return True
    bases = target.parent.mro() if target.parent.is_class else []
    return any(
        target.name in base.members and base.members[target.name].has_docstring for base in bases
    )


def _is_field(target: Any) -> bool:
    """Return True if the docstring of the class lists the attribute."""
    parent = target.parent
    text = parent.docstring.value if parent.is_class and parent.has_docstring else ""
    return bool(re.search(rf"^\s+{target.name}(?: \(.*)?:", text, re.MULTILINE))
