"""The types of the public interface. Type checkers read this file; it is not run."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Literal, assert_type

from maton_google_meet import (
    UNSET,
    ApprovalQueue,
    AsyncGoogleMeet,
    AsyncPager,
    GoogleMeet,
    OpenTelemetry,
    Pace,
    Pager,
    PendingWrite,
    QueueEntry,
    Receipts,
    Retry,
    Slot,
    Unset,
    approve_all,
    approve_in_terminal,
    approve_only,
    tools,
)
from maton_google_meet.models import (
    AccessType,
    BatchUpdateMembersResponse,
    Connection,
    ConnectionStatus,
    GetConnectionResponse,
    ListParticipantsResponse,
    Member,
    Model,
    Participant,
    Person,
    Space,
    SpaceConfig,
    UpdateMemberRequest,
    duration_of,
    person_of,
)
from maton_google_meet.reports import (
    Entry,
    Export,
    ExportedConference,
    Failure,
    Transcript,
    Turn,
    conferences,
    export,
    transcript,
)
from maton_google_meet.reports.attendance import Attendance, attendance
from maton_google_meet.reports.stays import Attendee
from maton_google_meet.sandbox import Fault, Sandbox


def sync(meet: GoogleMeet) -> None:
    """Check the types of the sync client."""
    space = meet.spaces.get("abc")
    assert_type(space, Space)
    assert_type(space.name, str)
    assert_type(space.config, SpaceConfig | Unset)
    if space.config:
        assert_type(space.config, SpaceConfig)
        assert_type(space.config.access_type, AccessType | str | Unset)
    record = meet.conference_records.get("a")
    assert_type(record.end_time or None, datetime.datetime | None)
    assert_type(meet.connections.get("c"), GetConnectionResponse)
    assert_type(meet.connections.get("c").connection, Connection)
    assert_type(meet.connections.get("c").connection.status, ConnectionStatus | str | Unset)
    assert_type(meet.members.create("abc", email="a@example.com"), Member)
    batch = meet.members.batch_update(
        "abc", requests=[UpdateMemberRequest(member=Member(name="spaces/a/members/b"))]
    )
    assert_type(batch, BatchUpdateMembersResponse)
    pager = meet.participants.list("a", page_size=250, fields="*")
    assert_type(pager, Pager[Participant, ListParticipantsResponse])
    assert_type(pager.limited(3), Pager[Participant, ListParticipantsResponse])
    for participant in pager:
        assert_type(participant, Participant)
    for page in pager.pages():
        assert_type(page, ListParticipantsResponse)
        assert_type(page.total_size, int | Unset)
    meet.spaces.update("abc", config=SpaceConfig(access_type="NEW"), update_mask="*")
    meet.spaces.create(config=UNSET)
    assert_type(meet.with_options(confirm=None), GoogleMeet)
    assert_type(meet.authorize(on_url=print, timeout=60), Connection)
    receipts = [Receipts("a.jsonl", required=True, fsync=True), Receipts(print)]
    meet.with_options(observe=[*receipts, OpenTelemetry()]).with_options(observe=receipts[0])
    meet.with_options(retry=Retry(attempts=2), pace=Pace(5)).with_options(retry=None, pace=None)
    assert_type(meet.with_options(headers={"X-Team": "a", "X-Trace": None}), GoogleMeet)
    assert_type(space.to_json(), str)
    assert_type(Space.from_json(b"{}"), Space)
    message: Model = space
    assert_type(message.to_dict(), dict[str, Any])
    person = person_of(meet.participants.get("conferenceRecords/a/participants/b"))
    assert_type(person, Person)
    assert_type(person.display_name, str | None)
    assert_type(person.kind, Literal["signed_in", "anonymous", "phone", "unknown"])
    assert_type(duration_of(record), datetime.timedelta | None)


async def asynchronous(meet: AsyncGoogleMeet) -> None:
    """Check the types of the async client."""
    assert_type(await meet.spaces.get("abc"), Space)
    pager = meet.participants.list("a")
    assert_type(pager, AsyncPager[Participant, ListParticipantsResponse])
    assert_type(pager.limited(3), AsyncPager[Participant, ListParticipantsResponse])
    async for participant in pager:
        assert_type(participant, Participant)
    async for page in pager.pages():
        assert_type(page, ListParticipantsResponse)
    async with meet.with_options(timeout=5.0) as view:
        assert_type(view, AsyncGoogleMeet)
        assert_type(await view.authorize(on_url=hand_over), Connection)


async def ask(pending: PendingWrite) -> bool:
    """Approve a write in an async hook."""
    return not pending.destructive


async def hand_over(url: str) -> None:
    """Receive the URL of a sign-in in an async function."""


class At:
    """A custom pace."""

    def reserve(self, hold: float) -> Slot:
        """Return a slot."""
        return Slot(hold)

    async def areserve(self, hold: float) -> Slot:
        """Return a slot."""
        return Slot(hold)


GoogleMeet(pace=At())
AsyncGoogleMeet(pace=At())
GoogleMeet(confirm=approve_in_terminal, connection=lambda active: active[0])
AsyncGoogleMeet(confirm=ask, api_key=lambda: "key")
GoogleMeet(profile="ana@example.com")
AsyncGoogleMeet(profile=None)
AsyncGoogleMeet(confirm=approve_all)


def approve_later(pending: PendingWrite) -> None:
    """Approve one write on each client."""
    GoogleMeet(confirm=approve_only(pending))
    AsyncGoogleMeet().with_options(confirm=approve_only(pending))


async def answer() -> None:
    """Check the types of the approval queue."""
    with ApprovalQueue(timeout=300) as queue:
        GoogleMeet(confirm=queue)
        AsyncGoogleMeet(confirm=queue)
        assert_type(queue.pending(), list[QueueEntry])
        assert_type(queue.wait_next(timeout=1), QueueEntry | None)
        if entry := await queue.await_next():
            assert_type(entry.write, PendingWrite)
            assert_type(entry.deadline - entry.time, float)
            queue.approve(entry.id)
            queue.decline(entry.id, reason="no")


sandbox = Sandbox()
assert_type(sandbox.client(confirm=approve_all, connection="id", pace=None), GoogleMeet)
assert_type(sandbox.async_client(confirm=ask, timeout=5.0, retry=None), AsyncGoogleMeet)
assert_type(sandbox.requests[0].operation, str | None)
sandbox.fail(Fault.HTML, times=None)
with sandbox.serve() as server:
    assert_type(server.environment, dict[str, str])


async def call_tools(meet: GoogleMeet, other: AsyncGoogleMeet) -> None:
    """Check the types of the tools for agents."""
    assert_type(tools.definitions(writes=True, style="openai"), list[dict[str, Any]])
    assert_type(tools.call(meet, "spaces_get", {"name": "a"}), dict[str, Any])
    assert_type(await tools.acall(other, "spaces_get", '{"name": "a"}'), dict[str, Any])
    assert_type(tools.find_tool("transcript"), tools.Tool)

    def show(done: int, total: int | None, what: str) -> None: ...

    tools.call(meet, "attendance", progress=show)
    tools.call(other, "spaces_get")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


async def read_transcript(meet: GoogleMeet, other: AsyncGoogleMeet) -> None:
    """Check the types of a transcript: one function for both clients."""
    result = transcript(meet, meet.transcripts.get("conferenceRecords/a/transcripts/b"))
    assert_type(result, Transcript)
    assert_type(await transcript(other, "kfr-wduz-tqa", progress=print), Transcript)
    assert_type(result.entries, tuple[Entry, ...])
    assert_type(result.turns, tuple[Turn, ...])
    assert_type(result.entries[0].start, datetime.datetime | None)
    recording = meet.recordings.get("conferenceRecords/a/recordings/b")
    assert_type(result.to_vtt(recording.start_time), str)


async def read_attendance(meet: GoogleMeet, other: AsyncGoogleMeet) -> None:
    """Check the types of attendance: one function for both clients."""
    record = meet.conference_records.get("a")
    result = attendance(meet, record, threshold=datetime.timedelta(0), progress=print)
    assert_type(result, Attendance)
    assert_type(await attendance(other, "https://meet.google.com/kfr-wduz-tqa"), Attendance)
    assert_type(result.attendees, tuple[Attendee, ...])
    assert_type(result.attendees[0].last_leave, datetime.datetime | None)
    assert_type(result.attendees[0].duration, datetime.timedelta)
    assert_type(result.end, datetime.datetime | None)
    assert_type(result.to_csv(bom=True), str)
    assert_type(result.to_markdown(datetime.UTC), str)


async def export_conferences(meet: GoogleMeet, other: AsyncGoogleMeet) -> None:
    """Check the types of an export: one function for both clients, and any kind of conferences."""
    result = export(meet, conferences(meet), "folder", refresh=True, progress=print)
    assert_type(result, Export)
    assert_type(await export(other, conferences(other), Path("folder")), Export)
    export(meet, [meet.conference_records.get("a"), "kfr-wduz-tqa", meet.spaces.get("b")], "folder")
    assert_type(result.files, tuple[Path, ...])
    assert_type(result.conferences, tuple[ExportedConference, ...])
    assert_type(result.failures, tuple[Failure, ...])
    assert_type(result.failures[0].status, int | None)


def refuse_wrong_types(meet: GoogleMeet) -> None:
    """Call with wrong types. An `ignore` without an error is an error itself."""
    GoogleMeet(pace=10)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    GoogleMeet(retry=3)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    approve_only("0123")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    GoogleMeet(confirm=ask)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    meet.spaces.update("a", config={"accessType": "OPEN"})  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    meet.spaces.create(config=None)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    sandbox.client(confirm=ask)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    sandbox.join("a", "b", "by bus")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    meet.with_options(headers={"X-Team": 5})  # type: ignore[dict-item] # pyright: ignore[reportArgumentType]
    Space.from_json({"name": "a"})  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    duration_of(meet.spaces.get("a"))  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    attendance(meet, 5)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue,reportArgumentType]
    meet.members.create("a")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    meet.spaecs.get("a")  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType]
    meet.spaces.get("a").metings  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType]
