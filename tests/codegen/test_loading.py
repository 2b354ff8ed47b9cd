"""YAML and JSON documents are loaded as the same values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from codegen.loading import load


def test_yaml_and_json_are_the_same_document(repository: Path, tmp_path: Path) -> None:
    document = load(repository / "spec" / "openapi.yaml")
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert load(path) == document


def test_a_timestamp_without_quotes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("when: 2026-01-02T03:04:05Z", encoding="utf-8")
    with pytest.raises(TypeError, match="datetime"):
        load(path)
