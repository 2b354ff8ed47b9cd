"""Stored sessions: their selection, their renewal, and each way in which they fail."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import threading
import time
import tomllib
import webbrowser
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest
from maton_google_meet import (
    AsyncGoogleMeet,
    AuthenticationError,
    ConfigurationError,
    GoogleMeet,
    MatonError,
    NetworkError,
    Retry,
    SessionExpired,
    sessions,
)
from maton_google_meet.config import Address, Secret
from maton_google_meet.events import AttemptEvent, WaitEvent
from maton_google_meet.sessions import StoredSession
from support.clients import ClientRunner, create_space, read_space
from support.issuer import (
    ACCOUNT,
    Issuer,
    IssuerRequest,
    make_profile,
    read_profile,
    visit,
    write_store,
)
from support.keyrings import use_keyring

OTHER = "ravi@example.com"
ENDED = "Sign in again with `maton-google-meet login`"
BOTH_WAYS = r"set the environment variable MATON_API_KEY, or pass api_key=.*maton-google-meet login"


def call(runner: ClientRunner, *calls: Callable[[Any], Any], **options: Any) -> Any:
    """Make calls without a key."""
    return runner.call(*(calls or (read_space,)), **{"api_key": None, "connection": "c", **options})


def list_tokens(issuer: Issuer) -> list[str]:
    """Return the token of each request to Google."""
    return [each.token for each in issuer.seen if each.path.startswith("/google-meet/")]


# --- maton-ai -------------------------------------------------------------------------------------


def test_the_names_of_maton_ai_exist() -> None:
    for name in sessions.NAMES:
        sessions.load_library(name)
    folder = Path("folder")
    config = sessions.load_library("maton_ai._config")
    places = {
        name: config.store_path({name: "folder"}, platform="win32")
        for name in sessions.FOLDER_VARIABLES
    }
    assert [place.parts[0] for place in places.values()] == [str(folder)] * 3


def test_the_extra_has_the_supported_versions(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["optional-dependencies"]["login"] == [sessions.REQUIREMENT]
    assert sessions.REQUIREMENT in project["optional-dependencies"]["dev"]


def test_a_client_with_a_key_imports_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "maton_google_meet.sessions", None)
    monkeypatch.setitem(sys.modules, "maton_ai", None)
    for key in ("k", lambda: "k"):
        GoogleMeet(key).close()
    monkeypatch.setenv("MATON_API_KEY", "k")
    GoogleMeet().close()


@pytest.mark.parametrize("profile", [None, ACCOUNT])
def test_without_maton_ai_an_error_names_both_ways(
    profile: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == "maton_ai"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "maton_ai", None)
    with pytest.raises(ConfigurationError) as raised:
        GoogleMeet(profile=profile)
    message = str(raised.value)
    assert "set the environment variable MATON_API_KEY, or pass api_key=" in message
    assert f"pip install '{sessions.REQUIREMENT}'" in message


def test_another_version_of_maton_ai_is_refused(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("maton_ai._config.load_store")
    with pytest.raises(ConfigurationError, match="need another version of maton-ai: pip install"):
        GoogleMeet(profile=ACCOUNT)
    assert importlib.metadata.version("maton-ai") >= "0.3.1"


# --- the selection --------------------------------------------------------------------------------


def test_without_a_session_an_error_names_both_ways(issuer: Issuer, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as raised:
        GoogleMeet()
    message = str(raised.value)
    assert str(tmp_path / "credentials.json") in message
    assert (
        "Sign in with `maton-google-meet login`, or set the environment variable MATON_API_K"
        in message
    )


def test_the_active_session_is_used(runner: ClientRunner, issuer: Issuer, tmp_path: Path) -> None:
    profiles = make_profile(issuer, email=OTHER), make_profile(issuer)
    write_store(tmp_path, *profiles)
    assert call(runner, read_space, create_space, confirm=lambda _: True).name == "spaces/abc"
    assert list_tokens(issuer) == [profiles[1]["access_token"]] * 2


def test_the_only_session_is_used(issuer: Issuer, tmp_path: Path) -> None:
    write_store(tmp_path, make_profile(issuer), active=None)
    assert sessions.find_profile().name == ACCOUNT


def test_an_argument_precedes_the_environment(
    runner: ClientRunner, issuer: Issuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles = (
        make_profile(issuer, email=OTHER),
        make_profile(issuer),
        make_profile(issuer, email="x"),
    )
    write_store(tmp_path, *profiles)
    monkeypatch.setenv("MATON_PROFILE", f" {OTHER}\n")
    call(runner)
    monkeypatch.setenv("MATON_API_KEY", "key-of-variable")
    call(runner, profile="x")
    issuer.access |= {"key-of-variable", "key"}
    call(runner)
    call(runner, api_key="key")
    expected = [profiles[0]["access_token"], profiles[2]["access_token"], "key-of-variable", "key"]
    assert list_tokens(issuer) == expected


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        ({"api_key": "k", "profile": "p"}, {}, "api_key= and profile= exclude each other"),
        ({"api_key": "", "profile": "p"}, {}, "api_key= and profile= exclude each other"),
        ({"profile": ""}, {}, "profile= is empty"),
        ({"profile": " "}, {"MATON_API_KEY": "k"}, "profile= is empty"),
        ({"profile": 5}, {}, "profile= takes a str, not int"),
        ({"profile": b"p"}, {}, "profile= takes a str, not bytes"),
        ({}, {"MATON_API_KEY": ""}, "MATON_API_KEY is empty. Correct the variable, or unset it."),
        ({}, {"MATON_API_KEY": " "}, "MATON_API_KEY is empty"),
        ({}, {"MATON_PROFILE": ""}, "MATON_PROFILE is empty. Correct the variable, or unset it."),
        ({}, {"MATON_PROFILE": "x\x1b"}, "MATON_PROFILE names 'x\\x1b', which is not in"),
        ({"profile": "x"}, {}, f"it has the profiles {ACCOUNT}, {OTHER}. Name one of them"),
    ],
)
def test_another_account_never_acts_instead(
    arguments: dict[str, Any],
    variables: dict[str, str],
    words: str,
    issuer: Issuer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_store(tmp_path, make_profile(issuer, email=OTHER), make_profile(issuer))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for make in (GoogleMeet, AsyncGoogleMeet):
        with pytest.raises(ConfigurationError) as raised:
            make(**arguments)
        assert words in str(raised.value)


def test_a_profile_of_an_empty_store(issuer: Issuer, tmp_path: Path) -> None:
    write_store(tmp_path)
    with pytest.raises(ConfigurationError, match=r": it has no profile\. Sign in with `"):
        GoogleMeet(profile="x")


@pytest.mark.parametrize("active", [None, "gone@example.com"])
def test_several_sessions_without_an_active_one(
    active: str | None, issuer: Issuer, tmp_path: Path
) -> None:
    profiles = make_profile(issuer, email=OTHER), make_profile(issuer)
    write_store(tmp_path, *profiles, active=active)
    with pytest.raises(ConfigurationError, match=f"to one of: {ACCOUNT}, {OTHER}"):
        GoogleMeet()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is not a JSON object"),
        (b'{"sdks": {"python": {"profiles": {"a": {"access_token": "tok', "it is not a JSON obj"),
        (b"[]", "it is not a JSON object"),
        (b"\xff\xfe", "it is not a JSON object"),
        (b"[" * 100_000, "RecursionError"),
        (None, "Permission denied" if os.name == "nt" else "Is a directory"),
        (b"{}", "no session is stored in"),
        (b'{"sdks": []}', "no session is stored in"),
        (b'{"sdks": {"python": 5}}', "no session is stored in"),
        (b'{"sdks": {"python": {"profiles": []}}}', "no session is stored in"),
        (b'{"sdks": {"python": {"profiles": {"a": 5}}}}', "no session is stored in"),
    ],
)
def test_a_corrupt_store(content: bytes | None, words: str, issuer: Issuer, tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError) as raised:
        GoogleMeet()
    assert words in str(raised.value)
    assert str(path) in str(raised.value)
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


def test_a_store_without_a_folder(
    issuer: Issuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MATON_CONFIG_DIR", str(tmp_path / "file"))
    with pytest.raises(ConfigurationError, match="no session is stored in"):
        GoogleMeet()


# --- the address ----------------------------------------------------------------------------------


@pytest.mark.parametrize("resource", ["", "https://api.maton.ai", "http://a:b", "none", "null"])
def test_a_token_goes_to_its_own_address_only(
    resource: str, runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer, oauth_resource=resource))
    with pytest.raises(ConfigurationError, match="which must not receive its token"):
        call(runner)
    assert issuer.seen == []


def test_a_session_for_another_address_replaces_one(
    runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer))

    def replace(_: object) -> None:
        write_store(tmp_path, make_profile(issuer, oauth_resource="https://elsewhere.example"))

    with pytest.raises(ConfigurationError, match=r"is for https://elsewhere\.example"):
        call(runner, replace, read_space)
    assert issuer.seen == []


@pytest.mark.parametrize("root", ["https://api.maton.ai", "https://API.maton.ai:443/v1/"])
def test_the_default_address(root: str, issuer: Issuer, tmp_path: Path) -> None:
    for resource in ("", "https://api.maton.ai/"):
        write_store(tmp_path, make_profile(issuer, oauth_resource=resource))
        GoogleMeet(base_url=root).close()


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY"])
def test_a_proxy_does_not_receive_tokens_in_clear(
    variable: str, issuer: Issuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("urllib.request._opener", None)  # It keeps the proxies.
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    write_store(tmp_path, make_profile(issuer, seconds=0))
    for action in (
        lambda: call(ClientRunner("sync")),
        lambda: sessions.sign_in(Address(None), browser=False, timeout=1.0),
        lambda: sessions.sign_out(sessions.find_profile()),
    ):
        with pytest.raises(ConfigurationError, match=r"in clear text\. Set NO_PROXY=127\.0\.0\.1"):
            action()
    assert issuer.seen == []
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert call(ClientRunner("sync")).name == "spaces/abc"


# --- valid tokens ---------------------------------------------------------------------------------


def test_a_valid_token_needs_no_thread_and_no_io(
    runner: ClientRunner, issuer: Issuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_store(tmp_path, make_profile(issuer))
    started: list[object] = []

    def forbid(_: object) -> None:
        monkeypatch.setattr(sessions, "load_library", None)
        monkeypatch.setattr("maton_google_meet.http.drivers.run_in_thread", None)

    call(runner, read_space, forbid, read_space, read_space)
    assert started == []
    assert issuer.count("/token") == 0
    assert len(list_tokens(issuer)) == 3


@pytest.mark.parametrize("stored", ["file", "keyring"])
def test_an_expired_session_is_renewed(
    stored: str, runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    profile = make_profile(issuer, seconds=30)
    with use_keyring() as memory:
        if stored == "keyring":
            for kind in ("access", "refresh"):
                token = str(profile.pop(f"{kind}_token"))
                memory.set_password("maton-py-sdk", f"{ACCOUNT}#oauth-{kind}", token)
        write_store(tmp_path, profile)
        call(runner, read_space, read_space)
        call(runner)
        assert len(memory.secrets) == 2
    assert list_tokens(issuer) == ["access-3"] * 3
    assert issuer.count("/token") == 1
    assert "access_token" not in read_profile(tmp_path)


def test_without_a_keyring_the_tokens_are_in_the_file(issuer: Issuer, tmp_path: Path) -> None:
    write_store(tmp_path, make_profile(issuer, seconds=-5))
    call(ClientRunner("sync"))
    profile = read_profile(tmp_path)
    assert (profile["access_token"], profile["refresh_token"]) == ("access-3", "refresh-4")
    assert (tmp_path / "credentials.json").stat().st_mode & 0o077 == 0 or os.name == "nt"


@pytest.mark.parametrize("time", ["", "soon", "0001-01-01T00:00:00+05:00", "2026-01-01T00:00:00"])
def test_a_token_with_an_unknown_expiry_is_renewed(
    time: str, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer, oauth_expires_at=time))
    call(ClientRunner("sync"))
    assert issuer.count("/token") == 1


class Clock:
    """The time, which a test sets."""

    def __init__(self) -> None:
        self.seconds = time.time()

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(issuer: Issuer, tmp_path: Path, clock: Clock) -> StoredSession:
    """A session whose stored token has expired."""
    write_store(tmp_path, make_profile(issuer, seconds=-5))
    return StoredSession(ACCOUNT, Address(None), clock)


@pytest.mark.parametrize(
    ("lifetime", "seconds"), [(3600, 3540), (90, 45), (10, 5), (None, 30), ("x", 30), (-5, 30)]
)
def test_a_renewed_token_is_used_until_shortly_before_it_expires(
    lifetime: object, seconds: float, issuer: Issuer, session: StoredSession, clock: Clock
) -> None:
    issuer.lifetime = lifetime
    token = session.fetch_token()
    began = clock.seconds
    clock.seconds = began + seconds - 2
    assert session.get_token() == session.fetch_token() == token
    clock.seconds = began + seconds + 2
    assert session.get_token() is None
    issuer.lifetime = 3600
    assert session.fetch_token() != token


def test_threads_renew_a_session_once(issuer: Issuer, tmp_path: Path) -> None:
    write_store(tmp_path, make_profile(issuer, seconds=0))
    with GoogleMeet(connection="c", pace=None) as meet, ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(lambda _: read_space(meet), range(16)))) == 16
    assert issuer.count("/token") == 1
    assert set(list_tokens(issuer)) == {"access-3"}


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_tasks_renew_a_session_once(backend: str, issuer: Issuer, tmp_path: Path) -> None:
    write_store(tmp_path, make_profile(issuer, seconds=0))

    async def main() -> None:
        async with AsyncGoogleMeet(connection="c", pace=None) as meet:
            async with anyio.create_task_group() as tasks:
                for _ in range(8):
                    tasks.start_soon(meet.spaces.get, "abc")

    anyio.run(main, backend=backend)
    assert issuer.count("/token") == 1
    assert len(list_tokens(issuer)) == 8


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_call_leaves_its_renewal_to_the_next(
    backend: str, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer, seconds=0))
    began, go_on = threading.Event(), threading.Event()

    def wait(_: IssuerRequest) -> None:
        began.set()
        assert go_on.wait(20)

    issuer.replies["/token"] = wait

    async def main() -> None:
        async with AsyncGoogleMeet(connection="c", pace=None) as meet:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(meet.spaces.get, "abc")
                await anyio.to_thread.run_sync(began.wait, 20)
                tasks.cancel_scope.cancel()
            go_on.set()
            await meet.spaces.get("abc")

    anyio.run(main, backend=backend)
    assert issuer.count("/token") == 1
    assert list_tokens(issuer) == ["access-3"]


def test_clients_renew_a_session_once(issuer: Issuer, tmp_path: Path) -> None:
    """Clients share nothing but the store."""
    write_store(tmp_path, make_profile(issuer, seconds=0))
    several = [StoredSession(ACCOUNT, Address(None)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        tokens = set(pool.map(StoredSession.fetch_token, several))
    assert tokens == {"access-3"}
    assert issuer.count("/token") == 1


def test_a_lock_that_another_process_holds_is_ignored_in_the_end(
    session: StoredSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maton_ai._config._LOCK_WAIT_SECONDS", 0.0)
    (tmp_path / "maton-google-meet.lock").mkdir()
    assert session.fetch_token() == "access-3"
    assert (tmp_path / "maton-google-meet.lock").exists()


def test_a_token_renewed_by_another_tool_is_used(
    issuer: Issuer, session: StoredSession, tmp_path: Path
) -> None:
    def renew_first(_: IssuerRequest) -> None:
        del issuer.replies["/token"]
        write_store(tmp_path, make_profile(issuer))
        issuer.refresh.clear()

    issuer.replies["/token"] = renew_first
    assert session.fetch_token() == "access-3"


def test_a_new_sign_in_repairs_an_open_client(
    runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer, seconds=0))
    issuer.refresh.clear()
    outcomes: list[object] = []

    def read(meet: Any) -> Any:
        result = None
        try:
            result = read_space(meet)
        except SessionExpired as error:
            outcomes.append(error)
            write_store(tmp_path, make_profile(issuer))
        if runner.mode == "sync":
            return result

        async def main() -> Any:
            try:
                return await result
            except SessionExpired as error:
                outcomes.append(error)
                write_store(tmp_path, make_profile(issuer))

        return main()

    assert call(runner, read, read).name == "spaces/abc"
    assert len(outcomes) == 1


# --- failed renewals ------------------------------------------------------------------------------

FAILURES: dict[str, tuple[tuple[int, object], type[MatonError], str]] = {
    "refused": ((400, {"error": "invalid_grant"}), SessionExpired, "issuer answered invalid_grant"),
    "client": ((401, {"error": "invalid_client"}), SessionExpired, "answered invalid_client"),
    "scope": ((400, {"error": "invalid_scope"}), SessionExpired, "answered invalid_scope"),
    "busy": ((503, {"error": "temporarily_unavailable"}), NetworkError, "temporarily_unavailable"),
    "unknown": ((400, {"error": "r3fresh"}), SessionExpired, "the issuer answered status 400"),
    "text": ((400, {"error_description": "r3fresh"}), SessionExpired, "answered status 400"),
    "forbidden": ((403, "<title>r3fresh</title>"), NetworkError, "answered status 403"),
    "page": ((502, "<title>r3fresh</title>"), NetworkError, "the issuer answered status 502"),
    "no JSON": ((200, "r3fresh"), NetworkError, "could not be renewed: JSONDecodeError"),
    "no object": ((200, ["r3fresh"]), NetworkError, "could not be renewed: AttributeError"),
    "no token": ((200, {"a": "r3fresh"}), NetworkError, "response contained no access_token."),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_failed_renewal(case: str, runner: ClientRunner, issuer: Issuer, tmp_path: Path) -> None:
    reply, kind, words = FAILURES[case]
    issuer.replies["/token"] = lambda _: reply
    write_store(tmp_path, make_profile(issuer, seconds=0))
    for action in (read_space, create_space):
        with pytest.raises(MatonError) as raised:
            call(runner, action, confirm=lambda _: True)
        error = raised.value
        assert type(error) is kind
        assert words in str(error)
        assert f"The Maton session of {ACCOUNT}" in str(error)
        assert "Nothing was sent" in str(error)
        assert (ENDED in str(error)) is (kind is SessionExpired)
        assert (error.__cause__, error.__context__) == (None, None)
        assert "r3fresh" not in str(error)
    assert list_tokens(issuer) == []


def test_an_issuer_that_cannot_be_reached(
    runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    metadata = {"resource": issuer.url, "authorization_servers": ["http://127.0.0.1:9"]}
    issuer.replies["/.well-known/oauth-protected-resource"] = lambda _: (200, metadata)
    write_store(tmp_path, make_profile(issuer, seconds=0))
    with pytest.raises(NetworkError, match="Could not discover authorization server"):
        call(runner)
    issuer.replies["/.well-known/oauth-protected-resource"] = lambda _: (404, {})
    with pytest.raises(NetworkError, match=r"oauth-protected-resource: HTTP Error 404.*call again"):
        call(runner)
    issuer.replies["/.well-known/oauth-protected-resource"] = lambda _: (200, "r3fresh")
    with pytest.raises(NetworkError, match="oauth-protected-resource: JSONDecodeError"):
        call(runner)


def test_a_temporary_failure_is_retried(
    runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    def fail_once(_: IssuerRequest) -> tuple[int, object]:
        del issuer.replies["/token"]
        return 503, ""

    issuer.replies["/token"] = fail_once
    write_store(tmp_path, make_profile(issuer, seconds=0))
    retry = Retry(attempts=2, max_wait=0.01)
    assert call(runner, create_space, confirm=lambda _: True, retry=retry).name == "spaces/abc"
    assert issuer.count("/token") == 2


class CountedLock:
    """A lock that counts the threads that have come to it."""

    def __init__(self, lock: Any) -> None:
        self.lock = lock
        self.arrivals = threading.Semaphore(0)

    def __enter__(self) -> None:
        self.arrivals.release()
        self.lock.acquire()

    def __exit__(self, *_: object) -> None:
        self.lock.release()


def test_waiting_threads_share_a_failure(issuer: Issuer, session: StoredSession) -> None:
    lock = CountedLock(session._lock)
    session._lock = lock  # type: ignore[assignment]
    errors: list[MatonError] = []

    def fail(_: IssuerRequest) -> tuple[int, object]:
        for _ in range(3):
            assert lock.arrivals.acquire(timeout=20)
        return 400, {"error": "invalid_grant"}

    def fetch() -> None:
        with pytest.raises(SessionExpired) as raised:
            session.fetch_token()
        errors.append(raised.value)

    issuer.replies["/token"] = fail
    threads = [threading.Thread(target=fetch) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert issuer.count("/token") == 1
    assert len({str(each) for each in errors}) == 1
    del issuer.replies["/token"]
    issuer.refresh.clear()
    with pytest.raises(SessionExpired):
        session.fetch_token()
    assert issuer.count("/token") == 2


def test_a_session_that_was_signed_out(
    runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    tokens = {"access_token": "", "refresh_token": ""}
    write_store(tmp_path, make_profile(issuer, oauth_expires_at="", **tokens))
    with pytest.raises(SessionExpired, match="has ended or was signed out"):
        call(runner)
    write_store(tmp_path, make_profile(issuer, **tokens))
    with pytest.raises(ConfigurationError, match=r"keyring .* cannot be read here\. Unlock"):
        call(runner)
    write_store(tmp_path, make_profile(issuer))

    def remove(_: object) -> None:
        write_store(tmp_path, make_profile(issuer, email=OTHER))

    with pytest.raises(SessionExpired, match="is no longer stored"):
        call(runner, remove, read_space)

    def break_store(_: object) -> None:
        (tmp_path / "credentials.json").write_text("{")

    write_store(tmp_path, make_profile(issuer))
    with pytest.raises(ConfigurationError, match=r"credentials\.json cannot be read"):
        call(runner, break_store, read_space)
    assert issuer.seen == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there are no modes")
def test_a_session_that_cannot_be_stored_is_not_renewed(
    issuer: Issuer, session: StoredSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(
        ConfigurationError, match=r"Permission denied.*folder of the sessions writable"
    ):
        session.fetch_token()
    assert issuer.seen == []


def test_a_renewal_that_cannot_be_stored(
    session: StoredSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device", "credentials.json.tmp")

    monkeypatch.setattr("os.replace", fill)
    with pytest.raises(ConfigurationError, match=r"credentials\.json\.tmp: No space left"):
        session.fetch_token()


def test_a_session_replaced_while_it_is_renewed(
    issuer: Issuer, session: StoredSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew = sessions._renew_profile

    def replace_first(*arguments: Any) -> Any:
        write_store(tmp_path, make_profile(issuer, oauth_resource="https://elsewhere.example"))
        return renew(*arguments)

    monkeypatch.setattr(sessions, "_renew_profile", replace_first)
    with pytest.raises(NetworkError, match="it was replaced at the same time"):
        session.fetch_token()
    assert issuer.seen == []


def test_a_token_that_cannot_be_a_header(
    runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer, access_token="s3cr3t\r\nX-Evil: 1"))
    with pytest.raises(SessionExpired, match="has a token that cannot be sent") as raised:
        call(runner)
    assert "s3cr3t" not in str(raised.value)


# --- refused tokens -------------------------------------------------------------------------------


def test_a_refused_token_is_renewed_once(
    runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer))
    issuer.access.clear()
    asked: list[object] = []
    confirm = lambda pending: not asked.append(pending)  # noqa: E731
    retry = Retry(attempts=2)
    events: list[Any] = []
    options: dict[str, Any] = {"confirm": confirm, "retry": retry, "observe": events.append}
    assert call(runner, create_space, **options).name == "spaces/abc"
    assert list_tokens(issuer) == ["access-1", "access-3"]
    assert len(asked) == 1
    tried = [(each.attempt, each.status) for each in events if isinstance(each, AttemptEvent)]
    assert tried[-2:] == [(1, 401), (2, 200)]
    assert [each.cause for each in events if isinstance(each, WaitEvent)] == [401]
    assert "access" not in repr(events)


def test_a_401_after_a_renewal_asks_to_sign_in(
    runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer))
    issuer.replies["/google-meet/v2/spaces/abc"] = lambda _: (401, {"error": "Invalid token"})
    with pytest.raises(AuthenticationError) as raised:
        call(runner, retry=Retry(attempts=5))
    assert f"The Maton session has ended or was revoked. {ENDED}" in str(raised.value)
    assert "MATON_API_KEY" not in str(raised.value)
    assert list_tokens(issuer) == ["access-1", "access-3"]


def test_a_token_is_not_renewed_for_a_call_without_retries(
    runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer))
    issuer.access.clear()
    with pytest.raises(AuthenticationError, match=ENDED):
        call(runner, retry=None)
    assert issuer.count("/token") == 0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<title>Sign in</title>", "If it was Maton, the session has ended."),
        ({"error": {"code": 401, "message": "no", "status": "UNAUTHENTICATED"}}, "authorize()"),
    ],
)
def test_a_401_of_others_renews_nothing(
    body: object, words: str, runner: ClientRunner, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer))
    issuer.replies["/google-meet/v2/spaces/abc"] = lambda _: (401, body)
    with pytest.raises(AuthenticationError) as raised:
        call(runner, retry=Retry(attempts=3))
    assert words in str(raised.value)
    assert (ENDED in str(raised.value)) is ("authorize" not in words)
    assert issuer.count("/token") == 0


def test_a_token_is_discarded_if_it_was_not_just_renewed(
    issuer: Issuer, session: StoredSession, clock: Clock
) -> None:
    token = session.fetch_token()
    assert session.discard_token(token) is False
    assert session.get_token() == token
    clock.seconds += 61
    assert session.discard_token(Secret("an earlier one")) is True
    assert session.get_token() == token
    assert session.discard_token(token) is True
    assert session.get_token() is None
    assert session.fetch_token() != token
    assert issuer.count("/token") == 2


# --- fork, and signing in and out -----------------------------------------------------------------


FORKS = """
import os, signal, sys
from maton_google_meet import GoogleMeet

