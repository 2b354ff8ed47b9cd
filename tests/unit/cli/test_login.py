"""`login`, `logout` and `--profile`."""

from __future__ import annotations

import contextlib
import threading
import webbrowser
from pathlib import Path

import pytest
from support.command_line import Run
from support.issuer import ACCOUNT, Issuer, make_profile, read_profile, visit, write_store
from support.keyrings import use_keyring

NAME = f"--profile={ACCOUNT}"


@pytest.fixture(autouse=True)
def _browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", visit)


@pytest.mark.parametrize("has_keyring", [False, True])
def test_login_and_logout(
    has_keyring: bool, run_command: Run, issuer: Issuer, tmp_path: Path
) -> None:
    with use_keyring() if has_keyring else contextlib.nullcontext():
        result = run_command("login")
        assert (result.code, result.out) == (0, f"Signed in as {ACCOUNT}.\n")
        assert (str(tmp_path / "credentials.json") in result.err) is not has_keyring
        assert run_command("spaces", "get", "abc").code == 0
        assert run_command("logout") == (0, f"Signed out: {ACCOUNT}.\n", "")
        assert issuer.access == issuer.refresh == set()
        result = run_command("spaces", "get", "abc")
        assert result.code == 4
        assert "Sign in again with `maton-google-meet login`" in result.err


def test_login_without_a_browser_prints_the_address(
    run_command: Run, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from maton_google_meet.cli import login

    shown: list[str] = []
    threads: list[threading.Thread] = []

    def print_message(*lines: str) -> None:
        shown.extend(lines)
        for line in lines:
            if line.startswith(issuer.url):
                threads.append(threading.Thread(target=visit, args=(line,)))
                threads[-1].start()

    monkeypatch.setattr(login, "print_message", print_message)
    result = run_command("login", "--no-browser")
    assert (result.code, result.out) == (0, f"Signed in as {ACCOUNT}.\n")
    assert shown[0] == "Open this URL to continue signing in to Maton:"
    threads[0].join()


def test_an_address_cannot_act_on_the_terminal(run_command: Run, issuer: Issuer) -> None:
    metadata = {
        "issuer": issuer.url,
        "authorization_endpoint": f"{issuer.url}/\x1b[31m",
        "token_endpoint": f"{issuer.url}/token",
        "registration_endpoint": f"{issuer.url}/register",
    }
    issuer.replies["/.well-known/oauth-authorization-server"] = lambda _: (200, metadata)
    result = run_command("login", "--no-browser", "--timeout", "0.01")
    assert result.code == 1
    assert f"{issuer.url}/\\x1b[31m?" in result.err
    assert "Timed out waiting for the browser" in result.err
    assert "\x1b" not in result.err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MATON_API_KEY", "key", "takes precedence: unset MATON_API_KEY"),
        ("MATON_PROFILE", "x", "names another profile: unset MATON_PROFILE"),
    ],
)
def test_login_names_a_variable_that_precedes_the_session(
    name: str,
    value: str,
    words: str,
    run_command: Run,
    issuer: Issuer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(name, value)
    assert words in run_command("login").err
    monkeypatch.setenv("MATON_PROFILE", ACCOUNT)
    monkeypatch.delenv("MATON_API_KEY", raising=False)
    assert "unset" not in run_command("login").err


def test_commands_use_the_profile(
    run_command: Run, issuer: Issuer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATON_API_KEY", "key")
    write_store(tmp_path, make_profile(issuer), make_profile(issuer, email="b"), active="b")
    assert run_command("spaces", "get", "abc").code == 4
    assert run_command("spaces", "get", "abc", NAME).code == 0
    assert run_command("auth", NAME, "--no-browser").code == 3
    assert {each.token for each in issuer.seen} == {"key", "access-1"}
    assert run_command("logout", NAME).out == f"Signed out: {ACCOUNT}.\n"
    assert read_profile(tmp_path, "b")["access_token"] == "access-3"
    assert "access_token" not in read_profile(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["spaces", "get", "abc", "--profile", "x"], 4, ": --profile names 'x', which is not in"),
        (["logout", "--profile", "x"], 4, "'x', which is not in"),
        (["spaces", "get", "abc", "--profile", ""], 2, ": --profile is empty"),
        (
            ["spaces", "get", "abc", "--sandbox", NAME],
            2,
            "--profile cannot be combined with --sandbox",
        ),
        (["doctor", "--sandbox", NAME], 2, "--profile cannot be combined with --sandbox"),
    ],
)
def test_a_profile_that_cannot_be_used(
    arguments: list[str], code: int, words: str, run_command: Run, issuer: Issuer, tmp_path: Path
) -> None:
    write_store(tmp_path, make_profile(issuer))
    result = run_command(*arguments)
    assert result.code == code
    assert words in result.err
