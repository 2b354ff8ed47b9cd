"""`Sandbox`: the Maton proxy with Google Meet behind it, in this process."""

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
from .api import Api, load_packaged_api
from .clock import Clock
from .faults import Fault, PlannedFault
from .inprocess import AsyncSandboxMeet, SandboxMeet, Transport, attach
from .proxy import Answer, Proxy, Seen
from .server import Application, Server

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    import httpx

    from ..client import AsyncGoogleMeet, GoogleMeet
    from ..types import AsyncConfirm, Confirm

ADDRESS = "https://sandbox.invalid"
"""The proxy's address for clients in this process. It is not reachable."""
ClientT = TypeVar("ClientT", SandboxMeet, AsyncSandboxMeet)
MAX_SECONDS = 1e9  # thirty years
ParticipantKind = Literal["signed in", "anonymous", "phone"]


class Options(TypedDict, total=False):
    """The options of `GoogleMeet` that a client of a sandbox takes."""

    connection: Choice
    account: str | None
    timeout: float | httpx.Timeout | None
    retry: Retry | Literal[Default.DEFAULT] | None
    pace: Pacer | Literal[Default.DEFAULT] | None


class Served(NamedTuple):
    """The address of a sandbox's server, and its key."""

    url: str
    """The base URL of the server."""
    key: str
    """The API key that the server accepts."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that direct clients of the proxy to the sandbox."""
        return {ADDRESS_VARIABLE: self.url, KEY_VARIABLE: self.key}


