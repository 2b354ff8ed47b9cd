"""Rebuild generated/ and the README's table of operations from spec/openapi.yaml.

    python scripts/regenerate.py            rebuild; report what changed in the document since the
                                            last commit, and what was written
    python scripts/regenerate.py --check    change nothing; exit 1 naming what is missing, extra
                                            or different

The document is checked first (exit 2, each mistake with its line and rule). Everything is built
in a temporary folder and takes the place of generated/ only when all of it worked. The
generator and the formatter are the versions that pyproject.toml pins; others are refused, since
the same document must give the same bytes everywhere.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
from codegen.changes import describe_changes, read_committed
from codegen.document import (
    NEXT_PAGE_TOKEN,
    PAGE_SIZE,
    UPDATE_MASK,
    Argument,
    Document,
    InvalidDocument,
    Operation,
    class_name,
    module_name,
    shadowed,
)

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "spec" / "openapi.yaml"
PACKAGE = ROOT / "generated" / "maton_google_meet_api"
RUNTIME = ROOT / "scripts" / "codegen" / "runtime"
TEMPLATES = ROOT / "scripts" / "codegen" / "templates"
README = ROOT / "README.md"
RESOURCES = "resources"
RAISES = "self._calls.errors"
TABLE_START, TABLE_END = "<!-- operations: start -->", "<!-- operations: end -->"
LINE_LENGTH = 100
SCRIPT = "scripts/regenerate.py"
TOOLS = ("openapi-python-client", "ruff")
RUFF = ("--isolated", f"--line-length={LINE_LENGTH}", "--target-version=py311", "--quiet")
UNUSED = ("--fix-only", "--select=I,F401", *RUFF)


class Failed(Exception):
    """Regeneration could not be done; the text says why and what to do."""


def pins() -> dict[str, str]:
    """The exact versions of generator and formatter, as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"]["dev"]
    found = dict(item.split("==", 1) for item in wanted if "==" in item)
    for tool in TOOLS:
        if found.get(tool) != version(tool):
            raise Failed(
                f"{tool} {version(tool)} is installed, pyproject.toml pins {found.get(tool)}: "
                "another version writes other bytes. Install the pinned one: "
                "pip install -e '.[dev]'"
            )
    return {tool: found[tool] for tool in TOOLS}


def run(*command: str | Path, cwd: Path) -> None:
    """Run a tool of this environment; its output is shown only if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise Failed(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


# --- the parts of generated/ -------------------------------------------------------------------


def generate(document: Document, target: Path) -> None:
    """openapi-python-client's output for the view of the document."""
    work = target.parent
    (work / "view.json").write_text(json.dumps(document.view()), encoding="utf-8")
    (work / "config.yml").write_text("post_hooks: []\n", encoding="utf-8")
    run(
        *("openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"),
        *("--path", work / "view.json", "--config", work / "config.yml"),
        *("--output-path", target),
        cwd=work,
    )


def make_lazy(init: Path, up: str) -> None:
    """Rewrite an `__init__` that imports names from its modules so that each is imported when it
    is first asked for; type checkers see the imports as they were. `up` leads to the package of
    the runtime modules: a dot for each level."""
    tree = ast.parse(init.read_text(encoding="utf-8"))
    modules = {
        alias.name: f".{node.module}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    imports = "".join(
        f"    from {module} import {name} as {name}\n" for name, module in modules.items()
    )
    init.write_text(
        f'"""{(ast.get_docstring(tree) or "").strip()}."""\n\n'
        "from typing import TYPE_CHECKING\n\n"
        f"if TYPE_CHECKING:\n{imports}"
        f"else:\n    from {up}runtime.lazy import make_lazy_getattr\n\n"
        f"    __getattr__ = make_lazy_getattr(__name__, {modules!r})\n\n"
        f"__all__ = {tuple(modules)!r}\n",
        encoding="utf-8",
    )


