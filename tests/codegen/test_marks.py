"""Deprecation and preview: from the marks of a document to the callers of its package."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from codegen.document import Document
from codegen.generate import build_package
from codegen.operations import read_operations
from codegen.rules import load_document
from regenerate import PACKAGE
from support.document_server import DocumentServer, run_python
from support.marked_document import MARKED
from support.reading import spec

PREVIEW = "Preview (v2beta): may change or be removed without notice."
NAME = "marked_api"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("marked") / "openapi.yaml"
    path.write_text(MARKED, encoding="utf-8")
    return load_document(path)


@pytest.fixture(scope="module")
def folder(document: Document) -> Iterator[Path]:
    """Return a folder with the package of the document, from which it can be imported."""
    folder = document.path.parent
    build_package(document, folder / NAME)
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for module in [each for each in sys.modules if each.partition(".")[0] == NAME]:
        del sys.modules[module]


def load(module: str) -> Any:
    return import_module(f"{NAME}.{module}")


def make_rooms(mode: str) -> Any:
    """Return the facade of the rooms, whose calls are answered with a room."""
    response = httpx.Response(200, json={"name": "rooms/a", "rooms": [{"name": "rooms/a"}]})

    async def send_async(_: Any, read: Any) -> Any:
        return read(response)

    calls, resources = load("runtime.calls"), load("resources")
    errors = calls.FacadeErrors(ValueError, ValueError, lambda text, _: ValueError(text))
    if mode == "async":
        return resources.AsyncRooms(calls.AsyncCalls(send_async, errors))
    return resources.Rooms(calls.Calls(lambda _, read: read(response), errors))


async def finish(result: Any) -> Any:
    """Return the room of a result."""
    if inspect.isawaitable(result):
        return await result
    [room] = [each async for each in result] if hasattr(result, "__aiter__") else [*result]
    return room


def call(mode: str, verb: str, *arguments: Any, **keywords: Any) -> list[str]:
    """Call a method, and return its warnings, which have the line of the call."""
    method = getattr(make_rooms(mode), verb)

    async def perform() -> Any:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            line = inspect.currentframe().f_lineno + 1  # type: ignore[union-attr]
            result = method(*arguments, **keywords)
            # A coroutine may run in another task, far from the line of the call.
            if inspect.iscoroutine(result):
                result = asyncio.create_task(result)
            room = result if hasattr(result, "owner") else await finish(result)
        assert room.name == "rooms/a"
        assert {(each.filename, each.lineno) for each in caught} <= {(__file__, line)}
        assert {each.category for each in caught} <= {DeprecationWarning}
        return [str(each.message) for each in caught]

    messages: list[str] = asyncio.run(perform())
    return messages


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.usefixtures("folder")
def test_calls_warn_only_of_deprecated_parts(mode: str) -> None:
    models = load("models")
    kind, settings, door = models.Kind, models.RoomInputSettings, models.Door
    get, listed = 'Use `"rooms"`, not C:\\new.', "Use `rooms.get`."
    assert call(mode, "get", "a") == [get]
    assert call(mode, "peek", "a") == []
    assert call(mode, "list", kinds=[kind.SMALL, "OTHER"]) == [listed]
    assert call(mode, "list", filter="x", kinds=["SMALL", kind.LARGE]) == [
        "filter is deprecated: Use `kinds` in place of `filter`.",
        "kinds=LARGE is deprecated: Use `HUGE`.",
        listed,
    ]
    others = {"title": "x", "settings": settings(kind="HUGE"), "doors": [door(size=2)]}
    assert call(mode, "update", "a", **others) == []
    assert call(
        *(mode, "update", "a"),
        old_title="x",
        themes=[],
        theme=models.Theme(),
        plain="ONLY",
        settings=settings(kind="LARGE", seats=[]),
        doors=[door(), door(color="white"), door(color="red")],
    ) == [
        "old_title is deprecated: Use `title`. It holds the same text.",
        "themes is deprecated: Themes will be removed.",
        "theme is deprecated: All rooms look the same.",
        "plain is deprecated: Nothing needs it.",
        "settings.kind=LARGE is deprecated: Use `HUGE`.",
        "settings.seats is deprecated: Seats are free.",
        "doors[].color is deprecated: Doors are white.",
    ]


@pytest.mark.parametrize(
    ("module", "name", "lines"),
    [
        ("resources", "Rooms.get", ["Get a room.", "", 'Deprecated: Use `"rooms"`, not C:\\new.']),
        ("resources", "AsyncRooms.peek", ["Look into a room.", "", PREVIEW]),
        (
            "resources",
            "Rooms.list",
            [
                "    filter: Selects rooms.",
                "        Deprecated: Use `kinds` in place of `filter`.",
                "    kinds: Their kinds.",
                f"        {PREVIEW}",
            ],
        ),
        ("resources", "AsyncRooms.update", ["    plain: Deprecated: Nothing needs it."]),
        (
            "models",
            "RoomInput",
            [
                "    old_title (str | Unset): Its title, before.",
                "        Deprecated: Use `title`. It holds the same text.",
                "    themes (list[Theme] | Unset): X.",
                "        Deprecated: Themes will be removed.",
                f"        {PREVIEW}",
                "    theme (Theme | Unset): A theme.",
                "        Deprecated: All rooms look the same.",
                f"        {PREVIEW}",
                "    plain (Plain | str | Unset):",
                "        Deprecated: Nothing needs it.",
            ],
        ),
        (
            "models",
            "RoomInputSettings",
            [
                "    seats (list[Seat] | Unset): Its seats.",
                "        Deprecated: Seats are free.",
                f"        {PREVIEW}",
            ],
        ),
        (
            "models",
            "Theme",
            ["Deprecated: Themes will be removed.", "", PREVIEW, "", "Attributes:"],
        ),
        (
            "models",
            "Kind",
            [
                "The kind of a room.",
                "",
                "Attributes:",
                "    SMALL: Has ten seats.",
                "    LARGE: Deprecated: Use `HUGE`. Has more seats.",
                f"    HUGE: {PREVIEW}",
            ],
        ),
        ("models", "Plain", ["Deprecated: Nothing needs it."]),
        ("api.rooms.rooms_peek", "sync", [PREVIEW]),
    ],
)
@pytest.mark.usefixtures("folder")
def test_docstrings_have_a_line_for_each_mark(module: str, name: str, lines: list[str]) -> None:
    value = load(module)
    for part in name.split("."):
        value = getattr(value, part)
    text = "\n".join(line.rstrip() for line in (inspect.getdoc(value) or "").split("\n"))
    expected = "\n".join(lines)
    assert f"\n{expected}\n" in re.sub(r"^ (?=\S)", "", f"\n{text}\n", flags=re.MULTILINE)


def test_no_section_of_a_docstring_is_indented_like_code() -> None:
    """The generator indents `Attributes:` more deeply than a summary of several lines."""
    for path in (PACKAGE / "models").glob("[!_]*.py"):
        assert not re.search(r"^ {8}Attributes:$", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.usefixtures("folder")
def test_tables_have_the_marks_of_operations(document: Document) -> None:
    rows = {each.id: (each.deprecated, each.preview) for each in load("operations").OPERATIONS}
    assert rows == {
        "rooms.list": ("Use `rooms.get`.", ""),
        "rooms.get": ('Use `"rooms"`, not C:\\new.', ""),
        "rooms.update": ("", ""),
        "rooms.peek": ("", "v2beta"),
    }


USES = f"""
from {NAME}.resources.rooms import AsyncRooms, Rooms


