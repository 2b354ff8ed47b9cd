"""Build the distributions and try the wheel where nothing of this repository can be seen.

Two import packages ship in one wheel, from two folders: what works in the checkout may be missing
from the wheel. So the sdist is built, the wheel from the sdist, as an installer would; the wheel's
files are compared with the tree's, and it is imported from an empty environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    ROOT / "generated" / "maton_google_meet_api",
    ROOT / "wrapper" / "maton_google_meet",
)

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
if code != 2 or "pip install 'maton-google-meet[cli]'" not in said.getvalue():
    raise SystemExit(f"without its extra, the command ends with {code}: {said.getvalue()}")
with Sandbox().client() as meet:
    if not list(meet.conference_records.list()):
        raise SystemExit("nothing has happened in the sandbox")
print(version("maton-google-meet"))
"""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command; its output is worth reading only when it fails."""
    done = subprocess.run(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        sys.exit(f"check_wheel.py: failed: {' '.join(map(str, command))}")
    return done.stdout.strip()


def compare(wheel: Path) -> int:
    """Compare the wheel's files with the tree's, and count them."""
    tree = {
        path.relative_to(package.parent).as_posix()
        for package in PACKAGES
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    metadata = "-".join(wheel.name.split("-")[:2]) + ".dist-info/"
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if not name.startswith(metadata)}
    for what, names in (("lacks", tree - packed), ("should not hold", packed - tree)):
        if names:
            sys.exit(f"check_wheel.py: the wheel {what}: {', '.join(sorted(names))}")
    return len(packed)


def main() -> None:
    """Build, compare, install, import."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder).resolve()
        dist, empty, elsewhere = scratch / "dist", scratch / "venv", scratch / "cwd"
        elsewhere.mkdir()
        run(sys.executable, "-m", "build", "--outdir", dist, ROOT, cwd=elsewhere)
        [sdist] = dist.glob("*.tar.gz")
        [wheel] = dist.glob("*.whl")
        count = compare(wheel)

        venv.create(empty, symlinks=os.name != "nt")
        python = empty / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        pip = (sys.executable, "-m", "pip", "--python", python)
        run(*pip, "install", "-qq", wheel, cwd=elsewhere)
        # -I: neither the working folder nor PYTHONPATH may help.
        (elsewhere / "probe.py").write_text(PROBE)
        version = run(python, "-I", "-W", "error", "probe.py", cwd=elsewhere)
        print(f"{sdist.name} and {wheel.name}: {count} files, installs and imports as {version}")


if __name__ == "__main__":
    main()
