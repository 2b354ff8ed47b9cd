"""The sandbox: what the proxy and Google Meet do, done in memory."""

from __future__ import annotations

import base64
import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import anyio
import httpx
import pytest
from maton_google_meet import (
    AmbiguousConnection,
    APIStatusError,
    BadRequestError,
    ConflictError,
    DeadlineExceeded,
    DeadlineOutcomeUnknown,
    MissingConnection,
    NetworkError,
    NetworkOutcomeUnknown,
    NoActiveConnection,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
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
from maton_google_meet.sandbox import Fault, Sandbox
from maton_google_meet.sandbox.api import packaged
from maton_google_meet.sandbox.clock import Clock
from maton_google_meet.sandbox.meet import KINDS
from support.clients import ClientRunner

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
GOOGLE = "/google-meet/v2"


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(now=NOW)


@pytest.fixture
def free() -> Sandbox:
    """One that takes any number of requests."""
    return Sandbox(now=NOW, rate=None)


def ask(
    sandbox: Sandbox, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    """One request as any program may make it, past our client and the judge: status and body."""
    given = {"authorization": f"Bearer {sandbox.key}", **headers}
    content = (
        body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    )
    answer = sandbox.handle(method, path, given, content)
    return answer.status, json.loads(answer.body) if answer.body else None


def get(sandbox: Sandbox, path: str, **query: Any) -> tuple[int, Any]:
    return ask(sandbox, "GET", f"{GOOGLE}/{path}?{urlencode(query)}")


def reason(answer: tuple[int, Any]) -> tuple[int, str]:
    return answer[0], answer[1]["error"]["status"]


def planning(sandbox: Sandbox) -> Any:
    """The record of the call that left everything."""
    with sandbox.client() as meet:
        return next(
            record
            for record in meet.conference_records.list()
            if list(meet.transcripts.list(record.name)) and record.end_time
        )


# The company


def test_the_same_seed_gives_the_same_company() -> None:
    def told(sandbox: Sandbox) -> Any:
        with sandbox.client() as meet:
            records = [record.to_dict() for record in meet.conference_records.list()]
            people = [each.to_dict() for each in meet.participants.list(records[1]["name"])]
            files = [each.to_dict() for each in meet.recordings.list(records[1]["name"])]
        return sandbox.connections, records, people, files

    assert told(Sandbox(7, now=NOW)) == told(Sandbox(7, now=NOW))
    assert told(Sandbox(7, now=NOW)) != told(Sandbox(8, now=NOW))
    later = told(Sandbox(7, now=NOW + timedelta(days=400)))
    assert [each["name"] for each in later[1]] == [each["name"] for each in told(Sandbox(7))[1]]


def test_there_is_one_call_of_each_kind(sandbox: Sandbox) -> None:
    with sandbox.client() as meet:
        records = list(meet.conference_records.list())
        running = [record for record in records if not record.end_time]
        assert len(running) == 1
        space = meet.spaces.get(running[0].space or "")
        assert space.active_conference
        assert space.active_conference.conference_record == running[0].name
        assert [len(list(meet.participants.list(record.name))) for record in records] == [4, 5, 300]
        there = list(meet.participants.list(running[0].name, filter="latest_end_time IS NULL"))
        assert len(there) == 3
        record = planning(sandbox)
        kinds = [
            "signed" if each.signedin_user else "anonymous" if each.anonymous_user else "phone"
            for each in meet.participants.list(record.name)
        ]
        assert kinds == ["phone", "anonymous", "signed", "signed", "signed"]
        assert [each.state for each in meet.recordings.list(record.name)] == ["FILE_GENERATED"]
        assert [each.state for each in meet.smart_notes.list(record.name)] == ["FILE_GENERATED"]
        [transcript] = meet.transcripts.list(record.name)
        entries = list(meet.transcript_entries.list(transcript.name))
        assert {each.language_code for each in entries} == {"en-GB", "de-DE"}
        assert sorted(entries, key=lambda each: each.start_time or NOW) == entries
        stays = [
            len(list(meet.participant_sessions.list(each.name)))
            for each in meet.participants.list(record.name)
        ]
        assert stays == [1, 1, 2, 1, 1]
        assert record.expire_time == record.end_time + timedelta(days=30)
        assert all((record.start_time or NOW) < NOW for record in records)
        members = list(meet.members.list(record.space))
        assert [each.role or "" for each in members] == ["COHOST", "COHOST", ""]


def test_time_goes_on_unless_it_was_given() -> None:
    running, standing = Sandbox(), Sandbox(now=NOW)
    assert abs(running.now - datetime.now(UTC)) < timedelta(minutes=1)
    assert running.now != running.now
    assert standing.now == standing.now == NOW
    standing.advance(90)
    assert standing.now == NOW + timedelta(seconds=90)


def test_records_go_thirty_days_after_their_call(sandbox: Sandbox) -> None:
    record = planning(sandbox)
    sandbox.advance(26 * 24 * 3600)
    assert get(sandbox, record.name)[0] == 200
    sandbox.advance(2 * 24 * 3600)
    assert reason(get(sandbox, record.name)) == (404, "NOT_FOUND")
    assert reason(get(sandbox, f"{record.name}/participants")) == (404, "NOT_FOUND")


# The proxy


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "Basic sandbox-key"])
def test_a_wrong_key_is_refused(sandbox: Sandbox, given: str) -> None:
    for path in ("/connections", f"{GOOGLE}/conferenceRecords", "/nowhere"):
        answer = ask(sandbox, "GET", path, authorization=given)
        assert answer == (401, {"error": "Invalid API key"})


