"""`sandbox`: the sandbox as a server."""

from __future__ import annotations

import argparse
import os
import threading

from .errors import CommandError, describe_system_error, print_message
from .parser import Parser, parse_int
from .program import USAGE

FOREVER = threading.Event()  # It is never set.


def add_arguments(parser: Parser) -> None:
    """Add the port."""
    parser.add_argument(
        "--port",
        metavar="N",
        type=parse_int,
        default=0,
        help="The port to listen on. The default is any free port.",
    )


def run(arguments: argparse.Namespace) -> None:
    """Serve a sandbox on this machine until the command is interrupted."""
    from ..config import CONNECTION_VARIABLE as VARIABLE
    from ..sandbox import Sandbox

    try:
        with Sandbox().serve(arguments.port) as server:
            for name, value in server.environment.items():
                print(f"export {name}={value}", flush=True)
            if VARIABLE in os.environ:
                print(f"unset {VARIABLE}", flush=True)  # It names a connection of the real proxy.
            print_message(f"The sandbox listens at {server.url}. Press Ctrl-C to stop it.")
            FOREVER.wait()
    except (OSError, OverflowError) as error:
        raise CommandError(
            USAGE,
            f"--port {arguments.port} cannot be used: {describe_system_error(error)}. Choose "
            "another port.",
        ) from error
