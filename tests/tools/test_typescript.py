"""The types that openapi-typescript writes, checked by TypeScript."""

from __future__ import annotations

import shutil
from pathlib import Path

from support.tools import find_node_tool, run_tool

OPENAPI_TYPESCRIPT, TSC = find_node_tool("openapi-typescript"), find_node_tool("tsc")
PROGRAM = Path(__file__).parent / "meet.ts"


def test_a_program_with_the_types_compiles(document_path: Path, tmp_path: Path) -> None:
    run_tool(OPENAPI_TYPESCRIPT, document_path, "--output", "types.ts", cwd=tmp_path)
    shutil.copy(PROGRAM, tmp_path)
    options = ("--strict", "--noEmit", "--target", "es2022")
    run_tool(TSC, *options, PROGRAM.name, cwd=tmp_path)
