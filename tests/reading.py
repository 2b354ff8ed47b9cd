"""The document as the scripts read it."""

from __future__ import annotations

import functools
from pathlib import Path

from document import Document


@functools.cache
def spec() -> Document:
    """spec/openapi.yaml, read once for all tests that leave it as it is: it takes long."""
    return Document(Path(__file__).resolve().parent.parent / "spec" / "openapi.yaml")
