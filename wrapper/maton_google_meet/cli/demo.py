"""`demo`: a tour of the client in the sandbox."""

from __future__ import annotations

import argparse

from .common import add_options, silence_log
from .errors import has_terminal, print_message, require
from .parser import Parser
from .tables import make_console

STYLES = {"title": "bold", "code": "cyan", "error": "red"}


def add_arguments(parser: Parser) -> None:
    """Add the option that approves the writes."""
    add_options(parser, "yes")


def run(arguments: argparse.Namespace) -> None:
    """Run a tour of the client in a sandbox, shown as Python."""
    require("rich", "The demo")
    screen = make_console(color=arguments.settings.color)
    from rich.text import Text

    from .. import approve_in_terminal
    from ..sandbox import Sandbox
    from ..sandbox.demo import approve_and_show, run_demo

    def write(text: str, kind: str) -> None:
        screen.print(Text(text, STYLES.get(kind, "")), soft_wrap=True)

    yes = arguments.settings.yes
    if not yes and not has_terminal():
        print_message(
            "The demo has no terminal to ask in, so it declines its writes. --yes approves them."
        )
    with silence_log():
        run_demo(Sandbox(), approve_and_show(write) if yes else approve_in_terminal, write)
