"""`logout`: end a session."""

from __future__ import annotations

import argparse

from maton_google_meet_api.runtime.text import escape_for_terminal

from .errors import convert_errors
from .parser import Parser


def add_arguments(parser: Parser) -> None:
    """Add the name of the session."""
    parser.add_argument(
        "--profile",
        metavar="NAME",
        help="The name of a stored session. The default is MATON_PROFILE, or else the active "
        "session.",
    )


def run(arguments: argparse.Namespace) -> None:
    """Revoke the tokens of a session, and delete them."""
    from ..sessions import find_profile, sign_out

    with convert_errors():
        stored_profile = find_profile(arguments.profile)
        sign_out(stored_profile)
    print(f"Signed out: {escape_for_terminal(stored_profile.name)}.")
