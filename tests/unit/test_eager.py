"""After `import maton_google_meet.eager`, every annotation is resolvable."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
import subprocess
import sys
import types
import typing
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import attrs
import maton_google_meet
import maton_google_meet.sandbox
import maton_google_meet_api
import pytest
from maton_google_meet import (
    UNSET,
    AsyncGoogleMeet,
    GoogleMeet,
    Retry,
    Unset,
    errors,
    models,
)
from maton_google_meet.config import KEEP, Default
from maton_google_meet.flow.pacing import Pacer
from maton_google_meet.models import Participant, SignedinUser, Space, SpaceConfig
from maton_google_meet_api import resources
from maton_google_meet_api.runtime.lazy import ModelPlaceholder

WRAPPER = Path(maton_google_meet.__file__).parent.parent
GENERATED = Path(maton_google_meet_api.__file__).parent.parent
PACKAGES = ("maton_google_meet", "maton_google_meet_api")


def list_classes(*modules: Any) -> Iterator[type]:
    for module in modules:
        for name in getattr(module, "__all__", [*vars(module)]):
            value = getattr(module, name)
            if isinstance(value, type) and value.__module__.partition(".")[0] in PACKAGES:
                yield value


RESOURCES = [
    importlib.import_module(f"{resources.__name__}.{found.name}")
    for found in pkgutil.iter_modules(resources.__path__)
]
MODULES = [
    found.name
    for package in (maton_google_meet, maton_google_meet_api)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not found.name.startswith(("maton_google_meet.cli", "maton_google_meet.testing"))
    if found.name not in ("maton_google_meet.__main__", "maton_google_meet.eager")
]
for name in MODULES:
    importlib.import_module(name)
CLASSES = sorted(
    {*list_classes(maton_google_meet, maton_google_meet.sandbox, errors, models, resources),
     *list_classes(*RESOURCES)},
    key=lambda each: each.__name__,
)  # fmt: skip
MODELS = [each for each in CLASSES if attrs.has(each)]
FUNCTIONS = [
    value
    for module in (maton_google_meet, models)
    for name in module.__all__
    if inspect.isfunction(value := getattr(module, name))
]


@pytest.fixture(scope="module", autouse=True)
def eager() -> Iterator[Any]:
    """Import the module, and restore all others afterwards, which other tests need."""
    before = {
        name: (module, {**vars(module)})
        for name, module in sys.modules.items()
        if name.partition(".")[0] in PACKAGES
    }
    yield importlib.import_module("maton_google_meet.eager")
    del sys.modules["maton_google_meet.eager"]
    for module, names in before.values():
        vars(module).clear()
        vars(module).update(names)


def list_functions(owner: type) -> Iterator[tuple[str, Any]]:
    """Yield the functions of a class and of its bases in this library, properties included."""
    for base in owner.__mro__:
        if base.__module__.partition(".")[0] in PACKAGES:
            for name, value in vars(base).items():
                function = getattr(value, "fget", None) or getattr(value, "__func__", value)
                if inspect.isfunction(function):
                    yield name, function


def find_faults(subjects: Iterator[tuple[str, Any]]) -> list[str]:
    """Return the subjects whose annotations cannot be resolved."""
    faults = []
    for name, subject in subjects:
        try:
            typing.get_type_hints(subject)
        except Exception as error:
            faults.append(f"{name}: {error!r}")
    return faults


@pytest.mark.parametrize("name", MODULES)
def test_the_hints_of_each_class_function_and_method_are_resolved(name: str) -> None:
    module = sys.modules[name]

    def list_subjects() -> Iterator[tuple[str, Any]]:
        for key, value in [*vars(module).items()]:
            if getattr(value, "__module__", "") == name:
                if isinstance(value, type):
                    yield key, value
                    yield from ((f"{key}.{each}", item) for each, item in list_functions(value))
                elif inspect.isfunction(value):
                    yield key, value

    assert find_faults(list_subjects()) == []


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each.__name__)
def test_the_hints_of_each_function_are_resolved(function: Any) -> None:
    assert typing.get_type_hints(function)
    assert inspect.signature(function, eval_str=True)


def test_the_clients_and_all_resources_are_among_the_classes() -> None:
    names = {each.__name__ for each in CLASSES}
    clients = {name for name, _ in inspect.getmembers(GoogleMeet, inspect.isdatadescriptor)}
    assert len(RESOURCES) == len(clients - {"__weakref__"}) > 5
    assert {"GoogleMeet", "Pager", "Spaces", "AsyncSpaces", "Sandbox", "RedisPace"} <= names
    assert len(MODELS) > 50


@pytest.mark.parametrize("model", MODELS, ids=lambda each: each.__name__)
def test_the_types_of_each_model_are_resolved(model: Any) -> None:
    attrs.resolve_types(model)
    for field in attrs.fields(model):
        assert not isinstance(field.type, str), field.name
        assert "Placeholder" not in str(field.type), field.name
    assert inspect.signature(model, eval_str=True).return_annotation in (None, inspect._empty)


def test_the_types_are_the_documented_ones() -> None:
    assert attrs.fields(Space).config.type == SpaceConfig | Unset
    hints = typing.get_type_hints(GoogleMeet.with_options)
    assert hints["retry"] == Retry | Default | None
    assert hints["pace"] == Pacer | Default | None
    assert hints["return"] is typing.Self
    hints = typing.get_type_hints(resources.AsyncSpaces.update)
    assert hints["return"] is Space
    assert hints["update_mask"] == str | list[str] | tuple[str, ...] | None
    choice = typing.get_type_hints(GoogleMeet.__init__)["connection"]
    assert str(models.Connection) not in str(choice)
    assert f"{models.Connection.__module__}.Connection" in str(choice)


def test_the_signature_of_a_view_shows_the_options() -> None:
    for client in (GoogleMeet, AsyncGoogleMeet):
        signature = inspect.signature(client.with_options, eval_str=True)
        options = [each for each in signature.parameters.values() if each.name != "self"]
        names = ["connection", "confirm", "timeout", "retry", "pace", "account", "observe"]
        assert [each.name for each in options] == [*names, "headers"]
        assert {each.kind for each in options} == {inspect.Parameter.KEYWORD_ONLY}
        assert {each.default for each in options} == {KEEP}
        assert str(options[2]).endswith("Literal[KEEP], NoneType] = KEEP")


def test_models_read_and_write_as_before() -> None:
    participant = Participant.from_dict({"name": "a", "signedinUser": {"user": "b"}})
    assert participant.signedin_user == SignedinUser("b")
    assert participant.phone_user is UNSET
    module = sys.modules[Participant.__module__]
    assert not any(isinstance(each, ModelPlaceholder) for each in vars(module).values())


CHECK = """
import sys, typing, httpx
import maton_google_meet
from maton_google_meet import GoogleMeet, models
assert not {"ast", "attrs"} & ({*sys.modules} - before), "a start pays for it"
try:
    typing.get_type_hints(GoogleMeet.authorize)