class Sandbox:
    """A simulated Maton proxy and Google Meet in this process.

    It contains the spaces, calls and people of a small invented company, and keeps every change.
    Threads and tasks may share one. Nothing leaves the machine.

    >>> sandbox = Sandbox()
    >>> with sandbox.client(confirm=approve_all) as meet:
    ...     call = sandbox.start_conference(meet.spaces.create().name)
    ...     sandbox.join(call, "Ana")
    ...     print(attendance(meet, call).to_text())

    Args:
        seed: A sandbox with the same seed, `now` and calls has the same company and the same ids.
        now: The sandbox's time. It then stands still, except for `advance` and the waits of the
            sandbox's own clients. By default, the time is that of the machine and runs. The past
            calls of the company are relative to it.
        accounts: The number of Google accounts with an ACTIVE connection, in the order of `emails`.
        rate: The requests accepted in a sliding second; None for any number.
        document: The OpenAPI document to serve; by default, that of this package.

    Raises:
        ValueError: `accounts` exceeds the number of `emails`, `rate` is below 1, or `now` has no
            time zone.
    """

    key = "sandbox-key"
    """The only Maton API key that the sandbox accepts."""

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
            load_packaged_api() if document is None else Api(document),
            self._clock,
            seed,
            key=self.key,
            accounts=accounts,
            rate=rate,
            address=ADDRESS,
        )

    def renew(self) -> None:
        """Replace the lock.

        The library calls this method after a fork, because a thread of the parent process may have
        held the lock."""
        self._lock = threading.RLock()

    # Clients

    def client(self, *, confirm: Confirm | None = None, **options: Unpack[Options]) -> GoogleMeet:
        """Return a `GoogleMeet` that reaches this sandbox without a socket or a key.

        It ignores the environment variables. When it waits for the rate limit or before a retry, it
        advances the sandbox's clock instead of sleeping.
        """
        return self._client(SandboxMeet, confirm, options)

    def async_client(
        self, *, confirm: AsyncConfirm | None = None, **options: Unpack[Options]
    ) -> AsyncGoogleMeet:
        """Return an `AsyncGoogleMeet` that reaches this sandbox like `client`."""
        return self._client(AsyncSandboxMeet, confirm, options)

    def _client(self, make: Callable[..., ClientT], confirm: Any, options: Options) -> ClientT:
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
            method: The HTTP method, in upper case.
            target: The path and query, percent-encoded.
            headers: The headers by name, in lower case.
            body: The body; empty if there is none.
        """
        with self._lock:
            return self._proxy.handle(method, target, headers, body)

    def wsgi(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request as a WSGI application."""
        return Application(self.handle, time.sleep)(environ, start_response)

    @contextmanager
    def serve(self, port: int = 0) -> Generator[Served]:
        """Serve the sandbox on the loopback interface, for programs in any language.

        With `port=0`, the server uses a free port. If the clock stands still, it starts to run.

        >>> with Sandbox().serve() as served:
        ...     subprocess.run(["./my-program"], env={**os.environ, **served.environment})

        Raises:
            OSError: The port is in use.
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

    # State

    @property
    def requests(self) -> list[Seen]:
        """The requests received so far, in order."""
        with self._lock:
            return list(self._proxy.requests)

    @property
    def connections(self) -> list[Node]:
        """The connections, as the API returns them."""
        with self._lock:
            return [self._proxy.describe(each) for each in self._proxy.connections]

    @property
    def emails(self) -> list[str]:
        """The email addresses of the Google accounts."""
        return [account.email for account in self._proxy.meet.accounts]

    @property
    def now(self) -> datetime:
        """The sandbox's time of day, in UTC."""
        return self._clock.now()

    # Events

    def advance(self, seconds: float) -> None:
        """Advance the clock by `seconds`.

        Raises:
            ValueError: `seconds` is negative, not finite or too large.
        """
        self._clock.skip(_check_seconds(seconds))

    def connect(self, email: str | None = None) -> str:
        """Create an ACTIVE connection and return its id.

        It uses the Google account of `email`, or else one without a connection.

        Raises:
            ValueError: No account has that address.
        """
        with self._lock:
            return self._proxy.sign_in(self._proxy.connect().id, email=email).id

    def open(self, url: str, *, email: str | None = None, succeed: bool = True) -> None:
        """Sign in to Google like a person in a browser at a connection's URL.

        >>> meet.authorize(on_url=sandbox.open)

        Args:
            url: The URL or the id of the connection.
            email: The Google account. The default is one without a connection.
            succeed: False makes the sign-in fail.

        Raises:
            ValueError: No connection has that URL or id, or no account has that address.
        """
        with self._lock:
            self._proxy.sign_in(url, email=email, succeed=succeed)

    def fail(
        self,
        fault: Fault,
        *,
        times: int | None = 1,
        operation: str | None = None,
        connection: str | None = None,
        seconds: float = 1.0,
    ) -> None:
        """Make the next calls fail.

        >>> sandbox.fail(Fault.RATE_LIMITED, times=3, seconds=10)

        Args:
            fault: The fault.
            times: The number of calls; None for all calls until `recover`.
            operation: The id of an operation, such as `spaces.get`: only its calls fail.
            connection: The id of a connection: only its calls fail.
            seconds: The value of `Retry-After`, or the delay of a stalled response.

        Raises:
            ValueError: The operation or connection does not exist, or a number is out of range.
        """
        if not isinstance(fault, Fault):
            raise TypeError(f"fault takes one of {', '.join(map(str, Fault))}")
        if operation is not None and operation not in self._proxy.api.routes:
            names = ", ".join(self._proxy.api.routes)
            raise ValueError(f"{operation!r} is not an operation; these are: {names}")
        if times is not None and times < 1:
            raise ValueError("times takes a number from 1 on, or None")
        count = float("inf") if times is None else times
        planned = PlannedFault(fault, count, operation, connection, _check_seconds(seconds))
        with self._lock:
            if connection not in (None, *(each.id for each in self._proxy.connections)):
                raise ValueError(f"{connection!r} is not a connection of this sandbox")
            self._proxy.faults.append(planned)

    def recover(self) -> None:
        """Discard all planned faults."""
        with self._lock:
            self._proxy.faults.clear()

    def start_conference(self, space: str) -> str:
        """Start a call in a space, and return the name of its conference record.

        Args:
            space: The name of the space.

        Raises:
            ValueError: The space does not exist, or a call is already running in it.
        """
        with self._lock:
            return self._proxy.meet.start_conference(space)

    def join(self, conference: str, who: str, how: ParticipantKind = "signed in") -> str:
        """Add a person to a call, and return the name of the participant.

        Args:
            conference: The name of the conference record.
            who: The display name of the person, or the name of a participant who returns.
            how: "signed in" to Google, "anonymous", or by "phone".

        Raises:
            ValueError: The call does not exist or has ended, or the participant is already in it.
        """
        if how not in ("signed in", "anonymous", "phone"):
            raise ValueError(f"how takes 'signed in', 'anonymous' or 'phone', not {how!r}")
        with self._lock:
            return self._proxy.meet.join(conference, who, how)

    def leave(self, participant: str) -> None:
        """Remove a participant from the call.

        Args:
            participant: The name of the participant, as `join` returns it.

        Raises:
            ValueError: The participant is not in the call.
        """
        with self._lock:
            self._proxy.meet.leave(participant)

    def say(self, participant: str, text: str, language: str = "en-US") -> str:
        """Add words of a participant to the transcript, and return the name of the entry.

        The method advances the clock, and starts a transcript if none is running.

        Args:
            participant: The name of the participant, as `join` returns it.
            text: The words.
            language: The language, as a BCP 47 code.

        Raises:
            ValueError: The participant is not in the call.
        """
        with self._lock:
            return self._proxy.meet.say(participant, text, language)

    def end(self, conference: str) -> None:
        """End a call for everyone. Its files are generated half a minute later: see `advance`.

        Args:
            conference: The name of the conference record.

        Raises:
            ValueError: The call does not exist, or it has ended.
        """
        with self._lock:
            self._proxy.meet.end(conference)


def _check_seconds(seconds: float) -> float:
    if not 0 <= seconds <= MAX_SECONDS:
        raise ValueError(f"seconds takes a number from 0 to {MAX_SECONDS:g}, not {seconds!r}")
    return seconds
