"""The layout: imports point one way, flow/ does no I/O, and each module has its test file."""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import maton_google_meet
import maton_google_meet_api
import pytest
from support.reading import imported

UNIT_TESTS = Path(__file__).parent
WRAPPER = Path(maton_google_meet.__file__).parent
GENERATED = Path(maton_google_meet_api.__file__).parent

# A module or folder may import those of earlier lines, and a folder its own modules.
LAYERS = [
    ["_version", "cells", "files", "forking", "json_text", "redaction", "rendering"],
    ["types"],
    ["errors", "events"],
    ["config"],
    ["flow"],
    ["http"],
    ["sessions"],
    ["approval", "models", "observers", "redis_pace"],
    ["client"],
    ["__init__", "facade"],
    ["reports"],
    ["sandbox", "tools"],
    ["mcp"],
    ["cli", "eager", "testing"],
    ["__main__"],
]
LEVELS = {name: level for level, names in enumerate(LAYERS) for name in names}

# Modules that others test: they hold values only, or errors that the callers raise.
UNTESTED = {
    "events": "flow/test_observation.py",
    "flow.observers": "flow/test_observation.py",
    "flow.steps": "http/test_drivers.py",
    "reports.errors": "reports/test_waiting.py",
    "sandbox.refusals": "sandbox/test_meet.py",
}

# flow/ may only compute. Time and processes are read, not waited for.
IO_MODULES = {
    *("aiofiles", "anyio", "asyncio", "concurrent", "http", "io", "multiprocessing", "pathlib"),
    *("select", "selectors", "shutil", "signal", "sniffio", "socket", "ssl", "subprocess"),
    *("tempfile", "trio", "urllib", "webbrowser"),
}  # fmt: skip
ALLOWED = {
    "os": {"getpid"},
    "time": {"monotonic", "time"},
    "threading": {"Event", "Lock", "RLock", "Thread", "get_ident"},
}
"""The attributes of a module that flow/ may use; all, if the module is not listed."""
PURE_MODULES = {"urllib.parse"}
IO_FUNCTIONS = {"input", "open", "print"}
HTTPX_IO = {"AsyncClient", "AsyncHTTPTransport", "Client", "HTTPTransport", "get", "request"}


def list_modules(folder: Path) -> dict[str, Path]:
    """Return the modules of a folder by their names below it, such as `flow.call`."""
    return {
        ".".join(path.relative_to(folder).with_suffix("").parts): path
        for path in sorted(folder.rglob("*.py"))
    }


def list_imports(name: str, path: Path) -> Iterator[str]:
    """Yield the modules of the wrapper that a module imports, also inside functions."""
    package = name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.ImportFrom) and node.level):
            continue
        base = [*package[: len(package) + 1 - node.level], *(node.module or "").split(".")]
        target = ".".join(filter(None, base))
        for alias in node.names:
            inner = f"{target}.{alias.name}" if target else alias.name
            package_name = f"{target}.__init__" if target else "__init__"
            matches = {inner, target, package_name} & MODULES.keys()
            yield from {inner} if inner in matches else matches


MODULES = list_modules(WRAPPER)
IMPORTS = {name: set(list_imports(name, path)) for name, path in MODULES.items()}


def find_io(source: str) -> list[str]:
    """Return the lines of `source` that do I/O or wait."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name.partition(".")[0] for alias in node.names]
        elif (
            isinstance(node, ast.ImportFrom) and not node.level and node.module not in PURE_MODULES
        ):
            module = str(node.module).partition(".")[0]
            names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names = [f"{node.value.id}.{node.attr}"]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            names = [name for name in [node.func.id] if name in IO_FUNCTIONS]
        elif isinstance(node, ast.Await | ast.AsyncWith | ast.AsyncFor):
            names = ["await"]
        lines += [f"{node.lineno}: {name}" for name in names if does_io(name)]  # type: ignore[attr-defined]
    return lines


def does_io(name: str) -> bool:
    module, _, attribute = name.partition(".")
    if module == "httpx":
        return attribute in HTTPX_IO
    if attribute:
        return attribute not in ALLOWED.get(module, {attribute})
    return name in IO_MODULES | IO_FUNCTIONS | {"await"}


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_one_way(name: str) -> None:
    level = LEVELS[name.partition(".")[0]]
    for other in IMPORTS[name]:
        same_folder = name.partition(".")[0] == other.partition(".")[0]
        assert same_folder or LEVELS[other.partition(".")[0]] < level, (
            f"{name} imports {other}, which is not below it: {LAYERS}. Move the shared part to an "
            "earlier layer, or pass it as an argument."
        )


def test_imports_form_no_cycle() -> None:
    """Imports for type checkers and inside functions count too."""
    graphlib.TopologicalSorter(IMPORTS).prepare()  # A CycleError shows the cycle.


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("flow.")])
def test_the_flow_does_no_io(name: str) -> None:
    lines = find_io(MODULES[name].read_text(encoding="utf-8"))
    assert not lines, (
        f"{name} does I/O or waits ({'; '.join(lines)}). Yield a step instead, and let the drivers "
        "in http/ perform it."
    )


@pytest.mark.parametrize(
    "line",
    [
        "import socket", "import anyio.lowlevel", "from asyncio import sleep", "import io",
        "from time import sleep", "time.sleep(1)", "os.remove(path)", "open(path)", "print(1)",
        "httpx.Client()", "from subprocess import run", "async def f(): await g()",
        "os.environ['A']", "import urllib.request", "from httpx import AsyncClient",
    ],
)  # fmt: skip
def test_planted_io_is_detected(line: str) -> None:
    assert find_io(line)


def test_each_module_has_its_test_file() -> None:
    """A module without a function or class needs none; `x/__init__.py` has `x/test_init.py`."""
    modules = MODULES | {
        f"runtime.{name}": path for name, path in list_modules(GENERATED / "runtime").items()
    }
    for name, path in modules.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body):
            *folders, module = name.split(".")
            default = "/".join([*folders, f"test_{module.strip('_')}.py"])
            assert (UNIT_TESTS / UNTESTED.get(name, default)).exists(), name
            assert name not in UNTESTED or not (UNIT_TESTS / default).exists(), name


def test_the_generated_package_does_not_import_the_wrapper() -> None:
    for path in GENERATED.rglob("*.py"):
        assert "maton_google_meet" not in imported(path), path
