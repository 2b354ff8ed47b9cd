"""The server as a program: its transport, and the place where writes are approved."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import anyio

from ..approval.queue import ApprovalQueue
from ..approval.terminal import approve_in_terminal
from ..client import AsyncGoogleMeet
from .approvals import APPROVAL_SECONDS, Approvals
from .http import PATH, make_http_app
from .loopback import HOST, bind, end_on_signals, serve
from .page import ApprovalPage
from .server import MakeHook, make_server
from .stdio import serve_stdio


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The options of the program."""

    writes: bool = False
    """True to serve the tools that write."""
    only: tuple[str, ...] = ()
    """Names of tools or operations to serve, in which `*` matches any text; empty for all."""
    approve: Literal["elicit", "page", "terminal"] = "elicit"
    """The place where the user approves writes: the client, a web page or this terminal."""
    listener: socket.socket | None = None
    """The socket of HTTP, which `bind` returns; None for stdin and stdout."""
    token: str | None = None
    """The token that clients send over HTTP; a random one if left out."""


async def run_server(
    meet: AsyncGoogleMeet, settings: Settings, report: Callable[[str], object]
) -> None:
    """Serve until stdin ends, or until Ctrl-C or SIGTERM.

    Args:
        meet: The client of all calls.
        settings: The options.
        report: A function that shows a line to the user who started the server.

    Raises:
        InvalidArgumentError: A name in `only` matches no tool that is served.
    """
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(end_on_signals())
        make_hook: MakeHook | None = None
        queue: ApprovalQueue | None = None
        if settings.approve == "terminal":
            make_hook = _ask_in_terminal
        elif settings.approve == "page" and settings.writes:
            queue = stack.enter_context(ApprovalQueue(timeout=APPROVAL_SECONDS))
            listener = bind(0)
            page = ApprovalPage(queue, listener.getsockname()[1])
            await stack.enter_async_context(serve(page.app, listener))
            report(f"Approve the writes at {page.url}")
            make_hook = page.make_hook
        approvals = Approvals()
        server = make_server(
            meet,
            writes=settings.writes,
            only=settings.only,
            make_hook=make_hook,
            approvals=approvals,
        )
        if settings.listener is None:
            await serve_stdio(server)
            return
        port = settings.listener.getsockname()[1]
        token = settings.token or secrets.token_urlsafe(32)
        app = make_http_app(server, port, token)
        await stack.enter_async_context(serve(app, settings.listener))
        # First decline the writes that wait, so that the server can still answer their calls.
        stack.push_async_callback(approvals.end)
        if queue:
            stack.callback(queue.close)
        report(f"The server listens at http://{HOST}:{port}{PATH}")
        if settings.token is None:
            report(f"Clients must send the header Authorization: Bearer {token}")
        await anyio.sleep_forever()


def _ask_in_terminal(_: object) -> Callable[..., bool]:
    return approve_in_terminal
