"""Import names on their first use, because importing the models is the slow part of a start."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def make_lazy_getattr(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """Return a `__getattr__` for `package` (PEP 562) that imports a name on its first access.

    Later accesses find the name in the package itself.

    Args:
        package: The name of the package.
        modules: The module that defines each name, relative to `package`.
    """

    def __getattr__(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(import_module(modules[name], package), name)
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__


class ModelPlaceholder:
    """A placeholder for a model in the namespace of a module.

    The first call of `from_dict` imports the model and replaces the placeholder with it.
    """

    def __init__(self, namespace: dict[str, Any], name: str, module: str) -> None:
        self._namespace = namespace
        self._name = name
        self._module = module

    def from_dict(self, data: Mapping[str, Any]) -> Any:
        """Return the result of the model's own `from_dict`."""
        model = getattr(import_module(self._module, self._namespace["__package__"]), self._name)
        self._namespace[self._name] = model
        return model.from_dict(data)


def defer_models(namespace: dict[str, Any], modules: Mapping[str, str]) -> None:
    """Put a placeholder for each model into the namespace of a module.

    Args:
        namespace: The `globals()` of the module.
        modules: The module that defines each model, relative to the package of `namespace`.
    """
    for name, module in modules.items():
        namespace[name] = ModelPlaceholder(namespace, name, module)
