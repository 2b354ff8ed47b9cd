"""`auth`: connect a Google account."""

from __future__ import annotations

import shlex
from typing import Annotated

from cyclopts import Parameter
from maton_google_meet_api.runtime.text import escape_for_terminal

from ..facade import prepare_response
from .common import OPERATION_GROUP, InSandbox, Json, Profile, Yes, make_sandbox, open_client
from .errors import convert_errors, print_message
from .output import show_object, use_json

Browser = Annotated[
    bool,
    Parameter(
        name="--browser",
        negative="--no-browser",
        help="Open the sign-in address in a browser, or only print it.",
        group=OPERATION_GROUP,
        show_default=False,
    ),
]
Timeout = Annotated[
    float,
    Parameter(
        name="--timeout",
        metavar="SECONDS",
        help="Seconds to wait for the sign-in.",
        group=OPERATION_GROUP,
    ),
]


def auth(
    *,
    browser: Browser = True,
    timeout: Timeout = 300.0,
    profile: Profile = None,
    yes: Yes = False,
    json: Json = None,
    sandbox: InSandbox = False,
) -> None:
    """Connect the command to a Google account."""
    from ..client import open_in_browser
    from ..config import CONNECTION_VARIABLE as VARIABLE
    from ..redaction import describe_connection

    instance = make_sandbox(sandbox)

    def hand_over(url: str) -> None:
        print_message(f"Open this address, and sign in to Google there: {url}")
        if instance is not None:
            instance.open(url)
            print_message("The sandbox has signed in automatically.")
        elif browser and not open_in_browser(url):
            print_message("No browser could be opened.")

    with convert_errors(), open_client(profile=profile, yes=yes, sandbox=instance) as meet:
        connection = meet.authorize(on_url=hand_over, timeout=timeout)
    if use_json(json):
        show_object(prepare_response(connection), machine=True)
        return
    print_message(f"Connected: {describe_connection(connection)}. To use it from now on:")
    print(f"export {VARIABLE}={escape_for_terminal(shlex.quote(connection.connection_id))}")
