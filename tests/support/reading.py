"""Facts about the repository: the document, an extra's requirements, a file's imports."""

from __future__ import annotations

import ast
import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from check_upstream import read_installed
from codegen.document import Document
from codegen.rules import load_document

ROOT = Path(__file__).resolve().parent.parent.parent


@functools.cache
def spec() -> Document:
    """Return spec/openapi.yaml, read once because that is slow; do not modify it."""
    return load_document(ROOT / "spec" / "openapi.yaml")


@functools.cache
def discovery() -> dict[str, Any]:
    """Return the installed discovery document of Google's; do not modify it."""
    return read_installed()


def install_command(extra: str) -> str:
    """Return the pip command that installs the requirements of an extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return " ".join(["pip install", *map(repr, project["optional-dependencies"][extra])])


def imported(path: Path) -> Iterator[str]:
    """Yield the top-level modules that a file imports anywhere; ignore relative imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
