"""The links of the built pages: also those of docstrings and of HTML, which Zensical skips."""

from __future__ import annotations

import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .stage import Problem, Stage

NEXT_STEP = "Correct it on the page or in the docstrings that the page shows"
UNRESOLVED = re.compile(r"\]\[[^\]]*\]")


class _Page(HTMLParser):
    """The anchors of a page, and the links of its article.

    `unresolved` is True if the article shows a cross reference as text.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors = set[str]()
        self.links = list[str]()
        self.unresolved = False
        self._open = {"article": 0, "code": 0, "pre": 0}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._open:
            self._open[tag] += 1
        for name, value in attrs:
            if value and name in ("id", "name"):
                self.anchors.add(value)
            elif value and name in ("href", "src") and self._open["article"]:
                self.links.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open[tag] -= 1

    def handle_data(self, data: str) -> None:
        if self._open["article"] and not (self._open["code"] or self._open["pre"]):
            self.unresolved |= bool(UNRESOLVED.search(data))


def check(stage: Stage, site: Path, pages: list[str]) -> list[Problem]:
    """Return a problem for each link of the built `pages` to a file or anchor that is missing."""
    read = dict[Path, _Page]()
    problems = list[Problem]()
    for page in pages:
        place = _find_file(site, page.removesuffix(".md").removesuffix("index"))
        parsed = read.setdefault(place, _Page(place))
        for link in dict.fromkeys(parsed.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            folder = place.parent.relative_to(site).as_posix()
            target = _find_file(site, posixpath.join(folder, unquote(parts.path)))
            target = target if parts.path else place
            if not target.is_file():
                text = f"the built page links to {link}, which does not exist"
            elif parts.fragment and target.suffix == ".html":
                if target not in read:
                    read[target] = _Page(target)
                if unquote(parts.fragment) in read[target].anchors:
                    continue
                text = f"the built page links to {link}, an anchor that does not exist"
            else:
                continue
            problems.append(Problem(stage.sources[page], 1, f"{text}. {NEXT_STEP}"))
        if parsed.unresolved:
            text = f"the built page has a reference to an unknown name, [text][name]. {NEXT_STEP}"
            problems.append(Problem(stage.sources[page], 1, text))
    return problems


def _find_file(site: Path, place: str) -> Path:
    """Return the file that a server of `site` sends for the path `place`."""
    path = site / posixpath.normpath(place)
    return path / "index.html" if path.is_dir() else path
