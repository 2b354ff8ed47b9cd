"""Call the sync client and the async client in the same way."""

from __future__ import annotations

import inspect
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any
from weakref import WeakSet

import anyio
import httpx
from maton_google_meet import AsyncGoogleMeet, AsyncPager, GoogleMeet, Pager, approve_all
from maton_google_meet.http.sockets import TRACE, Trace
from maton_google_meet.sandbox import Sandbox

from support.examples import Query, read_query

MODES = ("sync", "asyncio", "trio")
KEY = "test-key"
ADDRESS = "https://api.maton.ai"
LISTED = {"connections": [{"connection_id": "only", "status": "ACTIVE", "app": "google-meet"}]}
# Shared, because creating a context is slower than most tests.
TLS = ssl.create_default_context()


class ClientRunner:
    """Call a client in one mode: sync, or async under asyncio or trio."""

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def make_transport(self, **options: Any) -> Any:
        """Return a transport over sockets."""
        kind: Any = httpx.HTTPTransport if self.mode == "sync" else httpx.AsyncHTTPTransport
        return kind(**{"verify": TLS} | options)

    @property
    def client_class(self) -> type[Any]:
        return GoogleMeet if self.mode == "sync" else AsyncGoogleMeet

    def make_hook(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function` as a hook; an async client gets an async function.

        The client does not look up a pinned connection for it.
        """

        def hook(*arguments: Any) -> Any:
            return function(*arguments)

        async def async_hook(*arguments: Any) -> Any:
            await anyio.lowlevel.checkpoint()
            return function(*arguments)

        chosen: Any = hook if self.mode == "sync" else async_hook
        chosen.shows_account = False
        return chosen  # type: ignore[no-any-return] # one of the two

    def call(self, *calls: Callable[[Any], Any], **options: Any) -> Any:
        """Open a client, make `calls` one after another, close it, and return the last result.

        Pagers and iterators are drained to lists. By default, there is no retry and no pace.
        """
        for name, value in {"api_key": KEY, "retry": None, "pace": None}.items():
            options.setdefault(name, value)
        if "transport" not in options:
            options["transport"] = self.make_transport()
        return self._run(lambda: self.client_class(**options), calls)

    def call_sandbox(self, sandbox: Sandbox, *calls: Callable[[Any], Any], **options: Any) -> Any:
        """Call a client of `sandbox` that approves all writes."""
        make = sandbox.client if self.mode == "sync" else sandbox.async_client
        return self._run(lambda: make(confirm=approve_all, **options), calls)

    def _run(self, make: Callable[[], Any], calls: Sequence[Callable[[Any], Any]]) -> Any:
        if self.mode == "sync":
            with make() as meet:
                return [self._drain(call(meet)) for call in calls][-1]

        async def main() -> Any:
            async with make() as meet:
                return [await self._await(call(meet)) for call in calls][-1]

        return anyio.run(main, backend=self.mode)

    def _drain(self, result: Any) -> Any:
        return list(result) if isinstance(result, Pager | Iterator) else result

    async def _await(self, result: Any) -> Any:
        if isinstance(result, AsyncPager | AsyncIterator):
            return [item async for item in result]
        return await result if inspect.isawaitable(result) else result


def read_space(meet: Any) -> Any:
    """Make a call that only reads."""
    return meet.spaces.get("abc")


def create_space(meet: Any) -> Any:
    """Make a call that writes."""
    return meet.spaces.create()


def build_request(method: str, url: str, **options: Any) -> httpx.Request:
    """Build a request as a client hands it to the flow, for a transport that reports nothing."""
    trace = Trace(WeakSet(), lambda: None, lambda *_: None)
    return httpx.Request(method, url, extensions={TRACE: trace}, **options)


class Answering:
    """A transport that answers each request in turn, and records the requests.

    The response to the answer None has no content.
    """

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        return httpx.Response(200, **({} if answer is None else {"json": answer}))

    def query(self, at: int) -> Query:
        return read_query(self.requests[at].url.query.decode())

    def call(self, runner: ClientRunner, call: Callable[[Any], Any]) -> Any:
        return runner.call(call, connection="c-1", confirm=approve_all, transport=self.transport)


class Lock:
    """A lock that counts its holders, and raises if it is released without a holder."""

    def __init__(self) -> None:
        self.held = 0

    def acquire(self) -> None:
        self.held += 1

    def release(self) -> None:
        if not self.held:
            raise RuntimeError("not yours")
        self.held -= 1