with GoogleMeet(connection="c", retry=None, pace=None) as meet:
    children = []
    for _ in range(4):
        children.append(os.fork())
        if not children[-1]:
            signal.alarm(20)
            meet.spaces.get("abc")
            os._exit(0)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
"""
KEYRING_FORK = """
import os, signal, sys, threading
from pathlib import Path
from maton_google_meet import GoogleMeet
from support.keyrings import use_keyring

path = Path(os.environ["MATON_CONFIG_DIR"]) / "credentials.json"
expired = path.read_text()
with use_keyring() as memory, GoogleMeet(connection="c", retry=None) as meet:
    for kind, token in zip(("access", "refresh"), sys.argv[1:]):
        memory.set_password("maton-py-sdk", f"ana@example.com#oauth-{kind}", token)
    meet.spaces.get("abc")
    path.write_text(expired)
    session, held = meet.http.call_options.state.key, threading.Event()
    session._current = None
    hold = lambda: session._lock.acquire() and held.set() or threading.Event().wait(20)
    threading.Thread(target=hold, daemon=True).start()
    held.wait()
    sys.modules["maton_ai._keyring"].OPERATION_TIMEOUT = 60.0
    child = os.fork()
    if not child:
        signal.alarm(20)
        meet.spaces.get("abc")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    os._exit(0)