def use_our_unset(types: Path) -> None:
    """Take `UNSET` from `unset`: one that can be read, copied and named without importing attrs."""
    source = types.read_text(encoding="utf-8")
    wanted = re.compile(r"^class Unset:\n(?: .*\n|\n)*?\nUNSET: Unset = Unset\(\)\n", re.MULTILINE)
    replaced, count = wanted.subn("", source)
    if count != 1:
        raise Failed("types.py of the generator no longer defines Unset as this script expects")
    types.write_text(
        replaced.replace(
            "from attrs import", "from .runtime.unset import UNSET, Unset\nfrom attrs import", 1
        ),
        encoding="utf-8",
    )


FROM_DICT = re.compile(r"^    def from_dict\(.*?(?=^    (?:@|def )|\Z)", re.DOTALL | re.MULTILINE)
IMPORT = re.compile(r"^ +from (\.\.models\.\w+) import (\w+)(?: *#.*)?\n", re.MULTILINE)
CALL = re.compile(r"(?<== cls\()[^()]*(?=\))")
KEYWORD = re.compile(r"\b(\w+)=\1\b")
# Google's JSON mapping reads null as absent, so None stands for both while an object is read.
QUICKER = (
    (re.compile(r"\bdict\(src_dict\)"), "{**src_dict}"),
    (re.compile(r'(\bd\.pop\("\w+", )UNSET\)'), r"\1None)"),
    (re.compile(r"\bisinstance\((\w+), *Unset\)"), r"\1 is None"),
    (re.compile(r"\bis not UNSET\b"), "is not None"),
    (re.compile(r"(\bif data is None:\n +return )data\b"), r"\1UNSET"),
)
CAST = re.compile(r"\bcast\(([^\n\"]+?), (data|d\.pop\([^\n]*?\))\)")
MADE = re.compile(r"^        \w+ = cls\(", re.MULTILINE)
REST = re.compile(r"^        \w+\.additional_properties = d$", re.MULTILINE)
REST_WITHOUT_NULL = """\
        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
"""
# The test that fails for a value `{0}` which a model of this annotation must not hold.
MISFITS = {
    "str": "type({0}) is not str",
    "int": "type({0}) is not int",
    "float": "type({0}) not in (int, float)",
    "bool": "type({0}) is not bool",
    "datetime.datetime": "{0}.tzinfo is None",
}


def hasten(model: Path) -> None:
    """Take out of a model's `from_dict`, which runs once an item, what takes most of its time. What
    it imports is imported when it is first met, and then stays in the module; what it has read goes
    to the class by position.

    Read null as absent, and refuse a scalar or a list that is not of its documented type: the
    generator passes both on as they are. A model without fields of its own is free in form, and
    keeps its nulls."""
    attributes = _attributes(model)
    source = model.read_text(encoding="utf-8")
    source = source.replace(
        "from ..types import UNSET, Unset\n", "from ..runtime.unset import UNSET, Unset\n"
    )
    found: dict[str, str] = {}

    def by_position(call: re.Match[str]) -> str:
        given = KEYWORD.findall(call[0])
        if given != [*attributes][: len(given)] or len(given) != call[0].count("="):
            raise Failed(
                f"{model.name} of the generator has attributes {[*attributes]}, not {given}"
            )
        return KEYWORD.sub(r"\1", call[0])

    def quicker(parser: re.Match[str]) -> str:
        text = CALL.sub(by_position, parser[0])
        found.update((name, module) for module, name in IMPORT.findall(text))
        for pattern, other in ((IMPORT, ""), *QUICKER):
            text = pattern.sub(other, text)
        text = _cast_late(text, {*found}, model)
        checks = _checks(attributes, text)
        text, made = MADE.subn(lambda call: checks + call[0], text)
        if made != 1:
            raise Failed(f"{model.name} of the generator makes {made} objects, not one")
        if len(attributes) > 1:
            text = REST.sub(lambda rest: REST_WITHOUT_NULL + rest[0], text)
        return text

    source = FROM_DICT.sub(quicker, source)
    if found:
        source += (
            "\n\nif not TYPE_CHECKING:\n    from ..runtime.lazy import defer_models\n\n"
            f"    defer_models(globals(), {found!r})\n"
        )
    model.write_text(source, encoding="utf-8")


