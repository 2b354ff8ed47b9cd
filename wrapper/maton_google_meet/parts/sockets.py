"""The transport of a client, and its sockets, as far as httpcore tells of them, so that closing it
ends its calls."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

# The steps that end with a stream; before them stands which part of httpcore tells of it.
OPENED = {"connect_tcp.complete", "start_tls.complete"}


class Sockets:
    """The sockets that one client has opened. A transport that is not httpcore's tells of none."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self._streams: WeakSet[Any] = WeakSet()

    def watch(
        self,
        check_open: Callable[[], None],
        trace: Callable[..., Any],
        opened: Callable[[Any, Any], Any],
    ) -> Callable[..., Any]:
        """A `trace` extension of httpcore's that tells `trace` of each event, and of no more.
        `check_open` raises if the client is closed: to ask when the headers are about to be sent
        is the last moment to stop a call that waited for a socket until then. `opened` is called
        with each stream that was opened, and with what `trace` returned."""

        def watch(event: str, info: dict[str, Any]) -> Any:
            step = event.partition(".")[2]
            if step == "send_request_headers.started":
                check_open()
            elif step in OPENED:
                self._streams.add(info["return_value"])
                return opened(info["return_value"], trace(event, {}))
            return trace(event, {})

        return watch

    def inherited(self) -> bool:
        """Whether a fork has copied them: they are the other process's."""
        return self._process != os.getpid()

    def shut_down(self) -> None:
        """End what other threads send and receive: closing a socket would not wake them."""
        for each in () if self.inherited() else [*self._streams]:
            with contextlib.suppress(OSError):
                # Not the method of an `ssl.SSLSocket`: that takes TLS away first, so that what
                # another thread sends just then would go out in clear.
                raw = each.get_extra_info("socket")
                # asyncio hands out a wrapper.
                socket.socket.shutdown(getattr(raw, "_sock", raw), socket.SHUT_RDWR)


def fitted(transport: Any) -> Any:
    """`transport`, or one that keeps our promises over its connections."""
    module = sys.modules.get("httpx_aiohttp")  # Who has none of its transports need not load it.
    if module is None or not isinstance(transport, module.AiohttpTransport):
        return transport
    from .aiohttp import Aiohttp

    return Aiohttp(transport)
