"""Chromium or Chrome, for tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def find_browser() -> str:
    """Return the path of a browser. Skip the test without one."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    return path or pytest.skip("no Chromium or Chrome found")


@contextmanager
def open_browser() -> Generator[Any]:
    """Yield a browser that playwright drives. Skip the test without one."""
    path = find_browser()
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright has no wheel here")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path)
        yield browser
        browser.close()
