"""Report unclear phrases in docstrings, comments, messages and pages.

    python scripts/check_prose.py          check the sources, the document and all pages
    python scripts/check_prose.py FILE...  check these files

`DENIED` lists the phrases, `OPENING` the words at which no docstring begins. Names in code and code
in pages do not count. The exit code is 1 if a place is reported. Rephrase the sentence at each
place: use the technical verb, or start with the subject.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

from sitegen.stage import list_prose_lines

ROOT = Path(__file__).resolve().parent.parent
# Words with a capital letter count only at the start of a sentence.
DENIED = re.compile(
    r"\b(?i:told|tells|telling|anew|whoever|nobody|somebody|is no (?!longer\b)|is no$)\b"
    r"|\b(?i:at the most|at once|stands? in|standing in|(?:go|goes|going|went) past)\b"
    r"|\b(?i:threads?|process|processes|tasks?|clients?|servers?|proxy|proxies) who\b"
    r"|\b(?:Whether|What|Who) (?:he|it|one|she|that|they|this|you)\b"
    r"|\bOf (?:a|an|each|its|the|these|those) "
)
OPENING = re.compile(r"\s*(What|Who|Whether|Where|How)\b")
OPENING_REPORT = "a docstring that begins with"
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
SOURCES = (
    *("*.md", "docs/**/*.md", "docs/**/*.py", "wrapper/**/*.py"),
    *("scripts/**/*.py", "scripts/**/*.jinja", "spec/*.yaml"),
)
CODE = re.compile(r"`[^`]*`")


def read_texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the comments and strings of a Python file, or the lines of another file.

    The lines of a page have no code.
    """
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        yield from read_prose(source)
        return
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
            yield node.body[0].lineno, f"{OPENING_REPORT} {opening[1]}"


def read_prose(page: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a page, without fenced blocks and code in backticks."""
    lines = page.split("\n")
    for number in list_prose_lines(lines):
        yield number + 1, CODE.sub("``", lines[number])


def main(names: list[str]) -> int:
    """Print each place. Return the exit code."""
    paths = [*map(Path, names)] or [path for glob in SOURCES for path in ROOT.glob(glob)]
    places = [
        f"{path}:{number}: {line.strip()}"
        for path in sorted(paths)
        if path.resolve() != Path(__file__).resolve()
        for number, line in read_texts(path)
        if DENIED.search(line) or line.startswith(OPENING_REPORT)
    ]
    print(*places, f"{len(places)} unclear phrases", sep="\n")
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
