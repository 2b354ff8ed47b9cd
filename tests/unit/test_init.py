"""The public names, and the modules that an import loads."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import maton_google_meet
import maton_google_meet_api
import pytest

WRAPPER = Path(maton_google_meet.__file__).parent
GENERATED = Path(maton_google_meet_api.__file__).parent


def run_in_new_python(code: str) -> str:
    """Return the output of `code` in a new process."""
    environment = {"PYTHONPATH": f"{WRAPPER.parent}:{GENERATED.parent}"}
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    return process.stdout.strip()


def test_each_public_name_is_exported_once() -> None:
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


def test_public_names_are_loaded_on_first_use() -> None:
    """The names that type checkers see are attributes at run time, modules included."""
    check = (
        "import sys, maton_google_meet as m\n"
        "assert {*m.__all__, '__version__'} <= {*dir(m)}, dir(m)\n"
        "print(m.__version__, 'httpx' in sys.modules, m.errors.MatonError is m.MatonError)\n"
        "from maton_google_meet import *\n"
        "print(GoogleMeet is m.client.GoogleMeet, m.flow.pacing.Pace is Pace, UNSET)"
    )
    assert (
        run_in_new_python(check) == f"{maton_google_meet.__version__} False True\nTrue True UNSET"
    )
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


def test_importing_loads_no_model_and_no_event_loop() -> None:
    """Slow modules are imported on first use. The imports of httpx itself do not count."""
    heavy = [
        "attr",
        "attrs",
        "asyncio",
        "anyio",
        "concurrent.futures",
        "trio",
        "click",
        "argparse",
        "rich",
    ]
    check = (
        "import sys, httpx; before = {*sys.modules}\n"  # It brings rich where click is there.
        "import maton_google_meet as m; m.UNSET; m.GoogleMeet; m.AsyncGoogleMeet\n"
        f"print([x for x in {heavy} if x in {{*sys.modules}} - before],"
        "[x for x in sys.modules if '_api.models.' in x or '_api.api.' in x])"
    )
    assert run_in_new_python(check) == "[] []"
