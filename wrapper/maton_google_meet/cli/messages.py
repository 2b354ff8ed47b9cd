"""Messages on stderr."""

from __future__ import annotations

import shutil
import sys
import textwrap

from maton_google_meet_api.runtime.text import escape_for_terminal

from .program import PROGRAM


def print_message(*lines: str) -> None:
    """Print messages to stderr. Stdout contains only the result."""
    width = shutil.get_terminal_size().columns if sys.stderr.isatty() else 0
    for line in lines:
        text = f"{PROGRAM}: {escape_for_terminal(line)}"
        if width:
            text = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
        sys.stderr.write(f"{text}\n")
