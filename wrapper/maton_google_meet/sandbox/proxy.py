"""Maton's side of the sandbox: the key, connections, the rate limit and planned faults."""

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
from email.utils import format_datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from maton_google_meet_api.runtime.schemas import Node

from ..flow.connections import ACTIVE, APP, HEADER
from . import sample_data
from .api import Api, Route
from .clock import Clock, format_timestamp
from .faults import ErrorExample, Fault, PlannedFault
from .meet import Account, Meet
from .messages import Reader
from .refusals import InvalidValue, Refusal

JSON_TYPE = "application/json; charset=UTF-8"
DOCUMENT_PATH = "/openapi.json"
"""The path of the OpenAPI document. It needs no key."""
SIGN_IN_PATH = "/connect"
"""The path of a connection's sign-in URL. It needs no key, because a browser has none."""
SIGNED_IN_PAGE = (
    "<!doctype html><title>Signed in</title><p>Signed in as {}. You can close this page.\n"
)
CONNECTION_AGE = timedelta(days=120)
"""The age of the first connections."""
RATE_WINDOW_SECONDS = 1.0
"""The seconds in which the proxy accepts at most `rate` requests a second."""


class Seen(NamedTuple):
    """A request that the sandbox received, and the status of its response."""

    method: str
    """The HTTP method in capitals."""
    target: str
    """Path and query, percent-encoded."""
    body: bytes
    """The body, empty without one."""
    operation: str | None
    """The operation's id; None if the document has no such operation."""
    connection: str | None
    """The id of the connection that it used; None if it did not reach one."""
    status: int
    """The status of the response, even if the response was lost; 0 if there was none."""


class Answer(NamedTuple):
    """A response, and the fault that happens to it on the way back."""

    status: int
    """The status of the response."""
    headers: list[tuple[str, str]]
    """The names and values of the headers."""
    body: bytes
    """The body of the response."""
    fault: Fault | None = None
    """The fault; None if the response arrives complete."""
    seconds: float = 0.0
    """The delay of a stalled response."""


@dataclass
class Connection:
    """A connection, and its account after a sign-in."""

    id: str
    token: str
    """The session token in its URL."""
    fields: Node
    """Its fields in a response, except id and URL."""
    account: Account | None = None


