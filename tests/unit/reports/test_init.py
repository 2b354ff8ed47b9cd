"""The names of the package, which load when they are first used."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from maton_google_meet import reports


def test_each_public_name_exists() -> None:
    assert all(hasattr(reports, name) for name in reports.__all__)
    assert {*reports.__all__} <= {*dir(reports)}
    with pytest.raises(AttributeError, match="nothing"):
        _ = reports.nothing  # type: ignore[attr-defined]


def test_help_lists_the_public_names() -> None:
    """In a process of its own, because other tests load the modules."""
    code = "import pydoc; from maton_google_meet import reports; print(pydoc.render_doc(reports))"
    text = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    text = re.sub(".\b", "", text)
    for name in ("attendance", "export", "transcript", "wait_for"):
        assert f"\n    {name}(meet: " in text
    assert "Steps[" not in text


@pytest.mark.parametrize("name", ["attendance", "conferences", "transcript"])
def test_a_function_replaces_the_module_of_its_name(name: str) -> None:
    """Use a new process, because other tests import the modules in another order."""
    code = f"""
import sys
import maton_google_meet.reports
assert "maton_google_meet.client" not in sys.modules
import maton_google_meet.reports.{name}
from maton_google_meet.reports import {name}
assert callable({name})
assert callable(maton_google_meet.reports.{name})
assert "sqlite3" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
