"""Render the reference pages: operations, commands, tools, resources, and the document's rules.

All but the last show the documentation that the new package contains about itself (`describe`).
The templates contain the words; this module passes them Markdown for the texts.
"""

from __future__ import annotations

import html
import inspect
import json
import os
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from codegen import rules
from codegen.generate import run_tool
from codegen.render import make_environment

Node = dict[str, Any]
SCRIPTS = Path(__file__).resolve().parent.parent
PAGES = {
    "docs/reference/operations.md": "operations.md.jinja",
    "docs/reference/commands.md": "commands.md.jinja",
    "docs/reference/tools.md": "tools.md.jinja",
    "docs/reference/python/resources.md": "resources.md.jinja",
    "docs/contributing/rules.md": "rules.md.jinja",
}
"""The template of each page."""
WIDTH = 120
# A code span, and a URL without the punctuation after it.
LITERALS = re.compile(r"(`[^`]+`|https?://\S*[\w/])")
# An option or a variable in a text for a terminal, which has no code spans.
OPTIONS_AND_VARIABLES = re.compile(
    r"(?<![\w/.-])(--[a-z][\w.-]*\w|-[a-z]\b(?!-)|\$?[A-Z]+(?:_[A-Z]+)+\b|\$[A-Z]+)"
)
# Characters that GitHub or the site builder could read as markup.
MARKUP = re.compile(r"[&<>{}|*$~^]|\](?=[\[(])|(?<!\w)_|_(?!\w)")
# Words that would begin a list, a heading or a quotation at the start of a line.
MARKERS = re.compile(r" (?=(?:[-+#]+|\d+[.)]) )")
JOINT = "\0"
SECTION = re.compile(r"# --- (.+?) -+")


# --- Markdown -------------------------------------------------------------------------------------


def escape_markdown(text: str, *, in_table: bool = False) -> str:
    """Return Markdown that shows `text`. Its code spans remain, URLs become links, and options and
    environment variables become code. In a table, a code span may contain a `|`."""
    parts = LITERALS.split(text)
    for index, part in enumerate(parts):
        if index % 2 == 0:
            words = OPTIONS_AND_VARIABLES.split(part)
            words[::2] = [MARKUP.sub(_escape_character, each) for each in words[::2]]
            words[1::2] = [f"`{each}`" for each in words[1::2]]
            parts[index] = "".join(words)
        elif not part.startswith("`"):
            parts[index] = f"<{part}>"
        elif in_table and "|" in part:
            code = html.escape(part.strip("`")).replace("|", "&#124;")
            parts[index] = f"<code>{code}</code>"
    return "".join(parts)


def _escape_character(match: re.Match[str]) -> str:
    escaped = html.escape(match[0])
    return escaped if escaped != match[0] else f"&#{ord(escaped)};"


def format_text(text: str, indent: int = 0) -> str:
    """Return `text` as Markdown in lines of at most `WIDTH` characters. All lines but the first are
    indented: four columns continue an item of a list."""
    blocks = re.split(r"\n\s*\n|\n(?=\s*[-*] )", text.strip())
    return f"\n\n{' ' * indent}".join(_fill(block, indent) for block in blocks)


def _fill(block: str, indent: int) -> str:
    marker = re.match(r"\s*[-*] ", block)
    start = "- " if marker else ""
    words = escape_markdown(" ".join(block[marker.end() if marker else 0 :].split()))
    lines = textwrap.fill(
        MARKERS.sub(JOINT, words),
        WIDTH,
        initial_indent=" " * indent + start,
        subsequent_indent=" " * (indent + len(start)),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.strip().replace(JOINT, " ")


def find_flag(label: str) -> str:
    """Return the first long name in the label of an option, such as `-o, --output FILE`."""
    return next(name for name in re.split("[, ]+", label) if name.startswith("--"))


def make_anchor(heading: str) -> str:
    """Return the anchor of a heading, as GitHub and the site name it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def format_options(entries: list[tuple[str, str]]) -> str:
    """Return a list of options or arguments; their known values are an inner list."""
    items = list[str]()
    for label, text in entries:
        first, *values = text.split("\n")
        items.append(format_item(label, first))
        for line in values:
            value, _, meaning = line.partition(": ")
            items.append(format_item(value, meaning, 4))
    return "\n".join(items)


def format_item(label: str, text: str, indent: int = 0) -> str:
    """Return an item of a list: the label as code, and the text."""
    words = format_text(f"`{label}`: {text}" if text else f"`{label}`", indent + 4)
    return f"{' ' * indent}- {words}"


# --- the tools ------------------------------------------------------------------------------------


def list_tool_arguments(schema: Node, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path of each argument and of each field in it, with its type and its text."""
    for name, node in schema.get("properties", {}).items():
        path, inner = f"{prefix}{name}", node
        while "items" in inner:
            path, inner = f"{path}[]", inner["items"]
        facts = [_describe_type(node), *["required"] * (name in schema.get("required", ()))]
        if "maximum" in node:
            facts.append(f"{node['minimum']} to {node['maximum']}")
        if "default" in node:
            facts.append(f"by default {node['default']}")
        values = ", ".join(f"`{value}`" for value in inner.get("enum", ()))
        text = " ".join(filter(None, [node.get("description", ""), values and f"One of {values}."]))
        yield f"{prefix}{name}", f"{', '.join(facts)}. {text}".strip()
        yield from list_tool_arguments(inner, f"{path}.")


def _describe_type(node: Node) -> str:
    if "items" in node:
        return f"list of {_describe_type(node['items'])}"
    return str(node["type"])


# --- the rules ------------------------------------------------------------------------------------


def list_rules() -> dict[str, list[tuple[str, str]]]:
    """Return the name and the sentence of each rule, by the sections of rules.py."""
    lines = Path(rules.__file__).read_text(encoding="utf-8").splitlines()
    sections = {at: match[1] for at, line in enumerate(lines) if (match := SECTION.match(line))}
    listed: dict[str, list[tuple[str, str]]] = {title: [] for title in sections.values()}
    functions: list[Callable[..., rules.Mistakes]] = [*rules.SHAPE_RULES, *rules.DOCUMENT_RULES]
    for rule in (*functions, *rules.OPERATION_RULES):
        start = inspect.getsourcelines(rule)[1]
        title = sections[max(at for at in sections if at < start)]
        listed[title].append((rule.__name__, " ".join((inspect.getdoc(rule) or "").split())))
    return listed


# --- the pages ------------------------------------------------------------------------------------


def read_description(package: Path, wrapper: Path) -> Node:
    """Return the description of `package` and of the commands and tools that `wrapper` builds from
    it."""
    output = run_tool(
        "codegen.describe",
        cwd=package.parent,
        environment={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, (package.parent, wrapper, SCRIPTS))),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    described: Node = json.loads(output)
    return described


def render_pages(package: Path, wrapper: Path) -> dict[str, str]:
    """Return the text of each page by its path in the repository."""
    return fill_templates(read_description(package, wrapper))


def fill_templates(description: Node) -> dict[str, str]:
    """Return the text of each page for the description of a package."""
    environment = make_environment()
    filters: dict[str, Any] = {
        "anchor": make_anchor,
        "escape": escape_markdown,
        "flag": find_flag,
        "item": format_item,
        "options": format_options,
        "text": format_text,
        "arguments": list_tool_arguments,
    }
    environment.filters.update(filters)
    environment.trim_blocks = environment.lstrip_blocks = True
    return {
        page: environment.get_template(template).render(description, rules=list_rules())
        for page, template in PAGES.items()
    }
