"""Build the distributions, twice, and try the wheel where nothing of this repository can be seen.

Two import packages ship in one wheel, from two folders: what works in the checkout may be missing
from the wheel. So the sdist is built, the wheel from the sdist, as an installer would. The sdist
holds what git tracks of the paths that pyproject.toml lists, byte for byte, and nothing else; the
wheel holds the two packages. Both are built again, the wheel straight from the tree, of a copy with
other dates and modes: the bytes have to be the same. Then the wheel is imported from an empty
environment.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("generated/maton_google_meet_api", "wrapper/maton_google_meet")
# What hatchling adds to the list: the first so that a build of the sdist leaves out the same.
ADDED = (".gitignore", "pyproject.toml")
MADE = "PKG-INFO"
METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}

PROBE = """
import contextlib
import io
from importlib.metadata import entry_points, version
from importlib.resources import files

import maton_google_meet
import maton_google_meet_api
from maton_google_meet import AsyncGoogleMeet, GoogleMeet, approve_in_terminal
from maton_google_meet.models import AccessType
from maton_google_meet.sandbox import Sandbox

for package, name in (
    ("maton_google_meet", "py.typed"),
    ("maton_google_meet_api", "py.typed"),
    ("maton_google_meet_api", "document.json"),
):
    if not files(package).joinpath(name).is_file():
        raise SystemExit(f"{package} lacks {name}")
[command] = entry_points(group="console_scripts", name="maton-google-meet")
with contextlib.redirect_stderr(io.StringIO()) as said:
    code = command.load()(["--version"])
if code != 2 or "pip install 'cyclopts>=" not in said.getvalue():
    raise SystemExit(f"without its extra, the command ends with {code}: {said.getvalue()}")
with Sandbox().client() as meet:
    if not list(meet.conference_records.list()):
        raise SystemExit("nothing has happened in the sandbox")
print(version("maton-google-meet"))
"""


def run(*command: str | Path, cwd: Path, umask: int = -1) -> str:
    """Run a command; its output is worth reading only when it fails."""
    done = subprocess.run(
        command,
        cwd=cwd,
        umask=umask,
        # Anybody who builds gets the date that hatchling has when it is told none.
        env={name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        sys.exit(f"check_wheel.py: failed: {' '.join(map(str, command))}")
    return done.stdout.strip()


def listed(root: Path) -> set[str]:
    """The files that the sdist is to hold. In an unpacked sdist, where there is no git, all that
    lie below the listed paths, caches aside."""
    parsed = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    paths = [*parsed["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"], *ADDED]
    if (root / ".git").exists():
        told = run("git", "ls-files", "-z", "--", *paths, cwd=root).strip("\0").split("\0")
    else:
        files = [path for name in paths for path in ((root / name), *(root / name).rglob("*"))]
        told = [path.relative_to(root).as_posix() for path in files if path.is_file()]
    return {name for name in told if "__pycache__" not in PurePosixPath(name).parts}


def compare_names(what: str, packed: set[str], tree: set[str]) -> None:
    """End if the two differ."""
    for how, names in (("lacks", tree - packed), ("should not hold", packed - tree)):
        if names:
            sys.exit(f"check_wheel.py: the {what} {how}: {', '.join(sorted(names))}")


def compare_bytes(what: str, name: str, packed: bytes, tree: Path) -> None:
    """End if a file is not as it is in the tree."""
    if packed != tree.read_bytes():
        sys.exit(f"check_wheel.py: the {what}'s {name} is not the tree's")


def compare_wheel(wheel: Path, root: Path) -> int:
    """Compare the wheel's files with the tree's, and count them."""
    tree = {
        name.removeprefix(f"{PurePosixPath(package).parent}/"): root / name
        for package in PACKAGES
        for name in listed(root)
        if name.startswith(f"{package}/")
    }
    metadata = "-".join(wheel.name.split("-")[:2]) + ".dist-info/"
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.namelist()
        compare_names("wheel", set(packed), {*tree, *(metadata + each for each in METADATA)})
        for name, path in tree.items():
            compare_bytes("wheel", name, archive.read(name), path)
    return len(packed)


def compare_sdist(sdist: Path, root: Path) -> int:
    """Compare the sdist's files with the tree's, and count them."""
    tree = listed(root)
    folder = sdist.name.removesuffix(".tar.gz")
    with tarfile.open(sdist) as archive:
        packed = {
            member.name.removeprefix(f"{folder}/"): member
            for member in archive.getmembers()
            if not member.isdir()
        }
        compare_names("sdist", set(packed), {*tree, MADE})
        for name in sorted(tree):
            content = archive.extractfile(packed[name])
            compare_bytes("sdist", name, content.read() if content else b"", root / name)
    return len(packed)


def copy(root: Path, to: Path) -> None:
    """Copy what is built, with other dates and other modes."""
    for name in listed(root):
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((root / name).read_bytes())
        # Whether it is executable is git's affair, all else is the machine's.
        path.chmod(0o700 if os.access(root / name, os.X_OK) else 0o600)
        os.utime(path, (1_000_000_000, 1_000_000_000))


def build(root: Path, dist: Path, *kinds: str, cwd: Path, umask: int = -1) -> tuple[Path, Path]:
    """Build sdist and wheel; without an environment of its own, what builds is what is pinned."""
    command: tuple[str | Path, ...] = (
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        *kinds,
        "--outdir",
        dist,
        root,
    )
    run(*command, cwd=cwd, umask=umask)
    [sdist] = dist.glob("*.tar.gz")
    [wheel] = dist.glob("*.whl")
    return sdist, wheel


def main() -> None:
    """Build, compare, install, import."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder).resolve()
        empty, elsewhere, other = scratch / "venv", scratch / "cwd", scratch / "copy"
        elsewhere.mkdir()
        sdist, wheel = build(ROOT, scratch / "dist", cwd=elsewhere, umask=0o022)
        counts = compare_sdist(sdist, ROOT), compare_wheel(wheel, ROOT)
        copy(ROOT, other)
        kinds = ("--sdist", "--wheel")
        again = build(other, scratch / "again", *kinds, cwd=elsewhere, umask=0o077)
        for count, first, second in zip(counts, (sdist, wheel), again, strict=True):
            digest = hashlib.sha256(first.read_bytes()).hexdigest()
            if second.read_bytes() != first.read_bytes():
                sys.exit(f"check_wheel.py: a second build gives another {first.name}")
            print(f"{first.name}: {count} files, sha256 {digest}, built twice the same")

        venv.create(empty, symlinks=os.name != "nt")
        python = empty / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        pip = (sys.executable, "-m", "pip", "--python", python)
        run(*pip, "install", "-qq", wheel, cwd=elsewhere)
        # -I: neither the working folder nor PYTHONPATH may help.
        (elsewhere / "probe.py").write_text(PROBE)
        version = run(python, "-I", "-W", "error", "probe.py", cwd=elsewhere)
        print(f"sdist {counts[0]} files, wheel {counts[1]} files, built twice the same")
        print(f"{wheel.name} installs and imports as {version}")


if __name__ == "__main__":
    main()
