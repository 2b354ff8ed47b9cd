"""Render the facade and the operation table from the document.

The templates contain the code; this module passes them names, annotations and texts.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2

from codegen import GenerationError
from codegen.document import Document
from codegen.operations import (
    UPDATE_MASK,
    Argument,
    Names,
    Operation,
    name_fields,
    name_module,
    read_durations,
    read_people,
    to_snake_case,
)
from codegen.patch import Variables, drop_unset, read_attributes, read_signature
from codegen.rules import AUTHORS
from codegen.runtime.schemas import NEXT_PAGE_TOKEN, PAGE_SIZE, PAGE_TOKEN, describe_marks

TEMPLATES = Path(__file__).parent / "templates"
LINE_LENGTH = 100
ERRORS = "self._calls.errors"
PATHS = "str | list[str] | tuple[str, ...]"
"""The annotation of an argument that takes field paths."""


# --- texts ----------------------------------------------------------------------------------------


def quote_text(text: str) -> str:
    """Return a Python expression for `text`, in lines of readable length."""
    lines = textwrap.wrap(text.strip(), 76, drop_whitespace=False, break_on_hyphens=False)
    return "(" + "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + ")"


def wrap_text(text: str, width: int, hanging: str = "") -> str:
    """Wrap each paragraph and each list item of `text` to `width`."""
    blocks = re.split(r"\n\s*\n|\n(?=\s*[-*] )", text.strip())
    joints = ["\n" if re.match(r"\s*[-*] ", block) else "\n\n" for block in blocks]
    return "".join(
        (joint if index else "")
        + textwrap.fill(
            " ".join(block.split()),
            width,
            subsequent_indent=hanging + ("  " if joint == "\n" else ""),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for index, (joint, block) in enumerate(zip(joints, blocks, strict=True))
    )


def format_docstring(text: str, indent: int) -> str:
    """Return `text` for a docstring at `indent`. Indented blocks keep their line breaks."""
    blocks = [
        block
        if block.startswith((" ", "Args:", "Attributes:", "Returns:"))
        else wrap_text(block, LINE_LENGTH - indent)
        for block in text.strip().split("\n\n")
    ]
    joined = textwrap.indent("\n\n".join(blocks), " " * indent).strip()
    return joined.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def describe_scopes(scopes: Sequence[str]) -> str:
    """Return a sentence with the last part of each scope; '' without scopes."""
    names = [f"`{scope.removesuffix('/').rpartition('/')[2]}`" for scope in scopes]
    one_of = "one of the Google permissions" if len(names) > 1 else "the Google permission"
    return f"Needs {one_of} {', '.join(names)}." if names else ""


# --- methods --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Keyword:
    """A keyword argument in the signature of a method."""

    argument: Argument
    annotation: str
    default: str
    check: str
    """The expression that checks the argument; '' if nothing does."""

    @property
    def name(self) -> str:
        """The argument's name."""
        return self.argument.name