"""


def run_fork(code: str, *arguments: object) -> None:
    path = [entry for entry in sys.path if entry]
    code = f"import sys\nsys.path[:] = {path!r}\n{code}"
    subprocess.run([sys.executable, "-W", "ignore", "-c", code, *map(str, arguments)], check=True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot fork")
def test_processes_renew_a_session_once(issuer: Issuer, tmp_path: Path) -> None:
    write_store(tmp_path, make_profile(issuer, seconds=0))
    run_fork(FORKS)
    assert issuer.count("/token") == 1
    assert list_tokens(issuer) == ["access-3"] * 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot fork")
def test_a_forked_process_reads_the_keyring(issuer: Issuer, tmp_path: Path) -> None:
    profile = make_profile(issuer, seconds=0)
    tokens = [profile.pop(f"{kind}_token") for kind in ("access", "refresh")]
    write_store(tmp_path, profile)
    run_fork(KEYRING_FORK, *tokens)
    assert list_tokens(issuer) == ["access-3", "access-5"]


def test_the_threads_of_the_keyring_are_replaced_after_a_fork(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keyring: Any = sessions.load_library("maton_ai._keyring")
    before = keyring._executor
    sessions._keyring_threads.renew()
    assert keyring._executor is not before
    assert keyring._bounded(lambda: "read", "lost") == "read"
    before.shutdown()
    monkeypatch.delitem(sys.modules, "maton_ai._keyring")
    sessions._keyring_threads.renew()  # It was not loaded yet.


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A browser whose user signs in, and the addresses that it opened."""
    opened: list[str] = []

    def open_address(url: str) -> bool:
        opened.append(url)
        return visit(url)

    monkeypatch.setattr(webbrowser, "open", open_address)
    return opened