def test_the_states_of_a_connection(sandbox: Sandbox) -> None:
    states = [each["status"] for each in sandbox.connections]
    assert states == ["ACTIVE", "PENDING", "FAILED"]
    with sandbox.client(confirm=approve_all) as meet:
        created = meet.connections.create()
        assert created.status == "PENDING"
        assert created.url
        identifier = created.connection_id or ""
        through = meet.with_options(connection=identifier)
        with pytest.raises(MissingConnection):
            list(through.conference_records.list())
        sandbox.open(created.url)
        assert meet.connections.get(identifier).connection.status == "ACTIVE"
        assert list(through.conference_records.list())
        again = meet.connections.create()
        sandbox.open(again.connection_id or "", succeed=False)
        assert meet.connections.get(again.connection_id or "").connection.status == "FAILED"
        meet.connections.delete(identifier)
        with pytest.raises(NotFoundError, match="Connection not found"):
            meet.connections.get(identifier)
        with pytest.raises(MissingConnection):
            list(through.conference_records.list())
        gmail = meet.connections.create(app="google-mail")
        sandbox.open(gmail.connection_id or "")
        assert len(list(meet.connections.list(app="google-meet", status="ACTIVE"))) == 1


def test_connections_are_listed_by_what_was_asked(sandbox: Sandbox) -> None:
    def ids(query: str) -> int:
        status, body = ask(sandbox, "GET", f"/connections{query}")
        assert status == 200
        return len(body["connections"])

    assert ids("") == 3
    assert ids("?status=ACTIVE") == ids("?limit=1") == 1
    assert ids("?status=NEW") == ids("?app=slack") == ids("?method=JWT") == ids("?limit=0") == 0
    assert ids("?app=google-meet&colour=red&limit=30") == 3
    for bad in ("two", "-1"):
        status, body = ask(sandbox, "GET", f"/connections?limit={bad}")
        assert status == 400
        assert body["detail"][0]["loc"] == ["query", "limit"]


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"app": 3}', b'{"app": "\\ud800"}', b"[" * 100_000]
)
def test_a_connection_is_made_of_an_app(sandbox: Sandbox, body: bytes) -> None:
    status, said = ask(sandbox, "POST", "/connections", body)
    assert status == 400
    assert said["detail"][0]["loc"][0] == "body"
    assert ask(sandbox, "POST", "/connections", {"colour": "red"})[1]["app"] == "google-meet"
    assert ask(sandbox, "POST", "/connections", b"")[0] == 200


def test_each_account_has_its_own_spaces() -> None:
    sandbox = Sandbox(now=NOW, accounts=2)
    ana, jonas = [each["connection_id"] for each in sandbox.connections][:2]
    with sandbox.client() as meet:
        with pytest.raises(AmbiguousConnection):
            list(meet.conference_records.list())
        hers, his = (
            {each.space for each in meet.with_options(connection=c).conference_records.list()}
            for c in (ana, jonas)
        )
        assert len(hers) == 3
        assert len(his) == 1
        assert not hers & his
        with pytest.raises(PermissionDeniedError):
            meet.with_options(connection=jonas).spaces.get(hers.pop() or "")
    with_header = {"maton-connection": jonas}
    _, default = ask(sandbox, "GET", f"{GOOGLE}/conferenceRecords")
    _, named = ask(sandbox, "GET", f"{GOOGLE}/conferenceRecords", **with_header)
    assert len(default["conferenceRecords"]) == 3  # The proxy takes the oldest.
    assert len(named["conferenceRecords"]) == 1


def test_without_a_connection_there_is_nothing_to_act_through() -> None:
    sandbox = Sandbox(now=NOW, accounts=0)
    assert ask(sandbox, "GET", f"{GOOGLE}/conferenceRecords")[0] == 400
    with sandbox.client(confirm=approve_all) as meet:
        with pytest.raises(NoActiveConnection):
            list(meet.conference_records.list())
        connection = meet.authorize(on_url=sandbox.open)
        assert connection.status == "ACTIVE"
        assert len(list(meet.conference_records.list())) == 3
    other = sandbox.connect("jonas.weber@lindenhof.example")
    with sandbox.client(connection=other) as meet:
        assert len(list(meet.conference_records.list())) == 1
    assert sandbox.emails[1] == "jonas.weber@lindenhof.example"
    with pytest.raises(ValueError, match="has no account here"):
        sandbox.connect("nobody@lindenhof.example")
    with pytest.raises(ValueError, match="that id or url"):
        sandbox.open("https://sandbox.invalid/connect?session_token=wrong")
    with pytest.raises(ValueError, match="accounts= takes 0 to 7"):
        Sandbox(accounts=8)


def test_ten_requests_a_sliding_second(sandbox: Sandbox) -> None:
    for _ in range(10):
        assert ask(sandbox, "GET", "/connections")[0] == 200
        sandbox.advance(0.05)
    key = {"authorization": f"Bearer {sandbox.key}"}
    refused = sandbox.handle("GET", "/connections", key, b"")
    assert refused.status == 429
    assert dict(refused.headers)["retry-after"] == "1"
    assert ask(sandbox, "GET", "/connections", authorization="")[0] == 401
    sandbox.advance(0.51)
    assert ask(sandbox, "GET", "/connections")[0] == 200
    assert ask(sandbox, "GET", "/connections")[0] == 429


