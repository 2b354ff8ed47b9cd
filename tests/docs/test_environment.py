"""The page of the environment variables."""

from __future__ import annotations

import ast
import re

from support.reading import ROOT

PAGE = ROOT / "docs" / "reference" / "environment.md"
# A variable that the command sets for PowerShell.
INTERNAL = {"MATON_GOOGLE_MEET_START_LINE"}


def test_each_variable_of_the_package_is_on_the_page() -> None:
    variables = {
        node.value
        for path in (ROOT / "wrapper").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(MATON|OTEL|SSL)_[A-Z_]+", node.value)
    }
    documented = {*re.findall(r"`([A-Z][A-Z_]+)`", PAGE.read_text(encoding="utf-8"))}
    assert len(variables) > 5
    assert variables - documented <= INTERNAL
    assert {name for name in documented if name.startswith("MATON_")} <= variables
