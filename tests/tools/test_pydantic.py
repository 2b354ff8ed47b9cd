"""The pydantic models that datamodel-code-generator writes, with the document's examples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codegen.document import load_yaml
from support.tools import find_python_tool, run_tool

CODEGEN, PYTHON = find_python_tool("datamodel-codegen"), find_python_tool("python")
# It runs in the environment of the tool, where pydantic is.
PROGRAM = """
import json, sys, models
for place, name, value in json.load(open("examples.json", encoding="utf-8")):
    try:
        getattr(models, name).model_validate(value)
    except ValueError as error:
        sys.exit(f"{place}: {error}")
"""


def find_examples(node: Any, place: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield the place, the schema and the value of each example of a request or response."""
    if not isinstance(node, dict):
        return
    schema = node.get("schema", {})
    if "$ref" in schema and isinstance(examples := node.get("examples"), dict):
        for name, example in examples.items():
            yield f"{place} {name}", schema["$ref"].rpartition("/")[2], example["value"]
    for key, value in node.items():
        if key not in {"example", "examples"}:
            yield from find_examples(value, f"{place} {key}")


def test_each_example_is_a_valid_model(document_path: Path, tmp_path: Path) -> None:
    run_tool(
        *(CODEGEN, "--input", document_path, "--output", "models.py"),
        *("--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"),
        # An example has no undocumented fields.
        *("--extra-fields", "forbid", "--formatters", "builtin"),
        cwd=tmp_path,
    )
    examples = list(find_examples(load_yaml(document_path.read_text(encoding="utf-8"))))
    assert {name for _, name, _ in examples} >= {"Space", "SpaceInput", "ErrorBody"}
    (tmp_path / "examples.json").write_text(json.dumps(examples), encoding="utf-8")
    run_tool(PYTHON, "-c", PROGRAM, cwd=tmp_path)
