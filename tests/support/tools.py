"""Other people's tools, which `scripts/run.py tools` installs into the folder `MATON_TOOLS`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SECONDS_TO_RUN = 120


def find_node_modules() -> Path:
    """Return the folder of the installed npm packages. Skip the module without it."""
    folder = _find_folder() / "node_modules"
    if shutil.which("npm") is None:
        pytest.skip("npm (Node.js) is not installed", allow_module_level=True)
    return folder


def find_node_tool(name: str) -> str:
    """Return the path of a command that needs Node.js. Skip the module without it."""
    return _find_command(find_node_modules() / ".bin", name)


def find_python_tool(name: str) -> str:
    """Return the path of a command in the Python environment of the tools. Skip without it."""
    return _find_command(
        _find_folder() / "python" / ("Scripts" if os.name == "nt" else "bin"), name
    )


def _find_folder() -> Path:
    if "MATON_TOOLS" not in os.environ:
        pytest.skip("run `python3 scripts/run.py tools`", allow_module_level=True)
    return Path(os.environ["MATON_TOOLS"]).absolute()


def _find_command(folder: Path, name: str) -> str:
    path = shutil.which(name, path=str(folder))
    assert path, f"{name} is missing in {folder}"
    return path


def run_tool(*command: str | Path, cwd: Path) -> str:
    """Run a command in a folder and return its output. Fail if the command does."""
    result = subprocess.run(
        [*map(str, command)],
        cwd=cwd, capture_output=True, text=True, timeout=SECONDS_TO_RUN, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
