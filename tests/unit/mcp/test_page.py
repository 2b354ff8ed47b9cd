"""The page on which the user approves writes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from html import escape
from typing import Any

import anyio
import httpx
import pytest
from maton_google_meet import ApprovalQueue, PendingWrite, WriteDeclined
from maton_google_meet.mcp.page import ApprovalPage
from support.agents import run as run_async
from support.agents import wait_for

HOSTILE = '"</pre><button name=approve>&amp;\u202e'
WRITE = PendingWrite("a.b", "POST", "/a", None, HOSTILE.encode(), "Creates it.", True)
ORIGIN = "http://127.0.0.1:5000"


class Notes:
    """The progress of a call."""

    def __init__(self) -> None:
        self.texts = list[str]()

    def notify(self, text: str) -> None:
        self.texts.append(text)


class Browser:
    """A browser at a page, and a call that waits for it."""

    def __init__(self, page: ApprovalPage, queue: ApprovalQueue, client: httpx.AsyncClient) -> None:
        self.page, self.queue, self.client = page, queue, client
        self.result: Any = None

    async def wait(self) -> None:
        """Wait for the approval of the write, as a call does."""
        notes: Any = Notes()
        hook: Any = self.page.make_hook(notes)
        try:
            self.result = await hook(WRITE)
        except WriteDeclined as error:
            self.result = str(error)
        assert notes.texts == [f"A write waits for the approval of the user at {self.page.url}"]

    async def post(
        self, url: str | None = None, origin: str | None = ORIGIN, **form: str
    ) -> httpx.Response:
        """Send the form of the page."""
        headers = {} if origin is None else {"Origin": origin}
        return await self.client.post(url or self.page.url, data=form, headers=headers)


@asynccontextmanager
async def open_page(*, waiting: bool = True) -> AsyncIterator[Browser]:
    """Open a page; a write waits on it."""
    with ApprovalQueue() as queue:
        page = ApprovalPage(queue, 5000)
        transport = httpx.ASGITransport(page.app)
        async with (
            httpx.AsyncClient(transport=transport) as client,
            anyio.create_task_group() as group,
        ):
            browser = Browser(page, queue, client)
            if waiting:
                group.start_soon(browser.wait)
                await wait_for(queue.pending)
            yield browser
            group.cancel_scope.cancel()


def run(function: Callable[[Browser], Awaitable[None]], **options: Any) -> None:
    """Run a function with a page."""

    async def main() -> None:
        async with open_page(**options) as browser:
            await function(browser)

    run_async(main)


def test_the_page_shows_the_write_as_text() -> None:
    async def main(browser: Browser) -> None:
        response = await browser.client.get(browser.page.url)
        assert f"<pre>{escape(WRITE.text())}</pre>" in response.text
        assert response.text.count("<button") == 2
        assert "refresh" not in response.text  # A button must not move under the pointer.
        assert response.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]

    run(main)


def test_a_new_button_ignores_the_second_click_of_a_double_click() -> None:
    """The next write appears at the place of the previous one."""

    async def main(browser: Browser) -> None:
        text = (await browser.client.get(browser.page.url)).text
        assert "animation: wait 1s" in text
        assert "@keyframes wait { from, to { pointer-events: none;" in text

    run(main)


def test_an_empty_page_renews_itself() -> None:
    async def main(browser: Browser) -> None:
        text = (await browser.client.get(browser.page.url)).text
        assert "No write waits" in text
        assert 'http-equiv="refresh"' in text

    run(main, waiting=False)


def test_the_buttons_approve_and_decline() -> None:
    async def approve(browser: Browser) -> None:
        [entry] = browser.queue.pending()
        assert "The write is approved." in (await browser.post(approve=entry.id)).text
        await wait_for(lambda: browser.result)
        assert browser.result is True
        again = await browser.post(approve=entry.id)
        assert "Nothing changed: this write is no longer waiting." in again.text

    async def decline(browser: Browser) -> None:
        [entry] = browser.queue.pending()
        assert "The write is declined" in (await browser.post(decline=entry.id)).text
        await wait_for(lambda: browser.result)
        assert "because it was declined: nothing was sent" in browser.result

    run(approve)
    run(decline)


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://127.0.0.1:5001"])
def test_a_form_of_another_page_is_refused(origin: str | None) -> None:
    async def main(browser: Browser) -> None:
        [entry] = browser.queue.pending()
        assert (await browser.post(origin=origin, approve=entry.id)).status_code == 403
        assert browser.queue.pending() == [entry]

    run(main)


def test_another_address_or_host_is_refused() -> None:
    async def main(browser: Browser) -> None:
        [entry] = browser.queue.pending()
        for url in (f"{ORIGIN}/", f"{ORIGIN}/x", f"{browser.page.url}x", f"{ORIGIN}/%C3%A9"):
            assert (await browser.client.get(url)).status_code == 404
            assert (await browser.post(url, approve=entry.id)).status_code in (404, 405)
        rebound = browser.page.url.replace("127.0.0.1", "evil.example")
        assert (await browser.client.get(rebound)).status_code == 400
        assert (await browser.post(rebound, approve=entry.id)).status_code == 400
        assert (await browser.post()).status_code == 200  # An empty form answers nothing.
        assert browser.queue.pending() == [entry]

    run(main)
