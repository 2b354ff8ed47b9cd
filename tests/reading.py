"""What tests read of the repository: the document as the scripts do, and what a file imports."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

from document import Document


@functools.cache
def spec() -> Document:
    """spec/openapi.yaml, read once for all tests that leave it as it is: it takes long."""
    return Document(Path(__file__).resolve().parent.parent / "spec" / "openapi.yaml")


def imported(path: Path) -> Iterator[str]:
    """The top-level modules that a file imports, wherever in it; not those named relatively."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
