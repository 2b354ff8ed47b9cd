"""`Sandbox`: the proxy with Google Meet behind it, to try things in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict, TypeVar, Unpack

from maton_google_meet_api.runtime.schemas import Node

from ..config import ADDRESS_VARIABLE, DEFAULT, DISCOVER, KEY_VARIABLE, Default
from ..flow.pacing import Pace, Pacer
from ..flow.retry import Retry
from ..forking import renew_after_fork
from ..types import Choice
from .api import Api, packaged
from .clock import Clock
from .faults import Fault, Planned
from .inprocess import AsyncSandboxMeet, SandboxMeet, Transport, attach
from .proxy import Answer, Proxy, Seen
from .server import Application, Server

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    import httpx

    from ..client import AsyncGoogleMeet, GoogleMeet
    from ..types import AsyncConfirm, Confirm

ADDRESS = "https://sandbox.invalid"
"""Stands for the proxy's address where there is no socket; nothing can be reached there."""
Made = TypeVar("Made", SandboxMeet, AsyncSandboxMeet)
LONGEST = 1e9
"""Seconds: thirty years."""
How = Literal["signed in", "anonymous", "phone"]


class Options(TypedDict, total=False):
    """Options of a client, as `GoogleMeet` has them."""

    connection: Choice
    timeout: float | httpx.Timeout | None
    retry: Retry | Literal[Default.DEFAULT] | None
    pace: Pacer | Literal[Default.DEFAULT] | None


