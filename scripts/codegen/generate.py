"""Build the generated package: run the generator, patch its output, add the templates' modules and
the runtime, format everything, and mark each file with its origin."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from codegen import GenerationError, marks, patch, render, skill
from codegen.document import Document
from codegen.operations import read_operations
from codegen.view import View

RUNTIME = Path(__file__).parent / "runtime"
GENERATOR, FORMATTER = "openapi-python-client", "ruff"
RUFF_OPTIONS = (
    *("--isolated", f"--line-length={render.LINE_LENGTH}"),
    *("--target-version=py311", "--quiet"),
)
IMPORT_FIXES = ("--fix-only", "--select=I,F401", *RUFF_OPTIONS)
ORIGIN = "by scripts/regenerate.py from spec/openapi.yaml"


def check_pins(project: Path) -> None:
    """Raise `GenerationError` unless the generator and the formatter have the exact versions that
    the pyproject.toml at `project` pins."""
    table = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    requirements = table["optional-dependencies"]["dev"]
    pins = dict(each.split("==", 1) for each in requirements if "==" in each)
    for tool in (GENERATOR, FORMATTER):
        if pins.get(tool) != version(tool):
            raise GenerationError(
                f"{tool} {version(tool)} is installed, but pyproject.toml pins {pins.get(tool)}. "
                "Another version may write different files. Install the pinned version: "
                "pip install -e '.[dev]'"
            )


def run_tool(*command: str | Path, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """Run a module as a program, and return its stdout. Raise `GenerationError` with its output if
    it fails."""
    result = subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if result.returncode:
        raise GenerationError(f"{command[0]} failed:\n{result.stdout}{result.stderr}")
    return result.stdout


def run_generator(document: Document, package: Path) -> None:
    """Let openapi-python-client write `package` from its view of the document."""
    folder = package.parent
    view = View(document)
    (folder / "view.json").write_text(json.dumps(view.build()), encoding="utf-8")
    (folder / "config.yml").write_text("post_hooks: []\n", encoding="utf-8")
    run_tool(
        *("openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"),
        *("--path", folder / "view.json", "--config", folder / "config.yml"),
        *("--output-path", package),
        cwd=folder,
    )
    view.placeholders.restore(package)


def build_package(document: Document, package: Path) -> None:
    """Write the whole package."""
    folder = package.parent
    run_generator(document, package)
    run_tool("ruff", "check", *IMPORT_FIXES, package, cwd=folder)
    generated = set(package.rglob("*.py"))
    runtime = copy_runtime(package / "runtime")
    patch.patch_package(document, package)
    marks.mark_models(document, package / "models")
    operations = read_operations(document)
    render.render_package(document, operations, package)
    run_tool("ruff", "check", *IMPORT_FIXES, package, cwd=folder)
    run_tool("ruff", "format", *RUFF_OPTIONS, package, cwd=folder)
    for file in package.rglob("*.py"):
        if file in runtime:
            origin = f"Copied by scripts/regenerate.py from scripts/codegen/runtime/{file.name}"
        else:
            tool = f" with {GENERATOR} {version(GENERATOR)}" if file in generated else ""
            origin = f"Written {ORIGIN}{tool}"
        source = file.read_text(encoding="utf-8")
        file.write_text(f"# {origin}; do not edit.\n{source}", encoding="utf-8")
    skill.write_skill(document, operations, package)
    mark = f"Written {ORIGIN}; do not edit."
    (package / "py.typed").write_text(f"# {mark}\n", encoding="utf-8")
    text = json.dumps(
        {"x-written-by": mark, **document.build_publication()}, indent=1, ensure_ascii=False
    )
    # Move the origin to the first line.
    (package / "document.json").write_text(text.replace("{\n ", "{", 1) + "\n", encoding="utf-8")


def copy_runtime(folder: Path) -> set[Path]:
    """Copy the hand-written modules into the package, and return the copies."""
    folder.mkdir()
    modules = RUNTIME.glob("*.py")
    return {Path(shutil.copyfile(module, folder / module.name)) for module in modules}