class Method:
    """The method of an operation on both facades: its names, annotations and texts."""

    def __init__(self, operation: Operation, package: Path) -> None:
        self.operation = operation
        self.raw = operation.raw
        self.verb = operation.verb
        self.subject = operation.subject
        self.template = operation.template
        self.path_variables = operation.path_variables
        self.meeting_code = operation.meeting_code
        self.query = operation.query
        self.identities = operation.identities
        self.deprecation = operation.deprecation
        self.deprecated_arguments = operation.deprecated_arguments
        self.package = name_module(operation.tag)
        self.module = name_module(operation.id)
        classes = operation.names.classes
        self.result = classes[operation.result] if operation.result else "None"
        self.body = classes[operation.body] if operation.body else None
        self.item = classes[operation.items[1]] if operation.items else ""
        self.items = self._name_field(operation.items[0]) if operation.items else ""
        self.is_partial = operation.has_query("fields")
        self.query_names = {each.key: each.name for each in operation.query}
        self.mask = self.query_names.get(UPDATE_MASK, "")
        self.page_size = self.query_names.get(PAGE_SIZE, "_page_size")
        self.page_token = self.query_names.get(PAGE_TOKEN, "_page_token")
        self.is_masked = bool(self.body) and operation.has_query(UPDATE_MASK)
        self.mask_choice = " or ".join(f"{field.name}=" for field in operation.body_fields)
        signature = read_signature(package / "api" / self.package / f"{self.module}.py")
        arguments = [query.generated_name for query in operation.query]
        if missing := {*operation.path_variables, *arguments} - signature.keys():
            raise GenerationError(
                f"the generator's {operation.id} has no argument {sorted(missing)}"
            )
        self.body_keywords = list(self._make_body_keywords(package))
        query = [self._make_query_keyword(each, signature) for each in operation.query]
        self.keywords = [*self.body_keywords, *query]
        self.checked = [keyword for keyword in query if keyword.check]

    @property
    def imports(self) -> list[tuple[str, str]]:
        """The models that the method needs, with their modules."""
        names = dict.fromkeys(filter(None, (self.body, self.result)))
        return [(name, name_module(name)) for name in names if name != "None"]

    @cached_property
    def pages(self) -> dict[str, Any] | None:
        """The names that a pager needs; None unless the operation has pages."""
        page_sizes = [query for query in self.query if query.key == PAGE_SIZE]
        if not (self.operation.items and page_sizes):
            return None
        return {
            "field": NEXT_PAGE_TOKEN,
            "attribute": self._name_field(NEXT_PAGE_TOKEN),
            "largest": page_sizes[0].schema.get("x-largest"),
        }

    def _name_field(self, key: str) -> str:
        """Return the attribute of a field of the response."""
        return name_fields(self.operation.success_schema["properties"])[key]

    def _make_body_keywords(self, package: Path) -> Iterator[Keyword]:
        if self.body is None:
            return
        attributes = read_attributes(package / "models" / f"{name_module(self.body)}.py")
        fields = self.operation.body_fields
        is_masked = self.is_masked or any(field.key == UPDATE_MASK for field in fields)
        mask = ", masked=True" * is_masked
        for field in fields:
            name, (annotation, default) = field.name, attributes[field.generated_name]
            check = f"_check_field({name!r}, {name}, {annotation!r}, {ERRORS}{mask})"
            # The errors of `check_mask` name the argument `update_mask`.
            if name == to_snake_case(UPDATE_MASK) and "str" in annotation.split(" | "):
                annotation = annotation.replace("str", PATHS, 1)
                check = f"_check_mask({name}, {ERRORS})"
            yield Keyword(field, _qualify(annotation), default and f" = {default}", check)

    def _make_query_keyword(self, query: Argument, signature: Variables) -> Keyword:
        documented = drop_unset(signature[query.generated_name][0])
        name = query.name
        if self.is_masked and query.key == UPDATE_MASK:  # `build_mask` checks it.
            return Keyword(query, _qualify(f"{PATHS} | None"), " = None", "")
        bounds = _format_bounds(query)
        check = f"_check_query({name!r}, {name}, {documented!r}, {ERRORS}{bounds})"
        if query.key == "fields" and documented == "str":
            check = f"_check_fields({name}, {ERRORS})"
        if query.required:
            return Keyword(query, _qualify(documented), "", check)
        return Keyword(query, _qualify(f"{documented} | None"), " = None", check)

    def list_names(self) -> set[str]:
        """Return the models that the signature names."""
        annotations = [keyword.annotation for keyword in self.keywords]
        text = " ".join([self.result, self.item, self.body or "", *annotations])
        return set(re.findall(r"\b[A-Z]\w*\b", text)) - {"None", "Unset", "UNSET"}

    def write_docstring(self, is_async: bool) -> str:
        """Return the text that an editor shows: outcome, request, arguments and result."""
        raw = self.raw
        method = raw.get("x-google-method")
        google = f" (Google's method `{method}`)" if method else ""
        blocks = [raw["summary"], *describe_marks(raw), raw.get("description", "")]
        if self.operation.is_write:
            blocks.append(f"This write needs approval. {raw['x-write']['outcome']}")
        blocks.append(f"`{self.operation.method.upper()} {self.operation.path}`{google}")
        blocks.append(describe_scopes(raw.get("x-google-scopes", [])))
        if described := list(self._describe_arguments()):
            lines = ["Args:"]
            for name, text, marks in described:
                first, *others = [*filter(None, [text, *marks])] or [""]
                lines.append(f"    {_wrap_argument(f'{name}: {first}')}")
                lines += [f"        {_wrap_argument(each)}" for each in others]
            blocks.append("\n".join(lines))
        if self.items:
            loop = "async for" if is_async else "for"
            returns = (
                f"A pager. Iterate it (`{loop}`) for {self.item} objects, "
                f"or its `.pages()` for {self.result} objects."
            )
            blocks.append("Returns:\n    " + wrap_text(returns, LINE_LENGTH - 12, " " * 4))
        return "\n\n".join(filter(None, (block.strip("\n") for block in blocks)))

    def _describe_arguments(self) -> Iterator[tuple[str, str, list[str]]]:
        """Yield the name, the text and the lines about the marks of each argument."""
        if self.subject:
            template = self.template or ""
            bare = ", or the bare id" if template.count("{") == 1 else ""
            form = f"`{template}`{bare}. " if "/" in template else ""
            yield self.subject, form + self.operation.subject_description, []
        for keyword in self.keywords:
            text = keyword.argument.description
            if "tuple[str, ...]" in keyword.annotation:
                text += " A list or tuple of paths is joined by commas."
            if keyword.argument.key == UPDATE_MASK and self.is_masked:
                text += " By default, the mask names the fields that are passed."
            if keyword.argument.key == PAGE_SIZE and self.pages and self.pages["largest"]:
                largest = self.pages["largest"]
                text += f" If it is omitted, iterating requests pages of {largest} items."
            yield keyword.name, text, describe_marks(keyword.argument.marks)


