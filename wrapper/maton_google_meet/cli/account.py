"""`auth`: connect a Google account."""

from __future__ import annotations

import shlex
from typing import Annotated

from cyclopts import Parameter
from maton_google_meet_api.runtime.text import escape_for_terminal

from .facade import present
from .outcome import say, told
from .output import for_machines, show_object
from .shared import OWN, InSandbox, Json, Yes, client, sandbox_if

Browser = Annotated[
    bool,
    Parameter(
        name="--browser",
        negative="--no-browser",
        help="Open the address in a browser, or only print it.",
        group=OWN,
        show_default=False,
    ),
]
Timeout = Annotated[
    float,
    Parameter(
        name="--timeout",
        metavar="SECONDS",
        help="How long to wait until somebody has signed in.",
        group=OWN,
    ),
]


def auth(
    *,
    browser: Browser = True,
    timeout: Timeout = 300.0,
    yes: Yes = False,
    json: Json = None,
    sandbox: InSandbox = False,
) -> None:
    """Connect the command to a Google account."""
    from ..client import open_in_browser
    from ..config import CONNECTION_VARIABLE as VARIABLE
    from ..redaction import describe_connection

    played = sandbox_if(sandbox)

    def hand_over(url: str) -> None:
        say(f"Open this address, and sign in to Google there: {url}")
        if played is not None:
            played.open(url)
            say("The sandbox has signed in by itself.")
        elif browser and not open_in_browser(url):
            say("No browser could be opened here.")

    with told(), client(yes=yes, sandbox=played) as meet:
        connection = meet.authorize(on_url=hand_over, timeout=timeout)
    if for_machines(json):
        show_object(present(connection), machine=True)
        return
    say(f"Connected: {describe_connection(connection)}. To use it from now on:")
    print(f"export {VARIABLE}={escape_for_terminal(shlex.quote(connection.connection_id))}")
