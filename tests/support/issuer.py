"""An issuer of sessions on the loopback interface, with the API that accepts their tokens."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qs, urlencode, urlsplit

ACCOUNT = "ana@example.com"
CONNECTIONS = {"connections": [{"connection_id": "c", "status": "ACTIVE", "app": "google-meet"}]}


class IssuerRequest(NamedTuple):
    """A request: its path without query, its token, and the form or query."""

    path: str
    token: str
    form: dict[str, str]


class Issuer(ThreadingHTTPServer):
    """A server that issues, renews and revokes tokens, and accepts them at the API.

    It accepts each refresh token once. `replies` maps paths to functions that may return another
    status and body, or None.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.email = ACCOUNT
        self.lifetime: object = 3600
        self.access: set[str] = set()
        self.refresh: set[str] = set()
        self.seen: list[IssuerRequest] = []
        self.replies: dict[str, Callable[[IssuerRequest], tuple[int, object] | None]] = {}
        self.make_token: Callable[[str], str] = self._number
        self.lock = threading.Lock()
        self._count = 0

    def _number(self, kind: str) -> str:
        self._count += 1
        return f"{kind}-{self._count}"

    def issue(self) -> dict[str, object]:
        """Return a new pair of tokens, as the token endpoint does."""
        access, refresh = self.make_token("access"), self.make_token("refresh")
        self.access.add(access)
        self.refresh.add(refresh)
        return {"access_token": access, "refresh_token": refresh, "expires_in": self.lifetime}

    def count(self, path: str) -> int:
        """Return the number of requests to `path`."""
        return sum(each.path == path for each in self.seen)

    def answer(self, received: IssuerRequest) -> tuple[int, object]:
        """Return the status and the body of the response; a str is sent as it is."""
        path, form = received.path, received.form
        if path in self.replies and (reply := self.replies[path](received)) is not None:
            return reply
        if path == "/.well-known/oauth-protected-resource":
            return 200, {"resource": self.url, "authorization_servers": [self.url]}
        if path == "/.well-known/oauth-authorization-server":
            names = {"authorization": "authorize", "token": "token", "registration": "register"}
            ends = {**names, "revocation": "revoke"}.items()
            urls = {f"{name}_endpoint": f"{self.url}/{end}" for name, end in ends}
            return 200, {"issuer": self.url, **urls}
        if path == "/authorize":
            query = urlencode({"code": "code-1", "state": form["state"]})
            return 302, f"{form['redirect_uri']}?{query}"
        if path == "/register":
            return 200, {"client_id": "client-1"}
        if path == "/revoke":
            self.access.discard(form["token"])
            self.refresh.discard(form["token"])
            return 200, ""
        if path == "/token":
            used = form.get("refresh_token")
            if used is not None and used not in self.refresh:
                return 400, {"error": "invalid_grant", "error_description": f"no: {used}"}
            self.refresh.discard(used or "")
            return 200, self.issue()
        if received.token not in self.access:
            return 401, {"error": "Invalid token"}
        if path == "/user":
            return 200, {"email": self.email}
        return 200, CONNECTIONS if path == "/connections" else {"name": "spaces/abc"}


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def respond(self) -> None:
        issuer = cast("Issuer", self.server)
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        text = parts.query or body.decode()
        form = {name: values[0] for name, values in parse_qs(text).items()}
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        received = IssuerRequest(parts.path, token, form)
        with issuer.lock:
            issuer.seen.append(received)
            status, reply = issuer.answer(received)
        content = (reply if isinstance(reply, str) else json.dumps(reply)).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", content.decode())
            content = b""
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = respond

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve_issuer() -> Generator[Issuer]:
    """Run an issuer inside the `with` block."""
    with Issuer() as issuer:
        thread = threading.Thread(target=issuer.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield issuer
        finally:
            issuer.shutdown()
            thread.join()


def visit(url: str) -> bool:
    """Open `url` as a browser whose user is signed in already."""
    with urllib.request.urlopen(url) as response:
        response.read()
    return True


def write_store(
    folder: Path, *profiles: Mapping[str, object], active: str | None = ACCOUNT
) -> None:
    """Write a store as maton-ai does."""
    folder.mkdir(exist_ok=True)
    by_name = {str(profile["email"]): profile for profile in profiles}
    section = {"profiles": by_name, **({"active_profile": active} if active else {})}
    text = json.dumps({"sdks": {"python": section}})
    (folder / "credentials.json").write_text(text, encoding="utf-8")


def read_profile(folder: Path, name: str = ACCOUNT) -> dict[str, Any]:
    """Return a profile of the store."""
    data = json.loads((folder / "credentials.json").read_text(encoding="utf-8"))
    profile: dict[str, Any] = data["sdks"]["python"]["profiles"][name]
    return profile


def make_profile(
    issuer: Issuer, *, email: str = ACCOUNT, seconds: float = 3600, **changes: object
) -> dict[str, object]:
    """Return a profile with new tokens that expire in `seconds`."""
    tokens = issuer.issue()
    expires = datetime.now(UTC) + timedelta(seconds=seconds)
    return {
        "email": email,
        "access_token": tokens["access_token"],
        "refresh_token": tokens["refresh_token"],
        "oauth_expires_at": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "oauth_client_id": "client-1",
        "oauth_issuer": issuer.url,
        "oauth_resource": issuer.url,
        "oauth_scope": "openid offline_access api",
        **changes,
    }
