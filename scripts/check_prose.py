"""Find the words of the deny list in docstrings, comments and messages; exit with 1 if any is left.

    python scripts/check_prose.py          wrapper/, scripts/ and spec/
    python scripts/check_prose.py FILE...  these files

Names in code do not count. The style guide also forbids docstrings that begin with `OPENING`.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DENIED = re.compile(
    r"\b(told|anew|whoever)\b|\bis no |\bat the most\b|\bstands in\b|\bWhether it\b|\bWhat it\b",
    re.IGNORECASE,
)
OPENING = re.compile(r"\s*(What|Who|Whether|Where|How)\b")
OPENS = "a docstring that begins with"
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
SOURCES = (("wrapper", "*.py"), ("scripts", "*.py"), ("scripts", "*.jinja"), ("spec", "*.yaml"))


def read_texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the comments and strings of a Python file, or the lines of another file."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from enumerate(source.splitlines(), 1)
        return
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for number, line in enumerate(node.value.splitlines()):
                yield node.lineno + number, line
        if isinstance(node, DOCUMENTED) and (
            opening := OPENING.match(ast.get_docstring(node) or "")
        ):
            yield node.body[0].lineno, f"{OPENS} {opening[1]}"


def main(names: list[str]) -> int:
    """Print each place; return the exit code."""
    paths = [*map(Path, names)] or [p for top, glob in SOURCES for p in (ROOT / top).rglob(glob)]
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in sorted(paths)
        if path.resolve() != Path(__file__).resolve()
        for number, line in read_texts(path)
        if DENIED.search(line) or line.startswith(OPENS)
    ]
    print(*found, f"{len(found)} places that the style guide denies", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