def hide_secrets(document: Document, models: Path) -> None:
    """Leave fields that the document marks as secret out of the `repr` of their models."""
    for name, schema in document.plain["components"]["schemas"].items():
        for key, field in schema.get("properties", {}).items():
            if field.get("x-secret"):
                model = models / f"{module_name(class_name(name))}.py"
                source, count = re.subn(
                    rf"(?m)^(    {module_name(key)}: .*) = UNSET$",
                    r"\1 = _attrs_field(default=UNSET, repr=False)",
                    model.read_text(encoding="utf-8"),
                )
                if count != 1:
                    raise Failed(f"{model.name} of the generator has {key} {count} times, not once")
                model.write_text(source, encoding="utf-8")


def _cast_late(parser: str, models: set[str], module: Path) -> str:
    """Return a `from_dict` in which no cast evaluates its type: a model may not be loaded yet.

    Where one of `models` is what is documented, a value of another type is read as absent."""

    def late(cast: re.Match[str]) -> str:
        members = set(cast[1].split(" | "))
        if cast[2] == "data" and members & models and "Unset" in members:
            return "UNSET"
        return f'cast("{cast[1]}", {cast[2]})'

    casts = parser.count("cast(")
    text, count = CAST.subn(late, parser)
    if count != casts:
        raise Failed(
            f"{module.name} of the generator has {casts} casts, of which {count} are known"
        )
    return text


def _checks(attributes: dict[str, tuple[str, str]], parser: str) -> str:
    """Return the statements of a `from_dict` that make an absent field UNSET and refuse a value of
    another type."""
    lines = []
    for name, (annotation, _) in attributes.items():
        documented = _without_unset(annotation)
        read, absent = name, "UNSET"
        test = MISFITS.get(documented, "")
        enum = re.fullmatch(r"(?:str \| )?([A-Z]\w+)(?: \| str)?", documented)
        if enum and f"= {enum[1]}(data)" in parser:
            test = "not isinstance({0}, str)"
        elif documented.startswith("list[") and documented.endswith("]"):
            test = "type({0}) is not list"
            if re.search(rf"\b_{name} = d\.pop\(", parser):
                read, absent = f"_{name}", "None"  # The list is made of it.
        optional = documented != annotation
        raises = f'raise TypeError("{name} is not of its documented type")'
        if optional and re.search(rf"^ +{name} = (?:cast\(.*, )?d\.pop\(", parser, re.MULTILINE):
            lines.append(f"if {name} is None:\n    {name} = UNSET")
            lines += [f"elif {test.format(name)}:\n    {raises}"] * bool(test)
        elif test:
            given = f"{read} is not {absent} and " * optional
            lines.append(f"if {given}{test.format(read)}:\n    {raises}")
    return textwrap.indent("".join(f"{line}\n" for line in lines), " " * 8)


LATE = (
    # What to find once, and what takes its place.
    (r"\A", "from __future__ import annotations\n"),
    (r"^from typing import Any\n", "from typing import TYPE_CHECKING, Any\n"),
    (r"^from \.\.\.client import AuthenticatedClient, Client\n", ""),
    (
        r"^from \.\.\.types import (?:Response|UNSET, Response, Unset)\n",
        "from ...runtime.unset import UNSET, Unset\n",
    ),
    (
        r"^def _get_kwargs\(",
        "if TYPE_CHECKING:\n"
        "    from ...client import AuthenticatedClient, Client\n"
        "    from ...types import Response\n\n\ndef _get_kwargs(",
    ),
    (r"^    return Response\(\n", "    from ...types import Response\n\n    return Response(\n"),
)


def import_late(endpoint: Path) -> None:
    """Leave to a call of the generated functions what only that needs: the facade asks an endpoint
    for no more than the arguments of its request."""
    source = endpoint.read_text(encoding="utf-8")
    for pattern, late in LATE:
        source, count = re.subn(pattern, late, source, flags=re.MULTILINE)
        if count != 1:
            raise Failed(f"{endpoint.name} of the generator has {pattern} {count} times, not once")
    endpoint.write_text(source, encoding="utf-8")


