"""The version of the package."""

from __future__ import annotations

import maton_google_meet
from support.reading import spec


def test_the_document_has_the_version_of_the_package() -> None:
    # The build reads the version of the distribution from `_version.py`.
    assert spec().root["info"]["version"] == maton_google_meet.__version__
