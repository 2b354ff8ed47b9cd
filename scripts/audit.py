"""Look up known vulnerabilities of what requirements-dev.txt pins.

    python scripts/audit.py                       ask the OSV service, through pip-audit
    python scripts/audit.py --required            the same; exit 1 where it cannot be reached
    python scripts/audit.py --advisories all.zip  ask nobody: a folder or zip of OSV's JSON files

The exit code is 1 if there are findings. Where the service cannot be reached, that is said, and the
exit code is 0: a check that needs the internet must not stop work without it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lock import LOCK, ROOT, Pinned, read
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

# Seconds: for the service to answer one request, and for all of them.
PATIENCE = 3
LONGEST = 120
UNREACHABLE = ("ConnectionError", "Timeout", "ServiceError", "HTTPError", "ProxyError", "SSLError")


class Skipped(Exception):
    """The service cannot be reached; the text says why."""


def ask(lock: Path) -> list[str]:
    """What the service knows, a line each.

    Raises:
        Skipped: It cannot be reached.
        RuntimeError: pip-audit failed for another reason.
    """
    command = [
        *(sys.executable, "-m", "pip_audit", "--vulnerability-service", "osv"),
        *("--disable-pip", "--require-hashes", "--requirement", str(lock)),
        *("--format", "json", "--desc", "off", "--progress-spinner", "off"),
        *("--timeout", str(PATIENCE)),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired as error:
        raise Skipped(f"no answer within {LONGEST} s") from error
    try:
        told = json.loads(done.stdout)["dependencies"]
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        if any(word in last for word in UNREACHABLE):
            raise Skipped(f"the service cannot be reached ({last.partition(':')[0]})") from None
        raise RuntimeError(f"pip-audit failed: {last}") from None
    return [
        f"{each['name']} {each['version']}: {found['id']}, "
        f"fixed in {', '.join(found['fix_versions']) or 'no version'}"
        for each in told
        for found in each.get("vulns", ())
    ]


def advisories(path: Path) -> Iterator[Mapping[str, Any]]:
    """The advisories in a folder, or in a zip file."""
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield json.loads(file.read_bytes())
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def hit(version: str, affected: Mapping[str, Any]) -> bool:
    """Whether a version is among those that an advisory names, one by one or by their bounds."""
    if version in affected.get("versions", ()):
        return True
    mine = Version(version)
    for bounds in affected.get("ranges", ()):
        within = False
        # In the order in which OSV lists them, which is that of versions.
        for event in bounds.get("events", ()) if bounds.get("type") == "ECOSYSTEM" else ():
            [(what, said)] = event.items()
            try:
                bound = Version(said)
            except InvalidVersion:
                continue
            if what == "introduced" and mine >= bound:
                within = True
            elif (what == "fixed" and mine >= bound) or (what == "last_affected" and mine > bound):
                within = False
        if within:
            return True
    return False


def compare(pins: Sequence[Pinned], known: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the advisories say of what is pinned, a line each."""
    versions = {pin.name: pin.version for pin in pins}
    found: list[str] = []
    for advisory in known:
        for affected in () if advisory.get("withdrawn") else advisory.get("affected", ()):
            package = affected.get("package", {})
            name = canonicalize_name(package.get("name", ""))
            known_here = package.get("ecosystem") == "PyPI" and name in versions
            if known_here and hit(versions[name], affected):
                found.append(f"{name} {versions[name]}: {advisory['id']}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Look up, print what was found; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--required", action="store_true", help="not to be asked is a failure")
    parser.add_argument("--advisories", type=Path, help="a folder or zip of OSV's JSON files")
    options = parser.parse_args(arguments)
    pins = read((ROOT / LOCK).read_text(encoding="utf-8"))
    try:
        if options.advisories:
            found = compare(pins, advisories(options.advisories))
        else:
            found = ask(ROOT / LOCK)
    except Skipped as why:
        print(f"skipped: {why}")
        return 1 if options.required else 0
    except (RuntimeError, OSError, ValueError, zipfile.BadZipFile) as error:
        print(f"audit.py: {error}", file=sys.stderr)
        return 1
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{LOCK}: {len(pins)} packages, {len(found)} known vulnerabilities")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