# --- rendering ---------------------------------------------------------------------------------


def literal(text: str) -> str:
    """A Python expression for `text`, in lines of readable length."""
    lines = textwrap.wrap(text.strip(), 76, drop_whitespace=False, break_on_hyphens=False)
    return "(" + "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + ")"


def paragraphs(text: str, width: int, hanging: str = "") -> str:
    """`text` wrapped to `width`: paragraphs and list items each on their own."""
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


def docstring(text: str, indent: int) -> str:
    """`text` for a docstring that stands at `indent`; its blocks keep their own line breaks."""
    wrapped = []
    for block in text.strip().split("\n\n"):
        if block.startswith((" ", "Args:", "Returns:")):
            wrapped.append(block)
        else:
            wrapped.append(paragraphs(block, LINE_LENGTH - indent))
    joined = textwrap.indent("\n\n".join(wrapped), " " * indent).strip()
    return joined.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


class Rendered:
    """An operation as the template takes it: names, annotations and texts."""

    def __init__(self, document: Document, operation: Operation, package: Path) -> None:
        self.raw = operation
        self.verb = operation.verb
        self.package = module_name(operation.tag)
        self.module = module_name(operation.id)
        self.subject = operation.subject
        self.template = operation.template
        self.path_variables = operation.path_variables
        self.meeting_code = operation.meeting_code
        self.identities = operation.identities
        self.result = class_name(operation.result) if operation.result else "None"
        self.body = class_name(operation.body) if operation.body else None
        signature = _signature(package / "api" / self.package / f"{self.module}.py")
        missing = {
            *self.path_variables,
            *(query.generated for query in operation.query),
        } - signature.keys()
        if missing:
            raise Failed(f"the generator's {operation.id} has no argument {sorted(missing)}")
        self.query = operation.query
        self.body_fields = operation.body_fields
        self.partial = operation.has_query("fields")
        self.masked = bool(self.body) and operation.has_query(UPDATE_MASK)
        self.mask_choice = " or ".join(f"{argument.name}=" for argument in self.body_fields)
        self.body_keywords = list(self._body_keywords(package))
        query = [self._query_keyword(argument, signature) for argument in self.query]
        self.keywords = [*self.body_keywords, *query]
        self.checked = [keyword for keyword in query if keyword.check]
        self.item = class_name(operation.items[1]) if operation.items else ""
        self.items = module_name(operation.items[0]) if operation.items else ""
        self.paged: dict[str, Any] | None = None
        if operation.items and operation.has_query(PAGE_SIZE):
            size = next(argument for argument in self.query if argument.key == PAGE_SIZE)
            self.paged = {
                "field": NEXT_PAGE_TOKEN,
                "attribute": module_name(NEXT_PAGE_TOKEN),
                "largest": size.schema.get("maximum"),
            }
        self.imports = [
            (name, module_name(name))
            for name in dict.fromkeys(filter(None, (self.body, self.result)))
            if name != "None"
        ]

    def _body_keywords(self, package: Path) -> Iterator[Keyword]:
        if self.body is None:
            return
        attributes = _attributes(package / "models" / f"{module_name(self.body)}.py")
        masked = self.masked or any(argument.key == UPDATE_MASK for argument in self.body_fields)
        mask = ", masked=True" * masked
        for argument in self.body_fields:
            annotation, default = attributes[argument.generated]
            check = (
                f"check_field({argument.name!r}, {argument.name}, {annotation!r}, {RAISES}{mask})"
            )
            if argument.key == UPDATE_MASK and "str" in annotation.split(" | "):
                annotation = annotation.replace("str", "str | list[str] | tuple[str, ...]", 1)
                check = f"check_mask({argument.name}, {RAISES})"
            yield Keyword(argument, shadowed(annotation), default and f" = {default}", check)

    def _query_keyword(self, argument: Argument, signature: dict[str, tuple[str, str]]) -> Keyword:
        documented = _without_unset(signature[argument.generated][0])
        name = argument.name
        if self.masked and argument.key == UPDATE_MASK:  # The mask is checked where it is made.
            several = "str | list[str] | tuple[str, ...] | None"
            return Keyword(argument, shadowed(several), " = None", "")
        check = f"check_query({name!r}, {name}, {documented!r}, {RAISES}{_bounds(argument.schema)})"
        if argument.key == "fields" and documented == "str":
            check = f"check_fields({name}, {RAISES})"
        if argument.required:
            return Keyword(argument, shadowed(documented), "", check)
        return Keyword(argument, shadowed(f"{documented} | None"), " = None", check)

    def names(self) -> set[str]:
        """The models that the signature names."""
        text = " ".join(
            [self.result, self.item, self.body or "", *(k.annotation for k in self.keywords)]
        )
        return set(re.findall(r"\b[A-Z]\w+\b", text)) - {"None", "Unset", "UNSET"}

    def docstring(self, asynchronous: bool) -> str:
        """What an editor shows: what it does, its request, its arguments, what comes back."""
        raw = self.raw.raw
        google = f" ({raw['x-google-method']})" if "x-google-method" in raw else ""
        blocks = [raw["summary"], raw.get("description", "")]
        if self.raw.write:
            blocks.append(f"A write, to be confirmed. {raw['x-write']['outcome']}")
        blocks.append(f"`{self.raw.method.upper()} {self.raw.path}`{google}")
        described = []
        if self.subject:
            template = self.template or ""
            bare = ", or the bare id" if template.count("{") == 1 else ""
            form = f"`{template}`{bare}. " if "/" in template else ""
            described.append((self.subject, form + self.raw.subject_description))
        for keyword in self.keywords:
            text = keyword.argument.description
            if "tuple[str, ...]" in keyword.annotation:
                text += " A list or tuple of paths is joined by commas."
            if keyword.name == module_name(UPDATE_MASK) and self.masked:
                text += " Left out, the mask is derived from the fields given."
            if keyword.argument.key == PAGE_SIZE and self.paged and self.paged["largest"]:
                text += " Left out, iterating asks for the largest page."
            described.append((keyword.name, text))
        if described:
            blocks.append(
                "Args:\n"
                + "\n".join(
                    "    "
                    + paragraphs(f"{name}: {' '.join(text.split())}", LINE_LENGTH - 12, " " * 8)
                    for name, text in described
                )
            )
        if self.items:
            loop = "async for" if asynchronous else "for"
            returns = (
                f"A pager: iterate it (`{loop}`) for {self.item} objects, "
                f"or its `.pages()` for {self.result} objects."
            )
            blocks.append("Returns:\n    " + paragraphs(returns, LINE_LENGTH - 12, " " * 4))
        return "\n\n".join(filter(None, (block.strip("\n") for block in blocks)))


