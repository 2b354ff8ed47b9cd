"""Names and models that are imported on their first use."""

from __future__ import annotations

import ast
import importlib
import pathlib
import subprocess
import sys
import types

import maton_google_meet
import maton_google_meet_api
import pytest
from maton_google_meet_api.runtime.lazy import make_lazy_getattr


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Return an empty package whose names are lazy."""
    module = types.ModuleType("example_package")
    module.__dict__["__getattr__"] = make_lazy_getattr(
        "example_package", {"dumps": "json", "gone": "json"}
    )
    monkeypatch.setitem(sys.modules, "example_package", module)
    return module


def test_a_name_is_imported_once_on_first_access(package: types.ModuleType) -> None:
    assert "dumps" not in vars(package)
    assert package.dumps is importlib.import_module("json").dumps
    assert vars(package)["dumps"] is package.dumps


def test_an_unknown_name_is_an_attribute_error(package: types.ModuleType) -> None:
    with pytest.raises(AttributeError, match="module 'example_package' has no attribute 'nothing'"):
        _ = package.nothing
    with pytest.raises(AttributeError, match="gone"):
        _ = package.gone
    with pytest.raises(ImportError):
        exec("from maton_google_meet_api.models import Nothing")


def test_every_model_is_available_by_name() -> None:
    models = importlib.import_module("maton_google_meet_api.models")
    for name in models.__all__:
        assert getattr(models, name).__name__ == name
    assert "Space" in models.__all__
    assert importlib.import_module("maton_google_meet_api").Client.__name__ == "Client"


def test_a_module_is_available_without_an_import(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = importlib.import_module("maton_google_meet.errors")
    monkeypatch.delattr(maton_google_meet, "errors")
    assert maton_google_meet.errors is errors


def test_importing_the_facade_imports_no_model_and_no_attrs() -> None:
    code = (
        "import sys, maton_google_meet_api.resources, maton_google_meet_api.models\n"
        "heavy = {'attr', 'attrs', 'asyncio', 'maton_google_meet_api.models.space'}\n"
        "assert not heavy & (sys.modules.keys() - before), heavy & sys.modules.keys()\n"
    )
    # httpx is imported first, so its own imports do not count.
    code = "import sys, httpx\nbefore = set(sys.modules)\n" + code
    path = [entry for entry in sys.path if entry]
    subprocess.run(
        [sys.executable, "-c", f"import sys\nsys.path[:] = {path!r}\n{code}"],
        check=True,
    )


def list_loaded_modules(code: str) -> set[str]:
    """Return the modules that `code` loads in a new process, without those of httpx."""
    path = [entry for entry in sys.path if entry]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\nsys.path[:] = {path!r}\nimport httpx\n"
         f"before = set(sys.modules)\n{code}\nprint(*(sys.modules.keys() - before))"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return set(done.stdout.split())


def test_a_model_is_loaded_on_first_use() -> None:
    code = (
        "from maton_google_meet_api.models import Participant\n"
        "one = Participant.from_dict({'name': 'a', 'phoneUser': {'displayName': '+1'}})\n"
        "assert type(one.phone_user).__module__.endswith('models.phone_user'), one\n"
        "two = Participant.from_dict(one.to_dict())\n"
        "assert two == one and type(two.phone_user) is type(one.phone_user)"
    )
    loaded = {
        name.removeprefix("maton_google_meet_api.models.") for name in list_loaded_modules(code)
    }
    assert {"participant", "phone_user"} <= loaded
    assert not {"signedin_user", "anonymous_user"} & loaded


MODELS = sorted((pathlib.Path(maton_google_meet_api.__path__[0]) / "models").glob("[!_]*.py"))


@pytest.mark.parametrize("module", MODELS, ids=lambda module: module.stem)
def test_from_dict_does_not_import(module: pathlib.Path) -> None:
    parsers = [
        node
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name == "from_dict"
    ]
    for node in parsers:
        assert not [each for each in ast.walk(node) if isinstance(each, ast.ImportFrom)]


@pytest.mark.parametrize("module", MODELS, ids=lambda module: module.stem)
def test_no_cast_evaluates_its_type(module: pathlib.Path) -> None:
    """Check the casts, because a model in them may not be loaded yet."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "cast":
            assert isinstance(node.args[0], ast.Constant), ast.unparse(node)


def test_a_field_of_another_type_does_not_fail_a_response() -> None:
    list_loaded_modules(
        "from maton_google_meet_api.models import Connection, CreateConnectionResponse\n"
        "from maton_google_meet_api.models import DetailError\n"
        "for odd in ([], 's', 5, [{}]):\n"
        "    one = Connection.from_dict({'connection_id': 'c', 'metadata': odd})\n"
        "    assert not one.metadata, one\n"
        "    assert not CreateConnectionResponse.from_dict({'connection': odd}).connection\n"
        "assert DetailError.from_dict({'detail': 'a'}).detail == 'a'"
    )


def test_a_call_loads_no_more_than_it_needs() -> None:
    code = (
        "from maton_google_meet import GoogleMeet\n"
        "answers = httpx.MockTransport(lambda _: httpx.Response(200, json={'name': 'spaces/a'}))\n"
        "with GoogleMeet('key', connection='c', transport=answers) as meet:\n"
        "    assert meet.spaces.get('a').name == 'spaces/a'"
    )
    loaded = list_loaded_modules(code)
    assert {"attrs", "maton_google_meet_api.models.space"} <= loaded
    raw = {"maton_google_meet_api.client", "maton_google_meet_api.types"}
    others = {f"maton_google_meet_api.resources.{name}" for name in ("members", "recordings")}
    hooks = {"maton_google_meet.approval.terminal"}
    nested = {f"maton_google_meet_api.models.{name}" for name in ("space_config", "connection")}
    assert not (raw | others | hooks | nested | {"asyncio", "anyio", "trio"}) & loaded