class Proxy:
    """The proxy, with Google Meet behind it. It is not thread-safe."""

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
        """The addresses of the sandbox. Sign-in URLs use the last one."""
        self.connections: list[Connection] = []
        self.faults: list[PlannedFault] = []
        self.requests: list[Seen] = []
        self.api = api
        self._clock = clock
        self._key = key
        self._rate = rate
        self._request_times: deque[float] = deque()
        # The first connection, which is ACTIVE, has the id in the example of the header.
        ids = [api.example_arguments.get(HEADER), *api.example_ids.get("/connections", ())]
        self._example_ids = [*dict.fromkeys(filter(None, ids))]
        self._random = random.Random(seed)
        self.meet: Meet = Meet(api, clock, random.Random(self._random.random()))
        sample_data.add_sample_data(self.meet, clock.now(), self._random)
        if not 0 <= accounts <= len(self.meet.accounts):
            raise ValueError(f"accounts= takes 0 to {len(self.meet.accounts)}")
        for account in self.meet.accounts[:accounts]:
            connection = self.sign_in(self.connect().id, email=account.email)
            for time in ("creation_time", "last_updated_time"):
                connection.fields[time] = self._format_time(CONNECTION_AGE)
        self.connect()
        self.sign_in(self.connect().id, succeed=False)

    # Connections

    def connect(self, app: str = APP) -> Connection:
        """Create a PENDING connection and return it."""
        identifier = str(uuid.UUID(int=self._random.getrandbits(128)))
        if self._example_ids:
            identifier = self._example_ids.pop(0)
        now = self._format_time()
        fields = {
            "status": "PENDING",
            "creation_time": now,
            "last_updated_time": now,
            "app": app,
            "method": "OAUTH2",
            "metadata": {},
        }
        token = f"{self._random.getrandbits(128):032x}"
        self.connections.append(Connection(identifier, token, fields))
        return self.connections[-1]

    def describe(self, connection: Connection) -> Node:
        """Return the connection as the API does."""
        url = f"{self.addresses[-1]}{SIGN_IN_PATH}?session_token={connection.token}"
        fields = copy.deepcopy(connection.fields)
        return {"connection_id": connection.id, **fields, "url": url}

    def sign_in(
        self, connection: str, *, email: str | None = None, succeed: bool = True
    ) -> Connection:
        """Sign in to the connection of that id or URL, and return the connection.

        The account is that of `email`, else the one of an earlier sign-in, else an unused one.
        """
        token = parse_qs(urlsplit(connection).query).get("session_token", [""])[0]
        for each in self.connections:
            if connection == each.id or token == each.token:
                target = each
                break
        else:
            raise ValueError("no connection of this sandbox has that id or url")
        accounts = self.meet.accounts
        requested = [each for each in accounts if each.email == email]
        if email is not None and not requested:
            emails = ", ".join(each.email for each in accounts)
            raise ValueError(f"{email!r} has no account here; these have one: {emails}")
        previous = [target.account] if target.account else []
        used = [each.account for each in self.connections]
        unused = [each for each in accounts if each not in used]
        target.account = [*requested, *previous, *unused, *accounts][0] if succeed else None
        target.fields["status"] = ACTIVE if succeed else "FAILED"
        target.fields["last_updated_time"] = self._format_time()
        return target

    def _format_time(self, ago: timedelta = timedelta()) -> str:
        return format_timestamp(self._clock.now() - ago)

    # One request

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request. The names in `headers` are in lower case."""
        path, _, query = target.partition("?")
        if method == "GET" and path == SIGN_IN_PATH:
            return self._answer_sign_in(target)
        if method == "GET" and path == DOCUMENT_PATH:
            document = {**self.api.document, "servers": [{"url": self.addresses[-1]}]}
            content = json.dumps(document, ensure_ascii=False)
            return Answer(200, [("content-type", JSON_TYPE)], content.encode())
        route = self.api.find_route(method, path)
        operation = route.id if route else None
        connection: Connection | None = None
        fault: PlannedFault | None = None
        extra_headers: list[tuple[str, str]] = []
        media = JSON_TYPE
        try:
            self._check_key_and_rate(headers)
            if path.startswith(f"/{APP}/"):
                connection = self._choose_connection(headers.get(HEADER.lower()))
            identifier = connection.id if connection else None
            fault = next((f for f in self.faults if f.use_for(operation, identifier)), None)
            if fault and isinstance(fault.fault.value, ErrorExample):
                error = fault.fault.value
                media = error.media
                example = self.api.get_example(error.response, error.example, error.media)
                waits = [("retry-after", f"{math.ceil(fault.seconds)}")]
                limited = fault.fault is Fault.RATE_LIMITED
                raise Refusal(error.status, example, waits if limited else ())
            if fault and not fault.fault.done:
                raise Refusal(0, "")  # The client receives no response.
            if route is None:
                example = "google" if connection else "path"
                raise Refusal(404, self.api.get_example("NotFound", example))
            status, value = 200, self._perform(route, path, query, body, connection)
            value = value if route.has_content else ""
        except Refusal as refusal:
            status, value, extra_headers = refusal.status, refusal.body, refusal.headers
        content = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        identifier = connection.id if connection else None
        self.requests.append(Seen(method, target, body, operation, identifier, status))
        request_id = ("x-request-id", f"req_{len(self.requests):016x}")
        date = ("date", format_datetime(self._clock.now(), usegmt=True))
        all_headers = [("content-type", media), date, request_id, *extra_headers]
        answer = Answer(status, all_headers, content.encode(errors="replace"))
        return answer._replace(fault=fault.fault, seconds=fault.seconds) if fault else answer

    def _check_key_and_rate(self, headers: Mapping[str, str]) -> None:
        scheme, _, key = headers.get("authorization", "").partition(" ")
        if (scheme.lower(), key) != ("bearer", self._key):
            raise Refusal(401, self.api.get_example("Unauthorized", "invalidKey"))
        if self._rate is None:
            return
        now = self._clock.monotonic()
        while self._request_times and self._request_times[0] <= now - RATE_WINDOW_SECONDS:
            self._request_times.popleft()
        if len(self._request_times) >= self._rate * RATE_WINDOW_SECONDS:
            wait = math.ceil(self._request_times[0] + RATE_WINDOW_SECONDS - now)
            body = self.api.get_example("RateLimited", "maton")
            raise Refusal(429, body, [("retry-after", f"{wait}")])
        self._request_times.append(now)

    def _choose_connection(self, identifier: str | None) -> Connection:
        """Return the connection of that id, else the oldest ACTIVE one of this app."""
        usable = [
            each
            for each in self.connections
            if each.fields["status"] == ACTIVE
            and each.fields["app"] == APP
            and identifier in (None, each.id)
        ]
        if not usable:
            raise Refusal(400, self.api.get_example("BadRequest", "noConnection"))
        return usable[0]

    def _perform(
        self, route: Route, path: str, query: str, body: bytes, connection: Connection | None
    ) -> Any:
        if connection and connection.account:
            return self.meet.answer(connection.account, route, path, query, body)
        return self._perform_own(route, path, query, body)

    def _perform_own(self, route: Route, path: str, query: str, body: bytes) -> Any:
        """Perform an operation of Maton's, which ignores unknown parameters and fields."""
        reader = Reader(self.api, strict=False)
        arguments = dict[str, Any](parse_qsl(query))
        try:
            for name, schema in route.query.items():
                if name in arguments and schema.get("type") == "integer":
                    arguments[name] = reader.read(schema, arguments[name], ("query", name))
            if route.body_required and not body.strip():
                raise InvalidValue("a body is required", ("body",))
            message = json.loads(body) if body.strip() else {}
            if route.body:
                message = reader.read(route.body, message, ("body",))
        except (ValueError, RecursionError):
            raise Refusal(400, {"detail": [{"loc": ["body"], "msg": "not valid JSON"}]}) from None
        except InvalidValue as error:
            detail = {"loc": error.location, "msg": error.message}
            raise Refusal(400, {"detail": [detail]}) from None
        match route.id:
            case "connections.list":
                return self._list_connections(arguments)
            case "connections.create":
                return self.describe(self.connect(message.get("app", APP)))
            case "connections.get":
                return {"connection": self.describe(self._find_connection(path))}
            case "connections.delete":
                self.connections.remove(self._find_connection(path))
                return {}
            case _:
                return copy.deepcopy([*route.examples, self.api.build_sample(route.response)][0])

    def _list_connections(self, arguments: dict[str, Any]) -> Node:
        limit = arguments.pop("limit", len(self.connections))
        if limit < 0:
            location = ["query", "limit"]
            raise Refusal(400, {"detail": [{"loc": location, "msg": "it must not be below 0"}]})
        rows = [self.describe(each) for each in self.connections]
        for name in ("app", "status", "method"):
            if name in arguments:
                rows = [each for each in rows if each[name] == arguments[name]]
        return {"connections": rows[:limit]}

    def _find_connection(self, path: str) -> Connection:
        for connection in self.connections:
            if connection.id == unquote(path.rpartition("/")[2]):
                return connection
        raise Refusal(404, {"message": "Connection not found"})

    def _answer_sign_in(self, url: str) -> Answer:
        headers = [("content-type", "text/html; charset=utf-8")]
        try:
            connection = self.sign_in(url)
        except ValueError:
            return Answer(404, headers, b"<!doctype html><title>Not found</title>\n")
        email = connection.account.email if connection.account else ""
        return Answer(200, headers, SIGNED_IN_PAGE.format(email).encode())