def _wrap_argument(text: str) -> str:
    """Return a paragraph about an argument for the docstring of a method."""
    return wrap_text(" ".join(text.split()), LINE_LENGTH - 12, " " * 8)


def _qualify(annotation: str) -> str:
    """Return `annotation` for a class with a method that may hide a builtin."""
    return re.sub(r"\b(list|dict)\[", r"builtins.\1[", annotation)


def _format_bounds(query: Argument) -> str:
    """Return the bounds of an integer as an argument of its check.

    `x-largest` is not a bound, because the server lowers larger values. No server accepts more than
    64 bits.
    """
    if query.schema.get("type") != "integer":
        return ""
    bits = 31 if query.schema.get("format") == "int32" else 63
    least, most = -(2**bits), 2**bits - 1
    return f", ({query.schema.get('minimum', least)}, {query.schema.get('maximum', most)})"


# --- modules --------------------------------------------------------------------------------------


def make_environment() -> jinja2.Environment:
    """Return the environment of the templates."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )
    filters: dict[str, Any] = {
        "format_docstring": format_docstring,
        "quote_text": quote_text,
        "to_snake_case": to_snake_case,
    }
    environment.filters.update(filters)
    return environment


def render_package(document: Document, operations: Sequence[Operation], package: Path) -> None:
    """Write resources/, operations.py and helpers.py."""
    environment = make_environment()
    methods = [Method(operation, package) for operation in operations]
    names = Names(document)
    tags = [_describe_tag(tag, names, methods) for tag in document.root["tags"]]
    used = sorted(set().union(*(method.list_names() for method in methods)))
    models = {
        name: path.stem
        for path in (package / "models").glob("[!_]*.py")
        for name in re.findall(r"^class (\w+)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    people, durations = read_people(document), read_durations(document)
    context = {
        "title": document.root["info"]["title"],
        "tags": tags,
        "operations": operations,
        "meanings": _collect_meanings(operations),
        "reasons": document.root.get("x-reasons", {}),
        "meeting_code": document.root.get("x-meeting-code"),
        "imports": [(name, models[name]) for name in used if name in models],
        "people": people,
        "durations": durations,
    }

    def write(template: str, module: Path, **variables: Any) -> None:
        text = environment.get_template(template).render(context, **variables)
        module.write_text(text, encoding="utf-8")

    (package / "resources").mkdir()
    write("operations.py.jinja", package / "operations.py")
    write("resources.py.jinja", package / "resources" / "__init__.py")
    if people or durations:
        write("helpers.py.jinja", package / "helpers.py")
    for tag in tags:
        write("resource.py.jinja", package / "resources" / f"{tag['name']}.py", tag=tag)


def _describe_tag(tag: dict[str, Any], names: Names, methods: Sequence[Method]) -> dict[str, Any]:
    own = [method for method in methods if method.operation.tag == tag["name"]]
    codes = {method.meeting_code for method in own}
    return {
        "name": names.resources[tag["name"]],
        "class_name": names.resource_classes[tag["name"]],
        "description": tag["description"],
        "headline": re.split(r"(?<=\.)\s", tag["description"].strip())[0],
        "operations": own,
        "meeting_code_advice": sorted(filter(None, codes)),
    }


def _collect_meanings(operations: Sequence[Operation]) -> dict[str, dict[str, str]]:
    """Return the meaning of an error response by status (`404`, `5XX`) and by its author."""
    meanings = dict[str, dict[str, str]]()
    for operation in operations:
        for status, response in operation.raw["responses"].items():
            meaning = operation.document.resolve(response).get("x-meaning")
            if isinstance(meaning, str):
                meaning = dict.fromkeys(AUTHORS, meaning)
            if meaning:
                meanings[status] = meaning
    return meanings