class Keyword:
    """A keyword argument in a rendered signature; `check` is the expression that checks it."""

    def __init__(self, argument: Argument, annotation: str, default: str, check: str) -> None:
        self.argument = argument
        self.name = argument.name
        self.annotation = annotation
        self.default = default
        self.check = check


def _signature(module: Path) -> dict[str, tuple[str, str]]:
    """Arguments of a generated endpoint: name to annotation and default, as source."""
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == "_get_kwargs":
            arguments = [*node.args.args, *node.args.kwonlyargs]
            defaults = [*[None] * len(node.args.args), *node.args.kw_defaults]
            return {
                argument.arg: (
                    ast.unparse(argument.annotation or ast.Constant(None)),
                    ast.unparse(default) if default else "",
                )
                for argument, default in zip(arguments, defaults, strict=True)
            }
    raise Failed(f"{module.name} of the generator has no _get_kwargs")


def _attributes(module: Path) -> dict[str, tuple[str, str]]:
    """Attributes of a generated model: name to annotation and default, as source."""
    return {
        item.target.id: (
            ast.unparse(item.annotation),
            ast.unparse(item.value) if item.value else "",
        )
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }


def _without_unset(annotation: str) -> str:
    return " | ".join(part for part in annotation.split(" | ") if part != "Unset")


