"""`sandbox` and `demo`: the sandbox as a server, and a walk in it."""

from __future__ import annotations

import os
import threading
from typing import Annotated

from cyclopts import Parameter

from . import USAGE
from .outcome import Ended, say, terminal
from .output import console
from .shared import OWN, Yes, quiet, whole

Port = Annotated[
    int,
    Parameter(
        name="--port",
        metavar="N",
        help="Where to listen; left out, wherever there is room.",
        group=OWN,
        show_default=False,
        converter=whole,
    ),
]
STYLES = {"title": "bold", "code": "cyan", "error": "red"}


def demo(*, yes: Yes = False) -> None:
    """Play a walk in a sandbox: what the client does, shown as Python. The writes in it are asked
    for as anywhere."""
    from rich.text import Text

    from .. import approve_in_terminal
    from ..sandbox import Sandbox
    from ..sandbox.demo import agree, play

    screen = console()

    def write(text: str, kind: str) -> None:
        screen.print(Text(text, STYLES.get(kind, "")), soft_wrap=True)

    if not yes and not terminal():
        say("There is no terminal to ask in, so its writes are declined; --yes answers them.")
    with quiet():
        play(Sandbox(), agree(write) if yes else approve_in_terminal, write)


def serve(*, port: Port = 0) -> None:
    """Start the sandbox as a server on this machine, until it is interrupted.

    It prints the variables that point clients at it, in any language.
    """
    from ..config import CONNECTION_VARIABLE as VARIABLE
    from ..sandbox import Sandbox

    try:
        with Sandbox().serve(port) as served:
            for name, value in served.environment.items():
                print(f"export {name}={value}", flush=True)
            if VARIABLE in os.environ:
                print(f"unset {VARIABLE}", flush=True)  # It names a connection of another proxy.
            say(f"The sandbox listens at {served.url}. Ctrl-C ends it.")
            _wait()
    except (OSError, OverflowError) as error:
        raise Ended(USAGE, f"Nothing can listen at port {port}: {error}") from error


def _wait() -> None:
    threading.Event().wait()
