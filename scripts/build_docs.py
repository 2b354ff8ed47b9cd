"""Build the documentation site in build/site, and check it.

    python scripts/build_docs.py           build
    python scripts/build_docs.py --serve   build, then serve the site on http://127.0.0.1:8000

The pages are docs/, CHANGELOG.md, CONTRIBUTING.md, SECURITY.md, the skill, the OpenAPI document,
and the docstrings. The build copies them to build/docs, runs Zensical with zensical.toml, and
writes a Markdown copy of each page, llms.txt and llms-full.txt. It fails for a link or an anchor
that does not exist (in a docstring, too), a page outside the navigation, and a public name without
a docstring or outside the reference. The exit code is 1 if a problem is printed.
"""

from __future__ import annotations

import functools
import http.server
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from openapidocs.mk.generate import generate_document  # type: ignore[import-untyped]
from sitegen import links, llms
from sitegen.names import check_names, read_inventory
from sitegen.stage import DOCUMENT, EXAMPLES_PAGE, OPENAPI_PAGE, Problem, Stage

ROOT = Path(__file__).resolve().parent.parent
CONFIG = "zensical.toml"
OPENAPI_HEAD = """\
# OpenAPI document

This page shows the API of the proxy, with every operation, argument, response and error. The
document itself is [document.json](document.json) (OpenAPI 3.1).
"""
EXAMPLES_HEAD = """\
# Examples

This page shows complete programs: agents with several SDKs, and a web app for approvals.
"""
ISSUE = re.compile(r"Warning: (.+)\n.*\[ (\S+?):(\d+):(\d+) \]")
PORT = 8000


def render_openapi(source: Path, target: Path) -> None:
    """Write the page that shows the OpenAPI document."""
    generate_document(str(source), str(target), "MKDOCS")
    text = target.read_text(encoding="utf-8")
    text = re.sub(r"\A<!--.*?-->\s+# [^\n]*\n", OPENAPI_HEAD, text, flags=re.DOTALL)
    text = text.replace('<a href="" target="_blank" rel="noopener noreferrer">MIT</a>', "MIT")
    target.write_text(text, encoding="utf-8")


def render_examples(stage: Stage) -> None:
    """Write the page that shows the programs in docs/examples/."""
    parts = [EXAMPLES_HEAD]
    page = stage.folder / EXAMPLES_PAGE
    for path, sentence in stage.list_examples():
        name = path.relative_to(page.parent).as_posix()
        code = path.read_text(encoding="utf-8")
        parts.append(f"## {name}\n\n{sentence}\n\n```python\n{code}```\n")
    page.write_text("\n".join(parts), encoding="utf-8")


def list_pages(nav: list[Any]) -> list[tuple[str, str]]:
    """Return the pages of the navigation, each with the title of its outermost section."""
    pages = list[tuple[str, str]]()
    for entry in nav:
        for title, value in entry.items() if isinstance(entry, dict) else [("", entry)]:
            if isinstance(value, str):
                pages.append(("", value))
            else:
                pages += [(title, page) for _, page in list_pages(value)]
    return pages


def check_nav(stage: Stage, pages: list[str]) -> list[Problem]:
    """Return a problem for each page that does not exist or that no navigation has."""
    files = {path.relative_to(stage.folder).as_posix() for path in stage.folder.rglob("*.md")}
    lines = (stage.root / CONFIG).read_text(encoding="utf-8").splitlines()
    problems = list[Problem]()
    for page in sorted(files - {*pages}):
        text = f"the navigation does not have this page; add it to {CONFIG}"
        problems.append(Problem(stage.sources[page], 1, text))
    for page in sorted({*pages} - files):
        line = next((n for n, text in enumerate(lines, 1) if f'"{page}"' in text), 1)
        problems.append(Problem(CONFIG, line, f"docs/{page} does not exist; write it"))
    return problems


def run_zensical(stage: Stage) -> list[Problem]:
    """Build the site. Return the links, anchors and names that Zensical does not find."""
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    environment = {**os.environ, "NO_COLOR": "1"}
    result = subprocess.run(
        command, cwd=stage.root, env=environment, capture_output=True, text=True, check=False
    )
    output = re.sub(r"\x1b\[[\d;]*m", "", result.stdout + result.stderr)
    problems = [
        Problem(stage.sources[page], int(line), f"{text} (column {column})")
        for text, page, line, column in ISSUE.findall(output)
    ]
    crash = re.search(r"^RuntimeError: (?!Aborted because --strict).*", output, re.MULTILINE)
    if crash or (result.returncode and not problems):
        sys.exit(f"build_docs.py: zensical failed: {crash[0] if crash else output}")
    return problems


def read_config(root: Path) -> Any:
    """Return the configuration of the site."""
    return tomllib.loads((root / CONFIG).read_text(encoding="utf-8"))["project"]


def build(root: Path) -> list[Problem]:
    """Build the site of the repository `root`. Return the problems."""
    config = read_config(root)
    stage = Stage(root, root / config["docs_dir"])
    stage.copy()
    render_openapi(root / DOCUMENT, stage.folder / OPENAPI_PAGE)
    render_examples(stage)
    stage.sources |= {OPENAPI_PAGE: DOCUMENT, EXAMPLES_PAGE: "docs/examples"}
    pages = list_pages(config["nav"])
    problems = [*stage.problems, *check_nav(stage, [page for _, page in pages])]
    places = {problem[:2] for problem in problems}
    problems += [each for each in run_zensical(stage) if each[:2] not in places]
    site = root / config["site_dir"]
    problems += check_names(root, read_inventory(site / "objects.inv"))
    existing = [(title, page) for title, page in pages if (stage.folder / page).exists()]
    # Zensical has reported the lines of most links: report the others once those are correct.
    files = {problem.file for problem in problems}
    built = links.check(stage, site, [page for _, page in existing])
    problems += [problem for problem in built if problem.file not in files]
    llms.write(config, stage, site, existing)
    return problems


def serve(site: Path) -> None:
    """Serve the site on the loopback interface until Ctrl-C."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=site)
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), handler)
    except OSError as error:
        sys.exit(f"build_docs.py: port {PORT} cannot be used ({error}). End its other program.")
    with server:
        print(f"http://127.0.0.1:{PORT}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


def main(arguments: list[str]) -> int:
    """Build, print the problems, and serve the site if requested. Return the exit code."""
    if arguments not in ([], ["--serve"]):
        print(__doc__)
        return 0 if {"-h", "--help"} & {*arguments} else 2
    problems = build(ROOT)
    for problem in problems:
        print(problem)
    if problems:
        plural = "s" * (len(problems) > 1)
        print(f"build_docs.py: {len(problems)} problem{plural}", file=sys.stderr)
    if arguments:
        serve(ROOT / "build" / "site")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
