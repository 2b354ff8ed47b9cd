"""Messages on stderr."""

from __future__ import annotations

import contextlib
import sys

from maton_google_meet_api.runtime.text import escape_for_terminal

from .program import PROGRAM


def print_message(*lines: str, hint: str | None = None) -> None:
    """Print messages to stderr. Stdout contains only the result.

    Args:
        lines: The messages, which are wrapped on a terminal.
        hint: A line that ends with a command. It is not wrapped, so that it can be copied.
    """
    texts = [f"{PROGRAM}: {escape_for_terminal(line)}" for line in lines]
    if sys.stderr.isatty():
        import shutil
        import textwrap

        wrapper = textwrap.TextWrapper(
            shutil.get_terminal_size().columns, break_long_words=False, break_on_hyphens=False
        )
        texts = [wrapper.fill(text) for text in texts]
    if hint is not None:
        texts.append(f"{PROGRAM}: {escape_for_terminal(hint)}")
    write_to_stderr("".join(f"{text}\n" for text in texts))


def write_to_stderr(text: str) -> None:
    """Write `text` to stderr. A closed pipe or a full disk does not change the exit code."""
    with contextlib.suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()