except NameError as error:
    print(error)
import maton_google_meet.eager
print(typing.get_type_hints(GoogleMeet.authorize)["return"] is models.Connection)
from maton_google_meet.sandbox import Sandbox
print(typing.get_type_hints(Sandbox.client)["return"] is GoogleMeet)
with Sandbox().client() as meet:
    print(next(iter(meet.conference_records.list())).space)
"""


def test_a_program_without_the_import_has_no_cost() -> None:
    path = [entry for entry in sys.path if entry]
    code = f"import sys; sys.path[:] = {path!r}; import httpx; before = {{*sys.modules}}\n{CHECK}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    missing, *resolved, space = done.stdout.splitlines()
    assert missing == "name 'Connection' is not defined"
    assert resolved == ["True", "True"]
    assert space.startswith("spaces/")


def make_module(folder: Path, source: str) -> Any:
    """Return a module with this source file; without one for an empty source.

    It has no loader. That of a module whose assertions pytest rewrites cannot return the source.
    """
    module = types.ModuleType("example")
    module.__file__ = str(folder / "example.py")
    if source:
        Path(module.__file__).write_text(source, encoding="utf-8")
    return module


def test_a_name_of_a_missing_package_is_any(eager: Any, tmp_path: Path) -> None:
    module = make_module(
        tmp_path,
        "if TYPE_CHECKING:\n    import no_such_package\n    from no_such.package import A, B as C\n"
        "    from json import dumps\nif True:\n    import os\n",
    )
    eager.import_names(module)
    assert (module.no_such_package, module.A, module.C) == (Any, Any, Any)
    assert module.dumps is importlib.import_module("json").dumps
    assert not hasattr(module, "os")


def test_missing_source_files_are_reported(eager: Any, tmp_path: Path) -> None:
    with pytest.raises(ImportError, match=r"needs the source of example, which is not installed"):
        eager.import_names(make_module(tmp_path, ""))


def test_a_zipped_library_has_its_source(tmp_path: Path) -> None:
    package = shutil.make_archive(str(tmp_path / "library"), "zip", GENERATED)
    with zipfile.ZipFile(package, "a") as archive:
        for path in (WRAPPER / "maton_google_meet").rglob("*.py"):
            archive.write(path, path.relative_to(WRAPPER))
    code = (
        "import maton_google_meet.eager as e; print(e.__file__, e.attrs.fields(e.models.Space)[3])"
    )
    path = [package, *(each for each in sys.path if each not in ("", str(GENERATED), str(WRAPPER)))]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:] = {path!r}\n{code}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(package))
    assert "SpaceConfig |" in done.stdout


def test_the_default_of_a_hint_is_readable() -> None:
    assert str(Literal[KEEP]) == "typing.Literal[KEEP]"
    assert repr(Default.DEFAULT) == "DEFAULT"
