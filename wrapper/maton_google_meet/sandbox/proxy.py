"""Maton's side of the sandbox: key, connections, limit, and the faults that were asked for."""

from __future__ import annotations

import copy
import json
import math
import random
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl, urlsplit

from maton_google_meet_api.runtime.schemas import Node

from ..flow.connections import ACTIVE, APP, HEADER
from . import company
from .api import Api, Matched
from .clock import Clock, stamp
from .faults import Fault, Planned, Refused
from .meet import Account, Meet
from .messages import Reader
from .refusals import Invalid, Refusal

JSON = "application/json; charset=UTF-8"
DOCUMENT = "/openapi.json"
"""Where the OpenAPI document is, for whoever wants to make a client of it; needs no key."""
SIGN_IN = "/connect"
"""Where a connection's url leads; needs no key, as a browser has none."""
SIGNED_IN = "<!doctype html><title>Signed in</title><p>Signed in as {}. You can close this page.\n"
CONNECTED = timedelta(days=120)
"""How long ago the accounts were connected that are from the start."""
WINDOW = 1.0
"""Seconds in which no more than the limit are taken."""


class Seen(NamedTuple):
    """A request that the sandbox got, and what it said."""

    method: str
    target: str
    """Path and query, percent-encoded."""
    body: bytes
    operation: str | None
    """The operation's id; None where the document knows none."""
    connection: str | None
    """The connection that it went through; None where it got to none."""
    status: int
    """The answer's status, also where the answer was lost; 0 where there was none."""


