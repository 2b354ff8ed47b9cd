# Copied by scripts/regenerate.py from scripts/codegen/runtime/lazy.py; do not edit.
"""Names that are imported when they are first asked for."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def make_lazy_getattr(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """A `__getattr__` for `package` (PEP 562): `modules` maps each name to the module that defines
    it, relative to `package`. What was found once is kept in the package."""

    def __getattr__(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(modules[name], package), name)
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__


class ModelPlaceholder:
    """A model's place in the module `space` until its `from_dict` is first called: that imports it
    from `module`, and gives it the place."""

    def __init__(self, space: dict[str, Any], name: str, module: str) -> None:
        self._space = space
        self._name = name
        self._module = module

    def from_dict(self, data: Mapping[str, Any]) -> Any:
        """As the model's own."""
        found = getattr(import_module(self._module, self._space["__package__"]), self._name)
        self._space[self._name] = found
        return found.from_dict(data)


def defer_models(space: dict[str, Any], modules: Mapping[str, str]) -> None:
    """Give each name of `modules` a place in `space`; it stands for the module that defines it,
    relative to the package of `space`."""
    for name, module in modules.items():
        space[name] = ModelPlaceholder(space, name, module)
