"""An extension of griffe, which reads the Python API for the site."""

from __future__ import annotations

import re
from typing import Any

import griffe

DOCTEST = re.compile(r"(?m)^>>> (?:.+\n?)+")
# pytest reads this part of the docstring of a plugin.
PYTEST = re.compile(r"\n\nPYTEST_DONT_REWRITE(?:.+\n?)+")


class Docstrings(griffe.Extension):
    """Show examples as code, and the result of a report instead of its steps."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Put a fence around each example that is written as a doctest."""
        if obj.docstring:
            text = DOCTEST.sub(_fence, PYTEST.sub("", obj.docstring.value))
            obj.docstring.value = text

    def on_function_instance(self, *, func: griffe.Function, **_: Any) -> None:
        """Show the value that a report returns."""
        if any(decorator.callable_path.endswith(".report") for decorator in func.decorators):
            func.returns = getattr(func.returns, "slice", func.returns)


def _fence(example: re.Match[str]) -> str:
    lines = example[0].rstrip("\n").split("\n")
    if all(line.startswith((">>>", "...")) for line in lines):
        return "\n".join(["```python", *(line[4:] for line in lines), "```\n"])
    return "\n".join(["```pycon", *lines, "```\n"])
