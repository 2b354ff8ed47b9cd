"""Copy the pages of the documentation into one folder, with links that work there."""

from __future__ import annotations

import ast
import posixpath
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SKILL = "generated/maton_google_meet_api/skill/maton-google-meet/SKILL.md"
DOCUMENT = "generated/maton_google_meet_api/document.json"
# Files outside docs/ that are copied, each with its place on the site.
COPIED = {
    "CHANGELOG.md": "reference/changelog.md",
    "CONTRIBUTING.md": "contributing/index.md",
    "LICENSE": "license.txt",
    "SECURITY.md": "security.md",
    DOCUMENT: "reference/document.json",
    SKILL: "reference/skill.md",
}
OPENAPI_PAGE, EXAMPLES_PAGE = "reference/openapi.md", "examples/index.md"
# Files and folders that pages link to, each with the page that replaces it on the site.
LINKED = {
    **COPIED,
    "README.md": "index.md",
    "docs/examples": EXAMPLES_PAGE,
    "docs/examples/agents": EXAMPLES_PAGE,
    "spec/openapi.yaml": OPENAPI_PAGE,
}
LINK = re.compile(r"(?:\]\(<?|^\[[^\]]+\]:\s+)([^)\s>]+)")
FENCE = re.compile(r"\s*(```+|~~~+)")


class Problem(NamedTuple):
    """A problem that fails the build."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        """Return the line to print."""
        return f"{self.file}:{self.line}: {self.text}"


class Stage:
    """The folder from which the site is built, and the source of each of its files."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self.problems = list[Problem]()
        docs = [path for path in (root / "docs").rglob("*") if path.is_file()]
        relative = [path.relative_to(root).as_posix() for path in docs]
        self.places = {name: name.removeprefix("docs/") for name in relative}
        self.places |= {name: place for name, place in COPIED.items() if (root / name).exists()}
        self.sources = {place: name for name, place in self.places.items()}

    def copy(self) -> None:
        """Replace the folder. Rewrite the links of the pages, and note those that lead nowhere."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for name, place in self.places.items():
            target = self.folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith(".md"):
                text = (self.root / name).read_text(encoding="utf-8")
                if name == SKILL:
                    text = re.sub(r"\A---\n.*?\n---\n+", "", text, flags=re.DOTALL)
                target.write_text(self._rewrite(name, text), encoding="utf-8")
            else:
                shutil.copyfile(self.root / name, target)

    def list_examples(self) -> Iterator[tuple[Path, str]]:
        """Yield the programs in docs/examples/, each with the first line of its docstring."""
        for path in sorted((self.folder / EXAMPLES_PAGE).parent.rglob("*.py")):
            docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            yield path, docstring.partition("\n")[0]

    def _rewrite(self, name: str, text: str) -> str:
        """Return a page with the links of the site. Its lines keep their numbers."""
        lines = text.split("\n")
        for number in list_prose_lines(lines):
            line = lines[number]
            code = re.sub(r"(`+).+?\1", lambda match: "\0" * len(match[0]), line)
            for link in reversed([*LINK.finditer(code)]):
                new = self._convert(name, number + 1, link[1])
                line = line[: link.start(1)] + new + line[link.end(1) :]
            lines[number] = line
        return "\n".join(lines)

    def _convert(self, name: str, number: int, link: str) -> str:
        """Return the link on the site for `link` in the file `name`."""
        path, mark, anchor = link.partition("#")
        if not path or re.match(r"[a-z][a-z0-9+.-]*:|//", path):
            return link
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        place = self.places.get(target) or LINKED.get(target)
        if place is None:
            self.problems.append(Problem(name, number, self._explain(name, link, target)))
            return link
        start = posixpath.dirname(self.places[name])
        return posixpath.relpath(place, start or ".") + mark + anchor

    def _explain(self, name: str, link: str, target: str) -> str:
        """Return what is wrong with `link`, and the next step."""
        for source, place in LINKED.items():
            if f"docs/{place}" == target:
                better = posixpath.relpath(source, posixpath.dirname(name) or ".")
                return f"{link} exists only on the site; write {better}, which becomes that page"
        if target.startswith(".."):
            return f"{link} leaves the repository; correct the link"
        if not (self.root / target).exists():
            return f"{link} does not exist; correct the link"
        if target.startswith("docs/"):
            return f"{link} is a folder; link to one of its files"
        return f"{link} has no page; link to a page, or add {target} to {Path(__file__).name}"


def list_prose_lines(lines: list[str]) -> Iterator[int]:
    """Yield the numbers of the lines outside fenced code, from 0 on."""
    fence = ""
    for number, line in enumerate(lines):
        match = FENCE.match(line)
        if match and not fence:
            fence = match[1]
        elif match and line.strip() == fence:
            fence = ""
        elif not fence:
            yield number
