"""Compare two versions of the document: list the operations, arguments, models, fields and enum
values that were added, removed or changed. Texts do not count."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from codegen.document import METHODS

TEXTS = {"description", "example", "examples", "externalDocs", "summary", "title", "outcome"}
# The keys below these are names that the API chose, not keywords of OpenAPI.
NAME_MAPS = {"content", "headers", "properties", "responses"}
# The extensions that are facts for callers.
FACT_EXTENSIONS = {"x-largest", "x-preview", "x-write"}
Rows = dict[tuple[str, str], Any]


def read_committed(data: Path, root: Path) -> dict[str, Any]:
    """Return the document in `data`: its committed version, else the file, else {}."""
    show = ["git", "show", f"HEAD:./{data.relative_to(root).as_posix()}"]
    try:
        result = subprocess.run(show, cwd=root, capture_output=True, check=False)
        text = result.stdout if result.returncode == 0 else data.read_bytes()
        document: dict[str, Any] = json.loads(text)
    except (OSError, ValueError):
        return {}
    document.pop("x-written-by", None)
    return document


def describe_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return a line for each difference; a single line if only texts differ."""
    before, after = dict(_list_parts(old)), dict(_list_parts(new))
    lines = []
    for key in sorted(before.keys() | after.keys()):
        kind, name = key
        # The parts of an operation or a model are added and removed with it.
        owner = {"argument": "operation", "field": "model", "value": "model"}.get(kind, "")
        whole = (owner, name.rpartition(".")[0])
        if whole in before.keys() ^ after.keys():
            continue
        if key not in before:
            lines.append(f"added: {kind} {name}")
        elif key not in after:
            lines.append(f"removed: {kind} {name}")
        elif before[key] != after[key]:
            a, b = before[key], after[key]
            facts = {fact for fact in a.keys() | b.keys() if a.get(fact) != b.get(fact)}
            if "deprecated" in facts and b.get("deprecated"):
                lines.append(f"deprecated: {kind} {name}")
                facts.remove("deprecated")
            if facts:
                lines.append(f"changed: {kind} {name} ({', '.join(sorted(facts))})")
    return lines or (["changed: texts, or parts that are not listed"] if old != new else [])


def _list_parts(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield (kind, name) and the facts of each part of a document, without texts."""
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
        deprecated, preview = schema.get("x-enumDeprecated", ()), schema.get("x-enumPreview", {})
        required = facts.pop("required", ())
        for field, value in facts.pop("properties", {}).items():
            yield ("field", f"{model}.{field}"), {**value, "required": field in required}
        for value in facts.pop("enum", ()):
            marks = {"deprecated": value in deprecated, "x-preview": preview.get(value)}
            yield ("value", f"{model}.{value}"), marks
        yield ("model", model), facts


def _strip(node: Any, is_name_map: bool = False) -> Any:
    """Return `node` without texts and without extensions except FACT_EXTENSIONS."""
    if isinstance(node, list):
        return [_strip(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _strip(value, key in NAME_MAPS and not is_name_map)
        for key, value in node.items()
        if is_name_map
        or (key not in TEXTS and (not key.startswith("x-") or key in FACT_EXTENSIONS))
    }
