"""The servers of conferences to export: a sandbox with latency, and conferences of any size."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import parse_qs, urlsplit

from maton_google_meet.sandbox import Sandbox
from meet_responses import PREFIX, START, format_timestamp, make_participant
from response_server import Response, encode_response, listen

PAGE_SIZES = {"participants": 250, "entries": 100}
TIMES = {"startTime": format_timestamp(START, 0), "endTime": "2026-11-03T10:00:00Z"}
TEXT = "Shall we start with the delivery dates? The boards arrive on Thursday."


class SlowSandbox(Sandbox):
    """A sandbox whose responses take `latency` seconds."""

    latency = 0.0

    def handle(self, *request: Any) -> Any:
        """Answer one request."""
        answer = super().handle(*request)
        time.sleep(self.latency)
        return answer


def serve_sandbox(pipe: Connection, key: str, rate: float, latency: float) -> None:
    """Send the address, the connection, and the conferences by the number of participants; after
    any message, send the number of requests and of 429s."""
    SlowSandbox.key = key  # This process has no other sandbox.
    sandbox = SlowSandbox(rate=rate)
    counts = dict[int, str]()
    with sandbox.client(pace=None) as meet:
        for record in meet.conference_records.list():
            counts[sum(1 for _ in meet.participants.list(record.name))] = record.name
    sandbox.latency = latency
    with suppress(EOFError, KeyboardInterrupt), sandbox.serve() as server:
        start = len(sandbox.requests)
        connection = sandbox.connections[0]["connection_id"]
        pipe.send((server.url, connection, counts[min(counts)], counts[max(counts)]))
        pipe.recv()
        statuses = [seen.status for seen in sandbox.requests[start:]]
        pipe.send((len(statuses), statuses.count(429)))


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
        start = format_timestamp(START, number * 10_000)
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


def serve_conferences(pipe: Connection) -> None:
    """Send the port, and serve until the pipe is closed."""

    async def run_server() -> None:
        pipe.send(await listen(respond))
        await asyncio.to_thread(pipe.recv)

    with suppress(EOFError, KeyboardInterrupt):  # The other process has ended.
        asyncio.run(run_server())
