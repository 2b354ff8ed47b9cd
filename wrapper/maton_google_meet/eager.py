"""Make the annotations of this library resolvable, by one import.

    import maton_google_meet.eager

    typing.get_type_hints(meet.spaces.get)
    attrs.fields(maton_google_meet.models.Space).config.type

The modules import names that only annotations need under `TYPE_CHECKING`, so that a program starts
fast. This module performs those imports in every module of the library, and resolves the types of
the models. It takes several times as long as the import of a client, and needs the source files of
the library.
"""

from __future__ import annotations

import ast
import importlib
import linecache
import pkgutil
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any, get_type_hints

import attrs
import maton_google_meet_api
from maton_google_meet_api import models

__all__: list[str] = []  # Its import is its whole interface.

PACKAGES = ("maton_google_meet", "maton_google_meet_api")


def import_annotations() -> None:
    """Import into each module of the library the names that its annotations need.

    This includes the modules of extras that are already loaded.
    """
    for module_info in pkgutil.walk_packages(
        maton_google_meet_api.__path__, "maton_google_meet_api."
    ):
        importlib.import_module(module_info.name)
    importlib.import_module("maton_google_meet.sandbox")
    names = set[str]()
    while modules := [each for each in _list_modules() if each.__name__ not in names]:
        for module in modules:  # This may load further modules.
            import_names(module)
            names.add(module.__name__)
    for name in models.__all__:
        if attrs.has(model := getattr(models, name)):
            attrs.resolve_types(model)
            # attrs compiles `__init__` in a namespace of its own.
            annotations, types = model.__init__.__annotations__, get_type_hints(model)
            annotations |= {name: types[name] for name in annotations.keys() & types.keys()}


def _list_modules() -> Iterator[ModuleType]:
    for name, module in [*sys.modules.items()]:
        if name.partition(".")[0] in PACKAGES:
            yield module


def import_names(module: ModuleType) -> None:
    """Import into `module` the names that it imports for type checkers.

    A name from a package that is not installed becomes `Any`, as in type checkers.

    Raises:
        ImportError: The source of `module` is not available.
    """
    source = "".join(linecache.getlines(str(module.__file__), vars(module)))
    if not source:
        raise ImportError(
            f"maton_google_meet.eager needs the source of {module.__name__}, which is not "
            "installed. Install the package with its .py files."
        )
    for block in ast.parse(source).body:
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING":
            for statement in block.body:
                _import_statement(module, statement)


def _import_statement(module: ModuleType, statement: Any) -> None:
    try:
        exec(compile(ast.Module([statement], []), "<eager>", "exec"), vars(module))
    except ImportError:
        for alias in statement.names:
            setattr(module, alias.asname or alias.name, Any)


import_annotations()
