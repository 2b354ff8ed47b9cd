"""Compare the public Python API with an earlier revision, and name the version part to raise.

    python scripts/check_api.py v0.2.0    a tag, a branch or a commit

Exit codes: 0 nothing breaks, 1 something breaks, 2 the revision cannot be read.

Griffe reads both versions without importing them. A name counts if callers can reach it from
`PACKAGES`, wherever its definition is. Annotations are compared as text: an argument may accept
more types, a function may return fewer, and any other change of an annotation breaks.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import griffe

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    "maton_google_meet": ("", ".errors", ".models", ".testing", ".sandbox"),
    "maton_google_meet_api": ("", ".api", ".models", ".types", ".operations", ".resources"),
}
FOLDERS = ("wrapper", "generated")
# Dataclasses and attrs generate the first group; lazy packages and `__init__` imply the second.
IGNORED = {
    *("__eq__", "__hash__", "__reduce__", "__repr__", "__setattr__"),
    *("__getattr__", "__post_init__", "__slots__"),
}
WITH_SUBMODULES = ("maton_google_meet_api.api", "maton_google_meet_api.resources")


def read_api(root: Path) -> dict[str, Any]:
    """Return the public objects below `root` by the names that callers use."""
    loader = griffe.GriffeLoader(search_paths=[root / folder for folder in FOLDERS])
    for package in reversed(PACKAGES):
        loader.load(package)
    loader.resolve_aliases()
    modules = [package + name for package, names in PACKAGES.items() for name in names]
    groups = (_list_members(loader.modules_collection[module], module) for module in modules)
    return {name: target for members in groups for name, target in members}


def _list_members(parent: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the public names below a module or a class, each with its object."""
    for name, member in parent.all_members.items():
        public = member.is_public and name not in IGNORED
        if path == WITH_SUBMODULES[1] and member.is_alias:  # A lazy package without `__all__`.
            public = member.target_path.startswith(path)
        try:
            target = member.final_target if member.is_alias else member
        except griffe.AliasResolutionError:
            continue  # Its target was removed, or belongs to another package.
        # The functions beside the errors are internal.
        if not public or (path.endswith(".errors") and not target.is_class):
            continue
        if not target.is_module or path.startswith(WITH_SUBMODULES):
            yield f"{path}.{name}", target
            if target.is_class or target.is_module:
                yield from _list_members(target, f"{path}.{name}")


def compare(old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[str]]:
    """Return the changes that break callers and those that add something, each object once."""
    sections: dict[str, dict[tuple[str, str], str]] = {"breaks": {}, "adds": {}}
    one_sided = {*old} ^ {*new}
    for name in sorted({*old, *new}, key=lambda name: (len(name), name)):
        if name in one_sided and name.rpartition(".")[0] in one_sided:
            continue  # Its class is reported.
        path = (old.get(name) or new[name]).canonical_path
        for section, change in _list_differences(old.get(name), new.get(name)):
            sections[section].setdefault((path, change), f"{name}: {change}")
    return {section: [*changes.values()] for section, changes in sections.items()}