@pytest.mark.parametrize("stored", ["file", "keyring"])
def test_signing_in_and_out(
    stored: str, runner: ClientRunner, issuer: Issuer, tmp_path: Path, browser: list[str]
) -> None:
    with use_keyring() as memory:
        if stored == "file":
            memory.set_password = None  # type: ignore[assignment,method-assign]
        profile = sessions.sign_in(Address(None), browser=True, timeout=5.0)
        assert (profile.name, profile.in_file) == (ACCOUNT, stored == "file")
        assert len(browser) == 1
        assert call(runner).name == "spaces/abc"
        sessions.sign_out(sessions.find_profile())
        assert issuer.access == issuer.refresh == set()
        with pytest.raises(SessionExpired):
            call(runner)
        assert memory.secrets == {}


@pytest.mark.parametrize(
    ("path", "reply", "words"),
    [
        ("/register", (400, {"error": "invalid_redirect_uri"}), "answered invalid_redirect_uri"),
        ("/token", (400, {"error": "invalid_grant"}), "answered invalid_grant"),
        ("/token", (200, "tok3n"), "JSONDecodeError"),
        ("/token", (200, {"access_token": "tok3n\n"}), "verify the new token: ValueError"),
        ("/user", (403, {}), "rejected the new token (HTTP 403)"),
    ],
)
def test_a_failed_sign_in(
    path: str, reply: tuple[int, object], words: str, issuer: Issuer, browser: list[str]
) -> None:
    issuer.replies[path] = lambda _: reply
    with pytest.raises(MatonError) as raised:
        sessions.sign_in(Address(None), browser=True, timeout=5.0)
    assert str(raised.value).startswith("The sign-in failed: ")
    assert words in str(raised.value)
    assert "To try again: maton-google-meet login" in str(raised.value)
    assert "tok3n" not in str(raised.value)
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)


def test_a_sign_in_times_out(issuer: Issuer, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(MatonError, match="Timed out waiting for the browser"):
        sessions.sign_in(Address(None), browser=False, timeout=0.01)
    assert f"{issuer.url}/authorize?" in capsys.readouterr().out


@pytest.mark.parametrize("timeout", [0, -1.0, float("nan")])
def test_a_timeout_of_a_sign_in_is_a_number_of_seconds(timeout: float, issuer: Issuer) -> None:
    with pytest.raises(ConfigurationError, match="timeout= takes a number of seconds above 0"):
        sessions.sign_in(Address(None), browser=False, timeout=timeout)
    assert issuer.seen == []


def test_a_session_that_cannot_be_deleted(
    issuer: Issuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_store(tmp_path, make_profile(issuer))
    monkeypatch.setattr("os.replace", None)
    with pytest.raises(MatonError, match="The session could not be deleted: TypeError"):
        sessions.sign_out(sessions.find_profile())
