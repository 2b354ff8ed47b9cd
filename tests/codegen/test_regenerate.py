"""scripts/regenerate.py: what it writes, what it says, and that it leaves no mess."""

from __future__ import annotations

import importlib.util
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from copy import copy as duplicate
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

import jinja2
import pytest
import regenerate
from codegen.document import Document, class_name
from codegen.loading import load as read
from maton_google_meet_api import resources
from support.checkouts import commit, git
from support.document_server import DocumentServer
from support.examples import operations
from support.reading import spec

PACKAGE = regenerate.PACKAGE
MAIN = "generated/maton_google_meet_api"
IDS = [operation["operationId"] for _, _, operation, _ in operations()]


def load(root: Path) -> ModuleType:
    """The script of the copy at `root`, as a module of its own."""
    spec = importlib.util.spec_from_file_location("copied", root / "scripts" / "regenerate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert root == module.ROOT
    return module


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file below `root`, without what Python leaves behind."""
    return regenerate.files(root)


def copied(repository: Path, root: Path) -> Path:
    """A copy at `root` of all that regeneration reads and writes."""
    for folder in ("spec", "scripts", "generated"):
        shutil.copytree(
            repository / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("README.md", "pyproject.toml"):
        shutil.copyfile(repository / name, root / name)
    return root


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of what is committed, all but most models and endpoints: they are files like others, and
    each copy of them takes its time."""

    def left_out(folder: str, names: list[str]) -> list[str]:
        many = Path(folder).name in ("api", "models")
        kept = ("__init__.py", "space.py", "spaces") if many else names
        return [name for name in names if name not in kept or name == "__pycache__"]

    return Path(shutil.copytree(PACKAGE, tmp_path_factory.mktemp("built") / "it", ignore=left_out))


@pytest.fixture
def copy(repository: Path, built: Path, tmp_path: Path) -> ModuleType:
    """The script of a fresh copy, with the document read already and `built` in the place of what
    it would build: both take their time."""
    root = tmp_path / "copy"
    for folder in ("spec", "scripts/codegen/templates", "scripts/codegen/runtime"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(repository / folder, root / folder, ignore=ignored)
    for name in ("README.md", "pyproject.toml", "scripts/regenerate.py"):
        shutil.copyfile(repository / name, root / name)
    shutil.copytree(built, root / MAIN)
    module = load(root)
    vars(module)["Document"] = lambda _: spec()
    vars(module)["build"] = lambda _, work: Path(shutil.copytree(built, work / PACKAGE.name))
    return module


# --- the repository ------------------------------------------------------------------------------


@pytest.mark.thorough
def test_the_repository_is_what_its_document_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(regenerate, "Document", lambda _: spec())  # Read already.
    code = regenerate.main(["--check"])
    said = capsys.readouterr()
    assert (code, said.err) == (0, ""), said.out
    assert said.out == "generated/ and the README's table are what the document says\n"


def test_each_generated_file_says_what_wrote_it() -> None:
    for path in PACKAGE.rglob("*"):
        if path.suffix in {".pyc", ""}:
            continue
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        start = '{"x-written-by": "' if path.suffix == ".json" else "# "
        assert first.startswith(start), path
        assert re.search(r"(Written|Copied) by scripts/regenerate\.py from \S+", first), path
        assert "; do not edit." in first, path


def test_the_data_is_the_document() -> None:
    document = read(regenerate.SPEC)
    data = json.loads((PACKAGE / "document.json").read_text(encoding="utf-8"))
    assert "scripts/regenerate.py from spec/openapi.yaml" in data.pop("x-written-by")
    assert data == document
    assert list(data["paths"]) == list(document["paths"])


@pytest.mark.parametrize("module", sorted(regenerate.RUNTIME.glob("*.py")), ids=lambda p: p.name)
def test_the_runtime_modules_are_copies(module: Path) -> None:
    first, _, rest = (PACKAGE / "runtime" / module.name).read_text(encoding="utf-8").partition("\n")
    assert first == (
        f"# Copied by scripts/regenerate.py from scripts/codegen/runtime/{module.name};"
        " do not edit."
    )
    # As far as the formatter goes; it leaves the words alone.
    assert "".join(rest.split()) == "".join(module.read_text(encoding="utf-8").split())


def test_the_generated_package_imports_nothing_of_the_wrapper() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import) maton_google_meet\b", text, re.MULTILINE), path


@pytest.mark.parametrize("id", IDS)
def test_both_facades_have_the_operation_with_the_same_signature(id: str) -> None:
    [operation] = [each for each in spec().operations if each.id == id]
    name = class_name(operation.tag)
    one = vars(getattr(resources, name))[operation.verb]
    two = vars(getattr(resources, f"Async{name}"))[operation.verb]
    here, there = inspect.signature(one), inspect.signature(two)
    assert list(here.parameters.values()) == list(there.parameters.values())
    wanted = ["self", *([operation.subject] if operation.subject else [])]
    keywords = [*operation.body_fields, *operation.query]
    assert list(here.parameters) == [*wanted, *(argument.name for argument in keywords)]
    for argument in keywords:
        found = here.parameters[argument.name]
        assert found.kind is inspect.Parameter.KEYWORD_ONLY
        assert (found.default is inspect.Parameter.empty) == argument.required
    assert not inspect.iscoroutinefunction(one)
    assert inspect.iscoroutinefunction(two) == (operation.items is None)
    if operation.items:
        assert there.return_annotation == f"Async{here.return_annotation}"
    else:
        assert there.return_annotation == here.return_annotation
    assert one.__doc__.startswith(operation.raw["summary"])


def test_the_facade_is_plain_to_type_checkers() -> None:
    for module in (PACKAGE / "resources").glob("*.py"):
        seen, _, _ = module.read_text(encoding="utf-8").partition("\nelse:\n")
        assert "__getattr__" not in seen
        assert "setattr" not in seen
        if module.stem != "__init__":
            [names] = re.findall(
                r"^class (\w+):\n.*^class (\w+):\n", module.read_text(), re.M | re.S
            )
            root = (PACKAGE / "resources" / "__init__.py").read_text(encoding="utf-8")
            assert f"    from .{module.stem} import {', '.join(sorted(names))}\n" in root


def test_the_documentation_of_an_argument_survives_backslashes_and_quotes() -> None:
    text = 'A path such as C:\\new and """quotes""".'
    assert eval(f'"""{regenerate.docstring(text, 4)}\n"""').strip() == text


@pytest.mark.parametrize(
    "changed", ["from ...client import", "from ...types import", "return Resp"]
)
def test_an_endpoint_that_the_generator_writes_otherwise_is_told(
    changed: str, tmp_path: Path
) -> None:
    text = (
        "from typing import Any\nfrom ...client import AuthenticatedClient, Client\n"
        "from ...types import Response\n\n\ndef _get_kwargs(\n) -> Any:\n    pass\n\n\n"
        "def _build_response() -> Response[Any]:\n    return Response(\n    )\n"
    )
    endpoint = tmp_path / "things_get.py"
    endpoint.write_text(text, encoding="utf-8")
    regenerate.import_late(endpoint)
    assert "if TYPE_CHECKING:\n    from ...client import" in endpoint.read_text(encoding="utf-8")
    endpoint.write_text(text.replace(changed, f"# {changed}"), encoding="utf-8")
    with pytest.raises(regenerate.Failed, match=r"things_get\.py of the generator has .* 0 times"):
        regenerate.import_late(endpoint)


MODEL = """from typing import TYPE_CHECKING
from ..types import UNSET, Unset


class Thing:
    one: str
    two: Other | Unset = UNSET
    three: int | Unset = UNSET
    additional_properties: dict = {}

    def to_dict(self):
        from ..models.other import Other

        return isinstance(self.two, Other) or isinstance(two, Unset)

    @classmethod
    def from_dict(cls, src_dict):
        from ..models.other import Other

        d = dict(src_dict)
        one = d.pop("one")
        _two = d.pop("two", UNSET)
        two = UNSET if isinstance(_two,  Unset) else Other.from_dict(_two)
        three = d.pop("three", UNSET)
        thing = cls(
            one=one,
            two=two,
            three=three,
        )
        thing.additional_properties = d
        return thing
"""
HASTENED = """    @classmethod
    def from_dict(cls, src_dict):

        d = {**src_dict}
        one = d.pop("one")
        _two = d.pop("two", None)
        two = UNSET if _two is None else Other.from_dict(_two)
        three = d.pop("three", None)
        if type(one) is not str:
            raise TypeError("one is not of its documented type")
        if three is None:
            three = UNSET
        elif type(three) is not int:
            raise TypeError("three is not of its documented type")
        thing = cls(
            one,
            two,
            three,
        )
        if d and None in d.values():
            d = {key: value for key, value in d.items() if value is not None}
        thing.additional_properties = d
        return thing


if not TYPE_CHECKING:
    from ..runtime.lazy import defer_models

    defer_models(globals(), {'Other': '..models.other'})
"""


def test_a_model_takes_what_it_reads_by_position_and_imports_once(tmp_path: Path) -> None:
    model = tmp_path / "thing.py"
    model.write_text(MODEL, encoding="utf-8")
    regenerate.hasten(model)
    head, parser = MODEL.replace("..types", "..runtime.unset").split("    @classmethod\n")
    assert parser
    assert model.read_text(encoding="utf-8") == head + HASTENED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("one=one,\n            two=two", "two=two,\n            one=one"),
        ("two=two", "two=one"),
        ("two=two", "four=four"),
    ],
)
def test_a_model_that_the_generator_writes_otherwise_is_told(
    one: str, other: str, tmp_path: Path
) -> None:
    model = tmp_path / "thing.py"
    model.write_text(MODEL.replace(one, other), encoding="utf-8")
    with pytest.raises(regenerate.Failed, match=r"thing\.py of the generator has attributes"):
        regenerate.hasten(model)


