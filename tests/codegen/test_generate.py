"""The package that is generated, and the tools that generate it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from codegen import GenerationError, generate
from regenerate import PACKAGE
from support.reading import spec


def test_each_generated_file_names_its_origin() -> None:
    for path in PACKAGE.rglob("*"):
        if path.suffix in {".pyc", ""}:
            continue
        first, second, *_ = [*path.read_text(encoding="utf-8").split("\n", 2), ""]
        if path.name == "SKILL.md":  # Its first line starts the front matter.
            first = second
        start = '{"x-written-by": "' if path.suffix == ".json" else "# "
        assert first.startswith(start), path
        assert re.search(r"(Written|Copied) by scripts/regenerate\.py from \S+", first), path
        assert "; do not edit." in first, path


def test_the_data_is_the_document() -> None:
    data = json.loads((PACKAGE / "document.json").read_text(encoding="utf-8"))
    assert "scripts/regenerate.py from spec/openapi.yaml" in data.pop("x-written-by")
    assert json.dumps(data) == json.dumps(spec().build_publication())


@pytest.mark.parametrize("module", sorted(generate.RUNTIME.glob("*.py")), ids=lambda p: p.name)
def test_the_runtime_modules_are_copies(module: Path) -> None:
    first, _, rest = (PACKAGE / "runtime" / module.name).read_text(encoding="utf-8").partition("\n")
    assert first == (
        f"# Copied by scripts/regenerate.py from scripts/codegen/runtime/{module.name};"
        " do not edit."
    )
    # The formatter changes only white space.
    assert "".join(rest.split()) == "".join(module.read_text(encoding="utf-8").split())


def test_the_generated_package_imports_nothing_of_the_wrapper() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import) maton_google_meet\b", text, re.MULTILINE), path


def test_the_output_of_a_tool_need_not_be_utf_8(tmp_path: Path) -> None:
    (tmp_path / "odd.py").write_text(
        "import sys\nsys.stdout.buffer.write(b'caf\\xe9')\nsys.exit(1)\n", encoding="utf-8"
    )
    with pytest.raises(GenerationError, match="odd failed:\ncaf\ufffd"):
        generate.run_tool("odd", cwd=tmp_path)


@pytest.mark.parametrize("tool", ["openapi-python-client", "ruff"])
@pytest.mark.parametrize("pin", ["==0.0.1", ">=0.0.1"])
def test_another_version_of_a_tool_is_refused(
    tool: str, pin: str, repository: Path, tmp_path: Path
) -> None:
    text = (repository / "pyproject.toml").read_text(encoding="utf-8")
    pinned = tomllib.loads(text)["project"]["optional-dependencies"]["dev"]
    [now] = [item for item in pinned if item.startswith(f"{tool}==")]
    project = tmp_path / "pyproject.toml"
    project.write_text(text, encoding="utf-8")
    generate.check_pins(project)
    project.write_text(text.replace(f'"{now}"', f'"{tool}{pin}"'), encoding="utf-8")
    shown = pin.removeprefix("==") if pin.startswith("==") else None
    with pytest.raises(GenerationError) as caught:
        generate.check_pins(project)
    message = str(caught.value)
    assert f"{now.replace('==', ' ')} is installed, but pyproject.toml pins {shown}. " in message
    assert "Install the pinned version: pip install -e '.[dev]'" in message
