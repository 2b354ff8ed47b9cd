"""scripts/regenerate.py: its files, its report, and its state after a failure."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import copy, deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import regenerate
from codegen import GenerationError
from codegen.operations import read_operations
from codegen.pages import PAGES
from codegen.rules import load_document
from regenerate import PACKAGE, read_files
from support.checkouts import commit, git
from support.document_server import DocumentServer, run_python
from support.reading import spec
from support.skill import NAME, list_blocks, list_commands

MAIN = "generated/maton_google_meet_api"
FIRST, *_, LAST = PAGES
TEXTS = {page: f"# {page}\n" for page in PAGES}
UP_TO_DATE = "generated/ and the reference pages are up to date\n"


def load_script(root: Path) -> ModuleType:
    """Return the script of the copy at `root` as a separate module."""
    spec = importlib.util.spec_from_file_location("copied", root / "scripts" / "regenerate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert root == module.ROOT
    return module


def copy_sources(repository: Path, root: Path) -> Path:
    """Copy everything that regeneration reads and writes to `root`."""
    for folder in ("spec", "scripts", "generated", "wrapper"):
        shutil.copytree(
            repository / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copyfile(repository / "pyproject.toml", root / "pyproject.toml")
    return root


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the committed package without most models and endpoints, whose copies take time."""

    def ignore(folder: str, names: list[str]) -> list[str]:
        many = Path(folder).name in ("api", "models")
        kept = ("__init__.py", "space.py", "spaces") if many else names
        return [name for name in names if name not in kept or name == "__pycache__"]

    return Path(shutil.copytree(PACKAGE, tmp_path_factory.mktemp("built") / "it", ignore=ignore))


@pytest.fixture
def script(repository: Path, built: Path, tmp_path: Path) -> ModuleType:
    """Return the script of a fresh copy. It uses `spec()`, `built` and `TEXTS` in place of reading,
    building and rendering, which take time."""
    root = tmp_path / "copy"
    shutil.copytree(repository / "spec", root / "spec")
    (root / "scripts").mkdir()
    for name in ("pyproject.toml", "scripts/regenerate.py"):
        shutil.copyfile(repository / name, root / name)
    for page, text in TEXTS.items():
        (root / page).parent.mkdir(parents=True, exist_ok=True)
        (root / page).write_text(text, encoding="utf-8")
    shutil.copytree(built, root / MAIN)
    module = load_script(root)
    vars(module)["load_document"] = lambda _, **__: spec()
    vars(module)["build_package"] = lambda _, package: shutil.copytree(built, package)
    vars(module)["render_pages"] = lambda *_: TEXTS
    return module


# --- the repository ------------------------------------------------------------------------------