def test_a_secret_that_the_generator_writes_otherwise_is_told(tmp_path: Path) -> None:
    for name in ("connection", "create_connection_response", "created_connection"):
        (tmp_path / f"{name}.py").write_text("    url: str | Unset = None\n", encoding="utf-8")
    with pytest.raises(regenerate.Failed, match=r"connection\.py of the generator has url 0 times"):
        regenerate.hide_secrets(spec(), tmp_path)


TWICE = "        first = cls(\n        )\n        thing = cls("


@pytest.mark.parametrize(("made", "count"), [("        thing = other(", 0), (TWICE, 2)])
def test_a_model_that_is_not_made_once_is_refused(made: str, count: int, tmp_path: Path) -> None:
    model = tmp_path / "thing.py"
    model.write_text(MODEL.replace("        thing = cls(", made), encoding="utf-8")
    with pytest.raises(regenerate.Failed, match=rf"thing\.py of the generator makes {count} obj"):
        regenerate.hasten(model)


# --- comparing -----------------------------------------------------------------------------------


def edit(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"#")


def extra(path: Path) -> None:
    path.write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "change", "what"),
    [
        ("resources/__init__.py", edit, "different"),
        ("resources/spaces.py", edit, "different"),
        ("document.json", edit, "different"),
        ("models/space.py", edit, "different"),
        ("runtime/pager.py", Path.unlink, "missing"),
        ("py.typed", Path.unlink, "missing"),
        ("api/spaces/__init__.py", Path.unlink, "missing"),
        ("models/old.py", extra, "extra"),
        ("notes.txt", extra, "extra"),
    ],
)
def test_check_names_what_is_not_as_built_and_changes_nothing(
    name: str,
    change: Callable[[Path], None],
    what: str,
    copy: ModuleType,
    capsys: pytest.CaptureFixture[str],
) -> None:
    change(copy.PACKAGE / name)
    before = snapshot(copy.ROOT)
    assert copy.main(["--check"]) == 1
    said = capsys.readouterr()
    assert said.out == f"{what}: {MAIN}/{name}\n"
    assert said.err == "Run: python scripts/regenerate.py\n"
    assert snapshot(copy.ROOT) == before