class Answer(NamedTuple):
    """What is answered; `fault` says what goes wrong on the way back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    fault: Fault | None = None
    seconds: float = 0.0
    """How long it takes, where it stalls."""


@dataclass
class Connection:
    """A connection, and whose account it leads to once somebody has signed in."""

    id: str
    token: str
    """The session token in its url."""
    shown: Node
    """What is shown of it, but for its id and its url."""
    account: Account | None = None


class Proxy:
    """The proxy, with Google Meet behind it. One thread at a time."""

    def __init__(
        self,
        api: Api,
        clock: Clock,
        seed: int,
        *,
        key: str,
        accounts: int,
        rate: float | None,
        address: str,
    ) -> None:
        self.addresses: list[str] = [address]
        """Where sign-ins take place: at the last one."""
        self.connections: list[Connection] = []
        self.faults: list[Planned] = []
        self.seen: list[Seen] = []
        self._api = api
        self._clock = clock
        self._key = key
        self._rate = rate
        self._taken: deque[float] = deque()
        self._chance = random.Random(seed)
        self.meet: Meet = Meet(api, clock, random.Random(self._chance.random()))
        company.found(self.meet, clock.now(), self._chance)
        if not 0 <= accounts <= len(self.meet.accounts):
            raise ValueError(f"accounts= takes 0 to {len(self.meet.accounts)}")
        for account in self.meet.accounts[:accounts]:
            connection = self.open(self.connect().id, account=account.email)
            for time in ("creation_time", "last_updated_time"):
                connection.shown[time] = self._stamp(CONNECTED)
        self.connect()
        self.open(self.connect().id, succeed=False)

    @property
    def routes(self) -> Mapping[str, Any]:
        """The document's operations by id."""
        return self._api.routes

    # Connections

    def connect(self, app: str = APP) -> Connection:
        """A new connection, waiting for its sign-in."""
        identifier = str(uuid.UUID(int=self._chance.getrandbits(128)))
        now = self._stamp()
        shown = {
            "status": "PENDING",
            "creation_time": now,
            "last_updated_time": now,
            "app": app,
            "method": "OAUTH2",
            "metadata": {},
        }
        token = f"{self._chance.getrandbits(128):032x}"
        self.connections.append(Connection(identifier, token, shown))
        return self.connections[-1]

    def show(self, connection: Connection) -> Node:
        """The connection as the API shows it."""
        url = f"{self.addresses[-1]}{SIGN_IN}?session_token={connection.token}"
        shown = copy.deepcopy(connection.shown)
        return {"connection_id": connection.id, **shown, "url": url}

    def open(self, which: str, *, account: str | None = None, succeed: bool = True) -> Connection:
        """Sign in for the connection of that id or url, as `account` or as somebody who has not."""
        token = parse_qs(urlsplit(which).query).get("session_token", [""])[0]
        found = [each for each in self.connections if which == each.id or token == each.token]
        if not found:
            raise ValueError("no connection of this sandbox has that id or url")
        [connection] = found
        taken = [each.account for each in self.connections]
        free = [each for each in self.meet.accounts if each not in taken]
        wanted = [each for each in self.meet.accounts if each.email == account]
        if account is not None and not wanted:
            emails = ", ".join(each.email for each in self.meet.accounts)
            raise ValueError(f"{account!r} has no account here; these have one: {emails}")
        kept = [connection.account] if connection.account else []
        others = [*wanted, *kept, *free, *self.meet.accounts]
        connection.account = others[0] if succeed else None
        connection.shown["status"] = ACTIVE if succeed else "FAILED"
        connection.shown["last_updated_time"] = self._stamp()
        return connection

    def _stamp(self, ago: timedelta = timedelta()) -> str:
        return stamp(self._clock.now() - ago)

    # One request

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request; the names of `headers` are in lower case."""
        path, _, query = target.partition("?")
        if method == "GET" and path == SIGN_IN:
            return self._sign_in(target)
        if method == "GET" and path == DOCUMENT:
            served = json.dumps(self._api.document, ensure_ascii=False).encode()
            return Answer(200, [("content-type", JSON)], served)
        matched = self._api.match(method, path)
        connection: Connection | None = None
        fault: Planned | None = None
        more: list[tuple[str, str]] = []
        media = JSON
        try:
            self._admit(headers)
            if path.startswith(f"/{APP}/"):
                connection = self._connection(headers.get(HEADER.lower()))
            operation = matched.route.id if matched else None
            identifier = connection.id if connection else None
            fault = next((f for f in self.faults if f.due(operation, identifier)), None)
            if fault and isinstance(fault.fault.value, Refused):
                said = fault.fault.value
                media = said.media
                told = self._api.example(said.response, said.example, said.media)
                waits = [("retry-after", f"{math.ceil(fault.seconds)}")]
                raise Refusal(said.status, told, waits if fault.fault is Fault.RATE_LIMITED else ())
            if fault and not fault.fault.done:
                raise Refusal(0, "")  # It is never answered.
            if matched is None:
                known = "google" if connection else "path"
                raise Refusal(404, self._api.example("NotFound", known))
            status, value = 200, self._perform(matched, query, body, connection)
        except Refusal as refusal:
            status, value, more = refusal.status, refusal.body, refusal.headers
        content = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        self.seen.append(
            Seen(
                method,
                target,
                body,
                matched.route.id if matched else None,
                connection.id if connection else None,
                status,
            )
        )
        request_id = ("x-request-id", f"req_{len(self.seen):016x}")
        answer = Answer(
            status, [("content-type", media), request_id, *more], content.encode(errors="replace")
        )
        return answer._replace(fault=fault.fault, seconds=fault.seconds) if fault else answer

    def _admit(self, headers: Mapping[str, str]) -> None:
        scheme, _, key = headers.get("authorization", "").partition(" ")
        if (scheme.lower(), key) != ("bearer", self._key):
            raise Refusal(401, self._api.example("Unauthorized", "invalidKey"))
        if self._rate is None:
            return
        now = self._clock.monotonic()
        while self._taken and self._taken[0] <= now - WINDOW:
            self._taken.popleft()
        if len(self._taken) >= self._rate * WINDOW:
            wait = math.ceil(self._taken[0] + WINDOW - now)
            body = self._api.example("RateLimited", "maton")
            raise Refusal(429, body, [("retry-after", f"{wait}")])
        self._taken.append(now)

    def _connection(self, identifier: str | None) -> Connection:
        """The one that was named, or the oldest that can be used."""
        usable = [
            each
            for each in self.connections
            if each.shown["status"] == ACTIVE
            and each.shown["app"] == APP
            and identifier in (None, each.id)
        ]
        if not usable:
            raise Refusal(400, self._api.example("BadRequest", "noConnection"))
        return usable[0]

    def _perform(
        self, matched: Matched, query: str, body: bytes, connection: Connection | None
    ) -> Any:
        if connection and connection.account:
            return self.meet.answer(connection.account, matched, query, body)
        return self._own(matched, query, body)

    def _own(self, matched: Matched, query: str, body: bytes) -> Any:
        """An operation of Maton's. What it does not know of, it passes over."""
        reader = Reader(self._api, strict=False)
        route, arguments = matched.route, dict[str, Any](parse_qsl(query))
        try:
            for name, schema in route.query.items():
                if name in arguments and schema.get("type") == "integer":
                    arguments[name] = reader.read(schema, arguments[name], ("query", name))
            given = json.loads(body) if body.strip() else {}
            if route.body:
                given = reader.read(route.body, given, ("body",))
        except (ValueError, RecursionError):
            raise Refusal(400, {"detail": [{"loc": ["body"], "msg": "not JSON"}]}) from None
        except Invalid as error:
            raise Refusal(400, {"detail": [{"loc": error.where, "msg": error.message}]}) from None
        match route.id:
            case "connections.list":
                return self._listed(arguments)
            case "connections.create":
                return self.show(self.connect(given.get("app", APP)))
            case "connections.get":
                return {"connection": self.show(self._named(matched))}
            case "connections.delete":
                self.connections.remove(self._named(matched))
                return {}
            case _:
                return copy.deepcopy([*route.examples, self._api.sample(route.answer)][0])

    def _listed(self, arguments: dict[str, Any]) -> Node:
        limit = arguments.pop("limit", len(self.connections))
        if limit < 0:
            where = ["query", "limit"]
            raise Refusal(400, {"detail": [{"loc": where, "msg": "it cannot be below 0"}]})
        shown = [self.show(each) for each in self.connections]
        for name in ("app", "status", "method"):
            if name in arguments:
                shown = [each for each in shown if each[name] == arguments[name]]
        return {"connections": shown[:limit]}

    def _named(self, matched: Matched) -> Connection:
        for connection in self.connections:
            if connection.id == matched.values[0]:
                return connection
        raise Refusal(404, {"message": "Connection not found"})

    def _sign_in(self, url: str) -> Answer:
        headers = [("content-type", "text/html; charset=utf-8")]
        try:
            opened = self.open(url)
        except ValueError:
            return Answer(404, headers, b"<!doctype html><title>Not found</title>\n")
        who = opened.account.email if opened.account else ""
        return Answer(200, headers, SIGNED_IN.format(who).encode())