@pytest.mark.thorough
def test_the_repository_follows_its_document(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(regenerate, "load_document", lambda _, **__: spec())  # Read already.
    code = regenerate.main(["--check"])
    output = capsys.readouterr()
    assert (code, output.err) == (0, ""), output.out
    assert output.out == UP_TO_DATE


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
def test_check_names_each_difference_and_changes_nothing(
    name: str,
    change: Callable[[Path], None],
    what: str,
    script: ModuleType,
    capsys: pytest.CaptureFixture[str],
) -> None:
    change(script.PACKAGE / name)
    before = read_files(script.ROOT)
    assert script.main(["--check"]) == 1
    output = capsys.readouterr()
    assert output.out == f"{what}: {MAIN}/{name}\n"
    assert output.err == "Run: python scripts/regenerate.py\n"
    assert read_files(script.ROOT) == before


def test_check_names_all_differences_also_of_the_pages(
    script: ModuleType, built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (script.PACKAGE / "runtime" / "masks.py").unlink()
    extra(script.PACKAGE / "new.py")
    edit(script.PACKAGE / "runtime" / "table.py")
    edit(script.ROOT / FIRST)
    shutil.rmtree((script.ROOT / LAST).parent)
    assert script.main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"missing: {LAST}",
        f"different: {FIRST}",
        f"extra: {MAIN}/new.py",
        f"missing: {MAIN}/runtime/masks.py",
        f"different: {MAIN}/runtime/table.py",
    ]
    assert script.main([]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"written: {LAST}",
        f"written: {FIRST}",
        f"written: {MAIN}/new.py",
        f"written: {MAIN}/runtime/masks.py",
        f"written: {MAIN}/runtime/table.py",
    ]
    assert read_files(script.PACKAGE) == read_files(built)
    for page, text in TEXTS.items():
        assert (script.ROOT / page).read_bytes() == text.encode()
    assert script.main([]) == 0
    assert capsys.readouterr().out == "no change\n"
    assert script.main(["--check"]) == 0


def test_bytecode_does_not_count(script: ModuleType) -> None:
    cache = script.PACKAGE / "__pycache__"
    cache.mkdir()
    extra(cache / "pager.cpython-311.pyc")
    assert script.main(["--check"]) == 0


# --- what goes wrong -----------------------------------------------------------------------------


@pytest.fixture
def untouched(script: ModuleType) -> Iterator[ModuleType]:
    """Yield a copy, and check that the test leaves it as it was."""
    # A successful run would put these right.
    edit(script.PACKAGE / "runtime" / "calls.py")
    edit(script.ROOT / FIRST)
    (script.ROOT / LAST).unlink()
    before = read_files(script.PACKAGE), read_files(script.ROOT / "docs")
    yield script
    assert (read_files(script.PACKAGE), read_files(script.ROOT / "docs")) == before
    assert not list(script.ROOT.glob(".regenerate-*"))


def test_a_document_with_a_mistake_is_refused_before_the_build(
    untouched: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    text = untouched.SPEC.read_text(encoding="utf-8")
    wrong = text.replace("operationId: spaces.get", "operationId: nothing.get")
    assert wrong != text
    untouched.SPEC.write_text(wrong, encoding="utf-8")
    line = text.count("\n", 0, text.index("operationId: spaces.get")) + 1
    vars(untouched)["load_document"] = load_document
    assert untouched.main([]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    where = f"{untouched.SPEC}:{line}: GET /google-meet/v2/spaces/{{spaceId}}"
    assert f"{where}: unknown tag 'nothing'" in output.err


@pytest.mark.parametrize(
    ("place", "arguments", "code"),
    [
        ("description: |-\n        Returns", [], 2),
        ("description: |-\n        Returns", ["--check"], 2),
        ("description: |-\n        Returns", ["--draft"], 0),
        ("outcome: >-\n          Creates", ["--draft"], 2),
    ],
)
def test_texts_that_are_left_to_write_need_a_draft(
    place: str,
    arguments: list[str],
    code: int,
    script: ModuleType,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = script.SPEC.read_text(encoding="utf-8")
    key, _, word = place.partition("\n")
    assert place in text
    unwritten = text.replace(place, f"{key}\n{word[: -len(word.strip())]}TODO: {word.strip()}", 1)
    script.SPEC.write_text(unwritten, encoding="utf-8")
    vars(script)["load_document"] = load_document
    assert script.main(arguments) == code
    output = capsys.readouterr()
    assert (" is left to write" in output.err) is (code == 2)


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=repr)
@pytest.mark.parametrize(
    ("point", "late"),
    [(point, late) for point in range(1, 6) for late in (False, True)],
)
def test_a_swap_that_fails_is_undone(
    point: int,
    late: bool,
    error: BaseException,
    untouched: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # The package and a page are moved away and replaced, then the missing page is created.
    steps = iter(range(1, 20))

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
    if isinstance(error, OSError):
        assert untouched.main([]) == 2
        assert capsys.readouterr() == ("", "disk full\n")
    else:
        with pytest.raises(KeyboardInterrupt):
            untouched.main([])
    assert next(steps) > point


def test_a_swap_that_fails_leaves_nothing_where_nothing_was(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(script.PACKAGE)
    (script.ROOT / FIRST).unlink()
    rename = Path.rename

    def fail_at_page(path: Path, target: Path) -> object:
        return 1 / 0 if target == script.ROOT / FIRST else rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_at_page)
    with pytest.raises(ZeroDivisionError):
        script.main([])
    assert not script.PACKAGE.exists()
    assert not (script.ROOT / FIRST).exists()


def test_check_writes_nothing_below_the_repository(script: ModuleType, built: Path) -> None:
    packages = list[Path]()

    def build(_: object, package: Path) -> None:
        packages.append(package)
        shutil.copytree(built, package)

    vars(script)["build_package"] = build
    assert script.main(["--check"]) == script.main([]) == 0
    assert [script.ROOT in package.parents for package in packages] == [False, True]


@pytest.mark.parametrize("error", [GenerationError("ruff failed"), KeyError("nowhere")], ids=repr)
def test_a_build_that_fails_leaves_everything_as_it_was(
    error: Exception, untouched: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(_: object, package: Path) -> None:
        shutil.copytree(PACKAGE, package)
        raise error

    vars(untouched)["build_package"] = build
    if isinstance(error, KeyError):
        with pytest.raises(KeyError):
            untouched.main([])
    else:
        assert untouched.main([]) == 2
        assert capsys.readouterr().err == "ruff failed\n"


def test_another_generator_is_refused_before_it_is_imported(
    repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "openapi_python_client").mkdir()
    init = tmp_path / "openapi_python_client" / "__init__.py"
    init.write_text("raise ImportError('another version')\n", encoding="utf-8")
    metadata = tmp_path / "openapi_python_client-9.9.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Name: openapi-python-client\nVersion: 9.9\n", encoding="utf-8")
    result = subprocess.run(
        [sys.executable, repository / "scripts" / "regenerate.py", "--check"],
        env={**os.environ, "PYTHONPATH": os.fspath(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert result.stderr.startswith(
        "openapi-python-client 9.9 is installed, but pyproject.toml pins "
    )


GONE = ["removed: field Member.email"]


@pytest.fixture
def without_email(script: ModuleType) -> ModuleType:
    """Return a copy whose document has a field less than the built and committed one."""
    changed = copy(spec())
    changed.root = deepcopy(spec().root)
    del changed.root["components"]["schemas"]["Member"]["properties"]["email"]
    vars(script)["load_document"] = lambda _, **__: changed
    return script


def test_changes_since_the_last_commit_are_reported(
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
    vars(without_email)["load_document"] = lambda _, **__: spec()
    assert without_email.main([]) == 0
    assert capsys.readouterr().out == "no change\n"


def test_without_a_commit_changes_since_the_last_build_are_reported(
    without_email: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert without_email.main([]) == 0
    assert capsys.readouterr().out.splitlines() == GONE
    git(without_email.ROOT, "init", "--quiet")
    assert without_email.main([]) == 0
    assert capsys.readouterr().out.splitlines() == GONE


def test_an_unreadable_commit_is_ignored(
    without_email: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    data = without_email.PACKAGE / "document.json"
    data.write_text("{", encoding="utf-8")
    commit(without_email.ROOT)
    assert without_email.main([]) == 0
    assert "added: model Member" in capsys.readouterr().out.splitlines()


def test_check_reports_nothing_about_callers(
    without_email: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert without_email.main(["--check"]) == 0
    assert capsys.readouterr().out == UP_TO_DATE


# --- whole rebuilds ------------------------------------------------------------------------------


@pytest.mark.thorough
def test_from_nothing_the_same_bytes_come_back(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = load_script(copy_sources(repository, tmp_path / "copy"))
    vars(script)["load_document"] = lambda _, **__: spec()  # Read already.
    shutil.rmtree(script.PACKAGE.parent)
    assert script.main([]) == 0
    output = capsys.readouterr().out.splitlines()
    built = read_files(script.PACKAGE)
    assert built == read_files(PACKAGE)
    assert not list(script.ROOT.glob(".regenerate-*"))
    assert {f"added: operation {each.id}" for each in read_operations(spec())} <= set(output)
    assert "added: model Space" in output
    assert not [line for line in output if not line.startswith(("added: ", "written: "))]
    assert {f"written: {MAIN}/{name}" for name in built} <= set(output)


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
          schema: {type: integer, x-largest: 7, description: How many.}
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


hook.shows_account = False
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
    script = load_script(copy_sources(repository, tmp_path / "copy"))
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
    output = capsys.readouterr().out.splitlines()
    assert [line for line in output if not line.startswith("written: ")] == [
        "added: model ListPollsResponse",
        "added: model NewPoll",
        "added: model Poll",
        "added: operation polls.create",
        "added: operation polls.list",
    ]
    path = "/google-meet/v2/spaces/{spaceId}/polls"
    summary = "Puts a question (yes | no) to a space."
    shown = summary.replace("|", "&#124;")
    operations, commands, tools = (
        (script.ROOT / f"docs/reference/{name}.md").read_text(encoding="utf-8")
        for name in ("operations", "commands", "tools")
    )
    for line in (
        f"| [`polls.list`](#pollslist) | `GET {path}` | Lists the polls of a space. |",
        f"| [`polls.create`](#pollscreate) | `POST {path}` | {shown} **Write.** |",
        "### polls.create",
        "- Python: `meet.polls.create(parent, *, question, choices, fields)`",
        "- `kind: str`: Which ones.",
    ):
        assert f"\n{line}\n" in operations
    for line in ("### polls create", "- `--question TEXT`: What is asked. [required]"):
        assert f"\n{line}\n" in commands
    for line in ("### polls_create", "- `question`: string, required. What is asked."):
        assert f"\n{line}\n" in tools

    skill = (script.PACKAGE / "skill" / NAME / "SKILL.md").read_text(encoding="utf-8")
    for line in (
        "list spaces/Hq3vTz8LmWcX --kind open  # Lists the polls of a space.",
        "list spaces/Hq3vTz8LmWcX --kind open --since 2026-11-16T15:41:08Z  # Only later ones.",
        f"create spaces/Hq3vTz8LmWcX --question 'Tea?' --dry-run  # Write: {summary}",
    ):
        assert f"\n{NAME} polls {line}\n" in skill

    wrapper = script.ROOT / "wrapper"
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
        [
            "polls.list",
            "GET",
            path,
            "Lists the polls of a space.",
            None,
            None,
            False,
            {},
            [],
            "",
            "",
        ],
        [
            "polls.create",
            "POST",
            path,
            "Puts a question (yes | no) to a space.",
            None,
            outcome,
            False,
            {},
            [],
            "",
            "",
        ],
    ]
    assert facade == "Polls"
    assert 'Some are kept in C:\\new, others in """quotes""".' in doc
    assert "page_size: How many. If it is omitted, iterating requests pages of 7 items." in doc
    facades = (script.PACKAGE / "resources" / "polls.py").read_text(encoding="utf-8")
    assert facades.count("        kind: str,\n        page_size: int | None = None,\n") == 2
    check_skill(script.PACKAGE, skill, [str(generated), str(wrapper)])
    check_commands(script.PACKAGE, [str(generated), str(wrapper)])


def check_skill(package: Path, skill: str, path: list[str]) -> None:
    """Check that the commands of the skill for the new operations work."""
    document = json.loads((package / "document.json").read_text(encoding="utf-8"))
    commands = [words for words in list_commands(list_blocks(skill)) if words[0] == "polls"]
    with DocumentServer(document) as server:
        for words in commands:
            given = [{"--dry-run": "--yes"}.get(word, word) for word in words]
            done = run_python(server, path, "-m", "maton_google_meet.cli", *given)
            assert done.returncode == 0, done.stderr
    assert server.violations == []
    assert [seen.operation for seen in server.seen] == ["polls.list", "polls.list", "polls.create"]


def check_commands(package: Path, path: list[str]) -> None:
    """Check that the new operations are commands with help, and that they work."""
    document = json.loads((package / "document.json").read_text(encoding="utf-8"))
    with DocumentServer(document) as server:

        def typed(*arguments: str) -> str:
            done = run_python(server, path, "-m", "maton_google_meet.cli", *arguments)
            assert done.returncode == 0, done.stderr
            return done.stdout

        assert re.search(r"\bpolls +A poll is a question\.", typed("--help"))
        assert "Puts a question (yes | no) to a space." in typed("polls", "--help")
        help_text = typed("polls", "create", "--help")
        for words in ("PARENT", "--question TEXT", "What is asked. [required]", "--choices JSON"):
            assert words in help_text
        listed = typed(
            *("polls", "list", "s", "--kind", "open", "--since", "2026-11-16T15:41:08Z", "--all"),
        )
        created = typed(
            *("polls", "create", "s", "--question", "Tea?", "--choices", '["yes"]', "--yes"),
        )
        # The sandbox has no code for polls: it follows the document.
        space = document["components"]["parameters"]["spaceId"]["example"]
        played = typed("polls", "create", space, "--question", "Tea?", "--yes", "--sandbox")
    assert server.violations == []
    assert listed == ""
    assert json.loads(created) == {"name": "spaces/s/polls/1"}
    poll = json.loads(played)
    assert poll.pop("name").startswith(f"spaces/{space}/polls/")
    assert poll == {"question": "Tea?"}
    assert [(seen.operation, seen.json) for seen in server.seen] == [
        ("polls.list", None),
        ("polls.create", {"question": "Tea?", "choices": ["yes"]}),
    ]
    assert "since=2026-11-16T15%3A41%3A08%2B00%3A00" in server.seen[0].target
