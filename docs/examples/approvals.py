"""A web app in which each user approves the writes of their own Google account, at /<user>.

It needs the key in MATON_API_KEY, and the packages starlette, uvicorn and python-multipart.
Signing in and protection from CSRF are up to your app: here, Ana is anyone who opens /ana.
"""

from contextlib import asynccontextmanager
from html import escape

import uvicorn
from maton_google_meet import ApprovalQueue, AsyncGoogleMeet, MatonError
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

USERS = {"ana": "21fd90f9-6c1d-4b8e-9a57-0f3d2e41c7aa"}  # The connection of each user.
USERS |= {"ben": "8e0b6f4c-d2a3-4719-b5c8-64f17a90e3d2"}
QUEUES = {user: ApprovalQueue(timeout=300) for user in USERS}
ENTRY = """<form method="post"><pre>{text}</pre><button name="approve" value="{id}">Approve</button>
<input name="reason"> <button name="decline" value="{id}">Decline</button></form>"""


async def add_member(request):  # The response waits for the approval.
    user, form = request.path_params["user"], await request.form()
    meet = app.state.meet.with_options(connection=USERS[user], account=user, confirm=QUEUES[user])
    member = await meet.members.create(form["space"], email=form["email"])
    return PlainTextResponse(member.name)


async def approvals(request):  # A queue has the writes of one user, and no id can be guessed.
    queue, form = QUEUES[request.path_params["user"]], await request.form()
    if "approve" in form:
        queue.approve(form["approve"])
    elif "decline" in form:
        queue.decline(form["decline"], form["reason"])
    # Other people choose the names in a write: escape them.
    entries = [ENTRY.format(text=escape(each.write.text()), id=each.id) for each in queue.pending()]
    return HTMLResponse("<!doctype html><title>Approvals</title>" + "".join(entries))


@asynccontextmanager
async def open_client(app):
    async with AsyncGoogleMeet() as app.state.meet:
        yield


class Server(uvicorn.Server):
    def handle_exit(self, sig, frame):  # uvicorn waits for requests before it closes the client.
        for queue in QUEUES.values():
            queue.close()
        super().handle_exit(sig, frame)


routes = [Route("/{user}/members", add_member, methods=["POST"])]
routes += [Route("/{user}", approvals, methods=["GET", "POST"])]
handlers = {MatonError: lambda _, error: PlainTextResponse(str(error), 409)}
handlers |= {KeyError: lambda *_: PlainTextResponse("Unknown user or field.", 404)}
app = Starlette(routes=routes, lifespan=open_client, exception_handlers=handlers)
Server(uvicorn.Config(app, port=8000)).run()
