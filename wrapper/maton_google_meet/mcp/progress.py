"""Notifications about a call that takes time: its progress, and its waits."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

import anyio
from mcp.server.context import ServerRequestContext

from ..events import Event, WaitEvent

# The even spread of requests needs no notification.
SHORTEST_WAIT_SECONDS: Final = 1.0


class Progress:
    """The notifications of one call. Nothing is sent unless the client asked for them.

    Args:
        context: The call of the tool.
    """

    def __init__(self, context: ServerRequestContext[Any, Any]) -> None:
        self._context = context
        self._sender, self._receiver = anyio.create_memory_object_stream[str](math.inf)

    def count(self, done: int, total: int | None, what: str) -> None:
        """Notify the client of the progress, as `progress=` of a tool."""
        count = done if total is None else f"{done} of {total}"
        self.notify(f"Read {count} {what}.")

    def observe(self, event: Event) -> None:
        """Notify the client of a wait, as an observer of the client."""
        if not isinstance(event, WaitEvent):
            return
        if event.reason == "retry":
            self.notify(
                f"The previous attempt ended with {event.cause}. Attempt {event.attempt} of "
                f"{event.attempts} follows in {event.seconds:.1f} s."
            )
        elif event.seconds >= SHORTEST_WAIT_SECONDS:
            self.notify(f"The rate limit delays the request by {event.seconds:.1f} s.")

    def notify(self, text: str) -> None:
        """Send a notification soon. It must be called during `run`."""
        self._sender.send_nowait(text)

    @asynccontextmanager
    async def run(self) -> AsyncGenerator[None]:
        """Send the notifications. At the end of the block, wait until all are sent."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._forward)
            with self._sender:
                yield

    async def _forward(self) -> None:
        with self._receiver:
            count = 0
            async for text in self._receiver:
                count += 1
                await self._context.session.report_progress(count, message=text)
