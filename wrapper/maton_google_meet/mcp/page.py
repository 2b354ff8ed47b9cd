"""The web page on which the user approves writes, at a secret address of this machine."""

from __future__ import annotations

import secrets
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from ..approval.queue import ApprovalQueue
from ..errors import InvalidArgumentError
from .loopback import HOST

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..types import AsyncConfirm, PendingWrite
    from .progress import Progress

# The page contains a form and no script, and no other page may embed it or receive its address.
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Approvals</title>{refresh}<style>
body {{ font-family: sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }}
pre {{ border: 1px solid; padding: 1em; white-space: pre-wrap; overflow-wrap: anywhere }}
button {{ font-size: 1em; margin-right: 1em; animation: wait {delay}s }}
@keyframes wait {{ from, to {{ pointer-events: none; opacity: 0.4 }} }}
</style></head><body><h1>Approvals</h1>{notice}{entries}</body></html>
"""
ENTRY: Final = """<form method="post"><pre>{text}</pre>
<button name="approve" value="{id}">Approve: send this</button>
<button name="decline" value="{id}">Decline</button></form>
"""
# The second click of a double click must not reach the button of the next write.
BUTTON_DELAY_SECONDS: Final = 1
# Only an empty page is renewed: otherwise, a button could move under the pointer.
REFRESH: Final = '<meta http-equiv="refresh" content="5">'

NOT_WAITING: Final = (
    "Nothing changed: this write is no longer waiting. It was answered, its time has "
    "expired, or the agent cancelled it."
)


class ApprovalPage:
    """A web application on the loopback interface that shows the writes of a queue.

    Its address contains a random token, which a page of another origin cannot know.
    """

    def __init__(self, queue: ApprovalQueue, port: int) -> None:
        self._queue = queue
        self._token = secrets.token_urlsafe(32)
        self._origin = f"http://{HOST}:{port}"
        self.url: Final = f"{self._origin}/{self._token}"
        self.app: Final = Starlette(
            routes=[
                Route("/{token}", self._show, methods=["GET"]),
                Route("/{token}", self._answer, methods=["POST"]),
            ],
            middleware=[
                Middleware(TrustedHostMiddleware, allowed_hosts=[HOST], www_redirect=False)
            ],
        )

    async def _show(self, request: Request) -> Response:
        return self._check(request) or self._render()

    async def _answer(self, request: Request) -> Response:
        refusal = self._check(request)
        if refusal is None and request.headers.get("origin") != self._origin:
            refusal = PlainTextResponse("Another page sent this form.", 403)
        if refusal is not None:
            return refusal
        form = parse_qs((await request.body()).decode("ascii", "replace"))
        try:
            if "approve" in form:
                self._queue.approve(form["approve"][0])
                notice = "The write is approved."
            else:
                self._queue.decline(form.get("decline", [""])[0])
                notice = "The write is declined: nothing was sent."
        except InvalidArgumentError:
            notice = NOT_WAITING
        return self._render(notice)

    def _check(self, request: Request) -> Response | None:
        """Return the refusal of a request without the token, or None."""
        token = request.path_params["token"].encode()
        if secrets.compare_digest(token, self._token.encode()):
            return None
        return PlainTextResponse("Not found", 404)

    def _render(self, notice: str = "") -> Response:
        entries = [
            ENTRY.format(text=escape(each.write.text()), id=escape(each.id))
            for each in self._queue.pending()
        ]
        page = PAGE.format(
            refresh="" if entries else REFRESH,
            delay=BUTTON_DELAY_SECONDS,
            notice=notice and f"<p><output>{escape(notice)}</output></p>",
            entries="".join(entries) or "<p>No write waits for approval.</p>",
        )
        return HTMLResponse(page, headers=HEADERS)

    def make_hook(self, progress: Progress) -> AsyncConfirm:
        """Return the hook for the writes of one call, which notifies the client of the address."""

        async def wait(pending: PendingWrite) -> bool:
            progress.notify(f"A write waits for the approval of the user at {self.url}")
            return await self._queue.acall(pending)

        return wait
