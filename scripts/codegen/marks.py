"""Describe enums, and deprecated and preview schemas and fields, in the docstrings of the classes
that openapi-python-client writes."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from codegen.document import Document, Node
from codegen.operations import Names, name_class, name_fields, name_module
from codegen.patch import rewrite
from codegen.render import LINE_LENGTH, format_docstring, wrap_text
from codegen.runtime.schemas import describe_marks, find_marks, find_value_marks

ENUM_START = r"^class \w+\(StrEnum\):\n"
# These patterns have the generator's indentation; the formatter runs later.
DOCSTRING_HEAD = r'^    """(?:.|\n)*?(?=\n\n        Attributes:\n|\s*""")'
ENTRY = r"^ {{12}}{} \(.*(?:\n {{13,}}.*)*"
DOCSTRING_BODY = re.compile(r'^    """(?:.+\n)+\n((?: {8}.*\n|\n)+)', re.MULTILINE)


def mark_models(document: Document, models: Path) -> None:
    """Add a docstring to each enum in `models`, and a line for each mark to other docstrings."""
    classes = Names(document).classes
    for component, schema in document.get_components("schemas").items():
        for name, part in _list_classes(component, schema):
            class_name = classes.get(name, name_class(name))
            _mark_class(document, part, models / f"{name_module(class_name)}.py")
    for model in models.glob("[!_]*.py"):
        source = model.read_text(encoding="utf-8")
        model.write_text(DOCSTRING_BODY.sub(_align_body, source), encoding="utf-8")


def _align_body(match: re.Match[str]) -> str:
    """Return a docstring whose `Attributes:` have the indentation of its summary.

    The formatter keeps a deeper indentation below a summary of several lines, and a reader of
    docstrings then takes the section for code.
    """
    head = match[0].removesuffix(match[1])
    return head + re.sub(r"^    ", "", match[1], flags=re.MULTILINE)


def _list_classes(name: str, schema: Node) -> Iterator[tuple[str, Node]]:
    """Yield each schema, `schema` or one inside it, for which the generator writes a class. Yield
    it with the name from which the generator derives the name of the class."""
    if "properties" in schema or "enum" in schema:
        yield name, schema
    for key, field in schema.get("properties", {}).items():
        yield from _list_classes(f"{name}_{key}", field)
    if "items" in schema:
        yield from _list_classes(f"{name}_item", schema["items"])
    for index, each in enumerate(schema.get("anyOf", ())):
        yield from _list_classes(f"{name}_type_{index}", each)


def _mark_class(document: Document, schema: Node, model: Path) -> None:
    own = describe_marks(find_marks(document.root, schema))
    fields = {
        key: lines
        for key, field in schema.get("properties", {}).items()
        if (lines := describe_marks(find_marks(document.root, field)))
    }
    if not (own or fields or "enum" in schema):
        return
    source = model.read_text(encoding="utf-8")
    if "enum" in schema:  # The generator does not write a docstring for an enum.
        blocks = [schema.get("description", "A value."), *own]
        if lines := [*_describe_values(schema)]:
            blocks.append("\n".join(["Attributes:", *lines]))
        docstring = format_docstring("\n\n".join(blocks), 4)
        source = _append(source, ENUM_START, f'    """{docstring}\n    """\n\n', model)
    elif own:
        text = "".join(f"\n\n        {format_docstring(line, 8)}" for line in own)
        source = _append(source, DOCSTRING_HEAD, text, model)
    attributes = name_fields(schema.get("properties", {}))
    for key, lines in fields.items():
        text = "".join(f"\n                {format_docstring(line, 16)}" for line in lines)
        source = _append(source, ENTRY.format(attributes[key]), text, model)
    model.write_text(source, encoding="utf-8")


def _describe_values(schema: Node) -> Iterator[str]:
    """Yield a paragraph for each value of an enum that has a meaning or a mark."""
    meanings, marks = schema.get("x-enumDescriptions", {}), find_value_marks(schema)
    for value in schema["enum"]:
        text = " ".join([*describe_marks(marks.get(value, {})), str(meanings.get(value, ""))])
        if text.strip():
            entry = wrap_text(f"{value}: {text}", LINE_LENGTH - 8, hanging="    ")
            yield textwrap.indent(entry, "    ")


def _append(source: str, pattern: str, text: str, model: Path) -> str:
    """Insert `text` after the one match of `pattern`."""
    return rewrite(source, pattern, lambda match: match[0] + text, 1, model)
