"""A tour of the library in a sandbox. The tour runs the code that it shows."""

from __future__ import annotations

import ast
import asyncio
import pprint
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from maton_google_meet_api.runtime.text import escape_for_terminal

from ..approval.terminal import screen
from ..errors import MatonError, WriteDeclined
from .faults import Fault

if TYPE_CHECKING:
    from ..types import Confirm, PendingWrite
    from .sandbox import Sandbox

LINE_WIDTH = 88
INTRODUCTION = """\
This tour runs in a sandbox, which simulates Google Meet for an invented company. It does not need
a key or a network. The lines after >>> are Python, and work the same with your own account."""


Write = Callable[[str, str], None]
"""Receives text and its kind: "title", "text", "code", "value" or "error"."""


class Section(NamedTuple):
    """A section of the tour."""

    title: str
    text: str
    code: str
    """Statements. The value of an expression statement is shown."""
    fallback: str = ""
    """The statements to run instead after a declined write."""


SECTIONS = [
    Section(
        "A meeting room",
        "Creating a room is a write, so the client asks before it sends anything. The question "
        "shows the account, the path, the body and the outcome.",
        """
        space = meet.spaces.create(config=SpaceConfig(access_type="OPEN"))
        space.meeting_uri
        space.meeting_code and meet.spaces.get(space.meeting_code) == space
        """,
        """
        [running] = meet.conference_records.list(filter="end_time IS NULL")
        sandbox.end(running.name)
        space = meet.spaces.get(running.space or "")
        """,
    ),
    Section(
        "Its settings",
        "The update mask is derived from the given fields. Other fields do not change.",
        """
        config = SpaceConfig(access_type="TRUSTED")
        changed = meet.spaces.update(space.name, config=config)
        changed.config and changed.config.access_type
        """,
    ),
    Section(
        "A call",
        "The sandbox can simulate people in a call, also in your tests. Ending a call for everyone "
        "is destructive, and the question warns about it.",
        """
        call = sandbox.start_conference(space.name)
        ravi = sandbox.join(call, "Ravi (guest)", "anonymous")
        _ = sandbox.say(ravi, "Can everybody hear me?")
        active = meet.spaces.get(space.name).active_conference
        active and active.conference_record == call
        meet.spaces.end_active_conference(space.name)
        """,
        """
        sandbox.end(call)
        """,
    ),
    Section(
        "The record of the call",
        "A call leaves a record. Participants, recordings and transcripts are below it.",
        """
        record = meet.conference_records.get(call)
        record.space == space.name and duration_of(record) is not None
        [transcript] = meet.transcripts.list(record.name)
        for entry in meet.transcript_entries.list(transcript.name):
            print(f"{entry.language_code or '?'}: {entry.text or ''}")
        sandbox.advance(60)
        meet.transcripts.get(transcript.name).state
        """,
    ),
    Section(
        "Earlier calls",
        "The client fetches the pages of a list while you iterate.",
        """
        ended = list(meet.conference_records.list(filter="end_time IS NOT NULL"))
        for person in meet.participants.list(ended[-2].name):
            name = person_of(person).display_name or "(no name)"
            stays = len(list(meet.participant_sessions.list(person.name)))
            print(f"{name:18} came {stays} time(s)")
        [recording] = meet.recordings.list(ended[-2].name)
        meet.recordings.get(recording.name).state
        len(list(meet.participants.list(ended[-1].name)))
        len([seen for seen in sandbox.requests if ended[-1].name in seen.target])
        """,
    ),
    Section(
        "Rate limit",
        "The proxy accepts ten requests a second. The client waits and retries a refused call.",
        """
        sandbox.fail(Fault.RATE_LIMITED, seconds=5)
        meet.spaces.get(space.name).meeting_code == space.meeting_code
        [seen.status for seen in sandbox.requests[-2:]]
        """,
    ),
    Section(
        "A second Google account",
        "After a second sign-in, a call must name its connection. The client does not guess.",
        """
        second = meet.authorize(on_url=sandbox.open).connection_id
        both = meet.with_options(connection=None)
        both.spaces.get(space.name)
        len(list(both.with_options(connection=second).conference_records.list()))
        meet.connections.delete(second)
        """,
    ),
    Section(
        "Async",
        "The async client has the same methods, for asyncio and trio.",
        """
        async def names() -> list[str]:
            async with sandbox.async_client() as meet:
                return [record.name async for record in meet.conference_records.list()]
        len(asyncio.run(names()))
        """,
    ),
]


def approve_and_show(write: Write) -> Confirm:
    """Return a hook that shows its question and the answer yes."""

    def approve(pending: PendingWrite) -> bool:
        write(f"{screen(pending)}yes", "value")
        return True

    return approve


def run_demo(sandbox: Sandbox, confirm: Confirm, write: Write) -> None:
    """Run the tour in `sandbox`; `confirm` approves each write."""
    from .. import models

    with sandbox.client(confirm=confirm) as meet:
        names: dict[str, Any] = {"meet": meet, "sandbox": sandbox, "Fault": Fault}
        names["asyncio"] = asyncio
        for name in ("SpaceConfig", "duration_of", "person_of"):
            names[name] = getattr(models, name)
        names["print"] = lambda *parts: write(
            escape_for_terminal(" ".join(map(str, parts))), "value"
        )
        write(INTRODUCTION, "text")
        for section in SECTIONS:
            write(f"\n{section.title}", "title")
            write(textwrap.fill(section.text, LINE_WIDTH), "text")
            try:
                _run_code(section.code, names, write)
            except WriteDeclined:
                write("Declined, so nothing was sent. The tour continues without it.", "text")
                _run_code(section.fallback, names, write)
    count = len(sandbox.requests)
    write(f"\nThe end: {count} requests, all within this machine.", "title")


def _run_code(code: str, names: dict[str, Any], write: Write) -> None:
    """Run `code` statement by statement, like an interactive Python."""
    source = textwrap.dedent(code).strip("\n")
    for statement in ast.parse(source).body:
        lines = (ast.get_source_segment(source, statement) or "").split("\n")
        for line, prompt in zip(lines, [">>>"] + ["..."] * len(lines), strict=False):
            write(f"{prompt} {line}", "code")
        try:
            if isinstance(statement, ast.Expr):
                value = eval(compile(ast.Expression(statement.value), "demo", "eval"), names)
                if value is not None:
                    write(escape_for_terminal(pprint.pformat(value, width=LINE_WIDTH)), "value")
            else:
                exec(compile(ast.Module([statement], []), "demo", "exec"), names)
        except WriteDeclined:
            raise
        except MatonError as error:
            message = f"{type(error).__name__}: {escape_for_terminal(str(error))}"
            write(textwrap.fill(message, LINE_WIDTH), "error")