async def use(rooms: Rooms, others: AsyncRooms) -> None:
    print(rooms.update("a", old_title="x"), await others.update("a"))
    print(rooms.get("a").name)
    print(rooms.list())
    print((await others.get("a")).name)
    print(others.list())
    print(rooms.update("a", old_title=5))
"""
MYPY = ("-m", "mypy", "--strict", "--enable-error-code=deprecated", "--follow-imports=silent")


@pytest.mark.thorough
@pytest.mark.parametrize(("tool", "version"), [("mypy", "3.11"), ("basedpyright", "3.13")])
def test_type_checkers_report_deprecated_methods(
    tool: str, version: str, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "uses.py").write_text(USES, encoding="utf-8")
    (tmp_path / "pyrightconfig.json").write_text(
        json.dumps({"extraPaths": [str(folder)], "reportDeprecated": "error"}), encoding="utf-8"
    )
    options = {
        "mypy": [*MYPY, f"--python-version={version}", "uses.py"],
        "basedpyright": ["-m", "basedpyright", "--level=error", f"--pythonversion={version}"],
    }
    done = subprocess.run(
        [sys.executable, *options[tool]],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [*dict.fromkeys(re.findall(r"uses\.py:(\d+)", done.stdout))]
    assert lines == ["7", "8", "9", "10", "11"], done.stdout + done.stderr
    assert done.stdout.count("is deprecated") == 4
    for reason in ('Use `"rooms"`, not C:\\new.', "Use `rooms.get`."):
        assert done.stdout.count(reason) == 2


PROGRAM = """
import sys
from maton_google_meet.cli import main

