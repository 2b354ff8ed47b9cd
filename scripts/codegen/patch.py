"""Rewrites of the modules that openapi-python-client writes.

Each rewrite states how often it must match. Any other count raises `GenerationError`: the generator
has changed, and the rewrite has to follow it.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from codegen import GenerationError
from codegen.document import Document
from codegen.operations import (
    Names,
    name_fields,
    name_module,
    read_durations,
    read_people,
)

Variables = dict[str, tuple[str, str]]
"""The annotation and the default, '' without one, of attributes or arguments, as source."""
FROM_DICT = r"^    def from_dict\((?:.*\n)*?(?=^    (?:@|def )|\Z)"
MODEL_IMPORT = r"^ +from (\.\.models\.\w+) import (\w+)(?: *#.*)?\n"
CONSTRUCTION = r"^(        \w+ = cls\()([^()]*)\)"
ENUM_ANNOTATION = re.compile(r"(?:str \| )?([A-Z]\w*)(?: \| str)?")
# Rewrites of a `from_dict`, each with the number of its matches or with a wider pattern that must
# match as often. None stands for an absent value and for null, which Google's JSON mapping equates.
PARSER_REWRITES: tuple[tuple[str, str, int | str], ...] = (
    (MODEL_IMPORT, "", r"^ *(?:from .* )?import\b"),
    (r"\bdict\(src_dict\)", "{**src_dict}", 1),
    (r'(\bd\.pop\("[^"\n]+", )UNSET\)', r"\1None)", r"\bd\.pop\([^\n]*,"),
    (r"\bisinstance\((\w+), *Unset\)", r"\1 is None", r"\bUnset\)"),
    (r"\bis not UNSET\b", "is not None", r"(?:==|!=|\bis|\bnot) UNSET\b"),
    (r"(\bif data is None:\n +return )data\b", r"\1UNSET", r"\bdata is None\b"),
)
BASE_IMPORT = "from ..runtime.model import Model as _Model\n"
DROP_NULLS = """\
        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
"""
# The test for a value `{0}` that an attribute of this annotation must not have.
TYPE_TESTS = {
    "str": "type({0}) is not str",
    "int": "type({0}) is not int",
    "float": "type({0}) not in (int, float)",
    "bool": "type({0}) is not bool",
    "datetime.datetime": "{0}.tzinfo is None",
}
# Each matches once. The facade needs only the arguments of an endpoint's request. The other imports
# run when a generated function is called.
ENDPOINT_REWRITES = (
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


def rewrite(
    source: str,
    pattern: str,
    replacement: str | Callable[[re.Match[str]], str],
    expected: int | str,
    module: Path,
) -> str:
    """Replace each match of `pattern`. Raise `GenerationError` unless it matches `expected` times,
    or as often as the pattern `expected`."""
    if isinstance(expected, str):
        expected = len(re.findall(expected, source, re.MULTILINE))
    result, count = re.subn(pattern, replacement, source, flags=re.MULTILINE)
    if count != expected:
        raise GenerationError(
            f"{module.name} of the generator has {pattern} {count} times, not {expected} times"
        )
    return result


def patch_package(document: Document, package: Path) -> None:
    """Rewrite the generator's modules."""
    patch_types(package / "types.py")
    for model in (package / "models").glob("[!_]*.py"):
        patch_model(model)
    hide_secrets(document, package / "models")
    for endpoint in (package / "api").glob("*/[!_]*.py"):
        patch_endpoint(endpoint)
    make_lazy(package / "__init__.py", ".")
    helpers = ["Person", "person_of"] * bool(read_people(document))
    helpers += ["duration_of"] * bool(read_durations(document))
    others = {"Model": "..runtime.model", **dict.fromkeys(helpers, "..helpers")}
    docstring = "The messages of the API, as attrs classes"
    make_lazy(package / "models" / "__init__.py", "..", others, docstring)


