"""A walk through the library, played in a sandbox: what is shown is what runs."""

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

WIDTH = 88
INTRODUCTION = """\
This plays in a sandbox: a made-up company, in this process. It needs no key, and nothing leaves
the machine. What stands after >>> is Python, and works the same with your own account."""


Write = Callable[[str, str], None]
"""Gets a line or several, and what they are: "title", "words", "code", "value" or "error"."""


class Scene(NamedTuple):
    """A part of the walk."""

    title: str
    words: str
    code: str
    """Statements; the value of one that is an expression is shown."""
    otherwise: str = ""
    """What to go on with where a write in it was declined."""


SCENES = [
    Scene(
        "A meeting room",
        "Creating one is a write, so the client asks before it sends anything: which account, "
        "which path, which body, and what will come of it.",
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
    Scene(
        "Its settings",
        "The update mask is made of what is given: nothing else is touched.",
        """
        config = SpaceConfig(access_type="TRUSTED")
        changed = meet.spaces.update(space.name, config=config)
        changed.config and changed.config.access_type
        """,
    ),
    Scene(
        "A call",
        "In the sandbox, and so in your tests, you can let people meet. Ending a call for everyone "
        "takes something away, and the question says so.",
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
    Scene(
        "What it left",
        "A call leaves a record; participants, recordings and transcripts are found beneath it.",
        """
        record = meet.conference_records.get(call)
        record.space == space.name and bool(record.end_time)
        [transcript] = meet.transcripts.list(record.name)
        for entry in meet.transcript_entries.list(transcript.name):
            print(f"{entry.language_code or '?'}: {entry.text or ''}")
        sandbox.advance(60)
        meet.transcripts.get(transcript.name).state
        """,
    ),
    Scene(
        "What happened before",
        "Lists are iterated, and pages are fetched as they are needed.",
        """
        ended = list(meet.conference_records.list(filter="end_time IS NOT NULL"))
        for person in meet.participants.list(ended[-2].name):
            user = person.signedin_user or person.anonymous_user or person.phone_user
            name = (user and user.display_name) or "(no name)"
            stays = len(list(meet.participant_sessions.list(person.name)))
            print(f"{name:18} came {stays} time(s)")
        [recording] = meet.recordings.list(ended[-2].name)
        meet.recordings.get(recording.name).state
        len(list(meet.participants.list(ended[-1].name)))
        len([seen for seen in sandbox.requests if ended[-1].name in seen.target])
        """,
    ),
    Scene(
        "Too fast",
        "Ten requests a second are allowed. A call that is refused is repeated when it may be.",
        """
        sandbox.fail(Fault.RATE_LIMITED, seconds=5)
        meet.spaces.get(space.name).meeting_code == space.meeting_code
        [seen.status for seen in sandbox.requests[-2:]]
        """,
    ),
    Scene(
        "A second Google account",
        "Somebody signs in, and then: which of them is meant? The client does not guess.",
        """
        second = meet.authorize(on_url=sandbox.open).connection_id
        both = meet.with_options(connection=None)
        both.spaces.get(space.name)
        len(list(both.with_options(connection=second).conference_records.list()))
        meet.connections.delete(second)
        """,
    ),
    Scene(
        "Async",
        "The same methods, under asyncio and trio.",
        """
        async def names() -> list[str]:
            async with sandbox.async_client() as meet:
                return [record.name async for record in meet.conference_records.list()]
        len(asyncio.run(names()))
        """,
    ),
]


def agree(write: Write) -> Confirm:
    """A hook that shows what it would ask, and the answer yes."""

    def approve(pending: PendingWrite) -> bool:
        write(f"{screen(pending)}yes", "value")
        return True

    return approve


def play(sandbox: Sandbox, confirm: Confirm, write: Write) -> None:
    """Play the walk in `sandbox`; `confirm` is asked for each write."""
    from .. import models

    with sandbox.client(confirm=confirm) as meet:
        names: dict[str, Any] = {"meet": meet, "sandbox": sandbox, "Fault": Fault}
        names["asyncio"] = asyncio
        names["SpaceConfig"] = models.SpaceConfig
        names["print"] = lambda *parts: write(
            escape_for_terminal(" ".join(map(str, parts))), "value"
        )
        write(INTRODUCTION, "words")
        for scene in SCENES:
            write(f"\n{scene.title}", "title")
            write(textwrap.fill(scene.words, WIDTH), "words")
            try:
                _run(scene.code, names, write)
            except WriteDeclined:
                write("Declined, so nothing was sent. The walk goes on without it.", "words")
                _run(scene.otherwise, names, write)
    asked = len(sandbox.requests)
    write(f"\nThat was all: {asked} requests, none of which left this machine.", "title")


def _run(code: str, names: dict[str, Any], write: Write) -> None:
    """Run `code`, statement by statement, as an interactive Python does."""
    source = textwrap.dedent(code).strip("\n")
    for statement in ast.parse(source).body:
        lines = (ast.get_source_segment(source, statement) or "").split("\n")
        for line, prompt in zip(lines, [">>>"] + ["..."] * len(lines), strict=False):
            write(f"{prompt} {line}", "code")
        try:
            if isinstance(statement, ast.Expr):
                value = eval(compile(ast.Expression(statement.value), "demo", "eval"), names)
                if value is not None:
                    write(escape_for_terminal(pprint.pformat(value, width=WIDTH)), "value")
            else:
                exec(compile(ast.Module([statement], []), "demo", "exec"), names)
        except WriteDeclined:
            raise
        except MatonError as error:
            said = f"{type(error).__name__}: {escape_for_terminal(str(error))}"
            write(textwrap.fill(said, WIDTH), "error")
