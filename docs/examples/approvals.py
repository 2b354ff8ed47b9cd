"""A web app in which each user approves the writes of their own Google account, at /<user>.

It needs the key in MATON_API_KEY, and the packages starlette, uvicorn and python-multipart.
Signing in and protection from CSRF are up to your app: here, Ana is anyone who opens /ana.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from html import escape
from types import FrameType

import uvicorn
from maton_google_meet import ApprovalQueue, AsyncGoogleMeet, MatonError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

USERS = {  # The connection of each user.
    "ana": "21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa",
    "ben": "8e0b6f4c-d2a3-4719-b5c8-64f17a90e3d2",
}
QUEUES = {user: ApprovalQueue(timeout=300) for user in USERS}  # Five minutes for an answer.
ENTRY = """<form method="post"><pre>{text}</pre><button name="approve" value="{id}">Approve</button>
<input name="reason"> <button name="decline" value="{id}">Decline</button></form>"""


async def add_member(request: Request) -> PlainTextResponse:  # It waits for the approval.
    user, form = request.path_params["user"], await request.form()
    meet = app.state.meet.with_options(connection=USERS[user], account=user, confirm=QUEUES[user])
    member = await meet.members.create(str(form["space"]), email=str(form["email"]))
    return PlainTextResponse(member.name)


async def approvals(request: Request) -> HTMLResponse:  # A user sees the writes of one queue.
    queue, form = QUEUES[request.path_params["user"]], await request.form()
    if "approve" in form:
        queue.approve(str(form["approve"]))
    elif "decline" in form:
        queue.decline(str(form["decline"]), str(form["reason"]))
    # Other people choose the names in a write: escape them.
    entries = [ENTRY.format(text=escape(each.write.text()), id=each.id) for each in queue.pending()]
    return HTMLResponse("<!doctype html><title>Approvals</title>" + "".join(entries))


@asynccontextmanager
async def open_client(app: Starlette) -> AsyncGenerator[None]:
    async with AsyncGoogleMeet() as app.state.meet:
        yield


class Server(uvicorn.Server):
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        for queue in QUEUES.values():  # uvicorn first waits for requests, which wait for approvals.
            queue.close()
        super().handle_exit(sig, frame)


def refuse(request: Request, error: Exception) -> PlainTextResponse:
    if isinstance(error, KeyError):
        return PlainTextResponse("Unknown user or field.", 404)
    return PlainTextResponse(str(error), 409)


app = Starlette(
    routes=[
        Route("/{user}/members", add_member, methods=["POST"]),
        Route("/{user}", approvals, methods=["GET", "POST"]),
    ],
    lifespan=open_client,
    exception_handlers={MatonError: refuse, KeyError: refuse},
)
if __name__ == "__main__":
    Server(uvicorn.Config(app, port=8000)).run()