for line in sys.argv[1:]:
    print(f"== {line}", flush=True)
    assert main(line.split()) == 0
"""


def test_the_command_line_shows_the_marks(
    document: Document, folder: Path, repository: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder / NAME, tmp_path / "maton_google_meet_api")
    path = [str(tmp_path), str(repository / "wrapper")]
    lines = [
        "rooms --help",
        "rooms get --help",
        "rooms peek --help",
        "rooms list --help",
        "rooms update --help",
        "rooms get a",
        "rooms list --filter x",
        "rooms update a --settings.kind LARGE --yes",
        "rooms update a --settings.kind SMALL --yes",
    ]
    with DocumentServer(document.root) as server:
        done = run_python(server, path, "-c", PROGRAM, *lines)
    assert done.returncode == 0, done.stderr
    shown = dict(part.split("\n", 1) for part in done.stdout.split("== ")[1:])
    text = {line: " ".join(each.replace("│", " ").split()) for line, each in shown.items()}
    assert "get Get a room. Deprecated. update Change a room. peek" in text["rooms --help"]
    assert "Look into a room. Preview (v2beta)." in text["rooms --help"]
    assert 'Deprecated: Use `"rooms"`, not C:\\new.' in text["rooms get --help"]
    assert PREVIEW in text["rooms peek --help"]
    assert "--filter TEXT Selects rooms. Deprecated: Use `kinds`" in text["rooms list --help"]
    assert "Has more seats. Deprecated: Use `HUGE`." in text["rooms update --help"]
    assert f"HUGE: {PREVIEW}" in text["rooms update --help"]
    assert f"Its seats. Deprecated: Seats are free. {PREVIEW}" in text["rooms update --help"]
    assert "--plain VALUE Deprecated: Nothing needs it." in text["rooms update --help"]
    assert done.stderr.splitlines() == [
        'maton-google-meet: rooms get is deprecated: Use `"rooms"`, not C:\\new.',
        "maton-google-meet: filter is deprecated: Use `kinds` in place of `filter`.",
        "maton-google-meet: rooms list is deprecated: Use `rooms.get`.",
        "maton-google-meet: --settings.kind LARGE is deprecated: Use `HUGE`.",
    ]


def test_a_schema_that_contains_itself_is_followed_once(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    size = "        size: {type: integer, description: Its size.}\n"
    assert MARKED.count(size) == 1
    inner = "        inner: {description: X., $ref: '#/components/schemas/Door'}\n"
    path.write_text(MARKED.replace(size, inner), encoding="utf-8")
    operations = {each.id: each for each in read_operations(load_document(path))}
    reasons = operations["rooms.update"].deprecated_arguments
    assert [path for path in reasons if path.startswith("doors")] == ["doors[].color"]


def test_modules_without_a_mark_do_not_import_the_code_for_marks() -> None:
    operations = read_operations(spec())
    for module in (PACKAGE / "resources").glob("[!_]*.py"):
        source = module.read_text(encoding="utf-8")
        own = [each for each in operations if each.tag.lower() == module.stem.replace("_", "")]
        assert own
        assert ("deprecated" in source) == any(each.deprecation for each in own)
        used = any(each.deprecated_arguments for each in own)
        assert ("runtime.deprecation" in source) == used


def test_a_document_without_people_and_durations_has_no_helpers(folder: Path) -> None:
    assert not (folder / NAME / "helpers.py").exists()
    lower = [name for name in load("models").__all__ if name[0].islower()]
    assert lower == []
    assert issubclass(load("models").Room, load("models").Model)
