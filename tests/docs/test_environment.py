"""The page of the environment variables: it has all variables of this package."""

from __future__ import annotations

import re

from maton_google_meet.cli import completion
from support.pages import PAGES, ROOT, list_first_cells


def test_every_variable_of_this_package_is_listed() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "wrapper").rglob("*.py")]
    read = {name for text in sources for name in re.findall(r"\"(MATON_[A-Z_]+)\"", text)}
    listed = list_first_cells(PAGES["docs/reference/environment.md"])
    assert len(listed) == len({*listed})
    own = {name for name in listed if name.startswith("MATON_")}
    assert own == read - {completion.LINE_VARIABLE}  # The command sets it for PowerShell.
