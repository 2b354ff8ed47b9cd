"""httpx-aiohttp's transport, with every promise of this library.

By itself it breaks some. aiohttp sends a deletion again whose answer was lost, keeps cookies, and
spells addresses in its own way; httpx-aiohttp tells of a lost answer as of a connection that was
never made, after which a write would be repeated. So only the connections are taken from it, which
is where the speed is.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import aiohttp
import httpx
from yarl import URL

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from httpx_aiohttp import AiohttpTransport

# What aiohttp would add to a request, which goes out as it was judged.
ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
# Bytes of an answer's head, as many as httpcore takes.
HEAD = 100 * 1024
# What is told of whom the timeout has ended.
LATE = {"pool": httpx.PoolTimeout, "connect": httpx.ConnectTimeout, "write": httpx.WriteTimeout}


class Aiohttp(httpx.AsyncBaseTransport):
    """Sends over the connector of `transport`, and past its proxy, under asyncio only."""

    def __init__(self, transport: AiohttpTransport) -> None:
        self._transport = transport
        self._session: aiohttp.ClientSession | None = None
        self._answers: WeakSet[aiohttp.ClientResponse] = WeakSet()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`, once.

        Raises:
            ConfigurationError: It is called under trio, or the session is closed, or aiohttp would
                send something else.
        """
        if request.method == "CONNECT":
            raise ConfigurationError("aiohttp would ask for another path: nothing was sent.")
        session = self._session = self._session or self._opened()
        # The loop takes so many rounds to find that the server has ended an idle connection.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        sending = _Sending(request, session)
        try:
            async with sending.limit:
                response = await session.request(
                    request.method,
                    _address(request.url),
                    headers=_headers(request),
                    skip_auto_headers=ADDED,
                    data=sending.body() if request.content else None,
                    allow_redirects=False,
                    timeout=sending.timeout(),
                    middlewares=[sending.once],
                    trace_request_ctx=sending,
                    **_way(self._transport.proxy),
                )
        except BaseException as error:  # noqa: BLE001 - it is raised below
            failed = sending.told(error)
        else:
            self._answers.add(response)
            reason = (response.reason or "").encode()
            return httpx.Response(
                response.status,
                headers=response.raw_headers,
                stream=_Answer(response, sending),
                extensions={"http_version": b"HTTP/1.1", "reason_phrase": reason},
            )
        if session.closed and isinstance(failed, httpx.ConnectError):
            await sending.check_open()
        raise _bare(failed)

    def _opened(self) -> aiohttp.ClientSession:
        """A session that keeps nothing, and that has nothing of what the user's was set to."""
        try:
            asyncio.get_running_loop()
        except RuntimeError as error:
            raise ConfigurationError("transport= with aiohttp runs under asyncio only.") from error
        theirs = self._transport.client = self._transport.get_client()
        if theirs.closed:
            raise ConfigurationError("transport= has an aiohttp session that is closed.")
        return aiohttp.ClientSession(
            connector=theirs.connector,
            connector_owner=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_line_size=HEAD,
            max_field_size=HEAD,
            trace_configs=[_traced()],
        )

    async def aclose(self) -> None:
        """Close the connections; who waits for an answer is woken."""
        for answer in list(self._answers):
            answer.close()
        if self._session:
            await self._session.close()
        await self._transport.aclose()


