"""Read an OpenAPI document, from YAML or from JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


def parse(text: str) -> dict[str, Any]:
    """The document that `text` holds: YAML 1.2, of which JSON is a part.

    Keys come as strings. Raises what the parser raises, for a key given twice too, and `TypeError`
    for a value that JSON cannot hold (a timestamp written without quotes).
    """
    document: dict[str, Any] = json.loads(json.dumps(YAML(typ="safe").load(text)))
    return document


def load(path: str | Path) -> dict[str, Any]:
    """As `parse`, of the file at `path`; one that is named `.json` is read as JSON."""
    text = Path(path).read_text(encoding="utf-8")
    if Path(path).suffix == ".json":
        document: dict[str, Any] = json.loads(text)
        return document
    return parse(text)