def test_waits_take_no_time(runner: ClientRunner) -> None:
    """The pace, and what the server asks to wait, put the sandbox's clock forward."""
    sandbox = Sandbox(now=NOW)
    sandbox.fail(Fault.RATE_LIMITED, operation="spaces.get", seconds=20, times=2)
    calls = [lambda meet: meet.spaces.create()] + 40 * [lambda meet: meet.connections.list()]
    name = runner.call_sandbox(sandbox, *calls, lambda meet: meet.spaces.create()).name
    sandbox.advance(1)  # Another client keeps a pace of its own.
    assert sandbox.now - NOW > timedelta(seconds=4)
    runner.call_sandbox(sandbox, lambda meet: meet.spaces.get(name))
    assert timedelta(seconds=44) < sandbox.now - NOW < timedelta(seconds=60)
    assert [each.status for each in sandbox.requests].count(429) == 2


def test_nothing_goes_by_an_unknown_path(sandbox: Sandbox) -> None:
    assert ask(sandbox, "GET", "/meet/v2/spaces/a") == (404, {"detail": "Not Found"})
    assert reason(ask(sandbox, "GET", f"{GOOGLE}/rooms")) == (404, "NOT_FOUND")
    assert reason(ask(sandbox, "GET", f"{GOOGLE}/spaces/a%2Fmembers%2Fb")) == (404, "NOT_FOUND")
    assert reason(ask(sandbox, "PUT", f"{GOOGLE}/spaces/a")) == (404, "NOT_FOUND")
    assert ask(sandbox, "PUT", "/connections")[0] == 404
    assert ask(sandbox, "GET", "[::1")[0] == 404
    assert ask(sandbox, "GET", "/connections", authorization="bearer sandbox-key")[0] == 200


def test_what_was_asked_is_kept(sandbox: Sandbox) -> None:
    with sandbox.client(confirm=approve_all) as meet:
        meet.spaces.create()
    asked = [(each.operation, each.method, each.status) for each in sandbox.requests]
    assert asked == [("connections.list", "GET", 200), ("spaces.create", "POST", 200)]
    assert sandbox.requests[1].connection == sandbox.connections[0]["connection_id"]
    assert sandbox.requests[1].body == b"{}"


# Spaces


def test_a_space_is_read_by_its_code_and_changed_by_its_id_only(sandbox: Sandbox) -> None:
    with sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create()
        code = space.meeting_code or ""
        assert meet.spaces.get(code.upper()).name == space.name
        assert list(meet.members.list(space.name)) == []
        member = meet.members.create(space.name, email="b@lindenhof.example").name
        of_code = member.replace(space.name, f"spaces/{code}")
        for method, path in (
            # The facade refuses a code itself.
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


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        (None, {"accessType": "OPEN", "moderation": "ON"}),
        ("", {"accessType": "OPEN", "moderation": "ON"}),
        ("config.accessType", {"accessType": "OPEN", "moderation": "ON"}),
        ("config.access_type", {"accessType": "OPEN", "moderation": "ON"}),
        ("config.moderation", {"accessType": "RESTRICTED"}),
        ("config.moderation , config.accessType", {"accessType": "OPEN"}),
        ("config", {"accessType": "OPEN"}),
        ("*", {"accessType": "OPEN"}),
    ],
)
def test_what_an_update_mask_changes(
    free: Sandbox, mask: str | None, expected: dict[str, Any]
) -> None:
    given = {"config": {"accessType": "RESTRICTED", "moderation": "ON"}}
    name = ask(free, "POST", f"{GOOGLE}/spaces", given)[1]["name"]
    query = "" if mask is None else f"?updateMask={quote(mask)}"
    change = {"config": {"access_type": 1}}  # As Google's own clients may spell it.
    status, space = ask(free, "PATCH", f"{GOOGLE}/{name}{query}", change)
    assert (status, space["config"]) == (200, {**expected, "entryPointAccess": "ALL"})
    assert get(free, name)[1] == space


@pytest.mark.parametrize(
    "mask", ["config.colour", "colour", "name", "meetingUri", ",", "config..a"]
)
def test_a_mask_of_something_else_is_refused(free: Sandbox, mask: str) -> None:
    name = ask(free, "POST", f"{GOOGLE}/spaces", {})[1]["name"]
    answer = ask(free, "PATCH", f"{GOOGLE}/{name}?updateMask={mask}", {"config": {}})
    assert reason(answer) == (400, "INVALID_ARGUMENT")
    assert "that can be changed" in answer[1]["error"]["message"]


def test_restrictions_go_with_moderation(sandbox: Sandbox) -> None:
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
    "body",
    [
        b"{", b"[]", b"3", b"null", b'{"colour": "red"}', b'{"config": {"colour": 1}}',
        b'{"config": []}', b'{"config": {"accessType": "PUBLIC"}}',
        b'{"config": {"accessType": 9}}', b'{"config": {"accessType": true}}',
        b'{"config": {"artifactConfig": "x"}}', b'{"\\ud800": 1}',
    ],
)  # fmt: skip
def test_a_body_that_does_not_fit_is_refused(sandbox: Sandbox, body: bytes) -> None:
    answer = ask(sandbox, "POST", f"{GOOGLE}/spaces", body)
    assert reason(answer) == (400, "INVALID_ARGUMENT")
    assert answer[1]["error"]["details"][0]["fieldViolations"]