def test_check_names_everything_at_once_the_table_too(
    copy: ModuleType, built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy.PACKAGE / "runtime" / "masks.py").unlink()
    extra(copy.PACKAGE / "new.py")
    edit(copy.PACKAGE / "runtime" / "table.py")
    readme = copy.README.read_text(encoding="utf-8")
    copy.README.write_text(readme.replace("`spaces.get`", "`spaces.read`"), encoding="utf-8")
    assert copy.main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"extra: {MAIN}/new.py",
        f"missing: {MAIN}/runtime/masks.py",
        f"different: {MAIN}/runtime/table.py",
        "different: README.md (its table of operations)",
    ]
    assert copy.main([]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"written: {MAIN}/new.py",
        f"written: {MAIN}/runtime/masks.py",
        f"written: {MAIN}/runtime/table.py",
        "written: README.md (its table of operations)",
    ]
    assert snapshot(copy.PACKAGE) == snapshot(built)
    assert copy.README.read_text(encoding="utf-8") == readme
    assert copy.main([]) == 0
    assert capsys.readouterr().out == "no change\n"
    assert copy.main(["--check"]) == 0


def test_what_running_the_package_leaves_behind_does_not_count(copy: ModuleType) -> None:
    cache = copy.PACKAGE / "__pycache__"
    cache.mkdir()
    extra(cache / "pager.cpython-311.pyc")
    assert copy.main(["--check"]) == 0


