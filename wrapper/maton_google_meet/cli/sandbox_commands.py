"""`sandbox` and `demo`: the sandbox as a server, and a tour of the client in it."""

from __future__ import annotations

import os
import threading
from typing import Annotated

from cyclopts import Parameter

from .common import OPERATION_GROUP, Yes, parse_int, silence_log
from .errors import CommandError, has_terminal, print_message
from .output import make_console
from .program import USAGE

Port = Annotated[
    int,
    Parameter(
        name="--port",
        metavar="N",
        help="The port to listen at. The default is any free port.",
        group=OPERATION_GROUP,
        show_default=False,
        converter=parse_int,
    ),
]
FOREVER = threading.Event()  # It is never set.
STYLES = {"title": "bold", "code": "cyan", "error": "red"}


def demo(*, yes: Yes = False) -> None:
    """Run a tour of the client in a sandbox, shown as Python."""
    from rich.text import Text

    from .. import approve_in_terminal
    from ..sandbox import Sandbox
    from ..sandbox.demo import approve_and_show, run_demo

    screen = make_console()

    def write(text: str, kind: str) -> None:
        screen.print(Text(text, STYLES.get(kind, "")), soft_wrap=True)

    if not yes and not has_terminal():
        print_message(
            "The demo has no terminal to ask in, so it declines its writes. --yes approves them."
        )
    with silence_log():
        run_demo(Sandbox(), approve_and_show(write) if yes else approve_in_terminal, write)


def serve(*, port: Port = 0) -> None:
    """Serve a sandbox on this machine until the command is interrupted."""
    from ..config import CONNECTION_VARIABLE as VARIABLE
    from ..sandbox import Sandbox

    try:
        with Sandbox().serve(port) as server:
            for name, value in server.environment.items():
                print(f"export {name}={value}", flush=True)
            if VARIABLE in os.environ:
                print(f"unset {VARIABLE}", flush=True)  # It names a connection of the real proxy.
            print_message(f"The sandbox listens at {server.url}. Press Ctrl-C to stop it.")
            FOREVER.wait()
    except (OSError, OverflowError) as error:
        raise CommandError(
            USAGE, f"--port {port} cannot be used: {error}. Choose another port."
        ) from error