def test_what_a_request_cannot_set_is_passed_over(sandbox: Sandbox) -> None:
    given = {"name": "spaces/mine", "meetingCode": "abc", "config": {"accessType": None}}
    status, space = ask(sandbox, "POST", f"{GOOGLE}/spaces", given)
    assert status == 200
    assert space["name"] != "spaces/mine"
    assert space["config"]["accessType"] == "TRUSTED"


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
def test_which_query_parameters_are_known(sandbox: Sandbox, query: str, status: int) -> None:
    assert ask(sandbox, "GET", f"{GOOGLE}/conferenceRecords?{query}")[0] == status


def test_a_get_takes_no_body(sandbox: Sandbox) -> None:
    answer = ask(sandbox, "GET", f"{GOOGLE}/conferenceRecords", {"a": 1})
    assert reason(answer) == (400, "INVALID_ARGUMENT")
    assert reason(ask(sandbox, "POST", f"{GOOGLE}/spaces", b" ")) == (400, "INVALID_ARGUMENT")


def test_enums_are_answered_as_numbers_where_they_are_asked_for(sandbox: Sandbox) -> None:
    space = planning(sandbox).space
    _, answer = get(sandbox, space, **{"$alt": "json;enum-encoding=int"})
    assert answer["config"]["accessType"] == 2
    assert answer["config"]["moderation"] == 2
    assert answer["phoneAccess"][0]["regionCode"] == "GB"


# Members


def test_members(free: Sandbox) -> None:
    with free.client(confirm=approve_all) as meet:
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
    with free.client(confirm=approve_all) as meet, pytest.raises(ConflictError):
        meet.members.create(space, email="TWO@lindenhof.example")
    for body in ({}, {"email": ""}, {"email": None}, {"role": "COHOST"}):
        answer = ask(free, "POST", f"{GOOGLE}/{space}/members", body)
        assert reason(answer) == (400, "INVALID_ARGUMENT")
        assert "email" in answer[1]["error"]["message"]


def test_a_batch_is_all_or_nothing(free: Sandbox) -> None:
    with free.client(confirm=approve_all) as meet:
        space = meet.spaces.create().name
        one, two = (
            meet.members.create(space, email=f"{name}@lindenhof.example") for name in ("one", "two")
        )

        def change(*names: str, role: str = "COHOST", **more: Any) -> list[UpdateMemberRequest]:
            members = [Member(name=name, role=role) for name in names]
            return [UpdateMemberRequest(member=member, **more) for member in members]

        def roles() -> list[str]:
            return [str(each.role or "") for each in meet.members.list(space)]

        for wrong in (
            change(one.name, f"{space}/members/9"),
            change(one.name, "spaces/other/members/9"),
            change(one.name, one.name),
            change(one.name, two.name, update_mask="email"),
            [*change(one.name), *change(two.name, role="HOST")],
        ):
            with pytest.raises((BadRequestError, NotFoundError)):
                meet.members.batch_update(space, requests=wrong, update_mask="role")
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
    answer = ask(free, "POST", f"{GOOGLE}/{space}/members:batchUpdate", many)
    assert "more than 500" in answer[1]["error"]["message"]


# Lists


def test_pages(free: Sandbox) -> None:
    record = get(free, "conferenceRecords")[1]["conferenceRecords"][2]["name"]
    path = f"{record}/participants"
    assert len(get(free, path)[1]["participants"]) == 100
    assert len(get(free, path, pageSize=0)[1]["participants"]) == 100
    _, page = get(free, path, pageSize=1000)
    assert len(page["participants"]) == 250
    _, last = get(free, path, pageToken=page["nextPageToken"], pageSize=100)
    assert len(last["participants"]) == 50
    assert "nextPageToken" not in last
    assert "totalSize" not in page
    _, counted = get(free, path, fields="totalSize")
    assert counted == {"totalSize": 300}
    names = [each["name"] for each in (*page["participants"], *last["participants"])]
    assert len(set(names)) == 300
    times = [each["earliestStartTime"] for each in page["participants"]]
    assert times == sorted(times, reverse=True)


def test_a_token_belongs_to_its_list_and_arguments(free: Sandbox) -> None:
    records = get(free, "conferenceRecords")[1]["conferenceRecords"]
    path = f"{records[2]['name']}/participants"
    token = get(free, path, pageSize=2)[1]["nextPageToken"]
    assert get(free, path, pageToken=token, fields="participants(name)")[0] == 200
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
        assert reason(get(free, where, **query)) == (400, "INVALID_ARGUMENT")


def test_pages_hold_while_the_list_changes(sandbox: Sandbox) -> None:
    with sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create().name
        names = [
            meet.members.create(space, email=f"{number}@lindenhof.example").name
            for number in range(5)
        ]
        listed = iter(meet.members.list(space, page_size=2))
        found = [next(listed).name, next(listed).name]
        meet.members.delete(names[1])
        found += [each.name for each in listed]
        assert found == names


