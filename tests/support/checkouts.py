"""Git repositories for tests, independent of the machine's settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def git(root: Path, *arguments: str) -> str:
    """Return the output of git in `root`; skip the test on a machine without git."""
    if shutil.which("git") is None:
        pytest.skip("git is not on this machine")
    quiet = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *quiet, *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
    )
    return done.stdout.strip()


def commit(root: Path, message: str = "All of it") -> None:
    """Commit all files in `root`; create the repository if necessary."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message)
