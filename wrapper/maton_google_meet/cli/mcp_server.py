"""`mcp`: the tools of this package for agents, as an MCP server."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
from typing import TYPE_CHECKING, Any

from .common import add_options, make_sandbox, make_watch, read_settings
from .errors import (
    CommandError,
    convert_errors,
    describe_system_error,
    has_terminal,
    require,
)
from .messages import print_message
from .parser import Parser, parse_int
from .program import USAGE

if TYPE_CHECKING:
    from ..client import AsyncGoogleMeet
    from .common import Settings

TOKEN_VARIABLE = "MATON_GOOGLE_MEET_MCP_TOKEN"
APPROVALS = {
    "elicit": "The client of the agent asks the user (the default).",
    "page": "A web page on this machine asks the user; its address is printed.",
    "terminal": "This terminal asks the user; only with --http.",
}


def add_arguments(parser: Parser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "--writes",
        action="store_true",
        help="Serve the writes too. The user approves each write after seeing it.",
    )
    parser.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        default=[],
        help="Serve only the tools with this name or operation; * matches any text. Repeat the "
        "option for several names.",
    )
    meanings = "\n".join(f"{name}: {meaning}" for name, meaning in APPROVALS.items())
    parser.add_argument(
        "--approve",
        metavar="PLACE",
        type=_parse_place,
        default="elicit",
        help=f"The place where the user approves writes.\n{meanings}",
    )
    parser.add_argument(
        "--http",
        metavar="PORT",
        type=parse_int,
        help="Serve HTTP on this port of the loopback interface, instead of stdin and stdout; 0 "
        f"selects a free port. Clients need the token from {TOKEN_VARIABLE}. If it is not set, a "
        "random token is printed.",
    )
    add_options(parser, "connection", "account", "profile", "sandbox", "timeout")


def _parse_place(text: str) -> str:
    if text not in APPROVALS:
        raise argparse.ArgumentTypeError(f"{text} is not one of {', '.join(APPROVALS)}")
    return text


def run(arguments: argparse.Namespace) -> None:
    """Serve until stdin ends, or until Ctrl-C or SIGTERM."""
    require("mcp", "The command mcp")
    token = os.environ.get(TOKEN_VARIABLE) or None
    if token is not None and not (token.isascii() and token.isprintable() and " " not in token):
        raise CommandError(
            USAGE, f"{TOKEN_VARIABLE} must consist of visible ASCII characters without spaces."
        )
    if arguments.approve == "terminal" and arguments.http is None:
        raise CommandError(
            USAGE,
            "--approve=terminal needs --http, because stdin and stdout carry the protocol. Use "
            "--approve=page instead.",
        )
    if arguments.http is None and has_terminal():
        print_message(
            "The server reads MCP messages from stdin: start it from an MCP client, or add --http. "
            "Press Ctrl-C to stop it."
        )
    from ..mcp.loopback import bind
    from ..mcp.run import Settings as ServerSettings
    from ..mcp.run import run_server

    try:
        listener = None if arguments.http is None else bind(arguments.http)
    except (OSError, OverflowError) as error:
        raise CommandError(
            USAGE,
            f"--http {arguments.http} cannot be used: {describe_system_error(error)}. Choose "
            "another port.",
        ) from error
    settings = ServerSettings(
        writes=arguments.writes,
        only=tuple(arguments.only),
        approve=arguments.approve,
        listener=listener,
        token=token,
    )

    common = read_settings(arguments)

    async def serve() -> None:
        async with _open_client(common) as client:
            meet = client.with_options(observe=make_watch(common) or ())
            await run_server(meet, settings, print_message)

    with convert_errors(), contextlib.ExitStack() as stack:
        if common.debug:
            from .diagnostics import log_http

            stack.enter_context(log_http())
        asyncio.run(serve())


def _open_client(settings: Settings) -> AsyncGoogleMeet:
    """Return the client of all calls, without a hook: the server adds one to each call."""
    from ..client import AsyncGoogleMeet

    options: dict[str, Any] = {"connection": settings.connection, "account": settings.account}
    if settings.timeout is not None:
        options["timeout"] = settings.timeout
    sandbox = make_sandbox(settings.sandbox)
    if sandbox is None:
        return AsyncGoogleMeet(profile=settings.profile, **options)
    if settings.profile is not None:
        raise CommandError(
            USAGE, "--profile cannot be combined with --sandbox, which needs no session."
        )
    return sandbox.async_client(**options)
