"""A server of conferences of any size, for exports."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import parse_qs, urlsplit

from meet_responses import PREFIX, START, format_timestamp, make_participant
from response_server import COUNTERS, Response, StrictLimit, encode_response, listen

PAGE_SIZES = {"participants": 250, "entries": 100}
TIMES = {"startTime": format_timestamp(START, 0), "endTime": "2026-11-03T10:00:00Z"}
TEXT = "Shall we start with the delivery dates? The boards arrive on Thursday."


def respond(head: bytes) -> Response:
    """Return the response about the conference `{participants}-{entries}`."""
    target = urlsplit(head.split(b" ", 2)[1].decode())
    path = target.path.removeprefix(PREFIX)
    _, record, *rest = path.split("/")
    people, entries = map(int, record.split("-"))
    token = int(parse_qs(target.query).get("pageToken", ["0"])[0])

    def make_page(field: str, count: int, make: Callable[[int], Any]) -> dict[str, Any]:
        size = PAGE_SIZES[rest[-1]]
        last = min(token + size, count)
        page: dict[str, Any] = {field: [make(number) for number in range(token, last)]}
        return page | ({"nextPageToken": str(last)} if last < count else {})

    def make_entry(number: int) -> dict[str, Any]:
        participant = f"conferenceRecords/{record}/participants/{number % people}"
        start = format_timestamp(START + timedelta(seconds=2 * number), number)
        entry = {"name": f"{path}/{number}", "participant": participant, "text": TEXT}
        return entry | {"languageCode": "en-GB", "startTime": start, "endTime": start}

    data: dict[str, Any] = {}
    if not rest:
        data = {"name": path, **TIMES}
    elif rest == ["participants"]:
        data = make_page("participants", people, lambda at: make_participant(record, at))
    elif rest == ["transcripts"] and entries:
        data = {"transcripts": [{"name": f"{path}/t", "state": "FILE_GENERATED", **TIMES}]}
    elif re.fullmatch(r"participants/\d+/participantSessions", "/".join(rest)):
        data = {"participantSessions": [{"name": f"{path}/1", **TIMES}]}
    elif rest == ["transcripts", "t", "entries"]:
        data = make_page("transcriptEntries", entries, make_entry)
    return Response(encode_response(json.dumps(data, ensure_ascii=False).encode()))


class Server:
    """The responses, `latency` seconds after each request. Above `limit` requests in any second,
    they are 429s."""

    def __init__(self, limit: float | None, latency: float) -> None:
        self._counter = COUNTERS["sliding"](limit) if limit else None
        self._latency = latency
        self.requests = self.refused = 0

    def __call__(self, head: bytes) -> Response:
        """Return the response to the request with this head."""
        self.requests += 1
        if self._counter and not self._counter.takes(time.monotonic()):
            self.refused += 1
            return Response(StrictLimit.REFUSAL)
        return respond(head)._replace(delay=self._latency)


def serve(pipe: Connection, limit: float | None, latency: float) -> None:
    """Send the port; after any message, send the number of requests and of 429s."""

    async def run_server() -> None:
        server = Server(limit, latency)
        pipe.send(await listen(server))
        await asyncio.to_thread(pipe.recv)
        pipe.send((server.requests, server.refused))

    with suppress(EOFError, KeyboardInterrupt):  # The other process has ended.
        asyncio.run(run_server())
