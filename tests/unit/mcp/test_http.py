"""The token of HTTP; tests/promises/test_mcp_processes.py sends requests over sockets."""

from __future__ import annotations

from typing import Any

import anyio
import httpx
import pytest
from maton_google_meet.mcp.http import RequireToken
from starlette.responses import PlainTextResponse


async def get(*headers: tuple[str, str]) -> httpx.Response:
    """Send a request to an application that requires the token `secret`."""
    app: Any = RequireToken(PlainTextResponse("inside"), "secret")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        return await client.get("http://localhost/mcp", headers=[*headers])


@pytest.mark.parametrize("header", ["Bearer secret", "bearer secret"])
def test_the_token_opens(header: str) -> None:
    assert anyio.run(get, ("Authorization", header)).text == "inside"


@pytest.mark.parametrize(
    "header", ["", "secret", "Bearer", "Bearer secre", "Basic secret", "Bearer\tsecret"]
)
def test_anything_else_is_refused(header: str) -> None:
    response = anyio.run(get, ("Authorization", header))
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert anyio.run(get).status_code == 401


def test_the_lifespan_needs_no_token() -> None:
    seen = list[str]()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    async def main() -> None:
        unused: Any = None
        await RequireToken(app, "secret")({"type": "lifespan"}, unused, unused)

    anyio.run(main)
    assert seen == ["lifespan"]
