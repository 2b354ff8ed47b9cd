"""The two forms of the document."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(
    scope="module", params=["generated/maton_google_meet_api/document.json", "spec/openapi.yaml"]
)
def document_path(request: pytest.FixtureRequest, repository: Path) -> Path:
    """Return the path of the published document, or of its source."""
    return repository / request.param
