"""The documentation site in a browser: phone and desktop, light and dark, checked with axe-core."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import build_docs
import pytest
from support.browsers import open_browser
from support.tools import find_node_modules

AXE = find_node_modules() / "axe-core" / "axe.min.js"
VIEWS = [(1280, "light"), (390, "dark"), (390, "light"), (1280, "dark")]
CLICKS = 3
SMALLEST_FONT_PIXELS = 12
# A page is a surprise if it scrolls sideways; a table or a block of code scrolls in its own box.
MEASURE = """() => ({
    overflow: Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)
        - document.documentElement.clientWidth,
    fonts: [...document.querySelectorAll("article pre code")]
        .map(each => parseFloat(getComputedStyle(each).fontSize)),
})"""
SERIOUS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter(each => ["serious", "critical"].includes(each.impact))
    .map(each => `${each.id}: ${each.nodes[0].html.slice(0, 120)} (${each.nodes.length} times)`)"""
# Zensical draws the search in a shadow root, which the style sheet of the site does not reach: the
# paths of the results are gray, and their names for a screen reader leave out the text.
KNOWN_FINDINGS_OF_SEARCH = ("color-contrast: <li", "label-content-name-mismatch: <a id=")
LINKS = "() => [...document.querySelectorAll('a[href]')].map(each => each.href)"


class Handler(SimpleHTTPRequestHandler):
    """A server of files that logs nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""


@pytest.fixture(scope="module")
def address(repository: Path) -> Iterator[str]:
    """Build the site and serve it. Return its address."""
    assert build_docs.build(repository) == []
    handler = partial(Handler, directory=repository / "build" / "site")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Visit:
    """The pages of the site, and the faults that a browser shows in them."""

    def __init__(self, browser: Any, address: str) -> None:
        self.links: dict[str, set[str]] = {}
        self.faults: defaultdict[str, list[str]] = defaultdict(list)
        self.address = address
        self.tab = browser.new_page()
        self.tab.on("console", self._note_message)
        self.tab.on("request", self._note_request)
        new = {address}
        while new:
            url = new.pop()
            self._visit(url)
            new |= {each for each in self.links[url] if each.endswith("/")} - {*self.links}

    def _note_message(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.faults["console"].append(f"{self.tab.url}: {message.text}")

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults["other hosts"].append(f"{self.tab.url}: {request.url}")

    def _visit(self, url: str) -> None:
        response = self.tab.goto(url)
        if response.status != 200:
            self.faults["status"].append(f"{url}: {response.status}")
        self.links[url] = {
            urldefrag(each).url
            for each in self.tab.evaluate(LINKS)
            if each.startswith(self.address)
        }
        self.tab.add_script_tag(path=AXE)
        for width, scheme in VIEWS:
            show(self.tab, width, scheme)
            view = f"{url} at {width} px, {scheme}"
            seen = self.tab.evaluate(MEASURE)
            if seen["overflow"] > 0:
                self.faults["width"].append(f"{view}: {seen['overflow']} px too wide")
            if min(seen["fonts"], default=SMALLEST_FONT_PIXELS) < SMALLEST_FONT_PIXELS:
                self.faults["fonts"].append(f"{view}: {min(seen['fonts'])} px")
            self.faults["axe"] += [f"{view}: {each}" for each in self.tab.evaluate(SERIOUS)]


def show(tab: Any, width: int, scheme: str) -> None:
    """Set the width and the color scheme of a tab, and wait until the page has both."""
    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    name = {"light": "default", "dark": "slate"}[scheme]
    tab.wait_for_function(f"document.body.dataset.mdColorScheme == {name!r}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Return a browser that playwright drives."""
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def visit(browser: Any, address: str) -> Visit:
    """Return the visit of all pages."""
    return Visit(browser, address)


@pytest.mark.parametrize("kind", ["status", "console", "other hosts", "width", "fonts", "axe"])
def test_no_page_has_a_fault(visit: Visit, kind: str) -> None:
    assert visit.faults[kind] == []


def test_each_page_is_three_clicks_from_home(visit: Visit, repository: Path) -> None:
    pages = {each for each in visit.links if each.endswith("/")}
    site = repository / "build" / "site"
    built = {path.parent.relative_to(site).as_posix() for path in site.rglob("index.html")}
    assert {each.removeprefix(visit.address).rstrip("/") or "." for each in pages} == built
    reached = {visit.address}
    for _ in range(CLICKS):
        reached |= {link for page in reached & pages for link in visit.links[page]}
    assert pages - reached == set()


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_the_search_finds_timeout(browser: Any, address: str, width: int, scheme: str) -> None:
    tab = browser.new_page()
    tab.goto(address)
    tab.add_script_tag(path=AXE)
    show(tab, width, scheme)
    tab.keyboard.press("/")
    tab.keyboard.type("timeout")
    results = tab.locator("a[href*='h=timeout']")
    results.first.wait_for()
    links = [each.get_attribute("href") for each in results.all()[:5]]
    assert any("guides/retry/" in str(link) for link in links)
    assert any("guides/faq/" in str(link) for link in links)
    found = tab.evaluate(SERIOUS)
    assert [each for each in found if not each.startswith(KNOWN_FINDINGS_OF_SEARCH)] == []
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_navigation_of_a_phone(browser: Any, address: str, scheme: str) -> None:
    tab = browser.new_page()
    tab.goto(address)
    tab.add_script_tag(path=AXE)
    show(tab, 390, scheme)
    tab.locator("label[for=__drawer]:visible").first.click()
    tab.locator(".md-nav--primary .md-nav__link:visible", has_text="Contributing").first.wait_for()
    assert tab.evaluate(SERIOUS) == []
    tab.close()


def test_a_button_changes_the_colors(browser: Any, address: str) -> None:
    tab = browser.new_page()
    tab.goto(address)
    seen = {tab.evaluate("document.body.dataset.mdColorScheme")}
    for _ in range(3):
        tab.locator("label[for^=__palette]:visible").click()
        seen.add(tab.evaluate("document.body.dataset.mdColorScheme"))
    assert seen == {"default", "slate"}
    tab.close()