def test_a_readme_is_not_needed_but_one_needs_the_place_of_the_table(
    copy: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    text = copy.README.read_text(encoding="utf-8")
    for mark in (copy.TABLE_START, copy.TABLE_END):
        copy.README.write_text(text.replace(mark, ""), encoding="utf-8")
        before = snapshot(copy.ROOT)
        assert copy.main([]) == 2
        assert f"has lost {copy.TABLE_START} or {copy.TABLE_END}" in capsys.readouterr().err
        assert snapshot(copy.ROOT) == before
    copy.README.unlink()
    assert copy.main(["--check"]) == 0
    assert copy.main([]) == 0
    assert not copy.README.exists()


# --- what goes wrong -----------------------------------------------------------------------------


@pytest.fixture
def untouched(copy: ModuleType) -> Iterator[ModuleType]:
    """A copy that must be as it was after the test, with nothing left behind."""
    edit(copy.PACKAGE / "runtime" / "calls.py")  # A successful run would put this right.
    package, readme = snapshot(copy.PACKAGE), copy.README.read_bytes()
    yield copy
    assert snapshot(copy.PACKAGE) == package
    assert copy.README.read_bytes() == readme
    assert not list(copy.ROOT.glob(".regenerate-*"))


def test_a_document_with_a_mistake_is_refused_before_anything_is_done(
    untouched: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    text = untouched.SPEC.read_text(encoding="utf-8")
    wrong = text.replace("operationId: spaces.get", "operationId: rooms.get")
    assert wrong != text
    untouched.SPEC.write_text(wrong, encoding="utf-8")
    line = text.count("\n", 0, text.index("operationId: spaces.get")) + 1
    vars(untouched)["Document"] = Document
    assert untouched.main([]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    where = f"{untouched.SPEC}:{line}: GET /google-meet/v2/spaces/{{spaceId}}"
    assert f"{where}: unknown tag 'rooms'" in said.err


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=repr)
@pytest.mark.parametrize(
    ("point", "late"),
    [(1, False), (1, True), (2, False), (2, True), (3, False)],
    ids=["old away", "after", "new in", "after", "README"],
)
def test_a_swap_that_fails_is_undone(
    point: int,
    late: bool,
    error: BaseException,
    untouched: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    steps = iter(range(1, 10))

    def failing(rename: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any) -> Any:
            here = next(steps) == point
            if here and not late:
                raise error
            result = rename(*arguments)
            if here:
                raise error
            return result

        return step

    monkeypatch.setattr(Path, "rename", failing(Path.rename))
    monkeypatch.setattr(os, "replace", failing(os.replace))
    if isinstance(error, OSError):
        assert untouched.main([]) == 2
        assert capsys.readouterr() == ("", "disk full\n")
    else:
        with pytest.raises(KeyboardInterrupt):
            untouched.main([])
    assert next(steps) > point


def test_a_swap_that_fails_leaves_nothing_where_nothing_was(
    copy: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(copy.PACKAGE)
    monkeypatch.setattr(os, "replace", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        copy.main([])
    assert not copy.PACKAGE.exists()


def test_check_writes_nothing_below_the_repository(copy: ModuleType, built: Path) -> None:
    places = []

    def build(_: object, work: Path) -> Path:
        places.append(work)
        return Path(shutil.copytree(built, work / PACKAGE.name))

    vars(copy)["build"] = build
    assert copy.main(["--check"]) == copy.main([]) == 0
    assert [copy.ROOT in place.parents for place in places] == [False, True]


def test_what_a_tool_says_need_not_be_utf_8(tmp_path: Path) -> None:
    (tmp_path / "odd.py").write_text(
        "import sys\nsys.stdout.buffer.write(b'caf\\xe9')\nsys.exit(1)\n", encoding="utf-8"
    )
    with pytest.raises(regenerate.Failed, match="odd failed:\ncaf\ufffd"):
        regenerate.run("odd", cwd=tmp_path)


def test_a_tool_that_fails_is_quoted(
    untouched: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(_: object, work: Path) -> Path:
        shutil.copytree(PACKAGE, work / PACKAGE.name)
        untouched.run("ruff", "no-such-command", cwd=work)
        raise AssertionError

    vars(untouched)["build"] = build
    assert untouched.main([]) == 2
    assert re.match(r"ruff failed:\n.*no-such-command", capsys.readouterr().err, re.DOTALL)


def test_a_template_that_fails_leaves_everything_as_it_was(untouched: ModuleType) -> None:
    template = untouched.TEMPLATES / "resources.py.jinja"
    template.write_text("{{ nowhere }}", encoding="utf-8")

    def build(document: Document, work: Path) -> Path:
        package = Path(shutil.copytree(PACKAGE, work / PACKAGE.name))
        shutil.rmtree(package / "resources")
        untouched.render(document, package)
        raise AssertionError

    vars(untouched)["build"] = build
    with pytest.raises(jinja2.UndefinedError, match="'nowhere' is undefined"):
        untouched.main([])


@pytest.mark.parametrize("tool", regenerate.TOOLS)
@pytest.mark.parametrize("pin", ["==0.0.1", ">=0.0.1"])
def test_another_version_of_a_tool_is_refused(
    tool: str, pin: str, untouched: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    project = untouched.ROOT / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    pinned = tomllib.loads(text)["project"]["optional-dependencies"]["dev"]
    [now] = [item for item in pinned if item.startswith(f"{tool}==")]
    project.write_text(text.replace(f'"{now}"', f'"{tool}{pin}"'), encoding="utf-8")
    script = load(untouched.ROOT)
    vars(script)["Document"] = untouched.Document
    assert script.main([]) == 2
    shown = pin.removeprefix("==") if pin.startswith("==") else None
    said = capsys.readouterr().err
    assert f"{now.replace('==', ' ')} is installed, pyproject.toml pins {shown}: " in said
    assert "Install the pinned one: pip install -e '.[dev]'" in said


def test_a_generator_that_writes_something_else_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "types.py"
    path.write_text("class Unset: ...\n", encoding="utf-8")
    with pytest.raises(regenerate.Failed, match="no longer defines Unset"):
        regenerate.use_our_unset(path)
    with pytest.raises(regenerate.Failed, match=r"types\.py of the generator has no _get_kwargs"):
        regenerate._signature(path)
    with pytest.raises(regenerate.Failed, match=r"types\.py .* has 2 casts, of which 1 are known"):
        regenerate._cast_late("cast(str | Unset, data)\ncast(str, other)", set(), path)
    package = Path(shutil.copytree(PACKAGE, tmp_path / "package"))
    endpoint = package / "api" / "spaces" / "spaces_get.py"
    endpoint.write_text("def _get_kwargs(): ...\n", encoding="utf-8")
    with pytest.raises(regenerate.Failed, match=r"spaces\.get has no argument .*'space_id'"):
        regenerate.render(spec(), package)


GONE = ["removed: field Member.email"]


@pytest.fixture
def without_email(copy: ModuleType) -> ModuleType:
    """A copy whose document has a field less than what is built and committed."""
    changed = duplicate(spec())
    changed.plain = deepcopy(spec().plain)
    del changed.plain["components"]["schemas"]["Member"]["properties"]["email"]
    vars(copy)["Document"] = lambda _: changed
    return copy


def test_what_changed_for_callers_since_the_last_commit_is_said(
    without_email: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(without_email.ROOT)
    # The commit counts, whatever was built since.
    extra(without_email.PACKAGE / "document.json")
    assert without_email.main([]) == 0
    written = f"written: {MAIN}/document.json"
    assert capsys.readouterr().out.splitlines() == [*GONE, written]
    assert without_email.main([]) == 0
    assert capsys.readouterr().out.splitlines() == GONE
    vars(without_email)["Document"] = lambda _: spec()
    assert without_email.main([]) == 0
    assert capsys.readouterr().out == "no change\n"


def test_without_a_commit_it_is_what_changed_since_the_last_build(
    without_email: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert without_email.main([]) == 0
    assert capsys.readouterr().out.splitlines() == GONE
    git(without_email.ROOT, "init", "--quiet")
    assert without_email.main([]) == 0
    assert capsys.readouterr().out.splitlines() == GONE


def test_a_commit_that_cannot_be_read_counts_as_empty(
    without_email: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    data = without_email.PACKAGE / "document.json"
    data.write_text("{", encoding="utf-8")
    commit(without_email.ROOT)
    assert without_email.main([]) == 0
    assert "added: model Member" in capsys.readouterr().out.splitlines()


def test_check_says_nothing_of_callers(
    without_email: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert without_email.main(["--check"]) == 0
    assert (
        capsys.readouterr().out == "generated/ and the README's table are what the document says\n"
    )


# --- whole rebuilds ------------------------------------------------------------------------------


@pytest.mark.thorough
def test_from_nothing_the_same_bytes_come_back(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = load(copied(repository, tmp_path / "copy"))
    vars(script)["Document"] = lambda _: spec()  # Read already.
    shutil.rmtree(script.PACKAGE.parent)
    assert script.main([]) == 0
    said = capsys.readouterr().out.splitlines()
    built = snapshot(script.PACKAGE)
    assert built == snapshot(PACKAGE)
    assert not list(script.ROOT.glob(".regenerate-*"))
    assert {f"added: operation {each.id}" for each in spec().operations} <= set(said)
    assert "added: model Space" in said
    assert not [line for line in said if not line.startswith(("added: ", "written: "))]
    assert {f"written: {MAIN}/{name}" for name in built} <= set(said)


POLLS = r'''
  /google-meet/v2/spaces/{spaceId}/polls:
    parameters:
      - $ref: '#/components/parameters/spaceId'
      - $ref: '#/components/parameters/fields'
      - $ref: '#/components/parameters/matonConnection'

    get:
      operationId: polls.list
      tags: [polls]
      summary: Lists the polls of a space.
      description: 'Some are kept in C:\new, others in """quotes""".'
      parameters:
        - name: kind
          in: query
          required: true
          example: open
          schema: {type: string, description: Which ones.}
        - name: pageSize
          in: query
          example: 3
          schema: {type: integer, maximum: 7, description: How many.}
        - name: since
          in: query
          example: "2026-11-16T15:41:08Z"
          schema: {type: string, format: date-time, description: Only later ones.}
        - $ref: '#/components/parameters/pageToken'
      responses:
        '200':
          description: One page of polls.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/ListPollsResponse'
              examples: {none: {value: {}}}

    post:
      operationId: polls.create
      tags: [polls]
      summary: Puts a question (yes | no) to a space.
      description: It can be answered at once.
      x-write:
        outcome: Shows this question to everyone in the space.
        destructive: false
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/NewPoll'
            examples: {tea: {value: {question: Tea?}}}
      responses:
        '200':
          description: The new poll.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Poll'
              examples: {tea: {value: {name: spaces/s/polls/1}}}
'''
SCHEMAS = """
    Poll:
      type: object
      description: A question.
      required: [name]
      properties:
        name: {type: string, description: Name of the poll.}
        question: {type: string, description: What is asked.}

    NewPoll:
      type: object
      description: A question to put.
      required: [question]
      properties:
        question: {type: string, description: What is asked.}
        choices: {type: array, items: {type: string}, description: What can be answered.}

    ListPollsResponse:
      type: object
      description: One page of polls.
      properties:
        polls:
          type: array
          description: The polls.
          items:
            $ref: '#/components/schemas/Poll'
        nextPageToken: {type: string, description: Where to go on.}
"""
PROGRAM = """
import asyncio, json
import httpx
from maton_google_meet import AsyncGoogleMeet, ConfirmationRequired, GoogleMeet
from maton_google_meet.models import Poll
from maton_google_meet_api.operations import OPERATIONS

sent, asked, names, refused = [], [], [], []


def answer(request):
    sent.append(f"{request.method} {request.url.raw_path.decode()} {request.content.decode()}")
    poll = {"name": "spaces/s/polls/1", "question": "Tea?"}
    if request.method == "POST":
        return httpx.Response(200, json=poll)
    if "pageToken" in request.url.params:
        return httpx.Response(200, json={"polls": [poll]})
    return httpx.Response(200, json={"polls": [poll, poll], "nextPageToken": "t"})


def hook(pending):
    asked.append([pending.operation, pending.outcome, pending.destructive, pending.json])
    return True


options = {"api_key": "key", "connection": "c", "transport": httpx.MockTransport(answer)}
with GoogleMeet(**options) as meet:
    names += [poll.name for poll in meet.polls.list("s", kind="open")]
    try:
        meet.polls.create("s", question="Tea?")
    except ConfirmationRequired as error:
        refused.append(str(error))
    meet = meet.with_options(confirm=hook)
    assert isinstance(meet.polls.create("spaces/s", question="Tea?", choices=["yes"]), Poll)


async def main():
    async with AsyncGoogleMeet(**options) as meet:
        names.extend([poll.name async for poll in meet.polls.list("spaces/s", kind="open")])
        try:
            await meet.polls.create("s", question="Tea?")
        except ConfirmationRequired as error:
            refused.append(str(error))
        meet = meet.with_options(confirm=hook)
        poll = await meet.polls.create("s", question="Tea?")
        assert poll.question == "Tea?"


asyncio.run(main())
rows = [list(row) for row in OPERATIONS if row.id.startswith("polls.")]
doc = GoogleMeet.polls.fget.__annotations__["return"], type(meet.polls).list.__doc__
print(json.dumps([sent, asked, names, refused, rows, doc]))
"""


@pytest.mark.thorough
def test_an_operation_written_into_the_document_alone_appears_everywhere(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = load(copied(repository, tmp_path / "copy"))
    text = script.SPEC.read_text(encoding="utf-8")
    for anchor, added in (
        ("\ntags:\n", "  - {name: polls, description: A poll is a question. All see it.}\n"),
        ("\npaths:\n", POLLS),
        ("\n  schemas:\n", SCHEMAS),
    ):
        assert text.count(anchor) == 1
        text = text.replace(anchor, anchor + added)
    script.SPEC.write_text(text, encoding="utf-8")

    assert script.main([]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if not line.startswith("written: ")] == [
        "added: model ListPollsResponse",
        "added: model NewPoll",
        "added: model Poll",
        "added: operation polls.create",
        "added: operation polls.list",
    ]
    path = "/google-meet/v2/spaces/{spaceId}/polls"
    table = script.README.read_text(encoding="utf-8")
    assert f"| `polls.list` | `GET {path}` | Lists the polls of a space. |\n" in table
    summary = "Puts a question (yes \\| no) to a space."
    assert f"| `polls.create` | `POST {path}` | {summary} **Write.** |\n" in table

    wrapper = shutil.copytree(repository / "wrapper", script.ROOT / "wrapper")
    generated = script.PACKAGE.parent
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(generated), str(wrapper)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    sent, asked, names, refused, rows, (facade, doc) = json.loads(done.stdout)
    url = "/google-meet/v2/spaces/s/polls"
    outcome = "Shows this question to everyone in the space."
    reads = [f"GET {url}?kind=open&pageSize=7 ", f"GET {url}?kind=open&pageSize=7&pageToken=t "]
    assert sent == [
        *reads,
        f'POST {url} {{"question":"Tea?","choices":["yes"]}}',
        *reads,
        f'POST {url} {{"question":"Tea?"}}',
    ]
    assert asked == [
        ["polls.create", outcome, False, {"question": "Tea?", "choices": ["yes"]}],
        ["polls.create", outcome, False, {"question": "Tea?"}],
    ]
    assert names == ["spaces/s/polls/1"] * 6
    assert len(refused) == 2
    assert rows == [
        ["polls.list", "GET", path, "Lists the polls of a space.", None, None, False, {}],
        [
            "polls.create",
            "POST",
            path,
            "Puts a question (yes | no) to a space.",
            None,
            outcome,
            False,
            {},
        ],
    ]
    assert facade == "Polls"
    assert 'Some are kept in C:\\new, others in """quotes""".' in doc
    assert "page_size: How many. Left out, iterating asks for the largest page." in doc
    facades = (script.PACKAGE / "resources" / "polls.py").read_text(encoding="utf-8")
    assert facades.count("        kind: str,\n        page_size: int | None = None,\n") == 2
    _polls_are_commands(script.PACKAGE, [str(generated), str(wrapper)])


def _polls_are_commands(package: Path, path: list[str]) -> None:
    """The new resource and its operations are commands, with help, and do what they say."""
    with DocumentServer(
        json.loads((package / "document.json").read_text(encoding="utf-8"))
    ) as server:

        def typed(*arguments: str) -> str:
            done = subprocess.run(
                [sys.executable, "-W", "error", "-m", "maton_google_meet.cli", *arguments],
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(path),
                    "COLUMNS": "120",
                    "MATON_API_KEY": server.key,
                    "MATON_API_BASE_URL": server.url,
                    "MATON_GOOGLE_MEET_CONNECTION": "c-1",
                },
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        assert re.search(r"\bpolls +A poll is a question\.", typed("--help"))
        assert "Puts a question (yes | no) to a space." in typed("polls", "--help")
        told = typed("polls", "create", "--help")
        for words in ("PARENT", "--question TEXT", "What is asked. [required]", "--choices JSON"):
            assert words in told
        listed = typed(
            *("polls", "list", "s", "--kind", "open", "--since", "2026-11-16T15:41:08Z", "--all"),
        )
        created = typed(
            *("polls", "create", "s", "--question", "Tea?", "--choices", '["yes"]', "--yes"),
        )
        # Nobody has told the sandbox of polls: it goes by the document.
        played = typed("polls", "create", "s", "--question", "Tea?", "--yes", "--sandbox")
    assert server.violations == []
    assert listed == ""
    assert json.loads(created) == {"name": "spaces/s/polls/1"}
    assert json.loads(played) == {"name": "spaces/s/polls/1", "question": "Tea?"}
    assert [(seen.operation, seen.json) for seen in server.seen] == [
        ("polls.list", None),
        ("polls.create", {"question": "Tea?", "choices": ["yes"]}),
    ]
    assert "since=2026-11-16T15%3A41%3A08%2B00%3A00" in server.seen[0].target
