"""`version`: the version of the package."""

from __future__ import annotations

import argparse

from .._version import __version__
from .parser import Parser


def add_arguments(parser: Parser) -> None:
    """Add nothing: the command has no options of its own."""


def run(arguments: argparse.Namespace) -> None:
    """Print the version."""
    print(__version__)