def make_lazy(
    init: Path,
    parents: str,
    others: Mapping[str, str] = MappingProxyType({}),
    docstring: str = "",
) -> None:
    """Rewrite an `__init__` so that a name is imported when it is first used. Type checkers see all
    imports.

    Args:
        init: The module.
        parents: A dot for each level up to the package of `runtime`.
        others: The modules of names that the generator does not know.
        docstring: The docstring without its period, if that of the generator does not fit.
    """
    tree = ast.parse(init.read_text(encoding="utf-8"))
    modules = {
        alias.name: f".{node.module}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    modules |= others
    imports = "".join(
        f"    from {module} import {name} as {name}\n" for name, module in modules.items()
    )
    init.write_text(
        f'"""{docstring or (ast.get_docstring(tree) or "").strip()}."""\n\n'
        "from typing import TYPE_CHECKING\n\n"
        f"if TYPE_CHECKING:\n{imports}"
        f"else:\n    from {parents}runtime.lazy import make_lazy_getattr\n\n"
        f"    __getattr__ = make_lazy_getattr(__name__, {modules!r})\n\n"
        f"__all__ = {tuple(modules)!r}\n",
        encoding="utf-8",
    )


def patch_types(types: Path) -> None:
    """Import `UNSET` from `runtime.unset`: that one can be copied, and does not import attrs."""
    source = types.read_text(encoding="utf-8")
    definition = r"^class Unset:\n(?: .*\n|\n)*?\nUNSET: Unset = Unset\(\)\n"
    source = rewrite(source, definition, "", 1, types)
    imports = "from .runtime.unset import UNSET, Unset\nfrom attrs import"
    types.write_text(rewrite(source, "^from attrs import", imports, 1, types), encoding="utf-8")


def patch_endpoint(endpoint: Path) -> None:
    """Import the classes of a generated endpoint when they are first needed."""
    source = endpoint.read_text(encoding="utf-8")
    for pattern, replacement in ENDPOINT_REWRITES:
        source = rewrite(source, pattern, replacement, 1, endpoint)
    endpoint.write_text(source, encoding="utf-8")


def hide_secrets(document: Document, models: Path) -> None:
    """Leave fields that the document marks as secret out of the `repr` of their models."""
    classes = Names(document).classes
    for name, schema in document.get_components("schemas").items():
        properties = schema.get("properties", {})
        for key, attribute in name_fields(properties).items():
            if properties[key].get("x-secret"):
                model = models / f"{name_module(classes[name])}.py"
                pattern = rf"^(    {attribute}: .*) = UNSET$"
                hidden = r"\1 = _attrs_field(default=UNSET, repr=False)"
                source = model.read_text(encoding="utf-8")
                source = rewrite(source, pattern, hidden, 1, model)
                model.write_text(source, encoding="utf-8")


# --- models ---------------------------------------------------------------------------------------


def patch_model(model: Path) -> None:
    """Give a model its base, and make `from_dict`, which runs once for each item, fast and strict.

    Import other models once for the module, and pass values by position. Read null as absent, and
    refuse a scalar or a list of another type than documented: the generator accepts both. A model
    without documented fields has a free form, and keeps its nulls.
    """
    source = model.read_text(encoding="utf-8")
    if re.search(r"^class \w+\(StrEnum\):$", source, re.MULTILINE):
        return
    # `build_package` has already removed unused imports.
    unset, types = "from ..runtime.unset import UNSET, Unset\n", r"^from \.\.types\b"
    source = rewrite(source, r"^from \.\.types import UNSET, Unset\n", unset, types, model)
    source = rewrite(source, r"^class (\w+):$", r"class \1(_Model):", 1, model)
    source = rewrite(source, r"^(?=from typing import )", BASE_IMPORT, 1, model)
    attributes = read_attributes(model)
    imports = dict[str, str]()

    def patch(parser: re.Match[str]) -> str:
        imports.update((name, module) for module, name in re.findall(MODEL_IMPORT, parser[0], re.M))
        return _patch_parser(parser[0], attributes, {*imports}, model)

    source = rewrite(source, FROM_DICT, patch, 1, model)
    if imports:
        source += (
            "\n\nif not TYPE_CHECKING:\n    from ..runtime.lazy import defer_models\n\n"
            f"    defer_models(globals(), {imports!r})\n"
        )
    model.write_text(source, encoding="utf-8")


def _patch_parser(parser: str, attributes: Variables, models: set[str], model: Path) -> str:
    """Return the rewritten `from_dict`; `models` are the names that it imports."""
    for pattern, replacement, expected in PARSER_REWRITES:
        parser = rewrite(parser, pattern, replacement, expected, model)

    def defer(cast: re.Match[str]) -> str:
        """Quote the type, because its models may not be loaded. Read a value that is not of the
        documented model as absent."""
        members = set(cast[1].split(" | "))
        if cast[2] == "data" and members & models and "Unset" in members:
            return "UNSET"
        return f'cast("{cast[1]}", {cast[2]})'

    casts = r"\bcast\(([^\n\"]+?), (data|d\.pop\([^\n]*?\))\)"
    parser = rewrite(parser, casts, defer, r"\bcast\(", model)
    checks = _write_checks(attributes, parser)

    def construct(call: re.Match[str]) -> str:
        names = re.findall(r"\b(\w+)=\1\b", call[2])
        if names != [*attributes][: len(names)] or len(names) != call[2].count("="):
            raise GenerationError(
                f"{model.name} of the generator has attributes {[*attributes]}, not {names}"
            )
        arguments = re.sub(r"\b(\w+)=\1\b", r"\1", call[2])
        return f"{checks}{call[1]}{arguments})"

    parser = rewrite(parser, CONSTRUCTION, construct, 1, model)
    if len(attributes) > 1:
        rest = r"^(?=        \w+\.additional_properties = d$)"
        parser = rewrite(parser, rest, DROP_NULLS, 1, model)
    return parser


def _write_checks(attributes: Variables, parser: str) -> str:
    """Return the statements of a `from_dict` that make an absent field UNSET and refuse a value of
    another type."""
    lines = []
    for name, (annotation, _) in attributes.items():
        documented = drop_unset(annotation)
        is_optional = documented != annotation
        value, absent, test = _choose_test(name, documented, parser)
        error = f'raise TypeError("{name} is not of its documented type")'
        if is_optional and re.search(rf"^ +{name} = (?:cast\(.*, )?d\.pop\(", parser, re.MULTILINE):
            lines.append(f"if {name} is None:\n    {name} = UNSET")
            lines += [f"elif {test.format(name)}:\n    {error}"] * bool(test)
        elif test:
            test = test.format(value)
            test = f"({test})" if " or " in test and is_optional else test
            is_present = f"{value} is not {absent} and " * is_optional
            lines.append(f"if {is_present}{test}:\n    {error}")
    return textwrap.indent("".join(f"{line}\n" for line in lines), " " * 8)


def _choose_test(name: str, documented: str, parser: str) -> tuple[str, str, str]:
    """Return the variable to test, its value for an absent field, and the test ('' for none)."""
    enum = ENUM_ANNOTATION.fullmatch(documented)
    if enum and f"= {enum[1]}(data)" in parser:
        return name, "UNSET", "not isinstance({0}, str)"
    if documented.startswith("list[") and documented.endswith("]"):
        test, item = "type({0}) is not list", documented[len("list[") : -1]
        is_open_enum = "str" in item.split(" | ") and ENUM_ANNOTATION.fullmatch(item)
        if item_test := TYPE_TESTS["str"] if is_open_enum else TYPE_TESTS.get(item):
            # The models of other items check them. A timestamp is tested after it is parsed.
            items = name if item == "datetime.datetime" else "{0}"
            test += f" or any({item_test.format('each')} for each in {items})"
        if re.search(rf"\b_{name} = d\.pop\(", parser):
            return f"_{name}", "None", test  # The attribute's list is built from this one.
        return name, "UNSET", test
    return name, "UNSET", TYPE_TESTS.get(documented, "")


# --- the signatures that the generator wrote ------------------------------------------------------


def read_signature(endpoint: Path) -> Variables:
    """Return the arguments of a generated endpoint's request."""
    for node in ast.parse(endpoint.read_text(encoding="utf-8")).body:
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
    raise GenerationError(f"{endpoint.name} of the generator has no _get_kwargs")


def read_attributes(model: Path) -> Variables:
    """Return the attributes of a generated model."""
    return {
        item.target.id: (
            ast.unparse(item.annotation),
            ast.unparse(item.value) if item.value else "",
        )
        for node in ast.parse(model.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }


def drop_unset(annotation: str) -> str:
    """Return `annotation` without `Unset`."""
    return " | ".join(part for part in annotation.split(" | ") if part != "Unset")