def _bounds(schema: dict[str, Any]) -> str:
    """Return the argument of a check that bounds an integer. A size above a documented maximum is
    Google's to lower, and no server takes more than 64 bits."""
    if schema.get("type") != "integer":
        return ""
    bits = 31 if schema.get("format") == "int32" else 63
    return f", ({schema.get('minimum', -(2**bits))}, {2**bits - 1})"


def render(document: Document, package: Path) -> None:
    """resources/ and operations.py."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )
    filters: dict[str, Any] = {"docstring": docstring, "literal": literal}
    environment.filters.update(filters)
    operations = [Rendered(document, operation, package) for operation in document.operations]
    tags = [
        {
            "name": module_name(tag["name"]),
            "class_name": class_name(tag["name"]),
            "description": tag["description"],
            "headline": re.split(r"(?<=\.)\s", tag["description"].strip())[0],
            "operations": [op for op in operations if op.raw.tag == tag["name"]],
            "instead": sorted(
                {
                    op.meeting_code
                    for op in operations
                    if op.raw.tag == tag["name"] and op.meeting_code
                }
            ),
        }
        for tag in document.plain["tags"]
    ]
    names = sorted(set().union(*(op.names() for op in operations)))
    known = {path.stem for path in (package / "models").glob("*.py")}
    context = {
        "title": document.plain["info"]["title"],
        "tags": tags,
        "operations": document.operations,
        "meanings": document.meanings(),
        "reasons": document.plain.get("x-reasons", {}),
        "meeting_code": document.plain.get("x-meeting-code"),
        "imports": [(name, module_name(name)) for name in names if module_name(name) in known],
    }
    (package / RESOURCES).mkdir()
    for template, target, more in (
        ("operations", "operations", {}),
        ("resources", f"{RESOURCES}/__init__", {}),
        *(("resource", f"{RESOURCES}/{tag['name']}", {"tag": tag}) for tag in tags),
    ):
        text = environment.get_template(f"{template}.py.jinja").render(context, **more)
        (package / f"{target}.py").write_text(text, encoding="utf-8")


def table(document: Document) -> str:
    """The README's table of operations."""
    rows = ["| on the client | request | what it does |", "| --- | --- | --- |"]
    for operation in document.operations:
        mark = ""
        if operation.write:
            mark = (
                " **Write, destructive.**"
                if operation.raw["x-write"]["destructive"]
                else " **Write.**"
            )
        name = f"{module_name(operation.tag)}.{operation.verb}"
        request = f"{operation.method.upper()} {operation.path}"
        summary = " ".join(operation.raw["summary"].split()).replace("|", "\\|")
        rows.append(f"| `{name}` | `{request}` | {summary}{mark} |")
    return "\n".join(rows)


def readme(document: Document) -> str | None:
    """README.md with its table as the document has it; None where there is no README."""
    if not README.exists():
        return None
    text = README.read_text(encoding="utf-8")
    head, start, rest = text.partition(TABLE_START)
    _, end, tail = rest.partition(TABLE_END)
    if not (start and end):
        raise Failed(
            f"{README} has lost {TABLE_START} or {TABLE_END}, between which its table goes"
        )
    return f"{head}{start}\n{table(document)}\n{end}{tail}"


# --- the whole ---------------------------------------------------------------------------------


