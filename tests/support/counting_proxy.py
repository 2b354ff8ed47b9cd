"""A proxy that counts requests and questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
from maton_google_meet import PendingWrite

from support.clients import ClientRunner

CONNECTIONS = [
    {"connection_id": name, "app": "google-meet", "status": "ACTIVE"} for name in ("a", "b")
]


class Proxy:
    """A transport that counts requests, and a hook that counts questions.

    The look-up of the pinned connection before a question is counted separately.
    """

    def __init__(self) -> None:
        self.sent: list[httpx.Request] = []
        self.looked_up: list[httpx.Request] = []
        self.asked: list[PendingWrite] = []
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET" and request.url.path == "/connections/c":
            self.looked_up.append(request)
            return httpx.Response(200, json={"connection": {"connection_id": "c"}})
        self.sent.append(request)
        if request.url.path == "/connections":
            return httpx.Response(200, json={"connections": CONNECTIONS})
        return httpx.Response(200, json={"name": "spaces/abc"})

    def confirm(self, pending: PendingWrite) -> bool:
        self.asked.append(pending)
        return True

    def options(self, **more: Any) -> dict[str, Any]:
        given: dict[str, Any] = {"connection": "c", "confirm": self.confirm}
        return {**given, "transport": self.transport, **more}

    def call(self, runner: ClientRunner, *calls: Callable[[Any], Any], **options: Any) -> Any:
        return runner.call(*calls, **self.options(**options))
