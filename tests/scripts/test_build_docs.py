"""scripts/build_docs.py: each fault of the pages fails the build with its place."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from pathlib import Path

import build_docs
import griffe
import pytest
from sitegen import docstrings, links, llms, names, stage

CONFIG = """\
[project]
site_name = "small"
site_description = "A small site"
docs_dir = "build/docs"
site_dir = "build/site"
nav = [
  "index.md",
  { "Guides" = ["guides/rooms.md"] },
  { "Contributing" = ["contributing/index.md"] },
]
[project.markdown_extensions.toc]
permalink = true
"""
FILES = {
    "zensical.toml": CONFIG,
    "docs/index.md": "# Home\n\nThis page has [rooms](guides/rooms.md). It is short.\n",
    "docs/guides/rooms.md": "# Rooms\n\n<!-- a note -->\n`Rooms` are for\n[all](../index.md#home): "
    "see [the rules](../../CONTRIBUTING.md).\n\n```text\n[x](no.md)\n```\n\n`[y](no.md)`\n",
    "docs/images/room.svg": "<svg/>\n",
    "docs/examples/room.py": '"""A room. It is small."""\n',
    "CONTRIBUTING.md": "# Contributing\n\nRead [the home](README.md) and [the licence](LICENSE).\n",
    "LICENSE": "MIT\n",
    "README.md": "# Small\n",
    "notes.txt": "Notes\n",
    "wrapper/small/__init__.py": "from ._room import Room\n\n__all__ = ['Room']\n",
    "wrapper/small/_room.py": "class _Base:\n    def close(self):\n        '''Close.'''\n\n\n"
    "class Room(_Base):\n"
    "    '''A room.\n\n    Attributes:\n        size (int): Its size.\n    '''\n\n"
    "    size: int = 3\n    _key: int = 4\n\n    def open(self):\n        '''Open.'''\n",
}
DESCRIBED = {"small._room.Room", "small._room.Room.open", "small._room._Base.close"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def stage_pages(root: Path) -> stage.Stage:
    staged = stage.Stage(root, root / "build/docs")
    staged.copy()
    return staged


def list_problems(root: Path) -> list[str]:
    """Return the problems that need no build of the site."""
    staged, nav = stage_pages(root), build_docs.read_config(root)["nav"]
    pages = [page for _, page in build_docs.list_pages(nav)]
    return [*map(str, (*staged.problems, *build_docs.check_nav(staged, pages)))]


def test_links_are_those_of_the_site(root: Path) -> None:
    assert list_problems(root) == []
    built = root / "build" / "docs"
    rooms = (built / "guides/rooms.md").read_text(encoding="utf-8")
    assert "[the rules](../contributing/index.md)" in rooms
    assert "[x](no.md)" in rooms
    assert "`[y](no.md)`" in rooms
    assert rooms.count("\n") == FILES["docs/guides/rooms.md"].count("\n")
    contributing = (built / "contributing/index.md").read_text(encoding="utf-8")
    assert "[the home](../index.md) and [the licence](../license.txt)" in contributing
    assert (built / "license.txt").read_text(encoding="utf-8") == "MIT\n"


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("no.md", "no.md does not exist; correct the link"),
        ("../../notes.txt", "../../notes.txt has no page; link to a page, or add notes.txt to "),
        ("../../../../etc/passwd", "../../../../etc/passwd leaves the repository"),
        ("../images/", "../images/ is a folder; link to one of its files"),
        ("../contributing/index.md", "../contributing/index.md exists only on the site; write "
         "../../CONTRIBUTING.md, which becomes that page"),
    ],
)  # fmt: skip
def test_a_link_without_a_page_fails(link: str, problem: str, root: Path) -> None:
    append(root / "docs/guides/rooms.md", f"\nSee [it]({link}).\n")
    [found] = list_problems(root)
    assert found.startswith(f"docs/guides/rooms.md:13: {problem}")


def test_a_page_outside_the_navigation_fails(root: Path) -> None:
    (root / "docs/orphan.md").write_text("# Orphan\n", encoding="utf-8")
    (root / "docs/guides/rooms.md").unlink()
    (root / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    assert list_problems(root) == [
        "docs/orphan.md:1: the navigation does not have this page; add it to zensical.toml",
        "zensical.toml:8: docs/guides/rooms.md does not exist; write it",
    ]


def test_zensical_reports_links_and_anchors(root: Path) -> None:
    append(root / "docs/index.md", "\n[one](guides/rooms.md#no)\n\n[two](#no)\n\n[three](no.md)\n")
    problems = sorted(map(str, build_docs.run_zensical(stage_pages(root))))
    assert [re.sub(r" \(.*", "", each) for each in problems] == [
        "docs/index.md:5: anchor does not exist",
        "docs/index.md:7: anchor does not exist",
        "docs/index.md:9: page does not exist",
    ]


def test_links_of_the_built_pages_are_checked(root: Path) -> None:
    """Zensical reports neither the links of docstrings nor those of HTML."""
    staged, site = stage_pages(root), root / "site"
    (site / "guides/rooms").mkdir(parents=True)
    (site / "room.svg").write_text("<svg/>", encoding="utf-8")
    (site / "index.html").write_text("<h1 id='home'>Home</h1>", encoding="utf-8")
    (site / "guides/rooms/index.html").write_text(
        "<a href='no/'>menu</a><article id='a'><a href='#a'>1</a><a href='../../#home'>2</a>"
        "<img src='../../room.svg#x'><a href='https://x.example/no'>3</a><code>[x][y]</code>"
        "<a href='../no/'>4</a><a href='../no/'>4</a><img src='no.svg'><a href='#b'>5</a>"
        "<a href='../../#a%20b'>6</a>[<code>Room</code>][small.No]</article>[x][y]",
        encoding="utf-8",
    )
    problems = links.check(staged, site, ["index.md", "guides/rooms.md"])
    assert {problem[:2] for problem in problems} == {("docs/guides/rooms.md", 1)}
    assert [problem.text.partition(". ")[0] for problem in problems] == [
        "the built page links to ../no/, which does not exist",
        "the built page links to no.svg, which does not exist",
        "the built page links to #b, an anchor that does not exist",
        "the built page links to ../../#a%20b, an anchor that does not exist",
        "the built page has a reference to an unknown name, [text][name]",
    ]


@pytest.mark.parametrize(
    ("code", "output"), [(1, "no such module"), (0, "RuntimeError: Python error: a template")]
)
def test_a_failure_of_zensical_is_shown(
    code: int, output: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = subprocess.CompletedProcess([], code, output, "")
    monkeypatch.setattr(build_docs.subprocess, "run", lambda *_, **__: done)
    with pytest.raises(SystemExit, match=rf"^build_docs\.py: zensical failed: {output}$"):
        build_docs.run_zensical(stage_pages(root))


def test_public_names_are_described(root: Path) -> None:
    assert names.check_names(root, DESCRIBED, ("small",)) == []


@pytest.mark.parametrize(
    ("old", "new", "described", "problem"),
    [
        ("'''Open.'''", "return 1", DESCRIBED, "16: small.Room.open is public, but has no docs"),
        ("'''Close.'''", "return 1", DESCRIBED, "2: small.Room.close is public, but has no docst"),
        ("size (int): Its size", "_", DESCRIBED, "13: small.Room.size is public, but has no docs"),
        ("", "", DESCRIBED - {"small._room.Room.open"},
         "16: small.Room.open is public, but is not in the reference; add it to docs/reference/"),
    ],
)  # fmt: skip
def test_a_public_name_without_a_description_fails(
    old: str, new: str, described: set[str], problem: str, root: Path
) -> None:
    path = root / "wrapper/small/_room.py"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    [found] = map(str, names.check_names(root, described, ("small",)))
    assert found.startswith(f"wrapper/small/_room.py:{problem}")


def test_a_public_name_that_does_not_exist_fails(root: Path) -> None:
    path = root / "wrapper/small/__init__.py"
    path.write_text(path.read_text(encoding="utf-8").replace("['", "['Ghost', '"), encoding="utf-8")
    [found] = map(str, names.check_names(root, DESCRIBED, ("small",)))
    assert found == (
        "wrapper/small/__init__.py:1: small.Ghost is in __all__, but does not exist; "
        "remove the name"
    )


def test_the_list_for_models_has_its_form(root: Path) -> None:
    config, staged, site = build_docs.read_config(root), stage_pages(root), root / "site"
    llms.write(config, staged, site, build_docs.list_pages(config["nav"]))
    text = (site / "llms.txt").read_text(encoding="utf-8")
    head, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    title, summary, *_ = head.split("\n\n")
    assert title == "# small"
    assert summary == "> A small site"
    items = dict(section.split("\n", 1) for section in sections)
    assert [*items] == ["For agents", "Start", "Guides", "Examples", "Optional"]
    assert items["For agents"].count("\n- [") == len(llms.FIRST)
    assert items["Start"] == "\n- [Home](index.md): This page has rooms.\n\n"
    assert (
        items["Guides"] == "\n- [Rooms](guides/rooms.md): `Rooms` are for all: see the rules.\n\n"
    )
    assert items["Examples"] == "\n- [room](examples/room.py): A room. It is small.\n\n"
    assert items["Optional"].startswith("\n- [Contributing](contributing/index.md): ")
    full = (site / "llms-full.txt").read_text(encoding="utf-8")
    assert "# Rooms" in full
    assert "# Contributing" not in full
    for page in ("index.md", "guides/rooms.md", "contributing/index.md"):
        assert (site / page).read_bytes() == (staged.folder / page).read_bytes()


def test_a_page_of_docstrings_becomes_markdown() -> None:
    html = (
        '<nav>no</nav><article class="x"><h1>Rooms</h1><p><a href="../../../guides/rooms/#a">g</a> '
        '<a href="../other/">o</a></p><h2>open<a class="headerlink" href="#x">¶</a></h2>'
        "<pre><code>open()</code></pre><ul><li><b><code>a</code></b>\n (<code>int</code>, default:"
        "\n <code>1</code>\n )\n –\n <p>A number\n(<code>2</code>).</p></li>"
        "<li><b><code>b</code></b>\n (<code>int</code>)\n –\n <p>B.</p></li></ul><p>Raises:</p>"
        "<ul><li><code>NoRoom</code>\n –\n <p>No room.</p></li></ul></article>"
    )
    assert llms.convert(html, "reference/python/rooms.md") == (
        "# Rooms\n\n[g](../../guides/rooms.md#a) [o](other.md)\n\n"
        "## open\n\n```python\nopen()\n```\n\n- **`a`** (`int`, default: `1`): A number\n"
        "  (`2`).\n- **`b`** (`int`): B.\n\n"
        "Raises:\n\n- `NoRoom`: No room.\n"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "One.\n\n>>> with a:\n...     b()\n\nTwo.",
            "One.\n\n```python\nwith a:\n    b()\n```\n\nTwo.",
        ),
        (">>> a\n1", "```pycon\n>>> a\n1\n```\n"),
        ("One.\n\nPYTEST_DONT_REWRITE: pytest\nreads it.", "One."),
    ],
)
def test_examples_in_docstrings_are_code(text: str, shown: str) -> None:
    module = griffe.Module("room", docstring=griffe.Docstring(text))
    docstrings.Docstrings().on_instance(obj=module)
    assert module.docstring is not None
    assert module.docstring.value == shown


def test_a_report_shows_its_result(root: Path) -> None:
    source = "from ._steps import report\n\n\n@report\ndef count(meet) -> Steps[int]: ...\n"
    (root / "wrapper/small/_room.py").write_text(source, encoding="utf-8")
    extensions = griffe.load_extensions(docstrings.Docstrings)
    module = griffe.load("small._room", search_paths=[root / "wrapper"], extensions=extensions)
    assert str(module["count"].returns) == "int"


def test_examples_have_a_page(root: Path) -> None:
    append(root / "docs/guides/rooms.md", "\n[all](../examples/) [one](../examples/room.py)\n")
    staged = stage_pages(root)
    assert staged.problems == []
    rooms = (staged.folder / "guides/rooms.md").read_text(encoding="utf-8")
    assert rooms.endswith("\n[all](../examples/index.md) [one](../examples/room.py)\n")
    build_docs.render_examples(staged)
    page = (staged.folder / stage.EXAMPLES_PAGE).read_text(encoding="utf-8")
    code = FILES["docs/examples/room.py"]
    assert page.endswith(f"\n## room.py\n\nA room. It is small.\n\n```python\n{code}```\n")


def test_the_skill_is_a_page_without_its_front_matter(root: Path, repository: Path) -> None:
    (root / stage.SKILL).parent.mkdir(parents=True)
    shutil.copy(repository / stage.SKILL, root / stage.SKILL)
    staged = stage_pages(root)
    assert (staged.folder / "reference/skill.md").read_text(encoding="utf-8").startswith("# ")


def test_arguments(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert build_docs.main(["--server"]) == 2
    assert "--serve" in capsys.readouterr().out
    problem = stage.Problem("docs/index.md", 3, "page does not exist")
    monkeypatch.setattr(build_docs, "build", lambda _: [problem])
    assert build_docs.main([]) == 1
    printed = capsys.readouterr()
    assert printed.out == "docs/index.md:3: page does not exist\n"
    assert printed.err == "build_docs.py: 1 problem\n"
    monkeypatch.setattr(build_docs, "build", lambda _: [])
    served: list[Path] = []
    monkeypatch.setattr(build_docs, "serve", served.append)
    assert build_docs.main(["--serve"]) == 0
    assert served == [build_docs.ROOT / "build/site"]


def test_a_port_in_use_is_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setattr(build_docs, "PORT", other.getsockname()[1])
        with pytest.raises(SystemExit, match=r"^build_docs\.py: port \d+ cannot be used"):
            build_docs.serve(root)