@pytest.mark.parametrize(
    ("expression", "count"),
    [
        ("", 3), ("end_time IS NULL", 1), ("end_time IS NOT NULL", 2), ("NOT end_time IS NULL", 2),
        ("end_time is null", 1), ("NOT (end_time IS NULL OR end_time IS NOT NULL)", 0),
        ('start_time>="{day}" AND end_time IS NULL', 1), ('start_time < "{day}"', 2),
        ('start_time<="2020-01-01T00:00:00Z"', 0),
        ('start_time > "2020-01-01T00:00:00.5+02:00"', 3),
        ('space.name="{space}"', 1), ('space.name = "a"', 0), ('space.name != "{space}"', 2),
        ('space.meeting_code = "{code}"', 1),
        # OR binds more tightly than AND.
        ('end_time IS NULL AND space.name = "{space}" OR space.name = "x"', 0),
        ('(end_time IS NULL AND space.name = "x") OR space.name = "{space}"', 1),
        ('end_time > "2020-01-01T00:00:00Z"', 2), ('start_time != "{day}"', 3),
        ('start_time = "{day}"', 0),
    ],
)  # fmt: skip
def test_filters(free: Sandbox, expression: str, count: int) -> None:
    record = planning(free)
    code = get(free, record.space)[1]["meetingCode"]
    day = f"{NOW:%Y-%m-%d}T00:00:00Z"
    text = expression.format(day=day, space=record.space, code=code)
    status, page = get(free, "conferenceRecords", filter=text)
    assert (status, len(page.get("conferenceRecords", []))) == (200, count)


@pytest.mark.parametrize(
    "expression",
    [
        "startTime IS NULL", "end_time IS", "end_time IS NOT", "end_time", "end_time =", "AND",
        "space.name = 'spaces/abc'", "space.name = spaces/abc", 'space.name < "a"', "name IS NULL",
        "space.name IS NULL", 'start_time > "yesterday"', 'start_time > "2026-11-25"', "(", ")",
        "(end_time IS NULL", "end_time IS NULL)", "end_time IS NULL end_time IS NULL", '"',
        'start_time > "2026-13-45T99:99:99Z"', "NOT", "(" * 200, "NOT " * 200,
        'space.name = "a" AND',
        'start_time > "\\u00"',
    ],
)  # fmt: skip
def test_filters_that_cannot_be_read(free: Sandbox, expression: str) -> None:
    answer = get(free, "conferenceRecords", filter=expression)
    assert reason(answer) == (400, "INVALID_ARGUMENT")
    assert "space.meeting_code, start_time" in answer[1]["error"]["message"]


def test_each_field_to_filter_by_stands_in_the_document() -> None:
    for route in packaged().routes.values():
        kind = KINDS.get(route.path.rpartition("/")[2])
        if route.method == "GET" and kind is not None:
            said = route.query.get("filter", {}).get("description", "")
            assert ("filter" in route.query) == bool(kind.filters)
            assert all(f"`{name}`" in said for name in kind.filters)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("name", {"name"}), ("name,meetingUri", {"name", "meetingUri"}), ("*", None),
        ("meeting_uri", {"meetingUri"}), ("config(accessType),name", {"name", "config"}),
        ("config/accessType,config.moderation", {"config"}), ("gatewaySipAccess", set()),
        ("config,config/accessType", {"config"}), ("config/accessType , config", {"config"}),
    ],
)  # fmt: skip
def test_partial_responses(free: Sandbox, fields: str, expected: set[str] | None) -> None:
    given = {"config": {"accessType": "OPEN", "moderation": "ON"}}
    name = ask(free, "POST", f"{GOOGLE}/spaces", given)[1]["name"]
    whole = get(free, name)[1]
    status, part = get(free, name, fields=fields)
    assert status == 200
    assert set(part) == (set(whole) if expected is None else expected)
    inner = {"config(accessType),name": {"accessType": "OPEN"}}
    if "config" in part:
        both = {"config/accessType,config.moderation": {"accessType": "OPEN", "moderation": "ON"}}
        assert part["config"] == {**inner, **both}.get(fields, whole["config"])


def test_partial_responses_of_lists(free: Sandbox) -> None:
    path = f"{planning(free).name}/participants"
    wanted = "participants(name,signedinUser/displayName),nextPageToken"
    status, page = get(free, path, fields=wanted, pageSize=3)
    assert status == 200
    assert set(page) == {"participants", "nextPageToken"}
    assert page["participants"][2]["signedinUser"].keys() == {"displayName"}
    assert set(page["participants"][0]) == {"name"}
    assert get(free, path, fields="*/name")[1]["participants"][0].keys() == {"name"}
    assert set(get(free, path, fields="*")[1]) == {"participants", "totalSize"}
    assert get(free, path, fields="participants/*/displayName")[0] == 200


@pytest.mark.parametrize(
    "fields",
    ["colour", "config(colour)", "config/", "config(", "config(accessType", "config)", ",", "a b",
     "name,", "name name", "config(accessType))", "/".join(["config"] * 100), "()", "*/colour"],
)  # fmt: skip
def test_partial_responses_that_cannot_be_read(free: Sandbox, fields: str) -> None:
    name = ask(free, "POST", f"{GOOGLE}/spaces", {})[1]["name"]
    assert reason(get(free, name, fields=fields)) == (400, "INVALID_ARGUMENT")


# A call


def test_a_call_is_played(sandbox: Sandbox) -> None:
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
        open_ones = list(meet.participant_sessions.list(guest, filter="end_time IS NULL"))
        assert [each.name.rpartition("/")[2] for each in open_ones] == ["2"]
        entry = sandbox.say(guest, "Shall we end here?", "en-GB")
        said = meet.transcript_entries.get(entry)
        assert (said.text, said.participant) == ("Shall we end here?", guest)
        assert (said.start_time or NOW) < (said.end_time or NOW)
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


def test_a_transcript_begins_with_what_is_said(sandbox: Sandbox) -> None:
    with sandbox.client(confirm=approve_all) as meet:
        call = sandbox.start_conference(meet.spaces.create().name)
        who = sandbox.join(call, "+44 20 **** **42", "phone")
        sandbox.say(who, "Hello?")
        sandbox.say(who, "Is somebody there?")
        [transcript] = meet.transcripts.list(call)
        assert len(list(meet.transcript_entries.list(transcript.name))) == 2
        sandbox.end(call)


