"""The responses of the benchmark's server: a space, records, and participants in pages of 250.

The conference records in `PAGES` have that many pages, of which 20 differ. Signed-in, anonymous and
phone users alternate, with timestamps of nine fractional digits.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import parse_qs, urlsplit

from response_server import Response, encode_response, listen

PREFIX = "/google-meet/v2/"
PAGE_SIZE = 250
PAGES = {"one": 1, "twenty": 20, "many": 400}
DIFFERENT_PAGES = 20
START = datetime(2026, 11, 3, 9, 0, 0, tzinfo=UTC)
NAMES = ("Ana Marković", "Jonas Weber", "Léa Fournier", "Ravi Iyer", "Mei Tanaka")
SPACE = {
    "name": "spaces/Hq3vTz8LmWcX",
    "meetingUri": "https://meet.google.com/kfr-wduz-tqa",
    "meetingCode": "kfr-wduz-tqa",
    "config": {"accessType": "TRUSTED", "entryPointAccess": "ALL"},
}


def format_timestamp(moment: datetime, nanoseconds: int) -> str:
    """Return a timestamp in Google's format."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{nanoseconds:09}Z"


def make_participant(record: str, number: int) -> dict[str, Any]:
    """Return a participant: of ten, seven are signed in, two anonymous, one is on a phone."""
    name = f"{NAMES[number % len(NAMES)]} {number}"
    user: dict[str, Any] = {
        "signedinUser": {"user": f"users/1{number:020}", "displayName": name},
    }
    if number % 10 in {3, 6}:
        user = {"anonymousUser": {"displayName": f"{name} (guest)"}}
    elif number % 10 == 9:
        user = {"phoneUser": {"displayName": f"+44 20 **** **{number % 100:02}"}}
    joined = START + timedelta(seconds=number % 900)
    times = {"earliestStartTime": format_timestamp(joined, number * 7_654_321 % 1_000_000_000)}
    if number % 50:  # The others have not left yet.
        left = joined + timedelta(minutes=30 + number % 20)
        times["latestEndTime"] = format_timestamp(left, number * 3_141_593 % 1_000_000_000)
    return {"name": f"conferenceRecords/{record}/participants/{number}", **user, **times}


@cache
def make_page(record: str, number: int) -> bytes:
    """Return a page of participants; the page token is the number of a page."""
    first = number % DIFFERENT_PAGES * PAGE_SIZE
    people = [make_participant(record, each) for each in range(first, first + PAGE_SIZE)]
    data: dict[str, Any] = {"participants": people}
    if number + 1 < PAGES[record]:
        data["nextPageToken"] = str(number + 1)
    return encode_response(json.dumps(data, ensure_ascii=False).encode())


RECORDS = [
    {
        "name": f"conferenceRecords/{number}",
        "startTime": format_timestamp(START + timedelta(days=number), 123_456_789),
        "endTime": format_timestamp(START + timedelta(days=number, hours=1), 987_654_321),
        "space": SPACE["name"],
    }
    for number in range(20)
]
RECORDS_RESPONSE = Response(encode_response(json.dumps({"conferenceRecords": RECORDS}).encode()))
SPACE_RESPONSE = Response(encode_response(json.dumps(SPACE).encode()))
NOT_FOUND = Response(
    encode_response(b'{"error": {"code": 404, "status": "NOT_FOUND"}}', "404 Not Found")
)


def respond(head: bytes) -> Response:
    """Return the response to the request with this head."""
    target = urlsplit(head.split(b" ", 2)[1].decode())
    path = target.path.removeprefix(PREFIX).split("/")
    if path[0] == "spaces":
        return SPACE_RESPONSE
    if path == ["conferenceRecords"]:
        return RECORDS_RESPONSE
    if path[0] == "conferenceRecords" and path[1] in PAGES and path[2:] == ["participants"]:
        token = parse_qs(target.query).get("pageToken", ["0"])[0]
        return Response(make_page(path[1], int(token)))
    return NOT_FOUND


def serve(pipe: Connection, certificate: str) -> None:
    """Send two ports, for http and for TLS with the PEM file `certificate`; serve until the pipe is
    closed."""

    async def run_server() -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        for record, count in PAGES.items():
            for number in range(min(count, DIFFERENT_PAGES)):
                make_page(record, number)
        pipe.send((await listen(respond), await listen(respond, context)))
        await asyncio.to_thread(pipe.recv)

    with suppress(EOFError, KeyboardInterrupt):  # The other process has ended.
        asyncio.run(run_server())