class _Sending:
    """A request on its way."""

    def __init__(self, request: httpx.Request, session: aiohttp.ClientSession) -> None:
        self.limit = asyncio.timeout(None)
        self._request, self._session = request, session
        self._seconds: dict[str, float | None] = request.extensions["timeout"]
        self._late: type[httpx.TimeoutException] = httpx.ReadTimeout
        self._sent = False

    def timeout(self) -> aiohttp.ClientTimeout:
        """The part of the timeout that aiohttp knows as httpx does; to it, 0 means none."""
        seconds = self._seconds["read"]
        return aiohttp.ClientTimeout(sock_read=None if seconds is None else max(seconds, 0.001))

    def within(self, what: str | None) -> None:
        """Have the rest of the timeout for what begins now; None: for nothing."""
        seconds = self._seconds[what] if what else None
        self._late = LATE[what] if what else self._late
        until = None if seconds is None else asyncio.get_running_loop().time() + seconds
        with suppress(RuntimeError):  # It has come to its end.
            self.limit.reschedule(until)

    async def check_open(self) -> None:
        """Raise if the client was closed: to look is what it does at this event of httpcore's."""
        await self._request.extensions["trace"]("http11.send_request_headers.started", {})

    async def begin(self) -> None:
        """Called when the next thing to happen is that the headers are sent."""
        await self.check_open()
        self._sent = True
        async for _ in self._request.stream:  # type: ignore[union-attr]
            pass  # The pace counts from the moment at which it is asked for.
        if self._request.content:
            self.within("write")

    async def body(self) -> AsyncIterator[bytes]:
        """What is sent; aiohttp asks for more once it was."""
        yield self._request.content
        self.within(None)

    async def once(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """A middleware of aiohttp's, which would repeat what ends with an error of its own."""
        try:
            response = await handler(request)
        except BaseException as error:  # noqa: BLE001 - the next line raises it
            raise self.told(error) from None
        if response.status < 200:
            response.close()
            raise httpx.RemoteProtocolError(f"{response.status}, for which nobody asked.")
        return response

    def told(self, error: BaseException) -> BaseException:
        """What to raise in the place of `error`: httpx's for aiohttp's."""
        if isinstance(error, RuntimeError | asyncio.CancelledError):
            # To close a connector cancels those who wait for it, whom nobody else has cancelled.
            task = asyncio.current_task()
            if not self._session.closed or (task and task.cancelling()):
                return error
        elif not isinstance(error, aiohttp.ClientError | OSError | ValueError):
            return error
        return self._kind(error)(str(error) or type(error).__name__)

    def _kind(self, error: BaseException) -> type[httpx.TransportError]:
        if isinstance(error, TimeoutError):
            return self._late if self.limit.expired() else httpx.ReadTimeout
        # Headers are checked before a request gets here.
        if isinstance(error, ValueError) and not isinstance(error, OSError):  # pragma: no cover
            return httpx.LocalProtocolError  # An error about a certificate is a ValueError, too.
        if not self._sent:
            if isinstance(error, aiohttp.ClientHttpProxyError | aiohttp.ClientProxyConnectionError):
                return httpx.ProxyError
            return httpx.ConnectError
        broken = aiohttp.ClientResponseError, aiohttp.ClientPayloadError
        if isinstance(error, (*broken, aiohttp.ServerDisconnectedError)):
            return httpx.RemoteProtocolError
        return httpx.ReadError


class _Answer(httpx.AsyncByteStream):
    """The body of an answer, as it travels."""

    def __init__(self, response: aiohttp.ClientResponse, sending: _Sending) -> None:
        self._response, self._sending = response, sending

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._response.content.iter_any():
                yield part
            return
        except Exception as error:  # noqa: BLE001 - the next line raises it
            failed = self._sending.told(error)
        raise _bare(failed)

    async def aclose(self) -> None:
        self._response.release()


def _bare(error: BaseException) -> BaseException:
    """`error` without what led to it: aiohttp's frames and errors show the headers they hold."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _traced() -> aiohttp.TraceConfig:
    """Has each `_Sending` told how far it is."""

    def within(what: str | None) -> Any:
        async def told(_: object, context: SimpleNamespace, __: object) -> None:
            context.trace_request_ctx.within(what)

        return told

    async def begin(_: object, context: SimpleNamespace, __: object) -> None:
        await context.trace_request_ctx.begin()

    traced = aiohttp.TraceConfig()
    traced.on_connection_queued_start.append(within("pool"))
    traced.on_connection_queued_end.append(within(None))
    traced.on_connection_create_start.append(within("connect"))
    traced.on_connection_create_end.append(within(None))
    traced.on_request_headers_sent.append(begin)  # It comes before that, whatever its name.
    return traced


def _headers(request: httpx.Request) -> list[tuple[str, str]]:
    """All but one, for whose answer aiohttp would wait without end."""
    named = [(name.decode(), value.decode()) for name, value in request.headers.raw]
    return [header for header in named if header[0].lower() != "expect"]


def _address(url: httpx.URL) -> URL:
    """`url` byte for byte: as a whole path, nothing of it is taken apart and spelt anew."""
    host, path = url.raw_host.decode("ascii"), url.raw_path.decode("ascii")
    return URL.build(scheme=url.scheme, host=host, port=url.port, path=path, encoded=True)


def _way(proxy: httpx.Proxy | None) -> dict[str, Any]:
    """Past the proxy, if there is one."""
    if proxy is None:
        return {}
    headers = [(name.decode(), value.decode()) for name, value in proxy.headers.raw]
    if proxy.raw_auth:
        who = b64encode(b":".join(proxy.raw_auth)).decode("ascii")
        headers.append(("Proxy-Authorization", f"Basic {who}"))
    return {"proxy": str(proxy.url), "proxy_headers": headers}
