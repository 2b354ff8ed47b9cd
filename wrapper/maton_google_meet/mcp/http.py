"""The transport over HTTP, on the loopback interface and with a token."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from mcp.server.lowlevel.server import Server
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from .loopback import HOST

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH: Final = "/mcp"
HOSTS: Final = (HOST, "localhost")


def make_http_app(server: Server[Any], port: int, token: str) -> ASGIApp:
    """Return the web application that serves `server` at `/mcp` to clients with the token."""
    hosts = [name for host in HOSTS for name in (host, f"{host}:{port}")]
    security = TransportSecuritySettings(
        allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts]
    )
    app = server.streamable_http_app(streamable_http_path=PATH, transport_security=security)
    return RequireToken(app, token)


class RequireToken:
    """An ASGI application that passes on only requests with the bearer token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request without the token with 401."""
        if scope["type"] != "lifespan":
            header = Headers(scope=scope).get("authorization", "").encode("latin-1")
            scheme, _, received = header.partition(b" ")
            if scheme.lower() != b"bearer" or not secrets.compare_digest(received, self._token):
                answer = PlainTextResponse(
                    "This server requires the token that it printed at its start: "
                    "Authorization: Bearer TOKEN",
                    401,
                    {"WWW-Authenticate": "Bearer"},
                )
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)
