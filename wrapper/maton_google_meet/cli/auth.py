"""`auth`: connect a Google account."""

from __future__ import annotations

import argparse
import shlex

from maton_google_meet_api.runtime.text import escape_for_terminal

from ..facade import prepare_response
from .common import add_options, add_sign_in_options, make_sandbox, open_client
from .diagnostics import Watch
from .errors import convert_errors, print_message
from .output import TABLE, Printer, choose_format
from .parser import Parser


def add_arguments(parser: Parser) -> None:
    """Add the options of a sign-in and of a client."""
    add_sign_in_options(parser)
    add_options(parser, "account", "profile", "yes", "dry_run", "json", "sandbox")


def run(arguments: argparse.Namespace) -> None:
    """Connect a Google account."""
    from ..client import open_in_browser
    from ..config import CONNECTION_VARIABLE as VARIABLE
    from ..redaction import describe_connection

    settings = arguments.settings
    instance = make_sandbox(settings.sandbox)

    def hand_over(url: str) -> None:
        print_message(f"Open this address, and sign in to Google there: {url}")
        if instance is not None:
            instance.open(url)
            print_message("The sandbox has signed in automatically.")
        elif arguments.browser and not open_in_browser(url):
            print_message("No browser could be opened.")

    watch, connection = Watch(write=True, verbose=settings.verbose or settings.debug), None
    with convert_errors(watch), open_client(settings, sandbox=instance, observers=[watch]) as meet:
        connection = meet.authorize(on_url=hand_over, timeout=arguments.timeout)
    if connection is None:
        return  # A dry run.
    format = choose_format(settings.format, settings.json)
    if format != TABLE:
        Printer(format).print_object(prepare_response(connection), {})
        return
    print_message(f"Connected: {describe_connection(connection)}. To use it from now on:")
    print(f"export {VARIABLE}={escape_for_terminal(shlex.quote(connection.connection_id))}")
