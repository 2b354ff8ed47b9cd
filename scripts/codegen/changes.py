"""Report which operations, arguments, models, fields and enum values a new document changes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from codegen.document import METHODS

TEXTS = {"description", "example", "examples", "externalDocs", "summary", "title", "outcome"}
# Below these keys stand names that the API chose.
NAMED = {"content", "headers", "properties", "responses"}
Rows = dict[tuple[str, str], Any]


def read_committed(data: Path, root: Path) -> dict[str, Any]:
    """Return the document as the last commit has it in `data`, else as the file has it, else {}."""
    show = ["git", "show", f"HEAD:./{data.relative_to(root).as_posix()}"]
    try:
        done = subprocess.run(show, cwd=root, capture_output=True, check=False)
        text = done.stdout if done.returncode == 0 else data.read_bytes()
        found: dict[str, Any] = json.loads(text)
    except (OSError, ValueError):
        return {}
    found.pop("x-written-by", None)
    return found


def describe_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return a line for each difference, or one line if none of the parts below differs."""
    before, after = dict(_rows(old)), dict(_rows(new))
    lines = []
    for key in sorted(before.keys() | after.keys()):
        kind, name = key
        # The parts of an operation or a model come and go with it.
        owner = {"argument": "operation", "field": "model", "value": "model"}.get(kind, "")
        whole = (owner, name.rpartition(".")[0])
        if whole in before.keys() ^ after.keys():
            continue
        if key not in before:
            lines.append(f"added: {kind} {name}")
        elif key not in after:
            lines.append(f"removed: {kind} {name}")
        elif before[key] != after[key]:
            was, now = before[key], after[key]
            facts = sorted(k for k in was.keys() | now.keys() if was.get(k) != now.get(k))
            lines.append(f"changed: {kind} {name} ({', '.join(facts)})")
    return lines or (["changed: texts, or parts that are not listed"] if old != new else [])


def _rows(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield each part of a document by kind and name, with what is known of it but texts."""
    components = document.get("components", {})
    for path, item in document.get("paths", {}).items():
        for method in METHODS & item.keys():
            operation = item[method]
            name = operation["operationId"]
            facts = {**_strip(operation), "path": path, "method": method}
            facts.pop("parameters", None)
            yield ("operation", name), facts
            for parameter in (*item.get("parameters", ()), *operation.get("parameters", ())):
                shared = str(parameter.get("$ref")).rpartition("/")[2]
                argument = components.get("parameters", {}).get(shared, parameter)
                yield ("argument", f"{name}.{argument['name']}"), _strip(argument)
    for model, schema in components.get("schemas", {}).items():
        facts = _strip(schema)
        required = facts.pop("required", ())
        for field, value in facts.pop("properties", {}).items():
            yield ("field", f"{model}.{field}"), {**value, "required": field in required}
        for value in facts.pop("enum", ()):
            yield ("value", f"{model}.{value}"), {}
        yield ("model", model), facts


def _strip(node: Any, named: bool = False) -> Any:
    """Return `node` without texts and without extensions but `x-write`."""
    if isinstance(node, list):
        return [_strip(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _strip(value, key in NAMED and not named)
        for key, value in node.items()
        if named or (key not in TEXTS and (not key.startswith("x-") or key == "x-write"))
    }
