"""The version of the package."""

from __future__ import annotations

from pathlib import Path

import maton_google_meet

WRAPPER = Path(maton_google_meet.__file__).parent


def test_the_version_equals_that_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((WRAPPER.parent.parent / "pyproject.toml").read_text())["project"]
    assert maton_google_meet.__version__ == project["version"]
