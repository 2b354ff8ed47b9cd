"""A write is approved in one process and sent in another, exactly as it was approved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import maton_google_meet
import maton_google_meet_api
import pytest
from maton_google_meet import PendingWrite
from support.document_server import DocumentServer, Reply

PACKAGES = [
    Path(str(each.__file__)).parent.parent for each in (maton_google_meet, maton_google_meet_api)
]
CALL = 'meet.spaces.update("a", config=SpaceConfig(access_type="OPEN"))'
PATH = "/google-meet/v2/spaces/a?updateMask=config.accessType"
BODY = b'{"config":{"accessType":"OPEN"}}'

FIRST = """
import json, sys
from pathlib import Path
from maton_google_meet import ConfirmationRequired, GoogleMeet
from maton_google_meet.models import SpaceConfig

with GoogleMeet(connection=sys.argv[2] or None, pace=None) as meet:
    try:
        eval(sys.argv[3])
    except ConfirmationRequired as error:
        Path(sys.argv[1]).write_text(json.dumps(error.pending.to_dict()))
"""

# Each line of the input is a call. Each line of the output is its error, or empty.
SECOND = """
import json, sys
from pathlib import Path
from maton_google_meet import (
    USE_PROXY_DEFAULT, AsyncGoogleMeet, GoogleMeet, MatonError, PendingWrite, approve_only
)
from maton_google_meet.models import SpaceConfig

pending = PendingWrite.from_dict(json.loads(Path(sys.argv[1]).read_text()))
approval = approve_only(pending)

def run_sync(calls):
    with GoogleMeet(connection=sys.argv[2] or None, pace=None) as client:
        meet = client.with_options(confirm=approval)
        for call in calls:
            try:
                eval(call)
                print()
            except MatonError as error:
                print(type(error).__name__, error)

async def run_async(calls):
    async with AsyncGoogleMeet(connection=sys.argv[2] or None, pace=None) as client:
        meet = client.with_options(confirm=approval)
        for call in calls:
            try:
                await eval(call)
                print()
            except MatonError as error:
                print(type(error).__name__, error)

calls = sys.stdin.read().splitlines()
if sys.argv[3] == "sync":
    run_sync(calls)
else:
    import anyio
    anyio.run(run_async, calls, backend=sys.argv[3])
"""


def run_process(server: DocumentServer, code: str, *arguments: str, lines: str = "") -> list[str]:
    """Run `code` in a new process, and return the lines of its output."""
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        env={
            **{name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ},
            "PYTHONPATH": os.pathsep.join(map(str, PACKAGES)),
            "MATON_API_KEY": server.key,
            "MATON_API_BASE_URL": server.url,
        },
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (process.returncode, process.stderr) == (0, "")
    return process.stdout.splitlines()


def store_write(server: DocumentServer, file: Path, connection: str, call: str = CALL) -> Any:
    """Make a call without a hook in a process, and return the stored write."""
    run_process(server, FIRST, str(file), connection, call)
    assert not [seen for seen in server.seen if seen.method != "GET"]
    return PendingWrite.from_dict(json.loads(file.read_text(encoding="utf-8")))


def raw(method: str = "PATCH", path: str = PATH, body: bytes = BODY) -> str:
    """Return a call of `meet.http`."""
    headers = '{"content-type": "application/json"}'
    return f"meet.http.request({method!r}, {path!r}, content={body!r}, headers={headers})"


CHANGED_CALLS = [
    (CALL.replace("OPEN", "TRUSTED"), "body"),
    (CALL.replace("OPEN", "\\x1b[2J\\u202e<b>"), "body"),
    (CALL.replace('"a"', '"b"'), "path"),
    (CALL.replace("))", '), update_mask="*")'), "query"),
    (CALL.replace("))", '), fields="name")'), "query"),
    (CALL.replace("access_type", "entry_point_access").replace("OPEN", "ALL"), "query and body"),
    (CALL.replace("meet.", 'meet.with_options(connection="c-2").'), "connection"),
    (CALL.replace("meet.", "meet.with_options(connection=USE_PROXY_DEFAULT)."), "connection"),
    ("meet.spaces.create()", "operation, method, path, query, body and outcome"),
    ('meet.connections.delete("c-1")', "operation, method, path, query, connection, body, outcome "
     "and caution"),
    (raw(method="PUT"), "operation, method, outcome and caution"),
    (raw(body=BODY.replace(b":{", b": {")), "body"),
    (raw(body=BODY + b"\n"), "body"),
    (raw(path=PATH + "&"), "query"),
    (raw(path=PATH.replace("/a?", "/%61?")), "path"),
]  # fmt: skip


@pytest.mark.parametrize("mode", ["sync", "asyncio", "trio"])
def test_only_the_approved_write_is_sent_and_once(
    mode: str, tmp_path: Path, server: DocumentServer
) -> None:
    file = tmp_path / "write.json"
    pending = store_write(server, file, "c-1")
    assert (pending.path, pending.body) == (PATH, BODY)
    assert pending.connection.connection_id == "c-1"
    before = len(server.seen)
    calls = [*(call for call, _ in CHANGED_CALLS), CALL, CALL, raw()]
    arguments = (str(file), "c-1", mode)
    *declined, sent, again, raw_again = run_process(
        server, SECOND, *arguments, lines="\n".join(calls)
    )
    for (call, names), error in zip(CHANGED_CALLS, declined, strict=True):
        words = f"because it differs from the approved write in its {names}: nothing was sent."
        assert error.startswith("WriteDeclined "), call
        assert words in error, call
    assert sent == ""
    for error in (again, raw_again):
        assert "because its approval was used before, and is valid for one send" in error
    # This process asks nobody, so it needs no description of the connection.
    [seen] = server.seen[before:]
    assert (seen.method, seen.target, seen.body) == ("PATCH", PATH, BODY)
    assert seen.headers["maton-connection"] == "c-1"


def test_a_raw_request_with_the_same_bytes_is_the_approved_write(
    tmp_path: Path, server: DocumentServer
) -> None:
    file = tmp_path / "write.json"
    store_write(server, file, "c-1")
    sent, again = run_process(server, SECOND, str(file), "c-1", "sync", lines=f"{raw()}\n{CALL}")
    assert sent == ""
    assert "its approval was used before" in again
    assert [seen.body for seen in server.seen if seen.method != "GET"] == [BODY]


@pytest.mark.parametrize("mode", ["sync", "asyncio", "trio"])
def test_the_approval_includes_the_connection_that_was_found(
    mode: str, tmp_path: Path, server: DocumentServer
) -> None:
    found = ["c-7"]

    def list_connections(_: object) -> Reply:
        connections = [
            {"connection_id": each, "status": "ACTIVE", "app": "google-meet"} for each in found
        ]
        return Reply(json={"connections": connections})

    server.answers["connections.list"] = list_connections
    file = tmp_path / "write.json"
    pending = store_write(server, file, "")
    assert pending.connection.connection_id == "c-7"
    assert "c-7 (google-meet, ACTIVE)" in pending.text()
    # In the meantime, the user has connected another account.
    found[:] = ["c-8"]
    [declined] = run_process(server, SECOND, str(file), "", mode, lines=CALL)
    assert "because it differs from the approved write in its connection" in declined
    found[:] = ["c-7"]
    sent, again = run_process(server, SECOND, str(file), "", mode, lines=f"{CALL}\n{CALL}")
    assert sent == ""
    assert "its approval was used before" in again
    [seen] = [seen for seen in server.seen if seen.method != "GET"]
    assert (seen.body, seen.headers["maton-connection"]) == (BODY, "c-7")
