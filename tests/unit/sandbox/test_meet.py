"""The sandbox as Google Meet: spaces, members, lists, and the course of a call."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from maton_google_meet import (
    BadRequestError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    approve_all,
)
from maton_google_meet.models import (
    ArtifactConfig,
    Member,
    ModerationRestrictions,
    RecordingConfig,
    SpaceConfig,
    UpdateMemberRequest,
)
from maton_google_meet.sandbox import Sandbox
from support.sandboxes import (
    MEET_PATH,
    NOW,
    find_planning_call,
    get_resource,
    read_status,
    send_request,
)


def test_records_expire_thirty_days_after_their_call(sandbox: Sandbox) -> None:
    record = find_planning_call(sandbox)
    sandbox.advance(26 * 24 * 3600)
    assert get_resource(sandbox, record.name)[0] == 200
    sandbox.advance(2 * 24 * 3600)
    assert read_status(get_resource(sandbox, record.name)) == (404, "NOT_FOUND")
    assert read_status(get_resource(sandbox, f"{record.name}/participants")) == (404, "NOT_FOUND")


def test_only_reads_accept_a_meeting_code(sandbox: Sandbox) -> None:
    with sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create()
        code = space.meeting_code or ""
        assert meet.spaces.get(code.upper()).name == space.name
        assert list(meet.members.list(space.name)) == []
        member = meet.members.create(space.name, email="b@lindenhof.example").name
        of_code = member.replace(space.name, f"spaces/{code}")
        for method, path in (
            # The facade refuses these codes itself.
            ("PATCH", f"spaces/{code}?updateMask=config"),
            ("POST", f"spaces/{code}:endActiveConference"),
            ("GET", f"spaces/{code}/members"),
            ("POST", f"spaces/{code}/members"),
            ("GET", of_code),
            ("PATCH", f"{of_code}?updateMask=role"),
            ("DELETE", of_code),
            ("POST", f"spaces/{code}/members:batchUpdate"),
            ("GET", "spaces/nothing"),
            ("GET", "spaces/nothing/members"),
        ):
            body: Any = {"email": "c@lindenhof.example"} if path.endswith("members") else {}
            if path.endswith("batchUpdate"):
                body = {"requests": [{"member": {"name": member, "role": "COHOST"}}]}
            given = {} if method in ("GET", "DELETE") else {"json": body}
            with pytest.raises(PermissionDeniedError, match="or it might not exist"):
                meet.http.request(method, f"/google-meet/v2/{path}", **given)
        assert [each.name for each in meet.members.list(space.name)] == [member]


def test_restrictions_end_with_moderation(sandbox: Sandbox) -> None:
    restrictions = ModerationRestrictions(chat_restriction="HOSTS_ONLY")
    config = SpaceConfig(moderation="ON", moderation_restrictions=restrictions)
    recorded = ArtifactConfig(recording_config=RecordingConfig(auto_recording_generation="ON"))
    with sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create(config=config)
        assert "moderationRestrictions" in space.to_dict()["config"]
        space = meet.spaces.update(space.name, config=SpaceConfig(artifact_config=recorded))
        assert "moderationRestrictions" in space.to_dict()["config"]
        off = SpaceConfig(moderation="MODERATION_UNSPECIFIED")
        space = meet.spaces.update(space.name, config=off)
        assert set(space.to_dict()["config"]) == {
            "accessType",
            "entryPointAccess",
            "artifactConfig",
        }


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("prettyPrint=true&quotaUser=me&key=k&alt=json&$.xgafv=2&callback=f", 200),
        ("access_token=t&oauth_token=t&uploadType=media&upload_protocol=raw&fields=*", 200),
        ("$alt=json%3Benum-encoding%3Dint&$fields=conferenceRecords", 200),
        ("page_size=1", 200), ("pageSize=", 200), ("pageSize=0", 200), ("pageSize=%2B7", 200),
        ("colour=red", 400), ("pageSize=many", 400), ("pageSize=-1", 400), ("alt=media", 400),
        ("pageSize=1&pageSize=2", 400), ("pageSize=99999999999", 400), ("pageSize=9999999999", 400),
        ("updateMask=*", 400), ("pageSize=1.5", 400),
    ],
)  # fmt: skip
def test_query_parameters_are_checked(sandbox: Sandbox, query: str, status: int) -> None:
    assert send_request(sandbox, "GET", f"{MEET_PATH}/conferenceRecords?{query}")[0] == status


def test_a_get_takes_no_body(sandbox: Sandbox) -> None:
    answer = send_request(sandbox, "GET", f"{MEET_PATH}/conferenceRecords", {"a": 1})
    assert read_status(answer) == (400, "INVALID_ARGUMENT")
    assert read_status(send_request(sandbox, "POST", f"{MEET_PATH}/spaces", b" ")) == (
        400,
        "INVALID_ARGUMENT",
    )


def test_members_are_added_changed_and_removed(unlimited_sandbox: Sandbox) -> None:
    with unlimited_sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create().name
        one = meet.members.create(space, email="one@lindenhof.example", role="COHOST")
        two = meet.members.create(space, email="two@lindenhof.example")
        assert [each.name for each in meet.members.list(space)] == [one.name, two.name]
        with pytest.raises(ConflictError):
            meet.members.create(space, email="one@lindenhof.example")
        assert meet.members.update(two.name, role="COHOST").role == "COHOST"
        assert meet.members.get(two.name).email == "two@lindenhof.example"
        assert not meet.members.update(two.name, update_mask="role").role
        meet.members.delete(one.name)
        for call in (meet.members.get, meet.members.delete):
            with pytest.raises(NotFoundError):
                call(one.name)
        assert [each.name for each in meet.members.list(space)] == [two.name]
    with unlimited_sandbox.client(confirm=approve_all) as meet, pytest.raises(ConflictError):
        meet.members.create(space, email="TWO@lindenhof.example")
    for body in ({}, {"email": ""}, {"email": None}, {"role": "COHOST"}):
        answer = send_request(unlimited_sandbox, "POST", f"{MEET_PATH}/{space}/members", body)
        assert read_status(answer) == (400, "INVALID_ARGUMENT")
        assert "email" in answer[1]["error"]["message"]


def test_a_batch_is_atomic(unlimited_sandbox: Sandbox) -> None:
    with unlimited_sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create().name
        one, two = (
            meet.members.create(space, email=f"{name}@lindenhof.example") for name in ("one", "two")
        )

        def change(*names: str, role: str = "COHOST", **more: Any) -> list[UpdateMemberRequest]:
            members = [Member(name=name, role=role) for name in names]
            return [UpdateMemberRequest(member=member, **more) for member in members]

        def roles() -> list[str]:
            return [str(each.role or "") for each in meet.members.list(space)]

        for requests in (
            change(one.name, f"{space}/members/9"),
            change(one.name, "spaces/other/members/9"),
            change(one.name, one.name),
            change(one.name, two.name, update_mask="email"),
            [*change(one.name), *change(two.name, role="HOST")],
        ):
            with pytest.raises((BadRequestError, NotFoundError)):
                meet.members.batch_update(space, requests=requests, update_mask="role")
            assert roles() == ["", ""]
        with pytest.raises(BadRequestError, match="that of the batch"):
            meet.members.batch_update(space, requests=change(one.name, update_mask="role"))
        changed = meet.members.batch_update(
            space, requests=change(two.name, one.name, update_mask="role"), update_mask="role"
        )
        assert [each.name for each in changed.members or []] == [two.name, one.name]
        assert roles() == ["COHOST", "COHOST"]
        meet.members.batch_update(space, requests=change(two.name, role="ROLE_UNSPECIFIED"))
        assert roles() == ["COHOST", ""]
        assert not meet.members.get(two.name).email  # Without a mask all is cleared.
        assert not meet.members.batch_update(space, requests=[]).members
    many = {"requests": [{"member": {"name": one.name}}] * 501}
    answer = send_request(
        unlimited_sandbox, "POST", f"{MEET_PATH}/{space}/members:batchUpdate", many
    )
    assert "more than 500" in answer[1]["error"]["message"]


def test_lists_have_pages(unlimited_sandbox: Sandbox) -> None:
    record = get_resource(unlimited_sandbox, "conferenceRecords")[1]["conferenceRecords"][2]["name"]
    path = f"{record}/participants"
    assert len(get_resource(unlimited_sandbox, path)[1]["participants"]) == 100
    assert len(get_resource(unlimited_sandbox, path, pageSize=0)[1]["participants"]) == 100
    _, page = get_resource(unlimited_sandbox, path, pageSize=1000)
    assert len(page["participants"]) == 250
    _, last = get_resource(unlimited_sandbox, path, pageToken=page["nextPageToken"], pageSize=100)
    assert len(last["participants"]) == 50
    assert "nextPageToken" not in last
    assert "totalSize" not in page
    _, counted = get_resource(unlimited_sandbox, path, fields="totalSize")
    assert counted == {"totalSize": 300}
    names = [each["name"] for each in (*page["participants"], *last["participants"])]
    assert len(set(names)) == 300
    times = [each["earliestStartTime"] for each in page["participants"]]
    assert times == sorted(times, reverse=True)


def test_a_token_belongs_to_its_list_and_arguments(unlimited_sandbox: Sandbox) -> None:
    records = get_resource(unlimited_sandbox, "conferenceRecords")[1]["conferenceRecords"]
    path = f"{records[2]['name']}/participants"
    token = get_resource(unlimited_sandbox, path, pageSize=2)[1]["nextPageToken"]
    assert (
        get_resource(unlimited_sandbox, path, pageToken=token, fields="participants(name)")[0]
        == 200
    )
    other = f"{records[1]['name']}/participants"
    for where, query in (
        (path, {"pageToken": token, "filter": "latest_end_time IS NOT NULL"}),
        (other, {"pageToken": token}),
        (path, {"pageToken": f"x{token[1:]}"}),
        (path, {"pageToken": token[:-2]}),
        (path, {"pageToken": "no token"}),
        (path, {"pageToken": "é"}),
        (path, {"pageToken": "AAAAAAAAAAAwMA"}),
    ):
        assert read_status(get_resource(unlimited_sandbox, where, **query)) == (
            400,
            "INVALID_ARGUMENT",
        )


def test_pages_stay_consistent_while_the_list_changes(sandbox: Sandbox) -> None:
    with sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create().name
        names = [
            meet.members.create(space, email=f"{number}@lindenhof.example").name
            for number in range(5)
        ]
        listed = iter(meet.members.list(space, page_size=2))
        listed_names = [next(listed).name, next(listed).name]
        meet.members.delete(names[1])
        listed_names += [each.name for each in listed]
        assert listed_names == names


def test_a_conference_from_start_to_end(sandbox: Sandbox) -> None:
    everything = ArtifactConfig.from_dict(
        {
            "recordingConfig": {"autoRecordingGeneration": "ON"},
            "transcriptionConfig": {"autoTranscriptionGeneration": "ON"},
            "smartNotesConfig": {"autoSmartNotesGeneration": "OFF"},
        }
    )
    with sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create(config=SpaceConfig(artifact_config=everything)).name
        call = sandbox.start_conference(space)
        guest = sandbox.join(call, "Ravi", "anonymous")
        assert list(meet.recordings.list(call)) == []  # Nobody there may record.
        jonas = sandbox.join(call, "Jonas Weber")
        assert [each.state for each in meet.recordings.list(call)] == ["STARTED"]
        assert list(meet.smart_notes.list(call)) == []
        sandbox.advance(60)
        sandbox.leave(guest)
        assert meet.participants.get(guest).latest_end_time == sandbox.now
        sandbox.advance(60)
        assert sandbox.join(call, guest) == guest
        assert not meet.participants.get(guest).latest_end_time
        sessions = meet.participant_sessions.list(guest)
        open_ones = [each for each in sessions if not each.end_time]
        assert [each.name.rpartition("/")[2] for each in open_ones] == ["2"]
        entry = sandbox.say(guest, "Shall we end here?", "en-GB")
        spoken = meet.transcript_entries.get(entry)
        assert (spoken.text, spoken.participant) == ("Shall we end here?", guest)
        assert (spoken.start_time or NOW) < (spoken.end_time or NOW)
        meet.spaces.end_active_conference(space)
        with pytest.raises(BadRequestError, match="no active conference"):
            meet.spaces.end_active_conference(space)
        assert meet.conference_records.get(call).end_time
        assert meet.participants.get(jonas).latest_end_time
        assert [each.state for each in meet.transcripts.list(call)] == ["ENDED"]
        sandbox.advance(30)
        [transcript] = meet.transcripts.list(call)
        assert transcript.state == "FILE_GENERATED"
        assert transcript.docs_destination
        again = sandbox.start_conference(space)
        assert again != call
        signed_in = meet.participants.get(jonas).signedin_user
        assert signed_in
        assert signed_in.user


def test_speech_starts_a_transcript(sandbox: Sandbox) -> None:
    with sandbox.client(confirm=approve_all) as meet:
        call = sandbox.start_conference(meet.spaces.create().name)
        who = sandbox.join(call, "+44 20 **** **42", "phone")
        sandbox.say(who, "Hello?")
        sandbox.say(who, "Is somebody there?")
        [transcript] = meet.transcripts.list(call)
        assert len(list(meet.transcript_entries.list(transcript.name))) == 2
        sandbox.end(call)


def test_impossible_events_in_a_call_are_refused(sandbox: Sandbox) -> None:
    with sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create().name
    call = sandbox.start_conference(space)
    who = sandbox.join(call, "Ana Marković")
    with pytest.raises(ValueError, match="already running in"):
        sandbox.start_conference(space)
    with pytest.raises(ValueError, match="is not one of the spaces"):
        sandbox.start_conference(call)
    with pytest.raises(ValueError, match="is not one of the participants"):
        sandbox.leave(f"{call}/participants/1")
    with pytest.raises(ValueError, match="already in the call"):
        sandbox.join(call, who)
    with pytest.raises(ValueError, match="how takes"):
        sandbox.join(call, "Somebody", "by bus")  # type: ignore[arg-type]
    sandbox.leave(who)
    for too_late in (lambda: sandbox.leave(who), lambda: sandbox.say(who, "Hello?")):
        with pytest.raises(ValueError, match="is not in the call"):
            too_late()
    sandbox.end(call)
    for too_late in (lambda: sandbox.end(call), lambda: sandbox.join(call, "Somebody")):
        with pytest.raises(ValueError, match="has ended"):
            too_late()


def test_a_deeply_nested_page_token_is_refused(sandbox: Sandbox) -> None:
    token = base64.urlsafe_b64encode(b"12345678" + b"[" * 40_000).decode()
    answer = get_resource(sandbox, "conferenceRecords", pageToken=token)
    assert read_status(answer) == (400, "INVALID_ARGUMENT")


def test_a_participant_returns_only_to_the_same_call(sandbox: Sandbox) -> None:
    with sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create().name
    first = sandbox.start_conference(space)
    who = sandbox.join(first, "Ana Marković")
    sandbox.end(first)
    second = sandbox.start_conference(space)
    with pytest.raises(ValueError, match="was not in"):
        sandbox.join(second, who)
    with pytest.raises(ValueError, match="is not one of the participants"):
        sandbox.join(second, f"{second}/participants/1")


def test_half_of_a_surrogate_pair_is_served(sandbox: Sandbox) -> None:
    _, page = get_resource(sandbox, "conferenceRecords", filter="end_time IS NULL")
    [running] = [each["name"] for each in page["conferenceRecords"]]
    sandbox.join(running, "\ud800", "anonymous")
    assert get_resource(sandbox, f"{running}/participants")[0] == 200