def test_what_cannot_happen_in_a_call(sandbox: Sandbox) -> None:
    with sandbox.client(confirm=approve_all) as meet:
        space = meet.spaces.create().name
    call = sandbox.start_conference(space)
    who = sandbox.join(call, "Ana Marković")
    with pytest.raises(ValueError, match="is running in"):
        sandbox.start_conference(space)
    with pytest.raises(ValueError, match="is not one of the spaces"):
        sandbox.start_conference(call)
    with pytest.raises(ValueError, match="is not one of the participants"):
        sandbox.leave(f"{call}/participants/1")
    with pytest.raises(ValueError, match="in the call already"):
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


# Faults

DONE = {Fault.LOST_ANSWER, Fault.TRUNCATED, Fault.STALLED}
RAISED: dict[Fault, tuple[type[Exception], type[Exception]]] = {
    Fault.RATE_LIMITED: (RateLimitError, RateLimitError),
    Fault.QUOTA_EXHAUSTED: (RateLimitError, RateLimitError),
    Fault.EXPIRED: (ServerError, ServerError),
    Fault.UNAVAILABLE: (ServerError, ServerError),
    Fault.HTML: (ServerError, ServerError),
    Fault.LOST_REQUEST: (NetworkError, NetworkOutcomeUnknown),
    Fault.LOST_ANSWER: (NetworkError, NetworkOutcomeUnknown),
    Fault.TRUNCATED: (NetworkError, NetworkOutcomeUnknown),
    Fault.STALLED: (DeadlineExceeded, DeadlineOutcomeUnknown),
}


def test_each_fault_is_tried() -> None:
    assert RAISED.keys() == set(Fault)


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
def test_faults(runner: ClientRunner, fault: Fault) -> None:
    sandbox = Sandbox(now=NOW)
    read, write = RAISED[fault]
    sandbox.fail(fault, operation="spaces.get", times=None, seconds=50)
    sandbox.fail(fault, operation="members.create", seconds=50)
    space = runner.call_sandbox(sandbox, lambda meet: meet.spaces.create()).name
    once = {"retry": None}
    with pytest.raises(read):
        runner.call_sandbox(sandbox, lambda meet: meet.spaces.get(space), **once)
    with pytest.raises(write) as raised:
        runner.call_sandbox(
            sandbox, lambda meet: meet.members.create(space, email="a@b.example"), **once
        )
    if fault is Fault.RATE_LIMITED:
        assert isinstance(raised.value, APIStatusError)
        assert raised.value.retry_after == 50
    members = runner.call_sandbox(sandbox, lambda meet: meet.members.list(space))
    assert len(members) == (fault in DONE)
    sandbox.recover()
    assert runner.call_sandbox(sandbox, lambda meet: meet.spaces.get(space)).name == space


def test_a_stalled_answer_comes_to_who_waits(runner: ClientRunner) -> None:
    sandbox = Sandbox(now=NOW)
    sandbox.fail(Fault.STALLED, operation="spaces.create", seconds=50)
    sandbox.fail(Fault.STALLED, operation="spaces.create", seconds=70)
    for timeout in (60.0, None):
        runner.call_sandbox(sandbox, lambda meet: meet.spaces.create(), timeout=timeout)
    assert timedelta(seconds=120) < sandbox.now - NOW < timedelta(seconds=125)


def test_a_fault_of_one_connection() -> None:
    sandbox = Sandbox(now=NOW, accounts=2)
    ana, jonas = [each["connection_id"] for each in sandbox.connections][:2]
    sandbox.fail(Fault.EXPIRED, connection=jonas, times=None)
    with sandbox.client(connection=jonas) as meet:
        with pytest.raises(ServerError, match="an expired Google authorization"):
            list(meet.conference_records.list())
        assert list(meet.with_options(connection=ana).conference_records.list())


def test_faults_that_cannot_be_asked_for(sandbox: Sandbox) -> None:
    with pytest.raises(TypeError, match=r"Fault\.RATE_LIMITED"):
        sandbox.fail("UNAVAILABLE")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"'spaces\.got' is no operation"):
        sandbox.fail(Fault.HTML, operation="spaces.got")


# Clients in process


def test_the_environment_means_nothing_to_a_client_of_the_sandbox(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "of another account")
    monkeypatch.setenv("MATON_API_KEY", "a real one")
    monkeypatch.setenv("MATON_API_BASE_URL", "https://api.maton.example")
    with sandbox.client() as meet:
        assert list(meet.conference_records.list())
        assert list(meet.with_options(connection=None).conference_records.list())
        assert list(meet.with_options(timeout=5).conference_records.list())


def test_clients_take_the_usual_options(sandbox: Sandbox) -> None:
    pinned = sandbox.connections[0]["connection_id"]

    async def main() -> int:
        async with sandbox.async_client(connection=pinned, pace=None, timeout=5.0) as meet:
            view = meet.with_options(confirm=approve_all)
            await view.spaces.create()
            return len([record async for record in view.conference_records.list()])

    assert anyio.run(main) == 3
    assert sandbox.requests[0].operation == "spaces.create"
    with sandbox.client(connection=lambda active: active[0]) as meet:
        assert list(meet.conference_records.list())


