"""The public names, the words that the wrapper may use, and the modules that an import loads."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import maton_google_meet
import maton_google_meet_api
import pytest
from maton_google_meet_api.resources import AsyncResources, Resources
from maton_google_meet_api.runtime.calls import AsyncCalls, Calls, FacadeErrors
from support.examples import operations

WRAPPER = Path(maton_google_meet.__file__).parent
GENERATED = Path(maton_google_meet_api.__file__).parent
# The sandbox stands in for Meet: it is the one place outside spec/ that may know how it behaves.
MODULES = sorted(set(WRAPPER.rglob("*.py")) - set((WRAPPER / "sandbox").rglob("*.py")))

# Words of Meet's that are also words of any program. Each was looked at.
COMMON = {
    "all",
    "config",
    "document",
    "empty",
    "file",
    "name",
    "on",
    "open",
    "requests",
    "started",
    "state",
    "text",
    "uri",
    "user",
}


def words(text: str) -> tuple[str, ...]:
    """The words of a camel-case, snake-case or other text, in lower case and in order."""
    return tuple(word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text))


def meet_names(document: dict[str, Any]) -> set[tuple[str, ...]]:
    """Every name that Google Meet brings: of paths, operations, parameters, schemas, fields and
    enum values. Maton's own, those of /connections and of this app, are the wrapper's to know."""
    names: set[str] = set()
    maton = {"google-meet"}
    for _, path, operation, parameters in operations():
        found = maton if path.startswith("/connections") else names
        found |= {operation["operationId"], *path.split("/"), *operation["tags"]}
        found |= {each["name"] for each in parameters if each["in"] != "header"}
    for name, schema in document["components"]["schemas"].items():
        error = "Error" in name
        found = maton if "Connection" in name or error else names
        found |= {name, *schema.get("properties", {}), *schema.get("enum", [])}
    return {words(name) for name in names - maton} - {words(name) for name in maton} - {()}


def vocabulary(source: str) -> Iterator[tuple[int, str]]:
    """String literals that are no docstrings, attribute names and keyword names of a module."""
    tree = ast.parse(source)
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.value.lineno, node.arg


def meet_words_in(source: str, document: dict[str, Any]) -> list[str]:
    """Where `source` names something of Google Meet's: a whole name, or a word of one."""
    names = {name for name in meet_names(document) if not (len(name) == 1 and name[0] in COMMON)}
    return [
        f"{line}: {text!r}"
        for line, text in vocabulary(source)
        for said in [words(text)]
        if any(said[at : at + len(name)] == name for name in names for at in range(len(said)))
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_the_wrapper_knows_no_word_of_meet(module: Path, document: dict[str, Any]) -> None:
    found = meet_words_in(module.read_text(encoding="utf-8"), document)
    assert not found, (
        f"{module.name} names something of Google Meet: {'; '.join(found)}. Facts about the API "
        "belong in spec/openapi.yaml. Choose another word, or add it to COMMON above if programs "
        "of any kind use it."
    )


@pytest.mark.parametrize(
    "line",
    [
        'x = "/google-meet/v2/spaces"', "meet.participants", 'x = "conferenceRecords.list"',
        'x["updateMask"]', "call(page_size=3)", 'x = "TRUSTED"', "space.meeting_uri",
        'x = "Look at the transcripts."', 'raise E("nextPageToken")', 'f"{x}/recordings/{y}"',
    ],
)  # fmt: skip
def test_a_planted_word_is_found(line: str, document: dict[str, Any]) -> None:
    assert meet_words_in(line, document)


def test_each_common_word_is_needed(document: dict[str, Any]) -> None:
    said = {
        word for path in MODULES for _, text in vocabulary(path.read_text()) for word in words(text)
    }
    meet = {name[0] for name in meet_names(document) if len(name) == 1}
    assert said & meet == COMMON


def test_the_facade_needs_none_of_our_wrapper() -> None:
    """Whoever brings a function that sends and the errors to raise can be its owner."""
    raises = FacadeErrors(ValueError, ValueError, lambda message, _: ValueError(message))

    def send(request: dict[str, Any]) -> httpx.Response:
        return httpx.Response(200, json={"name": request["url"]})

    async def send_async(request: dict[str, Any]) -> httpx.Response:
        return send(request)

    owned = Resources(Calls(send, raises))
    assert owned.spaces.get("abc").name == "/google-meet/v2/spaces/abc"

    async def main() -> str:
        return (await AsyncResources(AsyncCalls(send_async, raises)).spaces.get("abc")).name

    assert anyio.run(main) == "/google-meet/v2/spaces/abc"


def fresh(code: str) -> str:
    """What `code` prints in a Python of its own."""
    environment = {"PYTHONPATH": f"{WRAPPER.parent}:{GENERATED.parent}"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    return done.stdout.strip()


def test_everything_public_is_there_and_sorted() -> None:
    names = maton_google_meet.__all__
    assert len(names) == len(set(names))
    for name in names:
        assert getattr(maton_google_meet, name) is not None
    public = {
        name
        for name, value in vars(maton_google_meet).items()
        if not name.startswith("_") and not hasattr(value, "__path__")
        if getattr(value, "__module__", "").startswith("maton_google_meet") or name.isupper()
    }
    assert public | {"Confirm", "AsyncConfirm"} == {*names, "TYPE_CHECKING"}


def test_nothing_public_costs_anything_before_it_is_asked_for() -> None:
    """What type checkers see imported is found when it is asked for, modules too."""
    check = (
        "import sys, maton_google_meet as m\n"
        "assert {*m.__all__, '__version__'} <= {*dir(m)}, dir(m)\n"
        "print(m.__version__, 'httpx' in sys.modules, m.errors.MatonError is m.MatonError)\n"
        "from maton_google_meet import *\n"
        "print(GoogleMeet is m.client.GoogleMeet, m.flow.pacing.Pace is Pace, UNSET)"
    )
    assert fresh(check) == f"{maton_google_meet.__version__} False True\nTrue True UNSET"
    tree = ast.parse((WRAPPER / "__init__.py").read_text(encoding="utf-8"))
    [checked] = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {
        name.name: "." * node.level + (node.module or "")
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert sorted(seen) == sorted(maton_google_meet.__all__)
    for name, module in seen.items():
        found = importlib.import_module(module, maton_google_meet.__name__)
        assert getattr(maton_google_meet, name) is getattr(found, name)
    with pytest.raises(AttributeError, match="no attribute 'GogleMeet'"):
        _ = maton_google_meet.GogleMeet  # type: ignore[attr-defined]


def test_modules_are_attributes_and_all_names_are_listed() -> None:
    assert maton_google_meet.__getattr__("errors") is importlib.import_module(
        "maton_google_meet.errors"
    )
    assert {*maton_google_meet.__all__, "__version__"} <= {*dir(maton_google_meet)}


def test_models_are_the_generated_ones_by_another_name() -> None:
    from maton_google_meet import models
    from maton_google_meet_api import models as generated

    assert models.Space is generated.Space
    assert set(dir(models)) == set(generated.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Spaec'"):
        _ = models.Spaec  # type: ignore[attr-defined]


def test_importing_loads_no_model_and_no_event_loop() -> None:
    """What is slow to import is imported when it is first needed; httpx's own is not ours."""
    heavy = [
        "attr",
        "attrs",
        "asyncio",
        "anyio",
        "concurrent.futures",
        "trio",
        "click",
        "cyclopts",
        "rich",
    ]
    check = (
        "import sys, httpx; before = {*sys.modules}\n"  # It brings rich where click is there.
        "import maton_google_meet as m; m.UNSET; m.GoogleMeet; m.AsyncGoogleMeet\n"
        f"print([x for x in {heavy} if x in {{*sys.modules}} - before],"
        "[x for x in sys.modules if '_api.models.' in x or '_api.api.' in x])"
    )
    assert fresh(check) == "[] []"


def test_the_version_is_told_once() -> None:
    import tomllib

    project = tomllib.loads((WRAPPER.parent.parent / "pyproject.toml").read_text())["project"]
    assert maton_google_meet.__version__ == project["version"]
