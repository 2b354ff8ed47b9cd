"""A walk through the library against a server on the loopback interface; needs no key.

The server answers with the examples of spec/openapi.yaml and says whether each request fits it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import textwrap
from pathlib import Path
from urllib.parse import unquote_plus

import httpx
from loading import load
from loopback import Loopback, Reply
from maton_google_meet import AmbiguousConnection, AsyncGoogleMeet, GoogleMeet, PendingWrite
from maton_google_meet.models import AccessType, SpaceConfig

SPEC = Path(__file__).resolve().parent.parent / "spec" / "openapi.yaml"
SECONDS = "1"  # What the server asks to wait.


class Story:
    """Tells what happens: each request that the server saw, then what came of it."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self.told = 0

    def said(self, *results: object) -> None:
        for seen in self.server.seen[self.told :]:
            print(f"  {seen.status} {seen.operation}: {seen.method} {unquote_plus(seen.target)}")
        self.told = len(self.server.seen)
        for result in results:
            print(
                textwrap.fill(str(result), 100, initial_indent=" " * 6, subsequent_indent=" " * 8)
            )

    def approve(self, pending: PendingWrite) -> bool:
        """The confirmation hook: here it tells and approves; yours asks the user."""
        self.said(f"May I? {pending.operation}: {pending.outcome}", "Approved.")
        return True


def spaces_and_calls(meet: GoogleMeet, story: Story) -> None:
    print("\nA meeting space")
    space = meet.spaces.create()
    story.said(f"a new space, {space.name}: {space.meeting_uri}")
    space = meet.spaces.get(space.meeting_code or space.name)
    story.said(f"found by its meeting code; access is {space.config and space.config.access_type}")
    space = meet.spaces.update(space.name, config=SpaceConfig(access_type=AccessType.TRUSTED))
    story.said(f"access is {space.config and space.config.access_type}, and no other field touched")
    print("\nWhat happened in it")
    records = list(meet.conference_records.list(filter=f'space.name = "{space.name}"'))
    story.said(*(f"{each.name}, began {each.start_time}" for each in records))
    record = meet.conference_records.get(records[-1].name)
    story.said(f"{record.name} ended {record.end_time or 'not yet'}")
    people = list(meet.participants.list(record.name))
    for each in people:
        who = each.signedin_user or each.anonymous_user or each.phone_user
        story.said(f"{who.display_name if who else 'somebody'}, from {each.earliest_start_time}")
    stays = list(meet.participant_sessions.list(meet.participants.get(people[-1].name).name))
    story.said(f"the last of them came {len(stays)} times")
    for recording in meet.recordings.list(record.name):
        story.said(f"a recording, {meet.recordings.get(recording.name).state}")
    for transcript in meet.transcripts.list(record.name):
        story.said(f"a transcript, listed and got: {meet.transcripts.get(transcript.name).state}")
        for entry in meet.transcript_entries.list(transcript.name):
            story.said(f"somebody said {entry.text!r}")
    meet.spaces.end_active_conference(space.name)
    story.said("its call is over, the space remains")


def connections(meet: GoogleMeet, story: Story) -> None:
    print("\nConnections")
    found = list(meet.connections.list(app="google-meet", status="ACTIVE"))
    story.said(f"{len(found)} can be used: {found[0].connection_id}")
    created = meet.connections.create()
    story.said(f"another one, {created.status} until somebody opens its url and signs in to Google")
    identifier = created.connection_id or found[0].connection_id
    story.said(f"now it is {meet.connections.get(identifier).connection.status}")
    meet.connections.delete(identifier)
    story.said("and gone again")
    print("\nTwo Google accounts")
    other = {**story.server.example("connections.create").json, "status": "ACTIVE"}
    both = Reply(json={"connections": [found[0].to_dict(), other]})
    story.server.answers["connections.list"] = lambda _: both
    try:
        meet.with_options(connection=None).spaces.get("kfr-wduz-tqa")
    except AmbiguousConnection as error:
        story.said(f"AmbiguousConnection: {error}")
    space = meet.with_options(connection=identifier).spaces.get("kfr-wduz-tqa")
    story.said(f"with connection=, {space.name}")
    space = meet.with_options(connection=lambda active: active[1]).spaces.get("kfr-wduz-tqa")
    story.said(f"with a function that chooses, {space.name}")
    story.server.answers.clear()
    print("\nToo fast")
    refused = Reply(429, json={"message": "Too many requests"}, headers={"Retry-After": SECONDS})
    story.server.answers["spaces.get"] = [refused]
    meet.with_options(connection=identifier).spaces.get("kfr-wduz-tqa")
    story.said(f"refused with 429, and repeated {SECONDS} s later, as the answer asked")


async def once_more(meet: AsyncGoogleMeet, story: Story) -> None:
    async with meet:
        space = await meet.spaces.create(config=SpaceConfig(access_type="OPEN"))
        story.said(f"a new space, {space.name}")
        async for record in meet.conference_records.list():
            story.said(record.name)
        await meet.spaces.end_active_conference(space.name)
        story.said("its call is over")


def main() -> int:
    """Walk; the exit code is 1 if a request did not fit the document."""
    os.environ.pop("MATON_GOOGLE_MEET_CONNECTION", None)  # The walk looks its connection up.
    with Loopback(load(SPEC)) as server:
        url, key, story = server.url, server.key, Story(server)
        print(f"A server at {url} answers as spec/openapi.yaml says.")
        direct, async_direct = httpx.HTTPTransport(), httpx.AsyncHTTPTransport()  # Past proxies.
        with GoogleMeet(key, base_url=url, confirm=story.approve, transport=direct) as meet:
            spaces_and_calls(meet, story)
            connections(meet, story)
        print("\nThe same, async")
        again = AsyncGoogleMeet(key, base_url=url, confirm=story.approve, transport=async_direct)
        asyncio.run(once_more(again, story))
        print(f"\n{len(server.seen)} requests, {len(server.violations)} against the document.")
        print(*server.violations, sep="\n", end="")
        return 1 if server.violations else 0


if __name__ == "__main__":
    sys.exit(main())
