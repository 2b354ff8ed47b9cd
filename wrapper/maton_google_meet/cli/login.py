"""`login`: use Maton without a key."""

from __future__ import annotations

import argparse
import contextlib
import io
import os

from maton_google_meet_api.runtime.text import escape_for_terminal

from .common import add_sign_in_options
from .errors import convert_errors, print_message
from .parser import Parser


class _Messages(io.TextIOBase):
    """A stream that prints each line as a message, and so escapes its characters."""

    def __init__(self) -> None:
        super().__init__()
        self._line = ""

    def write(self, text: str) -> int:
        """Print the lines that `text` completes."""
        *lines, self._line = f"{self._line}{text}".split("\n")
        print_message(*(line.strip() for line in lines))
        return len(text)


def add_arguments(parser: Parser) -> None:
    """Add the options of a sign-in."""
    add_sign_in_options(parser)


def run(arguments: argparse.Namespace) -> None:
    """Sign in to Maton in a browser, and store the session."""
    from ..config import KEY_VARIABLE, PROFILE_VARIABLE, Address
    from ..sessions import sign_in

    with convert_errors(), contextlib.redirect_stdout(_Messages()):
        profile = sign_in(Address(None), browser=arguments.browser, timeout=arguments.timeout)
    if profile.in_file:
        print_message(
            f"No keyring is available: the tokens are in {profile.path}, which only your user can "
            "read."
        )
    if KEY_VARIABLE in os.environ:
        print_message(f"{KEY_VARIABLE} is set and takes precedence: unset {KEY_VARIABLE}")
    elif os.environ.get(PROFILE_VARIABLE, profile.name) != profile.name:
        print_message(f"{PROFILE_VARIABLE} names another profile: unset {PROFILE_VARIABLE}")
    print(f"Signed in as {escape_for_terminal(profile.name)}.")
