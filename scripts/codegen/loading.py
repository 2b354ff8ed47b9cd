"""Read an OpenAPI document, from YAML or from JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import Node


def read(text: str) -> Any:
    """What `text`, YAML 1.2, holds. Raises ruamel's errors, for a key given twice too."""
    return _parsed(lambda yaml: yaml.load(text))


def tree(text: str) -> Node | None:
    """The nodes of `text`, which know their lines, or None. Raises ruamel's errors."""
    found: Node | None = _parsed(lambda yaml: yaml.compose(text))
    return found


def _parsed(parse: Callable[[YAML], Any]) -> Any:
    try:
        return parse(YAML(typ="safe"))
    except YAMLError:
        # That was libyaml, where it is installed: fast, but it refuses more, and says less clearly
        # what is wrong.
        return parse(YAML(typ="safe", pure=True))


def parse(text: str) -> dict[str, Any]:
    """The document that `text` holds: YAML 1.2, of which JSON is a part.

    Keys come as strings. Raises what `read` raises, and `TypeError` for a value that JSON cannot
    hold (a timestamp written without quotes).
    """
    document: dict[str, Any] = json.loads(json.dumps(read(text)))
    return document


def load(path: str | Path) -> dict[str, Any]:
    """As `parse`, of the file at `path`; one that is named `.json` is read as JSON."""
    text = Path(path).read_text(encoding="utf-8")
    if Path(path).suffix == ".json":
        document: dict[str, Any] = json.loads(text)
        return document
    return parse(text)
