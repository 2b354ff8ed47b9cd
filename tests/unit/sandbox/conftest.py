"""Sandboxes at a fixed time."""

from __future__ import annotations

import pytest
from maton_google_meet.sandbox import Sandbox
from support.sandboxes import NOW


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(now=NOW)


@pytest.fixture
def unlimited_sandbox() -> Sandbox:
    """Return a sandbox without a rate limit."""
    return Sandbox(now=NOW, rate=None)
