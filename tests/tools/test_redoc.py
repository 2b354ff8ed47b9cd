"""The page that Redoc builds from the document, which opens without a network."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from support.browsers import find_browser
from support.examples import operations
from support.tools import find_node_tool, run_tool

REDOCLY = find_node_tool("redocly")
# Elements that load what their attribute names. `a` only links to it.
LOADED_ATTRIBUTES = {"src", "srcset", "data", "poster", "background", "xlink:href"}
OTHER_HOST = r"(?:https?:)?//"


class Page(HTMLParser):
    """The text of a page, and the addresses on other hosts that the page loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.addresses: list[str] = []
        self._element = ""
        self.feed(html)

    @property
    def text(self) -> str:
        """The visible text in one line."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._element = tag
        for name, value in attrs:
            loads = name in LOADED_ATTRIBUTES or (name == "href" and tag not in {"a", "area"})
            if loads and re.match(OTHER_HOST, value or ""):
                self.addresses.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        self._element = ""

    def handle_data(self, data: str) -> None:
        if self._element == "style":
            # Style sheets load fonts from other hosts.
            self.addresses += re.findall(rf"(?:url\(|@import)\s*[\"']?{OTHER_HOST}\S+", data)
        elif self._element != "script":
            self.words.append(data)


@pytest.fixture(scope="module")
def page(document_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the only file that Redoc writes."""
    folder = tmp_path_factory.mktemp("redoc")
    options = ("--inlineBundle", "--output", "index.html")
    run_tool(REDOCLY, "build-docs", document_path, *options, cwd=folder)
    [path] = folder.iterdir()
    return path


# The script of the page also requests Redocly's logo and leaves it out without a network:
# https://github.com/Redocly/redoc/issues/2141
def test_the_page_loads_nothing_from_another_host(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    assert Page(html).addresses == []
    for _, _, operation, _ in operations():
        assert operation["summary"] in html


def test_a_browser_shows_the_page_offline(page: Path, tmp_path: Path) -> None:
    shown = run_tool(
        find_browser(),
        *("--headless", "--disable-gpu", "--no-sandbox", "--virtual-time-budget=5000"),
        *(f"--user-data-dir={tmp_path}", "--host-resolver-rules=MAP * ~NOTFOUND"),
        *("--dump-dom", f"{page.as_uri()}#tag/spaces"),
        cwd=tmp_path,
    )
    text = Page(shown).text
    summaries = [raw["summary"] for _, _, raw, _ in operations() if raw["tags"] == ["spaces"]]
    assert summaries
    assert [each for each in summaries if each not in text] == []