def build(document: Document, work: Path) -> Path:
    """All of generated/maton_google_meet_api, below `work`."""
    pinned = pins()
    package = work / PACKAGE.name
    generate(document, package)
    run("ruff", "check", *UNUSED, package, cwd=work)
    ours = [package / "operations.py"]
    (package / RUNTIME.name).mkdir()
    for module in sorted(RUNTIME.glob("*.py")):
        ours.append(Path(shutil.copyfile(module, package / RUNTIME.name / module.name)))
    use_our_unset(package / "types.py")
    for model in (package / "models").glob("[!_]*.py"):
        hasten(model)
    hide_secrets(document, package / "models")
    for endpoint in (package / "api").glob("*/[!_]*.py"):
        import_late(endpoint)
    render(document, package)
    ours += (package / RESOURCES).glob("*.py")
    make_lazy(package / "__init__.py", ".")
    make_lazy(package / "models" / "__init__.py", "..")
    run("ruff", "check", *UNUSED, package, cwd=work)
    run("ruff", "format", *RUFF, package, cwd=work)
    generator = f"openapi-python-client {pinned['openapi-python-client']}"
    mark = f"by {SCRIPT} from spec/openapi.yaml"
    for file in sorted(package.rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        if file in ours and file.parent.name == RUNTIME.name:
            first = f"# Copied by {SCRIPT} from scripts/codegen/runtime/{file.name}; do not edit."
        elif file in ours:
            first = f"# Written {mark}; do not edit."
        else:
            first = f"# Written {mark} with {generator}; do not edit."
        file.write_text(f"{first}\n{source}", encoding="utf-8")
    (package / "py.typed").write_text(f"# Written {mark}; do not edit.\n", encoding="utf-8")
    data = {"x-written-by": f"Written {mark}; do not edit.", **document.plain}
    text = json.dumps(data, indent=1, ensure_ascii=False)
    (package / "document.json").write_text(text.replace("{\n ", "{", 1) + "\n", encoding="utf-8")
    return package


def files(package: Path) -> dict[str, bytes]:
    """Content by path, without what running the package leaves behind."""
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def differences(old: dict[str, bytes], new: dict[str, bytes]) -> Iterator[str]:
    """A line for each file that is missing, extra or different in `old`."""
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            yield f"missing: {PACKAGE.relative_to(ROOT)}/{name}"
        elif name not in new:
            yield f"extra: {PACKAGE.relative_to(ROOT)}/{name}"
        elif old[name] != new[name]:
            yield f"different: {PACKAGE.relative_to(ROOT)}/{name}"


def swap(new: Path, old: Path, text: str | None) -> None:
    """Put `new` in the place of PACKAGE and `text` into README: both, or neither."""
    readme = new.parent / README.name
    if text is not None:
        readme.write_text(text, encoding="utf-8")
        shutil.copymode(README, readme)
    had = PACKAGE.exists()
    try:
        PACKAGE.parent.mkdir(exist_ok=True)
        if had:
            PACKAGE.rename(old)
        new.rename(PACKAGE)
        if text is not None:
            os.replace(readme, README)
    except BaseException:
        if PACKAGE.exists() and (old.exists() or not had):
            PACKAGE.rename(new)
        if old.exists():
            old.rename(PACKAGE)
        raise


def regenerate(check: bool) -> int:
    """Rebuild, or compare with what a rebuild would give; the exit code."""
    document = Document(SPEC)
    # To be renamed, what is built has to be on the disk of what it replaces.
    place = None if check else ROOT
    with tempfile.TemporaryDirectory(dir=place, prefix=".regenerate-") as folder:
        work = Path(folder)
        new = build(document, work)
        text = readme(document)
        stale = list(differences(files(PACKAGE), files(new)))
        if text is not None and text != README.read_text(encoding="utf-8"):
            stale.append(f"different: {README.relative_to(ROOT)} (its table of operations)")
        if check:
            print(
                "\n".join(stale) or "generated/ and the README's table are what the document says"
            )
            if stale:
                print("Run: python scripts/regenerate.py", file=sys.stderr)
            return 1 if stale else 0
        said = describe_changes(read_committed(PACKAGE / "document.json", ROOT), document.plain)
        swap(new, work / "old", text)
    print(
        "\n".join(said + [f"written: {line.partition(': ')[2]}" for line in stale] or ["no change"])
    )
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if stale")
    try:
        return regenerate(parser.parse_args(arguments).check)
    except (InvalidDocument, Failed, OSError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
