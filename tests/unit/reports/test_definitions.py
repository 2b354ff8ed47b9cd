"""The reports for agents, whose pages `test_pages` tests."""

from __future__ import annotations

import subprocess
import sys


def test_the_tools_load_no_report() -> None:
    """A program that lists tools starts fast."""
    code = """
import sys
import maton_google_meet.tools
maton_google_meet.tools.definitions()
loaded = {each for each in sys.modules if each.startswith("maton_google_meet.reports.")}
assert loaded == {"maton_google_meet.reports." + each for each in ("definitions", "rows")}, loaded
"""
    subprocess.run([sys.executable, "-c", code], check=True)
