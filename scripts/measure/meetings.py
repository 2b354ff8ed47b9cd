"""The answers of the benchmark's server: a space, and participants in pages of 250.

The calls (conference records) in `SIZES` have so many pages; all have the same 20, one after the
other. Signed-in, anonymous and phone users come in a mix, with times of nine fractional digits.
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

from prebuilt import answer, listen

PREFIX = "/google-meet/v2/"
PAGE = 250
SIZES = {"one": 1, "twenty": 20, "many": 400}
DIFFERENT = 20
BEGAN = datetime(2026, 11, 3, 9, 0, 0, tzinfo=UTC)
NAMES = ("Ana Marković", "Jonas Weber", "Léa Fournier", "Ravi Iyer", "Mei Tanaka")
SPACE = {
    "name": "spaces/Hq3vTz8LmWcX",
    "meetingUri": "https://meet.google.com/kfr-wduz-tqa",
    "meetingCode": "kfr-wduz-tqa",
    "config": {"accessType": "TRUSTED", "entryPointAccess": "ALL"},
}


def stamp(moment: datetime, nanoseconds: int) -> str:
    """A time as Google writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{nanoseconds:09}Z"


def participant(record: str, number: int) -> dict[str, Any]:
    """One of those who took part: of ten, seven are signed in, two anonymous, one came by phone."""
    name = f"{NAMES[number % len(NAMES)]} {number}"
    user: dict[str, Any] = {
        "signedinUser": {"user": f"users/1{number:020}", "displayName": name},
    }
    if number % 10 in {3, 6}:
        user = {"anonymousUser": {"displayName": f"{name} (guest)"}}
    elif number % 10 == 9:
        user = {"phoneUser": {"displayName": f"+44 20 **** **{number % 100:02}"}}
    came = BEGAN + timedelta(seconds=number % 900)
    times = {"earliestStartTime": stamp(came, number * 7_654_321 % 1_000_000_000)}
    if number % 50:  # The others are still there.
        left = came + timedelta(minutes=30 + number % 20)
        times["latestEndTime"] = stamp(left, number * 3_141_593 % 1_000_000_000)
    return {"name": f"conferenceRecords/{record}/participants/{number}", **user, **times}


@cache
def page(record: str, number: int) -> bytes:
    """A page of participants, as it travels; the number of the next is its token."""
    first = number % DIFFERENT * PAGE
    people = [participant(record, each) for each in range(first, first + PAGE)]
    data: dict[str, Any] = {"participants": people}
    if number + 1 < SIZES[record]:
        data["nextPageToken"] = str(number + 1)
    return answer(json.dumps(data, ensure_ascii=False).encode())


FOUND = answer(json.dumps(SPACE).encode())
MISSING = answer(b'{"error": {"code": 404, "status": "NOT_FOUND"}}', "404 Not Found")


def answers(request: bytes) -> tuple[float, bytes]:
    """The answer to a request with this head, at once."""
    target = urlsplit(request.split(b" ", 2)[1].decode())
    path = target.path.removeprefix(PREFIX).split("/")
    if path[0] == "spaces":
        return 0.0, FOUND
    if path[0] == "conferenceRecords" and path[1] in SIZES and path[2:] == ["participants"]:
        return 0.0, page(path[1], int(parse_qs(target.query).get("pageToken", ["0"])[0]))
    return 0.0, MISSING


def serve(pipe: Connection, certificate: str) -> None:
    """Send two ports, of http and of TLS with the PEM file `certificate`; serve until the pipe is
    closed."""

    async def serving() -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        for record, size in SIZES.items():
            for number in range(min(size, DIFFERENT)):
                page(record, number)
        pipe.send((await listen(answers), await listen(answers, context)))
        await asyncio.to_thread(pipe.recv)

    with suppress(EOFError, KeyboardInterrupt):  # The other process has ended.
        asyncio.run(serving())
