"""Build the distributions twice, compare them with the tree, and import the wheel.

The script builds the sdist, and the wheel from the sdist, as an installer does. The sdist must
contain exactly the files that git tracks below the paths in pyproject.toml, byte for byte; the
wheel must contain the two packages. A second build, from a copy with other dates and modes, must
give the same bytes. Finally the wheel is imported in an empty environment.
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
# Files that hatchling adds. It needs .gitignore to build the same wheel from an sdist.
ADDED_FILES = (".gitignore", "pyproject.toml")
SDIST_METADATA = "PKG-INFO"
WHEEL_METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}

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
    ("maton_google_meet_api", "skill/maton-google-meet/SKILL.md"),
):
    if not files(package).joinpath(name).is_file():
        raise SystemExit(f"{package} lacks {name}")
[command] = entry_points(group="console_scripts", name="maton-google-meet")
for arguments in (["--help"], ["conference-records", "list", "--sandbox", "--json"]):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        code = command.load()(arguments)
    if code != 0 or not output.getvalue():
        raise SystemExit(f"without the extra cli, the command exits with {code}: {arguments}")
with Sandbox().client() as meet:
    if not list(meet.conference_records.list()):
        raise SystemExit("the sandbox has no conference records")
print(version("maton-google-meet"))
"""


def run_command(*command: str | Path, cwd: Path, umask: int = -1) -> str:
    """Run a command, and return its output. Exit with the output if it fails."""
    result = subprocess.run(
        command,
        cwd=cwd,
        umask=umask,
        # Without this variable, hatchling sets the same date everywhere.
        env={name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode:
        print(result.stdout, file=sys.stderr)
        sys.exit(f"check_wheel.py: failed: {' '.join(map(str, command))}")
    return result.stdout.strip()


def list_files(root: Path) -> set[str]:
    """Return the files that belong into the sdist: those that git tracks below the paths in
    pyproject.toml. In an unpacked sdist, which has no git, return all files except caches."""
    parsed = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    paths = [*parsed["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"], *ADDED_FILES]
    if (root / ".git").exists():
        names = run_command("git", "ls-files", "-z", "--", *paths, cwd=root).strip("\0").split("\0")
    else:
        files = [path for each in paths for path in ((root / each), *(root / each).rglob("*"))]
        names = [path.relative_to(root).as_posix() for path in files if path.is_file()]
    return {name for name in names if "__pycache__" not in PurePosixPath(name).parts}


def compare_names(kind: str, packed: set[str], tree: set[str]) -> None:
    """Exit if a distribution lacks files or has additional ones."""
    for verb, names in (("lacks", tree - packed), ("should not contain", packed - tree)):
        if names:
            sys.exit(f"check_wheel.py: the {kind} {verb}: {', '.join(sorted(names))}")


def compare_bytes(kind: str, name: str, packed: bytes, tree: Path) -> None:
    """Exit if a file differs from that in the tree."""
    if packed != tree.read_bytes():
        sys.exit(f"check_wheel.py: {name} in the {kind} differs from the tree")


def compare_wheel(wheel: Path, root: Path) -> int:
    """Compare the wheel's files with the tree's, and return their number."""
    tree = {
        name.removeprefix(f"{PurePosixPath(package).parent}/"): root / name
        for package in PACKAGES
        for name in list_files(root)
        if name.startswith(f"{package}/")
    }
    metadata = "-".join(wheel.name.split("-")[:2]) + ".dist-info/"
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.namelist()
        compare_names("wheel", set(packed), {*tree, *(metadata + each for each in WHEEL_METADATA)})
        for name, path in tree.items():
            compare_bytes("wheel", name, archive.read(name), path)
    return len(packed)


def compare_sdist(sdist: Path, root: Path) -> int:
    """Compare the sdist's files with the tree's, and return their number."""
    tree = list_files(root)
    folder = sdist.name.removesuffix(".tar.gz")
    with tarfile.open(sdist) as archive:
        packed = {
            member.name.removeprefix(f"{folder}/"): member
            for member in archive.getmembers()
            if not member.isdir()
        }
        compare_names("sdist", set(packed), {*tree, SDIST_METADATA})
        for name in sorted(tree):
            content = archive.extractfile(packed[name])
            compare_bytes("sdist", name, content.read() if content else b"", root / name)
    return len(packed)


def copy_files(root: Path, to: Path) -> None:
    """Copy the files of the sdist, with other dates and modes."""
    for name in list_files(root):
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((root / name).read_bytes())
        # git keeps only the executable bit of a mode.
        path.chmod(0o700 if os.access(root / name, os.X_OK) else 0o600)
        os.utime(path, (1_000_000_000, 1_000_000_000))


def build_distributions(
    root: Path, dist: Path, *kinds: str, cwd: Path, umask: int = -1
) -> tuple[Path, Path]:
    """Build the sdist and the wheel with the pinned tools of this environment."""
    options: tuple[str | Path, ...] = ("--no-isolation", *kinds, "--outdir", dist, root)
    run_command(sys.executable, "-m", "build", *options, cwd=cwd, umask=umask)
    [sdist] = dist.glob("*.tar.gz")
    [wheel] = dist.glob("*.whl")
    return sdist, wheel


def main() -> None:
    """Build, compare, install and import."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder).resolve()
        empty, elsewhere, other = scratch / "venv", scratch / "cwd", scratch / "copy"
        elsewhere.mkdir()
        sdist, wheel = build_distributions(ROOT, scratch / "dist", cwd=elsewhere, umask=0o022)
        counts = compare_sdist(sdist, ROOT), compare_wheel(wheel, ROOT)
        copy_files(ROOT, other)
        kinds = ("--sdist", "--wheel")
        again = build_distributions(other, scratch / "again", *kinds, cwd=elsewhere, umask=0o077)
        for count, first, second in zip(counts, (sdist, wheel), again, strict=True):
            digest = hashlib.sha256(first.read_bytes()).hexdigest()
            if second.read_bytes() != first.read_bytes():
                sys.exit(f"check_wheel.py: a second build gives a different {first.name}")
            print(f"{first.name}: {count} files, sha256 {digest}, built twice the same")

        venv.create(empty, symlinks=os.name != "nt")
        python = empty / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        pip = (sys.executable, "-m", "pip", "--python", python)
        run_command(*pip, "install", "-qq", wheel, cwd=elsewhere)
        # -I ignores the working folder and PYTHONPATH, which could hide a missing module.
        (elsewhere / "probe.py").write_text(PROBE)
        version = run_command(python, "-I", "-W", "error", "probe.py", cwd=elsewhere)
        print(f"sdist {counts[0]} files, wheel {counts[1]} files, built twice the same")
        print(f"{wheel.name} installs and imports as {version}")


if __name__ == "__main__":
    main()
