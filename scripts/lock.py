"""Write requirements-dev.txt: all that the extra `dev` needs, each pinned and with its hashes.

    python scripts/lock.py              after a change in pyproject.toml: what still fits stays
    python scripts/lock.py --upgrade    the newest of everything
    python scripts/lock.py --check      change nothing, ask nobody; exit 1 if it is out of date

The lock holds for each Python and platform that is supported, by markers, and has the hashes of all
files of a release. The check reads pyproject.toml, and what installed packages say they need.
"""

from __future__ import annotations

import argparse
import functools
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = "requirements-dev.txt"
PYTHONS = ("3.11.0", "3.12.0", "3.13.0", "3.14.0")
PLATFORMS = {"linux": ("posix", "Linux"), "darwin": ("posix", "Darwin"), "win32": ("nt", "Windows")}
# Each as packaging's markers have it.
PLACES = tuple(
    {
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "sys_platform": platform,
        "os_name": os_name,
        "platform_system": system,
        "platform_machine": "x86_64",
    }
    for python in PYTHONS
    for platform, (os_name, system) in PLATFORMS.items()
)


class Pinned(NamedTuple):
    """One line of the lock."""

    name: str
    version: str
    marker: Marker | None
    hashes: frozenset[str]

    def applies(self, place: dict[str, str]) -> bool:
        """Whether it is installed there."""
        return self.marker is None or self.marker.evaluate(place)


def read(text: str) -> list[Pinned]:
    """The lines of a lock; raises `ValueError` for one that pins nothing, or lacks a hash."""
    pins: list[Pinned] = []
    for line in text.replace("\\\n", " ").splitlines():
        said, *hashes = re.split(r"\s+--hash=", line.partition("#")[0].strip())
        if not said:
            continue
        wanted = Requirement(said)
        [version] = [each.version for each in wanted.specifier if each.operator == "=="] or [""]
        if not version or wanted.url:
            raise ValueError(f"{said}: not pinned to a version")
        if not hashes or not all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in hashes):
            raise ValueError(f"{said}: no sha256, or a broken one")
        name = canonicalize_name(wanted.name)
        pins.append(Pinned(name, version, wanted.marker, frozenset(hashes)))
    return pins


def wanted(root: Path) -> list[Requirement]:
    """What pyproject.toml asks for: to run, to develop, to build."""
    parsed = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project = parsed["project"]
    said = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return [Requirement(each) for each in (*said, *parsed["build-system"]["requires"])]


@functools.cache
def needs(name: str, version: str) -> Sequence[Requirement]:
    """What the installed package says it needs, if it is that version; its markers are the
    reader's affair."""
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return ()
    return tuple(map(Requirement, installed.requires or ())) if installed.version == version else ()


def problems(root: Path) -> list[str]:
    """What is wrong with the lock, a sentence each."""
    path = root / LOCK
    if not path.is_file():
        return [f"{LOCK} is missing"]
    text = path.read_text(encoding="utf-8")
    found = [f"{LOCK} names an address: {url}" for url in re.findall(r"\w+://\S+", text)]
    try:
        pins = read(text)
    except ValueError as error:
        return [*found, f"{LOCK}: {error}"]
    asked = wanted(root)
    said: dict[str, None] = {}
    for place in PLACES:
        here = {pin.name: pin for pin in pins if pin.applies(place)}
        where = f"{place['sys_platform']}, Python {place['python_version']}"
        waiting = [("pyproject.toml", "", each) for each in asked]
        seen: set[str] = set()
        while waiting:
            who, extra_of, each = waiting.pop()
            extras = extra_of.split(",")
            if each.marker and not any(each.marker.evaluate({**place, "extra": e}) for e in extras):
                continue
            pin = here.get(canonicalize_name(each.name))
            if pin is None:
                said[f"{who} needs {each.name}, which {LOCK} lacks ({where})"] = None
            elif not each.specifier.contains(pin.version, prereleases=True):
                said[f"{who} needs {each}, and {LOCK} has {pin.version}"] = None
            elif (key := f"{pin.name}[{sorted(each.extras)}]") not in seen:
                seen.add(key)
                chosen = ",".join(["", *sorted(each.extras)])
                waiting += [(pin.name, chosen, more) for more in needs(pin.name, pin.version)]
    return [*found, *said]


def compile_lock(*, upgrade: bool) -> int:
    """Have the lock written by uv; the exit code."""
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--extra", "dev"),
        *("--universal", "--python-version", PYTHONS[0].rpartition(".")[0], "--generate-hashes"),
        *("--custom-compile-command", "python scripts/lock.py", "--quiet"),
        *("--output-file", LOCK, *(["--upgrade"] if upgrade else [])),
    ]
    quiet = {"UV_NO_CONFIG": "1", "UV_SYSTEM_CERTS": "1"}
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **quiet}, check=False).returncode


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the lock; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--upgrade", action="store_true", help="take the newest of everything")
    either.add_argument("--check", action="store_true", help="say whether it is out of date")
    options = parser.parse_args(arguments)
    if not options.check and (code := compile_lock(upgrade=options.upgrade)):
        return code
    wrong = problems(ROOT)
    for each in wrong:
        print(each)
    if wrong:
        print(f"{LOCK} is out of date: run scripts/lock.py")
        return 1
    pins = read((ROOT / LOCK).read_text(encoding="utf-8"))
    hashes = sum(len(pin.hashes) for pin in pins)
    print(f"{LOCK}: {len(pins)} packages, {hashes:,} hashes, {len(PLACES)} places")
    return 0


if __name__ == "__main__":
    sys.exit(main())
