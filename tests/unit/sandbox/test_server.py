"""The sandbox as a server, with clients of other projects."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import google.oauth2.credentials
import httpx
import maton_ai
import pytest
from google.api_core import exceptions
from google.apps import meet_v2
from google.protobuf import field_mask_pb2
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from maton_google_meet import GoogleMeet, NetworkError, RateLimitError, ServerError, approve_all
from maton_google_meet.models import AccessType, SpaceConfig
from maton_google_meet.sandbox import Fault, Sandbox, Served
from maton_google_meet.testing import Contract
from support.sandboxes import MEET_PATH, PERFORMED_FAULTS


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(rate=None)


@pytest.fixture
def served(sandbox: Sandbox, maton_contract: Contract) -> Iterator[Served]:
    with sandbox.serve() as address:
        yield address


def client(served: Served, **options: Any) -> GoogleMeet:
    transport = httpx.HTTPTransport()
    options = {"pace": None, "confirm": approve_all, **options}
    return GoogleMeet(served.key, base_url=served.url, transport=transport, **options)


def test_this_client_over_sockets(sandbox: Sandbox, served: Served) -> None:
    with client(served) as meet:
        space = meet.spaces.create(config=SpaceConfig(access_type=AccessType.OPEN))
        assert meet.spaces.get(space.name) == space
        assert len(list(meet.conference_records.list())) == 3
    assert [each.operation for each in sandbox.requests] == [
        "connections.list",
        "spaces.create",
        "spaces.get",
        "conferenceRecords.list",
    ]


def test_the_environment_points_clients_at_the_server(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert served.url.startswith("http://127.0.0.1:")
    for name, value in served.environment.items():
        monkeypatch.setenv(name, value)
    with GoogleMeet() as meet:
        assert list(meet.connections.list())


def test_a_connection_is_opened_in_a_browser(sandbox: Sandbox, served: Served) -> None:
    opened = []

    def browser(url: str) -> None:
        with urllib.request.urlopen(url, timeout=5) as answer:
            opened.append(answer.read().decode())

    with client(served) as meet:
        created = meet.connections.create()
        browser(created.url or "")
        assert meet.connections.get(created.connection_id or "").connection.status == "ACTIVE"
    assert "Signed in as jonas.weber@lindenhof.example" in opened[0]
    assert sandbox.connections[0]["url"].startswith(f"{served.url}/connect?")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        browser(f"{served.url}/connect?session_token=wrong")


def test_a_connection_is_kept_open(sandbox: Sandbox, served: Served) -> None:
    connection = http.client.HTTPConnection(served.url.removeprefix("http://"), timeout=5)
    with contextlib.closing(connection):
        connection.connect()
        port = connection.sock.getsockname()[1]
        unknown = [(method, 404) for method in ("HEAD", "OPTIONS", "TRACE", "PROPFIND")]
        for method, status in (("GET", 200), *unknown, ("GET", 200)):
            headers = {"Authorization": f"Bearer {served.key}"}
            connection.request(method, "/connections?limit=1", headers=headers)
            answer = connection.getresponse()
            assert answer.status == status
            assert bool(answer.read()) == (method != "HEAD")
            assert connection.sock.getsockname()[1] == port
    assert [each.target for each in sandbox.requests] == ["/connections?limit=1"] * 6


def test_an_escaped_slash_is_not_a_separator(served: Served) -> None:
    with httpx.Client(headers={"Authorization": f"Bearer {served.key}"}) as http:
        answer = http.get(f"{served.url}{MEET_PATH}/spaces/a%2Fmembers")
    assert (answer.status_code, answer.json()["error"]["status"]) == (404, "NOT_FOUND")


def raw(served: Served, request: bytes) -> bytes:
    """Return all bytes that the server sends until it closes the connection."""
    host, _, port = served.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_body_without_a_length_is_refused(sandbox: Sandbox, served: Served) -> None:
    head = b"POST /connections HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert raw(served, head).startswith(b"HTTP/1.1 411 ")
    head = (
        b"GET /connections HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\nConnection: close\r\n\r\n"
    )
    assert raw(served, head).startswith(b"HTTP/1.1 401 ")
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize("length", [b"1" * 20, b"9" * 5000])
def test_too_long_a_body_is_refused(served: Served, length: bytes) -> None:
    head = b"POST /connections HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + b"\r\n\r\n"
    assert raw(served, head).startswith(b"HTTP/1.1 413 ")


def test_an_incomplete_body_is_not_performed(sandbox: Sandbox, served: Served) -> None:
    key = f"Authorization: Bearer {served.key}".encode()
    head = b"POST /connections HTTP/1.1\r\nHost: a\r\n" + key
    assert raw(served, head + b"\r\nContent-Length: 50\r\n\r\n{}") == b""
    assert sandbox.requests == []


def test_sign_in_urls_use_the_server(sandbox: Sandbox) -> None:
    one, two = sandbox.serve(), sandbox.serve()
    first, second = one.__enter__(), two.__enter__()
    assert sandbox.connections[0]["url"].startswith(second.url)
    one.__exit__(None, None, None)
    assert sandbox.connections[0]["url"].startswith(second.url)
    two.__exit__(None, None, None)
    assert sandbox.connections[0]["url"].startswith("https://sandbox.invalid/")
    assert first.url != second.url


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name)
def test_faults_over_a_socket(
    fault: Fault, sandbox: Sandbox, served: Served, capfd: pytest.CaptureFixture[str]
) -> None:
    sandbox.fail(fault, operation="members.create", seconds=0.6)
    with client(served, retry=None, timeout=0.3) as meet:
        space = meet.spaces.create().name
        with pytest.raises((NetworkError, ServerError, RateLimitError)):
            meet.members.create(space, email="a@lindenhof.example")
        assert len(list(meet.members.list(space))) == (fault in PERFORMED_FAULTS)
    assert capfd.readouterr().err == ""


def test_a_stalled_response_ends_with_the_server(sandbox: Sandbox) -> None:
    sandbox.fail(Fault.STALLED, seconds=3600)
    failed = threading.Event()
    with sandbox.serve() as served:

        def send_request() -> None:
            with client(served, retry=None) as meet, contextlib.suppress(NetworkError):
                list(meet.connections.list())
            failed.set()

        thread = threading.Thread(target=send_request)
        thread.start()
        while not sandbox.requests:
            pass
    thread.join(10)
    assert failed.is_set()


def test_a_port_in_use_is_an_error(sandbox: Sandbox, served: Served) -> None:
    port = int(served.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"), sandbox.serve(port):
        pass


def test_serving_starts_the_clock() -> None:
    sandbox = Sandbox(now=datetime(2026, 11, 25, 9, 30, tzinfo=UTC))
    before = sandbox.now
    with sandbox.serve(), sandbox.serve():
        assert sandbox.now > before


def test_errors_of_the_server_are_reported(
    sandbox: Sandbox, served: Served, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    def broken(*_: object) -> None:
        raise LookupError("planted")

    monkeypatch.setattr("maton_google_meet.sandbox.proxy.Proxy.handle", broken)
    assert httpx.get(served.url).status_code == 500
    assert "planted" in capfd.readouterr().err
    handle = "maton_google_meet.sandbox.server._Request.handle"
    monkeypatch.setattr(handle, broken)
    with pytest.raises(httpx.HTTPError):
        httpx.get(served.url)
    assert "planted" in capfd.readouterr().err

    def gone(*_: object) -> None:
        raise ConnectionResetError("a client that went away")

    monkeypatch.setattr(handle, gone)
    with pytest.raises(httpx.HTTPError):
        httpx.get(served.url)
    assert capfd.readouterr().err == ""


def test_open_connections_end_with_the_server(sandbox: Sandbox) -> None:
    with contextlib.ExitStack() as stack:
        with sandbox.serve() as served:
            host, _, port = served.url.removeprefix("http://").partition(":")
            connection = stack.enter_context(socket.create_connection((host, int(port)), 5))
            connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n")
            assert connection.recv(12) == b"HTTP/1.1 200"
        while connection.recv(65536):
            pass


def environ(**more: str) -> dict[str, Any]:
    from wsgiref.util import setup_testing_defaults

    environment: dict[str, Any] = {"HTTP_AUTHORIZATION": "Bearer sandbox-key", **more}
    setup_testing_defaults(environment)
    return environment


def test_the_sandbox_is_a_wsgi_application(sandbox: Sandbox) -> None:
    starts = []
    parts = sandbox.wsgi(
        environ(PATH_INFO="/connections", QUERY_STRING="limit=2"),
        lambda status, headers, _=None: starts.append((status, dict(headers))) or (lambda _: None),
    )
    body = b"".join(parts)
    [(status, headers)] = starts
    assert status == "200 OK"
    assert headers["content-length"] == str(len(body))
    assert len(json.loads(body)["connections"]) == 2
    assert sandbox.requests[0].target == "/connections?limit=2"
    b"".join(sandbox.wsgi(environ(PATH_INFO="/a b/\xc3\xa9"), lambda *_: lambda _: None))
    assert sandbox.requests[1].target == "/a%20b/%C3%A9"


def test_custom_verbs_under_any_wsgi_server(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {sandbox.key}"}
    transport = httpx.WSGITransport(app=sandbox.wsgi)
    with httpx.Client(transport=transport, base_url="http://a", headers=headers) as http:
        space = http.post(f"{MEET_PATH}/spaces", json={}).json()["name"]
        ended = http.post(f"{MEET_PATH}/{space}:endActiveConference")
    assert ended.json()["error"]["status"] == "FAILED_PRECONDITION"


@pytest.fixture
def credentials(served: Served) -> google.oauth2.credentials.Credentials:
    return google.oauth2.credentials.Credentials(token=served.key)


def test_googles_typed_client(sandbox: Sandbox, served: Served, credentials: Any) -> None:
    """google-apps-meet: snake-case masks, enums as numbers, `$alt`, whole objects back."""

    def of(service: Any) -> Any:
        transport = service.get_transport_class("rest")(
            host=f"{served.url}/google-meet", url_scheme="http", credentials=credentials
        )
        return service(transport=transport)

    with (
        of(meet_v2.SpacesServiceClient) as spaces,
        of(meet_v2.ConferenceRecordsServiceClient) as records,
    ):
        config = meet_v2.SpaceConfig(access_type=meet_v2.SpaceConfig.AccessType.OPEN)
        space = spaces.create_space(space=meet_v2.Space(config=config))
        assert space.config.access_type == meet_v2.SpaceConfig.AccessType.OPEN
        space.config.access_type = meet_v2.SpaceConfig.AccessType.RESTRICTED
        mask = field_mask_pb2.FieldMask(paths=["config.access_type"])
        changed = spaces.update_space(space=space, update_mask=mask)
        assert changed == spaces.get_space(name=f"spaces/{space.meeting_code}") == space
        assert spaces.update_space(space=space, update_mask=field_mask_pb2.FieldMask(paths=["*"]))
        member = spaces.create_member(
            parent=space.name,
            member=meet_v2.Member(email="a@lindenhof.example", role=meet_v2.Member.Role.COHOST),
        )
        member.role = meet_v2.Member.Role.ROLE_UNSPECIFIED
        role = field_mask_pb2.FieldMask(paths=["role"])
        assert spaces.update_member(member=member, update_mask=role) == member
        assert list(spaces.list_members(parent=space.name)) == [member]
        spaces.delete_member(name=member.name)
        with pytest.raises(exceptions.BadRequest, match="no active conference"):
            spaces.end_active_conference(name=space.name)
        sandbox.start_conference(space.name)
        spaces.end_active_conference(name=space.name)
        with pytest.raises(exceptions.Forbidden, match="or it might not exist"):
            spaces.get_space(name="spaces/nothing")
        ended = {"filter": "end_time IS NOT NULL"}
        records_list = list(records.list_conference_records(request=ended))
        assert len(records_list) == 3
        sizes = [
            len(list(records.list_participants(parent=record.name))) for record in records_list
        ]
        assert sizes == [0, 5, 300]
        [transcript] = records.list_transcripts(parent=records_list[1].name)
        assert transcript.state == meet_v2.Transcript.State.FILE_GENERATED
        entries = list(records.list_transcript_entries(parent=transcript.name))
        assert entries[0].text.startswith("Good morning")
        assert entries[0].participant in {
            each.name for each in records.list_participants(parent=records_list[1].name)
        }
        assert len(list(records.list_recordings(parent=records_list[1].name))) == 1


def test_googles_discovery_client(sandbox: Sandbox, served: Served, credentials: Any) -> None:
    """google-api-python-client: every method by its path template, `alt=json`, `list_next`."""
    endpoint = {"api_endpoint": f"{served.url}/google-meet/"}
    with build(
        "meet", "v2", credentials=credentials, client_options=endpoint, static_discovery=True
    ) as api:
        space = api.spaces().create(body={}).execute()
        body = {"config": {"accessType": "OPEN"}}
        mask = "config.accessType"
        patched = api.spaces().patch(name=space["name"], body=body, updateMask=mask).execute()
        assert patched["config"]["accessType"] == "OPEN"
        request, records_list = api.conferenceRecords().list(pageSize=1), []
        while request:
            page = request.execute()
            records_list += page["conferenceRecords"]
            request = api.conferenceRecords().list_next(request, page)
        assert len(records_list) == 3
        people = api.conferenceRecords().participants()
        counted = people.list(parent=records_list[2]["name"], fields="totalSize").execute()
        assert counted == {"totalSize": 300}
        members = api.spaces().members()
        member = members.create(parent=space["name"], body={"email": "a@b.example"}).execute()
        batch = {"updateMask": "role", "requests": [{"member": {**member, "role": "COHOST"}}]}
        changed = members.batchUpdate(parent=space["name"], body=batch).execute()
        assert changed["members"][0]["role"] == "COHOST"
        assert members.delete(name=member["name"]).execute() == {}
        with pytest.raises(HttpError) as raised:
            api.spaces().endActiveConference(name=space["name"], body={}).execute()
        assert (raised.value.status_code, "no active conference" in raised.value.reason) == (
            400,
            True,
        )


def test_matons_own_client(served: Served) -> None:
    """maton-ai: connections, and Google Meet as a path."""
    maton = maton_ai.Maton(served.key, base_url=served.url, telemetry=False)
    with contextlib.closing(maton), maton._client._client:
        active = maton.connections.list(app="google-meet", status="ACTIVE")["connections"]
        assert len(active) == 1
        created = maton.connections.create(app="google-meet")["connection"]
        assert created["status"] == "PENDING"
        urllib.request.urlopen(created["url"], timeout=5).close()
        identifier = created["connection_id"]
        assert maton.connections.get(identifier)["connection"]["status"] == "ACTIVE"
        space = maton.api.post("/google-meet/v2/spaces", json={})
        path = f"/google-meet/v2/{space['name']}"
        assert maton.api.get(path)["meetingCode"] == space["meetingCode"]
        with pytest.raises(maton_ai.MatonError):
            maton.api.get(path, connection=identifier)
        maton.connections.delete(identifier)
        assert len(maton.connections.list(app="google-meet")["connections"]) == 3