class Served(NamedTuple):
    """Where a sandbox is served, and the key to use there."""

    url: str
    key: str

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point clients of the proxy at it."""
        return {ADDRESS_VARIABLE: self.url, KEY_VARIABLE: self.key}


class Sandbox:
    """The Maton proxy with Google Meet behind it, in this process: a small company whose spaces,
    calls and people are made up, and which remembers what is done to it.

    Threads and tasks may share one. Nothing that it does leaves the machine.

    Args:
        seed: The same seed, `now` and calls give the same company and the same ids.
        now: When it is; time then stands still, but for `advance` and the waits of the sandbox's
            own clients. Left out, it is the machine's time. What has happened in the company
            happened relative to it.
        accounts: How many of the company's Google accounts have an ACTIVE connection from the
            start, in the order of `emails`.
        rate: How many requests it takes in a sliding second; None for any number.
        document: The OpenAPI document to serve; left out, that of this package.

    Raises:
        ValueError: There are not so many accounts, `rate` is below 1, or `now` has no time zone.
    """

    key = "sandbox-key"
    """The only Maton API key that it accepts."""

    def __init__(
        self,
        seed: int = 0,
        *,
        now: datetime | None = None,
        accounts: int = 1,
        rate: float | None = 10.0,
        document: Node | None = None,
    ) -> None:
        if rate is not None and not rate >= 1:
            raise ValueError("rate= takes a number from 1 on, or None")
        self._clock = Clock(now)
        self.renew()
        renew_after_fork(self)
        self._proxy = Proxy(
            packaged() if document is None else Api(document),
            self._clock,
            seed,
            key=self.key,
            accounts=accounts,
            rate=rate,
            address=ADDRESS,
        )

    def renew(self) -> None:
        """Replace the lock, which a thread of the parent may have held at a fork."""
        self._lock = threading.RLock()

    # Clients

    def client(self, *, confirm: Confirm | None = None, **options: Unpack[Options]) -> GoogleMeet:
        """A `GoogleMeet` that reaches this sandbox without a socket or a key. It takes the options
        of any other, and nothing from the environment. Where it would wait, for its turn or before
        it repeats a call, the sandbox's clock is put forward instead."""
        return self._client(SandboxMeet, confirm, options)

    def async_client(
        self, *, confirm: AsyncConfirm | None = None, **options: Unpack[Options]
    ) -> AsyncGoogleMeet:
        """As `client`, async."""
        return self._client(AsyncSandboxMeet, confirm, options)

    def _client(self, make: Callable[..., Made], confirm: Any, options: Options) -> Made:
        others: dict[str, Any] = {**options}
        connection, pace = others.pop("connection", None), others.pop("pace", DEFAULT)
        meet = make(
            self.key,
            base_url=ADDRESS,
            confirm=confirm,
            connection=DISCOVER if connection is None else connection,
            pace=Pace(clock=self._clock.monotonic) if pace is DEFAULT else pace,
            transport=Transport(self.handle, self._clock),
            **others,
        )
        attach(meet, self._clock)
        return meet

    # Servers

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request.

        Args:
            method: In capitals.
            target: Path and query, percent-encoded.
            headers: By name, in lower case.
            body: Empty where there is none.
        """
        with self._lock:
            return self._proxy.handle(method, target, headers, body)

    def wsgi(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The sandbox as a WSGI application."""
        return Application(self.handle, time.sleep)(environ, start_response)

    @contextmanager
    def serve(self, port: int = 0) -> Generator[Served]:
        """Serve it on the loopback interface, for programs in any language; on `port`, or on one
        that is free. Time that stood still goes on.

        Raises:
            OSError: The port is taken.
        """
        stop = threading.Event()
        with Server(Application(self.handle, stop.wait), port, stop) as server:
            self._clock.run()
            with self._lock:
                self._proxy.addresses.append(server.url)
            try:
                yield Served(server.url, self.key)
            finally:
                with self._lock:
                    self._proxy.addresses.remove(server.url)

    # What a test can look at

    @property
    def requests(self) -> list[Seen]:
        """The requests that it got, in order."""
        with self._lock:
            return list(self._proxy.seen)

    @property
    def connections(self) -> list[Node]:
        """The connections, as the API shows them."""
        with self._lock:
            return [self._proxy.show(each) for each in self._proxy.connections]

    @property
    def emails(self) -> list[str]:
        """The addresses of those who have a Google account."""
        return [account.email for account in self._proxy.meet.accounts]

    @property
    def now(self) -> datetime:
        """What time it is, in UTC."""
        return self._clock.now()

    # What a test can do

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass.

        Raises:
            ValueError: That is no number from 0 on.
        """
        self._clock.skip(_checked(seconds))

    def connect(self, email: str | None = None) -> str:
        """Connect the account of that address, or one that is not connected; the connection's id.

        Raises:
            ValueError: Nobody has that address.
        """
        with self._lock:
            return self._proxy.open(self._proxy.connect().id, account=email).id

    def open(self, url: str, *, email: str | None = None, succeed: bool = True) -> None:
        """Do what somebody does who opens the url of a connection in a browser: sign in as the
        account of that address, or as one that is not connected; or fail to. It can be given to
        `authorize(on_url=sandbox.open)`.

        Raises:
            ValueError: There is no connection with that url (or id), or nobody has that address.
        """
        with self._lock:
            self._proxy.open(url, account=email, succeed=succeed)

    def fail(
        self,
        fault: Fault,
        *,
        times: int | None = 1,
        operation: str | None = None,
        connection: str | None = None,
        seconds: float = 1.0,
    ) -> None:
        """Let the next calls fail.

        Args:
            fault: How.
            times: How many calls; None for all from now on, until `recover`.
            operation: Only calls of this operation, by its id (`spaces.get`).
            connection: Only calls through this connection, by its id.
            seconds: What `Retry-After` says, or how long a stalled answer takes.

        Raises:
            ValueError: There is no such operation or connection, or a number cannot be.
        """
        if not isinstance(fault, Fault):
            raise TypeError(f"fault takes one of {', '.join(map(str, Fault))}")
        if operation is not None and operation not in self._proxy.routes:
            known = ", ".join(self._proxy.routes)
            raise ValueError(f"{operation!r} is no operation; these are: {known}")
        if times is not None and times < 1:
            raise ValueError("times takes a number from 1 on, or None")
        count = float("inf") if times is None else times
        planned = Planned(fault, count, operation, connection, _checked(seconds))
        with self._lock:
            if connection not in (None, *(each.id for each in self._proxy.connections)):
                raise ValueError(f"{connection!r} is no connection of this sandbox")
            self._proxy.faults.append(planned)

    def recover(self) -> None:
        """Let no call fail any more."""
        with self._lock:
            self._proxy.faults.clear()

    def start_conference(self, space: str) -> str:
        """Start a call in the space of that name; the name of its conference record.

        Raises:
            ValueError: There is no such space, or a call is running in it.
        """
        with self._lock:
            return self._proxy.meet.start_conference(space)

    def join(self, conference: str, who: str, how: How = "signed in") -> str:
        """Let somebody join a call; the name of the participant.

        Args:
            conference: Name of the conference record.
            who: What they are called; or the name of a participant who comes back.
            how: "signed in" to Google, "anonymous", or by "phone".

        Raises:
            ValueError: There is no such call, it has ended, or who comes back is there.
        """
        if how not in ("signed in", "anonymous", "phone"):
            raise ValueError(f"how takes 'signed in', 'anonymous' or 'phone', not {how!r}")
        with self._lock:
            return self._proxy.meet.join(conference, who, how)

    def leave(self, participant: str) -> None:
        """Let the participant of that name leave the call.

        Raises:
            ValueError: They are not in it.
        """
        with self._lock:
            self._proxy.meet.leave(participant)

    def say(self, participant: str, text: str, language: str = "en-US") -> str:
        """Let the participant of that name say something, which takes its time; the name of the
        transcript's entry. It starts a transcript where none is being written.

        Raises:
            ValueError: They are not in the call.
        """
        with self._lock:
            return self._proxy.meet.say(participant, text, language)

    def end(self, conference: str) -> None:
        """End a call for everyone. What was recorded is a file half a minute later: see `advance`.

        Raises:
            ValueError: There is no such call, or it has ended.
        """
        with self._lock:
            self._proxy.meet.end(conference)


def _checked(seconds: float) -> float:
    if not 0 <= seconds <= LONGEST:
        raise ValueError(f"seconds takes a number from 0 to {LONGEST:g}, not {seconds!r}")
    return seconds
