"""`doctor`: the checks of the setup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from maton_google_meet.cli import doctor
from support.command_line import ELSEWHERE, EXPIRED_TOKEN, LIST, Result, Run
from support.document_server import DocumentServer, Reply
from support.issuer import ACCOUNT, Issuer, make_profile, write_store
from support.keyrings import use_keyring


def test_doctor_shows_no_session_token(run: Run, server: DocumentServer) -> None:
    listed = {"connections": [{**ELSEWHERE, "app": "google-meet", "status": "ACTIVE"}]}
    server.answers["connections.list"] = lambda _: Reply(json=listed)
    result = run("doctor")
    assert "Connection c (google-meet, ACTIVE" in result.out
    assert "SECRET" not in result.out + result.err


# doctor


def marks(result: Result) -> list[str]:
    return [line[:2] for line in result.out.splitlines() if line[:2].strip()]


def test_doctor_finds_nothing_wrong(run: Run, server: DocumentServer, monkeypatch: Any) -> None:
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    result = run("doctor")
    assert (result.code, result.err) == (0, "")
    assert marks(result) == ["ok", "--", "ok", "ok", "ok", "ok"]
    assert f"MATON_API_KEY is set: {len(server.key)} characters." in result.out
    assert server.key not in result.out
    assert f"calls go to {server.url}, not to https://api.maton.ai" in result.out
    assert "it is the only ACTIVE connection" in result.out
    [look_up, _, call] = server.seen
    assert look_up.target == "/connections?app=google-meet"
    assert call.target.endswith("?pageSize=1")
    assert call.operation == LIST
    assert "Test call conference-records list: the first item is " in result.out


@pytest.mark.parametrize(
    ("key", "code", "marked", "words"),
    [
        (None, 4, ["!!", "--"], "No Maton credential: no session is stored in"),
        ("", 4, ["!!", "--"], "MATON_API_KEY is empty."),
        ("  ", 4, ["!!", "--"], "export MATON_API_KEY=..."),
        ("{key}\n", 0, ["ok", "ok", "ok", "ok", "ok"], "not counting blanks around"),
        ("'{key}'", 4, ["!!", "!!"], "10 characters, quotes among them"),
        ("Bearer {key}", 4, ["!!", "!!"], 'blanks and the word "Bearer" among them'),
        ("nonsense", 4, ["ok", "!!"], "The check of the key failed: connections.list"),
    ],
)
def test_doctor_checks_the_key(
    key: str | None,
    code: int,
    marked: list[str],
    words: str,
    run: Run,
    server: DocumentServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MATON_GOOGLE_MEET_CONNECTION")
    if key is None:
        monkeypatch.delenv("MATON_API_KEY")
    else:
        monkeypatch.setenv("MATON_API_KEY", key.format(key=server.key))
    result = run("doctor")
    server.violations.clear()
    address = [line for line in result.out.splitlines() if "MATON_API_BASE_URL" in line]
    without_address = result._replace(
        out="\n".join(x for x in result.out.splitlines() if x not in address)
    )
    assert (result.code, marks(without_address)) == (code, marked)
    assert words in result.out
    assert server.key not in result.out


def test_doctor_without_an_address_of_its_own(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_check_proxy", lambda *_: None)
    monkeypatch.delenv("MATON_API_BASE_URL")
    assert marks(run("doctor")) == ["ok"]
    monkeypatch.setenv("MATON_API_BASE_URL", "http://elsewhere.example")
    result = run("doctor")
    assert (result.code, marks(result)) == (2, ["ok", "--", "!!"])
    assert "MATON_API_BASE_URL=http://elsewhere.example must be https" in result.out
    monkeypatch.setenv("MATON_API_BASE_URL", "https://user:pw@elsewhere.example")
    result = run("doctor")
    assert (result.code, "pw" in result.out, "https://***@elsewhere.example" in result.out) == (
        2,
        False,
        True,
    )


ACTIVE = {"connection_id": "c-1", "status": "ACTIVE"}
PENDING = {"connection_id": "c-2", "status": "PENDING"}
OTHER = {"connection_id": "c-3", "status": "ACTIVE"}


@pytest.mark.parametrize(
    ("connections", "environment", "given", "code", "words"),
    [
        ([ACTIVE, OTHER], "c-1", [], 0, "Calls use c-1, from MATON_GOOGLE_MEET_CONNECTION."),
        ([ACTIVE, OTHER], "c-1", ["c-3"], 0, "Calls use c-3, from --connection."),
        ([ACTIVE, PENDING], "c-2", [], 4, "is PENDING.\n    -> Choose one"),
        ([PENDING], "c-2", [], 4, "is PENDING.\n    -> To connect a Google account"),
        ([ACTIVE], "c-9", [], 4, "c-9, from MATON_GOOGLE_MEET_CONNECTION, does not exist"),
        ([ACTIVE, OTHER], "", [], 4, "2 are ACTIVE.\n    -> Choose one with --connection, or: "),
        ([PENDING], "", [], 4, "none is ACTIVE.\n    -> To connect a Google account: mat"),
    ],
)
def test_doctor_reports_the_connection_of_calls(
    connections: list[Any],
    environment: str,
    given: list[str],
    code: int,
    words: str,
    run: Run,
    server: DocumentServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", environment)
    server.answers["connections.list"] = lambda _: Reply(json={"connections": connections})
    result = run("doctor", *(["--connection", *given] if given else []))
    assert result.code == code
    assert words in result.out
    assert ("No call was tried." in result.out) is bool(code)
    for each in connections:
        mark = "ok" if each["status"] == "ACTIVE" else "--"
        assert f"{mark}  Connection {each['connection_id']} ({each['status']})" in result.out


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        (Reply(500, json={"message": "Oops \x1b"}), 7, r"Test call: conferenceRecords.list"),
        (Reply(401, json=EXPIRED_TOKEN), 4, "-> Run: maton-google-meet auth"),
        (Reply(json={}), 0, "conference-records list: the list is empty."),
    ],
)
def test_doctor_tries_a_call_once(
    reply: Reply, code: int, words: str, run: Run, server: DocumentServer, monkeypatch: Any
) -> None:
    monkeypatch.setenv("MATON_GOOGLE_MEET_CONNECTION", "c-1")
    server.answers["connections.list"] = lambda _: Reply(json={"connections": [ACTIVE]})
    server.answers[LIST] = lambda _: reply
    result = run("doctor")
    assert result.code == code
    assert words in result.out
    assert "\x1b" not in result.out
    assert "The key is accepted." in result.out
    assert "missing, invalid" not in result.out
    assert len(server.requests(LIST)) == 1


def test_doctor_is_wrapped_on_a_terminal(
    run: Run, run_on_terminal: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = run_on_terminal("doctor")
    lines = result.out.splitlines()
    # A command in the advice can be copied: it is on one line.
    [advice] = [line for line in lines if line.startswith("    -> ")]
    assert "export MATON_GOOGLE_MEET_CONNECTION=" in advice
    assert max(len(line) for line in lines if line != advice) <= 80
    assert max(len(line) for line in run("doctor").out.splitlines()) > 80


def test_doctor_in_the_sandbox(run_offline: Run) -> None:
    result = run_offline("doctor", "--sandbox")
    assert (result.code, result.err) == (0, "")
    assert "needs no key" in result.out
    assert "it is the only ACTIVE connection" in result.out


# sessions


@pytest.fixture
def run_with_session(run_command: Run, issuer: Issuer) -> Run:
    """Run a command line without a key."""
    return run_command


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("active", "the active one"),
        ("variable", "from MATON_PROFILE"),
        ("option", "from --profile"),
    ],
)
def test_doctor_reports_the_session(
    source: str,
    words: str,
    run_with_session: Run,
    issuer: Issuer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    profile = make_profile(issuer, oauth_expires_at="2036-11-29T18:05:00Z")
    write_store(tmp_path, profile, active=ACCOUNT if source == "active" else "other")
    if source == "variable":
        monkeypatch.setenv("MATON_PROFILE", ACCOUNT)
    if source == "option":
        monkeypatch.setenv("MATON_API_KEY", "key")
    result = run_with_session("doctor", *(["--profile", ACCOUNT] if source == "option" else []))
    path = tmp_path / "credentials.json"
    assert result.out.splitlines()[0] == (
        f"ok  Calls use the session of {ACCOUNT} ({words}), stored in {path}. Its token expires on "
        "2036-11-29 at 18:05 UTC; calls renew it."
    )
    assert "ok  The session is accepted." in result.out
    assert "access-1" not in result.out + result.err


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"oauth_expires_at": "2020-01-01T00:00:00Z"}, 0, "Its token expired on 2020-01-01 at"),
        ({"oauth_expires_at": "soon"}, 0, "The expiry of its token is not known; calls renew it."),
        ({"refresh_token": ""}, 0, "; it cannot be renewed."),
        ({"refresh_token": "", "access_token": ""}, 4, ": its keyring cannot be read."),
        (
            {"refresh_token": "", "access_token": "", "oauth_expires_at": ""},
            4,
            "it was signed out.\n    -> Sign in: maton-google-meet login",
        ),
    ],
)
def test_doctor_reports_the_expiry(
    changes: dict[str, str],
    code: int,
    words: str,
    run_with_session: Run,
    issuer: Issuer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "_check_call", lambda *_: None)
    write_store(tmp_path, make_profile(issuer, **changes))
    result = run_with_session("doctor")
    assert words in result.out
    assert result.code == code


def test_doctor_finds_tokens_in_the_keyring(
    run_with_session: Run, issuer: Issuer, tmp_path: Path
) -> None:
    with use_keyring() as memory:
        profile = make_profile(issuer)
        for kind in ("access", "refresh"):
            token = str(profile.pop(f"{kind}_token"))
            memory.set_password("maton-py-sdk", f"{ACCOUNT}#oauth-{kind}", token)
        write_store(tmp_path, profile)
        assert "stored in the keyring." in run_with_session("doctor").out


def test_doctor_reports_a_session_that_has_ended(
    run_with_session: Run, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer, seconds=0))
    issuer.refresh.clear()
    result = run_with_session("doctor")
    assert result.code == 4
    assert "!!  The check of the session failed: The Maton session of ana" in result.out
    assert "Sign in again with `maton-google-meet login`" in result.out