def test_threads_may_share_one() -> None:
    sandbox = Sandbox()
    names = set[str]()

    def work() -> None:
        with sandbox.client(confirm=approve_all) as meet:
            names.update(meet.spaces.create().name for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 40


# A document of one's own


def test_an_operation_that_is_not_known_is_answered_from_the_document(
    document: dict[str, Any],
) -> None:
    def operation(id: str, schema: dict[str, Any], *examples: Any) -> dict[str, Any]:
        media = {
            "schema": schema,
            "examples": {str(n): {"value": v} for n, v in enumerate(examples)},
        }
        success = {"description": "It.", "content": {"application/json": media}}
        return {"operationId": id, "tags": ["polls"], "responses": {"200": success}}

    poll = {"type": "object", "properties": {
        "name": {"type": "string"}, "votes": {"type": "integer"}, "open": {"type": "boolean"},
        "share": {"type": "number"}, "asked": {"type": "string", "format": "date-time"},
        "kind": {"anyOf": [{"type": "string", "enum": ["YES_NO"]}, {"type": "string"}]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "note": {"type": ["string", "null"]}, "any": {},
        "free": {"type": "object", "additionalProperties": True},
    }}  # fmt: skip
    polls = {"type": "object", "properties": {"polls": {"type": "array", "items": poll}}}
    page = {"polls": [{"name": "spaces/a/polls/1"}], "nextPageToken": "more"}
    body = {"content": {"application/json": {"schema": poll}}}
    paths = {
        "/google-meet/v2/spaces/{spaceId}/polls": {
            "get": operation("polls.list", polls, page),
            "post": operation("polls.create", poll) | {"requestBody": body},
        },
        "/google-meet/v2/spaces/{spaceId}/polls/{pollId}": {
            "get": operation("polls.get", poll, {"name": "spaces/a/polls/1", "votes": 3}),
        },
        "/google-meet/v2/spaces/{spaceId}:count": {"get": operation("spaces.count", poll)},
        "/google-meet/v2/conferenceRecords/{id}/smartNotes": {"get": operation("all", {
            "type": "object", "properties": {"smartNotes": {"type": "array", "items": poll}}})},
        "/connections/{connection_id}:test": {"get": operation("connections.test", poll)},
    }  # fmt: skip
    known = document["paths"].items()
    kept = {path: item for path, item in known if not path.endswith("/smartNotes")}
    sandbox = Sandbox(now=NOW, rate=None, document={**document, "paths": {**kept, **paths}})
    made_up = {
        "name": "name", "votes": 1, "open": True, "share": 1.5, "kind": "YES_NO", "tags": ["tags"],
        "note": "note", "any": "any", "free": {},
        "asked": "2026-11-03T09:00:14.207318Z",
    }  # fmt: skip
    assert get(sandbox, "spaces/b/polls") == (200, {"polls": [{"name": "spaces/a/polls/1"}]})
    assert get(sandbox, "spaces/b/polls/7")[1] == {"name": "spaces/b/polls/7", "votes": 3}
    given = {"votes": 5, "share": 2.5, "open": False, "any": [1], "free": {"a": 2}, "note": "x"}
    _, created = ask(sandbox, "POST", f"{GOOGLE}/spaces/b/polls", given)
    assert created == {**made_up, **given}
    for wrong, said in (
        ({"open": "yes"}, "a boolean belongs here"), ({"share": True}, "a number belongs here"),
        ({"tags": "x"}, "a list belongs here"), ({"tags": ["x", 3]}, "'tags[1]': a string"),
    ):  # fmt: skip
        refused = ask(sandbox, "POST", f"{GOOGLE}/spaces/b/polls", wrong)
        assert said in refused[1]["error"]["message"]
    assert get(sandbox, "spaces/b:count") == (200, made_up)
    assert get(sandbox, "spaces/b:count", fields="votes,free/a") == (200, {"votes": 1, "free": {}})
    assert ask(sandbox, "GET", "/connections/a:test") == (200, made_up)
    # A list without pages is answered whole.
    notes = get(sandbox, f"{planning(sandbox).name}/smartNotes")[1]["smartNotes"]
    assert len(notes) == 1


def test_the_document_itself_is_served_without_a_key(sandbox: Sandbox) -> None:
    answer = sandbox.handle("GET", "/openapi.json", {}, b"")
    assert json.loads(answer.body)["x-google-revision"] == packaged().document["x-google-revision"]


@pytest.mark.maton_contract(wrong_on_purpose="requests")
def test_a_head_or_an_options_request_is_nothing_here(sandbox: Sandbox) -> None:
    with sandbox.client() as meet:
        with pytest.raises(NotFoundError):
            meet.http.head(f"{GOOGLE}/conferenceRecords")
        assert isinstance(meet.http, httpx.Client)


# What a review found


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_those_who_wait_at_once_wait_side_by_side(kind: str) -> None:
    sandbox = Sandbox(now=NOW)
    name = planning(sandbox).name
    before = sandbox.now
    sandbox.fail(Fault.RATE_LIMITED, operation="conferenceRecords.get")

    async def main() -> None:
        async with sandbox.async_client() as meet, anyio.create_task_group() as tasks:
            for _ in range(100):
                tasks.start_soon(meet.conference_records.get, name)

    sandbox.advance(1)
    anyio.run(main, backend=kind)
    assert timedelta(seconds=10) < sandbox.now - before < timedelta(seconds=14)


def test_threads_wait_side_by_side_too() -> None:
    sandbox = Sandbox(now=NOW)
    name = planning(sandbox).name
    sandbox.advance(1)
    before, failed = sandbox.now, list[BaseException]()
    with sandbox.client(retry=None) as meet:

        def work() -> None:
            try:
                for _ in range(10):
                    meet.conference_records.get(name)
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
    assert timedelta(seconds=7.9) < sandbox.now - before < timedelta(seconds=20)


def test_time_goes_to_the_first_who_wakes() -> None:
    clock = Clock(NOW)
    with clock.waiting(50) as long:
        with clock.waiting(5) as short:
            assert not clock.due(long)
            assert clock.due(short)
            assert clock.now() == NOW + timedelta(seconds=5)
        with clock.waiting(1):
            assert not clock.due(long)  # Somebody else's turn, who then waits no longer.
        with clock.busy():
            assert not clock.due(long)
            with clock.busy(-1):
                assert clock.now() == NOW + timedelta(seconds=5)
        assert clock.due(long)
        assert clock.now() == NOW + timedelta(seconds=50)


def test_a_thread_waits_for_who_wakes_before_it() -> None:
    clock = Clock(NOW)
    thread = threading.Thread(target=clock.wait, args=(5,))
    with clock.waiting(1) as first:
        thread.start()
        while len(clock._waking) < 2:
            pass
        assert clock.now() == NOW
        assert clock.due(first)
    thread.join(10)
    assert clock.now() == NOW + timedelta(seconds=5)


def test_a_connection_keeps_its_account(sandbox: Sandbox) -> None:
    first, pending, _ = [each["connection_id"] for each in sandbox.connections]
    sandbox.open(first)
    with sandbox.client(connection=first) as meet:
        assert len(list(meet.conference_records.list())) == 3
    for _ in range(2):
        sandbox.open(pending)
        with sandbox.client(connection=pending) as meet:
            assert len(list(meet.conference_records.list())) == 1
    sandbox.open(pending, email=sandbox.emails[2])
    with sandbox.client(connection=pending) as meet:
        assert list(meet.conference_records.list()) == []


def test_a_token_that_is_deep_is_refused(sandbox: Sandbox) -> None:
    token = base64.urlsafe_b64encode(b"12345678" + b"[" * 40_000).decode()
    answer = get(sandbox, "conferenceRecords", pageToken=token)
    assert reason(answer) == (400, "INVALID_ARGUMENT")


def test_who_comes_back_comes_back_to_the_same_call(sandbox: Sandbox) -> None:
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


def test_half_a_surrogate_pair_breaks_nothing(sandbox: Sandbox) -> None:
    record = planning(sandbox).name
    running = sandbox.start_conference(get(sandbox, record)[1]["space"])
    sandbox.join(running, "\ud800", "anonymous")
    assert get(sandbox, f"{running}/participants")[0] == 200


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 1e15])
def test_time_goes_forward(sandbox: Sandbox, seconds: float) -> None:
    with pytest.raises(ValueError, match="seconds takes a number from 0"):
        sandbox.advance(seconds)
    with pytest.raises(ValueError, match="seconds takes a number from 0"):
        sandbox.fail(Fault.STALLED, seconds=seconds)
    assert sandbox.now == NOW