def _list_differences(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    """Yield the differences between two versions of an object; one version may be missing."""
    if new is None:
        yield "breaks", "removed"
    elif old is None:
        attrs = new.parent.is_class and "define" in str([d.value for d in new.parent.decorators])
        required = attrs and new.is_attribute and new.value is None
        yield ("breaks", "added, and required") if required else ("adds", "added")
    elif old.kind != new.kind:
        yield "breaks", f"{old.kind.value} -> {new.kind.value}"
    elif old.is_class:
        lost = sorted(_name_bases(old) - _name_bases(new))
        yield from (("breaks", f"is not a {base}") for base in lost)
    elif old.is_attribute:
        if _split_types(old.annotation) != _split_types(new.annotation):
            yield "breaks", f"type {old.annotation} -> {new.annotation}"
        # Enums and attrs classes have values; dataclasses have defaults in `__init__`.
        labels = {*old.parent.labels, *new.parent.labels}
        if "class-attribute" in old.labels and "dataclass" not in labels:
            old_value, new_value = _read_value(old), _read_value(new)
            if old_value != new_value:
                yield "breaks", f"value {old_value} -> {new_value}"
    elif old.is_function:
        yield from _compare_signatures(old, new)


def _compare_signatures(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    if not _split_types(new.returns) <= _split_types(old.returns):
        yield "breaks", f"returns {old.returns} -> {new.returns}"
    old_parameters = {parameter.name: parameter for parameter in old.parameters}
    for parameter in new.parameters:
        name, annotation = parameter.name, parameter.annotation
        previous = old_parameters.get(name)
        if previous and not _split_types(previous.annotation) <= _split_types(annotation):
            yield "breaks", f"{name}: type {previous.annotation} -> {annotation}"
        elif not previous and not parameter.required:
            yield "adds", f"{name}: argument added"
    # Griffe compares the members of modules, so put each function into a module of its own.
    holders = griffe.Module("old"), griffe.Module("new")
    for holder, function in zip(holders, (old, new), strict=True):
        function.public = True
        holder.members["function"] = function
    for breakage in griffe.find_breaking_changes(*holders):
        argument = breakage.old_value or breakage.new_value
        if isinstance(argument, griffe.Parameter):
            yield "breaks", f"{argument.name}: {breakage.kind.value}"


def _read_value(attribute: Any) -> str:
    """Return the value of an enum's member, or the default of a field."""
    field = re.search(r"\bdefault=(\w+)", str(attribute.value))
    return field[1] if field else str(attribute.value)


def _split_types(annotation: object) -> set[str]:
    return set(str(annotation).replace("'", "").split(" | "))


def _name_bases(cls: Any) -> set[str]:
    """Return the names of all base classes except internal ones, whose names may change."""
    bases = (str(base) for each in (cls, *cls.mro()) for base in each.bases)
    names = {base.partition("[")[0].rpartition(".")[2] for base in bases}
    return {name for name in names if not name.startswith("_")}


def read_revision(revision: str, folder: Path) -> str:
    """Unpack the packages of a revision into `folder`, and return its version."""
    archive = ["git", "archive", "--format=zip", revision, *FOLDERS, "pyproject.toml"]
    result = subprocess.run(archive, cwd=ROOT, capture_output=True, check=False)
    if result.returncode:
        reason = result.stderr.decode(errors="replace").strip()
        print(f"check_api.py: git cannot read {revision}: {reason}", file=sys.stderr)
        print("A clone may lack the tags: run git fetch --tags, or pass a commit", file=sys.stderr)
        sys.exit(2)
    zipfile.ZipFile(io.BytesIO(result.stdout)).extractall(folder)
    # Older revisions have the version in pyproject.toml.
    files = [folder / "pyproject.toml", *folder.rglob("_version.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    version: str = re.findall(r'^(?:__version__|version) = "(.+)"$', text, re.MULTILINE)[0]
    return version


def describe_rise(version: str, changes: dict[str, list[str]]) -> str:
    """Return the part of `version` that must rise. Before 1.0, each part moves down by one."""
    numbers = [int(number) for number in version.split(".")]
    place = 0 if changes["breaks"] else 1 if changes["adds"] else 2
    place = min(2, place + (numbers[0] == 0))
    least = [*numbers[:place], numbers[place] + 1, 0, 0][:3]
    part = ("major", "minor", "patch")[place]
    return f"{version}: the {part} version must rise, to {'.'.join(map(str, least))} at least"


def main(revision: str) -> int:
    """Print the changes and the part of the version that must rise. Return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        version = read_revision(revision, Path(folder))
        changes = compare(read_api(Path(folder)), read_api(ROOT))
    for section, lines in changes.items():
        for line in lines:
            print(f"{section}: {line}")
    print(describe_rise(version, changes))
    return 1 if changes["breaks"] else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__)
        sys.exit(0 if "--help" in sys.argv else 2)
    sys.exit(main(sys.argv[1]))
