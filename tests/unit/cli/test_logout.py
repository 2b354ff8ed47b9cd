"""`logout`: ending a session."""

from __future__ import annotations

from pathlib import Path

from support.command_line import Run
from support.issuer import ACCOUNT, Issuer, make_profile, read_profile, write_store


def test_logout_revokes_one_session(run_command: Run, issuer: Issuer, tmp_path: Path) -> None:
    write_store(tmp_path, make_profile(issuer), make_profile(issuer, email="b"), active="b")
    result = run_command("logout", f"--profile={ACCOUNT}")
    assert result == (0, f"Signed out: {ACCOUNT}.\n", "")
    assert "access_token" not in read_profile(tmp_path)
    assert "access_token" in read_profile(tmp_path, "b")


def test_a_missing_session_is_named(run_command: Run, issuer: Issuer) -> None:
    result = run_command("logout", "--profile", "x")
    assert result.code == 4
    assert "'x', which is not in" in result.err
