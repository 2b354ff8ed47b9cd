"""Fixtures that most tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from loopback import Loopback
from maton_google_meet.testing import Contract
from schemas import DOCUMENT
from worlds import KINDS, World

pytest_plugins = ["maton_google_meet.testing", "pytester"]
# The same values in each run: what a run finds, the next one finds too.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on what the machine has set."""
    for name in (
        "MATON_API_KEY",
        "MATON_API_BASE_URL",
        "MATON_GOOGLE_MEET_CONNECTION",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this repository."""
    return ROOT


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """spec/openapi.yaml, loaded."""
    return DOCUMENT


@pytest.fixture
def server(document: dict[str, Any], maton_contract: Contract) -> Iterator[Loopback]:
    """A loopback server that answers as the document says; traffic that does not fit fails the
    test, unless the test empties `violations` itself."""
    with Loopback(document) as loopback:
        maton_contract.elsewhere.add(loopback.url)
        yield loopback
    assert loopback.violations == []


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Takes what a test has counted, in words: scripts/promises.py prints it."""
    return lambda text: record_property("figure", text)


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest) -> World:
    """The sync client, and the async one under asyncio and under trio."""
    return World(request.param)
