"""`help`: the help of a command."""

from __future__ import annotations

import argparse

from .app import run as run_line
from .parser import Parser


def add_arguments(parser: Parser) -> None:
    """Add the words of a command."""
    parser.add_argument("command", nargs="*", help="The command, such as: auth")


def run(arguments: argparse.Namespace) -> int:
    """Print the help of a command, or of the program."""
    return run_line([*arguments.command, "--help"])