def test_what_cannot_be_is_told_at_once(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="times takes a number from 1 on"):
        sandbox.fail(Fault.HTML, times=0)
    with pytest.raises(ValueError, match="no connection of this sandbox"):
        sandbox.fail(Fault.HTML, connection="another")
    with pytest.raises(ValueError, match="rate= takes a number from 1 on"):
        Sandbox(rate=0)
    with pytest.raises(ValueError, match="now= takes a datetime with a time zone"):
        Sandbox(now=datetime(2026, 11, 25))


def test_what_is_handed_out_is_a_copy(sandbox: Sandbox) -> None:
    sandbox.connections[0]["metadata"]["mine"] = True
    assert sandbox.connections[0]["metadata"] == {}


def test_clearing_what_is_not_there_leaves_nothing_behind(free: Sandbox) -> None:
    name = ask(free, "POST", f"{GOOGLE}/spaces", {})[1]["name"]
    mask = "config.artifactConfig.recordingConfig"
    _, space = ask(free, "PATCH", f"{GOOGLE}/{name}?updateMask={mask}", {})
    assert set(space["config"]) == {"accessType", "entryPointAccess"}


def test_an_address_is_no_enum(free: Sandbox) -> None:
    space = ask(free, "POST", f"{GOOGLE}/spaces", {})[1]["name"]
    path = f"{GOOGLE}/{space}/members"
    _, one = ask(free, "POST", path, {"email": "a@b.ROLE_UNSPECIFIED", "role": "ROLE_UNSPECIFIED"})
    assert (one["email"], "role" in one) == ("a@b.ROLE_UNSPECIFIED", False)
    _, two = ask(free, "POST", path, {"email": "b@b.example"})
    taken = {"email": "A@B.role_unspecified"}
    changed = ask(free, "PATCH", f"{GOOGLE}/{two['name']}?updateMask=email", taken)
    assert reason(changed) == (409, "ALREADY_EXISTS")
    batch = {"updateMask": "role", "requests": [
        {"updateMask": "", "member": {"name": two["name"], "role": "COHOST"}}]}  # fmt: skip
    assert ask(free, "POST", f"{path}:batchUpdate", batch)[0] == 200
    nobody = {"updateMask": "colour", "requests": []}
    assert reason(ask(free, "POST", f"{path}:batchUpdate", nobody)) == (400, "INVALID_ARGUMENT")
